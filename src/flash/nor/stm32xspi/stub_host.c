// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Host side of the stub: start, slots, watch, end. What lies where in the work area is in stub_area.c, what a failure
 * means in words in stub_report.c. The stub stays resident over one operation (pattern: npcx.c): it is started once,
 * fed or emptied through slots in the work area, and ends in a BKPT.
 */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdlib.h>
#include <string.h>
#include <helper/log.h>
#include <helper/time_support.h>
#include "link.h"
#include "stub_area.h"
#include "stub_core.h"
#include "stub_host.h"
#include "stub_report.h"

#define SLOT_SMALL		2048u		/* first and last slots, so that the chip starts early and ends soon */
#define SLOT_SHORT		6144u		/* all slots of little data: the chip is a slot behind, which is much of it */
#define SHORT_TOTAL		0x40000u
#define BLANK_UNIT		4096u		/* blank units of this size are not read over the link */
#define READ_HEAD		8u			/* doorbell and number of blank bytes */
#define START_LIMIT_MS	500
#define HALT_LIMIT_MS	500
#define OTHER_LIMIT_MS	8000		/* phases without a limit of their own; the stub's own data limit is 5000 ms */
#define LIMIT_SLACK_MS	2000
#define BEATING_FACTOR	4			/* so much slower than assumed may a core be whose stub has a heartbeat */
#define MIN_POLLS		16u			/* looks at the stub before a limit counts, and between looks at the core */

#define EAGER_LOOKS		8u			/* before a host that only waits rests between looks: they take host CPU */
#define REST_MS			2
#define REST_MOST_MS	20
#define REST_PART		8			/* of what the work will still take, ... */
#define NEAR_END_MS		100			/* ... which is known no better than this */
#define END_POLLS		4u			/* looks at a stub that ends: one is at its status, the others at the core */

#define STACK_GUARD		32u			/* lowest bytes of the stack that must stay untouched */

#define ROUND_UP_4(x)	(((x) + 3u) & ~3u)

static int write_u32(struct stub_session *s, uint32_t addr, uint32_t value)
{
	uint8_t raw[4];

	target_buffer_set_u32(s->target, raw, value);
	return stub_write(s, addr, sizeof(raw), raw);
}

/** Read the first @a words of the status, and @a guard bytes of what follows it: the lower end of the stack. */
static int read_status(struct stub_session *s, uint32_t words, uint32_t guard, bool *overrun)
{
	uint8_t raw[STUB_STATUS_ROOM + STACK_GUARD];
	uint32_t *out = (uint32_t *)&s->status;
	uint32_t size = guard ? s->stack_addr - s->status_addr + guard : words * 4;

	int retval = stub_read(s, s->status_addr, size, raw);
	if (retval != ERROR_OK)
		return retval;
	for (uint32_t i = 0; i < words; i++)
		out[i] = target_buffer_get_u32(s->target, raw + i * 4);
	for (uint32_t at = size - guard; at < size; at += 4) {
		if (target_buffer_get_u32(s->target, raw + at) != STUB_STACK_FILL)
			*overrun = true;
	}
	if (s->progress)
		s->progress(s);
	return ERROR_OK;
}

#define STATUS_WORDS	(sizeof(struct stub_status) / 4)
#define HEAD_WORDS		(offsetof(struct stub_status, error_addr) / 4)

/* ---- end of a run ---- */

/**
 * Wait until the core has halted. OpenOCD's poll clears a lock-up by halting, and then fails once: so failures do not
 * end it.
 */
static bool wait_halt(struct stub_session *s, int limit_ms)
{
	int64_t start = timeval_ms();

	if (s->target->state == TARGET_HALTED)
		return true;
	for (unsigned int polls = 0; polls < MIN_POLLS || timeval_ms() - start <= limit_ms; polls++) {
		stub_core_poll(s);
		if (s->target->state == TARGET_HALTED)
			return true;
		keep_alive();
	}
	return false;
}

