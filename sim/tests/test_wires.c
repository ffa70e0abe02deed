// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Wires: what arrives depends on pins, pulls and broken wires; what is read when nobody drives; states of a chip as
 * they look from outside; and the short cut for whole bytes gives what going clock by clock gives.
 */

#include <stdio.h>
#include <stdlib.h>
#include "quad_bench.h"

static void set_pull(enum soc_pin_pull pull)
{
	for (unsigned int i = PIN_IO0; i <= PIN_IO3; i++) {
		bench_pin[i].pull = pull;
		bench_pin[i - PIN_IO0 + PIN_BK2_IO0].pull = pull;
	}
	bench_pins_changed();
}

static void gpio(enum bench_pin pin, bool level)
{
	bench_pin[pin].mode = PIN_OUTPUT;
	bench_pin[pin].output_level = level;
	bench_pins_changed();
}

static uint8_t *array(void)
{
	uint32_t size;

	return nor_data(bench_chip, &size);
}

static uint8_t quad_byte(uint32_t addr)
{
	uint8_t byte;

	read_data(I1 | A1_24 | D4, 8, 0x6B, addr, &byte, 1);
	return byte;
}

/* ---- routes ---- */

static void a_wired_chip_answers(void **state)
{
	(void)state;
	assert_int_equal(read_id(), 0x9D6018);
	assert_no_violations();
}

static void each_needed_pin_must_be_switched(void **state)
{
	static const enum bench_pin needed[] = { PIN_CLK, PIN_NCS, PIN_IO0, PIN_IO1 };

	(void)state;
	for (unsigned int i = 0; i < 4; i++) {
		struct soc_pin good = bench_pin[needed[i]];
		bench_pin[needed[i]].mode = PIN_ANALOG;
		bench_pins_changed();
		assert_int_not_equal(read_id(), 0x9D6018);
		bench_pin[needed[i]] = good;
		bench_pin[needed[i]].af = 9;
		bench_pins_changed();
		assert_int_not_equal(read_id(), 0x9D6018);
		bench_pin[needed[i]] = good;
		bench_pin[needed[i]].powered = false;
		bench_pins_changed();
		assert_int_not_equal(read_id(), 0x9D6018);
		bench_pin[needed[i]] = good;
		bench_pins_changed();
		assert_int_equal(read_id(), 0x9D6018);
	}
}

static void broken_wires_and_missing_chips(void **state)
{
	static const char *const faults[] = {
		"clk open", "ncs open", "io0 open", "io1 open", "io0 swap io1", "chip absent", "chip unpowered",
	};

	(void)state;
	for (unsigned int i = 0; i < COUNT_OF(faults); i++) {
		assert_int_equal(nor_fault(bench_chip, faults[i]), 0);
		assert_int_not_equal(read_id(), 0x9D6018);
		assert_int_equal(nor_fault(bench_chip, "none"), 0);
		pass_us(1000);
		assert_int_equal(read_id(), 0x9D6018);
	}
	assert_int_equal(nor_fault(bench_chip, "io9 open"), -1);
	assert_int_equal(nor_fault(bench_chip, "io1 melted"), -1);
	assert_int_equal(nor_fault(bench_chip, "chip"), -1);
}

static void a_swapped_pair_is_seen_in_quad_data(void **state)
{
	(void)state;
	array()[0] = 0x4C;
	set_quad_enable();
	nor_fault(bench_chip, "io2 swap io3");
	assert_int_equal(quad_byte(0), 0x8C);
}

static void pins_of_io2_and_io3_do_not_matter_in_single_mode(void **state)
{
	(void)state;
	set_quad_enable();
	nor_fault(bench_chip, "io2 open");
	nor_fault(bench_chip, "io3 open");
	assert_int_equal(read_id(), 0x9D6018);
	assert_no_violations();
}

static void hold_stops_a_chip_without_quad_enable(void **state)
{
	(void)state;
	gpio(PIN_IO3, false);
	assert_int_not_equal(read_id(), 0x9D6018);
	gpio(PIN_IO3, true);
	assert_int_equal(read_id(), 0x9D6018);
}

static void reset_pin_resets_the_chip(void **state)
{
	(void)state;
	write_reg(0x63, 0x80);			/* IO3 is RESET# */
	command(I1, 0xB7);
	assert_int_equal(read_reg(0x16), 0x80);
	gpio(PIN_IO3, false);
	read_id();
	gpio(PIN_IO3, true);
	pass_us(200);
	assert_int_equal(read_reg(0x16), 0x00);
	assert_int_equal(read_reg(0x61), 0x00);
}

