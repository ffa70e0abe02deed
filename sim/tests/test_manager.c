// SPDX-License-Identifier: GPL-2.0-or-later

/* The OCTOSPI I/O manager: both instances, both ports, both nibbles, taking turns. One test for each rule. */

#include "xspi_bench.h"

#define M_CR		0x00u
#define M_P1CR		0x04u
#define M_P2CR		0x08u

#define DIRECT1		0x03010111u
#define DIRECT2		0x07050333u

static int managed_setup(void **state)
{
	(void)state;
	return bench_setup_of(BENCH_MANAGED1);
}

static uint32_t m_rd(uint32_t offset)
{
	uint32_t value;

	assert_int_equal(bus_read(MBASE + offset, 4, &value, BUS_CORE), BUS_OK);
	return value;
}

static void m_wr(uint32_t offset, uint32_t value)
{
	assert_int_equal(bus_write(MBASE + offset, 4, value, BUS_CORE), BUS_OK);
}

/** The ID that an instance reads, and which of the chips gave it. @returns 0 or 1, -1 = none */
static int chip_behind(enum bench_controller controller)
{
	uint32_t size;
	uint8_t byte;

	nor_data(bench_chip, &size)[0x77] = 0x11;
	nor_data(bench_chip2, &size)[0x77] = 0x22;
	bench_select(controller);
	read_data(I1 | A1_24 | D1, 0, 0x03, 0x77, &byte, 1);
	wr(CR, 0);
	return byte == 0x11 ? 0 : byte == 0x22 ? 1 : -1;
}

static void manager_reset_values_are_direct(void **state)
{
	(void)state;
	assert_int_equal(m_rd(M_CR), 0);
	assert_int_equal(m_rd(M_P1CR), DIRECT1);
	assert_int_equal(m_rd(M_P2CR), DIRECT2);
	assert_int_equal(chip_behind(BENCH_MANAGED1), 0);
	assert_int_equal(chip_behind(BENCH_MANAGED2), 1);
	assert_no_violations();
}

static void manager_masks(void **state)
{
	(void)state;
	m_wr(M_CR, 0xFFFFFFFF);
	m_wr(M_P1CR, 0xFFFFFFFF);
	m_wr(M_P2CR, 0xFFFFFFFF);
	assert_int_equal(m_rd(M_CR), 0x00FF0001);
	assert_int_equal(m_rd(M_P1CR), 0x07070333);
	assert_int_equal(m_rd(M_P2CR), 0x07070333);
}

static void manager_swaps_the_ports(void **state)
{
	(void)state;
	m_wr(M_P1CR, DIRECT2);
	m_wr(M_P2CR, DIRECT1);
	assert_int_equal(chip_behind(BENCH_MANAGED1), 1);
	assert_int_equal(chip_behind(BENCH_MANAGED2), 0);
	assert_no_violations();
}

static void manager_signals_need_their_enable_bits(void **state)
{
	static const unsigned int bits[] = { 0, 8, 16 };		/* CLKEN, NCSEN, IOLEN */

	(void)state;
	for (unsigned int i = 0; i < COUNT_OF(bits); i++) {
		m_wr(M_P1CR, DIRECT1 & ~(1u << bits[i]));
		assert_int_equal(chip_behind(BENCH_MANAGED1), -1);
	}
	m_wr(M_P1CR, DIRECT1 & ~0x03000000u);		/* IO[7:4] are not needed */
	assert_int_equal(chip_behind(BENCH_MANAGED1), 0);
	m_wr(M_P1CR, 0);
	assert_int_equal(chip_behind(BENCH_MANAGED2), 1);
}

static void upper_nibble_pins(bool upper)
{
	for (unsigned int i = PIN_BK2_IO0; i <= PIN_BK2_IO3; i++)
		bench_pin[i].af = upper ? 6 : 5;
	bench_pins_changed();
}

