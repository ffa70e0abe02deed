// SPDX-License-Identifier: GPL-2.0-or-later

/* The chips on the board as the rest of the simulator sees them: creation, contents, supply, faults, state in words. */

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "chip.h"
#include "../nor.h"
#include "../sim.h"

#define RR_OLD_DEFAULT	0xE0	/* drive strength 50 %, the other fields 0 */

static struct nor_chip *chips[BOARD_MAX_CHIPS];
static unsigned int chip_count;
static uint32_t wiring_generation = 1;
static void (*settle_wires)(void);

void nor_set_settle(void (*settle)(void))
{
	settle_wires = settle;
}

uint32_t nor_wiring_generation(void)
{
	return wiring_generation;
}

void nor_catch_up(struct nor_chip *chip)
{
	if (settle_wires)
		settle_wires();
	if (chip->now < sim_now())
		chip->now = sim_now();
	nor_settle(chip);
}

static int load_contents(struct nor_chip *chip)
{
	const char *path = chip->fit.contents;

	if (!path[0])
		return 0;
	FILE *file = fopen(path, "rb");
	if (!file) {
		fprintf(stderr, "%s%s: cannot read the contents file %s\n", chip->fit.where, chip->fit.name, path);
		return -1;
	}
	size_t got = fread(chip->array, 1, chip->model->size, file);
	bool longer = fgetc(file) != EOF;
	fclose(file);
	if (longer) {
		fprintf(stderr, "%s%s: the contents file %s is larger than the chip (%u bytes)\n", chip->fit.where,
			chip->fit.name, path, chip->model->size);
		return -1;
	}
	sim_log(1, "%s: %zu bytes from %s", chip->fit.name, got, path);
	return 0;
}

static void blank(struct nor_chip *chip)
{
	memset(chip->array, 0xFF, chip->model->size);
	memset(chip->info, 0xFF, sizeof(chip->info));
	memset(chip->password, 0xFF, sizeof(chip->password));
	chip->asp = 0xFFFF;
	chip->fr = chip->model->function_register;
	chip->nv.err = 0xE0;
	chip->nvcr = 0xFFFF;
	chip->nv.rr = chip->model->old_read_register ? RR_OLD_DEFAULT : 0;
	chip->nv.sr2 = chip->model->status_2;
	chip->nv.sr3 = chip->model->status_3;
	memcpy(chip->id, chip->model->id, sizeof(chip->id));
	chip->sfdp_end = UINT32_MAX;
	chip->program_fails_at = -1;
	chip->erase_fails_at = -1;
	for (size_t i = 0; i < NOR_GROUPS; i++) {
		const struct nor_command_group *group = &chip->model->commands[i];
		for (size_t k = 0; k < group->count; k++)
			chip->by_opcode[group->list[k].opcode] = &group->list[k];
	}
}

static const struct nor_models *const makers[] = { &nor_issi, &nor_micron, &nor_macronix, &nor_winbond };

const struct nor_model *nor_model_at(unsigned int number)
{
	for (size_t i = 0; i < COUNT_OF(makers); i++) {
		if (number < makers[i]->count)
			return &makers[i]->list[number];
		number -= makers[i]->count;
	}
	return NULL;
}

const struct nor_model *nor_find_model(const char *name)
{
	const struct nor_model *model;

	for (unsigned int i = 0; (model = nor_model_at(i)); i++) {
		if (!strcmp(model->name, name))
			return model;
	}
	return NULL;
}

static void tell_models(void)
{
	const struct nor_model *model;

	for (unsigned int i = 0; (model = nor_model_at(i)); i++)
		fprintf(stderr, " %s", model->name);
	fputc('\n', stderr);
}

static void destroy(struct nor_chip *chip)
{
	free(chip->array);
	free(chip);
}

