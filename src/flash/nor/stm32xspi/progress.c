// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * What stm32xspi says while an operation on a range runs, and at its end: progress, and where the time went.
 */

#include "driver.h"

#include <jtag/adapter.h>

/** SWD clocks that a word takes (Arm IHI 0031: request 8, turn-around 2, acknowledge 3, data and parity 33). */
#define SWD_WORD_CLOCKS		46u
/** A link below this is named: probes start at 4000 kHz and more, target files leave less behind. */
#define SLOW_LINK_KHZ		1800u
/** Bytes from which on it is worth a word. */
#define SLOW_LINK_BYTES		0x10000u
/** Time between two looks of the line on a terminal. */
#define TERMINAL_MS			200
#define PERCENT_STEP		10u

void stm32xspi_progress_start(struct progress *p, const struct flash_bank *bank, const char *what, uint32_t total)
{
	unsigned int khz = adapter_get_speed_khz();

	*p = (struct progress) { .what = what, .bank = bank->name, .total = total, .start = timeval_ms() };
	p->last = p->start;
	p->terminal = isatty(STDERR_FILENO);
	stm32xspi_priv(bank)->progress = p;
	if (!khz || khz >= SLOW_LINK_KHZ || total < SLOW_LINK_BYTES || stm32xspi_priv(bank)->slow_link_told == khz)
		return;
	stm32xspi_priv(bank)->slow_link_told = khz;
	LOG_WARNING("%s: the debug link runs at %u kHz, which carries %u kB/s at most; \"adapter speed 24000\" takes the"
		" fastest that the probe has", bank->name, khz, khz * 4 / SWD_WORD_CLOCKS);
}

/** @returns kB/s (1000 B); at least a millisecond is taken to have passed */
static unsigned int rate(uint32_t bytes, int64_t ms)
{
	return bytes / (ms > 0 ? ms : 1);
}

static unsigned int percent(const struct progress *p)
{
	return (uint64_t)p->done * 100 / p->total;
}

/** @returns seconds that the rest takes if it goes on like this, rounded up; 0: nothing is done yet */
static unsigned int seconds_left(const struct progress *p, int64_t now)
{
	int64_t ms = p->done ? (now - p->start) * (p->total - p->done) / p->done : 0;

	return (ms + 999) / 1000;
}

/** Rewrites the line that the cursor is in. */
static void show_on_terminal(struct progress *p, int64_t now)
{
	fprintf(stderr, "\r%s: %s %u %% of %" PRIu32 " KiB, %u kB/s, %u s left \033[K", p->bank, p->what, percent(p),
		p->total / 1024, rate(p->done, now - p->start), seconds_left(p, now));
	fflush(stderr);
	p->shown = true;
	p->last = now;
}

static void show_in_log(struct progress *p, int64_t now)
{
	if (p->shown && percent(p) < p->percent + PERCENT_STEP)
		return;
	p->percent = percent(p) - percent(p) % PERCENT_STEP;
	p->shown = true;
	p->last = now;
	LOG_INFO("%s: %s %" PRIu32 " of %" PRIu32 " B, %u %%, %u kB/s, %u s left", p->bank, p->what, p->done, p->total,
		percent(p), rate(p->done, now - p->start), seconds_left(p, now));
}

void stm32xspi_progress(struct progress *p, uint32_t done)
{
	int64_t now = timeval_ms();

	p->done = done;
	keep_alive();
	if (now - p->start < STM32XSPI_PROGRESS_MS || done >= p->total)
		return;
	if (!p->terminal)
		show_in_log(p, now);
	else if (!p->shown || now - p->last >= TERMINAL_MS)
		show_on_terminal(p, now);
}

void stm32xspi_progress_clear(struct progress *p)
{
	if (p->terminal && p->shown)
		fprintf(stderr, "\r\033[K");
	p->shown = false;
}

