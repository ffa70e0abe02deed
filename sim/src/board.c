// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Board files: one statement per line, "key value...", '#' begins a comment. The format is described in
 * sim/doc/stm32xspi-sim.1. Wires belong to the chip named last.
 */

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "board.h"
#include "boardfile.h"
#include "link/probes.h"
#include "sim.h"

#define MAX_WORDS	16
#define SUFFIX		".board"

struct parser {
	const char *file;
	unsigned int line;
	struct board *board;
	struct board_chip *chip;		/* named last */
};

static int fail(const struct parser *p, const char *format, ...) __attribute__((format(printf, 2, 3)));

static int fail(const struct parser *p, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "%s:%u: ", p->file, p->line);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return -1;
}

/* ---- values ---- */

static int copy(const struct parser *p, const char *key, char *to, size_t size, const char *text)
{
	if (strlen(text) >= size)
		return fail(p, "%s: '%s' is too long, at most %zu characters", key, text, size - 1);
	memcpy(to, text, strlen(text) + 1);
	return 0;
}

static int number(const struct parser *p, const char *key, const char *text, uint32_t *value)
{
	char *end;

	errno = 0;
	unsigned long long n = strtoull(text, &end, 0);
	if (!isdigit((unsigned char)text[0]) || *end || errno || n > UINT32_MAX)
		return fail(p, "%s: '%s' is not a number from 0 to %u", key, text, UINT32_MAX);
	*value = (uint32_t)n;
	return 0;
}

static int pin(const struct parser *p, const char *text, struct board_wire *wire)
{
	char *end;

	if (text[0] == 'P' && text[1] >= 'A' && text[1] <= 'Z' && isdigit((unsigned char)text[2])) {
		unsigned long n = strtoul(text + 2, &end, 10);
		if (!*end && n <= 15) {
			wire->port = (uint8_t)(text[1] - 'A');
			wire->pin = (uint8_t)n;
			return 0;
		}
	}
	return fail(p, "'%s' is not a pin; a pin is P, the port's letter and a number from 0 to 15, such as PA3", text);
}

/* ---- statements ---- */

/** Where the statement stands, for a message that comes later. */
static void keep_place(const struct parser *p, char *where)
{
	snprintf(where, BOARD_WHERE, "%.*s:%u: ", BOARD_WHERE - 16, p->board->file, p->line);
}

static int set_title(struct parser *p, char **words, unsigned int count)
{
	size_t used = 0;

	p->board->title[0] = '\0';
	for (unsigned int i = 1; i < count; i++) {
		int n = snprintf(p->board->title + used, sizeof(p->board->title) - used, "%s%s", i > 1 ? " " : "", words[i]);
		used += (size_t)n;
		if (used >= sizeof(p->board->title))
			return fail(p, "title is too long, at most %zu characters", sizeof(p->board->title) - 1);
	}
	return 0;
}

static int set_die(struct parser *p, char **words, unsigned int count)
{
	(void)count;
	keep_place(p, p->board->die_where);
	return copy(p, "die", p->board->die, sizeof(p->board->die), words[1]);
}

static int set_uart(struct parser *p, char **words, unsigned int count)
{
	(void)count;
	keep_place(p, p->board->uart_where);
	return copy(p, "uart", p->board->uart, sizeof(p->board->uart), words[1]);
}

static int set_crystal(struct parser *p, char **words, unsigned int count)
{
	uint32_t *value = strcmp(words[1], "hse") == 0 ? &p->board->hse_hz : &p->board->lse_hz;

	(void)count;
	if (value == &p->board->lse_hz && strcmp(words[1], "lse") != 0)
		return fail(p, "unknown crystal '%s'; known are hse and lse", words[1]);
	return number(p, words[1], words[2], value);
}

static int set_probe(struct parser *p, char **words, unsigned int count)
{
	(void)count;
	if (!probe_find(words[1]))
		return fail(p, "unknown probe '%s'; known are stlink-v2, stlink-v3, ideal", words[1]);
	return copy(p, "probe", p->board->probe, sizeof(p->board->probe), words[1]);
}

static int set_link(struct parser *p, char **words, unsigned int count)
{
	const struct {
		const char *name;
		uint32_t *value;
	} settings[] = {
		{ "target_mv", &p->board->target_mv },
	};

	(void)count;
	for (size_t i = 0; i < COUNT_OF(settings); i++) {
		if (strcmp(settings[i].name, words[1]) == 0)
			return number(p, words[1], words[2], settings[i].value);
	}
	return fail(p, "unknown link setting '%s'; known is target_mv", words[1]);
}

static int set_chip(struct parser *p, char **words, unsigned int count)
{
	struct board *board = p->board;

	(void)count;
	if (board->chip_count == BOARD_MAX_CHIPS)
		return fail(p, "more than %d chips", BOARD_MAX_CHIPS);
	for (unsigned int i = 0; i < board->chip_count; i++) {
		if (strcmp(board->chip[i].name, words[1]) == 0)
			return fail(p, "there is already a chip '%s'", words[1]);
	}
	p->chip = &board->chip[board->chip_count++];
	keep_place(p, p->chip->where);
	return copy(p, "chip", p->chip->name, sizeof(p->chip->name), words[1]) ||
		copy(p, "chip", p->chip->model, sizeof(p->chip->model), words[2]) ? -1 : 0;
}

