// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * The "stm32xspi" command group. Commands that talk to the chip on the user's behalf are in raw.c, the layered test of
 * a board is in check.c.
 */

#include "driver.h"

COMMAND_HELPER(stm32xspi_command_bank, unsigned int index, struct flash_bank **bank)
{
	if (index >= CMD_ARGC)
		return ERROR_COMMAND_SYNTAX_ERROR;
	unsigned int number;
	*bank = get_flash_bank_by_name_noprobe(CMD_ARGV[index]);
	if (!*bank && parse_uint(CMD_ARGV[index], &number) == ERROR_OK)
		*bank = get_flash_bank_by_num_noprobe(number);
	if (!*bank || !stm32xspi_owns(*bank)) {
		command_print(CMD, "\"%s\" is no flash bank of stm32xspi; \"flash banks\" lists all", CMD_ARGV[index]);
		return ERROR_COMMAND_ARGUMENT_INVALID;
	}
	return ERROR_OK;
}

static COMMAND_HELPER(print_clocks, const struct stm32xspi_bank *priv)
{
	const bool raised = priv->clock_raise.to_hz != priv->clock_raise.from_hz;

	command_print_sameline(CMD, "\ncore clock ");
	if (raised)
		command_print_sameline(CMD, "%" PRIu32 " kHz; while the driver works ", priv->clock_raise.from_hz / 1000);
	command_print_sameline(CMD, "%s%" PRIu32 " kHz, kernel clock %s%s%" PRIu32 " kHz",
		priv->clocks.core_known ? "" : "at most ", priv->clocks.core_hz / 1000, raised ? "then " : "",
		priv->clocks.kernel_known ? "" : "at most ", priv->clocks.kernel_hz / 1000);
	return ERROR_OK;
}

COMMAND_HANDLER(handle_info)
{
	struct flash_bank *bank;

	if (CMD_ARGC != 1)
		return ERROR_COMMAND_SYNTAX_ERROR;
	int retval = CALL_COMMAND_HANDLER(stm32xspi_command_bank, 0, &bank);
	if (retval != ERROR_OK)
		return retval;

	bank->driver->auto_probe(bank);
	bank->driver->info(bank, CMD);
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	if (priv->probed)
		CALL_COMMAND_HANDLER(print_clocks, priv);
	if (priv->probed && bank->target->state == TARGET_HALTED) {
		retval = stm32xspi_begin(bank, "info", STM32XSPI_NEED_CHIP);
		if (retval == ERROR_OK)
			retval = stm32xspi_show_registers(bank, CMD);
		retval = stm32xspi_end(bank, retval);
	}
	command_print(CMD, "%s", "");
	return retval;
}

COMMAND_HANDLER(handle_setup)
{
	struct flash_bank *bank;

	if (CMD_ARGC != 1)
		return ERROR_COMMAND_SYNTAX_ERROR;
	int retval = CALL_COMMAND_HANDLER(stm32xspi_command_bank, 0, &bank);
	if (retval != ERROR_OK)
		return retval;

	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	if (!priv->has_pins) {
		command_print(CMD, "bank %s has no -pins: %s%s does the set-up", bank->name,
			priv->setup_proc ? "-setup " : "its board's script", priv->setup_proc ? priv->setup_proc : "");
		return ERROR_COMMAND_ARGUMENT_INVALID;
	}
	priv->failed = false;
	priv->doing = "setup";
	if (!priv->die)
		retval = stm32xspi_locate(bank);
	if (retval == ERROR_OK)
		stm32xspi_print_steps(CMD, priv);
	return retval;
}

COMMAND_HANDLER(handle_map)
{
	struct flash_bank *bank;
	char read[24];

	if (CMD_ARGC != 1)
		return ERROR_COMMAND_SYNTAX_ERROR;
	int retval = CALL_COMMAND_HANDLER(stm32xspi_command_bank, 0, &bank);
	if (retval != ERROR_OK)
		return retval;

	retval = stm32xspi_begin(bank, "map", STM32XSPI_NEED_CHIP);
	retval = stm32xspi_end(bank, retval);
	if (retval != ERROR_OK)
		return retval;
	stm32xspi_op_text(&stm32xspi_priv(bank)->map_op, read, sizeof(read));
	command_print(CMD, "%s: %" PRIu32 " KiB readable at " TARGET_ADDR_FMT " by %s", bank->name, bank->size / 1024,
		bank->base, read);
	return ERROR_OK;
}

static void print_last(struct command_invocation *cmd, const struct flash_bank *bank)
{
	const struct stm32xspi_last *last = &stm32xspi_priv(bank)->last;

	if (last->text[0])
		command_print(cmd, "%s: %s, %u s ago: %s", bank->name, last->doing,
			(unsigned int)((timeval_ms() - last->when) / 1000), last->text);
	else
		command_print(cmd, "%s: nothing went wrong yet", bank->name);
}

