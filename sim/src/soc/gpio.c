// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * A GPIO port (RM0438 chapter 11; the same block in all families since STM32F4). It tells others what each pin does
 * to its wire and asks them for the level that the outside drives. Signals of alternate functions are left to their
 * owners.
 */

#include "parts.h"

#define MODER	0x00
#define OTYPER	0x04
#define OSPEEDR	0x08
#define PUPDR	0x0c
#define IDR		0x10
#define ODR		0x14
#define BSRR	0x18
#define LCKR	0x1c
#define AFRL	0x20
#define AFRH	0x24
#define BRR		0x28
#define ASCR_HSLVR	0x2c
#define SECCFGR	0x30

#define LCKR_LCKK	BIT(16)

static const struct reg table[] = {
	{ .offset = MODER, .rw = 0xffffffff },
	{ .offset = OTYPER, .rw = 0xffff },
	{ .offset = OSPEEDR, .rw = 0xffffffff },
	{ .offset = PUPDR, .rw = 0xffffffff },
	{ .offset = IDR },
	{ .offset = ODR, .rw = 0xffff },
	{ .offset = BSRR },
	{ .offset = LCKR, .rw = 0x1ffff },
	{ .offset = AFRL, .count = 2, .rw = 0xffffffff },
	{ .offset = BRR },
	{ .offset = ASCR_HSLVR, .rw = 0xffff },		/* held; one or the other */
	{ .offset = SECCFGR },		/* reads 0 and drops writes without TrustZone (RM0438 11.4.12) */
};

static const struct {
	uint16_t offset;
	unsigned int features;
} optional[] = {
	{ BRR, GPIO_BRR }, { ASCR_HSLVR, GPIO_ASCR | GPIO_HSLVR }, { SECCFGR, GPIO_SECCFGR },
};

/** Bits of a register with @a width bits for each of 16 (or 8) pins, starting at @a first. */
static uint32_t spread(uint16_t pins, unsigned int width, unsigned int first)
{
	uint32_t mask = 0;

	for (unsigned int pin = first; pin < 16 && (pin - first) * width < 32; pin++) {
		if (pins & BIT(pin))
			mask |= ((1u << width) - 1) << ((pin - first) * width);
	}
	return mask;
}

static uint32_t mask_for(uint16_t pins, uint32_t offset)
{
	switch (offset) {
	case MODER:
	case OSPEEDR:
	case PUPDR:
		return spread(pins, 2, 0);
	case AFRL:
		return spread(pins, 4, 0);
	case AFRH:
		return spread(pins, 4, 8);
	case LCKR:
		return pins | LCKR_LCKK;
	default:
		return pins;
	}
}

static bool is_powered(const struct gpio *gpio, unsigned int pin)
{
	return !gpio->supply || *gpio->supply || !(gpio->supply_pins & BIT(pin));
}

struct soc_pin gpio_pin(const struct gpio *gpio, unsigned int pin)
{
	static const enum soc_pin_mode modes[] = { PIN_INPUT, PIN_OUTPUT, PIN_AF, PIN_ANALOG };
	static const enum soc_pin_pull pulls[] = { PULL_NONE, PULL_UP, PULL_DOWN, PULL_NONE };
	const struct regs *regs = &gpio->regs;

	if (!(gpio->pins & BIT(pin)))
		return (struct soc_pin) { .mode = PIN_ANALOG };
	return (struct soc_pin) {
		.mode = modes[FIELD(regs_get(regs, MODER), 2 * pin, 2)],
		.af = (uint8_t)FIELD(regs_get(regs, pin < 8 ? AFRL : AFRH), 4 * (pin % 8), 4),
		.open_drain = FIELD(regs_get(regs, OTYPER), pin, 1),
		.output_level = FIELD(regs_get(regs, ODR), pin, 1),
		.pull = pulls[FIELD(regs_get(regs, PUPDR), 2 * pin, 2)],
		.powered = is_powered(gpio, pin),
	};
}

