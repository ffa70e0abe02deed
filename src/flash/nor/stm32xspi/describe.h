/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * A chip in the user's words, for chips that cannot be identified. Pure code.
 */

#ifndef OPENOCD_FLASH_NOR_STM32XSPI_DESCRIBE_H
#define OPENOCD_FLASH_NOR_STM32XSPI_DESCRIBE_H

#include <stddef.h>

#include "core/nor.h"

/**
 * Parse "size=16M,page=256,erase=4K:20/64K:D8". Sizes are in bytes, or end in K or M; opcodes are hexadecimal. Page is
 * 256 if left out. Beyond 16 MiB the opcodes are those with 4 address bytes, and so are read and program (13h, 12h).
 * @param error filled with a message in words on failure
 * @returns 0, or -1
 */
int describe_parse(const char *text, struct nor *nor, char *error, size_t error_size);

#endif /* OPENOCD_FLASH_NOR_STM32XSPI_DESCRIBE_H */
