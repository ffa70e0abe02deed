// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * core/recover.c: from every state the fake chip can be in back to one where it can be identified and read, with the
 * state reported, without a single write enable, and at little cost when there was nothing to do.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "fake_chip.h"
#include "../../src/flash/nor/stm32xspi/core/nor.h"

static struct xspi_io io;
static struct fake_chip chip;
static struct xspi x;

static int setup(void **state)
{
	(void)state;
	memset(&io, 0, sizeof(io));
	fake_chip_init(&chip, &io);
	for (uint32_t i = 0; i < 0x10000; i++)
		chip.array[i] = (uint8_t)(i * 37 + (i >> 8));
	chip.status = 0x40;
	x = (struct xspi) { .io = &io, .kind = XSPI_OCTOSPI, .base = FAKE_BASE, .fifo_bytes = 32 };
	assert_int_equal(xspi_init(&x, 4, 32), XSPI_OK);
	io.count = 0;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fake_chip_free(&chip);
	assert_int_equal(io.violations, 0);
	assert_int_equal(chip.irreversible, 0);
	assert_int_equal(chip.writes_enabled, 0);
	assert_int_equal(chip.contention, 0);
	assert_int_equal(chip.status_writes + chip.programs + chip.erases, 0);
	return 0;
}

/* Identified, readable by the quad read with its default dummy cycles, nothing left over */
static void check_usable(void)
{
	struct nor nor;
	uint8_t data[16];

	assert_int_equal(nor_identify(&x, &nor), XSPI_OK);
	assert_int_equal(nor_setup_fast(&x, &nor, 4, false), XSPI_OK);
	assert_int_equal(nor.read.cmd.opcode, 0xEB);
	assert_int_equal(nor_read(&x, &nor, 0x1000, data, 16), XSPI_OK);
	assert_memory_equal(data, chip.array + 0x1000, 16);
	assert_int_equal(chip.bank, 0);
	assert_int_equal(chip.function & 0x0C, 0);
}

static void expect(uint32_t wanted)
{
	uint32_t found = 0xDEAD;

	assert_int_equal(nor_recover(&x, &found), XSPI_OK);
	assert_int_equal(found, wanted);
	check_usable();
}

static void test_ready(void **state)
{
	uint32_t found;

	(void)state;
	assert_int_equal(nor_recover(&x, &found), XSPI_OK);
	assert_int_equal(found, NOR_FOUND_READY);
	/* nothing was done to the chip, and that took few accesses: a look, ID twice, status, three registers */
	assert_string_equal(chip.last, "9F 9F 05 48 16 61");
	assert_true(io.count <= 52);
	print_message("# %u register accesses\n", io.count);
	check_usable();
}

static void test_continuous(void **state)
{
	(void)state;
	/* 0-4-4 with 3 and 4 address bytes, 0-2-2 with 3 and 4 */
	static const unsigned int clocks[] = { 8, 10, 16, 20 };
	for (unsigned int i = 0; i < 4; i++) {
		chip.continuous = clocks[i];
		expect(NOR_FOUND_CONTINUOUS);
	}
}

/* Data come unasked, after the power-up and after each reset: nothing is driven against them */
static void test_autoboot(void **state)
{
	(void)state;
	chip.autoboot = true;
	chip.sending = true;
	expect(NOR_FOUND_AUTOBOOT);
	assert_true(chip.resets > 0);
	/* a chip in any other state falls into it by the reset that ends that */
	chip.qpi = true;
	expect(NOR_FOUND_QPI | NOR_FOUND_AUTOBOOT);
	chip.bank = 0x80;
	expect(NOR_FOUND_4BYTE);
}

static void test_qpi(void **state)
{
	(void)state;
	chip.qpi = true;
	expect(NOR_FOUND_QPI);
}

static void test_power_down(void **state)
{
	(void)state;
	chip.power_down = true;
	expect(NOR_FOUND_POWER_DOWN);
}

static void test_qpi_power_down(void **state)
{
	(void)state;
	chip.qpi = true;
	chip.power_down = true;
	expect(NOR_FOUND_QPI);
}

static void test_4byte(void **state)
{
	(void)state;
	chip.bank = 0x80;
	expect(NOR_FOUND_4BYTE);
	assert_int_equal(chip.resets, 1);
	assert_int_equal(chip.opcodes[0x29], 0);
}

static void test_4byte_nonvolatile(void **state)
{
	(void)state;
	chip.bank = 0x80;
	chip.bank_nonvolatile = true;
	expect(NOR_FOUND_4BYTE);
	assert_int_equal(chip.opcodes[0x29], 1);
}

static void test_suspended(void **state)
{
	(void)state;
	chip.function = 0x08;
	expect(NOR_FOUND_SUSPENDED);
}

static void test_read_params(void **state)
{
	(void)state;
	chip.read_register = 0x50;
	expect(NOR_FOUND_READ_PARAMS);
	assert_int_equal(chip.read_register, 0);
	/* the old layout's default is left alone */
	chip.read_register = 0xE0;
	uint32_t found;
	assert_int_equal(nor_recover(&x, &found), XSPI_OK);
	assert_int_equal(found, NOR_FOUND_READY);
	assert_int_equal(chip.resets, 1);
}

