// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Carries a controller's phases to the chips, clock edge by clock edge, or, where all sides agree on a whole byte, at
 * once. The rules are in wires.h. Leaves what the bits mean to the controller and to the chip.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "manager.h"
#include "wires.h"
#include "../nor/chip.h"
#include "../nor.h"
#include "../sim.h"
#include "../soc.h"

#define SIGNALS			8
#define MAX_AF			160
#define MAX_SETTLE		4
#define OFF				(-1)

/** Where a line of a chip goes. */
struct chip_route {
	struct nor_chip *chip;
	bool clocked;				/**< its clock comes from this controller */
	bool select_follows;		/**< its chip select comes from this controller */
	bool select_foreign;		/**< ... from another controller */
	uint8_t bank;				/**< of the chip select that it follows: 0 or 1 */
	bool touches;				/**< has a data line on this controller */
	bool select_low;			/**< its chip select is held low by something else */
	int8_t signal[SIGNALS];		/**< controller's data line behind each chip line, or OFF */
	uint8_t own_driven;			/**< lines not on the controller: driven by a GPIO */
	uint8_t own_level;			/**< their levels, kept when floating */
	uint8_t own_pull, own_pull_level;
	bool straight[2];			/**< lines n on signals first + n, for first = 0 and 4 */
	bool pair_straight[2];		/**< lines 0 and 1 alone */
};

struct wires {
	char instance[16];
	bool managed;				/**< the die's table tells the I/O manager's signals */
	unsigned int number;		/**< of the instance, 0 = OCTOSPI1 */
	size_t prefix;				/**< length of what signals' names begin with: "OCTOSPI1_", "OCTOSPIM_P" */
	struct soc_af af[MAX_AF];
	unsigned int af_count;
	uint32_t route_generation, wiring_generation;
	bool resolved;
	uint8_t selected;			/**< chip selects that are low, between wires_begin() and wires_end() */
	bool told;					/**< contention of this frame was reported */
	enum wires_first first;
	uint64_t period;
	uint8_t connected;			/**< data signals that have a pin */
	uint8_t pull, pull_level;	/**< of those */
	uint8_t level;				/**< last level of each data signal */
	struct chip_route route[BOARD_MAX_CHIPS];
	struct chip_route *served;	/**< the one that the last frame was for, NULL if not just one */
	unsigned int chips;
};

static bool always_per_clock;
static enum wires_floating floating;
static struct wires *all[MAX_SETTLE];
static unsigned int all_count;
static struct {
	void (*settle)(void *ctx);
	void *ctx;
} settlers[MAX_SETTLE];
static unsigned int settler_count;

/* ---- routes ---- */

/**
 * What a signal is, by the end of its name: "NCS", "IO3".
 * @param bank of a QUADSPI, 0 or 1 @param number of the data line, or of the bank whose chip select it is
 */
static enum signal_kind kind_of_tail(const char *tail, unsigned int bank, unsigned int *number)
{
	*number = bank;
	if (!strcmp(tail, "CLK"))
		return SIGNAL_CLK;
	if (!strcmp(tail, "NCS"))
		return SIGNAL_NCS;
	if (!strncmp(tail, "IO", 2) && tail[2] >= '0' && tail[2] < '0' + SIGNALS && !tail[3]) {
		*number = 4 * bank + tail[2] - '0';
		return *number < SIGNALS ? SIGNAL_IO : SIGNAL_NONE;
	}
	return SIGNAL_NONE;
}

/** What a signal of the die's table is to this controller: "QUADSPI_BK2_IO3" is its line 7. */
static enum signal_kind signal_kind(const struct wires *wires, const char *name, unsigned int *number)
{
	const char *tail = name + wires->prefix;
	unsigned int bank = 0;

	if (wires->managed) {
		enum signal_kind kind = kind_of_tail(tail + 2, 0, number);
		return manager_signal(wires->number, tail[0] - '1', kind, number);
	}
	if (!strncmp(tail, "BK1_", 4) || !strncmp(tail, "BK2_", 4)) {
		bank = tail[2] - '1';
		tail += 4;
	}
	return kind_of_tail(tail, bank, number);
}

