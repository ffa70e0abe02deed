// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * STM32L475, L476 and L496: what lies where, with which reset values and limits. Sources: RM0351, DS10198, DS11585,
 * stm32l4xxxx.h, STM32L476.svd, STM32L496.svd. Behaviour is in the parts (parts.h), pins are in stm32l4_pins.c.
 */

#include "build.h"
#include "dies.h"
#include "stm32l4.h"

#define RCC_BASE		0x40021000u
#define PWR_BASE		0x40007000u
#define FLASH_BASE		0x40022000u
#define GPIO_BASE		0x48000000u
#define QUADSPI_BASE	0xa0001000u
#define ALL				0xffffffffu

/* ---- RCC (RM0351 6.4) ---- */

/* offsets of reset and enable registers */
enum { R_AHB1 = 0x28, R_AHB2 = 0x2c, R_AHB3 = 0x30, R_APB11 = 0x38, R_APB12 = 0x3c, R_APB2 = 0x40 };
enum { E_AHB1 = 0x48, E_AHB2 = 0x4c, E_AHB3 = 0x50, E_APB11 = 0x58, E_APB12 = 0x5c, E_APB2 = 0x60 };

/* SYSCFG, SDMMC1, TIM1 ...; the firewall, once on, stays on, so it is only held */
#define APB2_BITS	0x01677c01u

#define RCC_TABLE(ahb1, ahb2, apb11, apb12, rtc) \
	{ .offset = 0x00, .reset = 0x61 },				/* CR; ready bits are computed */ \
	{ .offset = 0x04, .reset = 0x10000000, .rw = 0x7f00ff00 }, \
	{ .offset = 0x08 },								/* CFGR */ \
	{ .offset = 0x0c, .count = 3, .reset = 0x1000 },	/* PLLCFGR, PLLSAI1CFGR, PLLSAI2CFGR */ \
	{ .offset = 0x18, .rw = 0x6ff, .unknown = 0x6ff },	/* CIER: no interrupts */ \
	{ .offset = 0x1c, .count = 2 }, \
	{ .offset = R_AHB1, .rw = ahb1 }, \
	{ .offset = R_AHB2, .rw = ahb2 }, \
	{ .offset = R_AHB3, .rw = 0x101 }, \
	{ .offset = R_APB11, .rw = apb11 }, \
	{ .offset = R_APB12, .rw = apb12 }, \
	{ .offset = R_APB2, .rw = APB2_BITS }, \
	{ .offset = E_AHB1, .reset = 0x100, .rw = ahb1 }, \
	{ .offset = E_AHB2, .rw = ahb2 }, \
	{ .offset = E_AHB3, .rw = 0x101 }, \
	{ .offset = E_APB11, .reset = rtc, .rw = (apb11) | (rtc) | BIT(11) }, \
	{ .offset = E_APB12, .rw = apb12 }, \
	{ .offset = E_APB2, .rw = APB2_BITS | BIT(7) }, \
	{ .offset = 0x68, .reset = (ahb1) | 0x200, .rw = (ahb1) | 0x200 },	/* sleep modes: the SRAMs' bits besides */ \
	{ .offset = 0x6c, .reset = (ahb2) | 0x200, .rw = (ahb2) | 0x200 }, \
	{ .offset = 0x70, .reset = 0x101, .rw = 0x101 }, \
	{ .offset = 0x78, .reset = (apb11) | (rtc) | BIT(11), .rw = (apb11) | (rtc) | BIT(11) }, \
	{ .offset = 0x7c, .reset = apb12, .rw = apb12 }, \
	{ .offset = 0x80, .reset = APB2_BITS, .rw = APB2_BITS }, \
	{ .offset = 0x88, .rw = ALL },					/* CCIPR */ \
	{ .offset = 0x90 },								/* BDCR */ \
	{ .offset = 0x94, .reset = 0x600 }				/* CSR; reset flags are added */

