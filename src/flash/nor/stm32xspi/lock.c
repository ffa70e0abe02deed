// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Block protection for stm32xspi: refuses work on protected areas before anything is changed, tells what is protected,
 * and changes it on the user's word. WP# (IO2) is held high by GPIO while a status register is written.
 */

#include "driver.h"

#include <helper/bits.h>

#include "core/chips/chips.h"

/** GPIO registers, the same in all families. */
#define GPIO_MODER			0x00
#define GPIO_ODR			0x14
#define GPIO_BSRR			0x18
#define GPIO_MODE_OUTPUT	1u
#define SR_LOCKED			0x80u		/* SRWD, SRP0 */
#define SR_BP_OF_ANY		0x3Cu		/* where the known makers have block protection */

/* WP# */

int stm32xspi_hold_wp(struct xspi *x, bool hold)
{
	struct stm32xspi_bank *priv = container_of(x, struct stm32xspi_bank, xspi);
	enum setup_role role = x->data_lines_high && !priv->pins.used[SETUP_IO2] ? SETUP_IO6 : SETUP_IO2;

	if (!priv->has_pins || !priv->die || !priv->pins.used[role])
		return XSPI_OK;
	uint32_t gpio = priv->die->gpio_base + priv->pins.port[role] * priv->die->gpio_stride;
	unsigned int pin = priv->pins.pin[role];
	uint32_t moder, odr;

	int result = xspi_io_read(&priv->io, gpio + GPIO_MODER, &moder);
	if (result != XSPI_OK)
		return result;
	if (!hold) {
		result = xspi_io_write(&priv->io, gpio + GPIO_MODER, (moder & ~(3u << 2 * pin)) | priv->wp_mode << 2 * pin);
		if (result == XSPI_OK && !priv->wp_was_high)
			result = xspi_io_write(&priv->io, gpio + GPIO_BSRR, BIT(pin) << 16);
		return result;
	}
	result = xspi_io_read(&priv->io, gpio + GPIO_ODR, &odr);
	if (result != XSPI_OK)
		return result;
	priv->wp_mode = (moder >> 2 * pin) & 3;
	priv->wp_was_high = odr & BIT(pin);
	result = xspi_io_write(&priv->io, gpio + GPIO_BSRR, BIT(pin));
	if (result != XSPI_OK)
		return result;
	return xspi_io_write(&priv->io, gpio + GPIO_MODER, (moder & ~(3u << 2 * pin)) | GPIO_MODE_OUTPUT << 2 * pin);
}

/* words */

static void registers_text(const struct nor *nor, const struct nor_protection *p, char *text, size_t size)
{
	int used = snprintf(text, size, "status register 0x%02x", p->status);

	if (nor->protect_mask2)
		snprintf(text + used, size - used, ", second 0x%02x", p->status2);
	else if (nor->chip_flags & NOR_CHIP_FUNCTION)
		snprintf(text + used, size - used, ", function register 0x%02x", p->function);
}

void stm32xspi_protection_text(const struct flash_bank *bank, const struct nor_protection *p, char *text, size_t size)
{
	const struct nor *nor = &stm32xspi_priv(bank)->nor;
	char registers[64];

	registers_text(nor, p, registers, sizeof(registers));
	if (!nor->protect_mask)
		snprintf(text, size, "block protection: not known for this maker (%s)", registers);
	else if (!p->any)
		snprintf(text, size, "no block is protected (%s)", registers);
	else if (!p->certain)
		snprintf(text, size, "block protection is on (%s: bits 0x%02x are not 0), which area that is differs between"
			" the parts with this ID, so all counts as protected", registers, nor->protect_mask);
	else if (p->end - p->first == nor->size)
		snprintf(text, size, "the whole chip is protected (%s)", registers);
	else
		snprintf(text, size, "the %s %" PRIu32 " KiB are protected: 0x%08" PRIx32 " to 0x%08" PRIx32 " (%s)",
			p->first ? "last" : "first", (p->end - p->first) / 1024, (uint32_t)bank->base + p->first,
			(uint32_t)bank->base + p->end - 1, registers);
}

/* checks */

static int read_protection(struct flash_bank *bank, struct nor_protection *p)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);

	return stm32xspi_result(bank, nor_read_protection(&priv->xspi, &priv->nor, p), "status register");
}

int stm32xspi_check_unprotected(struct flash_bank *bank, uint32_t offset, uint32_t len)
{
	struct nor_protection p;
	char text[260];

	int retval = read_protection(bank, &p);
	if (retval != ERROR_OK || !p.any || offset >= p.end || offset + len <= p.first)
		return retval;
	stm32xspi_protection_text(bank, &p, text, sizeof(text));
	stm32xspi_error(bank, "%s; nothing was changed; lift it with \"stm32xspi unlock %s\"", text, bank->name);
	return ERROR_FLASH_PROTECTED;
}

/* changes */

