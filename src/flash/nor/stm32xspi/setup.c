// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Makes the set-up steps from a pin list and the die tables, formats them as Tcl, and reads the clock tree.
 * Touches no target: the caller plays the steps. What differs between families is in the table below.
 */

#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/util.h"
#include "setup.h"

#define PORTS				26
#define PINS_PER_PORT		16

/* GPIO register offsets, the same in all families */
#define GPIO_MODER			0x00
#define GPIO_OTYPER			0x04
#define GPIO_OSPEEDR		0x08
#define GPIO_PUPDR			0x0C
#define GPIO_AFRL			0x20

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

static const char * const role_names[SETUP_ROLES] = {
	"CLK", "NCS", "IO0", "IO1", "IO2", "IO3", "IO4", "IO5", "IO6", "IO7", "DQS"
};

/** A register bit; reg 0: none. */
struct reg_bit {
	uint32_t reg;
	uint8_t bit;
};

/** Layout of the clock registers, for the families where the clock can be computed. */
struct clock_tree {
	uint32_t rcc;				/**< base of RCC */
	bool has_msi;				/**< clock source 0 is MSI; else there is none */
	uint32_t ospi_select;		/**< register with the kernel clock selector in bits 21:20; 0: it is HCLK */
};

/** What a family needs beyond clocks and pins. */
struct family {
	struct {
		uint32_t ports;			/**< mask of ports with a supply of their own */
		uint16_t pins;			/**< which of their pins */
		struct reg_bit power_clock;
		struct reg_bit valid;
		const char *name;
	} supply;
	uint8_t reset_clear_offset;	/**< reset is cleared by writing the bit here; 0: by clearing it */
	const struct clock_tree *clock;
};

#define PORT_G	(1u << ('G' - 'A'))

/* RM0351, RM0432 (L4+), RM0438 (L5), RM0440 (G4): the same registers where the families have them */
static const struct clock_tree clock_l4 = { 0x40021000, true, 0 };
static const struct clock_tree clock_l4plus = { 0x40021000, true, 0x4002109C };
static const struct clock_tree clock_g4 = { 0x40021000, false, 0 };

/* PG[15:2] are isolated until VDDIO2 is declared valid. STM32L4, L5: PWR_CR2.IOSV. STM32U5, U3: PWR_SVMCR.IO2SV. */
#define SUPPLY_L4	{ PORT_G, 0xFFFC, { 0x40021058, 28 }, { 0x40007004, 9 }, "VDDIO2" }
#define SUPPLY_U5	{ PORT_G, 0xFFFC, { 0x46020C94, 2 }, { 0x46020810, 29 }, "VDDIO2" }
#define SUPPLY_U3	{ PORT_G, 0xFFFC, { 0x40030C94, 2 }, { 0x40030810, 29 }, "VDDIO2" }

static const struct family families[XSPI_FAMILIES] = {
	[XSPI_FAMILY_L4] = { .supply = SUPPLY_L4, .clock = &clock_l4 },
	[XSPI_FAMILY_L4PLUS] = { .supply = SUPPLY_L4, .clock = &clock_l4plus },
	[XSPI_FAMILY_L5] = { .supply = SUPPLY_L4, .clock = &clock_l4plus },
	[XSPI_FAMILY_U5] = { .supply = SUPPLY_U5 },
	[XSPI_FAMILY_U3] = { .supply = SUPPLY_U3 },
	[XSPI_FAMILY_G4] = { .clock = &clock_g4 },
	[XSPI_FAMILY_MP1] = { .reset_clear_offset = 4 },
};

/* ---- text ---- */

/** A message in a buffer of limited size, put together piece by piece. */
struct message {
	char *text;
	size_t size, used;
};

static void __attribute__((format(printf, 2, 3))) say(struct message *m, const char *format, ...)
{
	va_list args;

	if (m->used >= m->size)
		return;
	va_start(args, format);
	int n = vsnprintf(m->text + m->used, m->size - m->used, format, args);
	va_end(args);
	if (n > 0)
		m->used += (size_t)n;
}

/* ---- pins as text ---- */

static int find_role(const char *word, size_t len)
{
	for (int i = 0; i < SETUP_ROLES; i++)
		if (strlen(role_names[i]) == len && !strncasecmp(role_names[i], word, len))
			return i;
	return -1;
}

