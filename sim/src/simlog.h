/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The words of the last violations and unknowns, kept for the control connection. */

#ifndef SIM_SIMLOG_H
#define SIM_SIMLOG_H

#include <stddef.h>

#define SIMLOG_LINES	64
#define SIMLOG_LENGTH	240

enum simlog_kind { SIMLOG_VIOLATIONS, SIMLOG_UNKNOWNS };

struct simlog {
	size_t count;							/**< ever; the last SIMLOG_LINES of them are kept */
	char line[SIMLOG_LINES][SIMLOG_LENGTH];	/**< line number n stands at n % SIMLOG_LINES */
};

const struct simlog *simlog_get(enum simlog_kind kind);
void simlog_clear(void);

#endif /* SIM_SIMLOG_H */
