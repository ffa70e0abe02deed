/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What the loader-like programs of test_loaders.py share: the functions that a tool calls, and registers. Written from
 * RM0351 (STM32L47x, QUADSPI), RM0385 (STM32F7, QUADSPI) and RM0438 (STM32L552/562, OCTOSPI) alone; nothing of the driver or the simulator.
 */

#ifndef LOADER_H
#define LOADER_H

#include <stdbool.h>
#include <stdint.h>

#define REG32(address)	(*(volatile uint32_t *)(address))
#define REG8(address)	(*(volatile uint8_t *)(address))
#define BIT(n)			(1U << (n))
#define COUNT_OF(a)		(sizeof(a) / sizeof((a)[0]))

/* ---- what a tool calls: all answer 1 for success, 0 for failure ---- */

int loader_init(void);
int loader_write(uint32_t address, uint32_t size, const uint8_t *buffer);
int loader_erase(uint32_t first, uint32_t last);
/** Compare with a buffer. @returns address of the first difference, address + size if there is none */
uint32_t loader_verify(uint32_t address, uint32_t size, const uint8_t *buffer);

/* ---- part.c: clocks and pins of a part ---- */

enum loader_clock { CLOCK_HSI16, CLOCK_PLL_80 };

/** What a start-up file does besides: vectors, floating point, priorities, MPU, instruction cache. */
bool core_init(void);
bool part_clock(enum loader_clock clock);
void part_pins(void);

static inline bool wait_for(const volatile uint32_t *reg, uint32_t mask, uint32_t value)
{
	for (uint32_t turn = 0; turn < 1000000; turn++)
		if ((*reg & mask) == value)
			return true;
	return false;
}

/* ---- the clock that counts in software: DWT, Armv7-M C1.8 ---- */

#define DEMCR			REG32(0xE000EDFC)
#define DEMCR_TRCENA	BIT(24)
#define DWT_CTRL		REG32(0xE0001000)
#define DWT_CYCCNT		REG32(0xE0001004)
#define DWT_LAR			REG32(0xE0001FB0)

static inline void cycles_start(void)
{
	DEMCR |= DEMCR_TRCENA;
	DWT_LAR = 0xC5ACCE55;
	DWT_CYCCNT = 0;
	DWT_CTRL |= 1;
}

static inline bool cycles_have_passed(uint32_t start, uint32_t cycles)
{
	uint32_t now = DWT_CYCCNT;

	return now - start >= cycles;
}

static inline void wait_cycles(uint32_t cycles)
{
	uint32_t start = DWT_CYCCNT;

	while (!cycles_have_passed(start, cycles))
		;
}

/* ---- the controller ---- */

enum mode { INDIRECT_WRITE, INDIRECT_READ, AUTO_POLLING, MEMORY_MAPPED };

/** An operation: opcode on one line, 24-bit address on one line, data on one or four. */
struct operation {
	uint8_t opcode;
	bool has_address;
	uint8_t data_lines;		/**< 0, 1 or 4 */
	uint8_t dummies;
	uint32_t length;
};

#if defined(PART_L562)
#include "octospi.h"
#else
#include "quadspi.h"
#endif

#define SR_TEF			BIT(0)
#define SR_TCF			BIT(1)
#define SR_FTF			BIT(2)
#define SR_SMF			BIT(3)
#define SR_BUSY			BIT(5)
#define CR_EN			BIT(0)
#define CR_ABORT		BIT(1)
#define CR_APMS			BIT(22)

#define WINDOW			0x90000000U

#define READ_STATUS		0x05
#define WRITE_ENABLE	0x06
#define PAGE_PROGRAM	0x02
#define SECTOR_ERASE	0x20
#define FAST_READ		0x0B
#define WIP				BIT(0)
#define WEL				BIT(1)
#define PAGE			256U
#define SECTOR			4096U

#endif /* LOADER_H */
