/* SPDX-License-Identifier: GPL-2.0-or-later */

/* QUADSPI of STM32L47x: RM0351, chapter QUADSPI, registers. */

#define XSPI(offset)	REG32(0xA0001000U + (offset))
#define XSPI_CR			XSPI(0x00)
#define XSPI_DCR		XSPI(0x04)
#define XSPI_SR			XSPI(0x08)
#define XSPI_FCR		XSPI(0x0C)
#define XSPI_DLR		XSPI(0x10)
#define XSPI_CCR		XSPI(0x14)
#define XSPI_AR			XSPI(0x18)
#define XSPI_DR			XSPI(0x20)
#define XSPI_DR8		REG8(0xA0001020U)
#define XSPI_PSMKR		XSPI(0x24)
#define XSPI_PSMAR		XSPI(0x28)
#define XSPI_PIR		XSPI(0x2C)

/** @param prescaler the AHB clock is divided by one more */
static inline void xspi_enable(uint32_t prescaler)
{
	XSPI_CR = 0;
	XSPI_DCR = 23U << 16 | 1U << 8;					/* 16 MiB, CSHT 2 clocks */
	XSPI_CR = prescaler << 24 | 3U << 8 | 1;		/* FTHRES: 4 bytes */
}

/** The operation begins with the last of these writes, or with the data that are to be written. */
static inline void xspi_start(enum mode mode, const struct operation *op, uint32_t address)
{
	uint32_t lines = op->data_lines == 4 ? 3 : op->data_lines;

	if (op->length)
		XSPI_DLR = op->length - 1;
	XSPI_CCR = (uint32_t)mode << 26 | lines << 24 | (uint32_t)op->dummies << 18 |
		(op->has_address ? 2U << 12 | 1U << 10 : 0) | 1U << 8 | op->opcode;
	if (op->has_address && mode != MEMORY_MAPPED)
		XSPI_AR = address;
}
