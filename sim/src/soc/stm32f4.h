/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Between the files that describe STM32F4 and F7 dies: what they share (stm32f4.c, stm32f4_held.c), and what each
 * die's file says about itself.
 */

#ifndef SIM_SOC_STM32F4_H
#define SIM_SOC_STM32F4_H

#include "build.h"
#include "parts_f4.h"

/* Offsets of reset, enable and low-power enable registers in RCC: the same in all (RM0385 5.3, RM0402 6.3) */
enum { F4_R_AHB1 = 0x10, F4_R_AHB2 = 0x14, F4_R_AHB3 = 0x18, F4_R_APB1 = 0x20, F4_R_APB2 = 0x24 };
enum { F4_E_AHB1 = 0x30, F4_E_AHB2 = 0x34, F4_E_AHB3 = 0x38, F4_E_APB1 = 0x40, F4_E_APB2 = 0x44 };
enum { F4_L_AHB1 = 0x50, F4_L_AHB2 = 0x54, F4_L_AHB3 = 0x58, F4_L_APB1 = 0x60, F4_L_APB2 = 0x64 };

#define F4_GATE(b, bus, bit)		{ b, F4_E_##bus, bit, F4_R_##bus, bit }
#define F4_GATE_ONLY(b, bus, bit)	{ b, F4_E_##bus, bit, 0, RCC_NO_BIT }
/* The ADCs have a clock each and one reset together. */
#define F4_GATE_ADC(b, bit)			{ b, F4_E_APB2, bit, F4_R_APB2, 8 }

/** A bus: what its reset, enable and low-power enable registers hold. */
#define F4_BUS(bus, resets, enables, enabled, low_power) \
	{ .offset = F4_R_##bus, .rw = resets }, \
	{ .offset = F4_E_##bus, .reset = enabled, .rw = enables }, \
	{ .offset = F4_L_##bus, .reset = low_power, .rw = low_power }

/* GPIO ports. A and B come up with the debug pins switched on (RM0385 6.4, RM0402 7.4). */
#define F4_GPIO(i)	(0x40020000u + 0x400 * (i))
#define F4_PORT_A	{ "GPIOA", F4_GPIO(0), 0xffff, 0xa8000000, 0x0c000000, 0x64000000, NULL, 0 }
#define F4_PORT_B	{ "GPIOB", F4_GPIO(1), 0xffff, 0x00000280, 0x000000c0, 0x00000100, NULL, 0 }
#define F4_PORT(n, i, p)	{ "GPIO" n, F4_GPIO(i), p, 0, 0, 0, NULL, 0 }

/** What a die adds to the family. */
struct stm32f4_part {
	const struct rcc_f4 *rcc;			/**< gates, table, limits, writable bits; the rest is filled in */
	const struct reg *pwr_table;
	unsigned int pwr_len;
	bool over_drive;
	const struct flash_f4 *flash;		/**< table, maps, options, places; the rest is filled in */
	struct die_factory factory;			/**< in flash->otp */
	const struct reg *syscfg_table;
	unsigned int syscfg_len;
	bool boot_options;					/**< the boot address is in OPTCR1 (F7); else the array is seen at 0 (F4) */
};

/** For die_tables: the family's functions. die->tables->family is the struct stm32f4_part. */
void stm32f4_add_system(const struct soc_die *die);
void stm32f4_add_flash(const struct soc_die *die);
void stm32f4_add_rest(const struct soc_die *die);
uint32_t stm32f4_clock_hz(enum soc_clock clock);
uint32_t stm32f4_usart_hz(const struct usart *usart);	/**< F7: DCKCFGR2 chooses */
uint32_t stm32f4_boot_address(void);
extern struct rcc_f4 stm32f4_rcc;
extern struct flash_f4 stm32f4_flash;

#define STM32F4_TABLES \
	.add_system = stm32f4_add_system, .add_flash = stm32f4_add_flash, .add_rest = stm32f4_add_rest, \
	.rcc = &stm32f4_rcc.rcc, .flash = &stm32f4_flash.memory, \
	.clock_hz = stm32f4_clock_hz, .usart_hz = stm32f4_usart_hz, .boot_address = stm32f4_boot_address, \
	.apb = stm32f4_apb, .apb_count = COUNT_OF(stm32f4_apb), \
	.watchdogs = { \
		.iwdg_base = 0x40003000, .wwdg_base = 0x40002c00, .lsi_hz = 32000, \
		.iwdg_freeze_reg = 0x08, .iwdg_freeze_bit = BIT(12), .wwdg_freeze_reg = 0x08, .wwdg_freeze_bit = BIT(11), \
	}, \
	.crc_base = 0x40023000

/** Debug ports: Cortex-M4 and Cortex-M7. */
extern const struct soc_debug stm32f4_debug, stm32f7_debug;

/** The QUADSPI of all these dies. */
extern const struct soc_xspi stm32f4_xspi[1];

/** APB1 and APB2 */
extern const struct die_range stm32f4_apb[1];

/* Registers of devices that are only held (stm32f4_held.c) */
#define F4_TIM_LEN		7
#define F4_DMA_LEN		11
#define F4_EXTI_LEN		3
#define F4_RNG_LEN		3
extern const struct reg f4_tim32[F4_TIM_LEN], f4_tim16[F4_TIM_LEN], f4_dma[F4_DMA_LEN], f4_exti[F4_EXTI_LEN],
	f4_rng[F4_RNG_LEN];

/* Power control of F4 without over-drive, F4 with it, and F7 (stm32f4_held.c) */
#define F4_PWR_LEN	2
#define F7_PWR_LEN	4
extern const struct reg f4_pwr[F4_PWR_LEN], f4_pwr_od[F4_PWR_LEN], f7_pwr[F7_PWR_LEN];

/* The flash controller's registers that have no behaviour of their own */
#define F4_FLASH_LEN	6
#define F4_FLASH_TABLE(acr) { \
	{ .offset = 0x00, .rw = acr }, \
	{ .offset = 0x04, .count = 2 }, \
	{ .offset = 0x0c }, \
	{ .offset = 0x10 }, \
	{ .offset = 0x14 }, \
	{ .offset = 0x18, .count = 2 }, \
}

/* Clock limits that dies share (stm32f4.c) */
extern const struct clock_limit stm32f7_limits[PWR_F4_RANGES];
extern const struct clock_bus_limit stm32f7_bus_limits[PWR_F4_RANGES];

#endif /* SIM_SOC_STM32F4_H */