/** What a controller has switched to a pin just now. */
static enum signal_kind pin_signal(const struct wires *wires, unsigned int port, unsigned int pin,
	const struct soc_pin *state, unsigned int *io)
{
	if (!state->powered || state->mode != PIN_AF)
		return SIGNAL_NONE;
	for (unsigned int i = 0; i < wires->af_count; i++) {
		const struct soc_af *af = &wires->af[i];
		if (af->port == port && af->pin == pin && af->af == state->af)
			return signal_kind(wires, af->signal, io);
	}
	return SIGNAL_NONE;
}

static int pull_of(const struct board_wire *wire, const struct soc_pin *state)
{
	if (wire->pull)
		return wire->pull;
	if (!state || !state->powered || state->mode == PIN_ANALOG)
		return 0;
	return state->pull == PULL_UP ? 1 : state->pull == PULL_DOWN ? -1 : 0;
}

/** Level that a pin which is not the controller's puts on a wire. @returns 0, 1, or -1 = none */
static int gpio_level(const struct soc_pin *state)
{
	if (!state->powered || state->mode != PIN_OUTPUT)
		return -1;
	return state->open_drain && state->output_level ? -1 : state->output_level;
}

static void route_own_line(struct chip_route *route, unsigned int line, int driven, int pull)
{
	uint8_t bit = 1u << line;
	bool level = driven >= 0 ? driven : pull > 0;

	route->signal[line] = OFF;
	if (driven >= 0)
		route->own_driven |= bit;
	if (pull) {
		route->own_pull |= bit;
		route->own_pull_level |= pull > 0 ? bit : 0;
	}
	if (driven >= 0 || pull)
		route->own_level = (route->own_level & ~bit) | (level ? bit : 0);
}

static void route_io(struct wires *wires, struct chip_route *route, unsigned int line, const struct board_wire *wire)
{
	if (!wire->connected || wire->open) {
		route_own_line(route, line, -1, wire->pull);
		return;
	}
	struct soc_pin state = soc_pin_state(wire->port, wire->pin);
	unsigned int io;
	int pull = pull_of(wire, &state);
	if (pin_signal(wires, wire->port, wire->pin, &state, &io) != SIGNAL_IO) {
		route_own_line(route, line, gpio_level(&state), pull);
		return;
	}
	route->signal[line] = (int8_t)io;
	route->touches = true;
	if (pull) {
		wires->pull |= 1u << io;
		wires->pull_level |= (pull > 0 ? 1u : 0) << io;
	}
}

/** @returns true if the controller's signal of that kind drives the wire; if not, what level it has @a otherwise */
static bool route_control(const struct wires *wires, const struct board_wire *wire, enum signal_kind kind,
	unsigned int *bank, int *otherwise)
{
	*otherwise = wire->pull > 0 ? 1 : wire->pull < 0 ? 0 : -1;
	if (!wire->connected || wire->open)
		return false;
	struct soc_pin state = soc_pin_state(wire->port, wire->pin);
	if (pin_signal(wires, wire->port, wire->pin, &state, bank) == kind)
		return true;
	int pull = pull_of(wire, &state);
	int level = gpio_level(&state);
	*otherwise = level >= 0 ? level : pull > 0 ? 1 : pull < 0 ? 0 : -1;
	return false;
}

/** Is a chip select another controller's? */
static bool foreign_select(const struct wires *wires, const struct board_wire *wire)
{
	unsigned int bank;
	int level;

	for (unsigned int i = 0; i < all_count; i++) {
		if (all[i] != wires && route_control(all[i], wire, SIGNAL_NCS, &bank, &level))
			return true;
	}
	return false;
}

static void route_chip(struct wires *wires, struct chip_route *route)
{
	const struct board_chip *fit = &route->chip->fit;
	unsigned int bank = 0;
	int level;

	route->own_driven = 0;
	route->own_pull = 0;
	route->own_pull_level = 0;
	route->touches = false;
	for (unsigned int line = 0; line < SIGNALS; line++)
		route_io(wires, route, line, &fit->io[line]);
	route->clocked = route_control(wires, &fit->clk, SIGNAL_CLK, &bank, &level) && nor_alive(route->chip);
	route->select_follows = route_control(wires, &fit->ncs, SIGNAL_NCS, &bank, &level);
	route->bank = bank;
	route->select_low = !route->select_follows && level == 0;
	route->select_foreign = foreign_select(wires, &fit->ncs);
	for (unsigned int half = 0; half < 2; half++) {
		unsigned int good = 0;
		while (good < 4 && route->signal[good] == (int)(4 * half + good))
			good++;
		route->straight[half] = good == 4;
		route->pair_straight[half] = good >= 2;
	}
}

