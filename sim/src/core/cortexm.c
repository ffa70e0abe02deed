// SPDX-License-Identifier: GPL-2.0-or-later

/* The core as a whole: decodes the private peripheral bus, runs instructions, and acts on what stops them. */

#include <stdio.h>
#include <string.h>
#include "../bus.h"
#include "../busmem.h"
#include "../machine.h"
#include "../sim.h"
#include "../simclock.h"
#include "../soc.h"
#include "core.h"
#include "costs.h"
#include "cpu.h"
#include "memory.h"

struct core core;

static struct {
	uint64_t until_ps;
	bool step_done;
} run;

/* ---- private peripheral bus ---- */

/* What the ROM table says: where the debug components are. */
static bool rom_read(uint32_t offset, uint32_t *value, bool by_debugger)
{
	const struct core_model *model = core.model;
	static const uint32_t component[] = { 0x0d, 0x10, 0x05, 0xb1 };

	(void)by_debugger;
	*value = 0;
	if (offset / 4 < model->rom_count)
		*value = model->rom[offset / 4];
	else if (offset == 0xfd0)
		*value = 4;
	else if (offset == 0xfe0)
		*value = model->rom_part & 0xff;
	else if (offset == 0xfe4)
		*value = model->rom_part >> 8;
	else if (offset == 0xfe8)
		*value = 0x0b;
	else if (offset >= 0xff0)
		*value = component[(offset - 0xff0) / 4];
	return true;
}

static bool nothing_read(uint32_t offset, uint32_t *value, bool by_debugger)
{
	(void)offset;
	(void)by_debugger;
	*value = 0;
	return true;
}

static bool nothing_write(uint32_t offset, uint32_t value, bool by_debugger)
{
	(void)offset;
	(void)value;
	(void)by_debugger;
	return true;
}

static const struct {
	uint32_t page;
	bool (*read)(uint32_t offset, uint32_t *value, bool by_debugger);
	bool (*write)(uint32_t offset, uint32_t value, bool by_debugger);
} ppb[] = {
	{ 0xe0000000, nothing_read, nothing_write },		/* ITM: nobody listens */
	{ 0xe0001000, dwt_read, dwt_write },
	{ 0xe0002000, fpb_read, fpb_write },
	{ 0xe000e000, scs_read, scs_write },
	{ 0xe002e000, nothing_read, nothing_write },		/* SCS of the other world: reads 0 with TrustZone off */
	{ 0xe0040000, nothing_read, nothing_write },		/* TPIU */
	{ 0xe0041000, nothing_read, nothing_write },		/* ETM */
	{ 0xe0042000, nothing_read, nothing_write },		/* CTI */
	{ 0xe00ff000, rom_read, nothing_write },
};

bool cortexm_read(uint32_t addr, uint32_t *value, bool by_debugger)
{
	for (unsigned int i = 0; i < COUNT_OF(ppb); i++) {
		if (ppb[i].page == (addr & ~0xfffu))
			return ppb[i].read(addr & 0xffc, value, by_debugger);
	}
	return false;
}

bool cortexm_write(uint32_t addr, uint32_t value, bool by_debugger)
{
	for (unsigned int i = 0; i < COUNT_OF(ppb); i++) {
		if (ppb[i].page == (addr & ~0xfffu))
			return ppb[i].write(addr & 0xffc, value, by_debugger);
	}
	return false;
}

/* ---- accesses by instructions ---- */

static bool is_ppb(uint32_t addr)
{
	/* the die's own devices come first where the core has optional ones: DBGMCU in place of the CTI on M4 and M7 */
	return addr >= 0xe0000000 && addr < 0xe0100000 && (addr < 0xe0042000 || !bus_find_device(addr));
}

/** A device is at least so far away, which counts before it is read: it may change with time. */
static bool core_read(uint32_t addr, unsigned int size, uint32_t *value)
{
	if (!is_ppb(addr))
		cpu_clocks += cost_device_read;
	return memory_read(addr, size, value, BUS_CORE) == BUS_OK;
}

static bool core_write(uint32_t addr, unsigned int size, uint32_t value)
{
	bool ok = memory_write(addr, size, value, BUS_CORE) == BUS_OK;

	cpu_look_again();		/* what was written may change clocks, deadlines and interrupts */
	return ok;
}

/**
 * Bit-band aliases: each word stands for a bit (Cortex-M4 TRM 3.7).
 * @param addr in: alias, out: the word that has the bit @returns which bit; -1: no alias
 */
static int bit_band(uint32_t *addr)
{
	uint32_t region = *addr & 0xfe000000;

	if (!core.model->bit_band || (region != 0x22000000 && region != 0x42000000))
		return -1;
	uint32_t byte = (*addr & 0x01ffffff) / 32;
	int bit = (int)(*addr / 4 % 8 + 8 * (byte % 4));
	*addr = (region - 0x02000000) + (byte & ~3u);
	return bit;
}

