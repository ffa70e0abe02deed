/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Runs code on a halted core over the queue of its access port. OpenOCD's algorithms write each register in a
 * transaction of its own and read all of them at the end, which takes 50 ms over an ST-Link V2; this takes two queues
 * to start and one to end. Only the normal case is here: meanwhile OpenOCD's state is that of a running algorithm, so
 * that its own poll, halt and target_wait_algorithm() can take over at any time.
 */

#ifndef STM32XSPI_CORE_RUN_H
#define STM32XSPI_CORE_RUN_H

#include <stdbool.h>
#include <stdint.h>

struct target;
struct armv7m_algorithm;

#define CORE_RUN_REGS	5u

/** How code is entered: registers, interrupts masked, thread mode. */
struct core_run {
	uint32_t r0;
	uint32_t sp;
	uint32_t pc;
	uint32_t state[CORE_RUN_REGS];	/**< DHCSR behind each register that core_run_load() has queued */
};

/**
 * Can the core be run this way? Not without a queue (HLA), not if it is in handler mode or unprivileged, not if its
 * registers are slow, or OpenOCD is asked to mask interrupts in its own way.
 */
bool core_run_possible(struct target *target);

/**
 * Queue the registers; nothing runs yet. What is overwritten is in OpenOCD's cache, marked to be written back before
 * the core goes on. link_flush() must come before core_run_ready().
 */
int core_run_load(struct target *target, struct core_run *run);

/** Has the core taken them all? If not it is slow or was reset, and OpenOCD has to load them again. */
bool core_run_ready(struct target *target, const struct core_run *run);

/**
 * Start. @param algorithm filled as target_start_algorithm() does it, for target_wait_algorithm()
 * @returns ERROR_OK, or an error code: then the core may run all the same
 */
int core_run_go(struct target *target, struct armv7m_algorithm *algorithm);

enum core_run_state {
	CORE_RUN_GOES_ON,		/**< as far as is known: the link may have failed */
	CORE_RUN_HALTED,
	CORE_RUN_ODD,			/**< a reset or lock-up, which OpenOCD's next poll will see */
};

/** Look at the core once. */
enum core_run_state core_run_look(struct target *target);

/**
 * The core has halted, as core_run_look() has said: if that was by the BKPT at @a pc, OpenOCD's state is halted
 * again, with the registers of before. What else is queued goes out with it; nothing stays queued.
 * @returns false: it was something else, or the link has failed; OpenOCD's state is as it was
 */
bool core_run_ended(struct target *target, uint32_t pc);

#endif /* STM32XSPI_CORE_RUN_H */