static void find_pins(struct wires *wires)
{
	wires->connected = 0;
	for (unsigned int i = 0; i < wires->af_count; i++) {
		const struct soc_af *af = &wires->af[i];
		struct soc_pin state = soc_pin_state(af->port, af->pin);
		unsigned int io;
		if (signal_kind(wires, af->signal, &io) != SIGNAL_IO || !state.powered || state.mode != PIN_AF ||
				state.af != af->af)
			continue;
		if (wires->connected & 1u << io)
			sim_unknown("wire.double", "%s is switched to more than one pin", af->signal);
		wires->connected |= 1u << io;
		if (state.pull == PULL_UP || state.pull == PULL_DOWN) {
			wires->pull |= 1u << io;
			wires->pull_level |= (state.pull == PULL_UP ? 1u : 0) << io;
		}
	}
}

/** A chip whose select is high or low by other means than this controller, or whose supply has come or gone. */
static void select_by_level(struct wires *wires, struct chip_route *route, uint64_t now)
{
	bool low = route->select_follows ? wires->selected >> route->bank & 1 : route->select_low;
	bool want = low && nor_alive(route->chip);

	if (route->select_foreign)
		return;
	if (want && !route->chip->selected)
		nor_select(route->chip, now, wires->period ? SIM_PS_PER_S / wires->period : 0);
	else if (!want && route->chip->selected)
		nor_deselect(route->chip, now);
}

/** Look again where the lines go if something may have changed. */
static void resolve(struct wires *wires, uint64_t now)
{
	uint32_t route_generation = soc_route_generation();
	uint32_t wiring_generation = nor_wiring_generation();

	if (wires->resolved && route_generation == wires->route_generation && wiring_generation == wires->wiring_generation)
		return;
	wires->resolved = true;
	wires->route_generation = route_generation;
	wires->wiring_generation = wiring_generation;
	wires->pull = 0;
	wires->pull_level = 0;
	wires->chips = nor_count();
	find_pins(wires);
	for (unsigned int i = 0; i < wires->chips; i++) {
		wires->route[i].chip = nor_at(i);
		route_chip(wires, &wires->route[i]);
		select_by_level(wires, &wires->route[i], now);
	}
}

/* ---- per clock ---- */

/** What the controller drives. */
struct drive {
	uint8_t mask, level;
};

/** Levels that a chip sees on its lines. */
static uint8_t seen_by(const struct wires *wires, const struct chip_route *route)
{
	uint8_t levels = 0;

	if (route->straight[0])
		return wires->level;
	if (route->straight[1])
		return wires->level >> 4;
	for (unsigned int line = 0; line < SIGNALS; line++) {
		bool high = route->signal[line] == OFF ? route->own_level >> line & 1 : wires->level >> route->signal[line] & 1;
		levels |= (high ? 1u : 0) << line;
	}
	return levels;
}

static void report_contention(struct wires *wires, const char *who, unsigned int line)
{
	stat_add("wire.contention", 1);
	if (!wires->told)
		sim_violation("contention", "%s and %s drive IO%u to different levels", wires->instance, who, line);
	wires->told = true;
}

/** Levels of lines that nobody drives or pulls. */
static uint8_t afloat(uint8_t last, uint8_t lines)
{
	return floating == WIRES_KEEP ? last & lines : floating == WIRES_HIGH ? lines : 0;
}

/** A chip's own lines that are not on the controller. */
static void level_own_lines(struct wires *wires, struct chip_route *route)
{
	struct nor_chip *chip = route->chip;

	for (unsigned int line = 0; line < SIGNALS; line++) {
		uint8_t bit = 1u << line;
		if (route->signal[line] != OFF)
			continue;
		bool drives = chip->drive_mask & bit;
		if (drives && (route->own_driven & bit)) {
			if ((chip->drive_level ^ route->own_level) & bit)
				report_contention(wires, "a GPIO", line);
		} else if (drives) {
			route->own_level = (route->own_level & ~bit) | (chip->drive_level & bit);
		} else if (!(route->own_driven & bit)) {
			bool pulled = route->own_pull & bit;
			uint8_t level = pulled ? route->own_pull_level & bit : afloat(route->own_level, bit);
			route->own_level = (route->own_level & ~bit) | level;
		}
	}
}

