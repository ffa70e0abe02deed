// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * The basic timers TIM6 and TIM7 (RM0438 chapter 41; the same in all families): they count up, and an update sets a
 * flag, interrupts and asks for DMA. What the larger timers can do besides is not here.
 */

#include "../machine.h"
#include "parts.h"

#define CR1		0x00
#define CR2		0x04
#define DIER	0x0c
#define SR		0x10
#define EGR		0x14
#define CNT		0x24
#define PSC		0x28
#define ARR		0x2c

#define CR1_CEN			BIT(0)
#define CR1_UDIS		BIT(1)
#define CR1_URS			BIT(2)
#define CR1_OPM			BIT(3)
#define CR1_ARPE		BIT(7)
#define CR1_UIFREMAP	BIT(11)
#define UIE				BIT(0)
#define UDE				BIT(8)
#define UIF				BIT(0)
#define UG				BIT(0)

static const struct reg table[] = {
	{ .offset = CR1, .rw = 0x88f },
	{ .offset = CR2, .rw = 0x70 },
	{ .offset = DIER, .rw = UIE | UDE },
	{ .offset = SR },
	{ .offset = EGR },
	{ .offset = CNT, .rw = 0xffff },
	{ .offset = PSC, .rw = 0xffff },
	{ .offset = ARR, .reset = 0xffff, .rw = 0xffff },
};

static bool runs(const struct timer *timer)
{
	return regs_get(&timer->regs, CR1) & CR1_CEN;
}

static uint64_t count_ps(const struct timer *timer)
{
	uint32_t hz = timer->hz();

	return hz ? SIM_PS_PER_S * (timer->prescaler + 1ull) / hz : 0;
}

static uint32_t count_now(const struct timer *timer)
{
	uint64_t ps = count_ps(timer);

	if (!runs(timer) || !ps)
		return timer->count;
	uint64_t count = timer->count + (sim_now() - timer->since) / ps;
	return count < timer->reload ? (uint32_t)count : timer->reload;
}

/** Count on from a value that was reached at a time; an auto-reload value of 0 stops the counter (RM0438 41.3.2). */
static void start_at(struct timer *timer, uint32_t count, uint64_t since)
{
	uint64_t ps = count_ps(timer);

	timer->count = count;
	timer->since = since;
	sim_timer_cancel(&timer->timer);
	if (runs(timer) && ps && timer->reload && count <= timer->reload)
		sim_timer_set(&timer->timer, timer->since + ps * (timer->reload + 1ull - count));
}

static void start(struct timer *timer, uint32_t count)
{
	start_at(timer, count, sim_now());
}

static void follow_irq(struct timer *timer)
{
	machine_irq(timer->irq, timer->flag && (regs_get(&timer->regs, DIER) & UIE));
}

/** The buffered registers take effect; @param told flag, interrupt and DMA request, too */
static void update(struct timer *timer, bool told)
{
	timer->prescaler = regs_get(&timer->regs, PSC);
	timer->reload = regs_get(&timer->regs, ARR);
	if (!told)
		return;
	timer->flag = true;
	follow_irq(timer);
	if (!(regs_get(&timer->regs, DIER) & UDE))
		return;
	if (timer->request)
		timer->request(timer);
	else
		sim_unknown("timer.dma", "%s: DMA requests are not simulated on this die", timer->regs.bus.name);
}

static void on_timer(void *ctx)
{
	struct timer *timer = ctx;
	uint32_t cr1 = regs_get(&timer->regs, CR1);

	if (dbgmcu_frozen(timer->dbgmcu, timer->freeze_reg, timer->freeze_bit)) {
		start(timer, 0);		/* no update; where it stood is lost */
		return;
	}
	if (cr1 & CR1_OPM)
		regs_set(&timer->regs, CR1, cr1 & ~CR1_CEN);
	if (!(cr1 & CR1_UDIS))
		update(timer, true);
	start_at(timer, 0, timer->timer.due);
}

static uint32_t on_read(struct regs *regs, uint32_t offset, uint32_t stored)
{
	const struct timer *timer = regs->ctx;

	if (offset == SR)
		return timer->flag ? UIF : 0;
	if (offset == CNT)
		return count_now(timer) | (timer->flag && (regs_get(regs, CR1) & CR1_UIFREMAP) ? BIT(31) : 0);
	return stored;
}

static bool on_write(struct regs *regs, uint32_t offset, uint32_t value, uint32_t lanes)
{
	struct timer *timer = regs->ctx;

	(void)lanes;
	timer->before = count_now(timer);
	if (offset == SR) {			/* writing 0 clears */
		timer->flag = timer->flag && (value & UIF);
		follow_irq(timer);
		return true;
	}
	if (offset == EGR && (value & UG)) {
		uint32_t cr1 = regs_get(regs, CR1);
		if (!(cr1 & CR1_UDIS))
			update(timer, !(cr1 & CR1_URS));
		start(timer, 0);
	}
	return offset == EGR;
}

static void on_changed(struct regs *regs, uint32_t offset, uint32_t old)
{
	struct timer *timer = regs->ctx;
	uint32_t value = regs_get(regs, offset);

	switch (offset) {
	case CR1:
		if ((value ^ old) & CR1_CEN)
			start(timer, timer->before);
		break;
	case CNT:
		start(timer, value);
		break;
	case ARR:
		if (regs_get(regs, CR1) & CR1_ARPE)
			break;
		timer->reload = value;
		start(timer, timer->before);
		break;
	case DIER:
		follow_irq(timer);
		break;
	default:
		break;
	}
}

static void on_reset(struct regs *regs)
{
	struct timer *timer = regs->ctx;

	timer->prescaler = 0;
	timer->reload = 0xffff;
	timer->count = 0;
	timer->flag = false;
	follow_irq(timer);
	sim_timer_cancel(&timer->timer);
}

void timer_add(struct timer *timer)
{
	struct regs *regs = &timer->regs;

	timer->timer.fire = on_timer;
	timer->timer.ctx = timer;
	timer->reload = 0xffff;
	regs->ctx = timer;
	regs->table = table;
	regs->table_len = COUNT_OF(table);
	regs->read = on_read;
	regs->write = on_write;
	regs->changed = on_changed;
	regs->reset = on_reset;
	regs_add(regs);
}
