// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * The behaviour that QUADSPI and OCTOSPI share: which write starts what, what is dropped, which flag stands when. The
 * layouts are in quadspi.c and octospi.c; the wires, the FIFO and the time are the engine's.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "controller.h"
#include "../board.h"
#include "../nor.h"

/* CR bits that can be changed at any time; the others need BUSY = 0 */
#define CR_ALWAYS		(CR_EN | CR_DMAEN | CR_INTERRUPTS)

#define SR_TEF			0x01u
#define SR_TCF			0x02u
#define SR_FTF			0x04u
#define SR_SMF			0x08u
#define SR_TOF			0x10u
#define SR_BUSY			0x20u

#define CR_FTHRES_4		0x00001000u
#define TAIL			32			/* bytes at the end that cannot be read twice, QUADSPI_TAIL_STALL */
#define SIZE_ALL		31			/* of the size field: 4 GiB, no end */
#define MAX_CONTROLLERS	4

static struct xspi_controller *controllers[MAX_CONTROLLERS];
static unsigned int controller_count;

static uint32_t get(const struct xspi_controller *c, uint32_t offset)
{
	return xspi_get(c, offset);
}

static uint32_t get_cr(const struct xspi_controller *c)
{
	return get(c, c->layout->cr);
}

/** In dual mode addresses and lengths are even: AR[0] counts as 0, DLR[0] as 1. */
static uint32_t get_ar(const struct xspi_controller *c)
{
	return get(c, c->layout->ar) & ~(xspi_dual(c) ? 1u : 0u);
}

static uint32_t get_dlr(const struct xspi_controller *c)
{
	return get(c, c->layout->dlr) | (xspi_dual(c) ? 1 : 0);
}

static enum xspi_fmode fmode(const struct xspi_controller *c)
{
	return c->layout->fmode(c);
}

static bool enabled(const struct xspi_controller *c)
{
	return get_cr(c) & CR_EN;
}

bool xspi_any_enabled(void)
{
	for (unsigned int i = 0; i < controller_count; i++) {
		if (enabled(controllers[i]))
			return true;
	}
	return false;
}

uint32_t xspi_get_errata(void)
{
	return controller_count ? controllers[0]->errata : 0;
}

void xspi_set_errata(uint32_t errata)
{
	for (unsigned int i = 0; i < controller_count; i++)
		controllers[i]->errata = errata;
}

static uint32_t size_field(const struct xspi_controller *c)
{
	return get(c, c->layout->dcr) >> 16 & 31;
}

static uint64_t device_size(const struct xspi_controller *c)
{
	return 1ull << (size_field(c) + 1);
}

static struct xspi_frame frame_at(const struct xspi_controller *c, uint32_t addr)
{
	return c->layout->frame(c, addr);
}

static bool has_address(const struct xspi_controller *c)
{
	return frame_at(c, 0).address.mode.lines;
}

static bool has_data(const struct xspi_controller *c)
{
	return frame_at(c, 0).data.lines;
}

/** Lines of the phase that is sent last before dummies and data. */
static unsigned int last_sent_lines(const struct xspi_frame *frame)
{
	if (frame->alternate.mode.lines)
		return frame->alternate.mode.lines;
	return frame->address.mode.lines ? frame->address.mode.lines : frame->instruction.mode.lines;
}

static bool is_lone_instruction(const struct xspi_frame *frame)
{
	return frame->instruction.mode.lines == 4 && !frame->address.mode.lines && !frame->alternate.mode.lines &&
		!frame->data.lines;
}

