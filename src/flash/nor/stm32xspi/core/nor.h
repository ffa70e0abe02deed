/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What a NOR flash chip is and can do, found out by ID and SFDP (JESD216) and corrected by chips/<vendor>.c.
 * Small operations on it (status, enable, one erase) for use without a stub.
 */

#ifndef STM32XSPI_CORE_NOR_H
#define STM32XSPI_CORE_NOR_H

#include "xspi.h"

#define NOR_ERASE_TYPES		4
#define NOR_ID_BYTES		3

/** Quad-enable method, as JESD216 BFPT DWORD 15 bits 22:20 names them. */
enum nor_qe {
	NOR_QE_NONE,			/**< no bit needed */
	NOR_QE_SR1_BIT6,		/**< ISSI, Macronix */
	NOR_QE_SR2_BIT1,		/**< Winbond, GigaDevice: 01h with two bytes, or 31h */
	NOR_QE_UNKNOWN,			/**< do not touch; stay with one line */
};

struct nor_erase {
	uint8_t opcode;			/**< 0: type does not exist */
	uint32_t size;			/**< bytes */
	uint32_t typ_ms;
	uint32_t max_ms;
};

/** A chip. Filled by nor_identify(); plain data afterwards. */
struct nor {
	uint8_t id[NOR_ID_BYTES];	/**< answer to 9Fh */
	const char *name;			/**< of the table entry, or "SFDP" */
	uint32_t size;				/**< bytes */
	uint32_t page_size;
	uint8_t addr_bytes;			/**< 3 or 4, for the operations below */
	struct nor_erase erase[NOR_ERASE_TYPES];	/**< ascending size, unused ones last */
	uint8_t chip_erase_opcode;	/**< 0: none */
	uint32_t chip_erase_typ_ms, chip_erase_max_ms;
	uint32_t page_typ_us, page_max_us;
	enum nor_qe qe;
	bool qe_was_set;			/**< quad enable was on when found */
	bool sfdp_valid;
	bool has_error_flags;		/**< ISSI 81h/82h */
	uint8_t protect_mask;		/**< block protection bits in the status register */
	uint32_t max_hz;			/**< for the read operation below */
	struct spi_mem_op read;		/**< best proven read; address and data are filled per use */
	struct spi_mem_op read_slow;	/**< 1-1-1, works always */
	struct spi_mem_op program;	/**< best proven program */
};

/** What nor_recover() found the chip in; bits may be combined. */
enum nor_found {
	NOR_FOUND_READY = 0,
	NOR_FOUND_CONTINUOUS = 1 << 0,
	NOR_FOUND_QPI = 1 << 1,
	NOR_FOUND_4BYTE = 1 << 2,
	NOR_FOUND_POWER_DOWN = 1 << 3,
	NOR_FOUND_BUSY = 1 << 4,
	NOR_FOUND_SUSPENDED = 1 << 5,
};

/** Bring the chip from any state to 1-1-1, 3-byte, idle. @param found enum nor_found bits, for the report */
int nor_recover(struct xspi *x, uint32_t *found);

/** Read the ID (three times, all equal) and SFDP, fill @a nor. XSPI_E_NO_CHIP leaves the last ID bytes in nor->id. */
int nor_identify(struct xspi *x, struct nor *nor);

/**
 * Choose and prove the quad operations: set QE if it is 0 and @a allow_qe, compare a quad read with a 1-line read.
 * @param lines number of data lines that are wired: 1, 2 or 4
 */
int nor_setup_fast(struct xspi *x, struct nor *nor, unsigned int lines, bool allow_qe);

int nor_read_status(struct xspi *x, const struct nor *nor, uint8_t *status);
int nor_write_enable(struct xspi *x, const struct nor *nor);
/** Poll WIP until 0. @param limit_ms XSPI_E_TIMEOUT beyond it */
int nor_wait_ready(struct xspi *x, const struct nor *nor, uint32_t limit_ms);
/** Program within one page, write enable and wait included. Checks the chip's error flags. */
int nor_program_page(struct xspi *x, const struct nor *nor, uint32_t addr, const uint8_t *data, uint32_t len);
/** Erase one unit of type @a type (index), write enable and wait included. Checks the chip's error flags. */
int nor_erase_unit(struct xspi *x, const struct nor *nor, unsigned int type, uint32_t addr);
int nor_erase_chip(struct xspi *x, const struct nor *nor);
/** Read through indirect mode. */
int nor_read(struct xspi *x, const struct nor *nor, uint32_t addr, uint8_t *data, uint32_t len);

/** Builders used by the functions above and by the host side of the stub. */
struct spi_mem_op nor_op_read_status(const struct nor *nor);
struct spi_mem_op nor_op_write_enable(const struct nor *nor);
struct spi_mem_op nor_op_erase(const struct nor *nor, unsigned int type);
struct spi_mem_op nor_op_chip_erase(const struct nor *nor);
struct spi_mem_op nor_op_read_flags(const struct nor *nor);		/**< only if has_error_flags */
struct spi_mem_op nor_op_clear_flags(const struct nor *nor);

#endif /* STM32XSPI_CORE_NOR_H */
