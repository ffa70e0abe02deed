# SPDX-License-Identifier: GPL-2.0-or-later
"""This project's driver in the place of stmqspi on boards that OpenOCD supports: its unedited board files, and its
target files with the driver's name replaced, which is what a user would try. It takes over what the file set up."""

import glob
import os
import re

import board as harness
from board import BENCH_TIME, OPENOCD
from images import noise
from upstream import DUAL_KITS, HABITS, KITS, SCRIPTS, SECTOR, WINDOW, config_of, nothing_else_counted, prepare, \
	run_with, write_inside

SIZE = 8193
# What a user's own file adds for the first of two chips alone, read on one line: QUADSPI_CR without DFM, DCR.FSIZE of
# one chip.
ONE_CHIP = """
rename qspi_init two_chips
proc qspi_init {qpi} {
	two_chips 0
	mmw 0x52005000 0x00000002 0
	sleep 1
	mww 0x52005000 0x05500010
	mww 0x52005004 0x00190200
	mww 0x52005014 0x0d003513
	mmw 0x52005000 0x00000001 0
}
"""


def drop_in(board, kit, *more):
	"""OpenOCD with the board file as it is and changed target files; more are further arguments."""
	scripts = os.path.join(board.folder, "scripts", "target")
	os.makedirs(scripts, exist_ok=True)
	for path in glob.glob(os.path.join(os.path.dirname(SCRIPTS), "target", "stm32*.cfg")):
		with open(path, encoding="utf-8") as file:
			text = file.read()
		with open(os.path.join(scripts, os.path.basename(path)), "w", encoding="utf-8") as file:
			file.write(re.sub(r"\bstmqspi\b", "stm32xspi", text))
	config = ("-s", os.path.dirname(scripts), "-f", config_of(kit), *more)
	return lambda *commands: run_with(board, config, *commands, program=OPENOCD)


def drop_in_test(kit):
	"""Probed, and written at an even and at an odd place."""
	def test(board):
		config_of(kit)
		prepare(board, kit)
		openocd = drop_in(board, kit)
		openocd("flash probe %s" % kit.bank, "flash info %s" % kit.bank).good() \
			.says(r"%d KiB" % (kit.size // 1024)).says("as the board's script set it up")
		data = noise(SIZE, seed=7)
		path = board.write("data.bin", data)
		for offset in (2 * SECTOR, 0x1003):
			kit.fill(board, 0xff)
			openocd("flash write_image erase %s 0x%x bin" % (path, WINDOW + offset),
				"flash verify_bank %s %s 0x%x" % (kit.bank, path, offset),
				"verify_image %s 0x%x bin" % (path, WINDOW + offset)).good()
			kit.expect(board, [(offset, data)])
		nothing_else_counted(board, {"unknown.xspi.interrupt", *kit.habits.difference(HABITS)})
	return named(test, kit)


def pair_test(kit):
	"""Two chips as one: refused in words, with nothing sent, while the internal flash works. One of them: it works."""
	def test(board):
		openocd = drop_in(board, kit)
		data = noise(SIZE, seed=8)
		path = board.write("data.bin", data)
		write = ("flash write_image erase %s 0x%x bin" % (path, WINDOW + 0x1003),
			"flash verify_bank %s %s 0x1003" % (kit.bank, path))
		for command in ("flash probe %s" % kit.bank, *write):
			openocd(command).bad().says(r"two chips side by side \(dual flash\); this driver handles one")
		kit.expect(board, [])
		write_inside(board, kit.internal, openocd)
		one = drop_in(board, kit, "-c", ONE_CHIP)
		one("flash probe %s" % kit.bank, *write, "verify_image %s 0x%x bin" % (path, WINDOW + 0x1003)).good() \
			.says("65536 KiB")
		board.expect([(0x1003, data)])
		board.expect([], "chip1")
		# the file sends F5h on four lines to chips that listen on one
		nothing_else_counted(board, {"unknown.xspi.interrupt", "violation.nor.opcode", *kit.habits.difference(HABITS)})
	return named(test, kit)


def named(test, kit):
	"""The test of a kit."""
	test.__name__ = "test_drop_in_" + kit.name.replace("-", "_")
	test.board_name = kit.name
	test.dirty = ("violation", "unknown")
	return test


ALL = [*map(drop_in_test, KITS), *map(pair_test, DUAL_KITS)]
TESTS = {test.__name__: test for test in ALL}

if __name__ == "__main__":
	harness.main(TESTS, arguments=BENCH_TIME)