/** Faults that show in a frame. */
static void add_faults(const struct xspi_controller *c, struct xspi_frame *frame)
{
	bool quad = frame->data.lines == 4, octal_dtr = frame->data.lines == 8 && frame->data.dtr;
	bool reads = fmode(c) != FMODE_WRITE;
	bool odd = frame->address.value & 1 || !(get_dlr(c) & 1);

	if (reads && quad && !frame->dummy && last_sent_lines(frame) == 4 && xspi_erratum(c, QUADSPI_LATE_RELEASE))
		frame->first = WIRES_HELD;
	if (!reads && quad && frame->dummy && xspi_erratum(c, QUADSPI_FIRST_NIBBLE))
		frame->first = WIRES_RELEASED;
	if (quad && frame->data.dtr && c->layout->prescaler(c) == 1 && xspi_erratum(c, QUADSPI_EXTRA_BYTE))
		frame->extra_byte = true;
	if (octal_dtr && odd && xspi_erratum(c, OCTOSPI_ODD_DTR))
		frame->extra_byte = true;
	if (is_lone_instruction(frame) && xspi_erratum(c, QUADSPI_LONE_INSTRUCTION))
		frame->instruction.mode.released = BIT(1);
	frame->deaf = frame->data.lines == 8 && xspi_erratum(c, OCTOSPI_POLL_OCTAL);
}

/** The frame of CCR; SIOO leaves the instruction out after the first. */
static struct xspi_frame next_frame(struct xspi_controller *c, uint32_t addr)
{
	struct xspi_frame frame = frame_at(c, addr);

	add_faults(c, &frame);

	if (c->layout->once(c) && c->instruction_sent)
		frame.instruction.mode.lines = 0;
	c->instruction_sent = true;
	return frame;
}

static struct xspi_timing timing_of(const struct xspi_controller *c)
{
	uint32_t select_high_mask = c->mask[c->layout->dcr / 4] >> 8 & 63;
	struct xspi_timing timing = {
		.hz = soc_clock_hz(c->die->kernel_clock),
		.divider = c->layout->prescaler(c) + 1,
		.select_high = (get(c, c->layout->dcr) >> 8 & select_high_mask) + 1,
	};

	if (c->layout->splits)
		c->layout->splits(c, &timing);
	return timing;
}

static void check_unknown(const struct xspi_controller *c)
{
	if (get_cr(c) & CR_DMAEN)
		sim_unknown("xspi.dma", "%s: DMA requests are not modelled", c->die->name);
	c->layout->check_unknown(c);
}

/* ---- starting ---- */

/** Address checks of indirect and polling mode. @returns true after raising TEF */
static bool address_error(struct xspi_controller *c, uint64_t length)
{
	uint64_t size = device_size(c);
	uint64_t addr = get_ar(c);

	if (!has_address(c) || size_field(c) == SIZE_ALL)
		return false;
	if (addr < size && addr + length <= size)
		return false;
	c->error = true;
	sim_violation("xspi.address", "%s: %llu bytes at 0x%08x reach beyond the device size of 0x%llx", c->die->name,
		(unsigned long long)length, get_ar(c), (unsigned long long)size);
	return true;
}

/** Bytes of an indirect transfer. DLR = 0xFFFFFFFF: up to the end of the device. */
static uint64_t indirect_length(const struct xspi_controller *c)
{
	uint32_t dlr = get_dlr(c);

	if (dlr != UINT32_MAX)
		return dlr + 1ull;
	if (size_field(c) == SIZE_ALL)
		return XSPI_NO_END;
	return device_size(c) > get_ar(c) ? device_size(c) - get_ar(c) : 1;
}

static void start_poll(struct xspi_controller *c, const struct xspi_frame *frame, const struct xspi_timing *timing)
{
	struct xspi_engine *engine = &c->engine;
	const struct xspi_layout *layout = c->layout;
	uint32_t bytes = get_dlr(c) + 1;

	if (bytes - 1 > 3) {
		sim_violation("xspi.poll_length", "%s: automatic polling takes 1 to 4 bytes, DLR says %u", c->die->name, bytes);
		bytes = 4;
	}
	engine->mask = get(c, layout->psmkr);
	engine->match = get(c, layout->psmar);
	engine->any = get_cr(c) & CR_PMM;
	engine->stop_on_match = get_cr(c) & CR_APMS;
	engine->interval = get(c, layout->pir);
	xspi_start_poll(engine, frame, timing, bytes);
}

