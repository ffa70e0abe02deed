// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * raise.c: which steps make the core faster from which registers, and that the steps back leave the registers as they
 * were. Registers are as the reference manuals have them after reset, or as an application may leave them.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "../../src/flash/nor/stm32xspi/core/util.h"
#include "../../src/flash/nor/stm32xspi/raise.h"

#define REGISTERS	10

struct reg {
	uint32_t address, value;
};

/** Registers of a target; accesses to others fail the test. */
struct target {
	struct reg reg[REGISTERS];
	unsigned int reads;
	unsigned int fail_at;		/**< read that fails; 0: none */
};

static uint32_t *find(struct target *t, uint32_t address)
{
	for (unsigned int i = 0; i < REGISTERS; i++) {
		if (t->reg[i].address == address)
			return &t->reg[i].value;
	}
	fail_msg("unexpected access to 0x%08x", address);
	return NULL;
}

static int read_reg(void *ctx, uint32_t address, uint32_t *value)
{
	struct target *t = ctx;

	if (++t->reads == t->fail_at)
		return -4;
	*value = *find(t, address);
	return 0;
}

static void play(struct target *t, const struct setup_step *step)
{
	uint32_t *value = find(t, step->address);

	*value = (*value & ~step->clear) | step->set;
}

static void finish_plan(const struct xspi_die *die, struct target *t, struct raise *r, int wanted)
{
	unsigned int played = 0;
	int kind;

	memset(r, 0, sizeof(*r));
	do {
		kind = raise_plan(die, read_reg, t, r);
		for (; kind > RAISE_NOTHING && played < r->count; played++)
			play(t, &r->step[played]);
	} while (kind == RAISE_MORE);
	assert_int_equal(kind, wanted);
}

/* L4, L4+, L5, G4 */
#define RCC			0x40021000u
#define L4(cr, cfgr, csr, acr, enr, pwr) { { RCC, cr }, { RCC + 0x08, cfgr }, { RCC + 0x94, csr }, \
	{ 0x40022000, acr }, { RCC + 0x58, enr }, { 0x40007000, pwr } }
#define PWREN		XSPI_BIT(28)
#define U5RCC		0x46020C00u
#define U5(cr, icscr1, cfgr1, cfgr2, csr, acr, enr, vosr) { { U5RCC, cr }, { U5RCC + 0x08, icscr1 }, \
	{ U5RCC + 0x1C, cfgr1 }, { U5RCC + 0x20, cfgr2 }, { U5RCC + 0xF4, csr }, { 0x40022000, acr }, \
	{ U5RCC + 0x94, enr }, { 0x4602080C, vosr } }
#define H5RCC		0x44020C00u
#define H5(cr, cfgr1, cfgr2, acr) { { H5RCC, cr }, { H5RCC + 0x1C, cfgr1 }, { H5RCC + 0x20, cfgr2 }, \
	{ 0x40022000, acr } }
#define H7RCC		0x58024400u
#define H7(cr, cfgr, d1cfgr, acr) { { H7RCC, cr }, { H7RCC + 0x10, cfgr }, { H7RCC + 0x18, d1cfgr }, \
	{ 0x52002000, acr } }
#define F4RCC		0x40023800u
#define F4(cr, cfgr, acr) { { F4RCC, cr }, { F4RCC + 0x08, cfgr }, { 0x40023C00, acr } }

