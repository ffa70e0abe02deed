// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * The arguments of "flash bank" for stm32xspi. All that can be known without a target is checked here, so that a wrong
 * line is refused where it stands; what depends on the die is checked when the bank is probed (locate.c).
 */

#include "driver.h"

#include "describe.h"

/** Arguments of "flash bank" before those of the driver. */
#define COMMON_ARGUMENTS	6

/* A syntax error makes OpenOCD print the usage alone; with ERROR_COMMAND_ARGUMENT_INVALID it prints what is wrong. */

static COMMAND_HELPER(wrong, int result, const char *option, const char *error)
{
	if (!result)
		return ERROR_OK;
	command_print(CMD, "%s: %s", option, error);
	return ERROR_COMMAND_ARGUMENT_INVALID;
}

static COMMAND_HELPER(parse_pins, struct stm32xspi_bank *priv, const char *text)
{
	char error[200] = "";

	priv->has_pins = true;
	int result = setup_parse_pins(text, &priv->pins, error, sizeof(error));
	return CALL_COMMAND_HANDLER(wrong, result, "-pins", error);
}

static COMMAND_HELPER(parse_power, struct stm32xspi_bank *priv, const char *text)
{
	char error[200] = "";

	int result = setup_parse_power(text, &priv->pins.power, error, sizeof(error));
	return CALL_COMMAND_HANDLER(wrong, result, "-power", error);
}

static COMMAND_HELPER(parse_reset, struct stm32xspi_bank *priv, const char *text)
{
	char error[200] = "";

	int result = setup_parse_reset(text, &priv->pins.reset, error, sizeof(error));
	return CALL_COMMAND_HANDLER(wrong, result, "-reset", error);
}

static COMMAND_HELPER(parse_speed, struct stm32xspi_bank *priv, const char *text)
{
	char error[200] = "";

	int result = setup_parse_speed(text, &priv->user_hz, error, sizeof(error));
	if (!result && priv->user_hz > STM32XSPI_TOP_HZ)
		LOG_WARNING("-speed %s: this driver goes up to %u MHz, above that sampling needs tuning", text,
			STM32XSPI_TOP_HZ / 1000000);
	return CALL_COMMAND_HANDLER(wrong, result, "-speed", error);
}

static COMMAND_HELPER(parse_setup, struct stm32xspi_bank *priv, const char *text)
{
	if (!text[strspn(text, " \t\r\n")]) {
		command_print(CMD, "-setup: no procedure given; wanted the name of a Tcl procedure, with its arguments if it"
			" takes any, like {my_qspi_init 1}");
		return ERROR_COMMAND_ARGUMENT_INVALID;
	}
	free(priv->setup_proc);
	priv->setup_proc = strdup(text);
	return priv->setup_proc ? ERROR_OK : ERROR_FAIL;
}

static COMMAND_HELPER(parse_chip, struct stm32xspi_bank *priv, const char *text)
{
	char error[200] = "";

	priv->has_chip = true;
	int result = describe_parse(text, &priv->user_chip, error, sizeof(error));
	return CALL_COMMAND_HANDLER(wrong, result, "-chip", error);
}

static COMMAND_HELPER(parse_no_qe, struct stm32xspi_bank *priv, const char *text)
{
	priv->no_qe = true;
	return ERROR_OK;
}

static COMMAND_HELPER(parse_keep_clock, struct stm32xspi_bank *priv, const char *text)
{
	priv->keep_clock = true;
	return ERROR_OK;
}

static COMMAND_HELPER(parse_learn, struct stm32xspi_bank *priv, const char *text)
{
	priv->learn = true;
	return ERROR_OK;
}

/** Options, each with one argument unless it is a flag. */
static const struct {
	const char *name;
	int (*parse)(struct command_invocation *cmd, struct stm32xspi_bank *priv, const char *text);
	bool is_flag;
} options[] = {
	{ "-pins", parse_pins, false },
	{ "-power", parse_power, false },
	{ "-reset", parse_reset, false },
	{ "-speed", parse_speed, false },
	{ "-setup", parse_setup, false },
	{ "-chip", parse_chip, false },
	{ "-no-qe", parse_no_qe, true },
	{ "-keep-clock", parse_keep_clock, true },
	{ "-learn", parse_learn, true },
};

