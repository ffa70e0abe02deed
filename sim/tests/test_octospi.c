// SPDX-License-Identifier: GPL-2.0-or-later

/* OCTOSPI rules of indirect mode, one small test each. The chip is there to see what the controller really sends. */

#include "xspi_bench.h"

/* ---- registers ---- */

static void reset_values(void **state)
{
	(void)state;
	for (uint32_t offset = 0; offset < 0x3F0; offset += 4) {
		if (offset != DR)
			assert_int_equal(rd(offset), 0);
	}
	assert_int_equal(rd(0x3FC), 0xA3C5DD01);
	assert_int_equal(rd(0x3F4), 0x10);
}

static void writable_masks(void **state)
{
	static const uint32_t mask[][2] = {
		{ DCR1, 0x071F070B }, { DCR2, 0x000700FF }, { 0x010, 0x001F0000 }, { 0x014, 0xFFFFFFFF }, { TCR, 0x5000001F },
		{ CCR, 0xAF3F3F3F }, { PIR, 0xFFFF }, { LPTR, 0xFFFF }, { 0x140, 0x2F3F3F3F }, { WCCR, 0x2F3F3F3F },
		{ WTCR, 0x1F }, { 0x200, 0x00FFFF03 }, { DLR, 0xFFFFFFFF }, { SR, 0 }, { 0x01C, 0 }, { 0x3FC, 0xA3C5DD01 },
	};

	(void)state;
	for (unsigned int i = 0; i < COUNT_OF(mask); i++) {
		wr(mask[i][0], 0xFFFFFFFF);
		assert_int_equal(rd(mask[i][0]), mask[i][1]);
	}
	assert_no_violations();
}

static void each_version_has_its_fields(void **state)
{
	static const struct {
		uint32_t features, dcr1, dcr2, dcr3, dcr4, wpccr, cr, calmr;
	} versions[] = {
		{ OCTOSPI_L4R, 0x071F070B, 0x000000FF, 0x001F0000, 0, 0, 0x30DF1FCC, 0 },
		{ OCTOSPI_L4P, 0x071F3F0B, 0x000000FF, 0x001F00FF, 0xFFFFFFFF, 0, 0x30DF1FCC, 0 },
		{ OCTOSPI_L5, 0x071F070B, 0x000700FF, 0x001F0000, 0xFFFFFFFF, 0x2F3F3F3F, 0x30DF1FCC, 0 },
		{ OCTOSPI_H7, 0x071F077B, 0x000700FF, 0x001F00FF, 0xFFFFFFFF, 0x2F3F3F3F, 0x30DF1FCC, 0 },
		{ OCTOSPI_U5, 0x071F3F0B, 0x000700FF, 0x001F00FF, 0xFFFFFFFF, 0x2F3F3F3F, 0x30DF1FCC, 0 },
		{ OCTOSPI_H5, 0x071F3F0B, 0x000700FF, 0x001F0000, 0xFFFFFFFF, 0x2F3F3F3F, 0x30DF1FCC, 0 },
		{ HSPI_U5, 0x071F3F03, 0x000700FF, 0x001F0000, 0xFFFFFFFF, 0x2F3F3F3F, 0xF0DF1F4C, 0x001F007F },
	};

	(void)state;
	for (unsigned int i = 0; i < COUNT_OF(versions); i++) {
		const uint32_t want[][2] = {
			{ DCR1, versions[i].dcr1 }, { DCR2, versions[i].dcr2 }, { DCR3, versions[i].dcr3 },
			{ DCR4, versions[i].dcr4 }, { WPCCR, versions[i].wpccr }, { 0x218, versions[i].calmr },
			{ CR, versions[i].cr },
		};
		bench_features(versions[i].features);
		for (unsigned int n = 0; n < COUNT_OF(want); n++) {
			wr(want[n][0], want[n][0] == CR ? 0xFFFFFFFC : 0xFFFFFFFF);		/* neither enabled nor aborted */
			assert_int_equal(rd(want[n][0]), want[n][1]);
		}
	}
}

static void offset_1c_is_a_hole_and_mid_tells_the_kind(void **state)
{
	(void)state;
	wr(0x01C, 0x12345678);
	assert_int_equal(rd(0x01C), 0);
	assert_int_equal(rd(0x3FC), 0xA3C5DD01);
}

