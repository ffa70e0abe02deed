// SPDX-License-Identifier: GPL-2.0-or-later

/* core/nor.c with chips/: identification, corrections, quad enable and its proof, program, erase, error flags. */

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

static void check_is25lp128f(unsigned int erases)
{
	assert_string_equal(nor.name, "IS25LP128F");
	assert_memory_equal(nor.id, "\x9D\x60\x18", 3);
	assert_int_equal(nor.size, 16 * 1024 * 1024);
	assert_int_equal(nor.page_size, 256);
	assert_int_equal(nor.addr_bytes, 3);
	static const struct nor_erase erase[] = {
		{ 0x20, 4096, 70, 1000 }, { 0x52, 32768, 100, 3000 }, { 0xD8, 65536, 150, 6000 }
	};
	for (unsigned int i = 0; i < erases; i++) {
		assert_int_equal(nor.erase[i].opcode, erase[i].opcode);
		assert_int_equal(nor.erase[i].size, erase[i].size);
		assert_int_equal(nor.erase[i].typ_ms, erase[i].typ_ms);
		assert_int_equal(nor.erase[i].max_ms, erase[i].max_ms);
	}
	assert_int_equal(nor.erase[erases].opcode, 0);
	assert_int_equal(nor.page_typ_us, 200);
	assert_int_equal(nor.page_max_us, 5000);
	assert_int_equal(nor.chip_erase_typ_ms, 45000);
	assert_int_equal(nor.qe, NOR_QE_SR1_BIT6);
	assert_int_equal(nor.protect_mask, 0x3C);
	assert_int_equal(nor.fast_hz, 81000000);
	assert_int_equal(nor.fast[0].cmd.opcode, 0xEB);
	assert_int_equal(nor.fast[0].addr.lines, 4);
	assert_int_equal(nor.fast[0].mode.nbytes, 1);
	assert_int_equal(nor.fast[0].mode.value, 0);
	assert_int_equal(nor.fast[0].dummy.cycles, 4);
	assert_int_equal(nor.fast[1].cmd.opcode, 0x6B);
	assert_int_equal(nor.fast[1].mode.nbytes, 0);
	assert_int_equal(nor.fast[1].dummy.cycles, 8);
	assert_int_equal(nor.fast[2].cmd.opcode, 0xBB);
	assert_int_equal(nor.fast[2].mode.nbytes, 1);
	assert_int_equal(nor.fast[2].dummy.cycles, 0);
	assert_int_equal(nor.fast[3].cmd.opcode, 0x3B);
	assert_int_equal(nor.quad_program.cmd.opcode, 0x32);
	assert_int_equal(nor.quad_program.addr.lines, 1);
	assert_int_equal(nor.quad_program.data.lines, 4);
	assert_int_equal(nor.read.cmd.opcode, 0x03);
	assert_int_equal(nor.program.cmd.opcode, 0x02);
}

static void test_identify(void **state)
{
	(void)state;
	assert_int_equal(nor_identify(&x, &nor), XSPI_OK);
	assert_true(nor.sfdp_valid);
	check_is25lp128f(3);
	assert_true(nor.has_error_flags);
	/* the chip erase limit: SFDP's 480 s and half as much again */
	assert_int_equal(nor.chip_erase_max_ms, 720000);
	assert_int_equal(chip.opcodes[0x9F], 3);
	assert_int_equal(chip.writes_enabled, 0);
}

static void test_identify_without_sfdp(void **state)
{
	(void)state;
	memset(chip.sfdp, 0xFF, sizeof(chip.sfdp));
	assert_int_equal(nor_identify(&x, &nor), XSPI_OK);
	assert_false(nor.sfdp_valid);
	/* what D8h erases is not known: LE128E option K has this ID, too; nor whether there are error flags */
	check_is25lp128f(2);
	assert_false(nor.has_error_flags);
	/* twice the maximum would be 270 s */
	assert_int_equal(nor.chip_erase_max_ms, 270000);
}

