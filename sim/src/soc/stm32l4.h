/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Between the files that describe STM32L47x and L49x. */

#ifndef SIM_SOC_STM32L4_H
#define SIM_SOC_STM32L4_H

#include "build.h"

#define STM32L47_AF_COUNT	27
extern const struct soc_af stm32l47_af[STM32L47_AF_COUNT];
#define STM32L49_AF_COUNT	47
extern const struct soc_af stm32l49_af[STM32L49_AF_COUNT];

/** Held on all parts; and only on L49x. */
#define STM32L4_HELD_COUNT	41
extern const struct die_held stm32l4_held[STM32L4_HELD_COUNT];
#define STM32L49_HELD_COUNT	5
extern const struct die_held stm32l49_held[STM32L49_HELD_COUNT];

#endif /* SIM_SOC_STM32L4_H */
