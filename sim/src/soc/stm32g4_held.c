// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * STM32G474: peripherals that only hold what is written, and which pins carry which signal with which alternate
 * function. Registers: RM0440, STM32G474.svd. Pins: ST's pin data (STM32_open_pin_data,
 * GPIO-STM32G47x_gpio_v1_0_Modes.xml), where the controller is called QUADSPI1.
 */

#include "stm32g4.h"

#define ALL	0xffffffffu

/* RM0440 chapter 10. Another memory at address 0 is not modelled. SCSR.CCMER would erase the CCM SRAM. */
static const struct reg syscfg[] = {
	{ .offset = 0x00, .rw = 0x107, .unknown = 0x107 },
	{ .offset = 0x04, .reset = 0x7c000001, .rw = 0xfcff0300 },
	{ .offset = 0x08, .count = 4, .rw = 0xffff },
	{ .offset = 0x18, .rw = BIT(0), .unknown = BIT(0) },
	{ .offset = 0x1c, .rw = 0xf, .w1c = BIT(8) },
	{ .offset = 0x20 },
	{ .offset = 0x24 },
};

/* RM0440 chapter 15. Edges are not watched, software triggers go nowhere. */
static const struct reg exti[] = {
	{ .offset = 0x00, .reset = 0x1f840000, .rw = ALL },
	{ .offset = 0x04, .rw = ALL },
	{ .offset = 0x08, .count = 3, .rw = 0x607fffff, .unknown = 0x607fffff },
	{ .offset = 0x14, .w1c = 0x607fffff },
	{ .offset = 0x20, .reset = 0x38, .rw = 0xfff },
	{ .offset = 0x24, .rw = 0xfff },
	{ .offset = 0x28, .count = 3, .rw = 0x30f, .unknown = 0x30f },
	{ .offset = 0x34, .w1c = 0x30f },
};

/* RM0440 chapter 26. CR.RNGEN would start it. */
static const struct reg rng[] = {
	{ .offset = 0x00, .rw = 0x2c, .unknown = BIT(2) },
	{ .offset = 0x04 },
	{ .offset = 0x08 },
};

const struct die_held stm32g4_held[STM32G4_HELD_COUNT] = {
	DIE_BLANK("TIM2", 0x40000000, 0x400),
	DIE_BLANK("TIM3", 0x40000400, 0x400),
	DIE_BLANK("TIM4", 0x40000800, 0x400),
	DIE_BLANK("TIM5", 0x40000c00, 0x400),
	DIE_BLANK("TIM6", 0x40001000, 0x400),
	DIE_BLANK("TIM7", 0x40001400, 0x400),
	DIE_BLANK("CRS", 0x40002000, 0x400),
	DIE_BLANK("TAMP", 0x40002400, 0x400),
	DIE_BLANK("RTC", 0x40002800, 0x400),
	DIE_BLANK("SPI2", 0x40003800, 0x400),
	DIE_BLANK("SPI3", 0x40003c00, 0x400),
	DIE_BLANK("I2C1", 0x40005400, 0x400),
	DIE_BLANK("I2C2", 0x40005800, 0x400),
	DIE_BLANK("USB", 0x40005c00, 0x400),
	DIE_BLANK("FDCAN", 0x40006400, 0xc00),
	DIE_BLANK("I2C3", 0x40007800, 0x400),
	DIE_BLANK("LPTIM1", 0x40007c00, 0x400),
	DIE_BLANK("I2C4", 0x40008400, 0x400),
	DIE_BLANK("UCPD1", 0x4000a000, 0x400),
	DIE_BLANK("FDCAN RAM", 0x4000a400, 0xc00),
	{ .name = "SYSCFG", .base = 0x40010000, .size = 0x30, .table = syscfg, .table_len = COUNT_OF(syscfg) },
	DIE_BLANK("VREFBUF", 0x40010030, 0x1d0),
	DIE_BLANK("COMP", 0x40010200, 0x100),
	DIE_BLANK("OPAMP", 0x40010300, 0x100),
	DIE_HELD("EXTI", 0x40010400, exti),
	DIE_BLANK("TIM1", 0x40012c00, 0x400),
	DIE_BLANK("SPI1", 0x40013000, 0x400),
	DIE_BLANK("TIM8", 0x40013400, 0x400),
	DIE_BLANK("SPI4", 0x40013c00, 0x400),
	DIE_BLANK("TIM15", 0x40014000, 0x400),
	DIE_BLANK("TIM16", 0x40014400, 0x400),
	DIE_BLANK("TIM17", 0x40014800, 0x400),
	DIE_BLANK("TIM20", 0x40015000, 0x400),
	DIE_BLANK("SAI1", 0x40015400, 0x400),
	DIE_BLANK("HRTIM1", 0x40016800, 0x1000),
	DIE_BLANK("DMA1", 0x40020000, 0x400),
	DIE_BLANK("DMA2", 0x40020400, 0x400),
	DIE_BLANK("DMAMUX1", 0x40020800, 0x400),
	DIE_BLANK("CORDIC", 0x40020c00, 0x400),
	DIE_BLANK("FMAC", 0x40021400, 0x400),
	DIE_BLANK("ADC12", 0x50000000, 0x400),
	DIE_BLANK("ADC345", 0x50000400, 0x400),
	DIE_BLANK("DAC1", 0x50000800, 0x400),
	DIE_BLANK("DAC2", 0x50000c00, 0x400),
	DIE_BLANK("DAC3", 0x50001000, 0x400),
	DIE_BLANK("DAC4", 0x50001400, 0x400),
	DIE_HELD("RNG", 0x50060800, rng),
	DIE_BLANK("FMC", 0xa0000000, 0x400),
};

