// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * ISSI IS25LP and IS25WP as data. Opcodes, address and dummy counts: instruction table of the IS25LP128F's datasheet as
 * transcribed in two public drivers that agree with each other and with UFProg's ISSI tables (hackpascal/ufprog). Which
 * parts lack what, IDs, block protection, clock limits by dummy count: UFProg; IDs also in u-boot, spi-nor-ids.c.
 * Erase times and the power-down exit of the IS25LP128F: datasheet, "Program/erase performance", as cited in a driver;
 * IS25WP256, IS25LP512M (those of the 01G) from their SFDP tables. Page program 0.2 ms, register write 2 ms, suspend
 * latency 100 us, power-up 300 us, AutoBoot: IS25WP128F's data sheet, Rev. A8, 6.4, 8.46, 9.6, taken for all; a reset
 * takes 35 us there, 100 us here. Not found in any source and taken as usual for the family: normal read at 50 MHz but
 * for the 128F, erase times of the small parts and of the 256D.
 */

#include "issi.h"
#include "sfdp.h"
#include "tables.h"
#include "../sim.h"

/* Every IS25LP and IS25WP from 8 Mbit on */
static const struct nor_command common[] = {
	ARRAY(0x03, S, A34, 1, false, 0, ISSI_READ, 1),
	ARRAY(0x0B, SQ, A34, 1, false, SET, ISSI_FAST_111, 1),
	ARRAY(0x3B, S, A34, 1, false, SET, ISSI_FAST_112, 2),
	ARRAY(0xBB, S, A34, 2, true, SET, ISSI_FAST_122, 2),
	ARRAY(0x6B, S | NOR_QE, A34, 1, false, SET, ISSI_FAST_114, 4),
	ARRAY(0xEB, SQ | NOR_QE, A34, 4, true, SET, ISSI_FAST_144, 4),
	ARRAY(0x0D, SQ | NOR_DTR, A34, 1, false, SET, ISSI_DTR_111, 1),
	ARRAY(0xBD, S | NOR_DTR, A34, 2, true, SET, ISSI_DTR_122, 2),
	ARRAY(0xED, SQ | NOR_DTR | NOR_QE, A34, 4, true, SET, ISSI_DTR_144, 4),

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
	ARRAY(0x13, S, 4, 1, false, 0, ISSI_READ, 1),
	ARRAY(0x0C, SQ, 4, 1, false, SET, ISSI_FAST_111, 1),
	ARRAY(0x3C, S, 4, 1, false, SET, ISSI_FAST_112, 2),
	ARRAY(0xBC, S, 4, 2, true, SET, ISSI_FAST_122, 2),
	ARRAY(0x6C, S | NOR_QE, 4, 1, false, SET, ISSI_FAST_114, 4),
	ARRAY(0xEC, SQ | NOR_QE, 4, 4, true, SET, ISSI_FAST_144, 4),
	ARRAY(0x0E, SQ | NOR_DTR, 4, 1, false, SET, ISSI_DTR_111, 1),
	ARRAY(0xBE, S | NOR_DTR, 4, 2, true, SET, ISSI_DTR_122, 2),
	ARRAY(0xEE, SQ | NOR_DTR | NOR_QE, 4, 4, true, SET, ISSI_DTR_144, 4),
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
	GET(0x14, S, issi_out_autoboot),
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

/* Parts with a data learning pattern for double rate */
static const struct nor_command learning_pattern[] = {
	GET(0x41, SQ, issi_out_learning_pattern),
	PUT(0x4A, SQW, 1, issi_do_learning_pattern, 0),
	PUT(0x43, SQW, 1, issi_do_learning_pattern, 1),
};

/* IS25LQ...B: no read register, no QPI, information rows that are not erased */
static const struct nor_command lq[] = {
	ARRAY(0x03, S, 3, 1, false, 0, ISSI_READ, 1),
	ARRAY(0x0B, S, 3, 1, false, SET, ISSI_FAST_111, 1),
	ARRAY(0x3B, S, 3, 1, false, SET, ISSI_FAST_112, 2),
	ARRAY(0xBB, S, 3, 2, true, SET, ISSI_FAST_122, 2),
	ARRAY(0x6B, S | NOR_QE, 3, 1, false, SET, ISSI_FAST_114, 4),
	ARRAY(0xEB, S | NOR_QE, 3, 4, true, SET, ISSI_FAST_144, 4),
	PROGRAM(0x02, S, 3, 1),
	PROGRAM(0x32, S | NOR_QE, 3, 4),
	PROGRAM(0x38, S | NOR_QE, 3, 4),
	ERASE_IN(0x20, S, 3, 0x1000),
	ERASE_IN(0xD7, S, 3, 0x1000),
	ERASE_IN(0x52, S, 3, 0x8000),
	ERASE_IN(0xD8, S, 3, 0x10000),
	PLAIN(0x60, S | NOR_WEL, nor_do_erase_chip, 0),
	PLAIN(0xC7, S | NOR_WEL, nor_do_erase_chip, 0),
	PLAIN(0x75, S | NOR_BUSY, nor_do_suspend, 0),
	PLAIN(0xB0, S | NOR_BUSY, nor_do_suspend, 0),
	PLAIN(0x7A, S, nor_do_resume, 0),
	PLAIN(0x30, S, nor_do_resume, 0),
	PLAIN(0x06, S, nor_do_write_enable, 0),
	PLAIN(0x04, S, nor_do_write_disable, 0),
	GET(0x05, S | NOR_BUSY, nor_out_status),
	PUT(0x01, S | NOR_WEL, 1, issi_do_status, 0),
	GET(0x48, S | NOR_BUSY, issi_out_function),
	PUT(0x42, S | NOR_WEL | NOR_OTP, 1, issi_do_function, 0),
	PLAIN(0xB9, S, nor_do_power_down, 0),
	WAKE(0xAB, S),
	PLAIN(0x66, S | NOR_BUSY, nor_do_reset_enable, 0),
	PLAIN(0x99, S | NOR_BUSY, nor_do_reset, 0),
	GET(0x9F, S, nor_out_id),
	GET_AT(0x90, S, 3, 0, nor_out_maker_device),
	GET_AT(0x4B, S, 3, 8, nor_out_unique_id),
	GET_AT(0x5A, S, 3, 8, nor_out_sfdp),
	GET_AT(0x68, S, 3, 8, issi_out_info),
	PUT_AT(0x62, S | NOR_WEL | NOR_OTP, 3, PAGE, issi_do_program_info),
	PUT_AT(0x26, S | NOR_WEL, 3, 0, issi_do_unlock_sector),
	PLAIN(0x24, S, issi_do_lock_sector, 0),
};

/* Option K: blocks of 256 KiB instead of 64 KiB */
static const struct nor_command large_blocks[] = {
	ERASE(0xD8, A34, 0x40000),
	ERASE(0xDC, 4, 0x40000),
};

/* ---- models ---- */

/* What all have in common */
#define FAMILY \
	.qpi_speed = ISSI_FAST_144, .register_us = 2000, .suspend_us = 100, .reset_us = 100, \
	.power_up_us = 300, .wake_ns = 3000, .dummies = issi_dummies, .wrap = issi_wrap, .stays = issi_stays, \
	.io3 = issi_io3, .describe = issi_describe

/* Third byte of the ID, and the size in MiB; 8-pin packages have the RESET# pin disabled. */
#define PART_KIB(part, kind, code, kib) \
	FAMILY, .name = part, .id = { 0x9D, kind, code }, .device_id = (code) - 1, .size = (uint32_t)(kib) << 10
#define PART(part, kind, code, megabytes)	PART_KIB(part, kind, code, (megabytes) * 1024)
#define LP			0x60
#define WP			0x70
#define LQ			0x40
#define NO_RESET_PIN	.function_register = 0x01

/* Speeds: the table, and the fastest clock */
#define UP_TO(mhz, table)	.speed = issi_speeds_##table, .max_mhz = mhz

/* Commands, and the page */
#define OF(...)				.commands = { GROUP(common), __VA_ARGS__ }, .page = 256
#define OF_K(...)			.commands = { GROUP(common), GROUP(four_bytes), GROUP(extended), \
	GROUP(sector_protection), GROUP(large_blocks), __VA_ARGS__ }, .page = 512
