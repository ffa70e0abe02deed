/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What the board's serial line has said. Bytes come by sim_uart_byte() of sim.h. */

#ifndef SIM_UART_H
#define SIM_UART_H

#include <stddef.h>

/** @param path file that gets every byte at once; NULL: stdout @returns 0, or -1 after a message */
int uart_open(const char *path);
void uart_close(void);

/** @returns all that was said since the start */
const char *uart_text(size_t *length);

#endif /* SIM_UART_H */
