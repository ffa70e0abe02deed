// SPDX-License-Identifier: GPL-2.0-or-later

/* QUADSPI rules of indirect mode, one small test each. The chips are there to see what the controller really sends. */

#include "quad_bench.h"

static void start_read_of_64(void)
{
	q_enable(0);
	wr(Q_DLR, 63);
	wr(Q_CCR, Q_I1 | Q_A1_24 | Q_D1 | Q_READ | 0x03);
	wr(Q_AR, 0);
}

/* ---- registers ---- */

static void reset_values(void **state)
{
	(void)state;
	for (uint32_t offset = 0; offset < 0x400; offset += 4) {
		if (offset != Q_DR)
			assert_int_equal(rd(offset), 0);
	}
}

static void check_masks(const uint32_t (*mask)[2], unsigned int count)
{
	for (unsigned int i = 0; i < count; i++) {
		wr(mask[i][0], 0xFFFFFFFE);			/* EN stays 0: nothing starts */
		wr(mask[i][0], mask[i][0] == Q_CR ? 0xFFE0FFFC : 0xFFFFFFFF);
		assert_int_equal(rd(mask[i][0]), mask[i][1]);
		wr(mask[i][0], 0);
	}
}

static void writable_masks(void **state)
{
	static const uint32_t mask[][2] = {
		{ Q_CR, 0xFFC01FDC }, { Q_DCR, 0x001F0701 }, { Q_SR, 0 }, { Q_FCR, 0 }, { Q_DLR, 0xFFFFFFFF },
		{ Q_CCR, 0xFF7FFFFF }, { Q_ABR, 0xFFFFFFFF }, { Q_AR, 0xFFFFFFFF }, { Q_PSMKR, 0xFFFFFFFF },
		{ Q_PSMAR, 0xFFFFFFFF }, { Q_PIR, 0xFFFF }, { Q_LPTR, 0xFFFF }, { 0x34, 0 }, { 0x3FC, 0 },
	};

	(void)state;
	check_masks(mask, COUNT_OF(mask));
}

static void free_running_clock_sets_busy_until_abort(void **state)
{
	(void)state;
	q_enable(0);
	wr(Q_CCR, 0x20000000);
	pass_us(1000);
	assert_int_equal(rd(Q_SR) & (BUSY | TCF), BUSY);
	wr(Q_CR, Q_EN | Q_ABORT);
	q_wait_idle();
	assert_int_equal(q_read_id(), 0x9D6018);
	assert_no_violations();
}

static void one_bank_version_has_no_bank_bits(void **state)
{
	static const uint32_t mask[][2] = { { Q_CR, 0xFFC00F1C }, { Q_CCR, 0x9F7FFFFF } };

	(void)state;
	check_masks(mask, COUNT_OF(mask));
}

static void abort_bit_reads_one_until_done(void **state)
{
	(void)state;
	start_read_of_64();
	pass_us(1000);
	wr(Q_CR, Q_EN | Q_ABORT);
	assert_int_equal(rd(Q_CR), Q_EN | Q_ABORT);
	assert_int_equal(rd(Q_SR) & BUSY, BUSY);
	pass_clocks(1);
	assert_int_equal(rd(Q_CR), Q_EN);
	assert_int_equal(rd(Q_SR), TCF);
	assert_no_violations();
}

static void abort_while_idle_does_nothing(void **state)
{
	(void)state;
	q_enable(0);
	wr(Q_CR, Q_EN | Q_ABORT);
	assert_int_equal(rd(Q_CR), Q_EN);
	assert_int_equal(rd(Q_SR) & (TCF | BUSY), 0);
	assert_no_violations();
}

static void narrow_access_only_to_dr(void **state)
{
	(void)state;
	wr_size(Q_DLR, 1, 5);
	assert_int_equal(rd(Q_DLR), 0);
	assert_int_equal(stat_get("violation.xspi.width"), 1);
}

static void each_version_has_its_fields(void **state)
{
	static const struct {
		uint32_t features, cr, ccr;
	} versions[] = {
		{ QUADSPI_L47, 0xFFC01F1C, 0x9F7FFFFF }, { QUADSPI_F4_F7_L49_G4, 0xFFC01FDC, 0xDF7FFFFF },
		{ QUADSPI_H74, 0xFFC01FDC, 0xFF7FFFFF },
	};

	(void)state;
	for (unsigned int i = 0; i < COUNT_OF(versions); i++) {
		const uint32_t want[][2] = { { Q_CR, versions[i].cr }, { Q_CCR, versions[i].ccr } };
		bench_features(versions[i].features);
		check_masks(want, COUNT_OF(want));
	}
}

