// SPDX-License-Identifier: GPL-2.0-or-later

/* Rules that hold in every mode of QUADSPI and OCTOSPI: how a command begins and ends, flags, abort, reset. */

#include "quad_bench.h"

#define CR_ABORT	2u

/* The registers of the controller that a test is about. */
static bool quad;

static uint32_t sr(void)
{
	return rd(quad ? Q_SR : SR);
}

static int with_quadspi(void **state)
{
	quad = true;
	return quad_setup(state);
}

static int with_octospi(void **state)
{
	quad = false;
	return bench_setup(state);
}

/** Registers of a read of 256 bytes at 0, in a mode: 0 write, 1 read, 2 polling, 3 mapped. Polling never matches. */
static void start(unsigned int mode)
{
	if (quad) {
		q_enable(0);
		wr(Q_DLR, mode == 2 ? 0 : 255);
		wr(Q_PSMKR, 0xff);
		wr(Q_PSMAR, 0x55);
		wr(Q_PIR, 16);
		wr(Q_CCR, Q_I1 | Q_A1_24 | Q_D1 | mode << 26 | (mode ? 0x03 : 0x02));
		if (mode == 1 || mode == 2)
			wr(Q_AR, 0);
	} else {
		enable(mode << 28);
		wr(DLR, mode == 2 ? 0 : 255);
		wr(PSMKR, 0xff);
		wr(PSMAR, 0x55);
		wr(PIR, 16);
		wr(CCR, I1 | A1_24 | D1);
		wr(IR, mode ? 0x03 : 0x02);
		if (mode == 1 || mode == 2)
			wr(AR, 0);
	}
	if (mode == 0)
		wr_size(quad ? Q_DR : DR, 1, 0);
	if (mode == 3) {
		uint32_t value;
		assert_int_equal(bus_read(quad ? QWINDOW : WINDOW, 4, &value, BUS_CORE), BUS_OK);
	}
}

static void send_write_enable(void)
{
	if (quad) {
		wr(Q_CCR, Q_I1 | 0x06);
	} else {
		wr(CCR, I1);
		wr(IR, 0x06);
	}
}

static void busy_rises_at_the_start(void **state)
{
	(void)state;
	for (unsigned int mode = 0; mode < 4; mode++) {
		assert_int_equal(sr() & BUSY, 0);
		start(mode);
		assert_int_equal(sr() & BUSY, BUSY);
		wr(quad ? Q_CR : CR, (quad ? 0 : mode << 28) | CR_ABORT | 1);
		pass_us(10);
	}
	assert_int_equal(sr() & BUSY, 0);
	start(0);
	wr(quad ? Q_CR : CR, CR_ABORT | 1);
	pass_us(10);
	send_write_enable();
	assert_int_equal(sr() & BUSY, BUSY);
}

static void command_without_data_ends_in_tcf(void **state)
{
	(void)state;
	if (quad)
		q_enable(0);
	else
		enable(MODE_WRITE);
	send_write_enable();
	pass_clocks(7);
	assert_int_equal(sr() & (TCF | BUSY), BUSY);
	pass_clocks(1);
	assert_int_equal(sr() & TCF, TCF);
	pass_clocks(1);
	assert_int_equal(sr() & (TCF | BUSY), TCF);
}

static void complete_flag_stays_until_it_is_cleared(void **state)
{
	(void)state;
	command_without_data_ends_in_tcf(state);
	start(1);
	assert_int_equal(sr() & (TCF | BUSY), TCF | BUSY);		/* of the command before */
	wr(quad ? Q_FCR : FCR, TCF);
	assert_int_equal(sr() & (TCF | BUSY), BUSY);
}

static void abort_ends_every_mode(void **state)
{
	(void)state;
	for (unsigned int mode = 0; mode < 4; mode++) {
		start(mode);
		pass_us(20);
		assert_int_equal(sr() & (TCF | BUSY), BUSY);
		wr(quad ? Q_CR : CR, (quad ? 0 : mode << 28) | CR_ABORT | 1);
		pass_us(10);
		assert_int_equal(sr() & (TCF | BUSY), TCF);
		assert_int_equal(sr() >> 8, 0);
		wr(quad ? Q_FCR : FCR, TCF);
	}
}

static void reset_ends_every_mode(void **state)
{
	uint32_t value;

	(void)state;
	for (unsigned int mode = 0; mode < 4; mode++) {
		start(mode);
		bus_reset();
		assert_int_equal(sr(), 0);
		assert_int_equal(rd(quad ? Q_CR : CR), 0);
		assert_int_equal(rd(quad ? Q_CCR : CCR), 0);
		assert_int_equal(bus_read(quad ? QWINDOW : WINDOW, 4, &value, BUS_CORE), BUS_FAULT);
	}
}