/* One ID, another part: what the chip says of pages and blocks counts, or a D8h would erase more than asked for */
static void test_identify_k_option(void **state)
{
	(void)state;
	chip.sfdp[0x30 + 32] = 18;		/* third erase type: 256 KiB */
	chip.sfdp[0x30 + 40] = 0x92;	/* page: 512 bytes */
	assert_int_equal(nor_identify(&x, &nor), XSPI_OK);
	assert_int_equal(nor.page_size, 512);
	assert_int_equal(nor.erase[2].opcode, 0xD8);
	assert_int_equal(nor.erase[2].size, 256 * 1024);
	assert_int_equal(nor.erase[2].typ_ms, 304);
	assert_int_equal(nor.erase[2].max_ms, 24000);
	/* with one of them alone the table lies: neither is believed, and D8h could erase either */
	chip.sfdp[0x30 + 32] = 16;
	assert_int_equal(nor_identify(&x, &nor), XSPI_OK);
	assert_int_equal(nor.page_size, 256);
	assert_int_equal(nor.erase[2].size, 0);
	chip.sfdp[0x30 + 32] = 18;
	chip.sfdp[0x30 + 40] = 0x82;
	assert_int_equal(nor_identify(&x, &nor), XSPI_OK);
	assert_int_equal(nor.page_size, 256);
	assert_int_equal(nor.erase[2].size, 0);
}

static void test_identify_none(void **state)
{
	(void)state;
	chip.absent = true;
	assert_int_equal(nor_identify(&x, &nor), XSPI_E_NO_CHIP);
	assert_memory_equal(nor.id, "\xFF\xFF\xFF", 3);
	chip.absent = false;
	memset(chip.id, 0, 3);
	assert_int_equal(nor_identify(&x, &nor), XSPI_E_NO_CHIP);
}

static void test_identify_unknown(void **state)
{
	(void)state;
	chip.id[0] = 0xC8;
	assert_int_equal(nor_identify(&x, &nor), XSPI_OK);
	assert_string_equal(nor.name, "SFDP");
	assert_false(nor.has_error_flags);
	assert_int_equal(nor.quad_program.cmd.nbytes, 0);
	assert_int_equal(nor.erase[0].typ_ms, 48);
	memset(chip.sfdp, 0xFF, sizeof(chip.sfdp));
	assert_int_equal(nor_identify(&x, &nor), XSPI_E_UNKNOWN_CHIP);
	assert_int_equal(nor.id[0], 0xC8);
}

/* An ID that changes from read to read */
static void unstable_chip(struct xspi_io *self, struct fake_frame *f)
{
	static uint8_t n;

	(void)self;
	memset(f->data, 0x11 + n++ % 3, f->data_len);
}

static void test_identify_unstable(void **state)
{
	(void)state;
	io.chip = unstable_chip;
	assert_int_equal(nor_identify(&x, &nor), XSPI_E_NO_CHIP);
}

static void test_large(void **state)
{
	(void)state;
	/* 256 Mbit, no table of 4-byte opcodes: those of known chips are known, others' not */
	chip.id[2] = 0x19;
	chip.sfdp[0x37] = 0x0F;
	assert_int_equal(nor_identify(&x, &nor), XSPI_OK);
	assert_int_equal(nor.size, 32 * 1024 * 1024);
	assert_int_equal(nor.addr_bytes, 4);
	assert_int_equal(nor.read_slow.cmd.opcode, 0x13);
	assert_int_equal(nor.read_slow.addr.nbytes, 4);
	assert_int_equal(nor.fast[0].cmd.opcode, 0xEC);
	assert_int_equal(nor.quad_program.cmd.opcode, 0x34);
	assert_int_equal(nor.erase[0].opcode, 0x21);
	assert_int_equal(nor.erase[1].opcode, 0x5C);
	assert_int_equal(nor.erase[2].opcode, 0xDC);
	assert_int_equal(nor.fast_hz, 81000000);
	chip.id[2] = 0x1C;
	assert_int_equal(nor_identify(&x, &nor), XSPI_E_UNSUPPORTED);
	chip.id[0] = 0xC2;
	assert_int_equal(nor_identify(&x, &nor), XSPI_E_UNSUPPORTED);
}

static void test_same_opcode_twice(void **state)
{
	(void)state;
	/* as SST26VF: 8, 32 and 64 KiB all by D8h, depending on the place */
	chip.sfdp[0x30 + 31] = 0xD8;
	assert_int_equal(nor_identify(&x, &nor), XSPI_OK);
	assert_int_equal(nor.erase[0].opcode, 0x20);
	assert_int_equal(nor.erase[1].opcode, 0);
}

