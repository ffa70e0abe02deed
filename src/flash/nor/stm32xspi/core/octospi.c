// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * OCTOSPI, HSPI and XSPI register layout (RM0438 chapter OCTOSPI, RM0456 chapters OCTOSPI and HSPI): the only file that
 * knows it. Never used: automatic polling, SIOO, writes through the window, memory time-out. Waiting is in xspi.c.
 */

#include "xspi_priv.h"

#define OCTOSPI_CR			0x000
#define OCTOSPI_DCR1		0x008
#define OCTOSPI_DCR2		0x00C
#define OCTOSPI_SR			0x020
#define OCTOSPI_FCR			0x024
#define OCTOSPI_DLR			0x040
#define OCTOSPI_AR			0x048
#define OCTOSPI_DR			0x050
#define OCTOSPI_CCR			0x100
#define OCTOSPI_TCR			0x108
#define OCTOSPI_IR			0x110
#define OCTOSPI_ABR			0x120

#define CR_DMM				XSPI_BIT(6)
#define CR_MSEL_7			XSPI_BIT(7)
#define CR_MSEL_30			XSPI_BIT(30)
#define CR_FMODE(n)			((uint32_t)(n) << 28)
#define CR_FMODE_MASK		CR_FMODE(3)
#define FMODE_WRITE			0u
#define FMODE_READ			1u
#define FMODE_MAPPED		3u
#define CR_DMAEN			XSPI_BIT(2)
#define CR_FTHRES_MASK		(0x3Fu << 8)
#define CR_IRQ_MASK			(0x1Fu << 16)

#define DCR1_DLYBYP			XSPI_BIT(3)
#define DCR1_CSHT(clocks)	(((uint32_t)(clocks) - 1) << 8)
#define DCR1_DEVSIZE(n)		((uint32_t)(n) << 16)

#define DCR2_PRESCALER(n)	((uint32_t)(n) - 1)

#define CCR_IMODE_POS		0
#define CCR_ADMODE_POS		8
#define CCR_ABMODE_POS		16
#define CCR_DMODE_POS		24
#define CCR_MODE_MASK		7u
#define CCR_DTR				XSPI_BIT(3)		/* relative to each xMODE */
#define CCR_SIZE_POS		4				/* the same; length - 1 */
#define CCR_DQSE			XSPI_BIT(29)
#define CCR_SIOO			XSPI_BIT(31)

#define TCR_DCYC_MASK		0x1Fu
#define TCR_DHQC			XSPI_BIT(28)

/* 50 ns at 100 MHz: what NOR chips want between a program or erase and the next command */
#define CS_HIGH_CLOCKS		5
#define FTHRES_BYTES		4

void octospi_get_regs(const struct xspi *x, struct xspi_regs *regs)
{
	regs->cr = x->base + OCTOSPI_CR;
	regs->sr = x->base + OCTOSPI_SR;
	regs->fcr = x->base + OCTOSPI_FCR;
	regs->dlr = x->base + OCTOSPI_DLR;
	regs->ar = x->base + OCTOSPI_AR;
	regs->dr = x->base + OCTOSPI_DR;
}

uint32_t octospi_size_reg(const struct xspi *x)
{
	return x->base + OCTOSPI_DCR1;
}

static int octospi_write(struct xspi *x, uint32_t reg, uint32_t value)
{
	return xspi_io_write(x->io, x->base + reg, value);
}

/* Control register without FMODE; the fallback serves encoding before any xspi_init(). */
static uint32_t octospi_cr(const struct xspi *x)
{
	if (x->cr)
		return x->cr;
	uint32_t cr = XSPI_CR_EN | XSPI_CR_FTHRES(FTHRES_BYTES);
	if (x->data_lines_high)
		cr |= x->features & XSPI_F_MSEL_30 ? CR_MSEL_30 : CR_MSEL_7;
	return cr;
}

int octospi_init(struct xspi *x, unsigned int divider, unsigned int size_log2)
{
	uint32_t found;

	x->cr = 0;
	x->cr = octospi_cr(x);
	x->cr_map = x->cr;
	x->tcr = 0;
	x->ccr_map = 0;
	x->divider = divider;
	x->mapped = false;
	x->settled = false;

	int retval = xspi_quiesce(x);
	if (retval != XSPI_OK)
		return retval;

	/* DEVSIZE n stands for 2^(n + 1) bytes: twice the chip, so that no rule about the last bytes ever bites */
	const uint32_t devsize = size_log2 > 31 ? 31 : size_log2;
	const uint32_t dcr1 = DCR1_DEVSIZE(devsize) | DCR1_CSHT(CS_HIGH_CLOCKS) |
		(x->features & XSPI_F_DLYBYP ? DCR1_DLYBYP : 0);
	retval = octospi_write(x, OCTOSPI_DCR1, dcr1);
	if (retval != XSPI_OK)
		return retval;
	retval = octospi_write(x, OCTOSPI_DCR2, DCR2_PRESCALER(divider));
	if (retval != XSPI_OK)
		return retval;
	if (x->features & XSPI_F_CAL) {
		retval = xspi_io_poll(x->io, x->base + OCTOSPI_SR, XSPI_SR_BUSY, 0, XSPI_LIMIT_US, &x->detail);
		if (retval != XSPI_OK)
			return retval;
	}
	retval = octospi_write(x, OCTOSPI_CR, x->cr);
	if (retval != XSPI_OK)
		return retval;

	retval = xspi_io_read(x->io, x->base + OCTOSPI_CR, &found);
	if (retval == XSPI_OK && (found ^ x->cr) & (XSPI_CR_EN | CR_FTHRES_MASK)) {
		x->detail = found;
		retval = XSPI_E_NO_CONTROLLER;
	}
	return retval;
}

