// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Oscillators, PLLs and clock tree of STM32H7 (RM0433 chapter 8, RM0468 chapter 8, RM0455 chapter 8). Oscillators
 * become ready after their start-up time; a switch to one that is not ready waits for it. The limits that the voltage
 * and the flash wait states set are checked with each change.
 */

#include <string.h>
#include "parts_h7.h"

#define CR			0x00
#define CFGR		0x10
#define D1CFGR		0x18
#define D2CFGR		0x1c
#define D3CFGR		0x20
#define PLLCKSELR	0x28
#define PLLCFGR		0x2c
#define PLL1DIVR	0x30
#define PLL1FRACR	0x34
#define D1CCIPR		0x4c
#define BDCR		0x70
#define CSR			0x74
#define VIEW_FIRST	0x130		/* the core's view of RSR, enable and low-power enable registers ... */
#define VIEW_LAST	0x17c
#define VIEW_OF		0xd0		/* ... is of these */

#define CR_HSION		BIT(0)
#define CR_HSIRDY		BIT(2)
#define CR_HSIDIVF		BIT(5)
#define CR_CSION		BIT(7)
#define CR_CSIRDY		BIT(8)
#define CR_HSI48ON		BIT(12)
#define CR_HSI48RDY		BIT(13)
#define CR_DOMAINS		(BIT(14) | BIT(15))		/* clocks of the domains are ready */
#define CR_HSEON		BIT(16)
#define CR_HSERDY		BIT(17)
#define CR_PLL1ON		BIT(24)

#define BDCR_LSEON		BIT(0)
#define BDCR_LSERDY		BIT(1)
#define BDCR_BDRST		BIT(16)
#define CSR_LSION		BIT(0)
#define CSR_LSIRDY		BIT(1)

#define RSR_RMVF		BIT(16)
#define RSR_CPURSTF		BIT(17)
#define RSR_PINRSTF		BIT(22)
#define RSR_SFTRSTF		BIT(24)
#define RSR_IWDGRSTF	BIT(26)
#define RSR_WWDGRSTF	BIT(28)
#define RSR_POWER		0x00fe0000u

#define HSI_HZ		64000000u
#define CSI_HZ		4000000u
#define HSI48_HZ	48000000u
#define LSI_HZ		32000u
#define SWITCH_POLL	(10 * SIM_PS_PER_US)
#define PLLS		3

enum { SW_HSI, SW_CSI, SW_HSE, SW_PLL1, SW_NONE };
enum source { SRC_HSI, SRC_CSI, SRC_HSI48, SRC_HSE, SRC_PLL1, SRC_PLL2, SRC_PLL3, SRC_LSE, SRC_LSI, SRC_COUNT };

/** Typical start-up times: DS12110, electrical characteristics of the clock sources. */
static const struct clock_source sources[SRC_COUNT] = {
	[SRC_HSI] = { CR, CR_HSION, CR_HSIRDY, 1400 * SIM_PS_PER_NS },
	[SRC_CSI] = { CR, CR_CSION, CR_CSIRDY, 4 * SIM_PS_PER_US },
	[SRC_HSI48] = { CR, CR_HSI48ON, CR_HSI48RDY, 2 * SIM_PS_PER_US },
	[SRC_HSE] = { CR, CR_HSEON, CR_HSERDY, 2 * SIM_PS_PER_MS },
	[SRC_PLL1] = { CR, CR_PLL1ON, BIT(25), 50 * SIM_PS_PER_US },
	[SRC_PLL2] = { CR, BIT(26), BIT(27), 50 * SIM_PS_PER_US },
	[SRC_PLL3] = { CR, BIT(28), BIT(29), 50 * SIM_PS_PER_US },
	[SRC_LSE] = { BDCR, BDCR_LSEON, BDCR_LSERDY, 2 * SIM_PS_PER_S },
	[SRC_LSI] = { CSR, CSR_LSION, CSR_LSIRDY, 80 * SIM_PS_PER_US },
};

static uint32_t get(const struct rcc_h7 *rcc, uint32_t offset)
{
	return regs_get(&rcc->rcc.regs, offset);
}

static void set(struct rcc_h7 *rcc, uint32_t offset, uint32_t value)
{
	regs_set(&rcc->rcc.regs, offset, value);
}

