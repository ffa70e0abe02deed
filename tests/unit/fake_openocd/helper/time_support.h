/* SPDX-License-Identifier: GPL-2.0-or-later */

/* See target/target.h. */

#include <stdint.h>

int64_t timeval_ms(void);