static void abort_bit_reads_zero(void **state)
{
	(void)state;
	wr(CR, 3);
	assert_int_equal(rd(CR), 1);
}

static void narrow_access_only_to_dr(void **state)
{
	(void)state;
	wr_size(DLR, 1, 5);
	assert_int_equal(rd(DLR), 0);
	assert_int_equal(stat_get("violation.xspi.width"), 1);
	wr_size(DR + 1, 1, 5);			/* DR's own address is its lowest byte's */
	assert_int_equal(stat_get("violation.xspi.width"), 2);
}

static void access_width_moves_as_many_bytes(void **state)
{
	(void)state;
	fill_pattern(64);
	enable(MODE_WRITE);
	wr(CCR, I1 | A1_24 | D1);
	wr(DLR, 255);
	wr_size(DR, 1, 0);
	assert_int_equal(rd(SR) >> 8, 1);
	wr_size(DR, 2, 0);
	assert_int_equal(rd(SR) >> 8, 3);
	wr_size(DR, 4, 0);
	assert_int_equal(rd(SR) >> 8, 7);
	wr(CR, 3);
	wait_idle();
	enable(MODE_READ);
	wr(DLR, 31);
	wr(IR, 0x03);
	wr(AR, 0);
	pass_us(1000);
	assert_int_equal(rd_size(DR, 1), pattern_word(0) & 0xFF);
	assert_int_equal(rd(SR) >> 8, 31);
	assert_int_equal(rd_size(DR, 2), pattern_word(1) & 0xFFFF);
	assert_int_equal(rd(SR) >> 8, 29);
	assert_int_equal(rd_size(DR, 4), pattern_word(3));
	assert_int_equal(rd(SR) >> 8, 25);
}

/* ---- what starts a command ---- */

static void ir_starts_command_without_address_and_data(void **state)
{
	(void)state;
	enable(MODE_WRITE);
	wr(CCR, I1);
	assert_int_equal(rd(SR) & BUSY, 0);
	wr(IR, 0x06);
	assert_int_equal(rd(SR) & BUSY, BUSY);
	wait_idle();
	assert_int_equal(stat_get("nor.op.06"), 1);
	assert_no_violations();
}

static void ar_starts_command_with_address(void **state)
{
	(void)state;
	write_enable();
	enable(MODE_WRITE);
	wr(CCR, I1 | A1_24);
	wr(IR, 0x20);
	assert_int_equal(rd(SR) & BUSY, 0);
	wr(AR, 0x1000);
	assert_int_equal(rd(SR) & BUSY, BUSY);
	wait_idle();
	assert_int_equal(stat_get("nor.erase.4k"), 1);
}

static void dr_starts_write_with_data(void **state)
{
	(void)state;
	write_enable();
	enable(MODE_WRITE);
	wr(CCR, I1 | A1_24 | D1);
	wr(DLR, 0);
	wr(IR, 0x02);
	wr(AR, 0x100);
	assert_int_equal(rd(SR) & BUSY, 0);
	wr_size(DR, 1, 0x5A);
	assert_int_equal(rd(SR) & BUSY, BUSY);
	wait_idle();
	assert_int_equal(stat_get("nor.program.bytes"), 1);
}

static void dr_starts_with_the_old_address(void **state)
{
	uint32_t size;

	(void)state;
	write_enable();
	wr(AR, 0x123);		/* ADMODE is 0: nothing starts */
	enable(MODE_WRITE);
	wr(CCR, I1 | A1_24 | D1);
	wr(IR, 0x02);
	wr_size(DR, 1, 0x5A);
	wait_idle();
	pass_us(1000);
	assert_int_equal(nor_data(bench_chip, &size)[0x123], 0x5A);
}

static void reads_start_by_ir_or_ar(void **state)
{
	(void)state;
	enable(MODE_READ);
	wr(CCR, I1 | D1);
	wr(AR, 0);			/* ADMODE = 0: nothing */
	assert_int_equal(rd(SR) & BUSY, 0);
	wr(IR, 0x9F);
	assert_int_equal(rd(SR) & BUSY, BUSY);
	assert_int_equal(rd_size(DR, 1), 0x9D);
	wait_idle();
	wr(CCR, I1 | A1_24 | D1);
	wr(IR, 0x03);		/* ADMODE = 1: nothing */
	assert_int_equal(rd(SR) & BUSY, 0);
	wr(AR, 0);
	assert_int_equal(rd(SR) & BUSY, BUSY);
}

