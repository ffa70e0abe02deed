// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * STM32U575, U585, U5G7 and U5G9 with TrustZone off (TZEN = 0): what lies where, with which reset values and limits.
 * Sources: RM0456, stm32u575xx.h, stm32u585xx.h, stm32u5g7xx.h, stm32u5g9xx.h, STM32U585.svd, STM32U5Gx.svd. Behaviour
 * is in the parts (parts.h, parts_u5.h), pins are in stm32u5_pins.c.
 */

#include "dies.h"
#include "gpdma.h"
#include "parts_u5.h"
#include "stm32u5.h"

#define RCC_BASE		0x46020c00u
#define PWR_BASE		0x46020800u
#define FLASH_BASE		0x40022000u
#define GPIO_BASE		0x42020000u
#define OCTOSPI1_BASE	0x420d1400u
#define OCTOSPI2_BASE	0x420d2400u
#define HSPI1_BASE		0x420d3400u
#define OCTOSPIM_BASE	0x420c4000u
#define ALL				0xffffffffu

/* ---- RCC (RM0456 11.8) ---- */

/* offsets of reset and enable registers */
enum {
	R_AHB1 = 0x60, R_AHB21 = 0x64, R_AHB22 = 0x68, R_AHB3 = 0x6c,
	R_APB11 = 0x74, R_APB12 = 0x78, R_APB2 = 0x7c, R_APB3 = 0x80,
};
enum {
	E_AHB1 = 0x88, E_AHB21 = 0x8c, E_AHB22 = 0x90, E_AHB3 = 0x94,
	E_APB11 = 0x9c, E_APB12 = 0xa0, E_APB2 = 0xa4, E_APB3 = 0xa8,
};

#define CCIPR1	0xe0
#define CCIPR2	0xe4
#define CCIPR3	0xe8

