// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * ISSI IS25LP and IS25WP as data. Opcodes, address and dummy counts: instruction table of the IS25LP128F's datasheet as
 * transcribed in two public drivers that agree with each other and with UFProg's ISSI tables (hackpascal/ufprog). Which
 * parts lack what, IDs, block protection, clock limits by dummy count: UFProg; IDs also in u-boot, spi-nor-ids.c.
 * Erase times and the power-down exit of the IS25LP128F: datasheet, "Program/erase performance", as cited in a driver;
 * IS25WP256, IS25LP512M (those of the 01G) from their SFDP tables. Not found in any source and taken as usual for the
 * family: page program 0.2 ms, register write 2 ms, suspend latency 100 us, power-up 300 us, reset 100 us, dummy clocks
 * of the double rate reads, normal read at 50 MHz but for the 128F, erase times of the small parts and of the 256D.
 */

#include "issi.h"
#include "sfdp.h"
#include "tables.h"

enum speed { ANY, READ, FAST_111, FAST_112, FAST_122, FAST_114, FAST_144, DTR_111, DTR_122, DTR_144, SPEEDS };

#define DTR_80(standard) { standard, { 0, 80, 80, 80, 80, 80, 80, 80, 80, 80, 80, 80, 80, 80, 80, 80 }, { 0 } }
#define DTR_66(standard) { standard, { 0, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66 }, { 0 } }

/* IS25LP128F, IS25LP256D */
static const struct nor_read_speed speeds_166[SPEEDS] = {
	[ANY] = { .mhz = { 166 } },
	[READ] = { .mhz = { 80 } },
	[FAST_111] = { 8, { 0, 98, 110, 122, 133, 145, 156, 166, 166, 166, 166, 166, 166, 166, 166, 166 }, { 0 } },
	[FAST_112] = { 8, { 0, 75, 84, 98, 133, 140, 150, 166, 166, 166, 166, 166, 166, 166, 166, 166 }, { 0 } },
	[FAST_122] = { 4, { 0, 55, 80, 95, 104, 120, 133, 140, 150, 166, 166, 166, 166, 166, 166, 166 }, { 0 } },
	[FAST_114] = { 8, { 0, 63, 75, 87, 98, 110, 122, 133, 145, 156, 166, 166, 166, 166, 166, 166 }, { 0 } },
	[FAST_144] = { 6, { 0, 23, 34, 46, 58, 69, 81, 93, 104, 122, 127, 139, 151, 162, 166, 166 }, { 0 } },
	[DTR_111] = DTR_80(8), [DTR_122] = DTR_80(4), [DTR_144] = DTR_80(6),
};

/* IS25LP512M; between and below the counts that are given, the next lower limit */
static const struct nor_read_speed speeds_512m[SPEEDS] = {
	[ANY] = { .mhz = { 133 } },
	[READ] = { .mhz = { 50 } },
	[FAST_111] = { 8, { 0, 50, 50, 104, 104, 104, 104, 133, 133, 133, 133, 133, 133, 133, 133, 133 }, { 0 } },
	[FAST_112] = { 8, { 0, 50, 50, 50, 50, 50, 104, 104, 117, 117, 133, 133, 133, 133, 133, 133 }, { 0 } },
	[FAST_122] = { 4, { 0, 50, 50, 50, 84, 84, 104, 104, 104, 133, 133, 133, 133, 133, 133, 133 }, { 0 } },
	[FAST_114] = { 8, { 0, 50, 50, 50, 50, 50, 104, 104, 117, 117, 133, 133, 133, 133, 133, 133 }, { 0 } },
	[FAST_144] = { 6, { 0, 20, 30, 40, 50, 66, 75, 84, 95, 104, 110, 110, 120, 120, 133, 133 }, { 0 } },
	[DTR_111] = DTR_66(8), [DTR_122] = DTR_66(4), [DTR_144] = DTR_66(6),
};

