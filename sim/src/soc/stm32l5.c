// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * STM32L562 with TrustZone off (TZEN = 0): what lies where, with which reset values and limits. Sources: RM0438,
 * DS12736, stm32l562xx.h, STM32L562.svd. Behaviour is in the parts (parts.h); pins are in stm32l5_pins.c.
 */

#include "build.h"
#include "dies.h"
#include "stm32l5.h"

#define RCC_BASE	0x40021000u
#define PWR_BASE	0x40007000u
#define FLASH_BASE	0x40022000u
#define GPIO_BASE	0x42020000u
#define OCTOSPI1_BASE	0x44021000u
#define ALL			0xffffffffu

/* ---- RCC (RM0438 9.8) ---- */

/* offsets of reset and enable registers */
enum { R_AHB1 = 0x28, R_AHB2 = 0x2c, R_AHB3 = 0x30, R_APB11 = 0x38, R_APB12 = 0x3c, R_APB2 = 0x40 };
enum { E_AHB1 = 0x48, E_AHB2 = 0x4c, E_AHB3 = 0x50, E_APB11 = 0x58, E_APB12 = 0x5c, E_APB2 = 0x60 };

#define AHB1_BITS	0x00411107u
#define AHB2_BITS	0x006f20ffu
#define AHB3_BITS	0x00000101u
#define APB11_BITS	0xf1fec03fu
#define APB12_BITS	0x00a00263u
#define APB2_BITS	0x01677801u

static const struct reg rcc_table[] = {
	{ .offset = 0x00, .reset = 0x61 },				/* CR; ready bits are computed */
	{ .offset = 0x04, .reset = 0x40000000, .rw = 0x7f00ff00 },
	{ .offset = 0x08 },								/* CFGR */
	{ .offset = 0x0c, .count = 3, .reset = 0x1000 },	/* PLLCFGR, PLLSAI1CFGR, PLLSAI2CFGR */
	{ .offset = 0x18, .rw = 0x6ff, .unknown = 0x6ff },	/* CIER: no interrupts */
	{ .offset = 0x1c, .count = 2 },
	{ .offset = R_AHB1, .rw = AHB1_BITS },
	{ .offset = R_AHB2, .rw = AHB2_BITS },
	{ .offset = R_AHB3, .rw = AHB3_BITS },
	{ .offset = R_APB11, .rw = APB11_BITS },
	{ .offset = R_APB12, .rw = APB12_BITS },
	{ .offset = R_APB2, .rw = APB2_BITS },
	{ .offset = E_AHB1, .reset = 0x100, .rw = AHB1_BITS },
	{ .offset = E_AHB2, .rw = AHB2_BITS },
	{ .offset = E_AHB3, .rw = AHB3_BITS },
	{ .offset = E_APB11, .reset = 0x400, .rw = APB11_BITS | 0xc00 },
	{ .offset = E_APB12, .rw = APB12_BITS },
	{ .offset = E_APB2, .rw = APB2_BITS },
	{ .offset = 0x68, .reset = 0x00c11307, .rw = 0x00c11307 },
	{ .offset = 0x6c, .reset = 0x006f22ff, .rw = 0x006f22ff },
	{ .offset = 0x70, .reset = 0x00000101, .rw = 0x00000101 },
	{ .offset = 0x78, .reset = 0xf1fecc3f, .rw = 0xf1fecc3f },
	{ .offset = 0x7c, .reset = 0x00a00263, .rw = 0x00a00263 },
	{ .offset = 0x80, .reset = 0x01677801, .rw = 0x01677801 },
	{ .offset = 0x88, .rw = 0x3fffffff },			/* CCIPR1 */
	{ .offset = 0x90 },								/* BDCR */
	{ .offset = 0x94, .reset = 0x600 },				/* CSR; reset flags are added */
	{ .offset = 0x98, .rw = 1 },					/* CRRCR */
	{ .offset = 0x9c, .rw = 0x3047ff },				/* CCIPR2 */
	{ .offset = 0xb8, .count = 2 },					/* security: nothing without TrustZone */
	{ .offset = 0xe8, .count = 3 },
	{ .offset = 0xf8, .count = 3 },
};

#define GATE(b, bus, bit)		{ b, E_##bus, bit, R_##bus, bit }
#define GATE_ONLY(b, bus, bit)	{ b, E_##bus, bit, 0, RCC_NO_BIT }

