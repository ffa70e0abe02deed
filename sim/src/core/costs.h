/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What instructions cost, in core clocks. A model, not a copy of the pipeline: 1 clock per instruction, 2 per load or
 * store, 1 more per further register of a multiple transfer, 6 per division; a taken branch costs 2 more (the caller
 * sees it by the address). Memory answers at once; devices add their own time by sim_stall().
 */

#ifndef SIM_CORE_COSTS_H
#define SIM_CORE_COSTS_H

#include <stdint.h>

#define COST_TAKEN_BRANCH	2

/** In costs[]: needs a closer look by cost_of_special(). */
#define COST_SPECIAL		0x80

/** Clocks by the first halfword. Filled by costs_init(). */
extern uint8_t costs[0x10000];

void costs_init(void);

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
