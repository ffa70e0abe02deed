// SPDX-License-Identifier: GPL-2.0-or-later

/* diagnose.c: what the classifier makes of typical broken read-backs, the counts it gives, and its words. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "../../src/flash/nor/stm32xspi/core/util.h"
#include "../../src/flash/nor/stm32xspi/diagnose.h"

#define LEN		512u

static uint8_t expected[LEN + 16], got[LEN + 16];

/* No pattern of its own: neighbours, nibbles and lines all differ. */
static void make_data(unsigned int seed)
{
	srand(seed);
	for (unsigned int i = 0; i < sizeof(expected); i++)
		expected[i] = rand() >> 5;
	memcpy(got, expected, sizeof(got));
}

static struct diagnosis classify(void)
{
	struct diagnosis d;

	diagnose_compare(expected, got, LEN, &d);
	return d;
}

static void nothing_differs(void **state)
{
	(void)state;
	make_data(1);
	struct diagnosis d = classify();
	assert_int_equal(d.pattern, DIAGNOSE_SAME);
	assert_int_equal(d.count, 0);
	assert_int_equal(d.compared, LEN);
}

static void first_count_and_bytes(void **state)
{
	(void)state;
	make_data(2);
	got[100] ^= 0x81;
	got[101] ^= 0x42;
	got[LEN - 1] ^= 0x18;
	struct diagnosis d = classify();
	assert_int_equal(d.first, 100);
	assert_int_equal(d.count, 3);
	assert_int_equal(d.shown, 8);
	assert_memory_equal(d.expected, expected + 100, 8);
	assert_memory_equal(d.read, got + 100, 8);
}

static void last_byte(void **state)
{
	(void)state;
	make_data(3);
	expected[LEN - 1] = 0x12;
	got[LEN - 1] = 0x21;
	struct diagnosis d = classify();
	assert_int_equal(d.first, LEN - 1);
	assert_int_equal(d.shown, 1);
	assert_int_equal(d.pattern, DIAGNOSE_UNKNOWN);
}

static void constant_bytes(void **state)
{
	static const struct {
		uint8_t byte;
		enum diagnose_pattern pattern;
	} c[] = {
		{ 0xFF, DIAGNOSE_ALL_FF }, { 0x00, DIAGNOSE_ALL_00 }, { 0x88, DIAGNOSE_IDLE_BUS }, { 0x99, DIAGNOSE_IDLE_BUS },
		{ 0x5A, DIAGNOSE_CONSTANT },
	};

	(void)state;
	for (size_t i = 0; i < XSPI_COUNT(c); i++) {
		make_data(4);
		memset(got, c[i].byte, LEN);
		struct diagnosis d = classify();
		assert_int_equal(d.pattern, c[i].pattern);
		assert_int_equal(d.detail, c[i].byte);
	}
}

/* got[i] = what lies @a bits further in the stream (negative: earlier) */
static void shift(int bits)
{
	for (unsigned int i = 8; i < LEN; i++) {
		uint8_t byte = 0;
		for (unsigned int b = 0; b < 8; b++) {
			unsigned int at = i * 8 + b + bits;
			byte = byte << 1 | (expected[at / 8] >> (7 - at % 8) & 1);
		}
		got[i] = byte;
	}
}

static void shifted(void **state)
{
	static const struct {
		int bits;
		enum diagnose_pattern pattern;
		int detail;
	} c[] = {
		{ 8, DIAGNOSE_SHIFT_BYTES, 1 }, { -8, DIAGNOSE_SHIFT_BYTES, -1 }, { 24, DIAGNOSE_SHIFT_BYTES, 3 },
		{ -16, DIAGNOSE_SHIFT_BYTES, -2 }, { 4, DIAGNOSE_SHIFT_NIBBLE, 1 }, { -4, DIAGNOSE_SHIFT_NIBBLE, -1 },
		{ 12, DIAGNOSE_SHIFT_NIBBLE, 3 }, { 1, DIAGNOSE_SHIFT_BIT, 1 }, { -1, DIAGNOSE_SHIFT_BIT, -1 },
		{ 2, DIAGNOSE_SHIFT_BIT, 2 },
	};

	(void)state;
	for (size_t i = 0; i < XSPI_COUNT(c); i++) {
		make_data(50 + i);
		shift(c[i].bits);
		struct diagnosis d = classify();
		assert_int_equal(d.pattern, c[i].pattern);
		assert_int_equal(d.detail, c[i].detail);
	}
}

