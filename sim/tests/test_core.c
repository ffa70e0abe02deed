// SPDX-License-Identifier: GPL-2.0-or-later

/* The simulated Cortex-M33: running, stepping, breakpoints, faults, exceptions, SysTick, exact time. */

#include <stdlib.h>
#include "test_machine.h"

/* ---- running and halting ---- */

static void program_runs_to_its_breakpoint(void **state)
{
	(void)state;
	RUN(0x2000, 0x3001, 0x2864, 0xd1fc, 0xbe00);	/* r0 counts to 100; bkpt */
	machine_advance(US(1000));
	assert_true(halted());
	assert_int_equal(reg(0), 100);
	assert_int_equal(reg(PC), CODE + 8);
	assert_int_equal(rd(DFSR) & 2, 2);
}

static void step_executes_one_instruction(void **state)
{
	static const uint16_t code[] = { 0x2001, 0x3001, 0x3001 };

	(void)state;
	put_code(CODE, code, sizeof(code));
	set_reg(PC, CODE);
	for (unsigned int i = 1; i <= 3; i++) {
		wr(DHCSR, STEP);
		machine_advance(US(10));
		assert_true(halted());
		assert_int_equal(reg(0), i);
		assert_int_equal(reg(PC), CODE + 2 * i);
	}
	assert_int_equal(rd(DFSR) & 1, 1);
}

static void breakpoint_halts_before_the_instruction(void **state)
{
	(void)state;
	wr(0xe0002000, 3);
	assert_int_equal(rd(0xe0002000), 0x10000081);
	wr(0xe0002008, (CODE + 4) | 1);
	RUN(0x2000, 0x3001, 0x3001, 0x3001, 0xbe00);
	machine_advance(US(100));
	assert_true(halted());
	assert_int_equal(reg(0), 1);
	assert_int_equal(reg(PC), CODE + 4);

	/* again at the same place without executing anything: OpenOCD's step relies on it */
	wr(DHCSR, GO);
	machine_advance(US(100));
	assert_true(halted());
	assert_int_equal(reg(PC), CODE + 4);

	wr(0xe0002008, 0);
	wr(DHCSR, GO);
	machine_advance(US(100));
	assert_int_equal(reg(0), 3);
	wr(0xe0002000, 2);
}

static void halt_request_stops_a_running_core(void **state)
{
	(void)state;
	RUN(0x3001, 0xe7fd);
	machine_advance(US(100));
	assert_false(halted());
	wr(DHCSR, HALT);
	assert_true(halted());
	assert_true(reg(0) > 50);
}

static void watchpoint_halts_after_the_access(void **state)
{
	uint32_t function = 5 | 1 << 4 | 2 << 10;		/* word written: debug event */

	(void)state;
	set_reg(0, DATA);
	wr(0xe0001020, DATA + 4);
	wr(0xe0001028, function);
	RUN(0x6001, 0x6041, 0x2105, 0x2206, 0xbe00);	/* str [r0]; str [r0,#4]; movs r1; movs r2 */
	machine_advance(US(100));
	assert_true(halted());
	assert_int_equal(rd(DFSR) & 4, 4);
	assert_int_equal(reg(PC), CODE + 4);
	assert_int_equal(rd(0xe0001028) >> 24 & 1, 1);
	wr(0xe0001028, 0);
}

static void code_written_by_the_debugger_is_executed(void **state)
{
	(void)state;
	RUN(0x2001, 0xbe00);
	machine_advance(US(100));
	assert_int_equal(reg(0), 1);
	RUN(0x2002, 0xbe00);
	machine_advance(US(100));
	assert_int_equal(reg(0), 2);
}

