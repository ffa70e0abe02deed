# SPDX-License-Identifier: GPL-2.0-or-later
"""The case that this project started with: an STM32U5G7 with an IS25LP512MJ, and one S-record with 110 pages of
internal and 192 sectors of external flash, by each way that a user has, again without a power cycle, beyond 16 MiB."""

import functools
import os

import board as harness
from board import EXAMPLES, EXT, INT, OPENOCD, check
from images import write_srec

BOARD = "stm32u5g7-is25lp512mj"
CONFIG = "board/st/%s.cfg" % BOARD
INTERNAL_SIZE = 110 * 8192
EXTERNAL_SIZE = 192 * 4096
# Its sectors lie on both sides of the 24-bit limit
ACROSS = 16 * 1024 * 1024 - 64 * 4096


@functools.lru_cache
def contents():
	"""Real contents: machine code inside; pictures and machine code outside."""
	with open(OPENOCD, "rb") as file:
		code = file.read(INTERNAL_SIZE + EXTERNAL_SIZE)
	with open(os.path.join(EXAMPLES, "font-external.bin"), "rb") as file:
		external = file.read()
	# OpenOCD takes the stack pointer and the entry from the first words
	internal = bytes.fromhex("00000120 09000008 fee7fee7") + code[12:INTERNAL_SIZE]
	return internal, (external + code[INTERNAL_SIZE:])[:EXTERNAL_SIZE]


def on_the_board(function):
	function.board_name = BOARD
	return function


def s_record(board, offset=0):
	internal, external = contents()
	path = board.path("image.srec")
	write_srec(path, [(INT, internal), (EXT + offset, external)])
	return path


def openocd(board, *commands):
	board.config = CONFIG
	run = board.openocd("init", *commands).good()
	return run.says_not("Error: (?!.*lockup)")


def expect(board, offset=0):
	internal, external = contents()
	board.expect([(0, internal)], "flash")
	board.expect([(offset, external)])
	check(len(internal) == 901120 and len(external) == 786432, "%d and %d bytes", len(internal), len(external))


@on_the_board
def test_program_twice_without_a_power_cycle(board):
	path = s_record(board)
	run = openocd(board, "program %s verify" % path, "program %s verify reset" % path)
	check(run.output.count("Verified OK") == 2, "not verified twice")
	expect(board)


@on_the_board
def test_write_image_beyond_16_mib(board):
	path = s_record(board, ACROSS)
	openocd(board, "reset init", "flash write_image erase %s" % path, "flash verify_image %s" % path,
		"verify_image %s" % path).says(r"wrote 1687552 bytes")
	expect(board, ACROSS)


@on_the_board
def test_gdb_load(board):
	path = s_record(board)
	board.config = CONFIG
	with board.serve("adapter speed 8000") as server:
		run = board.gdb(server, "monitor reset init", "load %s" % path, "detach")
		run.says(r"Transfer rate").says_not("[Ee]rror")
	expect(board)


if __name__ == "__main__":
	harness.main(globals())
