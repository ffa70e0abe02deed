/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * NOR flash chips on wires. A chip is a state machine that sees chip select, clocks and levels; wires.c carries a
 * controller's phases to it.
 */

#ifndef SIM_NOR_H
#define SIM_NOR_H

#include <stdbool.h>
#include <stdint.h>
#include "board.h"

struct nor_chip;

/** @returns the chip, or NULL after a message (unknown model, contents file) */
struct nor_chip *nor_create(const struct board_chip *chip);

/** For tests: chips that were created are gone, with what they held. */
void nor_forget_all(void);

/** Contents, for the control connection. */
uint8_t *nor_data(struct nor_chip *chip, uint32_t *size);

/** Supply off and on: registers to power-on values from their non-volatile copies. */
void nor_power_cycle(struct nor_chip *chip);

/** Non-volatile and volatile registers in words, several lines, for the control connection. */
void nor_describe(struct nor_chip *chip, void (*line)(void *ctx, const char *text), void *ctx);

/**
 * Put the chip into a state that commands could have led to: "qpi", "erasing 0x10000" and so on.
 * @returns NULL, or the reason why not
 */
const char *nor_preset(struct nor_chip *chip, const char *text);
/** @returns the name of the state with this number from 0; NULL behind the last one */
const char *nor_state_at(unsigned int number);

/** Number of chips and access by index. */
unsigned int nor_count(void);
struct nor_chip *nor_at(unsigned int index);
const char *nor_name(const struct nor_chip *chip);

/**
 * Change a wire or the fitting while running, for the control connection: "ncs open", "io2 connected", "chip absent",
 * "chip fitted", "chip unpowered", "chip powered", "io0 swap io1". @returns 0, or -1 if not understood
 */
int nor_fault(struct nor_chip *chip, const char *text);

#endif /* SIM_NOR_H */
