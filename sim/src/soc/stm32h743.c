// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * STM32H742, H743, H750, H753, and H745, H747, H755, H757 with their Cortex-M7 alone, as tables: what lies where, with
 * which bits, sizes and limits.
 * Sources: RM0433, DS12110, stm32h743xx.h, STM32H743.svd; pins from STM32_open_pin_data
 * (GPIO-STM32H747_gpio_v1_0_Modes.xml). What these dies do is in stm32h7.c and in the parts.
 */

#include "dies.h"
#include "stm32h7.h"

#define H7_RSR	0xd0

static const struct rcc_gate gates[] = {
	/* AHB3 */
	H7_GATE(0x52000000, AHB3, 0), H7_GATE(0x52001000, AHB3, 4), H7_GATE(0x52003000, AHB3, 5),
	H7_GATE(0x52004000, AHB3, 12), H7_GATE(0x52005000, AHB3, 14), H7_GATE(0x52006000, AHB3, 14),
	H7_GATE(0x52007000, AHB3, 16), H7_GATE(0x52008000, AHB3, 16),
	/* AHB1 */
	H7_GATE(0x40020000, AHB1, 0), H7_GATE(0x40020400, AHB1, 1), H7_GATE(0x40022000, AHB1, 5),
	H7_GATE(0x40022100, AHB1, 5), H7_GATE(0x40022300, AHB1, 5), H7_GATE(0x40028000, AHB1, 15),
	H7_GATE(0x40040000, AHB1, 25), H7_GATE(0x40080000, AHB1, 27),
	/* AHB2 */
	H7_GATE(0x48020000, AHB2, 0), H7_GATE(0x48021800, AHB2, 6), H7_GATE(0x48022400, AHB2, 9),
	H7_GATE(0x48022800, AHB2, 9),
	/* AHB4 */
	H7_GATE(0x58020000, AHB4, 0), H7_GATE(0x58020400, AHB4, 1), H7_GATE(0x58020800, AHB4, 2),
	H7_GATE(0x58020c00, AHB4, 3), H7_GATE(0x58021000, AHB4, 4), H7_GATE(0x58021400, AHB4, 5),
	H7_GATE(0x58021800, AHB4, 6), H7_GATE(0x58021c00, AHB4, 7), H7_GATE(0x58022000, AHB4, 8),
	H7_GATE(0x58022400, AHB4, 9), H7_GATE(0x58022800, AHB4, 10), H7_GATE(0x58024c00, AHB4, 19),
	H7_GATE(0x58025400, AHB4, 21), H7_GATE(0x58026000, AHB4, 24), H7_GATE(0x58026300, AHB4, 24),
	H7_GATE(0x58026400, AHB4, 25),
	/* APB3 */
	H7_GATE(0x50001000, APB3, 3), H7_GATE_ONLY(0x50003000, APB3, 6),
	/* APB1L */
	H7_GATE(0x40000000, APB1L, 0), H7_GATE(0x40000400, APB1L, 1), H7_GATE(0x40000800, APB1L, 2),
	H7_GATE(0x40000c00, APB1L, 3), H7_GATE(0x40001000, APB1L, 4), H7_GATE(0x40001400, APB1L, 5),
	H7_GATE(0x40001800, APB1L, 6), H7_GATE(0x40001c00, APB1L, 7), H7_GATE(0x40002000, APB1L, 8),
	H7_GATE(0x40002400, APB1L, 9), H7_GATE(0x40003800, APB1L, 14), H7_GATE(0x40003c00, APB1L, 15),
	H7_GATE(0x40004000, APB1L, 16), H7_GATE(0x40004400, APB1L, 17), H7_GATE(0x40004800, APB1L, 18),
	H7_GATE(0x40004c00, APB1L, 19), H7_GATE(0x40005000, APB1L, 20), H7_GATE(0x40005400, APB1L, 21),
	H7_GATE(0x40005800, APB1L, 22), H7_GATE(0x40005c00, APB1L, 23), H7_GATE(0x40006c00, APB1L, 27),
	H7_GATE(0x40007400, APB1L, 29), H7_GATE(0x40007800, APB1L, 30), H7_GATE(0x40007c00, APB1L, 31),
	/* APB1H */
	H7_GATE(0x40008400, APB1H, 1), H7_GATE(0x40008800, APB1H, 2), H7_GATE(0x40009000, APB1H, 4),
	H7_GATE(0x40009010, APB1H, 4), H7_GATE(0x40009400, APB1H, 5), H7_GATE(0x4000a000, APB1H, 8),
	H7_GATE(0x4000a400, APB1H, 8),
	/* APB2 */
	H7_GATE(0x40010000, APB2, 0), H7_GATE(0x40010400, APB2, 1), H7_GATE(0x40011000, APB2, 4),
	H7_GATE(0x40011400, APB2, 5), H7_GATE(0x40013000, APB2, 12), H7_GATE(0x40013400, APB2, 13),
	H7_GATE(0x40014000, APB2, 16), H7_GATE(0x40014400, APB2, 17), H7_GATE(0x40014800, APB2, 18),
	H7_GATE(0x40015000, APB2, 20), H7_GATE(0x40015800, APB2, 22), H7_GATE(0x40015c00, APB2, 23),
	H7_GATE(0x40016000, APB2, 24), H7_GATE(0x40017000, APB2, 28), H7_GATE(0x40017400, APB2, 29),
	/* APB4 */
	H7_GATE(0x58000400, APB4, 1), H7_GATE(0x58000c00, APB4, 3), H7_GATE(0x58001400, APB4, 5),
	H7_GATE(0x58001c00, APB4, 7), H7_GATE(0x58002400, APB4, 9), H7_GATE(0x58002800, APB4, 10),
	H7_GATE(0x58002c00, APB4, 11), H7_GATE(0x58003000, APB4, 12), H7_GATE(0x58003800, APB4, 14),
	H7_GATE(0x58003c00, APB4, 15), H7_GATE_ONLY(0x58004000, APB4, 16), H7_GATE(0x58005400, APB4, 21),
};

