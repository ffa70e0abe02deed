// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Plans a faster core clock, see raise.h. Pure code: the caller reads and plays. Limits are those of the reference
 * manuals, chapters "Embedded flash memory" (wait states by HCLK and voltage range) and "Power control" (highest
 * clock): RM0351 (L4), RM0432 (L4+), RM0438 (L5), RM0440 (G4), RM0390 (F4), RM0410 (F7), RM0456 (U5), RM0481 (H5),
 * RM0433, RM0455 and RM0468 (H7); compared with ST's stm32XXxx_ll_utils.c and with what embassy-stm32 does.
 */

#include <stdio.h>

#include "clocks.h"
#include "core/util.h"
#include "raise.h"

#define FIELD(f)		(((1u << (f).width) - 1) << (f).low)

/* The same in all families: PLLON and those of two more PLLs in RCC_CR */
static const struct clock_field plls_on[] = { { 0x00, 24, 1 }, { 0x00, 26, 1 }, { 0x00, 28, 1 } };

/* An oscillator is stable within microseconds, a switch takes some of its clocks */
#define LIMIT_US		10000u

/** At one core voltage. */
struct limit {
	uint32_t top_hz;			/**< highest clock; 0: a value of VOS that means nothing */
	uint32_t wait_hz;			/**< HCLK per flash wait state: n states are enough for (n + 1) times that */
};

struct facts {
	uint32_t acr;				/**< FLASH_ACR */
	uint8_t latency_width;		/**< of LATENCY, from bit 0 on */
	uint8_t delay;				/**< least WRHIGHFREQ, bits 5:4 of FLASH_ACR, at full speed; 0: there is none */
	uint32_t power_reg;			/**< RCC's enable register with the clock of PWR; 0: PWR need not be read */
	uint8_t power_bit;
	uint32_t vos_reg;			/**< PWR's register with the voltage range, and its two bits */
	uint8_t vos_low;
	uint32_t low_power_run;		/**< bit of the same register: the regulator feeds 2 MHz only; 0: there is none */
	struct limit limits[4];		/**< by value of VOS; the first one, if PWR is not read */
	struct clock_field locked;	/**< MSIPLLEN: MSI follows LSE */
	struct clock_field msi_ready;
	struct clock_field hsi_on, hsi_ready, hsi_divided;
	struct clock_field sw;		/**< request of the switch, whose state is in the tree */
};

#define L4_POWER \
	.acr = 0x40022000, .power_reg = 0x40021058, .power_bit = 28, .vos_reg = 0x40007000, .vos_low = 9, \
	.low_power_run = XSPI_BIT(14), .locked = { 0x00, 2, 1 }, .msi_ready = { 0x00, 1, 1 }

static const struct facts facts[XSPI_FAMILIES] = {
	[XSPI_FAMILY_L4] = { L4_POWER, .latency_width = 3,
		.limits = { [1] = { 80000000, 16000000 }, [2] = { 26000000, 6000000 } } },
	/* range 1 without boost */
	[XSPI_FAMILY_L4PLUS] = { L4_POWER, .latency_width = 4,
		.limits = { [1] = { 80000000, 20000000 }, [2] = { 26000000, 8000000 } } },
	[XSPI_FAMILY_L5] = { L4_POWER, .latency_width = 4,
		.limits = { { 110000000, 20000000 }, { 80000000, 20000000 }, { 26000000, 8000000 } } },
	[XSPI_FAMILY_G4] = { L4_POWER, .latency_width = 4,
		.limits = { [1] = { 150000000, 20000000 }, [2] = { 26000000, 8000000 } } },
	/* VOS 0 is range 4. Of the wait states that are published, the more careful ones */
	[XSPI_FAMILY_U5] = { .acr = 0x40022000, .latency_width = 4, .power_reg = 0x46020C94, .power_bit = 2,
		.vos_reg = 0x4602080C, .vos_low = 16, .locked = { 0x00, 3, 1 }, .msi_ready = { 0x00, 2, 1 },
		.limits = { { 25000000, 8000000 }, { 55000000, 12500000 }, { 110000000, 25000000 }, { 160000000, 32000000 } } },
	/* 16 MHz need no wait state at any voltage */
	[XSPI_FAMILY_F4] = { .acr = 0x40023C00, .latency_width = 3, .limits = { { 16000000, 16000000 } } },
	[XSPI_FAMILY_F7] = { .acr = 0x40023C00, .latency_width = 4, .limits = { { 16000000, 16000000 } } },
	/* at the lowest voltage that a die starts with, which allows what HSI has; H7: of the dies, the slowest */
	[XSPI_FAMILY_H5] = { .acr = 0x40022000, .latency_width = 4, .delay = 1, .limits = { { 64000000, 20000000 } },
		.hsi_on = { 0x00, 0, 1 }, .hsi_ready = { 0x00, 1, 1 }, .hsi_divided = { 0x00, 5, 1 }, .sw = { 0x1C, 0, 2 } },
	[XSPI_FAMILY_H7] = { .acr = 0x52002000, .latency_width = 4, .delay = 1, .limits = { { 64000000, 22000000 } },
		.hsi_on = { 0x00, 0, 1 }, .hsi_ready = { 0x00, 2, 1 }, .hsi_divided = { 0x00, 5, 1 }, .sw = { 0x10, 0, 3 } },
};

