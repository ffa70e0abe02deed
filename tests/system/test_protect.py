# SPDX-License-Identifier: GPL-2.0-or-later
"""Block protection, quad enable and chips described by hand: refused before anything is erased, lifted on the user's
word, and no bit of a status register changed that was not meant."""

import re

import board as harness
from board import EXT, EXT_SIZE, SECTOR, check, erases
from images import noise

PINS = "{CLK PA3 NCS PA2 IO0 PB1 IO1 PB0 IO2 PA7 IO3 PA6}"
MIB = 1024 * 1024


def status(board, which=1):
	"""A status register of the simulated chip: 1, 2 or 3."""
	text = "\n".join(board.control("describe chip0")[0])
	if which == 1:
		return int(re.search(r"status register: 0x(..)", text).group(1), 16)
	values = re.findall(r"0x(..)", re.search(r"status registers 2.*", text).group(0))
	return int(values[which // 3 * 2], 16)


def set_status(*values):
	"""Commands that write the status register behind the driver's back."""
	return ["stm32xspi xfer ext 0x06", "stm32xspi xfer ext 0x01 %s" % " ".join("0x%02x" % value for value in values),
		"sleep 20"]


def other_bank(options):
	"""A second bank on the same pins, with options, named ext2."""
	return "flash bank ext2 stm32xspi 0x90000000 0 0 0 $_TARGETNAME %s -pins %s" % (options, PINS)


def write(board, offset, size=3000, name="image.bin"):
	return "flash write_bank ext %s 0x%x" % (board.write(name, noise(size, seed=offset + 1)), offset)


def refused(board, *commands, says):
	"""The commands fail with these words, and nothing is erased or written."""
	before, erased = board.contents(), erases(board)
	board.script(*commands).bad().says(says).says("stm32xspi unlock ext")
	check(board.contents() == before and erases(board) == erased, "something was erased or written")


def test_protected_end_of_the_chip(board):
	old = noise(EXT_SIZE, seed=1)
	board.load(old)
	board.script("flash protect ext 252 last on").good() \
		.says("the last 256 KiB are protected: 0x90fc0000 to 0x90ffffff")
	check(status(board) == 0x4C, "status register is 0x%02x, wanted BP 3 and QE: 0x4c", status(board))
	words = "the last 256 KiB are protected: 0x90fc0000 to 0x90ffffff .status register 0x4c"
	refused(board, "flash erase_address 0x90fb0000 0x20000", says=words)
	refused(board, "flash erase_sector ext 0 last", says=words)
	refused(board, write(board, EXT_SIZE - 3000), says=words)
	board.script("flash erase_address 0x90fb0000 0x10000", write(board, 0xFB0000),
		"stm32xspi info ext").good().says("the last 256 KiB are protected")
	board.script("flash info ext").good().says(r"#251: .* not protected").says(r"#252: .* protected")


def test_unlock_keeps_the_other_bits(board):
	board.script(*set_status(0x70 | 0x0C)).good()
	board.script("stm32xspi unlock ext", write(board, 0xFF0000)).good() \
		.says("protection of the whole chip is off .status register was 0x7c, is 0x40")
	check(status(board) == 0x40, "status register is 0x%02x, wanted QE alone", status(board))
	board.script("stm32xspi unlock ext").good().says("no block is protected")


def test_area_that_is_not_certain(board):
	board.load(noise(EXT_SIZE, seed=2))
	board.script(*set_status(0x40 | 10 << 2)).good()
	refused(board, "flash erase_sector ext 0 0",
		says="differs between the parts with this ID, so all counts as protected")
	board.script("flash info ext").good().says("protection state unknown")
	board.script("flash protect ext 0 last off", "flash erase_sector ext 0 0").good()


def test_protection_that_the_chip_cannot_have(board):
	for blocks in ("0 3", "100 103", "253 last"):
		board.script("flash protect ext %s on" % blocks).bad().says("nothing was changed")
	check(status(board) == 0x40, "status register is 0x%02x, wanted QE alone", status(board))
	board.script("flash protect ext 252 last on", "flash protect ext 252 253 off").good().says("last 128 KiB")
	board.script("flash protect ext 252 253 on", "flash protect ext 252 last off").good()
	check(status(board) == 0x40, "status register is 0x%02x, wanted QE alone", status(board))


def test_option_k_counts_in_256_kib(board):
	board.script("flash protect ext 1016 last on").good().says("the last 512 KiB are protected")
	check(status(board) == 0x48, "status register is 0x%02x, wanted BP 2 and QE", status(board))
	board.script("flash erase_address 0x93f40000 0x40000").good()
	board.script("flash erase_address 0x93f80000 0x40000").bad().says("unlock")


test_option_k_counts_in_256_kib.board_name = "stm32l562-is25lp512mk"


def test_top_or_bottom_in_the_status_register(board):
	board.script("flash protect ext 0 3 on").good().says("the first 256 KiB are protected: 0x90000000 to 0x9003ffff")
	check(status(board) == 0x6C, "status register is 0x%02x, wanted TB, BP 3 and QE", status(board))
	board.script("flash erase_address 0x90040000 0x10000").good()
	board.script("flash erase_address 0x90030000 0x10000").bad().says("unlock")


test_top_or_bottom_in_the_status_register.board_name = "stm32l562-is25lp080d"


def test_locked_status_register(board):
	"""SRWD is 1 and the controller keeps WP# low: a plain write does nothing, unlock holds the line high."""
	board.openocd(other_bank("-no-qe"), "init", "reset init", "stm32xspi xfer ext2 0x06",
		"stm32xspi xfer ext2 0x01 0x9c", "sleep 20", "stm32xspi xfer ext2 0x06", "stm32xspi xfer ext2 0x01 0x00",
		"sleep 20").good()
	check(status(board) & 0xFC == 0x9C, "status register is 0x%02x, wanted 0x9c: locked", status(board))
	board.openocd(other_bank("-no-qe"), "init", "reset init", "stm32xspi unlock ext2",
		"flash erase_sector ext2 0 0").good().says("status register was 0x9c, is 0x80")
	check(status(board) == 0x80, "status register is 0x%02x, wanted SRWD alone", status(board))
	board.script("flash probe ext").good().says("QE. was 0 and is now 1")
	check(status(board) == 0xC0, "status register is 0x%02x, wanted SRWD and QE", status(board))


def test_locked_status_register_and_no_way_to_wp(board):
	board.openocd(other_bank("-no-qe"), "init", "reset init", "stm32xspi xfer ext2 0x06",
		"stm32xspi xfer ext2 0x01 0x84", "sleep 20").good()
	two = PINS.replace(" IO2 PA7", "").replace(" IO3 PA6", "")
	board.control("fault chip0 io2 open")
	board.openocd("flash bank ext3 stm32xspi 0x90000000 0 0 0 $_TARGETNAME -pins %s" % two, "init", "reset init",
		"stm32xspi info ext3").good().says("read 1-2-2 BBh")


def test_sector_protection_bit(board):
	"""Protection that the status register does not show (DYB): the chip's flag tells, with its name and the address."""
	board.load(noise(EXT_SIZE, seed=8))
	board.script("stm32xspi xfer ext 0x06", "stm32xspi xfer ext 0xfb -addr 0x20000 0x00",
		"flash erase_sector ext 32 32").bad() \
		.says("erase at 0x00020000: .*flags 0x0a.*PROT_E: the sector is protected; .*DYB")
	board.script("flash erase_sector ext 48 48").good()
	contents = bytearray(noise(EXT_SIZE, seed=8))
	contents[48 * SECTOR:49 * SECTOR] = b"\xff" * SECTOR
	board.expect([], rest=bytes(contents))


def test_no_qe(board):
	data = noise(5000, seed=3)
	board.load(b"\xff" * (EXT_SIZE // 2) + noise(16, seed=6))
	board.openocd(other_bank("-no-qe"), "init", "reset init", "flash probe ext2",
		"flash write_bank ext2 %s 0" % board.write("image.bin", data), "flash verify_bank ext2 image.bin 0",
		"stm32xspi info ext2").good().says(r"QE. is 0 and stays so \(-no-qe\), using 1-2-2 BBh") \
		.says("read 1-2-2 BBh .proven")
	board.expect([(0, data), (EXT_SIZE // 2, noise(16, seed=6))])
	check(not board.counters().get("nor.nonvolatile"), "a non-volatile register was written")


def test_chip_described_by_hand(board):
	data = noise(70000, seed=4)
	board.load(noise(EXT_SIZE, seed=5))
	board.openocd(other_bank("-chip size=16M,page=256,erase=4K:20/64K:D8"), "init", "reset init",
		"flash erase_sector ext2 0 31", "flash write_bank ext2 %s 0" % board.write("image.bin", data),
		"flash verify_bank ext2 image.bin 0", "stm32xspi info ext2").good() \
		.says(r"as described \(ID 9d 60 18\)").says_not("Warn : ext2") \
		.says("erase 64 KiB: D8h")
	board.expect([(0, data), (len(data), b"\xff" * (32 * SECTOR - len(data)))], rest=noise(EXT_SIZE, seed=5))
	check(board.counters().get("nor.erase.64k") == 2, "erases: %s, wanted two of 64 KiB", erases(board))
	check(not board.counters().get("nor.nonvolatile"), "a non-volatile register was written")


def test_wrong_descriptions(board):
	for text in ("size=16M", "erase=4K:20", "size=15M,erase=4K:20", "size=16M,erase=4K", "size=16M,erase=4K:zz",
			"size=16M,erase=4K:20/4K:21", "size=16M,page=100,erase=4K:20", "colour=red", "size=16M,erase=32M:D8"):
		board.openocd(other_bank("-chip %s" % text), "init").bad().says("-chip: ").says("wanted e.g.")


def test_unlock_of_another_maker(board):
	board.script(*set_status(0x1C, 0x42)).good()
	check(status(board, 2) == 0x42, "second status register is 0x%02x, wanted CMP and QE", status(board, 2))
	refused(board, "flash erase_sector ext 0 0", says="block protection is on .status register 0x1c, second 0x42")
	board.script("stm32xspi unlock ext", "flash erase_sector ext 0 0").good()
	check((status(board), status(board, 2)) == (0x00, 0x02), "status registers are 0x%02x 0x%02x, wanted QE alone",
		status(board), status(board, 2))


test_unlock_of_another_maker.board_name = "stm32l562-w25q128jv"


def test_unlock_of_a_maker_of_whom_it_is_not_known(board):
	board.control("state chip0 protected")
	before = status(board)
	board.script("stm32xspi unlock ext").bad().says("block protection is not known for this maker, so it stays")
	check(status(board) & 0x3C == before & 0x3C, "status register is 0x%02x, was 0x%02x", status(board), before)


test_unlock_of_a_maker_of_whom_it_is_not_known.arguments = ("--chip", "chip0=mx25r6435f")


if __name__ == "__main__":
	harness.main(globals())
