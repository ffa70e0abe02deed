// SPDX-License-Identifier: GPL-2.0-or-later

/* Clock and pins of the example's board. */

#include "example.h"
#include "registers.h"

enum pull { PULL_NONE, PULL_UP };

struct pin {
	uint32_t port;
	uint8_t pin;
	uint8_t alternate_function;
	uint8_t pull;
};

/* DS12737, alternate function tables of ports A and B */
static const struct pin pins[] = {
	{ GPIOA, 9, 7, PULL_NONE },		/* USART1_TX */
	{ GPIOA, 2, 10, PULL_UP },		/* OCTOSPI1_NCS: high whenever nobody drives it */
	{ GPIOA, 3, 10, PULL_NONE },	/* OCTOSPI1_CLK */
	{ GPIOB, 1, 10, PULL_NONE },	/* OCTOSPI1_IO0 */
	{ GPIOB, 0, 10, PULL_NONE },	/* OCTOSPI1_IO1 */
	{ GPIOA, 7, 10, PULL_NONE },	/* OCTOSPI1_IO2 */
	{ GPIOA, 6, 10, PULL_NONE },	/* OCTOSPI1_IO3 */
};

/* Enough for 16 MHz in every voltage range, also in range 2, which is the one after reset: RM0438, FLASH chapter */
#define WAIT_STATES 2U

static bool wait_for(const volatile uint32_t *reg, uint32_t mask, uint32_t value)
{
	for (uint32_t turn = 0; turn < WAIT_TURNS; turn++)
		if ((*reg & mask) == value)
			return true;
	return false;
}

static void set_wait_states(uint32_t count)
{
	FLASH_ACR = (FLASH_ACR & ~FLASH_ACR_LATENCY) | count;
	wait_for(&FLASH_ACR, FLASH_ACR_LATENCY, count);
}

bool clock_init(void)
{
	/* A debugger or boot loader may have left a faster clock: lower the wait states only when it is gone. */
	if ((FLASH_ACR & FLASH_ACR_LATENCY) < WAIT_STATES)
		set_wait_states(WAIT_STATES);

	RCC_CR |= RCC_CR_HSION;
	if (!wait_for(&RCC_CR, RCC_CR_HSIRDY, RCC_CR_HSIRDY))
		return false;

	RCC_CFGR = (RCC_CFGR & ~(RCC_CFGR_SW | RCC_CFGR_PRESCALERS)) | RCC_CFGR_SW_HSI;
	if (!wait_for(&RCC_CFGR, RCC_CFGR_SWS, RCC_CFGR_SWS_HSI))
		return false;

	set_wait_states(WAIT_STATES);
	return true;
}

static void set_field(volatile uint32_t *reg, unsigned int index, unsigned int width, uint32_t value)
{
	uint32_t mask = ((1U << width) - 1) << (index * width);

	*reg = (*reg & ~mask) | value << (index * width);
}

void pins_init(void)
{
	RCC_AHB2ENR |= RCC_AHB2ENR_GPIOA | RCC_AHB2ENR_GPIOB;
	(void)RCC_AHB2ENR;	/* the clock is there two cycles after the write: RM0438, RCC chapter */

	for (size_t i = 0; i < COUNT_OF(pins); i++) {
		const struct pin *pin = &pins[i];

		set_field(&GPIO_PUPDR(pin->port), pin->pin, 2, pin->pull);
		set_field(&GPIO_OSPEEDR(pin->port), pin->pin, 2, 3);
		set_field(&GPIO_AFR(pin->port, pin->pin), pin->pin % 8, 4, pin->alternate_function);
		set_field(&GPIO_MODER(pin->port), pin->pin, 2, 2);
	}
}

void delay_us(uint32_t us)
{
	/* A turn takes at least two cycles; the volatile counter keeps it so. */
	for (volatile uint32_t turn = us * (CORE_HZ / 1000000) / 2; turn; turn--)
		;
}
