// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * OCTOSPI registers and memory-mapped window: which write starts what, what is dropped, which flag stands when. Layout
 * and masks from ST's device header stm32l562xx.h (CMSIS) and the register chapter "OCTOSPI registers" of the reference
 * manuals (RM0438, RM0456); the wires, the FIFO and the time are the engine's.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "engine.h"
#include "../board.h"
#include "../bus.h"
#include "../nor.h"
#include "../soc.h"

#define REGISTERS_SIZE	0x400

enum reg_offset {
	CR = 0x000, DCR1 = 0x008, DCR2 = 0x00C, DCR3 = 0x010, DCR4 = 0x014, SR = 0x020, FCR = 0x024, DLR = 0x040,
	AR = 0x048, DR = 0x050, PSMKR = 0x080, PSMAR = 0x088, PIR = 0x090, CCR = 0x100, TCR = 0x108, IR = 0x110,
	ABR = 0x120, LPTR = 0x130,
	WPCCR = 0x140, WPTCR = 0x148, WPIR = 0x150, WPABR = 0x160, WCCR = 0x180, WTCR = 0x188, WIR = 0x190, WABR = 0x1A0,
	HLCR = 0x200,
};

#define CR_EN			0x00000001u
#define CR_ABORT		0x00000002u
#define CR_DMAEN		0x00000004u
#define CR_TCEN			0x00000008u
#define CR_DMM			0x00000040u
#define CR_FSEL			0x00000080u
#define CR_INTERRUPTS	0x001F0000u
#define CR_APMS			0x00400000u
#define CR_PMM			0x00800000u
/* CR bits that can be changed at any time; the others need BUSY = 0 */
#define CR_ALWAYS		(CR_EN | CR_DMAEN | CR_INTERRUPTS)

#define SR_TEF			0x01u
#define SR_TCF			0x02u
#define SR_FTF			0x04u
#define SR_SMF			0x08u
#define SR_TOF			0x10u
#define SR_BUSY			0x20u

#define CCR_DQSE		0x20000000u
#define CCR_SIOO		0x80000000u
#define DCR1_FRCK		0x00000002u
#define DEVSIZE_ALL		31

enum fmode { FMODE_WRITE, FMODE_READ, FMODE_POLL, FMODE_MAPPED };

/** Name, implemented bits, reset value; read-only and special registers have a mask of 0. */
struct reg_rule {
	uint16_t offset;
	const char *name;
	uint32_t mask;
	uint32_t reset;
};

static const struct reg_rule rules[] = {
	{ CR, "CR", 0x30DF1FCD, 0 },
	{ DCR1, "DCR1", 0x071F070B, 0 },
	{ DCR2, "DCR2", 0x000700FF, 0 },
	{ DCR3, "DCR3", 0x001F0000, 0 },
	{ DCR4, "DCR4", 0xFFFFFFFF, 0 },
	{ DLR, "DLR", 0xFFFFFFFF, 0 },
	{ AR, "AR", 0xFFFFFFFF, 0 },
	{ PSMKR, "PSMKR", 0xFFFFFFFF, 0 },
	{ PSMAR, "PSMAR", 0xFFFFFFFF, 0 },
	{ PIR, "PIR", 0x0000FFFF, 0 },
	{ CCR, "CCR", 0xAF3F3F3F, 0 },
	{ TCR, "TCR", 0x5000001F, 0 },
	{ IR, "IR", 0xFFFFFFFF, 0 },
	{ ABR, "ABR", 0xFFFFFFFF, 0 },
	{ LPTR, "LPTR", 0x0000FFFF, 0 },
	{ WPCCR, "WPCCR", 0x2F3F3F3F, 0 },
	{ WPTCR, "WPTCR", 0x5000001F, 0 },
	{ WPIR, "WPIR", 0xFFFFFFFF, 0 },
	{ WPABR, "WPABR", 0xFFFFFFFF, 0 },
	{ WCCR, "WCCR", 0x2F3F3F3F, 0 },
	{ WTCR, "WTCR", 0x0000001F, 0 },
	{ WIR, "WIR", 0xFFFFFFFF, 0 },
	{ WABR, "WABR", 0xFFFFFFFF, 0 },
	{ HLCR, "HLCR", 0x00FFFF03, 0 },
	/* identification; SVD files of the STM32L4+ */
	{ 0x3F0, "HWCFGR", 0, 0x11300080 },
	{ 0x3F4, "VER", 0, 0x00000010 },
	{ 0x3F8, "ID", 0, 0x00140041 },
	{ 0x3FC, "MID", 0, 0xA3C5DD01 },
};