static struct board_wire *find_wire(struct board_chip *chip, const char *name)
{
	if (strcmp(name, "clk") == 0)
		return &chip->clk;
	if (strcmp(name, "ncs") == 0)
		return &chip->ncs;
	if (strncmp(name, "io", 2) == 0 && name[2] >= '0' && name[2] < '0' + BOARD_MAX_LINES && !name[3])
		return &chip->io[name[2] - '0'];
	return NULL;
}

static int set_wire(struct parser *p, char **words, unsigned int count)
{
	struct board_wire *wire = find_wire(p->chip, words[1]);

	if (!wire)
		return fail(p, "unknown wire '%s'; known are clk, ncs, io0 to io%d", words[1], BOARD_MAX_LINES - 1);
	if (wire->connected)
		return fail(p, "wire %s is given twice", words[1]);
	if (pin(p, words[2], wire) < 0)
		return -1;
	wire->connected = true;
	wire->line = p->line;
	for (unsigned int i = 3; i < count; i++) {
		if (strcmp(words[i], "pull-up") == 0)
			wire->pull = 1;
		else if (strcmp(words[i], "pull-down") == 0)
			wire->pull = -1;
		else if (strcmp(words[i], "open") == 0)
			wire->open = true;
		else
			return fail(p, "unknown property '%s' of a wire; known are pull-up, pull-down, open", words[i]);
	}
	return 0;
}

static int set_fault(struct parser *p, char **words, unsigned int count)
{
	(void)count;
	if (strcmp(words[1], "absent") == 0)
		p->chip->absent = true;
	else if (strcmp(words[1], "unpowered") == 0)
		p->chip->unpowered = true;
	else
		return fail(p, "unknown fault '%s'; known are absent, unpowered", words[1]);
	return 0;
}

static int set_contents(struct parser *p, char **words, unsigned int count)
{
	const char *slash = strrchr(p->file, '/');
	int folder = words[1][0] != '/' && slash ? (int)(slash - p->file) + 1 : 0;
	int n = snprintf(p->chip->contents, sizeof(p->chip->contents), "%.*s%s", folder, p->file, words[1]);

	(void)count;
	if (n < 0 || (size_t)n >= sizeof(p->chip->contents))
		return fail(p, "contents: the file's name is too long, at most %zu characters", sizeof(p->chip->contents) - 1);
	return 0;
}

static int set_state(struct parser *p, char **words, unsigned int count)
{
	struct board_chip *chip = p->chip;
	unsigned int i = chip->state_count;

	if (i == BOARD_MAX_STATES)
		return fail(p, "more than %d states of a chip", BOARD_MAX_STATES);
	int n = snprintf(chip->state[i].text, sizeof(chip->state[i].text), "%s%s%s", words[1], count > 2 ? " " : "",
		count > 2 ? words[2] : "");
	if ((size_t)n >= sizeof(chip->state[i].text))
		return fail(p, "state: too long, at most %zu characters", sizeof(chip->state[i].text) - 1);
	keep_place(p, chip->state[i].where);
	chip->state_count++;
	return 0;
}

static int set_page_us(struct parser *p, char **words, unsigned int count)
{
	(void)count;
	return number(p, "page_us", words[1], &p->chip->page_us);
}

static const struct {
	const char *key;
	unsigned int min_words, max_words;		/* the key included */
	bool of_chip;
	int (*set)(struct parser *p, char **words, unsigned int count);
	const char *usage;
} statements[] = {
	{ "title", 2, MAX_WORDS, false, set_title, "title WORDS..." },
	{ "die", 2, 2, false, set_die, "die NAME" },
	{ "uart", 2, 2, false, set_uart, "uart INSTANCE" },
	{ "crystal", 3, 3, false, set_crystal, "crystal hse|lse HERTZ" },
	{ "probe", 2, 2, false, set_probe, "probe stlink-v2|stlink-v3|ideal" },
	{ "link", 3, 3, false, set_link, "link SETTING NUMBER" },
	{ "chip", 3, 3, false, set_chip, "chip NAME MODEL" },
	{ "wire", 3, 5, true, set_wire, "wire clk|ncs|ioN PIN [pull-up|pull-down] [open]" },
	{ "fault", 2, 2, true, set_fault, "fault absent|unpowered" },
	{ "contents", 2, 2, true, set_contents, "contents FILE" },
	{ "state", 2, 3, true, set_state, "state STATE [NUMBER]" },
	{ "page_us", 2, 2, true, set_page_us, "page_us MICROSECONDS" },
};

