// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Player of the set-up steps that setup.c makes: plays, checks and prints them. Knows no register by name.
 */

#include "driver.h"

/** Steps with these bits in clear are plain writes. */
#define WHOLE_REGISTER	0xFFFFFFFFu

static uint32_t step_value(const struct setup_step *step, uint32_t old)
{
	return (old & ~step->clear) | step->set;
}

/** Bits that the step decides. */
static uint32_t step_mask(const struct setup_step *step)
{
	return step->clear | step->set;
}

static uint32_t wait_address(const struct setup_step *step)
{
	return step->wait_address ? step->wait_address : step->address;
}

static int wait_step(struct stm32xspi_bank *priv, const struct setup_step *step, uint32_t *found)
{
	if (!step->wait_mask)
		return XSPI_OK;
	return xspi_io_poll(&priv->io, wait_address(step), step->wait_mask, step->wait_value, step->limit_us, found);
}

int stm32xspi_try_step(struct flash_bank *bank, const struct setup_step *step, uint32_t *found)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	uint32_t old = 0;

	int result = xspi_io_read(&priv->io, step->address, &old);
	/* what holds already is not written: to some registers a write means more than its bits */
	if (result == XSPI_OK && step_value(step, old) != old)
		result = xspi_io_write(&priv->io, step->address, step_value(step, old));
	if (result == XSPI_OK)
		result = wait_step(priv, step, found);
	if (result == XSPI_OK && step->delay_us)
		xspi_io_delay_us(&priv->io, step->delay_us);
	if (result == XSPI_OK)
		result = xspi_io_read(&priv->io, step->address, found);
	if (result != XSPI_OK)
		return result;
	uint32_t wrong = (*found ^ step->set) & (step->set | (step->clear == WHOLE_REGISTER ? 0 : step->clear));
	return wrong ? XSPI_E_VERIFY : XSPI_OK;
}

static int play_step(struct flash_bank *bank, const struct setup_step *step)
{
	uint32_t found = 0;

	int result = stm32xspi_try_step(bank, step, &found);
	if (result == XSPI_E_TIMEOUT) {
		stm32xspi_error(bank, "set-up step \"%s\": register 0x%08" PRIx32 " reads 0x%08" PRIx32
			" after %" PRIu32 " us, wanted 0x%08" PRIx32 " in bits 0x%08" PRIx32,
			step->text, wait_address(step), found, step->limit_us, step->wait_value, step->wait_mask);
		return ERROR_FLASH_OPERATION_FAILED;
	}
	if (result != XSPI_E_VERIFY)
		return stm32xspi_result(bank, result, step->text);
	stm32xspi_error(bank, "set-up step \"%s\" does not hold: register 0x%08" PRIx32 " reads 0x%08" PRIx32
		", wanted 0x%08" PRIx32 " in bits 0x%08" PRIx32 "; secure only (TZEN), in reset, or not this die",
		step->text, step->address, found, step->set, step_mask(step));
	return ERROR_FLASH_OPERATION_FAILED;
}

int stm32xspi_play(struct flash_bank *bank)
{
	const struct setup *setup = &stm32xspi_priv(bank)->setup;

	for (unsigned int i = 0; i < setup->count; i++) {
		int retval = play_step(bank, &setup->step[i]);
		if (retval != ERROR_OK)
			return retval;
		keep_alive();
	}
	return ERROR_OK;
}

int stm32xspi_run_setup_proc(struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	struct command_context *context = current_command_context(priv->interp);
	struct target *saved = context->current_target_override;

	/* its mww and mmw are for this bank's target, whichever is the current one */
	context->current_target_override = bank->target;
	int result = Jim_Eval(priv->interp, priv->setup_proc);
	context->current_target_override = saved;
	if (result == JIM_OK)
		return ERROR_OK;
	Jim_MakeErrorMessage(priv->interp);
	stm32xspi_error(bank, "-setup procedure \"%s\" failed: %s", priv->setup_proc,
		Jim_GetString(Jim_GetResult(priv->interp), NULL));
	return ERROR_FLASH_OPERATION_FAILED;
}

/** A later step decides some of the same bits: this one's are gone, as with a reset that is set and released. */
static bool overruled(const struct setup *setup, const struct setup_step *step)
{
	const struct setup_step *end = setup->step + setup->count;

	for (const struct setup_step *later = step + 1; later < end; later++) {
		if (later->address == step->address && (step_mask(later) & step_mask(step)))
			return true;
	}
	return false;
}

int stm32xspi_step_holds(struct flash_bank *bank, const struct setup_step *step, uint32_t *value, bool *holds)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);

	int result = xspi_io_read(&priv->io, step->address, value);
	if (result != XSPI_OK)
		return stm32xspi_result(bank, result, step->text);
	*holds = overruled(&priv->setup, step) || !((*value ^ step->set) & step_mask(step));
	return ERROR_OK;
}

void stm32xspi_print_steps(struct command_invocation *cmd, const struct stm32xspi_bank *priv)
{
	char line[200];

	command_print(cmd, "# %s, %s: registers 0x%08" PRIx32 ", window 0x%08" PRIx32, priv->die->name,
		priv->instance->name, priv->instance->base, priv->instance->window);
	for (unsigned int i = 0; i < priv->setup.count; i++) {
		setup_format_step(&priv->setup.step[i], line, sizeof(line));
		command_print(cmd, "%s", line);
	}
}
