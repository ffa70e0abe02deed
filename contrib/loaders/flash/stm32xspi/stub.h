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
	void *frame;				/* of start.S, for stub_leave() */
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

/** Consumer of read data. Data are word aligned; the last word may be partly used. */
struct sink {
	enum sink_mode mode;
	uint32_t *data;				/* SINK_STORE: where to, SINK_COMPARE: what is expected */
	uint32_t ones;				/* SINK_HASH: AND of all words */
	struct xspi_hash hash;		/* SINK_HASH */
	uint32_t addr;				/* SINK_COMPARE: flash address of *data */
	uint32_t differ;			/* SINK_COMPARE: bytes that differ */
	uint32_t first_addr;		/* of the first difference: word address, expected and found word */
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

/** In start.S: back to the frame of the entry, restore what it changed, end in the BKPT. */
void stub_leave(void *frame) __attribute__((noreturn));

/** Begin: fill the context, with the clock at 0. */
void stub_begin(struct stub *c, struct stub_params *p, void *frame);

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

/** Longest read in one operation: bounds the time between two looks at watchdog, clock and abort. */
#define READ_PIECE	4096u

/** Read [addr, addr + len) by operation @a op into @a sink. @a len at most READ_PIECE. */
void op_read(struct stub *c, unsigned int op, uint32_t addr, uint32_t len, struct sink *sink);

/** Read a status or flags register by operation @a op. */
uint32_t op_read_status(struct stub *c, unsigned int op);

/** Write enable (checked), then @a op with @a len bytes at @a data (0: none), then wait until the chip is ready. */
void op_modify(struct stub *c, unsigned int op, uint32_t addr, const uint8_t *data, uint32_t len);

/** Bring the controller to idle after a failure; bounded. */
void ctrl_settle(struct stub *c);

#endif /* STM32XSPI_STUB_H */
