// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * The stub's Thumb image, executed under Unicorn against a fake controller and flash: every command and record, every
 * way to fail, and its limits (code size, stack, bounded waits). The host's part is played by a few lines here.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "stub_feed.h"
#include "../../src/flash/nor/stm32xspi/core/hash.h"
#include "../../src/flash/nor/stm32xspi/core/util.h"

/* ---- programming ---- */

static void test_program_many_slots(void **state)
{
	static uint8_t data[20000];

	(void)state;
	fill_random(data, sizeof(data), 1);
	start(STUB_CMD_STREAM);
	for (uint32_t at = 0; at < sizeof(data); at += 1600)
		put(STUB_REC_PROGRAM, 0, 0, 0x4000 + at, 20000 - at < 1600 ? 20000 - at : 1600, data + at,
			20000 - at < 1600 ? 20000 - at : 1600);
	put_end();
	finish(STUB_E_NONE);
	assert_memory_equal(b.flash + 0x4000, data, sizeof(data));
	assert_int_equal(status()->bytes_programmed, sizeof(data));
	assert_int_equal(status()->bytes_checked, sizeof(data));
	assert_int_equal(status()->records, 14);
	assert_int_equal(status()->consumed, filled);
	assert_true(status()->cycles[STUB_PHASE_PROGRAM][0] > 79 * 800);	/* 79 pages at 200 us of 4 MHz */
	for (unsigned int i = 0; i < bench_count(&b, 0x02); i++) {
		const struct bench_op *op = bench_nth(&b, 0x02, i);

		assert_in_range(op->len, 1, 256 - op->addr % 256);
	}
}

/* Every start within a page, every short length: nothing else changes */
static void test_program_unaligned(void **state)
{
	uint8_t data[600], want[1024];

	(void)state;
	fill_random(data, sizeof(data), 2);
	start(STUB_CMD_STREAM);
	for (unsigned int i = 0; i < 60; i++)
		put(STUB_REC_PROGRAM, 0, 0, i * 1024 + 256 - i % 11, 1 + i * 9, data, 1 + i * 9);
	put_end();
	finish(STUB_E_NONE);
	for (unsigned int i = 0; i < 60; i++) {
		memset(want, 0xFF, sizeof(want));
		memcpy(want + 256 - i % 11, data, 1 + i * 9);
		assert_memory_equal(b.flash + i * 1024, want, sizeof(want));
	}
}

static void test_page_split(void **state)
{
	uint8_t data[700];

	(void)state;
	fill_random(data, sizeof(data), 3);
	start(STUB_CMD_STREAM);
	put(STUB_REC_PROGRAM, 0, 0, 0x1F1, 529, data, 529);
	put_end();
	finish(STUB_E_NONE);
	assert_int_equal(bench_count(&b, 0x02), 4);
	assert_int_equal(bench_nth(&b, 0x02, 0)->len, 15);
	assert_int_equal(bench_nth(&b, 0x02, 1)->addr, 0x200);
	assert_int_equal(bench_nth(&b, 0x02, 3)->len, 2);
	assert_memory_equal(b.flash + 0x1F1, data, 529);
}

static void test_blank_pages_are_not_programmed(void **state)
{
	uint8_t data[1024];

	(void)state;
	memset(data, 0xFF, sizeof(data));
	data[256] = 0;		/* first of page 1 */
	data[1023] = 0;		/* last of page 3 */
	start(STUB_CMD_STREAM);
	put(STUB_REC_PROGRAM, 0, 0, 0, sizeof(data), data, sizeof(data));
	put_end();
	finish(STUB_E_NONE);
	assert_int_equal(bench_count(&b, 0x02), 2);
	assert_int_equal(bench_nth(&b, 0x02, 0)->addr, 0x100);
	assert_int_equal(bench_nth(&b, 0x02, 1)->addr, 0x300);
	assert_int_equal(status()->bytes_programmed, 512);
}

/* Programming 0 over what is not blank gives the AND; only the comparison can tell */
static void test_compare_after_program(void **state)
{
	uint8_t data[300];

	(void)state;
	fill_random(data, sizeof(data), 4);
	b.flash[0x1000 + 257] = 0x00;
	b.flash[0x1000 + 290] = 0x00;
	data[257] = 0x5A;
	data[290] = 0xFF;
	start(STUB_CMD_STREAM);
	put(STUB_REC_PROGRAM, 0, 0, 0x1000, sizeof(data), data, sizeof(data));
	put(STUB_REC_PROGRAM, 0, 0, 0x2000, 4, data, 4);
	put_end();
	finish(STUB_E_COMPARE);
	assert_int_equal(status()->error_addr, 0x1000 + 257);
	assert_int_equal(status()->detail[0] >> 8 & 0xFF, 0x5A);
	assert_int_equal(status()->detail[1] >> 8 & 0xFF, 0x00);
	assert_int_equal(status()->detail[2], 0x1000 + 256);
	assert_int_equal(b.flash[0x2000], 0xFF);	/* nothing after the failure */
	assert_int_equal(status()->records, 0);
}