/** @returns true if a fault makes the command hang */
static bool hangs(struct xspi_controller *c)
{
	struct xspi_frame frame = frame_at(c, 0);
	bool data_only = fmode(c) == FMODE_READ && !last_sent_lines(&frame) && frame.dummy < 2;
	const char *why = NULL;

	if (c->timing_bad && xspi_erratum(c, QUADSPI_INTERNAL_TIMING))
		why = "internal timing: the sequence with the free-running clock was left out";
	else if (data_only && xspi_erratum(c, QUADSPI_DATA_ONLY))
		why = "a read of data alone, with fewer than two dummies";
	if (!why)
		return false;
	sim_violation("xspi.erratum", "%s hangs: %s", c->die->name, why);
	xspi_hang(&c->engine, XSPI_STUCK);
	return true;
}

static void start(struct xspi_controller *c)
{
	struct xspi_timing timing = timing_of(c);
	bool data = has_data(c);
	uint64_t length = data ? indirect_length(c) : 0;

	if (!enabled(c)) {
		sim_violation("xspi.disabled", "%s: a command is started with EN = 0", c->die->name);
		return;
	}
	check_unknown(c);
	if (hangs(c))
		return;
	if (address_error(c, data ? (length == XSPI_NO_END ? 1 : length) : 1))
		return;
	struct xspi_frame frame = next_frame(c, get_ar(c));
	if (fmode(c) == FMODE_POLL && data)
		start_poll(c, &frame, &timing);
	else if (!data)
		xspi_start_command(&c->engine, &frame, &timing);
	else if (fmode(c) == FMODE_READ)
		xspi_start_read(&c->engine, &frame, &timing, length);
	else
		xspi_start_write(&c->engine, &frame, &timing, length);
}

/** Does a write to the trigger register (address = false) or AR (true) start a command? */
static bool starts(const struct xspi_controller *c, bool address)
{
	struct xspi_frame frame = frame_at(c, 0);

	if (fmode(c) == FMODE_MAPPED || !!frame.address.mode.lines != address)
		return false;
	return fmode(c) != FMODE_WRITE || !frame.data.lines;
}

/** A start without any phase: nothing happens on the wires. */
static bool nothing_to_send(const struct xspi_controller *c)
{
	struct xspi_frame frame = frame_at(c, 0);

	return !frame.instruction.mode.lines && !frame.address.mode.lines && !frame.data.lines;
}

/* ---- DR ---- */

static enum bus_result never_ends(const struct xspi_controller *c, const char *what)
{
	sim_violation("xspi.stall", "%s: %s would wait for ever, the controller %s", c->die->name, what,
		c->engine.mode >= XSPI_FREE ? "hangs" : "makes no progress: clock stopped or FIFO full");
	return BUS_FAULT;
}

static enum bus_result write_dr(struct xspi_controller *c, unsigned int size, uint32_t value)
{
	struct xspi_engine *engine = &c->engine;

	if (engine->mode != XSPI_WRITE && (!enabled(c) || fmode(c) != FMODE_WRITE || !has_data(c))) {
		sim_violation("xspi.data", "%s: DR write dropped, it needs EN = 1, FMODE = 0 and DMODE (CR 0x%08x, CCR 0x%08x)",
			c->die->name, get_cr(c), get(c, c->layout->ccr));
		return BUS_OK;
	}
	if (!xspi_busy(engine))
		start(c);
	return xspi_push(engine, value, size) ? BUS_OK : never_ends(c, "a DR write");
}

static enum bus_result read_dr(struct xspi_controller *c, unsigned int size, uint32_t *value)
{
	*value = 0;
	if (c->engine.mode == XSPI_STUCK || c->engine.mode == XSPI_DEAD)
		return never_ends(c, "a DR read");
	if (fmode(c) == FMODE_MAPPED)
		return BUS_OK;
	if (c->engine.mode == XSPI_IDLE && !c->engine.level && !c->engine.status_new)
		sim_violation("xspi.empty_fifo", "%s: DR read with nothing to come", c->die->name);
	return xspi_pop(&c->engine, size, value) ? BUS_OK : never_ends(c, "a DR read");
}

/* ---- SR ---- */

static bool threshold(const struct xspi_controller *c)
{
	const struct xspi_engine *engine = &c->engine;
	unsigned int limit = (get_cr(c) >> 8 & (engine->fifo_size - 1)) + 1;

	if (!enabled(c))
		return false;
	switch (fmode(c)) {
	case FMODE_WRITE:
		return engine->fifo_size - engine->level >= limit;
	case FMODE_READ:
		return engine->level >= limit || (engine->mode == XSPI_DRAIN && engine->level);
	case FMODE_POLL:
		return engine->status_new;
	case FMODE_MAPPED:
		break;
	}
	return false;
}

