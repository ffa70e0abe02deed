// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Commands of stm32xspi by which the user speaks to the chip directly ("xfer", "cmd"), or describes it ("set"). Opcodes
 * that cannot be undone on some maker's chips are refused here unless the user insists.
 */

#include "driver.h"

/** Bytes that one raw operation may move. */
#define RAW_MAX		4096u

/**
 * Opcodes that burn something on some chip; sources: data sheets of ISSI, Winbond, Macronix, Micron, Spansion/Cypress
 * and SST as collected in Linux spi-nor and UFProg. Reading by the same opcode (with an answer) is harmless.
 */
static const struct {
	uint8_t opcode;
	const char *what;
} irreversible[] = {
	{ 0x2C, "protection mode (Micron), one-time" },
	{ 0x2F, "protection mode or security register, one-time" },
	{ 0x3A, "mode in which a status write locks the one-time area (EON)" },
	{ 0x42, "function register or security rows, one-time" },
	{ 0x43, "data learning pattern, one-time on some chips" },
	{ 0x62, "information row, one-time" },
	{ 0x68, "protection mode (Macronix WPSEL), one-time" },
	{ 0x85, "lock of the security ID on some chips (SST)" },
	{ 0x9B, "security register, one-time (Adesto)" },
	{ 0xA5, "security ID, one-time (SST)" },
	{ 0xB1, "one-time area or non-volatile configuration" },
	{ 0xE8, "password, one-time" },
};

/**
 * Bits of the second status register that are one-time on some chips: locks of the register (Winbond SRL) and of the
 * security rows (Winbond, GigaDevice LB), place of protection and parameter blocks (Macronix TB; Spansion TBPROT, BPNV,
 * TBPARM). Not among them: quad enable, CMP.
 */
#define STATUS_2_ONE_TIME	0x3Du

static bool sets_status_2_lock(uint16_t opcode, const uint8_t *out, unsigned int count)
{
	if (opcode == 0x01)
		return count > 1 && out[1] & STATUS_2_ONE_TIME;
	return opcode == 0x31 && count && out[0] & STATUS_2_ONE_TIME;
}

static COMMAND_HELPER(refuse_irreversible, uint16_t opcode, const uint8_t *out, unsigned int count, bool reads)
{
	if (!reads && sets_status_2_lock(opcode, out, count)) {
		command_print(CMD, "opcode %02Xh would set bits of the second status register that some chips never give back"
			" (mask %02Xh); nothing was sent; \"stm32xspi xfer ... -force\" sends it", opcode, STATUS_2_ONE_TIME);
		return ERROR_COMMAND_ARGUMENT_INVALID;
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(irreversible); i++) {
		if (irreversible[i].opcode != (opcode & 0xFF) || reads)
			continue;
		command_print(CMD, "opcode %02Xh may write what can never be undone (%s); nothing was sent; \"stm32xspi xfer"
			" ... -force\" sends it", opcode, irreversible[i].what);
		return ERROR_COMMAND_ARGUMENT_INVALID;
	}
	return ERROR_OK;
}

/** So that the flash can be mapped again afterwards, know it if possible; a board's script may not be so far yet. */
static int begin_raw(struct flash_bank *bank, const char *doing)
{
	if (stm32xspi_owns_controller(stm32xspi_priv(bank)))
		bank->driver->auto_probe(bank);
	return stm32xspi_begin(bank, doing, STM32XSPI_NEED_CONTROLLER);
}

/** Execute @a op; the chip may be in another state afterwards, so what is known of it is in doubt. */
static COMMAND_HELPER(execute, struct flash_bank *bank, const struct spi_mem_op *op)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);

	int result = xspi_exec(&priv->xspi, op);
	priv->in_force = false;
	priv->changed = true;
	return stm32xspi_result(bank, result, CMD_NAME);
}

static COMMAND_HELPER(print_bytes, const char *before, const uint8_t *data, unsigned int len)
{
	command_print_sameline(CMD, "%s", before);
	for (unsigned int i = 0; i < len; i++)
		command_print_sameline(CMD, "%02" PRIx8 " ", data[i]);
	command_print(CMD, "%s", "");
	return ERROR_OK;
}

/* xfer */

struct xfer {
	struct spi_mem_op op;
	bool force;
	unsigned int positional;	/**< opcode and bytes seen so far */
	uint8_t out[RAW_MAX];
	uint8_t in[RAW_MAX];
};

static bool legal_lines(unsigned int lines)
{
	return lines == 1 || lines == 2 || lines == 4 || lines == 8;
}

