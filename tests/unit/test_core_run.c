// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * core_run.c on a core's debug registers, played here: what the core is given, when it runs, and what OpenOCD is left
 * with, above all where it must keep its hands off.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <helper/binarybuffer.h>
#include <target/cortex_m.h>
#include "../../src/flash/nor/stm32xspi/core_run.h"
#include "../../src/flash/nor/stm32xspi/link.h"

#define MAX_QUEUE	64
#define REGS		21
#define STUB_PC		0x20000100u
#define EXIT_PC		0x20000180u

/* the core */
static uint32_t core[REGS], dcrdr, dfsr, sticky;
static bool runs, lazy;			/* lazy: registers are not ready at once */

/* the queue */
static struct {
	uint32_t addr, value, *out;
} queue[MAX_QUEUE];
static unsigned int queued, accesses, fail_at;
static bool has_queue;

/* OpenOCD */
static struct target target;
static struct reg_cache cache;
static struct cortex_m_common cm;
static struct armv7m_algorithm algorithm;
static struct core_run entry = { .r0 = 0x20000040, .sp = 0x20000400, .pc = STUB_PC };

static void select_register(uint32_t value)
{
	uint32_t number = value & 0x7F;

	assert_false(runs);			/* unpredictable otherwise */
	assert_true(number < REGS);
	if (value & DCRSR_WNR)
		core[number] = dcrdr;
	else
		dcrdr = core[number];
}

static void write_register(uint32_t addr, uint32_t value)
{
	switch (addr) {
	case DCB_DCRDR:
		dcrdr = value;
		break;
	case DCB_DCRSR:
		select_register(value);
		break;
	case DCB_DHCSR:
		assert_int_equal(value >> 16, DBGKEY >> 16);
		assert_true(value & C_DEBUGEN);
		runs = !(value & C_HALT);
		break;
	case NVIC_DFSR:
		dfsr &= ~value;
		break;
	default:
		fail_msg("write to 0x%08x", addr);
	}
}

static uint32_t read_register(uint32_t addr)
{
	uint32_t value = sticky | (runs ? 0 : S_HALT) | (lazy ? 0 : S_REGRDY) | C_DEBUGEN;

	switch (addr) {
	case DCB_DCRDR:
		return dcrdr;
	case DCB_DHCSR:
		sticky &= ~S_RESET_ST;
		return value;
	case NVIC_DFSR:
		return dfsr;
	default:
		fail_msg("read of 0x%08x", addr);
		return 0;
	}
}

/* ---- link.h ---- */

bool link_has_queue(struct target *t)
{
	assert_ptr_equal(t, &target);
	return has_queue;
}

static int add(uint32_t addr, uint32_t value, uint32_t *out)
{
	assert_true(queued < MAX_QUEUE);
	queue[queued].addr = addr;
	queue[queued].value = value;
	queue[queued++].out = out;
	return ERROR_OK;
}

int link_post(struct target *t, uint32_t addr, uint32_t value)
{
	(void)t;
	return add(addr, value, NULL);
}

int link_ask(struct target *t, uint32_t addr, uint32_t *value)
{
	(void)t;
	return add(addr, 0, value);
}

int link_flush(struct target *t)
{
	unsigned int count = queued;

	(void)t;
	queued = 0;
	for (unsigned int i = 0; i < count; i++) {
		if (++accesses == fail_at)
			return ERROR_FAIL;
		if (queue[i].out)
			*queue[i].out = read_register(queue[i].addr);
		else
			write_register(queue[i].addr, queue[i].value);
	}
	return ERROR_OK;
}

/* ---- OpenOCD ---- */

struct armv7m_common *target_to_armv7m(struct target *t)
{
	(void)t;
	return &cm.armv7m;
}

struct cortex_m_common *target_to_cm(struct target *t)
{
	(void)t;
	return &cm;
}

uint32_t buf_get_u32(const void *buffer, unsigned int first, unsigned int num)
{
	uint32_t value = 0;

	assert_int_equal(first, 0);
	memcpy(&value, buffer, (num + 7) / 8);
	return value;
}

/* ---- tests ---- */