static void offset_1c_keeps_what_is_written(void **state)
{
	(void)state;
	wr(0x1C, 0x12345678);			/* tells a QUADSPI from an OCTOSPI */
	assert_int_equal(rd(0x1C), 0x12345678);
}

static void access_width_moves_as_many_bytes(void **state)
{
	(void)state;
	fill_pattern(64);
	q_enable(0);
	wr(Q_DLR, 255);
	wr(Q_CCR, Q_I1 | Q_A1_24 | Q_D1 | 0x02);
	wr_size(Q_DR, 1, 0);
	assert_int_equal(rd(Q_SR) >> 8, 1);
	wr_size(Q_DR, 2, 0);
	assert_int_equal(rd(Q_SR) >> 8, 3);
	wr_size(Q_DR, 4, 0);
	assert_int_equal(rd(Q_SR) >> 8, 7);
	wr(Q_CR, Q_EN | Q_ABORT);
	q_wait_idle();
	wr(Q_DLR, 31);
	wr(Q_CCR, Q_I1 | Q_A1_24 | Q_D1 | Q_READ | 0x03);
	wr(Q_AR, 0);
	pass_us(1000);
	assert_int_equal(rd_size(Q_DR, 1), pattern_word(0) & 0xFF);
	assert_int_equal(rd(Q_SR) >> 8, 31);
	assert_int_equal(rd_size(Q_DR, 2), pattern_word(1) & 0xFFFF);
	assert_int_equal(rd(Q_SR) >> 8, 29);
	assert_int_equal(rd_size(Q_DR, 4), pattern_word(3));
	assert_int_equal(rd(Q_SR) >> 8, 25);
}

/* ---- what starts a command ---- */

static void ccr_starts_command_without_address_and_data(void **state)
{
	(void)state;
	q_enable(0);
	wr(Q_CCR, Q_I1 | 0x06);
	assert_int_equal(rd(Q_SR) & BUSY, BUSY);
	q_wait_idle();
	assert_int_equal(stat_get("nor.op.06"), 1);
	assert_no_violations();
}

static void ar_starts_command_with_address(void **state)
{
	(void)state;
	q_enable(0);
	q_command(Q_I1 | 0x06);
	wr(Q_CCR, Q_I1 | Q_A1_24 | 0x20);
	assert_int_equal(rd(Q_SR) & BUSY, 0);
	wr(Q_AR, 0x1000);
	assert_int_equal(rd(Q_SR) & BUSY, BUSY);
	q_wait_idle();
	assert_int_equal(stat_get("nor.erase.4k"), 1);
}

static void dr_starts_write_with_data(void **state)
{
	(void)state;
	q_enable(0);
	q_command(Q_I1 | 0x06);
	wr(Q_DLR, 0);
	wr(Q_CCR, Q_I1 | Q_A1_24 | Q_D1 | 0x02);
	wr(Q_AR, 0x100);
	assert_int_equal(rd(Q_SR) & BUSY, 0);
	wr_size(Q_DR, 1, 0x5A);
	assert_int_equal(rd(Q_SR) & BUSY, BUSY);
	q_wait_idle();
	assert_int_equal(stat_get("nor.program.bytes"), 1);
}

static void dr_starts_with_the_old_address(void **state)
{
	uint32_t size;

	(void)state;
	q_enable(0);
	q_command(Q_I1 | 0x06);
	wr(Q_AR, 0x123);		/* ADMODE is 0: nothing starts */
	wr(Q_CCR, Q_I1 | Q_A1_24 | Q_D1 | 0x02);
	wr_size(Q_DR, 1, 0x5A);
	q_wait_idle();
	pass_us(1000);
	assert_int_equal(nor_data(bench_chip, &size)[0x123], 0x5A);
}

static void reads_start_by_ccr_or_ar(void **state)
{
	(void)state;
	q_enable(0);
	wr(Q_CCR, Q_I1 | Q_D1 | Q_READ | 0x9F);
	assert_int_equal(rd(Q_SR) & BUSY, BUSY);
	assert_int_equal(rd_size(Q_DR, 1), 0x9D);
	q_wait_idle();
	wr(Q_AR, 0);			/* ADMODE = 0: nothing */
	assert_int_equal(rd(Q_SR) & BUSY, 0);
	wr(Q_CCR, Q_I1 | Q_A1_24 | Q_D1 | Q_READ | 0x03);
	assert_int_equal(rd(Q_SR) & BUSY, 0);
	wr(Q_AR, 0);
	assert_int_equal(rd(Q_SR) & BUSY, BUSY);
}

static void data_alone_is_read_by_ccr(void **state)
{
	(void)state;
	q_enable(0);
	wr(Q_CCR, Q_D1 | Q_READ);
	assert_int_equal(rd(Q_SR) & BUSY, BUSY);
	pass_us(100);
	assert_int_equal(rd(Q_SR) & TCF, TCF);
}