static const struct {
	const char *what;
	uint16_t die;
	struct target target;
	int kind;
	uint32_t from_khz, to_khz;
	const char *steps;			/**< texts, one behind the other */
	struct reg then[3];			/**< registers with all steps played */
	struct reg kept;			/**< the register that does not come back, and its bits that do not */
	const char *why;
} cases[] = {
	{ "L5, from reset: range 2", 0x472, { L4(0x63, 0, 0x0C000600, 0, 0, 0x400), 0, 0 }, RAISE_STEPS, 4000, 24000,
		"PWR clock on, flash wait states, MSI range, ",
		{ { RCC, 0x9B }, { 0x40022000, 2 }, { RCC + 0x58, PWREN } }, { RCC, 8 }, NULL },
	{ "L5, range 0, PWR on, wait states enough", 0x472, { L4(0x63, 0, 0x0C000600, 0x105, PWREN, 0), 0, 0 },
		RAISE_STEPS, 4000, 48000, "MSI range, ", { { RCC, 0xBB }, { 0x40022000, 0x105 } }, { RCC, 8 }, NULL },
	{ "L5, range 1, MSI 8 MHz by CR, AHB / 4", 0x472, { L4(0x7B, 0x90, 0x0C000600, 1, PWREN, 0x200), 0, 0 },
		RAISE_STEPS, 2000, 48000, "flash wait states, MSI range, AHB not divided, ",
		{ { RCC, 0xBB }, { 0x40022000, 2 }, { RCC + 0x08, 0 } }, { 0, 0 }, NULL },
	{ "L4, from reset: range 1", 0x415, { L4(0x63, 0, 0x0C000600, 0x600, 0, 0x200), 0, 0 }, RAISE_STEPS, 4000, 48000,
		"PWR clock on, flash wait states, MSI range, ", { { RCC, 0xBB }, { 0x40022000, 0x602 } }, { RCC, 8 }, NULL },
	{ "L4, range 2", 0x415, { L4(0x63, 0, 0x0C000600, 0x600, 0, 0x400), 0, 0 }, RAISE_STEPS, 4000, 24000,
		"PWR clock on, flash wait states, MSI range, ", { { RCC, 0x9B }, { 0x40022000, 0x603 } }, { RCC, 8 }, NULL },
	{ "L4+, range 1", 0x470, { L4(0x63, 0, 0x0C000600, 0x600, 0, 0x200), 0, 0 }, RAISE_STEPS, 4000, 48000,
		"PWR clock on, flash wait states, MSI range, ", { { RCC, 0xBB }, { 0x40022000, 0x602 } }, { RCC, 8 }, NULL },
	{ "L4, low-power run", 0x415, { L4(0x53, 0, 0x0C000600, 0x600, PWREN, 0x4200), 0, 0 }, RAISE_NOTHING, 4000, 4000,
		"", { { RCC, 0x53 } }, { 0, 0 }, "the regulator is in low-power run mode" },
	{ "L4, MSI follows LSE", 0x415, { L4(0x67, 0, 0x0C000600, 0x600, PWREN, 0x200), 0, 0 }, RAISE_NOTHING, 4000, 4000,
		"", { { RCC, 0x67 } }, { 0, 0 }, "MSI follows a crystal (MSIPLLEN)" },
	{ "L4, a PLL for something else", 0x415, { L4(0x0C000063, 0, 0x0C000600, 0x600, PWREN, 0x200), 0, 0 },
		RAISE_NOTHING, 4000, 4000, "", { { RCC, 0x0C000063 } }, { 0, 0 },
		"a PLL is on, which may hang on the same oscillator" },
	{ "L4, raised before and not put back", 0x415, { L4(0xBB, 0, 0x0C000600, 0x602, PWREN, 0x200), 0, 0 },
		RAISE_NOTHING, 48000, 48000, "", { { RCC, 0xBB } }, { 0, 0 }, NULL },
	{ "L4, HSI16", 0x415, { L4(0x563, 5, 0x0C000600, 0x600, PWREN, 0x200), 0, 0 }, RAISE_NOTHING, 16000, 16000, "",
		{ { RCC, 0x563 } }, { 0, 0 }, NULL },
	{ "L4, HSI16, AHB / 8", 0x415, { L4(0x563, 0xA5, 0x0C000600, 0x600, PWREN, 0x400), 0, 0 }, RAISE_STEPS, 2000, 16000,
		"flash wait states, AHB not divided, ", { { 0x40022000, 0x602 }, { RCC + 8, 5 } }, { 0, 0 }, NULL },
	{ "L4, HSE: not known", 0x415, { L4(0x30063, 0xA, 0x0C000600, 0x600, PWREN, 0x200), 0, 0 }, RAISE_NOTHING, 0, 0, "",
		{ { RCC, 0x30063 } }, { 0, 0 }, NULL },
	{ "G4, from reset", 0x469, { L4(0x500, 5, 0, 0x600, 0, 0x200), 0, 0 }, RAISE_NOTHING, 16000, 16000, "",
		{ { 0x40022000, 0x600 } }, { 0, 0 }, NULL },
	{ "G4, AHB / 2, range 2", 0x469, { L4(0x500, 0x85, 0, 0x600, PWREN, 0x400), 0, 0 }, RAISE_STEPS, 8000, 16000,
		"flash wait states, AHB not divided, ", { { 0x40022000, 0x601 } }, { 0, 0 }, NULL },
	{ "U5, from reset: range 4", 0x482, { U5(0x35, 0x44000000, 0, 0, 0x4400, 1, 0, 0x8000), 0, 0 }, RAISE_STEPS, 4000,
		24000, "PWR clock on, flash wait states, MSI range, ",
		{ { U5RCC + 0x08, 0x14800000 }, { 0x40022000, 2 }, { U5RCC + 0x94, 4 } }, { U5RCC + 0x08, XSPI_BIT(23) },
		NULL },
	{ "U5, range 1, kernel MSI stays what it is", 0x482, { U5(0x35, 0x44000000, 0, 0, 0x5600, 1, 4, 0x38000), 0, 0 },
		RAISE_STEPS, 2000, 48000, "MSI range, ", { { U5RCC + 0x08, 0x06800000 }, { 0x40022000, 1 } },
		{ U5RCC + 0x08, 0x16800000 ^ 0x44000000 }, NULL },
	{ "U5, range 3", 0x481, { U5(0x35, 0x44800000, 0, 0, 0, 0, 4, 0x18000), 0, 0 }, RAISE_STEPS, 4000, 48000,
		"flash wait states, MSI range, ", { { U5RCC + 0x08, 0x04800000 }, { 0x40022000, 3 } }, { 0, 0 }, NULL },
	{ "U5, MSI follows LSE", 0x482, { U5(0x3D, 0x44000000, 0, 0, 0x4400, 1, 4, 0x8000), 0, 0 }, RAISE_NOTHING, 4000,
		4000, "", { { U5RCC, 0x3D } }, { 0, 0 }, "MSI follows a crystal (MSIPLLEN)" },
	{ "U5, PLL1", 0x482, { U5(0x03000035, 0x44000000, 0x8, 0, 0x4400, 1, 4, 0x8000), 0, 0 }, RAISE_NOTHING, 0, 0, "",
		{ { U5RCC, 0x03000035 } }, { 0, 0 }, NULL },
	{ "H5, from reset", 0x484, { H5(0x2B, 0, 0, 0x13), 0, 0 }, RAISE_STEPS, 32000, 64000, "HSI on, not divided, ",
		{ { H5RCC, 0x23 }, { 0x40022000, 0x13 } }, { 0, 0 }, NULL },
	{ "H5, HSI / 8, no wait states", 0x484, { H5(0x3B, 0, 0, 0), 0, 0 }, RAISE_STEPS, 8000, 64000,
		"flash wait states, HSI on, not divided, ", { { H5RCC, 0x23 }, { 0x40022000, 0x13 } }, { 0, 0 }, NULL },
	{ "H5, CSI, HSI off and divided", 0x484, { H5(0x328, 0x9, 0, 0), 0, 0 }, RAISE_STEPS, 4000, 64000,
		"flash wait states, HSI on, not divided, system clock HSI, ", { { H5RCC, 0x321 }, { H5RCC + 0x1C, 0x8 } },
		{ 0, 0 }, NULL },
	{ "H7, from reset", 0x450, { H7(0x25, 0, 0, 0x37), 0, 0 }, RAISE_NOTHING, 64000, 64000, "", { { H7RCC, 0x25 } },
		{ 0, 0 }, NULL },
	{ "H7, HSI / 8, core / 2", 0x450, { H7(0x3D, 0, 0x800, 0), 0, 0 }, RAISE_STEPS, 4000, 32000,
		"flash wait states, HSI on, not divided, ", { { H7RCC, 0x25 }, { 0x52002000, 0x12 } }, { 0, 0 }, NULL },
	{ "F4, from reset", 0x421, { F4(0x83, 0, 0), 0, 0 }, RAISE_NOTHING, 16000, 16000, "", { { F4RCC, 0x83 } }, { 0, 0 },
		NULL },
	{ "F7, AHB / 16", 0x449, { F4(0x83, 0xB0, 0), 0, 0 }, RAISE_STEPS, 1000, 16000, "AHB not divided, ",
		{ { F4RCC + 8, 0 } }, { 0, 0 }, NULL },
	/* not in the tables: the clock tree, or its limits */
	{ "WB", 0x495, { { { 0, 0 } }, 0, 0 }, RAISE_NOTHING, 0, 0, "", { { 0, 0 } }, { 0, 0 }, NULL },
};

