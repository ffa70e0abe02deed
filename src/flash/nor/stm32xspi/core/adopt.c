// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * NOR flash that a board's script has set up, together with the controller: everything is done in the mode in which it
 * was left, which the controller's read operation tells.
 */

#include "nor_priv.h"

#define OP_READ_ID			0x9F
#define OP_READ_ID_QPI		0xAF
#define BUSY_FOUND_MS		2000	/* twice the longest block erase */
#define NO_ANSWER			0xFF
#define THREE_BYTE_LIMIT	(16u * 1024 * 1024)

static int adopt_wait(struct xspi *x, const struct nor *nor)
{
	uint8_t status;

	int retval = nor_read_status(x, nor, &status);
	if (retval != XSPI_OK || status == NO_ANSWER)
		return retval;
	return nor_wait_ready(x, nor, BUSY_FOUND_MS);
}

/* The opcode that reads the ID in QPI depends on the maker. */
static int adopt_qpi(struct xspi *x, struct nor *nor)
{
	static const uint8_t opcodes[] = { OP_READ_ID_QPI, OP_READ_ID };
	int retval = XSPI_E_NO_CHIP;

	for (unsigned int i = 0; retval == XSPI_E_NO_CHIP && i < sizeof(opcodes); i++) {
		nor->qpi_id_opcode = opcodes[i];
		retval = nor_identify_by_table(x, nor);
	}
	return retval;
}

/* A read with four address bytes by an opcode that does not imply them: the chip is in 4-byte mode. */
static void adopt_address_mode(struct nor *nor, const struct spi_mem_op *read)
{
	if (read->addr.nbytes != 4 || nor->addr_bytes == 4 || !nor_4byte_opcode(read->cmd.opcode))
		return;
	nor->addr_bytes = 4;
	nor->read_slow.addr.nbytes = 4;
	nor->program.addr.nbytes = 4;
	nor->quad_program.addr.nbytes = 4;
}

static int adopt_program(struct xspi *x, struct nor *nor, const struct spi_mem_op *read)
{
	bool quad = false;

	if (nor->qpi) {
		nor->program.cmd.lines = 4;
		nor->program.addr.lines = 4;
		nor->program.data.lines = 4;
		return XSPI_OK;
	}
	if (read->data.lines != 4 || !nor->quad_program.cmd.nbytes)
		return XSPI_OK;
	int retval = nor_enable_quad(x, nor, false, &quad);
	if (quad)
		nor->program = nor->quad_program;
	return retval == XSPI_E_UNSUPPORTED ? XSPI_OK : retval;
}

static int adopt_read(struct xspi *x, struct nor *nor, const struct spi_mem_op *read, bool compare)
{
	if (nor->qpi)
		nor->read_slow = *read;
	nor->read = nor->read_slow;
	if (compare && !nor->qpi) {
		int retval = nor_prove(x, nor, read);
		if (retval != XSPI_OK)
			return retval;
	}
	/* the script's read may reach less than the chip */
	if (read->addr.nbytes == 4 || nor->size <= THREE_BYTE_LIMIT)
		nor->read = *read;
	return XSPI_OK;
}

void nor_presume(struct nor *nor, const struct spi_mem_op *read)
{
	*nor = (struct nor) {
		.qe = NOR_QE_UNKNOWN, .qpi = read->cmd.lines == 4, .qpi_id_opcode = OP_READ_ID_QPI
	};
}

int nor_adopt(struct xspi *x, struct nor *nor, const struct spi_mem_op *read, bool compare)
{
	const bool qpi = read->cmd.lines == 4;

	nor_presume(nor, read);
	if (read->cmd.nbytes != 1 || read->cmd.dtr || read->addr.dtr || read->data.dtr ||
			(qpi ? read->addr.lines != 4 || read->data.lines != 4 : read->cmd.lines != 1))
		return XSPI_E_UNSUPPORTED;
	int retval = adopt_wait(x, nor);
	if (retval == XSPI_OK)
		retval = qpi ? adopt_qpi(x, nor) : nor_identify(x, nor);
	if (retval != XSPI_OK)
		return retval;
	adopt_address_mode(nor, read);
	retval = adopt_program(x, nor, read);
	return retval == XSPI_OK ? adopt_read(x, nor, read, compare) : retval;
}
