# SPDX-License-Identifier: GPL-2.0-or-later
"""Data to program: random, half blank, and real: the example's font and firmware, a picture as a display wants it."""

import math
import os
import random
import struct
import sys
import zlib

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(TOP, "tests", "system"))

import board  # noqa: E402

WIDTH, HEIGHT = 480, 272
SIZES = {"picture": WIDTH * HEIGHT * 2, "font": 65536, "firmware": 65536}


def draw_png():
	"""A drawing of a gauge on a shaded ground as a PNG file: 8 bits per colour, lines filtered by "sub"."""
	lines = bytearray()
	for y in range(HEIGHT):
		row = bytearray()
		for x in range(WIDTH):
			distance = math.hypot(x - WIDTH / 2, y - HEIGHT / 2)
			angle = math.atan2(y - HEIGHT / 2, x - WIDTH / 2)
			if 90 < distance < 110:
				row += bytes((200, int(90 + 50 * abs(angle)), 40))
			elif distance <= 90 and abs(angle - 0.7) < 0.03:
				row += b"\xff\x20\x20"
			else:
				row += bytes((y // 2, y // 2, 60 + x // 4))
		lines.append(1)
		lines += bytes((row[i] - (row[i - 3] if i >= 3 else 0)) & 0xFF for i in range(len(row)))

	def chunk(name, data):
		return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

	return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0))
		+ chunk(b"IDAT", zlib.compress(bytes(lines), 9)) + chunk(b"IEND", b""))


def rgb565(png):
	"""The pixels of a PNG as draw_png() makes it, 16 bits each, little-endian."""
	at, packed, width = 8, b"", 0
	while at < len(png):
		length, name = struct.unpack_from(">I4s", png, at)
		data = png[at + 8:at + 8 + length]
		if name == b"IHDR":
			width = struct.unpack_from(">I", data)[0]
		elif name == b"IDAT":
			packed += data
		at += 12 + length
	lines, out = zlib.decompress(packed), bytearray()
	for start in range(0, len(lines), 1 + 3 * width):
		row = bytearray(lines[start + 1:start + 1 + 3 * width])
		for i in range(3, len(row)):
			row[i] = (row[i] + row[i - 3]) & 0xFF
		for i in range(0, len(row), 3):
			out += struct.pack("<H", row[i] >> 3 << 11 | row[i + 1] >> 2 << 5 | row[i + 2] >> 3)
	return bytes(out)


def _example(name, size):
	with open(os.path.join(board.EXAMPLES, name), "rb") as file:
		data = file.read()
	return (data * (size // len(data) + 1))[:size]


def make(kind, size):
	"""Bytes of a kind; those shorter than size are repeated."""
	if kind == "half":
		piece = size // 4
		noise = random.Random(size).randbytes(2 * piece)
		return noise[:piece] + b"\xff" * piece + noise[piece:] + b"\xff" * (size - 3 * piece)
	if kind == "picture":
		return rgb565(draw_png())[:size]
	if kind in ("font", "firmware"):
		return _example("font-external.bin" if kind == "font" else "font-internal.bin", size)
	return random.Random(size).randbytes(size)
