// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * NOR flash: quad enable, and the choice of the fastest read that works on this board, proven against a 1-line read.
 */

#include "nor_priv.h"

#define OP_READ				0x03
#define SR1_QE				0x40
#define SR2_QE				0x02
#define PROOF_BYTES			16

/* One byte, all other bits as they are. Not written if it is set. */
static int fast_enable_sr1_bit6(struct xspi *x, struct nor *nor, bool allowed)
{
	uint8_t status;

	int retval = nor_read_status(x, nor, &status);
	if (retval != XSPI_OK)
		return retval;
	nor->qe_was_set = status & SR1_QE;
	if (nor->qe_was_set || !allowed)
		return XSPI_OK;

	status = (status & ~(NOR_SR_WIP | NOR_SR_WEL)) | SR1_QE;
	retval = nor_write_status(x, nor, OP_WRITE_STATUS, &status, 1);
	if (retval == XSPI_OK)
		retval = nor_read_status(x, nor, &status);
	if (retval != XSPI_OK)
		return retval;
	nor->qe_set = status & SR1_QE;
	x->detail = status;
	return nor->qe_set ? XSPI_OK : XSPI_E_PROTECTED;
}

/* The same in status register 2: by an opcode of its own, or together with the first by 01h and two bytes */
static int fast_enable_sr2_bit1(struct xspi *x, struct nor *nor, bool allowed)
{
	const bool both = nor->write_status2 == OP_WRITE_STATUS;
	uint8_t status[2];
	const struct spi_mem_op read2 = nor_op_read_register(OP_READ_STATUS_2, &status[1]);

	int retval = nor_read_status(x, nor, &status[0]);
	if (retval == XSPI_OK)
		retval = xspi_exec(x, &read2);
	if (retval != XSPI_OK)
		return retval;
	nor->qe_was_set = status[1] & SR2_QE;
	if (nor->qe_was_set || !allowed)
		return XSPI_OK;
	if (!nor->write_status2)
		return XSPI_E_UNSUPPORTED;

	status[0] &= ~(NOR_SR_WIP | NOR_SR_WEL);
	status[1] |= SR2_QE;
	retval = nor_write_status(x, nor, nor->write_status2, both ? status : status + 1, both ? 2 : 1);
	if (retval == XSPI_OK)
		retval = xspi_exec(x, &read2);
	if (retval != XSPI_OK)
		return retval;
	nor->qe_set = status[1] & SR2_QE;
	x->detail = status[1];
	return nor->qe_set ? XSPI_OK : XSPI_E_PROTECTED;
}

int nor_enable_quad(struct xspi *x, struct nor *nor, bool allowed, bool *usable)
{
	int retval = XSPI_OK;

	switch (nor->qe) {
	case NOR_QE_NONE:
		nor->qe_was_set = true;
		break;
	case NOR_QE_SR1_BIT6:
		retval = fast_enable_sr1_bit6(x, nor, allowed);
		break;
	case NOR_QE_SR2_BIT1:
		retval = fast_enable_sr2_bit1(x, nor, allowed);
		break;
	case NOR_QE_UNKNOWN:
		retval = XSPI_E_UNSUPPORTED;
		break;
	}
	*usable = retval == XSPI_OK && (nor->qe_was_set || allowed);
	return retval;
}

int nor_prove(struct xspi *x, struct nor *nor, const struct spi_mem_op *read)
{
	const uint32_t place[] = { 0, 0x1000, nor->size / 2, nor->size - PROOF_BYTES };
	uint8_t slow[PROOF_BYTES], fast[PROOF_BYTES];

	for (unsigned int i = 0; i < XSPI_COUNT(place) && !nor->proven; i++) {
		int retval = nor_read_with(x, &nor->read_slow, place[i], slow, PROOF_BYTES);
		if (retval == XSPI_OK)
			retval = nor_read_with(x, read, place[i], fast, PROOF_BYTES);
		if (retval != XSPI_OK)
			return retval;
		bool varied = false;
		for (unsigned int k = 0; k < PROOF_BYTES; k++) {
			if (slow[k] != fast[k])
				return XSPI_E_VERIFY;
			varied = varied || slow[k] != slow[0];
		}
		nor->proven = varied;
	}
	return XSPI_OK;
}

void nor_use_plain_program(struct nor *nor)
{
	struct nor plain = *nor;

	nor_set_basic_ops(&plain, nor->read_slow.cmd.opcode != OP_READ);
	nor->program = plain.program;
	nor->quad_program.cmd.nbytes = 0;
}

static void fast_use(struct nor *nor, const struct spi_mem_op *read)
{
	nor->read = *read;
	nor->max_hz = nor->fast_hz;
	if (nor_lines(read) == 4 && nor->quad_program.cmd.nbytes)
		nor->program = nor->quad_program;
}

/*
 * Try what @a lines allow. @a why is set if something better than what is taken does not work. Once a read has
 * differed, another one on as many lines is taken only if it is proven: a blank chip looks the same with a line open.
 */
static int fast_choose(struct xspi *x, struct nor *nor, unsigned int lines, int *why)
{
	unsigned int suspect = lines + 1;

	for (unsigned int i = 0; i < NOR_FAST_READS; i++) {
		const struct spi_mem_op *read = &nor->fast[i];
		if (!nor_lines(read) || nor_lines(read) > lines)
			continue;
		int retval = nor_prove(x, nor, read);
		if (retval == XSPI_OK && (nor_lines(read) < suspect || nor->proven)) {
			fast_use(nor, read);
			return XSPI_OK;
		}
		if (retval != XSPI_OK && retval != XSPI_E_VERIFY)
			return retval;
		if (retval == XSPI_E_VERIFY)
			suspect = nor_lines(read);
		if (*why == XSPI_OK)
			*why = retval;
	}
	return XSPI_OK;
}

int nor_setup_fast(struct xspi *x, struct nor *nor, unsigned int lines, bool allow_qe)
{
	int why = XSPI_OK;
	bool quad = false;

	nor_set_basic_ops(nor, nor->read_slow.cmd.opcode != OP_READ);
	nor->proven = false;
	nor->qe_set = false;
	if (lines < 2)
		return XSPI_OK;
	if (lines >= 4 && nor_lines(&nor->fast[0]) == 4)
		why = nor_enable_quad(x, nor, allow_qe, &quad);
	else if (lines >= 4)
		why = XSPI_E_UNSUPPORTED;
	if (why != XSPI_OK && why != XSPI_E_PROTECTED && why != XSPI_E_UNSUPPORTED)
		return why;

	int retval = fast_choose(x, nor, quad ? 4 : 2, &why);
	return retval == XSPI_OK ? why : retval;
}
