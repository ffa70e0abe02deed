// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Brings a quad NOR chip from any state that outlives a reset of the microcontroller to 1-1-1, 3-byte, idle, and tells
 * which state that was. Sends only opcodes that write nothing, on any vendor's chip, until the vendor is known.
 * Octal modes are not handled. Order and frames: JESD216 BFPT DWORDs 15 and 16, IS25LP128F instruction table.
 */

#include "nor.h"
#include "chips/chips.h"

#define OP_WRITE_DISABLE	0x04
#define OP_READ_STATUS		0x05
#define OP_READ_ID			0x9F
#define OP_SFDP				0x5A
#define OP_RESET_ENABLE		0x66
#define OP_RESET			0x99
#define OP_RELEASE_DPD		0xAB
#define OP_EXIT_QPI			0xF5

#define RESET_US			200		/* 35 us from idle, 100 us seen in use; twice that */
#define WAKE_US				50		/* 30 us is the longest in a data sheet */
#define BUSY_LIMIT_MS		2000	/* twice the longest block erase; a chip erase is the caller's matter */
#define BUSY_AFTER_RESET_MS	1000
#define BUSY_BITS			(NOR_SR_WIP | NOR_SR_WEL)	/* both are 1 while a chip erases or programs */
#define BUSY_STEP_US		2000
#define LISTEN_BYTES		16
#define LISTEN_TIMES		3

static int recover_send(struct xspi *x, uint8_t opcode)
{
	const struct spi_mem_op op = nor_op_simple(opcode);

	return xspi_exec(x, &op);
}

/* As an address of one byte: with instruction-only commands on four lines some STM32 do not drive IO1. */
static int recover_send_4_lines(struct xspi *x, uint8_t opcode)
{
	const struct spi_mem_op op = { SPI_MEM_ADDR(1, opcode, 4) };

	return xspi_exec(x, &op);
}

/*
 * All lines let go, for the 15 + 8 clocks that an AutoBoot takes until a byte has gone out, which ends it as chip
 * select rises (IS25WP128F data sheet, 8.46): an opcode would meet its data. A chip in continuous read sends data, too,
 * behind whatever address and mode byte the lines float to. Others see at most an opcode of equal halves; what writes
 * among those needs a write enable. Two dummies at least, for some QUADSPI.
 */
static int recover_listen(struct xspi *x, bool *heard)
{
	uint8_t data[LISTEN_BYTES] = { 0 };
	const struct spi_mem_op op = { SPI_MEM_DUMMY(2), SPI_MEM_DATA_IN(LISTEN_BYTES, data, 4) };

	*heard = false;
	int retval = xspi_exec(x, &op);
	for (unsigned int i = 1; retval == XSPI_OK && i < LISTEN_BYTES; i++)
		*heard = *heard || data[i] != data[0];
	return retval == XSPI_E_LINK ? retval : XSPI_OK;
}

/* Two commands that must follow each other; a reset starts AutoBoot again */
static int recover_reset(struct xspi *x, int (*send)(struct xspi *x, uint8_t opcode), bool *autoboot)
{
	int retval = send(x, OP_RESET_ENABLE);
	if (retval == XSPI_OK)
		retval = send(x, OP_RESET);
	if (retval != XSPI_OK)
		return retval;
	xspi_io_delay_us(x->io, RESET_US);
	return recover_listen(x, autoboot);
}

static int recover_wake(struct xspi *x)
{
	int retval = recover_send(x, OP_RELEASE_DPD);
	if (retval == XSPI_OK)
		xspi_io_delay_us(x->io, WAKE_US);
	return retval;
}

/*
 * Leave continuous read: four frames with all lines high, each just as long as address and mode byte of one of them
 * (0-4-4 with 3 and 4 address bytes, 0-2-2 with 3 and 4). Not one long frame: behind the mode byte the chip drives.
 * A chip in any other state sees an opcode FFh.
 */
static int recover_continuous(struct xspi *x)
{
	static const uint8_t ones[6] = { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF };
	const struct spi_mem_op frame[] = {
		{ SPI_MEM_ADDR(4, 0xFFFFFFFF, 4) },
		{ SPI_MEM_ADDR(4, 0xFFFFFFFF, 4), SPI_MEM_MODE(0xFF, 4) },
		{ SPI_MEM_ADDR(4, 0xFFFFFFFF, 4), .mode = { .nbytes = 4, .lines = 4, .value = 0xFFFFFFFF } },
		/* without an address, which would be beyond the end together with data */
		{ .mode = { .nbytes = 4, .lines = 4, .value = 0xFFFFFFFF }, SPI_MEM_DATA_OUT(sizeof(ones), ones, 4) },
	};
	int retval = XSPI_OK;

	for (unsigned int i = 0; retval == XSPI_OK && i < XSPI_COUNT(frame); i++)
		retval = xspi_exec(x, &frame[i]);
	return retval;
}

