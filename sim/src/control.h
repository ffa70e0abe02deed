/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The control connection: text commands that look at and change the board from outside. Knows no socket. */

#ifndef SIM_CONTROL_H
#define SIM_CONTROL_H

#include <stdbool.h>
#include <stdio.h>

/**
 * Carry out a command line. The answer is any number of lines, the last one "ok ..." or "error ...".
 * @returns false if the simulator shall end
 */
bool control_command(char *line, FILE *answer);

#endif /* SIM_CONTROL_H */
