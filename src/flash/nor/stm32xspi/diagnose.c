// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Classifier of wrong read-back data for stm32xspi. The patterns rest on two facts: in every 1-line phase the
 * controller drives IO2 = 0 and IO3 = 1 (reference manuals of QUADSPI and OCTOSPI), and programming only clears bits.
 */

#include <stdio.h>
#include <string.h>

#include "core/util.h"
#include "diagnose.h"

/** Bytes that are looked at for a pattern, and how many must be there to trust one. */
#define WINDOW		256
#define TRUST		8

/** The stretch from the first difference on. */
struct stretch {
	const uint8_t *expected;
	const uint8_t *read;
	uint32_t before;		/**< bytes of the same buffers in front of it */
	uint32_t len;
};

static bool is_constant(const uint8_t *data, uint32_t len)
{
	for (uint32_t i = 1; i < len; i++) {
		if (data[i] != data[0])
			return false;
	}
	return true;
}

/** One of the four lines (bits n and n + 4 of each byte) always reads the same, and nothing else is wrong. */
static bool find_stuck(const struct stretch *s, struct diagnosis *d)
{
	for (unsigned int line = 0; line < 4; line++) {
		uint8_t mask = 0x11 << line;
		uint8_t ones = 0, zeros = 0, others = 0;
		for (uint32_t i = 0; i < s->len; i++) {
			ones |= s->read[i] & mask;
			zeros |= ~s->read[i] & mask;
			others |= (s->read[i] ^ s->expected[i]) & ~mask;
		}
		if (others || s->len < TRUST || (ones && zeros))
			continue;
		d->pattern = ones ? DIAGNOSE_STUCK_HIGH : DIAGNOSE_STUCK_LOW;
		d->detail = (int)line;
		return true;
	}
	return false;
}

static bool find_constant(const struct stretch *s, struct diagnosis *d)
{
	if (s->len < TRUST || !is_constant(s->read, s->len))
		return false;
	d->detail = s->read[0];
	switch (s->read[0]) {
	case 0xFF:
		d->pattern = DIAGNOSE_ALL_FF;
		break;
	case 0x00:
		d->pattern = DIAGNOSE_ALL_00;
		break;
	case 0x88:
	case 0x99:
		d->pattern = DIAGNOSE_IDLE_BUS;
		break;
	default:
		/* against blank contents a dead line looks like a constant byte, too */
		if (!find_stuck(s, d))
			d->pattern = DIAGNOSE_CONSTANT;
		break;
	}
	return true;
}

/** All nibbles equal but for bit 1: the chip talks on IO1 while the controller listens to four lines. */
static bool find_one_line(const struct stretch *s, struct diagnosis *d)
{
	if (s->len < TRUST)
		return false;
	uint8_t still = s->read[0] & 0xDD;
	if (still >> 4 != (still & 0xF))
		return false;
	for (uint32_t i = 1; i < s->len; i++) {
		if ((s->read[i] & 0xDD) != still)
			return false;
	}
	d->pattern = DIAGNOSE_ONE_LINE;
	return true;
}

/** Wanted bytes moved by @a bits: read stream bit n = expected stream bit n + bits. */
static bool matches_shift(const struct stretch *s, int bits)
{
	int bytes = bits >= 0 ? bits / 8 : -((-bits + 7) / 8);
	unsigned int rest = bits - bytes * 8;
	uint32_t compared = 0;

	for (uint32_t i = 0; i < s->len; i++) {
		int64_t at = (int64_t)i + bytes;
		if (at < -(int64_t)s->before)
			continue;
		if (at + (rest ? 1 : 0) >= s->len)
			break;
		unsigned int pair = s->expected[at] << 8 | (rest ? s->expected[at + 1] : 0);
		if (s->read[i] != (uint8_t)(pair >> (8 - rest)))
			return false;
		compared++;
	}
	return compared >= TRUST;
}

