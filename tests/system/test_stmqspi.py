# SPDX-License-Identifier: GPL-2.0-or-later
"""The simulator checked by what nobody here wrote: Debian's unmodified OpenOCD 0.12.0 with its stmqspi driver.

It erases, programs, verifies and reads the same chip on the same board, over both transports; contents are compared
with the simulator's own memory. What stmqspi does against the manuals is known and listed in HABITS; anything else
that the simulator counts is a finding against one of them.
"""

import os
import re
import subprocess

import board as harness
from board import BENCH_TIME, EXT, EXT_BANK, EXT_SIZE, TOP, Board, Skip, check
from images import noise

UPSTREAM = "/usr/bin/openocd"
CONFIG = os.path.join(TOP, "tests", "bench", "stmqspi-l562.cfg")
SECTOR = 65536			# stmqspi erases by D8h alone
TRANSPORTS = ("dapdirect_swd", "hla_swd")
# Violations by class, and why each is stmqspi's own: what it does, and what RM0438 or the chip's data sheet say.
HABITS = {
	"violation.xspi.idle_abort": "sets CR.ABORT before each command, busy or not; no effect on this die (OCTOSPI_CR)",
	"violation.xspi.busy_write": "writes AR behind an IR write that has started a command; ignored while BUSY is 1",
	"violation.nor.opcode": "asks with AFh for the ID first, which the chip answers in QPI only, and then with 9Fh",
}
# Chip into QPI (needs QE), then the controller: memory-mapped 4-4-4 read EBh, mode byte 00h, 4 dummy cycles.
TO_QPI = ("flash probe ext",
	"stmqspi cmd ext 0 0x06", "stmqspi cmd ext 0 0x01 0x40", "sleep 20", "stmqspi cmd ext 0 0x35",
	"mww 0x44021000 0x3000000b", "mww 0x44021000 0x00000009", "mww 0x44021108 4", "mww 0x44021120 0",
	"mww 0x44021100 0x03032303", "mww 0x44021110 0xeb", "mww 0x44021000 0x30000009", "flash probe ext")


def upstream(board, *commands):
	"""Run Debian's OpenOCD with these commands behind "reset init"."""
	if not os.path.exists(UPSTREAM):
		raise Skip("%s is not installed" % UPSTREAM)
	return board.run_openocd(board.openocd_command(("init", "reset init", *commands, "shutdown"), program=UPSTREAM,
		config=CONFIG), harness.OPENOCD_LIMIT_S)


def nothing_else_counted(board):
	"""What the simulator counted must be stmqspi's habits and no more."""
	counters = board.counters()
	others = {name: value for name, value in counters.items() if value and name not in HABITS and
		name.startswith(("violation.", "unknown", "wire.contention", "nor.irreversible", "flash.irreversible"))}
	check(not others, "the simulator counted %s; violations: %s", others, board.control("violations")[0][-6:])


def habits_only(function):
	"""For a test that ends with nothing_else_counted()."""
	def run(board):
		function(board)
		nothing_else_counted(board)
	run.__name__ = function.__name__
	run.dirty = ("violation",)
	return run


def write_and_verify(board, data, offset, *before, rest=None):
	"""Erase what is needed, write, verify both ways, read back, compare with the simulator's memory."""
	path = board.write("data.bin", data)
	upstream(board, *before, "flash write_image erase %s 0x%x bin" % (path, EXT + offset),
		"flash verify_bank %s %s 0x%x" % (EXT_BANK, path, offset), "verify_image %s 0x%x bin" % (path, EXT + offset),
		"flash read_bank %s %s 0x%x %d" % (EXT_BANK, board.path("read.bin"), offset, len(data)),
		"dump_image %s 0x%x %d" % (board.path("dump.bin"), EXT + offset, len(data))).good()
	board.expect([(offset, data)], rest=rest)
	for name in ("read.bin", "dump.bin"):
		check(board.read(name) == data, "%s of %d bytes at 0x%x has other bytes", name, len(data), offset)


