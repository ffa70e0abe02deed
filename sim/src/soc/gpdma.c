// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * GPDMA of U5 (RM0456 chapter GPDMA, and the SVD file): from memory to memory by software request, in blocks and linked
 * lists. It moves data over the bus whether the core runs, sleeps or is halted. Requests of peripherals, triggers, two
 * dimensions and packing are not simulated: counted as unknown when a channel is enabled with them.
 */

#include <stdlib.h>
#include <string.h>
#include "../bus.h"
#include "../machine.h"
#include "gpdma.h"

#define MISR		0x0c
#define CHANNEL(n)	(0x50 + 0x80 * (n))
#define CHANNEL_OF(offset)	(((offset) - 0x50) / 0x80)
#define CLBAR		0x00
#define CFCR		0x0c
#define CSR			0x10
#define CCR			0x14
#define CTR1		0x40
#define CTR2		0x44
#define CBR1		0x48
#define CSAR		0x4c
#define CDAR		0x50
#define CTR3		0x54
#define CBR2		0x58
#define CLLR		0x7c
#define FIRST_2D	12			/* channels from here on have CTR3 and CBR2 */

#define CCR_EN		BIT(0)
#define CCR_RESET	BIT(1)
#define CCR_SUSP	BIT(2)
#define CCR_LSM		BIT(16)
#define CCR_WRITABLE	0x00c37f04u
#define CCR_ALWAYS		0x00007f04u		/* also while the channel is enabled */

/* of CSR, and as interrupt enables in CCR */
#define FLAG_TC		BIT(8)
#define FLAG_HT		BIT(9)
#define FLAG_DTE	BIT(10)
#define FLAG_ULE	BIT(11)
#define FLAG_USE	BIT(12)
#define FLAG_SUSP	BIT(13)
#define FLAGS		0x7f00u
#define CSR_IDLE	BIT(0)

#define CTR1_SINC	BIT(3)
#define CTR1_DINC	BIT(19)
#define CTR1_EXCHANGE	0x0c002000u		/* SBX, DBX, DHX */
#define CTR2_SWREQ	BIT(9)
#define CTR2_TRIGPOL	0x03000000u
#define CBR1_BNDT	0xffffu
#define CBR1_BRC	0x07ff0000u
#define TCEM_BLOCK_2D	1
#define TCEM_LLI	2

static uint32_t get(const struct gpdma *dma, unsigned int n, uint32_t offset)
{
	return regs_get(&dma->regs, CHANNEL(n) + offset);
}

static void set(struct gpdma *dma, unsigned int n, uint32_t offset, uint32_t value)
{
	regs_set(&dma->regs, CHANNEL(n) + offset, value);
}

static bool is_pending(const struct gpdma *dma, unsigned int n)
{
	return dma->channel[n].flags & get(dma, n, CCR) & FLAGS;
}

static void raise_flag(struct gpdma *dma, unsigned int n, uint32_t flag)
{
	dma->channel[n].flags |= flag;
	machine_irq(dma->irq[n], is_pending(dma, n));
}

static void end_channel(struct gpdma *dma, unsigned int n, uint32_t flag)
{
	set(dma, n, CCR, get(dma, n, CCR) & ~CCR_EN);
	raise_flag(dma, n, flag);
}

/* ---- blocks and lists ---- */

static uint32_t width(const struct gpdma *dma, unsigned int n)
{
	return 1u << (get(dma, n, CTR1) & 3);
}