static void polls_start_by_ccr_or_ar(void **state)
{
	(void)state;
	q_enable(Q_APMS);
	wr(Q_PSMKR, 1);
	wr(Q_CCR, Q_I1 | Q_D1 | Q_POLL | 0x05);
	assert_int_equal(rd(Q_SR) & BUSY, BUSY);
	q_wait_idle();
	wr(Q_CCR, Q_I1 | Q_A1_24 | Q_D1 | Q_POLL | 0x03);
	assert_int_equal(rd(Q_SR) & BUSY, 0);
	wr(Q_AR, 0);
	assert_int_equal(rd(Q_SR) & BUSY, BUSY);
}

static void other_registers_start_nothing(void **state)
{
	static const uint32_t offsets[] = { Q_DCR, Q_DLR, Q_ABR, Q_AR, Q_PSMKR, Q_PSMAR, Q_PIR, Q_LPTR };

	(void)state;
	q_enable(0);
	wr(Q_CCR, Q_I1 | Q_D1 | 0x01);
	for (unsigned int i = 0; i < COUNT_OF(offsets); i++) {
		wr(offsets[i], rd(offsets[i]));
		assert_int_equal(rd(Q_SR) & BUSY, 0);
	}
}

static void the_same_value_again_starts_again(void **state)
{
	(void)state;
	q_enable(0);
	q_command(Q_I1 | 0x06);
	q_command(Q_I1 | 0x06);
	assert_int_equal(stat_get("nor.op.06"), 2);
	q_command_at(Q_I1 | Q_A1_24 | 0x20, 0);
	wr(Q_AR, 0);
	assert_int_equal(rd(Q_SR) & BUSY, BUSY);
	q_wait_idle();
	assert_int_equal(stat_get("nor.op.20"), 2);
}

static void a_mode_set_later_starts_by_ar_or_ccr_again(void **state)
{
	(void)state;
	fill_pattern(64);
	q_enable(0);
	wr(Q_DLR, 3);
	wr(Q_CCR, Q_I1 | Q_A1_24 | Q_D1 | 0x03);
	wr(Q_AR, 0x20);
	assert_int_equal(rd(Q_SR) & BUSY, 0);
	wr(Q_CCR, rd(Q_CCR) | Q_READ);
	assert_int_equal(rd(Q_SR) & BUSY, 0);
	wr(Q_AR, rd(Q_AR));
	assert_int_equal(rd(Q_DR), pattern_word(0x20));
	q_wait_idle();
	wr(Q_DLR, 0);
	wr(Q_CCR, Q_I1 | Q_D1 | 0x9F);
	assert_int_equal(rd(Q_SR) & BUSY, 0);
	wr(Q_CCR, rd(Q_CCR) | Q_READ);
	assert_int_equal(rd(Q_DR), 0x9D);
	assert_no_violations();
}

static void recommended_order_of_writes(void **state)
{
	(void)state;
	fill_pattern(64);
	q_enable(0);
	q_set_quad_enable();
	wr(Q_DLR, 3);
	wr(Q_ABR, 0);
	wr(Q_CCR, Q_I1 | Q_A4_24 | Q_M4 | Q_DUMMY(4) | Q_D4 | Q_READ | 0xEB);
	wr(Q_AR, 0x20);
	assert_int_equal(rd(Q_DR), pattern_word(0x20));
	assert_no_violations();
}

static void nothing_starts_while_disabled(void **state)
{
	(void)state;
	wr(Q_CCR, Q_I1 | 0x06);
	assert_int_equal(rd(Q_SR) & BUSY, 0);
	assert_int_equal(stat_get("violation.xspi.disabled"), 1);
}

static void an_empty_ccr_sends_nothing(void **state)
{
	(void)state;
	q_enable(0);
	wr(Q_CCR, 0);
	assert_int_equal(rd(Q_SR) & BUSY, 0);
	assert_no_violations();
}

/* ---- BUSY and flags ---- */

static void writes_while_busy_are_dropped(void **state)
{
	static const uint32_t offsets[] = { Q_DCR, Q_DLR, Q_CCR, Q_AR, Q_ABR, Q_PSMKR, Q_PSMAR, Q_PIR, Q_LPTR };

	(void)state;
	q_enable(0);
	wr(Q_CCR, Q_I1 | Q_D1 | Q_READ | 0x9F);
	for (unsigned int i = 0; i < COUNT_OF(offsets); i++) {
		uint32_t old = rd(offsets[i]);
		wr(offsets[i], ~old);
		assert_int_equal(rd(offsets[i]), old);
		assert_int_equal(stat_get("violation.xspi.busy_write"), i + 1);
	}
	wr(Q_CR, 0x03000000 | Q_APMS | Q_EN);		/* prescaler and polling mode cannot change either */
	assert_int_equal(rd(Q_CR), Q_EN);
	assert_int_equal(rd_size(Q_DR, 1), 0x9D);
}

