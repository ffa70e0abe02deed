# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs one scenario with one OpenOCD on a fresh simulated board in bench time, and looks what the chip holds then."""

import hashlib
import json
import os
import random
import re
import subprocess
import tempfile
import threading
import time
from dataclasses import asdict, dataclass, replace

import benchdata
import board
from board import BENCH_TIME, EXT, Board, check
from images import write_elf

STMQSPI_OPENOCD = "/usr/bin/openocd"
ADAPTER_KHZ = 24000
RUN_LIMIT_S = 3600
# Stack, entry, a branch to itself
CODE = bytes.fromhex("00000120 09000008 fee7fee7")
STAMP = "echo \"stamp [clock microseconds]\""


@dataclass
class Run:
	"""What one OpenOCD took."""
	seconds: float			# virtual, from the first flash command to the end of the last
	host_cpu_s: float		# of the whole openocd process
	board_s: float			# virtual time of the whole run
	transactions: int		# of the link, in the whole run


def have_stmqspi():
	return os.access(STMQSPI_OPENOCD, os.X_OK)


def board_file(folder, setup):
	"""The board of the installed tree with this page time; returns its path."""
	source = os.path.join(board.ROOT, "share", "stm32xspi", "boards", setup.kit.name + ".board")
	path = os.path.join(folder, "bench.board")
	with open(source, encoding="utf-8") as file:
		text = file.read()
	text, count = re.subn(r"(?m)^(chip\s.*)$", r"\1\npage_us %d" % round(setup.kit.chip.page_s * 1e6), text)
	check(count == 1, "%s: %d chips, wanted 1", source, count)
	with open(path, "w", encoding="utf-8") as file:
		file.write(text)
	return path


def prepare(target, before, image):
	if before == "dirty":
		target.load(random.Random(7).randbytes(len(image)))
	elif before == "image":
		target.load(image)


def examine(target, after, image):
	if after == "file":
		check(target.read("out.bin") == image, "what was read is not what the chip held")
	else:
		target.expect([(0, image)] if after == "image" else [])
	for name in ("nor.irreversible", "wire.contention"):
		check(target.counters().get(name, 0) == 0, "the simulator counted %s", name)


def openocd_arguments(target, setup, ours, commands, gdb_port="disabled"):
	"""OpenOCD up to the point from which time counts, with the commands behind it."""
	program, config = (board.OPENOCD, setup.kit.config()) if ours else (STMQSPI_OPENOCD, setup.kit.stmqspi)
	area, clock = [], [] if ours else ["octospi_clock"]
	if setup.work_area:
		area = ["foreach t [target names] { $t configure -work-area-size %d }" % setup.work_area]
	command = target.openocd_command((*area, "init", "reset init", "adapter speed %d" % ADAPTER_KHZ, "flash probe ext",
		*clock, *commands), gdb_port=gdb_port, program=program, config=config)
	at = command.index("-f")
	return [*command[:at], *(("-f", setup.kit.before) if setup.kit.before else ()), *command[at:]]


def wait4(process):
	"""@returns CPU seconds of a process that has ended, or will"""
	_, status, usage = os.wait4(process.pid, 0)
	process.returncode = os.waitstatus_to_exitcode(status)
	return usage.ru_utime + usage.ru_stime


def run_openocd(command, folder, client=None):
	"""Run OpenOCD, and a client that talks to it and ends it. @returns output and CPU seconds of OpenOCD"""
	with open(os.path.join(folder, "openocd.log"), "w+b") as log:
		process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, cwd=folder,
			preexec_fn=board.die_with_parent)
		watch = threading.Timer(RUN_LIMIT_S, process.kill)
		watch.start()
		try:
			if client:
				client(log.name)
		except BaseException:
			process.kill()
			raise
		finally:
			cpu = wait4(process)
			watch.cancel()
		log.seek(0)
		output = log.read().decode(errors="replace")
	check(process.returncode == 0, "openocd: exit status %s\n%s", process.returncode, output)
	return output, cpu


def gdb_port(log, limit_s=60):
	"""The port for GDB, when OpenOCD has said it."""
	end = time.monotonic() + limit_s
	while time.monotonic() < end:
		with open(log, encoding="utf-8", errors="replace") as file:
			text = file.read()
		found = re.search(r"[Ll]istening on port (\d+) for gdb", text)
		if found:
			return int(found.group(1))
		time.sleep(0.02)
	raise board.Failure("openocd did not open a port for gdb within %d s:\n%s" % (limit_s, text))


