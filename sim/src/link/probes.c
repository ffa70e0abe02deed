// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * The table of debug probes. Its times are constants that measured speeds rest on: they stay as they are. Sources:
 *
 * stlink-v2: 100 to 150 kB/s are what users' logs of programming through it show (ST-LINK Utility: 15 MB in 150 s;
 *	OpenOCD's commit e44539d66, of stmqspi: "up to 150 kB/s" on STM32F469I-DISCO), so 130 kB/s; full-speed USB has
 *	frames of 1 ms.
 * stlink-v3: the same commit says "up to 1 MB/s" with STLINK-V3, so 1.05 MB/s before the cost of the commands;
 *	high-speed USB has microframes of 0.125 ms. At a slow SWD clock its bits are slower than that.
 * ideal: what it moves takes no time. 1 us a transaction keeps a host that polls from polling for ever.
 *
 * Frequencies and limits are those that OpenOCD 0.12.0 (src/jtag/drivers/stlink_usb.c) knows of, or asks for.
 */

#include <stddef.h>
#include <string.h>
#include "../sim.h"
#include "probes.h"

#define V3_FREQUENCIES	{ { 24000, 0 }, { 8000, 0 }, { 3300, 0 }, { 1000, 0 }, { 200, 0 }, { 50, 0 }, { 5, 0 } }

static const struct probe probes[] = {
	{
		.name = "stlink-v2", .serial = "SIMULATED0STLINKV2000001", .usb_pid = 0x3748,
		.version = { 0x29, 0x47 },			/* V2J37S7 */
		.max_block_8 = 64, .max_misc = 64,
		.transaction_us = 1000, .bytes_per_s = 130000,
		.frequencies = {
			{ 4000, 0 }, { 1800, 1 }, { 1200, 2 }, { 950, 3 }, { 480, 7 }, { 240, 15 }, { 125, 31 }, { 100, 40 },
			{ 50, 79 }, { 25, 158 }, { 15, 265 }, { 5, 798 },
		},
	},
	{
		.name = "stlink-v3", .serial = "SIMULATED0STLINKV3000001", .usb_pid = 0x374e,
		.version = { 0x30, 0x00 }, .jtag = 13, .mass_storage = 3, .api3 = true,		/* V3J13M3 */
		.max_block_8 = 512, .max_misc = 1227,
		.transaction_us = 125, .bytes_per_s = 1050000,
		.frequencies = V3_FREQUENCIES,
	},
	{
		.name = "ideal", .serial = "SIMULATED0IDEALPROBE0001", .usb_pid = 0x374e,
		.version = { 0x30, 0x00 }, .jtag = 13, .mass_storage = 3, .api3 = true,
		.max_block_8 = 512, .max_misc = 1227,
		.transaction_us = 1, .free_swd = true,
		.frequencies = V3_FREQUENCIES,
	},
};

const struct probe *probe_find(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(probes); i++) {
		if (strcmp(probes[i].name, name) == 0)
			return &probes[i];
	}
	return NULL;
}

const char *probe_name(unsigned int number)
{
	return number < COUNT_OF(probes) ? probes[number].name : NULL;
}

unsigned int probe_frequencies(const struct probe *probe)
{
	unsigned int count = 0;

	while (count < PROBE_MAX_FREQUENCIES && probe->frequencies[count].khz)
		count++;
	return count;
}
