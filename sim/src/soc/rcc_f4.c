// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Oscillators, PLLs and clock tree of STM32F4 and F7 (RM0385 and RM0410 chapter 5, RM0402, RM0430 and RM0386
 * chapter 6). Oscillators become ready after their start-up time; a switch to one that is not ready waits for it. The
 * limits that voltage scale, over-drive and flash wait states set are checked with each change.
 */

#include <string.h>
#include "parts_f4.h"

#define CR			0x00
#define PLLCFGR		0x04
#define CFGR		0x08
#define BDCR		0x70
#define CSR			0x74
#define PLLI2SCFGR	0x84
#define PLLSAICFGR	0x88

#define CR_HSION		BIT(0)
#define CR_HSIRDY		BIT(1)
#define CR_HSEON		BIT(16)
#define CR_HSERDY		BIT(17)
#define CR_PLLON		BIT(24)
#define CR_PLLRDY		BIT(25)
#define CR_I2SON		BIT(26)
#define CR_I2SRDY		BIT(27)
#define CR_SAION		BIT(28)
#define CR_SAIRDY		BIT(29)

#define PLLCFGR_SRC		BIT(22)		/* 0: HSI, 1: HSE */
#define BDCR_LSEON		BIT(0)
#define BDCR_LSERDY		BIT(1)
#define BDCR_BDRST		BIT(16)
#define CSR_LSION		BIT(0)
#define CSR_LSIRDY		BIT(1)
#define CSR_RMVF		BIT(24)
#define CSR_BORRSTF		BIT(25)
#define CSR_PINRSTF		BIT(26)
#define CSR_PORRSTF		BIT(27)
#define CSR_SFTRSTF		BIT(28)
#define CSR_IWDGRSTF	BIT(29)
#define CSR_WWDGRSTF	BIT(30)
#define CSR_FLAGS		0xfe000000u

#define HSI_HZ		16000000u
#define LSI_HZ		32000u
#define SWITCH_POLL	(10 * SIM_PS_PER_US)

enum { SW_HSI, SW_HSE, SW_PLL, SW_NONE };
enum source { SRC_HSI, SRC_HSE, SRC_PLL, SRC_I2S, SRC_SAI, SRC_LSE, SRC_LSI, SRC_COUNT };

/** Typical start-up times: DS10916 (F746) and DS11139 (F412), electrical characteristics of the clock sources. */
static const struct clock_source sources[SRC_COUNT] = {
	[SRC_HSI] = { CR, CR_HSION, CR_HSIRDY, 2200 * SIM_PS_PER_NS },
	[SRC_HSE] = { CR, CR_HSEON, CR_HSERDY, 2 * SIM_PS_PER_MS },
	[SRC_PLL] = { CR, CR_PLLON, CR_PLLRDY, 200 * SIM_PS_PER_US },
	[SRC_I2S] = { CR, CR_I2SON, CR_I2SRDY, 200 * SIM_PS_PER_US },
	[SRC_SAI] = { CR, CR_SAION, CR_SAIRDY, 200 * SIM_PS_PER_US },
	[SRC_LSE] = { BDCR, BDCR_LSEON, BDCR_LSERDY, 2 * SIM_PS_PER_S },
	[SRC_LSI] = { CSR, CSR_LSION, CSR_LSIRDY, 15 * SIM_PS_PER_US },
};

static uint32_t get(const struct rcc_f4 *rcc, uint32_t offset)
{
	return regs_get(&rcc->rcc.regs, offset);
}

static void set(struct rcc_f4 *rcc, uint32_t offset, uint32_t value)
{
	regs_set(&rcc->rcc.regs, offset, value);
}

bool rcc_f4_pll_on(const struct rcc_f4 *rcc)
{
	return get(rcc, CR) & CR_PLLON;
}

static bool is_ready(const struct rcc_f4 *rcc, enum source source)
{
	if (!clocks_started(&rcc->sources, source))
		return false;
	switch (source) {
	case SRC_HSE:
		return rcc->hse_hz != 0;
	case SRC_LSE:
		return rcc->lse_hz != 0;
	case SRC_PLL:
	case SRC_I2S:
	case SRC_SAI:
		return is_ready(rcc, get(rcc, PLLCFGR) & PLLCFGR_SRC ? SRC_HSE : SRC_HSI);
	default:
		return true;
	}
}

