// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * setup.c with gen/tables.c: every row of data/stm32-xspi-pins.csv (not of the generated table) in a set-up, every die,
 * every controller; and no step changes what it may not.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "../../src/flash/nor/stm32xspi/core/util.h"
#include "../../src/flash/nor/stm32xspi/setup.h"

static char error[480];

static const struct setup_step *find_step(const struct setup *s, uint32_t address)
{
	for (unsigned int i = 0; i < s->count; i++)
		if (s->step[i].address == address)
			return &s->step[i];
	return NULL;
}

/* Rows that name what a bank of this driver does not have */
static bool row_unused(const char *signal)
{
	static const char * const endings[] = {
		"_NCLK", "_NCS2", "_DQS1", "_IO8", "_IO9", "_IO10", "_IO11", "_IO12", "_IO13", "_IO14", "_IO15"
	};
	const char *role = strrchr(signal, '_');

	for (size_t i = 0; i < XSPI_COUNT(endings); i++)
		if (!strcmp(role, endings[i]))
			return true;
	return false;
}

static unsigned int row_role(const char *signal)
{
	const char *role = strrchr(signal, '_') + 1;

	for (unsigned int i = 0; i < SETUP_ROLES; i++)
		if (!strncmp(role, setup_role_names[i], 3))
			return i;
	fail_msg("role of %s", signal);
	return 0;
}

static const struct xspi_die *row_die(const char *die, const char *family)
{
	unsigned int id;

	if (sscanf(die, "DIE%x", &id) == 1) {
		for (unsigned int i = 0; i < xspi_die_count; i++)
			if (xspi_dies[i].dev_id == id)
				return &xspi_dies[i];
	}
	for (unsigned int i = 0; i < xspi_die_count; i++)
		if (!xspi_dies[i].dev_id && !strcmp(xspi_dies[i].name, family))
			return &xspi_dies[i];
	fail_msg("no die %s", die);
	return NULL;
}

/*
 * A whole set of pins around one: same group, any other pin for the other roles that the group has.
 * @returns false if the group lacks one of the four needed roles (WBA25's NCS is in no source)
 */
static bool complete(const struct xspi_die *die, const struct xspi_pin *row, struct setup_pins *pins)
{
	const unsigned int last = row->role > SETUP_IO3 ? SETUP_IO7 : row->role > SETUP_IO1 ? SETUP_IO3 : SETUP_IO1;

	*pins = (struct setup_pins) { .used = { false } };
	for (unsigned int pass = 0; pass < 2; pass++) {
		for (unsigned int i = 0; i < die->pin_count; i++) {
			const struct xspi_pin *p = pass ? &die->pin[i] : row;
			bool taken = pins->used[p->role] || p->instance != row->instance;
			taken = taken || (p->role > last && p != row);
			for (unsigned int r = 0; r < SETUP_ROLES; r++)
				taken = taken || (pins->used[r] && pins->port[r] == p->port && pins->pin[r] == p->pin);
			if (taken)
				continue;
			pins->used[p->role] = true;
			pins->port[p->role] = p->port;
			pins->pin[p->role] = p->pin;
		}
	}
	for (unsigned int r = SETUP_CLK; r <= SETUP_IO1; r++)
		if (!pins->used[r])
			return false;
	return true;
}

/* ---- what a set-up may touch ---- */

/*
 * Where each family has its clock controller (oscillators, PLLs, switches, enables, resets) and its supply controller,
 * from the memory maps of the reference manuals; and the bits in the latter that only tell that the supply of some pins
 * is there, with the bit of the clock that this takes: RM0351, RM0432, RM0438 PWR_CR2.IOSV, RM0456 PWR_SVMCR.IO2SV,
 * RM0477 PWR_CSR2.EN_XSPIM1 and 2, RM0486 PWR_SVMCR3.VDDIO2SV and VDDIO3SV. Everything else there is supply mode,
 * voltage scaling, or another's.
 */
