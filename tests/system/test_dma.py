# SPDX-License-Identifier: GPL-2.0-or-later
"""DMA of the application that goes on under the loader: no run may end in success with wrong contents."""

import board as harness
from board import EXT, check
from images import noise
from test_gdb import make_busy

WORK_AREA = 0x20000000
SIZE = 20000
# What a run says whose work area has other bytes than the loader put there
SAYS = r"(overwritten|does not keep what is written).*DMA of the application"


def write_under_dma(board, ring, words, clocks):
	"""Write while a ring in RAM is filled; returns OpenOCD's result, after a second run from reset has succeeded."""
	make_busy(board, "-DBUSY_RING=%uU" % ring, "-DBUSY_RING_WORDS=%uU" % words, "-DBUSY_RING_CLOCKS=%uU" % clocks)
	data = noise(SIZE, seed=ring + clocks)
	command = "flash write_image erase %s 0x%x bin" % (board.write("data.bin", data), EXT)
	result = board.openocd("init", "halt", command)
	right = board.contents()[:SIZE] == data
	if result.status:
		result.says(SAYS)
	check(right or result.status, "success with wrong contents: ring of %d words at 0x%x", words, ring)
	board.openocd("init", "reset halt", command).good()
	check(board.contents()[:SIZE] == data, "wrong contents after reset halt")
	return result


def test_ring_beside_the_work_area(board):
	write_under_dma(board, WORK_AREA + 0x20000, 256, 1100).good()


def test_ring_in_the_stub(board):
	write_under_dma(board, WORK_AREA + 0x200, 64, 1100).bad()


def test_ring_in_the_slots(board):
	write_under_dma(board, WORK_AREA + 0x1800, 3072, 1100).bad()


def test_ring_in_the_parameters(board):
	write_under_dma(board, WORK_AREA + 0xE00, 64, 1100).bad()


def test_slow_ring_in_the_slots(board):
	# seldom enough that the run may be lucky, or that page and slot agree and only the host knows better
	write_under_dma(board, WORK_AREA + 0x2000, 2048, 60000)


if __name__ == "__main__":
	harness.main(globals())
