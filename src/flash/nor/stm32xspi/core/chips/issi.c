// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * ISSI. Sources: IS25LP128F data sheet (instruction table, chapter 9 timing, page 171), first pages of the IS25LP128
 * and IS25LP128F data sheets; IDs, registers, protection, clock limits: UFProg vendor-issi.c, with U-Boot spi-nor-ids.c
 * and Linux spi-nor issi.c for the IDs. Second generation 9D6020, 21, 22: U-Boot and Zephyr pull request 117496. See
 * data/README.md. Many IDs stand for several parts: a row says only what holds for all of them.
 */

#include "chips.h"

/* Function register 48h: bits 2 and 3 program and erase suspended. Bank register 16h: bit 7 4-byte addresses.
 * Read register 61h: burst, dummy cycles; E0h is the default of the old layout (drive strength in bits 7:5). */
static const struct nor_state issi_state[] = {
	{ 0x48, 0x0C, 0x00, 0x00, NOR_FOUND_SUSPENDED, NOR_CHIP_FUNCTION },
	{ 0x16, 0x80, 0x00, 0x00, NOR_FOUND_4BYTE, NOR_CHIP_BANK },
	{ 0x61, 0xFF, 0x00, 0xE0, NOR_FOUND_READ_PARAMS, NOR_CHIP_READ_PARAMS },
};

#define ROW(type, capacity, log2, label) \
	.id = { 0x9D, type, capacity }, .size_log2 = (log2), .name = (label), .page_size = 256
#define ROW_7F(capacity, log2, label) \
	.id = { 0x7F, 0x9D, capacity }, .size_log2 = (log2), .name = (label), .page_size = 256
/* Times are those of slow parts; not confirmed */
#define ERASE_4K		{ 0x20, 4 * 1024, 100, 300 }
#define ERASE_32K		{ 0x52, 32 * 1024, 140, 500 }
#define ERASE_64K		{ 0xD8, 64 * 1024, 200, 1000 }
#define SMALL_ERASES	ERASE_4K, ERASE_32K
#define ERASES			.erase = { SMALL_ERASES, ERASE_64K }
#define COMMON		(NOR_CHIP_FUNCTION | NOR_CHIP_READ_PARAMS)
#define ERR			NOR_CHIP_ERROR_FLAGS
#define ERR_1_6		NOR_CHIP_ERROR_FLAGS_1_6
#define LARGE		(COMMON | ERR | NOR_CHIP_4BYTE_OPCODES | NOR_CHIP_BANK | NOR_CHIP_OPTION_K)
#define MHZ(n)		((n) * 1000000u)
#define A			NOR_PROTECT_DOUBLING
#define B			NOR_PROTECT_HALVING
#define TB			NOR_PROTECT_TOP_BOTTOM
#define OTHER		NOR_PROTECT_OTHER

