// SPDX-License-Identifier: GPL-2.0-or-later

/* QUADSPI with two banks: one after the other, side by side; and the version that has one. One test for each rule. */

#include "quad_bench.h"

static void fsel_chooses_the_bank(void **state)
{
	uint32_t size;
	uint8_t got[4];

	(void)state;
	fill_pattern(0x300);
	nor_data(bench_chip2, &size)[0x210] = 0x42;
	q_enable(Q_FSEL);
	assert_int_equal(q_read_id(), 0x9D6018);
	q_read(Q_I1 | Q_A1_24 | Q_D1 | 0x03, 0x210, got, 1);
	assert_int_equal(got[0], 0x42);
	q_set_quad_enable();
	q_read(Q_I1 | Q_A4_24 | Q_DUMMY(6) | Q_D4 | 0xEB, 0x210, got, 1);
	assert_int_equal(got[0], 0x42);
	q_enable(0);
	assert_int_equal(q_status(), 0);			/* the first chip knows nothing of it */
	q_read(Q_I1 | Q_A1_24 | Q_D1 | 0x03, 0x210, got, 1);
	assert_int_equal(got[0], pattern_word(0x210) & 0xFF);
	assert_no_violations();
}

static void each_bank_has_its_own_pins(void **state)
{
	static const enum bench_pin needed[] = { PIN_BK2_NCS, PIN_BK2_IO0, PIN_BK2_IO1, PIN_CLK };

	(void)state;
	for (unsigned int i = 0; i < COUNT_OF(needed); i++) {
		bench_pin[needed[i]].mode = PIN_ANALOG;
		bench_pins_changed();
		q_enable(Q_FSEL);
		assert_int_not_equal(q_read_id(), 0x9D6018);
		q_enable(0);
		if (needed[i] != PIN_CLK)
			assert_int_equal(q_read_id(), 0x9D6018);
		bench_pin[needed[i]].mode = PIN_AF;
		bench_pins_changed();
	}
	q_enable(Q_FSEL);
	assert_int_equal(q_read_id(), 0x9D6018);
}

static void dual_mode_alternates_bytes(void **state)
{
	uint32_t size;
	uint8_t *even = nor_data(bench_chip, &size), *odd = nor_data(bench_chip2, &size);
	uint8_t got[8];

	(void)state;
	memcpy(even + 0x108, "\x10\x32\x54\x76", 4);
	memcpy(odd + 0x108, "\x21\x43\x65\x87", 4);
	q_enable(Q_DFM);
	q_read(Q_I1 | Q_A1_24 | Q_D1 | 0x03, 0x210, got, 8);		/* each chip gets half of the address */
	assert_memory_equal(got, "\x10\x21\x32\x43\x54\x65\x76\x87", 8);
	q_read(Q_I1 | Q_D1 | 0x9F, 0, got, 6);
	assert_memory_equal(got, "\x9D\x9D\x60\x60\x18\x18", 6);
	q_command(Q_I1 | 0x06);
	q_write(Q_I1 | Q_D1 | 0x01, 0, "\x40\x40", 2);
	pass_us(50000);
	q_read(Q_I1 | Q_D1 | 0x05, 0, got, 2);
	assert_memory_equal(got, "\x40\x40", 2);
	q_read(Q_I1 | Q_A4_24 | Q_DUMMY(6) | Q_D4 | 0xEB, 0x212, got, 4);
	assert_memory_equal(got, "\x32\x43\x54\x65", 4);
	q_command(Q_I1 | 0x06);
	q_write(Q_I1 | Q_A1_24 | Q_D4 | 0x32, 0x20, "\1\2\3\4\5\6", 6);
	pass_us(2000);
	assert_memory_equal(nor_data(bench_chip, &size) + 0x10, "\1\3\5\xff", 4);
	assert_memory_equal(nor_data(bench_chip2, &size) + 0x10, "\2\4\6\xff", 4);
	assert_no_violations();
}

static void dual_mode_makes_address_and_length_even(void **state)
{
	(void)state;
	wr(Q_AR, 0x123);
	wr(Q_DLR, 4);
	q_enable(Q_DFM);
	assert_int_equal(rd(Q_AR), 0x122);
	assert_int_equal(rd(Q_DLR), 5);
	wr(Q_DLR, 0);
	wr(Q_CCR, Q_I1 | Q_D1 | Q_READ | 0x05);
	pass_clocks(8 + 8);				/* a status byte of each chip in the time of one */
	assert_int_equal(rd(Q_SR), TCF | FTF | BUSY | 0x200);
}

static void dual_mode_needs_both_chips(void **state)
{
	uint8_t got[6];

	(void)state;
	nor_fault(bench_chip2, "chip absent");
	q_enable(Q_DFM);
	q_read(Q_I1 | Q_D1 | 0x9F, 0, got, 6);
	assert_memory_equal(got, "\x9D\0\x60\0\x18\0", 6);
}

static void one_bank_version_reads_and_writes(void **state)
{
	uint32_t size;
	uint8_t got[4];

	(void)state;
	fill_pattern(0x300);
	q_enable(Q_FSEL | Q_DFM);		/* not there */
	assert_int_equal(rd(Q_CR), Q_EN);
	assert_int_equal(q_read_id(), 0x9D6018);
	q_set_quad_enable();
	q_command(Q_I1 | 0x06);
	q_write(Q_I1 | Q_A1_24 | Q_D4 | 0x32, 0x1000, "\1\2\3\4", 4);
	q_wait_ready();
	assert_memory_equal(nor_data(bench_chip, &size) + 0x1000, "\1\2\3\4", 4);
	q_read(Q_I1 | Q_A4_24 | Q_DUMMY(6) | Q_D4 | 0xEB, 0x210, got, 4);
	uint32_t want = pattern_word(0x210);
	assert_memory_equal(got, &want, 4);
	assert_no_violations();
}

#define RULE(name) cmocka_unit_test_setup(name, quad_setup)
#define SMALL(name) cmocka_unit_test_setup(name, quad_small_setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SMALL(one_bank_version_reads_and_writes), RULE(fsel_chooses_the_bank), RULE(each_bank_has_its_own_pins),
		RULE(dual_mode_alternates_bytes), RULE(dual_mode_makes_address_and_length_even),
		RULE(dual_mode_needs_both_chips),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
