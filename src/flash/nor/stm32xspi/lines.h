/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What the pins themselves tell about the wires behind them. For a bank with pins, a controller that is set up, and a
 * target that is halted. Results are those of core/.
 */

#ifndef OPENOCD_FLASH_NOR_STM32XSPI_LINES_H
#define OPENOCD_FLASH_NOR_STM32XSPI_LINES_H

#include "driver.h"

/** A pin as an input, with its own pull-up and then its pull-down. */
enum line_rest {
	LINE_FLOATS,	/**< follows both: nothing drives or pulls it */
	LINE_LOW,		/**< stays low: driven, shorted, or pulled by a resistor on the board */
	LINE_HIGH,
};

/** How each of the bank's pins rests while the controller is idle. Entries of unused pins stay as they are. */
int lines_rest(struct stm32xspi_bank *priv, enum line_rest rest[SETUP_ROLES]);

/**
 * Execute a reading operation twice, at a low clock: with pull-ups on the data lines, and with pull-downs.
 * @param up, down as many bytes as the operation reads
 */
int lines_read(struct stm32xspi_bank *priv, const struct spi_mem_op *op, uint8_t *up, uint8_t *down);

/**
 * Lines that followed the pulls through all of a lines_read(), so that nobody drove them.
 * @param lines of the data phase
 * @returns bit n for line n
 */
uint8_t lines_floating(const uint8_t *up, const uint8_t *down, uint32_t len, unsigned int lines);

/**
 * Ask for the ID with the opcode on each of the four data lines in turn and look for the answer on all others.
 * @returns XSPI_E_NO_CHIP if there is none
 */
int lines_find_id(struct stm32xspi_bank *priv, unsigned int *out_line, unsigned int *in_line, uint8_t id[NOR_ID_BYTES]);

#endif /* OPENOCD_FLASH_NOR_STM32XSPI_LINES_H */