/* "PA3": port A to Z, pin 0 to 15 */
static bool parse_pin(const char *word, size_t len, uint8_t *port, uint8_t *pin)
{
	unsigned int number = 0;

	if (len < 3 || len > 4 || toupper((unsigned char)word[0]) != 'P' || !isalpha((unsigned char)word[1]))
		return false;
	for (size_t i = 2; i < len; i++) {
		if (!isdigit((unsigned char)word[i]))
			return false;
		number = number * 10 + (unsigned int)(word[i] - '0');
	}
	if (number >= PINS_PER_PORT || (len == 4 && word[2] == '0'))
		return false;
	*port = (uint8_t)(toupper((unsigned char)word[1]) - 'A');
	*pin = (uint8_t)number;
	return true;
}

static const char *next_word(const char **text, size_t *len)
{
	const char *word = *text + strspn(*text, " \t\r\n{}");

	*len = strcspn(word, " \t\r\n{}");
	*text = word + *len;
	return word;
}

static int check_pin_set(const struct setup_pins *pins, struct message *m)
{
	static const uint8_t needed[] = { SETUP_CLK, SETUP_NCS, SETUP_IO0, SETUP_IO1 };
	/* lines come in groups of 2, 4 or 8: whoever has the first of a group has all, and all of the group before it */
	static const uint8_t groups[][2] = { { SETUP_IO2, SETUP_IO3 }, { SETUP_IO4, SETUP_IO7 } };

	for (unsigned int i = 0; i < sizeof(needed); i++) {
		if (!pins->used[needed[i]]) {
			say(m, "no pin given for %s; CLK, NCS, IO0 and IO1 are needed", role_names[needed[i]]);
			return -1;
		}
	}
	for (unsigned int g = 0; g < 2; g++) {
		int given = -1, missing = -1;
		for (int role = SETUP_IO2; role <= groups[g][1]; role++) {
			if (role >= groups[g][0] && pins->used[role])
				given = role;
			else if (!pins->used[role] && missing < 0)
				missing = role;
		}
		if (given >= 0 && missing >= 0) {
			say(m, "%s given without %s; data lines are IO0 and IO1, IO0 to IO3, or IO0 to IO7", role_names[given],
				role_names[missing]);
			return -1;
		}
	}
	return 0;
}

int setup_parse_pins(const char *text, struct setup_pins *pins, char *error, size_t error_size)
{
	struct message m = { error, error_size, 0 };
	size_t len;

	*pins = (struct setup_pins) { .used = { false } };
	for (;;) {
		const char *word = next_word(&text, &len);
		if (!len)
			return check_pin_set(pins, &m);
		int role = find_role(word, len);
		if (role < 0) {
			say(&m, "'%.*s' is not a role; roles are CLK NCS IO0 to IO7 DQS, each followed by its pin", (int)len, word);
			return -1;
		}
		if (pins->used[role]) {
			say(&m, "%s given twice", role_names[role]);
			return -1;
		}

		word = next_word(&text, &len);
		uint8_t port, pin;
		if (!len) {
			say(&m, "no pin behind %s; pins are written like PA3", role_names[role]);
			return -1;
		}
		if (!parse_pin(word, len, &port, &pin)) {
			say(&m, "'%.*s' behind %s is not a pin; pins are written like PA3", (int)len, word, role_names[role]);
			return -1;
		}
		for (int i = 0; i < SETUP_ROLES; i++) {
			if (pins->used[i] && pins->port[i] == port && pins->pin[i] == pin) {
				say(&m, "P%c%u given twice, for %s and %s", 'A' + port, pin, role_names[i], role_names[role]);
				return -1;
			}
		}
		pins->used[role] = true;
		pins->port[role] = port;
		pins->pin[role] = pin;
	}
}

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

/** The group that most of the pins fit. */
static unsigned int best_group(const struct xspi_die *die, const struct setup_pins *pins)
{
	unsigned int best = 0, best_hits = 0;

	for (unsigned int group = 0; group < group_count(die); group++) {
		unsigned int hits = 0;
		for (unsigned int role = 0; role < SETUP_ROLES; role++)
			if (pins->used[role] && find_pin(die, group, role, pins->port[role], pins->pin[role]))
				hits++;
		if (hits > best_hits) {
			best_hits = hits;
			best = group;
		}
	}
	return best;
}

