// SPDX-License-Identifier: GPL-2.0-or-later

/* Virtual time, timers, counters and the log, shared by all parts of the simulator. Knows not what is simulated. */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "sim.h"
#include "simclock.h"
#include "simlog.h"

/* ---- time ---- */

static struct {
	uint64_t base_ps;
	uint64_t base_clocks;
	uint64_t *counter;
	uint32_t hz;
	uint64_t short_ps;			/* up to here simclock_clocks_in() does with 64 bits */
	bool core_on_bus;
	void (*timer_changed)(void);
} now;

static uint64_t counted(void)
{
	return now.counter ? *now.counter - now.base_clocks : 0;
}

static uint64_t clocks_to_ps(uint64_t clocks)
{
	if (now.hz == 0 || clocks == 0)
		return 0;
	if (clocks < UINT64_MAX / SIM_PS_PER_S)		/* the usual case, without a 128-bit division */
		return clocks * SIM_PS_PER_S / now.hz;
	return (uint64_t)((unsigned __int128)clocks * SIM_PS_PER_S / now.hz);
}

uint64_t sim_now(void)
{
	return now.base_ps + clocks_to_ps(counted());
}

static void rebase(void)
{
	now.base_ps = sim_now();
	now.base_clocks = now.counter ? *now.counter : 0;
}

void simclock_attach(uint64_t *counter)
{
	rebase();
	now.counter = counter;
	now.base_clocks = counter ? *counter : 0;
}

void simclock_set_hz(uint32_t hz)
{
	if (hz == now.hz)
		return;
	rebase();
	now.hz = hz;
	now.short_ps = hz ? (UINT64_MAX - SIM_PS_PER_S) / hz : 0;
}

uint32_t simclock_hz(void)
{
	return now.hz;
}

void simclock_jump(uint64_t ps)
{
	if (ps <= sim_now())
		return;
	now.base_ps = ps;
	now.base_clocks = now.counter ? *now.counter : 0;
}

uint64_t simclock_clocks_in(uint64_t ps)
{
	if (now.hz == 0)
		return UINT64_MAX / 2;
	if (ps <= now.short_ps)
		return (ps * now.hz + SIM_PS_PER_S - 1) / SIM_PS_PER_S;
	unsigned __int128 clocks = ((unsigned __int128)ps * now.hz + SIM_PS_PER_S - 1) / SIM_PS_PER_S;
	return clocks > UINT64_MAX / 2 ? UINT64_MAX / 2 : (uint64_t)clocks;
}

uint64_t simclock_clocks_until(uint64_t ps)
{
	/* count from the base, so that a deadline is never missed by the rounding of sim_now() */
	if (ps <= now.base_ps)
		return 0;
	uint64_t from_base = simclock_clocks_in(ps - now.base_ps);
	uint64_t gone = counted();
	return from_base > gone ? from_base - gone : 0;
}

void simclock_core_on_bus(bool on_bus)
{
	now.core_on_bus = on_bus;
}

void simclock_on_timer_change(void (*changed)(void))
{
	now.timer_changed = changed;
}

static void pass_time_to(uint64_t ps)
{
	if (now.core_on_bus && now.counter && now.hz)
		*now.counter += simclock_clocks_until(ps);
	else
		simclock_jump(ps);
}

void sim_stall(uint64_t ps)
{
	uint64_t until = sim_now() + ps;

	for (uint64_t due = sim_timer_next(); due <= until; due = sim_timer_next()) {
		pass_time_to(due);
		sim_timer_run();
	}
	pass_time_to(until);
}

/* ---- timers: a list in order of their due times; few are ever armed ---- */

static struct sim_timer *timers;

static void timer_unlink(const struct sim_timer *timer)
{
	for (struct sim_timer **link = &timers; *link; link = &(*link)->next) {
		if (*link == timer) {
			*link = timer->next;
			return;
		}
	}
}

void sim_timer_set(struct sim_timer *timer, uint64_t due_ps)
{
	if (timer->armed)
		timer_unlink(timer);
	timer->due = due_ps;
	timer->armed = true;

	struct sim_timer **link = &timers;
	while (*link && (*link)->due <= due_ps)
		link = &(*link)->next;
	timer->next = *link;
	*link = timer;

	if (now.timer_changed)
		now.timer_changed();
}

void sim_timer_cancel(struct sim_timer *timer)
{
	if (!timer->armed)
		return;
	timer_unlink(timer);
	timer->armed = false;
}

uint64_t sim_timer_next(void)
{
	return timers ? timers->due : UINT64_MAX;
}

void sim_timer_run(void)
{
	while (timers && timers->due <= sim_now()) {
		struct sim_timer *timer = timers;
		timers = timer->next;
		timer->armed = false;
		timer->fire(timer->ctx);
	}
}

/* ---- counters ---- */

struct counter {
	char *name;
	uint64_t value;
};

static struct counter *counters;
static size_t counter_count, counter_room;

