// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * The cores' identities and what they have, as tables. Sources: Technical Reference Manuals of Cortex-M4 (DDI 0439),
 * Cortex-M7 (DDI 0489) and Cortex-M33 (100230), chapters System Control, Debug, FPB and DWT; what they leave to the
 * implementation is ST's, from PM0214, PM0253, PM0264. Behaviour is left to the other files.
 */

#include <string.h>
#include "../sim.h"
#include "model.h"

static const struct core_constant m4_constants[] = {
	{ 0x004, 3 },							/* ICTR */
	{ 0xd40, 0x00000030 },					/* ID_PFR0, ID_PFR1, ID_DFR0 */
	{ 0xd44, 0x00000200 },
	{ 0xd48, 0x00100000 },
	{ 0xd50, 0x00100030 },					/* ID_MMFR0, ID_MMFR2 */
	{ 0xd58, 0x01000000 },
	{ 0xd60, 0x01141110 },					/* ID_ISAR0..4 */
	{ 0xd64, 0x02112000 },
	{ 0xd68, 0x21232231 },
	{ 0xd6c, 0x01111131 },
	{ 0xd70, 0x01310102 },
	{ 0xd90, 0x00000800 },					/* MPU_TYPE: 8 regions */
	{ 0xfe0, 0x0000000c },					/* PIDR0..2 and 4, CIDR0..3 */
	{ 0xfe4, 0x000000b0 },
	{ 0xfe8, 0x0000000b },
	{ 0xfd0, 0x00000004 },
	{ 0xff0, 0x0000000d },
	{ 0xff4, 0x000000e0 },
	{ 0xff8, 0x00000005 },
	{ 0xffc, 0x000000b1 },
};

static const struct core_constant m7_constants[] = {
	{ 0x004, 3 },
	{ 0xd40, 0x00000030 },
	{ 0xd44, 0x00000200 },
	{ 0xd48, 0x00100000 },
	{ 0xd50, 0x00100030 },
	{ 0xd58, 0x01000000 },
	{ 0xd60, 0x01101110 },
	{ 0xd64, 0x02112000 },
	{ 0xd68, 0x20232231 },
	{ 0xd6c, 0x01111131 },
	{ 0xd70, 0x01310132 },
	{ 0xd78, 0x09000003 },					/* CLIDR: instruction and data cache, one level */
	{ 0xd7c, 0x8303c003 },					/* CTR */
	{ 0xd90, 0x00000800 },
	{ 0xfe0, 0x0000000c },
	{ 0xfe4, 0x000000b0 },
	{ 0xfe8, 0x0000000b },
	{ 0xfd0, 0x00000004 },
	{ 0xff0, 0x0000000d },
	{ 0xff4, 0x000000e0 },
	{ 0xff8, 0x00000005 },
	{ 0xffc, 0x000000b1 },
};

static const struct core_constant m33_constants[] = {
	{ 0x004, 3 },
	{ 0xd40, 0x00000030 },
	{ 0xd44, 0x00000200 },					/* ID_PFR1: no Security Extension in use */
	{ 0xd48, 0x00200000 },
	{ 0xd50, 0x00101f40 },
	{ 0xd58, 0x01000000 },
	{ 0xd60, 0x01101110 },
	{ 0xd64, 0x02212000 },
	{ 0xd68, 0x20232232 },
	{ 0xd6c, 0x01111131 },
	{ 0xd70, 0x01310132 },
	{ 0xd78, 0x00000000 },					/* CLIDR: no cache in the core */
	{ 0xd7c, 0x8000c000 },
	{ 0xd90, 0x00000800 },
	{ 0xfbc, 0x47702a04 },					/* DEVARCH */
	{ 0xfe0, 0x00000021 },
	{ 0xfe4, 0x000000bd },
	{ 0xfe8, 0x0000000b },
	{ 0xfd0, 0x00000004 },
	{ 0xff0, 0x0000000d },
	{ 0xff4, 0x00000090 },
	{ 0xff8, 0x00000005 },
	{ 0xffc, 0x000000b1 },
};

/* SCS, DWT, FPB, ITM; TPIU and ETM on the M4. */
static const uint32_t m4_rom[] = { 0xfff0f003, 0xfff02003, 0xfff03003, 0xfff01003, 0xfff41003, 0xfff42003 };
static const uint32_t m7_rom[] = { 0xfff0f003, 0xfff02003, 0xfff03003, 0xfff01003 };

#define CONSTANTS(table)	.constants = table, .constant_count = COUNT_OF(table)
#define ROM(table)			.rom = table, .rom_count = COUNT_OF(table)

static const struct core_model models[] = {
	{
		.name = "cortex-m4", .kind = CORE_M4, .exc_return = 0xffffffe1, .ccr = 0x200, .ccr_bits = 0x31b,
		.actlr_bits = 0x307, .fp_ctrl = 0x260, .breakpoints = 6, .bit_band = true,
		CONSTANTS(m4_constants), ROM(m4_rom), .rom_part = 0xb4c4,
	}, {
		.name = "cortex-m7", .kind = CORE_M7, .exc_return = 0xffffffe1, .ccr = 0x40200, .ccr_bits = 0x3031b,
		.actlr_bits = 0x1fffffff, .fp_ctrl = 0x10000080, .breakpoints = 8, .dwt_locked = true, .caches = true,
		CONSTANTS(m7_constants), ROM(m7_rom), .rom_part = 0xb4c7,
	}, {
		.name = "cortex-m33", .kind = CORE_M33, .v8 = true, .exc_return = 0xffffffa0, .ccr = 0x201,
		.ccr_bits = 0x71a, .actlr_bits = 0x20001007, .fp_ctrl = 0x10000080, .breakpoints = 8,
		CONSTANTS(m33_constants), ROM(m7_rom), .rom_part = 0xb4c9,
	},
};

const struct core_model *core_model_find(const char *name)
{
	for (unsigned int i = 0; i < COUNT_OF(models); i++) {
		if (strcmp(models[i].name, name) == 0)
			return &models[i];
	}
	return NULL;
}
