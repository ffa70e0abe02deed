#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Random bytes to the ports of a simulator built with sanitizers: ports.py PROGRAM BOARD ROUNDS

Half of them at random, half of them messages of the port with a few bytes changed. Afterwards the program must still
answer on its control connection, and end by "quit" with status 0. Silent if all is well.
"""

import os
import random
import socket
import struct
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(TOP, "tools"))
from simctl import SimError, Simulator  # noqa: E402

LINES = (b"describe chip0", b"fault chip0 io2 open", b"state chip0 erasing 0x1000", b"peek 0x40021000 4",
	b"counters", b"poke 0x20000000 0x12345678", b"fill chip0 0 0 16", b"flip chip0 1 1", b"link cut 3", b"help",
	b"violations", b"uart")
FILES = (b"load", b"save", b"compare", b"run", b"quit")


def stlink_message(rng):
	kind = rng.choice((0, 1, 2, 3, 4, 5, 5, 5, 5, 6, 7))
	if kind != 5:
		return bytes([kind]) + rng.randbytes(rng.randrange(12))
	size = rng.choice((0, 2, 8, 12, 40, 512, 6144, rng.randrange(20000)))
	direction = rng.randrange(3)
	command = bytes([0xF2, rng.choice((0x30, 7, 8, 0x45, 0x46, 0x35, 0x36, 0x3B, 0x51, 0x52, rng.randrange(256)))])
	header = struct.pack("<B3xI", 5, 0x5151) + (command + rng.randbytes(14)) + bytes([direction, 0, 0, 0])
	return header + struct.pack("<I", size) + (rng.randbytes(size) if direction == 0 else b"")


def control_message(rng):
	return rng.choice(LINES) + b"\n"


def clock_message(rng):
	return struct.pack("<Q", rng.choice((0, rng.randrange(1 << 34), rng.randrange(1 << 64), (1 << 64) - 1)))


def spoiled(message, rng):
	"""Some bytes at other values, or cut, or with more behind them."""
	data = bytearray(message)
	for _ in range(rng.randrange(4)):
		if data:
			data[rng.randrange(len(data))] = rng.randrange(256)
	return bytes(data[:rng.randrange(len(data) + 1)]) if rng.random() < 0.2 else bytes(data)


def harmless(data):
	"""Control lines that would touch files or end the program are left out."""
	return not any(word in data for word in FILES)


def throw(port, data):
	"""Send, read what comes within a moment, and hang up."""
	with socket.create_connection(("127.0.0.1", port), 20) as connection:
		connection.settimeout(0.01)
		try:
			connection.sendall(data)
			while connection.recv(65536):
				pass
		except OSError:
			pass


def answers(simulator):
	"""A control connection of its own, because another one is served first."""
	simulator.control.command("time")


def main():
	program, board, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
	rng = random.Random(rounds)
	kept = os.environ.copy()
	os.environ["ASAN_OPTIONS"] = "detect_leaks=0:abort_on_error=0:exitcode=99"
	try:
		with open(os.devnull, "wb") as log:
			simulator = Simulator(program, board, ["--time", "bench", "--clock-port", "0"], log)
			ports = ((simulator.stlink_port, stlink_message), (simulator.clock_port, clock_message))
			for _ in range(rounds):
				for port, message in ports:
					data = rng.randbytes(rng.randrange(200)) if rng.random() < 0.5 else b""
					data += b"".join(spoiled(message(rng), rng) for _ in range(rng.randrange(6)))
					throw(port, data)
				data = spoiled(control_message(rng), rng)
				if harmless(data):
					simulator.control.socket.sendall(data + b"\n")
					while not simulator.control.reader.readline().startswith(("ok", "error")):
						pass
					if b"\n" in data:
						simulator.control.close()
						simulator.control = type(simulator.control)(simulator.control_port)
				answers(simulator)
			status = simulator.stop()
			if status != 0:
				print("the simulator ended with status %s" % status)
	except (SimError, OSError) as error:
		print("the simulator is gone: %s" % error)
	finally:
		os.environ.clear()
		os.environ.update(kept)


main()
