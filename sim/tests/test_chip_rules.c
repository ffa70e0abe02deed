// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Rules that every chip of the simulated boards keeps, at its pins: what is no command, comes on other lines or while
 * the chip is busy is ignored and counted; above a command's highest clock bits of the data go wrong; times, the
 * write-protect pin and block protection. Figures are written down here from the data sheets or, for ISSI, from the
 * sources that is25lp.c and issi_speeds.c name.
 */

#include "pins.h"

#define AT(o, bytes, wait, at)	(struct pins_frame){ \
	.lines = ONE_LINE, .opcode = o, .addr_bytes = bytes, .dummies = wait, .addr = at }

enum maker { ISSI, MICRON, MACRONIX, WINBOND, OCTAL };

static const struct chip {
	const char *model;
	enum maker maker;
	uint32_t page_us, erase_4k_ms, erase_32k_ms, erase_64k_ms, register_us;		/* typical; 0: there is none */
	uint8_t block;				/* opcode of the largest erase */
} chips[] = {
	{ "is25lp128f", ISSI, 200, 70, 100, 150, 2000, 0xd8 },
	{ "is25lp512mj", ISSI, 200, 112, 144, 176, 2000, 0xd8 },
	{ "is25lp512mk", ISSI, 200, 112, 144, 0, 2000, 0xd8 },
	{ "n25q128a", MICRON, 500, 64, 0, 288, 5000, 0xd8 },
	{ "mt25ql512", MICRON, 120, 48, 112, 160, 5000, 0xd8 },
	{ "mx25l51245g", MACRONIX, 250, 25, 160, 224, 10000, 0xd8 },
	{ "mx66l51235f", MACRONIX, 250, 25, 160, 224, 10000, 0xd8 },
	{ "mx25r6435f", MACRONIX, 3200, 58, 450, 850, 10000, 0xd8 },
	{ "w25q128jv", WINBOND, 400, 45, 120, 150, 10000, 0xd8 },
	{ "w25q128fv", WINBOND, 400, 45, 120, 150, 10000, 0xd8 },
	{ "w25q128jv-dtr", WINBOND, 400, 45, 120, 150, 10000, 0xd8 },
	{ "mx25lm51245g", OCTAL, 152, 25, 0, 256, 10000, 0xd8 },
	{ "mx66lm1g45g", OCTAL, 152, 25, 0, 256, 10000, 0xd8 },
};

static const struct chip *now;

static void wren(void)
{
	pins_command(1, 0x06);
}

static uint32_t id(void)
{
	return pins_get(AT(0x9F, 0, 0, 0), 3);
}

/** Fit each chip in turn and call check(). */
static void each_chip(void (*check)(void))
{
	for (size_t i = 0; i < COUNT_OF(chips); i++) {
		now = &chips[i];
		pins_fit(now->model);
		check();
	}
}

/** Everything that a stray command could have changed: contents, status, all modes. */
static void assert_untouched(uint32_t before, const char *what)
{
	for (uint32_t i = 0; i < 0x10000; i++) {
		if (pins_array()[i] != (uint8_t)(i * 7))
			fail_msg("%s: %s has changed the contents at 0x%x", now->model, what, i);
	}
	if (id() != before || pins_read(1, 0x05) & 0xfd)
		fail_msg("%s: %s has changed the chip: ID %06x, status %02x", now->model, what, id(), pins_read(1, 0x05));
}

static void fill(void)
{
	for (uint32_t i = 0; i < 0x10000; i++)
		pins_array()[i] = (uint8_t)(i * 7);
}

/* ---- what is no command ---- */

static void check_unknown(void)
{
	uint32_t before = id();
	unsigned int count = 0;

	fill();
	for (unsigned int opcode = 1; opcode < 255; opcode++) {
		if (pins_chip->by_opcode[opcode])
			continue;
		wren();
		pins_write(1, (uint8_t)opcode, 0, 4);
		count++;
		if (stat_get("violation.nor.opcode") != count)
			fail_msg("%s: %02xh is not counted", now->model, opcode);
	}
	assert_in_range(count, 100, 250);
	pins_command(1, 0x04);
	assert_untouched(before, "an unknown opcode");
	assert_int_equal(stat_get("nor.irreversible"), 0);
}