static void test_weak_bit_in_tail_is_found(void **state)
{
	static const uint8_t data[3] = { 0x10, 0x20, 0x30 };

	(void)state;
	b.weak_addr = 0x102;
	start(STUB_CMD_STREAM);
	put(STUB_REC_PROGRAM, 0, 0, 0x100, 3, data, 3);
	put_end();
	finish(STUB_E_COMPARE);
	assert_int_equal(status()->error_addr, 0x102);
	assert_int_equal(status()->detail[0], 0x302010);
	assert_int_equal(status()->detail[1], 0x312010);
	assert_int_equal(status()->detail[2], 0x100);
}

static void test_no_verify(void **state)
{
	static const uint8_t data[4];

	(void)state;
	b.weak_addr = 0x102;
	start(STUB_CMD_STREAM);
	put(STUB_REC_PROGRAM, 0, STUB_REC_F_NO_VERIFY, 0x100, 4, data, 4);
	put_end();
	finish(STUB_E_NONE);
	assert_int_equal(bench_count(&b, 0x0B), 0);
}

/* ---- erasing ---- */

static void test_erase(void **state)
{
	(void)state;
	memset(b.flash, 0, sizeof(b.flash));
	start(STUB_CMD_STREAM);
	put(STUB_REC_ERASE, STUB_OP_ERASE_0, 0, 0x1000, 0x3000, NULL, 0);
	put(STUB_REC_ERASE, STUB_OP_ERASE_2, 0, 0x20000, 0x10000, NULL, 0);
	put_end();
	finish(STUB_E_NONE);
	for (uint32_t i = 0; i < BENCH_FLASH_SIZE; i++) {
		bool erased = (i >= 0x1000 && i < 0x4000) || (i >= 0x20000 && i < 0x30000);

		assert_int_equal(b.flash[i], erased ? 0xFF : 0x00);
	}
	assert_int_equal(status()->bytes_erased, 0x13000);
	assert_true(status()->cycles[STUB_PHASE_ERASE][0] >= 30 * BENCH_CYCLES_PER_MS);
}

static void test_erase_chip(void **state)
{
	(void)state;
	memset(b.flash, 0, sizeof(b.flash));
	start(STUB_CMD_STREAM);
	put(STUB_REC_ERASE, STUB_OP_ERASE_CHIP, STUB_REC_F_SKIP_BLANK, 0, BENCH_FLASH_SIZE, NULL, 0);
	put_end();
	finish(STUB_E_NONE);
	assert_int_equal(bench_count(&b, 0xC7), 1);
	assert_int_equal(b.flash[BENCH_FLASH_SIZE - 1], 0xFF);
}

static void test_erase_skips_blank_units(void **state)
{
	(void)state;
	b.flash[0x1FFF] = 0xFE;		/* last byte of unit 1 */
	b.flash[0x3000] = 0x7F;		/* first byte of unit 3 */
	start(STUB_CMD_STREAM);
	put(STUB_REC_ERASE, STUB_OP_ERASE_0, STUB_REC_F_SKIP_BLANK, 0, 0x5000, NULL, 0);
	put_end();
	finish(STUB_E_NONE);
	assert_int_equal(bench_count(&b, 0x20), 2);
	assert_int_equal(bench_nth(&b, 0x20, 0)->addr, 0x1000);
	assert_int_equal(bench_nth(&b, 0x20, 1)->addr, 0x3000);
	assert_int_equal(status()->bytes_blank, 0x3000);
	assert_int_equal(status()->bytes_erased, 0x2000);
	assert_int_equal(b.flash[0x1FFF], 0xFF);
}

/* ---- other records and commands ---- */

static void test_compare_record(void **state)
{
	uint8_t data[1001];

	(void)state;
	fill_random(b.flash, 0x2000, 5);
	memcpy(data, b.flash + 0x123, sizeof(data));
	start(STUB_CMD_STREAM);
	put(STUB_REC_COMPARE, 0, 0, 0x123, sizeof(data), data, sizeof(data));
	put(STUB_REC_SKIP, 0, 0, 0x10000, 0x10000, NULL, 0);
	data[1000] ^= 0x80;
	put(STUB_REC_COMPARE, 0, 0, 0x123, sizeof(data), data, sizeof(data));
	put_end();
	finish(STUB_E_COMPARE);
	assert_int_equal(status()->records, 2);
	assert_int_equal(status()->error_addr, 0x123 + 1000);
	assert_int_equal(status()->detail[2], 0x123 + 1000);
	assert_int_equal(bench_count(&b, 0x02), 0);
}