static uint32_t pll_input_hz(const struct rcc_f4 *rcc)
{
	uint32_t config = get(rcc, PLLCFGR);
	uint32_t m = FIELD(config, 0, 6);

	return m ? (config & PLLCFGR_SRC ? rcc->hse_hz : HSI_HZ) / m : 0;
}

static uint64_t vco_hz(const struct rcc_f4 *rcc)
{
	return (uint64_t)pll_input_hz(rcc) * FIELD(get(rcc, PLLCFGR), 6, 9);
}

static uint32_t pll_hz(const struct rcc_f4 *rcc, enum rcc_f4_clock output)
{
	uint32_t config = get(rcc, PLLCFGR);
	uint32_t divider;

	if (output == F4_PLL_P)
		divider = FIELD(config, 16, 2) * 2 + 2;
	else
		divider = output == F4_PLL_Q ? FIELD(config, 24, 4) : FIELD(config, 28, 3);
	if (divider < 2 || !is_ready(rcc, SRC_PLL))
		return 0;
	return (uint32_t)(vco_hz(rcc) / divider);
}

static bool switch_ready(const struct rcc_f4 *rcc, unsigned int sw)
{
	static const enum source by_sw[] = { SRC_HSI, SRC_HSE, SRC_PLL };

	return sw < SW_NONE && is_ready(rcc, by_sw[sw]);
}

/** A requested switch happens as soon as its source is ready (RM0385 5.2.6). */
static void update_switch(struct rcc_f4 *rcc)
{
	unsigned int sw = FIELD(get(rcc, CFGR), 0, 2);

	if (sw == rcc->sws || !switch_ready(rcc, sw))
		return;
	rcc->sws = sw;
	soc_route_changed();
	rcc_f4_check(rcc);
}

static void on_switch_timer(void *ctx)
{
	struct rcc_f4 *rcc = ctx;

	update_switch(rcc);
	if (rcc->sws != FIELD(get(rcc, CFGR), 0, 2))
		sim_timer_set(&rcc->switching, sim_now() + SWITCH_POLL);
}

static uint32_t sysclk_hz(const struct rcc_f4 *rcc)
{
	switch (rcc->sws) {
	case SW_HSI:
		return is_ready(rcc, SRC_HSI) ? HSI_HZ : 0;
	case SW_HSE:
		return is_ready(rcc, SRC_HSE) ? rcc->hse_hz : 0;
	default:
		return pll_hz(rcc, F4_PLL_P);
	}
}

static uint32_t hclk_hz(const struct rcc_f4 *rcc)
{
	return sysclk_hz(rcc) >> clocks_ahb_shift(FIELD(get(rcc, CFGR), 4, 4));
}

static uint32_t pclk_hz(const struct rcc_f4 *rcc, unsigned int field)
{
	return hclk_hz(rcc) >> clocks_apb_shift(FIELD(get(rcc, CFGR), field, 3));
}

uint32_t rcc_f4_hz(struct rcc_f4 *rcc, enum rcc_f4_clock clock)
{
	update_switch(rcc);
	switch (clock) {
	case F4_SYS:
		return sysclk_hz(rcc);
	case F4_HCLK:
		return hclk_hz(rcc);
	case F4_PCLK1:
		return pclk_hz(rcc, 10);
	case F4_PCLK2:
		return pclk_hz(rcc, 13);
	case F4_HSI:
		return is_ready(rcc, SRC_HSI) ? HSI_HZ : 0;
	case F4_HSE:
		return is_ready(rcc, SRC_HSE) ? rcc->hse_hz : 0;
	case F4_LSE:
		return is_ready(rcc, SRC_LSE) ? rcc->lse_hz : 0;
	case F4_LSI:
		return is_ready(rcc, SRC_LSI) ? LSI_HZ : 0;
	default:
		return pll_hz(rcc, clock);
	}
}

void rcc_f4_check(struct rcc_f4 *rcc)
{
	struct clock_state now;

	memset(&now, 0, sizeof(now));
	now.sysclk = sysclk_hz(rcc);
	now.hclk = hclk_hz(rcc);
	now.pclk1 = pclk_hz(rcc, 10);
	now.pclk2 = pclk_hz(rcc, 13);
	now.range = pwr_f4_range(rcc->pwr);
	now.latency = flash_f4_latency(rcc->flash);
	clocks_check(&rcc->checked, &now, rcc->limits, rcc->bus_limits);
}