static COMMAND_HELPER(parse_lines, struct xfer *x, const char *text)
{
	unsigned int c, a, d;
	char end;

	if (sscanf(text, "%u-%u-%u%c", &c, &a, &d, &end) != 3 || !legal_lines(c) || !legal_lines(a) || !legal_lines(d)) {
		command_print(CMD, "-lines %s: wanted three numbers out of 1, 2, 4, 8, as in 1-1-4", text);
		return ERROR_COMMAND_ARGUMENT_INVALID;
	}
	x->op.cmd.lines = c;
	x->op.addr.lines = a;
	x->op.data.lines = d;
	return ERROR_OK;
}

static COMMAND_HELPER(parse_addr, struct xfer *x, const char *text)
{
	char address[24];
	const char *colon = strchr(text, ':');
	size_t len = colon ? (size_t)(colon - text) : strlen(text);

	if (len >= sizeof(address))
		return ERROR_COMMAND_ARGUMENT_INVALID;
	memcpy(address, text, len);
	address[len] = '\0';
	x->op.addr.nbytes = 3;
	if (colon)
		COMMAND_PARSE_NUMBER(u8, colon + 1, x->op.addr.nbytes);
	COMMAND_PARSE_NUMBER(u32, address, x->op.addr.value);
	if (x->op.addr.nbytes < 1 || x->op.addr.nbytes > 4) {
		command_print(CMD, "-addr %s: an address has 1 to 4 bytes", text);
		return ERROR_COMMAND_ARGUMENT_INVALID;
	}
	return ERROR_OK;
}

static COMMAND_HELPER(parse_dummy, struct xfer *x, const char *text)
{
	COMMAND_PARSE_NUMBER(u8, text, x->op.dummy.cycles);
	if (x->op.dummy.cycles > 31) {
		command_print(CMD, "-dummy %s: at most 31 cycles", text);
		return ERROR_COMMAND_ARGUMENT_INVALID;
	}
	return ERROR_OK;
}

static COMMAND_HELPER(parse_read, struct xfer *x, const char *text)
{
	COMMAND_PARSE_NUMBER(u32, text, x->op.data.nbytes);
	if (!x->op.data.nbytes || x->op.data.nbytes > RAW_MAX) {
		command_print(CMD, "-read %s: 1 to %u bytes", text, RAW_MAX);
		return ERROR_COMMAND_ARGUMENT_INVALID;
	}
	x->op.data.dir = SPI_MEM_IN;
	x->op.data.buf.in = x->in;
	return ERROR_OK;
}

static const struct {
	const char *name;
	int (*parse)(struct command_invocation *cmd, struct xfer *x, const char *text);
} xfer_options[] = {
	{ "-lines", parse_lines },
	{ "-addr", parse_addr },
	{ "-dummy", parse_dummy },
	{ "-read", parse_read },
};

static COMMAND_HELPER(parse_byte, struct xfer *x, const char *text)
{
	uint8_t byte;

	COMMAND_PARSE_NUMBER(u8, text, byte);
	if (x->positional > RAW_MAX) {
		command_print(CMD, "at most %u bytes", RAW_MAX);
		return ERROR_COMMAND_ARGUMENT_INVALID;
	}
	if (x->positional)
		x->out[x->positional - 1] = byte;
	else
		x->op.cmd.opcode = byte;
	x->positional++;
	return ERROR_OK;
}

/** @param i argument to parse; moved behind it */
static COMMAND_HELPER(parse_xfer_argument, struct xfer *x, unsigned int *i)
{
	const char *text = CMD_ARGV[(*i)++];

	if (text[0] != '-')
		return CALL_COMMAND_HANDLER(parse_byte, x, text);
	if (!strcmp(text, "-force")) {
		x->force = true;
		return ERROR_OK;
	}
	for (unsigned int k = 0; k < ARRAY_SIZE(xfer_options); k++) {
		if (strcmp(text, xfer_options[k].name) != 0 || *i >= CMD_ARGC)
			continue;
		return xfer_options[k].parse(CMD, x, CMD_ARGV[(*i)++]);
	}
	command_print(CMD, "option \"%s\" is unknown, or lacks its argument", text);
	return ERROR_COMMAND_ARGUMENT_INVALID;
}