static void test_expect(void **state)
{
	struct xspi_hash h;
	struct stub_hash want;

	(void)state;
	fill_random(b.flash, 0x8000, 6);
	h = xspi_hash_bytes(b.flash + 0x101, 0x5555);
	want = (struct stub_hash){ h.lo, h.hi, 0 };
	start(STUB_CMD_STREAM);
	put(STUB_REC_EXPECT, 0, 0, 0x101, 0x5555, &want, sizeof(want));
	b.flash[0x6000] ^= 1;
	h = xspi_hash_bytes(b.flash + 0x5000, 0x2000);
	b.flash[0x6000] ^= 1;
	want = (struct stub_hash){ h.lo, h.hi, 0 };
	put(STUB_REC_EXPECT, 0, 0, 0x5000, 0x2000, &want, sizeof(want));
	put_end();
	finish(STUB_E_HASH);
	assert_int_equal(status()->records, 1);
	assert_int_equal(status()->error_addr, 0x5000);
	h = xspi_hash_bytes(b.flash + 0x5000, 0x2000);
	assert_int_equal(status()->detail[0], h.lo);
	assert_int_equal(status()->detail[1], h.hi);
}

static void test_expect_looks_at_both_halves(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < 2; i++) {
		struct xspi_hash h;
		struct stub_hash want;

		open_bench(UC_CPU_ARM_CORTEX_M3);
		h = xspi_hash_bytes(b.flash, 0x100);
		want = (struct stub_hash){ h.lo ^ (i == 0), h.hi ^ (i == 1), 1 };
		start(STUB_CMD_STREAM);
		put(STUB_REC_EXPECT, 0, 0, 0, 0x100, &want, sizeof(want));
		put_end();
		finish(STUB_E_HASH);
		bench_close(&b);
	}
}

static void test_read(void **state)
{
	static uint8_t out[40000];

	(void)state;
	fill_random(b.flash, sizeof(b.flash), 7);
	params.addr = 0x333;
	params.len = 30001;
	start(STUB_CMD_READ);
	assert_int_equal(drain(out), 30001);
	finish(STUB_E_NONE);
	assert_memory_equal(out, b.flash + 0x333, 30001);
}

/* Blank units are counted, not sent; a unit that is blank but for one byte is sent, and so is the blank part of one */
static void test_read_leaves_blank_units_out(void **state)
{
	static uint8_t out[0x10000];
	uint32_t most = 0;

	(void)state;
	fill_random(b.flash, 0x10000, 11);
	memset(b.flash + 0x2000, 0xFF, 0x5000);
	memset(b.flash + 0x8000, 0xFF, 0x1800);
	memset(b.flash + 0xA000, 0xFF, 0x1000);
	b.flash[0xAFFF] = 0xFE;
	params.addr = 0x1F01;
	params.len = 0xD000;
	params.hash_unit = 0x1000;
	start(STUB_CMD_READ);
	assert_int_equal(drain(out), 0xD000);
	finish(STUB_E_NONE);
	assert_memory_equal(out, b.flash + 0x1F01, 0xD000);
	assert_int_equal(status()->bytes_blank, 0x6000);
	for (unsigned int i = 0; i < b.log_count; i++) {
		if (b.log[i].opcode == 0x0B && b.log[i].len > most)
			most = b.log[i].len;
	}
	assert_in_range(most, 1, 4096);
}

static void test_hash(void **state)
{
	static struct stub_hash out[1024];

	(void)state;
	fill_random(b.flash, 0x8000, 8);
	memset(b.flash + 0x2100, 0xFF, 0x100);
	params.addr = 0x100;
	params.len = 0x20083;		/* 513 units of 256 bytes, the last one half: more than three slots hold */
	b.flash[0x20182] = 0xFE;
	params.hash_unit = 0x100;
	start(STUB_CMD_HASH);
	assert_int_equal(drain((uint8_t *)out), 513 * sizeof(*out));
	finish(STUB_E_NONE);
	for (unsigned int i = 0; i < 513; i++) {
		struct xspi_hash h = xspi_hash_bytes(b.flash + 0x100 + i * 0x100, i == 512 ? 0x83 : 0x100);

		assert_int_equal(out[i].lo, h.lo);
		assert_int_equal(out[i].hi, h.hi);
		assert_int_equal(out[i].blank, i == 0x20 || (i >= 0x7F && i < 512));
	}
}