static void byte_lanes(void **state)
{
	(void)state;
	make_data(6);
	for (unsigned int i = 0; i < LEN; i += 2) {
		got[i] = expected[i + 1];
		got[i + 1] = expected[i];
	}
	assert_int_equal(classify().pattern, DIAGNOSE_SWAPPED);

	make_data(7);
	for (unsigned int i = 1; i < LEN; i += 2)
		got[i] = 0x3C;
	assert_int_equal(classify().pattern, DIAGNOSE_EVEN_ONLY);

	make_data(8);
	for (unsigned int i = 0; i < LEN; i += 2)
		got[i] = rand() >> 7;
	assert_int_equal(classify().pattern, DIAGNOSE_ODD_ONLY);
}

static void lines(void **state)
{
	(void)state;
	for (int line = 0; line < 4; line++) {
		make_data(9);
		for (unsigned int i = 0; i < LEN; i++)
			got[i] = expected[i] & ~(0x11 << line);
		struct diagnosis low = classify();
		assert_int_equal(low.pattern, DIAGNOSE_STUCK_LOW);
		assert_int_equal(low.detail, line);

		for (unsigned int i = 0; i < LEN; i++)
			got[i] = expected[i] | 0x11 << line;
		struct diagnosis high = classify();
		assert_int_equal(high.pattern, DIAGNOSE_STUCK_HIGH);
		assert_int_equal(high.detail, line);
	}

	/* the same against blank contents */
	memset(expected, 0xFF, LEN);
	memset(got, 0xBB, LEN);
	struct diagnosis d = classify();
	assert_int_equal(d.pattern, DIAGNOSE_STUCK_LOW);
	assert_int_equal(d.detail, 2);

	make_data(10);
	for (unsigned int i = 0; i < LEN; i++)
		got[i] = (expected[i] & 0xAA) | (expected[i] & 0x11) << 2 | (expected[i] & 0x44) >> 2;
	d = classify();
	assert_int_equal(d.pattern, DIAGNOSE_LINES_SWAPPED);
	assert_int_equal(d.detail, 0x02);

	/* a 1-line answer seen on four: IO3 = 1, IO2 = 0, IO0 = 0, IO1 carries the data */
	make_data(11);
	for (unsigned int i = 0; i < LEN; i++)
		got[i] = 0x88 | (expected[i / 4] >> (i % 4) & 0x22);
	assert_int_equal(classify().pattern, DIAGNOSE_ONE_LINE);
}

static void nor_rules(void **state)
{
	(void)state;
	make_data(12);
	for (unsigned int i = 0; i < LEN; i++)
		got[i] = expected[i] & (rand() >> 3);
	assert_int_equal(classify().pattern, DIAGNOSE_NOT_ERASED);

	make_data(13);
	for (unsigned int i = 0; i < LEN; i++)
		got[i] = expected[i] | (rand() >> 3 & 0xA7);
	assert_int_equal(classify().pattern, DIAGNOSE_NOT_PROGRAMMED);

	make_data(14);
	for (unsigned int i = 0; i < LEN; i++)
		got[i] = rand() >> 4;
	assert_int_equal(classify().pattern, DIAGNOSE_UNKNOWN);
}

/* One bit: never a grand theory. */
static void single_bit(void **state)
{
	(void)state;
	make_data(15);
	expected[77] = 0xF0;
	got[77] = 0xF1;
	assert_int_equal(classify().pattern, DIAGNOSE_NOT_PROGRAMMED);
	expected[77] = 0xF1;
	got[77] = 0xF0;
	assert_int_equal(classify().pattern, DIAGNOSE_NOT_ERASED);
}

