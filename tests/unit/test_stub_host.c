// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * stub_host.c and stub_report.c against the real stub image on an emulated core: OpenOCD's target API is played here,
 * with the habits of 0.12.0 that matter (registers come back only through target_wait_algorithm() on a halted core, a
 * reset shows as a state). Each access to the target takes 1 ms of virtual time, in which the core runs on.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "stub_bench.h"
#include "../../src/flash/nor/stm32xspi/stub_host.h"
#include "../../src/flash/nor/stm32xspi/core/hash.h"
#include <helper/binarybuffer.h>
#include <helper/log.h>
#include <helper/time_support.h>
#include <target/algorithm.h>
#include <target/register.h>

#define ACCESS_CYCLES	BENCH_CYCLES_PER_MS
#define AREA_BASE		(BENCH_RAM + 0x40)

static struct bench b;
static struct stub_session s;
static struct target target;
static struct working_area area;
static uint32_t area_avail;

static const int uc_reg[FAKE_REGS] = {
	UC_ARM_REG_R0, UC_ARM_REG_R1, UC_ARM_REG_R2, UC_ARM_REG_R3, UC_ARM_REG_R4, UC_ARM_REG_R5, UC_ARM_REG_R6,
	UC_ARM_REG_R7, UC_ARM_REG_R8, UC_ARM_REG_R9, UC_ARM_REG_R10, UC_ARM_REG_R11, UC_ARM_REG_R12, UC_ARM_REG_SP,
	UC_ARM_REG_LR, UC_ARM_REG_PC, -1, -1,
};
static struct reg_cache cache = { .reg = {
	{ .name = "r0" }, { .name = "r1" }, { .name = "r2" }, { .name = "r3" }, { .name = "r4" }, { .name = "r5" },
	{ .name = "r6" }, { .name = "r7" }, { .name = "r8" }, { .name = "r9" }, { .name = "r10" }, { .name = "r11" },
	{ .name = "r12" }, { .name = "sp" }, { .name = "lr" }, { .name = "pc" }, { .name = "xpsr" }, { .name = "msp" },
} };
static struct armv7m_common armv7m = { .arm = { &cache, &cache.reg[15], &cache.reg[16] } };

/* registers of the private peripheral bus, as pairs of address and value */
static struct {
	uint32_t addr, value;
} ppb[] = {
	{ 0xE000EDFC, 0x00000001 }, { 0xE000ED94, 0x00000005 }, { 0xE000ED14, 0x00000218 }, { 0xE0001000, 0x40000000 },
	{ 0xE0001FB0, 0 }, { 0xE000ED28, 0x00008200 }, { 0xE000ED2C, 0x40000000 }, { 0xE000ED34, 0x11111110 },
	{ 0xE000ED38, 0x60001234 },
};

/* what shall happen, at which access */
static unsigned int accesses, fail_from, fault_at, reset_at, hang_at, smash_at, odd_halt_at;
static bool ignore_abort;

/* ---- OpenOCD's part ---- */

static void registers_to_cache(void)
{
	for (unsigned int i = 0; i < 16; i++)
		uc_reg_read(b.uc, uc_reg[i], cache.reg[i].value);
	buf_set_u32(cache.reg[16].value, 0, 32, 0x01000000);
}

static void registers_from_cache(void)
{
	for (unsigned int i = 0; i < 16; i++)
		uc_reg_write(b.uc, uc_reg[i], cache.reg[i].value);
}

static bool core_runs(void)
{
	return target.state == TARGET_DEBUG_RUNNING && !b.at_bkpt && !b.fault;
}

static void strike(void)
{
	uint32_t pc = 0;

	if (accesses == fault_at && core_runs())
		b.fault = true;
	if (accesses == odd_halt_at && core_runs())
		b.at_bkpt = true;
	if (accesses == reset_at)
		target.state = TARGET_RESET;
	if (accesses == smash_at)
		bench_set(&b, s.stack_addr + 8, 0);
	if (accesses == hang_at) {
		uc_reg_read(b.uc, UC_ARM_REG_PC, &pc);
		memcpy(b.ram + (pc - BENCH_RAM), "\xFE\xE7", 2);	/* b . */
		uc_ctl_remove_cache(b.uc, pc, pc + 2);
	}
}

static void pass_time(void)
{
	accesses++;
	strike();
	if (core_runs())
		bench_run(&b, ACCESS_CYCLES);
	else
		b.cycles += ACCESS_CYCLES;
}

const char *target_name(struct target *t)
{
	(void)t;
	return "l5.cpu";
}

