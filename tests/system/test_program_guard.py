# SPDX-License-Identifier: GPL-2.0-or-later
"""tcl/stm32xspi.tcl on banks without hardware: which images "program" takes and which it refuses, in which words."""

import os
import re
import struct
import subprocess
import sys
import tempfile

from board import ROOT, TOP, Failure, check
from images import noise, write_bin, write_elf, write_ihex, write_srec

LIMIT_S = 30
INT, EXT = 0x08000000, 0x90000000
# A target that does nothing, and banks in the host's memory: two that touch, and the external one.
CONFIG = """
adapter driver dummy
transport select jtag
adapter speed 1000
gdb_port disabled
tcl_port disabled
telnet_port disabled
jtag newtap chip cpu -irlen 4 -expected-id 0
target create chip.cpu testee -chain-position chip.cpu
flash bank low faux 0x08000000 0x40000 4 4 chip.cpu chip.cpu
flash bank high faux 0x08040000 0x40000 4 4 chip.cpu chip.cpu
flash bank ext faux 0x90000000 0x100000 4 4 chip.cpu chip.cpu
source [find stm32xspi.tcl]
source [find stm32xspi.tcl]
"""


class Bench:
	"""A scratch folder with the configuration."""

	def __init__(self, folder):
		self.folder = folder
		self.write("bench.cfg", CONFIG.encode())

	def path(self, name):
		return os.path.join(self.folder, name)

	def write(self, name, data):
		with open(self.path(name), "wb") as file:
			file.write(data)
		return name

	def make(self, name, writer, *segments):
		writer(self.path(name), list(segments))
		return name

	def run(self, *commands):
		"""Returns (exit status, output)."""
		command = [os.path.join(ROOT, "bin", "openocd"), "-s", os.path.join(TOP, "tcl"), "-f", "bench.cfg"]
		for text in commands:
			command += ["-c", text]
		done = subprocess.run(command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
			stderr=subprocess.STDOUT, timeout=LIMIT_S, check=False)
		return done.returncode, done.stdout.decode(errors="replace")

	def segments(self, name, offset=0):
		"""What the script finds in an image: [(address, size), ...]."""
		status, output = self.run('echo "<[stm32xspi_image_segments {%s} %d {}]>"' % (name, offset), "shutdown")
		found = re.search(r"<(.*)>", output)
		check(status == 0 and found, "segments of %s: status %d, %s", name, status, output[-300:])
		return [(int(a), int(b)) for a, b in re.findall(r"\{(\d+) (\d+)\}", found.group(1))]

	def takes(self, arguments):
		status, output = self.run("program %s exit" % arguments)
		check(status == 0, "program %s: exit status %d, wanted 0: %s", arguments, status, output[-600:])
		check("** Programming Finished **" in output, "program %s: not finished", arguments)

	def refuses(self, arguments, *patterns):
		status, output = self.run("program %s verify reset exit" % arguments)
		check(status == 1, "program %s: exit status %d, wanted 1: %s", arguments, status, output[-600:])
		for pattern in (*patterns, r"nothing was erased or written; next: \w", r"\*\* Programming Failed \*\*"):
			check(re.search(pattern, output), "program %s: /%s/ not in: %s", arguments, pattern, output[-900:])
		for text in ("Finished", "Verify", "in procedure"):
			check(text not in output, "program %s: \"%s\" in: %s", arguments, text, output[-900:])


def test_elf_segments_are_at_their_physical_addresses(bench):
	programs = struct.pack("<8I", 1, 200, 0x20000000, INT + 0x100, 8, 32, 7, 1)
	programs += struct.pack("<8I", 1, 200, 0x20000100, 0x20000100, 0, 64, 6, 1)
	programs += struct.pack("<8I", 1, 208, EXT, EXT, 4, 4, 4, 1)
	programs += struct.pack("<8I", 4, 200, 0, 0, 4, 4, 4, 1)
	header = b"\x7fELF\x01\x01\x01" + bytes(9)
	header += struct.pack("<HHIIIIIHHHHHH", 2, 40, 1, INT, 52, 0, 0, 52, 32, 4, 0, 0, 0)
	bench.write("a.elf", (header + programs).ljust(212, b"\0"))
	check(bench.segments("a.elf") == [(INT + 0x100, 8), (EXT, 4)], "%s", bench.segments("a.elf"))
	check(bench.segments("a.elf", 16) == [(INT + 0x110, 8), (EXT + 16, 4)], "offset is not added")


def test_elf_without_physical_addresses_goes_to_the_virtual_ones(bench):
	programs = b"".join(struct.pack(">8I", 1, 116, address, 0, 4, 4, 7, 1) for address in (INT, EXT))
	header = b"\x7fELF\x01\x02\x01" + bytes(9)
	header += struct.pack(">HHIIIIIHHHHHH", 2, 40, 1, INT, 52, 0, 0, 52, 32, 2, 0, 0, 0)
	bench.write("a.elf", (header + programs).ljust(120, b"\0"))
	check(bench.segments("a.elf") == [(INT, 4), (EXT, 4)], "%s", bench.segments("a.elf"))


def test_hex_and_srecord_segments(bench):
	pieces = [(INT + 0x1234, noise(70001)), (EXT + 0xFFF8, noise(33, 2))]
	wanted = [(address, len(data)) for address, data in pieces]
	for name, writer in (("a.hex", write_ihex), ("a.srec", write_srec)):
		bench.make(name, writer, *reversed(pieces))
		check(bench.segments(name) == wanted, "%s: %s", name, bench.segments(name))


