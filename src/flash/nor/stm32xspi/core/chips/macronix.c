// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Macronix: what SFDP does not say. MX25R starts in its low-power mode, in which quad reads with 6 dummy cycles go to
 * 16 MHz only (MX25R6435F data sheet, table "AC characteristics"; the same in MX25R8035F). Opcodes and geometry are
 * SFDP's; those of a part that boards leave in QPI, where SFDP cannot be read, are here. Block protection differs too
 * much between parts to be told by ID.
 */

#include "chips.h"

#define LOW_POWER_HZ	16000000
#define ROW(last, log2, text)	{ .id = { 0xC2, 0x28, last }, .size_log2 = log2, .name = text, .max_hz = LOW_POWER_HZ }

static const struct nor_chip macronix_chips[] = {
	/* also MX66L51235F; times are those of the slower one, doubled */
	{ .id = { 0xC2, 0x20, 0x1A }, .size_log2 = 26, .name = "MX25L51245G", .page_size = 256,
		.erase = { { 0x20, 4 * 1024, 50, 800 }, { 0x52, 32 * 1024, 300, 2000 }, { 0xD8, 64 * 1024, 450, 4000 } },
		.chip_erase_typ_ms = 300000, .chip_erase_max_ms = 1200000, .page_typ_us = 300, .page_max_us = 3000,
		.flags = NOR_CHIP_4BYTE_OPCODES },
	ROW(0x14, 20, "MX25R8035F"),
	ROW(0x15, 21, "MX25R1635F"),
	ROW(0x16, 22, "MX25R3235F"),
	ROW(0x17, 23, "MX25R6435F"),
};

const struct nor_vendor nor_vendor_macronix = {
	.id = 0xC2, .qe = NOR_QE_SR1_BIT6, .chip = macronix_chips, .chips = XSPI_COUNT(macronix_chips),
};
