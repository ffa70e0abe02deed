// SPDX-License-Identifier: GPL-2.0-or-later

/* Board files: what a good one gives, and that a bad one is refused with file, line and cause. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "../src/boardfile.h"
#include "../src/sim.h"

static struct board board;
static char message[512];

/** Parse a text; what it says on stderr is in message afterwards. */
static int parse(const char *text)
{
	FILE *in = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
	FILE *err = tmpfile();
	int kept = dup(2);

	assert_non_null(in);
	assert_non_null(err);
	dup2(fileno(err), 2);
	int retval = board_parse(in, "folder/some.board", &board);
	fflush(stderr);
	dup2(kept, 2);
	close(kept);

	rewind(err);
	message[fread(message, 1, sizeof(message) - 1, err)] = '\0';
	fclose(err);
	fclose(in);
	return retval;
}

static void good_file_is_understood(void **state)
{
	(void)state;
	assert_int_equal(parse("# comment\n"
		"title A board of words\n\n"
		"die stm32l562   # and a comment\n"
		"uart USART1\n"
		"chip chip0 is25lp128f\n"
		"wire clk PA3\nwire ncs PA2 pull-up\nwire io0 PB1\n\twire io1 PB10 pull-down open\n"
		"fault unpowered\ncontents image.bin\npage_us 700\nstate qpi\nstate erasing 0x10000\n"
		"probe stlink-v2\nlink target_mv 0x708\ncrystal hse 25000000"), 0);
	assert_string_equal(board.title, "A board of words");
	assert_string_equal(board.die, "stm32l562");
	assert_string_equal(board.uart, "USART1");
	assert_int_equal(board.chip_count, 1);
	assert_string_equal(board.chip[0].name, "chip0");
	assert_string_equal(board.chip[0].model, "is25lp128f");
	assert_string_equal(board.chip[0].contents, "folder/image.bin");
	assert_int_equal(board.chip[0].state_count, 2);
	assert_string_equal(board.chip[0].state[0].text, "qpi");
	assert_string_equal(board.chip[0].state[1].text, "erasing 0x10000");
	assert_string_equal(board.chip[0].state[1].where, "folder/some.board:15: ");
	assert_string_equal(board.chip[0].where, "folder/some.board:6: ");
	assert_true(board.chip[0].unpowered);
	assert_int_equal(board.chip[0].page_us, 700);
	assert_int_equal(board.chip[0].ncs.pull, 1);
	assert_int_equal(board.chip[0].io[1].port, 1);
	assert_int_equal(board.chip[0].io[1].pin, 10);
	assert_int_equal(board.chip[0].io[1].pull, -1);
	assert_true(board.chip[0].io[1].open);
	assert_false(board.chip[0].io[2].connected);
	assert_int_equal(board.hse_hz, 25000000);
	assert_int_equal(board.lse_hz, 32768);		/* unless told */
	assert_string_equal(board.probe, "stlink-v2");
	assert_int_equal(board.target_mv, 1800);
	assert_string_equal(message, "");
}

static void bad_files_are_refused(void **state)
{
	static const struct {
		const char *text, *message;
	} bad[] = {
		{ "dye stm32l562\n", "folder/some.board:1: unknown statement 'dye'" },
		{ "\n\ndie\n", "folder/some.board:3: wrong number of words; wanted: die NAME" },
		{ "die a\nwire clk PA3\n", "folder/some.board:2: 'wire' belongs to a chip" },
		{ "die a\nchip c m\nwire clk A3\n", "folder/some.board:3: 'A3' is not a pin" },
		{ "die a\nchip c m\nwire clk PA16\n", "folder/some.board:3: 'PA16' is not a pin" },
		{ "die a\nchip c m\nwire io8 PA1\n", "folder/some.board:3: unknown wire 'io8'" },
		{ "die a\nchip c m\nwire clk PA1\nwire clk PA2\n", "folder/some.board:4: wire clk is given twice" },
		{ "die a\nchip c m\nwire clk PA1 loose\n", "folder/some.board:3: unknown property 'loose'" },
		{ "die a\nchip c m\nwire clk PA1\n", "folder/some.board:3: chip c needs the wires" },
		{ "die a\nchip c m\nchip c m\n", "folder/some.board:3: there is already a chip 'c'" },
		{ "link target_mv fast\n", "folder/some.board:1: target_mv: 'fast' is not a number" },
		{ "link target_mv 99999999999\n", "folder/some.board:1: target_mv: '99999999999' is not a number" },
		{ "link latency_us 1\n", "folder/some.board:1: unknown link setting 'latency_us'; known is target_mv" },
		{ "link colour 1\n", "folder/some.board:1: unknown link setting 'colour'" },
		{ "crystal msi 4000000\n", "folder/some.board:1: unknown crystal 'msi'; known are hse and lse" },
		{ "probe usb-blaster\n",
			"folder/some.board:1: unknown probe 'usb-blaster'; known are stlink-v2, stlink-v3, ideal" },
		{ "die this_name_is_far_too_long_for_a_die\n", "folder/some.board:1: die: 'this_name_is_far" },
		{ "die a\nchip c m\nstate\n", "folder/some.board:3: wrong number of words; wanted: state STATE [NUMBER]" },
		{ "die a\nstate qpi\n", "folder/some.board:2: 'state' belongs to a chip" },
		{ "die a\nchip c m\nstate a234567890123456789012345678901234567890123456 1\n",
			"folder/some.board:3: state: too long, at most 47 characters" },
		{ "die a\nchip c m\nstate a\nstate a\nstate a\nstate a\nstate a\nstate a\nstate a\nstate a\nstate a\n",
			"folder/some.board:11: more than 8 states" },
		{ "die a\nchip c m\nchip d m\nchip e m\n", "folder/some.board:4: more than 2 chips" },
		{ "die a\nchip c m\nfault broken\n",
			"folder/some.board:3: unknown fault 'broken'; known are absent, unpowered" },
		{ "die a\nchip c m\npage_us -1\n", "folder/some.board:3: page_us: '-1' is not a number" },
		{ "a b c d e f g h i j k l m n o p q\n", "folder/some.board:1: more than 16 words" },
		{ "title 0123456789012345678901234567890123456789 0123456789012345678901234567890123456789\n",
			"folder/some.board:1: title is too long, at most 79 characters" },
		{ "chip c this_name_is_far_too_long_for_a_model\n", "folder/some.board:1: chip: 'this_name_is_far_too" },
		{ "title x\n", "folder/some.board:1: the file ends without a die" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		assert_int_equal(parse(bad[i].text), -1);
		if (strncmp(message, bad[i].message, strlen(bad[i].message)) != 0)
			assert_string_equal(message, bad[i].message);
	}
}

static void a_line_that_is_too_long_is_refused(void **state)
{
	char text[700] = "die a\n# ";

	(void)state;
	memset(text + strlen(text), 'x', sizeof(text) - 1 - strlen(text));
	assert_int_equal(parse(text), -1);
	assert_string_equal(message, "folder/some.board:2: the line is too long, at most 510 characters\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_file_is_understood),
		cmocka_unit_test(bad_files_are_refused),
		cmocka_unit_test(a_line_that_is_too_long_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
