// SPDX-License-Identifier: GPL-2.0-or-later

/* GPDMA of U5: blocks and linked lists from memory to memory, beside a core that runs, or is halted. */

#include "test_machine.h"

#define RCC_AHB1ENR		0x46020c88u
#define RCC_AHB1RSTR	0x46020c60u
#define GPDMA			0x40020000u
#define MISR			(GPDMA + 0x0c)
#define CH(n)			(GPDMA + 0x50 + 0x80 * (n))
#define CLBAR			0x00
#define CFCR			0x0c
#define CSR				0x10
#define CCR				0x14
#define CTR1			0x40
#define CTR2			0x44
#define CBR1			0x48
#define CSAR			0x4c
#define CDAR			0x50
#define CLLR			0x7c

#define EN				0x1u
#define RESET			0x2u
#define SUSP			0x4u
#define IDLE			0x1u
#define TC				0x100u
#define HT				0x200u
#define DTE				0x400u
#define ULE				0x800u
#define USE				0x1000u
#define SUSPF			0x2000u
#define WORDS			0x000a000au		/* both sides, both incremented */
#define SWREQ			0x200u
#define TC_OF_LIST		(3u << 30)
#define UPDATE_ALL		0xf8010000u

#define SOURCE	0x20030000u
#define TARGET	0x20034000u
#define LIST	0x20038000u
#define ITEM_NS	1250			/* 5 clocks at the 4 MHz of the reset */

static int idle(void **state)
{
	fresh(state);
	wr(RCC_AHB1ENR, 1);
	for (unsigned int i = 0; i < 64; i++) {
		wr(SOURCE + 4 * i, 0x11223300 + i);
		wr(TARGET + 4 * i, 0);
	}
	stat_reset();
	return 0;
}

static void copy(unsigned int n, uint32_t bytes, uint32_t ccr)
{
	wr(CH(n) + CTR1, WORDS);
	wr(CH(n) + CTR2, SWREQ);
	wr(CH(n) + CBR1, bytes);
	wr(CH(n) + CSAR, SOURCE);
	wr(CH(n) + CDAR, TARGET);
	wr(CH(n) + CCR, ccr | EN);
}

static void pass_items(unsigned int items)
{
	machine_advance(items * ITEM_NS * SIM_PS_PER_NS);
}

static void block_moves_while_the_core_is_halted(void **state)
{
	(void)state;
	assert_true(halted());
	assert_int_equal(rd(CH(0) + CSR), IDLE);
	copy(0, 160, 0);
	assert_int_equal(rd(CH(0) + CSR), 0);
	pass_items(20);
	assert_int_equal(rd(CH(0) + CBR1), 80);
	assert_int_equal(rd(CH(0) + CSR), HT);
	assert_int_equal(rd(CH(0) + CSAR), SOURCE + 80);
	assert_int_equal(rd(TARGET + 4 * 19), 0x11223313);
	assert_int_equal(rd(TARGET + 4 * 20), 0);
	pass_items(20);
	assert_int_equal(rd(CH(0) + CSR), TC | HT | IDLE);
	assert_int_equal(rd(CH(0) + CCR) & EN, 0);
	assert_int_equal(rd(CH(0) + CBR1), 0);
	assert_int_equal(rd(TARGET + 4 * 39), 0x11223327);
	assert_int_equal(rd(TARGET + 4 * 40), 0);
	wr(CH(0) + CFCR, TC);
	assert_int_equal(rd(CH(0) + CSR), HT | IDLE);
	assert_int_equal(stat_get("unknown") + stat_get("violation"), 0);
}

static void fixed_addresses(void **state)
{
	(void)state;
	wr(CH(3) + CTR1, 2u | 2u << 16 | 1u << 19);			/* a word, again and again */
	wr(CH(3) + CTR2, SWREQ);
	wr(CH(3) + CBR1, 16);
	wr(CH(3) + CSAR, SOURCE + 4);
	wr(CH(3) + CDAR, TARGET);
	wr(CH(3) + CCR, EN);
	pass_items(4);
	for (unsigned int i = 0; i < 4; i++)
		assert_int_equal(rd(TARGET + 4 * i), 0x11223301);
	assert_int_equal(rd(TARGET + 16), 0);
}

