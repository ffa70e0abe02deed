/* SPDX-License-Identifier: GPL-2.0-or-later */

/* A whole STM32 without chips for the tests of core and link: short programs in RAM, debug registers by name. */

#ifndef SIM_TESTS_TEST_MACHINE_H
#define SIM_TESTS_TEST_MACHINE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "../src/boardfile.h"
#include "../src/bus.h"
#include "../src/core/memory.h"
#include "../src/machine.h"
#include "../src/sim.h"
#include "../src/soc.h"

#ifndef TEST_DIE
#define TEST_DIE	"stm32l562"
#endif

#define CODE		0x20020000u
#define DATA		0x20028000u
#define HANDLERS	0x20024000u		/* vector table in RAM, then the handlers */
#define STACK		0x20030000u
#define NOTHING		0x30000000u		/* nobody answers there */

#define DHCSR		0xe000edf0u
#define DCRSR		0xe000edf4u
#define DCRDR		0xe000edf8u
#define DEMCR		0xe000edfcu
#define DFSR		0xe000ed30u
#define CFSR		0xe000ed28u
#define HFSR		0xe000ed2cu
#define BFAR		0xe000ed38u
#define SHCSR		0xe000ed24u
#define VTOR		0xe000ed08u
#define CPACR		0xe000ed88u

#define HALT		0xa05f0003u
#define GO			0xa05f0001u
#define STEP		0xa05f0005u
#define S_HALT		BIT(17)
#define S_SLEEP		BIT(18)
#define S_LOCKUP	BIT(19)

#define PC			15
#define XPSR		16
#define MSP			17
#define PSP			18

#define US(n)		((n) * SIM_PS_PER_US)

static inline uint32_t rd(uint32_t addr)
{
	uint32_t value;

	assert_int_equal(memory_read(addr, 4, &value, BUS_DEBUG), BUS_OK);
	return value;
}

static inline void wr(uint32_t addr, uint32_t value)
{
	assert_int_equal(memory_write(addr, 4, value, BUS_DEBUG), BUS_OK);
	machine_settle();
}

static inline uint32_t reg(unsigned int selector)
{
	wr(DCRSR, selector);
	return rd(DCRDR);
}

static inline void set_reg(unsigned int selector, uint32_t value)
{
	wr(DCRDR, value);
	wr(DCRSR, selector | 1u << 16);
}

static inline void put_code(uint32_t addr, const uint16_t *code, size_t size)
{
	for (size_t i = 0; i < size / 2; i++)
		assert_int_equal(memory_write(addr + 2 * (uint32_t)i, 2, code[i], BUS_DEBUG), BUS_OK);
}

/** Load a program and let it run from its first instruction. */
#define RUN(...) do { \
	static const uint16_t code_[] = { __VA_ARGS__ }; \
	put_code(CODE, code_, sizeof(code_)); \
	set_reg(PC, CODE); \
	wr(DHCSR, GO); \
} while (0)

/** A handler for an exception: its code, in a slot of its own. */
#define HANDLER(number, ...) do { \
	static const uint16_t code_[] = { __VA_ARGS__ }; \
	put_code(HANDLERS + 0x400 + 0x40 * (number), code_, sizeof(code_)); \
	wr(HANDLERS + 4 * (number), (HANDLERS + 0x400 + 0x40 * (number)) | 1); \
} while (0)

static inline bool halted(void)
{
	return rd(DHCSR) & S_HALT;
}

/** Halted in the reset state with a usable stack and the vector table in RAM, counters at 0. */
static inline int fresh(void **state)
{
	(void)state;
	wr(DHCSR, HALT);
	wr(DEMCR, 1u << 24 | 1);
	machine_reset(false);
	wr(DEMCR, 1u << 24);
	assert_true(halted());
	wr(DFSR, 0x1f);
	set_reg(MSP, STACK);
	set_reg(XPSR, 0x01000000);
	wr(VTOR, HANDLERS);
	wr(CFSR, 0xffffffff);
	wr(HFSR, 0xffffffff);
	stat_reset();
	return 0;
}

static inline int power_on(void **state)
{
	static struct board plain;
	char statements[] = "die " TEST_DIE "\n";
	FILE *in = fmemopen(statements, sizeof(statements) - 1, "r");

	(void)state;
	if (!in || board_parse(in, "text", &plain) < 0 || machine_create(&plain) < 0)
		return -1;
	fclose(in);
	machine_start();
	return 0;
}

#endif /* SIM_TESTS_TEST_MACHINE_H */