#define ACR_DELAY		((struct clock_field) { 0, 4, 2 })

/** The plan in the making. */
struct plan {
	struct clock_look look;
	const struct facts *facts;
	struct raise *r;
	struct limit now;
};

static uint32_t read_word(struct clock_look *l, uint32_t address)
{
	uint32_t value = 0;

	if (l->read(l->ctx, address, &value))
		l->failed = true;
	return value;
}

static void new_step(struct setup_step *list, unsigned int *count, uint32_t address, uint32_t clear, uint32_t set,
		const char *text)
{
	/* always fits: PWR, wait states, HSI, switch, AHB */
	struct setup_step *step = &list[(*count)++];

	*step = (struct setup_step) { .address = address, .clear = clear & ~set, .set = set };
	snprintf(step->text, sizeof(step->text), "%s", text);
}

/** A step that gives the bits of @a mask a value, and the one that gives them their old one. */
static void add(struct plan *p, uint32_t address, uint32_t mask, uint32_t value, uint32_t old, const char *text)
{
	new_step(p->r->step, &p->r->count, address, mask, value, text);
	new_step(p->r->undo, &p->r->undo_count, address, mask, old, text);
}

static void set_wait(struct setup_step *step, uint32_t address, uint32_t mask, uint32_t value)
{
	step->wait_address = address;
	step->wait_mask = mask;
	step->wait_value = value;
	step->limit_us = LIMIT_US;
}

/** The steps just added take effect when the bits of @a mask in a register have these values. */
static void add_wait(struct plan *p, uint32_t address, uint32_t mask, uint32_t value, uint32_t old)
{
	set_wait(&p->r->step[p->r->count - 1], address, mask, value);
	set_wait(&p->r->undo[p->r->undo_count - 1], address, mask, old);
}

static uint32_t address_of(const struct plan *p, const struct clock_field *f)
{
	return p->look.tree->rcc + f->reg;
}

/** More wait states before, if the clock needs them; they may stay too many afterwards until it is slow again. */
static void add_wait_states(struct plan *p, uint32_t hz)
{
	const struct facts *f = p->facts;
	const uint32_t old = read_word(&p->look, f->acr), mask = (1u << f->latency_width) - 1;
	const uint32_t states = (hz + p->now.wait_hz - 1) / p->now.wait_hz - 1;
	uint32_t value = old;

	if ((old & mask) < states)
		value = (value & ~mask) | states;
	if ((old >> ACR_DELAY.low & 3) < f->delay)
		value = (value & ~FIELD(ACR_DELAY)) | (uint32_t)f->delay << ACR_DELAY.low;
	if (value == old)
		return;
	const uint32_t all = mask | (f->delay ? FIELD(ACR_DELAY) : 0);
	add(p, f->acr, all, value & all, old & all, "flash wait states");
	add_wait(p, f->acr, all, value & all, old & all);
}