/** A list item for itself: a ring, as an application has it. */
static void list_of_one_is_a_ring(void **state)
{
	(void)state;
	wr(LIST, 64);										/* CBR1, CSAR, CDAR, CLLR */
	wr(LIST + 4, SOURCE);
	wr(LIST + 8, TARGET);
	wr(LIST + 12, 0x38010000u | (LIST & 0xffff));
	wr(CH(1) + CLBAR, LIST);
	wr(CH(1) + CLLR, 0x38010000u | (LIST & 0xffff));
	copy(1, 64, 0);
	pass_items(16);
	assert_int_equal(rd(CH(1) + CSR), TC | HT);
	assert_int_equal(rd(CH(1) + CBR1), 64);
	assert_int_equal(rd(TARGET + 4 * 15), 0x1122330f);
	wr(CH(1) + CFCR, TC | HT);
	for (unsigned int i = 0; i < 16; i++)
		wr(TARGET + 4 * i, 0);
	pass_items(100 * 16);
	assert_int_equal(rd(CH(1) + CSR), TC | HT);
	assert_int_equal(rd(TARGET + 4 * 15), 0x1122330f);
	assert_int_equal(rd(TARGET + 4 * 16), 0);
	assert_in_range(stat_get("dma.item"), 101 * 16, 102 * 16);
	wr(CH(1) + CCR, SUSP);								/* EN cannot be cleared by writing 0 */
	assert_int_equal(rd(CH(1) + CCR), EN | SUSP);
	assert_int_equal(rd(CH(1) + CSR) & (SUSPF | IDLE), SUSPF | IDLE);
	uint64_t moved = stat_get("dma.item");
	pass_items(100);
	rd(CH(1) + CSR);
	assert_int_equal(stat_get("dma.item"), moved);
	wr(CH(1) + CCR, RESET);
	assert_int_equal(rd(CH(1) + CCR), 0);
}

static void list_changes_everything_and_ends(void **state)
{
	(void)state;
	wr(LIST, 0x00080008);								/* CTR1: bytes */
	wr(LIST + 4, SWREQ | TC_OF_LIST);
	wr(LIST + 8, 4);
	wr(LIST + 12, SOURCE + 3);
	wr(LIST + 16, TARGET + 0x81);
	wr(LIST + 20, 0);									/* CLLR: the last one */
	wr(CH(2) + CTR1, WORDS);
	wr(CH(2) + CTR2, SWREQ | TC_OF_LIST);
	wr(CH(2) + CBR1, 8);
	wr(CH(2) + CSAR, SOURCE);
	wr(CH(2) + CDAR, TARGET);
	wr(CH(2) + CLBAR, LIST);
	wr(CH(2) + CLLR, UPDATE_ALL | (LIST & 0xffff));
	wr(CH(2) + CCR, EN);
	pass_items(2);
	assert_int_equal(rd(CH(2) + CSR), HT);				/* TC is for the whole list */
	pass_items(4);
	assert_int_equal(rd(CH(2) + CSR), TC | HT | IDLE);
	assert_int_equal(rd(TARGET + 4), 0x11223301);
	assert_int_equal(rd(TARGET + 8), 0);
	assert_int_equal(rd(TARGET + 0x80), 0x33011100);	/* 11 01 33 22 from SOURCE + 3, at an odd place */
	assert_int_equal(rd(TARGET + 0x84), 0x22);
}

static void interrupt_at_the_end(void **state)
{
	(void)state;
	HANDLER(16 + 29, 0xbe2d);
	wr(0xe000e100, 1u << 29);
	copy(0, 16, TC);
	RUN(0xe7fe);
	machine_advance(US(100));
	assert_true(halted());
	assert_int_equal(reg(XPSR) & 0x1ff, 16 + 29);
	assert_int_equal(rd(MISR), 1);
	wr(CH(0) + CFCR, TC);
	assert_int_equal(rd(MISR), 0);
	wr(0xe000e180, 1u << 29);
}

