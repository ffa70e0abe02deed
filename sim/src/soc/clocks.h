/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What clock trees of different families have in common: oscillators that need time to start, a switch that waits for
 * its source, and limits. Dividers, multiplexers and registers are the family's (rcc_f4.c, rcc_h7.c).
 */

#ifndef SIM_SOC_CLOCKS_H
#define SIM_SOC_CLOCKS_H

#include "parts.h"

#define CLOCKS_MAX_SOURCES	12
#define CLOCK_RUNS			1

/** An oscillator or a PLL: where its bits are, and its typical start-up time. */
struct clock_source {
	uint16_t reg;
	uint32_t on, ready;
	uint64_t start_ps;
};

struct clock_sources {
	const struct regs *regs;
	const struct clock_source *table;
	unsigned int count;
	uint64_t ready_at[CLOCKS_MAX_SOURCES];		/* 0 = off; CLOCK_RUNS: has always been */
};

/** Note which sources a write started or stopped. */
void clocks_follow(struct clock_sources *sources);

/** Forget all start times but those of the sources in @a keep, a mask; then see what is on. */
void clocks_restart(struct clock_sources *sources, uint32_t keep);

/** @returns true if a source is on and its start-up time is over */
bool clocks_started(const struct clock_sources *sources, unsigned int source);

/** What the clocks are, to be compared with what is allowed. Frequencies in Hz. */
struct clock_state {
	uint32_t sysclk, hclk, pclk1, pclk2;
	unsigned int range, latency;
};

/** Limits of the buses, besides those of the voltage ranges. */
struct clock_bus_limit {
	uint32_t pclk1, pclk2;
};

/**
 * Compare; violations are counted once per setting.
 * @param checked what was compared last
 * @param limits by voltage range
 * @param buses by voltage range
 */
void clocks_check(struct clock_state *checked, const struct clock_state *now, const struct clock_limit *limits,
	const struct clock_bus_limit *buses);

/** @returns divider as a shift: AHB prescaler of all families: 0xxx 1, 1000 2, 4, 8, 16, 64 ... 512 */
unsigned int clocks_ahb_shift(unsigned int field);

/** @returns divider as a shift: APB prescaler of all families: 0xx 1, 100 2, 4, 8, 16 */
unsigned int clocks_apb_shift(unsigned int field);

#endif /* SIM_SOC_CLOCKS_H */
