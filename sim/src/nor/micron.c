// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Micron N25Q128A and MT25QL512 as data, and the registers of their kind. Opcodes, registers and their bits: QEMU
 * (hw/block/m25p80.c), Linux (spi-nor/micron-st.c), UFProg (vendor-micron.c), ST's component driver of the N25Q128A;
 * ranges of block protection, and clock limits by dummy count, which for the N25Q128A are those of the N25Q064: UFProg.
 * Dummy clocks, erase sizes, 4-byte entry and times: the SFDP tables. Not in any source that was found and taken as
 * remembered from the datasheets: a refused program or erase keeps the write enable latch; the level of HOLD# and W#
 * matters in commands that do not use all four lines; status register write 5 ms, suspend latency 30 us. F5h leads to
 * the single protocol whatever EVCR asks for besides: OpenOCD's board/stm32h7x_dual_qspi.cfg rests on it, setting the
 * bits of both protocols, so that it can run again.
 */

#include <string.h>
#include "sfdp.h"
#include "tables.h"
#include "../sim.h"

#define SR_BP_2_0		0x1C
#define SR_BP_SHIFT		2
#define SR_TB			0x20
#define SR_BP3			0x40
#define SR_WRITABLE		0xFC
#define WP_LINE			0x04

/* Flag status register */
#define FSR_READY				0x80
#define FSR_ERASE_SUSPENDED		0x40
#define FSR_ERASE_FAILED		0x20
#define FSR_PROGRAM_FAILED		0x10
#define FSR_PROGRAM_SUSPENDED	0x04
#define FSR_PROTECTED			0x02
#define FSR_FOUR_BYTES			0x01

/* Volatile configuration register; a dummy field of 0 or 15 asks for the standard */
#define VCR_DUMMY_SHIFT		4
#define VCR_XIP_OFF			0x08
#define VCR_FIXED			0x03
#define VCR_WRAP			0x03

/* Enhanced volatile configuration register; all bits are active when 0 */
#define EVCR_QUAD_OFF		0x80
#define EVCR_DUAL_OFF		0x40
#define EVCR_DTR_OFF		0x20
#define EVCR_HOLD_ON		0x10
#define EVCR_VPP_OFF		0x08

/* Non-volatile configuration register */
#define NVCR_THREE_BYTES	BIT(0)
#define NVCR_LOWER_SEGMENT	BIT(1)
#define NVCR_DUAL_OFF		BIT(2)
#define NVCR_QUAD_OFF		BIT(3)
#define NVCR_HOLD_ON		BIT(4)
#define NVCR_DTR_OFF		BIT(5)
#define NVCR_DRIVE_SHIFT	6
#define NVCR_XIP			(7u << 9)
#define NVCR_DUMMY_SHIFT	12

#define ID_LENGTH			20
#define OTP_SIZE			64

/* ---- configuration ---- */

/** EVCR bits 7 and 6 choose the protocol at once. */
static void set_protocol(struct nor_chip *chip)
{
	chip->qpi = !(chip->now_set.evcr & EVCR_QUAD_OFF);
	chip->dio = !chip->qpi && !(chip->now_set.evcr & EVCR_DUAL_OFF);
}

static uint8_t evcr_of(uint16_t nvcr)
{
	return (nvcr & NVCR_QUAD_OFF ? EVCR_QUAD_OFF : 0) | (nvcr & NVCR_DUAL_OFF ? EVCR_DUAL_OFF : 0) |
		(nvcr & NVCR_DTR_OFF ? EVCR_DTR_OFF : 0) | (nvcr & NVCR_HOLD_ON ? EVCR_HOLD_ON : 0) | EVCR_VPP_OFF |
		(nvcr >> NVCR_DRIVE_SHIFT & 7);
}

