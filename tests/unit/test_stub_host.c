// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * stub_host.c and what belongs to it against the real stub image on an emulated core; stub_target.h plays OpenOCD. All
 * tests are made twice: with OpenOCD's algorithms, and with the core run over the queue of its access port.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "stub_target.h"

static uint32_t ppb_before[ARRAY_SIZE(ppb)];

static int setup(void **state)
{
	(void)state;
	bench_open(&b, UC_CPU_ARM_CORTEX_M3);
	b.cycles_per_byte = 1;
	memset(&s, 0, sizeof(s));
	target = (struct target){ .state = TARGET_HALTED, .backup_working_area = 1 };
	area_avail = 0xA000;
	accesses = 0;
	fail_from = 0;
	fail_once = 0;
	pending = false;
	fault_at = 0;
	reset_at = 0;
	hang_at = 0;
	smash_at = 0;
	odd_halt_at = 0;
	ignore_abort = false;
	by_queue = false;
	slow_registers = false;
	ended = 0;
	written = 0;
	forget = 0;
	for (unsigned int i = 0; i < FAKE_REGS; i++)
		buf_set_u32(cache.reg[i].value, 0, 32, 0xC0DE0000 + i * 2);
	for (unsigned int i = 0; i < ARRAY_SIZE(ppb); i++)
		ppb_before[i] = ppb[i].value;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	stub_unload(&s);
	assert_null(s.area);
	for (unsigned int i = 0; i < ARRAY_SIZE(ppb); i++)
		ppb[i].value = ppb_before[i];
	bench_close(&b);
	return 0;
}

/* After every end, good or bad: nothing runs, registers are those of the application, core settings too */
static void check_home(void)
{
	assert_false(s.running);
	assert_false(target.running_alg);
	assert_int_equal(target.state, TARGET_HALTED);
	for (unsigned int i = 0; i < FAKE_REGS; i++)
		assert_int_equal(buf_get_u32(cache.reg[i].value, 0, 32), 0xC0DE0000 + i * 2);
	for (unsigned int i = 0; i < 4; i++)
		assert_int_equal(ppb[i].value, ppb_before[i]);
	if (b.violations)
		fail_msg("violation: %s", b.violation);
}

static void load(void)
{
	if (stub_load(&s, &target) != ERROR_OK)
		fail_msg("stub_load: %s", s.error);
	bench_params(&s.params);
	s.params.host_limit_ms = 3000;
}

static void begin(enum stub_command command, uint32_t addr, uint32_t len, uint32_t unit)
{
	load();
	assert_int_equal(stub_ask_ahead(&s), ERROR_OK);
	if (stub_start(&s, command, addr, len, unit) != ERROR_OK)
		fail_msg("stub_start: %s", s.error);
	assert_int_equal(ppb[0].value, 0x01000401);
	assert_int_equal(ppb[1].value, 0x00000004);
	assert_int_equal(ppb[2].value, 0x00000200);
	assert_int_equal(ppb[3].value, 0x40000001);
}

static int put(uint8_t type, uint8_t arg, uint16_t flags, uint32_t addr, uint32_t len, const uint8_t *data)
{
	const struct stub_record r = { type, arg, flags, addr, len };

	return stub_put(&s, &r, data);
}

static void good(int retval)
{
	if (retval != ERROR_OK)
		fail_msg("%d: %s", retval, s.error);
}

/* It fails, and leaves nothing behind */
static void bad(int retval)
{
	assert_int_not_equal(retval, ERROR_OK);
	check_home();
}

static void says(const char *text)
{
	if (!strstr(s.error, text))
		fail_msg("\"%s\" does not say \"%s\"", s.error, text);
}

static void fill_random(uint8_t *data, uint32_t len, uint32_t seed)
{
	for (uint32_t i = 0; i < len; i++) {
		seed = seed * 1664525 + 1013904223;
		data[i] = seed >> 24;
	}
}

