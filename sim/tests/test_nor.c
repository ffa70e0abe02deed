// SPDX-License-Identifier: GPL-2.0-or-later

/* IS25LP128F: what each group of commands does, as a program behind the controller sees it. */

#include <stdio.h>
#include <stdlib.h>
#include "xspi_bench.h"

static uint8_t *array(void)
{
	uint32_t size;

	return nor_data(bench_chip, &size);
}

static void program(uint32_t addr, const void *data, size_t count)
{
	write_enable();
	write_data(I1 | A1_24 | D1, 0, 0x02, addr, data, count);
	wait_ready();
}

static void erase(uint8_t opcode, uint32_t addr)
{
	write_enable();
	command_at(I1 | A1_24, opcode, addr);
}

/** Write a status register value with WP# out of the way. */
static void write_status(uint8_t value)
{
	write_enable();
	write_reg(0x01, value);
	wait_ready();
}

static uint64_t busy_us(void)
{
	uint64_t start = sim_now();

	wait_ready();
	return (sim_now() - start) / SIM_PS_PER_US;
}

/* ---- identification ---- */

static void ids(void **state)
{
	uint8_t data[16], more[16];

	(void)state;
	assert_int_equal(read_id(), 0x9D6018);
	read_data(I1 | A1_24 | D1, 0, 0x90, 0, data, 3);
	assert_memory_equal(data, "\x9D\x17\x9D", 3);
	read_data(I1 | A1_24 | D1, 0, 0x90, 1, data, 2);
	assert_memory_equal(data, "\x17\x9D", 2);
	read_data(I1 | A1_24 | D1, 0, 0xAB, 0, data, 1);
	assert_int_equal(data[0], 0x17);
	read_data(I1 | A1_24 | D1, 8, 0x4B, 0, data, 16);
	read_data(I1 | A1_24 | D1, 8, 0x4B, 4, more, 12);
	assert_memory_equal(data + 4, more, 12);
	assert_no_violations();
}

