// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Macronix: what SFDP does not say. MX25R starts in its low-power mode, in which quad reads with 6 dummy cycles go to
 * 16 MHz only (MX25R6435F data sheet, table "AC characteristics"; the same in MX25R8035F). Opcodes and geometry are
 * SFDP's. Block protection differs too much between parts to be told by ID.
 */

#include "chips.h"

#define LOW_POWER_HZ	16000000
#define ROW(last, log2, text)	{ .id = { 0xC2, 0x28, last }, .size_log2 = log2, .name = text, .max_hz = LOW_POWER_HZ }

static const struct nor_chip macronix_chips[] = {
	ROW(0x14, 20, "MX25R8035F"),
	ROW(0x15, 21, "MX25R1635F"),
	ROW(0x16, 22, "MX25R3235F"),
	ROW(0x17, 23, "MX25R6435F"),
};

const struct nor_vendor nor_vendor_macronix = {
	.id = 0xC2, .qe = NOR_QE_SR1_BIT6, .chip = macronix_chips, .chips = XSPI_COUNT(macronix_chips),
};
