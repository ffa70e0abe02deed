// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Unicorn as the instruction set. A code hook that is always on makes clocks, PC and stops exact; all that is not plain
 * memory is mapped to callbacks, so every access that has an effect or can fail comes through here.
 *
 * Two limits of the engine show: a stop takes effect only after an IT block, and an instruction that faults has
 * finished by the time it is stopped. Its registers are therefore put back to what they were at the access.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicorn/unicorn.h>
#include "../bus.h"
#include "../busmem.h"
#include "../sim.h"
#include "../simclock.h"
#include "costs.h"
#include "cpu.h"
#include "cpu_map.h"
#include "cpu_regs.h"

#define NEVER_THERE		1		/* an odd address is never the PC: run without an end address */
#define MAX_BREAKPOINTS	16
#define XPSR_EXCEPTION	0x1ffu
#define CONTROL_NPRIV	BIT(0)
#define OP_BRANCH_TO_SELF	0xe7fe
#define OP_SUBS_1		0x3801			/* SUBS Rn, #1 with Rn = R0... */
#define OP_SUBS_RN		0x0700			/* ...and where Rn is */
#define OP_BNE_BACK		0xd1fd			/* BNE to the instruction before it */
#define MAX_DIRTY		16
#define MAX_MENDS		32			/* the words of the longest VSTM */
#define PROTECTED_LINE	32u			/* what the MPU allows changes at multiples of this */
#define CODE_PAGES		4096u
#define NO_PAGE			0xffffffff

/* Exception numbers that the engine reports. */
enum {
	ENGINE_SVC = 2, ENGINE_FETCH_ABORT = 3, ENGINE_DATA_ABORT = 4, ENGINE_BKPT = 7, ENGINE_EXC_RETURN = 8,
	ENGINE_NOCP = 17, ENGINE_INVSTATE = 18, ENGINE_STKOF = 19, ENGINE_UNALIGNED = 22,
};

uint64_t cpu_clocks;

static struct {
	uc_engine *uc;
	const struct cpu_hooks *hooks;
	const struct core_model *model;
	bool executing;

	uint64_t deadline;
	uint64_t breakpoint_filter;			/* bit (address >> 1) & 63 set: may be one */
	uint32_t breakpoint[MAX_BREAKPOINTS];
	unsigned int breakpoint_count;

	uint32_t last;						/* address of the instruction last begun */
	uint32_t next;						/* where the next one is, unless it branches */
	uint32_t code_base, code_size;		/* memory that PC is in */
	const uint8_t *code;

	bool stopping;						/* asked the engine to stop... */
	uint32_t stop_at;					/* ...before this one; and what was before it was charged */
	uint64_t stop_clocks;
	uint32_t stop_last, stop_next;
	bool have_event;
	enum cpu_event event;

	bool faulted;
	struct cpu_fault fault;
	uint32_t at_fault[16];
	uint32_t at_fault_xpsr;

	struct {							/* memory that a store has changed which must not: see on_invalid() */
		uint8_t *at;
		uint8_t bytes[8];
		unsigned int size;
	} mend[MAX_MENDS];
	unsigned int mends;

	struct {
		uint32_t addr, size;
	} dirty[MAX_DIRTY];
	unsigned int dirty_count;
	bool dirty_all, must_leave;
	uint32_t page, page_size;			/* that PC is in; a line if accesses are to be allowed first */
	uint64_t code_page[CODE_PAGES / 64];	/* pages that may have translated code, by page_bit() */
	bool event_register;				/* for WFE */
	uint32_t limit[2];					/* MSPLIM, PSPLIM: reading them from the engine takes long... */
	bool limit_known[2];				/* ...so that is done once after each instruction that may have changed them */

	struct cpu_watch watch[CPU_MAX_WATCHES];
	unsigned int watch_count, watch_hit;
	uint32_t watch_addr;
	bool watch_pending;
	uc_hook watch_hook, protect_hook;
	bool watch_hooked, protect, protect_hooked;
} cpu;

/* ---- special registers ---- */