static const struct reg rcc_table[] = {
	H7_RCC_HEAD(0x30010033, 0xb13771c7, 0x70f0333f, 0x77e3ff07),
	H7_BUS(AHB3, 0x00015031, 0x00015031, 0xf0015131),
	H7_BUS(AHB1, 0x0a008023, 0x1e038023, 0x1e038023),
	H7_BUS(AHB2, 0x00000241, 0xe0000241, 0xe0000241),
	H7_BUS(AHB4, 0x032807ff, 0x132807ff, 0x312807ff),
	H7_BUS(APB3, 0x00000008, 0x00000048, 0x00000048),
	H7_BUS(APB1L, 0xe8ffc3ff, 0xe8ffc3ff, 0xe8ffc3ff),
	H7_BUS(APB1H, 0x00000136, 0x00000136, 0x00000136),
	H7_BUS(APB2, 0x31d73033, 0x31d73033, 0x31d73033),
	H7_BUS(APB4, 0x0020deaa, 0x0021deaa, 0x0021deaa),
	{ .offset = 0xa0, .rw = 0x1 },
	{ .offset = 0xa8, .rw = 0x3129dea9 },
	{ .offset = 0x130, .count = 10 },				/* the core's view: see rcc_h7.two_views */
	{ .offset = 0x15c, .count = 9 },
};

/* RM0433 table "Flash recommended number of wait states"; DS12110, general operating conditions. VOS0 to VOS3. */
static const struct clock_limit limits[PWR_H7_RANGES] = {
	{ 480000000, { 70000000, 140000000, 210000000, 225000000, 240000000 }, 5 },
	{ 400000000, { 70000000, 140000000, 200000000 }, 3 },
	{ 300000000, { 55000000, 110000000, 150000000 }, 3 },
	{ 200000000, { 45000000, 90000000, 100000000 }, 3 },
};

/* in VOS3 the data sheet allows less than what the die starts with, so that is taken */
static const struct clock_bus_limit bus_limits[PWR_H7_RANGES] = {
	{ 120000000, 120000000 }, { 100000000, 100000000 }, { 75000000, 75000000 }, { 64000000, 64000000 },
};