static void test_output_waits_for_the_host(void **state)
{
	(void)state;
	params.len = 5 * SLOT_SIZE;
	memset(b.flash, 0, sizeof(b.flash));
	start(STUB_CMD_READ);
	bench_run(&b, 60 * BENCH_CYCLES_PER_MS);
	assert_int_equal(status()->consumed, SLOT_COUNT);
	assert_int_equal(status()->phase, STUB_PHASE_WAIT_HOST);
	finish(STUB_E_HOST);
}

/* ---- failures ---- */

static void put_word(uint32_t addr)
{
	put(STUB_REC_PROGRAM, 0, 0, addr, 4, "abcd", 4);
}

static void test_write_enable_fails(void **state)
{
	(void)state;
	b.wel_broken = true;
	start(STUB_CMD_STREAM);
	put_word(0x4321);
	put_end();
	finish(STUB_E_WEL);
	assert_int_equal(status()->error_addr, 0x4321);
	assert_int_equal(status()->detail[0], 0);
	assert_int_equal(bench_count(&b, 0x02), 0);
}

static void test_chip_stays_busy(void **state)
{
	uint64_t before;

	(void)state;
	b.busy_stuck = true;
	start(STUB_CMD_STREAM);
	put(STUB_REC_ERASE, STUB_OP_ERASE_2, 0, 0x10000, 0x10000, NULL, 0);
	put_end();
	before = b.cycles;
	b.iwdg_last = b.cycles;
	b.iwdg_gap = 0;
	finish(STUB_E_TIMEOUT);
	assert_in_range((b.cycles - before) / BENCH_CYCLES_PER_MS, 60, 64);
	assert_int_equal(status()->error_addr, 0x10000);
	assert_int_equal(status()->phase, STUB_PHASE_ERASE | STUB_OP_ERASE_2 << 8);
	assert_int_equal(status()->detail[0] & 1, 1);
	assert_in_range(status()->detail[1], 60, 62);
	assert_in_range(b.iwdg_fed, 60, 66);
	assert_true(b.iwdg_gap < 2 * BENCH_CYCLES_PER_MS);
}

static void test_flags_on_erase(void **state)
{
	(void)state;
	b.protect_from = 0x2000;
	start(STUB_CMD_STREAM);
	put(STUB_REC_ERASE, STUB_OP_ERASE_0, 0, 0x1000, 0x3000, NULL, 0);
	put_end();
	finish(STUB_E_FLAGS);
	assert_int_equal(status()->error_addr, 0x2000);
	assert_int_equal(status()->detail[1], 0x02);
	assert_int_equal(b.flags, 0);
}

/* The second page is protected: flags are read once, the comparison tells where */
static void test_flags_on_program(void **state)
{
	uint8_t data[512] = { 0 };

	(void)state;
	b.protect_from = 0x100;
	start(STUB_CMD_STREAM);
	put(STUB_REC_PROGRAM, 0, 0, 0, sizeof(data), data, sizeof(data));
	put_end();
	finish(STUB_E_FLAGS);
	assert_int_equal(status()->error_addr, 0x100);
	assert_int_equal(b.flags, 0);
}

static void test_old_flags_are_cleared(void **state)
{
	(void)state;
	b.flags = 0x0C;
	start(STUB_CMD_STREAM);
	put_word(0);
	put_end();
	finish(STUB_E_NONE);
	assert_int_equal(bench_count(&b, 0x82), 1);
}

static void test_no_flags_register(void **state)
{
	(void)state;
	params.op[STUB_OP_READ_FLAGS].write_count = 0;
	params.op[STUB_OP_CLEAR_FLAGS].write_count = 0;
	b.protect_from = 0x100;
	start(STUB_CMD_STREAM);
	put_word(0x200);
	put_end();
	finish(STUB_E_COMPARE);
	assert_int_equal(bench_count(&b, 0x81), 0);
}

/* Protected, and nothing tells but the contents */
static void test_erase_without_effect(void **state)
{
	(void)state;
	params.op[STUB_OP_READ_FLAGS].write_count = 0;
	params.op[STUB_OP_CLEAR_FLAGS].write_count = 0;
	memset(b.flash, 0x55, sizeof(b.flash));
	b.protect_from = 0x2000;
	start(STUB_CMD_STREAM);
	put(STUB_REC_ERASE, STUB_OP_ERASE_0, STUB_REC_F_SKIP_BLANK, 0x1000, 0x3000, NULL, 0);
	put_end();
	finish(STUB_E_ERASE);
	assert_int_equal(status()->error_addr, 0x2000);
	assert_int_equal(status()->detail[1], 0x55555555);
	assert_int_equal(status()->bytes_erased, 0x1000);
	assert_int_equal(bench_count(&b, 0x20), 2);
}

