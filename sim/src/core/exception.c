// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Exceptions: which one is taken when, entry, return, faults, lockup. After the Armv8-M Architecture Reference Manual,
 * chapters B3.9 to B3.33, for a core without the Security Extension (TrustZone off).
 */

#include <string.h>
#include "../bus.h"
#include "../sim.h"
#include "core.h"
#include "cpu.h"

#define EXC_RETURN_NO_FP	BIT(4)
#define EXC_RETURN_THREAD	BIT(3)
#define EXC_RETURN_PSP		BIT(2)
#define CONTROL_NPRIV		BIT(0)
#define CONTROL_SPSEL		BIT(1)
#define CONTROL_FPCA		BIT(2)
#define XPSR_T				BIT(24)
#define XPSR_REALIGNED		BIT(9)
#define XPSR_EXCEPTION		0x1ffu
#define XPSR_IT				0x0600fc00u
#define FRAME_BASIC			0x20u
#define FRAME_FP			0x68u

/* ---- priorities ---- */

static int group_priority(uint8_t priority)
{
	/* PRIGROUP n: bits n..0 are the sub-priority */
	return priority & (0xff << (core.prigroup + 1) & 0xff);
}

static int number_priority(unsigned int number)
{
	switch (number) {
	case EXC_RESET:
		return -4;
	case EXC_NMI:
		return -2;
	case EXC_HARDFAULT:
		return -1;
	default:
		return core.priority[number];
	}
}

static int active_priority(void)
{
	int best = PRIORITY_IDLE;

	for (unsigned int n = EXC_NMI; n < CORE_EXCEPTIONS; n++) {
		if (!core.active[n])
			continue;
		int priority = number_priority(n);
		if (priority >= 0)
			priority = group_priority((uint8_t)priority);
		if (priority < best)
			best = priority;
	}
	return best;
}

static int masked(int priority, bool with_primask)
{
	uint32_t basepri = cpu_get_special(CPU_BASEPRI) & core.priority_mask;

	if (basepri && group_priority((uint8_t)basepri) < priority)
		priority = group_priority((uint8_t)basepri);
	if (with_primask && cpu_get_special(CPU_PRIMASK) && priority > 0)
		priority = 0;
	if (cpu_get_special(CPU_FAULTMASK) && priority > -1)
		priority = -1;
	return priority;
}

int exception_current_priority(void)
{
	return masked(active_priority(), true);
}

bool exception_privileged(void)
{
	return (cpu_xpsr() & XPSR_EXCEPTION) || !(cpu_get_special(CPU_CONTROL) & CONTROL_NPRIV);
}

/* ---- pending ---- */

void exception_pend(unsigned int number)
{
	if (core.pending[number])
		return;
	core.pending[number] = true;
	core.pending_count++;
	if (core.scr & SCR_SEVONPEND)
		cpu_send_event();
	cpu_look_again();
}

void exception_unpend(unsigned int number)
{
	if (!core.pending[number])
		return;
	core.pending[number] = false;
	core.pending_count--;
}

static bool stopped_by_debugger(unsigned int number)
{
	return (core.dhcsr & DHCSR_DEBUGEN) && (core.dhcsr & DHCSR_MASKINTS) && number >= EXC_PENDSV;
}

static unsigned int most_urgent(int below)
{
	unsigned int best = 0;
	int best_priority = PRIORITY_IDLE;

	if (core.pending_count == 0)
		return 0;
	for (unsigned int n = EXC_NMI; n < CORE_EXCEPTIONS; n++) {
		if (!core.pending[n] || (n >= EXC_IRQ0 && !core.enabled[n]) || stopped_by_debugger(n))
			continue;
		int priority = number_priority(n);
		if (priority < best_priority) {
			best = n;
			best_priority = priority;
		}
	}
	if (!best)
		return 0;
	if (best_priority >= 0)
		best_priority = group_priority((uint8_t)best_priority);
	return best_priority < below ? best : 0;
}