#define BUS(name, enables, resets, after_reset) \
	{ .offset = R_##name, .rw = resets }, \
	{ .offset = E_##name, .reset = after_reset, .rw = enables }, \
	{ .offset = E_##name + 0x28, .reset = enables, .rw = enables }		/* sleep modes */

#define RCC_COMMON \
	{ .offset = 0x00, .reset = 0x11 },					/* CR; ready bits are computed */ \
	{ .offset = 0x08, .reset = 0x44000000, .rw = 0xffc00000 }, \
	{ .offset = 0x0c, .reset = 0x00084210, .rw = 0x000fffff }, \
	{ .offset = 0x10, .reset = 0x00100000, .rw = 0x001f0000 }, \
	{ .offset = 0x14 }, \
	{ .offset = 0x1c },									/* CFGR1 */ \
	{ .offset = 0x20, .reset = 0x6000, .rw = 0x001f777f }, \
	{ .offset = 0x24, .rw = 0x00030070 }, \
	{ .offset = 0x28, .count = 3 },						/* PLLxCFGR */ \
	{ .offset = 0x34, .reset = 0x01010280 }, { .offset = 0x38 }, \
	{ .offset = 0x3c, .reset = 0x01010280 }, { .offset = 0x40 }, \
	{ .offset = 0x44, .reset = 0x01010280 }, { .offset = 0x48 }, \
	{ .offset = 0x50, .rw = 0x19ff, .unknown = 0x19ff },	/* CIER: no interrupts */ \
	{ .offset = 0x54, .count = 2 }, \
	{ .offset = 0xd8, .rw = 0xbe30f8e0 },				/* SRDAMR */ \
	{ .offset = CCIPR1, .rw = 0xefffffff }, \
	{ .offset = CCIPR3, .rw = 0x0007ffdf }, \
	{ .offset = 0xf0 },									/* BDCR */ \
	{ .offset = 0xf4, .reset = 0x4400 },				/* CSR; reset flags are added */ \
	{ .offset = 0x110, .count = 2 },					/* security: nothing without TrustZone */ \
	BUS(AHB3, 0x80001665, 0x00000661, 0x80000000), \
	BUS(APB3, 0x0030f8e2, 0x0010f8e2, 0)

static const struct reg rcc_u575[] = {
	RCC_COMMON, { .offset = CCIPR2, .rw = 0x003077e7 },
	BUS(AHB1, 0xd107110f, 0x0007100f, 0xd0000100), BUS(AHB21, 0xd82655ff, 0x182655ff, 0xc0000000),
	BUS(AHB22, 0x00000111, 0x00000111, 0), BUS(APB11, 0x017e483f, 0x017e403f, 0),
	BUS(APB12, 0x00800222, 0x00800222, 0), BUS(APB2, 0x00677800, 0x00677800, 0),
};
static const struct reg rcc_u585[] = {
	RCC_COMMON, { .offset = CCIPR2, .rw = 0x00307fe7 },
	BUS(AHB1, 0xd107110f, 0x0007100f, 0xd0000100), BUS(AHB21, 0xd9bf55ff, 0x19bf55ff, 0xc0000000),
	BUS(AHB22, 0x00000111, 0x00000111, 0), BUS(APB11, 0x017e483f, 0x017e403f, 0),
	BUS(APB12, 0x00800222, 0x00800222, 0), BUS(APB2, 0x00677800, 0x00677800, 0),
};
/* U5G9: with DSI, bit 27 of APB2 and bit 15 of CCIPR2 */
#define RCC_U5G(ccipr2, apb2) { \
	RCC_COMMON, { .offset = CCIPR2, .rw = ccipr2 }, \
	BUS(AHB1, 0xd13f910f, 0x001f900f, 0xd0200100), BUS(AHB21, 0xd9bfd7ff, 0x19bf57ff, 0xc0000000), \
	BUS(AHB22, 0xc0001111, 0x00001111, 0x80000000), BUS(APB11, 0x037e483f, 0x037e403f, 0), \
	BUS(APB12, 0x008002e2, 0x008002e2, 0), BUS(APB2, apb2, apb2, 0), \
}
static const struct reg rcc_u5g7[] = RCC_U5G(0xcff77fe7, 0x06677800);
static const struct reg rcc_u5g9[] = RCC_U5G(0xcff7ffe7, 0x0e677800);

#define GATE(b, bus, bit)		{ b, E_##bus, bit, R_##bus, bit }
#define GATE_ONLY(b, bus, bit)	{ b, E_##bus, bit, 0, RCC_NO_BIT }

/* of all parts: a gate without a device does nothing */
static const struct rcc_gate gates[] = {
	GATE(0x40020000, AHB1, 0), GATE(0x40021000, AHB1, 1), GATE(0x40021400, AHB1, 2), GATE(0x40025000, AHB1, 3),
	GATE_ONLY(FLASH_BASE, AHB1, 8), GATE(0x40023000, AHB1, 12), GATE(0x4002a000, AHB1, 15),
	GATE(0x40024000, AHB1, 16), GATE(0x40026000, AHB1, 17), GATE(0x4002b000, AHB1, 18), GATE(0x4002c000, AHB1, 19),
	GATE(0x4002f000, AHB1, 20), GATE_ONLY(0x40031800, AHB1, 21), GATE_ONLY(0x40032400, AHB1, 24),
	GATE_ONLY(0x40032800, AHB1, 24), GATE_ONLY(0x40032c00, AHB1, 24), GATE_ONLY(0x40033000, AHB1, 24),
	GATE_ONLY(0x40033400, AHB1, 24), GATE_ONLY(0x40033800, AHB1, 24), GATE_ONLY(0x40033c00, AHB1, 24),
	GATE_ONLY(0x40031400, AHB1, 30),
	GATE(GPIO_BASE, AHB21, 0), GATE(GPIO_BASE + 0x400, AHB21, 1), GATE(GPIO_BASE + 0x800, AHB21, 2),
	GATE(GPIO_BASE + 0xc00, AHB21, 3), GATE(GPIO_BASE + 0x1000, AHB21, 4), GATE(GPIO_BASE + 0x1400, AHB21, 5),
	GATE(GPIO_BASE + 0x1800, AHB21, 6), GATE(GPIO_BASE + 0x1c00, AHB21, 7), GATE(GPIO_BASE + 0x2000, AHB21, 8),
	GATE(GPIO_BASE + 0x2400, AHB21, 9), GATE(0x42028000, AHB21, 10), GATE(0x4202c000, AHB21, 12),
	GATE(0x4202c400, AHB21, 12), GATE(0x42040000, AHB21, 14), GATE(0x420c0000, AHB21, 16),
	GATE(0x420c0400, AHB21, 17), GATE(0x420c0800, AHB21, 18), GATE(0x420c2000, AHB21, 19),
	GATE(0x420c0c00, AHB21, 20), GATE(OCTOSPIM_BASE, AHB21, 21), GATE(0x420c5000, AHB21, 23),
	GATE(0x420c5400, AHB21, 24), GATE(0x420c8000, AHB21, 27), GATE(0x420c8c00, AHB21, 28),
	GATE(0x420d0400, AHB22, 0), GATE(OCTOSPI1_BASE, AHB22, 4), GATE(OCTOSPI2_BASE, AHB22, 8),
	GATE(HSPI1_BASE, AHB22, 12),
	GATE(0x46020000, AHB3, 0), GATE_ONLY(PWR_BASE, AHB3, 2), GATE(0x46021000, AHB3, 5), GATE(0x46021800, AHB3, 6),
	GATE(0x46025000, AHB3, 9), GATE(0x46024000, AHB3, 10), GATE_ONLY(0x46023000, AHB3, 12),
	GATE_ONLY(0x46023400, AHB3, 12), GATE_ONLY(0x46023800, AHB3, 12),
	GATE(0x40000000, APB11, 0), GATE(0x40000400, APB11, 1), GATE(0x40000800, APB11, 2), GATE(0x40000c00, APB11, 3),
	GATE(0x40001000, APB11, 4), GATE(0x40001400, APB11, 5), GATE_ONLY(0x40002c00, APB11, 11),
	GATE(0x40003800, APB11, 14), GATE(0x40004400, APB11, 17), GATE(0x40004800, APB11, 18),
	GATE(0x40004c00, APB11, 19), GATE(0x40005000, APB11, 20), GATE(0x40005400, APB11, 21),
	GATE(0x40005800, APB11, 22), GATE(0x40006000, APB11, 24), GATE(0x40006400, APB11, 25),
	GATE(0x40008400, APB12, 1), GATE(0x40009400, APB12, 5), GATE(0x40009800, APB12, 6), GATE(0x40009c00, APB12, 7),
	GATE(0x4000a400, APB12, 9), GATE(0x4000dc00, APB12, 23),
	GATE(0x40012c00, APB2, 11), GATE(0x40013000, APB2, 12), GATE(0x40013400, APB2, 13), GATE(0x40013800, APB2, 14),
	GATE(0x40014000, APB2, 16), GATE(0x40014400, APB2, 17), GATE(0x40014800, APB2, 18), GATE(0x40015400, APB2, 21),
	GATE(0x40015800, APB2, 22), GATE(0x40016400, APB2, 25), GATE(0x40016800, APB2, 26), GATE(0x40016c00, APB2, 27),
	GATE(0x46000400, APB3, 1), GATE(0x46002000, APB3, 5), GATE(0x46002400, APB3, 6), GATE(0x46002800, APB3, 7),
	GATE(0x46004400, APB3, 11), GATE(0x46004800, APB3, 12), GATE(0x46004c00, APB3, 13), GATE(0x46005000, APB3, 14),
	GATE(0x46005400, APB3, 15), GATE(0x46007400, APB3, 20), GATE_ONLY(0x46007800, APB3, 21),
	GATE_ONLY(0x46007c00, APB3, 21),
};

/* on and ready bits; start-up times are typical ones of the data sheets */
static const struct clock_source sources[U5_SOURCES] = {
	[U5_MSIS] = { 0x00, BIT(0), BIT(2), 3 * SIM_PS_PER_US },
	[U5_MSIK] = { 0x00, BIT(4), BIT(5), 3 * SIM_PS_PER_US },
	[U5_HSI] = { 0x00, BIT(8), BIT(10), 4 * SIM_PS_PER_US },
	[U5_HSI48] = { 0x00, BIT(12), BIT(13), 3 * SIM_PS_PER_US },
	[U5_SHSI] = { 0x00, BIT(14), BIT(15), 3 * SIM_PS_PER_US },
	[U5_HSE] = { 0x00, BIT(16), BIT(17), 2 * SIM_PS_PER_MS },
	[U5_PLL1] = { 0x00, BIT(24), BIT(25), 25 * SIM_PS_PER_US },
	[U5_PLL2] = { 0x00, BIT(26), BIT(27), 25 * SIM_PS_PER_US },
	[U5_PLL3] = { 0x00, BIT(28), BIT(29), 25 * SIM_PS_PER_US },
	[U5_LSE] = { 0xf0, BIT(0), BIT(1), 2 * SIM_PS_PER_S },
	[U5_LSI] = { 0xf0, BIT(26), BIT(27), 125 * SIM_PS_PER_US },
};

/* RM0456 11.8; PLL limits are the ones of stm32u5xx_hal_rcc.h and the data sheets */
static const struct rcc_u5_variant variant = {
	.sources = sources, .cr_writable = 0x151d53db, .cfgr_writable = 0x7f000033, .sws_pos = 2,
	.by_sw = { U5_MSIS, U5_HSI, U5_HSE }, .sw_output = 2,
	.pll_source = { U5_SOURCES, U5_MSIS, U5_HSI, U5_HSE },
	.pll_writable = 0x0007ff1f, .pll_m_bits = 4, .pll_m_less_one = true,
	.vco_min = 128000000, .vco_max = 544000000, .pll_input_min = 4000000, .pll_input_max = 16000000,
	.ppre3_reg = 0x24, .ppre3_pos = 4, .bdcr_writable = 0x170193bd, .csr_writable = 0x0080ff00,
	.boost_above = 55000000,
};

/* stm32u5xx_ll_utils.c, highest HCLK by voltage range and wait states; RM0456 table of wait states */
static const struct clock_limit limits[] = {
	{ 160000000, { 32000000, 64000000, 96000000, 128000000, 160000000 }, 5 },
	{ 110000000, { 25000000, 50000000, 75000000, 100000000, 110000000 }, 5 },
	{ 55000000, { 12500000, 25000000, 37500000, 50000000, 55000000 }, 5 },
	{ 25000000, { 8000000, 16000000, 24000000, 25000000 }, 4 },
};

/* ---- PWR (RM0456 10.10) ---- */

static const struct reg pwr_table[] = {
	{ .offset = 0x00, .rw = 0x00000fe7 },
	{ .offset = 0x04, .rw = 0x80ff7f77 },
	{ .offset = 0x08, .rw = 0x00000006 },
	{ .offset = 0x0c, .rw = 0x00070000 },				/* VOSR */
	{ .offset = 0x10, .rw = 0x7f0000f0 },				/* SVMCR */
	{ .offset = 0x14, .count = 2, .rw = 0xff },
	{ .offset = 0x1c, .rw = 0xffff },
	{ .offset = 0x20, .rw = 0x11 },
	{ .offset = 0x24, .rw = 0x3 },
	{ .offset = 0x28, .rw = 0x1 },						/* DBPR */
	{ .offset = 0x2c, .rw = 0x3 },
	{ .offset = 0x30, .count = 2 },						/* security: nothing without TrustZone */
	{ .offset = 0x38, .rw = 0x1 },
	{ .offset = 0x3c, .reset = 0x8000 },
	{ .offset = 0x40, .count = 3 },
	{ .offset = 0x4c, .rw = 0x1, .unknown = 0x1 },		/* APC: pulls from PUCRx */
	{ .offset = 0x50, .count = 20, .rw = 0xffff },		/* PUCRA, PDCRA ... PDCRJ */
};

static const struct pwr_u5_layout pwr_layout = {
	.vos_reg = 0x0c, .vos_pos = 16, .status_reg = 0x0c, .ready = BIT(15), .boost_on = BIT(18), .boost_ready = BIT(14),
	.io2_reg = 0x10, .io2_valid = BIT(29), .backup_reg = 0x28,
};

/* ---- FLASH (RM0456 7.9) ---- */

#define FLASH_LAYOUT(pages) { \
	.acr = 0x00, .keyr = 0x08, .optkeyr = 0x10, .sr = 0x20, .cr = 0x28, .eccr = 0x30, .optr = 0x40, .boot0 = 0x44, \
	.wrp = { 0x58, 0x5c, 0x68, 0x6c }, \
	.acr_latency = 0xf, .pnb_bits = pages, .bker_bit = 11, .dbank = BIT(21), .tzen = BIT(31), .word = 16, \
}
static const struct flash_l4_layout flash_u58 = FLASH_LAYOUT(7);
static const struct flash_l4_layout flash_u5g = FLASH_LAYOUT(8);

static const struct reg flash_table[] = {
	{ .offset = 0x00, .rw = 0x790f, .unknown = 0x7000 },	/* power-down bits */
	{ .offset = 0x08, .count = 3 },						/* NSKEYR, SECKEYR, OPTKEYR */
	{ .offset = 0x18, .count = 2 },						/* PDKEY1R, PDKEY2R */
	{ .offset = 0x20, .count = 4 },						/* NSSR, SECSR, NSCR, SECCR; secure ones read 0 */
	{ .offset = 0x30, .rw = BIT(24), .w1c = 0xc0000000 },
	{ .offset = 0x34 },
	{ .offset = 0x40, .count = 16 },					/* option registers, keys of OEM locks */
	{ .offset = 0x80, .count = 16 },					/* security: nothing without TrustZone */
	{ .offset = 0xc0 },
	{ .offset = 0xc4, .rw = 0x3 },
	{ .offset = 0xd0, .count = 16 },
};

/* As delivered by ST: TrustZone off, two banks, nothing protected (RM0456 7.4.2 and 7.9.13 to 7.9.24) */
#define FLASH_OPTIONS(last, mask) { \
	{ 0x40, 0x1feff8aa, 0xfffff7ff, false }, \
	{ 0x44, 0x0800007f, 0xffffff80, false }, \
	{ 0x48, 0x0bf9007f, 0xffffff80, false }, \
	{ 0x4c, 0x0c00007c, 0xffffff81, true }, \
	{ 0x50, 0xffffff00 | (last), mask, true }, \
	{ 0x54, 0x0f00ffff, 0x80000000 | (mask), true }, \
	{ 0x58, 0xff00ff00 | (last), 0x80000000 | (mask), false }, \
	{ 0x5c, 0xff00ff00 | (last), 0x80000000 | (mask), false }, \
	{ 0x60, 0xffffff00 | (last), mask, true }, \
	{ 0x64, 0x0f00ffff, 0x80000000 | (mask), true }, \
	{ 0x68, 0xff00ff00 | (last), 0x80000000 | (mask), false }, \
	{ 0x6c, 0xff00ff00 | (last), 0x80000000 | (mask), false }, \
}
static const struct flash_l4_option options_u58[] = FLASH_OPTIONS(0x7f, 0x007f007f);
static const struct flash_l4_option options_u5g[] = FLASH_OPTIONS(0xff, 0x00ff00ff);

