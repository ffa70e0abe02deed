// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * The flash controller of STM32H7 with its array and option bytes (RM0433 chapter 4, RM0468 and RM0455 chapter 4): each
 * bank has its own lock, write buffer and flags. Geometry and options are the die's tables. Protection of code, secure
 * areas, bank swapping and CRC are not modelled: choosing them is counted.
 */

#include <stdlib.h>
#include <string.h>
#include "parts_h7.h"

#define ACR			0x00
#define KEYR		0x04
#define OPTKEYR		0x08
#define CR			0x0c
#define SR			0x10
#define CCR			0x14
#define OPTCR		0x18
#define OPTSR_CUR	0x1c
#define OPTCCR		0x24
#define WPSN_CUR	0x38
#define CRCCR		0x50
#define BANK2		0x100		/* the second bank's registers; what it does not have of its own is the first one's */

#define SR_BSY		BIT(0)
#define SR_WBNE		BIT(1)
#define SR_QW		BIT(2)
#define SR_EOP		BIT(16)
#define SR_WRPERR	BIT(17)
#define SR_PGSERR	BIT(18)
#define SR_INCERR	BIT(21)
#define SR_FLAGS	0x0fef0000u
#define SR_ERRORS	(SR_FLAGS & ~(SR_EOP | BIT(27)))

#define CR_LOCK		BIT(0)
#define CR_PG		BIT(1)
#define CR_SER		BIT(2)
#define CR_BER		BIT(3)
#define CR_CRC_EN	BIT(15)
#define CR_EOPIE	BIT(16)
#define CR_RESET	0x30u		/* PSIZE 64 bits, where there is one */

#define OPTCR_OPTLOCK	BIT(0)
#define OPTCR_OPTSTART	BIT(1)
#define OPTCR_MER		BIT(4)
#define OPTSR_BUSY		BIT(0)
#define OPTSR_RDP_POS	8
#define OPTSR_SWAP		BIT(31)
#define RDP_0			0xaau
#define RDP_2			0xccu

/* RM0433 4.5.1, also in stm32h7xx_hal_flash.h */
static const uint32_t keys[2] = { 0x45670123, 0xcdef89ab };
static const uint32_t option_keys[2] = { 0x08192a3b, 0x4c5d6e7f };
#define KEYS_OPEN	2
#define KEYS_DEAD	3		/* a wrong one came: locked until the next system reset */

#define OPTION_PS	(250 * SIM_PS_PER_MS)	/* order of magnitude: as a sector's erase */

/* ---- what an operation leaves ---- */

static void erase_range(struct flash_h7 *flash, uint32_t from, uint32_t len)
{
	memset(flash->memory.data + from, 0xff, len);
	bus_memory_changed(flash->memory.base + from, len);
	stat_add("flash.erase", 1);
}

/** A flash word gets its data and its error code; a second time without erase spoils the code (RM0433 4.3.9). */
static void store_word(struct flash_h7_bank *bank)
{
	struct flash_h7 *flash = bank->flash;
	uint8_t *to = flash->memory.data + bank->buffer.at;
	bool was_blank = true;

	for (unsigned int i = 0; i < flash->layout->word; i++) {
		was_blank = was_blank && to[i] == 0xff;
		to[i] &= bank->buffer.data[i];
	}
	if (!was_blank)
		sim_violation("flash.program", "flash word at 0x%08x programmed twice without erase: its error code is wrong",
			flash->memory.base + bank->buffer.at);
	bus_memory_changed(flash->memory.base + bank->buffer.at, flash->layout->word);
	stat_add("flash.program", 1);
}

static void finish(struct flash_h7_bank *bank)
{
	int did = bank->doing;

	sim_timer_cancel(&bank->timer);
	bank->doing = FLASH_H7_IDLE;
	if (did == FLASH_H7_PROGRAM)
		store_word(bank);
	else
		erase_range(bank->flash, bank->erase_from, bank->erase_len);
	bank->cr &= ~BIT(bank->flash->layout->start_bit);
	if (bank->cr & CR_EOPIE)
		bank->sr |= SR_EOP;
}

