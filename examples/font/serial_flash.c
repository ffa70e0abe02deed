// SPDX-License-Identifier: GPL-2.0-or-later

/* The IS25LP128F behind OCTOSPI1: reset, identify, quad enable, memory-mapped reading. */

#include "example.h"
#include "registers.h"

/* IS25LP128F data sheet, instruction table */
#define FLASH_WRITE_STATUS	0x01
#define FLASH_READ_STATUS	0x05
#define FLASH_WRITE_ENABLE	0x06
#define FLASH_RESET_ENABLE	0x66
#define FLASH_RESET			0x99
#define FLASH_READ_ID		0x9F
#define FLASH_QUAD_IO_READ	0xEB

#define STATUS_WIP			BIT(0)
#define STATUS_QE			BIT(6)

#define FLASH_SIZE_LOG2		24

/* The chip takes two clocks of mode bits and four more dummy clocks before the data of EBh. A mode other than Axh
 * leaves no continuous read behind. */
#define QUAD_IO_MODE		0xFF
#define QUAD_IO_DUMMIES		4

/* The longest status register write, data sheet: 15 ms; in status reads of some 20 us each */
#define STATUS_WRITE_TURNS	10000

enum functional_mode { INDIRECT_WRITE, INDIRECT_READ, MEMORY_MAPPED = 3 };
enum lines { NO_LINES, ONE_LINE, FOUR_LINES = 3 };

static bool wait_status(uint32_t mask, uint32_t value)
{
	for (uint32_t turn = 0; turn < WAIT_TURNS; turn++)
		if ((OCTOSPI_SR & mask) == value)
			return true;
	return false;
}

static bool set_mode(enum functional_mode mode)
{
	if (!wait_status(OCTOSPI_SR_BUSY, 0))
		return false;
	OCTOSPI_FCR = OCTOSPI_FCR_ALL;
	OCTOSPI_CR = OCTOSPI_CR_FMODE(mode) | OCTOSPI_CR_EN;
	return true;
}

static bool finish(void)
{
	if (!wait_status(OCTOSPI_SR_TCF, OCTOSPI_SR_TCF))
		return false;
	OCTOSPI_FCR = OCTOSPI_FCR_ALL;
	return wait_status(OCTOSPI_SR_BUSY, 0);
}

/** One opcode on one line, nothing else. */
static bool command(uint8_t opcode)
{
	if (!set_mode(INDIRECT_WRITE))
		return false;
	OCTOSPI_TCR = 0;
	OCTOSPI_CCR = OCTOSPI_CCR_INSTRUCTION(ONE_LINE);
	OCTOSPI_IR = opcode;
	return finish();
}

/** The address phase alone, on four lines: a frame of two clocks per byte. */
static bool address_frame(uint32_t address, unsigned int bytes)
{
	if (!set_mode(INDIRECT_WRITE))
		return false;
	OCTOSPI_TCR = 0;
	OCTOSPI_CCR = OCTOSPI_CCR_ADDRESS(FOUR_LINES, bytes);
	OCTOSPI_AR = address;
	return finish();
}

static bool read_register(uint8_t opcode, uint8_t *data, uint32_t length)
{
	if (!set_mode(INDIRECT_READ))
		return false;
	OCTOSPI_DLR = length - 1;
	OCTOSPI_TCR = 0;
	OCTOSPI_CCR = OCTOSPI_CCR_INSTRUCTION(ONE_LINE) | OCTOSPI_CCR_DATA(ONE_LINE);
	OCTOSPI_IR = opcode;
	if (!wait_status(OCTOSPI_SR_TCF, OCTOSPI_SR_TCF))
		return false;
	for (uint32_t i = 0; i < length; i++) {
		if (!(OCTOSPI_SR & OCTOSPI_SR_FLEVEL))
			return false;
		data[i] = OCTOSPI_DR8;
	}
	return finish();
}

static bool write_register(uint8_t opcode, uint8_t value)
{
	if (!set_mode(INDIRECT_WRITE))
		return false;
	OCTOSPI_DLR = 0;
	OCTOSPI_TCR = 0;
	OCTOSPI_CCR = OCTOSPI_CCR_INSTRUCTION(ONE_LINE) | OCTOSPI_CCR_DATA(ONE_LINE);
	OCTOSPI_IR = opcode;
	OCTOSPI_DR8 = value;
	return finish();
}

/** A reset of the processor does not reset the chip: end continuous read and QPI, then reset it. */
static bool reset_chip(void)
{
	if (!address_frame(0xFFFFFFFF, 4))
		return false;
	if (!address_frame(FLASH_RESET_ENABLE, 1) || !address_frame(FLASH_RESET, 1))
		return false;
	delay_us(100);
	if (!command(FLASH_RESET_ENABLE) || !command(FLASH_RESET))
		return false;
	delay_us(100);
	return true;
}

static void set_device_size(unsigned int log2_bytes)
{
	OCTOSPI_DCR1 = OCTOSPI_DCR1_DEVSIZE(log2_bytes) | OCTOSPI_DCR1_CSHT(2) | OCTOSPI_DCR1_DLYBYP;
}

bool serial_flash_init(void)
{
	RCC_CCIPR2 &= ~RCC_CCIPR2_OCTOSPI;
	RCC_AHB3ENR |= RCC_AHB3_OCTOSPI1;
	RCC_AHB3RSTR |= RCC_AHB3_OCTOSPI1;
	RCC_AHB3RSTR &= ~RCC_AHB3_OCTOSPI1;

	/* The frames that end continuous read look like an address at the end of 4 GiB. */
	set_device_size(32);
	OCTOSPI_DCR2 = 0;
	OCTOSPI_CR = OCTOSPI_CR_EN;
	if (!reset_chip() || !wait_status(OCTOSPI_SR_BUSY, 0))
		return false;
	set_device_size(FLASH_SIZE_LOG2);
	return true;
}

bool serial_flash_read_id(uint32_t *id)
{
	uint8_t bytes[3];

	if (!read_register(FLASH_READ_ID, bytes, sizeof(bytes)))
		return false;
	*id = (uint32_t)bytes[0] << 16 | (uint32_t)bytes[1] << 8 | bytes[2];
	return true;
}

bool serial_flash_enable_quad(uint8_t *status)
{
	if (!read_register(FLASH_READ_STATUS, status, 1))
		return false;
	if (*status & STATUS_QE)
		return true;
	if (!command(FLASH_WRITE_ENABLE) || !write_register(FLASH_WRITE_STATUS, *status | STATUS_QE))
		return false;
	for (unsigned int turn = 0; turn < STATUS_WRITE_TURNS; turn++) {
		if (!read_register(FLASH_READ_STATUS, status, 1))
			return false;
		if (!(*status & STATUS_WIP))
			return true;
	}
	return false;
}

bool serial_flash_map(void)
{
	if (!set_mode(INDIRECT_WRITE))
		return false;
	OCTOSPI_TCR = QUAD_IO_DUMMIES;
	OCTOSPI_CCR = OCTOSPI_CCR_INSTRUCTION(ONE_LINE) | OCTOSPI_CCR_ADDRESS(FOUR_LINES, 3)
		| OCTOSPI_CCR_ALTERNATE(FOUR_LINES) | OCTOSPI_CCR_DATA(FOUR_LINES);
	OCTOSPI_ABR = QUAD_IO_MODE;
	OCTOSPI_IR = FLASH_QUAD_IO_READ;
	return set_mode(MEMORY_MAPPED);
}
