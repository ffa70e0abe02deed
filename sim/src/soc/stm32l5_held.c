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

const struct die_held stm32l5_held[STM32L5_HELD_COUNT] = {
	DIE_HELD("TIM2", 0x40000000, tim32),
	DIE_HELD("TIM3", 0x40000400, tim16),
	DIE_HELD("TIM4", 0x40000800, tim16),
	DIE_HELD("TIM5", 0x40000c00, tim32),
	DIE_BLANK("RTC", 0x40002800, 0x400),
	DIE_BLANK("TAMP", 0x40003400, 0x400),
	DIE_BLANK("SPI2", 0x40003800, 0x400),
	DIE_BLANK("SPI3", 0x40003c00, 0x400),
	DIE_BLANK("I2C1", 0x40005400, 0x400),
	DIE_BLANK("I2C2", 0x40005800, 0x400),
	DIE_BLANK("I2C3", 0x40005c00, 0x400),
	DIE_BLANK("CRS", 0x40006000, 0x400),
	DIE_BLANK("DAC", 0x40007400, 0x400),
	DIE_BLANK("OPAMP", 0x40007800, 0x400),
	DIE_BLANK("LPTIM1", 0x40007c00, 0x400),
	DIE_BLANK("I2C4", 0x40008400, 0x400),
	DIE_BLANK("LPTIM2", 0x40009400, 0x400),
	DIE_BLANK("LPTIM3", 0x40009800, 0x400),
	DIE_BLANK("FDCAN1", 0x4000a400, 0xc00),
	DIE_BLANK("USB", 0x4000d400, 0x800),
	DIE_BLANK("UCPD1", 0x4000dc00, 0x400),
	{ .name = "SYSCFG", .base = 0x40010000, .size = 0x100, .table = syscfg, .table_len = COUNT_OF(syscfg) },
	DIE_BLANK("VREFBUF", 0x40010100, 0x100),
	DIE_BLANK("COMP", 0x40010200, 0x200),
	DIE_HELD("TIM1", 0x40012c00, tim16),
	DIE_BLANK("SPI1", 0x40013000, 0x400),
	DIE_HELD("TIM8", 0x40013400, tim16),
	DIE_HELD("TIM15", 0x40014000, tim16),
	DIE_HELD("TIM16", 0x40014400, tim16),
	DIE_HELD("TIM17", 0x40014800, tim16),
	DIE_BLANK("SAI1", 0x40015400, 0x400),
	DIE_BLANK("SAI2", 0x40015800, 0x400),
	DIE_BLANK("DFSDM1", 0x40016000, 0x800),
	DIE_BLANK("TSC", 0x40024000, 0x400),
	DIE_HELD("EXTI", 0x4002f400, exti),
	DIE_HELD("TZSC", 0x40032400, tzsc),
	DIE_HELD("TZIC", 0x40032800, tzic),
	DIE_HELD("MPCBB1", 0x40032c00, mpcbb),
	DIE_HELD("MPCBB2", 0x40033000, mpcbb),
	DIE_BLANK("ADC", 0x42028000, 0x400),
	DIE_BLANK("AES", 0x420c0000, 0x400),
	DIE_BLANK("HASH", 0x420c0400, 0x400),
	DIE_HELD("RNG", 0x420c0800, rng),
	DIE_BLANK("PKA", 0x420c2000, 0x2000),
	DIE_BLANK("OTFDEC1", 0x420c5000, 0x400),
	DIE_BLANK("SDMMC1", 0x420c8000, 0x400),
	DIE_BLANK("FMC", 0x44020000, 0x400),
};