/** A user setting error is reported, and nothing is moved. @returns false then */
static bool settings_are_good(struct gpdma *dma, unsigned int n)
{
	uint32_t tr1 = get(dma, n, CTR1), tr2 = get(dma, n, CTR2), br1 = get(dma, n, CBR1);
	uint32_t source = width(dma, n), target = 1u << (tr1 >> 16 & 3);

	if (source == 8 || target == 8 || (br1 & CBR1_BNDT) % source || get(dma, n, CSAR) % source ||
			get(dma, n, CDAR) % target) {
		end_channel(dma, n, FLAG_USE);
		return false;
	}
	if (source != target || (tr1 & CTR1_EXCHANGE) || !(tr2 & CTR2_SWREQ) || (tr2 & CTR2_TRIGPOL) || (br1 & CBR1_BRC) ||
			(get(dma, n, CCR) & CCR_LSM))
		sim_unknown("gpdma", "%s: channel %u: CTR1 0x%08x, CTR2 0x%08x, CBR1 0x%08x ask for what is not simulated",
			dma->regs.bus.name, n, tr1, tr2, br1);
	return true;
}

/** Registers that a list can update, in the order in which it has them; the bits are those of CLLR. */
static const struct {
	uint32_t bit;
	uint32_t offset;
} updates[] = {
	{ BIT(31), CTR1 }, { BIT(30), CTR2 }, { BIT(29), CBR1 }, { BIT(28), CSAR }, { BIT(27), CDAR }, { BIT(26), CTR3 },
	{ BIT(25), CBR2 }, { BIT(16), CLLR },
};

/** The next item of the list. @returns false if the channel has ended with an error */
static bool load_next(struct gpdma *dma, unsigned int n)
{
	uint32_t link = get(dma, n, CLLR);
	uint32_t addr = (get(dma, n, CLBAR) & 0xffff0000) | (link & 0xfffc);

	set(dma, n, CBR1, (get(dma, n, CBR1) & ~CBR1_BNDT) | dma->channel[n].block);
	for (unsigned int i = 0; i < COUNT_OF(updates); i++) {
		uint32_t value;
		bool two_dimensions = updates[i].offset == CTR3 || updates[i].offset == CBR2;
		if (!(link & updates[i].bit) || (two_dimensions && n < FIRST_2D))
			continue;
		if (bus_read(addr, 4, &value, BUS_DMA) != BUS_OK) {
			end_channel(dma, n, FLAG_ULE);
			return false;
		}
		set(dma, n, updates[i].offset, value);
		addr += 4;
	}
	dma->channel[n].block = get(dma, n, CBR1) & CBR1_BNDT;
	return settings_are_good(dma, n);
}

static void end_block(struct gpdma *dma, unsigned int n)
{
	uint32_t events = get(dma, n, CTR2) >> 30;

	if (events <= TCEM_BLOCK_2D)
		raise_flag(dma, n, FLAG_TC);
	if (get(dma, n, CLLR) == 0) {
		end_channel(dma, n, FLAG_TC);
		return;
	}
	if (load_next(dma, n) && events == TCEM_LLI)
		raise_flag(dma, n, FLAG_TC);
}

static uint32_t half(const struct gpdma *dma, unsigned int n)
{
	return dma->channel[n].block / 2;
}

/** @param size moved: not beyond the next flag */
static void count_bytes(struct gpdma *dma, unsigned int n, uint32_t size)
{
	uint32_t br1 = get(dma, n, CBR1), left = (br1 & CBR1_BNDT) - size;
	bool was_before = (br1 & CBR1_BNDT) > half(dma, n);

	set(dma, n, CBR1, (br1 & ~CBR1_BNDT) | left);
	if (was_before && left <= half(dma, n))
		raise_flag(dma, n, FLAG_HT);
	if (!left)
		end_block(dma, n);
}

/* ---- moving ---- */

static bool wants(const struct gpdma *dma, unsigned int n)
{
	uint32_t ccr = get(dma, n, CCR);

	return (ccr & CCR_EN) && !(ccr & CCR_SUSP) && (get(dma, n, CTR2) & CTR2_SWREQ) && (get(dma, n, CBR1) & CBR1_BNDT);
}

/** @returns the channel whose turn it is: highest priority, then lowest number; -1 if none wants */
static int next_channel(const void *ctx)
{
	const struct gpdma *dma = ctx;
	int best = -1;

	for (unsigned int n = 0; n < GPDMA_CHANNELS; n++) {
		if (wants(dma, n) && (best < 0 || get(dma, n, CCR) >> 22 > get(dma, (unsigned int)best, CCR) >> 22))
			best = (int)n;
	}
	return best;
}