unsigned int exception_to_take(void)
{
	if (core.pending_count == 0)
		return 0;
	return most_urgent(exception_current_priority());
}

bool exception_wakes(void)
{
	if (core.pending_count == 0)
		return false;
	return most_urgent(masked(active_priority(), false)) != 0;
}

/* ---- entry ---- */

void exception_lockup(const char *why)
{
	stat_add("core.lockup", 1);
	sim_log(1, "core locked up: %s; PC 0x%08x CFSR 0x%08x HFSR 0x%08x", why, cpu_get(15), core.cfsr, core.hfsr);
	cpu_set(15, CORE_LOCKUP_ADDRESS);
	core_set_state(CORE_LOCKUP);
}

static bool put(uint32_t addr, uint32_t value)
{
	return bus_write(addr, 4, value, BUS_CORE) == BUS_OK;
}

static bool get(uint32_t addr, uint32_t *value)
{
	return bus_read(addr, 4, value, BUS_CORE) == BUS_OK;
}

static bool push_frame(uint32_t sp, uint32_t xpsr, bool with_fp)
{
	const uint32_t words[8] = {
		cpu_get(0), cpu_get(1), cpu_get(2), cpu_get(3), cpu_get(12), cpu_get(14), cpu_get(15), xpsr,
	};
	bool ok = true;

	for (unsigned int i = 0; i < 8; i++)
		ok = put(sp + 4 * i, words[i]) && ok;
	if (!with_fp)
		return ok;
	for (unsigned int n = 0; n < 16; n++)
		ok = put(sp + FRAME_BASIC + 4 * n, cpu_get_s(n)) && ok;
	return put(sp + FRAME_BASIC + 64, cpu_get_special(CPU_FPSCR)) && ok;
}

static bool go_to_handler(unsigned int number)
{
	uint32_t vector;

	if (!get(core.vtor + 4 * number, &vector)) {
		if (number == EXC_HARDFAULT || exception_current_priority() <= -1) {
			core.hfsr |= HFSR_VECTTBL;
			exception_lockup("no vector for HardFault");
			return false;
		}
		exception_hardfault(HFSR_VECTTBL);
		return false;
	}
	cpu_set(15, vector & ~1u);
	cpu_set_xpsr((cpu_xpsr() & ~(XPSR_IT | XPSR_T)) | (vector & 1 ? XPSR_T : 0));
	return true;
}

/** What keeps a frame from being pushed. @returns 0 or a bit of CFSR; *number is the fault's exception */
static uint32_t push(uint32_t sp, uint32_t limit, uint32_t xpsr, bool with_fp, unsigned int *number)
{
	uint32_t size = with_fp ? FRAME_FP : FRAME_BASIC;

	*number = EXC_USAGEFAULT;
	if (sp < limit)
		return CFSR_STKOF;
	*number = EXC_MEMMANAGE;
	if (!mpu_allows(sp, size, CPU_WRITE, exception_privileged()))
		return CFSR_MSTKERR;
	*number = EXC_BUSFAULT;
	return push_frame(sp, xpsr, with_fp) ? 0 : CFSR_STKERR;
}