static void busy_lets_abort_enable_interrupts_flags_and_data_through(void **state)
{
	(void)state;
	q_enable(0);
	wr(Q_DLR, 31);
	wr(Q_CCR, Q_I1 | Q_A1_24 | Q_D1 | Q_READ | 0x03);
	wr(Q_AR, 0);
	pass_us(1000);
	assert_int_equal(rd(Q_SR) & (BUSY | TCF), BUSY | TCF);
	wr(Q_FCR, TCF);
	assert_int_equal(rd(Q_SR) & (BUSY | TCF), BUSY);
	wr(Q_CR, 0x001F0001);
	assert_int_equal(rd(Q_CR), 0x001F0001);
	rd(Q_DR);
	assert_int_equal(rd(Q_SR) >> 8, 28);
	wr(Q_CR, Q_EN | Q_ABORT);
	q_wait_idle();
	wr(Q_AR, 0);
	assert_int_equal(rd(Q_SR) & BUSY, BUSY);
	wr(Q_CR, 0);
	assert_int_equal(rd(Q_SR) & BUSY, 0);
	assert_int_equal(stat_get("violation.xspi.busy_write"), 0);
}

static void busy_falls_a_clock_after_a_write_is_complete(void **state)
{
	(void)state;
	q_enable(0);
	q_command(Q_I1 | 0x06);
	wr(Q_DLR, 3);
	wr(Q_CCR, Q_I1 | Q_A1_24 | Q_D1 | 0x02);
	wr(Q_AR, 0);
	wr(Q_DR, 0);
	pass_clocks(8 + 24 + 32);
	assert_int_equal(rd(Q_SR) & (TCF | BUSY), TCF | BUSY);
	pass_clocks(1);
	assert_int_equal(rd(Q_SR) & (TCF | BUSY), TCF);
}

static void flags_change_at_their_clock(void **state)
{
	(void)state;
	q_enable(0);
	wr(Q_CCR, Q_I1 | Q_D1 | Q_READ | 0x9F);		/* 8 + 8 clocks */
	pass_clocks(15);
	assert_int_equal(rd(Q_SR) & (TCF | FTF | 0x3F00), 0);
	pass_clocks(1);
	assert_int_equal(rd(Q_SR), TCF | FTF | BUSY | 0x100);
}

static void prescaler_divides_the_kernel_clock(void **state)
{
	(void)state;
	q_enable(3u << 24);
	wr(Q_CCR, Q_I1 | Q_D1 | Q_READ | 0x9F);
	pass_clocks(16 * 4 - 1);
	assert_int_equal(rd(Q_SR) & TCF, 0);
	pass_clocks(1);
	assert_int_equal(rd(Q_SR) & TCF, TCF);
}

static void busy_stays_until_the_fifo_is_drained(void **state)
{
	(void)state;
	q_enable(0);
	wr(Q_DLR, 31);
	wr(Q_CCR, Q_I1 | Q_A1_24 | Q_D1 | Q_READ | 0x03);
	wr(Q_AR, 0);
	pass_us(1000);
	assert_int_equal(rd(Q_SR), 0x2026);			/* as measured on an STM32F469 */
	for (unsigned int i = 0; i < 8; i++)
		rd(Q_DR);
	assert_int_equal(rd(Q_SR) & BUSY, 0);
	assert_int_equal(rd(Q_SR) & TCF, TCF);
	assert_no_violations();
}

static void fcr_clears_only_the_named_flag(void **state)
{
	(void)state;
	q_enable(0);
	wr(Q_CCR, Q_I1 | Q_D1 | Q_READ | 0x9F);
	pass_us(100);
	wr(Q_FCR, TEF | SMF | TOF);
	assert_int_equal(rd(Q_SR) & TCF, TCF);
	wr(Q_FCR, TCF);
	assert_int_equal(rd(Q_SR), FTF | BUSY | 0x100);
}

static void chip_select_stays_high_between_commands(void **state)
{
	(void)state;
	q_enable(0);
	wr(Q_DCR, 23u << 16 | 7u << 8);	/* CSHT: 8 clocks */
	wr(Q_CCR, Q_I1 | 0x06);
	pass_clocks(8 + 1);
	assert_int_equal(rd(Q_SR) & BUSY, 0);
	wr(Q_FCR, TCF);
	wr(Q_CCR, Q_I1 | 0x04);			/* select rose at clock 9, falls not before 17, command takes 8 */
	pass_clocks(15);
	assert_int_equal(rd(Q_SR) & TCF, 0);
	pass_clocks(1);
	assert_int_equal(rd(Q_SR) & TCF, TCF);
}