static void step_addresses(struct gpdma *dma, unsigned int n, uint32_t size)
{
	uint32_t tr1 = get(dma, n, CTR1);

	if (tr1 & CTR1_SINC)
		set(dma, n, CSAR, get(dma, n, CSAR) + size);
	if (tr1 & CTR1_DINC)
		set(dma, n, CDAR, get(dma, n, CDAR) + size);
}

static void move_item(void *ctx, unsigned int n)
{
	struct gpdma *dma = ctx;
	uint32_t size = width(dma, n), to = get(dma, n, CDAR), value;

	if (bus_read(get(dma, n, CSAR), size, &value, BUS_DMA) != BUS_OK ||
			bus_write(to, size, value, BUS_DMA) != BUS_OK) {
		end_channel(dma, n, FLAG_DTE);
		return;
	}
	mover_wrote(&dma->mover, to, size);
	step_addresses(dma, n, size);
	count_bytes(dma, n, size);
}

/** The usual copy, in one go. @returns items moved; 0: it is not the usual one */
static uint32_t move_block(void *ctx, unsigned int n, uint64_t items)
{
	const uint32_t usual = CTR1_SINC | CTR1_DINC;
	struct gpdma *dma = ctx;
	uint32_t left = get(dma, n, CBR1) & CBR1_BNDT, unit = width(dma, n);
	uint32_t to_flag = left > half(dma, n) ? left - half(dma, n) : left;

	if (items > to_flag / unit)
		items = to_flag / unit;
	uint32_t size = (uint32_t)items * unit;
	if ((get(dma, n, CTR1) & usual) != usual || !mover_copy(&dma->mover, get(dma, n, CSAR), get(dma, n, CDAR), size))
		return 0;
	step_addresses(dma, n, size);
	count_bytes(dma, n, size);
	return (uint32_t)items;
}

static uint32_t items_left(const void *ctx, unsigned int n)
{
	return (get(ctx, n, CBR1) & CBR1_BNDT) / width(ctx, n);
}

static const struct mover_does does = {
	.next = next_channel, .item = move_item, .block = move_block, .left = items_left,
};

/* ---- registers ---- */

static uint32_t on_read(struct regs *regs, uint32_t offset, uint32_t stored)
{
	struct gpdma *dma = regs->ctx;

	(void)stored;
	mover_catch_up(&dma->mover);
	if (offset == MISR) {
		uint32_t value = 0;
		for (unsigned int n = 0; n < GPDMA_CHANNELS; n++)
			value |= (is_pending(dma, n) ? 1u : 0) << n;
		return value;
	}
	unsigned int n = CHANNEL_OF(offset);
	if (offset < CHANNEL(0) || offset != CHANNEL(n) + CSR)
		return regs_get(regs, offset);
	bool runs = (get(dma, n, CCR) & (CCR_EN | CCR_SUSP)) == CCR_EN;
	return dma->channel[n].flags | (runs ? 0 : CSR_IDLE);
}

static void enable(struct gpdma *dma, unsigned int n)
{
	dma->channel[n].block = get(dma, n, CBR1) & CBR1_BNDT;
	if (!settings_are_good(dma, n) || dma->channel[n].block)
		return;
	if (get(dma, n, CLLR))
		load_next(dma, n);			/* the registers themselves move nothing */
	else
		set(dma, n, CCR, get(dma, n, CCR) & ~CCR_EN);
}

static void write_ccr(struct gpdma *dma, unsigned int n, uint32_t value)
{
	uint32_t old = get(dma, n, CCR);
	uint32_t mask = old & CCR_EN ? CCR_ALWAYS : CCR_WRITABLE;

	if (value & CCR_RESET) {
		set(dma, n, CCR, ((old & ~mask) | (value & mask)) & ~(CCR_EN | CCR_SUSP));
		return;
	}
	set(dma, n, CCR, (old & ~mask) | (value & mask) | ((old | value) & CCR_EN));
	if ((old & CCR_EN) && (value & ~old & CCR_SUSP))
		raise_flag(dma, n, FLAG_SUSP);
	if ((value & CCR_EN) && !(old & CCR_EN))
		enable(dma, n);
	machine_irq(dma->irq[n], is_pending(dma, n));
}

