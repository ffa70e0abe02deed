#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The bench: it gives the same figures again, and figures that can be true; what must be reached is reached.

16 MiB take minutes to simulate: those rows run with STM32XSPI_LONG=1. Without, the same limits are asked of 1 MiB,
which is stricter, because what does not grow with the size weighs more there; and of 16 MiB where that is quick.
"""

import contextlib
import dataclasses
import io
import os
import random
import struct
import sys
import xml.dom.minidom
import zlib

import board
from board import Skip, check

sys.path.insert(0, os.path.join(board.TOP, "tests", "bench"))
import bench  # noqa: E402
import benchdata  # noqa: E402
import chart  # noqa: E402
import goals  # noqa: E402
import report  # noqa: E402
import run  # noqa: E402
import scenarios  # noqa: E402
from model import KIB, KITS, L562, MIB, U5G7, V2, V3, Setup  # noqa: E402
from scenarios import BLANK, DIRTY, GDB_LOAD, HALF, READING, VERIFYING, Job  # noqa: E402

LONG = os.environ.get("STM32XSPI_LONG") == "1"
SETUP = Setup(V3, L562)
# CPU time of a host that does much else at the same time grows; the limit itself is for the bench's --check
HOST_SLACK = 2
# A look at the limits of 16 MiB through 1 MiB
AS_IF = {BLANK: 0.88, DIRTY: 0.92, READING: 0.95}


def need_stmqspi():
	if not run.have_stmqspi():
		raise Skip("no %s to compare with" % run.STMQSPI_OPENOCD)


def measure(jobs):
	"""Rows of jobs; their lines are comments of the test's output."""
	rows, failed = bench.run_all(jobs, 1, say=lambda text: print("# " + text.replace("\n", "\n# "), flush=True))
	check(not failed, "%d of %d jobs failed", failed, len(jobs))
	return rows


def nothing_missed(rows, held=()):
	"""No goal is missed, and those whose words begin with these are among the goals that there are rows for."""
	missed = [(goal, row, value) for goal, row, value in goals.misses(rows)
		if goal is not goals.GOALS[-1] or value > HOST_SLACK * goal.limit]
	check(not missed, "missed: %s", "; ".join("%s: %.3f, wanted %s: %s" % (goal.what, value, goal.wanted(),
		report.place(row)) for goal, row, value in missed))
	for words in held:
		found = [goal for goal in goals.GOALS if goal.what.startswith(words)]
		check(len(found) == 1 and goals.judge(rows, found[0]).count, "no row for \"%s\"", words)


def made_row(scenario, size, seconds, theirs_s=None, setup=SETUP, filled=None, cpu=0.01):
	"""A row as if it had been measured."""
	return goals.Row(Job(setup, scenario, size), size, size if filled is None else filled,
		run.Run(seconds, cpu, seconds, 100), theirs_s)


def test_small_on_each_board(fixture):
	"""All scenarios at 64 KiB: beside stmqspi, and within what can be true."""
	need_stmqspi()
	jobs = scenarios.short_jobs() + [Job(Setup(V3, U5G7), each, 64 * KIB) for each in (BLANK, VERIFYING)]
	rows = measure(jobs)
	nothing_missed(rows, ("any: time over", "any: host CPU"))
	for row in rows:
		check(row.bound() < row.ours.seconds < 20 * row.bound(), "%s: %.6f s, the bound is %.6f s", report.place(row),
			row.ours.seconds, row.bound())
		check(row.bound() < row.theirs_s, "%s: stmqspi took %.6f s, the bound is %.6f s", report.place(row),
			row.theirs_s, row.bound())
	path = fixture.path("bench.csv")
	report.write_csv(rows, path)
	with open(path, encoding="utf-8") as file:
		lines = file.read().splitlines()
	check(lines[0] == "scenario,link,chip,board,bytes,ours_s,stmqspi_s,bound_s,host_cpu_s", "columns: %s", lines[0])
	check(len(lines) == 1 + len(rows), "%d lines for %d rows", len(lines), len(rows))
	known = report.read_stmqspi(path)
	check(set(known.values()) == {round(row.theirs_s, 6) for row in rows}, "read back: %s", known)
	bars = xml.dom.minidom.parseString(chart.svg(rows)).getElementsByTagName("rect")
	check(len(bars) == 1 + 3 + 3 * len(rows), "%d rectangles for %d rows", len(bars), len(rows))


