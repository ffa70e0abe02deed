// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Oscillators, PLLs and clock tree as on STM32L4, L4+, L5 and G4 (RM0438 chapter 9, RM0351 and RM0432 chapter 6, RM0440
 * chapter 7). Oscillators become ready after their start-up time; a switch to one that is not ready waits for it. The
 * limits that the voltage range and the flash wait states set are checked with each change.
 */

#include <string.h>
#include "parts.h"

/* Offsets (RM0438 9.8) */
#define CR			0x00
#define CFGR		0x08
#define PLLCFGR		0x0c
#define SAI1CFGR	0x10
#define SAI2CFGR	0x14
#define CIFR		0x1c
#define CICR		0x20
#define CCIPR1		0x88
#define BDCR		0x90
#define CSR			0x94
#define CRRCR		0x98
#define CCIPR2		0x9c

#define CR_MSION		BIT(0)
#define CR_MSIRDY		BIT(1)
#define CR_MSIRGSEL		BIT(3)
#define CR_HSION		BIT(8)
#define CR_HSIRDY		BIT(10)
#define CR_HSEON		BIT(16)
#define CR_HSERDY		BIT(17)
#define CR_PLLON		BIT(24)
#define CR_PLLRDY		BIT(25)
#define CR_SAI1ON		BIT(26)
#define CR_SAI1RDY		BIT(27)
#define CR_SAI2ON		BIT(28)
#define CR_SAI2RDY		BIT(29)

#define CR_SET_ONLY		(CR_MSIRGSEL | BIT(19))
#define PLL_PEN			BIT(16)
#define PLL_P17			BIT(17)
#define PLL_QEN			BIT(20)
#define PLL_REN			BIT(24)
#define PLL_ENABLES		(PLL_PEN | PLL_QEN | PLL_REN)

#define BDCR_LSEON		BIT(0)
#define BDCR_LSERDY		BIT(1)
#define BDCR_BDRST		BIT(16)
#define BDCR_WRITABLE	0x030183bdu
#define CSR_LSION		BIT(0)
#define CSR_LSIRDY		BIT(1)
#define CSR_RMVF		BIT(23)
#define CSR_OBLRSTF		BIT(25)
#define CSR_PINRSTF		BIT(26)
#define CSR_BORRSTF		BIT(27)
#define CSR_SFTRSTF		BIT(28)
#define CSR_IWDGRSTF	BIT(29)
#define CSR_WWDGRSTF	BIT(30)
#define CSR_FLAGS		0xff000000u
#define CRRCR_HSI48ON	BIT(0)
#define CRRCR_HSI48RDY	BIT(1)

enum { SW_MSI, SW_HSI16, SW_HSE, SW_PLL };
enum { SRC_NONE, SRC_MSI, SRC_HSI16, SRC_HSE };

#define SWITCH_POLL	(10 * SIM_PS_PER_US)

#define HSI16_HZ	16000000u
#define HSI48_HZ	48000000u
#define LSI_HZ		32000u

enum oscillator { OSC_MSI, OSC_HSI16, OSC_HSE, OSC_PLL, OSC_SAI1, OSC_SAI2, OSC_LSE, OSC_LSI, OSC_HSI48, OSC_COUNT };

