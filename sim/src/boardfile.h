/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Board files as a stream, for board_load() and its tests. */

#ifndef SIM_BOARDFILE_H
#define SIM_BOARDFILE_H

#include <stdio.h>
#include "board.h"

/** @param file the name for messages and for files named in it @returns 0, or -1 after a message with file and line */
int board_parse(FILE *in, const char *file, struct board *board);

#endif /* SIM_BOARDFILE_H */
