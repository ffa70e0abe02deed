// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * stm32xspi: NOR flash behind the QUADSPI, OCTOSPI, HSPI or XSPI of an STM32. This file is the flash driver that
 * OpenOCD sees: the callbacks, each of which is begin, work, end. Map: driver.h.
 */

#include "driver.h"

/** A bank that cannot be probed says so at most this often. */
#define WARN_AGAIN_MS	5000

/** What was set up is in doubt as soon as the application runs or a reset happens. */
static int target_event(struct target *target, enum target_event event, void *context)
{
	struct flash_bank *bank = context;

	if (target != bank->target)
		return ERROR_OK;
	switch (event) {
	case TARGET_EVENT_RESET_START:
		/* what the stub has changed in the core is gone */
		stm32xspi_priv(bank)->stub.core_changed = false;
		/* fall through */
	case TARGET_EVENT_RESUMED:
	case TARGET_EVENT_STEP_START:
	case TARGET_EVENT_RESET_INIT:
	case TARGET_EVENT_RESET_END:
	case TARGET_EVENT_EXAMINE_END:
		stm32xspi_priv(bank)->in_force = false;
		stm32xspi_priv(bank)->stub.resident = false;
		break;
	default:
		break;
	}
	return ERROR_OK;
}

FLASH_BANK_COMMAND_HANDLER(stm32xspi_flash_bank_command)
{
	struct stm32xspi_bank *priv = calloc(1, sizeof(*priv));

	if (!priv) {
		LOG_ERROR("out of memory");
		return ERROR_FAIL;
	}
	bank->driver_priv = priv;
	int retval = CALL_COMMAND_HANDLER(stm32xspi_parse_options, bank);
	if (retval != ERROR_OK) {
		free(priv->setup_proc);
		free(priv);
		bank->driver_priv = NULL;
		return retval;
	}

	priv->interp = CMD_CTX->interp;
	priv->io.target = bank->target;
	priv->user_base = bank->base;
	if (!bank->base)
		bank->base = STM32XSPI_WINDOW_BASE;
	if (!bank->size)
		bank->size = STM32XSPI_WINDOW_SIZE;
	/* 1 means no alignment, but keeps the core from padding to the end of a sector */
	bank->write_end_alignment = 1;
	target_register_event_callback(target_event, bank);
	return ERROR_OK;
}

static void stm32xspi_free_driver_priv(struct flash_bank *bank)
{
	target_unregister_event_callback(target_event, bank);
	free(stm32xspi_priv(bank)->setup_proc);
	default_flash_free_driver_priv(bank);
}

/* callbacks */

static int stm32xspi_probe(struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);

	priv->probed = false;
	priv->described = false;
	if (priv->learn)
		return stm32xspi_learn(bank);
	int retval = stm32xspi_begin(bank, "probe", STM32XSPI_NEED_CHIP);
	return stm32xspi_end(bank, retval);
}

/** Keep a reason without making it an error. */
static void not_probed_because(struct flash_bank *bank, const char *reason)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);

	LOG_DEBUG("%s: not probed: %s", bank->name, reason);
	snprintf(priv->last.text, sizeof(priv->last.text), "%s", reason);
	snprintf(priv->last.doing, sizeof(priv->last.doing), "auto probe");
	priv->last.when = timeval_ms();
}

/** The core asks several times per command: say the same once. */
static void warn_not_probed(const struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	int64_t now = timeval_ms();

	if (priv->warned && now - priv->warned < WARN_AGAIN_MS)
		return;
	priv->warned = now;
	LOG_WARNING("%s: not probed: %s", bank->name, priv->last.text);
}

/**
 * Never fails: an error here would keep GDB from attaching and images from being written that merely pass this bank.
 * Without a chip the bank is its window, without sectors; the reason is kept, and whoever needs the chip gets it.
 */
static int stm32xspi_auto_probe(struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);

	if (priv->probed)
		return ERROR_OK;
	priv->io.target = bank->target;
	if (!target_was_examined(bank->target)) {
		not_probed_because(bank, "target was not examined");
		return ERROR_OK;
	}
	if (priv->learn) {
		not_probed_because(bank, "this bank only learns (-learn)");
		return ERROR_OK;
	}
	priv->quiet = true;
	if (bank->target->state == TARGET_HALTED) {
		int retval = stm32xspi_begin(bank, "auto probe", STM32XSPI_NEED_CHIP);
		stm32xspi_end(bank, retval);
		if (retval != ERROR_OK)
			warn_not_probed(bank);
	} else {
		not_probed_because(bank, "target is not halted");
		/* where the window is can be read without disturbing anybody */
		if (!priv->instance && !priv->user_base && bank->target->state == TARGET_RUNNING)
			stm32xspi_locate(bank);
	}
	priv->quiet = false;
	return ERROR_OK;
}