static const struct {
	int id;
	uint32_t mask;
	uint8_t sysm;			/* for MRS and MSR, where the engine has no name for the register */
} specials[] = {
	[CPU_MSP] = { UC_ARM_REG_MSP, ~3u, 0 },
	[CPU_PSP] = { UC_ARM_REG_PSP, ~3u, 0 },
	[CPU_CONTROL] = { UC_ARM_REG_CONTROL, 7, 0 },
	[CPU_PRIMASK] = { UC_ARM_REG_PRIMASK, 1, 0 },
	[CPU_BASEPRI] = { UC_ARM_REG_BASEPRI, 0xff, 0 },
	[CPU_FAULTMASK] = { UC_ARM_REG_FAULTMASK, 1, 0 },
	[CPU_FPSCR] = { UC_ARM_REG_FPSCR, ~0u, 0 },
	[CPU_MSPLIM] = { UC_ARM_REG_INVALID, ~7u, 10 },
	[CPU_PSPLIM] = { UC_ARM_REG_INVALID, ~7u, 11 },
};

/*
 * The engine lets only instructions reach the stack limits: execute one in handler mode (privileged), from a page that
 * exists just for it. @returns R0 after it
 */
static uint32_t execute_one(uint16_t first, uint16_t second, uint32_t r0)
{
	static uint16_t page[PAGE / 2] __attribute__((aligned(PAGE)));
	uint32_t kept_r0 = cpu_get(0), kept_pc = cpu_get(15), kept_xpsr = cpu_xpsr();
	uint64_t kept_clocks = cpu_clocks, kept_deadline = cpu.deadline;

	page[0] = first;
	page[1] = second;
	page[2] = 0xbf30;		/* WFI leaves the engine */
	uc_mem_map_ptr(cpu.uc, SCRATCH_PAGE, PAGE, UC_PROT_READ | UC_PROT_EXEC, page);
	cpu_set_xpsr(0x01000003);
	cpu_set(0, r0);
	cpu.deadline = UINT64_MAX;
	uc_emu_start(cpu.uc, SCRATCH_PAGE | 1, NEVER_THERE, 0, 0);
	uint32_t result = cpu_get(0);
	uc_ctl_remove_cache(cpu.uc, SCRATCH_PAGE, SCRATCH_PAGE + 6);
	uc_mem_unmap(cpu.uc, SCRATCH_PAGE, PAGE);

	cpu_set_xpsr(kept_xpsr);
	cpu_set(0, kept_r0);
	cpu_set(15, kept_pc);
	cpu_clocks = kept_clocks;
	cpu.deadline = kept_deadline;
	cpu.code_size = 0;
	return result;
}

/**
 * Unprivileged code reaches no special register, and the engine takes whoever asks for unprivileged code then: be in a
 * handler meanwhile. @returns xPSR for leave_handler()
 */
static uint32_t enter_handler(void)
{
	uint32_t xpsr = cpu_xpsr();

	if (!(xpsr & XPSR_EXCEPTION) && (cpu_engine_get(UC_ARM_REG_CONTROL) & CONTROL_NPRIV))
		cpu_set_xpsr(xpsr | 3);
	return xpsr;
}

static void leave_handler(uint32_t xpsr)
{
	if (!(xpsr & XPSR_EXCEPTION) && (cpu_xpsr() & XPSR_EXCEPTION))
		cpu_set_xpsr(xpsr);
}

uint32_t cpu_get_special(enum cpu_special special)
{
	if (specials[special].id != UC_ARM_REG_INVALID) {
		uint32_t xpsr = enter_handler();
		uint32_t value = cpu_engine_get(specials[special].id) & specials[special].mask;
		leave_handler(xpsr);
		return value;
	}

	unsigned int n = special - CPU_MSPLIM;
	if (!cpu.model->v8)
		return 0;
	if (!cpu.limit_known[n])
		cpu.limit[n] = execute_one(0xf3ef, 0x8000 | specials[special].sysm, 0);
	cpu.limit_known[n] = true;
	return cpu.limit[n];
}

void cpu_set_special(enum cpu_special special, uint32_t value)
{
	value &= specials[special].mask;
	if (specials[special].id != UC_ARM_REG_INVALID) {
		uint32_t xpsr = enter_handler();
		if (special == CPU_CONTROL) {		/* SPSEL cannot be written in a handler of Armv7-M */
			cpu_engine_set(UC_ARM_REG_CONTROL, cpu_engine_get(UC_ARM_REG_CONTROL) & ~CONTROL_NPRIV);
			leave_handler(xpsr);
		}
		cpu_engine_set(specials[special].id, value);
		leave_handler(xpsr);
		return;
	}
	if (!cpu.model->v8)
		return;
	execute_one(0xf380, 0x8800 | specials[special].sysm, value);
	cpu.limit_known[special - CPU_MSPLIM] = false;
}

