/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * A peripheral as a table of registers plus a few hooks for what is special. The table says which offsets exist, what
 * they hold after reset and which bits software can change; an access to any other offset is counted as unknown.
 */

#ifndef SIM_SOC_REGS_H
#define SIM_SOC_REGS_H

#include <stdbool.h>
#include <stdint.h>
#include "../bus.h"

/** One register, or @a count equal ones at consecutive words. */
struct reg {
	uint16_t offset;
	uint16_t count;		/**< 0 and 1 both mean one */
	uint32_t reset;
	uint32_t rw;		/**< bits that a write changes */
	uint32_t w1c;		/**< bits that writing 1 clears */
	uint32_t unknown;	/**< bits whose setting starts something that is not modelled: counted */
};

struct regs {
	struct bus_device bus;	/**< set name, base, size, clocked; the rest is filled in by regs_add() */
	const struct reg *table;
	unsigned int table_len;
	/** AHB to APB bridges copy a byte or half-word to all lanes (RM0438, system architecture, AHB/APB bridges) */
	bool apb;
	void *ctx;
	/** What a read returns; NULL: what is stored. May have side effects. */
	uint32_t (*read)(struct regs *regs, uint32_t offset, uint32_t stored);
	/** Before a write. @param value whole word @param lanes bits really written @returns true if nothing is left */
	bool (*write)(struct regs *regs, uint32_t offset, uint32_t value, uint32_t lanes);
	/** After a write was stored. */
	void (*changed)(struct regs *regs, uint32_t offset, uint32_t old);
	/** After all registers got their reset values. */
	void (*reset)(struct regs *regs);

	uint32_t *value;		/* by word */
	uint16_t *entry;		/* by word: index into table plus 1, 0 = no such register */
	bool told;				/* regs_hold(): already counted as not modelled */
};

/** Put the registers in their reset state and the device on the bus. Aborts when out of memory. */
void regs_add(struct regs *regs);

/** The same for a device that only holds what is written into its @a size bytes; the first write is counted unknown. */
void regs_hold(struct regs *regs);

/** There is no such register in this device, although its table has it. To be called after regs_add(). */
void regs_remove(struct regs *regs, uint32_t offset);

uint32_t regs_get(const struct regs *regs, uint32_t offset);
void regs_set(struct regs *regs, uint32_t offset, uint32_t value);

/** Reset values, without the reset hook. */
void regs_clear(struct regs *regs);

#endif /* SIM_SOC_REGS_H */
