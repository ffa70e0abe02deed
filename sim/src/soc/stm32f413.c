// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * STM32F413 and F423 as tables: what lies where, with which bits, sizes and limits.
 * Sources: RM0430, DS11581, stm32f413xx.h, STM32F413.svd; pins from STM32_open_pin_data
 * (GPIO-STM32F413_gpio_v1_0_Modes.xml). What these dies do is in stm32f4.c and in the parts.
 */

#include "dies.h"
#include "stm32f4.h"

static const struct rcc_gate gates[] = {
	/* AHB1 */
	F4_GATE(0x40020000, AHB1, 0), F4_GATE(0x40020400, AHB1, 1), F4_GATE(0x40020800, AHB1, 2),
	F4_GATE(0x40020c00, AHB1, 3), F4_GATE(0x40021000, AHB1, 4), F4_GATE(0x40021400, AHB1, 5),
	F4_GATE(0x40021800, AHB1, 6), F4_GATE(0x40021c00, AHB1, 7), F4_GATE(0x40023000, AHB1, 12),
	F4_GATE(0x40026000, AHB1, 21), F4_GATE(0x40026400, AHB1, 22),
	/* AHB2 */
	F4_GATE(0x50000000, AHB2, 7), F4_GATE(0x50060800, AHB2, 6),
	/* AHB3 */
	F4_GATE(0xa0000000, AHB3, 0), F4_GATE(0xa0001000, AHB3, 1),
	/* APB1 */
	F4_GATE(0x40000000, APB1, 0), F4_GATE(0x40000400, APB1, 1), F4_GATE(0x40000800, APB1, 2),
	F4_GATE(0x40000c00, APB1, 3), F4_GATE(0x40001000, APB1, 4), F4_GATE(0x40001400, APB1, 5),
	F4_GATE(0x40001800, APB1, 6), F4_GATE(0x40001c00, APB1, 7), F4_GATE(0x40002000, APB1, 8),
	F4_GATE(0x40002400, APB1, 9), F4_GATE_ONLY(0x40002800, APB1, 10), F4_GATE(0x40002c00, APB1, 11),
	F4_GATE(0x40003800, APB1, 14), F4_GATE(0x40003c00, APB1, 15), F4_GATE(0x40004400, APB1, 17),
	F4_GATE(0x40004800, APB1, 18), F4_GATE(0x40004c00, APB1, 19), F4_GATE(0x40005000, APB1, 20),
	F4_GATE(0x40005400, APB1, 21), F4_GATE(0x40005800, APB1, 22), F4_GATE(0x40005c00, APB1, 23),
	F4_GATE(0x40006000, APB1, 24), F4_GATE(0x40006400, APB1, 25), F4_GATE(0x40006800, APB1, 26),
	F4_GATE(0x40006c00, APB1, 27), F4_GATE(0x40007000, APB1, 28), F4_GATE(0x40007400, APB1, 29),
	F4_GATE(0x40007800, APB1, 30), F4_GATE(0x40007c00, APB1, 31),
	/* APB2 */
	F4_GATE(0x40010000, APB2, 0), F4_GATE(0x40010400, APB2, 1), F4_GATE(0x40011000, APB2, 4),
	F4_GATE(0x40011400, APB2, 5), F4_GATE(0x40011800, APB2, 6), F4_GATE(0x40011c00, APB2, 7),
	F4_GATE_ADC(0x40012000, 8), F4_GATE_ADC(0x40012300, 8), F4_GATE(0x40012c00, APB2, 11),
	F4_GATE(0x40013000, APB2, 12), F4_GATE(0x40013400, APB2, 13), F4_GATE(0x40013800, APB2, 14),
	F4_GATE(0x40014000, APB2, 16), F4_GATE(0x40014400, APB2, 17), F4_GATE(0x40014800, APB2, 18),
	F4_GATE(0x40015000, APB2, 20), F4_GATE(0x40015800, APB2, 22), F4_GATE(0x40016000, APB2, 24),
	F4_GATE(0x40016400, APB2, 25),
};