static uint32_t read_sr(const struct xspi_controller *c)
{
	const struct xspi_engine *engine = &c->engine;
	uint32_t level = fmode(c) == FMODE_POLL || fmode(c) == FMODE_MAPPED ? 0 : engine->level;

	return level << 8 | (c->error ? SR_TEF : 0) | (engine->complete ? SR_TCF : 0) | (threshold(c) ? SR_FTF : 0) |
		(engine->matched ? SR_SMF : 0) | (engine->timed_out ? SR_TOF : 0) | (xspi_busy(engine) ? SR_BUSY : 0);
}

static void write_fcr(struct xspi_controller *c, uint32_t value)
{
	if (value & SR_TEF)
		c->error = false;
	if (value & SR_TCF)
		c->engine.complete = false;
	if (value & SR_SMF)
		c->engine.matched = false;
	if (value & SR_TOF)
		c->engine.timed_out = false;
}

/* ---- CR and the plain registers ---- */

static const struct xspi_rule *rule_of(const struct xspi_controller *c, uint32_t offset)
{
	for (unsigned int i = 0; i < c->layout->rule_count; i++) {
		if (c->layout->rules[i].offset == offset)
			return &c->layout->rules[i];
	}
	return NULL;
}

static void dropped(const struct xspi_controller *c, const char *name, uint32_t value)
{
	sim_violation("xspi.busy_write", "%s: write of 0x%08x to %s dropped, BUSY is 1", c->die->name, value, name);
}

static void request_abort(struct xspi_controller *c)
{
	if (xspi_busy(&c->engine)) {
		xspi_abort(&c->engine);
		c->aborting = true;
		c->tail_read = false;
		c->odd_write = false;
	} else if (c->layout->idle_abort_is_wrong) {
		sim_violation("xspi.idle_abort", "%s: ABORT while idle does nothing here and wedges newer controllers",
			c->die->name);
	}
}

static uint32_t read_cr(const struct xspi_controller *c)
{
	bool aborting = c->layout->abort_reads_one && c->aborting && c->engine.mode == XSPI_ENDING;

	return get_cr(c) | (aborting ? CR_ABORT : 0);
}

static void write_cr(struct xspi_controller *c, uint32_t value)
{
	uint32_t old = get_cr(c);
	uint32_t mask = c->mask[c->layout->cr / 4];

	if (xspi_erratum(c, QUADSPI_FTHRES_16))
		mask &= ~CR_FTHRES_4;
	if (xspi_busy(&c->engine)) {
		if ((old ^ value) & mask & ~CR_ALWAYS)
			dropped(c, "CR", value);
		mask &= CR_ALWAYS;
	}
	c->reg[c->layout->cr / 4] = (old & ~mask) | (value & mask);
	if ((value & CR_INTERRUPTS) & ~old)
		sim_unknown("xspi.interrupt", "%s: interrupts are not modelled (CR 0x%08x)", c->die->name, value);
	if (value & CR_ABORT)
		request_abort(c);
	if ((old & CR_EN) && !(value & CR_EN)) {
		if (c->engine.mode == XSPI_FREE)
			c->timing_bad = false;
		if (xspi_busy(&c->engine) && c->engine.mode < XSPI_FREE && !(value & CR_ABORT))
			sim_violation("xspi.busy_disable", "%s: EN cleared while BUSY is 1", c->die->name);
		xspi_stop(&c->engine);
	}
}

/** A write that would start a command if there were one to send. */
static void trigger(struct xspi_controller *c)
{
	if (enabled(c) && c->layout->free_running(c)) {
		xspi_hang(&c->engine, XSPI_FREE);
		return;
	}
	if (!nothing_to_send(c))
		start(c);
	else if (enabled(c) && !get(c, c->layout->ccr) && xspi_erratum(c, QUADSPI_CCR_ZERO))
		xspi_hang(&c->engine, XSPI_DEAD);
	else if (c->layout->trigger != c->layout->ccr)
		sim_unknown("xspi.empty", "%s: a command without instruction, address and data is started", c->die->name);
}

