// SPDX-License-Identifier: GPL-2.0-or-later

/* core/hash.h: fixed values (it is part of the protocol), order, length, tail, spread. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "../../src/flash/nor/stm32xspi/core/hash.h"

static uint64_t hash(const void *data, uint32_t len)
{
	struct xspi_hash h = xspi_hash_bytes(data, len);

	return (uint64_t)h.hi << 32 | h.lo;
}

/* The documented construction once more, word by word, without the helpers */
static uint64_t reference(const uint32_t *words, unsigned int count, uint32_t bytes)
{
	uint32_t lo = 0x27D4EB2F, hi = 0xD82B14D0;
	uint32_t out[2];

	for (unsigned int i = 0; i < count; i++) {
		lo += words[i] * 2246822519u;
		lo = (lo << 13 | lo >> 19) * 2654435761u;
		hi = ((hi << 17 | hi >> 15) ^ lo) * 3266489917u;
	}
	out[0] = lo ^ bytes;
	out[1] = hi + bytes;
	for (unsigned int i = 0; i < 2; i++) {
		if (i)
			out[1] ^= out[0];
		out[i] ^= out[i] >> 15;
		out[i] *= 2246822519u;
		out[i] ^= out[i] >> 13;
		out[i] *= 3266489917u;
		out[i] ^= out[i] >> 16;
	}
	return (uint64_t)out[1] << 32 | out[0];
}

static void test_construction(void **state)
{
	static const uint32_t words[] = { 0x03020100, 0x07060504, 0x0B0A0908, 0x00000E0D };
	static const uint8_t bytes[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14 };

	(void)state;
	assert_int_equal(hash(bytes, 0), reference(words, 0, 0));
	assert_int_equal(hash(bytes, 4), reference(words, 1, 4));
	assert_int_equal(hash(bytes, 12), reference(words, 3, 12));
	assert_int_equal(hash(bytes, 14), reference(words, 4, 14));
}

static void test_length_and_tail(void **state)
{
	static const uint8_t zeros[16];

	(void)state;
	for (uint32_t i = 0; i < sizeof(zeros); i++)
		assert_int_not_equal(hash(zeros, i), hash(zeros, i + 1));
}

static void test_alignment_does_not_matter(void **state)
{
	uint8_t buffer[40];

	(void)state;
	for (unsigned int i = 0; i < 33; i++)
		buffer[i] = i * 7;
	for (unsigned int shift = 1; shift < 4; shift++) {
		uint8_t moved[40];

		memcpy(moved + shift, buffer, 33);
		assert_int_equal(hash(moved + shift, 33), hash(buffer, 33));
	}
}

static void test_order(void **state)
{
	static const uint32_t a[] = { 1, 2, 3, 4 }, b[] = { 2, 1, 3, 4 }, c[] = { 1, 2, 4, 3 };

	(void)state;
	assert_int_not_equal(hash(a, 16), hash(b, 16));
	assert_int_not_equal(hash(a, 16), hash(c, 16));
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* Every change of one or two bits in 64 bytes gives a different hash, in the 64 bits and (nearly) in each half */
static void test_one_and_two_bits(void **state)
{
	enum { BITS = 512, COUNT = 1 + BITS + BITS * (BITS - 1) / 2 };
	uint64_t *all = malloc(COUNT * sizeof(*all));
	unsigned int n = 0, low = 0;
	uint8_t data[64] = { 0 };

	(void)state;
	assert_non_null(all);
	all[n++] = hash(data, 64);
	for (unsigned int i = 0; i < BITS; i++) {
		data[i / 8] ^= 1 << i % 8;
		all[n++] = hash(data, 64);
		for (unsigned int j = 0; j < i; j++) {
			data[j / 8] ^= 1 << j % 8;
			all[n++] = hash(data, 64);
			data[j / 8] ^= 1 << j % 8;
		}
		data[i / 8] ^= 1 << i % 8;
	}
	assert_int_equal(n, COUNT);
	qsort(all, n, sizeof(*all), compare);
	for (unsigned int i = 1; i < n; i++) {
		assert_int_not_equal(all[i], all[i - 1]);
		low += all[i] >> 32 == all[i - 1] >> 32;
	}
	assert_in_range(low, 0, 20);	/* 131 329^2 / 2^33 = 2 expected by chance */
	free(all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_construction),
		cmocka_unit_test(test_length_and_tail),
		cmocka_unit_test(test_alignment_does_not_matter),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_one_and_two_bits),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
