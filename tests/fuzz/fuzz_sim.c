// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * libFuzzer target: what comes to the simulator from outside, in a whole simulated board. The first byte of the input
 * chooses: a board file; bytes as they come over the ST-Link's TCP port; USB commands, well packed; control commands.
 * Whatever comes, nothing may crash, and nothing may be written beyond the reply.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../../sim/src/board.h"
#include "../../sim/src/boardfile.h"
#include "../../sim/src/control.h"
#include "../../sim/src/link/stlink.h"
#include "../../sim/src/machine.h"
#include "../../sim/src/sim.h"
#include "../../sim/src/simlog.h"

#define CONNECT_ID		0x5151u
#define COMMAND			16
#define LONGEST_LINE	4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct board board;

static void start(void)
{
	const char *file = getenv("FUZZ_BOARD");

	if (!file || board_load(file, &board) < 0 || machine_create(&board) < 0)
		exit(2);
	stlink_create(&board);
	machine_start();
}

/** Control commands that touch files, take long, or end the simulator. */
static bool left_out(const char *line)
{
	static const char *const words[] = { "load", "save", "compare", "run", "quit" };

	line += strspn(line, " \t\"");
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		if (strncmp(line, words[i], strlen(words[i])) == 0)
			return true;
	}
	return false;
}

static void parse_board(const uint8_t *data, size_t size)
{
	static struct board parsed;
	FILE *in = size ? fmemopen((void *)(uintptr_t)data, size, "r") : NULL;

	if (!in)
		return;
	board_parse(in, "fuzz.board", &parsed);
	fclose(in);
}

/** As the process does it with what has come so far. */
static void serve_stream(const uint8_t *data, size_t size)
{
	uint8_t *reply = malloc(STLINK_MAX_REPLY);

	while (reply && size) {
		int length = stlink_request_length(data, size);
		if (length <= 0 || (size_t)length > size || stlink_serve(data, reply) < 0)
			break;
		data += length;
		size -= (size_t)length;
	}
	free(reply);
}

static void put32(uint8_t *p, uint32_t value)
{
	for (unsigned int i = 0; i < 4; i++)
		p[i] = (uint8_t)(value >> (8 * i));
}

/** Direction and size in three bytes, the command in up to 16, and for direction 0 the data, cut or filled up. */
static void serve_commands(const uint8_t *data, size_t size)
{
	static const uint8_t open[8] = { 3, 0, 0, 0, 1, 0, 0, 0 };
	static const uint8_t enter[32] = { 5, 0, 0, 0, 0x51, 0x51, 0, 0, 0xf2, 0x30, 0xa3, [24] = 1, [28] = 2 };
	uint8_t *request = calloc(1, STLINK_MAX_REQUEST), *reply = malloc(STLINK_MAX_REPLY);

	if (request && reply) {
		stlink_serve(open, reply);
		stlink_serve(enter, reply);
	}
	while (request && reply && size > 3) {
		uint32_t payload = (data[1] | data[2] << 8) % (STLINK_MAX_REQUEST - 31);
		size_t command = size - 3 < COMMAND ? size - 3 : COMMAND;
		bool out = !(data[0] & 1);
		memset(request, 0, 32);
		request[0] = 5;
		put32(request + 4, CONNECT_ID);
		memcpy(request + 8, data + 3, command);
		request[24] = out ? 0 : 1;
		put32(request + 28, payload);
		data += 3 + command;
		size -= 3 + command;
		size_t here = out ? payload < size ? payload : size : 0;
		memcpy(request + 32, data, here);
		data += here;
		size -= here;
		if (stlink_request_length(request, 32) > 0)
			stlink_serve(request, reply);
	}
	free(request);
	free(reply);
}

static void serve_control(const uint8_t *data, size_t size)
{
	char line[LONGEST_LINE + 1];

	while (size) {
		const uint8_t *end = memchr(data, '\n', size);
		size_t length = end ? (size_t)(end - data) + 1 : size;
		size_t kept = length < LONGEST_LINE ? length : LONGEST_LINE;
		char *text = NULL;
		size_t text_size = 0;
		FILE *answer = open_memstream(&text, &text_size);

		memcpy(line, data, kept);
		line[kept] = '\0';
		if (answer && !left_out(line))
			control_command(line, answer);
		if (answer)
			fclose(answer);
		free(text);
		data += length;
		size -= length;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const ways[])(const uint8_t *data, size_t size) = {
		parse_board, serve_stream, serve_commands, serve_control,
	};

	if (!board.die[0])
		start();
	if (size == 0)
		return 0;
	unsigned int way = data[0] % COUNT_OF(ways);
	if (way) {
		machine_power_cycle();
		stlink_create(&board);
	}
	ways[way](data + 1, size - 1);
	simlog_clear();
	return 0;
}
