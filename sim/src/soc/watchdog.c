// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Independent and window watchdog (RM0438 chapters 43 and 44). Both really reset the chip; both stop while the core is
 * halted if DBGMCU says so.
 */

#include <string.h>
#include "parts.h"

#define KR		0x00
#define PR		0x04
#define RLR		0x08
#define SR		0x0c
#define WINR	0x10

#define KEY_WRITE	0x5555
#define KEY_RELOAD	0xaaaa
#define KEY_START	0xcccc

/** How often a watchdog that may be frozen looks whether the core is halted: the error of its time. */
#define FREEZE_GRAIN	SIM_PS_PER_MS

static const struct reg iwdg_table[] = {
	{ .offset = KR },
	{ .offset = PR, .rw = 0x7 },
	{ .offset = RLR, .reset = 0xfff, .rw = 0xfff },
	{ .offset = SR },
	{ .offset = WINR, .reset = 0xfff, .rw = 0xfff },
};

/** Time of one count: the LSI divided by 4, 8 ... 256. */
static uint64_t iwdg_tick(const struct iwdg *iwdg)
{
	unsigned int pr = regs_get(&iwdg->regs, PR);

	return SIM_PS_PER_S / iwdg->lsi_hz * (4u << (pr < 6 ? pr : 6));
}

static void iwdg_arm(struct iwdg *iwdg)
{
	bool may_freeze = regs_get(&iwdg->dbgmcu->regs, iwdg->freeze_reg) & iwdg->freeze_bit;

	iwdg->since = sim_now();
	iwdg->slice = may_freeze && iwdg->left_ps > FREEZE_GRAIN ? FREEZE_GRAIN : iwdg->left_ps;
	sim_timer_set(&iwdg->timer, iwdg->since + iwdg->slice);
}

static void iwdg_reset_chip(const char *why)
{
	soc_set_reset_cause(SOC_RESET_IWDG);
	soc_request_reset(why);
}

static void iwdg_fire(void *ctx)
{
	struct iwdg *iwdg = ctx;

	if (!dbgmcu_frozen(iwdg->dbgmcu, iwdg->freeze_reg, iwdg->freeze_bit)) {
		uint64_t passed = sim_now() - iwdg->since;
		iwdg->left_ps -= passed < iwdg->left_ps ? passed : iwdg->left_ps;
	}
	if (iwdg->left_ps == 0) {
		iwdg->running = false;
		iwdg_reset_chip("iwdg");
		return;
	}
	iwdg_arm(iwdg);
}

static void iwdg_reload(struct iwdg *iwdg)
{
	if (!iwdg->running)
		return;
	iwdg->left_ps = (regs_get(&iwdg->regs, RLR) + 1) * iwdg_tick(iwdg);
	iwdg_arm(iwdg);
}

/** A refresh by software, which the window may forbid. */
static void iwdg_refresh(struct iwdg *iwdg)
{
	uint64_t tick = iwdg_tick(iwdg);
	uint64_t passed = sim_now() - iwdg->since;
	uint64_t left = passed < iwdg->left_ps ? iwdg->left_ps - passed : 0;
	uint32_t window = regs_get(&iwdg->regs, WINR);

	if (!iwdg->running)
		return;
	if (window < 0xfff && left / tick > window) {
		iwdg_reset_chip("iwdg: refreshed before its window");
		return;
	}
	iwdg_reload(iwdg);
}

static void iwdg_key(struct iwdg *iwdg, uint32_t key)
{
	iwdg->writable = key == KEY_WRITE;
	if (key == KEY_RELOAD)
		iwdg_refresh(iwdg);
	if (key == KEY_START && !iwdg->running) {
		iwdg->running = true;
		iwdg->left_ps = (regs_get(&iwdg->regs, RLR) + 1) * iwdg_tick(iwdg);
		iwdg_arm(iwdg);
	}
}

static bool iwdg_write(struct regs *regs, uint32_t offset, uint32_t value, uint32_t lanes)
{
	struct iwdg *iwdg = regs->ctx;

	(void)lanes;
	if (offset == KR) {
		iwdg_key(iwdg, value & 0xffff);
		return true;
	}
	if (!iwdg->writable) {
		sim_violation("iwdg.key", "IWDG register 0x%02x written without key 0x5555: ignored", offset);
		return true;
	}
	return false;
}

/** SR tells that a new value is on its way into the slow clock's domain: up to 5 LSI clocks (RM0438 43.4.4). */
static uint32_t iwdg_read(struct regs *regs, uint32_t offset, uint32_t stored)
{
	const struct iwdg *iwdg = regs->ctx;

	if (offset != SR)
		return stored;
	for (unsigned int i = 0; i < COUNT_OF(iwdg->update_until); i++)
		stored |= sim_now() < iwdg->update_until[i] ? BIT(i) : 0;
	return stored;
}