static const struct rcc_gate gates[] = {
	GATE(0x40020000, AHB1, 0), GATE(0x40020400, AHB1, 1), GATE(0x40020800, AHB1, 2),
	GATE(FLASH_BASE, AHB1, 8), GATE(0x40023000, AHB1, 12), GATE(0x40024000, AHB1, 16),
	GATE(0x40032400, AHB1, 22), GATE(0x40032800, AHB1, 22), GATE(0x40032c00, AHB1, 22), GATE(0x40033000, AHB1, 22),
	GATE(GPIO_BASE, AHB2, 0), GATE(GPIO_BASE + 0x400, AHB2, 1), GATE(GPIO_BASE + 0x800, AHB2, 2),
	GATE(GPIO_BASE + 0xc00, AHB2, 3), GATE(GPIO_BASE + 0x1000, AHB2, 4), GATE(GPIO_BASE + 0x1400, AHB2, 5),
	GATE(GPIO_BASE + 0x1800, AHB2, 6), GATE(GPIO_BASE + 0x1c00, AHB2, 7),
	GATE(0x42028000, AHB2, 13), GATE(0x420c0000, AHB2, 16), GATE(0x420c0400, AHB2, 17), GATE(0x420c0800, AHB2, 18),
	GATE(0x420c2000, AHB2, 19), GATE(0x420c5000, AHB2, 21), GATE(0x420c8000, AHB2, 22),
	GATE(0x44020000, AHB3, 0), GATE(OCTOSPI1_BASE, AHB3, 8),
	GATE(0x40000000, APB11, 0), GATE(0x40000400, APB11, 1), GATE(0x40000800, APB11, 2), GATE(0x40000c00, APB11, 3),
	GATE(0x40001000, APB11, 4), GATE(0x40001400, APB11, 5),
	GATE_ONLY(0x40002800, APB11, 10), GATE_ONLY(0x40003400, APB11, 10), GATE_ONLY(0x40002c00, APB11, 11),
	GATE(0x40003800, APB11, 14), GATE(0x40003c00, APB11, 15), GATE(0x40004400, APB11, 17), GATE(0x40004800, APB11, 18),
	GATE(0x40004c00, APB11, 19), GATE(0x40005000, APB11, 20), GATE(0x40005400, APB11, 21), GATE(0x40005800, APB11, 22),
	GATE(0x40005c00, APB11, 23), GATE(0x40006000, APB11, 24), GATE(PWR_BASE, APB11, 28), GATE(0x40007400, APB11, 29),
	GATE(0x40007800, APB11, 30), GATE(0x40007c00, APB11, 31),
	GATE(0x40008000, APB12, 0), GATE(0x40008400, APB12, 1), GATE(0x40009400, APB12, 5), GATE(0x40009800, APB12, 6),
	GATE(0x4000a400, APB12, 9), GATE(0x4000d400, APB12, 21), GATE(0x4000dc00, APB12, 23),
	GATE(0x40010000, APB2, 0), GATE(0x40010100, APB2, 0), GATE(0x40010200, APB2, 0),
	GATE(0x40012c00, APB2, 11), GATE(0x40013000, APB2, 12), GATE(0x40013400, APB2, 13), GATE(0x40013800, APB2, 14),
	GATE(0x40014000, APB2, 16), GATE(0x40014400, APB2, 17), GATE(0x40014800, APB2, 18),
	GATE(0x40015400, APB2, 21), GATE(0x40015800, APB2, 22), GATE(0x40016000, APB2, 24),
};

/* RM0438 table "Number of wait states according to CPU clock frequency"; the same in stm32l5xx_ll_utils.c */
static const struct clock_limit limits[] = {
	{ 110000000, { 20000000, 40000000, 60000000, 80000000, 100000000, 110000000 }, 6 },
	{ 80000000, { 20000000, 40000000, 60000000, 80000000 }, 4 },
	{ 26000000, { 8000000, 16000000, 26000000 }, 3 },
};

/* RM0438 9.8.1 to 9.8.6, 9.3.5; DS12736, PLL characteristics */
static const struct rcc_l4_variant rcc_variant = {
	.cr_writable = 0x950d0bfd, .cfgr_writable = 0x7f00bff3, .pll_writable = { 0xff737ff3, 0xff737ff3, 0xf8037ff3 },
	.csr_writable = 0xf11, .own_sources = true, .pll_m_bits = 4, .pll_n_min = 8, .pll_n_max = 86,
	.vco_min = 64000000, .vco_max = 344000000, .pll_input_min = 4000000, .pll_input_max = 16000000,
};

/* ---- PWR (RM0438 8.6) ---- */

