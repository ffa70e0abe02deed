// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Registers and protection of ISSI's IS25LP / IS25WP chips: status, function, read, extended read, bank and AutoBoot
 * registers, block protection, sector protection bits, information rows. Ranges of block protection: UFProg's ISSI
 * tables; table A also in the IS25LP128F's datasheet, table 6.4, as transcribed in a public driver.
 */

#include <string.h>
#include "issi.h"
#include "../sim.h"

#define SR_BP_SHIFT			2
#define SR_BP_MASK			0x0F
#define SR_TB				0x20
#define SR_WRITABLE			0xFC
#define SR_FROZEN			0x3C
#define ERR_READ_ONLY		0x0F
#define BANK_WRITABLE		0x80
#define FR_WRITABLE			0xF3
#define INFO_LOCK_SHIFT		4
#define SECTOR				0x1000u
#define WP_LINE				0x04

static uint32_t block_of(const struct nor_chip *chip)
{
	return (chip->addr & (chip->model->size - 1)) / NOR_BLOCK;
}

static void finish(struct nor_chip *chip)
{
	chip->wel = false;
	chip->volatile_sr = false;
}

/* ---- status register ---- */

void issi_do_volatile_status(struct nor_chip *chip)
{
	chip->volatile_sr = true;
}

/** Bits of a status value that may change now. */
static uint8_t status_writable(const struct nor_chip *chip)
{
	return chip->frozen ? SR_WRITABLE & ~SR_FROZEN : SR_WRITABLE;
}

static void commit_status(struct nor_chip *chip, const uint8_t *data)
{
	uint8_t mask = status_writable(chip);

	chip->nv.sr = (chip->nv.sr & ~mask) | (data[0] & mask);
	chip->now_set.sr = chip->nv.sr;
}

static bool write_protected_by_pin(const struct nor_chip *chip)
{
	bool pin_is_wp = !(chip->now_set.sr & SR_QE);

	return pin_is_wp && (chip->now_set.sr & SR_SRWD) && !(chip->levels & WP_LINE);
}

void issi_do_status(struct nor_chip *chip)
{
	if (write_protected_by_pin(chip)) {
		stat_add("nor.protected", 1);
		sim_log(1, "%s: status write ignored, SRWD is 1 and WP# (IO2) is low", chip->fit.name);
		finish(chip);
		return;
	}
	if (chip->volatile_sr && !chip->wel) {
		uint8_t mask = status_writable(chip);
		chip->now_set.sr = (chip->now_set.sr & ~mask) | (chip->in[0] & mask);
		finish(chip);
		return;
	}
	nor_write_register(chip, commit_status);
}

/* ---- function register: one-time bits ---- */

uint8_t issi_out_function(struct nor_chip *chip, uint32_t index)
{
	(void)index;
	nor_settle(chip);
	return chip->fr | chip->suspended;
}

static void commit_function(struct nor_chip *chip, const uint8_t *data)
{
	chip->fr |= data[0] & (chip->frozen ? FR_WRITABLE & ~FR_TBS : FR_WRITABLE);
}

void issi_do_function(struct nor_chip *chip)
{
	nor_write_register(chip, commit_function);
}

/* ---- read, extended read, bank ---- */

uint8_t issi_out_read_register(struct nor_chip *chip, uint32_t index)
{
	(void)index;
	return chip->now_set.rr;
}

static void commit_read_register(struct nor_chip *chip, const uint8_t *data)
{
	chip->nv.rr = data[0];
	chip->now_set.rr = data[0];
}

void issi_do_read_register(struct nor_chip *chip)
{
	if (chip->command->arg)
		nor_write_register(chip, commit_read_register);
	else
		chip->now_set.rr = chip->in[0];
}

uint8_t issi_out_extended(struct nor_chip *chip, uint32_t index)
{
	(void)index;
	nor_settle(chip);
	return (chip->now_set.err & ~SR_WIP) | (nor_busy(chip) ? SR_WIP : 0);
}

static void commit_extended(struct nor_chip *chip, const uint8_t *data)
{
	chip->nv.err = data[0] & ~ERR_READ_ONLY;
	chip->now_set.err = chip->nv.err | (chip->now_set.err & ERR_READ_ONLY);
}

void issi_do_extended(struct nor_chip *chip)
{
	if (chip->command->arg)
		nor_write_register(chip, commit_extended);
	else
		chip->now_set.err = (chip->in[0] & ~ERR_READ_ONLY) | (chip->now_set.err & ERR_READ_ONLY);
}

void issi_do_clear_errors(struct nor_chip *chip)
{
	chip->now_set.err &= ~(ERR_PROT | ERR_PROGRAM | ERR_ERASE);
}

uint8_t issi_out_bank(struct nor_chip *chip, uint32_t index)
{
	(void)index;
	return chip->now_set.bank;
}