/** What all chips drive, in terms of the controller's lines. */
static struct drive chips_drive(struct wires *wires)
{
	struct drive sum = { 0, 0 };

	for (unsigned int i = 0; i < wires->chips; i++) {
		struct chip_route *route = &wires->route[i];
		const struct nor_chip *chip = route->chip;
		if (!route->straight[0])
			level_own_lines(wires, route);
		for (unsigned int line = 0; chip->drive_mask >> line; line++) {
			if (!(chip->drive_mask >> line & 1) || route->signal[line] == OFF)
				continue;
			uint8_t bit = 1u << route->signal[line];
			bool high = chip->drive_level >> line & 1;
			if ((sum.mask & bit) && !!(sum.level & bit) != high)
				report_contention(wires, "two chips", route->signal[line]);
			sum.mask |= bit;
			sum.level = (sum.level & ~bit) | (high ? bit : 0);
		}
	}
	return sum;
}

static void level_lines(struct wires *wires, struct drive mine)
{
	struct drive theirs = chips_drive(wires);

	mine.mask &= wires->connected;
	uint8_t conflict = mine.mask & theirs.mask & (mine.level ^ theirs.level);
	uint8_t driven = mine.mask | theirs.mask;
	uint8_t level = ((mine.level & mine.mask) | (theirs.level & theirs.mask)) & ~conflict;
	uint8_t pulled = wires->pull & ~driven;

	for (unsigned int line = 0; conflict >> line; line++) {
		if (conflict >> line & 1)
			report_contention(wires, "the chip", line);
	}
	wires->level = level | (pulled & wires->pull_level) | afloat(wires->level, ~driven & ~pulled);
}

/** One edge: settle the lines, let the chips see it. @returns levels that the controller sees */
static uint8_t edge(struct wires *wires, struct drive mine, bool rising, uint64_t now)
{
	level_lines(wires, mine);
	uint8_t seen = wires->level & wires->connected;

	for (unsigned int i = 0; i < wires->chips; i++) {
		struct chip_route *route = &wires->route[i];
		if (route->clocked)
			nor_edge(route->chip, rising, seen_by(wires, route), now);
	}
	return seen;
}

/** A whole clock with the same output, sampled at the rising edge. */
static uint8_t clock(struct wires *wires, struct drive mine, uint64_t now)
{
	uint8_t seen = edge(wires, mine, true, now);

	edge(wires, mine, false, now);
	return seen;
}

/** Lines counted from 0 on, where the mode has them; in dual mode those of the second chip too. */
static uint8_t on_lines(struct wires_mode mode, uint8_t lines)
{
	return mode.dual ? lines | lines << 4 : lines << mode.first;
}

/**
 * What the controller drives besides the data: with one or two data lines IO2 is an output at 0 and IO3 one at 1 (RM,
 * "OCTOSPI regular-command protocol", single and dual mode).
 */
static struct drive parked(struct wires_mode mode)
{
	struct drive drive = { 0, 0 };

	if (mode.lines <= 2) {
		drive.mask = on_lines(mode, 0x0C);
		drive.level = on_lines(mode, 0x08);
	}
	return drive;
}

/** @param bits of all lines that the mode uses, those of a second chip from bit 4 on */
static struct drive sending(struct wires_mode mode, uint8_t bits)
{
	struct drive drive = parked(mode);

	drive.mask |= on_lines(mode, ((1u << mode.lines) - 1) & ~mode.released);
	drive.level |= bits << mode.first;
	return drive;
}

/** While it receives on one line the controller keeps IO0 as an output at its last level. */
static struct drive receiving(const struct wires *wires, struct wires_mode mode)
{
	struct drive drive = parked(mode);

	if (mode.lines == 1) {
		uint8_t out = on_lines(mode, 1);
		drive.mask |= out;
		drive.level |= wires->level & out;
	}
	return drive;
}

static unsigned int steps_per_byte(struct wires_mode mode)
{
	return 8u / mode.lines;
}

static uint64_t step_ps(const struct wires *wires, struct wires_mode mode)
{
	return mode.dtr ? wires->period / 2 : wires->period;
}

