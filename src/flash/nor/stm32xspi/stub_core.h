/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The core under the stub, for stub_host.c: settings of the application that would be in its way, start, normal end. */

#ifndef STM32XSPI_STUB_CORE_H
#define STM32XSPI_STUB_CORE_H

#include "stub_host.h"

/**
 * Make the core's settings fit for the stub, and see that they and the image are there.
 * @returns ERROR_OK, or an error code with the reason in words; call stub_core_restore() then, too
 */
int stub_core_prepare(struct stub_session *s);

/** Put the settings back, in a second try if the first one fails. */
void stub_core_restore(struct stub_session *s);

/** Enter the stub. After a failure the core may run. */
int stub_core_start(struct stub_session *s);

/** Let OpenOCD look at the core, which runs the stub as far as is known. */
void stub_core_poll(struct stub_session *s);

/** Look once whether the core has halted; does not tell OpenOCD where it need not know. */
bool stub_core_halted(struct stub_session *s);

/**
 * The stub says that it has ended, and the core has halted: the application's settings come back, and if it was by the
 * stub's BKPT, the application's registers, too. @returns false: it was not, or the link has failed
 */
bool stub_core_ended(struct stub_session *s);

#endif /* STM32XSPI_STUB_CORE_H */
