/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The core's plain registers, between cpu_regs.c and cpu.c; for everybody else they are in cpu.h. */

#ifndef SIM_CORE_CPU_REGS_H
#define SIM_CORE_CPU_REGS_H

#include <stdint.h>
#include <unicorn/unicorn.h>

#define XPSR_T			BIT(24)

void cpu_regs_attach(uc_engine *uc);
/** @param id the engine's name of a register */
uint32_t cpu_engine_get(int id);
void cpu_engine_set(int id, uint32_t value);

#endif /* SIM_CORE_CPU_REGS_H */