static void test_layout(void **state)
{
	(void)state;
	area_avail = 0x10000;
	load();
	assert_int_equal(s.slot_size, 12288);
	assert_int_equal(s.slot_count, 4);
	stub_unload(&s);
	area_avail = 0x4000;
	load();
	assert_int_equal(s.slot_count, 2);
	assert_in_range(s.slot_size, 5000, 5800);
	assert_true(s.slots_addr + s.slot_size * 2 <= AREA_BASE + 0x4000);
	assert_int_equal((s.params_addr | s.status_addr | s.stack_addr | s.slots_addr | s.slot_size) % 8, 0);
	stub_unload(&s);
	area_avail = s.slots_addr - AREA_BASE + 1024;
	load();
	assert_int_equal(s.slot_size, 512);
	stub_unload(&s);
	area_avail -= 8;
	assert_int_equal(stub_load(&s, &target), STUB_NO_WORK_AREA);
	assert_null(s.area);
}

static void test_load_again(void **state)
{
	unsigned int before;

	(void)state;
	load();
	before = accesses;
	load();
	assert_int_equal(accesses, before);
	s.area = NULL;		/* OpenOCD has freed all work areas */
	load();
	assert_non_null(s.area);
	target.state = TARGET_RUNNING;
	assert_int_equal(stub_load(&s, &target), ERROR_TARGET_NOT_HALTED);
	says("halt");
	target.state = TARGET_HALTED;
}

/* One run; returns the bytes that were written to start it */
static uint32_t run_once(void)
{
	uint32_t before = written;

	begin(STUB_CMD_STREAM, 0, BENCH_FLASH_SIZE, 0);
	before = written - before;
	good(put(STUB_REC_SKIP, 0, 0, 0, 0, NULL));
	good(stub_finish(&s));
	check_home();
	stub_unload(&s);
	return before;
}

/* The image is written once, and again when it was overwritten meanwhile, or other things are asked for */
static void test_image_stays(void **state)
{
	uint32_t all, again;

	(void)state;
	all = run_once();
	again = run_once();
	assert_in_range(all, bench_image_size, 6000);
	assert_in_range(again, 1, 600);
	b.ram[AREA_BASE - BENCH_RAM + 100] ^= 1;
	assert_in_range(run_once(), all + again - 100, all + again + 100);
	assert_int_equal(run_once(), again);
	load();
	s.params.op[STUB_OP_PROGRAM].limit_ms++;
	good(stub_start(&s, STUB_CMD_STREAM, 0, BENCH_FLASH_SIZE, 0));
	assert_int_equal(bench_get(&b, s.params_addr + offsetof(struct stub_params, op[STUB_OP_PROGRAM].limit_ms)),
		s.params.op[STUB_OP_PROGRAM].limit_ms);
	good(stub_finish(&s));
}

/* Memory that forgets what is not looked at: the driver says so, and leaves the core as it was */
static void test_memory_that_forgets(void **state)
{
	(void)state;
	load();
	bench_params(&s.params);
	forget = AREA_BASE + 8;
	assert_int_not_equal(stub_start(&s, STUB_CMD_STREAM, 0, BENCH_FLASH_SIZE, 0), ERROR_OK);
	says("does not keep what is written");
	check_home();
	/* in the entry: a word that is read back before it is run, and one that only the stub looks at */
	for (unsigned int at = 0; at <= 4; at += 4) {
		forget = s.entry_addr + at;
		assert_int_not_equal(stub_start(&s, STUB_CMD_STREAM, 0, BENCH_FLASH_SIZE, 0), ERROR_OK);
		says("does not keep what is written");
		check_home();
	}
}