static int statement(struct parser *p, char **words, unsigned int count)
{
	for (size_t i = 0; i < COUNT_OF(statements); i++) {
		if (strcmp(statements[i].key, words[0]) != 0)
			continue;
		if (count < statements[i].min_words || count > statements[i].max_words)
			return fail(p, "wrong number of words; wanted: %s", statements[i].usage);
		if (statements[i].of_chip && !p->chip)
			return fail(p, "'%s' belongs to a chip; name one before, with chip NAME MODEL", words[0]);
		return statements[i].set(p, words, count);
	}
	return fail(p, "unknown statement '%s'", words[0]);
}

static int parse_line(struct parser *p, char *text)
{
	char *words[MAX_WORDS + 1];
	unsigned int count = 0;
	char *rest, *comment = strchr(text, '#');

	if (comment)
		*comment = '\0';
	for (char *word = strtok_r(text, " \t\r\n", &rest); word; word = strtok_r(NULL, " \t\r\n", &rest)) {
		if (count < MAX_WORDS + 1)
			words[count++] = word;
	}
	if (count == 0)
		return 0;
	if (count > MAX_WORDS)
		return fail(p, "more than %d words", MAX_WORDS);
	return statement(p, words, count);
}

static int check(struct parser *p)
{
	const struct board *board = p->board;

	if (!board->die[0])
		return fail(p, "the file ends without a die; wanted: die NAME");
	for (unsigned int i = 0; i < board->chip_count; i++) {
		const struct board_chip *chip = &board->chip[i];
		if (!chip->clk.connected || !chip->ncs.connected || !chip->io[0].connected || !chip->io[1].connected)
			return fail(p, "chip %s needs the wires clk, ncs, io0 and io1 at least", chip->name);
	}
	return 0;
}

/** @returns the text, or what of its end has so many characters */
static const char *end_of(const char *text, size_t room)
{
	size_t length = strlen(text);

	return length > room ? text + length - room : text;
}

int board_parse(FILE *in, const char *file, struct board *board)
{
	struct parser p = { .file = file, .board = board };
	char line[512];

	memset(board, 0, sizeof(*board));
	snprintf(board->file, sizeof(board->file), "%s", end_of(file, sizeof(board->file) - 16));
	memcpy(board->probe, PROBE_DEFAULT, sizeof(PROBE_DEFAULT));
	board->target_mv = 3300;
	board->lse_hz = 32768;

	while (fgets(line, sizeof(line), in)) {
		p.line++;
		if (!strchr(line, '\n') && !feof(in))
			return fail(&p, "the line is too long, at most %zu characters", sizeof(line) - 2);
		if (parse_line(&p, line) < 0)
			return -1;
	}
	return check(&p);
}

/* ---- where boards are ---- */

/** @returns the folder beside the executable's, as in an installed tree, or the one compiled in */
static const char *boards_folder(void)
{
	static char folder[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", folder, sizeof(folder) - 1);

	if (length > 0) {
		folder[length] = '\0';
		char *slash = strrchr(folder, '/');
		const char *tail = "/../share/stm32xspi/boards";
		if (slash && (size_t)(slash - folder) + strlen(tail) < sizeof(folder)) {
			memcpy(slash, tail, strlen(tail) + 1);
			if (access(folder, R_OK) == 0)
				return folder;
		}
	}
	return BOARDS_DIR;
}

static void name_of(const char *path, char *name, size_t size)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	size_t length = strlen(base), tail = strlen(SUFFIX);

	if (length > tail && strcmp(base + length - tail, SUFFIX) == 0)
		length -= tail;
	snprintf(name, size, "%.*s", (int)length, base);
}

int board_load(const char *name_or_path, struct board *board)
{
	char path[PATH_MAX + 64];
	bool is_path = strchr(name_or_path, '/') || access(name_or_path, R_OK) == 0;

	if (is_path)
		snprintf(path, sizeof(path), "%s", name_or_path);
	else
		snprintf(path, sizeof(path), "%s/%s" SUFFIX, boards_folder(), name_or_path);

	FILE *in = fopen(path, "r");
	if (!in) {
		fprintf(stderr, "stm32xspi-sim: cannot open board file %s: %s; --list-boards lists the boards that there are\n",
			path, strerror(errno));
		return -1;
	}
	int retval = board_parse(in, path, board);
	fclose(in);
	if (retval == 0)
		name_of(path, board->name, sizeof(board->name));
	return retval;
}

static int is_board(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name), tail = strlen(SUFFIX);

	return length > tail && strcmp(entry->d_name + length - tail, SUFFIX) == 0;
}

int board_list(void)
{
	struct dirent **entries;
	int count = scandir(boards_folder(), &entries, is_board, alphasort);

	if (count < 0) {
		fprintf(stderr, "stm32xspi-sim: cannot read the boards' folder %s: %s\n", boards_folder(), strerror(errno));
		return -1;
	}
	for (int i = 0; i < count; i++) {
		struct board board;
		char path[PATH_MAX + 64];
		snprintf(path, sizeof(path), "%s/%s", boards_folder(), entries[i]->d_name);
		if (board_load(path, &board) == 0)
			printf("%-28s %s\n", board.name, board.title);
		free(entries[i]);
	}
	free(entries);
	return 0;
}
