/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Between the files that describe STM32L552 and L562. */

#ifndef SIM_SOC_STM32L5_H
#define SIM_SOC_STM32L5_H

#include "parts.h"

#define STM32L5_AF_COUNT	55
extern const struct soc_af stm32l5_af[STM32L5_AF_COUNT];

/** A device that only holds its registers. */
struct stm32l5_held {
	const char *name;
	uint32_t base, size;
	const struct reg *table;	/**< NULL: whatever is written, counted as not modelled */
	unsigned int table_len;
};

extern const struct stm32l5_held stm32l5_held[];
extern const unsigned int stm32l5_held_count;

#endif /* SIM_SOC_STM32L5_H */