static void test_program(void **state)
{
	static uint8_t data[60001];
	unsigned int pages, before;

	(void)state;
	fill_random(data, sizeof(data), 1);
	memset(b.flash, 0, 0x20000);
	begin(STUB_CMD_STREAM, 0, BENCH_FLASH_SIZE, 0);
	before = accesses;
	good(put(STUB_REC_ERASE, STUB_OP_ERASE_0, STUB_REC_F_SKIP_BLANK, 0x1000, 0x10000, NULL));
	good(put(STUB_REC_PROGRAM, 0, 0, 0x1101, sizeof(data), data));
	good(put(STUB_REC_COMPARE, 0, 0, 0x1101, sizeof(data), data));
	good(stub_finish(&s));
	check_home();
	print_message("# 60 kB erased, programmed and compared: %u accesses\n", accesses - before);
	assert_memory_equal(b.flash + 0x1101, data, sizeof(data));
	assert_int_equal(b.flash[0x1100], 0xFF);
	assert_int_equal(b.flash[0xFFF], 0x00);
	assert_int_equal(s.status.bytes_programmed, sizeof(data));
	assert_int_equal(ended, by_queue ? 1 : 0);
	pages = (0x1101 + sizeof(data) - 1) / 256 - 0x1101 / 256 + 1;
	assert_int_equal(bench_count(&b, 0x02), pages);		/* none in two parts */
}

/* Two slots of 512 bytes: one page each */
static void test_program_with_tiny_slots(void **state)
{
	static uint8_t data[5003];

	(void)state;
	fill_random(data, sizeof(data), 2);
	load();
	area_avail = s.slots_addr - AREA_BASE + 1024;
	stub_unload(&s);
	load();
	good(stub_start(&s, STUB_CMD_STREAM, 0, BENCH_FLASH_SIZE, 0));
	good(put(STUB_REC_PROGRAM, 0, 0, 0x30, sizeof(data), data));
	good(stub_finish(&s));
	check_home();
	assert_memory_equal(b.flash + 0x30, data, sizeof(data));
	assert_int_equal(bench_count(&b, 0x02), 20);
}

/* Little room is left in a slot: a page goes into the next one whole */
static void test_page_is_not_cut_for_a_full_slot(void **state)
{
	static uint8_t data[256];

	(void)state;
	fill_random(data, sizeof(data), 7);
	begin(STUB_CMD_STREAM, 0, BENCH_FLASH_SIZE, 0);
	good(put(STUB_REC_SKIP, 0, 0, 0, 0, NULL));
	while (s.slot_size - 4 - s.slot_used > 12 + 256)
		good(put(STUB_REC_SKIP, 0, 0, 0, 0, NULL));
	good(put(STUB_REC_SKIP, 0, 0, 0, 0, NULL));
	good(put(STUB_REC_PROGRAM, 0, 0, 0x100, 256, data));
	good(stub_finish(&s));
	check_home();
	assert_int_equal(bench_count(&b, 0x02), 1);
}

static void test_read(void **state)
{
	static uint8_t data[100000];
	uint32_t done = 0, got, before;

	(void)state;
	fill_random(b.flash, sizeof(b.flash), 3);
	begin(STUB_CMD_READ, 0x1003, 99999, 0);
	before = accesses;
	while (done < 99999) {
		good(stub_take(&s, data + done, sizeof(data) - done, &got));
		done += got;
	}
	assert_int_equal(done, 99999);
	good(stub_finish(&s));
	check_home();
	print_message("# 100 kB read: %u accesses\n", accesses - before);
	assert_memory_equal(data, b.flash + 0x1003, 99999);
}

/* Half of it blank: that half costs next to nothing, and comes all the same */
static void test_read_blank(void **state)
{
	static uint8_t data[0x40000];
	uint32_t done = 0, got, before;

	(void)state;
	fill_random(b.flash, 0x3001, 5);
	fill_random(b.flash + 0x2FFFF, 0x10000, 5);
	begin(STUB_CMD_READ, 1, BENCH_FLASH_SIZE - 2, 0);
	before = bytes_read;
	for (; done < BENCH_FLASH_SIZE - 2; done += got)
		good(stub_take(&s, data + done, BENCH_FLASH_SIZE - 2 - done, &got));
	good(stub_finish(&s));
	check_home();
	assert_memory_equal(data, b.flash + 1, BENCH_FLASH_SIZE - 2);
	assert_in_range(bytes_read - before, 0x13000, 0x26000);
}

