# SPDX-License-Identifier: GPL-2.0-or-later
"""The commands by which the user speaks to the chip: what they refuse, what they say, what they leave behind."""

import board as harness
from board import EXT, EXT_BANK, EXT_SIZE, SECTOR, check, verify_commands, write_command
from images import noise

# name, size, page, read, quad read, program, chip erase, sector size, sector erase
DESCRIBED = "stm32xspi set ext mine 0x1000000 256 0x03 0xeb 0x02 0xc7 0x1000 0x20"


def test_wrong_options_are_named(board):
	for options, words in (("-pin {CLK PA3}", "unknown option \"-pin\""), ("-pins", "-pins needs an argument"),
			("-pins {CLK PA3}", "no pin given for NCS"), ("-pins {CLK PA3 NCS XY}", "'XY' behind NCS is not a pin")):
		board.openocd("flash bank two stm32xspi 0x90000000 0 0 0 stm32l5x.cpu %s" % options).bad().says(words)
	board.openocd("flash bank two stm32xspi 0 0 0 0 stm32l5x.cpu").bad().says("base address 0 needs -pins or")
	board.script("stm32xspi xfer ext -foo 0x9f").bad().says("option \"-foo\" is unknown")
	board.script("stm32xspi info nothing").bad().says("\"nothing\" is no flash bank of stm32xspi")
	board.script("stm32xspi info stm32l5x.otp").bad().says("\"stm32l5x.otp\" is no flash bank of stm32xspi")


def test_what_cannot_be_undone_is_refused(board):
	for bytes_ in ("0x42 0x02", "0x2f 0xff 0xff", "0xe8 1 2 3 4 5 6 7 8", "0x62", "0x01 0x40 0x08", "0x31 0x01",
			"0x2c 0"):
		board.script("stm32xspi xfer ext 0x06", "stm32xspi xfer ext %s" % bytes_).bad().says("nothing was sent")
		board.script("stm32xspi cmd ext 0 %s" % bytes_).bad().says("nothing was sent")
		opcode = "nor.op.%02x" % int(bytes_.split()[0], 0)
		sent = board.counters().get(opcode, 0)
		check(sent == (1 if opcode == "nor.op.01" else 0), "%s was counted %d times", opcode, sent)


def test_quad_enable_is_reported_by_check_and_kept(board):
	board.script("stm32xspi check %s" % EXT_BANK).good().says(r"quad enable \(QE\) was 0 and is now 1")
	board.script("flash probe %s" % EXT_BANK).good().says_not("quad enable")
	written = board.counters()["nor.nonvolatile"]
	check(written == 1, "%d non-volatile writes, wanted 1", written)


def test_quad_enable_is_reported_if_quad_reads_fail(board):
	board.load(noise(EXT_SIZE, seed=21))
	board.control("fault chip0 io3 open")
	board.script("flash probe %s" % EXT_BANK).good().says(r"quad enable \(QE\) was 0 and is now 1") \
		.says("faster reads differ from 1-line reads")


def test_described_chip_with_and_without_work_area(board):
	data = noise(700, seed=24)
	path = board.write("data.bin", data)
	for before in ((), ("foreach t [target names] { $t configure -work-area-size 0 }",)):
		board.load(bytes(4 * SECTOR))
		board.openocd(*before, "init", "reset init", DESCRIBED, write_command(path, 100),
			*verify_commands(path, 100)[:1], "verify_image %s 0x%x bin" % (path, EXT + 100)).good()
		board.expect([(0, b"\xff" * SECTOR), (100, data), (SECTOR, bytes(3 * SECTOR))])


if __name__ == "__main__":
	harness.main(globals())
