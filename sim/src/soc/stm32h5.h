/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Between the files that describe STM32H563. */

#ifndef SIM_SOC_STM32H5_H
#define SIM_SOC_STM32H5_H

#include "build.h"

#define STM32H5_AF_COUNT	89
extern const struct soc_af stm32h5_af[STM32H5_AF_COUNT];

#define STM32H5_HELD_COUNT	70
extern const struct die_held stm32h5_held[STM32H5_HELD_COUNT];

#endif /* SIM_SOC_STM32H5_H */