static void last_bytes_of_the_device_are_no_error(void **state)
{
	static const struct {
		uint32_t addr, bytes;
		bool error;
	} reads[] = {
		{ 0xfffff0, 16, false }, { 0xffffff, 1, false }, { 0xfffff0, 17, true }, { 0xffffff, 2, true },
		{ 0x1000000, 1, true },
	};

	(void)state;
	for (unsigned int i = 0; i < COUNT_OF(reads); i++) {
		start(1);
		wr(quad ? Q_CR : CR, (quad ? 0 : MODE_READ) | CR_ABORT | 1);
		pass_us(10);
		wr(quad ? Q_FCR : FCR, TCF);
		wr(quad ? Q_DLR : DLR, reads[i].bytes - 1);
		wr(quad ? Q_AR : AR, reads[i].addr);
		assert_int_equal(sr() & TEF, reads[i].error ? TEF : 0);
		assert_int_equal(sr() & BUSY, reads[i].error ? 0 : BUSY);
		wr(quad ? Q_FCR : FCR, TEF);
	}
}

static void each_poll_sets_ftf_again(void **state)
{
	(void)state;
	start(2);
	pass_us(100);
	assert_int_equal(sr() & (FTF | BUSY), FTF | BUSY);
	rd_size(quad ? Q_DR : DR, 1);
	assert_int_equal(sr() & FTF, 0);
	pass_us(100);
	assert_int_equal(sr() & (FTF | BUSY), FTF | BUSY);
}

/* ---- OCTOSPI alone ---- */

/** Of transfers on one to four lines: MTYP 0 to 3, and 6. */
static void memory_type_does_not_matter(void **state)
{
	static const uint32_t types[] = { 0, 1, 2, 3, 6 };

	(void)state;
	fill_pattern(4096);
	set_quad_enable();
	for (unsigned int i = 0; i < COUNT_OF(types); i++) {
		enable(MODE_READ);
		wr(DCR1, rd(DCR1) | types[i] << 24);
		wr(DLR, 3);
		wr(TCR, 4);
		wr(CCR, I1 | A4_24 | M4 | D4);
		wr(IR, 0xEB);
		wr(AR, 0x123);
		assert_int_equal(rd(DR), pattern_word(0x123));
		wait_idle();
		assert_int_equal(rd(DCR1) >> 24, types[i]);
	}
	assert_no_violations();
	assert_int_equal(stat_get("unknown"), 0);
}

static void once_does_not_go_with_splitting(void **state)
{
	static const struct {
		uint32_t offset, value;
	} splits[] = { { DCR3, 10u << 16 }, { DCR4, 100 } };

	(void)state;
	for (unsigned int i = 0; i < COUNT_OF(splits); i++) {
		wr(splits[i].offset, splits[i].value);
		uint64_t before = stat_get("violation.xspi.once");
		start(3);
		assert_int_equal(stat_get("violation.xspi.once"), before);
		wr(CR, MODE_MAP | CR_ABORT | 1);
		pass_us(10);
		wr(CCR, I1 | A1_24 | D1 | 1u << 31);
		uint32_t value;
		assert_int_equal(bus_read(WINDOW + 0x800, 4, &value, BUS_CORE), BUS_OK);
		assert_int_equal(stat_get("violation.xspi.once"), before + 1);
		wr(CR, MODE_MAP | CR_ABORT | 1);
		pass_us(10);
		wr(CR, 0);
		wr(splits[i].offset, 0);
	}
}

/** TCR.DHQC delays what is sent at double rate; without CCR.DDTR a command without data does nothing to the chip. */
static void quarter_cycle_needs_ddtr(void **state)
{
	(void)state;
	enable(MODE_WRITE);
	wr(TCR, 1u << 28);
	wr(CCR, I1);
	wr(IR, 0x06);						/* at single rate it does not matter */
	pass_us(100);
	assert_no_violations();
	wr(CCR, 0x04 | 1u << 3);			/* eight lines at double rate */
	wr(IR, 0x06);
	pass_us(100);
	assert_int_equal(stat_get("violation.xspi.quarter_cycle"), 1);
	wr(CCR, 0x04 | 1u << 3 | 1u << 27);
	wr(IR, 0x06);
	pass_us(100);
	assert_int_equal(stat_get("violation.xspi.quarter_cycle"), 1);
}

#define QUAD(name) cmocka_unit_test_setup(name, with_quadspi)
#define OCTO(name) cmocka_unit_test_setup(name, with_octospi)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		QUAD(busy_rises_at_the_start), OCTO(busy_rises_at_the_start), QUAD(command_without_data_ends_in_tcf),
		OCTO(command_without_data_ends_in_tcf), QUAD(complete_flag_stays_until_it_is_cleared),
		OCTO(complete_flag_stays_until_it_is_cleared), QUAD(abort_ends_every_mode), OCTO(abort_ends_every_mode),
		QUAD(reset_ends_every_mode), OCTO(reset_ends_every_mode), QUAD(last_bytes_of_the_device_are_no_error),
		OCTO(last_bytes_of_the_device_are_no_error), QUAD(each_poll_sets_ftf_again), OCTO(each_poll_sets_ftf_again),
		OCTO(memory_type_does_not_matter), OCTO(once_does_not_go_with_splitting), OCTO(quarter_cycle_needs_ddtr),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
