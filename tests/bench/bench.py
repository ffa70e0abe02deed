#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Speed of the stm32xspi driver against stmqspi and against the physical bound, in virtual time.

usage: bench.py [--short|--long] [--only WORD] [--output FOLDER]

The same simulated board, link, chip and clocks for both: this tree's openocd with stm32xspi, and the distribution's
openocd with its own stmqspi. Each figure comes from a fresh board in bench time, so it is the same to the microsecond
on every machine. Writes FOLDER/bench.csv, bench.svg and bench.png (default: bench/ in the build folder) and prints a
table. doc/bench.md says what is measured, and how the bound is computed. --only takes the scenarios whose name has the
word, --long adds those with 16 MiB.
"""

import argparse
import csv
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(TOP, "tests", "system"))

import benchdata  # noqa: E402
import board  # noqa: E402
import chart  # noqa: E402
from board import BENCH_TIME, Board, EXT, check  # noqa: E402

STMQSPI_OPENOCD = "/usr/bin/openocd"
STMQSPI_CONFIG = os.path.join(TOP, "tests", "bench", "stmqspi-l562.cfg")
ADAPTER_KHZ = 24000
COLUMNS = ("scenario", "link", "chip", "board", "bytes", "ours_s", "stmqspi_s", "bound_s", "host_cpu_s")
RUN_LIMIT_S = 3600


@dataclass
class Link:
	"""A debug probe of the simulator: what its memory commands cost. doc/simulator.md has the same table."""
	name: str
	transaction_s: float	# of a USB command with its answer
	bytes_per_s: float		# of memory data, at most
	swd_hz: float			# of what the probe makes of ADAPTER_KHZ
	block: int = 6144		# bytes that one command moves
	word_clocks: int = 46	# SWD clocks of one access, turn-arounds included

	def rate(self):
		"""B/s of full blocks: the command with its data, then the command that asks for its status."""
		data = max(self.block / self.bytes_per_s, self.block / 4 * self.word_clocks / self.swd_hz)
		return self.block / (2 * self.transaction_s + data + 3 * self.word_clocks / self.swd_hz)


@dataclass
class Chip:
	"""A flash chip: times of the simulated model, and the clocks that a page, a read and a status take on the bus."""
	name: str
	page_s: float
	page: int = 256
	erase_unit: int = 65536
	erase_s: float = 0.15
	bus_hz: float = 27.5e6
	program_clocks: float = 8 + (8 + 24 + 256 * 2) + 16		# write enable; 1-1-4 page program; one status read
	read_clocks_per_byte: float = 2							# four lines


@dataclass
class Setup:
	"""What a scenario runs on."""
	link: Link
	chip: Chip
	core_hz: float = 55e6
	board: str = board.BOARD
	work_area: int = 0			# bytes; 0: as the board file says

	def program_s(self, size):
		pages = -(-size // self.chip.page)
		return pages * (self.chip.page_s + self.chip.program_clocks / self.chip.bus_hz)

	def bus_s(self, size):
		return size * self.chip.read_clocks_per_byte / self.chip.bus_hz

	def link_s(self, size):
		return size / self.link.rate()

	def hash_s(self, size):
		"""A hash pass: at bus speed, or as fast as a core can take words that cost it 12 clocks each."""
		return max(self.bus_s(size), size / (self.core_hz * 4 / 12))

	def erase_s(self, size):
		return -(-size // self.chip.erase_unit) * self.chip.erase_s

	def write_s(self, size):
		"""Program and read back; the chip and its bus are used by one thing at a time, the link works meanwhile."""
		return max(self.link_s(size), self.program_s(size) + self.bus_s(size))


@dataclass
class Scenario:
	"""One row: commands, what the chip holds before, the bound. Ours verifies as it writes; stmqspi has to be told."""
	name: str
	ours: tuple
	theirs: tuple
	bound: object			# function of (setup, bytes)
	before: str = "blank"	# "blank", "dirty": other data in the range, "image": the image itself
	data: str = "random"	# see benchdata.py
	after: str = "image"	# "image", "blank" or "file": what was read is the image


WRITE, WRITE_ERASE = "flash write_image {image} {base} bin", "flash write_image erase {image} {base} bin"
VERIFY = "flash verify_image {image} {base} bin"
READ = "flash read_bank ext {out} 0 {size}"
ERASE = "flash erase_address {base} {size}"

SCENARIOS = (
	Scenario("write and verify, blank", (WRITE,), (WRITE, VERIFY), lambda s, n: s.write_s(n)),
	Scenario("write alone, blank", (WRITE,), (WRITE,), lambda s, n: s.write_s(n)),
	Scenario("erase, write, verify, dirty", (WRITE_ERASE,), (WRITE_ERASE, VERIFY),
		lambda s, n: s.erase_s(n) + s.write_s(n), before="dirty"),
	Scenario("erase, dirty", (ERASE,), (ERASE,), lambda s, n: s.erase_s(n), before="dirty", after="blank"),
	Scenario("verify", (VERIFY,), (VERIFY,), lambda s, n: s.hash_s(n), before="image"),
	Scenario("read", (READ,), (READ,), lambda s, n: max(s.link_s(n), s.bus_s(n)), before="image", after="file"),
	Scenario("read, half of it blank", (READ,), (READ,), lambda s, n: max(s.link_s(n / 2), s.bus_s(n)),
		before="image", after="file", data="half"),
)
ERASE_CHECK = Scenario("erase check of the chip", ("flash erase_check ext",), ("flash erase_check ext",),
	lambda s, n: s.bus_s(n), before="image")
REAL_DATA = tuple(Scenario("erase, write, verify, dirty, " + kind, (WRITE_ERASE,), (WRITE_ERASE, VERIFY),
	lambda s, n: s.erase_s(n) + s.write_s(n), before="dirty", data=kind) for kind in ("picture", "font", "firmware"))

LINKS = (
	Link("stlink-v3", transaction_s=125e-6, bytes_per_s=1.05e6, swd_hz=24e6),
	Link("stlink-v2", transaction_s=1e-3, bytes_per_s=130e3, swd_hz=4e6),
)
CHIPS = (Chip("is25lp128f", page_s=0.2e-3), Chip("is25lp128f", page_s=0.4e-3))
WORK_AREAS = (8 << 10, 32 << 10, 192 << 10)
CHIP_SIZE = 16 << 20


@dataclass
class Run:
	"""One OpenOCD on one fresh board."""
	seconds: float
	host_cpu_s: float
	board_s: float			# virtual time of the whole run
	counters: dict = field(default_factory=dict)


def board_file(folder, setup):
	"""The board of the installed tree with this page time; returns its path."""
	source = os.path.join(board.ROOT, "share", "stm32xspi", "boards", setup.board + ".board")
	path = os.path.join(folder, "bench.board")
	with open(source, encoding="utf-8") as file:
		text = file.read()
	text, count = re.subn(r"(?m)^(chip\s.*)$", r"\1\npage_us %d" % round(setup.chip.page_s * 1e6), text)
	check(count == 1, "%s: %d chips, wanted 1", source, count)
	with open(path, "w", encoding="utf-8") as file:
		file.write(text)
	return path


def prepare(target, scenario, image):
	if scenario.before == "dirty":
		target.load(random.Random(7).randbytes(len(image)))
	elif scenario.before == "image":
		target.load(image)


def examine(target, scenario, image):
	if scenario.after == "file":
		check(target.read("out.bin") == image, "what was read is not what the chip held")
	else:
		target.expect([(0, image)] if scenario.after == "image" else [])
	for name in ("nor.irreversible", "wire.contention"):
		check(target.counters().get(name, 0) == 0, "the simulator counted %s", name)


def measure(setup, scenario, image, ours, folder):
	"""Run one scenario with one OpenOCD."""
	name = board_file(folder, setup)
	with Board(name, BENCH_TIME + ("--probe", setup.link.name)) as target:
		prepare(target, scenario, image)
		words = {"image": target.write("image.bin", image), "out": target.path("out.bin"), "base": "0x%x" % EXT,
			"size": str(len(image))}
		timed = [command.format(**words) for command in (scenario.ours if ours else scenario.theirs)]
		program, config = (board.OPENOCD, board.CONFIG) if ours else (STMQSPI_OPENOCD, STMQSPI_CONFIG)
		area = []
		if setup.work_area:
			area = ["foreach t [target names] { $t configure -work-area-size %d }" % setup.work_area]
		command = target.openocd_command((*area, "init", "reset init", "adapter speed %d" % ADAPTER_KHZ,
			"flash probe ext",
			"set start [clock microseconds]", *timed, "echo \"took [expr {[clock microseconds] - $start}] us\"",
			"shutdown"), program=program, config=config)
		output, cpu = run_openocd(command, target.folder)
		examine(target, scenario, image)
		took = re.search(r"(?m)^took (\d+) us$", output)
		check(took, "openocd did not say how long it took:\n%s", output)
		return Run(int(took.group(1)) / 1e6, cpu, target.sim.microseconds() / 1e6, target.counters())


def run_openocd(command, folder):
	"""Returns output and CPU seconds; raises Failure unless it succeeds."""
	with open(os.path.join(folder, "openocd.log"), "w+b") as log:
		process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, cwd=folder,
			preexec_fn=board.die_with_parent)
		watch = threading.Timer(RUN_LIMIT_S, process.kill)
		watch.start()
		_, status, usage = os.wait4(process.pid, 0)
		process.returncode = os.waitstatus_to_exitcode(status)
		watch.cancel()
		log.seek(0)
		output = log.read().decode(errors="replace")
	check(process.returncode == 0, "openocd: exit status %s\n%s", process.returncode, output)
	return output, usage.ru_utime + usage.ru_stime


def have_stmqspi():
	return os.access(STMQSPI_OPENOCD, os.X_OK)


def image_of(size, kind="random"):
	return benchdata.make(kind, size)


def size_words(size):
	return "%d MiB" % (size >> 20) if size >= 1 << 20 else "%d KiB" % (size >> 10)


def measure_both(setup, scenario, size, compare=True):
	"""Returns a row as a dictionary by COLUMNS, and both runs (None: no stmqspi)."""
	runs = []
	for ours in (True, False):
		if not ours and not (compare and have_stmqspi()):
			runs.append(None)
			continue
		with tempfile.TemporaryDirectory(prefix="xspi-") as folder:
			runs.append(measure(setup, scenario, image_of(size, scenario.data), ours, folder))
	area = ", work area %d KiB" % (setup.work_area >> 10) if setup.work_area else ""
	row = {
		"scenario": "%s, page %.1f ms%s" % (scenario.name, setup.chip.page_s * 1e3, area), "link": setup.link.name,
		"chip": setup.chip.name, "board": setup.board, "bytes": size, "ours_s": "%.6f" % runs[0].seconds,
		"stmqspi_s": "%.6f" % runs[1].seconds if runs[1] else "",
		"bound_s": "%.6f" % scenario.bound(setup, size), "host_cpu_s": "%.2f" % runs[0].host_cpu_s,
	}
	return row, runs


def describe(row, runs):
	ours, bound = float(row["ours_s"]), float(row["bound_s"])
	words = ["%-9s %-56s %7s" % (row["link"], row["scenario"], size_words(row["bytes"])),
		"ours %8.3f s %6.0f kB/s" % (ours, row["bytes"] / ours / 1e3)]
	if row["stmqspi_s"]:
		theirs = float(row["stmqspi_s"])
		words.append("stmqspi %8.3f s %6.0f kB/s %5.2f x" % (theirs, row["bytes"] / theirs / 1e3, theirs / ours))
	words.append("bound %8.3f s, reached %4.2f of it" % (bound, bound / ours))
	words.append("%4.1f link transactions/KiB" % (runs[0].counters["link.transactions"] * 1024 / row["bytes"]))
	words.append("host CPU %.2f s of %.1f s" % (runs[0].host_cpu_s, runs[0].board_s))
	return "; ".join(words)


def find(*names):
	return [each for each in SCENARIOS if each.name in names]


def jobs_of(extent):
	"""What is measured: (setup, scenario, bytes, with stmqspi); extent "short", "normal" or "long"."""
	v3, v2 = LINKS
	fast, slow = CHIPS
	jobs = [(Setup(v3, fast), each, 65536, True) for each in SCENARIOS]
	if extent == "short":
		return jobs
	jobs += [(Setup(link, fast), each, 1 << 20, True) for link in LINKS for each in SCENARIOS]
	jobs += [(Setup(v2, fast), each, 65536, True) for each in SCENARIOS]
	jobs += [(Setup(v3, slow), each, 1 << 20, True) for each in SCENARIOS[:3]]
	jobs += [(Setup(v3, fast), each, benchdata.SIZES[each.data], True) for each in REAL_DATA]
	jobs += [(Setup(v3, fast), ERASE_CHECK, CHIP_SIZE, True)]
	jobs += [(Setup(v3, fast, work_area=area), each, 1 << 20, False) for area in WORK_AREAS
		for each in find("write and verify, blank", "verify", "read")]
	if extent == "long":
		jobs += [(Setup(v3, fast), each, CHIP_SIZE, False) for each in SCENARIOS if each.name != "write alone, blank"]
		jobs += [(Setup(v2, fast), each, CHIP_SIZE, False) for each in find("erase, write, verify, dirty")]
	return jobs


def run_all(jobs, say=print):
	"""Measure; returns rows."""
	rows = []
	with ThreadPoolExecutor(os.cpu_count()) as pool:
		for row, runs in pool.map(lambda job: measure_both(*job), jobs):
			rows.append(row)
			say(describe(row, runs))
	return rows


def write_csv(rows, path):
	with open(path, "w", newline="", encoding="utf-8") as file:
		writer = csv.DictWriter(file, COLUMNS)
		writer.writeheader()
		writer.writerows(rows)


def main():
	parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
	parser.add_argument("--short", dest="extent", action="store_const", const="short", help="64 KiB on one board alone")
	parser.add_argument("--long", dest="extent", action="store_const", const="long", help="16 MiB, too")
	parser.add_argument("--only", default="", help="scenarios whose name has this")
	parser.add_argument("--output", default=os.path.join(os.environ.get("XSPI_BUILD",
		os.path.join(TOP, "build")), "bench"))
	options = parser.parse_args()

	if not have_stmqspi():
		print("bench: no %s: install the package openocd for the comparison with stmqspi" % STMQSPI_OPENOCD)
	try:
		rows = run_all([job for job in jobs_of(options.extent or "normal") if options.only in job[1].name],
			lambda text: print(text, flush=True))
	except (board.Failure, board.SimError) as error:
		sys.exit("bench: %s" % error)
	os.makedirs(options.output, exist_ok=True)
	write_csv(rows, os.path.join(options.output, "bench.csv"))
	pictures = chart.write(rows, os.path.join(options.output, "bench"))
	print("bench: %s/bench.csv, %s" % (options.output, ", ".join(map(os.path.basename, pictures))))


if __name__ == "__main__":
	main()