/* The stub may end just between a look at its status and one at the core: all data still come */
static void test_read_ends_at_any_time(void **state)
{
	static uint8_t data[8192];
	uint32_t done, got;

	(void)state;
	fill_random(b.flash, sizeof(data), 8);
	for (b.cycles_per_byte = 60; b.cycles_per_byte < 100; b.cycles_per_byte++) {
		begin(STUB_CMD_READ, 0, sizeof(data), 0);
		for (done = 0; done < sizeof(data); done += got)
			good(stub_take(&s, data + done, sizeof(data) - done, &got));
		good(stub_finish(&s));
		check_home();
		assert_memory_equal(data, b.flash, sizeof(data));
	}
}

static void test_output_slot_overwritten(void **state)
{
	static uint8_t data[8192];
	uint32_t got;

	(void)state;
	begin(STUB_CMD_READ, 0, sizeof(data), 0);
	bench_run(&b, 100 * BENCH_CYCLES_PER_MS);
	bench_set(&b, s.slots_addr, 0x12345678);
	assert_int_not_equal(stub_take(&s, data, sizeof(data), &got), ERROR_OK);
	check_home();
	says("0x12345678");
}

static void test_hash_and_expect(void **state)
{
	uint32_t data[4096], done = 0, got;
	struct xspi_hash h;
	uint32_t want[3] = { 0 };

	(void)state;
	fill_random(b.flash, 0x8000, 4);
	begin(STUB_CMD_HASH, 0, BENCH_FLASH_SIZE, 0x100);
	while (done < BENCH_FLASH_SIZE / 0x100) {
		good(stub_take(&s, (uint8_t *)data, sizeof(data), &got));
		for (uint32_t i = 0; i < got / 12; i++, done++) {
			h = xspi_hash_bytes(b.flash + done * 0x100, 0x100);
			assert_int_equal(data[i * 3], h.lo);
			assert_int_equal(data[i * 3 + 1], h.hi);
			assert_int_equal(data[i * 3 + 2], done >= 0x80);
		}
	}
	good(stub_finish(&s));
	check_home();

	h = xspi_hash_bytes(b.flash + 5, 30000);
	want[0] = h.lo;
	want[1] = h.hi;
	begin(STUB_CMD_STREAM, 0, BENCH_FLASH_SIZE, 0);
	good(put(STUB_REC_EXPECT, 0, 0, 5, 30000, (uint8_t *)want));
	good(put(STUB_REC_EXPECT, 0, 0, 6, 30000, (uint8_t *)want));
	bad(stub_finish(&s));
	says("0x00000006");
	assert_int_equal(s.status.error, STUB_E_HASH);
}

static void test_compare_failure(void **state)
{
	static uint8_t data[30000];

	(void)state;
	fill_random(data, sizeof(data), 5);
	data[20001] = 0xA5;
	b.flash[0x2000 + 20001] = 0x21;
	begin(STUB_CMD_STREAM, 0, BENCH_FLASH_SIZE, 0);
	if (put(STUB_REC_PROGRAM, 0, 0, 0x2000, sizeof(data), data) == ERROR_OK)
		bad(stub_finish(&s));
	says("0x00006e21");
	says("expected 0xa5, found 0x21");
	stub_abort(&s);
	says("0x00006e21");

	begin(STUB_CMD_STREAM, 0, BENCH_FLASH_SIZE, 0);	/* and on it goes */
	good(put(STUB_REC_PROGRAM, 0, 0, 0x20000, 1000, data));
	good(stub_finish(&s));
	check_home();
}

