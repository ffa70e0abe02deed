/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Tables in the internal flash that make_tables.py computes on the build host from the font file. */

#ifndef EXAMPLE_TABLES_H
#define EXAMPLE_TABLES_H

#include <stdint.h>

#define BLOCK_SIZE 4096U	/* as in make_tables.py */

extern const uint32_t expected_size;			/* bytes of external data */
extern const uint32_t expected_crc_so_far[];	/* CRC-32 from the start to the end of each block */
extern const uint32_t crc_table[256];			/* reflected, 0xEDB88320 */

#endif /* EXAMPLE_TABLES_H */
