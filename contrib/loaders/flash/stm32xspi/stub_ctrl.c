// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * The stub's hands: plays flash operations on the controller, moves data through its FIFO, keeps time.
 * What the operations are and in which order they come is left to stub.c and the host.
 */

#include <stddef.h>
#include "stub.h"

/* Status register bits, the same in QUADSPI, OCTOSPI, HSPI and XSPI (RM0351 "QUADSPI_SR", RM0438 "OCTOSPI_SR") */
#define BIT(n)			(1u << (n))

#define SR_TEF			BIT(0)
#define SR_TCF			BIT(1)
#define SR_BUSY			BIT(5)
#define SR_LEVEL(sr)	(((sr) >> 8) & 0x7Fu)
#define FCR_ALL			0x1Bu			/* CTOF, CSMF, CTCF, CTEF */
#define CR_ABORT		BIT(1)

#define ALL_ONES		0xFFFFFFFFu

#define DWT_CYCCNT		0xE0001004u
#define IWDG_FEED		0xAAAAu

/* The longest time without data: a FIFO of 32 bytes on one line at 15 kHz (4 MHz / 256) takes 17 ms */
#define DATA_LIMIT_MS	5000u	/* beside it the time since the clock was read last, some ms, does not matter */
/*
 * BUSY falls some serial clocks after TCF; an odd byte left in the FIFO keeps it up for good (F4, F7, L4: ES0321,
 * ES0298)
 */
#define BUSY_ABORT_MS	5u
#define BUSY_LIMIT_MS	100u

/* What has taken this long is no page program: the status is then read less often */
#define PAUSE_MS		8u

/* Word at any address: ARMv7-M loads it in one go, but the compiler must not merge such loads into LDRD or LDM */
struct __attribute__((packed, may_alias)) any_word {
	uint32_t word;
};

void stub_begin(struct stub *c, struct stub_params *p)
{
	c->p = p;
	c->s = (struct stub_status *)p->status;
	c->cycles = reg_read(DWT_CYCCNT);
	c->rest = 0;
	c->ms = 0;
	c->fed_ms = ~0u;
	c->phase = STUB_PHASE_WAIT_HOST;
}

void stub_end(struct stub *c, enum stub_state state)
{
	c->s->magic = STUB_MAGIC;
	barrier();
	c->s->state = state;
	barrier();
	__asm__ volatile ("mov r0, %0\n\tbx %1" : : "r" (c->frame), "r" (c->leave) : "r0");
	__builtin_unreachable();
}

void stub_fail(struct stub *c, enum stub_error_code error, uint32_t detail0, uint32_t detail1)
{
	c->s->error = error;
	c->s->error_addr = c->s->addr;
	c->s->detail[0] = detail0;
	c->s->detail[1] = detail1;
	if (error != STUB_E_PARAMS)
		ctrl_settle(c);
	stub_end(c, STUB_FAILED);
}

uint32_t stub_ms(struct stub *c)
{
	uint32_t now = reg_read(DWT_CYCCNT);
	uint32_t delta = now - c->cycles;
	uint32_t scale = c->p->cycles_per_ms;
	uint32_t rest = c->rest + delta;
	volatile uint32_t *account;

	c->cycles = now;
	account = c->s->cycles[c->phase];
	account[0] += delta;
	account[1] += account[0] < delta;
	while (rest >= scale) {		/* mostly not even once: this is faster than a division */
		rest -= scale;
		c->ms++;
	}
	c->rest = rest;

	return c->ms;
}

void stub_tick(struct stub *c)
{
	c->s->heartbeat++;
	/* its bus is slow: once in a millisecond is enough */
	if (stub_ms(c) != c->fed_ms && c->p->iwdg_kr)
		reg_write(c->p->iwdg_kr, IWDG_FEED);
	c->fed_ms = c->ms;
	if (reg_read((uint32_t)&c->p->abort))
		stub_fail(c, STUB_E_ABORTED, 0, 0);
}

void stub_phase(struct stub *c, enum stub_phase phase, unsigned int op)
{
	stub_ms(c);
	c->phase = phase;
	c->s->phase = phase | op << 8;
}

static uint32_t ctrl_sr(const struct stub *c)
{
	return reg_read(c->p->ctrl.reg_sr);
}

static void ctrl_abort(const struct stub *c)
{
	reg_write(c->p->ctrl.reg_cr, reg_read(c->p->ctrl.reg_cr) | CR_ABORT);
}