static COMMAND_HELPER(parse_xfer, struct xfer *x)
{
	x->op.cmd.nbytes = 1;
	x->op.cmd.lines = 1;
	x->op.addr.lines = 1;
	x->op.data.lines = 1;
	for (unsigned int i = 1; i < CMD_ARGC;) {
		int retval = CALL_COMMAND_HANDLER(parse_xfer_argument, x, &i);
		if (retval != ERROR_OK)
			return retval;
	}
	if (!x->positional)
		return ERROR_COMMAND_SYNTAX_ERROR;
	if (x->positional > 1 && x->op.data.dir == SPI_MEM_IN) {
		command_print(CMD, "bytes to send and -read exclude each other: the controller turns the bus only once; an"
			" address goes into -addr");
		return ERROR_COMMAND_ARGUMENT_INVALID;
	}
	if (x->positional > 1) {
		x->op.data.dir = SPI_MEM_OUT;
		x->op.data.nbytes = x->positional - 1;
		x->op.data.buf.out = x->out;
	}
	if (x->force)
		return ERROR_OK;
	return CALL_COMMAND_HANDLER(refuse_irreversible, x->op.cmd.opcode, x->out, x->positional - 1,
		x->op.data.dir == SPI_MEM_IN);
}

/** A phase needs no more data lines than the board has. A script's wiring is not known. */
static COMMAND_HELPER(check_lines, const struct stm32xspi_bank *priv, const struct spi_mem_op *op)
{
	unsigned int lines = op->cmd.lines;

	if (op->addr.nbytes)
		lines = MAX(lines, op->addr.lines);
	if (op->data.dir != SPI_MEM_NO_DATA)
		lines = MAX(lines, op->data.lines);
	if (!stm32xspi_owns_controller(priv) || lines <= priv->setup.lines)
		return ERROR_OK;
	command_print(CMD, "-lines %u-%u-%u: %u data lines are wanted, -pins gives the chip %u; nothing was sent. Give"
		" -pins the missing lines, or use fewer", op->cmd.lines, op->addr.lines, op->data.lines, lines,
		priv->setup.lines);
	return ERROR_COMMAND_ARGUMENT_INVALID;
}

static COMMAND_HELPER(run_xfer, struct flash_bank *bank, struct xfer *x)
{
	int retval = CALL_COMMAND_HANDLER(parse_xfer, x);
	if (retval != ERROR_OK)
		return retval;
	retval = begin_raw(bank, "xfer");
	if (retval == ERROR_OK)
		retval = CALL_COMMAND_HANDLER(check_lines, stm32xspi_priv(bank), &x->op);
	if (retval == ERROR_OK)
		retval = CALL_COMMAND_HANDLER(execute, bank, &x->op);
	if (retval == ERROR_OK && x->op.data.dir == SPI_MEM_IN)
		CALL_COMMAND_HANDLER(print_bytes, "", x->in, x->op.data.nbytes);
	return stm32xspi_end(bank, retval);
}

__COMMAND_HANDLER(stm32xspi_handle_xfer)
{
	struct flash_bank *bank;

	if (CMD_ARGC < 2)
		return ERROR_COMMAND_SYNTAX_ERROR;
	int retval = CALL_COMMAND_HANDLER(stm32xspi_command_bank, 0, &bank);
	if (retval != ERROR_OK)
		return retval;
	struct xfer *x = calloc(1, sizeof(*x));
	if (!x) {
		LOG_ERROR("out of memory");
		return ERROR_FAIL;
	}
	retval = CALL_COMMAND_HANDLER(run_xfer, bank, x);
	free(x);
	return retval;
}

/* cmd */

#define CMD_MAX_OUT		21
#define CMD_MAX_ADDR	4

/** Opcode in the controller's line mode: one byte, or in octal mode two, the second being the complement. */
static void set_cmd_phases(const struct stm32xspi_bank *priv, struct spi_mem_op *op, uint8_t opcode)
{
	op->cmd.nbytes = 1;
	op->cmd.lines = 1;
	op->addr.lines = 1;
	op->data.lines = 1;
	op->cmd.opcode = opcode;
	if (stm32xspi_owns_controller(priv))
		return;
	op->cmd = priv->map_op.cmd;
	op->cmd.opcode = op->cmd.nbytes == 2 ? opcode << 8 | (uint8_t)~opcode : opcode;
	op->addr.lines = priv->map_op.addr.lines;
	op->data.lines = priv->map_op.data.lines;
}

static COMMAND_HELPER(parse_cmd, uint8_t *count_in, uint8_t bytes[CMD_MAX_OUT], unsigned int *count)
{
	*count = CMD_ARGC - 2;
	if (*count > CMD_MAX_OUT) {
		command_print(CMD, "at most %d bytes may be sent", CMD_MAX_OUT);
		return ERROR_COMMAND_ARGUMENT_INVALID;
	}
	COMMAND_PARSE_NUMBER(u8, CMD_ARGV[1], *count_in);
	for (unsigned int i = 0; i < *count; i++)
		COMMAND_PARSE_NUMBER(u8, CMD_ARGV[2 + i], bytes[i]);
	if (*count_in && *count > 1 + CMD_MAX_ADDR) {
		command_print(CMD, "one cmd and up to four addr bytes must be sent when reading");
		return ERROR_COMMAND_ARGUMENT_INVALID;
	}
	return CALL_COMMAND_HANDLER(refuse_irreversible, bytes[0], bytes + 1, *count - 1, *count_in != 0);
}

