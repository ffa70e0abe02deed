// SPDX-License-Identifier: GPL-2.0-or-later

/* Chips of Micron, Macronix and Winbond: what is different between makers, seen at the chip's pins. */

#include "pins.h"

#define AT(o, bytes, wait, at)	(struct pins_frame){ \
	.lines = ONE_LINE, .opcode = o, .addr_bytes = bytes, .dummies = wait, .addr = at }
#define QUAD_AT(o, bytes, wait, at)	(struct pins_frame){ \
	.lines = FOUR_LINES, .opcode = o, .addr_bytes = bytes, .dummies = wait, .addr = at }

static uint32_t id(void)
{
	return pins_get(AT(0x9F, 0, 0, 0), 3);
}

static void wren(void)
{
	pins_command(1, 0x06);
}

static void ids_and_sfdp_of_all(void **state)
{
	static const struct {
		const char *model;
		uint32_t id, density;
	} chips[] = {
		{ "n25q128a", 0x20BA18, 0xFFFFFF07 }, { "mt25ql512", 0x20BA20, 0xFFFFFF1F },
		{ "mx25l51245g", 0xC2201A, 0xFFFFFF1F }, { "mx66l51235f", 0xC2201A, 0xFFFFFF1F },
		{ "mx25r6435f", 0xC22817, 0xFFFFFF03 },
		{ "mx25lm51245g", 0xC2853A, 0xFFFFFF1F }, { "mx66lm1g45g", 0xC2853B, 0xFFFFFF3F },
		{ "w25q128jv", 0xEF4018, 0xFFFFFF07 },
		{ "w25q128fv", 0xEF4018, 0xFFFFFF07 }, { "w25q128jv-dtr", 0xEF7018, 0xFFFFFF07 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(chips); i++) {
		pins_fit(chips[i].model);
		assert_int_equal(id(), chips[i].id);
		assert_int_equal(pins_get(AT(0x5A, 3, 8, 0), 4), 0x53464450);
		uint32_t table = pins_get(AT(0x5A, 3, 8, 12), 1);
		assert_int_equal(pins_get(AT(0x5A, 3, 8, table + 4), 4), chips[i].density);
		assert_quiet();
	}
}

/* ---- Micron ---- */

static void micron_long_id(void **state)
{
	(void)state;
	pins_fit("n25q128a");
	assert_int_equal(pins_get(AT(0x9E, 0, 0, 0), 4), 0x20BA1810);
}

static void micron_needs_no_quad_enable(void **state)
{
	(void)state;
	pins_fit("n25q128a");
	for (uint32_t i = 0; i < 16; i++)
		pins_array()[i] = (uint8_t)(0xA0 + i);
	assert_int_equal(pins_get((struct pins_frame){ { 1, 1, 4 }, 0x6B, 3, 8, 2 }, 2), 0xA2A3);
	assert_int_equal(pins_get((struct pins_frame){ { 1, 4, 4 }, 0xEB, 3, 10, 2 }, 2), 0xA2A3);
	assert_int_equal(pins_get((struct pins_frame){ { 1, 2, 2 }, 0xBB, 3, 8, 2 }, 2), 0xA2A3);
	wren();
	pins_put((struct pins_frame){ { 1, 4, 4 }, 0x12, 3, 0, 0x100 }, 0x1234, 2);
	pins_wait(1);
	assert_int_equal(pins_array()[0x101], 0x34);
	assert_quiet();
}

static void micron_dummies_follow_the_volatile_configuration(void **state)
{
	(void)state;
	pins_fit("n25q128a");
	pins_array()[2] = 0xA2;
	assert_int_equal(pins_read(1, 0x85), 0xFB);
	wren();
	pins_write(1, 0x81, 0x6B, 1);			/* 6 clocks */
	assert_int_equal(pins_get((struct pins_frame){ { 1, 1, 4 }, 0x6B, 3, 6, 2 }, 1), 0xA2);
	pins_command(1, 0x66);
	pins_command(1, 0x99);
	sim_stall(SIM_PS_PER_MS);
	assert_int_equal(pins_read(1, 0x85), 0xFB);
	wren();
	pins_write(1, 0xB1, 0xFF4F, 2);			/* low byte first: 4FFFh, 4 clocks after the next reset */
	pins_wait(1);
	assert_int_equal(pins_read(1, 0x85), 0xFB);
	nor_power_cycle(pins_chip);
	sim_stall(10 * SIM_PS_PER_MS);
	assert_int_equal(pins_read(1, 0x85), 0x4B);
	assert_quiet();
}

static void micron_quad_and_dual_protocol(void **state)
{
	(void)state;
	pins_fit("n25q128a");
	assert_int_equal(pins_read(1, 0x65), 0xFF);
	wren();
	pins_write(1, 0x61, 0x7F, 1);
	assert_int_equal(pins_get(QUAD_AT(0xAF, 0, 0, 0), 3), 0x20BA18);
	pins_array()[4] = 0x77;
	assert_int_equal(pins_get(QUAD_AT(0xEB, 3, 10, 4), 1), 0x77);
	assert_int_equal(pins_get(QUAD_AT(0x5A, 3, 8, 0), 4), 0x53464450);
	pins_command(4, 0x06);
	pins_write(4, 0x61, 0xBF, 1);
	assert_int_equal(pins_get((struct pins_frame){ { 2, 2, 2 }, 0xAF, 0, 0, 0 }, 3), 0x20BA18);
	assert_int_equal(pins_get((struct pins_frame){ { 2, 2, 2 }, 0xBB, 3, 8, 4 }, 1), 0x77);
	assert_quiet();
	pins_command(2, 0x66);
	pins_command(2, 0x99);
	sim_stall(SIM_PS_PER_MS);
	assert_int_equal(id(), 0x20BA18);
}

static void mt25q_enters_quad_by_command(void **state)
{
	(void)state;
	pins_fit("mt25ql512");
	pins_command(1, 0x35);
	assert_int_equal(pins_get(QUAD_AT(0xAF, 0, 0, 0), 3), 0x20BA20);
	assert_int_equal(pins_read(4, 0x65), 0x7F);
	pins_command(4, 0xF5);
	assert_int_equal(id(), 0x20BA20);
	/* with both protocols asked for, quad wins, and F5h leaves both */
	wren();
	pins_write(1, 0x61, 0x3F, 1);
	assert_int_equal(pins_read(4, 0x65), 0x3F);
	pins_command(4, 0xF5);
	assert_int_equal(id(), 0x20BA20);
	assert_int_equal(pins_read(1, 0x65), 0xFF);
	assert_quiet();
}

static void micron_flags_tell_of_refusals_and_failures(void **state)
{
	(void)state;
	pins_fit("n25q128a");
	assert_int_equal(pins_read(1, 0x70), 0x80);
	wren();
	pins_write(1, 0x01, 0x5C, 1);			/* BP 15 */
	pins_wait(1);
	wren();
	pins_put(AT(0x20, 3, 0, 0), 0, 0);
	assert_int_equal(pins_read(1, 0x70), 0xA2);
	assert_int_equal(pins_read(1, 0x05) & 3, 2);		/* the latch stays */
	pins_command(1, 0x50);
	assert_int_equal(pins_read(1, 0x70), 0x80);
	pins_write(1, 0x01, 0, 1);
	pins_wait(1);
	assert_int_equal(nor_fault(pins_chip, "program fail at 0x10"), 0);
	wren();
	pins_put(AT(0x02, 3, 0, 0x10), 0x55, 1);
	assert_int_equal(pins_read(1, 0x70), 0x00);
	pins_wait(1);
	assert_int_equal(pins_read(1, 0x70), 0x90);
	assert_quiet();
}

static void micron_four_byte_mode_and_upper_address(void **state)
{
	(void)state;
	pins_fit("mt25ql512");
	pins_array()[0x2000005] = 0x25;
	pins_array()[0x1000005] = 0x15;
	assert_int_equal(pins_get(AT(0x13, 4, 0, 0x2000005), 1), 0x25);
	wren();
	pins_write(1, 0xC5, 2, 1);
	assert_int_equal(pins_read(1, 0xC8), 2);
	assert_int_equal(pins_get(AT(0x03, 3, 0, 5), 1), 0x25);
	assert_quiet();
	pins_command(1, 0xB7);
	assert_int_equal(stat_get("violation.nor.wel"), 1);
	wren();
	pins_command(1, 0xB7);
	assert_int_equal(pins_read(1, 0x70), 0x81);
	assert_int_equal(pins_get(AT(0x03, 4, 0, 0x1000005), 1), 0x15);
	wren();
	pins_command(1, 0xE9);
	assert_int_equal(pins_read(1, 0x70), 0x80);
}

static void micron_first_dummy_keeps_continuous_read(void **state)
{
	(void)state;
	pins_fit("n25q128a");
	pins_array()[6] = 0x66;
	pins_array()[7] = 0x67;
	wren();
	pins_write(1, 0x81, 0xF3, 1);			/* XIP allowed */
	pins_idle = 0x0C;						/* IO0 is 0 in the dummy clocks */
	assert_int_equal(pins_get((struct pins_frame){ { 1, 4, 4 }, 0xEB, 3, 10, 6 }, 1), 0x66);
	pins_begin();
	pins_send(4, 7, 3);
	pins_idle = 0x0D;
	pins_dummy(10);
	assert_int_equal(pins_receive(4), 0x67);
	pins_end();
	assert_int_equal(id(), 0x20BA18);
	assert_quiet();
}

static void micron_write_protect_pin(void **state)
{
	(void)state;
	pins_fit("n25q128a");
	wren();
	pins_write(1, 0x01, 0x80, 1);
	pins_wait(1);
	pins_idle = 0x08;
	wren();
	pins_write(1, 0x01, 0x04, 1);
	pins_wait(1);
	assert_int_equal(pins_read(1, 0x05) & 0xFC, 0x80);
	pins_idle = 0x0C;
	pins_write(1, 0x01, 0x04, 1);
	pins_wait(1);
	assert_int_equal(pins_read(1, 0x05), 0x04);
	assert_quiet();
}

static void micron_top_and_bottom_protection(void **state)
{
	static const struct {
		uint8_t sr;
		uint32_t first, end;
	} rows[] = {
		{ 0x00, 0, 0 }, { 0x04, 0xFF0000, 0x1000000 }, { 0x40, 0x800000, 0x1000000 }, { 0x24, 0, 0x10000 },
		{ 0x5C, 0, 0x1000000 }, { 0x7C, 0, 0x1000000 },
	};

	(void)state;
	pins_fit("n25q128a");
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		wren();
		pins_write(1, 0x01, rows[i].sr, 1);
		pins_wait(1);
		for (uint32_t at = 0; at < 0x1000000; at += 0x10000)
			assert_int_equal(nor_protected(pins_chip, at, 1), at >= rows[i].first && at < rows[i].end);
	}
}

