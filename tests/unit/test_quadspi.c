// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * core/quadspi.c and core/xspi.c: register values of typical operations (ST's HAL and RM0351 give the same), order of
 * writes, window, board scripts' settings; and that recovery and identification of a chip work through this controller.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "fake_chip.h"
#include "../../src/flash/nor/stm32xspi/core/nor.h"

enum { CR = 0x00, DCR = 0x04, SR = 0x08, FCR = 0x0C, DLR = 0x10, CCR = 0x14, AR = 0x18, ABR = 0x1C, DR = 0x20 };

#define CR_IDLE		0x00000301u		/* EN, FIFO threshold 4, prescaler 0 */

static struct xspi_io io;
static struct xspi x;

static int setup(void **state)
{
	(void)state;
	memset(&io, 0, sizeof(io));
	io.layout = &fake_quadspi;
	x = (struct xspi) {
		.io = &io, .kind = XSPI_QUADSPI, .base = FAKE_BASE, .window = 0x90000000, .window_size = 0x10000000,
		.fifo_bytes = 16,
	};
	assert_int_equal(xspi_init(&x, 1, 32), XSPI_OK);
	io.count = 0;
	return 0;
}

static void expect_writes(const struct fake_access *expected, unsigned int count)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < io.count; i++) {
		if (!io.log[i].write)
			continue;
		assert_true(n < count);
		assert_int_equal(io.log[i].offset, expected[n].offset);
		assert_int_equal(io.log[i].value, expected[n].value);
		n++;
	}
	assert_int_equal(n, count);
}

#define EXPECT(...) do { \
		static const struct fake_access expected[] = { __VA_ARGS__ }; \
		expect_writes(expected, XSPI_COUNT(expected)); \
	} while (0)
#define W(reg, value)	{ true, reg, value }

static void test_init(void **state)
{
	(void)state;
	assert_int_equal(xspi_init(&x, 3, 24), XSPI_OK);
	EXPECT(W(DCR, 24u << 16 | 4u << 8), W(CR, CR_IDLE | 2u << 24));

	/* the second chip has data lines and chip select of its own */
	io.count = 0;
	x.data_lines_high = 1;
	assert_int_equal(xspi_init(&x, 256, 32), XSPI_OK);
	EXPECT(W(DCR, 31u << 16 | 4u << 8), W(CR, CR_IDLE | 1u << 7 | 255u << 24));

	io.dead = true;
	assert_int_equal(xspi_init(&x, 2, 24), XSPI_E_NO_CONTROLLER);
}

