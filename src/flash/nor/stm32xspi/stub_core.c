// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * The core under the stub: see stub_core.h. It is started over the queue of its access port where that can be done
 * (core_run.c), else as OpenOCD's algorithms are; both end in the same state of OpenOCD.
 */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <string.h>
#include <helper/binarybuffer.h>
#include <helper/log.h>
#include <target/algorithm.h>
#include "link.h"
#include "stub_area.h"
#include "stub_core.h"
#include "stub_report.h"

#define DEMCR_VC_HARDERR	0x400u

#define DWT_CTRL			0xE0001000
#define DWT_LAR				0xE0001FB0
#define DWT_LAR_KEY			0xC5ACCE55

static const struct {
	uint32_t addr, clear, set;
} core_regs[] = {
	/* DEMCR: TRCENA for DWT; VC_HARDERR halts on a fault in the stub instead of running the application's handler */
	{ 0xE000EDFC, 0, 1u << 24 | DEMCR_VC_HARDERR },
	/* MPU_CTRL: the application may have made RAM non-executable */
	{ 0xE000ED94, 1u << 0, 0 },
	/* CCR: UNALIGN_TRP, DIV_0_TRP */
	{ 0xE000ED14, 1u << 3 | 1u << 4, 0 },
	/* DWT_CTRL: CYCCNTENA, the stub's clock */
	{ DWT_CTRL, 0, 1u << 0 },
};

/** Queued only. */
static int core_ask(struct stub_session *s, uint32_t value[])
{
	int retval = ERROR_OK;

	for (unsigned int i = 0; retval == ERROR_OK && i < ARRAY_SIZE(core_regs); i++)
		retval = link_ask(s->target, core_regs[i].addr, &value[i]);
	return retval;
}

int stub_ask_ahead(struct stub_session *s)
{
	/* as long as they are changed they are the stub's */
	if (s->core_changed)
		return ERROR_OK;
	memset(s->core_saved, 0, sizeof(s->core_saved));
	int retval = core_ask(s, s->core_saved);
	s->core_asked = retval == ERROR_OK;
	if (retval != ERROR_OK)
		stub_say_link(s, "reading", core_regs[0].addr, 4);
	return retval;
}

/** Read all of core_regs into @a value, with what else is queued. */
static int core_read(struct stub_session *s, uint32_t value[])
{
	int retval = core_ask(s, value);

	s->link_transactions++;
	int flushed = link_flush(s->target);
	if (retval == ERROR_OK)
		retval = flushed;
	if (retval != ERROR_OK)
		stub_say_link(s, "reading", core_regs[0].addr, 4);
	return retval;
}

static uint32_t core_wanted(unsigned int i, uint32_t old)
{
	return (old & ~core_regs[i].clear) | core_regs[i].set;
}

/** Queued only. */
static int core_write(struct stub_session *s)
{
	int retval = ERROR_OK;

	s->core_changed = true;
	for (unsigned int i = 0; retval == ERROR_OK && i < ARRAY_SIZE(core_regs); i++) {
		uint32_t wanted = core_wanted(i, s->core_saved[i]);

		if (wanted == s->core_saved[i])
			continue;
		/* The Cortex-M7 locks DWT against writes; the key does nothing elsewhere */
		if (core_regs[i].addr == DWT_CTRL)
			retval = link_post(s->target, DWT_LAR, DWT_LAR_KEY);
		if (retval == ERROR_OK)
			retval = link_post(s->target, core_regs[i].addr, wanted);
	}
	return retval;
}

/** How the stub is entered. Queued only, and only if the core can be run over the queue. */
static int load_registers(struct stub_session *s)
{
	s->by_queue = core_run_possible(s->target);
	if (!s->by_queue)
		return ERROR_OK;
	s->run.r0 = s->params_addr;
	s->run.sp = s->stack_addr + STUB_STACK_SIZE;
	s->run.pc = s->entry_addr;
	return core_run_load(s->target, &s->run);
}

