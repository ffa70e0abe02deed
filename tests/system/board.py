# SPDX-License-Identifier: GPL-2.0-or-later
"""Harness of the system tests: a simulated board, the built OpenOCD against it, and TAP output.

A test file defines functions test_*(board) and ends with board.main(globals()). Each function is one TAP line and gets
a fresh board with a blank chip. After each one the simulator's counters of irreversible commands, rule violations and
line contention must be 0, unless the function's attribute "dirty" names those that it expects; where it is a
dictionary, it has for each of them a pattern which the words of every violation or unknown must match. The attribute
"board_name" names another simulated board, "arguments" holds arguments for the simulator.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback

TOP = os.environ.get("XSPI_SRC") or os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ROOT = os.environ.get("XSPI_ROOT") or os.path.join(TOP, "build", "root")
sys.path.insert(0, os.path.join(TOP, "tools"))

from elf32 import load_segments  # noqa: E402, F401
from simctl import SimError, Simulator, die_with_parent  # noqa: E402

SIMULATOR = os.path.join(ROOT, "bin", "stm32xspi-sim")
OPENOCD = os.path.join(ROOT, "bin", "openocd")
BENCH_RUN = os.path.join(ROOT, "bin", "stm32xspi-bench-run")
BENCH_TIME = ("--time", "bench", "--clock-port", "0")
GDB = os.environ.get("GDB") or "gdb-multiarch"
BOARD = "stm32l562-is25lp128f"
CONFIG = "board/st/%s.cfg" % BOARD
EXT_BANK = "ext"
EXT = 0x90000000
EXT_SIZE = 16 * 1024 * 1024
INT = 0x08000000
VERDICT_ADDRESS = 0x20000000
VERDICT_PASS = 0x600DF1A5
SECTOR = 4096
EXAMPLES = os.path.join(ROOT, "share", "stm32xspi", "examples")
EXAMPLE = os.path.join(EXAMPLES, "font.elf")
OPENOCD_LIMIT_S = 180
# How OpenOCD is told which probe to use: arguments before the board file, and behind it. %d is the port.
TRANSPORTS = {
	"dapdirect_swd": ((), ("-c", "st-link backend tcp %d")),
	"hla_swd": (
		("-f", "interface/stlink.cfg", "-c", "transport select hla_swd", "-c", "hla_stlink_backend tcp %d"), ()),
}
NO_SERVERS = "gdb_port disabled; tcl_port disabled; telnet_port disabled"
MUST_BE_ZERO = ("nor.irreversible", "flash.irreversible", "wire.contention", "violation", "unknown")


def write_command(path, offset=0):
	"""flash write_image with erase; a raw binary needs its address."""
	return "flash write_image erase %s%s" % (path, " 0x%x bin" % (EXT + offset) if path.endswith(".bin") else "")


def verify_commands(path, offset=0):
	"""Both ways to verify: through the driver, and through the mapped window, which the driver's probe opens."""
	where = " 0x%x bin" % (EXT + offset) if path.endswith(".bin") else ""
	return "flash verify_image %s%s" % (path, where), "flash probe %s; verify_image %s%s" % (EXT_BANK, path, where)


def erases(board):
	"""Counters of erases, internal and external, that are not 0."""
	return {name: value for name, value in board.counters().items() if ".erase" in name and value}


class Failure(Exception):
	"""A test's expectation was not met."""


class Skip(Exception):
	"""A test cannot run here; the text says why."""


def check(condition, text, *args):
	"""Fail the test with a text unless the condition holds."""
	if not condition:
		raise Failure(text % args if args else text)


class Result:
	"""What an OpenOCD run left: exit status and everything it printed."""

	def __init__(self, status, output):
		self.status = status
		self.output = output

	def good(self):
		check(self.status == 0, "openocd: exit status %s, wanted 0", self.status)
		return self

	def bad(self):
		check(self.status > 0, "openocd: exit status %s, wanted a failure", self.status)
		return self

	def says(self, pattern):
		check(re.search(pattern, self.output), "openocd's output lacks /%s/", pattern)
		return self

	def says_not(self, pattern):
		found = re.search(pattern, self.output)
		check(not found, "openocd's output has \"%s\"", found and found.group(0))
		return self