static void update(struct flash_h7_bank *bank)
{
	if (bank->doing != FLASH_H7_IDLE && sim_now() >= bank->busy_until)
		finish(bank);
}

static void on_timer(void *ctx)
{
	update(ctx);
}

static void wait_idle(struct flash_h7_bank *bank)
{
	update(bank);
	while (bank->doing != FLASH_H7_IDLE) {
		sim_stall(bank->busy_until - sim_now());
		update(bank);
	}
}

static void start(struct flash_h7_bank *bank, int what, uint64_t ps)
{
	bank->doing = what;
	bank->busy_until = sim_now() + ps;
	sim_timer_set(&bank->timer, bank->busy_until);
}

/* ---- options ---- */

static unsigned int option_index(const struct flash_h7 *flash, uint32_t offset, bool cur)
{
	unsigned int i = 0;

	while (i < flash->option_count && (cur ? flash->options[i].cur : flash->options[i].prg) != offset)
		i++;
	return i;
}

uint32_t flash_h7_option(const struct flash_h7 *flash, uint32_t cur)
{
	return flash->active[option_index(flash, cur, true)];
}

static void store_options(void *ctx)
{
	struct flash_h7 *flash = ctx;
	unsigned int old = FIELD(flash_h7_option(flash, OPTSR_CUR), OPTSR_RDP_POS, 8);

	memcpy(flash->active, flash->staged, flash->option_count * sizeof(*flash->active));
	flash->options_until = 0;
	unsigned int now = FIELD(flash_h7_option(flash, OPTSR_CUR), OPTSR_RDP_POS, 8);
	if (now == RDP_2 && old != RDP_2)
		stat_add("flash.irreversible", 1);
	if (now == RDP_0 && old != RDP_0)
		erase_range(flash, 0, flash->memory.size);
	if (now != RDP_0)
		sim_unknown("flash.rdp", "option bytes set read-out protection 0x%02x: not modelled, all stays readable", now);
	if (flash_h7_option(flash, OPTSR_CUR) & OPTSR_SWAP)
		sim_unknown("flash.swap", "option bytes swap the banks: not modelled");
	stat_add("flash.options", 1);
}

/** @returns true if a sector of the range is protected: its bit in WPSN is 0 */
static bool is_protected(const struct flash_h7 *flash, uint32_t from, uint32_t len)
{
	const struct flash_h7_layout *layout = flash->layout;

	for (uint32_t at = from; at < from + len; at += layout->sector_size) {
		uint32_t wpsn = flash_h7_option(flash, WPSN_CUR + (at >= layout->bank_size ? BANK2 : 0));
		unsigned int sector = at % layout->bank_size / layout->sector_size;
		if (!(wpsn & BIT(sector / layout->sectors_per_wrp_bit)))
			return true;
	}
	return false;
}

/* ---- programming: writes into the array ---- */

static void fail(struct flash_h7_bank *bank, uint32_t flag, uint32_t addr, const char *why)
{
	bank->sr |= flag;
	bank->buffer.have = 0;
	sim_violation("flash.program", "flash write at 0x%08x: %s", addr, why);
}

static uint32_t full(const struct flash_h7 *flash)
{
	return flash->layout->word == 32 ? 0xffffffff : (1u << flash->layout->word) - 1;
}

static void program(struct flash_h7_bank *bank)
{
	struct flash_h7 *flash = bank->flash;

	bank->buffer.have = 0;
	if (is_protected(flash, bank->buffer.at & ~(flash->layout->sector_size - 1), 1)) {
		fail(bank, SR_WRPERR, flash->memory.base + bank->buffer.at, "write protected");
		return;
	}
	start(bank, FLASH_H7_PROGRAM, flash->layout->program_ps);
}

