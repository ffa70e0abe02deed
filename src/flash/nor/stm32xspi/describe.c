// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Chip descriptions for stm32xspi, as "-chip" takes them. Only 1-line operations: what else a chip can do that nobody
 * knows cannot be said in a line. What is known by SFDP or table never gets here.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "describe.h"

#define THREE_BYTE_LIMIT	(16u * 1024 * 1024)
#define SMALLEST			(4u * 1024)
#define LARGEST				(1024u * 1024 * 1024)
#define PAGE_MAX			1024u
/* limits for a chip of unknown times: those of slow ones, doubled */
#define PAGE_US				10000u
#define ERASE_MS			12000u
#define CHIP_ERASE_MS		1800000u

static int fail(char *error, size_t size, const char *what, const char *text)
{
	snprintf(error, size, "\"%.40s\": %s; wanted e.g. size=16M,page=256,erase=4K:20/64K:D8", text, what);
	return -1;
}

/** "4K": a power of two. @returns what follows, or NULL */
static const char *parse_size(const char *text, uint32_t *value)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (end == text || text[0] < '0' || text[0] > '9' || n > LARGEST)
		return NULL;
	uint64_t bytes = n;
	if (*end == 'K' || *end == 'k')
		bytes *= 1024;
	else if (*end == 'M' || *end == 'm')
		bytes *= 1024 * 1024;
	if (bytes != n)
		end++;
	if (!bytes || bytes > LARGEST || (bytes & (bytes - 1)))
		return NULL;
	*value = (uint32_t)bytes;
	return end;
}

static void add_erase(struct nor *nor, uint32_t size, uint8_t opcode)
{
	unsigned int i = NOR_ERASE_TYPES - 1;

	for (; i > 0 && (!nor->erase[i - 1].size || nor->erase[i - 1].size > size); i--)
		nor->erase[i] = nor->erase[i - 1];
	/* times as far as they matter: larger units are worth it */
	nor->erase[i] = (struct nor_erase) {
		.opcode = opcode, .size = size, .typ_ms = 50 + size / 512, .max_ms = ERASE_MS * (1 + size / 0x10000),
	};
}

/** "4K:20/64K:D8" */
static int parse_erases(const char *text, struct nor *nor, char *error, size_t error_size)
{
	for (unsigned int count = 0; ; count++) {
		uint32_t size;
		char *end;
		const char *p = parse_size(text, &size);
		if (!p || *p != ':' || size < 256)
			return fail(error, error_size, "an erase is size:opcode", text);
		unsigned long opcode = strtoul(p + 1, &end, 16);
		if (end != p + 3 || !opcode || opcode > 0xFE || !strchr("/", *end))
			return fail(error, error_size, "an opcode has two hexadecimal digits", text);
		if (count == NOR_ERASE_TYPES)
			return fail(error, error_size, "more than four erases", text);
		for (unsigned int i = 0; i < NOR_ERASE_TYPES; i++) {
			if (nor->erase[i].size == size)
				return fail(error, error_size, "two erases of the same size", text);
		}
		add_erase(nor, size, (uint8_t)opcode);
		if (!*end)
			return 0;
		text = end + 1;
	}
}

static int parse_item(const char *item, struct nor *nor, char *error, size_t error_size)
{
	const char *end;

	if (!strncmp(item, "size=", 5)) {
		end = parse_size(item + 5, &nor->size);
		return end && !*end ? 0 : fail(error, error_size, "a size is a power of two, as 16M", item);
	}
	if (!strncmp(item, "page=", 5)) {
		end = parse_size(item + 5, &nor->page_size);
		return end && !*end ? 0 : fail(error, error_size, "a page is a power of two, as 256", item);
	}
	if (!strncmp(item, "erase=", 6))
		return parse_erases(item + 6, nor, error, error_size);
	return fail(error, error_size, "only size, page and erase can be given", item);
}

static int check(const struct nor *nor, const char *text, char *error, size_t error_size)
{
	if (nor->size < SMALLEST)
		return fail(error, error_size, "size is missing, or too small", text);
	if (nor->page_size > PAGE_MAX)
		return fail(error, error_size, "no chip has pages that large", text);
	if (!nor->erase[0].size)
		return fail(error, error_size, "erase is missing", text);
	for (unsigned int i = 0; i < NOR_ERASE_TYPES; i++) {
		if (nor->erase[i].size > nor->size || (nor->erase[i].size && nor->erase[i].size < nor->page_size))
			return fail(error, error_size, "an erase is larger than the chip, or smaller than a page", text);
	}
	return 0;
}

static void fill(struct nor *nor)
{
	const bool wide = nor->size > THREE_BYTE_LIMIT;

	nor->name = "as described";
	nor->addr_bytes = wide ? 4 : 3;
	nor->qe = NOR_QE_UNKNOWN;
	nor->protect = NOR_PROTECT_OTHER;
	nor->page_max_us = PAGE_US;
	nor->chip_erase_max_ms = CHIP_ERASE_MS;
	nor->read_slow = (struct spi_mem_op) {
		SPI_MEM_CMD(wide ? 0x13 : 0x03, 1), SPI_MEM_ADDR(nor->addr_bytes, 0, 1), SPI_MEM_DATA_IN(0, NULL, 1)
	};
	nor->read = nor->read_slow;
	nor->program = (struct spi_mem_op) {
		SPI_MEM_CMD(wide ? 0x12 : 0x02, 1), SPI_MEM_ADDR(nor->addr_bytes, 0, 1), SPI_MEM_DATA_OUT(0, NULL, 1)
	};
}

int describe_parse(const char *text, struct nor *nor, char *error, size_t error_size)
{
	char item[100];

	memset(nor, 0, sizeof(*nor));
	nor->page_size = 256;
	for (const char *p = text; *p; ) {
		size_t len = strcspn(p, ",");
		if (len >= sizeof(item))
			return fail(error, error_size, "too long", p);
		memcpy(item, p, len);
		item[len] = '\0';
		if (parse_item(item, nor, error, error_size) != 0)
			return -1;
		p += len;
		if (*p)
			p++;
	}
	if (check(nor, text, error, error_size) != 0)
		return -1;
	fill(nor);
	return 0;
}
