/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Between the files that describe STM32H7 dies: what they share (stm32h7.c), and what each die's file says about
 * itself. Timers, DMA and random numbers are the blocks of STM32F4 and F7.
 */

#ifndef SIM_SOC_STM32H7_H
#define SIM_SOC_STM32H7_H

#include "build.h"
#include "parts_h7.h"
#include "stm32f4.h"

/* Offsets of reset registers in RCC: the same in all (RM0433 8.7, RM0468 8.7, RM0455 8.7) */
enum {
	H7_R_AHB3 = 0x7c, H7_R_AHB1 = 0x80, H7_R_AHB2 = 0x84, H7_R_AHB4 = 0x88, H7_R_APB3 = 0x8c,
	H7_R_APB1L = 0x90, H7_R_APB1H = 0x94, H7_R_APB2 = 0x98, H7_R_APB4 = 0x9c,
};
/* Enable registers lie behind RSR, at 0xd0 or (H7A3, H7B3) 0x130, low-power enable registers behind them. */
enum {
	H7_E_AHB3 = 0x04, H7_E_AHB1 = 0x08, H7_E_AHB2 = 0x0c, H7_E_AHB4 = 0x10, H7_E_APB3 = 0x14,
	H7_E_APB1L = 0x18, H7_E_APB1H = 0x1c, H7_E_APB2 = 0x20, H7_E_APB4 = 0x24, H7_E_TO_LOW_POWER = 0x28,
};

/** Each of a die's files says where its RSR is: H7_RSR. */
#define H7_GATE(b, bus, bit)		{ b, H7_RSR + H7_E_##bus, bit, H7_R_##bus, bit }
#define H7_GATE_ONLY(b, bus, bit)	{ b, H7_RSR + H7_E_##bus, bit, 0, RCC_NO_BIT }

/** A bus: what its reset, enable and low-power enable registers hold. */
#define H7_BUS(bus, resets, enables, low_power) \
	{ .offset = H7_R_##bus, .rw = resets }, \
	{ .offset = H7_RSR + H7_E_##bus, .rw = enables }, \
	{ .offset = H7_RSR + H7_E_##bus + H7_E_TO_LOW_POWER, .reset = low_power, .rw = low_power }

/** The registers of RCC before the bus registers, and the second view, which holds nothing of its own. */
#define H7_RCC_HEAD(d1ccip, d2ccip1, d2ccip2, d3ccip) \
	{ .offset = 0x00, .reset = 0x01 }, \
	{ .offset = 0x04, .reset = 0x40000000, .rw = 0x7f000000 }, \
	{ .offset = 0x08 }, \
	{ .offset = 0x0c, .reset = 0x20000000, .rw = 0x3f000000 }, \
	{ .offset = 0x10 }, \
	{ .offset = 0x18, .rw = 0xf7f }, \
	{ .offset = 0x1c, .rw = 0x770 }, \
	{ .offset = 0x20, .rw = 0x70 }, \
	{ .offset = 0x28, .reset = 0x02020200 }, \
	{ .offset = 0x2c, .reset = 0x01ff0000 }, \
	{ .offset = 0x30, .reset = 0x01010280 }, \
	{ .offset = 0x34 }, \
	{ .offset = 0x38, .reset = 0x01010280 }, \
	{ .offset = 0x3c }, \
	{ .offset = 0x40, .reset = 0x01010280 }, \
	{ .offset = 0x44 }, \
	{ .offset = 0x4c, .rw = d1ccip }, \
	{ .offset = 0x50, .rw = d2ccip1 }, \
	{ .offset = 0x54, .rw = d2ccip2 }, \
	{ .offset = 0x58, .rw = d3ccip }, \
	{ .offset = 0x60, .rw = 0x3ff, .unknown = 0x3ff }, \
	{ .offset = 0x64 }, \
	{ .offset = 0x68 }, \
	{ .offset = 0x70 }, \
	{ .offset = 0x74, .rw = 0x1 }, \
	{ .offset = H7_RSR }

/* GPIO ports come up analog, A and B with the debug pins switched on (RM0433 11.4). */
#define H7_GPIO(i)	(0x58020000u + 0x400 * (i))
#define H7_PORT_A	{ "GPIOA", H7_GPIO(0), 0xffff, 0xabffffff, 0x0c000000, 0x64000000, NULL, 0 }
#define H7_PORT_B	{ "GPIOB", H7_GPIO(1), 0xffff, 0xfffffebf, 0x000000c0, 0x00000100, NULL, 0 }
#define H7_PORT(n, i, p, m)	{ "GPIO" n, H7_GPIO(i), p, m, 0, 0, NULL, 0 }
#define H7_NO_PORT			{ .name = NULL }

/* Serial ports' clocks: where the choice is. */
enum { H7_USART_1_6, H7_USART_OTHER, H7_LPUART };

/** What a die adds to the family. */
struct stm32h7_part {
	const struct rcc_h7 *rcc;			/**< gates, table, limits, writable bits; the rest is filled in */
	const struct reg *pwr_table;
	unsigned int pwr_len;
	uint8_t range_of[4];				/**< see struct pwr_h7 */
	bool boost;
	uint32_t supply_mask;
	const struct flash_h7_layout *flash_layout;
	const struct flash_h7_option *options;
	unsigned int option_count;
	const struct reg *flash_table;
	unsigned int flash_table_len;
	uint32_t factory_base, factory_size;	/**< read-only area with the factory's data */
	struct die_factory factory;
	const struct reg *syscfg_table;
	unsigned int syscfg_len;
};

/** For die_tables: the family's functions. die->tables->family is the struct stm32h7_part. */
void stm32h7_add_system(const struct soc_die *die);
void stm32h7_add_flash(const struct soc_die *die);
void stm32h7_add_rest(const struct soc_die *die);
uint32_t stm32h7_clock_hz(enum soc_clock clock);
uint32_t stm32h7_usart_hz(const struct usart *usart);
uint32_t stm32h7_boot_address(void);
extern struct rcc_h7 stm32h7_rcc;
extern struct flash_h7 stm32h7_flash;
extern const struct soc_debug stm32h7_debug;

/** APB1, APB2, APB3 and APB4 */
extern const struct die_range stm32h7_apb[3];

#define STM32H7_TABLES \
	.add_system = stm32h7_add_system, .add_flash = stm32h7_add_flash, .add_rest = stm32h7_add_rest, \
	.rcc = &stm32h7_rcc.rcc, .flash = &stm32h7_flash.memory, \
	.clock_hz = stm32h7_clock_hz, .usart_hz = stm32h7_usart_hz, .boot_address = stm32h7_boot_address, \
	.apb = stm32h7_apb, .apb_count = COUNT_OF(stm32h7_apb), \
	.watchdogs = { \
		.iwdg_base = 0x58004800, .wwdg_base = 0x50003000, .lsi_hz = 32000, .wwdg_clock = SOC_CLK_APB3, \
		.iwdg_freeze_reg = 0x54, .iwdg_freeze_bit = BIT(18), .wwdg_freeze_reg = 0x34, .wwdg_freeze_bit = BIT(6), \
	}

/* Registers that all these dies have and that are only held (stm32h7.c) */
#define H7_EXTI_LEN		5
#define H7_DLYB_LEN		2
extern const struct reg h7_exti[H7_EXTI_LEN], h7_dlyb[H7_DLYB_LEN];

#endif /* SIM_SOC_STM32H7_H */