static const struct rcc_h7 rcc = {
	.rcc = {
		.regs = { .table = rcc_table, .table_len = COUNT_OF(rcc_table) },
		.gates = gates, .gate_count = COUNT_OF(gates),
	},
	.limits = limits, .bus_limits = bus_limits, .two_views = true, .rsr = H7_RSR, .reset_flags = 0x55fa0000,
	.cr_writable = 0x150d129b, .cfgr_writable = 0xfffcffc7, .bdcr_writable = 0x0000833d,
	.vco_min = 192000000, .vco_max = 960000000,
};

/* RM0433 chapter 6 */
static const struct reg pwr_table[] = {
	{ .offset = 0x00, .reset = 0xf000c000, .rw = 0x0007c3f1 },
	{ .offset = 0x04 },
	{ .offset = 0x08, .rw = 0x11 },
	{ .offset = 0x0c, .reset = 0x6, .rw = 0x03000307 },
	{ .offset = 0x10, .rw = 0x987 },
	{ .offset = 0x18, .reset = 0x4000, .rw = 0xc000 },
	{ .offset = 0x20, .w1c = 0x3f },
	{ .offset = 0x24 },
	{ .offset = 0x28, .rw = 0x0fff3f3f },
};

/* RM0433 chapter 4; typical times: DS12110, flash memory characteristics */
static const struct flash_h7_layout flash_layout = {
	.banks = 2, .bank_size = 0x100000, .sector_size = 0x20000, .word = 32,
	.start_bit = 7, .fw_bit = 6, .snb_pos = 8, .snb_bits = 3, .cr_writable = 0x1fef873e,
	.latency_mask = 0xf, .sectors_per_wrp_bit = 1,
	.program_ps = 100 * SIM_PS_PER_US, .sector_ps = SIM_PS_PER_S, .bank_ps = 4 * SIM_PS_PER_S,
};

/* as delivered: nothing protected */
static const struct flash_h7_option options[] = {
	{ 0x1c, 0x20, 0x0006aad0, 0xa03effdc },
	{ 0x28, 0x2c, 0x000000ff, 0x8fff0fff },
	{ 0x30, 0x34, 0x000000ff, 0x8fff0fff },
	{ 0x38, 0x3c, 0xff, 0xff },
	{ 0x40, 0x44, 0x1ff00800, 0xffffffff },
	{ 0x128, 0x12c, 0x000000ff, 0x8fff0fff },
	{ 0x130, 0x134, 0x000000ff, 0x8fff0fff },
	{ 0x138, 0x13c, 0xff, 0xff },
};

static const struct reg flash_table[] = {
	{ .offset = 0x00, .reset = 0x37, .rw = 0x3f },
	{ .offset = 0x04, .count = 17 },
	{ .offset = 0x50, .rw = 0x00330707 },
	{ .offset = 0x54, .count = 2, .rw = 0x000ffffc },
	{ .offset = 0x5c, .count = 2 },
	{ .offset = 0x100, .count = 18 },
	{ .offset = 0x150, .rw = 0x00330707 },
	{ .offset = 0x154, .count = 2, .rw = 0x000ffffc },
	{ .offset = 0x15c, .count = 2 },
};

/* RM0433 chapter 12; the user registers show options and are left out */
static const struct reg syscfg[] = {
	{ .offset = 0x04, .rw = 0x0fe003ff },
	{ .offset = 0x08, .count = 4, .rw = 0xffff },
	{ .offset = 0x18, .rw = 0xfecc },
	{ .offset = 0x20, .rw = 0x10003 },
	{ .offset = 0x24 },
	{ .offset = 0x28, .rw = 0xff },
	{ .offset = 0x2c, .rw = 0x1 },
	{ .offset = 0x124 },
	{ .offset = 0x300, .count = 18 },
};

static const struct stm32h7_part part = {
	.rcc = &rcc, .pwr_table = pwr_table, .pwr_len = COUNT_OF(pwr_table),
	.range_of = { 3, 3, 2, 1 }, .boost = true, .supply_mask = 0x7,
	.flash_layout = &flash_layout, .options = options, .option_count = COUNT_OF(options),
	.flash_table = flash_table, .flash_table_len = COUNT_OF(flash_table),
	.factory_base = 0x1ff1e800, .factory_size = 0x400,
	.factory = { .package_at = 0x100, .uid_at = 0x00, .flash_kib_at = 0x80 },
	.syscfg_table = syscfg, .syscfg_len = COUNT_OF(syscfg),
};

