// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Winbond W25Q128JV as data, and the three status registers of its kind. Opcodes and registers: datasheets of the
 * family (W25Q128JV, W25Q256JV, W25Q256FV), chapters 7.1 and 8.2, as in UFProg (vendor-winbond.c) and Linux
 * (spi-nor/winbond.c, core.c); mode and dummy clocks also by its SFDP table. Times: the usual typical ones of the
 * family (page 0.4 ms, erase 45, 120, 150 ms, register 10 ms), not confirmed.
 */

#include "chip.h"
#include "sfdp.h"
#include "../sim.h"

#define SR1_WRITABLE	0xFC
#define SR1_BP_SHIFT	2
#define SR1_BP_MASK		7
#define SR1_TB			0x20
#define SR1_SEC			0x40
#define SR2_SRL			0x01
#define SR2_LOCKS		0x38	/* one-time, for the security registers */
#define SR2_CMP			0x40
#define SR2_WRITABLE	0x7B
#define SR2_SUSPENDED	0x80
#define SR3_WRITABLE	0xE4
#define WP_LINE			0x04
#define SECTOR			0x1000u

/* ---- status registers ---- */

static uint8_t out_status_2(struct nor_chip *chip, uint32_t index)
{
	(void)index;
	nor_settle(chip);
	return chip->now_set.sr2 | (chip->suspended ? SR2_SUSPENDED : 0);
}

static uint8_t out_status_3(struct nor_chip *chip, uint32_t index)
{
	(void)index;
	return chip->now_set.sr3;
}

static void do_volatile_status(struct nor_chip *chip)
{
	chip->volatile_sr = true;
}

/** @returns true after refusing a write: SRP with WP# low, or SRL until the supply is cut */
static bool status_locked(struct nor_chip *chip)
{
	bool by_pin = (chip->now_set.sr & SR_SRWD) && !nor_quad(chip) && !(chip->levels & WP_LINE);

	if (!by_pin && !(chip->now_set.sr2 & SR2_SRL))
		return false;
	stat_add("nor.protected", 1);
	sim_log(1, "%s: status write ignored, %s", chip->fit.name, by_pin ? "SRP is 1 and WP# (IO2) is low" : "SRL is 1");
	chip->wel = false;
	chip->volatile_sr = false;
	return true;
}

static void put_status_2(struct nor_registers *set, uint8_t value)
{
	/* lock bits only ever become 1 */
	set->sr2 = (value & SR2_WRITABLE) | (set->sr2 & SR2_LOCKS);
}

static void commit_status_1(struct nor_chip *chip, const uint8_t *data)
{
	chip->nv.sr = data[0] & SR1_WRITABLE;
	chip->now_set.sr = chip->nv.sr;
}

static void commit_status_2(struct nor_chip *chip, const uint8_t *data)
{
	if (data[0] & SR2_LOCKS & ~chip->nv.sr2)
		stat_add("nor.irreversible", 1);
	put_status_2(&chip->nv, data[0]);
	chip->now_set.sr2 = chip->nv.sr2;
}

static void commit_status_1_and_2(struct nor_chip *chip, const uint8_t *data)
{
	commit_status_1(chip, data);
	commit_status_2(chip, data + 1);
}

static void commit_status_3(struct nor_chip *chip, const uint8_t *data)
{
	chip->nv.sr3 = data[0] & SR3_WRITABLE;
	chip->now_set.sr3 = chip->nv.sr3;
}

/** 01h: status register 1, and 2 if a second byte comes; that one stays as it is if none does. */
static void do_status_1(struct nor_chip *chip)
{
	bool both = chip->in_count == 2;

	if (status_locked(chip))
		return;
	if (chip->volatile_sr && !chip->wel) {
		chip->now_set.sr = chip->in[0] & SR1_WRITABLE;
		if (both)
			put_status_2(&chip->now_set, chip->in[1]);
		chip->volatile_sr = false;
		return;
	}
	nor_write_register(chip, both ? commit_status_1_and_2 : commit_status_1);
}

static void do_status_2(struct nor_chip *chip)
{
	if (!status_locked(chip))
		nor_write_register(chip, commit_status_2);
}

static void do_status_3(struct nor_chip *chip)
{
	if (!status_locked(chip))
		nor_write_register(chip, commit_status_3);
}

/** Parts of the chip, 64 KiB at least by size, with SEC 4 KiB and more but at most 32 KiB; CMP protects the others. */
static void protects(const struct nor_chip *chip, uint32_t *first, uint32_t *end)
{
	uint32_t size = chip->model->size;
	uint32_t bp = (chip->now_set.sr >> SR1_BP_SHIFT) & SR1_BP_MASK;
	bool bottom = chip->now_set.sr & SR1_TB;
	uint32_t bytes = bp ? size >> (7 - bp) : 0;

	if (bp && bp < SR1_BP_MASK && (chip->now_set.sr & SR1_SEC))
		bytes = bp > 4 ? 8 * SECTOR : SECTOR << (bp - 1);
	if (chip->now_set.sr2 & SR2_CMP) {
		bytes = size - bytes;
		bottom = !bottom;
	}
	*first = bottom ? 0 : size - bytes;
	*end = *first + bytes;
}

