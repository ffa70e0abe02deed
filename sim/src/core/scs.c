// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * The System Control Space, 0xE000E000 to 0xE000EFFF: SysTick, NVIC, SCB, FPU and the M7's cache registers. The debug
 * registers in it are in debug.c, the MPU's in mpu.c. Register names and reset values after the Architecture Reference
 * Manuals of Armv7-M (chapter B3) and Armv8-M (chapter D1.2).
 */

#include <string.h>
#include "../machine.h"
#include "../sim.h"
#include "core.h"
#include "cpu.h"

#define VECTKEY			0x05fau
#define ACTLR			0x008

/* Registers that hold what is written, as far as the mask goes. */
struct held {
	uint16_t offset;
	uint32_t mask;
	uint32_t reset;
	uint32_t value;
	bool caches;			/* only with caches: Cortex-M7 */
};

static struct held held[] = {
	{ 0x008, 0xffffffff, 0, 0, false },			/* ACTLR; its mask is the model's */
	{ 0xd3c, 0xffffffff, 0, 0, false },			/* AFSR */
	{ 0xd84, 0x0000000f, 0, 0, true },			/* CSSELR */
	{ 0xf38, 0xfffffff8, 0, 0, false },			/* FPCAR */
	{ 0xf90, 0x00000007, 0, 0, true },			/* ITCMCR, DTCMCR, AHBPCR, CACR, AHBSCR */
	{ 0xf94, 0x00000007, 0, 0, true },
	{ 0xf98, 0x00000001, 0, 0, true },
	{ 0xf9c, 0x00000007, 0, 0, true },
	{ 0xfa0, 0x0000ffff, 0x800, 0, true },
};

/** Operations on the caches, 0xF50 ICIALLU to 0xF78 BPIALL: nothing is ever stale here, so nothing is to be done. */
static bool is_cache_operation(uint32_t offset)
{
	return core.model->caches && offset >= 0xf50 && offset <= 0xf78;
}

#define CSSELR		0xd84
#define CCSIDR		0xd80

/** CCSIDR: 2 ways of instruction cache, 4 of data cache, lines of 32 bytes (Cortex-M7 TRM, CCSIDR). */
static uint32_t ccsidr(bool instruction)
{
	unsigned int ways = instruction ? 2 : 4;
	unsigned int sets = core.cache_kib * 1024 / 32 / ways;

	return 0xf0000000 | (sets - 1) << 13 | (ways - 1) << 3 | 1;
}

/* ---- SysTick ---- */

#define ST_ENABLE		BIT(0)
#define ST_TICKINT		BIT(1)
#define ST_CLKSOURCE	BIT(2)
#define ST_COUNTFLAG	BIT(16)

static unsigned int st_divider(void)
{
	return core.st_csr & ST_CLKSOURCE ? 1 : 8;		/* external reference: HCLK / 8 on STM32 */
}

static uint32_t st_value(void)
{
	if (!(core.st_csr & ST_ENABLE))
		return core.st_held;
	if (core.st_zero_at == UINT64_MAX || cpu_clocks >= core.st_zero_at)
		return 0;
	uint64_t ticks = (core.st_zero_at - cpu_clocks + st_divider() - 1) / st_divider();
	return ticks > core.st_reload ? 0 : (uint32_t)ticks;
}

/** Start counting down from a value; 0: from the reload value, after one tick. */
static void st_start(uint32_t value)
{
	if (value == 0 && core.st_reload == 0) {
		core.st_zero_at = UINT64_MAX;
		return;
	}
	uint64_t ticks = value ? value : (uint64_t)core.st_reload + 1;
	core.st_zero_at = cpu_clocks + ticks * st_divider();
}

uint64_t systick_update(void)
{
	if (!(core.st_csr & ST_ENABLE))
		return UINT64_MAX;
	if (cpu_clocks < core.st_zero_at)
		return core.st_zero_at;

	uint64_t period = ((uint64_t)core.st_reload + 1) * st_divider();
	core.st_csr |= ST_COUNTFLAG;
	if (core.st_csr & ST_TICKINT)
		exception_pend(EXC_SYSTICK);
	if (core.st_reload == 0)
		core.st_zero_at = UINT64_MAX;
	else
		core.st_zero_at += ((cpu_clocks - core.st_zero_at) / period + 1) * period;
	return core.st_zero_at;
}