/* What only a chip in QPI understands; one in 1-line mode sees opcodes of two clocks and ignores them. */
static int recover_qpi(struct xspi *x)
{
	int retval = recover_send_4_lines(x, OP_RELEASE_DPD);
	if (retval != XSPI_OK)
		return retval;
	xspi_io_delay_us(x->io, WAKE_US);
	bool heard;
	retval = recover_send_4_lines(x, OP_EXIT_QPI);
	return retval == XSPI_OK ? recover_reset(x, recover_send_4_lines, &heard) : retval;
}

static bool recover_same(const uint8_t *a, const uint8_t *b)
{
	return a[0] == b[0] && a[1] == b[1] && a[2] == b[2];
}

/* The same ID twice. In continuous read with 3 address bytes 9Fh ends that mode: then array data come only once. */
static int recover_answers(struct xspi *x, bool *answers, uint8_t *id)
{
	uint8_t first[NOR_ID_BYTES];
	struct spi_mem_op op = nor_op_read_id(NULL, first);
	bool zeros = true, ones = true;

	int retval = xspi_exec(x, &op);
	if (retval == XSPI_OK) {
		op = nor_op_read_id(NULL, id);
		retval = xspi_exec_again(x, &op);
	}
	for (unsigned int i = 0; retval == XSPI_OK && i < NOR_ID_BYTES; i++) {
		zeros = zeros && id[i] == 0x00;
		ones = ones && id[i] == 0xFF;
	}
	*answers = retval == XSPI_OK && recover_same(id, first) && !zeros && !ones;
	return retval;
}

/*
 * The same with all four lines let go behind the opcode, because a chip in continuous read then drives them. One in
 * 1-line mode answers on IO1: bit 1 of each four.
 */
static int recover_answers_gently(struct xspi *x, bool *answers, uint8_t *id)
{
	uint8_t lines[2][4 * NOR_ID_BYTES] = { { 0 } };
	bool same = true, zeros = true, ones = true;

	for (unsigned int i = 0; i < XSPI_COUNT(lines); i++) {
		const struct spi_mem_op op = { SPI_MEM_CMD(OP_READ_ID, 1), SPI_MEM_DATA_IN(sizeof(lines[i]), lines[i], 4) };
		int retval = i ? xspi_exec_again(x, &op) : xspi_exec(x, &op);
		if (retval != XSPI_OK)
			return retval;
	}
	for (unsigned int i = 0; i < 8 * NOR_ID_BYTES; i++) {
		const unsigned int shift = i % 2 ? 1 : 5;
		const bool bit = lines[1][i / 2] >> shift & 1;
		same = same && (lines[0][i / 2] >> shift & 1) == bit;
		zeros = zeros && !bit;
		ones = ones && bit;
		id[i / 8] = (uint8_t)((i % 8 ? id[i / 8] << 1 : 0) | bit);
	}
	*answers = same && !zeros && !ones;
	return XSPI_OK;
}

/*
 * In the other kinds of continuous read every opcode gets array data, which may look like an ID. So an ID is believed
 * if it is in the table, or if it is the same without continuous read, and SFDP is there.
 */
static int recover_known(struct xspi *x, const uint8_t *id, bool *known)
{
	uint8_t signature[4] = { 0 }, after[NOR_ID_BYTES];
	const struct spi_mem_op op = {
		SPI_MEM_CMD(OP_SFDP, 1), SPI_MEM_ADDR(3, 0, 1), SPI_MEM_DUMMY(8), SPI_MEM_DATA_IN(4, signature, 1)
	};

	*known = nor_find_chip(nor_find_vendor(id), id);
	if (*known)
		return XSPI_OK;
	int answer = recover_continuous(x);
	if (answer == XSPI_OK)
		answer = recover_answers(x, known, after);
	if (answer != XSPI_OK || !*known || !recover_same(id, after)) {
		*known = false;
		return answer;
	}
	int retval = xspi_exec(x, &op);
	*known = retval == XSPI_OK && signature[0] == 'S' && signature[1] == 'F' && signature[2] == 'D' &&
		signature[3] == 'P';
	return retval;
}

/*
 * Until the chip is ready; then without write enable. A busy chip answers nothing but its status. All ones is what an
 * absent chip looks like, too.
 * @param waited true if the chip was busy and became ready
 */
