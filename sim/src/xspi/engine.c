// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * The part of a controller behind its registers: frames, FIFO, polling, prefetch, and the time they take. See engine.h.
 * Chip select falls at a frame's start and rises one clock after its last; flags change with the clock causing them.
 */

#include <string.h>
#include "engine.h"
#include "../soc.h"

/** Bytes that memory-mapped writes may run ahead of the wires. */
#define WRITE_AHEAD		4
#define MAX_ENGINES		4
#define NEVER			UINT64_MAX

static struct xspi_engine *engines[MAX_ENGINES];
static unsigned int engine_count;

/** The bus that the I/O manager multiplexes. */
static struct {
	struct xspi_engine *holder;	/* whose chip select is low */
	uint64_t free_at;
	bool asking;				/* somebody is looking whether it is free */
} bus;

static void advance_to(struct xspi_engine *engine, uint64_t now);
static void close_frame(struct xspi_engine *engine, uint64_t now);

static void timer_fired(void *ctx)
{
	xspi_advance(ctx);
}

static void settle(void *ctx)
{
	xspi_advance(ctx);
}

void xspi_engine_init(struct xspi_engine *engine, const struct soc_die *die, const struct soc_xspi *xspi)
{
	memset(engine, 0, sizeof(*engine));
	engine->wires = wires_create(die, xspi->name);
	engine->fifo_size = xspi->fifo_bytes;
	engine->timeout_at = UINT64_MAX;
	engine->timer.fire = timer_fired;
	engine->timer.ctx = engine;
	if (engine->wires)
		wires_on_settle(settle, engine);
	if (engine_count < MAX_ENGINES)
		engines[engine_count++] = engine;
}

bool xspi_busy(const struct xspi_engine *engine)
{
	return engine->mode != XSPI_IDLE;
}

/* ---- FIFO ---- */

static unsigned int room(const struct xspi_engine *engine)
{
	return engine->fifo_size - engine->level;
}

static void fifo_put(struct xspi_engine *engine, uint8_t byte)
{
	engine->fifo[(engine->head + engine->level++) % engine->fifo_size] = byte;
}

static uint8_t fifo_take(struct xspi_engine *engine)
{
	uint8_t byte = engine->fifo[engine->head];

	engine->head = (engine->head + 1) % engine->fifo_size;
	engine->level--;
	return byte;
}

/** How many bytes can be moved without running over the end of the ring. */
static unsigned int fifo_straight(const struct xspi_engine *engine, unsigned int from, unsigned int wanted)
{
	unsigned int rest = engine->fifo_size - from;

	return wanted < rest ? wanted : rest;
}

/* ---- frames ---- */

/** @returns false if the kernel clock stands still: then nothing ever happens */
static bool set_timing(struct xspi_engine *engine, const struct xspi_timing *timing)
{
	engine->period = timing->hz ? (SIM_PS_PER_S * timing->divider + timing->hz / 2) / timing->hz : 0;
	engine->select_high = timing->select_high;
	engine->boundary = timing->boundary;
	engine->longest = timing->longest * engine->period;
	engine->turn = timing->turn;
	engine->unit = engine->frame.data.pairs ? 2 : 1;
	uint64_t half_clocks = engine->frame.data.lines ? wires_half_clocks(engine->frame.data, engine->unit) : 2;
	engine->byte_ps = engine->period * half_clocks / (2 * engine->unit);
	return engine->period;
}

static void send_phase(struct xspi_engine *engine, const struct xspi_phase *phase)
{
	uint8_t bytes[4];

	if (!phase->mode.lines)
		return;
	for (unsigned int i = 0; i < phase->bytes; i++)
		bytes[i] = phase->value >> (8 * (phase->bytes - 1 - i));
	wires_send(engine->wires, phase->mode, bytes, phase->bytes, engine->t);
	engine->t += engine->period * wires_half_clocks(phase->mode, phase->bytes) / 2;
}

