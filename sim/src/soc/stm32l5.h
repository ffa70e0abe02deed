/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Between the files that describe STM32L552 and L562. */

#ifndef SIM_SOC_STM32L5_H
#define SIM_SOC_STM32L5_H

#include "build.h"

#define STM32L5_AF_COUNT	55
extern const struct soc_af stm32l5_af[STM32L5_AF_COUNT];

#define STM32L5_HELD_COUNT	47
extern const struct die_held stm32l5_held[STM32L5_HELD_COUNT];

#endif /* SIM_SOC_STM32L5_H */
