/* SPDX-License-Identifier: GPL-2.0-or-later */

/* All dies, one file each or one for close relatives. A new die is added here and to the list in soc.c. */

#ifndef SIM_SOC_DIES_H
#define SIM_SOC_DIES_H

#include "../soc.h"

extern const struct soc_die stm32f412_die, stm32f413_die, stm32f469_die;
extern const struct soc_die stm32f723_die, stm32f746_die, stm32f769_die;
extern const struct soc_die stm32g474_die;
extern const struct soc_die stm32h563_die;
extern const struct soc_die stm32h735_die, stm32h743_die, stm32h745_die, stm32h750_die, stm32h7b3_die;
extern const struct soc_die stm32l475_die, stm32l476_die, stm32l496_die;
extern const struct soc_die stm32l562_die;
extern const struct soc_die stm32u575_die, stm32u585_die, stm32u5g7_die, stm32u5g9_die;

#endif /* SIM_SOC_DIES_H */
