// SPDX-License-Identifier: GPL-2.0-or-later

/* Core, clocks and pins of parts: STM32L562 (RM0438, DS12737), STM32L476 (RM0351, DS10198). STM32F746: part_f7.c. */

#include "loader.h"

#define RCC_CR			REG32(0x40021000)
#define RCC_CFGR		REG32(0x40021008)
#define RCC_PLLCFGR		REG32(0x4002100C)
#define RCC_AHB3RSTR	REG32(0x40021030)
#define RCC_AHB2ENR		REG32(0x4002104C)
#define RCC_AHB3ENR		REG32(0x40021050)
#define RCC_APB1ENR1	REG32(0x40021058)
#define RCC_XSPI		BIT(8)			/* OCTOSPI1 or QUADSPI, in AHB3ENR and AHB3RSTR */
#define PWR_CR1			REG32(0x40007000)
#define PWR_SR2			REG32(0x40007014)
#define FLASH_ACR		REG32(0x40022000)

/* HSI16 / 4 * 40 / 2 = 80 MHz */
#define PLL_80_MHZ		(2U | 3U << 4 | 40U << 8 | 1U << 24)

struct pin {
	uint32_t port;
	uint8_t pin;
};

/* all AF10 */
#if defined(PART_L562)
#define PORTS			(BIT(0) | BIT(1))
#define VOS				0U				/* range 0 */
#define WAIT_STATES		3U				/* for 80 MHz in range 0 */
static const struct pin pins[] = {
	{ 0x42020000, 3 }, { 0x42020000, 2 }, { 0x42020400, 1 }, { 0x42020400, 0 }, { 0x42020000, 7 }, { 0x42020000, 6 },
};
#else
#define PORTS			BIT(4)
#define VOS				BIT(9)			/* range 1 */
#define WAIT_STATES		4U				/* for 80 MHz in range 1 */
static const struct pin pins[] = {
	{ 0x48001000, 10 }, { 0x48001000, 11 }, { 0x48001000, 12 }, { 0x48001000, 13 }, { 0x48001000, 14 },
	{ 0x48001000, 15 },
};
#endif

bool part_clock(enum loader_clock clock)
{
	RCC_APB1ENR1 |= BIT(28);
	(void)RCC_APB1ENR1;
	PWR_CR1 = (PWR_CR1 & ~(3U << 9)) | VOS;
	if (!wait_for(&PWR_SR2, BIT(10), 0))
		return false;
	FLASH_ACR = (FLASH_ACR & ~15U) | WAIT_STATES;
	if (!wait_for(&FLASH_ACR, 15, WAIT_STATES))
		return false;
	RCC_CR |= BIT(8);
	if (!wait_for(&RCC_CR, BIT(10), BIT(10)))
		return false;
	RCC_CFGR = (RCC_CFGR & ~3U) | 1;
	if (!wait_for(&RCC_CFGR, 3U << 2, 1U << 2))
		return false;
	if (clock == CLOCK_HSI16)
		return true;
	RCC_CR &= ~BIT(24);
	if (!wait_for(&RCC_CR, BIT(25), 0))
		return false;
	RCC_PLLCFGR = PLL_80_MHZ;
	RCC_CR |= BIT(24);
	if (!wait_for(&RCC_CR, BIT(25), BIT(25)))
		return false;
	RCC_CFGR |= 3;
	return wait_for(&RCC_CFGR, 3U << 2, 3U << 2);
}

void part_pins(void)
{
	RCC_AHB2ENR |= PORTS;
	RCC_AHB3ENR |= RCC_XSPI;
	RCC_AHB3RSTR |= RCC_XSPI;
	RCC_AHB3RSTR &= ~RCC_XSPI;
	for (unsigned int i = 0; i < COUNT_OF(pins); i++) {
		uint32_t port = pins[i].port, pin = pins[i].pin;
		REG32(port + 0x08) |= 3U << 2 * pin;
		REG32(port + 0x20 + pin / 8 * 4) = (REG32(port + 0x20 + pin / 8 * 4) & ~(15U << pin % 8 * 4)) |
			10U << pin % 8 * 4;
		REG32(port) = (REG32(port) & ~(3U << 2 * pin)) | 2U << 2 * pin;
	}
}
