/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The whole address space, private peripheral bus included, as the core and its access port see it. */

#ifndef SIM_CORE_MEMORY_H
#define SIM_CORE_MEMORY_H

#include "../bus.h"

enum bus_result memory_read(uint32_t addr, unsigned int size, uint32_t *value, enum bus_master by);
enum bus_result memory_write(uint32_t addr, unsigned int size, uint32_t value, enum bus_master by);

#endif /* SIM_CORE_MEMORY_H */