static uint8_t *at_address(target_addr_t address, uint32_t size)
{
	if (address >= BENCH_RAM && address + size <= BENCH_RAM + BENCH_RAM_SIZE)
		return b.ram + (address - BENCH_RAM);
	for (unsigned int i = 0; i < ARRAY_SIZE(ppb); i++) {
		if (ppb[i].addr == address && size == 4)
			return (uint8_t *)&ppb[i].value;
	}
	fail_msg("access to 0x%08x, %u bytes", (unsigned int)address, size);
	return NULL;
}

int target_read_buffer(struct target *t, target_addr_t address, uint32_t size, uint8_t *buffer)
{
	(void)t;
	pass_time();
	if (fail_from && accesses >= fail_from)
		return ERROR_FAIL;
	assert_int_equal(address % 4 + size % 4, 0);
	memcpy(buffer, at_address(address, size), size);
	return ERROR_OK;
}

int target_write_buffer(struct target *t, target_addr_t address, uint32_t size, const uint8_t *buffer)
{
	(void)t;
	pass_time();
	if (fail_from && accesses >= fail_from)
		return ERROR_FAIL;
	assert_int_equal(address % 4 + size % 4, 0);
	if (ignore_abort && address == s.params_addr + offsetof(struct stub_params, abort))
		return ERROR_OK;
	memcpy(at_address(address, size), buffer, size);
	uc_ctl_remove_cache(b.uc, address, address + size);
	return ERROR_OK;
}

int target_read_u32(struct target *t, target_addr_t address, uint32_t *value)
{
	return target_read_buffer(t, address, 4, (uint8_t *)value);
}

uint32_t target_buffer_get_u32(struct target *t, const uint8_t *buffer)
{
	(void)t;
	return buf_get_u32(buffer, 0, 32);
}

void target_buffer_set_u32(struct target *t, uint8_t *buffer, uint32_t value)
{
	(void)t;
	buf_set_u32(buffer, 0, 32, value);
}

void target_buffer_set_u16(struct target *t, uint8_t *buffer, uint16_t value)
{
	(void)t;
	memcpy(buffer, &value, 2);
}

uint32_t buf_get_u32(const void *buffer, unsigned int first, unsigned int num)
{
	uint32_t value;

	assert_int_equal(first, 0);
	assert_int_equal(num, 32);
	memcpy(&value, buffer, 4);
	return value;
}

void buf_set_u32(void *buffer, unsigned int first, unsigned int num, uint32_t value)
{
	assert_int_equal(first + num, 32);
	memcpy(buffer, &value, 4);
}

uint32_t target_get_working_area_avail(struct target *t)
{
	(void)t;
	return area_avail;
}

int target_alloc_working_area_try(struct target *t, uint32_t size, struct working_area **out)
{
	(void)t;
	if (size > area_avail)
		return ERROR_TARGET_RESOURCE_NOT_AVAILABLE;
	area = (struct working_area){ AREA_BASE, size, out };
	*out = &area;
	return ERROR_OK;
}

int target_free_working_area(struct target *t, struct working_area *a)
{
	(void)t;
	*a->user = NULL;
	return ERROR_OK;
}

void keep_alive(void)
{
}

int64_t timeval_ms(void)
{
	return b.cycles / BENCH_CYCLES_PER_MS;
}

int target_poll(struct target *t)
{
	pass_time();
	if (fail_from && accesses >= fail_from) {
		t->state = TARGET_UNKNOWN;
		return ERROR_FAIL;
	}
	if (t->state == TARGET_RESET) {
		t->state = TARGET_RUNNING;
		return ERROR_OK;
	}
	if (t->state == TARGET_DEBUG_RUNNING && (b.at_bkpt || b.fault)) {
		t->state = TARGET_HALTED;
		registers_to_cache();
		if (b.fault) {	/* vector catch: handler mode, frame on the stack */
			uint32_t sp = s.stack_addr + 256, pc = AREA_BASE + 0x123;

			buf_set_u32(cache.reg[16].value, 0, 32, 0x01000003);
			buf_set_u32(cache.reg[15].value, 0, 32, 0x08000200);
			buf_set_u32(cache.reg[14].value, 0, 32, 0xFFFFFFF9);
			buf_set_u32(cache.reg[17].value, 0, 32, sp);
			bench_set(&b, sp + 24, pc);
		}
	}
	return ERROR_OK;
}

int target_halt(struct target *t)
{
	pass_time();
	if (t->state != TARGET_HALTED) {
		registers_to_cache();
		t->state = TARGET_HALTED;
	}
	return ERROR_OK;
}