/** The core was reset under the stub: its old registers must not come back. */
static int after_reset(struct stub_session *s)
{
	stub_say(s, "%s was reset while the stub ran: watchdog, supply or reset button; flash address in work 0x%08" PRIx32,
		target_name(s->target), s->status.addr);
	(void)target_halt(s->target);
	(void)wait_halt(s, HALT_LIMIT_MS);
	s->target->running_alg = false;
	s->core_changed = false;
	return ERROR_TARGET_FAILURE;
}

/**
 * A core that was reset and then halted by a fault, in an application that is not there: its stack is not the stub's
 * any more, whereas a fault in the stub leaves a frame on it.
 */
static bool stack_is_gone(struct stub_session *s)
{
	uint32_t sp = stub_sp(s->target);

	return sp < s->stack_addr || sp > s->stack_addr + STUB_STACK_SIZE;
}

/**
 * Whatever state the run is in: get the core halted, the full status read, faults described, registers restored.
 * target_wait_algorithm() restores them only if it finds the core halted and has no other exit address in mind, so both
 * are seen to here first.
 * @returns ERROR_OK if the stub has ended by itself in its BKPT
 */
static int bring_home(struct stub_session *s, int wait_ms)
{
	struct target *target = s->target;
	bool overrun = false, forced = false;
	int retval = ERROR_OK;

	s->running = false;
	if (!wait_halt(s, wait_ms)) {
		if (target->state == TARGET_RESET || target->state == TARGET_RUNNING)
			return after_reset(s);
		/* ask first: then the stub leaves the controller idle and restores what it changed */
		(void)write_u32(s, s->params_addr + offsetof(struct stub_params, abort), 1);
		if (!wait_halt(s, HALT_LIMIT_MS / 5)) {
			forced = true;
			(void)target_halt(target);
			if (!wait_halt(s, HALT_LIMIT_MS)) {
				stub_say(s, "the core does not halt; reset the target");
				target->running_alg = false;
				return ERROR_TARGET_TIMEOUT;
			}
		}
	}
	if (stack_is_gone(s))
		return after_reset(s);
	if (read_status(s, STATUS_WORDS, STACK_GUARD, &overrun) != ERROR_OK)
		retval = ERROR_FAIL;
	else if (forced)
		retval = stub_say_forced(s);
	else if (stub_pc(target) != s->status.exit_pc ||
			(s->status.magic != STUB_MAGIC && s->status.state != STUB_NO_IMAGE))
		retval = stub_say_halted(s);
	else if (overrun)
		retval = stub_say(s, "the stub has used all of its %u B of stack; this is a bug", STUB_STACK_SIZE);

	stub_core_restore(s);
	if (target_wait_algorithm(target, 0, NULL, 0, NULL, 0, HALT_LIMIT_MS, &s->algorithm) != ERROR_OK) {
		(void)link_flush(target);
		target->running_alg = false;
		retval = stub_say(s, "the core's registers could not be restored; reset the target");
	}
	return retval;
}

/** The stub has ended, or has to. @returns ERROR_OK only if it reports success. */
static int conclude(struct stub_session *s, int wait_ms)
{
	int retval = bring_home(s, wait_ms);

	if (retval != ERROR_OK)
		return retval;
	if (s->status.state == STUB_DONE)
		return ERROR_OK;
	return stub_say_failed(s);
}

/**
 * The core has halted as it should, by all that is known: take it back the short way.
 * @returns false: nothing was done; conclude() finds out what is wrong
 */
static bool end_well(struct stub_session *s)
{
	bool overrun = false;

	if (!s->by_queue || s->target->state != TARGET_DEBUG_RUNNING || (!s->halted && !stub_core_halted(s)) ||
			read_status(s, STATUS_WORDS, STACK_GUARD, &overrun) != ERROR_OK)
		return false;
	if (overrun || s->status.magic != STUB_MAGIC || s->status.state != STUB_DONE || !stub_core_ended(s))
		return false;
	s->running = false;
	return true;
}