static void test_chip_failures(void **state)
{
	(void)state;
	b.wel_broken = true;
	begin(STUB_CMD_STREAM, 0, BENCH_FLASH_SIZE, 0);
	good(put(STUB_REC_ERASE, STUB_OP_ERASE_0, 0, 0x3000, 0x1000, NULL));
	bad(stub_finish(&s));
	says("erase at 0x00003000: status register 0x00 after write enable");
	b.wel_broken = false;

	b.protect_from = 0x1000;
	begin(STUB_CMD_STREAM, 0, BENCH_FLASH_SIZE, 0);
	good(put(STUB_REC_ERASE, STUB_OP_ERASE_0, 0, 0x3000, 0x1000, NULL));
	bad(stub_finish(&s));
	says("flags 0x02");

	memset(b.flash, 0x7F, sizeof(b.flash));		/* a chip without flags keeps its contents and is silent */
	load();
	s.params.op[STUB_OP_READ_FLAGS].write_count = 0;
	good(stub_start(&s, STUB_CMD_STREAM, 0, BENCH_FLASH_SIZE, 0));
	good(put(STUB_REC_ERASE, STUB_OP_ERASE_0, 0, 0x3000, 0x1000, NULL));
	bad(stub_finish(&s));
	says("erased, but not blank at 0x00003000 (bits read as 0: 0x80808080, status register 0x00)");

	b.protect_from = 0;
	b.busy_stuck = true;
	begin(STUB_CMD_STREAM, 0, BENCH_FLASH_SIZE, 0);
	good(put(STUB_REC_ERASE, STUB_OP_ERASE_2, 0, 0, 0x10000, NULL));
	bad(stub_finish(&s));
	says("chip still busy");
	says("limit 60 ms");
}

static void test_refused(void **state)
{
	(void)state;
	load();
	s.params.cycles_per_ms = 0;
	assert_int_not_equal(stub_start(&s, STUB_CMD_STREAM, 0, BENCH_FLASH_SIZE, 0), ERROR_OK);
	check_home();
	says("DWT_CYCCNT");
	begin(STUB_CMD_STREAM, 0, BENCH_FLASH_SIZE, 0);
	assert_int_not_equal(put(STUB_REC_PROGRAM_PACKED, 0, 0, 0, 10, NULL), ERROR_OK);
	check_home();
	says("packed");
	assert_int_not_equal(put(STUB_REC_SKIP, 0, 0, 0, 0, NULL), ERROR_OK);
	says("packed");
}

/* Feed until something happens */
static int feed(void)
{
	static uint8_t data[4096];
	int retval = ERROR_OK;

	fill_random(data, sizeof(data), 6);
	for (uint32_t i = 0; retval == ERROR_OK && i < 32; i++)
		retval = put(STUB_REC_PROGRAM, 0, 0, i * 4096, sizeof(data), data);
	return retval == ERROR_OK ? stub_finish(&s) : retval;
}

static void test_fault(void **state)
{
	(void)state;
	begin(STUB_CMD_STREAM, 0, BENCH_FLASH_SIZE, 0);
	fault_at = accesses + 30;
	bad(feed());
	says("fault in the stub");
	says("PC 0x20000163");
	says("bus error on a read or write");
	says("CFSR 0x00008200, HFSR 0x40000000, BFAR 0x60001234, MMFAR 0x11111110");
	assert_in_range(accesses, 0, fault_at + 100);
}

static void test_halted_by_someone(void **state)
{
	(void)state;
	begin(STUB_CMD_STREAM, 0, BENCH_FLASH_SIZE, 0);
	odd_halt_at = accesses + 30;
	bad(feed());
	says("was halted at PC");
}

static void test_reset_while_running(void **state)
{
	(void)state;
	begin(STUB_CMD_STREAM, 0, BENCH_FLASH_SIZE, 0);
	reset_at = accesses + 30;
	assert_int_not_equal(feed(), ERROR_OK);
	says("was reset while the stub ran");
	assert_false(s.running);
	assert_false(target.running_alg);
	assert_int_equal(target.state, TARGET_HALTED);
	assert_int_not_equal(buf_get_u32(cache.reg[0].value, 0, 32), 0xC0DE0000);	/* old registers did not come back */
}

static void test_hang(void **state)
{
	int64_t start;

	(void)state;
	begin(STUB_CMD_STREAM, 0, BENCH_FLASH_SIZE, 0);
	hang_at = accesses + 30;
	start = timeval_ms();
	assert_int_equal(feed(), ERROR_TARGET_TIMEOUT);
	check_home();
	says("no progress for");
	assert_in_range(timeval_ms() - start, 1000, 10000);
}