static const struct {
	uint32_t rcc, rcc_size, pwr;
	uint32_t valid_reg, valid_bits;
	uint32_t clock_reg, clock_bit;
} power[XSPI_FAMILIES] = {
	[XSPI_FAMILY_F4] = { 0x40023800, 0x400, 0x40007000, 0, 0, 0, 0 },
	[XSPI_FAMILY_F7] = { 0x40023800, 0x400, 0x40007000, 0, 0, 0, 0 },
	[XSPI_FAMILY_L4] = { 0x40021000, 0x400, 0x40007000, 0x40007004, 1 << 9, 0x40021058, 1 << 28 },
	[XSPI_FAMILY_L4PLUS] = { 0x40021000, 0x400, 0x40007000, 0x40007004, 1 << 9, 0x40021058, 1 << 28 },
	[XSPI_FAMILY_L5] = { 0x40021000, 0x400, 0x40007000, 0x40007004, 1 << 9, 0x40021058, 1 << 28 },
	[XSPI_FAMILY_U3] = { 0x40030C00, 0x400, 0x40030800, 0x40030810, 1 << 29, 0x40030C94, 1 << 2 },
	[XSPI_FAMILY_U5] = { 0x46020C00, 0x400, 0x46020800, 0x46020810, 1 << 29, 0x46020C94, 1 << 2 },
	[XSPI_FAMILY_G4] = { 0x40021000, 0x400, 0x40007000, 0, 0, 0, 0 },
	[XSPI_FAMILY_WB] = { 0x58000000, 0x400, 0x58000400, 0, 0, 0, 0 },
	[XSPI_FAMILY_WBA] = { 0x46020C00, 0x400, 0x46020800, 0, 0, 0, 0 },
	[XSPI_FAMILY_H5] = { 0x44020C00, 0x400, 0x44020800, 0, 0, 0, 0 },
	[XSPI_FAMILY_C5] = { 0x44020C00, 0x400, 0x44020800, 0, 0, 0, 0 },
	[XSPI_FAMILY_H7] = { 0x58024400, 0x400, 0x58024800, 0, 0, 0, 0 },
	[XSPI_FAMILY_H7RS] = { 0x58024400, 0x400, 0x58024800, 0x5802480C, 3 << 14, 0, 0 },
	[XSPI_FAMILY_N6] = { 0x46028000, 0x2000, 0x46024800, 0x4602483C, 3 << 8, 0x4602825C, 1 << 18 },
	[XSPI_FAMILY_MP1] = { 0x50000000, 0x1000, 0x50001000, 0, 0, 0, 0 },
};

static bool in_block(uint32_t address, uint32_t base, uint32_t size)
{
	return address >= base && address - base < size;
}

/* Bits of a register that a set-up by these pins may change, all that is left of the die but the controller itself */
static uint32_t changeable(const struct xspi_die *die, const struct xspi_instance *instance,
		const struct setup_pins *pins, uint32_t address)
{
	const uint32_t port = (address - die->gpio_base) / die->gpio_stride;
	const uint32_t offset = (address - die->gpio_base) % die->gpio_stride;
	const bool gpio = in_block(address, die->gpio_base, 26 * die->gpio_stride);
	const bool is_h5e = die->family == XSPI_FAMILY_H5 && !die->dev_id;
	uint32_t bits = 0;

	if (die->manager_base && in_block(address, die->manager_base, 0x400))
		return address > die->manager_base ? 0xFFFFFFFF : die->manager == XSPI_MANAGER_XSPIM ? 0x73 : 1;
	for (unsigned int role = 0; role < SETUP_ROLES; role++) {
		const unsigned int pin = pins->pin[role];
		if (!pins->used[role])
			continue;
		if (address == die->gpio_enable_reg)
			bits |= 1u << (is_h5e && pins->port[role] == 'K' - 'A' ? 26 : pins->port[role]);
		if (!gpio || pins->port[role] != port)
			continue;
		if (offset == 0x20 || offset == 0x24)
			bits |= pin / 8 == (offset == 0x24) ? 0xFu << 4 * (pin % 8) : 0;
		else if (offset == 0x04)
			bits |= 1u << pin;
		else if (offset == 0x00 || offset == 0x08 || (offset == 0x0C && role == SETUP_NCS))
			bits |= 3u << 2 * pin;
	}
	if (address == instance->enable_reg)
		bits |= 1u << instance->enable_bit;
	if (address == instance->reset_reg || (die->family == XSPI_FAMILY_MP1 && address == instance->reset_reg + 4))
		bits |= 1u << instance->reset_bit;
	if (die->manager_enable_reg && address == die->manager_enable_reg)
		bits |= 1u << die->manager_enable_bit;
	if (power[die->family].valid_reg && address == power[die->family].valid_reg)
		bits |= power[die->family].valid_bits;
	if (power[die->family].clock_reg && address == power[die->family].clock_reg)
		bits |= power[die->family].clock_bit;
	return bits;
}

