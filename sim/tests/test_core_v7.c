// SPDX-License-Identifier: GPL-2.0-or-later

/* Cortex-M4 and M7: what they have otherwise than the M33 of test_core.c. Built once for each, with its die. */

#include "test_machine.h"

#define CPUID		0xe000ed00u
#define AIRCR		0xe000ed0cu
#define CCR			0xe000ed14u
#define MPU			0xe000ed90u
#define FPB			0xe0002000u
#define DWT			0xe0001000u
#define CYCCNT		(DWT + 0x04)
#define DWT_LAR		(DWT + 0xfb0)
#define DWT_LSR		(DWT + 0xfb4)
#define FLASH_CODE	0x08000400u

#ifdef TEST_M7
#define IS_M7	true
#else
#define IS_M7	false
#endif

static void put_in_flash(const uint16_t *code, size_t size)
{
	uint32_t base;
	uint8_t *flash = soc_flash_data(&base, NULL);

	memcpy(flash + (FLASH_CODE - base), code, size);
	bus_memory_changed(FLASH_CODE, (uint32_t)size);
}

/** As the core reads a word, in a program. */
static uint32_t core_reads(uint32_t addr)
{
	set_reg(0, addr);
	RUN(0x6801, 0xbe00);			/* ldr r1,[r0] */
	machine_advance(US(100));
	return reg(1);
}

static void core_writes(uint32_t addr, uint32_t value)
{
	set_reg(0, addr);
	set_reg(1, value);
	RUN(0x6001, 0xbe00);			/* str r1,[r0] */
	machine_advance(US(100));
}

static void it_says_who_it_is(void **state)
{
	(void)state;
	assert_int_equal(rd(CPUID) >> 4 & 0xfff, IS_M7 ? 0xc27 : 0xc24);
	assert_int_equal(rd(FPB) & ~1u, IS_M7 ? 0x10000080 : 0x260);
	assert_int_equal(rd(DWT + 0xfbc), 0);			/* DEVARCH: not Armv8-M */
	assert_int_equal(rd(0xe000ef40), 0x10110021);	/* MVFR0: single precision */
	assert_int_equal(rd(0xe00ff000), 0xfff0f003);
	assert_int_equal(rd(0xe00ffff4), 0x10);
}

static void exception_return_is_that_of_armv7(void **state)
{
	(void)state;
	HANDLER(11, 0x4675, 0x4770);				/* mov r5,lr; bx lr */
	set_reg(5, 0);
	RUN(0xdf05, 0xbe00);
	machine_advance(US(100));
	assert_true(halted());
	assert_int_equal(reg(5), 0xfffffff9);
	assert_int_equal(reg(PC), CODE + 2);
	assert_int_equal(reg(MSP), STACK);
}

static void exception_from_unprivileged_thread(void **state)
{
	(void)state;
	HANDLER(11, 0x4675, 0xf3ef, 0x8614, 0x4770);	/* mov r5,lr; mrs r6,control; bx lr */
	set_reg(PSP, STACK - 0x800);
	set_reg(0, 3);
	RUN(0xf380, 0x8814, 0xf3bf, 0x8f6f, 0xdf05, 0xbe00);	/* msr control,r0; isb; svc; bkpt */
	machine_advance(US(100));
	assert_true(halted());
	assert_int_equal(reg(PC), CODE + 10);
	assert_int_equal(reg(5) & 0xc, 0xc);
	assert_int_equal(reg(6), 1);
	assert_int_equal(reg(20) >> 24, 3);
	assert_int_equal(reg(PSP), STACK - 0x800);
	assert_int_equal(reg(MSP), STACK);
	fresh(state);								/* a reset ends it */
	assert_int_equal(reg(20) >> 24, 0);
	assert_int_equal(reg(MSP), STACK);
}

static void exception_with_floating_point_context(void **state)
{
	(void)state;
	wr(CPACR, 0xf << 20);
	HANDLER(11, 0x4675, 0xee30, 0x0a00, 0x4770);
	set_reg(0x40, 0x3f800000);
	RUN(0xee30, 0x0a00, 0xdf05, 0xbe00);		/* s0 = 2; svc */
	machine_advance(US(100));
	assert_int_equal(reg(5), 0xffffffe9);
	assert_int_equal(reg(0x40), 0x40000000);
	assert_int_equal(reg(MSP), STACK);
}