/* IS25WP256D */
static const struct nor_read_speed speeds_wp256d[SPEEDS] = {
	[ANY] = { .mhz = { 133 } },
	[READ] = { .mhz = { 50 } },
	[FAST_111] = { 8, { 0, 50, 50, 104, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133 }, { 0 } },
	[FAST_112] = { 8, { 0, 50, 50, 50, 66, 84, 104, 133, 133, 133, 133, 133, 133, 133, 133, 133 }, { 0 } },
	[FAST_122] = { 4, { 0, 50, 50, 50, 104, 104, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133 }, { 0 } },
	[FAST_114] = { 8, { 0, 50, 50, 50, 66, 84, 104, 133, 133, 133, 133, 133, 133, 133, 133, 133 }, { 0 } },
	[FAST_144] = { 6, { 0, 23, 34, 46, 58, 69, 81, 81, 104, 122, 122, 133, 133, 133, 133, 133 }, { 0 } },
	[DTR_111] = DTR_66(8), [DTR_122] = DTR_66(4), [DTR_144] = DTR_66(6),
};

/* IS25LP016D, IS25LP080D */
static const struct nor_read_speed speeds_small[SPEEDS] = {
	[ANY] = { .mhz = { 133 } },
	[READ] = { .mhz = { 50 } },
	[FAST_111] = { 8, { 0, 50, 50, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133 }, { 0 } },
	[FAST_112] = { 8, { 0, 50, 50, 50, 66, 84, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133 }, { 0 } },
	[FAST_122] = { 4, { 0, 50, 50, 50, 104, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133 }, { 0 } },
	[FAST_114] = { 8, { 0, 50, 50, 50, 66, 84, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133 }, { 0 } },
	[FAST_144] = { 6, { 0, 23, 34, 46, 58, 69, 104, 115, 133, 133, 133, 133, 133, 133, 133, 133 }, { 0 } },
	[DTR_111] = DTR_66(8), [DTR_122] = DTR_66(4), [DTR_144] = DTR_66(6),
};

/* IS25LP064, the first: four choices instead of a count */
static const struct nor_read_speed speeds_old[SPEEDS] = {
	[ANY] = { .mhz = { 133 } },
	[READ] = { .mhz = { 50 } },
	[FAST_111] = { .standard = 8, .mhz = { [8] = 133 } },
	[FAST_112] = { .standard = 8, .mhz = { [8] = 133 } },
	[FAST_122] = { 4, { [4] = 104, [8] = 133 }, { 4, 4, 8, 8 } },
	[FAST_114] = { .standard = 8, .mhz = { [8] = 133 } },
	[FAST_144] = { 6, { [4] = 84, [6] = 104, [8] = 133, [10] = 133 }, { 6, 4, 8, 10 } },
	[DTR_111] = DTR_66(8), [DTR_122] = DTR_66(4), [DTR_144] = DTR_66(6),
};