void cpu_reset_registers(void)
{
	for (unsigned int r = 0; r < 13; r++)
		cpu_set(r, 0);
	cpu_set_xpsr(0x01000000);
	cpu_set_special(CPU_CONTROL, 0);
	cpu_set_special(CPU_PRIMASK, 0);
	cpu_set_special(CPU_BASEPRI, 0);
	cpu_set_special(CPU_FAULTMASK, 0);
	cpu_set_special(CPU_MSPLIM, 0);
	cpu_set_special(CPU_PSPLIM, 0);
	cpu_set_special(CPU_PSP, 0);
	cpu_set_special(CPU_FPSCR, 0);
	for (unsigned int n = 0; n < 32; n++)
		cpu_set_s(n, 0);
	cpu_set(14, 0xffffffff);
}

/* ---- stopping ---- */

static void stop(enum cpu_event event)
{
	if (!cpu.have_event) {
		cpu.have_event = true;
		cpu.event = event;
	}
	cpu.stopping = true;
	cpu.deadline = 0;		/* every instruction that still comes is looked at */
	uc_emu_stop(cpu.uc);
}

static void record_fault(enum cpu_fault_kind kind, uint32_t addr)
{
	if (cpu.faulted)
		return;
	cpu.faulted = true;
	cpu.fault = (struct cpu_fault){ .kind = kind, .addr = addr };
	for (unsigned int r = 0; r < 15; r++)
		cpu.at_fault[r] = cpu_get(r);
	cpu.at_fault[15] = cpu.last;
	cpu.at_fault_xpsr = cpu_xpsr();
	cpu.deadline = 0;
}

struct cpu_fault cpu_fault(void)
{
	return cpu.fault;
}

void cpu_set_deadline(uint64_t clocks)
{
	cpu.deadline = clocks;
}

void cpu_look_again(void)
{
	cpu.deadline = 0;
}

bool cpu_executing(void)
{
	return cpu.executing;
}

/* ---- the code hook ---- */

static void mend_memory(void)
{
	while (cpu.mends) {
		cpu.mends--;
		memcpy(cpu.mend[cpu.mends].at, cpu.mend[cpu.mends].bytes, cpu.mend[cpu.mends].size);
	}
}

/** Before a store that the engine will carry out: have the bytes put back before anything can look. */
static void mend_later(uint32_t addr, unsigned int size)
{
	uint8_t *at = bus_plain_memory(addr, size, false);

	cpu.deadline = 0;
	if (!at || cpu.mends == MAX_MENDS)
		return;
	cpu.mend[cpu.mends].at = at;
	cpu.mend[cpu.mends].size = size;
	memcpy(cpu.mend[cpu.mends++].bytes, at, size);
}

static void find_code(uint32_t addr)
{
	const struct bus_memory *memory = bus_find_memory(addr);

	cpu.code_size = 0;
	if (!memory)
		return;
	cpu.code_base = memory->base;
	cpu.code = memory->data;
	cpu.code_size = memory->size - 2;		/* a 32-bit opcode at the very end is not looked at */
}

static inline uint16_t opcode_at(uint32_t addr)
{
	if (addr - cpu.code_base >= cpu.code_size) {
		find_code(addr);
		if (cpu.code_size == 0)
			return 0;
	}
	const uint8_t *at = cpu.code + (addr - cpu.code_base);
	return (uint16_t)(at[0] | at[1] << 8);
}

/** The instruction that begins is not executed, but will have been charged. */
static void stops_at(uint32_t addr)
{
	cpu.stop_at = addr;
	cpu.stop_clocks = cpu_clocks;
	cpu.stop_last = cpu.last;
	cpu.stop_next = cpu.next;
}

/** Pages share bits: then code is dropped for nothing. */
static uint32_t page_bit(const uint8_t *at)
{
	return (uint32_t)((uintptr_t)at / PAGE) % CODE_PAGES;
}

