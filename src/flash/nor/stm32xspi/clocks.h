/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * A family's clock tree as clocks.c has it in its table, for raise.c, which changes it for a while.
 */

#ifndef STM32XSPI_CLOCKS_H
#define STM32XSPI_CLOCKS_H

#include "setup.h"

#define CLOCK_CSI_HZ		4000000u
#define CLOCK_PLLS			3
#define CLOCK_PLL_OUTPUTS	3

enum clock_source {
	NONE, MSI, MSIK, HSI, CSI, HSE, PLL1P, PLL1Q, PLL1R, PLL2P, PLL2Q, PLL2R, PLL3P, PLL3Q, PLL3R, SYS, HCLK,
};

/** A field of a register: offset from RCC, lowest bit, number of bits; width 0: there is none. */
struct clock_field {
	uint16_t reg;
	uint8_t low, width;
};

/** How a divider is coded. */
enum clock_coding {
	PLAIN,				/**< n */
	PLUS_1,				/**< n + 1 */
	TWICE_PLUS_1,		/**< 2 (n + 1) */
};

struct clock_pll {
	struct clock_field source;
	uint8_t sources[4];
	struct clock_field m, n;
	uint8_t m_coding, n_coding, out_coding;
	struct clock_field out[CLOCK_PLL_OUTPUTS];		/**< P, Q, R */
	struct clock_field enable[CLOCK_PLL_OUTPUTS];	/**< width 0: always on */
	struct clock_field fraction_on, fraction;
};

struct clock_kernel {
	char initial;				/**< of the instances' names that it is for; 0: all */
	struct clock_field select;
	uint8_t sources[4];
};

struct clock_tree {
	uint32_t rcc;
	uint32_t hsi_hz;
	struct clock_field hsi_shift;
	const uint16_t *msi_khz;	/**< per range; NULL: there is no MSI */
	uint8_t msi_ranges;
	struct clock_field msi_select;	/**< 1: the first of the range fields counts, 0: the second */
	struct clock_field msi[2], msik[2];
	struct clock_field status;		/**< of the system clock switch */
	uint8_t system[4];
	struct clock_field core_divider;	/**< between system clock and core; HCLK is then divided down from that */
	struct clock_field hclk_divider;
	struct clock_pll pll[CLOCK_PLLS];
	struct clock_kernel kernel[2];
};

/** A look at a clock tree; failed once an access has. */
struct clock_look {
	const struct clock_tree *tree;
	setup_read_fn read;
	void *ctx;
	bool failed;
};

/** @returns NULL: the family is not in the table */
const struct clock_tree *clock_tree_of(const struct xspi_die *die);

/** Read a field; 0 if there is none. */
uint32_t clock_get(struct clock_look *look, const struct clock_field *field);

/** @returns Hz of the core; 0: not known */
uint32_t clock_core_hz(struct clock_look *look);

/** @returns which of the two fields of ranges counts */
const struct clock_field *clock_msi_range(struct clock_look *look, const struct clock_field *ranges);

#endif /* STM32XSPI_CLOCKS_H */
