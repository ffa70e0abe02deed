// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * The flash controller of STM32F4 and F7 with its array, one-time area and option bytes (RM0385 and RM0410 chapter 3,
 * RM0402 and RM0386 chapter 3). Sectors and options are the die's tables. Read-out protection and proprietary code
 * protection are not modelled: choosing them is counted.
 */

#include <stdlib.h>
#include <string.h>
#include "parts_f4.h"

#define ACR			0x00
#define KEYR		0x04
#define OPTKEYR		0x08
#define SR			0x0c
#define CR			0x10
#define OPTCR		0x14
#define OPTIONS		3

#define SR_EOP		BIT(0)
#define SR_OPERR	BIT(1)
#define SR_WRPERR	BIT(4)
#define SR_PGAERR	BIT(5)
#define SR_PGPERR	BIT(6)
#define SR_PGSERR	BIT(7)		/* ERSERR on F7 */
#define SR_BSY		BIT(16)
#define SR_ERRORS	(SR_OPERR | SR_WRPERR | SR_PGAERR | SR_PGPERR | SR_PGSERR | BIT(8))

#define CR_PG			BIT(0)
#define CR_SER			BIT(1)
#define CR_MER			BIT(2)
#define CR_SNB_POS		3
#define CR_PSIZE_POS	8
#define CR_MER2			BIT(15)
#define CR_STRT			BIT(16)
#define CR_EOPIE		BIT(24)
#define CR_LOCK			BIT(31)

#define OPTCR_OPTLOCK	BIT(0)
#define OPTCR_OPTSTRT	BIT(1)
#define OPTCR_WRP_POS	16
#define OPTCR_RDP_POS	8
#define RDP_0			0xaau
#define RDP_2			0xccu

/* RM0385 3.3.5 and 3.4.2, also in stm32f7xx_hal_flash.h */
static const uint32_t keys[2] = { 0x45670123, 0xcdef89ab };
static const uint32_t option_keys[2] = { 0x08192a3b, 0x4c5d6e7f };
#define KEYS_OPEN	2
#define KEYS_DEAD	3		/* a wrong one came: locked until the next system reset */

#define PROGRAM_PS		(16 * SIM_PS_PER_US)	/* typical, whatever the width: data sheets, flash characteristics */
#define OPTION_PS		(250 * SIM_PS_PER_MS)	/* as a small sector's erase */
#define ROW				16u						/* a write must not cross 128 bits (RM0385 3.3.7) */

static void finish(struct flash_f4 *flash);

static void update(struct flash_f4 *flash)
{
	if (flash->doing != FLASH_F4_IDLE && sim_now() >= flash->busy_until)
		finish(flash);
}

/** Writes to the array and to CR hold up the bus while BSY is set (RM0385 3.3.4, 3.7.5). */
static void wait_idle(struct flash_f4 *flash)
{
	update(flash);
	while (flash->doing != FLASH_F4_IDLE) {
		sim_stall(flash->busy_until - sim_now());
		update(flash);
	}
}

static void start(struct flash_f4 *flash, int what, uint64_t ps)
{
	flash->doing = what;
	flash->busy_until = sim_now() + ps;
	sim_timer_set(&flash->timer, flash->busy_until);
}

/* ---- sectors ---- */

static const struct flash_f4_map *map(const struct flash_f4 *flash)
{
	return flash->other_map && !(flash->stored[0] & flash->map_bit) ? flash->other_map : flash->map;
}

struct place {
	uint32_t from, len;
	unsigned int number;		/* in the whole array */
	const struct flash_f4_sectors *kind;
};

/** Sector by its number from 0, both banks counted through. @returns false if there is none */
static bool sector_at(const struct flash_f4 *flash, unsigned int number, struct place *place)
{
	unsigned int i = 0;
	uint32_t from = 0;

	for (unsigned int bank = 0; bank < map(flash)->banks; bank++) {
		for (unsigned int k = 0; k < FLASH_F4_KINDS; k++) {
			const struct flash_f4_sectors *kind = &map(flash)->sectors[k];
			if (number < i + kind->count) {
				*place = (struct place) { from + (number - i) * kind->size, kind->size, number, kind };
				return true;
			}
			i += kind->count;
			from += kind->count * kind->size;
		}
	}
	return false;
}