static int setup(void **state)
{
	static const uint32_t size[FAKE_REGS] = { 32, 32, 32, 32, 32, 1, 8, 1, 3, 32 };

	(void)state;
	memset(&cache, 0, sizeof(cache));
	cache.num_regs = FAKE_REGS;
	for (unsigned int i = 0; i < FAKE_REGS; i++)
		cache.reg_list[i] = (struct reg){ { 0xA0 + i, 0xB0, 0xC0, 0xD0 }, size[i], true, true, false };
	cache.reg_list[ARMV7M_PRIMASK].value[0] = 0;
	cache.reg_list[ARMV7M_BASEPRI].value[0] = 0x50;
	cache.reg_list[ARMV7M_FAULTMASK].value[0] = 0;
	cache.reg_list[ARMV7M_CONTROL].value[0] = 2;
	cache.reg_list[FAKE_ABSENT].exist = false;
	cache.reg_list[FAKE_ABSENT].valid = false;
	target = (struct target){ .state = TARGET_HALTED };
	cm = (struct cortex_m_common){ .armv7m.arm.core_cache = &cache };
	memset(core, 0, sizeof(core));
	memset(&algorithm, 0, sizeof(algorithm));
	dcrdr = 0;
	dfsr = 0;
	sticky = 0;
	runs = false;
	lazy = false;
	queued = 0;
	accesses = 0;
	fail_at = 0;
	has_queue = true;
	return 0;
}

static void load(void)
{
	assert_true(core_run_possible(&target));
	assert_int_equal(core_run_load(&target, &entry), ERROR_OK);
	assert_int_equal(link_flush(&target), ERROR_OK);
}

static void start(void)
{
	load();
	assert_true(core_run_ready(&target, &entry));
	assert_int_equal(core_run_go(&target, &algorithm), ERROR_OK);
}

/* The code has ended in its BKPT */
static void end_in_bkpt(void)
{
	runs = false;
	dfsr = DFSR_BKPT;
	core[ARMV7M_REGSEL_PC] = EXIT_PC;
}

static void test_start(void **state)
{
	(void)state;
	load();
	assert_false(runs);
	assert_int_equal(core[ARMV7M_REGSEL_R0], entry.r0);
	assert_int_equal(core[ARMV7M_REGSEL_R13], entry.sp);
	assert_int_equal(core[ARMV7M_REGSEL_PC], entry.pc);
	assert_int_equal(core[ARMV7M_REGSEL_XPSR], 1u << 24);
	/* CONTROL, FAULTMASK, BASEPRI as they were; PRIMASK set */
	assert_int_equal(core[ARMV7M_REGSEL_PMSK_BPRI_FLTMSK_CTRL], 0x02005001);
	assert_true(core_run_ready(&target, &entry));
	assert_int_equal(core_run_go(&target, &algorithm), ERROR_OK);
	assert_true(runs);
	assert_int_equal(target.state, TARGET_DEBUG_RUNNING);
	assert_true(target.running_alg);
	assert_int_equal(algorithm.common_magic, ARMV7M_COMMON_MAGIC);
	assert_int_equal(algorithm.core_mode, ARM_MODE_THREAD);
	assert_int_equal(algorithm.context[ARMV7M_R12], 0xD0C0B0A1);
	assert_int_equal(algorithm.context[ARMV7M_BASEPRI], 0x50);
	assert_int_equal(algorithm.context[FAKE_ABSENT], 0);
}

/* What is lost is what OpenOCD writes before the core goes on, with the values of before; nothing else */
static void test_what_is_lost(void **state)
{
	(void)state;
	start();
	end_in_bkpt();
	assert_true(core_run_ended(&target, EXIT_PC));
	for (unsigned int i = 0; i < FAKE_REGS; i++)
		assert_int_equal(cache.reg_list[i].dirty, i <= ARMV7M_PRIMASK);
	assert_int_equal(cache.reg_list[ARMV7M_R0].value[0], 0xA0 + ARMV7M_R0);
	assert_int_equal(cache.reg_list[ARMV7M_PRIMASK].value[0], 0);
	assert_int_equal(target.state, TARGET_HALTED);
	assert_false(target.running_alg);
	assert_int_equal(link_flush(&target), ERROR_OK);
	assert_int_equal(dfsr, 0);
}

static void test_where_it_is_not_possible(void **state)
{
	(void)state;
	has_queue = false;
	assert_false(core_run_possible(&target));
	setup(NULL);
	target.state = TARGET_RUNNING;
	assert_false(core_run_possible(&target));
	setup(NULL);
	target.dbg_msg_enabled = 1;
	assert_false(core_run_possible(&target));
	setup(NULL);
	cm.slow_register_read = true;
	assert_false(core_run_possible(&target));
	setup(NULL);
	cm.isrmasking_mode = CORTEX_M_ISRMASK_ON;
	assert_false(core_run_possible(&target));
	setup(NULL);
	cm.armv7m.arm.core_mode = ARM_MODE_HANDLER;
	assert_false(core_run_possible(&target));
	setup(NULL);
	cache.reg_list[ARMV7M_XPSR].valid = false;
	assert_false(core_run_possible(&target));
	setup(NULL);
	assert_true(core_run_possible(&target));
}

