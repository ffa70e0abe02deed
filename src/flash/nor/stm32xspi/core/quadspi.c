// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * QUADSPI register layout (RM0351 and RM0410 chapter QUADSPI, Linux spi-stm32-qspi.c): the only file that knows it.
 * Never used: automatic polling, SIOO, double rate, two chips as one (DFM), time-out counter. Waiting is in xspi.c.
 */

#include "xspi_priv.h"

#define QUADSPI_CR			0x00
#define QUADSPI_DCR			0x04
#define QUADSPI_SR			0x08
#define QUADSPI_FCR			0x0C
#define QUADSPI_DLR			0x10
#define QUADSPI_CCR			0x14
#define QUADSPI_AR			0x18
#define QUADSPI_ABR			0x1C
#define QUADSPI_DR			0x20

#define CR_DMAEN			XSPI_BIT(2)
#define CR_DFM				XSPI_BIT(6)
#define CR_FSEL				XSPI_BIT(7)
#define CR_FTHRES_MASK		(0x1Fu << 8)
#define CR_IRQ_MASK			(0x1Fu << 16)
#define CR_PRESCALER(n)		(((uint32_t)(n) - 1) << 24)

#define DCR_CSHT(clocks)	(((uint32_t)(clocks) - 1) << 8)
#define DCR_FSIZE(n)		((uint32_t)(n) << 16)

#define CCR_OPCODE_MASK		0xFFu
#define CCR_IMODE_POS		8
#define CCR_ADMODE_POS		10
#define CCR_ADSIZE_POS		12
#define CCR_ABMODE_POS		14
#define CCR_ABSIZE_POS		16
#define CCR_DCYC_POS		18
#define CCR_DCYC_MASK		0x1Fu
#define CCR_DMODE_POS		24
#define CCR_MODE_MASK		3u
#define CCR_SIZE_MASK		3u
#define CCR_FMODE(n)		((uint32_t)(n) << 26)
#define CCR_FMODE_MASK		CCR_FMODE(3)
#define CCR_SIOO			XSPI_BIT(28)
#define CCR_DDRM			XSPI_BIT(31)
#define FMODE_WRITE			0u
#define FMODE_READ			1u
#define FMODE_MAPPED		3u

/* as in octospi.c */
#define CS_HIGH_CLOCKS		5
/* more than 16 does not take on STM32F4 and F7, more than the FIFO allows never ends on the others */
#define FTHRES_BYTES		4

void quadspi_get_regs(const struct xspi *x, struct xspi_regs *regs)
{
	regs->cr = x->base + QUADSPI_CR;
	regs->sr = x->base + QUADSPI_SR;
	regs->fcr = x->base + QUADSPI_FCR;
	regs->dlr = x->base + QUADSPI_DLR;
	regs->ar = x->base + QUADSPI_AR;
	regs->dr = x->base + QUADSPI_DR;
}

uint32_t quadspi_size_reg(const struct xspi *x)
{
	return x->base + QUADSPI_DCR;
}

static int quadspi_write(struct xspi *x, uint32_t reg, uint32_t value)
{
	return xspi_io_write(x->io, x->base + reg, value);
}

int quadspi_init(struct xspi *x, unsigned int divider, unsigned int size_log2)
{
	uint32_t found;

	x->cr = XSPI_CR_EN | XSPI_CR_FTHRES(FTHRES_BYTES) | (x->data_lines_high ? CR_FSEL : 0) | CR_PRESCALER(divider);
	x->cr_map = x->cr;
	x->tcr = 0;
	x->ccr_map = 0;
	x->divider = divider;
	x->mapped = false;
	x->settled = false;

	int retval = xspi_quiesce(x);
	if (retval != XSPI_OK)
		return retval;

	/* FSIZE n stands for 2^(n + 1) bytes: twice the chip, so that no rule about the last bytes ever bites */
	const uint32_t fsize = size_log2 > 31 ? 31 : size_log2;
	retval = quadspi_write(x, QUADSPI_DCR, DCR_FSIZE(fsize) | DCR_CSHT(CS_HIGH_CLOCKS));
	if (retval == XSPI_OK)
		retval = quadspi_write(x, QUADSPI_CR, x->cr);
	if (retval == XSPI_OK)
		retval = xspi_io_read(x->io, x->base + QUADSPI_CR, &found);
	if (retval == XSPI_OK && found != x->cr) {
		x->detail = found;
		retval = XSPI_E_NO_CONTROLLER;
	}
	return retval;
}

