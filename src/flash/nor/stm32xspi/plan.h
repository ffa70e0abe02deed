/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Plans: which operations make what is wanted out of what is there. Pure code over plain data: no chip, no link.
 */

#ifndef OPENOCD_FLASH_NOR_STM32XSPI_PLAN_H
#define OPENOCD_FLASH_NOR_STM32XSPI_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#define PLAN_ERASE_TYPES	4
/** Erase type number of the whole chip. */
#define PLAN_ERASE_CHIP		PLAN_ERASE_TYPES
/** Runs that a plan can have: each type twice (up to the largest and down again). */
#define PLAN_MAX_RUNS		(2 * PLAN_ERASE_TYPES)

/** What a chip offers. Types in ascending size; size 0: type does not exist. */
struct plan_chip {
	uint32_t size;			/**< bytes; 0 is not allowed */
	struct {
		uint32_t size;		/**< bytes */
		uint32_t cost;		/**< typical time, any unit; 0 counts as 1 */
	} type[PLAN_ERASE_TYPES];
	uint32_t chip_cost;		/**< typical time of a chip erase, the same unit; 0: not available */
};

/** A run of equal erase operations over [addr, addr + len). */
struct plan_run {
	uint8_t type;			/**< index, or PLAN_ERASE_CHIP */
	uint32_t addr;
	uint32_t len;			/**< a multiple of the type's size */
};

/**
 * Erase exactly [addr, addr + len) at the least cost, with aligned units only, in ascending order.
 * @returns number of runs; -1 if the range leaves the chip or cannot be made of units
 */
int plan_erase(const struct plan_chip *chip, uint32_t addr, uint32_t len, struct plan_run run[PLAN_MAX_RUNS]);

/** @returns typical time of a plan, in the chip's unit */
uint64_t plan_erase_cost(const struct plan_chip *chip, const struct plan_run *run, int runs);

/**
 * Split data for programming: the next run of pages of [offset, offset + len) that are all blank (every byte FFh), or
 * that all are not. Pages are counted from address 0.
 * @param data the bytes for [offset, offset + len)
 * @param blank result: nothing in this run needs programming
 * @returns length of the run, at most @a len
 */
uint32_t plan_page_run(const uint8_t *data, uint32_t offset, uint32_t len, uint32_t page_size, bool *blank);

/**
 * Is a range better read through the memory-mapped window by the debug link than by the stub? The stub leaves out what
 * is blank, but has to be brought to the target, and a transfer costs as much as the bytes of a slot.
 * @param room bytes of the work area that the stub leaves for slots; 0: it does not fit
 * @param resident the stub is on the target already
 */
bool plan_read_by_window(uint32_t len, uint32_t room, bool resident);

#endif /* OPENOCD_FLASH_NOR_STM32XSPI_PLAN_H */