static void micron_one_time_area_is_counted(void **state)
{
	(void)state;
	pins_fit("n25q128a");
	wren();
	pins_put(AT(0x42, 3, 0, 0), 0x12, 1);
	assert_int_equal(stat_get("nor.irreversible"), 1);
}

/* ---- Macronix ---- */

static void macronix_status_and_configuration(void **state)
{
	(void)state;
	pins_fit("mx25l51245g");
	assert_int_equal(pins_read(1, 0x15), 0x07);
	wren();
	pins_write(1, 0x01, 0x4000 | 0xC7, 2);
	pins_wait(1);
	assert_int_equal(pins_read(1, 0x05), 0x40);
	assert_int_equal(pins_read(1, 0x15), 0xC7);
	pins_array()[3] = 0x33;
	assert_int_equal(pins_get((struct pins_frame){ { 1, 4, 4 }, 0xEB, 3, 10, 3 }, 1), 0x33);
	wren();
	pins_write(1, 0x01, 0x40, 1);			/* one byte leaves the configuration */
	pins_wait(1);
	assert_int_equal(pins_read(1, 0x15), 0xC7);
	assert_quiet();
	assert_int_equal(stat_get("nor.irreversible"), 0);
	wren();
	pins_write(1, 0x01, 0x4008, 2);
	pins_wait(1);
	assert_int_equal(stat_get("nor.irreversible"), 1);
}