static void commit_bank(struct nor_chip *chip, const uint8_t *data)
{
	chip->nv.bank = data[0] & BANK_WRITABLE;
	chip->now_set.bank = chip->nv.bank;
}

void issi_do_bank(struct nor_chip *chip)
{
	if (chip->command->arg) {
		nor_write_register(chip, commit_bank);
		return;
	}
	chip->now_set.bank = chip->in[0] & BANK_WRITABLE;
	if (chip->command->flags & NOR_WEL)
		finish(chip);
}

void issi_do_address_mode(struct nor_chip *chip)
{
	if (chip->command->arg == 4)
		chip->now_set.bank |= BANK_EXTADD;
	else
		chip->now_set.bank &= ~BANK_EXTADD;
}

uint8_t issi_out_autoboot(struct nor_chip *chip, uint32_t index)
{
	return chip->autoboot >> (8 * (index & 3));
}

static void commit_autoboot(struct nor_chip *chip, const uint8_t *data)
{
	chip->autoboot = data[0] | data[1] << 8 | data[2] << 16 | (uint32_t)data[3] << 24;
}

void issi_do_autoboot(struct nor_chip *chip)
{
	nor_write_register(chip, commit_autoboot);
}

/* ---- sector protection ---- */

uint8_t issi_out_asp(struct nor_chip *chip, uint32_t index)
{
	return chip->asp >> (8 * (index & 1));
}

static void commit_asp(struct nor_chip *chip, const uint8_t *data)
{
	chip->asp &= data[0] | data[1] << 8;
}

void issi_do_asp(struct nor_chip *chip)
{
	nor_write_register(chip, commit_asp);
}

uint8_t issi_out_password(struct nor_chip *chip, uint32_t index)
{
	return chip->password[index & 7];
}

static void commit_password(struct nor_chip *chip, const uint8_t *data)
{
	for (unsigned int i = 0; i < sizeof(chip->password); i++)
		chip->password[i] &= data[i];
}

void issi_do_password(struct nor_chip *chip)
{
	nor_write_register(chip, commit_password);
}

void issi_do_unlock_password(struct nor_chip *chip)
{
	finish(chip);
	if (!memcmp(chip->in, chip->password, sizeof(chip->password)))
		chip->ppb_locked = false;
}

uint8_t issi_out_ppb_lock(struct nor_chip *chip, uint32_t index)
{
	(void)index;
	return chip->ppb_locked ? 0x00 : 0x01;
}

void issi_do_lock_ppb(struct nor_chip *chip)
{
	finish(chip);
	chip->ppb_locked = true;
}

void issi_do_freeze(struct nor_chip *chip)
{
	finish(chip);
	chip->frozen = true;
}

uint8_t issi_out_ppb(struct nor_chip *chip, uint32_t index)
{
	(void)index;
	return chip->ppb[block_of(chip)] ? 0x00 : 0xFF;
}

static void commit_ppb(struct nor_chip *chip, const uint8_t *data)
{
	chip->ppb[data[0] | data[1] << 8] = true;
}

void issi_do_ppb(struct nor_chip *chip)
{
	if (chip->ppb_locked) {
		finish(chip);
		return;
	}
	chip->in[0] = (uint8_t)block_of(chip);
	chip->in[1] = (uint8_t)(block_of(chip) >> 8);
	nor_write_register(chip, commit_ppb);
}

static void commit_erase_ppb(struct nor_chip *chip, const uint8_t *data)
{
	(void)data;
	memset(chip->ppb, 0, sizeof(chip->ppb));
}

void issi_do_erase_ppb(struct nor_chip *chip)
{
	if (chip->ppb_locked)
		finish(chip);
	else
		nor_write_register(chip, commit_erase_ppb);
}

uint8_t issi_out_dyb(struct nor_chip *chip, uint32_t index)
{
	(void)index;
	return chip->dyb[block_of(chip)] ? 0x00 : 0xFF;
}

void issi_do_dyb(struct nor_chip *chip)
{
	chip->dyb[block_of(chip)] = chip->in[0] == 0x00;
	finish(chip);
}

void issi_do_gang_dyb(struct nor_chip *chip)
{
	memset(chip->dyb, chip->command->arg ? true : false, sizeof(chip->dyb));
	finish(chip);
}

void issi_do_unlock_sector(struct nor_chip *chip)
{
	chip->unlocked_sector = (int32_t)((chip->addr & (chip->model->size - 1)) / SECTOR);
	finish(chip);
}

void issi_do_lock_sector(struct nor_chip *chip)
{
	chip->unlocked_sector = -1;
}