static void test_write_enable_left(void **state)
{
	(void)state;
	chip.status |= NOR_SR_WEL;
	expect(NOR_FOUND_READY);
	assert_int_equal(chip.status & NOR_SR_WEL, 0);
	assert_int_equal(chip.opcodes[0x04], 1);
}

static void test_busy(void **state)
{
	(void)state;
	chip.busy = 300;
	expect(NOR_FOUND_BUSY);
	/* waited for, not cut off */
	assert_in_range(io.time_us, 500000, 1000000);
}

static void test_busy_for_long(void **state)
{
	(void)state;
	uint32_t found;

	/* a chip erase is not cut off: the caller may wait for it; a reset comes only when he says so */
	chip.busy = 1000000;
	assert_int_equal(nor_recover(&x, &found), XSPI_E_TIMEOUT);
	assert_int_equal(found, NOR_FOUND_BUSY);
	assert_in_range(io.time_us, 2000000, 3000000);
	assert_int_equal(chip.resets, 0);
	assert_int_equal(nor_recover_full(&x, &found), XSPI_OK);
	assert_int_equal(found, NOR_FOUND_BUSY);
	assert_true(chip.resets > 0);
}

/* Not in the table, and SFDP does not come while it is busy: its ID does, but that is no leave to reset it */
static void test_unknown_busy(void **state)
{
	uint32_t found;

	(void)state;
	chip.id[0] = 0xC8;
	chip.id_while_busy = true;
	chip.busy = 300;
	assert_int_equal(nor_recover(&x, &found), XSPI_OK);
	assert_int_equal(found, NOR_FOUND_BUSY);
	assert_in_range(io.time_us, 500000, 1000000);
	chip.busy = 1000000;
	chip.resets = 0;
	assert_int_equal(nor_recover(&x, &found), XSPI_E_TIMEOUT);
	assert_int_equal(chip.resets, 0);
}

/* Not in the table, and no SFDP: nothing is certain, all is tried, and it is no error */
static void test_unknown(void **state)
{
	uint32_t found;

	(void)state;
	chip.id[0] = 0xC8;
	assert_int_equal(nor_recover(&x, &found), XSPI_OK);
	assert_int_equal(found, NOR_FOUND_READY);
	assert_int_equal(chip.resets, 1);
	memset(chip.sfdp, 0xFF, sizeof(chip.sfdp));
	assert_int_equal(nor_recover(&x, &found), XSPI_OK);
	assert_int_equal(found, NOR_FOUND_READY);
	assert_int_equal(chip.opcodes[0x48], 0);
}

static void test_no_chip(void **state)
{
	uint32_t found;

	(void)state;
	chip.absent = true;
	assert_int_equal(nor_recover(&x, &found), XSPI_E_NO_CHIP);
	assert_true(io.time_us < 100000);
	assert_true(io.count < 400);
}

/* Nothing but known and harmless opcodes, whatever the chip is in: the array is never touched (teardown) */
static void test_all_states(void **state)
{
	(void)state;
	for (unsigned int mask = 0; mask < 128; mask++) {
		uint32_t found;
		chip.continuous = mask & 1 ? (mask & 8 ? 10 : 8) : 0;
		chip.qpi = mask & 2;
		chip.power_down = mask & 4;
		chip.bank = mask & 8 ? 0x80 : 0;
		chip.function = mask & 16 ? 0x04 : 0;
		chip.read_register = mask & 32 ? 0x28 : 0;
		chip.busy = mask & 64 ? 10 : 0;
		/* a chip is asleep only when idle, and in continuous read only when awake */
		if ((mask & 4 && mask & (64 | 16 | 1)) || (mask & 1 && mask & 64))
			continue;
		/* in QPI with continuous read the opcode is left out as well: the same frames end it */
		assert_int_equal(nor_recover(&x, &found), XSPI_OK);
		if (mask)
			assert_int_not_equal(found, NOR_FOUND_READY);
		check_usable();
	}
}

static void test_link_failure(void **state)
{
	uint32_t found;

	(void)state;
	chip.qpi = true;
	assert_int_equal(nor_recover(&x, &found), XSPI_OK);
	const unsigned int count = io.count;
	for (unsigned int n = 1; n <= count; n++) {
		chip.qpi = true;
		io.busy = false;
		io.count = 0;
		io.fail_at = n;
		assert_int_equal(nor_recover(&x, &found), XSPI_E_LINK);
		assert_int_equal(io.count, n);
	}
	io.fail_at = 0;
}

int main(void)
{
#define TEST(name)	cmocka_unit_test_setup_teardown(name, setup, teardown)
	static const struct CMUnitTest tests[] = {
		TEST(test_ready),
		TEST(test_continuous),
		TEST(test_autoboot),
		TEST(test_qpi),
		TEST(test_power_down),
		TEST(test_qpi_power_down),
		TEST(test_4byte),
		TEST(test_4byte_nonvolatile),
		TEST(test_suspended),
		TEST(test_read_params),
		TEST(test_write_enable_left),
		TEST(test_busy),
		TEST(test_busy_for_long),
		TEST(test_unknown_busy),
		TEST(test_unknown),
		TEST(test_no_chip),
		TEST(test_all_states),
		TEST(test_link_failure),
	};

	return cmocka_run_group_tests_name("recover", tests, NULL, NULL);
}