/** PC has come into another page: what is translated there may reach into the next one. */
static void enter_page(uint32_t addr)
{
	cpu.page = addr & ~(cpu.page_size - 1);
	if (cpu.protect && cpu.executing && !cpu.stopping && !cpu.hooks->allowed(addr, 2, CPU_FETCH, false)) {
		stops_at(addr);
		cpu.last = addr;
		record_fault(CPU_FAULT_FETCH_XN, addr);
		stop(CPU_FAULT);
	}
	opcode_at(addr);
	if (addr - cpu.code_base >= cpu.code_size)
		return;
	const uint8_t *at = cpu.code + (addr - cpu.code_base) - addr % PAGE;
	for (unsigned int i = 0; i < 3; i++) {
		uint32_t bit = page_bit(at + i * PAGE);
		cpu.code_page[bit / 64] |= 1ull << bit % 64;
	}
}

static bool may_have_code(uint32_t addr, uint32_t size)
{
	const uint8_t *at = bus_plain_memory(addr, size, false);

	if (!at)
		return true;
	for (const uint8_t *p = at; p < at + size + PAGE - 1; p += PAGE) {
		uint32_t bit = page_bit(p < at + size ? p : at + size - 1);
		if (cpu.code_page[bit / 64] >> bit % 64 & 1)
			return true;
	}
	return false;
}

static bool is_breakpoint(uint32_t addr)
{
	for (unsigned int i = 0; i < cpu.breakpoint_count; i++) {
		if (cpu.breakpoint[i] == addr)
			return true;
	}
	return false;
}

/** @returns true if the instruction shall not be executed now */
static bool must_stop(uint32_t addr)
{
	mend_memory();
	if (cpu.stopping)
		return true;		/* asked before, but in an IT block the engine goes on to its end */
	if (cpu.faulted)
		stop(CPU_FAULT);
	else if (cpu.watch_pending)
		stop(CPU_WATCHPOINT);
	else if (is_breakpoint(addr))
		stop(CPU_BREAKPOINT);
	else if (cpu.must_leave || (cpu_clocks >= cpu.deadline && !cpu.hooks->boundary()) || cpu.must_leave)
		stop(CPU_PAUSED);		/* the boundary's timers may have changed memory */
	return cpu.stopping;
}

static uint8_t special_cost(uint32_t addr, uint16_t op)
{
	enum cost_note note;
	uint8_t clocks = cost_of_special(op, opcode_at(addr + 2), &note);

	if (note == COST_FPU && !cpu.hooks->fpu_enabled())
		record_fault(CPU_FAULT_NOCP, addr);
	else if (note == COST_EVENT)
		cpu.event_register = true;
	else if (note == COST_LIMITS)
		memset(cpu.limit_known, 0, sizeof(cpu.limit_known));
	else if (note == COST_MASKS)
		cpu.deadline = 0;
	if (note == COST_MASKS && cpu.protect)
		cpu.page = NO_PAGE;
	return clocks;
}

/** A branch to itself changes nothing but time: go on to the next deadline in whole turns. */
static void skip_idle_loop(uint32_t addr, uint16_t op)
{
	const unsigned int turn = 1 + cost_taken;

	if (op != OP_BRANCH_TO_SELF || addr != cpu.last || cpu.deadline <= cpu_clocks)
		return;
	cpu_clocks += (cpu.deadline - cpu_clocks) / turn * turn;
}

/**
 * SUBS Rn, #1; BNE back to it: turns change nothing but Rn, the flags and time. All that end before the next deadline
 * and before the last two (which leave the flags as they have to be) are taken at once.
 * @param addr of the SUBS, to which the core has just come back
 */
static void skip_countdown(uint32_t addr, uint16_t op)
{
	const unsigned int turn = 1 + 1 + cost_taken;

	if ((op & ~OP_SUBS_RN) != OP_SUBS_1 || cpu.last != addr + 2 || opcode_at(addr + 2) != OP_BNE_BACK)
		return;
	if (cpu.deadline <= cpu_clocks || cpu.breakpoint_filter || cpu.faulted)
		return;
	unsigned int r = (op & OP_SUBS_RN) >> 8;
	uint32_t left = cpu_get(r);
	uint64_t turns = (cpu.deadline - cpu_clocks - 1) / turn;
	if (left <= 2)
		return;
	if (turns > left - 2)
		turns = left - 2;
	cpu_set(r, left - (uint32_t)turns);
	cpu_clocks += turns * turn;
}

