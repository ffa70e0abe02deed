// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * System configuration of STM32H7 (RM0433 chapter 12): the compensation cell of the pads becomes ready after its time
 * if CSI runs; over-drive raises the core's voltage. The rest is only held.
 */

#include "parts_h7.h"

#define CCCSR	0x20
#define PWRCR	0x2c

#define CCCSR_EN		BIT(0)
#define CCCSR_READY		BIT(8)
#define CCCSR_HSLV		BIT(16)
#define PWRCR_ODEN		BIT(0)
#define CELL_START_PS	(100 * SIM_PS_PER_US)		/* order of magnitude; not in the data sheets */

static uint32_t on_read(struct regs *regs, uint32_t offset, uint32_t stored)
{
	const struct syscfg_h7 *syscfg = regs->ctx;

	if (offset == CCCSR && (stored & CCCSR_EN) && sim_now() >= syscfg->cell_at && syscfg->csi_runs())
		stored |= CCCSR_READY;
	return stored;
}

static void on_changed(struct regs *regs, uint32_t offset, uint32_t old)
{
	struct syscfg_h7 *syscfg = regs->ctx;
	uint32_t now = regs_get(regs, offset);

	if (offset == CCCSR && (now & ~old & CCCSR_EN))
		syscfg->cell_at = sim_now() + CELL_START_PS;
	if (offset == CCCSR && (now & ~old & CCCSR_HSLV))
		sim_violation("syscfg.hslv", "SYSCFG_CCCSR.HSLV at 3.3 V can damage the pads");
	if (offset == PWRCR)
		pwr_h7_boost(syscfg->pwr, now & PWRCR_ODEN);
}

void syscfg_h7_add(struct syscfg_h7 *syscfg)
{
	syscfg->regs.ctx = syscfg;
	syscfg->regs.read = on_read;
	syscfg->regs.changed = on_changed;
	regs_add(&syscfg->regs);
}
