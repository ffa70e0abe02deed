# SPDX-License-Identifier: GPL-2.0-or-later
"""Boards that OpenOCD supports, with its own unedited board files: Debian's OpenOCD 0.12.0 on the simulated kits.

On each board the chip is probed, erased, written with 200 kB at an even and at an odd place, verified three ways
(driver, mapped window, the simulator's own memory) and read back; the internal flash is written by OpenOCD's driver for
it. STM32XSPI_LONG=1 erases the whole chip instead of some sectors.
"""

import board as harness
from board import BENCH_TIME, check
from images import noise
from upstream import DUAL_KITS, KITS, LONG, WINDOW, nothing_else_counted, prepare, run, run_with, write_inside

SIZE = 200000

# Dies without a board file of OpenOCD's: simulated board, OpenOCD's target file. The internal flash is bank 0. (OpenOCD
# 0.12.0 does not know DEV_ID 0x476, so the STM32U5Gx are not here, and has no driver for the STM32H5.)
DIES = (
	("stm32h735-is25lp128f", "stm32h7x"),
	("stm32h7b3-is25lp128f", "stm32h7x"),
	("stm32g474-w25q128jv", "stm32g4x"),
	("stm32l562-is25lp128f", "stm32l5x"),
	("stm32u585-is25lp128f", "stm32u5x"),
)


def write_and_verify(board, kit, data, offset):
	"""Erase what is needed, write, verify three ways, read back."""
	path = board.write("data.bin", data)
	window = WINDOW + offset
	# Two chips give pairs of bytes, from even addresses on (RM0433, dual-flash mode), and stmqspi reads from the one
	# that it is told; so the byte before an odd place is read, too.
	lead = offset % kit.chips
	padded, start = board.write("padded.bin", b"\xff" * lead + data), offset - lead
	run(board, kit, "flash write_image erase %s 0x%x bin" % (path, window),
		"flash verify_bank %s %s 0x%x" % (kit.bank, padded, start), "verify_image %s 0x%x bin" % (path, window),
		"flash read_bank %s %s 0x%x %d" % (kit.bank, board.path("read.bin"), start, lead + len(data)),
		"dump_image %s 0x%x %d" % (board.path("dump.bin"), window, len(data))).good()
	kit.expect(board, [(offset, data)])
	check(board.read("read.bin") == b"\xff" * lead + data, "read_bank of 0x%x has other bytes", offset)
	check(board.read("dump.bin") == data, "dump_image of 0x%x has other bytes", offset)


def erase(board, kit):
	"""Some sectors of a chip full of 0, or all."""
	first, last = (0, kit.size // kit.sector - 1) if LONG else (1, 6)
	kit.fill(board, 0)
	run(board, kit, "flash erase_sector %s %d %d" % (kit.bank, first, last)).good()
	kit.expect(board, [(first * kit.sector, b"\xff" * (last + 1 - first) * kit.sector)], rest=b"\0")


def kit_test(kit):
	"""The test of one row."""
	def test(board):
		prepare(board, kit)
		run(board, kit, "flash probe %s" % kit.bank, "flash info %s" % kit.bank).good() \
			.says("flash1%s '%s', device id = 0x[0-9a-f]+, flash size = %dKi B" %
				("2" if kit.chips == 2 else "", kit.chip, kit.size // 1024))
		erase(board, kit)
		for offset, size in ((2 * kit.sector, SIZE), (0x1003, SIZE + 1)):
			kit.fill(board, 0xff)
			write_and_verify(board, kit, noise(size, seed=offset), offset)
		write_inside(board, kit.internal, lambda *commands: run(board, kit, *commands))
		nothing_else_counted(board, kit.habits)
	test.__name__ = "test_" + kit.name.replace("-", "_")
	test.board_name = kit.name
	test.dirty = ("violation", "unknown")
	return test


def die_test(name, target):
	"""The internal flash of a die."""
	def test(board):
		config = ("-f", "interface/stlink.cfg", "-c", "transport select hla_swd", "-f", "target/%s.cfg" % target)
		write_inside(board, "0", lambda *commands: run_with(board, config, *commands))
		nothing_else_counted(board, ())
	test.__name__ = "test_internal_flash_" + name.replace("-", "_")
	test.board_name = name
	return test


ALL = [*map(kit_test, (*KITS, *DUAL_KITS)), *(die_test(*row) for row in DIES)]
TESTS = {test.__name__: test for test in ALL}

if __name__ == "__main__":
	harness.main(TESTS, arguments=BENCH_TIME)
