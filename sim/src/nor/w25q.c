// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Winbond W25Q128 as data, and the three status registers of its kind. Opcodes and registers: datasheets of the
 * family (W25Q128JV, W25Q256JV, W25Q256FV), chapters 7.1 and 8.2, as in UFProg (vendor-winbond.c) and Linux
 * (spi-nor/winbond.c, core.c); mode and dummy clocks also by its SFDP table. Times: the usual typical ones of the
 * family (page 0.4 ms, erase 45, 120, 150 ms, register 10 ms), not confirmed.
 */

#include "sfdp.h"
#include "tables.h"
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
#define SR3_WPS			0x04
#define SR3_HOLD_IS_RESET	0x80
#define BURST_OFF		0x10

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
	if (data[0] & SR3_WPS)
		sim_unknown("nor.wps", "%s: protection by single blocks (WPS) is not simulated", chip->fit.name);
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
		bytes = bp > 4 ? 8 * NOR_SECTOR : NOR_SECTOR << (bp - 1);
	if (chip->now_set.sr2 & SR2_CMP) {
		bytes = size - bytes;
		bottom = !bottom;
	}
	*first = bottom ? 0 : size - bytes;
	*end = *first + bytes;
}

/* ---- what the registers mean for frames ---- */

/** Parameter register of QPI mode, C0h: 2, 4, 6 or 8 clocks. */
static uint32_t dummies(const struct nor_chip *chip, const struct nor_read_speed *speed)
{
	return chip->qpi ? speed->by_index[chip->now_set.param >> 4 & 3] : 0;
}

/** 77h sets the wrap of quad I/O reads in SPI mode (bit 4 = 0: on); in QPI mode 0Ch wraps as C0h says. */
static uint32_t wrap(const struct nor_chip *chip, uint8_t opcode)
{
	if (chip->qpi)
		return opcode == 0x0C ? 8u << (chip->now_set.param & 3) : 0;
	return opcode == 0xEB && !(chip->now_set.burst & BURST_OFF) ? 8u << (chip->now_set.burst >> 5 & 3) : 0;
}

static bool stays(uint8_t mode)
{
	return (mode & 0x30) == 0x20;
}

static enum nor_io3 io3(const struct nor_chip *chip)
{
	return chip->now_set.sr3 & SR3_HOLD_IS_RESET ? NOR_IO3_RESET : NOR_IO3_HOLD;
}

static void restart(struct nor_chip *chip)
{
	chip->now_set.burst = BURST_OFF;
	chip->now_set.param = 0;
}

static void do_set_burst(struct nor_chip *chip)
{
	chip->now_set.burst = chip->in[3];		/* behind three bytes without meaning */
}

static void do_read_parameters(struct nor_chip *chip)
{
	chip->now_set.param = chip->in[0];
}

static void describe(const struct nor_chip *chip, void (*line)(void *ctx, const char *text), void *ctx)
{
	const struct nor_registers *now = &chip->now_set, *nv = &chip->nv;

	nor_describe_line(line, ctx, "status registers 2 and 3: 0x%02x (non-volatile 0x%02x), 0x%02x (non-volatile 0x%02x)",
		now->sr2, nv->sr2, now->sr3, nv->sr3);
	nor_describe_line(line, ctx, "burst: 0x%02x, read parameters of QPI mode: 0x%02x", now->burst, now->param);
}

/* ---- commands ---- */

enum speed { ANY, READ, FAST, QUAD, QPI, DTR, SPEEDS };

/* W25Q128JV, 3.0 V and more; dummy clocks are fixed but in QPI mode, where two are good for 33 MHz (as W25Q128FV) */
static const struct nor_read_speed speeds[SPEEDS] = {
	[ANY] = { .mhz = { 133 } },
	[READ] = { .mhz = { 50 } },
	[FAST] = { .standard = 8, .mhz = { [8] = 133 } },
	[QUAD] = { .standard = 6, .mhz = { [6] = 133 } },
	[QPI] = { 2, { [2] = 33, [4] = 55, [6] = 80, [8] = 104 }, { 2, 4, 6, 8 } },
	[DTR] = { .mhz = { 66 } },
};