static __attribute__((noreturn)) void fail_ctrl(struct stub *c, enum stub_error_code error)
{
	stub_fail(c, error, ctrl_sr(c), reg_read(c->p->ctrl.reg_cr));
}

/*
 * Wait for BUSY = 0. Registers written before are lost. ABORT only while BUSY: an idle XSPI can hang on it (H7RS, N6).
 */
static void wait_idle(struct stub *c)
{
	bool aborted = false;
	uint32_t since;

	if (!(ctrl_sr(c) & SR_BUSY))
		return;
	since = stub_ms(c);
	while (ctrl_sr(c) & SR_BUSY) {
		stub_tick(c);
		if (c->ms - since > BUSY_LIMIT_MS)
			fail_ctrl(c, STUB_E_CTRL_BUSY);
		if (c->ms - since > BUSY_ABORT_MS && !aborted) {
			ctrl_abort(c);
			aborted = true;
		}
	}
}

void ctrl_settle(struct stub *c)
{
	uint32_t since = stub_ms(c);

	if (ctrl_sr(c) & SR_BUSY)
		ctrl_abort(c);
	while ((ctrl_sr(c) & SR_BUSY) && stub_ms(c) - since <= BUSY_LIMIT_MS)
		;
	reg_write(c->p->ctrl.reg_fcr, FCR_ALL);
}

/*
 * Start an operation. @a again: it differs from the last one in nothing, so its last register write is enough.
 */
static void op_start(struct stub *c, unsigned int index, uint32_t addr, uint32_t len, bool again)
{
	const struct stub_op *op = &c->p->op[index];
	const struct stub_write *w = op->write;
	const struct stub_write *end = w + op->write_count;
	uint32_t flags = op->flags;

	wait_idle(c);
	reg_write(c->p->ctrl.reg_fcr, FCR_ALL);
	if (again)
		w = end - 1;
	else if (flags & STUB_OP_DATA)
		reg_write(c->p->ctrl.reg_dlr, len - 1);
	for (; w != end; w++)
		reg_write(w->reg, w->value);
	if (flags & STUB_OP_ADDR)
		reg_write(c->p->ctrl.reg_ar, addr);
}

/* Data do not flow at the moment, or the transfer is not over: wait a little. */
static void transfer_wait(struct stub *c, uint32_t sr, uint32_t since)
{
	stub_tick(c);
	if ((sr & SR_TEF) || c->ms - since > DATA_LIMIT_MS)
		fail_ctrl(c, STUB_E_TRANSFER);
}

/* Wait for the end of a transfer. Most end within a few reads of SR, so the clock is not read between those. */
static void wait_complete(struct stub *c)
{
	uint32_t since = c->ms;
	uint32_t sr, left = 8;

	while (!((sr = ctrl_sr(c)) & SR_TCF)) {
		if (!--left) {
			transfer_wait(c, sr, since);
			left = 8;
		}
	}
}

void op_end(struct stub *c)
{
	wait_complete(c);
	wait_idle(c);
}

/* Fill the FIFO until @a len bytes are in; whole words as long as there are any. */
static void push_data(struct stub *c, const uint8_t *data, uint32_t len)
{
	uint32_t since = c->ms;
	uint32_t reg_dr = c->p->ctrl.reg_dr;

	while (len) {
		uint32_t sr = ctrl_sr(c);
		uint32_t room = c->p->ctrl.fifo_bytes - SR_LEVEL(sr);
		uint32_t words = (room < len ? room : len) / 4;

		if (words) {
			len -= words * 4;
			do {
				reg_write(reg_dr, ((const struct any_word *)data)->word);
				data += 4;
			} while (--words);
		} else if (len < 4 && room >= len) {
			do {
				*(volatile uint8_t *)reg_dr = *data++;
			} while (--len);
		} else {
			transfer_wait(c, sr, since);
		}
	}
}

void sink_init(struct sink *sink, enum sink_mode mode, uint32_t *data, uint32_t addr)
{
	sink->mode = mode;
	sink->data = data;
	sink->addr = addr - (uint32_t)data;
	sink->ones = 0xFFFFFFFFu;
	sink->expected = 0;
	sink->found = 0;
	xspi_hash_init(&sink->hash);
}