static void stop_in_an_it_block_loses_no_condition(void **state)
{
	static const uint16_t code[] = {
		0x2000, 0x2801, 0xbf01, 0x2101, 0x2201, 0x2301, 0x2401,		/* itttt eq with r0 != 1: nothing is set */
		0x2800, 0xbf01, 0x2501, 0x2601, 0x2701, 0x3101, 0xbe00,		/* itttt eq with r0 == 0: all are */
	};

	(void)state;
	for (unsigned int r = 1; r < 8; r++)
		set_reg(r, 0);
	put_code(CODE, code, sizeof(code));
	set_reg(PC, CODE);
	for (unsigned int i = 0; i < 20 && reg(PC) != CODE + 26; i++) {
		wr(DHCSR, STEP);
		machine_advance(US(10));
	}
	assert_int_equal(reg(2) + reg(3) + reg(4), 0);
	assert_int_equal(reg(1) + reg(5) + reg(6) + reg(7), 4);
}

static void registers_can_be_written_and_read(void **state)
{
	static const unsigned int selectors[] = { 0, 7, 12, 14, 17, 18, 0x1e, 0x1f, 0x40, 0x41, 0x5f, 0x21 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(selectors); i++)
		set_reg(selectors[i], 0x20001000 + 8 * (uint32_t)i);
	for (size_t i = 0; i < COUNT_OF(selectors); i++) {
		uint32_t wanted = 0x20001000 + 8 * (uint32_t)i;
		if (selectors[i] == 0x21)		/* FPSCR: only some bits exist */
			continue;
		assert_int_equal(reg(selectors[i]), wanted);
	}
	set_reg(0x14, 0x02010301);
	assert_int_equal(reg(0x14) & 0x03010001, 0x02010001);
	assert_int_equal(reg(13), reg(18));
	set_reg(0x14, 0);
	assert_int_equal(reg(13), reg(17));
	assert_int_equal(reg(0x7e), 0);
	set_reg(0x1e, 0);
	set_reg(0x1f, 0);
}

/* ---- reset ---- */

static void erased_flash_locks_up_and_can_be_halted(void **state)
{
	(void)state;
	machine_reset(false);
	machine_advance(US(100));
	assert_int_equal(rd(DHCSR) & S_LOCKUP, S_LOCKUP);
	wr(DHCSR, HALT);
	assert_true(halted());
	assert_int_equal(rd(DHCSR) & S_LOCKUP, 0);
	assert_int_equal(reg(PC), 0xeffffffe);
}

static void reset_catch_halts_before_the_first_instruction(void **state)
{
	(void)state;
	rd(DHCSR);
	wr(DEMCR, 1u << 24 | 1);
	wr(0xe000ed0c, 0x05fa0004);
	uint32_t dhcsr = rd(DHCSR);
	assert_int_equal(dhcsr & S_HALT, S_HALT);
	assert_int_equal(dhcsr >> 25 & 1, 1);		/* S_RESET_ST... */
	assert_int_equal(rd(DHCSR) >> 25 & 1, 0);	/* ...cleared by reading */
	assert_int_equal(rd(DFSR) & 8, 8);
	assert_int_equal(reg(MSP), 0xfffffffc);
	assert_int_equal(reg(14), 0xffffffff);
}

static void nrst_holds_the_core(void **state)
{
	(void)state;
	RUN(0x3001, 0xe7fd);
	machine_nrst(true);
	machine_advance(US(100));
	assert_false(machine_core_running());
	machine_nrst(false);
	assert_int_equal(rd(DHCSR) >> 25 & 1, 1);
}

static void sysresetreq_by_the_program_resets(void **state)
{
	(void)state;
	wr(DEMCR, 1u << 24 | 1);
	set_reg(0, 0xe000ed0c);
	set_reg(1, 0x05fa0004);
	RUN(0x6001, 0xe7fe);
	machine_advance(US(100));
	assert_true(halted());
	assert_int_equal(stat_get("core.reset"), 1);
}

/* ---- faults ---- */

