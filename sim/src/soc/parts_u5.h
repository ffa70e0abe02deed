/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Building blocks of STM32U5 and H5 dies: clock tree and power control. The rest is in parts.h. */

#ifndef SIM_SOC_PARTS_U5_H
#define SIM_SOC_PARTS_U5_H

#include "clocks.h"
#include "parts.h"

/* ---- pwr_u5.c ---- */

/** Where a family keeps what counts here. Offsets; 0 in a mask: not there. */
struct pwr_u5_layout {
	uint16_t vos_reg;			/**< voltage range; the highest value of the two bits is range 0, the fastest */
	uint8_t vos_pos;
	uint16_t status_reg;		/**< where VOSRDY is, and what else tells that the range is there */
	uint32_t ready;
	uint8_t actual_pos;			/**< the range that is there; 0: not told */
	uint32_t boost_on, boost_ready;		/**< embedded power distribution booster, in vos_reg */
	uint16_t io2_reg;
	uint32_t io2_valid;
	uint16_t backup_reg;		/**< bit 0 opens the backup domain */
};

struct pwr_u5 {
	struct regs regs;
	const struct pwr_u5_layout *layout;
	uint64_t change_ps;			/**< time of a voltage range change */
	uint64_t boost_ps;			/**< until the booster works */
	void (*on_change)(void);	/**< the clock tree checks its limits */
	/* state */
	bool io2_valid;				/* the second I/O supply is connected */
	unsigned int old_range;
	uint64_t changed_until, boosted_at;
};
void pwr_u5_add(struct pwr_u5 *pwr);
/** @returns the range whose voltage is really there just now: 0 highest */
unsigned int pwr_u5_range(const struct pwr_u5 *pwr);
/** @returns true if the booster works */
bool pwr_u5_boosted(const struct pwr_u5 *pwr);
bool pwr_u5_backup_open(const struct pwr_u5 *pwr);

/* ---- rcc_u5.c ---- */

/** All that U5 or H5 have; a family's table of sources leaves out what it has not. */
enum rcc_u5_source {
	U5_MSIS, U5_MSIK, U5_HSI, U5_CSI, U5_HSI48, U5_SHSI, U5_HSE, U5_PLL1, U5_PLL2, U5_PLL3, U5_LSE, U5_LSI, U5_SOURCES,
};

struct rcc_u5_variant {
	const struct clock_source *sources;	/**< by enum rcc_u5_source */
	uint32_t cr_writable, cfgr_writable;
	uint8_t sws_pos;
	enum rcc_u5_source by_sw[3];		/**< by CFGR1.SW; 3 is PLL1 */
	unsigned int sw_output;				/**< of PLL1: 0 P, 1 Q, 2 R */
	enum rcc_u5_source pll_source[4];	/**< by PLLxCFGR.PLLxSRC; U5_SOURCES: none */
	uint32_t pll_writable;
	uint8_t pll_m_bits;
	bool pll_m_less_one;				/**< M is the field plus 1; else the field, and 0 stops the PLL */
	uint32_t vco_min, vco_max, pll_input_min, pll_input_max;	/**< Hz */
	bool hsi_divider;					/**< CR.HSIDIV, and 64 MHz instead of 16 */
	uint16_t ppre3_reg;
	uint8_t ppre3_pos;
	uint32_t bdcr_writable, csr_writable;
	uint32_t boost_above;				/**< SYSCLK that needs the booster; 0: no booster */
};

struct rcc_u5 {
	struct rcc rcc;
	const struct rcc_u5_variant *variant;
	const struct clock_limit *limits;	/**< by voltage range */
	struct pwr_u5 *pwr;
	unsigned int (*latency)(void);
	uint32_t hse_hz, lse_hz;			/**< 0: not fitted, never ready */
	/* state */
	struct clock_sources sources;
	unsigned int sws;
	struct sim_timer switching;
	struct clock_state checked;
};

enum rcc_u5_clock {
	U5_CLK_SYS, U5_CLK_HCLK, U5_CLK_PCLK1, U5_CLK_PCLK2, U5_CLK_PCLK3,
};

void rcc_u5_add(struct rcc_u5 *rcc);
uint32_t rcc_u5_hz(struct rcc_u5 *rcc, enum rcc_u5_clock clock);
/** Frequency of an oscillator, 0 if it is not ready. */
uint32_t rcc_u5_source_hz(struct rcc_u5 *rcc, enum rcc_u5_source source);
/** @param pll 0 to 2 @param output 0 P, 1 Q, 2 R @returns Hz, 0 if it is off */
uint32_t rcc_u5_pll_hz(struct rcc_u5 *rcc, unsigned int pll, unsigned int output);
/** Compare clocks with voltage range and wait states; violations are counted once per setting. */
void rcc_u5_check(struct rcc_u5 *rcc);

#endif /* SIM_SOC_PARTS_U5_H */
