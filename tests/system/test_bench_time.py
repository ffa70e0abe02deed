#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Bench time: the same commands take the same virtual time to the microsecond, whatever the host does meanwhile."""

import random
import re
import subprocess
import threading
import time

import board
from board import BENCH_RUN, BENCH_TIME, Board, OPENOCD, check

DATA = random.Random(5).randbytes(24576)
GDB_STAMP = "monitor echo \"stamp [clock microseconds]\""
STAMP = "echo \"stamp [clock microseconds]\""


def run(image_commands):
	"""Program in bench time; returns the stamps that OpenOCD's own clock gave, and the board's time at the end."""
	with Board(arguments=BENCH_TIME) as timed:
		path = timed.write("image.bin", DATA)
		commands = [command % path if "%s" in command else command for command in image_commands]
		output = timed.script(STAMP, *commands, STAMP).good().output
		timed.expect([(0, DATA)])
		board.clean(timed, ())
		return [int(stamp) for stamp in re.findall(r"^stamp (\d+)$", output, re.M)], timed.sim.microseconds()


def test_same_time_under_load(_):
	commands = ["flash write_image erase %s 0x90000000 bin", STAMP, "sleep 30", STAMP, "verify_image %s 0x90000000 bin"]
	quiet = run(commands)
	busy = threading.Event()

	def spin():
		while not busy.is_set():
			pass

	threads = [threading.Thread(target=spin, daemon=True) for _ in range(3)]
	for thread in threads:
		thread.start()
	try:
		loaded = run(commands)
	finally:
		busy.set()
	check(quiet == loaded, "virtual times differ: %s on a quiet host, %s on a loaded one", quiet, loaded)
	check(len(quiet[0]) == 4, "%d stamps, wanted 4", len(quiet[0]))
	slept = quiet[0][2] - quiet[0][1]
	check(30000 <= slept < 40000, "\"sleep 30\" took %d us", slept)


def test_waiting_of_the_host_costs_nothing(_):
	commands = ["flash write_image erase %s 0x90000000 bin", "%s", "flash verify_image %s 0x90000000 bin"]
	plain = run([commands[0], "expr 1", commands[2]])
	delayed = run([commands[0], "exec sleep 0.3", commands[2]])
	check(plain == delayed, "virtual times differ: %s, and %s with 0.3 s of wall time spent in between", plain, delayed)


def load_with_gdb(spinning):
	"""Virtual time that GDB's "load" takes, in us; with other work on the host if wanted."""
	busy = threading.Event()

	def spin():
		while not busy.is_set():
			pass

	threads = [threading.Thread(target=spin, daemon=True) for _ in range(3 if spinning else 0)]
	for thread in threads:
		thread.start()
	try:
		with Board(arguments=BENCH_TIME) as timed, timed.serve("reset init", "flash probe ext") as server:
			said = timed.gdb(server, GDB_STAMP, "load", GDB_STAMP).good().says(r"Transfer rate").output
			first, last = (int(stamp) for stamp in re.findall(r"(?m)^stamp (\d+)$", said))
			board.clean(timed, ())
			return last - first
	finally:
		busy.set()


def test_gdb_within_one_percent(_):
	quiet, loaded = load_with_gdb(False), load_with_gdb(True)
	check(abs(quiet - loaded) <= 0.01 * quiet, "GDB's load took %d us on a quiet host, %d us on a loaded one", quiet,
		loaded)


def test_long_sleep_takes_no_wall_time(_):
	with Board(arguments=BENCH_TIME) as timed:
		start = time.monotonic()
		timed.openocd("init", "sleep 20000").good()
		wall = time.monotonic() - start
		check(timed.sim.microseconds() >= 20000000, "20 s of sleeping took %d us", timed.sim.microseconds())
		check(wall < 15, "20 s of sleeping in virtual time took %.1f s of wall time", wall)


def test_two_programs_one_after_the_other(_):
	with Board(arguments=BENCH_TIME) as timed:
		timed.openocd("init").good()
		before = timed.sim.microseconds()
		timed.openocd("init").good()
		check(timed.sim.microseconds() > before, "time did not go on with the second program")


def test_debugger_without_the_clock_is_turned_away(_):
	with Board(arguments=BENCH_TIME) as timed:
		command = timed.openocd_command(("init", "shutdown"))
		check(command[0] == BENCH_RUN, "the command is %s", command[0])
		timed.run_openocd(command[2:], 60).bad()
		timed.log.flush()
		said = timed.read("sim.log").decode()
		check("stm32xspi-bench-run %d COMMAND" % timed.sim.clock_port in said, "the simulator said: %s", said)


def test_no_simulator_in_bench_time(interactive):
	check(interactive.sim.clock_port == 0, "a clock port without bench time")
	result = subprocess.run([BENCH_RUN, str(interactive.sim.control_port), OPENOCD, "--version"], capture_output=True,
		timeout=60, check=False)
	check(result.returncode == 1 and b"clock" in result.stderr, "status %d, \"%s\"", result.returncode, result.stderr)
	result = subprocess.run([BENCH_RUN, "1", OPENOCD, "--version"], capture_output=True, timeout=60, check=False)
	check(result.returncode == 1 and b"stm32xspi-sim --time bench" in result.stderr, "status %d, \"%s\"",
		result.returncode, result.stderr)


board.main(globals())