static void restart(struct nor_chip *chip)
{
	uint16_t nvcr = chip->nvcr;
	bool above_16_mib = chip->model->size > 16u << 20;

	chip->now_set.vcr = (uint8_t)(nvcr >> NVCR_DUMMY_SHIFT << VCR_DUMMY_SHIFT) | VCR_FIXED |
		((nvcr & NVCR_XIP) == NVCR_XIP ? VCR_XIP_OFF : 0);
	chip->now_set.evcr = evcr_of(nvcr);
	chip->now_set.bank = above_16_mib && !(nvcr & NVCR_THREE_BYTES) ? BANK_EXTADD : 0;
	chip->now_set.upper = above_16_mib && !(nvcr & NVCR_LOWER_SEGMENT) ? (chip->model->size - 1) >> 24 : 0;
	set_protocol(chip);
}

static uint8_t out_nonvolatile_configuration(struct nor_chip *chip, uint32_t index)
{
	return chip->nvcr >> (8 * (index & 1));
}

static void commit_nvcr(struct nor_chip *chip, const uint8_t *data)
{
	chip->nvcr = (uint16_t)(data[0] | data[1] << 8);
}

static void do_nonvolatile_configuration(struct nor_chip *chip)
{
	nor_write_register(chip, commit_nvcr);
}

static uint8_t out_volatile_configuration(struct nor_chip *chip, uint32_t index)
{
	(void)index;
	return chip->now_set.vcr;
}

static void do_volatile_configuration(struct nor_chip *chip)
{
	chip->now_set.vcr = chip->in[0];
	chip->wel = false;
}

static uint8_t out_enhanced_configuration(struct nor_chip *chip, uint32_t index)
{
	(void)index;
	return chip->now_set.evcr;
}

static void do_enhanced_configuration(struct nor_chip *chip)
{
	chip->now_set.evcr = chip->in[0];
	chip->wel = false;
	set_protocol(chip);
}

/** @note arg of the command: 1 = enter, 0 = leave, for the single protocol */
static void do_quad_protocol(struct nor_chip *chip)
{
	if (chip->command->arg)
		chip->now_set.evcr &= ~EVCR_QUAD_OFF;
	else
		chip->now_set.evcr |= EVCR_QUAD_OFF | EVCR_DUAL_OFF;
	set_protocol(chip);
}

/* ---- status ---- */

static void commit_status(struct nor_chip *chip, const uint8_t *data)
{
	chip->nv.sr = data[0] & SR_WRITABLE;
	chip->now_set.sr = chip->nv.sr;
}

static void do_status(struct nor_chip *chip)
{
	bool pin_is_wp = !chip->qpi && !chip->dio;

	if (pin_is_wp && (chip->now_set.sr & SR_SRWD) && !(chip->levels & WP_LINE)) {
		stat_add("nor.protected", 1);
		sim_log(1, "%s: status write ignored, SRWD is 1 and W# (IO2) is low", chip->fit.name);
		return;
	}
	nor_write_register(chip, commit_status);
}

static uint8_t out_flag_status(struct nor_chip *chip, uint32_t index)
{
	(void)index;
	nor_settle(chip);
	uint8_t err = chip->now_set.err;
	return (nor_busy(chip) ? 0 : FSR_READY) | (err & ERR_PROT ? FSR_PROTECTED : 0) |
		(err & ERR_PROGRAM ? FSR_PROGRAM_FAILED : 0) | (err & ERR_ERASE ? FSR_ERASE_FAILED : 0) |
		(chip->suspended & FR_ESUS ? FSR_ERASE_SUSPENDED : 0) |
		(chip->suspended & FR_PSUS ? FSR_PROGRAM_SUSPENDED : 0) |
		(chip->now_set.bank & BANK_EXTADD ? FSR_FOUR_BYTES : 0);
}

static void do_clear_flag_status(struct nor_chip *chip)
{
	chip->now_set.err &= ~(ERR_PROT | ERR_PROGRAM | ERR_ERASE);
}

/** Three bytes, the number of those that follow, two of the device, 14 of the factory. */
static uint8_t out_long_id(struct nor_chip *chip, uint32_t index)
{
	if (index < 3)
		return chip->id[index];
	if (index == 3)
		return ID_LENGTH - 4;
	return index < 6 || index >= ID_LENGTH ? 0 : nor_out_unique_id(chip, index - 6);
}

/* ---- protection ---- */

