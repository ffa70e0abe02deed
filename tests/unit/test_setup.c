// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * setup.c with gen/tables.c: pin lists, the steps of the example board word by word, wrong pins and their messages,
 * Tcl, clocks. test_setup_rows.c has every row of the pin table.
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

#define BOARD_PINS	"CLK PA3 NCS PA2 IO0 PB1 IO1 PB0 IO2 PA7 IO3 PA6"

static char error[480];

static int parse(const char *text, struct setup_pins *pins)
{
	memset(error, 0, sizeof(error));
	return setup_parse_pins(text, pins, error, sizeof(error));
}

static int make(uint16_t dev_id, const char *text, const struct xspi_instance **instance, struct setup *setup)
{
	struct setup_pins pins = { .used = { false } };
	const struct xspi_die *die = xspi_find_die(dev_id);

	assert_non_null(die);
	assert_int_equal(parse(text, &pins), 0);
	return setup_make(die, &pins, instance, setup, error, sizeof(error));
}

static void test_parse(void **state)
{
	struct setup_pins pins;

	(void)state;
	assert_int_equal(parse(BOARD_PINS, &pins), 0);
	assert_true(pins.used[SETUP_CLK] && pins.used[SETUP_IO3]);
	assert_false(pins.used[SETUP_IO4] || pins.used[SETUP_DQS]);
	assert_int_equal(pins.port[SETUP_IO0], 1);
	assert_int_equal(pins.pin[SETUP_IO0], 1);
	assert_int_equal(parse("  {clk pa3\n ncs Pa2\tio0 PB1 io1 PB15}", &pins), 0);
	assert_int_equal(pins.pin[SETUP_IO1], 15);
	assert_int_equal(parse("CLK PA0 NCS PA1 IO0 PA2 IO1 PA3 IO2 PA4 IO3 PA5 IO4 PA6 IO5 PA7 IO6 PA8 IO7 PA9 DQS PA10",
		&pins), 0);
}

static void test_parse_errors(void **state)
{
	static const struct {
		const char *text, *error;
	} bad[] = {
		{ "", "no pin given for CLK; CLK, NCS, IO0 and IO1 are needed" },
		{ "CLK PA3 NCS PA2 IO0 PB1", "no pin given for IO1; CLK, NCS, IO0 and IO1 are needed" },
		{ "CLK PA3 IO0 PB1 IO1 PB0", "no pin given for NCS; CLK, NCS, IO0 and IO1 are needed" },
		{ "CLOCK PA3", "'CLOCK' is not a role; roles are CLK NCS IO0 to IO7 DQS, each followed by its pin" },
		{ "IO8 PA3", "'IO8' is not a role; roles are CLK NCS IO0 to IO7 DQS, each followed by its pin" },
		{ "CLK", "no pin behind CLK; pins are written like PA3" },
		{ "CLK A3", "'A3' behind CLK is not a pin; pins are written like PA3" },
		{ "CLK PA16", "'PA16' behind CLK is not a pin; pins are written like PA3" },
		{ "CLK PA03", "'PA03' behind CLK is not a pin; pins are written like PA3" },
		{ "CLK PA3x", "'PA3x' behind CLK is not a pin; pins are written like PA3" },
		{ "CLK P13", "'P13' behind CLK is not a pin; pins are written like PA3" },
		{ "CLK PA3 CLK PA4", "CLK given twice" },
		{ "CLK PA3 NCS PA3", "PA3 given twice, for CLK and NCS" },
		{ "CLK PA3 NCS PA13",
			"PA13 cannot be NCS: it is SWDIO, by which the probe talks to the chip; look up the pin in the schematic" },
		{ "CLK PA14", "PA14 cannot be CLK: it is SWCLK, by which the probe talks to the chip; look up the pin in the"
			" schematic" },
		{ "CLK PA3 NCS PA2 IO0 PB1 IO1 PB0 IO2 PA7",
			"IO2 given without IO3; data lines are IO0 and IO1, IO0 to IO3, or IO0 to IO7" },
		{ "CLK PA3 NCS PA2 IO0 PB1 IO1 PB0 IO3 PA7",
			"IO3 given without IO2; data lines are IO0 and IO1, IO0 to IO3, or IO0 to IO7" },
		{ "CLK PA3 NCS PA2 IO0 PB1 IO1 PB0 IO4 PA7 IO5 PC1 IO6 PC2 IO7 PC3",
			"IO7 given without IO2; data lines are IO0 and IO1, IO0 to IO3, or IO0 to IO7" },
	};
	struct setup_pins pins;

	(void)state;
	for (size_t i = 0; i < XSPI_COUNT(bad); i++) {
		assert_int_equal(parse(bad[i].text, &pins), -1);
		assert_string_equal(error, bad[i].error);
	}
	/* a short buffer is filled and ended, not overrun */
	char small[12] = "ffffffffffe";
	assert_int_equal(setup_parse_pins("", &pins, small, 8), -1);
	assert_string_equal(small, "no pin ");
	assert_string_equal(small + 8, "ffe");
}

