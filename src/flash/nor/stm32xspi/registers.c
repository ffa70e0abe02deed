// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * What a chip says about itself, for people: its registers in words, unique ID, SFDP tables ("stm32xspi info", "sfdp").
 * Bits: IS25LP128F data sheet, chapter 6, UFProg vendor-issi.c; W25Q128JV data sheet, chapter 7.1, UFProg
 * vendor-winbond.c.
 */

#include "driver.h"

#include <helper/bits.h>

#include "core/chips/chips.h"
#include "core/sfdp.h"
#include "diagnose.h"

#define MAKER_ISSI		0x9D
/** More SFDP than this is not read; all known tables are far smaller. */
#define SFDP_MAX		4096u
#define SFDP_HEADER		8u
#define ABSENT			0xFFu

struct field {
	uint8_t mask;			/**< 0: end */
	const char *name;
};

/** A register of one byte. */
struct chip_register {
	const char *name;
	uint8_t opcode;
	uint32_t flag;			/**< enum nor_chip_flag of chips that have it; 0: all of this kind */
	struct field field[7];
};

static const struct chip_register issi[] = {
	{ "status", 0x05, 0, { { 0x80, "SRWD" }, { 0x40, "QE" }, { 0x3C, "BP" }, { 0x02, "WEL" }, { 0x01, "WIP" } } },
	{ "function", 0x48, NOR_CHIP_FUNCTION, { { 0xF0, "rows locked" }, { 0x08, "erase suspended" },
		{ 0x04, "program suspended" }, { 0x02, "protects from the bottom" }, { 0x01, "RESET# pin disabled" } } },
	{ "bank", 0x16, NOR_CHIP_BANK, { { 0x80, "4-byte addresses" }, { 0x7F, "bank" } } },
};

static const struct chip_register issi_new[] = {
	{ "read parameters", 0x61, NOR_CHIP_READ_PARAMS, { { 0x80, "RESET# on IO3" }, { 0x78, "dummy cycles" },
		{ 0x04, "wrap" }, { 0x03, "burst" } } },
	{ "extended read parameters", 0x81, 0, { { 0xE0, "drive strength" }, { 0x08, "erase failed" },
		{ 0x04, "program failed" }, { 0x02, "protected" } } },
};

/* Early parts, without the second of the registers above, differ in the bits of the first: no words for them. */
static const struct chip_register issi_old[] = {
	{ "read parameters", 0x61, NOR_CHIP_READ_PARAMS, { { 0 } } },
};

static const struct chip_register winbond[] = {
	{ "status 1", 0x05, 0, { { 0x80, "SRP" }, { 0x40, "SEC" }, { 0x20, "TB" }, { 0x1C, "BP" }, { 0x02, "WEL" },
		{ 0x01, "BUSY" } } },
	{ "status 2", 0x35, 0, { { 0x80, "suspended" }, { 0x40, "CMP" }, { 0x38, "security registers locked" },
		{ 0x02, "QE" }, { 0x01, "SRL" } } },
	{ "status 3", 0x15, 0, { { 0x80, "RESET# on IO3" }, { 0x60, "drive strength" }, { 0x04, "WPS" } } },
};

static const struct chip_register other[] = {
	{ "status", 0x05, 0, { { 0x02, "WEL" }, { 0x01, "WIP" } } },
};

static void print_register(struct command_invocation *cmd, const struct chip_register *r, uint8_t value)
{
	const char *between = " (";

	command_print_sameline(cmd, "\n%s register (%02Xh) 0x%02x", r->name, r->opcode, value);
	for (const struct field *f = r->field; f < r->field + ARRAY_SIZE(r->field) && f->mask; f++) {
		if (!(value & f->mask))
			continue;
		command_print_sameline(cmd, "%s%s", between, f->name);
		if (f->mask & (f->mask - 1))
			command_print_sameline(cmd, " %u", (value & f->mask) / (f->mask & -f->mask));
		between = ", ";
	}
	command_print_sameline(cmd, "%s", between[0] == ',' ? ")" : "");
}

static int show_registers(struct flash_bank *bank, struct command_invocation *cmd, const struct chip_register *list,
		unsigned int count)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	uint8_t value;

	for (unsigned int i = 0; i < count; i++) {
		const struct spi_mem_op op = nor_op_get(&priv->nor, list[i].opcode, &value);
		if (list[i].flag && !(list[i].flag & priv->nor.chip_flags))
			continue;
		int result = xspi_exec(&priv->xspi, &op);
		if (result != XSPI_OK)
			return stm32xspi_result(bank, result, list[i].name);
		/* an early part under the same ID, without this register */
		if (!list[i].flag || value != ABSENT)
			print_register(cmd, &list[i], value);
	}
	return ERROR_OK;
}