#define COMMANDS_OLD		.commands = { GROUP(common) }, .page = 256
#define COMMANDS_LQ			.commands = { GROUP(lq) }, .page = 256
#define COMMANDS_SMALL		OF(GROUP(extended))
#define COMMANDS_ASP		OF(GROUP(extended), GROUP(sector_protection))
#define COMMANDS_4B			OF(GROUP(four_bytes), GROUP(extended), GROUP(sector_protection))
#define COMMANDS_4B_DLP		OF(GROUP(four_bytes), GROUP(extended), GROUP(sector_protection), GROUP(learning_pattern))
#define COMMANDS_K			OF_K({ 0 })
#define COMMANDS_K_DLP		OF_K(GROUP(learning_pattern))

/* Erase times, in ms: 4, 32, 64 (or 256) KiB and the chip. Where SFDP has them, they are those. */
#define ERASE_MS(small, middle, block, chip) \
	.erase_4k_us = (small) * 1000, .erase_32k_us = (middle) * 1000, .erase_64k_us = (block) * 1000, \
	.erase_256k_us = (block) * 1000, .erase_chip_us = (chip) * 1000u
#define MS(small, middle, block, chip)	ERASE_MS(small, middle, block, chip), .page_us = 200
#define LP_MS(chip)						MS(70, 130, 200, chip)
#define WP_MS(chip)						MS(48, 160, 304, chip)
#define LARGE_MS(chip)					MS(112, 144, 176, chip)
#define SECOND_GENERATION(chip)			ERASE_MS(112, 144, 176, chip), .page_us = 320

