/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Words over the debug link with as few round trips as the transport allows: accesses are queued, and go out together,
 * in order. A transport without a queue (HLA) makes each access at once.
 * The queue must be empty before OpenOCD moves a block (target_read_buffer(), target_write_buffer(), backup of a work
 * area): behind queued words an ST-Link is asked for the whole block as single words, which is slow, and may be more
 * than OpenOCD's USB buffer holds.
 */

#ifndef STM32XSPI_LINK_H
#define STM32XSPI_LINK_H

#include <stdbool.h>
#include <stdint.h>

struct target;

/** Has the transport a queue? */
bool link_has_queue(struct target *target);

/** Queue a write. @returns OpenOCD's code; an access that fails may show at link_flush() only */
int link_post(struct target *target, uint32_t addr, uint32_t value);

/** Queue a read. @param value filled by link_flush(), must live until then */
int link_ask(struct target *target, uint32_t addr, uint32_t *value);

/** Make the queued accesses. @returns OpenOCD's code of the first that failed; the rest was not made then */
int link_flush(struct target *target);

/** The same, if anything was queued since the last time. */
int link_settle(struct target *target);

#endif /* STM32XSPI_LINK_H */