static void iwdg_changed(struct regs *regs, uint32_t offset, uint32_t old)
{
	struct iwdg *iwdg = regs->ctx;
	unsigned int flag = offset == PR ? 0 : offset == RLR ? 1 : 2;

	(void)old;
	iwdg->update_until[flag] = sim_now() + 5 * SIM_PS_PER_S / iwdg->lsi_hz;
	if (offset == WINR)		/* a write to the window also reloads, at any time (RM0438 43.3.2) */
		iwdg_reload(iwdg);
}

static void iwdg_reset(struct regs *regs)
{
	struct iwdg *iwdg = regs->ctx;

	iwdg->running = false;
	iwdg->writable = false;
	iwdg->left_ps = 0;
	memset(iwdg->update_until, 0, sizeof(iwdg->update_until));
	sim_timer_cancel(&iwdg->timer);
}

void iwdg_add(struct iwdg *iwdg)
{
	struct regs *regs = &iwdg->regs;

	iwdg->timer.fire = iwdg_fire;
	iwdg->timer.ctx = iwdg;
	regs->ctx = iwdg;
	regs->table = iwdg_table;
	regs->table_len = COUNT_OF(iwdg_table);
	regs->read = iwdg_read;
	regs->write = iwdg_write;
	regs->changed = iwdg_changed;
	regs->reset = iwdg_reset;
	regs_add(regs);
}

#define WWDG_CR		0x00
#define WWDG_CFR	0x04
#define WWDG_SR		0x08
#define WWDG_ACTIVE	BIT(7)
#define WWDG_TOP	BIT(6)

static const struct reg wwdg_table[] = {
	{ .offset = WWDG_CR, .reset = 0x7f, .rw = 0xff },
	{ .offset = WWDG_CFR, .reset = 0x7f, .rw = 0x3bff, .unknown = BIT(9) },	/* no interrupts */
	{ .offset = WWDG_SR },
};

/** One count: 4096 clocks of APB1, times the prescaler. */
static void wwdg_arm(struct wwdg *wwdg)
{
	uint32_t hz = wwdg->pclk_hz();

	if (hz)
		sim_timer_set(&wwdg->timer, sim_now() +
			(4096ull << FIELD(regs_get(&wwdg->regs, WWDG_CFR), 11, 3)) * SIM_PS_PER_S / hz);
}

static void wwdg_reset_chip(const char *why)
{
	soc_set_reset_cause(SOC_RESET_WWDG);
	soc_request_reset(why);
}

static void wwdg_fire(void *ctx)
{
	struct wwdg *wwdg = ctx;
	uint32_t cr = regs_get(&wwdg->regs, WWDG_CR);

	if (!dbgmcu_frozen(wwdg->dbgmcu, wwdg->freeze_reg, wwdg->freeze_bit)) {
		cr = (cr & ~0x7fu) | ((cr - 1) & 0x7f);
		regs_set(&wwdg->regs, WWDG_CR, cr);
		if (!(cr & WWDG_TOP)) {
			wwdg_reset_chip("wwdg");
			return;
		}
	}
	wwdg_arm(wwdg);
}

static bool wwdg_write(struct regs *regs, uint32_t offset, uint32_t value, uint32_t lanes)
{
	uint32_t cr = regs_get(regs, WWDG_CR);

	(void)lanes;
	if (offset != WWDG_CR)
		return false;
	if ((cr & WWDG_ACTIVE) && (cr & 0x7f) > (regs_get(regs, WWDG_CFR) & 0x7f)) {
		wwdg_reset_chip("wwdg: refreshed before its window");
		return true;
	}
	regs_set(regs, WWDG_CR, (value & 0xff) | (cr & WWDG_ACTIVE));
	if (!(regs_get(regs, WWDG_CR) & WWDG_ACTIVE))
		return true;
	if (!(value & WWDG_TOP))
		wwdg_reset_chip("wwdg: T6 written 0");
	else if (!(cr & WWDG_ACTIVE))
		wwdg_arm(regs->ctx);
	return true;
}

static void wwdg_reset(struct regs *regs)
{
	struct wwdg *wwdg = regs->ctx;

	sim_timer_cancel(&wwdg->timer);
}

void wwdg_add(struct wwdg *wwdg)
{
	struct regs *regs = &wwdg->regs;

	wwdg->timer.fire = wwdg_fire;
	wwdg->timer.ctx = wwdg;
	regs->ctx = wwdg;
	regs->table = wwdg_table;
	regs->table_len = COUNT_OF(wwdg_table);
	regs->write = wwdg_write;
	regs->reset = wwdg_reset;
	regs_add(regs);
}
