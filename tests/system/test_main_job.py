# SPDX-License-Identifier: GPL-2.0-or-later
"""The main job: OpenOCD's flash commands on the external chip, each result compared with the simulator's own memory."""

import os
import re
import time

import board as harness
from board import EXAMPLES, EXT, EXT_BANK, EXT_SIZE, INT, SECTOR, Gdb, check
from images import noise, write_bin, write_elf, write_ihex, write_srec

EXAMPLE = os.path.join(EXAMPLES, "font.elf")
FORMATS = (("elf", write_elf), ("hex", write_ihex), ("srec", write_srec), ("bin", write_bin))


def example_pieces():
	"""The example's segments as ({offset in internal flash}, {offset in the chip})."""
	segments = harness.load_segments(EXAMPLE)
	internal = [(address - INT, data) for address, data in segments if address < EXT]
	external = [(address - EXT, data) for address, data in segments if address >= EXT]
	check(internal and external, "%s has no segment in one of the two memories", EXAMPLE)
	return internal, external


def write_command(path, offset=0):
	"""flash write_image with erase; a raw binary needs its address."""
	return "flash write_image erase %s%s" % (path, " 0x%x bin" % (EXT + offset) if path.endswith(".bin") else "")


def verify_commands(path, offset=0):
	"""Both ways to verify: through the driver and through the mapped window."""
	where = " 0x%x bin" % (EXT + offset) if path.endswith(".bin") else ""
	return "flash verify_image %s%s" % (path, where), "verify_image %s%s" % (path, where)


def make_image(board, kind, writer, offset, data):
	path = board.path("image.%s" % kind)
	writer(path, [(EXT + offset, data)])
	return path


def test_program_verify_reset_of_the_example(board):
	internal, external = example_pieces()
	board.openocd("program %s verify reset exit" % EXAMPLE).good().says(r"\*\* Programming Finished \*\*") \
		.says(r"\*\* Verified OK \*\*").says_not(r"(?m)^Error")
	board.expect(external)
	flash = board.contents("flash")
	for offset, data in internal:
		check(flash[offset:offset + len(data)] == data, "internal flash differs from the example at 0x%x", offset)
	board.run_until(r"(?i)\bpass")
	check(board.peek(harness.VERDICT_ADDRESS) == harness.VERDICT_PASS, "verdict word in RAM is 0x%08x, wanted 0x%08x",
		board.peek(harness.VERDICT_ADDRESS), harness.VERDICT_PASS)


def test_program_twice_in_a_row(board):
	_, external = example_pieces()
	for _ in range(2):
		board.openocd("program %s verify reset exit" % EXAMPLE).good()
		board.run_until(r"(?i)\bpass")
	board.expect(external)


def test_firmware_rejects_wrong_external_data(board):
	_, external = example_pieces()
	board.openocd("program %s verify exit" % EXAMPLE).good()
	board.control("flip chip0 0x%x 0" % (external[0][0] + 1000))
	board.openocd("init", "reset run").good()
	board.run_until(r"(?i)\bfail")
	check(board.peek(harness.VERDICT_ADDRESS) != harness.VERDICT_PASS, "the verdict word says pass")


def write_one_format(board, kind, writer):
	"""Write, verify both ways, compare; then flip one bit and see all three fail."""
	data = noise(70001, seed=len(kind))
	path = make_image(board, kind, writer, 0x20000, data)
	board.script(write_command(path, 0x20000), *verify_commands(path, 0x20000)).good().says(r"wrote \d+ bytes from file")
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
	board.script("verify_image %s 0x%x bin" % (path, EXT)).bad().says(r"(?i)differ|mismatch|contents")
	board.script("flash verify_bank %s %s" % (EXT_BANK, path)).bad()