static void test_transfer_error(void **state)
{
	(void)state;
	start(STUB_CMD_STREAM);
	put(STUB_REC_COMPARE, 0, 0, BENCH_FLASH_SIZE - 2, 4, "abcd", 4);
	put_end();
	assert_true(bench_run(&b, 10 * BENCH_CYCLES_PER_MS));	/* at once, not after the limit */
	finish(STUB_E_TRANSFER);
	assert_int_equal(status()->detail[0] & 1, 1);
	assert_int_equal(status()->error_addr, BENCH_FLASH_SIZE - 2);
}

static void test_no_data(void **state)
{
	uint64_t before;

	(void)state;
	start(STUB_CMD_STREAM);
	b.no_data = true;
	put(STUB_REC_COMPARE, 0, 0, 0, 4, "abcd", 4);
	put_end();
	before = b.cycles;
	finish(STUB_E_TRANSFER);
	assert_in_range((b.cycles - before) / BENCH_CYCLES_PER_MS, 5000, 5100);
	assert_false(b.active);		/* left idle */
}

static void test_busy_sticks_once(void **state)
{
	(void)state;
	start(STUB_CMD_STREAM);
	b.ctrl_stuck = true;
	put_word(0x40);
	put_end();
	finish(STUB_E_NONE);
	assert_int_equal(b.aborts, 1);
	assert_memory_equal(b.flash + 0x40, "abcd", 4);
}

/* A transfer of before is still there when the stub begins */
static void test_busy_at_the_start(void **state)
{
	(void)state;
	b.ctrl_stuck = true;
	b.active = true;
	start(STUB_CMD_STREAM);
	put_word(0x40);
	put_end();
	finish(STUB_E_NONE);
	assert_int_equal(b.aborts, 1);
	assert_memory_equal(b.flash + 0x40, "abcd", 4);
}

static void test_busy_sticks_for_good(void **state)
{
	(void)state;
	start(STUB_CMD_STREAM);
	b.ctrl_stuck = true;
	b.ctrl_dead = true;
	put_word(0x40);
	put_end();
	finish(STUB_E_CTRL_BUSY);
	assert_int_equal(status()->detail[0] & 0x20, 0x20);
	assert_int_equal(status()->detail[1], b.cr);
}

static void test_abort_while_waiting(void **state)
{
	(void)state;
	start(STUB_CMD_STREAM);
	bench_set(&b, PARAMS + offsetof(struct stub_params, abort), 1);
	finish(STUB_E_ABORTED);
}

static void test_abort_while_erasing(void **state)
{
	(void)state;
	b.busy_stuck = true;
	params.op[STUB_OP_ERASE_CHIP].limit_ms = 100000;
	start(STUB_CMD_STREAM);
	put(STUB_REC_ERASE, STUB_OP_ERASE_CHIP, 0, 0, BENCH_FLASH_SIZE, NULL, 0);
	put_end();
	bench_run(&b, 100 * BENCH_CYCLES_PER_MS);
	assert_false(b.at_bkpt);
	bench_set(&b, PARAMS + offsetof(struct stub_params, abort), 1);
	assert_true(bench_run(&b, BENCH_CYCLES_PER_MS));
	finish(STUB_E_ABORTED);
}

static void test_host_silent(void **state)
{
	uint64_t before;

	(void)state;
	start(STUB_CMD_STREAM);
	put_word(0);
	flush();
	bench_run(&b, 50 * BENCH_CYCLES_PER_MS);
	before = b.cycles;
	finish(STUB_E_HOST);
	assert_in_range((b.cycles - before) / BENCH_CYCLES_PER_MS, 40, 60);
	assert_int_equal(status()->consumed, 1);
}

/* Leftovers of an earlier run look like valid doorbells */
static void test_stale_doorbells(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < SLOT_COUNT; i++)
		bench_set(&b, SLOTS + (i + 1) * SLOT_SIZE - 4, STUB_DOORBELL(i + 1, 16));
	start(STUB_CMD_STREAM);
	bench_run(&b, 10 * BENCH_CYCLES_PER_MS);
	assert_int_equal(status()->consumed, 0);
	put_word(0x10);
	put_end();
	finish(STUB_E_NONE);
	assert_int_equal(status()->consumed, 1);
}