static void check_steps(unsigned int i, const struct raise *r)
{
	char steps[200] = "";

	for (unsigned int k = 0; k < r->count; k++) {
		strcat(steps, r->step[k].text);
		strcat(steps, ", ");
	}
	if (strcmp(steps, cases[i].steps) != 0)
		fail_msg("%s: steps are \"%s\"", cases[i].what, steps);
	assert_int_equal(r->undo_count, r->count);
}

static void check_registers(unsigned int i, struct target *t)
{
	for (unsigned int k = 0; k < XSPI_COUNT(cases[i].then) && cases[i].then[k].address; k++) {
		const uint32_t found = *find(t, cases[i].then[k].address);
		if (found != cases[i].then[k].value)
			fail_msg("%s: 0x%08x has 0x%08x, wanted 0x%08x", cases[i].what, cases[i].then[k].address, found,
				cases[i].then[k].value);
	}
}

static void check_undone(unsigned int i, struct target *t)
{
	for (unsigned int k = 0; k < REGISTERS; k++) {
		const struct reg *before = &cases[i].target.reg[k];
		uint32_t differs = before->value ^ t->reg[k].value;
		if (before->address == cases[i].kept.address)
			differs &= ~cases[i].kept.value;
		if (differs)
			fail_msg("%s: 0x%08x has 0x%08x afterwards, was 0x%08x", cases[i].what, before->address, t->reg[k].value,
				before->value);
	}
}

