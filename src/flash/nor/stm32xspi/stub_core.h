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

/** Put the settings back. Queued only. */
void stub_core_restore(struct stub_session *s);

/** Enter the stub. After a failure the core may run. */
int stub_core_start(struct stub_session *s);

/** Look once whether the core has halted. */
bool stub_core_halted(struct stub_session *s);

/**
 * The stub says that it has ended: if the core has halted in its BKPT, the application's registers and settings come
 * back. @returns false: nothing was changed
 */
bool stub_core_ended(struct stub_session *s);

#endif /* STM32XSPI_STUB_CORE_H */