static const struct reg pwr_table[] = {
	{ .offset = 0x00, .reset = 0x400, .rw = 0x4707, .unknown = BIT(14) },	/* CR1; LPR: low-power run */
	{ .offset = 0x04, .rw = 0x6ff },
	{ .offset = 0x08, .rw = 0x6d1f, .unknown = BIT(10) },	/* CR3; APC: pulls from PUCRx */
	{ .offset = 0x0c, .rw = 0xf31f, .unknown = 0xf000 },	/* CR4; step-down converter */
	{ .offset = 0x10 }, { .offset = 0x14 }, { .offset = 0x18 },
	{ .offset = 0x20, .count = 16, .rw = 0xffff },			/* PUCRA, PDCRA ... PDCRH */
	{ .offset = 0x78 },
	{ .offset = 0x80, .rw = 1 },
};

/* ---- FLASH (RM0438 6.9) ---- */

static const struct flash_l4_layout flash_layout = {
	.acr = 0x00, .keyr = 0x08, .optkeyr = 0x10, .sr = 0x20, .cr = 0x28, .eccr = 0x30, .optr = 0x40, .boot0 = 0x44,
	.wrp = { 0x58, 0x5c, 0x68, 0x6c },
	.acr_latency = 0xf, .pnb_bits = 7, .bker_bit = 11, .dbank = BIT(22), .tzen = BIT(31), .word = 8,
};

static const struct reg flash_table[] = {
	{ .offset = 0x00, .rw = 0xe00f, .unknown = 0xe000 },
	{ .offset = 0x04, .count = 3 },					/* PDKEYR, NSKEYR, SECKEYR */
	{ .offset = 0x10, .count = 2 },					/* OPTKEYR, LVEKEYR */
	{ .offset = 0x20, .count = 4 },					/* NSSR, SECSR, NSCR, SECCR; secure ones read 0 */
	{ .offset = 0x30, .rw = BIT(24), .w1c = 0xf0000000 },
	{ .offset = 0x40, .count = 12 },				/* option registers */
	{ .offset = 0x80, .count = 4 },					/* SECBB1Rx, SECBB2Rx: nothing without TrustZone */
	{ .offset = 0xa0, .count = 4 },
	{ .offset = 0xc0 },
	{ .offset = 0xc4, .rw = 1 },
};

/* As delivered by ST: TrustZone off, two banks, nothing protected (RM0438 6.4.2 and 6.9.12 to 6.9.23) */
static const struct flash_l4_option flash_options[] = {
	{ 0x40, 0x7feff8aa, 0x9f7f77ff, false },
	{ 0x44, 0x0800007f, 0xffffff80, false },
	{ 0x48, 0x0bf9007f, 0xffffff80, false },
	{ 0x4c, 0x0c00007c, 0xffffff81, true },
	{ 0x50, 0xffffff80, 0x007f007f, true },
	{ 0x54, 0x7f807f80, 0x807f807f, true },
	{ 0x58, 0xff80ffff, 0x007f007f, false },
	{ 0x5c, 0xff80ffff, 0x007f007f, false },
	{ 0x60, 0xffffff80, 0x007f007f, true },
	{ 0x64, 0x7f807f80, 0x807f807f, true },
	{ 0x68, 0xff80ffff, 0x007f007f, false },
	{ 0x6c, 0xff80ffff, 0x007f007f, false },
};

#define OPTR_NSWBOOT0	BIT(26)
#define OPTR_NBOOT0		BIT(27)

/* ---- the die's parts ---- */

static struct rcc_l4 rcc;
static struct pwr_l4 pwr;
static struct flash_l4 flash;

static uint32_t clock_hz(enum soc_clock clock)
{
	static const enum rcc_l4_clock ospisel[4] = { CLK_SYS, CLK_MSI, CLK_PLL_Q, CLK_SYS };

	switch (clock) {
	case SOC_CLK_CORE:
		return rcc_l4_hz(&rcc, CLK_HCLK);
	case SOC_CLK_APB1:
		return rcc_l4_hz(&rcc, CLK_PCLK1);
	case SOC_CLK_APB2:
		return rcc_l4_hz(&rcc, CLK_PCLK2);
	case SOC_CLK_XSPI1:
		return rcc_l4_hz(&rcc, ospisel[FIELD(rcc_l4_ccipr(&rcc, 1), 20, 2)]);
	default:
		return 0;
	}
}

static void check_clocks(void)
{
	rcc_l4_check(&rcc);
}

static uint32_t usart_hz(const struct usart *usart)
{
	return rcc_l4_usart_hz(&rcc, usart);
}