static void test_slow_core(void **state)
{
	(void)state;
	lazy = true;
	load();
	assert_false(core_run_ready(&target, &entry));
	assert_false(runs);
	assert_int_equal(target.state, TARGET_HALTED);
}

/* A core that is reset under the debugger does not stay halted */
static void test_reset_before_start(void **state)
{
	(void)state;
	sticky = S_RESET_ST;
	load();
	assert_true(cm.dcb_dhcsr_cumulated_sticky == 0);
	(void)core_run_ready(&target, &entry);
	assert_true(cm.dcb_dhcsr_cumulated_sticky & S_RESET_ST);
}

static void test_halted(void **state)
{
	(void)state;
	start();
	assert_int_equal(core_run_look(&target), CORE_RUN_GOES_ON);
	runs = false;
	assert_int_equal(core_run_look(&target), CORE_RUN_HALTED);
	/* OpenOCD has not been told yet */
	assert_int_equal(target.state, TARGET_DEBUG_RUNNING);
	assert_true(cm.dcb_dhcsr & S_HALT);
}

static void test_reset_or_lockup_while_running(void **state)
{
	(void)state;
	start();
	sticky = S_RESET_ST;
	assert_int_equal(core_run_look(&target), CORE_RUN_ODD);
	/* OpenOCD's poll will find it */
	assert_true(cm.dcb_dhcsr_cumulated_sticky & S_RESET_ST);
	end_in_bkpt();
	sticky = S_RESET_ST;
	assert_false(core_run_ended(&target, EXIT_PC));

	setup(NULL);
	start();
	sticky = S_LOCKUP;
	assert_int_equal(core_run_look(&target), CORE_RUN_ODD);
}

/* Not by its BKPT: OpenOCD finds everything as it is */
static void test_another_end(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < 6; i++) {
		setup(NULL);
		start();
		end_in_bkpt();
		if (i == 0)
			core[ARMV7M_REGSEL_PC] += 2;
		if (i == 1)
			dfsr |= 8;				/* a caught vector */
		if (i == 2)
			dfsr = 1;				/* somebody's halt */
		if (i == 3)
			lazy = true;
		if (i == 4)
			sticky = S_RESET_ST;
		if (i == 5)
			target.state = TARGET_HALTED;
		uint32_t reason = dfsr;
		enum target_state before = target.state;

		assert_false(core_run_ended(&target, EXIT_PC));
		assert_int_equal(link_flush(&target), ERROR_OK);
		assert_int_equal(dfsr, i == 5 ? reason : reason & ~DFSR_BKPT);
		assert_int_equal(target.state, before);
		assert_true(target.running_alg);
	}
}

/* Whichever access fails: no run is taken for ended that is not, and no core that may run for halted */
static void test_link_dies(void **state)
{
	unsigned int last;

	(void)state;
	start();
	end_in_bkpt();
	assert_int_equal(core_run_look(&target), CORE_RUN_HALTED);
	assert_true(core_run_ended(&target, EXIT_PC));
	last = accesses;
	assert_in_range(last, 18, 30);
	for (unsigned int at = 1; at <= last; at++) {
		setup(NULL);
		fail_at = at;
		if (core_run_load(&target, &entry) != ERROR_OK || link_flush(&target) != ERROR_OK) {
			assert_int_equal(target.state, TARGET_HALTED);
			assert_true(cache.reg_list[ARMV7M_PC].dirty);
			continue;
		}
		if (core_run_go(&target, &algorithm) != ERROR_OK) {
			assert_int_equal(target.state, TARGET_DEBUG_RUNNING);
			continue;
		}
		end_in_bkpt();
		if (core_run_look(&target) == CORE_RUN_HALTED)
			assert_false(core_run_ended(&target, EXIT_PC));
		assert_int_equal(target.state, TARGET_DEBUG_RUNNING);
		assert_true(target.running_alg);
	}
}

#define TEST(name)	cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_start),
		TEST(test_what_is_lost),
		TEST(test_where_it_is_not_possible),
		TEST(test_slow_core),
		TEST(test_reset_before_start),
		TEST(test_halted),
		TEST(test_reset_or_lockup_while_running),
		TEST(test_another_end),
		TEST(test_link_dies),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