int octospi_leave_map(struct xspi *x)
{
	return octospi_write(x, OCTOSPI_CR, octospi_cr(x));
}

static uint32_t octospi_lines(unsigned int lines)
{
	return lines == 8 ? 4 : lines == 4 ? 3 : lines;
}

/* xMODE, xDTR and xSIZE of one phase, not yet at their place */
static uint32_t octospi_phase(unsigned int nbytes, unsigned int lines, bool dtr)
{
	if (!nbytes)
		return 0;
	return octospi_lines(lines) | (dtr ? CCR_DTR : 0) | (uint32_t)(nbytes - 1) << CCR_SIZE_POS;
}

static uint32_t octospi_ccr(const struct spi_mem_op *op)
{
	uint32_t ccr = octospi_phase(op->cmd.nbytes, op->cmd.lines, op->cmd.dtr) << CCR_IMODE_POS |
		octospi_phase(op->addr.nbytes, op->addr.lines, op->addr.dtr) << CCR_ADMODE_POS |
		octospi_phase(op->mode.nbytes, op->mode.lines, op->mode.dtr) << CCR_ABMODE_POS;

	if (op->data.dir != SPI_MEM_NO_DATA)
		ccr |= octospi_phase(1, op->data.lines, op->data.dtr) << CCR_DMODE_POS;
	/* octal chips send their strobe with DTR data, and only then */
	if (op->data.dir == SPI_MEM_IN && op->data.dtr && op->data.lines == 8)
		ccr |= CCR_DQSE;
	return ccr;
}

static uint32_t octospi_tcr(const struct xspi *x, const struct spi_mem_op *op)
{
	const bool dtr = op->data.dir != SPI_MEM_NO_DATA && op->data.dtr;

	return x->tcr | op->dummy.cycles | (dtr ? TCR_DHQC : 0);
}

int octospi_encode(const struct xspi *x, const struct spi_mem_op *op, struct xspi_encoded *out)
{
	unsigned int n = 0;
	const uint32_t fmode = op->data.dir == SPI_MEM_IN ? FMODE_READ : FMODE_WRITE;

	out->write[n].reg = x->base + OCTOSPI_CR;
	out->write[n++].value = octospi_cr(x) | CR_FMODE(fmode);
	out->write[n].reg = x->base + OCTOSPI_TCR;
	out->write[n++].value = octospi_tcr(x, op);
	out->write[n].reg = x->base + OCTOSPI_CCR;
	out->write[n++].value = octospi_ccr(op);
	if (op->mode.nbytes) {
		out->write[n].reg = x->base + OCTOSPI_ABR;
		out->write[n++].value = op->mode.value;
	}
	/* last, because without address it starts the operation; also one of data alone */
	if (op->cmd.nbytes || (!op->addr.nbytes && op->data.dir == SPI_MEM_IN)) {
		out->write[n].reg = x->base + OCTOSPI_IR;
		out->write[n++].value = op->cmd.opcode;
	}
	out->count = n;
	out->has_addr = op->addr.nbytes != 0;
	out->has_data = op->data.dir != SPI_MEM_NO_DATA;
	return XSPI_OK;
}

int octospi_start(struct xspi *x, const struct spi_mem_op *op)
{
	struct xspi_encoded e;

	int retval = octospi_encode(x, op, &e);
	for (unsigned int i = 0; retval == XSPI_OK && i < e.count; i++) {
		retval = xspi_io_write(x->io, e.write[i].reg, e.write[i].value);
		/* behind the control register, because nobody says that a write counts in memory-mapped mode */
		if (retval == XSPI_OK && i == 0 && e.has_data)
			retval = octospi_write(x, OCTOSPI_DLR, op->data.nbytes - 1);
	}
	if (retval == XSPI_OK && e.has_addr)
		retval = octospi_write(x, OCTOSPI_AR, op->addr.value);
	return retval;
}

int octospi_start_again(struct xspi *x, const struct spi_mem_op *op)
{
	return octospi_write(x, OCTOSPI_IR, op->cmd.opcode);
}

