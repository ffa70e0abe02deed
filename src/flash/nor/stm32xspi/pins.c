// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * What a user says of a board at "flash bank", as text: pins per role, power switch, reset line, top clock rate.
 * Which of it a die can do is left to setup.c.
 */

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/util.h"
#include "message.h"
#include "setup.h"

#define PINS_PER_PORT		16

#define POWER_DEFAULT_US	5000u
#define POWER_MAX_US		1000000u
#define SPEED_MIN_HZ		10000u
#define SPEED_MAX_HZ		400000000u

const char * const setup_role_names[SETUP_ROLES] = {
	"CLK", "NCS", "IO0", "IO1", "IO2", "IO3", "IO4", "IO5", "IO6", "IO7", "DQS"
};

static int find_role(const char *word, size_t len)
{
	for (int i = 0; i < SETUP_ROLES; i++)
		if (strlen(setup_role_names[i]) == len && !strncasecmp(setup_role_names[i], word, len))
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

/* SWDIO and SWCLK of every STM32 with a Cortex-M: whoever takes them from the debug port ends the session */
static bool refuse_debug_pin(uint8_t port, uint8_t pin, const char *use, struct message *m)
{
	if (port != 0 || (pin != 13 && pin != 14))
		return false;
	say(m, "PA%u cannot be %s: it is %s, by which the probe talks to the chip; look up the pin in the schematic", pin,
		use, pin == 13 ? "SWDIO" : "SWCLK");
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
			say(m, "no pin given for %s; CLK, NCS, IO0 and IO1 are needed", setup_role_names[needed[i]]);
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
			say(m, "%s given without %s; data lines are IO0 and IO1, IO0 to IO3, or IO0 to IO7",
				setup_role_names[given], setup_role_names[missing]);
			return -1;
		}
	}
	return 0;
}

int setup_parse_pins(const char *text, struct setup_pins *pins, char *error, size_t error_size)
{
	struct message m = { error, error_size, 0 };
	size_t len;

	memset(pins->used, 0, sizeof(pins->used));
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
			say(&m, "%s given twice", setup_role_names[role]);
			return -1;
		}

		word = next_word(&text, &len);
		uint8_t port, pin;
		if (!len) {
			say(&m, "no pin behind %s; pins are written like PA3", setup_role_names[role]);
			return -1;
		}
		if (!parse_pin(word, len, &port, &pin)) {
			say(&m, "'%.*s' behind %s is not a pin; pins are written like PA3", (int)len, word, setup_role_names[role]);
			return -1;
		}
		if (refuse_debug_pin(port, pin, setup_role_names[role], &m))
			return -1;
		for (int i = 0; i < SETUP_ROLES; i++) {
			if (pins->used[i] && pins->port[i] == port && pins->pin[i] == pin) {
				say(&m, "P%c%u given twice, for %s and %s", 'A' + port, pin, setup_role_names[i],
					setup_role_names[role]);
				return -1;
			}
		}
		pins->used[role] = true;
		pins->port[role] = port;
		pins->pin[role] = pin;
	}
}

/** A number, which may have a fraction, times the factor of its unit. @returns what it makes, or 0 */
static uint32_t scaled(const char *word, size_t len, const char * const *unit, const uint32_t *factor,
		unsigned int units)
{
	char *end;

	if (!isdigit((unsigned char)word[0]))
		return 0;
	double value = strtod(word, &end);
	const size_t digits = (size_t)(end - word);
	for (unsigned int i = 0; digits < len && i < units; i++) {
		if (strlen(unit[i]) == len - digits && !strncasecmp(unit[i], end, len - digits))
			return value * factor[i] < 4e9 ? (uint32_t)(value * factor[i] + 0.5) : 0;
	}
	return 0;
}

static int parse_gpio(const char *option, const char *word, size_t len, struct setup_gpio *gpio, struct message *m)
{
	if (!parse_pin(word, len, &gpio->port, &gpio->pin)) {
		say(m, "'%.*s' is not a pin; pins are written like PB1", (int)len, word);
		return -1;
	}
	if (refuse_debug_pin(gpio->port, gpio->pin, option, m))
		return -1;
	gpio->used = true;
	return 0;
}

