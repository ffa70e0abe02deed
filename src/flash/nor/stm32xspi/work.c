// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Operations on ranges of the flash for stm32xspi, by the stub: the host plans and streams, the target works. Without
 * a work area slow.c does the same; which way it goes is decided here, once per operation.
 */

#include "driver.h"

#include "core/hash.h"
#include "diagnose.h"
#include "plan.h"

/** Bytes that one record may erase, so that progress is seen and an abort does not wait long. */
#define ERASE_PIECE			0x40000u
/** Bytes that are verified by one hash, where they come with it, or to find a difference. */
#define VERIFY_PIECE		0x4000u
/** The same of what is there already: less for the link; the stub's counter shows what is done of it. */
#define VERIFY_PIECE_MAX	0x100000u
/** Core clocks for a byte of it that are more than enough, see doc/bench.md. */
#define VERIFY_CLOCKS		8u
/** How much is read back to describe a mismatch. */
#define MISMATCH_WINDOW		0x10000u
/** The stub gives up if the host makes no progress for this long. */
#define HOST_LIMIT_MS		3000u

static uint8_t *get_buffer(struct flash_bank *bank, size_t size)
{
	uint8_t *buffer = malloc(size);

	if (!buffer)
		stm32xspi_error(bank, "out of memory for a buffer of %zu B", size);
	return buffer;
}

/** The stub's counters say how far it is. */
static void stub_progress(struct stub_session *s)
{
	stm32xspi_progress(s->context, s->status.bytes_erased + s->status.bytes_blank + s->status.bytes_checked);
}

/* the stub's parameters */

static int add_op(struct stm32xspi_bank *priv, enum stub_op_index index, struct spi_mem_op op, uint32_t limit_ms,
		uint32_t unit)
{
	struct stub_op *out = &priv->stub.params.op[index];
	struct xspi_encoded encoded;

	if (op.data.dir != SPI_MEM_NO_DATA && !op.data.nbytes)
		op.data.nbytes = 1;
	int result = xspi_encode(&priv->xspi, &op, &encoded);
	if (result != XSPI_OK)
		return result;
	if (encoded.count > STUB_OP_WRITES)
		return XSPI_E_UNSUPPORTED;
	/* an opcode in the address phase: the address register is written with it, not with a flash address */
	bool fixed = encoded.has_addr && !op.cmd.nbytes;
	if (fixed && encoded.count == STUB_OP_WRITES)
		return XSPI_E_UNSUPPORTED;
	out->write_count = encoded.count + fixed;
	out->flags = (encoded.has_addr && !fixed ? STUB_OP_ADDR : 0) | (encoded.has_data ? STUB_OP_DATA : 0);
	out->limit_ms = limit_ms;
	out->unit = unit;
	for (unsigned int i = 0; i < encoded.count; i++) {
		out->write[i].reg = encoded.write[i].reg;
		out->write[i].value = encoded.write[i].value;
	}
	if (fixed) {
		out->write[encoded.count].reg = priv->stub.params.ctrl.reg_ar;
		out->write[encoded.count].value = op.addr.value;
	}
	return XSPI_OK;
}

static int add_erase_ops(struct stm32xspi_bank *priv)
{
	const struct nor *nor = &priv->nor;
	int result = XSPI_OK;

	for (unsigned int i = 0; result == XSPI_OK && i < NOR_ERASE_TYPES; i++) {
		if (!nor->erase[i].size)
			continue;
		result = add_op(priv, STUB_OP_ERASE_0 + i, nor_op_erase(nor, i), nor->erase[i].max_ms, nor->erase[i].size);
	}
	if (result == XSPI_OK && nor->chip_erase_opcode)
		result = add_op(priv, STUB_OP_ERASE_CHIP, nor_op_chip_erase(nor), nor->chip_erase_max_ms, nor->size);
	return result;
}

