// SPDX-License-Identifier: GPL-2.0-or-later

/* The core's plain registers, in the engine. Special ones, which take more, are in cpu.c. */

#include <unicorn/unicorn.h>
#include "../sim.h"
#include "cpu.h"
#include "cpu_regs.h"

static uc_engine *engine;

void cpu_regs_attach(uc_engine *uc)
{
	engine = uc;
}

static const int reg_ids[16] = {
	UC_ARM_REG_R0, UC_ARM_REG_R1, UC_ARM_REG_R2, UC_ARM_REG_R3, UC_ARM_REG_R4, UC_ARM_REG_R5, UC_ARM_REG_R6,
	UC_ARM_REG_R7, UC_ARM_REG_R8, UC_ARM_REG_R9, UC_ARM_REG_R10, UC_ARM_REG_R11, UC_ARM_REG_R12, UC_ARM_REG_SP,
	UC_ARM_REG_LR, UC_ARM_REG_PC,
};

uint32_t cpu_engine_get(int id)
{
	uint32_t value = 0;

	uc_reg_read(engine, id, &value);
	return value;
}

void cpu_engine_set(int id, uint32_t value)
{
	uc_reg_write(engine, id, &value);
}

uint32_t cpu_get(unsigned int r)
{
	uint32_t value = cpu_engine_get(reg_ids[r]);

	return r == 15 ? value & ~1u : value;
}

void cpu_set(unsigned int r, uint32_t value)
{
	if (r == 15)		/* the engine takes T from bit 0 */
		value = (value & ~1u) | (cpu_xpsr() & XPSR_T ? 1 : 0);
	else if (r == 13)
		value &= ~3u;
	cpu_engine_set(reg_ids[r], value);
}

uint32_t cpu_xpsr(void)
{
	return cpu_engine_get(UC_ARM_REG_XPSR);
}

void cpu_set_xpsr(uint32_t value)
{
	cpu_engine_set(UC_ARM_REG_XPSR, value);
}

uint32_t cpu_get_s(unsigned int n)
{
	return cpu_engine_get(UC_ARM_REG_S0 + (int)n);
}

void cpu_set_s(unsigned int n, uint32_t value)
{
	cpu_engine_set(UC_ARM_REG_S0 + (int)n, value);
}
