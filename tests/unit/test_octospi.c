// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * core/octospi.c and core/xspi.c: register values of typical operations (ST's HAL and RM0438 give the same), order of
 * writes, number of accesses, data in and out, flags, errors, rules of the controller.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "io_script.h"
#include "../../src/flash/nor/stm32xspi/core/xspi.h"

enum {
	CR = 0x00, DCR1 = 0x08, DCR2 = 0x0C, SR = 0x20, FCR = 0x24, DLR = 0x40, AR = 0x48, DR = 0x50,
	CCR = 0x100, TCR = 0x108, IR = 0x110, ABR = 0x120,
};

#define CR_IDLE		0x00000301u		/* EN, FIFO threshold 4 */

static struct xspi_io io;
static struct xspi x;

static int setup(void **state)
{
	(void)state;
	memset(&io, 0, sizeof(io));
	x = (struct xspi) {
		.io = &io, .kind = XSPI_OCTOSPI, .features = XSPI_F_DUAL_MEM | XSPI_F_SIOO | XSPI_F_DLYBYP | XSPI_F_LINES_8,
		.base = FAKE_BASE, .window = 0x90000000, .window_size = 0x10000000, .fifo_bytes = 32,
	};
	io.reg[DCR1 / 4] = 31u << 16;
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
	assert_int_equal(xspi_init(&x, 2, 24), XSPI_OK);
	EXPECT(W(DCR1, 24u << 16 | 4u << 8 | 1u << 3), W(DCR2, 1), W(CR, CR_IDLE));
	assert_int_equal(io.violations, 0);

	setup(NULL);
	assert_int_equal(xspi_init(&x, 256, 32), XSPI_OK);
	EXPECT(W(DCR1, 31u << 16 | 4u << 8 | 1u << 3), W(DCR2, 255), W(CR, CR_IDLE));

	assert_int_equal(xspi_init(&x, 0, 24), XSPI_E_INVALID);
	assert_int_equal(xspi_init(&x, 257, 24), XSPI_E_INVALID);
	assert_int_equal(xspi_init(&x, 1, 33), XSPI_E_INVALID);
}

static void test_init_without_clock(void **state)
{
	(void)state;
	io.dead = true;
	assert_int_equal(xspi_init(&x, 2, 24), XSPI_E_NO_CONTROLLER);
}

static void test_line_select(void **state)
{
	(void)state;
	x.data_lines_high = 1;
	assert_int_equal(xspi_init(&x, 1, 24), XSPI_OK);
	assert_int_equal(io.reg[CR / 4], CR_IDLE | 1u << 7);
	x.features |= XSPI_F_MSEL_30;
	assert_int_equal(xspi_init(&x, 1, 24), XSPI_OK);
	assert_int_equal(io.reg[CR / 4], CR_IDLE | 1u << 30);
}

