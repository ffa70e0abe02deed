// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Makes the set-up steps from a pin list and the die tables, and formats them as Tcl. Touches no target: the caller
 * plays the steps. What differs between families is in the table below; clocks.c reads the clock tree.
 */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/util.h"
#include "message.h"
#include "setup.h"

#define PORTS				26

/* GPIO register offsets, the same in all families */
#define GPIO_MODER			0x00
#define GPIO_OTYPER			0x04
#define GPIO_OSPEEDR		0x08
#define GPIO_PUPDR			0x0C
#define GPIO_ODR			0x14
#define GPIO_AFRL			0x20

#define GPIO_MODE_OUTPUT	1u
#define GPIO_MODE_AF		2u
#define GPIO_SPEED_HIGHEST	3u
#define GPIO_PULL_UP		1u

#define OCTOSPIM_CR			0x00
#define OCTOSPIM_P1CR		0x04
#define OCTOSPIM_P2CR		0x08
#define OCTOSPIM_CR_MUXEN	XSPI_BIT(0)
#define OCTOSPIM_P1_STRAIGHT	0x03010111u		/* reset values: port 1 is instance 1, port 2 is instance 2 */
#define OCTOSPIM_P2_STRAIGHT	0x07050333u
#define XSPIM_CR			0x00
#define XSPIM_CR_ROUTE		0x73u				/* MUXEN, MODE, chip select override */

#define WRITE_ALL			0xFFFFFFFFu

/* RESET#: 1 us low is enough (100 ns in IS25LP data sheets), and after 150 us the chip answers */
#define RESET_LOW_US		1000u
#define RESET_SETTLE_US		1000u

/** A register bit; reg 0: none. */
struct reg_bit {
	uint32_t reg;
	uint8_t bit;
};

/** Ports with a supply of their own, which are dead until it is declared valid. */
struct supply {
	uint32_t ports;				/**< mask of ports; 0: none */
	uint16_t pins;				/**< which of their pins */
	struct reg_bit power_clock;	/**< to be on before */
	struct reg_bit valid;
	const char *name;
};

#define SUPPLIES	2

/** What a family needs beyond clocks and pins. */
struct family {
	struct supply supply[SUPPLIES];
	uint8_t reset_clear_offset;	/**< reset is cleared by writing the bit here; 0: by clearing it */
};

#define PORT(letter)	(1u << ((letter) - 'A'))

/*
 * STM32L4, L4+, L5: PWR_CR2.IOSV (RM0351, RM0432, RM0438). STM32U5, U3: PWR_SVMCR.IO2SV (RM0456). STM32H7R, H7S:
 * PWR_CSR2.EN_XSPIM1 and EN_XSPIM2 (RM0477). STM32N6: PWR_SVMCR3.VDDIO2SV and VDDIO3SV (RM0486).
 */
static const struct family families[XSPI_FAMILIES] = {
	[XSPI_FAMILY_L4] = { .supply = { { PORT('G'), 0xFFFC, { 0x40021058, 28 }, { 0x40007004, 9 }, "VDDIO2" } } },
	[XSPI_FAMILY_L4PLUS] = { .supply = { { PORT('G'), 0xFFFC, { 0x40021058, 28 }, { 0x40007004, 9 }, "VDDIO2" } } },
	[XSPI_FAMILY_L5] = { .supply = { { PORT('G'), 0xFFFC, { 0x40021058, 28 }, { 0x40007004, 9 }, "VDDIO2" } } },
	[XSPI_FAMILY_U5] = { .supply = { { PORT('G'), 0xFFFC, { 0x46020C94, 2 }, { 0x46020810, 29 }, "VDDIO2" } } },
	[XSPI_FAMILY_U3] = { .supply = { { PORT('G'), 0xFFFC, { 0x40030C94, 2 }, { 0x40030810, 29 }, "VDDIO2" } } },
	[XSPI_FAMILY_H7RS] = { .supply = {
		{ PORT('O') | PORT('P'), 0xFFFF, { 0, 0 }, { 0x5802480C, 14 }, "XSPIM_P1 supply" },
		{ PORT('N'), 0xFFFF, { 0, 0 }, { 0x5802480C, 15 }, "XSPIM_P2 supply" } } },
	[XSPI_FAMILY_N6] = { .supply = {
		{ PORT('O') | PORT('P'), 0xFFFF, { 0x4602825C, 18 }, { 0x4602483C, 8 }, "VDDIO2" },
		{ PORT('N'), 0x1FFF, { 0x4602825C, 18 }, { 0x4602483C, 9 }, "VDDIO3" } } },
	[XSPI_FAMILY_MP1] = { .reset_clear_offset = 4 },
};

