// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * The address space as the engine gets it: memories directly, everything else as callbacks. What the accesses mean is
 * left to cpu.c.
 */

#include <stdio.h>
#include "../bus.h"
#include "../busmem.h"
#include "cpu_map.h"

static bool is_direct(const struct bus_memory *memory)
{
	return memory->base % PAGE == 0 && memory->size % PAGE == 0 && memory->size;
}

static int map_memories(uc_engine *uc)
{
	for (unsigned int i = 0; i < bus_memory_count(); i++) {
		const struct bus_memory *memory = bus_memory_at(i);
		if (!is_direct(memory))
			continue;
		uint32_t prot = UC_PROT_READ | UC_PROT_EXEC | (memory->writable ? UC_PROT_WRITE : 0);
		uc_err err = uc_mem_map_ptr(uc, memory->base, memory->size, prot, memory->data);
		if (err != UC_ERR_OK) {
			fprintf(stderr, "stm32xspi-sim: cannot map memory %s at 0x%08x, size 0x%x: %s\n", memory->name,
				memory->base, memory->size, uc_strerror(err));
			return -1;
		}
	}
	return 0;
}

/** @returns start of the next thing at or above an address that is mapped directly; its end in *end */
static uint64_t next_mapped(uint64_t from, uint64_t *end)
{
	uint64_t start = 1ull << 32;

	*end = start;
	for (unsigned int i = 0; i < bus_memory_count(); i++) {
		const struct bus_memory *memory = bus_memory_at(i);
		if (is_direct(memory) && memory->base >= from && memory->base < start) {
			start = memory->base;
			*end = start + memory->size;
		}
	}
	if (SCRATCH_PAGE >= from && SCRATCH_PAGE < start) {
		start = SCRATCH_PAGE;
		*end = start + PAGE;
	}
	return start;
}

static int map_the_rest(uc_engine *uc, uc_cb_mmio_read_t read, uc_cb_mmio_write_t write)
{
	uint64_t end;

	for (uint64_t at = 0; at < 1ull << 32; at = end) {
		uint64_t start = next_mapped(at, &end);
		if (start == at)
			continue;
		void *base = (void *)(uintptr_t)at;
		uc_err err = uc_mmio_map(uc, at, (size_t)(start - at), read, base, write, base);
		if (err != UC_ERR_OK) {
			fprintf(stderr, "stm32xspi-sim: cannot map devices at 0x%08x: %s\n", (uint32_t)at, uc_strerror(err));
			return -1;
		}
	}
	return 0;
}

int cpu_map(uc_engine *uc, uc_cb_mmio_read_t read, uc_cb_mmio_write_t write)
{
	return map_memories(uc) < 0 || map_the_rest(uc, read, write) < 0 ? -1 : 0;
}
