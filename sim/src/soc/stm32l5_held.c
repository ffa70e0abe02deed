// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Peripherals of STM32L552 and L562 that nothing here needs to work: they answer, have a clock and a reset, and hold
 * what is written. What would start them is counted as unknown. Registers: RM0438 and STM32L562.svd.
 */

#include "stm32l5.h"

#define ALL	0xffffffffu

/* RM0438 chapters 38 to 41. CR1.CEN would start the counter. */
#define TIM_TABLE(max) { \
	{ .offset = 0x00, .rw = 0x0bff, .unknown = BIT(0) }, \
	{ .offset = 0x04, .count = 4, .rw = ALL }, \
	{ .offset = 0x14 }, \
	{ .offset = 0x18, .count = 5, .rw = ALL }, \
	{ .offset = 0x2c, .reset = (max), .rw = (max) }, \
	{ .offset = 0x30, .count = 15, .rw = ALL }, \
}
static const struct reg tim32[] = TIM_TABLE(0xffffffffu);
static const struct reg tim16[] = TIM_TABLE(0xffffu);

/* RM0438 chapter 14. CCR.EN would start a transfer. */
#define DMA_CHANNEL(n) \
	{ .offset = 0x08 + 0x14 * (n), .rw = 0x1ffff, .unknown = BIT(0) }, \
	{ .offset = 0x0c + 0x14 * (n), .rw = 0x3ffff }, \
	{ .offset = 0x10 + 0x14 * (n), .count = 3, .rw = ALL }
static const struct reg dma[] = {
	{ .offset = 0x00 },
	{ .offset = 0x04 },
	DMA_CHANNEL(0), DMA_CHANNEL(1), DMA_CHANNEL(2), DMA_CHANNEL(3),
	DMA_CHANNEL(4), DMA_CHANNEL(5), DMA_CHANNEL(6), DMA_CHANNEL(7),
};

/* RM0438 chapter 15 */
static const struct reg dmamux[] = {
	{ .offset = 0x00, .count = 16, .rw = 0x1fff037f },
	{ .offset = 0x80 },
	{ .offset = 0x84 },
	{ .offset = 0x100, .count = 4, .rw = 0x00fb011f },
	{ .offset = 0x140 },
	{ .offset = 0x144 },
};

/* RM0438 chapter 16. Edges are not watched, software triggers go nowhere. */
#define EXTI_LINES1	0x0061ffffu
#define EXTI_LINES2	0x00000078u
static const struct reg exti[] = {
	{ .offset = 0x00, .count = 3, .rw = EXTI_LINES1, .unknown = EXTI_LINES1 },
	{ .offset = 0x0c, .count = 2, .w1c = EXTI_LINES1 },
	{ .offset = 0x14 },
	{ .offset = 0x18, .rw = ALL },
	{ .offset = 0x20, .count = 3, .rw = EXTI_LINES2, .unknown = EXTI_LINES2 },
	{ .offset = 0x2c, .count = 2, .w1c = EXTI_LINES2 },
	{ .offset = 0x34, .count = 2, .rw = 0x7ff },
	{ .offset = 0x60, .count = 4, .rw = ALL },
	{ .offset = 0x70, .rw = 1 },
	{ .offset = 0x80, .reset = 0xff9e0000, .rw = ALL },
	{ .offset = 0x84, .rw = ALL },
	{ .offset = 0x90, .reset = 0x787, .rw = 0x77f },
	{ .offset = 0x94, .rw = 0x77f },
};

/* RM0438 chapter 12. SCSR.SRAM2ER would erase SRAM2. */
static const struct reg syscfg[] = {
	{ .offset = 0x00 },
	{ .offset = 0x04, .rw = 0x00ff0300 },
	{ .offset = 0x08, .reset = 0x1f, .rw = 0x3f },
	{ .offset = 0x0c, .count = 2, .rw = 0x7 },
	{ .offset = 0x14, .rw = 0xf, .w1c = BIT(8) },
	{ .offset = 0x18, .rw = BIT(0), .unknown = BIT(0) },
	{ .offset = 0x1c },
	{ .offset = 0x20, .count = 2, .rw = ALL, .unknown = ALL },
	{ .offset = 0x2c, .rw = 0xff },
};