/* ---- watch ---- */

static void watch_restart(struct stub_session *s)
{
	s->watch.since_ms = timeval_ms();
	s->watch.beat_ms = s->watch.since_ms;
	s->watch.polls = 0;
}

/** The host has moved something, or has begun. */
static void watch_again(struct stub_session *s)
{
	watch_restart(s);
	s->watch.looks = 0;
}

/**
 * The heartbeat alone is no progress: a wait that never ends has one, too. But a stub with a heartbeat still counts its
 * own limits, so that it deserves more patience than one without.
 */
static bool watch_progress(struct stub_session *s)
{
	uint32_t now[ARRAY_SIZE(s->watch.seen)] = {
		s->status.consumed, s->status.records, s->status.addr, s->status.phase, s->status.bytes_checked
	};

	if (s->status.heartbeat != s->watch.beat) {
		s->watch.beat = s->status.heartbeat;
		s->watch.beat_ms = timeval_ms();
	}
	if (memcmp(now, s->watch.seen, sizeof(now)) == 0)
		return false;
	memcpy(s->watch.seen, now, sizeof(now));
	return true;
}

/** How long the stub may stay where it is, ms. */
static int64_t watch_limit(const struct stub_session *s)
{
	uint32_t phase = s->status.phase & 0xFF;
	uint32_t op = s->status.phase >> 8;

	if ((phase == STUB_PHASE_ERASE || phase == STUB_PHASE_PROGRAM) && op < STUB_OP_COUNT)
		return (int64_t)s->params.op[op].limit_ms * 3 / 2 + LIMIT_SLACK_MS;
	return MAX(OTHER_LIMIT_MS, (int64_t)s->params.host_limit_ms + LIMIT_SLACK_MS);
}

static bool watch_over(const struct stub_session *s)
{
	int64_t now = timeval_ms(), limit = watch_limit(s);

	if (s->watch.polls < MIN_POLLS)
		return false;
	return now - s->watch.beat_ms > limit || now - s->watch.since_ms > BEATING_FACTOR * limit;
}

/** Look at the running stub once. An error: it has failed, died or hangs, and was brought home. */
static int look(struct stub_session *s)
{
	if (s->watch.looks++ >= EAGER_LOOKS)
		alive_sleep(REST_MS);
	int retval = read_status(s, HEAD_WORDS, 0, NULL);

	keep_alive();
	if (retval != ERROR_OK) {
		(void)bring_home(s, 0);
		return retval;
	}
	/* not the stub's status any more: the supply was lost, or somebody writes to the work area */
	if (s->status.magic && s->status.magic != STUB_MAGIC)
		return conclude(s, 0);
	if (s->status.state == STUB_FAILED)
		return conclude(s, HALT_LIMIT_MS);
	if (s->status.state == STUB_DONE || s->status.state == STUB_NO_IMAGE)
		return ERROR_OK;
	if (watch_progress(s)) {
		watch_restart(s);
		return ERROR_OK;
	}
	if (++s->watch.polls % MIN_POLLS == 0) {
		stub_core_poll(s);
		if (s->target->state != TARGET_DEBUG_RUNNING) {
			/* it may just have ended as it should; then what it has produced can still be taken */
			retval = read_status(s, HEAD_WORDS, 0, NULL);
			return retval == ERROR_OK && s->status.state == STUB_DONE ? ERROR_OK : conclude(s, 0);
		}
	}
	if (watch_over(s)) {
		stub_say_stuck(s, timeval_ms() - s->watch.since_ms);
		(void)bring_home(s, 0);
		return ERROR_TARGET_TIMEOUT;
	}
	return ERROR_OK;
}

/* ---- start ---- */

