// SPDX-License-Identifier: GPL-2.0-or-later

/* The trace of the flash bus line by line; and what a clock above the limits does to data. */

#include <stdlib.h>
#include <unistd.h>
#include "pins.h"

#define AT(o, bytes, wait, at)		(struct pins_frame){ \
	.lines = ONE_LINE, .opcode = o, .addr_bytes = bytes, .dummies = wait, .addr = at }
#define QUAD_READ(wait, at)			(struct pins_frame){ \
	.lines = { 1, 4, 4 }, .opcode = 0xEB, .addr_bytes = 3, .dummies = wait, .addr = at }

static char path[] = "/tmp/stm32xspi-trace-XXXXXX";
static FILE *lines;

static int begin(void **state)
{
	(void)state;
	int file = mkstemp(path);
	assert_true(file >= 0);
	close(file);
	assert_int_equal(sim_trace_to(path), 0);
	assert_int_equal(sim_trace_choose("bus"), 0);
	lines = fopen(path, "r");
	assert_non_null(lines);
	return 0;
}

static int end(void **state)
{
	(void)state;
	fclose(lines);
	unlink(path);
	sim_traces = 0;
	return 0;
}

/** The next line of the trace behind its time. */
static void says(const char *wanted)
{
	char line[400] = "";

	clearerr(lines);
	assert_non_null(fgets(line, sizeof(line), lines));
	char *text = strchr(line, ' ');
	assert_non_null(text);
	assert_true(strtod(line, NULL) > 0);
	text[strcspn(text, "\n")] = '\0';
	assert_string_equal(text + 1, wanted);
}

static void frames_are_readable_lines(void **state)
{
	(void)state;
	pins_fit("is25lp128f");
	memcpy(pins_array() + 0x10, "0123456789", 10);
	pins_command(1, 0x06);
	says("bus chip0 06h write enable 1-0-0");
	pins_write(1, 0x01, 0x40, 1);
	says("bus chip0 01h write status 1-0-1, takes 1: 40");
	pins_command(1, 0x9F);
	says("bus chip0 9Fh ignored, the chip is busy");
	pins_wait(1);
	says("bus chip0 05h read status 1-0-1, gives 1: 03");
	while (fgetc(lines) != EOF)
		;
	pins_get(AT(0x0B, 3, 8, 0x12), 2);
	says("bus chip0 0Bh read 1-1-1 @000012 +8 clocks, gives 2: 32 33");
	pins_get(QUAD_READ(6, 0x10), 10);
	says("bus chip0 EBh read 1-4-4 @000010 +6 clocks, gives 10: 30 31 32 33 34 35 36 37 ...");
	pins_get(AT(0x13, 4, 0, 0x10), 1);
	says("bus chip0 13h read 1-1-1 @000010, gives 1: 30");
	pins_command(1, 0x06);
	says("bus chip0 06h write enable 1-0-0");
	pins_put(AT(0x20, 2, 0, 0x10), 0, 0);
	says("bus chip0 20h erase 4 KiB 1-1-0 @000010, incomplete: ignored");
	pins_put(AT(0xD8, 3, 0, 0x10000), 0, 0);
	says("bus chip0 D8h erase 64 KiB 1-1-0 @010000");
	pins_command(1, 0xFF);
	says("bus chip0 FFh ignored, which is no command");
	pins_command(4, 0x99);
	says("bus chip0 2 bits without an opcode");
}

static void modes_show_in_the_lines(void **state)
{
	(void)state;
	pins_fit("is25lp128f");
	assert_null(nor_preset(pins_chip, "continuous"));
	pins_begin();
	pins_send(4, 0x20, 3);
	pins_send(4, 0xFF, 1);
	pins_dummy(4);
	pins_receive(4);
	pins_end();
	says("bus chip0 EBh read 0-4-4 @000020 +6 clocks, gives 1: ff");
	assert_null(nor_preset(pins_chip, "qpi"));
	pins_read(4, 0xAF);
	says("bus chip0 AFh read id 4-0-4, gives 1: 9d");
	pins_fit("mx25r6435f");
	pins_command(1, 0xB9);
	says("bus chip0 B9h power down 1-0-0");
	pins_command(1, 0x9F);
	says("bus chip0 0 bits without an opcode: it wakes the chip from deep power-down");
}

/* ---- clock limits ---- */

/** Bytes that are not what they should be. */
static unsigned int wrong_bytes(struct pins_frame frame)
{
	unsigned int wrong = 0;

	pins_header(&frame);
	for (uint32_t i = 0; i < 256; i++)
		wrong += pins_receive(frame.lines[2]) != (uint8_t)(frame.addr + i);
	pins_end();
	return wrong;
}

static void too_fast_a_clock_spoils_bits(void **state)
{
	(void)state;
	pins_fit("is25lp128f");
	for (uint32_t i = 0; i < 0x10000; i++)
		pins_array()[i] = (uint8_t)i;
	assert_null(nor_preset(pins_chip, "continuous"));		/* for quad enable */
	nor_power_cycle(pins_chip);
	sim_stall(SIM_PS_PER_MS);

	pins_hz = 80000000;
	assert_int_equal(wrong_bytes(QUAD_READ(6, 0x100)), 0);
	assert_quiet();
	pins_hz = 90000000;
	unsigned int wrong = wrong_bytes(QUAD_READ(6, 0x100));
	assert_in_range(wrong, 32, 96);
	assert_int_equal(stat_get("violation.nor.clock"), 1);
	assert_in_range(stat_get("nor.spoiled"), wrong, wrong + 1);
	assert_int_equal(wrong_bytes(QUAD_READ(6, 0x100)), wrong);	/* the same each time */

	/* more dummy clocks help, and so does the knob */
	pins_write(1, 0xC0, 8 << 3, 1);
	assert_int_equal(wrong_bytes(QUAD_READ(8, 0x100)), 0);
	assert_int_equal(stat_get("violation.nor.clock"), 2);
	pins_hz = 130000000;
	assert_int_equal(nor_fault(pins_chip, "clock-limits off"), 0);
	assert_int_equal(wrong_bytes(QUAD_READ(8, 0x100)), 0);
	assert_int_equal(stat_get("violation.nor.clock"), 3);
	assert_int_equal(nor_fault(pins_chip, "clock-limits maybe"), -1);
	assert_int_equal(nor_fault(pins_chip, "none"), 0);
	assert_int_not_equal(wrong_bytes(QUAD_READ(8, 0x100)), 0);
}

static void a_whole_block_is_spoiled_as_its_bytes_are(void **state)
{
	uint8_t block[64];

	(void)state;
	pins_fit("w25q128jv");
	for (uint32_t i = 0; i < 0x1000; i++)
		pins_array()[i] = (uint8_t)i;
	pins_hz = 60000000;						/* 03h is good for 50 */
	struct pins_frame read = AT(0x03, 3, 0, 0x40);
	pins_header(&read);
	for (unsigned int i = 0; i < sizeof(block); i++)
		block[i] = pins_receive(1);
	pins_end();
	uint8_t again[64];
	pins_header(&read);
	assert_true(nor_gives_bytes(pins_chip, 1, false));
	nor_give(pins_chip, again, sizeof(again), sim_now(), 1);
	pins_end();
	assert_memory_equal(block, again, sizeof(block));
	assert_true(stat_get("nor.spoiled") > 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames_are_readable_lines),
		cmocka_unit_test(modes_show_in_the_lines),
		cmocka_unit_test(too_fast_a_clock_spoils_bits),
		cmocka_unit_test(a_whole_block_is_spoiled_as_its_bytes_are),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
