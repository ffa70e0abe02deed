// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * A bank's life for stm32xspi: every operation starts with stm32xspi_begin(), which makes sure of set-up, controller
 * and chip, and ends with stm32xspi_end(), which leaves memory-mapped reading on. Also: the last error.
 */

#include "driver.h"

#include <stdarg.h>

#include <helper/bits.h>

#include "diagnose.h"

/** Status register of a chip that is not there. */
#define NO_ANSWER		0xFFu
/** Bytes that are read at two clock rates to see whether the faster one works. */
#define SPEED_PROOF		64u
/** Longest erase of a chip that is not known yet: half as much again as 16 MiB take at most. */
#define CHIP_ERASE_MS	240000
/** A core that is not halted by then will not be. */
#define SIBLING_LIMIT_MS	500

void stm32xspi_error(struct flash_bank *bank, const char *format, ...)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	char text[sizeof(priv->last.text)];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);

	if (priv->progress)
		stm32xspi_progress_clear(priv->progress);
	if (priv->quiet)
		LOG_DEBUG("%s: %s", bank->name, text);
	else
		LOG_ERROR("%s: %s", bank->name, text);

	/* what follows from the first failure of an operation is logged, but the cause is what must be kept */
	if (priv->failed)
		return;
	priv->failed = true;
	snprintf(priv->last.text, sizeof(priv->last.text), "%s", text);
	snprintf(priv->last.doing, sizeof(priv->last.doing), "%s", priv->doing ? priv->doing : "set-up");
	priv->last.when = timeval_ms();
}

/** Words and OpenOCD code per core result. */
static const struct {
	const char *text;
	int retval;
} results[] = {
	[XSPI_OK] = { "no error", ERROR_OK },
	[XSPI_E_LINK] = { "access through the debug link failed", ERROR_FAIL },
	[XSPI_E_TIMEOUT] = { "stayed busy beyond its limit", ERROR_FLASH_BUSY },
	[XSPI_E_TRANSFER] = { "the controller reports a transfer error", ERROR_FLASH_OPERATION_FAILED },
	[XSPI_E_UNSUPPORTED] = { "controller or chip cannot do this", ERROR_FLASH_OPER_UNSUPPORTED },
	[XSPI_E_NO_CHIP] = { "no chip answers", ERROR_FLASH_BANK_NOT_PROBED },
	[XSPI_E_UNKNOWN_CHIP] = { "the chip has no SFDP and is not in the table", ERROR_FLASH_BANK_NOT_PROBED },
	[XSPI_E_PROTECTED] = { "write protected", ERROR_FLASH_PROTECTED },
	[XSPI_E_FAILED] = { "the chip reports a failed program or erase", ERROR_FLASH_OPERATION_FAILED },
	[XSPI_E_VERIFY] = { "contents are not as wanted", ERROR_FLASH_OPERATION_FAILED },
	[XSPI_E_INVALID] = { "argument out of range", ERROR_FLASH_OPERATION_FAILED },
	[XSPI_E_TWO_CHIPS] = { "the controller is set up for two chips side by side (dual flash); this driver handles one:"
		" give the bank one chip's -pins {...}, or let the board's script leave that mode off",
		ERROR_FLASH_OPER_UNSUPPORTED },
	[XSPI_E_NO_CONTROLLER] = { "controller registers do not take a write: its clock is off, it is held in reset, or it"
		" is secure (TZEN)", ERROR_FLASH_OPERATION_FAILED },
};

const char *stm32xspi_result_text(int result)
{
	if (result < 0 || (size_t)result >= ARRAY_SIZE(results))
		return "unknown failure";
	return results[result].text;
}

static int result_code(int result)
{
	if (result < 0 || (size_t)result >= ARRAY_SIZE(results))
		return ERROR_FAIL;
	return results[result].retval;
}

