// SPDX-License-Identifier: GPL-2.0-or-later

/* Instruction costs by opcode, after the encodings in the Armv8-M Architecture Reference Manual, chapter C2.2. */

#include "costs.h"

uint8_t costs[0x10000];

static uint8_t bits(uint32_t value)
{
	uint8_t count = 0;

	for (; value; value &= value - 1)
		count++;
	return count;
}

static uint8_t cost_16(uint16_t op)
{
	unsigned int top = op >> 11;

	if (top == 0x09)					/* LDR literal */
		return 2;
	if (top >= 0x0a && top <= 0x13)		/* register and immediate offset, SP relative */
		return 2;
	if (top == 0x18 || top == 0x19)		/* STM, LDM */
		return 1 + bits(op & 0xff);
	if ((op & 0xf600) == 0xb400)		/* PUSH, POP */
		return 1 + bits(op & 0x1ff);
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
	if ((op & 0xfe40) == 0xe840)		/* dual, exclusive, table branch */
		return 3;
	if ((op & 0xec00) == 0xec00)		/* coprocessor, floating point */
		return COST_SPECIAL;
	if ((op & 0xfe00) == 0xf800)		/* single load and store */
		return 2;
	if ((op & 0xffd0) == 0xfb90)		/* SDIV, UDIV */
		return 6;
	if ((op & 0xffe0) == 0xf380)		/* MSR */
		return COST_SPECIAL;
	return 1;
}

void costs_init(void)
{
	for (unsigned int op = 0; op < 0x10000; op++)
		costs[op] = op < 0xe800 ? cost_16((uint16_t)op) : cost_32((uint16_t)op);
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
	if ((first & 0xfe40) == 0xe800)
		return 1 + bits(second);

	/* coprocessors 10 and 11 are the floating point unit */
	if ((second & 0x0e00) != 0x0a00)
		return 1;
	*note = COST_FPU;
	if ((first & 0xfe00) == 0xec00)		/* VLDR, VSTR: 2; VLDM, VSTM, VPUSH, VPOP: by words */
		return (first & 0x0120) == 0x0100 ? 2 : 1 + (second & 0xff);
	return 1;
}
