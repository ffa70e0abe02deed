// SPDX-License-Identifier: GPL-2.0-or-later

/* The ST-Link protocol byte by byte, and the control commands. */

#include <stdlib.h>
#include <unistd.h>
#include "../src/control.h"
#include "../src/link/stlink.h"
#include "../src/simlog.h"
#include "test_machine.h"

static uint8_t reply[STLINK_MAX_REPLY];
static struct board board = { .probe = "stlink-v3", .target_mv = 3300 };

static void put32(uint8_t *p, uint32_t value)
{
	for (unsigned int i = 0; i < 4; i++)
		p[i] = (uint8_t)(value >> (8 * i));
}

static uint32_t get32(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/** A USB command. @param out data to send, NULL to read @returns length of the reply, data at reply + 4 */
static int usb(const uint8_t *command, size_t length, const uint8_t *out, uint32_t size)
{
	static uint8_t request[STLINK_MAX_REQUEST];

	memset(request, 0, 32);
	request[0] = 5;
	put32(request + 4, 0x5151);
	memcpy(request + 8, command, length);
	request[24] = out ? 0 : 1;
	put32(request + 28, size);
	if (out)
		memcpy(request + 32, out, size);
	assert_int_equal(stlink_request_length(request, 32), out ? 32 + (int)size : 32);
	return stlink_serve(request, reply);
}

#define USB_IN(size, ...) usb((const uint8_t[]){ __VA_ARGS__ }, sizeof((const uint8_t[]){ __VA_ARGS__ }), NULL, size)

static const uint8_t *memory(uint8_t code, uint32_t addr, uint16_t length)
{
	static uint8_t block[12];

	block[0] = 0xf2;
	block[1] = code;
	put32(block + 2, addr);
	block[6] = (uint8_t)length;
	block[7] = (uint8_t)(length >> 8);
	block[8] = 0;
	block[11] = 0xa2;
	return block;
}

static uint8_t last_status(void)
{
	assert_int_equal(USB_IN(12, 0xf2, 0x3e), 16);
	return reply[4];
}

static int session(void **state)
{
	static const uint8_t open[8] = { 3, 0, 0, 0, 1, 0, 0, 0 };

	fresh(state);
	snprintf(board.probe, sizeof(board.probe), "stlink-v3");
	stlink_create(&board);
	assert_int_equal(stlink_serve(open, reply), 8);
	assert_int_equal(get32(reply), 1);
	assert_int_equal(get32(reply + 4), 0x5151);
	assert_int_equal(USB_IN(2, 0xf2, 0x30, 0xa3), 6);
	assert_int_equal(reply[4], 0x80);
	assert_int_equal(USB_IN(8, 0xf2, 0x61, 0, 0, 0xc0, 0x5d, 0, 0), 12);		/* 24000 kHz */
	simlog_clear();
	return 0;
}

static void server_introduces_itself(void **state)
{
	const uint8_t version[4] = { 6, 1 }, count[1] = { 1 }, info[8] = { 2, 0, 0, 0, 41 };

	(void)state;
	assert_int_equal(stlink_serve(version, reply), 16);
	assert_int_equal(get32(reply), 3);
	assert_int_equal(stlink_serve(count, reply), 4);
	assert_int_equal(get32(reply), 1);
	assert_int_equal(stlink_serve(info, reply), 45);
	assert_int_equal(get32(reply), 1);
	assert_int_equal(reply[40] | reply[41] << 8, 0x0483);
	assert_int_equal(reply[44], 0);
	assert_int_equal(USB_IN(6, 0xf1), 10);
	assert_int_equal(reply[4], 0x30);
	assert_int_equal(USB_IN(12, 0xfb), 16);
	assert_int_equal(reply[6], 13);
}

static void requests_are_measured_before_they_are_complete(void **state)
{
	uint8_t request[32] = { 5 };

	(void)state;
	assert_int_equal(stlink_request_length(request, 0), 0);
	assert_int_equal(stlink_request_length(request, 31), 0);
	put32(request + 28, 100);
	assert_int_equal(stlink_request_length(request, 32), 132);
	put32(request + 28, 0xffffffff);
	assert_int_equal(stlink_request_length(request, 32), -1);
	request[0] = 6;
	assert_int_equal(stlink_request_length(request, 1), 4);
	request[0] = 9;
	assert_int_equal(stlink_request_length(request, 1), -1);
}

static void access_ports_are_found(void **state)
{
	(void)state;
	assert_int_equal(USB_IN(8, 0xf2, 0x45, 0, 0, 0xfc, 0), 12);
	assert_int_equal(get32(reply + 8), 0x84770015);
	assert_int_equal(USB_IN(8, 0xf2, 0x45, 1, 0, 0xfc, 0), 12);
	assert_int_equal(reply[4], 0x80);
	assert_int_equal(get32(reply + 8), 0);
	assert_int_equal(USB_IN(2, 0xf2, 0x4b, 1), 6);
	assert_int_equal(reply[4], 0x1d);
	/* power-up requests are acknowledged */
	assert_int_equal(USB_IN(2, 0xf2, 0x46, 0xff, 0xff, 4, 0, 0, 0, 0, 0x50), 6);
	assert_int_equal(USB_IN(8, 0xf2, 0x45, 0xff, 0xff, 4, 0), 12);
	assert_int_equal(get32(reply + 8) >> 28, 0xf);
}

static void memory_blocks_of_all_widths(void **state)
{
	uint8_t data[6144];

	(void)state;
	for (unsigned int i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i * 13 + (i >> 8));
	assert_int_equal(usb(memory(0x08, DATA, 6144), 12, data, 6144), 4);
	assert_int_equal(last_status(), 0x80);
	assert_int_equal(usb(memory(0x07, DATA, 6144), 12, NULL, 6144), 4 + 6144);
	assert_memory_equal(reply + 4, data, 6144);
	assert_int_equal(usb(memory(0x0c, DATA + 3, 511), 12, NULL, 511), 4 + 511);
	assert_memory_equal(reply + 4, data + 3, 511);
	assert_int_equal(usb(memory(0x47, DATA + 2, 10), 12, NULL, 10), 4 + 10);
	assert_memory_equal(reply + 4, data + 2, 10);
	assert_int_equal(usb(memory(0x0d, DATA + 1, 1), 12, (const uint8_t[]){ 0xee }, 1), 4);
	assert_int_equal(rd(DATA) >> 8 & 0xff, 0xee);
	assert_int_equal(simlog_get(SIMLOG_VIOLATIONS)->count, 0);
}

static void sizes_beyond_the_firmwares_are_refused(void **state)
{
	static uint8_t data[6148];

	(void)state;
	usb(memory(0x08, DATA, 6148), 12, data, 6148);
	assert_int_equal(last_status(), 0x12);
	usb(memory(0x0d, DATA, 513), 12, data, 513);
	assert_int_equal(last_status(), 0x12);
	usb(memory(0x07, DATA + 2, 4), 12, NULL, 4);
	assert_int_equal(last_status(), 0x12);
	assert_int_equal(simlog_get(SIMLOG_VIOLATIONS)->count, 3);
}

static void fault_sets_status_and_tar(void **state)
{
	(void)state;
	usb(memory(0x07, NOTHING, 8), 12, NULL, 8);
	assert_int_equal(last_status(), 0x11);
	assert_int_equal(get32(reply + 8), NOTHING);
	assert_int_equal(USB_IN(8, 0xf2, 0x45, 0, 0, 4, 0), 12);
	assert_int_equal(get32(reply + 8), NOTHING);
	usb(memory(0x07, DATA, 4), 12, NULL, 4);
	assert_int_equal(last_status(), 0x80);

	/* in the middle of a block: the end of the RAM */
	usb(memory(0x07, 0x2003fff8, 16), 12, NULL, 16);
	assert_int_equal(last_status(), 0x11);
	assert_int_equal(get32(reply + 8), 0x20040000);
}

static void rw_misc_writes_and_reads(void **state)
{
	/* AP 0; address, write; read; read of nothing */
	uint8_t out[8 + 5 * 4] = { 5, 1, 2, 3, 3 };

	(void)state;
	put32(out + 8 + 4, DATA);
	put32(out + 8 + 8, 0xcafe1234);
	put32(out + 8 + 12, DATA);
	put32(out + 8 + 16, NOTHING);
	assert_int_equal(usb((const uint8_t[]){ 0xf2, 0x51, 5, 0, 0, 0 }, 6, out, sizeof(out)), 4);
	assert_int_equal(USB_IN(40, 0xf2, 0x52), 44);
	assert_int_equal(get32(reply + 4 + 12), 0xcafe1234);
	for (unsigned int i = 0; i < 4; i++)
		assert_int_equal(get32(reply + 4 + 20 + 4 * i), 0x80);
	assert_int_equal(get32(reply + 4 + 20 + 16), 0x11);
}

static void on_probe(const char *name)
{
	snprintf(board.probe, sizeof(board.probe), "%s", name);
	stlink_create(&board);
	assert_int_equal(stlink_serve((const uint8_t[8]){ 3, 0, 0, 0, 1 }, reply), 8);
	assert_int_equal(USB_IN(2, 0xf2, 0x30, 0xa3), 6);
}

/** @returns time in us that it takes to write so many bytes to RAM, in one command */
static double write_us(uint16_t bytes)
{
	static const uint8_t zeros[6144];
	uint64_t before = sim_now();

	usb(memory(0x08, DATA, bytes), 12, zeros, bytes);
	assert_int_equal(last_status(), 0x80);
	return (double)(sim_now() - before) / SIM_PS_PER_US;
}

static void takes_us(double got, double wanted)
{
	if (got < wanted - 1 || got > wanted + 1)
		fail_msg("took %.3f us, wanted %.3f us", got, wanted);
}

static void stlink_v3_takes_the_slower_of_its_rate_and_the_bits(void **state)
{
	(void)state;
	/* two transactions; 3 more accesses; at 24 MHz 46 bits take 1.92 us, 4 bytes at 1.05 MB/s 3.81 us */
	takes_us(write_us(4096), 2 * 125 + 4096 / 1.05 + 3 * 46 / 24.0);
	assert_int_equal(USB_IN(8, 0xf2, 0x61, 0, 0, 0x40, 0x1f, 0, 0), 12);		/* 8000 kHz: 5.75 us */
	takes_us(write_us(4096), 2 * 125 + (1024 + 3) * 46 / 8.0);
	/* one access by itself costs its bits: DPIDR */
	uint64_t before = sim_now();
	assert_int_equal(USB_IN(8, 0xf2, 0x45, 0xff, 0xff, 0, 0), 12);
	takes_us((double)(sim_now() - before) / SIM_PS_PER_US, 125 + 46 / 8.0);
}

static void stlink_v2_has_its_own_times_and_limits(void **state)
{
	(void)state;
	on_probe("stlink-v2");
	assert_int_equal(USB_IN(6, 0xf1), 10);
	assert_int_equal(reply[4] >> 4, 2);
	assert_int_equal((reply[4] & 0xf) << 2 | reply[5] >> 6, 37);
	assert_int_equal(USB_IN(2, 0xf2, 0x43, 0, 0), 6);		/* divisor 0: 4000 kHz, 11.5 us a word */
	takes_us(write_us(4096), 2 * 1000 + 4096 / 0.13 + 3 * 46 / 4.0);
	assert_int_equal(USB_IN(2, 0xf2, 0x43, 40, 0), 6);		/* 100 kHz */
	takes_us(write_us(4096), 2 * 1000 + (1024 + 3) * 46 / 0.1);
	assert_int_equal(stat_get("violation"), 0);

	usb(memory(0x0d, DATA, 64), 12, (const uint8_t[64]){ 0 }, 64);
	assert_int_equal(stat_get("violation"), 0);
	usb(memory(0x0d, DATA, 65), 12, (const uint8_t[65]){ 0 }, 65);
	assert_int_equal(stat_get("violation.link"), 1);
}

static void frequency_commands_belong_to_their_firmware(void **state)
{
	(void)state;
	assert_int_equal(USB_IN(2, 0xf2, 0x43, 0, 0), 6);
	assert_int_equal(reply[4], 0x42);
	assert_int_equal(stat_get("unknown.link"), 1);
	on_probe("stlink-v2");
	assert_int_equal(USB_IN(52, 0xf2, 0x62), 56);
	assert_int_equal(reply[4], 0x42);
	assert_int_equal(stat_get("unknown.link"), 2);
	assert_int_equal(USB_IN(2, 0xf2, 0x43, 2, 1), 6);		/* no such divisor */
	assert_int_equal(reply[4], 0x42);
	assert_int_equal(stat_get("unknown.link"), 3);
}

static void ideal_probe_costs_next_to_nothing(void **state)
{
	(void)state;
	on_probe("ideal");
	takes_us(write_us(6144), 2);
}

/* ---- commands of the HLA level ---- */

static uint32_t debug_register(uint32_t addr)
{
	uint8_t command[6] = { 0xf2, 0x36 };

	put32(command + 2, addr);
	assert_int_equal(usb(command, sizeof(command), NULL, 8), 12);
	assert_int_equal(reply[4], 0x80);
	return get32(reply + 8);
}

static void set_debug_register(uint32_t addr, uint32_t value)
{
	uint8_t command[10] = { 0xf2, 0x35 };

	put32(command + 2, addr);
	put32(command + 6, value);
	assert_int_equal(usb(command, sizeof(command), NULL, 2), 6);
	assert_int_equal(reply[4], 0x80);
}

static uint32_t core_register(uint8_t selector)
{
	assert_int_equal(USB_IN(8, 0xf2, 0x33, selector), 12);
	assert_int_equal(reply[4], 0x80);
	return get32(reply + 8);
}

static void set_core_register(uint8_t selector, uint32_t value)
{
	uint8_t command[7] = { 0xf2, 0x34, selector };

	put32(command + 3, value);
	assert_int_equal(usb(command, sizeof(command), NULL, 2), 6);
	assert_int_equal(reply[4], 0x80);
}

static void core_registers_one_by_one_and_all(void **state)
{
	(void)state;
	set_core_register(3, 0x11223344);
	set_core_register(18, 0x20001000);
	set_core_register(0x45, 0x3f800000);
	assert_int_equal(core_register(3), 0x11223344);
	assert_int_equal(core_register(0x45), 0x3f800000);
	assert_int_equal(reg(3), 0x11223344);
	set_reg(12, 0xfeedbeef);
	assert_int_equal(core_register(12), 0xfeedbeef);

	assert_int_equal(USB_IN(88, 0xf2, 0x3a), 92);
	assert_int_equal(reply[4], 0x80);
	assert_int_equal(get32(reply + 8 + 4 * 3), 0x11223344);
	assert_int_equal(get32(reply + 8 + 4 * 12), 0xfeedbeef);
	assert_int_equal(get32(reply + 8 + 4 * 16), 0x01000000);
	assert_int_equal(get32(reply + 8 + 4 * 17), STACK);
	assert_int_equal(get32(reply + 8 + 4 * 18), 0x20001000);
	assert_int_equal(simlog_get(SIMLOG_VIOLATIONS)->count, 0);
}

static void core_steps_runs_and_halts_by_debug_registers(void **state)
{
	static const uint16_t code[] = { 0x3001, 0x3001, 0xe7fc };		/* adds r0, #1; adds r0, #1; b CODE */

	(void)state;
	put_code(CODE, code, sizeof(code));
	set_core_register(0, 0);
	set_core_register(15, CODE);
	set_debug_register(DHCSR, 0xa05f0005);
	set_debug_register(DHCSR, 0xa05f0003);
	assert_true(debug_register(DHCSR) & S_HALT);
	assert_int_equal(core_register(0), 1);
	assert_int_equal(core_register(15), CODE + 2);

	set_debug_register(DHCSR, 0xa05f0001);
	assert_false(debug_register(DHCSR) & S_HALT);
	machine_advance(US(100));
	set_debug_register(DHCSR, 0xa05f0003);
	assert_true(debug_register(DHCSR) & S_HALT);
	assert_true(core_register(0) > 10);
}

static void system_reset_obeys_vector_catch(void **state)
{
	(void)state;
	set_core_register(0, 0x12345678);
	set_debug_register(DEMCR, 0x01000001);
	set_debug_register(DHCSR, 0xa05f0001);
	assert_int_equal(USB_IN(2, 0xf2, 0x32), 6);
	assert_int_equal(reply[4], 0x80);
	assert_int_equal(debug_register(DHCSR) & (S_HALT | 1u << 25), S_HALT | 1u << 25);
	assert_int_equal(debug_register(DFSR) & 8, 8);
	assert_int_not_equal(core_register(15), CODE);
	assert_int_equal(stat_get("core.reset"), 1);
}

static void faults_of_single_words_are_in_their_reply(void **state)
{
	uint8_t command[10] = { 0xf2, 0x36 };

	(void)state;
	put32(command + 2, NOTHING);
	assert_int_equal(usb(command, 6, NULL, 8), 12);
	assert_int_equal(reply[4], 0x11);
	command[1] = 0x35;
	assert_int_equal(usb(command, 10, NULL, 2), 6);
	assert_int_equal(reply[4], 0x11);
	put32(command + 2, DATA + 2);
	assert_int_equal(usb(command, 10, NULL, 2), 6);
	assert_int_equal(reply[4], 0x12);
	debug_register(DATA);

	usb(memory(0x07, NOTHING, 4), 12, NULL, 4);
	assert_int_equal(USB_IN(2, 0xf2, 0x3b), 6);
	assert_int_equal(reply[4], 0x11);
}

static void trace_is_refused(void **state)
{
	(void)state;
	assert_int_equal(USB_IN(2, 0xf2, 0x40, 0, 0x10, 0x80, 0x84, 0x1e, 0), 6);
	assert_int_not_equal(reply[4], 0x80);
	assert_int_equal(USB_IN(2, 0xf2, 0x41), 6);
	assert_int_not_equal(reply[4], 0x80);
	assert_int_equal(USB_IN(2, 0xf2, 0x42), 6);
	assert_int_equal(reply[4] | reply[5] << 8, 0);
	assert_int_equal(simlog_get(SIMLOG_UNKNOWNS)->count, 0);
}

static void commands_of_old_firmware_are_counted_as_unknown(void **state)
{
	(void)state;
	assert_int_equal(USB_IN(2, 0xf2, 0x01), 6);
	assert_int_not_equal(reply[4], 0x80);
	assert_int_equal(simlog_get(SIMLOG_UNKNOWNS)->count, 1);
}

static void link_can_be_cut(void **state)
{
	(void)state;
	stlink_cut_after(2);
	assert_int_equal(USB_IN(2, 0xf5), 6);
	assert_int_equal(USB_IN(2, 0xf5), 6);
	assert_int_equal(USB_IN(2, 0xf5), -1);
	assert_int_equal(USB_IN(2, 0xf5), 6);
}

static void nothing_works_outside_debug_mode(void **state)
{
	(void)state;
	assert_int_equal(usb((const uint8_t[]){ 0xf2, 0x21 }, 2, (const uint8_t *)"", 0), 4);
	assert_int_equal(USB_IN(8, 0xf2, 0x45, 0, 0, 0xfc, 0), 12);
	assert_int_equal(reply[4], 0x16);
	assert_int_equal(USB_IN(8, 0xf2, 0x33, 0), 12);
	assert_int_equal(reply[4], 0x16);
}

/* ---- control commands ---- */

static char *text;

/** @returns the last line of the answer; all of it is in text */
static const char *command(const char *line)
{
	static char copy[512];
	size_t size;

	free(text);
	snprintf(copy, sizeof(copy), "%s\n", line);
	FILE *answer = open_memstream(&text, &size);
	control_command(copy, answer);
	fclose(answer);
	assert_true(size > 0 && text[size - 1] == '\n');
	text[size - 1] = '\0';
	char *last = strrchr(text, '\n');
	return last ? last + 1 : text;
}

static void control_commands_answer(void **state)
{
	char line[128], path[] = "/tmp/test_link.XXXXXX";
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "0123456789", 10), 10);
	close(fd);

	assert_string_equal(command("help"), "ok");
	assert_non_null(strstr(text, "power-cycle"));
	snprintf(line, sizeof(line), "load flash %s 0x100", path);
	assert_string_equal(command(line), "ok 10 bytes");
	assert_int_equal(rd(0x08000100), 0x33323130);
	snprintf(line, sizeof(line), "compare flash \"%s\" 0x100", path);
	assert_string_equal(command(line), "ok 10 bytes equal");
	assert_string_equal(command("flip flash 0x105 0"), "ok 0x105 is now 0x34");
	assert_string_equal(command(line), "error 1 of 10 bytes differ; first at 0x105: expected 0x35, found 0x34");
	snprintf(line, sizeof(line), "save flash %s 0x100 4", path);
	assert_string_equal(command(line), "ok 4 bytes");
	assert_string_equal(command("fill flash 0xff"), "ok 524288 bytes");
	snprintf(line, sizeof(line), "compare flash %s 0x100", path);
	assert_int_equal(strncmp(command(line), "error 4 of 4 bytes differ", 25), 0);
	unlink(path);

	wr(DATA, 0x89abcdef);
	snprintf(line, sizeof(line), "peek 0x%x 1", DATA);
	assert_string_equal(command(line), "ok");
	assert_non_null(strstr(text, "0x20028000: 0x89abcdef"));
	uint64_t before = sim_now();
	assert_int_equal(strncmp(command("run 5"), "ok ", 3), 0);
	assert_int_equal(sim_now() - before, 5 * SIM_PS_PER_MS);
	sim_uart_byte('h');
	sim_uart_byte('\n');
	assert_int_equal(strncmp(command("uart"), "ok", 2), 0);
	assert_int_equal(strncmp(text, "| h\n", 4), 0);
}