int stm32xspi_result(struct flash_bank *bank, int result, const char *what)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);

	if (result == XSPI_OK)
		return ERROR_OK;
	if (result == XSPI_E_LINK)
		stm32xspi_error(bank, "%s: %s at 0x%08" PRIx32, what, stm32xspi_result_text(result), priv->io.address);
	else if (result == XSPI_E_FAILED || result == XSPI_E_PROTECTED)
		stm32xspi_error(bank, "%s: %s (flags or status register 0x%02" PRIx32 ")", what,
			stm32xspi_result_text(result), priv->xspi.detail);
	else if (result == XSPI_E_TIMEOUT || result == XSPI_E_TRANSFER)
		stm32xspi_error(bank, "%s: %s (controller status 0x%08" PRIx32 ")", what, stm32xspi_result_text(result),
			priv->xspi.detail);
	else
		stm32xspi_error(bank, "%s: %s", what, stm32xspi_result_text(result));
	return result_code(result);
}

void stm32xspi_op_text(const struct spi_mem_op *op, char *text, size_t size)
{
	snprintf(text, size, "%u%s-%u%s-%u%s %02Xh", op->cmd.lines, op->cmd.dtr ? "D" : "",
		op->addr.nbytes ? op->addr.lines : 0u, op->addr.dtr ? "D" : "", op->data.lines, op->data.dtr ? "D" : "",
		op->cmd.opcode);
}

uint32_t stm32xspi_serial_hz(const struct stm32xspi_bank *priv)
{
	if (!priv->divider || !priv->clocks.kernel_known)
		return 0;
	return priv->clocks.kernel_hz / priv->divider;
}

/* controller */

static unsigned int divider_for(const struct stm32xspi_bank *priv, uint32_t hz)
{
	uint32_t divider = DIV_ROUND_UP(priv->clocks.kernel_hz, hz);

	return divider > 256 ? 256 : divider;
}

static uint32_t lower(uint32_t hz, uint32_t limit)
{
	return limit && limit < hz ? limit : hz;
}

/** The divider goes to 256 only: a lower limit than that allows cannot be kept. */
static int check_divider(struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);

	if (!priv->user_hz || priv->clocks.kernel_hz / priv->divider <= priv->user_hz)
		return ERROR_OK;
	stm32xspi_error(bank, "-speed %" PRIu32 " kHz cannot be kept: the controller's kernel clock of %" PRIu32 " kHz%s is"
		" divided by at most 256; give at least %" PRIu32 "kHz", priv->user_hz / 1000, priv->clocks.kernel_hz / 1000,
		priv->clocks.kernel_known ? "" : " (the most that this die allows, as it hangs on a crystal of unknown rate)",
		priv->clocks.kernel_hz / 256000 + 1);
	return ERROR_FLASH_OPERATION_FAILED;
}

int stm32xspi_set_up(struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);

	if (!priv->setup_proc)
		return stm32xspi_play(bank);
	/* it says nothing of lines: four are tried, and used if they read the same as one */
	priv->setup.lines = 4;
	int retval = stm32xspi_run_setup_proc(bank);
	return retval == ERROR_OK ? stm32xspi_result(bank, xspi_keep_lines(&priv->xspi), priv->instance->name) : retval;
}

/** The controller's part of it, with the steps just played. */
int stm32xspi_init_controller(struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);

	priv->xspi.mapped = false;
	family_read_clocks(&priv->io, priv->die, priv->instance, &priv->clocks);
	priv->divider = divider_for(priv, lower(STM32XSPI_SAFE_HZ, priv->user_hz));
	int retval = check_divider(bank);
	if (retval != ERROR_OK)
		return retval;
	return stm32xspi_result(bank, xspi_init(&priv->xspi, priv->divider, 32), priv->instance->name);
}