/* The options beside -pins */
static void test_parse_options(void **state)
{
	static const struct {
		const char *text;
		struct setup_gpio gpio;
	} power[] = {
		{ "PB1 high 5ms", { true, 1, 1, true, 5000 } },
		{ " {pc12 LOW} ", { true, 2, 12, false, 5000 } },
		{ "PB1 high 250us", { true, 1, 1, true, 250 } },
		{ "PB1 high 1.5ms", { true, 1, 1, true, 1500 } },
	};
	static const struct {
		const char *text;
		uint32_t hz;
	} speed[] = {
		{ "50MHz", 50000000 }, { "12.5mhz", 12500000 }, { "800kHz", 800000 }, { "48000000Hz", 48000000 },
	};
	struct setup_gpio gpio;
	uint32_t hz;

	(void)state;
	for (size_t i = 0; i < XSPI_COUNT(power); i++) {
		memset(&gpio, 0, sizeof(gpio));
		assert_int_equal(setup_parse_power(power[i].text, &gpio, error, sizeof(error)), 0);
		assert_true(gpio.used);
		assert_int_equal(gpio.port, power[i].gpio.port);
		assert_int_equal(gpio.pin, power[i].gpio.pin);
		assert_int_equal(gpio.high, power[i].gpio.high);
		assert_int_equal(gpio.settle_us, power[i].gpio.settle_us);
	}
	memset(&gpio, 0, sizeof(gpio));
	assert_int_equal(setup_parse_reset("PB8", &gpio, error, sizeof(error)), 0);
	assert_int_equal(gpio.pin, 8);
	for (size_t i = 0; i < XSPI_COUNT(speed); i++) {
		assert_int_equal(setup_parse_speed(speed[i].text, &hz, error, sizeof(error)), 0);
		assert_int_equal(hz, speed[i].hz);
	}
}

static void test_parse_option_errors(void **state)
{
#define POWER	"; wanted {pin high|low [time]}, like {PB1 high 5ms}"
	static const struct {
		const char *text, *error;
	} power[] = {
		{ "", "no pin given" POWER },
		{ "B1 high", "'B1' is not a pin; pins are written like PB1" },
		{ "PB1", "no level given" POWER },
		{ "PB1 on", "'on' is no level that switches the power on" POWER },
		{ "PB1 high 5", "'5' is no time from 1us to 1000ms" POWER },
		{ "PB1 high 2000ms", "'2000ms' is no time from 1us to 1000ms" POWER },
		{ "PB1 high -5ms", "'-5ms' is no time from 1us to 1000ms" POWER },
		{ "PB1 high 5ms 6ms", "'6ms' is too much" POWER },
		{ "PA13 high", "PA13 cannot be the power switch: it is SWDIO, by which the probe talks to the chip; look up the"
			" pin in the schematic" },
	}, speed[] = {
		{ "50", "'50' is no clock rate from 10kHz to 400MHz; give number and unit, like 50MHz" },
		{ "fast", "'fast' is no clock rate from 10kHz to 400MHz; give number and unit, like 50MHz" },
		{ "5kHz", "'5kHz' is no clock rate from 10kHz to 400MHz; give number and unit, like 50MHz" },
		{ "50MHz2", "'50MHz2' is no clock rate from 10kHz to 400MHz; give number and unit, like 50MHz" },
		{ "4500MHz", "'4500MHz' is no clock rate from 10kHz to 400MHz; give number and unit, like 50MHz" },
		{ "", "'' is no clock rate from 10kHz to 400MHz; give number and unit, like 50MHz" },
	};
	struct setup_gpio gpio;
	struct setup_pins pins;
	uint32_t hz;

	(void)state;
	for (size_t i = 0; i < XSPI_COUNT(power); i++) {
		assert_int_equal(setup_parse_power(power[i].text, &gpio, error, sizeof(error)), -1);
		assert_string_equal(error, power[i].error);
	}
	for (size_t i = 0; i < XSPI_COUNT(speed); i++) {
		assert_int_equal(setup_parse_speed(speed[i].text, &hz, error, sizeof(error)), -1);
		assert_string_equal(error, speed[i].error);
	}
	assert_int_equal(setup_parse_reset("PB8 low", &gpio, error, sizeof(error)), -1);
	assert_string_equal(error, "one pin is wanted, that of the chip's RESET#, like PB8");

	memset(&pins, 0, sizeof(pins));
	assert_int_equal(parse(BOARD_PINS, &pins), 0);
	assert_int_equal(setup_check_pins(&pins, error, sizeof(error)), 0);
	assert_int_equal(setup_parse_reset("PA7", &pins.reset, error, sizeof(error)), 0);
	assert_int_equal(setup_check_pins(&pins, error, sizeof(error)), -1);
	assert_string_equal(error, "PA7 given twice, for IO2 and -reset");
	assert_int_equal(setup_parse_reset("PB8", &pins.reset, error, sizeof(error)), 0);
	assert_int_equal(setup_parse_power("PB8 high", &pins.power, error, sizeof(error)), 0);
	assert_int_equal(setup_check_pins(&pins, error, sizeof(error)), -1);
	assert_string_equal(error, "PB8 given twice, for -power and -reset");

	assert_int_equal(setup_check_jtag(&pins, error, sizeof(error)), 0);
	assert_int_equal(parse("CLK PA3 NCS PA15 IO0 PB1 IO1 PB0", &pins), 0);
	assert_int_equal(setup_check_jtag(&pins, error, sizeof(error)), -1);
	assert_string_equal(error, "PA15, given for NCS, is JTDI, and the probe talks to the chip by JTAG; "
		"\"transport select\" one of SWD leaves it free");
}

