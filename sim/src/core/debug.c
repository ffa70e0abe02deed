// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Halting debug: DHCSR and its relatives, breakpoint unit (FPB, both revisions), watchpoints and cycle counter (DWT).
 * After the Architecture Reference Manuals, Armv7-M part C1 and Armv8-M chapters B12 and D1.2; what OpenOCD needs of it
 * was checked by running it.
 */

#include <string.h>
#include "../sim.h"
#include "core.h"
#include "cpu.h"

#define FP_COMPARATORS		8
#define DWT_COMPARATORS		4
#define DWT_CTRL_FIXED		((uint32_t)DWT_COMPARATORS << 28)
#define DWT_CTRL_CYCCNTENA	1u
#define DWT_MATCHED			BIT(24)
#define DWT_LAR				0xfb0
#define DWT_LSR				0xfb4
#define DWT_KEY				0xc5acce55

#define DHCSR_KEY			0xa05fu
#define DHCSR_WRITABLE		0x0fu
#define DHCSR_REGRDY		BIT(16)
#define DHCSR_S_HALT		BIT(17)
#define DHCSR_S_SLEEP		BIT(18)
#define DHCSR_S_LOCKUP		BIT(19)
#define DHCSR_S_RETIRE_ST	BIT(24)
#define DHCSR_S_RESET_ST	BIT(25)

#define DCRSR_WRITE			BIT(16)

static void fpb_apply(void);

/* ---- halting and going on ---- */

void debug_halt(uint32_t reason)
{
	core.dfsr |= reason;
	core.dhcsr |= DHCSR_HALT;
	core.stepping = false;
	core_set_state(CORE_HALTED);
	stat_add("core.halt", 1);
}

bool debug_catch(uint32_t catch)
{
	if (!(core.dhcsr & DHCSR_DEBUGEN) || !(core.demcr & catch))
		return false;
	debug_halt(DFSR_VCATCH);
	return true;
}

static void follow_dhcsr(void)
{
	bool debug = core.dhcsr & DHCSR_DEBUGEN;
	bool halt = debug && (core.dhcsr & DHCSR_HALT);

	if (core.state == CORE_OFF)
		return;
	if (halt && core.state != CORE_HALTED) {
		debug_halt(DFSR_HALTED);
		return;
	}
	if (!halt && core.state == CORE_HALTED) {
		core.stepping = debug && (core.dhcsr & DHCSR_STEP);
		if (cpu_get(15) == CORE_LOCKUP_ADDRESS && exception_current_priority() <= -1)
			core_set_state(CORE_LOCKUP);
		else
			core_set_state(CORE_RUNNING);
	}
}

static uint32_t dhcsr_read(bool by_debugger)
{
	uint32_t value = core.dhcsr | DHCSR_REGRDY;

	value |= core.state == CORE_HALTED ? DHCSR_S_HALT : 0;
	value |= core.state == CORE_SLEEPING ? DHCSR_S_SLEEP : 0;
	value |= core.state == CORE_LOCKUP ? DHCSR_S_LOCKUP : 0;
	value |= core.retire_st ? DHCSR_S_RETIRE_ST : 0;
	value |= core.reset_st ? DHCSR_S_RESET_ST : 0;
	if (by_debugger) {
		core.retire_st = false;
		core.reset_st = false;
	}
	return value;
}

static void dhcsr_write(uint32_t value, bool by_debugger)
{
	if (value >> 16 != DHCSR_KEY) {
		sim_violation("core", "write of 0x%08x to DHCSR without its key 0xA05F is ignored", value);
		return;
	}
	if (!by_debugger)
		value = (value & ~DHCSR_DEBUGEN) | (core.dhcsr & DHCSR_DEBUGEN);
	if (!(value & DHCSR_DEBUGEN))
		value &= ~(DHCSR_HALT | DHCSR_STEP | DHCSR_MASKINTS);
	core.dhcsr = value & DHCSR_WRITABLE;
	fpb_apply();
	follow_dhcsr();
}

/* ---- core registers by DCRSR and DCRDR ---- */

/** A register that stands for itself; secure banks do not exist with TrustZone off and read 0. */
static const struct {
	uint8_t selector;
	enum cpu_special special;
} named[] = {
	{ 17, CPU_MSP }, { 18, CPU_PSP }, { 0x18, CPU_MSP }, { 0x19, CPU_PSP }, { 0x1e, CPU_MSPLIM }, { 0x1f, CPU_PSPLIM },
	{ 0x21, CPU_FPSCR },
};

static uint32_t packed_read(void)
{
	return cpu_get_special(CPU_CONTROL) << 24 | cpu_get_special(CPU_FAULTMASK) << 16 |
		cpu_get_special(CPU_BASEPRI) << 8 | cpu_get_special(CPU_PRIMASK);
}

static void packed_write(uint32_t value)
{
	cpu_set_special(CPU_CONTROL, value >> 24);
	cpu_set_special(CPU_FAULTMASK, value >> 16 & 0xff);
	cpu_set_special(CPU_BASEPRI, value >> 8 & 0xff);
	cpu_set_special(CPU_PRIMASK, value & 0xff);
}

