// SPDX-License-Identifier: GPL-2.0-or-later

/* describe.c: a chip in the user's words becomes operations; what cannot be meant is refused, with the place. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "../../src/flash/nor/stm32xspi/core/util.h"
#include "../../src/flash/nor/stm32xspi/describe.h"

static struct nor nor;
static char error[200];

static int parse(const char *text)
{
	error[0] = '\0';
	return describe_parse(text, &nor, error, sizeof(error));
}

static void test_small(void **state)
{
	(void)state;
	assert_int_equal(parse("size=16M,page=256,erase=4K:20/64K:D8"), 0);
	assert_int_equal(nor.size, 16 * 1024 * 1024);
	assert_int_equal(nor.page_size, 256);
	assert_int_equal(nor.addr_bytes, 3);
	assert_int_equal(nor.erase[0].size, 4096);
	assert_int_equal(nor.erase[0].opcode, 0x20);
	assert_int_equal(nor.erase[1].size, 65536);
	assert_int_equal(nor.erase[1].opcode, 0xD8);
	assert_int_equal(nor.erase[2].size, 0);
	assert_true(nor.erase[1].typ_ms < 16 * nor.erase[0].typ_ms);
	assert_int_equal(nor.chip_erase_opcode, 0);
	assert_int_equal(nor.read.cmd.opcode, 0x03);
	assert_int_equal(nor.program.cmd.opcode, 0x02);
	assert_int_equal(nor.fast[0].cmd.nbytes, 0);
	assert_int_equal(nor.protect_mask, 0);
}

static void test_large_in_any_order(void **state)
{
	(void)state;
	assert_int_equal(parse("erase=256K:dc/4K:21,page=512,size=64M"), 0);
	assert_int_equal(nor.addr_bytes, 4);
	assert_int_equal(nor.read.cmd.opcode, 0x13);
	assert_int_equal(nor.read.addr.nbytes, 4);
	assert_int_equal(nor.program.cmd.opcode, 0x12);
	assert_int_equal(nor.page_size, 512);
	assert_int_equal(nor.erase[0].size, 4096);
	assert_int_equal(nor.erase[1].size, 256 * 1024);
	assert_int_equal(nor.erase[1].opcode, 0xDC);
	/* the page may be left out, sizes may be bytes */
	assert_int_equal(parse("size=1048576,erase=4096:20"), 0);
	assert_int_equal(nor.page_size, 256);
	assert_int_equal(nor.size, 1048576);
}

static void test_refused(void **state)
{
	static const char * const wrong[] = {
		"", "size=16M", "erase=4K:20", "size=,erase=4K:20", "size=3M,erase=4K:20", "size=2G,erase=4K:20",
		"size=16MB,erase=4K:20", "size=-1,erase=4K:20", "size=0M,erase=4K:20", "size=16M,page=0,erase=4K:20",
		"size=16M,page=4096,erase=4K:20", "size=16M,erase=4K", "size=16M,erase=4K:2", "size=16M,erase=4K:200",
		"size=16M,erase=4K:FF", "size=16M,erase=4K:00", "size=16M,erase=4K:20/", "size=16M,erase=4K:20/4K:D7",
		"size=16M,erase=32M:D8", "size=16M,page=512,erase=256:20", "size=16M,erase=4K:20,speed=1",
		"size=16M,erase=4K:20/8K:21/16K:22/32K:23/64K:24", "size = 16M,erase=4K:20",
	};

	(void)state;
	for (size_t i = 0; i < XSPI_COUNT(wrong); i++) {
		if (parse(wrong[i]) == 0)
			fail_msg("\"%s\" was accepted", wrong[i]);
		assert_non_null(strstr(error, "wanted e.g. size=16M"));
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_small),
		cmocka_unit_test(test_large_in_any_order),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests_name("describe", tests, NULL, NULL);
}
