// SPDX-License-Identifier: GPL-2.0-or-later

/* The board's serial line: every byte goes to a file or stdout at once, and is kept for the control connection. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "sim.h"
#include "uart.h"

#define KEEP_MAX	(1024u * 1024u)

static FILE *out;
static char *text;
static size_t length, room;

int uart_open(const char *path)
{
	if (!path) {
		out = stdout;
		return 0;
	}
	out = fopen(path, "wb");
	if (out)
		return 0;
	fprintf(stderr, "stm32xspi-sim: cannot write the serial line's file %s: %s\n", path, strerror(errno));
	return -1;
}

void uart_close(void)
{
	if (out && out != stdout)
		fclose(out);
	out = NULL;
	free(text);
	text = NULL;
	length = 0;
	room = 0;
}

void sim_uart_byte(uint8_t byte)
{
	stat_add("uart.bytes", 1);
	if (out) {
		fputc(byte, out);
		fflush(out);
	}
	if (length == KEEP_MAX)
		return;
	if (length == room) {
		size_t more = room ? 2 * room : 1024;
		char *larger = realloc(text, more);
		if (!larger)
			return;
		text = larger;
		room = more;
	}
	text[length++] = (char)byte;
}

const char *uart_text(size_t *count)
{
	*count = length;
	return text;
}