static void test_sequence_wraps(void **state)
{
	(void)state;
	start(STUB_CMD_STREAM);
	for (unsigned int i = 0; i < 65540; i++) {
		put(STUB_REC_SKIP, 0, 0, 0, 0, NULL, 0);
		flush();
		while (status()->consumed != i + 1 && !b.at_bkpt)
			bench_run(&b, 100);
	}
	put_end();
	finish(STUB_E_NONE);
	assert_int_equal(status()->records, 65541);
}

static void bad_record(uint8_t type, uint8_t arg, uint32_t addr, uint32_t len, uint32_t bytes)
{
	static const uint8_t data[64];

	open_bench(UC_CPU_ARM_CORTEX_M3);
	start(STUB_CMD_STREAM);
	put(STUB_REC_SKIP, 0, 0, 0, 0, NULL, 0);
	put(type, arg, 0, addr, len, data, bytes);
	flush();
	finish(STUB_E_RECORD);
	assert_int_equal(status()->detail[0], type);
	assert_int_equal(status()->detail[1], SLOT_SIZE - 4 - 12 - bytes);
	assert_int_equal(status()->records, 1);
	assert_int_equal(bench_count(&b, 0x06), 0);
	bench_close(&b);
}

static void test_malformed_records(void **state)
{
	(void)state;
	bad_record(0, 0, 0, 0, 0);
	bad_record(99, 0, 0, 0, 0);
	bad_record(STUB_REC_PROGRAM_PACKED, 0, 0, 16, 16);
	bad_record(STUB_REC_PROGRAM, 0, 0, 17, 16);
	bad_record(STUB_REC_PROGRAM, 0, 0, 0xFFFFFFFF, 16);
	bad_record(STUB_REC_COMPARE, 0, 0, 20, 16);
	bad_record(STUB_REC_EXPECT, 0, 0, 16, 8);
	bad_record(STUB_REC_ERASE, STUB_OP_PROGRAM, 0, 0x1000, 0);
	bad_record(STUB_REC_ERASE, STUB_OP_ERASE_1, 0, 0x1000, 0);
	bad_record(STUB_REC_ERASE, STUB_OP_COUNT, 0, 0x1000, 0);
	bad_record(STUB_REC_ERASE, STUB_OP_ERASE_0, 0x800, 0x1000, 0);
	bad_record(STUB_REC_ERASE, STUB_OP_ERASE_0, 0, 0x1800, 0);
}

/* Run for [0x2000, 0x3000): what becomes of a record in the work area cannot reach further */
static void out_of_range(uint8_t type, uint8_t arg, uint32_t addr, uint32_t len)
{
	static const uint8_t data[64];

	open_bench(UC_CPU_ARM_CORTEX_M3);
	memset(b.flash, 0x5A, BENCH_FLASH_SIZE);
	start(STUB_CMD_STREAM);
	bench_set(&b, PARAMS + offsetof(struct stub_params, addr), 0x2000);
	bench_set(&b, PARAMS + offsetof(struct stub_params, len), 0x1000);
	put(STUB_REC_ERASE, STUB_OP_ERASE_0, 0, 0x2000, 0x1000, NULL, 0);
	put(type, arg, 0, addr, len, data, type == STUB_REC_PROGRAM ? len : 0);
	flush();
	finish(STUB_E_RECORD);
	assert_int_equal(status()->records, 1);
	for (uint32_t i = 0; i < BENCH_FLASH_SIZE; i++)
		assert_int_equal(b.flash[i], i >= 0x2000 && i < 0x3000 ? 0xFF : 0x5A);
	bench_close(&b);
}

static void test_records_out_of_range(void **state)
{
	(void)state;
	out_of_range(STUB_REC_ERASE, STUB_OP_ERASE_0, 0x1000, 0x1000);
	out_of_range(STUB_REC_ERASE, STUB_OP_ERASE_0, 0x2000, 0x2000);
	out_of_range(STUB_REC_ERASE, STUB_OP_ERASE_0, 0x3000, 0x1000);
	out_of_range(STUB_REC_ERASE, STUB_OP_ERASE_CHIP, 0, BENCH_FLASH_SIZE);
	out_of_range(STUB_REC_PROGRAM, 0, 0x1FF0, 16);
	out_of_range(STUB_REC_PROGRAM, 0, 0x2FF0, 32);
	out_of_range(STUB_REC_PROGRAM, 0, 0x3000, 16);
	out_of_range(STUB_REC_PROGRAM, 0, 0xFFFFFFF0, 32);
}

