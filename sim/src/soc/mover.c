// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * What DMA controllers share: items are moved at their time, whether the core runs, sleeps or is halted, and not while
 * the controller has no clock. Which ones, and how, is the controller's matter (dma.c, gpdma.c).
 */

#include <string.h>
#include "../busmem.h"
#include "parts.h"

/** An item takes arbitration and two accesses of 2 clocks each: 5 AHB clocks (AN2548 2.1, memory to memory). */
#define ITEM_CLOCKS	5
/** Items that are moved at once at most: how late others may see them, unless they look at the DMA. */
#define GRAIN		64u

void mover_wrote(struct mover *mover, uint32_t addr, uint32_t size)
{
	if (mover->dirty_end == mover->dirty_from) {
		mover->dirty_from = addr;
		mover->dirty_end = addr + size;
		return;
	}
	if (addr < mover->dirty_from)
		mover->dirty_from = addr;
	if (addr + size > mover->dirty_end)
		mover->dirty_end = addr + size;
}

bool mover_copy(struct mover *mover, uint32_t from, uint32_t to, uint32_t size)
{
	const uint8_t *source = size ? bus_plain_memory(from, size, false) : NULL;
	uint8_t *target = size ? bus_plain_memory(to, size, true) : NULL;

	if (!source || !target || (target + size > source && source + size > target))
		return false;
	memcpy(target, source, size);
	mover_wrote(mover, to, size);
	return true;
}

static void set_timer(struct mover *mover, int channel, uint64_t item_ps)
{
	sim_timer_cancel(&mover->timer);
	if (channel < 0)
		return;
	uint32_t items = mover->does->left(mover->ctx, (unsigned int)channel);
	sim_timer_set(&mover->timer, mover->free_at + item_ps * (items < GRAIN ? items : GRAIN));
}

void mover_catch_up(struct mover *mover)
{
	uint32_t hz = soc_clock_hz(SOC_CLK_CORE);
	uint64_t item_ps = hz ? ITEM_CLOCKS * SIM_PS_PER_S / hz : 0, moved = 0;
	int n;

	if (mover->moving || mover->stopped || !item_ps)
		return;			/* moving: its own registers are what is read or written */
	mover->moving = true;
	mover->dirty_from = 0;
	mover->dirty_end = 0;
	while ((n = mover->does->next(mover->ctx)) >= 0 && mover->free_at + item_ps <= sim_now()) {
		uint32_t items = mover->does->block(mover->ctx, (unsigned int)n, (sim_now() - mover->free_at) / item_ps);
		if (!items) {
			mover->does->item(mover->ctx, (unsigned int)n);
			items = 1;
		}
		mover->free_at += item_ps * items;
		moved += items;
	}
	stat_add("dma.item", moved);
	mover->moving = false;
	if (mover->dirty_end != mover->dirty_from && bus_plain_memory(mover->dirty_from, 1, true))
		bus_memory_changed(mover->dirty_from, mover->dirty_end - mover->dirty_from);
	if (n < 0 && mover->free_at < sim_now())
		mover->free_at = sim_now();
	set_timer(mover, n, item_ps);
}

static void on_timer(void *ctx)
{
	mover_catch_up(ctx);
}

/** What was moved before the clock went is on its way; nothing is until it comes back. */
static void on_clock_change(void *ctx)
{
	struct mover *mover = ctx;
	bool stopped = mover->clocked && !*mover->clocked;

	if (stopped == mover->stopped)
		return;
	if (stopped) {
		mover_catch_up(mover);
		sim_timer_cancel(&mover->timer);
	} else {
		mover->free_at = sim_now();
	}
	mover->stopped = stopped;
	if (!stopped)
		mover_catch_up(mover);
}

void mover_reset(struct mover *mover)
{
	mover->free_at = sim_now();
	sim_timer_cancel(&mover->timer);
}

void mover_add(struct mover *mover)
{
	mover->timer.fire = on_timer;
	mover->timer.ctx = mover;
	soc_at_clock_change(on_clock_change, mover);
}
