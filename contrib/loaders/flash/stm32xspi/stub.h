/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Inside the stub: the context handed from function to function (there are no globals), and what stub_ctrl.c
 * (controller and flash operations) offers to stub.c (records, commands). Nothing returns an error: stub_fail() ends
 * the stub from wherever it is called.
 */

#ifndef STM32XSPI_STUB_H
#define STM32XSPI_STUB_H

#include <stdbool.h>
#include "stm32xspi_proto.h"
#include "../../../../src/flash/nor/stm32xspi/core/hash.h"

struct stub {
	struct stub_params *p;
	volatile struct stub_status *s;
	uint32_t leave;				/* in start.S: restores from frame what it changed, ends in the BKPT */
	void *frame;
	uint32_t cycles;			/* DWT_CYCCNT when the clock was read last */
	uint32_t rest;				/* cycles since the last full millisecond */
	uint32_t ms;				/* milliseconds since the start */
	uint32_t fed_ms;			/* ms when the watchdog was fed last */
	uint32_t phase;				/* enum stub_phase */
};

/** What to do with the data that a read operation delivers. */
enum sink_mode {
	SINK_STORE,
	SINK_COMPARE,
	SINK_HASH,
};

/** Consumer of read data. Data are word aligned; the last word may be partly used. The order is known to loops.S. */
struct sink {
	uint32_t mode;				/* enum sink_mode; SINK_COMPARE becomes SINK_HASH at the first difference */
	uint32_t *data;				/* SINK_STORE: where to, SINK_COMPARE: what is expected */
	uint32_t ones;				/* SINK_HASH: AND of all words */
	struct xspi_hash hash;		/* SINK_HASH */
	uint32_t addr;				/* SINK_COMPARE: flash address minus address of data */
	uint32_t first_addr;		/* SINK_COMPARE: address of the first word that differs, if expected is not found */
	uint32_t expected;
	uint32_t found;
};

static inline uint32_t reg_read(uint32_t addr)
{
	return *(volatile uint32_t *)addr;
}

static inline void reg_write(uint32_t addr, uint32_t value)
{
	*(volatile uint32_t *)addr = value;
}

/** Orders memory accesses as the host sees them. */
static inline void barrier(void)
{
	__asm__ volatile ("dmb" ::: "memory");
}

/** Begin: fill the context, with the clock at 0. */
void stub_begin(struct stub *c, struct stub_params *p);

/** End the stub with @a error at status.addr, with the controller idle. */
void stub_fail(struct stub *c, enum stub_error_code error, uint32_t detail0, uint32_t detail1)
	__attribute__((noreturn));

/** End the stub: publish @a state. */
void stub_end(struct stub *c, enum stub_state state) __attribute__((noreturn));

/** Time since the start in ms. Call at least once per wrap of DWT_CYCCNT (7 s at 600 MHz). */
uint32_t stub_ms(struct stub *c);

/** One round of any wait: heartbeat, watchdog, clock; ends the stub if the host wants that. */
void stub_tick(struct stub *c);

/** Change status.phase and, with it, the account to which cycles go. */
void stub_phase(struct stub *c, enum stub_phase phase, unsigned int op);

/** Is the operation there? */
static inline bool op_available(const struct stub *c, unsigned int op)
{
	return c->p->op[op].write_count != 0;
}

void sink_init(struct sink *sink, enum sink_mode mode, uint32_t *data, uint32_t addr);

/**
 * Take data into @a sink as long as they come and a word or more is wanted (loops.S).
 * @returns how many bytes of @a len are left
 */
uint32_t take_words(uint32_t reg_sr, uint32_t reg_dr, struct sink *sink, uint32_t len);

/** Bytes between two looks at watchdog, clock and abort within a read, fewer on a slow core. Multiples of 16. */
#define READ_PIECE		16384u
#define READ_PIECE_SLOW	1024u
#define SLOW_KHZ		4000u

/** Begin to read [addr, addr + len), of any length. */
void op_read_begin(struct stub *c, uint32_t addr, uint32_t len);

/** Take the next @a len bytes into @a sink: a multiple of 16, or all that is left. */
void op_read_take(struct stub *c, uint32_t len, struct sink *sink);

/** Wait for the end of an operation, all of whose data were taken. */
void op_end(struct stub *c);

/** Read a status or flags register by operation @a op. */
uint32_t op_read_status(struct stub *c, unsigned int op);

/** Write enable; if @a check, look whether it took. */
void op_write_enable(struct stub *c, bool check);

/** Execute @a op with @a len bytes at @a data (0: none), then wait until the chip is ready. */
void op_modify(struct stub *c, unsigned int op, uint32_t addr, const uint8_t *data, uint32_t len);

/** Bring the controller to idle after a failure; bounded. */
void ctrl_settle(struct stub *c);

#endif /* STM32XSPI_STUB_H */