#define OPTR_NSWBOOT0	BIT(26)
#define OPTR_NBOOT0		BIT(27)

/* ---- the die's parts ---- */

static struct rcc_u5 rcc;
static struct pwr_u5 pwr;
static struct flash_l4 flash;

/** @returns SYSCLK, MSIK, PLL1Q or PLL2Q: one choice for both OCTOSPIs (RM0456 11.8.48) */
static uint32_t octospi_hz(void)
{
	switch (FIELD(regs_get(&rcc.rcc.regs, CCIPR2), 20, 2)) {
	case 0:
		return rcc_u5_hz(&rcc, U5_CLK_SYS);
	case 1:
		return rcc_u5_source_hz(&rcc, U5_MSIK);
	case 2:
		return rcc_u5_pll_hz(&rcc, 0, 1);
	default:
		return rcc_u5_pll_hz(&rcc, 1, 1);
	}
}

/** @returns SYSCLK, PLL1Q, PLL2Q or PLL3R (RM0456 11.8.48) */
static uint32_t hspi_hz(void)
{
	switch (FIELD(regs_get(&rcc.rcc.regs, CCIPR2), 22, 2)) {
	case 0:
		return rcc_u5_hz(&rcc, U5_CLK_SYS);
	case 1:
		return rcc_u5_pll_hz(&rcc, 0, 1);
	case 2:
		return rcc_u5_pll_hz(&rcc, 1, 1);
	default:
		return rcc_u5_pll_hz(&rcc, 2, 2);
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
	case SOC_CLK_XSPI2:
		return octospi_hz();
	case SOC_CLK_XSPI3:
		return hspi_hz();
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
	return flash_l4_latency(&flash);
}

/* die_usart.select: register and place of the field */
#define IN_CCIPR2	0x40
#define IN_CCIPR3	0x80
#define PLACE		0x3f

static uint32_t usart_hz(const struct usart *usart)
{
	uint8_t select = usart->kernel_select;
	uint16_t reg = select & IN_CCIPR3 ? CCIPR3 : select & IN_CCIPR2 ? CCIPR2 : CCIPR1;
	bool low_power = reg == CCIPR3;

	switch (FIELD(regs_get(&rcc.rcc.regs, reg), select & PLACE, low_power ? 3 : 2)) {
	case 0:
		return rcc_u5_hz(&rcc, low_power ? U5_CLK_PCLK3 : select == 0 ? U5_CLK_PCLK2 : U5_CLK_PCLK1);
	case 1:
		return rcc_u5_hz(&rcc, U5_CLK_SYS);
	case 2:
		return rcc_u5_source_hz(&rcc, U5_HSI);
	case 3:
		return rcc_u5_source_hz(&rcc, U5_LSE);
	default:
		return rcc_u5_source_hz(&rcc, U5_MSIK);
	}
}

/** RM0456 4, TZEN = 0: BOOT0 comes from the pin PH3 or from an option bit. */
static uint32_t boot_address(void)
{
	uint16_t boot0_reg = flash.layout->boot0;
	uint32_t optr = flash_l4_option(&flash, flash.layout->optr);
	bool boot0 = optr & OPTR_NSWBOOT0 ? soc_outside_level(7, 3) == 1 : !(optr & OPTR_NBOOT0);

	return flash_l4_option(&flash, boot0 ? boot0_reg + 4u : boot0_reg) & ~0x7fu;
}

/** What differs between the parts, for the functions below. */
struct part {
	const struct reg *rcc;
	unsigned int rcc_len;
	const struct flash_l4_layout *flash;
	const struct flash_l4_option *options;
};

static void add_system(const struct soc_die *die)
{
	const struct part *part = die->tables->family;

	rcc = (struct rcc_u5) {
		.variant = &variant, .limits = limits, .pwr = &pwr, .latency = latency,
		.hse_hz = soc_crystal_hz(true), .lse_hz = soc_crystal_hz(false),
	};
	rcc.rcc.gates = gates;
	rcc.rcc.gate_count = COUNT_OF(gates);
	rcc.rcc.regs.table = part->rcc;
	rcc.rcc.regs.table_len = part->rcc_len;
	rcc.rcc.regs.bus = (struct bus_device) { .name = "RCC", .base = RCC_BASE, .size = 0x400 };
	rcc_u5_add(&rcc);

	pwr = (struct pwr_u5) {
		.layout = &pwr_layout, .change_ps = 20 * SIM_PS_PER_US, .boost_ps = 10 * SIM_PS_PER_US,
		.on_change = check_clocks,
	};
	pwr.regs.table = pwr_table;
	pwr.regs.table_len = COUNT_OF(pwr_table);
	pwr.regs.bus = die_place(&rcc.rcc, "PWR", PWR_BASE, 0x400);
	pwr_u5_add(&pwr);
}

/** Program and erase times: order of the typical ones of DS13086, flash memory characteristics. */
static void add_flash(const struct soc_die *die)
{
	static const struct die_factory factory = { .package_at = 0x500, .uid_at = 0x700, .flash_kib_at = 0x7a0 };
	const struct part *part = die->tables->family;

	flash = (struct flash_l4) {
		.layout = part->flash, .options = part->options, .option_count = COUNT_OF(options_u58),
		.page_dual = 8192, .page_single = 8192,
		.program_ps = 118 * SIM_PS_PER_US, .erase_ps = 1500 * SIM_PS_PER_US, .mass_erase_ps = 195 * SIM_PS_PER_MS,
		.option_ps = 5 * SIM_PS_PER_MS,
		.memory = { .name = "flash", .base = die->flash_base, .size = die->flash_size },
		.otp = { .name = "OTP", .base = 0x0bfa0000, .size = 0x800 }, .otp_size = 0x200,
		.on_change = check_clocks,
	};
	flash.regs.table = flash_table;
	flash.regs.table_len = COUNT_OF(flash_table);
	flash.regs.bus = die_place(&rcc.rcc, "FLASH", FLASH_BASE, 0x400);
	flash_l4_add(&flash);
	die_factory_data(flash.otp.data, &factory, die->flash_size);
}

/* ---- tables for the builder ---- */

/* Reset values of MODER, OSPEEDR and PUPDR keep the debug pins working (RM0456 13.4). */
#define PORT(n, i, p, m) { .name = n, .base = GPIO_BASE + 0x400 * (i), .pins = p, .moder = m }
#define PORTS_A_TO_H \
	{ .name = "GPIOA", .base = GPIO_BASE, .pins = 0xffff, .moder = 0xabffffff, .ospeedr = 0x08000000, \
		.pupdr = 0x64000000 }, \
	{ .name = "GPIOB", .base = GPIO_BASE + 0x400, .pins = 0xffff, .moder = 0xfffffebf, .pupdr = 0x00000100 }, \
	PORT("GPIOC", 2, 0xffff, ALL), PORT("GPIOD", 3, 0xffff, ALL), PORT("GPIOE", 4, 0xffff, ALL), \
	PORT("GPIOF", 5, 0xffff, ALL), \
	/* PG2 to PG15 hang on VDDIO2 (RM0456 10.4.3) */ \
	{ .name = "GPIOG", .base = GPIO_BASE + 0x1800, .pins = 0xffff, .moder = ALL, .supply = &pwr.io2_valid, \
		.supply_pins = 0xfffc }, \
	PORT("GPIOH", 7, 0xffff, ALL)

static const struct die_gpio ports_u58[] = { PORTS_A_TO_H, PORT("GPIOI", 8, 0x00ff, 0x0000ffff) };
static const struct die_gpio ports_u5g[] = {
	PORTS_A_TO_H, PORT("GPIOI", 8, 0xffff, ALL), PORT("GPIOJ", 9, 0x0fff, 0x00ffffff),
};

/* lines from RM0456's table of vectors; the last one is only on U5Gx */
static const struct die_usart usarts[] = {
	{ "USART1", 0x40013800, 0, 61, USART_FIFO }, { "USART2", 0x40004400, 2, 62, USART_FIFO },
	{ "USART3", 0x40004800, 4, 63, USART_FIFO }, { "UART4", 0x40004c00, 6, 64, USART_FIFO },
	{ "UART5", 0x40005000, 8, 65, USART_FIFO }, { "LPUART1", 0x46002400, IN_CCIPR3, 66, USART_LOW_POWER },
	{ "USART6", 0x40006400, IN_CCIPR2 | 16, 126, USART_FIFO },
};

/* RM0456 75.12.4 and the SVD files */
#define DBGMCU_TABLE(idcode) { \
	{ .offset = 0x00, .reset = idcode }, \
	{ .offset = 0x04, .rw = 0xf6 }, \
	{ .offset = 0x08, .rw = 0x0060183f }, \
	{ .offset = 0x0c, .rw = 0x22 }, \
	{ .offset = 0x10, .rw = 0x00072800 }, \
	{ .offset = 0x14, .rw = 0x400e0400 }, \
	{ .offset = 0x20, .rw = 0xffff }, \
	{ .offset = 0x28, .rw = 0xf }, \
	{ .offset = 0xfc, .reset = 0x1 }, \
	{ .offset = 0x100, .count = 2 }, \
}
static const struct reg dbgmcu_u58[] = DBGMCU_TABLE(0x30016482);
static const struct reg dbgmcu_u5g[] = DBGMCU_TABLE(0x10006476);