static void bus_fault_is_precise_and_changes_no_register(void **state)
{
	(void)state;
	HANDLER(5, 0xbe05);
	wr(SHCSR, 1u << 17);
	set_reg(0, NOTHING);
	set_reg(2, 0x22);
	RUN(0x6800, 0x2201, 0xbe00);			/* ldr r0,[r0] */
	machine_advance(US(100));
	assert_true(halted());
	assert_int_equal(reg(PC), HANDLERS + 0x400 + 0x40 * 5);
	assert_int_equal(reg(XPSR) & 0x1ff, 5);
	assert_int_equal(rd(CFSR), 0x8200);			/* PRECISERR, BFARVALID */
	assert_int_equal(rd(BFAR), NOTHING);
	assert_int_equal(reg(0), NOTHING);
	assert_int_equal(reg(2), 0x22);
	assert_int_equal(reg(14), 0xffffffb8);
	assert_int_equal(rd(reg(MSP) + 24), CODE);	/* return address: the instruction that faulted */
	assert_int_equal(rd(reg(MSP)), NOTHING);
}

static void disabled_fault_escalates_to_hardfault(void **state)
{
	(void)state;
	HANDLER(3, 0xbe03);
	set_reg(0, NOTHING);
	RUN(0x6001, 0xbe00);					/* str */
	machine_advance(US(100));
	assert_int_equal(reg(XPSR) & 0x1ff, 3);
	assert_int_equal(rd(HFSR), 1u << 30);
}

static void vector_catch_halts_at_the_handler(void **state)
{
	(void)state;
	HANDLER(3, 0x2177, 0xbe03);
	wr(DEMCR, 1u << 24 | 1u << 10);
	RUN(0xde00);
	machine_advance(US(100));
	assert_true(halted());
	assert_int_equal(rd(DFSR) & 0xa, 8);
	assert_int_equal(reg(PC), HANDLERS + 0x400 + 0x40 * 3);
	assert_int_equal(rd(CFSR), 1u << 16);		/* UNDEFINSTR */
}

static void fault_in_hardfault_locks_up(void **state)
{
	(void)state;
	HANDLER(3, 0xde00);
	RUN(0xde00);
	machine_advance(US(100));
	assert_false(halted());
	assert_int_equal(rd(DHCSR) & S_LOCKUP, S_LOCKUP);
	assert_int_equal(stat_get("core.lockup"), 1);
}

static void jump_to_device_memory_is_a_memmanage_fault(void **state)
{
	(void)state;
	HANDLER(3, 0xbe03);
	set_reg(0, 0x40021001);
	RUN(0x4700);
	machine_advance(US(100));
	assert_int_equal(rd(CFSR), 1);				/* IACCVIOL */
}

static void jump_to_nothing_is_a_bus_fault(void **state)
{
	(void)state;
	HANDLER(3, 0xbe03);
	set_reg(0, 0x04000001);
	RUN(0x4700);
	machine_advance(US(100));
	assert_int_equal(rd(CFSR), 0x100);			/* IBUSERR */
}

static void branch_to_arm_state_is_invstate(void **state)
{
	(void)state;
	HANDLER(3, 0xbe03);
	set_reg(0, CODE);
	RUN(0x4700);
	machine_advance(US(100));
	assert_int_equal(rd(CFSR), 1u << 17);
}

static void floating_point_needs_cpacr(void **state)
{
	(void)state;
	HANDLER(3, 0xbe03);
	RUN(0xee30, 0x0a00, 0xbe00);
	machine_advance(US(100));
	assert_int_equal(rd(CFSR), 1u << 19);		/* NOCP */

	fresh(NULL);
	wr(CPACR, 0xf << 20);
	set_reg(0x40, 0x3f800000);
	RUN(0xee30, 0x0a00, 0xbe00);				/* vadd.f32 s0,s0,s0 */
	machine_advance(US(100));
	assert_int_equal(reg(0x40), 0x40000000);
	assert_int_equal(reg(PC), CODE + 4);
}