static void a_select_held_low_never_starts_a_new_command(void **state)
{
	uint8_t id[3];

	(void)state;
	gpio(PIN_NCS, false);
	assert_int_equal(read_id(), 0x9D6018);
	read_data(I1 | D1, 0, 0x05, 0, id, 3);		/* eight clocks of the id went by with the opcode */
	assert_memory_equal(id, "\x60\x18\x9D", 3);
}

static void upper_lines_are_not_wired(void **state)
{
	uint8_t id[3];

	(void)state;
	enable(MODE_READ | 0x80);
	wr(CCR, I1 | D1);
	wr(DLR, 2);
	wr(IR, 0x9F);
	for (unsigned int i = 0; i < 3; i++)
		id[i] = rd_size(DR, 1);
	assert_memory_equal(id, "\0\0\0", 3);
}

/* ---- nobody drives ---- */

static void quad_read_of_a_deaf_chip_gives_88_or_99(void **state)
{
	(void)state;
	assert_int_equal(quad_byte(0x10), 0x88);	/* quad enable is 0: command ignored */
	assert_int_equal(quad_byte(0x11), 0x99);	/* IO0 stays at the last address bit */
	nor_fault(bench_chip, "chip absent");
	assert_int_equal(quad_byte(0x10), 0x88);
	assert_int_equal(quad_byte(0x11), 0x99);
}

static void pulls_decide_what_an_undriven_line_reads(void **state)
{
	(void)state;
	nor_fault(bench_chip, "chip absent");
	assert_int_equal(read_id(), 0x000000);
	set_pull(PULL_UP);
	assert_int_equal(read_id(), 0xFFFFFF);
	assert_int_equal(quad_byte(0), 0xFF);
	set_pull(PULL_DOWN);
	assert_int_equal(read_id(), 0x000000);
	assert_int_equal(quad_byte(0), 0x00);
}

static void a_floating_line_keeps_what_was_sent(void **state)
{
	uint8_t byte;

	(void)state;
	nor_fault(bench_chip, "chip absent");
	read_data(I1 | A4_24 | D4, 6, 0xEB, 0x123456, &byte, 1);
	assert_int_equal(byte, 0x66);
	read_data(I1 | A4_24 | D4, 6, 0xEB, 0x12345A, &byte, 1);
	assert_int_equal(byte, 0xAA);
}

static void floating_lines_can_be_told_to_fall_or_rise(void **state)
{
	uint8_t byte;

	(void)state;
	nor_fault(bench_chip, "chip absent");
	wires_let_float(WIRES_LOW);
	assert_int_equal(quad_byte(0x11), 0x00);
	assert_int_equal(read_id(), 0x000000);
	wires_let_float(WIRES_HIGH);
	assert_int_equal(quad_byte(0x10), 0xFF);
	assert_int_equal(read_id(), 0xFFFFFF);
	set_pull(PULL_DOWN);			/* a pull is stronger */
	assert_int_equal(quad_byte(0x11), 0x00);
	read_data(I1 | A4_24 | D4, 6, 0xEB, 0x123456, &byte, 1);
	assert_int_equal(byte, 0x00);
}

/** A second chip with its own IO2 beside the controller's sees what the controller makes of the line. */
static void one_line_phases_hold_io2_low_and_io3_high(void **state)
{
	(void)state;
	set_pull(PULL_DOWN);
	read_id();
	assert_int_equal(bench_chip->levels & 0x0C, 0x08);
	set_pull(PULL_UP);
	read_id();
	assert_int_equal(bench_chip->levels & 0x0C, 0x08);
	command(I4, 0x00);				/* four lines: all low */
	assert_int_equal(bench_chip->levels & 0x0C, 0x00);
	command(0x00000002u, 0x00);		/* two lines hold them as one does */
	assert_int_equal(bench_chip->levels & 0x0C, 0x08);
}

/** The dummies of a write let go of the lines as those of a read do; a single line stays an output. */
static void dummies_release_the_lines(void **state)
{
	static const uint8_t byte[1];

	(void)state;
	set_pull(PULL_UP);
	enable(MODE_WRITE);
	wr(DLR, 0);
	wr(TCR, 8);
	wr(CCR, I1 | A4_24 | D4);
	wr(IR, 0xFF);
	wr(AR, 0);
	wr_size(DR, 1, 0);
	pass_clocks(8 + 6);
	bench_kernel_hz = 0;			/* only what was sent ahead of the data */
	assert_int_equal(bench_chip->levels & 0x0F, 0x0F);
	bench_kernel_hz = 4000000;
	wr(CR, 3);
	wait_idle();
	write_data(I1 | A1_24 | D1, 8, 0xFF, 0, byte, 1);
	assert_int_equal(bench_chip->levels & 0x0D, 0x08);
}

