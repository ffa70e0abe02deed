// SPDX-License-Identifier: GPL-2.0-or-later

/* Every model that there is: its tables agree with each other, and it does at its pins what each flash chip does. */

#include "pins.h"

static const struct nor_model *model;

static struct pins_frame at(uint8_t opcode, uint8_t bytes, uint8_t dummies, uint32_t addr)
{
	return (struct pins_frame){
		.lines = ONE_LINE, .opcode = opcode, .addr_bytes = bytes, .dummies = dummies, .addr = addr,
	};
}

#define BIG		(64u << 20)

/** Run a check on each model of up to so many bytes, on a fresh chip. */
static void models_up_to(uint32_t size, void (*check)(void))
{
	for (unsigned int i = 0; (model = nor_model_at(i)); i++) {
		if (model->size > size)
			continue;
		pins_fit(model->name);
		check();
		if (stat_get("violation") || stat_get("unknown"))
			fail_msg("%s: %u violations, %u unknowns", model->name, (unsigned int)stat_get("violation"),
				(unsigned int)stat_get("unknown"));
	}
}

static void each_model(void (*check)(void))
{
	models_up_to(UINT32_MAX, check);
}

static uint32_t sfdp32(uint32_t offset)
{
	return __builtin_bswap32(pins_get(at(0x5A, 3, 8, offset), 4));
}

static void names_are_unique(void **state)
{
	const struct nor_model *other;

	(void)state;
	for (unsigned int i = 0; (model = nor_model_at(i)); i++) {
		for (unsigned int k = 0; k < i && (other = nor_model_at(k)); k++)
			assert_string_not_equal(model->name, other->name);
	}
}

/* ---- ID and SFDP ---- */

static void check_id(void)
{
	uint32_t id = pins_get(at(0x9F, 0, 0, 0), 3);

	if (id != (uint32_t)(model->id[0] << 16 | model->id[1] << 8 | model->id[2]))
		fail_msg("%s: id %06x", model->name, id);
}

static void ids(void **state)
{
	(void)state;
	each_model(check_id);
}

static const struct nor_command *command_of(uint8_t opcode)
{
	return pins_chip->by_opcode[opcode];
}

static void check_erase_types(uint32_t table)
{
	for (unsigned int i = 0; i < 4; i++) {
		uint32_t word = sfdp32(table + 28 + 4 * (i / 2)) >> (i & 1 ? 16 : 0);
		uint32_t exponent = word & 0xFF;
		uint8_t opcode = word >> 8 & 0xFF;
		if (exponent == 0 || exponent > 31)
			continue;
		uint32_t size = 1u << exponent;
		if (!command_of(opcode) || command_of(opcode)->done != nor_do_erase || command_of(opcode)->arg != size)
			fail_msg("%s: SFDP has an erase of 0x%x bytes by %02Xh, the chip has not", model->name, size, opcode);
	}
}

static void check_read(uint32_t word, unsigned int alines, unsigned int dlines)
{
	uint8_t opcode = word >> 8 & 0xFF;
	uint32_t clocks = (word & 0x1F) + (word >> 5 & 7);
	const struct nor_command *command = command_of(opcode);

	if (!command || !(command->flags & NOR_READ) || command->addr_lines != alines || command->data_lines != dlines)
		fail_msg("%s: SFDP has a read 1-%u-%u by %02Xh, the chip has not", model->name, alines, dlines, opcode);
	if (nor_dummy_clocks(pins_chip, command) != clocks)
		fail_msg("%s: SFDP has %u clocks behind the address of %02Xh, the chip %u", model->name, clocks, opcode,
			nor_dummy_clocks(pins_chip, command));
}

static void check_sfdp(void)
{
	assert_int_equal(sfdp32(0), 0x50444653);
	uint32_t table = sfdp32(12) & 0xFFFFFF, words = sfdp32(8) >> 24;

	if ((uint64_t)sfdp32(table + 4) + 1 != (uint64_t)model->size * 8)
		fail_msg("%s: SFDP has %u + 1 bits, the chip %u bytes", model->name, sfdp32(table + 4), model->size);
	if (words >= 16 && 1u << (sfdp32(table + 40) >> 4 & 15) != model->page)
		fail_msg("%s: page of %u bytes in SFDP", model->name, 1u << (sfdp32(table + 40) >> 4 & 15));
	check_erase_types(table);
	uint32_t has = sfdp32(table);
	if (has & 1u << 21)
		check_read(sfdp32(table + 8) & 0xFFFF, 4, 4);
	if (has & 1u << 22)
		check_read(sfdp32(table + 8) >> 16, 1, 4);
	if (has & 1u << 16)
		check_read(sfdp32(table + 12) & 0xFFFF, 1, 2);
	if (has & 1u << 20)
		check_read(sfdp32(table + 12) >> 16, 2, 2);
}

