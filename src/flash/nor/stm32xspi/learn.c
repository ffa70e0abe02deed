// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * "-learn" for stm32xspi: what a running application has set up, read from RCC, GPIO, I/O manager and controller, as
 * the "flash bank" line that does the same. Reads registers only; a halted target's chip is asked, too, and left as
 * found.
 */

#include "driver.h"

#include <helper/bits.h>

/* GPIO, the same in all families */
#define GPIO_MODER			0x00
#define GPIO_AFRL			0x20
#define GPIO_PORTS			26
#define GPIO_MODE_AF		2u

/* OCTOSPIM_PnCR, RM0432 chapter OCTOSPIM: enable and source of clock, NCS, and of both halves of the data lines */
#define MANAGER_PORTS		2
#define MANAGER_PCR(port)	(4u + 4u * (port))
#define PCR_CLK_BIT			0
#define PCR_NCS_BIT			8
#define PCR_IOL_BIT			16
#define PCR_IOH_BIT			24
#define PCR_SOURCE(v, bit)	((v) >> ((bit) + 1) & 3u)
#define XSPIM_CR_SWAPPED	BIT(1)

/** Registers of a GPIO port; alternate functions of 16 pins. */
struct port {
	bool on;
	uint32_t mode, af[2];
};

struct learned {
	const struct xspi_die *die;
	const struct xspi_instance *instance;
	unsigned int index;				/**< of the instance */
	struct port port[GPIO_PORTS];
	unsigned int group[SETUP_ROLES];	/**< where the I/O manager routes each of the instance's signals */
	unsigned int signal[SETUP_ROLES];	/**< and as what: IO0 may be IO4 of a port */
	const struct xspi_pin *pin[SETUP_ROLES];
};

/* pins */

static int read_ports(struct stm32xspi_bank *priv, struct learned *l)
{
	uint32_t clocks, used = 0;

	for (unsigned int i = 0; i < l->die->pin_count; i++)
		used |= BIT(l->die->pin[i].port);
	int result = xspi_io_read(&priv->io, l->die->gpio_enable_reg, &clocks);
	for (unsigned int i = 0; result == XSPI_OK && i < GPIO_PORTS; i++) {
		struct port *p = &l->port[i];
		const uint32_t base = l->die->gpio_base + i * l->die->gpio_stride;
		p->on = used & clocks & BIT(i);
		if (!p->on)
			continue;
		result = xspi_io_read(&priv->io, base + GPIO_MODER, &p->mode);
		for (unsigned int half = 0; result == XSPI_OK && half < 2; half++)
			result = xspi_io_read(&priv->io, base + GPIO_AFRL + 4 * half, &p->af[half]);
	}
	return result;
}

static bool is_connected(const struct learned *l, const struct xspi_pin *pin)
{
	const struct port *p = &l->port[pin->port];

	return p->on && (p->mode >> 2 * pin->pin & 3) == GPIO_MODE_AF &&
		(p->af[pin->pin / 8] >> 4 * (pin->pin % 8) & 15) == pin->af;
}

static void find_pins(struct flash_bank *bank, struct learned *l)
{
	for (unsigned int role = 0; role < SETUP_ROLES; role++) {
		for (unsigned int i = 0; i < l->die->pin_count; i++) {
			const struct xspi_pin *p = &l->die->pin[i];
			if (p->instance != l->group[role] || p->role != l->signal[role] || !is_connected(l, p))
				continue;
			if (l->pin[role])
				LOG_WARNING("%s: both P%c%u and P%c%u are set up as %s: which one is wired?", bank->name,
					'A' + l->pin[role]->port, l->pin[role]->pin, 'A' + p->port, p->pin, setup_role_names[role]);
			else
				l->pin[role] = p;
		}
	}
}

/* routing */

/** Follow one signal of the instance to a port. @returns false if no port has it */
static bool follow(const uint32_t *pcr, unsigned int bit, unsigned int source, unsigned int *port)
{
	for (unsigned int i = 0; i < MANAGER_PORTS; i++) {
		const uint32_t mask = bit < PCR_IOL_BIT ? 1 : 3;
		if (!(pcr[i] & BIT(bit)) || (PCR_SOURCE(pcr[i], bit) & mask) != source)
			continue;
		*port = i;
		return true;
	}
	return false;
}