int target_start_algorithm(struct target *t, int mems, struct mem_param *mem, int regs, struct reg_param *reg,
	target_addr_t entry, target_addr_t exit_point, void *info)
{
	struct armv7m_algorithm *a = info;

	(void)mem;
	(void)exit_point;
	assert_int_equal(mems, 0);
	assert_false(t->running_alg);
	assert_int_equal(t->state, TARGET_HALTED);
	assert_int_equal(a->common_magic, ARMV7M_COMMON_MAGIC);
	t->running_alg = true;
	for (unsigned int i = 0; i < FAKE_REGS; i++)
		a->context[i] = buf_get_u32(cache.reg[i].value, 0, 32);
	for (int i = 0; i < regs; i++)
		memcpy(register_get_by_name(&cache, reg[i].reg_name, false)->value, reg[i].value, 4);
	if (fail_from && accesses >= fail_from)
		return ERROR_FAIL;
	buf_set_u32(cache.reg[15].value, 0, 32, entry | 1);
	b.at_bkpt = false;
	b.fault = false;
	registers_from_cache();
	t->state = TARGET_DEBUG_RUNNING;
	return ERROR_OK;
}

int target_wait_algorithm(struct target *t, int mems, struct mem_param *mem, int regs, struct reg_param *reg,
	target_addr_t exit_point, int timeout_ms, void *info)
{
	struct armv7m_algorithm *a = info;

	(void)mems;
	(void)mem;
	(void)regs;
	(void)reg;
	(void)timeout_ms;
	assert_true(t->running_alg);
	assert_int_equal(exit_point, 0);
	assert_int_equal(t->state, TARGET_HALTED);
	for (unsigned int i = 0; i < FAKE_REGS; i++)
		buf_set_u32(cache.reg[i].value, 0, 32, a->context[i]);
	t->running_alg = false;
	return ERROR_OK;
}

void init_reg_param(struct reg_param *param, const char *name, uint32_t size, enum param_direction direction)
{
	assert_int_equal(size, 32);
	assert_int_equal(direction, PARAM_OUT);
	param->reg_name = name;
}

void destroy_reg_param(struct reg_param *param)
{
	(void)param;
}

struct reg *register_get_by_name(struct reg_cache *c, const char *name, bool search_all)
{
	(void)search_all;
	for (unsigned int i = 0; i < FAKE_REGS; i++) {
		if (!strcmp(c->reg[i].name, name))
			return &c->reg[i];
	}
	return NULL;
}

struct armv7m_common *target_to_armv7m(struct target *t)
{
	(void)t;
	return &armv7m;
}

bool is_armv7m(const struct armv7m_common *a)
{
	return a == &armv7m;
}

/* ---- tests ---- */

static uint32_t ppb_before[ARRAY_SIZE(ppb)];

static int setup(void **state)
{
	(void)state;
	bench_open(&b, UC_CPU_ARM_CORTEX_M3);
	b.cycles_per_byte = 1;
	memset(&s, 0, sizeof(s));
	target = (struct target){ .state = TARGET_HALTED };
	area_avail = 0xA000;
	accesses = 0;
	fail_from = 0;
	fault_at = 0;
	reset_at = 0;
	hang_at = 0;
	smash_at = 0;
	odd_halt_at = 0;
	ignore_abort = false;
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
	assert_int_equal(s.slot_size, 6144);
	assert_int_equal(s.slot_count, 9);
	stub_unload(&s);
	area_avail = 0x4000;
	load();
	assert_int_equal(s.slot_count, 2);
	assert_in_range(s.slot_size, 5000, 6143);
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
	assert_int_equal(accesses, before + 1);		/* looks whether the image is still there */
	b.ram[AREA_BASE - BENCH_RAM + 100] ^= 1;
	load();
	assert_memory_equal(b.ram + (AREA_BASE - BENCH_RAM), bench_image, bench_image_size);
	s.area = NULL;		/* OpenOCD has freed all work areas */
	load();
	assert_non_null(s.area);
	target.state = TARGET_RUNNING;
	assert_int_equal(stub_load(&s, &target), ERROR_TARGET_NOT_HALTED);
	says("halt");
	target.state = TARGET_HALTED;
}

