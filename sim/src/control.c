// SPDX-License-Identifier: GPL-2.0-or-later

/* Commands of the control connection. They act on the simulator's own memory, past bus, controller and wires. */

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "bus.h"
#include "control.h"
#include "core/memory.h"
#include "link/stlink.h"
#include "machine.h"
#include "nor.h"
#include "sim.h"
#include "simlog.h"
#include "soc.h"
#include "uart.h"

#define MAX_WORDS	12
#define MAX_RUN_MS	3600000u

struct command {
	unsigned int count;		/* words, the command's name included */
	char *words[MAX_WORDS];
	char *rest;				/* the line behind the second word */
	FILE *answer;
	bool failed, quit;
};

static void fail(struct command *c, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void fail(struct command *c, const char *format, ...)
{
	va_list args;

	fputs("error ", c->answer);
	va_start(args, format);
	vfprintf(c->answer, format, args);
	va_end(args);
	fputc('\n', c->answer);
	c->failed = true;
}

static void ok(struct command *c, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void ok(struct command *c, const char *format, ...)
{
	va_list args;

	fputs("ok ", c->answer);
	va_start(args, format);
	vfprintf(c->answer, format, args);
	va_end(args);
	fputc('\n', c->answer);
}

static void done(struct command *c)
{
	fputs("ok\n", c->answer);
}

/* ---- arguments ---- */

static bool number(struct command *c, unsigned int word, const char *what, uint32_t *value)
{
	char *end;

	errno = 0;
	unsigned long long n = strtoull(c->words[word], &end, 0);
	if (isdigit((unsigned char)c->words[word][0]) && !*end && !errno && n <= UINT32_MAX) {
		*value = (uint32_t)n;
		return true;
	}
	fail(c, "%s '%s' is not a number; numbers are decimal, or hexadecimal with 0x", what, c->words[word]);
	return false;
}

/** A memory that the commands can name. */
struct memory {
	const char *name;
	uint8_t *data;
	uint32_t size;
	uint32_t bus_base;
	bool on_bus;			/* internal flash: the core may have translated it */
};

static struct nor_chip *find_chip(const char *name)
{
	for (unsigned int i = 0; i < nor_count(); i++) {
		if (strcmp(nor_name(nor_at(i)), name) == 0)
			return nor_at(i);
	}
	return NULL;
}

static bool find_memory(struct command *c, struct memory *memory)
{
	*memory = (struct memory){ .name = c->words[1] };
	if (strcmp(c->words[1], "flash") == 0) {
		memory->data = soc_flash_data(&memory->bus_base, &memory->size);
		memory->on_bus = true;
		return true;
	}
	struct nor_chip *chip = find_chip(c->words[1]);
	if (chip) {
		memory->data = nor_data(chip, &memory->size);
		return true;
	}
	fail(c, "no memory '%s'; there are 'flash' (internal)%s%s", c->words[1], nor_count() ? " and " : "",
		nor_count() ? nor_name(nor_at(0)) : "");
	return false;
}

static void changed(const struct memory *memory, uint32_t offset, uint32_t length)
{
	if (memory->on_bus)
		bus_memory_changed(memory->bus_base + offset, length);
}

static bool range_fits(struct command *c, const struct memory *memory, uint32_t offset, uint64_t length)
{
	if (offset + length <= memory->size)
		return true;
	fail(c, "0x%llx bytes at 0x%x end beyond %s, which has 0x%x bytes", (unsigned long long)length, offset,
		memory->name, memory->size);
	return false;
}

/** @returns the whole file, to be freed; NULL after an error answer */
static uint8_t *read_file(struct command *c, const char *path, size_t *size)
{
	FILE *in = fopen(path, "rb");
	uint8_t *data = NULL;
	long length = -1;

	if (in && fseek(in, 0, SEEK_END) == 0)
		length = ftell(in);
	if (length >= 0) {
		rewind(in);
		data = malloc((size_t)length + 1);
		if (data && fread(data, 1, (size_t)length, in) != (size_t)length) {
			free(data);
			data = NULL;
		}
	}
	if (!data)
		fail(c, "cannot read %s: %s", path, strerror(errno));
	else
		*size = (size_t)length;
	if (in)
		fclose(in);
	return data;
}

/* ---- memory commands ---- */

static void do_load(struct command *c)
{
	struct memory memory;
	uint32_t offset = 0;
	size_t size;

	if (!find_memory(c, &memory) || (c->count > 3 && !number(c, 3, "offset", &offset)))
		return;
	uint8_t *data = read_file(c, c->words[2], &size);
	if (!data)
		return;
	if (range_fits(c, &memory, offset, size)) {
		memcpy(memory.data + offset, data, size);
		changed(&memory, offset, (uint32_t)size);
		ok(c, "%zu bytes", size);
	}
	free(data);
}

static void do_save(struct command *c)
{
	struct memory memory;
	uint32_t offset = 0, length;

	if (!find_memory(c, &memory))
		return;
	if (c->count > 3 && !number(c, 3, "offset", &offset))
		return;
	length = offset < memory.size ? memory.size - offset : 0;
	if (c->count > 4 && !number(c, 4, "length", &length))
		return;
	if (!range_fits(c, &memory, offset, length))
		return;

	FILE *out = fopen(c->words[2], "wb");
	bool written = out && fwrite(memory.data + offset, 1, length, out) == length;
	if (out && fclose(out) != 0)
		written = false;
	if (written)
		ok(c, "%u bytes", length);
	else
		fail(c, "cannot write %s: %s", c->words[2], strerror(errno));
}

static void do_compare(struct command *c)
{
	struct memory memory;
	uint32_t offset = 0;
	size_t size;

	if (!find_memory(c, &memory) || (c->count > 3 && !number(c, 3, "offset", &offset)))
		return;
	uint8_t *wanted = read_file(c, c->words[2], &size);
	if (!wanted)
		return;
	if (range_fits(c, &memory, offset, size)) {
		uint32_t differing = 0, first = 0;

		for (uint32_t i = 0; i < size; i++) {
			if (memory.data[offset + i] != wanted[i] && differing++ == 0)
				first = i;
		}
		if (differing)
			fail(c, "%u of %zu bytes differ; first at 0x%x: expected 0x%02x, found 0x%02x", differing, size,
				offset + first, wanted[first], memory.data[offset + first]);
		else
			ok(c, "%zu bytes equal", size);
	}
	free(wanted);
}

static void do_fill(struct command *c)
{
	struct memory memory;
	uint32_t value, offset = 0, length;

	if (!find_memory(c, &memory) || !number(c, 2, "value", &value))
		return;
	if (value > 0xff) {
		fail(c, "value 0x%x is more than a byte", value);
		return;
	}
	if (c->count > 3 && !number(c, 3, "offset", &offset))
		return;
	length = offset < memory.size ? memory.size - offset : 0;
	if (c->count > 4 && !number(c, 4, "length", &length))
		return;
	if (!range_fits(c, &memory, offset, length))
		return;
	memset(memory.data + offset, (int)value, length);
	changed(&memory, offset, length);
	ok(c, "%u bytes", length);
}

static void do_flip(struct command *c)
{
	struct memory memory;
	uint32_t offset, bit;

	if (!find_memory(c, &memory) || !number(c, 2, "address", &offset) || !number(c, 3, "bit", &bit))
		return;
	if (bit > 7) {
		fail(c, "bit %u does not exist; bits are 0 to 7", bit);
		return;
	}
	if (!range_fits(c, &memory, offset, 1))
		return;
	memory.data[offset] ^= (uint8_t)(1u << bit);
	changed(&memory, offset, 1);
	ok(c, "0x%x is now 0x%02x", offset, memory.data[offset]);
}

static void do_peek(struct command *c)
{
	uint32_t addr, count = 1, value;

	if (!number(c, 1, "address", &addr) || (c->count > 2 && !number(c, 2, "number of words", &count)))
		return;
	if (addr % 4 || count == 0 || count > 4096) {
		fail(c, "address 0x%08x, %u words: wanted a multiple of 4 and 1 to 4096 words", addr, count);
		return;
	}
	for (uint32_t i = 0; i < count; i++) {
		if (memory_read(addr + 4 * i, 4, &value, BUS_DEBUG) != BUS_OK) {
			fail(c, "bus error at 0x%08x", addr + 4 * i);
			return;
		}
		fprintf(c->answer, "0x%08x: 0x%08x\n", addr + 4 * i, value);
	}
	machine_settle();
	done(c);
}

static void do_poke(struct command *c)
{
	uint32_t addr, value;

	if (!number(c, 1, "address", &addr) || !number(c, 2, "value", &value))
		return;
	if (addr % 4)
		fail(c, "address 0x%08x: wanted a multiple of 4", addr);
	else if (memory_write(addr, 4, value, BUS_DEBUG) != BUS_OK)
		fail(c, "bus error at 0x%08x", addr);
	else
		done(c);
	bus_memory_changed(addr, 4);
	machine_settle();
}

/* ---- board commands ---- */

static void do_power_cycle(struct command *c)
{
	machine_power_cycle();
	done(c);
}

static void do_reset(struct command *c)
{
	machine_reset(false);
	done(c);
}

static void do_fault_die(struct command *c)
{
	const bool package = c->count == 4 && !strcmp(c->words[2], "package");
	uint32_t code;

	if (xspi_fault(c->rest) == 0) {
		done(c);
	} else if (!package && (c->count != 4 || strcmp(c->words[2], "dev-id") != 0)) {
		fail(c, "fault '%s' is not known; there are: fault die dev-id NUMBER, fault die package NUMBER, "
			"fault die erratum NAME on|off, fault die floating keep|low|high", c->rest);
	} else if (number(c, 3, package ? "package code" : "DEV_ID", &code)) {
		if (code > (package ? 0x1fu : 0xfffu)) {
			fail(c, "%s 0x%x is too large", package ? "package code" : "DEV_ID", code);
			return;
		}
		if (package)
			soc_pretend_package((uint8_t)code);
		else
			dbgmcu_pretend((uint16_t)code);
		done(c);
	}
}

static void do_fault(struct command *c)
{
	struct nor_chip *chip = find_chip(c->words[1]);

	if (!strcmp(c->words[1], "die"))
		do_fault_die(c);
	else if (!chip)
		fail(c, "no chip '%s'", c->words[1]);
	else if (nor_fault(chip, c->rest) < 0)
		fail(c, "fault '%s' is not known; examples: ncs open, io2 connected, chip absent, chip fitted, chip unpowered, "
			"chip powered, io0 swap io1", c->rest);
	else
		done(c);
}

static void do_state(struct command *c)
{
	struct nor_chip *chip = find_chip(c->words[1]);
	const char *reason = chip ? nor_preset(chip, c->rest) : NULL;

	if (!chip)
		fail(c, "no chip '%s'", c->words[1]);
	else if (reason)
		fail(c, "state '%s': %s", c->rest, reason);
	else
		done(c);
}

static void describe_line(void *ctx, const char *text)
{
	fprintf(ctx, "%s\n", text);
}

static void do_describe(struct command *c)
{
	struct nor_chip *chip = find_chip(c->words[1]);

	if (!chip) {
		fail(c, "no chip '%s'", c->words[1]);
		return;
	}
	nor_describe(chip, describe_line, c->answer);
	done(c);
}

static void do_link(struct command *c)
{
	uint32_t transactions;

	if (strcmp(c->words[1], "cut") != 0) {
		fail(c, "link '%s' is not known; there is: link cut TRANSACTIONS", c->words[1]);
		return;
	}
	if (!number(c, 2, "number of transactions", &transactions))
		return;
	stlink_cut_after(transactions > INT32_MAX ? INT32_MAX : (int)transactions);
	ok(c, "the link is cut after %u more transactions", transactions);
}

/* ---- time, counters, words ---- */

static void do_time(struct command *c)
{
	ok(c, "%llu us", (unsigned long long)(sim_now() / SIM_PS_PER_US));
}

static void do_run(struct command *c)
{
	uint32_t ms;

	if (!number(c, 1, "time in ms", &ms))
		return;
	if (ms > MAX_RUN_MS) {
		fail(c, "%u ms is too long, at most %u", ms, MAX_RUN_MS);
		return;
	}
	machine_advance(ms * SIM_PS_PER_MS);
	do_time(c);
}

static void counter_line(void *ctx, const char *name, uint64_t value)
{
	fprintf(ctx, "%s %llu\n", name, (unsigned long long)value);
}

static void do_counters(struct command *c)
{
	if (c->count > 1 && strcmp(c->words[1], "reset") != 0) {
		fail(c, "counters '%s' is not known; there is: counters [reset]", c->words[1]);
		return;
	}
	stat_each(counter_line, c->answer);
	if (c->count > 1) {
		stat_reset();
		simlog_clear();
	}
	done(c);
}

static void list_log(struct command *c, enum simlog_kind kind)
{
	const struct simlog *log = simlog_get(kind);
	size_t first = log->count > SIMLOG_LINES ? log->count - SIMLOG_LINES : 0;

	for (size_t i = first; i < log->count; i++)
		fprintf(c->answer, "%s\n", log->line[i % SIMLOG_LINES]);
	ok(c, "%zu in all", log->count);
}

static void do_violations(struct command *c)
{
	list_log(c, SIMLOG_VIOLATIONS);
}

static void do_unknowns(struct command *c)
{
	list_log(c, SIMLOG_UNKNOWNS);
}

static void do_uart(struct command *c)
{
	size_t length;
	const char *text = uart_text(&length);
	bool at_start = true;

	for (size_t i = 0; i < length; i++) {
		if (text[i] == '\r')
			continue;
		if (at_start)
			fputs("| ", c->answer);
		fputc(text[i] ? text[i] : '.', c->answer);
		at_start = text[i] == '\n';
	}
	if (!at_start)
		fputc('\n', c->answer);
	ok(c, "%zu bytes", length);
}

static void do_quit(struct command *c)
{
	c->quit = true;
	done(c);
}

/* ---- table ---- */

static void do_help(struct command *c);

static const struct {
	const char *name;
	unsigned int min_words, max_words;
	void (*run)(struct command *c);
	const char *usage, *help;
} commands[] = {
	{ "help", 1, 1, do_help, "", "this list" },
	{ "load", 3, 4, do_load, "chip0|flash FILE [OFFSET]", "put a raw file into a memory" },
	{ "save", 3, 5, do_save, "chip0|flash FILE [OFFSET [LENGTH]]", "write a memory's contents to a file" },
	{ "compare", 3, 4, do_compare, "chip0|flash FILE [OFFSET]", "byte for byte; an error names the first difference" },
	{ "fill", 3, 5, do_fill, "chip0|flash BYTE [OFFSET [LENGTH]]", "fill a memory" },
	{ "flip", 4, 4, do_flip, "chip0|flash ADDRESS BIT", "invert one bit" },
	{ "peek", 2, 3, do_peek, "ADDRESS [WORDS]", "32-bit words as the core sees them; devices are really read" },
	{ "poke", 3, 3, do_poke, "ADDRESS VALUE", "write a 32-bit word as the core would" },
	{ "power-cycle", 1, 1, do_power_cycle, "", "supply off and on again, for die and chips" },
	{ "reset", 1, 1, do_reset, "", "pulse on NRST" },
	{ "fault", 3, MAX_WORDS, do_fault, "chip0|die TEXT", "wiring, fitting: ncs open, chip absent; die erratum ..." },
	{ "state", 3, 4, do_state, "chip0 STATE [NUMBER]", "as commands could have left it: qpi, erasing 0x10000 ..." },
	{ "describe", 2, 2, do_describe, "chip0", "a chip's registers and state in words" },
	{ "counters", 1, 2, do_counters, "[reset]", "all counters; reset sets them to 0 after listing" },
	{ "violations", 1, 1, do_violations, "", "the last things that silicon would not have put up with" },
	{ "unknowns", 1, 1, do_unknowns, "", "the last things that the simulator does not know to be right" },
	{ "time", 1, 1, do_time, "", "virtual time" },
	{ "run", 2, 2, do_run, "MS", "let virtual time pass" },
	{ "link", 3, 3, do_link, "cut TRANSACTIONS", "end the debug connection after so many more transactions" },
	{ "uart", 1, 1, do_uart, "", "what the serial line has said, each line behind a bar" },
	{ "quit", 1, 1, do_quit, "", "end the simulator" },
};

static void do_help(struct command *c)
{
	for (size_t i = 0; i < COUNT_OF(commands); i++) {
		char call[64];
		snprintf(call, sizeof(call), "%s%s%s", commands[i].name, *commands[i].usage ? " " : "", commands[i].usage);
		fprintf(c->answer, "%-44s %s\n", call, commands[i].help);
	}
	done(c);
}

/** Cut the line into words; a word in double quotes may hold spaces. @returns false after an error answer */
static bool split(struct command *c, char *line)
{
	for (char *p = line; ; ) {
		p += strspn(p, " \t\r\n");
		if (!*p)
			return true;
		if (c->count == 2)
			c->rest = strdup(p);
		if (c->count == MAX_WORDS) {
			fail(c, "more than %d words", MAX_WORDS);
			return false;
		}
		bool quoted = *p == '"';
		c->words[c->count++] = p += quoted;
		p += strcspn(p, quoted ? "\"" : " \t\r\n");
		if (!*p && quoted) {
			fail(c, "a quote is not closed");
			return false;
		}
		if (*p)
			*p++ = '\0';
	}
}

static void run_command(struct command *c)
{
	for (size_t i = 0; i < COUNT_OF(commands); i++) {
		if (strcmp(commands[i].name, c->words[0]) != 0)
			continue;
		if (c->count < commands[i].min_words || c->count > commands[i].max_words)
			fail(c, "wrong number of words; wanted: %s %s", commands[i].name, commands[i].usage);
		else
			commands[i].run(c);
		return;
	}
	fail(c, "unknown command '%s'; help lists the commands", c->words[0]);
}

bool control_command(char *line, FILE *answer)
{
	struct command c = { .answer = answer };

	line[strcspn(line, "\r\n")] = '\0';
	if (split(&c, line)) {
		if (c.count == 0)
			done(&c);
		else
			run_command(&c);
	}
	free(c.rest);
	return !c.quit;
}
