// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * A small application that disturbs a loader, for any die here: SysTick interrupts, which feed a running independent
 * watchdog. With -DGPDMA (STM32U5) a DMA channel besides, which copies in a ring. Built by ticking.py.
 */

#include <stdint.h>

#define BIT(n)			(1U << (n))
#define REG32(address)	(*(volatile uint32_t *)(address))
#define TICKS			REG32(0x20010000)
#define LOOPS			REG32(0x20010004)
/* of most dies; ticking.py says which */
#ifndef IWDG
#define IWDG			0x40003000U
#endif
#ifndef PRESCALER
#define PRESCALER		6
#endif
#define IWDG_KR			REG32(IWDG)
#define IWDG_PR			REG32(IWDG + 4)
#define SYST_CSR		REG32(0xE000E010)
#define SYST_RVR		REG32(0xE000E014)
#define SYST_CVR		REG32(0xE000E018)

void ticking(void);
void tick(void);

#ifdef GPDMA
/* RM0456, chapter GPDMA, channel 5 */
#define RCC_AHB1ENR		REG32(0x46020C88)
#define CHANNEL(offset)	REG32(0x40020050 + 5 * 0x80 + (offset))
#define RING			0x20040000U
#define RING_SOURCE		0x20041000U
#define RING_BYTES		512U
#define LINK			0x20042000U
/* this item again, with its size and addresses */
#define AGAIN			(BIT(29) | BIT(28) | BIT(27) | BIT(16) | (LINK & 0xFFFC))

static void ring_start(void)
{
	for (unsigned int at = 0; at < RING_BYTES; at += 4)
		REG32(RING_SOURCE + at) = at * 0x01010101U;
	REG32(LINK) = RING_BYTES;
	REG32(LINK + 4) = RING_SOURCE;
	REG32(LINK + 8) = RING;
	REG32(LINK + 12) = AGAIN;
	RCC_AHB1ENR |= 1;
	(void)RCC_AHB1ENR;
	CHANNEL(0x40) = 2U << 16 | BIT(19) | 2U | BIT(3);		/* CTR1: words, both addresses count */
	CHANNEL(0x44) = BIT(9);									/* CTR2: SWREQ */
	CHANNEL(0x48) = RING_BYTES;								/* CBR1 */
	CHANNEL(0x4C) = RING_SOURCE;							/* CSAR */
	CHANNEL(0x50) = RING;									/* CDAR */
	CHANNEL(0x00) = LINK & 0xFFFF0000U;						/* CLBAR */
	CHANNEL(0x7C) = AGAIN;									/* CLLR */
	CHANNEL(0x14) = 1;										/* CCR: EN */
}
#endif

void tick(void)
{
	TICKS++;
	IWDG_KR = 0xAAAA;
}

void ticking(void)
{
	TICKS = 0;
	LOOPS = 0;
#ifdef GPDMA
	ring_start();
#endif
	IWDG_KR = 0xCCCC;
	IWDG_KR = 0x5555;
	IWDG_PR = PRESCALER;
	SYST_RVR = 4000 - 1;
	SYST_CVR = 0;
	SYST_CSR = 7;
	for (;;)
		LOOPS++;
}

/* Initial stack pointer, reset, ..., SysTick is the 16th */
__attribute__((section(".vectors"), used))
static const struct {
	uint32_t sp;
	void (*vector[15])(void);
} vectors = { 0x20010000, { [0] = ticking, [14] = tick } };