static void test_no_flags(void **state)
{
	(void)state;
	chip.no_flags = true;
	assert_int_equal(nor_identify(&x, &nor), XSPI_OK);
	assert_false(nor.has_error_flags);
	chip.no_flags = false;
	chip.flags = 0xEE;
	assert_int_equal(nor_identify(&x, &nor), XSPI_OK);
	assert_true(nor.has_error_flags);
	assert_int_equal(chip.flags, 0xE0);
}

static void fill(uint32_t addr, uint32_t len)
{
	for (uint32_t i = 0; i < len; i++)
		chip.array[addr + i] = (uint8_t)((addr + i) * 29 + ((addr + i) >> 8));
}

static void test_fast_sets_qe(void **state)
{
	(void)state;
	fill(0, 64);
	chip.status = 0x84;
	assert_int_equal(nor_identify(&x, &nor), XSPI_OK);
	assert_int_equal(nor_setup_fast(&x, &nor, 4, true), XSPI_OK);
	assert_int_equal(chip.status, 0xC4);
	assert_int_equal(chip.status_writes, 1);
	assert_false(nor.qe_was_set);
	assert_true(nor.proven);
	assert_int_equal(nor.read.cmd.opcode, 0xEB);
	assert_int_equal(nor.program.cmd.opcode, 0x32);
	assert_int_equal(nor.max_hz, 81000000);

	/* never written when it is set */
	assert_int_equal(nor_setup_fast(&x, &nor, 4, true), XSPI_OK);
	assert_true(nor.qe_was_set);
	assert_int_equal(chip.status_writes, 1);
}

static void test_fast_not_allowed(void **state)
{
	(void)state;
	assert_int_equal(nor_identify(&x, &nor), XSPI_OK);
	assert_int_equal(nor_setup_fast(&x, &nor, 4, false), XSPI_OK);
	assert_int_equal(nor.read.cmd.opcode, 0xBB);
	assert_int_equal(nor.program.cmd.opcode, 0x02);
	assert_int_equal(chip.writes_enabled, 0);
	assert_int_equal(nor_setup_fast(&x, &nor, 2, true), XSPI_OK);
	assert_int_equal(nor.read.cmd.opcode, 0xBB);
	assert_int_equal(nor_setup_fast(&x, &nor, 1, true), XSPI_OK);
	assert_int_equal(nor.read.cmd.opcode, 0x03);
	assert_int_equal(chip.writes_enabled, 0);
}

static void test_fast_locked(void **state)
{
	(void)state;
	chip.status_locked = true;
	assert_int_equal(nor_identify(&x, &nor), XSPI_OK);
	assert_int_equal(nor_setup_fast(&x, &nor, 4, true), XSPI_E_PROTECTED);
	assert_int_equal(nor.read.cmd.opcode, 0xBB);
	assert_int_equal(chip.status & 2, 0);
}

static void test_fast_broken_line(void **state)
{
	(void)state;
	fill(0, FAKE_CHIP_SIZE);
	chip.status = 0x40;
	assert_int_equal(nor_identify(&x, &nor), XSPI_OK);
	assert_int_equal(nor_setup_fast(&x, &nor, 4, true), XSPI_OK);
	chip.io2_broken = true;
	assert_int_equal(nor_setup_fast(&x, &nor, 4, true), XSPI_E_VERIFY);
	assert_int_equal(nor.read.cmd.opcode, 0xBB);
	assert_int_equal(nor.program.cmd.opcode, 0x02);
}

static void test_fast_open_line_on_blank_chip(void **state)
{
	(void)state;
	chip.status = 0x40;
	chip.io3_floats = true;
	assert_int_equal(nor_identify(&x, &nor), XSPI_OK);
	assert_int_equal(nor_setup_fast(&x, &nor, 4, true), XSPI_E_VERIFY);
	assert_int_not_equal(nor.read.data.lines, 4);
	assert_int_equal(nor.program.cmd.opcode, 0x02);
}

static void test_fast_blank(void **state)
{
	(void)state;
	chip.status = 0x40;
	assert_int_equal(nor_identify(&x, &nor), XSPI_OK);
	assert_int_equal(nor_setup_fast(&x, &nor, 4, true), XSPI_OK);
	assert_int_equal(nor.read.cmd.opcode, 0xEB);
	assert_false(nor.proven);
	/* data at the very end are found, too */
	fill(FAKE_CHIP_SIZE - 16, 16);
	assert_int_equal(nor_setup_fast(&x, &nor, 4, true), XSPI_OK);
	assert_true(nor.proven);
}