static int preset_all(struct nor_chip *chip)
{
	for (unsigned int i = 0; i < chip->fit.state_count; i++) {
		const char *reason = nor_preset(chip, chip->fit.state[i].text);
		if (reason) {
			fprintf(stderr, "%s%s: state '%s': %s\n", chip->fit.state[i].where, chip->fit.name, chip->fit.state[i].text,
				reason);
			return -1;
		}
	}
	return 0;
}

/** Creating the same board chip again gives the one that exists. */
struct nor_chip *nor_create(const struct board_chip *board)
{
	for (unsigned int i = 0; i < chip_count; i++) {
		if (chips[i]->board == board)
			return chips[i];
	}
	const struct nor_model *model = nor_find_model(board->model);
	if (!model) {
		fprintf(stderr, "%s%s: no model of a chip \"%s\"; known:", board->where, board->name, board->model);
		tell_models();
		return NULL;
	}
	if (chip_count == BOARD_MAX_CHIPS) {
		fprintf(stderr, "%s: more than %d chips on the board\n", board->name, BOARD_MAX_CHIPS);
		return NULL;
	}
	struct nor_chip *chip = calloc(1, sizeof(*chip));
	uint8_t *array = malloc(model->size);
	if (!chip || !array) {
		fprintf(stderr, "%s: out of memory\n", board->name);
		free(chip);
		free(array);
		return NULL;
	}
	chip->model = model;
	chip->board = board;
	chip->fit = *board;
	chip->array = array;
	blank(chip);
	if (load_contents(chip) < 0) {
		destroy(chip);
		return NULL;
	}
	nor_restart(chip, 0);
	if (preset_all(chip) < 0) {
		destroy(chip);
		return NULL;
	}
	chips[chip_count++] = chip;
	wiring_generation++;
	return chip;
}

void nor_forget_all(void)
{
	while (chip_count)
		destroy(chips[--chip_count]);
	wiring_generation++;
}

unsigned int nor_count(void)
{
	return chip_count;
}

struct nor_chip *nor_at(unsigned int index)
{
	return index < chip_count ? chips[index] : NULL;
}

const char *nor_name(const struct nor_chip *chip)
{
	return chip->fit.name;
}

uint8_t *nor_data(struct nor_chip *chip, uint32_t *size)
{
	nor_catch_up(chip);
	*size = chip->model->size;
	return chip->array;
}

const struct nor_model *nor_pace(const struct nor_chip *chip)
{
	return chip->model->pace ? chip->model->pace(chip) : chip->model;
}

bool nor_alive(const struct nor_chip *chip)
{
	return !chip->fit.absent && !chip->fit.unpowered;
}

static void supply_off(struct nor_chip *chip)
{
	nor_restart(chip, chip->model->power_up_us);
	chip->selected = false;
	chip->drive_mask = 0;
	chip->command = NULL;
	chip->frozen = false;
	chip->ppb_locked = !(chip->asp & 0x0004);	/* password mode locks them at power-up */
}

void nor_power_cycle(struct nor_chip *chip)
{
	nor_catch_up(chip);
	supply_off(chip);
	wiring_generation++;		/* the wires look again whether the chip is selected */
}

/* ---- state in words ---- */

void nor_describe_line(void (*line)(void *ctx, const char *text), void *ctx, const char *format, ...)
{
	char text[160];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	line(ctx, text);
}

static const char *job_name(const struct nor_job *job)
{
	static const char *const names[] = {
		[JOB_NONE] = "idle", [JOB_PROGRAM] = "programming", [JOB_ERASE] = "erasing",
		[JOB_REGISTER] = "writing a register", [JOB_SUSPEND] = "suspending",
	};

	return names[job->kind];
}

