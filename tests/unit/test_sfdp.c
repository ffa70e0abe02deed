// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * core/sfdp.c against every dump in data/sfdp: what data/sfdp/index.csv says of each must come out; then damaged, cut
 * and lying tables. The index was made by another decoder.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "io_script.h"
#include "../../src/flash/nor/stm32xspi/core/io.h"
#include "../../src/flash/nor/stm32xspi/core/sfdp.h"
#include "../../src/flash/nor/stm32xspi/core/util.h"

#define DUMP_SIZE	2048
#define COLUMNS		24

struct dump {
	uint8_t data[DUMP_SIZE];
	uint32_t size;
	uint32_t limit;			/**< reads beyond it fail; 0: they give FFh, as a chip does */
	unsigned int reads;
};

static int read_dump(void *ctx, uint32_t addr, uint8_t *data, uint32_t len)
{
	struct dump *d = ctx;

	d->reads++;
	assert_true(len <= 128);
	if (d->limit && addr + len > d->limit)
		return XSPI_E_LINK;
	for (uint32_t i = 0; i < len; i++)
		data[i] = addr + i < d->size ? d->data[addr + i] : 0xFF;
	return XSPI_OK;
}

static const char *data_dir(void)
{
	const char *dir = getenv("STM32XSPI_DATA");

	return dir ? dir : TEST_DATA_DIR;
}

static FILE *open_data(const char *name)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/sfdp/%s", data_dir(), name);
	FILE *f = fopen(path, "r");
	if (!f)
		fail_msg("cannot open %s: set STM32XSPI_DATA to the data folder", path);
	return f;
}

static void load(const char *name, struct dump *d)
{
	char line[512];
	FILE *f = open_data(name);

	*d = (struct dump) { .size = 0 };
	while (fgets(line, sizeof(line), f)) {
		if (line[0] == '#')
			continue;
		for (char *word = strtok(line, " \r\n"); word; word = strtok(NULL, " \r\n")) {
			assert_true(d->size < DUMP_SIZE);
			d->data[d->size++] = (uint8_t)strtoul(word, NULL, 16);
		}
	}
	fclose(f);
	assert_true(d->size > 0);
}

/* One line of CSV into columns, quotes removed */
static unsigned int split(char *line, char *column[COLUMNS])
{
	unsigned int n = 0;
	char *out = line;
	bool quoted = false;

	column[n++] = out;
	for (const char *p = line; *p && *p != '\n' && *p != '\r'; p++) {
		if (*p == '"') {
			if (quoted && p[1] == '"')
				*out++ = *p++;
			else
				quoted = !quoted;
		} else if (*p == ',' && !quoted) {
			*out++ = '\0';
			if (n < COLUMNS)
				column[n] = out;
			n++;
		} else {
			*out++ = *p;
		}
	}
	*out = '\0';
	return n;
}

static const char *const columns[] = {
	"file", "part", "jedec_id", "sfdp_revision", "bytes", "density_bits", "page_size", "erase_types", "addr_bytes",
	"read_1_1_4", "read_1_4_4", "read_4_4_4", "qer", "has_4bait", "source", "confidence", "note", "read_1_1_8",
	"read_1_8_8", "enter_4b_dw16", "soft_reset_dw16", "tables", "completeness", "checksum"
};

static const char *get(char *const column[COLUMNS], const char *name)
{
	for (unsigned int i = 0; i < COLUMNS; i++)
		if (!strcmp(columns[i], name))
			return column[i];
	fail_msg("no column %s", name);
	return "";
}

static void check_erases(const char *text, const struct sfdp *sfdp, const char *file)
{
	unsigned int next = 0;
	char copy[128];

	snprintf(copy, sizeof(copy), "%s", text);
	for (char *word = strtok(copy, " "); word; word = strtok(NULL, " ")) {
		unsigned int size, opcode;
		char unit[3] = "", times[16];
		if (sscanf(word, "%uK:%x:%15s", &size, &opcode, times) == 3)
			size *= 1024;
		else if (sscanf(word, "%u%1[B]:%x:%15s", &size, unit, &opcode, times) != 4)
			fail_msg("%s: erase type '%s' not understood", file, word);
		while (next < SFDP_ERASE_TYPES && !sfdp->erase[next].size)
			next++;
		if (next == SFDP_ERASE_TYPES)
			fail_msg("%s: erase type %s missing", file, word);
		assert_int_equal(sfdp->erase[next].size, size);
		assert_int_equal(sfdp->erase[next].opcode, opcode);
		assert_int_equal(sfdp->erase[next].typ_ms, times[0] == '-' ? 0 : strtoul(times, NULL, 10));
		if (times[0] != '-')
			assert_true(sfdp->erase[next].max_ms >= 2 * sfdp->erase[next].typ_ms);
		next++;
	}
	for (; next < SFDP_ERASE_TYPES; next++)
		assert_int_equal(sfdp->erase[next].size, 0);
}

