// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * DBGMCU (RM0438 chapter 52): identity of the die, and which counters stop while the core is halted. On dies with a
 * Cortex-M33 it lies inside the private peripheral bus' range, so it can also be reached by function.
 */

#include "../machine.h"
#include "parts.h"

static struct dbgmcu *the_dbgmcu;

static bool covers(uint32_t addr)
{
	return the_dbgmcu && addr - the_dbgmcu->regs.bus.base < the_dbgmcu->regs.bus.size;
}

bool dbgmcu_read(uint32_t addr, uint32_t *value)
{
	if (!covers(addr))
		return false;
	const struct bus_device *bus = &the_dbgmcu->regs.bus;
	return bus->read(bus->ctx, (addr - bus->base) & ~3u, 4, value, BUS_DEBUG) == BUS_OK;
}

bool dbgmcu_write(uint32_t addr, uint32_t value)
{
	if (!covers(addr))
		return false;
	const struct bus_device *bus = &the_dbgmcu->regs.bus;
	return bus->write(bus->ctx, (addr - bus->base) & ~3u, 4, value, BUS_DEBUG) == BUS_OK;
}

bool dbgmcu_frozen(const struct dbgmcu *dbgmcu, uint32_t reg, uint32_t bit)
{
	return (regs_get(&dbgmcu->regs, reg) & bit) && !machine_core_running();
}

#define IDCODE	0x00

static int pretended = -1;

static void set_dev_id(struct dbgmcu *dbgmcu)
{
	if (pretended >= 0)
		regs_set(&dbgmcu->regs, IDCODE, (regs_get(&dbgmcu->regs, IDCODE) & ~0xfffu) | (uint32_t)pretended);
}

void dbgmcu_pretend(uint16_t dev_id)
{
	pretended = dev_id & 0xfff;
	set_dev_id(the_dbgmcu);
}

static void at_power_on(void *ctx)
{
	struct dbgmcu *dbgmcu = ctx;

	regs_clear(&dbgmcu->regs);
	set_dev_id(dbgmcu);
}

void dbgmcu_add(struct dbgmcu *dbgmcu)
{
	the_dbgmcu = dbgmcu;
	regs_add(&dbgmcu->regs);
	dbgmcu->regs.bus.reset = NULL;
	soc_at_power_on(at_power_on, dbgmcu);
}