/** RM0438 2.5, TZEN = 0: BOOT0 comes from the pin PH3 or from an option bit. */
static uint32_t boot_address(void)
{
	uint32_t optr = flash_l4_option(&flash, flash_layout.optr);
	bool boot0 = optr & OPTR_NSWBOOT0 ? soc_outside_level(7, 3) == 1 : !(optr & OPTR_NBOOT0);

	return flash_l4_option(&flash, boot0 ? flash_layout.boot0 + 4u : flash_layout.boot0) & ~0x7fu;
}

static void add_system(const struct soc_die *die)
{
	(void)die;
	rcc = (struct rcc_l4) {
		.limits = limits, .pwr = &pwr, .flash = &flash, .variant = &rcc_variant,
	};
	rcc.hse_hz = soc_crystal_hz(true);
	rcc.lse_hz = soc_crystal_hz(false);
	rcc.rcc.gates = gates;
	rcc.rcc.gate_count = COUNT_OF(gates);
	rcc.rcc.regs.table = rcc_table;
	rcc.rcc.regs.table_len = COUNT_OF(rcc_table);
	rcc.rcc.regs.bus = (struct bus_device) { .name = "RCC", .base = RCC_BASE, .size = 0x400 };
	rcc_l4_add(&rcc);

	pwr = (struct pwr_l4) { .change_ps = 20 * SIM_PS_PER_US, .ranges = COUNT_OF(limits), .has_io2 = true };
	pwr.on_change = check_clocks;
	pwr.regs.table = pwr_table;
	pwr.regs.table_len = COUNT_OF(pwr_table);
	pwr.regs.apb = true;
	pwr.regs.bus = die_place(&rcc.rcc, "PWR", PWR_BASE, 0x400);
	pwr_l4_add(&pwr);
}

/** Program and erase times: DS12736, flash memory characteristics, typical. */
static void add_flash(const struct soc_die *die)
{
	static const struct die_factory factory = { .package_at = 0x500, .uid_at = 0x590, .flash_kib_at = 0x5e0 };

	flash = (struct flash_l4) {
		.layout = &flash_layout, .options = flash_options, .option_count = COUNT_OF(flash_options),
		.page_dual = 2048, .page_single = 4096,
		.program_ps = 81690 * SIM_PS_PER_NS, .erase_ps = 22020 * SIM_PS_PER_US, .mass_erase_ps = 22130 * SIM_PS_PER_US,
		.option_ps = 23 * SIM_PS_PER_MS,
		.memory = { .name = "flash", .base = die->flash_base, .size = die->flash_size },
		.otp = { .name = "OTP", .base = 0x0bfa0000, .size = 0x800 }, .otp_size = 0x200,
		.on_change = check_clocks,
	};
	flash.regs.table = flash_table;
	flash.regs.table_len = COUNT_OF(flash_table);
	flash.regs.bus = die_place(&rcc.rcc, "FLASH", FLASH_BASE, 0x400);
	flash_l4_add(&flash);
	die_factory_data(flash.otp.data, &factory, die->flash_size);	/* RM0438 53 */
}

/* Reset values of MODER, OSPEEDR and PUPDR keep the debug pins working (RM0438 11.6). */
#define PORT(n, i, p, m, o, u) \
	{ .name = n, .base = GPIO_BASE + 0x400 * (i), .pins = p, .moder = m, .ospeedr = o, .pupdr = u }

static const struct die_gpio ports[] = {
	PORT("GPIOA", 0, 0xffff, 0xabffffff, 0x0c000000, 0x64000000),
	PORT("GPIOB", 1, 0xffff, 0xfffffebf, 0, 0x00000100),
	PORT("GPIOC", 2, 0xffff, ALL, 0, 0),
	PORT("GPIOD", 3, 0xffff, ALL, 0, 0),
	PORT("GPIOE", 4, 0xffff, ALL, 0, 0),
	PORT("GPIOF", 5, 0xffff, ALL, 0, 0),
	{	/* PG2 to PG15 hang on VDDIO2 (RM0438 8.1.2) */
		.name = "GPIOG", .base = GPIO_BASE + 0x1800, .pins = 0xffff, .moder = ALL,
		.supply = &pwr.io2_valid, .supply_pins = 0xfffc,
	},
	PORT("GPIOH", 7, 0x000b, 0x0000000f, 0, 0),
};

/* place of the clock in CCIPR1; lines from RM0438's table of vectors */
static const struct die_usart usarts[] = {
	{ "USART1", 0x40013800, 0, 61, USART_FIFO }, { "USART2", 0x40004400, 2, 62, USART_FIFO },
	{ "USART3", 0x40004800, 4, 63, USART_FIFO }, { "UART4", 0x40004c00, 6, 64, USART_FIFO },
	{ "UART5", 0x40005000, 8, 65, USART_FIFO }, { "LPUART1", 0x40008000, 10, 66, USART_LOW_POWER },
};