/** On and ready bits, and typical start-up times (DS12736, electrical characteristics of the clock sources). */
static const struct {
	uint16_t reg;
	uint32_t on, ready;
	uint64_t start_ps;
} oscillators[OSC_COUNT] = {
	[OSC_MSI] = { CR, CR_MSION, CR_MSIRDY, 3 * SIM_PS_PER_US },
	[OSC_HSI16] = { CR, CR_HSION, CR_HSIRDY, 4 * SIM_PS_PER_US },
	[OSC_HSE] = { CR, CR_HSEON, CR_HSERDY, 2 * SIM_PS_PER_MS },
	[OSC_PLL] = { CR, CR_PLLON, CR_PLLRDY, 15 * SIM_PS_PER_US },
	[OSC_SAI1] = { CR, CR_SAI1ON, CR_SAI1RDY, 15 * SIM_PS_PER_US },
	[OSC_SAI2] = { CR, CR_SAI2ON, CR_SAI2RDY, 15 * SIM_PS_PER_US },
	[OSC_LSE] = { BDCR, BDCR_LSEON, BDCR_LSERDY, 2 * SIM_PS_PER_S },
	[OSC_LSI] = { CSR, CSR_LSION, CSR_LSIRDY, 125 * SIM_PS_PER_US },
	[OSC_HSI48] = { CRRCR, CRRCR_HSI48ON, CRRCR_HSI48RDY, 3 * SIM_PS_PER_US },
};

static const uint32_t msi_hz[16] = {
	100000, 200000, 400000, 800000, 1000000, 2000000, 4000000, 8000000, 16000000, 24000000, 32000000, 48000000,
};

static uint32_t get(const struct rcc_l4 *rcc, uint32_t offset)
{
	return regs_get(&rcc->rcc.regs, offset);
}

static void set(struct rcc_l4 *rcc, uint32_t offset, uint32_t value)
{
	regs_set(&rcc->rcc.regs, offset, value);
}

static bool osc_ready(const struct rcc_l4 *rcc, enum oscillator osc);

/** Source and M of all PLLs may be those of the first (RM0351 6.4.4), else the fields are alike (RM0438 9.8.4). */
#define COMMON_FIELDS	0x000000ffu

/** @returns what configures a PLL, as if it were in its own register */
static uint32_t pll_config(const struct rcc_l4 *rcc, enum oscillator pll)
{
	uint32_t config = get(rcc, pll == OSC_PLL ? PLLCFGR : pll == OSC_SAI1 ? SAI1CFGR : SAI2CFGR);

	if (rcc->variant->own_sources)
		return config;
	return (config & ~COMMON_FIELDS) | (get(rcc, PLLCFGR) & COMMON_FIELDS);
}

static uint32_t pll_m(const struct rcc_l4 *rcc, uint32_t config)
{
	return FIELD(config, 4, rcc->variant->pll_m_bits) + 1;
}

static bool pll_source_ready(const struct rcc_l4 *rcc, enum oscillator pll)
{
	switch (FIELD(pll_config(rcc, pll), 0, 2)) {
	case SRC_MSI:
		return osc_ready(rcc, OSC_MSI);
	case SRC_HSI16:
		return osc_ready(rcc, OSC_HSI16);
	case SRC_HSE:
		return osc_ready(rcc, OSC_HSE);
	default:
		return false;
	}
}

static bool osc_ready(const struct rcc_l4 *rcc, enum oscillator osc)
{
	if (!rcc->ready_at[osc] || sim_now() + 1 < rcc->ready_at[osc])
		return false;
	if (osc == OSC_HSE)
		return rcc->hse_hz != 0;
	if (osc == OSC_LSE)
		return rcc->lse_hz != 0;
	if (osc == OSC_PLL || osc == OSC_SAI1 || osc == OSC_SAI2)
		return pll_source_ready(rcc, osc);
	return true;
}

static uint32_t msi_now(const struct rcc_l4 *rcc)
{
	uint32_t range = get(rcc, CR) & CR_MSIRGSEL ? FIELD(get(rcc, CR), 4, 4) : FIELD(get(rcc, CSR), 8, 4);

	return osc_ready(rcc, OSC_MSI) ? msi_hz[range] : 0;
}

static uint32_t pll_input_hz(const struct rcc_l4 *rcc, uint32_t config)
{
	switch (FIELD(config, 0, 2)) {
	case SRC_MSI:
		return msi_now(rcc);
	case SRC_HSI16:
		return HSI16_HZ;
	case SRC_HSE:
		return rcc->hse_hz;
	default:
		return 0;
	}
}

