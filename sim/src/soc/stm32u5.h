/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Between the files that describe STM32U575, U585, U5G7 and U5G9. */

#ifndef SIM_SOC_STM32U5_H
#define SIM_SOC_STM32U5_H

#include "build.h"

#define STM32U58_AF_COUNT	91
extern const struct soc_af stm32u58_af[STM32U58_AF_COUNT];
#define STM32U5G_AF_COUNT	118
extern const struct soc_af stm32u5g_af[STM32U5G_AF_COUNT];

/** Held on all parts; on those with cryptography (U585, U5Gx); only on U5Gx, the last one only on U5G9. */
#define STM32U5_HELD_COUNT	67
extern const struct die_held stm32u5_held[STM32U5_HELD_COUNT];
#define STM32U5_CRYPTO_COUNT	5
extern const struct die_held stm32u5_crypto[STM32U5_CRYPTO_COUNT];
#define STM32U5G7_HELD_COUNT	11
#define STM32U5G9_HELD_COUNT	12
extern const struct die_held stm32u5g_held[STM32U5G9_HELD_COUNT];

#endif /* SIM_SOC_STM32U5_H */