/* RM0438 52.11; REV_ID 0x2000 is revision B */
static const struct reg dbgmcu[] = {
	{ .offset = 0x00, .reset = 0x20006472 },
	{ .offset = 0x04, .rw = 0xf6 },
	{ .offset = 0x08, .rw = 0x82e01c3f },
	{ .offset = 0x0c, .rw = 0x62 },
	{ .offset = 0x10, .rw = 0x72800 },
};

/* SRAM1 and SRAM2 lie side by side, on the system bus and again on the code bus (RM0438 2.3.1) */
static const struct die_ram ram[] = {
	{ .name = "SRAM", .base = 0x20000000, .size = 0x40000, .alias = 0x0a000000 },
};

/* Interrupt lines and requests: RM0438, tables of vectors and of DMAMUX inputs; stm32l562xx.h */
static const struct die_dma dma[] = {
	{ "DMA1", 0x40020000, 8, { 29, 30, 31, 32, 33, 34, 35, 36 } },
	{ "DMA2", 0x40020400, 8, { 80, 81, 82, 83, 84, 85, 86, 87 } },
};
static const struct die_timer timers[] = {
	{ "TIM6", 0x40001000, 49, 9, 0x08, BIT(4) }, { "TIM7", 0x40001400, 50, 10, 0x08, BIT(5) },
};

static const struct die_region regions[] = {
	{ "system memory", 0x0bf90000, 0x8000, REGION_BOOTLOADER },
	{ "secure flash", 0x0c000000, 0x80000, REGION_SECURE },
	{ "secure SRAM", 0x0e000000, 0x40000, REGION_SECURE },
	{ "secure SRAM", 0x30000000, 0x40000, REGION_SECURE },
	{ "secure peripherals", 0x50000000, 0x10000000, REGION_SECURE },
};

/* APB1 and APB2 lie below the AHB devices (RM0438 2.3.2) */
static const struct die_range apb[] = { { 0x40000000, 0x20000 } };

static const struct die_tables tables = {
	.add_system = add_system, .add_flash = add_flash, .rcc = &rcc.rcc, .flash = &flash.memory,
	.clock_hz = clock_hz, .usart_hz = usart_hz, .boot_address = boot_address,
	.apb = apb, .apb_count = COUNT_OF(apb),
	.gpio = ports, .gpio_count = COUNT_OF(ports), .gpio_features = GPIO_BRR | GPIO_SECCFGR,
	.usarts = usarts, .usart_count = COUNT_OF(usarts), .ram = ram, .ram_count = COUNT_OF(ram),
	.held = { { stm32l5_held, STM32L5_HELD_COUNT } }, .regions = regions, .region_count = COUNT_OF(regions),
	.watchdogs = {
		.iwdg_base = 0x40003000, .wwdg_base = 0x40002c00, .lsi_hz = 32000,
		.iwdg_freeze_reg = 0x08, .iwdg_freeze_bit = BIT(12), .wwdg_freeze_reg = 0x08, .wwdg_freeze_bit = BIT(11),
	},
	.dbgmcu = { .base = 0xe0044000, .table = dbgmcu, .table_len = COUNT_OF(dbgmcu) },
	.dma = dma, .dma_count = COUNT_OF(dma), .dma_ccr_bits = 0x11ffff, .dma_count_bits = 0x3ffff,
	.dmamux_base = 0x40020800, .dmamux_per_dma = 8, .timers = timers, .timer_count = COUNT_OF(timers),
	.crc_base = 0x40023000, .icache_base = 0x40030400, .icache_lines = 256,	/* 8 KiB, two ways, lines of 16 bytes */
};

static const struct soc_xspi xspi[] = {
	{
		.name = "OCTOSPI1", .base = OCTOSPI1_BASE, .window = 0x90000000, .window_size = 0x10000000, .fifo_bytes = 32,
		.features = OCTOSPI_L5, .errata = OCTOSPI_ERRATA_L5_H5_H7,
		.kernel_clock = SOC_CLK_XSPI1, .enable_reg = E_AHB3, .enable_bit = 8, .reset_reg = R_AHB3, .reset_bit = 8,
	},
};

const struct soc_die stm32l562_die = {
	.name = "stm32l562", .core = "cortex-m33", .cpuid = 0x410fd214, .fpu = true, .trustzone = true, .priority_bits = 3,
	.flash_base = 0x08000000, .flash_size = 0x80000,
	.af = stm32l5_af, .af_count = STM32L5_AF_COUNT, .xspi = xspi, .xspi_count = COUNT_OF(xspi),
	.tables = &tables,
};
