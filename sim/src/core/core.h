/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The Cortex-M around the instruction set: its state, and who may do what to whom. exception.c enters and leaves
 * exceptions, scs.c and debug.c hold the registers, cortexm.c decodes addresses and runs the whole.
 */

#ifndef SIM_CORE_CORE_H
#define SIM_CORE_CORE_H

#include <stdbool.h>
#include <stdint.h>
#include "cpu.h"
#include "model.h"

#define CORE_IRQS			128
#define CORE_EXCEPTIONS		(16 + CORE_IRQS)
#define CORE_LOCKUP_ADDRESS	0xeffffffe

enum core_state {
	CORE_OFF,			/**< no clock, or NRST low */
	CORE_RUNNING,
	CORE_SLEEPING,		/**< WFI, WFE */
	CORE_HALTED,		/**< debug state */
	CORE_LOCKUP,
};

enum {
	EXC_RESET = 1, EXC_NMI = 2, EXC_HARDFAULT = 3, EXC_MEMMANAGE = 4, EXC_BUSFAULT = 5, EXC_USAGEFAULT = 6,
	EXC_SVCALL = 11, EXC_DEBUGMON = 12, EXC_PENDSV = 14, EXC_SYSTICK = 15, EXC_IRQ0 = 16,
};

/* CFSR */
#define CFSR_IACCVIOL		BIT(0)
#define CFSR_DACCVIOL		BIT(1)
#define CFSR_MUNSTKERR		BIT(3)
#define CFSR_MSTKERR		BIT(4)
#define CFSR_MMARVALID		BIT(7)
#define CFSR_IBUSERR		BIT(8)
#define CFSR_PRECISERR		BIT(9)
#define CFSR_UNSTKERR		BIT(11)
#define CFSR_STKERR			BIT(12)
#define CFSR_BFARVALID		BIT(15)
#define CFSR_UNDEFINSTR		BIT(16)
#define CFSR_INVSTATE		BIT(17)
#define CFSR_INVPC			BIT(18)
#define CFSR_NOCP			BIT(19)
#define CFSR_STKOF			BIT(20)
#define CFSR_UNALIGNED		BIT(24)

/* HFSR */
#define HFSR_VECTTBL		BIT(1)
#define HFSR_FORCED			BIT(30)
#define HFSR_DEBUGEVT		BIT(31)

/* SHCSR enable bits */
#define SHCSR_MEMFAULTENA	BIT(16)
#define SHCSR_BUSFAULTENA	BIT(17)
#define SHCSR_USGFAULTENA	BIT(18)

/* SCR */
#define SCR_SLEEPONEXIT		BIT(1)
#define SCR_SLEEPDEEP		BIT(2)
#define SCR_SEVONPEND		BIT(4)

/* DHCSR */
#define DHCSR_DEBUGEN		BIT(0)
#define DHCSR_HALT			BIT(1)
#define DHCSR_STEP			BIT(2)
#define DHCSR_MASKINTS		BIT(3)

/* DEMCR */
#define DEMCR_VC_CORERESET	BIT(0)
#define DEMCR_VC_MMERR		BIT(4)
#define DEMCR_VC_NOCPERR	BIT(5)
#define DEMCR_VC_CHKERR		BIT(6)
#define DEMCR_VC_STATERR	BIT(7)
#define DEMCR_VC_BUSERR		BIT(8)
#define DEMCR_VC_INTERR		BIT(9)
#define DEMCR_VC_HARDERR	BIT(10)
#define DEMCR_TRCENA		BIT(24)

/* DFSR */
#define DFSR_HALTED			BIT(0)
#define DFSR_BKPT			BIT(1)
#define DFSR_DWTTRAP		BIT(2)
#define DFSR_VCATCH			BIT(3)

struct soc_die;

struct core {
	enum core_state state;
	const struct core_model *model;
	uint32_t cpuid;
	bool fpu, fpu_double;
	uint8_t priority_mask;
	unsigned int cache_kib;

	/* exceptions */
	bool active[CORE_EXCEPTIONS], pending[CORE_EXCEPTIONS], line[CORE_EXCEPTIONS];
	bool enabled[CORE_EXCEPTIONS];
	uint8_t priority[CORE_EXCEPTIONS];
	unsigned int pending_count;
	uint32_t vtor, prigroup, scr, ccr, shcsr_enable, cfsr, hfsr, mmfar, bfar, cpacr;
	uint32_t fpccr, fpcar, fpdscr;

	/* SysTick: it reads 0 when cpu_clocks is zero_at, and is reloaded a tick later */
	uint32_t st_csr, st_reload, st_held;
	uint64_t st_zero_at;

