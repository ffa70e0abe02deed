// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Registers of the OCTOSPI I/O manager (L4+, H72x, H7A3, U575 and above). Layout from ST's device headers
 * (stm32l4p5xx.h, stm32h735xx.h), reset values from their SVD files and RM0432 "OCTOSPIM register map". The U5's
 * headers have it at the same offsets.
 */

#include <stddef.h>
#include "controller.h"
#include "manager.h"

#define PORTS			2

enum { CR = 0x00, P1CR = 0x04 };

#define CR_MUXEN		0x00000001u
#define CR_MASK			0x00FF0001u
#define PORT_MASK		0x07070333u

/* fields of PnCR: enable bit and the place of the source */
#define CLKEN			0
#define NCSEN			8
#define IOLEN			16
#define IOHEN			24

static const uint32_t port_reset[PORTS] = { 0x03010111, 0x07050333 };

static struct {
	const struct soc_xspi_manager *die;
	const bool *clocked;
	uint32_t cr, port[PORTS];
	struct bus_device registers;
} manager;

bool manager_multiplexed(void)
{
	return manager.cr & CR_MUXEN;
}

uint32_t manager_pause_clocks(void)
{
	return manager.cr >> 16 & 0xFF;
}

bool manager_clocked(void)
{
	return !manager.clocked || *manager.clocked;
}

/** A field's source without its enable bit. @returns false if the field is off */
static bool source_of(unsigned int port, unsigned int enable_bit, unsigned int *source)
{
	uint32_t value = manager.port[port] >> enable_bit;

	*source = value >> 1 & 3;
	return value & 1;
}

/** In multiplexed mode the sources name the common bus: their instance bit is 0 (ST's HAL, OSPIM_GetConfig). */
static bool from_instance(unsigned int instance, unsigned int source_instance)
{
	return manager_multiplexed() ? source_instance == 0 : source_instance == instance;
}

enum signal_kind manager_signal(unsigned int instance, unsigned int port, enum signal_kind kind, unsigned int *number)
{
	unsigned int source;

	if (port >= PORTS)
		return SIGNAL_NONE;
	switch (kind) {
	case SIGNAL_CLK:
		return source_of(port, CLKEN, &source) && from_instance(instance, source & 1) ? kind : SIGNAL_NONE;
	case SIGNAL_NCS:
		*number = 0;
		return source_of(port, NCSEN, &source) && (source & 1) == instance ? kind : SIGNAL_NONE;
	case SIGNAL_IO:
		if (!source_of(port, *number < 4 ? IOLEN : IOHEN, &source) || !from_instance(instance, source >> 1))
			return SIGNAL_NONE;
		*number = (source & 1) * 4 + *number % 4;
		return kind;
	case SIGNAL_NONE:
		break;
	}
	return SIGNAL_NONE;
}

static enum bus_result reg_read(void *ctx, uint32_t offset, unsigned int size, uint32_t *value, enum bus_master by)
{
	uint32_t word = 0;

	(void)ctx;
	(void)by;
	if (offset < P1CR)
		word = manager.cr;
	else if (offset < P1CR + 4 * PORTS)
		word = manager.port[(offset - P1CR) / 4];
	*value = word >> (8 * (offset & 3));
	if (size < 4)
		*value &= (1u << (8 * size)) - 1;
	return BUS_OK;
}

static enum bus_result reg_write(void *ctx, uint32_t offset, unsigned int size, uint32_t value, enum bus_master by)
{
	(void)ctx;
	(void)by;
	if (size != 4) {
		sim_violation("xspim.width", "%s: %u-byte write at 0x%02x dropped, it takes words", manager.die->name, size,
			offset);
		return BUS_OK;
	}
	if (xspi_any_enabled())
		sim_violation("xspim.enabled", "%s: write of 0x%08x at 0x%02x while an OCTOSPI is enabled", manager.die->name,
			value, offset);
	if (offset == CR && manager.die->multiplexes)
		manager.cr = value & CR_MASK;
	else if (offset >= P1CR && offset < P1CR + 4 * PORTS)
		manager.port[(offset - P1CR) / 4] = value & PORT_MASK;
	wires_forget_routes();
	return BUS_OK;
}

static void reg_reset(void *ctx)
{
	(void)ctx;
	manager.cr = 0;
	for (unsigned int i = 0; i < PORTS; i++)
		manager.port[i] = port_reset[i];
	wires_forget_routes();
}

int xspi_manager_create(const struct soc_xspi_manager *die, const bool *clocked)
{
	manager.die = die;
	manager.clocked = clocked;
	manager.registers = (struct bus_device){
		.name = die->name, .base = die->base, .size = XSPI_REGISTERS_SIZE, .read = reg_read, .write = reg_write,
		.reset = reg_reset, .clocked = clocked,
	};
	reg_reset(NULL);
	bus_add_device(&manager.registers);
	return 0;
}