/** RM0385 5.3.2, RM0402 6.3.2 and the data sheets' PLL characteristics: input 0.95 to 2.1 MHz, VCO 100 to 432 MHz. */
static void check_pll(const struct rcc_f4 *rcc)
{
	uint32_t config = get(rcc, PLLCFGR);
	unsigned int n = FIELD(config, 6, 9);
	uint64_t vco = vco_hz(rcc);

	if (!is_ready(rcc, config & PLLCFGR_SRC ? SRC_HSE : SRC_HSI))
		sim_violation("clock.pll", "the PLL is switched on while its source (%s) is not ready",
			config & PLLCFGR_SRC ? "HSE" : "HSI");
	else if (pll_input_hz(rcc) < 950000 || pll_input_hz(rcc) > 2100000)
		sim_violation("clock.pll", "PLL input is %u Hz, outside 0.95 to 2.1 MHz", pll_input_hz(rcc));
	else if (n < 50 || n > 432 || vco < 100000000 || vco > 432000000)
		sim_violation("clock.pll", "PLL: N %u, VCO %llu Hz: outside 50..432, 100..432 MHz", n,
			(unsigned long long)vco);
}

/** @returns bits of CR that cannot be cleared because SYSCLK hangs on them */
static uint32_t bits_in_use(const struct rcc_f4 *rcc)
{
	switch (rcc->sws) {
	case SW_HSI:
		return CR_HSION;
	case SW_HSE:
		return CR_HSEON;
	default:
		return CR_PLLON | (get(rcc, PLLCFGR) & PLLCFGR_SRC ? CR_HSEON : CR_HSION);
	}
}

static void write_cr(struct rcc_f4 *rcc, uint32_t value)
{
	uint32_t old = get(rcc, CR);
	uint32_t now = (old & ~rcc->cr_writable) | (value & rcc->cr_writable);
	uint32_t kept = bits_in_use(rcc) & old & ~now;

	if (kept)
		sim_violation("clock.inuse", "RCC_CR 0x%08x stops an oscillator that SYSCLK uses: ignored", value);
	now |= kept;
	set(rcc, CR, now);
	clocks_follow(&rcc->sources);
	if ((now ^ old) & CR_PLLON)
		pwr_f4_pll_changed(rcc->pwr);
	if (now & ~old & CR_PLLON)
		check_pll(rcc);
}

static void write_cfgr(struct rcc_f4 *rcc, uint32_t value)
{
	unsigned int sw = FIELD(value, 0, 2);

	set(rcc, CFGR, value & rcc->cfgr_writable);
	if (sw == SW_NONE)
		sim_violation("clock.switch", "RCC_CFGR.SW 3 is not allowed on this die: no switch");
	if (sw != rcc->sws && sw != SW_NONE && !switch_ready(rcc, sw)) {
		sim_violation("clock.notready", "RCC_CFGR.SW %u: this clock is not ready, the switch waits for it", sw);
		sim_timer_set(&rcc->switching, sim_now() + SWITCH_POLL);
	}
}

/** Dividers and source of a PLL can only be written while it is off (RM0385 5.3.2, 5.3.23, 5.3.24). */
static void write_pll(struct rcc_f4 *rcc, uint32_t offset, uint32_t value, uint32_t writable, uint32_t on)
{
	uint32_t now = value & writable;

	if ((get(rcc, CR) & on) && now != get(rcc, offset)) {
		sim_violation("clock.pllcfgr", "RCC offset 0x%02x: 0x%08x written while this PLL is on: ignored", offset,
			value);
		return;
	}
	set(rcc, offset, now);
}

static void write_bdcr(struct rcc_f4 *rcc, uint32_t value)
{
	if (!pwr_f4_backup_open(rcc->pwr)) {
		sim_violation("clock.dbp", "RCC_BDCR written while DBP in PWR is 0: ignored");
		return;
	}
	set(rcc, BDCR, value & BDCR_BDRST ? BDCR_BDRST : value & rcc->bdcr_writable);
	clocks_follow(&rcc->sources);
}