static void stack_limit_is_kept(void **state)
{
	(void)state;
	HANDLER(3, 0xbe03);
	set_reg(0x1e, STACK - 0x40);
	RUN(0xb510, 0xe7fd);						/* push {r4,lr} for ever */
	machine_advance(US(1000));
	assert_int_equal(rd(CFSR), 1u << 20);		/* STKOF */
	set_reg(0x1e, 0);
}

static void bkpt_without_debugger_is_a_hardfault(void **state)
{
	(void)state;
	HANDLER(3, 0x2777, 0xe7fe);
	RUN(0xbe00);
	wr(DHCSR, 0xa05f0000);
	machine_advance(US(100));
	wr(DHCSR, HALT);
	assert_int_equal(reg(7), 0x77);
	assert_int_equal(rd(HFSR), 1u << 31);
}

/* ---- exceptions ---- */

static void svc_enters_and_returns(void **state)
{
	(void)state;
	HANDLER(11, 0x3501, 0x4770);				/* adds r5,#1; bx lr */
	set_reg(5, 0);
	set_reg(1, 0x11);
	RUN(0xdf05, 0xdf06, 0xbe00);
	machine_advance(US(100));
	assert_int_equal(reg(5), 2);
	assert_int_equal(reg(1), 0x11);
	assert_int_equal(reg(PC), CODE + 4);
	assert_int_equal(reg(MSP), STACK);
	assert_int_equal(reg(XPSR) & 0x1ff, 0);
}

