// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Which pins of STM32L552 and L562 carry which signal with which alternate function. From ST's pin data
 * (STM32_open_pin_data, GPIO-STM32L55x_gpio_v1_0_Modes.xml); AF numbers agree with stm32l5xx_hal_gpio_ex.h.
 */

#include "parts.h"
#include "stm32l5.h"

enum { A, B, C, D, E, F, G };

const struct soc_af stm32l5_af[STM32L5_AF_COUNT] = {
	{ "OCTOSPI1_CLK", A, 3, 10 },
	{ "OCTOSPI1_CLK", B, 10, 10 },
	{ "OCTOSPI1_CLK", E, 10, 10 },
	{ "OCTOSPI1_CLK", F, 10, 3 },
	{ "OCTOSPI1_DQS", A, 1, 10 },
	{ "OCTOSPI1_DQS", B, 2, 10 },
	{ "OCTOSPI1_DQS", E, 3, 3 },
	{ "OCTOSPI1_DQS", G, 6, 3 },
	{ "OCTOSPI1_IO0", B, 1, 10 },
	{ "OCTOSPI1_IO0", E, 12, 10 },
	{ "OCTOSPI1_IO0", F, 8, 10 },
	{ "OCTOSPI1_IO1", B, 0, 10 },
	{ "OCTOSPI1_IO1", E, 13, 10 },
	{ "OCTOSPI1_IO1", F, 9, 10 },
	{ "OCTOSPI1_IO2", A, 7, 10 },
	{ "OCTOSPI1_IO2", E, 14, 10 },
	{ "OCTOSPI1_IO2", F, 7, 10 },
	{ "OCTOSPI1_IO3", A, 6, 10 },
	{ "OCTOSPI1_IO3", E, 15, 10 },
	{ "OCTOSPI1_IO3", F, 6, 10 },
	{ "OCTOSPI1_IO4", C, 1, 10 },
	{ "OCTOSPI1_IO4", D, 4, 10 },
	{ "OCTOSPI1_IO5", C, 2, 10 },
	{ "OCTOSPI1_IO5", D, 5, 10 },
	{ "OCTOSPI1_IO5", G, 11, 3 },
	{ "OCTOSPI1_IO6", C, 3, 10 },
	{ "OCTOSPI1_IO6", D, 6, 10 },
	{ "OCTOSPI1_IO7", C, 0, 3 },
	{ "OCTOSPI1_IO7", C, 4, 10 },
	{ "OCTOSPI1_IO7", D, 7, 10 },
	{ "OCTOSPI1_NCLK", B, 5, 3 },
	{ "OCTOSPI1_NCLK", B, 12, 10 },
	{ "OCTOSPI1_NCLK", E, 9, 10 },
	{ "OCTOSPI1_NCLK", F, 11, 3 },
	{ "OCTOSPI1_NCS", A, 2, 10 },
	{ "OCTOSPI1_NCS", A, 4, 3 },
	{ "OCTOSPI1_NCS", B, 11, 10 },
	{ "OCTOSPI1_NCS", C, 11, 5 },
	{ "OCTOSPI1_NCS", E, 11, 10 },
	{ "LPUART1_TX", A, 2, 8 },
	{ "LPUART1_TX", B, 11, 8 },
	{ "LPUART1_TX", C, 1, 8 },
	{ "LPUART1_TX", G, 7, 8 },
	{ "UART4_TX", A, 0, 8 },
	{ "UART4_TX", C, 10, 8 },
	{ "UART5_TX", C, 12, 8 },
	{ "USART1_TX", A, 9, 7 },
	{ "USART1_TX", B, 6, 7 },
	{ "USART1_TX", G, 9, 7 },
	{ "USART2_TX", A, 2, 7 },
	{ "USART2_TX", D, 5, 7 },
	{ "USART3_TX", B, 10, 7 },
	{ "USART3_TX", C, 4, 7 },
	{ "USART3_TX", C, 10, 7 },
	{ "USART3_TX", D, 8, 7 },
};
