// SPDX-License-Identifier: GPL-2.0-or-later

/* What the commands do that serial NOR flash chips have in common. Registers of a vendor are in that vendor's file. */

#include <stdio.h>
#include <string.h>
#include "chip.h"
#include "../sim.h"

uint8_t nor_out_status(struct nor_chip *chip, uint32_t index)
{
	(void)index;
	nor_settle(chip);
	return (chip->now_set.sr & ~(SR_WIP | SR_WEL)) | (nor_busy(chip) ? SR_WIP : 0) | (chip->wel ? SR_WEL : 0);
}

uint8_t nor_out_id(struct nor_chip *chip, uint32_t index)
{
	return chip->id[index % 3];
}

uint8_t nor_out_device_id(struct nor_chip *chip, uint32_t index)
{
	(void)index;
	return chip->model->device_id;
}

uint8_t nor_out_maker_device(struct nor_chip *chip, uint32_t index)
{
	return (index + chip->addr) & 1 ? chip->model->device_id : chip->model->id[0];
}

static const struct nor_sfdp_patch *sfdp_patch(const struct nor_sfdp_patch *patch, uint32_t at)
{
	for (size_t i = 0; i < NOR_PATCHES && patch[i].at; i++) {
		if (patch[i].at == at)
			return &patch[i];
	}
	return NULL;
}

uint8_t nor_out_sfdp(struct nor_chip *chip, uint32_t index)
{
	const struct nor_model *model = chip->model;
	uint32_t at = (chip->addr + index) & 0xFFFFFF;

	if (at >= model->sfdp_size || at >= chip->sfdp_end)
		return 0xFF;
	const struct nor_sfdp_patch *patch = sfdp_patch(chip->sfdp_lie, at);
	if (!patch)
		patch = sfdp_patch(model->patch, at);
	return patch ? patch->value : model->sfdp[at];
}

/** 16 bytes, made from the chip's name on the board, so that two chips differ and a run can be repeated. */
uint8_t nor_out_unique_id(struct nor_chip *chip, uint32_t index)
{
	uint32_t hash = 2166136261u;		/* FNV-1a */
	uint32_t at = (chip->addr + index) & 15;

	for (const char *c = chip->fit.name; *c; c++)
		hash = (hash ^ (uint8_t)*c) * 16777619u;
	for (uint32_t i = 0; i <= at; i++)
		hash = (hash ^ i) * 16777619u;
	return hash >> 24;
}

void nor_do_nothing(struct nor_chip *chip)
{
	(void)chip;
}

void nor_do_write_enable(struct nor_chip *chip)
{
	chip->wel = true;
}

void nor_do_write_disable(struct nor_chip *chip)
{
	chip->wel = false;
}

/** @returns true after refusing what may not run while another operation is suspended */
static bool blocked_by_suspension(struct nor_chip *chip, bool erase, uint32_t addr, uint32_t size)
{
	const struct nor_job *parked = &chip->parked;

	if (parked->kind == JOB_NONE)
		return false;
	bool other = parked->kind == JOB_ERASE && !erase &&
		(addr + size <= parked->addr || addr >= parked->addr + parked->size);
	if (other)
		return false;
	sim_violation("nor.suspended", "%s: %s at 0x%06x ignored while a%s is suspended", chip->fit.name,
		erase ? "erase" : "program", addr, parked->kind == JOB_ERASE ? "n erase" : " program");
	return true;
}

static bool blocked_by_protection(struct nor_chip *chip, bool erase, uint32_t addr, uint32_t size)
{
	if (!nor_protected(chip, addr, size))
		return false;
	chip->now_set.err |= ERR_PROT | (erase ? ERR_ERASE : ERR_PROGRAM);
	if (!chip->model->keeps_wel_if_protected)
		chip->wel = false;
	stat_add("nor.protected", 1);
	sim_log(2, "%s: %s at 0x%06x refused, protected", chip->fit.name, erase ? "erase" : "program", addr);
	return true;
}

/** The page as it will be taken: bytes beyond its end go to its start, the last ones win. */
static void fill_page(const struct nor_chip *chip, struct nor_job *job)
{
	uint32_t page = chip->model->page;
	uint32_t offset = chip->addr % page;
	uint32_t count = chip->in_count < page ? chip->in_count : page;
	uint32_t first = chip->in_count - count;

	memset(job->data, 0xFF, page);
	for (uint32_t i = first; i < chip->in_count; i++)
		job->data[(offset + i) % page] = chip->in[i % page];
}

void nor_do_program(struct nor_chip *chip)
{
	uint32_t page = chip->model->page;
	uint32_t addr = chip->addr & (chip->model->size - 1);
	struct nor_job job = {
		.kind = JOB_PROGRAM, .area = chip->array, .addr = addr - addr % page, .size = page, .in_array = true,
	};

	if (blocked_by_suspension(chip, false, job.addr, page) || blocked_by_protection(chip, false, addr, 1))
		return;
	if (addr % page + chip->in_count > page)
		stat_add("nor.page_wrap", 1);
	stat_add("nor.program.pages", 1);
	stat_add("nor.program.bytes", chip->in_count);
	fill_page(chip, &job);
	nor_start(chip, &job, chip->fit.page_us ? chip->fit.page_us : nor_pace(chip)->page_us);
}