int stm32xspi_inherit_controller(struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	struct xspi_regs regs;
	uint32_t cr = 0;

	family_read_clocks(&priv->io, priv->die, priv->instance, &priv->clocks);
	int result = xspi_inherit(&priv->xspi, &priv->map_op);
	priv->divider = priv->xspi.divider;
	priv->can_map = result == XSPI_OK;
	if (!priv->probed && result == XSPI_OK)
		nor_presume(&priv->nor, &priv->map_op);
	if (result != XSPI_E_INVALID)
		return stm32xspi_result(bank, result, "the read operation that is set up in the controller");

	xspi_get_regs(&priv->xspi, &regs);
	xspi_io_read(&priv->io, regs.cr, &cr);
	stm32xspi_error(bank, "%s is not set up for memory-mapped reading (CR at 0x%08" PRIx32 " reads 0x%08" PRIx32
		"): run the board's set-up (\"reset init\"), or give the bank -pins {...}", priv->instance->name, regs.cr, cr);
	return ERROR_FLASH_BANK_NOT_PROBED;
}

/** From whatever state to an idle controller: with pins set up anew, else as the script left it. */
static int bring_up_controller(struct flash_bank *bank)
{
	int retval;

	if (!stm32xspi_owns_controller(stm32xspi_priv(bank)))
		return stm32xspi_inherit_controller(bank);
	retval = stm32xspi_set_up(bank);
	if (retval == ERROR_OK)
		retval = stm32xspi_result(bank, stm32xspi_raise_core(bank), "core clock");
	return retval == ERROR_OK ? stm32xspi_init_controller(bank) : retval;
}

/* chip */

int stm32xspi_read_id(struct flash_bank *bank, uint8_t id[NOR_ID_BYTES])
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	struct spi_mem_op op = nor_op_read_id(&priv->nor, id);

	return xspi_exec(&priv->xspi, &op);
}

/** Nobody gives an ID: silent, stuck or nonsense, with the bytes of three reads. */
static void tell_no_chip(struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	uint8_t id[3][NOR_ID_BYTES] = { { 0 } };
	char bytes[3][12];
	bool same = true;

	for (unsigned int i = 0; i < 3; i++) {
		stm32xspi_read_id(bank, id[i]);
		diagnose_hex(id[i], NOR_ID_BYTES, bytes[i], sizeof(bytes[i]));
		same = same && !memcmp(id[0], id[i], NOR_ID_BYTES);
	}
	memcpy(priv->nor.id, id[0], NOR_ID_BYTES);
	const char *meaning = same ? diagnose_id(id[0]) : NULL;
	bool silent = same && (id[0][0] == 0x00 || id[0][0] == 0xFF) && id[0][1] == id[0][0] && id[0][2] == id[0][0];
	bool stuck = same && id[0][1] == id[0][0] && id[0][2] == id[0][0];
	stm32xspi_error(bank, "no chip answers on %s%s, it is %s: ID (%s) reads %s, %s, %s; %s; try \"stm32xspi check %s\"",
		priv->instance->name, priv->nor.qpi ? " in QPI" : "", silent ? "silent" : stuck ? "stuck" : "nonsense",
		priv->nor.qpi ? "AFh, 9Fh" : "9Fh", bytes[0], bytes[1], bytes[2],
		meaning ? meaning : same ? "it came only now, or changes" : "it changes from read to read", bank->name);
}

