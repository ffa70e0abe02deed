/* SPDX-License-Identifier: GPL-2.0-or-later */

/* OCTOSPI of STM32L552/562: RM0438, chapter OCTOSPI, registers. */

#define XSPI(offset)	REG32(0x44021000U + (offset))
#define XSPI_CR			XSPI(0x000)
#define XSPI_DCR1		XSPI(0x008)
#define XSPI_DCR2		XSPI(0x00C)
#define XSPI_SR			XSPI(0x020)
#define XSPI_FCR		XSPI(0x024)
#define XSPI_DLR		XSPI(0x040)
#define XSPI_AR			XSPI(0x048)
#define XSPI_DR			XSPI(0x050)
#define XSPI_DR8		REG8(0x44021050U)
#define XSPI_PSMKR		XSPI(0x080)
#define XSPI_PSMAR		XSPI(0x088)
#define XSPI_PIR		XSPI(0x090)
#define XSPI_CCR		XSPI(0x100)
#define XSPI_TCR		XSPI(0x108)
#define XSPI_IR			XSPI(0x110)

/** @param prescaler the kernel clock is divided by one more */
static inline void xspi_enable(uint32_t prescaler)
{
	XSPI_CR = 0;
	XSPI_DCR1 = 23U << 16 | 1U << 8 | 1U << 3;		/* 16 MiB, CSHT 2 clocks, delay block bypassed */
	XSPI_DCR2 = prescaler;
	XSPI_CR = 3U << 8 | 1;							/* FTHRES: 4 bytes */
}

/** The operation begins with the last of these writes, or with the data that are to be written. */
static inline void xspi_start(enum mode mode, const struct operation *op, uint32_t address)
{
	uint32_t lines = op->data_lines == 4 ? 3 : op->data_lines;

	XSPI_CR = (XSPI_CR & ~(3U << 28)) | (uint32_t)mode << 28;
	if (op->length)
		XSPI_DLR = op->length - 1;
	XSPI_TCR = op->dummies;
	XSPI_CCR = lines << 24 | (op->has_address ? 2U << 12 | 1U << 8 : 0) | 1;
	XSPI_IR = op->opcode;
	if (op->has_address && mode != MEMORY_MAPPED)
		XSPI_AR = address;
}
