# SPDX-License-Identifier: GPL-2.0-or-later
"""Every simulated chip on the same wires: identified, erased, written and verified at its start, its end, across the
border of 3-byte addresses, in its largest erase unit; never by a mode that a reset of the MCU would leave behind."""

import board as harness
from board import EXT, EXT_BANK, SECTOR, check
from images import noise

KIB = 1024
MIB = 1024 * KIB
BORDER = 16 * MIB

# what "stm32xspi info" must say: model, (ID, bytes, page, largest erase unit, read, program)
CHIPS = {
	"is25lp016d": ("9d 60 15", 2 * MIB, 256, 64 * KIB, "1-4-4 EBh", "1-1-4 32h"),
	"is25lp064": ("9d 60 17", 8 * MIB, 256, 64 * KIB, "1-4-4 EBh", "1-1-1 02h"),
	"is25lp080d": ("9d 60 14", 1 * MIB, 256, 64 * KIB, "1-4-4 EBh", "1-1-4 32h"),
	"is25lp256d": ("9d 60 19", 32 * MIB, 256, 64 * KIB, "1-4-4 ECh", "1-1-4 34h"),
	"is25lp512mj": ("9d 60 1a", 64 * MIB, 256, 64 * KIB, "1-4-4 ECh", "1-1-4 34h"),
	"is25lp512mk": ("9d 60 1a", 64 * MIB, 512, 256 * KIB, "1-4-4 ECh", "1-1-4 34h"),
	"is25wp256": ("9d 70 19", 32 * MIB, 256, 64 * KIB, "1-4-4 ECh", "1-1-4 34h"),
	"w25q128jv": ("ef 40 18", 16 * MIB, 256, 64 * KIB, "1-4-4 EBh", "1-1-4 32h"),
}
# enter and leave 4-byte mode, bank and other non-volatile registers; of others, ISSI's registers
NEVER_ISSI = (0xB7, 0xE9, 0x29, 0x17, 0xC5, 0x18, 0x65, 0x85, 0x15, 0x42, 0x2F, 0x43, 0x11)
NEVER_OTHERS = (0xB7, 0xE9, 0x29, 0x48, 0x61, 0x16, 0x81, 0x82, 0x42, 0x11, 0x01)


def erase_command(offset, size):
	return "flash erase_address 0x%x 0x%x" % (EXT + offset, size)


def write_and_verify(board, name, offset, data):
	"""Commands that erase the sectors, write and verify both ways."""
	path = board.write(name, data)
	return ["flash write_image erase %s 0x%x bin" % (path, EXT + offset),
		"flash verify_image %s 0x%x bin" % (path, EXT + offset), "verify_image %s 0x%x bin" % (path, EXT + offset)]


def fill(board, size, areas):
	"""Old contents, so that erasing shows: the whole chip in small ones, else around the areas."""
	if size <= 2 * MIB:
		areas = [(0, size)]
	contents = bytearray(b"\xff" * size)
	for start, length in areas:
		contents[start:start + length] = noise(length, seed=start + 1)
	board.load(bytes(contents))
	return contents


