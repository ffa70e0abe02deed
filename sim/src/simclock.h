/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Virtual time's private side, for the machine only: time is a base in picoseconds plus the clocks that the core has
 * counted since at a known frequency. Everybody else uses sim_now() and the timers of sim.h.
 */

#ifndef SIM_SIMCLOCK_H
#define SIM_SIMCLOCK_H

#include <stdbool.h>
#include <stdint.h>

/**
 * The core's clock counter becomes the source of time.
 * @param counter clocks that the core has spent; only ever grows; NULL: time stands still between jumps
 */
void simclock_attach(uint64_t *counter);

/** From now on a core clock takes 1/hz seconds. @param hz 0: the core's clock stands still */
void simclock_set_hz(uint32_t hz);

/** @returns the frequency in use */
uint32_t simclock_hz(void);

/** Go to a time without counting core clocks; does nothing if it is in the past. Fires no timers. */
void simclock_jump(uint64_t ps);

/** @returns core clocks from now until a time, rounded up; UINT64_MAX / 2 if that never comes */
uint64_t simclock_clocks_until(uint64_t ps);

/** @returns the core clocks that a time span takes, rounded up */
uint64_t simclock_clocks_in(uint64_t ps);

/** While set, sim_stall() counts core clocks: the core waits for the bus. */
void simclock_core_on_bus(bool on_bus);

/** Called whenever a timer is set, so that a running core can look at its next deadline again; may be NULL. */
void simclock_on_timer_change(void (*changed)(void));

#endif /* SIM_SIMCLOCK_H */