static COMMAND_HELPER(unknown_option, const char *name)
{
	command_print_sameline(CMD, "unknown option \"%s\"; options are", name);
	for (unsigned int i = 0; i < ARRAY_SIZE(options); i++)
		command_print_sameline(CMD, " %s", options[i].name);
	command_print(CMD, " ");
	return ERROR_COMMAND_ARGUMENT_INVALID;
}

/** @param i argument to parse; moved behind it */
static COMMAND_HELPER(parse_option, struct stm32xspi_bank *priv, unsigned int *i, unsigned int *given)
{
	const char *name = CMD_ARGV[(*i)++];

	for (unsigned int k = 0; k < ARRAY_SIZE(options); k++) {
		if (strcmp(name, options[k].name) != 0)
			continue;
		if (*given & 1u << k) {
			command_print(CMD, "%s given twice", name);
			return ERROR_COMMAND_ARGUMENT_INVALID;
		}
		*given |= 1u << k;
		if (options[k].is_flag)
			return options[k].parse(CMD, priv, NULL);
		if (*i >= CMD_ARGC) {
			command_print(CMD, "%s needs an argument", name);
			return ERROR_COMMAND_ARGUMENT_INVALID;
		}
		return options[k].parse(CMD, priv, CMD_ARGV[(*i)++]);
	}
	return CALL_COMMAND_HANDLER(unknown_option, name);
}

/** Options that do not go together. */
static COMMAND_HELPER(check_options, struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	const char *needs_pins = priv->pins.power.used ? "-power" : priv->pins.reset.used ? "-reset" : NULL;
	char error[200] = "";

	if (needs_pins && !priv->has_pins) {
		command_print(CMD, "%s goes with -pins; without them the board's script switches power and reset", needs_pins);
		return ERROR_COMMAND_ARGUMENT_INVALID;
	}
	if (priv->has_pins && priv->setup_proc) {
		command_print(CMD, "-pins and -setup both say how the controller is set up: give one of them");
		return ERROR_COMMAND_ARGUMENT_INVALID;
	}
	if (priv->user_hz && !stm32xspi_owns_controller(priv)) {
		command_print(CMD, "-speed goes with -pins or -setup; without them the clock is the board's script's");
		return ERROR_COMMAND_ARGUMENT_INVALID;
	}
	if (priv->keep_clock && !priv->has_pins) {
		command_print(CMD, "-keep-clock goes with -pins; without them no clock is changed");
		return ERROR_COMMAND_ARGUMENT_INVALID;
	}
	if (priv->learn && (stm32xspi_owns_controller(priv) || priv->has_chip)) {
		command_print(CMD, "-learn finds out what other options would say: give none of them beside it");
		return ERROR_COMMAND_ARGUMENT_INVALID;
	}
	if (priv->has_chip && !stm32xspi_owns_controller(priv)) {
		command_print(CMD, "-chip goes with -pins or -setup; without them describe the chip with \"stm32xspi set\"");
		return ERROR_COMMAND_ARGUMENT_INVALID;
	}
	if (!bank->base && !priv->has_pins && !priv->io_base && !priv->learn) {
		command_print(CMD, "base address 0 needs -pins or the address of the controller's registers");
		return ERROR_COMMAND_ARGUMENT_INVALID;
	}
	int result = setup_check_pins(&priv->pins, error, sizeof(error));
	return CALL_COMMAND_HANDLER(wrong, result, "-pins", error);
}

COMMAND_HELPER(stm32xspi_parse_options, struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	unsigned int i = COMMON_ARGUMENTS;
	unsigned int given = 0;

	if (i < CMD_ARGC && CMD_ARGV[i][0] != '-')
		COMMAND_PARSE_NUMBER(u32, CMD_ARGV[i++], priv->io_base);
	while (i < CMD_ARGC) {
		int retval = CALL_COMMAND_HANDLER(parse_option, priv, &i, &given);
		if (retval != ERROR_OK)
			return retval;
	}
	return CALL_COMMAND_HANDLER(check_options, bank);
}
