// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * See core_run.h. Registers are reached through DCRSR and DCRDR (ARMv7-M ARM, chapter C1.6; ARMv8-M ARM, "DCRSR"),
 * as cortex_m.c does it.
 */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <string.h>
#include <helper/binarybuffer.h>
#include <helper/bits.h>
#include <helper/log.h>
#include <target/cortex_m.h>
#include <target/register.h>
#include "core_run.h"
#include "link.h"

#define XPSR_T	BIT(24)

/** What a run overwrites and the code does not give back; "sp" stands for that in use. */
static const unsigned int lost[] = {
	ARMV7M_R0, ARMV7M_R12, ARMV7M_R13, ARMV7M_PC, ARMV7M_XPSR, ARMV7M_PRIMASK,
};

static struct reg *core_reg(struct target *target, unsigned int id)
{
	return &target_to_armv7m(target)->arm.core_cache->reg_list[id];
}

static uint32_t cached(struct target *target, unsigned int id)
{
	const struct reg *r = core_reg(target, id);

	return buf_get_u32(r->value, 0, MIN(r->size, 32u));
}

/** All registers are in the cache, and what is not on the core yet fits into an algorithm's context: 32 bits each. */
static bool all_known(struct target *target)
{
	const struct reg_cache *cache = target_to_armv7m(target)->arm.core_cache;

	for (unsigned int i = 0; i < cache->num_regs; i++) {
		const struct reg *r = &cache->reg_list[i];
		if (r->exist && (!r->valid || (r->dirty && r->size > 32)))
			return false;
	}
	return true;
}

bool core_run_possible(struct target *target)
{
	/* messages of the target come through DCRDR */
	if (!link_has_queue(target) || target->state != TARGET_HALTED || target->dbg_msg_enabled)
		return false;
	const struct cortex_m_common *cm = target_to_cm(target);
	return !cm->slow_register_read && cm->isrmasking_mode == CORTEX_M_ISRMASK_AUTO &&
		cm->armv7m.arm.core_mode == ARM_MODE_THREAD && all_known(target);
}

/** PRIMASK is set, the other parts stay as they are. */
static uint32_t masks(struct target *target)
{
	return cached(target, ARMV7M_CONTROL) << 24 | cached(target, ARMV7M_FAULTMASK) << 16 |
		cached(target, ARMV7M_BASEPRI) << 8 | 1;
}

int core_run_load(struct target *target, struct core_run *run)
{
	const uint32_t value[CORE_RUN_REGS][2] = {
		{ ARMV7M_REGSEL_PMSK_BPRI_FLTMSK_CTRL, masks(target) },
		{ ARMV7M_REGSEL_R0, run->r0 },
		{ ARMV7M_REGSEL_R13, run->sp },
		{ ARMV7M_REGSEL_XPSR, XPSR_T },
		{ ARMV7M_REGSEL_PC, run->pc },
	};
	int retval = ERROR_OK;

	for (unsigned int i = 0; i < ARRAY_SIZE(lost); i++)
		core_reg(target, lost[i])->dirty = true;
	memset(run->state, 0, sizeof(run->state));
	for (unsigned int i = 0; retval == ERROR_OK && i < CORE_RUN_REGS; i++) {
		retval = link_post(target, DCB_DCRDR, value[i][1]);
		if (retval == ERROR_OK)
			retval = link_post(target, DCB_DCRSR, DCRSR_WNR | value[i][0]);
		if (retval == ERROR_OK)
			retval = link_ask(target, DCB_DHCSR, &run->state[i]);
	}
	return retval;
}

/** Keep what a read of DHCSR has cleared, for OpenOCD's next poll. */
static void keep_sticky(struct target *target, uint32_t dhcsr)
{
	target_to_cm(target)->dcb_dhcsr_cumulated_sticky |= dhcsr;
}

bool core_run_ready(struct target *target, const struct core_run *run)
{
	bool ready = true;

	for (unsigned int i = 0; i < CORE_RUN_REGS; i++) {
		keep_sticky(target, run->state[i]);
		ready = ready && run->state[i] & S_REGRDY && run->state[i] & S_HALT && !(run->state[i] & S_RESET_ST);
	}
	return ready;
}

static void save_context(struct target *target, struct armv7m_algorithm *algorithm)
{
	const struct reg_cache *cache = target_to_armv7m(target)->arm.core_cache;

	algorithm->common_magic = ARMV7M_COMMON_MAGIC;
	algorithm->core_mode = target_to_armv7m(target)->arm.core_mode;
	for (unsigned int i = 0; i < cache->num_regs; i++) {
		if (cache->reg_list[i].exist)
			algorithm->context[i] = cached(target, i);
	}
}

int core_run_go(struct target *target, struct armv7m_algorithm *algorithm)
{
	save_context(target, algorithm);
	int retval = link_post(target, DCB_DHCSR, DBGKEY | C_DEBUGEN);
	int flushed = link_flush(target);
	target->state = TARGET_DEBUG_RUNNING;
	target->running_alg = true;
	return retval == ERROR_OK ? flushed : retval;
}

/** @returns false: the link has failed */
static bool read_dhcsr(struct target *target, uint32_t *dhcsr)
{
	int asked = link_ask(target, DCB_DHCSR, dhcsr);

	if (link_flush(target) != ERROR_OK || asked != ERROR_OK)
		return false;
	target_to_cm(target)->dcb_dhcsr = *dhcsr;
	keep_sticky(target, *dhcsr);
	return true;
}

enum core_run_state core_run_look(struct target *target)
{
	uint32_t dhcsr;

	if (!read_dhcsr(target, &dhcsr))
		return CORE_RUN_GOES_ON;
	if (dhcsr & (S_RESET_ST | S_LOCKUP))
		return CORE_RUN_ODD;
	return dhcsr & S_HALT ? CORE_RUN_HALTED : CORE_RUN_GOES_ON;
}

bool core_run_ended(struct target *target, uint32_t pc)
{
	uint32_t dhcsr = 0, found = 0, reason = 0;

	if (target->state != TARGET_DEBUG_RUNNING)
		return false;
	int retval = link_post(target, DCB_DCRSR, ARMV7M_REGSEL_PC);
	if (retval == ERROR_OK)
		retval = link_ask(target, DCB_DHCSR, &dhcsr);
	if (retval == ERROR_OK)
		retval = link_ask(target, DCB_DCRDR, &found);
	if (retval == ERROR_OK)
		retval = link_ask(target, NVIC_DFSR, &reason);
	/* cleared by writing it */
	if (retval == ERROR_OK)
		retval = link_post(target, NVIC_DFSR, DFSR_BKPT);
	int flushed = link_flush(target);
	keep_sticky(target, dhcsr);
	if (retval != ERROR_OK || flushed != ERROR_OK || !(dhcsr & S_REGRDY) || !(dhcsr & S_HALT) ||
			dhcsr & S_RESET_ST || found != pc || reason != DFSR_BKPT)
		return false;
	target->state = TARGET_HALTED;
	target->running_alg = false;
	return true;
}