static void test_malformed_doorbells(void **state)
{
	static const uint16_t bytes[] = { 0, 2, 2048, 0xFFFC };

	(void)state;
	for (unsigned int i = 0; i < 4; i++) {
		open_bench(UC_CPU_ARM_CORTEX_M3);
		start(STUB_CMD_STREAM);
		bench_set(&b, SLOTS + SLOT_SIZE - 4, STUB_DOORBELL(1, bytes[i]));
		finish(STUB_E_RECORD);
		assert_int_equal(status()->detail[1], bytes[i]);
		bench_close(&b);
	}
}

static void bad_param(uint32_t *word, uint32_t value, enum stub_command command, enum stub_param_error what)
{
	uint32_t kept = *word;

	*word = value;
	b.at_bkpt = false;
	start(command);
	*word = kept;
	finish(STUB_E_PARAMS);
	assert_int_equal(status()->detail[0], what);
	assert_int_equal(b.log_count, 0);
}

static void test_bad_params(void **state)
{
	(void)state;
	bad_param(&params.version, STUB_VERSION + 1, STUB_CMD_STREAM, STUB_P_VERSION);
	bad_param(&params.cycles_per_ms, 0, STUB_CMD_STREAM, STUB_P_CLOCK);
	bad_param(&params.hash_unit, 0, STUB_CMD_HASH, STUB_P_COMMAND);
	bad_param(&params.addr, 0, (enum stub_command)4, STUB_P_COMMAND);
}

/* Whatever word of what should have stayed is another: the entry sees it, runs nothing of it, and gives all back */
static void test_image_is_checked(void **state)
{
	(void)state;
	for (uint32_t at = 0; at < TEXT_SIZE + offsetof(struct stub_params, magic); at += 4 * 61) {
		uint32_t pc, sp;

		open_bench(UC_CPU_ARM_CORTEX_M3);
		lay_image(STUB_CMD_STREAM);
		bench_set(&b, base + at, bench_get(&b, base + at) ^ 0x00010000);
		run_entry();
		assert_true(bench_run(&b, 100000));
		uc_reg_read(b.uc, UC_ARM_REG_PC, &pc);
		uc_reg_read(b.uc, UC_ARM_REG_SP, &sp);
		assert_int_equal(status()->state, STUB_NO_IMAGE);
		assert_int_equal(pc, status()->exit_pc);
		assert_int_equal(sp, STACK + STUB_STACK_SIZE);
		assert_int_equal(b.log_count, 0);
		bench_close(&b);
	}
}

static void test_cycle_counter_stands_still(void **state)
{
	(void)state;
	b.cycles_frozen = true;
	start(STUB_CMD_STREAM);
	finish(STUB_E_PARAMS);
	assert_int_equal(status()->detail[0], STUB_P_CLOCK);
}

/* ---- surroundings ---- */

static void test_slow_bus_and_counter_wrap(void **state)
{
	uint8_t data[777];

	(void)state;
	fill_random(data, sizeof(data), 9);
	b.cycles = 0xFFFFFFFFu - 40000;		/* DWT_CYCCNT wraps on the way */
	b.cycles_per_byte = 64;
	start(STUB_CMD_STREAM);
	put(STUB_REC_ERASE, STUB_OP_ERASE_0, 0, 0x1000, 0x1000, NULL, 0);
	put(STUB_REC_PROGRAM, 0, 0, 0x1003, sizeof(data), data, sizeof(data));
	put_end();
	finish(STUB_E_NONE);
	assert_true(b.cycles > 0x100000000u);
	assert_memory_equal(b.flash + 0x1003, data, sizeof(data));
}

static void test_two_status_bytes(void **state)
{
	(void)state;
	params.op[STUB_OP_READ_STATUS].unit = 2;
	params.wel_mask = 0x0202;
	start(STUB_CMD_STREAM);
	put_word(0x40);
	put_end();
	finish(STUB_E_NONE);
}

/* ARMv8-M: limits that would fault at once are put aside and come back */
/* OpenOCD writes back what differs, a transaction for each register */
static void test_registers_are_given_back(void **state)
{
	static const int regs[] = {
		UC_ARM_REG_R1, UC_ARM_REG_R2, UC_ARM_REG_R3, UC_ARM_REG_R4, UC_ARM_REG_R5, UC_ARM_REG_R6, UC_ARM_REG_R7,
		UC_ARM_REG_R8, UC_ARM_REG_R9, UC_ARM_REG_R10, UC_ARM_REG_R11, UC_ARM_REG_LR,
	};

	(void)state;
	for (uint32_t i = 0; i < XSPI_COUNT(regs); i++) {
		uint32_t value = 0xC0DE0000 + i;
		uc_reg_write(b.uc, regs[i], &value);
	}
	start(STUB_CMD_STREAM);
	put_end();
	finish(STUB_E_NONE);
	for (uint32_t i = 0; i < XSPI_COUNT(regs); i++) {
		uint32_t value = 0;
		uc_reg_read(b.uc, regs[i], &value);
		assert_int_equal(value, 0xC0DE0000 + i);
	}
}

