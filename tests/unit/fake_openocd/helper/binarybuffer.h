/* SPDX-License-Identifier: GPL-2.0-or-later */

/* See target/target.h. Only whole 32-bit fields. */

#include <stdint.h>

uint32_t buf_get_u32(const void *buffer, unsigned int first, unsigned int num);
void buf_set_u32(void *buffer, unsigned int first, unsigned int num, uint32_t value);