static void configuration_registers_start_nothing(void **state)
{
	static const uint32_t offsets[] = { CCR, TCR, ABR, DLR, PSMKR, PIR, LPTR };

	(void)state;
	enable(MODE_READ);
	wr(CCR, I1 | D1);
	for (unsigned int i = 0; i < COUNT_OF(offsets); i++) {
		wr(offsets[i], rd(offsets[i]));
		assert_int_equal(rd(SR) & BUSY, 0);
	}
}

static void data_alone_is_read_by_ir(void **state)
{
	(void)state;
	enable(MODE_READ);
	wr(CCR, D1);
	wr(AR, 0);
	assert_int_equal(rd(SR) & BUSY, 0);
	wr(IR, 0);
	assert_int_equal(rd(SR) & BUSY, BUSY);
	pass_us(100);
	assert_int_equal(rd(SR) & TCF, TCF);
}

static void a_mode_set_later_starts_by_ar_or_ir_again(void **state)
{
	(void)state;
	fill_pattern(64);
	enable(MODE_WRITE);
	wr(DLR, 3);
	wr(CCR, I1 | A1_24 | D1);
	wr(IR, 0x03);
	wr(AR, 0x20);
	assert_int_equal(rd(SR) & BUSY, 0);
	wr(CR, MODE_READ | 1);
	assert_int_equal(rd(SR) & BUSY, 0);
	wr(AR, rd(AR));
	assert_int_equal(rd(DR), pattern_word(0x20));
	wait_idle();
	wr(CR, MODE_WRITE | 1);
	wr(DLR, 0);
	wr(CCR, I1 | D1);
	wr(IR, 0x9F);
	assert_int_equal(rd(SR) & BUSY, 0);
	wr(CR, MODE_READ | 1);
	wr(IR, rd(IR));
	assert_int_equal(rd(DR), 0x9D);
	assert_no_violations();
}

static void recommended_order_of_writes(void **state)
{
	(void)state;
	fill_pattern(64);
	set_quad_enable();
	enable(MODE_READ);
	wr(DLR, 3);
	wr(TCR, 4);
	wr(CCR, I1 | A4_24 | M4 | D4);
	wr(IR, 0xEB);
	wr(ABR, 0);
	wr(AR, 0x20);
	assert_int_equal(rd(DR), pattern_word(0x20));
	assert_no_violations();
}

static void the_same_instruction_again_starts_again(void **state)
{
	(void)state;
	command(I1, 0x06);
	wr(IR, 0x06);
	assert_int_equal(rd(SR) & BUSY, BUSY);
	wait_idle();
	assert_int_equal(stat_get("nor.op.06"), 2);
}

static void nothing_starts_while_disabled(void **state)
{
	(void)state;
	wr(CCR, I1);
	wr(IR, 0x06);
	assert_int_equal(rd(SR) & BUSY, 0);
	assert_int_equal(stat_get("violation.xspi.disabled"), 1);
}

/* ---- BUSY ---- */

static void writes_while_busy_are_dropped(void **state)
{
	static const uint32_t offsets[] = { DCR1, DCR2, DLR, AR, CCR, TCR, IR, ABR, PSMKR, PSMAR, PIR, LPTR, WCCR, WIR };

	(void)state;
	enable(MODE_READ);
	wr(CCR, I1 | D1);
	wr(IR, 0x9F);
	for (unsigned int i = 0; i < COUNT_OF(offsets); i++) {
		uint32_t old = rd(offsets[i]);
		wr(offsets[i], ~old);
		assert_int_equal(rd(offsets[i]), old);
		assert_int_equal(stat_get("violation.xspi.busy_write"), i + 1);
	}
	wr(CR, MODE_WRITE | 1);			/* FMODE cannot change either */
	assert_int_equal(rd(CR), MODE_READ | 1);
	assert_int_equal(rd_size(DR, 1), 0x9D);
}

