/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * How the command tables of the chips are written: a line is an opcode, the modes in which it is accepted, its address
 * and dummies, and the function that carries it out, whose name is the command's name in traces and messages.
 */

#ifndef SIM_NOR_TABLES_H
#define SIM_NOR_TABLES_H

#include "chip.h"

#define A34		NOR_ADDR_34
#define SET		NOR_DUMMY_SET
#define PAGE	NOR_IN_PAGE

#define S		NOR_SPI
#define Q		NOR_QPI
#define SQ		(NOR_SPI | NOR_QPI)
#define SQW		(NOR_SPI | NOR_QPI | NOR_WEL)
#define SQB		(NOR_SPI | NOR_QPI | NOR_BUSY)

/* A read from the array; lines are those of SPI mode. */
#define ARRAY(op, modes, bytes, alines, has_mode, dummies, limit, dlines) \
	{ .opcode = op, .flags = (modes) | NOR_READ, .addr = bytes, .addr_lines = alines, .mode = has_mode, \
	  .dummy = dummies, .speed = limit, .data_lines = dlines, .name = "read" }
#define PROGRAM_AT(op, modes, bytes, alines, dlines) \
	{ .opcode = op, .flags = (modes) | NOR_WEL, .addr = bytes, .addr_lines = alines, .data_lines = dlines, \
	  .in = PAGE, .done = nor_do_program, .name = "program" }
#define PROGRAM(op, modes, bytes, dlines)	PROGRAM_AT(op, modes, bytes, 1, dlines)
#define ERASE_IN(op, modes, bytes, amount) \
	{ .opcode = op, .flags = (modes) | NOR_WEL, .addr = bytes, .done = nor_do_erase, .arg = amount, \
	  .name = "erase" }
#define ERASE(op, bytes, amount)			ERASE_IN(op, SQ, bytes, amount)
/* Register read: bytes out without an address; register write: count bytes in. */
#define GET(op, modes, function) \
	{ .opcode = op, .flags = modes, .data_lines = 1, .out = function, .name = #function }
#define PUT(op, modes, count, function, argument) \
	{ .opcode = op, .flags = modes, .data_lines = 1, .in = count, .done = function, .arg = argument, \
	  .name = #function }
/* The same with an address. */
#define GET_AT(op, modes, bytes, dummies, function) \
	{ .opcode = op, .flags = modes, .addr = bytes, .dummy = dummies, .data_lines = 1, .out = function, \
	  .name = #function }
#define PUT_AT(op, modes, bytes, count, function) \
	{ .opcode = op, .flags = modes, .addr = bytes, .data_lines = 1, .in = count, .done = function, \
	  .name = #function }
/* The opcode alone. */
#define PLAIN(op, modes, function, argument) \
	{ .opcode = op, .flags = modes, .done = function, .arg = argument, .name = #function }
/* Out of deep power-down; with three dummy bytes it gives the device ID. */
#define WAKE(op, modes) \
	{ .opcode = op, .flags = (modes) | NOR_CUT | NOR_ASLEEP, .addr = 3, .data_lines = 1, .out = nor_out_device_id, \
	  .done = nor_do_wake, .name = "nor_do_wake" }

#define GROUP(list)		{ list, sizeof(list) / sizeof((list)[0]) }
#define SFDP(bytes)		.sfdp = bytes, .sfdp_size = sizeof(bytes)

#endif /* SIM_NOR_TABLES_H */
