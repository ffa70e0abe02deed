// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Peripherals of STM32U575, U585, U5G7 and U5G9 that nothing here needs to work: they answer, have a clock and a reset,
 * and hold what is written. What would start them is counted as unknown. Registers: STM32U585.svd, STM32U5Gx.svd.
 */

#include "stm32u5.h"

#define ALL	0xffffffffu

/* RM0456 chapter 15 */
static const struct reg syscfg[] = {
	{ .offset = 0x00 },
	{ .offset = 0x04, .rw = 0x000f0300 },
	{ .offset = 0x08, .reset = 0x1f, .rw = 0x3f },
	{ .offset = 0x0c, .count = 2, .rw = 0x7 },
	{ .offset = 0x14, .rw = 0xf },
	{ .offset = 0x18, .w1c = 0x10001 },
	{ .offset = 0x1c, .reset = 0xa, .rw = 0xf },
	{ .offset = 0x20 },
	{ .offset = 0x24, .reset = 0x7878, .rw = 0xffff },
	{ .offset = 0x2c, .rw = 0xffff },
	{ .offset = 0x70, .rw = 0x3 },
};
/* compensation cells of VDD and VDDIO2 */
static const struct die_ready syscfg_ready[] = { { 0x1c, BIT(0), BIT(8) }, { 0x1c, BIT(2), BIT(9) } };

/* RM0456 chapter 23. Edges are not watched, software triggers go nowhere. */
#define EXTI_LINES	0x03ffffffu
static const struct reg exti[] = {
	{ .offset = 0x00, .count = 3, .rw = EXTI_LINES, .unknown = EXTI_LINES },
	{ .offset = 0x0c, .count = 2, .w1c = EXTI_LINES },
	{ .offset = 0x14 },
	{ .offset = 0x18, .rw = EXTI_LINES },
	{ .offset = 0x60, .count = 4, .rw = ALL },
	{ .offset = 0x70, .rw = 1 },
	{ .offset = 0x80, .count = 2, .rw = EXTI_LINES },
};