/* Every IS25LP and IS25WP from 8 Mbit on */
static const struct nor_command common[] = {
	ARRAY(0x03, S, A34, 1, false, 0, READ, 1),
	ARRAY(0x0B, SQ, A34, 1, false, SET, FAST_111, 1),
	ARRAY(0x3B, S, A34, 1, false, SET, FAST_112, 2),
	ARRAY(0xBB, S, A34, 2, true, SET, FAST_122, 2),
	ARRAY(0x6B, S | NOR_QE, A34, 1, false, SET, FAST_114, 4),
	ARRAY(0xEB, SQ | NOR_QE, A34, 4, true, SET, FAST_144, 4),
	ARRAY(0x0D, SQ | NOR_DTR, A34, 1, false, SET, DTR_111, 1),
	ARRAY(0xBD, S | NOR_DTR, A34, 2, true, SET, DTR_122, 2),
	ARRAY(0xED, SQ | NOR_DTR | NOR_QE, A34, 4, true, SET, DTR_144, 4),

	PROGRAM(0x02, SQ, A34, 1),
	PROGRAM(0x32, S | NOR_QE, A34, 4),
	PROGRAM(0x38, S | NOR_QE, A34, 4),

	ERASE(0x20, A34, 0x1000),
	ERASE(0xD7, A34, 0x1000),
	ERASE(0x52, A34, 0x8000),
	ERASE(0xD8, A34, 0x10000),
	PLAIN(0x60, SQW, nor_do_erase_chip, 0),
	PLAIN(0xC7, SQW, nor_do_erase_chip, 0),
	PLAIN(0x75, SQB, nor_do_suspend, 0),
	PLAIN(0xB0, SQB, nor_do_suspend, 0),
	PLAIN(0x7A, SQ, nor_do_resume, 0),
	PLAIN(0x30, SQ, nor_do_resume, 0),

	PLAIN(0x06, SQ, nor_do_write_enable, 0),
	PLAIN(0x04, SQ, nor_do_write_disable, 0),
	PLAIN(0x50, SQ, issi_do_volatile_status, 0),
	GET(0x05, SQB, nor_out_status),
	PUT(0x01, SQW, 1, issi_do_status, 0),
	GET(0x48, SQB, issi_out_function),
	PUT(0x42, SQW | NOR_OTP, 1, issi_do_function, 0),
	GET(0x61, SQ, issi_out_read_register),
	PUT(0x65, SQW, 1, issi_do_read_register, 1),
	PUT(0xC0, SQ, 1, issi_do_read_register, 0),
	PUT(0x63, SQ, 1, issi_do_read_register, 0),

	PLAIN(0x35, S | NOR_QE, nor_do_qpi, 1),
	PLAIN(0xF5, Q, nor_do_qpi, 0),
	PLAIN(0xB9, SQ, nor_do_power_down, 0),
	WAKE(0xAB, SQ),
	PLAIN(0x66, SQB, nor_do_reset_enable, 0),
	PLAIN(0x99, SQB, nor_do_reset, 0),
	PLAIN(0x00, SQB, nor_do_nothing, 0),

	GET(0x9F, S, nor_out_id),
	GET(0xAF, Q, nor_out_id),
	GET_AT(0x90, SQ, 3, 0, nor_out_maker_device),
	GET_AT(0x4B, SQ, 3, 8, nor_out_unique_id),
	GET_AT(0x5A, S, 3, 8, nor_out_sfdp),
	GET_AT(0x68, S, 3, 8, issi_out_info),
	PUT_AT(0x62, SQW | NOR_OTP, 3, PAGE, issi_do_program_info),
	PUT_AT(0x64, SQW, 3, 0, issi_do_erase_info),

	PUT_AT(0x26, SQW, A34, 0, issi_do_unlock_sector),
	PLAIN(0x24, SQ, issi_do_lock_sector, 0),
};

/* Parts with addresses of four bytes */
static const struct nor_command four_bytes[] = {
	ARRAY(0x13, S, 4, 1, false, 0, READ, 1),
	ARRAY(0x0C, SQ, 4, 1, false, SET, FAST_111, 1),
	ARRAY(0x3C, S, 4, 1, false, SET, FAST_112, 2),
	ARRAY(0xBC, S, 4, 2, true, SET, FAST_122, 2),
	ARRAY(0x6C, S | NOR_QE, 4, 1, false, SET, FAST_114, 4),
	ARRAY(0xEC, SQ | NOR_QE, 4, 4, true, SET, FAST_144, 4),
	ARRAY(0x0E, SQ | NOR_DTR, 4, 1, false, SET, DTR_111, 1),
	ARRAY(0xBE, S | NOR_DTR, 4, 2, true, SET, DTR_122, 2),
	ARRAY(0xEE, SQ | NOR_DTR | NOR_QE, 4, 4, true, SET, DTR_144, 4),
	PROGRAM(0x12, SQ, 4, 1),
	PROGRAM(0x34, S | NOR_QE, 4, 4),
	PROGRAM(0x3E, S | NOR_QE, 4, 4),
	ERASE(0x21, 4, 0x1000),
	ERASE(0x5C, 4, 0x8000),
	ERASE(0xDC, 4, 0x10000),
	GET(0x16, SQ, issi_out_bank),
	GET(0xC8, SQ, issi_out_bank),
	PUT(0x17, SQ, 1, issi_do_bank, 0),
	PUT(0xC5, SQW, 1, issi_do_bank, 0),
	PUT(0x18, SQW, 1, issi_do_bank, 1),
	PLAIN(0xB7, SQ, nor_do_address_mode, 4),
	PLAIN(0x29, SQ, nor_do_address_mode, 3),
	PUT_AT(0x25, SQW, 4, 0, issi_do_unlock_sector),
};

