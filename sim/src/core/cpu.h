/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The instruction set, by Unicorn: executes from the core's registers and memory until something happens that the rest
 * of the core (exceptions, debug) has to decide. Counts clocks. Knows no exception, no debug register.
 */

#ifndef SIM_CORE_CPU_H
#define SIM_CORE_CPU_H

#include <stdbool.h>
#include <stdint.h>
#include "model.h"

/** Why execution stopped. PC is that of the next instruction, except where said otherwise. */
enum cpu_event {
	CPU_PAUSED,			/**< because cpu_hooks.boundary said so */
	CPU_BREAKPOINT,		/**< an address that was asked for; not executed yet */
	CPU_BKPT,			/**< PC is at the BKPT */
	CPU_SVC,
	CPU_WFI,
	CPU_WFE,
	CPU_EXC_RETURN,		/**< PC is the EXC_RETURN value with bit 0 clear */
	CPU_FAULT,			/**< see cpu_fault(); PC is at the instruction that faulted */
	CPU_WATCHPOINT,		/**< a data address that was asked for was accessed */
};

enum cpu_fault_kind {
	CPU_FAULT_DATA_BUS, CPU_FAULT_FETCH_BUS, CPU_FAULT_FETCH_XN, CPU_FAULT_DATA_ACCESS, CPU_FAULT_UNDEFINED,
	CPU_FAULT_INVSTATE, CPU_FAULT_NOCP, CPU_FAULT_STKOF, CPU_FAULT_UNALIGNED, CPU_FAULT_DATA_MPU,
};

enum cpu_access { CPU_READ, CPU_WRITE, CPU_FETCH };

struct cpu_fault {
	enum cpu_fault_kind kind;
	uint32_t addr;			/**< of the access, where there is one */
};

/** What the core's other parts do while instructions execute. */
struct cpu_hooks {
	/**
	 * Called before an instruction when cpu_clocks() has come to the deadline, or after cpu_look_again().
	 * Must set the next deadline by cpu_set_deadline(). @returns false to stop with CPU_PAUSED
	 */
	bool (*boundary)(void);
	/** Accesses that are not plain memory: everything but RAM and reads of flash. @returns false: bus fault */
	bool (*read)(uint32_t addr, unsigned int size, uint32_t *value);
	bool (*write)(uint32_t addr, unsigned int size, uint32_t value);
	/** @returns true if the floating point unit is switched on (CPACR) */
	bool (*fpu_enabled)(void);
	/**
	 * Asked while cpu_protect() is on, before an instruction of another 32 bytes and before each access to data.
	 * @param as_user by LDRT, STRT and their like
	 */
	bool (*allowed)(uint32_t addr, unsigned int size, enum cpu_access access, bool as_user);
};

/** Map all memories of the bus and start the engine. @returns 0, or -1 after a message */
int cpu_create(const struct cpu_hooks *hooks, const struct core_model *model);
void cpu_destroy(void);

/** Core clocks spent so far. The counter itself is for simclock_attach() and for sleeping. */
extern uint64_t cpu_clocks;

void cpu_set_deadline(uint64_t clocks);
/** Have the boundary hook called before the next instruction. */
void cpu_look_again(void);
/** Ask cpu_hooks.allowed, from the next instruction on; all is looked at again. Slows execution down. */
void cpu_protect(bool on);

/** Execute until something happens. */
enum cpu_event cpu_run(void);
/** @returns true while cpu_run() is on the stack */
bool cpu_executing(void);
struct cpu_fault cpu_fault(void);

/** The event register of WFE and SEV. @returns and clears it */
bool cpu_take_event(void);
void cpu_send_event(void);

/** Drop translated code of a range of memory whose bytes have changed; works while executing, too. */
void cpu_memory_changed(uint32_t addr, uint32_t size);

/** Stop before these addresses. */
void cpu_set_breakpoints(const uint32_t *addr, unsigned int count);

/** Stop after accesses to any of these ranges; slows execution down while any is set. */
struct cpu_watch {
	uint32_t addr, size;
	bool read, write;
};
#define CPU_MAX_WATCHES	4
void cpu_set_watches(const struct cpu_watch *watch, unsigned int count);
/** @returns index of the range that was hit and the address of the access */
unsigned int cpu_watch_hit(uint32_t *addr);

/* Registers. r13 is the active stack pointer; PC has bit 0 clear. */
uint32_t cpu_get(unsigned int r);
void cpu_set(unsigned int r, uint32_t value);
uint32_t cpu_xpsr(void);
void cpu_set_xpsr(uint32_t value);		/**< all of it: flags, IT, T and exception number, which chooses the stack */
enum cpu_special {
	CPU_MSP, CPU_PSP, CPU_CONTROL, CPU_PRIMASK, CPU_BASEPRI, CPU_FAULTMASK, CPU_FPSCR, CPU_MSPLIM, CPU_PSPLIM,
};
uint32_t cpu_get_special(enum cpu_special special);
void cpu_set_special(enum cpu_special special, uint32_t value);
uint32_t cpu_get_s(unsigned int n);
void cpu_set_s(unsigned int n, uint32_t value);
/** All registers to what they are after a reset; PC and MSP are set by the caller. */
void cpu_reset_registers(void);

#endif /* SIM_CORE_CPU_H */
