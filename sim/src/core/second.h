/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The debug side of a second core behind an access port of its own. */

#ifndef SIM_CORE_SECOND_H
#define SIM_CORE_SECOND_H

#include <stdint.h>

/** As after the supply came on. */
void second_power_on(void);

/** System reset: it runs, or is caught by its debugger. */
void second_reset(void);

/** Its private peripheral bus, 0xE0000000 to 0xE00FFFFF, word by word through its access port. */
uint32_t second_read(uint32_t addr);
void second_write(uint32_t addr, uint32_t value);

#endif /* SIM_CORE_SECOND_H */