static void ccr_written(struct xspi_controller *c)
{
	bool mapped = fmode(c) == FMODE_MAPPED;

	c->instruction_sent = false;
	if (c->mapped_before && !mapped)
		c->timing_bad = true;
	if (mapped && c->layout->address_follows) {
		c->entry_shift = xspi_erratum(c, QUADSPI_MAPPED_AR) ? get_ar(c) & 3 : 0;
		c->reg[c->layout->ar / 4] = 0;
	}
	c->mapped_before = mapped;
}

static void write_register(struct xspi_controller *c, const struct xspi_rule *rule, uint32_t value)
{
	const struct xspi_layout *layout = c->layout;

	if (xspi_busy(&c->engine)) {
		dropped(c, rule->name, value);
		return;
	}
	if (rule->offset == layout->ar && fmode(c) == FMODE_MAPPED) {
		sim_violation("xspi.mapped_write", "%s: write of 0x%08x to AR dropped in memory-mapped mode", c->die->name,
			value);
		return;
	}
	c->reg[rule->offset / 4] = value & c->mask[rule->offset / 4];
	if (rule->offset == layout->ccr)
		ccr_written(c);
	if ((rule->offset == layout->trigger && starts(c, false)) || (rule->offset == layout->ar && starts(c, true)))
		trigger(c);
}

/** @returns true if a narrow access is made where it may be: DR alone, at its own address */
static bool width_allowed(const struct xspi_controller *c, uint32_t offset, unsigned int size)
{
	if (size == 4 || offset == c->layout->dr)
		return true;
	sim_violation("xspi.width", "%s: %u-byte access at 0x%03x; only DR, at its own address, takes less than a word",
		c->die->name, size, offset);
	return false;
}

static uint32_t read_word(const struct xspi_controller *c, uint32_t offset)
{
	if (offset == c->layout->sr)
		return read_sr(c);
	if (offset == c->layout->cr)
		return read_cr(c);
	if (offset == c->layout->dlr)
		return get_dlr(c);
	if (offset == c->layout->ar)
		return get_ar(c);
	return c->reg[offset / 4];
}

static enum bus_result reg_read(void *ctx, uint32_t offset, unsigned int size, uint32_t *value, enum bus_master by)
{
	struct xspi_controller *c = ctx;

	(void)by;
	xspi_advance(&c->engine);
	if (offset == c->layout->dr)
		return read_dr(c, size, value);
	width_allowed(c, offset, size);
	*value = read_word(c, offset & ~3u) >> (8 * (offset & 3));
	if (size < 4)
		*value &= (1u << (8 * size)) - 1;
	return BUS_OK;
}

static enum bus_result reg_write(void *ctx, uint32_t offset, unsigned int size, uint32_t value, enum bus_master by)
{
	struct xspi_controller *c = ctx;

	(void)by;
	xspi_advance(&c->engine);
	if (!width_allowed(c, offset, size))
		return BUS_OK;
	if (offset == c->layout->dr)
		return write_dr(c, size, value);
	const struct xspi_rule *rule = rule_of(c, offset);
	if (offset == c->layout->cr)
		write_cr(c, value);
	else if (offset == c->layout->fcr)
		write_fcr(c, value);
	else if (rule && c->mask[offset / 4])
		write_register(c, rule, value);
	return BUS_OK;
}

static void set_masks(struct xspi_controller *c)
{
	const struct xspi_layout *layout = c->layout;

	memset(c->mask, 0, sizeof(c->mask));
	for (unsigned int i = 0; i < layout->rule_count; i++)
		c->mask[layout->rules[i].offset / 4] = layout->rules[i].mask;
	for (unsigned int i = 0; i < layout->extra_count; i++) {
		if (c->die->features & layout->extras[i].feature)
			c->mask[layout->extras[i].offset / 4] |= layout->extras[i].mask;
	}
	c->mask[layout->cr / 4] |= (c->die->fifo_bytes - 1) << 8;		/* FTHRES */
}

