// SPDX-License-Identifier: GPL-2.0-or-later

/* States that a chip is put into: what it then does at its pins, and what ends them. */

#include "pins.h"

#define QUAD(o, bytes, wait, at)	(struct pins_frame){ \
	.lines = FOUR_LINES, .opcode = o, .addr_bytes = bytes, .dummies = wait, .addr = at }
#define AT(o, bytes, wait, at)		(struct pins_frame){ \
	.lines = ONE_LINE, .opcode = o, .addr_bytes = bytes, .dummies = wait, .addr = at }

static void put(const char *state)
{
	const char *reason = nor_preset(pins_chip, state);

	if (reason)
		fail_msg("state %s: %s", state, reason);
}

static uint32_t id(void)
{
	return pins_get(AT(0x9F, 0, 0, 0), 3);
}

static void fit(void)
{
	pins_fit("is25lp128f");
	for (uint32_t i = 0; i < 256; i++)
		pins_array()[i] = (uint8_t)i;
}

static void soft_reset(unsigned int lines)
{
	pins_command(lines, 0x66);
	pins_command(lines, 0x99);
	sim_stall(SIM_PS_PER_MS);
}

static void continuous_read_takes_an_address_at_once(void **state)
{
	(void)state;
	fit();
	put("continuous");
	pins_begin();
	pins_send(4, 0x10, 3);
	pins_send(4, 0xA0, 1);
	pins_dummy(4);
	assert_int_equal(pins_receive(4), 0x10);
	pins_end();
	pins_begin();
	pins_send(4, 0xFFFFFFFF, 4);			/* eight clocks of ones end it */
	pins_end();
	assert_int_equal(id(), 0x9D6018);
	assert_quiet();

	fit();
	put("continuous 0xbb");
	pins_begin();
	pins_send(2, 0x10, 3);
	pins_send(2, 0x00, 1);
	assert_int_equal(pins_receive(2), 0x10);
	pins_end();
	assert_int_equal(id(), 0x9D6018);
	assert_quiet();
}

static void qpi_and_continuous_together(void **state)
{
	(void)state;
	fit();
	put("qpi");
	assert_int_equal(pins_get(QUAD(0xAF, 0, 0, 0), 3), 0x9D6018);
	put("continuous");
	pins_begin();
	pins_send(4, 0x20, 3);
	pins_send(4, 0xFF, 1);
	pins_dummy(4);
	assert_int_equal(pins_receive(4), 0x20);
	pins_end();
	assert_int_equal(pins_get(QUAD(0xAF, 0, 0, 0), 3), 0x9D6018);
	soft_reset(4);
	assert_int_equal(id(), 0x9D6018);
	assert_quiet();
}

static void four_byte_mode(void **state)
{
	(void)state;
	fit();
	put("4byte");
	assert_int_equal(pins_get(AT(0x03, 4, 0, 0x30), 1), 0x30);
	soft_reset(1);
	assert_int_equal(pins_get(AT(0x03, 3, 0, 0x30), 1), 0x30);
	put("4byte-at-start");
	soft_reset(1);
	assert_int_equal(pins_read(1, 0x16), 0x80);
	assert_quiet();
}

static void busy_states_end_in_their_time(void **state)
{
	(void)state;
	fit();
	put("erasing 0x17");
	assert_int_equal(pins_read(1, 0x05), 0x03);
	assert_in_range(pins_wait(1), 149900, 150100);
	assert_int_equal(pins_array()[0x10], 0xFF);
	fit();
	put("erasing");
	assert_non_null(nor_preset(pins_chip, "programming"));
	pins_wait(1);
	assert_int_equal(pins_array()[0x10], 0x10);
	put("programming 0x20");
	assert_in_range(pins_wait(1), 190, 220);
	assert_int_equal(pins_array()[0x20], 0x20);
	assert_quiet();
}

