/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Between the simulator in bench time and the library that gives a program its clock (simtime.c). Both run on
 * one host, so numbers are in its byte order.
 *
 * The program connects to the clock port and gets a clock_hello. The page that it names has the time, for reading at
 * any moment. To sleep, the program sends the time when it wants to wake up, as uint64_t in ns, and gets back the time
 * that it is then.
 */

#ifndef SIM_SHIM_CLOCKPROTO_H
#define SIM_SHIM_CLOCKPROTO_H

#include <stdint.h>

#define CLOCK_MAGIC		0x314b434f4c435358ull	/* "XSCLOCK1" */

/** The page's file is /proc/<pid>/fd/<fd>. */
struct clock_hello {
	uint64_t magic;
	uint32_t pid, fd;
};

struct clock_page {
	uint64_t magic;
	uint64_t now_ns;		/**< virtual time since the simulator was started */
};

#endif /* SIM_SHIM_CLOCKPROTO_H */