/* RM0438 chapter 5: without TrustZone everything is non-secure, so what is held here has no effect. */
static const struct reg tzsc[] = {
	{ .offset = 0x00, .rw = 1 },
	{ .offset = 0x10, .count = 2, .rw = ALL },
	{ .offset = 0x20, .count = 2, .rw = ALL },
	{ .offset = 0x30, .count = 5, .rw = 0x0fff07ff },
};
static const struct reg tzic[] = {
	{ .offset = 0x00, .count = 3, .rw = ALL },
	{ .offset = 0x10, .count = 3 },
	{ .offset = 0x20, .count = 3 },
};
static const struct reg mpcbb[] = {
	{ .offset = 0x00, .rw = 0xc0000001 },
	{ .offset = 0x10, .count = 2, .rw = ALL },
	{ .offset = 0x100, .count = 64, .reset = ALL, .rw = ALL },
};

/* RM0438 chapter 30. CR.RNGEN would start it. */
static const struct reg rng[] = {
	{ .offset = 0x00, .rw = 0xc1ffff6c, .unknown = BIT(2) },
	{ .offset = 0x04, .rw = 0 },
	{ .offset = 0x08 },
	{ .offset = 0x10, .reset = 0x000caa74, .rw = ALL },
};

#define HELD(n, b, t)	{ .name = n, .base = b, .size = 0x400, .table = t, .table_len = COUNT_OF(t) }
#define BLANK(n, b, s)	{ .name = n, .base = b, .size = s }

const struct stm32l5_held stm32l5_held[] = {
	HELD("TIM2", 0x40000000, tim32),
	HELD("TIM3", 0x40000400, tim16),
	HELD("TIM4", 0x40000800, tim16),
	HELD("TIM5", 0x40000c00, tim32),
	HELD("TIM6", 0x40001000, tim16),
	HELD("TIM7", 0x40001400, tim16),
	BLANK("RTC", 0x40002800, 0x400),
	BLANK("TAMP", 0x40003400, 0x400),
	BLANK("SPI2", 0x40003800, 0x400),
	BLANK("SPI3", 0x40003c00, 0x400),
	BLANK("I2C1", 0x40005400, 0x400),
	BLANK("I2C2", 0x40005800, 0x400),
	BLANK("I2C3", 0x40005c00, 0x400),
	BLANK("CRS", 0x40006000, 0x400),
	BLANK("DAC", 0x40007400, 0x400),
	BLANK("OPAMP", 0x40007800, 0x400),
	BLANK("LPTIM1", 0x40007c00, 0x400),
	BLANK("I2C4", 0x40008400, 0x400),
	BLANK("LPTIM2", 0x40009400, 0x400),
	BLANK("LPTIM3", 0x40009800, 0x400),
	BLANK("FDCAN1", 0x4000a400, 0xc00),
	BLANK("USB", 0x4000d400, 0x800),
	BLANK("UCPD1", 0x4000dc00, 0x400),
	{ .name = "SYSCFG", .base = 0x40010000, .size = 0x100, .table = syscfg, .table_len = COUNT_OF(syscfg) },
	BLANK("VREFBUF", 0x40010100, 0x100),
	BLANK("COMP", 0x40010200, 0x200),
	HELD("TIM1", 0x40012c00, tim16),
	BLANK("SPI1", 0x40013000, 0x400),
	HELD("TIM8", 0x40013400, tim16),
	HELD("TIM15", 0x40014000, tim16),
	HELD("TIM16", 0x40014400, tim16),
	HELD("TIM17", 0x40014800, tim16),
	BLANK("SAI1", 0x40015400, 0x400),
	BLANK("SAI2", 0x40015800, 0x400),
	BLANK("DFSDM1", 0x40016000, 0x800),
	HELD("DMA1", 0x40020000, dma),
	HELD("DMA2", 0x40020400, dma),
	HELD("DMAMUX1", 0x40020800, dmamux),
	BLANK("TSC", 0x40024000, 0x400),
	HELD("EXTI", 0x4002f400, exti),
	HELD("TZSC", 0x40032400, tzsc),
	HELD("TZIC", 0x40032800, tzic),
	HELD("MPCBB1", 0x40032c00, mpcbb),
	HELD("MPCBB2", 0x40033000, mpcbb),
	BLANK("ADC", 0x42028000, 0x400),
	BLANK("AES", 0x420c0000, 0x400),
	BLANK("HASH", 0x420c0400, 0x400),
	HELD("RNG", 0x420c0800, rng),
	BLANK("PKA", 0x420c2000, 0x2000),
	BLANK("OTFDEC1", 0x420c5000, 0x400),
	BLANK("SDMMC1", 0x420c8000, 0x400),
	BLANK("FMC", 0x44020000, 0x400),
};

const unsigned int stm32l5_held_count = COUNT_OF(stm32l5_held);