/* ---- pins against the die's table ---- */

static const struct xspi_pin *find_pin(const struct xspi_die *die, unsigned int group, unsigned int role,
		unsigned int port, unsigned int pin)
{
	for (unsigned int i = 0; i < die->pin_count; i++) {
		const struct xspi_pin *p = &die->pin[i];
		if (p->instance == group && p->role == role && p->port == port && p->pin == pin)
			return p;
	}
	return NULL;
}

/* How a group of pins is called in ST's documents */
static void group_name(const struct xspi_die *die, unsigned int group, char *name, size_t size)
{
	if (die->instance[0].quadspi)
		snprintf(name, size, "%s BK%u", die->instance[0].name, group + 1);
	else if (die->manager != XSPI_MANAGER_NONE && group < 2)
		snprintf(name, size, "%s_P%u", die->manager == XSPI_MANAGER_XSPIM ? "XSPIM" : "OCTOSPIM", group + 1);
	else
		snprintf(name, size, "%s", die->instance[group].name);
}

static unsigned int group_count(const struct xspi_die *die)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < die->pin_count; i++)
		if (die->pin[i].instance >= count)
			count = die->pin[i].instance + 1u;
	return count;
}

/** Which lines of a die a chip is on. */
struct place {
	unsigned int group;
	bool high;				/**< its IO0 to IO3 are IO4 to IO7 of the group */
};

/* The role that a pin has for the controller */
static unsigned int role_at(const struct place *place, unsigned int role)
{
	return place->high && role >= SETUP_IO0 && role <= SETUP_IO3 ? role + SETUP_IO4 - SETUP_IO0 : role;
}

static const struct xspi_pin *pin_at(const struct xspi_die *die, const struct place *place,
		const struct setup_pins *pins, unsigned int role)
{
	return find_pin(die, place->group, role_at(place, role), pins->port[role], pins->pin[role]);
}

/** @returns how many of the pins fit */
static unsigned int fit(const struct xspi_die *die, const struct place *place, const struct setup_pins *pins)
{
	unsigned int hits = 0;

	for (unsigned int role = 0; role < SETUP_ROLES; role++)
		if (pins->used[role] && pin_at(die, place, pins, role))
			hits++;
	return hits;
}

/** The place that most of the pins fit; the upper lines can serve a chip with up to four. */
static struct place best_place(const struct xspi_die *die, const struct setup_pins *pins)
{
	const unsigned int halves = die->instance[0].quadspi || pins->used[SETUP_IO4] ? 1 : 2;
	struct place best = { 0, false };
	unsigned int best_hits = 0;

	for (unsigned int i = 0; i < halves * group_count(die); i++) {
		const struct place place = { i / halves, i % halves };
		const unsigned int hits = fit(die, &place, pins);
		if (hits > best_hits) {
			best_hits = hits;
			best = place;
		}
	}
	return best;
}

static unsigned int pins_used(const struct setup_pins *pins)
{
	unsigned int count = 0;

	for (unsigned int role = 0; role < SETUP_ROLES; role++)
		count += pins->used[role];
	return count;
}

/** Parts that look alike and get mixed up: one family, and L4 with L4+, which have the other kind of controller. */
static bool are_alike(const struct xspi_die *a, const struct xspi_die *b)
{
	const unsigned int one = a->family == XSPI_FAMILY_L4PLUS ? XSPI_FAMILY_L4 : a->family;
	const unsigned int other = b->family == XSPI_FAMILY_L4PLUS ? XSPI_FAMILY_L4 : b->family;

	return one == other;
}

/** Another die that looks alike with all these pins, of the other kind of controller if possible. */
static const struct xspi_die *other_die(const struct xspi_die *die, const struct setup_pins *pins)
{
	const struct xspi_die *found = NULL;

	for (unsigned int i = 0; i < xspi_die_count; i++) {
		const struct xspi_die *d = &xspi_dies[i];
		if (d == die || !are_alike(d, die) || !d->pin_count)
			continue;
		const struct place place = best_place(d, pins);
		if (fit(d, &place, pins) < pins_used(pins))
			continue;
		if (!found || d->instance[0].quadspi != die->instance[0].quadspi)
			found = d;
	}
	return found;
}