static unsigned int sectors_of_bank(const struct flash_f4 *flash)
{
	unsigned int count = 0;

	for (unsigned int k = 0; k < FLASH_F4_KINDS; k++)
		count += map(flash)->sectors[k].count;
	return count;
}

/** CR.SNB: with two banks the second one begins at 16 (RM0386 3.9.7, RM0410 3.7.5). */
static bool sector_by_snb(const struct flash_f4 *flash, unsigned int snb, struct place *place)
{
	unsigned int per_bank = sectors_of_bank(flash);

	if (map(flash)->banks == 1)
		return sector_at(flash, snb, place);
	if (snb % 16 >= per_bank)
		return false;
	return sector_at(flash, snb / 16 * per_bank + snb % 16, place);
}

static bool sector_protected(const struct flash_f4 *flash, unsigned int number)
{
	unsigned int bit = number / map(flash)->per_wrp_bit;
	unsigned int reg = 0;

	if (flash->wrp_bits[1] && bit >= flash->wrp_bits[0]) {
		bit -= flash->wrp_bits[0];
		reg = 1;
	}
	if (bit >= flash->wrp_bits[reg])
		bit = flash->wrp_bits[reg] - 1u;	/* the last bit protects all that are left (RM0430 3.8.7) */
	return !(flash->stored[reg] & BIT(OPTCR_WRP_POS + bit));
}

static bool range_protected(const struct flash_f4 *flash, uint32_t from, uint32_t len)
{
	struct place place;

	for (unsigned int i = 0; sector_at(flash, i, &place); i++) {
		if (from < place.from + place.len && from + len > place.from && sector_protected(flash, i))
			return true;
	}
	return false;
}

/* ---- what an operation leaves ---- */

static void array_changed(const struct flash_f4 *flash, uint32_t offset, uint32_t len)
{
	bus_memory_changed(flash->memory.base + offset, len);
	if (flash->alias.size)
		bus_memory_changed(flash->alias.base + offset, len);
}

static void erase_range(struct flash_f4 *flash, uint32_t from, uint32_t len)
{
	memset(flash->memory.data + from, 0xff, len);
	array_changed(flash, from, len);
	stat_add("flash.erase", 1);
}

/** Bits only go to 0; no erase is needed for that (RM0385 3.3.7). */
static void store(struct flash_f4 *flash)
{
	for (unsigned int i = 0; i < flash->bytes; i++)
		flash->target->data[flash->at + i] &= (uint8_t)(flash->value >> 8 * i);
	stat_add("flash.program", 1);
	if (flash->target == &flash->otp) {
		stat_add("flash.irreversible", 1);
		bus_memory_changed(flash->otp.base + flash->at, flash->bytes);
		return;
	}
	array_changed(flash, flash->at, flash->bytes);
}

static void store_options(struct flash_f4 *flash)
{
	unsigned int old = FIELD(flash->stored[0], OPTCR_RDP_POS, 8), now = FIELD(flash->staged[0], OPTCR_RDP_POS, 8);

	if (now == RDP_2 && old != RDP_2)
		stat_add("flash.irreversible", 1);
	if (now == RDP_0 && old != RDP_0)
		erase_range(flash, 0, flash->memory.size);
	if (now != RDP_0)
		sim_unknown("flash.rdp", "option bytes set read-out protection 0x%02x: not modelled, all stays readable", now);
	memcpy(flash->stored, flash->staged, sizeof(flash->stored));
	stat_add("flash.options", 1);
}

static void finish(struct flash_f4 *flash)
{
	int did = flash->doing;

	sim_timer_cancel(&flash->timer);
	flash->doing = FLASH_F4_IDLE;
	if (did == FLASH_F4_PROGRAM)
		store(flash);
	else if (did == FLASH_F4_ERASE)
		erase_range(flash, flash->erase.from, flash->erase.len);
	else if (did == FLASH_F4_OPTIONS)
		store_options(flash);
	flash->cr &= ~CR_STRT;
	if (flash->cr & CR_EOPIE)
		flash->sr |= SR_EOP;
}