static void unknown_opcodes_are_ignored_and_counted(void **state)
{
	(void)state;
	each_chip(check_unknown);
}

/** A chip that listens to one line sees two clocks of it, and two bits: no opcode. */
static void check_four_lines(void)
{
	uint32_t before = id();

	fill();
	wren();
	for (unsigned int opcode = 0; opcode < 256; opcode++) {
		if ((opcode & 0x88) == 0x88)
			pins_command(4, (uint8_t)opcode);
	}
	assert_int_equal(stat_get("nor.opcode_cut"), 64);
	/* the other ones pull IO3 low, which holds most chips and resets the MX25L51245G */
	for (unsigned int opcode = 0; opcode < 256; opcode++)
		pins_command(4, (uint8_t)opcode);
	sim_stall(SIM_PS_PER_MS);
	pins_command(1, 0x04);
	assert_untouched(before, "an opcode on four lines");
	assert_quiet();
}

static void opcodes_on_four_lines_are_ignored_and_counted_in_spi(void **state)
{
	(void)state;
	each_chip(check_four_lines);
}

/** How a chip gets to listen to four lines, as its data sheet says. @returns false: it cannot */
static bool enter_quad(void)
{
	switch (now->maker) {
	case MICRON:
		wren();
		pins_write(1, 0x61, 0x7F, 1);
		break;
	case WINBOND:
		if (!strcmp(now->model, "w25q128jv"))
			return false;
		wren();
		pins_write(1, 0x31, 0x02, 1);
		pins_wait(1);
		pins_command(1, 0x38);
		break;
	default:
		if (now->maker == OCTAL || !strcmp(now->model, "mx25r6435f"))
			return false;
		wren();
		pins_write(1, 0x01, 0x40, 1);
		pins_wait(1);
		pins_command(1, 0x35);
	}
	return true;
}

/** On one line, IO2 and IO3 as a controller holds them, it sees other opcodes: those that begin with 8, 9, Ah, Bh. */
static void check_one_line(void)
{
	uint32_t before = id();

	fill();
	if (!enter_quad())
		return;
	stat_reset();
	pins_idle = 0x08;
	pins_command(1, 0x06);
	pins_write(1, 0x20, 0, 3);
	pins_write(1, 0x02, 0, 4);
	pins_command(1, 0xC7);
	pins_idle = 0x0C;
	assert_int_equal(stat_get("nor.op.06") + stat_get("nor.op.20") + stat_get("nor.op.02") + stat_get("nor.op.c7"), 0);
	assert_true(stat_get("violation.nor.opcode") >= 3);
	assert_int_equal(pins_read(4, 0x05) & 3, 0);
	pins_command(4, 0x66);
	pins_command(4, 0x99);
	sim_stall(SIM_PS_PER_MS);
	if (now->maker == ISSI || now->maker == MACRONIX) {
		wren();
		pins_write(1, 0x01, 0, 1);
		pins_wait(1);
	}
	assert_untouched(before, "a command on one line");
}

static void opcodes_on_one_line_are_others_in_quad_mode(void **state)
{
	(void)state;
	each_chip(check_one_line);
}

/* ---- busy ---- */

/** What the maker's chips take while they program or erase: status registers, suspend, reset. */
static bool taken_while_busy(uint8_t opcode)
{
	static const char *const taken[] = {
		[ISSI] = "\x05\x48\x81\x75\xB0\x66\x99", [MICRON] = "\x05\x70\x50\x75\x66\x99",
		[MACRONIX] = "\x05\x2B\x75\xB0\x66\x99", [WINBOND] = "\x05\x35\x15\x75\x66\x99",
		[OCTAL] = "\x05\x2B\xB0\x66\x99",
	};

	return strchr(taken[now->maker], opcode);
}