/** @param bytes protected, up to the whole chip; at the top, or at the bottom */
static void protect_end(const struct nor_chip *chip, bool bottom, uint64_t bytes, uint32_t *first, uint32_t *end)
{
	uint32_t size = chip->model->size;

	if (bytes > size)
		bytes = size;
	*first = bottom ? 0 : size - (uint32_t)bytes;
	*end = *first + (uint32_t)bytes;
}

static uint32_t bp_field(const struct nor_chip *chip)
{
	return (chip->now_set.sr >> SR_BP_SHIFT) & SR_BP_MASK;
}

void issi_protects_a(const struct nor_chip *chip, uint32_t *first, uint32_t *end)
{
	uint32_t bp = bp_field(chip);

	protect_end(chip, chip->fr & FR_TBS, bp ? (uint64_t)NOR_BLOCK << (bp - 1) : 0, first, end);
}

/** Beyond half of the chip each step halves what stays free: all but 1/4, all but 1/8, ... */
void issi_protects_b(const struct nor_chip *chip, uint32_t *first, uint32_t *end)
{
	uint64_t size = chip->model->size;
	uint32_t bp = bp_field(chip), half = 1;

	while ((uint64_t)NOR_BLOCK << half < size)
		half++;
	uint64_t bytes = bp ? (uint64_t)NOR_BLOCK << (bp - 1) : 0;
	if (bp > half) {
		uint64_t free = size >> (bp - half + 1);
		bytes = bp == SR_BP_MASK || free < NOR_BLOCK ? size : size - free;
	}
	protect_end(chip, chip->fr & FR_TBS, bytes, first, end);
}

void issi_protects_k(const struct nor_chip *chip, uint32_t *first, uint32_t *end)
{
	uint32_t bp = bp_field(chip);

	protect_end(chip, chip->fr & FR_TBS, bp ? (uint64_t)0x40000 << (bp - 1) : 0, first, end);
}

/** Three bits, and top or bottom in the status register instead of BP3; 7 is all. */
void issi_protects_tb(const struct nor_chip *chip, uint32_t *first, uint32_t *end)
{
	uint32_t bp = bp_field(chip) & 7;
	uint64_t bytes = bp ? (uint64_t)NOR_BLOCK << (bp - 1) : 0;

	protect_end(chip, chip->now_set.sr & SR_TB, bp == 7 ? chip->model->size : bytes, first, end);
}

bool nor_protected(const struct nor_chip *chip, uint32_t addr, uint32_t size)
{
	uint32_t first, end;

	chip->model->protects(chip, &first, &end);
	bool only_unlocked_sector = (int32_t)(addr / SECTOR) == chip->unlocked_sector && size <= SECTOR;
	if (first < end && addr < end && addr + size > first && !only_unlocked_sector)
		return true;
	for (uint32_t block = addr / NOR_BLOCK; block <= (addr + size - 1) / NOR_BLOCK; block++) {
		if (chip->ppb[block] || chip->dyb[block])
			return true;
	}
	return false;
}

/* ---- information rows ---- */

static uint32_t info_offset(const struct nor_chip *chip)
{
	return ((chip->addr >> 12) % NOR_INFO_ROWS) * NOR_INFO_SIZE + chip->addr % NOR_INFO_SIZE;
}

static bool info_locked(struct nor_chip *chip)
{
	unsigned int row = (chip->addr >> 12) % NOR_INFO_ROWS;

	if (!(chip->fr & 1u << (INFO_LOCK_SHIFT + row)) && !chip->frozen)
		return false;
	chip->now_set.err |= ERR_PROT;
	stat_add("nor.protected", 1);
	finish(chip);
	return true;
}

uint8_t issi_out_info(struct nor_chip *chip, uint32_t index)
{
	uint32_t row = info_offset(chip) / NOR_INFO_SIZE * NOR_INFO_SIZE;

	return chip->info[row + (chip->addr + index) % NOR_INFO_SIZE];
}

void issi_do_program_info(struct nor_chip *chip)
{
	uint32_t at = info_offset(chip);
	uint32_t row = at - at % NOR_INFO_SIZE;
	struct nor_job job = { .kind = JOB_PROGRAM, .area = chip->info, .addr = row, .size = NOR_INFO_SIZE };

	if (info_locked(chip))
		return;
	memset(job.data, 0xFF, NOR_INFO_SIZE);
	for (uint32_t i = 0; i < chip->in_count && i < NOR_INFO_SIZE; i++)
		job.data[(at + i) % NOR_INFO_SIZE] = chip->in[i];
	nor_start(chip, &job, chip->model->page_us);
}

void issi_do_erase_info(struct nor_chip *chip)
{
	uint32_t at = info_offset(chip);
	struct nor_job job = {
		.kind = JOB_ERASE, .area = chip->info, .addr = at - at % NOR_INFO_SIZE, .size = NOR_INFO_SIZE,
	};

	if (!info_locked(chip))
		nor_start(chip, &job, chip->model->erase_4k_us);
}