static void floating_point_needs_cpacr(void **state)
{
	(void)state;
	HANDLER(3, 0xbe03);
	RUN(0xee30, 0x0a00, 0xbe00);
	machine_advance(US(100));
	assert_int_equal(rd(CFSR), 1u << 19);		/* NOCP */
}

static void four_bits_of_priority(void **state)
{
	(void)state;
	wr(0xe000e400, 0xffffffff);
	assert_int_equal(rd(0xe000e400), 0xf0f0f0f0);
	wr(0xe000e400, 0);
	wr(AIRCR, 0x05fa0500);
	assert_int_equal(rd(AIRCR), 0xfa050500);
	wr(AIRCR, 0x00000000);						/* without the key */
	assert_int_equal(rd(AIRCR), 0xfa050500);
	assert_int_equal(stat_get("violation.core"), 1);
}

static void bit_band_aliases(void **state)
{
	uint32_t alias = 0x22000000 + (DATA - 0x20000000) * 32, value;

	(void)state;
	wr(DATA, 0);
	wr(DATA + 4, 0xffffffff);
	if (IS_M7) {
		assert_int_equal(memory_read(alias, 4, &value, BUS_DEBUG), BUS_FAULT);
		return;
	}
	core_writes(alias + 4 * 9, 1);
	assert_int_equal(rd(DATA), 1u << 9);
	core_writes(alias + 4 * 9, 2);				/* bit 0 counts alone */
	assert_int_equal(rd(DATA), 0);
	wr(alias + 4 * (32 + 31), 0);
	assert_int_equal(rd(DATA + 4), 0x7fffffff);
	assert_int_equal(core_reads(alias + 4 * (32 + 30)), 1);
	assert_int_equal(core_reads(alias + 4 * (32 + 31)), 0);
	/* peripherals: RCC, on the AHB within the first megabyte */
	wr(0x42000000 + 0x23830 * 32 + 4 * 3, 1);
	assert_int_equal(rd(0x40023830) & 0xf, 8);
}

static void breakpoints_in_flash(void **state)
{
	static const uint16_t code[] = { 0x2001, 0x2002, 0x2003, 0x2004, 0xbe00 };

	(void)state;
	put_in_flash(code, sizeof(code));
	for (unsigned int i = 1; i < 4; i++) {
		uint32_t addr = FLASH_CODE + 2 * i;
		wr(FPB, 3);
		wr(FPB + 8, IS_M7 ? addr | 1 : (addr & ~3u) | 1 | (addr & 2 ? 2u : 1u) << 30);
		set_reg(PC, FLASH_CODE);
		wr(DHCSR, GO);
		machine_advance(US(100));
		assert_true(halted());
		assert_int_equal(reg(PC), addr);
		assert_int_equal(reg(0), i);
	}
	wr(FPB + 8, 0);
	wr(FPB, 2);
}

static void watchpoints_by_mask(void **state)
{
	(void)state;
	set_reg(0, DATA);
	wr(DWT + 0x20, DATA + 8);
	wr(DWT + 0x24, 3);							/* 8 bytes */
	wr(DWT + 0x28, 6);							/* written */
	RUN(0x6001, 0x6882, 0x60c1, 0x2105, 0xbe00);	/* str [r0]; ldr [r0,#8]; str [r0,#12]; movs */
	machine_advance(US(100));
	assert_true(halted());
	assert_int_equal(rd(DFSR) & 4, 4);
	assert_int_equal(reg(PC), CODE + 6);
	assert_int_equal(rd(DWT + 0x28) >> 24 & 1, 1);
	wr(DWT + 0x28, 0);
}

