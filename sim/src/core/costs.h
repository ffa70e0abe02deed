/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What instructions cost, in core clocks, by class and core. A model, not a copy of the pipeline; doc/simulator-time.md
 * has the table and what it leaves out. Memory answers at once; devices add their own time by sim_stall().
 */

#ifndef SIM_CORE_COSTS_H
#define SIM_CORE_COSTS_H

#include <stdbool.h>
#include <stdint.h>
#include "model.h"

/** In costs[]: needs a closer look by cost_of_special(). */
#define COST_SPECIAL		0x80

/** Clocks by the first halfword, for the core that costs_init() was called for. */
extern uint8_t costs[0x10000];
/** What a branch that is taken costs besides; the caller sees it by the address. */
extern unsigned int cost_taken;
/** What a load costs besides whose data come from a device. */
extern unsigned int cost_device_read;

void costs_init(enum core_kind kind);

enum cost_note {
	COST_PLAIN,
	COST_MASKS,			/**< may change PRIMASK, BASEPRI, FAULTMASK or CONTROL */
	COST_LIMITS,		/**< changes MSPLIM or PSPLIM */
	COST_EVENT,			/**< SEV */
	COST_FPU,			/**< needs the floating point unit */
};

/** For halfwords marked COST_SPECIAL. @param second the halfword that follows */
uint8_t cost_of_special(uint16_t first, uint16_t second, enum cost_note *note);

#endif /* SIM_CORE_COSTS_H */