#define RULES (COUNT_OF(rules))

struct octospi {
	const struct soc_xspi *die;
	const bool *clocked;
	struct xspi_engine engine;
	uint32_t reg[REGISTERS_SIZE / 4];
	bool error;					/**< TEF */
	bool instruction_sent;		/**< SIOO: not again until CCR is written */
	struct bus_device registers, window;
};

static uint32_t get(const struct octospi *o, enum reg_offset offset)
{
	return o->reg[offset / 4];
}

static enum fmode fmode(const struct octospi *o)
{
	return get(o, CR) >> 28 & 3;
}

static bool enabled(const struct octospi *o)
{
	return get(o, CR) & CR_EN;
}

static uint64_t device_size(const struct octospi *o)
{
	return 1ull << ((get(o, DCR1) >> 16 & 31) + 1);
}

static bool has_address(uint32_t ccr)
{
	return ccr >> 8 & 7;
}

static bool has_data(uint32_t ccr)
{
	return ccr >> 24 & 7;
}

/* ---- registers to frames ---- */

static struct wires_mode mode_of(const struct octospi *o, unsigned int field, bool dtr)
{
	static const uint8_t lines[] = { 0, 1, 2, 4, 8, 0, 0, 0 };
	struct wires_mode mode = { .lines = lines[field & 7], .dtr = dtr };

	mode.first = get(o, CR) & CR_FSEL && mode.lines < 8 ? 4 : 0;
	return mode;
}

/** @param ccr CCR or WCCR, and the registers that go with it */
static struct xspi_frame frame_of(const struct octospi *o, uint32_t ccr, uint32_t tcr, uint32_t ir, uint32_t abr,
	uint32_t addr)
{
	return (struct xspi_frame){
		.instruction = { mode_of(o, ccr, ccr >> 3 & 1), (ccr >> 4 & 3) + 1, ir },
		.address = { mode_of(o, ccr >> 8, ccr >> 11 & 1), (ccr >> 12 & 3) + 1, addr },
		.alternate = { mode_of(o, ccr >> 16, ccr >> 19 & 1), (ccr >> 20 & 3) + 1, abr },
		.dummy = tcr & 31,
		.data = mode_of(o, ccr >> 24, ccr >> 27 & 1),
	};
}

static struct xspi_frame command_frame(const struct octospi *o)
{
	return frame_of(o, get(o, CCR), get(o, TCR), get(o, IR), get(o, ABR), get(o, AR));
}

static struct xspi_timing timing_of(const struct octospi *o)
{
	return (struct xspi_timing){
		.hz = soc_clock_hz(o->die->kernel_clock),
		.divider = (get(o, DCR2) & 0xFF) + 1,
		.select_high = (get(o, DCR1) >> 8 & 7) + 1,
	};
}

/** What the model does not do. */
static void check_unknown(const struct octospi *o)
{
	if (get(o, CR) & CR_DMM)
		sim_unknown("xspi.dual", "%s: dual-memory mode is not modelled", o->die->name);
	if (get(o, CR) & CR_DMAEN)
		sim_unknown("xspi.dma", "%s: DMA requests are not modelled", o->die->name);
	uint32_t type = get(o, DCR1) >> 24 & 7;
	if (type >= 4)
		sim_unknown("xspi.hyperbus", "%s: HyperBus protocol (MTYP %u) is not modelled", o->die->name, type);
	if (get(o, DCR1) & DCR1_FRCK)
		sim_unknown("xspi.free_running", "%s: the free-running clock is not modelled", o->die->name);
	if (get(o, DCR3) || get(o, DCR4))
		sim_unknown("xspi.split", "%s: CSBOUND and REFRESH do not split transfers here", o->die->name);
}

