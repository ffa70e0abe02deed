// SPDX-License-Identifier: GPL-2.0-or-later

/* OCTOSPI automatic polling and memory-mapped mode, one test for each rule, and the host time of bulk transfers. */

#include <time.h>
#include "xspi_bench.h"

static uint32_t map_read(uint32_t offset)
{
	uint32_t value;

	assert_int_equal(bus_read(WINDOW + offset, 4, &value, BUS_CORE), BUS_OK);
	return value;
}

static enum bus_result map_try(uint32_t offset)
{
	uint32_t value;

	return bus_read(WINDOW + offset, 4, &value, BUS_CORE);
}

static void map(uint32_t ccr, uint32_t tcr, uint32_t opcode)
{
	enable(MODE_WRITE);
	wr(CCR, ccr);
	wr(TCR, tcr);
	wr(IR, opcode);
	wr(CR, MODE_MAP | 1);
}

/* ---- automatic polling ---- */

static void start_poll(uint32_t cr, uint32_t mask, uint32_t match)
{
	enable(MODE_POLL | cr);
	wr(CCR, I1 | D1);
	wr(DLR, 0);
	wr(PSMKR, mask);
	wr(PSMAR, match);
	wr(PIR, 16);
	wr(IR, 0x05);
}

static void poll_stops_at_a_match(void **state)
{
	(void)state;
	start_poll(1u << 22, 1, 0);
	pass_us(10);
	assert_int_equal(rd(SR), SMF | FTF);
	wr(FCR, SMF);
	assert_int_equal(rd(SR) & SMF, 0);
	rd(DR);
	assert_int_equal(rd(SR) & FTF, 0);
	assert_no_violations();
}

static void poll_waits_for_the_end_of_an_erase(void **state)
{
	(void)state;
	write_enable();
	command_at(I1 | A1_24, 0xD8, 0x10000);
	uint64_t start = sim_now();
	start_poll(1u << 22, 1, 0);
	while (!(rd(SR) & SMF))
		pass_us(100);
	uint64_t took = (sim_now() - start) / SIM_PS_PER_US;
	assert_in_range(took, 149000, 150200);
	assert_int_equal(rd(SR) & BUSY, 0);
	assert_true(stat_get("nor.op.05") > 10000);		/* the skipped ones count too */
	assert_no_violations();
}

static void poll_without_stop_goes_on_until_abort(void **state)
{
	(void)state;
	start_poll(0, 1, 0);
	pass_us(100);
	assert_int_equal(rd(SR) & (SMF | BUSY), SMF | BUSY);
	wr(FCR, SMF);
	pass_us(100);
	assert_int_equal(rd(SR) & (SMF | BUSY), SMF | BUSY);
	wr(CR, MODE_POLL | 3);
	wait_idle();
	assert_int_equal(rd(SR) & TCF, TCF);
}

static void poll_or_mode_takes_any_bit(void **state)
{
	(void)state;
	write_enable();
	start_poll(1u << 22, 0x03, 0x03);			/* status 02h: not both */
	pass_us(100);
	assert_int_equal(rd(SR) & (SMF | BUSY), BUSY);
	wr(CR, MODE_POLL | 1u << 22 | 3);
	wait_idle();
	start_poll(1u << 22 | 1u << 23, 0x03, 0x03);
	pass_us(100);
	assert_int_equal(rd(SR) & (SMF | BUSY), SMF);
}

static void poll_data_register_holds_the_status(void **state)
{
	(void)state;
	write_enable();
	start_poll(0, 0x01, 0x01);
	assert_int_equal(rd(DR), 0x02);
	assert_int_equal(rd(SR) >> 8, 0);
	pass_us(100);
	assert_int_equal(rd(SR) & FTF, FTF);
}

/* ---- memory-mapped ---- */

static void window_reads_the_chip(void **state)
{
	uint32_t value;

	(void)state;
	fill_pattern(4096);
	map(I1 | A1_24 | D1, 0, 0x03);
	assert_int_equal(rd(SR) & BUSY, 0);
	assert_int_equal(map_read(0x100), pattern_word(0x100));
	assert_int_equal(map_read(0x104), pattern_word(0x104));
	assert_int_equal(bus_read(WINDOW + 0x203, 1, &value, BUS_DEBUG), BUS_OK);
	assert_int_equal(value, pattern_word(0x203) & 0xFF);
	assert_int_equal(bus_read(WINDOW + 0x206, 2, &value, BUS_DEBUG), BUS_OK);
	assert_int_equal(value, pattern_word(0x206) & 0xFFFF);
	assert_no_violations();
}

static void window_keeps_busy_until_abort(void **state)
{
	(void)state;
	map(I1 | A1_24 | D1, 0, 0x03);
	map_read(0);
	pass_us(10000);
	assert_int_equal(rd(SR), BUSY);
	wr(CR, MODE_MAP | 3);
	wait_idle();
	assert_int_equal(rd(SR) & TCF, TCF);
	assert_int_equal(read_id(), 0x9D6018);
	assert_no_violations();
}

static void window_prefetches_what_follows(void **state)
{
	(void)state;
	map(I1 | A1_24 | D1, 0, 0x03);
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
	enable(MODE_READ);
	assert_int_equal(map_try(0), BUS_FAULT);		/* indirect */
	map(I1 | A1_24, 0, 0x03);
	assert_int_equal(map_try(0), BUS_FAULT);		/* no data phase */
	map(I1 | A1_24 | D1, 0, 0x03);
	assert_int_equal(map_try(0xFFFFFC), BUS_OK);
	assert_int_equal(map_try(0x1000000), BUS_FAULT);	/* beyond the device */
	bench_clocked = false;
	assert_int_equal(map_try(0), BUS_FAULT);
	assert_int_equal(stat_get("violation.xspi.window"), 5);
}