static void low_lines_on_the_high_pins_of_a_port(void **state)
{
	(void)state;
	upper_nibble_pins(true);
	assert_int_equal(chip_behind(BENCH_MANAGED2), -1);		/* IO[7:4] of the instance are there */
	m_wr(M_P2CR, 0x05000303);			/* CLK and NCS of OCTOSPI2; IOH: its IO[3:0] */
	assert_int_equal(chip_behind(BENCH_MANAGED2), 1);
	assert_no_violations();
}

static void high_lines_on_the_low_pins_of_a_port(void **state)
{
	(void)state;
	m_wr(M_P2CR, 0x00070303);			/* IOL: IO[7:4] of OCTOSPI2 */
	bench_select(BENCH_MANAGED2);
	enable(MODE_READ | 0x80);			/* FSEL: the chip is on IO[7:4] */
	wr(CCR, I1 | D1);
	wr(IR, 0x9F);
	assert_int_equal(rd_size(DR, 1), 0x9D);
	wait_idle();
	wr(CR, 0);
	assert_int_equal(chip_behind(BENCH_MANAGED2), -1);
	assert_no_violations();
}

static void either_half_of_a_port_can_be_anothers(void **state)
{
	(void)state;
	upper_nibble_pins(true);
	/* port 2: clock and select of OCTOSPI1, IO[7:4] of the port = its IO[3:0] */
	m_wr(M_P1CR, 0);
	m_wr(M_P2CR, 0x01000101);
	assert_int_equal(chip_behind(BENCH_MANAGED1), 1);
	assert_int_equal(chip_behind(BENCH_MANAGED2), -1);
}

static void both_instances_work_side_by_side(void **state)
{
	uint32_t value;

	(void)state;
	fill_pattern(64);
	bench_select(BENCH_MANAGED1);
	enable(MODE_WRITE);
	wr(CCR, I1 | A1_24 | D1);
	wr(IR, 0x03);
	wr(CR, MODE_MAP | 1);
	assert_int_equal(bus_read(WINDOW, 4, &value, BUS_CORE), BUS_OK);
	assert_int_equal(value, pattern_word(0));
	bench_select(BENCH_MANAGED2);
	assert_int_equal(read_id(), 0x9D6018);
	assert_int_equal(bus_read(WINDOW + 4, 4, &value, BUS_CORE), BUS_OK);
	assert_int_equal(value, pattern_word(4));
	assert_int_equal(bus_read(WINDOW + 40, 4, &value, BUS_CORE), BUS_OK);
	assert_int_equal(value, pattern_word(40));
	assert_int_equal(stat_get("nor.op.03"), 2);		/* the first prefetch was not disturbed */
	assert_no_violations();
}

static void routing_is_for_disabled_controllers(void **state)
{
	(void)state;
	bench_select(BENCH_MANAGED2);
	enable(0);
	m_wr(M_P1CR, DIRECT1);
	assert_int_equal(stat_get("violation.xspim.enabled"), 1);
	wr(CR, 0);
	m_wr(M_P1CR, DIRECT1);
	assert_int_equal(stat_get("violation.xspim.enabled"), 1);
}

static void manager_needs_its_clock(void **state)
{
	(void)state;
	bench_manager_clocked = false;
	m_wr(M_P1CR, 0);
	assert_int_equal(m_rd(M_P1CR), 0);
	assert_int_equal(chip_behind(BENCH_MANAGED1), 0);		/* the write was dropped */
	assert_true(stat_get("unknown.xspim.clock") > 0);
	bench_manager_clocked = true;
	assert_int_equal(m_rd(M_P1CR), DIRECT1);
}

static void manager_reset_restores_the_routes(void **state)
{
	(void)state;
	m_wr(M_P1CR, 0);
	assert_int_equal(chip_behind(BENCH_MANAGED1), -1);
	bus_reset();
	assert_int_equal(chip_behind(BENCH_MANAGED1), 0);
}

