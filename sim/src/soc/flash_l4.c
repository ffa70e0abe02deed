// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * The flash controller of STM32L4, L4+, L5, G4, WB and U5 with its array, one-time area and option bytes (RM0438
 * chapter 6, RM0351 chapter 3). Layout, sizes and times are the die's tables. Protection by secure areas and read-out
 * protection are not modelled: choosing them is counted.
 */

#include <stdlib.h>
#include <string.h>
#include "parts.h"

#define SR_EOP		BIT(0)
#define SR_OPERR	BIT(1)
#define SR_PROGERR	BIT(3)
#define SR_WRPERR	BIT(4)
#define SR_PGAERR	BIT(5)
#define SR_SIZERR	BIT(6)
#define SR_PGSERR	BIT(7)
#define SR_OPTWERR	BIT(13)
#define SR_BSY		BIT(16)
#define SR_ERRORS	(SR_OPERR | SR_PROGERR | SR_WRPERR | SR_PGAERR | SR_SIZERR | SR_PGSERR)
#define SR_CLEARABLE	(SR_EOP | SR_ERRORS | SR_OPTWERR)

#define CR_PG			BIT(0)
#define CR_PER			BIT(1)
#define CR_MER1			BIT(2)
#define CR_PNB_POS		3
#define CR_MER2			BIT(15)
#define CR_STRT			BIT(16)
#define CR_OPTSTRT		BIT(17)
#define CR_EOPIE		BIT(24)
#define CR_ERRIE		BIT(25)
#define CR_OBL_LAUNCH	BIT(27)
#define CR_OPTLOCK		BIT(30)
#define CR_LOCK			BIT(31)

/* RM0438 6.4.9 and 6.4.11, also in stm32l5xx_hal_flash.h */
static const uint32_t keys[2] = { 0x45670123, 0xcdef89ab };
static const uint32_t option_keys[2] = { 0x08192a3b, 0x4c5d6e7f };
#define KEYS_OPEN	2
#define KEYS_DEAD	3		/* a wrong one came: locked until the next system reset */

#define RDP(optr)	((optr) & 0xff)
#define RDP_0		0xaa
#define RDP_2		0xcc

static void finish(struct flash_l4 *flash);

/** Let an operation that is due end, whoever notices first: timer or register access. */
static void update(struct flash_l4 *flash)
{
	if (flash->doing != FLASH_IDLE && sim_now() >= flash->busy_until)
		finish(flash);
}

/** An access that has to wait for the array holds up the bus (RM0438 6.3.5 to 6.3.7). */
static void wait_idle(struct flash_l4 *flash)
{
	update(flash);
	while (flash->doing != FLASH_IDLE) {
		sim_stall(flash->busy_until - sim_now());
		update(flash);
	}
}

static void start(struct flash_l4 *flash, int what, uint64_t ps)
{
	flash->doing = what;
	flash->busy_until = sim_now() + ps;
	sim_timer_set(&flash->timer, flash->busy_until);
}

static unsigned int option_index(const struct flash_l4 *flash, uint32_t offset)
{
	for (unsigned int i = 0; i < flash->option_count; i++) {
		if (flash->options[i].offset == offset)
			return i;
	}
	return flash->option_count;
}

uint32_t flash_l4_option(const struct flash_l4 *flash, uint32_t offset)
{
	return flash->active[option_index(flash, offset)];
}

static bool is_dual(const struct flash_l4 *flash)
{
	uint32_t dbank = flash->layout->dbank;

	return !dbank || (flash_l4_option(flash, flash->layout->optr) & dbank);
}

static uint32_t page_size(const struct flash_l4 *flash)
{
	return is_dual(flash) ? flash->page_dual : flash->page_single;
}

/** @returns true if a write protection area covers a part of the range */
static bool is_protected(const struct flash_l4 *flash, uint32_t from, uint32_t len)
{
	uint32_t half = is_dual(flash) ? flash->memory.size / 2 : 0;

	for (unsigned int i = 0; i < 4; i++) {
		uint32_t area = flash_l4_option(flash, flash->layout->wrp[i]);
		uint32_t first = FIELD(area, 0, flash->layout->pnb_bits);
		uint32_t last = FIELD(area, 16, flash->layout->pnb_bits);
		uint32_t base = i >= 2 ? half : 0;

		if (first > last)
			continue;
		if (from < base + (last + 1) * page_size(flash) && from + len > base + first * page_size(flash))
			return true;
	}
	return false;
}