static int wait_running(struct stub_session *s)
{
	int64_t start = timeval_ms();

	for (unsigned int polls = 0; polls < MIN_POLLS || timeval_ms() - start <= START_LIMIT_MS; polls++) {
		int retval = look(s);

		if (retval != ERROR_OK || s->status.state != STUB_IDLE)
			return retval;
	}
	stub_say(s, "the stub does not start: status at 0x%08" PRIx32 " stays empty", s->status_addr);
	(void)bring_home(s, 0);
	return ERROR_TARGET_TIMEOUT;
}

static void fill_params(struct stub_session *s, enum stub_command command, uint32_t addr, uint32_t len,
		uint32_t hash_unit)
{
	s->params.magic = STUB_MAGIC;
	s->params.version = STUB_VERSION;
	s->params.command = command;
	s->params.status = s->status_addr;
	s->params.image = s->area->address;
	s->params.slots = s->slots_addr;
	s->params.slot_size = s->slot_size;
	s->params.slot_count = s->slot_count;
	s->params.addr = addr;
	s->params.len = len;
	s->params.hash_unit = command == STUB_CMD_READ ? BLANK_UNIT : hash_unit;
	s->params.drained = 0;
	s->params.abort = 0;
}

/** @returns ERROR_OK, also if the entry has found that the image is not there: see status.state */
static int start_once(struct stub_session *s)
{
	memset(&s->status, 0, sizeof(s->status));
	memset(s->watch.seen, 0xFF, sizeof(s->watch.seen));

	int retval = stub_write_image(s);
	if (retval == ERROR_OK)
		retval = stub_core_prepare(s);
	if (retval != ERROR_OK) {
		stub_core_restore(s);
		return retval;
	}
	retval = stub_core_start(s);
	if (retval != ERROR_OK) {
		(void)bring_home(s, 0);
		return retval;
	}
	s->running = true;
	s->halted = false;
	s->begun_ms = timeval_ms();
	watch_again(s);
	return wait_running(s);
}

int stub_start(struct stub_session *s, enum stub_command command, uint32_t addr, uint32_t len, uint32_t hash_unit)
{
	s->error[0] = '\0';
	if (!s->area) {
		stub_say(s, "the stub is not loaded: the work area was freed");
		return ERROR_FAIL;
	}
	fill_params(s, command, addr, len, hash_unit);
	s->filled = 0;
	s->drained = 0;
	s->drained_told = 0;
	s->slot_used = 0;
	s->left = 0;
	s->total = 0;
	s->link_bytes = 0;
	s->link_transactions = 0;
	s->whole = true;

	for (unsigned int tries = 0; tries < 2; tries++) {
		int retval = start_once(s);
		if (retval != ERROR_OK || s->status.state != STUB_NO_IMAGE)
			return retval;
		/* somebody else has used the work area meanwhile */
		s->resident = false;
		retval = bring_home(s, HALT_LIMIT_MS);
		if (retval != ERROR_OK)
			return retval;
	}
	return stub_say_no_memory(s);
}

/* ---- to the target ---- */

void stub_announce(struct stub_session *s, uint32_t left)
{
	if (!s->total)
		s->total = left;
	s->left = left;
}

/** Ended before it was told to: the caller must not go on. */
static int not_running(struct stub_session *s)
{
	stub_say(s, "the stub is not running");
	return ERROR_FAIL;
}

static int send_slot(struct stub_session *s)
{
	uint32_t slot = s->slots_addr + s->filled % s->slot_count * s->slot_size;
	int retval;

	if (!s->slot_used)
		return ERROR_OK;
	while (s->filled - s->status.consumed >= s->slot_count) {
		retval = look(s);
		if (retval != ERROR_OK)
			return retval;
		if (!s->running || s->status.state != STUB_RUNNING)
			return not_running(s);
	}
	s->filled++;
	target_buffer_set_u32(s->target, s->slot + s->slot_used, STUB_DOORBELL(s->filled, s->slot_used));
	retval = stub_write(s, slot + s->slot_size - 4 - s->slot_used, s->slot_used + 4, s->slot);
	s->slot_used = 0;
	keep_alive();
	watch_again(s);
	if (retval != ERROR_OK)
		(void)bring_home(s, 0);
	return retval;
}