static void on_timer(void *ctx)
{
	update(ctx);
}

/* ---- programming ---- */

static void fail(struct flash_f4 *flash, uint32_t flag, uint32_t addr, const char *why)
{
	flash->sr |= flag;
	sim_violation("flash.program", "flash write at 0x%08x: %s", addr, why);
}

static bool otp_locked(const struct flash_f4 *flash, uint32_t offset)
{
	uint32_t locks = flash->otp_blocks * flash->otp_block_size;

	return offset < locks && flash->otp.data[locks + offset / flash->otp_block_size] == 0;
}

static void program(struct flash_f4 *flash, struct bus_memory *memory, uint32_t offset, unsigned int size,
	uint32_t value)
{
	uint32_t addr = memory->base + offset;
	bool is_otp = memory == &flash->otp;

	wait_idle(flash);
	if (!(flash->cr & CR_PG) || (flash->cr & (CR_SER | CR_MER | CR_MER2))) {
		fail(flash, SR_PGSERR, addr, "PG alone must be set in FLASH_CR");
	} else if (flash->sr & SR_ERRORS) {
		fail(flash, SR_PGSERR, addr, "error flags of an earlier operation are still set");
	} else if (size != 1u << FIELD(flash->cr, CR_PSIZE_POS, 2)) {
		fail(flash, SR_PGPERR, addr, "its width is not that of FLASH_CR.PSIZE");
	} else if (offset % ROW + size > ROW) {
		fail(flash, SR_PGAERR, addr, "it crosses a 128-bit row");
	} else if (is_otp ? otp_locked(flash, offset) : range_protected(flash, offset, size)) {
		fail(flash, SR_WRPERR, addr, "write protected");
	} else {
		flash->target = memory;
		flash->at = offset;
		flash->value = value;
		flash->bytes = size;
		start(flash, FLASH_F4_PROGRAM, PROGRAM_PS);
	}
}

static enum bus_result on_memory_write(void *ctx, uint32_t offset, unsigned int size, uint32_t value,
	enum bus_master by)
{
	struct flash_f4 *flash = ctx;

	(void)by;
	program(flash, &flash->memory, offset, size, value);
	return BUS_OK;
}

static enum bus_result on_otp_write(void *ctx, uint32_t offset, unsigned int size, uint32_t value, enum bus_master by)
{
	struct flash_f4 *flash = ctx;

	(void)by;
	if (offset + size > flash->otp_blocks * (flash->otp_block_size + 1)) {
		fail(flash, SR_WRPERR, flash->otp.base + offset, "not in the one-time area");
		return BUS_OK;
	}
	program(flash, &flash->otp, offset, size, value);
	return BUS_OK;
}

/** Reads wait for the array; with two banks only if they go to the bank that works (RM0386 3.5.1, RM0410 3.3.5). */
static uint64_t on_memory_wait(void *ctx, uint32_t offset)
{
	struct flash_f4 *flash = ctx;

	update(flash);
	if (flash->doing == FLASH_F4_IDLE)
		return 0;
	if (map(flash)->banks == 2 && flash->doing != FLASH_F4_OPTIONS) {
		uint32_t half = flash->memory.size / 2;
		uint32_t from = flash->doing == FLASH_F4_ERASE ? flash->erase.from : flash->at;
		uint32_t len = flash->doing == FLASH_F4_ERASE ? flash->erase.len : flash->bytes;
		if (len <= half && from / half != offset / half)
			return 0;
	}
	return flash->busy_until - sim_now();
}

/* ---- erasing ---- */

static void refuse(struct flash_f4 *flash, uint32_t flag, const char *why)
{
	flash->sr |= flag;
	sim_violation("flash.erase", "flash erase with control register 0x%08x: %s", flash->cr, why);
	flash->cr &= ~CR_STRT;
}