/* ---- FIFO ---- */

static void a_long_read_stops_when_the_fifo_is_full(void **state)
{
	(void)state;
	fill_pattern(64);
	start_read_of_64();
	pass_us(1000);
	assert_int_equal(rd(Q_SR), FTF | BUSY | 32 << 8);	/* as measured on an STM32F469 */
	for (uint32_t i = 0; i < 32; i += 4)
		assert_int_equal(rd(Q_DR), pattern_word(i));
	pass_us(1000);
	assert_int_equal(rd(Q_SR), TCF | FTF | BUSY | 32 << 8);
	for (uint32_t i = 32; i < 64; i += 4)
		assert_int_equal(rd(Q_DR), pattern_word(i));
	assert_int_equal(rd(Q_SR), TCF);
	assert_no_violations();
}

static void a_full_fifo_resumes_at_four_free_bytes(void **state)
{
	(void)state;
	start_read_of_64();
	pass_us(1000);
	for (unsigned int i = 0; i < 3; i++)
		rd_size(Q_DR, 1);
	pass_us(1000);
	assert_int_equal(rd(Q_SR) >> 8, 29);
	rd_size(Q_DR, 1);
	pass_us(1000);
	assert_int_equal(rd(Q_SR) >> 8, 32);
}

static void small_fifo_holds_16_bytes(void **state)
{
	(void)state;
	fill_pattern(64);
	start_read_of_64();
	pass_us(1000);
	assert_int_equal(rd(Q_SR), FTF | BUSY | 16 << 8);
	for (uint32_t i = 0; i < 64; i += 4)
		assert_int_equal(rd(Q_DR), pattern_word(i));
	q_wait_idle();
	assert_int_equal(rd(Q_SR), TCF);
	assert_no_violations();
}

static void small_fifo_resumes_at_five_free_bytes(void **state)
{
	(void)state;
	start_read_of_64();
	pass_us(1000);
	for (unsigned int i = 0; i < 4; i++)
		rd_size(Q_DR, 1);
	pass_us(1000);
	assert_int_equal(rd(Q_SR) >> 8, 12);
	rd_size(Q_DR, 1);
	pass_us(1000);
	assert_int_equal(rd(Q_SR) >> 8, 16);
}

static void a_high_threshold_can_deadlock(void **state)
{
	(void)state;
	start_read_of_64();
	wr(Q_CR, Q_EN | Q_ABORT);
	q_wait_idle();
	wr(Q_FCR, TCF);
	wr(Q_CR, Q_EN | 15 << 8);		/* all 16 bytes wanted */
	wr(Q_AR, 0);
	pass_us(1000);
	rd_size(Q_DR, 1);
	pass_us(100000);
	assert_int_equal(rd(Q_SR), BUSY | 15 << 8);	/* neither FTF nor TCF, for ever */
}

static void threshold_flag_in_reads(void **state)
{
	(void)state;
	q_enable(3 << 8);
	wr(Q_DLR, 5);
	wr(Q_CCR, Q_I1 | Q_D1 | Q_READ | 0x9F);
	pass_clocks(8 + 3 * 8);
	assert_int_equal(rd(Q_SR) & (FTF | 0x3F00), 0x300);
	pass_clocks(8);
	assert_int_equal(rd(Q_SR) & FTF, FTF);
	pass_clocks(16);
	rd(Q_DR);
	assert_int_equal(rd(Q_SR) & (FTF | TCF), FTF | TCF);	/* over: any rest counts */
	rd_size(Q_DR, 2);
	pass_clocks(1);
	assert_int_equal(rd(Q_SR) & (FTF | BUSY), 0);
}

static void threshold_flag_in_writes(void **state)
{
	(void)state;
	wr(Q_CR, 3 << 8);
	assert_int_equal(rd(Q_SR) & FTF, 0);	/* disabled */
	q_enable(3 << 8);
	assert_int_equal(rd(Q_SR) & FTF, FTF);	/* even idle */
	wr(Q_DLR, 63);
	wr(Q_CCR, Q_I1 | Q_A1_24 | Q_D1 | 0x02);
	for (unsigned int i = 0; i < 7; i++)
		wr(Q_DR, 0);
	assert_int_equal(rd(Q_SR) & FTF, FTF);
	wr_size(Q_DR, 1, 0);
	assert_int_equal(rd(Q_SR) & FTF, 0);	/* three free */
	assert_int_equal(rd(Q_SR) >> 8, 29);
}