/* No supply mode, no PLL, no clock switch: every step changes what it may and nothing else */
static void check_steps(const struct xspi_die *die, const struct xspi_instance *instance, const struct setup_pins *pins,
		const struct setup *s)
{
	for (unsigned int i = 0; i < s->count; i++) {
		const struct setup_step *step = &s->step[i];
		const bool rcc = in_block(step->address, power[die->family].rcc, power[die->family].rcc_size);
		const bool pwr = in_block(step->address, power[die->family].pwr, 0x400);
		uint32_t changes = step->clear | step->set;
		/* STM32MP1's reset is cleared by writing a 1: a plain write of that bit */
		if (die->family == XSPI_FAMILY_MP1 && step->address == instance->reset_reg + 4)
			changes = step->set;
		if (changes & ~changeable(die, instance, pins, step->address))
			fail_msg("%s: step \"%s\" changes bits 0x%08x of 0x%08x, may 0x%08x", die->name, step->text, changes,
				step->address, changeable(die, instance, pins, step->address));
		/* nothing is switched off in either, but a reset */
		if (step->clear && (pwr || (rcc && step->address != instance->reset_reg &&
				!(die->family == XSPI_FAMILY_MP1 && step->address == instance->reset_reg + 4))))
			fail_msg("%s: step \"%s\" clears 0x%08x in 0x%08x", die->name, step->text, step->clear, step->address);
	}
}

/* Controllers for which a set-up was made, by die and instance */
static bool reached[64][4];

static void check_row(const struct xspi_die *die, const struct xspi_pin *row, const struct setup_pins *pins, uint8_t af)
{
	const struct xspi_instance *instance = NULL;
	struct setup s;

	assert_int_equal(setup_make(die, pins, &instance, &s, error, sizeof(error)), 0);
	assert_non_null(instance);
	assert_true(s.count < SETUP_MAX_STEPS);
	const uint32_t port = die->gpio_base + die->gpio_stride * row->port;
	const struct setup_step *step = find_step(&s, port + 0x20 + (row->pin >= 8 ? 4 : 0));
	assert_non_null(step);
	assert_int_equal(step->set >> 4 * (row->pin % 8) & 15, af);
	assert_int_equal((step->set | step->clear) >> 4 * (row->pin % 8) & 15, 15);
	assert_int_equal(find_step(&s, port)->set >> 2 * row->pin & 3, 2);
	assert_int_equal(find_step(&s, port)->clear >> 2 * row->pin & 3, 1);
	assert_int_not_equal(find_step(&s, instance->enable_reg)->set & 1u << instance->enable_bit, 0);
	check_steps(die, instance, pins, &s);
	reached[die - xspi_dies][instance - die->instance] = true;
}

