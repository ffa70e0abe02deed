// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * ISSI IS25LP / IS25WP. Sources: IS25LP128F data sheet (instruction table, chapter 9 timing, page 171), first pages of
 * the IS25LP128 and IS25LP128F data sheets, Linux spi-nor issi.c, UFProg vendor-issi.c. See data/README.md.
 */

#include "chips.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

/* Function register 48h: bits 2 and 3 program and erase suspended. Bank register 16h: bit 7 4-byte addresses.
 * Read register 61h: burst, dummy cycles; E0h is the default of the old layout (drive strength in bits 7:5). */
static const struct nor_state issi_state[] = {
	{ 0x48, 0x0C, 0x00, 0x00, NOR_FOUND_SUSPENDED },
	{ 0x16, 0x80, 0x00, 0x00, NOR_FOUND_4BYTE },
	{ 0x61, 0xFF, 0x00, 0xE0, NOR_FOUND_READ_PARAMS },
};

static const struct nor_chip issi_chip[] = {
	{
		/* ID shared by LP128, LP128A, B, D, F and LE128E; the times are those of the F. Not confirmed by a data
		 * sheet body: page and chip erase typical, chip erase maximum. */
		.id = { 0x9D, 0x60, 0x18 }, .name = "IS25LP128F", .size_log2 = 24, .page_size = 256,
		.erase = {
			{ 0x20, 4 * 1024, 70, 300 },
			{ 0x52, 32 * 1024, 100, 500 },
			{ 0xD8, 64 * 1024, 150, 1000 },
		},
		.chip_erase_typ_ms = 45000, .chip_erase_max_ms = 180000,
		.page_typ_us = 200, .page_max_us = 800,
		.max_hz = 81000000, .has_error_flags = true,
	},
};

const struct nor_vendor nor_vendor_issi = {
	.id = 0x9D, .qe = NOR_QE_SR1_BIT6, .protect_mask = 0x3C, .quad_program = 0x32, .exit_4byte = 0x29,
	.quad_read = { .opcode = 0xEB, .mode_clocks = 2, .wait_clocks = 4 },
	.max_hz = 75000000, .flags = NOR_CHIP_4BYTE_OPCODES,
	.state = issi_state, .states = COUNT(issi_state),
	.chip = issi_chip, .chips = COUNT(issi_chip),
};