/* A blank chip proves nothing, least of all when another read on the same lines has just failed */
static void test_fast_broken_line_of_a_blank_chip(void **state)
{
	(void)state;
	chip.status = 0x40;
	chip.quad_address_broken = true;
	assert_int_equal(nor_identify(&x, &nor), XSPI_OK);
	assert_int_equal(nor_setup_fast(&x, &nor, 4, true), XSPI_E_VERIFY);
	assert_int_equal(nor.read.cmd.opcode, 0xBB);
	assert_int_equal(nor.program.cmd.opcode, 0x02);
	fill(0, 16);
	assert_int_equal(nor_setup_fast(&x, &nor, 4, true), XSPI_E_VERIFY);
	assert_int_equal(nor.read.cmd.opcode, 0x6B);
}

static void test_program_erase_read(void **state)
{
	uint8_t data[256], back[300];

	(void)state;
	for (unsigned int i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i ^ 0x5A);
	chip.status = 0x40;
	for (unsigned int quad = 0; quad < 2; quad++) {
		assert_int_equal(nor_identify(&x, &nor), XSPI_OK);
		assert_int_equal(nor_setup_fast(&x, &nor, quad ? 4 : 2, true), XSPI_OK);
		assert_int_equal(nor_erase_unit(&x, &nor, 0, 0x3000), XSPI_OK);
		assert_int_equal(nor_program_page(&x, &nor, 0x3000, data, 256), XSPI_OK);
		assert_int_equal(nor_program_page(&x, &nor, 0x31F0, data, 16), XSPI_OK);
		assert_int_equal(nor_read(&x, &nor, 0x3000, back, 300), XSPI_OK);
		assert_memory_equal(back, data, 256);
		assert_int_equal(back[256], 0xFF);
		assert_memory_equal(chip.array + 0x31F0, data, 16);
		assert_int_equal(chip.status, 0x40);
	}
	assert_int_equal(chip.opcodes[0x02], 2);
	assert_int_equal(chip.opcodes[0x32], 2);
	assert_int_equal(nor_erase_unit(&x, &nor, 2, 0), XSPI_OK);
	assert_int_equal(chip.array[0x3000], 0xFF);
	chip.array[123] = 0;
	assert_int_equal(nor_erase_chip(&x, &nor), XSPI_OK);
	assert_int_equal(chip.array[123], 0xFF);
	assert_int_equal(nor_read(&x, &nor, FAKE_CHIP_SIZE - 4, back, 4), XSPI_OK);
}

static void test_ranges(void **state)
{
	uint8_t data[257] = { 0 };

	(void)state;
	assert_int_equal(nor_identify(&x, &nor), XSPI_OK);
	assert_int_equal(nor_program_page(&x, &nor, 0x10, data, 241), XSPI_E_INVALID);
	assert_int_equal(nor_program_page(&x, &nor, 0, data, 0), XSPI_E_INVALID);
	assert_int_equal(nor_program_page(&x, &nor, FAKE_CHIP_SIZE, data, 1), XSPI_E_INVALID);
	assert_int_equal(nor_erase_unit(&x, &nor, 0, 0x800), XSPI_E_INVALID);
	assert_int_equal(nor_erase_unit(&x, &nor, 0, FAKE_CHIP_SIZE), XSPI_E_INVALID);
	assert_int_equal(nor_erase_unit(&x, &nor, 3, 0), XSPI_E_INVALID);
	assert_int_equal(nor_read(&x, &nor, FAKE_CHIP_SIZE - 1, data, 2), XSPI_E_INVALID);
	assert_int_equal(nor_read(&x, &nor, 0, data, 0), XSPI_OK);
	assert_int_equal(chip.writes_enabled, 0);
}

static void test_errors(void **state)
{
	uint8_t data[4] = { 0 };

	(void)state;
	assert_int_equal(nor_identify(&x, &nor), XSPI_OK);
	chip.fail_program = true;
	assert_int_equal(nor_program_page(&x, &nor, 0, data, 4), XSPI_E_FAILED);
	assert_int_equal(x.detail, 0xE4);
	assert_int_equal(chip.flags, 0xE0);
	chip.fail_program = false;
	chip.protected = true;
	assert_int_equal(nor_erase_unit(&x, &nor, 0, 0), XSPI_E_PROTECTED);
	assert_int_equal(x.detail, 0xE2);
	chip.protected = false;

	/* never ready */
	chip.busy_per_op = 1000000;
	assert_int_equal(nor_erase_unit(&x, &nor, 0, 0), XSPI_E_TIMEOUT);
	assert_int_equal(x.detail & 1, 1);
	assert_in_range(io.time_us, 1000000, 1100000);
	assert_true(io.count < 1500);
}