/* From RM0438 (RCC 9.8, GPIO 11.4) and the data sheet's alternate functions */
static void test_example_board(void **state)
{
	static const struct {
		uint32_t address, clear, set;
		const char *text;
	} expected[] = {
		{ 0x4002104C, 0, 0x00000003, "GPIOA, B clock on" },
		{ 0x40021050, 0, 0x00000100, "OCTOSPI1 clock on" },
		{ 0x40021030, 0, 0x00000100, "OCTOSPI1 reset" },
		{ 0x40021030, 0x00000100, 0, "OCTOSPI1 out of reset" },
		{ 0x42020020, 0x55005500, 0xAA00AA00, "PA alternate functions" },
		{ 0x42020008, 0, 0x0000F0F0, "PA very high speed" },
		{ 0x42020004, 0x000000CC, 0, "PA push-pull" },
		{ 0x4202000C, 0x00000020, 0x00000010, "PA NCS pull-up" },
		{ 0x42020000, 0x00005050, 0x0000A0A0, "PA pins to the controller" },
		{ 0x42020420, 0x00000055, 0x000000AA, "PB alternate functions" },
		{ 0x42020408, 0, 0x0000000F, "PB very high speed" },
		{ 0x42020404, 0x00000003, 0, "PB push-pull" },
		{ 0x42020400, 0x00000005, 0x0000000A, "PB pins to the controller" },
	};
	const struct xspi_instance *instance;
	struct setup s;

	(void)state;
	assert_int_equal(make(0x472, BOARD_PINS, &instance, &s), 0);
	assert_string_equal(instance->name, "OCTOSPI1");
	assert_int_equal(instance->base, 0x44021000);
	assert_int_equal(instance->window, 0x90000000);
	assert_int_equal(instance->fifo_bytes, 32);
	assert_int_equal(s.lines, 4);
	assert_int_equal(s.data_lines_high, 0);
	assert_int_equal(s.count, XSPI_COUNT(expected));
	for (unsigned int i = 0; i < s.count; i++) {
		assert_int_equal(s.step[i].address, expected[i].address);
		assert_int_equal(s.step[i].clear, expected[i].clear);
		assert_int_equal(s.step[i].set, expected[i].set);
		assert_int_equal(s.step[i].wait_mask, 0);
		assert_string_equal(s.step[i].text, expected[i].text);
	}
}

static const struct setup_step *find_step(const struct setup *s, uint32_t address)
{
	for (unsigned int i = 0; i < s->count; i++)
		if (s->step[i].address == address)
			return &s->step[i];
	return NULL;
}

/* Power before the controller, RESET# when all lines are connected; their port's clock and supply, too */
static void test_power_and_reset(void **state)
{
	const struct xspi_instance *instance;
	struct setup_pins pins;
	struct setup s;

	(void)state;
	memset(&pins, 0, sizeof(pins));
	assert_int_equal(parse(BOARD_PINS, &pins), 0);
	assert_int_equal(setup_parse_power("PG6 high 20ms", &pins.power, error, sizeof(error)), 0);
	assert_int_equal(setup_parse_reset("PC8", &pins.reset, error, sizeof(error)), 0);
	assert_int_equal(setup_make(xspi_find_die(0x472), &pins, &instance, &s, error, sizeof(error)), 0);
	assert_string_equal(s.step[0].text, "GPIOA, B, C, G clock on");
	assert_int_equal(s.step[0].set, 0x47);
	assert_string_equal(s.step[2].text, "VDDIO2 valid");
	static const struct setup_step on[] = {
		{ .address = 0x42021814, .clear = 0, .set = 0x40, .text = "PG6 high" },
		{ .address = 0x42021804, .clear = 0x40, .set = 0, .text = "PG6 push-pull" },
		{ .address = 0x42021800, .clear = 0x2000, .set = 0x1000, .delay_us = 20000, .text = "PG6 output: power on" },
	}, off[] = {
		{ .address = 0x42020814, .clear = 0x100, .set = 0, .text = "PC8 low" },
		{ .address = 0x42020804, .clear = 0x100, .set = 0, .text = "PC8 push-pull" },
		{ .address = 0x42020800, .clear = 0x20000, .set = 0x10000, .delay_us = 1000,
			.text = "PC8 output: RESET# of the chip" },
		{ .address = 0x42020814, .clear = 0, .set = 0x100, .delay_us = 1000, .text = "PC8 high: chip out of reset" },
	};
	assert_memory_equal(&s.step[3], on, sizeof(on));
	assert_memory_equal(&s.step[s.count - XSPI_COUNT(off)], off, sizeof(off));
}

