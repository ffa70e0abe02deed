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
	NOR_CHIP_OPTION_K = 1 << 1,			/**< the ID also stands for parts with 256 KiB blocks: their size by SFDP */
	NOR_CHIP_TIMES = 1 << 2,			/**< times below are better than SFDP's coarse ones */
	NOR_CHIP_QUAD_PROGRAM = 1 << 3,		/**< 1-1-4 program, even if SFDP is absent or older than 1.6 */
	/* registers that every part under this ID has */
	NOR_CHIP_FUNCTION = 1 << 8,			/**< 48h */
	NOR_CHIP_READ_PARAMS = 1 << 9,		/**< 61h */
	NOR_CHIP_BANK = 1 << 10,			/**< 16h */
	NOR_CHIP_ERROR_FLAGS = 1 << 11,		/**< 81h, 82h */
	NOR_CHIP_ERROR_FLAGS_1_6 = 1 << 12,	/**< the same, but only parts with SFDP 1.6 or later */
};

/** A register of one byte that tells a state of the chip which outlives a reset of the microcontroller. */
struct nor_state {
	uint8_t opcode;
	uint8_t mask;
	uint8_t normal;				/**< value of the masked bits in the state wanted */
	uint8_t also_normal;		/**< the same for an earlier layout of the register under the same IDs */
	uint8_t found;				/**< enum nor_found bit to report otherwise */
	uint32_t flag;				/**< enum nor_chip_flag of chips that have it */
};

/** A chip by ID. Zero fields: unknown, or as the vendor's. */
struct nor_chip {
	uint8_t id[NOR_ID_BYTES];
	uint8_t size_log2;			/**< bytes; counts, whatever SFDP says */
	const char *name;
	uint16_t page_size;			/**< if SFDP is absent */
	struct nor_erase erase[NOR_ERASE_TYPES]; /**< opcodes and sizes if SFDP is absent; times also by NOR_CHIP_TIMES */
	uint32_t chip_erase_typ_ms, chip_erase_max_ms;
	uint16_t page_typ_us, page_max_us;
	uint32_t max_hz;			/**< of the quad reads with default dummy cycles, the lowest of those under the ID */
	uint32_t flags;				/**< enum nor_chip_flag */
	uint8_t protect;			/**< enum nor_protect bits of all parts under the ID */
};

struct nor_vendor {
	uint8_t id;					/**< first ID byte */
	enum nor_qe qe;				/**< if SFDP does not tell */
	uint8_t protect_mask;		/**< block protection bits of status register 1 */
	uint8_t protect_mask2;		/**< of status register 2 */
	uint8_t write_status2;		/**< opcode that writes status register 2 alone, in parts with SFDP 1.5; 0: none */
	uint8_t unique_id_bytes;	/**< answer to 4Bh with 3 address bytes and 8 dummy cycles; 0: not known */
	uint8_t quad_program;		/**< 1-1-4 program with 3 address bytes; 0: none known */
	uint8_t quad_program_minor;	/**< parts with SFDP of this minor revision or later are known to have it */
	struct sfdp_read read[SFDP_READ_MODES];	/**< fast reads with 3 address bytes, if SFDP is absent */
	uint8_t exit_4byte;			/**< opcode; 0: not known */
	uint32_t max_hz;			/**< of the quad reads, for chips not in the table */
	const struct nor_state *state;
	unsigned int states;
	const struct nor_chip *chip;
	unsigned int chips;
};

extern const struct nor_vendor nor_vendor_winbond;
extern const struct nor_vendor nor_vendor_issi;
extern const struct nor_vendor nor_vendor_macronix;

/** @returns the vendor of the chip with this ID (a continuation code 7Fh may come first), or NULL */
const struct nor_vendor *nor_find_vendor(const uint8_t *id);

/** @returns the vendor's entry for this ID, or NULL */
const struct nor_chip *nor_find_chip(const struct nor_vendor *vendor, const uint8_t *id);

#endif /* STM32XSPI_CORE_CHIPS_H */
