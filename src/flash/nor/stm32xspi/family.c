// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Per-family facts for stm32xspi that are no pins and no set-up. Sources: reference manuals RM0438 (L5), RM0456 (U5),
 * RM0481 (H5), RM0351 (L4), RM0432 (L4+), RM0440 (G4), RM0390 (F4), RM0410 (F7), RM0433 (H7): RCC, IWDG, ICACHE.
 */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <helper/bits.h>

#include "family.h"
#include "setup.h"

/** Offsets and bits of the instruction cache, RM0438 chapter 8. */
#define ICACHE_CR			0x00
#define ICACHE_SR			0x04
#define ICACHE_FCR			0x0C
#define ICACHE_CR_EN		BIT(0)
#define ICACHE_CR_CACHEINV	BIT(1)
#define ICACHE_SR_BSYENDF	BIT(1)
#define ICACHE_LIMIT_US		10000

/** If even the family is not known. */
#define HIGHEST_HZ			800000000u

struct family_facts {
	uint32_t top_core_hz;
	uint32_t top_kernel_hz;
	uint32_t lsi_reg;			/**< register with the ready bit of the watchdog's oscillator */
	uint32_t lsi_ready;
	uint32_t iwdg_kr;
	uint32_t icache;			/**< base; 0: no cache in front of the window */
};

static const struct family_facts facts[XSPI_FAMILIES] = {
	[XSPI_FAMILY_F4] = { 180000000, 180000000, 0x40023874, BIT(1), 0x40003000, 0 },
	[XSPI_FAMILY_F7] = { 216000000, 216000000, 0x40023874, BIT(1), 0x40003000, 0 },
	[XSPI_FAMILY_L4] = { 80000000, 80000000, 0x40021094, BIT(1), 0x40003000, 0 },
	[XSPI_FAMILY_L4PLUS] = { 120000000, 120000000, 0x40021094, BIT(1), 0x40003000, 0 },
	[XSPI_FAMILY_L5] = { 110000000, 110000000, 0x40021094, BIT(1), 0x40003000, 0x40030400 },
	[XSPI_FAMILY_U5] = { 160000000, 200000000, 0x46020CF0, BIT(27), 0x40003000, 0x40030400 },
	[XSPI_FAMILY_G4] = { 170000000, 170000000, 0x40021094, BIT(1), 0x40003000, 0 },
	[XSPI_FAMILY_H5] = { 250000000, 250000000, 0x44020CF0, BIT(27), 0x40003000, 0x40030400 },
	[XSPI_FAMILY_H7] = { 550000000, 300000000, 0x58024474, BIT(1), 0x58004800, 0 },
};

static int read_word(void *ctx, uint32_t addr, uint32_t *value)
{
	return xspi_io_read(ctx, addr, value);
}

void family_read_clocks(struct xspi_io *io, const struct xspi_die *die, const struct xspi_instance *instance,
		struct family_clocks *clocks)
{
	const struct family_facts *f = die ? &facts[die->family] : NULL;

	clocks->core_hz = die ? setup_core_hz(die, read_word, io) : 0;
	clocks->kernel_hz = die && instance ? setup_kernel_hz(die, instance, read_word, io) : 0;
	clocks->core_known = clocks->core_hz;
	clocks->kernel_known = clocks->kernel_hz;
	if (!clocks->core_known)
		clocks->core_hz = f && f->top_core_hz ? f->top_core_hz : HIGHEST_HZ;
	if (!clocks->kernel_known)
		clocks->kernel_hz = f && f->top_kernel_hz ? f->top_kernel_hz : HIGHEST_HZ;
}

uint32_t family_running_watchdog(struct xspi_io *io, const struct xspi_die *die)
{
	uint32_t value;

	if (!die || !facts[die->family].lsi_reg)
		return 0;
	const struct family_facts *f = &facts[die->family];
	if (xspi_io_read(io, f->lsi_reg, &value) != XSPI_OK)
		return 0;

	return value & f->lsi_ready ? f->iwdg_kr : 0;
}

int family_invalidate_caches(struct xspi_io *io, const struct xspi_die *die)
{
	uint32_t base = die ? facts[die->family].icache : 0;
	uint32_t value;

	if (!base)
		return XSPI_OK;
	int result = xspi_io_read(io, base + ICACHE_CR, &value);
	if (result != XSPI_OK || !(value & ICACHE_CR_EN))
		return result;
	result = xspi_io_write(io, base + ICACHE_CR, value | ICACHE_CR_CACHEINV);
	if (result == XSPI_OK)
		result = xspi_io_poll(io, base + ICACHE_SR, ICACHE_SR_BSYENDF, ICACHE_SR_BSYENDF, ICACHE_LIMIT_US, NULL);
	if (result == XSPI_OK)
		result = xspi_io_write(io, base + ICACHE_FCR, ICACHE_SR_BSYENDF);
	return result;
}
