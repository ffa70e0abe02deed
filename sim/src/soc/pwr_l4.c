// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Power control as on STM32L4, L4+, L5 and G4 (RM0438 chapter 8, RM0351 chapter 5, RM0440 chapter 6): voltage range of
 * the core, and the bit that tells the chip that the second I/O supply is there. Low-power modes, monitors and
 * retention are only held.
 */

#include "parts.h"

#define CR1				0x00
#define CR2				0x04
#define SR2				0x14
#define CR1_VOS_POS		9
#define CR2_IOSV		BIT(9)
#define SR2_VOSF		BIT(10)

#define BOOST_TIME		SIM_PS_PER_US	/* RM0440 6.1.5: 1 us after the change the new frequency may be set */

/** @returns range that the registers ask for now */
static unsigned int range_asked(const struct pwr_l4 *pwr)
{
	unsigned int vos = FIELD(regs_get(&pwr->regs, CR1), CR1_VOS_POS, 2);
	unsigned int range = vos < pwr->first_vos ? 0 : vos - pwr->first_vos;

	if (pwr->boost_reg) {
		bool boost = !(regs_get(&pwr->regs, pwr->boost_reg) & pwr->boost_off);
		range = range == 0 && boost ? 0 : range + 1;
	}
	return range < pwr->ranges ? range : pwr->ranges - 1;
}

unsigned int pwr_l4_range(const struct pwr_l4 *pwr)
{
	unsigned int asked = range_asked(pwr);

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

	(void)old;
	if (offset == CR1 && FIELD(regs_get(regs, CR1), CR1_VOS_POS, 2) < pwr->first_vos)
		sim_violation("power.vos", "PWR_CR1.VOS 0 is not a voltage range");
	if (range_asked(pwr) != pwr->range) {
		pwr->old_range = pwr->range;
		pwr->range = range_asked(pwr);
		pwr->changed_until = sim_now() + (pwr->boost_reg && offset == pwr->boost_reg ? BOOST_TIME : pwr->change_ps);
	}
	if (offset == CR2 && pwr->has_io2) {
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
	pwr->range = range_asked(pwr);
	pwr->old_range = pwr->range;
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