static const struct die_held held[] = {
	DIE_HELD("TIM2", 0x40000000, f4_tim32),
	DIE_HELD("TIM3", 0x40000400, f4_tim16),
	DIE_HELD("TIM4", 0x40000800, f4_tim16),
	DIE_HELD("TIM5", 0x40000c00, f4_tim32),
	DIE_HELD("TIM6", 0x40001000, f4_tim16),
	DIE_HELD("TIM7", 0x40001400, f4_tim16),
	DIE_HELD("TIM12", 0x40001800, f4_tim16),
	DIE_HELD("TIM13", 0x40001c00, f4_tim16),
	DIE_HELD("TIM14", 0x40002000, f4_tim16),
	DIE_BLANK("LPTIM1", 0x40002400, 0x400),
	DIE_BLANK("SPI2", 0x40003800, 0x400),
	DIE_BLANK("SPI3", 0x40003c00, 0x400),
	DIE_BLANK("SPDIFRX1", 0x40004000, 0x400),
	DIE_BLANK("I2C1", 0x40005400, 0x400),
	DIE_BLANK("I2C2", 0x40005800, 0x400),
	DIE_BLANK("I2C3", 0x40005c00, 0x400),
	DIE_BLANK("CEC", 0x40006c00, 0x400),
	DIE_BLANK("DAC1", 0x40007400, 0x400),
	DIE_BLANK("CRS", 0x40008400, 0x400),
	DIE_BLANK("SWPMI1", 0x40008800, 0x400),
	DIE_BLANK("OPAMP1", 0x40009000, 0x10),
	DIE_BLANK("OPAMP2", 0x40009010, 0x3f0),
	DIE_BLANK("MDIOS", 0x40009400, 0x400),
	DIE_BLANK("FDCAN1", 0x4000a000, 0x400),
	DIE_BLANK("FDCAN2", 0x4000a400, 0x400),
	DIE_BLANK("FDCANRAM", 0x4000ac00, 0x2800),
	DIE_HELD("TIM1", 0x40010000, f4_tim16),
	DIE_HELD("TIM8", 0x40010400, f4_tim16),
	DIE_BLANK("SPI1", 0x40013000, 0x400),
	DIE_BLANK("SPI4", 0x40013400, 0x400),
	DIE_HELD("TIM15", 0x40014000, f4_tim16),
	DIE_HELD("TIM16", 0x40014400, f4_tim16),
	DIE_HELD("TIM17", 0x40014800, f4_tim16),
	DIE_BLANK("SPI5", 0x40015000, 0x400),
	DIE_BLANK("SAI1", 0x40015800, 0x400),
	DIE_BLANK("SAI2", 0x40015c00, 0x400),
	DIE_BLANK("SAI3", 0x40016000, 0x400),
	DIE_BLANK("DFSDM1", 0x40017000, 0x400),
	DIE_BLANK("HRTIM1", 0x40017400, 0x400),
	DIE_HELD("DMA1", 0x40020000, f4_dma),
	DIE_HELD("DMA2", 0x40020400, f4_dma),
	DIE_BLANK("DMAMUX1", 0x40020800, 0x400),
	DIE_BLANK("ADC1", 0x40022000, 0x100),
	DIE_BLANK("ADC2", 0x40022100, 0x200),
	DIE_BLANK("ADC12_COMMON", 0x40022300, 0x100),
	DIE_BLANK("ETH", 0x40028000, 0x1400),
	DIE_BLANK("USB_OTG_HS", 0x40040000, 0x40000),
	DIE_BLANK("USB_OTG_FS", 0x40080000, 0x40000),
	DIE_BLANK("DCMI", 0x48020000, 0x400),
	DIE_HELD("RNG", 0x48021800, f4_rng),
	DIE_BLANK("SDMMC2", 0x48022400, 0x400),
	DIE_HELD("DLYB_SDMMC2", 0x48022800, h7_dlyb),
	DIE_BLANK("LTDC", 0x50001000, 0x1000),
	DIE_BLANK("MDMA", 0x52000000, 0x1000),
	DIE_BLANK("DMA2D", 0x52001000, 0x1000),
	DIE_BLANK("JPEG", 0x52003000, 0x1000),
	DIE_BLANK("FMC", 0x52004000, 0x1000),
	DIE_HELD("DLYB_QUADSPI", 0x52006000, h7_dlyb),
	DIE_BLANK("SDMMC1", 0x52007000, 0x1000),
	DIE_HELD("DLYB_SDMMC1", 0x52008000, h7_dlyb),
	DIE_HELD("EXTI", 0x58000000, h7_exti),
	DIE_BLANK("SPI6", 0x58001400, 0x400),
	DIE_BLANK("I2C4", 0x58001c00, 0x400),
	DIE_BLANK("LPTIM2", 0x58002400, 0x400),
	DIE_BLANK("LPTIM3", 0x58002800, 0x400),
	DIE_BLANK("LPTIM4", 0x58002c00, 0x400),
	DIE_BLANK("LPTIM5", 0x58003000, 0x400),
	DIE_BLANK("COMP", 0x58003800, 0x400),
	DIE_BLANK("VREFBUF", 0x58003c00, 0x400),
	DIE_BLANK("RTC", 0x58004000, 0x400),
	DIE_BLANK("SAI4", 0x58005400, 0x400),
	DIE_BLANK("BDMA", 0x58025400, 0x400),
	DIE_BLANK("DMAMUX2", 0x58025800, 0x400),
	DIE_BLANK("ADC3", 0x58026000, 0x300),
	DIE_BLANK("ADC3_COMMON", 0x58026300, 0x100),
	DIE_BLANK("HSEM", 0x58026400, 0x400),
};

