#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Programs the example on the simulated board with the built OpenOCD, lets it run, and says what happened.

usage: show_example.py [--root DIR]

The last part of quickstart. Exit status 0 only if OpenOCD succeeded, both memories hold the image byte for byte as the
simulator has them, and the firmware found its external data right (serial line and verdict word in RAM).
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

from elf32 import load_segments
from simctl import SimError, Simulator, die_with_parent

BOARD = "stm32l562-is25lp128f"
CONFIG = "board/st/%s.cfg" % BOARD
# What the board has where: name for people, name on the control connection, base, size.
MEMORIES = (
	("internal flash", "flash", 0x08000000, 512 * 1024),
	("external flash", "chip0", 0x90000000, 16 * 1024 * 1024),
)
VERDICT_ADDRESS = 0x20000000
VERDICT_PASS = 0x600DF1A5
# openocd's servers: nothing turns them off in the README's command.
SERVER_PORTS = ((3333, "GDB"), (4444, "telnet"), (6666, "Tcl"))
OPENOCD_LIMIT_S = 120
RUN_LIMIT_MS = 10000


def say(text=""):
	print(text, flush=True)


def check_ports():
	"""Raise OSError with the cause if openocd could not open its servers."""
	for port, what in SERVER_PORTS:
		with socket.socket() as probe:
			probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
			try:
				probe.bind(("127.0.0.1", port))
			except OSError as error:
				raise OSError("TCP port %d, where openocd serves %s, cannot be opened: %s; is another openocd running?"
					% (port, what, error.strerror)) from error


def program(sim, root, elf):
	"""Run OpenOCD with the README's command; its output goes straight through. Returns its exit status."""
	command = [os.path.join(root, "bin", "openocd"), "-f", CONFIG, "-c", "st-link backend tcp %d" % sim.stlink_port,
		"-c", "program %s verify reset exit" % elf]
	say("$ openocd -f %s -c \"%s\" -c \"%s\"" % (CONFIG, command[4], command[6]))
	process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.STDOUT, preexec_fn=die_with_parent)
	try:
		return process.wait(OPENOCD_LIMIT_S)
	except subprocess.TimeoutExpired:
		process.kill()
		process.wait()
		say("openocd did not end within %d s and was stopped" % OPENOCD_LIMIT_S)
		return -1


def serial_line(sim, path):
	"""Let the board run until the firmware's last line, at most RUN_LIMIT_MS of virtual time. Returns what it said."""
	text = ""
	for _ in range(0, RUN_LIMIT_MS, 50):
		if os.path.exists(path):
			with open(path, encoding="utf-8", errors="replace") as file:
				text = file.read()
		if re.search(r"(?m)^(PASS|FAIL.*)\r?\n", text):
			break
		sim.control.command("run 50")
	return text


def compare(sim, segments, folder):
	"""Compare each segment with the simulator's own memory. Returns [(text, good)] for the summary."""
	rows = []
	for address, data in segments:
		home = next(((name, key, base) for name, key, base, size in MEMORIES if base <= address < base + size), None)
		if home is None:
			rows.append(("%-15s 0x%08x  %8d B  no such memory on this board" % ("?", address, len(data)), False))
			continue
		name, key, base = home
		path = os.path.join(folder, "segment.bin")
		with open(path, "wb") as file:
			file.write(data)
		try:
			sim.control.command("compare %s %s 0x%x" % (key, path, address - base))
			verdict, good = "equal to the image, byte for byte", True
		except SimError as error:
			verdict, good = str(error).split(": ", 1)[1], False
		rows.append(("%-15s 0x%08x  %8d B  %s" % (name, address, len(data), verdict), good))
	return rows


def show(root, folder):
	elf = os.path.join(root, "share", "stm32xspi", "examples", "font.elf")
	uart = os.path.join(folder, "uart.txt")
	segments = load_segments(elf)
	total = sum(len(data) for _, data in segments)
	check_ports()

	with open(os.path.join(folder, "sim.log"), "wb") as log, \
			Simulator(os.path.join(root, "bin", "stm32xspi-sim"), BOARD, ["--uart", uart], log) as sim:
		say("simulated board %s: st-link on tcp port %d, control on tcp port %d"
			% (sim.board, sim.stlink_port, sim.control_port))
		say()
		before, wall = sim.microseconds(), time.monotonic()
		status = program(sim, root, elf)
		spent, wall = sim.microseconds() - before, time.monotonic() - wall
		say()
		say("The board's serial line:")
		text = serial_line(sim, uart)
		for line in text.splitlines():
			say("  " + line)
		verdict = sim.peek(VERDICT_ADDRESS)
		rows = compare(sim, segments, folder)

	says_pass = re.search(r"(?m)^PASS\r?$", text) is not None
	results = [
		("openocd: exit status %d" % status, status == 0),
		*rows,
		("firmware: %s on the serial line" % ("PASS" if says_pass else "no PASS"), says_pass),
		("firmware: verdict word 0x%08x in RAM, wanted 0x%08x" % (verdict, VERDICT_PASS), verdict == VERDICT_PASS),
	]
	say()
	say("Summary of programming %s:" % os.path.relpath(elf))
	for row, good in results:
		say("  %-4s %s" % ("ok" if good else "BAD", row))
	say("  %d B programmed and verified in %.2f s on the board (%.1f KiB/s); %.1f s of wall time"
		% (total, spent / 1e6, total / 1024 / (spent / 1e6) if spent else 0, wall))
	return all(good for _, good in results)


def main(arguments):
	root = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "build", "root")
	if len(arguments) == 2 and arguments[0] == "--root":
		root = os.path.abspath(arguments[1])
	elif arguments:
		print(__doc__.strip(), file=sys.stderr)
		return 2
	folder = tempfile.mkdtemp(prefix="xspi-")
	try:
		good = show(root, folder)
	except (SimError, OSError, ValueError) as error:
		say("quickstart: %s" % error)
		good = False
	if not good and os.path.exists(os.path.join(folder, "sim.log")):
		with open(os.path.join(folder, "sim.log"), encoding="utf-8", errors="replace") as file:
			for line in file.read().splitlines()[-20:]:
				say("  sim: " + line)
	shutil.rmtree(folder, ignore_errors=True)
	return 0 if good else 1


if __name__ == "__main__":
	sys.exit(main(sys.argv[1:]))
