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
#define NOR_FAST_READS		4
#define NOR_UNIQUE_ID_BYTES	16		/**< at most */

#define NOR_SR_WIP			0x01
#define NOR_SR_WEL			0x02

/* error flags, ISSI 81h */
#define NOR_FLAGS_PROTECTED	0x02
#define NOR_FLAGS_PROGRAM	0x04
#define NOR_FLAGS_ERASE		0x08
#define NOR_FLAGS_FAIL		0x0E

/** Quad-enable method, as JESD216 BFPT DWORD 15 bits 22:20 names them. */
enum nor_qe {
	NOR_QE_NONE,			/**< no bit needed */
	NOR_QE_SR1_BIT6,		/**< ISSI, Macronix */
	NOR_QE_SR2_BIT1,		/**< Winbond, GigaDevice: 01h with two bytes, or 31h */
	NOR_QE_UNKNOWN,			/**< do not touch; stay with one line */
};

/** Layouts of block protection: which area given bits of the status register protect. */
enum nor_protect {
	NOR_PROTECT_DOUBLING = 1 << 0,		/**< 4 bits: 64 KiB, twice as much for each step; top, or bottom (TBS) */
	NOR_PROTECT_HALVING = 1 << 1,		/**< up to half of the chip as above, then each step halves what is left free */
	NOR_PROTECT_256K = 1 << 2,			/**< as the first, in 256 KiB */
	NOR_PROTECT_TOP_BOTTOM = 1 << 3,	/**< 3 bits, and bit 5 is top or bottom; 7: all */
	NOR_PROTECT_OTHER = 1 << 4,			/**< something else, or not known */
};

struct nor_erase {
	uint8_t opcode;			/**< 0: type does not exist */
	uint32_t size;			/**< bytes */
	uint32_t typ_ms;
	uint32_t max_ms;		/**< limit for waiting: the chip's maximum with slack, never below the class floor */
};

/** A chip. Filled by nor_identify(); plain data afterwards. */
struct nor {
	uint8_t id[NOR_ID_BYTES];	/**< answer to 9Fh */
	const char *name;			/**< of the table entry, or "SFDP" */
	uint32_t size;				/**< bytes */
	uint32_t page_size;
	uint8_t addr_bytes;			/**< 3 or 4, for the operations below */
	bool qpi;					/**< each phase takes four lines: the chip was put into QPI by others */
	uint8_t qpi_id_opcode;		/**< reads the ID then */
	struct nor_erase erase[NOR_ERASE_TYPES];	/**< ascending size, unused ones last */
	uint8_t chip_erase_opcode;	/**< 0: none */
	uint32_t chip_erase_typ_ms, chip_erase_max_ms;
	uint32_t page_typ_us, page_max_us;
	enum nor_qe qe;
	uint8_t write_status2;		/**< opcode for status register 2 alone; 01h: both at once; 0: not known */
	bool qe_was_set;			/**< quad enable was on when found */
	bool qe_set;				/**< nor_setup_fast() has switched it on, which is non-volatile */
	bool sfdp_valid;
	uint64_t sfdp_size;			/**< what SFDP says, if it says anything: may differ from size */
	bool has_error_flags;		/**< ISSI 81h/82h */
	uint32_t chip_flags;		/**< enum nor_chip_flag of the chip's row, 0: not in the table */
	bool program_proven;		/**< data programmed by the operation below were read back right */
	bool proven;				/**< the read in use gave the same, not blank, data as the 1-line read */
	uint8_t unique_id_bytes;	/**< answer to 4Bh; 0: none, or not known */
	uint8_t protect_mask;		/**< block protection bits in status register 1 */
	uint8_t protect_mask2;		/**< in status register 2 */
	uint8_t protect;			/**< enum nor_protect bits: layouts that the chip may have */
	uint32_t max_hz;			/**< for the read operation below */
	struct spi_mem_op read;		/**< best proven read; address and data are filled per use */
	struct spi_mem_op read_slow;	/**< 1-1-1, works always */
	struct spi_mem_op program;	/**< best proven program */
	struct spi_mem_op fast[NOR_FAST_READS];	/**< what nor_setup_fast() tries, best first; no opcode: none known */
	struct spi_mem_op quad_program;	/**< used together with a quad read */
	uint32_t fast_hz;			/**< max_hz of the fast reads */
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
	NOR_FOUND_READ_PARAMS = 1 << 6,	/**< dummy cycles or burst were not the default; now so, unless non-volatile */
	NOR_FOUND_AUTOBOOT = 1 << 7,	/**< sends data by itself after each reset, until chip select rises */
};