static const struct die_gpio ports[] = {
	H7_PORT_A, H7_PORT_B, H7_PORT("C", 2, 0xffff, 0xffffffff), H7_PORT("D", 3, 0xffff, 0xffffffff),
	H7_PORT("E", 4, 0xffff, 0xffffffff), H7_PORT("F", 5, 0xffff, 0xffffffff), H7_PORT("G", 6, 0xffff, 0xffffffff),
	H7_PORT("H", 7, 0xffff, 0xffffffff), H7_PORT("I", 8, 0xffff, 0xffffffff), H7_PORT("J", 9, 0xffff, 0xffffffff),
	H7_PORT("K", 10, 0x00ff, 0x0000ffff),
};

/* lines from the table of vectors */
static const struct die_usart usarts[] = {
	{ "USART2", 0x40004400, H7_USART_OTHER, 38, USART_FIFO },
	{ "USART3", 0x40004800, H7_USART_OTHER, 39, USART_FIFO }, { "UART4", 0x40004c00, H7_USART_OTHER, 52, USART_FIFO },
	{ "UART5", 0x40005000, H7_USART_OTHER, 53, USART_FIFO }, { "UART7", 0x40007800, H7_USART_OTHER, 82, USART_FIFO },
	{ "UART8", 0x40007c00, H7_USART_OTHER, 83, USART_FIFO }, { "USART1", 0x40011000, H7_USART_1_6, 37, USART_FIFO },
	{ "USART6", 0x40011400, H7_USART_1_6, 71, USART_FIFO },
	{ "LPUART1", 0x58000c00, H7_LPUART, 142, USART_LOW_POWER },
};

static const struct die_ram ram[] = {
	{ .name = "ITCM RAM", .base = 0x00000000, .size = 0x10000 },
	{ .name = "DTCM RAM", .base = 0x20000000, .size = 0x20000 },
	{ .name = "AXI SRAM", .base = 0x24000000, .size = 0x80000 },
	{ .name = "SRAM1 to SRAM3", .base = 0x30000000, .size = 0x48000, .alias = 0x10000000 },
	{ .name = "SRAM4", .base = 0x38000000, .size = 0x10000 },
	{ .name = "backup SRAM", .base = 0x38800000, .size = 0x1000 },
};

static const struct die_region regions[] = {
	{ "system memory", 0x1ff00000, 0x20000, REGION_BOOTLOADER },
};

