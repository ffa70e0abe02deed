// SPDX-License-Identifier: GPL-2.0-or-later

/* Start-up of oscillators, prescalers and limits, for the clock trees of all families that use them. See clocks.h. */

#include <string.h>
#include "clocks.h"

static bool is_on(const struct clock_sources *sources, unsigned int source)
{
	return regs_get(sources->regs, sources->table[source].reg) & sources->table[source].on;
}

void clocks_follow(struct clock_sources *sources)
{
	for (unsigned int i = 0; i < sources->count; i++) {
		if (!is_on(sources, i))
			sources->ready_at[i] = 0;
		else if (!sources->ready_at[i])
			sources->ready_at[i] = sim_now() + sources->table[i].start_ps;
	}
}

void clocks_restart(struct clock_sources *sources, uint32_t keep)
{
	for (unsigned int i = 0; i < sources->count; i++) {
		if (!(keep & BIT(i)))
			sources->ready_at[i] = 0;
	}
	clocks_follow(sources);
}

bool clocks_started(const struct clock_sources *sources, unsigned int source)
{
	uint64_t at = sources->ready_at[source];

	return at == CLOCK_RUNS || (at && sim_now() >= at);
}

void clocks_check(struct clock_state *checked, const struct clock_state *now, const struct clock_limit *limits,
	const struct clock_bus_limit *buses)
{
	const struct clock_limit *limit = &limits[now->range];
	const struct clock_bus_limit *bus = &buses[now->range];

	if (memcmp(checked, now, sizeof(*now)) == 0)
		return;
	memcpy(checked, now, sizeof(*now));
	if (now->sysclk > limit->sysclk)
		sim_violation("clock.range", "the core's clock is %u Hz, voltage range %u allows %u Hz", now->sysclk,
			now->range, limit->sysclk);
	unsigned int top = now->latency < limit->hclk_count ? now->latency : limit->hclk_count - 1;
	if (now->hclk > limit->hclk[top])
		sim_violation("clock.latency", "HCLK is %u Hz, %u flash wait states allow %u Hz in voltage range %u",
			now->hclk, now->latency, limit->hclk[top], now->range);
	if (now->pclk1 > bus->pclk1)
		sim_violation("clock.apb", "PCLK1 is %u Hz, allowed are %u Hz", now->pclk1, bus->pclk1);
	if (now->pclk2 > bus->pclk2)
		sim_violation("clock.apb", "PCLK2 is %u Hz, allowed are %u Hz", now->pclk2, bus->pclk2);
}

unsigned int clocks_ahb_shift(unsigned int field)
{
	static const uint8_t shift[8] = { 1, 2, 3, 4, 6, 7, 8, 9 };

	return field & 8 ? shift[field & 7] : 0;
}

unsigned int clocks_apb_shift(unsigned int field)
{
	return field & 4 ? (field & 3) + 1 : 0;
}
