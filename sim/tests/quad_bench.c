// SPDX-License-Identifier: GPL-2.0-or-later

/* The short forms of quad_bench.h. */

#include "quad_bench.h"

int quad_setup(void **state)
{
	(void)state;
	return bench_setup_of(BENCH_QUADSPI);
}

int quad_small_setup(void **state)
{
	(void)state;
	return bench_setup_of(BENCH_QUADSPI_SMALL);
}

void q_enable(uint32_t cr)
{
	wr(Q_DCR, 23u << 16);
	wr(Q_CR, cr | Q_EN);
}

void q_wait_idle(void)
{
	for (unsigned int i = 0; i < 100000 && (rd(Q_SR) & BUSY); i++)
		pass_us(1);
	assert_int_equal(rd(Q_SR) & BUSY, 0);
}

static void wait_complete(void)
{
	for (unsigned int i = 0; i < 100000 && !(rd(Q_SR) & TCF); i++)
		pass_us(1);
	assert_int_equal(rd(Q_SR) & TCF, TCF);
	wr(Q_FCR, TCF);
	q_wait_idle();
}

void q_command(uint32_t ccr)
{
	wr(Q_CCR, ccr);
	wait_complete();
}

void q_command_at(uint32_t ccr, uint32_t addr)
{
	wr(Q_CCR, ccr);
	wr(Q_AR, addr);
	wait_complete();
}

void q_write(uint32_t ccr, uint32_t addr, const void *data, size_t count)
{
	const uint8_t *bytes = data;

	wr(Q_DLR, count - 1);
	wr(Q_CCR, ccr | Q_WRITE);
	if (ccr & 0x0C00)
		wr(Q_AR, addr);
	for (size_t i = 0; i < count; i++)
		wr_size(Q_DR, 1, bytes[i]);
	wait_complete();
}

void q_read(uint32_t ccr, uint32_t addr, void *data, size_t count)
{
	uint8_t *bytes = data;

	wr(Q_DLR, count - 1);
	wr(Q_CCR, ccr | Q_READ);
	if (ccr & 0x0C00)
		wr(Q_AR, addr);
	for (size_t i = 0; i < count; i++)
		bytes[i] = rd_size(Q_DR, 1);
	wait_complete();
}

uint32_t q_read_id(void)
{
	uint8_t id[3];

	q_read(Q_I1 | Q_D1 | 0x9F, 0, id, sizeof(id));
	return id[0] << 16 | id[1] << 8 | id[2];
}

uint8_t q_status(void)
{
	uint8_t value;

	q_read(Q_I1 | Q_D1 | 0x05, 0, &value, 1);
	return value;
}

void q_wait_ready(void)
{
	for (unsigned int i = 0; i < 2000000 && (q_status() & 1); i++)
		pass_us(10);
	assert_int_equal(q_status() & 1, 0);
}

void q_set_quad_enable(void)
{
	q_command(Q_I1 | 0x06);
	q_write(Q_I1 | Q_D1 | 0x01, 0, "\x40", 1);
	q_wait_ready();
	assert_int_equal(q_status(), 0x40);
}