enum { A, B, C, D, E, F, G };

const struct soc_af stm32g4_af[STM32G4_AF_COUNT] = {
	{ "QUADSPI_BK1_IO0", B, 1, 10 },
	{ "QUADSPI_BK1_IO0", E, 12, 10 },
	{ "QUADSPI_BK1_IO0", F, 8, 10 },
	{ "QUADSPI_BK1_IO1", B, 0, 10 },
	{ "QUADSPI_BK1_IO1", E, 13, 10 },
	{ "QUADSPI_BK1_IO1", F, 9, 10 },
	{ "QUADSPI_BK1_IO2", A, 7, 10 },
	{ "QUADSPI_BK1_IO2", E, 14, 10 },
	{ "QUADSPI_BK1_IO2", F, 7, 10 },
	{ "QUADSPI_BK1_IO3", A, 6, 10 },
	{ "QUADSPI_BK1_IO3", E, 15, 10 },
	{ "QUADSPI_BK1_IO3", F, 6, 10 },
	{ "QUADSPI_BK1_NCS", A, 2, 10 },
	{ "QUADSPI_BK1_NCS", B, 11, 10 },
	{ "QUADSPI_BK1_NCS", E, 11, 10 },
	{ "QUADSPI_BK2_IO0", C, 1, 10 },
	{ "QUADSPI_BK2_IO0", D, 4, 10 },
	{ "QUADSPI_BK2_IO1", B, 2, 10 },
	{ "QUADSPI_BK2_IO1", C, 2, 10 },
	{ "QUADSPI_BK2_IO1", D, 5, 10 },
	{ "QUADSPI_BK2_IO2", C, 3, 10 },
	{ "QUADSPI_BK2_IO2", D, 6, 10 },
	{ "QUADSPI_BK2_IO3", C, 4, 10 },
	{ "QUADSPI_BK2_IO3", D, 7, 10 },
	{ "QUADSPI_BK2_NCS", D, 3, 10 },
	{ "QUADSPI_CLK", A, 3, 10 },
	{ "QUADSPI_CLK", B, 10, 10 },
	{ "QUADSPI_CLK", E, 10, 10 },
	{ "QUADSPI_CLK", F, 10, 10 },
	{ "LPUART1_TX", A, 2, 12 },
	{ "LPUART1_TX", B, 11, 8 },
	{ "LPUART1_TX", C, 1, 8 },
	{ "LPUART1_TX", G, 7, 8 },
	{ "UART4_TX", C, 10, 5 },
	{ "UART5_TX", C, 12, 5 },
	{ "USART1_TX", A, 9, 7 },
	{ "USART1_TX", B, 6, 7 },
	{ "USART1_TX", C, 4, 7 },
	{ "USART1_TX", E, 0, 7 },
	{ "USART1_TX", G, 9, 7 },
	{ "USART2_TX", A, 2, 7 },
	{ "USART2_TX", A, 14, 7 },
	{ "USART2_TX", B, 3, 7 },
	{ "USART2_TX", D, 5, 7 },
	{ "USART3_TX", B, 9, 7 },
	{ "USART3_TX", B, 10, 7 },
	{ "USART3_TX", C, 10, 7 },
	{ "USART3_TX", D, 8, 7 },
};