static const struct reg rcc_l47[] = {
	RCC_TABLE(0x00011103, 0x000430ff, 0xf2fec23f, 0x00000025, 0),
};
static const struct reg rcc_l49[] = {
	RCC_TABLE(0x00031103, 0x000471ff, 0xf7fec23f, 0x00000027, BIT(10)),
	{ .offset = 0x98, .rw = 1 },					/* CRRCR */
	{ .offset = 0x9c, .rw = 3 },					/* CCIPR2 */
};

/* RM0351 6.4.1 to 6.4.6, DS10198 and DS11585, PLL characteristics */
#define RCC_VARIANT(cfgr, pll, sai1, sai2) { \
	.cr_writable = 0x150d0bfd, .cfgr_writable = cfgr, .pll_writable = { pll, sai1, sai2 }, .csr_writable = 0xf01, \
	.pll_m_bits = 3, \
	.pll_n_min = 8, .pll_n_max = 86, .vco_min = 64000000, .vco_max = 344000000, \
	.pll_input_min = 4000000, .pll_input_max = 16000000, \
}
static const struct rcc_l4_variant variant_l47 = RCC_VARIANT(0x7700bff3, 0x07737f73, 0x07737f00, 0x07037f00);
static const struct rcc_l4_variant variant_l49 = RCC_VARIANT(0x7f00bff3, 0xff737f73, 0xff737f00, 0xff037f00);

#define GATE(b, bus, bit)		{ b, E_##bus, bit, R_##bus, bit }
#define GATE_ONLY(b, bus, bit)	{ b, E_##bus, bit, 0, RCC_NO_BIT }

/* The first ones are only on L49x: on L47x RTC is always clocked. */
#define L49_ONLY	6
static const struct rcc_gate gates[] = {
	GATE_ONLY(0x40002800, APB11, 10), GATE(0x4002b000, AHB1, 17), GATE(0x50050000, AHB2, 14),
	GATE(0x40006000, APB11, 24), GATE(0x40006800, APB11, 26), GATE(0x40008400, APB12, 1),

	GATE(0x40020000, AHB1, 0), GATE(0x40020400, AHB1, 1), GATE(FLASH_BASE, AHB1, 8), GATE(0x40023000, AHB1, 12),
	GATE(0x40024000, AHB1, 16),
	GATE(GPIO_BASE, AHB2, 0), GATE(GPIO_BASE + 0x400, AHB2, 1), GATE(GPIO_BASE + 0x800, AHB2, 2),
	GATE(GPIO_BASE + 0xc00, AHB2, 3), GATE(GPIO_BASE + 0x1000, AHB2, 4), GATE(GPIO_BASE + 0x1400, AHB2, 5),
	GATE(GPIO_BASE + 0x1800, AHB2, 6), GATE(GPIO_BASE + 0x1c00, AHB2, 7), GATE(GPIO_BASE + 0x2000, AHB2, 8),
	GATE(0x50000000, AHB2, 12), GATE(0x50040000, AHB2, 13), GATE(0x50060800, AHB2, 18),
	GATE(0xa0000000, AHB3, 0), GATE(QUADSPI_BASE, AHB3, 8),
	GATE(0x40000000, APB11, 0), GATE(0x40000400, APB11, 1), GATE(0x40000800, APB11, 2), GATE(0x40000c00, APB11, 3),
	GATE(0x40001000, APB11, 4), GATE(0x40001400, APB11, 5), GATE(0x40002400, APB11, 9),
	GATE_ONLY(0x40002c00, APB11, 11), GATE(0x40003800, APB11, 14), GATE(0x40003c00, APB11, 15),
	GATE(0x40004400, APB11, 17), GATE(0x40004800, APB11, 18), GATE(0x40004c00, APB11, 19),
	GATE(0x40005000, APB11, 20), GATE(0x40005400, APB11, 21), GATE(0x40005800, APB11, 22),
	GATE(0x40005c00, APB11, 23), GATE(0x40006400, APB11, 25), GATE(PWR_BASE, APB11, 28),
	GATE(0x40007400, APB11, 29), GATE(0x40007800, APB11, 30), GATE(0x40007c00, APB11, 31),
	GATE(0x40008000, APB12, 0), GATE(0x40008800, APB12, 2), GATE(0x40009400, APB12, 5),
	GATE(0x40010000, APB2, 0), GATE(0x40010030, APB2, 0), GATE(0x40010200, APB2, 0), GATE_ONLY(0x40011c00, APB2, 7),
	GATE(0x40012800, APB2, 10), GATE(0x40012c00, APB2, 11), GATE(0x40013000, APB2, 12), GATE(0x40013400, APB2, 13),
	GATE(0x40013800, APB2, 14), GATE(0x40014000, APB2, 16), GATE(0x40014400, APB2, 17), GATE(0x40014800, APB2, 18),
	GATE(0x40015400, APB2, 21), GATE(0x40015800, APB2, 22), GATE(0x40016000, APB2, 24),
};