static void test_encode(void **state)
{
	static const struct {
		struct spi_mem_op op;
		uint32_t ccr;
		int32_t abr;
	} table[] = {
		{ { SPI_MEM_CMD(0x9F, 1), SPI_MEM_DATA_IN(3, NULL, 1) }, 0x0500019F, -1 },
		{ { SPI_MEM_CMD(0x05, 1), SPI_MEM_DATA_IN(1, NULL, 1) }, 0x05000105, -1 },
		{ { SPI_MEM_CMD(0x06, 1) }, 0x00000106, -1 },
		{ { SPI_MEM_CMD(0x12, 1), SPI_MEM_ADDR(4, 0, 1), SPI_MEM_DATA_OUT(0, NULL, 1) }, 0x01003512, -1 },
		{ { SPI_MEM_CMD(0x34, 1), SPI_MEM_ADDR(4, 0, 1), SPI_MEM_DATA_OUT(0, NULL, 4) }, 0x03003534, -1 },
		{ { SPI_MEM_CMD(0x3E, 1), SPI_MEM_ADDR(4, 0, 4), SPI_MEM_DATA_OUT(0, NULL, 4) }, 0x03003D3E, -1 },
		{ { SPI_MEM_CMD(0x32, 1), SPI_MEM_ADDR(3, 0, 1), SPI_MEM_DATA_OUT(0, NULL, 4) }, 0x03002532, -1 },
		{ { SPI_MEM_CMD(0x21, 1), SPI_MEM_ADDR(4, 0, 1) }, 0x00003521, -1 },
		{ { SPI_MEM_CMD(0xD8, 1), SPI_MEM_ADDR(3, 0, 1) }, 0x000025D8, -1 },
		{ { SPI_MEM_CMD(0x13, 1), SPI_MEM_ADDR(4, 0, 1), SPI_MEM_DATA_IN(0, NULL, 1) }, 0x05003513, -1 },
		{ { SPI_MEM_CMD(0x6C, 1), SPI_MEM_ADDR(4, 0, 1), SPI_MEM_DUMMY(8), SPI_MEM_DATA_IN(0, NULL, 4) },
			0x0720356C, -1 },
		{ { SPI_MEM_CMD(0xEC, 1), SPI_MEM_ADDR(4, 0, 4), SPI_MEM_MODE(0xFF, 4), SPI_MEM_DUMMY(4),
			SPI_MEM_DATA_IN(0, NULL, 4) }, 0x0710FDEC, 0xFF },
		{ { SPI_MEM_CMD(0xBB, 1), SPI_MEM_ADDR(3, 0, 2), SPI_MEM_MODE(0, 2), SPI_MEM_DATA_IN(0, NULL, 2) },
			0x0600A9BB, 0 },
		/* no instruction: an address of one byte, as recovery sends opcodes in QPI */
		{ { SPI_MEM_ADDR(1, 0xF5, 4) }, 0x00000C00, -1 },
	};

	(void)state;
	for (size_t i = 0; i < XSPI_COUNT(table); i++) {
		struct xspi_encoded e;
		unsigned int n = 0;
		assert_int_equal(xspi_encode(&x, &table[i].op, &e), XSPI_OK);
		if (table[i].abr >= 0) {
			assert_int_equal(e.write[n].reg, FAKE_BASE + ABR);
			assert_int_equal(e.write[n++].value, table[i].abr);
		}
		assert_int_equal(e.write[n].reg, FAKE_BASE + CCR);
		assert_int_equal(e.write[n++].value, table[i].ccr);
		assert_int_equal(e.count, n);
		assert_int_equal(e.has_addr, table[i].op.addr.nbytes != 0);
		assert_int_equal(e.has_data, table[i].op.data.dir != SPI_MEM_NO_DATA);
	}
}

static void test_encode_refuses(void **state)
{
	static const struct spi_mem_op bad[] = {
		{ SPI_MEM_CMD(0x9F, 8) },
		{ .cmd = { 2, 1, false, 0x9F60 } },
		{ SPI_MEM_CMD(0x9F, 1), SPI_MEM_DUMMY(32) },
		{ SPI_MEM_CMD(0xED, 1), .addr = { 3, 4, true, 0 }, .data = { .dir = SPI_MEM_IN, .lines = 4, .dtr = true } },
	};
	struct xspi_encoded e;

	(void)state;
	for (size_t i = 0; i < XSPI_COUNT(bad); i++)
		assert_int_equal(xspi_encode(&x, &bad[i], &e), XSPI_E_UNSUPPORTED);
}

static struct fake_frame seen;
static uint8_t seen_data[FAKE_DATA_SIZE];

static void pattern_chip(struct xspi_io *self, struct fake_frame *frame)
{
	(void)self;
	seen = *frame;
	for (uint32_t i = 0; i < frame->data_len; i++) {
		if (frame->out)
			seen_data[i] = frame->data[i];
		else
			frame->data[i] = (uint8_t)(i * 7 + frame->cmd.value);
	}
}

static void test_exec_register(void **state)
{
	uint8_t id[4] = { 0, 0, 0, 0xEE };
	const struct spi_mem_op op = { SPI_MEM_CMD(0x9F, 1), SPI_MEM_DATA_IN(3, id, 1) };
	const struct spi_mem_op status = { SPI_MEM_CMD(0x05, 1), SPI_MEM_DATA_IN(1, id, 1) };

	(void)state;
	io.chip = pattern_chip;
	assert_int_equal(xspi_exec(&x, &op), XSPI_OK);
	EXPECT(W(DLR, 2), W(CCR, 0x0500019F));
	assert_int_equal(id[0], 0x9F);
	assert_int_equal(id[2], (0x9F + 14) & 0xFF);
	assert_int_equal(id[3], 0xEE);

	assert_int_equal(xspi_exec(&x, &status), XSPI_OK);
	io.count = 0;
	assert_int_equal(xspi_exec_again(&x, &status), XSPI_OK);
	EXPECT(W(CCR, 0x05000105));
	assert_int_equal(io.violations, 0);
}

