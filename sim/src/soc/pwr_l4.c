// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Power control as on STM32L4, L4+ and L5 (RM0438 chapter 8): voltage range of the core, and the bit that tells the
 * chip that the second I/O supply is there. Low-power modes, monitors and retention are only held.
 */

#include "parts.h"

#define CR1				0x00
#define CR2				0x04
#define SR2				0x14
#define CR1_VOS_POS		9
#define CR2_IOSV		BIT(9)
#define SR2_VOSF		BIT(10)

static unsigned int range_in(const struct pwr_l4 *pwr, uint32_t cr1)
{
	unsigned int vos = FIELD(cr1, CR1_VOS_POS, 2);

	return vos < pwr->ranges ? vos : pwr->ranges - 1;
}

unsigned int pwr_l4_range(const struct pwr_l4 *pwr)
{
	unsigned int asked = range_in(pwr, regs_get(&pwr->regs, CR1));

	/* a higher voltage takes its time, a lower one counts at once */
	if (asked < pwr->old_range && sim_now() < pwr->changed_until)
		return pwr->old_range;
	return asked;
}

static uint32_t on_read(struct regs *regs, uint32_t offset, uint32_t stored)
{
	const struct pwr_l4 *pwr = regs->ctx;

	if (offset == SR2 && sim_now() < pwr->changed_until)
		stored |= SR2_VOSF;
	return stored;
}

static void on_changed(struct regs *regs, uint32_t offset, uint32_t old)
{
	struct pwr_l4 *pwr = regs->ctx;

	if (offset == CR1 && range_in(pwr, old) != range_in(pwr, regs_get(regs, CR1))) {
		pwr->old_range = range_in(pwr, old);
		pwr->changed_until = sim_now() + pwr->change_ps;
	}
	if (offset == CR2) {
		pwr->io2_valid = regs_get(regs, CR2) & CR2_IOSV;
		soc_route_changed();
	}
	pwr->on_change();
}

static void on_reset(struct regs *regs)
{
	struct pwr_l4 *pwr = regs->ctx;

	pwr->io2_valid = false;
	pwr->changed_until = 0;
	pwr->old_range = range_in(pwr, regs_get(regs, CR1));
	soc_route_changed();
}

void pwr_l4_add(struct pwr_l4 *pwr)
{
	pwr->regs.ctx = pwr;
	pwr->regs.read = on_read;
	pwr->regs.changed = on_changed;
	pwr->regs.reset = on_reset;
	regs_add(&pwr->regs);
}
