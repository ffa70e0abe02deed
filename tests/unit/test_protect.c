// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * core/protect.c: areas by layout, certain only where all layouts of an ID agree, and changes that keep every other
 * bit. Areas are typed from UFProg vendor-issi.c.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "fake_chip.h"
#include "../../src/flash/nor/stm32xspi/core/nor.h"
#include "../../src/flash/nor/stm32xspi/core/chips/chips.h"

#define KIB		1024u
#define MIB		(1024u * KIB)
#define BP(n)	((n) << 2)
#define QE		0x40
#define BOTTOM	0x02

static struct xspi_io io;
static struct fake_chip chip;
static struct xspi x;
static struct nor nor;
static char holds[32];

static int setup(void **state)
{
	(void)state;
	memset(&io, 0, sizeof(io));
	memset(holds, 0, sizeof(holds));
	fake_chip_init(&chip, &io);
	x = (struct xspi) { .io = &io, .kind = XSPI_OCTOSPI, .base = FAKE_BASE, .fifo_bytes = 32 };
	assert_int_equal(xspi_init(&x, 4, 32), XSPI_OK);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fake_chip_free(&chip);
	assert_int_equal(io.violations, 0);
	assert_int_equal(chip.irreversible, 0);
	return 0;
}

static void chip_of(uint32_t size, uint8_t layouts)
{
	nor = (struct nor) { .size = size, .protect = layouts, .protect_mask = 0x3C, .qe = NOR_QE_SR1_BIT6 };
}

static struct nor_protection area(uint8_t status, uint8_t function)
{
	struct nor_protection p = { .status = status, .function = function };

	nor_interpret_protection(&nor, &p);
	return p;
}

/** The last @a kib (or the first, if negative) are protected; 0: nothing. */
static void check_area(uint8_t status, uint8_t function, int32_t kib)
{
	const struct nor_protection p = area(status, function);
	const uint32_t bytes = (uint32_t)(kib < 0 ? -kib : kib) * KIB;

	assert_true(p.certain);
	assert_int_equal(p.any, kib != 0);
	assert_int_equal(p.end - p.first, bytes);
	if (kib > 0)
		assert_int_equal(p.end, nor.size);
	else
		assert_int_equal(p.first, 0);
}

static void test_doubling(void **state)
{
	(void)state;
	chip_of(16 * MIB, NOR_PROTECT_DOUBLING);
	check_area(QE, 0, 0);
	check_area(QE | BP(1), 0, 64);
	check_area(BP(8), 0, 8192);
	check_area(BP(9), 0, 16384);
	check_area(BP(15), 0, 16384);
	check_area(BP(3), BOTTOM, -256);
}

static void test_halving(void **state)
{
	(void)state;
	chip_of(16 * MIB, NOR_PROTECT_HALVING);
	check_area(BP(8), 0, 8192);
	check_area(BP(9), 0, 12288);
	check_area(BP(14), 0, 16384 - 128);
	check_area(BP(15), BOTTOM, -16384);
	chip_of(8 * MIB, NOR_PROTECT_HALVING);
	check_area(BP(7), 0, 4096);
	check_area(BP(8), 0, 6144);
	check_area(BP(13), 0, 8192 - 64);
	check_area(BP(14), 0, 8192);
	chip_of(64 * MIB, NOR_PROTECT_HALVING);
	check_area(BP(10), 0, 32 * 1024);
	check_area(BP(14), BOTTOM, -(65536 - 2048));
}

static void test_256k_and_top_bottom(void **state)
{
	(void)state;
	chip_of(64 * MIB, NOR_PROTECT_256K);
	check_area(BP(1), 0, 256);
	check_area(BP(8), 0, 32768);
	check_area(BP(10), 0, 65536);
	chip_of(2 * MIB, NOR_PROTECT_TOP_BOTTOM);
	check_area(BP(5), 0, 1024);
	check_area(BP(7), 0, 2048);
	check_area(BP(8), 0, 0);
	check_area(BP(8 + 2), 0, -128);
	check_area(BP(8 + 7), 0, 2048);
}

