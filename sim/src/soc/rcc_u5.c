// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Oscillators, PLLs and clock tree as on STM32U5 and H5 (RM0456 chapter 11, RM0481 chapter 11): three PLLs of one kind,
 * a core clock that comes from an oscillator or PLL1. Limits by voltage range, wait states and booster are checked with
 * each change. Choices of kernel clocks are the die's.
 */

#include <string.h>
#include "parts_u5.h"

/* Offsets (stm32u585xx.h, stm32h563xx.h) */
#define CR			0x00
#define ICSCR1		0x08
#define CFGR1		0x1c
#define CFGR2		0x20
#define PLL1CFGR	0x28		/* PLL2CFGR and PLL3CFGR follow */
#define PLL1DIVR	0x34		/* then FRACR, and the next PLL's */
#define PLL3FRACR	0x48
#define BDCR		0xf0
#define CSR			0xf4		/* RSR on H5 */

#define PLLS			3
#define PLL_FRACEN		BIT(4)
#define PLL_PEN			BIT(16)
#define PLL_ENABLES		(7u << 16)
#define PLL_ON(n)		BIT(24 + 2 * (n))

#define ICSCR1_MSIRGSEL	BIT(23)

#define BDCR_LSESYSEN	BIT(7)		/* U5 only */
#define BDCR_LSESYSRDY	BIT(11)
#define BDCR_BDRST		BIT(16)
#define CSR_RMVF		BIT(23)
#define CSR_OBLRSTF		BIT(25)
#define CSR_PINRSTF		BIT(26)
#define CSR_BORRSTF		BIT(27)
#define CSR_SFTRSTF		BIT(28)
#define CSR_IWDGRSTF	BIT(29)
#define CSR_WWDGRSTF	BIT(30)
#define CSR_FLAGS		0xfe000000u

#define SW_PLL			3

#define SWITCH_POLL	(10 * SIM_PS_PER_US)

#define HSI48_HZ	48000000u
#define CSI_HZ		4000000u
#define LSI_HZ		32000u

static const uint32_t msi_hz[16] = {
	48000000, 24000000, 16000000, 12000000, 4000000, 2000000, 1330000, 1000000,
	3072000, 1536000, 1024000, 768000, 400000, 200000, 133000, 100000,
};

static uint32_t get(const struct rcc_u5 *rcc, uint32_t offset)
{
	return regs_get(&rcc->rcc.regs, offset);
}

static void set(struct rcc_u5 *rcc, uint32_t offset, uint32_t value)
{
	regs_set(&rcc->rcc.regs, offset, value);
}

static enum rcc_u5_source pll_source(const struct rcc_u5 *rcc, unsigned int pll)
{
	return rcc->variant->pll_source[FIELD(get(rcc, PLL1CFGR + 4 * pll), 0, 2)];
}

static bool is_ready(const struct rcc_u5 *rcc, enum rcc_u5_source source)
{
	if (source == U5_SOURCES || !clocks_started(&rcc->sources, source))
		return false;
	switch (source) {
	case U5_HSE:
		return rcc->hse_hz != 0;
	case U5_LSE:
		return rcc->lse_hz != 0;
	case U5_PLL1:
	case U5_PLL2:
	case U5_PLL3:
		return is_ready(rcc, pll_source(rcc, source - U5_PLL1));
	default:
		return true;
	}
}

/** Ranges count from ICSCR1 if MSIRGSEL is set, else from CSR (RM0456 11.8.2). */
static uint32_t msi_range_hz(const struct rcc_u5 *rcc, bool system)
{
	if (get(rcc, ICSCR1) & ICSCR1_MSIRGSEL)
		return msi_hz[FIELD(get(rcc, ICSCR1), system ? 28 : 24, 4)];
	return msi_hz[FIELD(get(rcc, CSR), system ? 12 : 8, 4)];
}