/* Register values per operation */
static void test_encode(void **state)
{
	static const struct {
		struct spi_mem_op op;
		uint32_t fmode, ccr, tcr, ir;
		int32_t abr;
	} table[] = {
		{ { SPI_MEM_CMD(0x9F, 1), SPI_MEM_DATA_IN(3, NULL, 1) }, 1, 0x01000001, 0, 0x9F, -1 },
		{ { SPI_MEM_CMD(0x05, 1), SPI_MEM_DATA_IN(1, NULL, 1) }, 1, 0x01000001, 0, 0x05, -1 },
		{ { SPI_MEM_CMD(0x06, 1) }, 0, 0x00000001, 0, 0x06, -1 },
		{ { SPI_MEM_CMD(0x12, 1), SPI_MEM_ADDR(4, 0, 1), SPI_MEM_DATA_OUT(0, NULL, 1) }, 0, 0x01003101, 0, 0x12, -1 },
		{ { SPI_MEM_CMD(0x34, 1), SPI_MEM_ADDR(4, 0, 1), SPI_MEM_DATA_OUT(0, NULL, 4) }, 0, 0x03003101, 0, 0x34, -1 },
		{ { SPI_MEM_CMD(0x3E, 1), SPI_MEM_ADDR(4, 0, 4), SPI_MEM_DATA_OUT(0, NULL, 4) }, 0, 0x03003301, 0, 0x3E, -1 },
		{ { SPI_MEM_CMD(0x32, 1), SPI_MEM_ADDR(3, 0, 1), SPI_MEM_DATA_OUT(0, NULL, 4) }, 0, 0x03002101, 0, 0x32, -1 },
		{ { SPI_MEM_CMD(0x21, 1), SPI_MEM_ADDR(4, 0, 1) }, 0, 0x00003101, 0, 0x21, -1 },
		{ { SPI_MEM_CMD(0x20, 1), SPI_MEM_ADDR(3, 0, 1) }, 0, 0x00002101, 0, 0x20, -1 },
		{ { SPI_MEM_CMD(0x13, 1), SPI_MEM_ADDR(4, 0, 1), SPI_MEM_DATA_IN(0, NULL, 1) }, 1, 0x01003101, 0, 0x13, -1 },
		{ { SPI_MEM_CMD(0x6C, 1), SPI_MEM_ADDR(4, 0, 1), SPI_MEM_DUMMY(8), SPI_MEM_DATA_IN(0, NULL, 4) },
			1, 0x03003101, 8, 0x6C, -1 },
		{ { SPI_MEM_CMD(0xEC, 1), SPI_MEM_ADDR(4, 0, 4), SPI_MEM_MODE(0xFF, 4), SPI_MEM_DUMMY(4),
			SPI_MEM_DATA_IN(0, NULL, 4) }, 1, 0x03033301, 4, 0xEC, 0xFF },
		{ { SPI_MEM_CMD(0xEC, 1), SPI_MEM_ADDR(4, 0, 4), SPI_MEM_DUMMY(6), SPI_MEM_DATA_IN(0, NULL, 4) },
			1, 0x03003301, 6, 0xEC, -1 },
		/* octal, STR and DTR */
		{ { .cmd = { 2, 8, false, 0xEC13 }, .addr = { 4, 8, false, 0 }, SPI_MEM_DUMMY(20),
			SPI_MEM_DATA_IN(0, NULL, 8) }, 1, 0x04003414, 20, 0xEC13, -1 },
		{ { .cmd = { 2, 8, true, 0xEE11 }, .addr = { 4, 8, true, 0 }, SPI_MEM_DUMMY(20),
			.data = { .dir = SPI_MEM_IN, .lines = 8, .dtr = true } }, 1, 0x2C003C1C, 0x10000014, 0xEE11, -1 },
		{ { .cmd = { 2, 8, true, 0x06F9 } }, 0, 0x0000001C, 0, 0x06F9, -1 },
	};

	(void)state;
	for (size_t i = 0; i < XSPI_COUNT(table); i++) {
		struct xspi_encoded e;
		unsigned int n = 0;
		assert_int_equal(xspi_encode(&x, &table[i].op, &e), XSPI_OK);
		assert_int_equal(e.write[n].reg, FAKE_BASE + CR);
		assert_int_equal(e.write[n++].value, CR_IDLE | table[i].fmode << 28);
		assert_int_equal(e.write[n].reg, FAKE_BASE + TCR);
		assert_int_equal(e.write[n++].value, table[i].tcr);
		assert_int_equal(e.write[n].reg, FAKE_BASE + CCR);
		assert_int_equal(e.write[n++].value, table[i].ccr);
		if (table[i].abr >= 0) {
			assert_int_equal(e.write[n].reg, FAKE_BASE + ABR);
			assert_int_equal(e.write[n++].value, table[i].abr);
		}
		assert_int_equal(e.write[n].reg, FAKE_BASE + IR);
		assert_int_equal(e.write[n++].value, table[i].ir);
		assert_int_equal(e.count, n);
		assert_int_equal(e.has_addr, table[i].op.addr.nbytes != 0);
		assert_int_equal(e.has_data, table[i].op.data.dir != SPI_MEM_NO_DATA);
	}
}