static void on_code(uc_engine *uc, uint64_t address, uint32_t size, void *ctx)
{
	uint32_t addr = (uint32_t)address;

	(void)uc;
	(void)ctx;
	if (cpu_clocks >= cpu.deadline || (cpu.breakpoint_filter >> (addr >> 1 & 63) & 1)) {
		if (must_stop(addr))
			stops_at(addr);
	}

	if ((addr ^ cpu.page) >= cpu.page_size)
		enter_page(addr);
	uint16_t op = opcode_at(addr);
	uint8_t clocks = costs[op];
	uint32_t expected = cpu.next;

	if (addr != expected) {
		skip_idle_loop(addr, op);
		skip_countdown(addr, op);
		cpu_clocks += cost_taken;
	}
	cpu.last = addr;
	cpu.next = addr + size;
	if (clocks & COST_SPECIAL)
		clocks = special_cost(addr, op);
	cpu_clocks += clocks;
}

/* ---- accesses that are not plain memory ---- */

static uint32_t read_part(uint32_t addr, unsigned int size)
{
	uint32_t value = 0;

	if (cpu.faulted)
		return 0;			/* the rest of an instruction whose first access has failed */
	if (!cpu.hooks->read(addr, size, &value))
		record_fault(CPU_FAULT_DATA_BUS, addr);
	return value;
}

static void write_part(uint32_t addr, unsigned int size, uint32_t value)
{
	if (cpu.faulted)
		return;
	if (!cpu.hooks->write(addr, size, value))
		record_fault(CPU_FAULT_DATA_BUS, addr);
}

static uint64_t on_read(uc_engine *uc, uint64_t offset, unsigned int size, void *base)
{
	uint32_t addr = (uint32_t)((uintptr_t)base + offset);

	(void)uc;
	if (size <= 4)
		return read_part(addr, size);
	uint32_t low = read_part(addr, 4);
	return low | (uint64_t)read_part(addr + 4, 4) << 32;
}

static void on_write(uc_engine *uc, uint64_t offset, unsigned int size, uint64_t value, void *base)
{
	uint32_t addr = (uint32_t)((uintptr_t)base + offset);

	(void)uc;
	write_part(addr, size <= 4 ? size : 4, (uint32_t)value);
	if (size > 4)
		write_part(addr + 4, 4, (uint32_t)(value >> 32));
}

/*
 * A store to read-only memory (internal flash being programmed). The engine writes the value after this hook has
 * allowed the access: the bytes are to be as the flash has them.
 */
static void store_to_rom(uint32_t addr, unsigned int size, uint64_t value)
{
	mend_memory();
	write_part(addr, size <= 4 ? size : 4, (uint32_t)value);
	if (size > 4)
		write_part(addr + 4, 4, (uint32_t)(value >> 32));
	mend_later(addr, size);
}

static bool on_invalid(uc_engine *uc, uc_mem_type type, uint64_t address, int size, int64_t value, void *ctx)
{
	uint32_t addr = (uint32_t)address;

	(void)uc;
	(void)ctx;
	switch (type) {
	case UC_MEM_WRITE_PROT:
		store_to_rom(addr, (unsigned int)size, (uint64_t)value);
		return true;
	case UC_MEM_READ_UNMAPPED:
	case UC_MEM_WRITE_UNMAPPED:
		record_fault(CPU_FAULT_DATA_BUS, addr);
		return false;
	default:
		return false;		/* a fetch: reported when the engine returns */
	}
}

static void on_watched(uc_engine *uc, uc_mem_type type, uint64_t address, int size, int64_t value, void *ctx)
{
	uint32_t addr = (uint32_t)address;
	bool write = type == UC_MEM_WRITE;

	(void)uc;
	(void)value;
	(void)ctx;
	for (unsigned int i = 0; i < cpu.watch_count; i++) {
		const struct cpu_watch *watch = &cpu.watch[i];
		if (addr + (uint32_t)size <= watch->addr || addr >= watch->addr + watch->size)
			continue;
		if (write ? !watch->write : !watch->read)
			continue;
		cpu.watch_pending = true;
		cpu.watch_hit = i;
		cpu.watch_addr = addr;
		cpu.deadline = 0;
		return;
	}
}