static uint32_t word(const uint8_t *bytes)
{
	return bytes[0] | bytes[1] << 8 | bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

/** JESD216: field of a duration, (count + 1) * unit. */
static uint32_t duration(uint32_t value, unsigned int at, unsigned int bits, uint32_t unit)
{
	return ((value >> at & ((1u << bits) - 1)) + 1) * unit;
}

static void sfdp(void **state)
{
	uint8_t data[0x8C];
	static const uint32_t unit_ms[] = { 1, 16, 128, 1000 };

	(void)state;
	read_data(I1 | A1_24 | D1, 8, 0x5A, 0, data, sizeof(data));
	assert_memory_equal(data, "SFDP\x06\x01\x01\xFF", 8);
	assert_int_equal(data[11], 16);
	assert_int_equal(data[16], 0x9D);
	const uint8_t *table = data + (word(data + 12) & 0xFFFFFF);
	assert_int_equal(word(table + 4), 128 * 1024 * 1024 - 1);		/* bits */
	assert_memory_equal(table + 28, "\x0C\x20\x0F\x52\x10\xD8\x00\xFF", 8);		/* 4K 20h, 32K 52h, 64K D8h */
	assert_memory_equal(table + 8, "\x44\xEB\x08\x6B\x08\x3B\x80\xBB", 8);
	uint32_t times = word(table + 36);
	assert_int_equal(duration(times, 4, 5, unit_ms[times >> 9 & 3]), 80);
	assert_int_equal(duration(times, 11, 5, unit_ms[times >> 16 & 3]), 112);
	assert_int_equal(duration(times, 18, 5, unit_ms[times >> 23 & 3]), 160);
	uint32_t pages = word(table + 40);
	assert_int_equal(1u << (pages >> 4 & 15), 256);
	assert_int_equal(duration(pages, 8, 5, pages >> 13 & 1 ? 64 : 8), 200);
	assert_int_equal(word(table + 56) >> 20 & 7, 2);				/* QER: bit 6 of the status register */
	assert_no_violations();
}

/* ---- reads ---- */

static void reads_of_all_shapes(void **state)
{
	static const struct {
		uint32_t ccr, dummies;
		uint8_t opcode;
	} reads[] = {
		{ I1 | A1_24 | D1, 0, 0x03 }, { I1 | A1_32 | D1, 0, 0x13 }, { I1 | A1_24 | D1, 8, 0x0B },
		{ I1 | A1_32 | D1, 8, 0x0C }, { I1 | A1_24 | D2, 8, 0x3B }, { I1 | A1_32 | D2, 8, 0x3C },
		{ I1 | A2_24 | M2 | D2, 0, 0xBB }, { I1 | 0x3200 | M2 | D2, 0, 0xBC }, { I1 | A1_24 | D4, 8, 0x6B },
		{ I1 | A1_32 | D4, 8, 0x6C }, { I1 | A4_24 | M4 | D4, 4, 0xEB }, { I1 | A4_32 | M4 | D4, 4, 0xEC },
	};
	uint8_t got[40], want[40];

	(void)state;
	set_quad_enable();
	for (unsigned int i = 0; i < 40; i++)
		array()[(0xFFFFF0 + i) & 0xFFFFFF] = want[i] = 3 * i + 1;
	for (unsigned int i = 0; i < COUNT_OF(reads); i++) {
		read_data(reads[i].ccr, reads[i].dummies, reads[i].opcode, 0xFFFFF0, got, 16);
		assert_memory_equal(got, want, 16);
	}
	assert_no_violations();
	wr(DCR1, 31u << 16);			/* round the end to the start */
	wr(CR, MODE_READ | 1);
	wr(CCR, I1 | A1_24 | D1);
	wr(TCR, 0);
	wr(DLR, 39);
	wr(IR, 0x03);
	wr(AR, 0xFFFFF0);
	for (unsigned int i = 0; i < 40; i++)
		assert_int_equal(rd_size(DR, 1), want[i]);
}

static void wrong_dummies_shift_the_data(void **state)
{
	uint8_t data[2];

	(void)state;
	array()[0] = 0x12;
	array()[1] = 0x34;
	array()[2] = 0x56;
	set_quad_enable();
	read_data(I1 | A1_24 | D4, 9, 0x6B, 0, data, 2);
	assert_memory_equal(data, "\x23\x45", 2);
}

static void dummies_follow_the_read_register(void **state)
{
	uint8_t byte;

	(void)state;
	array()[5] = 0x77;
	write_reg(0xC0, 3 << 3);
	read_data(I1 | A1_24 | D1, 3, 0x0B, 5, &byte, 1);
	assert_int_equal(byte, 0x77);
	write_reg(0x63, 0);
	read_data(I1 | A1_24 | D1, 8, 0x0B, 5, &byte, 1);
	assert_int_equal(byte, 0x77);
}

static void burst_wrap(void **state)
{
	uint8_t data[10];

	(void)state;
	for (unsigned int i = 0; i < 16; i++)
		array()[i] = i;
	write_reg(0x63, 0x04);
	read_data(I1 | A1_24 | D1, 0, 0x03, 6, data, 10);
	assert_memory_equal(data, "\6\7\0\1\2\3\4\5\6\7", 10);
}

static void quad_commands_need_quad_enable(void **state)
{
	uint8_t byte = 0;

	(void)state;
	read_data(I1 | A4_24 | M4 | D4, 4, 0xEB, 0, &byte, 1);
	assert_int_equal(stat_get("violation.nor.qe"), 1);
	write_enable();
	write_data(I1 | A1_24 | D4, 0, 0x32, 0, &byte, 1);
	assert_int_equal(stat_get("violation.nor.qe"), 2);
	command(I1, 0x35);
	assert_int_equal(stat_get("violation.nor.qe"), 3);
	assert_int_equal(array()[0], 0xFF);
}

static void clock_limits(void **state)
{
	uint8_t byte;

	(void)state;
	set_quad_enable();
	bench_kernel_hz = 80000000;
	read_data(I1 | A1_24 | D1, 0, 0x03, 0, &byte, 1);
	read_data(I1 | A4_24 | M4 | D4, 4, 0xEB, 0, &byte, 1);
	assert_no_violations();
	bench_kernel_hz = 83000000;
	read_data(I1 | A1_24 | D1, 0, 0x03, 0, &byte, 1);
	assert_int_equal(stat_get("violation.nor.clock"), 1);
	read_data(I1 | A4_24 | M4 | D4, 4, 0xEB, 0, &byte, 1);
	assert_int_equal(stat_get("violation.nor.clock"), 2);
	read_data(I1 | A1_24 | D4, 8, 0x6B, 0, &byte, 1);
	assert_int_equal(stat_get("violation.nor.clock"), 2);
}

/* ---- program ---- */

static void programming_only_clears_bits(void **state)
{
	(void)state;
	program(0x100, "\xF0\x0F", 2);
	program(0x100, "\x3C\xFF", 2);
	assert_memory_equal(array() + 0xFF, "\xFF\x30\x0F\xFF", 4);
	assert_int_equal(stat_get("nor.program.pages"), 2);
	assert_int_equal(stat_get("nor.program.bytes"), 4);
	assert_int_equal(read_status(), 0);		/* write enable latch is gone */
	assert_no_violations();
}

static void quad_programs(void **state)
{
	static const struct {
		uint32_t ccr;
		uint8_t opcode;
	} programs[] = {
		{ I1 | A1_24 | D4, 0x32 }, { I1 | A1_24 | D4, 0x38 }, { I1 | A1_32 | D4, 0x34 }, { I1 | A1_32 | D4, 0x3E },
		{ I1 | A1_32 | D1, 0x12 },
	};

	(void)state;
	set_quad_enable();
	for (uint32_t i = 0; i < 5; i++) {
		write_enable();
		write_data(programs[i].ccr, 0, programs[i].opcode, 0x500000 + i * 0x100, "\x12\x34\x56", 3);
		wait_ready();
		assert_memory_equal(array() + 0x500000 + i * 0x100, "\x12\x34\x56\xFF", 4);
	}
	assert_no_violations();
}

static void a_page_wraps(void **state)
{
	(void)state;
	program(0x1FE, "\1\2\3\4", 4);
	assert_memory_equal(array() + 0x1FE, "\1\2\xFF", 3);
	assert_memory_equal(array() + 0x100, "\3\4\xFF", 3);
	assert_int_equal(stat_get("nor.page_wrap"), 1);
}

static void more_than_a_page_keeps_the_last_bytes(void **state)
{
	uint8_t data[260];

	(void)state;
	for (unsigned int i = 0; i < sizeof(data); i++)
		data[i] = i < 256 ? 0x11 : 0x22;
	program(0x300, data, sizeof(data));
	assert_memory_equal(array() + 0x300, "\x22\x22\x22\x22\x11", 5);
	assert_int_equal(array()[0x3FF], 0x11);
}

static void program_takes_its_time(void **state)
{
	(void)state;
	write_enable();
	write_data(I1 | A1_24 | D1, 0, 0x02, 0, "\0", 1);
	assert_int_equal(array()[0], 0xFF);		/* not yet */
	assert_int_equal(read_status(), 0x03);
	assert_in_range(busy_us(), 150, 215);
	assert_int_equal(array()[0], 0);
}

static void board_sets_the_program_time(void **state)
{
	(void)state;
	bench_chip->fit.page_us = 800;
	write_enable();
	write_data(I1 | A1_24 | D1, 0, 0x02, 0, "\0", 1);
	assert_in_range(busy_us(), 780, 830);
}

static void program_without_write_enable_is_ignored(void **state)
{
	(void)state;
	write_data(I1 | A1_24 | D1, 0, 0x02, 0, "\0", 1);
	pass_us(1000);
	assert_int_equal(array()[0], 0xFF);
	command_at(I1 | A1_24, 0x20, 0);
	assert_int_equal(read_status(), 0);
	assert_int_equal(stat_get("violation.nor.wel"), 2);
}

static void incomplete_frames_are_ignored(void **state)
{
	(void)state;
	array()[0] = 0;
	write_enable();
	command_at(I1 | 0x1100, 0x20, 0);		/* two address bytes */
	assert_int_equal(read_status(), 0x02);
	command_at(I1 | A1_32, 0x20, 0);		/* one too many */
	assert_int_equal(read_status(), 0x02);
	command_at(I1 | A1_24, 0x02, 0);		/* no data */
	assert_int_equal(read_status(), 0x02);
	assert_int_equal(stat_get("violation.nor.frame"), 3);
	assert_int_equal(array()[0], 0);
}

/* ---- erase ---- */

static void erase_sizes_and_times(void **state)
{
	static const struct {
		uint8_t opcode;
		uint32_t ccr, size;
		uint32_t ms;
		const char *counter;
	} erases[] = {
		{ 0x20, A1_24, 0x1000, 70, "nor.erase.4k" }, { 0xD7, A1_24, 0x1000, 70, "nor.erase.4k" },
		{ 0x21, A1_32, 0x1000, 70, "nor.erase.4k" }, { 0x52, A1_24, 0x8000, 100, "nor.erase.32k" },
		{ 0x5C, A1_32, 0x8000, 100, "nor.erase.32k" }, { 0xD8, A1_24, 0x10000, 150, "nor.erase.64k" },
		{ 0xDC, A1_32, 0x10000, 150, "nor.erase.64k" },
	};

	(void)state;
	for (unsigned int i = 0; i < COUNT_OF(erases); i++) {
		uint32_t base = 0x450000, size = erases[i].size;
		memset(array() + base - 1, 0, size + 2);
		stat_reset();
		write_enable();
		command_at(I1 | erases[i].ccr, erases[i].opcode, base + size / 2 + 3);	/* any address inside */
		assert_in_range(busy_us(), erases[i].ms * 1000 - 100, erases[i].ms * 1000 + 100);
		assert_int_equal(array()[base - 1], 0);
		for (uint32_t n = 0; n < size; n++)
			assert_int_equal(array()[base + n], 0xFF);
		assert_int_equal(array()[base + size], 0);
		assert_int_equal(stat_get(erases[i].counter), 1);
		assert_no_violations();
	}
}

static void chip_erase(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < 2; i++) {
		array()[0] = 0;
		array()[0xFFFFFF] = 0;
		write_enable();
		command(I1, i ? 0xC7 : 0x60);
		pass_us(44990000);
		assert_int_equal(read_status() & 1, 1);
		pass_us(20000);
		assert_int_equal(read_status(), 0);
		assert_int_equal(array()[0], 0xFF);
		assert_int_equal(array()[0xFFFFFF], 0xFF);
	}
	assert_int_equal(stat_get("nor.erase.chip"), 2);
}

