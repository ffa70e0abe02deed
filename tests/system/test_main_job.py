# SPDX-License-Identifier: GPL-2.0-or-later
"""The main job: program, write, verify and read back, each result compared with the simulator's own memory."""

import os
import re

import board as harness
from board import EXAMPLE, EXAMPLES, EXT, EXT_BANK, EXT_SIZE, INT, SECTOR, check, erases, verify_commands, write_command
from images import noise, write_bin, write_elf, write_ihex, write_srec

FORMATS = (("elf", write_elf), ("hex", write_ihex), ("srec", write_srec), ("bin", write_bin))


def example_pieces():
	"""The example's segments as ({offset in internal flash}, {offset in the chip})."""
	segments = harness.load_segments(EXAMPLE)
	internal = [(address - INT, data) for address, data in segments if address < EXT]
	external = [(address - EXT, data) for address, data in segments if address >= EXT]
	check(internal and external, "%s has no segment in one of the two memories", EXAMPLE)
	return internal, external


def make_image(board, kind, writer, offset, data):
	path = board.path("image.%s" % kind)
	writer(path, [(EXT + offset, data)])
	return path


def test_program_verify_reset_of_the_example(board):
	internal, external = example_pieces()
	board.openocd("program %s verify reset exit" % EXAMPLE).good().says(r"\*\* Programming Finished \*\*") \
		.says(r"\*\* Verified OK \*\*").says_not(r"(?m)^Error(?!.*clearing lockup)")
	board.expect(external)
	flash = board.contents("flash")
	for offset, data in internal:
		check(flash[offset:offset + len(data)] == data, "internal flash differs from the example at 0x%x", offset)
	board.run_until(r"(?m)^PASS")
	check(board.peek(harness.VERDICT_ADDRESS) == harness.VERDICT_PASS, "verdict word in RAM is 0x%08x, wanted 0x%08x",
		board.peek(harness.VERDICT_ADDRESS), harness.VERDICT_PASS)


def test_program_twice_in_a_row(board):
	_, external = example_pieces()
	for _ in range(2):
		board.openocd("program %s verify reset exit" % EXAMPLE).good()
		board.run_until(r"(?m)^PASS")
	board.expect(external)


def test_example_says_the_same_over_semihosting(board):
	image = os.path.join(EXAMPLES, "font-semihosting.elf")
	board.run_openocd(board.openocd_command(["program %s verify" % image, "arm semihosting enable", "reset run",
		"wait_halt 30000", "shutdown error"]), harness.OPENOCD_LIMIT_S).good() \
		.says(r"(?m)^external data: ").says(r"(?m)^PASS")


def test_firmware_rejects_wrong_external_data(board):
	_, external = example_pieces()
	board.openocd("program %s verify exit" % EXAMPLE).good()
	board.control("flip chip0 0x%x 0" % (external[0][0] + 1000))
	board.openocd("init", "reset run").good()
	board.run_until(r"(?m)^FAIL")
	check(board.peek(harness.VERDICT_ADDRESS) != harness.VERDICT_PASS, "the verdict word says pass")


def write_one_format(board, kind, writer):
	"""Write, verify both ways, compare; then flip one bit and see all three fail."""
	data = noise(70001, seed=len(kind))
	path = make_image(board, kind, writer, 0x20000, data)
	board.script(write_command(path, 0x20000), *verify_commands(path, 0x20000)).good() \
		.says(r"wrote \d+ bytes from file")
	board.expect([(0x20000, data)])
	board.control("flip chip0 0x%x 3" % (0x20000 + 33333))
	for command in verify_commands(path, 0x20000):
		board.script(command).bad()
	try:
		board.expect([(0x20000, data)])
	except harness.Failure:
		return
	check(False, "the comparison missed the flipped bit")


def test_write_image_elf(board):
	write_one_format(board, *FORMATS[0])


def test_write_image_hex(board):
	write_one_format(board, *FORMATS[1])


def test_write_image_srec(board):
	write_one_format(board, *FORMATS[2])


def test_write_image_bin(board):
	write_one_format(board, *FORMATS[3])


def test_write_image_of_the_example_in_each_format(board):
	_, external = example_pieces()
	for name in ("font.hex", "font.srec"):
		board.blank()
		path = os.path.join(EXAMPLES, name)
		board.script("flash write_image erase %s" % path, "verify_image %s" % path).good()
		board.expect(external)


def test_simulators_own_compare_sees_a_flipped_bit(board):
	data = noise(5000)
	path = board.write("data.bin", data)
	board.script(write_command(path)).good()
	board.control("compare chip0 %s" % path)
	board.control("flip chip0 4999 7")
	check(board.refused("compare chip0 %s" % path), "compare missed the flipped bit")
	board.control("flip chip0 4999 7")
	board.control("compare chip0 %s" % path)


def test_program_verify_fails_on_a_stuck_bit(board):
	data = noise(9000, seed=3)
	path = board.write("data.bin", data)
	board.script(write_command(path)).good()
	board.control("flip chip0 8500 1")
	board.script(verify_commands(path)[1]).bad().says(r"(?i)differ|mismatch|contents")
	board.script("flash verify_bank %s %s" % (EXT_BANK, path)).bad()


