# SPDX-License-Identifier: GPL-2.0-or-later
"""Erasing and blank checking: what was asked for is blank, its neighbours are untouched."""

import re

import board as harness
from board import EXT, EXT_BANK, EXT_SIZE, SECTOR, check, erases
from images import noise


def erase_case(board, command, first, count, before=None):
	"""Run an erase on a chip full of noise: sectors first .. first + count - 1 blank, the others untouched."""
	before = before or noise(EXT_SIZE, seed=6)
	board.load(before)
	board.script(command).good()
	board.expect([(first * SECTOR, b"\xff" * (count * SECTOR))], rest=before)


def test_erase_first_sector(board):
	erase_case(board, "flash erase_sector %s 0 0" % EXT_BANK, 0, 1)


def test_erase_single_sector(board):
	erase_case(board, "flash erase_sector %s 777 777" % EXT_BANK, 777, 1)


def test_erase_last_sector(board):
	erase_case(board, "flash erase_sector %s %d last" % (EXT_BANK, EXT_SIZE // SECTOR - 1), EXT_SIZE // SECTOR - 1, 1)


def test_erase_range_across_all_erase_sizes(board):
	erase_case(board, "flash erase_sector %s 5 60" % EXT_BANK, 5, 56)


def test_erase_address_range(board):
	erase_case(board, "flash erase_address 0x%x 0x%x" % (EXT + 0x10000, 0x23000), 0x10, 0x23)


def test_erase_whole_chip(board):
	"""At the 4 MHz that a reset leaves: 38 s of waiting cost the simulator least then."""
	board.load(noise(EXT_SIZE, seed=6))
	board.openocd("init", "reset halt", "flash erase_sector %s 0 last" % EXT_BANK).good()
	board.expect([])


test_erase_whole_chip.arguments = ("--time", "bench")


def test_erase_of_blank_sectors_sends_no_erase(board):
	board.script("flash erase_sector %s 0 31" % EXT_BANK).good()
	check(not erases(board), "blank sectors were erased: %s", erases(board))


def test_erase_check_tells_blank_from_written(board):
	chip = bytearray(b"\xff" * EXT_SIZE)
	for sector in (1, 4, 4095):
		chip[sector * SECTOR + (sector * 37) % SECTOR] = 0xFE
	board.load(chip)
	output = board.script("flash erase_check %s" % EXT_BANK, "flash info %s" % EXT_BANK).good().output
	dirty = re.findall(r"#\s*(\d+): 0x[0-9a-f]+ \(0x[0-9a-f]+ \S+\) not erased", output)
	check(sorted({int(number) for number in dirty}) == [1, 4, 4095], "sectors said to be not erased: %s", dirty[:10])


if __name__ == "__main__":
	harness.main(globals())