/* ---- W25Q128JV ---- */

enum speed { ANY, READ, SPEEDS };

/* 3.0 V and more; dummy clocks are fixed */
static const struct nor_read_speed speeds[SPEEDS] = {
	[ANY] = { .mhz = { 133 } },
	[READ] = { .mhz = { 50 } },
};

#define ARRAY(op, alines, has_mode, dummies, limit, dlines, also) \
	{ .opcode = op, .flags = NOR_SPI | NOR_READ | (also), .addr = 3, .addr_lines = alines, .mode = has_mode, \
	  .dummy = dummies, .speed = limit, .data_lines = dlines }
#define PROGRAM(op, dlines, also) \
	{ .opcode = op, .flags = NOR_SPI | NOR_WEL | (also), .addr = 3, .data_lines = dlines, .in = NOR_IN_PAGE, \
	  .done = nor_do_program }
#define ERASE(op, amount) \
	{ .opcode = op, .flags = NOR_SPI | NOR_WEL, .addr = 3, .done = nor_do_erase, .arg = amount }
#define GET(op, modes, function) \
	{ .opcode = op, .flags = NOR_SPI | (modes), .data_lines = 1, .out = function }
#define GET_AT(op, dummies, function) \
	{ .opcode = op, .flags = NOR_SPI, .addr = 3, .dummy = dummies, .data_lines = 1, .out = function }
#define PUT(op, count, function) \
	{ .opcode = op, .flags = NOR_SPI | NOR_WEL, .data_lines = 1, .in = count, .done = function }
#define PLAIN(op, modes, function) \
	{ .opcode = op, .flags = NOR_SPI | (modes), .done = function }

static const struct nor_command w25q128jv_commands[] = {
	ARRAY(0x03, 1, false, 0, READ, 1, 0),
	ARRAY(0x0B, 1, false, 8, ANY, 1, 0),
	ARRAY(0x3B, 1, false, 8, ANY, 2, 0),
	ARRAY(0xBB, 2, true, 4, ANY, 2, 0),
	ARRAY(0x6B, 1, false, 8, ANY, 4, NOR_QE),
	ARRAY(0xEB, 4, true, 6, ANY, 4, NOR_QE),

	PROGRAM(0x02, 1, 0),
	PROGRAM(0x32, 4, NOR_QE),
	ERASE(0x20, 0x1000),
	ERASE(0x52, 0x8000),
	ERASE(0xD8, 0x10000),
	PLAIN(0x60, NOR_WEL, nor_do_erase_chip),
	PLAIN(0xC7, NOR_WEL, nor_do_erase_chip),
	PLAIN(0x75, NOR_BUSY, nor_do_suspend),
	PLAIN(0x7A, 0, nor_do_resume),

	PLAIN(0x06, 0, nor_do_write_enable),
	PLAIN(0x04, 0, nor_do_write_disable),
	PLAIN(0x50, 0, do_volatile_status),
	GET(0x05, NOR_BUSY, nor_out_status),
	GET(0x35, NOR_BUSY, out_status_2),
	GET(0x15, NOR_BUSY, out_status_3),
	PUT(0x01, NOR_IN_1_OR_2, do_status_1),
	PUT(0x31, 1, do_status_2),
	PUT(0x11, 1, do_status_3),

	PLAIN(0xB9, 0, nor_do_power_down),
	{ .opcode = 0xAB, .flags = NOR_SPI | NOR_CUT, .addr = 3, .data_lines = 1, .out = nor_out_device_id,
	  .done = nor_do_wake },
	PLAIN(0x66, NOR_BUSY, nor_do_reset_enable),
	PLAIN(0x99, NOR_BUSY, nor_do_reset),
	GET(0x9F, 0, nor_out_id),
	GET_AT(0x90, 0, nor_out_maker_device),
	GET_AT(0x4B, 8, nor_out_unique_id),
	GET_AT(0x5A, 8, nor_out_sfdp),
};

static const struct nor_model w25q128jv = {
	.name = "w25q128jv", .id = { 0xEF, 0x40, 0x18 }, .device_id = 0x17, .size = 16u << 20, .page = 256,
	.commands = { { w25q128jv_commands, COUNT_OF(w25q128jv_commands) } },
	.speed = speeds, .max_mhz = 133, .protects = protects,
	.quad_in_sr2 = true, .continuous_mask = 0x30, .continuous_value = 0x20,
	.page_us = 400, .erase_4k_us = 45000, .erase_32k_us = 120000, .erase_64k_us = 150000, .erase_chip_us = 40000000,
	.register_us = 10000, .suspend_us = 20, .reset_us = 30, .power_up_us = 5000, .wake_ns = 3000,
	/* drive strength 25 %; QE is 0, as in parts that are not ordered with it set (IQ or JQ behind the name) */
	.status_3 = 0x60,
	.sfdp = sfdp_w25q128jv, .sfdp_size = sizeof(sfdp_w25q128jv),
};

const struct nor_model *const nor_w25q_models[] = { &w25q128jv, NULL };
