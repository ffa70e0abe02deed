// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Registers of STM32F4 and F7 peripherals that nothing here needs to work: they hold what is written. What would start
 * them is counted as unknown. Registers: STM32F746.svd, STM32F412.svd.
 */

#include "stm32f4.h"

#define ALL	0xffffffffu

/* RM0385 chapters 22 to 25. CR1.CEN would start the counter. */
#define TIM_TABLE(max) { \
	{ .offset = 0x00, .rw = 0x0bff, .unknown = BIT(0) }, \
	{ .offset = 0x04, .count = 4, .rw = ALL }, \
	{ .offset = 0x14 }, \
	{ .offset = 0x18, .count = 5, .rw = ALL }, \
	{ .offset = 0x2c, .reset = (max), .rw = (max) }, \
	{ .offset = 0x30, .count = 8, .rw = ALL }, \
	{ .offset = 0x50, .count = 6, .rw = ALL }, \
}
const struct reg f4_tim32[F4_TIM_LEN] = TIM_TABLE(0xffffffffu);
const struct reg f4_tim16[F4_TIM_LEN] = TIM_TABLE(0xffffu);

/* RM0385 chapter 8. SxCR.EN would start a transfer. */
#define DMA_STREAM(n) \
	{ .offset = 0x10 + 0x18 * (n), .count = 6, .rw = ALL, .unknown = BIT(0) }
const struct reg f4_dma[F4_DMA_LEN] = {
	{ .offset = 0x00, .count = 2 },
	{ .offset = 0x08 },
	{ .offset = 0x0c },
	DMA_STREAM(0), DMA_STREAM(1), DMA_STREAM(2), DMA_STREAM(3),
	DMA_STREAM(4), DMA_STREAM(5), DMA_STREAM(6), DMA_STREAM(7),
};

/* RM0385 chapter 11. Edges are not watched, software triggers go nowhere. */
#define EXTI_LINES	0x01ffffffu
const struct reg f4_exti[F4_EXTI_LEN] = {
	{ .offset = 0x00, .count = 4, .rw = EXTI_LINES },
	{ .offset = 0x10, .rw = EXTI_LINES, .unknown = EXTI_LINES },
	{ .offset = 0x14, .w1c = EXTI_LINES },
};

/* RM0385 chapter 17. CR.RNGEN would start it. */
const struct reg f4_rng[F4_RNG_LEN] = {
	{ .offset = 0x00, .rw = 0xc, .unknown = BIT(2) },
	{ .offset = 0x04 },
	{ .offset = 0x08 },
};

/* RM0402 5.4 and RM0430 5.4: scale 2 after reset. RM0386 5.4: scale 1. RM0385 4.4. */
const struct reg f4_pwr[F4_PWR_LEN] = {
	{ .offset = 0x00, .reset = 0x8000, .rw = 0x30eff3 },
	{ .offset = 0x04, .rw = 0x03c0 },
};
const struct reg f4_pwr_od[F4_PWR_LEN] = {
	{ .offset = 0x00, .reset = 0xc000, .rw = 0xfeff3 },
	{ .offset = 0x04, .rw = 0x0300 },
};
const struct reg f7_pwr[F7_PWR_LEN] = {
	{ .offset = 0x00, .reset = 0xc000, .rw = 0xfeff3 },
	{ .offset = 0x04, .rw = 0x0300 },
	{ .offset = 0x08, .rw = 0x3f00 },
	{ .offset = 0x0c, .rw = 0x3f00 },
};
