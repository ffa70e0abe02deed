# SPDX-License-Identifier: GPL-2.0-or-later
"""Draws the bench's rows as an SVG: a group of bars per row, as throughput; longer is faster."""

import shutil
import subprocess
from xml.sax.saxutils import escape

BARS = (("bound_s", "bound", "#c8c8c8"), ("ours_s", "stm32xspi", "#1f77b4"), ("stmqspi_s", "stmqspi", "#d9822b"))
LEFT, WIDTH, RIGHT = 330, 520, 90
BAR, GAP, TOP = 14, 16, 60


def _bar(x, y, width, colour, label):
	return ('<rect x="%.1f" y="%.1f" width="%.1f" height="%d" fill="%s"/>' % (x, y, width, BAR - 2, colour)
		+ '<text x="%.1f" y="%.1f">%s</text>' % (x + width + 4, y + BAR - 4, escape(label)))


def svg(rows):
	"""The whole SVG as text. Bars of a row are relative to its fastest."""
	height = TOP + len(rows) * (len(BARS) * BAR + GAP)
	parts = ['<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="11">'
		% (LEFT + WIDTH + RIGHT, height), '<rect width="100%" height="100%" fill="#ffffff"/>',
		'<text x="10" y="22" font-size="15">Flash programming speed, kB/s in virtual time</text>']
	for i, (_, name, colour) in enumerate(BARS):
		parts.append('<rect x="%d" y="32" width="12" height="12" fill="%s"/><text x="%d" y="42">%s</text>'
			% (10 + 110 * i, colour, 26 + 110 * i, name))
	y = TOP
	for row in rows:
		title = "%s, %d KiB, %s" % (row["scenario"], row["bytes"] >> 10, row["link"])
		parts.append('<text x="%d" y="%d" text-anchor="end">%s</text>' % (LEFT - 8, y + 2 * BAR - 4, escape(title)))
		shown = [(float(row[key]), colour) for key, _, colour in BARS if row[key]]
		fastest = min(seconds for seconds, _ in shown)
		for i, (seconds, colour) in enumerate(shown):
			parts.append(_bar(LEFT, y + i * BAR, WIDTH * fastest / seconds, colour,
				"%.0f" % (row["bytes"] / seconds / 1e3)))
		y += len(BARS) * BAR + GAP
	return "\n".join(parts + ["</svg>", ""])


def write(rows, path):
	"""Write path.svg, and path.png where rsvg-convert (Debian: librsvg2-bin) is there. Returns what was written."""
	with open(path + ".svg", "w", encoding="utf-8") as file:
		file.write(svg(rows))
	if not shutil.which("rsvg-convert"):
		print("bench: no rsvg-convert: install librsvg2-bin for the chart as PNG")
		return [path + ".svg"]
	subprocess.run(["rsvg-convert", "-o", path + ".png", path + ".svg"], check=True, timeout=60)
	return [path + ".svg", path + ".png"]
