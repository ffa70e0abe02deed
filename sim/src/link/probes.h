/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The debug probes that can be simulated: what each can do, and what time it takes; also in doc/simulator.md. */

#ifndef SIM_LINK_PROBES_H
#define SIM_LINK_PROBES_H

#include <stdbool.h>
#include <stdint.h>

#define PROBE_MAX_FREQUENCIES	12
#define PROBE_DEFAULT			"stlink-v3"

/** An SWD clock that the firmware offers. */
struct probe_frequency {
	uint32_t khz;
	uint16_t divisor;			/**< how the host asks for it; API 2 only */
};

/** A probe and its firmware. Times are virtual. */
struct probe {
	const char *name;			/**< as in the board file and on the command line */
	const char *serial;
	uint16_t usb_pid;
	uint8_t version[2];			/**< version, JTAG, SWIM in 4, 6 and 6 bits; API 3: 30h 00h */
	uint8_t jtag, mass_storage;	/**< numbers of the long version; API 3 only */
	bool api3;					/**< frequencies in kHz, which the host asks for; else by divisor */
	uint32_t max_block_8;		/**< bytes of a memory command in units of 8 bits */
	uint32_t max_misc;			/**< items of a list of single accesses */
	uint32_t transaction_us;	/**< every USB command with its data and its answer, on top of what follows */
	uint32_t bytes_per_s;		/**< of memory data, at most; 0: as SWD allows */
	bool free_swd;				/**< SWD takes no time */
	struct probe_frequency frequencies[PROBE_MAX_FREQUENCIES];	/**< fastest first */
};

/** @returns NULL if there is no such probe */
const struct probe *probe_find(const char *name);

/** @returns the name of the probe with this number from 0; NULL behind the last one */
const char *probe_name(unsigned int number);

/** @returns how many frequencies the probe has; the last one is the slowest */
unsigned int probe_frequencies(const struct probe *probe);

#endif /* SIM_LINK_PROBES_H */
