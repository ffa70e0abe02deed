// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * ISSI IS25LP128F as data. Opcodes, address and dummy counts: instruction table of the datasheet as transcribed in two
 * public drivers that agree with each other and with UFProg's ISSI tables (hackpascal/ufprog). Clock limits by dummy
 * count: UFProg. Erase times and the power-down exit: datasheet, "Program/erase performance", as cited in a driver.
 * Not found in any source and taken as usual for the family: page program 0.2 ms, register write 2 ms, chip erase 45 s,
 * suspend latency 100 us, power-up 300 us, reset 100 us, dummy clocks of the double rate reads.
 */

#include <string.h>
#include "issi.h"

enum speed { ANY, READ, FAST_111, FAST_112, FAST_122, FAST_114, FAST_144, DTR_111, DTR_122, DTR_144, SPEEDS };

static const struct nor_read_speed speeds[SPEEDS] = {
	[ANY] = { .mhz = { 166 } },
	[READ] = { .mhz = { 80 } },
	[FAST_111] = { 8, { 0, 98, 110, 122, 133, 145, 156, 166, 166, 166, 166, 166, 166, 166, 166, 166 } },
	[FAST_112] = { 8, { 0, 75, 84, 98, 133, 140, 150, 166, 166, 166, 166, 166, 166, 166, 166, 166 } },
	[FAST_122] = { 4, { 0, 55, 80, 95, 104, 120, 133, 140, 150, 166, 166, 166, 166, 166, 166, 166 } },
	[FAST_114] = { 8, { 0, 63, 75, 87, 98, 110, 122, 133, 145, 156, 166, 166, 166, 166, 166, 166 } },
	[FAST_144] = { 6, { 0, 23, 34, 46, 58, 69, 81, 93, 104, 122, 127, 139, 151, 162, 166, 166 } },
	[DTR_111] = { 8, { 0, 80, 80, 80, 80, 80, 80, 80, 80, 80, 80, 80, 80, 80, 80, 80 } },
	[DTR_122] = { 4, { 0, 80, 80, 80, 80, 80, 80, 80, 80, 80, 80, 80, 80, 80, 80, 80 } },
	[DTR_144] = { 6, { 0, 80, 80, 80, 80, 80, 80, 80, 80, 80, 80, 80, 80, 80, 80, 80 } },
};

#define A34		NOR_ADDR_34
#define SET		NOR_DUMMY_SET
#define PAGE	NOR_IN_PAGE

/* A read from the array; S or Q are the modes, lines are those of SPI mode. */
#define ARRAY(op, modes, bytes, alines, has_mode, dummies, limit, dlines) \
	{ .opcode = op, .flags = (modes) | NOR_READ, .addr = bytes, .addr_lines = alines, .mode = has_mode, \
	  .dummy = dummies, .speed = limit, .data_lines = dlines }
#define PROGRAM(op, modes, bytes, dlines) \
	{ .opcode = op, .flags = (modes) | NOR_WEL, .addr = bytes, .data_lines = dlines, .in = PAGE, \
	  .done = nor_do_program }
#define ERASE(op, bytes, amount) \
	{ .opcode = op, .flags = NOR_ANY | NOR_WEL, .addr = bytes, .done = nor_do_erase, .arg = amount }
/* Register read: bytes out without an address; register write: count bytes in. */
#define GET(op, modes, function) \
	{ .opcode = op, .flags = modes, .data_lines = 1, .out = function }
#define PUT(op, modes, count, function, argument) \
	{ .opcode = op, .flags = modes, .data_lines = 1, .in = count, .done = function, .arg = argument }
/* The same with an address. */
#define GET_AT(op, modes, bytes, dummies, function) \
	{ .opcode = op, .flags = modes, .addr = bytes, .dummy = dummies, .data_lines = 1, .out = function }
#define PUT_AT(op, modes, bytes, count, function) \
	{ .opcode = op, .flags = modes, .addr = bytes, .data_lines = 1, .in = count, .done = function }
/* The opcode alone. */
#define PLAIN(op, modes, function, argument) \
	{ .opcode = op, .flags = modes, .done = function, .arg = argument }