/** AHB not divided. */
static void add_ahb(struct plan *p)
{
	const struct clock_tree *t = p->look.tree;
	const struct clock_field *f = &t->hclk_divider;
	const uint32_t old = clock_get(&p->look, f);

	if (old & 8 && !t->core_divider.width)
		add(p, address_of(p, f), FIELD(*f), 0, old << f->low, "AHB not divided");
}

/* ---- MSI ---- */

static bool has_one_msi(const struct clock_tree *t)
{
	return !t->msik[0].width;
}

/** The fastest range that the voltage allows. */
static unsigned int best_range(const struct plan *p)
{
	const struct clock_tree *t = p->look.tree;
	unsigned int best = t->msi_ranges;

	for (unsigned int i = 0; i < t->msi_ranges; i++) {
		if (t->msi_khz[i] * 1000u <= p->now.top_hz && (best == t->msi_ranges || t->msi_khz[i] > t->msi_khz[best]))
			best = i;
	}
	return best;
}

/**
 * The bit that selects the range field in force (MSIRGSEL) can be set only, so that it stays set; with the range in
 * that field that has been in force before, nothing else differs.
 */
static void add_msi(struct plan *p, unsigned int range)
{
	const struct clock_tree *t = p->look.tree;
	const struct clock_field *to = &t->msi[0], *kernel = &t->msik[0];
	const uint32_t old = clock_get(&p->look, clock_msi_range(&p->look, t->msi));
	const uint32_t select = FIELD(t->msi_select);
	uint32_t mask = FIELD(*to) | select, same = select;

	if (!has_one_msi(t)) {
		mask |= FIELD(*kernel);
		same |= clock_get(&p->look, clock_msi_range(&p->look, t->msik)) << kernel->low;
	}
	add(p, address_of(p, to), mask, range << to->low | same, old << to->low | same, "MSI range");
	const uint32_t ready = FIELD(p->facts->msi_ready);
	add_wait(p, address_of(p, &p->facts->msi_ready), ready, ready, ready);
}

static void plan_msi(struct plan *p)
{
	const unsigned int range = best_range(p);

	p->r->source = "MSI";
	if (range >= p->look.tree->msi_ranges)
		return;
	const uint32_t hz = p->look.tree->msi_khz[range] * 1000u;
	if (hz <= p->r->from_hz)
		return;
	if (clock_get(&p->look, &p->facts->locked)) {
		p->r->why = "MSI follows a crystal (MSIPLLEN)";
		return;
	}
	add_wait_states(p, hz);
	add_msi(p, range);
	add_ahb(p);
	p->r->to_hz = hz;
}

/* ---- HSI ---- */

/** HSI undivided, and on if it is not. */
static void add_hsi(struct plan *p)
{
	const struct facts *f = p->facts;
	const struct clock_field *divider = &p->look.tree->hsi_shift;
	const uint32_t shift = clock_get(&p->look, divider), on = clock_get(&p->look, &f->hsi_on);
	const uint32_t ready = FIELD(f->hsi_ready) | FIELD(f->hsi_divided);

	if (on && !shift)
		return;
	add(p, address_of(p, divider), FIELD(*divider) | FIELD(f->hsi_on), FIELD(f->hsi_on),
		shift << divider->low | on << f->hsi_on.low, "HSI on, not divided");
	set_wait(&p->r->step[p->r->count - 1], address_of(p, divider), ready, ready);
	if (on)
		set_wait(&p->r->undo[p->r->undo_count - 1], address_of(p, divider), ready, ready);
}

static void add_switch(struct plan *p, unsigned int from)
{
	const struct clock_field *sw = &p->facts->sw, *status = &p->look.tree->status;

	add(p, address_of(p, sw), FIELD(*sw), 0, from << sw->low, "system clock HSI");
	add_wait(p, address_of(p, status), FIELD(*status), 0, from << status->low);
}