def test_it_is_the_unmodified_one(_):
	if not os.path.exists(UPSTREAM):
		raise Skip("%s is not installed" % UPSTREAM)
	said = subprocess.run([UPSTREAM, "--version"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=30,
		check=True).stdout
	check(b"Open On-Chip Debugger 0.12.0" in said, "%s says %s", UPSTREAM, said[:100])
	with open(UPSTREAM, "rb") as file:
		program = file.read()
	check(b"stmqspi" in program and b"stm32xspi" not in program, "%s is not OpenOCD as it is released", UPSTREAM)


@habits_only
def test_probe(board):
	upstream(board, "flash probe ext", "echo [stmqspi cmd ext 3 0x9f]", "echo [stmqspi cmd ext 5 0x5a 0 0 0]").good() \
		.says(r"flash1 'issi is25lp128d' id = 0x18609d size = 16384 KiB").says("spi: 9f -> 9d 60 18") \
		.says("spi: 5a 00 00 00 -> .. 53 46 44 50")		# this command has no dummy cycles: "SFDP" comes a byte late


@habits_only
def test_write_verify_read(board):
	before = noise(EXT_SIZE, seed=21)
	board.load(before)
	data = noise(70001, seed=22)
	start, end = 0x20000, 0x40000						# whole sectors are erased
	write_and_verify(board, data, start, rest=before[:start] + b"\xff" * (end - start) + before[end:])


@habits_only
def test_odd_addresses_and_lengths(board):
	for offset, size in ((1, 1), (0x1003, 255), (0x21FF, 2), (0x30007, 4099), (EXT_SIZE - 301, 301)):
		board.blank()
		write_and_verify(board, noise(size, seed=size), offset)


@habits_only
def test_erase_range(board):
	before = noise(EXT_SIZE, seed=23)
	board.load(before)
	upstream(board, "flash erase_sector ext 5 6").good()
	board.expect([(5 * SECTOR, b"\xff" * (2 * SECTOR))], rest=before)
	board.load(before)
	upstream(board, "flash erase_sector ext %d last" % (EXT_SIZE // SECTOR - 1)).good()
	board.expect([(EXT_SIZE - SECTOR, b"\xff" * SECTOR)], rest=before)


@habits_only
def test_verify_finds_a_flipped_bit(board):
	path = board.write("data.bin", noise(20000, seed=24))
	upstream(board, "flash write_image erase %s 0x%x bin" % (path, EXT)).good()
	board.control("flip chip0 0x3039 2")
	upstream(board, "flash verify_bank ext %s 0" % path).bad()
	upstream(board, "verify_image %s 0x%x bin" % (path, EXT)).bad().says("0x90003039")


@habits_only
def test_erase_check(board):
	"""On a chip described as 256 KiB, because the loop on the target reads byte by byte."""
	chip = bytearray(b"\xff" * EXT_SIZE)
	chip[SECTOR + 1234] = 0xFE
	chip[3 * SECTOR - 1] = 0x7F
	board.load(bytes(chip))
	output = upstream(board, "flash probe ext", "stmqspi set ext small 0x40000 0x100 0x03 0 0x02 0xc7 0x10000 0xd8",
		"flash erase_check ext").good().output
	found = re.findall(r"#\s*(\d+): 0x\w+ \(0x10000 64kB\) not erased", output)
	check(found == ["1", "2"], "erase_check says \"not erased\" of sectors %s, wanted 1 and 2", found)


def test_mass_erase(board):
	"""In bench time, because a chip erase takes the chip most of a minute."""
	with Board(arguments=BENCH_TIME, transport=board.transport) as timed:
		timed.load(noise(EXT_SIZE, seed=25))
		upstream(timed, "flash probe ext", "stmqspi mass_erase ext").good().says("mass erase completed")
		timed.expect([])
		nothing_else_counted(timed)


def seconds_a_byte(timed, hz):
	"""Virtual time that stmqspi takes for a byte more, at a core clock of 2 or 4 MHz."""
	seconds = []
	for size in (8192, 24576):
		timed.blank()
		path = timed.write("data.bin", noise(size, seed=29))
		said = timed.run_openocd(timed.openocd_command(("init", "reset halt", "adapter speed 24000", "octospi_init",
			"mmw 0x40021000 0x%x 0xf0" % (0x68 if hz == 4000000 else 0x58), "flash probe ext",
			"flash write_bank ext %s 0" % path, "shutdown"), program=UPSTREAM, config=CONFIG),
			harness.OPENOCD_LIMIT_S).good().output
		seconds.append(float(re.search(r"wrote %d bytes .* in ([0-9.]+)s" % size, said).group(1)))
	return (seconds[1] - seconds[0]) / (24576 - 8192)


def test_write_loop_takes_26_cycles_a_byte(board):
	"""Its author counted about 26. The chip's own time is the same at both clocks and drops out of the difference."""
	if not os.path.exists(UPSTREAM):
		raise Skip("%s is not installed" % UPSTREAM)
	with Board(arguments=BENCH_TIME, transport=board.transport) as timed:
		slow, fast = seconds_a_byte(timed, 2000000), seconds_a_byte(timed, 4000000)
	cycles = (slow - fast) / (1 / 2e6 - 1 / 4e6)
	check(22.1 < cycles < 29.9, "%.2f core clocks a byte, wanted 26 within 15 %%", cycles)
	print("# %.2f core clocks a byte" % cycles)


@habits_only
def test_qpi(board):
	"""All in 4-4-4: status, write enable, erase, program and read."""
	data = noise(9001, seed=26)
	write_and_verify(board, data, 0x10001, *TO_QPI)
	state = board.control("describe chip0")[0]
	check("mode: QPI" in " ".join(state), "the chip is not in QPI: %s", state)


@habits_only
def test_both_drivers_read_what_the_other_wrote(board):
	mine, theirs = noise(5001, seed=27), noise(5001, seed=28)
	path = board.write("mine.bin", mine)
	board.script("flash write_image erase %s 0x%x bin" % (path, EXT)).good()
	upstream(board, "flash verify_bank ext %s 0" % path, "verify_image %s 0x%x bin" % (path, EXT)).good()
	path = board.write("theirs.bin", theirs)
	upstream(board, "flash write_image %s 0x%x bin" % (path, EXT + 0x20003)).good()
	board.script("flash verify_image %s 0x%x bin" % (path, EXT + 0x20003),
		"flash read_bank ext %s 0 %d" % (board.path("read.bin"), len(mine))).good()
	check(board.read("read.bin") == mine, "what stm32xspi wrote is not there any more")
	board.expect([(0, mine), (0x20003, theirs)])


if __name__ == "__main__":
	harness.main(globals(), TRANSPORTS)
