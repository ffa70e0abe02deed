/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The wires between a controller and the chips: clock, chip select and up to eight data lines. A controller says what
 * it does phase by phase; what arrives depends on pins, alternate functions, supply, pulls and broken wires.
 *
 * Rules for a line at a clock edge:
 *  - driven by one side: that level. Driven to different levels: contention, counted, and the level is 0.
 *  - driven by nobody: the pull's level (the board's resistor before the MCU's), and without a pull the level that it
 *    had last, unless wires_let_float() says otherwise. A line not driven since the controller's reset is at 0.
 *  - an open chip select is high, an open clock never ticks.
 *  - a controller's input that no pin is switched to reads 0.
 */

#ifndef SIM_XSPI_WIRES_H
#define SIM_XSPI_WIRES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wires;
struct soc_die;

/** How a phase uses the lines. */
struct wires_mode {
	uint8_t lines;				/**< 1, 2, 4 or 8 */
	bool dtr;
	uint8_t first;				/**< first data line: 0, or 4 for a chip on IO[7:4] or on bank 2 */
	bool dual;					/**< two chips side by side: lines 4 and up carry the same as the lower ones */
	uint8_t released;			/**< lines that the controller ought to drive and does not: a fault of silicon */
	bool pairs;					/**< if dual: or they carry every second byte, as data do; counts are even then */
};

/** @param instance as in the die's signal names: "OCTOSPI1". @returns NULL if there are too many, or no memory */
struct wires *wires_create(const struct soc_die *die, const char *instance);

/** Chip select falls. @param select bit 0: the first, bit 1: bank 2's @param now ps @param period_ps of the clock */
void wires_begin(struct wires *wires, uint8_t select, uint64_t now, uint64_t period_ps);
/** Bytes from the controller; the first clock starts at now. */
void wires_send(struct wires *wires, struct wires_mode mode, const uint8_t *bytes, size_t count, uint64_t now);
/** What else than usual happens on the data lines in the first clock of the next data: faults of a controller. */
enum wires_first { WIRES_USUAL, WIRES_RELEASED, WIRES_HELD };
void wires_first_clock(struct wires *wires, enum wires_first first);
/** Clocks without data; mode is that of the data phase that follows. */
void wires_dummy(struct wires *wires, struct wires_mode mode, unsigned int clocks, uint64_t now);
void wires_receive(struct wires *wires, struct wires_mode mode, uint8_t *bytes, size_t count, uint64_t now);
/** Chip select rises. */
void wires_end(struct wires *wires, uint64_t now);

/** Clocks that a phase of so many bytes takes, times two (an odd number of half clocks is possible at double rate). */
unsigned int wires_half_clocks(struct wires_mode mode, unsigned int bytes);

/** Until when the frame just ended would give the same answer if sent again, 0 = unknown. */
uint64_t wires_steady_until(struct wires *wires);
/** It was sent so many times more. */
void wires_repeated(struct wires *wires, uint64_t times);

/** The I/O manager was written: look again where signals go. */
void wires_forget_routes(void);

/** Does the I/O manager let this controller share a bus? If so, for how many clocks it pauses between users. */
bool wires_shared(const struct wires *wires, uint32_t *pause);

/** The controller was reset: its lines have been let go. */
void wires_reset(struct wires *wires);

/** For the property test: never take the short cut for whole bytes. */
void wires_always_per_clock(bool always);

/** What a line without driver and pull does; a real one does this or that. */
enum wires_floating { WIRES_KEEP, WIRES_LOW, WIRES_HIGH };
void wires_let_float(enum wires_floating floating);

/** Called before a chip is looked at from outside, for controllers that run behind the time. */
void wires_on_settle(void (*settle)(void *ctx), void *ctx);

#endif /* SIM_XSPI_WIRES_H */
