// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * States that a chip can be found in, put into it at once, as if commands before had led there. For board files and the
 * control connection; a power cycle ends what ends with it in silicon.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "chip.h"
#include "../nor.h"
#include "../sim.h"

#define BP_BITS			0x1C	/* BP2 to BP0: with all set every maker protects a half of the chip at least */
#define EVCR_QUAD_OFF	0x80
#define VCR_XIP_OFF		0x08
#define AUTOBOOT_ON		0x01

static const struct nor_command *command_of(const struct nor_chip *chip, uint8_t opcode)
{
	return chip->by_opcode[opcode];
}

/** Quad commands work only with quad enable set, so it is where they were used. */
static void set_quad_enable(struct nor_chip *chip)
{
	if (chip->model->quad_enable == NOR_QE_SR1_BIT_6) {
		chip->nv.sr |= SR_QE;
		chip->now_set.sr |= SR_QE;
	} else if (chip->model->quad_enable == NOR_QE_SR2_BIT_1) {
		chip->nv.sr2 |= SR2_QE;
		chip->now_set.sr2 |= SR2_QE;
	}
}

/* Each of these gets the number behind its name, or -1. @returns NULL, or why not */

static const char *set_continuous(struct nor_chip *chip, int64_t number)
{
	uint8_t opcode = number < 0 ? 0xEB : (uint8_t)number;
	const struct nor_command *command = number > 0xFF ? NULL : command_of(chip, opcode);

	if (!command || !(command->flags & NOR_READ) || !(command->mode || chip->model->first_dummy_decides))
		return "the chip has no continuous read by this opcode";
	if (command->flags & NOR_QE)
		set_quad_enable(chip);
	chip->now_set.vcr &= ~VCR_XIP_OFF;
	chip->continuous = command;
	return NULL;
}

static const char *set_qpi(struct nor_chip *chip, int64_t number)
{
	(void)number;
	const struct nor_command *write_enable = command_of(chip, 0x06);

	if (!write_enable || !(write_enable->flags & NOR_QPI))
		return "the chip has no such mode";
	set_quad_enable(chip);
	chip->now_set.evcr &= ~EVCR_QUAD_OFF;
	chip->qpi = true;
	return NULL;
}

static const char *set_four_bytes(struct nor_chip *chip, int64_t number)
{
	(void)number;
	if (!command_of(chip, 0xB7))
		return "the chip has no such mode";
	chip->now_set.bank |= BANK_EXTADD;
	return NULL;
}

/** From power-up on: ISSI's bank register or Micron's configuration register, bit 0. */
static const char *set_four_bytes_at_start(struct nor_chip *chip, int64_t number)
{
	const char *reason = set_four_bytes(chip, number);

	if (!reason) {
		chip->nv.bank |= BANK_EXTADD;
		chip->nvcr &= ~1u;
	}
	return reason;
}

static const char *set_power_down(struct nor_chip *chip, int64_t number)
{
	(void)number;
	if (!command_of(chip, 0xB9))
		return "the chip has no such mode";
	chip->power_down = true;
	return NULL;
}

/** A job on the area around the number; without one, at the end of the chip. A program changes nothing there. */
static const char *make_job(struct nor_chip *chip, int64_t number, enum nor_job_kind kind, struct nor_job *job,
	uint32_t *us)
{
	const struct nor_model *pace = nor_pace(chip);
	uint32_t size = kind == JOB_PROGRAM ? chip->model->page : command_of(chip, 0xD8)->arg;
	uint32_t addr = number < 0 ? chip->model->size - 1 : (uint32_t)number;

	if (number >= chip->model->size)
		return "the address is behind the chip's end";
	*job = (struct nor_job){
		.kind = kind, .area = chip->array, .addr = addr & ~(size - 1), .size = size, .in_array = true,
	};
	memset(job->data, 0xFF, sizeof(job->data));
	*us = kind == JOB_PROGRAM ? pace->page_us : size == 0x40000 ? pace->erase_256k_us : pace->erase_64k_us;
	if (kind == JOB_PROGRAM && chip->fit.page_us)
		*us = chip->fit.page_us;
	return NULL;
}