static void erase_range(struct flash_l4 *flash, uint32_t from, uint32_t len)
{
	if (!len)
		return;
	memset(flash->memory.data + from, 0xff, len);
	bus_memory_changed(flash->memory.base + from, len);
	stat_add("flash.erase", 1);
}

static void load_options(struct flash_l4 *flash)
{
	unsigned int optr = option_index(flash, flash->layout->optr);

	memcpy(flash->active, flash->stored, flash->option_count * sizeof(*flash->active));
	memcpy(flash->staged, flash->stored, flash->option_count * sizeof(*flash->staged));
	if (flash->active[optr] & flash->layout->tzen)
		sim_unknown("flash.tzen", "option bytes switch TrustZone on: not modelled, stays off");
	if (RDP(flash->active[optr]) != RDP_0)
		sim_unknown("flash.rdp", "option bytes set read-out protection 0x%02x: not modelled, everything stays readable",
			RDP(flash->active[optr]));
}

/** Option bytes get their new values; lowering the read-out protection erases everything (RM0438 6.5.2). */
static void store_options(struct flash_l4 *flash)
{
	unsigned int optr = option_index(flash, flash->layout->optr);
	uint32_t old = flash->stored[optr], now = flash->staged[optr];

	if (RDP(now) == RDP_2 && RDP(old) != RDP_2)
		stat_add("flash.irreversible", 1);
	if (RDP(now) == RDP_0 && RDP(old) != RDP_0)
		erase_range(flash, 0, flash->memory.size);
	memcpy(flash->stored, flash->staged, flash->option_count * sizeof(*flash->stored));
	stat_add("flash.options", 1);
}

static void store_row(struct flash_l4 *flash)
{
	uint8_t *to = flash->row.data + flash->row.offset;

	for (unsigned int i = 0; i < flash->layout->word; i++)
		to[i] = (uint8_t)(flash->row.words[i / 4] >> 8 * (i % 4));
	bus_memory_changed(flash->row.memory->base + flash->row.offset, flash->layout->word);
	stat_add("flash.program", 1);
	if (flash->row.memory == &flash->otp)
		stat_add("flash.irreversible", 1);
}

static void finish(struct flash_l4 *flash)
{
	switch (flash->doing) {
	case FLASH_PROGRAM:
		store_row(flash);
		break;
	case FLASH_ERASE:
		erase_range(flash, flash->erase_from, flash->erase_len);
		erase_range(flash, flash->erase_from2, flash->erase_len2);
		break;
	case FLASH_OPTIONS:
		store_options(flash);
		break;
	default:
		break;
	}
	sim_timer_cancel(&flash->timer);
	flash->doing = FLASH_IDLE;
	flash->cr &= ~(CR_STRT | CR_OPTSTRT);
	if (flash->cr & CR_EOPIE)
		flash->sr |= SR_EOP;
}

static void on_timer(void *ctx)
{
	update(ctx);
}

/* ---- programming: writes into the array ---- */

static void fail(struct flash_l4 *flash, uint32_t flag, uint32_t addr, const char *why)
{
	flash->sr |= flag;
	flash->row.have = 0;
	sim_violation("flash.program", "flash write at 0x%08x: %s", addr, why);
}

/** All bits 1, or all new bits 0 (not in the one-time area): else the error code would not fit (RM0438 6.3.7). */
static bool can_program(const struct flash_l4 *flash)
{
	const uint8_t *at = flash->row.data + flash->row.offset;
	bool zero = flash->row.memory != &flash->otp;

	for (unsigned int i = 0; i < flash->layout->word / 4u; i++)
		zero = zero && flash->row.words[i] == 0;
	if (zero)
		return true;
	for (unsigned int i = 0; i < flash->layout->word; i++) {
		if (at[i] != 0xff)
			return false;
	}
	return true;
}

