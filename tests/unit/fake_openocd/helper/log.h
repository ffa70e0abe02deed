/* SPDX-License-Identifier: GPL-2.0-or-later */

/* See target/target.h. */

#include <stdint.h>

void keep_alive(void);
void alive_sleep(uint64_t ms);
