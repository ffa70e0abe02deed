/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The few registers of the STM32L562 that the example needs, non-secure addresses (TZEN = 0).
 * Source: RM0438 (memory map, and each peripheral's register chapter); Armv8-M reference manual for the system block.
 */

#ifndef EXAMPLE_REGISTERS_H
#define EXAMPLE_REGISTERS_H

#include <stdint.h>

#define REG32(address)	(*(volatile uint32_t *)(address))
#define REG8(address)	(*(volatile uint8_t *)(address))

/* Reset and clock control: RM0438, RCC chapter */
#define RCC_CR			REG32(0x40021000)
#define BIT(n)			(1U << (n))
#define COUNT_OF(a)		(sizeof(a) / sizeof((a)[0]))

#define RCC_CR_HSION	BIT(8)
#define RCC_CR_HSIRDY	BIT(10)
#define RCC_CFGR		REG32(0x40021008)
#define RCC_CFGR_SW		(3U << 0)		/* wanted system clock */
#define RCC_CFGR_SW_HSI	BIT(0)
#define RCC_CFGR_SWS	(3U << 2)		/* system clock in use */
#define RCC_CFGR_SWS_HSI BIT(2)
#define RCC_CFGR_PRESCALERS 0x00003FF0U	/* HPRE, PPRE1, PPRE2 */
#define RCC_AHB3RSTR	REG32(0x40021030)
#define RCC_AHB2ENR		REG32(0x4002104C)
#define RCC_AHB2ENR_GPIOA BIT(0)
#define RCC_AHB2ENR_GPIOB BIT(1)
#define RCC_AHB3ENR		REG32(0x40021050)
#define RCC_AHB3_OCTOSPI1 BIT(8)		/* same bit in ENR and RSTR */
#define RCC_APB2ENR		REG32(0x40021060)
#define RCC_APB2ENR_USART1 BIT(14)
#define RCC_CCIPR1		REG32(0x40021088)
#define RCC_CCIPR1_USART1 (3U << 0)		/* 0: PCLK2 */
#define RCC_CCIPR2		REG32(0x4002109C)
#define RCC_CCIPR2_OCTOSPI (3U << 20)	/* 0: system clock */

/* Internal flash: RM0438, FLASH chapter */
#define FLASH_ACR		REG32(0x40022000)
#define FLASH_ACR_LATENCY (15U << 0)

/* Pins: RM0438, GPIO chapter */
#define GPIOA			0x42020000U
#define GPIOB			0x42020400U
#define GPIO_MODER(port) REG32((port) + 0x00)
#define GPIO_OSPEEDR(port) REG32((port) + 0x08)
#define GPIO_PUPDR(port) REG32((port) + 0x0C)
#define GPIO_AFR(port, pin) REG32((port) + 0x20 + 4 * ((pin) / 8))

/* Serial port: RM0438, USART chapter */
#define USART1_CR1		REG32(0x40013800)
#define USART_CR1_UE	BIT(0)
#define USART_CR1_TE	BIT(3)
#define USART1_BRR		REG32(0x4001380C)
#define USART1_ISR		REG32(0x4001381C)
#define USART_ISR_TC	BIT(6)
#define USART_ISR_TXE	BIT(7)
#define USART1_TDR		REG32(0x40013828)

/* Serial flash controller: RM0438, OCTOSPI chapter */
#define OCTOSPI1(offset) REG32(0x44021000U + (offset))
#define OCTOSPI_CR		OCTOSPI1(0x000)
#define OCTOSPI_CR_EN	BIT(0)
#define OCTOSPI_CR_FMODE(mode) ((uint32_t)(mode) << 28)
#define OCTOSPI_DCR1	OCTOSPI1(0x008)
#define OCTOSPI_DCR1_DLYBYP BIT(3)
#define OCTOSPI_DCR1_CSHT(clocks) (((clocks) - 1U) << 8)
#define OCTOSPI_DCR1_DEVSIZE(log2_bytes) (((log2_bytes) - 1U) << 16)
#define OCTOSPI_DCR2	OCTOSPI1(0x00C)
#define OCTOSPI_SR		OCTOSPI1(0x020)
#define OCTOSPI_SR_TEF	BIT(0)
#define OCTOSPI_SR_TCF	BIT(1)
#define OCTOSPI_SR_BUSY	BIT(5)
#define OCTOSPI_SR_FLEVEL (63U << 8)
#define OCTOSPI_FCR		OCTOSPI1(0x024)
#define OCTOSPI_FCR_ALL	0x1BU
#define OCTOSPI_DLR		OCTOSPI1(0x040)
#define OCTOSPI_AR		OCTOSPI1(0x048)
#define OCTOSPI_DR8		REG8(0x44021050U)
#define OCTOSPI_CCR		OCTOSPI1(0x100)
#define OCTOSPI_CCR_INSTRUCTION(lines) ((uint32_t)(lines) << 0)
#define OCTOSPI_CCR_ADDRESS(lines, bytes) ((uint32_t)(lines) << 8 | ((bytes) - 1U) << 12)
#define OCTOSPI_CCR_ALTERNATE(lines) ((uint32_t)(lines) << 16)
#define OCTOSPI_CCR_DATA(lines) ((uint32_t)(lines) << 24)
#define OCTOSPI_TCR		OCTOSPI1(0x108)
#define OCTOSPI_IR		OCTOSPI1(0x110)
#define OCTOSPI_ABR		OCTOSPI1(0x120)

/* System control block and debug, Armv8-M */
#define SCB_VTOR		REG32(0xE000ED08)
#define SCB_CFSR		REG32(0xE000ED28)
#define SCB_BFAR		REG32(0xE000ED38)
#define DCB_DHCSR		REG32(0xE000EDF0)
#define DCB_DHCSR_C_DEBUGEN BIT(0)

#endif /* EXAMPLE_REGISTERS_H */
