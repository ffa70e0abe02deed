/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What SFDP does not say, or says wrongly, per vendor and per chip. Data only: nor.c and recover.c apply it.
 * Where a chip has SFDP its geometry counts (one ID may stand for parts with other pages and blocks), not the table's.
 */

#ifndef STM32XSPI_CORE_CHIPS_H
#define STM32XSPI_CORE_CHIPS_H

#include "../nor.h"
#include "../sfdp.h"

enum nor_chip_flag {
	NOR_CHIP_4BYTE_OPCODES = 1 << 0,	/**< has 13h, 12h, 21h, ... though SFDP has no table of them */
};

/** A register of one byte that tells a state of the chip which outlives a reset of the microcontroller. */
struct nor_state {
	uint8_t opcode;
	uint8_t mask;
	uint8_t normal;				/**< value of the masked bits in the state wanted */
	uint8_t also_normal;		/**< the same for an earlier layout of the register under the same IDs */
	uint8_t found;				/**< enum nor_found bit to report otherwise */
};

/** A chip by ID. Zero fields: unknown, or as the vendor's. */
struct nor_chip {
	uint8_t id[NOR_ID_BYTES];
	const char *name;
	uint8_t size_log2;			/**< if SFDP is absent, and as a check of it */
	uint16_t page_size;			/**< if SFDP is absent */
	struct nor_erase erase[NOR_ERASE_TYPES];	/**< opcodes and sizes if SFDP is absent; times by size always */
	uint32_t chip_erase_typ_ms, chip_erase_max_ms;
	uint16_t page_typ_us, page_max_us;
	uint32_t max_hz;			/**< of the quad read with default dummy cycles */
	uint32_t flags;				/**< enum nor_chip_flag */
	bool has_error_flags;
};

struct nor_vendor {
	uint8_t id;					/**< first ID byte */
	enum nor_qe qe;				/**< if SFDP does not tell */
	uint8_t protect_mask;
	uint8_t quad_program;		/**< 1-1-4 program with 3 address bytes; 0: none known */
	struct sfdp_read quad_read;	/**< 1-4-4 read with 3 address bytes, if SFDP is absent */
	uint8_t exit_4byte;			/**< opcode; 0: not known */
	uint32_t max_hz;			/**< of the quad read, for chips not in the table */
	uint32_t flags;
	const struct nor_state *state;
	unsigned int states;
	const struct nor_chip *chip;
	unsigned int chips;
};

extern const struct nor_vendor nor_vendor_issi;

/** @returns the vendor with this first ID byte, or NULL */
const struct nor_vendor *nor_find_vendor(uint8_t id);

/** @returns the vendor's entry for this ID, or NULL */
const struct nor_chip *nor_find_chip(const struct nor_vendor *vendor, const uint8_t *id);

#endif /* STM32XSPI_CORE_CHIPS_H */