static void protects(const struct nor_chip *chip, uint32_t *first, uint32_t *end)
{
	uint8_t sr = chip->now_set.sr;
	uint32_t bp = (sr & SR_BP_2_0) >> SR_BP_SHIFT | (sr & SR_BP3 ? 8 : 0);

	nor_protect_end(chip, sr & SR_TB, bp ? (uint64_t)NOR_BLOCK << (bp - 1) : 0, first, end);
}

static uint32_t block_of(const struct nor_chip *chip)
{
	return (chip->addr & (chip->model->size - 1)) / NOR_BLOCK;
}

/** Lock register of a 64 KiB sector: bit 0 write lock, bit 1 lock down, which is not simulated. */
static uint8_t out_lock_register(struct nor_chip *chip, uint32_t index)
{
	(void)index;
	return chip->dyb[block_of(chip)];
}

static void do_lock_register(struct nor_chip *chip)
{
	if (chip->in[0] & 2)
		sim_unknown("nor.lock_down", "%s: lock down of a sector is not simulated", chip->fit.name);
	chip->dyb[block_of(chip)] = chip->in[0] & 1;
	chip->wel = false;
}

/* ---- one-time area ---- */

static uint8_t out_otp(struct nor_chip *chip, uint32_t index)
{
	uint32_t at = (chip->addr & 0xFFFF) + index;

	return at <= OTP_SIZE ? chip->info[at] : chip->info[OTP_SIZE];
}

static void do_program_otp(struct nor_chip *chip)
{
	struct nor_job job = { .kind = JOB_PROGRAM, .area = chip->info, .size = NOR_INFO_SIZE };

	memset(job.data, 0xFF, sizeof(job.data));
	for (uint32_t i = 0; i < chip->in_count && (chip->addr & 0xFFFF) + i <= OTP_SIZE; i++)
		job.data[(chip->addr & 0xFFFF) + i] = chip->in[i];
	nor_start(chip, &job, chip->model->page_us);
}

/* ---- what the registers mean for frames ---- */

static uint32_t dummies(const struct nor_chip *chip, const struct nor_read_speed *speed)
{
	uint32_t set = chip->now_set.vcr >> VCR_DUMMY_SHIFT;

	(void)speed;
	return set == 15 ? 0 : set;
}

static uint32_t wrap(const struct nor_chip *chip, uint8_t opcode)
{
	uint32_t set = chip->now_set.vcr & VCR_WRAP;

	(void)opcode;
	return set == VCR_WRAP ? 0 : 16u << set;
}

static bool first_dummy_decides(const struct nor_chip *chip)
{
	return !(chip->now_set.vcr & VCR_XIP_OFF);
}

static enum nor_io3 io3(const struct nor_chip *chip)
{
	return chip->now_set.evcr & EVCR_HOLD_ON ? NOR_IO3_HOLD : NOR_IO3_DATA;
}

static void describe(const struct nor_chip *chip, void (*line)(void *ctx, const char *text), void *ctx)
{
	const struct nor_registers *now = &chip->now_set;

	nor_describe_line(line, ctx, "configuration: non-volatile 0x%04x, volatile 0x%02x, enhanced 0x%02x; upper address "
		"0x%02x", chip->nvcr, now->vcr, now->evcr, now->upper);
	nor_describe_line(line, ctx, "errors: protected %d, program %d, erase %d", !!(now->err & ERR_PROT),
		!!(now->err & ERR_PROGRAM), !!(now->err & ERR_ERASE));
}

/* ---- commands ---- */

enum speed { ANY, READ, FAST_111, FAST_112, FAST_122, FAST_114, FAST_144, DTR, SPEEDS };

static const struct nor_read_speed speeds_n25q128[SPEEDS] = {
	[ANY] = { .mhz = { 108 } },
	[READ] = { .mhz = { 54 } },
	[FAST_111] = { 8, { 0, 54, 95, 105, 108, 108, 108, 108, 108, 108, 108, 108, 108, 108, 108, 108 }, { 0 } },
	[FAST_112] = { 8, { 0, 50, 85, 95, 105, 108, 108, 108, 108, 108, 108, 108, 108, 108, 108, 108 }, { 0 } },
	[FAST_122] = { 8, { 0, 39, 59, 75, 88, 94, 105, 108, 108, 108, 108, 108, 108, 108, 108, 108 }, { 0 } },
	[FAST_114] = { 8, { 0, 43, 56, 70, 83, 94, 105, 108, 108, 108, 108, 108, 108, 108, 108, 108 }, { 0 } },
	[FAST_144] = { 10, { 0, 20, 39, 49, 59, 69, 78, 86, 95, 105, 108, 108, 108, 108, 108, 108 }, { 0 } },
	[DTR] = { 0 },
};