void nor_describe(struct nor_chip *chip, void (*line)(void *ctx, const char *text), void *ctx)
{
	nor_catch_up(chip);
	const struct nor_model *model = chip->model;
	const struct nor_registers *now = &chip->now_set, *nv = &chip->nv;

	nor_describe_line(line, ctx, "%s: %s, id %02x%02x%02x, %u bytes, %s", chip->fit.name, model->name, model->id[0],
		model->id[1], model->id[2], model->size,
		chip->fit.absent ? "not fitted" : chip->fit.unpowered ? "no supply" : "supplied");
	nor_describe_line(line, ctx, "mode: %s, %d-byte addresses%s%s", chip->qpi ? "QPI" : chip->dio ? "dual I/O" : "SPI",
		now->bank & BANK_EXTADD ? 4 : 3, chip->continuous ? ", continuous read" : "",
		chip->power_down ? ", deep power-down" : "");
	nor_describe_line(line, ctx, "doing: %s%s%s%s", job_name(&chip->job), chip->stuck_busy ? ", stuck busy" : "",
		chip->suspended & FR_ESUS ? ", erase suspended" : "", chip->suspended & FR_PSUS ? ", program suspended" : "");
	nor_describe_line(line, ctx, "status register: 0x%02x (non-volatile 0x%02x): QE %d, BP %d, SRWD %d, WEL %d, WIP %d",
		nor_out_status(chip, 0), nv->sr, nor_quad(chip), now->sr >> 2 & 15, !!(now->sr & SR_SRWD), chip->wel,
		nor_busy(chip));
	if (model->describe)
		model->describe(chip, line, ctx);
}

/* ---- faults ---- */

static struct board_wire *wire_of(struct nor_chip *chip, const char *name)
{
	if (!strcmp(name, "clk"))
		return &chip->fit.clk;
	if (!strcmp(name, "ncs"))
		return &chip->fit.ncs;
	if (!strncmp(name, "io", 2) && isdigit((unsigned char)name[2]) && !name[3] && name[2] - '0' < BOARD_MAX_LINES)
		return &chip->fit.io[name[2] - '0'];
	return NULL;
}

static int swap_wires(struct nor_chip *chip, const char *a, const char *b)
{
	struct board_wire *first = wire_of(chip, a), *second = wire_of(chip, b);

	if (!first || !second)
		return -1;
	struct board_wire kept = *first;
	*first = *second;
	*second = kept;
	return 0;
}

static int change_wire(struct nor_chip *chip, const char *name, const char *state)
{
	struct board_wire *wire = wire_of(chip, name);

	if (!wire || (strcmp(state, "open") != 0 && strcmp(state, "connected") != 0))
		return -1;
	wire->open = !strcmp(state, "open");
	return 0;
}

static int change_chip(struct nor_chip *chip, const char *state)
{
	bool was_alive = nor_alive(chip);

	if (!strcmp(state, "absent"))
		chip->fit.absent = true;
	else if (!strcmp(state, "fitted"))
		chip->fit.absent = false;
	else if (!strcmp(state, "unpowered"))
		chip->fit.unpowered = true;
	else if (!strcmp(state, "powered"))
		chip->fit.unpowered = false;
	else
		return -1;
	if (was_alive != nor_alive(chip))
		supply_off(chip);
	return 0;
}

/** @returns false if the text is no number, or a larger one than max */
static bool is_number(const char *text, int base, unsigned long max, uint32_t *value)
{
	char *end;
	unsigned long number = strtoul(text, &end, base);

	*value = (uint32_t)number;
	return end != text && !*end && number <= max;
}

static int fail_at(struct nor_chip *chip, const char *what, const char *where)
{
	uint32_t addr;

	if (!is_number(where, 0, chip->model->size - 1, &addr))
		return -1;
	if (!strcmp(what, "program"))
		chip->program_fails_at = addr;
	else if (!strcmp(what, "erase"))
		chip->erase_fails_at = addr;
	else
		return -1;
	return 0;
}

static int change_id(struct nor_chip *chip, char bytes[3][20])
{
	for (unsigned int i = 0; i < 3; i++) {
		uint32_t byte;
		if (!is_number(bytes[i], 16, 0xFF, &byte))
			return -1;
		chip->id[i] = (uint8_t)byte;
	}
	return 0;
}

