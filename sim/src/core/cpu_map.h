/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Between cpu.c and cpu_map.c. */

#ifndef SIM_CORE_CPU_MAP_H
#define SIM_CORE_CPU_MAP_H

#include <unicorn/unicorn.h>

#define PAGE			0x1000u
#define SCRATCH_PAGE	0x3ffff000u		/* executable by the default map; no STM32 has anything there */

/**
 * Map memories and devices, all of the address space but the scratch page.
 * @param read and @param write get the offset from the address that their context is
 * @returns 0, or -1 after a message
 */
int cpu_map(uc_engine *uc, uc_cb_mmio_read_t read, uc_cb_mmio_write_t write);

#endif /* SIM_CORE_CPU_MAP_H */