/* RM0433, DBGMCU; REV_ID and DEV_ID, as other chips of this kind read */
static const struct reg dbgmcu[] = {
	{ .offset = 0x00, .reset = 0x20036450 },
	{ .offset = 0x04, .rw = 0x1070003f },
	{ .offset = 0x34, .rw = 0x00000040 },
	{ .offset = 0x3c, .rw = 0x00e003ff },
	{ .offset = 0x44, .rw = 0x00000100 },
	{ .offset = 0x4c, .rw = 0x20070003 },
	{ .offset = 0x54, .rw = 0x00051e80 },
};

enum { A, B, C, D, E, F, G, H, I, J };

static const struct soc_af af[] = {
	{ "LPUART1_TX", A, 9, 3 },
	{ "LPUART1_TX", B, 6, 8 },
	{ "QUADSPI_BK1_IO0", C, 9, 9 },
	{ "QUADSPI_BK1_IO0", D, 11, 9 },
	{ "QUADSPI_BK1_IO0", F, 8, 10 },
	{ "QUADSPI_BK1_IO1", C, 10, 9 },
	{ "QUADSPI_BK1_IO1", D, 12, 9 },
	{ "QUADSPI_BK1_IO1", F, 9, 10 },
	{ "QUADSPI_BK1_IO2", E, 2, 9 },
	{ "QUADSPI_BK1_IO2", F, 7, 9 },
	{ "QUADSPI_BK1_IO3", A, 1, 9 },
	{ "QUADSPI_BK1_IO3", D, 13, 9 },
	{ "QUADSPI_BK1_IO3", F, 6, 9 },
	{ "QUADSPI_BK1_NCS", B, 6, 10 },
	{ "QUADSPI_BK1_NCS", B, 10, 9 },
	{ "QUADSPI_BK1_NCS", G, 6, 10 },
	{ "QUADSPI_BK2_IO0", E, 7, 10 },
	{ "QUADSPI_BK2_IO0", H, 2, 9 },
	{ "QUADSPI_BK2_IO1", E, 8, 10 },
	{ "QUADSPI_BK2_IO1", H, 3, 9 },
	{ "QUADSPI_BK2_IO2", E, 9, 10 },
	{ "QUADSPI_BK2_IO2", G, 9, 9 },
	{ "QUADSPI_BK2_IO3", E, 10, 10 },
	{ "QUADSPI_BK2_IO3", G, 14, 9 },
	{ "QUADSPI_BK2_NCS", C, 11, 9 },
	{ "QUADSPI_CLK", B, 2, 9 },
	{ "QUADSPI_CLK", F, 10, 9 },
	{ "UART4_TX", A, 0, 8 },
	{ "UART4_TX", A, 12, 6 },
	{ "UART4_TX", B, 9, 8 },
	{ "UART4_TX", C, 10, 8 },
	{ "UART4_TX", D, 1, 8 },
	{ "UART4_TX", H, 13, 8 },
	{ "UART5_TX", B, 6, 14 },
	{ "UART5_TX", B, 13, 14 },
	{ "UART5_TX", C, 12, 8 },
	{ "UART7_TX", A, 15, 11 },
	{ "UART7_TX", B, 4, 11 },
	{ "UART7_TX", E, 8, 7 },
	{ "UART7_TX", F, 7, 7 },
	{ "UART8_TX", E, 1, 8 },
	{ "UART8_TX", J, 8, 8 },
	{ "USART1_TX", A, 9, 7 },
	{ "USART1_TX", B, 6, 7 },
	{ "USART1_TX", B, 14, 4 },
	{ "USART2_TX", A, 2, 7 },
	{ "USART2_TX", D, 5, 7 },
	{ "USART3_TX", B, 10, 7 },
	{ "USART3_TX", C, 10, 7 },
	{ "USART3_TX", D, 8, 7 },
	{ "USART6_TX", C, 6, 7 },
	{ "USART6_TX", G, 14, 7 },
};

static const struct soc_xspi xspi[] = {
	{
		.name = "QUADSPI", .quadspi = true, .base = 0x52005000, .window = 0x90000000, .window_size = 0x10000000,
		.fifo_bytes = 32, .features = QUADSPI_H74, .errata = QUADSPI_ERRATA_H74, .kernel_clock = SOC_CLK_XSPI1,
		.enable_reg = H7_RSR + H7_E_AHB3, .enable_bit = 14, .reset_reg = H7_R_AHB3, .reset_bit = 14,
	},
};

