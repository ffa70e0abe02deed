/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * For the tests of stub_host.c only: OpenOCD's target API, played on an emulated core that runs the real stub image,
 * with the habits of 0.12.0 that matter (registers come back only through target_wait_algorithm() on a halted core, a
 * reset shows as a state). Each access to the target takes 1 ms of virtual time, in which the core runs on.
 */

#ifndef STUB_TARGET_H
#define STUB_TARGET_H

#include "stub_bench.h"
#include "../../src/flash/nor/stm32xspi/core_run.h"
#include "../../src/flash/nor/stm32xspi/link.h"
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
	UC_ARM_REG_LR, UC_ARM_REG_PC, -1, -1, -1,
};
static struct reg_cache cache = { .reg = {
	{ .name = "r0" }, { .name = "r1" }, { .name = "r2" }, { .name = "r3" }, { .name = "r4" }, { .name = "r5" },
	{ .name = "r6" }, { .name = "r7" }, { .name = "r8" }, { .name = "r9" }, { .name = "r10" }, { .name = "r11" },
	{ .name = "r12" }, { .name = "sp" }, { .name = "lr" }, { .name = "pc" }, { .name = "xpsr" }, { .name = "msp" },
	{ .name = "primask" },
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
static unsigned int accesses, fail_from, fail_once, fault_at, reset_at, hang_at, smash_at, odd_halt_at;
static bool ignore_abort;
static bool by_queue;					/* the core can be run over the queue of its access port */
static bool slow_registers;				/* but it does not take them at once */
static bool pending;					/* something is queued: then OpenOCD must not move a block */
static uint32_t entered;				/* PC at which the core is to run */
static unsigned int ended;				/* runs that ended over the queue */
static uint32_t forget;					/* address of a byte that changes as soon as it was written */
static uint32_t written, bytes_read;	/* bytes, by the link */

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
	bool let_go = target.state == TARGET_DEBUG_RUNNING || (target.state == TARGET_UNKNOWN && target.running_alg);