static const struct reg rcc_table[] = {
	{ .offset = 0x00, .reset = 0x81 },				/* CR; ready bits are computed */
	{ .offset = 0x04, .reset = 0x24003010 },
	{ .offset = 0x08 },
	{ .offset = 0x0c, .rw = 0x7f00, .unknown = 0x7f00 },	/* CIR: no interrupts */
	F4_BUS(AHB1, 0x006010ff, 0x006010ff, 0x00000000, 0x006390ff),
	F4_BUS(AHB2, 0x000000c0, 0x000000c0, 0x00000000, 0x000000c0),
	F4_BUS(AHB3, 0x00000003, 0x00000003, 0x00000000, 0x00000003),
	F4_BUS(APB1, 0xfffecbff, 0xfffecfff, 0x00000400, 0xfffecfff),
	F4_BUS(APB2, 0x035779f3, 0x0357f9f3, 0x00000000, 0x0357f9f3),
	{ .offset = 0x70 },								/* BDCR */
	{ .offset = 0x74 },								/* CSR */
	{ .offset = 0x80, .rw = 0x4fffffff, .unknown = BIT(31) },
	{ .offset = 0x84, .reset = 0x20003000 },
	{ .offset = 0x8c, .rw = 0x9ff0df1f },
	{ .offset = 0x90, .rw = 0xff },
	{ .offset = 0x94, .rw = 0xd8c00000 },
};

/* RM0430 table "Number of wait states" at 2.7 to 3.6 V; DS11581, general operating conditions */
#define WAIT_STATES	{ 30000000, 64000000, 90000000, 100000000 }, 4
static const struct clock_limit limits[PWR_F4_RANGES] = {
	[PWR_F4_SCALE1_OD] = { 100000000, WAIT_STATES },
	[PWR_F4_SCALE1] = { 100000000, WAIT_STATES },
	[PWR_F4_SCALE2_OD] = { 84000000, WAIT_STATES },
	[PWR_F4_SCALE2] = { 84000000, WAIT_STATES },
	[PWR_F4_SCALE3] = { 64000000, WAIT_STATES },
};

static const struct clock_bus_limit bus_limits[PWR_F4_RANGES] = {
	[PWR_F4_SCALE1_OD] = { 50000000, 100000000 },
	[PWR_F4_SCALE1] = { 50000000, 100000000 },
	[PWR_F4_SCALE2_OD] = { 50000000, 100000000 },
	[PWR_F4_SCALE2] = { 50000000, 100000000 },
	[PWR_F4_SCALE3] = { 50000000, 100000000 },
};

static const struct rcc_f4 rcc = {
	.rcc = {
		.regs = { .table = rcc_table, .table_len = COUNT_OF(rcc_table) },
		.gates = gates, .gate_count = COUNT_OF(gates),
	},
	.limits = limits, .bus_limits = bus_limits,
	.cr_writable = 0x050d00f9, .cfgr_writable = 0xff7ffcf3, .pllcfgr_writable = 0x7f437fff,
	.i2scfgr_writable = 0x7f407fff, .saicfgr_writable = 0x00000000, .bdcr_writable = 0x0000830d,
};

static const struct reg flash_table[F4_FLASH_LEN] = F4_FLASH_TABLE(0x1f07);

/* RM0430 chapter 3; typical erase times: DS11581, flash memory characteristics */
static const struct flash_f4_map flash_map = {
	.banks = 1, .per_wrp_bit = 1, .sectors = {
		{ 4, 0x4000, { 400, 300, 250 } },
		{ 1, 0x10000, { 1200, 700, 550 } },
		{ 11, 0x20000, { 2000, 1300, 1000 } },
	},
};

static const struct flash_f4 flash = {
	.regs = { .table = flash_table, .table_len = COUNT_OF(flash_table) },
	.map = &flash_map,
	.latency_mask = 0x7, .cr_writable = 0x0300037f,
	.option_mask = { 0x7fffffec, 0, 0 },
	.delivered = { 0x7fffaaec, 0, 0 },
	.wrp_bits = { 15, 0 },
	.otp = { .base = 0x1fff7800, .size = 0x400 }, .otp_blocks = 16, .otp_block_size = 32,
};

static const struct reg syscfg[] = {
	{ .offset = 0x00, .rw = 0x3 },
	{ .offset = 0x04, .rw = 0x10000 },
	{ .offset = 0x08, .count = 4, .rw = 0xffff },
	{ .offset = 0x1c, .rw = 0x5 },
	{ .offset = 0x20, .rw = 0x1 },
	{ .offset = 0x2c, .rw = 0x3 },
	{ .offset = 0x30, .rw = 0x7ffff },
};

