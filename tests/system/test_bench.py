#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The bench in its short form: it runs, gives the same figures again, and figures that can be true."""

import dataclasses
import os
import sys
import xml.dom.minidom

import board
from board import Skip, check

sys.path.insert(0, os.path.join(board.TOP, "tests", "bench"))
import bench  # noqa: E402
import chart  # noqa: E402

SIZE = 65536
SETUP = bench.Setup(bench.LINKS[0], bench.CHIPS[0])


def scenario(name):
	return next(each for each in bench.SCENARIOS if each.name == name)


def test_rows(fixture):
	if not bench.have_stmqspi():
		raise Skip("no %s to compare with" % bench.STMQSPI_OPENOCD)
	rows = [bench.measure_both(SETUP, each, SIZE)[0] for each in bench.SCENARIOS]
	for row in rows:
		ours, bound, theirs = (float(row[name]) for name in ("ours_s", "bound_s", "stmqspi_s"))
		check(bound < ours < theirs, "%s: bound %.6f s, ours %.6f s, theirs %.6f s",
			row["scenario"], bound, ours, theirs)
		check(ours < 20 * bound, "%s: %.6f s is far from the bound of %.6f s", row["scenario"], ours, bound)
	path = fixture.path("bench.csv")
	bench.write_csv(rows, path)
	with open(path, encoding="utf-8") as file:
		lines = file.read().splitlines()
	check(lines[0] == "scenario,link,chip,board,bytes,ours_s,stmqspi_s,bound_s,host_cpu_s", "columns: %s", lines[0])
	check(len(lines) == 1 + len(rows), "%d lines for %d rows", len(lines), len(rows))
	bars = xml.dom.minidom.parseString(chart.svg(rows)).getElementsByTagName("rect")
	check(len(bars) == 1 + 3 + 3 * len(rows), "%d rectangles for %d rows", len(bars), len(rows))


def test_same_figures_again(fixture):
	each = scenario("erase, write, verify, dirty")
	image = bench.image_of(SIZE)
	runs = [bench.measure(SETUP, each, image, True, fixture.folder) for _ in range(2)]
	check(runs[0].seconds == runs[1].seconds, "%.6f s, then %.6f s", runs[0].seconds, runs[1].seconds)
	check(runs[0].board_s == runs[1].board_s, "whole run: %.6f s, then %.6f s", runs[0].board_s, runs[1].board_s)
	check(runs[0].counters == runs[1].counters, "counters differ")


def test_page_time_counts(fixture):
	"""Where the chip is slower than the link, each page's time shows."""
	each = scenario("write alone, blank")
	image = bench.image_of(SIZE)
	setups = [bench.Setup(bench.LINKS[0], dataclasses.replace(bench.CHIPS[0], page_s=seconds))
		for seconds in (0.6e-3, 0.8e-3)]
	first, second = (bench.measure(setup, each, image, True, fixture.folder).seconds for setup in setups)
	wanted = SIZE / 256 * (setups[1].chip.page_s - setups[0].chip.page_s)
	check(abs(second - first - wanted) < 0.05 * wanted, "0.2 ms more per page took %.6f s more, wanted about %.6f s",
		second - first, wanted)


board.main(globals())
