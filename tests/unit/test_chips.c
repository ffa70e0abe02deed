// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * core/chips/ as nor_identify() applies it: sizes of all ISSI IDs, real SFDP dumps with what they hide or get wrong,
 * and refusal where nobody tells. The sizes are typed anew from UFProg vendor-issi.c and U-Boot spi-nor-ids.c.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "fake_chip.h"
#include "../../src/flash/nor/stm32xspi/core/nor.h"
#include "../../src/flash/nor/stm32xspi/core/util.h"

#define KIB		1024u
#define MIB		(1024u * KIB)

static struct xspi_io io;
static struct fake_chip chip;
static struct xspi x;
static struct nor nor;

static int setup(void **state)
{
	(void)state;
	memset(&io, 0, sizeof(io));
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

static void load(const char *name)
{
	const char *dir = getenv("STM32XSPI_DATA");
	char path[512], line[512];
	size_t size = 0;

	snprintf(path, sizeof(path), "%s/sfdp/%s.hex", dir ? dir : TEST_DATA_DIR, name);
	FILE *f = fopen(path, "r");
	if (!f)
		fail_msg("cannot open %s: set STM32XSPI_DATA to the data folder", path);
	memset(chip.sfdp, 0xFF, sizeof(chip.sfdp));
	while (fgets(line, sizeof(line), f)) {
		if (line[0] == '#')
			continue;
		for (char *word = strtok(line, " \r\n"); word && size < sizeof(chip.sfdp); word = strtok(NULL, " \r\n"))
			chip.sfdp[size++] = (uint8_t)strtoul(word, NULL, 16);
	}
	fclose(f);
}

static int identify(uint32_t id)
{
	chip.id[0] = (uint8_t)(id >> 16);
	chip.id[1] = (uint8_t)(id >> 8);
	chip.id[2] = (uint8_t)id;
	return nor_identify(&x, &nor);
}

static void blank_sfdp(void)
{
	memset(chip.sfdp, 0xFF, sizeof(chip.sfdp));
}

/* Each ID without SFDP: size, opcodes for it, and no erase whose size is not certain */
static void test_every_issi_id(void **state)
{
	static const struct {
		uint32_t id, kib;
		bool option_k;
	} known[] = {
		{ 0x7F9D22, 256, false }, { 0x7F9D44, 1024, false }, { 0x7F9D54, 1024, false }, { 0x9D1142, 256, false },
		{ 0x9D1152, 256, false }, { 0x9D1243, 512, false }, { 0x9D1253, 512, false },
		{ 0x9D4009, 32, false }, { 0x9D4010, 64, false }, { 0x9D4011, 128, false }, { 0x9D4012, 256, false },
		{ 0x9D4013, 512, false }, { 0x9D4014, 1024, false }, { 0x9D4015, 2048, false }, { 0x9D4016, 4096, false },
		{ 0x9D6014, 1024, false }, { 0x9D6015, 2048, false }, { 0x9D6016, 4096, false }, { 0x9D6017, 8192, false },
		{ 0x9D6018, 16384, true }, { 0x9D6019, 32768, true }, { 0x9D601A, 65536, true }, { 0x9D601B, 131072, true },
		{ 0x9D6020, 65536, true }, { 0x9D6021, 131072, true }, { 0x9D6022, 262144, true }, { 0x9D7014, 1024, false },
		{ 0x9D7015, 2048, false }, { 0x9D7016, 4096, false }, { 0x9D7017, 8192, false }, { 0x9D7018, 16384, true },
		{ 0x9D7019, 32768, true }, { 0x9D701A, 65536, true }, { 0x9D701B, 131072, true }, { 0x9D7020, 65536, true },
		{ 0x9D7021, 131072, true }, { 0x9D7022, 262144, true }, { 0x9D7118, 16384, false },
	};

	(void)state;
	blank_sfdp();
	for (size_t i = 0; i < XSPI_COUNT(known); i++) {
		const bool wide = known[i].kib > 16384;
		assert_int_equal(identify(known[i].id), XSPI_OK);
		assert_int_equal(nor.size, known[i].kib * KIB);
		assert_int_equal(nor.addr_bytes, wide ? 4 : 3);
		assert_int_equal(nor.page_size, 256);
		assert_int_equal(nor.read.cmd.opcode, wide ? 0x13 : 0x03);
		assert_int_equal(nor.program.cmd.opcode, wide ? 0x12 : 0x02);
		assert_int_equal(nor.erase[0].opcode, wide ? 0x21 : 0x20);
		assert_int_equal(nor.erase[1].opcode, wide ? 0x5C : 0x52);
		assert_int_equal(nor.erase[2].opcode, known[i].option_k || known[i].kib < 64 ? 0 : 0xD8);
		assert_int_equal(nor.fast[0].cmd.opcode, wide ? 0xEC : 0xEB);
		assert_in_range(nor.fast_hz, 75000000, 104000000);
	}
	assert_int_equal(identify(0x9D6023), XSPI_E_UNKNOWN_CHIP);
	assert_int_equal(identify(0x9D5A19), XSPI_E_UNKNOWN_CHIP);
}

/* 256 Mbit with "3-byte addresses only" and no table of 4-byte opcodes */
static void test_is25wp256(void **state)
{
	(void)state;
	load("is25wp256");
	assert_int_equal(identify(0x9D7019), XSPI_OK);
	assert_int_equal(nor.size, 32 * MIB);
	assert_int_equal(nor.addr_bytes, 4);
	assert_int_equal(nor.read.cmd.opcode, 0x13);
	assert_int_equal(nor.erase[0].opcode, 0x21);
	assert_int_equal(nor.erase[2].opcode, 0xDC);
	assert_int_equal(nor.erase[2].typ_ms, 304);
	assert_int_equal(nor.fast[0].cmd.opcode, 0xEC);
	assert_int_equal(nor.quad_program.cmd.opcode, 0x34);
	assert_true(nor.has_error_flags);
	/* an unknown chip that says so is refused */
	assert_int_equal(identify(0x9D8019), XSPI_E_UNSUPPORTED);
	assert_int_equal(identify(0xC22019), XSPI_E_UNSUPPORTED);
}

static void test_sizes_that_are_no_power(void **state)
{
	(void)state;
	load("is25lp02g");
	assert_int_equal(identify(0x9D6022), XSPI_OK);
	assert_int_equal(nor.size, 256 * MIB);
	assert_int_equal(nor.sfdp_size, 256 * MIB);
	assert_int_equal(nor.erase[2].opcode, 0xDC);
	assert_int_equal(nor.erase[2].typ_ms, 176);
	load("is25wp01g");
	assert_int_equal(identify(0x9D701B), XSPI_OK);
	assert_int_equal(nor.size, 128 * MIB);
	assert_int_equal(nor.fast_hz, 75000000);
}

/* ISSI's WJ parts have IDs of WP parts, but Winbond's registers: none of ISSI's may be touched */
static void test_winbond_registers_under_issi_id(void **state)
{
	(void)state;
	load("w25q64jw-im");
	assert_int_equal(identify(0x9D7017), XSPI_OK);
	assert_int_equal(nor.size, 8 * MIB);
	assert_int_equal(nor.qe, NOR_QE_SR2_BIT1);
	assert_int_equal(nor.write_status2, 0x31);
	assert_false(nor.has_error_flags);
	assert_int_equal(nor.protect_mask, 0x7C);
	assert_int_equal(nor.protect_mask2, 0x40);
	assert_int_equal(nor.protect, NOR_PROTECT_OTHER);
	assert_int_equal(chip.opcodes[0x81] + chip.opcodes[0x48] + chip.opcodes[0x16] + chip.opcodes[0x61], 0);
}

static void test_winbond(void **state)
{
	(void)state;
	load("w25q128jv");
	assert_int_equal(identify(0xEF4018), XSPI_OK);
	assert_int_equal(nor.qe, NOR_QE_SR2_BIT1);
	assert_int_equal(nor.write_status2, 0x31);
	assert_int_equal(nor.quad_program.cmd.opcode, 0x32);
	/* 2 mode and 2 wait clocks on two lines: together they are the mode byte */
	assert_int_equal(nor.fast[2].cmd.opcode, 0xBB);
	assert_int_equal(nor.fast[2].mode.nbytes, 1);
	assert_int_equal(nor.fast[2].dummy.cycles, 0);
	/* SFDP 1.0: neither requirement nor times; 31h is not known to be there */
	load("w25q128fv");
	assert_int_equal(identify(0xEF4018), XSPI_OK);
	assert_int_equal(nor.qe, NOR_QE_SR2_BIT1);
	assert_int_equal(nor.write_status2, 0);
	assert_int_equal(nor.page_size, 256);
	/* large, with a table of 4-byte opcodes, which has none for 32 KiB */
	load("w25q512jv");
	assert_int_equal(identify(0xEF4020), XSPI_OK);
	assert_int_equal(nor.size, 64 * MIB);
	assert_int_equal(nor.read.cmd.opcode, 0x13);
	assert_int_equal(nor.erase[0].opcode, 0x21);
	assert_int_equal(nor.erase[1].opcode, 0xDC);
	assert_int_equal(nor.erase[1].size, 64 * KIB);
	assert_int_equal(nor.erase[2].opcode, 0);
}

static void test_other_makers(void **state)
{
	(void)state;
	load("mt25qu512a");
	assert_int_equal(identify(0x20BB20), XSPI_OK);
	assert_int_equal(nor.size, 64 * MIB);
	assert_int_equal(nor.qe, NOR_QE_NONE);
	assert_int_equal(nor.quad_program.cmd.nbytes, 0);
	assert_int_equal(nor.protect_mask, 0);
	/* 1 mode and 9 wait clocks: the first two are driven */
	assert_int_equal(nor.fast[0].mode.value, 0);
	assert_int_equal(nor.fast[0].mode.nbytes * 2 + nor.fast[0].dummy.cycles, 10);
	load("mx66l1g45g");
	assert_int_equal(identify(0xC2201B), XSPI_OK);
	assert_int_equal(nor.size, 128 * MIB);
	assert_int_equal(nor.qe, NOR_QE_SR1_BIT6);
	/* octal: no quad read, quad enable not known: one line */
	load("is25lx256");
	assert_int_equal(identify(0x9D5A19), XSPI_OK);
	assert_int_equal(nor.size, 32 * MIB);
	assert_int_equal(nor.fast[0].cmd.nbytes, 0);
	assert_int_equal(nor.erase[2].size, 128 * KIB);
	assert_int_equal(chip.opcodes[0x81] + chip.opcodes[0x48], 0);
}

/* Truncated, blank or with a wrong size: the table counts; without a row it is refused */
static void test_broken_sfdp(void **state)
{
	(void)state;
	load("is25wp256");
	chip.sfdp[11] = 4;
	assert_int_equal(identify(0x9D7019), XSPI_OK);
	assert_false(nor.sfdp_valid);
	assert_int_equal(nor.size, 32 * MIB);
	assert_int_equal(identify(0xC22019), XSPI_E_UNKNOWN_CHIP);

	load("is25wp256");
	chip.sfdp[0x37] = 0x07;
	assert_int_equal(identify(0x9D7019), XSPI_OK);
	assert_int_equal(nor.size, 32 * MIB);
	assert_int_equal(nor.sfdp_size, 16 * MIB);

	load("is25wp256");
	memset(chip.sfdp + 0x30, 0xFF, 64);
	assert_int_equal(identify(0x9D7019), XSPI_OK);
	assert_false(nor.sfdp_valid);
}

/* What could harm a chip is not believed */
static void test_lying_sfdp(void **state)
{
	enum { BFPT = 0x30, ERASE_1 = BFPT + 28, PAGE = BFPT + 40, READ_1_4_4 = BFPT + 8, SIZE = BFPT + 7 };

	(void)state;
	/* a page of 32 KiB: programming would wrap */
	load("is25wp256");
	chip.sfdp[SIZE] = 0x07;		/* 16 MiB */
	chip.sfdp[PAGE] = 0xF0 | (chip.sfdp[PAGE] & 0x0F);
	assert_int_equal(identify(0x9D7019), XSPI_OK);
	assert_int_equal(nor.page_size, 256);
	assert_int_equal(identify(0xC22018), XSPI_OK);
	assert_int_equal(nor.page_size, 256);
	/* 20h erases 64 KiB */
	load("is25wp256");
	chip.sfdp[SIZE] = 0x07;		/* 16 MiB */
	chip.sfdp[ERASE_1] = 16;
	assert_int_equal(identify(0x9D7017), XSPI_OK);
	assert_int_equal(nor.erase[0].opcode, 0x52);
	/* an "erase" by an opcode that writes one-time bits, a "read" by one that writes a status register */
	load("is25wp256");
	chip.sfdp[SIZE] = 0x07;		/* 16 MiB */
	chip.sfdp[ERASE_1 + 1] = 0x42;
	chip.sfdp[READ_1_4_4 + 1] = 0x01;
	for (unsigned int i = 0; i < 2; i++) {
		assert_int_equal(identify(i ? 0xC22017 : 0x9D7017), XSPI_OK);
		assert_int_equal(nor.erase[0].opcode, 0x52);
		assert_int_equal(nor.fast[0].cmd.opcode, 0x6B);
	}
	/* none that is credible: refused */
	for (unsigned int i = 0; i < 3; i++)
		chip.sfdp[ERASE_1 + 1 + 2 * i] = 0x42;
	assert_int_equal(identify(0xC22017), XSPI_E_UNSUPPORTED);
	/* a 64 KiB erase that the part has not */
	load("is25wp256");
	chip.sfdp[SIZE] = 0x07;		/* 16 MiB */
	assert_int_equal(identify(0x7F9D20), XSPI_OK);
	assert_int_equal(nor.size, 64 * KIB);
	assert_int_equal(nor.erase[1].opcode, 0x52);
	assert_int_equal(nor.erase[2].opcode, 0);
}

int main(void)
{
#define TEST(name)	cmocka_unit_test_setup_teardown(name, setup, teardown)
	static const struct CMUnitTest tests[] = {
		TEST(test_every_issi_id),
		TEST(test_is25wp256),
		TEST(test_sizes_that_are_no_power),
		TEST(test_winbond_registers_under_issi_id),
		TEST(test_winbond),
		TEST(test_other_makers),
		TEST(test_broken_sfdp),
		TEST(test_lying_sfdp),
	};

	return cmocka_run_group_tests_name("chips", tests, NULL, NULL);
}