static uint64_t pll_vco_hz(const struct rcc_l4 *rcc, uint32_t config)
{
	return (uint64_t)pll_input_hz(rcc, config) * FIELD(config, 8, 7) / pll_m(rcc, config);
}

static uint32_t pll_hz(const struct rcc_l4 *rcc, enum rcc_l4_clock output)
{
	uint32_t config = get(rcc, PLLCFGR);
	uint32_t divider = FIELD(config, 25, 2) * 2 + 2;
	uint32_t enable = PLL_REN;

	if (output == CLK_PLL_Q) {
		divider = FIELD(config, 21, 2) * 2 + 2;
		enable = PLL_QEN;
	} else if (output == CLK_PLL_P) {
		divider = FIELD(config, 27, 5);
		if (divider < 2)
			divider = config & PLL_P17 ? 17 : 7;
		enable = PLL_PEN;
	}
	if (!(config & enable) || !osc_ready(rcc, OSC_PLL))
		return 0;
	return (uint32_t)(pll_vco_hz(rcc, config) / divider);
}

static bool source_ready(const struct rcc_l4 *rcc, unsigned int sw)
{
	static const enum oscillator source[] = { OSC_MSI, OSC_HSI16, OSC_HSE, OSC_PLL };

	if (sw == SW_MSI && rcc->variant->reset_sw != SW_MSI)
		return false;		/* there is no MSI */
	if (sw == SW_PLL && !(get(rcc, PLLCFGR) & PLL_REN))
		return false;
	return osc_ready(rcc, source[sw]);
}

/** A requested switch happens as soon as its source is ready (RM0438 9.3.7). */
static void update_switch(struct rcc_l4 *rcc)
{
	unsigned int sw = FIELD(get(rcc, CFGR), 0, 2);

	if (sw == rcc->sws || !source_ready(rcc, sw))
		return;
	rcc->sws = sw;
	soc_route_changed();
	rcc_l4_check(rcc);
}

/** A switch that waits must happen even if nobody looks. */
static void on_switch_timer(void *ctx)
{
	struct rcc_l4 *rcc = ctx;

	update_switch(rcc);
	if (rcc->sws != FIELD(get(rcc, CFGR), 0, 2))
		sim_timer_set(&rcc->switching, sim_now() + SWITCH_POLL);
}

static uint32_t sysclk_hz(const struct rcc_l4 *rcc)
{
	switch (rcc->sws) {
	case SW_MSI:
		return msi_now(rcc);
	case SW_HSI16:
		return osc_ready(rcc, OSC_HSI16) ? HSI16_HZ : 0;
	case SW_HSE:
		return osc_ready(rcc, OSC_HSE) ? rcc->hse_hz : 0;
	default:
		return pll_hz(rcc, CLK_PLL_R);
	}
}

static uint32_t hclk_hz(const struct rcc_l4 *rcc)
{
	static const uint8_t shift[16] = { [8] = 1, 2, 3, 4, 6, 7, 8, 9 };

	return sysclk_hz(rcc) >> shift[FIELD(get(rcc, CFGR), 4, 4)];
}

static uint32_t pclk_hz(const struct rcc_l4 *rcc, unsigned int field)
{
	unsigned int ppre = FIELD(get(rcc, CFGR), field, 3);

	return hclk_hz(rcc) >> (ppre & 4 ? (ppre & 3) + 1 : 0);
}

uint32_t rcc_l4_hz(struct rcc_l4 *rcc, enum rcc_l4_clock clock)
{
	update_switch(rcc);
	switch (clock) {
	case CLK_SYS:
		return sysclk_hz(rcc);
	case CLK_HCLK:
		return hclk_hz(rcc);
	case CLK_PCLK1:
		return pclk_hz(rcc, 8);
	case CLK_PCLK2:
		return pclk_hz(rcc, 11);
	case CLK_MSI:
		return msi_now(rcc);
	case CLK_HSI16:
		return osc_ready(rcc, OSC_HSI16) ? HSI16_HZ : 0;
	case CLK_HSE:
		return osc_ready(rcc, OSC_HSE) ? rcc->hse_hz : 0;
	case CLK_LSE:
		return osc_ready(rcc, OSC_LSE) ? rcc->lse_hz : 0;
	case CLK_LSI:
		return osc_ready(rcc, OSC_LSI) ? LSI_HZ : 0;
	case CLK_HSI48:
		return osc_ready(rcc, OSC_HSI48) ? HSI48_HZ : 0;
	default:
		return pll_hz(rcc, clock);
	}
}

