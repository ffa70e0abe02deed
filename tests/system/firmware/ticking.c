// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * A small application that disturbs a loader, for any die here: SysTick interrupts, which feed a running independent
 * watchdog. Built with IWDG and PRESCALER by board.py.
 */

#include <stdint.h>

#define REG32(address)	(*(volatile uint32_t *)(address))
#define TICKS			REG32(0x20010000)
#define LOOPS			REG32(0x20010004)
#define IWDG_KR			REG32(IWDG)
#define IWDG_PR			REG32(IWDG + 4)
#define SYST_CSR		REG32(0xE000E010)
#define SYST_RVR		REG32(0xE000E014)
#define SYST_CVR		REG32(0xE000E018)

void ticking(void);
void tick(void);

void tick(void)
{
	TICKS++;
	IWDG_KR = 0xAAAA;
}

void ticking(void)
{
	TICKS = 0;
	LOOPS = 0;
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