/* SRAM1 to SRAM3 (SRAM6) lie side by side, on the system bus and again on the code bus (RM0456 2.3.1); then SRAM4 */
static const struct die_ram ram_u58[] = {
	{ .name = "SRAM", .base = 0x20000000, .size = 0xc0000, .alias = 0x0a000000 },
	{ .name = "SRAM4", .base = 0x28000000, .size = 0x4000 },
};
static const struct die_ram ram_u5g[] = {
	{ .name = "SRAM", .base = 0x20000000, .size = 0x2f0000, .alias = 0x0a000000 },
	{ .name = "SRAM4", .base = 0x28000000, .size = 0x4000 },
};

#define REGIONS(flash_size, sram_size) { \
	{ "system memory", 0x0bf90000, 0x8000, REGION_BOOTLOADER }, \
	{ "secure flash", 0x0c000000, flash_size, REGION_SECURE }, \
	{ "secure SRAM", 0x0e000000, sram_size, REGION_SECURE }, \
	{ "secure SRAM", 0x30000000, sram_size, REGION_SECURE }, \
	{ "secure SRAM4", 0x38000000, 0x4000, REGION_SECURE }, \
	{ "secure peripherals", 0x50000000, 0x10000000, REGION_SECURE }, \
}
static const struct die_region regions_u58[] = REGIONS(0x200000, 0xc0000);
static const struct die_region regions_u5g[] = REGIONS(0x400000, 0x2f0000);

