// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * The process: options, sockets, and the loop that serves them. In interactive time virtual time keeps up with the wall
 * clock; in bench time it goes on by what clients do and by nothing else.
 */

#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "board.h"
#include "clockport.h"
#include "control.h"
#include "link/probes.h"
#include "link/stlink.h"
#include "machine.h"
#include "net.h"
#include "sim.h"
#include "simclock.h"
#include "uart.h"

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION		"unversioned"
#endif

#define DEFAULT_BOARD		"stm32l562-is25lp128f"
#define LONGEST_LINE		4096
#define SLICE_PS			(200 * SIM_PS_PER_US)		/* executed between looks at the wall clock */
#define TURN_WALL_PS		(SIM_PS_PER_MS / 2)			/* executed between looks at the sockets */

static volatile sig_atomic_t stop_signal;

static void on_signal(int number)
{
	stop_signal = number;
}

/* ---- options ---- */

struct options {
	const char *board, *probe, *uart;
	const char *chips[BOARD_MAX_CHIPS];		/* "chip0=MODEL" */
	unsigned int chip_count;
	uint16_t stlink_port, control_port;
};

static bool bench_time;

static void usage(FILE *out)
{
	fputs("usage: stm32xspi-sim [OPTION]...\n"
		"Simulates an STM32 board with SPI NOR flash and an ST-Link, which OpenOCD debugs over TCP:\n"
		"  openocd -f interface/stlink-dap.cfg -c \"st-link backend tcp PORT\" -c \"transport select dapdirect_swd\"\n"
		"\n"
		"  -b, --board NAME|FILE     board to simulate; default " DEFAULT_BOARD "\n"
		"  -p, --probe NAME          stlink-v2, stlink-v3 or ideal, instead of the board file's\n"
		"  -m, --chip NAME=MODEL     another model of a chip than the board file's: chip0=is25lp064\n"
		"  -s, --stlink-port N       TCP port of the ST-Link; default 7184; 0: any free port\n"
		"  -c, --control-port N      TCP port of the control connection; default 7185; 0: any free port\n"
		"  -t, --time MODE           interactive (default): never lags the wall clock; bench: goes on by nothing but\n"
		"                            link, control commands, and sleeping of a program run by stm32xspi-bench-run\n"
		"  -k, --clock-port N        TCP port of the clock in bench time; default 7186; 0: any free port\n"
		"  -u, --uart FILE           write what the board's serial line says to FILE; default: to stdout\n"
		"  -v, --verbose             log to stderr; more with each -v\n"
		"  -l, --list-boards         list the boards that --board knows by name, and end\n"
		"  -h, --help                show this, and end\n"
		"  -V, --version             show the version, and end\n"
		"\n"
		"When ready it prints one line with the ports to stdout. It ends by SIGTERM, SIGINT or the control command\n"
		"quit.\n"
		"Exit status: 0 ended when told to, 1 an error, 2 wrong usage.\n", out);
}

static int wrong_usage(void)
{
	fputs("stm32xspi-sim --help shows the options\n", stderr);
	return 2;
}

static int port_number(const char *option, const char *text, uint16_t *port)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (*text && !*end && n <= 65535) {
		*port = (uint16_t)n;
		return 0;
	}
	fprintf(stderr, "stm32xspi-sim: %s '%s' is not a port number from 0 to 65535\n", option, text);
	return -1;
}

static int time_mode(const char *text)
{
	bench_time = strcmp(text, "bench") == 0;
	if (bench_time || strcmp(text, "interactive") == 0)
		return 0;
	fprintf(stderr, "stm32xspi-sim: --time '%s' is not known; there are interactive and bench\n", text);
	return -1;
}

static int probe_name_is_known(const char *text)
{
	if (probe_find(text))
		return 0;
	fprintf(stderr, "stm32xspi-sim: --probe '%s' is not known; there are", text);
	for (unsigned int i = 0; probe_name(i); i++)
		fprintf(stderr, "%s %s", i ? "," : "", probe_name(i));
	fputc('\n', stderr);
	return -1;
}

static int keep_chip(struct options *options, const char *text)
{
	const char *model = strchr(text, '=');

	if (!model || model == text || !model[1]) {
		fprintf(stderr, "stm32xspi-sim: --chip '%s' is not a chip's name and a model, such as chip0=is25lp064\n", text);
		return -1;
	}
	if (options->chip_count == COUNT_OF(options->chips)) {
		fprintf(stderr, "stm32xspi-sim: --chip '%s' is one more than the %zu chips that a board can have\n", text,
			COUNT_OF(options->chips));
		return -1;
	}
	options->chips[options->chip_count++] = text;
	return 0;
}