/**
 * Bring the chip from any state to 1-1-1, 3-byte, idle. Cheap if it is there already: no chip state is changed then.
 * Sends nothing that writes a register or the array. The controller must have been set up for 32 address bits
 * (xspi_init() with size_log2 32), because some frames are all ones, and for a serial clock of at most 10 MHz.
 * @param found enum nor_found bits, for the report
 * @returns XSPI_E_NO_CHIP if nothing answers after all attempts; XSPI_E_TIMEOUT if the chip is busy for longer than any
 * erase of a block takes: it may be erasing as a whole. Call again, or, beyond that time, nor_recover_full()
 */
int nor_recover(struct xspi *x, uint32_t *found);

/**
 * The same without the shortcut, and a busy chip is reset: for one that answers, but not with anything known, and for
 * one that has been busy for too long. XSPI_E_TIMEOUT if it is busy even after a reset.
 */
int nor_recover_full(struct xspi *x, uint32_t *found);

/**
 * Read the ID (three times, all equal) and SFDP, fill @a nor.
 * @returns XSPI_E_NO_CHIP (last ID bytes in nor->id), XSPI_E_UNKNOWN_CHIP if neither SFDP nor the table tells the size
 */
int nor_identify(struct xspi *x, struct nor *nor);

/** All that is known of a chip from how the controller is set up to read it: how its registers are read. */
void nor_presume(struct nor *nor, const struct spi_mem_op *read);

/**
 * The same for a chip and a controller that others have set up, with @a read as the read operation: lines, address
 * bytes and dummy cycles are taken from it, and no state is changed. A chip in QPI (all lines 4) tells no SFDP: it must
 * be in the table. Waits for a chip that is busy.
 * @param compare check @a read against a 1-line read; only for a serial clock that the latter can take
 * @returns as nor_identify(); XSPI_E_UNSUPPORTED for other opcode lines than 1 and 4, double rate, or no known program
 * or erase; XSPI_E_VERIFY: the two reads differ, nor->read is the 1-line one, all else is filled
 */
int nor_adopt(struct xspi *x, struct nor *nor, const struct spi_mem_op *read, bool compare);

/**
 * Choose and prove the fast operations: set QE if it is 0 and @a allow_qe, compare fast reads with a 1-line read, best
 * first, and take the first that gives the same. A blank chip proves nothing: XSPI_OK with nor->proven false.
 * nor->read and nor->program are usable whatever the result, unless that is XSPI_E_LINK or XSPI_E_TIMEOUT.
 * @param lines number of data lines that are wired: 1, 2 or 4
 * @returns XSPI_OK; why the best was not taken: XSPI_E_VERIFY data differ from the 1-line read; XSPI_E_PROTECTED quad
 * enable does not take (status register locked); XSPI_E_UNSUPPORTED no known quad read, or no known way to enable it
 */
int nor_setup_fast(struct xspi *x, struct nor *nor, unsigned int lines, bool allow_qe);

/** Program on one line from now on. */
void nor_use_plain_program(struct nor *nor);

/** @returns number of lines that @a op moves data on */
static inline unsigned int nor_lines(const struct spi_mem_op *op)
{
	return op->cmd.nbytes ? op->data.lines : 0;
}

/** What the status registers protect. */
struct nor_protection {
	uint8_t status, status2;	/**< as read; status2 is 0 if the chip's maker has none for this */
	uint8_t function;			/**< function register, 0 if there is none */
	bool any;					/**< something may be protected */
	bool certain;				/**< the area is known */
	uint32_t first, end;		/**< [first, end); the whole chip if not certain */
};