/** @param step counts from the start of the phase: at double rate even steps end in rising edges */
static uint8_t do_step(struct wires *wires, struct wires_mode mode, struct drive drive, size_t step, uint64_t now)
{
	return mode.dtr ? edge(wires, drive, !(step & 1), now) : clock(wires, drive, now);
}

/** A controller's fault: the first clock of sent data leaves the lines alone, of received data still drives them. */
static struct drive faulty(struct wires *wires, struct wires_mode mode, struct drive drive)
{
	uint8_t lines = on_lines(mode, (1u << mode.lines) - 1);

	if (wires->first == WIRES_RELEASED) {
		drive.mask &= ~lines;
	} else if (wires->first == WIRES_HELD) {
		drive.mask |= lines;
		drive.level = (drive.level & ~lines) | (wires->level & lines);
	}
	wires->first = WIRES_USUAL;
	return drive;
}

static void send_by_clock(struct wires *wires, struct wires_mode mode, const uint8_t *bytes, size_t count, uint64_t now)
{
	unsigned int steps = steps_per_byte(mode);
	unsigned int unit = mode.pairs ? 2 : 1;
	uint8_t mask = (1u << mode.lines) - 1;

	for (size_t i = 0; i < count / unit * steps; i++) {
		unsigned int shift = 8 - mode.lines * (i % steps + 1);
		const uint8_t *from = bytes + i / steps * unit;
		uint8_t bits = from[0] >> shift & mask;
		if (mode.dual)
			bits |= (from[unit - 1] >> shift & mask) << 4;
		do_step(wires, mode, faulty(wires, mode, sending(mode, bits)), i, now + i * step_ps(wires, mode));
	}
}

static void receive_by_clock(struct wires *wires, struct wires_mode mode, uint8_t *bytes, size_t count, uint64_t now)
{
	unsigned int steps = steps_per_byte(mode);
	unsigned int in = mode.first + (mode.lines == 1 ? 1 : 0);
	unsigned int unit = mode.pairs ? 2 : 1;
	uint8_t mask = (1u << mode.lines) - 1;

	memset(bytes, 0, count);
	for (size_t i = 0; i < count / unit * steps; i++) {
		struct drive drive = faulty(wires, mode, receiving(wires, mode));
		uint8_t seen = do_step(wires, mode, drive, i, now + i * step_ps(wires, mode));
		uint8_t *to = bytes + i / steps * unit;
		to[0] = to[0] << mode.lines | (seen >> in & mask);
		if (mode.pairs)
			to[1] = to[1] << mode.lines | (seen >> (4 + in) & mask);
	}
}

/* ---- whole bytes ---- */

/** The one chip that has to do with the frame, or NULL if there are several or none. */
static struct chip_route *only_route(struct wires *wires)
{
	struct chip_route *only = NULL;

	if (wires->chips == 1)
		return wires->route;
	for (unsigned int i = 0; i < wires->chips; i++) {
		struct chip_route *route = &wires->route[i];
		if (!route->chip->selected || (!route->clocked && !route->touches))
			continue;
		if (only)
			return NULL;
		only = route;
	}
	return only;
}

/** The one chip that can be served in whole bytes, or NULL. */
static struct chip_route *plain_route(struct wires *wires, struct wires_mode mode)
{
	struct chip_route *route = only_route(wires);
	unsigned int half = mode.first / 4;

	if (always_per_clock || wires->first != WIRES_USUAL || !route || !route->clocked || !route->select_follows)
		return NULL;
	if (mode.dual || mode.released || mode.lines > 4)
		return NULL;
	if (mode.lines <= 2 ? !route->pair_straight[half] : !route->straight[half])
		return NULL;
	if (nor_obeys_hold(route->chip) && (mode.lines > 2 || !route->straight[half]))
		return NULL;
	return route;
}

/** Levels after a phase in which the controller drove and received so. */
static void leave_levels(struct wires *wires, const struct chip_route *route, struct drive driven)
{
	driven.mask &= wires->connected;
	uint8_t free_lines = wires->pull & ~driven.mask;

	wires->level = (driven.level & driven.mask) | (free_lines & wires->pull_level) |
		afloat(wires->level, ~driven.mask & ~free_lines);
	nor_set_level(route->chip, seen_by(wires, route));
}