static void check_busy(void)
{
	uint32_t before = id();
	unsigned int count = 0;

	fill();
	wren();
	pins_put(AT(0x20, 3, 0, 0x20000), 0, 0);
	pins_hz = 50000000;
	for (unsigned int opcode = 1; opcode < 255; opcode++) {
		const struct nor_command *command = pins_chip->by_opcode[opcode];
		if (!command || !(command->flags & NOR_SPI) || taken_while_busy((uint8_t)opcode))
			continue;
		uint64_t clocks = stat_get("violation.nor.clock");
		pins_write(1, (uint8_t)opcode, 0, 4);
		count++;
		if (stat_get("violation.nor.busy") != count || stat_get("violation.nor.clock") != clocks)
			fail_msg("%s: %02xh while busy is not counted", now->model, opcode);
	}
	assert_in_range(count, 20, 120);
	assert_int_equal(pins_read(1, 0x05) & 3, 3);
	pins_hz = 10000000;
	pins_wait(1);
	assert_untouched(before, "a command while busy");
	assert_int_equal(stat_get("nor.erase.4k"), 1);
	assert_int_equal(stat_get("nor.irreversible"), 0);
}

static void commands_while_busy_are_ignored_and_counted(void **state)
{
	(void)state;
	each_chip(check_busy);
}

/* ---- time ---- */

static void assert_takes(uint64_t us, const char *what)
{
	uint64_t took = pins_wait(1);

	if (took + 20 < us || took > us + us / 50 + 40)
		fail_msg("%s: %s takes %llu us, wanted %llu", now->model, what, (unsigned long long)took,
			(unsigned long long)us);
}

static void check_times(void)
{
	wren();
	pins_put(AT(0x02, 3, 0, 0x100), 0x12, 1);
	assert_takes(now->page_us, "a program");
	wren();
	pins_put(AT(0x20, 3, 0, 0), 0, 0);
	assert_takes(now->erase_4k_ms * 1000, "an erase of 4 KiB");
	if (now->erase_32k_ms) {
		wren();
		pins_put(AT(0x52, 3, 0, 0), 0, 0);
		assert_takes(now->erase_32k_ms * 1000, "an erase of 32 KiB");
	}
	if (now->erase_64k_ms) {
		wren();
		pins_put(AT(now->block, 3, 0, 0), 0, 0);
		assert_takes(now->erase_64k_ms * 1000, "an erase of 64 KiB");
	}
	wren();
	pins_write(1, 0x01, 0, 1);
	assert_takes(now->register_us, "a write to the status register");
	assert_quiet();
}

static void each_chip_is_busy_for_its_time(void **state)
{
	(void)state;
	each_chip(check_times);
}

/* ---- clock ---- */

/* The highest clock of a read with so many dummies (mode clocks included), MHz. */
static const struct limit {
	const char *model;
	struct pins_frame frame;
	uint32_t mhz;
} limits[] = {
#define R03(model, mhz)			{ model, { ONE_LINE, 0x03, 3, 0, 0 }, mhz }
#define R0B(model, n, mhz)		{ model, { ONE_LINE, 0x0B, 3, n, 0 }, mhz }
#define RBB(model, n, mhz)		{ model, { { 1, 2, 2 }, 0xBB, 3, n, 0 }, mhz }
#define R6B(model, n, mhz)		{ model, { { 1, 1, 4 }, 0x6B, 3, n, 0 }, mhz }
#define REB(model, n, mhz)		{ model, { { 1, 4, 4 }, 0xEB, 3, n, 0 }, mhz }
	R03("is25lp128f", 80), R0B("is25lp128f", 8, 166), RBB("is25lp128f", 4, 104), R6B("is25lp128f", 8, 145),
	REB("is25lp128f", 6, 81),
	R03("is25lp512mj", 50), R0B("is25lp512mj", 8, 133), RBB("is25lp512mj", 4, 84), R6B("is25lp512mj", 8, 117),
	REB("is25lp512mj", 6, 75), R03("is25lp512mk", 50), R6B("is25lp512mk", 8, 117), REB("is25lp512mk", 6, 75),
	R03("n25q128a", 54), R0B("n25q128a", 8, 108), RBB("n25q128a", 8, 108), R6B("n25q128a", 8, 108),
	REB("n25q128a", 10, 108),
	R03("mt25ql512", 54), R0B("mt25ql512", 8, 133), REB("mt25ql512", 10, 108),
	R03("mx25l51245g", 50), R0B("mx25l51245g", 8, 133), RBB("mx25l51245g", 4, 84), R6B("mx25l51245g", 8, 133),
	REB("mx25l51245g", 6, 84),
	R03("mx25r6435f", 33), R0B("mx25r6435f", 8, 33), RBB("mx25r6435f", 4, 16), R6B("mx25r6435f", 8, 33),
	REB("mx25r6435f", 6, 16),
	R03("mx25lm51245g", 66), R0B("mx25lm51245g", 8, 133),
	R03("w25q128jv", 50), R0B("w25q128jv", 8, 133), RBB("w25q128jv", 4, 133), R6B("w25q128jv", 8, 133),
	REB("w25q128jv", 6, 133), R03("w25q128fv", 50), R0B("w25q128fv", 8, 104), REB("w25q128fv", 6, 104),
};