static void test_program(void **state)
{
	static uint8_t data[60001];
	unsigned int pages, before;

	(void)state;
	fill_random(data, sizeof(data), 1);
	memset(b.flash, 0, 0x20000);
	begin(STUB_CMD_STREAM, 0, 0, 0);
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
	good(stub_start(&s, STUB_CMD_STREAM, 0, 0, 0));
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
	begin(STUB_CMD_STREAM, 0, 0, 0);
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
	uint32_t data[2048], done = 0, got;
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
	begin(STUB_CMD_STREAM, 0, 0, 0);
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
	begin(STUB_CMD_STREAM, 0, 0, 0);
	if (put(STUB_REC_PROGRAM, 0, 0, 0x2000, sizeof(data), data) == ERROR_OK)
		bad(stub_finish(&s));
	says("0x00006e21");
	says("expected 0xa5, found 0x21");
	says(" 1 B differ");
	stub_abort(&s);
	says("0x00006e21");

	begin(STUB_CMD_STREAM, 0, 0, 0);	/* and on it goes */
	good(put(STUB_REC_PROGRAM, 0, 0, 0x20000, 1000, data));
	good(stub_finish(&s));
	check_home();
}

static void test_chip_failures(void **state)
{
	(void)state;
	b.wel_broken = true;
	begin(STUB_CMD_STREAM, 0, 0, 0);
	good(put(STUB_REC_ERASE, STUB_OP_ERASE_0, 0, 0x3000, 0x1000, NULL));
	bad(stub_finish(&s));
	says("erase at 0x00003000: status register 0x00 after write enable");
	b.wel_broken = false;

	b.protect_from = 0x1000;
	begin(STUB_CMD_STREAM, 0, 0, 0);
	good(put(STUB_REC_ERASE, STUB_OP_ERASE_0, 0, 0x3000, 0x1000, NULL));
	bad(stub_finish(&s));
	says("flags 0x02");

	memset(b.flash, 0x7F, sizeof(b.flash));		/* a chip without flags keeps its contents and is silent */
	load();
	s.params.op[STUB_OP_READ_FLAGS].write_count = 0;
	good(stub_start(&s, STUB_CMD_STREAM, 0, 0, 0));
	good(put(STUB_REC_ERASE, STUB_OP_ERASE_0, 0, 0x3000, 0x1000, NULL));
	bad(stub_finish(&s));
	says("erased, but not blank at 0x00003000 (bits read as 0: 0x80808080, status register 0x00)");

	b.protect_from = 0;
	b.busy_stuck = true;
	begin(STUB_CMD_STREAM, 0, 0, 0);
	good(put(STUB_REC_ERASE, STUB_OP_ERASE_2, 0, 0, 0x10000, NULL));
	bad(stub_finish(&s));
	says("chip still busy");
	says("limit 60 ms");
}

static void test_refused(void **state)
{
	(void)state;
	load();
	s.params.busy_mask = 0;
	assert_int_not_equal(stub_start(&s, STUB_CMD_STREAM, 0, 0, 0), ERROR_OK);
	check_home();
	says("flash operation missing");
	begin(STUB_CMD_STREAM, 0, 0, 0);
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
	begin(STUB_CMD_STREAM, 0, 0, 0);
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
	begin(STUB_CMD_STREAM, 0, 0, 0);
	odd_halt_at = accesses + 30;
	bad(feed());
	says("was halted at PC");
}

static void test_reset_while_running(void **state)
{
	(void)state;
	begin(STUB_CMD_STREAM, 0, 0, 0);
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
	begin(STUB_CMD_STREAM, 0, 0, 0);
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
	begin(STUB_CMD_STREAM, 0, 0, 0);
	smash_at = accesses + 5;
	bad(feed());
	says("stack");
}

static void test_link_dies(void **state)
{
	unsigned int first;

	(void)state;
	begin(STUB_CMD_STREAM, 0, 0, 0);
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
			if (stub_start(&s, STUB_CMD_STREAM, 0, 0, 0) == ERROR_OK)
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
	good(stub_start(&s, STUB_CMD_STREAM, 0, 0, 0));
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
	begin(STUB_CMD_STREAM, 0, 0, 0);
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
	good(stub_start(&s, STUB_CMD_STREAM, 0, 0, 0));
	good(put(STUB_REC_ERASE, STUB_OP_ERASE_CHIP, 0, 0, BENCH_FLASH_SIZE, NULL));
	bench_run(&b, 5 * BENCH_CYCLES_PER_MS);
	b.busy_until = b.cycles + 12000ull * BENCH_CYCLES_PER_MS;
	good(stub_finish(&s));
	check_home();
	assert_true(progress_calls > 10);
	assert_int_equal(s.status.bytes_erased, BENCH_FLASH_SIZE);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_layout),
		TEST(test_load_again),
		TEST(test_program),
		TEST(test_program_with_tiny_slots),
		TEST(test_page_is_not_cut_for_a_full_slot),
		TEST(test_read),
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
		TEST(test_abort),
		TEST(test_abort_not_heard),
		TEST(test_host_too_slow),
		TEST(test_long_erase_is_waited_for),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
