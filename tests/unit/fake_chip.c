// SPDX-License-Identifier: GPL-2.0-or-later

/* See fake_chip.h. */

#include <stdlib.h>
#include <string.h>
#include "fake_chip.h"

static uint32_t fetch(const struct fake_chip *c, uint32_t addr)
{
	return c->array[addr % FAKE_CHIP_SIZE];
}

static void reset(struct fake_chip *c)
{
	c->continuous = 0;
	c->qpi = false;
	c->reset_enabled = false;
	c->busy = 0;
	c->status &= ~3u;
	c->read_register = 0;
	c->function &= ~0x0Cu;
	if (!c->bank_nonvolatile)
		c->bank = 0;
	else
		c->bank = 0x80;
	c->flags &= 0xE0;
	c->sending = c->autoboot;
	c->resets++;
}

static void answer(struct fake_frame *f, uint8_t value)
{
	memset(f->data, value, f->data_len);
}

static bool is_write_allowed(struct fake_chip *c)
{
	const bool enabled = c->status & 2;

	c->status &= ~2u;
	if (enabled && c->protected)
		c->flags |= 2;
	return enabled && !c->protected;
}

static void program(struct fake_chip *c, const struct fake_frame *f)
{
	if (!is_write_allowed(c))
		return;
	c->programs++;
	c->busy = c->busy_per_op;
	for (uint32_t i = 0; i < f->data_len; i++)
		c->array[(f->addr.value & ~0xFFu) + (f->addr.value + i) % 256] &= f->data[i];
	if (c->fail_program)
		c->flags |= 4;
}

static void erase(struct fake_chip *c, uint32_t addr, uint32_t size)
{
	if (!is_write_allowed(c))
		return;
	c->erases++;
	c->busy = c->busy_per_op;
	memset(c->array + addr / size * size, 0xFF, size);
}

static void read_array(struct fake_chip *c, struct fake_frame *f, unsigned int mode_clocks, unsigned int dummy)
{
	/* with other dummy cycles than set, or 3 address bytes where 4 are due, the data are shifted */
	const unsigned int want = c->bank & 0x80 ? 4 : 3;
	const uint32_t shift = f->addr.nbytes != want || f->dummy != dummy || (mode_clocks && !f->mode.nbytes) ||
		(c->read_register && dummy) ? 1 : 0;

	for (uint32_t i = 0; i < f->data_len; i++) {
		f->data[i] = (uint8_t)fetch(c, f->addr.value + i + shift);
		if (f->data_lines == 4 && c->io2_broken)
			f->data[i] &= 0xBB;
		if (f->data_lines == 4 && c->io3_floats)
			f->data[i] = mode_clocks ? f->data[i] & 0x77 : f->data[i] | 0x88;
	}
	if (mode_clocks && (f->mode.value & 0xF0) == 0xA0)
		c->continuous = f->addr.nbytes == 4 ? 10 : 8;
}

/* The ID in 1-line mode, seen by a controller that has let go of all lines */
static void answer_on_io1(const struct fake_chip *c, struct fake_frame *f)
{
	for (uint32_t i = 0; i < 2 * f->data_len; i++) {
		const uint8_t bit = c->id[i / 8 % 3] >> (7 - i % 8) & 1;
		const uint8_t levels = 0x0D | bit << 1;
		f->data[i / 2] = i % 2 ? f->data[i / 2] | levels : levels << 4;
	}
}

