// SPDX-License-Identifier: GPL-2.0-or-later

/* QUADSPI automatic polling and memory-mapped mode, one test for each rule. */

#include "quad_bench.h"

static enum bus_result map_try(uint32_t offset)
{
	uint32_t value;

	return bus_read(QWINDOW + offset, 4, &value, BUS_CORE);
}

static uint32_t map_read(uint32_t offset)
{
	uint32_t value;

	assert_int_equal(bus_read(QWINDOW + offset, 4, &value, BUS_CORE), BUS_OK);
	return value;
}

static void map(uint32_t cr, uint32_t ccr)
{
	q_enable(cr);
	wr(Q_CCR, ccr | Q_MAP);
}

/* ---- automatic polling ---- */

static void start_poll(uint32_t cr, uint32_t mask, uint32_t match)
{
	q_enable(cr);
	wr(Q_DLR, 0);
	wr(Q_PSMKR, mask);
	wr(Q_PSMAR, match);
	wr(Q_PIR, 16);
	wr(Q_CCR, Q_I1 | Q_D1 | Q_POLL | 0x05);
}

static void poll_stops_at_a_match(void **state)
{
	(void)state;
	start_poll(Q_APMS, 1, 0);
	pass_us(10);
	assert_int_equal(rd(Q_SR), SMF | FTF);
	wr(Q_FCR, SMF);
	assert_int_equal(rd(Q_SR) & SMF, 0);
	rd(Q_DR);
	assert_int_equal(rd(Q_SR) & FTF, 0);
	assert_no_violations();
}

static void poll_waits_for_the_end_of_an_erase(void **state)
{
	(void)state;
	q_enable(0);
	q_command(Q_I1 | 0x06);
	q_command_at(Q_I1 | Q_A1_24 | 0xD8, 0x10000);
	uint64_t start = sim_now();
	start_poll(Q_APMS, 1, 0);
	while (!(rd(Q_SR) & SMF))
		pass_us(100);
	uint64_t took = (sim_now() - start) / SIM_PS_PER_US;
	assert_in_range(took, 149000, 150200);
	assert_int_equal(rd(Q_SR) & BUSY, 0);
	assert_true(stat_get("nor.op.05") > 10000);
	assert_no_violations();
}

static void poll_without_stop_goes_on_until_abort(void **state)
{
	(void)state;
	start_poll(0, 1, 0);
	pass_us(100);
	assert_int_equal(rd(Q_SR) & (SMF | BUSY), SMF | BUSY);
	wr(Q_FCR, SMF);
	pass_us(100);
	assert_int_equal(rd(Q_SR) & (SMF | BUSY), SMF | BUSY);
	wr(Q_CR, Q_EN | Q_ABORT);
	q_wait_idle();
	assert_int_equal(rd(Q_SR) & TCF, TCF);
}

static void poll_or_mode_takes_any_bit(void **state)
{
	(void)state;
	q_enable(0);
	q_command(Q_I1 | 0x06);
	start_poll(Q_APMS, 0x03, 0x03);				/* status 02h: not both */
	pass_us(100);
	assert_int_equal(rd(Q_SR) & (SMF | BUSY), BUSY);
	wr(Q_CR, Q_APMS | Q_EN | Q_ABORT);
	q_wait_idle();
	start_poll(Q_APMS | Q_PMM, 0x03, 0x03);
	pass_us(100);
	assert_int_equal(rd(Q_SR) & (SMF | BUSY), SMF);
}

static void poll_data_register_holds_the_status(void **state)
{
	(void)state;
	q_enable(0);
	q_command(Q_I1 | 0x06);
	start_poll(0, 0x01, 0x01);
	assert_int_equal(rd(Q_DR), 0x02);			/* as it came, without the mask */
	assert_int_equal(rd(Q_SR) >> 8, 0);
	pass_us(100);
	assert_int_equal(rd(Q_SR) & FTF, FTF);
}

static void poll_matches_at_once_if_the_first_read_does(void **state)
{
	(void)state;
	start_poll(Q_APMS, 1, 0);
	pass_clocks(15);
	assert_int_equal(rd(Q_SR) & (SMF | FTF), 0);
	pass_clocks(1);
	assert_int_equal(rd(Q_SR) & (SMF | FTF), SMF | FTF);
}

static void poll_interval_is_in_clocks(void **state)
{
	(void)state;
	start_poll(0, 1, 1);
	wr(Q_CR, Q_EN | Q_ABORT);
	q_wait_idle();
	stat_reset();
	wr(Q_PIR, 100);
	wr(Q_CCR, rd(Q_CCR));
	pass_clocks(16 + 1 + 100 + 15);		/* a poll takes 16 clocks, select rises a clock later */
	rd(Q_SR);
	assert_int_equal(stat_get("nor.op.05"), 1);
	pass_clocks(1);
	assert_int_equal(rd(Q_SR) & BUSY, BUSY);		/* between polls as well */
	assert_int_equal(stat_get("nor.op.05"), 2);
	assert_no_violations();
}