def test_read_bank_and_dump_image_give_the_file_back(board):
	data = noise(100003, seed=4)
	path = board.write("data.bin", data)
	board.script(write_command(path, 0x1234),
		"flash read_bank %s %s 0x1234 %d" % (EXT_BANK, board.path("read.bin"), len(data)),
		"dump_image %s 0x%x %d" % (board.path("dump.bin"), EXT + 0x1234, len(data))).good()
	check(board.read("read.bin") == data, "flash read_bank gave other bytes")
	check(board.read("dump.bin") == data, "dump_image gave other bytes")
	board.control("flip chip0 0x%x 0" % (0x1234 + 70000))
	board.script("flash read_bank %s %s 0x1234 %d" % (EXT_BANK, board.path("read.bin"), len(data)),
		"dump_image %s 0x%x %d" % (board.path("dump.bin"), EXT + 0x1234, len(data))).good()
	wanted = data[:70000] + bytes([data[70000] ^ 1]) + data[70001:]
	check(board.read("read.bin") == wanted, "flash read_bank missed the flipped bit")
	check(board.read("dump.bin") == wanted, "dump_image missed the flipped bit")


def test_read_bank_of_the_chips_end(board):
	data = noise(EXT_SIZE, seed=5)
	board.load(data)
	start, size = EXT_SIZE - 300001, 300001
	board.script("flash read_bank %s %s 0x%x %d" % (EXT_BANK, board.path("read.bin"), start, size)).good()
	check(board.read("read.bin") == data[start:], "flash read_bank of the chip's end gave other bytes")


def test_unaligned_start_and_odd_length(board):
	for offset, size in ((1, 1), (0x1003, 255), (0x21FF, 2), (0x30007, 4099), (0x4FFFF, 65539)):
		data = noise(size, seed=size)
		board.blank()
		path = board.write("odd.bin", data)
		board.script(write_command(path, offset), *verify_commands(path, offset)).good()
		board.expect([(offset, data)])


def test_last_bytes_of_the_chip(board):
	data = noise(4097, seed=8)
	path = board.write("end.bin", data)
	offset = EXT_SIZE - len(data)
	board.script(write_command(path, offset), *verify_commands(path, offset)).good()
	board.expect([(offset, data)])


def test_write_without_erase_keeps_the_rest_of_the_sector(board):
	before = bytearray(b"\xff" * EXT_SIZE)
	before[0x5000:0x5100] = noise(256, seed=9)
	board.load(bytes(before))
	data = noise(700, seed=10)
	path = board.write("add.bin", data)
	board.script("flash write_image %s 0x%x bin" % (path, EXT + 0x5200)).good()
	board.expect([(0x5200, data)], rest=bytes(before))


def test_write_over_unerased_data_is_reported(board):
	board.load(bytes(SECTOR))
	path = board.write("over.bin", b"\x5a" * 256)
	board.script("flash write_image %s 0x%x bin" % (path, EXT)).bad()


def refused_program(board, path, pattern):
	"""program must end with an error and touch neither memory."""
	chip = noise(EXT_SIZE, seed=11)
	board.load(chip)
	flash = board.contents("flash")
	board.openocd("program %s verify reset exit" % path).bad().says(pattern)
	board.expect([], rest=chip)
	board.expect([], "flash", rest=flash)
	check(not erases(board), "something was erased: %s", erases(board))


def test_program_beyond_the_chip_is_refused(board):
	path = board.path("long.elf")
	write_elf(path, [(INT, noise(4096)), (EXT + EXT_SIZE - 4096, noise(8192))])
	refused_program(board, path, r"(?i)0x9[01][0-9a-f]{6}")


def test_program_into_no_bank_is_refused(board):
	path = board.path("nowhere.elf")
	write_elf(path, [(INT, noise(4096)), (EXT, noise(4096)), (0x60000000, noise(16))])
	refused_program(board, path, r"(?i)0x60000000")


def test_failed_verify_tells_where_what_and_how_many(board):
	data = noise(20000, seed=13)
	path = board.write("data.bin", data)
	board.script(write_command(path)).good()
	for at in (12345, 12346, 15000):
		board.control("flip chip0 %d 2" % at)
	output = board.script("flash verify_image %s 0x%x bin" % (path, EXT)).bad().says(r"(?i)0x90003039").output
	line = next((line for line in output.split("\n") if re.search(r"(?i)0x90003039", line)), "")
	for what, byte in (("expected", data[12345]), ("read", data[12345] ^ 4)):
		check(re.search(r"(?i)%s %02x" % (what, byte), line), "\"%s %02x\" is not in \"%s\"", what, byte, line)
	check(re.search(r"\b3\b", output), "the number of different bytes, 3, is not in the output")


def test_failed_verify_of_much_data_tells_the_same(board):
	"""One hash stands for up to 128 KiB; what is described begins 16 KiB before the difference at most."""
	data = noise(300 << 10, seed=15)
	path = board.write("data.bin", data)
	board.load(data)
	for at in (0x3b005, 0x4a000):
		board.control("flip chip0 %d 2" % at)
	board.script("flash verify_image %s 0x%x bin" % (path, EXT)).bad() \
		.says(r"first at 0x9003b005: expected %02x.*, read %02x.*; 1 of the 65536 B from 0x90038000 on" %
			(data[0x3b005], data[0x3b005] ^ 4))


def test_verify_guesses_a_blank_chip(board):
	path = board.write("data.bin", noise(3000, seed=14))
	board.script("flash verify_image %s 0x%x bin" % (path, EXT)).bad().says(r"(?i)0xFF|erased|blank")


if __name__ == "__main__":
	harness.main(globals())