static int add_ops(struct stm32xspi_bank *priv)
{
	const struct nor *nor = &priv->nor;

	int result = add_op(priv, STUB_OP_READ_STATUS, nor_op_read_status(nor), 0, 1);
	if (result == XSPI_OK)
		result = add_op(priv, STUB_OP_WRITE_ENABLE, nor_op_write_enable(nor), 0, 0);
	if (result == XSPI_OK)
		result = add_op(priv, STUB_OP_PROGRAM, nor->program, nor->page_max_us / 1000 + 1, nor->page_size);
	if (result == XSPI_OK)
		result = add_op(priv, STUB_OP_READ, nor->read, 0, 0);
	if (result == XSPI_OK && nor->has_error_flags)
		result = add_op(priv, STUB_OP_READ_FLAGS, nor_op_read_flags(nor), 0, 1);
	if (result == XSPI_OK && nor->has_error_flags)
		result = add_op(priv, STUB_OP_CLEAR_FLAGS, nor_op_clear_flags(nor), 0, 0);
	if (result == XSPI_OK)
		result = add_erase_ops(priv);
	return result;
}

static int fill_params(struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	struct stub_params *params = &priv->stub.params;
	struct xspi_regs regs;

	memset(params, 0, sizeof(*params));
	xspi_get_regs(&priv->xspi, &regs);
	params->ctrl = (struct stub_ctrl) {
		.reg_cr = regs.cr, .reg_sr = regs.sr, .reg_fcr = regs.fcr, .reg_dlr = regs.dlr, .reg_ar = regs.ar,
		.reg_dr = regs.dr, .fifo_bytes = priv->xspi.fifo_bytes,
	};
	params->cycles_per_ms = priv->clocks.core_hz / 1000;
	params->host_limit_ms = HOST_LIMIT_MS;
	params->iwdg_kr = priv->watchdog.kr;
	params->busy_mask = NOR_SR_WIP;
	params->busy_value = NOR_SR_WIP;
	params->wel_mask = NOR_SR_WEL;
	params->flags_fail_mask = NOR_FLAGS_FAIL;
	return stm32xspi_result(bank, add_ops(priv), "encoding the chip's operations for this controller");
}

/** The window watchdog must not run: nobody can refresh it at the right time meanwhile. The other one is opened. */
static int open_watchdogs(struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	bool active;

	family_close_watchdog(&priv->io, &priv->watchdog);
	int result = family_find_watchdogs(&priv->io, priv->die, &priv->watchdog, &active);
	if (result == XSPI_OK && active) {
		priv->watchdog.window = FAMILY_NO_WINDOW;
		stm32xspi_error(bank, "the application has started the window watchdog (WWDG), which would reset the chip in"
			" the middle of it; \"reset halt\" first");
		return ERROR_FLASH_OPERATION_FAILED;
	}
	if (result == XSPI_OK)
		result = family_open_watchdog(&priv->io, &priv->watchdog);
	if (result == XSPI_OK)
		result = xspi_io_flush(&priv->io);
	return stm32xspi_result(bank, result, "watchdogs");
}

/**
 * Get the stub ready for stub_start().
 * @param slow result: there is no work area, use registers
 */
static int load_stub(struct flash_bank *bank, bool *slow)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);

	*slow = false;
	int retval = xspi_idle(&priv->xspi);
	if (retval != XSPI_OK)
		return stm32xspi_result(bank, retval, "controller");
	priv->xspi.settled = false;		/* from now on the stub uses it */
	retval = stub_load(&priv->stub, bank->target);
	/* goes out with the questions about watchdogs */
	if (retval == ERROR_OK)
		retval = stub_ask_ahead(&priv->stub);
	int opened = open_watchdogs(bank);
	if (opened != ERROR_OK)
		return opened;
	if (retval == STUB_NO_WORK_AREA) {
		*slow = true;
		if (!priv->slow_told)
			LOG_WARNING("%s: %" PRIu32 " B of work area on %s are not enough for the stub: working by register access,"
				" which is slow; cure: \"%s configure -work-area-phys ADDRESS -work-area-size 0x10000\"", bank->name,
				target_get_working_area_avail(bank->target), target_name(bank->target), target_name(bank->target));
		priv->slow_told = true;
		return ERROR_OK;
	}
	if (retval != ERROR_OK) {
		stm32xspi_error(bank, "stub: %s", priv->stub.error);
		return retval;
	}
	return fill_params(bank);
}

/** For how long the work area is filled after a failure, and how much of it at once. */
#define INTRUDER_LIMIT_MS	500
#define INTRUDER_PIECE		4096u
#define INTRUDER_PATTERN	0x5A