static void writing_a_full_fifo_stalls_the_bus(void **state)
{
	(void)state;
	q_enable(0);
	q_command(Q_I1 | 0x06);
	wr(Q_DLR, 63);
	wr(Q_CCR, Q_I1 | Q_A1_24 | Q_D1 | 0x02);
	wr(Q_AR, 0);
	uint64_t start = sim_now();
	for (unsigned int i = 0; i < 8; i++)
		wr(Q_DR, i);
	assert_int_equal(sim_now(), start);
	wr(Q_DR, 8);		/* waits for the header and four bytes */
	assert_int_equal(sim_now() - start, (32 + 4 * 8) * 250000ull);
}

static void reading_too_early_stalls_the_bus(void **state)
{
	(void)state;
	q_enable(0);
	wr(Q_DLR, 2);
	uint64_t start = sim_now();
	wr(Q_CCR, Q_I1 | Q_D1 | Q_READ | 0x9F);
	assert_int_equal(rd_size(Q_DR, 2), 0x609D);
	assert_int_equal(sim_now() - start, (8 + 16) * 250000ull);
	assert_int_equal(rd(Q_DR), 0x18);		/* the rest in the low lanes */
	assert_no_violations();
}

static void empty_idle_fifo_reads_zero(void **state)
{
	(void)state;
	q_enable(0);
	assert_int_equal(rd(Q_DR), 0);
	assert_int_equal(stat_get("violation.xspi.empty_fifo"), 1);
}

static void bytes_beyond_the_length_are_dropped(void **state)
{
	uint32_t size;

	(void)state;
	q_enable(0);
	q_command(Q_I1 | 0x06);
	wr(Q_DLR, 4);
	wr(Q_CCR, Q_I1 | Q_A1_24 | Q_D1 | 0x02);
	wr(Q_AR, 0);
	wr(Q_DR, 0x04030201);
	wr(Q_DR, 0x08070605);
	q_wait_idle();
	assert_int_equal(rd(Q_SR) >> 8, 0);
	pass_us(1000);
	assert_memory_equal(nor_data(bench_chip, &size), "\1\2\3\4\5\xff\xff", 7);
	assert_int_equal(stat_get("nor.op.02"), 1);
}

static void data_register_wants_write_mode(void **state)
{
	(void)state;
	q_enable(0);
	wr(Q_CCR, Q_I1 | Q_A1_24 | Q_D1 | Q_READ | 0x03);
	wr(Q_DR, 0);
	assert_int_equal(stat_get("violation.xspi.data"), 1);
	assert_int_equal(rd(Q_SR) & BUSY, 0);
}

/* ---- length, size ---- */

static void length_of_all_ones_ends_at_the_device(void **state)
{
	unsigned int count = 0;

	(void)state;
	q_enable(0);
	wr(Q_DLR, 0xFFFFFFFF);
	wr(Q_CCR, Q_I1 | Q_A1_24 | Q_D1 | Q_READ | 0x03);
	wr(Q_AR, 0xFFFFF0);
	for (; !(rd(Q_SR) & TCF) || rd(Q_SR) >> 8; count++)
		rd_size(Q_DR, 1);
	q_wait_idle();
	assert_int_equal(count, 16);
	assert_no_violations();
}

static void address_beyond_the_device_raises_tef(void **state)
{
	(void)state;
	q_enable(0);
	wr(Q_DLR, 15);
	wr(Q_CCR, Q_I1 | Q_A1_24 | Q_D1 | Q_READ | 0x03);
	wr(Q_AR, 0xFFFFF0);
	assert_int_equal(rd(Q_SR) & TEF, 0);		/* the last 16 bytes are fine */
	wr(Q_CR, Q_EN | Q_ABORT);
	q_wait_idle();
	wr(Q_AR, 0xFFFFF1);
	assert_int_equal(rd(Q_SR) & (TEF | BUSY), TEF);
	wr(Q_FCR, TEF);
	assert_int_equal(rd(Q_SR) & TEF, 0);
	wr(Q_AR, 0x1000000);
	assert_int_equal(rd(Q_SR) & TEF, TEF);
	assert_int_equal(stat_get("nor.op.03"), 1);		/* not sent */
}

static void device_size_31_has_no_end(void **state)
{
	(void)state;
	wr(Q_DCR, 31u << 16);
	wr(Q_CR, Q_EN);
	wr(Q_DLR, 15);					/* over the end of all addresses */
	wr(Q_CCR, Q_I1 | Q_A1_32 | Q_D1 | Q_READ | 0x13);
	wr(Q_AR, 0xFFFFFFFF);
	assert_int_equal(rd(Q_SR) & (TEF | BUSY), BUSY);
}

static void size_31_with_open_length_never_ends(void **state)
{
	(void)state;
	fill_pattern(64);
	wr(Q_DCR, 31u << 16);
	wr(Q_CR, Q_EN);
	wr(Q_DLR, 0xFFFFFFFF);
	wr(Q_CCR, Q_I1 | Q_A1_32 | Q_D1 | Q_READ | 0x13);
	wr(Q_AR, 0xFFFFFFF8);
	rd(Q_DR);
	rd(Q_DR);
	for (uint32_t i = 0; i < 64; i += 4)
		assert_int_equal(rd(Q_DR), pattern_word(i));		/* it wraps */
	assert_int_equal(rd(Q_SR) & (TCF | BUSY), BUSY);
}