static void busy_chip_answers_status_only(void **state)
{
	(void)state;
	erase(0x20, 0);
	assert_int_equal(read_status(), 0x03);
	assert_int_equal(read_reg(0x48), 0x01);
	assert_int_equal(stat_get("violation.nor.busy"), 0);
	assert_int_not_equal(read_id(), 0x9D6018);
	assert_int_equal(stat_get("violation.nor.busy"), 1);
	wait_ready();
	assert_int_equal(read_id(), 0x9D6018);
}

static void status_can_be_read_on_and_on(void **state)
{
	uint8_t last = 1;
	unsigned int count = 0;

	(void)state;
	write_enable();
	write_data(I1 | A1_24 | D1, 0, 0x02, 0, "\0", 1);
	enable(MODE_READ);
	wr(CCR, I1 | D1);
	wr(DLR, 0xFFFF);
	wr(IR, 0x05);
	for (; (last & 1) && count < 1000; count++)
		last = rd_size(DR, 1);
	assert_in_range(count, 80, 105);		/* two microseconds each */
	wr(CR, MODE_READ | 3);
	wait_idle();
}

/* ---- suspend, reset, power ---- */

static void suspend_and_resume(void **state)
{
	uint8_t byte;

	(void)state;
	memset(array(), 0, 0x20000);
	erase(0xD8, 0);
	pass_us(50000);
	command(I1, 0x75);
	pass_us(200);
	assert_int_equal(read_status() & 1, 0);
	assert_int_equal(read_reg(0x48), 0x01 | 0x08);
	read_data(I1 | A1_24 | D1, 0, 0x03, 0x10000, &byte, 1);
	assert_int_equal(byte, 0);
	array()[0x11000] = 0xFF;
	program(0x11000, "\x42", 1);
	assert_int_equal(array()[0x11000], 0x42);
	assert_no_violations();
	erase(0x20, 0x10000);
	assert_int_equal(stat_get("violation.nor.suspended"), 1);
	command(I1, 0x7A);
	assert_int_equal(read_reg(0x48), 0x01);
	assert_in_range(busy_us(), 99000, 100200);
	assert_int_equal(array()[0xFFFF], 0xFF);
}