static void address_ending_in_a_without_mode_byte_is_taken_as_continuous_read(void **state)
{
	uint8_t byte;

	(void)state;
	set_quad_enable();
	read_data(I1 | A4_24 | D4, 6, 0xEB, 0x123450, &byte, 1);
	assert_null(bench_chip->continuous);
	read_data(I1 | A4_24 | D4, 6, 0xEB, 0x12345A, &byte, 1);
	assert_non_null(bench_chip->continuous);
}

static void write_protect_is_low_in_single_mode(void **state)
{
	(void)state;
	write_enable();
	write_reg(0x01, 0x80);			/* SRWD */
	wait_ready();
	write_enable();
	write_reg(0x01, 0x84);
	wait_ready();
	assert_int_equal(read_status(), 0x80);
	gpio(PIN_IO2, true);
	write_enable();
	write_reg(0x01, 0x84);
	wait_ready();
	assert_int_equal(read_status(), 0x84);
}

static void both_ends_driving_is_counted(void **state)
{
	(void)state;
	array()[0] = 0x00;
	enable(MODE_READ);
	wr(CCR, I1 | A1_24 | M4 | D1);
	wr(ABR, 0xFF);
	wr(IR, 0x03);
	wr(AR, 0);				/* the chip gives data while the alternate byte is sent on four lines */
	pass_us(100);
	assert_true(stat_get("wire.contention") > 0);
	assert_int_equal(stat_get("violation.contention"), 1);
}

/* ---- states of the chip as seen from outside ---- */

static void single_line_commands_to_a_chip_in_qpi(void **state)
{
	uint8_t id[3];

	(void)state;
	set_quad_enable();
	command(I1, 0x35);
	stat_reset();
	assert_int_not_equal(read_id(), 0x9D6018);
	assert_int_equal(stat_get("nor.op.98"), 1);		/* 9Fh bit by bit on IO0, IO2 = 0, IO3 = 1 */
	read_data(I4 | D4, 0, 0xAF, 0, id, 3);
	assert_memory_equal(id, "\x9D\x60\x18", 3);
	command(I4, 0xF5);
	assert_int_equal(read_id(), 0x9D6018);
}

static void four_line_commands_to_a_chip_in_spi_are_too_short(void **state)
{
	(void)state;
	set_quad_enable();
	stat_reset();
	command(I4, 0xAB);
	command(I4, 0xF5);
	command(I4, 0x66);
	command(I4, 0x99);
	assert_int_equal(read_id(), 0x9D6018);
	assert_int_equal(stat_get("nor.reset"), 0);
	assert_no_violations();
}

static void continuous_read_swallows_commands_until_ones_come(void **state)
{
	uint8_t byte;

	(void)state;
	set_quad_enable();
	enable(MODE_READ);
	wr(CCR, I1 | A4_24 | M4 | D4);
	wr(TCR, 4);
	wr(ABR, 0xA5);
	wr(DLR, 0);
	wr(IR, 0xEB);
	wr(AR, 0);
	rd_size(DR, 1);
	wait_idle();
	assert_int_not_equal(read_id(), 0x9D6018);
	assert_int_equal(stat_get("nor.op.9f"), 0);

	/* eight clocks with all lines high: an address without instruction */
	enable(MODE_WRITE);
	wr(TCR, 0);
	wr(CCR, A4_32);
	wr(AR, 0xFFFFFFFF);
	wr(CR, MODE_WRITE | 1);
	wait_idle();
	wr(DCR1, 31u << 16);
	wr(AR, 0xFFFFFFFF);
	wait_idle();
	assert_int_equal(read_id(), 0x9D6018);
	read_data(I1 | A1_24 | D1, 0, 0x03, 0, &byte, 1);
	assert_int_equal(byte, 0xFF);
}

static void power_down_ignores_all_but_release(void **state)
{
	(void)state;
	command(I1, 0xB9);
	assert_int_not_equal(read_id(), 0x9D6018);
	command(I1, 0x66);
	command(I1, 0x99);
	pass_us(200);
	assert_int_not_equal(read_id(), 0x9D6018);
	command(I1, 0xAB);
	pass_us(5);
	assert_int_equal(read_id(), 0x9D6018);
}