static void test_encode_refuses(void **state)
{
	static const struct spi_mem_op bad[] = {
		{ SPI_MEM_CMD(0x9F, 3) },
		{ SPI_MEM_CMD(0x9F, 1), SPI_MEM_DUMMY(32) },
		{ SPI_MEM_CMD(0x9F, 1), SPI_MEM_ADDR(5, 0, 1) },
		{ .cmd = { .nbytes = 0 } },
	};
	struct xspi_encoded e;

	(void)state;
	for (size_t i = 0; i < XSPI_COUNT(bad); i++)
		assert_int_equal(xspi_encode(&x, &bad[i], &e), XSPI_E_UNSUPPORTED);
	const struct spi_mem_op octal = { SPI_MEM_CMD(0x9F, 8) };
	assert_int_equal(xspi_encode(&x, &octal, &e), XSPI_OK);
	x.features &= ~(uint32_t)XSPI_F_LINES_8;
	assert_int_equal(xspi_encode(&x, &octal, &e), XSPI_E_UNSUPPORTED);
}

/* A chip that answers with a pattern and keeps the last frame */
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
	EXPECT(W(CR, CR_IDLE | 1u << 28), W(DLR, 2), W(TCR, 0), W(CCR, 0x01000001), W(IR, 0x9F));
	assert_int_equal(id[0], 0x9F);
	assert_int_equal(id[2], 0x9F + 14);
	assert_int_equal(id[3], 0xEE);
	/* status, five writes, status, data and status */
	assert_int_equal(io.count, 9);

	assert_int_equal(xspi_exec(&x, &status), XSPI_OK);
	io.count = 0;
	assert_int_equal(xspi_exec_again(&x, &status), XSPI_OK);
	EXPECT(W(IR, 0x05));
	assert_int_equal(io.count, 4);
	assert_int_equal(id[0], 0x05);
	assert_int_equal(io.violations, 0);
}

static void test_exec_no_data(void **state)
{
	const struct spi_mem_op op = { SPI_MEM_CMD(0x06, 1) };

	(void)state;
	io.chip = pattern_chip;
	io.slow = 3;
	assert_int_equal(xspi_exec(&x, &op), XSPI_OK);
	EXPECT(W(CR, CR_IDLE), W(TCR, 0), W(CCR, 1), W(IR, 6));
	assert_int_equal(seen.cmd.value, 6);
	assert_int_equal(seen.data_len, 0);
	assert_int_equal(io.violations, 0);
}

/* More than the FIFO, every length of the last word, and a controller that takes its time */
static void test_exec_read(void **state)
{
	static const uint32_t lengths[] = { 1, 2, 3, 4, 5, 31, 32, 33, 63, 64, 65, 255, 256, 1027 };
	uint8_t data[1032];

	(void)state;
	io.chip = pattern_chip;
	for (unsigned int slow = 0; slow < 8; slow++) {
		for (size_t i = 0; i < XSPI_COUNT(lengths); i++) {
			memset(data, 0xEE, sizeof(data));
			io.count = 0;
			io.slow = slow % 3;
			io.trickle = slow;
			const struct spi_mem_op op = { SPI_MEM_CMD(0xEB, 1), SPI_MEM_ADDR(3, 0x123456, 4), SPI_MEM_MODE(0, 4),
				SPI_MEM_DUMMY(4), SPI_MEM_DATA_IN(lengths[i], data, 4) };
			assert_int_equal(xspi_exec(&x, &op), XSPI_OK);
			for (uint32_t k = 0; k < lengths[i]; k++)
				assert_int_equal(data[k], (uint8_t)(k * 7 + 0xEB));
			assert_int_equal(data[lengths[i]], 0xEE);
		}
	}
	assert_int_equal(seen.addr.value, 0x123456);
	assert_int_equal(seen.addr.lines, 4);
	assert_int_equal(seen.mode.nbytes, 1);
	assert_int_equal(seen.mode.value, 0);
	assert_int_equal(seen.dummy, 4);
	assert_int_equal(io.violations, 0);
}

