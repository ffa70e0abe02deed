// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * The CRC unit with programmable polynomial (RM0438 chapter 17; L4, F7, G4, H7, L5, U5, H5 have the same). It really
 * computes, because firmware uses it to check data.
 */

#include "parts.h"

#define DR		0x00
#define IDR		0x04
#define CR		0x08
#define INIT	0x10
#define POL		0x14

#define CR_RESET	BIT(0)

static const struct reg table[] = {
	{ .offset = DR, .reset = 0xffffffff },
	{ .offset = IDR, .rw = 0xffffffff },
	{ .offset = CR, .rw = 0xf8 },
	{ .offset = INIT, .reset = 0xffffffff, .rw = 0xffffffff },
	{ .offset = POL, .reset = 0x04c11db7, .rw = 0xffffffff },
};

/** Reverse the order of the bits within each group of @a group bits in the low @a bits. */
static uint32_t reverse(uint32_t value, unsigned int bits, unsigned int group)
{
	uint32_t out = 0;

	for (unsigned int i = 0; i < bits; i++) {
		unsigned int start = i - i % group;
		out |= ((value >> i) & 1) << (start + group - 1 - i % group);
	}
	return out;
}

static unsigned int polynomial_bits(const struct regs *regs)
{
	static const uint8_t bits[] = { 32, 16, 8, 7 };

	return bits[FIELD(regs_get(regs, CR), 3, 2)];
}

static uint32_t feed(const struct regs *regs, uint32_t crc, uint32_t data, unsigned int data_bits)
{
	unsigned int bits = polynomial_bits(regs);
	uint32_t top = 1u << (bits - 1);
	uint32_t mask = bits == 32 ? 0xffffffff : (1u << bits) - 1;
	uint32_t poly = regs_get(regs, POL);

	for (unsigned int i = data_bits; i-- > 0;) {
		bool one = ((crc & top) != 0) != ((data >> i) & 1);
		crc = ((crc << 1) ^ (one ? poly : 0)) & mask;
	}
	return crc;
}

static uint32_t on_read(struct regs *regs, uint32_t offset, uint32_t stored)
{
	const struct crc *crc = regs->ctx;

	if (offset != DR)
		return stored;
	unsigned int bits = polynomial_bits(regs);
	return regs_get(regs, CR) & BIT(7) ? reverse(crc->crc, bits, bits) : crc->crc;
}

/** A write to DR of 1, 2 or 4 bytes takes in as many bits, after the reversal that REV_IN asks for. */
static void write_data(struct crc *crc, uint32_t value, uint32_t lanes)
{
	static const uint8_t groups[] = { 0, 8, 16, 32 };
	unsigned int bits = lanes == 0xffffffff ? 32 : lanes == 0xffff ? 16 : 8;
	unsigned int group = groups[FIELD(regs_get(&crc->regs, CR), 5, 2)];

	if (bits < 32)
		value &= (1u << bits) - 1;
	if (group)
		value = reverse(value, bits, group < bits ? group : bits);
	crc->crc = feed(&crc->regs, crc->crc, value, bits);
}

static bool on_write(struct regs *regs, uint32_t offset, uint32_t value, uint32_t lanes)
{
	struct crc *crc = regs->ctx;

	if (offset == DR) {
		while (!(lanes & 1)) {
			lanes >>= 8;
			value >>= 8;
		}
		write_data(crc, value, lanes);
		return true;
	}
	if (offset == CR && (value & CR_RESET))
		crc->crc = regs_get(regs, INIT);
	return false;
}

static void on_changed(struct regs *regs, uint32_t offset, uint32_t old)
{
	struct crc *crc = regs->ctx;

	(void)old;
	if (offset == INIT)		/* "automatically" the new start value (RM0438 17.4.4) */
		crc->crc = regs_get(regs, INIT);
}

static void on_reset(struct regs *regs)
{
	struct crc *crc = regs->ctx;

	crc->crc = 0xffffffff;
}

void crc_add(struct crc *crc)
{
	struct regs *regs = &crc->regs;

	regs->ctx = crc;
	regs->table = table;
	regs->table_len = COUNT_OF(table);
	regs->read = on_read;
	regs->write = on_write;
	regs->changed = on_changed;
	regs->reset = on_reset;
	regs_add(regs);
}