/** Bytes to put into the slot in work: fewer at the beginning and towards the end, if that is known. */
static uint32_t slot_limit(const struct stub_session *s)
{
	uint32_t limit = s->slot_size;

	if (s->filled < 4)
		limit = MIN(limit, SLOT_SMALL << s->filled);
	if (s->left)
		limit = MIN(limit, MAX(SLOT_SMALL, s->left / 2));
	if (s->total && s->total <= SHORT_TOTAL)
		limit = MIN(limit, SLOT_SHORT);
	return limit;
}

static uint32_t slot_room(const struct stub_session *s)
{
	uint32_t limit = slot_limit(s);

	return limit > 4 + s->slot_used ? limit - 4 - s->slot_used : 0;
}

static void append(struct stub_session *s, const struct stub_record *r, const uint8_t *data, uint32_t bytes)
{
	uint8_t *at = s->slot + s->slot_used;

	at[0] = r->type;
	at[1] = r->arg;
	target_buffer_set_u16(s->target, at + 2, r->flags);
	target_buffer_set_u32(s->target, at + 4, r->addr);
	target_buffer_set_u32(s->target, at + 8, r->len);
	at += sizeof(*r);
	if (bytes)
		memcpy(at, data, bytes);
	memset(at + bytes, 0, ROUND_UP_4(bytes) - bytes);
	s->slot_used += sizeof(*r) + ROUND_UP_4(bytes);
}

/**
 * Append a record that cannot be cut. The first one is sent at once, so that the chip starts while more is on its way,
 * unless it is all that was announced.
 */
static int put_whole(struct stub_session *s, const struct stub_record *r, const uint8_t *data, uint32_t bytes)
{
	bool first = !s->filled && !s->slot_used && (!s->left || s->left > r->len);

	if (slot_room(s) < sizeof(*r) + bytes) {
		int retval = send_slot(s);
		if (retval != ERROR_OK)
			return retval;
	}
	append(s, r, data, bytes);
	return first ? send_slot(s) : ERROR_OK;
}

/**
 * Bytes of a record at @a addr that go into the slot: all, or up to a page boundary, or (in an empty slot) what fits.
 */
static uint32_t cut(const struct stub_session *s, uint32_t addr, uint32_t len)
{
	uint32_t page = s->params.op[STUB_OP_PROGRAM].unit;
	uint32_t room = slot_room(s);
	uint32_t fits, end;

	if (room <= sizeof(struct stub_record))
		return 0;
	fits = (room - sizeof(struct stub_record)) & ~3u;
	if (len <= fits)
		return len;
	end = page ? (addr + fits) & ~(page - 1) : addr + fits;
	if (end > addr)
		return end - addr;
	return s->slot_used ? 0 : fits;
}

static int put_data(struct stub_session *s, const struct stub_record *record, const uint8_t *data)
{
	struct stub_record r = *record;
	uint32_t left = record->len;

	while (left) {
		r.len = cut(s, r.addr, left);
		if (r.len) {
			append(s, &r, data, r.len);
			r.addr += r.len;
			data += r.len;
			left -= r.len;
			s->left -= MIN(s->left, r.len);
		}
		if (left) {
			int retval = send_slot(s);
			if (retval != ERROR_OK)
				return retval;
		}
	}
	return ERROR_OK;
}

int stub_put(struct stub_session *s, const struct stub_record *record, const uint8_t *data)
{
	if (!s->running)
		return not_running(s);
	switch (record->type) {
	case STUB_REC_PROGRAM:
	case STUB_REC_COMPARE:
		return put_data(s, record, data);
	case STUB_REC_EXPECT:
		return put_whole(s, record, data, sizeof(struct stub_hash));
	case STUB_REC_PROGRAM_PACKED:
		stub_say(s, "packed records are not built into this stub");
		(void)bring_home(s, 0);
		return ERROR_FAIL;
	default:
		return put_whole(s, record, NULL, 0);
	}
}

