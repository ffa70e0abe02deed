# SPDX-License-Identifier: GPL-2.0-or-later
"""The case that this project started with: an STM32U5G7 with an IS25LP512MJ, and one S-record with 110 pages of
internal and 192 sectors of external flash, by each way that a user has, again without a power cycle, beyond 16 MiB."""

import functools
import os

import board as harness
import ticking
from board import EXAMPLE, EXAMPLES, EXT, EXT_SIZE, INT, OPENOCD, check
from images import noise, write_srec

BOARD = "stm32u5g7-is25lp512mj"
CONFIG = "board/st/%s.cfg" % BOARD
INTERNAL_SIZE = 110 * 8192
EXTERNAL_SIZE = 192 * 4096
# It takes a minute or two where nothing else runs
LIMIT_S = 900
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
	run = board.openocd("init", *commands, limit_s=LIMIT_S).good()
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
		run = board.gdb(server, "monitor reset init", "load %s" % path, "detach", limit_s=LIMIT_S)
		run.says(r"Transfer rate").says_not("[Ee]rror")
	expect(board)


def by_program(board, path):
	openocd(board, "program %s verify" % path).says("Verified OK")


def by_write_image(board, path):
	openocd(board, "reset init", "flash write_image erase %s" % path, "flash verify_image %s" % path) \
		.says(r"wrote 1687552 bytes")


def by_gdb(board, path):
	board.config = CONFIG
	with board.serve("adapter speed 8000") as server:
		board.gdb(server, "monitor reset init", "load %s" % path, "detach", limit_s=LIMIT_S).says("Transfer rate") \
			.says_not("[Ee]rror")


def way_test(way, offset):
	"""Each way, at each place, twice without a power cycle; the second time over what the first one has left."""
	def test(board):
		path = s_record(board, offset)
		for _ in range(2):
			way(board, path)
			expect(board, offset)
	test.__name__ = "test_%s_twice_at_0x%x" % (way.__name__, offset)
	return on_the_board(test)


# All of them take some minutes; the tests above have each way and each place once
if os.environ.get("STM32XSPI_LONG") == "1":
	for _way in (by_program, by_write_image, by_gdb):
		for _offset in (0, ACROSS):
			globals()["test_%s_%x" % (_way.__name__, _offset)] = way_test(_way, _offset)


@on_the_board
def test_gdb_load_over_a_ticking_application(board):
	"""OpenOCD does not reset a U5 before it erases: watchdog and DMA run on, the core stands anywhere."""
	# 33 s: OpenOCD's algorithm for the internal flash does not feed it, and takes some
	ticking.start(board, prescaler=6, flags=("-DGPDMA",))
	for offset in range(0, 512, 4):
		word = board.peek(0x20040000 + offset)
		check(word == offset * 0x01010101 & 0xFFFFFFFF, "the ring holds 0x%08x at 0x%x", word, offset)
	moved = board.counters()["dma.item"]
	path = s_record(board)
	board.config = CONFIG
	resets = board.counters()["core.reset"]
	with board.serve("adapter speed 8000") as server:
		board.gdb(server, "load %s" % path, "monitor stm32xspi last", "detach").says(r"Transfer rate") \
			.says_not("(?i)error|failed")
		server.wait_for(r"written and verified \d+ B in")
		check("was reset" not in server.output, "the target was reset during the load")
	check(board.counters()["core.reset"] - resets <= 2, "%d resets", board.counters()["core.reset"] - resets)
	moved = board.counters()["dma.item"] - moved
	check(moved > 1000000, "DMA has moved %d words during the load", moved)
	expect(board)


# Controller registers of the other board's application, in their order: 4-4-4 read EBh, mapped
OCTOSPI_QPI = ((0x44021000, 0x00000301), (0x44021108, 4), (0x44021100, 0x03032303), (0x44021120, 0), (0x44021110, 0xEB),
	(0x44021000, 0x30000301))
# ldr r1, [r0]; b to it
READ_LOOP = 0xE7FD6801


def left_in_qpi(board):
	"""The other case: an STM32L562 whose application has the chip in QPI, memory-mapped, and reads it all the time."""
	board.load(noise(EXT_SIZE, seed=5))
	board.script("stm32xspi xfer ext 0x35", *("mww 0x%08x 0x%08x" % pair for pair in OCTOSPI_QPI),
		"mdw 0x90000000", "mww 0x20000000 0x%08x" % READ_LOOP, "reg r0 0x90000000", "resume 0x20000000",
		"sleep 20").good()
	before = board.counters()["nor.op.eb"]
	board.control("run 20")
	check(board.counters()["nor.op.eb"] > before, "the application does not read")
	check(board.peek(0x90000000) == int.from_bytes(noise(4, seed=5), "little"), "the window does not read the chip")


def test_program_over_an_application_in_qpi(board):
	left_in_qpi(board)
	board.openocd("init", "halt", "program %s verify" % EXAMPLE).good().says("Verified OK")
	board.openocd("init", "reset run").good()
	board.run_until("font")


def test_load_over_an_application_in_qpi(board):
	left_in_qpi(board)
	with board.serve("adapter speed 8000") as server:
		board.gdb(server, "load", "detach").says("Transfer rate").says_not("[Ee]rror")
	board.openocd("init", "reset run").good()
	board.run_until("font")


# What a chip in QPI makes of the opcodes on one line by which it is found
for _test in (test_program_over_an_application_in_qpi, test_load_over_an_application_in_qpi):
	_test.dirty = {"violation": r"chip0: .* ignored"}

if __name__ == "__main__":
	harness.main(globals())
