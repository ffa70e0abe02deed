/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The system bus: who answers at an address. Used by the core, by the debug port, and by DMA-like masters. */

#ifndef SIM_BUS_H
#define SIM_BUS_H

#include <stdbool.h>
#include <stdint.h>

enum bus_result {
	BUS_OK,
	BUS_FAULT,		/**< nothing there, or the device refuses: bus error */
};

enum bus_master {
	BUS_CORE,
	BUS_DEBUG,		/**< the memory access port */
	BUS_DMA,		/**< a DMA controller; it tells by bus_memory_changed() what it has written to memory */
};

/** A device's registers, or a window that must be computed. Accesses are naturally aligned, size 1, 2 or 4 bytes. */
struct bus_device {
	const char *name;
	uint32_t base;
	uint32_t size;
	enum bus_result (*read)(void *ctx, uint32_t offset, unsigned int size, uint32_t *value, enum bus_master by);
	enum bus_result (*write)(void *ctx, uint32_t offset, unsigned int size, uint32_t value, enum bus_master by);
	void (*reset)(void *ctx);	/**< system reset, or the RCC reset bit; may be NULL */
	void *ctx;
	const bool *clocked;		/**< false: registers read 0 and drop writes; NULL: always clocked */
};

/** Plain memory. Writes to read-only memory are bus faults; see bus_memory.write for programmable memory. */
struct bus_memory {
	const char *name;
	uint32_t base;
	uint32_t size;
	uint8_t *data;
	bool writable;
	/** For read-only memory that reacts to writes (internal flash being programmed); may be NULL. */
	enum bus_result (*write)(void *ctx, uint32_t offset, unsigned int size, uint32_t value, enum bus_master by);
	void *ctx;
	/** Time in ps that a read has to wait (flash that is being written), 0 if none; NULL: never waits. */
	uint64_t (*wait)(void *ctx, uint32_t offset);
};

/** Registered structures must stay valid. Register before the core is started. */
void bus_add_device(struct bus_device *device);
void bus_add_memory(struct bus_memory *memory);

enum bus_result bus_read(uint32_t addr, unsigned int size, uint32_t *value, enum bus_master by);
enum bus_result bus_write(uint32_t addr, unsigned int size, uint32_t value, enum bus_master by);

/** Reset all devices (system reset). */
void bus_reset(void);

/** For the core's set-up: all regions. */
unsigned int bus_device_count(void);
struct bus_device *bus_device_at(unsigned int index);
unsigned int bus_memory_count(void);
struct bus_memory *bus_memory_at(unsigned int index);

/** Memory contents changed behind the core's back (debugger write, flash programming): drop translated code. */
void bus_memory_changed(uint32_t addr, uint32_t size);

/** The last address that faulted, for BFAR and the access port's TAR. */
uint32_t bus_fault_address(void);

#endif /* SIM_BUS_H */
