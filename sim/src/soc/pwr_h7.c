// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Power control of STM32H7 (RM0433 chapter 6, RM0468 and RM0455 chapter 6): the supply is chosen once after power-on;
 * then the voltage of the core can change. Domains, low-power modes and monitors are only held.
 */

#include "parts_h7.h"

#define CR1		0x00
#define CSR1	0x04
#define CR2		0x08
#define CR3		0x0c
#define D3CR	0x18		/* SRDCR on H7A3 and H7B3 */

#define CR1_DBP			BIT(8)
#define CSR1_ACTVOSRDY	BIT(13)
#define VOS_POS			14
#define CR2_BREN		BIT(0)
#define CR2_BRRDY		BIT(16)
#define CR3_BYPASS		BIT(0)
#define CR3_USB33DEN	BIT(24)
#define CR3_USB33RDY	BIT(26)
#define D3CR_VOSRDY		BIT(13)

bool pwr_h7_backup_open(const struct pwr_h7 *pwr)
{
	return regs_get(&pwr->regs, CR1) & CR1_DBP;
}

static unsigned int vos(const struct pwr_h7 *pwr)
{
	return FIELD(regs_get(&pwr->regs, D3CR), VOS_POS, 2);
}

static unsigned int asked(const struct pwr_h7 *pwr)
{
	unsigned int range = pwr->range_of[vos(pwr)];

	return pwr->boosted && range == 1 ? 0 : range;
}

static bool settled(const struct pwr_h7 *pwr)
{
	return sim_now() >= pwr->changed_until;
}

unsigned int pwr_h7_range(const struct pwr_h7 *pwr)
{
	/* a higher voltage takes its time, a lower one counts at once */
	return asked(pwr) < pwr->old_range && !settled(pwr) ? pwr->old_range : asked(pwr);
}

static void change(struct pwr_h7 *pwr, unsigned int from)
{
	if (asked(pwr) == from)
		return;
	if (!pwr->configured)
		sim_violation("power.supply", "PWR: voltage changed before the supply was chosen in CR3: never ready");
	pwr->old_range = from;
	pwr->changed_until = sim_now() + pwr->change_ps;
	pwr->on_change();
}

void pwr_h7_boost(struct pwr_h7 *pwr, bool on)
{
	unsigned int from = asked(pwr);

	if (pwr->boost)
		pwr->boosted = on;
	change(pwr, from);
}

static uint32_t on_read(struct regs *regs, uint32_t offset, uint32_t stored)
{
	const struct pwr_h7 *pwr = regs->ctx;
	bool ready = pwr->configured && settled(pwr);

	switch (offset) {
	case CSR1:		/* ACTVOS: what is there; not what is asked */
		return stored | vos(pwr) << VOS_POS | (ready ? CSR1_ACTVOSRDY : 0);
	case CR2:
		return stored | (stored & CR2_BREN ? CR2_BRRDY : 0);
	case CR3:
		return stored | (stored & CR3_USB33DEN ? CR3_USB33RDY : 0);
	case D3CR:
		return stored | (ready ? D3CR_VOSRDY : 0);
	default:
		return stored;
	}
}

/** The first write chooses the supply; later ones cannot change it until the next power-on (RM0433 6.8.4). */
static void write_cr3(struct pwr_h7 *pwr, uint32_t old)
{
	uint32_t now = regs_get(&pwr->regs, CR3);

	if (!pwr->configured) {
		pwr->configured = true;
		pwr->changed_until = sim_now() + pwr->change_ps;
		if (now & CR3_BYPASS)
			sim_unknown("power.bypass", "PWR_CR3 0x%x: the core's voltage comes from outside: not modelled", now);
		return;
	}
	if ((now ^ old) & pwr->supply_mask) {
		sim_violation("power.supply", "PWR_CR3 0x%x: the supply was chosen before, only power-on can change it", now);
		regs_set(&pwr->regs, CR3, (now & ~pwr->supply_mask) | (old & pwr->supply_mask));
	}
}

static void on_changed(struct regs *regs, uint32_t offset, uint32_t old)
{
	struct pwr_h7 *pwr = regs->ctx;

	if (offset == CR3)
		write_cr3(pwr, old);
	if (offset == D3CR) {
		unsigned int was = pwr->range_of[FIELD(old, VOS_POS, 2)];
		change(pwr, pwr->boosted && was == 1 ? 0 : was);
	}
}

/** bus_device.reset: all but the supply, which power-on resets. */
static void on_bus_reset(void *ctx)
{
	struct regs *regs = ctx;
	struct pwr_h7 *pwr = regs->ctx;
	uint32_t supply = regs_get(regs, CR3) & pwr->supply_mask;

	regs_clear(regs);
	if (pwr->configured)
		regs_set(regs, CR3, (regs_get(regs, CR3) & ~pwr->supply_mask) | supply);
	pwr->boosted = false;
	pwr->old_range = asked(pwr);
	pwr->changed_until = 0;
}

static void at_power_on(void *ctx)
{
	struct pwr_h7 *pwr = ctx;

	pwr->configured = false;
}

void pwr_h7_add(struct pwr_h7 *pwr)
{
	pwr->regs.ctx = pwr;
	pwr->regs.read = on_read;
	pwr->regs.changed = on_changed;
	regs_add(&pwr->regs);
	pwr->regs.bus.reset = on_bus_reset;
	soc_at_power_on(at_power_on, pwr);
}