static void busy_lets_abort_enable_interrupts_flags_and_data_through(void **state)
{
	(void)state;
	enable(MODE_READ);
	wr(CCR, I1 | A1_24 | D1);
	wr(DLR, 31);
	wr(IR, 0x03);
	wr(AR, 0);
	pass_us(1000);
	assert_int_equal(rd(SR) & (BUSY | TCF), BUSY | TCF);
	wr(FCR, TCF);
	assert_int_equal(rd(SR) & (BUSY | TCF), BUSY);
	wr(CR, MODE_READ | 0x001F0001);
	assert_int_equal(rd(CR), MODE_READ | 0x001F0001);
	rd(DR);
	assert_int_equal(rd(SR) >> 8, 28);
	wr(CR, MODE_READ | 3);
	wait_idle();
	wr(AR, 0);
	assert_int_equal(rd(SR) & BUSY, BUSY);
	wr(CR, 0);
	assert_int_equal(rd(SR) & BUSY, 0);
	assert_int_equal(stat_get("violation.xspi.busy_write"), 1);		/* FMODE stayed in the last write */
}

static void busy_falls_a_clock_after_a_write_is_complete(void **state)
{
	(void)state;
	write_enable();
	enable(MODE_WRITE);
	wr(CCR, I1 | A1_24 | D1);
	wr(DLR, 3);
	wr(IR, 0x02);
	wr(AR, 0);
	wr(DR, 0);
	pass_clocks(8 + 24 + 32);
	assert_int_equal(rd(SR) & (TCF | BUSY), TCF | BUSY);
	pass_clocks(1);
	assert_int_equal(rd(SR) & (TCF | BUSY), TCF);
}

static void flags_change_at_their_clock(void **state)
{
	(void)state;
	enable(MODE_READ);
	wr(CCR, I1 | D1);
	wr(IR, 0x9F);			/* 8 + 8 clocks */
	pass_clocks(15);
	assert_int_equal(rd(SR) & (TCF | FTF | 0x3F00), 0);
	pass_clocks(1);
	assert_int_equal(rd(SR), TCF | FTF | BUSY | 0x100);
}

static void prescaler_divides_the_kernel_clock(void **state)
{
	(void)state;
	enable(MODE_READ);
	wr(DCR2, 3);
	wr(CCR, I1 | D1);
	wr(IR, 0x9F);
	pass_clocks(16 * 4 - 1);
	assert_int_equal(rd(SR) & TCF, 0);
	pass_clocks(1);
	assert_int_equal(rd(SR) & TCF, TCF);
}

static void busy_stays_until_the_fifo_is_drained(void **state)
{
	(void)state;
	enable(MODE_READ);
	wr(CCR, I1 | D1);
	wr(IR, 0x9F);
	pass_us(100);
	assert_int_equal(rd(SR), TCF | FTF | BUSY | 0x100);
	rd_size(DR, 1);
	assert_int_equal(rd(SR) & BUSY, 0);
	assert_int_equal(rd(SR) & TCF, TCF);
	assert_no_violations();
}

static void fcr_clears_only_the_named_flag(void **state)
{
	(void)state;
	enable(MODE_READ);
	wr(CCR, I1 | D1);
	wr(IR, 0x9F);
	pass_us(100);
	wr(FCR, TEF | SMF | TOF);
	assert_int_equal(rd(SR) & TCF, TCF);
	wr(FCR, TCF);
	assert_int_equal(rd(SR), FTF | BUSY | 0x100);
}

static void chip_select_stays_high_between_commands(void **state)
{
	(void)state;
	enable(MODE_WRITE);
	wr(DCR1, 23u << 16 | 7u << 8);	/* CSHT: 8 clocks */
	wr(CCR, I1);
	wr(IR, 0x06);
	pass_clocks(8 + 1);
	assert_int_equal(rd(SR) & BUSY, 0);
	wr(FCR, TCF);
	wr(IR, 0x04);			/* select rose at clock 9, falls not before 17, command takes 8 */
	pass_clocks(15);
	assert_int_equal(rd(SR) & TCF, 0);
	pass_clocks(1);
	assert_int_equal(rd(SR) & TCF, TCF);
}

/* ---- FIFO ---- */

static void a_long_read_stops_when_the_fifo_is_full(void **state)
{
	(void)state;
	fill_pattern(64);
	enable(MODE_READ);
	wr(CCR, I1 | A1_24 | D1);
	wr(DLR, 63);
	wr(IR, 0x03);
	wr(AR, 0);
	pass_us(1000);
	assert_int_equal(rd(SR), FTF | BUSY | 32 << 8);
	for (uint32_t i = 0; i < 32; i += 4)
		assert_int_equal(rd(DR), pattern_word(i));
	pass_us(1000);
	assert_int_equal(rd(SR), TCF | FTF | BUSY | 32 << 8);
	for (uint32_t i = 32; i < 64; i += 4)
		assert_int_equal(rd(DR), pattern_word(i));
	assert_int_equal(rd(SR), TCF);
	assert_no_violations();
}