static int read_octospim(struct stm32xspi_bank *priv, struct learned *l)
{
	uint32_t pcr[MANAGER_PORTS] = { 0 };
	unsigned int port;

	for (unsigned int i = 0; i < MANAGER_PORTS; i++) {
		int result = xspi_io_read(&priv->io, l->die->manager_base + MANAGER_PCR(i), &pcr[i]);
		if (result != XSPI_OK)
			return result;
	}
	if (follow(pcr, PCR_CLK_BIT, l->index, &port))
		l->group[SETUP_CLK] = port;
	if (follow(pcr, PCR_NCS_BIT, l->index, &port))
		l->group[SETUP_NCS] = port;
	/* each half of the instance's lines may be on each half of a port */
	for (unsigned int half = 0; half < 2; half++) {
		const unsigned int source = 2 * l->index + half;
		bool high = !follow(pcr, PCR_IOL_BIT, source, &port);
		if (high && !follow(pcr, PCR_IOH_BIT, source, &port))
			continue;
		for (unsigned int i = 0; i < 4; i++) {
			l->group[SETUP_IO0 + 4 * half + i] = port;
			l->signal[SETUP_IO0 + 4 * half + i] = SETUP_IO0 + 4 * high + i;
		}
	}
	return XSPI_OK;
}

/** Where the instance's signals lead. */
static int read_routing(struct stm32xspi_bank *priv, struct learned *l)
{
	uint32_t cr;

	for (unsigned int role = 0; role < SETUP_ROLES; role++) {
		l->group[role] = l->instance->quadspi ? priv->xspi.data_lines_high : l->index;
		l->signal[role] = role;
	}
	if (l->die->manager == XSPI_MANAGER_NONE || l->index >= MANAGER_PORTS)
		return XSPI_OK;
	if (l->die->manager == XSPI_MANAGER_OCTOSPIM)
		return read_octospim(priv, l);
	int result = xspi_io_read(&priv->io, l->die->manager_base, &cr);
	for (unsigned int role = 0; result == XSPI_OK && role < SETUP_ROLES; role++)
		l->group[role] ^= cr & XSPIM_CR_SWAPPED ? 1 : 0;
	return result;
}

/* A chip on the upper half of the instance's lines: they are its IO0 to IO3. */
static void use_upper_lines(const struct stm32xspi_bank *priv, struct learned *l)
{
	if (l->instance->quadspi || !priv->xspi.data_lines_high)
		return;
	for (unsigned int i = 0; i < 4; i++) {
		l->group[SETUP_IO0 + i] = l->group[SETUP_IO4 + i];
		l->signal[SETUP_IO0 + i] = l->signal[SETUP_IO4 + i];
	}
}

/* what is found, in words */

static void tell_line(struct flash_bank *bank, const struct learned *l, unsigned int lines)
{
	const unsigned int last = lines == 8 ? SETUP_IO7 : SETUP_IO3;
	char pins[120];
	size_t at = 0;

	for (unsigned int role = 0; role <= last; role++) {
		if (l->pin[role])
			at += snprintf(pins + at, sizeof(pins) - at, "%s%s P%c%u", at ? " " : "", setup_role_names[role],
				'A' + l->pin[role]->port, l->pin[role]->pin);
		else if (role < SETUP_IO0 + MAX(lines, 2))
			LOG_WARNING("%s: no pin is set up as %s of %s", bank->name, setup_role_names[role], l->instance->name);
	}
	if (!at)
		return;
	LOG_USER("flash bank ext stm32xspi 0x%08" PRIx32 " 0 0 0 %s -pins {%s}", l->instance->window,
		target_name(bank->target), pins);
	for (unsigned int role = 1; role <= last; role++) {
		if (l->pin[role] && l->pin[SETUP_CLK] && l->pin[role]->instance != l->pin[SETUP_CLK]->instance) {
			LOG_WARNING("%s: the lines are on two ports of the I/O manager, which -pins does not do: write a procedure"
				" for -setup", bank->name);
			return;
		}
	}
}

static void tell_operation(struct flash_bank *bank, const struct learned *l, const struct spi_mem_op *read)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	const uint32_t hz = stm32xspi_serial_hz(priv);
	char text[24], clock[64], mode[24] = "no mode byte";

	stm32xspi_op_text(read, text, sizeof(text));
	snprintf(clock, sizeof(clock), hz ? "%" PRIu32 " kHz" : "a clock that hangs on a crystal, divided by %" PRIu32,
		hz ? hz / 1000 : priv->divider);
	if (read->mode.nbytes)
		snprintf(mode, sizeof(mode), "mode byte 0x%02" PRIx32, read->mode.value);
	LOG_USER("%s %s: %s, read by %s with %u address bytes, %s, %u dummy cycles, at %s", l->die->name, l->instance->name,
		priv->xspi.mapped ? "memory-mapped" : "not mapped", text, read->addr.nbytes, mode, read->dummy.cycles, clock);
	if (hz > STM32XSPI_TOP_HZ)
		LOG_WARNING("%s: this driver goes up to %u MHz", bank->name, STM32XSPI_TOP_HZ / 1000000);
}