static int check_range(struct flash_bank *bank, uint32_t offset, uint32_t count)
{
	if (offset <= bank->size && count <= bank->size - offset)
		return ERROR_OK;
	stm32xspi_error(bank, "range 0x%08" PRIx32 " + %" PRIu32 " bytes is beyond the chip's %" PRIu32 " bytes",
		offset, count, bank->size);
	return ERROR_FLASH_DST_OUT_OF_BANK;
}

static int stm32xspi_erase(struct flash_bank *bank, unsigned int first, unsigned int last)
{
	int retval = stm32xspi_begin(bank, "erase", STM32XSPI_NEED_SPEED);
	if (retval == ERROR_OK && (first > last || last >= bank->num_sectors)) {
		stm32xspi_error(bank, "sectors %u to %u asked for, the chip has 0 to %u", first, last, bank->num_sectors - 1);
		retval = ERROR_FLASH_SECTOR_INVALID;
	}
	if (retval == ERROR_OK) {
		uint32_t start = bank->sectors[first].offset;
		uint32_t len = bank->sectors[last].offset + bank->sectors[last].size - start;
		retval = stm32xspi_check_unprotected(bank, start, len);
		if (retval == ERROR_OK)
			retval = stm32xspi_work_erase(bank, start, len);
	}
	return stm32xspi_end(bank, retval);
}

static int stm32xspi_write(struct flash_bank *bank, const uint8_t *buffer, uint32_t offset, uint32_t count)
{
	int retval = stm32xspi_begin(bank, "write", STM32XSPI_NEED_SPEED);
	if (retval == ERROR_OK)
		retval = check_range(bank, offset, count);
	if (retval == ERROR_OK)
		retval = stm32xspi_check_unprotected(bank, offset, count);
	if (retval == ERROR_OK)
		retval = stm32xspi_work_write(bank, buffer, offset, count);
	return stm32xspi_end(bank, retval);
}

static int stm32xspi_read(struct flash_bank *bank, uint8_t *buffer, uint32_t offset, uint32_t count)
{
	int retval = stm32xspi_begin(bank, "read", STM32XSPI_NEED_SPEED);
	if (retval == ERROR_OK)
		retval = check_range(bank, offset, count);
	if (retval == ERROR_OK)
		retval = stm32xspi_work_read(bank, buffer, offset, count);
	return stm32xspi_end(bank, retval);
}

static int stm32xspi_verify(struct flash_bank *bank, const uint8_t *buffer, uint32_t offset, uint32_t count)
{
	int retval = stm32xspi_begin(bank, "verify", STM32XSPI_NEED_SPEED);
	if (retval == ERROR_OK)
		retval = check_range(bank, offset, count);
	if (retval == ERROR_OK)
		retval = stm32xspi_work_verify(bank, buffer, offset, count);
	return stm32xspi_end(bank, retval);
}

static int stm32xspi_erase_check(struct flash_bank *bank)
{
	uint8_t *blank = NULL;

	int retval = stm32xspi_begin(bank, "erase check", STM32XSPI_NEED_SPEED);
	if (retval == ERROR_OK) {
		blank = calloc(bank->num_sectors, 1);
		if (!blank)
			retval = ERROR_FAIL;
	}
	if (retval == ERROR_OK)
		retval = stm32xspi_work_blank(bank, bank->sectors[0].size, blank);
	for (unsigned int i = 0; i < bank->num_sectors; i++)
		bank->sectors[i].is_erased = retval == ERROR_OK ? blank[i] : -1;
	free(blank);
	return stm32xspi_end(bank, retval);
}

static int stm32xspi_protect(struct flash_bank *bank, int set, unsigned int first, unsigned int last)
{
	int retval = stm32xspi_begin(bank, "protect", STM32XSPI_NEED_CHIP);
	if (retval == ERROR_OK && (first > last || last >= bank->num_prot_blocks)) {
		stm32xspi_error(bank, "blocks %u to %u asked for, the chip has 0 to %u", first, last,
			bank->num_prot_blocks - 1);
		retval = ERROR_FLASH_SECTOR_INVALID;
	}
	if (retval == ERROR_OK)
		retval = stm32xspi_change_protection(bank, set, bank->prot_blocks[first].offset,
			bank->prot_blocks[last].offset + bank->prot_blocks[last].size);
	return stm32xspi_end(bank, retval);
}