/* MT25QL512ABB; double rate is remembered, not confirmed */
static const struct nor_read_speed speeds_mt25ql512[SPEEDS] = {
	[ANY] = { .mhz = { 133 } },
	[READ] = { .mhz = { 54 } },
	[FAST_111] = { 8, { 0, 94, 112, 129, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133 }, { 0 } },
	[FAST_112] = { 8, { 0, 79, 97, 106, 115, 125, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133 }, { 0 } },
	[FAST_122] = { 8, { 0, 60, 77, 86, 97, 106, 115, 125, 133, 133, 133, 133, 133, 133, 133, 133 }, { 0 } },
	[FAST_114] = { 8, { 0, 44, 61, 78, 97, 106, 108, 108, 108, 108, 108, 108, 108, 108, 108, 108 }, { 0 } },
	[FAST_144] = { 10, { 0, 39, 48, 58, 69, 78, 86, 97, 106, 108, 108, 108, 108, 108, 108, 108 }, { 0 } },
	[DTR] = { 8, { 0, 54, 54, 54, 54, 54, 54, 54, 66, 66, 66, 66, 66, 66, 66, 66 }, { 0 } },
};

#define D		NOR_DIO
#define SDQ		(S | D | Q)
#define SDQW	(SDQ | NOR_WEL)
#define SDQB	(SDQ | NOR_BUSY)

static const struct nor_command common[] = {
	ARRAY(0x03, S, A34, 1, false, 0, READ, 1),
	ARRAY(0x0B, SDQ, A34, 1, false, SET, FAST_111, 1),
	ARRAY(0x3B, S | D, A34, 1, false, SET, FAST_112, 2),
	ARRAY(0xBB, S | D, A34, 2, false, SET, FAST_122, 2),
	ARRAY(0x6B, S | Q, A34, 1, false, SET, FAST_114, 4),
	ARRAY(0xEB, S | Q, A34, 4, false, SET, FAST_144, 4),

	PROGRAM(0x02, SDQ, A34, 1),
	PROGRAM_AT(0xA2, S | D, A34, 1, 2),
	PROGRAM_AT(0xD2, S | D, A34, 2, 2),
	PROGRAM_AT(0x32, S | Q, A34, 1, 4),
	PROGRAM_AT(0x12, S | Q, A34, 4, 4),
	ERASE_IN(0x20, SDQ, A34, 0x1000),
	ERASE_IN(0xD8, SDQ, A34, 0x10000),
	PLAIN(0xC7, SDQW, nor_do_erase_chip, 0),
	PLAIN(0x75, SDQB, nor_do_suspend, 0),
	PLAIN(0x7A, SDQ, nor_do_resume, 0),

	PLAIN(0x06, SDQ, nor_do_write_enable, 0),
	PLAIN(0x04, SDQ, nor_do_write_disable, 0),
	GET(0x05, SDQB, nor_out_status),
	PUT(0x01, SDQW, 1, do_status, 0),
	GET(0x70, SDQB, out_flag_status),
	PLAIN(0x50, SDQB, do_clear_flag_status, 0),
	GET(0xB5, SDQ, out_nonvolatile_configuration),
	PUT(0xB1, SDQW, 2, do_nonvolatile_configuration, 0),
	GET(0x85, SDQ, out_volatile_configuration),
	PUT(0x81, SDQW, 1, do_volatile_configuration, 0),
	GET(0x65, SDQ, out_enhanced_configuration),
	PUT(0x61, SDQW, 1, do_enhanced_configuration, 0),
	GET_AT(0xE8, SDQ, A34, 0, out_lock_register),
	PUT_AT(0xE5, SDQW, A34, 1, do_lock_register),
	GET_AT(0x4B, SDQ, 3, 8, out_otp),
	PUT_AT(0x42, SDQW | NOR_OTP, 3, PAGE, do_program_otp),

	GET(0x9E, S, out_long_id),
	GET(0x9F, S, out_long_id),
	GET(0xAF, D | Q, nor_out_id),
	GET_AT(0x5A, SDQ, 3, 8, nor_out_sfdp),
	PLAIN(0x66, SDQB, nor_do_reset_enable, 0),
	PLAIN(0x99, SDQB, nor_do_reset, 0),
};

