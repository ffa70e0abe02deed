// SPDX-License-Identifier: GPL-2.0-or-later

/* plan.c: erase plans against expected operation lists, a property test over random chips and ranges, page runs. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "../../src/flash/nor/stm32xspi/core/util.h"
#include "../../src/flash/nor/stm32xspi/plan.h"

#define K	1024u
#define M	(1024u * 1024u)

/* times of a usual 16 MB chip: 4 KB 45 ms, 32 KB 120 ms, 64 KB 150 ms, chip 30 s */
static const struct plan_chip usual = {
	.size = 16 * M,
	.type = { { 4 * K, 45 }, { 32 * K, 120 }, { 64 * K, 150 } },
	.chip_cost = 30000,
};

struct expected {
	uint32_t addr, len;		/* asked for */
	int runs;
	struct plan_run run[6];
};

static void check(const struct plan_chip *chip, const struct expected *e, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct plan_run run[PLAN_MAX_RUNS];
		int runs = plan_erase(chip, e[i].addr, e[i].len, run);
		assert_int_equal(runs, e[i].runs);
		for (int k = 0; k < runs; k++) {
			assert_int_equal(run[k].type, e[i].run[k].type);
			assert_int_equal(run[k].addr, e[i].run[k].addr);
			assert_int_equal(run[k].len, e[i].run[k].len);
		}
	}
}

static void largest_aligned_units(void **state)
{
	static const struct expected e[] = {
		{ 0, 0, 0, { { 0 } } },
		{ 0, 4 * K, 1, { { 0, 0, 4 * K } } },
		{ 8 * K, 8 * K, 1, { { 0, 8 * K, 8 * K } } },
		{ 0, 32 * K, 1, { { 1, 0, 32 * K } } },
		{ 32 * K, 64 * K, 1, { { 1, 32 * K, 64 * K } } },
		{ 0, 64 * K, 1, { { 2, 0, 64 * K } } },
		{ 64 * K, 100 * K, 3, { { 2, 64 * K, 64 * K }, { 1, 128 * K, 32 * K }, { 0, 160 * K, 4 * K } } },
		{ 60 * K, 8 * K, 1, { { 0, 60 * K, 8 * K } } },
		{ 28 * K, 1 * M, 4, { { 0, 28 * K, 4 * K }, { 1, 32 * K, 32 * K }, { 2, 64 * K, 960 * K },
			{ 0, 1024 * K, 28 * K } } },
		{ 16 * M - 4 * K, 4 * K, 1, { { 0, 16 * M - 4 * K, 4 * K } } },
	};

	(void)state;
	check(&usual, e, XSPI_COUNT(e));
}

static void chip_erase_only_if_cheaper(void **state)
{
	/* 256 blocks of 150 ms are 38.4 s */
	static const struct expected all = { 0, 16 * M, 1, { { PLAN_ERASE_CHIP, 0, 16 * M } } };
	static const struct expected blocks = { 0, 16 * M, 1, { { 2, 0, 16 * M } } };
	static const struct expected nearly = { 0, 16 * M - 64 * K, 1, { { 2, 0, 16 * M - 64 * K } } };
	struct plan_chip slow = usual, none = usual;

	(void)state;
	slow.chip_cost = 38400;
	none.chip_cost = 0;
	check(&usual, &all, 1);
	check(&usual, &nearly, 1);
	check(&slow, &blocks, 1);
	check(&none, &blocks, 1);
}

static void large_unit_only_if_worth_it(void **state)
{
	/* 64 KB takes longer than two of 32 KB; 32 KB takes longer than eight of 4 KB */
	static const struct plan_chip odd = {
		.size = 1 * M, .type = { { 4 * K, 10 }, { 32 * K, 100 }, { 64 * K, 150 } }, .chip_cost = 0,
	};
	static const struct expected e[] = {
		{ 0, 32 * K, 1, { { 0, 0, 32 * K } } },
		{ 0, 128 * K, 1, { { 2, 0, 128 * K } } },
	};

	(void)state;
	check(&odd, e, 2);
}

static void chips_with_one_or_no_type(void **state)
{
	static const struct plan_chip uniform = { .size = 1 * M, .type = { { 64 * K, 0 } }, .chip_cost = 0 };
	static const struct plan_chip none = { .size = 1 * M, .chip_cost = 5 };
	static const struct expected block = { 64 * K, 128 * K, 1, { { 0, 64 * K, 128 * K } } };
	static const struct expected refused = { 4 * K, 64 * K, -1, { { 0 } } };
	static const struct expected all = { 0, 1 * M, 1, { { PLAN_ERASE_CHIP, 0, 1 * M } } };
	static const struct expected part = { 0, 64 * K, -1, { { 0 } } };

	(void)state;
	check(&uniform, &block, 1);
	check(&uniform, &refused, 1);
	check(&none, &all, 1);
	check(&none, &part, 1);
}

static void never_outside(void **state)
{
	static const struct expected e[] = {
		{ 16 * M, 4 * K, -1, { { 0 } } },
		{ 16 * M - 4 * K, 8 * K, -1, { { 0 } } },
		{ 0, 16 * M + 4 * K, -1, { { 0 } } },
		{ 0xFFFFF000, 4 * K, -1, { { 0 } } },
		{ 4 * K, 0xFFFFF000, -1, { { 0 } } },
		{ 1, 4 * K, -1, { { 0 } } },
		{ 0, 4 * K + 1, -1, { { 0 } } },
	};

	(void)state;
	check(&usual, e, XSPI_COUNT(e));
}