def test_read_bank_and_dump_image_give_the_file_back(board):
	data = noise(100003, seed=4)
	path = board.write("data.bin", data)
	board.script(write_command(path, 0x1234), "flash read_bank %s %s 0x1234 %d" % (EXT_BANK, board.path("read.bin"), len(data)),
		"dump_image %s 0x%x %d" % (board.path("dump.bin"), EXT + 0x1234, len(data))).good()
	check(board.read("read.bin") == data, "flash read_bank gave other bytes")
	check(board.read("dump.bin") == data, "dump_image gave other bytes")
	board.control("flip chip0 0x%x 0" % (0x1234 + 70000))
	board.script("flash read_bank %s %s 0x1234 %d" % (EXT_BANK, board.path("read.bin"), len(data)),
		"dump_image %s 0x%x %d" % (board.path("dump.bin"), EXT + 0x1234, len(data))).good()
	wanted = data[:70000] + bytes([data[70000] ^ 1]) + data[70001:]
	check(board.read("read.bin") == wanted, "flash read_bank missed the flipped bit")
	check(board.read("dump.bin") == wanted, "dump_image missed the flipped bit")


def test_whole_chip_is_read_back(board):
	data = noise(EXT_SIZE, seed=5)
	board.load(data)
	board.script("flash read_bank %s %s" % (EXT_BANK, board.path("read.bin"))).good()
	check(board.read("read.bin") == data, "flash read_bank of the whole chip gave other bytes")


def erase_case(board, command, first, count):
	"""Run an erase on a chip full of noise: sectors first .. first + count - 1 blank, the others untouched."""
	before = noise(EXT_SIZE, seed=6)
	board.load(before)
	board.script(command).good()
	board.expect([(first * SECTOR, b"\xff" * (count * SECTOR))], rest=before)


def test_erase_first_sector(board):
	erase_case(board, "flash erase_sector %s 0 0" % EXT_BANK, 0, 1)


def test_erase_single_sector(board):
	erase_case(board, "flash erase_sector %s 777 777" % EXT_BANK, 777, 1)


