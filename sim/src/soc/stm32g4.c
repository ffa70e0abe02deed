// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * STM32G474: what lies where, with which reset values and limits. Sources: RM0440, DS12288, stm32g474xx.h,
 * STM32G474.svd. Behaviour is in the parts (parts.h), pins are in stm32g4_held.c.
 */

#include "dies.h"
#include "stm32g4.h"

#define RCC_BASE		0x40021000u
#define PWR_BASE		0x40007000u
#define FLASH_BASE		0x40022000u
#define GPIO_BASE		0x48000000u
#define QUADSPI_BASE	0xa0001000u
#define ALL				0xffffffffu

/* ---- RCC (RM0440 7.4) ---- */

/* offsets of reset and enable registers */
enum { R_AHB1 = 0x28, R_AHB2 = 0x2c, R_AHB3 = 0x30, R_APB11 = 0x38, R_APB12 = 0x3c, R_APB2 = 0x40 };
enum { E_AHB1 = 0x48, E_AHB2 = 0x4c, E_AHB3 = 0x50, E_APB11 = 0x58, E_APB12 = 0x5c, E_APB2 = 0x60 };

static const struct reg rcc_table[] = {
	{ .offset = 0x00, .reset = 0x100 },				/* CR; ready bits are computed */
	{ .offset = 0x04, .reset = 0x40000000, .rw = 0x7f000000 },
	{ .offset = 0x08, .reset = 0x1 },				/* CFGR */
	{ .offset = 0x0c, .reset = 0x1000 },			/* PLLCFGR */
	{ .offset = 0x18, .rw = 0x63b, .unknown = 0x63b },	/* CIER: no interrupts */
	{ .offset = 0x1c, .count = 2 },
	{ .offset = R_AHB1, .rw = 0x0000111f },
	{ .offset = R_AHB2, .rw = 0x040f607f },
	{ .offset = R_AHB3, .rw = 0x101 },
	{ .offset = R_APB11, .rw = 0xd2fec13f },
	{ .offset = R_APB12, .rw = 0x103 },
	{ .offset = R_APB2, .rw = 0x0437f801 },
	{ .offset = E_AHB1, .reset = 0x100, .rw = 0x0000111f },
	{ .offset = E_AHB2, .rw = 0x040f607f },
	{ .offset = E_AHB3, .rw = 0x101 },
	{ .offset = E_APB11, .reset = 0x400, .rw = 0xd2fecd3f },
	{ .offset = E_APB12, .rw = 0x103 },
	{ .offset = E_APB2, .rw = 0x0437f801 },
	{ .offset = 0x68, .reset = 0x130f, .rw = 0x131f },	/* sleep modes */
	{ .offset = 0x6c, .reset = 0x040f667f, .rw = 0x040f667f },
	{ .offset = 0x70, .reset = 0x101, .rw = 0x101 },
	{ .offset = 0x78, .reset = 0xd2fecd3f, .rw = 0xd2fecd3f },
	{ .offset = 0x7c, .reset = 0x103, .rw = 0x103 },
	{ .offset = 0x80, .reset = 0x0437f801, .rw = 0x0437f801 },
	{ .offset = 0x88, .rw = ALL },					/* CCIPR */
	{ .offset = 0x90 },								/* BDCR */
	{ .offset = 0x94 },								/* CSR; reset flags are added */
	{ .offset = 0x98, .rw = 1 },					/* CRRCR */
	{ .offset = 0x9c, .rw = 0x00300003 },			/* CCIPR2 */
};

/* RM0440 7.4.1 to 7.4.4, DS12288, PLL characteristics. There is no MSI and only one PLL. */
static const struct rcc_l4_variant rcc_variant = {
	.cr_writable = 0x010d0300, .cfgr_writable = 0x7f003ff3, .pll_writable = { 0xff737ff3 }, .csr_writable = BIT(0),
	.own_sources = true, .pll_m_bits = 4, .pll_n_min = 8, .pll_n_max = 127,
	.vco_min = 96000000, .vco_max = 344000000, .pll_input_min = 2660000, .pll_input_max = 16000000, .reset_sw = 1,
};