static int identify_failed(struct flash_bank *bank, int result)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	static const char by_hand[] = "describe it with \"flash bank ... -chip size=16M,page=256,erase=4K:20/64K:D8\"";
	const uint8_t *id = priv->nor.id;
	uint8_t sfdp[4] = { 0 };

	/* bytes that cannot be an ID, and no SFDP behind them: that is no chip */
	if (result == XSPI_E_UNKNOWN_CHIP && diagnose_id(id))
		result = XSPI_E_NO_CHIP;
	switch (result) {
	case XSPI_E_NO_CHIP:
		tell_no_chip(bank);
		break;
	case XSPI_E_UNKNOWN_CHIP:
		if (priv->nor.qpi) {
			stm32xspi_error(bank, "unknown chip in QPI, so without SFDP: ID %02x %02x %02x is not in the table; %s, or"
				" \"stm32xspi set %s ...\"", id[0], id[1], id[2], by_hand, bank->name);
			break;
		}
		nor_read_sfdp(&priv->xspi, 0, sfdp, sizeof(sfdp));
		stm32xspi_error(bank, "unknown chip: ID (9Fh) %02x %02x %02x is not in the table, and there is no usable SFDP"
			" (5Ah gives %02x %02x %02x %02x, wanted 53 46 44 50 and a sound table); %s, or \"stm32xspi set %s ...\"",
			id[0], id[1], id[2], sfdp[0], sfdp[1], sfdp[2], sfdp[3], by_hand, bank->name);
		break;
	case XSPI_E_UNSUPPORTED:
		stm32xspi_error(bank, "chip with ID %02x %02x %02x, %" PRIu32 " KiB: neither SFDP nor the table tells how to"
			" %s; %s",
			id[0], id[1], id[2], priv->nor.size / 1024,
			priv->nor.addr_bytes == 4 ? "read, program and erase it with 4-byte addresses" : "erase it", by_hand);
		break;
	default:
		return stm32xspi_result(bank, result, "identification");
	}
	return result_code(result);
}

int stm32xspi_recover(struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	const uint32_t limit_ms = priv->nor.chip_erase_max_ms ? priv->nor.chip_erase_max_ms : CHIP_ERASE_MS;
	const int64_t start = timeval_ms();
	bool told = false;

	priv->found = 0;
	int result = nor_recover(&priv->xspi, &priv->found);
	while (result == XSPI_E_TIMEOUT && priv->found & NOR_FOUND_BUSY && timeval_ms() - start < limit_ms) {
		if (!told)
			LOG_INFO("%s: the chip is busy, with an erase of the whole chip perhaps: waiting for its end, at most %u s",
				bank->name, (unsigned int)(limit_ms / 1000));
		told = true;
		keep_alive();
		result = nor_recover(&priv->xspi, &priv->found);
		priv->found |= NOR_FOUND_BUSY;
	}
	if (result != XSPI_E_TIMEOUT || !(priv->found & NOR_FOUND_BUSY))
		return result;
	LOG_WARNING("%s: the chip is busy beyond the time of any erase, and is reset", bank->name);
	return nor_recover_full(&priv->xspi, &priv->found);
}

static int recover_and_identify(struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);

	int result = stm32xspi_recover(bank);
	if (result == XSPI_OK)
		result = nor_identify(&priv->xspi, &priv->nor);
	if (result == XSPI_E_UNKNOWN_CHIP && nor_recover_full(&priv->xspi, &priv->found) == XSPI_OK)
		result = nor_identify(&priv->xspi, &priv->nor);
	if (result != XSPI_OK)
		return identify_failed(bank, result);
	return ERROR_OK;
}

void stm32xspi_tell_quad_enable(const struct flash_bank *bank)
{
	if (stm32xspi_priv(bank)->nor.qe_set)
		LOG_INFO("%s: quad enable (QE) was 0 and is now 1; it is non-volatile", bank->name);
}

static int choose_fast_ops(struct flash_bank *bank, unsigned int lines, bool allow_qe)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	struct nor *nor = &priv->nor;
	char read[24];

	int result = nor_setup_fast(&priv->xspi, nor, lines > 4 ? 4 : lines, allow_qe);
	stm32xspi_tell_quad_enable(bank);
	if (result == XSPI_E_LINK || result == XSPI_E_TIMEOUT)
		return stm32xspi_result(bank, result, "proof of the fast read");
	stm32xspi_op_text(&nor->read, read, sizeof(read));
	if (result == XSPI_E_VERIFY)
		LOG_WARNING("%s: faster reads differ from 1-line reads, using %s; try \"stm32xspi check %s\"", bank->name, read,
			bank->name);
	else if (result == XSPI_E_PROTECTED)
		LOG_WARNING("%s: quad enable does not take, using %s: the status register is locked (it reads 0x%02" PRIx32
			"); with bit 7 (SRWD) set that is so while WP# (IO2) is low", bank->name, read, priv->xspi.detail);
	else if (result != XSPI_OK && result != XSPI_E_UNSUPPORTED)
		LOG_WARNING("%s: quad mode cannot be used: %s; using %s", bank->name, stm32xspi_result_text(result), read);
	else if (result == XSPI_OK && priv->no_qe && lines >= 4 && !nor->qe_was_set)
		LOG_INFO("%s: quad enable (QE) is 0 and stays so (-no-qe), using %s", bank->name, read);
	return ERROR_OK;
}