static uint64_t latest(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

static bool others_wait(const struct xspi_engine *engine)
{
	for (unsigned int i = 0; i < engine_count; i++) {
		if (engines[i] != engine && engines[i]->waiting)
			return true;
	}
	return false;
}

/** Has another controller the bus? Lets the others get on first. */
static bool must_wait(struct xspi_engine *engine)
{
	uint32_t pause;

	if (!wires_shared(engine->wires, &pause))
		return false;
	for (unsigned int i = 0; i < engine_count && !bus.asking; i++) {
		if (engines[i] == engine || (engines[i] != bus.holder && !engines[i]->waiting))
			continue;
		bus.asking = true;
		advance_to(engines[i], sim_now());
		bus.asking = false;
	}
	return bus.holder && bus.holder != engine;
}

/** Chip select falls as soon as it may, and what comes before the data is sent; or the engine is left waiting. */
static void open_frame(struct xspi_engine *engine, uint64_t earliest)
{
	struct xspi_frame *frame = &engine->frame;
	struct wires_mode last = frame->data;
	uint32_t pause;

	engine->asked = earliest;
	engine->waiting = true;
	if (must_wait(engine))
		return;
	engine->waiting = false;
	engine->t = latest(earliest, engine->select_after);
	if (wires_shared(engine->wires, &pause)) {
		engine->t = latest(engine->t, bus.free_at);
		bus.holder = engine;
	}
	engine->frame_first = engine->carried;
	wires_begin(engine->wires, frame->select, engine->t, engine->period);
	engine->in_frame = true;
	engine->frame_start = engine->t;
	send_phase(engine, &frame->instruction);
	send_phase(engine, &frame->address);
	send_phase(engine, &frame->alternate);
	if (!last.lines)
		last.lines = 1;
	wires_dummy(engine->wires, last, frame->dummy, engine->t);
	wires_first_clock(engine->wires, frame->first);
	engine->t += frame->dummy * engine->period;
	if (engine->mode == XSPI_COMMAND)
		close_frame(engine, engine->t);
}

/** Chip select rises a clock after the last one. */
static void close_frame(struct xspi_engine *engine, uint64_t now)
{
	if (!engine->in_frame)
		return;
	engine->in_frame = false;
	wires_end(engine->wires, now + engine->period);
	if (bus.holder == engine) {
		uint32_t pause;
		wires_shared(engine->wires, &pause);
		bus.holder = NULL;
		bus.free_at = now + (1 + pause) * engine->period;
	}
	engine->select_after = now + (1 + engine->select_high) * engine->period;
}

static void start(struct xspi_engine *engine, enum xspi_mode mode, const struct xspi_frame *frame,
	const struct xspi_timing *timing, uint64_t bytes)
{
	engine->frame = *frame;
	engine->mode = mode;
	engine->left = bytes;
	engine->first_addr = frame->address.value;
	engine->carried = 0;
	engine->halted = false;
	engine->head = 0;
	engine->level = 0;
	engine->timeout_at = UINT64_MAX;
	engine->accessed = sim_now();
	engine->status_new = false;
	engine->t = sim_now();
	if (set_timing(engine, timing) && mode != XSPI_POLL && mode != XSPI_MAPPED)
		open_frame(engine, sim_now());
}

void xspi_start_command(struct xspi_engine *engine, const struct xspi_frame *frame, const struct xspi_timing *timing)
{
	start(engine, XSPI_COMMAND, frame, timing, 0);
}

void xspi_start_write(struct xspi_engine *engine, const struct xspi_frame *frame, const struct xspi_timing *timing,
	uint64_t bytes)
{
	start(engine, XSPI_WRITE, frame, timing, bytes);
}

void xspi_start_read(struct xspi_engine *engine, const struct xspi_frame *frame, const struct xspi_timing *timing,
	uint64_t bytes)
{
	start(engine, XSPI_READ, frame, timing, bytes);
}

void xspi_start_poll(struct xspi_engine *engine, const struct xspi_frame *frame, const struct xspi_timing *timing,
	unsigned int bytes)
{
	start(engine, XSPI_POLL, frame, timing, bytes);
	engine->status_valid = false;
	engine->t = sim_now() > engine->select_after ? sim_now() : engine->select_after;
}

/* ---- catching up ---- */

/** Down to what crosses the wires together. */
static uint64_t whole_units(const struct xspi_engine *engine, uint64_t bytes)
{
	return bytes - bytes % engine->unit;
}

/** Whole bytes whose last clock is over by now. */
static uint64_t bytes_by(const struct xspi_engine *engine, uint64_t now)
{
	return now > engine->t ? whole_units(engine, (now - engine->t) / engine->byte_ps) : 0;
}

/** When so many more bytes will have crossed. */
static uint64_t time_of(const struct xspi_engine *engine, uint64_t bytes)
{
	return engine->t + whole_units(engine, bytes + engine->unit - 1) * engine->byte_ps;
}

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/** Bytes that the frame can still carry before chip select must rise. */
static uint64_t until_split(const struct xspi_engine *engine)
{
	uint64_t bytes = XSPI_NO_END;

	if (!engine->frame.address.mode.lines)
		return bytes;
	if (engine->boundary) {
		uint64_t at = (uint64_t)engine->first_addr * engine->unit + engine->carried;
		bytes = engine->boundary - at % engine->boundary;
	}
	if (engine->turn && others_wait(engine)) {
		uint64_t used = engine->carried - engine->frame_first;
		bytes = least(bytes, engine->turn > used ? engine->turn - used : 0);
	}
	if (engine->longest) {
		uint64_t end = engine->frame_start + engine->longest;
		bytes = least(bytes, end > engine->t ? (end - engine->t) / engine->byte_ps : 0);
	}
	return whole_units(engine, bytes);
}

/** The same, but never nothing: a frame carries something at least. */
static uint64_t room_in_frame(const struct xspi_engine *engine)
{
	uint64_t bytes = until_split(engine);

	return bytes > engine->unit ? bytes : engine->unit;
}

/** Bytes have crossed the wires. Where it must, chip select rises, and the command is given again for the rest. */
static void carry(struct xspi_engine *engine, uint64_t count)
{
	bool split = count >= until_split(engine);

	engine->carried += count;
	engine->t += count * engine->byte_ps;
	if (engine->left != XSPI_NO_END)
		engine->left -= count;
	if (!split || !engine->left)
		return;
	close_frame(engine, engine->t);
	engine->frame.address.value = engine->first_addr + (uint32_t)(engine->carried / engine->unit);
	engine->asked = engine->t;
	engine->waiting = others_wait(engine);
	if (!engine->waiting)
		open_frame(engine, engine->t);
}

static void finish(struct xspi_engine *engine, enum xspi_mode next)
{
	engine->complete = true;
	engine->mode = next;
	close_frame(engine, engine->t);
}

static void advance_command(struct xspi_engine *engine, uint64_t now)
{
	if (now >= engine->t)
		finish(engine, XSPI_ENDING);
}

static void advance_write(struct xspi_engine *engine, uint64_t now)
{
	while (engine->left && engine->level && !engine->waiting) {
		uint64_t count = least(bytes_by(engine, now), least(engine->left, whole_units(engine, engine->level)));
		if (!count)
			return;
		count = least(fifo_straight(engine, engine->head, count), room_in_frame(engine));
		wires_send(engine->wires, engine->frame.data, engine->fifo + engine->head, count, engine->t);
		engine->head = (engine->head + count) % engine->fifo_size;
		engine->level -= count;
		carry(engine, count);
	}
	if (engine->left)
		return;
	engine->level = 0;			/* what was written beyond the length is dropped */
	finish(engine, XSPI_ENDING);
}

/** Bring bytes in until the FIFO is full, the length is reached or the time is. */
static void fill(struct xspi_engine *engine, uint64_t now)
{
	while (engine->left && !engine->halted && !engine->waiting) {
		uint64_t count = least(bytes_by(engine, now), least(engine->left, whole_units(engine, room(engine))));
		if (!count)
			return;
		unsigned int tail = (engine->head + engine->level) % engine->fifo_size;
		count = least(fifo_straight(engine, tail, count), room_in_frame(engine));
		wires_receive(engine->wires, engine->frame.data, engine->fifo + tail, count, engine->t);
		engine->level += count;
		carry(engine, count);
		engine->halted = room(engine) < engine->unit;
	}
}

static void advance_read(struct xspi_engine *engine, uint64_t now)
{
	fill(engine, now);
	if (engine->left)
		return;
	if (engine->frame.extra_byte && room(engine))
		fifo_put(engine, 0);
	finish(engine, XSPI_DRAIN);
}

static bool status_matches(const struct xspi_engine *engine)
{
	uint32_t differs = (engine->status ^ engine->match) & engine->mask;

	if (engine->frame.deaf)
		return false;
	return engine->any ? (~(engine->status ^ engine->match) & engine->mask) != 0 : !differs;
}

static uint64_t poll_clocks(const struct xspi_engine *engine)
{
	const struct xspi_frame *frame = &engine->frame;
	const struct xspi_phase *const phases[] = { &frame->instruction, &frame->address, &frame->alternate };
	uint64_t halves = 2ull * frame->dummy + wires_half_clocks(frame->data, engine->left);

	for (unsigned int i = 0; i < 3; i++) {
		if (phases[i]->mode.lines)
			halves += wires_half_clocks(phases[i]->mode, phases[i]->bytes);
	}
	return (halves + 1) / 2;
}

/** Polls whose answer is known not to change are counted, not sent. */
static void skip_polls(struct xspi_engine *engine, uint64_t now, uint64_t length, uint64_t pause)
{
	uint64_t until = least(wires_steady_until(engine->wires), now);
	uint64_t cycle = length + pause;

	if (until <= engine->t + 2 * cycle)
		return;
	uint64_t times = (until - engine->t) / cycle - 1;
	wires_repeated(engine->wires, times);
	engine->t += times * cycle;
}

static void advance_poll(struct xspi_engine *engine, uint64_t now)
{
	uint64_t length = poll_clocks(engine) * engine->period;
	uint32_t wait = engine->interval > engine->select_high ? engine->interval : engine->select_high;
	uint64_t pause = (1 + wait) * engine->period;

	while (engine->t + length <= now) {
		uint8_t bytes[4] = { 0 };
		open_frame(engine, engine->t);
		if (engine->waiting)
			return;
		uint64_t begin = engine->frame_start;
		wires_receive(engine->wires, engine->frame.data, bytes, engine->left, engine->t);
		engine->t = begin + length;
		close_frame(engine, engine->t);
		engine->status = bytes[0] | bytes[1] << 8 | bytes[2] << 16 | (uint32_t)bytes[3] << 24;
		engine->status_valid = true;
		engine->status_new = true;
		if (status_matches(engine)) {
			engine->matched = true;
			if (engine->stop_on_match) {
				engine->mode = XSPI_ENDING;
				return;
			}
		}
		engine->t += pause;
		if (!status_matches(engine))
			skip_polls(engine, now, length, pause);
	}
}

/** The timeout counts from when the FIFO is full or nothing more comes, and from the last access. */
static void advance_mapped(struct xspi_engine *engine, uint64_t now)
{
	if (engine->mapped_write || !engine->in_frame)
		return;
	fill(engine, now);
	if (engine->timeout_clocks && (engine->halted || !engine->left)) {
		uint64_t idle_since = engine->t > engine->accessed ? engine->t : engine->accessed;
		engine->timeout_at = idle_since + engine->timeout_clocks * engine->period;
	}
	if (now < engine->timeout_at)
		return;
	engine->timed_out = true;
	close_frame(engine, engine->timeout_at);
	engine->timed_out_at = engine->timeout_at;
	engine->timeout_at = UINT64_MAX;
	if (!engine->timeout_ends)
		return;
	engine->mode = XSPI_IDLE;
	engine->level = 0;
}

static void advance_ending(struct xspi_engine *engine, uint64_t now)
{
	if (now >= engine->t + engine->period)
		engine->mode = XSPI_IDLE;
}

static void advance_to(struct xspi_engine *engine, uint64_t now)
{
	if (engine->mode == XSPI_IDLE || !engine->period)
		return;
	if (engine->waiting && engine->mode != XSPI_POLL) {
		open_frame(engine, engine->asked);
		if (engine->waiting)
			return;
	}
	if (engine->mode == XSPI_COMMAND)
		advance_command(engine, now);
	else if (engine->mode == XSPI_WRITE)
		advance_write(engine, now);
	else if (engine->mode == XSPI_READ)
		advance_read(engine, now);
	else if (engine->mode == XSPI_POLL)
		advance_poll(engine, now);
	else if (engine->mode == XSPI_MAPPED)
		advance_mapped(engine, now);

	if (engine->mode == XSPI_DRAIN && !engine->level)
		engine->mode = XSPI_ENDING;
	if (engine->mode == XSPI_ENDING)
		advance_ending(engine, now);
}

void xspi_advance(struct xspi_engine *engine)
{
	advance_to(engine, sim_now());
	if (engine->mode != XSPI_WRITE || !engine->period || engine->timer.armed)
		return;
	/* half of a pair of bytes, one for each chip, waits for the other: no time at which it would go */
	uint64_t ready = least(whole_units(engine, engine->level), engine->left);
	if (ready)
		sim_timer_set(&engine->timer, time_of(engine, ready));
}

/* ---- access by the bus ---- */

static void stall_until(struct xspi_engine *engine, uint64_t when)
{
	uint64_t now = sim_now();

	if (when > now)
		sim_stall(when - now);
	xspi_advance(engine);
}

/** When the controller that has the bus will let go of it while nobody serves its FIFO. */
static uint64_t turn_ends(const struct xspi_engine *holder)
{
	if (!holder)
		return sim_now();
	bool reads = holder->mode == XSPI_READ || (holder->mode == XSPI_MAPPED && !holder->mapped_write);
	uint64_t able = reads ? (holder->halted ? 0 : room(holder)) : holder->level;
	uint64_t split = until_split(holder);

	if (split < holder->left && able >= split)
		return time_of(holder, split);
	if (holder->mode != XSPI_MAPPED)
		return able >= holder->left ? time_of(holder, holder->left) : NEVER;
	if (!holder->timeout_clocks || holder->mapped_write)
		return NEVER;
	return latest(time_of(holder, least(able, holder->left)), holder->accessed) +
		holder->timeout_clocks * holder->period;
}

/** The access is held up until the bus is this controller's. @returns false if it never is: both wait for ever */
static bool wait_for_turn(struct xspi_engine *engine)
{
	while (engine->waiting) {
		uint64_t when = turn_ends(bus.holder);
		if (when == NEVER)
			return false;
		stall_until(engine, latest(when, sim_now() + engine->period));
	}
	return true;
}

bool xspi_push(struct xspi_engine *engine, uint32_t value, unsigned int bytes)
{
	xspi_advance(engine);
	while (engine->mode == XSPI_WRITE && room(engine) < bytes) {
		if (!engine->period || !wait_for_turn(engine))
			return false;
		uint64_t wanted = least(engine->left, bytes - room(engine));
		stall_until(engine, time_of(engine, wanted + wanted % engine->unit));
	}
	if (engine->mode != XSPI_WRITE)
		return true;			/* the length was reached while waiting: dropped */
	if (engine->level < engine->unit && engine->t < sim_now())
		engine->t = sim_now();	/* the clock stood for lack of data */
	for (unsigned int i = 0; i < bytes; i++)
		fifo_put(engine, value >> (8 * i));
	xspi_advance(engine);
	return true;
}

/**
 * A full FIFO's clock goes on when four bytes are free (RM0399, RM0456: "until 4 bytes become vacant"); of 16 bytes
 * five must be ("when FLEVEL <= 11").
 */
static unsigned int resume_level(const struct xspi_engine *engine)
{
	return engine->fifo_size == 16 ? 11 : engine->fifo_size - 4;
}

static void resume(struct xspi_engine *engine)
{
	if (!engine->halted || !engine->left || engine->level > resume_level(engine))
		return;
	engine->halted = false;
	engine->t = sim_now();
}

/** Wait until so many bytes are there or no more will come. */
static bool wait_for_bytes(struct xspi_engine *engine, unsigned int bytes)
{
	while (engine->level < bytes && engine->left && (engine->mode == XSPI_READ || engine->mode == XSPI_MAPPED)) {
		if (!engine->period || engine->halted || !wait_for_turn(engine))
			return false;
		uint64_t wanted = least(engine->left, bytes - engine->level);
		stall_until(engine, time_of(engine, wanted));
	}
	return true;
}

static uint32_t take(struct xspi_engine *engine, unsigned int bytes)
{
	uint32_t value = 0;

	for (unsigned int i = 0; i < bytes && engine->level; i++)
		value |= (uint32_t)fifo_take(engine) << (8 * i);
	resume(engine);
	return value;
}

static bool wait_for_status(struct xspi_engine *engine)
{
	while (engine->mode == XSPI_POLL && !engine->status_valid) {
		if (!engine->period)
			return false;
		if (!wait_for_turn(engine))
			return false;
		stall_until(engine, engine->t + poll_clocks(engine) * engine->period);
	}
	return true;
}

bool xspi_pop(struct xspi_engine *engine, unsigned int bytes, uint32_t *value)
{
	xspi_advance(engine);
	if (engine->mode == XSPI_POLL || engine->status_new) {
		if (!wait_for_status(engine))
			return false;
		engine->status_new = false;
		*value = engine->status;
		return true;
	}
	if (!wait_for_bytes(engine, bytes))
		return false;
	*value = take(engine, bytes);
	xspi_advance(engine);
	return true;
}

void xspi_hang(struct xspi_engine *engine, enum xspi_mode mode)
{
	xspi_stop(engine);
	engine->mode = mode;
}

/* ---- memory-mapped ---- */

bool xspi_timeout_just_now(const struct xspi_engine *engine)
{
	return engine->timed_out && engine->timed_out_at && sim_now() - engine->timed_out_at < engine->period;
}

bool xspi_mapped_continues(const struct xspi_engine *engine, uint32_t addr, bool write)
{
	return engine->mode == XSPI_MAPPED && (engine->in_frame || engine->waiting) && engine->mapped_write == write &&
		engine->next_addr == addr && (engine->left || engine->level);
}

void xspi_mapped_open(struct xspi_engine *engine, const struct xspi_frame *frame, const struct xspi_timing *timing,
	uint32_t addr, uint64_t left, bool write)
{
	uint64_t now = sim_now();

	close_frame(engine, engine->t > now ? engine->t : now);
	start(engine, XSPI_MAPPED, frame, timing, left);
	engine->next_addr = addr;
	engine->mapped_write = write;
	if (engine->period)
		open_frame(engine, now);
}

bool xspi_mapped_read(struct xspi_engine *engine, unsigned int bytes, uint32_t *value)
{
	xspi_advance(engine);
	if (!wait_for_bytes(engine, bytes))
		return false;
	engine->next_addr += bytes;
	engine->accessed = sim_now();
	engine->timeout_at = UINT64_MAX;
	*value = take(engine, bytes);
	return true;
}

bool xspi_mapped_write(struct xspi_engine *engine, unsigned int bytes, uint32_t value)
{
	uint8_t data[4];

	if (!engine->period || !wait_for_turn(engine))
		return false;
	uint64_t now = sim_now();
	if (engine->t < now)
		engine->t = now;
	for (unsigned int i = 0; i < bytes; i++)
		data[i] = value >> (8 * i);
	wires_send(engine->wires, engine->frame.data, data, bytes, engine->t);
	engine->t += bytes * engine->byte_ps;
	engine->next_addr += bytes;
	if (engine->t > now + WRITE_AHEAD * engine->byte_ps)
		sim_stall(engine->t - now - WRITE_AHEAD * engine->byte_ps);
	return true;
}

/* ---- ending early ---- */

void xspi_stop(struct xspi_engine *engine)
{
	uint64_t now = sim_now();

	xspi_advance(engine);
	sim_timer_cancel(&engine->timer);
	/* what is sent when a frame starts is sent ahead of the time: chip select cannot rise before it is over */
	close_frame(engine, engine->t > now ? engine->t : now);
	engine->mode = XSPI_IDLE;
	engine->waiting = false;
	engine->level = 0;
	engine->head = 0;
	engine->left = 0;
	engine->halted = false;
	engine->status_new = false;
	engine->timeout_at = UINT64_MAX;
}

void xspi_abort(struct xspi_engine *engine)
{
	if (engine->mode == XSPI_DEAD)
		return;
	xspi_stop(engine);
	engine->complete = true;
	engine->t = sim_now();
	engine->mode = engine->period ? XSPI_ENDING : XSPI_IDLE;
}
