// SPDX-License-Identifier: GPL-2.0-or-later

/* Numbers as text. */

#include "example.h"

void output_decimal(uint32_t value)
{
	char text[11];
	char *digit = &text[sizeof(text) - 1];

	*digit = 0;
	do {
		*--digit = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	output_text(digit);
}

void output_hex(uint32_t value, unsigned int digits)
{
	char text[9];

	for (unsigned int i = 0; i < digits; i++)
		text[i] = "0123456789abcdef"[value >> 4 * (digits - 1 - i) & 15];
	text[digits] = 0;
	output_text(text);
}
