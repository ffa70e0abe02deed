// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * STM32H563 with TrustZone off: what lies where, with which reset values and limits. Sources: RM0481,
 * stm32h563xx.h, STM32H563.svd. Behaviour is in the parts (parts.h, parts_u5.h), pins are in stm32h5_held.c. The
 * internal flash can be read; its controller only holds its registers, so programming it is counted as unknown.
 */

#include <stdlib.h>
#include <string.h>
#include "dies.h"
#include "parts_u5.h"
#include "stm32h5.h"

#define RCC_BASE		0x44020c00u
#define PWR_BASE		0x44020800u
#define FLASH_BASE		0x40022000u
#define GPIO_BASE		0x42020000u
#define OCTOSPI1_BASE	0x47001400u
#define ALL				0xffffffffu

/* ---- RCC (RM0481 11.8) ---- */

/* offsets of reset and enable registers */
enum {
	R_AHB1 = 0x60, R_AHB2 = 0x64, R_AHB4 = 0x6c, R_APB1L = 0x74, R_APB1H = 0x78, R_APB2 = 0x7c, R_APB3 = 0x80,
};
enum {
	E_AHB1 = 0x88, E_AHB2 = 0x8c, E_AHB4 = 0x94, E_APB1L = 0x9c, E_APB1H = 0xa0, E_APB2 = 0xa4, E_APB3 = 0xa8,
};

#define CCIPR1	0xd8
#define CCIPR2	0xdc
#define CCIPR3	0xe0
#define CCIPR4	0xe4
#define CCIPR5	0xe8