static const struct nor_read_speed speeds_fv[SPEEDS] = {
	[ANY] = { .mhz = { 104 } },
	[READ] = { .mhz = { 50 } },
	[FAST] = { .standard = 8, .mhz = { [8] = 104 } },
	[QUAD] = { .standard = 6, .mhz = { [6] = 104 } },
	[QPI] = { 2, { [2] = 33, [4] = 55, [6] = 80, [8] = 80 }, { 2, 4, 6, 8 } },
	[DTR] = { .mhz = { 0 } },
};

#define SW	(S | NOR_WEL)

static const struct nor_command common[] = {
	ARRAY(0x03, S, 3, 1, false, 0, READ, 1),
	ARRAY(0x0B, S, 3, 1, false, 8, ANY, 1),
	ARRAY(0x3B, S, 3, 1, false, 8, ANY, 2),
	ARRAY(0xBB, S, 3, 2, true, 4, ANY, 2),
	ARRAY(0x6B, S | NOR_QE, 3, 1, false, 8, ANY, 4),
	ARRAY(0xEB, S | NOR_QE, 3, 4, true, 6, ANY, 4),
	PROGRAM(0x02, S, 3, 1),
	PROGRAM(0x32, S | NOR_QE, 3, 4),
	ERASE_IN(0x20, S, 3, 0x1000),
	ERASE_IN(0x52, S, 3, 0x8000),
	ERASE_IN(0xD8, S, 3, 0x10000),
	PLAIN(0x60, SW, nor_do_erase_chip, 0),
	PLAIN(0xC7, SW, nor_do_erase_chip, 0),
	PLAIN(0x75, S | NOR_BUSY, nor_do_suspend, 0),
	PLAIN(0x7A, S, nor_do_resume, 0),
	PUT(0x77, S | NOR_QE, 4, do_set_burst, 0),

	PLAIN(0x06, S, nor_do_write_enable, 0),
	PLAIN(0x04, S, nor_do_write_disable, 0),
	PLAIN(0x50, S, do_volatile_status, 0),
	GET(0x05, S | NOR_BUSY, nor_out_status),
	GET(0x35, S | NOR_BUSY, out_status_2),
	GET(0x15, S | NOR_BUSY, out_status_3),
	PUT(0x01, SW, NOR_IN_1_OR_2, do_status_1, 0),
	PUT(0x31, SW, 1, do_status_2, 0),
	PUT(0x11, SW, 1, do_status_3, 0),

	PLAIN(0xB9, S, nor_do_power_down, 0),
	WAKE(0xAB, S),
	PLAIN(0x66, S | NOR_BUSY, nor_do_reset_enable, 0),
	PLAIN(0x99, S | NOR_BUSY, nor_do_reset, 0),
	GET(0x9F, S, nor_out_id),
	GET_AT(0x90, S, 3, 0, nor_out_maker_device),
	GET_AT(0x4B, S, 3, 8, nor_out_unique_id),
	GET_AT(0x5A, S, 3, 8, nor_out_sfdp),
};

/* Parts with a QPI mode: what it takes replaces the lines above */
static const struct nor_command with_qpi[] = {
	ARRAY(0x0B, SQ, 3, 1, false, SET, FAST, 1),
	ARRAY(0xEB, SQ | NOR_QE, 3, 4, true, SET, QUAD, 4),
	ARRAY(0x0C, Q, 3, 4, false, SET, QPI, 4),
	PROGRAM(0x02, SQ, 3, 1),
	ERASE_IN(0x20, SQ, 3, 0x1000),
	ERASE_IN(0x52, SQ, 3, 0x8000),
	ERASE_IN(0xD8, SQ, 3, 0x10000),
	PLAIN(0x60, SQW, nor_do_erase_chip, 0),
	PLAIN(0xC7, SQW, nor_do_erase_chip, 0),
	PLAIN(0x75, SQB, nor_do_suspend, 0),
	PLAIN(0x7A, SQ, nor_do_resume, 0),
	PLAIN(0x06, SQ, nor_do_write_enable, 0),
	PLAIN(0x04, SQ, nor_do_write_disable, 0),
	PLAIN(0x50, SQ, do_volatile_status, 0),
	GET(0x05, SQB, nor_out_status),
	GET(0x35, SQB, out_status_2),
	GET(0x15, SQB, out_status_3),
	PUT(0x01, SQW, NOR_IN_1_OR_2, do_status_1, 0),
	PUT(0x31, SQW, 1, do_status_2, 0),
	PUT(0x11, SQW, 1, do_status_3, 0),
	PLAIN(0xB9, SQ, nor_do_power_down, 0),
	WAKE(0xAB, SQ),
	PLAIN(0x66, SQB, nor_do_reset_enable, 0),
	PLAIN(0x99, SQB, nor_do_reset, 0),
	GET(0x9F, SQ, nor_out_id),
	GET_AT(0x90, SQ, 3, 0, nor_out_maker_device),
	PUT(0xC0, Q, 1, do_read_parameters, 0),
	PLAIN(0x38, S | NOR_QE, nor_do_qpi, 1),
	PLAIN(0xFF, Q, nor_do_qpi, 0),
};

