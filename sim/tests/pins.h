/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * A chip on a test's own hands: chip select, clock edges and levels, as a controller without mistakes would give them.
 * The clock runs at pins_hz; lines 2 and 3 are high where a phase does not use them.
 */

#ifndef SIM_TESTS_PINS_H
#define SIM_TESTS_PINS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "../src/nor.h"
#include "../src/nor/chip.h"
#include "../src/sim.h"

static struct nor_chip *pins_chip;
static uint32_t pins_hz = 10000000;
static uint8_t pins_idle = 0x0C;		/* levels of lines that a phase does not use */

static inline void pins_fit(const char *model)
{
	static struct board_chip board;

	nor_forget_all();
	memset(&board, 0, sizeof(board));
	snprintf(board.name, sizeof(board.name), "chip0");
	snprintf(board.model, sizeof(board.model), "%s", model);
	pins_chip = nor_create(&board);
	assert_non_null(pins_chip);
	pins_hz = 10000000;
	pins_idle = 0x0C;
	sim_stall(10 * SIM_PS_PER_MS);
	stat_reset();
}

static inline void pins_clock(uint8_t levels)
{
	nor_edge(pins_chip, false, levels, sim_now());
	sim_stall(SIM_PS_PER_S / pins_hz);
	nor_edge(pins_chip, true, levels, sim_now());
}

static inline void pins_begin(void)
{
	nor_select(pins_chip, sim_now(), pins_hz);
}

static inline void pins_end(void)
{
	nor_deselect(pins_chip, sim_now());
	sim_stall(SIM_PS_PER_S / pins_hz);
}

static inline void pins_send(unsigned int lines, uint32_t value, unsigned int bytes)
{
	for (unsigned int left = 8 * bytes; left; left -= lines) {
		uint8_t used = (uint8_t)((1u << lines) - 1);
		uint8_t bits = value >> (left - lines) & used;
		pins_clock(bits | (pins_idle & ~used));
	}
}

static inline void pins_dummy(unsigned int clocks)
{
	while (clocks--)
		pins_clock(pins_idle);
}

static inline uint8_t pins_receive(unsigned int lines)
{
	uint8_t value = 0;

	for (unsigned int i = 0; i < 8 / lines; i++) {
		nor_edge(pins_chip, false, pins_idle, sim_now());
		uint8_t mask = lines == 1 ? 2 : (uint8_t)((1u << lines) - 1);
		assert_int_equal(pins_chip->drive_mask, mask);
		uint8_t bits = lines == 1 ? pins_chip->drive_level >> 1 : pins_chip->drive_level;
		value = (uint8_t)(value << lines | (bits & ((1u << lines) - 1)));
		sim_stall(SIM_PS_PER_S / pins_hz);
		nor_edge(pins_chip, true, pins_idle, sim_now());
	}
	return value;
}

/** The opcode alone, on so many lines. */
static inline void pins_command(unsigned int lines, uint8_t opcode)
{
	pins_begin();
	pins_send(lines, opcode, 1);
	pins_end();
}

/** A register: opcode, then bytes, the first one the highest of value. */
static inline void pins_write(unsigned int lines, uint8_t opcode, uint32_t value, unsigned int bytes)
{
	pins_begin();
	pins_send(lines, opcode, 1);
	pins_send(lines, value, bytes);
	pins_end();
}

static inline uint8_t pins_read(unsigned int lines, uint8_t opcode)
{
	pins_begin();
	pins_send(lines, opcode, 1);
	uint8_t value = pins_receive(lines);
	pins_end();
	return value;
}

/** Bytes that come behind opcode, address and dummy clocks, the first one highest; up to four. */
struct pins_frame {
	unsigned int lines[3];		/**< of opcode, address, data */
	uint8_t opcode, addr_bytes, dummies;
	uint32_t addr;
};

static inline void pins_header(const struct pins_frame *frame)
{
	pins_begin();
	pins_send(frame->lines[0], frame->opcode, 1);
	if (frame->addr_bytes)
		pins_send(frame->lines[1], frame->addr, frame->addr_bytes);
	pins_dummy(frame->dummies);
}

static inline uint32_t pins_get(struct pins_frame frame, unsigned int bytes)
{
	uint32_t value = 0;

	pins_header(&frame);
	for (unsigned int i = 0; i < bytes; i++)
		value = value << 8 | pins_receive(frame.lines[2]);
	pins_end();
	return value;
}

static inline void pins_put(struct pins_frame frame, uint32_t value, unsigned int bytes)
{
	pins_header(&frame);
	pins_send(frame.lines[2], value, bytes);
	pins_end();
}

/** Wait until the chip is not busy. @returns how long, in us */
static inline uint64_t pins_wait(unsigned int lines)
{
	uint64_t start = sim_now();

	while (pins_read(lines, 0x05) & 1)
		sim_stall(10 * SIM_PS_PER_US);
	return (sim_now() - start) / SIM_PS_PER_US;
}

static inline uint8_t *pins_array(void)
{
	uint32_t size;

	return nor_data(pins_chip, &size);
}

#define ONE_LINE	{ 1, 1, 1 }
#define FOUR_LINES	{ 4, 4, 4 }

#define assert_quiet() assert_int_equal(stat_get("violation") + stat_get("unknown"), 0)

#endif /* SIM_TESTS_PINS_H */