static uint64_t erase_ps(const struct flash_f4 *flash, const struct flash_f4_sectors *kind)
{
	unsigned int width = FIELD(flash->cr, CR_PSIZE_POS, 2);

	return kind->erase_ms[width < COUNT_OF(kind->erase_ms) ? width : COUNT_OF(kind->erase_ms) - 1] * SIM_PS_PER_MS;
}

static void choose_sector(struct flash_f4 *flash, uint64_t *ps)
{
	unsigned int snb = FIELD(flash->cr & flash->cr_writable, CR_SNB_POS, 5);
	struct place place;

	flash->erase.len = 0;
	if (!sector_by_snb(flash, snb, &place))
		return;
	flash->erase.from = place.from;
	flash->erase.len = place.len;
	*ps = erase_ps(flash, place.kind);
}

/** Mass erase: all sectors, or a bank's if there are two and only one of MER and MER2 is set. */
static void choose_banks(struct flash_f4 *flash, uint64_t *ps)
{
	uint32_t which = flash->cr & (CR_MER | CR_MER2);
	struct place place;

	flash->erase.from = 0;
	flash->erase.len = flash->memory.size;
	if (map(flash)->banks == 2 && which != (CR_MER | CR_MER2)) {
		flash->erase.len /= 2;
		flash->erase.from = which == CR_MER2 ? flash->erase.len : 0;
	}
	for (unsigned int i = 0; sector_at(flash, i, &place); i++) {
		if (place.from - flash->erase.from < flash->erase.len)
			*ps += erase_ps(flash, place.kind);
	}
}