static const struct stm32f4_part part = {
	.rcc = &rcc, .pwr_table = f4_pwr, .pwr_len = COUNT_OF(f4_pwr), .over_drive = false, .flash = &flash,
	.factory = { .package_at = 0x3f0, .uid_at = 0x210, .flash_kib_at = 0x222 },
	.syscfg_table = syscfg, .syscfg_len = COUNT_OF(syscfg), .boot_options = false,
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
	DIE_BLANK("RTC", 0x40002800, 0x400),
	DIE_BLANK("SPI2", 0x40003800, 0x400),
	DIE_BLANK("SPI3", 0x40003c00, 0x400),
	DIE_BLANK("I2C1", 0x40005400, 0x400),
	DIE_BLANK("I2C2", 0x40005800, 0x400),
	DIE_BLANK("I2C3", 0x40005c00, 0x400),
	DIE_BLANK("FMPI2C1", 0x40006000, 0x400),
	DIE_BLANK("CAN1", 0x40006400, 0x400),
	DIE_BLANK("CAN2", 0x40006800, 0x400),
	DIE_BLANK("CAN3", 0x40006c00, 0x400),
	DIE_BLANK("DAC1", 0x40007400, 0x400),
	DIE_HELD("TIM1", 0x40010000, f4_tim16),
	DIE_HELD("TIM8", 0x40010400, f4_tim16),
	DIE_BLANK("ADC1", 0x40012000, 0x100),
	DIE_BLANK("ADC", 0x40012300, 0x100),
	DIE_BLANK("SDIO", 0x40012c00, 0x400),
	DIE_BLANK("SPI1", 0x40013000, 0x400),
	DIE_BLANK("SPI4", 0x40013400, 0x400),
	DIE_HELD("EXTI", 0x40013c00, f4_exti),
	DIE_HELD("TIM9", 0x40014000, f4_tim16),
	DIE_HELD("TIM10", 0x40014400, f4_tim16),
	DIE_HELD("TIM11", 0x40014800, f4_tim16),
	DIE_BLANK("SPI5", 0x40015000, 0x400),
	DIE_BLANK("SAI1", 0x40015800, 0x400),
	DIE_BLANK("DFSDM1", 0x40016000, 0x400),
	DIE_BLANK("DFSDM2", 0x40016400, 0x400),
	DIE_HELD("DMA1", 0x40026000, f4_dma),
	DIE_HELD("DMA2", 0x40026400, f4_dma),
	DIE_BLANK("USB_OTG_FS", 0x50000000, 0x40000),
	DIE_HELD("RNG", 0x50060800, f4_rng),
	DIE_BLANK("FSMC", 0xa0000000, 0x1000),
};

static const struct die_gpio ports[] = {
	F4_PORT_A, F4_PORT_B, F4_PORT("C", 2, 0xffff), F4_PORT("D", 3, 0xffff), F4_PORT("E", 4, 0xffff),
	F4_PORT("F", 5, 0xffff), F4_PORT("G", 6, 0xffff), F4_PORT("H", 7, 0x0003),
};

/* lines from the table of vectors */
static const struct die_usart usarts[] = {
	{ "USART2", 0x40004400, 0, 38, USART_F4 }, { "USART3", 0x40004800, 0, 39, USART_F4 },
	{ "UART4", 0x40004c00, 0, 52, USART_F4 }, { "UART5", 0x40005000, 0, 53, USART_F4 },
	{ "UART7", 0x40007800, 0, 82, USART_F4 }, { "UART8", 0x40007c00, 0, 83, USART_F4 },
	{ "USART1", 0x40011000, 0, 37, USART_F4 }, { "USART6", 0x40011400, 0, 71, USART_F4 },
	{ "UART9", 0x40011800, 0, 88, USART_F4 }, { "UART10", 0x40011c00, 0, 89, USART_F4 },
};

static const struct die_ram ram[] = {
	{ .name = "SRAM", .base = 0x20000000, .size = 0x50000 },
};

static const struct die_region regions[] = {
	{ "system memory", 0x1fff0000, 0x7800, REGION_BOOTLOADER },
};

/* REV_ID and DEV_ID, as other chips of this kind read */
static const struct reg dbgmcu[] = {
	{ .offset = 0x00, .reset = 0x10006463 },
	{ .offset = 0x04, .rw = 0xe7 },
	{ .offset = 0x08, .rw = 0x0fe01fff },
	{ .offset = 0x0c, .rw = 0x00070003 },
};

enum { A, B, C, D, E, F, G };