/* A chip with four lines on the upper half of a port: the same controller, told by MSEL */
static void test_upper_lines(void **state)
{
	const struct xspi_instance *instance;
	struct setup s;

	(void)state;
	assert_int_equal(make(0x476, "CLK PA3 NCS PC11 IO0 PC1 IO1 PC2 IO2 PC3 IO3 PC4", &instance, &s), 0);
	assert_string_equal(instance->name, "OCTOSPI1");
	assert_int_equal(s.data_lines_high, 1);
	assert_int_equal(s.lines, 4);
	assert_int_equal(find_step(&s, 0x42020820)->set, 0x000AAAA0);
	assert_int_equal(find_step(&s, 0x42020824)->set, 0x00005000);
	/* not both halves for one nibble, and not for a chip with eight lines */
	assert_int_equal(make(0x476, "CLK PA3 NCS PC11 IO0 PC1 IO1 PC2 IO2 PC3 IO3 PA6", &instance, &s), -1);
	assert_non_null(strstr(error, "PA6 cannot be OCTOSPIM_P1 IO3"));
	assert_int_equal(make(0x472, "CLK PA3 NCS PA2 IO0 PC1 IO1 PC2 IO2 PC3 IO3 PC0 IO4 PB1 IO5 PB0 IO6 PA7 IO7 PA6",
		&instance, &s), -1);
}

static void test_supply(void **state)
{
	const struct xspi_instance *instance;
	struct setup s;

	(void)state;
	/* PG6 needs VDDIO2 on the L5, and the clock of PWR before that */
	assert_int_equal(make(0x472, BOARD_PINS " DQS PG6", &instance, &s), 0);
	assert_int_equal(find_step(&s, 0x40021058)->set, 1u << 28);
	assert_int_equal(find_step(&s, 0x40007004)->set, 1u << 9);
	assert_true(find_step(&s, 0x40021058) < find_step(&s, 0x40007004));
	assert_int_equal(find_step(&s, 0x4002104C)->set, 0x43);
	assert_int_equal(make(0x472, BOARD_PINS, &instance, &s), 0);
	assert_null(find_step(&s, 0x40007004));
	/* STM32H7S78-DK: each port of the I/O manager has a supply of its own */
	assert_int_equal(make(0x485, "CLK PN6 NCS PN1 IO0 PN2 IO1 PN3 IO2 PN4 IO3 PN5", &instance, &s), 0);
	assert_int_equal(find_step(&s, 0x5802480C)->set, 1u << 15);
	assert_int_equal(make(0x485, "CLK PO4 NCS PO0 IO0 PP0 IO1 PP1 IO2 PP2 IO3 PP3", &instance, &s), 0);
	assert_int_equal(find_step(&s, 0x5802480C)->set, 1u << 14);
	assert_int_equal(make(0x486, "CLK PN6 NCS PN1 IO0 PN2 IO1 PN3 IO2 PN4 IO3 PN5", &instance, &s), 0);
	assert_int_equal(find_step(&s, 0x4602483C)->set, 1u << 9);
	/* the same pin needs nothing on the H7 */
	assert_int_equal(make(0x483, "CLK PF10 NCS PG6 IO0 PD11 IO1 PD12 IO2 PE2 IO3 PD13", &instance, &s), 0);
	assert_null(find_step(&s, 0x40007004));
}

static void test_manager(void **state)
{
	const struct xspi_instance *instance;
	struct setup s;

	(void)state;
	/* B-U585I-IOT02A: port 2, so OCTOSPI2 */
	assert_int_equal(make(0x482, "CLK PF4 NCS PI5 IO0 PF0 IO1 PF1 IO2 PF2 IO3 PF3", &instance, &s), 0);
	assert_string_equal(instance->name, "OCTOSPI2");
	assert_int_equal(instance->window, 0x70000000);
	assert_int_equal(find_step(&s, 0x46020C8C)->set, 1u << 5 | 1u << 8);
	assert_int_equal(find_step(&s, 0x420C4004)->set, 0x03010111);
	assert_int_equal(find_step(&s, 0x420C4008)->set, 0x07050333);
	assert_int_equal(find_step(&s, 0x420C4008)->clear, 0xFFFFFFFF);
	/* STM32U5G9J-DK2: HSPI1, which no manager stands in front of */
	assert_int_equal(make(0x476, "CLK PI3 NCS PH9 IO0 PH10 IO1 PH11 IO2 PH12 IO3 PH13", &instance, &s), 0);
	assert_string_equal(instance->name, "HSPI1");
	assert_null(find_step(&s, 0x420C4004));
	/* STM32H7S78-DK: XSPI2 */
	assert_int_equal(make(0x485, "CLK PN6 NCS PN1 IO0 PN2 IO1 PN3 IO2 PN4 IO3 PN5", &instance, &s), 0);
	assert_string_equal(instance->name, "XSPI2");
	assert_int_equal(find_step(&s, 0x5200B400)->clear, 0x73);
	/* STM32MP1: reset is cleared elsewhere */
	assert_int_equal(make(0x500, "CLK PF10 NCS PB6 IO0 PF8 IO1 PF9 IO2 PF7 IO3 PF6", &instance, &s), 0);
	assert_int_equal(find_step(&s, 0x5000019C)->set, 1u << 14);
}