static void reg_reset(void *ctx)
{
	struct xspi_controller *c = ctx;

	xspi_stop(&c->engine);
	wires_reset(c->engine.wires);
	c->engine.complete = false;
	c->engine.matched = false;
	c->engine.timed_out = false;
	c->error = false;
	c->aborting = false;
	c->instruction_sent = false;
	c->entry_shift = 0;
	c->mapped_before = false;
	c->timing_bad = true;
	c->tail_read = false;
	c->odd_write = false;
	set_masks(c);
	for (unsigned int i = 0; i < c->layout->rule_count; i++)
		c->reg[c->layout->rules[i].offset / 4] = c->layout->rules[i].reset;
}

/* ---- memory-mapped window ---- */

static enum bus_result refuse(const struct xspi_controller *c, uint32_t offset, const char *why)
{
	sim_violation("xspi.window", "%s: access at 0x%08x refused, %s", c->die->name, c->die->window + offset, why);
	return BUS_FAULT;
}

static bool clocked(const struct xspi_controller *c)
{
	return !c->clocked || *c->clocked;
}

/** @returns why the window does not answer, or NULL */
static const char *not_mapped(const struct xspi_controller *c, uint32_t offset, const struct xspi_frame *frame)
{
	if (!clocked(c))
		return "the controller has no clock";
	if (!enabled(c) || fmode(c) != FMODE_MAPPED)
		return "the controller is not in memory-mapped mode";
	if (!frame->data.lines)
		return "there is no data phase (DMODE = 0)";
	if (frame->data.lines == 8 && xspi_dual(c))
		return "eight lines and two chips do not go together";
	if (offset >= device_size(c))
		return "it is beyond the device size";
	if (c->engine.mode == XSPI_ENDING)
		return "an abort is going on";
	return NULL;
}

static const char *after_odd_write(const struct xspi_controller *c)
{
	return c->odd_write ? "it follows a write that did not end on a word boundary (errata sheet)" : NULL;
}

static void open_window(struct xspi_controller *c, uint32_t offset, const struct xspi_frame *frame, bool write)
{
	struct xspi_timing timing = timing_of(c);
	bool counts = !write && (get_cr(c) & CR_TCEN);
	uint32_t odd = xspi_dual(c) ? offset & 1 : 0;
	uint32_t dropped_byte;

	check_unknown(c);
	c->engine.timeout_clocks = counts ? get(c, c->layout->lptr) : 0;
	offset -= odd;
	xspi_mapped_open(&c->engine, frame, &timing, offset, device_size(c) - offset, write);
	if (odd && !write)
		xspi_mapped_read(&c->engine, 1, &dropped_byte);
}

/** What silicon does instead of a bus error outside the memory-mapped mode. @returns true if it did */
static bool clears_address(struct xspi_controller *c)
{
	if (!clocked(c) || fmode(c) == FMODE_MAPPED || !xspi_erratum(c, QUADSPI_WINDOW_AR))
		return false;
	sim_violation("xspi.erratum", "%s: AR cleared by an access to the window outside its mode", c->die->name);
	c->reg[c->layout->ar / 4] = 0;
	return true;
}

/** @returns true if a fault makes a read from there hang */
static bool window_hangs(struct xspi_controller *c, uint32_t offset)
{
	const char *why = NULL;
	bool tail = offset + TAIL >= device_size(c);

	if (c->engine.mode >= XSPI_FREE)
		why = "nothing but ABORT or EN = 0 is taken";
	else if (xspi_timeout_just_now(&c->engine) && xspi_erratum(c, QUADSPI_MAPPED_TIMEOUT))
		why = "read in the clock of the timeout";
	else if (tail && c->tail_read && xspi_erratum(c, QUADSPI_TAIL_STALL))
		why = "second read of the last 32 bytes";
	if (tail)
		c->tail_read = true;
	if (!why)
		return false;
	sim_violation("xspi.erratum", "%s hangs: %s", c->die->name, why);
	xspi_hang(&c->engine, XSPI_STUCK);
	return true;
}

