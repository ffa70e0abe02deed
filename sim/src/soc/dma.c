// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * The channel DMA of L4, L5, G4, WB (and BDMA of H7), and the request multiplexer in front of it. It moves data over
 * the bus, one item after the other, whether the core runs, sleeps or is halted. RM0438 chapters 14 and 15. Which
 * requests there are is the die's matter; whoever makes one calls dmamux_request() or dma_request().
 */

#include <stdlib.h>
#include "../bus.h"
#include "../machine.h"
#include "parts.h"

#define ISR			0x00
#define IFCR		0x04
#define CHANNEL(n)	(0x08 + 0x14 * (n))
#define CHANNEL_OF(offset)	(((offset) - 0x08) / 0x14)
#define CCR			0x00
#define CNDTR		0x04
#define CPAR		0x08
#define CM0AR		0x0c
#define CM1AR		0x10
#define CSELR		0xa8

#define CCR_EN		BIT(0)
#define CCR_TCIE	BIT(1)
#define CCR_HTIE	BIT(2)
#define CCR_TEIE	BIT(3)
#define CCR_DIR		BIT(4)
#define CCR_CIRC	BIT(5)
#define CCR_PINC	BIT(6)
#define CCR_MINC	BIT(7)
#define CCR_MEM2MEM	BIT(14)
#define CCR_DBM		BIT(15)
#define CCR_CT		BIT(16)
/** What may be written while the channel is enabled (RM0438 14.6.3). */
#define CCR_ALWAYS	(CCR_EN | CCR_TCIE | CCR_HTIE | CCR_TEIE)

/* flags of a channel, in ISR and IFCR; the interrupt enables in CCR have the same places */
#define FLAG_ANY	BIT(0)
#define FLAG_TC		BIT(1)
#define FLAG_HT		BIT(2)
#define FLAG_TE		BIT(3)

static uint32_t channel_get(const struct dma *dma, unsigned int n, uint32_t offset)
{
	return regs_get(&dma->regs, CHANNEL(n) + offset);
}

static void channel_set(struct dma *dma, unsigned int n, uint32_t offset, uint32_t value)
{
	regs_set(&dma->regs, CHANNEL(n) + offset, value);
}

/* ---- what a channel does ---- */

static void follow_irq(struct dma *dma, unsigned int n)
{
	machine_irq(dma->irq[n], dma->channel[n].flags & channel_get(dma, n, CCR) & (FLAG_TC | FLAG_HT | FLAG_TE));
}

static void raise_flag(struct dma *dma, unsigned int n, uint32_t flag)
{
	dma->channel[n].flags |= flag;
	follow_irq(dma, n);
}

static void load_addresses(struct dma *dma, unsigned int n)
{
	uint32_t ccr = channel_get(dma, n, CCR);
	bool second = (ccr & CCR_DBM) && (ccr & CCR_CT);

	dma->channel[n].peripheral = channel_get(dma, n, CPAR);
	dma->channel[n].memory = channel_get(dma, n, second ? CM1AR : CM0AR);
}

/** Does a channel have an item to move just now? */
static bool wants(const struct dma *dma, unsigned int n)
{
	uint32_t ccr = channel_get(dma, n, CCR);

	if (!(ccr & CCR_EN) || channel_get(dma, n, CNDTR) == 0)
		return false;
	return (ccr & CCR_MEM2MEM) || dma->channel[n].requested;
}

/** @returns the channel whose turn it is: highest priority, then lowest number; -1 if none wants */
static int next_channel(const void *ctx)
{
	const struct dma *dma = ctx;
	int best = -1;
	unsigned int best_level = 0;

	for (unsigned int n = 0; n < dma->channels; n++) {
		unsigned int level = FIELD(channel_get(dma, n, CCR), 12, 2);
		if (wants(dma, n) && (best < 0 || level > best_level)) {
			best = (int)n;
			best_level = level;
		}
	}
	return best;
}

/** Items are done. @param items not more than there are to the next flag */
static void count_items(struct dma *dma, unsigned int n, uint32_t items)
{
	uint32_t ccr = channel_get(dma, n, CCR);
	uint32_t left = channel_get(dma, n, CNDTR) - items;

	channel_set(dma, n, CNDTR, left);
	if (left == dma->channel[n].count / 2)
		raise_flag(dma, n, FLAG_HT);
	if (left)
		return;
	raise_flag(dma, n, FLAG_TC);
	if (!(ccr & CCR_CIRC))
		return;
	channel_set(dma, n, CNDTR, dma->channel[n].count);
	if (ccr & CCR_DBM)
		channel_set(dma, n, CCR, ccr ^ CCR_CT);
	load_addresses(dma, n);
}

