/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The bus's private side, for the machine, the core and the debug port. */

#ifndef SIM_BUSMEM_H
#define SIM_BUSMEM_H

#include <stdbool.h>
#include <stdint.h>
#include "bus.h"

/** Forget all regions (unit tests). */
void bus_clear(void);

/** @returns the memory that holds an address, or NULL */
struct bus_memory *bus_find_memory(uint32_t addr);

/** @returns the device that answers at an address, or NULL */
struct bus_device *bus_find_device(uint32_t addr);

/** @returns the bytes behind a range that is plain memory (and freely writable, if asked), or NULL */
uint8_t *bus_plain_memory(uint32_t addr, uint32_t size, bool for_write);

/** Who drops translated code when bus_memory_changed() is called. */
void bus_on_memory_change(void (*changed)(uint32_t addr, uint32_t size));

#endif /* SIM_BUSMEM_H */