static void check_read(const char *text, const struct sfdp_read *read, const char *file, const char *name)
{
	unsigned int opcode = 0, mode = 0, wait = 0;

	if (text[0] && sscanf(text, "%x:%u:%u", &opcode, &mode, &wait) != 3)
		fail_msg("%s: %s '%s' not understood", file, name, text);
	if (read->opcode != opcode || (opcode && (read->mode_clocks != mode || read->wait_clocks != wait)))
		fail_msg("%s: %s is %02x:%u:%u, the index says '%s'", file, name, read->opcode, read->mode_clocks,
			read->wait_clocks, text);
}

static void check_against_index(char *column[COLUMNS], const struct sfdp *sfdp, bool whole)
{
	const char *file = get(column, "file");
	const char *text = get(column, "addr_bytes");

	print_message("# %s\n", file);
	assert_true(sfdp->size == strtoull(get(column, "density_bits"), NULL, 10) / 8);
	assert_int_equal(sfdp->page_size, strtoul(get(column, "page_size"), NULL, 10));
	check_erases(get(column, "erase_types"), sfdp, file);
	assert_int_equal(sfdp->addr,
		!strcmp(text, "3") ? SFDP_ADDR_3 : !strcmp(text, "4") ? SFDP_ADDR_4 : SFDP_ADDR_3_OR_4);
	check_read(get(column, "read_1_1_4"), &sfdp->read[SFDP_READ_1_1_4], file, "1-1-4");
	check_read(get(column, "read_1_4_4"), &sfdp->read[SFDP_READ_1_4_4], file, "1-4-4");
	/* an opcode 00h is no read, whatever the support bit says: is25lx256 */
	text = get(column, "read_4_4_4");
	check_read(strcmp(text, "00:0:0") ? text : "", &sfdp->read[SFDP_READ_4_4_4], file, "4-4-4");
	check_read(get(column, "read_1_1_8"), &sfdp->read[SFDP_READ_1_1_8], file, "1-1-8");
	check_read(get(column, "read_1_8_8"), &sfdp->read[SFDP_READ_1_8_8], file, "1-8-8");
	text = get(column, "qer");
	assert_int_equal(sfdp->qer, text[0] ? strtoul(text, NULL, 10) : SFDP_QER_UNKNOWN);
	text = get(column, "enter_4b_dw16");
	assert_int_equal(sfdp->enter_4byte, text[0] ? strtoul(text, NULL, 16) : 0);
	text = get(column, "soft_reset_dw16");
	assert_int_equal(sfdp->soft_reset, text[0] ? strtoul(text, NULL, 16) : 0);
	if (!whole)
		return;
	char revision[8];
	snprintf(revision, sizeof(revision), "%u.%u", sfdp->major, sfdp->minor);
	assert_string_equal(revision, get(column, "sfdp_revision"));
	text = get(column, "has_4bait");
	assert_int_equal(sfdp->has_4bait, !strncmp(text, "yes", 3));
	if (!strcmp(text, "yes (empty)"))
		assert_int_equal(sfdp->four_byte, 0);
	else if (sfdp->has_4bait)
		assert_int_not_equal(sfdp->four_byte & SFDP_4B_READ_1_1_1, 0);
}