void stm32xspi_progress_end(struct progress *p)
{
	int64_t ms = timeval_ms() - p->start;
	char blank[48] = "";

	stm32xspi_progress_clear(p);
	if (p->blank)
		snprintf(blank, sizeof(blank), ", %" PRIu32 " B of it were blank", p->blank);
	LOG_INFO("%s: %s %" PRIu32 " B in %u.%03u s, %u kB/s%s", p->bank, p->what, p->total, (unsigned int)(ms / 1000),
		(unsigned int)(ms % 1000), rate(p->total, ms), blank);
}

/* account */

static uint32_t phase_ms(const struct stub_session *s, enum stub_phase phase)
{
	const uint32_t *cycles = s->status.cycles[phase];

	return ((uint64_t)cycles[1] << 32 | cycles[0]) / s->params.cycles_per_ms;
}

/** Time that @a bytes need on the flash's bus. */
static uint32_t bus_ms(const struct stm32xspi_bank *priv, uint32_t bytes)
{
	uint64_t hz = stm32xspi_serial_hz(priv);

	return hz ? bytes * 8000ull / priv->nor.read.data.lines / hz : 0;
}

static uint32_t link_ms(uint32_t bytes)
{
	unsigned int khz = adapter_get_speed_khz();

	return khz ? bytes * (uint64_t)SWD_WORD_CLOCKS / 4 / khz : 0;
}

static uint32_t program_ms(const struct nor *nor, uint32_t bytes)
{
	return (uint64_t)(bytes / nor->page_size) * nor->page_typ_us / 1000;
}

void stm32xspi_account(struct flash_bank *bank, struct progress *p)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	const struct stub_session *s = &priv->stub;
	const struct {
		const char *what;
		uint32_t ms, limit_ms;
		const char *limit, *bottleneck;
	} row[] = {
		{ "waiting for the link", phase_ms(s, STUB_PHASE_WAIT_HOST), link_ms(s->link_bytes), "SWD bits alone",
			"the debug link" },
		{ "erase", phase_ms(s, STUB_PHASE_ERASE),
			p->total ? (uint64_t)p->erase_typ_ms * s->status.bytes_erased / p->total : 0, "typically",
			"the chip's erase time" },
		{ "program", phase_ms(s, STUB_PHASE_PROGRAM), program_ms(&priv->nor, s->status.bytes_programmed),
			"typically", "the chip's program time" },
		{ "read and hash", phase_ms(s, STUB_PHASE_VERIFY) + phase_ms(s, STUB_PHASE_HASH) +
			phase_ms(s, STUB_PHASE_READ) + phase_ms(s, STUB_PHASE_BLANK),
			bus_ms(priv, s->status.bytes_checked + s->status.bytes_erased + s->status.bytes_blank), "the flash's bus",
			"the flash's bus" },
	};
	unsigned int most = 0;
	const uint32_t per_100_kib = (uint64_t)s->link_transactions * 102400 / (p->total ? p->total : 1);
	char text[400] = "";
	size_t at = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(row); i++) {
		if (row[i].ms > row[most].ms)
			most = i;
		if (row[i].ms && at < sizeof(text))
			at += snprintf(text + at, sizeof(text) - at, "%s%s %u.%02u s (%s %u.%02u s)", at ? ", " : "", row[i].what,
				row[i].ms / 1000, row[i].ms % 1000 / 10, row[i].limit, row[i].limit_ms / 1000,
				row[i].limit_ms % 1000 / 10);
	}
	stm32xspi_progress_clear(p);
	if (at < sizeof(text))
		snprintf(text + at, sizeof(text) - at, "; %u.%02u link commands per KiB; bottleneck: %s", per_100_kib / 100,
			per_100_kib % 100, row[most].bottleneck);
	if (timeval_ms() - p->start >= STM32XSPI_PROGRESS_MS)
		LOG_INFO("%s: time: %s", bank->name, text);
	else
		LOG_DEBUG("%s: time: %s", bank->name, text);
}
