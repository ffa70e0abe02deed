// SPDX-License-Identifier: GPL-2.0-or-later

/* Messages through USART1, 115200 8N1. */

#include "example.h"
#include "registers.h"

#define BAUD 115200U

static bool usable;

static bool wait_flag(uint32_t flag)
{
	for (uint32_t turn = 0; turn < WAIT_TURNS; turn++)
		if (USART1_ISR & flag)
			return true;
	return false;
}

void output_init(void)
{
	RCC_CCIPR1 &= ~RCC_CCIPR1_USART1;
	RCC_APB2ENR |= RCC_APB2ENR_USART1;
	(void)RCC_APB2ENR;

	USART1_CR1 = 0;
	USART1_BRR = (CORE_HZ + BAUD / 2) / BAUD;
	USART1_CR1 = USART_CR1_TE | USART_CR1_UE;
	usable = true;
}

void output_text(const char *text)
{
	for (; usable && *text; text++) {
		usable = wait_flag(USART_ISR_TXE);
		if (usable)
			USART1_TDR = (uint8_t)*text;
	}
}

void output_end(bool pass)
{
	(void)pass;
	if (usable)
		wait_flag(USART_ISR_TC);
}