#define GATE(b, bus, bit)		{ b, E_##bus, bit, R_##bus, bit }
#define GATE_ONLY(b, bus, bit)	{ b, E_##bus, bit, 0, RCC_NO_BIT }

static const struct rcc_gate gates[] = {
	GATE(0x40020000, AHB1, 0), GATE(0x40020400, AHB1, 1), GATE(0x40020800, AHB1, 2), GATE(0x40020c00, AHB1, 3),
	GATE(0x40021400, AHB1, 4), GATE(FLASH_BASE, AHB1, 8), GATE(0x40023000, AHB1, 12),
	GATE(GPIO_BASE, AHB2, 0), GATE(GPIO_BASE + 0x400, AHB2, 1), GATE(GPIO_BASE + 0x800, AHB2, 2),
	GATE(GPIO_BASE + 0xc00, AHB2, 3), GATE(GPIO_BASE + 0x1000, AHB2, 4), GATE(GPIO_BASE + 0x1400, AHB2, 5),
	GATE(GPIO_BASE + 0x1800, AHB2, 6), GATE(0x50000000, AHB2, 13), GATE(0x50000400, AHB2, 14),
	GATE(0x50000800, AHB2, 16), GATE(0x50000c00, AHB2, 17), GATE(0x50001000, AHB2, 18), GATE(0x50001400, AHB2, 19),
	GATE(0x50060800, AHB2, 26),
	GATE(0xa0000000, AHB3, 0), GATE(QUADSPI_BASE, AHB3, 8),
	GATE(0x40000000, APB11, 0), GATE(0x40000400, APB11, 1), GATE(0x40000800, APB11, 2), GATE(0x40000c00, APB11, 3),
	GATE(0x40001000, APB11, 4), GATE(0x40001400, APB11, 5), GATE(0x40002000, APB11, 8),
	GATE_ONLY(0x40002800, APB11, 10), GATE_ONLY(0x40002400, APB11, 10), GATE_ONLY(0x40002c00, APB11, 11),
	GATE(0x40003800, APB11, 14), GATE(0x40003c00, APB11, 15), GATE(0x40004400, APB11, 17),
	GATE(0x40004800, APB11, 18), GATE(0x40004c00, APB11, 19), GATE(0x40005000, APB11, 20),
	GATE(0x40005400, APB11, 21), GATE(0x40005800, APB11, 22), GATE(0x40005c00, APB11, 23),
	GATE(0x40006400, APB11, 25), GATE(PWR_BASE, APB11, 28), GATE(0x40007800, APB11, 30), GATE(0x40007c00, APB11, 31),
	GATE(0x40008000, APB12, 0), GATE(0x40008400, APB12, 1), GATE(0x4000a000, APB12, 8),
	GATE(0x40010000, APB2, 0), GATE(0x40010030, APB2, 0), GATE(0x40010200, APB2, 0), GATE(0x40010300, APB2, 0),
	GATE(0x40012c00, APB2, 11), GATE(0x40013000, APB2, 12), GATE(0x40013400, APB2, 13), GATE(0x40013800, APB2, 14),
	GATE(0x40013c00, APB2, 15), GATE(0x40014000, APB2, 16), GATE(0x40014400, APB2, 17), GATE(0x40014800, APB2, 18),
	GATE(0x40015000, APB2, 20), GATE(0x40015400, APB2, 21), GATE(0x40016800, APB2, 26),
};

/* RM0440 table of wait states: range 1 with boost, range 1, range 2; the same in stm32g4xx_ll_utils.c */
static const struct clock_limit limits[] = {
	{ 170000000, { 34000000, 68000000, 102000000, 136000000, 170000000 }, 5 },
	{ 150000000, { 30000000, 60000000, 90000000, 120000000, 150000000 }, 5 },
	{ 26000000, { 12000000, 24000000, 26000000 }, 3 },
};