/** Sources wider than the destination are cut, narrower ones get zeros (RM0438, DMA data width and alignment). */
static void move_item(void *ctx, unsigned int n)
{
	struct dma *dma = ctx;
	struct dma_channel *channel = &dma->channel[n];
	uint32_t ccr = channel_get(dma, n, CCR);
	unsigned int psize = 1u << FIELD(ccr, 8, 2), msize = 1u << FIELD(ccr, 10, 2);
	uint32_t peripheral = channel->peripheral & ~(psize - 1), memory = channel->memory & ~(msize - 1);
	uint32_t value;
	bool ok;

	channel->requested = false;
	if (ccr & CCR_DIR) {
		ok = bus_read(memory, msize, &value, BUS_DMA) == BUS_OK;
		ok = ok && bus_write(peripheral, psize, psize < 4 ? value & ((1u << 8 * psize) - 1) : value, BUS_DMA) == BUS_OK;
		mover_wrote(&dma->mover, peripheral, psize);
	} else {
		ok = bus_read(peripheral, psize, &value, BUS_DMA) == BUS_OK;
		ok = ok && bus_write(memory, msize, msize < 4 ? value & ((1u << 8 * msize) - 1) : value, BUS_DMA) == BUS_OK;
		mover_wrote(&dma->mover, memory, msize);
	}
	if (!ok) {
		channel_set(dma, n, CCR, ccr & ~CCR_EN);
		raise_flag(dma, n, FLAG_TE);
		return;
	}
	channel->peripheral += ccr & CCR_PINC ? psize : 0;
	channel->memory += ccr & CCR_MINC ? msize : 0;
	count_items(dma, n, 1);
}

/** The usual copy from memory to memory, in one go. @returns items moved; 0: it is not the usual one */
static uint32_t move_block(void *ctx, unsigned int n, uint64_t items)
{
	const uint32_t usual = CCR_MEM2MEM | CCR_PINC | CCR_MINC;
	struct dma *dma = ctx;
	struct dma_channel *channel = &dma->channel[n];
	uint32_t ccr = channel_get(dma, n, CCR);
	uint32_t left = channel_get(dma, n, CNDTR), half = channel->count / 2;
	uint32_t to_flag = left > half ? left - half : left;
	unsigned int shift = FIELD(ccr, 8, 2);

	if ((ccr & usual) != usual || shift != FIELD(ccr, 10, 2))
		return 0;
	if (items > to_flag)
		items = to_flag;
	uint32_t size = (uint32_t)items << shift;
	uint32_t from = ccr & CCR_DIR ? channel->memory : channel->peripheral;
	uint32_t to = ccr & CCR_DIR ? channel->peripheral : channel->memory;
	if (((from | to) & ((1u << shift) - 1)) || !mover_copy(&dma->mover, from, to, size))
		return 0;
	channel->peripheral += size;
	channel->memory += size;
	count_items(dma, n, (uint32_t)items);
	return (uint32_t)items;
}

static uint32_t items_left(const void *ctx, unsigned int n)
{
	return channel_get(ctx, n, CCR) & CCR_MEM2MEM ? channel_get(ctx, n, CNDTR) : 1;
}

static const struct mover_does does = {
	.next = next_channel, .item = move_item, .block = move_block, .left = items_left,
};

void dma_request(struct dma *dma, unsigned int n)
{
	mover_catch_up(&dma->mover);
	if (dma->mover.stopped || !(channel_get(dma, n, CCR) & CCR_EN))
		return;
	dma->channel[n].requested = true;
	mover_catch_up(&dma->mover);
}

/* ---- registers ---- */

static uint32_t on_read(struct regs *regs, uint32_t offset, uint32_t stored)
{
	struct dma *dma = regs->ctx;
	uint32_t value = 0;

	(void)stored;
	mover_catch_up(&dma->mover);
	if (offset != ISR)
		return offset == IFCR ? 0 : regs_get(regs, offset);
	for (unsigned int n = 0; n < dma->channels; n++)
		value |= (dma->channel[n].flags | (dma->channel[n].flags ? FLAG_ANY : 0)) << 4 * n;
	return value;
}

static void clear_flags(struct dma *dma, uint32_t value)
{
	for (unsigned int n = 0; n < dma->channels; n++) {
		uint32_t clear = value >> 4 * n & 0xf;
		dma->channel[n].flags &= clear & FLAG_ANY ? 0 : ~clear;
		follow_irq(dma, n);
	}
}

