// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * What all STM32F4 and F7 dies share: how clock tree, power control and flash controller are put together, the system
 * configuration with its compensation cell, limits. What differs is in each die's file.
 */

#include <string.h>
#include "stm32f4.h"

#define RCC_BASE	0x40023800u
#define FLASH_BASE	0x40023c00u
#define PWR_BASE	0x40007000u
#define SYSCFG_BASE	0x40013800u
#define DCKCFGR2	0x90		/* of F7 */

static const struct stm32f4_part *part;
static struct pwr_f4 pwr;
static struct syscfg_f4 syscfg;

struct rcc_f4 stm32f4_rcc;
struct flash_f4 stm32f4_flash;

/*
 * RM0385 and RM0410 tables "Number of wait states" at 2.7 to 3.6 V: a wait state per 30 MHz. Highest HCLK: 144 MHz in
 * scale 3, 168 and with over-drive 180 in scale 2, 180 and 216 in scale 1 (data sheets, general operating conditions).
 */
#define F7_HCLK(top) { 30000000, 60000000, 90000000, 120000000, 150000000, 180000000, 210000000, top }
const struct clock_limit stm32f7_limits[PWR_F4_RANGES] = {
	[PWR_F4_SCALE1_OD] = { 216000000, F7_HCLK(216000000), 8 },
	[PWR_F4_SCALE1] = { 180000000, F7_HCLK(216000000), 8 },
	[PWR_F4_SCALE2_OD] = { 180000000, F7_HCLK(216000000), 8 },
	[PWR_F4_SCALE2] = { 168000000, F7_HCLK(216000000), 8 },
	[PWR_F4_SCALE3] = { 144000000, F7_HCLK(216000000), 8 },
};

const struct clock_bus_limit stm32f7_bus_limits[PWR_F4_RANGES] = {
	[PWR_F4_SCALE1_OD] = { 54000000, 108000000 },
	[PWR_F4_SCALE1] = { 45000000, 90000000 },
	[PWR_F4_SCALE2_OD] = { 45000000, 90000000 },
	[PWR_F4_SCALE2] = { 45000000, 90000000 },
	[PWR_F4_SCALE3] = { 45000000, 90000000 },
};

/* RM0402 30.6 and 30.8, RM0385 40.6 and 40.8: SW-DP v1; SW-DP v2 */
static const struct soc_ap f4_ap = { .number = 0, .idr = 0x24770011, .base = 0xe00ff003 };
static const struct soc_ap f7_ap = { .number = 0, .idr = 0x74770001, .base = 0xe00fd003 };
const struct soc_debug stm32f4_debug = { .dpidr = 0x2ba01477, .aps = &f4_ap, .ap_count = 1 };
const struct soc_debug stm32f7_debug = { .dpidr = 0x5ba02477, .aps = &f7_ap, .ap_count = 1 };

const struct soc_xspi stm32f4_xspi[1] = {
	{
		.name = "QUADSPI", .quadspi = true, .base = 0xa0001000, .window = 0x90000000, .window_size = 0x10000000,
		.fifo_bytes = 32, .features = QUADSPI_F4_F7_L49_G4, .errata = QUADSPI_ERRATA_F4_F7,
		.kernel_clock = SOC_CLK_XSPI1,
		.enable_reg = F4_E_AHB3, .enable_bit = 1, .reset_reg = F4_R_AHB3, .reset_bit = 1,
	},
};

const struct die_range stm32f4_apb[1] = { { 0x40000000, 0x20000 } };

uint32_t stm32f4_clock_hz(enum soc_clock clock)
{
	switch (clock) {
	case SOC_CLK_CORE:
	case SOC_CLK_XSPI1:			/* QUADSPI runs on HCLK */
		return rcc_f4_hz(&stm32f4_rcc, F4_HCLK);
	case SOC_CLK_APB1:
		return rcc_f4_hz(&stm32f4_rcc, F4_PCLK1);
	case SOC_CLK_APB2:
		return rcc_f4_hz(&stm32f4_rcc, F4_PCLK2);
	default:
		return 0;
	}
}