static const struct soc_af af[] = {
	{ "QUADSPI_BK1_IO0", C, 9, 9 },
	{ "QUADSPI_BK1_IO0", D, 11, 9 },
	{ "QUADSPI_BK1_IO0", F, 8, 10 },
	{ "QUADSPI_BK1_IO1", C, 10, 9 },
	{ "QUADSPI_BK1_IO1", D, 12, 9 },
	{ "QUADSPI_BK1_IO1", F, 9, 10 },
	{ "QUADSPI_BK1_IO2", C, 8, 9 },
	{ "QUADSPI_BK1_IO2", E, 2, 9 },
	{ "QUADSPI_BK1_IO2", F, 7, 9 },
	{ "QUADSPI_BK1_IO3", A, 1, 9 },
	{ "QUADSPI_BK1_IO3", D, 13, 9 },
	{ "QUADSPI_BK1_IO3", F, 6, 9 },
	{ "QUADSPI_BK1_NCS", B, 6, 10 },
	{ "QUADSPI_BK1_NCS", G, 6, 10 },
	{ "QUADSPI_BK2_IO0", A, 6, 10 },
	{ "QUADSPI_BK2_IO0", E, 7, 10 },
	{ "QUADSPI_BK2_IO1", A, 7, 10 },
	{ "QUADSPI_BK2_IO1", E, 8, 10 },
	{ "QUADSPI_BK2_IO2", C, 4, 10 },
	{ "QUADSPI_BK2_IO2", E, 9, 10 },
	{ "QUADSPI_BK2_IO2", G, 9, 9 },
	{ "QUADSPI_BK2_IO3", C, 5, 10 },
	{ "QUADSPI_BK2_IO3", E, 10, 10 },
	{ "QUADSPI_BK2_IO3", G, 14, 9 },
	{ "QUADSPI_BK2_NCS", C, 11, 9 },
	{ "QUADSPI_CLK", B, 1, 9 },
	{ "QUADSPI_CLK", B, 2, 9 },
	{ "QUADSPI_CLK", D, 3, 9 },
	{ "UART10_TX", E, 3, 11 },
	{ "UART10_TX", G, 12, 11 },
	{ "UART4_TX", A, 0, 8 },
	{ "UART4_TX", A, 12, 11 },
	{ "UART4_TX", D, 1, 11 },
	{ "UART4_TX", D, 10, 8 },
	{ "UART5_TX", B, 6, 11 },
	{ "UART5_TX", B, 9, 11 },
	{ "UART5_TX", B, 13, 11 },
	{ "UART5_TX", C, 12, 8 },
	{ "UART7_TX", A, 15, 8 },
	{ "UART7_TX", B, 4, 8 },
	{ "UART7_TX", E, 8, 8 },
	{ "UART7_TX", F, 7, 8 },
	{ "UART8_TX", E, 1, 8 },
	{ "UART8_TX", F, 9, 8 },
	{ "UART9_TX", D, 15, 11 },
	{ "UART9_TX", G, 1, 11 },
	{ "USART1_TX", A, 9, 7 },
	{ "USART1_TX", A, 15, 7 },
	{ "USART1_TX", B, 6, 7 },
	{ "USART2_TX", A, 2, 7 },
	{ "USART2_TX", D, 5, 7 },
	{ "USART3_TX", B, 10, 7 },
	{ "USART3_TX", C, 10, 7 },
	{ "USART3_TX", D, 8, 7 },
	{ "USART6_TX", A, 11, 8 },
	{ "USART6_TX", C, 6, 8 },
	{ "USART6_TX", G, 14, 8 },
};

static const struct die_tables tables = {
	STM32F4_TABLES,
	.family = &part,
	.gpio = ports, .gpio_count = COUNT_OF(ports),
	.usarts = usarts, .usart_count = COUNT_OF(usarts),
	.ram = ram, .ram_count = COUNT_OF(ram), .held = { { held, COUNT_OF(held) } },
	.regions = regions, .region_count = COUNT_OF(regions),
	.dbgmcu = { .base = 0xe0042000, .table = dbgmcu, .table_len = COUNT_OF(dbgmcu) },
};

const struct soc_die stm32f413_die = {
	.name = "stm32f413", .core = "cortex-m4", .cpuid = 0x410fc241, .fpu = true,
	.flash_base = 0x08000000, .flash_size = 0x180000,
	.af = af, .af_count = COUNT_OF(af), .xspi = stm32f4_xspi, .xspi_count = COUNT_OF(stm32f4_xspi),
	.debug = &stm32f4_debug, .tables = &tables,
};