/* RM0351 table "Number of wait states according to CPU clock (HCLK) frequency" */
static const struct clock_limit limits[] = {
	{ 80000000, { 16000000, 32000000, 48000000, 64000000, 80000000 }, 5 },
	{ 26000000, { 6000000, 12000000, 18000000, 26000000 }, 4 },
};

/* ---- PWR (RM0351 5.4) ---- */

static const struct reg pwr_table[] = {
	{ .offset = 0x00, .reset = 0x200, .rw = 0x4707, .unknown = BIT(14) },	/* CR1; LPR: low-power run */
	{ .offset = 0x04, .rw = 0x6ff },
	{ .offset = 0x08, .reset = 0x8000, .rw = 0x851f, .unknown = BIT(10) },	/* CR3; APC: pulls from PUCRx */
	{ .offset = 0x0c, .rw = 0x31f },
	{ .offset = 0x10 }, { .offset = 0x14 }, { .offset = 0x18 },
	{ .offset = 0x20, .count = 18, .rw = 0xffff },			/* PUCRA, PDCRA ... PDCRI */
};

/* ---- FLASH (RM0351 3.7) ---- */

static const struct flash_l4_layout flash_layout = {
	.acr = 0x00, .keyr = 0x08, .optkeyr = 0x0c, .sr = 0x10, .cr = 0x14, .eccr = 0x18, .optr = 0x20,
	.wrp = { 0x2c, 0x30, 0x4c, 0x50 }, .acr_latency = 0x7, .pnb_bits = 8, .bker_bit = 11, .word = 8,
};

static const struct reg flash_table[] = {
	{ .offset = 0x00, .reset = 0x600, .rw = 0x7f07, .unknown = 0x6000 },	/* RUN_PD, SLEEP_PD: power down */
	{ .offset = 0x04, .count = 3 },					/* PDKEYR, KEYR, OPTKEYR */
	{ .offset = 0x10, .count = 2 },					/* SR, CR */
	{ .offset = 0x18, .rw = BIT(24), .w1c = 0xc0000000 },
	{ .offset = 0x20, .count = 5 },					/* option registers */
	{ .offset = 0x44, .count = 4 },
};

/* As delivered by ST: nothing protected (RM0351 3.4.1 and 3.7.8 to 3.7.16). 1 MiB always has two banks. */
static const struct flash_l4_option flash_options[] = {
	{ 0x20, 0xffeff8aa, 0x0fbf77ff, false },
	{ 0x24, 0xffffffff, 0x0000ffff, false },
	{ 0x28, 0x0fff0000, 0x8000ffff, false },
	{ 0x2c, 0xff00ffff, 0x00ff00ff, false },
	{ 0x30, 0xff00ffff, 0x00ff00ff, false },
	{ 0x44, 0xffffffff, 0x0000ffff, false },
	{ 0x48, 0xffff0000, 0x0000ffff, false },
	{ 0x4c, 0xff00ffff, 0x00ff00ff, false },
	{ 0x50, 0xff00ffff, 0x00ff00ff, false },
};

/* ---- the die's parts ---- */

static struct rcc_l4 rcc;
static struct pwr_l4 pwr;
static struct flash_l4 flash;