static int show_all_registers(struct flash_bank *bank, struct command_invocation *cmd)
{
	const struct nor *nor = &stm32xspi_priv(bank)->nor;

	if (nor->protect_mask2)
		return show_registers(bank, cmd, winbond, ARRAY_SIZE(winbond));
	if (nor->id[0] != MAKER_ISSI)
		return show_registers(bank, cmd, other, ARRAY_SIZE(other));
	int retval = show_registers(bank, cmd, issi, ARRAY_SIZE(issi));
	if (retval != ERROR_OK)
		return retval;
	if (nor->has_error_flags)
		return show_registers(bank, cmd, issi_new, ARRAY_SIZE(issi_new));
	return show_registers(bank, cmd, issi_old, ARRAY_SIZE(issi_old));
}

static int show_unique_id(struct flash_bank *bank, struct command_invocation *cmd)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	uint8_t id[NOR_UNIQUE_ID_BYTES];

	if (!priv->nor.unique_id_bytes)
		return ERROR_OK;
	int result = nor_read_unique_id(&priv->xspi, &priv->nor, id);
	if (result != XSPI_OK)
		return stm32xspi_result(bank, result, "unique ID");
	command_print_sameline(cmd, "\nunique ID ");
	for (unsigned int i = 0; i < priv->nor.unique_id_bytes; i++)
		command_print_sameline(cmd, "%02x", id[i]);
	return ERROR_OK;
}

int stm32xspi_show_registers(struct flash_bank *bank, struct command_invocation *cmd)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	struct nor_protection p;
	char text[260];

	int retval = show_all_registers(bank, cmd);
	if (retval == ERROR_OK)
		retval = show_unique_id(bank, cmd);
	if (retval != ERROR_OK)
		return retval;
	int result = nor_read_protection(&priv->xspi, &priv->nor, &p);
	if (result != XSPI_OK)
		return stm32xspi_result(bank, result, "status register");
	stm32xspi_protection_text(bank, &p, text, sizeof(text));
	command_print_sameline(cmd, "\n%s", text);
	return ERROR_OK;
}

/* SFDP */

struct sfdp_dump {
	uint8_t bytes[SFDP_MAX];
	uint32_t size;
};

static int dump_reader(void *ctx, uint32_t addr, uint8_t *data, uint32_t len)
{
	const struct sfdp_dump *dump = ctx;

	for (uint32_t i = 0; i < len; i++)
		data[i] = addr + i < dump->size ? dump->bytes[addr + i] : ABSENT;
	return XSPI_OK;
}

static uint32_t table_end(const uint8_t *header)
{
	uint32_t pointer = header[4] | header[5] << 8 | (uint32_t)header[6] << 16;

	return pointer + 4u * header[3];
}

/** Header, parameter headers, and as far as the tables go. */
static int read_tables(struct flash_bank *bank, struct sfdp_dump *dump)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);

	if (priv->nor.qpi) {
		stm32xspi_error(bank, "SFDP is not read in QPI: let the board's script leave the chip in 1-line mode");
		return ERROR_FLASH_OPER_UNSUPPORTED;
	}
	int result = nor_read_sfdp(&priv->xspi, 0, dump->bytes, SFDP_HEADER);
	if (result != XSPI_OK)
		return stm32xspi_result(bank, result, "SFDP");
	if (memcmp(dump->bytes, "SFDP", 4) != 0) {
		char found[16];

		diagnose_hex(dump->bytes, 4, found, sizeof(found));
		stm32xspi_error(bank, "no SFDP: 5Ah gives %s instead of 53 46 44 50 (\"SFDP\")", found);
		return ERROR_FLASH_OPERATION_FAILED;
	}
	uint32_t headers = dump->bytes[6] < SFDP_MAX_HEADERS ? dump->bytes[6] + 1 : SFDP_MAX_HEADERS;
	dump->size = SFDP_HEADER * (1 + headers);
	result = nor_read_sfdp(&priv->xspi, 0, dump->bytes, dump->size);
	uint32_t end = dump->size;
	for (uint32_t i = 1; i <= headers; i++)
		end = MAX(end, table_end(dump->bytes + SFDP_HEADER * i));
	dump->size = MIN(end, SFDP_MAX);
	if (result == XSPI_OK)
		result = nor_read_sfdp(&priv->xspi, 0, dump->bytes, dump->size);
	return stm32xspi_result(bank, result, "SFDP");
}