def test_erase_last_sector(board):
	erase_case(board, "flash erase_sector %s last last" % EXT_BANK, EXT_SIZE // SECTOR - 1, 1)


def test_erase_range_across_all_erase_sizes(board):
	erase_case(board, "flash erase_sector %s 5 60" % EXT_BANK, 5, 56)


def test_erase_address_range(board):
	erase_case(board, "flash erase_address 0x%x 0x%x" % (EXT + 0x10000, 0x23000), 0x10, 0x23)


def test_erase_whole_chip(board):
	erase_case(board, "flash erase_sector %s 0 last" % EXT_BANK, 0, EXT_SIZE // SECTOR)


def test_erase_of_blank_sectors_sends_no_erase(board):
	board.script("flash erase_sector %s 0 31" % EXT_BANK).good()
	erases = {name: value for name, value in board.counters().items() if name.startswith("nor.erase") and value}
	check(not erases, "blank sectors were erased: %s", erases)


def test_erase_check_tells_blank_from_written(board):
	chip = bytearray(b"\xff" * EXT_SIZE)
	for sector in (1, 4, 4095):
		chip[sector * SECTOR + (sector * 37) % SECTOR] = 0xFE
	board.load(chip)
	output = board.script("flash erase_check %s" % EXT_BANK, "flash info %s" % EXT_BANK).good().output
	dirty = re.findall(r"#\s*(\d+): 0x[0-9a-f]+ \(0x[0-9a-f]+ \S+\) not erased", output)
	check(sorted({int(number) for number in dirty}) == [1, 4, 4095], "sectors said to be not erased: %s", dirty[:10])


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
	erases = {name: value for name, value in board.counters().items() if ".erase" in name and value}
	check(not erases, "something was erased: %s", erases)


def test_program_beyond_the_chip_is_refused(board):
	path = board.path("long.elf")
	write_elf(path, [(INT, noise(4096)), (EXT + EXT_SIZE - 4096, noise(8192))])
	refused_program(board, path, r"(?i)0x9[01][0-9a-f]{6}")


def test_program_into_no_bank_is_refused(board):
	path = board.path("nowhere.elf")
	write_elf(path, [(INT, noise(4096)), (EXT, noise(4096)), (0x60000000, noise(16))])
	refused_program(board, path, r"(?i)0x60000000")


def test_without_work_area_it_works_and_says_so(board):
	data = noise(1500, seed=12)
	path = board.write("slow.bin", data)
	board.openocd("foreach t [target names] { $t configure -work-area-size 0 }", "init", "reset init",
		write_command(path, 0x3001), *verify_commands(path, 0x3001)[:1],
		"flash read_bank %s %s 0x3001 %d" % (EXT_BANK, board.path("read.bin"), len(data))).good().says(r"(?i)work(ing)?[ -]area")
	board.expect([(0x3001, data)])
	check(board.read("read.bin") == data, "flash read_bank gave other bytes")


def test_failed_verify_tells_where_what_and_how_many(board):
	data = noise(20000, seed=13)
	path = board.write("data.bin", data)
	board.script(write_command(path)).good()
	for at in (12345, 12346, 15000):
		board.control("flip chip0 %d 2" % at)
	output = board.script("flash verify_image %s 0x%x bin" % (path, EXT)).bad().says(r"(?i)0x90003039").output
	line = next((line for line in output.split("\n") if re.search(r"(?i)0x90003039", line)), "")
	check(re.search(r"(?i)%02x" % data[12345], line), "the expected byte %02x is not in \"%s\"", data[12345], line)
	check(re.search(r"(?i)%02x" % (data[12345] ^ 4), line), "the read byte %02x is not in \"%s\"", data[12345] ^ 4, line)
	check(re.search(r"\b3\b", output), "the number of different bytes, 3, is not in the output")


def test_verify_guesses_a_blank_chip(board):
	path = board.write("data.bin", noise(3000, seed=14))
	board.script("flash verify_image %s 0x%x bin" % (path, EXT)).bad().says(r"(?i)0xFF|erased|blank")


def test_gdb_attaches_and_internal_flash_programs_with_no_chip(board):
	board.control("fault chip0 chip absent")
	with board.serve("reset init") as server:
		port = int(server.wait_for(r"[Ll]istening on port (\d+) for gdb").group(1))
		gdb = Gdb(port)
		check("qXfer:memory-map:read+" in gdb.ask("qSupported"), "openocd offers GDB no memory map")
		answer = gdb.ask("qXfer:memory-map:read::0,fff")
		check(answer[:1] in ("l", "m") and "flash" in answer, "memory map: %s", answer[:200])
		check(gdb.ask("?").startswith(("S", "T")), "GDB cannot attach")
		gdb.close()
	data = noise(5000, seed=15)
	path = board.write("internal.bin", data)
	board.script("flash write_image erase %s 0x%x bin" % (path, INT), "verify_image %s 0x%x bin" % (path, INT)).good()
	check(board.contents("flash")[:len(data)] == data, "internal flash does not hold the image")
	board.script("flash probe %s" % EXT_BANK).bad()
	board.control("fault chip0 chip fitted")
	board.script("flash probe %s" % EXT_BANK).good()


def test_auto_probe_leaves_a_running_target_running(board):
	board.openocd("program %s verify reset exit" % EXAMPLE).good()
	board.run_until(r"(?i)\bpass")
	before = board.counters()
	board.openocd("init", "flash list", "flash banks", "catch {flash info %s}" % EXT_BANK, "targets", "sleep 100", "targets").good() \
		.says(r"(?m)running\s*$").says_not(r"(?m)halted\s*$")
	after = board.counters()
	changed = [name for name in after if name.startswith(("nor.", "flash.")) and after[name] != before.get(name, 0)]
	check(not changed, "counted while the target ran: %s", changed)


def test_drops_and_comes_back_when_the_link_is_cut(board):
	data = noise(30000, seed=16)
	path = board.write("data.bin", data)
	board.control("link cut 120")
	board.script(write_command(path)).bad()
	start = time.monotonic()
	board.script(write_command(path), *verify_commands(path)).good()
	check(time.monotonic() - start < 60, "the run after the cut took too long")
	board.expect([(0, data)])


def test_quit_ends_the_simulator(board):
	check(board.sim.stop() == 0, "the simulator's exit status is not 0")
	board.sim = harness.Simulator(os.path.join(harness.ROOT, "bin", "stm32xspi-sim"), harness.BOARD)


if __name__ == "__main__":
	harness.main(globals())