static void exception_from_thread_with_psp(void **state)
{
	(void)state;
	HANDLER(11, 0xbe0b, 0x4770);
	set_reg(PSP, STACK - 0x1004);
	set_reg(0x14, 2u << 24);
	RUN(0xdf05, 0xbe00);
	machine_advance(US(100));
	assert_int_equal(reg(14), 0xffffffbc);
	assert_int_equal(reg(PSP), STACK - 0x1004 - 0x20 - 4);		/* aligned to 8 */
	set_reg(PC, reg(PC) + 2);
	wr(DHCSR, GO);
	machine_advance(US(100));
	assert_int_equal(reg(PSP), STACK - 0x1004);
	assert_int_equal(reg(13), STACK - 0x1004);
	assert_int_equal(reg(0x14) >> 24, 2);
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

static void floating_point_context_is_kept(void **state)
{
	(void)state;
	wr(CPACR, 0xf << 20);
	HANDLER(11, 0xee30, 0x0a00, 0x4770);		/* the handler spoils s0 */
	set_reg(0x40, 0x3f800000);
	RUN(0xee30, 0x0a00, 0xdf05, 0xbe00);		/* s0 = 2; svc */
	machine_advance(US(100));
	assert_int_equal(reg(0x40), 0x40000000);
	assert_int_equal(reg(MSP), STACK);
}

static void pending_interrupt_is_taken_when_enabled(void **state)
{
	(void)state;
	HANDLER(16 + 3, 0x3501, 0x4770);
	set_reg(5, 0);
	wr(0xe000e100, 1u << 3);
	set_reg(0x14, 1);							/* PRIMASK */
	wr(0xe000e200, 1u << 3);
	RUN(0xbf00, 0xbf00, 0xb662, 0xbf00, 0xbf00, 0xbe00);		/* nop; nop; cpsie i */
	machine_advance(US(2));
	assert_int_equal(stat_get("core.exception"), 1);
	machine_advance(US(100));
	assert_int_equal(reg(5), 1);
	assert_int_equal(reg(PC), CODE + 10);
}

static void higher_priority_preempts_lower_does_not(void **state)
{
	(void)state;
	/* irq 1 (priority 0x40) pends irq 2 (0x20) and irq 3 (0x60); 2 preempts, 3 comes after */
	HANDLER(16 + 1, 0x6010, 0xbf00, 0x2401, 0x4770);			/* str r0,[r2]; movs r4,#1 */
	HANDLER(16 + 2, 0x1c25, 0x4770);							/* r5 = r4 */
	HANDLER(16 + 3, 0x1c26, 0x4770);							/* r6 = r4 */
	wr(0xe000e400, 0x60204000);
	wr(0xe000e100, 0xe);
	set_reg(0, 0xc);
	set_reg(2, 0xe000e200);
	set_reg(4, 0x44);
	wr(0xe000e200, 2);
	RUN(0xbf00, 0xbf00, 0xbe00);
	machine_advance(US(100));
	assert_true(halted());
	assert_int_equal(reg(5), 0x44);
	assert_int_equal(reg(6), 1);
}

static void systick_interrupts_at_its_period(void **state)
{
	(void)state;
	HANDLER(15, 0x3501, 0x4770);
	set_reg(5, 0);
	wr(0xe000e014, 3999);						/* 1 ms at 4 MHz */
	wr(0xe000e018, 0);
	wr(0xe000e010, 7);
	RUN(0xe7fe);
	machine_advance(10 * SIM_PS_PER_MS + US(100));
	wr(DHCSR, HALT);
	assert_int_equal(reg(5), 10);
	assert_int_equal(rd(0xe000e010) >> 16 & 1, 1);
	wr(0xe000e010, 0);
}

static void wfi_sleeps_until_an_interrupt(void **state)
{
	(void)state;
	HANDLER(15, 0x3501, 0x4770);
	set_reg(5, 0);
	set_reg(6, 0);
	wr(0xe000e014, 39999);						/* 10 ms */
	wr(0xe000e018, 0);
	wr(0xe000e010, 7);
	RUN(0xbf30, 0x3601, 0xe7fc);				/* wfi; adds r6,#1; loop */
	machine_advance(US(100));
	assert_int_equal(rd(DHCSR) & S_SLEEP, S_SLEEP);
	machine_advance(35 * SIM_PS_PER_MS);
	wr(DHCSR, HALT);
	assert_int_equal(reg(5), 3);
	assert_int_equal(reg(6), 3);
	wr(0xe000e010, 0);
}

static void wfe_is_ended_by_sev(void **state)
{
	(void)state;
	RUN(0xbf40, 0xbf20, 0x2107, 0xbf20, 0x2108, 0xbe00);		/* sev; wfe goes on; the second wfe sleeps */
	machine_advance(US(100));
	assert_int_equal(rd(DHCSR) & S_SLEEP, S_SLEEP);
	wr(DHCSR, HALT);
	assert_int_equal(reg(1), 7);
}

/* ---- time ---- */

static void time_is_exact_at_every_access(void **state)
{
	static const uint16_t code[] = { 0x6801, 0x6802, 0xbf00, 0x6803, 0xbe00 };		/* ldr; ldr; nop; ldr */

	(void)state;
	set_reg(0, 0xe0001004);						/* CYCCNT */
	wr(0xe0001000, 1);
	wr(0xe0001004, 0);
	put_code(CODE, code, sizeof(code));
	set_reg(PC, CODE);
	wr(DHCSR, GO);
	machine_advance(US(10));
	assert_int_equal(reg(1), 2);
	assert_int_equal(reg(2), 4);
	assert_int_equal(reg(3), 7);
}

static void taken_branches_cost_more(void **state)
{
	(void)state;
	wr(0xe0001000, 1);
	wr(0xe0001004, 0);
	set_reg(0, 100);
	set_reg(1, 0xe0001004);
	RUN(0x3801, 0xd1fd, 0x680a, 0xbe00);		/* 100 times subs, bne; ldr r2 */
	machine_advance(US(1000));
	assert_int_equal(reg(2), 100 * 2 + 99 * 2 + 2);
}

static void cycle_counter_stands_still_while_halted(void **state)
{
	(void)state;
	wr(0xe0001000, 1);
	wr(0xe0001004, 0);
	RUN(0xe7fe);
	machine_advance(US(100));
	wr(DHCSR, HALT);
	uint32_t count = rd(0xe0001004);
	assert_in_range(count, 399, 404);
	machine_advance(US(100));
	assert_int_equal(rd(0xe0001004), count);
}

/** What a countdown loop looks like from outside at many moments. @param skipped false: a breakpoint elsewhere */
static unsigned int watch_countdown(uint32_t turns, unsigned int seed, bool skipped, uint32_t *seen, unsigned int room)
{
	unsigned int count = 0;

	wr(0xe0001000, 1);
	wr(0xe0001004, 0);
	wr(0xe0002000, 3);
	wr(0xe0002008, skipped ? 0 : (CODE + 0x100) | 1);
	set_reg(3, turns);
	set_reg(XPSR, 0x01000000);
	srand(seed);
	RUN(0xbf00, 0x3b01, 0xd1fd, 0xbe00);		/* nop; subs r3,#1; bne; bkpt */
	do {
		machine_advance(US(1) * (unsigned int)(rand() % 300) / 7);
		bool ended = halted();
		wr(DHCSR, HALT);
		seen[count++] = reg(3);
		seen[count++] = reg(PC);
		seen[count++] = reg(XPSR);
		seen[count++] = rd(0xe0001004);
		if (ended)
			break;
		wr(DHCSR, GO);
	} while (count + 4 <= room);
	wr(DHCSR, HALT);
	wr(0xe0002008, 0);
	wr(0xe0002000, 2);
	return count;
}

static void countdown_is_skipped_without_a_trace(void **state)
{
	static const uint32_t turns[] = { 1, 2, 3, 4, 5, 7, 100, 1001, 4000, 0 };
	static uint32_t skipped[4000], executed[4000];

	(void)state;
	for (unsigned int i = 0; i < COUNT_OF(turns); i++) {
		unsigned int count = watch_countdown(turns[i], i, true, skipped, 4000);
		assert_int_equal(watch_countdown(turns[i], i, false, executed, 4000), count);
		assert_memory_equal(skipped, executed, count * sizeof(skipped[0]));
		if (turns[i])
			assert_int_equal(skipped[count - 4], 0);
	}
}

static void fire(void *ctx)
{
	*(uint64_t *)ctx = sim_now();
}

static void timer_fires_on_time_while_the_core_runs(void **state)
{
	uint64_t fired = 0, due;
	struct sim_timer timer = { .fire = fire, .ctx = &fired };

	(void)state;
	RUN(0x3001, 0xe7fd);
	due = sim_now() + US(10) + 1;
	sim_timer_set(&timer, due);
	machine_advance(US(20));
	assert_in_range(fired, due, due + US(1));
}

static void device_writes_change_the_clock_at_once(void **state)
{
	(void)state;
	/* MSI range 48 MHz: RCC_CR = 0x6b | 0xb << 4 with MSIRGSEL; CYCCNT before and after 8 nops */
	set_reg(0, 0x40021000);
	set_reg(1, 0x000000bb);
	RUN(0x6001, 0xe7fe);
	machine_advance(US(2));
	assert_int_equal(soc_clock_hz(SOC_CLK_CORE), 48000000);
	wr(0xe0001000, 1);
	wr(0xe0001004, 0);
	machine_advance(US(10));
	assert_in_range(rd(0xe0001004), 477, 483);
}

static void internal_flash_can_be_programmed_by_the_core(void **state)
{
	(void)state;
	wr(0x40022008, 0x45670123);					/* NSKEYR */
	wr(0x40022008, 0xcdef89ab);
	wr(0x40022028, 1);							/* NSCR: PG */
	set_reg(0, 0x08001000);
	set_reg(1, 0x11223344);
	set_reg(2, 0x55667788);
	RUN(0xc006, 0x6803, 0xbe00);				/* stmia r0!,{r1,r2} */
	machine_advance(US(1000));
	assert_true(halted());
	assert_int_equal(rd(0x08001000), 0x11223344);
	assert_int_equal(rd(0x08001004), 0x55667788);
	assert_int_equal(reg(0), 0x08001008);
	wr(0x40022028, 0x80000000);
}

static void store_to_locked_flash_leaves_it_alone(void **state)
{
	uint32_t before = rd(0x08002000);

	(void)state;
	HANDLER(3, 0xbe03);
	set_reg(0, 0x08002000);
	set_reg(1, 0x12345678);
	RUN(0x6001, 0x6802, 0xbe00);				/* str; ldr r2 */
	machine_advance(US(1000));
	assert_true(halted());
	assert_int_equal(rd(0x08002000), before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(program_runs_to_its_breakpoint, fresh),
		cmocka_unit_test_setup(step_executes_one_instruction, fresh),
		cmocka_unit_test_setup(breakpoint_halts_before_the_instruction, fresh),
		cmocka_unit_test_setup(halt_request_stops_a_running_core, fresh),
		cmocka_unit_test_setup(watchpoint_halts_after_the_access, fresh),
		cmocka_unit_test_setup(code_written_by_the_debugger_is_executed, fresh),
		cmocka_unit_test_setup(stop_in_an_it_block_loses_no_condition, fresh),
		cmocka_unit_test_setup(registers_can_be_written_and_read, fresh),
		cmocka_unit_test_setup(erased_flash_locks_up_and_can_be_halted, fresh),
		cmocka_unit_test_setup(reset_catch_halts_before_the_first_instruction, fresh),
		cmocka_unit_test_setup(nrst_holds_the_core, fresh),
		cmocka_unit_test_setup(sysresetreq_by_the_program_resets, fresh),
		cmocka_unit_test_setup(bus_fault_is_precise_and_changes_no_register, fresh),
		cmocka_unit_test_setup(disabled_fault_escalates_to_hardfault, fresh),
		cmocka_unit_test_setup(vector_catch_halts_at_the_handler, fresh),
		cmocka_unit_test_setup(fault_in_hardfault_locks_up, fresh),
		cmocka_unit_test_setup(jump_to_device_memory_is_a_memmanage_fault, fresh),
		cmocka_unit_test_setup(jump_to_nothing_is_a_bus_fault, fresh),
		cmocka_unit_test_setup(branch_to_arm_state_is_invstate, fresh),
		cmocka_unit_test_setup(floating_point_needs_cpacr, fresh),
		cmocka_unit_test_setup(stack_limit_is_kept, fresh),
		cmocka_unit_test_setup(bkpt_without_debugger_is_a_hardfault, fresh),
		cmocka_unit_test_setup(svc_enters_and_returns, fresh),
		cmocka_unit_test_setup(exception_from_thread_with_psp, fresh),
		cmocka_unit_test_setup(exception_from_unprivileged_thread, fresh),
		cmocka_unit_test_setup(floating_point_context_is_kept, fresh),
		cmocka_unit_test_setup(pending_interrupt_is_taken_when_enabled, fresh),
		cmocka_unit_test_setup(higher_priority_preempts_lower_does_not, fresh),
		cmocka_unit_test_setup(systick_interrupts_at_its_period, fresh),
		cmocka_unit_test_setup(wfi_sleeps_until_an_interrupt, fresh),
		cmocka_unit_test_setup(wfe_is_ended_by_sev, fresh),
		cmocka_unit_test_setup(time_is_exact_at_every_access, fresh),
		cmocka_unit_test_setup(taken_branches_cost_more, fresh),
		cmocka_unit_test_setup(cycle_counter_stands_still_while_halted, fresh),
		cmocka_unit_test_setup(countdown_is_skipped_without_a_trace, fresh),
		cmocka_unit_test_setup(timer_fires_on_time_while_the_core_runs, fresh),
		cmocka_unit_test_setup(device_writes_change_the_clock_at_once, fresh),
		cmocka_unit_test_setup(internal_flash_can_be_programmed_by_the_core, fresh),
		cmocka_unit_test_setup(store_to_locked_flash_leaves_it_alone, fresh),
	};

	return cmocka_run_group_tests(tests, power_on, NULL);
}