static void print_headers(struct command_invocation *cmd, const struct sfdp_dump *dump)
{
	command_print(cmd, "SFDP %u.%u, %" PRIu32 " bytes", dump->bytes[5], dump->bytes[4], dump->size);
	for (unsigned int i = 0; i <= dump->bytes[6] && i < SFDP_MAX_HEADERS; i++) {
		const uint8_t *h = dump->bytes + SFDP_HEADER * (1 + i);
		command_print(cmd, "table %02x%02x, %u.%u, %u DWORDs at 0x%02" PRIx32, h[7], h[0], h[2], h[1], h[3],
			table_end(h) - 4u * h[3]);
	}
}

static void print_meaning(struct command_invocation *cmd, struct sfdp_dump *dump)
{
	static const char * const modes[SFDP_READ_MODES] = {
		"1-1-2", "1-2-2", "2-2-2", "1-1-4", "1-4-4", "4-4-4", "1-1-8", "1-8-8"
	};
	static const char * const address[] = { "3-byte", "3- or 4-byte", "4-byte", "unknown" };
	struct sfdp s;

	if (sfdp_parse(dump_reader, dump, &s) != XSPI_OK) {
		command_print(cmd, "no basic table that makes sense");
		return;
	}
	command_print(cmd, "%" PRIu64 " KiB, page %" PRIu32 " B, %s addresses%s", s.size / 1024, s.page_size,
		address[s.addr], s.has_4bait ? ", table of 4-byte opcodes" : "");
	for (unsigned int i = 0; i < SFDP_ERASE_TYPES; i++) {
		if (s.erase[i].size)
			command_print(cmd, "erase %" PRIu32 " KiB: %02Xh, typically %" PRIu32 " ms, at most %" PRIu32 " ms",
				s.erase[i].size / 1024, s.erase[i].opcode, s.erase[i].typ_ms, s.erase[i].max_ms);
	}
	for (unsigned int i = 0; i < SFDP_READ_MODES; i++) {
		if (s.read[i].opcode)
			command_print(cmd, "read %s: %02Xh, %u mode and %u wait clocks", modes[i], s.read[i].opcode,
				s.read[i].mode_clocks, s.read[i].wait_clocks);
	}
	if (s.qer != SFDP_QER_UNKNOWN)
		command_print(cmd, "quad enable requirement %u", s.qer);
}

static int save_tables(struct flash_bank *bank, const struct sfdp_dump *dump, const char *name)
{
	FILE *file = fopen(name, "wb");
	bool written = file && fwrite(dump->bytes, 1, dump->size, file) == dump->size;

	if (file && fclose(file) != 0)
		written = false;
	if (written)
		return ERROR_OK;
	stm32xspi_error(bank, "cannot write %s", name);
	return ERROR_FAIL;
}

static COMMAND_HELPER(show_tables, struct flash_bank *bank, struct sfdp_dump *dump)
{
	char line[3 * 16 + 1];

	int retval = read_tables(bank, dump);
	if (retval != ERROR_OK)
		return retval;
	print_headers(CMD, dump);
	print_meaning(CMD, dump);
	for (uint32_t at = 0; at < dump->size; at += 16) {
		diagnose_hex(dump->bytes + at, MIN(16, dump->size - at), line, sizeof(line));
		command_print(CMD, "%03" PRIx32 ": %s", at, line);
	}
	return CMD_ARGC > 1 ? save_tables(bank, dump, CMD_ARGV[1]) : ERROR_OK;
}

__COMMAND_HANDLER(stm32xspi_handle_sfdp)
{
	struct flash_bank *bank;

	if (CMD_ARGC < 1 || CMD_ARGC > 2)
		return ERROR_COMMAND_SYNTAX_ERROR;
	int retval = CALL_COMMAND_HANDLER(stm32xspi_command_bank, 0, &bank);
	if (retval != ERROR_OK)
		return retval;
	struct sfdp_dump *dump = calloc(1, sizeof(*dump));
	if (!dump) {
		LOG_ERROR("out of memory");
		return ERROR_FAIL;
	}
	/* so that the flash can be mapped again afterwards, know it if possible */
	if (stm32xspi_priv(bank)->has_pins)
		bank->driver->auto_probe(bank);
	retval = stm32xspi_begin(bank, "sfdp", STM32XSPI_NEED_CONTROLLER);
	if (retval == ERROR_OK)
		retval = CALL_COMMAND_HANDLER(show_tables, bank, dump);
	free(dump);
	return stm32xspi_end(bank, retval);
}
