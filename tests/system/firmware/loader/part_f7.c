// SPDX-License-Identifier: GPL-2.0-or-later

/* Clocks and pins of the STM32F746 on the 32F746GDISCOVERY: RM0385, DS10916, UM1907. */

#include "loader.h"

#define RCC_CR			REG32(0x40023800)
#define RCC_PLLCFGR		REG32(0x40023804)
#define RCC_CFGR		REG32(0x40023808)
#define RCC_AHB3RSTR	REG32(0x40023818)
#define RCC_AHB1ENR		REG32(0x40023830)
#define RCC_AHB3ENR		REG32(0x40023838)
#define RCC_APB2ENR		REG32(0x40023844)
#define RCC_QSPI		BIT(1)
#define FLASH_ACR		REG32(0x40023C00)
#define SYSCFG_CMPCR	REG32(0x40013820)
#define CMP_PD			BIT(0)
#define CMP_READY		BIT(8)
#define WAIT_STATES		2U				/* for 80 MHz at 3.3 V */

/* HSI16 / 16 * 160 / 2 = 80 MHz */
#define PLL_80_MHZ		(16U | 160U << 6 | 4U << 24)

static const struct {
	uint32_t port;
	uint8_t pin, af;
} pins[] = {
	{ 0x40020400, 2, 9 }, { 0x40020400, 6, 10 }, { 0x40020C00, 11, 9 }, { 0x40020C00, 12, 9 }, { 0x40021000, 2, 9 },
	{ 0x40020C00, 13, 9 },
};

/* Fast edges want the compensation cell. */
static bool compensate(void)
{
	RCC_APB2ENR |= BIT(14);
	(void)RCC_APB2ENR;
	SYSCFG_CMPCR |= CMP_PD;
	return wait_for(&SYSCFG_CMPCR, CMP_READY, CMP_READY);
}

bool part_clock(enum loader_clock clock)
{
	FLASH_ACR = (FLASH_ACR & ~15U) | WAIT_STATES;
	if (!wait_for(&FLASH_ACR, 15, WAIT_STATES) || !compensate())
		return false;
	RCC_CR |= BIT(0);
	if (!wait_for(&RCC_CR, BIT(1), BIT(1)))
		return false;
	RCC_CFGR &= ~3U;
	if (!wait_for(&RCC_CFGR, 3U << 2, 0))
		return false;
	if (clock == CLOCK_HSI16)
		return true;
	RCC_CR &= ~BIT(24);
	if (!wait_for(&RCC_CR, BIT(25), 0))
		return false;
	RCC_PLLCFGR = PLL_80_MHZ;
	/* APB1 up to 45 MHz */
	RCC_CFGR = (RCC_CFGR & ~(7U << 10)) | 4U << 10;
	RCC_CR |= BIT(24);
	if (!wait_for(&RCC_CR, BIT(25), BIT(25)))
		return false;
	RCC_CFGR |= 2;
	return wait_for(&RCC_CFGR, 3U << 2, 2U << 2);
}

void part_pins(void)
{
	RCC_AHB1ENR |= BIT(1) | BIT(3) | BIT(4);
	RCC_AHB3ENR |= RCC_QSPI;
	RCC_AHB3RSTR |= RCC_QSPI;
	RCC_AHB3RSTR &= ~RCC_QSPI;
	for (unsigned int i = 0; i < COUNT_OF(pins); i++) {
		uint32_t port = pins[i].port, pin = pins[i].pin;
		REG32(port + 0x08) |= 3U << 2 * pin;
		REG32(port + 0x20 + pin / 8 * 4) = (REG32(port + 0x20 + pin / 8 * 4) & ~(15U << pin % 8 * 4)) |
			(uint32_t)pins[i].af << pin % 8 * 4;
		REG32(port) = (REG32(port) & ~(3U << 2 * pin)) | 2U << 2 * pin;
	}
}