static void poll_takes_up_to_four_bytes(void **state)
{
	(void)state;
	q_enable(Q_APMS);
	wr(Q_DLR, 3);
	wr(Q_PSMKR, 0x00FFFFFF);
	wr(Q_PSMAR, 0x0018609D);
	wr(Q_PIR, 16);
	wr(Q_CCR, Q_I1 | Q_D1 | Q_POLL | 0x9F);
	pass_us(100);
	assert_int_equal(rd(Q_SR), SMF | FTF);
	assert_int_equal(rd(Q_DR) & 0xFFFFFF, 0x18609D);
	assert_no_violations();
	wr(Q_DLR, 4);
	wr(Q_CCR, rd(Q_CCR));
	assert_int_equal(stat_get("violation.xspi.poll_length"), 1);
}

static void poll_beyond_the_device_raises_tef(void **state)
{
	(void)state;
	q_enable(Q_APMS);
	wr(Q_DLR, 0);
	wr(Q_CCR, Q_I1 | Q_A1_24 | Q_D1 | Q_POLL | 0x03);
	wr(Q_AR, 0x1000000);
	assert_int_equal(rd(Q_SR) & (TEF | BUSY), TEF);
	assert_int_equal(stat_get("nor.op.03"), 0);
}

static void poll_ends_by_disable(void **state)
{
	(void)state;
	start_poll(0, 1, 1);
	pass_us(100);
	wr(Q_CR, 0);
	assert_int_equal(rd(Q_SR) & BUSY, 0);
	q_enable(0);
	assert_int_equal(q_read_id(), 0x9D6018);
}

/* ---- memory-mapped ---- */

static void ccr_enters_mapped_mode_and_starts_nothing(void **state)
{
	(void)state;
	map(0, Q_I1 | Q_A1_24 | Q_D1 | 0x03);
	assert_int_equal(rd(Q_SR) & BUSY, 0);
	wr(Q_CR, rd(Q_CR));
	assert_int_equal(rd(Q_SR) & BUSY, 0);
	assert_int_equal(stat_get("nor.op.03"), 0);
}

static void window_reads_the_chip(void **state)
{
	uint32_t value;

	(void)state;
	fill_pattern(4096);
	map(0, Q_I1 | Q_A1_24 | Q_D1 | 0x03);
	assert_int_equal(map_read(0x100), pattern_word(0x100));
	assert_int_equal(map_read(0x104), pattern_word(0x104));
	assert_int_equal(bus_read(QWINDOW + 0x203, 1, &value, BUS_DEBUG), BUS_OK);
	assert_int_equal(value, pattern_word(0x203) & 0xFF);
	assert_int_equal(bus_read(QWINDOW + 0x206, 2, &value, BUS_DEBUG), BUS_OK);
	assert_int_equal(value, pattern_word(0x206) & 0xFFFF);
	assert_no_violations();
}

static void window_keeps_busy_until_abort(void **state)
{
	(void)state;
	map(0, Q_I1 | Q_A1_24 | Q_D1 | 0x03);
	map_read(0);
	pass_us(10000);
	assert_int_equal(rd(Q_SR), BUSY);
	wr(Q_CR, Q_EN | Q_ABORT);
	q_wait_idle();
	assert_int_equal(rd(Q_SR) & TCF, TCF);
	assert_int_equal(q_read_id(), 0x9D6018);
	assert_no_violations();
}

static void ccr_cannot_leave_a_busy_window(void **state)
{
	(void)state;
	map(0, Q_I1 | Q_A1_24 | Q_D1 | 0x03);
	map_read(0);
	uint32_t ccr = rd(Q_CCR);
	wr(Q_CCR, Q_I1 | Q_D1 | Q_READ | 0x9F);
	assert_int_equal(rd(Q_CCR), ccr);
	assert_int_equal(stat_get("violation.xspi.busy_write"), 1);
	assert_int_equal(map_read(4), 0xFFFFFFFF);
}

static void window_prefetches_what_follows(void **state)
{
	(void)state;
	map(0, Q_I1 | Q_A1_24 | Q_D1 | 0x03);
	uint64_t start = sim_now();
	map_read(0);
	assert_int_equal(sim_now() - start, (8 + 24 + 32) * 250000ull);
	pass_us(100);
	start = sim_now();
	for (uint32_t i = 4; i < 36; i += 4)
		map_read(i);
	assert_int_equal(sim_now() - start, 0);
	map_read(0x1000);
	assert_int_equal(stat_get("nor.op.03"), 2);
	map_read(0);
	assert_int_equal(stat_get("nor.op.03"), 3);
}

