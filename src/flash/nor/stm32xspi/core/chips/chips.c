// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * The list of vendors, and look-up by ID.
 */

#include "chips.h"

static const struct nor_vendor * const nor_vendors[] = {
	&nor_vendor_issi,
	&nor_vendor_macronix,
	&nor_vendor_winbond,
};

#define CONTINUATION	0x7F	/* JEP106: the maker's code follows, in the next bank */

const struct nor_vendor *nor_find_vendor(const uint8_t *id)
{
	const uint8_t maker = id[0] == CONTINUATION ? id[1] : id[0];

	for (unsigned int i = 0; i < XSPI_COUNT(nor_vendors); i++)
		if (nor_vendors[i]->id == maker)
			return nor_vendors[i];
	return NULL;
}

const struct nor_chip *nor_find_chip(const struct nor_vendor *vendor, const uint8_t *id)
{
	for (unsigned int i = 0; vendor && i < vendor->chips; i++) {
		const struct nor_chip *chip = &vendor->chip[i];
		if (chip->id[0] == id[0] && chip->id[1] == id[1] && chip->id[2] == id[2])
			return chip;
	}
	return NULL;
}