def test_what_must_be_reached(_):
	jobs = [Job(SETUP, each, MIB, False) for each in (BLANK, DIRTY, READING, HALF)]
	jobs += [Job(Setup(V3, L562, 8 * KIB), READING, MIB, False)]
	jobs += [Job(Setup(V3, kit), VERIFYING, 16 * MIB, False) for kit in KITS]
	rows = measure(jobs)
	nothing_missed(rows, ("blank, random, 1 MiB", "verify 16 MiB", "dump, half", "dump, work area 8 KiB",
		"any: host CPU"))
	for row in rows:
		if row.size == MIB and not row.job.setup.work_area and row.job.scenario in AS_IF:
			wanted = AS_IF[row.job.scenario]
			check(row.reached() >= wanted, "%s: %.3f of the bound, wanted %.2f", report.place(row), row.reached(),
				wanted)


def test_slow_link(_):
	need_stmqspi()
	nothing_missed(measure([Job(Setup(V2, L562), each, 64 * KIB) for each in (DIRTY, HALF)]), ("any: time over",))


def test_whole_table(_):
	if not LONG:
		raise Skip("STM32XSPI_LONG=1 runs it: most of an hour")
	need_stmqspi()
	nothing_missed(measure(scenarios.jobs_of("long")), [goal.what for goal in goals.GOALS])