unsigned int rcc_h7_select(const struct rcc_h7 *rcc, uint32_t offset, unsigned int position, unsigned int bits)
{
	return FIELD(get(rcc, offset), position, bits);
}

/* ---- oscillators and PLLs ---- */

/** @returns the source that all PLLs share; SRC_COUNT: none */
static enum source pll_source(const struct rcc_h7 *rcc)
{
	static const enum source by_field[4] = { SRC_HSI, SRC_CSI, SRC_HSE, SRC_COUNT };

	return by_field[FIELD(get(rcc, PLLCKSELR), 0, 2)];
}

static bool is_ready(const struct rcc_h7 *rcc, enum source source)
{
	if (source == SRC_COUNT || !clocks_started(&rcc->sources, source))
		return false;
	switch (source) {
	case SRC_HSE:
		return rcc->hse_hz != 0;
	case SRC_LSE:
		return rcc->lse_hz != 0;
	case SRC_PLL1:
	case SRC_PLL2:
	case SRC_PLL3:
		return is_ready(rcc, pll_source(rcc));
	default:
		return true;
	}
}

static uint32_t source_hz(const struct rcc_h7 *rcc, enum source source)
{
	if (!is_ready(rcc, source))
		return 0;
	switch (source) {
	case SRC_HSI:
		return HSI_HZ >> FIELD(get(rcc, CR), 3, 2);
	case SRC_CSI:
		return CSI_HZ;
	case SRC_HSI48:
		return HSI48_HZ;
	case SRC_HSE:
		return rcc->hse_hz;
	case SRC_LSE:
		return rcc->lse_hz;
	default:
		return LSI_HZ;
	}
}

static uint32_t pll_input_hz(const struct rcc_h7 *rcc, unsigned int pll)
{
	uint32_t m = FIELD(get(rcc, PLLCKSELR), 4 + 8 * pll, 6);

	return m && pll_source(rcc) != SRC_COUNT ? source_hz(rcc, pll_source(rcc)) / m : 0;
}

static uint64_t vco_hz(const struct rcc_h7 *rcc, unsigned int pll)
{
	uint64_t n = (FIELD(get(rcc, PLL1DIVR + 8 * pll), 0, 9) + 1) << 13;

	if (get(rcc, PLLCFGR) & BIT(4 * pll))
		n += FIELD(get(rcc, PLL1FRACR + 8 * pll), 3, 13);
	return pll_input_hz(rcc, pll) * n >> 13;
}

/** @param output 0 P, 1 Q, 2 R */
static uint32_t pll_hz(const struct rcc_h7 *rcc, unsigned int pll, unsigned int output)
{
	static const uint8_t position[3] = { 9, 16, 24 };

	if (!is_ready(rcc, SRC_PLL1 + pll) || !(get(rcc, PLLCFGR) & BIT(16 + 3 * pll + output)))
		return 0;
	return (uint32_t)(vco_hz(rcc, pll) / (FIELD(get(rcc, PLL1DIVR + 8 * pll), position[output], 7) + 1));
}

/** RM0433 8.3.9 and 8.7.11 to 8.7.12: the range fields must say what input and VCO are. */
static void check_pll(const struct rcc_h7 *rcc, unsigned int pll)
{
	uint32_t config = get(rcc, PLLCFGR) >> 4 * pll;
	uint32_t input = pll_input_hz(rcc, pll);
	uint32_t low = 1000000u << FIELD(config, 2, 2);
	bool medium = config & BIT(1);
	uint64_t vco = vco_hz(rcc, pll);

	if (!is_ready(rcc, pll_source(rcc)))
		sim_violation("clock.pll", "PLL%u is switched on while its source is not ready", pll + 1);
	else if (input < low || input > 2 * low)
		sim_violation("clock.pll", "PLL%u input is %u Hz, PLLRGE says %u to %u Hz", pll + 1, input, low, 2 * low);
	else if (vco < (medium ? 150000000 : rcc->vco_min) || vco > (medium ? 420000000 : rcc->vco_max))
		sim_violation("clock.pll", "PLL%u VCO is %llu Hz, outside the %s range", pll + 1, (unsigned long long)vco,
			medium ? "medium" : "wide");
}