static int recover_wait_busy(struct xspi *x, uint32_t limit_ms, bool *was_busy, bool *ready)
{
	uint8_t status;
	const struct spi_mem_op op = nor_op_read_register(OP_READ_STATUS, &status);

	*was_busy = false;
	*ready = false;
	int retval = xspi_exec(x, &op);
	for (uint32_t waited = 0; retval == XSPI_OK; waited += BUSY_STEP_US) {
		*ready = !(status & NOR_SR_WIP);
		if (*ready || status == 0xFF)
			break;
		*was_busy = true;
		if (waited / 1000 >= limit_ms)
			break;
		xspi_io_delay_us(x->io, BUSY_STEP_US);
		retval = xspi_exec_again(x, &op);
	}
	if (retval == XSPI_OK && !*ready)
		x->detail = status;
	/* what an interrupted run has left, or the next stray byte might erase something */
	if (retval == XSPI_OK && *ready && status & NOR_SR_WEL)
		retval = recover_send(x, OP_WRITE_DISABLE);
	return retval;
}

/* Compare those of the vendor's state registers that the chip has with what is wanted. */
static int recover_check_states(struct xspi *x, const struct nor_vendor *vendor, uint32_t flags, uint32_t *found)
{
	bool again = false;
	uint8_t value;

	*found = NOR_FOUND_READY;
	for (unsigned int i = 0; i < vendor->states; i++) {
		const struct nor_state *s = &vendor->state[i];
		const struct spi_mem_op op = nor_op_read_register(s->opcode, &value);
		if (!(s->flag & flags))
			continue;
		/* the first of a group sets the registers, the others differ in the opcode */
		int retval = again ? xspi_exec_again(x, &op) : xspi_exec(x, &op);
		if (retval != XSPI_OK)
			return retval;
		again = true;
		/* all ones: an early part under the same ID that does not have this register */
		if (value != 0xFF && (value & s->mask) != s->normal && (value & s->mask) != s->also_normal)
			*found |= s->found;
	}
	return XSPI_OK;
}

/*
 * For a chip that answers: registers that are not at their default. A reset restores all that is volatile; 4-byte mode
 * by a non-volatile bit is left for this session only.
 */
static int recover_states(struct xspi *x, const uint8_t *id, uint32_t *found)
{
	const struct nor_vendor *vendor = nor_find_vendor(id);
	const struct nor_chip *chip = nor_find_chip(vendor, id);
	const uint32_t flags = chip ? chip->flags : 0;
	bool any = false, heard;
	uint32_t now;

	for (unsigned int i = 0; vendor && i < vendor->states; i++)
		any = any || vendor->state[i].flag & flags;
	if (!any)
		return recover_reset(x, recover_send, &heard);

	int retval = recover_check_states(x, vendor, flags, &now);
	*found |= now;
	if (retval != XSPI_OK || now == NOR_FOUND_READY)
		return retval;
	retval = recover_reset(x, recover_send, &heard);
	if (retval == XSPI_OK)
		retval = recover_check_states(x, vendor, flags, &now);
	*found |= now;
	if (retval == XSPI_OK && now & NOR_FOUND_4BYTE && vendor->exit_4byte)
		retval = recover_send(x, vendor->exit_4byte);
	return retval;
}

/*
 * Out of continuous read, first of all, because in it nothing that the chip answers can be believed.
 * @param before ID that the chip gave before; NULL: none
 */
static int recover_first(struct xspi *x, const uint8_t *before, bool *answers, uint8_t *id, uint32_t *found)
{
	int retval = recover_continuous(x);
	if (retval == XSPI_OK)
		retval = recover_answers(x, answers, id);
	if (retval == XSPI_OK && *answers && !(before && recover_same(before, id)))
		*found |= NOR_FOUND_CONTINUOUS;
	return retval;
}

/* A chip that answers that it is busy, and often nothing else: wait; if that takes too long, reset it, if allowed */
static int recover_busy(struct xspi *x, bool may_reset, bool *answers, uint8_t *id, uint32_t *found)
{
	bool was_busy, ready, heard;

	int retval = recover_wait_busy(x, BUSY_LIMIT_MS, &was_busy, &ready);
	if (retval != XSPI_OK || !was_busy)
		return retval;
	*found |= NOR_FOUND_BUSY;
	if (!ready && !may_reset)
		return XSPI_E_TIMEOUT;
	if (!ready)
		retval = recover_reset(x, recover_send, &heard);
	return retval == XSPI_OK ? recover_answers(x, answers, id) : retval;
}

/*
 * The same for a chip in QPI, where a reset would cut an erase off. Lines that float or keep a level look like a
 * status, too, so it is believed only if WIP and WEL are 1 and its halves differ.
 */