/** @param same result: does the chip read the same at this divider as before? */
static int try_divider(struct flash_bank *bank, unsigned int divider, const uint8_t *before, bool *same)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	uint8_t after[SPEED_PROOF] = { 0 }, id[NOR_ID_BYTES] = { 0 };

	*same = false;
	int result = xspi_init(&priv->xspi, divider, 32);
	if (result == XSPI_OK)
		result = stm32xspi_read_id(bank, id);
	if (result == XSPI_OK)
		result = nor_read(&priv->xspi, &priv->nor, 0, after, SPEED_PROOF);
	*same = result == XSPI_OK && !memcmp(before, after, SPEED_PROOF) && !memcmp(id, priv->nor.id, NOR_ID_BYTES);
	return result;
}

/**
 * Raise the serial clock to what chip, driver and user allow, if it reads the same there; else to what does: half
 * the way back to the slow clock, and so on.
 */
static int raise_clock(struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	const uint32_t limit = lower(lower(STM32XSPI_TOP_HZ, priv->nor.max_hz), priv->user_hz);
	const unsigned int slow = priv->divider;
	const unsigned int fast = divider_for(priv, limit);
	uint8_t before[SPEED_PROOF];
	bool same = false;

	if (fast >= slow)
		return ERROR_OK;
	int result = nor_read(&priv->xspi, &priv->nor, 0, before, SPEED_PROOF);
	for (unsigned int divider = fast; result == XSPI_OK && !same; divider += (slow - divider + 1) / 2) {
		result = try_divider(bank, divider, before, &same);
		priv->divider = divider;
		if (divider == slow)
			break;
	}
	if (result != XSPI_OK)
		return stm32xspi_result(bank, result, "raising the serial clock");
	if (priv->divider != fast)
		LOG_WARNING("%s: reads differ at %" PRIu32 " kHz, going back to %" PRIu32 " kHz", bank->name,
			priv->clocks.kernel_hz / fast / 1000, priv->clocks.kernel_hz / priv->divider / 1000);
	return ERROR_OK;
}

/** Of a chip that was described by hand nothing is asked but its ID, which it need not give. */
static int look_at_described_chip(struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	uint8_t *id = priv->nor.id;

	priv->map_op = priv->nor.read;
	priv->can_map = true;
	int result = stm32xspi_recover(bank);
	if (result != XSPI_OK)
		return identify_failed(bank, result);
	if (priv->probed)
		return ERROR_OK;
	int retval = stm32xspi_result(bank, stm32xspi_read_id(bank, id), "identification");
	const char *meaning = diagnose_id(id);
	if (retval == ERROR_OK && meaning)
		LOG_WARNING("%s: 9Fh reads %02x %02x %02x, which is no ID: %s", bank->name, id[0],
			id[1], id[2], meaning);
	return retval;
}

static int bring_up_chip(struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);

	if (priv->has_chip && !priv->described) {
		priv->nor = priv->user_chip;
		snprintf(priv->chip_name, sizeof(priv->chip_name), "%s", priv->nor.name);
		priv->described = true;
	}
	if (priv->described)
		return look_at_described_chip(bank);
	int retval = recover_and_identify(bank);
	if (retval == ERROR_OK)
		retval = choose_fast_ops(bank, priv->setup.lines, !priv->no_qe);
	if (retval == ERROR_OK)
		retval = raise_clock(bank);
	priv->map_op = priv->nor.read;
	priv->can_map = retval == ERROR_OK;
	return retval;
}

