// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Power control of STM32F4 and F7 (RM0385 and RM0410 chapter 4, RM0402 and RM0386 chapter 5): voltage scale of the
 * core and over-drive. Low-power modes, monitors and wake-up pins are only held.
 */

#include "parts_f4.h"

#define CR		0x00
#define CSR		0x04

#define CR_DBP			BIT(8)
#define CR_VOS_POS		14
#define CR_ODEN			BIT(16)
#define CR_ODSWEN		BIT(17)
#define CSR_BRR			BIT(3)
#define CSR_BRE			BIT(9)
#define CSR_VOSRDY		BIT(14)
#define CSR_ODRDY		BIT(16)
#define CSR_ODSWRDY		BIT(17)

static uint32_t cr(const struct pwr_f4 *pwr)
{
	return regs_get(&pwr->regs, CR);
}

bool pwr_f4_backup_open(const struct pwr_f4 *pwr)
{
	return cr(pwr) & CR_DBP;
}

static bool over_drive_ready(const struct pwr_f4 *pwr)
{
	return pwr->od_at && sim_now() >= pwr->od_at;
}

static bool over_drive_switched(const struct pwr_f4 *pwr)
{
	return over_drive_ready(pwr) && pwr->odsw_at && sim_now() >= pwr->odsw_at;
}

/** VOS 3 is scale 1, 2 is scale 2, 1 is scale 3, 0 is reserved; scale 3 without PLL (RM0385 4.1.4, RM0402 5.1.4) */
static unsigned int scale(const struct pwr_f4 *pwr)
{
	unsigned int vos = FIELD(cr(pwr), CR_VOS_POS, 2);

	if (!pwr->pll_on() || sim_now() < pwr->scale_at)
		return 3;
	return vos ? 4 - vos : 3;
}

enum pwr_f4_range pwr_f4_range(const struct pwr_f4 *pwr)
{
	bool od = over_drive_switched(pwr);

	switch (scale(pwr)) {
	case 1:
		return od ? PWR_F4_SCALE1_OD : PWR_F4_SCALE1;
	case 2:
		return od ? PWR_F4_SCALE2_OD : PWR_F4_SCALE2;
	default:
		return PWR_F4_SCALE3;
	}
}

void pwr_f4_pll_changed(struct pwr_f4 *pwr)
{
	pwr->scale_at = pwr->pll_on() ? sim_now() + pwr->scale_ps : 0;
}

static uint32_t on_read(struct regs *regs, uint32_t offset, uint32_t stored)
{
	const struct pwr_f4 *pwr = regs->ctx;

	if (offset != CSR)
		return stored;
	if (pwr->pll_on() && sim_now() >= pwr->scale_at)
		stored |= CSR_VOSRDY;
	if (stored & CSR_BRE)
		stored |= CSR_BRR;
	if (over_drive_ready(pwr))
		stored |= CSR_ODRDY;
	if (over_drive_switched(pwr))
		stored |= CSR_ODSWRDY;
	return stored;
}

/** The over-drive generator first, then the switch to it, both with the PLL running (RM0385 4.1.4). */
static void follow_over_drive(struct pwr_f4 *pwr, uint32_t old)
{
	uint32_t rose = cr(pwr) & ~old;

	if (rose & CR_ODEN)
		pwr->od_at = sim_now() + pwr->over_drive_ps;
	if ((rose & CR_ODSWEN) && !over_drive_ready(pwr))
		sim_violation("power.overdrive", "PWR: ODSWEN set before ODRDY: the switch waits for it");
	if (rose & CR_ODSWEN)
		pwr->odsw_at = (over_drive_ready(pwr) ? sim_now() : pwr->od_at) + pwr->over_drive_ps;
	if (!(cr(pwr) & CR_ODEN))
		pwr->od_at = 0;
	if (!(cr(pwr) & CR_ODSWEN))
		pwr->odsw_at = 0;
}

static bool on_write(struct regs *regs, uint32_t offset, uint32_t value, uint32_t lanes)
{
	struct pwr_f4 *pwr = regs->ctx;
	unsigned int vos = FIELD(value, CR_VOS_POS, 2);

	(void)lanes;
	if (offset != CR || vos == FIELD(cr(pwr), CR_VOS_POS, 2) || !pwr->pll_on())
		return false;
	/* RM0385 4.4.1, RM0402 5.4.1 */
	sim_violation("power.vos", "PWR: voltage scale changed while the main PLL is on: ignored");
	return true;
}

static void on_changed(struct regs *regs, uint32_t offset, uint32_t old)
{
	struct pwr_f4 *pwr = regs->ctx;

	if (offset == CR && pwr->over_drive)
		follow_over_drive(pwr, old);
	pwr->on_change();
}

static void on_reset(struct regs *regs)
{
	struct pwr_f4 *pwr = regs->ctx;

	pwr->scale_at = 0;
	pwr->od_at = 0;
	pwr->odsw_at = 0;
}

void pwr_f4_add(struct pwr_f4 *pwr)
{
	pwr->regs.ctx = pwr;
	pwr->regs.read = on_read;
	pwr->regs.write = on_write;
	pwr->regs.changed = on_changed;
	pwr->regs.reset = on_reset;
	regs_add(&pwr->regs);
}