static void macronix_quad_program_has_a_quad_address(void **state)
{
	(void)state;
	pins_fit("mx25l51245g");
	wren();
	pins_write(1, 0x01, 0x40, 1);
	pins_wait(1);
	wren();
	pins_put((struct pins_frame){ { 1, 4, 4 }, 0x3E, 4, 0, 0x3000000 }, 0xCAFE, 2);
	pins_wait(1);
	assert_int_equal(pins_array()[0x3000001], 0xFE);
	assert_quiet();
}

static void macronix_modes(void **state)
{
	(void)state;
	pins_fit("mx25l51245g");
	pins_command(1, 0x35);					/* without quad enable */
	assert_int_equal(pins_get(QUAD_AT(0xAF, 0, 0, 0), 3), 0xC2201A);
	pins_command(4, 0xB7);
	pins_array()[0x2000001] = 0x21;
	pins_array()[0x2000002] = 0x22;
	struct pins_frame read = QUAD_AT(0xEB, 4, 0, 0x2000001);
	pins_header(&read);
	pins_send(4, 0xA5, 1);					/* the halves are inverse: it stays */
	pins_dummy(4);
	assert_int_equal(pins_receive(4), 0x21);
	pins_end();
	pins_begin();
	pins_send(4, 0x2000002, 4);
	pins_send(4, 0x00, 1);
	pins_dummy(4);
	assert_int_equal(pins_receive(4), 0x22);
	pins_end();
	assert_int_equal(pins_read(4, 0x15), 0x27);
	pins_command(4, 0xE9);
	pins_command(4, 0xF5);
	assert_int_equal(id(), 0xC2201A);
	assert_quiet();
}