static void quad_recovery_of_a_chip_without_quad_enable_is_harmless(void **state)
{
	(void)state;
	array()[0x100] = 0x42;
	command(I4, 0xAB);
	command(I4, 0xF5);
	command(I4, 0x66);
	command(I4, 0x99);
	assert_int_equal(read_id(), 0x9D6018);
	assert_int_equal(array()[0x100], 0x42);
	assert_no_violations();
}

static void double_rate_reads(void **state)
{
	static const struct {
		uint32_t ccr, dummies;
		uint8_t opcode;
	} reads[] = {
		{ I1 | A1_24 | D1, 8, 0x0D }, { I1 | A1_32 | D1, 8, 0x0E },
		{ I1 | A2_24 | M2 | D2, 2, 0xBD }, { I1 | A4_24 | M4 | D4, 5, 0xED }, { I1 | A4_32 | M4 | D4, 5, 0xEE },
	};
	uint8_t got[16], want[16];

	(void)state;
	set_quad_enable();
	for (unsigned int i = 0; i < 16; i++)
		array()[0x5A5A00 + i] = want[i] = 0x31 * i + 7;
	for (unsigned int slow = 0; slow < 2; slow++) {
		wires_always_per_clock(slow);
		for (unsigned int i = 0; i < COUNT_OF(reads); i++) {
			uint32_t ccr = reads[i].ccr | 0x08000800 | (reads[i].ccr & 0x70000 ? 0x80000 : 0);
			memset(got, 0, sizeof(got));
			read_data(ccr, reads[i].dummies, reads[i].opcode, 0x5A5A00, got, sizeof(got));
			assert_memory_equal(got, want, sizeof(got));
		}
	}
	assert_no_violations();
}

/* ---- per clock and per byte are equal ---- */

struct trace {
	char *text;
	size_t length, room;
};

static void note(void *ctx, const char *line)
{
	struct trace *trace = ctx;
	size_t need = strlen(line) + 2;

	if (trace->length + need > trace->room) {
		trace->room = 2 * trace->room + need;
		trace->text = realloc(trace->text, trace->room);
		assert_non_null(trace->text);
	}
	trace->length += sprintf(trace->text + trace->length, "%s\n", line);
}

static uint32_t seed;

static uint32_t dice(uint32_t sides)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % sides;
}

struct shape {
	uint32_t ccr, dummies;
	uint8_t opcode;
	bool read;
};

/* Sensible commands of all kinds; in QPI mode they arrive as something else, which is wanted. */
static const struct shape shapes[] = {
	{ I1, 0, 0x06, false }, { I1, 0, 0x04, false }, { I1 | D1, 0, 0x05, true }, { I1 | D1, 0, 0x9F, true },
	{ I1 | A1_24 | D1, 0, 0x03, true }, { I1 | A1_24 | D1, 8, 0x0B, true }, { I1 | A1_24 | D2, 8, 0x3B, true },
	{ I1 | A2_24 | M2 | D2, 0, 0xBB, true }, { I1 | A1_24 | D4, 8, 0x6B, true },
	{ I1 | A4_24 | M4 | D4, 4, 0xEB, true },
	{ I1 | A4_24 | D4, 6, 0xEB, true }, { I1 | A1_32 | D1, 0, 0x13, true }, { I1 | A1_32 | D4, 8, 0x6C, true },
	{ I1 | A1_24 | D1, 0, 0x02, false }, { I1 | A1_24 | D4, 0, 0x32, false }, { I1 | A1_24, 0, 0x20, false },
	{ I1 | A1_24 | D1, 8, 0x5A, true }, { I1 | D1, 0, 0x01, false }, { I1, 0, 0x35, false }, { I4, 0, 0xF5, false },
	{ I4 | D4, 0, 0x05, true }, { I4 | D4, 0, 0xAF, true }, { I4, 0, 0x06, false }, { I4 | A4_24 | D4, 0, 0x02, false },
	{ I4 | A4_24 | M4 | D4, 4, 0xEB, true }, { I4 | A4_24 | D4, 6, 0x0B, true }, { I1, 0, 0x66, false },
	{ I1, 0, 0x99, false }, { I4, 0, 0x66, false }, { I4, 0, 0x99, false }, { I1 | D1, 0, 0x63, false },
	{ I1, 0, 0xAB, false }, { I1, 0, 0xB9, false }, { A4_32, 0, 0, false }, { I1 | A4_24 | M4 | D4, 5, 0xED, true },
	{ I1 | A1_24, 0, 0xD8, false }, { I1, 0, 0x75, false }, { I1, 0, 0x7A, false }, { I1, 0, 0xB7, false },
};