static void fill_buffer(struct flash_h7_bank *bank, uint32_t offset, unsigned int size, uint32_t value)
{
	unsigned int word = bank->flash->layout->word;

	if (!bank->buffer.have) {
		bank->buffer.at = offset - offset % word;
		memset(bank->buffer.data, 0xff, sizeof(bank->buffer.data));
	}
	for (unsigned int i = 0; i < size; i++) {
		bank->buffer.data[offset % word + i] = (uint8_t)(value >> 8 * i);
		bank->buffer.have |= BIT(offset % word + i);
	}
	if (bank->buffer.have == full(bank->flash))
		program(bank);
}

static enum bus_result on_memory_write(void *ctx, uint32_t offset, unsigned int size, uint32_t value,
	enum bus_master by)
{
	struct flash_h7 *flash = ctx;
	struct flash_h7_bank *bank = &flash->bank[offset / flash->layout->bank_size];
	uint32_t addr = flash->memory.base + offset;
	unsigned int word = flash->layout->word;

	(void)by;
	wait_idle(bank);
	if (bank->keys != KEYS_OPEN || !(bank->cr & CR_PG))
		fail(bank, SR_PGSERR, addr, "the bank is locked or PG is not set");
	else if (bank->sr & SR_ERRORS)
		fail(bank, SR_PGSERR, addr, "error flags of an earlier operation are still set");
	else if (bank->buffer.have && bank->buffer.at != offset - offset % word)
		fail(bank, SR_INCERR, addr, "the write buffer is not full yet and belongs to another flash word");
	else
		fill_buffer(bank, offset, size, value);
	return BUS_OK;
}

/** Reads wait for their own bank only. */
static uint64_t on_memory_wait(void *ctx, uint32_t offset)
{
	struct flash_h7 *flash = ctx;
	struct flash_h7_bank *bank = &flash->bank[offset / flash->layout->bank_size];

	update(bank);
	return bank->doing == FLASH_H7_IDLE ? 0 : bank->busy_until - sim_now();
}

/* ---- erasing ---- */

static void refuse(struct flash_h7_bank *bank, uint32_t flag, const char *why)
{
	bank->sr |= flag;
	sim_violation("flash.erase", "flash bank %u, erase with control register 0x%08x: %s", bank->number + 1, bank->cr,
		why);
	bank->cr &= ~BIT(bank->flash->layout->start_bit);
}

static void start_erase(struct flash_h7_bank *bank)
{
	const struct flash_h7_layout *layout = bank->flash->layout;
	uint32_t mode = bank->cr & (CR_PG | CR_SER | CR_BER);
	unsigned int sector = FIELD(bank->cr, layout->snb_pos, layout->snb_bits);

	if ((mode != CR_SER && mode != CR_BER) || (bank->sr & SR_ERRORS)) {
		refuse(bank, SR_PGSERR, "one of sector and bank erase, without PG and without error flags, must be chosen");
		return;
	}
	bank->erase_from = bank->number * layout->bank_size + (mode == CR_SER ? sector * layout->sector_size : 0);
	bank->erase_len = mode == CR_SER ? layout->sector_size : layout->bank_size;
	if (mode == CR_SER && (sector + 1) * layout->sector_size > layout->bank_size)
		refuse(bank, SR_PGSERR, "there is no such sector");
	else if (is_protected(bank->flash, bank->erase_from, bank->erase_len))
		refuse(bank, SR_WRPERR, "write protected");
	else
		start(bank, FLASH_H7_ERASE, mode == CR_SER ? layout->sector_ps : layout->bank_ps);
}

/** All banks at once, by OPTCR.MER (RM0433 4.3.10). */
static void mass_erase(struct flash_h7 *flash)
{
	for (unsigned int i = 0; i < flash->layout->banks; i++) {
		flash->bank[i].erase_from = i * flash->layout->bank_size;
		flash->bank[i].erase_len = flash->layout->bank_size;
		start(&flash->bank[i], FLASH_H7_ERASE, flash->layout->bank_ps);
	}
}

/* ---- registers ---- */

static void write_key(unsigned int *state, const uint32_t *wanted, uint32_t value, const char *what)
{
	if (*state < KEYS_OPEN && value == wanted[*state]) {
		(*state)++;
		return;
	}
	sim_violation("flash.key", "%s: wrong key or wrong moment: locked until the next reset", what);
	*state = KEYS_DEAD;
}