def models():
	"""The chips that the simulator has, out of its message about one that it has not."""
	said = subprocess.run([SIMULATOR, "--chip", "chip0=none"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
		timeout=OPENOCD_LIMIT_S, check=False).stdout.decode()
	found = re.search(r"known: (.*)", said)
	check(found, "%s does not name its chips: %s", SIMULATOR, said)
	return found.group(1).split()


class Server:
	"""An OpenOCD that stays, with its GDB port open on a free port. Killed at the end of the with block."""

	def __init__(self, board, commands):
		self.board = board
		self.output = ""
		self.process = subprocess.Popen(board.openocd_command(commands, gdb_port="0"), stdin=subprocess.DEVNULL,
			stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=board.folder, preexec_fn=die_with_parent)
		self.reader = threading.Thread(target=self._read, daemon=True)
		self.reader.start()

	def _read(self):
		for line in self.process.stdout:
			self.output += line.decode(errors="replace")

	def wait_for(self, pattern, limit_s=OPENOCD_LIMIT_S):
		"""Wait until the output has the pattern; returns the match."""
		end = time.monotonic() + limit_s
		while True:
			ended = self.process.poll() is not None
			match = re.search(pattern, self.output)
			if match:
				return match
			check(not ended, "openocd ended with status %s before it said /%s/", self.process.returncode, pattern)
			check(time.monotonic() < end, "openocd did not say /%s/ within %d s", pattern, limit_s)
			time.sleep(0.02)

	def gdb_port(self):
		"""The port that OpenOCD has chosen for GDB."""
		return int(self.wait_for(r"[Ll]istening on port (\d+) for gdb").group(1))

	def __enter__(self):
		return self

	def __exit__(self, *_):
		self.process.kill()
		self.process.wait()
		self.reader.join(5)
		self.process.stdout.close()
		self.board.outputs.append(self.output)


class Gdb:
	"""The client's side of GDB's remote protocol, as much as attaching and loading take."""

	def __init__(self, port):
		self.socket = socket.create_connection(("127.0.0.1", port), 10)
		self.socket.settimeout(30)
		self.buffer = b""

	def ask(self, text):
		"""Send a packet (text, or bytes already escaped), return the answer's payload; console output is skipped."""
		body = text.encode() if isinstance(text, str) else text
		self.socket.sendall(b"$%s#%02x" % (body, sum(body) & 0xFF))
		while True:
			packet = self._packet()
			if not (packet.startswith("O") and packet != "OK"):
				return packet

	def _packet(self):
		while True:
			match = re.search(rb"\$([^#]*)#[0-9a-fA-F]{2}", self.buffer)
			if match:
				self.buffer = self.buffer[match.end():]
				self.socket.sendall(b"+")
				return match.group(1).decode(errors="replace")
			part = self.socket.recv(65536)
			check(part, "openocd closed the GDB connection")
			self.buffer += part

	def monitor(self, command):
		"""A "monitor" command: returns what it prints."""
		text = ""
		body = b"qRcmd," + command.encode().hex().encode()
		self.socket.sendall(b"$%s#%02x" % (body, sum(body) & 0xFF))
		while True:
			packet = self._packet()
			if not packet.startswith("O") or packet == "OK":
				return text + (bytes.fromhex(packet).decode(errors="replace") if packet != "OK" else "")
			text += bytes.fromhex(packet[1:]).decode(errors="replace")

	def flash_erase(self, address, size):
		return self.ask("vFlashErase:%x,%x" % (address, size))

	def flash_write(self, address, data):
		escaped = re.sub(rb"[$#}*]", lambda match: b"}" + bytes([match.group(0)[0] ^ 0x20]), data)
		return self.ask(b"vFlashWrite:%x:" % address + escaped)

	def flash_done(self):
		return self.ask("vFlashDone")

	def close(self):
		self.socket.close()


class Board:
	"""A running simulated board, with a scratch folder. Use as a context manager."""

	def __init__(self, name=BOARD, arguments=(), transport="dapdirect_swd"):
		self.transport = transport
		self.config = CONFIG
		self.folder = tempfile.mkdtemp(prefix="xspi-")
		self.outputs = []
		self.uart_file = os.path.join(self.folder, "uart.txt")
		self.log = open(os.path.join(self.folder, "sim.log"), "wb")
		self.sim = None
		try:
			self.sim = Simulator(SIMULATOR, name, ["--uart", self.uart_file, *arguments], self.log)
		except BaseException:
			self.close()
			raise

	def close(self):
		"""Stop the simulator; returns its exit status."""
		status = self.sim.stop() if self.sim else None
		self.sim = None
		self.log.close()
		shutil.rmtree(self.folder, ignore_errors=True)
		return status

	def __enter__(self):
		return self

	def __exit__(self, *_):
		self.close()

	def path(self, name):
		"""A file in the scratch folder."""
		return os.path.join(self.folder, name)

	def write(self, name, data):
		"""Write a scratch file, return its path."""
		with open(self.path(name), "wb") as file:
			file.write(data)
		return self.path(name)

	def read(self, name):
		with open(self.path(name), "rb") as file:
			return file.read()

	# control connection

	def control(self, line):
		"""One control command: (answer lines, text behind ok)."""
		return self.sim.control.command(line)

	def refused(self, line):
		"""Does the simulator answer this command with an error?"""
		try:
			self.control(line)
		except SimError:
			return True
		return False

	def counters(self):
		"""Every counter by name."""
		found = {}
		for line in self.control("counters")[0]:
			name, value = line.split()
			found[name] = int(value)
		return found

	def contents(self, memory="chip0"):
		"""Contents of "chip0" or "flash" (internal) as the simulator holds them."""
		self.control("save %s %s" % (memory, self.path("saved.bin")))
		return self.read("saved.bin")

	def load(self, data, memory="chip0"):
		"""Put contents into a memory behind OpenOCD's back."""
		self.control("load %s %s" % (memory, self.write("loaded.bin", data)))

	def expect(self, pieces, memory="chip0", rest=None):
		"""The memory must hold the pieces [(offset, bytes), ...], and elsewhere what rest holds (default: all 0xFF)."""
		found = self.contents(memory)
		wanted = bytearray(rest if rest is not None else b"\xff" * len(found))
		for offset, data in pieces:
			wanted[offset:offset + len(data)] = data
		if found == wanted:
			return
		check(len(found) == len(wanted), "%s: %d bytes, wanted %d", memory, len(found), len(wanted))
		at = next(i for i in range(len(found)) if found[i] != wanted[i])
		count = sum(a != b for a, b in zip(found, wanted))
		raise Failure("%s differs in %d bytes, first at 0x%x: found %s, wanted %s"
			% (memory, count, at, found[at:at + 8].hex(), bytes(wanted[at:at + 8]).hex()))

	def blank(self):
		"""Make the chip blank behind OpenOCD's back."""
		self.control("fill chip0 0xff")

	def peek(self, address):
		"""A word as the core would see it."""
		return self.sim.peek(address)

	def uart(self):
		"""What the board's serial line has said."""
		if not os.path.exists(self.uart_file):
			return ""
		with open(self.uart_file, encoding="utf-8", errors="replace") as file:
			return file.read()

	def run_until(self, pattern, limit_ms=5000):
		"""Let the board run, in virtual time, until its serial line has said the pattern."""
		for _ in range(0, limit_ms, 50):
			match = re.search(pattern, self.uart())
			if match:
				return match
			self.control("run 50")
		raise Failure("the serial line did not say /%s/ within %d ms: \"%s\"" % (pattern, limit_ms, self.uart()))

	# OpenOCD

	def probe_arguments(self):
		"""OpenOCD's arguments for this board's probe: (those before the board file, those behind it)."""
		port = str(self.sim.stlink_port)
		return [[word.replace("%d", port) for word in words] for words in TRANSPORTS[self.transport]]

	def openocd_command(self, commands, gdb_port="disabled", program=OPENOCD, config=None):
		"""Command line of an OpenOCD; on a board in bench time it gets the board's clock."""
		before, behind = self.probe_arguments()
		return [*([BENCH_RUN, str(self.sim.clock_port)] if self.sim.clock_port else []),
			program, *before, "-f", config or self.config, *behind,
			"-c", "gdb_port %s; tcl_port disabled; telnet_port disabled" % gdb_port,
			*(part for command in commands for part in ("-c", command))]

	def openocd(self, *commands, limit_s=OPENOCD_LIMIT_S):
		"""Run OpenOCD with the board file and these commands, then shutdown."""
		return self.run_openocd(self.openocd_command((*commands, "shutdown")), limit_s)

	def script(self, *commands, limit_s=OPENOCD_LIMIT_S):
		"""The same, with "init" and "reset init" first."""
		return self.openocd("init", "reset init", *commands, limit_s=limit_s)

	def start_openocd(self, command):
		"""Start a command line; finish_openocd() must follow."""
		return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
			cwd=self.folder, start_new_session=True, preexec_fn=die_with_parent)

	def run_openocd(self, command, limit_s):
		"""Run a command line; killed after limit_s."""
		return self.finish_openocd(self.start_openocd(command), limit_s)

	def finish_openocd(self, process, limit_s=OPENOCD_LIMIT_S):
		"""Wait for the end, killing it after limit_s."""
		late = False
		try:
			output = process.communicate(timeout=limit_s)[0]
		except subprocess.TimeoutExpired:
			late = True
			os.killpg(process.pid, signal.SIGKILL)
			output = process.communicate()[0]
		text = output.decode(errors="replace")
		self.outputs.append("$ %s\n%s" % (" ".join(process.args[1:]), text))
		check(not late, "openocd did not end within %d s", limit_s)
		return Result(process.returncode, text)

	def serve(self, *commands, before=()):
		"""An OpenOCD that stays: see Server. Commands run behind "init", those in before ahead of it."""
		return Server(self, (*before, "init", *commands))

	def start_gdb(self, server, *commands, image=EXAMPLE):
		"""gdb in batch mode, connected to a server, with an image; returns the process."""
		settings = ("set confirm off", "set pagination off", "set tcp auto-retry off", "set remotetimeout 60",
			"target extended-remote localhost:%d" % server.gdb_port(), *commands)
		return subprocess.Popen([GDB, "-nx", "-batch", *(part for line in settings for part in ("-ex", line)), image],
			stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=self.folder,
			start_new_session=True, preexec_fn=die_with_parent)

	def end_gdb(self, process, limit_s=OPENOCD_LIMIT_S):
		"""Wait for a gdb; returns a Result with what it said."""
		late = False
		try:
			output = process.communicate(timeout=limit_s)[0]
		except subprocess.TimeoutExpired:
			late = True
			process.kill()
			output = process.communicate()[0]
		text = output.decode(errors="replace")
		self.outputs.append("$ gdb\n%s" % text)
		check(not late, "gdb did not end within %d s", limit_s)
		return Result(process.returncode, text)

	def gdb(self, server, *commands, image=EXAMPLE, limit_s=OPENOCD_LIMIT_S):
		"""Run gdb's commands against a server."""
		return self.end_gdb(self.start_gdb(server, *commands, image=image), limit_s)