static void two_chips_on_one_octospi(void **state)
{
	uint32_t size, value;
	uint8_t got[6];

	(void)state;
	/* the second chip's clock, select and lines are now those of port 1 */
	bench_pin[PIN_CLK2].af = 4;
	bench_pin[PIN_BK2_NCS].af = 4;
	for (unsigned int i = PIN_BK2_IO0; i <= PIN_BK2_IO3; i++)
		bench_pin[i].af = 3;
	bench_pins_changed();
	memcpy(nor_data(bench_chip, &size) + 0x80, "\1\3\5\7", 4);
	memcpy(nor_data(bench_chip2, &size) + 0x80, "\2\4\6\x8", 4);
	bench_select(BENCH_MANAGED1);
	read_data(I1 | D1, 0, 0x9F, 0, got, 3);
	enable(MODE_READ | 0x40);
	wr(AR, 0x101);
	wr(DLR, 4);
	assert_int_equal(rd(AR), 0x100);
	assert_int_equal(rd(DLR), 5);
	wr(CCR, I1 | D1);
	wr(IR, 0x9F);
	for (unsigned int i = 0; i < 6; i++)
		got[i] = rd_size(DR, 1);
	assert_memory_equal(got, "\x9D\x9D\x60\x60\x18\x18", 6);
	wait_idle();
	wr(CCR, I1 | A1_24 | D1);
	wr(IR, 0x03);
	wr(CR, MODE_MAP | 0x40 | 1);
	assert_int_equal(bus_read(WINDOW + 0x100, 4, &value, BUS_CORE), BUS_OK);
	assert_int_equal(value, 0x04030201);
	assert_no_violations();
}

/* ---- one bus for both ---- */

/** Both chips on the clock and the lines of port 1, each with a select of its own. */
static void multiplex(uint32_t pause)
{
	bench_chip2->fit.clk = bench_chip->fit.clk;
	for (unsigned int i = 0; i < 4; i++)
		bench_chip2->fit.io[i] = bench_chip->fit.io[i];
	m_wr(M_CR, pause << 16 | 1);
	m_wr(M_P1CR, 0x00010101);
	m_wr(M_P2CR, 0x00000300);		/* NCS of OCTOSPI2 */
}

static void prepare_read(enum bench_controller controller, uint32_t bytes, uint32_t maxtran)
{
	bench_select(controller);
	wr(DCR3, maxtran);
	enable(MODE_READ);
	wr(DLR, bytes - 1);
	wr(CCR, I1 | A1_24 | D1);
	wr(IR, 0x03);
}

/** OCTOSPI1 reads from 0 on, and at the same time OCTOSPI2 is told to enable writing. */
static void start_both(uint32_t bytes, uint32_t maxtran)
{
	prepare_read(BENCH_MANAGED1, bytes, maxtran);
	bench_select(BENCH_MANAGED2);
	enable(MODE_WRITE);
	wr(CCR, I1);
	bench_select(BENCH_MANAGED1);
	wr(AR, 0);
	bench_select(BENCH_MANAGED2);
	wr(IR, 0x06);
}

static uint32_t clocks_until_complete(enum bench_controller controller)
{
	bench_select(controller);
	for (uint32_t clocks = 0; clocks < 10000; clocks++) {
		if (rd(SR) & TCF)
			return clocks;
		pass_clocks(1);
	}
	return 0;
}

static void multiplexed_controllers_take_turns(void **state)
{
	(void)state;
	multiplex(0);
	for (unsigned int i = 0; i < 3; i++) {
		assert_int_equal(chip_behind(BENCH_MANAGED1), 0);
		assert_int_equal(chip_behind(BENCH_MANAGED2), 1);
	}
	assert_no_violations();
}

