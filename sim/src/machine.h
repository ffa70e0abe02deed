/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The core and its debug registers, and how time, core and devices go on together. */

#ifndef SIM_MACHINE_H
#define SIM_MACHINE_H

#include <stdbool.h>
#include <stdint.h>
#include "board.h"

/** Build the machine from a board: die, core, chips. Powered, held until machine_start(). */
int machine_create(const struct board *board);

/** Let the core begin. */
void machine_start(void);

/** Let virtual time pass: the core, if it runs, executes instructions; timers fire. */
void machine_advance(uint64_t ps);

/** The same, up to a point in time. */
void machine_advance_until(uint64_t ps);

/** Do what an access has asked for: a reset. To be called after each access from outside. */
void machine_settle(void);

/** System reset: core and devices; chips keep their state. @param halt stop before the first instruction */
void machine_reset(bool halt);

/** Supply off and on again: everything, chips too, starts from power-on state; memory contents stay. */
void machine_power_cycle(void);

/** Interrupt line of a device, by its position in the vector table after the 16 system exceptions. */
void machine_irq(unsigned int number, bool level);

/** NRST line. While low the core is held in reset. */
void machine_nrst(bool low);

/** @returns true unless a debugger has halted the core or it is held in reset: sleeping or locked up is running */
bool machine_core_running(void);

/** @returns true if the core executes instructions just now */
bool machine_core_executing(void);

/** Debug registers and private peripheral bus, as the access port or the core sees them: 0xE0000000 to 0xE00FFFFF. */
bool cortexm_read(uint32_t addr, uint32_t *value, bool by_debugger);
bool cortexm_write(uint32_t addr, uint32_t value, bool by_debugger);

#endif /* SIM_MACHINE_H */