static void reset_needs_both_commands_in_a_row(void **state)
{
	(void)state;
	write_enable();
	command(I1, 0x66);
	read_status();
	command(I1, 0x99);
	assert_int_equal(read_status(), 0x02);
	command(I1, 0x66);
	command(I1, 0x99);
	read_status();
	assert_int_equal(stat_get("violation.nor.not_ready"), 1);	/* 100 us are not over */
	pass_us(110);
	assert_int_equal(read_status(), 0x00);
	assert_int_equal(stat_get("nor.reset"), 1);
}

static void reset_restores_modes(void **state)
{
	(void)state;
	set_quad_enable();
	command(I1, 0xB7);
	write_reg(0x63, 0x28);
	write_reg(0x83, 0x20);
	command(I1, 0x35);
	command(I4, 0x66);
	command(I4, 0x99);
	pass_us(110);
	assert_int_equal(read_id(), 0x9D6018);
	assert_int_equal(read_reg(0x16), 0);
	assert_int_equal(read_reg(0x61), 0);
	assert_int_equal(read_reg(0x81), 0xE0);
	assert_int_equal(read_status(), 0x40);		/* quad enable is non-volatile */
	assert_no_violations();
}

static void reset_during_an_erase_leaves_it_half_done(void **state)
{
	(void)state;
	memset(array(), 0, 0x10000);
	erase(0xD8, 0);
	pass_us(75000);
	command(I1, 0x66);
	command(I1, 0x99);
	pass_us(110);
	assert_int_equal(read_status(), 0);
	assert_int_equal(array()[0], 0xFF);
	assert_int_equal(array()[0xFFFF], 0);
	assert_int_equal(stat_get("nor.interrupted"), 1);
}

