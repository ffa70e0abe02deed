/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What read-back bytes say about a board, a chip or a tool: a first guess from the pattern. Pure code.
 */

#ifndef OPENOCD_FLASH_NOR_STM32XSPI_DIAGNOSE_H
#define OPENOCD_FLASH_NOR_STM32XSPI_DIAGNOSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum diagnose_pattern {
	DIAGNOSE_SAME,			/**< no difference */
	DIAGNOSE_ALL_FF,
	DIAGNOSE_ALL_00,
	DIAGNOSE_IDLE_BUS,		/**< 88h or 99h: idle levels of a 4-line bus */
	DIAGNOSE_CONSTANT,		/**< one other byte, over and over */
	DIAGNOSE_ONE_LINE,		/**< only IO1 moves */
	DIAGNOSE_SHIFT_BYTES,	/**< wanted data, some bytes early or late */
	DIAGNOSE_SHIFT_NIBBLE,	/**< wanted data, half a byte early or late */
	DIAGNOSE_SHIFT_BIT,
	DIAGNOSE_SWAPPED,		/**< bytes of each pair exchanged */
	DIAGNOSE_EVEN_ONLY,		/**< even bytes right, odd bytes wrong */
	DIAGNOSE_ODD_ONLY,
	DIAGNOSE_STUCK_LOW,		/**< one data line always 0 */
	DIAGNOSE_STUCK_HIGH,
	DIAGNOSE_LINES_SWAPPED,	/**< two of four lines exchanged */
	DIAGNOSE_NOT_ERASED,	/**< old AND new: only 1s became 0 */
	DIAGNOSE_NOT_PROGRAMMED,	/**< bits that should be 0 are still 1 */
	DIAGNOSE_UNKNOWN,
};

/** What a comparison found. */
struct diagnosis {
	enum diagnose_pattern pattern;
	uint32_t first;			/**< offset of the first byte that differs */
	uint32_t count;			/**< bytes that differ */
	uint32_t compared;		/**< bytes that were compared */
	uint8_t expected[8];	/**< from @a first on */
	uint8_t read[8];
	unsigned int shown;		/**< valid bytes in expected and read */
	int detail;				/**< shift in bytes, nibbles or bits, line number or constant byte, by pattern */
};

/** Compare and classify. Offsets are relative to the buffers. */
void diagnose_compare(const uint8_t *expected, const uint8_t *read, uint32_t len, struct diagnosis *d);

/** The guess in words: what it means and the next thing to look at; no line end. */
void diagnose_text(const struct diagnosis *d, char *text, size_t size);

/**
 * What an answer to 9Fh says, if it cannot be a chip's ID.
 * @returns text, or NULL if it may be an ID
 */
const char *diagnose_id(const uint8_t id[3]);

/** "12 34 ab" */
void diagnose_hex(const uint8_t *data, unsigned int len, char *text, size_t size);

#endif /* OPENOCD_FLASH_NOR_STM32XSPI_DIAGNOSE_H */