def run_chip(board, chip_id, size, page, unit, read, program):
	"""Three images and an erase of the largest unit; everything else must stay as it is."""
	start = noise(3 * page + 77, seed=1)
	end = noise(SECTOR + 5, seed=2)
	images = [(0, start), (size - len(end), end)]
	if size > BORDER:
		images.append((BORDER - 3 * page - 9, noise(9 * page, seed=3)))
	gone = (size // 2 + unit, unit)
	contents = fill(board, size, [(offset // SECTOR * SECTOR - (SECTOR if offset else 0), 4 * SECTOR)
		for offset, _ in images if offset < size - 4 * SECTOR] + [(size - 4 * SECTOR, 4 * SECTOR),
		(gone[0] - SECTOR, gone[1] + 2 * SECTOR)])

	commands = ["stm32xspi info %s" % EXT_BANK]
	for number, (offset, data) in enumerate(images):
		commands += write_and_verify(board, "image%d.bin" % number, offset, data)
		first, last = offset // SECTOR * SECTOR, -(-(offset + len(data)) // SECTOR) * SECTOR
		contents[first:last] = b"\xff" * (last - first)
		contents[offset:offset + len(data)] = data
	commands.append(erase_command(*gone))
	contents[gone[0]:gone[0] + gone[1]] = b"\xff" * gone[1]
	board.script(*commands).good().says(r"ID %s, %d KiB, page %d B, SFDP" % (chip_id, size // KIB, page)) \
		.says(r"erase %d KiB: " % (unit // KIB)).says(r"read %s.* program %s" % (read, program))
	board.expect([], rest=bytes(contents))

	counters = board.counters()
	never = NEVER_ISSI if chip_id.startswith("9d") else NEVER_OTHERS
	sent = ["%02x" % opcode for opcode in never if counters.get("nor.op.%02x" % opcode)]
	check(not sent, "opcodes %s were sent, which change modes or non-volatile registers", sent)
	check(counters.get("nor.erase.%dk" % (unit // KIB)) == 1, "the largest erase unit was used %s times, wanted once",
		counters.get("nor.erase.%dk" % (unit // KIB)))
	check(not counters.get("nor.page_wrap"), "a program operation went over the end of a page")
	check(counters.get("nor.nonvolatile") == 1, "%s non-volatile writes, wanted one, for quad enable",
		counters.get("nor.nonvolatile"))


def test_tables_are_shown_and_saved(board):
	"""SFDP as the simulated chip has it, 140 bytes of which 16 words are the basic table."""
	path = board.path("sfdp.bin")
	board.script("stm32xspi sfdp ext %s" % path, "stm32xspi info ext").good().says("SFDP 1.6, 140 bytes") \
		.says("table 029d, 1.5, 3 DWORDs at 0x80").says("32768 KiB, page 256 B, 3-byte addresses") \
		.says(r"status register \(05h\) 0x40 \(QE\)").says("unique ID [0-9a-f]{32}").says("no block is protected")
	tables = board.read("sfdp.bin")
	check(len(tables) == 140 and tables[:4] == b"SFDP" and tables[0x30:0x34] == bytes.fromhex("e520f9ff"),
		"the file holds other bytes: %s", tables[:64].hex())


test_tables_are_shown_and_saved.board_name = "stm32l562-is25wp256"


def test_unknown_chip_without_sfdp(board):
	"""An ID that is in no table, and no SFDP: told apart from a stuck line and a chip that does not answer."""
	board.control("fault chip0 id c8 40 18")
	board.control("fault chip0 sfdp blank")
	board.script("flash probe ext").bad().says(r"unknown chip: ID \(9Fh\) c8 40 18 .*5Ah gives ff ff ff ff") \
		.says("-chip size=16M,page=256,erase=4K:20/64K:D8")
	board.script("stm32xspi sfdp ext").bad().says("5Ah gives ff ff ff ff")
	board.control("fault chip0 id 55 55 55")
	board.script("flash probe ext").bad().says("it is stuck: .*55 55 55, 55 55 55, 55 55 55")
	board.control("fault chip0 none")
	board.control("fault chip0 chip absent")
	board.script("flash probe ext").bad().says("it is silent: .*(ff ff ff|00 00 00), ")


def test_large_chip_that_nobody_knows_is_refused(board):
	"""The SFDP of an IS25WP256, which denies its 4-byte addresses, under another maker's ID."""
	board.control("fault chip0 id c8 60 19")
	board.script("flash probe ext").bad().says("neither SFDP nor the table tells how to read, program and erase it")


test_large_chip_that_nobody_knows_is_refused.board_name = "stm32l562-is25wp256"


def test_option_k_without_sfdp_erases_nothing_else(board):
	"""Nobody knows what D8h erases then: it is not used, and nothing around the range is lost."""
	contents = bytearray(noise(2 * MIB, seed=7) + b"\xff" * (62 * MIB))
	board.load(bytes(contents))
	board.control("fault chip0 sfdp blank")
	board.script(erase_command(0x50000, 0x10000)).good()
	contents[0x50000:0x60000] = b"\xff" * 0x10000
	board.expect([], rest=bytes(contents))
	check(board.counters().get("nor.erase.32k") == 2, "erases: %s, wanted two of 32 KiB", harness.erases(board))


test_option_k_without_sfdp_erases_nothing_else.board_name = "stm32l562-is25lp512mk"


def make_test(model, facts):
	def test(board):
		run_chip(board, *facts)
	test.__name__ = "test_%s" % model
	test.board_name = "stm32l562-%s" % model
	return test


for chip, facts_of_chip in CHIPS.items():
	globals()["test_%s" % chip] = make_test(chip, facts_of_chip)


def test_4_byte_mode_is_left_and_not_entered(board):
	"""An application has left the chip in 4-byte mode: it is left by ISSI's 29h or a reset, and works."""
	data = noise(1000, seed=4)
	board.script("stm32xspi xfer ext 0xb7").good()
	board.script(*write_and_verify(board, "image.bin", BORDER - 500, data)).good().says("in 4-byte address mode")
	board.expect([(BORDER - 500, data)])
	check(not board.counters().get("nor.op.e9"), "E9h was sent")


test_4_byte_mode_is_left_and_not_entered.board_name = "stm32l562-is25lp256d"


def test_program_on_four_lines_is_not_believed(board):
	"""A chip under an ID that has 32h, but without it: the first page stays blank, and one line does the job."""
	image = noise(5000, seed=5)
	board.control("fault chip0 deaf 32")
	commands = write_and_verify(board, "image.bin", 0x1000, image)
	board.script(*commands).good().says("the chip ignores 32h, program on four lines; goes on with one line")
	board.expect([(0x1000, image)])
	check(board.counters().get("nor.op.02") == 20, "%s pages by 02h, wanted 20", board.counters().get("nor.op.02"))
	# a page that is not blank is another matter
	board.control("fault chip0 none")
	board.control("fault chip0 program fail at 0x20000")
	board.script(*write_and_verify(board, "image.bin", 0x20000, image)).bad().says_not("ignores 32h")


test_program_on_four_lines_is_not_believed.dirty = {"violation": "command 32h ignored|unknown"}


if __name__ == "__main__":
	harness.main(globals())