enum bus_result memory_read(uint32_t addr, unsigned int size, uint32_t *value, enum bus_master by)
{
	uint32_t word;
	int bit = bit_band(&addr);

	if (bit >= 0) {
		enum bus_result result = bus_read(addr, 4, value, by);
		*value = *value >> bit & 1;
		return result;
	}

	if (!is_ppb(addr) || !cortexm_read(addr, &word, by == BUS_DEBUG))
		return bus_read(addr, size, value, by);
	*value = word >> (8 * (addr & 3));
	if (size < 4)
		*value &= (1u << (8 * size)) - 1;
	return BUS_OK;
}

/** Write-one-to-clear registers of which a part may be written: the rest must not be cleared by reading and writing. */
static bool is_clear_register(uint32_t addr)
{
	uint32_t reg = addr & ~3u;

	return reg == 0xe000ed28 || reg == 0xe000ed2c || reg == 0xe000ed30;
}

enum bus_result memory_write(uint32_t addr, unsigned int size, uint32_t value, enum bus_master by)
{
	uint32_t word = 0;
	int bit = bit_band(&addr);

	if (bit >= 0) {
		if (bus_read(addr, 4, &word, by) != BUS_OK)
			return BUS_FAULT;
		return bus_write(addr, 4, value & 1 ? word | 1u << bit : word & ~(1u << bit), by);
	}
	if (!is_ppb(addr))
		return bus_write(addr, size, value, by);
	if (size < 4) {
		uint32_t mask = ((1u << (8 * size)) - 1) << (8 * (addr & 3));
		if (!is_clear_register(addr) && !cortexm_read(addr, &word, true))
			return bus_write(addr, size, value, by);
		value = (word & ~mask) | (value << (8 * (addr & 3)) & mask);
	}
	return cortexm_write(addr & ~3u, value, by == BUS_DEBUG) ? BUS_OK : bus_write(addr, size, value, by);
}

static bool fpu_enabled(void)
{
	return core.fpu && (core.cpacr >> 20 & 3) == 3;
}

/* ---- running ---- */

/** Follow the clock tree, fire timers, and find the next deadline. @returns clocks until something may happen */
static uint64_t next_deadline(void)
{
	sim_timer_run();
	machine_follow_clock();

	uint64_t tick = systick_update();
	uint64_t timer = sim_timer_next();
	uint64_t event_ps = timer < run.until_ps ? timer : run.until_ps;
	uint64_t event = cpu_clocks + simclock_clocks_until(event_ps);
	return tick < event ? tick : event;
}

static bool boundary(void)
{
	if (core.stepping) {
		if (run.step_done)
			return false;
		run.step_done = true;
		cpu_set_deadline(0);
		return true;
	}
	uint64_t deadline = next_deadline();

	if (core.state != CORE_RUNNING || machine_reset_requested() || simclock_hz() == 0 || sim_now() >= run.until_ps)
		return false;
	if (exception_to_take())
		return false;
	cpu_set_deadline(deadline);
	return true;
}

static bool allowed(uint32_t addr, unsigned int size, enum cpu_access access, bool as_user)
{
	return mpu_allows(addr, size, access, !as_user && exception_privileged());
}

static const struct cpu_hooks hooks = {
	.boundary = boundary, .read = core_read, .write = core_write, .fpu_enabled = fpu_enabled, .allowed = allowed,
};

static const struct {
	unsigned int number;
	uint32_t status;
} faults[] = {
	[CPU_FAULT_DATA_BUS] = { EXC_BUSFAULT, CFSR_PRECISERR | CFSR_BFARVALID },
	[CPU_FAULT_FETCH_BUS] = { EXC_BUSFAULT, CFSR_IBUSERR },
	[CPU_FAULT_FETCH_XN] = { EXC_MEMMANAGE, CFSR_IACCVIOL },
	[CPU_FAULT_DATA_ACCESS] = { EXC_MEMMANAGE, CFSR_DACCVIOL },
	[CPU_FAULT_DATA_MPU] = { EXC_MEMMANAGE, CFSR_DACCVIOL | CFSR_MMARVALID },
	[CPU_FAULT_UNDEFINED] = { EXC_USAGEFAULT, CFSR_UNDEFINSTR },
	[CPU_FAULT_INVSTATE] = { EXC_USAGEFAULT, CFSR_INVSTATE },
	[CPU_FAULT_NOCP] = { EXC_USAGEFAULT, CFSR_NOCP },
	[CPU_FAULT_STKOF] = { EXC_USAGEFAULT, CFSR_STKOF },
	[CPU_FAULT_UNALIGNED] = { EXC_USAGEFAULT, CFSR_UNALIGNED },
};