static struct shape random_shape(void)
{
	static const uint32_t lines[] = { 0, 1, 1, 2, 3, 3, 4 };
	struct shape shape = shapes[dice(COUNT_OF(shapes))];

	if (dice(4) == 0) {				/* anything at all */
		shape.ccr = lines[dice(7)] | lines[dice(7)] << 8 | dice(4) << 12 | lines[dice(7)] << 16 | dice(3) << 20 |
			lines[dice(7)] << 24;
		shape.dummies = dice(12);
		shape.read = dice(2);
	} else if (dice(8) == 0) {
		shape.dummies = dice(10);
	}
	if (shape.opcode == 0xED)
		shape.ccr |= 0x08080800;
	return shape;
}

static bool quad_run;

static uint32_t data_register(void)
{
	return quad_run ? Q_DR : DR;
}

static uint32_t quad_ccr(const struct shape *shape)
{
	uint32_t ccr = shape->ccr;
	uint32_t mode = (shape->read ? Q_READ : Q_WRITE) | (ccr & 0x08080800 ? Q_DDR : 0);

	return shape->opcode | (ccr & 3) << 8 | (ccr >> 8 & 3) << 10 | (ccr >> 12 & 3) << 12 | (ccr >> 16 & 3) << 14 |
		(ccr >> 20 & 3) << 16 | Q_DUMMY(shape->dummies) | (ccr >> 24 & 3) << 24 | mode;
}

/** The registers of a transaction; AR last, so that it starts if it has an address. */
static void set_up(const struct shape *shape, uint32_t count, uint32_t alternate, uint32_t addr, uint32_t bank)
{
	if (quad_run) {
		wr(Q_DCR, 31u << 16);
		wr(Q_CR, bank | 1u << 24 | Q_EN);
		wr(Q_DLR, count - 1);
		wr(Q_ABR, alternate);
		wr(Q_CCR, quad_ccr(shape));
		if ((shape->ccr & 0x300) && !(rd(Q_SR) & BUSY))
			wr(Q_AR, addr);
		return;
	}
	wr(DCR1, 31u << 16);
	wr(CR, (shape->read ? MODE_READ : MODE_WRITE) | 1);
	wr(TCR, shape->dummies);
	wr(CCR, shape->ccr);
	wr(DLR, count - 1);
	wr(ABR, alternate);
	wr(IR, shape->opcode);
	if ((shape->ccr & 0x700) && !(rd(SR) & BUSY))
		wr(AR, addr);
}

static void one_transaction(struct trace *trace)
{
	static const uint32_t banks[] = { 0, 0, 0, Q_FSEL, Q_FSEL, Q_DFM };
	struct shape shape = random_shape();
	uint32_t count = dice(3) ? 1 + dice(4) : 1 + dice(40);
	uint32_t page = dice(4) * 0x100;
	uint32_t phases = quad_run ? 0x03000303 : 0x07000707;
	char line[400];
	int at = sprintf(line, "%02x %08x:", shape.opcode, shape.ccr);

	if (!(shape.ccr & phases))
		return;
	uint32_t alternate = dice(3) ? 0 : 0xA5 * 0x01010101u;
	uint32_t addr = dice(8) ? page + dice(0x100) : 0xFFFFFFFF;
	uint32_t bank = quad_run ? banks[dice(6)] : 0;
	if (bank == Q_DFM)
		count = (count + 1) & ~1u;
	set_up(&shape, count, alternate, addr, bank);
	for (uint32_t i = 0; i < count && (shape.ccr & phases & 0x07000000); i++) {
		if (shape.read)
			at += sprintf(line + at, " %02x", rd_size(data_register(), 1));
		else
			wr_size(data_register(), 1, shape.opcode == 0x01 ? 0x40 : shape.opcode == 0x63 ? dice(16) << 3 : dice(256));
	}
	if (quad_run)
		q_wait_idle();
	else
		wait_idle();
	pass_us(dice(3) ? dice(50) : dice(5000));
	note(trace, line);
}

static void describe_all(struct trace *trace)
{
	for (unsigned int i = 0; i < nor_count(); i++)
		nor_describe(nor_at(i), note, trace);
}

