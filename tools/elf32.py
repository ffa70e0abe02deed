# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads what an ELF file wants to have in memory: 32-bit, little-endian, by load address, as OpenOCD takes it."""

import struct


def load_segments(path):
	"""[(load address, bytes), ...] of the loadable segments with contents, by address, neighbours joined."""
	with open(path, "rb") as file:
		data = file.read()
	if data[:6] != b"\x7fELF\x01\x01":
		raise ValueError("%s is no 32-bit little-endian ELF file" % path)
	table, = struct.unpack_from("<I", data, 28)
	size, count = struct.unpack_from("<HH", data, 42)
	segments = []
	for index in range(count):
		kind, start, _, address, length = struct.unpack_from("<5I", data, table + index * size)
		if kind == 1 and length:
			segments.append((address, data[start:start + length]))
	joined = []
	for address, contents in sorted(segments):
		if joined and joined[-1][0] + len(joined[-1][1]) == address:
			joined[-1] = (joined[-1][0], joined[-1][1] + contents)
		else:
			joined.append((address, contents))
	return joined