/** Take chip and read operation as the script has left them. */
static int inherit_chip(struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	const struct spi_mem_op *read = &priv->map_op;
	const bool qpi = read->cmd.lines == 4;
	uint32_t hz = stm32xspi_serial_hz(priv);
	char text[24];

	stm32xspi_op_text(read, text, sizeof(text));
	if (priv->described) {
		if (priv->nor.qpi == qpi)
			return ERROR_OK;
		stm32xspi_error(bank, "the controller reads by %s now, the chip was described for %s: describe it again with"
			" \"stm32xspi set %s ...\"", text, priv->nor.qpi ? "QPI" : "1-line opcodes", bank->name);
		return ERROR_FLASH_BANK_NOT_PROBED;
	}
	int result = nor_adopt(&priv->xspi, &priv->nor, read, hz && hz <= STM32XSPI_TOP_HZ);
	if (result == XSPI_E_VERIFY) {
		LOG_WARNING("%s: the read that is set up (%s) and a 1-line read give different data: do dummy cycles, mode byte"
			" and quad enable fit? The driver works with one line, the window stays as it is", bank->name, text);
		return ERROR_OK;
	}
	if (result == XSPI_E_UNSUPPORTED) {
		stm32xspi_error(bank, "the controller reads by %s; without -pins 1-x-x and 4-4-4 at single rate are handled,"
			" for chips whose erase and program are known", text);
		return ERROR_FLASH_OPER_UNSUPPORTED;
	}
	return result == XSPI_OK ? ERROR_OK : identify_failed(bank, result);
}

void stm32xspi_state_text(uint32_t found, char *text, size_t size)
{
	static const char * const state[] = { "in continuous read mode", "in QPI mode", "in 4-byte address mode",
		"in deep power-down", "busy", "suspended", "with changed read parameters", "in AutoBoot" };
	size_t at = 0;

	text[0] = '\0';
	for (unsigned int i = 0; i < ARRAY_SIZE(state) && at < size; i++) {
		if (found & BIT(i))
			at += snprintf(text + at, size - at, "%s%s", at ? ", " : "", state[i]);
	}
}

/** What recovery has ended: somebody may miss it. */
static void tell_state(struct flash_bank *bank)
{
	char state[160];

	stm32xspi_state_text(stm32xspi_priv(bank)->found, state, sizeof(state));
	if (state[0])
		LOG_INFO("%s: the chip was found %s", bank->name, state);
}

static void tell_chip(struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	const struct nor *nor = &priv->nor;
	uint32_t hz = stm32xspi_serial_hz(priv);
	char read[24], program[24], clock[24];

	tell_state(bank);
	if (nor->sfdp_valid && nor->sfdp_size != nor->size)
		LOG_WARNING("%s: SFDP says %" PRIu64 " KiB, but the chip with this ID has %" PRIu32 " KiB, which counts",
			bank->name, nor->sfdp_size / 1024, nor->size / 1024);
	stm32xspi_op_text(&nor->read, read, sizeof(read));
	stm32xspi_op_text(&nor->program, program, sizeof(program));
	snprintf(clock, sizeof(clock), hz ? "%" PRIu32 " kHz" : "not known", hz / 1000);
	LOG_INFO("%s: %s %s: %s (ID %02x %02x %02x), %" PRIu32 " KiB at " TARGET_ADDR_FMT ", read %s, program %s, clock %s",
		bank->name, priv->die->name, priv->instance->name, nor->name, nor->id[0], nor->id[1], nor->id[2],
		nor->size / 1024, bank->base, read, program, clock);
}

/* operations */

static int bring_up_quietly(struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);

	priv->in_force = false;
	priv->can_map = false;
	int retval = stm32xspi_locate(bank);
	if (retval == ERROR_OK)
		retval = bring_up_controller(bank);
	if (retval == ERROR_OK)
		retval = stm32xspi_owns_controller(priv) ? bring_up_chip(bank) : inherit_chip(bank);
	return retval;
}