static void window_writes_want_dqse(void **state)
{
	uint32_t size;

	(void)state;
	write_enable();
	map(I1 | A1_24 | D1, 0, 0x03);
	wr(WCCR, I1 | A1_24 | D1);
	wr(WIR, 0x02);
	assert_int_equal(bus_write(WINDOW + 0x40, 4, 0x44332211, BUS_CORE), BUS_FAULT);
	wr(WCCR, I1 | A1_24 | D1 | 1u << 29);
	assert_int_equal(bus_write(WINDOW + 0x40, 4, 0x44332211, BUS_CORE), BUS_OK);
	assert_int_equal(bus_write(WINDOW + 0x44, 4, 0x88776655, BUS_CORE), BUS_OK);
	wr(CR, MODE_MAP | 3);
	wait_idle();
	pass_us(1000);
	assert_memory_equal(nor_data(bench_chip, &size) + 0x40, "\x11\x22\x33\x44\x55\x66\x77\x88", 8);
	assert_int_equal(stat_get("nor.op.02"), 1);
}

static void address_register_is_not_for_mapped_mode(void **state)
{
	(void)state;
	map(I1 | A1_24 | D1, 0, 0x03);
	wr(AR, 0x1234);
	assert_int_equal(rd(AR), 0);
	assert_int_equal(rd(DR), 0);
	assert_int_equal(stat_get("violation.xspi.mapped_write"), 1);
}

static void timeout_raises_chip_select(void **state)
{
	(void)state;
	enable(MODE_WRITE);
	wr(CCR, I1 | A1_24 | D1);
	wr(IR, 0x03);
	wr(LPTR, 100);
	wr(CR, MODE_MAP | 8 | 1);
	map_read(0);
	pass_clocks(28 * 8 + 90);		/* the rest of the FIFO, and less than the timeout */
	assert_int_equal(rd(SR) & TOF, 0);
	pass_clocks(80);
	assert_int_equal(rd(SR), TOF | BUSY);
	map_read(4);
	assert_int_equal(stat_get("nor.op.03"), 2);		/* a new frame */
}

static void instruction_once_in_mapped_mode(void **state)
{
	(void)state;
	fill_pattern(4096);
	set_quad_enable();
	enable(MODE_WRITE);
	wr(CCR, I1 | A4_24 | M4 | D4 | 1u << 31);
	wr(TCR, 4);
	wr(IR, 0xEB);
	wr(ABR, 0xA5);					/* the chip goes on without an instruction */
	wr(CR, MODE_MAP | 1);
	assert_int_equal(map_read(0x100), pattern_word(0x100));
	assert_int_equal(map_read(0x800), pattern_word(0x800));
	assert_int_equal(map_read(0x400), pattern_word(0x400));
	assert_int_equal(stat_get("nor.op.eb"), 1);
	assert_no_violations();
}

/* ---- host time ---- */

static void bulk_transfers_are_fast(void **state)
{
	enum { AMOUNT = 757 * 1024, FULL_READS = 3 };
	uint32_t size;

	(void)state;
	bench_kernel_hz = 80000000;
	set_quad_enable();
	clock_t start = clock();
	for (uint32_t at = 0; at < AMOUNT; at += 256) {
		write_enable();
		enable(MODE_WRITE | 3 << 8);
		wr(CCR, I1 | A1_24 | D4);
		wr(DLR, 255);
		wr(IR, 0x32);
		wr(AR, at);
		for (uint32_t i = 0; i < 256; i += 4)
			wr(DR, pattern_word(at + i));
		wait_idle();
		wr(FCR, TCF);
		wait_ready();
	}
	map(I1 | A4_24 | M4 | D4, 4, 0xEB);
	const uint8_t *data = nor_data(bench_chip, &size);
	for (unsigned int n = 0; n < FULL_READS; n++) {
		for (uint32_t i = 0; i < size; i += 4) {
			uint32_t value, want;
			bus_read(WINDOW + i, 4, &value, BUS_CORE);
			memcpy(&want, data + i, 4);
			if (value != want)
				fail_msg("0x%08x at 0x%06x instead of 0x%08x", value, i, want);
		}
	}
	double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
	print_message("# %.2f s of host time\n", seconds);
	assert_int_equal(data[1000], pattern_word(1000) & 0xFF);
	assert_true(seconds < 6.0);		/* under 2 on an idle machine; sanitizers and busy machines get leave */
	assert_no_violations();
}

#define RULE(name) cmocka_unit_test_setup(name, bench_setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		RULE(poll_stops_at_a_match), RULE(poll_waits_for_the_end_of_an_erase),
		RULE(poll_without_stop_goes_on_until_abort), RULE(poll_or_mode_takes_any_bit),
		RULE(poll_data_register_holds_the_status), RULE(window_reads_the_chip), RULE(window_keeps_busy_until_abort),
		RULE(window_prefetches_what_follows), RULE(window_refuses_what_is_not_mapped), RULE(window_writes_want_dqse),
		RULE(address_register_is_not_for_mapped_mode), RULE(timeout_raises_chip_select),
		RULE(instruction_once_in_mapped_mode), RULE(bulk_transfers_are_fast),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