static void test_plans(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < XSPI_COUNT(cases); i++) {
		struct target t = cases[i].target;
		struct raise r;

		finish_plan(xspi_find_die(cases[i].die), &t, &r, cases[i].kind);
		check_steps(i, &r);
		assert_int_equal(r.from_hz, cases[i].from_khz * 1000);
		assert_int_equal(r.to_hz, cases[i].to_khz * 1000);
		if (cases[i].why)
			assert_string_equal(r.why, cases[i].why);
		else
			assert_null(r.why);
		check_registers(i, &t);
		for (unsigned int k = r.undo_count; k-- > 0;)
			play(&t, &r.undo[k]);
		check_undone(i, &t);
	}
}

/* Wait states come before the clock and go after it; each change of a clock is waited for */
static void test_order_and_waits(void **state)
{
	struct target t = { H5(0x328, 0x9, 0, 0), 0, 0 };
	struct raise r;

	(void)state;
	finish_plan(xspi_find_die(0x484), &t, &r, RAISE_STEPS);
	assert_int_equal(r.step[0].address, 0x40022000);
	assert_int_equal(r.undo[0].address, 0x40022000);
	assert_int_equal(r.step[0].wait_mask, 0x3F);
	assert_int_equal(r.undo[0].wait_value, 0);
	/* HSI: ready and divided as told; off again without a wait, for then it is neither */
	assert_int_equal(r.step[1].wait_mask, 0x22);
	assert_int_equal(r.step[1].wait_value, 0x22);
	assert_int_equal(r.undo[1].wait_mask, 0);
	/* the switch: SWS says where it is */
	assert_int_equal(r.step[2].wait_mask, 0x18);
	assert_int_equal(r.step[2].wait_value, 0);
	assert_int_equal(r.undo[2].wait_value, 0x08);
	for (unsigned int i = 0; i < r.count; i++)
		assert_true(r.step[i].limit_us >= 1000);

	struct target u5 = { U5(0x35, 0x44000000, 0, 0, 0x4400, 1, 4, 0x8000), 0, 0 };
	finish_plan(xspi_find_die(0x482), &u5, &r, RAISE_STEPS);
	assert_int_equal(r.step[1].address, U5RCC + 0x08);
	assert_int_equal(r.step[1].wait_address, U5RCC);
	assert_int_equal(r.step[1].wait_mask, 4);
	assert_int_equal(r.undo[1].wait_address, U5RCC);
	assert_int_equal(r.undo[1].wait_value, 4);
}

/* A read that fails ends it, wherever it is */
static void test_failed_reads(void **state)
{
	struct raise r;
	int kind = -1;

	(void)state;
	for (unsigned int at = 1; kind != RAISE_STEPS; at++) {
		struct target t = { L4(0x63, 0, 0x0C000600, 0, PWREN, 0x400), 0, at };
		memset(&r, 0, sizeof(r));
		kind = raise_plan(xspi_find_die(0x472), read_reg, &t, &r);
		assert_true(kind == -1 || t.reads < at);
		assert_true(at < 40);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plans),
		cmocka_unit_test(test_order_and_waits),
		cmocka_unit_test(test_failed_reads),
	};

	return cmocka_run_group_tests_name("raise", tests, NULL, NULL);
}