static void power_cycle_keeps_what_is_non_volatile(void **state)
{
	(void)state;
	set_quad_enable();
	program(0, "\x42", 1);
	write_enable();
	command(I1, 0xB7);
	nor_power_cycle(bench_chip);
	read_id();
	assert_int_equal(stat_get("violation.nor.not_ready"), 1);
	pass_us(400);
	assert_int_equal(read_id(), 0x9D6018);
	assert_int_equal(read_status(), 0x40);
	assert_int_equal(read_reg(0x16), 0);
	assert_int_equal(array()[0], 0x42);
}

static void power_down_and_release(void **state)
{
	(void)state;
	command(I1, 0xB9);
	read_status();
	assert_int_equal(stat_get("violation.nor.power_down"), 1);
	command(I1, 0xAB);
	pass_us(4);
	assert_int_equal(read_id(), 0x9D6018);
}

/* ---- registers ---- */

static void status_register(void **state)
{
	(void)state;
	write_enable();
	assert_int_equal(read_status(), 0x02);
	command(I1, 0x04);
	assert_int_equal(read_status(), 0x00);
	write_status(0x7F);
	assert_int_equal(read_status(), 0x7C);		/* WIP and WEL cannot be written */
	write_enable();
	write_data(I1 | D1, 0, 0x01, 0, "\0\0", 2);	/* two bytes: not this chip's form */
	assert_int_equal(read_status(), 0x7E);
	command(I1, 0x04);
	command(I1, 0x50);							/* volatile */
	write_reg(0x01, 0x00);
	assert_int_equal(read_status(), 0x00);
	nor_power_cycle(bench_chip);
	pass_us(1000);
	assert_int_equal(read_status(), 0x7C);
}

static void read_and_extended_registers(void **state)
{
	(void)state;
	write_enable();
	write_reg(0x65, 0x28);
	wait_ready();
	write_enable();
	write_reg(0x85, 0xC0);
	wait_ready();
	write_reg(0x63, 0x30);
	write_reg(0x83, 0x60);
	assert_int_equal(read_reg(0x61), 0x30);
	assert_int_equal(read_reg(0x81), 0x60);
	nor_power_cycle(bench_chip);
	pass_us(1000);
	assert_int_equal(read_reg(0x61), 0x28);
	assert_int_equal(read_reg(0x81), 0xC0);
	assert_int_equal(stat_get("nor.nonvolatile"), 2);
	assert_no_violations();
}