static void say_other_die(struct message *m, const struct xspi_die *die, const struct setup_pins *pins)
{
	const struct xspi_die *other = other_die(die, pins);

	if (other)
		say(m, "; all these pins fit the %s of the %s (DEV_ID 0x%03X): is this the part that you think it is?",
			other->instance[0].quadspi ? "QUADSPI" : "OCTOSPI", other->name, other->dev_id);
}

/* A group in which the pin has this role, on whatever half; -1: none */
static int group_of(const struct xspi_die *die, const struct setup_pins *pins, unsigned int role, unsigned int first)
{
	const unsigned int count = group_count(die);

	for (unsigned int i = 0; i < 2 * count; i++) {
		const struct place place = { (first + i / 2) % count, i % 2 };
		if (pin_at(die, &place, pins, role))
			return (int)place.group;
	}
	return -1;
}

/** Every pin is good for its role, but not all on one port: says so. */
static bool say_two_ports(struct message *m, const struct xspi_die *die, const struct setup_pins *pins,
		const struct place *best)
{
	const char *separator = "these pins are of two ports: ";
	bool two = false;
	char name[24];

	for (unsigned int role = 0; role < SETUP_ROLES; role++) {
		if (!pins->used[role])
			continue;
		const int group = group_of(die, pins, role, best->group);
		if (group < 0)
			return false;
		two = two || group != (int)best->group;
	}
	if (!two)
		return false;
	for (unsigned int role = 0; role < SETUP_ROLES; role++) {
		if (!pins->used[role])
			continue;
		group_name(die, (unsigned int)group_of(die, pins, role, best->group), name, sizeof(name));
		say(m, "%s%s P%c%u %s", separator, setup_role_names[role], 'A' + pins->port[role], pins->pin[role], name);
		separator = ", ";
	}
	say(m, "; all lines of a chip must be on one");
	return true;
}

static void say_wrong_pin(struct message *m, const struct xspi_die *die, unsigned int group,
		const struct setup_pins *pins, unsigned int role)
{
	const unsigned int port = pins->port[role], pin = pins->pin[role];
	char name[24];
	const char *separator = "; on this die it is";

	group_name(die, group, name, sizeof(name));
	say(m, "P%c%u cannot be %s %s on this die (%s, DEV_ID 0x%03X); pins that can:", 'A' + port, pin, name,
		setup_role_names[role], die->name, die->dev_id);
	for (unsigned int i = 0; i < die->pin_count; i++)
		if (die->pin[i].instance == group && die->pin[i].role == role)
			say(m, " P%c%u", 'A' + die->pin[i].port, die->pin[i].pin);
	for (unsigned int i = 0; i < die->pin_count; i++) {
		const struct xspi_pin *p = &die->pin[i];
		if (p->port != port || p->pin != pin)
			continue;
		group_name(die, p->instance, name, sizeof(name));
		say(m, "%s %s %s", separator, name, setup_role_names[p->role]);
		separator = " or";
	}
}

/* ---- steps ---- */

static struct setup_step *add_step(struct setup *setup, uint32_t address, uint32_t clear, uint32_t set)
{
	/* always fits: 11 pins on as many ports make 11 * 5 steps, one for the pull-up, and at most 20 others */
	struct setup_step *step = &setup->step[setup->count++];

	*step = (struct setup_step) { .address = address, .clear = clear, .set = set };
	return step;
}

static void __attribute__((format(printf, 2, 3))) step_text(struct setup_step *step, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(step->text, sizeof(step->text), format, args);
	va_end(args);
}

static void add_bit(struct setup *setup, struct reg_bit b, const char *text)
{
	step_text(add_step(setup, b.reg, 0, 1u << b.bit), "%s", text);
}

/* Bit of a port's clock: the port's number, but for port K of the STM32H5E/H5F (see data/stm32-xspi-instances.csv) */
static unsigned int port_clock_bit(const struct xspi_die *die, unsigned int port)
{
	return die->family == XSPI_FAMILY_H5 && die->manager != XSPI_MANAGER_NONE && port == 'K' - 'A' ? 26 : port;
}

