// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * The core's clock while the driver works: raised at the beginning of an operation, put back at its end. What to change
 * is planned in raise.c. Put back is all or nothing: if a step does not hold any more, a reset has come in between, and
 * what was there before it is of no use.
 */

#include "driver.h"

static int read_word(void *ctx, uint32_t addr, uint32_t *value)
{
	return xspi_io_read(ctx, addr, value);
}

/** Play the undo steps from the last to the first; one that fails is told. @returns enum xspi_result */
static int play_back(struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	struct raise *r = &priv->clock_raise;
	int result = XSPI_OK;
	uint32_t found;

	priv->raised = false;
	while (r->undo_count) {
		const struct setup_step *step = &r->undo[--r->undo_count];
		int now = stm32xspi_try_step(bank, step, &found);
		if (now == XSPI_OK)
			continue;
		LOG_WARNING("%s: the core clock could not be put back (%s: %s); reset the target before the application runs"
			" on", bank->name, step->text, stm32xspi_result_text(now));
		result = now;
		break;
	}
	return result;
}

/** Say once what happens to a clock. */
static void tell(struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	const struct raise *r = &priv->clock_raise;

	if (priv->raise_told_hz == r->from_hz)
		return;
	if (priv->raised)
		LOG_INFO("%s: core clock raised from %" PRIu32 " to %" PRIu32 " kHz (%s) while the driver works, and put back"
			" behind each operation; \"-keep-clock\" leaves it alone", bank->name, r->from_hz / 1000, r->to_hz / 1000,
			r->source);
	else if (r->why && r->from_hz < RAISE_SLOW_HZ)
		LOG_INFO("%s: the core runs at %" PRIu32 " kHz, which is slow for this, and stays so: %s", bank->name,
			r->from_hz / 1000, r->why);
	else
		return;
	priv->raise_told_hz = r->from_hz;
}

/** @returns enum xspi_result; XSPI_E_TIMEOUT or XSPI_E_VERIFY: a step that is not taken, which is told */
static int play_from(struct flash_bank *bank, unsigned int first)
{
	struct raise *r = &stm32xspi_priv(bank)->clock_raise;
	uint32_t found = 0;

	for (unsigned int i = first; i < r->count; i++) {
		int result = stm32xspi_try_step(bank, &r->step[i], &found);
		if (result == XSPI_OK)
			continue;
		/* its undo is harmless, should it have had some effect */
		r->undo_count = i + 1;
		r->why = "a step is not taken";
		LOG_DEBUG("%s: \"%s\" does not hold, 0x%08" PRIx32 " reads 0x%08" PRIx32, bank->name, r->step[i].text,
			r->step[i].address, found);
		return result;
	}
	return XSPI_OK;
}

/** Plan and play; once more, if registers are readable then that were not. @returns enum xspi_result */
static int plan_and_play(struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	struct raise *r = &priv->clock_raise;
	int kind = RAISE_MORE, result = XSPI_OK;

	*r = (struct raise) { .from_hz = 0 };
	for (unsigned int plans = 0; plans < 2 && kind == RAISE_MORE && result == XSPI_OK; plans++) {
		const unsigned int first = r->count;
		kind = raise_plan(priv->die, read_word, &priv->io, r);
		if (kind >= 0) {
			result = play_from(bank, first);
			continue;
		}
		/* steps from values that were not read must not be undone either */
		r->count = first;
		r->undo_count = first;
		result = XSPI_E_LINK;
	}
	priv->raised = kind == RAISE_STEPS && result == XSPI_OK;
	return result;
}

int stm32xspi_raise_core(struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	struct raise *r = &priv->clock_raise;

	if (priv->raised || !priv->has_pins || priv->keep_clock || !priv->die)
		return XSPI_OK;
	int result = plan_and_play(bank);
	if (!priv->raised) {
		r->to_hz = r->from_hz;
		/* after a failed access, too: what was changed before it must not stay */
		int back = play_back(bank);
		if (result != XSPI_E_LINK)
			result = back == XSPI_E_LINK ? back : XSPI_OK;
	}
	tell(bank);
	return result;
}

/** Is the clock still as it was raised? @param holds result */
static int still_raised(struct flash_bank *bank, bool *holds)
{
	const struct raise *r = &stm32xspi_priv(bank)->clock_raise;
	int result = XSPI_OK;

	*holds = true;
	for (unsigned int i = 0; result == XSPI_OK && i < r->count; i++) {
		const struct setup_step *step = &r->step[i];
		uint32_t now = 0;

		result = xspi_io_read(&stm32xspi_priv(bank)->io, step->address, &now);
		*holds = *holds && !((now ^ step->set) & (step->clear | step->set));
	}
	return result;
}

void stm32xspi_restore_core(struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	bool holds;

	if (!priv->raised)
		return;
	if (still_raised(bank, &holds) == XSPI_OK && !holds) {
		LOG_DEBUG("%s: the core clock is not as it was raised: left as it is, a reset has set it", bank->name);
		priv->raised = false;
		return;
	}
	(void)play_back(bank);
}