static void program(struct flash_l4 *flash, uint32_t addr)
{
	if (flash->row.memory == &flash->memory && is_protected(flash, flash->row.offset, flash->layout->word)) {
		fail(flash, SR_WRPERR, addr, "write protected");
		return;
	}
	if (!can_program(flash)) {
		fail(flash, SR_PROGERR, addr, "not erased");
		return;
	}
	flash->row.have = 0;
	start(flash, FLASH_PROGRAM, flash->program_ps);
}

static void write_array(struct flash_l4 *flash, struct bus_memory *memory, uint32_t offset, unsigned int size,
	uint32_t value)
{
	uint32_t addr = memory->base + offset;
	unsigned int word = flash->layout->word;

	wait_idle(flash);
	if (!(flash->cr & CR_PG)) {
		fail(flash, SR_PGSERR, addr, "PG is not set");
		return;
	}
	if (flash->sr & SR_ERRORS) {
		fail(flash, SR_PGSERR, addr, "error flags of an earlier write are still set");
		return;
	}
	if (size != 4) {
		fail(flash, SR_SIZERR, addr, "only 32-bit writes are allowed");
		return;
	}
	if (flash->row.have == 0) {
		flash->row.memory = memory;
		flash->row.data = memory->data;
		flash->row.offset = offset;
	}
	if (flash->row.memory != memory || flash->row.offset % word || offset != flash->row.offset + 4 * flash->row.have) {
		fail(flash, SR_PGAERR, addr, "words of a unit must come in order, from an aligned address");
		return;
	}
	flash->row.words[flash->row.have++] = value;
	if (flash->row.have == word / 4)
		program(flash, flash->row.offset + memory->base);
}

static enum bus_result on_memory_write(void *ctx, uint32_t offset, unsigned int size, uint32_t value,
	enum bus_master by)
{
	struct flash_l4 *flash = ctx;

	(void)by;
	write_array(flash, &flash->memory, offset, size, value);
	return BUS_OK;
}

static enum bus_result on_otp_write(void *ctx, uint32_t offset, unsigned int size, uint32_t value, enum bus_master by)
{
	struct flash_l4 *flash = ctx;

	(void)by;
	if (offset >= flash->otp_size) {
		fail(flash, SR_WRPERR, flash->otp.base + offset, "read-only area");
		return BUS_OK;
	}
	write_array(flash, &flash->otp, offset, size, value);
	return BUS_OK;
}