static void write_cr(struct flash_h7_bank *bank, uint32_t value)
{
	const struct flash_h7_layout *layout = bank->flash->layout;

	wait_idle(bank);
	if (bank->keys != KEYS_OPEN) {
		if (value & ~(CR_LOCK | CR_RESET))
			sim_violation("flash.locked", "flash bank %u: control register written while locked (0x%08x): ignored",
				bank->number + 1, value);
		return;
	}
	bank->cr = value & layout->cr_writable;
	if (value & CR_CRC_EN)
		sim_unknown("flash.crc", "flash bank %u: CRC_EN: the check sum is not modelled", bank->number + 1);
	if (value & BIT(layout->start_bit)) {
		bank->cr |= BIT(layout->start_bit);
		start_erase(bank);
	} else if ((value & BIT(layout->fw_bit)) && bank->buffer.have) {
		program(bank);
	}
	if (value & CR_LOCK)
		bank->keys = 0;
}

static void write_optcr(struct flash_h7 *flash, uint32_t value)
{
	if (flash->optkeys != KEYS_OPEN) {
		if (value & ~OPTCR_OPTLOCK)
			sim_violation("flash.optlock", "OPTCR written while locked (0x%08x): ignored", value);
		return;
	}
	if (value & OPTCR_OPTSTART) {
		flash->options_until = sim_now() + OPTION_PS;
		sim_timer_set(&flash->option_timer, flash->options_until);
	}
	if (value & OPTCR_MER)
		mass_erase(flash);
	if (value & OPTCR_OPTLOCK)
		flash->optkeys = 0;
}

static void write_option(struct flash_h7 *flash, unsigned int index, uint32_t value)
{
	const struct flash_h7_option *option = &flash->options[index];

	if (flash->optkeys != KEYS_OPEN) {
		sim_violation("flash.optlock", "option register 0x%03x written while locked: ignored", option->prg);
		return;
	}
	flash->staged[index] = (option->delivered & ~option->mask) | (value & option->mask);
}

/** @returns the offset whose register answers: the second bank has few of its own (RM0433 table of flash registers) */
static uint32_t canonical(const struct flash_h7 *flash, uint32_t offset)
{
	uint32_t in_bank = offset & (BANK2 - 1);
	bool own = in_bank == KEYR || (in_bank >= CR && in_bank <= CCR) || (in_bank >= 0x28 && in_bank < 0x40) ||
		(in_bank >= CRCCR && in_bank < 0x5c) || in_bank == 0x60;

	return offset < BANK2 || (own && flash->layout->banks == 2) ? offset : in_bank;
}

static bool write_bank(struct flash_h7_bank *bank, uint32_t in_bank, uint32_t value)
{
	switch (in_bank) {
	case KEYR:
		write_key(&bank->keys, keys, value, bank->number ? "key register of flash bank 2" : "flash key register");
		return true;
	case CR:
		write_cr(bank, value);
		return true;
	case SR:
		return true;
	case CCR:
		bank->sr &= ~(value & SR_FLAGS);
		return true;
	default:
		return false;
	}
}

static bool on_write(struct regs *regs, uint32_t offset, uint32_t value, uint32_t lanes)
{
	struct flash_h7 *flash = regs->ctx;
	uint32_t at = canonical(flash, offset);
	struct flash_h7_bank *bank = &flash->bank[at / BANK2 ? 1 : 0];

	(void)lanes;
	if (at != offset) {
		regs->bus.write(regs, at, 4, value, BUS_CORE);
		return true;
	}
	update(bank);
	if (option_index(flash, at, false) < flash->option_count)
		write_option(flash, option_index(flash, at, false), value);
	else if (at == OPTKEYR)
		write_key(&flash->optkeys, option_keys, value, "flash option key register");
	else if (at == OPTCR)
		write_optcr(flash, value);
	else
		return write_bank(bank, at & (BANK2 - 1), value);
	return true;
}

