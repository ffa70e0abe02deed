# SPDX-License-Identifier: GPL-2.0-or-later
"""Draws the bench's rows as an SVG: a group of bars per row, as throughput; longer is faster."""

import shutil
import subprocess
from xml.sax.saxutils import escape

from model import LINKS, MIB
from scenarios import PAGE_TIMES

BARS = (("bound", "#c8c8c8"), ("stm32xspi", "#1f77b4"), ("stmqspi", "#d9822b"))
LEFT, WIDTH, RIGHT = 430, 460, 90
BAR, GAP, TOP = 14, 16, 60


def _bar(x, y, width, colour, label):
	return ('<rect x="%.1f" y="%.1f" width="%.1f" height="%d" fill="%s"/>' % (x, y, width, BAR - 2, colour)
		+ '<text x="%.1f" y="%.1f">%s</text>' % (x + width + 4, y + BAR - 4, escape(label)))


def seconds(row):
	"""By BARS; None: not measured."""
	return row.bound(), row.ours.seconds, row.theirs_s


def chosen(rows):
	"""Those of 1 MiB at the first page time, with the board's own work area, in the order of the links; else all."""
	found = [row for row in rows if row.size == MIB and row.theirs_s and not row.job.setup.work_area
		and row.job.setup.kit.chip.page_s == PAGE_TIMES[0]]
	return sorted(found, key=lambda row: LINKS.index(row.job.setup.link)) or rows


def title(row):
	setup = row.job.setup
	return "%s, %d KiB, %s, %s" % (row.job.scenario.name, row.size >> 10, setup.link.name, setup.kit.name.split("-")[0])


def svg(rows):
	"""The whole SVG as text. Bars of a row are relative to its fastest."""
	height = TOP + len(rows) * (len(BARS) * BAR + GAP)
	parts = ['<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="11">'
		% (LEFT + WIDTH + RIGHT, height), '<rect width="100%" height="100%" fill="#ffffff"/>',
		'<text x="10" y="22" font-size="15">Flash programming speed, kB/s in virtual time</text>']
	for i, (name, colour) in enumerate(BARS):
		parts.append('<rect x="%d" y="32" width="12" height="12" fill="%s"/><text x="%d" y="42">%s</text>'
			% (10 + 110 * i, colour, 26 + 110 * i, name))
	y = TOP
	for row in rows:
		parts.append('<text x="%d" y="%d" text-anchor="end">%s</text>'
			% (LEFT - 8, y + 2 * BAR - 4, escape(title(row))))
		shown = [(value, colour) for value, (_, colour) in zip(seconds(row), BARS) if value]
		fastest = min(value for value, _ in shown)
		for i, (value, colour) in enumerate(shown):
			parts.append(_bar(LEFT, y + i * BAR, WIDTH * fastest / value, colour, "%.0f" % (row.size / value / 1e3)))
		y += len(BARS) * BAR + GAP
	return "\n".join(parts + ["</svg>", ""])


def write(rows, path):
	"""Write path.svg, and path.png where rsvg-convert (Debian: librsvg2-bin) is there. Returns what was written."""
	with open(path + ".svg", "w", encoding="utf-8") as file:
		file.write(svg(chosen(rows)))
	if not shutil.which("rsvg-convert"):
		print("bench: no rsvg-convert: install librsvg2-bin for the chart as PNG")
		return [path + ".svg"]
	subprocess.run(["rsvg-convert", "-o", path + ".png", path + ".svg"], check=True, timeout=60)
	return [path + ".svg", path + ".png"]
