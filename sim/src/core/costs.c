// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Instruction costs by opcode, after the encodings in the Armv8-M Architecture Reference Manual, chapter C2.2. Clocks:
 * Cortex-M4 TRM (DDI 0439) tables 3-1 and 7-1. For the M33 and M7 Arm publishes none: see doc/simulator-time.md.
 */

#include "costs.h"

uint8_t costs[0x10000];
unsigned int cost_taken, cost_device_read;

struct cost_table {
	uint8_t load, store;		/**< one register */
	uint8_t multiple;			/**< LDM, STM, PUSH, POP, LDRD, VLDM...: besides one for each register */
	uint8_t accumulate;			/**< MLA, MLS */
	uint8_t divide;
	uint8_t barrier;
	uint8_t fp, fp_accumulate, fp_divide;
	uint8_t taken, device_read;
};

static const struct cost_table tables[CORE_KINDS] = {
	[CORE_M4] = {
		.load = 2, .store = 2, .multiple = 1, .accumulate = 2, .divide = 6, .barrier = 3,
		.fp = 1, .fp_accumulate = 3, .fp_divide = 14, .taken = 2, .device_read = 1,
	},
	[CORE_M33] = {
		.load = 2, .store = 2, .multiple = 1, .accumulate = 1, .divide = 6, .barrier = 3,
		.fp = 1, .fp_accumulate = 3, .fp_divide = 14, .taken = 2, .device_read = 1,
	},
	[CORE_M7] = {
		.load = 1, .store = 1, .multiple = 0, .accumulate = 1, .divide = 6, .barrier = 3,
		.fp = 1, .fp_accumulate = 3, .fp_divide = 16, .taken = 1, .device_read = 7,
	},
};

static const struct cost_table *table;

static uint8_t bits(uint32_t value)
{
	uint8_t count = 0;

	for (; value; value &= value - 1)
		count++;
	return count;
}

static uint8_t load_or_store(bool load)
{
	return load ? table->load : table->store;
}

static uint8_t cost_16(uint16_t op)
{
	unsigned int top = op >> 11;

	if (top == 0x09)					/* LDR literal */
		return table->load;
	if (top == 0x0a || top == 0x0b)		/* register offset: STR, STRH, STRB, then LDRSB and the loads */
		return load_or_store((op >> 9 & 7) >= 3);
	if (top >= 0x0c && top <= 0x13)		/* immediate offset, SP relative: bit 11 is the load */
		return load_or_store(op & 0x800);
	if (top == 0x18 || top == 0x19)		/* STM, LDM */
		return table->multiple + bits(op & 0xff);
	if ((op & 0xf600) == 0xb400)		/* PUSH, POP */
		return table->multiple + bits(op & 0x1ff);
	if ((op & 0xffe0) == 0xb660)		/* CPSIE, CPSID: what is masked changes */
		return COST_SPECIAL;
	if (op == 0xbf40)					/* SEV */
		return COST_SPECIAL;
	return 1;
}

static uint8_t cost_32(uint16_t op)
{
	if ((op & 0xfe40) == 0xe800)		/* LDM, STM and relatives */
		return COST_SPECIAL;
	if ((op & 0xfe40) == 0xe840)		/* exclusive and table branch; with index or write-back: LDRD, STRD */
		return op & 0x0120 ? table->multiple + 2 : load_or_store(op & 0x10);
	if ((op & 0xec00) == 0xec00)		/* coprocessor, floating point */
		return COST_SPECIAL;
	if ((op & 0xfe00) == 0xf800)		/* single load and store */
		return load_or_store(op & 0x10);
	if ((op & 0xfff0) == 0xfb00)		/* MUL, MLA, MLS */
		return COST_SPECIAL;
	if ((op & 0xffd0) == 0xfb90)		/* SDIV, UDIV */
		return table->divide;
	if ((op & 0xffe0) == 0xf380)		/* MSR */
		return COST_SPECIAL;
	if (op == 0xf3bf)					/* DSB, DMB, ISB */
		return table->barrier;
	return 1;
}

void costs_init(enum core_kind kind)
{
	table = &tables[kind];
	cost_taken = table->taken;
	cost_device_read = table->device_read;
	for (unsigned int op = 0; op < 0x10000; op++)
		costs[op] = op < 0xe800 ? cost_16((uint16_t)op) : cost_32((uint16_t)op);
}

/** Coprocessors 10 and 11. */
static uint8_t cost_of_fp(uint16_t first, uint16_t second)
{
	if ((first & 0xfe00) == 0xec00)		/* VLDR, VSTR; VLDM, VSTM, VPUSH, VPOP: by words */
		return (first & 0x0120) == 0x0100 ? load_or_store(first & 0x10) : table->multiple + (second & 0xff);
	if ((first & 0xff00) != 0xee00 || (second & 0x10))		/* moves between registers */
		return table->fp;
	switch (first >> 4 & 0xb) {
	case 0x0:							/* VMLA, VMLS; VNMLA, VNMLS; VFNMA, VFNMS; VFMA, VFMS */
	case 0x1:
	case 0x9:
	case 0xa:
		return table->fp_accumulate;
	case 0x8:							/* VDIV */
		return table->fp_divide;
	case 0xb:							/* VSQRT among others */
		return (first & 0xf) == 1 && (second & 0xc0) == 0xc0 ? table->fp_divide : table->fp;
	default:
		return table->fp;
	}
}

uint8_t cost_of_special(uint16_t first, uint16_t second, enum cost_note *note)
{
	*note = COST_PLAIN;
	if (first == 0xbf40) {
		*note = COST_EVENT;
		return 1;
	}
	if (first < 0xe800 || (first & 0xffe0) == 0xf380) {
		unsigned int sysm = second & 0xff;
		*note = first >= 0xe800 && (sysm == 10 || sysm == 11) ? COST_LIMITS : COST_MASKS;
		return 1;
	}
	if ((first & 0xfff0) == 0xfb00)		/* with Ra = PC it is MUL */
		return second >> 12 == 15 ? 1 : table->accumulate;
	if ((first & 0xfe40) == 0xe800)
		return table->multiple + bits(second);
	if ((second & 0x0e00) != 0x0a00)
		return 1;
	*note = COST_FPU;
	return cost_of_fp(first, second);
}