static bool find_shift(const struct stretch *s, struct diagnosis *d)
{
	static const struct {
		enum diagnose_pattern pattern;
		int unit;
		int most;
	} kind[] = {
		{ DIAGNOSE_SHIFT_BYTES, 8, 8 },
		{ DIAGNOSE_SHIFT_NIBBLE, 4, 15 },
		{ DIAGNOSE_SHIFT_BIT, 1, 3 },
	};

	if (is_constant(s->expected, s->len))
		return false;
	for (unsigned int k = 0; k < XSPI_COUNT(kind); k++) {
		for (int n = 1; n <= kind[k].most; n++) {
			for (int sign = 1; sign >= -1; sign -= 2) {
				if (!matches_shift(s, sign * n * kind[k].unit))
					continue;
				d->pattern = kind[k].pattern;
				d->detail = sign * n;
				return true;
			}
		}
	}
	return false;
}

static bool find_pairs(const struct stretch *s, uint32_t first, struct diagnosis *d)
{
	uint32_t good[2] = { 0, 0 };
	uint32_t bad[2] = { 0, 0 };
	uint32_t swapped = 0, pairs = 0;
	uint32_t start = first & 1 && s->before ? 1 : 0;
	const uint8_t *expected = s->expected - start;
	const uint8_t *read = s->read - start;
	uint32_t len = s->len + start;

	for (uint32_t i = 0; i < len; i++) {
		if (expected[i] == read[i])
			good[i & 1]++;
		else
			bad[i & 1]++;
		if (i & 1) {
			pairs++;
			swapped += expected[i] == read[i - 1] && expected[i - 1] == read[i];
		}
	}
	if (pairs < TRUST / 2)
		return false;
	if (swapped == pairs)
		d->pattern = DIAGNOSE_SWAPPED;
	else if (!bad[0] && bad[1] > good[1])
		d->pattern = DIAGNOSE_EVEN_ONLY;
	else if (!bad[1] && bad[0] > good[0])
		d->pattern = DIAGNOSE_ODD_ONLY;
	else
		return false;
	return true;
}

static uint8_t swap_lines(uint8_t byte, unsigned int a, unsigned int b)
{
	uint8_t mask_a = 0x11 << a, mask_b = 0x11 << b;

	return (byte & ~(mask_a | mask_b)) | (byte & mask_a) << (b - a) | (byte & mask_b) >> (b - a);
}

static bool find_swapped_lines(const struct stretch *s, struct diagnosis *d)
{
	if (s->len < TRUST)
		return false;
	for (unsigned int a = 0; a < 3; a++) {
		for (unsigned int b = a + 1; b < 4; b++) {
			uint32_t i = 0;
			while (i < s->len && s->read[i] == swap_lines(s->expected[i], a, b))
				i++;
			if (i < s->len)
				continue;
			d->pattern = DIAGNOSE_LINES_SWAPPED;
			d->detail = (int)(a << 4 | b);
			return true;
		}
	}
	return false;
}

/** NOR rules: additional 0s are old data, additional 1s are refused programming. */
static void find_bits(const struct stretch *s, struct diagnosis *d)
{
	uint8_t zeros = 0, ones = 0;

	for (uint32_t i = 0; i < s->len; i++) {
		zeros |= s->expected[i] & ~s->read[i];
		ones |= ~s->expected[i] & s->read[i];
	}
	if (zeros && !ones)
		d->pattern = DIAGNOSE_NOT_ERASED;
	else if (ones && !zeros)
		d->pattern = DIAGNOSE_NOT_PROGRAMMED;
	else
		d->pattern = DIAGNOSE_UNKNOWN;
}

static void classify(const struct stretch *s, uint32_t first, struct diagnosis *d)
{
	if (find_constant(s, d) || find_shift(s, d) || find_pairs(s, first, d))
		return;
	if (find_swapped_lines(s, d) || find_stuck(s, d) || find_one_line(s, d))
		return;
	find_bits(s, d);
}