static void macronix_security_register_tells_failures(void **state)
{
	(void)state;
	pins_fit("mx25l51245g");
	nor_fault(pins_chip, "erase fail at 0x1000");
	wren();
	pins_put(AT(0x21, 4, 0, 0x1000), 0, 0);
	pins_wait(1);
	assert_int_equal(pins_read(1, 0x2B), 0x40);
	wren();
	pins_put(AT(0x21, 4, 0, 0x2000), 0, 0);
	pins_wait(1);
	assert_int_equal(pins_read(1, 0x2B), 0x00);
}

static void macronix_one_time_area_is_counted(void **state)
{
	(void)state;
	pins_fit("mx25r6435f");
	pins_command(1, 0xB1);
	wren();
	pins_put(AT(0x02, 3, 0, 0), 0x12, 1);
	pins_wait(1);
	assert_int_equal(pins_array()[0], 0xFF);
	assert_int_equal(stat_get("nor.irreversible"), 1);
	pins_command(1, 0xC1);
	wren();
	pins_put(AT(0x02, 3, 0, 0), 0x12, 1);
	pins_wait(1);
	assert_int_equal(pins_array()[0], 0x12);
	assert_int_equal(stat_get("nor.irreversible"), 1);
}

static void octal_chips_are_on_one_line(void **state)
{
	(void)state;
	pins_fit("mx25lm51245g");
	pins_array()[0x2000001] = 0x21;
	assert_int_equal(id(), 0xC2853A);
	assert_int_equal(pins_get(AT(0x0C, 4, 8, 0x2000001), 1), 0x21);
	assert_int_equal(pins_get(AT(0x71, 4, 0, 0), 1), 0);
	wren();
	pins_write(1, 0x01, 0xFF, 1);
	pins_wait(1);
	assert_int_equal(pins_read(1, 0x05), 0x3C);		/* neither quad enable nor a bit for a pin */
	assert_quiet();
	pins_command(1, 0xEB);
	pins_command(1, 0x35);
	assert_int_equal(stat_get("violation.nor.opcode"), 2);
	wren();
	pins_put(AT(0x72, 4, 0, 0), 0x01, 1);
	assert_int_equal(stat_get("unknown.nor.octal"), 1);
	assert_int_equal(id(), 0xC2853A);
}

static void mx25r_power_modes(void **state)
{
	(void)state;
	pins_fit("mx25r6435f");
	wren();
	pins_put(AT(0x02, 3, 0, 0), 0x12, 1);
	assert_in_range(pins_wait(1), 3190, 3250);
	pins_hz = 50000000;
	id();
	assert_int_equal(stat_get("violation.nor.clock"), 1);
	stat_reset();
	pins_hz = 10000000;
	wren();
	pins_write(1, 0x01, 0x000002, 3);
	pins_wait(1);
	assert_int_equal(pins_get(AT(0x15, 0, 0, 0), 2), 0x0002);
	pins_hz = 50000000;
	id();
	pins_hz = 10000000;
	wren();
	pins_put(AT(0x02, 3, 0, 1), 0x12, 1);
	assert_in_range(pins_wait(1), 840, 900);
	assert_quiet();
}

static void mx25r_wakes_with_any_frame(void **state)
{
	(void)state;
	pins_fit("mx25r6435f");
	pins_command(1, 0xB9);
	pins_command(1, 0x9F);
	assert_quiet();
	sim_stall(40 * SIM_PS_PER_US);
	assert_int_equal(id(), 0xC22817);
}

/* ---- Winbond ---- */