/* Write enable that does not take: a chip that ignores commands must not be waited for, nor called programmed */
static void deaf_chip(struct xspi_io *self, struct fake_frame *f)
{
	(void)self;
	memset(f->data, 0, f->data_len);
}

static void test_write_enable(void **state)
{
	uint8_t data[4] = { 0 };

	(void)state;
	assert_int_equal(nor_identify(&x, &nor), XSPI_OK);
	io.chip = deaf_chip;
	assert_int_equal(nor_program_page(&x, &nor, 0, data, 4), XSPI_E_FAILED);
	assert_int_equal(x.detail, 0);
}

static void test_link_failure(void **state)
{
	uint8_t data[16] = { 0 };

	(void)state;
	fill(0, 64);
	assert_int_equal(nor_identify(&x, &nor), XSPI_OK);
	io.count = 0;
	assert_int_equal(nor_setup_fast(&x, &nor, 4, true), XSPI_OK);
	assert_int_equal(nor_program_page(&x, &nor, 0x100, data, 16), XSPI_OK);
	const unsigned int count = io.count;
	for (unsigned int n = 1; n <= count; n++) {
		chip.status = 0;
		io.busy = false;
		chip.busy = 0;
		io.count = 0;
		io.fail_at = n;
		int retval = nor_setup_fast(&x, &nor, 4, true);
		if (retval == XSPI_OK)
			retval = nor_program_page(&x, &nor, 0x100, data, 16);
		assert_int_equal(retval, XSPI_E_LINK);
		assert_int_equal(io.count, n);
	}
	io.fail_at = 0;
}

/* ---- set up by others ---- */

static const struct spi_mem_op read_qpi = {
	SPI_MEM_CMD(0xEB, 4), SPI_MEM_ADDR(3, 0, 4), SPI_MEM_MODE(0x00, 4), SPI_MEM_DUMMY(4), SPI_MEM_DATA_IN(0, NULL, 4)
};
static const struct spi_mem_op read_1_1_4 = {
	SPI_MEM_CMD(0x6B, 1), SPI_MEM_ADDR(3, 0, 1), SPI_MEM_DUMMY(8), SPI_MEM_DATA_IN(0, NULL, 4)
};