/* Runs are ascending, aligned, whole units, cover the range exactly and cost no more than smallest units alone. */
static void check_property(const struct plan_chip *chip, uint32_t addr, uint32_t len)
{
	struct plan_run run[PLAN_MAX_RUNS];
	uint32_t at = addr;

	int runs = plan_erase(chip, addr, len, run);
	assert_true(runs >= 0);
	for (int i = 0; i < runs; i++) {
		uint32_t unit = run[i].type == PLAN_ERASE_CHIP ? chip->size : chip->type[run[i].type].size;
		assert_int_equal(run[i].addr, at);
		assert_int_equal(run[i].addr % unit, 0);
		assert_int_equal(run[i].len % unit, 0);
		assert_true(run[i].len > 0);
		at += run[i].len;
	}
	assert_int_equal(at, addr + len);

	uint64_t small = (uint64_t)(len / chip->type[0].size) * (chip->type[0].cost ? chip->type[0].cost : 1);
	assert_true(plan_erase_cost(chip, run, runs) <= small);
}

static void random_ranges(void **state)
{
	(void)state;
	srand(20240601);
	for (unsigned int round = 0; round < 20000; round++) {
		struct plan_chip chip = { .size = (1u << (rand() % 8)) * M, .chip_cost = rand() % 60000 };
		uint32_t size = 4 * K;
		for (unsigned int t = 0; t < (unsigned int)(1 + rand() % PLAN_ERASE_TYPES); t++) {
			chip.type[t].size = size;
			chip.type[t].cost = rand() % 400;
			size *= 1 << (1 + rand() % 3);
		}
		uint32_t sectors = chip.size / (4 * K);
		uint32_t first = rand() % sectors;
		uint32_t count = rand() % (round % 2 ? sectors - first + 1 : 70);
		if (count > sectors - first)
			count = sectors - first;
		check_property(&chip, first * 4 * K, count * 4 * K);
	}
}

static void page_runs(void **state)
{
	uint8_t data[1024];
	bool blank;

	(void)state;
	memset(data, 0xFF, sizeof(data));
	assert_int_equal(plan_page_run(data, 0, sizeof(data), 256, &blank), 1024);
	assert_true(blank);

	data[300] = 0;
	assert_int_equal(plan_page_run(data, 0, 1024, 256, &blank), 256);
	assert_true(blank);
	assert_int_equal(plan_page_run(data + 256, 256, 768, 256, &blank), 256);
	assert_false(blank);
	assert_int_equal(plan_page_run(data + 512, 512, 512, 256, &blank), 512);
	assert_true(blank);

	/* an odd start: pages are counted in the chip, so the first piece is short */
	assert_int_equal(plan_page_run(data, 100, 1024, 256, &blank), 156);
	assert_true(blank);
	assert_int_equal(plan_page_run(data + 300, 255, 2, 256, &blank), 1);
	assert_false(blank);
	assert_int_equal(plan_page_run(data, 0, 1, 256, &blank), 1);
	assert_true(blank);
}

/* Whatever the data: runs cover everything, and exactly the pages with something in them are not blank. */
static void page_runs_cover(void **state)
{
	static uint8_t data[8192];

	(void)state;
	srand(7);
	for (unsigned int round = 0; round < 2000; round++) {
		uint32_t page = 256u << (rand() % 2);
		uint32_t offset = rand() % 2000, len = 1 + rand() % (sizeof(data) - 1), done = 0;
		memset(data, 0xFF, sizeof(data));
		for (int n = rand() % 12; n > 0; n--)
			data[rand() % len] = rand();
		while (done < len) {
			bool blank;
			uint32_t run = plan_page_run(data + done, offset + done, len - done, page, &blank);
			assert_true(run > 0 && run <= len - done);
			assert_true(done + run == len || (offset + done + run) % page == 0);
			for (uint32_t i = done; blank && i < done + run; i++)
				assert_int_equal(data[i], 0xFF);
			done += run;
		}
		assert_int_equal(done, len);
	}
}

static void which_way_to_read(void **state)
{
	(void)state;
	/* no stub, or one that leaves little room: by the window, whatever the length */
	assert_true(plan_read_by_window(0x1000000, 0, false));
	assert_true(plan_read_by_window(0x1000000, 0x3FFF, true));
	assert_false(plan_read_by_window(0x1000000, 0x4000, false));
	/* little data: the stub only if it is there */
	assert_true(plan_read_by_window(1, 0x12000, false));
	assert_true(plan_read_by_window(0x10000, 0x12000, false));
	assert_false(plan_read_by_window(0x10001, 0x12000, false));
	assert_false(plan_read_by_window(0x10000, 0x12000, true));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(largest_aligned_units),
		cmocka_unit_test(chip_erase_only_if_cheaper),
		cmocka_unit_test(large_unit_only_if_worth_it),
		cmocka_unit_test(chips_with_one_or_no_type),
		cmocka_unit_test(never_outside),
		cmocka_unit_test(random_ranges),
		cmocka_unit_test(page_runs),
		cmocka_unit_test(page_runs_cover),
		cmocka_unit_test(which_way_to_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