static void window_refuses_what_is_not_mapped(void **state)
{
	(void)state;
	assert_int_equal(map_try(0), BUS_FAULT);		/* disabled */
	q_enable(0);
	assert_int_equal(map_try(0), BUS_FAULT);		/* indirect */
	map(0, Q_I1 | Q_A1_24 | Q_D1 | 0x03);
	assert_int_equal(map_try(0xFFFFFC), BUS_OK);
	assert_int_equal(map_try(0x1000000), BUS_FAULT);	/* beyond the device */
	bench_clocked = false;
	assert_int_equal(map_try(0), BUS_FAULT);
	assert_int_equal(stat_get("violation.xspi.window"), 4);
}

static void window_cannot_be_written(void **state)
{
	(void)state;
	map(0, Q_I1 | Q_A1_24 | Q_D1 | 0x03);
	assert_int_equal(bus_write(QWINDOW, 4, 0, BUS_CORE), BUS_FAULT);
	assert_int_equal(stat_get("violation.xspi.window"), 1);
}

static void address_register_follows_the_window(void **state)
{
	(void)state;
	wr(Q_AR, 0x5678);
	map(0, Q_I1 | Q_A1_24 | Q_D1 | 0x03);
	assert_int_equal(rd(Q_AR), 0);
	wr(Q_AR, 0x1234);
	assert_int_equal(rd(Q_AR), 0);
	assert_int_equal(rd(Q_DR), 0);
	assert_int_equal(stat_get("violation.xspi.mapped_write"), 1);
	map_read(0x340);
	assert_int_equal(rd(Q_AR), 0x340);			/* as measured on an STM32F469 */
	pass_us(100);
	assert_int_equal(rd(Q_DR), 0);				/* nothing of the prefetch */
}

static void timeout_raises_chip_select_and_clears_busy(void **state)
{
	(void)state;
	q_enable(Q_TCEN);
	wr(Q_LPTR, 100);
	wr(Q_CCR, Q_I1 | Q_A1_24 | Q_D1 | Q_MAP | 0x03);
	map_read(0);
	pass_clocks(28 * 8 + 90);		/* the rest of the FIFO, and less than the timeout */
	assert_int_equal(rd(Q_SR), BUSY);
	pass_clocks(80);
	assert_int_equal(rd(Q_SR), TOF);
	map_read(4);
	assert_int_equal(stat_get("nor.op.03"), 2);		/* a new frame */
	pass_us(1000);
	wr(Q_CCR, Q_I1 | 0x06);			/* idle again: the mode can be left without abort */
	q_wait_idle();
	assert_int_equal(stat_get("nor.op.06"), 1);
	assert_no_violations();
}

static void instruction_once_in_mapped_mode(void **state)
{
	(void)state;
	fill_pattern(4096);
	q_enable(0);
	q_set_quad_enable();
	wr(Q_ABR, 0xA5);				/* the chip goes on without an instruction */
	map(0, Q_I1 | Q_A4_24 | Q_M4 | Q_DUMMY(4) | Q_D4 | Q_SIOO | 0xEB);
	assert_int_equal(map_read(0x100), pattern_word(0x100));
	assert_int_equal(map_read(0x800), pattern_word(0x800));
	assert_int_equal(map_read(0x400), pattern_word(0x400));
	assert_int_equal(stat_get("nor.op.eb"), 1);
	assert_no_violations();
}

static void writing_ccr_sends_the_instruction_again(void **state)
{
	(void)state;
	fill_pattern(4096);
	map(0, Q_I1 | Q_A1_24 | Q_D1 | Q_SIOO | 0x03);
	assert_int_equal(map_read(0x100), pattern_word(0x100));
	wr(Q_CR, Q_EN | Q_ABORT);
	q_wait_idle();
	map_read(0x100);				/* no instruction: the chip takes the address for one */
	assert_int_equal(stat_get("nor.op.03"), 1);
	wr(Q_CR, Q_EN | Q_ABORT);
	q_wait_idle();
	wr(Q_CCR, rd(Q_CCR));
	assert_int_equal(map_read(0x100), pattern_word(0x100));
	assert_int_equal(stat_get("nor.op.03"), 2);
}

static void the_first_access_raises_busy(void **state)
{
	(void)state;
	map(0, Q_I1 | Q_A1_24 | Q_D1 | 0x03);
	pass_us(100);
	assert_int_equal(rd(Q_SR), 0);
	map_read(0);
	assert_int_equal(rd(Q_SR), BUSY);
}

static void window_ignores_the_length(void **state)
{
	(void)state;
	fill_pattern(256);
	wr(Q_DLR, 0);
	map(0, Q_I1 | Q_A1_24 | Q_D1 | 0x03);
	for (uint32_t i = 0; i < 256; i += 4)
		assert_int_equal(map_read(i), pattern_word(i));
	assert_int_equal(stat_get("nor.op.03"), 1);
}

