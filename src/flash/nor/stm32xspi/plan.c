// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Erase and program planning for stm32xspi. What is blank already is not known here: the stub looks when it gets there.
 */

#include <stddef.h>

#include "plan.h"

static uint64_t unit_cost(const struct plan_chip *chip, unsigned int type)
{
	return chip->type[type].cost ? chip->type[type].cost : 1;
}

/** @param worth result per type: it exists and takes no longer than smaller ones for the same bytes */
static void find_worth(const struct plan_chip *chip, bool worth[PLAN_ERASE_TYPES])
{
	uint64_t best = 0;
	uint32_t best_size = 0;

	for (unsigned int i = 0; i < PLAN_ERASE_TYPES; i++) {
		uint32_t size = chip->type[i].size;
		worth[i] = false;
		if (!size)
			continue;
		if (best_size && size % best_size == 0 && unit_cost(chip, i) > best * (size / best_size))
			continue;
		worth[i] = true;
		best = unit_cost(chip, i);
		best_size = size;
	}
}

static bool fits(uint32_t size, uint32_t addr, uint32_t len)
{
	return size && size <= len && addr % size == 0;
}

/** The largest type that is worth its time and fits at @a addr; -1 if none does. */
static int choose_type(const struct plan_chip *chip, const bool worth[PLAN_ERASE_TYPES], uint32_t addr, uint32_t len)
{
	for (int i = PLAN_ERASE_TYPES - 1; i >= 0; i--) {
		if (worth[i] && fits(chip->type[i].size, addr, len))
			return i;
	}
	return -1;
}

static bool whole_chip_is_cheaper(const struct plan_chip *chip, const struct plan_run *run, int runs)
{
	return chip->chip_cost && (runs < 0 || chip->chip_cost < plan_erase_cost(chip, run, runs));
}

static int plan_units(const struct plan_chip *chip, uint32_t addr, uint32_t len, struct plan_run run[PLAN_MAX_RUNS])
{
	bool worth[PLAN_ERASE_TYPES];
	int runs = 0;

	find_worth(chip, worth);
	while (len) {
		int type = choose_type(chip, worth, addr, len);
		if (type < 0)
			return -1;
		uint32_t unit = chip->type[type].size;
		if (runs && run[runs - 1].type == type) {
			run[runs - 1].len += unit;
		} else {
			if (runs == PLAN_MAX_RUNS)
				return -1;
			run[runs++] = (struct plan_run) { .type = type, .addr = addr, .len = unit };
		}
		addr += unit;
		len -= unit;
	}
	return runs;
}

int plan_erase(const struct plan_chip *chip, uint32_t addr, uint32_t len, struct plan_run run[PLAN_MAX_RUNS])
{
	if (addr > chip->size || len > chip->size - addr)
		return -1;

	int runs = plan_units(chip, addr, len, run);
	if (len == chip->size && whole_chip_is_cheaper(chip, run, runs)) {
		run[0] = (struct plan_run) { .type = PLAN_ERASE_CHIP, .addr = 0, .len = len };
		return 1;
	}
	return runs;
}

uint64_t plan_erase_cost(const struct plan_chip *chip, const struct plan_run *run, int runs)
{
	uint64_t cost = 0;

	for (int i = 0; i < runs; i++) {
		if (run[i].type == PLAN_ERASE_CHIP)
			cost += chip->chip_cost;
		else
			cost += unit_cost(chip, run[i].type) * (run[i].len / chip->type[run[i].type].size);
	}
	return cost;
}

static bool all_blank(const uint8_t *data, uint32_t len)
{
	for (uint32_t i = 0; i < len; i++) {
		if (data[i] != 0xFF)
			return false;
	}
	return true;
}

uint32_t plan_page_run(const uint8_t *data, uint32_t offset, uint32_t len, uint32_t page_size, bool *blank)
{
	uint32_t done = 0;

	while (done < len) {
		uint32_t piece = page_size - (offset + done) % page_size;
		if (piece > len - done)
			piece = len - done;
		bool piece_blank = all_blank(data + done, piece);
		if (!done)
			*blank = piece_blank;
		else if (piece_blank != *blank)
			break;
		done += piece;
	}
	return done;
}

/* bytes; doc/bench.md has what both ways take */
#define ROOM_FOR_READING	0x4000u
#define LEN_FOR_STUB		0x10000u

bool plan_read_by_window(uint32_t len, uint32_t room, bool resident)
{
	return room < ROOM_FOR_READING || (!resident && len <= LEN_FOR_STUB);
}