static void test_stack_limits(void **state)
{
	uint32_t msplim = STACK + STUB_STACK_SIZE + 0x100, psplim = 0x2000F000, value = 0;

	(void)state;
	bench_close(&b);
	open_bench(UC_CPU_ARM_CORTEX_M33);
	/* Unicorn 2.0 has no register numbers for the limits: let the core set them and, at the end, read them */
	memcpy(b.ram + 0xF000, "\x80\xF3\x0A\x88\x81\xF3\x0B\x88\x00\xBE\xEF\xF3\x0A\x80\xEF\xF3\x0B\x81\x00\xBE", 20);
	uc_reg_write(b.uc, UC_ARM_REG_R0, &msplim);
	uc_reg_write(b.uc, UC_ARM_REG_R1, &psplim);
	value = BENCH_RAM + 0xF000;
	uc_reg_write(b.uc, UC_ARM_REG_PC, &value);
	assert_true(bench_run(&b, 100));
	b.at_bkpt = false;
	start(STUB_CMD_STREAM);
	put_word(0x40);
	put_end();
	finish(STUB_E_NONE);
	b.at_bkpt = false;
	value = BENCH_RAM + 0xF00A;
	uc_reg_write(b.uc, UC_ARM_REG_PC, &value);
	assert_true(bench_run(&b, 100));
	uc_reg_read(b.uc, UC_ARM_REG_R0, &value);
	assert_int_equal(value, msplim);
	uc_reg_read(b.uc, UC_ARM_REG_R1, &value);
	assert_int_equal(value, psplim);
}

static void test_anywhere(void **state)
{
	(void)state;
	base = BENCH_RAM + 0x8128;
	start(STUB_CMD_STREAM);
	put_word(0x40);
	put_end();
	finish(STUB_E_NONE);
	assert_in_range(status()->exit_pc, ENTRY, STATUS);
	assert_memory_equal(b.flash + 0x40, "abcd", 4);
}

/* Last: what all tests have used */
static void test_limits(void **state)
{
	(void)state;
	print_message("# code %u of %u bytes, stack %u of %u bytes\n", bench_image_size, STUB_MAX_CODE, stack_most,
		STUB_STACK_SIZE);
	assert_in_range(bench_image_size, 1, STUB_MAX_CODE);
	assert_int_equal(bench_image_size % 4, 0);
	assert_in_range(stack_most, 64, STUB_STACK_SIZE - 128);	/* 128: an exception frame with room to spare */
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_program_many_slots),
		TEST(test_program_unaligned),
		TEST(test_page_split),
		TEST(test_blank_pages_are_not_programmed),
		TEST(test_compare_after_program),
		TEST(test_weak_bit_in_tail_is_found),
		TEST(test_no_verify),
		TEST(test_erase),
		TEST(test_erase_chip),
		TEST(test_erase_skips_blank_units),
		TEST(test_erase_without_effect),
		TEST(test_compare_record),
		TEST(test_expect),
		cmocka_unit_test(test_expect_looks_at_both_halves),
		TEST(test_read),
		TEST(test_read_leaves_blank_units_out),
		TEST(test_hash),
		TEST(test_output_waits_for_the_host),
		TEST(test_write_enable_fails),
		TEST(test_chip_stays_busy),
		TEST(test_flags_on_erase),
		TEST(test_flags_on_program),
		TEST(test_old_flags_are_cleared),
		TEST(test_no_flags_register),
		TEST(test_transfer_error),
		TEST(test_no_data),
		TEST(test_busy_sticks_once),
		TEST(test_busy_sticks_for_good),
		TEST(test_busy_at_the_start),
		TEST(test_abort_while_waiting),
		TEST(test_abort_while_erasing),
		TEST(test_host_silent),
		TEST(test_stale_doorbells),
		TEST(test_sequence_wraps),
		cmocka_unit_test(test_malformed_records),
		cmocka_unit_test(test_records_out_of_range),
		cmocka_unit_test(test_malformed_doorbells),
		TEST(test_bad_params),
		cmocka_unit_test(test_image_is_checked),
		TEST(test_cycle_counter_stands_still),
		TEST(test_slow_bus_and_counter_wrap),
		TEST(test_two_status_bytes),
		TEST(test_registers_are_given_back),
		TEST(test_stack_limits),
		TEST(test_anywhere),
		cmocka_unit_test(test_limits),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
