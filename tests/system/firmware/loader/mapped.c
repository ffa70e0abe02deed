// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Memory-mapped whenever nothing is written: the chip is looked at through the window, and the controller is brought
 * back by an abort for each command. Runs from the PLL at 80 MHz.
 */

#include "loader.h"

#define TURNS		20000000U

static bool wait_sr(uint32_t mask, uint32_t value)
{
	for (uint32_t turn = 0; turn < TURNS; turn++)
		if ((XSPI_SR & mask) == value)
			return true;
	return false;
}

/** Leave memory-mapped mode: the abort bit clears itself when it is done. */
static bool leave(void)
{
	if (XSPI_SR & SR_BUSY)
		XSPI_CR |= CR_ABORT;
	for (uint32_t turn = 0; XSPI_CR & CR_ABORT; turn++)
		if (turn > TURNS)
			return false;
	XSPI_FCR = SR_TEF | SR_TCF;
	return wait_sr(SR_BUSY, 0);
}

/**
 * With AR[1:0] not 0 the first bytes read are shifted (ES0250, QUADSPI: memory-mapped mode entered behind an unaligned
 * address). The operation before was a status read, which has no address, so this write starts nothing.
 */
static void enter(void)
{
	static const struct operation op = { .opcode = FAST_READ, .has_address = true, .data_lines = 1, .dummies = 8 };

	XSPI_AR = 0;
	xspi_start(MEMORY_MAPPED, &op, 0);
}

static bool finish(void)
{
	if (!wait_sr(SR_TCF, SR_TCF))
		return false;
	XSPI_FCR = SR_TCF;
	return wait_sr(SR_BUSY, 0);
}

static bool write_enable(void)
{
	static const struct operation op = { .opcode = WRITE_ENABLE };

	xspi_start(INDIRECT_WRITE, &op, 0);
	return finish();
}

static bool wait_ready(void)
{
	static const struct operation op = { .opcode = READ_STATUS, .data_lines = 1, .length = 1 };

	for (uint32_t turn = 0; turn < TURNS; turn++) {
		xspi_start(INDIRECT_READ, &op, 0);
		if (!wait_sr(SR_TCF, SR_TCF))
			return false;
		uint8_t status = XSPI_DR8;
		if (!finish())
			return false;
		if (!(status & WIP))
			return true;
	}
	return false;
}

int loader_init(void)
{
	if (!core_init() || !part_clock(CLOCK_PLL_80))
		return 0;
	part_pins();
	xspi_enable(3);
	if (!wait_ready())
		return 0;
	enter();
	return 1;
}

static bool program(uint32_t address, uint32_t size, const uint8_t *buffer)
{
	struct operation op = { .opcode = PAGE_PROGRAM, .has_address = true, .data_lines = 1, .length = size };

	if (!leave() || !write_enable())
		return false;
	xspi_start(INDIRECT_WRITE, &op, address - WINDOW);
	while (size--) {
		if (!wait_sr(SR_FTF, SR_FTF))
			return false;
		XSPI_DR8 = *buffer++;
	}
	bool good = finish() && wait_ready();
	enter();
	return good;
}

int loader_write(uint32_t address, uint32_t size, const uint8_t *buffer)
{
	while (size) {
		uint32_t room = PAGE - address % PAGE;
		uint32_t length = size < room ? size : room;
		if (!program(address, length, buffer) || loader_verify(address, length, buffer) != address + length)
			return 0;
		address += length;
		buffer += length;
		size -= length;
	}
	return 1;
}

static bool is_blank(uint32_t sector)
{
	for (uint32_t at = 0; at < SECTOR; at += 4)
		if (REG32(sector + at) != 0xFFFFFFFF)
			return false;
	return true;
}

int loader_erase(uint32_t first, uint32_t last)
{
	static const struct operation op = { .opcode = SECTOR_ERASE, .has_address = true };

	for (uint32_t address = first & ~(SECTOR - 1); address <= last; address += SECTOR) {
		if (is_blank(address))
			continue;
		if (!leave() || !write_enable())
			return 0;
		xspi_start(INDIRECT_WRITE, &op, address - WINDOW);
		if (!finish() || !wait_ready())
			return 0;
		enter();
		if (!is_blank(address))
			return 0;
	}
	return 1;
}

uint32_t loader_verify(uint32_t address, uint32_t size, const uint8_t *buffer)
{
	for (uint32_t done = 0; done < size; done++)
		if (REG8(address + done) != buffer[done])
			return address + done;
	return address + size;
}