/* MT25Q: 32 KiB blocks, deep power-down, the quad protocol by commands, four address bytes. 12h has another meaning. */
static const struct nor_command mt25q[] = {
	ERASE_IN(0x52, SDQ, A34, 0x8000),
	PROGRAM_AT(0x38, S | Q, A34, 4, 4),
	PLAIN(0x35, SDQ, do_quad_protocol, 1),
	PLAIN(0xF5, SDQ, do_quad_protocol, 0),
	PLAIN(0xB9, SDQ, nor_do_power_down, 0),
	PLAIN(0xAB, SDQ | NOR_ASLEEP, nor_do_wake, 0),
	PLAIN(0xB7, SDQW, nor_do_address_mode, 4),
	PLAIN(0xE9, SDQW, nor_do_address_mode, 3),
	GET(0xC8, SDQ, nor_out_upper_address),
	PUT(0xC5, SDQW, 1, nor_do_upper_address, 0),
	ARRAY(0x13, S, 4, 1, false, 0, READ, 1),
	ARRAY(0x0C, SDQ, 4, 1, false, SET, FAST_111, 1),
	ARRAY(0x3C, S | D, 4, 1, false, SET, FAST_112, 2),
	ARRAY(0xBC, S | D, 4, 2, false, SET, FAST_122, 2),
	ARRAY(0x6C, S | Q, 4, 1, false, SET, FAST_114, 4),
	ARRAY(0xEC, S | Q, 4, 4, false, SET, FAST_144, 4),
	ARRAY(0x0D, SDQ | NOR_DTR, A34, 1, false, SET, DTR, 1),
	ARRAY(0x0E, SDQ | NOR_DTR, 4, 1, false, SET, DTR, 1),
	PROGRAM(0x12, SDQ, 4, 1),
	PROGRAM_AT(0x34, S | Q, 4, 1, 4),
	PROGRAM_AT(0x3E, S | Q, 4, 4, 4),
	ERASE_IN(0x21, SDQ, 4, 0x1000),
	ERASE_IN(0x5C, SDQ, 4, 0x8000),
	ERASE_IN(0xDC, SDQ, 4, 0x10000),
};

#define FAMILY \
	.page = 256, .qpi_speed = FAST_144, .quad_enable = NOR_QE_ALWAYS, .keeps_wel_if_protected = true, \
	.protects = protects, .dummies = dummies, .wrap = wrap, .first_dummy_decides = first_dummy_decides, .io3 = io3, \
	.restart = restart, .describe = describe, .register_us = 5000, .suspend_us = 30, .reset_us = 90, \
	.power_up_us = 300, .wake_ns = 30000

static const struct nor_model models[] = {
	{
		FAMILY, .name = "n25q128a", .id = { 0x20, 0xBA, 0x18 }, .size = 16u << 20, .commands = { GROUP(common) },
		.speed = speeds_n25q128, .max_mhz = 108, SFDP(sfdp_n25q128a),
		.page_us = 500, .erase_4k_us = 64000, .erase_64k_us = 288000, .erase_chip_us = 64000000,
	},
	{
		FAMILY, .name = "mt25ql512", .id = { 0x20, 0xBA, 0x20 }, .size = 64u << 20,
		.commands = { GROUP(common), GROUP(mt25q) },
		.speed = speeds_mt25ql512, .max_mhz = 133, SFDP(sfdp_mt25ql512),
		.page_us = 120, .erase_4k_us = 48000, .erase_32k_us = 112000, .erase_64k_us = 160000,
		.erase_chip_us = 153000000,
	},
};

const struct nor_models nor_micron = { models, COUNT_OF(models) };