/** Fill as much of the work area as there is time for. @returns bytes */
static uint32_t fill_area(struct stub_session *s)
{
	int64_t start = timeval_ms();
	uint8_t data[INTRUDER_PIECE];
	uint32_t at = 0;

	memset(data, INTRUDER_PATTERN, sizeof(data));
	(void)link_settle(s->target);
	while (at < s->area_size && timeval_ms() - start < INTRUDER_LIMIT_MS) {
		uint32_t len = MIN(INTRUDER_PIECE, s->area_size - at);
		if (target_write_buffer(s->target, s->area->address + at, len, data) != ERROR_OK)
			break;
		at += len;
	}
	return at;
}

/** @returns where the work area's first bytes have not kept the pattern; @a len: they have */
static uint32_t find_change(struct stub_session *s, uint32_t len)
{
	uint8_t data[INTRUDER_PIECE];

	for (uint32_t at = 0; at < len; at += INTRUDER_PIECE) {
		uint32_t piece = MIN(INTRUDER_PIECE, len - at);
		if (target_read_buffer(s->target, s->area->address + at, piece, data) != ERROR_OK)
			return len;
		for (uint32_t i = 0; i < piece; i++) {
			if (data[i] != INTRUDER_PATTERN)
				return at + i;
		}
	}
	return len;
}

/**
 * A run has failed: does a device write to the work area, now that the core is halted? Interrupts do not run under the
 * stub, but DMA does. Destroys the work area's contents.
 */
static bool found_intruder(struct flash_bank *bank)
{
	struct stub_session *s = &stm32xspi_priv(bank)->stub;

	if (!s->area || bank->target->state != TARGET_HALTED)
		return false;
	uint32_t base = s->area->address;
	uint32_t filled = fill_area(s);
	s->resident = false;
	alive_sleep(1);
	uint32_t changed = find_change(s, filled);
	if (changed == filled)
		return false;
	stm32xspi_error(bank, "work area 0x%08" PRIx32 " to 0x%08" PRIx32 " is overwritten at 0x%08" PRIx32 " although the"
		" core is halted: DMA of the application; stop it by \"reset halt\", then try again", base,
		base + s->area_size - 1, base + changed);
	return true;
}

static int start_stub(struct flash_bank *bank, enum stub_command command, uint32_t addr, uint32_t len, uint32_t unit,
		struct progress *p)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);

	priv->stub.context = p;
	priv->stub.progress = p ? stub_progress : NULL;
	int retval = stub_start(&priv->stub, command, addr, len, unit);
	if (retval == ERROR_OK)
		return ERROR_OK;
	found_intruder(bank);
	stm32xspi_error(bank, "stub: %s", priv->stub.error);
	return retval;
}

/** End the run; where its time went is told with the end of the progress. */
static int finish_stub(struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	int retval = stub_finish(&priv->stub);

	/* it ends well only with an idle controller */
	priv->xspi.settled = retval == ERROR_OK;
	if (retval == ERROR_OK && priv->progress)
		stm32xspi_account(bank, priv->progress);
	return retval;
}

/** The chip's error flags in words, by the names of ISSI's data sheets. */
static const char *flags_text(uint32_t flags)
{
	if (flags & NOR_FLAGS_PROTECTED)
		return "PROT_E: the sector is protected; if \"stm32xspi info\" shows no protection, then by a bit of its own:"
			" DYB, until power is cycled, or PPB";
	if (flags & NOR_FLAGS_PROGRAM)
		return "P_ERR: programming failed, the sector is worn out or the supply is too low";
	if (flags & NOR_FLAGS_ERASE)
		return "E_ERR: erasing failed, the sector is worn out or the supply is too low";
	return "no flag that is known";
}