static int stm32xspi_protect_check(struct flash_bank *bank)
{
	if (!stm32xspi_priv(bank)->probed)
		return ERROR_OK;
	if (bank->target->state != TARGET_HALTED) {
		for (unsigned int i = 0; i < bank->num_prot_blocks; i++)
			bank->prot_blocks[i].is_protected = -1;
		return ERROR_OK;
	}
	int retval = stm32xspi_begin(bank, "protection check", STM32XSPI_NEED_CHIP);
	if (retval == ERROR_OK)
		retval = stm32xspi_show_protection(bank);
	return stm32xspi_end(bank, retval);
}

static void print_chip(struct command_invocation *cmd, const struct stm32xspi_bank *priv)
{
	const struct nor *nor = &priv->nor;
	char read[24], program[24];

	stm32xspi_op_text(&nor->read, read, sizeof(read));
	stm32xspi_op_text(&nor->program, program, sizeof(program));
	command_print_sameline(cmd, "%s, ID %02x %02x %02x, %" PRIu32 " KiB, page %" PRIu32 " B, %s\n",
		priv->described ? priv->chip_name : nor->name, nor->id[0], nor->id[1], nor->id[2], nor->size / 1024,
		nor->page_size, nor->sfdp_valid ? "SFDP" : "from table");
	for (unsigned int i = 0; i < NOR_ERASE_TYPES && nor->erase[i].size; i++)
		command_print_sameline(cmd, "erase %" PRIu32 " KiB: %02Xh, typically %" PRIu32 " ms, at most %" PRIu32 " ms\n",
			nor->erase[i].size / 1024, nor->erase[i].opcode, nor->erase[i].typ_ms, nor->erase[i].max_ms);
	if (nor->chip_erase_opcode)
		command_print_sameline(cmd, "erase chip: %02Xh, typically %" PRIu32 " ms, at most %" PRIu32 " ms\n",
			nor->chip_erase_opcode, nor->chip_erase_typ_ms, nor->chip_erase_max_ms);
	command_print_sameline(cmd, "read %s%s, program %s, %u address bytes", read,
		nor->proven ? " (proven)" : "", program, nor->addr_bytes);
}

/** @returns ERROR_OK always: "flash info" of a bank that cannot be probed says why */
static int stm32xspi_info(struct flash_bank *bank, struct command_invocation *cmd)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	uint32_t hz = stm32xspi_serial_hz(priv);

	if (!priv->probed) {
		command_print_sameline(cmd, "not probed: %s", priv->last.text[0] ? priv->last.text : "not tried yet");
		return ERROR_OK;
	}
	print_chip(cmd, priv);
	command_print_sameline(cmd, "\n%s %s (DBGMCU_IDCODE 0x%08" PRIx32 "), registers 0x%08" PRIx32, priv->die->name,
		priv->instance->name, priv->idcode, priv->instance->base);
	if (hz)
		command_print_sameline(cmd, ", serial clock %" PRIu32 " kHz", hz / 1000);
	command_print_sameline(cmd, priv->has_pins ? ", set up from pins" : priv->setup_proc ? ", set up by a procedure" :
		", as the board's script set it up");
	return ERROR_OK;
}

const struct flash_driver stm32xspi_flash = {
	.name = STM32XSPI_NAME,
	.usage = "flash bank <name> stm32xspi <base> 0 0 0 <target> [<register base>]"
		" [-pins {CLK <pin> NCS <pin> IO0 <pin> IO1 <pin> ...}] [-power {<pin> high|low [<time>]}] [-reset <pin>]"
		" [-setup <procedure>] [-speed <rate>] [-no-qe] [-keep-clock]"
		" [-chip size=<size>,page=<bytes>,erase=<list>] [-learn]",
	.commands = stm32xspi_commands,
	.flash_bank_command = stm32xspi_flash_bank_command,
	.erase = stm32xspi_erase,
	.protect = stm32xspi_protect,
	.write = stm32xspi_write,
	.read = stm32xspi_read,
	.verify = stm32xspi_verify,
	.probe = stm32xspi_probe,
	.erase_check = stm32xspi_erase_check,
	.protect_check = stm32xspi_protect_check,
	.info = stm32xspi_info,
	.auto_probe = stm32xspi_auto_probe,
	.free_driver_priv = stm32xspi_free_driver_priv,
};