static const char *set_busy(struct nor_chip *chip, int64_t number, enum nor_job_kind kind)
{
	struct nor_job job;
	uint32_t us;
	const char *reason = make_job(chip, number, kind, &job, &us);

	if (!reason && nor_busy(chip))
		reason = "the chip is busy already";
	if (reason)
		return reason;
	chip->wel = true;
	nor_start(chip, &job, us);
	return NULL;
}

static const char *set_erasing(struct nor_chip *chip, int64_t number)
{
	return set_busy(chip, number, JOB_ERASE);
}

static const char *set_programming(struct nor_chip *chip, int64_t number)
{
	return set_busy(chip, number, JOB_PROGRAM);
}

/** Half of the time is left. */
static const char *set_suspended(struct nor_chip *chip, int64_t number, enum nor_job_kind kind)
{
	uint32_t us;
	const char *reason = make_job(chip, number, kind, &chip->parked, &us);

	if (reason) {
		chip->parked.kind = JOB_NONE;
		return reason;
	}
	chip->parked.until = us * SIM_PS_PER_US / 2;
	chip->suspended = kind == JOB_ERASE ? FR_ESUS : FR_PSUS;
	return NULL;
}

static const char *set_erase_suspended(struct nor_chip *chip, int64_t number)
{
	return set_suspended(chip, number, JOB_ERASE);
}

static const char *set_program_suspended(struct nor_chip *chip, int64_t number)
{
	return set_suspended(chip, number, JOB_PROGRAM);
}

static const char *set_autoboot(struct nor_chip *chip, int64_t number)
{
	const struct nor_command *command = command_of(chip, 0x15);

	if (!command || command->in != 4)
		return "the chip has no AutoBoot";
	chip->autoboot = (number < 0 ? 0 : (uint32_t)number & ~0x1Fu) | AUTOBOOT_ON;
	chip->autoboot_pending = true;
	return NULL;
}

static const char *set_write_enabled(struct nor_chip *chip, int64_t number)
{
	(void)number;
	chip->wel = true;
	return NULL;
}

static const char *set_protected(struct nor_chip *chip, int64_t number)
{
	(void)number;
	chip->nv.sr |= BP_BITS;
	chip->now_set.sr |= BP_BITS;
	return NULL;
}

static const struct {
	const char *name;
	const char *(*set)(struct nor_chip *chip, int64_t number);
	bool takes_number;
} states[] = {
	{ "continuous", set_continuous, true }, { "qpi", set_qpi, false }, { "4byte", set_four_bytes, false },
	{ "4byte-at-start", set_four_bytes_at_start, false }, { "power-down", set_power_down, false },
	{ "erasing", set_erasing, true }, { "programming", set_programming, true },
	{ "erase-suspended", set_erase_suspended, true }, { "program-suspended", set_program_suspended, true },
	{ "autoboot", set_autoboot, true }, { "write-enabled", set_write_enabled, false },
	{ "protected", set_protected, false },
};

const char *nor_state_at(unsigned int number)
{
	return number < COUNT_OF(states) ? states[number].name : NULL;
}

/** @returns -2 unless the word is a number */
static int64_t number_in(const char *word)
{
	char *end;

	if (!*word)
		return -1;
	errno = 0;
	unsigned long long n = strtoull(word, &end, 0);
	return *end || errno || n > UINT32_MAX || *word == '-' ? -2 : (int64_t)n;
}

const char *nor_preset(struct nor_chip *chip, const char *text)
{
	char name[24] = "", word[24] = "", more[2] = "";

	nor_catch_up(chip);
	sscanf(text, "%23s %23s %1s", name, word, more);
	int64_t number = number_in(word);
	for (size_t i = 0; i < COUNT_OF(states); i++) {
		if (strcmp(states[i].name, name) != 0)
			continue;
		if (*more || number < -1 || (number >= 0 && !states[i].takes_number))
			return states[i].takes_number ? "wanted at most a number behind the state" : "nothing may stand behind it";
		return states[i].set(chip, number);
	}
	return "there is no such state; there are continuous [OPCODE], qpi, 4byte, 4byte-at-start, power-down, erasing "
		"[ADDRESS], programming [ADDRESS], erase-suspended [ADDRESS], program-suspended [ADDRESS], autoboot [ADDRESS], "
		"write-enabled, protected";
}
