// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * libFuzzer target: a chip whose ID and SFDP are the input (three bytes, then the SFDP space; beyond it FFh). Whatever
 * it says, identification must end, and what it ends in must be something that cannot harm any chip.
 */

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../../src/flash/nor/stm32xspi/core/nor.h"
#include "../../src/flash/nor/stm32xspi/core/sfdp.h"

#define READ_ID			0x9F
#define READ_SFDP		0x5A
#define READ_FLAGS		0x81
#define CLEAR_FLAGS		0x82
#define MAX_COMMANDS	200

static const uint8_t *input;
static size_t input_size;
static unsigned int commands;

#define require(condition) require_at(condition, #condition, __LINE__)

static void require_at(bool holds, const char *condition, int line)
{
	if (holds)
		return;
	fprintf(stderr, "line %d: does not hold: %s\n", line, condition);
	abort();
}

/* The chip. Only what reads may come before anything is known (and the clearing of volatile error flags). */
static int answer(const struct spi_mem_op *op)
{
	uint8_t *data = op->data.buf.in;

	require(++commands < MAX_COMMANDS);
	switch (op->cmd.opcode) {
	case READ_ID:
		require(op->data.nbytes == NOR_ID_BYTES);
		for (unsigned int i = 0; i < NOR_ID_BYTES; i++)
			data[i] = i < input_size ? input[i] : 0xFF;
		break;
	case READ_SFDP:
		for (uint32_t i = 0; i < op->data.nbytes; i++) {
			const uint64_t place = (uint64_t)NOR_ID_BYTES + op->addr.value + i;
			data[i] = place < input_size ? input[place] : 0xFF;
		}
		break;
	case READ_FLAGS:
		data[0] = input_size ? input[input_size - 1] : 0xFF;
		break;
	default:
		require(op->cmd.opcode == CLEAR_FLAGS);
	}
	return XSPI_OK;
}

int xspi_exec(struct xspi *x, const struct spi_mem_op *op)
{
	(void)x;
	return answer(op);
}

int xspi_exec_again(struct xspi *x, const struct spi_mem_op *op)
{
	(void)x;
	return answer(op);
}

static bool is_one_of(uint8_t opcode, const char *list)
{
	return opcode && strchr(list, opcode);
}

static void check_erases(const struct nor *nor)
{
	uint32_t before = 0;

	require(nor->erase[0].opcode);
	for (unsigned int i = 0; i < NOR_ERASE_TYPES && nor->erase[i].opcode; i++) {
		const struct nor_erase *e = &nor->erase[i];
		require(is_one_of(e->opcode, "\x20\x21\x52\x5C\xD8\xDC\xD7"));
		require(e->size >= 4096 && e->size <= nor->size && !(e->size & (e->size - 1)));
		require(e->size >= before);
		require(e->max_ms >= 1000 && e->max_ms >= e->typ_ms);
		before = e->size;
	}
	require(is_one_of(nor->chip_erase_opcode, "\x60\xC7"));
	require(nor->chip_erase_max_ms >= nor->chip_erase_typ_ms);
}

static void check_reads(const struct nor *nor)
{
	require(is_one_of(nor->read_slow.cmd.opcode, "\x03\x13"));
	for (unsigned int i = 0; i < NOR_FAST_READS; i++) {
		const struct spi_mem_op *op = &nor->fast[i];
		if (!op->cmd.nbytes)
			continue;
		require(is_one_of(op->cmd.opcode, "\x3B\x3C\xBB\xBC\x6B\x6C\xEB\xEC"));
		require(op->addr.nbytes == nor->addr_bytes);
		require(op->dummy.cycles <= 31 + 7);
		require((op->mode.value & 0xF0) != 0xA0);
	}
}

static void check(const struct nor *nor)
{
	require(nor->size >= 4096 && nor->size <= 1u << 31);
	require(nor->page_size && nor->page_size <= 512 && !(nor->page_size & (nor->page_size - 1)));
	require(nor->addr_bytes == 3 || nor->addr_bytes == 4);
	require(nor->addr_bytes == 4 || nor->size <= 1u << 24);
	require(is_one_of(nor->program.cmd.opcode, "\x02\x12"));
	require(!nor->quad_program.cmd.nbytes || is_one_of(nor->quad_program.cmd.opcode, "\x32\x34"));
	require(nor->page_max_us >= nor->page_typ_us && nor->page_max_us < 60000000);
	check_erases(nor);
	check_reads(nor);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct xspi x = { .kind = XSPI_OCTOSPI };
	struct nor nor;

	input = data;
	input_size = size;
	commands = 0;
	if (nor_identify(&x, &nor) == XSPI_OK)
		check(&nor);
	return 0;
}