__COMMAND_HANDLER(stm32xspi_handle_cmd)
{
	struct flash_bank *bank;
	uint8_t bytes[CMD_MAX_OUT] = { 0 }, in[UINT8_MAX], count_in;
	unsigned int count;
	struct spi_mem_op op = { .data = { .dir = SPI_MEM_NO_DATA } };

	if (CMD_ARGC < 3)
		return ERROR_COMMAND_SYNTAX_ERROR;
	int retval = CALL_COMMAND_HANDLER(stm32xspi_command_bank, 0, &bank);
	if (retval == ERROR_OK)
		retval = CALL_COMMAND_HANDLER(parse_cmd, &count_in, bytes, &count);
	if (retval != ERROR_OK)
		return retval;

	retval = begin_raw(bank, "cmd");
	set_cmd_phases(stm32xspi_priv(bank), &op, bytes[0]);
	if (count_in) {
		op.addr.nbytes = count - 1;
		for (unsigned int i = 1; i < count; i++)
			op.addr.value = op.addr.value << 8 | bytes[i];
		op.data.dir = SPI_MEM_IN;
		op.data.nbytes = count_in;
		op.data.buf.in = in;
	} else if (count > 1) {
		op.data.dir = SPI_MEM_OUT;
		op.data.nbytes = count - 1;
		op.data.buf.out = bytes + 1;
	}
	if (retval == ERROR_OK)
		retval = CALL_COMMAND_HANDLER(execute, bank, &op);
	if (retval == ERROR_OK) {
		command_print_sameline(CMD, "spi: ");
		for (unsigned int i = 0; i < count; i++)
			command_print_sameline(CMD, "%02" PRIx8 " ", bytes[i]);
		CALL_COMMAND_HANDLER(print_bytes, "-> ", in, count_in);
	}
	return stm32xspi_end(bank, retval);
}

/* set */

/** Arguments in stmqspi's order. */
struct description {
	uint32_t size, page, sector;
	uint8_t read, fast_read, program, chip_erase, sector_erase;
};

static bool power_of_two(uint32_t value)
{
	return value && !(value & (value - 1));
}

static COMMAND_HELPER(check_description, const struct description *d)
{
	static const uint8_t fast_reads[] = {
		0x00, 0x0B, 0x0C, 0x3B, 0x3C, 0x6B, 0x6C, 0xBB, 0xBC, 0xEB, 0xEC, 0xEE,
	};

	if (!power_of_two(d->size) || d->size < 256)
		command_print(CMD, "device size must be 2^n with n >= 8");
	else if (!power_of_two(d->page) || d->page > d->size)
		command_print(CMD, "page size must be 2^n and <= device size");
	else if (d->read != 0x03 && d->read != 0x13)
		command_print(CMD, "only 0x03/0x13 READ cmd allowed");
	else if (!memchr(fast_reads, d->fast_read, sizeof(fast_reads)))
		command_print(CMD, "only 0x0B/0x0C/0x3B/0x3C/0x6B/0x6C/0xBB/0xBC/0xEB/0xEC/0xEE QREAD allowed");
	else if (d->program != 0x02 && d->program != 0x12 && d->program != 0x32)
		command_print(CMD, "only 0x02/0x12/0x32 PPRG cmd allowed");
	else if (d->sector && (!power_of_two(d->sector) || d->sector > d->size || d->sector < d->page))
		command_print(CMD, "sector size must be 2^n and <= device size");
	else
		return ERROR_OK;
	return ERROR_COMMAND_ARGUMENT_INVALID;
}

static COMMAND_HELPER(parse_description, struct description *d)
{
	memset(d, 0, sizeof(*d));
	COMMAND_PARSE_NUMBER(u32, CMD_ARGV[2], d->size);
	COMMAND_PARSE_NUMBER(u32, CMD_ARGV[3], d->page);
	COMMAND_PARSE_NUMBER(u8, CMD_ARGV[4], d->read);
	COMMAND_PARSE_NUMBER(u8, CMD_ARGV[5], d->fast_read);
	COMMAND_PARSE_NUMBER(u8, CMD_ARGV[6], d->program);
	if (CMD_ARGC > 7)
		COMMAND_PARSE_NUMBER(u8, CMD_ARGV[7], d->chip_erase);
	if (CMD_ARGC == 9)
		return ERROR_COMMAND_SYNTAX_ERROR;
	if (CMD_ARGC == 10) {
		COMMAND_PARSE_NUMBER(u32, CMD_ARGV[8], d->sector);
		COMMAND_PARSE_NUMBER(u8, CMD_ARGV[9], d->sector_erase);
	}
	return CALL_COMMAND_HANDLER(check_description, d);
}