#define BUS(name, enables, resets, after_reset) \
	{ .offset = R_##name, .rw = resets }, \
	{ .offset = E_##name, .reset = after_reset, .rw = enables }, \
	{ .offset = E_##name + 0x28, .reset = enables, .rw = enables }		/* sleep mode */

static const struct reg rcc_table[] = {
	{ .offset = 0x00, .reset = 0x9 },					/* CR: HSIDIV 1, 32 MHz; ready bits are computed */
	{ .offset = 0x10, .reset = 0x00400000, .rw = 0x007f0000 },
	{ .offset = 0x14 },
	{ .offset = 0x18, .reset = 0x00200000, .rw = 0x003f0000 },
	{ .offset = 0x1c },									/* CFGR1 */
	{ .offset = 0x20, .rw = 0x007b777f },
	{ .offset = 0x28, .count = 3 },						/* PLLxCFGR */
	{ .offset = 0x34, .reset = 0x01010280 }, { .offset = 0x38 },
	{ .offset = 0x3c, .reset = 0x01010280 }, { .offset = 0x40 },
	{ .offset = 0x44, .reset = 0x01010280 }, { .offset = 0x48 },
	{ .offset = 0x50, .rw = 0x1ff, .unknown = 0x1ff },	/* CIER: no interrupts */
	{ .offset = 0x54, .count = 2 },
	BUS(AHB1, 0xd13ad103, 0x010ad003, 0xd0000100),
	BUS(AHB2, 0xc00e1dff, 0x000e1dff, 0xc0000000),
	BUS(AHB4, 0x00111800, 0x00111800, 0),
	BUS(APB1L, 0xdffec9ff, 0xdffec1ff, 0),
	BUS(APB1H, 0x0080022b, 0x0080022b, 0),
	BUS(APB2, 0x017f7800, 0x017f7800, 0),
	BUS(APB3, 0x0030f9e2, 0x0010f9e0, 0),
	{ .offset = CCIPR1, .rw = 0xbfffffff },
	{ .offset = CCIPR2, .rw = 0x77777777 },
	{ .offset = CCIPR3, .rw = 0x0703ffff },
	{ .offset = CCIPR4, .rw = 0x03ff00ff },
	{ .offset = CCIPR5, .rw = 0xc03f03ff },
	{ .offset = 0xf0 },									/* BDCR */
	{ .offset = 0xf4 },									/* RSR: reset flags are added */
	{ .offset = 0x110, .count = 2 },					/* security: nothing without TrustZone */
};

#define GATE(b, bus, bit)		{ b, E_##bus, bit, R_##bus, bit }
#define GATE_ONLY(b, bus, bit)	{ b, E_##bus, bit, 0, RCC_NO_BIT }

static const struct rcc_gate gates[] = {
	GATE(0x40020000, AHB1, 0), GATE(0x40021000, AHB1, 1), GATE_ONLY(FLASH_BASE, AHB1, 8), GATE(0x40023000, AHB1, 12),
	GATE(0x40023800, AHB1, 14), GATE(0x40023c00, AHB1, 15), GATE(0x40026000, AHB1, 17), GATE(0x40028000, AHB1, 19),
	GATE(0x40032400, AHB1, 24), GATE(0x40032800, AHB1, 24), GATE(0x40032c00, AHB1, 24), GATE(0x40033000, AHB1, 24),
	GATE(0x40033400, AHB1, 24), GATE_ONLY(0x40036400, AHB1, 28), GATE_ONLY(0x40031400, AHB1, 30),
	GATE(GPIO_BASE, AHB2, 0), GATE(GPIO_BASE + 0x400, AHB2, 1), GATE(GPIO_BASE + 0x800, AHB2, 2),
	GATE(GPIO_BASE + 0xc00, AHB2, 3), GATE(GPIO_BASE + 0x1000, AHB2, 4), GATE(GPIO_BASE + 0x1400, AHB2, 5),
	GATE(GPIO_BASE + 0x1800, AHB2, 6), GATE(GPIO_BASE + 0x1c00, AHB2, 7), GATE(GPIO_BASE + 0x2000, AHB2, 8),
	GATE(0x42028000, AHB2, 10), GATE(0x42028400, AHB2, 11), GATE(0x4202c000, AHB2, 12), GATE(0x4202c400, AHB2, 12),
	GATE(0x420c0400, AHB2, 17), GATE(0x420c0800, AHB2, 18), GATE(0x420c2000, AHB2, 19),
	GATE(0x46008000, AHB4, 11), GATE(0x46008c00, AHB4, 12), GATE(0x47000400, AHB4, 16),
	GATE(OCTOSPI1_BASE, AHB4, 20),
	GATE(0x40000000, APB1L, 0), GATE(0x40000400, APB1L, 1), GATE(0x40000800, APB1L, 2), GATE(0x40000c00, APB1L, 3),
	GATE(0x40001000, APB1L, 4), GATE(0x40001400, APB1L, 5), GATE(0x40001800, APB1L, 6), GATE(0x40001c00, APB1L, 7),
	GATE(0x40002000, APB1L, 8), GATE_ONLY(0x40002c00, APB1L, 11), GATE(0x40003800, APB1L, 14),
	GATE(0x40003c00, APB1L, 15), GATE(0x40004400, APB1L, 17), GATE(0x40004800, APB1L, 18),
	GATE(0x40004c00, APB1L, 19), GATE(0x40005000, APB1L, 20), GATE(0x40005400, APB1L, 21),
	GATE(0x40005800, APB1L, 22), GATE(0x40005c00, APB1L, 23), GATE(0x40006000, APB1L, 24),
	GATE(0x40006400, APB1L, 25), GATE(0x40006800, APB1L, 26), GATE(0x40006c00, APB1L, 27),
	GATE(0x40007000, APB1L, 28), GATE(0x40007800, APB1L, 30), GATE(0x40007c00, APB1L, 31),
	GATE(0x40008000, APB1H, 0), GATE(0x40008400, APB1H, 1), GATE(0x40008c00, APB1H, 3), GATE(0x40009400, APB1H, 5),
	GATE(0x4000a400, APB1H, 9), GATE(0x4000dc00, APB1H, 23),
	GATE(0x40012c00, APB2, 11), GATE(0x40013000, APB2, 12), GATE(0x40013400, APB2, 13), GATE(0x40013800, APB2, 14),
	GATE(0x40014000, APB2, 16), GATE(0x40014400, APB2, 17), GATE(0x40014800, APB2, 18), GATE(0x40014c00, APB2, 19),
	GATE(0x40015000, APB2, 20), GATE(0x40015400, APB2, 21), GATE(0x40015800, APB2, 22), GATE(0x40016000, APB2, 24),
	GATE_ONLY(0x44000400, APB3, 1), GATE(0x44002000, APB3, 5), GATE(0x44002400, APB3, 6), GATE(0x44002800, APB3, 7),
	GATE(0x44002c00, APB3, 8), GATE(0x44004400, APB3, 11), GATE(0x44004800, APB3, 12), GATE(0x44004c00, APB3, 13),
	GATE(0x44005000, APB3, 14), GATE(0x44005400, APB3, 15), GATE(0x44007400, APB3, 20),
	GATE_ONLY(0x44007800, APB3, 21), GATE_ONLY(0x44007c00, APB3, 21),
};

/* on and ready bits; start-up times are typical ones of the data sheet */
static const struct clock_source sources[U5_SOURCES] = {
	[U5_HSI] = { 0x00, BIT(0), BIT(1), 3 * SIM_PS_PER_US },
	[U5_CSI] = { 0x00, BIT(8), BIT(9), 4 * SIM_PS_PER_US },
	[U5_HSI48] = { 0x00, BIT(12), BIT(13), 3 * SIM_PS_PER_US },
	[U5_HSE] = { 0x00, BIT(16), BIT(17), 2 * SIM_PS_PER_MS },
	[U5_PLL1] = { 0x00, BIT(24), BIT(25), 50 * SIM_PS_PER_US },
	[U5_PLL2] = { 0x00, BIT(26), BIT(27), 50 * SIM_PS_PER_US },
	[U5_PLL3] = { 0x00, BIT(28), BIT(29), 50 * SIM_PS_PER_US },
	[U5_LSE] = { 0xf0, BIT(0), BIT(1), 2 * SIM_PS_PER_S },
	[U5_LSI] = { 0xf0, BIT(26), BIT(27), 125 * SIM_PS_PER_US },
};

/* RM0481 11.8; PLL limits as in stm32h5xx_ll_utils.c, both VCO ranges together */
static const struct rcc_u5_variant variant = {
	.sources = sources, .cr_writable = 0x151d151d, .cfgr_writable = 0xfffcbfc3, .sws_pos = 3,
	.by_sw = { U5_HSI, U5_CSI, U5_HSE }, .sw_output = 0,
	.pll_source = { U5_SOURCES, U5_HSI, U5_CSI, U5_HSE },
	.pll_writable = 0x00073f3f, .pll_m_bits = 6, .hsi_divider = true,
	.vco_min = 150000000, .vco_max = 836000000, .pll_input_min = 1000000, .pll_input_max = 16000000,
	.ppre3_reg = 0x20, .ppre3_pos = 12, .bdcr_writable = 0x070183bd, .csr_writable = BIT(23),
};

/* stm32h5xx_ll_utils.c, highest HCLK by voltage scale 0 to 3 and wait states */
static const struct clock_limit limits[] = {
	{ 250000000, { 42000000, 84000000, 126000000, 168000000, 210000000, 250000000 }, 6 },
	{ 200000000, { 34000000, 68000000, 102000000, 136000000, 170000000, 200000000 }, 6 },
	{ 150000000, { 30000000, 60000000, 90000000, 120000000, 150000000 }, 5 },
	{ 100000000, { 20000000, 40000000, 60000000, 80000000, 100000000 }, 5 },
};

/* ---- PWR (RM0481 10.11) ---- */

static const struct reg pwr_table[] = {
	{ .offset = 0x00, .reset = 0xc, .rw = 0x0781328d },
	{ .offset = 0x04 },
	{ .offset = 0x10, .rw = 0x30 },						/* VOSCR */
	{ .offset = 0x14 },									/* VOSSR */
	{ .offset = 0x20, .rw = 0x303 },
	{ .offset = 0x24, .rw = 0x1 },						/* DBPCR */
	{ .offset = 0x28 },
	{ .offset = 0x2c, .rw = 0x3 },
	{ .offset = 0x30, .rw = 0x1 },
	{ .offset = 0x34, .rw = 0x70f },
	{ .offset = 0x38, .rw = 0x03000000 },
	{ .offset = 0x3c, .reset = BIT(24) },				/* VMSR: VDDIO2 is there; no pin waits for software */
	{ .offset = 0x40, .count = 2 },
	{ .offset = 0x48, .rw = ALL },
	{ .offset = 0x50, .rw = 0x10001 },
	{ .offset = 0x100, .count = 2 },					/* security: nothing without TrustZone */
};

static const struct pwr_u5_layout pwr_layout = {
	.vos_reg = 0x10, .vos_pos = 4, .status_reg = 0x14, .ready = BIT(3) | BIT(13), .actual_pos = 14, .backup_reg = 0x24,
};

/* ---- FLASH (RM0481 7.11): held; keys and operations are counted ---- */

#define FLASH_ACR	0x00

static const struct reg flash_table[] = {
	{ .offset = FLASH_ACR, .reset = 0x13, .rw = 0x13f },
	{ .offset = 0x04, .rw = ALL, .unknown = ALL },		/* NSKEYR */
	{ .offset = 0x08 },
	{ .offset = 0x0c, .rw = ALL, .unknown = ALL },		/* OPTKEYR */
	{ .offset = 0x10, .count = 3 },
	{ .offset = 0x1c, .reset = 0x1 },					/* OPTCR: locked */
	{ .offset = 0x20, .count = 2 },
	{ .offset = 0x28, .reset = 0x1 },					/* NSCR: locked */
	{ .offset = 0x2c, .reset = 0x1 },
	{ .offset = 0x30, .count = 2 },
	{ .offset = 0x3c, .rw = 0x3 },
	{ .offset = 0x40, .count = 2, .reset = 0x01ff0000 },
	{ .offset = 0x48 },
	{ .offset = 0x50, .count = 2, .reset = 0x2d30edf8 },	/* OPTSR: product state open */
	{ .offset = 0x60 }, { .offset = 0x68 },
	{ .offset = 0x70, .count = 2, .reset = 0xc3000000 },	/* OPTSR2: TZEN 0xC3, off */
	{ .offset = 0x80, .count = 2, .reset = 0x080000c3 },	/* NSBOOTR: 0x08000000 */
	{ .offset = 0x88, .count = 4 },
	{ .offset = 0xa0, .count = 4 }, { .offset = 0xc0, .count = 4 },
	{ .offset = 0xe0, .count = 2, .reset = 0x7f },
	{ .offset = 0xe8, .count = 2, .reset = ALL },
	{ .offset = 0xf0, .count = 4 },
	{ .offset = 0x100, .count = 3 },
	{ .offset = 0x1a0, .count = 4 }, { .offset = 0x1c0, .count = 4 },
	{ .offset = 0x1e0, .count = 2, .reset = 0x7f },
	{ .offset = 0x1e8, .count = 2, .reset = ALL },
	{ .offset = 0x1f0, .count = 4 },
};

/* ---- the die's parts ---- */

static struct rcc_u5 rcc;
static struct pwr_u5 pwr;
static struct regs flash;
static struct bus_memory array = { .name = "flash" };
static struct bus_memory otp = { .name = "OTP and factory data", .base = 0x08fff000, .size = 0x1000 };

static uint32_t per_hz(void)
{
	static const enum rcc_u5_source choices[4] = { U5_HSI, U5_CSI, U5_HSE, U5_SOURCES };

	return rcc_u5_source_hz(&rcc, choices[FIELD(regs_get(&rcc.rcc.regs, CCIPR5), 30, 2)]);
}

static uint32_t octospi_hz(void)
{
	switch (FIELD(regs_get(&rcc.rcc.regs, CCIPR4), 0, 2)) {
	case 0:
		return rcc_u5_hz(&rcc, U5_CLK_HCLK);
	case 1:
		return rcc_u5_pll_hz(&rcc, 0, 1);
	case 2:
		return rcc_u5_pll_hz(&rcc, 1, 2);
	default:
		return per_hz();
	}
}

static uint32_t clock_hz(enum soc_clock clock)
{
	switch (clock) {
	case SOC_CLK_CORE:
		return rcc_u5_hz(&rcc, U5_CLK_HCLK);
	case SOC_CLK_APB1:
		return rcc_u5_hz(&rcc, U5_CLK_PCLK1);
	case SOC_CLK_APB2:
		return rcc_u5_hz(&rcc, U5_CLK_PCLK2);
	case SOC_CLK_XSPI1:
		return octospi_hz();
	default:
		return 0;
	}
}

static void check_clocks(void)
{
	rcc_u5_check(&rcc);
}

static unsigned int latency(void)
{
	return regs_get(&flash, FLASH_ACR) & 0xf;
}

/* die_usart.select: register and place of the field */
#define IN_CCIPR2	0x40
#define IN_CCIPR3	0x80
#define PLACE		0x3f

static uint32_t usart_hz(const struct usart *usart)
{
	uint8_t select = usart->kernel_select;
	uint16_t reg = select & IN_CCIPR3 ? CCIPR3 : select & IN_CCIPR2 ? CCIPR2 : CCIPR1;

	switch (FIELD(regs_get(&rcc.rcc.regs, reg), select & PLACE, 3)) {
	case 0:
		return rcc_u5_hz(&rcc, reg == CCIPR3 ? U5_CLK_PCLK3 : select == 0 ? U5_CLK_PCLK2 : U5_CLK_PCLK1);
	case 1:
		return rcc_u5_pll_hz(&rcc, 1, 1);
	case 2:
		return rcc_u5_pll_hz(&rcc, 2, 1);
	case 3:
		return rcc_u5_source_hz(&rcc, U5_HSI);
	case 4:
		return rcc_u5_source_hz(&rcc, U5_CSI);
	default:
		return rcc_u5_source_hz(&rcc, U5_LSE);
	}
}

/** TZEN off, product state open, BOOT0 low: NSBOOTADD (RM0481 4.2). */
static uint32_t boot_address(void)
{
	return 0x08000000;
}

static void add_system(const struct soc_die *die)
{
	(void)die;
	rcc = (struct rcc_u5) {
		.variant = &variant, .limits = limits, .pwr = &pwr, .latency = latency,
		.hse_hz = soc_crystal_hz(true), .lse_hz = soc_crystal_hz(false),
	};
	rcc.rcc.gates = gates;
	rcc.rcc.gate_count = COUNT_OF(gates);
	rcc.rcc.regs.table = rcc_table;
	rcc.rcc.regs.table_len = COUNT_OF(rcc_table);
	rcc.rcc.regs.bus = (struct bus_device) { .name = "RCC", .base = RCC_BASE, .size = 0x400 };
	rcc_u5_add(&rcc);

	pwr = (struct pwr_u5) { .layout = &pwr_layout, .change_ps = 20 * SIM_PS_PER_US, .on_change = check_clocks };
	pwr.regs.table = pwr_table;
	pwr.regs.table_len = COUNT_OF(pwr_table);
	pwr.regs.bus = die_place(&rcc.rcc, "PWR", PWR_BASE, 0x400);
	pwr_u5_add(&pwr);
}

static enum bus_result write_array(void *ctx, uint32_t offset, unsigned int size, uint32_t value, enum bus_master by)
{
	const struct bus_memory *memory = ctx;

	(void)size;
	(void)value;
	(void)by;
	sim_unknown("flash.h5", "write at 0x%08x: programming this flash is not modelled", memory->base + offset);
	return BUS_FAULT;
}

static void add_array(struct bus_memory *memory)
{
	memory->data = malloc(memory->size);
	if (!memory->data)
		abort();
	memset(memory->data, 0xff, memory->size);
	memory->write = write_array;
	memory->ctx = memory;
	bus_add_memory(memory);
}

static void flash_changed(struct regs *regs, uint32_t offset, uint32_t old)
{
	(void)regs;
	(void)old;
	if (offset == FLASH_ACR)
		check_clocks();
}

static void add_flash(const struct soc_die *die)
{
	static const struct die_factory factory = { .package_at = 0x80e, .uid_at = 0x800, .flash_kib_at = 0x80c };

	flash.table = flash_table;
	flash.table_len = COUNT_OF(flash_table);
	flash.changed = flash_changed;
	flash.bus = die_place(&rcc.rcc, "FLASH", FLASH_BASE, 0x400);
	regs_add(&flash);
	array.base = die->flash_base;
	array.size = die->flash_size;
	add_array(&array);
	add_array(&otp);
	die_factory_data(otp.data, &factory, die->flash_size);
}

/* ---- tables for the builder ---- */

/* Reset values of MODER, OSPEEDR and PUPDR keep the debug pins working (RM0481 13.4). */
#define PORT(n, i, p, m) { .name = n, .base = GPIO_BASE + 0x400 * (i), .pins = p, .moder = m }

static const struct die_gpio ports[] = {
	{ .name = "GPIOA", .base = GPIO_BASE, .pins = 0xffff, .moder = 0xabffffff, .ospeedr = 0x08000000,
		.pupdr = 0x64000000 },
	{ .name = "GPIOB", .base = GPIO_BASE + 0x400, .pins = 0xffff, .moder = 0xfffffebf, .pupdr = 0x00000100 },
	PORT("GPIOC", 2, 0xffff, ALL), PORT("GPIOD", 3, 0xffff, ALL), PORT("GPIOE", 4, 0xffff, ALL),
	PORT("GPIOF", 5, 0xffff, ALL), PORT("GPIOG", 6, 0xffff, ALL), PORT("GPIOH", 7, 0xffff, ALL),
	PORT("GPIOI", 8, 0x0fff, 0x00ffffff),
};

/* lines from RM0481's table of vectors */
static const struct die_usart usarts[] = {
	{ "USART1", 0x40013800, 0, 58, USART_FIFO }, { "USART2", 0x40004400, 3, 59, USART_FIFO },
	{ "USART3", 0x40004800, 6, 60, USART_FIFO }, { "UART4", 0x40004c00, 9, 61, USART_FIFO },
	{ "UART5", 0x40005000, 12, 62, USART_FIFO }, { "USART6", 0x40006400, 15, 85, USART_FIFO },
	{ "UART7", 0x40007800, 18, 98, USART_FIFO }, { "UART8", 0x40007c00, 21, 99, USART_FIFO },
	{ "UART9", 0x40008000, 24, 100, USART_FIFO }, { "USART10", 0x40006800, 27, 86, USART_FIFO },
	{ "USART11", 0x40006c00, IN_CCIPR2, 87, USART_FIFO }, { "UART12", 0x40008400, IN_CCIPR2 | 4, 101, USART_FIFO },
	{ "LPUART1", 0x44002400, IN_CCIPR3 | 24, 63, USART_LOW_POWER },
};

/* RM0481 59.12.4; REV_ID 0x1007 is revision X */
static const struct reg dbgmcu[] = {
	{ .offset = 0x00, .reset = 0x10076484 },
	{ .offset = 0x04, .rw = 0x100f6 },
	{ .offset = 0x08, .rw = 0x00e019ff },
	{ .offset = 0x0c, .rw = 0x20 },
	{ .offset = 0x10, .rw = 0x00072800 },
	{ .offset = 0x14, .rw = 0x403e0c00 },
	{ .offset = 0x20, .rw = ALL },
	{ .offset = 0xfc, .reset = 0x00010003 },
	{ .offset = 0x100, .count = 3 },
};

/* SRAM1 to SRAM3 lie side by side, on the system bus and again on the code bus (RM0481 2.3.1) */
static const struct die_ram ram[] = {
	{ .name = "SRAM", .base = 0x20000000, .size = 0xa0000, .alias = 0x0a000000 },
};

static const struct die_region regions[] = {
	{ "system memory", 0x0bf80000, 0x20000, REGION_BOOTLOADER },
	{ "secure flash", 0x0c000000, 0x200000, REGION_SECURE },
	{ "secure SRAM", 0x0e000000, 0xa0000, REGION_SECURE },
	{ "secure SRAM", 0x30000000, 0xa0000, REGION_SECURE },
	{ "secure peripherals", 0x50000000, 0x10000000, REGION_SECURE },
};

static const struct die_range apb[] = { { 0x40000000, 0x20000 }, { 0x44000000, 0x20000 } };

static const struct die_tables tables = {
	.add_system = add_system, .add_flash = add_flash, .rcc = &rcc.rcc, .flash = &array,
	.clock_hz = clock_hz, .usart_hz = usart_hz, .boot_address = boot_address,
	.apb = apb, .apb_count = COUNT_OF(apb), .gpio = ports, .gpio_count = COUNT_OF(ports),
	.gpio_features = GPIO_BRR | GPIO_HSLVR | GPIO_SECCFGR,
	.usarts = usarts, .usart_count = COUNT_OF(usarts), .ram = ram, .ram_count = COUNT_OF(ram),
	.held = { { stm32h5_held, STM32H5_HELD_COUNT } }, .regions = regions, .region_count = COUNT_OF(regions),
	.watchdogs = {
		.iwdg_base = 0x40003000, .wwdg_base = 0x40002c00, .lsi_hz = 32000,
		.iwdg_freeze_reg = 0x08, .iwdg_freeze_bit = BIT(12), .wwdg_freeze_reg = 0x08, .wwdg_freeze_bit = BIT(11),
	},
	.dbgmcu = { .base = 0x44024000, .table = dbgmcu, .table_len = COUNT_OF(dbgmcu) },
	.crc_base = 0x40023000, .icache_base = 0x40030400, .icache_lines = 256,
};

static const struct soc_xspi xspi[] = {
	{
		.name = "OCTOSPI1", .features = OCTOSPI_H5, .errata = OCTOSPI_ERRATA_L5_H5_H7, .base = OCTOSPI1_BASE,
		.window = 0x90000000, .window_size = 0x10000000, .fifo_bytes = 32, .kernel_clock = SOC_CLK_XSPI1,
		.enable_reg = E_AHB4, .enable_bit = 20, .reset_reg = R_AHB4, .reset_bit = 20,
	},
};

/* RM0481 59.4: the core hangs on access port 1 */
static const struct soc_ap ap = { .number = 1, .idr = 0x84770015, .base = 0xe00fe003 };
static const struct soc_debug debug = { .dpidr = 0x0be12477, .targetid = 0x04840041, .aps = &ap, .ap_count = 1 };

const struct soc_die stm32h563_die = {
	.name = "stm32h563", .core = "cortex-m33", .cpuid = 0x410fd214, .fpu = true, .trustzone = true, .debug = &debug,
	.flash_base = 0x08000000, .flash_size = 0x200000, .af = stm32h5_af, .af_count = STM32H5_AF_COUNT,
	.xspi = xspi, .xspi_count = COUNT_OF(xspi), .tables = &tables,
};