/** Level of the wire as the input stage sees it. */
static bool level(struct gpio *gpio, unsigned int pin)
{
	struct soc_pin state = gpio_pin(gpio, pin);

	if (state.mode == PIN_ANALOG || !state.powered)
		return false;		/* input stage off */
	if (state.mode == PIN_OUTPUT && (!state.open_drain || !state.output_level))
		return state.output_level;
	int outside = soc_outside_level(gpio->port, pin);
	if (outside >= 0)
		return outside;
	if (state.pull != PULL_NONE)
		return state.pull == PULL_UP;
	return gpio->last & BIT(pin);
}

static uint32_t on_read(struct regs *regs, uint32_t offset, uint32_t stored)
{
	struct gpio *gpio = regs->ctx;

	if (offset != IDR)
		return stored;
	uint16_t levels = 0;
	for (unsigned int pin = 0; pin < 16; pin++) {
		if ((gpio->pins & BIT(pin)) && level(gpio, pin))
			levels |= (uint16_t)BIT(pin);
	}
	gpio->last = levels;
	return levels;
}

/** Key sequence 1, 0, 1 with the same pins (RM0438 11.4.8). */
static void write_lock(struct gpio *gpio, uint32_t value)
{
	struct regs *regs = &gpio->regs;
	bool key = value & LCKR_LCKK;
	uint32_t pins = value & gpio->pins;

	if (gpio->locked)
		return;
	if (gpio->lock_step == 0 && key) {
		regs_set(regs, LCKR, pins);
		gpio->lock_step = 1;
		return;
	}
	if (gpio->lock_step == 1 && !key && pins == regs_get(regs, LCKR)) {
		gpio->lock_step = 2;
		return;
	}
	if (gpio->lock_step == 2 && key && pins == regs_get(regs, LCKR)) {
		gpio->locked = true;
		regs_set(regs, LCKR, pins | LCKR_LCKK);
		return;
	}
	gpio->lock_step = 0;
	regs_set(regs, LCKR, pins);
}

static void write_configuration(struct gpio *gpio, uint32_t offset, uint32_t value)
{
	uint32_t mask = mask_for(gpio->pins, offset);

	if (gpio->locked && offset != ODR)
		mask &= ~mask_for((uint16_t)regs_get(&gpio->regs, LCKR), offset);
	regs_set(&gpio->regs, offset, (regs_get(&gpio->regs, offset) & ~mask) | (value & mask));
}

static bool on_write(struct regs *regs, uint32_t offset, uint32_t value, uint32_t lanes)
{
	struct gpio *gpio = regs->ctx;
	uint32_t odr = regs_get(regs, ODR);

	value &= offset == BSRR || offset == BRR ? lanes : 0xffffffff;
	switch (offset) {
	case IDR:
	case SECCFGR:
		return true;
	case BSRR:		/* set wins */
		regs_set(regs, ODR, ((odr & ~(value >> 16)) | (value & 0xffff)) & gpio->pins);
		break;
	case BRR:
		regs_set(regs, ODR, odr & ~value);
		break;
	case LCKR:
		write_lock(gpio, value);
		return true;
	default:
		write_configuration(gpio, offset, value);
		break;
	}
	soc_route_changed();
	return true;
}

static void on_reset(struct regs *regs)
{
	struct gpio *gpio = regs->ctx;

	regs_set(regs, MODER, gpio->moder);
	regs_set(regs, OSPEEDR, gpio->ospeedr);
	regs_set(regs, PUPDR, gpio->pupdr);
	gpio->lock_step = 0;
	gpio->locked = false;
	soc_route_changed();
}

void gpio_add(struct gpio *gpio)
{
	struct regs *regs = &gpio->regs;

	regs->ctx = gpio;
	regs->table = table;
	regs->table_len = COUNT_OF(table);
	regs->read = on_read;
	regs->write = on_write;
	regs->reset = on_reset;
	regs_add(regs);
	for (unsigned int i = 0; i < COUNT_OF(optional); i++) {
		if (!(gpio->features & optional[i].features))
			regs_remove(regs, optional[i].offset);
	}
}