bool exception_enter(unsigned int number)
{
	uint32_t xpsr = cpu_xpsr();
	uint32_t control = cpu_get_special(CPU_CONTROL);
	bool thread = (xpsr & XPSR_EXCEPTION) == 0;
	bool psp = thread && (control & CONTROL_SPSEL);
	bool with_fp = core.fpu && (control & CONTROL_FPCA);
	uint32_t exc_return = core.model->exc_return | (with_fp ? 0 : EXC_RETURN_NO_FP) | (thread ? EXC_RETURN_THREAD : 0) |
		(psp ? EXC_RETURN_PSP : 0);

	uint32_t old = cpu_get_special(psp ? CPU_PSP : CPU_MSP);
	uint32_t sp = old - (with_fp ? FRAME_FP : FRAME_BASIC);
	uint32_t limit = cpu_get_special(psp ? CPU_PSPLIM : CPU_MSPLIM);
	bool realigned = sp & 4;
	sp &= ~7u;
	unsigned int derived;
	uint32_t failed = push(sp, limit, (xpsr & ~XPSR_REALIGNED) | (realigned ? XPSR_REALIGNED : 0), with_fp, &derived);
	cpu_set_special(psp ? CPU_PSP : CPU_MSP, failed == CFSR_STKOF ? limit : sp);

	exception_unpend(number);
	core.active[number] = true;
	cpu_set_special(CPU_CONTROL, control & ~(CONTROL_SPSEL | CONTROL_FPCA));
	cpu_set_xpsr((xpsr & ~(XPSR_EXCEPTION | XPSR_IT)) | number);
	cpu_set(14, exc_return);
	cpu_send_event();
	cpu_clocks += 12;		/* Cortex-M33: at least 12 clocks */
	stat_add("core.exception", 1);

	if (!go_to_handler(number))
		return false;
	if (failed)
		exception_fault(derived, failed, 0);
	return !failed;
}

/* ---- return ---- */

void exception_return(void)
{
	uint32_t value = cpu_get(15) | 0xff000000;
	unsigned int number = cpu_xpsr() & XPSR_EXCEPTION;
	bool thread = value & EXC_RETURN_THREAD;
	bool psp = thread && (value & EXC_RETURN_PSP);
	bool with_fp = !(value & EXC_RETURN_NO_FP);

	/* the engine takes the branch in thread mode, too, where it is one to an address that cannot be executed */
	if (number == 0) {
		exception_fault(EXC_MEMMANAGE, CFSR_IACCVIOL, 0);
		return;
	}
	if (!core.active[number]) {
		exception_fault(EXC_USAGEFAULT, CFSR_INVPC, 0);
		return;
	}

	core.active[number] = false;
	if (core.line[number])
		exception_pend(number);
	if (number != EXC_NMI)
		cpu_set_special(CPU_FAULTMASK, 0);

	uint32_t sp = cpu_get_special(psp ? CPU_PSP : CPU_MSP);
	bool privileged = !thread || !(cpu_get_special(CPU_CONTROL) & CONTROL_NPRIV);
	if (!mpu_allows(sp, with_fp ? FRAME_FP : FRAME_BASIC, CPU_READ, privileged)) {
		exception_fault(EXC_MEMMANAGE, CFSR_MUNSTKERR, 0);
		return;
	}
	uint32_t frame[8];
	bool ok = true;
	for (unsigned int i = 0; i < 8; i++)
		ok = get(sp + 4 * i, &frame[i]) && ok;
	for (unsigned int n = 0; with_fp && n < 16; n++) {
		uint32_t word;
		ok = get(sp + FRAME_BASIC + 4 * n, &word) && ok;
		cpu_set_s(n, word);
	}
	if (with_fp) {
		uint32_t fpscr;
		ok = get(sp + FRAME_BASIC + 64, &fpscr) && ok;
		cpu_set_special(CPU_FPSCR, fpscr);
	}
	if (!ok) {
		exception_fault(EXC_BUSFAULT, CFSR_UNSTKERR, 0);
		return;
	}

	sp += with_fp ? FRAME_FP : FRAME_BASIC;
	if (frame[7] & XPSR_REALIGNED)
		sp |= 4;
	cpu_set_special(psp ? CPU_PSP : CPU_MSP, sp);
	cpu_set_xpsr(frame[7] & ~XPSR_REALIGNED);
	if (thread) {
		uint32_t control = cpu_get_special(CPU_CONTROL) & ~(CONTROL_SPSEL | CONTROL_FPCA);
		cpu_set_special(CPU_CONTROL, control | (psp ? CONTROL_SPSEL : 0) | (with_fp ? CONTROL_FPCA : 0));
	}
	for (unsigned int r = 0; r < 4; r++)
		cpu_set(r, frame[r]);
	cpu_set(12, frame[4]);
	cpu_set(14, frame[5]);
	cpu_set(15, frame[6]);
	cpu_send_event();
	cpu_clocks += 12;

	bool back_in_thread = (frame[7] & XPSR_EXCEPTION) == 0;
	if (thread != back_in_thread) {
		exception_fault(EXC_USAGEFAULT, CFSR_INVPC, 0);
		return;
	}
	if (back_in_thread && (core.scr & SCR_SLEEPONEXIT) && !exception_to_take())
		core_set_state(CORE_SLEEPING);
}