static uint32_t erase_us(const struct nor_model *model, uint32_t size)
{
	if (size <= 0x1000)
		return model->erase_4k_us;
	if (size <= 0x8000)
		return model->erase_32k_us;
	return size <= 0x10000 ? model->erase_64k_us : model->erase_256k_us;
}

void nor_do_erase(struct nor_chip *chip)
{
	uint32_t size = chip->command->arg;
	uint32_t addr = chip->addr & (chip->model->size - 1) & ~(size - 1);
	struct nor_job job = { .kind = JOB_ERASE, .area = chip->array, .addr = addr, .size = size, .in_array = true };

	if (blocked_by_suspension(chip, true, addr, size) || blocked_by_protection(chip, true, addr, size))
		return;
	stat_add(size == 0x1000 ? "nor.erase.4k" : size == 0x8000 ? "nor.erase.32k" : size == 0x10000 ? "nor.erase.64k" :
		"nor.erase.256k", 1);
	nor_start(chip, &job, erase_us(nor_pace(chip), size));
}

void nor_do_erase_chip(struct nor_chip *chip)
{
	uint32_t size = chip->model->size;
	struct nor_job job = { .kind = JOB_ERASE, .area = chip->array, .size = size, .in_array = true };

	if (blocked_by_suspension(chip, true, 0, size) || blocked_by_protection(chip, true, 0, size))
		return;
	stat_add("nor.erase.chip", 1);
	nor_start(chip, &job, nor_pace(chip)->erase_chip_us);
}

void nor_do_suspend(struct nor_chip *chip)
{
	nor_suspend(chip);
}

void nor_do_resume(struct nor_chip *chip)
{
	nor_resume(chip);
}

void nor_do_power_down(struct nor_chip *chip)
{
	chip->power_down = true;
}

void nor_do_wake(struct nor_chip *chip)
{
	if (!chip->power_down)
		return;
	chip->power_down = false;
	chip->ready_at = chip->now + chip->model->wake_ns * SIM_PS_PER_NS;
}

void nor_do_reset_enable(struct nor_chip *chip)
{
	chip->reset_armed = true;
}

void nor_do_reset(struct nor_chip *chip)
{
	if (!chip->reset_was_armed)
		return;
	stat_add("nor.reset", 1);
	nor_restart(chip, chip->model->reset_us);
}

/* ---- addresses above 16 MiB ---- */

uint8_t nor_out_upper_address(struct nor_chip *chip, uint32_t index)
{
	(void)index;
	return chip->now_set.upper;
}

void nor_do_upper_address(struct nor_chip *chip)
{
	chip->now_set.upper = chip->in[0] & (uint8_t)((chip->model->size - 1) >> 24);
	chip->wel = false;
}

void nor_do_address_mode(struct nor_chip *chip)
{
	if (chip->command->arg == 4)
		chip->now_set.bank |= BANK_EXTADD;
	else
		chip->now_set.bank &= ~BANK_EXTADD;
	if (chip->command->flags & NOR_WEL)
		chip->wel = false;
}

void nor_protect_end(const struct nor_chip *chip, bool bottom, uint64_t bytes, uint32_t *first, uint32_t *end)
{
	uint32_t size = chip->model->size;

	if (bytes > size)
		bytes = size;
	*first = bottom ? 0 : size - (uint32_t)bytes;
	*end = *first + (uint32_t)bytes;
}

bool nor_protected(const struct nor_chip *chip, uint32_t addr, uint32_t size)
{
	uint32_t first, end;

	chip->model->protects(chip, &first, &end);
	bool only_unlocked_sector = (int32_t)(addr / NOR_SECTOR) == chip->unlocked_sector && size <= NOR_SECTOR;
	if (first < end && addr < end && addr + size > first && !only_unlocked_sector)
		return true;
	for (uint32_t block = addr / NOR_BLOCK; block <= (addr + size - 1) / NOR_BLOCK; block++) {
		if (chip->ppb[block] || chip->dyb[block])
			return true;
	}
	return false;
}

const char *nor_command_words(const struct nor_command *command, char *text, size_t size)
{
	const char *name = command->name ? command->name : "";
	const char *do_part = strstr(name, "do_"), *out_part = strstr(name, "out_");

	if (command->done == nor_do_erase)
		snprintf(text, size, "erase %u KiB", command->arg / 1024);
	else if (do_part)
		snprintf(text, size, "%s%s", command->in ? "write " : "", do_part + strlen("do_"));
	else if (out_part)
		snprintf(text, size, "read %s", out_part + strlen("out_"));
	else
		snprintf(text, size, "%s", name);
	for (char *c = text; *c; c++) {
		if (*c == '_')
			*c = ' ';
	}
	return text;
}

/** @note arg of the command: 1 = enter, 0 = leave */
void nor_do_qpi(struct nor_chip *chip)
{
	chip->qpi = chip->command->arg;
}
