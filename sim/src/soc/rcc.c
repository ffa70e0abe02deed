// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * The part of RCC that all families share: enable bits give a device its clock, reset bits reset it. Which bit belongs
 * to which device is the die's table; oscillators and the clock tree are left to the family's file (rcc_l4.c).
 */

#include <stdlib.h>
#include "parts.h"

static bool bit_is_set(const struct rcc *rcc, uint16_t reg, uint8_t bit)
{
	return bit != RCC_NO_BIT && (regs_get(&rcc->regs, reg) & BIT(bit));
}

static bool has_clock(const struct rcc *rcc, const struct rcc_gate *gate)
{
	if (bit_is_set(rcc, gate->reset_reg, gate->reset_bit))
		return false;
	return gate->enable_bit == RCC_NO_BIT || bit_is_set(rcc, gate->enable_reg, gate->enable_bit);
}

void rcc_refresh(struct rcc *rcc)
{
	for (unsigned int i = 0; i < rcc->gate_count; i++)
		rcc->clocked[i] = has_clock(rcc, &rcc->gates[i]);
	soc_clocks_changed();
	soc_route_changed();
}

void rcc_follow(struct rcc *rcc, uint32_t offset, uint32_t old)
{
	uint32_t rose = regs_get(&rcc->regs, offset) & ~old;

	for (unsigned int i = 0; i < rcc->gate_count; i++) {
		const struct rcc_gate *gate = &rcc->gates[i];
		if (gate->reset_bit != RCC_NO_BIT && gate->reset_reg == offset && (rose & BIT(gate->reset_bit)))
			soc_reset_device(gate->base);
	}
	rcc_refresh(rcc);
}

const bool *rcc_clock(const struct rcc *rcc, uint32_t base)
{
	for (unsigned int i = 0; i < rcc->gate_count; i++) {
		if (rcc->gates[i].base == base)
			return &rcc->clocked[i];
	}
	return NULL;
}

void rcc_add(struct rcc *rcc)
{
	rcc->clocked = calloc(rcc->gate_count, sizeof(*rcc->clocked));
	if (!rcc->clocked)
		abort();
	regs_add(&rcc->regs);
}
