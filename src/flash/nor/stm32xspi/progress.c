// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * What stm32xspi says while an operation on a range runs, and at its end.
 */

#include "driver.h"

void stm32xspi_progress_start(struct progress *p, const struct flash_bank *bank, const char *what, uint32_t total)
{
	*p = (struct progress) { .what = what, .bank = bank->name, .total = total, .start = timeval_ms() };
	p->last = p->start;
}

/** @returns kB/s (1000 B); at least a millisecond is taken to have passed */
static unsigned int rate(uint32_t bytes, int64_t ms)
{
	return bytes / (ms > 0 ? ms : 1);
}

void stm32xspi_progress(struct progress *p, uint32_t done)
{
	int64_t now = timeval_ms();

	p->done = done;
	keep_alive();
	if (now - p->last < STM32XSPI_PROGRESS_MS)
		return;
	p->last = now;
	LOG_INFO("%s: %s %" PRIu32 " of %" PRIu32 " B, %u %%, %u kB/s", p->bank, p->what, done, p->total,
		(unsigned int)((uint64_t)done * 100 / p->total), rate(done, now - p->start));
}

void stm32xspi_progress_end(struct progress *p)
{
	int64_t ms = timeval_ms() - p->start;
	char blank[48] = "";

	if (p->blank)
		snprintf(blank, sizeof(blank), ", %" PRIu32 " B of it were blank", p->blank);
	LOG_INFO("%s: %s %" PRIu32 " B in %u.%03u s, %u kB/s%s", p->bank, p->what, p->total, (unsigned int)(ms / 1000),
		(unsigned int)(ms % 1000), rate(p->total, ms), blank);
}
