/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * A controller that can execute a struct spi_mem_op: QUADSPI, OCTOSPI, HSPI or XSPI.
 * quadspi.c and octospi.c behind it are the only files that know register layouts.
 */

#ifndef STM32XSPI_CORE_XSPI_H
#define STM32XSPI_CORE_XSPI_H

#include "io.h"
#include "spi_mem.h"
#include "xspi_feature.h"

enum xspi_kind {
	XSPI_QUADSPI,
	XSPI_OCTOSPI,		/**< also HSPI and XSPI, by feature bits */
};

/** A controller instance. */
struct xspi {
	struct xspi_io *io;
	enum xspi_kind kind;
	uint32_t features;			/**< enum xspi_feature bits */
	uint32_t base;				/**< register base */
	uint32_t window;			/**< first address of the memory-mapped window */
	uint32_t window_size;		/**< bytes */
	uint16_t fifo_bytes;
	uint8_t data_lines_high;	/**< 1: chip is on IO[7:4] of the instance */
	bool mapped;				/**< last known: memory-mapped mode is on */
	bool settled;				/**< known: not busy, no error; who lets others use the controller clears this */
	uint32_t cr;				/**< control register for indirect mode, FMODE 0; by xspi_init() or xspi_inherit() */
	uint32_t cr_map;			/**< the same for memory-mapped mode; differs only on an inherited controller */
	uint32_t tcr;				/**< timing register without dummy cycles (sample shift of an inherited controller) */
	uint32_t ccr_map, tcr_map;	/**< an inherited controller's for memory-mapped mode; ccr_map 0: not inherited */
	unsigned int divider;		/**< kernel clock / serial clock; 0: not known */
	uint32_t detail;			/**< status register at the last failure */
	/**
	 * Holds the chip's WP# (IO2) high while its status register is written, because the controller drives IO2 low in
	 * 1-line phases; may be NULL. Results are those of a register access.
	 */
	int (*hold_wp)(struct xspi *x, bool hold);
};

/** One operation as register writes, in order; what a host hands to the stub. */
struct xspi_encoded {
	unsigned int count;
	bool has_addr;				/**< address register follows the writes (and starts it unless data are written) */
	bool has_data;				/**< length register precedes the writes */
	struct {
		uint32_t reg;			/**< absolute address */
		uint32_t value;
	} write[5];
};

/** Addresses of the registers that a stub uses itself. */
struct xspi_regs {
	uint32_t cr, sr, fcr, dlr, ar, dr;
};

/**
 * Set up an enabled, idle controller: serial clock divider, chip size, sampling; FIFO threshold 4 bytes, polling and
 * time-out off. The controller's clock and pins must be on.
 * Registers not named here must be at their reset values; the set-up steps reset the controller just before.
 * @param divider kernel clock / serial clock, 1 to 256
 * @param size_log2 log2 of the chip's size in bytes; 32 if unknown. Twice the size is declared (last-byte errata)
 * @returns XSPI_E_NO_CONTROLLER if the registers do not take a write
 */
int xspi_init(struct xspi *x, unsigned int divider, unsigned int size_log2);

/** Read the control register, and find out whether the controller is settled, in one go. */
int xspi_look(struct xspi *x, uint32_t *cr);

/**
 * Bring the controller from any state (memory-mapped, polling, FIFO remains) to idle indirect mode, flags cleared.
 * Aborts only if BUSY. Bounded: XSPI_E_TIMEOUT means that only a reset through RCC helps.
 */
int xspi_idle(struct xspi *x);

/**
 * Execute @a op now, in indirect mode, moving data through the data register. Leaves memory-mapped mode if need be.
 * Flags of the transfer stay set; xspi_idle() clears them. On failure x->detail is the status register, and the
 * controller is idle again if that was possible.
 */
int xspi_exec(struct xspi *x, const struct spi_mem_op *op);

/**
 * Execute @a op right after an xspi_exec() or xspi_exec_again() of an operation without address that differs in nothing
 * but the opcode and the buffer (status polling, a group of one-byte registers): only the instruction is written anew.
 */
int xspi_exec_again(struct xspi *x, const struct spi_mem_op *op);

/** Before xspi_init(): take over which data lines the controller's registers select (FSEL, MSEL). */
int xspi_keep_lines(struct xspi *x);

/** log2 of the memory size in bytes that the controller is told. */
int xspi_declared_log2(struct xspi *x, uint32_t *size_log2);

/** Enter memory-mapped mode with @a op as the read operation (its address value and buffer are ignored). */
int xspi_map(struct xspi *x, const struct spi_mem_op *op);

/** Turn @a op into register writes for later use. XSPI_E_UNSUPPORTED if this controller cannot do it. */
int xspi_encode(const struct xspi *x, const struct spi_mem_op *op, struct xspi_encoded *out);

/**
 * Read back what a board script has configured: the read operation in memory-mapped mode. For banks without pins.
 * Keeps the found register values in @a x, so that xspi_map() with that operation restores them. XSPI_E_INVALID if the
 * controller is off or holds no read with an address: in indirect mode only well-known read opcodes are taken for one,
 * as the registers may hold what a run that broke off did last. XSPI_E_TWO_CHIPS for dual flash, XSPI_E_UNSUPPORTED for
 * modes that struct spi_mem_op cannot say.
 */
int xspi_inherit(struct xspi *x, struct spi_mem_op *read);

void xspi_get_regs(const struct xspi *x, struct xspi_regs *regs);

#endif /* STM32XSPI_CORE_XSPI_H */