static uint32_t st_read_csr(bool by_debugger)
{
	systick_update();
	uint32_t value = core.st_csr;
	if (!by_debugger)
		core.st_csr &= ~ST_COUNTFLAG;
	return value;
}

static void st_write_csr(uint32_t value)
{
	systick_update();
	uint32_t now = st_value();
	core.st_csr = (core.st_csr & ST_COUNTFLAG) | (value & 7);
	core.st_held = now;
	if (value & ST_ENABLE)
		st_start(now);
}

static void st_write_value(void)
{
	systick_update();
	core.st_csr &= ~ST_COUNTFLAG;
	core.st_held = 0;
	if (core.st_csr & ST_ENABLE)
		st_start(0);
}

static bool systick_read(uint32_t offset, uint32_t *value, bool by_debugger)
{
	switch (offset) {
	case 0x010:
		*value = st_read_csr(by_debugger);
		return true;
	case 0x014:
		*value = core.st_reload;
		return true;
	case 0x018:
		systick_update();
		*value = st_value();
		return true;
	case 0x01c:
		*value = 0;			/* CALIB: what ST puts there differs between dies */
		return true;
	default:
		return false;
	}
}

static bool systick_write(uint32_t offset, uint32_t value)
{
	switch (offset) {
	case 0x010:
		st_write_csr(value);
		return true;
	case 0x014:
		systick_update();
		core.st_reload = value & 0xffffff;
		return true;
	case 0x018:
		st_write_value();
		return true;
	case 0x01c:
		return true;
	default:
		return false;
	}
}

/* ---- NVIC ---- */

static bool *nvic_bits(uint32_t bank)
{
	switch (bank) {
	case 0x100:
	case 0x180:
		return core.enabled;
	case 0x200:
	case 0x280:
		return core.pending;
	case 0x300:
		return core.active;
	default:
		return NULL;
	}
}

static bool nvic_read(uint32_t offset, uint32_t *value)
{
	*value = 0;
	if (offset >= 0x400 && offset < 0x5f0) {
		for (unsigned int i = 0; i < 4; i++) {
			unsigned int irq = offset - 0x400 + i;
			*value |= irq < CORE_IRQS ? (uint32_t)core.priority[EXC_IRQ0 + irq] << (8 * i) : 0;
		}
		return true;
	}
	const bool *bits = nvic_bits(offset & ~0x7fu);
	if (!bits)
		return offset >= 0x100 && offset < 0x400;		/* ITNS and reserved ones read 0 */
	for (unsigned int i = 0; i < 32; i++) {
		unsigned int irq = (offset & 0x7f) * 8 + i;
		*value |= irq < CORE_IRQS && bits[EXC_IRQ0 + irq] ? 1u << i : 0;
	}
	return true;
}

static void nvic_write_bit(uint32_t bank, unsigned int number)
{
	switch (bank) {
	case 0x100:
		core.enabled[number] = true;
		break;
	case 0x180:
		core.enabled[number] = false;
		break;
	case 0x200:
		exception_pend(number);
		break;
	case 0x280:
		exception_unpend(number);
		if (core.line[number] && !core.active[number])
			exception_pend(number);
		break;
	default:
		break;
	}
}

static bool nvic_write(uint32_t offset, uint32_t value)
{
	if (offset >= 0x400 && offset < 0x5f0) {
		for (unsigned int i = 0; i < 4; i++) {
			unsigned int irq = offset - 0x400 + i;
			if (irq < CORE_IRQS)
				core.priority[EXC_IRQ0 + irq] = value >> (8 * i) & core.priority_mask;
		}
		return true;
	}
	if (offset < 0x100 || offset >= 0x400)
		return false;
	for (unsigned int i = 0; i < 32; i++) {
		unsigned int irq = (offset & 0x7f) * 8 + i;
		if (irq < CORE_IRQS && (value >> i & 1))
			nvic_write_bit(offset & ~0x7fu, EXC_IRQ0 + irq);
	}
	return true;
}

/* ---- SCB ---- */

static uint32_t icsr_read(void)
{
	uint32_t current = cpu_xpsr() & 0x1ff;
	unsigned int active = 0, pending = 0;
	bool irq_pending = false;

	systick_update();
	for (unsigned int n = 1; n < CORE_EXCEPTIONS; n++) {
		active += core.active[n];
		if ((n < EXC_IRQ0 || core.enabled[n]) && core.pending[n] && !pending)
			pending = n;		/* the most urgent one is not needed by anybody */
		irq_pending |= n >= EXC_IRQ0 && core.pending[n];
	}
	return current | (active <= 1 ? 1u << 11 : 0) | (uint32_t)pending << 12 | (irq_pending ? 1u << 22 : 0) |
		(core.pending[EXC_SYSTICK] ? 1u << 26 : 0) | (core.pending[EXC_PENDSV] ? 1u << 28 : 0) |
		(core.pending[EXC_NMI] ? 1u << 31 : 0);
}

