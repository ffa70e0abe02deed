# SPDX-License-Identifier: GPL-2.0-or-later
"""The bench's rows as text: lines for the terminal, CSV, tables for doc/bench.md."""

import csv

import goals
from goals import COLUMNS, GOALS
from model import KIB, MIB

BEGIN, END = "<!-- Made by bench.py --doc: -->\n", "<!-- end -->\n"


def size_words(size):
	for unit, name in ((MIB, "MiB"), (KIB, "KiB")):
		if size % unit == 0:
			return "%d %s" % (size // unit, name)
	return "%d B" % size


def describe(row):
	"""A line for the terminal."""
	setup, ours = row.job.setup, row.ours
	words = ["%-11s %-9s %-56s %8s" % (setup.kit.chip.name, setup.link.name, row.job.words(), size_words(row.size)),
		"ours %8.3f s %6.0f kB/s" % (ours.seconds, row.rate() / 1e3)]
	if row.theirs_s:
		words.append("stmqspi %8.3f s %6.0f kB/s, theirs / ours %5.2f" % (row.theirs_s, row.size / row.theirs_s / 1e3,
			row.faster()))
	words.append("bound %8.3f s, reached %4.2f of it" % (row.bound(), row.reached()))
	words.append("%4.1f link transactions/KiB" % (ours.transactions * KIB / row.size))
	words.append("host CPU %.2f s of %.1f s" % (ours.host_cpu_s, ours.board_s))
	return "; ".join(words)


def place(row):
	return "%s, %s, %s, %s" % (row.job.words(), size_words(row.size), row.job.setup.kit.chip.name,
		row.job.setup.link.name)


def results(rows):
	"""Lines: each goal, wanted, reached by the worst row, ok or missed; then all that is missed."""
	lines = ["", "%-70s %8s %8s" % ("what must be reached", "wanted", "reached")]
	for result in (goals.judge(rows, goal) for goal in GOALS):
		verdict = "not measured" if not result.count else "%8.3f %-6s (%d rows; worst: %s)" % (result.value,
			"ok" if result.met() else "MISSED", result.count, place(result.row))
		lines.append("%-70s %8s %s" % (result.goal.what, result.goal.wanted(), verdict))
	lines += ["missed: %s: %.3f, wanted %s: %s" % (goal.what, value, goal.wanted(), place(row))
		for goal, row, value in goals.misses(rows)]
	return lines


def write_csv(rows, path):
	with open(path, "w", newline="", encoding="utf-8") as file:
		writer = csv.DictWriter(file, COLUMNS)
		writer.writeheader()
		writer.writerows(row.values() for row in rows)


def read_stmqspi(path):
	"""stmqspi's seconds of an earlier bench.csv by (scenario, link, board, bytes)."""
	with open(path, newline="", encoding="utf-8") as file:
		return {(row["scenario"], row["link"], row["board"], int(row["bytes"])): float(row["stmqspi_s"])
			for row in csv.DictReader(file) if row["stmqspi_s"]}


def goals_table(rows):
	lines = ["| what | wanted | reached | by the worst of |", "|---|---|---|---|"]
	for result in (goals.judge(rows, goal) for goal in GOALS):
		if result.count:
			lines.append("| %s | %s | %.2f%s | %d: %s |" % (result.goal.what, result.goal.wanted(), result.value,
				"" if result.met() else ", **missed**", result.count, place(result.row)))
		else:
			lines.append("| %s | %s | not measured | |" % (result.goal.what, result.goal.wanted()))
	return lines


def figures_table(rows):
	"""The rows of one board and link."""
	lines = ["| | bytes | ours | kB/s | stmqspi | theirs / ours | bound | reached | host CPU |",
		"|---|---|---|---|---|---|---|---|---|"]
	for row in rows:
		lines.append("| %s | %s | %.3f | %.0f | %s | %s | %.3f | %.2f | %.1f %% |" % (row.job.words(),
			size_words(row.size), row.ours.seconds, row.rate() / 1e3,
			"%.3f" % row.theirs_s if row.theirs_s else "", "%.2f" % row.faster() if row.theirs_s else "",
			row.bound(), row.reached(), 100 * row.host_share()))
	return lines


def tables(rows):
	"""All of it as Markdown."""
	lines = ["### What must be reached", "", *goals_table(rows)]
	for setup in dict.fromkeys((row.job.setup.kit.name, row.job.setup.link.name) for row in rows):
		lines += ["", "### %s over %s" % setup, ""]
		lines += figures_table([row for row in rows if (row.job.setup.kit.name, row.job.setup.link.name) == setup])
	return "\n".join(lines) + "\n"


def write_doc(rows, path):
	"""Put the tables between the marks of a page."""
	with open(path, encoding="utf-8") as file:
		text = file.read()
	before, rest = text.split(BEGIN)
	with open(path, "w", encoding="utf-8") as file:
		file.write(before + BEGIN + "\n" + tables(rows) + "\n" + END + rest.split(END)[1])