/*
 * People mix up parts with QUADSPI and with OCTOSPI. ST has kept the pins: whatever an STM32H743's QUADSPI can be on,
 * port 1 of an STM32H735's and H7B3's I/O manager can be on, too, by other alternate functions; they follow from the
 * die.
 */
static void test_quadspi_pins_on_an_octospi(void **state)
{
	static const char pins[] = "CLK PF10 NCS PG6 IO0 PD11 IO1 PF9 IO2 PF7 IO3 PF6";
	static const char bank_2[] = "CLK PB2 NCS PC11 IO0 PE7 IO1 PE8 IO2 PE9 IO3 PE10";
	static const uint16_t octospi[] = { 0x480, 0x483 };
	const struct xspi_instance *instance;
	struct setup s;

	(void)state;
	assert_int_equal(make(0x450, pins, &instance, &s), 0);
	assert_int_equal(find_step(&s, 0x58021420)->set, 0x99000000);
	for (size_t i = 0; i < XSPI_COUNT(octospi); i++) {
		assert_int_equal(make(octospi[i], pins, &instance, &s), 0);
		assert_string_equal(instance->name, "OCTOSPI1");
		assert_int_equal(s.data_lines_high, 0);
		assert_int_equal(find_step(&s, 0x58021420)->set, 0xAA000000);
		assert_int_equal(find_step(&s, 0x58021424)->set, 0x9A0);
		assert_int_equal(make(octospi[i], bank_2, &instance, &s), 0);
		assert_int_equal(s.data_lines_high, 1);
	}
}

static void test_quadspi_bank_2(void **state)
{
	const struct xspi_instance *instance;
	struct setup s;

	(void)state;
	assert_int_equal(make(0x449, "CLK PB2 NCS PB6 IO0 PD11 IO1 PD12 IO2 PE2 IO3 PD13", &instance, &s), 0);
	assert_int_equal(s.data_lines_high, 0);
	assert_int_equal(make(0x449, "CLK PB2 NCS PC11 IO0 PE7 IO1 PE8 IO2 PE9 IO3 PE10", &instance, &s), 0);
	assert_int_equal(s.data_lines_high, 1);
	assert_int_equal(instance->quadspi, 1);
}

static void test_wrong_pins(void **state)
{
	const struct xspi_instance *instance;
	struct setup s;

	(void)state;
	assert_int_equal(make(0x472, "CLK PA3 NCS PA2 IO0 PB2 IO1 PB0 IO2 PA7 IO3 PA6", &instance, &s), -1);
	assert_string_equal(error, "PB2 cannot be OCTOSPI1 IO0 on this die (STM32L55x/L56x, DEV_ID 0x472); pins that can: "
		"PB1 PE12 PF8; on this die it is OCTOSPI1 DQS");
	assert_int_equal(make(0x472, "CLK PA3 NCS PA2 IO0 PB1 IO1 PB7 IO2 PA7 IO3 PA6", &instance, &s), -1);
	assert_string_equal(error, "PB7 cannot be OCTOSPI1 IO1 on this die (STM32L55x/L56x, DEV_ID 0x472); pins that can: "
		"PB0 PE13 PF9");
	/* right role, other port of the I/O manager, other bank of the QUADSPI */
	assert_int_equal(make(0x482, "CLK PF4 NCS PI5 IO0 PF0 IO1 PF1 IO2 PF2 IO3 PF6", &instance, &s), -1);
	assert_string_equal(error, "these pins are of two ports: CLK PF4 OCTOSPIM_P2, NCS PI5 OCTOSPIM_P2, "
		"IO0 PF0 OCTOSPIM_P2, IO1 PF1 OCTOSPIM_P2, IO2 PF2 OCTOSPIM_P2, IO3 PF6 OCTOSPIM_P1; "
		"all lines of a chip must be on one");
	assert_int_equal(make(0x449, "CLK PB2 NCS PB6 IO0 PE7 IO1 PE8 IO2 PE9 IO3 PE10", &instance, &s), -1);
	assert_non_null(strstr(error, "NCS PB6 QUADSPI BK1, IO0 PE7 QUADSPI BK2"));
	/* the pins of a chip on port 2 of an STM32H735, on an STM32H743 */
	assert_int_equal(make(0x483, "CLK PF4 NCS PG12 IO0 PF0 IO1 PF1 IO2 PF2 IO3 PF3", &instance, &s), 0);
	assert_int_equal(make(0x450, "CLK PF4 NCS PG12 IO0 PF0 IO1 PF1 IO2 PF2 IO3 PF3", &instance, &s), -1);
	assert_string_equal(error, "PF4 cannot be QUADSPI BK1 CLK on this die (STM32H742/743/745/747/750/753/755/757, "
		"DEV_ID 0x450); pins that can: PB2 PF10; all these pins fit the OCTOSPI of the STM32H723/725/730/733/735 "
		"(DEV_ID 0x483): is this the part that you think it is?");
	/* the pins of a QUADSPI's second bank, on the OCTOSPI of a part that is called alike */
	assert_int_equal(make(0x461, "CLK PE10 NCS PD3 IO0 PD4 IO1 PD5 IO2 PD6 IO3 PD7", &instance, &s), 0);
	assert_int_equal(make(0x470, "CLK PE10 NCS PD3 IO0 PD4 IO1 PD5 IO2 PD6 IO3 PD7", &instance, &s), -1);
	assert_string_equal(error, "these pins are of two ports: CLK PE10 OCTOSPIM_P1, NCS PD3 OCTOSPIM_P2, "
		"IO0 PD4 OCTOSPIM_P1, IO1 PD5 OCTOSPIM_P1, IO2 PD6 OCTOSPIM_P1, IO3 PD7 OCTOSPIM_P1; "
		"all lines of a chip must be on one; all these pins fit the QUADSPI of the STM32L49x/L4Ax (DEV_ID 0x461): "
		"is this the part that you think it is?");
	assert_int_equal(make(0x461, "CLK PE10 NCS PC11 IO0 PD4 IO1 PD6", &instance, &s), 0);
	assert_int_equal(make(0x470, "CLK PE10 NCS PC11 IO0 PD4 IO1 PD6", &instance, &s), -1);
	assert_string_equal(error, "PD6 cannot be OCTOSPIM_P1 IO1 on this die (STM32L4R/L4S, DEV_ID 0x470); pins that can: "
		"PB0 PE13 PF9; on this die it is OCTOSPIM_P1 IO6; all these pins fit the QUADSPI of the STM32L49x/L4Ax "
		"(DEV_ID 0x461): is this the part that you think it is?");
	/* the example of the manual's chapter */
	assert_int_equal(make(0x476, "CLK PA3 NCS PC11 IO0 PE7 IO1 PC2 IO2 PC3 IO3 PC4", &instance, &s), -1);
	assert_non_null(strstr(error, "PE7 cannot be OCTOSPIM_P1 IO0 on this die (STM32U5Fx/U5Gx, DEV_ID 0x476); pins that "
		"can: "));
	/* two data pins exchanged: names the first */
	assert_int_equal(make(0x472, "CLK PA3 NCS PA2 IO0 PB0 IO1 PB1 IO2 PA7 IO3 PA6", &instance, &s), -1);
	assert_non_null(strstr(error, "PB0 cannot be OCTOSPI1 IO0"));
	assert_non_null(strstr(error, "it is OCTOSPI1 IO1"));
	assert_null(xspi_find_die(0));
	assert_null(xspi_find_die(0x413));
}

