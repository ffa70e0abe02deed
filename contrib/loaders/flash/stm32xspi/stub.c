// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * The stub's head: plays the records that the host streams in, or sends hashes or contents the other way.
 * Knows no chip and no controller; see stm32xspi_proto.h for the protocol and stub_ctrl.c for what touches hardware.
 */

#include <stddef.h>
#include "stub.h"

#define ALL_ONES	0xFFFFFFFFu

/* Blank bytes that one output slot may stand for: bounds the time until the host sees something */
#define BLANK_RUN	0x40000u

/* What start.S and the host rely on: does not compile if it is not so */
extern const char constants_of_start[offsetof(struct stub_params, magic) == 652 &&
	offsetof(struct stub_params, status) == 656 && offsetof(struct stub_params, image) == 660 &&
	offsetof(struct stub_params, image_hash) == 668 && sizeof(struct stub_params) % 8 == 0 &&
	offsetof(struct stub_status, state) == 4 && offsetof(struct stub_status, exit_pc) == 68 && STUB_NO_IMAGE == 4 &&
	STUB_STACK_SIZE == 512 && STUB_ENTRY_SIZE == 208 ? 1 : -1];

static uint32_t smaller(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* ---- reading ranges ---- */

static void take_piece(struct stub *c, uint32_t addr, uint32_t len, struct sink *sink)
{
	c->s->addr = addr;
	stub_tick(c);
	op_read_take(c, len, sink);
}

/* Read a range of any length into the sink, in one operation, in pieces. */
static void range_read(struct stub *c, uint32_t addr, uint32_t len, struct sink *sink)
{
	if (!len)
		return;
	op_read_begin(c, addr, len);
	while (len) {
		uint32_t piece = smaller(len, c->p->cycles_per_ms < SLOW_KHZ ? READ_PIECE_SLOW : READ_PIECE);

		take_piece(c, addr, piece, sink);
		c->s->bytes_checked += piece;
		addr += piece;
		len -= piece;
	}
	op_end(c);
}

static void range_hash(struct stub *c, uint32_t addr, uint32_t len, struct stub_hash *out)
{
	struct sink sink;

	stub_phase(c, STUB_PHASE_HASH, STUB_OP_READ);
	sink_init(&sink, SINK_HASH, 0, addr);
	range_read(c, addr, len, &sink);
	xspi_hash_finish(&sink.hash, len);
	out->lo = sink.hash.lo;
	out->hi = sink.hash.hi;
	out->blank = sink.ones == ALL_ONES;
}

/*
 * AND of the words in [addr, addr + len), or of those up to where it is clear that the range is not blank. Begins with
 * a short look, since what is not blank mostly shows it at once.
 */
static uint32_t range_ones(struct stub *c, uint32_t addr, uint32_t len)
{
	uint32_t piece = 32;
	struct sink sink;

	stub_phase(c, STUB_PHASE_BLANK, STUB_OP_READ);
	sink_init(&sink, SINK_HASH, 0, addr);
	while (len && sink.ones == ALL_ONES) {
		piece = smaller(smaller(piece * 2, READ_PIECE), len);
		op_read_begin(c, addr, piece);
		take_piece(c, addr, piece, &sink);
		op_end(c);
		addr += piece;
		len -= piece;
	}
	return sink.ones;
}

/* Compare the record's data with the flash; differences are left in the sink for the caller to judge. */
static void range_compare(struct stub *c, const struct stub_record *r, struct sink *sink)
{
	stub_phase(c, STUB_PHASE_VERIFY, STUB_OP_READ);
	sink_init(sink, SINK_COMPARE, (uint32_t *)(r + 1), r->addr);
	range_read(c, r->addr, r->len, sink);
}

static void fail_if_different(struct stub *c, const struct sink *sink)
{
	if (sink->expected == sink->found)
		return;
	c->s->detail[2] = sink->first_addr;
	c->s->addr = sink->first_addr + __builtin_ctz(sink->expected ^ sink->found) / 8;
	stub_fail(c, STUB_E_COMPARE, sink->expected, sink->found);
}

/* ---- changing the flash ---- */

/* The chip's error flags that are set; 0 if it has none. They are cleared, or the chip would go on refusing. */
static uint32_t take_flags(struct stub *c)
{
	uint32_t flags;

	if (!op_available(c, STUB_OP_READ_FLAGS))
		return 0;
	flags = op_read_status(c, STUB_OP_READ_FLAGS) & c->p->flags_fail_mask;
	if (flags && op_available(c, STUB_OP_CLEAR_FLAGS))
		op_modify(c, STUB_OP_CLEAR_FLAGS, 0, 0, 0);

	return flags;
}

static void fail_if_flags(struct stub *c, uint32_t flags)
{
	if (flags)
		stub_fail(c, STUB_E_FLAGS, op_read_status(c, STUB_OP_READ_STATUS), flags);
}

/* Not every chip has error flags: one that is protected takes an erase, and nothing happens. So each unit is read. */
static void play_erase(struct stub *c, const struct stub_record *r)
{
	const uint32_t end = r->addr + r->len;	/* whatever becomes of the record meanwhile */
	const uint32_t flags = r->flags;
	unsigned int op = r->arg;
	uint32_t unit = c->p->op[op].unit;
	uint32_t ones;

	for (uint32_t addr = r->addr; addr != end; addr += unit) {
		if ((flags & STUB_REC_F_SKIP_BLANK) && range_ones(c, addr, unit) == ALL_ONES) {
			c->s->bytes_blank += unit;
			continue;
		}
		stub_phase(c, STUB_PHASE_ERASE, op);
		c->s->addr = addr;
		op_write_enable(c, true);
		op_modify(c, op, addr, 0, 0);
		fail_if_flags(c, take_flags(c));
		ones = range_ones(c, addr, unit);
		if (ones != ALL_ONES)
			stub_fail(c, STUB_E_ERASE, op_read_status(c, STUB_OP_READ_STATUS), ones);
		c->s->bytes_erased += unit;
	}
}

static bool all_ones(const uint8_t *data, uint32_t len)
{
	while (len && *data == 0xFF) {
		data++;
		len--;
	}
	return !len;
}

/* Write enable is looked at once per record: if it fails later, nothing is programmed, and the comparison tells. */
static void program_pages(struct stub *c, const struct stub_record *r)
{
	const uint8_t *data = (const uint8_t *)(r + 1);
	uint32_t page = c->p->op[STUB_OP_PROGRAM].unit;
	uint32_t addr = r->addr;
	uint32_t left = r->len;

	stub_phase(c, STUB_PHASE_PROGRAM, STUB_OP_PROGRAM);
	while (left) {
		uint32_t piece = smaller(page - (addr & (page - 1)), left);

		c->s->addr = addr;
		if (!all_ones(data, piece)) {
			op_write_enable(c, addr == r->addr);
			op_modify(c, STUB_OP_PROGRAM, addr, data, piece);
			c->s->bytes_programmed += piece;
		}
		addr += piece;
		data += piece;
		left -= piece;
	}
}

/* The flags stay set until cleared, so they are read once per record; the comparison then tells where it happened. */
static void play_program(struct stub *c, const struct stub_record *r)
{
	struct sink sink;
	uint32_t flags;

	program_pages(c, r);
	flags = take_flags(c);
	if (!flags && (r->flags & STUB_REC_F_NO_VERIFY))
		return;
	range_compare(c, r, &sink);
	c->s->addr = sink.expected != sink.found ? sink.first_addr : r->addr;
	fail_if_flags(c, flags);
	fail_if_different(c, &sink);
}

static void play_compare(struct stub *c, const struct stub_record *r)
{
	struct sink sink;

	range_compare(c, r, &sink);
	fail_if_different(c, &sink);
}

static void play_expect(struct stub *c, const struct stub_record *r)
{
	const struct stub_hash *want = (const struct stub_hash *)(r + 1);
	struct stub_hash found;

	range_hash(c, r->addr, r->len, &found);
	c->s->addr = r->addr;
	if (found.lo != want->lo || found.hi != want->hi)
		stub_fail(c, STUB_E_HASH, found.lo, found.hi);
}

/* ---- input slots ---- */

static bool erase_valid(const struct stub *c, const struct stub_record *r)
{
	uint32_t unit;

	if (r->arg < STUB_OP_ERASE_0 || r->arg > STUB_OP_ERASE_CHIP || !op_available(c, r->arg))
		return false;
	unit = c->p->op[r->arg].unit;
	/* units are powers of two, but for that of a chip erase, which has address 0 */
	return unit && (r->addr | r->len) % unit == 0;
}

/* A record may have changed in the work area: it must not lead out of the range of the run. */
static bool in_range(const struct stub *c, const struct stub_record *r)
{
	uint32_t at = r->addr - c->p->addr;

	return at <= c->p->len && r->len <= c->p->len - at;
}

/*
 * Play one record, which may take up to @a room bytes behind its header. Returns the bytes taken, ALL_ONES: malformed.
 */
static uint32_t play_record(struct stub *c, const struct stub_record *r, uint32_t room)
{
	c->s->addr = r->addr;
	if (r->type == STUB_REC_END)
		return 0;
	if (!in_range(c, r))
		return ALL_ONES;
	switch (r->type) {
	case STUB_REC_SKIP:
		return 0;
	case STUB_REC_ERASE:
		if (!erase_valid(c, r))
			return ALL_ONES;
		play_erase(c, r);
		return 0;
	case STUB_REC_EXPECT:
		if (room < sizeof(struct stub_hash))
			return ALL_ONES;
		play_expect(c, r);
		return sizeof(struct stub_hash);
	case STUB_REC_PROGRAM:
	case STUB_REC_COMPARE:
		if (r->len > room)
			return ALL_ONES;
		if (r->type == STUB_REC_COMPARE)
			play_compare(c, r);
		else if (op_available(c, STUB_OP_PROGRAM))
			play_program(c, r);
		else
			return ALL_ONES;
		return (r->len + 3) & ~3u;
	default:
		return ALL_ONES;	/* among them STUB_REC_PROGRAM_PACKED: not built in yet */
	}
}

/* Play all records in [at, end). True: STUB_REC_END was among them. */
static bool play_slot(struct stub *c, uint32_t slot, uint32_t at, uint32_t end)
{
	while (at < end) {
		const struct stub_record *r = (const struct stub_record *)at;
		uint32_t room = end - at;
		uint32_t taken = ALL_ONES;

		if (room >= sizeof(*r))
			taken = play_record(c, r, room - sizeof(*r));
		if (taken == ALL_ONES)
			stub_fail(c, STUB_E_RECORD, r->type, at - slot);
		c->s->records++;
		if (r->type == STUB_REC_END)
			return true;
		at += sizeof(*r) + taken;
	}
	return false;
}

/* One round of waiting for the host to fill or drain a slot. */
static void wait_host(struct stub *c, uint32_t since)
{
	stub_tick(c);
	if (c->ms - since > c->p->host_limit_ms)
		stub_fail(c, STUB_E_HOST, c->s->consumed, reg_read((uint32_t)&c->p->drained));
}

/* The slot in work: number status.consumed. */
static uint32_t slot_address(const struct stub *c)
{
	return c->p->slots + c->s->consumed % c->p->slot_count * c->p->slot_size;
}

static void run_stream(struct stub *c)
{
	bool ended = false;

	take_flags(c);	/* what went wrong before is not ours */
	while (!ended) {
		uint32_t slot = slot_address(c);
		uint32_t last = c->p->slot_size - 4;
		uint32_t sequence = (c->s->consumed + 1) & 0xFFFF;
		uint32_t bell, bytes, since;

		stub_phase(c, STUB_PHASE_WAIT_HOST, 0);
		since = c->ms;
		while (!(bell = reg_read(slot + last)) || bell >> 16 != sequence)
			wait_host(c, since);
		barrier();
		bytes = STUB_DOORBELL_BYTES(bell);
		if (!bytes || bytes % 4 || bytes > last)
			stub_fail(c, STUB_E_RECORD, 0, bytes);
		ended = play_slot(c, slot, slot + last - bytes, slot + last);
		c->s->consumed++;
	}
}

/* ---- output slots ---- */

/* Wait until the next output slot is free; returns its address. */
static uint32_t slot_open(struct stub *c)
{
	uint32_t since;

	stub_phase(c, STUB_PHASE_WAIT_HOST, 0);
	since = c->ms;
	while (c->s->consumed - reg_read((uint32_t)&c->p->drained) >= c->p->slot_count)
		wait_host(c, since);
	return slot_address(c);
}

/* Not inlined, for the image's size. */
static __attribute__((noinline)) void slot_close(struct stub *c, uint32_t slot, uint32_t bytes)
{
	barrier();
	reg_write(slot, STUB_DOORBELL(c->s->consumed + 1, bytes));
	barrier();
	c->s->consumed++;
}

static void run_hash(struct stub *c)
{
	uint32_t addr = c->p->addr;
	uint32_t left = c->p->len;

	while (left) {
		uint32_t slot = slot_open(c);
		uint32_t bytes = 0;

		do {
			uint32_t unit = smaller(c->p->hash_unit, left);

			range_hash(c, addr, unit, (struct stub_hash *)(slot + 4 + bytes));
			bytes += sizeof(struct stub_hash);
			addr += unit;
			left -= unit;
			c->s->records++;
		} while (left && bytes + sizeof(struct stub_hash) <= c->p->slot_size - 4);
		slot_close(c, slot, bytes);
	}
}

/* Length of the blank run that begins at @a addr: aligned units, at most BLANK_RUN bytes. */
static uint32_t blank_run(struct stub *c, uint32_t addr, uint32_t left)
{
	uint32_t unit = c->p->hash_unit;
	uint32_t run = 0;

	if (!unit || (addr & (unit - 1)))
		return 0;
	left = smaller(left, BLANK_RUN);
	while (run + unit <= left && range_ones(c, addr + run, unit) == ALL_ONES)
		run += unit;
	return run;
}

/*
 * Bytes from @a addr on that come before the next blank unit in [addr, addr + left), at most @a len. Something is
 * there, so at least up to the next unit.
 */
static uint32_t data_run(struct stub *c, uint32_t addr, uint32_t len, uint32_t left)
{
	uint32_t unit = c->p->hash_unit;
	uint32_t run;

	if (!unit)
		return len;
	for (run = unit - (addr & (unit - 1)); run < len && run + unit <= left; run += unit) {
		if (range_ones(c, addr + run, unit) == ALL_ONES)
			return run;
	}
	return len;
}

static void run_read(struct stub *c)
{
	uint32_t addr = c->p->addr;
	uint32_t left = c->p->len;

	while (left) {
		uint32_t slot = slot_open(c);
		uint32_t blank = blank_run(c, addr, left);
		uint32_t bytes = smaller(c->p->slot_size - 8, left - blank);
		struct sink sink;

		c->s->bytes_blank += blank;
		addr += blank;
		left -= blank;
		if (bytes)
			bytes = data_run(c, addr, bytes, left);
		stub_phase(c, STUB_PHASE_READ, STUB_OP_READ);
		sink_init(&sink, SINK_STORE, (uint32_t *)(slot + 8), addr);
		range_read(c, addr, bytes, &sink);
		reg_write(slot + 4, blank);
		slot_close(c, slot, bytes + 4);
		addr += bytes;
		left -= bytes;
		c->s->records++;
	}
}

/* ---- start and end ---- */

static void param_check(struct stub *c, bool good, enum stub_param_error what, uint32_t detail)
{
	if (!good)
		stub_fail(c, STUB_E_PARAMS, what, detail);
}

/* What the host puts into params for all runs is its own affair: their hash has been checked. */
static void check_params(struct stub *c)
{
	const struct stub_params *p = c->p;
	uint32_t cycles = c->cycles;

	param_check(c, p->version == STUB_VERSION, STUB_P_VERSION, p->version);
	if (p->cycles_per_ms)
		stub_ms(c);
	param_check(c, c->cycles != cycles, STUB_P_CLOCK, cycles);
}

/* The entry has checked the rest; whoever overwrites memory may have met the entry itself. */
static bool entry_is_sound(const struct stub_params *p)
{
	const uint32_t *word = (const uint32_t *)(p + 1);
	struct xspi_hash hash;

	xspi_hash_init(&hash);
	for (const uint32_t *end = word + STUB_ENTRY_SIZE / 4; word != end; word++)
		xspi_hash_word(&hash, *word);
	return hash.lo == p->entry_hash[0] && hash.hi == p->entry_hash[1];
}

static void clear_doorbells(const struct stub *c)
{
	uint32_t bell = c->p->slots;

	if (c->p->command == STUB_CMD_STREAM)
		bell += c->p->slot_size - 4;
	for (uint32_t left = c->p->slot_count; left; left--, bell += c->p->slot_size)
		reg_write(bell, 0);
	barrier();
}

/* Called by start.S with the way back into it. */
void stub_main(struct stub_params *p, uint32_t leave, void *frame)
	__attribute__((noreturn, section(".text.stub_main")));

void stub_main(struct stub_params *p, uint32_t leave, void *frame)
{
	struct stub c;

	stub_begin(&c, p);
	c.leave = leave;
	c.frame = frame;
	if (!entry_is_sound(p))
		stub_end(&c, STUB_NO_IMAGE);
	check_params(&c);
	clear_doorbells(&c);
	c.s->magic = STUB_MAGIC;
	c.s->state = STUB_RUNNING;

	if (p->command == STUB_CMD_STREAM)
		run_stream(&c);
	else if (p->command == STUB_CMD_READ)
		run_read(&c);
	else if (p->command == STUB_CMD_HASH && p->hash_unit && !(p->addr & (p->hash_unit - 1)))
		run_hash(&c);
	else
		param_check(&c, false, STUB_P_COMMAND, p->command);
	stub_ms(&c);
	stub_end(&c, STUB_DONE);
}