static void start_erase(struct flash_f4 *flash)
{
	uint32_t mode = flash->cr & (CR_PG | CR_SER | CR_MER | CR_MER2);
	uint64_t ps = 0;

	if (!mode || (mode & CR_PG) || ((mode & CR_SER) && mode != CR_SER)) {
		refuse(flash, SR_PGSERR, "exactly one of sector erase and mass erase must be chosen, and not PG");
		return;
	}
	if (mode & CR_SER)
		choose_sector(flash, &ps);
	else
		choose_banks(flash, &ps);
	if (!flash->erase.len)
		refuse(flash, SR_PGSERR, "there is no such sector");
	else if (range_protected(flash, flash->erase.from, flash->erase.len))
		refuse(flash, SR_WRPERR, "write protected");
	else
		start(flash, FLASH_F4_ERASE, ps);
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

static void write_cr(struct flash_f4 *flash, uint32_t value)
{
	wait_idle(flash);
	if (flash->keys != KEYS_OPEN) {
		if (value & ~CR_LOCK)
			sim_violation("flash.locked", "flash control register written while locked (0x%08x): ignored", value);
		return;
	}
	flash->cr = value & flash->cr_writable;
	if (value & CR_STRT) {
		flash->cr |= CR_STRT;
		start_erase(flash);
	}
	if (value & CR_LOCK)
		flash->keys = 0;
}

static void write_option(struct flash_f4 *flash, unsigned int n, uint32_t value)
{
	const uint32_t mask = flash->option_mask[n];

	wait_idle(flash);
	if (flash->optkeys != KEYS_OPEN) {
		if (n || (value & ~OPTCR_OPTLOCK) != flash->staged[0])
			sim_violation("flash.optlock", "option register %u written while locked (0x%08x): ignored", n, value);
		return;
	}
	flash->staged[n] = (flash->delivered[n] & ~mask) | (value & mask);
	if (n == 0 && (value & OPTCR_OPTSTRT))
		start(flash, FLASH_F4_OPTIONS, OPTION_PS);
	if (n == 0 && (value & OPTCR_OPTLOCK))
		flash->optkeys = 0;
}

/** @returns 0 to 2 for OPTCR to OPTCR2, OPTIONS for other registers */
static unsigned int option_at(const struct flash_f4 *flash, uint32_t offset)
{
	unsigned int n = (offset - OPTCR) / 4;

	return offset >= OPTCR && n < OPTIONS && flash->option_mask[n] ? n : OPTIONS;
}

static bool on_write(struct regs *regs, uint32_t offset, uint32_t value, uint32_t lanes)
{
	struct flash_f4 *flash = regs->ctx;

	(void)lanes;
	update(flash);
	if (option_at(flash, offset) < OPTIONS)
		write_option(flash, option_at(flash, offset), value);
	else if (offset == KEYR)
		write_key(&flash->keys, keys, value, "flash key register");
	else if (offset == OPTKEYR)
		write_key(&flash->optkeys, option_keys, value, "flash option key register");
	else if (offset == SR)
		flash->sr &= ~(value & (SR_EOP | SR_ERRORS));
	else if (offset == CR)
		write_cr(flash, value);
	else
		return false;
	return true;
}

static void on_changed(struct regs *regs, uint32_t offset, uint32_t old)
{
	struct flash_f4 *flash = regs->ctx;

	(void)old;
	if (offset == ACR)
		flash->on_change();
}

static uint32_t on_read(struct regs *regs, uint32_t offset, uint32_t stored)
{
	struct flash_f4 *flash = regs->ctx;
	unsigned int option = option_at(flash, offset);

	update(flash);
	if (option == 0)
		return flash->staged[0] | (flash->optkeys == KEYS_OPEN ? 0 : OPTCR_OPTLOCK) |
			(flash->doing == FLASH_F4_OPTIONS ? OPTCR_OPTSTRT : 0);
	if (option < OPTIONS)
		return flash->staged[option];
	if (offset == SR)
		return flash->sr | (flash->doing == FLASH_F4_IDLE ? 0 : SR_BSY);
	if (offset == CR)
		return flash->cr | (flash->keys == KEYS_OPEN ? 0 : CR_LOCK);
	return stored;
}

unsigned int flash_f4_latency(const struct flash_f4 *flash)
{
	return regs_get(&flash->regs, ACR) & flash->latency_mask;
}

uint32_t flash_f4_option(const struct flash_f4 *flash, unsigned int n)
{
	return flash->stored[n];
}

/** A reset ends what is going on; what is in work is then undefined: here, an erase is done, a write is not. */
static void on_reset(struct regs *regs)
{
	struct flash_f4 *flash = regs->ctx;

	if (flash->doing != FLASH_F4_IDLE) {
		sim_violation("flash.reset", "reset while the flash was busy");
		if (flash->doing == FLASH_F4_ERASE)
			finish(flash);
	}
	sim_timer_cancel(&flash->timer);
	flash->doing = FLASH_F4_IDLE;
	flash->sr = 0;
	flash->cr = 0;
	flash->keys = 0;
	flash->optkeys = 0;
	memcpy(flash->staged, flash->stored, sizeof(flash->staged));
}

static void add_memory(struct flash_f4 *flash, struct bus_memory *memory, uint8_t *data,
	enum bus_result (*write)(void *, uint32_t, unsigned int, uint32_t, enum bus_master))
{
	if (!memory->size)
		return;
	memory->data = data ? data : malloc(memory->size);
	if (!memory->data)
		abort();
	if (!data)
		memset(memory->data, 0xff, memory->size);
	memory->write = write;
	memory->wait = on_memory_wait;
	memory->ctx = flash;
	bus_add_memory(memory);
}

void flash_f4_add(struct flash_f4 *flash)
{
	struct regs *regs = &flash->regs;

	memcpy(flash->stored, flash->delivered, sizeof(flash->stored));
	memcpy(flash->staged, flash->delivered, sizeof(flash->staged));
	flash->timer.fire = on_timer;
	flash->timer.ctx = flash;
	regs->ctx = flash;
	regs->read = on_read;
	regs->write = on_write;
	regs->changed = on_changed;
	regs->reset = on_reset;
	regs_add(regs);
	add_memory(flash, &flash->memory, NULL, on_memory_write);
	add_memory(flash, &flash->alias, flash->memory.data, NULL);
	add_memory(flash, &flash->otp, NULL, on_otp_write);
}
