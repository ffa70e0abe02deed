// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Peripherals of STM32L47x and L49x that nothing here needs to work: they answer, have a clock and a reset, and hold
 * what is written. What would start them is counted as unknown. Registers: RM0351, STM32L476.svd, STM32L496.svd.
 */

#include "stm32l4.h"

#define ALL	0xffffffffu

/* RM0351 chapter 9. Another memory at address 0 is not modelled. SCSR.SRAM2ER would erase SRAM2. */
static const struct reg syscfg[] = {
	{ .offset = 0x00, .rw = 0x10f, .unknown = 0x10f },
	{ .offset = 0x04, .reset = 0x7c000001, .rw = 0xfc7f0101 },
	{ .offset = 0x08, .count = 4, .rw = 0xffff },
	{ .offset = 0x18, .rw = BIT(0), .unknown = BIT(0) },
	{ .offset = 0x1c, .rw = 0xf, .w1c = BIT(8) },
	{ .offset = 0x20 },
	{ .offset = 0x24 },
	{ .offset = 0x28 },
};

/* RM0351 chapter 14. Edges are not watched, software triggers go nowhere. */
static const struct reg exti[] = {
	{ .offset = 0x00, .reset = 0xff820000, .rw = ALL },
	{ .offset = 0x04, .rw = ALL },
	{ .offset = 0x08, .count = 2, .rw = 0x007dffff, .unknown = 0x007dffff },
	{ .offset = 0x10, .rw = 0x007dffff, .unknown = 0x007dffff },
	{ .offset = 0x14, .w1c = 0x007dffff },
	{ .offset = 0x20, .reset = 0x87, .rw = 0x1ff },
	{ .offset = 0x24, .rw = 0x1ff },
	{ .offset = 0x28, .count = 2, .rw = 0x78, .unknown = 0x78 },
	{ .offset = 0x30, .rw = 0x78, .unknown = 0x78 },
	{ .offset = 0x34, .w1c = 0x78 },
};

/* RM0351 chapter 27. CR.RNGEN would start it. */
static const struct reg rng[] = {
	{ .offset = 0x00, .rw = 0x2c, .unknown = BIT(2) },
	{ .offset = 0x04 },
	{ .offset = 0x08 },
};

const struct die_held stm32l4_held[STM32L4_HELD_COUNT] = {
	DIE_BLANK("TIM2", 0x40000000, 0x400),
	DIE_BLANK("TIM3", 0x40000400, 0x400),
	DIE_BLANK("TIM4", 0x40000800, 0x400),
	DIE_BLANK("TIM5", 0x40000c00, 0x400),
	DIE_BLANK("TIM6", 0x40001000, 0x400),
	DIE_BLANK("TIM7", 0x40001400, 0x400),
	DIE_BLANK("RTC", 0x40002800, 0x400),
	DIE_BLANK("SPI2", 0x40003800, 0x400),
	DIE_BLANK("SPI3", 0x40003c00, 0x400),
	DIE_BLANK("I2C1", 0x40005400, 0x400),
	DIE_BLANK("I2C2", 0x40005800, 0x400),
	DIE_BLANK("I2C3", 0x40005c00, 0x400),
	DIE_BLANK("CAN1", 0x40006400, 0x400),
	DIE_BLANK("DAC", 0x40007400, 0x400),
	DIE_BLANK("OPAMP", 0x40007800, 0x400),
	DIE_BLANK("LPTIM1", 0x40007c00, 0x400),
	DIE_BLANK("SWPMI1", 0x40008800, 0x400),
	DIE_BLANK("LPTIM2", 0x40009400, 0x400),
	{ .name = "SYSCFG", .base = 0x40010000, .size = 0x30, .table = syscfg, .table_len = COUNT_OF(syscfg) },
	DIE_BLANK("VREFBUF", 0x40010030, 0x1d0),
	DIE_BLANK("COMP", 0x40010200, 0x200),
	DIE_HELD("EXTI", 0x40010400, exti),
	DIE_BLANK("FIREWALL", 0x40011c00, 0x400),
	DIE_BLANK("SDMMC1", 0x40012800, 0x400),
	DIE_BLANK("TIM1", 0x40012c00, 0x400),
	DIE_BLANK("SPI1", 0x40013000, 0x400),
	DIE_BLANK("TIM8", 0x40013400, 0x400),
	DIE_BLANK("TIM15", 0x40014000, 0x400),
	DIE_BLANK("TIM16", 0x40014400, 0x400),
	DIE_BLANK("TIM17", 0x40014800, 0x400),
	DIE_BLANK("SAI1", 0x40015400, 0x400),
	DIE_BLANK("SAI2", 0x40015800, 0x400),
	DIE_BLANK("DFSDM1", 0x40016000, 0x800),
	DIE_BLANK("DMA1", 0x40020000, 0x400),
	DIE_BLANK("DMA2", 0x40020400, 0x400),
	DIE_BLANK("TSC", 0x40024000, 0x400),
	DIE_BLANK("OTG_FS", 0x50000000, 0x40000),
	DIE_BLANK("ADC", 0x50040000, 0x400),
	DIE_HELD("RNG", 0x50060800, rng),
	DIE_BLANK("FMC", 0xa0000000, 0x400),
	DIE_BLANK("LCD", 0x40002400, 0x400),
};

const struct die_held stm32l49_held[STM32L49_HELD_COUNT] = {
	DIE_BLANK("CRS", 0x40006000, 0x400),
	DIE_BLANK("CAN2", 0x40006800, 0x400),
	DIE_BLANK("I2C4", 0x40008400, 0x400),
	DIE_BLANK("DMA2D", 0x4002b000, 0x1000),
	DIE_BLANK("DCMI", 0x50050000, 0x400),
};