/* Double rate; dummy clocks as remembered from the datasheet of the W25Q128JV-DTR, not confirmed */
static const struct nor_command with_dtr[] = {
	ARRAY(0x0D, S | NOR_DTR, 3, 1, false, 6, DTR, 1),
	ARRAY(0xBD, S | NOR_DTR, 3, 2, true, 6, DTR, 2),
	ARRAY(0xED, S | NOR_DTR | NOR_QE, 3, 4, true, 8, DTR, 4),
};

/* Factory state: drive strength 25 %; QE is 0, as in parts that are not ordered with it set (IQ or JQ at the end) */
#define FAMILY \
	.page = 256, .protects = protects, .quad_enable = NOR_QE_SR2_BIT_1, .dummies = dummies, .wrap = wrap, \
	.stays = stays, .io3 = io3, .restart = restart, .describe = describe, .qpi_speed = QPI, .page_us = 400, \
	.erase_4k_us = 45000, .erase_32k_us = 120000, .erase_64k_us = 150000, .register_us = 10000, .suspend_us = 20, \
	.reset_us = 30, .power_up_us = 5000, .wake_ns = 3000, .status_3 = 0x60
#define W25Q128(part, kind) \
	FAMILY, .name = part, .id = { 0xEF, kind, 0x18 }, .device_id = 0x17, .size = 16u << 20, .erase_chip_us = 40000000

/*
 * ISSI's chips with this arrangement of registers (UFProg). No SFDP dump is known: W25Q128JV's with another size.
 * Whether they have a QPI mode is not known; here they have none.
 */
#define WJ(part, kind, code, megabytes, units) \
	FAMILY, .name = part, .id = { 0x9D, kind, code }, .device_id = (code) - 1, .size = (megabytes) << 20, \
	.erase_chip_us = (megabytes) * 2500000, .commands = { GROUP(common) }, .speed = speeds, .max_mhz = 133, \
	SFDP(sfdp_w25q128jv), .patch = { { 0x04, 6 }, { 0x09, 6 }, { 0x87, (units) - 1 } }

static const struct nor_model models[] = {
	{ W25Q128("w25q128jv", 0x40), .commands = { GROUP(common) }, .speed = speeds, .max_mhz = 133,
	  SFDP(sfdp_w25q128jv) },
	{ W25Q128("w25q128fv", 0x40), .commands = { GROUP(common), GROUP(with_qpi) }, .speed = speeds_fv, .max_mhz = 104,
	  SFDP(sfdp_w25q128fv) },
	/* W25Q128JV-IM and -JM: QPI and double rate, another ID */
	{ W25Q128("w25q128jv-dtr", 0x70), .commands = { GROUP(common), GROUP(with_qpi), GROUP(with_dtr) },
	  .speed = speeds, .max_mhz = 133, SFDP(sfdp_w25q128jv_dtr) },
	{ WJ("is25wj016f", 0x70, 0x15, 2u, 1) },
	{ WJ("is25wj032f", 0x70, 0x16, 4u, 2) },
	{ WJ("is25wj064f", 0x70, 0x17, 8u, 4) },
	{ WJ("is25wj128f", 0x71, 0x18, 16u, 8) },
};

const struct nor_models nor_winbond = { models, COUNT_OF(models) };