/** The stub failed, or the way to it: words from the session, and our code. */
static int stub_failed(struct flash_bank *bank, int retval)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	uint32_t flags = priv->stub.status.detail[1];

	stub_abort(&priv->stub);
	found_intruder(bank);
	switch (priv->stub.status.state == STUB_FAILED ? priv->stub.status.error : STUB_E_NONE) {
	case STUB_E_WEL:
		stm32xspi_error(bank, "%s; write enable does not take: the chip is busy, protected or not answering",
			priv->stub.error);
		return ERROR_FLASH_OPERATION_FAILED;
	case STUB_E_FLAGS:
		stm32xspi_error(bank, "%s; %s", priv->stub.error, flags_text(flags));
		return flags & NOR_FLAGS_PROTECTED ? ERROR_FLASH_PROTECTED : ERROR_FLASH_OPERATION_FAILED;
	case STUB_E_TIMEOUT:
		stm32xspi_error(bank, "%s", priv->stub.error);
		return ERROR_FLASH_BUSY;
	default:
		stm32xspi_error(bank, "%s", priv->stub.error);
		return retval == ERROR_OK ? ERROR_FLASH_OPERATION_FAILED : retval;
	}
}

/* erase */

static void describe_chip(const struct nor *nor, struct plan_chip *chip)
{
	*chip = (struct plan_chip) { .size = nor->size };
	for (unsigned int i = 0; i < NOR_ERASE_TYPES; i++) {
		chip->type[i].size = nor->erase[i].size;
		chip->type[i].cost = nor->erase[i].typ_ms;
	}
	chip->chip_cost = nor->chip_erase_opcode ? nor->chip_erase_typ_ms : 0;
}

static int put_erase(struct stub_session *s, const struct plan_run *run)
{
	struct stub_record record = {
		.type = STUB_REC_ERASE, .arg = STUB_OP_ERASE_0 + run->type, .flags = STUB_REC_F_SKIP_BLANK, .addr = run->addr,
	};
	uint32_t piece = MAX(ERASE_PIECE, s->params.op[record.arg].unit);
	int retval = ERROR_OK;

	for (uint32_t done = 0; retval == ERROR_OK && done < run->len; done += record.len) {
		record.addr = run->addr + done;
		record.len = MIN(piece, run->len - done);
		retval = stub_put(s, &record, NULL);
	}
	return retval;
}

static int erase_by_stub(struct flash_bank *bank, const struct plan_run *run, int runs, struct progress *p)
{
	struct stub_session *s = &stm32xspi_priv(bank)->stub;

	if (!runs)
		return ERROR_OK;
	const uint32_t from = run[0].addr, to = run[runs - 1].addr + run[runs - 1].len;
	int retval = start_stub(bank, STUB_CMD_STREAM, from, to - from, 0, p);
	if (retval != ERROR_OK)
		return retval;
	for (int i = 0; retval == ERROR_OK && i < runs; i++)
		retval = put_erase(s, &run[i]);
	if (retval == ERROR_OK)
		retval = finish_stub(bank);
	if (retval != ERROR_OK)
		return stub_failed(bank, retval);
	p->blank = s->status.bytes_blank;
	return ERROR_OK;
}

int stm32xspi_work_erase(struct flash_bank *bank, uint32_t offset, uint32_t len)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	struct plan_run run[PLAN_MAX_RUNS];
	struct plan_chip chip;
	struct progress p;
	bool slow;

	describe_chip(&priv->nor, &chip);
	int runs = plan_erase(&chip, offset, len, run);
	if (runs < 0) {
		stm32xspi_error(bank, "0x%08" PRIx32 " + %" PRIu32 " B cannot be made of this chip's erase units", offset, len);
		return ERROR_FLASH_DST_BREAKS_ALIGNMENT;
	}
	int retval = load_stub(bank, &slow);
	if (retval != ERROR_OK)
		return retval;
	priv->changed = true;
	stm32xspi_progress_start(&p, bank, "erased", len);
	p.erase_typ_ms = plan_erase_cost(&chip, run, runs);
	if (!slow)
		retval = erase_by_stub(bank, run, runs, &p);
	for (int i = 0; slow && retval == ERROR_OK && i < runs; i++)
		retval = stm32xspi_slow_erase(bank, run[i].type, run[i].addr, run[i].len, &p, &p.blank);
	if (retval == ERROR_OK)
		stm32xspi_progress_end(&p);
	return retval;
}

/* read */

