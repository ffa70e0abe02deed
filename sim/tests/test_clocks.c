// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Clock trees of the simulated families as their manuals describe them: a die is brought to its top frequency by the
 * steps that ST's code takes, and to a wrong one without one of them. A process can have one die only, so each case
 * runs in a child of its own. That of STM32L5 is in test_soc.c.
 */

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include "test_soc.h"

#define KEEP	0xffffffffu

/** Write, then wait until a read shows the bits in ready; ready 0: do not wait. */
struct step {
	uint32_t addr, clear, set, ready;
};

struct clocks {
	const char *die;
	const struct step *steps;
	uint32_t core_hz, xspi_hz;
};

static void take(const struct step *step)
{
	wr(step->addr, (rd(step->addr) & ~step->clear) | step->set);
	for (unsigned int i = 0; step->ready && (rd(step->addr) & step->ready) != step->ready; i++) {
		if (i == 1000)
			_exit(3);
		sim_stall(SIM_PS_PER_US);
	}
}

/** In a child: the die after all steps but one. @param but SIZE_MAX: all @returns what was counted as violation */
static int run(const struct clocks *clocks, size_t but, const char *violation)
{
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		struct board board = { .name = "test" };
		snprintf(board.die, sizeof(board.die), "%s", clocks->die);
		if (soc_create(&board) < 0)
			_exit(2);
		for (size_t i = 0; clocks->steps[i].addr; i++) {
			if (i != but)
				take(&clocks->steps[i]);
		}
		sim_stall(SIM_PS_PER_MS);
		if (violation)
			_exit(stat_get(violation) ? 0 : 4);
		_exit(soc_clock_hz(SOC_CLK_CORE) != clocks->core_hz || soc_clock_hz(SOC_CLK_XSPI1) != clocks->xspi_hz ||
			stat_get("violation") || stat_get("unknown"));
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* RM0351: HSI16, PLL N 10, R 2 */
static const struct step l4_steps[] = {
	{ 0x40022000, 0x7, 4, 0 },
	{ 0x40021000, 0, 0x100, 0x400 },
	{ 0x4002100c, KEEP, 0x01000a02, 0 },
	{ 0x40021000, 0, 0x01000000, 0x02000000 },
	{ 0x40021008, 0, 3, 0xc },
	{ 0 },
};
static const struct clocks l4 = { "stm32l476", l4_steps, 80000000, 80000000 };

/* RM0440: boost, HSI16 / 4, N 85, R 2; QUADSPI from PLLQ / 4 */
static const struct step g4_steps[] = {
	{ 0x40021058, 0, 0x10000000, 0 },
	{ 0x40007080, 0x100, 0, 0 },
	{ 0x40022000, 0xf, 4, 0 },
	{ 0x4002100c, KEEP, 0x01305532, 0 },
	{ 0x40021000, 0, 0x01000000, 0x02000000 },
	{ 0x40021008, 0, 3, 0xc },
	{ 0x4002109c, 0, 0x00200000, 0 },
	{ 0 },
};
static const struct clocks g4 = { "stm32g474", g4_steps, 170000000, 85000000 };

/* RM0456: range 1, booster, MSIS, N 80, R 2; OCTOSPI from PLL1Q / 4 */
static const struct step u5_steps[] = {
	{ 0x46020c94, 0, 4, 0 },
	{ 0x4602080c, 0, 0x00030000, 0x8000 },
	{ 0x40022000, 0xf, 4, 0 },
	{ 0x46020c28, KEEP, 0x00060009, 0 },
	{ 0x4602080c, 0, 0x00040000, 0x4000 },
	{ 0x46020c34, KEEP, 0x0103024f, 0 },
	{ 0x46020c00, 0, 0x01000000, 0x02000000 },
	{ 0x46020c1c, 0, 3, 0xc },
	{ 0x46020ce4, 0, 0x00200000, 0 },
	{ 0 },
};
static const struct clocks u5 = { "stm32u585", u5_steps, 160000000, 80000000 };

/* RM0481: scale 0, HSI undivided, 64 / 16, N 125, P 2; OCTOSPI from CSI over CLKP */
static const struct step h5_steps[] = {
	{ 0x44020810, 0, 0x30, 0 },
	{ 0x44020814, 0, 0, 0xe008 },
	{ 0x40022000, 0x3f, 0x25, 0 },
	{ 0x44020c00, 0x18, 0, 0x20 },
	{ 0x44020c28, KEEP, 0x00011009, 0 },
	{ 0x44020c34, KEEP, 0x0101027c, 0 },
	{ 0x44020c00, 0, 0x01000100, 0x02000200 },
	{ 0x44020c1c, 0, 3, 0x18 },
	{ 0x44020ce8, 0, 0x40000000, 0 },
	{ 0x44020ce4, 0, 3, 0 },
	{ 0 },
};
static const struct clocks h5 = { "stm32h563", h5_steps, 250000000, 4000000 };

static void top_frequency_of_l4(void **state)
{
	(void)state;
	assert_int_equal(run(&l4, SIZE_MAX, NULL), 0);
}

static void top_frequency_of_g4(void **state)
{
	(void)state;
	assert_int_equal(run(&g4, SIZE_MAX, NULL), 0);
}

static void top_frequency_of_u5(void **state)
{
	(void)state;
	assert_int_equal(run(&u5, SIZE_MAX, NULL), 0);
}

static void top_frequency_of_h5(void **state)
{
	(void)state;
	assert_int_equal(run(&h5, SIZE_MAX, NULL), 0);
}

static void missing_wait_states_are_counted(void **state)
{
	(void)state;
	assert_int_equal(run(&l4, 0, "violation.clock.latency"), 0);
	assert_int_equal(run(&g4, 2, "violation.clock.latency"), 0);
	assert_int_equal(run(&u5, 2, "violation.clock.latency"), 0);
	assert_int_equal(run(&h5, 2, "violation.clock.latency"), 0);
}

static void missing_voltage_is_counted(void **state)
{
	(void)state;
	assert_int_equal(run(&g4, 1, "violation.clock.range"), 0);
	assert_int_equal(run(&u5, 1, "violation.clock.range"), 0);
	assert_int_equal(run(&h5, 0, "violation.clock.range"), 3);		/* the wait for it has no end */
}

static void u5_above_55_mhz_needs_the_booster(void **state)
{
	(void)state;
	assert_int_equal(run(&u5, 4, "violation.clock.boost"), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(top_frequency_of_l4),
		cmocka_unit_test(top_frequency_of_g4),
		cmocka_unit_test(top_frequency_of_u5),
		cmocka_unit_test(top_frequency_of_h5),
		cmocka_unit_test(missing_wait_states_are_counted),
		cmocka_unit_test(missing_voltage_is_counted),
		cmocka_unit_test(u5_above_55_mhz_needs_the_booster),
	};

	return cmocka_run_group_tests_name("clocks", tests, NULL, NULL);
}
