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

static void poll_matches_at_once_if_the_first_read_does(void **state)
{
	(void)state;
	start_poll(1u << 22, 1, 0);
	pass_clocks(15);
	assert_int_equal(rd(SR) & (SMF | FTF), 0);
	pass_clocks(1);
	assert_int_equal(rd(SR) & (SMF | FTF), SMF | FTF);
}

static void poll_interval_is_in_clocks(void **state)
{
	(void)state;
	start_poll(0, 1, 1);
	wr(CR, MODE_POLL | 3);
	wait_idle();
	stat_reset();
	wr(PIR, 100);
	wr(IR, 0x05);
	pass_clocks(16 + 1 + 100 + 15);		/* a poll takes 16 clocks, select rises a clock later */
	rd(SR);
	assert_int_equal(stat_get("nor.op.05"), 1);
	pass_clocks(1);
	assert_int_equal(rd(SR) & BUSY, BUSY);		/* between polls as well */
	assert_int_equal(stat_get("nor.op.05"), 2);
	assert_no_violations();
}

static void poll_takes_up_to_four_bytes(void **state)
{
	(void)state;
	enable(MODE_POLL | 1u << 22);
	wr(CCR, I1 | D1);
	wr(DLR, 3);
	wr(PSMKR, 0x00FFFFFF);
	wr(PSMAR, 0x0018609D);
	wr(PIR, 16);
	wr(IR, 0x9F);
	pass_us(100);
	assert_int_equal(rd(SR), SMF | FTF);
	assert_int_equal(rd(DR) & 0xFFFFFF, 0x18609D);
	assert_no_violations();
	wr(DLR, 4);
	wr(IR, 0x9F);
	assert_int_equal(stat_get("violation.xspi.poll_length"), 1);
}

static void poll_beyond_the_device_raises_tef(void **state)
{
	(void)state;
	enable(MODE_POLL | 1u << 22);
	wr(CCR, I1 | A1_24 | D1);
	wr(DLR, 0);
	wr(IR, 0x03);
	wr(AR, 0x1000000);
	assert_int_equal(rd(SR) & (TEF | BUSY), TEF);
	assert_int_equal(stat_get("nor.op.03"), 0);
}

