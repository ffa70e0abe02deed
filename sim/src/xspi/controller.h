/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What QUADSPI and OCTOSPI have in common above the engine: flags, FIFO access, start conditions, what is dropped while
 * busy, the memory-mapped window. Where a field lies and how registers become a frame is each controller's own file.
 */

#ifndef SIM_XSPI_CONTROLLER_H
#define SIM_XSPI_CONTROLLER_H

#include "engine.h"
#include "../bus.h"
#include "../soc.h"

#define XSPI_REGISTERS_SIZE	0x400

/* CR, the same bits in both (ST's device headers) */
#define CR_EN			0x00000001u
#define CR_ABORT		0x00000002u
#define CR_DMAEN		0x00000004u
#define CR_TCEN			0x00000008u
#define CR_DUAL			0x00000040u		/**< DFM, DMM */
#define CR_FSEL			0x00000080u
#define CR_INTERRUPTS	0x001F0000u
#define CR_APMS			0x00400000u
#define CR_PMM			0x00800000u

enum xspi_fmode { FMODE_WRITE, FMODE_READ, FMODE_POLL, FMODE_MAPPED };

/** Name, implemented bits, reset value; read-only and special registers have a mask of 0. */
struct xspi_rule {
	uint16_t offset;
	const char *name;
	uint32_t mask;
	uint32_t reset;
};

/** Bits that only some versions have. */
struct xspi_extra {
	uint32_t feature;			/**< enum soc_xspi_feature */
	uint16_t offset;
	uint32_t mask;
};

struct xspi_controller;

/** One of the two register layouts. */
struct xspi_layout {
	const struct xspi_rule *rules;
	unsigned int rule_count;
	const struct xspi_extra *extras;
	unsigned int extra_count;
	uint16_t cr, dcr, sr, fcr, dlr, ar, dr, psmkr, psmar, pir, ccr, lptr;
	uint16_t trigger;			/**< whose write starts a command without address: CCR or IR */
	bool abort_reads_one;		/**< until it is done; otherwise always 0 */
	bool idle_abort_is_wrong;	/**< newer controllers of this layout wedge */
	bool timeout_ends_busy;		/**< of the memory-mapped mode */
	bool address_follows;		/**< AR shows the last address of the memory-mapped mode */
	enum xspi_fmode (*fmode)(const struct xspi_controller *c);
	uint32_t (*prescaler)(const struct xspi_controller *c);
	/** Fill in where a transfer is split; NULL: nowhere. */
	void (*splits)(const struct xspi_controller *c, struct xspi_timing *timing);
	/** Of CCR and what goes with it, for that address. */
	struct xspi_frame (*frame)(const struct xspi_controller *c, uint32_t addr);
	/** Is the instruction left out after the first command? */
	bool (*once)(const struct xspi_controller *c);
	/** Does the clock run freely, without a command? */
	bool (*free_running)(const struct xspi_controller *c);
	/** Of a write through the window. @returns why it is refused, or NULL */
	const char *(*write_frame)(const struct xspi_controller *c, uint32_t addr, struct xspi_frame *frame);
	/** Report what is switched on and not modelled. */
	void (*check_unknown)(const struct xspi_controller *c);
};

struct xspi_controller {
	const struct xspi_layout *layout;
	const struct soc_xspi *die;
	const bool *clocked;
	struct xspi_engine engine;
	uint32_t reg[XSPI_REGISTERS_SIZE / 4], mask[XSPI_REGISTERS_SIZE / 4];
	bool error;					/**< TEF */
	bool aborting;				/**< CR.ABORT was written */
	bool instruction_sent;		/**< SIOO: not again until CCR is written */
	/* of errata */
	uint32_t errata;			/**< enum soc_xspi_erratum; the die's, until xspi_fault() */
	uint8_t entry_shift;		/**< AR[1:0] on entering the memory-mapped mode */
	bool mapped_before, timing_bad;
	bool tail_read;				/**< the last 32 bytes were read once */
	bool odd_write;				/**< the last write through the window was not to a word's end */
	struct bus_device registers, window;
};

/** For all controllers. */
uint32_t xspi_get_errata(void);
void xspi_set_errata(uint32_t errata);
/** Has any controller EN = 1? */
bool xspi_any_enabled(void);

extern const struct xspi_layout octospi_layout, quadspi_layout;

static inline uint32_t xspi_get(const struct xspi_controller *c, uint32_t offset)
{
	return c->reg[offset / 4];
}

static inline bool xspi_erratum(const struct xspi_controller *c, enum soc_xspi_erratum erratum)
{
	return c->errata & erratum;
}

/** Two chips side by side, each with half of every pair of bytes. */
static inline bool xspi_dual(const struct xspi_controller *c)
{
	return xspi_get(c, c->layout->cr) & CR_DUAL;
}

#endif /* SIM_XSPI_CONTROLLER_H */