static uint32_t clock_hz(enum soc_clock clock)
{
	switch (clock) {
	case SOC_CLK_CORE:
	case SOC_CLK_XSPI1:			/* QUADSPI has no clock of its own */
		return rcc_l4_hz(&rcc, CLK_HCLK);
	case SOC_CLK_APB1:
		return rcc_l4_hz(&rcc, CLK_PCLK1);
	case SOC_CLK_APB2:
		return rcc_l4_hz(&rcc, CLK_PCLK2);
	default:
		return 0;
	}
}

static uint32_t usart_hz(const struct usart *usart)
{
	return rcc_l4_usart_hz(&rcc, usart);
}

static void check_clocks(void)
{
	rcc_l4_check(&rcc);
}

/** BOOT0 is low on all boards here: the flash is seen at 0 (RM0351 2.6). */
static uint32_t boot_address(void)
{
	return 0;
}

static void add_system(const struct soc_die *die)
{
	bool l49 = die->af == stm32l49_af;

	rcc = (struct rcc_l4) {
		.limits = limits, .pwr = &pwr, .flash = &flash, .variant = l49 ? &variant_l49 : &variant_l47,
	};
	rcc.hse_hz = soc_crystal_hz(true);
	rcc.lse_hz = soc_crystal_hz(false);
	rcc.rcc.gates = l49 ? gates : gates + L49_ONLY;
	rcc.rcc.gate_count = l49 ? COUNT_OF(gates) : COUNT_OF(gates) - L49_ONLY;
	rcc.rcc.regs.table = l49 ? rcc_l49 : rcc_l47;
	rcc.rcc.regs.table_len = l49 ? COUNT_OF(rcc_l49) : COUNT_OF(rcc_l47);
	rcc.rcc.regs.bus = (struct bus_device) { .name = "RCC", .base = RCC_BASE, .size = 0x400 };
	rcc_l4_add(&rcc);

	pwr = (struct pwr_l4) {
		.change_ps = 20 * SIM_PS_PER_US, .ranges = COUNT_OF(limits), .first_vos = 1, .has_io2 = true,
		.on_change = check_clocks,
	};
	pwr.regs.table = pwr_table;
	pwr.regs.table_len = COUNT_OF(pwr_table);
	pwr.regs.apb = true;
	pwr.regs.bus = die_place(&rcc.rcc, "PWR", PWR_BASE, 0x400);
	pwr_l4_add(&pwr);
}

/** Program and erase times: DS10198, flash memory characteristics, typical. */
static void add_flash(const struct soc_die *die)
{
	/* LQFP144: all pins of the tables are there */
	static const struct die_factory factory = {
		.package_at = 0x500, .package = 4, .uid_at = 0x590, .flash_kib_at = 0x5e0
	};

	flash = (struct flash_l4) {
		.layout = &flash_layout, .options = flash_options, .option_count = COUNT_OF(flash_options),
		.page_dual = 2048, .page_single = 2048,
		.program_ps = 81690 * SIM_PS_PER_NS, .erase_ps = 22020 * SIM_PS_PER_US, .mass_erase_ps = 22130 * SIM_PS_PER_US,
		.option_ps = 23 * SIM_PS_PER_MS,
		.memory = { .name = "flash", .base = die->flash_base, .size = die->flash_size },
		.otp = { .name = "OTP", .base = 0x1fff7000, .size = 0x800 }, .otp_size = 0x400,
		.on_change = check_clocks,
	};
	flash.regs.table = flash_table;
	flash.regs.table_len = COUNT_OF(flash_table);
	flash.regs.bus = die_place(&rcc.rcc, "FLASH", FLASH_BASE, 0x400);
	flash_l4_add(&flash);
	die_factory_data(flash.otp.data, &factory, die->flash_size);	/* RM0351 48 */
	die_alias(&flash.memory, "flash at 0", 0);
}

/* ---- tables for the builder ---- */