static void write_ccr(struct dma *dma, unsigned int n, uint32_t value)
{
	uint32_t old = channel_get(dma, n, CCR);
	uint32_t mask = dma->ccr_bits & (old & CCR_EN ? CCR_ALWAYS : 0xffffffff);

	if ((value & CCR_EN) && ((old ^ value) & dma->ccr_bits & ~mask))
		sim_violation("dma.enabled", "%s: 0x%x written to CCR%u, whose other bits are read-only while EN is set",
			dma->regs.bus.name, value, n + 1);
	value = (old & ~mask) | (value & mask);
	channel_set(dma, n, CCR, value);
	if ((value & CCR_EN) && !(old & CCR_EN)) {
		if ((value & CCR_MEM2MEM) && (value & CCR_CIRC))
			sim_violation("dma.circular", "%s: CCR%u has MEM2MEM and CIRC set", dma->regs.bus.name, n + 1);
		dma->channel[n].requested = false;
		load_addresses(dma, n);
	}
	follow_irq(dma, n);
}

static bool on_write(struct regs *regs, uint32_t offset, uint32_t value, uint32_t lanes)
{
	struct dma *dma = regs->ctx;
	unsigned int n = CHANNEL_OF(offset);

	(void)lanes;
	mover_catch_up(&dma->mover);
	if (offset == IFCR) {
		clear_flags(dma, value);
		return true;
	}
	if (offset < CHANNEL(0) || n >= dma->channels)
		return false;
	if (offset - CHANNEL(n) == CCR) {
		write_ccr(dma, n, value);
		mover_catch_up(&dma->mover);
		return true;
	}
	if (!(channel_get(dma, n, CCR) & CCR_EN))
		return false;
	sim_violation("dma.enabled", "%s: 0x%x written to offset 0x%x while channel %u is enabled", regs->bus.name, value,
		offset, n + 1);
	return offset - CHANNEL(n) == CNDTR;		/* read-only then; the addresses are used at the next start */
}

static void on_changed(struct regs *regs, uint32_t offset, uint32_t old)
{
	struct dma *dma = regs->ctx;
	unsigned int n = CHANNEL_OF(offset);

	(void)old;
	if (offset >= CHANNEL(0) && n < dma->channels && offset - CHANNEL(n) == CNDTR)
		dma->channel[n].count = regs_get(regs, offset);
}

static void on_reset(struct regs *regs)
{
	struct dma *dma = regs->ctx;

	for (unsigned int n = 0; n < dma->channels; n++) {
		dma->channel[n] = (struct dma_channel) { 0 };
		follow_irq(dma, n);
	}
	mover_reset(&dma->mover);
}

void dma_add(struct dma *dma)
{
	struct regs *regs = &dma->regs;
	struct reg *table = calloc(3 + 3 * dma->channels, sizeof(*table));
	unsigned int len = 0;

	if (!table)
		abort();
	table[len++] = (struct reg) { .offset = ISR };
	table[len++] = (struct reg) { .offset = IFCR };
	if (dma->selects)
		table[len++] = (struct reg) { .offset = CSELR, .rw = (1ull << 4 * dma->channels) - 1 };
	for (unsigned int n = 0; n < dma->channels; n++) {
		table[len++] = (struct reg) { .offset = (uint16_t)(CHANNEL(n) + CCR), .rw = dma->ccr_bits };
		table[len++] = (struct reg) { .offset = (uint16_t)(CHANNEL(n) + CNDTR), .rw = dma->count_bits };
		table[len++] = (struct reg) {
			.offset = (uint16_t)(CHANNEL(n) + CPAR), .count = dma->ccr_bits & CCR_DBM ? 3 : 2, .rw = 0xffffffff,
		};
	}
	regs->ctx = dma;
	regs->table = table;
	regs->table_len = len;
	regs->read = on_read;
	regs->write = on_write;
	regs->changed = on_changed;
	regs->reset = on_reset;
	regs_add(regs);
	dma->mover = (struct mover) { .does = &does, .ctx = dma, .clocked = regs->bus.clocked };
	mover_add(&dma->mover);
}

/* ---- DMAMUX ---- */

#define CXCR_ID		0xffu
#define CXCR_USED	(BIT(8) | BIT(9) | BIT(16))		/* interrupts, events and synchronisation are not simulated */

/* The request generators (0x100 on) have no triggers to wait for. */
static const struct reg mux_table[] = {
	{ .offset = 0x00, .count = 16, .rw = 0x1fff03ff, .unknown = CXCR_USED },
	{ .offset = 0x80 },
	{ .offset = 0x84 },
	{ .offset = 0x100, .count = 4, .rw = 0x00fb011f, .unknown = BIT(16) },
	{ .offset = 0x140 },
	{ .offset = 0x144 },
};

void dmamux_request(struct dmamux *mux, unsigned int id)
{
	for (unsigned int n = 0; n < COUNT_OF(mux->dma) * mux->per_dma; n++) {
		if ((regs_get(&mux->regs, 4 * n) & CXCR_ID) == id)
			dma_request(mux->dma[n / mux->per_dma], n % mux->per_dma);
	}
}

void dmamux_add(struct dmamux *mux)
{
	mux->regs.table = mux_table;
	mux->regs.table_len = COUNT_OF(mux_table);
	regs_add(&mux->regs);
}