static void test_all_dumps(void **state)
{
	char line[4096], *column[COLUMNS];
	unsigned int dumps = 0;
	FILE *f = open_data("index.csv");

	(void)state;
	assert_non_null(fgets(line, sizeof(line), f));
	assert_int_equal(split(line, column), COLUMNS);
	for (unsigned int i = 0; i < COLUMNS; i++)
		assert_string_equal(column[i], columns[i]);
	while (fgets(line, sizeof(line), f)) {
		struct dump d;
		struct sfdp sfdp;
		assert_int_equal(split(line, column), COLUMNS);
		load(column[0], &d);
		assert_int_equal(d.size, strtoul(get(column, "bytes"), NULL, 10));
		/* a few sources show the basic table alone */
		const bool whole = get(column, "sfdp_revision")[0];
		if (whole) {
			assert_int_equal(sfdp_parse(read_dump, &d, &sfdp), XSPI_OK);
		} else {
			sfdp = (struct sfdp) { .qer = 0 };
			assert_int_equal(sfdp_parse_bfpt(d.data, d.size / 4, &sfdp), XSPI_OK);
		}
		check_against_index(column, &sfdp, whole);
		dumps++;
	}
	fclose(f);
	print_message("# %u dumps\n", dumps);
	assert_true(dumps >= 85);
}

/* Figures worked out by hand from the dump and the standard */
static void test_is25wp256_times(void **state)
{
	struct dump d;
	struct sfdp sfdp;

	(void)state;
	load("is25wp256.hex", &d);
	assert_int_equal(sfdp_parse(read_dump, &d, &sfdp), XSPI_OK);
	assert_int_equal(sfdp.erase[0].typ_ms, 48);
	assert_int_equal(sfdp.erase[0].max_ms, 384);
	assert_int_equal(sfdp.erase[2].typ_ms, 304);
	assert_int_equal(sfdp.erase[2].max_ms, 2432);
	assert_int_equal(sfdp.page_typ_us, 200);
	assert_int_equal(sfdp.page_max_us, 1200);
	assert_int_equal(sfdp.chip_erase_typ_ms, 60000);
	assert_int_equal(sfdp.chip_erase_max_ms, 480000);
	assert_true(sfdp.dtr);
	/* header and parameter headers in one read, one more for the basic table */
	assert_int_equal(d.reads, 2);
}

static void test_4byte_erases(void **state)
{
	struct dump d;
	struct sfdp sfdp;

	(void)state;
	load("is25wp01g.hex", &d);
	assert_int_equal(sfdp_parse(read_dump, &d, &sfdp), XSPI_OK);
	assert_int_equal(sfdp.erase[0].opcode_4byte, 0x21);
	assert_int_equal(sfdp.erase[1].opcode_4byte, 0x5C);
	assert_int_equal(sfdp.erase[2].opcode_4byte, 0xDC);
	assert_int_equal(sfdp.erase[3].opcode_4byte, 0);
	assert_int_equal(sfdp.four_byte & (SFDP_4B_PROGRAM_1_1_4 | SFDP_4B_READ_1_4_4),
		SFDP_4B_PROGRAM_1_1_4 | SFDP_4B_READ_1_4_4);

	/* a table that lists no opcode for a type: mt25qu256a and its 32 KiB erase */
	load("mt25qu256a.hex", &d);
	assert_int_equal(sfdp_parse(read_dump, &d, &sfdp), XSPI_OK);
	assert_int_equal(sfdp.erase[2].size, 32 * 1024);
	assert_int_equal(sfdp.erase[2].opcode_4byte, 0);
}

static void test_absent(void **state)
{
	struct dump d = { .size = 0 };
	struct sfdp sfdp;

	(void)state;
	assert_int_equal(sfdp_parse(read_dump, &d, &sfdp), XSPI_E_UNKNOWN_CHIP);
	memset(d.data, 0, sizeof(d.data));
	d.size = sizeof(d.data);
	assert_int_equal(sfdp_parse(read_dump, &d, &sfdp), XSPI_E_UNKNOWN_CHIP);
}