int stm32xspi_bring_up(struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);

	priv->probed = false;
	int retval = bring_up_quietly(bank);
	if (retval == ERROR_OK)
		retval = stm32xspi_set_geometry(bank);
	if (retval != ERROR_OK) {
		stm32xspi_clear_geometry(bank);
		return retval;
	}
	priv->probed = true;
	priv->in_force = true;
	tell_chip(bank);
	return ERROR_OK;
}

/** After a reset, or if anything looks different: everything anew, but the chip must be the one that was probed. */
static int bring_up_again(struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	struct nor before = priv->nor;

	LOG_DEBUG("%s: set-up is done again", bank->name);
	int retval = bring_up_quietly(bank);
	if (retval != ERROR_OK)
		return retval;
	if (memcmp(before.id, priv->nor.id, NOR_ID_BYTES) != 0 || before.size != priv->nor.size) {
		priv->probed = false;
		stm32xspi_error(bank, "this is another chip: ID %02x %02x %02x, was %02x %02x %02x; run \"flash probe %s\"",
			priv->nor.id[0], priv->nor.id[1], priv->nor.id[2], before.id[0], before.id[1], before.id[2], bank->name);
		return ERROR_FLASH_BANK_NOT_PROBED;
	}
	priv->in_force = true;
	tell_state(bank);
	return ERROR_OK;
}

/** Cheap look whether all is as it was left. */
static bool still_in_force(struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	uint8_t id[NOR_ID_BYTES] = { 0 };
	uint32_t cr;

	if (!priv->in_force || xspi_look(&priv->xspi, &cr) != XSPI_OK || cr != priv->left_cr)
		return false;
	if (priv->described)
		return xspi_idle(&priv->xspi) == XSPI_OK;
	return stm32xspi_read_id(bank, id) == XSPI_OK && !memcmp(id, priv->nor.id, NOR_ID_BYTES);
}

/** Raise the core clock again, if it was when the controller was set up. @returns false: it is another one than then */
static bool same_speed(struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);

	if (priv->clock_raise.to_hz == priv->clock_raise.from_hz)
		return true;
	return stm32xspi_raise_core(bank) == XSPI_OK && priv->clock_raise.to_hz == priv->clocks.core_hz;
}

/** A core that shares the debug port with the bank's target: another one of a dual-core part. */
static bool is_sibling(const struct target *target, struct target *other)
{
	return other != target && other->tap == target->tap && target_was_examined(other) &&
		(!strcmp(target_type_name(other), "cortex_m") || !strcmp(target_type_name(other), "hla_target"));
}

/** Another core that runs may use the flash while it is written, or wait for it for good. */
static int halt_siblings(struct flash_bank *bank)
{
	for (struct target *t = all_targets; t; t = t->next) {
		if (!is_sibling(bank->target, t) || t->state != TARGET_RUNNING)
			continue;
		if (stm32xspi_priv(bank)->quiet) {
			stm32xspi_error(bank, "the other core %s is running; halt it, or run \"flash probe %s\"", target_name(t),
				bank->name);
			return ERROR_TARGET_NOT_HALTED;
		}
		int retval = target_halt(t);
		if (retval == ERROR_OK)
			retval = target_wait_state(t, TARGET_HALTED, SIBLING_LIMIT_MS);
		if (retval != ERROR_OK) {
			stm32xspi_error(bank, "the other core %s is running and cannot be halted; \"reset halt\" first",
				target_name(t));
			return retval;
		}
		LOG_INFO("%s: the other core %s was running and is halted now, as it may use the flash", bank->name,
			target_name(t));
	}
	return ERROR_OK;
}