/*
 * The functional mode is in CCR here. Taking it out of a memory-mapped read leaves an indirect write that waits for
 * data, so nothing starts; a CCR of 0 is never written (STM32H7 may stay BUSY for good).
 */
int quadspi_leave_map(struct xspi *x)
{
	uint32_t ccr;

	int retval = xspi_io_read(x->io, x->base + QUADSPI_CCR, &ccr);
	if (retval == XSPI_OK && (ccr & CCR_FMODE_MASK) == CCR_FMODE(FMODE_MAPPED))
		retval = quadspi_write(x, QUADSPI_CCR, ccr & ~CCR_FMODE_MASK);
	if (retval == XSPI_OK && x->cr)
		retval = quadspi_write(x, QUADSPI_CR, x->cr);
	return retval;
}

static uint32_t quadspi_lines(unsigned int lines)
{
	return lines == 4 ? 3 : lines;
}

/* Mode and size of address or mode byte, not yet at their place: size is two bits above the mode */
static uint32_t quadspi_phase(unsigned int nbytes, unsigned int lines)
{
	return nbytes ? quadspi_lines(lines) | (uint32_t)(nbytes - 1) << (CCR_ADSIZE_POS - CCR_ADMODE_POS) : 0;
}

/* Communication configuration without FMODE */
static uint32_t quadspi_ccr(const struct spi_mem_op *op)
{
	uint32_t ccr = quadspi_phase(op->addr.nbytes, op->addr.lines) << CCR_ADMODE_POS |
		quadspi_phase(op->mode.nbytes, op->mode.lines) << CCR_ABMODE_POS | (uint32_t)op->dummy.cycles << CCR_DCYC_POS;

	if (op->cmd.nbytes)
		ccr |= quadspi_lines(op->cmd.lines) << CCR_IMODE_POS | op->cmd.opcode;
	if (op->data.dir != SPI_MEM_NO_DATA)
		ccr |= quadspi_lines(op->data.lines) << CCR_DMODE_POS;
	return ccr;
}

static uint32_t quadspi_fmode(const struct spi_mem_op *op)
{
	return CCR_FMODE(op->data.dir == SPI_MEM_IN ? FMODE_READ : FMODE_WRITE);
}

static bool quadspi_can(const struct spi_mem_op *op)
{
	return op->cmd.nbytes <= 1 && !op->cmd.dtr && !op->addr.dtr && !op->mode.dtr && !op->data.dtr;
}

int quadspi_encode(const struct xspi *x, const struct spi_mem_op *op, struct xspi_encoded *out)
{
	unsigned int n = 0;

	if (!quadspi_can(op))
		return XSPI_E_UNSUPPORTED;
	if (op->mode.nbytes) {
		out->write[n].reg = x->base + QUADSPI_ABR;
		out->write[n++].value = op->mode.value;
	}
	/* last, because without address it starts the operation */
	out->write[n].reg = x->base + QUADSPI_CCR;
	out->write[n++].value = quadspi_ccr(op) | quadspi_fmode(op);
	out->count = n;
	out->has_addr = op->addr.nbytes != 0;
	out->has_data = op->data.dir != SPI_MEM_NO_DATA;
	return XSPI_OK;
}

int quadspi_start(struct xspi *x, const struct spi_mem_op *op)
{
	struct xspi_encoded e;

	int retval = quadspi_encode(x, op, &e);
	if (retval == XSPI_OK && e.has_data)
		retval = quadspi_write(x, QUADSPI_DLR, op->data.nbytes - 1);
	for (unsigned int i = 0; retval == XSPI_OK && i < e.count; i++)
		retval = xspi_io_write(x->io, e.write[i].reg, e.write[i].value);
	if (retval == XSPI_OK && e.has_addr)
		retval = quadspi_write(x, QUADSPI_AR, op->addr.value);
	return retval;
}

int quadspi_start_again(struct xspi *x, const struct spi_mem_op *op)
{
	return quadspi_write(x, QUADSPI_CCR, quadspi_ccr(op) | quadspi_fmode(op));
}