/* ---- PWR (RM0440 6.4) ---- */

#define PWR_CR5		0x80
#define CR5_R1MODE	BIT(8)		/* range 1 without boost */

static const struct reg pwr_table[] = {
	{ .offset = 0x00, .reset = 0x200, .rw = 0x470f, .unknown = BIT(14) },	/* CR1; LPR: low-power run */
	{ .offset = 0x04, .rw = 0xcf },
	{ .offset = 0x08, .reset = 0x8000, .rw = 0xe51f, .unknown = BIT(10) },	/* CR3; APC: pulls from PUCRx */
	{ .offset = 0x0c, .rw = 0x31f },
	{ .offset = 0x10 }, { .offset = 0x14 }, { .offset = 0x18 },
	{ .offset = 0x20, .count = 14, .rw = 0xffff },			/* PUCRA, PDCRA ... PDCRG */
	{ .offset = PWR_CR5, .reset = CR5_R1MODE, .rw = CR5_R1MODE },
};

/* ---- FLASH (RM0440 5.7, category 3 devices) ---- */

static const struct flash_l4_layout flash_layout = {
	.acr = 0x00, .keyr = 0x08, .optkeyr = 0x0c, .sr = 0x10, .cr = 0x14, .eccr = 0x18, .optr = 0x20,
	.wrp = { 0x2c, 0x30, 0x4c, 0x50 }, .acr_latency = 0xf, .pnb_bits = 7, .bker_bit = 11, .dbank = BIT(22), .word = 8,
};

static const struct reg flash_table[] = {
	{ .offset = 0x00, .reset = 0x00040601, .rw = 0x00047f0f, .unknown = 0x6000 },	/* RUN_PD, SLEEP_PD: power down */
	{ .offset = 0x04, .count = 3 },					/* PDKEYR, KEYR, OPTKEYR */
	{ .offset = 0x10, .count = 2 },					/* SR, CR */
	{ .offset = 0x18, .rw = BIT(24), .w1c = 0xf0000000 },
	{ .offset = 0x20, .count = 5 },					/* option registers */
	{ .offset = 0x44, .count = 4 },
	{ .offset = 0x70, .count = 2 },
};

/* As delivered by ST: two banks, nothing protected (RM0440 5.4.1 and 5.7.8 to 5.7.17) */
static const struct flash_l4_option flash_options[] = {
	{ 0x20, 0xffeff8aa, 0x7fdf77ff, false },
	{ 0x24, 0xffffffff, 0x00007fff, false },
	{ 0x28, 0x7fff8000, 0x80007fff, false },
	{ 0x2c, 0xff80ffff, 0x007f007f, false },
	{ 0x30, 0xff80ffff, 0x007f007f, false },
	{ 0x44, 0xffffffff, 0x00007fff, false },
	{ 0x48, 0xffff8000, 0x00007fff, false },
	{ 0x4c, 0xff80ffff, 0x007f007f, false },
	{ 0x50, 0xff80ffff, 0x007f007f, false },
	{ 0x70, 0xfffeff00, 0x000100ff, false },
	{ 0x74, 0xffffff00, 0x000000ff, false },
};

/* ---- the die's parts ---- */

static struct rcc_l4 rcc;
static struct pwr_l4 pwr;
static struct flash_l4 flash;