#define S		NOR_SPI
#define Q		NOR_QPI
#define SQ		NOR_ANY
#define SQW		(NOR_ANY | NOR_WEL)
#define SQB		(NOR_ANY | NOR_BUSY)

static const struct nor_command is25lp_commands[] = {
	ARRAY(0x03, S, A34, 1, false, 0, READ, 1),
	ARRAY(0x13, S, 4, 1, false, 0, READ, 1),
	ARRAY(0x0B, SQ, A34, 1, false, SET, FAST_111, 1),
	ARRAY(0x0C, SQ, 4, 1, false, SET, FAST_111, 1),
	ARRAY(0x3B, S, A34, 1, false, SET, FAST_112, 2),
	ARRAY(0x3C, S, 4, 1, false, SET, FAST_112, 2),
	ARRAY(0xBB, S, A34, 2, true, SET, FAST_122, 2),
	ARRAY(0xBC, S, 4, 2, true, SET, FAST_122, 2),
	ARRAY(0x6B, S | NOR_QE, A34, 1, false, SET, FAST_114, 4),
	ARRAY(0x6C, S | NOR_QE, 4, 1, false, SET, FAST_114, 4),
	ARRAY(0xEB, SQ | NOR_QE, A34, 4, true, SET, FAST_144, 4),
	ARRAY(0xEC, SQ | NOR_QE, 4, 4, true, SET, FAST_144, 4),
	ARRAY(0x0D, SQ | NOR_DTR, A34, 1, false, SET, DTR_111, 1),
	ARRAY(0x0E, SQ | NOR_DTR, 4, 1, false, SET, DTR_111, 1),
	ARRAY(0xBD, S | NOR_DTR, A34, 2, true, SET, DTR_122, 2),
	ARRAY(0xBE, S | NOR_DTR, 4, 2, true, SET, DTR_122, 2),
	ARRAY(0xED, SQ | NOR_DTR | NOR_QE, A34, 4, true, SET, DTR_144, 4),
	ARRAY(0xEE, SQ | NOR_DTR | NOR_QE, 4, 4, true, SET, DTR_144, 4),

	PROGRAM(0x02, SQ, A34, 1),
	PROGRAM(0x12, SQ, 4, 1),
	PROGRAM(0x32, S | NOR_QE, A34, 4),
	PROGRAM(0x38, S | NOR_QE, A34, 4),
	PROGRAM(0x34, S | NOR_QE, 4, 4),
	PROGRAM(0x3E, S | NOR_QE, 4, 4),

	ERASE(0x20, A34, 0x1000),
	ERASE(0xD7, A34, 0x1000),
	ERASE(0x21, 4, 0x1000),
	ERASE(0x52, A34, 0x8000),
	ERASE(0x5C, 4, 0x8000),
	ERASE(0xD8, A34, 0x10000),
	ERASE(0xDC, 4, 0x10000),
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
	GET(0x81, SQB, issi_out_extended),
	PUT(0x85, SQW, 1, issi_do_extended, 1),
	PUT(0x83, SQ, 1, issi_do_extended, 0),
	PLAIN(0x82, SQ, issi_do_clear_errors, 0),
	GET(0x16, SQ, issi_out_bank),
	GET(0xC8, SQ, issi_out_bank),
	PUT(0x17, SQ, 1, issi_do_bank, 0),
	PUT(0xC5, SQW, 1, issi_do_bank, 0),
	PUT(0x18, SQW, 1, issi_do_bank, 1),
	GET(0x14, SQ, issi_out_autoboot),
	PUT(0x15, SQW, 4, issi_do_autoboot, 0),
	PLAIN(0xB7, SQ, issi_do_address_mode, 4),
	PLAIN(0x29, SQ, issi_do_address_mode, 3),

	PLAIN(0x35, S | NOR_QE, nor_do_qpi, 1),
	PLAIN(0xF5, Q, nor_do_qpi, 0),
	PLAIN(0xB9, SQ, nor_do_power_down, 0),
	{ .opcode = 0xAB, .flags = SQ | NOR_CUT, .addr = 3, .data_lines = 1, .out = nor_out_device_id,
	  .done = nor_do_wake },
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
	PUT_AT(0x25, SQW, 4, 0, issi_do_unlock_sector),
	PLAIN(0x24, SQ, issi_do_lock_sector, 0),
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

/*
 * No public dump of an IS25LP128F is known. The bytes are those of the SK25LP128 (a 128 Mbit part with ISSI's vendor
 * table; linux-mtd, "siliconkaiser: add support for sk25lp128", 2022), which differ from the IS25WP256's (linux-mtd and
 * qemu/qemu) only in size, chip erase time, power-down exit time, 4-byte entry and exit, and vendor bits. Changed to
 * this part's datasheet: erase times in DWORD 10 and 11 (4K 80, 32K 112, 64K 160 ms as the coarse units allow, at most
 * 8 times that; chip 48 s) and the supply range, 2.3 to 3.6 V.
 */
static const uint8_t is25lp128f_sfdp[] = {
	/* header: "SFDP", 1.6, two parameter headers */
	0x53, 0x46, 0x44, 0x50, 0x06, 0x01, 0x01, 0xFF,
	/* basic table: 1.6, 16 DWORDs at 30h */
	0x00, 0x06, 0x01, 0x10, 0x30, 0x00, 0x00, 0xFF,
	/* ISSI's table: 1.5, 3 DWORDs at 80h */
	0x9D, 0x05, 0x01, 0x03, 0x80, 0x00, 0x00, 0x02,
	0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
	0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
	/* 30h: DWORD 1 .. 4 */
	0xE5, 0x20, 0xF9, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x44, 0xEB, 0x08, 0x6B, 0x08, 0x3B, 0x80, 0xBB,
	/* DWORD 5 .. 8 */
	0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0xFF, 0xFF, 0xFF, 0x44, 0xEB, 0x0C, 0x20, 0x0F, 0x52,
	/* DWORD 9 .. 12 */
	0x10, 0xD8, 0x00, 0xFF, 0x43, 0x32, 0xA5, 0x00, 0x82, 0xD8, 0x11, 0xCB, 0xCC, 0xCD, 0x68, 0x46,
	/* DWORD 13 .. 16 */
	0x7A, 0x75, 0x7A, 0x75, 0xF7, 0xA2, 0xD5, 0x5C, 0x4A, 0x42, 0x2C, 0xFF, 0xF0, 0x30, 0xC0, 0x80,
	0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
	/* 80h: ISSI's table */
	0x00, 0x36, 0x00, 0x23, 0x9C, 0xF9, 0xC0, 0x64, 0x8F, 0xEC, 0xFF, 0xFF,
};

const struct nor_model nor_is25lp128f = {
	.name = "is25lp128f",
	.id = { 0x9D, 0x60, 0x18 },
	.device_id = 0x17,
	.size = 16u << 20,
	.page = 256,
	.commands = is25lp_commands,
	.command_count = sizeof(is25lp_commands) / sizeof(is25lp_commands[0]),
	.speed = speeds,
	.qpi_speed = FAST_144,
	.max_mhz = 166,
	.page_us = 200,
	.erase_4k_us = 70000,
	.erase_32k_us = 100000,
	.erase_64k_us = 150000,
	.erase_chip_us = 45000000,
	.register_us = 2000,
	.suspend_us = 100,
	.reset_us = 100,
	.power_up_us = 300,
	.wake_ns = 3000,
	.sfdp = is25lp128f_sfdp,
	.sfdp_size = sizeof(is25lp128f_sfdp),
	.function_register = 0x01,		/* 8-pin packages leave the factory with the dedicated RESET# pin disabled */
};

const struct nor_model *nor_find_model(const char *name)
{
	static const struct nor_model *const models[] = { &nor_is25lp128f };

	for (size_t i = 0; i < sizeof(models) / sizeof(models[0]); i++) {
		if (!strcmp(models[i]->name, name))
			return models[i];
	}
	return NULL;
}