/* Reset values of MODER, OSPEEDR and PUPDR keep the debug pins working (RM0351 8.5). */
#define PORT(n, i, p, m) { .name = n, .base = GPIO_BASE + 0x400 * (i), .pins = p, .moder = m }
#define PORTS_A_TO_G \
	{ .name = "GPIOA", .base = GPIO_BASE, .pins = 0xffff, .moder = 0xabffffff, .ospeedr = 0x0c000000, \
		.pupdr = 0x64000000 }, \
	{ .name = "GPIOB", .base = GPIO_BASE + 0x400, .pins = 0xffff, .moder = 0xfffffebf, .pupdr = 0x00000100 }, \
	PORT("GPIOC", 2, 0xffff, ALL), PORT("GPIOD", 3, 0xffff, ALL), PORT("GPIOE", 4, 0xffff, ALL), \
	PORT("GPIOF", 5, 0xffff, ALL), \
	/* PG2 to PG15 hang on VDDIO2 (RM0351 5.1.3) */ \
	{ .name = "GPIOG", .base = GPIO_BASE + 0x1800, .pins = 0xffff, .moder = ALL, .supply = &pwr.io2_valid, \
		.supply_pins = 0xfffc }

static const struct die_gpio ports_l47[] = { PORTS_A_TO_G, PORT("GPIOH", 7, 0x0003, 0x0000000f) };
static const struct die_gpio ports_l49[] = {
	PORTS_A_TO_G, PORT("GPIOH", 7, 0xffff, ALL), PORT("GPIOI", 8, 0x0fff, 0x00ffffff),
};

/* place of the clock in CCIPR; lines from RM0351's table of vectors */
static const struct die_usart usarts[] = {
	{ "USART1", 0x40013800, 0, 37, USART_PLAIN }, { "USART2", 0x40004400, 2, 38, USART_PLAIN },
	{ "USART3", 0x40004800, 4, 39, USART_PLAIN }, { "UART4", 0x40004c00, 6, 52, USART_PLAIN },
	{ "UART5", 0x40005000, 8, 53, USART_PLAIN }, { "LPUART1", 0x40008000, 10, 70, USART_LOW_POWER_PLAIN },
};

/* RM0351 48.6.1: L47x revision 4, L49x revision B */
#define DBGMCU_TABLE(idcode) { \
	{ .offset = 0x00, .reset = idcode }, \
	{ .offset = 0x04, .rw = 0xe7 }, \
	{ .offset = 0x08, .rw = 0x86e01c3f }, \
	{ .offset = 0x0c, .rw = 0x22 }, \
	{ .offset = 0x10, .rw = 0x72800 }, \
}
static const struct reg dbgmcu_l47[] = DBGMCU_TABLE(0x10076415);
static const struct reg dbgmcu_l49[] = DBGMCU_TABLE(0x20006461);

static const struct die_ram ram_l47[] = {
	{ .name = "SRAM1", .base = 0x20000000, .size = 0x18000 }, { .name = "SRAM2", .base = 0x10000000, .size = 0x8000 },
};
/* SRAM2 is seen behind SRAM1, too (RM0351 2.2.2) */
static const struct die_ram ram_l49[] = {
	{ .name = "SRAM1", .base = 0x20000000, .size = 0x40000 },
	{ .name = "SRAM2", .base = 0x10000000, .size = 0x10000, .alias = 0x20040000 },
};

static const struct die_region regions[] = {
	{ "system memory", 0x1fff0000, 0x7000, REGION_BOOTLOADER },
	{ "system memory", 0x1fff8000, 0x7000, REGION_BOOTLOADER },
};

static const struct die_range apb[] = { { 0x40000000, 0x20000 } };

#define COMMON_TABLES \
	.add_system = add_system, .add_flash = add_flash, .rcc = &rcc.rcc, .flash = &flash.memory, \
	.clock_hz = clock_hz, .usart_hz = usart_hz, .boot_address = boot_address, \
	.apb = apb, .apb_count = COUNT_OF(apb), .usarts = usarts, .usart_count = COUNT_OF(usarts), \
	.regions = regions, .region_count = COUNT_OF(regions), \
	.watchdogs = { \
		.iwdg_base = 0x40003000, .wwdg_base = 0x40002c00, .lsi_hz = 32000, \
		.iwdg_freeze_reg = 0x08, .iwdg_freeze_bit = BIT(12), .wwdg_freeze_reg = 0x08, .wwdg_freeze_bit = BIT(11), \
	}, \
	.crc_base = 0x40023000