/** UARTs in the upper half are on APB2; F7 has a choice of 2 bits each in DCKCFGR2 (RM0385 5.3.26). */
uint32_t stm32f4_usart_hz(const struct usart *usart)
{
	static const enum rcc_f4_clock choices[4] = { F4_PCLK1, F4_SYS, F4_HSI, F4_LSE };
	unsigned int choice = 0;

	if (usart->kind == USART_PLAIN)
		choice = FIELD(regs_get(&stm32f4_rcc.rcc.regs, DCKCFGR2), usart->kernel_select, 2);
	if (choice == 0 && usart->regs.bus.base >= 0x40010000)
		return rcc_f4_hz(&stm32f4_rcc, F4_PCLK2);
	return rcc_f4_hz(&stm32f4_rcc, choices[choice]);
}

static bool pll_on(void)
{
	return rcc_f4_pll_on(&stm32f4_rcc);
}

static void check_clocks(void)
{
	rcc_f4_check(&stm32f4_rcc);
}

/**
 * BOOT0 is a pin of its own, tied low on all boards. F7: OPTCR1 has the address in units of 16 KiB (RM0385 2.5). F4:
 * the array is seen at 0 (RM0402 2.4).
 */
uint32_t stm32f4_boot_address(void)
{
	return part->boot_options ? FIELD(flash_f4_option(&stm32f4_flash, 1), 0, 16) << 14 : 0;
}

void stm32f4_add_system(const struct soc_die *die)
{
	part = die->tables->family;
	stm32f4_rcc = *part->rcc;
	stm32f4_rcc.pwr = &pwr;
	stm32f4_rcc.flash = &stm32f4_flash;
	stm32f4_rcc.hse_hz = soc_crystal_hz(true);
	stm32f4_rcc.lse_hz = soc_crystal_hz(false);
	stm32f4_rcc.rcc.regs.bus = (struct bus_device) { .name = "RCC", .base = RCC_BASE, .size = 0x400 };
	rcc_f4_add(&stm32f4_rcc);

	/* settling times: data sheets, over-drive switching characteristics and regulator: order of magnitude */
	pwr = (struct pwr_f4) {
		.over_drive = part->over_drive, .scale_ps = 40 * SIM_PS_PER_US, .over_drive_ps = 50 * SIM_PS_PER_US,
		.pll_on = pll_on, .on_change = check_clocks,
	};
	pwr.regs.table = part->pwr_table;
	pwr.regs.table_len = part->pwr_len;
	pwr.regs.apb = true;
	pwr.regs.bus = die_place(&stm32f4_rcc.rcc, "PWR", PWR_BASE, 0x400);
	pwr_f4_add(&pwr);
}

void stm32f4_add_flash(const struct soc_die *die)
{
	struct flash_f4 *flash = &stm32f4_flash;

	*flash = *part->flash;
	flash->memory.name = "flash";
	flash->memory.base = die->flash_base;
	flash->memory.size = die->flash_size;
	flash->alias.name = part->boot_options ? "flash on ITCM" : "flash at 0";
	flash->alias.base = part->boot_options ? 0x00200000 : 0;
	flash->alias.size = die->flash_size;
	flash->otp.name = "OTP";
	flash->on_change = check_clocks;
	flash->regs.bus = (struct bus_device) { .name = "FLASH", .base = FLASH_BASE, .size = 0x400 };
	flash_f4_add(flash);
	die_factory_data(flash->otp.data, &part->factory, die->flash_size);
}

void stm32f4_add_rest(const struct soc_die *die)
{
	(void)die;
	syscfg.regs.table = part->syscfg_table;
	syscfg.regs.table_len = part->syscfg_len;
	syscfg.regs.apb = true;
	syscfg.regs.bus = die_place(&stm32f4_rcc.rcc, "SYSCFG", SYSCFG_BASE, 0x400);
	syscfg_f4_add(&syscfg);
}
