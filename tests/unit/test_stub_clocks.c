// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * How fast the stub is: its instructions and clocks, counted by executing them under Unicorn (stub_bench.c). What it
 * does is in test_stub.c.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "stub_feed.h"
#include "../../src/flash/nor/stm32xspi/core/util.h"

/* ---- instructions, all in all ---- */

static void test_speed(void **state)
{
	static uint8_t data[2000];
	uint32_t program, verify, hash;

	(void)state;
	b.cycles_per_byte = 1;
	fill_random(data, sizeof(data), 10);
	params.op[STUB_OP_READ_FLAGS].write_count = 0;
	start(STUB_CMD_STREAM);
	put(STUB_REC_COMPARE, 0, 0, 0, 0, NULL, 0);
	for (unsigned int i = 0; i < 8; i++) {
		put(STUB_REC_PROGRAM, 0, 0, i * 2048, sizeof(data), data, sizeof(data));
		put(STUB_REC_EXPECT, 0, 0, 0, 0, (const uint32_t[]){ 0, 0, 0 }, 12);
		used -= 24;
	}
	put_end();
	finish(STUB_E_NONE);
	program = status()->cycles[STUB_PHASE_PROGRAM][0] / (8 * 8) - 800;
	verify = status()->cycles[STUB_PHASE_VERIFY][0] * 100 / 16000;
	bench_close(&b);

	open_bench(UC_CPU_ARM_CORTEX_M3);
	b.cycles_per_byte = 1;
	params.len = 0x10000;
	params.hash_unit = 0x1000;
	start(STUB_CMD_HASH);
	finish(STUB_E_NONE);
	hash = status()->cycles[STUB_PHASE_HASH][0] * 10 / (0x10000 / 10);
	print_message("# instructions: per page beside the chip's time %u; per 100 bytes verify %u, hash %u\n", program,
		verify, hash);
	assert_in_range(program, 1, 900);
	assert_in_range(verify, 1, 250);
	assert_in_range(hash, 1, 265);
}

/* ---- clocks of the inner loops ---- */

static void begin_costing(uint32_t page_size)
{
	bench_close(&b);
	open_bench(UC_CPU_ARM_CORTEX_M3);
	b.cycles_per_byte = 1;			/* data are always there before the stub is */
	b.costing = true;
	params.op[STUB_OP_PROGRAM].unit = page_size;
}

static uint32_t cost_of_stream(uint8_t type, uint16_t flags, uint32_t len)
{
	static uint8_t data[1024];

	begin_costing(256);
	fill_random(data, len, 11);
	if (type == STUB_REC_COMPARE)
		memcpy(b.flash, data, len);
	start(STUB_CMD_STREAM);
	put(type, 0, flags, 0, len, data, len);
	put_end();
	finish(STUB_E_NONE);
	return (uint32_t)b.cost;
}

static uint32_t cost_of_output(enum stub_command command, uint32_t len)
{
	static uint8_t out[4096];

	begin_costing(256);
	fill_random(b.flash, len, 12);
	params.len = len;
	params.hash_unit = command == STUB_CMD_HASH ? len : 0;
	start(command);
	assert_int_equal(drain(out), command == STUB_CMD_HASH ? sizeof(struct stub_hash) : len);
	finish(STUB_E_NONE);
	return (uint32_t)b.cost;
}

/*
 * What twice as much of the same costs more, in 1/100 clock per byte: the loop alone, without what is done once. The
 * ceilings are some percent above what it was when they were set.
 */
static void test_clocks_of_loops(void **state)
{
	const struct {
		const char *what;
		uint32_t hundredths, most, most_small_fifo;
	} loops[] = {
		{ "hash and blank check",
			(cost_of_output(STUB_CMD_HASH, 4096) - cost_of_output(STUB_CMD_HASH, 2048)) * 100 / 2048, 305, 305 },
		{ "read into the work area",
			(cost_of_output(STUB_CMD_READ, 1024) - cost_of_output(STUB_CMD_READ, 512)) * 100 / 512, 210, 250 },
		{ "compare", (cost_of_stream(STUB_REC_COMPARE, 0, 1024) - cost_of_stream(STUB_REC_COMPARE, 0, 512)) * 100 / 512,
			355, 355 },
		{ "page data to the FIFO", (cost_of_stream(STUB_REC_PROGRAM, STUB_REC_F_NO_VERIFY, 256) -
			cost_of_stream(STUB_REC_PROGRAM, STUB_REC_F_NO_VERIFY, 128)) * 100 / 128, 275, 345 },
	};

	(void)state;
	for (unsigned int i = 0; i < XSPI_COUNT(loops); i++) {
		print_message("# clocks per byte: %s %u.%02u\n", loops[i].what, loops[i].hundredths / 100,
			loops[i].hundredths % 100);
		assert_in_range(loops[i].hundredths, 100, bench_quadspi ? loops[i].most_small_fifo : loops[i].most);
	}
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_speed),
		TEST(test_clocks_of_loops),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
