/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What went wrong with the stub, in words: fills stub_session.error. The first cause counts, later ones are dropped. */

#ifndef STM32XSPI_STUB_REPORT_H
#define STM32XSPI_STUB_REPORT_H

#include "stub_host.h"

/** Set the session's error text unless there is one. Returns ERROR_FAIL. */
int stub_say(struct stub_session *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** Program counter of the halted core. */
uint32_t stub_pc(struct target *target);

/** The core has halted where it should not: a fault, a lock-up or someone else's halt. Returns ERROR_FAIL. */
int stub_say_halted(struct stub_session *s);

/** The stub has ended with status.error. Returns ERROR_FAIL. */
int stub_say_failed(struct stub_session *s);

/** No progress for @a ms. Returns ERROR_FAIL. */
int stub_say_stuck(struct stub_session *s, int64_t ms);

#endif /* STM32XSPI_STUB_REPORT_H */