static void a_full_fifo_resumes_at_four_free_bytes(void **state)
{
	(void)state;
	enable(MODE_READ);
	wr(CCR, I1 | A1_24 | D1);
	wr(DLR, 63);
	wr(IR, 0x03);
	wr(AR, 0);
	pass_us(1000);
	for (unsigned int i = 0; i < 3; i++)
		rd_size(DR, 1);
	pass_us(1000);
	assert_int_equal(rd(SR) >> 8, 29);
	rd_size(DR, 1);
	pass_us(1000);
	assert_int_equal(rd(SR) >> 8, 32);
}

static void a_high_threshold_can_deadlock(void **state)
{
	(void)state;
	enable(MODE_READ | 31 << 8);
	wr(CCR, I1 | A1_24 | D1);
	wr(DLR, 63);
	wr(IR, 0x03);
	wr(AR, 0);
	pass_us(1000);
	rd_size(DR, 1);
	pass_us(100000);
	assert_int_equal(rd(SR), BUSY | 31 << 8);	/* neither FTF nor TCF, for ever */
}

static void threshold_flag_in_reads(void **state)
{
	(void)state;
	enable(MODE_READ | 3 << 8);
	wr(CCR, I1 | D1);
	wr(DLR, 5);
	wr(IR, 0x9F);
	pass_clocks(8 + 3 * 8);
	assert_int_equal(rd(SR) & (FTF | 0x3F00), 0x300);
	pass_clocks(8);
	assert_int_equal(rd(SR) & FTF, FTF);
	pass_clocks(16);
	rd(DR);
	assert_int_equal(rd(SR) & (FTF | TCF), FTF | TCF);	/* over: any rest counts */
	rd_size(DR, 2);
	pass_clocks(1);
	assert_int_equal(rd(SR) & (FTF | BUSY), 0);
}

static void threshold_flag_in_writes(void **state)
{
	(void)state;
	wr(CR, 3 << 8);
	assert_int_equal(rd(SR) & FTF, 0);		/* disabled */
	enable(MODE_WRITE | 3 << 8);
	assert_int_equal(rd(SR) & FTF, FTF);	/* even idle */
	wr(CCR, I1 | A1_24 | D1);
	wr(DLR, 63);
	wr(IR, 0x02);
	for (unsigned int i = 0; i < 7; i++)
		wr(DR, 0);
	assert_int_equal(rd(SR) & FTF, FTF);
	wr_size(DR, 1, 0);
	assert_int_equal(rd(SR) & FTF, 0);		/* three free */
	assert_int_equal(rd(SR) >> 8, 29);
}

static void writing_a_full_fifo_stalls_the_bus(void **state)
{
	(void)state;
	write_enable();
	enable(MODE_WRITE);
	wr(CCR, I1 | A1_24 | D1);
	wr(DLR, 63);
	wr(IR, 0x02);
	wr(AR, 0);
	uint64_t start = sim_now();
	for (unsigned int i = 0; i < 8; i++)
		wr(DR, i);
	assert_int_equal(sim_now(), start);
	wr(DR, 8);		/* waits for the header and four bytes */
	assert_int_equal(sim_now() - start, (32 + 4 * 8) * 250000ull);
}

static void reading_too_early_stalls_the_bus(void **state)
{
	(void)state;
	enable(MODE_READ);
	wr(CCR, I1 | D1);
	wr(DLR, 2);
	uint64_t start = sim_now();
	wr(IR, 0x9F);
	assert_int_equal(rd_size(DR, 2), 0x609D);
	assert_int_equal(sim_now() - start, (8 + 16) * 250000ull);
	assert_int_equal(rd(DR), 0x18);		/* the rest in the low lanes */
	assert_no_violations();
}

