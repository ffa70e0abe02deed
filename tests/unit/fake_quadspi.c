// SPDX-License-Identifier: GPL-2.0-or-later

/* A QUADSPI for fake_octospi.c: RM0351 chapter QUADSPI, registers at their offsets, one CCR that says all. */

#include <stddef.h>
#include "io_script.h"

enum { CR = 0x00, DCR = 0x04, SR = 0x08, FCR = 0x0C, DLR = 0x10, CCR = 0x14, AR = 0x18, ABR = 0x1C, DR = 0x20 };

static unsigned int fmode(const struct xspi_io *io)
{
	return io->reg[CCR / 4] >> 26 & 3;
}

static unsigned int bits(uint32_t value, unsigned int high, unsigned int low)
{
	return value >> low & ((2u << (high - low)) - 1);
}

static struct fake_phase phase(unsigned int mode, unsigned int size, uint32_t value)
{
	static const uint8_t lines[4] = { 0, 1, 2, 4 };
	struct fake_phase p = { .lines = lines[mode], .nbytes = mode ? size + 1 : 0 };

	p.value = !mode ? 0 : size < 3 ? value & ((1u << 8 * (size + 1)) - 1) : value;
	return p;
}

static void decode(const struct xspi_io *io, struct fake_frame *f)
{
	const uint32_t ccr = io->reg[CCR / 4];

	*f = (struct fake_frame) {
		.cmd = phase(bits(ccr, 9, 8), 0, ccr & 0xFF),
		.addr = phase(bits(ccr, 11, 10), bits(ccr, 13, 12), io->reg[AR / 4]),
		.mode = phase(bits(ccr, 15, 14), bits(ccr, 17, 16), io->reg[ABR / 4]),
		.dummy = bits(ccr, 22, 18),
		.data_lines = phase(bits(ccr, 25, 24), 0, 0).lines,
		.data_dtr = ccr >> 31,
	};
}

const struct fake_layout fake_quadspi = {
	.cr = CR, .dcr = DCR, .sr = SR, .fcr = FCR, .dlr = DLR, .ar = AR, .dr = DR, .starter = CCR, .fifo = 16,
	.writable = { DCR, DLR, CCR, AR, ABR },
	.fmode = fmode, .decode = decode,
};