/* SFDP of a part of which no dump is known: another one's with these bytes. Sizes, in units of 8 Mbit, less one. */
#define REVISION(minor)		{ 0x04, minor }, { 0x09, minor }
#define SIZE_KIB(n)			{ 0x36, (n) / 8 - 1 }, { 0x37, 0x00 }
#define SIZE(units)			{ 0x37, (units) - 1 }
#define CHIP_TIME(code)		{ 0x5B, code }				/* bits 30:24 of DWORD 11 */
#define PAGE_512			{ 0x58, 0x92 }
#define BLOCK_256K			{ 0x50, 0x12 }, { 0x56, 0xE1 }		/* in 400 ms, which is an estimate */
#define QPI_NONE			{ 0x40, 0xEE }				/* DWORD 5: no 4-4-4 read */

static const struct nor_model models[] = {
	{ PART("is25lp080d", LP, 0x14, 1), COMMANDS_SMALL, UP_TO(133, wp020d), .protects = issi_protects_tb,
	  LP_MS(2500), SFDP(sfdp_is25lp080d) },
	{ PART("is25lp016d", LP, 0x15, 2), COMMANDS_SMALL, UP_TO(133, wp020d), .protects = issi_protects_tb,
	  LP_MS(5000), SFDP(sfdp_is25lp016d) },
	{ PART("is25lp032", LP, 0x16, 4), COMMANDS_OLD, UP_TO(133, old), .protects = issi_protects_a,
	  .old_read_register = true, LP_MS(12000), SFDP(sfdp_is25lp064), .patch = { SIZE(2), CHIP_TIME(0xC2) } },
	{ PART("is25lp032d", LP, 0x16, 4), COMMANDS_SMALL, UP_TO(133, wp020d), .protects = issi_protects_tb,
	  LP_MS(12000), SFDP(sfdp_is25lp016d), .patch = { SIZE(2), CHIP_TIME(0xC2) } },
	{ PART("is25lp064", LP, 0x17, 8), COMMANDS_OLD, UP_TO(133, old), .protects = issi_protects_a,
	  .old_read_register = true, LP_MS(22500), SFDP(sfdp_is25lp064) },
	{ PART("is25lp064d", LP, 0x17, 8), COMMANDS_ASP, UP_TO(166, lp064d), .protects = issi_protects_a,
	  LP_MS(22500), SFDP(sfdp_is25lp064), .patch = { REVISION(6) } },
	{ PART("is25lp064db", LP, 0x17, 8), COMMANDS_ASP, UP_TO(166, lp064d), .protects = issi_protects_b,
	  LP_MS(22500), SFDP(sfdp_is25lp064), .patch = { REVISION(6) } },
	{ PART("is25lp128", LP, 0x18, 16), COMMANDS_OLD, UP_TO(133, old), .protects = issi_protects_a,
	  .old_read_register = true, LP_MS(45000), SFDP(sfdp_is25lp128f), .patch = { REVISION(5) } },
	{ PART("is25lp128a", LP, 0x18, 16), COMMANDS_ASP, UP_TO(166, wp064d), .protects = issi_protects_a,
	  LP_MS(45000), SFDP(sfdp_is25lp128f), .patch = { REVISION(5) } },
	{ PART("is25lp128d", LP, 0x18, 16), COMMANDS_ASP, UP_TO(166, lp064d), .protects = issi_protects_b,
	  NO_RESET_PIN, LP_MS(45000), SFDP(sfdp_is25lp128f), .patch = { REVISION(5) } },
	{ PART("is25lp128f", LP, 0x18, 16), COMMANDS_4B, UP_TO(166, lp128f), .protects = issi_protects_a,
	  NO_RESET_PIN, MS(70, 100, 150, 45000), SFDP(sfdp_is25lp128f) },
	{ PART("is25lp128fb", LP, 0x18, 16), COMMANDS_4B, UP_TO(166, lp128f), .protects = issi_protects_b,
	  NO_RESET_PIN, MS(70, 100, 150, 45000), SFDP(sfdp_is25lp128f) },
	{ PART("is25le128ej", LP, 0x18, 16), COMMANDS_4B_DLP, UP_TO(166, lp128f), .protects = issi_protects_b,
	  NO_RESET_PIN, MS(70, 100, 150, 45000), SFDP(sfdp_is25lp128f) },
	{ PART("is25le128ek", LP, 0x18, 16), COMMANDS_K_DLP, UP_TO(166, lp128f), .protects = issi_protects_k,
	  NO_RESET_PIN, MS(70, 100, 400, 45000), SFDP(sfdp_is25lp128f), .patch = { PAGE_512, BLOCK_256K } },
	{ PART("is25lp256", LP, 0x19, 32), COMMANDS_4B, UP_TO(166, wp064d), .protects = issi_protects_a,
	  NO_RESET_PIN, MS(70, 130, 170, 70000), SFDP(sfdp_is25lp256d), .patch = { REVISION(5) } },
	{ PART("is25lp256d", LP, 0x19, 32), COMMANDS_4B, UP_TO(166, lp128f), .protects = issi_protects_a,
	  NO_RESET_PIN, MS(70, 130, 170, 70000), SFDP(sfdp_is25lp256d) },
	{ PART("is25lp256ej", LP, 0x19, 32), COMMANDS_4B, UP_TO(166, lp128f), .protects = issi_protects_b,
	  NO_RESET_PIN, MS(70, 130, 170, 70000), SFDP(sfdp_is25lp256d) },
	{ PART("is25lp256ek", LP, 0x19, 32), COMMANDS_K, UP_TO(166, lp128f), .protects = issi_protects_k,
	  NO_RESET_PIN, MS(70, 130, 400, 70000), SFDP(sfdp_is25lp256d), .patch = { PAGE_512, BLOCK_256K } },
	{ PART("is25le256ej", LP, 0x19, 32), COMMANDS_4B_DLP, UP_TO(166, wp064d), .protects = issi_protects_b,
	  NO_RESET_PIN, MS(70, 130, 170, 70000), SFDP(sfdp_is25lp256d) },
	{ PART("is25le256ek", LP, 0x19, 32), COMMANDS_K_DLP, UP_TO(166, wp064d), .protects = issi_protects_k,
	  NO_RESET_PIN, MS(70, 130, 400, 70000), SFDP(sfdp_is25lp256d), .patch = { PAGE_512, BLOCK_256K } },
	{ PART("is25lp512mj", LP, 0x1A, 64), COMMANDS_4B_DLP, UP_TO(133, lp512m), .protects = issi_protects_b,
	  NO_RESET_PIN, LARGE_MS(150000), SFDP(sfdp_is25lp512mj) },
	{ PART("is25lp512mk", LP, 0x1A, 64), COMMANDS_K_DLP, UP_TO(133, lp512m), .protects = issi_protects_k,
	  NO_RESET_PIN, MS(112, 144, 400, 150000), SFDP(sfdp_is25lp512mk) },
	{ PART("is25le512mj", LP, 0x1A, 64), COMMANDS_4B_DLP, UP_TO(133, lp512m), .protects = issi_protects_b,
	  NO_RESET_PIN, LARGE_MS(150000), SFDP(sfdp_is25lp512mj) },
	{ PART("is25le512mk", LP, 0x1A, 64), COMMANDS_K_DLP, UP_TO(133, lp512m), .protects = issi_protects_k,
	  NO_RESET_PIN, MS(112, 144, 400, 150000), SFDP(sfdp_is25lp512mk) },
	{ PART("is25lp01gj", LP, 0x1B, 128), COMMANDS_4B_DLP, UP_TO(133, lp512m), .protects = issi_protects_b,
	  NO_RESET_PIN, LARGE_MS(256000), SFDP(sfdp_is25lp512mj), .patch = { SIZE(64), CHIP_TIME(0xE3) } },
	{ PART("is25lp01gk", LP, 0x1B, 128), COMMANDS_K_DLP, UP_TO(133, lp512m), .protects = issi_protects_k,
	  NO_RESET_PIN, MS(112, 144, 400, 256000), SFDP(sfdp_is25lp512mk), .patch = { SIZE(64), CHIP_TIME(0xE3) } },
	{ PART("is25le01gj", LP, 0x1B, 128), COMMANDS_4B_DLP, UP_TO(133, lp512m), .protects = issi_protects_b,
	  NO_RESET_PIN, LARGE_MS(256000), SFDP(sfdp_is25lp512mj), .patch = { SIZE(64), CHIP_TIME(0xE3) } },
	{ PART("is25le01gk", LP, 0x1B, 128), COMMANDS_K_DLP, UP_TO(133, lp512m), .protects = issi_protects_k,
	  NO_RESET_PIN, MS(112, 144, 400, 256000), SFDP(sfdp_is25lp512mk), .patch = { SIZE(64), CHIP_TIME(0xE3) } },
	{ PART("is25lp512mg", LP, 0x20, 64), COMMANDS_4B_DLP, UP_TO(133, lp512m), .protects = issi_protects_b,
	  NO_RESET_PIN, SECOND_GENERATION(64000), SFDP(sfdp_is25lp02gg), .patch = { SIZE(32), CHIP_TIME(0xE0) } },
	{ PART("is25lp01gg", LP, 0x21, 128), COMMANDS_4B_DLP, UP_TO(133, lp512m), .protects = issi_protects_b,
	  NO_RESET_PIN, SECOND_GENERATION(128000), SFDP(sfdp_is25lp02gg), .patch = { SIZE(64), CHIP_TIME(0xE1) } },
	{ PART("is25lp02gg", LP, 0x22, 256), COMMANDS_4B_DLP, UP_TO(133, lp512m), .protects = issi_protects_b,
	  NO_RESET_PIN, SECOND_GENERATION(192000), SFDP(sfdp_is25lp02gg) },
	{ PART("is25lp02ggk", LP, 0x22, 256), COMMANDS_K_DLP, UP_TO(133, lp512m), .protects = issi_protects_k,
	  NO_RESET_PIN, ERASE_MS(112, 144, 400, 192000), .page_us = 320, SFDP(sfdp_is25lp02gg),
	  .patch = { PAGE_512, BLOCK_256K } },
	{ PART("is25wp080", WP, 0x14, 1), COMMANDS_SMALL, UP_TO(133, wp020), .protects = issi_protects_tb,
	  WP_MS(2500), SFDP(sfdp_is25wp256), .patch = { REVISION(5), SIZE_KIB(1024), CHIP_TIME(0xA9) } },
	{ PART("is25wp080d", WP, 0x14, 1), COMMANDS_SMALL, UP_TO(133, wp020d), .protects = issi_protects_tb,
	  WP_MS(2500), SFDP(sfdp_is25wp256), .patch = { SIZE_KIB(1024), CHIP_TIME(0xA9) } },
	{ PART("is25wp016", WP, 0x15, 2), COMMANDS_SMALL, UP_TO(133, wp020), .protects = issi_protects_tb,
	  WP_MS(5000), SFDP(sfdp_is25wp256), .patch = { REVISION(5), SIZE(1), CHIP_TIME(0xB3) } },
	{ PART("is25wp016d", WP, 0x15, 2), COMMANDS_SMALL, UP_TO(133, wp020d), .protects = issi_protects_tb,
	  WP_MS(5000), SFDP(sfdp_is25wp256), .patch = { SIZE(1), CHIP_TIME(0xB3) } },
	{ PART("is25wp032", WP, 0x16, 4), COMMANDS_SMALL, UP_TO(133, wp020), .protects = issi_protects_a,
	  WP_MS(12000), SFDP(sfdp_is25wp256), .patch = { REVISION(5), SIZE(2), CHIP_TIME(0xC2) } },
	{ PART("is25wp032d", WP, 0x16, 4), COMMANDS_SMALL, UP_TO(133, wp020d), .protects = issi_protects_tb,
	  WP_MS(12000), SFDP(sfdp_is25wp256), .patch = { SIZE(2), CHIP_TIME(0xC2) } },
	{ PART("is25wp064", WP, 0x17, 8), COMMANDS_SMALL, UP_TO(133, wp020), .protects = issi_protects_tb,
	  WP_MS(24000), SFDP(sfdp_is25wp256), .patch = { REVISION(5), SIZE(4), CHIP_TIME(0xC5) } },
	{ PART("is25wp064d", WP, 0x17, 8), COMMANDS_ASP, UP_TO(166, wp064d), .protects = issi_protects_a,
	  WP_MS(24000), SFDP(sfdp_is25wp256), .patch = { SIZE(4), CHIP_TIME(0xC5) } },
	{ PART("is25wp064db", WP, 0x17, 8), COMMANDS_ASP, UP_TO(166, wp064d), .protects = issi_protects_b,
	  WP_MS(24000), SFDP(sfdp_is25wp256), .patch = { SIZE(4), CHIP_TIME(0xC5) } },
	{ PART("is25wp128", WP, 0x18, 16), COMMANDS_SMALL, UP_TO(133, wp020), .protects = issi_protects_a,
	  WP_MS(48000), SFDP(sfdp_is25wp256), .patch = { REVISION(5), SIZE(8), CHIP_TIME(0xCB) } },
	{ PART("is25wp128d", WP, 0x18, 16), COMMANDS_ASP, UP_TO(166, lp064d), .protects = issi_protects_b,
	  NO_RESET_PIN, WP_MS(48000), SFDP(sfdp_is25wp256), .patch = { REVISION(5), SIZE(8), CHIP_TIME(0xCB) } },
	{ PART("is25wp128f", WP, 0x18, 16), COMMANDS_4B, UP_TO(166, lp128f), .protects = issi_protects_a,
	  NO_RESET_PIN, WP_MS(48000), SFDP(sfdp_is25wp256), .patch = { SIZE(8), CHIP_TIME(0xCB) } },
	{ PART("is25wp128fb", WP, 0x18, 16), COMMANDS_4B, UP_TO(166, lp128f), .protects = issi_protects_b,
	  NO_RESET_PIN, WP_MS(48000), SFDP(sfdp_is25wp256), .patch = { SIZE(8), CHIP_TIME(0xCB) } },
	{ PART("is25we128ej", WP, 0x18, 16), COMMANDS_4B_DLP, UP_TO(166, wp064d), .protects = issi_protects_b,
	  NO_RESET_PIN, WP_MS(48000), SFDP(sfdp_is25wp256), .patch = { SIZE(8), CHIP_TIME(0xCB) } },
	{ PART("is25we128ek", WP, 0x18, 16), COMMANDS_K_DLP, UP_TO(166, wp064d), .protects = issi_protects_k,
	  NO_RESET_PIN, MS(48, 160, 400, 48000), SFDP(sfdp_is25wp256),
	  .patch = { SIZE(8), PAGE_512, BLOCK_256K, CHIP_TIME(0xCB) } },
	{ PART("is25wp256a", WP, 0x19, 32), COMMANDS_4B, UP_TO(166, wp064d), .protects = issi_protects_a,
	  NO_RESET_PIN, WP_MS(60000), SFDP(sfdp_is25wp256), .patch = { REVISION(5) } },
	{ PART("is25wp256", WP, 0x19, 32), COMMANDS_4B, UP_TO(133, wp256d), .protects = issi_protects_a,
	  NO_RESET_PIN, WP_MS(60000), SFDP(sfdp_is25wp256) },
	{ PART("is25wp256ej", WP, 0x19, 32), COMMANDS_4B, UP_TO(166, wp064d), .protects = issi_protects_b,
	  NO_RESET_PIN, WP_MS(60000), SFDP(sfdp_is25wp256) },
	{ PART("is25wp256ek", WP, 0x19, 32), COMMANDS_K, UP_TO(166, wp064d), .protects = issi_protects_k,
	  NO_RESET_PIN, MS(48, 160, 400, 60000), SFDP(sfdp_is25wp256), .patch = { PAGE_512, BLOCK_256K } },
	{ PART("is25we256ej", WP, 0x19, 32), COMMANDS_4B_DLP, UP_TO(166, wp064d), .protects = issi_protects_b,
	  NO_RESET_PIN, WP_MS(60000), SFDP(sfdp_is25wp256) },
	{ PART("is25we256ek", WP, 0x19, 32), COMMANDS_K_DLP, UP_TO(166, wp064d), .protects = issi_protects_k,
	  NO_RESET_PIN, MS(48, 160, 400, 60000), SFDP(sfdp_is25wp256), .patch = { PAGE_512, BLOCK_256K } },
	{ PART("is25wp512mj", WP, 0x1A, 64), COMMANDS_4B_DLP, UP_TO(112, wp512m), .protects = issi_protects_b,
	  NO_RESET_PIN, LARGE_MS(150000), SFDP(sfdp_is25lp512mj) },
	{ PART("is25wp512mk", WP, 0x1A, 64), COMMANDS_K_DLP, UP_TO(112, wp512m), .protects = issi_protects_k,
	  NO_RESET_PIN, MS(112, 144, 400, 150000), SFDP(sfdp_is25lp512mk) },
	{ PART("is25we512mj", WP, 0x1A, 64), COMMANDS_4B_DLP, UP_TO(112, wp512m), .protects = issi_protects_b,
	  NO_RESET_PIN, LARGE_MS(150000), SFDP(sfdp_is25lp512mj) },
	{ PART("is25we512mk", WP, 0x1A, 64), COMMANDS_K_DLP, UP_TO(112, wp512m), .protects = issi_protects_k,
	  NO_RESET_PIN, MS(112, 144, 400, 150000), SFDP(sfdp_is25lp512mk) },
	{ PART("is25wp01gj", WP, 0x1B, 128), COMMANDS_4B_DLP, UP_TO(104, wp01g), .protects = issi_protects_b,
	  NO_RESET_PIN, LARGE_MS(80000), SFDP(sfdp_is25wp01g) },
	{ PART("is25wp01gk", WP, 0x1B, 128), COMMANDS_K_DLP, UP_TO(104, wp01g), .protects = issi_protects_k,
	  NO_RESET_PIN, MS(112, 144, 400, 80000), SFDP(sfdp_is25wp01g), .patch = { PAGE_512, BLOCK_256K } },
	{ PART("is25we01gj", WP, 0x1B, 128), COMMANDS_4B_DLP, UP_TO(104, wp01g), .protects = issi_protects_b,
	  NO_RESET_PIN, LARGE_MS(80000), SFDP(sfdp_is25wp01g) },
	{ PART("is25wp512mg", WP, 0x20, 64), COMMANDS_4B_DLP, UP_TO(104, wp01g), .protects = issi_protects_b,
	  NO_RESET_PIN, SECOND_GENERATION(64000), SFDP(sfdp_is25lp02gg), .patch = { SIZE(32), CHIP_TIME(0xE0) } },
	{ PART("is25wp01gg", WP, 0x21, 128), COMMANDS_4B_DLP, UP_TO(104, wp01g), .protects = issi_protects_b,
	  NO_RESET_PIN, SECOND_GENERATION(128000), SFDP(sfdp_is25lp02gg), .patch = { SIZE(64), CHIP_TIME(0xE1) } },
	{ PART("is25wp02gg", WP, 0x22, 256), COMMANDS_4B_DLP, UP_TO(104, wp01g), .protects = issi_protects_b,
	  NO_RESET_PIN, SECOND_GENERATION(192000), SFDP(sfdp_is25lp02gg) },
	{ PART_KIB("is25lq010b", LQ, 0x11, 128), COMMANDS_LQ, UP_TO(104, lq), .protects = issi_protects_tb,
	  LP_MS(312), SFDP(sfdp_is25lp064), .patch = { QPI_NONE, SIZE_KIB(128), CHIP_TIME(0xA1) } },
	{ PART_KIB("is25lq020b", LQ, 0x12, 256), COMMANDS_LQ, UP_TO(104, lq), .protects = issi_protects_tb,
	  LP_MS(625), SFDP(sfdp_is25lp064), .patch = { QPI_NONE, SIZE_KIB(256), CHIP_TIME(0xA2) } },
	{ PART_KIB("is25lq040b", LQ, 0x13, 512), COMMANDS_LQ, UP_TO(104, lq), .protects = issi_protects_tb,
	  LP_MS(1250), SFDP(sfdp_is25lp064), .patch = { QPI_NONE, SIZE_KIB(512), CHIP_TIME(0xA4) } },
	{ PART("is25lq080b", LQ, 0x14, 1), COMMANDS_LQ, UP_TO(104, lq), .protects = issi_protects_tb,
	  LP_MS(2500), SFDP(sfdp_is25lp064), .patch = { QPI_NONE, SIZE_KIB(1024), CHIP_TIME(0xA9) } },
	{ PART("is25lq016b", LQ, 0x15, 2), COMMANDS_LQ, UP_TO(104, lq), .protects = issi_protects_tb,
	  LP_MS(5000), SFDP(sfdp_is25lp064), .patch = { QPI_NONE, SIZE(1), CHIP_TIME(0xB3) } },
	{ PART("is25lq032b", LQ, 0x16, 4), COMMANDS_LQ, UP_TO(104, lq), .protects = issi_protects_tb,
	  LP_MS(12000), SFDP(sfdp_is25lp064), .patch = { QPI_NONE, SIZE(2), CHIP_TIME(0xC2) } },
};

const struct nor_models nor_issi = { models, COUNT_OF(models) };