	return let_go && !b.at_bkpt && !b.fault;
}

static bool link_fails(void)
{
	return (fail_from && accesses >= fail_from) || (fail_once && accesses == fail_once);
}

static void strike(void)
{
	uint32_t pc = 0;

	if (accesses == fault_at && core_runs())
		b.fault = true;
	if (accesses == odd_halt_at && core_runs())
		b.at_bkpt = true;
	if (accesses == reset_at && core_runs())
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

static int move(target_addr_t address, uint32_t size, uint8_t *in, const uint8_t *out)
{
	if (link_fails())
		return ERROR_FAIL;
	assert_int_equal(address % 4 + size % 4, 0);
	if (in) {
		memcpy(in, at_address(address, size), size);
		bytes_read += size;
		return ERROR_OK;
	}
	if (ignore_abort && address == s.params_addr + offsetof(struct stub_params, abort))
		return ERROR_OK;
	memcpy(at_address(address, size), out, size);
	written += size;
	if (forget >= address && forget < address + size)
		*at_address(forget, 1) ^= 0x10;
	uc_ctl_remove_cache(b.uc, address, address + size);
	return ERROR_OK;
}

int target_read_buffer(struct target *t, target_addr_t address, uint32_t size, uint8_t *buffer)
{
	(void)t;
	assert_false(pending);
	pass_time();
	return move(address, size, buffer, NULL);
}

int target_write_buffer(struct target *t, target_addr_t address, uint32_t size, const uint8_t *buffer)
{
	(void)t;
	assert_false(pending);
	pass_time();
	return move(address, size, NULL, buffer);
}

int target_read_u32(struct target *t, target_addr_t address, uint32_t *value)
{
	return target_read_buffer(t, address, 4, (uint8_t *)value);
}

/* A transport without a queue makes each access at once; the time of a queue passes when it goes out. */
int link_post(struct target *t, uint32_t addr, uint32_t value)
{
	if (!by_queue)
		return target_write_buffer(t, addr, 4, (const uint8_t *)&value);
	pending = true;
	return move(addr, 4, NULL, (const uint8_t *)&value);
}

int link_ask(struct target *t, uint32_t addr, uint32_t *value)
{
	if (!by_queue)
		return target_read_buffer(t, addr, 4, (uint8_t *)value);
	pending = true;
	return move(addr, 4, (uint8_t *)value, NULL);
}

int link_flush(struct target *t)
{
	(void)t;
	if (!by_queue)
		return ERROR_OK;
	pending = false;
	pass_time();
	return link_fails() ? ERROR_FAIL : ERROR_OK;
}

int link_settle(struct target *t)
{
	return pending ? link_flush(t) : ERROR_OK;
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
	assert_int_equal(first, 0);
	memcpy(buffer, &value, (num + 7) / 8);
}

uint32_t target_get_working_area_avail(struct target *t)
{
	(void)t;
	return area_avail;
}

int target_alloc_working_area_try(struct target *t, uint32_t size, struct working_area **out)
{
	(void)t;
	if (t->backup_working_area)		/* is read as a block */
		assert_false(pending);
	if (size > area_avail)
		return ERROR_TARGET_RESOURCE_NOT_AVAILABLE;
	area = (struct working_area){ AREA_BASE, size, out };
	*out = &area;
	return ERROR_OK;
}

int target_free_working_area(struct target *t, struct working_area *a)
{
	(void)t;
	assert_false(pending);
	*a->user = NULL;
	return ERROR_OK;
}

void keep_alive(void)
{
}

void alive_sleep(uint64_t ms)
{
	if (core_runs())
		bench_run(&b, ms * BENCH_CYCLES_PER_MS);
	else
		b.cycles += ms * BENCH_CYCLES_PER_MS;
}

int64_t timeval_ms(void)
{
	return b.cycles / BENCH_CYCLES_PER_MS;
}

int target_poll(struct target *t)
{
	pending = false;
	pass_time();
	if (link_fails()) {
		t->state = TARGET_UNKNOWN;
		return ERROR_FAIL;
	}
	if (t->state == TARGET_RESET) {
		t->state = TARGET_RUNNING;
		return ERROR_OK;
	}
	/* as cortex_m does it: without the registers */
	if (t->state == TARGET_UNKNOWN)
		t->state = b.at_bkpt || b.fault ? TARGET_HALTED : TARGET_RUNNING;
	if (t->state == TARGET_DEBUG_RUNNING && (b.at_bkpt || b.fault)) {
		t->state = TARGET_HALTED;
		/* the registers come in an access of their own */
		accesses++;
		if (link_fails())
			return ERROR_FAIL;
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
	pending = false;
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
	/* hla_target does not do it, as cortex_m does */
	assert_int_equal(register_get_by_name(&cache, "primask", false)->value[0], 1);
	if (link_fails())
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

/* ---- core_run.h: the same over a queue ---- */

bool core_run_possible(struct target *t)
{
	return by_queue && t->state == TARGET_HALTED;
}

int core_run_load(struct target *t, struct core_run *run)
{
	(void)t;
	pending = true;
	uc_reg_write(b.uc, UC_ARM_REG_R0, &run->r0);
	uc_reg_write(b.uc, UC_ARM_REG_SP, &run->sp);
	return ERROR_OK;
}

bool core_run_ready(struct target *t, const struct core_run *run)
{
	(void)t;
	/* OpenOCD has to load them again then */
	if (slow_registers)
		registers_from_cache();
	else
		entered = run->pc | 1;
	return !slow_registers;
}

int core_run_go(struct target *t, struct armv7m_algorithm *a)
{
	assert_false(t->running_alg);
	assert_int_equal(t->state, TARGET_HALTED);
	for (unsigned int i = 0; i < FAKE_REGS; i++)
		a->context[i] = buf_get_u32(cache.reg[i].value, 0, 32);
	assert_false(pending);
	pass_time();
	uc_reg_write(b.uc, UC_ARM_REG_PC, &entered);
	b.at_bkpt = false;
	b.fault = false;
	t->running_alg = true;
	t->state = TARGET_DEBUG_RUNNING;
	return link_fails() ? ERROR_FAIL : ERROR_OK;
}

enum core_run_state core_run_look(struct target *t)
{
	pass_time();
	if (link_fails())
		return CORE_RUN_GOES_ON;
	if (t->state == TARGET_RESET)
		return CORE_RUN_ODD;
	return core_runs() ? CORE_RUN_GOES_ON : CORE_RUN_HALTED;
}

bool core_run_ended(struct target *t, uint32_t pc)
{
	uint32_t found = 0;

	assert_false(core_runs());		/* unpredictable otherwise */
	pending = false;
	pass_time();
	uc_reg_read(b.uc, UC_ARM_REG_PC, &found);
	if (t->state != TARGET_DEBUG_RUNNING || b.fault || !b.at_bkpt || found != pc ||
			link_fails())
		return false;
	t->state = TARGET_HALTED;
	t->running_alg = false;
	ended++;
	return true;
}

void init_reg_param(struct reg_param *param, const char *name, uint32_t size, enum param_direction direction)
{
	assert_int_equal(size, strcmp(name, "primask") ? 32 : 1);
	assert_int_equal(direction, PARAM_OUT);
	memset(param, 0, sizeof(*param));
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

#endif /* STUB_TARGET_H */
