// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Power control as on STM32U5 and H5 (RM0456 chapter 10, RM0481 chapter 10): voltage range of the core, the booster
 * that high frequencies need, the key of the backup domain, and the bit that tells the chip that the second I/O supply
 * is there. Low-power modes, monitors and retention are only held.
 */

#include "parts_u5.h"

static uint32_t get(const struct pwr_u5 *pwr, uint16_t offset)
{
	return regs_get(&pwr->regs, offset);
}

static unsigned int range_in(const struct pwr_u5 *pwr, uint32_t vos_reg)
{
	return 3 - FIELD(vos_reg, pwr->layout->vos_pos, 2);
}

unsigned int pwr_u5_range(const struct pwr_u5 *pwr)
{
	unsigned int asked = range_in(pwr, get(pwr, pwr->layout->vos_reg));

	/* a higher voltage takes its time, a lower one counts at once */
	if (asked < pwr->old_range && sim_now() < pwr->changed_until)
		return pwr->old_range;
	return asked;
}

bool pwr_u5_boosted(const struct pwr_u5 *pwr)
{
	return pwr->boosted_at && sim_now() >= pwr->boosted_at;
}

bool pwr_u5_backup_open(const struct pwr_u5 *pwr)
{
	return get(pwr, pwr->layout->backup_reg) & BIT(0);
}

static uint32_t on_read(struct regs *regs, uint32_t offset, uint32_t stored)
{
	const struct pwr_u5 *pwr = regs->ctx;
	const struct pwr_u5_layout *layout = pwr->layout;

	if (offset == layout->status_reg) {
		stored &= ~layout->ready;
		if (sim_now() >= pwr->changed_until)
			stored |= layout->ready;
		if (layout->actual_pos)
			stored |= (3 - pwr_u5_range(pwr)) << layout->actual_pos;
	}
	if (offset == layout->vos_reg && pwr_u5_boosted(pwr))
		stored |= layout->boost_ready;
	return stored;
}

static void on_changed(struct regs *regs, uint32_t offset, uint32_t old)
{
	struct pwr_u5 *pwr = regs->ctx;
	const struct pwr_u5_layout *layout = pwr->layout;

	if (offset == layout->vos_reg) {
		uint32_t now = get(pwr, offset);
		if (range_in(pwr, old) != range_in(pwr, now)) {
			pwr->old_range = range_in(pwr, old);
			pwr->changed_until = sim_now() + pwr->change_ps;
		}
		if (!(now & layout->boost_on))
			pwr->boosted_at = 0;
		else if (!(old & layout->boost_on))
			pwr->boosted_at = sim_now() + pwr->boost_ps;
	}
	if (layout->io2_valid && offset == layout->io2_reg) {
		pwr->io2_valid = get(pwr, offset) & layout->io2_valid;
		soc_route_changed();
	}
	pwr->on_change();
}

static void on_reset(struct regs *regs)
{
	struct pwr_u5 *pwr = regs->ctx;

	pwr->io2_valid = false;
	pwr->changed_until = 0;
	pwr->boosted_at = 0;
	pwr->old_range = range_in(pwr, get(pwr, pwr->layout->vos_reg));
	soc_route_changed();
}

void pwr_u5_add(struct pwr_u5 *pwr)
{
	pwr->regs.ctx = pwr;
	pwr->regs.read = on_read;
	pwr->regs.changed = on_changed;
	pwr->regs.reset = on_reset;
	regs_add(&pwr->regs);
	on_reset(&pwr->regs);
}