/** @returns the index of a name, or of the place where it belongs */
static size_t counter_place(const char *name, bool *found)
{
	size_t low = 0, high = counter_count;

	*found = false;
	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = strcmp(name, counters[middle].name);
		if (order == 0) {
			*found = true;
			return middle;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

void stat_add(const char *name, uint64_t n)
{
	bool found;
	size_t at = counter_place(name, &found);

	if (found) {
		counters[at].value += n;
		return;
	}

	if (counter_count == counter_room) {
		size_t room = counter_room ? 2 * counter_room : 64;
		struct counter *more = realloc(counters, room * sizeof(*more));
		if (!more)
			return;
		counters = more;
		counter_room = room;
	}
	char *copy = strdup(name);
	if (!copy)
		return;
	memmove(&counters[at + 1], &counters[at], (counter_count - at) * sizeof(*counters));
	counters[at] = (struct counter){ .name = copy, .value = n };
	counter_count++;
}

uint64_t stat_get(const char *name)
{
	bool found;
	size_t at = counter_place(name, &found);

	return found ? counters[at].value : 0;
}

void stat_reset(void)
{
	for (size_t i = 0; i < counter_count; i++)
		free(counters[i].name);
	counter_count = 0;
}

void stat_each(void (*fn)(void *ctx, const char *name, uint64_t value), void *ctx)
{
	for (size_t i = 0; i < counter_count; i++)
		fn(ctx, counters[i].name, counters[i].value);
}

/* ---- traces ---- */

unsigned int sim_traces;

static FILE *trace_file;

static const struct {
	const char *name;
	enum sim_trace kind;
} traces[] = { { "bus", TRACE_BUS }, { "reg", TRACE_REG }, { "link", TRACE_LINK } };

int sim_trace_choose(const char *words)
{
	while (*words) {
		size_t length = strcspn(words, ",");
		size_t i = 0;

		while (i < COUNT_OF(traces) &&
				(strlen(traces[i].name) != length || strncmp(traces[i].name, words, length) != 0))
			i++;
		if (i == COUNT_OF(traces))
			return -1;
		sim_traces |= traces[i].kind;
		words += length;
		words += *words == ',';
	}
	return sim_traces ? 0 : -1;
}

int sim_trace_to(const char *path)
{
	trace_file = fopen(path, "w");
	if (!trace_file) {
		fprintf(stderr, "stm32xspi-sim: cannot write the trace to %s\n", path);
		return -1;
	}
	setvbuf(trace_file, NULL, _IOLBF, 0);
	return 0;
}

static void put_trace(enum sim_trace kind, uint64_t ps, const char *format, va_list args)
{
	FILE *out = trace_file ? trace_file : stderr;
	unsigned long long ns = ps / SIM_PS_PER_NS;

	for (size_t i = 0; i < COUNT_OF(traces); i++) {
		if (traces[i].kind == kind)
			fprintf(out, "%llu.%09llu %s ", ns / 1000000000, ns % 1000000000, traces[i].name);
	}
	vfprintf(out, format, args);
	fputc('\n', out);
}

void sim_trace_line_at(enum sim_trace kind, uint64_t ps, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	put_trace(kind, ps, format, args);
	va_end(args);
}

void sim_trace_line(enum sim_trace kind, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	put_trace(kind, sim_now(), format, args);
	va_end(args);
}

/* ---- log, and the words of the last violations and unknowns ---- */

int sim_verbose;

#define SIMLOG_STAMP	32

static struct simlog logs[2];

static void stamp(char *text, size_t size)
{
	uint64_t us = sim_now() / SIM_PS_PER_US;

	snprintf(text, size, "%llu.%06llu", (unsigned long long)(us / 1000000), (unsigned long long)(us % 1000000));
}

void sim_log(int level, const char *format, ...)
{
	char when[32];
	va_list args;

	if (sim_verbose < level)
		return;
	stamp(when, sizeof(when));
	fprintf(stderr, "[%s] ", when);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}

/** Some programs give cause for one with each byte, so that it must not take long. */
static void note(struct simlog *log, const char *kind, const char *what, const char *format, va_list args)
{
	char name[96];
	char *line = log->line[log->count++ % SIMLOG_LINES];

	snprintf(name, sizeof(name), "%s.%s", kind, what);
	stat_add(kind, 1);
	stat_add(name, 1);

	stamp(line, SIMLOG_STAMP);
	size_t used = strlen(line);
	used += (size_t)snprintf(line + used, SIMLOG_LENGTH - used, " %.40s: ", what);
	vsnprintf(line + used, SIMLOG_LENGTH - used, format, args);
	sim_log(1, "%s: %s", name, line + used);
}

void sim_violation(const char *what, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	note(&logs[SIMLOG_VIOLATIONS], "violation", what, format, args);
	va_end(args);
}

void sim_unknown(const char *what, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	note(&logs[SIMLOG_UNKNOWNS], "unknown", what, format, args);
	va_end(args);
}

const struct simlog *simlog_get(enum simlog_kind kind)
{
	return &logs[kind];
}

void simlog_clear(void)
{
	memset(logs, 0, sizeof(logs));
}
