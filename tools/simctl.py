#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Talks to a running stm32xspi-sim over its control connection; as a module also starts and stops one.

usage: stm32xspi-simctl PORT COMMAND [ARGUMENT...]

Sends one command line and prints the answer; "help" lists the commands. Exit status 0 if the answer is "ok".
"""

import ctypes
import os
import re
import select
import signal
import socket
import subprocess
import sys
import time

READY = re.compile(r"^stm32xspi-sim: ready, board (\S+), st-link tcp (\d+), control tcp (\d+)(?:, clock tcp (\d+))?$")
START_LIMIT_S = 20
ANSWER_LIMIT_S = 120


class SimError(Exception):
	"""The simulator refused a command, did not start or went away."""


class Control:
	"""One control connection: command lines out; answer lines back, the last one "ok ..." or "error ..."."""

	def __init__(self, port, limit_s=ANSWER_LIMIT_S):
		self.socket = socket.create_connection(("127.0.0.1", port), limit_s)
		self.socket.settimeout(limit_s)
		self.reader = self.socket.makefile("r", encoding="utf-8", errors="replace", newline="\n")

	def command(self, line):
		"""Send a command; returns (answer lines, text behind "ok"). Raises SimError on "error" or a lost connection."""
		try:
			self.socket.sendall(line.encode() + b"\n")
			lines = []
			while True:
				answer = self.reader.readline()
				if not answer:
					raise SimError("%s: the simulator closed the control connection" % line)
				answer = answer.rstrip("\r\n")
				if answer == "ok" or answer.startswith("ok "):
					return lines, answer[3:]
				if answer == "error" or answer.startswith("error "):
					raise SimError("%s: %s" % (line, "; ".join([answer[6:]] + lines)))
				lines.append(answer)
		except OSError as error:
			raise SimError("%s: %s" % (line, error)) from error

	def close(self):
		self.reader.close()
		self.socket.close()


def die_with_parent():
	"""In the child: be killed when the parent dies, however it dies (PR_SET_PDEATHSIG)."""
	ctypes.CDLL(None).prctl(1, signal.SIGKILL)


class Simulator:
	"""A simulator process on free ports. Use as a context manager; it is always stopped."""

	def __init__(self, program, board, arguments=(), log=None):
		self.control = None
		command = [program, "--board", board, "--stlink-port", "0", "--control-port", "0", *arguments]
		self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log,
			preexec_fn=die_with_parent)
		try:
			self.board, self.stlink_port, self.control_port, self.clock_port = self._ready(" ".join(command))
			self.control = Control(self.control_port)
		except BaseException:
			self.stop()
			raise

	def _ready(self, command):
		"""Wait for the line that names the ports."""
		end = time.monotonic() + START_LIMIT_S
		text = b""
		while time.monotonic() < end:
			if not select.select([self.process.stdout], [], [], 0.1)[0]:
				continue
			part = os.read(self.process.stdout.fileno(), 4096)
			text += part
			for line in text.decode(errors="replace").splitlines():
				match = READY.match(line)
				if match:
					return match.group(1), int(match.group(2)), int(match.group(3)), int(match.group(4) or 0)
			if not part:
				raise SimError("%s: ended with status %d before it was ready" % (command, self.process.wait()))
		raise SimError("%s: no ready line within %d s" % (command, START_LIMIT_S))

	def microseconds(self):
		"""Virtual time since the start."""
		return int(self.control.command("time")[1].split()[0])

	def peek(self, address):
		"""A 32-bit word as the core would see it."""
		return int(self.control.command("peek 0x%08x" % address)[0][0].split(":")[1], 16)

	def stop(self):
		"""Ask it to quit, kill it if it does not. Returns its exit status."""
		if self.control:
			try:
				self.control.socket.settimeout(5)
				self.control.command("quit")
			except SimError:
				pass
			self.control.close()
			self.control = None
		else:
			self.process.terminate()
		try:
			self.process.wait(5)
		except subprocess.TimeoutExpired:
			self.process.kill()
			self.process.wait()
		self.process.stdout.close()
		return self.process.returncode

	def __enter__(self):
		return self

	def __exit__(self, *_):
		self.stop()


def main(arguments):
	if arguments[:1] in (["--help"], ["-h"]):
		print(__doc__.strip())
		return 0
	if len(arguments) < 2 or not arguments[0].isdigit():
		print(__doc__.strip(), file=sys.stderr)
		return 2
	try:
		control = Control(int(arguments[0]))
		lines, last = control.command(" ".join(arguments[1:]))
	except (SimError, OSError) as error:
		print("stm32xspi-simctl: %s" % error, file=sys.stderr)
		return 1
	for line in lines + ([last] if last else []):
		print(line)
	return 0


if __name__ == "__main__":
	sys.exit(main(sys.argv[1:]))