/* ---- starting ---- */

/** Address checks of indirect and polling mode. @returns true after raising TEF */
static bool address_error(struct octospi *o, uint64_t length)
{
	uint64_t size = device_size(o);
	uint64_t addr = get(o, AR);

	if (!has_address(get(o, CCR)) || (get(o, DCR1) >> 16 & 31) == DEVSIZE_ALL)
		return false;
	if (addr < size && addr + length <= size)
		return false;
	o->error = true;
	sim_violation("xspi.address", "%s: %llu bytes at 0x%08x reach beyond the device size of 0x%llx", o->die->name,
		(unsigned long long)length, get(o, AR), (unsigned long long)size);
	return true;
}

/** Bytes of an indirect transfer. DLR = 0xFFFFFFFF: up to the end of the device. */
static uint64_t indirect_length(const struct octospi *o)
{
	if (get(o, DLR) != UINT32_MAX)
		return get(o, DLR) + 1ull;
	if ((get(o, DCR1) >> 16 & 31) == DEVSIZE_ALL)
		return XSPI_NO_END;
	return device_size(o) > get(o, AR) ? device_size(o) - get(o, AR) : 1;
}

static void start_poll(struct octospi *o, const struct xspi_frame *frame, const struct xspi_timing *timing)
{
	struct xspi_engine *engine = &o->engine;
	uint32_t bytes = get(o, DLR) + 1;

	if (get(o, DLR) > 3) {
		sim_violation("xspi.poll_length", "%s: automatic polling takes 1 to 4 bytes, DLR says %u", o->die->name, bytes);
		bytes = 4;
	}
	engine->mask = get(o, PSMKR);
	engine->match = get(o, PSMAR);
	engine->any = get(o, CR) & CR_PMM;
	engine->stop_on_match = get(o, CR) & CR_APMS;
	engine->interval = get(o, PIR);
	xspi_start_poll(engine, frame, timing, bytes);
}

static void start(struct octospi *o)
{
	struct xspi_frame frame = command_frame(o);
	struct xspi_timing timing = timing_of(o);
	bool data = has_data(get(o, CCR));
	uint64_t length = data ? indirect_length(o) : 0;

	if (!enabled(o)) {
		sim_violation("xspi.disabled", "%s: a command is started with EN = 0", o->die->name);
		return;
	}
	if (!frame.instruction.mode.lines && !frame.address.mode.lines && !data) {
		sim_unknown("xspi.empty", "%s: a command without instruction, address and data is started", o->die->name);
		return;
	}
	check_unknown(o);
	if (address_error(o, data ? (length == XSPI_NO_END ? 1 : length) : 1))
		return;
	if (fmode(o) == FMODE_POLL && data)
		start_poll(o, &frame, &timing);
	else if (!data)
		xspi_start_command(&o->engine, &frame, &timing);
	else if (fmode(o) == FMODE_READ)
		xspi_start_read(&o->engine, &frame, &timing, length);
	else
		xspi_start_write(&o->engine, &frame, &timing, length);
}

/** Does a write to IR (address = false) or AR (true) start a command? */
static bool starts(const struct octospi *o, bool address)
{
	uint32_t ccr = get(o, CCR);

	if (fmode(o) == FMODE_MAPPED || has_address(ccr) != address)
		return false;
	return fmode(o) != FMODE_WRITE || !has_data(ccr);
}

/* ---- DR ---- */