/* ---- system clock ---- */

static bool switch_ready(const struct rcc_h7 *rcc, unsigned int sw)
{
	static const enum source by_sw[] = { SRC_HSI, SRC_CSI, SRC_HSE, SRC_PLL1 };

	if (sw >= SW_NONE || (sw == SW_PLL1 && !(get(rcc, PLLCFGR) & BIT(16))))
		return false;
	return is_ready(rcc, by_sw[sw]);
}

static void update_switch(struct rcc_h7 *rcc)
{
	unsigned int sw = FIELD(get(rcc, CFGR), 0, 3);

	if (sw == rcc->sws || !switch_ready(rcc, sw))
		return;
	rcc->sws = sw;
	soc_route_changed();
	rcc_h7_check(rcc);
}

static void on_switch_timer(void *ctx)
{
	struct rcc_h7 *rcc = ctx;

	update_switch(rcc);
	if (rcc->sws != FIELD(get(rcc, CFGR), 0, 3))
		sim_timer_set(&rcc->switching, sim_now() + SWITCH_POLL);
}

static uint32_t sysclk_hz(const struct rcc_h7 *rcc)
{
	static const enum source by_sw[] = { SRC_HSI, SRC_CSI, SRC_HSE };

	return rcc->sws == SW_PLL1 ? pll_hz(rcc, 0, 0) : source_hz(rcc, by_sw[rcc->sws]);
}

static uint32_t cpu_hz(const struct rcc_h7 *rcc)
{
	return sysclk_hz(rcc) >> clocks_ahb_shift(FIELD(get(rcc, D1CFGR), 8, 4));
}

static uint32_t hclk_hz(const struct rcc_h7 *rcc)
{
	return cpu_hz(rcc) >> clocks_ahb_shift(FIELD(get(rcc, D1CFGR), 0, 4));
}

static uint32_t pclk_hz(const struct rcc_h7 *rcc, uint32_t offset, unsigned int field)
{
	return hclk_hz(rcc) >> clocks_apb_shift(FIELD(get(rcc, offset), field, 3));
}

static uint32_t per_hz(const struct rcc_h7 *rcc)
{
	static const enum source by_field[4] = { SRC_HSI, SRC_CSI, SRC_HSE, SRC_COUNT };
	enum source source = by_field[FIELD(get(rcc, D1CCIPR), 28, 2)];

	return source == SRC_COUNT ? 0 : source_hz(rcc, source);
}

uint32_t rcc_h7_hz(struct rcc_h7 *rcc, enum rcc_h7_clock clock)
{
	update_switch(rcc);
	if (clock >= H7_PLL1_P && clock <= H7_PLL3_R)
		return pll_hz(rcc, (clock - H7_PLL1_P) / 3, (clock - H7_PLL1_P) % 3);
	switch (clock) {
	case H7_SYS:
		return sysclk_hz(rcc);
	case H7_CPU:
		return cpu_hz(rcc);
	case H7_HCLK:
		return hclk_hz(rcc);
	case H7_PCLK1:
		return pclk_hz(rcc, D2CFGR, 4);
	case H7_PCLK2:
		return pclk_hz(rcc, D2CFGR, 8);
	case H7_PCLK3:
		return pclk_hz(rcc, D1CFGR, 4);
	case H7_PCLK4:
		return pclk_hz(rcc, D3CFGR, 4);
	case H7_PER:
		return per_hz(rcc);
	case H7_HSI:
		return source_hz(rcc, SRC_HSI);
	case H7_CSI:
		return source_hz(rcc, SRC_CSI);
	case H7_HSI48:
		return source_hz(rcc, SRC_HSI48);
	case H7_HSE:
		return source_hz(rcc, SRC_HSE);
	case H7_LSE:
		return source_hz(rcc, SRC_LSE);
	case H7_LSI:
		return source_hz(rcc, SRC_LSI);
	default:
		return 0;
	}
}