static void upper_address_bits_are_not_sent_in_3_byte_mode(void **state)
{
	(void)state;
	fill_pattern(256);
	q_enable(0);
	wr(Q_DCR, 24u << 16);			/* 32 MiB: that the chip is smaller is another matter */
	wr(Q_CCR, Q_I1 | Q_A1_24 | Q_D1 | Q_READ | 0x03);
	wr(Q_AR, 0x1000080);
	assert_int_equal(rd_size(Q_DR, 1), pattern_word(0x80) & 0xFF);
	q_wait_idle();
	wr(Q_AR, 0x2000080);			/* but the size counts all of AR */
	assert_int_equal(rd(Q_SR) & (TEF | BUSY), TEF);
}

/* ---- abort, disable, reset ---- */

static void abort_empties_the_fifo_and_sets_tcf(void **state)
{
	(void)state;
	start_read_of_64();
	pass_us(1000);
	wr(Q_CR, Q_EN | Q_ABORT);
	q_wait_idle();
	assert_int_equal(rd(Q_SR), TCF);
	assert_int_equal(q_read_id(), 0x9D6018);
	assert_no_violations();
}

static void disabling_ends_the_transfer(void **state)
{
	(void)state;
	start_read_of_64();
	pass_us(1000);
	wr(Q_CR, 0);
	assert_int_equal(rd(Q_SR), 0);
	assert_int_equal(stat_get("violation.xspi.busy_disable"), 1);
}

static void reset_gives_a_clean_controller(void **state)
{
	(void)state;
	start_read_of_64();
	pass_us(1000);
	bus_reset();
	assert_int_equal(rd(Q_SR), 0);
	assert_int_equal(rd(Q_CCR), 0);
	q_enable(0);
	assert_int_equal(q_read_id(), 0x9D6018);
}

/* ---- frames ---- */

static void all_phases_are_sent(void **state)
{
	static const uint32_t ccr[] = {
		Q_I1 | Q_A1_24 | Q_D1 | 0x03, Q_I1 | Q_A1_24 | Q_DUMMY(8) | Q_D1 | 0x0B,
		Q_I1 | Q_A1_24 | Q_DUMMY(8) | Q_D4 | 0x6B, Q_I1 | Q_A4_24 | Q_M4 | Q_DUMMY(4) | Q_D4 | 0xEB,
		Q_I1 | Q_A2_24 | Q_M2 | Q_D2 | 0xBB, Q_I1 | Q_A1_32 | Q_D1 | 0x13, Q_I1 | Q_A4_32 | Q_DUMMY(6) | Q_D4 | 0xEC,
	};
	uint8_t got[4];

	(void)state;
	fill_pattern(0x300);
	q_enable(0);
	q_set_quad_enable();
	for (unsigned int i = 0; i < COUNT_OF(ccr); i++) {
		q_read(ccr[i], 0x210, got, sizeof(got));
		uint32_t want = pattern_word(0x210);
		assert_memory_equal(got, &want, sizeof(got));
	}
	assert_no_violations();
}

static void double_rate_is_for_all_but_the_instruction(void **state)
{
	uint8_t got[8];
	uint32_t want = pattern_word(0x210);

	(void)state;
	fill_pattern(0x300);
	q_enable(1u << 24);
	q_set_quad_enable();
	q_read(Q_I1 | Q_A4_24 | Q_M4 | Q_DUMMY(5) | Q_D4 | Q_DDR | 0xED, 0x210, got, sizeof(got));
	assert_memory_equal(got, &want, 4);
	/* 8 clocks of instruction, 3 of address, 1 of the alternate byte, 5 dummies, 4 bytes in 4 clocks */
	wr(Q_DLR, 3);
	wr(Q_CCR, Q_I1 | Q_A4_24 | Q_M4 | Q_DUMMY(5) | Q_D4 | Q_DDR | Q_READ | 0xED);
	wr(Q_AR, 0x210);
	pass_clocks(2 * (8 + 3 + 1 + 5 + 3));
	assert_int_equal(rd(Q_SR) & TCF, 0);
	pass_clocks(2);
	assert_int_equal(rd(Q_SR) & TCF, TCF);
	assert_no_violations();
}

static void double_rate_needs_a_divided_clock(void **state)
{
	(void)state;
	q_enable(0);
	wr(Q_CCR, Q_I1 | Q_A4_24 | Q_M4 | Q_DUMMY(5) | Q_D4 | Q_DDR | Q_READ | 0xED);
	wr(Q_AR, 0);
	assert_int_equal(stat_get("violation.xspi.ddr_prescaler"), 1);
}

