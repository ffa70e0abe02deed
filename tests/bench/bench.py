#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Speed of the stm32xspi driver against stmqspi and against the physical bound, in virtual time.

usage: bench.py [--short|--long] [--check] [--doc] [--only WORD] [--resume|--stored] [--stmqspi CSV] [--jobs N]
                [--output FOLDER]

The same simulated board, link, chip and clocks for both: this tree's openocd with stm32xspi, and the distribution's
openocd with its own stmqspi. Each figure comes from a fresh board in bench time, so it is the same to the microsecond
on every machine. Prints a line per row and what must be reached, writes FOLDER/bench.csv, bench.svg and bench.png
(default: bench/ in the build folder). doc/bench.md says what is measured, and how the bound is computed.
"""

import argparse
import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(TOP, "tests", "system"))

import benchdata  # noqa: E402
import board  # noqa: E402
import chart  # noqa: E402
import goals  # noqa: E402
import report  # noqa: E402
import run  # noqa: E402
import scenarios  # noqa: E402

DOC = os.path.join(TOP, "doc")


def measure_row(job, known, store):
	"""Run a job's one or two OpenOCDs; known has times of stmqspi by (scenario, link, board, bytes)."""
	image = benchdata.make(job.scenario.data, job.size)
	row = goals.Row(job, len(image), benchdata.filled(image), run.measure(job.setup, job.scenario, image, True,
		store))
	row.theirs_s = (known or {}).get((job.words(), job.setup.link.name, job.setup.kit.name, len(image)))
	if job.compare and not row.theirs_s and run.have_stmqspi():
		row.theirs_s = run.measure(job.setup, job.scenario, image, False, store).seconds
	return row


def try_row(job, known, store):
	"""The row, or the error that kept it from being measured."""
	try:
		return measure_row(job, known, store)
	except (board.Failure, board.SimError, OSError, run.NotStored) as error:
		return error


def run_all(jobs, threads, known=None, store=None, say=print):
	"""Measure; returns rows and the number of jobs that failed."""
	rows, failed = [], 0
	with ThreadPoolExecutor(threads) as pool:
		for job, row in zip(jobs, pool.map(lambda job: try_row(job, known, store), jobs)):
			if isinstance(row, goals.Row):
				rows.append(row)
				say(report.describe(row))
			elif not isinstance(row, run.NotStored):
				failed += 1
				say("FAILED: %s: %s" % (job.words(), row))
	return rows, failed


def arguments():
	parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
	parser.add_argument("--short", dest="extent", action="store_const", const="short", help="64 KiB on one board alone")
	parser.add_argument("--long", dest="extent", action="store_const", const="long", help="16 MiB, too")
	parser.add_argument("--only", default="", help="rows whose words have this, link and board included")
	parser.add_argument("--check", action="store_true", help="fail if something that must be reached is missed")
	parser.add_argument("--doc", action="store_true", help="put tables and chart into doc/")
	parser.add_argument("--resume", action="store_true", help="go on with an interrupted run: what the same programs"
		" have done with the same data is taken from its runs.json")
	parser.add_argument("--stored", action="store_true", help="the same, and leave out what is not there")
	parser.add_argument("--stmqspi", metavar="CSV", help="take stmqspi's times from this earlier bench.csv; they do not"
		" change with this tree's driver")
	parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="how many rows at a time")
	parser.add_argument("--output", default=os.path.join(os.environ.get("XSPI_BUILD",
		os.path.join(TOP, "build")), "bench"))
	return parser.parse_args()


def words(job):
	size = report.size_words(job.size) if job.size else "own size"
	return " ".join((job.words(), size, job.setup.link.name, job.setup.kit.name))


def write(rows, options):
	"""All files; returns their names."""
	report.write_csv(rows, os.path.join(options.output, "bench.csv"))
	pictures = chart.write(rows, os.path.join(options.output, "bench"))
	if options.doc:
		report.write_doc(rows, os.path.join(DOC, "bench.md"))
		for picture in pictures:
			shutil.copy(picture, DOC)
	return ["bench.csv", *map(os.path.basename, pictures)]


def main():
	options = arguments()
	if not run.have_stmqspi():
		print("bench: no %s: install the package openocd for the comparison with stmqspi" % run.STMQSPI_OPENOCD)
	jobs = [job for job in scenarios.jobs_of(options.extent or "normal") if options.only in words(job)]
	if not jobs:
		sys.exit("bench: no row has \"%s\"" % options.only)
	known = report.read_stmqspi(options.stmqspi) if options.stmqspi else None
	os.makedirs(options.output, exist_ok=True)
	runs = os.path.join(options.output, "runs.json")
	if not (options.resume or options.stored) and os.path.exists(runs):
		os.remove(runs)
	rows, failed = run_all(jobs, options.jobs, known, run.Store(runs, options.stored),
		lambda text: print(text, flush=True))
	print("\n".join(report.results(rows)))
	print("bench: %s: %s" % (options.output, ", ".join(write(rows, options))))
	if failed:
		sys.exit("bench: %d of %d rows could not be measured" % (failed, len(jobs)))
	if options.check and goals.misses(rows):
		sys.exit("bench: %d values are missed" % len(goals.misses(rows)))


if __name__ == "__main__":
	main()
