// SPDX-License-Identifier: GPL-2.0-or-later

/* The memory protection unit: what the core may do where. Built for Armv7-M and Armv8-M, each with its die. */

#include "test_machine.h"

#define MPU_CTRL	0xe000ed94u
#define MPU_RNR		0xe000ed98u
#define MPU_RBAR	0xe000ed9cu
#define MPU_RASR	0xe000eda0u		/* RLAR on Armv8-M */
#define MMFAR		0xe000ed34u

#define ON			1u
#define ON_IN_HARDFAULT	3u
#define ON_FOR_USERS	5u			/* privileged code has the default map besides */

#define IACCVIOL	0x01u
#define DACCVIOL	0x82u			/* with MMARVALID */
#define MSTKERR		0x10u
#define MUNSTKERR	0x08u

#define MEMMANAGE	4
#define HARDFAULT	3

enum right { NOTHING_FOR_USERS, READ_WRITE, READ_ONLY };

#ifdef TEST_V8
static const bool v8 = true;
#else
static const bool v8;
#endif

static void region(unsigned int number, uint32_t base, unsigned int log2_size, enum right right, bool execute)
{
	static const uint32_t ap_v7[] = { 1, 3, 6 }, ap_v8[] = { 0, 1, 3 };

	wr(MPU_RNR, number);
	if (v8) {
		wr(MPU_RBAR, base | ap_v8[right] << 1 | (execute ? 0 : 1));
		wr(MPU_RASR, (base + (uint32_t)((1ull << log2_size) - 1)) - 0x1f + 1);
	} else {
		wr(MPU_RBAR, base);
		wr(MPU_RASR, (execute ? 0 : 1u << 28) | ap_v7[right] << 24 | (log2_size - 1) << 1 | 1);
	}
}

/** A MemManage handler that stops. */
static int protected(void **state)
{
	fresh(state);
	for (unsigned int number = 0; number < 8; number++) {
		wr(MPU_RNR, number);
		wr(MPU_RASR, 0);
	}
	wr(SHCSR, 1u << 16);
	HANDLER(MEMMANAGE, 0xbe04);
	HANDLER(HARDFAULT, 0xbe03);
	return 0;
}

static int protection_off(void **state)
{
	(void)state;
	wr(DHCSR, HALT);
	wr(MPU_CTRL, 0);
	return 0;
}

static void stops_in(unsigned int handler)
{
	machine_advance(US(100));
	assert_true(halted());
	assert_int_equal(reg(XPSR) & 0x1ff, handler);
}

static void runs_to(uint32_t addr)
{
	machine_advance(US(100));
	assert_true(halted());
	assert_int_equal(reg(PC), addr);
	assert_int_equal(rd(CFSR), 0);
}

static void store_to_read_only_memory(void **state)
{
	(void)state;
	wr(DATA, 0x11111111);
	wr(DATA + 4, 0x22222222);
	region(0, DATA, 8, READ_ONLY, true);
	wr(MPU_CTRL, ON_FOR_USERS);
	set_reg(0, DATA + 4);
	RUN(0x6801, 0x6041, 0x6001, 0xbe00);		/* ldr r1,[r0]; str r1,[r0,#4]; str r1,[r0] */
	wr(DATA + 8, 0x33333333);
	stops_in(MEMMANAGE);
	assert_int_equal(rd(CFSR), DACCVIOL);
	assert_int_equal(rd(MMFAR), DATA + 8);
	assert_int_equal(rd(DATA + 8), 0x33333333);
	assert_int_equal(reg(1), 0x22222222);
	assert_int_equal(rd(reg(MSP) + 24), CODE + 2);		/* the frame's PC */
}

static void multiple_store_stops_at_the_border(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < 64; i += 4)
		wr(DATA + i, i);
	region(0, DATA + 32, 5, READ_ONLY, false);
	wr(MPU_CTRL, ON_FOR_USERS);
	set_reg(0, DATA + 24);
	for (unsigned int r = 1; r < 8; r++)
		set_reg(r, 0xaaaaaaaa);
	RUN(0xc0fe, 0xbe00);						/* stmia r0!,{r1-r7} */
	stops_in(MEMMANAGE);
	assert_int_equal(rd(MMFAR), DATA + 32);
	for (uint32_t i = 32; i < 64; i += 4)
		assert_int_equal(rd(DATA + i), i);
	assert_int_equal(reg(0), DATA + 24);
}

static void execute_never(void **state)
{
	(void)state;
	region(0, CODE, 12, READ_WRITE, false);
	wr(MPU_CTRL, ON_FOR_USERS);
	set_reg(0, 0);
	RUN(0x2001, 0xbe00);
	stops_in(MEMMANAGE);
	assert_int_equal(rd(CFSR), IACCVIOL);
	assert_int_equal(reg(0), 0);
	assert_int_equal(rd(reg(MSP) + 24), CODE);
}