static void instruction_once_in_all_modes(void **state)
{
	uint8_t got[4];

	(void)state;
	fill_pattern(0x300);
	q_enable(0);
	q_set_quad_enable();
	wr(Q_ABR, 0xA5);
	wr(Q_DLR, 3);
	wr(Q_CCR, Q_I1 | Q_A4_24 | Q_M4 | Q_DUMMY(4) | Q_D4 | Q_READ | Q_SIOO | 0xEB);
	for (uint32_t addr = 0x100; addr < 0x300; addr += 0x100) {
		wr(Q_AR, addr);
		assert_int_equal(rd(Q_DR), pattern_word(addr));
		q_wait_idle();
	}
	assert_int_equal(stat_get("nor.op.eb"), 1);
	wr(Q_ABR, 0);
	wr(Q_AR, 0x180);				/* the chip leaves continuous reading */
	assert_int_equal(rd(Q_DR), pattern_word(0x180));
	q_wait_idle();
	wr(Q_CCR, Q_I1 | Q_A4_24 | Q_M4 | Q_DUMMY(4) | Q_D4 | Q_READ | Q_SIOO | 0xEB);
	wr(Q_AR, 0x200);				/* a write to CCR sends the instruction again */
	assert_int_equal(rd(Q_DR), pattern_word(0x200));
	q_wait_idle();
	q_read(Q_I1 | Q_A1_24 | Q_D1 | 0x03, 0x210, got, sizeof(got));
	assert_int_equal(stat_get("nor.op.eb"), 2);
	assert_no_violations();
}

#define RULE(name) cmocka_unit_test_setup(name, quad_setup)
#define SMALL(name) cmocka_unit_test_setup(name, quad_small_setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SMALL(reset_values), SMALL(one_bank_version_has_no_bank_bits), SMALL(small_fifo_holds_16_bytes),
		SMALL(small_fifo_resumes_at_five_free_bytes),
		SMALL(a_high_threshold_can_deadlock), RULE(reset_values), RULE(writable_masks),
		RULE(free_running_clock_sets_busy_until_abort), RULE(abort_bit_reads_one_until_done),
		RULE(abort_while_idle_does_nothing), RULE(narrow_access_only_to_dr),
		RULE(ccr_starts_command_without_address_and_data), RULE(ar_starts_command_with_address),
		RULE(dr_starts_write_with_data), RULE(dr_starts_with_the_old_address), RULE(reads_start_by_ccr_or_ar),
		RULE(data_alone_is_read_by_ccr), RULE(polls_start_by_ccr_or_ar), RULE(other_registers_start_nothing),
		RULE(the_same_value_again_starts_again), RULE(nothing_starts_while_disabled),
		RULE(an_empty_ccr_sends_nothing), RULE(writes_while_busy_are_dropped), RULE(flags_change_at_their_clock),
		RULE(prescaler_divides_the_kernel_clock), RULE(busy_stays_until_the_fifo_is_drained),
		RULE(fcr_clears_only_the_named_flag), RULE(chip_select_stays_high_between_commands),
		RULE(a_long_read_stops_when_the_fifo_is_full), RULE(a_full_fifo_resumes_at_four_free_bytes),
		RULE(threshold_flag_in_reads), RULE(threshold_flag_in_writes), RULE(writing_a_full_fifo_stalls_the_bus),
		RULE(reading_too_early_stalls_the_bus), RULE(empty_idle_fifo_reads_zero),
		RULE(bytes_beyond_the_length_are_dropped), RULE(data_register_wants_write_mode),
		RULE(length_of_all_ones_ends_at_the_device), RULE(address_beyond_the_device_raises_tef),
		RULE(device_size_31_has_no_end), RULE(abort_empties_the_fifo_and_sets_tcf), RULE(disabling_ends_the_transfer),
		RULE(reset_gives_a_clean_controller), RULE(all_phases_are_sent),
		RULE(double_rate_is_for_all_but_the_instruction), RULE(double_rate_needs_a_divided_clock),
		RULE(instruction_once_in_all_modes),
		RULE(busy_falls_a_clock_after_a_write_is_complete), RULE(access_width_moves_as_many_bytes),
		RULE(a_mode_set_later_starts_by_ar_or_ccr_again), RULE(recommended_order_of_writes),
		RULE(busy_lets_abort_enable_interrupts_flags_and_data_through), RULE(size_31_with_open_length_never_ends),
		RULE(upper_address_bits_are_not_sent_in_3_byte_mode), RULE(each_version_has_its_fields),
		RULE(offset_1c_keeps_what_is_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
