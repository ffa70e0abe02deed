// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Instruction cache registers (RM0438 chapter 10): an invalidation takes its time. Contents are not modelled: reads
 * always see memory. Remapped regions are counted as unknown.
 */

#include "parts.h"

#define CR		0x00
#define SR		0x04
#define IER		0x08
#define FCR		0x0c
#define HMONR	0x10
#define MMONR	0x14
#define CRR0	0x20

#define CR_EN			BIT(0)
#define CR_CACHEINV		BIT(1)
#define CR_WAYSEL		BIT(2)
#define SR_BUSYF		BIT(0)
#define SR_BSYENDF		BIT(1)

static const struct reg table[] = {
	{ .offset = CR, .reset = CR_WAYSEL, .rw = 0x30005 },
	{ .offset = SR },
	{ .offset = IER, .rw = 0x6, .unknown = 0x6 },	/* no interrupts */
	{ .offset = FCR },
	{ .offset = HMONR, .count = 2 },
	{ .offset = CRR0, .count = 4, .reset = 0x200, .rw = 0x97ff8effu, .unknown = BIT(15) },
};

static void update(struct icache *icache)
{
	if (icache->busy_until && sim_now() >= icache->busy_until) {
		icache->busy_until = 0;
		icache->ended = true;
	}
}

static void invalidate(struct icache *icache)
{
	uint32_t hz = soc_clock_hz(SOC_CLK_CORE);

	if (hz)
		icache->busy_until = sim_now() + icache->lines * (SIM_PS_PER_S / hz);
	icache->ended = false;
}

static uint32_t on_read(struct regs *regs, uint32_t offset, uint32_t stored)
{
	struct icache *icache = regs->ctx;

	update(icache);
	if (offset == SR)
		return (icache->busy_until ? SR_BUSYF : 0) | (icache->ended ? SR_BSYENDF : 0);
	return stored;
}

static bool on_write(struct regs *regs, uint32_t offset, uint32_t value, uint32_t lanes)
{
	struct icache *icache = regs->ctx;

	(void)lanes;
	update(icache);
	if (offset == FCR && (value & SR_BSYENDF))
		icache->ended = false;
	if (offset == CR && (value & CR_CACHEINV) && !icache->busy_until)
		invalidate(icache);
	if (offset == CR && (regs_get(regs, CR) & CR_EN) && ((value ^ regs_get(regs, CR)) & CR_WAYSEL)) {
		sim_violation("icache.waysel", "ICACHE_CR.WAYSEL changed while the cache is on: ignored");
		return true;
	}
	if (offset >= CRR0 && (regs_get(regs, CR) & CR_EN)) {
		sim_violation("icache.region", "ICACHE_CRR%u written while the cache is on: ignored", (offset - CRR0) / 4);
		return true;
	}
	return false;
}

/** After a reset the cache is being invalidated. */
static void on_reset(struct regs *regs)
{
	invalidate(regs->ctx);
}

void icache_add(struct icache *icache)
{
	struct regs *regs = &icache->regs;

	regs->ctx = icache;
	regs->table = table;
	regs->table_len = COUNT_OF(table);
	regs->read = on_read;
	regs->write = on_write;
	regs->reset = on_reset;
	regs_add(regs);
}