static uint32_t clock_hz(enum soc_clock clock)
{
	static const enum rcc_l4_clock qspisel[4] = { CLK_SYS, CLK_HSI16, CLK_PLL_Q, CLK_SYS };

	switch (clock) {
	case SOC_CLK_CORE:
		return rcc_l4_hz(&rcc, CLK_HCLK);
	case SOC_CLK_APB1:
		return rcc_l4_hz(&rcc, CLK_PCLK1);
	case SOC_CLK_APB2:
		return rcc_l4_hz(&rcc, CLK_PCLK2);
	case SOC_CLK_XSPI1:
		return rcc_l4_hz(&rcc, qspisel[FIELD(rcc_l4_ccipr(&rcc, 1), 20, 2)]);
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

/** BOOT0 is low on all boards here: the flash is seen at 0 (RM0440 2.6). */
static uint32_t boot_address(void)
{
	return 0;
}

static void add_system(const struct soc_die *die)
{
	(void)die;
	rcc = (struct rcc_l4) { .limits = limits, .pwr = &pwr, .flash = &flash, .variant = &rcc_variant };
	rcc.hse_hz = soc_crystal_hz(true);
	rcc.lse_hz = soc_crystal_hz(false);
	rcc.rcc.gates = gates;
	rcc.rcc.gate_count = COUNT_OF(gates);
	rcc.rcc.regs.table = rcc_table;
	rcc.rcc.regs.table_len = COUNT_OF(rcc_table);
	rcc.rcc.regs.bus = (struct bus_device) { .name = "RCC", .base = RCC_BASE, .size = 0x400 };
	rcc_l4_add(&rcc);

	pwr = (struct pwr_l4) {
		.change_ps = 20 * SIM_PS_PER_US, .ranges = COUNT_OF(limits), .first_vos = 1, .boost_reg = PWR_CR5,
		.boost_off = CR5_R1MODE, .on_change = check_clocks,
	};
	pwr.regs.table = pwr_table;
	pwr.regs.table_len = COUNT_OF(pwr_table);
	pwr.regs.apb = true;
	pwr.regs.bus = die_place(&rcc.rcc, "PWR", PWR_BASE, 0x400);
	pwr_l4_add(&pwr);
}

/** Program and erase times: DS12288, flash memory characteristics, typical. */
static void add_flash(const struct soc_die *die)
{
	static const struct die_factory factory = { .package_at = 0x500, .uid_at = 0x590, .flash_kib_at = 0x5e0 };

	flash = (struct flash_l4) {
		.layout = &flash_layout, .options = flash_options, .option_count = COUNT_OF(flash_options),
		.page_dual = 2048, .page_single = 4096,
		.program_ps = 81700 * SIM_PS_PER_NS, .erase_ps = 22020 * SIM_PS_PER_US, .mass_erase_ps = 22130 * SIM_PS_PER_US,
		.option_ps = 23 * SIM_PS_PER_MS,
		.memory = { .name = "flash", .base = die->flash_base, .size = die->flash_size },
		.otp = { .name = "OTP", .base = 0x1fff7000, .size = 0x800 }, .otp_size = 0x400,
		.on_change = check_clocks,
	};
	flash.regs.table = flash_table;
	flash.regs.table_len = COUNT_OF(flash_table);
	flash.regs.bus = die_place(&rcc.rcc, "FLASH", FLASH_BASE, 0x400);
	flash_l4_add(&flash);
	die_factory_data(flash.otp.data, &factory, die->flash_size);	/* RM0440 48 */
	die_alias(&flash.memory, "flash at 0", 0);
}

/* ---- tables for the builder ---- */

/* Reset values of MODER, OSPEEDR and PUPDR keep the debug pins working (RM0440 9.4). */
#define PORT(n, i) { .name = n, .base = GPIO_BASE + 0x400 * (i), .pins = 0xffff, .moder = ALL }

static const struct die_gpio ports[] = {
	{ .name = "GPIOA", .base = GPIO_BASE, .pins = 0xffff, .moder = 0xabffffff, .ospeedr = 0x0c000000,
		.pupdr = 0x64000000 },
	{ .name = "GPIOB", .base = GPIO_BASE + 0x400, .pins = 0xffff, .moder = 0xfffffebf, .pupdr = 0x00000100 },
	PORT("GPIOC", 2), PORT("GPIOD", 3), PORT("GPIOE", 4), PORT("GPIOF", 5),
	{ .name = "GPIOG", .base = GPIO_BASE + 0x1800, .pins = 0x07ff, .moder = 0x003fffff },
};

/* place of the clock in CCIPR; lines from RM0440's table of vectors */
static const struct die_usart usarts[] = {
	{ "USART1", 0x40013800, 0, 37, USART_FIFO }, { "USART2", 0x40004400, 2, 38, USART_FIFO },
	{ "USART3", 0x40004800, 4, 39, USART_FIFO }, { "UART4", 0x40004c00, 6, 52, USART_FIFO },
	{ "UART5", 0x40005000, 8, 53, USART_FIFO }, { "LPUART1", 0x40008000, 10, 91, USART_LOW_POWER },
};

/* RM0440 47.6.1; REV_ID 0x2003 is revision X */
static const struct reg dbgmcu[] = {
	{ .offset = 0x00, .reset = 0x20036469 },
	{ .offset = 0x04, .rw = 0xe7 },
	{ .offset = 0x08, .rw = 0xc0601c3f },
	{ .offset = 0x0c, .rw = 0x2 },
	{ .offset = 0x10, .rw = 0x3c172800 },
};

/* The CCM SRAM is seen behind SRAM1 and SRAM2, too (RM0440 2.4). */
static const struct die_ram ram[] = {
	{ .name = "SRAM", .base = 0x20000000, .size = 0x18000 },
	{ .name = "CCM SRAM", .base = 0x10000000, .size = 0x8000, .alias = 0x20018000 },
};

static const struct die_region regions[] = { { "system memory", 0x1fff0000, 0x7000, REGION_BOOTLOADER } };

static const struct die_range apb[] = { { 0x40000000, 0x20000 } };

static const struct die_tables tables = {
	.add_system = add_system, .add_flash = add_flash, .rcc = &rcc.rcc, .flash = &flash.memory,
	.clock_hz = clock_hz, .usart_hz = usart_hz, .boot_address = boot_address,
	.apb = apb, .apb_count = COUNT_OF(apb), .gpio = ports, .gpio_count = COUNT_OF(ports), .gpio_features = GPIO_BRR,
	.usarts = usarts, .usart_count = COUNT_OF(usarts), .ram = ram, .ram_count = COUNT_OF(ram),
	.held = { { stm32g4_held, STM32G4_HELD_COUNT } }, .regions = regions, .region_count = COUNT_OF(regions),
	.watchdogs = {
		.iwdg_base = 0x40003000, .wwdg_base = 0x40002c00, .lsi_hz = 32000,
		.iwdg_freeze_reg = 0x08, .iwdg_freeze_bit = BIT(12), .wwdg_freeze_reg = 0x08, .wwdg_freeze_bit = BIT(11),
	},
	.dbgmcu = { .base = 0xe0042000, .table = dbgmcu, .table_len = COUNT_OF(dbgmcu) },
	.crc_base = 0x40023000,
};

static const struct soc_xspi xspi[] = {
	{
		.name = "QUADSPI", .quadspi = true, .base = QUADSPI_BASE, .window = 0x90000000, .window_size = 0x10000000,
		.fifo_bytes = 16, .kernel_clock = SOC_CLK_XSPI1, .enable_reg = E_AHB3, .enable_bit = 8, .reset_reg = R_AHB3,
		.reset_bit = 8, .features = QUADSPI_F4_F7_L49_G4, .errata = QUADSPI_ERRATA_G4,
	},
};

/* RM0440 47.5: SW-DP v1 */
static const struct soc_ap ap = { .number = 0, .idr = 0x24770011, .base = 0xe00ff003 };
static const struct soc_debug debug = { .dpidr = 0x2ba01477, .aps = &ap, .ap_count = 1 };

const struct soc_die stm32g474_die = {
	.name = "stm32g474", .core = "cortex-m4", .cpuid = 0x410fc241, .fpu = true, .debug = &debug,
	.flash_base = 0x08000000, .flash_size = 0x80000, .af = stm32g4_af, .af_count = STM32G4_AF_COUNT,
	.xspi = xspi, .xspi_count = COUNT_OF(xspi), .tables = &tables,
};