static void test_stack_smashed(void **state)
{
	(void)state;
	begin(STUB_CMD_STREAM, 0, BENCH_FLASH_SIZE, 0);
	smash_at = accesses + 5;
	bad(feed());
	says("stack");
}

static void test_link_dies(void **state)
{
	unsigned int first;

	(void)state;
	begin(STUB_CMD_STREAM, 0, BENCH_FLASH_SIZE, 0);
	first = accesses;
	stub_abort(&s);
	for (unsigned int n = 1; n < first + 40; n++) {
		fail_from = 0;
		target.state = TARGET_HALTED;
		stub_unload(&s);
		s.core_changed = false;
		for (unsigned int i = 0; i < ARRAY_SIZE(ppb); i++)
			ppb[i].value = ppb_before[i];
		fail_from = accesses + n;
		if (stub_load(&s, &target) == ERROR_OK) {
			bench_params(&s.params);
			if (stub_start(&s, STUB_CMD_STREAM, 0, BENCH_FLASH_SIZE, 0) == ERROR_OK)
				assert_int_not_equal(feed(), ERROR_OK);
		}
		assert_false(s.running);
		assert_false(target.running_alg);
		assert_string_not_equal(s.error, "");
	}
	fail_from = 0;
	target.state = TARGET_HALTED;
}

static void abort_in_erase(void)
{
	b.busy_stuck = true;
	load();
	s.params.op[STUB_OP_ERASE_CHIP].limit_ms = 100000;
	good(stub_start(&s, STUB_CMD_STREAM, 0, BENCH_FLASH_SIZE, 0));
	good(put(STUB_REC_ERASE, STUB_OP_ERASE_CHIP, 0, 0, BENCH_FLASH_SIZE, NULL));
	for (unsigned int i = 0; i < 50; i++)
		pass_time();
	stub_abort(&s);
	check_home();
}

static void test_abort(void **state)
{
	(void)state;
	stub_abort(&s);		/* nothing there */
	abort_in_erase();
	assert_int_equal(s.status.error, STUB_E_ABORTED);
	assert_string_equal(s.error, "");
}

static void test_abort_not_heard(void **state)
{
	(void)state;
	ignore_abort = true;
	abort_in_erase();
	assert_int_equal(s.status.state, STUB_RUNNING);
	says("did not react");
}

static void test_host_too_slow(void **state)
{
	(void)state;
	begin(STUB_CMD_STREAM, 0, BENCH_FLASH_SIZE, 0);
	for (unsigned int i = 0; i < 3100; i++)
		pass_time();
	bad(feed());
	says("heard nothing from the host for 3000 ms");
}

static unsigned int progress_calls;

static void count_progress(struct stub_session *session)
{
	assert_ptr_equal(session->context, &b);
	progress_calls++;
}

static void test_long_erase_is_waited_for(void **state)
{
	(void)state;
	load();
	s.progress = count_progress;
	s.context = &b;
	s.params.op[STUB_OP_ERASE_CHIP].limit_ms = 60000;
	good(stub_start(&s, STUB_CMD_STREAM, 0, BENCH_FLASH_SIZE, 0));
	good(put(STUB_REC_ERASE, STUB_OP_ERASE_CHIP, 0, 0, BENCH_FLASH_SIZE, NULL));
	bench_run(&b, 5 * BENCH_CYCLES_PER_MS);
	b.busy_until = b.cycles + 12000ull * BENCH_CYCLES_PER_MS;
	good(stub_finish(&s));
	check_home();
	assert_true(progress_calls > 10);
	assert_int_equal(s.status.bytes_erased, BENCH_FLASH_SIZE);
	/* the host rests between looks, a millisecond each time */
	assert_in_range(accesses, 1000, 8000);
}