const struct die_held stm32u5_held[STM32U5_HELD_COUNT] = {
	DIE_BLANK("TIM2", 0x40000000, 0x400),
	DIE_BLANK("TIM3", 0x40000400, 0x400),
	DIE_BLANK("TIM4", 0x40000800, 0x400),
	DIE_BLANK("TIM5", 0x40000c00, 0x400),
	DIE_BLANK("TIM6", 0x40001000, 0x400),
	DIE_BLANK("TIM7", 0x40001400, 0x400),
	DIE_BLANK("SPI2", 0x40003800, 0x400),
	DIE_BLANK("I2C1", 0x40005400, 0x400),
	DIE_BLANK("I2C2", 0x40005800, 0x400),
	DIE_BLANK("CRS", 0x40006000, 0x400),
	DIE_BLANK("I2C4", 0x40008400, 0x400),
	DIE_BLANK("LPTIM2", 0x40009400, 0x400),
	DIE_BLANK("FDCAN1", 0x4000a400, 0xc00),
	DIE_BLANK("UCPD1", 0x4000dc00, 0x400),
	DIE_BLANK("TIM1", 0x40012c00, 0x400),
	DIE_BLANK("SPI1", 0x40013000, 0x400),
	DIE_BLANK("TIM8", 0x40013400, 0x400),
	DIE_BLANK("TIM15", 0x40014000, 0x400),
	DIE_BLANK("TIM16", 0x40014400, 0x400),
	DIE_BLANK("TIM17", 0x40014800, 0x400),
	DIE_BLANK("SAI1", 0x40015400, 0x400),
	DIE_BLANK("SAI2", 0x40015800, 0x400),
	DIE_BLANK("CORDIC", 0x40021000, 0x400),
	DIE_BLANK("FMAC", 0x40021400, 0x400),
	DIE_BLANK("TSC", 0x40024000, 0x400),
	DIE_BLANK("MDF1", 0x40025000, 0x1000),
	DIE_BLANK("RAMCFG", 0x40026000, 0x1000),
	DIE_BLANK("DMA2D", 0x4002b000, 0x1000),
	DIE_BLANK("DCACHE1", 0x40031400, 0x400),
	DIE_BLANK("GTZC_TZSC1", 0x40032400, 0x400),
	DIE_BLANK("GTZC_TZIC1", 0x40032800, 0x400),
	DIE_BLANK("GTZC_MPCBB1", 0x40032c00, 0x400),
	DIE_BLANK("GTZC_MPCBB2", 0x40033000, 0x400),
	DIE_BLANK("GTZC_MPCBB3", 0x40033400, 0x400),
	DIE_BLANK("ADC1", 0x42028000, 0x400),
	DIE_BLANK("DCMI", 0x4202c000, 0x400),
	DIE_BLANK("PSSI", 0x4202c400, 0x400),
	DIE_BLANK("OTG", 0x42040000, 0x40000),
	DIE_BLANK("HASH", 0x420c0400, 0x400),
	DIE_BLANK("RNG", 0x420c0800, 0x400),
	DIE_BLANK("SDMMC1", 0x420c8000, 0x400),
	DIE_BLANK("DLYBSD1", 0x420c8400, 0x400),
	DIE_BLANK("DLYBSD2", 0x420c8800, 0x400),
	DIE_BLANK("SDMMC2", 0x420c8c00, 0x400),
	DIE_BLANK("DLYBOS1", 0x420cf000, 0x400),
	DIE_BLANK("DLYBOS2", 0x420cf400, 0x400),
	DIE_BLANK("FSMC", 0x420d0400, 0x400),
	DIE_HELD_READY("SYSCFG", 0x46000400, syscfg, syscfg_ready),
	DIE_BLANK("SPI3", 0x46002000, 0x400),
	DIE_BLANK("I2C3", 0x46002800, 0x400),
	DIE_BLANK("LPTIM1", 0x46004400, 0x400),
	DIE_BLANK("LPTIM3", 0x46004800, 0x400),
	DIE_BLANK("LPTIM4", 0x46004c00, 0x400),
	DIE_BLANK("OPAMP", 0x46005000, 0x400),
	DIE_BLANK("COMP", 0x46005400, 0x400),
	DIE_BLANK("VREFBUF", 0x46007400, 0x400),
	DIE_BLANK("RTC", 0x46007800, 0x400),
	DIE_BLANK("TAMP", 0x46007c00, 0x400),
	DIE_BLANK("LPGPIO1", 0x46020000, 0x400),
	DIE_BLANK("ADC4", 0x46021000, 0x400),
	DIE_BLANK("DAC1", 0x46021800, 0x400),
	DIE_HELD("EXTI", 0x46022000, exti),
	DIE_BLANK("GTZC_TZSC2", 0x46023000, 0x400),
	DIE_BLANK("GTZC_TZIC2", 0x46023400, 0x400),
	DIE_BLANK("GTZC_MPCBB4", 0x46023800, 0x400),
	DIE_BLANK("ADF1", 0x46024000, 0x1000),
	DIE_BLANK("LPDMA1", 0x46025000, 0x1000),
};

const struct die_held stm32u5_crypto[STM32U5_CRYPTO_COUNT] = {
	DIE_BLANK("AES", 0x420c0000, 0x400),
	DIE_BLANK("SAES", 0x420c0c00, 0x400),
	DIE_BLANK("PKA", 0x420c2000, 0x2000),
	DIE_BLANK("OTFDEC1", 0x420c5000, 0x400),
	DIE_BLANK("OTFDEC2", 0x420c5400, 0x400),
};

const struct die_held stm32u5g_held[STM32U5G9_HELD_COUNT] = {
	DIE_BLANK("USART6", 0x40006400, 0x400),
	DIE_BLANK("I2C5", 0x40009800, 0x400),
	DIE_BLANK("I2C6", 0x40009c00, 0x400),
	DIE_BLANK("GFXTIM", 0x40016400, 0x400),
	DIE_BLANK("LTDC", 0x40016800, 0x400),
	DIE_BLANK("JPEG", 0x4002a000, 0x1000),
	DIE_BLANK("GFXMMU", 0x4002c000, 0x3000),
	DIE_BLANK("GPU2D", 0x4002f000, 0x1000),
	DIE_BLANK("DCACHE2", 0x40031800, 0x400),
	DIE_BLANK("GTZC_MPCBB5", 0x40033800, 0x400),
	DIE_BLANK("GTZC_MPCBB6", 0x40033c00, 0x400),
	DIE_BLANK("DSI", 0x40016c00, 0x1000),
};