static void execution_ends_at_the_border(void **state)
{
	(void)state;
	region(0, CODE + 32, 5, READ_WRITE, false);
	wr(MPU_CTRL, ON_FOR_USERS);
	set_reg(0, 0);
	/* adds r0,#1, more often than there is room */
	RUN(0x3001, 0x3001, 0x3001, 0x3001, 0x3001, 0x3001, 0x3001, 0x3001, 0x3001, 0x3001, 0x3001, 0x3001, 0x3001,
		0x3001, 0x3001, 0x3001, 0x3001, 0x3001, 0xbe00);
	stops_in(MEMMANAGE);
	assert_int_equal(reg(0), 16);
	assert_int_equal(rd(reg(MSP) + 24), CODE + 32);
}

static void without_the_default_map(void **state)
{
	(void)state;
	region(0, CODE, 16, READ_WRITE, true);
	wr(MPU_CTRL, ON);
	set_reg(0, DHCSR);
	RUN(0x6801, 0xbe00);						/* the private bus needs no region */
	runs_to(CODE + 2);
	set_reg(0, 0x08000000);
	RUN(0x6801, 0xbe00);
	stops_in(MEMMANAGE);
	assert_int_equal(rd(CFSR), DACCVIOL);
	assert_int_equal(rd(MMFAR), 0x08000000);
}

static void a_forbidden_device_notices_nothing(void **state)
{
	region(0, 0x40000000, 29, READ_ONLY, false);
	region(1, CODE, 16, READ_WRITE, true);
	wr(MPU_CTRL, ON);
	set_reg(0, 0x40003000);						/* IWDG_KR: would start the watchdog */
	set_reg(1, 0xcccc);
	RUN(0x6001, 0xbe00);
	stops_in(MEMMANAGE);
	assert_int_equal(rd(MMFAR), 0x40003000);
	protection_off(state);
	machine_advance(US(2000000));
	assert_int_equal(stat_get("core.reset"), 0);
}

static void unprivileged_code(void **state)
{
	(void)state;
	region(0, CODE, 14, READ_ONLY, true);
	region(2, STACK - 256, 8, READ_WRITE, false);
	region(1, DATA, 8, NOTHING_FOR_USERS, false);
	wr(MPU_CTRL, ON_FOR_USERS);
	set_reg(0, DATA);
	set_reg(1, 1);
	wr(DATA, 0x12345678);
	RUN(0x6802, 0xf381, 0x8814, 0xf3bf, 0x8f6f, 0x6803, 0xbe00);	/* ldr; msr control,r1; isb; ldr */
	set_reg(3, 0);
	stops_in(MEMMANAGE);
	assert_int_equal(reg(2), 0x12345678);
	assert_int_equal(reg(3), 0);
	assert_int_equal(rd(MMFAR), DATA);
}

static void loads_and_stores_as_unprivileged(void **state)
{
	(void)state;
	region(0, CODE, 14, READ_WRITE, true);
	region(1, DATA, 8, NOTHING_FOR_USERS, false);
	wr(MPU_CTRL, ON_FOR_USERS);
	set_reg(0, DATA - 0xe04);
	RUN(0xf8c0, 0x1e04, 0xbe00);				/* str.w r1,[r0,#0xe04]: not STRT */
	runs_to(CODE + 4);
	set_reg(0, DATA);
	RUN(0xf840, 0x1e04, 0xbe00);				/* strt r1,[r0,#4] */
	stops_in(MEMMANAGE);
	assert_int_equal(rd(MMFAR), DATA + 4);
}

static void hardfault_stands_above(void **state)
{
	(void)state;
	wr(SHCSR, 0);
	region(0, DATA, 8, READ_ONLY, false);
	HANDLER(HARDFAULT, 0x6041, 0xbe03);			/* str r1,[r0,#4] */
	wr(MPU_CTRL, ON_FOR_USERS);
	set_reg(0, DATA);
	set_reg(1, 0x5a5a5a5a);
	wr(DATA, 0);
	wr(DATA + 4, 0);
	RUN(0x6001, 0xbe00);
	stops_in(HARDFAULT);
	assert_int_equal(rd(DATA), 0);
	assert_int_equal(rd(DATA + 4), 0x5a5a5a5a);
	assert_false(stat_get("core.lockup"));
}

static void unless_it_is_asked_not_to(void **state)
{
	(void)state;
	wr(SHCSR, 0);
	region(0, DATA, 8, READ_ONLY, false);
	HANDLER(HARDFAULT, 0x6041, 0xbe03);
	wr(MPU_CTRL, ON_FOR_USERS | ON_IN_HARDFAULT);
	set_reg(0, DATA);
	set_reg(1, 0x5a5a5a5a);
	wr(DATA + 4, 0);
	RUN(0x6001, 0xbe00);
	machine_advance(US(100));
	assert_int_equal(rd(DATA + 4), 0);
	assert_int_equal(stat_get("core.lockup"), 1);
}

