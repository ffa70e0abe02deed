/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Between the files that describe STM32G474. */

#ifndef SIM_SOC_STM32G4_H
#define SIM_SOC_STM32G4_H

#include "build.h"

#define STM32G4_AF_COUNT	48
extern const struct soc_af stm32g4_af[STM32G4_AF_COUNT];

#define STM32G4_HELD_COUNT	48
extern const struct die_held stm32g4_held[STM32G4_HELD_COUNT];

#endif /* SIM_SOC_STM32G4_H */
