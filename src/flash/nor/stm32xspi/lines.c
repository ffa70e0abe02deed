// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * A look at the wires without a scope, for "stm32xspi check": the pins' weak pull-ups and pull-downs tell whether
 * anybody drives a line, and an ID that is asked for on each line in turn tells which lines are exchanged. Changes
 * mode and pull of the bank's own pins only, and puts them back.
 */

#include "driver.h"

#include "diagnose.h"
#include "lines.h"

/* GPIO register offsets and values, the same in all families */
#define GPIO_MODER		0x00u
#define GPIO_PUPDR		0x0Cu
#define GPIO_IDR		0x10u
#define GPIO_INPUT		0u
#define GPIO_PULL_UP	1u
#define GPIO_PULL_DOWN	2u

/** A pull of 40 kOhm moves 20 pF within a clock of this rate. */
#define PULL_HZ			500000u
#define PULL_US			20u
#define DIVIDER_MAX		256u

#define DATA_LINES		4u

static uint32_t gpio_register(const struct stm32xspi_bank *priv, unsigned int role, uint32_t offset)
{
	return priv->die->gpio_base + priv->die->gpio_stride * priv->pins.port[role] + offset;
}

/** Write the two-bit field of a pin. @param old what was in it, for putting it back; may be NULL */
static int set_field(struct stm32xspi_bank *priv, unsigned int role, uint32_t offset, uint32_t field, uint32_t *old)
{
	uint32_t addr = gpio_register(priv, role, offset);
	unsigned int shift = 2 * priv->pins.pin[role];
	uint32_t value;

	int result = xspi_io_read(&priv->io, addr, &value);
	if (result != XSPI_OK)
		return result;
	if (old)
		*old = value >> shift & 3;
	return xspi_io_write(&priv->io, addr, (value & ~(3u << shift)) | field << shift);
}

static int sample(struct stm32xspi_bank *priv, unsigned int role, uint32_t pull, bool *high)
{
	uint32_t value = 0;

	int result = set_field(priv, role, GPIO_PUPDR, pull, NULL);
	xspi_io_delay_us(&priv->io, PULL_US);
	if (result == XSPI_OK)
		result = xspi_io_read(&priv->io, gpio_register(priv, role, GPIO_IDR), &value);
	*high = value >> priv->pins.pin[role] & 1;
	return result;
}

/** One pin at a time: meanwhile the controller holds the others; the chip must not be selected and clocked at once. */
static int rest_of(struct stm32xspi_bank *priv, unsigned int role, enum line_rest *rest)
{
	uint32_t mode, pull;
	bool up = false, down = false;

	int result = set_field(priv, role, GPIO_MODER, GPIO_INPUT, &mode);
	if (result != XSPI_OK)
		return result;
	result = set_field(priv, role, GPIO_PUPDR, GPIO_PULL_UP, &pull);
	if (result == XSPI_OK) {
		result = sample(priv, role, GPIO_PULL_UP, &up);
		if (result == XSPI_OK)
			result = sample(priv, role, GPIO_PULL_DOWN, &down);
		set_field(priv, role, GPIO_PUPDR, pull, NULL);
	}
	int back = set_field(priv, role, GPIO_MODER, mode, NULL);
	*rest = up == down ? up ? LINE_HIGH : LINE_LOW : LINE_FLOATS;
	return result == XSPI_OK ? back : result;
}

int lines_rest(struct stm32xspi_bank *priv, enum line_rest rest[SETUP_ROLES])
{
	int result = XSPI_OK;

	for (unsigned int role = 0; result == XSPI_OK && role < SETUP_ROLES; role++) {
		if (priv->pins.used[role])
			result = rest_of(priv, role, &rest[role]);
	}
	return result;
}

/* operations with pulls on the data lines */

static int set_pulls(struct stm32xspi_bank *priv, const uint32_t pull[DATA_LINES], uint32_t old[DATA_LINES])
{
	int result = XSPI_OK;

	for (unsigned int i = 0; result == XSPI_OK && i < DATA_LINES; i++) {
		if (priv->pins.used[SETUP_IO0 + i])
			result = set_field(priv, SETUP_IO0 + i, GPIO_PUPDR, pull[i], old ? &old[i] : NULL);
	}
	return result;
}