/* Extended read register with the error flags, and AutoBoot: all but the first IS25LP032, 064 and 128 */
static const struct nor_command extended[] = {
	GET(0x81, SQB, issi_out_extended),
	PUT(0x85, SQW, 1, issi_do_extended, 1),
	PUT(0x83, SQ, 1, issi_do_extended, 0),
	PLAIN(0x82, SQ, issi_do_clear_errors, 0),
	GET(0x14, SQ, issi_out_autoboot),
	PUT(0x15, SQW, 4, issi_do_autoboot, 0),
};

/* Parts with a protection bit per sector */
static const struct nor_command sector_protection[] = {
	GET_AT(0xFA, SQ, A34, 0, issi_out_dyb),
	GET_AT(0xE0, SQ, 4, 0, issi_out_dyb),
	PUT_AT(0xFB, SQW, A34, 1, issi_do_dyb),
	PUT_AT(0xE1, SQW, 4, 1, issi_do_dyb),
	GET_AT(0xFC, SQ, A34, 0, issi_out_ppb),
	GET_AT(0xE2, SQ, 4, 0, issi_out_ppb),
	PUT_AT(0xFD, SQW, A34, 0, issi_do_ppb),
	PUT_AT(0xE3, SQW, 4, 0, issi_do_ppb),
	PLAIN(0xE4, SQW, issi_do_erase_ppb, 0),
	GET(0x2B, SQ, issi_out_asp),
	PUT(0x2F, SQW | NOR_OTP, 2, issi_do_asp, 0),
	GET(0xA7, SQ, issi_out_ppb_lock),
	PLAIN(0xA6, SQW, issi_do_lock_ppb, 0),
	PLAIN(0x91, SQW, issi_do_freeze, 0),
	GET(0xE7, SQ, issi_out_password),
	PUT(0xE8, SQW | NOR_OTP, 8, issi_do_password, 0),
	PUT(0xE9, SQW, 8, issi_do_unlock_password, 0),
	PLAIN(0x7E, SQW, issi_do_gang_dyb, 1),
	PLAIN(0x98, SQW, issi_do_gang_dyb, 0),
};

/* Option K: blocks of 256 KiB instead of 64 KiB */
static const struct nor_command large_blocks[] = {
	ERASE(0xD8, A34, 0x40000),
	ERASE(0xDC, 4, 0x40000),
};

/* What all have in common. The function register: 8-pin packages leave the factory with the RESET# pin disabled. */
#define FAMILY \
	.qpi_speed = FAST_144, .page_us = 200, .register_us = 2000, .suspend_us = 100, .reset_us = 100, \
	.power_up_us = 300, .wake_ns = 3000, \
	.dummies = issi_dummies, .wrap = issi_wrap, .stays = issi_stays, .io3 = issi_io3, .describe = issi_describe

static const struct nor_model is25lp128f = {
	FAMILY, .name = "is25lp128f", .id = { 0x9D, 0x60, 0x18 }, .device_id = 0x17, .size = 16u << 20, .page = 256,
	.commands = { GROUP(common), GROUP(four_bytes), GROUP(extended), GROUP(sector_protection) },
	.speed = speeds_166, .max_mhz = 166, .protects = issi_protects_a, .function_register = 0x01,
	.erase_4k_us = 70000, .erase_32k_us = 100000, .erase_64k_us = 150000, .erase_chip_us = 45000000,
	SFDP(sfdp_is25lp128f),
};

static const struct nor_model is25lp256d = {
	FAMILY, .name = "is25lp256d", .id = { 0x9D, 0x60, 0x19 }, .device_id = 0x18, .size = 32u << 20, .page = 256,
	.commands = { GROUP(common), GROUP(four_bytes), GROUP(extended), GROUP(sector_protection) },
	.speed = speeds_166, .max_mhz = 166, .protects = issi_protects_a, .function_register = 0x01,
	.erase_4k_us = 70000, .erase_32k_us = 130000, .erase_64k_us = 170000, .erase_chip_us = 70000000,
	SFDP(sfdp_is25lp256d),
};