static void add_port_clocks(const struct xspi_die *die, uint32_t ports, struct setup *setup)
{
	struct setup_step *step = add_step(setup, die->gpio_enable_reg, 0, 0);
	struct message m = { step->text, sizeof(step->text), 0 };
	const char *separator = "GPIO";

	for (unsigned int port = 0; port < PORTS; port++) {
		if (!(ports & 1u << port))
			continue;
		step->set |= 1u << port_clock_bit(die, port);
		say(&m, "%s%c", separator, 'A' + port);
		separator = ", ";
	}
	say(&m, " clock on");
}

/** Is any of the pins, by mask per port, on this supply? */
static bool is_fed_by(const struct supply *supply, const uint16_t *masks)
{
	for (unsigned int port = 0; port < PORTS; port++)
		if (supply->ports & 1u << port && supply->pins & masks[port])
			return true;
	return false;
}

static void add_supplies(const struct family *f, const uint16_t *masks, struct setup *setup)
{
	for (unsigned int i = 0; i < SUPPLIES; i++) {
		const struct supply *supply = &f->supply[i];
		if (!is_fed_by(supply, masks))
			continue;
		if (supply->power_clock.reg)
			add_bit(setup, supply->power_clock, "PWR clock on");
		step_text(add_step(setup, supply->valid.reg, 0, 1u << supply->valid.bit), "%s valid", supply->name);
	}
}

/* Level first, then the mode: no glitch */
static struct setup_step *add_output(const struct xspi_die *die, const struct setup_gpio *g, bool high,
		const char *what, struct setup *setup)
{
	const uint32_t base = die->gpio_base + die->gpio_stride * g->port;
	const uint32_t bit = 1u << g->pin;

	step_text(add_step(setup, base + GPIO_ODR, high ? 0 : bit, high ? bit : 0), "P%c%u %s", 'A' + g->port, g->pin,
		high ? "high" : "low");
	step_text(add_step(setup, base + GPIO_OTYPER, bit, 0), "P%c%u push-pull", 'A' + g->port, g->pin);
	struct setup_step *step = add_step(setup, base + GPIO_MODER, 2u << 2 * g->pin, GPIO_MODE_OUTPUT << 2 * g->pin);
	step_text(step, "P%c%u output: %s", 'A' + g->port, g->pin, what);
	return step;
}

static void add_power(const struct xspi_die *die, const struct setup_gpio *power, struct setup *setup)
{
	if (power->used)
		add_output(die, power, power->high, "power on", setup)->delay_us = power->settle_us;
}

static void add_chip_reset(const struct xspi_die *die, const struct setup_gpio *reset, struct setup *setup)
{
	if (!reset->used)
		return;
	add_output(die, reset, false, "RESET# of the chip", setup)->delay_us = RESET_LOW_US;
	const uint32_t odr = die->gpio_base + die->gpio_stride * reset->port + GPIO_ODR;
	struct setup_step *step = add_step(setup, odr, 0, 1u << reset->pin);
	step_text(step, "P%c%u high: chip out of reset", 'A' + reset->port, reset->pin);
	step->delay_us = RESET_SETTLE_US;
}

/** The fields of one GPIO register that the pins on one port need. */
struct port_fields {
	uint32_t af_clear[2], af_set[2];
	uint32_t type_clear;
	uint32_t two_bits;			/**< mask of the pins' fields in registers with two bits per pin */
	uint32_t pull_clear, pull_set;
};

static struct port_fields get_port_fields(const struct xspi_die *die, const struct place *place,
		const struct setup_pins *pins, unsigned int port)
{
	struct port_fields f = { .two_bits = 0 };

	for (unsigned int role = 0; role < SETUP_ROLES; role++) {
		if (!pins->used[role] || pins->port[role] != port)
			continue;
		const unsigned int pin = pins->pin[role];
		const struct xspi_pin *p = pin_at(die, place, pins, role);
		f.af_clear[pin / 8] |= 0xFu << 4 * (pin % 8);
		f.af_set[pin / 8] |= (uint32_t)p->af << 4 * (pin % 8);
		f.type_clear |= 1u << pin;
		f.two_bits |= 3u << 2 * pin;
		if (role == SETUP_NCS) {
			f.pull_clear = 3u << 2 * pin;
			f.pull_set = GPIO_PULL_UP << 2 * pin;
		}
	}
	return f;
}

