/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The core and its debug registers, and how time, core and devices go on together. */

#ifndef SIM_MACHINE_H
#define SIM_MACHINE_H

#include <stdbool.h>
#include <stdint.h>
#include "board.h"

/** Build the machine from a board: die, core, chips. Powered, held before the first instruction until machine_start(). */
int machine_create(const struct board *board);

/** Let virtual time pass: the core, if it runs, executes instructions; timers fire. */
void machine_advance(uint64_t ps);

/** System reset: core and devices; chips keep their state. @param halt stop before the first instruction */
void machine_reset(bool halt);

/** Supply off and on again: everything, chips too, starts from power-on state; memory contents stay. */
void machine_power_cycle(void);

/** NRST line. While low the core is held in reset. */
void machine_nrst(bool low);

bool machine_core_running(void);

/** Debug registers and private peripheral bus, as the access port or the core sees them: 0xE0000000 to 0xE00FFFFF. */
bool cortexm_read(uint32_t addr, uint32_t *value, bool by_debugger);
bool cortexm_write(uint32_t addr, uint32_t value, bool by_debugger);

#endif /* SIM_MACHINE_H */
