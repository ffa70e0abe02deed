/* SPDX-License-Identifier: GPL-2.0-or-later */

/* A die without core, controller and chips, for the tests of its parts: register access, and stand-ins for the rest. */

#ifndef SIM_TESTS_TEST_SOC_H
#define SIM_TESTS_TEST_SOC_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "../src/board.h"
#include "../src/bus.h"
#include "../src/machine.h"
#include "../src/sim.h"
#include "../src/soc.h"

#define RCC		0x40021000u
#define PWR		0x40007000u
#define FLASH	0x40022000u
#define GPIOA	0x42020000u
#define GPIOB	0x42020400u
#define GPIOG	0x42021800u
#define USART1	0x40013800u

static bool core_is_running = true;
static const bool *xspi_clocked;
static uint8_t uart_bytes[64];
static unsigned int uart_count;
static bool irq_level[128];

bool machine_core_running(void)
{
	return core_is_running;
}

void machine_irq(unsigned int number, bool level)
{
	irq_level[number] = level;
}

void sim_uart_byte(uint8_t byte)
{
	uart_bytes[uart_count++ % sizeof(uart_bytes)] = byte;
}

int xspi_manager_create(const struct soc_xspi_manager *manager, const bool *clocked)
{
	(void)manager;
	(void)clocked;
	return 0;
}

int xspi_create(const struct soc_die *die, const struct soc_xspi *xspi, const struct board *board, const bool *clocked)
{
	(void)die;
	(void)xspi;
	(void)board;
	xspi_clocked = clocked;
	return 0;
}

static inline uint32_t rd(uint32_t addr)
{
	uint32_t value;

	assert_int_equal(bus_read(addr, 4, &value, BUS_CORE), BUS_OK);
	return value;
}

static inline void wr(uint32_t addr, uint32_t value)
{
	assert_int_equal(bus_write(addr, 4, value, BUS_CORE), BUS_OK);
}

static inline void set_bits(uint32_t addr, uint32_t bits)
{
	wr(addr, rd(addr) | bits);
}

/** Group set-up: one die for all tests of a program. */
static inline int create_die(void **state)
{
	static struct board board = { .name = "test", .die = "stm32l562", .uart = "USART1" };

	(void)state;
	return soc_create(&board);
}

/** Before each test: supply off and on, counters 0. */
static inline int power_cycle(void **state)
{
	(void)state;
	core_is_running = true;
	soc_set_pin_reader(NULL, NULL);
	sim_stall(SIM_PS_PER_MS);
	soc_power_on_reset();
	stat_reset();
	uart_count = 0;
	return 0;
}

/** After each test: nothing unknown was touched. Tests of the unknown reset the counters themselves. */
static inline int nothing_unknown(void **state)
{
	(void)state;
	return stat_get("unknown") == 0 ? 0 : -1;
}

/** SYSCLK from the PLL, from the MSI, in the steps of OpenOCD's stm32l5x.cfg. */
static inline void run_from_pll(uint32_t pllcfgr)
{
	wr(RCC + 0x58, 1u << 28);
	wr(PWR, 0);
	while (rd(PWR + 0x14) & (1u << 10))
		sim_stall(SIM_PS_PER_US);
	wr(FLASH, 5);
	wr(RCC + 0x0c, pllcfgr);
	set_bits(RCC, 1u << 24);
	while (!(rd(RCC) & (1u << 25)))
		sim_stall(SIM_PS_PER_US);
	set_bits(RCC + 0x08, 3);
}

#endif /* SIM_TESTS_TEST_SOC_H */
