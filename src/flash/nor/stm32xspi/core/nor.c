// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * NOR flash: identification by ID and SFDP, choice of operations, and the operations themselves for use without a stub.
 * What is particular to a vendor is data in chips/; bringing the chip to a known state is recover.c, fast reads and
 * quad enable are fast.c, block protection is protect.c, chips that a board's script has set up are adopt.c.
 */

#include "nor.h"
#include "nor_priv.h"
#include "sfdp.h"
#include "chips/chips.h"

#define OP_READ_STATUS		0x05
#define OP_WRITE_ENABLE		0x06
#define OP_SFDP				0x5A
#define OP_CLEAR_FLAGS		0x82
#define OP_READ_FLAGS		0x81
#define OP_READ_ID			0x9F
#define OP_CHIP_ERASE		0xC7
#define OP_UNIQUE_ID		0x4B
#define OP_READ				0x03
#define OP_PROGRAM			0x02

/*
 * On no chip "continuous read": not Axh (ISSI), bits 5:4 not 10 (Winbond), no complement (Macronix); Micron's XIP must
 * be switched on to look at it. Not FFh: an open line, which keeps its level, would then look like a blank chip.
 */
#define MODE_NOT_CONTINUOUS	0x00
#define SLOW_HZ				50000000u	/* 03h: the slowest data sheet maximum met */
#define UNKNOWN_FAST_HZ		50000000u
#define THREE_BYTE_LIMIT	(16u * 1024 * 1024)
#define PAGE_SIZE_USUAL		256
#define PAGE_SIZE_OPTION_K	512
#define BLOCK_OPTION_K		(256 * 1024)

/* SFDP minor revisions of JESD216A and JESD216B */
#define SFDP_MINOR_A		5
#define SFDP_MINOR_B		6

static const struct {
	uint8_t opcode3, opcode4;
} nor_4byte_opcodes[] = {
	{ OP_READ, 0x13 }, { 0x3B, 0x3C }, { 0xBB, 0xBC }, { 0x6B, 0x6C }, { 0xEB, 0xEC }, { OP_PROGRAM, 0x12 },
	{ 0x32, 0x34 }, { 0x20, 0x21 }, { 0x52, 0x5C }, { 0xD8, 0xDC },
};

uint8_t nor_4byte_opcode(uint8_t opcode)
{
	for (size_t i = 0; i < XSPI_COUNT(nor_4byte_opcodes); i++)
		if (nor_4byte_opcodes[i].opcode3 == opcode)
			return nor_4byte_opcodes[i].opcode4;
	return 0;
}

struct spi_mem_op nor_op_simple(uint8_t opcode)
{
	return (struct spi_mem_op) { SPI_MEM_CMD(opcode, 1) };
}

struct spi_mem_op nor_op_read_register(uint8_t opcode, uint8_t *value)
{
	return (struct spi_mem_op) { SPI_MEM_CMD(opcode, 1), SPI_MEM_DATA_IN(1, value, 1) };
}

static unsigned int command_lines(const struct nor *nor)
{
	return nor && nor->qpi ? 4 : 1;
}

/*
 * An operation of this chip without data. In QPI an opcode alone goes out as an address of one byte: with
 * instruction-only commands on four lines some STM32 do not drive IO1 (ES0250 2.6.1).
 */
static struct spi_mem_op nor_op_plain(const struct nor *nor, uint8_t opcode)
{
	if (nor->qpi)
		return (struct spi_mem_op) { SPI_MEM_ADDR(1, opcode, 4) };
	return nor_op_simple(opcode);
}

/*
 * In QPI the chip answers right behind the opcode; some STM32H7 let go of the lines too late for the first four bits
 * then (ST community), so of registers read again and again only bits 3:0 decide: WIP, WEL, the failure flags.
 */
struct spi_mem_op nor_op_get(const struct nor *nor, uint8_t opcode, uint8_t *value)
{
	const unsigned int lines = command_lines(nor);

	return (struct spi_mem_op) { SPI_MEM_CMD(opcode, lines), SPI_MEM_DATA_IN(1, value, lines) };
}