static void test_lying(void **state)
{
	static const struct {
		const char *what;
		uint32_t offset;
		uint8_t value[4];
		unsigned int bytes;
	} lies[] = {
		{ "signature", 0, { 'X' }, 1 },
		{ "basic table of 8 DWORDs", 0x0B, { 8 }, 1 },
		{ "basic table at 0", 0x0C, { 0, 0, 0 }, 3 },
		{ "basic table beyond the end", 0x0C, { 0x00, 0xFF, 0xFF }, 3 },
		{ "major revision 2", 0x0A, { 2 }, 1 },
		{ "density all ones", 0x34, { 0xFF, 0xFF, 0xFF, 0xFF }, 4 },
		{ "density 0", 0x34, { 0, 0, 0, 0 }, 4 },
		{ "density 2^60", 0x34, { 60, 0, 0, 0x80 }, 4 },
		{ "density not whole bytes", 0x34, { 0xFE, 0xFF, 0xFF, 0x07 }, 4 },
	};
	struct dump d;
	struct sfdp sfdp;

	(void)state;
	for (size_t i = 0; i < XSPI_COUNT(lies); i++) {
		load("sk25lp128.hex", &d);
		assert_int_equal(sfdp_parse(read_dump, &d, &sfdp), XSPI_OK);
		memcpy(d.data + lies[i].offset, lies[i].value, lies[i].bytes);
		print_message("# %s\n", lies[i].what);
		assert_int_equal(sfdp_parse(read_dump, &d, &sfdp), XSPI_E_UNKNOWN_CHIP);
	}

	/* 255 headers and 255 DWORDs announced: bounded, and what is there is taken */
	load("sk25lp128.hex", &d);
	d.data[6] = 0xFF;
	d.data[0x0B] = 0xFF;
	assert_int_equal(sfdp_parse(read_dump, &d, &sfdp), XSPI_OK);
	assert_true(d.reads <= 32);
	assert_int_equal(sfdp.headers, SFDP_MAX_HEADERS);
	assert_int_equal(sfdp.bfpt_dwords, SFDP_BFPT_MAX_DWORDS);

	/* two basic tables of the same length: the later revision counts, wherever it stands */
	for (unsigned int later = 0; later < 2; later++) {
		load("sk25lp128.hex", &d);
		memcpy(d.data + 0x10, d.data + 0x08, 8);
		memcpy(d.data + 0x100, d.data + 0x30, 64);
		d.size = 0x140;
		d.data[6] = 1;
		d.data[0x09] = later ? 7 : 5;
		d.data[0x14] = 0x00;
		d.data[0x15] = 0x01;
		d.data[0x107] = 0x03;
		assert_int_equal(sfdp_parse(read_dump, &d, &sfdp), XSPI_OK);
		assert_int_equal(sfdp.size, later ? 16 << 20 : 8 << 20);
	}

	/* size given as a power of two */
	load("sk25lp128.hex", &d);
	memcpy(d.data + 0x34, (uint8_t[]) { 35, 0, 0, 0x80 }, 4);
	assert_int_equal(sfdp_parse(read_dump, &d, &sfdp), XSPI_OK);
	assert_true(sfdp.size == 1ull << 32);
}

static void test_reader_error(void **state)
{
	struct dump d;
	struct sfdp sfdp;

	(void)state;
	load("is25wp01g.hex", &d);
	const uint32_t size = d.size;
	for (d.limit = 1; d.limit < size; d.limit += 8)
		assert_int_equal(sfdp_parse(read_dump, &d, &sfdp), XSPI_E_LINK);
	d.limit = size;
	assert_int_equal(sfdp_parse(read_dump, &d, &sfdp), XSPI_OK);
}

/* Any bytes behind a valid start: no crash (run under a sanitizer), no endless reading, no nonsense results */
static void test_random(void **state)
{
	uint32_t seed = 12345;
	struct dump d;
	struct sfdp sfdp;

	(void)state;
	for (unsigned int round = 0; round < 2000; round++) {
		load("mt35xu01gbba.hex", &d);
		for (unsigned int i = 0; i < 1 + round % 16; i++) {
			seed = seed * 1664525 + 1013904223;
			d.data[4 + (seed >> 8) % (d.size - 4)] = seed >> 24;
		}
		const int retval = sfdp_parse(read_dump, &d, &sfdp);
		assert_true(retval == XSPI_OK || retval == XSPI_E_UNKNOWN_CHIP);
		assert_true(d.reads <= 2 + SFDP_MAX_HEADERS + 1);
		for (unsigned int i = 0; retval == XSPI_OK && i < SFDP_ERASE_TYPES; i++)
			assert_true(!sfdp.erase[i].size || (sfdp.erase[i].size >= 256 && sfdp.erase[i].size <= 1u << 30));
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_dumps),
		cmocka_unit_test(test_is25wp256_times),
		cmocka_unit_test(test_4byte_erases),
		cmocka_unit_test(test_absent),
		cmocka_unit_test(test_lying),
		cmocka_unit_test(test_reader_error),
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests_name("sfdp", tests, NULL, NULL);
}
