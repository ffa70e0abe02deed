// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Register files: decoding, masks, byte lanes, reset values. What a register means is left to the peripheral's hooks.
 */

#include <stdlib.h>
#include "../sim.h"
#include "regs.h"

uint32_t regs_get(const struct regs *regs, uint32_t offset)
{
	return regs->value[offset / 4];
}

void regs_set(struct regs *regs, uint32_t offset, uint32_t value)
{
	regs->value[offset / 4] = value;
}

static const struct reg *find(const struct regs *regs, uint32_t offset)
{
	unsigned int entry = regs->entry[offset / 4];

	return entry ? &regs->table[entry - 1] : NULL;
}

static uint32_t lanes_of(uint32_t offset, unsigned int size)
{
	if (size == 4)
		return 0xffffffff;
	return (size == 2 ? 0xffffu : 0xffu) << 8 * (offset % 4);
}

static enum bus_result on_read(void *ctx, uint32_t offset, unsigned int size, uint32_t *value, enum bus_master by)
{
	struct regs *regs = ctx;
	uint32_t word = offset & ~3u;

	(void)by;
	if (!find(regs, word)) {
		sim_unknown("register", "%s: read of offset 0x%x, where no register is known", regs->bus.name, offset);
		*value = 0;
		return BUS_OK;
	}
	uint32_t stored = regs_get(regs, word);
	if (regs->read)
		stored = regs->read(regs, word, stored);
	*value = (stored & lanes_of(offset, size)) >> 8 * (offset % 4);
	return BUS_OK;
}

/** What arrives at a 32-bit register when a part of it is written. */
static uint32_t widen(const struct regs *regs, uint32_t offset, unsigned int size, uint32_t value, uint32_t *lanes)
{
	*lanes = lanes_of(offset, size);
	if (size == 4)
		return value;
	if (regs->apb) {
		*lanes = 0xffffffff;
		return size == 2 ? (value & 0xffff) * 0x10001u : (value & 0xff) * 0x1010101u;
	}
	return (value << 8 * (offset % 4)) & *lanes;
}

static enum bus_result on_write(void *ctx, uint32_t offset, unsigned int size, uint32_t value, enum bus_master by)
{
	struct regs *regs = ctx;
	uint32_t word = offset & ~3u;
	uint32_t lanes;
	const struct reg *reg = find(regs, word);

	(void)by;
	if (!reg) {
		sim_unknown("register", "%s: write of 0x%x to offset 0x%x, where no register is known",
			regs->bus.name, value, offset);
		return BUS_OK;
	}
	uint32_t old = regs_get(regs, word);
	uint32_t written = widen(regs, offset, size, value, &lanes);

	if (regs->write && regs->write(regs, word, written | (old & ~lanes), lanes))
		return BUS_OK;

	uint32_t mask = reg->rw & lanes;
	uint32_t now = ((old & ~mask) | (written & mask)) & ~(written & reg->w1c);
	if (now & ~old & reg->unknown)
		sim_unknown("start", "%s: 0x%x written to offset 0x%x starts something that is not modelled",
			regs->bus.name, value, offset);
	regs_set(regs, word, now);
	if (regs->changed)
		regs->changed(regs, word, old);
	return BUS_OK;
}

void regs_clear(struct regs *regs)
{
	for (unsigned int i = 0; i < regs->table_len; i++) {
		const struct reg *reg = &regs->table[i];
		for (unsigned int n = 0; n < (reg->count ? reg->count : 1u); n++)
			regs_set(regs, reg->offset + 4 * n, reg->reset);
	}
}

static void on_reset(void *ctx)
{
	struct regs *regs = ctx;

	regs_clear(regs);
	if (regs->reset)
		regs->reset(regs);
}

void regs_add(struct regs *regs)
{
	regs->value = calloc(regs->bus.size / 4, sizeof(*regs->value));
	regs->entry = calloc(regs->bus.size / 4, sizeof(*regs->entry));
	if (!regs->value || !regs->entry)
		abort();
	for (unsigned int i = 0; i < regs->table_len; i++) {
		const struct reg *reg = &regs->table[i];
		for (unsigned int n = 0; n < (reg->count ? reg->count : 1u); n++)
			regs->entry[reg->offset / 4 + n] = (uint16_t)(i + 1);
	}
	regs->bus.read = on_read;
	regs->bus.write = on_write;
	regs->bus.reset = on_reset;
	regs->bus.ctx = regs;
	regs_clear(regs);
	bus_add_device(&regs->bus);
}

void regs_remove(struct regs *regs, uint32_t offset)
{
	regs->entry[offset / 4] = 0;
}

static void hold_changed(struct regs *regs, uint32_t offset, uint32_t old)
{
	(void)old;
	if (regs->told)
		return;
	regs->told = true;
	sim_unknown("device", "%s is not modelled: it holds what is written (offset 0x%x)", regs->bus.name, offset);
}

static void hold_reset(struct regs *regs)
{
	regs->told = false;
}

void regs_hold(struct regs *regs)
{
	struct reg *all = calloc(1, sizeof(*all));

	if (!all)
		abort();
	all->count = (uint16_t)(regs->bus.size / 4);
	all->rw = 0xffffffff;
	regs->table = all;
	regs->table_len = 1;
	regs->changed = hold_changed;
	regs->reset = hold_reset;
	regs_add(regs);
}