static enum bus_result never_ends(const struct octospi *o, const char *what)
{
	sim_violation("xspi.stall", "%s: %s would wait for ever, the kernel clock stands still", o->die->name, what);
	return BUS_FAULT;
}

static enum bus_result write_dr(struct octospi *o, unsigned int size, uint32_t value)
{
	struct xspi_engine *engine = &o->engine;

	if (!enabled(o) || fmode(o) != FMODE_WRITE || !has_data(get(o, CCR))) {
		sim_violation("xspi.data", "%s: DR write dropped, it needs EN = 1, FMODE = 0 and DMODE (CR 0x%08x, CCR 0x%08x)",
			o->die->name, get(o, CR), get(o, CCR));
		return BUS_OK;
	}
	if (!xspi_busy(engine))
		start(o);
	return xspi_push(engine, value, size) ? BUS_OK : never_ends(o, "a DR write");
}

static enum bus_result read_dr(struct octospi *o, unsigned int size, uint32_t *value)
{
	*value = 0;
	if (fmode(o) == FMODE_MAPPED)
		return BUS_OK;
	if (o->engine.mode == XSPI_IDLE && !o->engine.level && !o->engine.status_new)
		sim_violation("xspi.empty_fifo", "%s: DR read with nothing to come", o->die->name);
	return xspi_pop(&o->engine, size, value) ? BUS_OK : never_ends(o, "a DR read");
}

/* ---- SR ---- */