static void test_exec_write(void **state)
{
	uint8_t data[300];

	(void)state;
	io.chip = pattern_chip;
	for (unsigned int i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i * 13);
	for (uint32_t len = 1; len <= sizeof(data); len += len < 40 ? 1 : 37) {
		const struct spi_mem_op op = {
			SPI_MEM_CMD(0x32, 1), SPI_MEM_ADDR(3, 0xABC00, 1), SPI_MEM_DATA_OUT(len, data, 4)
		};
		io.count = 0;
		io.slow = len % 3;
		io.trickle = len % 11;
		assert_int_equal(xspi_exec(&x, &op), XSPI_OK);
		assert_int_equal(seen.data_len, len);
		assert_true(seen.out);
		assert_memory_equal(seen_data, data, len);
	}
	assert_int_equal(io.violations, 0);
}

static void test_transfer_error(void **state)
{
	uint8_t data[4];
	const struct spi_mem_op bad = { SPI_MEM_CMD(0x03, 1), SPI_MEM_ADDR(4, 0x02000000, 1), SPI_MEM_DATA_IN(4, data, 1) };
	const struct spi_mem_op good = {
		SPI_MEM_CMD(0x03, 1), SPI_MEM_ADDR(4, 0x01FFFFFC, 1), SPI_MEM_DATA_IN(4, data, 1)
	};
	const struct spi_mem_op write = {
		SPI_MEM_CMD(0x02, 1), SPI_MEM_ADDR(4, 0x02000000, 1), SPI_MEM_DATA_OUT(4, data, 1)
	};

	(void)state;
	io.chip = pattern_chip;
	assert_int_equal(xspi_init(&x, 1, 24), XSPI_OK);
	assert_int_equal(xspi_exec(&x, &bad), XSPI_E_TRANSFER);
	assert_int_equal(x.detail & 1, 1);
	assert_int_equal(xspi_exec(&x, &good), XSPI_OK);
	assert_int_equal(xspi_exec(&x, &write), XSPI_E_TRANSFER);
	assert_int_equal(xspi_exec(&x, &good), XSPI_OK);
	assert_int_equal(io.violations, 0);
}

static void test_hang(void **state)
{
	uint8_t data[4];
	const struct spi_mem_op read = { SPI_MEM_CMD(0x9F, 1), SPI_MEM_DATA_IN(3, data, 1) };
	const struct spi_mem_op command = { SPI_MEM_CMD(0x06, 1) };

	(void)state;
	io.hang = true;
	assert_int_equal(xspi_exec(&x, &read), XSPI_E_TIMEOUT);
	assert_int_equal(x.detail, 0x20);
	assert_true(io.aborted);
	assert_int_equal(xspi_exec(&x, &command), XSPI_E_TIMEOUT);
	assert_true(io.time_us < 2000000);
	io.hang = false;
	assert_int_equal(xspi_exec(&x, &read), XSPI_OK);
	assert_int_equal(io.violations, 0);
}

/* Whatever access fails, the result says so, and nothing goes on */
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

static void test_map(void **state)
{
	const struct spi_mem_op command = { SPI_MEM_CMD(0x06, 1) };

	(void)state;
	assert_int_equal(xspi_map(&x, &quad_read), XSPI_OK);
	EXPECT(W(CR, CR_IDLE), W(TCR, 4), W(CCR, 0x03032301), W(ABR, 0), W(IR, 0xEB), W(CR, CR_IDLE | 3u << 28));
	assert_true(x.mapped);

	/* a window access has left it busy: abort, flags, then the command */
	io.busy = true;
	io.frame.data_len = 1;
	io.count = 0;
	assert_int_equal(xspi_exec(&x, &command), XSPI_OK);
	EXPECT(W(CR, CR_IDLE | 3u << 28 | 2), W(FCR, 0x1B), W(CR, CR_IDLE), W(CR, CR_IDLE), W(TCR, 0), W(CCR, 1), W(IR, 6));
	assert_false(x.mapped);

	assert_int_equal(xspi_map(&x, &command), XSPI_E_INVALID);
	assert_int_equal(io.violations, 0);
}

