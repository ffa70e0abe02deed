// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Turns the stub's status, or the state of a core that died in it, into a sentence: what, where, found, wanted, next
 * step. Decides nothing; stub_host.c does.
 */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <helper/binarybuffer.h>
#include <helper/log.h>
#include <target/register.h>
#include "stub_report.h"

#define HEX		"0x%08" PRIx32
#define HEX8	"0x%02" PRIx32
#define NUM		"%" PRIu32

int stub_say(struct stub_session *s, const char *format, ...)
{
	va_list args;

	if (s->error[0])
		return ERROR_FAIL;
	va_start(args, format);
	vsnprintf(s->error, sizeof(s->error), format, args);
	va_end(args);
	return ERROR_FAIL;
}

void stub_say_link(struct stub_session *s, const char *what, uint32_t addr, uint32_t size)
{
	uint32_t base = s->area ? s->area->address : 0;

	if (s->area && addr >= base && addr - base < s->area_size)
		stub_say(s, "%s " NUM " B of target memory at " HEX " failed: is all of the work area, " HEX " to " HEX
			", memory? then check the debug link", what, size, addr, base, base + s->area_size - 1);
	else
		stub_say(s, "%s " NUM " B of target memory at " HEX " failed; check the debug link", what, size, addr);
}

static const char *phase_name(uint32_t phase)
{
	static const char * const name[] = {
		[0] = "start",
		[STUB_PHASE_WAIT_HOST] = "waiting for the host",
		[STUB_PHASE_ERASE] = "erase",
		[STUB_PHASE_PROGRAM] = "program",
		[STUB_PHASE_VERIFY] = "read back",
		[STUB_PHASE_HASH] = "hash",
		[STUB_PHASE_READ] = "read",
		[STUB_PHASE_BLANK] = "blank check",
	};

	phase &= 0xFF;
	return phase < ARRAY_SIZE(name) ? name[phase] : "unknown phase";
}

/* ---- a dead core ---- */

static uint32_t core_reg(struct target *target, const char *name)
{
	struct reg *reg = register_get_by_name(target_to_armv7m(target)->arm.core_cache, name, true);

	return reg ? buf_get_u32(reg->value, 0, 32) : 0;
}

uint32_t stub_pc(struct target *target)
{
	return buf_get_u32(target_to_armv7m(target)->arm.pc->value, 0, 32);
}

uint32_t stub_sp(struct target *target)
{
	if (!(buf_get_u32(target_to_armv7m(target)->arm.cpsr->value, 0, 32) & 0x1FF))
		return core_reg(target, "sp");
	return core_reg(target, core_reg(target, "lr") & 4 ? "psp" : "msp");
}

/** Most telling bit of CFSR (ARMv7-M and ARMv8-M ARM, "Configurable Fault Status Register"). */
static const char *fault_name(uint32_t cfsr)
{
	static const struct {
		uint32_t bit;
		const char *name;
	} fault[] = {
		{ 1u << 20, "stack limit" },
		{ 1u << 0, "code in memory that must not be executed" },
		{ 1u << 1, "access refused by the MPU" },
		{ 1u << 9, "bus error on a read or write" },
		{ 1u << 10, "late bus error on a write" },
		{ 1u << 8, "bus error on an instruction fetch" },
		{ 1u << 12, "bus error while stacking" },
		{ 1u << 16, "undefined instruction" },
		{ 1u << 17, "not in Thumb state" },
		{ 1u << 24, "unaligned access" },
		{ 1u << 25, "division by zero" },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(fault); i++) {
		if (cfsr & fault[i].bit)
			return fault[i].name;
	}
	return "no cause given";
}

/** In handler mode the PC of the fault is the seventh word of the exception frame, which LR says how to find. */
static uint32_t fault_pc(struct target *target)
{
	uint32_t pc;

	if (target_read_u32(target, stub_sp(target) + 24, &pc) != ERROR_OK)
		return stub_pc(target);
	return pc;
}

int stub_say_halted(struct stub_session *s)
{
	struct target *target = s->target;
	uint32_t exception = buf_get_u32(target_to_armv7m(target)->arm.cpsr->value, 0, 32) & 0x1FF;
	uint32_t base = s->area ? s->area->address : s->params_addr;
	uint32_t cfsr = 0, hfsr = 0, mmfar = 0, bfar = 0;
	uint32_t pc = stub_pc(target);

	if (!exception && (pc & ~1u) != 0xEFFFFFFE)
		return stub_say(s, "the stub was halted at PC " HEX " (work area " HEX ", wanted " HEX
			") in phase %s, flash address " HEX ": breakpoint, watchpoint or another debugger?", pc, base,
			s->status.exit_pc, phase_name(s->status.phase), s->status.addr);
	if (exception)
		pc = fault_pc(target);
	(void)target_read_u32(target, 0xE000ED28, &cfsr);
	(void)target_read_u32(target, 0xE000ED2C, &hfsr);
	(void)target_read_u32(target, 0xE000ED34, &mmfar);
	(void)target_read_u32(target, 0xE000ED38, &bfar);
	return stub_say(s, "fault in the stub, %s: exception " NUM " at PC " HEX " (work area " HEX "), %s,"
		" CFSR " HEX ", HFSR " HEX ", BFAR " HEX ", MMFAR " HEX "; reset the target",
		phase_name(s->status.phase), exception,
		pc, base, fault_name(cfsr), cfsr, hfsr, bfar, mmfar);
}