static void command(struct fake_chip *c, struct fake_frame *f, uint8_t opcode)
{
	const bool quad = c->status & 0x40, told = c->qpi ? opcode == 0xAF : opcode == 0x9F;

	switch (opcode) {
	case 0x9F: case 0xAF:
		if (told && f->data_lines == 4 && !c->qpi) {
			answer_on_io1(c, f);
			break;
		}
		for (uint32_t i = 0; told && i < f->data_len; i++)
			f->data[i] = c->id[i % 3];
		break;
	case 0x5A:
		for (uint32_t i = 0; i < f->data_len && !c->qpi; i++)
			f->data[i] = f->addr.value + i < sizeof(c->sfdp) ? c->sfdp[f->addr.value + i] : 0xFF;
		break;
	case 0x48:
		answer(f, c->function);
		break;
	case 0x16:
		answer(f, c->bank);
		break;
	case 0x61:
		answer(f, c->read_register);
		break;
	case 0x81:
		answer(f, c->no_flags ? 0xFF : c->flags);
		break;
	case 0x82:
		c->flags &= 0xE0;
		break;
	case 0x06:
		c->status |= 2;
		c->writes_enabled++;
		break;
	case 0x04:
		c->status &= ~2u;
		break;
	case 0x01:
		if (c->status & 2) {
			c->status_writes++;
			c->busy = c->busy_per_op;
			if (!c->status_locked && f->data_len == 1)
				c->status = f->data[0] & 0xFC;
			c->status &= ~2u;
		}
		break;
	case 0x03:
		if (!c->qpi)
			read_array(c, f, 0, 0);
		break;
	case 0xF5:
		c->qpi = false;
		break;
	case 0xEB:
		if (c->quad_address_broken)
			answer(f, 0x00);
		else if (quad && f->addr.lines == 4)
			read_array(c, f, 2, 4);
		else
			answer(f, 0xFF);
		break;
	case 0x6B:
		if (quad && f->data_lines == 4 && !c->qpi)
			read_array(c, f, 0, 8);
		else
			answer(f, 0xFF);
		break;
	case 0xBB:
		if (f->addr.lines == 2 && f->data_lines == 2)
			read_array(c, f, 4, 0);
		break;
	case 0x3B:
		if (f->data_lines == 2)
			read_array(c, f, 0, 8);
		break;
	case 0x02:
		program(c, f);
		break;
	case 0x32:
		if (quad && f->data_lines == 4 && !c->qpi)
			program(c, f);
		break;
	case 0x20: case 0xD7:
		erase(c, f->addr.value, 4096);
		break;
	case 0x52:
		erase(c, f->addr.value, 32768);
		break;
	case 0xD8:
		erase(c, f->addr.value, 65536);
		break;
	case 0xC7: case 0x60:
		erase(c, 0, FAKE_CHIP_SIZE);
		break;
	case 0x29:
		c->bank = 0;
		break;
	case 0xB9:
		c->power_down = true;
		break;
	case 0x42: case 0x2F: case 0xE8: case 0x62: case 0xB1:
		c->irreversible++;
		break;
	default:
		if (!f->out)
			answer(f, 0xFF);
		break;
	}
}

static void note(struct fake_chip *c, uint8_t opcode)
{
	const size_t n = strlen(c->last);

	c->opcodes[opcode]++;
	if (n + 4 < sizeof(c->last)) {
		static const char hex[] = "0123456789ABCDEF";
		if (n)
			strcat(c->last, " ");
		strncat(c->last, &hex[opcode >> 4], 1);
		strncat(c->last, &hex[opcode & 15], 1);
	}
}

static unsigned int clocks(const struct fake_phase *p)
{
	return p->nbytes ? p->nbytes * 8 / p->lines : 0;
}

static bool all_ones(const struct fake_phase *p)
{
	return !p->nbytes || (p->lines == 4 && p->value == 0xFFFFFFFFu >> (32 - 8 * p->nbytes));
}

/*
 * In continuous read a frame is address and mode byte, then dummies, then data. All ones for just that long end the
 * mode; so does a 1-line opcode frame with the mode byte among its first 8 clocks. Soon after that the chip drives.
 */
static void continuous_frame(struct fake_chip *c, struct fake_frame *f)
{
	const unsigned int total = clocks(&f->cmd) + clocks(&f->addr) + clocks(&f->mode) + f->data_len * 2;

	for (uint32_t i = 0; !f->out && i < f->data_len; i++)
		f->data[i] = (uint8_t)fetch(c, 0x1234 + i);
	if (f->cmd.nbytes == 1 && f->cmd.lines == 1) {
		if (c->continuous == 8)
			c->continuous = 0;
		return;
	}
	if (total < c->continuous || !all_ones(&f->cmd) || !all_ones(&f->addr) || !all_ones(&f->mode))
		return;
	if (total > c->continuous + 4 && (f->out || f->cmd.nbytes || f->addr.nbytes || f->mode.nbytes))
		c->contention++;
	c->continuous = 0;
}