uint32_t rcc_l4_usart_hz(struct rcc_l4 *rcc, const struct usart *usart)
{
	static const enum rcc_l4_clock choices[4] = { CLK_PCLK1, CLK_SYS, CLK_HSI16, CLK_LSE };
	unsigned int choice = FIELD(get(rcc, CCIPR1), usart->kernel_select, 2);

	if (choice == 0 && usart->kernel_select == 0)
		return rcc_l4_hz(rcc, CLK_PCLK2);		/* USART1 is the one on APB2 */
	return rcc_l4_hz(rcc, choices[choice]);
}

uint32_t rcc_l4_ccipr(const struct rcc_l4 *rcc, unsigned int n)
{
	return get(rcc, n ? CCIPR2 : CCIPR1);
}

void rcc_l4_check(struct rcc_l4 *rcc)
{
	uint32_t now[4] = { sysclk_hz(rcc), hclk_hz(rcc), pwr_l4_range(rcc->pwr), flash_l4_latency(rcc->flash) };
	const struct clock_limit *limit = &rcc->limits[now[2]];

	if (memcmp(now, rcc->checked, sizeof(now)) == 0)
		return;
	memcpy(rcc->checked, now, sizeof(now));
	if (now[0] > limit->sysclk)
		sim_violation("clock.range", "SYSCLK is %u Hz, voltage range %u allows %u Hz", now[0], now[2], limit->sysclk);
	unsigned int top = now[3] < limit->hclk_count ? now[3] : limit->hclk_count - 1;
	if (now[1] > limit->hclk[top])
		sim_violation("clock.latency", "HCLK is %u Hz, %u flash wait states allow %u Hz in voltage range %u",
			now[1], now[3], limit->hclk[top], now[2]);
}

/** Note which oscillators a write started or stopped. */
static void follow_oscillators(struct rcc_l4 *rcc)
{
	for (unsigned int osc = 0; osc < OSC_COUNT; osc++) {
		if (!(get(rcc, oscillators[osc].reg) & oscillators[osc].on))
			rcc->ready_at[osc] = 0;
		else if (!rcc->ready_at[osc])
			rcc->ready_at[osc] = sim_now() + oscillators[osc].start_ps;
	}
}

static void check_pll(const struct rcc_l4 *rcc, enum oscillator pll)
{
	const struct rcc_l4_variant *variant = rcc->variant;
	uint32_t config = pll_config(rcc, pll);
	uint32_t input = pll_input_hz(rcc, config) / pll_m(rcc, config);
	uint64_t vco = pll_vco_hz(rcc, config);
	unsigned int n = FIELD(config, 8, 7);

	if (!pll_source_ready(rcc, pll)) {
		sim_violation("clock.pll", "a PLL is switched on while its source (%u) is not ready", FIELD(config, 0, 2));
		return;
	}
	if (n < variant->pll_n_min || n > variant->pll_n_max || vco < variant->vco_min || vco > variant->vco_max)
		sim_violation("clock.pll", "PLL: N %u, VCO %llu Hz: outside %u..%u, %u..%u MHz", n, (unsigned long long)vco,
			variant->pll_n_min, variant->pll_n_max, variant->vco_min / 1000000, variant->vco_max / 1000000);
	/* Silicon locks below 4 MHz: OpenOCD's target/stm32l5x.cfg has always run it with 2 MHz. So no violation. */
	if (input < variant->pll_input_min || input > variant->pll_input_max) {
		stat_add("clock.pll.input", 1);
		sim_log(1, "PLL input is %u Hz, outside the specified %u to %u Hz", input, variant->pll_input_min,
			variant->pll_input_max);
	}
}