/* Too little to see a pattern in, and ranges of every length: no access outside the buffers (run with a sanitizer). */
static void short_ranges(void **state)
{
	(void)state;
	make_data(16);
	for (uint32_t len = 1; len < 40; len++) {
		uint8_t *a = malloc(len), *b = malloc(len);
		struct diagnosis d;
		memset(a, 0x55, len);
		memset(b, 0xFF, len);
		for (uint32_t same = 0; same < len; same++) {
			memcpy(b, a, len);
			memset(b + same, 0xFF, len - same);
			diagnose_compare(a, b, len, &d);
			assert_int_equal(d.first, same);
			assert_int_equal(d.count, len - same);
			assert_int_equal(d.pattern, len - same >= 8 ? DIAGNOSE_ALL_FF : DIAGNOSE_NOT_PROGRAMMED);
		}
		free(a);
		free(b);
	}
}

static void words(void **state)
{
	char text[160];

	(void)state;
	for (int p = DIAGNOSE_SAME; p <= DIAGNOSE_UNKNOWN; p++) {
		struct diagnosis d = { .pattern = p, .detail = 0x13 };
		memset(text, 0, sizeof(text));
		diagnose_text(&d, text, sizeof(text));
		assert_true(strlen(text) > 5);
		assert_true(strlen(text) < sizeof(text) - 1);
	}
	struct diagnosis d = { .pattern = DIAGNOSE_LINES_SWAPPED, .detail = 0x13 };
	diagnose_text(&d, text, sizeof(text));
	assert_string_equal(text, "IO1 and IO3 are exchanged");
	d = (struct diagnosis) { .pattern = DIAGNOSE_STUCK_LOW, .detail = 2 };
	diagnose_text(&d, text, sizeof(text));
	assert_non_null(strstr(text, "IO2 always reads 0"));
	d = (struct diagnosis) { .pattern = DIAGNOSE_SHIFT_BYTES, .detail = -1 };
	diagnose_text(&d, text, sizeof(text));
	assert_non_null(strstr(text, "-1 bytes"));
}

static void ids(void **state)
{
	static const uint8_t good[][3] = { { 0x9D, 0x60, 0x18 }, { 0xEF, 0x40, 0x18 }, { 0xC2, 0x20, 0x18 },
		{ 0x01, 0x02, 0x19 } };
	static const uint8_t bad[][3] = { { 0xFF, 0xFF, 0xFF }, { 0, 0, 0 }, { 0x9D, 0x9D, 0x9D }, { 0xFF, 0x9D, 0x60 },
		{ 0x00, 0x9D, 0x60 } };

	(void)state;
	for (size_t i = 0; i < XSPI_COUNT(good); i++)
		assert_null(diagnose_id(good[i]));
	for (size_t i = 0; i < XSPI_COUNT(bad); i++)
		assert_non_null(diagnose_id(bad[i]));
}

static void hex(void **state)
{
	static const uint8_t bytes[] = { 0x9D, 0x06, 0xFF };
	char text[12], small[6];

	(void)state;
	diagnose_hex(bytes, 3, text, sizeof(text));
	assert_string_equal(text, "9d 06 ff");
	diagnose_hex(bytes, 0, text, sizeof(text));
	assert_string_equal(text, "");
	diagnose_hex(bytes, 3, small, sizeof(small));
	assert_string_equal(small, "9d 06");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_differs),
		cmocka_unit_test(first_count_and_bytes),
		cmocka_unit_test(last_byte),
		cmocka_unit_test(constant_bytes),
		cmocka_unit_test(shifted),
		cmocka_unit_test(byte_lanes),
		cmocka_unit_test(lines),
		cmocka_unit_test(nor_rules),
		cmocka_unit_test(single_bit),
		cmocka_unit_test(short_ranges),
		cmocka_unit_test(words),
		cmocka_unit_test(ids),
		cmocka_unit_test(hex),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
