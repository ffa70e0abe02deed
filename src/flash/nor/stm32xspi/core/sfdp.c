// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * SFDP parser (JESD216F chapter 6). Tables come from chips and are not trusted: every length and pointer is checked,
 * nonsense is refused or left out. Knows no chip.
 */

#include "io.h"
#include "sfdp.h"

#define SFDP_SIGNATURE			0x50444653u		/* "SFDP" */
#define SFDP_HEADER_BYTES		8u
#define SFDP_HEADERS_AT_ONCE	3u
#define SFDP_ID_BFPT			0xFF00u
#define SFDP_ID_4BAIT			0xFF84u
#define SFDP_BFPT_MIN_DWORDS	9u
#define SFDP_4BAIT_DWORDS		2u

/* smallest and largest size that is believed: 2^15 bytes (IS25LP025E) and 2^32 bytes */
#define SFDP_MIN_SIZE_LOG2		15
#define SFDP_MAX_SIZE_LOG2		32

struct sfdp_header {
	uint16_t id;
	uint8_t minor, major;
	uint8_t dwords;
	uint32_t pointer;
};

static uint32_t get_le32(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* DWORD numbers are those of the standard, counted from 1; what the table does not have reads as 0 */
static uint32_t dword(const uint8_t *table, unsigned int dwords, unsigned int number)
{
	return number <= dwords ? get_le32(table + 4 * (number - 1)) : 0;
}

static uint32_t bits(uint32_t value, unsigned int high, unsigned int low)
{
	return (value >> low) & (0xFFFFFFFFu >> (31 - (high - low)));
}

static uint64_t sfdp_size(uint32_t density)
{
	uint64_t size_bits;

	if (density & 0x80000000u) {
		const uint32_t log2 = density & 0x7FFFFFFFu;
		if (log2 > SFDP_MAX_SIZE_LOG2 + 3)
			return 0;
		size_bits = 1ull << log2;
	} else {
		size_bits = (uint64_t)density + 1;
	}
	const uint64_t size = size_bits / 8;
	if (size_bits % 8 || size < 1ull << SFDP_MIN_SIZE_LOG2 || size > 1ull << SFDP_MAX_SIZE_LOG2)
		return 0;
	return size;
}

static void sfdp_set_read(struct sfdp *sfdp, enum sfdp_read_mode mode, uint32_t half)
{
	sfdp->read[mode].wait_clocks = bits(half, 4, 0);
	sfdp->read[mode].mode_clocks = bits(half, 7, 5);
	sfdp->read[mode].opcode = bits(half, 15, 8);
}

static void sfdp_parse_reads(const uint8_t *table, unsigned int dwords, struct sfdp *sfdp)
{
	/* where each read is described, and where the bit is that says that it is supported (dword 0: by itself) */
	static const struct {
		uint8_t dword, shift, support_dword, support_bit;
	} place[SFDP_READ_MODES] = {
		[SFDP_READ_1_1_2] = { 4, 0, 1, 16 },
		[SFDP_READ_1_2_2] = { 4, 16, 1, 20 },
		[SFDP_READ_2_2_2] = { 6, 16, 5, 0 },
		[SFDP_READ_1_1_4] = { 3, 16, 1, 22 },
		[SFDP_READ_1_4_4] = { 3, 0, 1, 21 },
		[SFDP_READ_4_4_4] = { 7, 16, 5, 4 },
		[SFDP_READ_1_1_8] = { 17, 16, 0, 0 },
		[SFDP_READ_1_8_8] = { 17, 0, 0, 0 },
	};

	for (unsigned int i = 0; i < SFDP_READ_MODES; i++) {
		const uint32_t half = (dword(table, dwords, place[i].dword) >> place[i].shift) & 0xFFFF;
		const unsigned int s = place[i].support_dword;
		const bool supported = s ? dword(table, dwords, s) >> place[i].support_bit & 1 : true;
		if (supported && half != 0xFFFF && bits(half, 15, 8))
			sfdp_set_read(sfdp, i, half);
	}
}

static void sfdp_parse_erases(const uint8_t *table, unsigned int dwords, struct sfdp *sfdp)
{
	static const uint16_t unit_ms[] = { 1, 16, 128, 1000 };
	const uint32_t times = dword(table, dwords, 10);

	for (unsigned int i = 0; i < SFDP_ERASE_TYPES; i++) {
		const uint32_t half = (dword(table, dwords, 8 + i / 2) >> 16 * (i % 2)) & 0xFFFF;
		const uint32_t log2 = bits(half, 7, 0);
		/* an erase smaller than 256 B or larger than 1 GiB is a wrong entry */
		if (log2 < 8 || log2 > 30 || bits(half, 15, 8) == 0xFF)
			continue;
		struct sfdp_erase *erase = &sfdp->erase[i];
		erase->opcode = bits(half, 15, 8);
		erase->size = 1u << log2;
		if (dwords < 10)
			continue;
		erase->typ_ms = (bits(times, 8 + 7 * i, 4 + 7 * i) + 1) * unit_ms[bits(times, 10 + 7 * i, 9 + 7 * i)];
		erase->max_ms = erase->typ_ms * 2 * (bits(times, 3, 0) + 1);
	}
}

static void sfdp_parse_times(const uint8_t *table, unsigned int dwords, struct sfdp *sfdp)
{
	static const uint16_t unit_ms[] = { 16, 256, 4000, 64000 };
	const uint32_t dw11 = dword(table, dwords, 11);

	if (dwords < 11)
		return;
	sfdp->page_size = 1u << bits(dw11, 7, 4);
	sfdp->page_typ_us = (bits(dw11, 12, 8) + 1) * (bits(dw11, 13, 13) ? 64 : 8);
	sfdp->page_max_us = sfdp->page_typ_us * 2 * (bits(dw11, 3, 0) + 1);
	sfdp->chip_erase_typ_ms = (bits(dw11, 28, 24) + 1) * unit_ms[bits(dw11, 30, 29)];
	/* the multiplier is that of the other erases, DWORD 10 */
	sfdp->chip_erase_max_ms = sfdp->chip_erase_typ_ms * 2 * (bits(dword(table, dwords, 10), 3, 0) + 1);
}

int sfdp_parse_bfpt(const uint8_t *table, unsigned int dwords, struct sfdp *sfdp)
{
	if (dwords < SFDP_BFPT_MIN_DWORDS)
		return XSPI_E_UNKNOWN_CHIP;

	const uint32_t dw1 = dword(table, dwords, 1);
	sfdp->size = sfdp_size(dword(table, dwords, 2));
	/* an erased or absent table is all ones */
	if (!sfdp->size || dw1 == 0xFFFFFFFFu)
		return XSPI_E_UNKNOWN_CHIP;

	sfdp->bfpt_dwords = dwords;
	sfdp->addr = bits(dw1, 18, 17);
	sfdp->dtr = bits(dw1, 19, 19);
	sfdp_parse_reads(table, dwords, sfdp);
	sfdp_parse_erases(table, dwords, sfdp);
	sfdp_parse_times(table, dwords, sfdp);
	sfdp->qer = dwords < 15 ? SFDP_QER_UNKNOWN : bits(dword(table, dwords, 15), 22, 20);
	sfdp->enter_4byte = bits(dword(table, dwords, 16), 31, 24);
	sfdp->soft_reset = bits(dword(table, dwords, 16), 13, 8);
	return XSPI_OK;
}

static void sfdp_get_header(const uint8_t *raw, struct sfdp_header *h)
{
	h->id = raw[0] | raw[7] << 8;
	h->minor = raw[1];
	h->major = raw[2];
	h->dwords = raw[3];
	h->pointer = get_le32(raw + 4) & 0xFFFFFF;
}

/* More DWORDs say more; of two tables with as many the later revision counts. */
static bool sfdp_better(const struct sfdp_header *a, const struct sfdp_header *b)
{
	return a->dwords != b->dwords ? a->dwords > b->dwords : a->minor > b->minor;
}

static int sfdp_read_4bait(sfdp_reader reader, void *ctx, uint32_t pointer, struct sfdp *sfdp)
{
	uint8_t table[4 * SFDP_4BAIT_DWORDS];

	int retval = reader(ctx, pointer, table, sizeof(table));
	if (retval != XSPI_OK)
		return retval;
	const uint32_t support = get_le32(table);
	if (support == 0xFFFFFFFFu)
		return XSPI_OK;		/* erased: as if it were not there */

	sfdp->has_4bait = true;
	sfdp->four_byte = support & 0x1FF;
	for (unsigned int i = 0; i < SFDP_ERASE_TYPES; i++)
		if (support >> (9 + i) & 1 && table[4 + i] != 0xFF)
			sfdp->erase[i].opcode_4byte = table[4 + i];
	return XSPI_OK;
}

int sfdp_parse(sfdp_reader reader, void *ctx, struct sfdp *sfdp)
{
	struct sfdp_header bfpt = { .dwords = 0 }, bait = { .dwords = 0 };
	uint8_t raw[4 * SFDP_BFPT_MAX_DWORDS];

	*sfdp = (struct sfdp) { .qer = SFDP_QER_UNKNOWN };
	/* the header, and in the same go as many parameter headers as most chips have */
	int retval = reader(ctx, 0, raw, SFDP_HEADER_BYTES * (1 + SFDP_HEADERS_AT_ONCE));
	if (retval != XSPI_OK)
		return retval;
	if (get_le32(raw) != SFDP_SIGNATURE)
		return XSPI_E_UNKNOWN_CHIP;
	sfdp->minor = raw[4];
	sfdp->major = raw[5];
	sfdp->headers = raw[6] < SFDP_MAX_HEADERS ? raw[6] + 1 : SFDP_MAX_HEADERS;

	for (unsigned int i = 0; i < sfdp->headers; i++) {
		struct sfdp_header h;
		uint32_t place = SFDP_HEADER_BYTES * (i + 1);
		if (i >= SFDP_HEADERS_AT_ONCE) {
			retval = reader(ctx, place, raw, SFDP_HEADER_BYTES);
			if (retval != XSPI_OK)
				return retval;
			place = 0;
		}
		sfdp_get_header(raw + place, &h);
		/* the first header is the basic table by definition, whatever early chips wrote into its ID's upper byte */
		if (i == 0)
			h.id = SFDP_ID_BFPT;
		if (h.major != 1)
			continue;
		if (h.id == SFDP_ID_BFPT && h.dwords >= SFDP_BFPT_MIN_DWORDS && sfdp_better(&h, &bfpt))
			bfpt = h;
		else if (h.id == SFDP_ID_4BAIT && h.dwords >= SFDP_4BAIT_DWORDS)
			bait = h;
	}
	if (!bfpt.dwords)
		return XSPI_E_UNKNOWN_CHIP;

	const unsigned int dwords = bfpt.dwords < SFDP_BFPT_MAX_DWORDS ? bfpt.dwords : SFDP_BFPT_MAX_DWORDS;
	retval = reader(ctx, bfpt.pointer, raw, 4 * dwords);
	if (retval == XSPI_OK)
		retval = sfdp_parse_bfpt(raw, dwords, sfdp);
	if (retval == XSPI_OK && bait.dwords)
		retval = sfdp_read_4bait(reader, ctx, bait.pointer, sfdp);
	return retval;
}