def load_with_gdb(image, log):
	"""GDB's load of an ELF file with a stamp before and after it; it ends OpenOCD."""
	lines = ("set confirm off", "set pagination off", "set tcp auto-retry off", "set remotetimeout 600",
		"target extended-remote localhost:%d" % gdb_port(log), "monitor " + STAMP, "load", "monitor " + STAMP,
		"monitor shutdown")
	said = subprocess.run([board.GDB, "-nx", "-batch", *(part for line in lines for part in ("-ex", line)), image],
		stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=RUN_LIMIT_S,
		check=False).stdout.decode(errors="replace")
	check("Transfer rate" in said, "gdb could not load:\n%s", said)


def stamps(output):
	"""Seconds between the first and the last stamp."""
	found = [int(text) for text in re.findall(r"(?m)^stamp (\d+)$", output)]
	check(len(found) == 2, "openocd did not say how long it took:\n%s", output)
	return (found[1] - found[0]) / 1e6


def run_commands(target, setup, ours, commands, image):
	"""@returns output and CPU seconds"""
	words = {"image": target.write("image.bin", image), "out": target.path("out.bin"), "base": "0x%x" % EXT,
		"size": str(len(image))}
	timed = [command.format(**words) for command in commands]
	return run_openocd(openocd_arguments(target, setup, ours, (STAMP, *timed, STAMP, "shutdown")), target.folder)


def run_gdb(target, setup, ours, image):
	"""The same by GDB's load. It looks at the halted core, which finds something that makes sense in internal flash."""
	target.load(CODE, "flash")
	write_elf(target.path("image.elf"), [(EXT, image)])
	return run_openocd(openocd_arguments(target, setup, ours, (), gdb_port="0"), target.folder,
		lambda log: load_with_gdb(target.path("image.elf"), log))


def identity(setup, scenario, image, ours):
	"""Everything that a run's virtual time depends on, as a hash: programs, board, link, commands, data."""
	program, config = ((board.OPENOCD, os.path.join(board.ROOT, "share/openocd/scripts", setup.kit.config())) if ours
		else (STMQSPI_OPENOCD, setup.kit.stmqspi))
	setup = replace(setup, kit=replace(setup.kit, stmqspi="", before=os.path.basename(setup.kit.before)))
	whole = hashlib.sha256(repr((setup, scenario.ours if ours else scenario.theirs, scenario.before,
		scenario.after)).encode())
	for name in (program, config, board.SIMULATOR):
		with open(name, "rb") as file:
			whole.update(hashlib.sha256(file.read()).digest())
	whole.update(image)
	return whole.hexdigest()


class NotStored(Exception):
	"""A run that is not to be made now."""


class Store:
	"""Runs that were made before, in a file: the same programs with the same data take the same virtual time."""

	def __init__(self, path, complete=False):
		self.path, self.lock, self.runs = path, threading.Lock(), {}
		self.complete = complete		# no other runs are wanted
		if os.path.exists(path):
			with open(path, encoding="utf-8") as file:
				self.runs = {key: Run(**values) for key, values in map(json.loads, file)}

	def get(self, key):
		return self.runs.get(key)

	def put(self, key, run):
		with self.lock, open(self.path, "a", encoding="utf-8") as file:
			self.runs[key] = run
			file.write(json.dumps((key, asdict(run))) + "\n")


def measure(setup, scenario, image, ours, store=None):
	"""Run one scenario with one OpenOCD, or find it in the store."""
	key = identity(setup, scenario, image, ours) if store else None
	run = store.get(key) if store else None
	if not run:
		if store and store.complete:
			raise NotStored()
		run = measure_now(setup, scenario, image, ours)
		if store:
			store.put(key, run)
	return run


def measure_now(setup, scenario, image, ours):
	"""Run one scenario with one OpenOCD."""
	commands = scenario.ours if ours else scenario.theirs
	with tempfile.TemporaryDirectory(prefix="xspi-") as folder, \
			Board(board_file(folder, setup), BENCH_TIME + ("--probe", setup.link.name)) as target:
		prepare(target, scenario.before, image)
		output, cpu = run_commands(target, setup, ours, commands, image) if commands else run_gdb(target, setup, ours,
			image)
		examine(target, scenario.after, image)
		return Run(stamps(output), cpu, target.sim.microseconds() / 1e6, target.counters()["link.transactions"])
