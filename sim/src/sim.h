/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What all parts of the simulator share: virtual time, timers, counters, log.
 * One process simulates one board, so this state is global to the process.
 */

#ifndef SIM_SIM_H
#define SIM_SIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BIT(n)			(1u << (n))
#define COUNT_OF(a)		(sizeof(a) / sizeof((a)[0]))

#define SIM_PS_PER_S	1000000000000ull
#define SIM_PS_PER_MS	1000000000ull
#define SIM_PS_PER_US	1000000ull
#define SIM_PS_PER_NS	1000ull

/** Virtual time since the simulator was started, in picoseconds. Exact at each bus access of the core. */
uint64_t sim_now(void);

/**
 * Let virtual time pass while the bus is held up (a stalled access) or the link is busy. While the core runs and the
 * bus is free use machine_advance() instead, which executes instructions.
 */
void sim_stall(uint64_t ps);

/** A one-shot timer. Embed it; zero-initialise. */
struct sim_timer {
	uint64_t due;			/**< ps; valid while armed */
	bool armed;
	void (*fire)(void *ctx);	/**< called with sim_now() >= due */
	void *ctx;
	struct sim_timer *next;
};

void sim_timer_set(struct sim_timer *timer, uint64_t due_ps);
void sim_timer_cancel(struct sim_timer *timer);
/** @returns due time of the earliest timer, UINT64_MAX if none */
uint64_t sim_timer_next(void);
/** Fire all that are due. */
void sim_timer_run(void);

/**
 * Counters, created at first use, listed and reset over the control connection. Names are lower case with dots:
 * "nor.erase.64k", "link.transactions", "xspi.violation".
 */
void stat_add(const char *name, uint64_t n);
uint64_t stat_get(const char *name);
void stat_reset(void);
void stat_each(void (*fn)(void *ctx, const char *name, uint64_t value), void *ctx);

/**
 * Something that silicon would ignore, stall on or fault on, or that a careful programmer never does. Counted as
 * "violation" and "violation.<what>"; the words go to the log and are kept for the control connection's "violations".
 */
void sim_violation(const char *what, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** Something that the simulator does not know to be right. Counted as "unknown" and "unknown.<what>". */
void sim_unknown(const char *what, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** Log line to stderr, if verbose >= level. */
void sim_log(int level, const char *format, ...) __attribute__((format(printf, 2, 3)));
extern int sim_verbose;

/** What --trace prints, as bits of sim_traces. */
enum sim_trace { TRACE_BUS = 1, TRACE_REG = 2, TRACE_LINK = 4 };
extern unsigned int sim_traces;

/** A line of a trace, behind time and kind. Ask sim_traces before: it is printed in any case. */
void sim_trace_line(enum sim_trace kind, const char *format, ...) __attribute__((format(printf, 2, 3)));
void sim_trace_line_at(enum sim_trace kind, uint64_t ps, const char *format, ...) __attribute__((format(printf, 3, 4)));
/** Where the lines go; stderr if never called. @returns 0, or -1 after a message */
int sim_trace_to(const char *path);
/** Choose the kinds: a word, or words with commas. @returns 0, or -1 if one is not known */
int sim_trace_choose(const char *words);

/** A byte that the board's serial line carried: to the serial file or stdout, and kept for the control connection. */
void sim_uart_byte(uint8_t byte);

#endif /* SIM_SIM_H */