/** LDRT, STRT and their like, which access as unprivileged code does. */
static bool is_user_access(uint32_t addr)
{
	return (opcode_at(addr) & 0xfe80) == 0xf800 && (opcode_at(addr + 2) & 0x0f00) == 0x0e00;
}

/** While accesses are to be allowed first: those to devices find that there was a fault, stores to memory are mended. */
static void on_protected(uc_engine *uc, uc_mem_type type, uint64_t address, int size, int64_t value, void *ctx)
{
	uint32_t addr = (uint32_t)address;
	enum cpu_access access = type == UC_MEM_WRITE ? CPU_WRITE : CPU_READ;

	(void)uc;
	(void)value;
	(void)ctx;
	if (!cpu.executing)
		return;
	if (!cpu.faulted && !cpu.hooks->allowed(addr, (unsigned int)size, access, is_user_access(cpu.last)))
		record_fault(CPU_FAULT_DATA_MPU, addr);
	if (cpu.faulted && access == CPU_WRITE)
		mend_later(addr, (unsigned int)size);
}

/* ---- the engine's exceptions ---- */

static const struct {
	uint32_t number;
	enum cpu_event event;
	enum cpu_fault_kind kind;
} exceptions[] = {
	{ ENGINE_SVC, CPU_SVC, 0 },
	{ ENGINE_BKPT, CPU_BKPT, 0 },
	{ ENGINE_EXC_RETURN, CPU_EXC_RETURN, 0 },
	{ ENGINE_FETCH_ABORT, CPU_FAULT, CPU_FAULT_FETCH_XN },
	{ ENGINE_DATA_ABORT, CPU_FAULT, CPU_FAULT_DATA_ACCESS },
	{ ENGINE_NOCP, CPU_FAULT, CPU_FAULT_NOCP },
	{ ENGINE_INVSTATE, CPU_FAULT, CPU_FAULT_INVSTATE },
	{ ENGINE_STKOF, CPU_FAULT, CPU_FAULT_STKOF },
	{ ENGINE_UNALIGNED, CPU_FAULT, CPU_FAULT_UNALIGNED },
};

static void on_exception(uc_engine *uc, uint32_t number, void *ctx)
{
	(void)uc;
	(void)ctx;
	for (size_t i = 0; i < COUNT_OF(exceptions); i++) {
		if (exceptions[i].number == number) {
			cpu.fault = (struct cpu_fault){ .kind = exceptions[i].kind, .addr = cpu_get(15) };
			stop(exceptions[i].event);
			return;
		}
	}
	sim_unknown("engine", "exception %u at 0x%08x", number, cpu_get(15));
	cpu.fault = (struct cpu_fault){ .kind = CPU_FAULT_UNDEFINED, .addr = cpu_get(15) };
	stop(CPU_FAULT);
}

static enum cpu_event fault_event(enum cpu_fault_kind kind, uint32_t addr)
{
	cpu.fault = (struct cpu_fault){ .kind = kind, .addr = addr };
	return CPU_FAULT;
}

static bool is_hint(uint32_t addr, uint16_t narrow, uint16_t wide)
{
	uint16_t op = opcode_at(addr);

	return op == narrow || (op == 0xf3af && opcode_at(addr + 2) == wide);
}

/** What the engine's return means when no hook has said so. */
static enum cpu_event event_of_return(uc_err err)
{
	uint32_t pc = cpu_get(15);

	switch (err) {
	case UC_ERR_OK:
		return is_hint(cpu.last, 0xbf30, 0x8003) ? CPU_WFI : CPU_PAUSED;
	case UC_ERR_INSN_INVALID:
		if (!(cpu_xpsr() & XPSR_T))
			return fault_event(CPU_FAULT_INVSTATE, pc);
		if (pc != cpu.last && is_hint(cpu.last, 0xbf20, 0x8002))
			return CPU_WFE;
		if (pc != cpu.last && is_hint(cpu.last, 0xbf10, 0x8001))
			return CPU_PAUSED;		/* YIELD */
		return fault_event(CPU_FAULT_UNDEFINED, pc);
	case UC_ERR_FETCH_UNMAPPED:
	case UC_ERR_FETCH_PROT:
		if (bus_find_device(pc))
			sim_unknown("xip", "execution from %s at 0x%08x is not simulated", bus_find_device(pc)->name, pc);
		return fault_event(CPU_FAULT_FETCH_BUS, pc);
	default:
		sim_unknown("engine", "%s at 0x%08x", uc_strerror(err), pc);
		return fault_event(CPU_FAULT_UNDEFINED, pc);
	}
}