/** Interrupt lines from RM0456's table of vectors. */
static void add_rest(const struct soc_die *die)
{
	static const uint8_t lines[GPDMA_CHANNELS] = { 29, 30, 31, 32, 33, 34, 35, 36, 80, 81, 82, 83, 84, 85, 86, 87 };
	static struct gpdma gpdma1;

	(void)die;
	gpdma1 = (struct gpdma) { .irq = lines };
	gpdma1.regs.bus = die_place(&rcc.rcc, "GPDMA1", 0x40020000, 0x1000);
	gpdma_add(&gpdma1);
}

static const struct die_range apb[] = { { 0x40000000, 0x20000 }, { 0x46000000, 0x20000 } };

#define COMMON_TABLES \
	.add_system = add_system, .add_flash = add_flash, .add_rest = add_rest, .rcc = &rcc.rcc, \
	.flash = &flash.memory, .clock_hz = clock_hz, .usart_hz = usart_hz, .boot_address = boot_address, \
	.apb = apb, .apb_count = COUNT_OF(apb), .gpio_features = GPIO_BRR | GPIO_HSLVR | GPIO_SECCFGR, \
	.watchdogs = { \
		.iwdg_base = 0x40003000, .wwdg_base = 0x40002c00, .lsi_hz = 32000, \
		.iwdg_freeze_reg = 0x08, .iwdg_freeze_bit = BIT(12), .wwdg_freeze_reg = 0x08, .wwdg_freeze_bit = BIT(11), \
	}, \
	.crc_base = 0x40023000, .icache_base = 0x40030400