/* Mode last, so that a pin gets to its controller with everything else in place */
static void add_port(const struct xspi_die *die, const struct place *place, const struct setup_pins *pins,
		unsigned int port, struct setup *setup)
{
	const uint32_t base = die->gpio_base + die->gpio_stride * port;
	const struct port_fields f = get_port_fields(die, place, pins, port);
	const char letter = (char)('A' + port);

	for (unsigned int i = 0; i < 2; i++)
		if (f.af_clear[i])
			step_text(add_step(setup, base + GPIO_AFRL + 4 * i, f.af_clear[i] & ~f.af_set[i], f.af_set[i]),
				"P%c alternate functions", letter);
	step_text(add_step(setup, base + GPIO_OSPEEDR, 0, f.two_bits & 0x55555555u * GPIO_SPEED_HIGHEST),
		"P%c very high speed", letter);
	step_text(add_step(setup, base + GPIO_OTYPER, f.type_clear, 0), "P%c push-pull", letter);
	if (f.pull_clear)
		step_text(add_step(setup, base + GPIO_PUPDR, f.pull_clear & ~f.pull_set, f.pull_set), "P%c NCS pull-up",
			letter);
	const uint32_t mode = f.two_bits & 0x55555555u * GPIO_MODE_AF;
	step_text(add_step(setup, base + GPIO_MODER, f.two_bits & ~mode, mode), "P%c pins to the controller", letter);
}

/* Straight routing, as after reset, whatever an application has left */
static void add_manager(const struct xspi_die *die, unsigned int group, struct setup *setup)
{
	if (die->manager == XSPI_MANAGER_NONE || group >= 2)
		return;

	const struct reg_bit clock = { die->manager_enable_reg, die->manager_enable_bit };
	add_bit(setup, clock, "I/O manager clock on");
	if (die->manager == XSPI_MANAGER_XSPIM) {
		step_text(add_step(setup, die->manager_base + XSPIM_CR, XSPIM_CR_ROUTE, 0), "direct routing");
		return;
	}
	step_text(add_step(setup, die->manager_base + OCTOSPIM_CR, OCTOSPIM_CR_MUXEN, 0), "not multiplexed");
	step_text(add_step(setup, die->manager_base + OCTOSPIM_P1CR, WRITE_ALL, OCTOSPIM_P1_STRAIGHT), "port 1 direct");
	step_text(add_step(setup, die->manager_base + OCTOSPIM_P2CR, WRITE_ALL, OCTOSPIM_P2_STRAIGHT), "port 2 direct");
}

/* The reset brings a controller back from any state, even from those that an abort does not end */
static void add_controller(const struct xspi_instance *i, const struct family *f, struct setup *setup)
{
	const uint32_t bit = 1u << i->reset_bit;

	step_text(add_step(setup, i->enable_reg, 0, 1u << i->enable_bit), "%s clock on", i->name);
	step_text(add_step(setup, i->reset_reg, 0, bit), "%s reset", i->name);
	if (f->reset_clear_offset)
		step_text(add_step(setup, i->reset_reg + f->reset_clear_offset, WRITE_ALL, bit), "%s out of reset", i->name);
	else
		step_text(add_step(setup, i->reset_reg, bit, 0), "%s out of reset", i->name);
}

/** Which pins of which ports are used, by mask per port. */
static uint32_t used_ports(const struct setup_pins *pins, uint16_t *masks)
{
	const struct setup_gpio * const other[] = { &pins->power, &pins->reset };
	uint32_t ports = 0;

	memset(masks, 0, PORTS * sizeof(*masks));
	for (unsigned int role = 0; role < SETUP_ROLES; role++)
		if (pins->used[role])
			masks[pins->port[role]] |= (uint16_t)(1u << pins->pin[role]);
	for (unsigned int i = 0; i < XSPI_COUNT(other); i++)
		if (other[i]->used)
			masks[other[i]->port] |= (uint16_t)(1u << other[i]->pin);
	for (unsigned int port = 0; port < PORTS; port++)
		ports |= masks[port] ? 1u << port : 0;
	return ports;
}

static int find_place(const struct xspi_die *die, const struct setup_pins *pins, struct place *place,
		struct message *m)
{
	if (!die->pin_count) {
		say(m, "no pin table for this die (%s, DEV_ID 0x%03X); set the controller up by a script and leave out -pins",
			die->name, die->dev_id);
		return -1;
	}
	*place = best_place(die, pins);
	if (say_two_ports(m, die, pins, place)) {
		say_other_die(m, die, pins);
		return -1;
	}
	for (unsigned int role = 0; role < SETUP_ROLES; role++) {
		if (!pins->used[role] || pin_at(die, place, pins, role))
			continue;
		say_wrong_pin(m, die, place->group, pins, role);
		say_other_die(m, die, pins);
		return -1;
	}
	return 0;
}