/* Address: it starts a read and an erase, but a program starts with its first data */
static void test_exec_order(void **state)
{
	uint8_t data[4] = { 1, 2, 3, 4 };
	const struct spi_mem_op erase = { SPI_MEM_CMD(0x20, 1), SPI_MEM_ADDR(3, 0x1000, 1) };
	const struct spi_mem_op program = {
		SPI_MEM_CMD(0x02, 1), SPI_MEM_ADDR(3, 0x1001, 1), SPI_MEM_DATA_OUT(4, data, 1)
	};

	(void)state;
	io.chip = pattern_chip;
	assert_int_equal(xspi_exec(&x, &erase), XSPI_OK);
	EXPECT(W(CCR, 0x00002520), W(AR, 0x1000));
	assert_int_equal(seen.addr.value, 0x1000);
	io.count = 0;
	assert_int_equal(xspi_exec(&x, &program), XSPI_OK);
	EXPECT(W(DLR, 3), W(CCR, 0x01002502), W(AR, 0x1001), W(DR, 0x04030201));
	assert_int_equal(seen.addr.value, 0x1001);
	assert_memory_equal(seen_data, data, 4);
	assert_int_equal(io.violations, 0);
}

/* More than the FIFO, every length of the last word, and a controller that takes its time */
static void test_exec_lengths(void **state)
{
	static const uint32_t lengths[] = { 1, 2, 3, 4, 5, 15, 16, 17, 63, 64, 65, 255, 256, 1027 };
	uint8_t data[1032];

	(void)state;
	io.chip = pattern_chip;
	for (unsigned int slow = 0; slow < 8; slow++) {
		for (size_t i = 0; i < XSPI_COUNT(lengths); i++) {
			const struct spi_mem_op read = { SPI_MEM_CMD(0xEB, 1), SPI_MEM_ADDR(3, 0x123456, 4), SPI_MEM_MODE(0, 4),
				SPI_MEM_DUMMY(4), SPI_MEM_DATA_IN(lengths[i], data, 4) };
			const struct spi_mem_op write = {
				SPI_MEM_CMD(0x32, 1), SPI_MEM_ADDR(3, 0xABC00, 1), SPI_MEM_DATA_OUT(lengths[i], data, 4)
			};
			memset(data, 0xEE, sizeof(data));
			io.count = 0;
			io.slow = slow % 3;
			io.trickle = slow;
			assert_int_equal(xspi_exec(&x, &read), XSPI_OK);
			for (uint32_t k = 0; k < lengths[i]; k++)
				assert_int_equal(data[k], (uint8_t)(k * 7 + 0xEB));
			assert_int_equal(data[lengths[i]], 0xEE);
			io.count = 0;
			assert_int_equal(xspi_exec(&x, &write), XSPI_OK);
			assert_int_equal(seen.data_len, lengths[i]);
			assert_memory_equal(seen_data, data, lengths[i]);
		}
	}
	assert_int_equal(io.violations, 0);
}

/* An extra byte may stay in the FIFO and keep BUSY up: aborted before the next operation, and only then */
static void test_stuck_byte(void **state)
{
	uint8_t data[4];
	const struct spi_mem_op op = { SPI_MEM_CMD(0x05, 1), SPI_MEM_DATA_IN(1, data, 1) };

	(void)state;
	io.chip = pattern_chip;
	io.sticks = true;
	assert_int_equal(xspi_exec(&x, &op), XSPI_OK);
	assert_true(io.busy);
	assert_false(io.aborted);
	assert_int_equal(xspi_exec(&x, &op), XSPI_OK);
	assert_true(io.aborted);
	assert_int_equal(data[0], 0x05);
	assert_int_equal(io.violations, 0);
}

