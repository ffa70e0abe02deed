// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Plain registers: one operation after the other, a byte at a time, the chip's status read in a loop with a delay that
 * DWT_CYCCNT counts. Runs from HSI16.
 */

#include "loader.h"

#define CYCLES_PER_US	16U
#define LIMIT_CYCLES	(16000000U * 2)

static bool wait_sr(uint32_t mask, uint32_t value)
{
	uint32_t start = DWT_CYCCNT;

	while ((XSPI_SR & mask) != value)
		if (cycles_have_passed(start, LIMIT_CYCLES))
			return false;
	return true;
}

static bool wait_level(bool reading)
{
	uint32_t start = DWT_CYCCNT;

	for (;;) {
		uint32_t level = XSPI_SR >> 8 & 0x3F;
		if (reading ? level > 0 : level < 16)
			return true;
		if (cycles_have_passed(start, LIMIT_CYCLES))
			return false;
	}
}

static bool run(enum mode mode, const struct operation *op, uint32_t address, uint8_t *in, const uint8_t *out)
{
	if (!wait_sr(SR_BUSY, 0))
		return false;
	XSPI_FCR = SR_TEF | SR_TCF;
	xspi_start(mode, op, address);
	for (uint32_t i = 0; i < op->length; i++) {
		if (!wait_level(in))
			return false;
		if (in)
			in[i] = XSPI_DR8;
		else
			XSPI_DR8 = out[i];
	}
	if (!wait_sr(SR_TCF, SR_TCF))
		return false;
	XSPI_FCR = SR_TCF;
	return wait_sr(SR_BUSY, 0);
}

static bool read_status(uint8_t *status)
{
	static const struct operation op = { .opcode = READ_STATUS, .data_lines = 1, .length = 1 };

	return run(INDIRECT_READ, &op, 0, status, 0);
}

static bool wait_ready(void)
{
	uint32_t start = DWT_CYCCNT;
	uint8_t status;

	do {
		wait_cycles(10 * CYCLES_PER_US);
		if (!read_status(&status) || cycles_have_passed(start, LIMIT_CYCLES))
			return false;
	} while (status & WIP);
	return true;
}

static bool write_enable(void)
{
	static const struct operation op = { .opcode = WRITE_ENABLE };
	uint8_t status;

	return run(INDIRECT_WRITE, &op, 0, 0, 0) && read_status(&status) && (status & WEL);
}

int loader_init(void)
{
	if (!core_init() || !part_clock(CLOCK_HSI16))
		return 0;
	cycles_start();
	part_pins();
	xspi_enable(1);
	wait_cycles(100 * CYCLES_PER_US);
	return wait_ready();
}

int loader_write(uint32_t address, uint32_t size, const uint8_t *buffer)
{
	address -= WINDOW;
	while (size) {
		uint32_t room = PAGE - address % PAGE;
		struct operation op = {
			.opcode = PAGE_PROGRAM, .has_address = true, .data_lines = 1, .length = size < room ? size : room,
		};
		if (!write_enable() || !run(INDIRECT_WRITE, &op, address, 0, buffer) || !wait_ready())
			return 0;
		address += op.length;
		buffer += op.length;
		size -= op.length;
	}
	return 1;
}

int loader_erase(uint32_t first, uint32_t last)
{
	static const struct operation op = { .opcode = SECTOR_ERASE, .has_address = true };

	for (uint32_t address = first & ~(SECTOR - 1); address <= last; address += SECTOR)
		if (!write_enable() || !run(INDIRECT_WRITE, &op, address - WINDOW, 0, 0) || !wait_ready())
			return 0;
	return 1;
}

uint32_t loader_verify(uint32_t address, uint32_t size, const uint8_t *buffer)
{
	for (uint32_t done = 0; done < size; done++) {
		struct operation op = {
			.opcode = FAST_READ, .has_address = true, .data_lines = 1, .dummies = 8, .length = 1,
		};
		uint8_t byte;
		if (!run(INDIRECT_READ, &op, address - WINDOW + done, &byte, 0) || byte != buffer[done])
			return address + done;
	}
	return address + size;
}
