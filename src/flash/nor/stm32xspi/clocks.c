// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Reads a family's clock tree: core clock and kernel clock of a controller, from oscillators of known rate. A crystal's
 * rate is written nowhere in the chip, so what hangs on HSE is not known. Tables from RCC chapters: RM0351 (L4), RM0432
 * (L4+), RM0438 (L5), RM0440 (G4), RM0390 and RM0386 (F4), RM0385 and RM0410 (F7), RM0433, RM0455, RM0468 (H7), RM0456
 * (U5), RM0481 (H5); the same in ST's SystemCoreClockUpdate() of each.
 */

#include <string.h>

#include "clocks.h"
#include "core/util.h"

#define FRACTION_LOW	3			/* FRACN is in bits 15:3, in parts of 2^13 */
#define FRACTION_BITS	13

static const uint16_t msi_l4[] = { 100, 200, 400, 800, 1000, 2000, 4000, 8000, 16000, 24000, 32000, 48000 };
static const uint16_t msi_u5[] = {
	48000, 24000, 16000, 12000, 4000, 2000, 1330, 1000, 3072, 1536, 1024, 768, 400, 200, 133, 100
};

#define L4_COMMON \
	.rcc = 0x40021000, .hsi_hz = 16000000, \
	.status = { 0x08, 2, 2 }, .hclk_divider = { 0x08, 4, 4 }, \
	.pll = { { .source = { 0x0C, 0, 2 }, .sources = { NONE, MSI, HSI, HSE }, .m = { 0x0C, 4, 4 }, .m_coding = PLUS_1, \
		.n = { 0x0C, 8, 7 }, .out_coding = TWICE_PLUS_1, .out = { { 0, 0, 0 }, { 0x0C, 21, 2 }, { 0x0C, 25, 2 } }, \
		.enable = { { 0, 0, 0 }, { 0x0C, 20, 1 }, { 0x0C, 24, 1 } } } }
#define L4_MSI \
	.msi_khz = msi_l4, .msi_ranges = XSPI_COUNT(msi_l4), .msi_select = { 0x00, 3, 1 }, \
	.msi = { { 0x00, 4, 4 }, { 0x94, 8, 4 } }, .system = { MSI, HSI, HSE, PLL1R }

static const struct clock_tree tree_l4 = { L4_COMMON, L4_MSI, .kernel = { { .sources = { HCLK } } } };
static const struct clock_tree tree_l4plus = {
	L4_COMMON, L4_MSI, .kernel = { { .select = { 0x9C, 20, 2 }, .sources = { SYS, MSI, PLL1Q, NONE } } }
};
static const struct clock_tree tree_g4 = {
	L4_COMMON, .system = { NONE, HSI, HSE, PLL1R }, .kernel = { { .sources = { HCLK } } }
};

static const struct clock_tree tree_f4 = {
	.rcc = 0x40023800, .hsi_hz = 16000000,
	.status = { 0x08, 2, 2 }, .system = { HSI, HSE, PLL1P, PLL1R }, .hclk_divider = { 0x08, 4, 4 },
	.pll = { { .source = { 0x04, 22, 1 }, .sources = { HSI, HSE }, .m = { 0x04, 0, 6 }, .n = { 0x04, 6, 9 },
		.out_coding = TWICE_PLUS_1, .out = { { 0x04, 16, 2 } } } },
	.kernel = { { .sources = { HCLK } } },
};

/* A PLL of the STM32U5 and H5: configuration at cfg, dividers and fraction at div */
#define PLL_U5(cfg, div, m_width, coding) { \
	.source = { cfg, 0, 2 }, .m = { cfg, 8, m_width }, .m_coding = coding, .n = { div, 0, 9 }, .n_coding = PLUS_1, \
	.out_coding = PLUS_1, .out = { { div, 9, 7 }, { div, 16, 7 }, { div, 24, 7 } }, \
	.enable = { { cfg, 16, 1 }, { cfg, 17, 1 }, { cfg, 18, 1 } }, \
	.fraction_on = { cfg, 4, 1 }, .fraction = { (div) + 4, FRACTION_LOW, FRACTION_BITS }, PLL_SOURCES }