static void a_stall_without_end_is_a_bus_fault(void **state)
{
	uint32_t value;

	(void)state;
	bench_kernel_hz = 0;
	enable(MODE_READ);
	wr(CCR, I1 | D1);
	wr(IR, 0x9F);
	assert_int_equal(bus_read(BASE + DR, 1, &value, BUS_CORE), BUS_FAULT);
	assert_int_equal(stat_get("violation.xspi.stall"), 1);
	assert_int_equal(rd(SR) & BUSY, BUSY);
	bench_kernel_hz = 4000000;
	wr(CR, MODE_READ | 3);
	wait_idle();
	assert_int_equal(read_id(), 0x9D6018);
}

static void empty_idle_fifo_reads_zero(void **state)
{
	(void)state;
	enable(MODE_READ);
	assert_int_equal(rd(DR), 0);
	assert_int_equal(stat_get("violation.xspi.empty_fifo"), 1);
}

static void bytes_beyond_the_length_are_dropped(void **state)
{
	uint32_t size;

	(void)state;
	write_enable();
	enable(MODE_WRITE);
	wr(CCR, I1 | A1_24 | D1);
	wr(DLR, 4);
	wr(IR, 0x02);
	wr(AR, 0);
	wr(DR, 0x04030201);
	wr(DR, 0x08070605);
	wait_idle();
	assert_int_equal(rd(SR) >> 8, 0);
	pass_us(1000);
	assert_memory_equal(nor_data(bench_chip, &size), "\1\2\3\4\5\xff\xff", 7);
	assert_int_equal(stat_get("nor.op.02"), 1);
}

static void a_write_waits_for_its_data(void **state)
{
	(void)state;
	write_enable();
	enable(MODE_WRITE);
	wr(CCR, I1 | A1_24 | D1);
	wr(DLR, 7);
	wr(IR, 0x02);
	wr(AR, 0x10);
	wr(DR, 0x44332211);
	pass_us(500);
	assert_int_equal(rd(SR), BUSY | FTF);
	wr(DR, 0x88776655);
	pass_clocks(31);
	assert_int_equal(rd(SR) & TCF, 0);
	pass_clocks(1);
	assert_int_equal(rd(SR) & TCF, TCF);
}

static void data_register_wants_write_mode(void **state)
{
	(void)state;
	enable(MODE_READ);
	wr(CCR, I1 | D1);
	wr(DR, 0);
	assert_int_equal(stat_get("violation.xspi.data"), 1);
	assert_int_equal(rd(SR) & BUSY, 0);
}

/* ---- length, size ---- */

static void length_of_all_ones_ends_at_the_device(void **state)
{
	unsigned int count = 0;

	(void)state;
	enable(MODE_READ);
	wr(CCR, I1 | A1_24 | D1);
	wr(DLR, 0xFFFFFFFF);
	wr(IR, 0x03);
	wr(AR, 0xFFFFF0);
	for (; count < 100 && (!(rd(SR) & TCF) || rd(SR) >> 8); count++)
		rd_size(DR, 1);
	wait_idle();
	assert_int_equal(count, 16);
	assert_no_violations();
}

static void address_beyond_the_device_raises_tef(void **state)
{
	(void)state;
	enable(MODE_READ);
	wr(CCR, I1 | A1_24 | D1);
	wr(DLR, 15);
	wr(IR, 0x03);
	wr(AR, 0xFFFFF0);
	assert_int_equal(rd(SR) & TEF, 0);		/* the last 16 bytes are fine */
	wr(CR, MODE_READ | 3);
	wait_idle();
	wr(AR, 0xFFFFF1);
	assert_int_equal(rd(SR) & (TEF | BUSY), TEF);
	wr(FCR, TEF);
	assert_int_equal(rd(SR) & TEF, 0);
	wr(AR, 0x1000000);
	assert_int_equal(rd(SR) & TEF, TEF);
	assert_int_equal(stat_get("nor.op.03"), 1);		/* not sent */
}

static void device_size_31_has_no_end(void **state)
{
	(void)state;
	wr(DCR1, 31u << 16);
	wr(CR, MODE_READ | 1);
	wr(DLR, 15);					/* over the end of all addresses */
	wr(CCR, I1 | A1_32 | D1);
	wr(IR, 0x13);
	wr(AR, 0xFFFFFFFF);
	assert_int_equal(rd(SR) & (TEF | BUSY), BUSY);
}