/** "blank", "cut AT", "byte AT VALUE" */
static int change_sfdp(struct nor_chip *chip, char words[3][20])
{
	uint32_t at, value;
	unsigned int lies = 0;

	if (!strcmp(words[0], "blank") && !words[1][0]) {
		chip->sfdp_end = 0;
		return 0;
	}
	if (!is_number(words[1], 0, 0xFFFFFF, &at))
		return -1;
	if (!strcmp(words[0], "cut") && !words[2][0]) {
		chip->sfdp_end = at;
		return 0;
	}
	while (lies < NOR_PATCHES && chip->sfdp_lie[lies].at)
		lies++;
	if (strcmp(words[0], "byte") != 0 || !at || at > 0xFF || !is_number(words[2], 0, 0xFF, &value) ||
			lies == NOR_PATCHES)
		return -1;
	chip->sfdp_lie[lies].at = (uint8_t)at;
	chip->sfdp_lie[lies].value = (uint8_t)value;
	return 0;
}

static int change_clock_limits(struct nor_chip *chip, const char *state)
{
	if (strcmp(state, "off") != 0 && strcmp(state, "on") != 0)
		return -1;
	chip->fit.no_clock_limits = !strcmp(state, "off");
	return 0;
}

static int no_faults(struct nor_chip *chip)
{
	if (!nor_alive(chip) && !chip->board->absent && !chip->board->unpowered)
		supply_off(chip);
	chip->fit = *chip->board;
	chip->program_fails_at = -1;
	chip->erase_fails_at = -1;
	chip->stuck_busy = false;
	chip->deaf_to = 0;
	chip->sfdp_end = UINT32_MAX;
	memset(chip->sfdp_lie, 0, sizeof(chip->sfdp_lie));
	memcpy(chip->id, chip->model->id, sizeof(chip->id));
	return 0;
}

/*
 * Besides the texts in nor.h: "program fail at ADDR", "erase fail at ADDR" (sets P_ERR or E_ERR, contents stay), "stuck
 * busy" (WIP stays 1 until "none"), "deaf 32" (an opcode that it does not have), "sfdp blank" (5Ah gives FFh),
 * "sfdp cut 0x40" (FFh from there on), "sfdp byte 0x37 0x1f" (another value there), "id 9d 60 18" (another answer to
 * 9Fh), "none" (as the board file says).
 */
int nor_fault(struct nor_chip *chip, const char *text)
{
	char word[4][20] = { "", "", "", "" };
	int result = -1;

	nor_catch_up(chip);
	int words = sscanf(text, "%19s %19s %19s %19s", word[0], word[1], word[2], word[3]);
	if (words == 1 && !strcmp(word[0], "none")) {
		result = no_faults(chip);
	} else if (words == 2 && !strcmp(text, "stuck busy")) {
		chip->stuck_busy = true;
		result = 0;
	} else if (words == 2 && !strcmp(word[0], "deaf")) {
		chip->deaf_to = (uint8_t)strtoul(word[1], NULL, 16);
		result = chip->deaf_to ? 0 : -1;
	} else if (words >= 2 && !strcmp(word[0], "sfdp")) {
		result = change_sfdp(chip, word + 1);
	} else if (words == 2 && !strcmp(word[0], "clock-limits")) {
		result = change_clock_limits(chip, word[1]);
	} else if (words == 4 && !strcmp(word[0], "id")) {
		result = change_id(chip, word + 1);
	} else if (words == 2 && !strcmp(word[0], "chip")) {
		result = change_chip(chip, word[1]);
	} else if (words == 2) {
		result = change_wire(chip, word[0], word[1]);
	} else if (words == 3 && !strcmp(word[1], "swap")) {
		result = swap_wires(chip, word[0], word[2]);
	} else if (words == 4 && !strcmp(word[1], "fail") && !strcmp(word[2], "at")) {
		result = fail_at(chip, word[0], word[3]);
	}
	wiring_generation++;
	return result;
}