static const struct nor_chip issi_chip[] = {
	/* Of PMC's time: no SFDP, or a wrong one. No function register is known of them */
	{ ROW_7F(0x20, 16, "IS25LD512"), .erase = { SMALL_ERASES }, .protect = OTHER },
	{ ROW_7F(0x22, 18, "IS25LD020"), ERASES, .protect = OTHER },
	{ ROW_7F(0x44, 20, "IS25LQ080C"), ERASES, .protect = OTHER },
	{ ROW_7F(0x54, 20, "IS25WQ080"), ERASES, .protect = OTHER },
	{ ROW(0x11, 0x42, 18, "IS25LQ020C"), ERASES, .protect = OTHER },
	{ ROW(0x11, 0x52, 18, "IS25WQ020"), ERASES, .protect = OTHER },
	{ ROW(0x12, 0x43, 19, "IS25LQ040C"), ERASES, .protect = OTHER },
	{ ROW(0x12, 0x53, 19, "IS25WQ040"), ERASES, .protect = OTHER },
	/* 52h is not sure of this one */
	{ ROW(0x14, 0x45, 21, "IS25LQ016C"), .erase = { ERASE_4K, ERASE_64K }, .protect = OTHER },

	/* LQ...B, LP...E */
	{ ROW(0x40, 0x09, 15, "IS25LQ025"), ERASES, .flags = NOR_CHIP_FUNCTION, .protect = OTHER },
	{ ROW(0x40, 0x10, 16, "IS25LQ512"), ERASES, .flags = NOR_CHIP_FUNCTION, .protect = TB },
	{ ROW(0x40, 0x11, 17, "IS25LQ010"), ERASES, .flags = NOR_CHIP_FUNCTION, .protect = OTHER },
	{ ROW(0x40, 0x12, 18, "IS25LQ020"), ERASES, .flags = NOR_CHIP_FUNCTION, .protect = OTHER },
	{ ROW(0x40, 0x13, 19, "IS25LQ040"), ERASES, .flags = NOR_CHIP_FUNCTION, .protect = OTHER },
	{ ROW(0x40, 0x14, 20, "IS25LQ080"), ERASES, .flags = NOR_CHIP_FUNCTION, .protect = TB },
	{ ROW(0x40, 0x15, 21, "IS25LQ016"), ERASES, .flags = NOR_CHIP_FUNCTION, .protect = TB },
	{ ROW(0x40, 0x16, 22, "IS25LQ032"), ERASES, .flags = NOR_CHIP_FUNCTION, .protect = TB },

	/* LP, LE: 3 V */
	{ ROW(0x60, 0x14, 20, "IS25LP080"), ERASES, .flags = COMMON | ERR, .protect = TB, .max_hz = MHZ(104) },
	{ ROW(0x60, 0x15, 21, "IS25LP016"), ERASES, .flags = COMMON | ERR, .protect = TB, .max_hz = MHZ(104) },
	{ ROW(0x60, 0x16, 22, "IS25LP032"), ERASES, .flags = COMMON | ERR_1_6, .protect = A | TB, .max_hz = MHZ(104) },
	{ ROW(0x60, 0x17, 23, "IS25LP064"), ERASES, .flags = COMMON | ERR_1_6, .protect = A | B, .max_hz = MHZ(90) },
	{
		/* LP128, LP128A, B, D, F and LE128E; the times are those of the F. Not confirmed by a data sheet body: page
		 * and chip erase typical, chip erase maximum. */
		ROW(0x60, 0x18, 24, "IS25LP128F"),
		.erase = {
			{ 0x20, 4 * 1024, 70, 300 },
			{ 0x52, 32 * 1024, 100, 500 },
			{ 0xD8, 64 * 1024, 150, 1000 },
		},
		.chip_erase_typ_ms = 45000, .chip_erase_max_ms = 180000, .page_typ_us = 200, .page_max_us = 800,
		.flags = COMMON | ERR_1_6 | NOR_CHIP_BANK | NOR_CHIP_OPTION_K | NOR_CHIP_TIMES | NOR_CHIP_QUAD_PROGRAM,
		.protect = A | B, .max_hz = MHZ(81),
	},
	{ ROW(0x60, 0x19, 25, "IS25LP256"), ERASES, .flags = LARGE, .protect = A | B, .max_hz = MHZ(81) },
	{ ROW(0x60, 0x1A, 26, "IS25LP512M"), ERASES, .flags = LARGE, .protect = B, .max_hz = MHZ(75) },
	{ ROW(0x60, 0x1B, 27, "IS25LP01G"), ERASES, .flags = LARGE, .protect = B, .max_hz = MHZ(75) },
	/* second generation: the last byte is not the logarithm of the size */
	{ ROW(0x60, 0x20, 26, "IS25LP512MG"), ERASES, .flags = LARGE, .protect = OTHER },
	{ ROW(0x60, 0x21, 27, "IS25LP01GG"), ERASES, .flags = LARGE, .protect = OTHER },
	{ ROW(0x60, 0x22, 28, "IS25LP02GG"), ERASES, .flags = LARGE, .protect = B, .max_hz = MHZ(75) },

	/* WP, WE: 1.8 V. WJ has the IDs of WP, but registers as Winbond's: none is read before SFDP has told them apart */
	{ ROW(0x70, 0x09, 15, "IS25WP025"), ERASES, .flags = NOR_CHIP_FUNCTION, .protect = OTHER },
	{ ROW(0x70, 0x10, 16, "IS25WP512"), ERASES, .flags = NOR_CHIP_FUNCTION, .protect = TB },
	{ ROW(0x70, 0x11, 17, "IS25WP010"), ERASES, .flags = NOR_CHIP_FUNCTION, .protect = OTHER },
	{ ROW(0x70, 0x12, 18, "IS25WP020"), ERASES, .flags = NOR_CHIP_FUNCTION, .protect = OTHER },
	{ ROW(0x70, 0x13, 19, "IS25WP040"), ERASES, .flags = NOR_CHIP_FUNCTION, .protect = OTHER },
	{ ROW(0x70, 0x14, 20, "IS25WP080"), ERASES, .flags = COMMON | ERR, .protect = TB, .max_hz = MHZ(104) },
	{ ROW(0x70, 0x15, 21, "IS25WP016"), ERASES, .flags = ERR, .protect = TB },
	{ ROW(0x70, 0x16, 22, "IS25WP032"), ERASES, .flags = ERR, .protect = A | TB },
	{ ROW(0x70, 0x17, 23, "IS25WP064"), ERASES, .flags = ERR, .protect = A | B | TB },
	{
		ROW(0x70, 0x18, 24, "IS25WP128"), ERASES, .flags = COMMON | ERR | NOR_CHIP_BANK | NOR_CHIP_OPTION_K,
		.protect = A | B, .max_hz = MHZ(81)
	},
	{ ROW(0x70, 0x19, 25, "IS25WP256"), ERASES, .flags = LARGE, .protect = A | B, .max_hz = MHZ(81) },
	{ ROW(0x70, 0x1A, 26, "IS25WP512M"), ERASES, .flags = LARGE, .protect = B, .max_hz = MHZ(75) },
	{ ROW(0x70, 0x1B, 27, "IS25WP01G"), ERASES, .flags = LARGE, .protect = B, .max_hz = MHZ(75) },
	{ ROW(0x70, 0x20, 26, "IS25WP512MG"), ERASES, .flags = LARGE, .protect = OTHER },
	{ ROW(0x70, 0x21, 27, "IS25WP01GG"), ERASES, .flags = LARGE, .protect = OTHER },
	{ ROW(0x70, 0x22, 28, "IS25WP02GG"), ERASES, .flags = LARGE, .protect = B, .max_hz = MHZ(75) },
	{ ROW(0x71, 0x18, 24, "IS25WJ128"), ERASES, .protect = OTHER },
};

const struct nor_vendor nor_vendor_issi = {
	.id = 0x9D, .qe = NOR_QE_SR1_BIT6, .protect_mask = 0x3C, .write_status2 = 0x31, .unique_id_bytes = 16,
	.quad_program = 0x32, .quad_program_minor = 6, .exit_4byte = 0x29,
	.read = {
		[SFDP_READ_1_4_4] = { .opcode = 0xEB, .mode_clocks = 2, .wait_clocks = 4 },
		[SFDP_READ_1_1_4] = { .opcode = 0x6B, .wait_clocks = 8 },
		[SFDP_READ_1_2_2] = { .opcode = 0xBB, .mode_clocks = 4 },
		[SFDP_READ_1_1_2] = { .opcode = 0x3B, .wait_clocks = 8 },
	},
	.max_hz = MHZ(75),
	.state = issi_state, .states = XSPI_COUNT(issi_state),
	.chip = issi_chip, .chips = XSPI_COUNT(issi_chip),
};