static void bank_register_and_address_modes(void **state)
{
	uint8_t byte;

	(void)state;
	array()[0x010203] = 0x42;
	command(I1, 0xB7);
	assert_int_equal(read_reg(0x16), 0x80);
	read_data(I1 | A1_32 | D1, 0, 0x03, 0x010203, &byte, 1);
	assert_int_equal(byte, 0x42);
	command(I1, 0x29);
	assert_int_equal(read_reg(0xC8), 0x00);
	write_reg(0x17, 0x80);
	assert_int_equal(read_reg(0x16), 0x80);
	write_enable();
	write_reg(0xC5, 0x00);
	assert_int_equal(read_reg(0x16), 0x00);
	write_enable();
	write_reg(0x18, 0x80);
	wait_ready();
	nor_power_cycle(bench_chip);
	pass_us(1000);
	assert_int_equal(read_reg(0x16), 0x80);
	assert_no_violations();
}

static void exit_by_e9_is_not_this_chips(void **state)
{
	(void)state;
	command(I1, 0xB7);
	command(I1, 0xE9);
	assert_int_equal(read_reg(0x16), 0x80);
}

static void autoboot_swallows_the_first_command(void **state)
{
	uint8_t data[4];

	(void)state;
	memcpy(array() + 0x20, "\xA1\xA2\xA3\xA4", 4);
	write_enable();
	write_data(I1 | D1, 0, 0x15, 0, "\x31\0\0\0", 4);	/* from 20h after 8 clocks */
	wait_ready();
	read_data(I1 | D1, 0, 0x14, 0, data, 4);
	assert_memory_equal(data, "\x31\0\0\0", 4);
	command(I1, 0x66);
	command(I1, 0x99);
	pass_us(110);
	read_data(I1 | D1, 0, 0x9F, 0, data, 3);
	assert_memory_equal(data, "\xA1\xA2\xA3", 3);
	assert_int_equal(read_id(), 0x9D6018);
}

static void function_register_bits_are_one_way(void **state)
{
	(void)state;
	assert_int_equal(read_reg(0x48), 0x01);
	write_enable();
	write_reg(0x42, 0x10);
	wait_ready();
	write_enable();
	write_reg(0x42, 0x00);
	wait_ready();
	assert_int_equal(read_reg(0x48), 0x11);
	assert_int_equal(stat_get("nor.irreversible"), 2);
}

static void irreversible_commands_are_counted(void **state)
{
	uint8_t data[8] = { 0 };

	(void)state;
	write_enable();
	write_data(I1 | D1, 0, 0x2F, 0, "\xFE\xFF", 2);
	wait_ready();
	read_data(I1 | D1, 0, 0x2B, 0, data, 2);
	assert_memory_equal(data, "\xFE\xFF", 2);
	write_enable();
	write_data(I1 | D1, 0, 0xE8, 0, data, 8);
	wait_ready();
	write_enable();
	write_data(I1 | A1_24 | D1, 0, 0x62, 0x1000, "\x55", 1);
	wait_ready();
	assert_int_equal(stat_get("nor.irreversible"), 3);
	write_data(I1 | D1, 0, 0x2F, 0, "\0\0", 2);		/* without write enable: nothing happens */
	assert_int_equal(stat_get("nor.irreversible"), 3);
}

static void information_rows(void **state)
{
	uint8_t byte;

	(void)state;
	write_enable();
	write_data(I1 | A1_24 | D1, 0, 0x62, 0x2010, "\x55", 1);
	wait_ready();
	read_data(I1 | A1_24 | D1, 8, 0x68, 0x2010, &byte, 1);
	assert_int_equal(byte, 0x55);
	write_enable();
	command_at(I1 | A1_24, 0x64, 0x2000);
	wait_ready();
	read_data(I1 | A1_24 | D1, 8, 0x68, 0x2010, &byte, 1);
	assert_int_equal(byte, 0xFF);
	write_enable();
	write_reg(0x42, 0x40);
	wait_ready();
	write_enable();
	write_data(I1 | A1_24 | D1, 0, 0x62, 0x2010, "\x55", 1);
	wait_ready();
	read_data(I1 | A1_24 | D1, 8, 0x68, 0x2010, &byte, 1);
	assert_int_equal(byte, 0xFF);
}

/* ---- protection ---- */

static void block_protection_table(void **state)
{
	(void)state;
	for (unsigned int bottom = 0; bottom < 2; bottom++) {
		bench_chip->fr = bottom ? 0x03 : 0x01;
		for (unsigned int bp = 0; bp < 16; bp++) {
			write_status(bp << 2);
			uint32_t blocks = bp == 0 ? 0 : bp > 8 ? 256 : 1u << (bp - 1);
			unsigned int refused = 0;
			for (uint32_t block = 0; block < 256; block++)
				refused += nor_protected(bench_chip, block << 16, 1);
			assert_int_equal(refused, blocks);
			if (blocks && blocks < 256) {
				assert_int_equal(nor_protected(bench_chip, 0, 1), bottom);
				assert_int_equal(nor_protected(bench_chip, 0xFFFFFF, 1), !bottom);
			}
		}
	}
}