def clean(board, dirty):
	"""The counters that must be 0, unless the test expects otherwise."""
	counters = board.counters()
	for name in MUST_BE_ZERO:
		value = counters.get(name, 0)
		if name in dirty:
			pattern = dirty[name] if isinstance(dirty, dict) else ""
			for line in board.control(name + "s")[0] if pattern else ():
				check(re.search(pattern, line), "the simulator counted an unexpected %s: %s", name, line)
			continue
		details = ""
		if value and name in ("violation", "unknown"):
			details = ": " + "; ".join(board.control(name + "s")[0][:4])
		check(value == 0, "the simulator counted %s = %d%s", name, value, details)


def run_one(function, transport, arguments):
	"""Returns (result, diagnostics); result is "ok", "not ok" or "skip"."""
	board = None
	try:
		name = getattr(function, "board_name", BOARD)
		with Board(name, arguments=getattr(function, "arguments", arguments), transport=transport) as board:
			try:
				function(board)
				clean(board, getattr(function, "dirty", ()))
				return "ok", ""
			except Skip as reason:
				return "skip", str(reason)
			except (Failure, SimError) as error:
				place = traceback.extract_tb(error.__traceback__)
				line = next((frame.lineno for frame in place if frame.name == function.__name__), 0)
				text = "line %d: %s\n" % (line, error)
			board.log.flush()
			text += "".join(part[-6000:] for part in board.outputs[-2:])
			return "not ok", text + "simulator's log:\n" + board.read("sim.log")[-2000:].decode(errors="replace")
	except Exception:  # pylint: disable=broad-except
		return "not ok", traceback.format_exc() + "".join((board.outputs if board else [])[-1:])


def main(names, transports=("dapdirect_swd",), arguments=()):
	"""Run a module's test_* functions, or those named on the command line, over each transport; print TAP.

	arguments are the simulator's, for the board that each function gets.
	"""
	signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
	tests = [item for name, item in names.items() if name.startswith("test_") and callable(item)]
	if len(sys.argv) > 1:
		tests = [test for test in tests if test.__name__ in sys.argv[1:]]
	cases = [(test, transport) for transport in transports for test in tests]
	print("1..%d" % len(cases), flush=True)
	failed = 0
	for number, (test, transport) in enumerate(cases, 1):
		start = time.monotonic()
		result, text = run_one(test, transport, arguments)
		where = "" if transport == "dapdirect_swd" and len(transports) == 1 else " over " + transport
		title = "%d - %s%s" % (number, test.__name__[5:].replace("_", " "), where)
		if result == "skip":
			print("ok %s # SKIP %s" % (title, text), flush=True)
			continue
		print("%s %s (%.1f s)" % (result, title, time.monotonic() - start), flush=True)
		if result == "not ok":
			failed += 1
			for line in text.rstrip("\n").split("\n"):
				print("# %s" % line, flush=True)
	sys.exit(1 if failed else 0)