void rcc_h7_check(struct rcc_h7 *rcc)
{
	struct clock_state now;

	memset(&now, 0, sizeof(now));
	now.sysclk = cpu_hz(rcc);
	now.hclk = hclk_hz(rcc);
	now.pclk1 = pclk_hz(rcc, D2CFGR, 4);
	now.pclk2 = pclk_hz(rcc, D2CFGR, 8);
	now.range = pwr_h7_range(rcc->pwr);
	now.latency = flash_h7_latency(rcc->flash);
	clocks_check(&rcc->checked, &now, rcc->limits, rcc->bus_limits);
}

/* ---- registers ---- */

/** @returns bits of CR that cannot be cleared because the system clock hangs on them */
static uint32_t bits_in_use(const struct rcc_h7 *rcc)
{
	static const uint32_t by_sw[] = { CR_HSION, CR_CSION, CR_HSEON };
	enum source source = pll_source(rcc);

	if (rcc->sws != SW_PLL1)
		return by_sw[rcc->sws];
	return CR_PLL1ON | (source == SRC_COUNT ? 0 : sources[source].on);
}

static void write_cr(struct rcc_h7 *rcc, uint32_t value)
{
	uint32_t old = get(rcc, CR);
	uint32_t now = (old & ~rcc->cr_writable) | (value & rcc->cr_writable);
	uint32_t kept = bits_in_use(rcc) & old & ~now;

	if (kept)
		sim_violation("clock.inuse", "RCC_CR 0x%08x stops an oscillator that the system clock uses: ignored", value);
	now |= kept;
	set(rcc, CR, now);
	clocks_follow(&rcc->sources);
	for (unsigned int pll = 0; pll < PLLS; pll++) {
		if (now & ~old & sources[SRC_PLL1 + pll].on)
			check_pll(rcc, pll);
	}
}

static void write_cfgr(struct rcc_h7 *rcc, uint32_t value)
{
	unsigned int sw = FIELD(value, 0, 3);

	set(rcc, CFGR, value & rcc->cfgr_writable);
	if (sw >= SW_NONE) {
		sim_violation("clock.switch", "RCC_CFGR.SW %u is reserved: no switch", sw);
	} else if (sw != rcc->sws && !switch_ready(rcc, sw)) {
		sim_violation("clock.notready", "RCC_CFGR.SW %u: this clock is not ready, the switch waits for it", sw);
		sim_timer_set(&rcc->switching, sim_now() + SWITCH_POLL);
	}
}

/** @returns bits of a PLL register that cannot change because their PLL is on (RM0433 8.7.9 to 8.7.17) */
static uint32_t pll_locked(const struct rcc_h7 *rcc, uint32_t offset)
{
	uint32_t locked = 0;

	for (unsigned int pll = 0; pll < PLLS; pll++) {
		if (!(get(rcc, CR) & sources[SRC_PLL1 + pll].on))
			continue;
		if (offset == PLLCKSELR)
			locked |= 0x3 | 0x3fu << (4 + 8 * pll);
		else if (offset == PLLCFGR)
			locked |= 0xeu << 4 * pll;
		else if (offset == PLL1DIVR + 8 * pll)
			locked = 0xffffffff;
	}
	return locked;
}

static void write_pll(struct rcc_h7 *rcc, uint32_t offset, uint32_t value)
{
	static const uint32_t writable[] = { 0x03f3f3f3, 0x01ff0fff };
	uint32_t mask = offset <= PLLCFGR ? writable[(offset - PLLCKSELR) / 4] : offset & 4 ? 0xfff8 : 0x7f7fffff;
	uint32_t old = get(rcc, offset);
	uint32_t locked = pll_locked(rcc, offset);

	if ((value ^ old) & mask & locked)
		sim_violation("clock.pllcfg", "RCC offset 0x%02x: 0x%08x written while a PLL is on: 0x%08x stays", offset,
			value, old & locked);
	set(rcc, offset, (old & locked) | (value & mask & ~locked));
}

static void write_bdcr(struct rcc_h7 *rcc, uint32_t value)
{
	if (!pwr_h7_backup_open(rcc->pwr)) {
		sim_violation("clock.dbp", "RCC_BDCR written while DBP in PWR is 0: ignored");
		return;
	}
	set(rcc, BDCR, value & BDCR_BDRST ? BDCR_BDRST : value & rcc->bdcr_writable);
	clocks_follow(&rcc->sources);
}