static int read_pulled(struct stm32xspi_bank *priv, const struct spi_mem_op *op, uint32_t pull, uint8_t *data)
{
	const uint32_t wanted[DATA_LINES] = { pull, pull, pull, pull };
	struct spi_mem_op pulled = *op;
	uint32_t old[DATA_LINES];

	int result = set_pulls(priv, wanted, old);
	if (result != XSPI_OK)
		return result;
	pulled.data.buf.in = data;
	result = xspi_exec(&priv->xspi, &pulled);
	int back = set_pulls(priv, old, NULL);
	return result == XSPI_OK ? back : result;
}

static int set_divider(struct stm32xspi_bank *priv, unsigned int divider)
{
	return xspi_init(&priv->xspi, divider, 32);
}

static unsigned int slow_divider(const struct stm32xspi_bank *priv)
{
	return MIN(DIV_ROUND_UP(priv->clocks.kernel_hz, PULL_HZ), DIVIDER_MAX);
}

int lines_read(struct stm32xspi_bank *priv, const struct spi_mem_op *op, uint8_t *up, uint8_t *down)
{
	int result = set_divider(priv, slow_divider(priv));
	if (result == XSPI_OK)
		result = read_pulled(priv, op, GPIO_PULL_UP, up);
	if (result == XSPI_OK)
		result = read_pulled(priv, op, GPIO_PULL_DOWN, down);
	if (result == XSPI_E_LINK)
		return result;
	int back = set_divider(priv, priv->divider);
	return result == XSPI_OK ? back : result;
}

uint8_t lines_floating(const uint8_t *up, const uint8_t *down, uint32_t len, unsigned int lines)
{
	uint8_t floats = (1u << lines) - 1;

	for (uint32_t i = 0; i < len; i++) {
		for (unsigned int shift = 0; shift < 8; shift += lines)
			floats &= (up[i] & ~down[i]) >> shift;
	}
	return floats;
}

/* lines exchanged */

/** Bits of 9Fh, each of which takes one clock: on one line alone, or on all four. */
static uint32_t opcode_on(unsigned int line)
{
	uint32_t clocks = 0;

	for (unsigned int bit = 8; bit-- > 0;)
		clocks = clocks << 4 | (0x9F >> bit & 1 ? 0xF : 0xF & ~(1u << line));
	return clocks;
}

/** The bits of one line out of bytes that came on four lines. */
static void take_line(const uint8_t *data, unsigned int line, uint8_t *out, unsigned int len)
{
	for (unsigned int bit = 0; bit < 8 * len; bit++) {
		uint8_t level = data[bit / 2] >> (bit & 1 ? line : 4 + line) & 1;
		out[bit / 8] = out[bit / 8] << 1 | level;
	}
}

static int find_id(struct stm32xspi_bank *priv, unsigned int *out_line, unsigned int *in_line,
		uint8_t id[NOR_ID_BYTES])
{
	uint8_t data[4 * NOR_ID_BYTES];

	for (unsigned int out = 0; out < DATA_LINES; out++) {
		const struct spi_mem_op op = {
			SPI_MEM_ADDR(4, opcode_on(out), 4), SPI_MEM_DATA_IN(sizeof(data), NULL, 4)
		};
		/* up, because one of the lines may be HOLD# */
		int result = read_pulled(priv, &op, GPIO_PULL_UP, data);
		if (result != XSPI_OK)
			return result;
		for (unsigned int in = 0; in < DATA_LINES; in++) {
			take_line(data, in, id, NOR_ID_BYTES);
			if (in == out || diagnose_id(id))
				continue;
			*out_line = out;
			*in_line = in;
			return XSPI_OK;
		}
	}
	return XSPI_E_NO_CHIP;
}

int lines_find_id(struct stm32xspi_bank *priv, unsigned int *out_line, unsigned int *in_line, uint8_t id[NOR_ID_BYTES])
{
	int result = set_divider(priv, slow_divider(priv));
	if (result == XSPI_OK)
		result = find_id(priv, out_line, in_line, id);
	if (result == XSPI_E_LINK)
		return result;
	int back = set_divider(priv, priv->divider);
	return result == XSPI_OK ? back : result;
}
