/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * 64-bit hash of flash contents, the same on the target (stub) and on the host. Freestanding.
 *
 * Construction, over little-endian 32-bit words w:
 *
 *     lo = rotl32(lo + w * M2, 13) * M1           the round of xxHash32
 *     hi = (rotl32(hi, 17) ^ lo) * M3             absorbs the running lo, so it sees order and history
 *
 * Both steps are one-to-one in the state and in w: a single changed word always changes the result, and two inputs that
 * differ in several words collide with a chance of about 2^-64. A tail of 1 to 3 bytes is padded with zeros to a
 * word; the length in bytes is mixed in at the end, so the padding cannot be mistaken for data. Five instructions per
 * word on ARMv7-M. It finds changes and faults; it is NOT cryptographic: who wants a collision can make one.
 */

#ifndef STM32XSPI_CORE_HASH_H
#define STM32XSPI_CORE_HASH_H

#include <stdint.h>

struct xspi_hash {
	uint32_t lo;
	uint32_t hi;
};

/* odd, without visible pattern: the prime constants of xxHash32 */
#define XSPI_HASH_M1	0x9E3779B1u
#define XSPI_HASH_M2	0x85EBCA77u
#define XSPI_HASH_M3	0xC2B2AE3Du
#define XSPI_HASH_SEED	0x27D4EB2Fu

static inline uint32_t xspi_hash_rotl(uint32_t value, unsigned int bits)
{
	return (value << bits) | (value >> (32 - bits));
}

static inline void xspi_hash_init(struct xspi_hash *h)
{
	h->lo = XSPI_HASH_SEED;
	h->hi = ~XSPI_HASH_SEED;
}

/** Absorb one word. The last word of a range may be padded with zero bytes, see xspi_hash_finish(). */
static inline __attribute__((always_inline)) void xspi_hash_word(struct xspi_hash *h, uint32_t word)
{
	h->lo = xspi_hash_rotl(h->lo + word * XSPI_HASH_M2, 13) * XSPI_HASH_M1;
	h->hi = (xspi_hash_rotl(h->hi, 17) ^ h->lo) * XSPI_HASH_M3;
}

static inline uint32_t xspi_hash_avalanche(uint32_t value)
{
	value = (value ^ (value >> 15)) * XSPI_HASH_M2;
	value = (value ^ (value >> 13)) * XSPI_HASH_M3;
	return value ^ (value >> 16);
}

/**
 * End the hash.
 * @param bytes number of bytes hashed, without padding
 */
static inline void xspi_hash_finish(struct xspi_hash *h, uint32_t bytes)
{
	h->lo = xspi_hash_avalanche(h->lo ^ bytes);
	h->hi = xspi_hash_avalanche((h->hi + bytes) ^ h->lo);
}

/** Hash @a len bytes at @a data (any alignment, any byte order of the machine) in one go. */
static inline struct xspi_hash xspi_hash_bytes(const uint8_t *data, uint32_t len)
{
	struct xspi_hash h;
	uint32_t tail = 0;
	uint32_t i;

	xspi_hash_init(&h);
	/* compilers make one load of this */
	for (i = 0; len - i >= 4; i += 4)
		xspi_hash_word(&h, data[i] | (uint32_t)data[i + 1] << 8 | (uint32_t)data[i + 2] << 16 |
			(uint32_t)data[i + 3] << 24);
	for (uint32_t k = 0; i + k < len; k++)
		tail |= (uint32_t)data[i + k] << (8 * k);
	if (len & 3)
		xspi_hash_word(&h, tail);
	xspi_hash_finish(&h, len);

	return h;
}

#endif /* STM32XSPI_CORE_HASH_H */