/* ---- from the target ---- */

static uint32_t output_slot(const struct stub_session *s)
{
	return s->slots_addr + s->drained % s->slot_count * s->slot_size;
}

static int wait_output(struct stub_session *s)
{
	while (s->status.consumed == s->drained) {
		int retval = look(s);
		if (retval != ERROR_OK)
			return retval;
		if (s->status.consumed == s->drained && s->status.state != STUB_RUNNING)
			return not_running(s);
	}
	return ERROR_OK;
}

static int say_overwritten(struct stub_session *s)
{
	return stub_say(s, "output slot %" PRIu32 " says 0x%08" PRIx32 ", expected 0x%04" PRIx32 "xxxx and a length that"
		" fits; work area overwritten?", s->drained, target_buffer_get_u32(s->target, s->slot),
		(s->drained + 1) & 0xFFFF);
}

/** Has what was read of the slot its doorbell? */
static bool bell_rings(struct stub_session *s)
{
	return target_buffer_get_u32(s->target, s->slot) >> 16 == ((s->drained + 1) & 0xFFFF);
}

/**
 * Read the first @a bytes of the next output slot. Tries without asking before, but for the first slot: the target is
 * mostly faster than the link, and the doorbell tells whether that was right.
 */
static int read_slot(struct stub_session *s, uint32_t bytes)
{
	int retval = ERROR_OK;

	if (s->status.consumed == s->drained && s->drained) {
		retval = stub_read(s, output_slot(s), bytes, s->slot);
		if (retval != ERROR_OK || bell_rings(s))
			return retval;
	}
	retval = wait_output(s);
	if (retval == ERROR_OK)
		retval = stub_read(s, output_slot(s), bytes, s->slot);
	if (retval == ERROR_OK && !bell_rings(s))
		retval = say_overwritten(s);
	return retval;
}

/** A slot's payload was taken: tell the stub, half of the slots at a time, for a word costs as much as a slot. */
static int slot_taken(struct stub_session *s, bool more)
{
	s->drained++;
	/* what was seen may be behind what was read without asking */
	if ((int32_t)(s->status.consumed - s->drained) < 0)
		s->status.consumed = s->drained;
	watch_again(s);
	keep_alive();
	if (!more || s->drained - s->drained_told < (s->slot_count + 1) / 2)
		return ERROR_OK;
	s->drained_told = s->drained;
	return write_u32(s, s->params_addr + offsetof(struct stub_params, drained), s->drained);
}

/** Contents: a number of blank bytes, then data. @a room: bytes that are still to come in all, at most */
static int take_contents(struct stub_session *s, uint8_t *data, uint32_t room, uint32_t *got)
{
	uint32_t all = MIN(s->slot_size, READ_HEAD + ROUND_UP_4(room));
	uint32_t first = s->whole ? all : READ_HEAD;
	int retval = read_slot(s, first);

	if (retval != ERROR_OK)
		return retval;
	uint32_t bytes = STUB_DOORBELL_BYTES(target_buffer_get_u32(s->target, s->slot)) - 4;
	uint32_t blank = target_buffer_get_u32(s->target, s->slot + 4);
	if (bytes > all - READ_HEAD || blank > room || bytes > room - blank || !(bytes + blank))
		return say_overwritten(s);
	if (READ_HEAD + bytes > first)
		retval = stub_read(s, output_slot(s) + READ_HEAD, ROUND_UP_4(bytes), s->slot + READ_HEAD);
	if (retval != ERROR_OK)
		return retval;
	memset(data, 0xFF, blank);
	memcpy(data + blank, s->slot + READ_HEAD, bytes);
	s->whole = bytes == all - READ_HEAD;
	*got = blank + bytes;
	return slot_taken(s, *got < room);
}

