/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Bring-up of clocks, supply, pins and controller as data: a list of steps made from a pin list and the tables in gen/,
 * played by a small player, printed as Tcl.
 */

#ifndef STM32XSPI_SETUP_H
#define STM32XSPI_SETUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "gen/tables.h"

/** One read-modify-write, then an optional bounded wait. */
struct setup_step {
	uint32_t address;
	uint32_t clear;			/**< bits to clear; all ones: plain write of set */
	uint32_t set;
	uint32_t wait_address;		/**< register to wait for; 0: the same */
	uint32_t wait_mask;		/**< 0: no wait */
	uint32_t wait_value;
	uint32_t limit_us;
	uint32_t delay_us;			/**< to wait behind it, whatever reads back */
	char text[60];			/**< why, in words: "GPIOA clock on" */
};

#define SETUP_MAX_STEPS		80

struct setup {
	uint8_t data_lines_high;	/**< for struct xspi: 1 if the chip is on IO[7:4], or on QUADSPI bank 2 */
	uint8_t lines;				/**< data lines wired: 2, 4 or 8. Two lines are not used as such: 1-1-1 */
	unsigned int count;
	struct setup_step step[SETUP_MAX_STEPS];
};

enum setup_role {
	SETUP_CLK, SETUP_NCS, SETUP_IO0, SETUP_IO1, SETUP_IO2, SETUP_IO3,
	SETUP_IO4, SETUP_IO5, SETUP_IO6, SETUP_IO7, SETUP_DQS, SETUP_ROLES
};

/** A pin that is no signal of the controller: the chip's power switch, its RESET#. */
struct setup_gpio {
	bool used;
	uint8_t port, pin;
	bool high;				/**< level that switches the power on */
	uint32_t settle_us;		/**< until the chip answers */
};

/** Pins as the user named them: port letter and number per role. */
struct setup_pins {
	bool used[SETUP_ROLES];
	uint8_t port[SETUP_ROLES];	/**< 0 = A */
	uint8_t pin[SETUP_ROLES];
	struct setup_gpio power, reset;
};

extern const char * const setup_role_names[SETUP_ROLES];

/**
 * Parse "CLK PA3 NCS PA2 IO0 PB1 ..." into @a pins, whose power and reset stay as they are.
 * @param error filled with a message in words on failure, at most error_size bytes
 * @returns 0, or -1
 */
int setup_parse_pins(const char *text, struct setup_pins *pins, char *error, size_t error_size);

/** The same for "PB1 high 5ms". */
int setup_parse_power(const char *text, struct setup_gpio *power, char *error, size_t error_size);

/** The same for "PB8". */
int setup_parse_reset(const char *text, struct setup_gpio *reset, char *error, size_t error_size);

/** The same for "50MHz". */
int setup_parse_speed(const char *text, uint32_t *hz, char *error, size_t error_size);

/** With all options parsed: does none of the pins serve twice? @returns 0, or -1 with a message */
int setup_check_pins(const struct setup_pins *pins, char *error, size_t error_size);

/** Over JTAG, PA15, PB3 and PB4 are the debug port's, too. @returns 0, or -1 with a message */
int setup_check_jtag(const struct setup_pins *pins, char *error, size_t error_size);

/**
 * Which instance of a die do these pins make, and the steps that bring it up.
 * @returns 0, or -1 with a message that names pin, role, die and the pins that would do
 */
int setup_make(const struct xspi_die *die, const struct setup_pins *pins, const struct xspi_instance **instance,
		struct setup *setup, char *error, size_t error_size);

/** Register that tells the package of a die; 0: none whose codes are known. */
uint32_t setup_package_register(const struct xspi_die *die);

/**
 * A pin that this package does not bring out, as far as the codes are known.
 * @param code contents of the package register
 * @returns enum setup_role, or -1: none, or not known
 */
int setup_find_unbonded(const struct xspi_die *die, uint32_t code, const struct setup_pins *pins);

/**
 * One step as a line of Tcl for a board file, without newline: mmw or mww, and a bounded wait where the step has one.
 * @returns length as snprintf() does
 */
int setup_format_step(const struct setup_step *step, char *line, size_t size);

/** Reads a word of the target. @returns 0, or anything else on failure */
typedef int (*setup_read_fn)(void *ctx, uint32_t addr, uint32_t *value);

/** Core clock (HCLK) in Hz from RCC registers; 0 if not known (HSE in use, family not in the table, read failed). */
uint32_t setup_core_hz(const struct xspi_die *die, setup_read_fn read, void *ctx);

/** Kernel clock of a controller in Hz, from the RCC registers; 0 if not known. */
uint32_t setup_kernel_hz(const struct xspi_die *die, const struct xspi_instance *instance, setup_read_fn read,
		void *ctx);

#endif /* STM32XSPI_SETUP_H */