/** Reads while the array works wait for it (same bank only in dual-bank mode). */
static uint64_t on_memory_wait(void *ctx, uint32_t offset)
{
	struct flash_l4 *flash = ctx;
	uint32_t half = flash->memory.size / 2;

	update(flash);
	if (flash->doing == FLASH_IDLE)
		return 0;
	bool other_bank = is_dual(flash) &&
		((flash->doing == FLASH_ERASE && !flash->erase_len2 && offset / half != flash->erase_from / half) ||
		(flash->doing == FLASH_PROGRAM && flash->row.memory == &flash->memory &&
			offset / half != flash->row.offset / half));
	return other_bank ? 0 : flash->busy_until - sim_now();
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

static void start_page_erase(struct flash_l4 *flash)
{
	uint32_t page = FIELD(flash->cr, CR_PNB_POS, flash->layout->pnb_bits);
	bool second = is_dual(flash) && (flash->cr & BIT(flash->layout->bker_bit));

	flash->erase_from = page * page_size(flash) + (second ? flash->memory.size / 2 : 0);
	flash->erase_len = page_size(flash);
	flash->erase_len2 = 0;
	start(flash, FLASH_ERASE, flash->erase_ps);
}

static void start_mass_erase(struct flash_l4 *flash)
{
	uint32_t half = flash->memory.size / 2;

	if (!is_dual(flash) && (flash->cr & (CR_MER1 | CR_MER2)) != (CR_MER1 | CR_MER2))
		sim_unknown("flash.mer", "mass erase with one of MER1 and MER2 in single-bank mode");
	flash->erase_from = 0;
	flash->erase_len = flash->cr & CR_MER1 ? half : 0;
	flash->erase_from2 = half;
	flash->erase_len2 = flash->cr & CR_MER2 ? half : 0;
	if (!flash->erase_len) {
		flash->erase_from = half;
		flash->erase_len = half;
		flash->erase_len2 = 0;
	}
	start(flash, FLASH_ERASE, flash->mass_erase_ps);
}

static void refuse_erase(struct flash_l4 *flash, uint32_t flag, const char *why)
{
	flash->sr |= flag;
	flash->cr &= ~CR_STRT;
	sim_violation("flash.erase", "flash erase with control register 0x%08x: %s", flash->cr, why);
}

static void start_erase(struct flash_l4 *flash)
{
	uint32_t mode = flash->cr & (CR_PG | CR_PER | CR_MER1 | CR_MER2);

	if (flash->sr & SR_ERRORS) {
		refuse_erase(flash, SR_PGSERR, "error flags of an earlier operation are still set");
		return;
	}
	if ((mode & CR_PG) || !mode || ((mode & CR_PER) && mode != CR_PER)) {
		refuse_erase(flash, SR_PGSERR, "exactly one of page erase and mass erase must be chosen, and not PG");
		return;
	}
	if (mode & CR_PER)
		start_page_erase(flash);
	else
		start_mass_erase(flash);
	if (is_protected(flash, flash->erase_from, flash->erase_len) ||
			(flash->erase_len2 && is_protected(flash, flash->erase_from2, flash->erase_len2))) {
		sim_timer_cancel(&flash->timer);
		flash->doing = FLASH_IDLE;
		refuse_erase(flash, SR_WRPERR, "write protected");
	}
}

static void write_cr(struct flash_l4 *flash, uint32_t value)
{
	const struct flash_l4_layout *layout = flash->layout;
	uint32_t pnb = ((1u << layout->pnb_bits) - 1) << CR_PNB_POS;
	uint32_t writable = CR_PG | CR_PER | CR_MER1 | pnb | BIT(layout->bker_bit) | CR_MER2 | CR_EOPIE | CR_ERRIE;

	wait_idle(flash);
	if (flash->keys != KEYS_OPEN) {
		/* setting the lock again is what a careful program may do */
		if (value & ~(CR_LOCK | CR_OPTLOCK))
			sim_violation("flash.locked", "flash control register written while locked (0x%08x): ignored", value);
		return;
	}
	if (!(value & CR_PG))
		flash->row.have = 0;
	flash->cr = (flash->cr & ~writable) | (value & writable);
	if (value & (CR_OPTSTRT | CR_OBL_LAUNCH) && flash->optkeys != KEYS_OPEN) {
		sim_violation("flash.optlock", "option bytes started or launched while locked (0x%08x): ignored", value);
		value &= ~(CR_OPTSTRT | CR_OBL_LAUNCH);
	}
	if (value & CR_STRT) {
		flash->cr |= CR_STRT;
		start_erase(flash);
	} else if (value & CR_OPTSTRT) {
		flash->cr |= CR_OPTSTRT;
		start(flash, FLASH_OPTIONS, flash->option_ps);
	}
	if (value & CR_OPTLOCK)
		flash->optkeys = 0;
	if (value & CR_LOCK) {
		flash->keys = 0;
		flash->optkeys = 0;
	}
	if (value & CR_OBL_LAUNCH) {
		load_options(flash);
		soc_set_reset_cause(SOC_RESET_OPTIONS);
		soc_request_reset("option byte launch");
	}
}

static void write_option(struct flash_l4 *flash, unsigned int index, uint32_t value)
{
	const struct flash_l4_option *option = &flash->options[index];

	wait_idle(flash);
	if (option->secure)
		return;
	if (flash->keys != KEYS_OPEN || flash->optkeys != KEYS_OPEN) {
		sim_violation("flash.optlock", "option register 0x%02x written while locked: ignored", option->offset);
		return;
	}
	flash->staged[index] = (option->delivered & ~option->mask) | (value & option->mask);
}

static bool on_write(struct regs *regs, uint32_t offset, uint32_t value, uint32_t lanes)
{
	struct flash_l4 *flash = regs->ctx;
	const struct flash_l4_layout *layout = flash->layout;
	unsigned int option = option_index(flash, offset);

	(void)lanes;
	update(flash);
	if (option < flash->option_count)
		write_option(flash, option, value);
	else if (offset == layout->keyr)
		write_key(&flash->keys, keys, value, "flash key register");
	else if (offset == layout->optkeyr)
		write_key(&flash->optkeys, option_keys, value, "flash option key register");
	else if (offset == layout->sr)
		flash->sr &= ~(value & SR_CLEARABLE);
	else if (offset == layout->cr)
		write_cr(flash, value);
	else
		return false;
	return true;
}

static void on_changed(struct regs *regs, uint32_t offset, uint32_t old)
{
	struct flash_l4 *flash = regs->ctx;

	(void)old;
	if (offset == flash->layout->acr)
		flash->on_change();
}

static uint32_t on_read(struct regs *regs, uint32_t offset, uint32_t stored)
{
	struct flash_l4 *flash = regs->ctx;
	unsigned int option = option_index(flash, offset);

	update(flash);
	if (option < flash->option_count)
		return flash->options[option].secure ? 0 : flash->staged[option];
	if (offset == flash->layout->sr)
		return flash->sr | (flash->doing == FLASH_IDLE ? 0 : SR_BSY);
	if (offset == flash->layout->cr)
		return flash->cr | (flash->keys == KEYS_OPEN ? 0 : CR_LOCK) |
			(flash->optkeys == KEYS_OPEN ? 0 : CR_OPTLOCK);
	return stored;
}

unsigned int flash_l4_latency(const struct flash_l4 *flash)
{
	return regs_get(&flash->regs, flash->layout->acr) & flash->layout->acr_latency;
}

/** A reset ends what is going on; what is in work is then undefined: here, an erase is done, a write is not. */
static void on_reset(struct regs *regs)
{
	struct flash_l4 *flash = regs->ctx;

	if (flash->doing != FLASH_IDLE) {
		sim_violation("flash.reset", "reset while the flash was busy");
		if (flash->doing == FLASH_ERASE)
			finish(flash);
	}
	sim_timer_cancel(&flash->timer);
	flash->doing = FLASH_IDLE;
	flash->sr = 0;
	flash->cr = 0;
	flash->keys = 0;
	flash->optkeys = 0;
	flash->row.have = 0;
	memcpy(flash->staged, flash->stored, flash->option_count * sizeof(*flash->staged));
}

static void at_power_on(void *ctx)
{
	load_options(ctx);
}

static void *allocate(size_t count, size_t size)
{
	void *p = calloc(count, size);

	if (!p)
		abort();
	return p;
}

static void add_memory(struct flash_l4 *flash, struct bus_memory *memory,
	enum bus_result (*write)(void *, uint32_t, unsigned int, uint32_t, enum bus_master))
{
	if (!memory->size)
		return;
	memory->data = allocate(1, memory->size);
	memset(memory->data, 0xff, memory->size);
	memory->write = write;
	memory->wait = on_memory_wait;
	memory->ctx = flash;
	bus_add_memory(memory);
}

void flash_l4_add(struct flash_l4 *flash)
{
	struct regs *regs = &flash->regs;

	flash->staged = allocate(flash->option_count, sizeof(uint32_t));
	flash->stored = allocate(flash->option_count, sizeof(uint32_t));
	flash->active = allocate(flash->option_count, sizeof(uint32_t));
	for (unsigned int i = 0; i < flash->option_count; i++)
		flash->stored[i] = flash->options[i].delivered;
	flash->timer.fire = on_timer;
	flash->timer.ctx = flash;
	regs->ctx = flash;
	regs->read = on_read;
	regs->write = on_write;
	regs->changed = on_changed;
	regs->reset = on_reset;
	regs_add(regs);
	add_memory(flash, &flash->memory, on_memory_write);
	add_memory(flash, &flash->otp, on_otp_write);
	soc_at_power_on(at_power_on, flash);
}