/** Hashes: as many as fit, the last slot has the rest. */
static int take_hashes(struct stub_session *s, uint8_t *data, uint32_t room, uint32_t *got)
{
	uint32_t fit = (s->slot_size - 4) / sizeof(struct stub_hash);
	uint64_t count = ((uint64_t)s->params.len + s->params.hash_unit - 1) / s->params.hash_unit;
	uint64_t done = (uint64_t)s->drained * fit;
	uint32_t bytes = done < count ? MIN(count - done, fit) * sizeof(struct stub_hash) : 0;
	int retval;

	if (!bytes || bytes > room) {
		stub_say(s, "output slot of %" PRIu32 " B, room for %" PRIu32 " B", bytes, room);
		return ERROR_BUF_TOO_SMALL;
	}
	retval = wait_output(s);
	if (retval == ERROR_OK)
		retval = stub_read(s, output_slot(s), 4 + bytes, s->slot);
	if (retval != ERROR_OK)
		return retval;
	if (target_buffer_get_u32(s->target, s->slot) != STUB_DOORBELL(s->drained + 1, bytes))
		return say_overwritten(s);
	memcpy(data, s->slot + 4, bytes);
	*got = bytes;
	return slot_taken(s, done + fit < count);
}

int stub_take(struct stub_session *s, uint8_t *data, uint32_t room, uint32_t *got)
{
	int retval;

	*got = 0;
	if (!s->running)
		return not_running(s);
	if (s->params.command == STUB_CMD_READ)
		retval = take_contents(s, data, room, got);
	else
		retval = take_hashes(s, data, room, got);
	if (retval != ERROR_OK && s->running)
		(void)bring_home(s, 0);
	return retval;
}

/* ---- end ---- */

/** How long to rest from looking, ms: the longer the more is to be done yet, as far as that can be said. */
static int64_t rest_ms(const struct stub_session *s)
{
	const uint32_t done = s->status.bytes_checked;

	if (!done || s->total <= done)
		return REST_MS;
	int64_t left = (timeval_ms() - s->begun_ms) * (s->total - done) / done;
	return MAX(REST_MS, MIN(REST_MOST_MS, (left - NEAR_END_MS) / REST_PART));
}

/**
 * Nothing more is to be given: the core halts when the stub has ended, and its status is read then in any case. So it
 * is looked at meanwhile only for what it says of progress.
 */
static int wait_end(struct stub_session *s)
{
	for (unsigned int polls = 1; s->running && s->status.state == STUB_RUNNING; polls++) {
		if (polls % END_POLLS == 0) {
			int retval = look(s);
			if (retval != ERROR_OK)
				return retval;
			continue;
		}
		if (polls > EAGER_LOOKS)
			alive_sleep(rest_ms(s));
		s->halted = stub_core_halted(s);
		if (s->halted)
			break;
	}
	return ERROR_OK;
}

int stub_finish(struct stub_session *s)
{
	static const struct stub_record end = { .type = STUB_REC_END };
	int retval = ERROR_OK;

	if (!s->running)
		return not_running(s);
	if (s->params.command == STUB_CMD_STREAM) {
		retval = put_whole(s, &end, NULL, 0);
		if (retval == ERROR_OK)
			retval = send_slot(s);
	}
	if (retval == ERROR_OK)
		retval = wait_end(s);
	if (retval != ERROR_OK || !s->running)
		return retval;
	return end_well(s) ? ERROR_OK : conclude(s, HALT_LIMIT_MS);
}

void stub_abort(struct stub_session *s)
{
	if (!s->running)
		return;
	(void)write_u32(s, s->params_addr + offsetof(struct stub_params, abort), 1);
	(void)bring_home(s, HALT_LIMIT_MS / 5);
}