static void on_changed(struct regs *regs, uint32_t offset, uint32_t old)
{
	struct flash_h7 *flash = regs->ctx;

	(void)old;
	if (offset == ACR)
		flash->on_change();
}

static uint32_t status(const struct flash_h7_bank *bank)
{
	uint32_t sr = bank->sr | (bank->buffer.have ? SR_WBNE : 0);

	return bank->doing == FLASH_H7_IDLE ? sr : sr | SR_QW | SR_BSY;
}

static uint32_t on_read(struct regs *regs, uint32_t offset, uint32_t stored)
{
	struct flash_h7 *flash = regs->ctx;
	uint32_t at = canonical(flash, offset);
	struct flash_h7_bank *bank = &flash->bank[at / BANK2 ? 1 : 0];
	unsigned int cur = option_index(flash, at, true), prg = option_index(flash, at, false);

	update(bank);
	if (prg < flash->option_count)
		return flash->staged[prg];
	if (cur < flash->option_count)
		return flash->active[cur] | (at == OPTSR_CUR && flash->options_until ? OPTSR_BUSY : 0);
	if (at == OPTCR)
		return flash->optkeys == KEYS_OPEN ? 0 : OPTCR_OPTLOCK;
	if ((at & (BANK2 - 1)) == SR)
		return status(bank);
	if ((at & (BANK2 - 1)) == CR)
		return bank->cr | (bank->keys == KEYS_OPEN ? 0 : CR_LOCK);
	return at == offset ? stored : regs_get(regs, at);
}

unsigned int flash_h7_latency(const struct flash_h7 *flash)
{
	return regs_get(&flash->regs, ACR) & flash->layout->latency_mask;
}

/** A reset ends what is going on; what is in work is then undefined: here, an erase is done, a write is not. */
static void reset_bank(struct flash_h7_bank *bank)
{
	if (bank->doing != FLASH_H7_IDLE) {
		sim_violation("flash.reset", "reset while flash bank %u was busy", bank->number + 1);
		if (bank->doing == FLASH_H7_ERASE)
			finish(bank);
	}
	sim_timer_cancel(&bank->timer);
	bank->doing = FLASH_H7_IDLE;
	bank->sr = 0;
	bank->cr = CR_RESET & bank->flash->layout->cr_writable;
	bank->keys = 0;
	bank->buffer.have = 0;
}

static void on_reset(struct regs *regs)
{
	struct flash_h7 *flash = regs->ctx;

	for (unsigned int i = 0; i < COUNT_OF(flash->bank); i++)
		reset_bank(&flash->bank[i]);
	sim_timer_cancel(&flash->option_timer);
	flash->options_until = 0;
	flash->optkeys = 0;
	memcpy(flash->staged, flash->active, flash->option_count * sizeof(*flash->staged));
}

static void *allocate(size_t count, size_t size)
{
	void *p = calloc(count, size);

	if (!p)
		abort();
	return p;
}

void flash_h7_add(struct flash_h7 *flash)
{
	struct regs *regs = &flash->regs;

	flash->staged = allocate(flash->option_count, sizeof(uint32_t));
	flash->active = allocate(flash->option_count, sizeof(uint32_t));
	for (unsigned int i = 0; i < flash->option_count; i++)
		flash->active[i] = flash->options[i].delivered;
	for (unsigned int i = 0; i < COUNT_OF(flash->bank); i++) {
		flash->bank[i].flash = flash;
		flash->bank[i].number = i;
		flash->bank[i].timer.fire = on_timer;
		flash->bank[i].timer.ctx = &flash->bank[i];
	}
	flash->option_timer.fire = store_options;
	flash->option_timer.ctx = flash;
	regs->ctx = flash;
	regs->read = on_read;
	regs->write = on_write;
	regs->changed = on_changed;
	regs->reset = on_reset;
	regs_add(regs);

	flash->memory.data = allocate(1, flash->memory.size);
	memset(flash->memory.data, 0xff, flash->memory.size);
	flash->memory.write = on_memory_write;
	flash->memory.wait = on_memory_wait;
	flash->memory.ctx = flash;
	bus_add_memory(&flash->memory);
}