/* AutoBoot: data come whatever the frame is, and meet what is driven; that is over behind 23 clocks */
static void autoboot_frame(struct fake_chip *c, struct fake_frame *f)
{
	const unsigned int driven = clocks(&f->cmd) + clocks(&f->addr) + clocks(&f->mode);

	for (uint32_t i = 0; !f->out && i < f->data_len; i++)
		f->data[i] = (uint8_t)(i * 7);
	if (driven || f->out)
		c->contention++;
	c->sending = driven + f->dummy + f->data_len * 2 < 23;
}

static void chip_frame(struct xspi_io *io, struct fake_frame *f)
{
	struct fake_chip *c = io->chip_state;
	const bool in_addr = !f->cmd.nbytes && f->addr.nbytes == 1 && f->addr.lines == 4;
	const bool four_lines = in_addr || (f->cmd.nbytes == 1 && f->cmd.lines == 4 &&
		(!f->addr.nbytes || f->addr.lines == 4) && (!f->data_len || f->data_lines == 4));
	const uint8_t opcode = in_addr ? f->addr.value & 0xFF : f->cmd.value & 0xFF;

	if (!f->out)
		answer(f, 0xFF);
	if (c->absent)
		return;
	if (c->sending) {
		autoboot_frame(c, f);
		return;
	}
	if (c->continuous) {
		continuous_frame(c, f);
		return;
	}
	/* frames of the other kind are no opcodes for this chip */
	if (c->qpi ? !four_lines : f->cmd.nbytes != 1 || f->cmd.lines != 1)
		return;
	note(c, opcode);
	if (c->power_down) {
		c->power_down = opcode != 0xAB;
		return;
	}
	const bool reset_due = c->reset_enabled;
	c->reset_enabled = opcode == 0x66;
	if (opcode == 0x99 && reset_due) {
		reset(c);
		return;
	}
	if (opcode == 0x05) {
		answer(f, c->status | (c->busy ? 1 : 0));
		if (c->busy)
			c->busy--;
		return;
	}
	if (c->busy && !(c->id_while_busy && opcode == 0x9F))
		return;
	command(c, f, opcode);
}

/* A table like the ones of this chip's relatives: 128 Mbit, 4 K, 32 K, 64 K, EBh with 2 + 4 clocks, QE in bit 6 */
static const uint8_t sfdp_table[] = {
	0x53, 0x46, 0x44, 0x50, 0x06, 0x01, 0x00, 0xFF, 0x00, 0x06, 0x01, 0x10, 0x30, 0x00, 0x00, 0xFF,
	0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
	0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
	0xE5, 0x20, 0xF9, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x44, 0xEB, 0x08, 0x6B, 0x08, 0x3B, 0x80, 0xBB,
	0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0xFF, 0xFF, 0xFF, 0x44, 0xEB, 0x0C, 0x20, 0x0F, 0x52,
	0x10, 0xD8, 0x00, 0xFF, 0x23, 0x4A, 0xC9, 0x00, 0x82, 0xD8, 0x11, 0xCE, 0xCC, 0xCD, 0x68, 0x46,
	0x7A, 0x75, 0x7A, 0x75, 0xF7, 0xAE, 0xD5, 0x5C, 0x4A, 0x42, 0x2C, 0xFF, 0xF0, 0x30, 0xFA, 0xA9,
};

void fake_chip_init(struct fake_chip *chip, struct xspi_io *io)
{
	*chip = (struct fake_chip) { .id = { 0x9D, 0x60, 0x18 }, .flags = 0xE0, .busy_per_op = 2 };
	chip->array = malloc(FAKE_CHIP_SIZE);
	if (!chip->array)
		abort();
	memset(chip->array, 0xFF, FAKE_CHIP_SIZE);
	memset(chip->sfdp, 0xFF, sizeof(chip->sfdp));
	memcpy(chip->sfdp, sfdp_table, sizeof(sfdp_table));
	io->chip = chip_frame;
	io->chip_state = chip;
}

void fake_chip_free(struct fake_chip *chip)
{
	free(chip->array);
	chip->array = NULL;
}
