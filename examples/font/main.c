// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Example application: code and tables in the internal flash, a font in the external one. It sets up the external
 * flash by itself, checks the font through the memory-mapped window, and says how that went.
 */

#include "example.h"
#include "registers.h"
#include "tables.h"

#define INTERNAL_FLASH	0x08000000U
#define FLASH_ID		0x9D6018U	/* ISSI IS25LP128F */
#define STATUS_QE		BIT(6)

#define NAME_FULL		4		/* OpenType name table: nameID */
#define NAME_VERSION	5
#define PLATFORM_WINDOWS 3		/* names in UTF-16, big-endian */

int main(void);

extern const uint32_t external_data[];
#define EXTERNAL_BYTES ((const uint8_t *)external_data)

/** First word of RAM, see the linker script. */
__attribute__((section(".verdict"))) volatile uint32_t verdict;

/** How far the check came: a variable with a start value, so that the image has initialised data too. */
static struct progress {
	uint32_t crc;
	uint32_t offset;
} progress = { .crc = 0xFFFFFFFF };

static void fail(enum verdict code, const char *reason)
{
	verdict = code;
	output_text("FAIL: ");
	output_text(reason);
}

static uint32_t crc_byte(uint32_t crc, uint32_t byte)
{
	return crc >> 8 ^ crc_table[(crc ^ byte) & 0xFF];
}

/** Go on to @a end, in words as long as they last: the window is read once, in order. */
static void crc_to(uint32_t end)
{
	uint32_t crc = progress.crc;
	uint32_t offset = progress.offset;

	for (; end - offset >= 4; offset += 4) {
		uint32_t word = external_data[offset / 4];

		crc = crc_byte(crc, word);
		crc = crc_byte(crc, word >> 8);
		crc = crc_byte(crc, word >> 16);
		crc = crc_byte(crc, word >> 24);
	}
	for (; offset < end; offset++)
		crc = crc_byte(crc, EXTERNAL_BYTES[offset]);
	progress = (struct progress){ .crc = crc, .offset = end };
}

/** @returns the number of the first block whose end does not have the right CRC, or the number of blocks */
static uint32_t check_blocks(uint32_t blocks)
{
	uint32_t first_bad = blocks;

	for (uint32_t block = 0; block < blocks; block++) {
		crc_to(block + 1 < blocks ? (block + 1) * BLOCK_SIZE : expected_size);
		if (first_bad == blocks && ~progress.crc != expected_crc_so_far[block])
			first_bad = block;
	}
	return first_bad;
}

static bool check_external_data(void)
{
	uint32_t blocks = (expected_size + BLOCK_SIZE - 1) / BLOCK_SIZE;
	uint32_t first_bad = check_blocks(blocks);

	output_text("external data: ");
	output_decimal(expected_size);
	output_text(" bytes at 0x");
	output_hex((uint32_t)external_data, 8);
	output_text(", crc32 ");
	output_hex(~progress.crc, 8);
	output_text(", expected ");
	output_hex(expected_crc_so_far[blocks - 1], 8);
	output_text("\r\n");
	if (first_bad == blocks)
		return true;

	fail(VERDICT_EXTERNAL_DATA, "external data is wrong, first in the 4 KiB block at 0x");
	output_hex((uint32_t)external_data + first_bad * BLOCK_SIZE, 8);
	output_text("\r\n");
	return false;
}

static uint32_t be16(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 8 | bytes[1];
}

static uint32_t be32(const uint8_t *bytes)
{
	return be16(bytes) << 16 | be16(bytes + 2);
}

/** @returns the font's table with this tag, or NULL (OpenType: table directory) */
static const uint8_t *font_table(const char *tag)
{
	uint32_t count = be16(EXTERNAL_BYTES + 4);

	for (uint32_t i = 0; i < count; i++) {
		const uint8_t *entry = EXTERNAL_BYTES + 12 + 16 * i;
		uint32_t offset = be32(entry + 8);

		if (be32(entry) == be32((const uint8_t *)tag) && offset < expected_size)
			return EXTERNAL_BYTES + offset;
	}
	return NULL;
}

/** @returns the Windows platform's record for this name, or NULL (OpenType: name table) */
static const uint8_t *find_name(const uint8_t *names, uint32_t name_id)
{
	uint32_t count = be16(names + 2);

	for (uint32_t i = 0; i < count; i++) {
		const uint8_t *record = names + 6 + 12 * i;

		if (be16(record) == PLATFORM_WINDOWS && be16(record + 6) == name_id)
			return record;
	}
	return NULL;
}

/** Write a name's letters, the low bytes of UTF-16. */
static void output_name(const uint8_t *names, const uint8_t *record)
{
	const uint8_t *string = names + be16(names + 4) + be16(record + 10);

	for (uint32_t at = 1; at < be16(record + 8); at += 2) {
		char text[2] = { (char)string[at], 0 };

		output_text(text);
	}
}

static bool show_font(void)
{
	const uint8_t *names = font_table("name");
	const uint8_t *full = names ? find_name(names, NAME_FULL) : NULL;
	const uint8_t *version = names ? find_name(names, NAME_VERSION) : NULL;

	if (!full || !version) {
		fail(VERDICT_FONT, "no font name in the external data\r\n");
		return false;
	}
	output_text("font: ");
	output_name(names, full);
	output_text(", ");
	output_name(names, version);
	output_text("\r\n");
	return true;
}

static bool set_up_flash(void)
{
	uint32_t id;
	uint8_t status;

	if (!serial_flash_init() || !serial_flash_read_id(&id)) {
		output_text("\r\n");
		fail(VERDICT_CONTROLLER, "OCTOSPI1 does not finish a command\r\n");
		return false;
	}
	output_text(", flash id ");
	output_hex(id, 6);
	output_text("\r\n");
	if (id != FLASH_ID) {
		fail(VERDICT_FLASH_ID, "flash id is not 9d6018 (IS25LP128F): check pins and supply\r\n");
		return false;
	}
	if (!serial_flash_enable_quad(&status) || !(status & STATUS_QE)) {
		fail(VERDICT_QUAD_ENABLE, "quad enable bit stays 0: is the status register protected?\r\n");
		return false;
	}
	if (!serial_flash_map()) {
		fail(VERDICT_CONTROLLER, "OCTOSPI1 does not become memory-mapped\r\n");
		return false;
	}
	return true;
}

static bool run(void)
{
	bool clock = clock_init();

	pins_init();
	output_init();
	if (!clock) {
		fail(VERDICT_CLOCK, "HSI16 does not start\r\n");
		return false;
	}
	output_text("stm32xspi example: core ");
	output_decimal(CORE_HZ / 1000000);
	output_text(" MHz");
	return set_up_flash() && check_external_data() && show_font();
}

int main(void)
{
	SCB_VTOR = INTERNAL_FLASH;
	verdict = VERDICT_RUNNING;
	bool pass = run();
	if (pass) {
		output_text("PASS\r\n");
		verdict = VERDICT_PASS;
	}
	output_end(pass);
	return 0;
}