static void size_31_with_open_length_never_ends(void **state)
{
	(void)state;
	fill_pattern(64);
	wr(DCR1, 31u << 16);
	wr(CR, MODE_READ | 1);
	wr(CCR, I1 | A1_32 | D1);
	wr(DLR, 0xFFFFFFFF);
	wr(IR, 0x13);
	wr(AR, 0xFFFFFFF8);
	rd(DR);
	rd(DR);
	for (uint32_t i = 0; i < 64; i += 4)
		assert_int_equal(rd(DR), pattern_word(i));		/* it wraps */
	assert_int_equal(rd(SR) & (TCF | BUSY), BUSY);
}

static void upper_address_bits_are_not_sent_in_3_byte_mode(void **state)
{
	uint8_t byte;

	(void)state;
	fill_pattern(256);
	enable(MODE_READ);
	wr(DCR1, 24u << 16);			/* 32 MiB: that the chip is smaller is another matter */
	wr(CCR, I1 | A1_24 | D1);
	wr(IR, 0x03);
	wr(AR, 0x1000080);
	byte = rd_size(DR, 1);
	assert_int_equal(byte, pattern_word(0x80) & 0xFF);
	wait_idle();
	wr(AR, 0x2000080);				/* but the size counts all of AR */
	assert_int_equal(rd(SR) & (TEF | BUSY), TEF);
}

/* ---- abort, disable, reset ---- */

static void abort_empties_the_fifo_and_sets_tcf(void **state)
{
	(void)state;
	enable(MODE_READ);
	wr(CCR, I1 | A1_24 | D1);
	wr(DLR, 63);
	wr(IR, 0x03);
	wr(AR, 0);
	pass_us(1000);
	wr(CR, MODE_READ | 3);
	wait_idle();
	assert_int_equal(rd(SR), TCF);
	assert_int_equal(rd(CR), MODE_READ | 1);
	assert_int_equal(read_id(), 0x9D6018);
	assert_no_violations();
}

static void abort_while_idle_does_nothing(void **state)
{
	(void)state;
	enable(MODE_WRITE);
	wr(CR, 3);
	assert_int_equal(rd(SR) & (TCF | BUSY), 0);
	assert_int_equal(stat_get("violation.xspi.idle_abort"), 1);
}

static void abort_of_a_program_sends_what_was_sent(void **state)
{
	uint32_t size;

	(void)state;
	write_enable();
	enable(MODE_WRITE);
	wr(CCR, I1 | A1_24 | D1);
	wr(DLR, 255);
	wr(IR, 0x02);
	wr(AR, 0);
	wr(DR, 0);
	wr_size(DR, 1, 0);
	pass_us(100);
	wr(CR, 3);
	wait_idle();
	pass_us(1000);
	assert_memory_equal(nor_data(bench_chip, &size), "\0\0\0\0\0\xff", 6);
}

static void disabling_ends_the_transfer(void **state)
{
	(void)state;
	enable(MODE_READ);
	wr(CCR, I1 | A1_24 | D1);
	wr(DLR, 63);
	wr(IR, 0x03);
	wr(AR, 0);
	pass_us(1000);
	wr(CR, MODE_READ);
	assert_int_equal(rd(SR), 0);
	assert_int_equal(stat_get("violation.xspi.busy_disable"), 1);
}

static void reset_gives_a_clean_controller(void **state)
{
	(void)state;
	enable(MODE_READ);
	wr(CCR, I1 | A1_24 | D1);
	wr(DLR, 63);
	wr(IR, 0x03);
	wr(AR, 0);
	pass_us(1000);
	bus_reset();
	assert_int_equal(rd(SR), 0);
	assert_int_equal(rd(CCR), 0);
	assert_int_equal(read_id(), 0x9D6018);
}

static void a_write_ends_by_itself_before_a_reset(void **state)
{
	uint32_t size;

	(void)state;
	write_enable();
	enable(MODE_WRITE);
	wr(CCR, I1 | A1_24 | D1);
	wr(DLR, 3);
	wr(IR, 0x02);
	wr(AR, 0);
	wr(DR, 0x44332211);
	pass_us(1000);						/* nobody looks at SR meanwhile */
	bench_pin[PIN_IO0].mode = PIN_ANALOG;	/* the pins are reset first */
	bench_pins_changed();
	bus_reset();
	assert_memory_equal(nor_data(bench_chip, &size), "\x11\x22\x33\x44", 4);
}

/* ---- frames ---- */