COMMAND_HANDLER(handle_last)
{
	struct flash_bank *bank;

	if (CMD_ARGC > 1)
		return ERROR_COMMAND_SYNTAX_ERROR;
	if (CMD_ARGC == 1) {
		int retval = CALL_COMMAND_HANDLER(stm32xspi_command_bank, 0, &bank);
		if (retval == ERROR_OK)
			print_last(CMD, bank);
		return retval;
	}
	for (bank = flash_bank_list(); bank; bank = bank->next) {
		if (stm32xspi_owns(bank))
			print_last(CMD, bank);
	}
	return ERROR_OK;
}

COMMAND_HANDLER(handle_mass_erase)
{
	struct flash_bank *bank;
	struct duration bench;

	if (CMD_ARGC != 1)
		return ERROR_COMMAND_SYNTAX_ERROR;
	int retval = CALL_COMMAND_HANDLER(stm32xspi_command_bank, 0, &bank);
	if (retval != ERROR_OK)
		return retval;

	bank->driver->auto_probe(bank);
	duration_start(&bench);
	retval = bank->driver->erase(bank, 0, bank->num_sectors ? bank->num_sectors - 1 : 0);
	if (retval == ERROR_OK && duration_measure(&bench) == ERROR_OK)
		command_print(CMD, "stm32xspi mass erase completed in %fs (%0.3f KiB/s)", duration_elapsed(&bench),
			duration_kbps(&bench, bank->size));
	return retval;
}

COMMAND_HANDLER(handle_unlock)
{
	struct flash_bank *bank;

	if (CMD_ARGC != 1)
		return ERROR_COMMAND_SYNTAX_ERROR;
	int retval = CALL_COMMAND_HANDLER(stm32xspi_command_bank, 0, &bank);
	if (retval != ERROR_OK)
		return retval;

	retval = stm32xspi_begin(bank, "unlock", STM32XSPI_NEED_CHIP);
	if (retval == ERROR_OK)
		retval = stm32xspi_unlock(bank);
	return stm32xspi_end(bank, retval);
}

static const struct command_registration exec_commands[] = {
	{
		.name = "check",
		.handler = stm32xspi_handle_check,
		.mode = COMMAND_EXEC,
		.usage = "bank_id",
		.help = "Test clocks, pins, routing, controller and chip layer by layer, and name the first that is broken.",
	},
	{
		.name = "cmd",
		.handler = stm32xspi_handle_cmd,
		.mode = COMMAND_EXEC,
		.usage = "bank_id num_resp cmd_byte ...",
		.help = "Send low-level command cmd_byte and following bytes, or read num_resp bytes; as stmqspi does.",
	},
	{
		.name = "info",
		.handler = handle_info,
		.mode = COMMAND_EXEC,
		.usage = "bank_id",
		.help = "Show chip, operations in use, controller and clocks.",
	},
	{
		.name = "last",
		.handler = handle_last,
		.mode = COMMAND_ANY,
		.usage = "[bank_id]",
		.help = "Show what went wrong last.",
	},
	{
		.name = "map",
		.handler = handle_map,
		.mode = COMMAND_EXEC,
		.usage = "bank_id",
		.help = "Set up whatever is needed and leave the flash readable in its window.",
	},
	{
		.name = "mass_erase",
		.handler = handle_mass_erase,
		.mode = COMMAND_EXEC,
		.usage = "bank_id",
		.help = "Mass erase entire flash device.",
	},
	{
		.name = "set",
		.handler = stm32xspi_handle_set,
		.mode = COMMAND_EXEC,
		.usage = "bank_id name chip_size page_size read_cmd qread_cmd pprg_cmd "
			"[ mass_erase_cmd ] [ sector_size sector_erase_cmd ]",
		.help = "Describe a chip that cannot be identified; as stmqspi does.",
	},
	{
		.name = "setup",
		.handler = handle_setup,
		.mode = COMMAND_EXEC,
		.usage = "bank_id",
		.help = "Print the set-up steps that follow from the pins, as commented Tcl for a board file.",
	},
	{
		.name = "sfdp",
		.handler = stm32xspi_handle_sfdp,
		.mode = COMMAND_EXEC,
		.usage = "bank_id [file]",
		.help = "Show the tables by which the chip describes itself (SFDP), and write them to a file.",
	},
	{
		.name = "unlock",
		.handler = handle_unlock,
		.mode = COMMAND_EXEC,
		.usage = "bank_id",
		.help = "Clear all block protection bits of the chip, and leave its other bits as they are.",
	},
	{
		.name = "xfer",
		.handler = stm32xspi_handle_xfer,
		.mode = COMMAND_EXEC,
		.usage = "bank_id [-lines C-A-D] [-addr address[:bytes]] [-dummy cycles] [-read bytes] [-force] "
			"opcode [byte ...]",
		.help = "Execute one operation on the chip and show what it answers.",
	},
	COMMAND_REGISTRATION_DONE
};

const struct command_registration stm32xspi_commands[] = {
	{
		.name = "stm32xspi",
		.mode = COMMAND_ANY,
		.help = "stm32xspi flash command group",
		.usage = "",
		.chain = exec_commands,
	},
	COMMAND_REGISTRATION_DONE
};