static uint32_t source_hz(const struct rcc_u5 *rcc, enum rcc_u5_source source)
{
	if (!is_ready(rcc, source))
		return 0;
	switch (source) {
	case U5_MSIS:
		return msi_range_hz(rcc, true);
	case U5_MSIK:
		return msi_range_hz(rcc, false);
	case U5_HSI:
		return rcc->variant->hsi_divider ? 64000000u >> FIELD(get(rcc, CR), 3, 2) : 16000000u;
	case U5_CSI:
		return CSI_HZ;
	case U5_HSI48:
	case U5_SHSI:			/* secure one, 48 MHz for the cryptographic accelerators */
		return HSI48_HZ;
	case U5_HSE:
		return rcc->hse_hz;
	case U5_LSE:
		return rcc->lse_hz;
	case U5_LSI:
		return LSI_HZ;
	default:
		return 0;
	}
}

/** @returns divider of a PLL's input, 0: the PLL stands still */
static unsigned int pll_m(const struct rcc_u5 *rcc, unsigned int pll)
{
	unsigned int field = FIELD(get(rcc, PLL1CFGR + 4 * pll), 8, rcc->variant->pll_m_bits);

	return rcc->variant->pll_m_less_one ? field + 1 : field;
}

static uint32_t pll_input_hz(const struct rcc_u5 *rcc, unsigned int pll)
{
	unsigned int m = pll_m(rcc, pll);

	return m ? source_hz(rcc, pll_source(rcc, pll)) / m : 0;
}

static uint64_t vco_hz(const struct rcc_u5 *rcc, unsigned int pll)
{
	uint64_t n = FIELD(get(rcc, PLL1DIVR + 8 * pll), 0, 9) + 1;
	uint32_t fraction = get(rcc, PLL1CFGR + 4 * pll) & PLL_FRACEN ? FIELD(get(rcc, PLL1DIVR + 8 * pll + 4), 3, 13) : 0;

	return pll_input_hz(rcc, pll) * (n * 8192 + fraction) / 8192;
}

static uint32_t pll_hz(const struct rcc_u5 *rcc, unsigned int pll, unsigned int output)
{
	static const uint8_t position[3] = { 9, 16, 24 };

	if (!is_ready(rcc, U5_PLL1 + pll) || !(get(rcc, PLL1CFGR + 4 * pll) & PLL_PEN << output))
		return 0;
	return (uint32_t)(vco_hz(rcc, pll) / (FIELD(get(rcc, PLL1DIVR + 8 * pll), position[output], 7) + 1));
}

static void check_pll(const struct rcc_u5 *rcc, unsigned int pll)
{
	const struct rcc_u5_variant *variant = rcc->variant;
	uint32_t input = pll_input_hz(rcc, pll);
	uint64_t vco = vco_hz(rcc, pll);

	if (!is_ready(rcc, pll_source(rcc, pll))) {
		sim_violation("clock.pll", "PLL%u is switched on while its source (%u) is not ready", pll + 1,
			FIELD(get(rcc, PLL1CFGR + 4 * pll), 0, 2));
		return;
	}
	if (input < variant->pll_input_min || input > variant->pll_input_max || vco < variant->vco_min ||
			vco > variant->vco_max)
		sim_violation("clock.pll", "PLL%u: input %u Hz, VCO %llu Hz: outside %u..%u kHz, %u..%u MHz", pll + 1, input,
			(unsigned long long)vco, variant->pll_input_min / 1000, variant->pll_input_max / 1000,
			variant->vco_min / 1000000, variant->vco_max / 1000000);
}

static bool switch_ready(const struct rcc_u5 *rcc, unsigned int sw)
{
	if (sw == SW_PLL)
		return pll_hz(rcc, 0, rcc->variant->sw_output) != 0;
	return is_ready(rcc, rcc->variant->by_sw[sw]);
}

static uint32_t sysclk_hz(const struct rcc_u5 *rcc)
{
	if (rcc->sws == SW_PLL)
		return pll_hz(rcc, 0, rcc->variant->sw_output);
	return source_hz(rcc, rcc->variant->by_sw[rcc->sws]);
}