static void sfdp_tells_the_truth_about_sizes_and_reads(void **state)
{
	(void)state;
	each_model(check_sfdp);
}

/* ---- program, read, erase ---- */

static void check_low_end(void)
{
	uint8_t *array = pins_array();

	pins_command(1, 0x06);
	pins_put(at(0x02, 3, 0, 0x10), 0xC0FFEE, 3);
	pins_wait(1);
	assert_int_equal(pins_get(at(0x03, 3, 0, 0x10), 4), 0xC0FFEEFF);
	assert_int_equal(pins_get(at(0x0B, 3, 8, 0x11), 2), 0xFFEE);
	array[0x1000] = 0;
	array[0xFFF] = 0;
	pins_command(1, 0x06);
	pins_put(at(0x20, 3, 0, 0x7), 0, 0);
	pins_wait(1);
	assert_int_equal(array[0x10] & array[0xFFF], 0xFF);
	assert_int_equal(array[0x1000], 0);
}

static void low_end_is_programmed_read_and_erased(void **state)
{
	(void)state;
	models_up_to(BIG, check_low_end);
}

static void check_high_end(void)
{
	uint32_t top = model->size - 16;

	if (model->size <= 16u << 20)
		return;
	pins_command(1, 0x06);
	pins_put(at(0x12, 4, 0, top), 0x1234, 2);
	pins_wait(1);
	assert_int_equal(pins_array()[top + 1], 0x34);
	assert_int_equal(pins_get(at(0x13, 4, 0, top), 3), 0x1234FF);
	if (!command_of(0xB7))
		return;				/* there is no such mode */
	/* in four-byte mode, which some enter with the write enable latch set only */
	if (command_of(0xB7)->flags & NOR_WEL)
		pins_command(1, 0x06);
	pins_command(1, 0xB7);
	assert_int_equal(pins_get(at(0x03, 4, 0, top), 2), 0x1234);
	pins_command(1, 0x06);
	pins_put(at(0x20, 4, 0, top), 0, 0);
	pins_wait(1);
	assert_int_equal(pins_array()[top], 0xFF);
}

static void high_end_is_programmed_read_and_erased(void **state)
{
	(void)state;
	each_model(check_high_end);
}

static void check_upper_address(void)
{
	bool issi = model->id[0] == 0x9D;

	if (model->size <= 16u << 20 || !command_of(0xC5))
		return;
	pins_array()[0x1000003] = 0x5A;
	if (!issi || (command_of(0x17)->flags & NOR_WEL))
		pins_command(1, 0x06);
	pins_write(1, issi ? 0x17 : 0xC5, 1, 1);
	assert_int_equal(pins_get(at(0x03, 3, 0, 3), 1), 0x5A);
	assert_int_equal(pins_read(1, 0xC8), 1);
	pins_command(1, 0x66);
	pins_command(1, 0x99);
	sim_stall(SIM_PS_PER_MS);
	assert_int_equal(pins_read(1, 0xC8), 0);
}

static void upper_address_register_moves_the_window(void **state)
{
	(void)state;
	each_model(check_upper_address);
}

static void check_block(void)
{
	const struct nor_command *command = command_of(0xD8);
	uint8_t *array = pins_array();

	memset(array, 0, 2 * command->arg);
	pins_command(1, 0x06);
	pins_put(at(0xD8, 3, 0, command->arg - 1), 0, 0);
	uint64_t us = pins_wait(1);
	uint32_t typical = command->arg == 0x40000 ? nor_pace(pins_chip)->erase_256k_us : nor_pace(pins_chip)->erase_64k_us;
	assert_in_range(us, typical - 20, typical + 20);
	assert_int_equal(array[command->arg - 1], 0xFF);
	assert_int_equal(array[command->arg], 0);
	assert_int_equal(model->page == 512, command->arg == 0x40000);
}

