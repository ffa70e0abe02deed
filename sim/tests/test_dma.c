// SPDX-License-Identifier: GPL-2.0-or-later

/* DMA, its request multiplexer and the basic timers, beside a core that runs, waits for interrupts, or is halted. */

#include "test_machine.h"

#define RCC_AHB1ENR		0x40021048u
#define RCC_APB1ENR1	0x40021058u
#define DMA1			0x40020000u
#define DMA2			0x40020400u
#define ISR				0x00
#define IFCR			0x04
#define CCR(n)			(0x08 + 0x14 * (n))
#define CNDTR(n)		(CCR(n) + 0x04)
#define CPAR(n)			(CCR(n) + 0x08)
#define CMAR(n)			(CCR(n) + 0x0c)
#define CM1AR(n)		(CCR(n) + 0x10)
#define MUX(n)			(0x40020800u + 4 * (n))
#define TIM6			0x40001000u
#define TIM7			0x40001400u
#define TIM6_UP			9

#define EN		0x1u
#define TCIE	0x2u
#define TEIE	0x8u
#define READS_MEMORY	0x10u
#define CIRC	0x20u
#define PINC	0x40u
#define MINC	0x80u
#define WORDS	0xa00u
#define MEM2MEM	0x4000u
#define DBM		0x8000u

#define SOURCE	0x20030000u
#define TARGET	0x20034000u

static void write_words(uint32_t addr, unsigned int count, uint32_t first)
{
	for (unsigned int i = 0; i < count; i++)
		wr(addr + 4 * i, first + i);
}

/** The core idles, all clocks are on, RAM is known. */
static int idle(void **state)
{
	fresh(state);
	wr(RCC_AHB1ENR, 0x107);
	wr(RCC_APB1ENR1, 0x30);
	write_words(SOURCE, 64, 0x11223300);
	for (unsigned int i = 0; i < 64; i++)
		wr(TARGET + 4 * i, 0);
	return 0;
}

static void copy(uint32_t dma, unsigned int n, unsigned int count, uint32_t ccr)
{
	wr(dma + CNDTR(n), count);
	wr(dma + CPAR(n), SOURCE);
	wr(dma + CMAR(n), TARGET);
	wr(dma + CCR(n), ccr | EN);
}

/** A timer's update every @a clocks of 4 MHz. */
static void pace(uint32_t timer, unsigned int clocks)
{
	wr(timer + 0x2c, clocks - 1);
	wr(timer + 0x0c, 0x100);			/* UDE */
	wr(timer, 1);
}

static void memory_to_memory_takes_five_clocks_a_word_while_halted(void **state)
{
	(void)state;
	assert_true(halted());
	copy(DMA1, 0, 40, MEM2MEM | PINC | MINC | WORDS);
	assert_int_equal(rd(DMA1 + CNDTR(0)), 40);
	machine_advance(US(25));			/* 100 clocks at 4 MHz */
	assert_int_equal(rd(DMA1 + CNDTR(0)), 20);
	assert_int_equal(rd(DMA1 + ISR), 5);	/* half, any */
	assert_int_equal(rd(TARGET + 4 * 19), 0x11223313);
	assert_int_equal(rd(TARGET + 4 * 20), 0);
	machine_advance(US(26));
	assert_int_equal(rd(DMA1 + CNDTR(0)), 0);
	assert_int_equal(rd(DMA1 + ISR), 7);
	assert_int_equal(rd(TARGET + 4 * 39), 0x11223327);
	assert_int_equal(rd(TARGET + 4 * 40), 0);
	assert_int_equal(rd(DMA1 + CCR(0)) & EN, EN);	/* not switched off by itself */
	wr(DMA1 + IFCR, 2);
	assert_int_equal(rd(DMA1 + ISR), 5);
	wr(DMA1 + IFCR, 1);
	assert_int_equal(rd(DMA1 + ISR), 0);
}

static void widths_are_cut_or_filled_with_zeros(void **state)
{
	(void)state;
	copy(DMA1, 0, 4, MEM2MEM | PINC | MINC | 0x200);	/* 32 to 8 bits */
	machine_advance(US(10));
	assert_int_equal(rd(TARGET), 0x03020100);
	wr(DMA1 + CCR(0), 0);
	copy(DMA2, 7, 2, MEM2MEM | PINC | MINC | 0x800);	/* 8 to 32 bits */
	machine_advance(US(10));
	assert_int_equal(rd(TARGET), 0);
	assert_int_equal(rd(TARGET + 4), 0x33);
	assert_int_equal(rd(TARGET + 8), 0);
}

static void nobody_there_ends_with_an_error(void **state)
{
	(void)state;
	wr(DMA1 + CNDTR(2), 8);
	wr(DMA1 + CPAR(2), SOURCE);
	wr(DMA1 + CMAR(2), 0x60000000);
	wr(DMA1 + CCR(2), MEM2MEM | PINC | MINC | WORDS | EN);
	machine_advance(US(10));
	assert_int_equal(rd(DMA1 + ISR), 9u << 8);
	assert_int_equal(rd(DMA1 + CCR(2)) & EN, 0);
	assert_int_equal(rd(DMA1 + CNDTR(2)), 8);
	wr(DMA1 + IFCR, 1u << 8);
}