/* ---- translated code of changed memory ---- */

static void drop_code(uint32_t addr, uint32_t size)
{
	const uint8_t *data = bus_plain_memory(addr, size, false);

	if (!data)
		return;
	/* wherever the same bytes are mapped */
	for (unsigned int i = 0; i < bus_memory_count(); i++) {
		const struct bus_memory *memory = bus_memory_at(i);
		if (data >= memory->data && data < memory->data + memory->size) {
			uint32_t at = memory->base + (uint32_t)(data - memory->data);
			uc_ctl_remove_cache(cpu.uc, at, at + size);
		}
	}
}

void cpu_memory_changed(uint32_t addr, uint32_t size)
{
	if (!cpu.uc || !may_have_code(addr, size))
		return;
	if (!cpu.executing) {
		drop_code(addr, size);
		return;
	}

	/* inside an instruction: later, but before the next one */
	cpu.deadline = 0;
	cpu.must_leave = true;
	for (unsigned int i = 0; i < cpu.dirty_count; i++) {
		if (addr <= cpu.dirty[i].addr + cpu.dirty[i].size && addr + size >= cpu.dirty[i].addr) {
			uint32_t from = addr < cpu.dirty[i].addr ? addr : cpu.dirty[i].addr;
			uint32_t end = cpu.dirty[i].addr + cpu.dirty[i].size;
			cpu.dirty[i].addr = from;
			cpu.dirty[i].size = (addr + size > end ? addr + size : end) - from;
			return;
		}
	}
	if (cpu.dirty_count < MAX_DIRTY) {
		cpu.dirty[cpu.dirty_count].addr = addr;
		cpu.dirty[cpu.dirty_count++].size = size;
	} else {
		cpu.dirty_all = true;
	}
}

static void drop_all_code(void)
{
	for (unsigned int i = 0; i < bus_memory_count(); i++) {
		const struct bus_memory *memory = bus_memory_at(i);
		uc_ctl_remove_cache(cpu.uc, memory->base, memory->base + memory->size);
	}
}

/** Whether a load or store asks a hook is decided when it is translated. */
static void apply_protection(void)
{
	if (cpu.protect == cpu.protect_hooked)
		return;
	if (cpu.protect)
		uc_hook_add(cpu.uc, &cpu.protect_hook, UC_HOOK_MEM_READ | UC_HOOK_MEM_WRITE, (void *)on_protected, NULL, 1, 0);
	else
		uc_hook_del(cpu.uc, cpu.protect_hook);
	cpu.protect_hooked = cpu.protect;
	drop_all_code();
}

static void drop_dirty(void)
{
	for (unsigned int i = 0; i < cpu.dirty_count; i++)
		drop_code(cpu.dirty[i].addr, cpu.dirty[i].size);
	if (cpu.dirty_all)
		drop_all_code();
	cpu.dirty_count = 0;
	cpu.dirty_all = false;
	cpu.must_leave = false;
	apply_protection();
}

void cpu_protect(bool on)
{
	cpu.protect = on;
	cpu.page_size = on ? PROTECTED_LINE : PAGE;
	cpu.page = NO_PAGE;
	cpu.deadline = 0;
	if (cpu.executing)
		cpu.must_leave = true;
	else
		apply_protection();
}

/* ---- running ---- */

enum cpu_event cpu_run(void)
{
	if (!(cpu_xpsr() & XPSR_T))
		return fault_event(CPU_FAULT_INVSTATE, cpu_get(15));

	cpu.have_event = false;
	cpu.stopping = false;
	cpu.faulted = false;
	cpu.watch_pending = false;
	cpu.deadline = 0;
	cpu.stop_at = NEVER_THERE;
	cpu.next = cpu_get(15);
	if (cpu.protect)
		cpu.page = NO_PAGE;		/* in another state it may not go on where it was */

	cpu.executing = true;
	simclock_core_on_bus(true);
	uc_err err = uc_emu_start(cpu.uc, cpu_get(15) | 1, NEVER_THERE, 0, 0);
	simclock_core_on_bus(false);
	cpu.executing = false;
	mend_memory();
	drop_dirty();