static void blocks_have_the_size_that_goes_with_the_page(void **state)
{
	(void)state;
	models_up_to(BIG, check_block);
}

static void check_page(void)
{
	uint8_t *array = pins_array();

	pins_command(1, 0x06);
	pins_put(at(0x02, 3, 0, model->page - 1), 0x1122, 2);
	pins_wait(1);
	assert_int_equal(array[model->page - 1], 0x11);
	assert_int_equal(array[0], 0x22);
	assert_int_equal(stat_get("nor.page_wrap"), 1);
}

static void programs_wrap_at_the_end_of_the_page(void **state)
{
	(void)state;
	models_up_to(BIG, check_page);
}

/* ---- QPI of the ISSI parts, and the commands that nobody may send ---- */

static void check_qpi(void)
{
	const struct pins_frame id = { .lines = FOUR_LINES, .opcode = 0xAF };
	const struct pins_frame read = { .lines = FOUR_LINES, .opcode = 0x0B, .addr_bytes = 3, .dummies = 6, .addr = 5 };

	if (model->id[0] != 0x9D || !command_of(0xF5))
		return;
	pins_command(1, 0x06);
	pins_write(1, 0x01, 0x40, 1);
	pins_wait(1);
	pins_command(1, 0x35);
	pins_array()[5] = 0x55;
	assert_int_equal(pins_get(id, 3) & 0xFF, model->id[2]);
	assert_int_equal(pins_get(read, 1), 0x55);
	pins_command(4, 0xF5);
	check_id();
}

static void issi_qpi(void **state)
{
	(void)state;
	models_up_to(BIG, check_qpi);
}

static void check_one_time(void)
{
	const struct nor_command *command = command_of(0x42);

	if (!command)
		return;
	pins_command(1, 0x06);
	if (command->in == 1)
		pins_write(1, 0x42, 0, 1);
	else
		pins_put(at(0x42, 3, 0, 0), 0xFF, 1);
	pins_wait(1);
	assert_int_equal(stat_get("nor.irreversible"), 1);
}

static void one_time_commands_are_counted(void **state)
{
	(void)state;
	models_up_to(BIG, check_one_time);
}

/* ---- faults ---- */

static void sfdp_can_be_made_to_lie(void **state)
{
	static const char *const wrong[] = {
		"sfdp", "sfdp cut", "sfdp cut here", "sfdp cut 1 2", "sfdp byte", "sfdp byte 0x37", "sfdp byte 0 1",
		"sfdp byte 0x37 0x100", "sfdp byte 0x100 1", "sfdp byte 0x37 1x", "sfdp blank 1", "sfdp other 1",
	};

	(void)state;
	pins_fit("is25lp128f");
	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		assert_int_equal(nor_fault(pins_chip, wrong[i]), -1);
	assert_int_equal(sfdp32(0x34), 0x07FFFFFF);
	assert_int_equal(nor_fault(pins_chip, "sfdp byte 0x37 0x1f"), 0);
	assert_int_equal(sfdp32(0x34), 0x1FFFFFFF);
	assert_int_equal(nor_fault(pins_chip, "sfdp cut 0x36"), 0);
	assert_int_equal(sfdp32(0x34), 0xFFFFFFFF);
	assert_int_equal(sfdp32(0x30), 0xFFF920E5);
	assert_int_equal(nor_fault(pins_chip, "sfdp blank"), 0);
	assert_int_equal(sfdp32(0), 0xFFFFFFFF);
	assert_int_equal(nor_fault(pins_chip, "none"), 0);
	assert_int_equal(sfdp32(0), 0x50444653);
	assert_int_equal(sfdp32(0x34), 0x07FFFFFF);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_unique),
		cmocka_unit_test(ids),
		cmocka_unit_test(sfdp_tells_the_truth_about_sizes_and_reads),
		cmocka_unit_test(low_end_is_programmed_read_and_erased),
		cmocka_unit_test(high_end_is_programmed_read_and_erased),
		cmocka_unit_test(upper_address_register_moves_the_window),
		cmocka_unit_test(blocks_have_the_size_that_goes_with_the_page),
		cmocka_unit_test(programs_wrap_at_the_end_of_the_page),
		cmocka_unit_test(issi_qpi),
		cmocka_unit_test(one_time_commands_are_counted),
		cmocka_unit_test(sfdp_can_be_made_to_lie),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