static bool send_bytes(struct wires *wires, struct wires_mode mode, const uint8_t *bytes, size_t count, uint64_t now)
{
	struct chip_route *route = plain_route(wires, mode);
	uint64_t byte_ps = steps_per_byte(mode) * step_ps(wires, mode);
	size_t done = 0;

	if (!route)
		return false;
	uint64_t last = byte_ps - step_ps(wires, mode);		/* the clock that completes a byte */
	while (done < count && nor_takes_bytes(route->chip, mode.lines, mode.dtr)) {
		leave_levels(wires, route, sending(mode, bytes[done] & ((1u << mode.lines) - 1)));
		nor_byte(route->chip, bytes[done], now + done * byte_ps + last);
		done++;
	}
	if (done < count)
		send_by_clock(wires, mode, bytes + done, count - done, now + done * byte_ps);
	return true;
}

static bool receive_bytes(struct wires *wires, struct wires_mode mode, uint8_t *bytes, size_t count, uint64_t now)
{
	struct chip_route *route = plain_route(wires, mode);
	uint64_t byte_ps = steps_per_byte(mode) * step_ps(wires, mode);

	if (!route || !nor_gives_bytes(route->chip, mode.lines, mode.dtr))
		return false;
	struct drive drive = receiving(wires, mode);
	nor_give(route->chip, bytes, count, now + byte_ps - step_ps(wires, mode), byte_ps);
	unsigned int in = mode.first + (mode.lines == 1 ? 1 : 0);
	uint8_t mask = ((1u << mode.lines) - 1) << in;
	drive.mask |= mask;
	drive.level = (drive.level & ~mask) | (bytes[count - 1] << in & mask);
	leave_levels(wires, route, drive);
	return true;
}

static bool dummy_clocks(struct wires *wires, struct wires_mode mode, struct drive drive, unsigned int clocks,
	uint64_t now)
{
	struct chip_route *route = plain_route(wires, mode);

	if (!route || !nor_takes_dummies(route->chip, clocks))
		return false;
	leave_levels(wires, route, drive);
	nor_dummies(route->chip, clocks, now + (clocks - 1) * wires->period);
	return true;
}

/* ---- what controllers call ---- */

unsigned int wires_half_clocks(struct wires_mode mode, unsigned int bytes)
{
	unsigned int groups = mode.pairs ? (bytes + 1) / 2 : bytes;

	return groups * steps_per_byte(mode) * (mode.dtr ? 1 : 2);
}

void wires_begin(struct wires *wires, uint8_t select, uint64_t now, uint64_t period_ps)
{
	if (wires->managed && !manager_clocked())
		sim_unknown("xspim.clock", "%s: whether the I/O manager passes signals without its clock is not documented",
			wires->instance);
	wires->period = period_ps;
	wires->told = false;
	wires->first = WIRES_USUAL;
	resolve(wires, now);
	wires->selected = select;
	for (unsigned int i = 0; i < wires->chips; i++)
		select_by_level(wires, &wires->route[i], now);
}

void wires_first_clock(struct wires *wires, enum wires_first first)
{
	wires->first = first;
}

void wires_send(struct wires *wires, struct wires_mode mode, const uint8_t *bytes, size_t count, uint64_t now)
{
	resolve(wires, now);
	if (!send_bytes(wires, mode, bytes, count, now))
		send_by_clock(wires, mode, bytes, count, now);
}

void wires_dummy(struct wires *wires, struct wires_mode mode, unsigned int clocks, uint64_t now)
{
	resolve(wires, now);
	/* the lines of the data are released, whoever sends them; a single one stays an output (RM0440, chapter 20.3.4) */
	struct drive drive = receiving(wires, mode);
	if (!clocks || dummy_clocks(wires, mode, drive, clocks, now))
		return;
	for (unsigned int i = 0; i < clocks; i++)
		clock(wires, drive, now + i * wires->period);
}

void wires_receive(struct wires *wires, struct wires_mode mode, uint8_t *bytes, size_t count, uint64_t now)
{
	resolve(wires, now);
	if (!receive_bytes(wires, mode, bytes, count, now))
		receive_by_clock(wires, mode, bytes, count, now);
}

void wires_end(struct wires *wires, uint64_t now)
{
	resolve(wires, now);
	wires->served = only_route(wires);
	if (wires->served && (!wires->served->clocked || !wires->served->select_follows))
		wires->served = NULL;
	wires->selected = 0;
	for (unsigned int i = 0; i < wires->chips; i++)
		select_by_level(wires, &wires->route[i], now);
}

