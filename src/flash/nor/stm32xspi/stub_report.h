/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What went wrong with the stub, in words: fills stub_session.error. The first cause counts, later ones are dropped. */

#ifndef STM32XSPI_STUB_REPORT_H
#define STM32XSPI_STUB_REPORT_H

#include "stub_host.h"

/** Set the session's error text unless there is one. Returns ERROR_FAIL. */
int stub_say(struct stub_session *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** An access to the target's memory has failed. @param what "reading" or "writing" */
void stub_say_link(struct stub_session *s, const char *what, uint32_t addr, uint32_t size);

/** Program counter of the halted core. */
uint32_t stub_pc(struct target *target);

/** Stack pointer of the code that was running, or that ran into the exception. */
uint32_t stub_sp(struct target *target);

/** The core has halted where it should not: a fault, a lock-up or someone else's halt. Returns ERROR_FAIL. */
int stub_say_halted(struct stub_session *s);

/** The stub has ended with status.error. Returns ERROR_FAIL. */
int stub_say_failed(struct stub_session *s);

/** The stub had to be halted by force: said behind whatever else is known. Returns ERROR_FAIL. */
int stub_say_forced(struct stub_session *s);

/** No progress for @a ms. Returns ERROR_FAIL. */
int stub_say_stuck(struct stub_session *s, int64_t ms);

#endif /* STM32XSPI_STUB_REPORT_H */
