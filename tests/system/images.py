# SPDX-License-Identifier: GPL-2.0-or-later
"""Image files in the formats that OpenOCD loads, made from [(address, bytes), ...]."""

import random
import struct


def noise(size, seed=1):
	"""Bytes that neither repeat nor compress; the same in every run."""
	return random.Random(seed).randbytes(size)


def write_elf(path, segments):
	"""A 32-bit little-endian ARM executable with one loadable segment and one section (GDB loads these) each."""
	header_size, program_size = 52, 32
	offset = header_size + program_size * len(segments)
	programs, sections, names = b"", bytes(40), b"\0"
	for index, (address, data) in enumerate(segments):
		programs += struct.pack("<8I", 1, offset, address, address, len(data), len(data), 7, 1)
		sections += struct.pack("<10I", len(names), 1, 6, address, offset, len(data), 0, 0, 1, 0)
		names += b".part%d\0" % index
		offset += len(data)
	sections += struct.pack("<10I", len(names), 3, 0, 0, offset, len(names) + 7, 0, 0, 1, 0)
	names += b".names\0"
	header = b"\x7fELF\x01\x01\x01" + bytes(9) + struct.pack("<HHIIIIIHHHHHH", 2, 40, 1, segments[0][0], header_size,
		offset + len(names), 0x05000000, header_size, program_size, len(segments), 40, len(segments) + 2,
		len(segments) + 1)
	with open(path, "wb") as file:
		file.write(header + programs + b"".join(data for _, data in segments) + names + sections)


def write_ihex(path, segments):
	"""Intel HEX with extended linear addresses, 16 bytes per line."""
	def line(kind, address, data):
		body = struct.pack(">BHB", len(data), address, kind) + data
		return ":%s%02X\n" % (body.hex().upper(), -sum(body) & 0xFF)
	high = None
	with open(path, "w", encoding="ascii") as file:
		for base, data in segments:
			at = 0
			while at < len(data):
				address = base + at
				if address >> 16 != high:
					high = address >> 16
					file.write(line(4, 0, struct.pack(">H", high)))
				count = min(16, 0x10000 - (address & 0xFFFF), len(data) - at)
				file.write(line(0, address & 0xFFFF, data[at:at + count]))
				at += count
		file.write(line(1, 0, b""))


def write_srec(path, segments):
	"""Motorola S-records with 4-byte addresses, 32 bytes per line."""
	def line(kind, address, data):
		body = struct.pack(">BI", len(data) + 5, address) + data
		return "S%d%s%02X\n" % (kind, body.hex().upper(), ~sum(body) & 0xFF)
	with open(path, "w", encoding="ascii") as file:
		for base, data in segments:
			for at in range(0, len(data), 32):
				file.write(line(3, base + at, data[at:at + 32]))
		file.write(line(7, segments[0][0], b""))


def write_bin(path, segments):
	"""The bytes of the only segment; the address goes with the command."""
	(_, data), = segments
	with open(path, "wb") as file:
		file.write(data)