/** Why a status register cannot be written. */
static int status_refused(struct flash_bank *bank, int result, const struct nor_protection *before,
		const struct nor_protection *after)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	bool held = priv->has_pins && (priv->pins.used[SETUP_IO2] || priv->pins.used[SETUP_IO6]);

	if (result == XSPI_E_UNSUPPORTED) {
		stm32xspi_error(bank, "it is not certain how this chip's status register is written, so protection stays");
		return ERROR_FLASH_OPER_UNSUPPORTED;
	}
	if (result != XSPI_E_PROTECTED)
		return stm32xspi_result(bank, result, "changing block protection");
	stm32xspi_error(bank, "block protection does not change: status register was 0x%02x, is 0x%02x%s%s", before->status,
		after->status, after->status & SR_LOCKED ? "; SRWD is 1, so it is locked while WP# is low" : "",
		!(after->status & SR_LOCKED) ? "; it is locked in another way, perhaps until power is cycled" :
		held ? ", and WP# stays low though IO2 was driven high: is it wired to this pin?" :
		", and this bank has no pin IO2 to hold it high: give it with -pins");
	return ERROR_FLASH_PROTECTED;
}

int stm32xspi_unlock(struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	struct nor_protection before, after;

	int retval = read_protection(bank, &before);
	if (retval != ERROR_OK)
		return retval;
	if (!priv->nor.protect_mask && before.status & SR_BP_OF_ANY) {
		stm32xspi_error(bank, "block protection is not known for this maker, so it stays as it is (status register"
			" 0x%02x); look up in the data sheet what clears it, and send that with \"stm32xspi xfer %s ...\"",
			before.status, bank->name);
		return ERROR_FLASH_OPER_UNSUPPORTED;
	}
	if (!(before.status & priv->nor.protect_mask) && !(before.status2 & priv->nor.protect_mask2)) {
		LOG_INFO("%s: no block is protected (status register 0x%02x)", bank->name, before.status);
		return ERROR_OK;
	}
	int result = nor_unlock(&priv->xspi, &priv->nor, &before, &after);
	if (result != XSPI_OK)
		return status_refused(bank, result, &before, &after);
	LOG_INFO("%s: block protection of the whole chip is off (status register was 0x%02x, is 0x%02x)", bank->name,
		before.status, after.status);
	return ERROR_OK;
}

/** [first, end) more or less than what is protected now; -1 if that is not one piece. */
static int change_area(const struct nor_protection *now, bool set, uint32_t *first, uint32_t *end)
{
	const uint32_t old_first = now->any ? now->first : 0, old_end = now->any ? now->end : 0;

	if (set) {
		if (old_first == old_end)
			return 0;
		if (*first > old_end || *end < old_first)
			return -1;
		*first = MIN(*first, old_first);
		*end = MAX(*end, old_end);
		return 0;
	}
	uint32_t cut_first = *first, cut_end = *end;
	*first = old_first;
	*end = old_end;
	if (cut_end <= old_first || cut_first >= old_end)
		return 0;
	if (cut_first > old_first && cut_end < old_end)
		return -1;
	if (cut_first <= old_first)
		*first = MIN(cut_end, old_end);
	else
		*end = cut_first;
	if (*first == *end)
		*first = *end = 0;
	return 0;
}

int stm32xspi_change_protection(struct flash_bank *bank, bool set, uint32_t first, uint32_t end)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	struct nor_protection now, after;
	int status = -1;

	if (!set && first == 0 && end == priv->nor.size)
		return stm32xspi_unlock(bank);
	int retval = read_protection(bank, &now);
	if (retval != ERROR_OK)
		return retval;
	uint32_t wanted_first = first, wanted_end = end;
	if (now.certain && change_area(&now, set, &wanted_first, &wanted_end) == 0)
		status = nor_protection_for(&priv->nor, &now, wanted_first, wanted_end);
	if (status < 0) {
		char text[260];
		stm32xspi_protection_text(bank, &now, text, sizeof(text));
		stm32xspi_error(bank, "this chip cannot do that, or it is not certain how; nothing was changed: %s; protected"
			" areas double in size and end at the chip's start or end; \"stm32xspi unlock %s\" lifts all protection",
			text, bank->name);
		return ERROR_FLASH_OPER_UNSUPPORTED;
	}
	if (status == now.status)
		return ERROR_OK;
	int result = nor_write_protection(&priv->xspi, &priv->nor, &now, status);
	after = now;
	if (result == XSPI_OK)
		result = nor_read_protection(&priv->xspi, &priv->nor, &after);
	if (result == XSPI_OK && (after.status ^ status) & priv->nor.protect_mask)
		result = XSPI_E_PROTECTED;
	if (result != XSPI_OK)
		return status_refused(bank, result, &now, &after);
	char text[260];
	stm32xspi_protection_text(bank, &after, text, sizeof(text));
	LOG_INFO("%s: %s; the setting is non-volatile", bank->name, text);
	return ERROR_OK;
}

int stm32xspi_show_protection(struct flash_bank *bank)
{
	struct nor_protection p;

	int retval = read_protection(bank, &p);
	for (unsigned int i = 0; i < bank->num_prot_blocks; i++) {
		const struct flash_sector *block = &bank->prot_blocks[i];
		int state = p.any && block->offset < p.end && block->offset + block->size > p.first;
		bank->prot_blocks[i].is_protected = retval != ERROR_OK || !p.certain ? -1 : state;
	}
	return retval;
}