/* ---- faults ---- */

static const struct {
	uint32_t status;
	uint32_t catch;
} catches[] = {
	{ CFSR_IACCVIOL | CFSR_DACCVIOL, DEMCR_VC_MMERR },
	{ CFSR_IBUSERR | CFSR_PRECISERR, DEMCR_VC_BUSERR },
	{ CFSR_MSTKERR | CFSR_MUNSTKERR | CFSR_STKERR | CFSR_UNSTKERR | CFSR_STKOF, DEMCR_VC_INTERR },
	{ CFSR_UNDEFINSTR | CFSR_INVSTATE | CFSR_INVPC, DEMCR_VC_STATERR },
	{ CFSR_NOCP, DEMCR_VC_NOCPERR },
	{ CFSR_UNALIGNED, DEMCR_VC_CHKERR },
};

static uint32_t catch_of(uint32_t status)
{
	uint32_t catch = 0;

	for (unsigned int i = 0; i < COUNT_OF(catches); i++) {
		if (catches[i].status & status)
			catch |= catches[i].catch;
	}
	return catch;
}

static void take_hardfault(uint32_t catch)
{
	/* in HardFault, in NMI or with FAULTMASK set nothing can be taken any more */
	if (exception_current_priority() <= -1) {
		if (!debug_catch(catch | DEMCR_VC_HARDERR))
			exception_lockup("fault at a priority that cannot be interrupted");
		return;
	}
	if (exception_enter(EXC_HARDFAULT))
		debug_catch(catch | DEMCR_VC_HARDERR);
}

void exception_hardfault(uint32_t status)
{
	core.hfsr |= status;
	stat_add("core.hardfault", 1);
	take_hardfault(0);
}

void exception_fault(unsigned int number, uint32_t status, uint32_t addr)
{
	static const uint32_t enables[] = {
		[EXC_MEMMANAGE] = SHCSR_MEMFAULTENA, [EXC_BUSFAULT] = SHCSR_BUSFAULTENA, [EXC_USAGEFAULT] = SHCSR_USGFAULTENA,
	};

	stat_add("core.fault", 1);
	sim_log(1, "core fault: CFSR bits 0x%08x, address 0x%08x, PC 0x%08x, LR 0x%08x, SP 0x%08x", status, addr,
		cpu_get(15), cpu_get(14), cpu_get(13));
	core.cfsr |= status;
	if (status & CFSR_MMARVALID)
		core.mmfar = addr;
	if (status & CFSR_BFARVALID)
		core.bfar = addr;

	int priority = group_priority(core.priority[number]);
	if ((core.shcsr_enable & enables[number]) && priority < exception_current_priority()) {
		if (exception_enter(number))
			debug_catch(catch_of(status));
		return;
	}
	core.hfsr |= HFSR_FORCED;
	stat_add("core.hardfault", 1);
	take_hardfault(catch_of(status));
}

void exception_reset(void)
{
	memset(core.active, 0, sizeof(core.active));
	memset(core.pending, 0, sizeof(core.pending));
	memset(core.enabled, 0, sizeof(core.enabled));
	memset(core.line, 0, sizeof(core.line));
	memset(core.priority, 0, sizeof(core.priority));
	core.pending_count = 0;
}