static void address_alternate_and_dummies_are_sent(void **state)
{
	uint8_t data[16];

	(void)state;
	fill_pattern(4096);
	set_quad_enable();
	read_data(I1 | A4_24 | M4 | D4, 4, 0xEB, 0x123, data, 16);
	for (uint32_t i = 0; i < 16; i++)
		assert_int_equal(data[i], pattern_word(0x123 + i) & 0xFF);
	read_data(I1 | A4_32 | M4 | D4, 4, 0xEC, 0x201, data, 16);
	for (uint32_t i = 0; i < 16; i++)
		assert_int_equal(data[i], pattern_word(0x201 + i) & 0xFF);
	read_data(I1 | A2_24 | M2 | D2, 0, 0xBB, 0x301, data, 16);
	for (uint32_t i = 0; i < 16; i++)
		assert_int_equal(data[i], pattern_word(0x301 + i) & 0xFF);
	assert_no_violations();
}

static void unmodelled_features_are_counted(void **state)
{
	(void)state;
	enable(MODE_WRITE | 4);
	wr(CCR, I1);
	wr(IR, 0x06);
	wait_idle();
	assert_int_equal(stat_get("unknown.xspi.dma"), 1);
	wr(DCR1, 23u << 16 | 4u << 24);
	wr(IR, 0x06);
	wait_idle();
	assert_int_equal(stat_get("unknown.xspi.hyperbus"), 1);
	wr(DCR1, 23u << 16 | 2);
	wr(IR, 0x06);
	wait_idle();
	assert_int_equal(stat_get("unknown.xspi.free_running"), 1);
}

#define RULE(name) cmocka_unit_test_setup(name, bench_setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		RULE(reset_values), RULE(writable_masks), RULE(each_version_has_its_fields),
		RULE(offset_1c_is_a_hole_and_mid_tells_the_kind), RULE(abort_bit_reads_zero), RULE(narrow_access_only_to_dr),
		RULE(access_width_moves_as_many_bytes), RULE(data_alone_is_read_by_ir),
		RULE(a_mode_set_later_starts_by_ar_or_ir_again), RULE(recommended_order_of_writes),
		RULE(busy_lets_abort_enable_interrupts_flags_and_data_through),
		RULE(busy_falls_a_clock_after_a_write_is_complete), RULE(size_31_with_open_length_never_ends),
		RULE(upper_address_bits_are_not_sent_in_3_byte_mode),
		RULE(ir_starts_command_without_address_and_data), RULE(ar_starts_command_with_address),
		RULE(dr_starts_write_with_data), RULE(dr_starts_with_the_old_address), RULE(reads_start_by_ir_or_ar),
		RULE(configuration_registers_start_nothing), RULE(the_same_instruction_again_starts_again),
		RULE(nothing_starts_while_disabled), RULE(writes_while_busy_are_dropped), RULE(flags_change_at_their_clock),
		RULE(prescaler_divides_the_kernel_clock), RULE(busy_stays_until_the_fifo_is_drained),
		RULE(fcr_clears_only_the_named_flag), RULE(chip_select_stays_high_between_commands),
		RULE(a_long_read_stops_when_the_fifo_is_full), RULE(a_full_fifo_resumes_at_four_free_bytes),
		RULE(a_high_threshold_can_deadlock), RULE(threshold_flag_in_reads), RULE(threshold_flag_in_writes),
		RULE(writing_a_full_fifo_stalls_the_bus), RULE(reading_too_early_stalls_the_bus),
		RULE(a_stall_without_end_is_a_bus_fault), RULE(empty_idle_fifo_reads_zero),
		RULE(bytes_beyond_the_length_are_dropped), RULE(a_write_waits_for_its_data),
		RULE(data_register_wants_write_mode), RULE(length_of_all_ones_ends_at_the_device),
		RULE(address_beyond_the_device_raises_tef), RULE(device_size_31_has_no_end),
		RULE(abort_empties_the_fifo_and_sets_tcf), RULE(abort_while_idle_does_nothing),
		RULE(abort_of_a_program_sends_what_was_sent), RULE(disabling_ends_the_transfer),
		RULE(reset_gives_a_clean_controller), RULE(a_write_ends_by_itself_before_a_reset),
		RULE(address_alternate_and_dummies_are_sent), RULE(unmodelled_features_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