static const struct nor_model is25wp256 = {
	FAMILY, .name = "is25wp256", .id = { 0x9D, 0x70, 0x19 }, .device_id = 0x18, .size = 32u << 20, .page = 256,
	.commands = { GROUP(common), GROUP(four_bytes), GROUP(extended), GROUP(sector_protection) },
	.speed = speeds_wp256d, .max_mhz = 133, .protects = issi_protects_a, .function_register = 0x01,
	.erase_4k_us = 48000, .erase_32k_us = 160000, .erase_64k_us = 304000, .erase_chip_us = 60000000,
	SFDP(sfdp_is25wp256),
};

static const struct nor_model is25lp512mj = {
	FAMILY, .name = "is25lp512mj", .id = { 0x9D, 0x60, 0x1A }, .device_id = 0x19, .size = 64u << 20, .page = 256,
	.commands = { GROUP(common), GROUP(four_bytes), GROUP(extended), GROUP(sector_protection) },
	.speed = speeds_512m, .max_mhz = 133, .protects = issi_protects_b, .function_register = 0x01,
	.erase_4k_us = 112000, .erase_32k_us = 144000, .erase_64k_us = 176000, .erase_chip_us = 150000000,
	SFDP(sfdp_is25lp512mj),
};

/* The time of a block is an estimate: no source has it */
static const struct nor_model is25lp512mk = {
	FAMILY, .name = "is25lp512mk", .id = { 0x9D, 0x60, 0x1A }, .device_id = 0x19, .size = 64u << 20, .page = 512,
	.commands = { GROUP(common), GROUP(four_bytes), GROUP(extended), GROUP(sector_protection), GROUP(large_blocks) },
	.speed = speeds_512m, .max_mhz = 133, .protects = issi_protects_k, .function_register = 0x01,
	.erase_4k_us = 112000, .erase_32k_us = 144000, .erase_256k_us = 400000, .erase_chip_us = 150000000,
	SFDP(sfdp_is25lp512mk),
};

static const struct nor_model is25lp064 = {
	FAMILY, .name = "is25lp064", .id = { 0x9D, 0x60, 0x17 }, .device_id = 0x16, .size = 8u << 20, .page = 256,
	.commands = { GROUP(common) },
	.speed = speeds_old, .max_mhz = 133, .protects = issi_protects_a, .old_read_register = true,
	.erase_4k_us = 70000, .erase_32k_us = 130000, .erase_64k_us = 200000, .erase_chip_us = 22500000,
	SFDP(sfdp_is25lp064),
};

static const struct nor_model is25lp016d = {
	FAMILY, .name = "is25lp016d", .id = { 0x9D, 0x60, 0x15 }, .device_id = 0x14, .size = 2u << 20, .page = 256,
	.commands = { GROUP(common), GROUP(extended) },
	.speed = speeds_small, .max_mhz = 133, .protects = issi_protects_tb,
	.erase_4k_us = 70000, .erase_32k_us = 130000, .erase_64k_us = 200000, .erase_chip_us = 5000000,
	SFDP(sfdp_is25lp016d),
};

static const struct nor_model is25lp080d = {
	FAMILY, .name = "is25lp080d", .id = { 0x9D, 0x60, 0x14 }, .device_id = 0x13, .size = 1u << 20, .page = 256,
	.commands = { GROUP(common), GROUP(extended) },
	.speed = speeds_small, .max_mhz = 133, .protects = issi_protects_tb,
	.erase_4k_us = 70000, .erase_32k_us = 130000, .erase_64k_us = 200000, .erase_chip_us = 2500000,
	SFDP(sfdp_is25lp080d),
};

const struct nor_model *const nor_is25lp_models[] = {
	&is25lp128f, &is25lp256d, &is25wp256, &is25lp512mj, &is25lp512mk, &is25lp064, &is25lp016d, &is25lp080d, NULL
};