static const struct die_tables tables_l47 = {
	COMMON_TABLES, .gpio = ports_l47, .gpio_count = COUNT_OF(ports_l47), .gpio_features = GPIO_BRR | GPIO_ASCR,
	.ram = ram_l47, .ram_count = COUNT_OF(ram_l47), .held = { { stm32l4_held, STM32L4_HELD_COUNT } },
	.dbgmcu = { .base = 0xe0042000, .table = dbgmcu_l47, .table_len = COUNT_OF(dbgmcu_l47) },
};

/* L475 has no LCD, the last one in the list. */
static const struct die_tables tables_l475 = {
	COMMON_TABLES, .gpio = ports_l47, .gpio_count = COUNT_OF(ports_l47), .gpio_features = GPIO_BRR | GPIO_ASCR,
	.ram = ram_l47, .ram_count = COUNT_OF(ram_l47), .held = { { stm32l4_held, STM32L4_HELD_COUNT - 1 } },
	.dbgmcu = { .base = 0xe0042000, .table = dbgmcu_l47, .table_len = COUNT_OF(dbgmcu_l47) },
};

static const struct die_tables tables_l49 = {
	COMMON_TABLES, .gpio = ports_l49, .gpio_count = COUNT_OF(ports_l49), .gpio_features = GPIO_BRR,
	.ram = ram_l49, .ram_count = COUNT_OF(ram_l49),
	.held = { { stm32l4_held, STM32L4_HELD_COUNT }, { stm32l49_held, STM32L49_HELD_COUNT } },
	.dbgmcu = { .base = 0xe0042000, .table = dbgmcu_l49, .table_len = COUNT_OF(dbgmcu_l49) },
};

#define XSPI(version, faults) { \
	.name = "QUADSPI", .quadspi = true, .base = QUADSPI_BASE, .window = 0x90000000, .window_size = 0x10000000, \
	.fifo_bytes = 16, .kernel_clock = SOC_CLK_XSPI1, .enable_reg = E_AHB3, .enable_bit = 8, .reset_reg = R_AHB3, \
	.reset_bit = 8, .features = version, .errata = faults, \
}
static const struct soc_xspi xspi_l47[] = { XSPI(QUADSPI_L47, QUADSPI_ERRATA_L47) };
static const struct soc_xspi xspi_l49[] = { XSPI(QUADSPI_F4_F7_L49_G4, QUADSPI_ERRATA_L4) };

/* RM0351 48.5: SW-DP v1 */
static const struct soc_ap ap = { .number = 0, .idr = 0x24770011, .base = 0xe00ff003 };
static const struct soc_debug debug = { .dpidr = 0x2ba01477, .aps = &ap, .ap_count = 1 };

#define COMMON_DIE	.debug = &debug, .core = "cortex-m4", .cpuid = 0x410fc241, .fpu = true, \
	.flash_base = 0x08000000, .flash_size = 0x100000

const struct soc_die stm32l475_die = {
	.name = "stm32l475", COMMON_DIE, .af = stm32l47_af, .af_count = STM32L47_AF_COUNT,
	.xspi = xspi_l47, .xspi_count = COUNT_OF(xspi_l47), .tables = &tables_l475,
};

const struct soc_die stm32l476_die = {
	.name = "stm32l476", COMMON_DIE, .af = stm32l47_af, .af_count = STM32L47_AF_COUNT,
	.xspi = xspi_l47, .xspi_count = COUNT_OF(xspi_l47), .tables = &tables_l47,
};

const struct soc_die stm32l496_die = {
	.name = "stm32l496", COMMON_DIE, .af = stm32l49_af, .af_count = STM32L49_AF_COUNT,
	.xspi = xspi_l49, .xspi_count = COUNT_OF(xspi_l49), .tables = &tables_l49,
};