/** @returns -1 to go on, else the exit status */
static int parse_options(int argc, char **argv, struct options *options)
{
	static const struct option names[] = {
		{ "board", required_argument, NULL, 'b' }, { "probe", required_argument, NULL, 'p' },
		{ "chip", required_argument, NULL, 'm' },		{ "stlink-port", required_argument, NULL, 's' },
		{ "control-port", required_argument, NULL, 'c' }, { "uart", required_argument, NULL, 'u' },
		{ "time", required_argument, NULL, 't' }, { "clock-port", required_argument, NULL, 'k' },
		{ "verbose", no_argument, NULL, 'v' }, { "list-boards", no_argument, NULL, 'l' },
		{ "help", no_argument, NULL, 'h' }, { "version", no_argument, NULL, 'V' }, { NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "b:p:m:s:c:k:t:u:vlhV", names, NULL)) != -1) {
		switch (option) {
		case 'b':
			options->board = optarg;
			break;
		case 'p':
			if (probe_name_is_known(optarg) < 0)
				return wrong_usage();
			options->probe = optarg;
			break;
		case 'm':
			if (keep_chip(options, optarg) < 0)
				return wrong_usage();
			break;
		case 's':
			if (port_number("--stlink-port", optarg, &options->stlink_port) < 0)
				return wrong_usage();
			break;
		case 'c':
			if (port_number("--control-port", optarg, &options->control_port) < 0)
				return wrong_usage();
			break;
		case 't':
			if (time_mode(optarg) < 0)
				return wrong_usage();
			break;
		case 'k':
			if (port_number("--clock-port", optarg, &clockport.port) < 0)
				return wrong_usage();
			break;
		case 'u':
			options->uart = optarg;
			break;
		case 'v':
			sim_verbose++;
			break;
		case 'l':
			return board_list() < 0 ? 1 : 0;
		case 'h':
			usage(stdout);
			return 0;
		case 'V':
			puts("stm32xspi-sim " PACKAGE_VERSION);
			return 0;
		default:
			return wrong_usage();
		}
	}
	if (optind < argc) {
		fprintf(stderr, "stm32xspi-sim: '%s' is not an option\n", argv[optind]);
		return wrong_usage();
	}
	return -1;
}

/* ---- interactive time: virtual time goes on at least as fast as wall time ---- */

static uint64_t wall_ps(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * SIM_PS_PER_S + (uint64_t)now.tv_nsec * SIM_PS_PER_NS;
}

/** Points of both clocks that belong together. What the link lets pass counts: being ahead is allowed. */
static struct {
	uint64_t wall, virtual;
} paired;

static void sync_clocks(void)
{
	paired.wall = wall_ps();
	paired.virtual = sim_now();
}

/** @returns true if virtual time has caught up with what the wall clock showed at the call */
static bool keep_up(void)
{
	if (bench_time)
		return true;

	const uint64_t wall = wall_ps();
	const uint64_t until = paired.virtual + (wall - paired.wall);

	while (sim_now() < until) {
		uint64_t behind = until - sim_now();
		machine_advance(machine_core_running() && behind > SLICE_PS ? SLICE_PS : behind);
		if (wall_ps() - wall > TURN_WALL_PS)
			return false;
	}
	paired.wall = wall;
	paired.virtual = sim_now();
	return true;
}

/** @returns how long the loop may wait for the sockets */
static int wait_ms(bool caught_up)
{
	uint64_t next = sim_timer_next();

	if (bench_time)
		return -1;
	if (!caught_up)
		return 0;
	if (machine_core_executing())
		return 1;
	if (next == UINT64_MAX)
		return 50;
	uint64_t ms = (next > sim_now() ? next - sim_now() : 0) / SIM_PS_PER_MS + 1;
	return ms > 50 ? 50 : (int)ms;
}

/* ---- connections ---- */

static struct net_port stlink = {
	.what = "the ST-Link", .option = "--stlink-port", .listener = -1, .client = -1,
};
static struct net_port control = {
	.what = "the control connection", .option = "--control-port", .listener = -1, .client = -1,
};

static void serve_stlink(void)
{
	static uint8_t reply[STLINK_MAX_REPLY];

	if (!net_read(&stlink))
		return;
	for (;;) {
		int length = stlink_request_length(stlink.input, stlink.have);
		if (length < 0) {
			sim_violation("link", "request with unknown first byte 0x%02x or impossible size", stlink.input[0]);
			net_drop_client(&stlink);
			return;
		}
		if (length == 0 || stlink.have < (size_t)length)
			return;
		int answer = stlink_serve(stlink.input, reply);
		if (answer < 0) {
			net_drop_client(&stlink);
			return;
		}
		net_consume(&stlink, (size_t)length);
		clockport_publish();
		if (!net_send(&stlink, reply, (size_t)answer))
			return;
	}
}

/** @returns false if the simulator shall end */
static bool serve_line(size_t length)
{
	char line[LONGEST_LINE + 1];
	char *text = NULL;
	size_t size = 0;

	memcpy(line, control.input, length);
	line[length] = '\0';
	net_consume(&control, length);

	FILE *answer = open_memstream(&text, &size);
	if (!answer)
		return true;
	bool go_on = control_command(line, answer);
	fclose(answer);
	clockport_publish();
	net_send(&control, text, size);
	free(text);
	return go_on;
}