static void protected_areas_refuse_and_tell(void **state)
{
	(void)state;
	write_status(1 << 2);			/* the last block */
	program(0xFF0000, "\0", 1);
	assert_int_equal(array()[0xFF0000], 0xFF);
	assert_int_equal(read_reg(0x81), 0xE0 | 0x02 | 0x04);
	command(I1, 0x82);
	assert_int_equal(read_reg(0x81), 0xE0);
	program(0xFEFFFF, "\0", 1);
	assert_int_equal(array()[0xFEFFFF], 0);
	erase(0x20, 0xFFF000);
	assert_int_equal(read_status(), 0x04);
	assert_int_equal(read_reg(0x81), 0xE0 | 0x02 | 0x08);
	write_enable();
	command(I1, 0xC7);
	assert_int_equal(read_status(), 0x04);
	assert_int_equal(stat_get("nor.protected"), 3);
}

static void sector_protection_bits(void **state)
{
	uint8_t byte;

	(void)state;
	write_enable();
	write_data(I1 | A1_24 | D1, 0, 0xFB, 0x30000, "\0", 1);
	read_data(I1 | A1_24 | D1, 0, 0xFA, 0x30000, &byte, 1);
	assert_int_equal(byte, 0x00);
	program(0x3ABCD, "\0", 1);
	assert_int_equal(array()[0x3ABCD], 0xFF);
	write_enable();
	command(I1, 0x98);
	program(0x3ABCD, "\0", 1);
	assert_int_equal(array()[0x3ABCD], 0);
	write_enable();
	command_at(I1 | A1_24, 0xFD, 0x50000);
	wait_ready();
	read_data(I1 | A1_24 | D1, 0, 0xFC, 0x50000, &byte, 1);
	assert_int_equal(byte, 0x00);
	program(0x50000, "\0", 1);
	assert_int_equal(array()[0x50000], 0xFF);
	write_enable();
	command(I1, 0xE4);
	wait_ready();
	program(0x50000, "\0", 1);
	assert_int_equal(array()[0x50000], 0);
}

static void freeze_lasts_until_power_cycle(void **state)
{
	(void)state;
	write_status(0x04);
	write_enable();
	command(I1, 0x91);
	write_status(0x40);
	assert_int_equal(read_status(), 0x44);
	nor_power_cycle(bench_chip);
	pass_us(1000);
	write_status(0x40);
	assert_int_equal(read_status(), 0x40);
}

/* ---- QPI ---- */

static void qpi_commands(void **state)
{
	uint8_t data[4];

	(void)state;
	set_quad_enable();
	command(I1, 0x35);
	read_data(I4 | D4, 0, 0xAF, 0, data, 3);
	assert_memory_equal(data, "\x9D\x60\x18", 3);
	command(I4, 0x06);
	write_data(I4 | A4_24 | D4, 0, 0x02, 0x100, "\1\2\3\4", 4);
	pass_us(1000);
	read_data(I4 | A4_24 | D4, 6, 0x0B, 0x100, data, 4);
	assert_memory_equal(data, "\1\2\3\4", 4);
	read_data(I4 | A4_24 | M4 | D4, 4, 0xEB, 0x101, data, 2);
	assert_memory_equal(data, "\2\3", 2);
	assert_no_violations();
	read_data(I4 | A4_24 | D4, 0, 0x03, 0, data, 1);		/* SPI only */
	assert_int_equal(stat_get("violation.nor.opcode"), 1);
	command(I4, 0xF5);
	assert_int_equal(read_id(), 0x9D6018);
}

static void unknown_opcodes(void **state)
{
	(void)state;
	command(I1, 0xFF);
	command(I1, 0x00);
	assert_no_violations();
	command(I1, 0xC1);
	assert_int_equal(stat_get("violation.nor.opcode"), 1);
}

/* ---- faults ---- */