static void icsr_write(uint32_t value)
{
	if (value & 1u << 31)
		exception_pend(EXC_NMI);
	if (value & 1u << 28)
		exception_pend(EXC_PENDSV);
	if (value & 1u << 27)
		exception_unpend(EXC_PENDSV);
	if (value & 1u << 26)
		exception_pend(EXC_SYSTICK);
	if (value & 1u << 25)
		exception_unpend(EXC_SYSTICK);
}

static void aircr_write(uint32_t value)
{
	if (value >> 16 != VECTKEY) {
		sim_violation("core", "write of 0x%08x to AIRCR without its key 0x05FA is ignored", value);
		return;
	}
	core.prigroup = value >> 8 & 7;
	if (value & 1u << 2)
		machine_request_reset("SYSRESETREQ");
	if (value & 1u && !core.model->v8)
		sim_unknown("core", "AIRCR.VECTRESET, a reset of the core alone, is not simulated");
}

static uint32_t shpr_read(uint32_t offset)
{
	uint32_t value = 0;

	for (unsigned int i = 0; i < 4; i++)
		value |= (uint32_t)core.priority[offset - 0xd14 + i] << (8 * i);
	return value;
}

static void shpr_write(uint32_t offset, uint32_t value)
{
	for (unsigned int i = 0; i < 4; i++)
		core.priority[offset - 0xd14 + i] = value >> (8 * i) & core.priority_mask;
}

static const struct {
	uint8_t bit, number;
	bool active;
} shcsr_bits[] = {
	{ 0, EXC_MEMMANAGE, true }, { 1, EXC_BUSFAULT, true }, { 3, EXC_USAGEFAULT, true }, { 7, EXC_SVCALL, true },
	{ 8, EXC_DEBUGMON, true }, { 10, EXC_PENDSV, true }, { 11, EXC_SYSTICK, true }, { 12, EXC_USAGEFAULT, false },
	{ 13, EXC_MEMMANAGE, false }, { 14, EXC_BUSFAULT, false }, { 15, EXC_SVCALL, false },
};

static uint32_t shcsr_read(void)
{
	uint32_t value = core.shcsr_enable;

	for (unsigned int i = 0; i < COUNT_OF(shcsr_bits); i++) {
		const bool *set = shcsr_bits[i].active ? core.active : core.pending;
		value |= set[shcsr_bits[i].number] ? 1u << shcsr_bits[i].bit : 0;
	}
	return value;
}

static void shcsr_write(uint32_t value)
{
	core.shcsr_enable = value & (SHCSR_MEMFAULTENA | SHCSR_BUSFAULTENA | SHCSR_USGFAULTENA);
	for (unsigned int i = 0; i < COUNT_OF(shcsr_bits); i++) {
		bool set = value >> shcsr_bits[i].bit & 1;
		unsigned int number = shcsr_bits[i].number;
		if (shcsr_bits[i].active)
			core.active[number] = set;
		else if (set)
			exception_pend(number);
		else
			exception_unpend(number);
	}
}

static bool scb_read(uint32_t offset, uint32_t *value)
{
	switch (offset) {
	case 0xd00:
		*value = core.cpuid;
		return true;
	case 0xd04:
		*value = icsr_read();
		return true;
	case 0xd08:
		*value = core.vtor;
		return true;
	case 0xd0c:
		*value = 0xfa050000 | core.prigroup << 8;
		return true;
	case 0xd10:
		*value = core.scr;
		return true;
	case 0xd14:
		*value = core.ccr;
		return true;
	case 0xd18:
	case 0xd1c:
	case 0xd20:
		*value = shpr_read(offset);
		return true;
	case 0xd24:
		*value = shcsr_read();
		return true;
	case 0xd28:
		*value = core.cfsr;
		return true;
	case 0xd2c:
		*value = core.hfsr;
		return true;
	case 0xd34:
		*value = core.mmfar;
		return true;
	case 0xd38:
		*value = core.bfar;
		return true;
	case 0xd88:
		*value = core.cpacr;
		return true;
	case 0xf34:
		*value = core.fpu ? core.fpccr : 0;
		return true;
	case 0xf3c:
		*value = core.fpdscr;
		return true;
	case 0xf40:
		*value = !core.fpu ? 0 : core.fpu_double ? 0x10110221 : 0x10110021;		/* MVFR0..2 */
		return true;
	case 0xf44:
		*value = !core.fpu ? 0 : core.fpu_double ? 0x12000011 : 0x11000011;
		return true;
	case 0xf48:
		*value = core.fpu && core.model->kind != CORE_M4 ? 0x00000040 : 0;
		return true;
	default:
		return false;
	}
}