static int unbonded(uint16_t dev_id, uint32_t code, const char *text)
{
	struct setup_pins pins = { .used = { false } };

	assert_int_equal(parse(text, &pins), 0);
	return setup_find_unbonded(xspi_find_die(dev_id), code, &pins);
}

static void test_packages(void **state)
{
	static const char port_e[] = "CLK PE10 NCS PE11 IO0 PE12 IO1 PE13 IO2 PE14 IO3 PE15";
	static const char ports_a_b[] = "CLK PB10 NCS PB11 IO0 PB1 IO1 PB0 IO2 PA7 IO3 PA6";

	(void)state;
	assert_int_equal(setup_package_register(xspi_find_die(0x415)), 0x1FFF7500);
	/* LQFP64, LQFP48; LQFP100, LQFP144, UFBGA169, one that is not known */
	assert_int_equal(unbonded(0x415, 0x00, port_e), SETUP_CLK);
	assert_int_equal(unbonded(0x415, 0x0B, port_e), SETUP_CLK);
	assert_int_equal(unbonded(0x415, 0xFFFFFF60, "CLK PB10 NCS PB11 IO0 PB1 IO1 PE13"), SETUP_IO1);
	assert_int_equal(unbonded(0x415, 0x00, ports_a_b), -1);
	assert_int_equal(unbonded(0x415, 0x02, port_e), -1);
	assert_int_equal(unbonded(0x415, 0x04, port_e), -1);
	assert_int_equal(unbonded(0x415, 0x10, port_e), -1);
	assert_int_equal(unbonded(0x415, 0x1F, port_e), -1);
	/* other families' codes are not known */
	assert_int_equal(setup_package_register(xspi_find_die(0x472)), 0);
	assert_int_equal(unbonded(0x472, 0x00, "CLK PE10 NCS PE11 IO0 PE12 IO1 PE13"), -1);
}

/* ---- Tcl ---- */

static void test_format(void **state)
{
	struct setup_step step = { .address = 0x4002104C, .set = 1, .text = "GPIOA clock on" };
	char line[300];

	(void)state;
	setup_format_step(&step, line, sizeof(line));
	assert_string_equal(line, "mmw 0x4002104C 0x00000001 0 ;# GPIOA clock on");
	step.clear = 0x30;
	const int len = setup_format_step(&step, line, sizeof(line));
	assert_int_equal(len, strlen(line));
	assert_string_equal(line, "mmw 0x4002104C 0x00000001 0x00000030 ;# GPIOA clock on");
	step.clear = 0xFFFFFFFF;
	setup_format_step(&step, line, sizeof(line));
	assert_string_equal(line, "mww 0x4002104C 0x00000001 ;# GPIOA clock on");
	step.delay_us = 1001;
	setup_format_step(&step, line, sizeof(line));
	assert_string_equal(line, "mww 0x4002104C 0x00000001; sleep 2 ;# GPIOA clock on");
	step.delay_us = 0;
	step.wait_mask = 2;
	step.wait_value = 2;
	step.limit_us = 1500;
	setup_format_step(&step, line, sizeof(line));
	assert_string_equal(line, "mww 0x4002104C 0x00000001; for {set i 0} {([mrw 0x4002104C] & 0x00000002) != "
		"0x00000002} {incr i} {if {$i >= 2} {error {GPIOA clock on: no answer}}; sleep 1} ;# GPIOA clock on");
}