static void regions_that_overlap(void **state)
{
	(void)state;
	region(0, DATA, 10, READ_ONLY, false);
	region(1, DATA + 256, 8, READ_WRITE, false);
	wr(MPU_CTRL, ON_FOR_USERS);
	set_reg(0, DATA + 256);
	RUN(0x6001, 0xbe00);
	if (!v8) {									/* the last one counts */
		runs_to(CODE + 2);
		return;
	}
	stops_in(MEMMANAGE);						/* none does */
	assert_int_equal(rd(MMFAR), DATA + 256);
}

#ifndef TEST_V8
static void a_subregion_that_is_off(void **state)
{
	(void)state;
	region(0, DATA, 10, READ_ONLY, false);		/* eighths of 128 bytes */
	wr(MPU_RASR, rd(MPU_RASR) | 0x02 << 8);
	wr(MPU_CTRL, ON_FOR_USERS);
	set_reg(0, DATA + 128);
	RUN(0x67c1, 0x6001, 0x6701, 0xbe00);		/* str [r0,#124]; str [r0]; str [r0,#112] */
	runs_to(CODE + 6);
	set_reg(0, DATA + 252);
	RUN(0x6001, 0x6041, 0xbe00);				/* the last word of it; the next eighth */
	stops_in(MEMMANAGE);
	assert_int_equal(rd(MMFAR), DATA + 256);
}
#endif

static void frames_are_pushed_and_popped_under_it(void **state)
{
	(void)state;
	HANDLER(11, 0xbe0b);
	region(0, STACK - 256, 8, READ_ONLY, false);
	wr(MPU_CTRL, ON_FOR_USERS);
	RUN(0xdf00, 0xbe00);
	/* its own frame goes to memory that cannot be written, too: a MemManage that cannot be taken */
	machine_advance(US(100));
	assert_int_equal(rd(CFSR) & MSTKERR, MSTKERR);
}

static void return_from_a_frame_that_cannot_be_read(void **state)
{
	(void)state;
	/* the handler forbids unprivileged code its stack; it returns to unprivileged code */
	HANDLER(11, 0x6001, 0x4770);				/* str r1,[r0]; bx lr */
	region(0, CODE, 14, READ_WRITE, true);
	region(1, STACK - 256, 8, READ_WRITE, false);
	wr(MPU_CTRL, ON_FOR_USERS);
	set_reg(0, MPU_RBAR);
	set_reg(1, STACK - 256 + (v8 ? 1 : 0));		/* nothing for users */
	set_reg(2, 1);
	if (!v8) {
		set_reg(0, MPU_RASR);
		set_reg(1, 1u << 28 | 1u << 24 | 7 << 1 | 1);
	}
	RUN(0xf382, 0x8814, 0xdf00, 0xbe00);		/* msr control,r2; svc */
	stops_in(MEMMANAGE);
	assert_int_equal(rd(CFSR), MUNSTKERR);
}

static void a_debugger_is_not_asked(void **state)
{
	(void)state;
	region(0, DATA, 8, READ_ONLY, false);
	wr(MPU_CTRL, ON);
	wr(DATA, 0x600df00d);
	assert_int_equal(rd(DATA), 0x600df00d);
	assert_int_equal(rd(0x08000000), 0xffffffff);
}

static void switched_on_and_off_by_the_program(void **state)
{
	(void)state;
	region(0, DATA, 8, READ_ONLY, false);
	set_reg(0, DATA);
	set_reg(1, 5);
	set_reg(2, MPU_CTRL);
	set_reg(3, 0);
	/* a loop that has run before: str r1,[r0]; str r1,[r2]; isb; str r3,[r2]; isb; str r1,[r0,#4] */
	RUN(0x6001, 0x6011, 0xf3bf, 0x8f6f, 0x6013, 0xf3bf, 0x8f6f, 0x6041, 0xbe00);
	runs_to(CODE + 16);
	set_reg(PC, CODE);
	RUN(0x6001, 0x6011, 0xf3bf, 0x8f6f, 0xe7fa);			/* b to the first */
	stops_in(MEMMANAGE);
	assert_int_equal(rd(MMFAR), DATA);
	assert_int_equal(stat_get("unknown"), 0);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, protected, protection_off)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(store_to_read_only_memory),
		TEST(multiple_store_stops_at_the_border),
		TEST(execute_never),
		TEST(execution_ends_at_the_border),
		TEST(without_the_default_map),
		TEST(a_forbidden_device_notices_nothing),
		TEST(unprivileged_code),
		TEST(loads_and_stores_as_unprivileged),
		TEST(hardfault_stands_above),
		TEST(unless_it_is_asked_not_to),
		TEST(regions_that_overlap),
#ifndef TEST_V8
		TEST(a_subregion_that_is_off),
#endif
		TEST(frames_are_pushed_and_popped_under_it),
		TEST(return_from_a_frame_that_cannot_be_read),
		TEST(a_debugger_is_not_asked),
		TEST(switched_on_and_off_by_the_program),
	};

	return cmocka_run_group_tests(tests, power_on, NULL);
}