static bool is_view(const struct rcc_h7 *rcc, uint32_t offset)
{
	return rcc->two_views && offset >= VIEW_FIRST && offset <= VIEW_LAST;
}

static bool write_special(struct rcc_h7 *rcc, uint32_t offset, uint32_t value)
{
	if (offset >= PLLCKSELR && offset < PLL1DIVR + 8 * PLLS)
		write_pll(rcc, offset, value);
	else if (offset == CR)
		write_cr(rcc, value);
	else if (offset == CFGR)
		write_cfgr(rcc, value);
	else if (offset == BDCR)
		write_bdcr(rcc, value);
	else if (offset == rcc->rsr)
		set(rcc, offset, value & RSR_RMVF ? 0 : get(rcc, offset));
	else
		return false;
	return true;
}

static bool on_write(struct regs *regs, uint32_t offset, uint32_t value, uint32_t lanes)
{
	struct rcc_h7 *rcc = regs->ctx;

	(void)lanes;
	update_switch(rcc);
	if (is_view(rcc, offset)) {
		regs->bus.write(regs, offset - VIEW_FIRST + VIEW_OF, 4, value, BUS_CORE);
		return true;
	}
	if (!write_special(rcc, offset, value))
		return false;
	soc_route_changed();
	update_switch(rcc);
	rcc_h7_check(rcc);
	return true;
}

static void on_changed(struct regs *regs, uint32_t offset, uint32_t old)
{
	struct rcc_h7 *rcc = regs->ctx;

	clocks_follow(&rcc->sources);
	rcc_follow(&rcc->rcc, offset, old);
	rcc_h7_check(rcc);
}

static uint32_t on_read(struct regs *regs, uint32_t offset, uint32_t stored)
{
	struct rcc_h7 *rcc = regs->ctx;

	update_switch(rcc);
	if (is_view(rcc, offset))
		return get(rcc, offset - VIEW_FIRST + VIEW_OF);
	for (unsigned int i = 0; i < SRC_COUNT; i++) {
		if (sources[i].reg == offset && is_ready(rcc, i))
			stored |= sources[i].ready;
	}
	if (offset == CR)
		stored |= CR_DOMAINS | CR_HSIDIVF;
	if (offset == CFGR)
		stored |= rcc->sws << 3;
	return stored;
}

/** Flags that tell the cause of a reset (RM0433 table "Reset source identification"). */
static uint32_t reset_flags(enum soc_reset_cause cause)
{
	switch (cause) {
	case SOC_RESET_POWER:
		return RSR_POWER;
	case SOC_RESET_PIN:
		return RSR_PINRSTF | RSR_CPURSTF;
	case SOC_RESET_IWDG:
		return RSR_IWDGRSTF | RSR_PINRSTF | RSR_CPURSTF;
	case SOC_RESET_WWDG:
		return RSR_WWDGRSTF | RSR_PINRSTF | RSR_CPURSTF;
	default:
		return RSR_SFTRSTF | RSR_PINRSTF | RSR_CPURSTF;
	}
}

/** bus_device.reset: all but the backup domain and the reset flags, which add up until RMVF. */
static void on_bus_reset(void *ctx)
{
	struct regs *regs = ctx;
	struct rcc_h7 *rcc = regs->ctx;
	enum soc_reset_cause cause = soc_take_reset_cause();
	uint32_t bdcr = cause == SOC_RESET_POWER ? 0 : get(rcc, BDCR);
	uint32_t flags = cause == SOC_RESET_POWER ? 0 : get(rcc, rcc->rsr);

	regs_clear(regs);
	set(rcc, BDCR, bdcr);
	set(rcc, rcc->rsr, (flags | reset_flags(cause)) & rcc->reset_flags);
	clocks_restart(&rcc->sources, BIT(SRC_LSE));
	rcc->sources.ready_at[SRC_HSI] = CLOCK_RUNS;		/* the core leaves reset only when this clock runs */
	rcc->sws = SW_HSI;
	sim_timer_cancel(&rcc->switching);
	memset(&rcc->checked, 0, sizeof(rcc->checked));
	rcc_refresh(&rcc->rcc);
}

void rcc_h7_add(struct rcc_h7 *rcc)
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