static bool scb_write(uint32_t offset, uint32_t value)
{
	switch (offset) {
	case 0xd04:
		icsr_write(value);
		return true;
	case 0xd08:
		core.vtor = value & ~0x7fu;
		return true;
	case 0xd0c:
		aircr_write(value);
		return true;
	case 0xd10:
		core.scr = value & (SCR_SLEEPONEXIT | SCR_SLEEPDEEP | SCR_SEVONPEND);
		return true;
	case 0xd14:
		if (value & 0x18)
			sim_unknown("core", "CCR traps of unaligned accesses and of division by 0 are not simulated");
		core.ccr = (value & core.model->ccr_bits) | core.model->ccr;
		return true;
	case 0xd18:
	case 0xd1c:
	case 0xd20:
		shpr_write(offset, value);
		return true;
	case 0xd24:
		shcsr_write(value);
		return true;
	case 0xd28:
		core.cfsr &= ~value;
		return true;
	case 0xd2c:
		core.hfsr &= ~value;
		return true;
	case 0xd34:
		core.mmfar = value;
		return true;
	case 0xd38:
		core.bfar = value;
		return true;
	case 0xd88:
		core.cpacr = core.fpu ? value & 0x00f00000 : 0;
		return true;
	case 0xf00:
		if ((value & 0x1ff) < CORE_IRQS)
			exception_pend(EXC_IRQ0 + (value & 0x1ff));
		return true;
	case 0xf34:
		core.fpccr = value & 0xc0000000;
		return true;
	case 0xf3c:
		core.fpdscr = value & 0x07c00000;
		return true;
	default:
		return false;
	}
}

/* ---- the space ---- */

static struct held *find_held(uint32_t offset)
{
	for (unsigned int i = 0; i < COUNT_OF(held); i++) {
		if (held[i].offset == offset && (core.model->caches || !held[i].caches))
			return &held[i];
	}
	return NULL;
}

bool scs_read(uint32_t offset, uint32_t *value, bool by_debugger)
{
	const struct core_model *model = core.model;

	if (systick_read(offset, value, by_debugger) || nvic_read(offset, value) || scb_read(offset, value) ||
			mpu_read(offset, value) || debug_scs_read(offset, value, by_debugger))
		return true;

	const struct held *reg = find_held(offset);
	*value = reg ? reg->value : 0;
	if (offset == CCSIDR && model->caches)
		*value = ccsidr(find_held(CSSELR)->value & 1);
	for (unsigned int i = 0; i < model->constant_count; i++) {
		if (model->constants[i].offset == offset)
			*value = model->constants[i].value;
	}
	return true;		/* reserved ones read 0, and so do cache operations */
}

bool scs_write(uint32_t offset, uint32_t value, bool by_debugger)
{
	cpu_look_again();
	if (systick_write(offset, value) || nvic_write(offset, value) || scb_write(offset, value) ||
			mpu_write(offset, value) || debug_scs_write(offset, value, by_debugger))
		return true;
	if (is_cache_operation(offset)) {
		stat_add("core.cache_operation", 1);
		return true;
	}

	struct held *reg = find_held(offset);
	if (reg)
		reg->value = value & reg->mask & (offset == ACTLR ? core.model->actlr_bits : 0xffffffff);
	return true;
}

void scs_reset(void)
{
	for (unsigned int i = 0; i < COUNT_OF(held); i++)
		held[i].value = held[i].reset;
	mpu_reset();
	core.prigroup = 0;
	core.scr = 0;
	core.ccr = core.model->ccr;
	core.shcsr_enable = 0;
	core.cfsr = 0;
	core.hfsr = 0;
	core.cpacr = 0;
	core.fpccr = 0xc0000000;
	core.fpdscr = 0;
	core.st_csr = 0;
	core.st_reload = 0;
	core.st_held = 0;
	core.st_zero_at = UINT64_MAX;
}