#define DBGMCU(t)	{ .base = 0xe0044000, .table = t, .table_len = COUNT_OF(t) }
#define U58_TABLES \
	COMMON_TABLES, .icache_lines = 256, .gpio = ports_u58, .gpio_count = COUNT_OF(ports_u58), \
	.usarts = usarts, .usart_count = COUNT_OF(usarts) - 1, .ram = ram_u58, .ram_count = COUNT_OF(ram_u58), \
	.regions = regions_u58, .region_count = COUNT_OF(regions_u58), .dbgmcu = DBGMCU(dbgmcu_u58)

static const struct part part_u575 = { rcc_u575, COUNT_OF(rcc_u575), &flash_u58, options_u58 };
static const struct die_tables tables_u575 = {
	U58_TABLES, .family = &part_u575, .held = { { stm32u5_held, STM32U5_HELD_COUNT } },
};

static const struct part part_u585 = { rcc_u585, COUNT_OF(rcc_u585), &flash_u58, options_u58 };
static const struct die_tables tables_u585 = {
	U58_TABLES, .family = &part_u585,
	.held = { { stm32u5_held, STM32U5_HELD_COUNT }, { stm32u5_crypto, STM32U5_CRYPTO_COUNT } },
};

#define U5G_TABLES(held_count) \
	COMMON_TABLES, .icache_lines = 1024, .gpio = ports_u5g, .gpio_count = COUNT_OF(ports_u5g), \
	.usarts = usarts, .usart_count = COUNT_OF(usarts), .ram = ram_u5g, .ram_count = COUNT_OF(ram_u5g), \
	.regions = regions_u5g, .region_count = COUNT_OF(regions_u5g), .dbgmcu = DBGMCU(dbgmcu_u5g), \
	.held = { \
		{ stm32u5_held, STM32U5_HELD_COUNT }, { stm32u5_crypto, STM32U5_CRYPTO_COUNT }, \
		{ stm32u5g_held, held_count }, \
	}