static void test_hang(void **state)
{
	uint8_t data[4];
	const struct spi_mem_op read = { SPI_MEM_CMD(0x9F, 1), SPI_MEM_DATA_IN(3, data, 1) };

	(void)state;
	io.hang = true;
	assert_int_equal(xspi_exec(&x, &read), XSPI_E_TIMEOUT);
	assert_true(io.aborted);
	assert_true(io.time_us < 2000000);
	io.hang = false;
	assert_int_equal(xspi_exec(&x, &read), XSPI_OK);
	assert_int_equal(io.violations, 0);
}

static void test_link_failure(void **state)
{
	uint8_t data[40];
	const struct spi_mem_op ops[] = {
		{ SPI_MEM_CMD(0xEB, 1), SPI_MEM_ADDR(3, 0, 4), SPI_MEM_MODE(0, 4), SPI_MEM_DUMMY(4),
			SPI_MEM_DATA_IN(40, data, 4) },
		{ SPI_MEM_CMD(0x32, 1), SPI_MEM_ADDR(3, 0, 1), SPI_MEM_DATA_OUT(40, data, 4) },
		{ SPI_MEM_CMD(0x06, 1) },
	};

	(void)state;
	memset(data, 0, sizeof(data));
	for (size_t i = 0; i < XSPI_COUNT(ops); i++) {
		setup(NULL);
		assert_int_equal(xspi_exec(&x, &ops[i]), XSPI_OK);
		const unsigned int count = io.count;
		for (unsigned int n = 1; n <= count; n++) {
			setup(NULL);
			io.fail_at = n;
			assert_int_equal(xspi_exec(&x, &ops[i]), XSPI_E_LINK);
			assert_int_equal(io.count, n);
		}
	}
}

static const struct spi_mem_op quad_read = {
	SPI_MEM_CMD(0xEB, 1), SPI_MEM_ADDR(3, 0, 4), SPI_MEM_MODE(0, 4), SPI_MEM_DUMMY(4), SPI_MEM_DATA_IN(0, NULL, 4)
};

/* AR is 0 before the window opens, else its first word may be wrong; writing it starts nothing */
static void test_map(void **state)
{
	const struct spi_mem_op command = { SPI_MEM_CMD(0x06, 1) };

	(void)state;
	io.chip = pattern_chip;
	io.reg[AR / 4] = 3;
	memset(&seen, 0, sizeof(seen));
	assert_int_equal(xspi_map(&x, &quad_read), XSPI_OK);
	EXPECT(W(CR, CR_IDLE), W(ABR, 0), W(CCR, 0x0310EDEB & ~0x0C000000u), W(AR, 0), W(CCR, 0x0F10EDEB));
	assert_true(x.mapped);
	assert_int_equal(seen.cmd.nbytes, 0);

	/* a window access has left it busy: abort, flags, out of the mode, then the command */
	io.busy = true;
	io.frame.data_len = 1;
	io.count = 0;
	assert_int_equal(xspi_exec(&x, &command), XSPI_OK);
	EXPECT(W(CR, CR_IDLE | 2), W(FCR, 0x1B), W(CCR, 0x0310EDEB), W(CR, CR_IDLE), W(CCR, 0x106));
	assert_false(x.mapped);

	assert_int_equal(xspi_map(&x, &command), XSPI_E_INVALID);
	assert_int_equal(io.violations, 0);
}