static void enable_quad(const struct limit *limit)
{
	for (size_t i = 0; i < COUNT_OF(chips); i++) {
		if (!strcmp(chips[i].model, limit->model) && limit->frame.lines[2] == 4) {
			wren();
			if (chips[i].maker == WINBOND)
				pins_write(1, 0x31, 0x02, 1);
			else if (chips[i].maker != MICRON)
				pins_write(1, 0x01, 0x40, 1);
			pins_wait(1);
		}
	}
}

/** @returns bytes out of 1000 that are wrong */
static unsigned int wrong_bytes(const struct limit *limit, uint32_t hz)
{
	unsigned int wrong = 0;

	pins_hz = hz;
	pins_idle = 0x00;				/* the mode byte, where there is one: no continuous read */
	pins_begin();
	pins_idle = 0x0C;
	pins_send(limit->frame.lines[0], limit->frame.opcode, 1);
	pins_send(limit->frame.lines[1], 0, limit->frame.addr_bytes);
	pins_idle = limit->frame.lines[1] == 1 ? 0x0C : 0x0F;
	pins_dummy(limit->frame.dummies);
	for (uint32_t i = 0; i < 1000; i++)
		wrong += pins_receive(limit->frame.lines[2]) != pins_array()[i];
	pins_end();
	pins_hz = 10000000;
	pins_idle = 0x0C;
	return wrong;
}

static void above_the_highest_clock_bits_go_wrong(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(limits); i++) {
		const struct limit *limit = &limits[i];
		uint32_t hz = limit->mhz * 1000000;

		pins_fit(limit->model);
		fill();
		enable_quad(limit);
		unsigned int below = wrong_bytes(limit, hz);
		if (below || stat_get("violation") || stat_get("nor.spoiled"))
			fail_msg("%s: %02xh at %u MHz: %u bytes of 1000 are wrong", limit->model, limit->frame.opcode, limit->mhz,
				below);
		unsigned int above = wrong_bytes(limit, hz + hz / 50);
		if (above < 100 || above > 400 || stat_get("violation.nor.clock") != 1)
			fail_msg("%s: %02xh above %u MHz: %u bytes of 1000 are wrong", limit->model, limit->frame.opcode,
				limit->mhz, above);
		assert_int_equal(nor_fault(pins_chip, "clock-limits off"), 0);
		assert_int_equal(wrong_bytes(limit, hz + hz / 50), 0);
		assert_int_equal(stat_get("violation.nor.clock"), 2);
	}
}

/* ---- protection ---- */

static uint8_t status(void)
{
	return pins_read(1, 0x05);
}