def test_a_miss_is_seen(_):
	"""Each goal has made rows that meet it and miss it."""
	bound = SETUP.write_s(16 * MIB, 16 * MIB)
	verify_s = 16 * MIB / min(0.9 * 27.5e6 / 2, 55e6 * 4 / 12)
	small = Setup(V3, L562, 8 * KIB)
	link_s = MIB / V3.rate()
	full = made_row(READING, MIB, 1)
	pairs = {
		"blank, random, 16 MiB": lambda bad: [made_row(BLANK, 16 * MIB, bound / (0.94 if bad else 0.96))],
		"blank, random, 1 MiB": lambda bad: [made_row(BLANK, MIB, bound / 16 / (0.87 if bad else 0.89))],
		"dirty": lambda bad: [made_row(DIRTY, 16 * MIB, (38.4 + bound) / (0.91 if bad else 0.93))],
		"verify": lambda bad: [made_row(VERIFYING, 16 * MIB, verify_s * (1.01 if bad else 0.99))],
		"dump, work area >=": lambda bad: [made_row(READING, 16 * MIB, 16 * link_s / (0.94 if bad else 0.96))],
		"dump, half": lambda bad: [full, made_row(HALF, MIB, 0.56 if bad else 0.54, filled=MIB // 2)],
		"dump, work area 8 KiB": lambda bad: [made_row(READING, MIB, link_s / (0.59 if bad else 0.61), setup=small)],
		"any: time": lambda bad: [made_row(DIRTY, MIB, 4, 3.99 if bad else 4.01)],
		"any: host": lambda bad: [made_row(DIRTY, MIB, 4, cpu=0.41 if bad else 0.39)],
	}
	for goal in goals.GOALS:
		rows, = [rows for words, rows in pairs.items() if goal.what.startswith(words)]
		check([found[0] for found in goals.misses(rows(True))] == [goal], "\"%s\": the miss is not seen", goal.what)
		check(not goals.misses(rows(False)), "\"%s\": missed although it is met", goal.what)
		check(not goals.judge(rows(True), goal).met() and goals.judge(rows(False), goal).met(), "%s: verdict",
			goal.what)
		check("MISSED" in "\n".join(report.results(rows(True))), "\"%s\": the miss is not said", goal.what)


def exit_of_bench(*words):
	"""What bench.py prints, and its exit: None or words."""
	said, old = io.StringIO(), sys.argv
	sys.argv = ["bench.py", *words]
	try:
		with contextlib.redirect_stdout(said):
			bench.main()
		return said.getvalue(), None
	except SystemExit as end:
		return said.getvalue(), end.code
	finally:
		sys.argv = old


def test_check_fails_if_something_is_missed(fixture):
	words = ("--short", "--only", "verify, page", "--check", "--output", fixture.path("out"))
	said, code = exit_of_bench(*words)
	check(code is None and " ok " in said, "exit %s:\n%s", code, said)
	host = goals.GOALS[-1]
	goals.GOALS = (*goals.GOALS[:-1], dataclasses.replace(host, limit=0))
	report.GOALS = goals.GOALS
	try:
		said, code = exit_of_bench(*words)
	finally:
		goals.GOALS = report.GOALS = (*goals.GOALS[:-1], host)
	check(code == "bench: 1 values are missed" and "MISSED" in said, "exit %s:\n%s", code, said)


def test_same_figures_again(_):
	image = benchdata.make("random", 64 * KIB)
	first, second = (run.measure(SETUP, DIRTY, image, True) for _ in range(2))
	for name in ("seconds", "board_s", "transactions"):
		check(getattr(first, name) == getattr(second, name), "%s: %s, then %s", name, first, second)


def test_page_time_counts(_):
	"""Where the chip is slower than the link, each page's time shows."""
	image = benchdata.make("random", 64 * KIB)
	first, second = (run.measure(SETUP.with_page(page_s), BLANK, image, True).seconds for page_s in (0.6e-3, 0.8e-3))
	wanted = 256 * 0.2e-3
	check(abs(second - first - wanted) < 0.05 * wanted, "0.2 ms more per page took %.6f s more, wanted about %.6f s",
		second - first, wanted)


def png(colour, lines, palette=b""):
	"""A PNG file of lines that are already filtered, 8 bits a sample."""
	def chunk(name, data):
		return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

	width = (len(lines[0]) - 1) // benchdata.CHANNELS[colour]
	return (benchdata.PNG_SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", width, len(lines), 8, colour, 0, 0, 0))
		+ (chunk(b"PLTE", palette) if palette else b"") + chunk(b"IDAT", zlib.compress(b"".join(lines)))
		+ chunk(b"IEND", b""))


def filtered(kind, line, above, step):
	"""A line as a PNG file has it, by the specification's formulas."""
	out = [kind]
	for i, value in enumerate(line):
		left, corner = (line[i - step], above[i - step]) if i >= step else (0, 0)
		up, estimate = above[i], left + above[i] - corner
		nearest = sorted((left, up, corner), key=lambda each: abs(estimate - each))[0]
		out.append((value - (0, left, up, (left + up) // 2, nearest)[kind]) & 0xFF)
	return bytes(out)


def test_pictures_are_read_right(_):
	dice = random.Random(3)
	for colour, step in benchdata.CHANNELS.items():
		rows, above, lines = [dice.randbytes(7 * step) for _ in range(10)], bytes(7 * step), []
		for number, row in enumerate(rows):
			lines.append(filtered(number % 5, row, above, step))
			above = row
		palette = dice.randbytes(768)
		found = list(benchdata.pixels(png(colour, lines, palette if colour == 3 else b"")))
		flat = b"".join(rows)
		wanted = [flat[i:i + 3] if step >= 3 else flat[i:i + 1] * 3 for i in range(0, len(flat), step)]
		if colour == 3:
			wanted = [palette[3 * index:3 * index + 3] for index in flat]
		check([bytes(pixel) for pixel in found] == wanted, "colour type %d: other pixels", colour)
	check(benchdata.rgb565(png(2, [b"\x00\xff\x80\x08\x01\x02\x03"])) == b"\x01\xfc\x00\x00", "RGB565 is wrong")
	picture = benchdata.make("picture", 0)
	check(len(picture) == 713 * 624 * 2, "the picture has %d bytes", len(picture))
	check(benchdata.filled(b"\xff" * 700 + b"\x00" + b"\xff" * 100) == 256, "blank pages are counted wrong")


def test_bounds(_):
	"""By hand from the formulas of doc/bench.md."""
	rate = 6144 / (2 * 125e-6 + 6144 / 1.05e6 + 138 / 24e6)
	check(abs(V3.rate() - rate) < 1, "stlink-v3: %.0f B/s, wanted %.0f", V3.rate(), rate)
	rate = 6144 / (2 * 1e-3 + 6144 / 130e3 + 138 / 4e6)
	check(abs(V2.rate() - rate) < 1, "stlink-v2: %.0f B/s, wanted %.0f", V2.rate(), rate)
	page = 0.4e-3 + (8 + 8 + 24 + 512 + 16) / 27.5e6
	wanted = 4096 * page + MIB * 2 / 27.5e6
	found = SETUP.with_page(0.4e-3).write_s(MIB, MIB)
	check(abs(found - wanted) < 1e-9, "write: %.6f s, wanted %.6f", found, wanted)
	for size, seconds in ((64 * KIB, 0.15), (65 * KIB, 0.15 + 0.07), (100 * KIB, 0.15 + 0.15), (96 * KIB, 0.15 + 0.1),
			(16 * MIB, 38.4)):
		check(abs(L562.chip.erase(size) - seconds) < 1e-9, "erase %d: %.3f s, wanted %.3f", size, L562.chip.erase(size),
			seconds)
	check(U5G7.chip.erase(64 * MIB) == 150, "erase of the whole chip: %.1f s", U5G7.chip.erase(64 * MIB))
	check(GDB_LOAD.bound(SETUP, MIB, MIB) == 2.4 + SETUP.write_s(MIB, MIB), "the bound of GDB's load")


if __name__ == "__main__":
	board.main(globals())