static void test_inherit(void **state)
{
	struct spi_mem_op op;

	(void)state;
	/* as OpenOCD's script for the STM32F746G-DISCO leaves it, with a mode byte: time-out counter on, prescaler 3 */
	io.reg[CR / 4] = 0x03500009;
	io.reg[DCR / 4] = 0x00170100;
	io.reg[CCR / 4] = 0x0F10FDEC;
	io.reg[ABR / 4] = 0xA5;
	assert_int_equal(xspi_inherit(&x, &op), XSPI_OK);
	assert_int_equal(op.cmd.opcode, 0xEC);
	assert_int_equal(op.cmd.lines, 1);
	assert_int_equal(op.addr.nbytes, 4);
	assert_int_equal(op.addr.lines, 4);
	assert_int_equal(op.mode.nbytes, 1);
	assert_int_equal(op.mode.value, 0xA5);
	assert_int_equal(op.dummy.cycles, 4);
	assert_int_equal(op.data.lines, 4);
	assert_true(x.mapped);
	assert_int_equal(x.divider, 4);
	assert_int_equal(x.cr, 0x03400301);

	/* back as it was found */
	assert_int_equal(xspi_map(&x, &op), XSPI_OK);
	assert_int_equal(io.reg[CR / 4], 0x03500009);
	assert_int_equal(io.reg[CCR / 4], 0x0F10FDEC);
	assert_int_equal(io.reg[ABR / 4], 0xA5);
	assert_int_equal(io.reg[DCR / 4], 0x00170100);

	/* indirect mode: a page program that broke off is no read operation, a read may be */
	io.reg[CCR / 4] = 0x01002502;
	assert_int_equal(xspi_inherit(&x, &op), XSPI_E_INVALID);
	io.reg[CCR / 4] = 0x05002503;
	assert_int_equal(xspi_inherit(&x, &op), XSPI_OK);
	assert_false(x.mapped);

	io.reg[CCR / 4] = 0x0D00019F;
	assert_int_equal(xspi_inherit(&x, &op), XSPI_E_INVALID);
	io.reg[CCR / 4] = 0x8F10FDEC;
	assert_int_equal(xspi_inherit(&x, &op), XSPI_E_UNSUPPORTED);
	io.reg[CCR / 4] = 0x1D002503;
	assert_int_equal(xspi_inherit(&x, &op), XSPI_E_UNSUPPORTED);
	io.reg[CCR / 4] = 0x0D002503;
	io.reg[CR / 4] = 0x00000041;
	assert_int_equal(xspi_inherit(&x, &op), XSPI_E_TWO_CHIPS);
	io.reg[CR / 4] = 0x00000081;
	assert_int_equal(xspi_inherit(&x, &op), XSPI_OK);
	assert_int_equal(x.data_lines_high, 1);
	io.reg[CR / 4] = 0;
	assert_int_equal(xspi_inherit(&x, &op), XSPI_E_INVALID);
	assert_int_equal(io.violations, 0);
}

/* Whatever state the chip is in, and although an instruction has one byte only here */
static void test_recover_and_identify(void **state)
{
	static const unsigned int continuous[] = { 0, 8, 10, 16, 20 };
	struct fake_chip chip;
	struct nor nor;

	(void)state;
	for (unsigned int i = 0; i <= XSPI_COUNT(continuous); i++) {
		uint32_t found = 0;
		setup(NULL);
		fake_chip_init(&chip, &io);
		if (i < XSPI_COUNT(continuous))
			chip.continuous = continuous[i];
		else
			chip.qpi = true;
		assert_int_equal(nor_recover(&x, &found), XSPI_OK);
		assert_int_equal(nor_identify(&x, &nor), XSPI_OK);
		assert_memory_equal(nor.id, "\x9D\x60\x18", 3);
		assert_int_equal(chip.contention, 0);
		assert_int_equal(chip.irreversible, 0);
		fake_chip_free(&chip);
	}
	assert_int_equal(io.violations, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_init, setup),
		cmocka_unit_test_setup(test_encode, setup),
		cmocka_unit_test_setup(test_encode_refuses, setup),
		cmocka_unit_test_setup(test_exec_register, setup),
		cmocka_unit_test_setup(test_exec_order, setup),
		cmocka_unit_test_setup(test_exec_lengths, setup),
		cmocka_unit_test_setup(test_stuck_byte, setup),
		cmocka_unit_test_setup(test_hang, setup),
		cmocka_unit_test_setup(test_link_failure, setup),
		cmocka_unit_test_setup(test_map, setup),
		cmocka_unit_test_setup(test_inherit, setup),
		cmocka_unit_test_setup(test_recover_and_identify, setup),
	};

	return cmocka_run_group_tests_name("quadspi", tests, NULL, NULL);
}