int stub_core_prepare(struct stub_session *s)
{
	uint32_t now[ARRAY_SIZE(core_regs)];
	int retval = ERROR_OK;

	s->by_queue = false;
	if (!s->core_asked && !s->core_changed)
		retval = core_read(s, s->core_saved);
	s->core_asked = false;
	if (retval == ERROR_OK)
		retval = core_write(s);
	if (retval == ERROR_OK)
		retval = load_registers(s);
	int read = core_read(s, now);
	/* registers that are slow are waited for by OpenOCD */
	s->by_queue = s->by_queue && core_run_ready(s->target, &s->run);
	if (retval == ERROR_OK)
		retval = read;
	if (retval == ERROR_OK)
		retval = stub_prove_image(s);
	for (unsigned int i = 0; retval == ERROR_OK && i < ARRAY_SIZE(core_regs); i++) {
		if ((now[i] & (core_regs[i].clear | core_regs[i].set)) == core_regs[i].set)
			continue;
		stub_say(s, "core register 0x%08" PRIx32 " reads 0x%08" PRIx32 " after writing 0x%08" PRIx32
			": the stub cannot run; reset the target", core_regs[i].addr, now[i], core_wanted(i, s->core_saved[i]));
		retval = ERROR_FAIL;
	}
	return retval;
}

/** Queued only. */
static int put_back(struct stub_session *s)
{
	int retval = ERROR_OK;

	for (unsigned int i = ARRAY_SIZE(core_regs); s->core_changed && retval == ERROR_OK && i-- > 0; ) {
		if (core_wanted(i, s->core_saved[i]) != s->core_saved[i])
			retval = link_post(s->target, core_regs[i].addr, s->core_saved[i]);
	}
	return retval;
}

void stub_core_restore(struct stub_session *s)
{
	for (unsigned int tries = 0; s->core_changed && tries < 2; tries++) {
		int retval = put_back(s);
		s->link_transactions++;
		s->core_changed = link_flush(s->target) != ERROR_OK || retval != ERROR_OK;
	}
	s->core_changed = false;
}

/**
 * OpenOCD's way. Its cortex_m masks interrupts while an algorithm runs, its hla_target does not; both restore PRIMASK.
 * And hla_target writes DEMCR from its own copy when it resumes, so that the copy must say what is written there.
 */
static int start_algorithm(struct stub_session *s)
{
	struct armv7m_common *armv7m = target_to_armv7m(s->target);
	const uint32_t demcr = armv7m->demcr;
	struct reg_param reg[3];
	int retval;

	s->algorithm.common_magic = ARMV7M_COMMON_MAGIC;
	s->algorithm.core_mode = ARM_MODE_THREAD;
	init_reg_param(&reg[0], "r0", 32, PARAM_OUT);
	init_reg_param(&reg[1], "sp", 32, PARAM_OUT);
	init_reg_param(&reg[2], "primask", 1, PARAM_OUT);
	buf_set_u32(reg[0].value, 0, 32, s->params_addr);
	buf_set_u32(reg[1].value, 0, 32, s->stack_addr + STUB_STACK_SIZE);
	buf_set_u32(reg[2].value, 0, 1, 1);
	armv7m->demcr |= DEMCR_VC_HARDERR;
	retval = target_start_algorithm(s->target, 0, NULL, ARRAY_SIZE(reg), reg, s->entry_addr, 0, &s->algorithm);
	armv7m->demcr = demcr;
	for (unsigned int i = 0; i < ARRAY_SIZE(reg); i++)
		destroy_reg_param(&reg[i]);
	s->link_transactions += 2;
	return retval;
}

int stub_core_start(struct stub_session *s)
{
	int retval = ERROR_OK;

	if (s->by_queue) {
		s->link_transactions++;
		retval = core_run_go(s->target, &s->algorithm);
	} else {
		retval = start_algorithm(s);
	}
	if (retval != ERROR_OK)
		stub_say(s, "starting the stub at 0x%08" PRIx32 " failed; reset the target and try again",
			s->entry_addr);
	return retval;
}

void stub_core_poll(struct stub_session *s)
{
	s->link_transactions++;
	/* a poll that fails forgets what was running, or that the registers are still to be read */
	if (target_poll(s->target) != ERROR_OK && s->target->state != TARGET_RESET)
		s->target->state = TARGET_DEBUG_RUNNING;
}

bool stub_core_halted(struct stub_session *s)
{
	if (!s->by_queue || s->target->state != TARGET_DEBUG_RUNNING) {
		stub_core_poll(s);
		return s->target->state == TARGET_HALTED;
	}
	s->link_transactions++;
	enum core_run_state state = core_run_look(s->target);
	if (state == CORE_RUN_ODD)
		stub_core_poll(s);
	return state == CORE_RUN_HALTED || s->target->state == TARGET_HALTED;
}

bool stub_core_ended(struct stub_session *s)
{
	s->link_transactions++;
	/* in one queue, though a reset meanwhile would find its MPU_CTRL changed: it is told, and some 4 ms rare */
	if (put_back(s) != ERROR_OK || !core_run_ended(s->target, s->status.exit_pc))
		return false;
	s->core_changed = false;
	return true;
}