static uint32_t hclk_hz(const struct rcc_u5 *rcc)
{
	return sysclk_hz(rcc) >> clocks_ahb_shift(FIELD(get(rcc, CFGR2), 0, 4));
}

static uint32_t pclk_hz(const struct rcc_u5 *rcc, uint32_t offset, unsigned int field)
{
	return hclk_hz(rcc) >> clocks_apb_shift(FIELD(get(rcc, offset), field, 3));
}

/** A requested switch happens as soon as its source is ready. */
static void update_switch(struct rcc_u5 *rcc)
{
	unsigned int sw = FIELD(get(rcc, CFGR1), 0, 2);

	if (sw == rcc->sws || !switch_ready(rcc, sw))
		return;
	rcc->sws = sw;
	soc_route_changed();
	rcc_u5_check(rcc);
}

/** A switch that waits must happen even if nobody looks. */
static void on_switch_timer(void *ctx)
{
	struct rcc_u5 *rcc = ctx;

	update_switch(rcc);
	if (rcc->sws != FIELD(get(rcc, CFGR1), 0, 2))
		sim_timer_set(&rcc->switching, sim_now() + SWITCH_POLL);
}

uint32_t rcc_u5_hz(struct rcc_u5 *rcc, enum rcc_u5_clock clock)
{
	update_switch(rcc);
	switch (clock) {
	case U5_CLK_SYS:
		return sysclk_hz(rcc);
	case U5_CLK_HCLK:
		return hclk_hz(rcc);
	case U5_CLK_PCLK1:
		return pclk_hz(rcc, CFGR2, 4);
	case U5_CLK_PCLK2:
		return pclk_hz(rcc, CFGR2, 8);
	default:
		return pclk_hz(rcc, rcc->variant->ppre3_reg, rcc->variant->ppre3_pos);
	}
}

uint32_t rcc_u5_source_hz(struct rcc_u5 *rcc, enum rcc_u5_source source)
{
	return source_hz(rcc, source);
}

uint32_t rcc_u5_pll_hz(struct rcc_u5 *rcc, unsigned int pll, unsigned int output)
{
	return pll_hz(rcc, pll, output);
}

void rcc_u5_check(struct rcc_u5 *rcc)
{
	struct clock_state now = {
		.sysclk = sysclk_hz(rcc), .hclk = hclk_hz(rcc), .range = pwr_u5_range(rcc->pwr), .latency = rcc->latency(),
	};
	const struct clock_bus_limit none[4] = {
		{ UINT32_MAX, UINT32_MAX }, { UINT32_MAX, UINT32_MAX }, { UINT32_MAX, UINT32_MAX }, { UINT32_MAX, UINT32_MAX },
	};
	bool differs = memcmp(&now, &rcc->checked, sizeof(now)) != 0;

	clocks_check(&rcc->checked, &now, rcc->limits, none);
	if (differs && rcc->variant->boost_above && now.sysclk > rcc->variant->boost_above && !pwr_u5_boosted(rcc->pwr))
		sim_violation("clock.boost", "SYSCLK is %u Hz, above %u Hz the booster must be on (PWR_VOSR.BOOSTEN)",
			now.sysclk, rcc->variant->boost_above);
}

/** @returns bits of CR that cannot be cleared because SYSCLK hangs on them */
static uint32_t bits_in_use(const struct rcc_u5 *rcc)
{
	const struct rcc_u5_variant *variant = rcc->variant;
	enum rcc_u5_source source = rcc->sws == SW_PLL ? pll_source(rcc, 0) : variant->by_sw[rcc->sws];
	uint32_t bits = rcc->sws == SW_PLL ? PLL_ON(0) : 0;

	return source == U5_SOURCES ? bits : bits | variant->sources[source].on;
}