static void write_csr(struct rcc_f4 *rcc, uint32_t value)
{
	uint32_t now = (get(rcc, CSR) & CSR_FLAGS) | (value & CSR_LSION);

	set(rcc, CSR, value & CSR_RMVF ? now & ~CSR_FLAGS : now);
	clocks_follow(&rcc->sources);
}

static bool on_write(struct regs *regs, uint32_t offset, uint32_t value, uint32_t lanes)
{
	struct rcc_f4 *rcc = regs->ctx;

	(void)lanes;
	update_switch(rcc);
	switch (offset) {
	case CR:
		write_cr(rcc, value);
		break;
	case PLLCFGR:
		write_pll(rcc, offset, value, rcc->pllcfgr_writable, CR_PLLON);
		break;
	case CFGR:
		write_cfgr(rcc, value);
		break;
	case BDCR:
		write_bdcr(rcc, value);
		break;
	case CSR:
		write_csr(rcc, value);
		break;
	case PLLI2SCFGR:
		write_pll(rcc, offset, value, rcc->i2scfgr_writable, CR_I2SON);
		break;
	case PLLSAICFGR:
		write_pll(rcc, offset, value, rcc->saicfgr_writable, CR_SAION);
		break;
	default:
		return false;
	}
	soc_route_changed();
	update_switch(rcc);
	rcc_f4_check(rcc);
	return true;
}

static void on_changed(struct regs *regs, uint32_t offset, uint32_t old)
{
	struct rcc_f4 *rcc = regs->ctx;

	rcc_follow(&rcc->rcc, offset, old);
}

static uint32_t on_read(struct regs *regs, uint32_t offset, uint32_t stored)
{
	struct rcc_f4 *rcc = regs->ctx;

	update_switch(rcc);
	for (unsigned int i = 0; i < SRC_COUNT; i++) {
		if (sources[i].reg == offset && is_ready(rcc, i))
			stored |= sources[i].ready;
	}
	if (offset == CFGR)
		stored |= rcc->sws << 2;
	return stored;
}

/** Flags that tell the cause of a reset; every internal cause also pulls NRST (RM0385 5.1). */
static uint32_t reset_flags(enum soc_reset_cause cause)
{
	switch (cause) {
	case SOC_RESET_POWER:
		return CSR_PORRSTF | CSR_BORRSTF | CSR_PINRSTF;
	case SOC_RESET_PIN:
		return CSR_PINRSTF;
	case SOC_RESET_IWDG:
		return CSR_IWDGRSTF | CSR_PINRSTF;
	case SOC_RESET_WWDG:
		return CSR_WWDGRSTF | CSR_PINRSTF;
	default:
		return CSR_SFTRSTF | CSR_PINRSTF;
	}
}

/** bus_device.reset: all but the backup domain and the reset flags, which add up until RMVF. */
static void on_bus_reset(void *ctx)
{
	struct regs *regs = ctx;
	struct rcc_f4 *rcc = regs->ctx;
	enum soc_reset_cause cause = soc_take_reset_cause();
	uint32_t bdcr = cause == SOC_RESET_POWER ? 0 : get(rcc, BDCR);
	uint32_t flags = cause == SOC_RESET_POWER ? 0 : get(rcc, CSR) & CSR_FLAGS;

	regs_clear(regs);
	set(rcc, BDCR, bdcr);
	set(rcc, CSR, flags | reset_flags(cause));
	clocks_restart(&rcc->sources, BIT(SRC_LSE));
	rcc->sources.ready_at[SRC_HSI] = CLOCK_RUNS;		/* the core leaves reset only when this clock runs */
	rcc->sws = SW_HSI;
	sim_timer_cancel(&rcc->switching);
	memset(&rcc->checked, 0, sizeof(rcc->checked));
	rcc_refresh(&rcc->rcc);
}

void rcc_f4_add(struct rcc_f4 *rcc)
{
	struct regs *regs = &rcc->rcc.regs;

	rcc->sources.regs = regs;
	rcc->sources.table = sources;
	rcc->sources.count = SRC_COUNT;
	rcc->switching.fire = on_switch_timer;
	rcc->switching.ctx = rcc;
	regs->ctx = rcc;
	regs->read = on_read;
	regs->write = on_write;
	regs->changed = on_changed;
	rcc_add(&rcc->rcc);
	regs->bus.reset = on_bus_reset;
}