/** Read the registers and work out the area. Where an ID stands for parts that differ, it may not be certain. */
int nor_read_protection(struct xspi *x, const struct nor *nor, struct nor_protection *p);
/** The second half of it: p->status, status2 and function are given. */
void nor_interpret_protection(const struct nor *nor, struct nor_protection *p);
/** The status register that protects [0, size) or [size - size of area, size) exactly; -1 if none, or not certain. */
int nor_protection_for(const struct nor *nor, const struct nor_protection *now, uint32_t first, uint32_t end);
/**
 * Clear all block protection bits, everything else as it is.
 * @returns XSPI_E_PROTECTED if they do not clear, XSPI_E_UNSUPPORTED if it is not known how; @a after as read then
 */
int nor_unlock(struct xspi *x, const struct nor *nor, struct nor_protection *before, struct nor_protection *after);
/** Write status register 1 with the protection bits of @a status, the other bits as they are in @a now. */
int nor_write_protection(struct xspi *x, const struct nor *nor, const struct nor_protection *now, uint8_t status);

/** Read nor->unique_id_bytes bytes. */
int nor_read_unique_id(struct xspi *x, const struct nor *nor, uint8_t *id);

/** Read SFDP address space, JESD216 5Ah. For sfdp_parse(); @a x is a struct xspi. */
int nor_read_sfdp(void *x, uint32_t addr, uint8_t *data, uint32_t len);

int nor_read_status(struct xspi *x, const struct nor *nor, uint8_t *status);
/** XSPI_E_FAILED if the latch does not take, with the status register in x->detail. */
int nor_write_enable(struct xspi *x, const struct nor *nor);
/** Poll WIP until 0. @param limit_ms XSPI_E_TIMEOUT beyond it, with the status register in x->detail */
int nor_wait_ready(struct xspi *x, const struct nor *nor, uint32_t limit_ms);
/**
 * Program within one page, write enable and wait included. Checks the chip's error flags: XSPI_E_PROTECTED or
 * XSPI_E_FAILED with the flags in x->detail, flags cleared. XSPI_E_INVALID if the range is not within one page.
 */
int nor_program_page(struct xspi *x, const struct nor *nor, uint32_t addr, const uint8_t *data, uint32_t len);
/** Erase one unit of type @a type (index), write enable and wait included. Errors as nor_program_page(). */
int nor_erase_unit(struct xspi *x, const struct nor *nor, unsigned int type, uint32_t addr);
int nor_erase_chip(struct xspi *x, const struct nor *nor);
/** Read through indirect mode. */
int nor_read(struct xspi *x, const struct nor *nor, uint32_t addr, uint8_t *data, uint32_t len);

/** Builders used by the functions above and by the host side of the stub. */
struct spi_mem_op nor_op_write_status(const struct nor *nor, uint8_t opcode, const uint8_t *bytes, unsigned int count);
/** @param nor NULL: a chip in 1-line mode @param id NOR_ID_BYTES bytes */
struct spi_mem_op nor_op_read_id(const struct nor *nor, uint8_t *id);
/** One register of one byte, in the chip's lines. */
struct spi_mem_op nor_op_get(const struct nor *nor, uint8_t opcode, uint8_t *value);
/** One register of one byte, 1-1-1, without address or dummy cycles. */
struct spi_mem_op nor_op_read_register(uint8_t opcode, uint8_t *value);
/** An opcode alone, 1 line. */
struct spi_mem_op nor_op_simple(uint8_t opcode);
struct spi_mem_op nor_op_read_status(const struct nor *nor);
struct spi_mem_op nor_op_write_enable(const struct nor *nor);
struct spi_mem_op nor_op_erase(const struct nor *nor, unsigned int type);
struct spi_mem_op nor_op_chip_erase(const struct nor *nor);
struct spi_mem_op nor_op_read_flags(const struct nor *nor);		/**< only if has_error_flags */
struct spi_mem_op nor_op_clear_flags(const struct nor *nor);

#endif /* STM32XSPI_CORE_NOR_H */