static void cycle_counter_and_its_lock(void **state)
{
	(void)state;
	wr(DWT, 0);
	wr(CYCCNT, 0);
	wr(DWT_LAR, 0);								/* locks, where there is a lock */
	core_writes(DWT, 1);
	assert_int_equal(rd(DWT) & 1, IS_M7 ? 0 : 1);
	assert_int_equal(core_reads(DWT_LSR), IS_M7 ? 3 : 0);
	assert_int_equal(rd(DWT_LSR), 0);
	core_writes(DWT_LAR, 0xc5acce55);
	assert_int_equal(core_reads(DWT_LSR), IS_M7 ? 1 : 0);
	core_writes(DWT, 1);
	assert_int_equal(rd(DWT) & 1, 1);
	core_writes(CYCCNT, 0);
	uint64_t from = sim_now();
	RUN(0xe7fe);
	machine_advance(US(100));
	wr(DHCSR, HALT);
	uint64_t clocks = (sim_now() - from) * soc_clock_hz(SOC_CLK_CORE) / SIM_PS_PER_S;
	assert_in_range(rd(CYCCNT), clocks, clocks + 20);
	wr(DEMCR, 0);								/* without TRCENA it stands still */
	uint32_t count = rd(CYCCNT);
	wr(DHCSR, GO);
	machine_advance(US(100));
	wr(DHCSR, HALT);
	assert_int_equal(rd(CYCCNT), count);
	assert_int_equal(stat_get("violation.core"), IS_M7 ? 1 : 0);
}

static void cache_registers(void **state)
{
	(void)state;
	wr(CCR, 0x30200);
	assert_int_equal(rd(CCR), IS_M7 ? 0x70200 : 0x200);
	wr(CCR, 0x200);
	if (!IS_M7) {
		assert_int_equal(rd(0xe000ed78), 0);
		return;
	}
	assert_int_equal(rd(0xe000ed78), 0x09000003);
	wr(0xe000ed84, 0);
	assert_int_equal(rd(0xe000ed80), 0xf003e019);		/* 4 KiB of data cache... */
	wr(0xe000ed84, 1);
	assert_int_equal(rd(0xe000ed80), 0xf007e009);		/* ...and of instruction cache */
	wr(0xe000ef50, 0);
	wr(0xe000ef60, 0);
	assert_int_equal(rd(0xe000ef60), 0);
	assert_int_equal(stat_get("core.cache_operation"), 2);
}

static void mpu_registers(void **state)
{
	(void)state;
	assert_int_equal(rd(MPU), 0x800);
	wr(MPU + 8, 3);
	wr(MPU + 12, 0x20000000);
	wr(MPU + 16, 0x03030023);
	wr(MPU + 20, 0x90000000 | 0x10 | 5);				/* alias, region in the address */
	wr(MPU + 24, 0x12345607);
	assert_int_equal(rd(MPU + 8), 5);
	assert_int_equal(rd(MPU + 12), 0x90000005);
	assert_int_equal(rd(MPU + 16), 0x12345607 & 0x173fff3f);
	wr(MPU + 8, 3);
	assert_int_equal(rd(MPU + 12), 0x20000003);
	assert_int_equal(rd(MPU + 16), 0x03030023);
	wr(MPU + 4, 0xf);
	assert_int_equal(rd(MPU + 4), 7);
	wr(MPU + 4, 0);
}

static void vector_table_moves(void **state)
{
	(void)state;
	HANDLER(3, 0xbe03);
	set_reg(0, NOTHING);
	RUN(0x6801, 0xbe00);
	machine_advance(US(100));
	assert_int_equal(reg(PC), HANDLERS + 0x400 + 0x40 * 3);
	assert_int_equal(rd(BFAR), NOTHING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(it_says_who_it_is, fresh),
		cmocka_unit_test_setup(exception_return_is_that_of_armv7, fresh),
		cmocka_unit_test_setup(exception_from_unprivileged_thread, fresh),
		cmocka_unit_test_setup(exception_with_floating_point_context, fresh),
		cmocka_unit_test_setup(floating_point_needs_cpacr, fresh),
		cmocka_unit_test_setup(four_bits_of_priority, fresh),
		cmocka_unit_test_setup(bit_band_aliases, fresh),
		cmocka_unit_test_setup(breakpoints_in_flash, fresh),
		cmocka_unit_test_setup(watchpoints_by_mask, fresh),
		cmocka_unit_test_setup(cycle_counter_and_its_lock, fresh),
		cmocka_unit_test_setup(cache_registers, fresh),
		cmocka_unit_test_setup(mpu_registers, fresh),
		cmocka_unit_test_setup(vector_table_moves, fresh),
	};

	return cmocka_run_group_tests(tests, power_on, NULL);
}