/* Mapped by somebody else, not busy: works without an abort, which could lock up an idle controller */
static void test_exec_when_mapped_unknown(void **state)
{
	uint8_t id[3];
	const struct spi_mem_op op = { SPI_MEM_CMD(0x9F, 1), SPI_MEM_DATA_IN(3, id, 1) };

	(void)state;
	io.chip = pattern_chip;
	io.reg[CR / 4] = CR_IDLE | 3u << 28;
	assert_int_equal(xspi_exec(&x, &op), XSPI_OK);
	assert_int_equal(id[0], 0x9F);
	assert_false(io.aborted);
	assert_int_equal(io.violations, 0);
}

static void test_idle(void **state)
{
	(void)state;
	assert_int_equal(xspi_idle(&x), XSPI_OK);
	EXPECT(W(CR, CR_IDLE));
	assert_int_equal(io.count, 2);

	setup(NULL);
	io.reg[SR / 4] = 0x0B;
	assert_int_equal(xspi_idle(&x), XSPI_OK);
	EXPECT(W(FCR, 0x1B), W(CR, CR_IDLE));
	assert_int_equal(io.violations, 0);
}

static void test_inherit(void **state)
{
	struct spi_mem_op op;

	(void)state;
	/* as a board script does: memory-mapped, time-out counter on, APMS, threshold 1 */
	io.reg[CR / 4] = 0x30400009;
	io.reg[CCR / 4] = 0x23033301;
	io.reg[TCR / 4] = 0x50000004;
	io.reg[DCR2 / 4] = 0x00000003;
	io.reg[IR / 4] = 0xEC;
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
	assert_int_equal(x.cr, 0x00400301);

	/* back as it was found */
	assert_int_equal(xspi_map(&x, &op), XSPI_OK);
	assert_int_equal(io.reg[CR / 4], 0x30400009);
	assert_int_equal(io.reg[CCR / 4], 0x23033301);
	assert_int_equal(io.reg[TCR / 4], 0x50000004);
	assert_int_equal(x.divider, 4);
	assert_int_equal(io.reg[IR / 4], 0xEC);
	assert_int_equal(io.reg[ABR / 4], 0xA5);

	/* indirect mode: a page program that broke off is no read operation */
	io.reg[CR / 4] = 0x00400009;
	assert_int_equal(xspi_inherit(&x, &op), XSPI_OK);
	io.reg[IR / 4] = 0x02;
	assert_int_equal(xspi_inherit(&x, &op), XSPI_E_INVALID);
	io.reg[CR / 4] = 0x30400009;

	io.reg[CCR / 4] = 0x05003301;
	assert_int_equal(xspi_inherit(&x, &op), XSPI_E_UNSUPPORTED);
	io.reg[CCR / 4] = 0x01000001;
	assert_int_equal(xspi_inherit(&x, &op), XSPI_E_INVALID);
	io.reg[CCR / 4] = 0x01003101;
	io.reg[CR / 4] = 0x30400008;
	assert_int_equal(xspi_inherit(&x, &op), XSPI_E_INVALID);
	io.reg[CR / 4] = 0x30400049;
	assert_int_equal(xspi_inherit(&x, &op), XSPI_E_TWO_CHIPS);
	assert_int_equal(io.violations, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_init, setup),
		cmocka_unit_test_setup(test_init_without_clock, setup),
		cmocka_unit_test_setup(test_line_select, setup),
		cmocka_unit_test_setup(test_encode, setup),
		cmocka_unit_test_setup(test_encode_refuses, setup),
		cmocka_unit_test_setup(test_exec_register, setup),
		cmocka_unit_test_setup(test_exec_no_data, setup),
		cmocka_unit_test_setup(test_exec_read, setup),
		cmocka_unit_test_setup(test_exec_write, setup),
		cmocka_unit_test_setup(test_transfer_error, setup),
		cmocka_unit_test_setup(test_hang, setup),
		cmocka_unit_test_setup(test_link_failure, setup),
		cmocka_unit_test_setup(test_map, setup),
		cmocka_unit_test_setup(test_exec_when_mapped_unknown, setup),
		cmocka_unit_test_setup(test_idle, setup),
		cmocka_unit_test_setup(test_inherit, setup),
	};

	return cmocka_run_group_tests_name("octospi", tests, NULL, NULL);
}