static int read_by_stub(struct flash_bank *bank, uint8_t *data, uint32_t offset, uint32_t len, struct progress *p)
{
	struct stub_session *s = &stm32xspi_priv(bank)->stub;
	uint32_t done = 0;

	int retval = start_stub(bank, STUB_CMD_READ, offset, len, 0, NULL);
	if (retval != ERROR_OK)
		return retval;
	while (retval == ERROR_OK && done < len) {
		uint32_t got = 0;
		retval = stub_take(s, data + done, len - done, &got);
		done += got;
		if (p)
			stm32xspi_progress(p, done);
	}
	if (retval == ERROR_OK)
		retval = finish_stub(bank);
	return retval == ERROR_OK ? ERROR_OK : stub_failed(bank, retval);
}

/** Only where the driver has set up the window itself: a board's script may have told the controller a wrong size. */
static bool reads_by_window(struct flash_bank *bank, uint32_t len)
{
	const struct stm32xspi_bank *priv = stm32xspi_priv(bank);

	return stm32xspi_owns_controller(priv) && priv->can_map &&
		plan_read_by_window(len, stub_slot_room(bank->target), priv->stub.resident);
}

int stm32xspi_work_read(struct flash_bank *bank, uint8_t *data, uint32_t offset, uint32_t len)
{
	struct progress p;
	bool slow;

	if (!len)
		return ERROR_OK;
	slow = reads_by_window(bank, len);
	int retval = slow ? ERROR_OK : load_stub(bank, &slow);
	if (retval != ERROR_OK)
		return retval;
	stm32xspi_progress_start(&p, bank, "read", len);
	if (slow)
		retval = stm32xspi_slow_read(bank, data, offset, len, &p);
	else
		retval = read_by_stub(bank, data, offset, len, &p);
	if (retval == ERROR_OK && timeval_ms() - p.start >= STM32XSPI_PROGRESS_MS)
		stm32xspi_progress_end(&p);
	return retval;
}

/* compare */

void stm32xspi_report_mismatch(struct flash_bank *bank, const uint8_t *expected, const uint8_t *read, uint32_t offset,
		uint32_t len)
{
	struct diagnosis d;
	char wanted[32], found[32], guess[160];

	diagnose_compare(expected, read, len, &d);
	if (!d.count) {
		stm32xspi_error(bank, "contents differed at 0x%08" PRIx32 ", but a second read is right: reads are not stable;"
			" lower the clock, look at supply and wires", (uint32_t)bank->base + offset);
		return;
	}
	diagnose_hex(d.expected, d.shown, wanted, sizeof(wanted));
	diagnose_hex(d.read, d.shown, found, sizeof(found));
	diagnose_text(&d, guess, sizeof(guess));
	stm32xspi_error(bank, "contents differ, first at 0x%08" PRIx32 ": expected %s, read %s; %" PRIu32 " of the %" PRIu32
		" B from 0x%08" PRIx32 " on are wrong; %s", (uint32_t)bank->base + offset + d.first, wanted, found, d.count,
		len, (uint32_t)bank->base + offset, guess);
}

/** Read again what did not match, from @a from on, and describe it. */
static int explain_mismatch(struct flash_bank *bank, const uint8_t *data, uint32_t offset, uint32_t len, uint32_t from,
		bool slow)
{
	if (from < offset || from - offset >= len)
		from = offset;
	const uint8_t *expected = data + (from - offset);
	uint32_t size = MIN(MISMATCH_WINDOW, len - (from - offset));
	uint8_t *found = get_buffer(bank, size);
	int retval;

	if (!found)
		return ERROR_FAIL;
	if (slow)
		retval = stm32xspi_slow_read(bank, found, from, size, NULL);
	else
		retval = read_by_stub(bank, found, from, size, NULL);
	if (retval == ERROR_OK) {
		stm32xspi_report_mismatch(bank, expected, found, from, size);
		retval = ERROR_FLASH_OPERATION_FAILED;
	}
	free(found);
	return retval;
}

/** A stream has failed: contents that differ are described, everything else is in the session's words. */
static int stream_failed(struct flash_bank *bank, const uint8_t *data, uint32_t offset, uint32_t len, int retval)
{
	struct stub_session *s = &stm32xspi_priv(bank)->stub;
	bool differs = s->status.state == STUB_FAILED
		&& (s->status.error == STUB_E_COMPARE || s->status.error == STUB_E_HASH);

	if (!differs)
		return stub_failed(bank, retval);
	uint32_t from = s->status.error_addr;
	stub_abort(s);
	if (found_intruder(bank))
		return ERROR_FLASH_OPERATION_FAILED;
	retval = stub_load(s, bank->target);
	if (retval != ERROR_OK)
		return stub_failed(bank, retval);
	return explain_mismatch(bank, data, offset, len, from, false);
}

