#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later

"""Make tables.c of the example: what the firmware must find in the external flash, computed on the build host.

usage: make_tables.py FONT_FILE > tables.c
"""

import sys
import zlib

BLOCK = 4096


def crc_table():
	"""Reflected CRC-32, polynomial 0x04C11DB7, by bytes."""
	table = []
	for value in range(256):
		for _ in range(8):
			value = value >> 1 ^ (0xEDB88320 if value & 1 else 0)
		table.append(value)
	return table


def c_array(name, values):
	"""Four values a line."""
	lines = [f"const uint32_t {name}[{len(values)}] = {{"]
	for start in range(0, len(values), 4):
		lines.append("\t" + ", ".join(f"0x{value:08x}" for value in values[start:start + 4]) + ",")
	return "\n".join(lines + ["};"])


def main():
	if len(sys.argv) != 2:
		sys.exit(__doc__)
	with open(sys.argv[1], "rb") as file:
		data = file.read()
	so_far = [zlib.crc32(data[:end]) for end in range(BLOCK, len(data), BLOCK)] + [zlib.crc32(data)]
	print("/* Made by make_tables.py from the font file. */\n")
	print('#include "tables.h"\n')
	print(f"const uint32_t expected_size = {len(data)};\n")
	print(c_array("expected_crc_so_far", so_far) + "\n")
	print(c_array("crc_table", crc_table()))


if __name__ == "__main__":
	main()