void diagnose_compare(const uint8_t *expected, const uint8_t *read, uint32_t len, struct diagnosis *d)
{
	memset(d, 0, sizeof(*d));
	d->compared = len;
	for (uint32_t i = len; i-- > 0;) {
		if (expected[i] == read[i])
			continue;
		d->count++;
		d->first = i;
	}
	if (!d->count)
		return;

	struct stretch s = {
		.expected = expected + d->first,
		.read = read + d->first,
		.before = d->first,
		.len = len - d->first < WINDOW ? len - d->first : WINDOW,
	};
	d->shown = s.len < sizeof(d->read) ? s.len : sizeof(d->read);
	memcpy(d->expected, s.expected, d->shown);
	memcpy(d->read, s.read, d->shown);
	classify(&s, d->first, d);
}

/** Texts per pattern; the one argument is struct diagnosis.detail. */
static const char * const guess[] = {
	[DIAGNOSE_SAME] = "no difference",
	[DIAGNOSE_ALL_FF] = "only FF: programming was refused (protection?), or the chip does not answer (power, NCS)",
	[DIAGNOSE_ALL_00] = "only 00: chip without power or clock, or a data line shorted to ground",
	[DIAGNOSE_IDLE_BUS] = "%02Xh is the idle level of a 4-line bus: the chip does not answer 4-line reads (QE off?)",
	[DIAGNOSE_CONSTANT] = "always %02Xh: no chip drives the bus",
	[DIAGNOSE_ONE_LINE] = "only IO1 moves: the chip answers on one line, the controller listens to four (QE off?)",
	[DIAGNOSE_SHIFT_BYTES] = "the wanted data moved by %+d bytes: wrong address length or dummy cycles",
	[DIAGNOSE_SHIFT_NIBBLE] = "the wanted data moved by %+d half bytes: wrong number of dummy cycles",
	[DIAGNOSE_SHIFT_BIT] = "the wanted data moved by %+d bits: sampled at the wrong clock edge, or clock too fast",
	[DIAGNOSE_SWAPPED] = "the bytes of each pair are exchanged: byte order of an octal chip, or of the file",
	[DIAGNOSE_EVEN_ONLY] = "only odd bytes are wrong: second chip of a pair, or byte lanes",
	[DIAGNOSE_ODD_ONLY] = "only even bytes are wrong: first chip of a pair, or byte lanes",
	[DIAGNOSE_STUCK_LOW] = "IO%d always reads 0: line open or shorted to ground",
	[DIAGNOSE_STUCK_HIGH] = "IO%d always reads 1: line open or shorted to the supply",
	[DIAGNOSE_NOT_ERASED] = "bits are 0 that should be 1: not erased before writing",
	[DIAGNOSE_NOT_PROGRAMMED] = "bits are 1 that should be 0: programming was refused or broken off (protection?)",
	[DIAGNOSE_UNKNOWN] = "no known pattern: compare two reads, lower the clock, look at the supply",
};

void diagnose_text(const struct diagnosis *d, char *text, size_t size)
{
	if (d->pattern == DIAGNOSE_LINES_SWAPPED)
		snprintf(text, size, "IO%d and IO%d are exchanged", d->detail >> 4, d->detail & 0xF);
	else
		snprintf(text, size, guess[d->pattern], d->detail);
}

const char *diagnose_id(const uint8_t id[3])
{
	if (id[0] == 0xFF && id[1] == 0xFF && id[2] == 0xFF)
		return "FF: IO1 stays high, nothing answers (power, NCS, CLK, or deep power-down)";
	if (!id[0] && !id[1] && !id[2])
		return "00: IO1 stays low, nothing answers (power, CLK, IO0 and IO1 exchanged, short to ground)";
	if (id[0] == id[1] && id[1] == id[2])
		return "one byte repeated: the bus echoes, or NCS does not rise";
	if (id[0] == 0x00 || id[0] == 0xFF)
		return "no manufacturer has this number: shifted or disturbed";
	return NULL;
}

void diagnose_hex(const uint8_t *data, unsigned int len, char *text, size_t size)
{
	size_t at = 0;

	if (size)
		text[0] = '\0';
	for (unsigned int i = 0; i < len && at + 4 <= size; i++)
		at += snprintf(text + at, size - at, i ? " %02x" : "%02x", data[i]);
}