static const struct part part_u5g7 = { rcc_u5g7, COUNT_OF(rcc_u5g7), &flash_u5g, options_u5g };
static const struct die_tables tables_u5g7 = { U5G_TABLES(STM32U5G7_HELD_COUNT), .family = &part_u5g7 };

static const struct part part_u5g9 = { rcc_u5g9, COUNT_OF(rcc_u5g9), &flash_u5g, options_u5g };
static const struct die_tables tables_u5g9 = { U5G_TABLES(STM32U5G9_HELD_COUNT), .family = &part_u5g9 };

static const struct soc_xspi xspi[] = {
	{
		.name = "OCTOSPI1", .features = OCTOSPI_U5, .errata = OCTOSPI_ERRATA_U5_L4P, .base = OCTOSPI1_BASE,
		.window = 0x90000000, .window_size = 0x10000000, .fifo_bytes = 32, .kernel_clock = SOC_CLK_XSPI1,
		.enable_reg = E_AHB22, .enable_bit = 4, .reset_reg = R_AHB22, .reset_bit = 4,
	},
	{
		.name = "OCTOSPI2", .features = OCTOSPI_U5, .errata = OCTOSPI_ERRATA_U5_L4P, .base = OCTOSPI2_BASE,
		.window = 0x70000000, .window_size = 0x10000000, .fifo_bytes = 32, .kernel_clock = SOC_CLK_XSPI2,
		.enable_reg = E_AHB22, .enable_bit = 8, .reset_reg = R_AHB22, .reset_bit = 8,
	},
	{
		/* only U5Gx; its errata are taken to be the OCTOSPIs' */
		.name = "HSPI1", .features = HSPI_U5, .errata = OCTOSPI_ERRATA_U5_L4P, .base = HSPI1_BASE,
		.window = 0xa0000000, .window_size = 0x10000000, .fifo_bytes = 64, .kernel_clock = SOC_CLK_XSPI3,
		.enable_reg = E_AHB22, .enable_bit = 12, .reset_reg = R_AHB22, .reset_bit = 12,
	},
};
#define OCTOSPIS	2