#define TABLES(p, debug_table) { \
	STM32H7_TABLES, \
	.family = &(p), \
	.gpio = ports, .gpio_count = COUNT_OF(ports), .usarts = usarts, .usart_count = COUNT_OF(usarts), \
	.ram = ram, .ram_count = COUNT_OF(ram), .held = { { held, COUNT_OF(held) } }, \
	.regions = regions, .region_count = COUNT_OF(regions), \
	.dbgmcu = { .base = 0x5c001000, \
		.table = debug_table, .table_len = COUNT_OF(debug_table), .alias = 0xe00e1000 }, \
	.crc_base = 0x58024c00, \
}
static const struct die_tables tables = TABLES(part, dbgmcu);

/* STM32H750: a single sector of flash */
static const struct flash_h7_layout flash_layout_h750 = {
	.banks = 1, .bank_size = 0x20000, .sector_size = 0x20000, .word = 32,
	.start_bit = 7, .fw_bit = 6, .snb_pos = 8, .snb_bits = 3, .cr_writable = 0x1fef873e,
	.latency_mask = 0xf, .sectors_per_wrp_bit = 1,
	.program_ps = 100 * SIM_PS_PER_US, .sector_ps = SIM_PS_PER_S, .bank_ps = 4 * SIM_PS_PER_S,
};

static const struct flash_h7_option options_h750[] = {
	{ 0x1c, 0x20, 0x0006aad0, 0xa03effdc },
	{ 0x28, 0x2c, 0x000000ff, 0x8fff0fff },
	{ 0x30, 0x34, 0x000000ff, 0x8fff0fff },
	{ 0x38, 0x3c, 0x01, 0x01 },
	{ 0x40, 0x44, 0x1ff00800, 0xffffffff },
};

static const struct stm32h7_part part_h750 = {
	.rcc = &rcc, .pwr_table = pwr_table, .pwr_len = COUNT_OF(pwr_table),
	.range_of = { 3, 3, 2, 1 }, .boost = true, .supply_mask = 0x7,
	.flash_layout = &flash_layout_h750, .options = options_h750, .option_count = COUNT_OF(options_h750),
	.flash_table = flash_table, .flash_table_len = COUNT_OF(flash_table),
	.factory_base = 0x1ff1e800, .factory_size = 0x400,
	.factory = { .package_at = 0x100, .uid_at = 0x00, .flash_kib_at = 0x80 },
	.syscfg_table = syscfg, .syscfg_len = COUNT_OF(syscfg),
};

/* STM32H745 and its kin: step-down converter, second core with its boot addresses. RM0399. */
static const struct reg pwr_table_h745[] = {
	{ .offset = 0x00, .reset = 0xf000c000, .rw = 0x0007c3f1 },
	{ .offset = 0x04 },
	{ .offset = 0x08, .rw = 0x11 },
	{ .offset = 0x0c, .reset = 0x6, .rw = 0x0300033f },
	{ .offset = 0x10, .rw = 0xd97 },
	{ .offset = 0x14, .rw = 0xd97 },
	{ .offset = 0x18, .reset = 0x4000, .rw = 0xc000 },
	{ .offset = 0x20, .w1c = 0x3f },
	{ .offset = 0x24 },
	{ .offset = 0x28, .rw = 0x0fff3f3f },
};

static const struct flash_h7_option options_h745[] = {
	{ 0x1c, 0x20, 0x03c6aaf0, 0xa3fefffc },
	{ 0x28, 0x2c, 0x000000ff, 0x8fff0fff },
	{ 0x30, 0x34, 0x000000ff, 0x8fff0fff },
	{ 0x38, 0x3c, 0xff, 0xff },
	{ 0x40, 0x44, 0x1ff00800, 0xffffffff },
	{ 0x48, 0x4c, 0x10000810, 0xffffffff },
	{ 0x128, 0x12c, 0x000000ff, 0x8fff0fff },
	{ 0x130, 0x134, 0x000000ff, 0x8fff0fff },
	{ 0x138, 0x13c, 0xff, 0xff },
};