static bool threshold(const struct octospi *o)
{
	const struct xspi_engine *engine = &o->engine;
	unsigned int limit = (get(o, CR) >> 8 & 31) + 1;

	if (!enabled(o))
		return false;
	switch (fmode(o)) {
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

static uint32_t read_sr(const struct octospi *o)
{
	const struct xspi_engine *engine = &o->engine;
	uint32_t level = fmode(o) == FMODE_POLL || fmode(o) == FMODE_MAPPED ? 0 : engine->level;

	return level << 8 | (o->error ? SR_TEF : 0) | (engine->complete ? SR_TCF : 0) | (threshold(o) ? SR_FTF : 0) |
		(engine->matched ? SR_SMF : 0) | (engine->timed_out ? SR_TOF : 0) | (xspi_busy(engine) ? SR_BUSY : 0);
}

static void write_fcr(struct octospi *o, uint32_t value)
{
	if (value & SR_TEF)
		o->error = false;
	if (value & SR_TCF)
		o->engine.complete = false;
	if (value & SR_SMF)
		o->engine.matched = false;
	if (value & SR_TOF)
		o->engine.timed_out = false;
}

/* ---- CR and the plain registers ---- */

static const struct reg_rule *rule_of(uint32_t offset)
{
	for (unsigned int i = 0; i < RULES; i++) {
		if (rules[i].offset == offset)
			return &rules[i];
	}
	return NULL;
}

static void dropped(const struct octospi *o, const char *name, uint32_t value)
{
	sim_violation("xspi.busy_write", "%s: write of 0x%08x to %s dropped, BUSY is 1", o->die->name, value, name);
}

static void request_abort(struct octospi *o)
{
	if (xspi_busy(&o->engine))
		xspi_abort(&o->engine);
	else
		sim_violation("xspi.idle_abort", "%s: ABORT while idle does nothing here and wedges newer controllers",
			o->die->name);
}

static void write_cr(struct octospi *o, uint32_t value)
{
	const struct reg_rule *rule = rule_of(CR);
	uint32_t old = get(o, CR);
	uint32_t mask = rule->mask;

	if (xspi_busy(&o->engine)) {
		if ((old ^ value) & mask & ~CR_ALWAYS)
			dropped(o, "CR", value);
		mask = CR_ALWAYS;
	}
	o->reg[CR / 4] = (old & ~mask) | (value & mask);
	if ((value & CR_INTERRUPTS) & ~old)
		sim_unknown("xspi.interrupt", "%s: interrupts are not modelled (CR 0x%08x)", o->die->name, value);
	if (value & CR_ABORT)
		request_abort(o);
	if ((old & CR_EN) && !(value & CR_EN)) {
		if (xspi_busy(&o->engine) && !(value & CR_ABORT))
			sim_violation("xspi.busy_disable", "%s: EN cleared while BUSY is 1", o->die->name);
		xspi_stop(&o->engine);
	}
}

static void write_register(struct octospi *o, const struct reg_rule *rule, uint32_t value)
{
	if (xspi_busy(&o->engine)) {
		dropped(o, rule->name, value);
		return;
	}
	if (rule->offset == AR && fmode(o) == FMODE_MAPPED) {
		sim_violation("xspi.mapped_write", "%s: write of 0x%08x to AR dropped in memory-mapped mode", o->die->name,
			value);
		return;
	}
	o->reg[rule->offset / 4] = value & rule->mask;
	if (rule->offset == CCR)
		o->instruction_sent = false;
	if ((rule->offset == IR && starts(o, false)) || (rule->offset == AR && starts(o, true)))
		start(o);
}

/** @returns true if a narrow access is made where it may be: DR alone, at its own address */
static bool width_allowed(const struct octospi *o, uint32_t offset, unsigned int size)
{
	if (size == 4 || offset == DR)
		return true;
	sim_violation("xspi.width", "%s: %u-byte access at 0x%03x; only DR, at its own address, takes less than a word",
		o->die->name, size, offset);
	return false;
}

static enum bus_result reg_read(void *ctx, uint32_t offset, unsigned int size, uint32_t *value, enum bus_master by)
{
	struct octospi *o = ctx;

	(void)by;
	xspi_advance(&o->engine);
	if (offset == DR)
		return read_dr(o, size, value);
	width_allowed(o, offset, size);
	uint32_t word = (offset & ~3u) == SR ? read_sr(o) : o->reg[offset / 4];
	*value = word >> (8 * (offset & 3));
	if (size < 4)
		*value &= (1u << (8 * size)) - 1;
	return BUS_OK;
}

static enum bus_result reg_write(void *ctx, uint32_t offset, unsigned int size, uint32_t value, enum bus_master by)
{
	struct octospi *o = ctx;

	(void)by;
	xspi_advance(&o->engine);
	if (!width_allowed(o, offset, size))
		return BUS_OK;
	if (offset == DR)
		return write_dr(o, size, value);
	const struct reg_rule *rule = rule_of(offset);
	if (offset == CR)
		write_cr(o, value);
	else if (offset == FCR)
		write_fcr(o, value);
	else if (rule && rule->mask)
		write_register(o, rule, value);
	return BUS_OK;
}

static void reg_reset(void *ctx)
{
	struct octospi *o = ctx;

	xspi_stop(&o->engine);
	wires_reset(o->engine.wires);
	o->engine.complete = false;
	o->engine.matched = false;
	o->engine.timed_out = false;
	o->error = false;
	o->instruction_sent = false;
	memset(o->reg, 0, sizeof(o->reg));
	for (unsigned int i = 0; i < RULES; i++)
		o->reg[rules[i].offset / 4] = rules[i].reset;
}

/* ---- memory-mapped window ---- */

static enum bus_result refuse(const struct octospi *o, uint32_t offset, const char *why)
{
	sim_violation("xspi.window", "%s: access at 0x%08x refused, %s", o->die->name, o->die->window + offset, why);
	return BUS_FAULT;
}

/** @returns why the window does not answer, or NULL */
static const char *not_mapped(const struct octospi *o, uint32_t offset, uint32_t ccr)
{
	if (o->clocked && !*o->clocked)
		return "the controller has no clock";
	if (!enabled(o) || fmode(o) != FMODE_MAPPED)
		return "the controller is not in memory-mapped mode";
	if (!has_data(ccr))
		return "there is no data phase (DMODE = 0)";
	if (offset >= device_size(o))
		return "it is beyond the device size";
	if (o->engine.mode == XSPI_ENDING)
		return "an abort is going on";
	return NULL;
}

static struct xspi_frame mapped_frame(struct octospi *o, uint32_t offset)
{
	struct xspi_frame frame = frame_of(o, get(o, CCR), get(o, TCR), get(o, IR), get(o, ABR), offset);

	if ((get(o, CCR) & CCR_SIOO) && o->instruction_sent)
		frame.instruction.mode.lines = 0;
	o->instruction_sent = true;
	return frame;
}

static enum bus_result window_read(void *ctx, uint32_t offset, unsigned int size, uint32_t *value, enum bus_master by)
{
	struct octospi *o = ctx;
	struct xspi_engine *engine = &o->engine;

	(void)by;
	xspi_advance(engine);
	const char *why = not_mapped(o, offset, get(o, CCR));
	if (why)
		return refuse(o, offset, why);
	if (!xspi_mapped_continues(engine, offset, false)) {
		struct xspi_frame frame = mapped_frame(o, offset);
		struct xspi_timing timing = timing_of(o);
		check_unknown(o);
		engine->timeout_clocks = get(o, CR) & CR_TCEN ? get(o, LPTR) : 0;
		xspi_mapped_open(engine, &frame, &timing, offset, device_size(o) - offset, false);
	}
	return xspi_mapped_read(engine, size, value) ? BUS_OK : never_ends(o, "a read through the window");
}

static enum bus_result window_write(void *ctx, uint32_t offset, unsigned int size, uint32_t value, enum bus_master by)
{
	struct octospi *o = ctx;
	struct xspi_engine *engine = &o->engine;
	uint32_t wccr = get(o, WCCR);

	(void)by;
	xspi_advance(engine);
	const char *why = not_mapped(o, offset, wccr);
	if (!why && !(wccr & CCR_DQSE))
		why = "writing needs WCCR.DQSE = 1 (errata sheet, \"memory-mapped write error response\")";
	if (why)
		return refuse(o, offset, why);
	if (!xspi_mapped_continues(engine, offset, true)) {
		struct xspi_frame frame = frame_of(o, wccr, get(o, WTCR), get(o, WIR), get(o, WABR), offset);
		struct xspi_timing timing = timing_of(o);
		check_unknown(o);
		engine->timeout_clocks = 0;
		xspi_mapped_open(engine, &frame, &timing, offset, device_size(o) - offset, true);
	}
	return xspi_mapped_write(engine, size, value) ? BUS_OK : never_ends(o, "a write through the window");
}

static int create_chips(const struct board *board)
{
	for (unsigned int i = 0; i < board->chip_count; i++) {
		if (!nor_create(&board->chip[i]))
			return -1;
	}
	return 0;
}

int xspi_create(const struct soc_die *die, const struct soc_xspi *xspi, const struct board *board, const bool *clocked)
{
	if (xspi->quadspi) {
		fprintf(stderr, "%s: %s is a QUADSPI, which is not modelled\n", die->name, xspi->name);
		return -1;
	}
	struct octospi *o = calloc(1, sizeof(*o));
	if (!o || create_chips(board) < 0) {
		free(o);
		return -1;
	}
	o->die = xspi;
	o->clocked = clocked;
	xspi_engine_init(&o->engine, die, xspi->name, xspi->fifo_bytes);
	if (!o->engine.wires) {
		fprintf(stderr, "%s: too many controllers\n", xspi->name);
		free(o);
		return -1;
	}
	o->registers = (struct bus_device){
		.name = xspi->name, .base = xspi->base, .size = REGISTERS_SIZE, .read = reg_read, .write = reg_write,
		.reset = reg_reset, .ctx = o, .clocked = clocked,
	};
	o->window = (struct bus_device){
		.name = xspi->name, .base = xspi->window, .size = xspi->window_size, .read = window_read, .write = window_write,
		.ctx = o,
	};
	reg_reset(o);
	bus_add_device(&o->registers);
	bus_add_device(&o->window);
	return 0;
}