/** Contents of [offset, offset + len) must be @a data: a hash travels instead of the data. */
static int put_expect(struct flash_bank *bank, const uint8_t *data, uint32_t offset, uint32_t len)
{
	struct target *target = bank->target;
	struct stub_record record = { .type = STUB_REC_EXPECT, .addr = offset, .len = len };
	struct xspi_hash hash = xspi_hash_bytes(data, len);
	uint8_t words[sizeof(struct stub_hash)];
	bool blank = true;

	for (uint32_t i = 0; blank && i < len; i++)
		blank = data[i] == 0xFF;
	target_buffer_set_u32(target, words + offsetof(struct stub_hash, lo), hash.lo);
	target_buffer_set_u32(target, words + offsetof(struct stub_hash, hi), hash.hi);
	target_buffer_set_u32(target, words + offsetof(struct stub_hash, blank), blank);
	return stub_put(&stm32xspi_priv(bank)->stub, &record, words);
}

/** Bytes that take the target a second at most, by core and by bus. */
static uint32_t verify_piece(const struct stm32xspi_bank *priv)
{
	uint32_t per_second = priv->clocks.core_hz / VERIFY_CLOCKS;
	uint32_t serial_hz = stm32xspi_serial_hz(priv);

	if (serial_hz)
		per_second = MIN(per_second, serial_hz / 8 * priv->nor.read.data.lines);
	return MAX(VERIFY_PIECE, MIN(VERIFY_PIECE_MAX, per_second & ~(VERIFY_PIECE - 1)));
}

static int verify_pieces(struct flash_bank *bank, const uint8_t *data, uint32_t offset, uint32_t len, uint32_t piece,
		struct progress *p)
{
	int retval = start_stub(bank, STUB_CMD_STREAM, offset, len, 0, p);
	if (retval != ERROR_OK)
		return retval;
	stub_announce(&stm32xspi_priv(bank)->stub, len);
	for (uint32_t done = 0; retval == ERROR_OK && done < len; done += piece)
		retval = put_expect(bank, data + done, offset + done, MIN(piece, len - done));
	return retval == ERROR_OK ? finish_stub(bank) : retval;
}

/** The piece that differs is large: look where in it, so that what is read back to be described begins there. */
static int find_difference(struct flash_bank *bank, const uint8_t *data, uint32_t offset, uint32_t len, uint32_t piece)
{
	struct stub_session *s = &stm32xspi_priv(bank)->stub;
	struct stub_status seen = s->status;
	uint32_t at = seen.error_addr - offset;

	if (seen.error_addr < offset || at >= len || stub_load(s, bank->target) != ERROR_OK)
		return ERROR_FAIL;
	int retval = verify_pieces(bank, data + at, offset + at, MIN(piece, len - at), VERIFY_PIECE, NULL);
	/* now it is right: what is read back will tell */
	if (retval == ERROR_OK)
		s->status = seen;
	return retval == ERROR_OK ? ERROR_FLASH_OPERATION_FAILED : retval;
}

static int verify_by_stub(struct flash_bank *bank, const uint8_t *data, uint32_t offset, uint32_t len,
		struct progress *p)
{
	const struct stub_status *status = &stm32xspi_priv(bank)->stub.status;
	uint32_t piece = verify_piece(stm32xspi_priv(bank));

	int retval = verify_pieces(bank, data, offset, len, piece, p);
	if (retval != ERROR_OK && status->state == STUB_FAILED && status->error == STUB_E_HASH && piece > VERIFY_PIECE)
		retval = find_difference(bank, data, offset, len, piece);
	return retval == ERROR_OK ? ERROR_OK : stream_failed(bank, data, offset, len, retval);
}

static int verify_slowly(struct flash_bank *bank, const uint8_t *data, uint32_t offset, uint32_t len,
		struct progress *p)
{
	uint8_t *found = get_buffer(bank, VERIFY_PIECE);
	int retval = found ? ERROR_OK : ERROR_FAIL;

