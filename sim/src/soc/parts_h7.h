/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Building blocks of STM32H7 dies: clock tree, power control, flash controller. The rest is in parts.h. */

#ifndef SIM_SOC_PARTS_H7_H
#define SIM_SOC_PARTS_H7_H

#include "clocks.h"
#include "parts.h"

/* ---- pwr_h7.c ---- */

#define PWR_H7_RANGES	4		/* VOS0 (highest voltage) to VOS3: index of clock limits */

struct pwr_h7 {
	struct regs regs;
	uint8_t range_of[4];		/**< range that each value of VOS means */
	bool boost;					/**< VOS0 comes from SYSCFG_PWRCR.ODEN, on top of VOS1 (H74x, H75x) */
	uint32_t supply_mask;		/**< bits of CR3 that choose the supply: written once after power-on */
	uint64_t change_ps;			/**< time of a voltage change */
	void (*on_change)(void);	/**< the clock tree checks its limits */
	/* state */
	bool configured, boosted;
	unsigned int old_range;
	uint64_t changed_until;
};
void pwr_h7_add(struct pwr_h7 *pwr);
/** @returns the range whose voltage is really there just now: 0 highest */
unsigned int pwr_h7_range(const struct pwr_h7 *pwr);
void pwr_h7_boost(struct pwr_h7 *pwr, bool on);
bool pwr_h7_backup_open(const struct pwr_h7 *pwr);

/* ---- flash_h7.c ---- */

#define FLASH_H7_WORD	32		/* bytes of the widest flash word */

/** Where CR has what differs, and the geometry. */
struct flash_h7_layout {
	unsigned int banks;
	uint32_t bank_size, sector_size;
	uint8_t word;				/**< bytes programmed at once: 32 or 16 */
	uint8_t start_bit, fw_bit, snb_pos, snb_bits;
	uint32_t cr_writable;
	uint32_t latency_mask;
	uint8_t sectors_per_wrp_bit;
	uint64_t program_ps, sector_ps, bank_ps;	/**< typical */
};

/** An option register pair: what is in force, and what the next change will bring. */
struct flash_h7_option {
	uint16_t cur, prg;			/**< offsets */
	uint32_t delivered, mask;
};

struct flash_h7;

struct flash_h7_bank {
	struct flash_h7 *flash;
	unsigned int number;
	uint32_t sr, cr;
	unsigned int keys;
	enum { FLASH_H7_IDLE, FLASH_H7_PROGRAM, FLASH_H7_ERASE } doing;
	uint64_t busy_until;
	struct sim_timer timer;
	uint32_t erase_from, erase_len;		/* in the whole array */
	struct {
		uint32_t at;					/* flash word, in the whole array */
		uint32_t have;					/* bytes that came, one bit each */
		uint8_t data[FLASH_H7_WORD];
	} buffer;
};

struct flash_h7 {
	struct regs regs;
	const struct flash_h7_layout *layout;
	const struct flash_h7_option *options;
	unsigned int option_count;
	struct bus_memory memory;	/**< set name, base, size; data is allocated */
	void (*on_change)(void);	/**< wait states changed */
	/* state */
	struct flash_h7_bank bank[2];
	uint32_t *staged, *active;	/* options */
	unsigned int optkeys;
	uint64_t options_until;
	struct sim_timer option_timer;
};
void flash_h7_add(struct flash_h7 *flash);
unsigned int flash_h7_latency(const struct flash_h7 *flash);
/** @returns an option register in force, by its offset */
uint32_t flash_h7_option(const struct flash_h7 *flash, uint32_t cur);

/* ---- rcc_h7.c ---- */

struct rcc_h7 {
	struct rcc rcc;
	struct pwr_h7 *pwr;
	struct flash_h7 *flash;
	const struct clock_limit *limits;			/**< by range */
	const struct clock_bus_limit *bus_limits;
	bool two_views;				/**< RSR and the enable registers answer at 0x130 too: the core's own view */
	uint16_t rsr;				/**< offset of the reset flags */
	uint32_t reset_flags;		/**< flags that exist */
	uint32_t cr_writable, cfgr_writable, bdcr_writable;
	uint32_t vco_min, vco_max;	/**< wide range */
	uint32_t hse_hz, lse_hz;	/**< 0: not fitted, never ready */
	/* state */
	struct clock_sources sources;
	unsigned int sws;
	struct sim_timer switching;
	struct clock_state checked;
};

enum rcc_h7_clock {
	H7_SYS, H7_CPU, H7_HCLK, H7_PCLK1, H7_PCLK2, H7_PCLK3, H7_PCLK4, H7_HSI, H7_CSI, H7_HSI48, H7_HSE, H7_LSE, H7_LSI,
	H7_PER, H7_PLL1_P, H7_PLL1_Q, H7_PLL1_R, H7_PLL2_P, H7_PLL2_Q, H7_PLL2_R, H7_PLL3_P, H7_PLL3_Q, H7_PLL3_R, H7_NONE,
};

void rcc_h7_add(struct rcc_h7 *rcc);
uint32_t rcc_h7_hz(struct rcc_h7 *rcc, enum rcc_h7_clock clock);
void rcc_h7_check(struct rcc_h7 *rcc);
/** @returns a field of a kernel clock register */
unsigned int rcc_h7_select(const struct rcc_h7 *rcc, uint32_t offset, unsigned int position, unsigned int bits);

/* ---- syscfg_h7.c ---- */

struct syscfg_h7 {
	struct regs regs;
	struct pwr_h7 *pwr;
	bool (*csi_runs)(void);		/**< the compensation cell needs it */
	/* state */
	uint64_t cell_at;			/* when the compensation cell is ready */
};
void syscfg_h7_add(struct syscfg_h7 *syscfg);

#endif /* SIM_SOC_PARTS_H7_H */