static void window_ends_by_disable(void **state)
{
	(void)state;
	map(0, Q_I1 | Q_A1_24 | Q_D1 | 0x03);
	map_read(0);
	wr(Q_CR, 0);
	assert_int_equal(rd(Q_SR) & BUSY, 0);
	assert_int_equal(map_try(0), BUS_FAULT);
	q_enable(0);
	assert_int_equal(q_read_id(), 0x9D6018);
}

static void window_is_closed_during_an_abort(void **state)
{
	(void)state;
	map(0, Q_I1 | Q_A1_24 | Q_D1 | 0x03);
	map_read(0);
	wr(Q_CR, Q_EN | Q_ABORT);
	assert_int_equal(map_try(0x100), BUS_FAULT);
	q_wait_idle();
	assert_int_equal(map_try(0x100), BUS_OK);
}

static void window_shows_256_mib(void **state)
{
	(void)state;
	map(0, Q_I1 | Q_A1_24 | Q_D1 | 0x03);
	wr(Q_DCR, 29u << 16);			/* a device of 1 GiB */
	assert_int_equal(map_try(0x0FFFFFFC), BUS_OK);
	assert_int_equal(map_try(0x10000000), BUS_FAULT);
}

static void a_dropped_ccr_leaves_the_window_closed(void **state)
{
	(void)state;
	q_enable(0);
	wr(Q_CCR, Q_I1 | Q_D1 | Q_READ | 0x9F);
	wr(Q_CCR, Q_I1 | Q_A1_24 | Q_D1 | Q_MAP | 0x03);		/* BUSY is 1 */
	assert_int_equal(map_try(0), BUS_FAULT);
	rd_size(Q_DR, 1);
	q_wait_idle();
	wr(Q_CCR, Q_I1 | Q_A1_24 | Q_D1 | Q_MAP | 0x03);
	assert_int_equal(map_try(0), BUS_OK);
}

static void window_of_the_second_bank(void **state)
{
	uint32_t size;

	(void)state;
	memcpy(nor_data(bench_chip2, &size) + 0x100, "\1\2\3\4\5\6\7\x8", 8);
	map(Q_FSEL, Q_I1 | Q_A1_24 | Q_D1 | 0x03);
	assert_int_equal(map_read(0x100), 0x04030201);
	assert_int_equal(map_read(0x104), 0x08070605);
	assert_no_violations();
}

static void window_of_both_banks(void **state)
{
	uint32_t size, value;

	(void)state;
	memcpy(nor_data(bench_chip, &size) + 0x80, "\1\3\5\7", 4);
	memcpy(nor_data(bench_chip2, &size) + 0x80, "\2\4\6\x8", 4);
	map(Q_DFM, Q_I1 | Q_A1_24 | Q_D1 | 0x03);
	assert_int_equal(map_read(0x100), 0x04030201);
	assert_int_equal(map_read(0x104), 0x08070605);
	assert_int_equal(bus_read(QWINDOW + 0x103, 1, &value, BUS_CORE), BUS_OK);
	assert_int_equal(value, 4);
	assert_int_equal(map_read(0x104), 0x08070605);
	assert_no_violations();
}

#define RULE(name) cmocka_unit_test_setup(name, quad_setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		RULE(poll_stops_at_a_match), RULE(poll_waits_for_the_end_of_an_erase),
		RULE(poll_without_stop_goes_on_until_abort), RULE(poll_or_mode_takes_any_bit),
		RULE(poll_data_register_holds_the_status), RULE(ccr_enters_mapped_mode_and_starts_nothing),
		RULE(window_reads_the_chip), RULE(window_keeps_busy_until_abort), RULE(ccr_cannot_leave_a_busy_window),
		RULE(window_prefetches_what_follows), RULE(window_refuses_what_is_not_mapped), RULE(window_cannot_be_written),
		RULE(address_register_follows_the_window), RULE(timeout_raises_chip_select_and_clears_busy),
		RULE(instruction_once_in_mapped_mode), RULE(poll_matches_at_once_if_the_first_read_does),
		RULE(poll_interval_is_in_clocks), RULE(poll_takes_up_to_four_bytes), RULE(poll_beyond_the_device_raises_tef),
		RULE(poll_ends_by_disable), RULE(writing_ccr_sends_the_instruction_again), RULE(the_first_access_raises_busy),
		RULE(window_ignores_the_length), RULE(window_ends_by_disable), RULE(window_is_closed_during_an_abort),
		RULE(window_shows_256_mib), RULE(a_dropped_ccr_leaves_the_window_closed), RULE(window_of_the_second_bank),
		RULE(window_of_both_banks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