static void failing_program_and_erase(void **state)
{
	(void)state;
	assert_int_equal(nor_fault(bench_chip, "program fail at 0x1003"), 0);
	program(0x1000, "\0\0\0\0\0", 5);
	assert_memory_equal(array() + 0x1000, "\0\0\0\xFF\0", 5);
	assert_int_equal(read_reg(0x81), 0xE4);
	command(I1, 0x82);
	assert_int_equal(nor_fault(bench_chip, "erase fail at 0x1004"), 0);
	erase(0x20, 0x1000);
	wait_ready();
	assert_int_equal(array()[0x1000], 0);
	assert_int_equal(read_reg(0x81), 0xE8);
	nor_fault(bench_chip, "none");
	erase(0x20, 0x1000);
	wait_ready();
	assert_int_equal(array()[0x1000], 0xFF);
	assert_int_equal(nor_fault(bench_chip, "erase fail at 0x1000000"), -1);
}

static void stuck_busy(void **state)
{
	(void)state;
	assert_int_equal(nor_fault(bench_chip, "stuck busy"), 0);
	pass_us(10000000);
	assert_int_equal(read_status() & 1, 1);
	nor_fault(bench_chip, "none");
	assert_int_equal(read_status() & 1, 0);
}

static void reset_of_a_stuck_chip_stays_inside_the_area(void **state)
{
	(void)state;
	memset(array(), 0, 0x4000);
	erase(0x20, 0x1000);
	nor_fault(bench_chip, "stuck busy");
	pass_us(1000000);
	command(I1, 0x66);
	command(I1, 0x99);
	pass_us(110);
	assert_int_equal(array()[0xFFF], 0);
	assert_int_equal(array()[0x1FFF], 0xFF);
	assert_int_equal(array()[0x2000], 0);
}

static void remember(void *ctx, const char *text)
{
	char *all = ctx;

	strcat(all, text);
	strcat(all, "\n");
}

static void description(void **state)
{
	char all[2000] = "";

	(void)state;
	set_quad_enable();
	command(I1, 0xB7);
	nor_describe(bench_chip, remember, all);
	assert_non_null(strstr(all, "chip0: is25lp128f, id 9d6018, 16777216 bytes, supplied"));
	assert_non_null(strstr(all, "SPI, 4-byte addresses"));
	assert_non_null(strstr(all, "QE 1"));
	assert_string_equal(nor_name(bench_chip), "chip0");
	assert_int_equal(nor_count(), 1);
	assert_ptr_equal(nor_create(&bench_board.chip[0]), bench_chip);
}

#define RULE(name) cmocka_unit_test_setup(name, bench_setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		RULE(ids), RULE(sfdp), RULE(reads_of_all_shapes), RULE(wrong_dummies_shift_the_data),
		RULE(dummies_follow_the_read_register), RULE(burst_wrap), RULE(quad_commands_need_quad_enable),
		RULE(clock_limits),
		RULE(programming_only_clears_bits), RULE(quad_programs), RULE(a_page_wraps),
		RULE(more_than_a_page_keeps_the_last_bytes), RULE(program_takes_its_time), RULE(board_sets_the_program_time),
		RULE(program_without_write_enable_is_ignored), RULE(incomplete_frames_are_ignored), RULE(erase_sizes_and_times),
		RULE(chip_erase), RULE(busy_chip_answers_status_only), RULE(status_can_be_read_on_and_on),
		RULE(suspend_and_resume), RULE(reset_needs_both_commands_in_a_row), RULE(reset_restores_modes),
		RULE(reset_during_an_erase_leaves_it_half_done), RULE(power_cycle_keeps_what_is_non_volatile),
		RULE(power_down_and_release), RULE(status_register), RULE(read_and_extended_registers),
		RULE(bank_register_and_address_modes), RULE(exit_by_e9_is_not_this_chips),
		RULE(autoboot_swallows_the_first_command), RULE(function_register_bits_are_one_way),
		RULE(irreversible_commands_are_counted), RULE(information_rows), RULE(block_protection_table),
		RULE(protected_areas_refuse_and_tell), RULE(sector_protection_bits), RULE(freeze_lasts_until_power_cycle),
		RULE(qpi_commands), RULE(unknown_opcodes), RULE(failing_program_and_erase), RULE(stuck_busy),
		RULE(reset_of_a_stuck_chip_stays_inside_the_area), RULE(description),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