static bool on_write(struct regs *regs, uint32_t offset, uint32_t value, uint32_t lanes)
{
	struct gpdma *dma = regs->ctx;
	unsigned int n = CHANNEL_OF(offset);

	(void)lanes;
	mover_catch_up(&dma->mover);
	if (offset < CHANNEL(0) || n >= GPDMA_CHANNELS)
		return false;
	if (offset == CHANNEL(n) + CFCR) {
		dma->channel[n].flags &= ~value;
		machine_irq(dma->irq[n], is_pending(dma, n));
		return true;
	}
	if (offset == CHANNEL(n) + CCR) {
		write_ccr(dma, n, value);
		mover_catch_up(&dma->mover);
		return true;
	}
	if (!(get(dma, n, CCR) & CCR_EN))
		return false;
	sim_violation("dma.enabled", "%s: 0x%x written to offset 0x%x, read-only while channel %u is enabled",
		regs->bus.name, value, offset, n);
	return true;
}

static void on_reset(struct regs *regs)
{
	struct gpdma *dma = regs->ctx;

	for (unsigned int n = 0; n < GPDMA_CHANNELS; n++) {
		dma->channel[n] = (struct gpdma_channel) { 0 };
		machine_irq(dma->irq[n], false);
	}
	mover_reset(&dma->mover);
}

/* Of all channels, from their base on; the last two of those with two dimensions alone */
static const struct reg channel_table[] = {
	{ .offset = CLBAR, .rw = 0xffff0000 }, { .offset = CFCR }, { .offset = CSR }, { .offset = CCR },
	{ .offset = CTR1, .rw = 0xcffbfbfb }, { .offset = CTR2, .rw = 0xc33fdeff }, { .offset = CBR1, .rw = 0xffff },
	{ .offset = CSAR, .rw = 0xffffffff }, { .offset = CDAR, .rw = 0xffffffff }, { .offset = CLLR, .rw = 0xf801fffc },
	{ .offset = CTR3, .rw = 0x1fff1fff }, { .offset = CBR2, .rw = 0xffffffff },
};

void gpdma_add(struct gpdma *dma)
{
	static const struct reg common[] = {
		{ .offset = 0x00, .rw = 0xffff }, { .offset = 0x04, .rw = 0xffff }, { .offset = 0x08, .rw = 0xffff },
		{ .offset = MISR }, { .offset = 0x10 },
	};
	struct regs *regs = &dma->regs;
	struct reg *table = calloc(COUNT_OF(common) + GPDMA_CHANNELS * COUNT_OF(channel_table), sizeof(*table));
	unsigned int len = COUNT_OF(common);

	if (!table)
		abort();
	memcpy(table, common, sizeof(common));
	for (unsigned int n = 0; n < GPDMA_CHANNELS; n++) {
		for (unsigned int i = 0; i < COUNT_OF(channel_table) - (n < FIRST_2D ? 2 : 0); i++) {
			table[len] = channel_table[i];
			table[len].offset += CHANNEL(n);
			if (n >= FIRST_2D && channel_table[i].offset == CBR1)
				table[len].rw = 0xf7ffffff;
			if (n >= FIRST_2D && channel_table[i].offset == CLLR)
				table[len].rw = 0xfe01fffc;
			len++;
		}
	}
	regs->ctx = dma;
	regs->table = table;
	regs->table_len = len;
	regs->read = on_read;
	regs->write = on_write;
	regs->reset = on_reset;
	regs_add(regs);
	dma->mover = (struct mover) { .does = &does, .ctx = dma, .clocked = regs->bus.clocked };
	mover_add(&dma->mover);
}