int quadspi_map(struct xspi *x, const struct spi_mem_op *op)
{
	if (!quadspi_can(op))
		return XSPI_E_UNSUPPORTED;

	const uint32_t ccr = x->ccr_map ? x->ccr_map & ~CCR_FMODE_MASK : quadspi_ccr(op);
	int retval = XSPI_OK;
	if (x->cr_map != x->cr)
		retval = quadspi_write(x, QUADSPI_CR, x->cr_map);
	if (retval == XSPI_OK && op->mode.nbytes)
		retval = quadspi_write(x, QUADSPI_ABR, op->mode.value);
	/*
	 * An odd address left in AR spoils the first read through the window (ES0290 "Wrong data from memory-mapped read
	 * after an indirect mode operation"). Cleared while in indirect write mode it starts nothing.
	 */
	if (retval == XSPI_OK)
		retval = quadspi_write(x, QUADSPI_CCR, ccr | CCR_FMODE(FMODE_WRITE));
	if (retval == XSPI_OK)
		retval = quadspi_write(x, QUADSPI_AR, 0);
	return retval == XSPI_OK ? quadspi_write(x, QUADSPI_CCR, ccr | CCR_FMODE(FMODE_MAPPED)) : retval;
}

static uint8_t quadspi_get_lines(uint32_t ccr, unsigned int pos)
{
	static const uint8_t lines[] = { 0, 1, 2, 4 };

	return lines[(ccr >> pos) & CCR_MODE_MASK];
}

static uint8_t quadspi_get_size(uint32_t ccr, unsigned int pos)
{
	return (uint8_t)(((ccr >> pos) & CCR_SIZE_MASK) + 1);
}

static int quadspi_decode(uint32_t ccr, uint32_t abr, struct spi_mem_op *op)
{
	*op = (struct spi_mem_op) {
		.cmd = { .lines = quadspi_get_lines(ccr, CCR_IMODE_POS), .opcode = ccr & CCR_OPCODE_MASK },
		.addr = { .lines = quadspi_get_lines(ccr, CCR_ADMODE_POS) },
		.mode = { .lines = quadspi_get_lines(ccr, CCR_ABMODE_POS) },
		.dummy = { .cycles = (ccr >> CCR_DCYC_POS) & CCR_DCYC_MASK },
		.data = { .dir = SPI_MEM_IN, .lines = quadspi_get_lines(ccr, CCR_DMODE_POS) },
	};
	if (!op->cmd.lines || !op->addr.lines || !op->data.lines)
		return XSPI_E_INVALID;
	if (ccr & (CCR_SIOO | CCR_DDRM))
		return XSPI_E_UNSUPPORTED;
	op->cmd.nbytes = 1;
	op->addr.nbytes = quadspi_get_size(ccr, CCR_ADSIZE_POS);
	if (op->mode.lines) {
		op->mode.nbytes = quadspi_get_size(ccr, CCR_ABSIZE_POS);
		op->mode.value = abr;
	}
	return XSPI_OK;
}

int quadspi_inherit(struct xspi *x, struct spi_mem_op *read)
{
	uint32_t cr, ccr, abr;

	int retval = xspi_io_read(x->io, x->base + QUADSPI_CR, &cr);
	if (retval == XSPI_OK)
		retval = xspi_io_read(x->io, x->base + QUADSPI_CCR, &ccr);
	if (retval == XSPI_OK)
		retval = xspi_io_read(x->io, x->base + QUADSPI_ABR, &abr);
	if (retval != XSPI_OK)
		return retval;
	x->detail = cr;
	if (!(cr & XSPI_CR_EN))
		return XSPI_E_INVALID;
	if (cr & CR_DFM)
		return XSPI_E_TWO_CHIPS;

	retval = quadspi_decode(ccr, abr, read);
	if (retval != XSPI_OK)
		return retval;
	x->mapped = (ccr & CCR_FMODE_MASK) == CCR_FMODE(FMODE_MAPPED);
	x->settled = false;
	if (!x->mapped && !xspi_is_read(read->cmd.opcode))
		return XSPI_E_INVALID;

	x->cr_map = cr & ~XSPI_CR_ABORT;
	x->cr = (x->cr_map & ~(CR_FTHRES_MASK | CR_IRQ_MASK | CR_DMAEN | XSPI_CR_TCEN)) | XSPI_CR_FTHRES(FTHRES_BYTES);
	x->tcr = 0;
	x->data_lines_high = (cr & CR_FSEL) != 0;
	x->ccr_map = ccr;
	x->tcr_map = 0;
	x->divider = (cr >> 24) + 1;
	return XSPI_OK;
}