/** With SRWD (SRP) set and WP# low the status register cannot be written; with quad enable the pin is a data line. */
static void check_pin(void)
{
	if (now->maker == OCTAL)
		return;						/* there is no such pin */
	wren();
	pins_write(1, 0x01, 0x80, 1);
	pins_wait(1);
	assert_int_equal(status(), 0x80);
	pins_idle = 0x08;				/* IO2 low */
	wren();
	pins_write(1, 0x01, 0x04, 1);
	pins_wait(1);
	assert_int_equal(status() & 0xfc, 0x80);
	assert_int_equal(stat_get("nor.protected"), 1);
	pins_idle = 0x0C;
	wren();
	pins_write(1, 0x01, 0x04, 1);
	pins_wait(1);
	assert_int_equal(status() & 0xfc, 0x04);
	assert_quiet();
	if (now->maker == MICRON)
		return;						/* there is no quad enable */
	wren();
	if (now->maker == WINBOND) {
		pins_write(1, 0x31, 0x02, 1);
		pins_wait(1);
		wren();
		pins_write(1, 0x01, 0x80, 1);
	} else {
		pins_write(1, 0x01, 0xC0, 1);
	}
	pins_wait(1);
	pins_idle = 0x08;
	wren();
	pins_write(1, 0x01, now->maker == WINBOND ? 0x00 : 0x40, 1);
	pins_wait(1);
	assert_int_equal(status() & 0x80, 0);
	pins_idle = 0x0C;
}

static void write_protect_pin_of_all(void **state)
{
	(void)state;
	each_chip(check_pin);
}

/* Status register (Winbond: and the second one, Macronix: configuration register): first and last protected 64 KiB. */
#define NONE	1, 0
static const struct area {
	const char *model;
	uint8_t sr, sr2;
	uint32_t first, last;
} areas[] = {
	/* IS25LP128F-J, table 6.4: 1 to 128 blocks from the top, then all */
	{ "is25lp128f", 0x00, 0, NONE }, { "is25lp128f", 0x04, 0, 255, 255 }, { "is25lp128f", 0x08, 0, 254, 255 },
	{ "is25lp128f", 0x1C, 0, 192, 255 }, { "is25lp128f", 0x20, 0, 128, 255 }, { "is25lp128f", 0x24, 0, 0, 255 },
	{ "is25lp128f", 0x3C, 0, 0, 255 },
	/* IS25LP512M-J (UFProg): doubling up to half of the chip, then ever less stays free */
	{ "is25lp512mj", 0x04, 0, 1023, 1023 }, { "is25lp512mj", 0x28, 0, 512, 1023 }, { "is25lp512mj", 0x3C, 0, 0, 1023 },
	/* IS25LP512M-K: units of 256 KiB */
	{ "is25lp512mk", 0x04, 0, 1020, 1023 }, { "is25lp512mk", 0x08, 0, 1016, 1023 },
	{ "is25lp512mk", 0x20, 0, 512, 1023 }, { "is25lp512mk", 0x24, 0, 0, 1023 },
	/* N25Q128A: BP3 is bit 6, TB bit 5 */
	{ "n25q128a", 0x04, 0, 255, 255 }, { "n25q128a", 0x40, 0, 128, 255 }, { "n25q128a", 0x24, 0, 0, 0 },
	{ "n25q128a", 0x60, 0, 0, 127 }, { "n25q128a", 0x5C, 0, 0, 255 },
	/* MX25L51245G: BP3:0; bottom by the configuration register's one-time TB, which stays 0 here */
	{ "mx25l51245g", 0x04, 0, 1023, 1023 }, { "mx25l51245g", 0x28, 0, 512, 1023 }, { "mx25l51245g", 0x2C, 0, 0, 1023 },
	{ "mx25l51245g", 0x3C, 0, 0, 1023 },
	{ "mx25lm51245g", 0x04, 0, 1023, 1023 }, { "mx25lm51245g", 0x28, 0, 512, 1023 },
	{ "mx25r6435f", 0x04, 0, 127, 127 }, { "mx25r6435f", 0x1C, 0, 64, 127 }, { "mx25r6435f", 0x20, 0, 0, 127 },
	/* W25Q128: BP in 1/64 of the chip, TB, CMP */
	{ "w25q128jv", 0x04, 0, 252, 255 }, { "w25q128jv", 0x18, 0, 128, 255 }, { "w25q128jv", 0x1C, 0, 0, 255 },
	{ "w25q128jv", 0x24, 0, 0, 3 }, { "w25q128jv", 0x38, 0, 0, 127 }, { "w25q128jv", 0x04, 0x40, 0, 251 },
	{ "w25q128jv", 0x00, 0x40, 0, 255 }, { "w25q128jv", 0x1C, 0x40, NONE }, { "w25q128jv", 0x24, 0x40, 4, 255 },
	{ "w25q128jv-dtr", 0x08, 0, 248, 255 }, { "w25q128fv", 0x0C, 0, 240, 255 },
};

