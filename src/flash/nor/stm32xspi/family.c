// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Per-family facts for stm32xspi that are no pins and no set-up. Sources: reference manuals RM0438 (L5), RM0456 (U5),
 * RM0481 (H5), RM0351 (L4), RM0432 (L4+), RM0440 (G4), RM0390 (F4), RM0410 (F7), RM0433 (H7): RCC, IWDG, WWDG, ICACHE.
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

/** Registers and keys of the independent watchdog, RM0438 chapter 43; the same in all families. */
#define IWDG_KR				0x00
#define IWDG_SR				0x0C
#define IWDG_WINR			0x10
#define IWDG_UNLOCK			0x5555
#define IWDG_SR_WVU			BIT(2)
#define IWDG_LIMIT_US		10000

/** Window watchdog, RM0438 chapter 44; the same in all families. Reads 0 while its clock is off. */
#define WWDG_CR				0x00
#define WWDG_CR_WDGA		BIT(7)

/** Caches of the Cortex-M7: its generic user guide, chapter "Cache maintenance operations". Lines of 32 bytes. */
#define SCB_CCR				0xE000ED14
#define SCB_CCR_DC			BIT(16)
#define SCB_CCR_IC			BIT(17)
#define CCSIDR				0xE000ED80
#define CCSIDR_LAST_SET(v)	((v) >> 13 & 0x7FFFu)
#define CCSIDR_LAST_WAY(v)	((v) >> 3 & 0x3FFu)
#define CSSELR				0xE000ED84
#define ICIALLU				0xE000EF50
#define DCCISW				0xE000EF74
#define CACHE_SET_LOW		5

/** If even the family is not known. */
#define HIGHEST_HZ			800000000u

struct family_facts {
	uint32_t top_core_hz;
	uint32_t top_kernel_hz;
	uint32_t iwdg;				/**< base; 0: not known */
	bool iwdg_window;			/**< it has WINR */
	uint32_t wwdg;				/**< base of the window watchdog; 0: not known */
	uint32_t icache;			/**< base; 0: no cache in front of the window */
};

static const struct family_facts facts[XSPI_FAMILIES] = {
	[XSPI_FAMILY_F4] = { 180000000, 180000000, 0x40003000, false, 0x40002C00, 0 },
	[XSPI_FAMILY_F7] = { 216000000, 216000000, 0x40003000, true, 0x40002C00, 0 },
	[XSPI_FAMILY_L4] = { 80000000, 80000000, 0x40003000, true, 0x40002C00, 0 },
	[XSPI_FAMILY_L4PLUS] = { 120000000, 120000000, 0x40003000, true, 0x40002C00, 0 },
	[XSPI_FAMILY_L5] = { 110000000, 110000000, 0x40003000, true, 0x40002C00, 0x40030400 },
	[XSPI_FAMILY_U5] = { 160000000, 200000000, 0x40003000, true, 0x40002C00, 0x40030400 },
	[XSPI_FAMILY_G4] = { 170000000, 170000000, 0x40003000, true, 0x40002C00, 0 },
	[XSPI_FAMILY_H5] = { 250000000, 250000000, 0x40003000, true, 0x40002C00, 0x40030400 },
	[XSPI_FAMILY_H7] = { 550000000, 300000000, 0x58004800, true, 0x50003000, 0 },
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

static int set_window(struct xspi_io *io, uint32_t base, uint32_t window)
{
	int result = xspi_io_write(io, base + IWDG_KR, IWDG_UNLOCK);
	if (result == XSPI_OK)
		result = xspi_io_write(io, base + IWDG_WINR, window);
	/* some clocks of a slow oscillator; it stands still if no watchdog runs, and then it does not matter */
	if (result == XSPI_OK)
		result = xspi_io_poll(io, base + IWDG_SR, IWDG_SR_WVU, 0, IWDG_LIMIT_US, NULL);
	return result == XSPI_E_TIMEOUT ? XSPI_OK : result;
}

int family_find_watchdogs(struct xspi_io *io, const struct xspi_die *die, struct family_watchdog *watchdog,
		bool *active)
{
	const struct family_facts *f = die ? &facts[die->family] : NULL;
	uint32_t cr = 0, window = FAMILY_NO_WINDOW;
	int result = XSPI_OK;

	*watchdog = (struct family_watchdog) { .window = FAMILY_NO_WINDOW };
	*active = false;
	if (!f)
		return XSPI_OK;
	if (f->wwdg && f->iwdg_window)
		result = xspi_io_read_fifo(io, f->wwdg + WWDG_CR, &cr, 1, f->iwdg + IWDG_WINR, &window);
	else if (f->wwdg)
		result = xspi_io_read(io, f->wwdg + WWDG_CR, &cr);
	if (result != XSPI_OK)
		return result;
	*active = cr & WWDG_CR_WDGA;
	watchdog->kr = f->iwdg + IWDG_KR;
	watchdog->window = MIN(window, FAMILY_NO_WINDOW);
	return XSPI_OK;
}

int family_open_watchdog(struct xspi_io *io, struct family_watchdog *watchdog)
{
	if (watchdog->window == FAMILY_NO_WINDOW)
		return XSPI_OK;
	return set_window(io, watchdog->kr - IWDG_KR, FAMILY_NO_WINDOW);
}

int family_close_watchdog(struct xspi_io *io, struct family_watchdog *watchdog)
{
	uint32_t window = watchdog->window;

	watchdog->window = FAMILY_NO_WINDOW;
	if (!watchdog->kr || window == FAMILY_NO_WINDOW)
		return XSPI_OK;
	return set_window(io, watchdog->kr - IWDG_KR, window);
}

/** The Cortex-M7's data cache, all sets of all ways: what is dirty goes to memory, nothing stays. */
static int clean_data_cache(struct xspi_io *io)
{
	uint32_t size;

	int result = xspi_io_write(io, CSSELR, 0);
	if (result == XSPI_OK)
		result = xspi_io_read(io, CCSIDR, &size);
	if (result != XSPI_OK)
		return result;
	const uint32_t last_set = CCSIDR_LAST_SET(size), last_way = CCSIDR_LAST_WAY(size);
	unsigned int way_low = 32;
	for (uint32_t ways = last_way; ways; ways >>= 1)
		way_low--;
	for (uint32_t way = 0; way <= last_way; way++)
		for (uint32_t set = 0; result == XSPI_OK && set <= last_set; set++)
			result = xspi_io_write(io, DCCISW, (way_low < 32 ? way << way_low : 0) | set << CACHE_SET_LOW);
	return result;
}

/** The core's own caches; reads 0 where there are none. */
static int invalidate_core_caches(struct xspi_io *io)
{
	uint32_t ccr;

	int result = xspi_io_read(io, SCB_CCR, &ccr);
	if (result == XSPI_OK && ccr & SCB_CCR_DC)
		result = clean_data_cache(io);
	if (result == XSPI_OK && ccr & SCB_CCR_IC)
		result = xspi_io_write(io, ICIALLU, 0);
	return result;
}

static bool has_core_caches(const struct xspi_die *die)
{
	return die && (die->family == XSPI_FAMILY_F7 || die->family == XSPI_FAMILY_H7 || die->family == XSPI_FAMILY_H7RS);
}

int family_invalidate_caches(struct xspi_io *io, const struct xspi_die *die)
{
	uint32_t base = die ? facts[die->family].icache : 0;
	uint32_t value;

	if (has_core_caches(die))
		return invalidate_core_caches(io);
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