static void write_cr(struct rcc_u5 *rcc, uint32_t value)
{
	uint32_t old = get(rcc, CR);
	uint32_t now = (old & ~rcc->variant->cr_writable) | (value & rcc->variant->cr_writable);
	uint32_t kept = bits_in_use(rcc) & old & ~now;

	if (kept)
		sim_violation("clock.inuse", "RCC_CR 0x%08x stops an oscillator that SYSCLK uses: ignored", value);
	now |= kept;
	set(rcc, CR, now);
	clocks_follow(&rcc->sources);
	for (unsigned int pll = 0; pll < PLLS; pll++) {
		if (now & ~old & PLL_ON(pll))
			check_pll(rcc, pll);
	}
}

static void write_cfgr1(struct rcc_u5 *rcc, uint32_t value)
{
	unsigned int sw = FIELD(value, 0, 2);

	set(rcc, CFGR1, value & rcc->variant->cfgr_writable);
	if (sw != rcc->sws && !switch_ready(rcc, sw)) {
		sim_violation("clock.notready", "RCC_CFGR1.SW %u: this clock is not ready, the switch waits for it", sw);
		sim_timer_set(&rcc->switching, sim_now() + SWITCH_POLL);
	}
}

/** Source and dividers of a PLL can only be changed while it is off; outputs and the fraction at any time. */
static void write_pll(struct rcc_u5 *rcc, uint32_t offset, uint32_t value)
{
	bool is_config = offset < PLL1DIVR;
	unsigned int pll = is_config ? (offset - PLL1CFGR) / 4 : (offset - PLL1DIVR) / 8;
	bool is_fraction = !is_config && (offset - PLL1DIVR) % 8;
	uint32_t old = get(rcc, offset);
	uint32_t now = value & (is_config ? rcc->variant->pll_writable : is_fraction ? 0x0000fff8u : 0x7f7fffffu);
	uint32_t free_bits = is_config ? PLL_ENABLES | PLL_FRACEN : 0;

	if (!is_fraction && (get(rcc, CR) & PLL_ON(pll)) && ((now ^ old) & ~free_bits)) {
		sim_violation("clock.pllcfgr", "PLL%u: 0x%08x written at 0x%02x while it is on: only enables change", pll + 1,
			value, offset);
		now = (old & ~free_bits) | (now & free_bits);
	}
	if (is_config && pll == 0 && rcc->sws == SW_PLL)
		now |= old & PLL_PEN << rcc->variant->sw_output;
	set(rcc, offset, now);
}

static void write_bdcr(struct rcc_u5 *rcc, uint32_t value)
{
	if (!pwr_u5_backup_open(rcc->pwr)) {
		sim_violation("clock.dbp", "RCC_BDCR written while the backup domain is closed (DBP is 0): ignored");
		return;
	}
	set(rcc, BDCR, value & BDCR_BDRST ? BDCR_BDRST : value & rcc->variant->bdcr_writable);
	clocks_follow(&rcc->sources);
}

static void write_csr(struct rcc_u5 *rcc, uint32_t value)
{
	uint32_t mask = rcc->variant->csr_writable;
	uint32_t now = (get(rcc, CSR) & ~mask) | (value & mask);

	if (now & CSR_RMVF)
		now &= ~CSR_FLAGS;
	set(rcc, CSR, now);
}

static bool write_special(struct rcc_u5 *rcc, uint32_t offset, uint32_t value)
{
	if (offset >= PLL1CFGR && offset <= PLL3FRACR)
		write_pll(rcc, offset, value);
	else if (offset == CR)
		write_cr(rcc, value);
	else if (offset == CFGR1)
		write_cfgr1(rcc, value);
	else if (offset == BDCR)
		write_bdcr(rcc, value);
	else if (offset == CSR)
		write_csr(rcc, value);
	else
		return false;
	return true;
}

static void changed(struct rcc_u5 *rcc)
{
	soc_route_changed();
	update_switch(rcc);
	rcc_u5_check(rcc);
}

static bool on_write(struct regs *regs, uint32_t offset, uint32_t value, uint32_t lanes)
{
	struct rcc_u5 *rcc = regs->ctx;

	(void)lanes;
	update_switch(rcc);
	if (!write_special(rcc, offset, value))
		return false;
	changed(rcc);
	return true;
}

