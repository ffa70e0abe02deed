// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * System configuration of STM32F4 and F7 (RM0385 chapter 7, RM0402 chapter 8): the compensation cell of the pads
 * becomes ready after its time; what can be seen at address 0 cannot be changed. The rest is only held.
 */

#include "parts_f4.h"

#define MEMRMP	0x00
#define CMPCR	0x20

#define CMPCR_CMP_PD	BIT(0)		/* set: the cell works */
#define CMPCR_READY		BIT(8)
#define CMPCR_START_PS	(100 * SIM_PS_PER_US)		/* order of magnitude; not in the data sheets */

static uint32_t on_read(struct regs *regs, uint32_t offset, uint32_t stored)
{
	const struct syscfg_f4 *syscfg = regs->ctx;

	if (offset == CMPCR && (stored & CMPCR_CMP_PD) && sim_now() >= syscfg->cell_at)
		stored |= CMPCR_READY;
	return stored;
}

static void on_changed(struct regs *regs, uint32_t offset, uint32_t old)
{
	struct syscfg_f4 *syscfg = regs->ctx;
	uint32_t now = regs_get(regs, offset);

	if (offset == CMPCR && (now & ~old & CMPCR_CMP_PD))
		syscfg->cell_at = sim_now() + CMPCR_START_PS;
	if (offset == MEMRMP && now != old)
		sim_unknown("syscfg.remap", "SYSCFG_MEMRMP 0x%x: what is seen at other addresses does not change", now);
}

void syscfg_f4_add(struct syscfg_f4 *syscfg)
{
	syscfg->regs.ctx = syscfg;
	syscfg->regs.read = on_read;
	syscfg->regs.changed = on_changed;
	regs_add(&syscfg->regs);
}