/* What loops.S relies on: does not compile if it is not so */
extern const char constants_of_loops[offsetof(struct sink, data) == 4 && offsetof(struct sink, ones) == 8 &&
	offsetof(struct sink, hash) == 12 && offsetof(struct sink, addr) == 20 &&
	offsetof(struct sink, first_addr) == 24 && offsetof(struct sink, expected) == 28 &&
	offsetof(struct sink, found) == 32 && SINK_STORE == 0 && SINK_COMPARE == 1 && SINK_HASH == 2 ? 1 : -1];

/* The last 1 to 4 bytes of a transfer, which is over. */
static uint32_t take_bytes(const struct stub *c, uint32_t count)
{
	uint32_t reg_dr = c->p->ctrl.reg_dr;
	uint32_t word = 0;

	for (uint32_t i = 0; i < count; i++)
		word |= (uint32_t)*(volatile uint8_t *)reg_dr << (8 * i);
	return word;
}

/* The last 1 to 3 bytes as a word, as if it came from a controller. What is compared with is padded by zeros, too. */
static void take_last(struct stub *c, struct sink *sink, uint32_t count)
{
	uint32_t ones = sink->ones;
	uint32_t level = 4 << 8;
	uint32_t word;

	wait_complete(c);
	word = take_bytes(c, count);
	take_words((uint32_t)&level, (uint32_t)&word, sink, 4);
	sink->ones = ones & (word | ALL_ONES << (8 * count));
}

void op_read_begin(struct stub *c, uint32_t addr, uint32_t len)
{
	op_start(c, STUB_OP_READ, addr, len, false);
}

void op_read_take(struct stub *c, uint32_t len, struct sink *sink)
{
	const struct stub_ctrl *ctrl = &c->p->ctrl;
	uint32_t since = c->ms;
	uint32_t left;

	while ((left = take_words(ctrl->reg_sr, ctrl->reg_dr, sink, len)) >= 4) {
		if (left != len)
			since = c->ms;
		len = left;
		transfer_wait(c, ctrl_sr(c), since);
	}
	if (left)
		take_last(c, sink, left);
}

/*
 * The way of a read for what fits into the FIFO, without its loops: waiting for the chip is made of this.
 * @a again: nothing else was done since the last time.
 */
static uint32_t read_status(struct stub *c, unsigned int op, bool again)
{
	uint32_t bytes = c->p->op[op].unit;
	uint32_t value;

	if (!bytes)
		bytes = 1;
	op_start(c, op, 0, bytes, again);
	wait_complete(c);
	value = take_bytes(c, bytes);
	wait_idle(c);

	return value;
}

uint32_t op_read_status(struct stub *c, unsigned int op)
{
	return read_status(c, op, false);
}

static void op_command(struct stub *c, unsigned int op, uint32_t addr, const uint8_t *data, uint32_t len)
{
	op_start(c, op, addr, len, false);
	push_data(c, data, len);
	op_end(c);
}

void op_write_enable(struct stub *c, bool check)
{
	uint32_t status;

	if (!op_available(c, STUB_OP_WRITE_ENABLE))
		return;
	op_command(c, STUB_OP_WRITE_ENABLE, 0, 0, 0);
	if (!check || !c->p->wel_mask)
		return;
	status = op_read_status(c, STUB_OP_READ_STATUS);
	if ((status & c->p->wel_mask) != c->p->wel_mask)
		stub_fail(c, STUB_E_WEL, status, 0);
}

/* Leave the bus alone for about 1/16 ms: next to an erase that is nothing */
static void pause(const struct stub *c)
{
	uint32_t turns = (c->p->cycles_per_ms >> 6) + 1;

	__asm__ volatile ("1: subs %0, #1\n\tbne 1b" : "+l" (turns) : : "cc");
}

/*
 * Poll until the chip is ready; the status is read once more after the limit, so a slow poll does not make a time-out.
 */
static void wait_ready(struct stub *c, unsigned int op)
{
	uint32_t since = stub_ms(c);
	bool again = false;

	for (;;) {
		uint32_t waited = c->ms - since;
		uint32_t status = read_status(c, STUB_OP_READ_STATUS, again);

		again = true;
		if ((status & c->p->busy_mask) != c->p->busy_value)
			return;
		if (waited > c->p->op[op].limit_ms)
			stub_fail(c, STUB_E_TIMEOUT, status, waited);
		if (waited >= PAUSE_MS)
			pause(c);
		stub_tick(c);
	}
}

void op_modify(struct stub *c, unsigned int op, uint32_t addr, const uint8_t *data, uint32_t len)
{
	op_command(c, op, addr, data, len);
	wait_ready(c, op);
}