static void suspended_states_are_resumed(void **state)
{
	(void)state;
	fit();
	put("erase-suspended 0");
	assert_int_equal(pins_read(1, 0x48) & 0x0C, 0x08);
	assert_int_equal(pins_read(1, 0x05) & 1, 0);
	pins_command(1, 0x7A);
	assert_in_range(pins_wait(1), 74900, 75100);
	assert_int_equal(pins_array()[0x10], 0xFF);
	assert_int_equal(pins_read(1, 0x48) & 0x0C, 0x00);
	put("program-suspended");
	assert_int_equal(pins_read(1, 0x48) & 0x0C, 0x04);
	soft_reset(1);
	assert_int_equal(pins_read(1, 0x48) & 0x0C, 0x00);
	assert_quiet();
}

static void power_down_autoboot_protected(void **state)
{
	(void)state;
	fit();
	put("power-down");
	pins_command(1, 0x9F);
	assert_int_equal(stat_get("violation.nor.power_down"), 1);
	pins_command(1, 0xAB);
	sim_stall(10 * SIM_PS_PER_US);
	assert_int_equal(id(), 0x9D6018);
	put("autoboot 0x40");
	for (unsigned int clocks = 0; clocks < 16; clocks += 8) {	/* it ends behind a whole byte only */
		pins_begin();
		pins_dummy(clocks);
		pins_end();
	}
	pins_begin();
	pins_dummy(8);
	assert_int_equal(pins_receive(1), 0x40);
	pins_end();
	assert_int_equal(id(), 0x9D6018);
	put("autoboot 0x60");
	pins_chip->now_set.sr |= SR_QE;
	pins_begin();
	pins_dummy(6);
	assert_int_equal(pins_receive(4), 0x60);
	pins_end();
	assert_int_equal(id(), 0x9D6018);
	put("protected");
	assert_true(nor_protected(pins_chip, 0xFFFFFF, 1));
	put("write-enabled");
	assert_int_equal(pins_read(1, 0x05), 0x1E | SR_QE);
}

static void what_cannot_be_is_refused(void **state)
{
	static const char *const wrong[] = {
		"", "asleep", "qpi 1", "erasing 0x1000000", "erasing here", "erasing 1 2", "erasing -1", "continuous 0x03",
		"continuous 0x1eb", "erasing 99999999999",
	};

	(void)state;
	fit();
	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		assert_non_null(nor_preset(pins_chip, wrong[i]));
	pins_fit("w25q128jv");
	assert_non_null(nor_preset(pins_chip, "qpi"));
	assert_non_null(nor_preset(pins_chip, "4byte"));
	assert_non_null(nor_preset(pins_chip, "autoboot"));
	pins_fit("n25q128a");
	assert_non_null(nor_preset(pins_chip, "power-down"));
}

/** Each state of each model up to 16 MiB ends with the supply, but for what is non-volatile. */
static void all_states_end_with_the_supply(void **state)
{
	const struct nor_model *model;
	const char *name;
	unsigned int cases = 0;

	(void)state;
	for (unsigned int i = 0; (model = nor_model_at(i)); i++) {
		for (unsigned int k = 0; model->size <= 16u << 20 && (name = nor_state_at(k)); k++) {
			pins_fit(model->name);
			if (nor_preset(pins_chip, name))
				continue;
			nor_power_cycle(pins_chip);
			sim_stall(10 * SIM_PS_PER_MS);
			if (strcmp(name, "autoboot") == 0)
				pins_read(1, 0xFF);
			uint32_t wanted = (uint32_t)(model->id[0] << 16 | model->id[1] << 8 | model->id[2]);
			if (id() != wanted)
				fail_msg("%s was %s, then without supply, and has no ID", model->name, name);
			cases++;
		}
	}
	assert_in_range(cases, 250, 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(continuous_read_takes_an_address_at_once),
		cmocka_unit_test(qpi_and_continuous_together),
		cmocka_unit_test(four_byte_mode),
		cmocka_unit_test(busy_states_end_in_their_time),
		cmocka_unit_test(suspended_states_are_resumed),
		cmocka_unit_test(power_down_autoboot_protected),
		cmocka_unit_test(what_cannot_be_is_refused),
		cmocka_unit_test(all_states_end_with_the_supply),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