int octospi_map(struct xspi *x, const struct spi_mem_op *op)
{
	struct xspi_encoded e;

	int retval = octospi_encode(x, op, &e);
	/* all but the control register, which comes last with another FMODE */
	for (unsigned int i = 1; retval == XSPI_OK && i < e.count; i++) {
		/* an inherited controller gets back every bit, also those that an operation does not say */
		if (x->ccr_map && e.write[i].reg == x->base + OCTOSPI_CCR)
			e.write[i].value = x->ccr_map;
		else if (x->ccr_map && e.write[i].reg == x->base + OCTOSPI_TCR)
			e.write[i].value = x->tcr_map;
		retval = xspi_io_write(x->io, e.write[i].reg, e.write[i].value);
	}
	if (retval == XSPI_OK)
		retval = octospi_write(x, OCTOSPI_CR, (x->cr_map ? x->cr_map : octospi_cr(x)) | CR_FMODE(FMODE_MAPPED));
	return retval;
}

struct phase {
	uint8_t nbytes, lines;
	bool dtr;
};

/** @returns false for what a struct spi_mem_op cannot say: 16 lines, reserved values */
static bool octospi_get_phase(uint32_t ccr, unsigned int pos, struct phase *p)
{
	static const uint8_t lines[] = { 0, 1, 2, 4, 8 };
	const uint32_t field = ccr >> pos;
	const uint32_t mode = field & CCR_MODE_MASK;

	if (mode >= sizeof(lines))
		return false;
	p->lines = lines[mode];
	p->dtr = mode && field & CCR_DTR;
	p->nbytes = mode ? ((field >> CCR_SIZE_POS) & 3) + 1 : 0;
	return true;
}

static int octospi_decode(uint32_t ccr, uint32_t tcr, uint32_t ir, uint32_t abr, struct spi_mem_op *op)
{
	struct phase cmd, addr, mode, data;

	if (!octospi_get_phase(ccr, CCR_IMODE_POS, &cmd) || !octospi_get_phase(ccr, CCR_ADMODE_POS, &addr) ||
			!octospi_get_phase(ccr, CCR_ABMODE_POS, &mode) || !octospi_get_phase(ccr, CCR_DMODE_POS, &data))
		return XSPI_E_UNSUPPORTED;
	if (!cmd.nbytes || !addr.nbytes || !data.nbytes)
		return XSPI_E_INVALID;
	if (cmd.nbytes > 2 || ccr & CCR_SIOO)
		return XSPI_E_UNSUPPORTED;

	*op = (struct spi_mem_op) {
		.cmd = { .nbytes = cmd.nbytes, .lines = cmd.lines, .dtr = cmd.dtr, .opcode = (uint16_t)ir },
		.addr = { .nbytes = addr.nbytes, .lines = addr.lines, .dtr = addr.dtr },
		.mode = { .nbytes = mode.nbytes, .lines = mode.lines, .dtr = mode.dtr, .value = mode.nbytes ? abr : 0 },
		.dummy = { .cycles = tcr & TCR_DCYC_MASK },
		.data = { .dir = SPI_MEM_IN, .lines = data.lines, .dtr = data.dtr },
	};
	return XSPI_OK;
}

int octospi_inherit(struct xspi *x, struct spi_mem_op *read)
{
	static const uint16_t offset[] = { OCTOSPI_CR, OCTOSPI_CCR, OCTOSPI_TCR, OCTOSPI_IR, OCTOSPI_ABR, OCTOSPI_DCR2 };
	uint32_t reg[XSPI_COUNT(offset)];

	for (unsigned int i = 0; i < XSPI_COUNT(offset); i++) {
		int retval = xspi_io_read(x->io, x->base + offset[i], &reg[i]);
		if (retval != XSPI_OK)
			return retval;
	}
	const uint32_t cr = reg[0];
	x->detail = cr;
	if (!(cr & XSPI_CR_EN))
		return XSPI_E_INVALID;
	if (cr & CR_DMM)
		return XSPI_E_TWO_CHIPS;

	int retval = octospi_decode(reg[1], reg[2], reg[3], reg[4], read);
	if (retval != XSPI_OK)
		return retval;
	x->mapped = (cr & CR_FMODE_MASK) == CR_FMODE(FMODE_MAPPED);
	x->settled = false;
	if (!x->mapped && !xspi_is_read(read->cmd.opcode))
		return XSPI_E_INVALID;

	x->cr_map = cr & ~(CR_FMODE_MASK | XSPI_CR_ABORT);
	x->cr = (x->cr_map & ~(CR_FTHRES_MASK | CR_IRQ_MASK | CR_DMAEN | XSPI_CR_TCEN)) | XSPI_CR_FTHRES(FTHRES_BYTES);
	x->tcr = reg[2] & ~(TCR_DCYC_MASK | TCR_DHQC);
	x->data_lines_high = (cr & (x->features & XSPI_F_MSEL_30 ? CR_MSEL_30 : CR_MSEL_7)) != 0;
	x->ccr_map = reg[1];
	x->tcr_map = reg[2];
	x->divider = (reg[5] & 0xFF) + 1;
	return XSPI_OK;
}
