/* SPDX-License-Identifier: GPL-2.0-or-later */

/* A message in a buffer of limited size, put together piece by piece. For the pure code that has no log. */

#ifndef STM32XSPI_MESSAGE_H
#define STM32XSPI_MESSAGE_H

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

struct message {
	char *text;
	size_t size, used;
};

/** Append; what does not fit is cut off. */
static inline void __attribute__((format(printf, 2, 3))) say(struct message *m, const char *format, ...)
{
	va_list args;

	if (m->used >= m->size)
		return;
	va_start(args, format);
	int n = vsnprintf(m->text + m->used, m->size - m->used, format, args);
	va_end(args);
	if (n > 0)
		m->used += (size_t)n;
}

#endif /* STM32XSPI_MESSAGE_H */