	for (uint32_t done = 0; retval == ERROR_OK && done < len; done += VERIFY_PIECE) {
		uint32_t piece = MIN(VERIFY_PIECE, len - done);
		retval = stm32xspi_slow_read(bank, found, offset + done, piece, NULL);
		if (retval != ERROR_OK)
			break;
		if (memcmp(found, data + done, piece) != 0)
			retval = explain_mismatch(bank, data, offset, len, offset + done, true);
		else
			stm32xspi_progress(p, done + piece);
	}
	free(found);
	return retval;
}

int stm32xspi_work_verify(struct flash_bank *bank, const uint8_t *data, uint32_t offset, uint32_t len)
{
	struct progress p;
	bool slow;

	if (!len)
		return ERROR_OK;
	int retval = load_stub(bank, &slow);
	if (retval != ERROR_OK)
		return retval;
	stm32xspi_progress_start(&p, bank, "verified", len);
	if (slow)
		retval = verify_slowly(bank, data, offset, len, &p);
	else
		retval = verify_by_stub(bank, data, offset, len, &p);
	if (retval == ERROR_OK)
		stm32xspi_progress_end(&p);
	return retval;
}

/* write */

/**
 * Blank pages need no programming, but must read blank all the same. What is there in the end is checked by its hash,
 * not by what lies in the work area, where DMA may have changed it before it was programmed.
 */
static int put_pages(struct flash_bank *bank, const uint8_t *data, uint32_t offset, uint32_t len, bool blank)
{
	struct stub_record record = {
		.type = STUB_REC_PROGRAM, .flags = STUB_REC_F_NO_VERIFY, .addr = offset, .len = len,
	};
	int retval = blank ? ERROR_OK : stub_put(&stm32xspi_priv(bank)->stub, &record, data);

	return retval == ERROR_OK ? put_expect(bank, data, offset, len) : retval;
}

static int write_by_stub(struct flash_bank *bank, const uint8_t *data, uint32_t offset, uint32_t len,
		struct progress *p)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	uint32_t done = 0;

	int retval = start_stub(bank, STUB_CMD_STREAM, offset, len, 0, NULL);
	if (retval != ERROR_OK)
		return retval;
	while (retval == ERROR_OK && done < len) {
		bool blank;
		stub_announce(&priv->stub, len - done);
		uint32_t run = plan_page_run(data + done, offset + done, MIN(VERIFY_PIECE, len - done), priv->nor.page_size,
			&blank);
		retval = put_pages(bank, data + done, offset + done, run, blank);
		done += run;
		p->blank += blank ? run : 0;
		stm32xspi_progress(p, done);
	}
	if (retval == ERROR_OK)
		retval = finish_stub(bank);
	return retval;
}

static int write_slowly(struct flash_bank *bank, const uint8_t *data, uint32_t offset, uint32_t len,
		struct progress *p)
{
	struct nor *nor = &stm32xspi_priv(bank)->nor;
	struct progress check;

	/* the link is slower than one line; but a chip that others have put into QPI knows nothing else */
	if (!nor->program_proven && !nor->qpi)
		nor_use_plain_program(nor);
	int retval = stm32xspi_slow_program(bank, data, offset, len, p);
	if (retval != ERROR_OK)
		return retval;
	stm32xspi_progress_end(p);
	stm32xspi_progress_start(&check, bank, "verified", len);
	retval = verify_slowly(bank, data, offset, len, &check);
	if (retval == ERROR_OK)
		stm32xspi_progress_end(&check);
	return retval;
}

/**
 * No table of the chip tells for certain whether it has a 4-line program. One that has not ignores the opcode: the
 * first page stays blank, and so do the others.
 */
static bool quad_program_ignored(struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	const struct nor *nor = &priv->nor;
	const struct stub_status *status = &priv->stub.status;
	const uint32_t page = status->error_addr - status->error_addr % nor->page_size;

	if (nor->program_proven || nor->qpi || nor_lines(&nor->program) < 4 || status->state != STUB_FAILED ||
			status->error != STUB_E_HASH || page >= nor->size)
		return false;
	uint8_t *found = get_buffer(bank, nor->page_size);
	if (!found)
		return false;
	stub_abort(&priv->stub);
	bool blank = stm32xspi_slow_read(bank, found, page, nor->page_size, NULL) == ERROR_OK;
	for (uint32_t i = 0; blank && i < nor->page_size; i++)
		blank = found[i] == 0xFF;
	free(found);
	return blank;
}