int stm32xspi_start(struct flash_bank *bank, const char *doing)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);

	priv->doing = doing;
	priv->failed = false;
	priv->touched = false;
	priv->changed = false;
	priv->xspi.settled = false;
	priv->io.target = bank->target;
	if (priv->learn) {
		stm32xspi_error(bank, "this bank only learns (-learn): put the line that \"flash probe %s\" prints into the"
			" board file in its place", bank->name);
		return ERROR_FLASH_OPER_UNSUPPORTED;
	}
	if (bank->target->state != TARGET_HALTED) {
		stm32xspi_error(bank, "target %s is not halted (%s); halt it first", target_name(bank->target),
			target_state_name(bank->target));
		return ERROR_TARGET_NOT_HALTED;
	}
	int retval = halt_siblings(bank);
	if (retval != ERROR_OK)
		return retval;
	priv->touched = true;
	return ERROR_OK;
}

int stm32xspi_begin(struct flash_bank *bank, const char *doing, enum stm32xspi_need need)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);

	int retval = stm32xspi_start(bank, doing);
	if (retval != ERROR_OK)
		return retval;
	if (priv->probed && still_in_force(bank) && (need != STM32XSPI_NEED_SPEED || same_speed(bank)))
		return ERROR_OK;
	if (need == STM32XSPI_NEED_CONTROLLER) {
		priv->in_force = false;
		retval = stm32xspi_locate(bank);
		return retval == ERROR_OK ? bring_up_controller(bank) : retval;
	}
	if (priv->probed)
		return bring_up_again(bank);
	return stm32xspi_bring_up(bank);
}

/**
 * After a failure the chip may be in the middle of something, and the controller wedged.
 * @param patient false: the chip has just been waited for
 */
static int settle(struct flash_bank *bank, bool patient)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	uint32_t limit_ms = 0;
	uint8_t status = 0;

	for (unsigned int i = 0; patient && i < NOR_ERASE_TYPES; i++)
		limit_ms = MAX(limit_ms, priv->nor.erase[i].max_ms);
	priv->xspi.settled = false;
	int result = xspi_idle(&priv->xspi);
	if (result == XSPI_E_TIMEOUT && stm32xspi_owns_controller(priv) && bring_up_controller(bank) == ERROR_OK)
		result = XSPI_OK;
	if (result == XSPI_OK)
		result = nor_read_status(&priv->xspi, &priv->nor, &status);
	if (result == XSPI_OK && status != NO_ANSWER)
		result = nor_wait_ready(&priv->xspi, &priv->nor, limit_ms);
	return result;
}

int stm32xspi_end(struct flash_bank *bank, int retval)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	struct xspi_regs regs;
	int result = XSPI_OK;

	priv->progress = NULL;
	if (!priv->touched)
		return retval;
	if (bank->target->state != TARGET_HALTED) {
		stm32xspi_restore_core(bank);
		return retval;
	}
	stub_unload(&priv->stub);
	family_close_watchdog(&priv->io, &priv->watchdog);
	if (!priv->can_map) {
		stm32xspi_restore_core(bank);
		result = xspi_io_flush(&priv->io);
		return retval == ERROR_OK ? stm32xspi_result(bank, result, "end") : retval;
	}
	bool sound = priv->in_force && retval == ERROR_OK;
	if (!sound && priv->probed)
		result = settle(bank, retval != ERROR_FLASH_BUSY);
	stm32xspi_restore_core(bank);
	if (result == XSPI_OK)
		result = xspi_map(&priv->xspi, &priv->map_op);
	xspi_get_regs(&priv->xspi, &regs);
	if (result == XSPI_OK)
		result = xspi_io_read(&priv->io, regs.cr, &priv->left_cr);
	if (result == XSPI_OK && priv->changed)
		result = family_invalidate_caches(&priv->io, priv->die);
	int flushed = xspi_io_flush(&priv->io);
	if (result == XSPI_OK)
		result = flushed;
	priv->in_force = sound && result == XSPI_OK;
	if (retval != ERROR_OK)
		return retval;
	return stm32xspi_result(bank, result, "return to memory-mapped reading");
}
