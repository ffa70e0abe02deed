// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Controller front end: chooses the register layout, moves data through the data register, waits, recovers.
 * Register layouts are in quadspi.c and octospi.c; the data register is accessed in words only, as debug ports may do
 * no better.
 */

#include "xspi_priv.h"

#define POLL_STEP_US	20u

/* Direct calls instead of a table of functions: an external loader is position-independent and has no relocation. */
#define LAYOUT(x, function, ...) \
	((x)->kind == XSPI_QUADSPI ? quadspi_##function(__VA_ARGS__) : octospi_##function(__VA_ARGS__))

bool xspi_is_read(uint16_t opcode)
{
	static const uint8_t reads[] = {
		0x03, 0x0B, 0x3B, 0x6B, 0xBB, 0xEB, 0x0D, 0xBD, 0xED, 0x13, 0x0C, 0x3C, 0x6C, 0xBC, 0xEC, 0x0E, 0xBE, 0xEE,
	};

	/* octal: the opcode comes before its complement */
	const uint8_t first = opcode > 0xFF ? opcode >> 8 : opcode;
	for (unsigned int i = 0; i < sizeof(reads); i++)
		if (reads[i] == first)
			return true;
	return false;
}

static bool xspi_lines_possible(const struct xspi *x, unsigned int lines)
{
	return lines == 1 || lines == 2 || lines == 4 || (lines == 8 && x->features & XSPI_F_LINES_8);
}

int xspi_check_op(const struct xspi *x, const struct spi_mem_op *op)
{
	const struct {
		bool used;
		unsigned int lines;
	} phase[] = {
		{ op->cmd.nbytes != 0, op->cmd.lines },
		{ op->addr.nbytes != 0, op->addr.lines },
		{ op->mode.nbytes != 0, op->mode.lines },
		{ op->data.dir != SPI_MEM_NO_DATA, op->data.lines },
	};
	bool any = false;

	if (op->cmd.nbytes > 2 || op->addr.nbytes > 4 || op->mode.nbytes > 4 || op->dummy.cycles > 31)
		return XSPI_E_UNSUPPORTED;
	for (unsigned int i = 0; i < XSPI_COUNT(phase); i++) {
		if (phase[i].used && !xspi_lines_possible(x, phase[i].lines))
			return XSPI_E_UNSUPPORTED;
		any = any || phase[i].used;
	}
	return any ? XSPI_OK : XSPI_E_UNSUPPORTED;
}

void xspi_get_regs(const struct xspi *x, struct xspi_regs *regs)
{
	LAYOUT(x, get_regs, x, regs);
}

int xspi_keep_lines(struct xspi *x)
{
	const uint32_t mask = x->features & XSPI_F_MSEL_30 ? XSPI_BIT(30) : XSPI_BIT(7);
	struct xspi_regs regs;
	uint32_t cr;

	xspi_get_regs(x, &regs);
	int retval = xspi_io_read(x->io, regs.cr, &cr);
	if (retval == XSPI_OK)
		x->data_lines_high = (cr & mask) != 0;
	return retval;
}

int xspi_declared_log2(struct xspi *x, uint32_t *size_log2)
{
	uint32_t dcr;

	/* the field is at the same place in both layouts */
	int retval = xspi_io_read(x->io, LAYOUT(x, size_reg, x), &dcr);
	if (retval == XSPI_OK)
		*size_log2 = (dcr >> 16 & 0x1Fu) + 1;
	return retval;
}

int xspi_init(struct xspi *x, unsigned int divider, unsigned int size_log2)
{
	if (divider < 1 || divider > 256 || size_log2 < 1 || size_log2 > 32)
		return XSPI_E_INVALID;
	return LAYOUT(x, init, x, divider, size_log2);
}

/* Only for a controller that is BUSY: aborting an idle XSPI can lock it up (STM32H7RS, N6). */
static int xspi_abort(struct xspi *x)
{
	struct xspi_regs regs;
	uint32_t cr;

	xspi_get_regs(x, &regs);
	int retval = xspi_io_read(x->io, regs.cr, &cr);
	if (retval != XSPI_OK)
		return retval;
	retval = xspi_io_write(x->io, regs.cr, cr | XSPI_CR_ABORT);
	if (retval != XSPI_OK)
		return retval;
	return xspi_io_poll(x->io, regs.sr, XSPI_SR_BUSY, 0, XSPI_LIMIT_US, &x->detail);
}

int xspi_look(struct xspi *x, uint32_t *cr)
{
	struct xspi_regs regs;
	uint32_t sr;

	xspi_get_regs(x, &regs);
	x->settled = false;
	int retval = xspi_io_read_fifo(x->io, regs.cr, cr, 1, regs.sr, &sr);
	if (retval == XSPI_OK)
		x->settled = !(sr & (XSPI_SR_BUSY | XSPI_SR_TEF));
	return retval;
}

int xspi_quiesce(struct xspi *x)
{
	struct xspi_regs regs;
	uint32_t sr;

	xspi_get_regs(x, &regs);
	if (x->settled)
		return xspi_io_write(x->io, regs.fcr, XSPI_SR_FLAGS);
	int retval = xspi_io_read(x->io, regs.sr, &sr);
	if (retval != XSPI_OK)
		return retval;
	if (sr & XSPI_SR_BUSY) {
		retval = xspi_abort(x);
		if (retval != XSPI_OK)
			return retval;
		sr = XSPI_SR_FLAGS;
	}
	if (sr & XSPI_SR_FLAGS)
		retval = xspi_io_write(x->io, regs.fcr, XSPI_SR_FLAGS);
	return retval;
}

int xspi_idle(struct xspi *x)
{
	int retval = xspi_quiesce(x);
	if (retval == XSPI_OK)
		retval = LAYOUT(x, leave_map, x);
	if (retval == XSPI_OK)
		x->mapped = false;
	return retval;
}

/* Record what the controller said and make it usable again; keeps the first error. */
static int xspi_fail(struct xspi *x, uint32_t sr, int error)
{
	x->settled = false;
	if (error != XSPI_E_LINK)
		(void)xspi_idle(x);
	x->detail = sr;
	return error;
}

/**
 * Wait for data in the FIFO (@a want_level bytes) or for the end (@a want_level 0: not BUSY).
 * @param sr status register at the end of the wait
 */
static int xspi_wait(struct xspi *x, unsigned int want_level, uint32_t *sr)
{
	struct xspi_regs regs;

	xspi_get_regs(x, &regs);
	for (uint32_t waited = 0; ; waited += POLL_STEP_US) {
		int retval = xspi_io_read(x->io, regs.sr, sr);
		if (retval != XSPI_OK)
			return retval;
		if (*sr & XSPI_SR_TEF)
			return XSPI_E_TRANSFER;
		if (want_level ? XSPI_SR_FLEVEL(*sr) >= want_level : !(*sr & XSPI_SR_BUSY))
			return XSPI_OK;
		if (waited >= XSPI_LIMIT_US)
			return XSPI_E_TIMEOUT;
		xspi_io_delay_us(x->io, POLL_STEP_US);
	}
}

/* The largest FIFO of all controllers has 64 bytes */
#define FIFO_WORDS	16u

static int xspi_data_in(struct xspi *x, uint8_t *data, uint32_t len, uint32_t *sr)
{
	struct xspi_regs regs;

	xspi_get_regs(x, &regs);
	while (len) {
		/* the last word comes with less than four bytes in the FIFO: they are in its low lanes */
		int retval = xspi_wait(x, len < 4 ? len : 4, sr);
		if (retval != XSPI_OK)
			return retval;
		const uint32_t level = XSPI_SR_FLEVEL(*sr), whole = (level < len ? level : len) / 4;
		uint32_t words[FIFO_WORDS];
		/* with less than a word left, or with the last bytes of the transfer in the FIFO, one word more */
		uint32_t count = whole + (level >= len && len % 4);
		if (count > FIFO_WORDS)
			count = FIFO_WORDS;
		retval = xspi_io_read_fifo(x->io, regs.dr, words, count, regs.sr, sr);
		if (retval != XSPI_OK)
			return retval;
		for (uint32_t i = 0; i < count; i++) {
			for (uint32_t k = 0; k < 4 && len; k++, len--)
				*data++ = words[i] >> (8 * k) & 0xFF;
		}
	}
	return XSPI_OK;
}

static int xspi_data_out(struct xspi *x, const uint8_t *data, uint32_t len, uint32_t *sr)
{
	struct xspi_regs regs;
	uint32_t room = x->fifo_bytes;

	xspi_get_regs(x, &regs);
	while (len) {
		if (room < 4) {
			int retval = xspi_io_read(x->io, regs.sr, sr);
			if (retval == XSPI_OK && *sr & XSPI_SR_TEF)
				retval = XSPI_E_TRANSFER;
			/* a FIFO that does not drain in the time of its own transfer never will */
			if (retval == XSPI_OK && XSPI_SR_FLEVEL(*sr) + 4 > x->fifo_bytes)
				retval = xspi_io_poll(x->io, regs.sr, 0x7Cu << 8, 0, XSPI_LIMIT_US, sr);
			if (retval != XSPI_OK)
				return retval;
			room = x->fifo_bytes - XSPI_SR_FLEVEL(*sr);
		}
		uint32_t word = 0;
		const uint32_t count = len < 4 ? len : 4;
		for (uint32_t i = 0; i < 4; i++)
			word |= (uint32_t)(i < count ? *data++ : 0xFF) << (8 * i);
		int retval = xspi_io_write(x->io, regs.dr, word);
		if (retval != XSPI_OK)
			return retval;
		len -= count;
		room -= 4;
	}
	return XSPI_OK;
}

/* What follows the start of an operation. A read is over when its data are there: BUSY falls as the FIFO empties. */
static int xspi_finish(struct xspi *x, const struct spi_mem_op *op)
{
	uint32_t sr = 0;
	int retval;

	if (op->data.dir == SPI_MEM_IN) {
		retval = xspi_data_in(x, op->data.buf.in, op->data.nbytes, &sr);
	} else {
		retval = XSPI_OK;
		if (op->data.dir == SPI_MEM_OUT)
			retval = xspi_data_out(x, op->data.buf.out, op->data.nbytes, &sr);
		if (retval == XSPI_OK)
			retval = xspi_wait(x, 0, &sr);
	}
	if (retval != XSPI_OK)
		return xspi_fail(x, sr, retval);
	/* some QUADSPI stay BUSY behind a read: then the next one looks again */
	x->settled = !(sr & (XSPI_SR_BUSY | XSPI_SR_TEF));
	return XSPI_OK;
}

/* Idle, as every configuration write needs it, and without an old TEF. No access if that is known, or one. */
static int xspi_ready(struct xspi *x)
{
	struct xspi_regs regs;
	uint32_t sr;

	if (x->mapped)
		return xspi_idle(x);
	if (x->settled)
		return XSPI_OK;
	xspi_get_regs(x, &regs);
	int retval = xspi_io_read(x->io, regs.sr, &sr);
	if (retval != XSPI_OK)
		return retval;
	if (sr & XSPI_SR_BUSY)
		return xspi_idle(x);
	if (sr & XSPI_SR_TEF)
		return xspi_io_write(x->io, regs.fcr, XSPI_SR_FLAGS);
	return XSPI_OK;
}

int xspi_exec(struct xspi *x, const struct spi_mem_op *op)
{
	if (op->data.dir != SPI_MEM_NO_DATA && !op->data.nbytes)
		return XSPI_E_INVALID;

	int retval = xspi_check_op(x, op);
	if (retval == XSPI_OK)
		retval = xspi_ready(x);
	x->settled = false;
	if (retval == XSPI_OK)
		retval = LAYOUT(x, start, x, op);
	if (retval == XSPI_OK)
		retval = xspi_finish(x, op);
	return retval;
}

int xspi_exec_again(struct xspi *x, const struct spi_mem_op *op)
{
	if (op->addr.nbytes || op->data.dir == SPI_MEM_OUT)
		return XSPI_E_INVALID;

	int retval = xspi_ready(x);
	x->settled = false;
	if (retval == XSPI_OK)
		retval = LAYOUT(x, start_again, x, op);
	if (retval == XSPI_OK)
		retval = xspi_finish(x, op);
	return retval;
}

int xspi_map(struct xspi *x, const struct spi_mem_op *op)
{
	if (!op->addr.nbytes || op->data.dir != SPI_MEM_IN)
		return XSPI_E_INVALID;

	int retval = xspi_check_op(x, op);
	if (retval == XSPI_OK)
		retval = xspi_idle(x);
	if (retval == XSPI_OK)
		retval = LAYOUT(x, map, x, op);
	x->settled = false;
	if (retval == XSPI_OK)
		x->mapped = true;
	return retval;
}

int xspi_encode(const struct xspi *x, const struct spi_mem_op *op, struct xspi_encoded *out)
{
	int retval = xspi_check_op(x, op);
	return retval == XSPI_OK ? LAYOUT(x, encode, x, op, out) : retval;
}

int xspi_inherit(struct xspi *x, struct spi_mem_op *read)
{
	return LAYOUT(x, inherit, x, read);
}