static void one_controller_waits_for_the_other(void **state)
{
	(void)state;
	multiplex(0);
	start_both(16, 0);
	pass_clocks(32 + 16 * 8 - 1);
	assert_int_equal(rd(SR) & (BUSY | TCF), BUSY);
	assert_int_equal(stat_get("nor.op.06"), 0);
	assert_int_equal(clocks_until_complete(BENCH_MANAGED2), 1 + 1 + 8);	/* select up, then its own 8 clocks */
	assert_int_equal(stat_get("nor.op.06"), 1);
	assert_int_equal(bench_chip2->wel, true);
	assert_no_violations();
}

static void req2ack_time_is_a_pause(void **state)
{
	(void)state;
	multiplex(20);
	start_both(16, 0);
	pass_clocks(32 + 16 * 8);
	assert_int_equal(clocks_until_complete(BENCH_MANAGED2), 1 + 20 + 8);
	assert_no_violations();
}

static void maxtran_lets_the_other_in(void **state)
{
	(void)state;
	fill_pattern(64);
	multiplex(0);
	start_both(32, 7);
	assert_int_equal(clocks_until_complete(BENCH_MANAGED2), 32 + 8 * 8 + 1 + 8);
	bench_select(BENCH_MANAGED1);
	assert_int_equal(rd(SR) & TCF, 0);
	for (uint32_t i = 0; i < 32; i += 4)
		assert_int_equal(rd(DR), pattern_word(i));
	assert_int_equal(stat_get("nor.op.03"), 2);		/* given again for the rest, and nobody waited then */
	assert_no_violations();
}

static void map_both(uint32_t timeout)
{
	static const enum bench_controller both[] = { BENCH_MANAGED1, BENCH_MANAGED2 };

	for (unsigned int i = 0; i < 2; i++) {
		bench_select(both[i]);
		enable(MODE_WRITE);
		wr(CCR, I1 | A1_24 | D1);
		wr(IR, 0x03);
		wr(LPTR, timeout);
		wr(CR, MODE_MAP | (timeout ? 8 : 0) | 1);
	}
}

static void two_prefetches_on_one_bus_deadlock_without_timeout(void **state)
{
	uint32_t value;

	(void)state;
	fill_pattern(64);
	multiplex(0);
	map_both(0);
	assert_int_equal(bus_read(WINDOW, 4, &value, BUS_CORE), BUS_OK);
	assert_int_equal(bus_read(0x70000000, 4, &value, BUS_CORE), BUS_FAULT);
	assert_int_equal(stat_get("violation.xspi.stall"), 1);
	bus_reset();
	multiplex(0);
	map_both(50);
	for (uint32_t i = 0; i < 64; i += 8) {
		assert_int_equal(bus_read(WINDOW + i, 4, &value, BUS_CORE), BUS_OK);
		assert_int_equal(value, pattern_word(i));
		assert_int_equal(bus_read(0x70000000 + i, 4, &value, BUS_CORE), BUS_OK);
		assert_int_equal(value, 0xFFFFFFFF);
	}
	assert_int_equal(stat_get("wire.contention"), 0);
}

#define RULE(name) cmocka_unit_test_setup(name, managed_setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		RULE(manager_reset_values_are_direct), RULE(manager_masks), RULE(manager_swaps_the_ports),
		RULE(manager_signals_need_their_enable_bits), RULE(low_lines_on_the_high_pins_of_a_port),
		RULE(high_lines_on_the_low_pins_of_a_port), RULE(either_half_of_a_port_can_be_anothers),
		RULE(both_instances_work_side_by_side), RULE(routing_is_for_disabled_controllers),
		RULE(manager_needs_its_clock), RULE(manager_reset_restores_the_routes),
		RULE(two_chips_on_one_octospi), RULE(multiplexed_controllers_take_turns),
		RULE(one_controller_waits_for_the_other), RULE(req2ack_time_is_a_pause), RULE(maxtran_lets_the_other_in),
		RULE(two_prefetches_on_one_bus_deadlock_without_timeout),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