static int write_on_four_lines_or_one(struct flash_bank *bank, const uint8_t *data, uint32_t offset, uint32_t len,
		struct progress *p)
{
	struct nor *nor = &stm32xspi_priv(bank)->nor;
	bool slow;

	int retval = write_by_stub(bank, data, offset, len, p);
	if (retval != ERROR_OK && quad_program_ignored(bank)) {
		LOG_WARNING("%s: the chip ignores %02Xh, program on four lines; goes on with one line", bank->name,
			nor->program.cmd.opcode);
		nor_use_plain_program(nor);
		p->blank = 0;
		retval = load_stub(bank, &slow);
		if (retval == ERROR_OK)
			retval = slow ? ERROR_FAIL : write_by_stub(bank, data, offset, len, p);
	}
	if (retval == ERROR_OK && p->blank < len)
		nor->program_proven = true;
	return retval == ERROR_OK ? ERROR_OK : stream_failed(bank, data, offset, len, retval);
}

int stm32xspi_work_write(struct flash_bank *bank, const uint8_t *data, uint32_t offset, uint32_t len)
{
	struct progress p;
	bool slow;

	if (!len)
		return ERROR_OK;
	int retval = load_stub(bank, &slow);
	if (retval != ERROR_OK)
		return retval;
	stm32xspi_priv(bank)->changed = true;
	stm32xspi_progress_start(&p, bank, slow ? "written" : "written and verified", len);
	if (slow)
		return write_slowly(bank, data, offset, len, &p);
	retval = write_on_four_lines_or_one(bank, data, offset, len, &p);
	if (retval == ERROR_OK)
		stm32xspi_progress_end(&p);
	return retval;
}

/* blank check */

static int blank_by_stub(struct flash_bank *bank, uint32_t unit, uint8_t *blank, struct progress *p)
{
	struct stub_session *s = &stm32xspi_priv(bank)->stub;
	const uint32_t size = sizeof(struct stub_hash);
	uint32_t count = bank->size / unit, done = 0;
	uint8_t *slot = get_buffer(bank, s->slot_size);

	int retval = slot ? start_stub(bank, STUB_CMD_HASH, 0, count * unit, unit, NULL) : ERROR_FAIL;
	if (retval != ERROR_OK) {
		free(slot);
		return retval;
	}
	while (retval == ERROR_OK && done < count) {
		uint32_t got = 0;
		retval = stub_take(s, slot, s->slot_size, &got);
		for (uint32_t i = 0; i + size <= got && done < count; i += size)
			blank[done++] = target_buffer_get_u32(bank->target, slot + i + offsetof(struct stub_hash, blank)) != 0;
		stm32xspi_progress(p, done * unit);
	}
	free(slot);
	if (retval == ERROR_OK)
		retval = finish_stub(bank);
	return retval == ERROR_OK ? ERROR_OK : stub_failed(bank, retval);
}

static int blank_slowly(struct flash_bank *bank, uint32_t unit, uint8_t *blank, struct progress *p)
{
	uint8_t *data = get_buffer(bank, unit);
	int retval = data ? ERROR_OK : ERROR_FAIL;

	for (uint32_t i = 0; retval == ERROR_OK && i < bank->size / unit; i++) {
		bool is_blank;
		retval = stm32xspi_slow_read(bank, data, i * unit, unit, NULL);
		if (retval != ERROR_OK)
			break;
		uint32_t run = plan_page_run(data, 0, unit, unit, &is_blank);
		blank[i] = is_blank && run == unit;
		stm32xspi_progress(p, (i + 1) * unit);
	}
	free(data);
	return retval;
}

int stm32xspi_work_blank(struct flash_bank *bank, uint32_t unit, uint8_t *blank)
{
	struct progress p;
	bool slow;

	int retval = load_stub(bank, &slow);
	if (retval != ERROR_OK)
		return retval;
	stm32xspi_progress_start(&p, bank, "checked", bank->size);
	return slow ? blank_slowly(bank, unit, blank, &p) : blank_by_stub(bank, unit, blank, &p);
}
