// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * What work.c does, without a work area: single operations through the controller's registers, reads through the
 * memory-mapped window. Slow, but it needs nothing but the debug link.
 */

#include "driver.h"

#include "plan.h"

/** Bytes per read through the window: two USB commands of an ST-Link, which are one queue of OpenOCD's. */
#define WINDOW_PIECE	12288u
/** Bytes that are looked at for being blank at once. */
#define BLANK_PIECE		0x1000u

int stm32xspi_slow_read(struct flash_bank *bank, uint8_t *data, uint32_t offset, uint32_t len, struct progress *p)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);

	if (!priv->xspi.mapped) {
		int result = xspi_map(&priv->xspi, &priv->map_op);
		if (result == XSPI_OK)
			result = xspi_io_flush(&priv->io);
		int retval = stm32xspi_result(bank, result, "memory-mapped reading");
		if (retval != ERROR_OK)
			return retval;
	}
	for (uint32_t done = 0; done < len;) {
		uint32_t piece = MIN(WINDOW_PIECE - (offset + done) % 4, len - done);
		int retval = target_read_buffer(bank->target, priv->xspi.window + offset + done, piece, data + done);
		if (retval != ERROR_OK) {
			stm32xspi_error(bank, "reading the window at 0x%08" PRIx32 " failed", priv->xspi.window + offset + done);
			return retval;
		}
		done += piece;
		keep_alive();
		if (p)
			stm32xspi_progress(p, done);
	}
	return ERROR_OK;
}

static int is_blank(struct flash_bank *bank, uint32_t offset, uint32_t len, bool *blank)
{
	uint8_t data[BLANK_PIECE];

	*blank = true;
	for (uint32_t done = 0; *blank && done < len; done += BLANK_PIECE) {
		uint32_t piece = MIN(BLANK_PIECE, len - done);
		int retval = stm32xspi_slow_read(bank, data, offset + done, piece, NULL);
		if (retval != ERROR_OK)
			return retval;
		bool first;
		*blank = plan_page_run(data, 0, piece, BLANK_PIECE, &first) == piece && first;
	}
	return ERROR_OK;
}

static int erase_unit(struct flash_bank *bank, uint8_t type, uint32_t offset)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	char what[40];
	int result;

	if (type == PLAN_ERASE_CHIP)
		result = nor_erase_chip(&priv->xspi, &priv->nor);
	else
		result = nor_erase_unit(&priv->xspi, &priv->nor, type, offset);
	snprintf(what, sizeof(what), "erase at 0x%08" PRIx32, offset);
	return stm32xspi_result(bank, result, what);
}

/** Erase one unit and look whether it is blank: not every chip tells that it is protected. */
static int erase_and_look(struct flash_bank *bank, uint8_t type, uint32_t offset, uint32_t unit)
{
	bool erased = false;

	int retval = erase_unit(bank, type, offset);
	if (retval == ERROR_OK)
		retval = is_blank(bank, offset, unit, &erased);
	if (retval != ERROR_OK || erased)
		return retval;
	stm32xspi_error(bank, "erased, but not blank in the unit at 0x%08" PRIx32 ": protected, or the erase was broken"
		" off", offset);
	return ERROR_FLASH_OPERATION_FAILED;
}

int stm32xspi_slow_erase(struct flash_bank *bank, uint8_t type, uint32_t offset, uint32_t len, struct progress *p,
		uint32_t *blank)
{
	const struct nor *nor = &stm32xspi_priv(bank)->nor;
	uint32_t unit = type == PLAN_ERASE_CHIP ? nor->size : nor->erase[type].size;

	for (uint32_t done = 0; done < len; done += unit) {
		bool nothing_to_do = false;
		int retval = is_blank(bank, offset + done, unit, &nothing_to_do);
		if (retval == ERROR_OK && !nothing_to_do)
			retval = erase_and_look(bank, type, offset + done, unit);
		if (retval != ERROR_OK)
			return retval;
		if (nothing_to_do)
			*blank += unit;
		stm32xspi_progress(p, p->done + unit);
	}
	return ERROR_OK;
}

int stm32xspi_slow_program(struct flash_bank *bank, const uint8_t *data, uint32_t offset, uint32_t len,
		struct progress *p)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	uint32_t page = priv->nor.page_size;
	char what[40];

	for (uint32_t done = 0; done < len;) {
		bool blank;
		uint32_t piece = MIN(page - (offset + done) % page, len - done);
		plan_page_run(data + done, offset + done, piece, page, &blank);
		if (blank) {
			p->blank += piece;
		} else {
			int result = nor_program_page(&priv->xspi, &priv->nor, offset + done, data + done, piece);
			snprintf(what, sizeof(what), "program at 0x%08" PRIx32, offset + done);
			int retval = stm32xspi_result(bank, result, what);
			if (retval != ERROR_OK)
				return retval;
		}
		done += piece;
		stm32xspi_progress(p, done);
	}
	return ERROR_OK;
}
