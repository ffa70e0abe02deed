// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * The second core of a die (Cortex-M4 of the STM32H745, RM0399): what a debugger sees and does. It is reset, runs, is
 * halted, stepped and let go, and has registers; but it executes nothing, as if its program were a branch to itself.
 * Registers after the Armv7-M Architecture Reference Manual, part C1.
 */

#include <string.h>
#include "../bus.h"
#include "../sim.h"
#include "../soc.h"
#include "core.h"
#include "second.h"

#define DWT_CTRL		0xe0001000u
#define DWT_DEVARCH		0xe0001fbcu		/* Armv8-M only */
#define FP_CTRL			0xe0002000u
#define CPUID			0xe000ed00u
#define VTOR			0xe000ed08u
#define AIRCR			0xe000ed0cu
#define DFSR			0xe000ed30u
#define DHCSR			0xe000edf0u
#define DCRSR			0xe000edf4u
#define DCRDR			0xe000edf8u
#define DEMCR			0xe000edfcu
#define MVFR0			0xe000ef40u
#define MVFR1			0xe000ef44u

#define AIRCR_KEY		0x05fau
#define AIRCR_RESET		BIT(2)
#define DHCSR_KEY		0xa05fu
#define C_DEBUGEN		BIT(0)
#define C_HALT			BIT(1)
#define C_STEP			BIT(2)
#define C_WRITABLE		0xfu
#define S_REGRDY		BIT(16)
#define S_HALT			BIT(17)
#define S_RETIRE_ST		BIT(24)
#define S_RESET_ST		BIT(25)
#define DFSR_HALTED		BIT(0)
#define DFSR_VCATCH		BIT(3)
#define DEMCR_CORERESET	BIT(0)
#define DEMCR_WRITABLE	0x010f07f1u
#define DCRSR_WRITE		BIT(16)

/* RM0399, option bytes BCM4 and BOOT_CM4_ADD0 as delivered: it boots, from here */
#define BOOT_ADDRESS	0x08100000u
#define XPSR_THUMB		BIT(24)
#define REGISTERS		0x80

static struct {
	bool halted, reset_st;
	uint32_t dhcsr, demcr, dfsr, vtor, dcrdr, fp_ctrl;
	uint32_t reg[REGISTERS];
} second;

/* What is always the same; Cortex-M4 r0p1 with FPU, 4 watchpoints */
static const struct {
	uint32_t addr, value;
} fixed[] = {
	{ CPUID, 0x410fc241 }, { MVFR0, 0x10110021 }, { MVFR1, 0x11000011 }, { DWT_CTRL, 0x40000000 },
	{ AIRCR, 0xfa050000 }, { DWT_DEVARCH, 0 },
};

static void halt(uint32_t reason)
{
	second.halted = true;
	second.dhcsr |= C_HALT;
	second.dfsr |= reason;
	stat_add("core2.halt", 1);
}

static bool is_there(void)
{
	const struct soc_debug *debug = soc_die()->debug;

	for (unsigned int i = 0; debug && i < debug->ap_count; i++) {
		if (debug->aps[i].second)
			return true;
	}
	return false;
}

void second_power_on(void)
{
	memset(&second, 0, sizeof(second));
	second.fp_ctrl = 0x260;
	second_reset();
}

void second_reset(void)
{
	if (!is_there())
		return;
	memset(second.reg, 0, sizeof(second.reg));
	bus_read(BOOT_ADDRESS, 4, &second.reg[13], BUS_DEBUG);
	bus_read(BOOT_ADDRESS + 4, 4, &second.reg[15], BUS_DEBUG);
	second.reg[15] &= ~1u;
	second.reg[16] = XPSR_THUMB;
	second.reg[17] = second.reg[13];
	second.vtor = BOOT_ADDRESS;
	second.reset_st = true;
	second.halted = false;
	second.dhcsr &= ~C_HALT;
	if (second.dhcsr & C_DEBUGEN && second.demcr & DEMCR_CORERESET)
		halt(DFSR_VCATCH);
}

static void write_dhcsr(uint32_t value)
{
	if (value >> 16 != DHCSR_KEY) {
		sim_violation("core2", "write of 0x%08x to DHCSR without its key 0xA05F is ignored", value);
		return;
	}
	second.dhcsr = value & C_DEBUGEN ? value & C_WRITABLE : 0;
	if (second.dhcsr & C_HALT) {
		if (!second.halted)
			halt(DFSR_HALTED);
		return;
	}
	second.halted = false;
	if (second.dhcsr & C_STEP)
		halt(DFSR_HALTED);
}

static uint32_t read_dhcsr(void)
{
	uint32_t value = second.dhcsr | S_REGRDY | (second.halted ? S_HALT : S_RETIRE_ST);

	if (second.reset_st)
		value |= S_RESET_ST;
	second.reset_st = false;
	return value;
}

static void transfer(uint32_t selector)
{
	const uint32_t number = selector & (REGISTERS - 1);

	if (!second.halted)
		sim_violation("core2", "core register 0x%x is accessed while the core runs", number);
	else if (selector & DCRSR_WRITE)
		second.reg[number] = second.dcrdr;
	else
		second.dcrdr = second.reg[number];
}

/* Breakpoint unit and watchpoints: there, but it executes nothing that they could match. */
static bool is_held(uint32_t addr)
{
	return (addr > FP_CTRL && addr <= FP_CTRL + 0x24) || (addr > DWT_CTRL && addr < DWT_CTRL + 0x60);
}

/** @returns the register that reads as it was written, or NULL */
static uint32_t *plain(uint32_t addr)
{
	switch (addr) {
	case VTOR:
		return &second.vtor;
	case DFSR:
		return &second.dfsr;
	case DCRDR:
		return &second.dcrdr;
	case DEMCR:
		return &second.demcr;
	case FP_CTRL:
		return &second.fp_ctrl;
	default:
		return NULL;
	}
}

uint32_t second_read(uint32_t addr)
{
	const uint32_t *reg = plain(addr);

	for (unsigned int i = 0; i < COUNT_OF(fixed); i++)
		if (fixed[i].addr == addr)
			return fixed[i].value;
	if (reg)
		return *reg;
	if (addr == DHCSR)
		return read_dhcsr();
	if (addr != DCRSR && !is_held(addr))
		sim_unknown("core2", "read of 0x%08x, where no register is known", addr);
	return 0;
}

void second_write(uint32_t addr, uint32_t value)
{
	switch (addr) {
	case VTOR:
		second.vtor = value & ~0x7fu;
		break;
	case AIRCR:
		if (value >> 16 == AIRCR_KEY && value & AIRCR_RESET)
			machine_request_reset("SYSRESETREQ of the second core");
		break;
	case DFSR:
		second.dfsr &= ~value;
		break;
	case DHCSR:
		write_dhcsr(value);
		break;
	case DCRSR:
		transfer(value);
		break;
	case DCRDR:
		second.dcrdr = value;
		break;
	case DEMCR:
		second.demcr = value & DEMCR_WRITABLE;
		break;
	case FP_CTRL:
		if (value & 2)
			second.fp_ctrl = (second.fp_ctrl & ~1u) | (value & 1);
		break;
	default:
		if (!is_held(addr))
			sim_unknown("core2", "write of 0x%08x, where no register is known", addr);
		break;
	}
}