/** @returns bits of CR that cannot be cleared because SYSCLK hangs on them */
static uint32_t bits_in_use(const struct rcc_l4 *rcc)
{
	static const uint32_t by_source[] = { [SRC_NONE] = 0, [SRC_MSI] = CR_MSION, [SRC_HSI16] = CR_HSION,
		[SRC_HSE] = CR_HSEON };
	static const uint32_t by_sw[] = { CR_MSION, CR_HSION, CR_HSEON, CR_PLLON };
	uint32_t bits = by_sw[rcc->sws];

	if (rcc->sws == SW_PLL)
		bits |= by_source[FIELD(get(rcc, PLLCFGR), 0, 2)];
	return bits;
}

static void write_cr(struct rcc_l4 *rcc, uint32_t value)
{
	uint32_t old = get(rcc, CR);
	uint32_t mask = rcc->variant->cr_writable & ~CR_SET_ONLY;
	uint32_t set_only = rcc->variant->cr_writable & CR_SET_ONLY;
	uint32_t now = (old & ~mask) | (value & mask) | ((value | old) & set_only);
	uint32_t kept = bits_in_use(rcc) & old & ~now;

	if (kept)
		sim_violation("clock.inuse", "RCC_CR 0x%08x stops an oscillator that SYSCLK uses: ignored", value);
	now |= kept;
	set(rcc, CR, now);
	follow_oscillators(rcc);
	if (now & ~old & CR_PLLON)
		check_pll(rcc, OSC_PLL);
	if (now & ~old & CR_SAI1ON)
		check_pll(rcc, OSC_SAI1);
	if (now & ~old & CR_SAI2ON)
		check_pll(rcc, OSC_SAI2);
}

static void write_cfgr(struct rcc_l4 *rcc, uint32_t value)
{
	unsigned int sw = FIELD(value, 0, 2);

	set(rcc, CFGR, value & rcc->variant->cfgr_writable);
	if (sw != rcc->sws && !source_ready(rcc, sw)) {
		sim_violation("clock.notready", "RCC_CFGR.SW %u: this clock is not ready, the switch waits for it", sw);
		sim_timer_set(&rcc->switching, sim_now() + SWITCH_POLL);
	}
}

/** Dividers and source of a PLL can only be changed while it is off (RM0438 9.8.4). */
static void write_pllcfgr(struct rcc_l4 *rcc, uint32_t offset, uint32_t value, uint32_t on)
{
	uint32_t old = get(rcc, offset);
	uint32_t now = value & rcc->variant->pll_writable[(offset - PLLCFGR) / 4];

	if ((get(rcc, CR) & on) && ((now ^ old) & ~PLL_ENABLES)) {
		sim_violation("clock.pllcfgr", "PLL configuration 0x%08x written while the PLL is on: only enables change",
			value);
		now = (old & ~PLL_ENABLES) | (now & PLL_ENABLES);
	}
	if (offset == PLLCFGR && rcc->sws == SW_PLL)
		now |= old & PLL_REN;
	set(rcc, offset, now);
}

static void write_bdcr(struct rcc_l4 *rcc, uint32_t value)
{
	/* DBP (PWR_CR1 bit 8) protects the backup domain (RM0438 9.8.30) */
	if (!(regs_get(&rcc->pwr->regs, 0x00) & BIT(8))) {
		sim_violation("clock.dbp", "RCC_BDCR written while PWR_CR1.DBP is 0: ignored");
		return;
	}
	set(rcc, BDCR, value & BDCR_BDRST ? BDCR_BDRST : value & BDCR_WRITABLE);
	follow_oscillators(rcc);
}