int setup_make(const struct xspi_die *die, const struct setup_pins *pins, const struct xspi_instance **instance,
		struct setup *setup, char *error, size_t error_size)
{
	struct message m = { error, error_size, 0 };
	uint16_t masks[PORTS];
	struct place place;

	setup->count = 0;
	if (find_place(die, pins, &place, &m))
		return -1;

	const struct family *f = &families[die->family];
	const bool quadspi = die->instance[0].quadspi;
	*instance = &die->instance[quadspi ? 0 : place.group];
	setup->data_lines_high = quadspi ? place.group == 1 : place.high;
	setup->lines = pins->used[SETUP_IO7] ? 8 : pins->used[SETUP_IO3] ? 4 : 2;

	add_port_clocks(die, used_ports(pins, masks), setup);
	add_supplies(f, masks, setup);
	add_power(die, &pins->power, setup);
	add_controller(*instance, f, setup);
	add_manager(die, place.group, setup);
	for (unsigned int port = 0; port < PORTS; port++) {
		bool used = false;
		for (unsigned int role = 0; role < SETUP_ROLES; role++)
			used = used || (pins->used[role] && pins->port[role] == port);
		if (used)
			add_port(die, &place, pins, port, setup);
	}
	add_chip_reset(die, &pins->reset, setup);
	return 0;
}

/* ---- packages ---- */

/* PACKAGE data register: RM0351, "Device electronic signature". Codes: LL_UTILS_PACKAGETYPE in ST's L4 headers */
#define L4_PACKAGE			0x1FFF7500u
#define L4_PACKAGE_CODE		0x1Fu

uint32_t setup_package_register(const struct xspi_die *die)
{
	return die->family == XSPI_FAMILY_L4 ? L4_PACKAGE : 0;
}

/* LQFP64, WLCSP64, UFQFPN32, UFQFPN48, LQFP48, WLCSP49, UFBGA64: ports A to C, PD2, PH0, PH1 and PH3 at most */
int setup_find_unbonded(const struct xspi_die *die, uint32_t code, const struct setup_pins *pins)
{
	static const uint16_t small_packages = 1u << 0x0 | 1u << 0x1 | 1u << 0x8 | 1u << 0xA | 1u << 0xB | 1u << 0xC |
		1u << 0xD;
	static const uint16_t small_ports[PORTS] = { 0xFFFF, 0xFFFF, 0xFFFF, 0x0004, ['H' - 'A'] = 0x000B };

	code &= L4_PACKAGE_CODE;
	if (!setup_package_register(die) || code > 15 || !(small_packages & 1u << code))
		return -1;
	for (unsigned int role = 0; role < SETUP_ROLES; role++)
		if (pins->used[role] && !(small_ports[pins->port[role]] & 1u << pins->pin[role]))
			return (int)role;
	return -1;
}

int setup_format_step(const struct setup_step *step, char *line, size_t size)
{
	char command[64];
	char wait[200] = "";

	if (step->clear == WRITE_ALL)
		snprintf(command, sizeof(command), "mww 0x%08" PRIX32 " 0x%08" PRIX32, step->address, step->set);
	else
		snprintf(command, sizeof(command), step->clear ? "mmw 0x%08" PRIX32 " 0x%08" PRIX32 " 0x%08" PRIX32 :
			"mmw 0x%08" PRIX32 " 0x%08" PRIX32 " %" PRIu32, step->address, step->set, step->clear);
	if (step->wait_mask)
		snprintf(wait, sizeof(wait), "; for {set i 0} {([mrw 0x%08" PRIX32 "] & 0x%08" PRIX32 ") != 0x%08" PRIX32
			"} {incr i} {if {$i >= %" PRIu32 "} {error {%s: no answer}}; sleep 1}",
			step->wait_address ? step->wait_address : step->address, step->wait_mask, step->wait_value,
			(step->limit_us + 999) / 1000, step->text);
	char delay[24] = "";
	if (step->delay_us)
		snprintf(delay, sizeof(delay), "; sleep %" PRIu32, (step->delay_us + 999) / 1000);
	return snprintf(line, size, "%s%s%s ;# %s", command, wait, delay, step->text);
}