static bool serve_control(void)
{
	static const char too_long[] = "error the line is too long\n";
	uint8_t *end;

	if (!net_read(&control))
		return true;
	while (control.client >= 0 && (end = memchr(control.input, '\n', control.have))) {
		if (!serve_line((size_t)(end - control.input) + 1))
			return false;
	}
	if (control.client >= 0 && control.have == control.room) {
		net_send(&control, too_long, sizeof(too_long) - 1);
		net_drop_client(&control);
	}
	return true;
}

/** In bench time a debugger without the clock would measure and wait in wall time: its figures would mean nothing. */
static void accept_debugger(void)
{
	if (!net_accept(&stlink))
		return;
	if (bench_time && clockport.client < 0) {
		fprintf(stderr, "stm32xspi-sim: a debugger that does not use the simulator's clock was turned away; in bench "
			"time start it with: stm32xspi-bench-run %u COMMAND\n", clockport.port);
		net_drop_client(&stlink);
		return;
	}
	stlink_connect();
}

static int waits_for(const struct net_port *port)
{
	return port->client >= 0 ? port->client : port->listener;
}

/** Wait for something to do, and do it. @returns false if the simulator shall end */
static bool serve(int timeout_ms)
{
	struct pollfd fds[] = {
		{ .fd = waits_for(&stlink), .events = POLLIN },
		{ .fd = waits_for(&control), .events = POLLIN },
		{ .fd = waits_for(&clockport), .events = POLLIN },		/* without bench time -1, which poll() leaves out */
	};

	if (poll(fds, COUNT_OF(fds), timeout_ms) <= 0)
		return true;
	/* what has passed while we waited comes before what is asked for now */
	keep_up();
	if (fds[2].revents)
		clockport_serve();
	if (fds[0].revents) {
		if (stlink.client >= 0)
			serve_stlink();
		else
			accept_debugger();
	}
	if (fds[1].revents) {
		if (control.client < 0)
			net_accept(&control);
		else
			return serve_control();
	}
	return true;
}

static void loop(void)
{
	sync_clocks();
	while (!stop_signal && serve(wait_ms(keep_up())))
		;
}

/* ---- start and end ---- */

/** The chip that --chip names gets its model; what the file says about wires and contents stays. */
static int change_chip(struct board *board, const char *text)
{
	size_t length = (size_t)(strchr(text, '=') - text);
	const char *model = text + length + 1;

	for (unsigned int i = 0; i < board->chip_count; i++) {
		struct board_chip *chip = &board->chip[i];
		if (strlen(chip->name) != length || strncmp(chip->name, text, length) != 0)
			continue;
		if (strlen(model) >= sizeof(chip->model)) {
			fprintf(stderr, "stm32xspi-sim: --chip '%s': the model's name is too long\n", text);
			return -1;
		}
		memcpy(chip->model, model, strlen(model) + 1);
		chip->where[0] = '\0';
		return 0;
	}
	fprintf(stderr, "stm32xspi-sim: --chip '%s': board %s has no such chip; it has", text, board->name);
	for (unsigned int i = 0; i < board->chip_count; i++)
		fprintf(stderr, "%s %s", i ? "," : "", board->chip[i].name);
	fputs(board->chip_count ? "\n" : " none\n", stderr);
	return -1;
}

static int read_board(const struct options *options, struct board *board)
{
	if (board_load(options->board, board) < 0)
		return -1;
	if (options->probe)
		snprintf(board->probe, sizeof(board->probe), "%s", options->probe);
	for (unsigned int i = 0; i < options->chip_count; i++) {
		if (change_chip(board, options->chips[i]) < 0)
			return -1;
	}
	return 0;
}

static int start(const struct options *options)
{
	static struct board board;

	stlink.port = options->stlink_port;
	control.port = options->control_port;
	if (read_board(options, &board) < 0)
		return -1;
	if (uart_open(options->uart) < 0 || machine_create(&board) < 0)
		return -1;
	stlink_create(&board);
	if (net_listen(&stlink, STLINK_MAX_REQUEST) < 0 || net_listen(&control, LONGEST_LINE) < 0)
		return -1;
	if (bench_time && clockport_open() < 0)
		return -1;
	machine_start();
	printf("stm32xspi-sim: ready, board %s, st-link tcp %u, control tcp %u", board.name, stlink.port, control.port);
	if (bench_time)
		printf(", clock tcp %u", clockport.port);
	putchar('\n');
	fflush(stdout);
	return 0;
}

int main(int argc, char **argv)
{
	struct options options = { .board = DEFAULT_BOARD, .stlink_port = 7184, .control_port = 7185 };
	struct sigaction action = { .sa_handler = on_signal };
	int status = parse_options(argc, argv, &options);

	if (status >= 0)
		return status;
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	signal(SIGPIPE, SIG_IGN);

	status = start(&options) < 0 ? 1 : 0;
	if (status == 0)
		loop();
	net_close(&stlink);
	net_close(&control);
	clockport_close();
	uart_close();
	return status;
}