static void higher_priority_goes_first(void **state)
{
	(void)state;
	copy(DMA1, 0, 1000, MEM2MEM | WORDS);
	copy(DMA1, 1, 20, MEM2MEM | PINC | MINC | WORDS | 0x3000);
	machine_advance(US(26));
	assert_int_equal(rd(DMA1 + CNDTR(1)), 0);
	assert_int_equal(rd(DMA1 + CNDTR(0)), 1000);
	machine_advance(US(25));
	assert_int_equal(rd(DMA1 + CNDTR(0)), 980);
}

static void timer_fills_a_ring_while_the_core_is_halted(void **state)
{
	(void)state;
	wr(MUX(3), TIM6_UP);
	wr(DMA1 + CNDTR(3), 8);
	wr(DMA1 + CPAR(3), TIM6 + 0x24);
	wr(DMA1 + CMAR(3), TARGET);
	wr(DMA1 + CCR(3), CIRC | MINC | WORDS | EN);
	write_words(TARGET, 9, 0xeeeeeeee);
	pace(TIM6, 40);
	assert_true(halted());
	machine_advance(US(52));
	assert_int_equal(rd(DMA1 + CNDTR(3)), 3);
	assert_in_range(rd(TARGET + 4 * 4), 0, 39);
	assert_int_equal(rd(TARGET + 4 * 5), 0xeeeeeef3);
	machine_advance(US(100));
	assert_int_equal(rd(DMA1 + CNDTR(3)), 1);
	assert_int_equal(rd(TARGET + 4 * 8), 0xeeeeeef6);
	assert_int_equal(rd(DMA1 + ISR), 7u << 12);
	assert_int_equal(stat_get("dma.item"), 15);
	wr(DMA1 + CCR(3), 0);
	machine_advance(US(100));
	assert_int_equal(stat_get("dma.item"), 15);
	wr(TIM6, 0);
}

static void memory_to_peripheral_and_two_buffers(void **state)
{
	(void)state;
	wr(RCC_AHB1ENR, 0x1107);				/* CRC: its IDR holds a word */
	wr(MUX(8), TIM6_UP);
	wr(DMA2 + CNDTR(0), 2);
	wr(DMA2 + CPAR(0), 0x40023004);
	wr(DMA2 + CMAR(0), SOURCE);
	wr(DMA2 + CM1AR(0), SOURCE + 0x40);
	wr(DMA2 + CCR(0), DBM | CIRC | MINC | WORDS | READS_MEMORY | EN);
	pace(TIM6, 40);
	static const uint32_t wanted[] = { 0x11223300, 0x11223301, 0x11223310, 0x11223311, 0x11223300 };
	machine_advance(US(2));
	for (unsigned int i = 0; i < COUNT_OF(wanted); i++) {
		machine_advance(US(10));
		assert_int_equal(rd(0x40023004), wanted[i]);
	}
	wr(TIM6, 0);
}

static void end_of_transfer_interrupts_and_wakes(void **state)
{
	(void)state;
	HANDLER(16 + 29, 0x6001, 0x3501, 0x4770);	/* str r1,[r0]; adds r5,#1; bx lr */
	wr(0xe000e100, 1u << 29);
	set_reg(0, DMA1 + IFCR);
	set_reg(1, 1);
	set_reg(5, 0);
	RUN(0xbf30, 0xe7fd);						/* wfi for ever */
	machine_advance(US(20));
	copy(DMA1, 0, 16, MEM2MEM | PINC | MINC | WORDS | TCIE);
	machine_advance(US(19));
	assert_int_equal(rd(DHCSR) & S_SLEEP, S_SLEEP);
	machine_advance(US(50));
	wr(DHCSR, HALT);
	assert_int_equal(reg(5), 1);
	assert_int_equal(rd(DMA1 + ISR), 0);
}

static void code_that_dma_has_written_is_executed(void **state)
{
	(void)state;
	/* a loop over "adds r5,#1" that becomes "adds r6,#1" */
	set_reg(5, 0);
	set_reg(6, 0);
	RUN(0x3501, 0xe7fd);
	machine_advance(US(50));
	wr(SOURCE, 0xe7fd3601);
	wr(DMA1 + CNDTR(0), 1);
	wr(DMA1 + CPAR(0), SOURCE);
	wr(DMA1 + CMAR(0), CODE);
	wr(DMA1 + CCR(0), MEM2MEM | WORDS | EN);
	machine_advance(US(50));
	wr(DHCSR, HALT);
	assert_in_range(reg(5), 40, 60);
	assert_in_range(reg(6), 40, 60);
}