def test_old_records(bench):
	bench.write("a.hex", b":020000021000EC\r\n# comment\r\n\r\n:0400100001020304E2\r\n:00000001FF\r\n")
	check(bench.segments("a.hex") == [(0x10010, 4)], "segment address record: %s", bench.segments("a.hex"))
	bench.write("a.srec", b"S0030000FC\nS1051000AABB85\nS2061234560102B8\nS9030000FC\n")
	wanted = [(0x1000, 2), (0x123456, 2)]
	check(bench.segments("a.srec") == wanted, "%s", bench.segments("a.srec"))


def test_every_format_is_taken(bench):
	pieces = [(INT, noise(5000)), (EXT + 0x100000 - 3000, noise(3000))]
	bench.takes(bench.make("a.elf", write_elf, *pieces))
	bench.takes(bench.make("a.hex", write_ihex, *pieces))
	bench.takes(bench.make("a.srec", write_srec, *pieces))
	bench.takes(bench.make("a.bin", write_bin, pieces[1]) + " 0x%x" % pieces[1][0])
	bench.takes("{%s}" % bench.make("with space.elf", write_elf, *pieces))


def test_a_segment_may_reach_over_banks_that_touch(bench):
	bench.takes(bench.make("a.elf", write_elf, (INT + 0x3F000, noise(0x2000))))


def test_beyond_the_end_of_a_bank(bench):
	bench.make("a.elf", write_elf, (INT, noise(64)), (EXT + 0xFFF00, noise(0x101)))
	bench.refuses("a.elf",
		r"segment 0x900fff00\.\.0x90100000 ends 1 bytes beyond bank 'ext' \(0x90000000\.\.0x900fffff\)",
		r"usable banks: 'low' 0x08000000\.\.0x0803ffff, 'high'")
	bench.make("b.bin", write_bin, (0, noise(0x200)))
	bench.refuses("b.bin 0x900fff00", r"ends 256 bytes beyond bank 'ext'")


def test_in_no_bank(bench):
	for name, writer in (("a.elf", write_elf), ("a.hex", write_ihex), ("a.srec", write_srec)):
		bench.make(name, writer, (INT, noise(64)), (0x60000000, noise(16)))
		bench.refuses(name, r"segment 0x60000000\.\.0x6000000f is in no bank")


def test_binary_without_address(bench):
	bench.make("a.bin", write_bin, (0, b"\0" * 100))
	bench.refuses("a.bin", r"segment 0x00000000\.\.0x00000063 is in no bank",
		r"next: give the address of a binary file")


def test_overlapping_segments(bench):
	bench.make("a.elf", write_elf, (EXT, noise(64)), (EXT + 60, noise(64)))
	bench.refuses("a.elf", r"segment 0x9000003c\.\.0x9000007b overlaps")


def test_files_that_were_cut_short(bench):
	pieces = (INT, noise(5000)), (EXT, noise(5000))
	for name, writer, words in (("a.elf", write_elf, "segment at 0x90000000"),
			("a.hex", write_ihex, "no end-of-file record"), ("a.srec", write_srec, "no end record")):
		bench.make(name, writer, *pieces)
		with open(bench.path(name), "rb") as file:
			data = file.read()
		at = len(data) * 2 // 3
		bench.write("cut-" + name, data[:at] if writer is write_elf else data[:data.rindex(b"\n", 0, at) + 1])
		bench.refuses("cut-" + name, words)
	bench.write("short.elf", b"\x7fELF" + bytes(20))
	bench.refuses("short.elf", "within the ELF header")
	bench.write("empty", b"")
	bench.refuses("empty", "shorter than 9 bytes")
	bench.write("bad.hex", b":020000040800F2\nnonsense\n:00000001FF\n")
	bench.refuses("bad.hex", "line 2 is no Intel HEX record")


def test_more_segments_than_openocd_holds(bench):
	pieces = [(INT + 32 * i, b"1234") for i in range(512)]
	bench.make("a.srec", write_srec, *pieces)
	bench.refuses("a.srec", "more than 511 segments")
	bench.make("b.srec", write_srec, *pieces[:511])
	bench.takes("b.srec")


def test_a_file_that_is_not_there(bench):
	status, output = bench.run("program nothing.elf exit")
	check(status == 1 and "the file cannot be found" in output, "status %d: %s", status, output[-400:])


def test_without_exit_it_is_an_error_and_the_next_try_works(bench):
	bench.make("bad.elf", write_elf, (0x60000000, noise(16)))
	bench.make("good.elf", write_elf, (EXT, noise(16)))
	status, output = bench.run("catch {program bad.elf} said; echo <$said>", "program good.elf exit")
	check("<** Programming Failed **>" in output, "said: %s", output[-400:])
	check(status == 0 and "** Programming Finished **" in output, "status %d: %s", status, output[-400:])


def test_openocds_own_program_is_reachable_and_has_the_flaw(bench):
	bench.make("bad.elf", write_elf, (INT, noise(16)), (0x60000000, noise(16)))
	status, output = bench.run("stm32xspi_openocd_program bad.elf exit")
	check(status == 0 and "** Programming Finished **" in output, "OpenOCD refuses by itself now: %s", output[-400:])


def main():
	tests = [item for name, item in globals().items() if name.startswith("test_")]
	print("1..%d" % len(tests), flush=True)
	failed = 0
	for number, test in enumerate(tests, 1):
		text = ""
		try:
			with tempfile.TemporaryDirectory(prefix="xspi-") as folder:
				test(Bench(folder))
		except (Failure, OSError, subprocess.SubprocessError) as error:
			failed += 1
			text = "".join("# %s\n" % line for line in str(error).split("\n"))
		title = test.__name__[5:].replace("_", " ")
		print("%sok %d - %s\n%s" % ("not " if text else "", number, title, text), end="", flush=True)
	sys.exit(1 if failed else 0)


if __name__ == "__main__":
	main()