static uint32_t register_read(unsigned int selector)
{
	if (selector <= 15)
		return cpu_get(selector);
	if (selector == 16)
		return cpu_xpsr();
	if (selector == 0x14 || selector == 0x23)
		return packed_read();
	if (selector >= 0x40 && selector <= 0x5f)
		return cpu_get_s(selector - 0x40);
	for (unsigned int i = 0; i < COUNT_OF(named); i++) {
		if (named[i].selector == selector)
			return cpu_get_special(named[i].special);
	}
	return 0;
}

static void register_write(unsigned int selector, uint32_t value)
{
	if (selector <= 15)
		cpu_set(selector, value);
	else if (selector == 16)
		cpu_set_xpsr(value);
	else if (selector == 0x14 || selector == 0x23)
		packed_write(value);
	else if (selector >= 0x40 && selector <= 0x5f)
		cpu_set_s(selector - 0x40, value);
	for (unsigned int i = 0; i < COUNT_OF(named); i++) {
		if (named[i].selector == selector)
			cpu_set_special(named[i].special, value);
	}
}

static void dcrsr_write(uint32_t value)
{
	unsigned int selector = value & 0x7f;

	if (core.state != CORE_HALTED) {
		sim_violation("core", "DCRSR written (0x%08x) while the core is not halted", value);
		return;
	}
	if (value & DCRSR_WRITE)
		register_write(selector, core.dcrdr);
	else
		core.dcrdr = register_read(selector);
}

bool debug_scs_read(uint32_t offset, uint32_t *value, bool by_debugger)
{
	switch (offset) {
	case 0xd30:
		*value = core.dfsr;
		return true;
	case 0xdf0:
		*value = dhcsr_read(by_debugger);
		return true;
	case 0xdf4:
		*value = 0;
		return true;
	case 0xdf8:
		*value = core.dcrdr;
		return true;
	case 0xdfc:
		*value = core.demcr;
		return true;
	case 0xe08:				/* DSCSR: not Secure */
	case 0xfb8:				/* DAUTHSTATUS: no Security Extension in use */
		*value = 0;
		return true;
	default:
		return false;
	}
}

bool debug_scs_write(uint32_t offset, uint32_t value, bool by_debugger)
{
	switch (offset) {
	case 0xd30:
		core.dfsr &= ~value;
		return true;
	case 0xdf0:
		dhcsr_write(value, by_debugger);
		return true;
	case 0xdf4:
		dcrsr_write(value);
		return true;
	case 0xdf8:
		core.dcrdr = value;
		return true;
	case 0xdfc:
		core.demcr = value & 0x010f0ff1;
		dwt_follow_state();
		return true;
	case 0xe08:
		return true;
	default:
		return false;
	}
}

/* ---- breakpoint unit ---- */

/** Revision 1 has words of the code region and says which halfword: 1 low, 2 high, 3 both (Armv7-M C1.11.5). */
static unsigned int addresses_of(uint32_t comp, uint32_t *addr)
{
	unsigned int count = 0, replace = comp >> 30;

	if (core.model->fp_ctrl >> 28) {
		*addr = comp & ~1u;
		return 1;
	}
	if (replace & 1)
		addr[count++] = comp & 0x1ffffffc;
	if (replace & 2)
		addr[count++] = (comp & 0x1ffffffc) + 2;
	if (replace == 0)
		sim_unknown("core", "remapping of 0x%08x by the breakpoint unit is not simulated", comp & 0x1ffffffc);
	return count;
}

static void fpb_apply(void)
{
	uint32_t addr[2 * FP_COMPARATORS];
	unsigned int count = 0;

	for (unsigned int i = 0; i < core.model->breakpoints; i++) {
		if ((core.dhcsr & DHCSR_DEBUGEN) && (core.fp_ctrl & 1) && (core.fp_comp[i] & 1))
			count += addresses_of(core.fp_comp[i], addr + count);
	}
	cpu_set_breakpoints(addr, count);
}

bool fpb_read(uint32_t offset, uint32_t *value, bool by_debugger)
{
	(void)by_debugger;
	if (offset == 0)
		*value = core.model->fp_ctrl | (core.fp_ctrl & 1);
	else if (offset >= 8 && offset < 8 + 4 * FP_COMPARATORS)
		*value = core.fp_comp[(offset - 8) / 4];
	else
		*value = offset == 0xfbc && core.model->v8 ? 0x47701a03 : 0;
	return true;
}

bool fpb_write(uint32_t offset, uint32_t value, bool by_debugger)
{
	(void)by_debugger;
	if (offset == 0 && (value & 2))
		core.fp_ctrl = value & 1;
	else if (offset >= 8 && offset < 8 + 4 * FP_COMPARATORS)
		core.fp_comp[(offset - 8) / 4] = value;
	fpb_apply();
	return true;
}

/* ---- DWT ---- */

static uint32_t cyccnt(void)
{
	return core.dwt_cyccnt + (core.cyccnt_counts ? (uint32_t)(cpu_clocks - core.cyccnt_from) : 0);
}