static void write_csr(struct rcc_l4 *rcc, uint32_t value)
{
	uint32_t mask = rcc->variant->csr_writable | CSR_RMVF;
	uint32_t now = (get(rcc, CSR) & ~mask) | (value & mask);

	if (now & CSR_RMVF)
		now &= ~CSR_FLAGS;
	set(rcc, CSR, now);
	follow_oscillators(rcc);
}

static bool on_write(struct regs *regs, uint32_t offset, uint32_t value, uint32_t lanes)
{
	struct rcc_l4 *rcc = regs->ctx;
	bool done = true;

	(void)lanes;
	update_switch(rcc);
	switch (offset) {
	case CR:
		write_cr(rcc, value);
		break;
	case CFGR:
		write_cfgr(rcc, value);
		break;
	case PLLCFGR:
		write_pllcfgr(rcc, offset, value, CR_PLLON);
		break;
	case SAI1CFGR:
		write_pllcfgr(rcc, offset, value, CR_SAI1ON);
		break;
	case SAI2CFGR:
		write_pllcfgr(rcc, offset, value, CR_SAI2ON);
		break;
	case BDCR:
		write_bdcr(rcc, value);
		break;
	case CSR:
		write_csr(rcc, value);
		break;
	default:
		done = false;
		break;
	}
	if (done) {
		soc_route_changed();
		update_switch(rcc);
		rcc_l4_check(rcc);
	}
	return done;
}

static void on_changed(struct regs *regs, uint32_t offset, uint32_t old)
{
	struct rcc_l4 *rcc = regs->ctx;

	follow_oscillators(rcc);
	rcc_follow(&rcc->rcc, offset, old);
}

static uint32_t on_read(struct regs *regs, uint32_t offset, uint32_t stored)
{
	struct rcc_l4 *rcc = regs->ctx;

	update_switch(rcc);
	for (unsigned int osc = 0; osc < OSC_COUNT; osc++) {
		if (oscillators[osc].reg == offset && osc_ready(rcc, osc))
			stored |= oscillators[osc].ready;
	}
	if (offset == CFGR)
		stored |= rcc->sws << 2;
	return stored;
}

/** Flags that tell the cause of a reset; every internal cause also pulls NRST (RM0438 9.2). */
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
	struct rcc_l4 *rcc = regs->ctx;
	enum soc_reset_cause cause = soc_take_reset_cause();
	uint32_t bdcr = get(rcc, BDCR);
	uint32_t flags = get(rcc, CSR) & CSR_FLAGS;
	uint64_t lse_at = rcc->ready_at[OSC_LSE];

	if (cause == SOC_RESET_POWER) {
		bdcr = 0;
		flags = 0;
	}
	regs_clear(regs);
	set(rcc, BDCR, bdcr);
	set(rcc, CSR, (get(rcc, CSR) & ~CSR_FLAGS) | flags | reset_flags(cause));
	memset(rcc->ready_at, 0, sizeof(rcc->ready_at));
	/* the core leaves reset only when this clock runs */
	rcc->ready_at[rcc->variant->reset_sw == SW_MSI ? OSC_MSI : OSC_HSI16] = 1;
	if (bdcr & BDCR_LSEON)
		rcc->ready_at[OSC_LSE] = lse_at;
	follow_oscillators(rcc);
	rcc->sws = rcc->variant->reset_sw;
	sim_timer_cancel(&rcc->switching);
	memset(rcc->checked, 0, sizeof(rcc->checked));
	rcc_refresh(&rcc->rcc);
}

void rcc_l4_add(struct rcc_l4 *rcc)
{
	struct regs *regs = &rcc->rcc.regs;

	rcc->switching.fire = on_switch_timer;
	rcc->switching.ctx = rcc;
	regs->ctx = rcc;
	regs->read = on_read;
	regs->write = on_write;
	regs->changed = on_changed;
	rcc_add(&rcc->rcc);
	regs->bus.reset = on_bus_reset;
}