#define PLL_SOURCES	.sources = { NONE, MSI, HSI, HSE }
static const struct clock_tree tree_u5 = {
	.rcc = 0x46020C00, .hsi_hz = 16000000,
	.msi_khz = msi_u5, .msi_ranges = XSPI_COUNT(msi_u5), .msi_select = { 0x08, 23, 1 },
	.msi = { { 0x08, 28, 4 }, { 0xF4, 12, 4 } }, .msik = { { 0x08, 24, 4 }, { 0xF4, 8, 4 } },
	.status = { 0x1C, 2, 2 }, .system = { MSI, HSI, HSE, PLL1R }, .hclk_divider = { 0x20, 0, 4 },
	.pll = { PLL_U5(0x28, 0x34, 4, PLUS_1), PLL_U5(0x2C, 0x3C, 4, PLUS_1), PLL_U5(0x30, 0x44, 4, PLUS_1) },
	.kernel = {
		{ 'O', { 0xE4, 20, 2 }, { SYS, MSIK, PLL1Q, PLL2Q } },
		{ 'H', { 0xE4, 22, 2 }, { SYS, PLL1Q, PLL2Q, PLL3R } } },
};
#undef PLL_SOURCES

#define PLL_SOURCES	.sources = { NONE, HSI, CSI, HSE }
static const struct clock_tree tree_h5 = {
	.rcc = 0x44020C00, .hsi_hz = 64000000, .hsi_shift = { 0x00, 3, 2 },
	.status = { 0x1C, 3, 2 }, .system = { HSI, CSI, HSE, PLL1P }, .hclk_divider = { 0x20, 0, 4 },
	.pll = { PLL_U5(0x28, 0x34, 6, PLAIN), PLL_U5(0x2C, 0x3C, 6, PLAIN) },
	.kernel = { { .select = { 0xE4, 0, 2 }, .sources = { HCLK, PLL1Q, PLL2R, NONE } } },
};

/* A PLL of the STM32H7: m and its enable bits in shared registers */
#define PLL_H7(m_low, div, enable_low, fraction_bit) { \
	.source = { 0x28, 0, 2 }, .sources = { HSI, CSI, HSE, NONE }, .m = { 0x28, m_low, 6 }, .n = { div, 0, 9 }, \
	.n_coding = PLUS_1, .out_coding = PLUS_1, .out = { { div, 9, 7 }, { div, 16, 7 }, { div, 24, 7 } }, \
	.enable = { { 0x2C, enable_low, 1 }, { 0x2C, (enable_low) + 1, 1 }, { 0x2C, (enable_low) + 2, 1 } }, \
	.fraction_on = { 0x2C, fraction_bit, 1 }, .fraction = { (div) + 4, FRACTION_LOW, FRACTION_BITS } }

static const struct clock_tree tree_h7 = {
	.rcc = 0x58024400, .hsi_hz = 64000000, .hsi_shift = { 0x00, 3, 2 },
	.status = { 0x10, 3, 2 }, .system = { HSI, CSI, HSE, PLL1P },
	.core_divider = { 0x18, 8, 4 }, .hclk_divider = { 0x18, 0, 4 },
	.pll = { PLL_H7(4, 0x30, 16, 0), PLL_H7(12, 0x38, 19, 4) },
	.kernel = { { .select = { 0x4C, 4, 2 }, .sources = { HCLK, PLL1Q, PLL2R, NONE } } },
};

static const struct clock_tree * const trees[XSPI_FAMILIES] = {
	[XSPI_FAMILY_L4] = &tree_l4,
	[XSPI_FAMILY_L4PLUS] = &tree_l4plus,
	[XSPI_FAMILY_L5] = &tree_l4plus,
	[XSPI_FAMILY_G4] = &tree_g4,
	[XSPI_FAMILY_F4] = &tree_f4,
	[XSPI_FAMILY_F7] = &tree_f4,
	[XSPI_FAMILY_U5] = &tree_u5,
	[XSPI_FAMILY_H5] = &tree_h5,
	[XSPI_FAMILY_H7] = &tree_h7,
};

const struct clock_tree *clock_tree_of(const struct xspi_die *die)
{
	return trees[die->family];
}

uint32_t clock_get(struct clock_look *l, const struct clock_field *f)
{
	uint32_t value = 0;

	if (!f->width)
		return 0;
	if (l->read(l->ctx, l->tree->rcc + f->reg, &value))
		l->failed = true;
	return value >> f->low & ((1u << f->width) - 1);
}

static uint32_t get_divider(struct clock_look *l, const struct clock_field *f, unsigned int coding)
{
	const uint32_t n = clock_get(l, f);

	return coding == PLAIN ? n : coding == PLUS_1 ? n + 1 : 2 * (n + 1);
}

