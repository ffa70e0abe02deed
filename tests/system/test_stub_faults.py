# SPDX-License-Identifier: GPL-2.0-or-later
"""What goes wrong while the stub runs: its code broken, the core reset, the chip stuck or failing. Each is named."""

import struct
import time

import board as harness
from board import BENCH_TIME, EXT, EXT_BANK, EXT_SIZE, INT, SECTOR, Board, check, verify_commands, write_command
from images import noise

STUB, STUB_SIZE = 0x20000000, 0x700
UDF, FOREVER = 0xDE00DE00, 0xE7FEE7FE		# two undefined instructions; b . twice
FIRST, LAST = 1, 7							# sectors that are erased: seven times 4 KiB, as they fill no larger unit
ERASE = "flash erase_sector %s %d %d" % (EXT_BANK, FIRST, LAST)
NO_WORK_AREA = "foreach t [target names] { $t configure -work-area-size 0 }"
LIMIT_S = 60


def erased(board):
	return sum(value for name, value in board.counters().items() if name.startswith("nor.erase."))


def during_erase(board, *actions, commands=(ERASE,)):
	"""Run the commands and send control commands as soon as the first erase has begun."""
	board.load(noise(16 * SECTOR, seed=60))
	before = erased(board)
	process = board.start_openocd(board.openocd_command(("init", "reset init", *commands, "shutdown")))
	while process.poll() is None and erased(board) == before:
		time.sleep(0.0005)
	check(process.poll() is None, "no erase was seen")
	for action in actions:
		board.control(action)
	return board.finish_openocd(process, LIMIT_S)


def works_again(board):
	"""The same command succeeds; neighbours are as they were."""
	board.script(ERASE).good()
	found, before = board.contents(), noise(16 * SECTOR, seed=60)
	check(found[FIRST * SECTOR:(LAST + 1) * SECTOR] == b"\xff" * (SECTOR * (LAST + 1 - FIRST)), "sectors are not blank")
	check(found[:SECTOR] == before[:SECTOR], "the sector before has changed")
	check(found[(LAST + 1) * SECTOR:16 * SECTOR] == before[(LAST + 1) * SECTOR:], "sectors behind have changed")


def overwrite_stub(word):
	return ["poke 0x%08x 0x%08x" % (address, word) for address in range(STUB, STUB + STUB_SIZE, 4)]


def test_fault_in_the_stub(board):
	during_erase(board, *overwrite_stub(UDF)).bad() \
		.says(r"fault in the stub, [a-z ]+: exception 3 at PC 0x20000[0-9a-f]{3} \(work area 0x20000000\), undefined"
			r" instruction, CFSR 0x00010000, HFSR 0x40000000, BFAR 0x[0-9a-f]{8}, MMFAR 0x[0-9a-f]{8}")
	works_again(board)


def test_stub_that_hangs(board):
	during_erase(board, *overwrite_stub(FOREVER)).bad() \
		.says(r"no progress for \d+ ms in phase [a-z ]+ at 0x0000[1-7][0-9a-f]{3} \(heartbeat \d+\)"
			r".*halted at PC 0x20000[0-9a-f]{3}")
	works_again(board)


def reset_by(board, action):
	result = during_erase(board, action, commands=(ERASE,)).bad()
	result.says(r"was reset while the stub ran: watchdog, supply or reset button").says_not(r"fault in the stub")
	works_again(board)


def accesses_lost(function):
	"""Whoever does not know yet writes to a controller whose clock is off, or asks a chip that is busy."""
	function.dirty = ("violation",)
	return function


@accesses_lost
def test_reset_with_blank_internal_flash(board):
	reset_by(board, "reset")


@accesses_lost
def test_reset_into_an_application(board):
	board.load(struct.pack("<IIHH", 0x20008000, INT | 9, 0xE7FE, 0xE7FE), "flash")	# b .
	reset_by(board, "reset")


@accesses_lost
def test_power_lost(board):
	reset_by(board, "power-cycle")


def test_work_area_that_is_not_all_memory(board):
	path = board.write("data.bin", noise(20000, seed=61))
	board.openocd("foreach t [target names] { $t configure -work-area-phys 0x2003F000 -work-area-size 0x2000 }", "init",
		"reset init", write_command(path)).bad() \
		.says(r"stub: (reading|writing) \d+ B of target memory at 0x200[0-9a-f]{5} failed: is all of the work area,"
			r" 0x2003f000 to 0x2004[0-9a-f]{4}, memory\?")
	board.script(write_command(path), *verify_commands(path)).good()


@accesses_lost
def test_chip_that_stays_busy(board):
	"""The limit is the chip's own maximum for what it was doing."""
	during_erase(board, "fault chip0 stuck busy",
		commands=("catch { %s }" % ERASE, "stm32xspi last", "shutdown error")).bad() \
		.says(r"erase at 0x0000[1-7]000: chip still busy after (\d+) ms, limit \d+ ms \(status register 0x43\)") \
		.says(r"(?m)^ext: erase, \d+ s ago: erase at ")
	board.control("fault chip0 none")
	works_again(board)


@accesses_lost
def test_chip_that_is_busy_when_found(board):
	"""It may be erasing as a whole, so it gets the time for that, and only then a reset. In bench time."""
	with Board(arguments=BENCH_TIME, transport=board.transport) as timed:
		timed.control("fault chip0 stuck busy")
		timed.script("flash probe %s" % EXT_BANK).bad().says("waiting for its end, at most 240 s") \
			.says("busy beyond the time of any erase, and is reset").says(r"Error: .*busy")
		timed.control("fault chip0 none")
		path = timed.write("data.bin", noise(3000, seed=64))
		timed.script(write_command(path), *verify_commands(path)).good()


def failing(board, fault, message, *before):
	"""Write sector 1; the fault is inside of it. Everything outside stays."""
	chip = noise(4 * SECTOR, seed=62)
	board.load(chip)
	board.control("fault chip0 %s" % fault)
	data = noise(3000, seed=63)
	path = board.write("data.bin", data)
	board.openocd(*before, "init", "reset init", write_command(path, SECTOR)).bad().says(message)
	found = board.contents()
	check(found[:SECTOR] == chip[:SECTOR], "the sector before has changed")
	check(found[2 * SECTOR:4 * SECTOR] == chip[2 * SECTOR:], "sectors behind have changed")
	check(found[4 * SECTOR:] == b"\xff" * (EXT_SIZE - 4 * SECTOR), "the rest of the chip has changed")
	board.script("flash verify_image %s 0x%x bin" % (path, EXT + SECTOR)).bad()
	board.control("fault chip0 none")
	board.script(write_command(path, SECTOR), *verify_commands(path, SECTOR)).good()


def test_program_that_fails(board):
	failing(board, "program fail at 0x1234",
		r"at 0x00001234: chip reports failure, flags 0x04.*P_ERR: programming failed")


def test_erase_that_fails(board):
	failing(board, "erase fail at 0x1234",
		r"erase at 0x00001000: chip reports failure, flags 0x08.*E_ERR: erasing failed")


def test_program_that_fails_without_work_area(board):
	failing(board, "program fail at 0x1234",
		r"program at 0x00001200: the chip reports a failed program or erase \(.*0xe4\)",
		NO_WORK_AREA)


def test_erase_that_fails_without_work_area(board):
	failing(board, "erase fail at 0x1234",
		r"erase at 0x00001000: the chip reports a failed program or erase \(.*0xe8\)",
		NO_WORK_AREA)


if __name__ == "__main__":
	harness.main(globals())