static const struct soc_xspi_manager manager = { .name = "OCTOSPIM", .base = OCTOSPIM_BASE, .multiplexes = true };

/* SW-DP v2; TARGETID carries DEV_ID */
static const struct soc_ap ap = { .number = 0, .idr = 0x84770015, .base = 0xe00fe003 };
static const struct soc_debug debug_u58 = { .dpidr = 0x0be12477, .targetid = 0x04820041, .aps = &ap, .ap_count = 1 };
static const struct soc_debug debug_u5g = { .dpidr = 0x0be12477, .targetid = 0x04760041, .aps = &ap, .ap_count = 1 };

#define COMMON_DIE \
	.core = "cortex-m33", .cpuid = 0x410fd214, .fpu = true, .trustzone = true, .flash_base = 0x08000000, \
	.xspi = xspi, .manager = &manager

const struct soc_die stm32u575_die = {
	.name = "stm32u575", COMMON_DIE, .xspi_count = OCTOSPIS, .debug = &debug_u58, .flash_size = 0x200000,
	.af = stm32u58_af, .af_count = STM32U58_AF_COUNT, .tables = &tables_u575,
};

const struct soc_die stm32u585_die = {
	.name = "stm32u585", COMMON_DIE, .xspi_count = OCTOSPIS, .debug = &debug_u58, .flash_size = 0x200000,
	.af = stm32u58_af, .af_count = STM32U58_AF_COUNT, .tables = &tables_u585,
};

#define U5G_DIE \
	COMMON_DIE, .xspi_count = COUNT_OF(xspi), .debug = &debug_u5g, .flash_size = 0x400000, .af = stm32u5g_af, \
	.af_count = STM32U5G_AF_COUNT

const struct soc_die stm32u5g7_die = { .name = "stm32u5g7", U5G_DIE, .tables = &tables_u5g7 };
const struct soc_die stm32u5g9_die = { .name = "stm32u5g9", U5G_DIE, .tables = &tables_u5g9 };
