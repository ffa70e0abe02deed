// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Indirect writes of words at the FIFO's threshold, and automatic polling of the chip's status. Runs from the PLL at
 * 80 MHz.
 */

#include "loader.h"

#define TURNS		20000000U
#define FLAGS		(SR_TEF | SR_TCF | SR_SMF)

static bool wait_sr(uint32_t mask, uint32_t value)
{
	for (uint32_t turn = 0; turn < TURNS; turn++)
		if ((XSPI_SR & mask) == value)
			return true;
	return false;
}

/** Have the controller read the status until masked bits match, and stop by itself. */
static bool poll(uint32_t mask, uint32_t match)
{
	static const struct operation op = { .opcode = READ_STATUS, .data_lines = 1, .length = 1 };

	if (!wait_sr(SR_BUSY, 0))
		return false;
	XSPI_FCR = FLAGS;
	XSPI_PSMKR = mask;
	XSPI_PSMAR = match;
	XSPI_PIR = 16;
	XSPI_CR |= CR_APMS;
	xspi_start(AUTO_POLLING, &op, 0);
	if (!wait_sr(SR_SMF, SR_SMF))
		return false;
	XSPI_FCR = FLAGS;
	return wait_sr(SR_BUSY, 0);
}

static bool command(const struct operation *op, uint32_t address)
{
	if (!wait_sr(SR_BUSY, 0))
		return false;
	XSPI_FCR = FLAGS;
	xspi_start(INDIRECT_WRITE, op, address);
	return true;
}

static bool write_enable(void)
{
	static const struct operation op = { .opcode = WRITE_ENABLE };

	return command(&op, 0) && poll(WEL, WEL);
}

static bool finish(void)
{
	return wait_sr(SR_TCF, SR_TCF) && poll(WIP, 0);
}

int loader_init(void)
{
	if (!core_init() || !part_clock(CLOCK_PLL_80))
		return 0;
	part_pins();
	xspi_enable(3);
	return poll(WIP, 0);
}

static uint32_t word_at(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static bool program(uint32_t address, uint32_t size, const uint8_t *buffer)
{
	struct operation op = { .opcode = PAGE_PROGRAM, .has_address = true, .data_lines = 1, .length = size };

	if (!write_enable() || !command(&op, address))
		return false;
	for (; size >= 4; size -= 4, buffer += 4) {
		if (!wait_sr(SR_FTF, SR_FTF))
			return false;
		XSPI_DR = word_at(buffer);
	}
	while (size--)
		XSPI_DR8 = *buffer++;
	return finish();
}

int loader_write(uint32_t address, uint32_t size, const uint8_t *buffer)
{
	address -= WINDOW;
	while (size) {
		uint32_t room = PAGE - address % PAGE;
		uint32_t length = size < room ? size : room;
		if (!program(address, length, buffer))
			return 0;
		address += length;
		buffer += length;
		size -= length;
	}
	return 1;
}

int loader_erase(uint32_t first, uint32_t last)
{
	static const struct operation op = { .opcode = SECTOR_ERASE, .has_address = true };

	for (uint32_t address = first & ~(SECTOR - 1); address <= last; address += SECTOR)
		if (!write_enable() || !command(&op, address - WINDOW) || !finish())
			return 0;
	return 1;
}

uint32_t loader_verify(uint32_t address, uint32_t size, const uint8_t *buffer)
{
	struct operation op = {
		.opcode = FAST_READ, .has_address = true, .data_lines = 1, .dummies = 8, .length = size,
	};

	if (!wait_sr(SR_BUSY, 0))
		return address;
	XSPI_FCR = FLAGS;
	xspi_start(INDIRECT_READ, &op, address - WINDOW);
	for (uint32_t done = 0; done < size; done++) {
		if (!wait_sr(SR_FTF, SR_FTF) && !wait_sr(SR_TCF, SR_TCF))
			return address + done;
		if (XSPI_DR8 != buffer[done])
			return address + done;
	}
	return wait_sr(SR_BUSY, 0) ? address + size : address;
}
