/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Building blocks of STM32F4 and F7 dies: clock tree, power control, flash controller. The rest is in parts.h. */

#ifndef SIM_SOC_PARTS_F4_H
#define SIM_SOC_PARTS_F4_H

#include "clocks.h"
#include "parts.h"

/* ---- pwr_f4.c ---- */

/** What the core's supply is doing: the index of clock limits. Fewer wait states, higher clocks come first. */
enum pwr_f4_range {
	PWR_F4_SCALE1_OD, PWR_F4_SCALE1, PWR_F4_SCALE2_OD, PWR_F4_SCALE2, PWR_F4_SCALE3, PWR_F4_RANGES,
};

struct pwr_f4 {
	struct regs regs;
	bool over_drive;			/**< ODEN, ODSWEN and their flags exist */
	uint64_t scale_ps;			/**< until a changed scale is there, VOSRDY */
	uint64_t over_drive_ps;		/**< until ODRDY, ODSWRDY */
	bool (*pll_on)(void);		/**< the scale counts only while the main PLL is on */
	void (*on_change)(void);	/**< the clock tree checks its limits */
	/* state */
	uint64_t scale_at, od_at, odsw_at;
};
void pwr_f4_add(struct pwr_f4 *pwr);
enum pwr_f4_range pwr_f4_range(const struct pwr_f4 *pwr);
/** To be called when the main PLL was switched on or off. */
void pwr_f4_pll_changed(struct pwr_f4 *pwr);
/** @returns true if the backup domain may be written (DBP) */
bool pwr_f4_backup_open(const struct pwr_f4 *pwr);

/* ---- flash_f4.c ---- */

/** Sectors of equal size in a row. */
struct flash_f4_sectors {
	unsigned int count;
	uint32_t size;
	uint16_t erase_ms[3];		/**< typical, with programming by 8, 16, 32 bits */
};
#define FLASH_F4_KINDS	3

/** How the array is divided. */
struct flash_f4_map {
	unsigned int banks;			/**< 1 or 2; the second one's sectors count from 16 in CR.SNB */
	struct flash_f4_sectors sectors[FLASH_F4_KINDS];	/**< of a bank */
	unsigned int per_wrp_bit;	/**< sectors that a bit of nWRP protects */
};

struct flash_f4 {
	struct regs regs;
	const struct flash_f4_map *map;
	const struct flash_f4_map *other_map;	/**< while map_bit of OPTCR is 0; NULL: no choice */
	uint32_t map_bit;
	uint32_t latency_mask, cr_writable;
	uint32_t option_mask[3], delivered[3];	/**< OPTCR, OPTCR1, OPTCR2; mask 0: not there */
	uint8_t wrp_bits[2];		/**< number of nWRP bits, from bit 16 of OPTCR and OPTCR1 */
	struct bus_memory memory, alias;	/**< set name, base, size; alias: the same bytes seen elsewhere, size 0: none */
	struct bus_memory otp;		/**< the same; data blocks, then one lock byte for each block */
	unsigned int otp_blocks, otp_block_size;
	void (*on_change)(void);	/**< wait states changed */
	/* state */
	uint32_t sr, cr;
	uint32_t staged[3], stored[3];		/* options as written, as programmed */
	unsigned int keys, optkeys;
	struct sim_timer timer;
	uint64_t busy_until;
	enum { FLASH_F4_IDLE, FLASH_F4_PROGRAM, FLASH_F4_ERASE, FLASH_F4_OPTIONS } doing;
	struct bus_memory *target;	/* of a write */
	uint32_t at, value;
	unsigned int bytes;
	struct {
		uint32_t from, len;
	} erase;
};
void flash_f4_add(struct flash_f4 *flash);
unsigned int flash_f4_latency(const struct flash_f4 *flash);
/** @returns OPTCR (0), OPTCR1 (1), OPTCR2 (2) as programmed */
uint32_t flash_f4_option(const struct flash_f4 *flash, unsigned int n);

/* ---- rcc_f4.c ---- */

struct rcc_f4 {
	struct rcc rcc;
	struct pwr_f4 *pwr;
	struct flash_f4 *flash;
	const struct clock_limit *limits;			/**< by enum pwr_f4_range */
	const struct clock_bus_limit *bus_limits;
	uint32_t hse_hz, lse_hz;	/**< 0: not fitted, never ready */
	uint32_t cr_writable, cfgr_writable, pllcfgr_writable, i2scfgr_writable, saicfgr_writable, bdcr_writable;
	/* state */
	struct clock_sources sources;
	unsigned int sws;
	struct sim_timer switching;
	struct clock_state checked;
};

enum rcc_f4_clock {
	F4_SYS, F4_HCLK, F4_PCLK1, F4_PCLK2, F4_HSI, F4_HSE, F4_LSE, F4_LSI, F4_PLL_P, F4_PLL_Q, F4_PLL_R,
};

void rcc_f4_add(struct rcc_f4 *rcc);
uint32_t rcc_f4_hz(struct rcc_f4 *rcc, enum rcc_f4_clock clock);
void rcc_f4_check(struct rcc_f4 *rcc);
bool rcc_f4_pll_on(const struct rcc_f4 *rcc);

/* ---- syscfg_f4.c ---- */

struct syscfg_f4 {
	struct regs regs;
	/* state */
	uint64_t cell_at;			/* when the compensation cell is ready */
};
void syscfg_f4_add(struct syscfg_f4 *syscfg);

#endif /* SIM_SOC_PARTS_F4_H */