/* Where two layouts differ the whole chip counts */
static void test_certain_only_if_all_agree(void **state)
{
	(void)state;
	chip_of(16 * MIB, NOR_PROTECT_DOUBLING | NOR_PROTECT_HALVING);
	for (uint8_t bp = 0; bp < 16; bp++) {
		const struct nor_protection p = area(QE | BP(bp), 0);
		assert_int_equal(p.certain, bp <= 8 || bp == 15);
		if (p.certain)
			continue;
		assert_true(p.any);
		assert_int_equal(p.first, 0);
		assert_int_equal(p.end, 16 * MIB);
	}
	chip_of(16 * MIB, NOR_PROTECT_OTHER);
	assert_true(area(QE, 0).certain);
	assert_false(area(QE, 0).any);
	assert_false(area(BP(1), 0).certain);
	assert_int_equal(area(BP(1), 0).end, 16 * MIB);
	/* a second register */
	nor.protect_mask2 = 0x40;
	struct nor_protection p = { .status2 = 0x42 };
	nor_interpret_protection(&nor, &p);
	assert_true(p.any);
	assert_false(p.certain);
}

/* Bits for an area are found exactly where an area is certain */
static void test_bits_for_an_area(void **state)
{
	const struct nor_protection now = { .status = 0x80 | QE };

	(void)state;
	for (unsigned int layouts = 1; layouts < 32; layouts++) {
		chip_of(8 * MIB, layouts);
		for (uint8_t bp = 0; bp < 16; bp++) {
			const struct nor_protection p = area(0x80 | QE | BP(bp), 0);
			const int status = nor_protection_for(&nor, &now, p.first, p.end);
			if (!p.certain)
				continue;
			assert_true(status >= 0);
			assert_int_equal(status & ~0x3C, 0x80 | QE);
			assert_int_equal(area(status, 0).first, p.first);
			assert_int_equal(area(status, 0).end, p.end);
		}
		assert_int_equal(nor_protection_for(&nor, &now, 64 * KIB, 128 * KIB), -1);
	}
	chip_of(8 * MIB, NOR_PROTECT_OTHER);
	assert_int_equal(nor_protection_for(&nor, &now, 4 * MIB, 8 * MIB), -1);
}

static int hold(struct xspi *self, bool on)
{
	(void)self;
	strcat(holds, on ? "H" : (chip.status_writes ? "w-" : "-"));
	return XSPI_OK;
}

static void test_unlock(void **state)
{
	struct nor_protection before, after;

	(void)state;
	assert_int_equal(nor_identify(&x, &nor), XSPI_OK);
	x.hold_wp = hold;
	chip.status = 0x80 | QE | BP(13);
	chip.function = 0x01;
	assert_int_equal(nor_unlock(&x, &nor, &before, &after), XSPI_OK);
	assert_int_equal(before.status, 0x80 | QE | BP(13));
	assert_int_equal(before.function, 0x01);
	assert_int_equal(chip.status, 0x80 | QE);
	assert_int_equal(chip.status_writes, 1);
	assert_string_equal(holds, "Hw-");

	/* the line is given back whatever happens */
	holds[0] = '\0';
	chip.status = BP(1);
	chip.status_locked = true;
	assert_int_equal(nor_unlock(&x, &nor, &before, &after), XSPI_E_PROTECTED);
	assert_int_equal(after.status, BP(1));
	assert_string_equal(holds, "Hw-");
	assert_int_equal(chip.status & 2, 0);

	nor.qe = NOR_QE_UNKNOWN;
	assert_int_equal(nor_unlock(&x, &nor, &before, &after), XSPI_E_UNSUPPORTED);
	assert_int_equal(chip.status_writes, 2);
}

/* Quad enable is a write of the status register, too */
static void test_quad_enable_holds_wp(void **state)
{
	(void)state;
	assert_int_equal(nor_identify(&x, &nor), XSPI_OK);
	x.hold_wp = hold;
	assert_int_equal(nor_setup_fast(&x, &nor, 4, true), XSPI_OK);
	assert_string_equal(holds, "Hw-");
	assert_int_equal(nor_setup_fast(&x, &nor, 4, true), XSPI_OK);
	assert_string_equal(holds, "Hw-");
}

int main(void)
{
#define TEST(name)	cmocka_unit_test_setup_teardown(name, setup, teardown)
	static const struct CMUnitTest tests[] = {
		TEST(test_doubling),
		TEST(test_halving),
		TEST(test_256k_and_top_bottom),
		TEST(test_certain_only_if_all_agree),
		TEST(test_bits_for_an_area),
		TEST(test_unlock),
		TEST(test_quad_enable_holds_wp),
	};

	return cmocka_run_group_tests_name("protect", tests, NULL, NULL);
}