int setup_parse_power(const char *text, struct setup_gpio *power, char *error, size_t error_size)
{
	static const char wanted[] = "wanted {pin high|low [time]}, like {PB1 high 5ms}";
	static const char * const unit[] = { "us", "ms" };
	static const uint32_t factor[] = { 1, 1000 };
	struct message m = { error, error_size, 0 };
	size_t len;

	const char *word = next_word(&text, &len);
	if (!len) {
		say(&m, "no pin given; %s", wanted);
		return -1;
	}
	if (parse_gpio("the power switch", word, len, power, &m))
		return -1;
	word = next_word(&text, &len);
	if (!len) {
		say(&m, "no level given; %s", wanted);
		return -1;
	}
	const bool high = len == 4 && !strncasecmp(word, "high", len);
	if (!high && (len != 3 || strncasecmp(word, "low", len) != 0)) {
		say(&m, "'%.*s' is no level that switches the power on; %s", (int)len, word, wanted);
		return -1;
	}
	power->high = high;
	power->settle_us = POWER_DEFAULT_US;
	word = next_word(&text, &len);
	if (!len)
		return 0;
	power->settle_us = scaled(word, len, unit, factor, XSPI_COUNT(unit));
	if (!power->settle_us || power->settle_us > POWER_MAX_US) {
		say(&m, "'%.*s' is no time from 1us to 1000ms; %s", (int)len, word, wanted);
		return -1;
	}
	word = next_word(&text, &len);
	if (!len)
		return 0;
	say(&m, "'%.*s' is too much; %s", (int)len, word, wanted);
	return -1;
}

int setup_parse_reset(const char *text, struct setup_gpio *reset, char *error, size_t error_size)
{
	struct message m = { error, error_size, 0 };
	size_t len, more;

	const char *word = next_word(&text, &len);
	next_word(&text, &more);
	if (!len || more) {
		say(&m, "one pin is wanted, that of the chip's RESET#, like PB8");
		return -1;
	}
	return parse_gpio("RESET#", word, len, reset, &m);
}

int setup_parse_speed(const char *text, uint32_t *hz, char *error, size_t error_size)
{
	static const char * const unit[] = { "Hz", "kHz", "MHz" };
	static const uint32_t factor[] = { 1, 1000, 1000000 };
	struct message m = { error, error_size, 0 };

	*hz = scaled(text, strlen(text), unit, factor, XSPI_COUNT(unit));
	if (*hz >= SPEED_MIN_HZ && *hz <= SPEED_MAX_HZ)
		return 0;
	say(&m, "'%.20s' is no clock rate from 10kHz to 400MHz; give number and unit, like 50MHz", text);
	return -1;
}

int setup_check_pins(const struct setup_pins *pins, char *error, size_t error_size)
{
	const struct {
		const char *name;
		const struct setup_gpio *gpio;
	} other[] = { { "-power", &pins->power }, { "-reset", &pins->reset } };
	struct message m = { error, error_size, 0 };

	for (unsigned int i = 0; i < XSPI_COUNT(other); i++) {
		const struct setup_gpio *g = other[i].gpio;
		for (unsigned int role = 0; g->used && role < SETUP_ROLES; role++) {
			if (pins->used[role] && pins->port[role] == g->port && pins->pin[role] == g->pin) {
				say(&m, "P%c%u given twice, for %s and %s", 'A' + g->port, g->pin, setup_role_names[role],
					other[i].name);
				return -1;
			}
		}
	}
	if (pins->power.used && pins->reset.used && pins->power.port == pins->reset.port &&
			pins->power.pin == pins->reset.pin) {
		say(&m, "P%c%u given twice, for -power and -reset", 'A' + pins->power.port, pins->power.pin);
		return -1;
	}
	return 0;
}

int setup_check_jtag(const struct setup_pins *pins, char *error, size_t error_size)
{
	static const struct {
		uint8_t port, pin;
		const char *name;
	} jtag[] = { { 0, 15, "JTDI" }, { 1, 3, "JTDO" }, { 1, 4, "NJTRST" } };
	struct message m = { error, error_size, 0 };

	for (unsigned int role = 0; role < SETUP_ROLES; role++) {
		for (unsigned int i = 0; pins->used[role] && i < XSPI_COUNT(jtag); i++) {
			if (pins->port[role] != jtag[i].port || pins->pin[role] != jtag[i].pin)
				continue;
			say(&m, "P%c%u, given for %s, is %s, and the probe talks to the chip by JTAG; \"transport select\" one of"
				" SWD leaves it free", 'A' + jtag[i].port, jtag[i].pin, setup_role_names[role], jtag[i].name);
			return -1;
		}
	}
	return 0;
}