/** A halted target's chip is asked; then everything is as it was. */
static void tell_chip(struct flash_bank *bank, const struct spi_mem_op *read)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	const bool mapped = priv->xspi.mapped;
	uint32_t declared = 0;
	struct nor nor = { .size = 0 };

	if (xspi_declared_log2(&priv->xspi, &declared) == XSPI_OK)
		LOG_USER("size field of the controller: %" PRIu64 " KiB", ((uint64_t)1 << declared) / 1024);
	if (bank->target->state != TARGET_HALTED) {
		LOG_USER("halt the target and probe again to compare with the chip");
		return;
	}
	int result = nor_adopt(&priv->xspi, &nor, read, false);
	const bool small = declared && (uint64_t)1 << declared < nor.size;
	/* reads are compared all over the chip */
	if (result == XSPI_OK && !small)
		result = nor_adopt(&priv->xspi, &nor, read, true);
	if (result == XSPI_OK || result == XSPI_E_VERIFY)
		LOG_USER("chip: %s (ID %02x %02x %02x), %" PRIu32 " KiB", nor.name, nor.id[0], nor.id[1], nor.id[2],
			nor.size / 1024);
	if (small)
		LOG_WARNING("%s: the size field is too small for the chip: the application cannot read all of it", bank->name);
	else if (result != XSPI_OK && result != XSPI_E_VERIFY)
		LOG_WARNING("%s: the chip cannot be asked: %s", bank->name, stm32xspi_result_text(result));
	if (result == XSPI_E_VERIFY)
		LOG_WARNING("%s: the read that is set up gives other data than a 1-line read: do dummy cycles and mode byte"
			" fit?", bank->name);
	if (result == XSPI_OK && read->addr.nbytes < 4 && nor.size > 16 * 1024 * 1024)
		LOG_WARNING("%s: 3 address bytes reach 16 MiB of %" PRIu32, bank->name, nor.size >> 20);
	if (mapped)
		xspi_map(&priv->xspi, read);
}

/* controllers */

static int learn_instance(struct flash_bank *bank, struct learned *l)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	struct spi_mem_op read;

	stm32xspi_use_instance(bank, l->die, l->instance);
	int result = xspi_inherit(&priv->xspi, &read);
	if (result == XSPI_E_TWO_CHIPS)
		LOG_WARNING("%s: %s: %s", bank->name, l->instance->name, stm32xspi_result_text(result));
	if (result != XSPI_OK)
		return result;
	family_read_clocks(&priv->io, l->die, l->instance, &priv->clocks);
	priv->divider = priv->xspi.divider;
	result = read_routing(priv, l);
	if (result != XSPI_OK)
		return result;
	use_upper_lines(priv, l);
	memset(l->pin, 0, sizeof(l->pin));
	find_pins(bank, l);
	tell_operation(bank, l, &read);
	tell_line(bank, l, read.data.lines);
	tell_chip(bank, &read);
	return XSPI_OK;
}

int stm32xspi_learn(struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	struct learned l = { .die = NULL };
	unsigned int found = 0;

	priv->doing = "learn";
	priv->failed = false;
	priv->io.target = bank->target;
	int retval = stm32xspi_find_die(bank, &l.die);
	if (retval != ERROR_OK)
		return retval;
	retval = stm32xspi_result(bank, read_ports(priv, &l), "GPIO");
	for (l.index = 0; retval == ERROR_OK && l.index < l.die->instance_count; l.index++) {
		uint32_t clocks;
		l.instance = &l.die->instance[l.index];
		int result = xspi_io_read(&priv->io, l.instance->enable_reg, &clocks);
		if (result == XSPI_OK && clocks & BIT(l.instance->enable_bit)) {
			result = learn_instance(bank, &l);
			found += result == XSPI_OK;
		}
		if (result == XSPI_E_LINK)
			retval = stm32xspi_result(bank, result, l.instance->name);
	}
	if (retval != ERROR_OK || found)
		return retval;
	stm32xspi_error(bank, "no controller of this %s is set up for reading a flash: let the application run until it has"
		" done so, then probe again", l.die->name);
	return ERROR_FLASH_BANK_NOT_PROBED;
}