	/* debug: survives a system reset */
	uint32_t dhcsr, demcr, dfsr, dcrdr;
	bool reset_st, retire_st;
	bool stepping;
	uint32_t fp_ctrl, fp_comp[8];
	uint32_t dwt_ctrl, dwt_comp[4], dwt_mask[4], dwt_function[4], dwt_cyccnt;
	uint64_t cyccnt_from;			/* cpu_clocks at which dwt_cyccnt was right */
	bool cyccnt_counts;
	bool dwt_locked;
};

extern struct core core;

/* ---- exception.c ---- */

#define PRIORITY_IDLE	256

/** @returns the priority of what executes now, with PRIMASK and others: -3 to 255, or PRIORITY_IDLE */
int exception_current_priority(void);
/** @returns true in handlers, and in thread mode unless CONTROL.nPRIV is set */
bool exception_privileged(void);
void exception_pend(unsigned int number);
void exception_unpend(unsigned int number);
/** @returns the pending exception that would be taken now, 0 if none */
unsigned int exception_to_take(void);
/** @returns true if something pending ends a WFI: as exception_to_take(), but PRIMASK does not count */
bool exception_wakes(void);
/** Push a frame and go to the handler. PC is the return address. @returns false: locked up, or in another handler */
bool exception_enter(unsigned int number);
/** PC holds an EXC_RETURN value. */
void exception_return(void);
/**
 * An instruction has faulted. @param number EXC_MEMMANAGE, EXC_BUSFAULT or EXC_USAGEFAULT
 * @param status bits for CFSR @param addr for MMFAR or BFAR, if a VALID bit is among them
 */
void exception_fault(unsigned int number, uint32_t status, uint32_t addr);
/** HardFault for a reason of its own. @param status bit for HFSR */
void exception_hardfault(uint32_t status);
void exception_lockup(const char *why);
void exception_reset(void);

/* ---- scs.c ---- */

bool scs_read(uint32_t offset, uint32_t *value, bool by_debugger);
bool scs_write(uint32_t offset, uint32_t value, bool by_debugger);
void scs_reset(void);
/** Pend SysTick if it has come to zero. @returns clocks at which it does next, UINT64_MAX if never */
uint64_t systick_update(void);

/* ---- mpu.c ---- */

/** @returns false if there is no register of the MPU at an offset in the System Control Space */
bool mpu_read(uint32_t offset, uint32_t *value);
bool mpu_write(uint32_t offset, uint32_t value);
void mpu_reset(void);
/** @returns true if the MPU is off or allows an access of so many bytes */
bool mpu_allows(uint32_t addr, unsigned int size, enum cpu_access access, bool privileged);

/* ---- debug.c ---- */

bool debug_scs_read(uint32_t offset, uint32_t *value, bool by_debugger);
bool debug_scs_write(uint32_t offset, uint32_t value, bool by_debugger);
bool fpb_read(uint32_t offset, uint32_t *value, bool by_debugger);
bool fpb_write(uint32_t offset, uint32_t value, bool by_debugger);
bool dwt_read(uint32_t offset, uint32_t *value, bool by_debugger);
bool dwt_write(uint32_t offset, uint32_t value, bool by_debugger);
/** Enter debug state. @param reason bits for DFSR */
void debug_halt(uint32_t reason);
/** Vector catch: halts if the debugger wants it. @param catch bits of DEMCR @returns true if halted */
bool debug_catch(uint32_t catch);
/** CYCCNT counts or stands still from now on, as the core's state wants it. To be called when that changes. */
void dwt_follow_state(void);
void debug_power_on(void);

/* ---- cortexm.c ---- */

void core_set_state(enum core_state state);
/** @returns 0, or -1 after a message. All memories must be on the bus. */
int core_create(const struct soc_die *die);
void core_destroy(void);
/** Debug registers to what they are after power-on; the core is off until core_reset(). */
void core_power_on(void);
/** System reset of the core. @param vectors address of the vector table @param halt before the first instruction */
void core_reset(uint32_t vectors, bool halt);
/** Execute until sim_now() comes to a time, the core no longer runs, or the machine has to do something. */
void core_run_until(uint64_t ps);
/** A sleeping core: pass clocks until a time, the next event at most, and wake if it shall. */
void core_sleep_until(uint64_t ps);

/* ---- what the core needs of machine.c ---- */

/** Make time follow the core clock that the clock tree gives just now. */
void machine_follow_clock(void);
bool machine_reset_requested(void);
/** SYSRESETREQ: done before the next instruction. Devices use soc_request_reset(). */
void machine_request_reset(const char *why);

#endif /* SIM_CORE_CORE_H */
