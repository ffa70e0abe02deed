/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What differs between the cores: Cortex-M4, M7 and M33, as data. */

#ifndef SIM_CORE_MODEL_H
#define SIM_CORE_MODEL_H

#include <stdbool.h>
#include <stdint.h>

enum core_kind { CORE_M4, CORE_M7, CORE_M33, CORE_KINDS };

/** A register of the System Control Space that reads as a constant. */
struct core_constant {
	uint16_t offset;
	uint32_t value;
};

struct core_model {
	const char *name;				/**< as struct soc_die.core */
	enum core_kind kind;
	bool v8;						/**< Armv8-M: stack limits, its MPU, its DWT */
	uint32_t exc_return;			/**< bits of EXC_RETURN that are always set */
	uint32_t ccr, ccr_bits;			/**< CCR: after reset, and what can be written */
	uint32_t actlr_bits;
	uint32_t fp_ctrl;				/**< of the breakpoint unit, without its enable bit */
	unsigned int breakpoints;
	bool dwt_locked;				/**< DWT's registers can be written after 0xC5ACCE55 to DWT_LAR only */
	bool bit_band;
	bool caches;
	const struct core_constant *constants;
	unsigned int constant_count;
	const uint32_t *rom;			/**< entries of the ROM table at 0xE00FF000 */
	unsigned int rom_count;
	uint32_t rom_part;				/**< PIDR0 and PIDR1 of it: part number */
};

/** @returns the model of a core by its name, NULL if there is none */
const struct core_model *core_model_find(const char *name);

#endif /* SIM_CORE_MODEL_H */
