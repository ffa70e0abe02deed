// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * What all STM32H7 dies share: how clock tree, power control and flash controller are put together, system
 * configuration, debug port. What differs is in each die's file.
 */

#include <stdlib.h>
#include <string.h>
#include "stm32h7.h"

#define RCC_BASE	0x58024400u
#define PWR_BASE	0x58024800u
#define FLASH_BASE	0x52002000u
#define SYSCFG_BASE	0x58000400u

#define D1CCIPR		0x4c		/* CDCCIPR on H7A3 and H7B3 */
#define D2CCIP2R	0x54
#define D3CCIPR		0x58
#define BOOT_CUR	0x40

#define ALL	0xffffffffu

static const struct stm32h7_part *part;
static struct pwr_h7 pwr;
static struct syscfg_h7 syscfg;

struct rcc_h7 stm32h7_rcc;
struct flash_h7 stm32h7_flash;

/*
 * RM0433 60.5: AP0 is the Cortex-M7's, AP1 the one of domain D3, AP2 sees the debug components on the system's APB,
 * DBGMCU among them.
 */
static const struct soc_ap aps[] = {
	{ .number = 0, .idr = 0x84770001, .base = 0xe00fe003 },
	{ .number = 1, .idr = 0x84770001, .base = 0x00000002, .system = true },
	{ .number = 2, .idr = 0x54770002, .base = 0xe00e0003, .system = true },
};
const struct soc_debug stm32h7_debug = {
	.dpidr = 0x6ba02477, .targetid = 0x04500041, .aps = aps, .ap_count = COUNT_OF(aps),
};

const struct die_range stm32h7_apb[3] = { { 0x40000000, 0x20000 }, { 0x50000000, 0x10000 }, { 0x58000000, 0x20000 } };

/* RM0433 20.6. Edges are not watched, software triggers go nowhere. */
const struct reg h7_exti[H7_EXTI_LEN] = {
	{ .offset = 0x00, .count = 2, .rw = ALL },
	{ .offset = 0x08, .rw = ALL, .unknown = ALL },
	{ .offset = 0x0c, .count = 3, .rw = ALL },
	{ .offset = 0x20, .count = 14, .rw = ALL },
	{ .offset = 0x80, .count = 16, .rw = ALL },
};

/* RM0433 25.3: the delay block is only held; no length is ever measured. */
const struct reg h7_dlyb[H7_DLYB_LEN] = {
	{ .offset = 0x00, .rw = 0x3 },
	{ .offset = 0x04, .rw = 0x7f0f },
};

/** QUADSPI and OCTOSPI: the AXI's clock, PLL1 Q, PLL2 R, or what CKPERSEL says (RM0433 8.7.19). */
static uint32_t kernel_hz(void)
{
	static const enum rcc_h7_clock choices[4] = { H7_HCLK, H7_PLL1_Q, H7_PLL2_R, H7_PER };

	return rcc_h7_hz(&stm32h7_rcc, choices[rcc_h7_select(&stm32h7_rcc, D1CCIPR, 4, 2)]);
}

uint32_t stm32h7_clock_hz(enum soc_clock clock)
{
	switch (clock) {
	case SOC_CLK_CORE:
		return rcc_h7_hz(&stm32h7_rcc, H7_CPU);
	case SOC_CLK_APB1:
		return rcc_h7_hz(&stm32h7_rcc, H7_PCLK1);
	case SOC_CLK_APB2:
		return rcc_h7_hz(&stm32h7_rcc, H7_PCLK2);
	case SOC_CLK_APB3:
		return rcc_h7_hz(&stm32h7_rcc, H7_PCLK3);
	case SOC_CLK_XSPI1:
	case SOC_CLK_XSPI2:
		return kernel_hz();
	default:
		return 0;
	}
}

/** RM0433 8.7.21 and 8.7.22 */
uint32_t stm32h7_usart_hz(const struct usart *usart)
{
	static const struct {
		uint16_t reg;
		uint8_t position;
		enum rcc_h7_clock bus;
	} choices[] = {
		[H7_USART_1_6] = { D2CCIP2R, 3, H7_PCLK2 },
		[H7_USART_OTHER] = { D2CCIP2R, 0, H7_PCLK1 },
		[H7_LPUART] = { D3CCIPR, 0, H7_PCLK4 },
	};
	static const enum rcc_h7_clock clocks[8] = {
		H7_NONE, H7_PLL2_Q, H7_PLL3_Q, H7_HSI, H7_CSI, H7_LSE, H7_NONE, H7_NONE,
	};
	unsigned int kind = usart->kernel_select;
	unsigned int choice = rcc_h7_select(&stm32h7_rcc, choices[kind].reg, choices[kind].position, 3);

	return rcc_h7_hz(&stm32h7_rcc, choice ? clocks[choice] : choices[kind].bus);
}

