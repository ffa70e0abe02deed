// SPDX-License-Identifier: GPL-2.0-or-later

/* The system bus: finds who answers at an address. Does not know the core's private peripheral bus (core/cortexm.c). */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "bus.h"
#include "busmem.h"
#include "sim.h"

#define MAX_DEVICES		256
#define MAX_MEMORIES	32

static struct bus_device *devices[MAX_DEVICES];
static unsigned int device_count;
static struct bus_memory *memories[MAX_MEMORIES];
static unsigned int memory_count;
static uint32_t fault_address;
static void (*changed_hook)(uint32_t addr, uint32_t size);

void bus_add_device(struct bus_device *device)
{
	if (device_count == MAX_DEVICES) {
		fprintf(stderr, "stm32xspi-sim: more than %d devices on the bus, raise MAX_DEVICES\n", MAX_DEVICES);
		abort();
	}
	devices[device_count++] = device;
}

void bus_add_memory(struct bus_memory *memory)
{
	if (memory_count == MAX_MEMORIES) {
		fprintf(stderr, "stm32xspi-sim: more than %d memories on the bus, raise MAX_MEMORIES\n", MAX_MEMORIES);
		abort();
	}
	memories[memory_count++] = memory;
}

void bus_clear(void)
{
	device_count = 0;
	memory_count = 0;
}

unsigned int bus_device_count(void)
{
	return device_count;
}

struct bus_device *bus_device_at(unsigned int index)
{
	return index < device_count ? devices[index] : NULL;
}

unsigned int bus_memory_count(void)
{
	return memory_count;
}

struct bus_memory *bus_memory_at(unsigned int index)
{
	return index < memory_count ? memories[index] : NULL;
}

struct bus_memory *bus_find_memory(uint32_t addr)
{
	static unsigned int last;

	if (last < memory_count && addr - memories[last]->base < memories[last]->size)
		return memories[last];
	for (unsigned int i = 0; i < memory_count; i++) {
		if (addr - memories[i]->base < memories[i]->size) {
			last = i;
			return memories[i];
		}
	}
	return NULL;
}

struct bus_device *bus_find_device(uint32_t addr)
{
	static unsigned int last;

	if (last < device_count && addr - devices[last]->base < devices[last]->size)
		return devices[last];
	for (unsigned int i = 0; i < device_count; i++) {
		if (addr - devices[i]->base < devices[i]->size) {
			last = i;
			return devices[i];
		}
	}
	return NULL;
}

static enum bus_result fault(uint32_t addr, const char *why)
{
	fault_address = addr;
	stat_add("bus.fault", 1);
	sim_log(2, "bus fault at 0x%08x: %s", addr, why);
	return BUS_FAULT;
}

static uint32_t memory_get(const struct bus_memory *memory, uint32_t offset, unsigned int size)
{
	uint32_t value = 0;

	for (unsigned int i = 0; i < size; i++)
		value |= (uint32_t)memory->data[offset + i] << (8 * i);
	return value;
}

static void memory_put(struct bus_memory *memory, uint32_t offset, unsigned int size, uint32_t value)
{
	for (unsigned int i = 0; i < size; i++)
		memory->data[offset + i] = (uint8_t)(value >> (8 * i));
}

static bool memory_holds(const struct bus_memory *memory, uint32_t addr, unsigned int size)
{
	return memory && size <= memory->size && addr - memory->base <= memory->size - size;
}

static void trace(const struct bus_device *device, const char *what, uint32_t addr, unsigned int size, uint32_t value,
	enum bus_master by)
{
	sim_trace_line(TRACE_REG, "%s %s%u %s+0x%03x 0x%0*x", by == BUS_DEBUG ? "debug" : by == BUS_CORE ? "core" : "dma",
		what, 8 * size, device->name, addr - device->base, 2 * (int)size, value);
}

enum bus_result bus_read(uint32_t addr, unsigned int size, uint32_t *value, enum bus_master by)
{
	const struct bus_memory *memory = bus_find_memory(addr);

	*value = 0;
	if (memory_holds(memory, addr, size)) {
		*value = memory_get(memory, addr - memory->base, size);
		return BUS_OK;
	}

	struct bus_device *device = bus_find_device(addr);
	if (!device)
		return fault(addr, "nothing there");
	if (addr % size)
		return fault(addr, "unaligned access to a device");
	if (device->clocked && !*device->clocked) {
		stat_add("bus.unclocked.read", 1);
		return BUS_OK;
	}
	if (device->read(device->ctx, addr - device->base, size, value, by) != BUS_OK)
		return fault(addr, device->name);
	if (sim_traces & TRACE_REG)
		trace(device, "read", addr, size, *value, by);
	return BUS_OK;
}

static enum bus_result memory_write(struct bus_memory *memory, uint32_t addr, unsigned int size, uint32_t value,
	enum bus_master by)
{
	if (memory->writable) {
		memory_put(memory, addr - memory->base, size, value);
		if (by == BUS_DEBUG)
			bus_memory_changed(addr, size);
		return BUS_OK;
	}
	if (!memory->write)
		return fault(addr, "read-only memory");
	if (memory->write(memory->ctx, addr - memory->base, size, value, by) != BUS_OK)
		return fault(addr, memory->name);
	return BUS_OK;
}

enum bus_result bus_write(uint32_t addr, unsigned int size, uint32_t value, enum bus_master by)
{
	struct bus_memory *memory = bus_find_memory(addr);

	if (memory_holds(memory, addr, size))
		return memory_write(memory, addr, size, value, by);

	struct bus_device *device = bus_find_device(addr);
	if (!device)
		return fault(addr, "nothing there");
	if (addr % size)
		return fault(addr, "unaligned access to a device");
	if (device->clocked && !*device->clocked) {
		sim_violation("unclocked", "write of 0x%08x to %s at 0x%08x, whose clock is off, is lost", value, device->name,
			addr);
		return BUS_OK;
	}
	if (sim_traces & TRACE_REG)
		trace(device, "write", addr, size, value, by);
	if (device->write(device->ctx, addr - device->base, size, value, by) != BUS_OK)
		return fault(addr, device->name);
	return BUS_OK;
}

void bus_reset(void)
{
	for (unsigned int i = 0; i < device_count; i++) {
		if (devices[i]->reset)
			devices[i]->reset(devices[i]->ctx);
	}
}

void bus_on_memory_change(void (*changed)(uint32_t addr, uint32_t size))
{
	changed_hook = changed;
}

void bus_memory_changed(uint32_t addr, uint32_t size)
{
	const struct bus_memory *memory = bus_find_memory(addr);

	if (!changed_hook || !size)
		return;
	changed_hook(addr, size);
	if (!memory)
		return;
	/* the same bytes may be seen at a second address */
	for (unsigned int i = 0; i < memory_count; i++) {
		const struct bus_memory *other = memories[i];
		if (other != memory && other->data == memory->data)
			changed_hook(other->base + (addr - memory->base), size);
	}
}

uint32_t bus_fault_address(void)
{
	return fault_address;
}

uint8_t *bus_plain_memory(uint32_t addr, uint32_t size, bool for_write)
{
	struct bus_memory *memory = bus_find_memory(addr);

	if (!memory_holds(memory, addr, size) || (for_write && !memory->writable))
		return NULL;
	return memory->data + (addr - memory->base);
}