static void winbond_qpi(void **state)
{
	(void)state;
	pins_fit("w25q128jv");
	pins_command(1, 0x38);
	assert_int_equal(stat_get("violation.nor.opcode"), 1);

	static const char *const models[] = { "w25q128fv", "w25q128jv-dtr" };
	for (size_t i = 0; i < COUNT_OF(models); i++) {
		pins_fit(models[i]);
		wren();
		pins_write(1, 0x31, 0x02, 1);
		pins_wait(1);
		pins_command(1, 0x38);
		assert_int_equal(pins_get(QUAD_AT(0x9F, 0, 0, 0), 3), i ? 0xEF7018 : 0xEF4018);
		pins_array()[9] = 0x99;
		assert_int_equal(pins_get(QUAD_AT(0x0B, 3, 2, 9), 1), 0x99);
		pins_write(4, 0xC0, 0x20, 1);			/* 6 clocks */
		assert_int_equal(pins_get(QUAD_AT(0xEB, 3, 6, 9), 1), 0x99);
		pins_command(4, 0xFF);
		assert_int_equal(pins_get(AT(0x0B, 3, 8, 9), 1), 0x99);
		assert_quiet();
	}
}

static void winbond_burst_wrap(void **state)
{
	(void)state;
	pins_fit("w25q128jv");
	wren();
	pins_write(1, 0x31, 0x02, 1);
	pins_wait(1);
	for (uint32_t i = 0; i < 16; i++)
		pins_array()[i] = (uint8_t)i;
	pins_begin();
	pins_send(1, 0x77, 1);
	pins_send(1, 0x00, 4);
	pins_end();
	assert_int_equal(pins_get((struct pins_frame){ { 1, 4, 4 }, 0xEB, 3, 6, 6 }, 4), 0x06070001);
	assert_quiet();
}

/* ---- deep power-down of all that have it, and opcodes that nobody knows ---- */

static void asleep_chips_answer_nothing_but_wake(void **state)
{
	static const char *const models[] = { "mt25ql512", "mx25l51245g", "w25q128jv" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(models); i++) {
		pins_fit(models[i]);
		uint32_t before = id();
		pins_command(1, 0xB9);
		pins_command(1, 0x9F);
		assert_int_equal(stat_get("violation.nor.power_down"), 1);
		pins_command(1, 0xAB);
		sim_stall(50 * SIM_PS_PER_US);
		assert_int_equal(id(), before);
	}
}

static void unknown_opcodes_are_ignored_and_counted(void **state)
{
	static const char *const models[] = { "n25q128a", "mt25ql512", "mx25l51245g", "mx25r6435f", "w25q128jv-dtr" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(models); i++) {
		pins_fit(models[i]);
		uint32_t before = id();
		pins_command(1, 0x8F);
		assert_int_equal(stat_get("violation.nor.opcode"), 1);
		pins_command(4, 0x9F);					/* two clocks: no opcode */
		assert_int_equal(id(), before);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_and_sfdp_of_all),
		cmocka_unit_test(micron_long_id),
		cmocka_unit_test(micron_needs_no_quad_enable),
		cmocka_unit_test(micron_dummies_follow_the_volatile_configuration),
		cmocka_unit_test(micron_quad_and_dual_protocol),
		cmocka_unit_test(mt25q_enters_quad_by_command),
		cmocka_unit_test(micron_flags_tell_of_refusals_and_failures),
		cmocka_unit_test(micron_four_byte_mode_and_upper_address),
		cmocka_unit_test(micron_first_dummy_keeps_continuous_read),
		cmocka_unit_test(micron_write_protect_pin),
		cmocka_unit_test(micron_top_and_bottom_protection),
		cmocka_unit_test(micron_one_time_area_is_counted),
		cmocka_unit_test(macronix_status_and_configuration),
		cmocka_unit_test(macronix_quad_program_has_a_quad_address),
		cmocka_unit_test(macronix_modes),
		cmocka_unit_test(macronix_security_register_tells_failures),
		cmocka_unit_test(macronix_one_time_area_is_counted),
		cmocka_unit_test(octal_chips_are_on_one_line),
		cmocka_unit_test(mx25r_power_modes),
		cmocka_unit_test(mx25r_wakes_with_any_frame),
		cmocka_unit_test(winbond_qpi),
		cmocka_unit_test(winbond_burst_wrap),
		cmocka_unit_test(asleep_chips_answer_nothing_but_wake),
		cmocka_unit_test(unknown_opcodes_are_ignored_and_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