/** A divider between system clock and core stays as it is. */
static uint32_t core_hz_at_hsi(struct plan *p, unsigned int source)
{
	const struct clock_tree *t = p->look.tree;
	const uint32_t now = source == CSI ? CLOCK_CSI_HZ : t->hsi_hz >> clock_get(&p->look, &t->hsi_shift);

	return t->core_divider.width ? p->r->from_hz * (t->hsi_hz / now) : t->hsi_hz;
}

static void plan_hsi(struct plan *p, unsigned int source)
{
	const struct clock_tree *t = p->look.tree;
	const uint32_t hz = core_hz_at_hsi(p, source);

	p->r->source = "HSI";
	if (hz <= p->r->from_hz || t->hsi_hz > p->now.top_hz || (source == CSI && !p->facts->sw.width))
		return;
	add_wait_states(p, t->hsi_hz);
	if (t->hsi_shift.width)
		add_hsi(p);
	if (source == CSI)
		add_switch(p, clock_get(&p->look, &t->status));
	add_ahb(p);
	p->r->to_hz = hz;
}

/* ---- all ---- */

/** @returns false: PWR has no clock, so that it cannot be read */
static bool find_limit(struct plan *p)
{
	const struct facts *f = p->facts;
	const uint32_t bit = 1u << f->power_bit;

	p->now = f->limits[0];
	if (!f->power_reg)
		return true;
	if (!(read_word(&p->look, f->power_reg) & bit)) {
		add(p, f->power_reg, bit, bit, 0, "PWR clock on");
		return false;
	}
	const uint32_t power = read_word(&p->look, f->vos_reg);
	p->now = f->limits[power >> f->vos_low & 3];
	if (power & f->low_power_run) {
		p->now.top_hz = 0;
		p->r->why = "the regulator is in low-power run mode";
	}
	return true;
}

static bool uses_pll(struct plan *p)
{
	bool on = false;

	for (unsigned int i = 0; i < XSPI_COUNT(plls_on); i++)
		on = clock_get(&p->look, &plls_on[i]) || on;
	return on;
}

/** @returns the oscillator that the core runs from; NONE: no internal one */
static unsigned int oscillator(struct plan *p)
{
	const unsigned int source = p->look.tree->system[clock_get(&p->look, &p->look.tree->status) & 3];

	return source == MSI || source == HSI || source == CSI ? source : NONE;
}

/** As fast as its oscillator can be, whatever the voltage. */
static bool is_fast(const struct plan *p, unsigned int source)
{
	const struct clock_tree *t = p->look.tree;
	uint32_t hz = source == MSI ? 0 : t->hsi_hz;

	for (unsigned int i = 0; source == MSI && i < t->msi_ranges; i++)
		hz = t->msi_khz[i] * 1000u > hz ? t->msi_khz[i] * 1000u : hz;
	return p->r->from_hz >= hz;
}

int raise_plan(const struct xspi_die *die, setup_read_fn read, void *ctx, struct raise *r)
{
	struct plan p = { .look = { clock_tree_of(die), read, ctx, false }, .facts = &facts[die->family], .r = r };

	if (!p.look.tree || !p.facts->acr)
		return RAISE_NOTHING;
	const unsigned int source = oscillator(&p);
	r->from_hz = clock_core_hz(&p.look);
	r->to_hz = r->from_hz;
	if (p.look.failed)
		return -1;
	if (!r->from_hz || source == NONE || is_fast(&p, source))
		return RAISE_NOTHING;
	/* its source and input must not change while it runs */
	if (uses_pll(&p)) {
		r->why = "a PLL is on, which may hang on the same oscillator";
		return p.look.failed ? -1 : RAISE_NOTHING;
	}
	if (!find_limit(&p))
		return p.look.failed ? -1 : RAISE_MORE;
	if (p.now.top_hz && source == MSI)
		plan_msi(&p);
	else if (p.now.top_hz)
		plan_hsi(&p, source);
	if (p.look.failed)
		return -1;
	return r->to_hz != r->from_hz ? RAISE_STEPS : RAISE_NOTHING;
}
