// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Winbond: what SFDP does not say. Sources: data sheets W25Q128JV, W25Q256JV and W25Q256FV, chapters 7.1 and 8.2.5;
 * UFProg vendor-winbond.c, Linux spi-nor winbond.c. A chip without SFDP is not handled: no geometry is in the table.
 */

#include "chips.h"

const struct nor_vendor nor_vendor_winbond = {
	/* BP, TB and SEC, in large parts BP3 and TB; CMP in status register 2. 31h came with SFDP 1.5 */
	.id = 0xEF, .qe = NOR_QE_SR2_BIT1, .protect_mask = 0x7C, .protect_mask2 = 0x40, .write_status2 = 0x31,
	.unique_id_bytes = 8, .quad_program = 0x32,
	.max_hz = 104000000,
};
