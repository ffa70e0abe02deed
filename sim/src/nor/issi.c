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
#define FR_WRITABLE			0xF3
#define INFO_LOCK_SHIFT		4
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
	return chip->now_set.bank | chip->now_set.upper;
}

/** Address bits from 24 on, as many as the chip has. */
static uint8_t upper_bits(const struct nor_chip *chip, uint8_t value)
{
	return value & (uint8_t)((chip->model->size - 1) >> 24);
}

static void commit_bank(struct nor_chip *chip, const uint8_t *data)
{
	chip->nv.bank = data[0] & BANK_EXTADD;
	chip->nv.upper = upper_bits(chip, data[0]);
	chip->now_set.bank = chip->nv.bank;
	chip->now_set.upper = chip->nv.upper;
}

void issi_do_bank(struct nor_chip *chip)
{
	if (chip->command->arg) {
		nor_write_register(chip, commit_bank);
		return;
	}
	chip->now_set.bank = chip->in[0] & BANK_EXTADD;
	chip->now_set.upper = upper_bits(chip, chip->in[0]);
	if (chip->command->flags & NOR_WEL)
		finish(chip);
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

/* ---- data learning pattern: held, but what it is for, a controller that adjusts itself, is not simulated ---- */

uint8_t issi_out_learning_pattern(struct nor_chip *chip, uint32_t index)
{
	(void)index;
	return chip->now_set.param;
}

static void commit_learning_pattern(struct nor_chip *chip, const uint8_t *data)
{
	chip->nv.param = data[0];
	chip->now_set.param = data[0];
}

void issi_do_learning_pattern(struct nor_chip *chip)
{
	if (chip->command->arg) {
		nor_write_register(chip, commit_learning_pattern);
		return;
	}
	chip->now_set.param = chip->in[0];
	finish(chip);
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
	chip->unlocked_sector = (int32_t)((chip->addr & (chip->model->size - 1)) / NOR_SECTOR);
	finish(chip);
}

void issi_do_lock_sector(struct nor_chip *chip)
{
	chip->unlocked_sector = -1;
}

/* ---- what the registers mean for frames ---- */

uint32_t issi_dummies(const struct nor_chip *chip, const struct nor_read_speed *speed)
{
	uint32_t set = (chip->now_set.rr >> 3) & 0x0F;

	return chip->model->old_read_register ? speed->by_index[set & 3] : set;
}

uint32_t issi_wrap(const struct nor_chip *chip, uint8_t opcode)
{
	(void)opcode;
	return chip->now_set.rr & RR_WRAP ? 8u << (chip->now_set.rr & 3) : 0;
}

bool issi_stays(uint8_t mode)
{
	return (mode & 0xF0) == 0xA0;
}

enum nor_io3 issi_io3(const struct nor_chip *chip)
{
	bool reset = (chip->now_set.rr & RR_RESET) && !chip->model->old_read_register;

	return reset ? NOR_IO3_RESET : NOR_IO3_HOLD;
}

void issi_describe(const struct nor_chip *chip, void (*line)(void *ctx, const char *text), void *ctx)
{
	const struct nor_registers *now = &chip->now_set, *nv = &chip->nv;

	nor_describe_line(line, ctx, "function register: 0x%02x, read register: 0x%02x (non-volatile 0x%02x)", chip->fr,
		now->rr, nv->rr);
	nor_describe_line(line, ctx, "extended read register: 0x%02x (non-volatile 0x%02x): PROT_E %d, P_ERR %d, E_ERR %d",
		now->err, nv->err, !!(now->err & ERR_PROT), !!(now->err & ERR_PROGRAM), !!(now->err & ERR_ERASE));
	nor_describe_line(line, ctx, "bank register: 0x%02x (non-volatile 0x%02x), autoboot: 0x%08x, asp: 0x%04x",
		now->bank | now->upper, nv->bank | nv->upper, chip->autoboot, chip->asp);
}

/* ---- block protection ---- */

static uint32_t bp_field(const struct nor_chip *chip)
{
	return (chip->now_set.sr >> SR_BP_SHIFT) & SR_BP_MASK;
}

void issi_protects_a(const struct nor_chip *chip, uint32_t *first, uint32_t *end)
{
	uint32_t bp = bp_field(chip);

	nor_protect_end(chip, chip->fr & FR_TBS, bp ? (uint64_t)NOR_BLOCK << (bp - 1) : 0, first, end);
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
	nor_protect_end(chip, chip->fr & FR_TBS, bytes, first, end);
}

void issi_protects_k(const struct nor_chip *chip, uint32_t *first, uint32_t *end)
{
	uint32_t bp = bp_field(chip);

	nor_protect_end(chip, chip->fr & FR_TBS, bp ? (uint64_t)0x40000 << (bp - 1) : 0, first, end);
}

/** Three bits, and top or bottom in the status register instead of BP3; 7 is all. */
void issi_protects_tb(const struct nor_chip *chip, uint32_t *first, uint32_t *end)
{
	uint32_t bp = bp_field(chip) & 7;
	uint64_t bytes = bp ? (uint64_t)NOR_BLOCK << (bp - 1) : 0;

	nor_protect_end(chip, chip->now_set.sr & SR_TB, bp == 7 ? chip->model->size : bytes, first, end);
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