static const struct reg flash_table_h745[] = {
	{ .offset = 0x00, .reset = 0x37, .rw = 0x3f },
	{ .offset = 0x04, .count = 19 },
	{ .offset = 0x50, .rw = 0x00330707 },
	{ .offset = 0x54, .count = 2, .rw = 0x000ffffc },
	{ .offset = 0x5c, .count = 2 },
	{ .offset = 0x100, .count = 20 },
	{ .offset = 0x150, .rw = 0x00330707 },
	{ .offset = 0x154, .count = 2, .rw = 0x000ffffc },
	{ .offset = 0x15c, .count = 2 },
};

/* A freeze register for each core: RM0399 63.5.8 */
static const struct reg dbgmcu_h745[] = {
	{ .offset = 0x00, .reset = 0x20036450 },
	{ .offset = 0x04, .rw = 0x1070003f },
	{ .offset = 0x34, .count = 2, .rw = 0x00000040 },
	{ .offset = 0x3c, .count = 2, .rw = 0x00e003ff | BIT(11) },
	{ .offset = 0x4c, .count = 2, .rw = 0x20070003 },
	{ .offset = 0x54, .count = 2, .rw = 0x000d1e80 },
};

static const struct stm32h7_part part_h745 = {
	.rcc = &rcc, .pwr_table = pwr_table_h745, .pwr_len = COUNT_OF(pwr_table_h745),
	.range_of = { 3, 3, 2, 1 }, .boost = true, .supply_mask = 0x3f,
	.flash_layout = &flash_layout, .options = options_h745, .option_count = COUNT_OF(options_h745),
	.flash_table = flash_table_h745, .flash_table_len = COUNT_OF(flash_table_h745),
	.factory_base = 0x1ff1e800, .factory_size = 0x400,
	.factory = { .package_at = 0x100, .uid_at = 0x00, .flash_kib_at = 0x80 },
	.syscfg_table = syscfg, .syscfg_len = COUNT_OF(syscfg),
};

static const struct die_tables tables_h745 = TABLES(part_h745, dbgmcu_h745);
static const struct die_tables tables_h750 = TABLES(part_h750, dbgmcu);

const struct soc_die stm32h743_die = {
	.name = "stm32h743", .core = "cortex-m7", .cpuid = 0x411fc271, .fpu = true, .fpu_double = true, .cache_kib = 16,
	.flash_base = 0x08000000, .flash_size = 0x200000,
	.af = af, .af_count = COUNT_OF(af), .xspi = xspi, .xspi_count = COUNT_OF(xspi),
	.debug = &stm32h7_debug, .tables = &tables,
};

/* RM0399 63.5: as the STM32H743's, and AP3, the Cortex-M4's */
static const struct soc_ap aps_h745[] = {
	{ .number = 0, .idr = 0x84770001, .base = 0xe00fe003 },
	{ .number = 1, .idr = 0x84770001, .base = 0x00000002, .system = true },
	{ .number = 2, .idr = 0x54770002, .base = 0xe00e0003, .system = true },
	{ .number = 3, .idr = 0x24770011, .base = 0xe00ff003, .system = true, .second = true },
};

static const struct soc_debug debug_h745 = {
	.dpidr = 0x6ba02477, .targetid = 0x04500041, .aps = aps_h745, .ap_count = COUNT_OF(aps_h745),
};

const struct soc_die stm32h745_die = {
	.name = "stm32h745", .core = "cortex-m7", .cpuid = 0x411fc271, .fpu = true, .fpu_double = true, .cache_kib = 16,
	.flash_base = 0x08000000, .flash_size = 0x200000,
	.af = af, .af_count = COUNT_OF(af), .xspi = xspi, .xspi_count = COUNT_OF(xspi),
	.debug = &debug_h745, .tables = &tables_h745,
};

const struct soc_die stm32h750_die = {
	.name = "stm32h750", .core = "cortex-m7", .cpuid = 0x411fc271, .fpu = true, .fpu_double = true, .cache_kib = 16,
	.flash_base = 0x08000000, .flash_size = 0x20000,
	.af = af, .af_count = COUNT_OF(af), .xspi = xspi, .xspi_count = COUNT_OF(xspi),
	.debug = &stm32h7_debug, .tables = &tables_h750,
};