struct spi_mem_op nor_op_write_status(const struct nor *nor, uint8_t opcode, const uint8_t *bytes, unsigned int count)
{
	const unsigned int lines = command_lines(nor);

	return (struct spi_mem_op) { SPI_MEM_CMD(opcode, lines), SPI_MEM_DATA_OUT(count, bytes, lines) };
}

struct spi_mem_op nor_op_read_id(const struct nor *nor, uint8_t *id)
{
	const unsigned int lines = command_lines(nor);
	const uint8_t opcode = lines == 4 ? nor->qpi_id_opcode : OP_READ_ID;

	return (struct spi_mem_op) { SPI_MEM_CMD(opcode, lines), SPI_MEM_DATA_IN(NOR_ID_BYTES, id, lines) };
}

struct spi_mem_op nor_op_read_status(const struct nor *nor)
{
	return nor_op_get(nor, OP_READ_STATUS, NULL);
}

struct spi_mem_op nor_op_write_enable(const struct nor *nor)
{
	return nor_op_plain(nor, OP_WRITE_ENABLE);
}

struct spi_mem_op nor_op_erase(const struct nor *nor, unsigned int type)
{
	const unsigned int lines = command_lines(nor);

	return (struct spi_mem_op) {
		SPI_MEM_CMD(nor->erase[type].opcode, lines), SPI_MEM_ADDR(nor->addr_bytes, 0, lines)
	};
}

struct spi_mem_op nor_op_chip_erase(const struct nor *nor)
{
	return nor_op_plain(nor, nor->chip_erase_opcode);
}

struct spi_mem_op nor_op_read_flags(const struct nor *nor)
{
	return nor_op_get(nor, OP_READ_FLAGS, NULL);
}

struct spi_mem_op nor_op_clear_flags(const struct nor *nor)
{
	return nor_op_plain(nor, OP_CLEAR_FLAGS);
}

/* ---- identification ---- */

static bool nor_id_blank(const uint8_t *id)
{
	return (id[0] == 0x00 || id[0] == 0xFF) && id[1] == id[0] && id[2] == id[0];
}

static int nor_read_id(struct xspi *x, struct nor *nor)
{
	struct spi_mem_op op = nor_op_read_id(nor, nor->id);
	bool equal = true;

	int retval = xspi_exec(x, &op);
	for (unsigned int i = 0; retval == XSPI_OK && i < 2; i++) {
		uint8_t before[NOR_ID_BYTES];
		for (unsigned int k = 0; k < NOR_ID_BYTES; k++)
			before[k] = nor->id[k];
		retval = xspi_exec_again(x, &op);
		for (unsigned int k = 0; k < NOR_ID_BYTES; k++)
			equal = equal && nor->id[k] == before[k];
	}
	if (retval != XSPI_OK)
		return retval;
	return equal && !nor_id_blank(nor->id) ? XSPI_OK : XSPI_E_NO_CHIP;
}

int nor_read_sfdp(void *x, uint32_t addr, uint8_t *data, uint32_t len)
{
	struct spi_mem_op op = {
		SPI_MEM_CMD(OP_SFDP, 1), SPI_MEM_ADDR(3, addr, 1), SPI_MEM_DUMMY(8), SPI_MEM_DATA_IN(len, data, 1)
	};

	return xspi_exec(x, &op);
}

int nor_read_unique_id(struct xspi *x, const struct nor *nor, uint8_t *id)
{
	const struct spi_mem_op op = {
		SPI_MEM_CMD(OP_UNIQUE_ID, 1), SPI_MEM_ADDR(3, 0, 1), SPI_MEM_DUMMY(8),
		SPI_MEM_DATA_IN(nor->unique_id_bytes, id, 1)
	};

	return nor->unique_id_bytes ? xspi_exec(x, &op) : XSPI_E_UNSUPPORTED;
}