static void wrong_settings_are_an_error(void **state)
{
	static const struct {
		uint32_t tr1, br1, sar, dar;
	} wrong[] = {
		{ 0x000b000b, 16, SOURCE, TARGET }, { WORDS, 15, SOURCE, TARGET }, { WORDS, 16, SOURCE + 2, TARGET },
		{ WORDS, 16, SOURCE, TARGET + 1 },
	};

	(void)state;
	for (unsigned int i = 0; i < COUNT_OF(wrong); i++) {
		wr(CH(0) + CTR1, wrong[i].tr1);
		wr(CH(0) + CTR2, SWREQ);
		wr(CH(0) + CBR1, wrong[i].br1);
		wr(CH(0) + CSAR, wrong[i].sar);
		wr(CH(0) + CDAR, wrong[i].dar);
		wr(CH(0) + CCR, EN);
		assert_int_equal(rd(CH(0) + CSR), USE | IDLE);
		assert_int_equal(rd(CH(0) + CCR), 0);
		wr(CH(0) + CFCR, USE);
	}
	assert_int_equal(rd(TARGET), 0);
}

static void bus_errors_end_the_channel(void **state)
{
	(void)state;
	copy(0, 16, 0);
	pass_items(4);
	wr(CH(0) + CFCR, TC | HT);
	wr(CH(0) + CSAR, NOTHING);
	wr(CH(0) + CBR1, 16);
	wr(CH(0) + CCR, EN);
	pass_items(1);
	assert_int_equal(rd(CH(0) + CSR), DTE | IDLE);
	wr(CH(0) + CFCR, DTE);
	wr(CH(0) + CLBAR, NOTHING);
	wr(CH(0) + CLLR, UPDATE_ALL);
	copy(0, 8, 0);
	pass_items(2);
	assert_int_equal(rd(CH(0) + CSR) & ~(TC | HT), ULE | IDLE);
}

static void higher_priority_goes_first(void **state)
{
	(void)state;
	copy(0, 64, 0);
	copy(5, 64, 2u << 22);
	pass_items(16);
	assert_int_equal(rd(CH(5) + CSR) & TC, TC);
	assert_int_equal(rd(CH(0) + CSR) & TC, 0);
	pass_items(16);
	assert_int_equal(rd(CH(0) + CSR) & TC, TC);
}

static void enabled_channel_cannot_be_written(void **state)
{
	(void)state;
	copy(0, 64, 0);
	wr(CH(0) + CBR1, 4);
	wr(CH(0) + CDAR, 0);
	assert_int_equal(stat_get("violation.dma.enabled"), 2);
	pass_items(16);
	assert_int_equal(rd(TARGET + 4 * 15), 0x1122330f);
}

static void needs_its_clock_and_forgets_by_reset(void **state)
{
	(void)state;
	copy(0, 160, 0);
	pass_items(10);
	wr(RCC_AHB1ENR, 0);
	pass_items(100);
	wr(RCC_AHB1ENR, 1);
	assert_in_range(rd(CH(0) + CBR1), 112, 120);
	wr(RCC_AHB1RSTR, 1);
	wr(RCC_AHB1RSTR, 0);
	assert_int_equal(rd(CH(0) + CCR), 0);
	assert_int_equal(rd(CH(0) + CSR), IDLE);
}

static void what_is_not_simulated_is_counted(void **state)
{
	static const struct {
		uint32_t tr1, tr2;
	} asked[] = { { WORDS, 0x04 }, { 0x00080009, SWREQ }, { WORDS, SWREQ | 1u << 24 } };

	(void)state;
	for (unsigned int i = 0; i < COUNT_OF(asked); i++) {
		wr(CH(0) + CTR1, asked[i].tr1);
		wr(CH(0) + CTR2, asked[i].tr2);
		wr(CH(0) + CBR1, 16);
		wr(CH(0) + CSAR, SOURCE);
		wr(CH(0) + CDAR, TARGET);
		wr(CH(0) + CCR, EN);
		assert_int_equal(stat_get("unknown.gpdma"), i + 1);
		wr(CH(0) + CCR, RESET);
	}
}

#define TEST(name)	cmocka_unit_test_setup(name, idle)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(block_moves_while_the_core_is_halted), TEST(fixed_addresses), TEST(list_of_one_is_a_ring),
		TEST(list_changes_everything_and_ends), TEST(interrupt_at_the_end), TEST(wrong_settings_are_an_error),
		TEST(bus_errors_end_the_channel), TEST(higher_priority_goes_first), TEST(enabled_channel_cannot_be_written),
		TEST(needs_its_clock_and_forgets_by_reset), TEST(what_is_not_simulated_is_counted),
	};

	return cmocka_run_group_tests(tests, power_on, NULL);
}