static void on_changed(struct regs *regs, uint32_t offset, uint32_t old)
{
	struct rcc_u5 *rcc = regs->ctx;

	rcc_follow(&rcc->rcc, offset, old);
	if (offset == ICSCR1 || offset == CFGR2 || offset == rcc->variant->ppre3_reg)
		changed(rcc);
}

static uint32_t on_read(struct regs *regs, uint32_t offset, uint32_t stored)
{
	struct rcc_u5 *rcc = regs->ctx;

	update_switch(rcc);
	for (unsigned int source = 0; source < U5_SOURCES; source++) {
		const struct clock_source *from = &rcc->variant->sources[source];
		if (from->on && from->reg == offset && is_ready(rcc, source))
			stored |= from->ready;
	}
	if (offset == BDCR && (stored & BDCR_LSESYSEN) && !rcc->variant->hsi_divider && is_ready(rcc, U5_LSE))
		stored |= BDCR_LSESYSRDY;
	if (offset == CR && rcc->variant->hsi_divider && is_ready(rcc, U5_HSI))
		stored |= BIT(5);			/* HSIDIVF: the divider works */
	if (offset == CFGR1)
		stored |= rcc->sws << rcc->variant->sws_pos;
	return stored;
}

/** Flags that tell the cause of a reset; every internal cause also pulls NRST. */
static uint32_t reset_flags(enum soc_reset_cause cause)
{
	switch (cause) {
	case SOC_RESET_POWER:
		return CSR_BORRSTF | CSR_PINRSTF;
	case SOC_RESET_PIN:
		return CSR_PINRSTF;
	case SOC_RESET_IWDG:
		return CSR_IWDGRSTF | CSR_PINRSTF;
	case SOC_RESET_WWDG:
		return CSR_WWDGRSTF | CSR_PINRSTF;
	case SOC_RESET_OPTIONS:
		return CSR_OBLRSTF | CSR_PINRSTF;
	default:
		return CSR_SFTRSTF | CSR_PINRSTF;
	}
}

/** bus_device.reset: all but the backup domain and the reset flags, which add up until RMVF. */
static void on_bus_reset(void *ctx)
{
	struct regs *regs = ctx;
	struct rcc_u5 *rcc = regs->ctx;
	enum soc_reset_cause cause = soc_take_reset_cause();
	uint32_t bdcr = cause == SOC_RESET_POWER ? 0 : get(rcc, BDCR);
	uint32_t flags = cause == SOC_RESET_POWER ? 0 : get(rcc, CSR) & CSR_FLAGS;

	regs_clear(regs);
	set(rcc, BDCR, bdcr);
	set(rcc, CSR, (get(rcc, CSR) & ~CSR_FLAGS) | flags | reset_flags(cause));
	clocks_restart(&rcc->sources, BIT(U5_LSE) | BIT(U5_LSI));
	/* the core leaves reset only when its clock runs */
	for (unsigned int source = 0; source < U5_PLL1; source++) {
		if (rcc->sources.ready_at[source])
			rcc->sources.ready_at[source] = CLOCK_RUNS;
	}
	rcc->sws = 0;
	sim_timer_cancel(&rcc->switching);
	memset(&rcc->checked, 0, sizeof(rcc->checked));
	rcc_refresh(&rcc->rcc);
}

void rcc_u5_add(struct rcc_u5 *rcc)
{
	struct regs *regs = &rcc->rcc.regs;

	rcc->sources = (struct clock_sources) { .regs = regs, .table = rcc->variant->sources, .count = U5_SOURCES };
	rcc->switching.fire = on_switch_timer;
	rcc->switching.ctx = rcc;
	regs->ctx = rcc;
	regs->read = on_read;
	regs->write = on_write;
	regs->changed = on_changed;
	rcc_add(&rcc->rcc);
	regs->bus.reset = on_bus_reset;
}
