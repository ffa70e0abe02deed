/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Serial Flash Discoverable Parameters (JESD216 to JESD216F): what a chip says about itself.
 * Only parses; what is wrong in a table is corrected in chips/, what is chosen is chosen in nor.c.
 */

#ifndef STM32XSPI_CORE_SFDP_H
#define STM32XSPI_CORE_SFDP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SFDP_BFPT_MAX_DWORDS	23
#define SFDP_MAX_HEADERS		16	/**< more parameter headers than this are not looked at */
#define SFDP_ERASE_TYPES		4

enum sfdp_addr {
	SFDP_ADDR_3,
	SFDP_ADDR_3_OR_4,
	SFDP_ADDR_4,
	SFDP_ADDR_RESERVED,
};

enum sfdp_read_mode {
	SFDP_READ_1_1_2, SFDP_READ_1_2_2, SFDP_READ_2_2_2,
	SFDP_READ_1_1_4, SFDP_READ_1_4_4, SFDP_READ_4_4_4,
	SFDP_READ_1_1_8, SFDP_READ_1_8_8,
	SFDP_READ_MODES
};

/** A fast read; opcode 0: not described. */
struct sfdp_read {
	uint8_t opcode;
	uint8_t mode_clocks;
	uint8_t wait_clocks;
};

/** An erase type in the table's own order; size 0: not described. Times 0: not described. */
struct sfdp_erase {
	uint8_t opcode;
	uint8_t opcode_4byte;		/**< of the 4-byte address instruction table; 0: none */
	uint32_t size;				/**< bytes */
	uint32_t typ_ms, max_ms;
};

/* Quad-enable requirements with QE in bit 1 of status register 2, which 35h reads: by 01h with two bytes, by 31h */
#define SFDP_QER_SR2_BY_01	5
#define SFDP_QER_SR2_BY_31	6
#define SFDP_QER_UNKNOWN	0xFF

/** 4-byte address instruction table, first DWORD. */
enum sfdp_4byte {
	SFDP_4B_READ_1_1_1 = 1 << 0,		/**< 13h */
	SFDP_4B_FAST_READ_1_1_1 = 1 << 1,	/**< 0Ch */
	SFDP_4B_READ_1_1_2 = 1 << 2,		/**< 3Ch */
	SFDP_4B_READ_1_2_2 = 1 << 3,		/**< BCh */
	SFDP_4B_READ_1_1_4 = 1 << 4,		/**< 6Ch */
	SFDP_4B_READ_1_4_4 = 1 << 5,		/**< ECh */
	SFDP_4B_PROGRAM_1_1_1 = 1 << 6,		/**< 12h */
	SFDP_4B_PROGRAM_1_1_4 = 1 << 7,		/**< 34h */
	SFDP_4B_PROGRAM_1_4_4 = 1 << 8,		/**< 3Eh */
};

/** What the tables say. Zero where they say nothing, unless noted. */
struct sfdp {
	uint8_t major, minor;		/**< of the SFDP header; 1.0 = JESD216, 1.5 = A, 1.6 = B, ... */
	uint8_t headers;			/**< parameter headers announced */
	uint8_t bfpt_dwords;		/**< used of the basic flash parameter table */
	uint64_t size;				/**< bytes */
	enum sfdp_addr addr;
	bool dtr;
	uint32_t page_size;			/**< bytes */
	struct sfdp_erase erase[SFDP_ERASE_TYPES];
	struct sfdp_read read[SFDP_READ_MODES];
	uint32_t page_typ_us, page_max_us;
	uint32_t chip_erase_typ_ms, chip_erase_max_ms;
	uint8_t qer;				/**< BFPT DWORD 15 bits 22:20, or SFDP_QER_UNKNOWN */
	uint8_t enter_4byte;		/**< BFPT DWORD 16 bits 31:24 */
	uint8_t soft_reset;			/**< BFPT DWORD 16 bits 13:8 */
	bool has_4bait;				/**< there is a 4-byte address instruction table; it may be empty */
	uint32_t four_byte;			/**< enum sfdp_4byte bits */
};

/**
 * Reads @a len bytes at SFDP address @a addr.
 * @returns 0, or an error that sfdp_parse() hands on
 */
typedef int (*sfdp_reader)(void *ctx, uint32_t addr, uint8_t *data, uint32_t len);

/**
 * Parse a chip's tables.
 * @returns 0; an error of @a reader; or XSPI_E_UNKNOWN_CHIP: no signature, or no basic table that makes sense
 */
int sfdp_parse(sfdp_reader reader, void *ctx, struct sfdp *sfdp);

/** The basic flash parameter table alone, from its bytes; at least 9 DWORDs. Results as sfdp_parse(). */
int sfdp_parse_bfpt(const uint8_t *table, unsigned int dwords, struct sfdp *sfdp);

#endif /* STM32XSPI_CORE_SFDP_H */