static void bad_control_commands_are_refused(void **state)
{
	static const char *const bad[] = {
		"frobnicate", "load", "load chip9 x", "load flash /nonexistent/x", "peek zz", "peek 0x30000000", "peek 2",
		"run x", "flip flash 0 8", "flip flash 0x80000 0", "fill flash 256", "save flash /nonexistent/x", "link pull 3",
		"counters x", "fault chip0 ncs open", "save flash \"x", "a b c d e f g h i j k l m n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		if (strncmp(command(bad[i]), "error ", 6) != 0)
			fail_msg("'%s' was answered with '%s'", bad[i], text);
	}
	assert_string_equal(command("   "), "ok");
	free(text);
	text = NULL;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(server_introduces_itself, session),
		cmocka_unit_test_setup(requests_are_measured_before_they_are_complete, session),
		cmocka_unit_test_setup(access_ports_are_found, session),
		cmocka_unit_test_setup(memory_blocks_of_all_widths, session),
		cmocka_unit_test_setup(sizes_beyond_the_firmwares_are_refused, session),
		cmocka_unit_test_setup(fault_sets_status_and_tar, session),
		cmocka_unit_test_setup(rw_misc_writes_and_reads, session),
		cmocka_unit_test_setup(stlink_v3_takes_the_slower_of_its_rate_and_the_bits, session),
		cmocka_unit_test_setup(stlink_v2_has_its_own_times_and_limits, session),
		cmocka_unit_test_setup(frequency_commands_belong_to_their_firmware, session),
		cmocka_unit_test_setup(ideal_probe_costs_next_to_nothing, session),
		cmocka_unit_test_setup(core_registers_one_by_one_and_all, session),
		cmocka_unit_test_setup(core_steps_runs_and_halts_by_debug_registers, session),
		cmocka_unit_test_setup(system_reset_obeys_vector_catch, session),
		cmocka_unit_test_setup(faults_of_single_words_are_in_their_reply, session),
		cmocka_unit_test_setup(trace_is_refused, session),
		cmocka_unit_test_setup(commands_of_old_firmware_are_counted_as_unknown, session),
		cmocka_unit_test_setup(link_can_be_cut, session),
		cmocka_unit_test_setup(nothing_works_outside_debug_mode, session),
		cmocka_unit_test_setup(control_commands_answer, session),
		cmocka_unit_test_setup(bad_control_commands_are_refused, session),
	};

	return cmocka_run_group_tests(tests, power_on, NULL);
}