static void note_arrays(struct trace *trace)
{
	char line[160];

	for (unsigned int n = 0; n < nor_count(); n++) {
		uint32_t size;
		const uint8_t *data = nor_data(nor_at(n), &size);
		for (unsigned int i = 0; i < 1024; i += 16) {
			int at = 0;
			for (unsigned int k = 0; k < 16; k++)
				at += sprintf(line + at, "%02x", data[i + k]);
			note(trace, line);
		}
	}
}

static struct trace run(uint32_t start, unsigned int count, bool per_clock)
{
	struct trace trace = { NULL, 0, 0 };
	char line[160];

	assert_int_equal(bench_setup_of(quad_run ? BENCH_QUADSPI : BENCH_OCTOSPI), 0);
	wires_always_per_clock(per_clock);
	seed = start;
	if (quad_run)
		q_enable(1u << 24);
	if (dice(4) && quad_run)
		q_set_quad_enable();
	else if (dice(4) && !quad_run)
		set_quad_enable();
	if (dice(4) == 0)
		wires_let_float(1 + dice(2));
	if (dice(4) == 0)
		set_pull(dice(2) ? PULL_UP : PULL_DOWN);
	static const char *const faults[] = { "io2 open", "io3 open", "io0 swap io1", "io1 open" };
	if (dice(4) == 0)
		nor_fault(bench_chip, faults[dice(4)]);
	for (unsigned int i = 0; i < 1024; i++)
		array()[i] = dice(256);
	for (unsigned int i = 0; i < count; i++) {
		one_transaction(&trace);
		describe_all(&trace);
		sprintf(line, "violations %u contention %u", (unsigned int)stat_get("violation"),
			(unsigned int)stat_get("wire.contention"));
		note(&trace, line);
	}
	note_arrays(&trace);
	return trace;
}

/** Print where two traces part. */
static void show_difference(const char *a, const char *b, uint32_t start)
{
	size_t i = 0, line = 0;

	for (; a[i] && a[i] == b[i]; i++) {
		if (a[i] == '\n')
			line = i + 1;
	}
	print_message("# seed %u\n# per byte:  %.100s\n# per clock: %.100s\n", start, a + line, b + line);
}

static void compare_runs(bool quad)
{
	quad_run = quad;
	for (uint32_t start = 1; start <= 150; start++) {
		struct trace fast = run(start, 60, false);
		struct trace slow = run(start, 60, true);
		bool same = !strcmp(fast.text, slow.text);
		if (!same)
			show_difference(fast.text, slow.text, start);
		free(fast.text);
		free(slow.text);
		assert_true(same);
	}
}

static void whole_bytes_and_single_clocks_are_equal(void **state)
{
	(void)state;
	compare_runs(false);
}

static void whole_bytes_and_single_clocks_are_equal_on_both_banks(void **state)
{
	(void)state;
	compare_runs(true);
}

#define RULE(name) cmocka_unit_test_setup(name, bench_setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		RULE(a_wired_chip_answers), RULE(each_needed_pin_must_be_switched), RULE(broken_wires_and_missing_chips),
		RULE(a_swapped_pair_is_seen_in_quad_data), RULE(pins_of_io2_and_io3_do_not_matter_in_single_mode),
		RULE(hold_stops_a_chip_without_quad_enable), RULE(reset_pin_resets_the_chip),
		RULE(a_select_held_low_never_starts_a_new_command), RULE(upper_lines_are_not_wired),
		RULE(quad_read_of_a_deaf_chip_gives_88_or_99), RULE(pulls_decide_what_an_undriven_line_reads),
		RULE(a_floating_line_keeps_what_was_sent),
		RULE(address_ending_in_a_without_mode_byte_is_taken_as_continuous_read),
		RULE(write_protect_is_low_in_single_mode), RULE(both_ends_driving_is_counted),
		RULE(single_line_commands_to_a_chip_in_qpi), RULE(four_line_commands_to_a_chip_in_spi_are_too_short),
		RULE(continuous_read_swallows_commands_until_ones_come), RULE(power_down_ignores_all_but_release),
		RULE(quad_recovery_of_a_chip_without_quad_enable_is_harmless), RULE(double_rate_reads),
		RULE(floating_lines_can_be_told_to_fall_or_rise), RULE(one_line_phases_hold_io2_low_and_io3_high),
		RULE(dummies_release_the_lines), RULE(whole_bytes_and_single_clocks_are_equal),
		RULE(whole_bytes_and_single_clocks_are_equal_on_both_banks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