static uint32_t max_u32(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

/* Limits: half as much again as the chip's maximum, but never less than any chip of the class is known to need. */
static uint32_t nor_erase_limit_ms(uint32_t size, uint32_t max_ms)
{
	uint32_t floor_ms = 1000;

	if (size > 4 * 1024)
		floor_ms = 3000;
	if (size > 32 * 1024)
		floor_ms = 6000 * ((size + 0xFFFF) / 0x10000);
	return max_u32(floor_ms, max_ms + max_ms / 2);
}

static uint32_t nor_chip_limit_ms(uint32_t size, uint32_t max_ms)
{
	static const struct {
		uint32_t size, limit_ms;
	} class[] = { { 16u << 20, 240000 }, { 32u << 20, 480000 }, { 64u << 20, 900000 } };
	uint32_t floor_ms = 1800000;

	for (unsigned int i = 3; i-- > 0; )
		if (size <= class[i].size)
			floor_ms = class[i].limit_ms;
	return max_u32(floor_ms, max_ms + max_ms / 2);
}

/* Types that share an opcode tell of unequal sectors (sector map): what that opcode erases depends on the address. */
static bool nor_erase_ambiguous(const struct sfdp *sfdp, unsigned int type)
{
	for (unsigned int i = 0; i < SFDP_ERASE_TYPES; i++)
		if (i != type && sfdp->erase[i].size && sfdp->erase[i].opcode == sfdp->erase[type].opcode &&
				sfdp->erase[i].size != sfdp->erase[type].size)
			return true;
	return false;
}

/*
 * SFDP may name any opcode for an erase; on some chip each of most others cannot be undone. So only what 88 real dumps
 * agree on is believed: these opcodes, and these sizes (bits: log2). Of 20h and 52h the size is the same everywhere.
 */
static bool nor_erase_credible(uint8_t opcode, uint32_t size)
{
	static const struct {
		uint8_t opcode, opcode4;
		uint32_t sizes;
	} known[] = {
		{ 0x20, 0x21, 4 << 10 }, { 0xD7, 0x21, 4 << 10 }, { 0x52, 0x5C, 32 << 10 },
		{ 0xD8, 0xDC, 64 << 10 | 128 << 10 | 256 << 10 },
	};

	for (unsigned int i = 0; i < XSPI_COUNT(known); i++)
		if (known[i].opcode == opcode || known[i].opcode4 == opcode)
			return known[i].sizes & size;
	return false;
}

static bool nor_has_k_pages(const struct sfdp *sfdp, const struct nor_chip *chip)
{
	return chip && chip->flags & NOR_CHIP_OPTION_K && sfdp->page_size == PAGE_SIZE_OPTION_K;
}

/* Pages of 512 bytes and blocks of 256 KiB go together. With one of them SFDP is wrong, and nobody knows in which. */
static bool nor_is_option_k(const struct sfdp *sfdp, const struct nor_chip *chip)
{
	bool blocks = false;

	for (unsigned int i = 0; i < SFDP_ERASE_TYPES; i++)
		blocks = blocks || sfdp->erase[i].size == BLOCK_OPTION_K;
	return blocks && nor_has_k_pages(sfdp, chip);
}

/*
 * A chip in the table has the table's erases (there is one whose SFDP names a 64 KiB erase that it has not), but for
 * D8h where one ID stands for parts with 64 and 256 KiB: it is left out if it does not fit the pages.
 */
static bool nor_erase_contradicts(const struct nor_chip *chip, const struct sfdp *sfdp, const struct sfdp_erase *s)
{
	for (unsigned int i = 0; chip && i < NOR_ERASE_TYPES && chip->erase[i].opcode; i++) {
		const bool block = chip->erase[i].size > 32 * 1024;
		if (chip->erase[i].opcode == s->opcode || nor_4byte_opcode(chip->erase[i].opcode) == s->opcode)
			return s->size != (block && nor_has_k_pages(sfdp, chip) ? BLOCK_OPTION_K : chip->erase[i].size);
	}
	return chip && chip->erase[0].opcode;
}

static bool nor_tells_erases(const struct sfdp *sfdp)
{
	bool any = false;

	for (unsigned int i = 0; i < SFDP_ERASE_TYPES; i++)
		any = any || sfdp->erase[i].size;
	return any;
}

static void nor_add_erase(struct nor *nor, struct nor_erase erase)
{
	unsigned int i = NOR_ERASE_TYPES - 1;

	if (nor->erase[i].opcode)
		return;
	for (; i > 0 && (!nor->erase[i - 1].opcode || nor->erase[i - 1].size > erase.size); i--)
		nor->erase[i] = nor->erase[i - 1];
	nor->erase[i] = erase;
}

/* The table's times for an erase of this size, where they are better than the chip's own */
static void nor_correct_times(struct nor_erase *erase, const struct nor_chip *chip)
{
	for (unsigned int i = 0; chip && chip->flags & NOR_CHIP_TIMES && i < NOR_ERASE_TYPES; i++) {
		if (chip->erase[i].size != erase->size)
			continue;
		erase->typ_ms = chip->erase[i].typ_ms;
		erase->max_ms = max_u32(erase->max_ms, chip->erase[i].max_ms);
	}
}

/* It has 13h, 12h, 21h, ... though SFDP may not say so */
static bool chip_has_4byte(const struct nor_chip *chip)
{
	return chip && chip->flags & NOR_CHIP_4BYTE_OPCODES;
}

static void nor_set_erases(struct nor *nor, const struct sfdp *sfdp, const struct nor_chip *chip, bool own_4byte)
{
	const bool by_sfdp = !chip || nor_tells_erases(sfdp);

	for (unsigned int i = 0; i < NOR_ERASE_TYPES; i++) {
		struct nor_erase e;
		uint8_t opcode_4byte = 0;
		if (by_sfdp) {
			const struct sfdp_erase *s = &sfdp->erase[i];
			if (!s->size || nor_erase_ambiguous(sfdp, i) || nor_erase_contradicts(chip, sfdp, s))
				continue;
			e = (struct nor_erase) { s->opcode, s->size, s->typ_ms, s->max_ms };
			opcode_4byte = s->opcode_4byte;
		} else {
			/* without SFDP nobody knows what D8h erases where one ID stands for parts with 64 and with 256 KiB */
			if (chip->flags & NOR_CHIP_OPTION_K && chip->erase[i].size > 32 * 1024)
				continue;
			e = chip->erase[i];
		}
		if (nor->addr_bytes == 4 && sfdp->addr != SFDP_ADDR_4)
			e.opcode = opcode_4byte || !own_4byte ? opcode_4byte : nor_4byte_opcode(e.opcode);
		if (!e.opcode || !nor_erase_credible(e.opcode, e.size) || e.size > nor->size)
			continue;
		nor_correct_times(&e, chip);
		e.max_ms = nor_erase_limit_ms(e.size, e.max_ms);
		nor_add_erase(nor, e);
	}
}

static void nor_set_times(struct nor *nor, const struct sfdp *sfdp, const struct nor_chip *chip)
{
	uint32_t page_max = sfdp->page_max_us, chip_max = sfdp->chip_erase_max_ms;

	nor->page_typ_us = sfdp->page_typ_us;
	nor->chip_erase_typ_ms = sfdp->chip_erase_typ_ms;
	if (chip && chip->page_typ_us) {
		nor->page_typ_us = chip->page_typ_us;
		page_max = max_u32(page_max, chip->page_max_us);
	}
	if (chip && chip->chip_erase_typ_ms) {
		nor->chip_erase_typ_ms = chip->chip_erase_typ_ms;
		chip_max = max_u32(chip_max, chip->chip_erase_max_ms);
	}
	nor->page_max_us = max_u32(5000, page_max + page_max / 2);
	nor->chip_erase_opcode = OP_CHIP_ERASE;
	nor->chip_erase_max_ms = nor_chip_limit_ms(nor->size, chip_max);
}

static enum nor_qe nor_qe_method(const struct sfdp *sfdp, const struct nor_vendor *vendor)
{
	static const enum nor_qe method[] = {
		NOR_QE_NONE, NOR_QE_SR2_BIT1, NOR_QE_SR1_BIT6, NOR_QE_UNKNOWN,
		NOR_QE_SR2_BIT1, NOR_QE_SR2_BIT1, NOR_QE_SR2_BIT1, NOR_QE_UNKNOWN,
	};

	if (sfdp->qer < XSPI_COUNT(method))
		return method[sfdp->qer];
	return vendor ? vendor->qe : NOR_QE_UNKNOWN;
}

/*
 * A fast read as SFDP describes it. If there are mode clocks, the first 8 bits after the address are a mode byte even
 * if SFDP calls some of them wait clocks: were they not driven, the chip could take what floats for "continuous read".
 */
static struct spi_mem_op nor_fast_read_op(const struct nor *nor, uint8_t opcode, const struct sfdp_read *r,
		unsigned int addr_lines, unsigned int data_lines)
{
	struct spi_mem_op op = {
		SPI_MEM_CMD(opcode, 1), SPI_MEM_ADDR(nor->addr_bytes, 0, addr_lines),
		SPI_MEM_DUMMY(r->mode_clocks + r->wait_clocks), SPI_MEM_DATA_IN(0, NULL, data_lines)
	};
	const unsigned int mode_clocks = 8 / addr_lines;

	if (r->mode_clocks && op.dummy.cycles >= mode_clocks) {
		op.mode.nbytes = 1;
		op.mode.lines = addr_lines;
		op.mode.value = MODE_NOT_CONTINUOUS;
		op.dummy.cycles -= mode_clocks;
	}
	return op;
}

/* Best first: fewest clocks for a short read */
static void nor_set_fast_reads(struct nor *nor, const struct sfdp *sfdp, const struct nor_vendor *vendor, bool wide,
		bool own_4byte)
{
	static const struct {
		enum sfdp_read_mode mode;
		uint8_t usual;		/* opcode in all real dumps; another one is not believed, it might write something */
		uint8_t addr_lines, data_lines;
		uint32_t four_byte;
	} candidate[] = {
		{ SFDP_READ_1_4_4, 0xEB, 4, 4, SFDP_4B_READ_1_4_4 },
		{ SFDP_READ_1_1_4, 0x6B, 1, 4, SFDP_4B_READ_1_1_4 },
		{ SFDP_READ_1_2_2, 0xBB, 2, 2, SFDP_4B_READ_1_2_2 },
		{ SFDP_READ_1_1_2, 0x3B, 1, 2, SFDP_4B_READ_1_1_2 },
	};
	unsigned int n = 0;

	for (unsigned int i = 0; i < XSPI_COUNT(candidate); i++) {
		const struct sfdp_read *r = &sfdp->read[candidate[i].mode];
		if (!nor->sfdp_valid && vendor)
			r = &vendor->read[candidate[i].mode];
		uint8_t opcode = r->opcode;
		if (opcode != candidate[i].usual && opcode != nor_4byte_opcode(candidate[i].usual))
			continue;
		if (wide)
			opcode = own_4byte || sfdp->four_byte & candidate[i].four_byte ? nor_4byte_opcode(opcode) : 0;
		if (opcode)
			nor->fast[n++] = nor_fast_read_op(nor, opcode, r, candidate[i].addr_lines, candidate[i].data_lines);
	}
}

static void nor_set_quad_program(struct nor *nor, const struct sfdp *sfdp, const struct nor_vendor *vendor,
		const struct nor_chip *chip, bool wide)
{
	uint8_t program = vendor ? vendor->quad_program : 0;

	/* SFDP does not describe it */
	if (program && sfdp->minor < vendor->quad_program_minor && !(chip && chip->flags & NOR_CHIP_QUAD_PROGRAM))
		program = 0;
	if (wide)
		program = chip_has_4byte(chip) || sfdp->four_byte & SFDP_4B_PROGRAM_1_1_4 ? nor_4byte_opcode(program) : 0;
	if (program)
		nor->quad_program = (struct spi_mem_op) {
			SPI_MEM_CMD(program, 1), SPI_MEM_ADDR(nor->addr_bytes, 0, 1), SPI_MEM_DATA_OUT(0, NULL, 4)
		};
}

void nor_set_basic_ops(struct nor *nor, bool wide)
{
	nor->read_slow = (struct spi_mem_op) {
		SPI_MEM_CMD(wide ? nor_4byte_opcode(OP_READ) : OP_READ, 1), SPI_MEM_ADDR(nor->addr_bytes, 0, 1),
		SPI_MEM_DATA_IN(0, NULL, 1)
	};
	nor->program = (struct spi_mem_op) {
		SPI_MEM_CMD(wide ? nor_4byte_opcode(OP_PROGRAM) : OP_PROGRAM, 1), SPI_MEM_ADDR(nor->addr_bytes, 0, 1),
		SPI_MEM_DATA_OUT(0, NULL, 1)
	};
	nor->read = nor->read_slow;
	nor->max_hz = SLOW_HZ;
}

/* How status register 2 is written: JESD216 BFPT DWORD 15 describes it, a maker may have something better. */
static uint8_t nor_write_status2_opcode(const struct sfdp *sfdp, const struct nor_vendor *vendor)
{
	if (vendor && vendor->write_status2 && sfdp->minor >= SFDP_MINOR_A)
		return vendor->write_status2;
	if (sfdp->qer == SFDP_QER_SR2_BY_31)
		return OP_WRITE_STATUS_2;
	return sfdp->qer == SFDP_QER_SR2_BY_01 ? OP_WRITE_STATUS : 0;
}

/* Registers and protection */
static void nor_set_registers(struct nor *nor, const struct sfdp *sfdp, const struct nor_vendor *vendor,
		const struct nor_chip *chip)
{
	uint32_t flags = chip ? chip->flags : 0;

	nor->qe = nor_qe_method(sfdp, vendor);
	nor->write_status2 = nor_write_status2_opcode(sfdp, vendor);
	nor->protect = NOR_PROTECT_OTHER;
	if (vendor) {
		nor->protect_mask = vendor->protect_mask;
		nor->protect_mask2 = vendor->protect_mask2;
		nor->unique_id_bytes = vendor->unique_id_bytes;
	}
	/* an ISSI part with Winbond's registers, under the ID of another one */
	if (vendor && vendor->qe == NOR_QE_SR1_BIT6 && nor->qe == NOR_QE_SR2_BIT1) {
		nor->protect_mask = nor_vendor_winbond.protect_mask;
		nor->protect_mask2 = nor_vendor_winbond.protect_mask2;
		flags = 0;
		chip = NULL;
	}
	if (chip && chip->protect)
		nor->protect = chip->protect;
	if (flags & NOR_CHIP_OPTION_K && nor->page_size == PAGE_SIZE_OPTION_K)
		nor->protect = NOR_PROTECT_256K;
	nor->chip_flags = flags;
	nor->has_error_flags = flags & NOR_CHIP_ERROR_FLAGS ||
		(flags & NOR_CHIP_ERROR_FLAGS_1_6 && sfdp->minor >= SFDP_MINOR_B);
}

/*
 * Bytes programmed at once. Too few is slow, too many wraps and spoils data; so SFDP's word for more than 256 counts
 * only where the table has nothing against it, and for more than any known part has it does not count.
 */
static uint32_t nor_page_size(const struct sfdp *sfdp, const struct nor_chip *chip)
{
	const uint32_t most = !chip || nor_is_option_k(sfdp, chip) ? PAGE_SIZE_OPTION_K : chip->page_size;
	const uint32_t by_sfdp = sfdp->page_size;

	return by_sfdp && by_sfdp <= most ? by_sfdp : PAGE_SIZE_USUAL;
}

/* Fill in what the tables say. The chip's own table tells the geometry, the driver's corrects size and times. */
static int nor_fill(struct nor *nor, const struct sfdp *sfdp, const struct nor_vendor *vendor,
		const struct nor_chip *chip)
{
	const uint64_t size = chip && chip->size_log2 ? 1ull << chip->size_log2 : sfdp->size;
	const bool own_4byte = chip_has_4byte(chip);
	const uint32_t needed = SFDP_4B_READ_1_1_1 | SFDP_4B_PROGRAM_1_1_1;

	if (!size || size > UINT32_MAX)
		return XSPI_E_UNKNOWN_CHIP;
	nor->size = size;
	nor->sfdp_size = sfdp->size;
	nor->name = chip ? chip->name : "SFDP";
	nor->page_size = nor_page_size(sfdp, chip);
	nor_set_registers(nor, sfdp, vendor, chip);

	nor->addr_bytes = nor->size > THREE_BYTE_LIMIT || sfdp->addr == SFDP_ADDR_4 ? 4 : 3;
	const bool wide = nor->addr_bytes == 4 && sfdp->addr != SFDP_ADDR_4;
	if (wide && !own_4byte && (sfdp->four_byte & needed) != needed)
		return XSPI_E_UNSUPPORTED;

	nor_set_basic_ops(nor, wide);
	nor_set_erases(nor, sfdp, chip, own_4byte);
	nor_set_times(nor, sfdp, chip);
	nor_set_fast_reads(nor, sfdp, vendor, wide, own_4byte);
	nor_set_quad_program(nor, sfdp, vendor, chip, wide);
	nor->fast_hz = vendor ? vendor->max_hz : UNKNOWN_FAST_HZ;
	if (chip && chip->max_hz)
		nor->fast_hz = chip->max_hz;
	return nor->erase[0].opcode ? XSPI_OK : XSPI_E_UNSUPPORTED;
}

/* Not every part under an ID has the flags: a chip without the register leaves the line alone */
static int nor_check_flags(struct xspi *x, struct nor *nor)
{
	uint8_t flags = 0xFF;

	if (!nor->has_error_flags)
		return XSPI_OK;
	struct spi_mem_op op = nor_op_get(nor, OP_READ_FLAGS, &flags);
	int retval = xspi_exec(x, &op);
	if (retval != XSPI_OK)
		return retval;
	nor->has_error_flags = flags != 0xFF;
	if (!nor->has_error_flags || !(flags & NOR_FLAGS_FAIL))
		return XSPI_OK;
	op = nor_op_clear_flags(nor);
	return xspi_exec(x, &op);
}

int nor_identify_by_table(struct xspi *x, struct nor *nor)
{
	const struct sfdp none = { .qer = SFDP_QER_UNKNOWN };

	int retval = nor_read_id(x, nor);
	if (retval != XSPI_OK)
		return retval;
	const struct nor_vendor *vendor = nor_find_vendor(nor->id);
	const struct nor_chip *chip = nor_find_chip(vendor, nor->id);
	if (!chip)
		return XSPI_E_UNKNOWN_CHIP;
	retval = nor_fill(nor, &none, vendor, chip);
	/* with how many dummy cycles in QPI is not known */
	nor->unique_id_bytes = 0;
	return retval == XSPI_OK ? nor_check_flags(x, nor) : retval;
}

int nor_identify(struct xspi *x, struct nor *nor)
{
	struct sfdp sfdp;

	*nor = (struct nor) { .qe = NOR_QE_UNKNOWN };
	int retval = nor_read_id(x, nor);
	if (retval != XSPI_OK)
		return retval;

	retval = sfdp_parse(nor_read_sfdp, x, &sfdp);
	if (retval == XSPI_OK)
		nor->sfdp_valid = true;
	else if (retval == XSPI_E_UNKNOWN_CHIP)
		sfdp = (struct sfdp) { .qer = SFDP_QER_UNKNOWN };
	else
		return retval;

	const struct nor_vendor *vendor = nor_find_vendor(nor->id);
	const struct nor_chip *chip = nor_find_chip(vendor, nor->id);
	if (!nor->sfdp_valid && !chip)
		return XSPI_E_UNKNOWN_CHIP;
	retval = nor_fill(nor, &sfdp, vendor, chip);
	return retval == XSPI_OK ? nor_check_flags(x, nor) : retval;
}

/* ---- operations ---- */

int nor_read_status(struct xspi *x, const struct nor *nor, uint8_t *status)
{
	struct spi_mem_op op = nor_op_read_status(nor);

	op.data.buf.in = status;
	return xspi_exec(x, &op);
}

int nor_write_enable(struct xspi *x, const struct nor *nor)
{
	struct spi_mem_op op = nor_op_write_enable(nor);
	uint8_t status;

	int retval = xspi_exec(x, &op);
	if (retval == XSPI_OK)
		retval = nor_read_status(x, nor, &status);
	if (retval == XSPI_OK && !(status & NOR_SR_WEL)) {
		x->detail = status;
		retval = XSPI_E_FAILED;
	}
	return retval;
}

int nor_wait_ready(struct xspi *x, const struct nor *nor, uint32_t limit_ms)
{
	struct spi_mem_op op = nor_op_read_status(nor);
	const uint64_t limit_us = (uint64_t)limit_ms * 1000;
	uint64_t waited = 0;
	uint32_t step = 20;
	uint8_t status;

	op.data.buf.in = &status;
	int retval = xspi_exec(x, &op);
	while (retval == XSPI_OK && status & NOR_SR_WIP) {
		if (waited >= limit_us) {
			x->detail = status;
			return XSPI_E_TIMEOUT;
		}
		xspi_io_delay_us(x->io, step);
		waited += step;
		/* a page is done within a few short steps; a chip erase need not be asked more than 200 times a second */
		if (step < 5000)
			step *= 2;
		retval = xspi_exec_again(x, &op);
	}
	return retval;
}

/* After an erase or a program that looks finished: did it take place? */
static int nor_check_result(struct xspi *x, const struct nor *nor)
{
	uint8_t flags = 0xFF;

	if (!nor->has_error_flags)
		return XSPI_OK;
	struct spi_mem_op op = nor_op_read_flags(nor);
	op.data.buf.in = &flags;
	int retval = xspi_exec(x, &op);
	if (retval != XSPI_OK || !(flags & NOR_FLAGS_FAIL))
		return retval;
	op = nor_op_clear_flags(nor);
	retval = xspi_exec(x, &op);
	if (retval != XSPI_OK)
		return retval;
	x->detail = flags;
	return flags & NOR_FLAGS_PROTECTED ? XSPI_E_PROTECTED : XSPI_E_FAILED;
}

int nor_modify(struct xspi *x, const struct nor *nor, const struct spi_mem_op *op, uint32_t limit_ms)
{
	int retval = nor_write_enable(x, nor);
	if (retval == XSPI_OK)
		retval = xspi_exec(x, op);
	if (retval == XSPI_OK)
		retval = nor_wait_ready(x, nor, limit_ms);
	if (retval == XSPI_OK)
		return nor_check_result(x, nor);
	if (retval != XSPI_E_LINK) {
		const uint32_t detail = x->detail;
		const struct spi_mem_op disable = nor_op_plain(nor, OP_WRITE_DISABLE);
		(void)xspi_exec(x, &disable);
		x->detail = detail;
	}
	return retval;
}

int nor_program_page(struct xspi *x, const struct nor *nor, uint32_t addr, const uint8_t *data, uint32_t len)
{
	struct spi_mem_op op = nor->program;

	if (!len || addr >= nor->size || len > nor->size - addr || len > nor->page_size - addr % nor->page_size)
		return XSPI_E_INVALID;
	op.addr.value = addr;
	op.data.nbytes = len;
	op.data.buf.out = data;
	return nor_modify(x, nor, &op, (nor->page_max_us + 999) / 1000);
}

int nor_erase_unit(struct xspi *x, const struct nor *nor, unsigned int type, uint32_t addr)
{
	if (type >= NOR_ERASE_TYPES || !nor->erase[type].opcode || addr >= nor->size || addr % nor->erase[type].size)
		return XSPI_E_INVALID;

	struct spi_mem_op op = nor_op_erase(nor, type);
	op.addr.value = addr;
	return nor_modify(x, nor, &op, nor->erase[type].max_ms);
}

int nor_erase_chip(struct xspi *x, const struct nor *nor)
{
	if (!nor->chip_erase_opcode)
		return XSPI_E_UNSUPPORTED;

	const struct spi_mem_op op = nor_op_chip_erase(nor);
	return nor_modify(x, nor, &op, nor->chip_erase_max_ms);
}

int nor_read_with(struct xspi *x, const struct spi_mem_op *read, uint32_t addr, uint8_t *data, uint32_t len)
{
	struct spi_mem_op op = *read;

	op.addr.value = addr;
	op.data.nbytes = len;
	op.data.buf.in = data;
	return xspi_exec(x, &op);
}

int nor_read(struct xspi *x, const struct nor *nor, uint32_t addr, uint8_t *data, uint32_t len)
{
	if (!len)
		return XSPI_OK;
	if (addr >= nor->size || len > nor->size - addr)
		return XSPI_E_INVALID;
	return nor_read_with(x, &nor->read, addr, data, len);
}