/* Program, read back, erase; the chip must have seen just these opcodes */
static void use_adopted(uint8_t program)
{
	uint8_t data[64], found[64];

	for (unsigned int i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(3 * i + 1);
	memset(chip.array + 0x1000, 0x00, 0x1000);
	assert_int_equal(nor_erase_unit(&x, &nor, 0, 0x1000), XSPI_OK);
	assert_int_equal(chip.array[0x1FFF], 0xFF);
	assert_int_equal(nor_program_page(&x, &nor, 0x1010, data, sizeof(data)), XSPI_OK);
	assert_memory_equal(chip.array + 0x1010, data, sizeof(data));
	assert_int_equal(nor_read(&x, &nor, 0x1010, found, sizeof(found)), XSPI_OK);
	assert_memory_equal(found, data, sizeof(data));
	assert_int_equal(chip.opcodes[program], 1);
	assert_int_equal(chip.status_writes, 0);
	assert_int_equal(chip.resets, 0);
}

static void test_adopt_qpi(void **state)
{
	(void)state;
	chip.qpi = true;
	chip.status = 0x40;
	assert_int_equal(nor_adopt(&x, &nor, &read_qpi, true), XSPI_OK);
	assert_true(nor.qpi);
	assert_false(nor.sfdp_valid);
	assert_string_equal(nor.name, "IS25LP128F");
	assert_int_equal(chip.opcodes[0x5A], 0);
	use_adopted(0x02);
	assert_int_equal(nor_erase_chip(&x, &nor), XSPI_OK);
	assert_int_equal(chip.array[0x1010], 0xFF);
	/* whether this part has them is told by SFDP's revision only */
	assert_false(nor.has_error_flags);
	assert_true(chip.qpi);
}

static void test_adopt_qpi_unknown_chip(void **state)
{
	(void)state;
	chip.qpi = true;
	chip.id[2] = 0x33;
	assert_int_equal(nor_adopt(&x, &nor, &read_qpi, false), XSPI_E_UNKNOWN_CHIP);
	assert_true(nor.qpi);
	chip.absent = true;
	assert_int_equal(nor_adopt(&x, &nor, &read_qpi, false), XSPI_E_NO_CHIP);
}

static void test_adopt_1_1_4(void **state)
{
	(void)state;
	chip.array[0] = 0x12;
	chip.status = 0x40;
	assert_int_equal(nor_adopt(&x, &nor, &read_1_1_4, true), XSPI_OK);
	assert_int_equal(nor.read.cmd.opcode, 0x6B);
	assert_true(nor.proven);
	use_adopted(0x32);
	assert_int_equal(chip.opcodes[0xEB], 0);
}

/* Quad enable is not touched: then a 1-line program is what works */
static void test_adopt_without_quad_enable(void **state)
{
	(void)state;
	assert_int_equal(nor_adopt(&x, &nor, &read_1_1_4, false), XSPI_OK);
	assert_int_equal(nor.program.cmd.opcode, 0x02);
	assert_int_equal(chip.status_writes, 0);
	chip.array[0] = 0x12;
	assert_int_equal(nor_adopt(&x, &nor, &read_1_1_4, true), XSPI_E_VERIFY);
	assert_int_equal(nor.read.cmd.opcode, 0x03);
}

static void test_adopt_4_byte_mode(void **state)
{
	struct spi_mem_op read = read_1_1_4;

	(void)state;
	read.addr.nbytes = 4;
	chip.bank = 0x80;
	chip.status = 0x40;
	assert_int_equal(nor_adopt(&x, &nor, &read, false), XSPI_OK);
	assert_int_equal(nor.addr_bytes, 4);
	assert_int_equal(nor.program.addr.nbytes, 4);
	use_adopted(0x32);
	assert_int_equal(chip.bank, 0x80);
}

static void test_adopt_waits_for_a_busy_chip(void **state)
{
	(void)state;
	chip.busy = 5;
	assert_int_equal(nor_adopt(&x, &nor, &read_1_1_4, false), XSPI_OK);
}

static void test_adopt_refuses_other_modes(void **state)
{
	struct spi_mem_op read = read_qpi;

	(void)state;
	read.data.lines = 1;
	assert_int_equal(nor_adopt(&x, &nor, &read, false), XSPI_E_UNSUPPORTED);
	read = read_1_1_4;
	read.data.dtr = true;
	assert_int_equal(nor_adopt(&x, &nor, &read, false), XSPI_E_UNSUPPORTED);
	read = read_1_1_4;
	read.cmd.lines = 8;
	assert_int_equal(nor_adopt(&x, &nor, &read, false), XSPI_E_UNSUPPORTED);
}

int main(void)
{
#define TEST(name)	cmocka_unit_test_setup_teardown(name, setup, teardown)
	static const struct CMUnitTest tests[] = {
		TEST(test_identify),
		TEST(test_identify_without_sfdp),
		TEST(test_identify_k_option),
		TEST(test_identify_none),
		TEST(test_identify_unknown),
		TEST(test_identify_unstable),
		TEST(test_large),
		TEST(test_same_opcode_twice),
		TEST(test_no_flags),
		TEST(test_fast_sets_qe),
		TEST(test_fast_not_allowed),
		TEST(test_fast_locked),
		TEST(test_fast_broken_line),
		TEST(test_fast_open_line_on_blank_chip),
		TEST(test_fast_blank),
		TEST(test_fast_broken_line_of_a_blank_chip),
		TEST(test_program_erase_read),
		TEST(test_ranges),
		TEST(test_errors),
		TEST(test_write_enable),
		TEST(test_link_failure),
		TEST(test_adopt_qpi),
		TEST(test_adopt_qpi_unknown_chip),
		TEST(test_adopt_1_1_4),
		TEST(test_adopt_without_quad_enable),
		TEST(test_adopt_4_byte_mode),
		TEST(test_adopt_waits_for_a_busy_chip),
		TEST(test_adopt_refuses_other_modes),
	};

	return cmocka_run_group_tests_name("nor", tests, NULL, NULL);
}