	if (cpu.stopping && cpu_get(15) == cpu.stop_at) {
		/* was charged, but not executed */
		cpu_clocks = cpu.stop_clocks;
		cpu.last = cpu.stop_last;
		cpu.next = cpu.stop_next;
	}
	if (cpu.faulted) {
		for (unsigned int r = 0; r < 16; r++)
			cpu_set(r, cpu.at_fault[r]);
		cpu_set_xpsr(cpu.at_fault_xpsr);
		return CPU_FAULT;
	}
	return cpu.have_event ? cpu.event : event_of_return(err);
}

bool cpu_take_event(void)
{
	bool was = cpu.event_register;

	cpu.event_register = false;
	return was;
}

void cpu_send_event(void)
{
	cpu.event_register = true;
}

void cpu_set_breakpoints(const uint32_t *addr, unsigned int count)
{
	cpu.breakpoint_count = count < MAX_BREAKPOINTS ? count : MAX_BREAKPOINTS;
	cpu.breakpoint_filter = 0;
	for (unsigned int i = 0; i < cpu.breakpoint_count; i++) {
		cpu.breakpoint[i] = addr[i];
		cpu.breakpoint_filter |= 1ull << (addr[i] >> 1 & 63);
	}
}

void cpu_set_watches(const struct cpu_watch *watch, unsigned int count)
{
	cpu.watch_count = count < CPU_MAX_WATCHES ? count : CPU_MAX_WATCHES;
	for (unsigned int i = 0; i < cpu.watch_count; i++)
		cpu.watch[i] = watch[i];

	bool wanted = cpu.watch_count > 0;
	if (wanted == cpu.watch_hooked)
		return;
	if (wanted)
		uc_hook_add(cpu.uc, &cpu.watch_hook, UC_HOOK_MEM_READ | UC_HOOK_MEM_WRITE, (void *)on_watched, NULL, 1, 0);
	else
		uc_hook_del(cpu.uc, cpu.watch_hook);
	cpu.watch_hooked = wanted;
	drop_all_code();		/* whether a load asks for hooks is decided when it is translated */
}

unsigned int cpu_watch_hit(uint32_t *addr)
{
	*addr = cpu.watch_addr;
	return cpu.watch_hit;
}

/* ---- set-up ---- */

int cpu_create(const struct cpu_hooks *hooks, const struct core_model *model)
{
	static const int engine[CORE_KINDS] = {
		[CORE_M4] = UC_CPU_ARM_CORTEX_M4, [CORE_M7] = UC_CPU_ARM_CORTEX_M7, [CORE_M33] = UC_CPU_ARM_CORTEX_M33,
	};
	uc_hook hook;

	memset(&cpu, 0, sizeof(cpu));
	cpu.page = NO_PAGE;
	cpu.page_size = PAGE;
	cpu.hooks = hooks;
	cpu.model = model;
	costs_init(model->kind);
	if (uc_open(UC_ARCH_ARM, UC_MODE_THUMB | UC_MODE_MCLASS, &cpu.uc) != UC_ERR_OK ||
			uc_ctl_set_cpu_model(cpu.uc, engine[model->kind]) != UC_ERR_OK) {
		fprintf(stderr, "stm32xspi-sim: the Unicorn library has no %s; version 2.0 or later is needed\n", model->name);
		return -1;
	}
	cpu_regs_attach(cpu.uc);
	if (cpu_map(cpu.uc, on_read, on_write) < 0)
		return -1;
	if (uc_hook_add(cpu.uc, &hook, UC_HOOK_CODE, (void *)on_code, NULL, 1, 0) != UC_ERR_OK ||
			uc_hook_add(cpu.uc, &hook, UC_HOOK_INTR, (void *)on_exception, NULL, 1, 0) != UC_ERR_OK ||
			uc_hook_add(cpu.uc, &hook, UC_HOOK_MEM_INVALID, (void *)on_invalid, NULL, 1, 0) != UC_ERR_OK) {
		fprintf(stderr, "stm32xspi-sim: the Unicorn library refuses a hook\n");
		return -1;
	}
	return 0;
}

void cpu_destroy(void)
{
	if (cpu.uc)
		uc_close(cpu.uc);
	memset(&cpu, 0, sizeof(cpu));
}