void dwt_follow_state(void)
{
	core.dwt_cyccnt = cyccnt();
	core.cyccnt_from = cpu_clocks;
	core.cyccnt_counts = (core.demcr & DEMCR_TRCENA) && (core.dwt_ctrl & DWT_CTRL_CYCCNTENA) &&
		core.state == CORE_RUNNING;
}

/**
 * Data address comparators that ask for a debug event. Armv8-M: MATCH 4 any, 5 write, 6 read, with ACTION 1 and a size;
 * Armv7-M: FUNCTION 5 read, 6 write, 7 any, with a mask of address bits.
 */
static bool watch_of(unsigned int i, struct cpu_watch *watch)
{
	uint32_t match = core.dwt_function[i] & 0xf, size;

	if (core.model->v8) {
		if ((core.dwt_function[i] >> 4 & 3) != 1 || match < 4 || match > 6)
			return false;
		size = 1u << (core.dwt_function[i] >> 10 & 3);
		*watch = (struct cpu_watch){ .read = match != 5, .write = match != 6 };
	} else {
		if (match < 5 || match > 7)
			return false;
		size = 1u << (core.dwt_mask[i] & 0xf);
		*watch = (struct cpu_watch){ .read = match != 6, .write = match != 5 };
	}
	watch->addr = core.dwt_comp[i] & ~(size - 1);
	watch->size = size;
	return true;
}

static void dwt_apply(void)
{
	struct cpu_watch watch[DWT_COMPARATORS];
	unsigned int count = 0;

	for (unsigned int i = 0; i < DWT_COMPARATORS; i++)
		count += watch_of(i, &watch[count]);
	cpu_set_watches(watch, count);
}

static bool comparator(uint32_t offset, unsigned int *index, uint32_t *which)
{
	if (offset < 0x20 || offset >= 0x20 + 0x10 * DWT_COMPARATORS)
		return false;
	*index = (offset - 0x20) / 0x10;
	*which = offset & 0xf;
	return true;
}

bool dwt_read(uint32_t offset, uint32_t *value, bool by_debugger)
{
	unsigned int index;
	uint32_t which;

	*value = 0;
	if (comparator(offset, &index, &which)) {
		if (which == 0)
			*value = core.dwt_comp[index];
		else if (which == 4)
			*value = core.dwt_mask[index];
		else if (which == 8)
			*value = core.dwt_function[index] | (core.model->v8 ? 0xbu << 27 : 0);
		return true;
	}
	switch (offset) {
	case 0x00:
		*value = DWT_CTRL_FIXED | core.dwt_ctrl;
		break;
	case 0x04:
		*value = cyccnt();
		break;
	case 0x1c:
		*value = core.state == CORE_RUNNING ? cpu_get(15) : 0xffffffff;		/* PCSR */
		break;
	case DWT_LSR:			/* for a debugger there is no lock */
		*value = core.model->dwt_locked && !by_debugger ? 1u | (core.dwt_locked ? 2u : 0) : 0;
		break;
	case 0xfbc:
		*value = core.model->v8 ? 0x47701a02 : 0;
		break;
	default:
		break;
	}
	return true;
}

bool dwt_write(uint32_t offset, uint32_t value, bool by_debugger)
{
	unsigned int index;
	uint32_t which;

	if (offset == DWT_LAR) {
		core.dwt_locked = core.model->dwt_locked && value != DWT_KEY;
		return true;
	}
	if (core.dwt_locked && !by_debugger) {
		sim_violation("core", "write of 0x%08x to DWT offset 0x%x, which is locked, is ignored", value, offset);
		return true;
	}
	if (comparator(offset, &index, &which)) {
		if (which == 0)
			core.dwt_comp[index] = value;
		else if (which == 4 && !core.model->v8)
			core.dwt_mask[index] = value & 0x1f;
		else if (which == 8)
			core.dwt_function[index] = value & (core.model->v8 ? 0x00000c3f : 0x000fffaf);
		dwt_apply();
		return true;
	}
	if (offset == 0x00) {
		core.dwt_ctrl = value & 0x0041ffff;
		dwt_follow_state();
	} else if (offset == 0x04) {
		core.dwt_cyccnt = value;
		core.cyccnt_from = cpu_clocks;
	}
	return true;
}

void debug_power_on(void)
{
	core.dhcsr = 0;
	core.demcr = 0;
	core.dfsr = 0;
	core.dcrdr = 0;
	core.retire_st = false;
	core.reset_st = false;
	core.stepping = false;
	core.fp_ctrl = 0;
	memset(core.fp_comp, 0, sizeof(core.fp_comp));
	core.dwt_ctrl = 0;
	core.dwt_cyccnt = 0;
	core.dwt_locked = core.model->dwt_locked;
	memset(core.dwt_mask, 0, sizeof(core.dwt_mask));
	memset(core.dwt_comp, 0, sizeof(core.dwt_comp));
	memset(core.dwt_function, 0, sizeof(core.dwt_function));
	fpb_apply();
	dwt_apply();
	dwt_follow_state();
}