static int recover_busy_qpi(struct xspi *x, bool may_reset, uint32_t *found)
{
	uint8_t status = 0;
	const struct spi_mem_op op = { SPI_MEM_CMD(OP_READ_STATUS, 4), SPI_MEM_DATA_IN(1, &status, 4) };

	int retval = xspi_exec(x, &op);
	for (uint32_t waited = 0; retval == XSPI_OK; waited += BUSY_STEP_US) {
		if ((status & BUSY_BITS) != BUSY_BITS || status >> 4 == (status & 0x0F))
			return XSPI_OK;
		*found |= NOR_FOUND_BUSY;
		if (waited / 1000 >= BUSY_LIMIT_MS)
			return may_reset ? XSPI_OK : XSPI_E_TIMEOUT;
		xspi_io_delay_us(x->io, BUSY_STEP_US);
		retval = xspi_exec_again(x, &op);
	}
	return retval;
}

/* @param sent the chip has sent data unasked, and does no more: a reset tells which of two states that was */
static int recover_all(struct xspi *x, const uint8_t *before, bool sent, bool may_reset, uint32_t *found)
{
	/* ordered by what each could do to a chip in another state: wake it, speak on four lines */
	static const struct {
		int (*leave)(struct xspi *x);
		uint32_t found;
	} stage[] = {
		{ recover_wake, NOR_FOUND_POWER_DOWN },
		{ recover_qpi, NOR_FOUND_QPI },
	};
	uint8_t id[NOR_ID_BYTES];
	bool answers = false, was_busy, ready, autoboot = false;

	*found = NOR_FOUND_READY;
	int retval = recover_first(x, before, &answers, id, found);
	/* one that answers may be busy all the same, and the reset below would cut it off */
	if (retval == XSPI_OK)
		retval = recover_busy(x, may_reset, &answers, id, found);
	if (retval == XSPI_OK && !answers)
		retval = recover_busy_qpi(x, may_reset, found);
	for (unsigned int i = 0; retval == XSPI_OK && !answers && i < XSPI_COUNT(stage); i++) {
		retval = stage[i].leave(x);
		if (retval == XSPI_OK)
			retval = recover_answers(x, &answers, id);
		if (answers)
			*found |= stage[i].found;
	}

	/* whatever it was, from here on it is the power-up state; in 1-line mode, after all others */
	if (retval == XSPI_OK)
		retval = recover_reset(x, recover_send, &autoboot);
	if (sent || autoboot)
		*found |= autoboot ? NOR_FOUND_AUTOBOOT : NOR_FOUND_CONTINUOUS;
	if (retval == XSPI_OK)
		retval = recover_wait_busy(x, BUSY_AFTER_RESET_MS, &was_busy, &ready);
	if (retval == XSPI_OK)
		retval = recover_answers(x, &answers, id);
	if (retval != XSPI_OK)
		return retval;
	if (!answers)
		return was_busy && !ready ? XSPI_E_TIMEOUT : XSPI_E_NO_CHIP;
	retval = recover_send(x, OP_WRITE_DISABLE);
	return retval == XSPI_OK ? recover_states(x, id, found) : retval;
}

/*
 * First contact: nothing is driven before it is known that the chip does not drive. What it was sending is over the
 * first time, or the second (AutoBoot, then continuous read); lines that nobody holds may look alive each time.
 */
static int recover_contact(struct xspi *x, bool *sent, bool *answers, uint8_t *id)
{
	bool heard = true;
	int retval = XSPI_OK;

	*sent = false;
	for (unsigned int i = 0; retval == XSPI_OK && heard && i < LISTEN_TIMES; i++) {
		*sent = i > 0;
		retval = recover_listen(x, &heard);
	}
	*sent = *sent && !heard;
	return retval == XSPI_OK ? recover_answers_gently(x, answers, id) : retval;
}

int nor_recover_full(struct xspi *x, uint32_t *found)
{
	uint8_t id[NOR_ID_BYTES];
	bool answers, sent;

	int retval = recover_contact(x, &sent, &answers, id);
	return retval == XSPI_OK ? recover_all(x, answers ? id : NULL, sent, true, found) : retval;
}

int nor_recover(struct xspi *x, uint32_t *found)
{
	uint8_t id[NOR_ID_BYTES];
	bool answers, sent, known, was_busy, ready;

	*found = NOR_FOUND_READY;
	int retval = recover_contact(x, &sent, &answers, id);
	if (retval != XSPI_OK)
		return retval;
	if (!answers || sent)
		return recover_all(x, answers ? id : NULL, sent, false, found);

	retval = recover_known(x, id, &known);
	if (retval != XSPI_OK)
		return retval;
	if (!known)
		return recover_all(x, id, false, false, found);

	/* some makers' chips give their ID while busy */
	retval = recover_wait_busy(x, BUSY_LIMIT_MS, &was_busy, &ready);
	if (retval != XSPI_OK)
		return retval;
	if (was_busy)
		*found |= NOR_FOUND_BUSY;
	if (!ready)
		return was_busy ? XSPI_E_TIMEOUT : recover_all(x, id, false, false, found);
	return recover_states(x, id, found);
}