/* Limits for a chip whose times nobody tells: those of slow chips */
#define PROGRAM_LIMIT_US	10000u
#define ERASE_LIMIT_MS		10000u
#define CHIP_ERASE_LIMIT_MS	1800000u

/** Times are not known: costs are equal. */
static void describe(struct stm32xspi_bank *priv, const struct description *d)
{
	bool four = d->read == 0x13 || (!stm32xspi_owns_controller(priv) && priv->map_op.addr.nbytes == 4);
	bool qpi = !stm32xspi_owns_controller(priv) && priv->map_op.cmd.lines == 4;
	unsigned int lines = qpi ? 4 : 1;
	unsigned int program_lines = d->program == 0x32 ? 4 : lines;
	struct nor *nor = &priv->nor;

	memset(nor, 0, sizeof(*nor));
	nor->name = priv->chip_name;
	nor->size = d->size;
	nor->page_size = d->page;
	nor->addr_bytes = four ? 4 : 3;
	nor->qpi = qpi;
	nor->qe = NOR_QE_UNKNOWN;
	nor->chip_erase_opcode = d->chip_erase;
	nor->chip_erase_typ_ms = 1;
	nor->chip_erase_max_ms = CHIP_ERASE_LIMIT_MS;
	nor->page_max_us = PROGRAM_LIMIT_US;
	if (d->sector) {
		nor->erase[0].opcode = d->sector_erase;
		nor->erase[0].size = d->sector;
		nor->erase[0].max_ms = ERASE_LIMIT_MS;
	}
	nor->read_slow = (struct spi_mem_op) {
		SPI_MEM_CMD(d->read, 1), SPI_MEM_ADDR(nor->addr_bytes, 0, 1), SPI_MEM_DATA_IN(0, NULL, 1)
	};
	/* QPI knows no slow read: then the one that is set up is the only one, as it is for upstream's driver always */
	if (qpi)
		nor->read_slow = priv->map_op;
	nor->read = nor->read_slow;
	nor->program = (struct spi_mem_op) {
		SPI_MEM_CMD(d->program, lines), SPI_MEM_ADDR(nor->addr_bytes, 0, lines),
		SPI_MEM_DATA_OUT(0, NULL, program_lines)
	};
}

static int apply_description(struct flash_bank *bank, const struct description *d)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);

	if (!stm32xspi_owns_controller(priv) && priv->map_op.cmd.lines != 1 && priv->map_op.cmd.lines != 4) {
		stm32xspi_error(bank, "the controller sends opcodes on %u lines; without -pins only 1 and 4 are handled",
			priv->map_op.cmd.lines);
		return ERROR_FLASH_OPER_UNSUPPORTED;
	}
	describe(priv, d);
	int retval = stm32xspi_set_geometry(bank);
	if (retval != ERROR_OK)
		return retval;
	priv->described = true;
	priv->probed = true;
	if (stm32xspi_owns_controller(priv))
		priv->map_op = priv->nor.read;
	priv->can_map = true;
	return ERROR_OK;
}

__COMMAND_HANDLER(stm32xspi_handle_set)
{
	struct flash_bank *bank;
	struct description d;

	if (CMD_ARGC < 7 || CMD_ARGC > 10)
		return ERROR_COMMAND_SYNTAX_ERROR;
	int retval = CALL_COMMAND_HANDLER(stm32xspi_command_bank, 0, &bank);
	if (retval == ERROR_OK)
		retval = CALL_COMMAND_HANDLER(parse_description, &d);
	if (retval != ERROR_OK)
		return retval;

	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	priv->probed = false;
	snprintf(priv->chip_name, sizeof(priv->chip_name), "%s", CMD_ARGV[1]);
	retval = stm32xspi_begin(bank, "set", STM32XSPI_NEED_CONTROLLER);
	if (retval == ERROR_OK)
		retval = apply_description(bank, &d);
	retval = stm32xspi_end(bank, retval);
	if (retval == ERROR_OK)
		LOG_INFO("flash '%s' id = unknown\nchip size = %" PRIu32 " KiB, bank size = %" PRIu32 " KiB", priv->chip_name,
			d.size / 1024, bank->size / 1024);
	return retval;
}