/** Is a program there refused? What is programmed is FFh, so that nothing changes. */
static bool refuses(const struct area *area, uint32_t addr)
{
	uint64_t before = stat_get("nor.protected");
	bool four = pins_chip->model->size > 16u << 20;

	wren();
	pins_put(AT(four ? 0x12 : 0x02, four ? 4 : 3, 0, addr), 0xFF, 1);
	pins_wait(1);
	if (area->sr && stat_get("nor.protected") == before + 1) {
		pins_command(1, 0x04);
		return true;
	}
	pins_command(1, 0x04);
	return false;
}

static void block_protection_of_all(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(areas); i++) {
		const struct area *area = &areas[i];
		uint32_t blocks;

		pins_fit(area->model);
		blocks = pins_chip->model->size >> 16;
		wren();
		pins_write(1, 0x01, (uint32_t)area->sr << (area->sr2 ? 8 : 0) | area->sr2, area->sr2 ? 2 : 1);
		pins_wait(1);
		for (uint32_t block = 0; block < blocks; block += blocks < 300 ? 1 : block < 8 || block > 1010 ? 1 : 4) {
			bool should = area->first <= area->last && block >= area->first && block <= area->last;
			if (nor_protected(pins_chip, block << 16, 1) != should)
				fail_msg("%s, status %02x %02x: block %u is%s protected", area->model, area->sr, area->sr2, block,
					should ? " not" : "");
		}
		uint32_t inside = area->first <= area->last ? area->first : 0;
		bool any = area->first <= area->last;
		if (area->sr && refuses(area, inside << 16) != any)
			fail_msg("%s, status %02x: a program at the edge", area->model, area->sr);
		assert_quiet();
	}
}

/* ---- SEC of Winbond: parts of a block ---- */

static void winbond_sector_protection(void **state)
{
	static const struct {
		uint8_t sr;
		uint32_t first, end;
	} rows[] = {
		{ 0x44, 0xFFF000, 0x1000000 }, { 0x48, 0xFFE000, 0x1000000 }, { 0x50, 0xFF8000, 0x1000000 },
		{ 0x54, 0xFF8000, 0x1000000 }, { 0x64, 0, 0x1000 }, { 0x6C, 0, 0x4000 }, { 0x74, 0, 0x8000 },
	};

	(void)state;
	pins_fit("w25q128jv");
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		wren();
		pins_write(1, 0x01, rows[i].sr, 1);
		pins_wait(1);
		for (uint32_t at = 0; at < 0x1000000; at += at == 0xF000 ? 0xFE1000 : 0x1000)
			assert_int_equal(nor_protected(pins_chip, at, 1), at >= rows[i].first && at < rows[i].end);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(unknown_opcodes_are_ignored_and_counted),
		cmocka_unit_test(opcodes_on_four_lines_are_ignored_and_counted_in_spi),
		cmocka_unit_test(opcodes_on_one_line_are_others_in_quad_mode),
		cmocka_unit_test(commands_while_busy_are_ignored_and_counted),
		cmocka_unit_test(each_chip_is_busy_for_its_time),
		cmocka_unit_test(above_the_highest_clock_bits_go_wrong),
		cmocka_unit_test(write_protect_pin_of_all),
		cmocka_unit_test(block_protection_of_all),
		cmocka_unit_test(winbond_sector_protection),
	};

	return cmocka_run_group_tests_name("chip rules", tests, NULL, NULL);
}