static void check_clocks(void)
{
	rcc_h7_check(&stm32h7_rcc);
}

static bool csi_runs(void)
{
	return rcc_h7_hz(&stm32h7_rcc, H7_CSI) != 0;
}

/** BOOT0 is a pin of its own, tied low on all boards: the first address of BOOT_CUR counts, in 64 KiB (RM0433 2.6). */
uint32_t stm32h7_boot_address(void)
{
	return flash_h7_option(&stm32h7_flash, BOOT_CUR) << 16;
}

void stm32h7_add_system(const struct soc_die *die)
{
	part = die->tables->family;
	stm32h7_rcc = *part->rcc;
	stm32h7_rcc.pwr = &pwr;
	stm32h7_rcc.flash = &stm32h7_flash;
	stm32h7_rcc.hse_hz = soc_crystal_hz(true);
	stm32h7_rcc.lse_hz = soc_crystal_hz(false);
	stm32h7_rcc.rcc.regs.bus = (struct bus_device) { .name = "RCC", .base = RCC_BASE, .size = 0x400 };
	rcc_h7_add(&stm32h7_rcc);

	pwr = (struct pwr_h7) {
		.boost = part->boost, .supply_mask = part->supply_mask,
		.change_ps = 100 * SIM_PS_PER_US,		/* order of magnitude; not in the data sheets */
		.on_change = check_clocks,
	};
	memcpy(pwr.range_of, part->range_of, sizeof(pwr.range_of));
	pwr.regs.table = part->pwr_table;
	pwr.regs.table_len = part->pwr_len;
	pwr.regs.bus = (struct bus_device) { .name = "PWR", .base = PWR_BASE, .size = 0x400 };
	pwr_h7_add(&pwr);
}

static void add_factory_data(const struct soc_die *die)
{
	static struct bus_memory factory;

	factory = (struct bus_memory) { .name = "factory data", .base = part->factory_base, .size = part->factory_size };
	factory.data = malloc(factory.size);
	if (!factory.data)
		abort();
	memset(factory.data, 0xff, factory.size);
	die_factory_data(factory.data, &part->factory, die->flash_size);
	bus_add_memory(&factory);
}

void stm32h7_add_flash(const struct soc_die *die)
{
	stm32h7_flash = (struct flash_h7) {
		.layout = part->flash_layout, .options = part->options, .option_count = part->option_count,
		.memory = { .name = "flash", .base = die->flash_base, .size = die->flash_size }, .on_change = check_clocks,
	};
	stm32h7_flash.regs.table = part->flash_table;
	stm32h7_flash.regs.table_len = part->flash_table_len;
	stm32h7_flash.regs.bus = die_place(&stm32h7_rcc.rcc, "FLASH", FLASH_BASE, 0x400);
	flash_h7_add(&stm32h7_flash);
	add_factory_data(die);
}

/** The funnel for trace data, on the core's bus and on the debug APB; its registers are only held (RM0433 60.5.10). */
static void add_funnel(void)
{
	static const struct reg table[] = { { .offset = 0x000, .count = 2, .rw = ALL } };
	static struct regs funnel;
	static struct bus_device alias;

	funnel.table = table;
	funnel.table_len = COUNT_OF(table);
	funnel.bus = (struct bus_device) { .name = "SWTF", .base = 0x5c004000, .size = 0x400 };
	regs_add(&funnel);
	alias = funnel.bus;
	alias.base = 0xe00e4000;
	bus_add_device(&alias);
}

void stm32h7_add_rest(const struct soc_die *die)
{
	(void)die;
	syscfg.pwr = &pwr;
	syscfg.csi_runs = csi_runs;
	syscfg.regs.table = part->syscfg_table;
	syscfg.regs.table_len = part->syscfg_len;
	syscfg.regs.apb = true;
	syscfg.regs.bus = die_place(&stm32h7_rcc.rcc, "SYSCFG", SYSCFG_BASE, 0x400);
	syscfg_h7_add(&syscfg);
	add_funnel();
}