void wires_forget_routes(void)
{
	for (unsigned int i = 0; i < all_count; i++)
		all[i]->resolved = false;
}

bool wires_shared(const struct wires *wires, uint32_t *pause)
{
	*pause = manager_pause_clocks();
	return wires->managed && manager_multiplexed();
}

void wires_reset(struct wires *wires)
{
	wires->level = 0;
	for (unsigned int i = 0; i < wires->chips; i++)
		wires->route[i].own_level = 0;
	wires->resolved = false;
}

uint64_t wires_steady_until(struct wires *wires)
{
	if (wires->chips == 0)
		return UINT64_MAX;
	if (!wires->served)
		return 0;
	return nor_steady_until(wires->served->chip);
}

void wires_repeated(struct wires *wires, uint64_t times)
{
	if (wires->served)
		nor_repeated(wires->served->chip, times);
}

void wires_always_per_clock(bool always)
{
	always_per_clock = always;
}

void wires_let_float(enum wires_floating to)
{
	floating = to;
}

/* ---- levels for the pins' input registers ---- */

static bool same_pin(const struct board_wire *wire, unsigned int port, unsigned int pin)
{
	return wire->connected && !wire->open && wire->port == port && wire->pin == pin;
}

static int pulled_level(const struct board_wire *wire)
{
	return wire->pull ? wire->pull > 0 : -1;
}

static int level_of_line(const struct wires *wires, const struct chip_route *route, unsigned int line)
{
	if (route->signal[line] != OFF)
		return wires->level >> route->signal[line] & 1;
	const struct nor_chip *chip = route->chip;
	if (chip->drive_mask >> line & 1)
		return chip->drive_level >> line & 1;
	return pulled_level(&chip->fit.io[line]);
}

/** Level that the outside, or a controller, puts on a pin. */
static int read_pin(void *ctx, unsigned int port, unsigned int pin)
{
	(void)ctx;
	for (unsigned int n = 0; n < all_count; n++) {
		struct wires *wires = all[n];
		resolve(wires, sim_now());
		for (unsigned int i = 0; i < wires->chips; i++) {
			const struct chip_route *route = &wires->route[i];
			const struct board_chip *fit = &route->chip->fit;
			if (same_pin(&fit->ncs, port, pin))
				return route->select_follows ? !(wires->selected >> route->bank & 1) : pulled_level(&fit->ncs);
			if (same_pin(&fit->clk, port, pin))
				return route->clocked ? 0 : pulled_level(&fit->clk);
			for (unsigned int line = 0; line < SIGNALS; line++) {
				if (same_pin(&fit->io[line], port, pin))
					return level_of_line(wires, route, line);
			}
		}
	}
	return -1;
}

static void settle_all(void)
{
	for (unsigned int i = 0; i < settler_count; i++)
		settlers[i].settle(settlers[i].ctx);
}

void wires_on_settle(void (*settle)(void *ctx), void *ctx)
{
	if (settler_count == MAX_SETTLE)
		return;
	settlers[settler_count].settle = settle;
	settlers[settler_count++].ctx = ctx;
	nor_set_settle(settle_all);
}

struct wires *wires_create(const struct soc_die *die, const char *instance)
{
	struct wires *wires = calloc(1, sizeof(*wires));
	char prefix[20] = "OCTOSPIM_P";

	if (!wires || all_count == MAX_SETTLE) {
		free(wires);
		return NULL;
	}
	snprintf(wires->instance, sizeof(wires->instance), "%s", instance);
	wires->managed = die->manager && !strncmp(instance, "OCTOSPI", 7);
	if (wires->managed)
		wires->number = instance[7] - '1';
	else
		snprintf(prefix, sizeof(prefix), "%s_", wires->instance);
	wires->prefix = strlen(prefix);
	for (unsigned int i = 0; i < die->af_count; i++) {
		if (strncmp(die->af[i].signal, prefix, wires->prefix) != 0)
			continue;
		if (wires->af_count == MAX_AF) {
			free(wires);
			return NULL;
		}
		wires->af[wires->af_count++] = die->af[i];
	}
	all[all_count++] = wires;
	soc_set_pin_reader(read_pin, NULL);
	return wires;
}