/* ---- clocks ---- */

struct rcc {
	uint32_t cr, cfgr, pllcfgr, csr, ccipr2;
	bool fail;
};

static int read_rcc(void *ctx, uint32_t addr, uint32_t *value)
{
	const struct rcc *r = ctx;

	if (r->fail)
		return -4;
	switch (addr - 0x40021000) {
	case 0x00:
		*value = r->cr;
		break;
	case 0x08:
		*value = r->cfgr;
		break;
	case 0x0C:
		*value = r->pllcfgr;
		break;
	case 0x94:
		*value = r->csr;
		break;
	case 0x9C:
		*value = r->ccipr2;
		break;
	default:
		fail_msg("unexpected read of 0x%08x", addr);
	}
	return 0;
}

static void test_clocks(void **state)
{
	static const struct {
		uint16_t die;
		struct rcc rcc;
		uint32_t core, kernel;
	} cases[] = {
		/* reset values of the L562 */
		{ 0x472, { 0x63, 0, 0x1000, 0x0C000600, 0, false }, 4000000, 4000000 },
		/* MSI 48 MHz by CR; AHB divided by 2 does not slow the kernel clock, which is SYSCLK */
		{ 0x472, { 0xBB, 0x80, 0x1000, 0x0C000600, 0, false }, 24000000, 48000000 },
		/* HSI16, kernel MSI */
		{ 0x472, { 0x563, 0x5, 0x1000, 0x0C000600, 0x100000, false }, 16000000, 4000000 },
		/* MSI 4 MHz * 55 / 1 / 2 = 110 MHz; PLLQ / 4 = 55 MHz for the kernel */
		{ 0x472, { 0x03000063, 0xF, 0x01303701, 0x0C000600, 0x200000, false }, 110000000, 55000000 },
		/* HSI16 / 4 * 40 / 2 = 80 MHz */
		{ 0x472, { 0x03000563, 0xF, 0x01002832, 0x0C000600, 0, false }, 80000000, 80000000 },
		/* HSE: not known; PLL from HSE neither; reserved range, and reserved kernel selection */
		{ 0x472, { 0x30063, 0xA, 0x1000, 0x0C000600, 0, false }, 0, 0 },
		{ 0x472, { 0x03030063, 0xF, 0x01002803, 0x0C000600, 0, false }, 0, 0 },
		{ 0x472, { 0xFB, 0, 0x1000, 0x0C000600, 0x300000, false }, 0, 0 },
		{ 0x472, { 0, 0, 0, 0, 0, true }, 0, 0 },
		/* L4: no selector, the kernel clock is HCLK */
		{ 0x415, { 0x63, 0x90, 0x1000, 0x0C000600, 0, false }, 1000000, 1000000 },
		/* G4 from reset: HSI16 */
		{ 0x469, { 0x500, 0x5, 0x1000, 0, 0, false }, 16000000, 16000000 },
		/* not in the table */
		{ 0x495, { 0, 0, 0, 0, 0, false }, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < XSPI_COUNT(cases); i++) {
		struct rcc rcc = cases[i].rcc;
		const struct xspi_die *die = xspi_find_die(cases[i].die);
		assert_int_equal(setup_core_hz(die, read_rcc, &rcc), cases[i].core);
		assert_int_equal(setup_kernel_hz(die, die->instance, read_rcc, &rcc), cases[i].kernel);
	}
}

/** Registers by address; others read 0. */
struct registers {
	uint32_t address, value;
};

static int read_registers(void *ctx, uint32_t addr, uint32_t *value)
{
	const struct registers *r = ctx;

	*value = 0;
	for (; r->address; r++)
		if (r->address == addr)
			*value = r->value;
	return 0;
}

/* Reset values, and what ST's examples configure for the fastest clock */
static void test_clocks_of_families(void **state)
{
	static const struct {
		uint16_t die;
		unsigned int instance;
		uint32_t core, kernel;
		struct registers registers[12];
	} cases[] = {
		/* STM32F7: HSI 16 MHz; PLL: 16 / 8 * 216 / 2 = 216; HSE: not known */
		{ 0x449, 0, 16000000, 16000000, { { 0x40023800, 0x83 }, { 0x40023804, 0x24003010 } } },
		{ 0x449, 0, 216000000, 216000000, { { 0x40023804, 0x08 | 216 << 6 }, { 0x40023808, 0x0000940A } } },
		{ 0x449, 0, 0, 0, { { 0x40023804, 0x19 | 432 << 6 | 1 << 22 }, { 0x40023808, 0x0000940A } } },
		{ 0x434, 0, 8000000, 8000000, { { 0x40023808, 0x80 } } },
		/* STM32H7: HSI 64 MHz; divided by 4; OpenOCD's set-up of STM32H745I-DISCO: 64 / 4 * 24 / 2 = 192, AHB 96 */
		{ 0x450, 0, 64000000, 64000000, { { 0x58024400, 1 } } },
		{ 0x480, 0, 16000000, 16000000, { { 0x58024400, 0x11 } } },
		{ 0x450, 0, 192000000, 96000000, { { 0x58024400, 1 }, { 0x58024410, 0x1B }, { 0x58024418, 0x48 },
			{ 0x58024428, 0x40 }, { 0x5802442C, 0x0001000C }, { 0x58024430, 0x01070217 } } },
		/* the same with PLL1Q / 8 as kernel clock, on and off; PLL2R from CSI: 4 / 2 * 100.5 / 2 */
		{ 0x483, 0, 192000000, 48000000, { { 0x58024400, 1 }, { 0x58024410, 0x1B }, { 0x58024418, 0x48 },
			{ 0x58024428, 0x40 }, { 0x5802442C, 0x0003000C }, { 0x58024430, 0x01070217 }, { 0x5802444C, 0x10 } } },
		{ 0x483, 0, 192000000, 0, { { 0x58024400, 1 }, { 0x58024410, 0x1B }, { 0x58024418, 0x48 },
			{ 0x58024428, 0x40 }, { 0x5802442C, 0x0001000C }, { 0x58024430, 0x01070217 }, { 0x5802444C, 0x10 } } },
		{ 0x483, 1, 64000000, 100500000, { { 0x58024428, 0x2001 }, { 0x5802442C, 1 << 21 | 1 << 4 },
			{ 0x58024438, 1 << 24 | 99 }, { 0x5802443C, 4096 << 3 }, { 0x5802444C, 0x20 } } },
		/* STM32U5: MSI 4 MHz; by ICSCR1 48 MHz; PLL1: 4 / 1 * 80 / 2 = 160, Q / 4 = 80; HSPI by its own selector */
		{ 0x482, 0, 4000000, 4000000, { { 0x46020C08, 0x440003DE }, { 0x46020CF4, 0x0C004400 } } },
		{ 0x482, 0, 48000000, 24000000, { { 0x46020C08, 0x01800000 }, { 0x46020CF4, 0x0C004400 },
			{ 0x46020CE4, 1 << 20 } } },
		{ 0x476, 0, 160000000, 80000000, { { 0x46020C08, 0x440003DE }, { 0x46020CF4, 0x0C004400 }, { 0x46020C1C, 0xF },
			{ 0x46020C28, 0x60001 }, { 0x46020C34, 1 << 24 | 3 << 16 | 79 }, { 0x46020CE4, 2 << 20 } } },
		{ 0x476, 2, 160000000, 160000000, { { 0x46020C08, 0x440003DE }, { 0x46020CF4, 0x0C004400 }, { 0x46020C1C, 0xF },
			{ 0x46020C28, 0x60001 }, { 0x46020C34, 1 << 24 | 3 << 16 | 79 }, { 0x46020CE4, 2 << 20 } } },
		/* STM32H5: HSI 64 MHz / 2; CSI 4 / 2 * 250 / 2 = 250, AHB / 2; PLL2R */
		{ 0x484, 0, 32000000, 32000000, { { 0x44020C00, 0x2B } } },
		{ 0x484, 0, 125000000, 125000000, { { 0x44020C1C, 0x1B }, { 0x44020C20, 8 }, { 0x44020C28, 0x10202 },
			{ 0x44020C34, 1 << 9 | 249 } } },
		{ 0x484, 0, 64000000, 40000000, { { 0x44020C2C, 1 << 18 | 8 << 8 | 1 }, { 0x44020C3C, 1 << 24 | 9 },
			{ 0x44020CE4, 2 } } },
	};

	(void)state;
	for (size_t i = 0; i < XSPI_COUNT(cases); i++) {
		struct registers registers[12];
		const struct xspi_die *die = xspi_find_die(cases[i].die);
		memcpy(registers, cases[i].registers, sizeof(registers));
		assert_int_equal(setup_core_hz(die, read_registers, registers), cases[i].core);
		assert_int_equal(setup_kernel_hz(die, &die->instance[cases[i].instance], read_registers, registers),
			cases[i].kernel);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_parse_errors),
		cmocka_unit_test(test_parse_options),
		cmocka_unit_test(test_parse_option_errors),
		cmocka_unit_test(test_example_board),
		cmocka_unit_test(test_power_and_reset),
		cmocka_unit_test(test_upper_lines),
		cmocka_unit_test(test_supply),
		cmocka_unit_test(test_manager),
		cmocka_unit_test(test_quadspi_bank_2),
		cmocka_unit_test(test_quadspi_pins_on_an_octospi),
		cmocka_unit_test(test_wrong_pins),
		cmocka_unit_test(test_packages),
		cmocka_unit_test(test_format),
		cmocka_unit_test(test_clocks),
		cmocka_unit_test(test_clocks_of_families),
	};

	return cmocka_run_group_tests_name("setup", tests, NULL, NULL);
}
