// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * What soc.h promises, served from the parts of the die in use: dies by name, pins, clocks, resets. The parts
 * themselves are in the other files of this folder.
 */

#include <stdio.h>
#include <string.h>
#include "../board.h"
#include "build.h"
#include "dies.h"

static const struct soc_die *const dies[] = {
	&stm32f412_die, &stm32f413_die, &stm32f469_die,
	&stm32f723_die, &stm32f746_die, &stm32f769_die,
	&stm32g474_die,
	&stm32h563_die,
	&stm32h735_die, &stm32h743_die, &stm32h745_die, &stm32h750_die, &stm32h7b3_die,
	&stm32l475_die, &stm32l476_die, &stm32l496_die, &stm32l562_die,
	&stm32u575_die, &stm32u585_die, &stm32u5g7_die, &stm32u5g9_die,
};

static const struct soc_die *die_in_use;
static uint32_t hse_hz, lse_hz;		/* the board has these */
static struct soc_parts parts;
static uint32_t route_generation;

static int (*pin_reader)(void *ctx, unsigned int port, unsigned int pin);
static void *pin_reader_ctx;

static const char *reset_request;
static enum soc_reset_cause reset_cause;

static struct {
	void (*fn)(void *ctx);
	void *ctx;
} power_on[16], clock_change[8];
static unsigned int clock_change_count;
static unsigned int power_on_count;

const struct soc_die *soc_find_die(const char *name)
{
	for (unsigned int i = 0; i < COUNT_OF(dies); i++) {
		if (strcmp(dies[i]->name, name) == 0)
			return dies[i];
	}
	return NULL;
}

void soc_list(void)
{
	for (unsigned int i = 0; i < COUNT_OF(dies); i++)
		puts(dies[i]->name);
}

const struct soc_die *soc_die(void)
{
	return die_in_use;
}

int soc_create(const struct board *board)
{
	hse_hz = board->hse_hz;
	lse_hz = board->lse_hz;
	die_in_use = soc_find_die(board->die);
	if (!die_in_use) {
		fprintf(stderr, "%sunknown die '%s'; known are:", board->die_where, board->die);
		for (unsigned int i = 0; i < COUNT_OF(dies); i++)
			fprintf(stderr, " %s", dies[i]->name);
		fprintf(stderr, "\n");
		return -1;
	}
	if (die_build(die_in_use, board) != 0)
		return -1;
	soc_power_on_reset();
	return 0;
}

uint32_t soc_crystal_hz(bool high_speed)
{
	return high_speed ? hse_hz : lse_hz;
}

void soc_use(const struct soc_parts *from_die)
{
	parts = *from_die;
}

void soc_route_changed(void)
{
	route_generation++;
}

uint32_t soc_route_generation(void)
{
	return route_generation;
}

void soc_at_clock_change(void (*fn)(void *ctx), void *ctx)
{
	if (clock_change_count == COUNT_OF(clock_change))
		return;
	clock_change[clock_change_count].fn = fn;
	clock_change[clock_change_count].ctx = ctx;
	clock_change_count++;
}

void soc_clocks_changed(void)
{
	for (unsigned int i = 0; i < clock_change_count; i++)
		clock_change[i].fn(clock_change[i].ctx);
}

struct soc_pin soc_pin_state(unsigned int port, unsigned int pin)
{
	if (port >= parts.gpio_count || pin > 15)
		return (struct soc_pin) { .mode = PIN_ANALOG };
	return gpio_pin(&parts.gpio[port], pin);
}

void soc_set_pin_reader(int (*read)(void *ctx, unsigned int port, unsigned int pin), void *ctx)
{
	pin_reader = read;
	pin_reader_ctx = ctx;
}

int soc_outside_level(unsigned int port, unsigned int pin)
{
	return pin_reader ? pin_reader(pin_reader_ctx, port, pin) : -1;
}

uint32_t soc_clock_hz(enum soc_clock clock)
{
	return parts.clock_hz ? parts.clock_hz(clock) : 0;
}

void soc_reset_device(uint32_t base)
{
	for (unsigned int i = 0; i < bus_device_count(); i++) {
		struct bus_device *device = bus_device_at(i);
		if (device->base == base && device->reset)
			device->reset(device->ctx);
	}
}

void soc_at_power_on(void (*fn)(void *ctx), void *ctx)
{
	if (power_on_count == COUNT_OF(power_on))
		return;
	power_on[power_on_count].fn = fn;
	power_on[power_on_count].ctx = ctx;
	power_on_count++;
}

void soc_power_on_reset(void)
{
	reset_request = NULL;
	for (unsigned int i = 0; i < power_on_count; i++)
		power_on[i].fn(power_on[i].ctx);
	soc_set_reset_cause(SOC_RESET_POWER);
	bus_reset();
}

void soc_set_reset_cause(enum soc_reset_cause cause)
{
	reset_cause = cause;
}

enum soc_reset_cause soc_take_reset_cause(void)
{
	enum soc_reset_cause cause = reset_cause;

	reset_cause = SOC_RESET_SOFTWARE;
	return cause;
}

void soc_request_reset(const char *why)
{
	if (!reset_request)
		sim_log(1, "reset requested: %s", why);
	reset_request = why;
}

bool soc_take_reset_request(const char **why)
{
	if (!reset_request)
		return false;
	if (why)
		*why = reset_request;
	reset_request = NULL;
	return true;
}

uint32_t soc_boot_address(void)
{
	return parts.boot_address();
}

uint8_t *soc_flash_data(uint32_t *base, uint32_t *size)
{
	if (base)
		*base = parts.flash_base;
	if (size)
		*size = parts.flash_size;
	return parts.flash;
}
