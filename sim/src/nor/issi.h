/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Registers and protection of ISSI's IS25LP / IS25WP chips, for their command tables. */

#ifndef SIM_NOR_ISSI_H
#define SIM_NOR_ISSI_H

#include "chip.h"

/** Kinds of reads, by which clock limits and dummy clocks differ. */
enum issi_speed {
	ISSI_ANY, ISSI_READ, ISSI_FAST_111, ISSI_FAST_112, ISSI_FAST_122, ISSI_FAST_114, ISSI_FAST_144, ISSI_DTR_111,
	ISSI_DTR_122, ISSI_DTR_144, ISSI_SPEEDS,
};

extern const struct nor_read_speed issi_speeds_old[ISSI_SPEEDS], issi_speeds_lq[ISSI_SPEEDS],
	issi_speeds_wp020[ISSI_SPEEDS], issi_speeds_wp020d[ISSI_SPEEDS], issi_speeds_lp064d[ISSI_SPEEDS],
	issi_speeds_wp064d[ISSI_SPEEDS], issi_speeds_lp128f[ISSI_SPEEDS], issi_speeds_wp256d[ISSI_SPEEDS],
	issi_speeds_lp512m[ISSI_SPEEDS], issi_speeds_wp512m[ISSI_SPEEDS], issi_speeds_wp01g[ISSI_SPEEDS];

uint8_t issi_out_function(struct nor_chip *chip, uint32_t index);
uint8_t issi_out_read_register(struct nor_chip *chip, uint32_t index);
uint8_t issi_out_extended(struct nor_chip *chip, uint32_t index);
uint8_t issi_out_bank(struct nor_chip *chip, uint32_t index);
uint8_t issi_out_autoboot(struct nor_chip *chip, uint32_t index);
uint8_t issi_out_asp(struct nor_chip *chip, uint32_t index);
uint8_t issi_out_password(struct nor_chip *chip, uint32_t index);
uint8_t issi_out_ppb_lock(struct nor_chip *chip, uint32_t index);
uint8_t issi_out_ppb(struct nor_chip *chip, uint32_t index);
uint8_t issi_out_dyb(struct nor_chip *chip, uint32_t index);
uint8_t issi_out_info(struct nor_chip *chip, uint32_t index);

uint32_t issi_dummies(const struct nor_chip *chip, const struct nor_read_speed *speed);
uint32_t issi_wrap(const struct nor_chip *chip, uint8_t opcode);
bool issi_stays(uint8_t mode);
enum nor_io3 issi_io3(const struct nor_chip *chip);
void issi_describe(const struct nor_chip *chip, void (*line)(void *ctx, const char *text), void *ctx);

/* Block protection; UFProg's tables: A doubles up to all, B up to half and then leaves ever less free, K is A in units
 * of 256 KiB, TB has three bits and top or bottom in the status register. */
void issi_protects_a(const struct nor_chip *chip, uint32_t *first, uint32_t *end);
void issi_protects_b(const struct nor_chip *chip, uint32_t *first, uint32_t *end);
void issi_protects_k(const struct nor_chip *chip, uint32_t *first, uint32_t *end);
void issi_protects_tb(const struct nor_chip *chip, uint32_t *first, uint32_t *end);

void issi_do_volatile_status(struct nor_chip *chip);
void issi_do_status(struct nor_chip *chip);
void issi_do_function(struct nor_chip *chip);
void issi_do_read_register(struct nor_chip *chip);		/* arg 1 = non-volatile, 0 = volatile; also below */
void issi_do_extended(struct nor_chip *chip);
void issi_do_clear_errors(struct nor_chip *chip);
void issi_do_bank(struct nor_chip *chip);
void issi_do_autoboot(struct nor_chip *chip);
void issi_do_asp(struct nor_chip *chip);
void issi_do_password(struct nor_chip *chip);
void issi_do_unlock_password(struct nor_chip *chip);
void issi_do_lock_ppb(struct nor_chip *chip);
void issi_do_freeze(struct nor_chip *chip);
void issi_do_ppb(struct nor_chip *chip);
void issi_do_erase_ppb(struct nor_chip *chip);
void issi_do_dyb(struct nor_chip *chip);
void issi_do_gang_dyb(struct nor_chip *chip);			/* arg 1 = lock all, 0 = free all */
void issi_do_unlock_sector(struct nor_chip *chip);
void issi_do_lock_sector(struct nor_chip *chip);
uint8_t issi_out_learning_pattern(struct nor_chip *chip, uint32_t index);
void issi_do_learning_pattern(struct nor_chip *chip);	/* arg 1 = non-volatile, 0 = volatile */
void issi_do_program_info(struct nor_chip *chip);
void issi_do_erase_info(struct nor_chip *chip);

#endif /* SIM_NOR_ISSI_H */