static void say_wrong_pin(struct message *m, const struct xspi_die *die, unsigned int group, unsigned int role,
		unsigned int port, unsigned int pin)
{
	char name[24];
	const char *separator = "; on this die it is";

	group_name(die, group, name, sizeof(name));
	say(m, "P%c%u cannot be %s %s on this die (%s, DEV_ID 0x%03X); pins that can:", 'A' + port, pin, name,
		role_names[role], die->name, die->dev_id);
	for (unsigned int i = 0; i < die->pin_count; i++)
		if (die->pin[i].instance == group && die->pin[i].role == role)
			say(m, " P%c%u", 'A' + die->pin[i].port, die->pin[i].pin);
	for (unsigned int i = 0; i < die->pin_count; i++) {
		const struct xspi_pin *p = &die->pin[i];
		if (p->port != port || p->pin != pin)
			continue;
		group_name(die, p->instance, name, sizeof(name));
		say(m, "%s %s %s", separator, name, role_names[p->role]);
		separator = " or";
	}
}

/* ---- steps ---- */

static struct setup_step *add_step(struct setup *setup, uint32_t address, uint32_t clear, uint32_t set)
{
	/* always fits: 11 pins on as many ports make 11 * 4 steps, one for the pull-up, and at most 10 others */
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

static void add_supply(const struct family *f, const struct setup_pins *pins, struct setup *setup)
{
	bool needed = false;

	for (unsigned int role = 0; role < SETUP_ROLES; role++)
		needed = needed || (pins->used[role] && f->supply.ports & 1u << pins->port[role] &&
				f->supply.pins & 1u << pins->pin[role]);
	if (!needed)
		return;
	add_bit(setup, f->supply.power_clock, "PWR clock on");
	step_text(add_step(setup, f->supply.valid.reg, 0, 1u << f->supply.valid.bit), "%s valid", f->supply.name);
}

/** The fields of one GPIO register that the pins on one port need. */
struct port_fields {
	uint32_t af_clear[2], af_set[2];
	uint32_t type_clear;
	uint32_t two_bits;			/**< mask of the pins' fields in registers with two bits per pin */
	uint32_t pull_clear, pull_set;
};

static struct port_fields get_port_fields(const struct xspi_die *die, unsigned int group, const struct setup_pins *pins,
		unsigned int port)
{
	struct port_fields f = { .two_bits = 0 };

	for (unsigned int role = 0; role < SETUP_ROLES; role++) {
		if (!pins->used[role] || pins->port[role] != port)
			continue;
		const unsigned int pin = pins->pin[role];
		const struct xspi_pin *p = find_pin(die, group, role, port, pin);
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
static void add_port(const struct xspi_die *die, unsigned int group, const struct setup_pins *pins, unsigned int port,
		struct setup *setup)
{
	const uint32_t base = die->gpio_base + die->gpio_stride * port;
	const struct port_fields f = get_port_fields(die, group, pins, port);
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

int setup_make(const struct xspi_die *die, const struct setup_pins *pins, const struct xspi_instance **instance,
		struct setup *setup, char *error, size_t error_size)
{
	struct message m = { error, error_size, 0 };
	uint32_t ports = 0;

	setup->count = 0;
	if (!die->pin_count) {
		say(&m, "no pin table for this die (%s, DEV_ID 0x%03X); set the controller up by a script and leave out -pins",
			die->name, die->dev_id);
		return -1;
	}

	const unsigned int group = best_group(die, pins);
	for (unsigned int role = 0; role < SETUP_ROLES; role++) {
		if (!pins->used[role])
			continue;
		if (!find_pin(die, group, role, pins->port[role], pins->pin[role])) {
			say_wrong_pin(&m, die, group, role, pins->port[role], pins->pin[role]);
			return -1;
		}
		ports |= 1u << pins->port[role];
	}

	const struct family *f = &families[die->family];
	const bool quadspi = die->instance[0].quadspi;
	*instance = &die->instance[quadspi ? 0 : group];
	setup->data_lines_high = quadspi && group == 1;
	setup->lines = pins->used[SETUP_IO7] ? 8 : pins->used[SETUP_IO3] ? 4 : 2;

	add_port_clocks(die, ports, setup);
	add_supply(f, pins, setup);
	add_controller(*instance, f, setup);
	add_manager(die, group, setup);
	for (unsigned int port = 0; port < PORTS; port++)
		if (ports & 1u << port)
			add_port(die, group, pins, port, setup);
	return 0;
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
			"} {incr i} {if {$i >= %" PRIu32 "} {error {%s: no answer}}; sleep 1}", step->address, step->wait_mask,
			step->wait_value, (step->limit_us + 999) / 1000, step->text);
	return snprintf(line, size, "%s%s ;# %s", command, wait, step->text);
}

/* ---- clocks ---- */

#define RCC_CR				0x00
#define RCC_CFGR			0x08
#define RCC_PLLCFGR			0x0C
#define RCC_CSR				0x94

#define HSI16_HZ			16000000u

/* system clock switch; the PLL's source field is one higher */
enum clock_source {
	CLOCK_MSI, CLOCK_HSI16, CLOCK_HSE, CLOCK_PLL,
};

static uint32_t clock_field(uint32_t value, unsigned int high, unsigned int low)
{
	return (value >> low) & ((2u << (high - low)) - 1);
}

/* RM0438 9.8.1: CR.MSIRANGE counts if CR.MSIRGSEL is set, else CSR.MSISRANGE */
static uint32_t msi_hz(const struct clock_tree *t, setup_read_fn read, void *ctx)
{
	static const uint32_t range_khz[] = {
		100, 200, 400, 800, 1000, 2000, 4000, 8000, 16000, 24000, 32000, 48000
	};
	uint32_t cr, csr;

	if (!t->has_msi || read(ctx, t->rcc + RCC_CR, &cr) || read(ctx, t->rcc + RCC_CSR, &csr))
		return 0;
	const uint32_t range = cr & 1u << 3 ? clock_field(cr, 7, 4) : clock_field(csr, 11, 8);
	return range < XSPI_COUNT(range_khz) ? range_khz[range] * 1000 : 0;
}

/* The crystal's frequency is written nowhere in the chip. */
static uint32_t oscillator_hz(const struct clock_tree *t, uint32_t source, setup_read_fn read, void *ctx)
{
	if (source == CLOCK_MSI)
		return msi_hz(t, read, ctx);
	return source == CLOCK_HSI16 ? HSI16_HZ : 0;
}

/** @param low lowest bit of the output divider's field: PLLR 25, PLLQ 21; its enable bit is the one below */
static uint32_t pll_hz(const struct clock_tree *t, unsigned int low, setup_read_fn read, void *ctx)
{
	uint32_t cfg;

	if (read(ctx, t->rcc + RCC_PLLCFGR, &cfg))
		return 0;
	const uint32_t source = clock_field(cfg, 1, 0);
	if (!source || !(cfg & 1u << (low - 1)))
		return 0;
	const uint64_t in = oscillator_hz(t, source - 1, read, ctx);
	const uint32_t divider = (clock_field(cfg, 7, 4) + 1) * 2 * (clock_field(cfg, low + 1, low) + 1);
	return (uint32_t)(in * clock_field(cfg, 14, 8) / divider);
}

static uint32_t sysclk_hz(const struct clock_tree *t, uint32_t cfgr, setup_read_fn read, void *ctx)
{
	const uint32_t source = clock_field(cfgr, 3, 2);

	return source == CLOCK_PLL ? pll_hz(t, 25, read, ctx) : oscillator_hz(t, source, read, ctx);
}

uint32_t setup_core_hz(const struct xspi_die *die, setup_read_fn read, void *ctx)
{
	static const uint8_t hpre_shift[] = { 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 6, 7, 8, 9 };
	const struct clock_tree *t = families[die->family].clock;
	uint32_t cfgr;

	if (!t || read(ctx, t->rcc + RCC_CFGR, &cfgr))
		return 0;
	return sysclk_hz(t, cfgr, read, ctx) >> hpre_shift[clock_field(cfgr, 7, 4)];
}

uint32_t setup_kernel_hz(const struct xspi_die *die, const struct xspi_instance *instance, setup_read_fn read,
		void *ctx)
{
	const struct clock_tree *t = families[die->family].clock;
	uint32_t select, cfgr;

	(void)instance;
	if (!t)
		return 0;
	if (!t->ospi_select)
		return setup_core_hz(die, read, ctx);
	if (read(ctx, t->ospi_select, &select) || read(ctx, t->rcc + RCC_CFGR, &cfgr))
		return 0;
	switch (clock_field(select, 21, 20)) {
	case 0:
		return sysclk_hz(t, cfgr, read, ctx);
	case 1:
		return msi_hz(t, read, ctx);
	case 2:
		return pll_hz(t, 21, read, ctx);
	default:
		return 0;
	}
}