/** The data of the first read after entering the mode with a crooked AR: shifted by its lowest bits. */
static void shift_first(struct xspi_controller *c)
{
	uint32_t dropped_bytes;

	xspi_mapped_read(&c->engine, c->entry_shift, &dropped_bytes);
	c->engine.next_addr = UINT32_MAX;		/* no prefetch goes on from here */
	c->entry_shift = 0;
}

static enum bus_result window_read(void *ctx, uint32_t offset, unsigned int size, uint32_t *value, enum bus_master by)
{
	struct xspi_controller *c = ctx;

	(void)by;
	xspi_advance(&c->engine);
	if (!clocked(c) || !xspi_mapped_continues(&c->engine, offset, false)) {
		struct xspi_frame frame = frame_at(c, offset);
		const char *why = not_mapped(c, offset, &frame);
		*value = 0;
		if (!why)
			why = after_odd_write(c);
		if (why)
			return clears_address(c) ? BUS_OK : refuse(c, offset, why);
		if (window_hangs(c, offset))
			return BUS_FAULT;
		frame = next_frame(c, offset);
		open_window(c, offset, &frame, false);
		if (c->entry_shift)
			shift_first(c);
	}
	if (c->layout->address_follows)
		c->reg[c->layout->ar / 4] = offset;
	if (!xspi_mapped_read(&c->engine, size, value))
		return never_ends(c, "a read through the window");
	if (offset + size == device_size(c) && xspi_erratum(c, QUADSPI_LAST_BYTE))
		*value &= ~(0xFFu << (8 * (size - 1)));
	return BUS_OK;
}

static enum bus_result window_write(void *ctx, uint32_t offset, unsigned int size, uint32_t value, enum bus_master by)
{
	struct xspi_controller *c = ctx;
	struct xspi_frame frame = { 0 };

	(void)by;
	xspi_advance(&c->engine);
	const char *refused = c->layout->write_frame(c, offset, &frame);
	const char *why = not_mapped(c, offset, &frame);
	if (why && clears_address(c))
		return BUS_OK;
	if (!why)
		why = refused;
	bool continues = xspi_mapped_continues(&c->engine, offset, true);
	if (!why && !continues)
		why = after_odd_write(c);
	if (why)
		return refuse(c, offset, why);
	if (!continues)
		open_window(c, offset, &frame, true);
	c->odd_write = (offset + size) % 4 && xspi_erratum(c, OCTOSPI_ODD_WRITE);
	return xspi_mapped_write(&c->engine, size, value) ? BUS_OK : never_ends(c, "a write through the window");
}

/* ---- creation ---- */

/** The board's chips, once for all controllers. */
static int create_chips(const struct board *board)
{
	for (unsigned int i = nor_count(); i < board->chip_count; i++) {
		if (!nor_create(&board->chip[i]))
			return -1;
	}
	return 0;
}

int xspi_create(const struct soc_die *die, const struct soc_xspi *xspi, const struct board *board, const bool *clocked)
{
	struct xspi_controller *c = calloc(1, sizeof(*c));

	if (!c || create_chips(board) < 0 || controller_count == MAX_CONTROLLERS) {
		fprintf(stderr, "%s: no memory, or too many controllers\n", xspi->name);
		free(c);
		return -1;
	}
	c->layout = xspi->quadspi ? &quadspi_layout : &octospi_layout;
	c->die = xspi;
	c->clocked = clocked;
	c->errata = xspi->errata;
	xspi_engine_init(&c->engine, die, xspi);
	c->engine.timeout_ends = c->layout->timeout_ends_busy;
	if (!c->engine.wires) {
		fprintf(stderr, "%s: too many controllers or pins\n", xspi->name);
		free(c);
		return -1;
	}
	c->registers = (struct bus_device){
		.name = xspi->name, .base = xspi->base, .size = XSPI_REGISTERS_SIZE, .read = reg_read, .write = reg_write,
		.reset = reg_reset, .ctx = c, .clocked = clocked,
	};
	c->window = (struct bus_device){
		.name = xspi->name, .base = xspi->window, .size = xspi->window_size, .read = window_read,
		.write = window_write, .ctx = c,
	};
	reg_reset(c);
	controllers[controller_count++] = c;
	bus_add_device(&c->registers);
	bus_add_device(&c->window);
	return 0;
}
