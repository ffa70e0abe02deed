// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * NOR flash: what the block protection bits of the status register protect, and how they are changed. Layouts:
 * IS25LP128F data sheet, table 6.4, and UFProg vendor-issi.c. One ID may stand for parts with several of them: the area
 * is certain only where all give the same.
 */

#include "nor_priv.h"
#include "chips/chips.h"

#define BP_SHIFT			2
#define BP_MASK				0x0Fu
#define BP3_OR_TB			0x08u		/* of the field */
#define FR_BOTTOM			0x02u
#define BLOCK				0x10000u
#define BLOCK_K				0x40000u
#define OP_READ_FUNCTION	0x48

int nor_write_status(struct xspi *x, const struct nor *nor, uint8_t opcode, const uint8_t *bytes, unsigned int count)
{
	const struct spi_mem_op op = nor_op_write_status(nor, opcode, bytes, count);

	int retval = x->hold_wp ? x->hold_wp(x, true) : XSPI_OK;
	if (retval != XSPI_OK)
		return retval;
	retval = nor_modify(x, nor, &op, WRITE_STATUS_MS);
	if (x->hold_wp) {
		int released = x->hold_wp(x, false);
		retval = retval == XSPI_OK ? released : retval;
	}
	return retval;
}

static uint64_t protect_doubling(uint64_t unit, uint32_t bp)
{
	return bp ? unit << (bp - 1) : 0;
}

/* Bytes protected by code @a bp of 1 to 15 in a chip of @a size */
static uint64_t protect_halving(uint64_t size, uint32_t bp)
{
	const uint64_t bytes = protect_doubling(BLOCK, bp);

	if (bytes <= size / 2)
		return bytes;
	/* 3/4, 7/8, ... of the chip; what is left free is never less than a block */
	uint64_t free = size / 4;
	for (uint64_t b = size; b < bytes; b *= 2)
		free /= 2;
	return bp == BP_MASK || free < BLOCK ? size : size - free;
}

/* The area by one layout. */
static void protect_area(const struct nor *nor, enum nor_protect layout, const struct nor_protection *p,
		uint32_t *first, uint32_t *end)
{
	const uint64_t size = nor->size;
	uint32_t bp = (p->status >> BP_SHIFT) & BP_MASK;
	bool bottom = p->function & FR_BOTTOM;
	uint64_t bytes = size;

	switch (layout) {
	case NOR_PROTECT_DOUBLING:
		bytes = protect_doubling(BLOCK, bp);
		break;
	case NOR_PROTECT_HALVING:
		bytes = protect_halving(size, bp);
		break;
	case NOR_PROTECT_256K:
		bytes = protect_doubling(BLOCK_K, bp);
		break;
	case NOR_PROTECT_TOP_BOTTOM:
		bottom = bp & BP3_OR_TB;
		bp &= ~BP3_OR_TB;
		bytes = bp == (BP_MASK & ~BP3_OR_TB) ? size : protect_doubling(BLOCK, bp);
		break;
	case NOR_PROTECT_OTHER:
		break;
	}
	if (bytes > size)
		bytes = size;
	*first = bottom ? 0 : (uint32_t)(size - bytes);
	*end = *first + (uint32_t)bytes;
	if (!bytes)
		*first = *end = 0;
}

void nor_interpret_protection(const struct nor *nor, struct nor_protection *p)
{
	bool found = false;

	p->any = p->status & nor->protect_mask || p->status2 & nor->protect_mask2;
	p->certain = !p->any || !(nor->protect & NOR_PROTECT_OTHER);
	p->first = 0;
	p->end = 0;
	for (unsigned int layout = NOR_PROTECT_DOUBLING; p->any && layout < NOR_PROTECT_OTHER; layout <<= 1) {
		uint32_t first, end;
		if (!(nor->protect & layout))
			continue;
		protect_area(nor, layout, p, &first, &end);
		if (found && (first != p->first || end != p->end))
			p->certain = false;
		p->first = first;
		p->end = end;
		found = true;
	}
	if (!p->certain) {
		p->first = 0;
		p->end = nor->size;
	} else if (p->first == p->end) {
		p->any = false;
	}
}

int nor_read_protection(struct xspi *x, const struct nor *nor, struct nor_protection *p)
{
	*p = (struct nor_protection) { .status = 0 };
	int retval = nor_read_status(x, nor, &p->status);
	if (retval == XSPI_OK && nor->protect_mask2) {
		const struct spi_mem_op op = nor_op_get(nor, OP_READ_STATUS_2, &p->status2);
		retval = xspi_exec(x, &op);
	}
	if (retval == XSPI_OK && nor->chip_flags & NOR_CHIP_FUNCTION) {
		const struct spi_mem_op op = nor_op_get(nor, OP_READ_FUNCTION, &p->function);
		retval = xspi_exec(x, &op);
	}
	if (retval == XSPI_OK)
		nor_interpret_protection(nor, p);
	return retval;
}

int nor_protection_for(const struct nor *nor, const struct nor_protection *now, uint32_t first, uint32_t end)
{
	for (uint32_t bp = 0; bp <= BP_MASK; bp++) {
		struct nor_protection p = *now;
		p.status = (now->status & ~nor->protect_mask) | ((bp << BP_SHIFT) & nor->protect_mask);
		nor_interpret_protection(nor, &p);
		if (p.certain && p.first == first && p.end == end)
			return p.status;
	}
	return -1;
}

int nor_write_protection(struct xspi *x, const struct nor *nor, const struct nor_protection *now, uint8_t status)
{
	const uint8_t keep = ~(nor->protect_mask | NOR_SR_WIP | NOR_SR_WEL);
	const uint8_t bytes[2] = {
		(now->status & keep) | (status & nor->protect_mask), now->status2 & ~nor->protect_mask2
	};
	/* where there is a second register both go together: some chips clear it if only one byte comes */
	const bool both = nor->qe == NOR_QE_SR2_BIT1 && nor->protect_mask2;

	if (nor->qe == NOR_QE_UNKNOWN || (nor->qe == NOR_QE_SR2_BIT1 && !nor->protect_mask2))
		return XSPI_E_UNSUPPORTED;
	return nor_write_status(x, nor, OP_WRITE_STATUS, bytes, both ? 2 : 1);
}

int nor_unlock(struct xspi *x, const struct nor *nor, struct nor_protection *before, struct nor_protection *after)
{
	int retval = nor_read_protection(x, nor, before);
	*after = *before;
	if (retval == XSPI_OK)
		retval = nor_write_protection(x, nor, before, 0);
	if (retval == XSPI_OK)
		retval = nor_read_protection(x, nor, after);
	if (retval == XSPI_OK && (after->status & nor->protect_mask || after->status2 & nor->protect_mask2))
		retval = XSPI_E_PROTECTED;
	return retval;
}