/** The AHB dividers' coding: from 8 on powers of two, without 32. */
static uint32_t get_shift(struct clock_look *l, const struct clock_field *f)
{
	static const uint8_t shift[] = { 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 6, 7, 8, 9 };

	return shift[clock_get(l, f) & 15];
}

const struct clock_field *clock_msi_range(struct clock_look *l, const struct clock_field *ranges)
{
	return clock_get(l, &l->tree->msi_select) ? &ranges[0] : &ranges[1];
}

static uint32_t msi_hz(struct clock_look *l, const struct clock_field *ranges)
{
	const struct clock_tree *t = l->tree;

	if (!t->msi_khz)
		return 0;
	const uint32_t range = clock_get(l, clock_msi_range(l, ranges));
	return range < t->msi_ranges ? t->msi_khz[range] * 1000u : 0;
}

static uint32_t oscillator_hz(struct clock_look *l, unsigned int source)
{
	switch (source) {
	case MSI:
		return msi_hz(l, l->tree->msi);
	case MSIK:
		return msi_hz(l, l->tree->msik);
	case HSI:
		return l->tree->hsi_hz >> clock_get(l, &l->tree->hsi_shift);
	case CSI:
		return CLOCK_CSI_HZ;
	default:
		return 0;
	}
}

static uint32_t pll_hz(struct clock_look *l, const struct clock_pll *p, unsigned int output)
{
	if (!p->n.width || !p->out[output].width || (p->enable[output].width && !clock_get(l, &p->enable[output])))
		return 0;
	const uint64_t in = oscillator_hz(l, p->sources[clock_get(l, &p->source)]);
	const uint32_t divider = get_divider(l, &p->m, p->m_coding) * get_divider(l, &p->out[output], p->out_coding);
	if (!in || !divider)
		return 0;
	uint64_t factor = (uint64_t)get_divider(l, &p->n, p->n_coding) << FRACTION_BITS;
	if (clock_get(l, &p->fraction_on))
		factor += clock_get(l, &p->fraction);
	return (uint32_t)((in * factor >> FRACTION_BITS) / divider);
}

static uint32_t source_hz(struct clock_look *l, unsigned int source)
{
	if (source >= PLL1P && source <= PLL3R)
		return pll_hz(l, &l->tree->pll[(source - PLL1P) / CLOCK_PLL_OUTPUTS], (source - PLL1P) % CLOCK_PLL_OUTPUTS);
	return oscillator_hz(l, source);
}

static uint32_t system_hz(struct clock_look *l)
{
	return source_hz(l, l->tree->system[clock_get(l, &l->tree->status)]);
}

/* The core's clock, and from it HCLK, which is the same where the core has no divider of its own */
uint32_t clock_core_hz(struct clock_look *l)
{
	const struct clock_tree *t = l->tree;

	return system_hz(l) >> get_shift(l, t->core_divider.width ? &t->core_divider : &t->hclk_divider);
}

static uint32_t hclk_hz(struct clock_look *l)
{
	const uint32_t core = clock_core_hz(l);

	return l->tree->core_divider.width ? core >> get_shift(l, &l->tree->hclk_divider) : core;
}

uint32_t setup_core_hz(const struct xspi_die *die, setup_read_fn read, void *ctx)
{
	struct clock_look l = { trees[die->family], read, ctx, false };

	if (!l.tree)
		return 0;
	const uint32_t hz = clock_core_hz(&l);
	return l.failed ? 0 : hz;
}

uint32_t setup_kernel_hz(const struct xspi_die *die, const struct xspi_instance *instance, setup_read_fn read,
		void *ctx)
{
	struct clock_look l = { trees[die->family], read, ctx, false };
	uint32_t hz;

	/* the second controller of the STM32H5E and H5F has a selector elsewhere */
	if (!l.tree || (die->family == XSPI_FAMILY_H5 && instance != die->instance))
		return 0;
	const struct clock_kernel *k = &l.tree->kernel[0];
	if (k->initial && k->initial != instance->name[0])
		k++;
	const unsigned int source = k->sources[clock_get(&l, &k->select)];
	if (source == SYS)
		hz = system_hz(&l);
	else
		hz = source == HCLK ? hclk_hz(&l) : source_hz(&l, source);
	return l.failed ? 0 : hz;
}
