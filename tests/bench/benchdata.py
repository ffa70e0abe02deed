# SPDX-License-Identifier: GPL-2.0-or-later
"""Data to program: random, half blank, and real: the example's font and firmware, a picture as a display wants it."""

import os
import random
import struct
import zlib

import board
from model import PAGE

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {0: 1, 2: 3, 3: 1, 6: 4}		# by colour type: grey, RGB, palette, RGB with alpha
REAL = ("font", "firmware", "picture")


def picture_file():
	"""A picture that comes with OpenOCD's source: a diagram of its manual."""
	return os.path.join(os.path.dirname(board.ROOT), "openocd-src", "doc", "manual", "images",
		"jtag-state-machine-large.png")


def chunks(png):
	"""Yields (name, data) of a PNG file's chunks; their checksums must be right."""
	board.check(png.startswith(PNG_SIGNATURE), "not a PNG file: it begins with %s", png[:8].hex())
	at = len(PNG_SIGNATURE)
	while at < len(png):
		length, name = struct.unpack_from(">I4s", png, at)
		data = png[at + 8:at + 8 + length]
		crc, = struct.unpack_from(">I", png, at + 8 + length)
		board.check(zlib.crc32(name + data) == crc, "PNG: chunk %s has a wrong checksum", name)
		yield name, data
		at += 12 + length


def paeth(left, up, corner):
	"""The one of three neighbours that is nearest to left + up - corner (PNG specification, filter type 4)."""
	guess = left + up - corner
	return min((abs(guess - left), 0, left), (abs(guess - up), 1, up), (abs(guess - corner), 2, corner))[2]


def unfilter(kind, line, above, step):
	"""Undo a line's filter in place; step is the number of bytes of a pixel."""
	for i, value in enumerate(line):
		left, corner = (line[i - step], above[i - step]) if i >= step else (0, 0)
		guess = (0, left, above[i], (left + above[i]) // 2, paeth(left, above[i], corner))[kind]
		line[i] = (value + guess) & 0xFF


def pixels(png):
	"""Yields (red, green, blue) of a PNG file with 8 bits a sample that is not interlaced."""
	found = {}
	for name, data in chunks(png):
		found[name] = found.get(name, b"") + data
	width, _, depth, colour, _, _, interlace = struct.unpack(">IIBBBBB", found[b"IHDR"])
	board.check(depth == 8 and colour in CHANNELS and not interlace,
		"PNG: depth %d, colour type %d, interlace %d; wanted 8, one of %s, 0", depth, colour, interlace, list(CHANNELS))
	step, palette = CHANNELS[colour], found.get(b"PLTE", b"")
	packed, above = zlib.decompress(found[b"IDAT"]), bytes(width * step)
	for start in range(0, len(packed), 1 + width * step):
		line = bytearray(packed[start + 1:start + 1 + width * step])
		unfilter(packed[start], line, above, step)
		for i in range(0, len(line), step):
			if colour == 3:
				yield tuple(palette[3 * line[i]:3 * line[i] + 3])
			else:
				yield tuple(line[i:i + 3]) if step >= 3 else (line[i],) * 3
		above = line


def rgb565(png):
	"""A PNG file's pixels, 16 bits each, little-endian."""
	return b"".join(struct.pack("<H", red >> 3 << 11 | green >> 2 << 5 | blue >> 3) for red, green, blue in pixels(png))


def half_blank(size):
	"""Random, blank, random, blank: a quarter each."""
	piece = size // 4
	noise = random.Random(size).randbytes(2 * piece)
	return noise[:piece] + b"\xff" * piece + noise[piece:] + b"\xff" * (size - 3 * piece)


def _file(*path):
	with open(os.path.join(*path), "rb") as file:
		return file.read()


def make(kind, size):
	"""Bytes of a kind; what is real has a size of its own."""
	if kind == "half":
		return half_blank(size)
	if kind == "picture":
		return rgb565(_file(picture_file()))
	if kind in REAL:
		return _file(board.EXAMPLES, "font-external.bin" if kind == "font" else "font-internal.bin")
	return random.Random(size).randbytes(size)


def filled(data):
	"""Bytes in pages that are not blank."""
	blank = b"\xff" * PAGE
	return sum(PAGE for at in range(0, len(data), PAGE) if data[at:at + PAGE] != blank[:len(data) - at])