/* Every controller of every die, but for those that no pin list can name; data/stm32-xspi-pins.csv says why */
static void check_reached(void)
{
	static const struct {
		const char *die, *instance;
	} unreachable[] = {
		{ "STM32U335/U345", "OCTOSPI1" },		/* pins in no source */
		{ "STM32U356/U366", "OCTOSPI1" },
		{ "STM32WBA23/WBA25", "XSPI1" },		/* its NCS is in no source */
		{ "STM32N645/N647/N655/N657", "XSPI3" },	/* on a port only when both others are on the other one */
	};
	unsigned int count = 0;

	for (unsigned int d = 0; d < xspi_die_count; d++) {
		for (unsigned int i = 0; i < xspi_dies[d].instance_count; i++) {
			bool excused = false;
			for (size_t k = 0; k < XSPI_COUNT(unreachable); k++)
				excused = excused || (!strcmp(xspi_dies[d].name, unreachable[k].die) &&
					!strcmp(xspi_dies[d].instance[i].name, unreachable[k].instance));
			if (reached[d][i] == excused)
				fail_msg("%s %s is %sreached by pins", xspi_dies[d].name, xspi_dies[d].instance[i].name,
					excused ? "" : "not ");
			count += reached[d][i];
		}
	}
	print_message("# %u controllers of %u dies\n", count, xspi_die_count);
}

static void test_all_rows(void **state)
{
	const char *dir = getenv("STM32XSPI_DATA") ? getenv("STM32XSPI_DATA") : TEST_DATA_DIR;
	unsigned int rows = 0, unused = 0, made = 0, lonely = 0;
	char path[512], line[512];

	(void)state;
	snprintf(path, sizeof(path), "%s/stm32-xspi-pins.csv", dir);
	FILE *f = fopen(path, "r");
	if (!f)
		fail_msg("cannot open %s: set STM32XSPI_DATA to the data folder", path);
	while (fgets(line, sizeof(line), f)) {
		char name[32], family[64], signal[64], letter;
		unsigned int number, af;
		if (line[0] == '#' || !strncmp(line, "die,", 4))
			continue;
		const int fields = sscanf(line, "%31[^,],%63[^,],P%c%u,%63[^,],%u,", name, family, &letter, &number, signal,
			&af);
		assert_int_equal(fields, 6);
		rows++;
		if (row_unused(signal)) {
			unused++;
			continue;
		}
		const struct xspi_die *die = row_die(name, family);
		unsigned int found = 0;
		for (unsigned int i = 0; i < die->pin_count; i++) {
			const struct xspi_pin *p = &die->pin[i];
			struct setup_pins pins;
			const bool bank_2 = strstr(signal, "_BK2_");
			if (p->port != letter - 'A' || p->pin != number || p->role != row_role(signal) || p->af != af)
				continue;
			if (die->instance[0].quadspi && p->role != SETUP_CLK && p->instance != bank_2)
				continue;
			if (strstr(signal, "M_P") && strstr(signal, "M_P")[3] - '1' != p->instance)
				continue;
			found++;
			if (!complete(die, p, &pins)) {
				lonely++;
				continue;
			}
			check_row(die, p, &pins, (uint8_t)af);
			made++;
		}
		if (!found)
			fail_msg("%s P%c%u %s AF%u is not in the table", name, letter, number, signal, af);
	}
	fclose(f);
	print_message("# %u rows, %u of roles not used, %u set-ups made, %u in a group without all roles\n", rows, unused,
		made, lonely);
	assert_int_equal(rows, 1511);
	assert_true(made > 1200);
	assert_true(lonely < 30);
	check_reached();
}

static void test_all_dies(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < xspi_die_count; i++) {
		const struct xspi_die *die = &xspi_dies[i];
		assert_true(die->family < XSPI_FAMILIES);
		assert_true(die->instance_count >= 1);
		if (die->dev_id)
			assert_ptr_equal(xspi_find_die(die->dev_id), die);
		assert_int_equal(die->manager == XSPI_MANAGER_NONE, die->manager_base == 0);
		for (unsigned int k = 0; k < die->pin_count; k++) {
			assert_true(die->pin[k].role < SETUP_ROLES);
			assert_true(die->pin[k].port < 26 && die->pin[k].pin < 16 && die->pin[k].af < 16);
		}
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_rows),
		cmocka_unit_test(test_all_dies),
	};

	return cmocka_run_group_tests_name("setup_rows", tests, NULL, NULL);
}