int stub_say_forced(struct stub_session *s)
{
	size_t at = strlen(s->error);

	snprintf(s->error + at, sizeof(s->error) - at, "%sthe stub did not react to the request to end, and was halted at"
		" PC " HEX " (work area " HEX ")", at ? "; " : "", stub_pc(s->target),
		s->area ? (uint32_t)s->area->address : 0);
	return ERROR_FAIL;
}

int stub_say_stuck(struct stub_session *s, int64_t ms)
{
	return stub_say(s, "no progress for %d ms in phase %s at " HEX " (heartbeat " NUM "): the core runs much slower"
		" than the " NUM " kHz assumed, or hangs on a bus access; reset the target", (int)ms,
		phase_name(s->status.phase), s->status.addr, s->status.heartbeat, s->params.cycles_per_ms);
}

/* ---- what the stub says ---- */

static int say_params(struct stub_session *s)
{
	static const char * const what[] = {
		[0] = "no reason given",
		[STUB_P_VERSION] = "protocol version; rebuild stm32xspi.inc and OpenOCD together",
		[STUB_P_CLOCK] = "DWT_CYCCNT does not count; power-cycle the target, or another debugger holds the trace unit",
		[STUB_P_COMMAND] = "command or range",
	};
	uint32_t why = s->status.detail[0];

	return stub_say(s, "the stub refuses its parameters: %s (" NUM ", 0x%" PRIx32 ")",
		what[why < ARRAY_SIZE(what) ? why : 0], why, s->status.detail[1]);
}

static int say_compare(struct stub_session *s)
{
	const struct stub_status *st = &s->status;
	uint32_t shift = 8 * (st->error_addr - st->detail[2]);

	return stub_say(s, "contents differ from " HEX " on: expected 0x%02x, found 0x%02x (words " HEX ", " HEX
		"); erased before?", st->error_addr, (st->detail[0] >> shift) & 0xFF,
		(st->detail[1] >> shift) & 0xFF, st->detail[0], st->detail[1]);
}

int stub_say_failed(struct stub_session *s)
{
	const struct stub_status *st = &s->status;
	const char *phase = phase_name(st->phase);
	uint32_t op = st->phase >> 8;
	uint32_t at = st->error_addr, d0 = st->detail[0], d1 = st->detail[1];

	switch (st->error) {
	case STUB_E_PARAMS:
		return say_params(s);
	case STUB_E_RECORD:
		return stub_say(s, "the stub refuses record type " NUM " at slot offset " NUM ", flash address " HEX
			": range, erase unit or type not supported", d0, d1, at);
	case STUB_E_CTRL_BUSY:
		return stub_say(s, "%s at " HEX ": controller stays busy (SR " HEX ", CR " HEX
			"); reset the target and try again", phase, at, d0, d1);
	case STUB_E_TRANSFER:
		return stub_say(s, "%s at " HEX ": %s (SR " HEX ", CR " HEX "); check the controller's clock and"
			" the chip size set in it", phase, at,
			d0 & 1 ? "the controller reports a transfer error" : "data do not flow", d0, d1);
	case STUB_E_WEL:
		return stub_say(s, "%s at " HEX ": status register " HEX8 " after write enable, wanted bits " HEX8
			" set", phase, at, d0, s->params.wel_mask);
	case STUB_E_TIMEOUT:
		return stub_say(s, "%s at " HEX ": chip still busy after " NUM " ms, limit " NUM " ms (status register "
			HEX8 "); check its supply, then power-cycle it", phase, at, d1,
			op < STUB_OP_COUNT ? s->params.op[op].limit_ms : 0, d0);
	case STUB_E_FLAGS:
		return stub_say(s, "%s at " HEX ": chip reports failure, flags " HEX8 ", status register " HEX8,
			phase, at, d1, d0);
	case STUB_E_COMPARE:
		return say_compare(s);
	case STUB_E_HASH:
		return stub_say(s, "contents from " HEX " on differ from what is expected (hash found " HEX "%08" PRIx32 ")",
			at, d1, d0);
	case STUB_E_HOST:
		return stub_say(s, "the stub has heard nothing from the host for " NUM " ms and has ended (" NUM " slots done)",
			s->params.host_limit_ms, d0);
	case STUB_E_ERASE:
		return stub_say(s, "erased, but not blank at " HEX " (bits read as 0: " HEX ", status register " HEX8
			"): protected, or the erase was broken off", at, ~d1, d0);
	case STUB_E_ABORTED:
		return stub_say(s, "aborted in phase %s at " HEX, phase, at);
	default:
		return stub_say(s, "stub error " NUM " in phase %s at " HEX, st->error, phase, at);
	}
}
