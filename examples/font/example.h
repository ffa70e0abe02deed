/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What the example's files offer each other. */

#ifndef EXAMPLE_H
#define EXAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** The verdict word at the start of RAM, for a debugger that asks how it went. */
enum verdict {
	VERDICT_PASS = 0x600DF1A5,
	VERDICT_RUNNING = 0xBAD00000,
	VERDICT_CLOCK,				/**< HSI16 did not start */
	VERDICT_CONTROLLER,			/**< the OCTOSPI did not finish a command in time */
	VERDICT_FLASH_ID,			/**< not the chip that the board has */
	VERDICT_QUAD_ENABLE,		/**< the chip's quad enable bit stays 0 */
	VERDICT_EXTERNAL_DATA,		/**< checksum of the external data is wrong */
	VERDICT_FONT,				/**< checksum is right, but this is no font with a name */
	VERDICT_FAULT = 0xBAD000FF,	/**< the processor took a fault */
};

/** Frequency of core, buses and OCTOSPI after clock_init(), in Hz. */
#define CORE_HZ 16000000U

/** Limit of each wait, in turns of a polling loop: at least 50 ms at CORE_HZ. */
#define WAIT_TURNS 200000U

/* board.c */

/** Run from HSI16, whatever ran before. @returns false if it does not start */
bool clock_init(void);

/** Give the serial port and the flash their pins. */
void pins_init(void);

/** Spend at least this time, at CORE_HZ. */
void delay_us(uint32_t us);

/* output_uart.c or output_semihosting.c */

/** Prepare the way out for the messages. */
void output_init(void);

/** Write a string; waits until it is out, but never for ever. */
void output_text(const char *text);

/** Last call: the messages are complete. */
void output_end(bool pass);

/* text.c */

/** Write a number in decimal. */
void output_decimal(uint32_t value);

/** Write a number as @a digits hexadecimal digits. */
void output_hex(uint32_t value, unsigned int digits);

/* serial_flash.c */

/** Enable the controller and bring the chip to 1-line SPI. @returns false on time-out */
bool serial_flash_init(void);

/** @param id receives the three JEDEC bytes, manufacturer first in bits 23:16. @returns false on time-out */
bool serial_flash_read_id(uint32_t *id);

/** Set the quad enable bit if it is 0. @param status receives the final status register. @returns false on time-out */
bool serial_flash_enable_quad(uint8_t *status);

/** Map the chip for 1-4-4 reading at 0x90000000. @returns false on time-out */
bool serial_flash_map(void);

#endif /* EXAMPLE_H */