/* A core that does not take its registers at once is started by OpenOCD, which waits for them */
static void test_slow_registers(void **state)
{
	(void)state;
	slow_registers = true;
	begin(STUB_CMD_STREAM, 0, BENCH_FLASH_SIZE, 0);
	good(stub_finish(&s));
	check_home();
	assert_int_equal(ended, 0);
}

/* DMA meets a record while it is played: what it was when it began counts */
static void test_record_changes_while_played(void **state)
{
	(void)state;
	memset(b.flash, 0x5A, 0x10000);
	begin(STUB_CMD_STREAM, 0, BENCH_FLASH_SIZE, 0);
	good(put(STUB_REC_ERASE, STUB_OP_ERASE_0, 0, 0x2000, 0x4000, NULL));
	const uint32_t erased = s.status_addr + offsetof(struct stub_status, bytes_erased);
	for (unsigned int i = 0; i < 1000 && !bench_get(&b, erased); i++)
		bench_run(&b, 1000);
	bench_set(&b, s.slots_addr + s.slot_size - 4 - sizeof(struct stub_record) + offsetof(struct stub_record, len),
		0xA000);
	good(stub_finish(&s));
	assert_int_equal(s.status.bytes_erased, 0x4000);
	assert_int_equal(b.flash[0x5FFF], 0xFF);
	assert_int_equal(b.flash[0x6000], 0x5A);
	check_home();
}

/* One access fails, the next one works: the core comes home, with nothing lost, and nobody speaks of a reset */
static void test_link_fails_once(void **state)
{
	static uint8_t data[3000];
	unsigned int failed = 0;
	const bool queue = by_queue;

	for (unsigned int at = 1; at < 60; at++) {
		teardown(NULL);
		setup(state);
		by_queue = queue;
		fill_random(data, sizeof(data), at);
		fail_once = at;
		uint32_t asked;
		(void)link_ask(&target, ppb[0].addr, &asked);	/* somebody has left a queue */
		int retval = stub_load(&s, &target);
		bench_params(&s.params);
		if (retval == ERROR_OK)
			retval = stub_start(&s, STUB_CMD_STREAM, 0, BENCH_FLASH_SIZE, 0);
		if (retval == ERROR_OK)
			retval = put(STUB_REC_PROGRAM, 0, 0, 0, sizeof(data), data);
		if (retval == ERROR_OK)
			retval = stub_finish(&s);
		check_home();
		failed += retval != ERROR_OK;
		if (retval == ERROR_OK)
			assert_memory_equal(b.flash, data, sizeof(data));
		else if (strstr(s.error, "was reset"))
			fail_msg("access %u fails: %s", at, s.error);
	}
	assert_in_range(failed, 5, 55);
}

static int setup_by_queue(void **state)
{
	setup(state);
	by_queue = true;
	return 0;
}

/* Both ways to start the core */
#define TEST(name)	\
	cmocka_unit_test_setup_teardown(name, setup, teardown), \
	{ #name " over the queue", name, setup_by_queue, teardown, NULL }

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_layout),
		TEST(test_load_again),
		TEST(test_image_stays),
		TEST(test_memory_that_forgets),
		TEST(test_program),
		TEST(test_program_with_tiny_slots),
		TEST(test_page_is_not_cut_for_a_full_slot),
		TEST(test_read),
		TEST(test_read_blank),
		TEST(test_read_ends_at_any_time),
		TEST(test_output_slot_overwritten),
		TEST(test_hash_and_expect),
		TEST(test_compare_failure),
		TEST(test_chip_failures),
		TEST(test_refused),
		TEST(test_fault),
		TEST(test_halted_by_someone),
		TEST(test_reset_while_running),
		TEST(test_hang),
		TEST(test_stack_smashed),
		TEST(test_link_dies),
		TEST(test_record_changes_while_played),
		TEST(test_link_fails_once),
		TEST(test_abort),
		TEST(test_abort_not_heard),
		TEST(test_host_too_slow),
		TEST(test_long_erase_is_waited_for),
		TEST(test_slow_registers),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