static void take_breakpoint(void)
{
	if (core.dhcsr & DHCSR_DEBUGEN) {
		debug_halt(DFSR_BKPT);
		return;
	}
	/* no debugger: the instruction ends in HardFault */
	core.dfsr |= DFSR_BKPT;
	exception_hardfault(HFSR_DEBUGEVT);
}

static void take_svc(void)
{
	exception_pend(EXC_SVCALL);
	if (exception_to_take() == EXC_SVCALL) {
		exception_enter(EXC_SVCALL);
		return;
	}
	/* a supervisor call that cannot be taken at once is a fault */
	exception_unpend(EXC_SVCALL);
	exception_hardfault(HFSR_FORCED);
}

static void act_on(enum cpu_event event)
{
	uint32_t addr;

	switch (event) {
	case CPU_PAUSED:
		break;
	case CPU_BREAKPOINT:
		if (core.dhcsr & DHCSR_DEBUGEN)
			debug_halt(DFSR_BKPT);
		break;
	case CPU_BKPT:
		take_breakpoint();
		break;
	case CPU_WATCHPOINT:
		core.dwt_function[cpu_watch_hit(&addr)] |= 1u << 24;
		if (core.dhcsr & DHCSR_DEBUGEN)
			debug_halt(DFSR_DWTTRAP);
		break;
	case CPU_SVC:
		take_svc();
		break;
	case CPU_WFI:
		if (!exception_wakes())
			core_set_state(CORE_SLEEPING);
		break;
	case CPU_WFE:
		if (!cpu_take_event() && !exception_wakes())
			core_set_state(CORE_SLEEPING);
		break;
	case CPU_EXC_RETURN:
		exception_return();
		break;
	case CPU_FAULT: {
		struct cpu_fault fault = cpu_fault();
		exception_fault(faults[fault.kind].number, faults[fault.kind].status, fault.addr);
		break;
	}
	}
}

void core_run_until(uint64_t ps)
{
	run.until_ps = ps;
	while (core.state == CORE_RUNNING && sim_now() < ps && !machine_reset_requested() && simclock_hz()) {
		unsigned int number = exception_to_take();
		run.step_done = false;
		if (number)
			exception_enter(number);
		else
			act_on(cpu_run());
		core.retire_st = true;
		if (core.stepping && core.state != CORE_HALTED)
			debug_halt(DFSR_HALTED);
	}
}

void core_sleep_until(uint64_t ps)
{
	run.until_ps = ps;
	uint64_t deadline = next_deadline();

	if (deadline > cpu_clocks)
		cpu_clocks = deadline;
	next_deadline();
	if (exception_wakes())
		core_set_state(CORE_RUNNING);
}

void core_set_state(enum core_state state)
{
	core.state = state;
	dwt_follow_state();
}

int core_create(const struct soc_die *die)
{
	unsigned int bits = die->priority_bits ? die->priority_bits : 4;

	memset(&core, 0, sizeof(core));
	core.model = core_model_find(die->core);
	if (!core.model) {
		fprintf(stderr, "stm32xspi-sim: die %s: no core '%s' is known\n", die->name, die->core);
		return -1;
	}
	core.cpuid = die->cpuid;
	core.fpu = die->fpu;
	core.fpu_double = die->fpu_double;
	core.priority_mask = (uint8_t)(0xff << (8 - bits));
	core.cache_kib = die->cache_kib ? die->cache_kib : 4;
	if (cpu_create(&hooks, core.model) < 0)
		return -1;
	simclock_attach(&cpu_clocks);
	simclock_on_timer_change(cpu_look_again);
	bus_on_memory_change(cpu_memory_changed);
	return 0;
}

void core_destroy(void)
{
	simclock_attach(NULL);
	simclock_on_timer_change(NULL);
	bus_on_memory_change(NULL);
	cpu_destroy();
}

void core_power_on(void)
{
	debug_power_on();
	core_set_state(CORE_OFF);
}

void core_reset(uint32_t vectors, bool halt)
{
	uint32_t sp = 0, pc = 0;

	exception_reset();
	scs_reset();
	cpu_reset_registers();
	core.vtor = vectors;
	core.stepping = false;
	core.reset_st = true;
	core.dhcsr &= DHCSR_DEBUGEN;

	bool vectors_ok = bus_read(vectors, 4, &sp, BUS_CORE) == BUS_OK &&
		bus_read(vectors + 4, 4, &pc, BUS_CORE) == BUS_OK;
	cpu_set_special(CPU_MSP, sp);
	cpu_set(15, pc);
	cpu_set_xpsr(pc & 1 ? 0x01000000 : 0);
	core_set_state(CORE_RUNNING);
	stat_add("core.reset", 1);

	if (halt && (core.dhcsr & DHCSR_DEBUGEN))
		debug_halt(DFSR_VCATCH);
	else if (debug_catch(DEMCR_VC_CORERESET))
		return;
	else if (!vectors_ok)
		exception_lockup("no vector table");
}