static void registers_keep_the_rules(void **state)
{
	(void)state;
	copy(DMA1, 0, 1000, MEM2MEM | WORDS);
	wr(DMA1 + CNDTR(0), 5);						/* read-only while enabled */
	assert_in_range(rd(DMA1 + CNDTR(0)), 990, 1000);
	wr(DMA1 + CCR(0), MEM2MEM | WORDS | EN | PINC);
	assert_int_equal(rd(DMA1 + CCR(0)) & PINC, 0);
	assert_int_equal(stat_get("violation.dma.enabled"), 2);
	wr(DMA1 + CCR(0), 0);
	copy(DMA1, 0, 4, MEM2MEM | WORDS | CIRC);
	assert_int_equal(stat_get("violation.dma.circular"), 1);
	wr(DMA1 + CCR(0), 0);
}

static void without_a_clock_it_stands_still(void **state)
{
	(void)state;
	copy(DMA1, 0, 100, MEM2MEM | PINC | WORDS);
	machine_advance(US(25));
	wr(RCC_AHB1ENR, 0x104);
	machine_advance(US(1000));
	wr(RCC_AHB1ENR, 0x107);
	assert_in_range(rd(DMA1 + CNDTR(0)), 64, 80);
	machine_advance(US(1000));
	assert_int_equal(rd(DMA1 + CNDTR(0)), 0);
}

static void reset_stops_everything(void **state)
{
	(void)state;
	copy(DMA1, 0, 1000, MEM2MEM | WORDS);
	pace(TIM6, 40);
	machine_reset(false);
	wr(RCC_AHB1ENR, 0x107);
	wr(RCC_APB1ENR1, 0x30);
	uint64_t items = stat_get("dma.item");
	machine_advance(US(100));
	assert_int_equal(stat_get("dma.item"), items);
	assert_int_equal(rd(DMA1 + CCR(0)), 0);
	assert_int_equal(rd(TIM6), 0);
}

static void timer_counts_and_interrupts(void **state)
{
	(void)state;
	HANDLER(16 + 50, 0x6001, 0x3501, 0x4770);	/* str r1,[r0] clears SR */
	wr(0xe000e104, 1u << 18);
	set_reg(0, TIM7 + 0x10);
	set_reg(1, 0);
	set_reg(5, 0);
	wr(TIM7 + 0x28, 3);							/* 1 MHz */
	wr(TIM7 + 0x14, 1);							/* UG: the prescaler is loaded... */
	assert_int_equal(rd(TIM7 + 0x10), 1);		/* ...and sets UIF */
	wr(TIM7 + 0x10, 0);
	wr(TIM7 + 0x2c, 99);
	wr(TIM7 + 0x0c, 1);
	wr(TIM7, 1);
	machine_advance(US(42) + US(1) / 2);
	assert_int_equal(rd(TIM7 + 0x24), 42);
	RUN(0xe7fe);
	machine_advance(US(1000));
	wr(DHCSR, HALT);
	assert_int_equal(reg(5), 10);
	wr(TIM7, 0);
	uint32_t count = rd(TIM7 + 0x24);
	machine_advance(US(1000));
	assert_int_equal(rd(TIM7 + 0x24), count);

	wr(TIM7 + 0x24, 0);
	wr(TIM7 + 0x0c, 0);
	wr(TIM7 + 0x10, 0);
	wr(TIM7, 9);								/* one pulse */
	machine_advance(US(250));
	assert_int_equal(rd(TIM7), 8);
	assert_int_equal(rd(TIM7 + 0x10), 1);
}

static void timer_can_be_frozen_by_the_debugger(void **state)
{
	(void)state;
	wr(0xe0044008, 1u << 4);
	wr(TIM6 + 0x2c, 39);
	wr(TIM6, 1);
	machine_advance(US(100));
	assert_int_equal(rd(TIM6 + 0x10), 0);
	RUN(0xe7fe);
	machine_advance(US(100));
	wr(DHCSR, HALT);
	assert_int_equal(rd(TIM6 + 0x10), 1);
	wr(0xe0044008, 0);
	wr(TIM6, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(memory_to_memory_takes_five_clocks_a_word_while_halted, idle),
		cmocka_unit_test_setup(widths_are_cut_or_filled_with_zeros, idle),
		cmocka_unit_test_setup(nobody_there_ends_with_an_error, idle),
		cmocka_unit_test_setup(higher_priority_goes_first, idle),
		cmocka_unit_test_setup(timer_fills_a_ring_while_the_core_is_halted, idle),
		cmocka_unit_test_setup(memory_to_peripheral_and_two_buffers, idle),
		cmocka_unit_test_setup(end_of_transfer_interrupts_and_wakes, idle),
		cmocka_unit_test_setup(code_that_dma_has_written_is_executed, idle),
		cmocka_unit_test_setup(registers_keep_the_rules, idle),
		cmocka_unit_test_setup(without_a_clock_it_stands_still, idle),
		cmocka_unit_test_setup(reset_stops_everything, idle),
		cmocka_unit_test_setup(timer_counts_and_interrupts, idle),
		cmocka_unit_test_setup(timer_can_be_frozen_by_the_debugger, idle),
	};

	return cmocka_run_group_tests(tests, power_on, NULL);
}
