// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * A frame as one line: what the chip has understood of it, which is what a logic analyser at its pins would show. The
 * time is that of the falling chip select.
 */

#include <stdarg.h>
#include <stdio.h>
#include "chip.h"
#include "../sim.h"

#define LINE	320

/** Text that grows; what does not fit is cut. */
struct text {
	char words[LINE];
	size_t used;
};

static void add(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add(struct text *text, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	int n = vsnprintf(text->words + text->used, LINE - text->used, format, args);
	va_end(args);
	if (n > 0)
		text->used += (size_t)n;
	if (text->used >= LINE)
		text->used = LINE - 1;
}

static unsigned int lines_of(const struct nor_chip *chip, unsigned int in_spi)
{
	return chip->qpi ? 4 : chip->dio ? 2 : in_spi;
}

/** Lines of opcode, address and data; 0 for a phase that the frame has not. */
static void add_lines(struct text *text, const struct nor_chip *chip, bool continuous)
{
	const struct nor_command *command = chip->command;
	bool data = command->out || command->in || (command->flags & NOR_READ);

	add(text, " %u-%u-%u%s", continuous ? 0 : lines_of(chip, 1),
		command->addr ? lines_of(chip, command->addr_lines ? command->addr_lines : 1) : 0,
		data ? lines_of(chip, command->data_lines) : 0, command->flags & NOR_DTR ? " DTR" : "");
}

static void add_bytes(struct text *text, const char *way, const uint8_t *bytes, uint32_t count)
{
	add(text, ", %s %u:", way, count);
	for (uint32_t i = 0; i < count && i < NOR_TRACE_BYTES; i++)
		add(text, " %02x", bytes[i]);
	if (count > NOR_TRACE_BYTES)
		add(text, " ...");
}

static void add_data(struct text *text, const struct nor_chip *chip)
{
	const struct nor_command *command = chip->command;
	/* the byte that would come next has been fetched already */
	uint32_t given = chip->out_index ? chip->out_index - 1 : 0;

	if (command->out || (command->flags & NOR_READ)) {
		if (chip->phase == NOR_OUT)
			add_bytes(text, "gives", chip->trace.given, given);
	} else if (command->in) {
		add_bytes(text, "takes", chip->in, chip->in_count);
	}
}

void nor_trace_frame(const struct nor_chip *chip, bool complete)
{
	const struct nor_command *command = chip->command;
	bool continuous = command && chip->trace.opcode < 0;
	struct text text = { .used = 0 };
	char name[64];

	add(&text, "%s ", chip->fit.name);
	if (!command && chip->trace.opcode < 0) {
		add(&text, "%u bits without an opcode%s%s", chip->bits, chip->trace.why ? ": " : "",
			chip->trace.why ? chip->trace.why : "");
	} else if (!command) {
		add(&text, "%02Xh ignored, %s", (unsigned int)chip->trace.opcode,
			chip->trace.why ? chip->trace.why : "no reason");
	} else {
		add(&text, "%02Xh %s", command->opcode, nor_command_words(command, name, sizeof(name)));
		add_lines(&text, chip, continuous);
		if (command->addr)
			add(&text, " @%06x", chip->addr);
		if (chip->dummy_clocks)
			add(&text, " +%u clocks", chip->dummy_clocks);
		add_data(&text, chip);
		if (!complete)
			add(&text, ", incomplete: ignored");
		if (chip->too_fast)
			add(&text, ", too fast at %u Hz", chip->hz);
	}
	sim_trace_line_at(TRACE_BUS, chip->trace.begin, "%s", text.words);
}

void nor_trace_repeated(const struct nor_chip *chip, uint64_t times)
{
	sim_trace_line(TRACE_BUS, "%s the same %llu times more", chip->fit.name, (unsigned long long)times);
}