static void poll_ends_by_disable(void **state)
{
	(void)state;
	start_poll(0, 1, 1);
	pass_us(100);
	wr(CR, MODE_POLL);
	assert_int_equal(rd(SR) & BUSY, 0);
	wr(CR, 0);
	assert_int_equal(read_id(), 0x9D6018);
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
	map_read(0);
	pass_us(100);
	assert_int_equal(rd(DR), 0);	/* nothing of the prefetch */
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

static void once_counts_in_mapped_mode_alone(void **state)
{
	(void)state;
	fill_pattern(512);
	enable(MODE_READ);
	wr(CCR, I1 | A1_24 | D1 | 1u << 31);
	wr(DLR, 3);
	wr(IR, 0x03);
	for (uint32_t addr = 0; addr < 512; addr += 256) {
		wr(AR, addr);
		assert_int_equal(rd(DR), pattern_word(addr));
		wait_idle();
	}
	assert_int_equal(stat_get("nor.op.03"), 2);
}

static void writing_ccr_sends_the_instruction_again(void **state)
{
	(void)state;
	fill_pattern(4096);
	map(I1 | A1_24 | D1 | 1u << 31, 0, 0x03);
	assert_int_equal(map_read(0x100), pattern_word(0x100));
	wr(CR, MODE_MAP | 3);
	wait_idle();
	map_read(0x100);				/* no instruction: the chip takes the address for one */
	assert_int_equal(stat_get("nor.op.03"), 1);
	wr(CR, MODE_MAP | 3);
	wait_idle();
	wr(CCR, rd(CCR));
	assert_int_equal(map_read(0x100), pattern_word(0x100));
	assert_int_equal(stat_get("nor.op.03"), 2);
}

static void the_first_access_raises_busy(void **state)
{
	(void)state;
	map(I1 | A1_24 | D1, 0, 0x03);
	pass_us(100);
	assert_int_equal(rd(SR), 0);
	map_read(0);
	assert_int_equal(rd(SR), BUSY);
}

static void window_ignores_the_length(void **state)
{
	(void)state;
	fill_pattern(256);
	enable(MODE_WRITE);
	wr(DLR, 0);
	map(I1 | A1_24 | D1, 0, 0x03);
	for (uint32_t i = 0; i < 256; i += 4)
		assert_int_equal(map_read(i), pattern_word(i));
	assert_int_equal(stat_get("nor.op.03"), 1);
}

static void window_ends_by_disable(void **state)
{
	(void)state;
	map(I1 | A1_24 | D1, 0, 0x03);
	map_read(0);
	wr(CR, MODE_MAP);
	assert_int_equal(rd(SR) & BUSY, 0);
	assert_int_equal(map_try(0), BUS_FAULT);
	wr(CR, 0);
	assert_int_equal(read_id(), 0x9D6018);
}

static void window_is_closed_during_an_abort(void **state)
{
	(void)state;
	map(I1 | A1_24 | D1, 0, 0x03);
	map_read(0);
	wr(CR, MODE_MAP | 3);
	assert_int_equal(map_try(0x100), BUS_FAULT);
	wait_idle();
	assert_int_equal(map_try(0x100), BUS_OK);
}

static void window_shows_256_mib(void **state)
{
	(void)state;
	map(I1 | A1_24 | D1, 0, 0x03);
	wr(DCR1, 29u << 16);			/* a device of 1 GiB */
	assert_int_equal(map_try(0x0FFFFFFC), BUS_OK);
	assert_int_equal(map_try(0x10000000), BUS_FAULT);
}

static void window_refuses_two_chips_on_eight_lines(void **state)
{
	(void)state;
	enable(MODE_WRITE);
	wr(CCR, I1 | A1_24 | 0x04000000);
	wr(IR, 0x03);
	wr(CR, MODE_MAP | 0x40 | 1);
	assert_int_equal(map_try(0), BUS_FAULT);
	wr(CR, MODE_MAP | 1);
	assert_int_equal(map_try(0), BUS_OK);
}

static void a_dropped_mode_leaves_the_window_closed(void **state)
{
	(void)state;
	enable(MODE_READ);
	wr(CCR, I1 | D1);
	wr(IR, 0x9F);
	wr(CR, MODE_MAP | 1);			/* BUSY is 1 */
	assert_int_equal(map_try(0), BUS_FAULT);
	rd_size(DR, 1);
	wait_idle();
	map(I1 | A1_24 | D1, 0, 0x03);
	assert_int_equal(map_try(0), BUS_OK);
}

/* ---- splitting ---- */

static void boundary_splits_a_transfer(void **state)
{
	uint8_t got[100];

	(void)state;
	fill_pattern(256);
	wr(DCR3, 5u << 16);				/* every 32 bytes */
	read_data(I1 | A1_24 | D1, 0, 0x03, 10, got, sizeof(got));
	for (uint32_t i = 0; i < sizeof(got); i++)
		assert_int_equal(got[i], pattern_word(10 + i) & 0xFF);
	assert_int_equal(stat_get("nor.op.03"), 4);		/* at 32, 64 and 96 */
	map(I1 | A1_24 | D1, 0, 0x03);
	stat_reset();
	for (uint32_t i = 0; i < 128; i += 4)
		assert_int_equal(map_read(i), pattern_word(i));
	assert_in_range(stat_get("nor.op.03"), 4, 6);		/* the prefetch is ahead */
	assert_no_violations();
}

static void refresh_splits_a_transfer(void **state)
{
	uint8_t got[64];

	(void)state;
	fill_pattern(256);
	wr(DCR4, 32 + 16 * 8 - 4);		/* a read may take 4 clocks more: header and 16 bytes */
	read_data(I1 | A1_24 | D1, 0, 0x03, 0, got, sizeof(got));
	for (uint32_t i = 0; i < sizeof(got); i++)
		assert_int_equal(got[i], pattern_word(i) & 0xFF);
	assert_int_equal(stat_get("nor.op.03"), 4);
	assert_no_violations();
}

static void a_split_program_loses_its_second_part(void **state)
{
	static const uint8_t data[16];
	uint32_t size;

	(void)state;
	wr(DCR3, 3u << 16);
	write_enable();
	write_data(I1 | A1_24 | D1, 0, 0x02, 0, data, sizeof(data));
	pass_us(2000);
	assert_memory_equal(nor_data(bench_chip, &size), "\0\0\0\0\0\0\0\0\xFF\xFF", 10);
	assert_true(stat_get("violation.nor.busy") + stat_get("violation.nor.wel") > 0);
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
		RULE(instruction_once_in_mapped_mode), RULE(poll_matches_at_once_if_the_first_read_does),
		RULE(poll_interval_is_in_clocks), RULE(poll_takes_up_to_four_bytes), RULE(poll_beyond_the_device_raises_tef),
		RULE(poll_ends_by_disable), RULE(once_counts_in_mapped_mode_alone),
		RULE(writing_ccr_sends_the_instruction_again), RULE(the_first_access_raises_busy),
		RULE(window_ignores_the_length), RULE(window_ends_by_disable), RULE(window_is_closed_during_an_abort),
		RULE(window_shows_256_mib), RULE(window_refuses_two_chips_on_eight_lines),
		RULE(a_dropped_mode_leaves_the_window_closed), RULE(boundary_splits_a_transfer),
		RULE(refresh_splits_a_transfer), RULE(a_split_program_loses_its_second_part),
		RULE(bulk_transfers_are_fast),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
