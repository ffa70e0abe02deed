# SPDX-License-Identifier: GPL-2.0-or-later
"""Without -pins the driver takes controller and chip as the board's script left them; commands as upstream's driver."""

import os
import re

import board as harness
from board import EXT_BANK, EXT_SIZE, OPENOCD, SECTOR, check, verify_commands, write_command
from images import noise

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "dropin.tcl")
OCTOSPI = 0x44021000
KEPT = {"CR": 0x000, "DCR1": 0x008, "DCR2": 0x00C, "DCR3": 0x010, "CCR": 0x100, "TCR": 0x108, "IR": 0x110,
	"ABR": 0x120, "LPTR": 0x130}
# What would change the chip's mode or its settings
MODE_OPCODES = ("01", "31", "35", "38", "66", "99", "b7", "e9", "29", "17", "c5", "c0", "63", "65", "f5", "ff")


def run(board, *commands):
	return board.run_openocd([OPENOCD, "-f", SCRIPT, "-c", "st-link backend tcp %d" % board.sim.stlink_port,
		"-c", "gdb_port disabled; tcl_port disabled; telnet_port disabled",
		*(part for command in ("init", "adapter speed 8000", *commands, "shutdown") for part in ("-c", command))],
		harness.OPENOCD_LIMIT_S)


def set_up(board, mode):
	run(board, "reset init", "adapter speed 8000", "dropin_setup %s" % mode).good()


def state(board):
	"""Registers of the controller, mode opcodes that the chip has seen, and what it is in."""
	counters = board.counters()
	registers = {name: board.peek(OCTOSPI + offset) for name, offset in KEPT.items()}
	opcodes = {op: counters.get("nor.op.%s" % op, 0) for op in MODE_OPCODES}
	mode = [line for line in board.control("describe chip0")[0] if re.search("(?i)mode|qpi|status", line)]
	return registers, opcodes, mode


def use(board, mode):
	"""Erase, program, verify, read; all compared, and controller and chip as before."""
	before = noise(EXT_SIZE, seed=41)
	data = noise(70001, seed=42)
	path = board.write("data.bin", data)
	board.load(before)
	set_up(board, mode)
	found = state(board)
	run(board, "halt", write_command(path, 0x21234), *verify_commands(path, 0x21234),
		"flash read_bank %s %s 0x21000 70000" % (EXT_BANK, board.path("read.bin")),
		"dump_image %s 0x90021000 5000" % board.path("dump.bin"), "flash info %s" % EXT_BANK).good() \
		.says("as the board's script set it up").says_not(r"(?m)^Error|differ")
	wanted = bytearray(before)
	wanted[0x21000:0x33000] = b"\xff" * 0x12000
	wanted[0x21234:0x21234 + len(data)] = data
	board.expect([], rest=bytes(wanted))
	check(board.read("read.bin") == wanted[0x21000:0x21000 + 70000], "flash read_bank gave other bytes")
	check(board.read("dump.bin") == wanted[0x21000:0x21000 + 5000], "dump_image gave other bytes")
	after = state(board)
	for what, old, new in zip(("registers", "mode opcodes", "chip"), found, after):
		check(old == new, "%s were %s, are %s", what, old, new)
	board.control("flip chip0 0x28000 3")
	for command in verify_commands(path, 0x21234):
		run(board, "halt", command).bad()


def test_1_1_1(board):
	use(board, "1-1-1")


def test_1_1_4(board):
	use(board, "1-1-4")
	check(board.counters().get("nor.op.32"), "programmed without 32h")
	check(not board.counters().get("nor.op.eb"), "EBh was used, which the script did not set up")


def test_1_4_4(board):
	use(board, "1-4-4")


def test_qpi(board):
	use(board, "4-4-4")


def test_qpi_without_work_area(board):
	data = noise(700, seed=43)
	path = board.write("data.bin", data)
	set_up(board, "4-4-4")
	found = state(board)
	run(board, "foreach t [target names] { $t configure -work-area-size 0 }", "halt", write_command(path, 0x100),
		*verify_commands(path, 0x100)[:1],
		"flash read_bank %s %s 0x100 700" % (EXT_BANK, board.path("read.bin"))).good()
	board.expect([(0x100, data)])
	check(board.read("read.bin") == data, "flash read_bank gave other bytes")
	check(state(board) == found, "state was %s, is %s", found, state(board))


# Chip into QPI (QE is set), then the controller: mapped, 4-4-4 read EBh, mode byte 00h, 4 dummy cycles. CCR and ABR
L476_QPI = ("stm32xspi cmd ext 0 0x35", "mmw 0xA0001000 2 0", "sleep 1", "mww 0xA000101C 0",
	"mww 0xA0001014 0x0F10EFEB")


def test_qpi_on_stm32l476(board):
	"""The die that does not drive IO1 while it sends an instruction alone on four lines, such as a write enable."""
	data = noise(5001, seed=40)
	path = board.write("data.bin", data)
	board.config = "board/st/stm32l476g-disco.cfg"
	board.script("flash probe ext", "stm32xspi map ext").good()		# pins, clock and controller
	board.control("fault die floating low")
	command = [OPENOCD, "-f", "interface/stlink-dap.cfg", "-c", "transport select dapdirect_swd", "-f",
		"target/stm32l4x.cfg", "-c", "st-link backend tcp %d" % board.sim.stlink_port,
		"-c", "gdb_port disabled; tcl_port disabled; telnet_port disabled",
		"-c", "flash bank ext stm32xspi 0x90000000 0 0 0 stm32l4x.cpu 0xA0001000"]
	for part in ("init", "halt", "flash probe ext", *L476_QPI, "flash probe ext", write_command(path, 0x1003),
			"flash verify_bank ext %s 0x1003" % path, "shutdown"):
		command += ["-c", part]
	board.run_openocd(command, harness.OPENOCD_LIMIT_S).good().says("QPI|4-4-4")
	board.expect([(0x1003, data)])
	check("mode: QPI" in " ".join(board.control("describe chip0")[0]), "the chip is not in QPI any more")


test_qpi_on_stm32l476.board_name = "stm32l476g-disco"
test_qpi_on_stm32l476.arguments = ("--chip", "chip0=is25lp128f")
# What a chip in QPI makes of an opcode on one line by which the first probe looks for it
test_qpi_on_stm32l476.dirty = {"violation": r"chip0: command 88h ignored"}


def test_protection_in_qpi(board):
	set_up(board, "1-1-1")
	run(board, "halt", "octospi_send 1 6", "octospi_send 0x01000001 1 0x7c", "sleep 20", "dropin_setup 4-4-4").good()
	path = board.write("data.bin", noise(100, seed=44))
	last = EXT_SIZE - SECTOR
	run(board, "halt", write_command(path, last)).bad().says("protected")
	run(board, "halt", "stm32xspi info %s" % EXT_BANK).good().says(r"(?i)status.*7c")
	run(board, "halt", "stm32xspi sfdp %s" % EXT_BANK).bad().says("SFDP is not read in QPI")
	run(board, "halt", "flash protect %s 0 last off" % EXT_BANK, write_command(path, last),
		*verify_commands(path, last)).good()
	check(board.counters().get("nor.nonvolatile") == 3, "QE, protection on and off are 3 writes, the chip has seen %s",
		board.counters().get("nor.nonvolatile"))


def test_check_in_each_mode(board):
	board.load(noise(EXT_SIZE, seed=45))
	for mode in ("1-1-1", "1-1-4", "1-4-4", "4-4-4"):
		set_up(board, mode)
		found = state(board)
		run(board, "halt", "stm32xspi check %s" % EXT_BANK).good()
		check(state(board) == found, "%s: state was %s, is %s", mode, found, state(board))


def test_not_set_up_is_said(board):
	run(board, "reset init", "flash probe %s" % EXT_BANK).bad().says(r"CR at 0x44021000|registers do not|clock")
	set_up(board, "4-4-4")
	run(board, "halt", "octospi_idle 0", "mww $OCTOSPI_CCR 0x03002101", "mww $OCTOSPI_IR 0x02",
		"flash probe %s" % EXT_BANK).bad().says("is not set up for memory-mapped reading")


def test_script_with_wrong_dummy_cycles_is_told(board):
	board.load(noise(EXT_SIZE, seed=46))
	data = noise(3000, seed=47)
	path = board.write("data.bin", data)
	set_up(board, "1-1-4")
	run(board, "halt", "octospi_idle 0", "mww $OCTOSPI_TCR 6", "mww $OCTOSPI_CCR 0x03002101", "mww $OCTOSPI_IR 0x6b",
		"octospi_idle 3", write_command(path), verify_commands(path)[0]).good().says("different data: do dummy cycles")
	check(board.contents()[:3000] == data, "the chip does not hold the image")


def test_mass_erase(board):
	data = bytearray(b"\xff" * EXT_SIZE)
	data[0x5000:0x5010] = bytes(16)
	data[0xFFFFF] = data[0x100000] = 0
	board.load(bytes(data))
	set_up(board, "4-4-4")
	# a part of the chip: a look at all of it takes the simulator long
	run(board, "halt", "stm32xspi set 3 small 0x100000 0x100 0x03 0xeb 0x02 0x00 0x10000 0xd8",
		"stm32xspi mass_erase 3") \
		.good().says(r"stm32xspi mass erase completed in [\d.]+s \([\d.]+ KiB/s\)")
	board.expect([(0x100000, b"\0")])
	check(board.counters()["nor.erase.64k"] == 2, "erased otherwise than by 2 blocks: %s", harness.erases(board))
	run(board, "halt", "stm32xspi mass_erase").bad().says(r"(?m)^\s*stm32xspi mass_erase bank_id\s*$")


def test_cmd_speaks_as_upstream_does(board):
	set_up(board, "1-1-1")
	found = state(board)
	run(board, "halt", "stm32xspi cmd 3 3 0x9f", "stm32xspi cmd 3 1 0x05", "stm32xspi cmd 3 0 0x06",
		"stm32xspi cmd 3 1 5",
		"stm32xspi cmd %s 0 0x04" % EXT_BANK, "stm32xspi cmd 3 1 5", "stm32xspi cmd 3 4 0x03 0x00 0x10 0x00").good() \
		.says(r"(?m)^spi: 9f -> 9d 60 18 $") \
		.says(r"(?ms)^spi: 05 -> 40 $.*^spi: 06 -> $.*^spi: 05 -> 42 $.*^spi: 04 -> $"
			r".*^spi: 05 -> 40 $").says(r"(?m)^spi: 03 00 10 00 -> ff ff ff ff $")
	check(state(board) == found, "state was %s, is %s", found, state(board))
	run(board, "halt", "stm32xspi cmd 3 3").bad().says("bank_id num_resp cmd_byte")
	run(board, "halt", "stm32xspi cmd 3 1 3 1 2 3 4 5").bad().says("up to four addr bytes")
	set_up(board, "4-4-4")
	run(board, "halt", "stm32xspi cmd 3 3 0xaf", "stm32xspi cmd 3 1 0x05").good().says(r"(?m)^spi: af -> 9d 60 18 $") \
		.says(r"(?m)^spi: 05 -> 40 $")


def test_set_describes_as_upstream_does(board):
	for mode in ("1-1-1", "4-4-4"):
		board.load(bytes(EXT_SIZE))
		data = noise(5000, seed=48)
		path = board.write("data.bin", data)
		set_up(board, mode)
		run(board, "halt", "stm32xspi set 3 mychip 0x800000 0x100 0x03 0xeb 0x02 0xc7 0x1000 0x20",
			write_command(path, 0x2000), *verify_commands(path, 0x2000)[:1], "flash banks", "flash info 3").good() \
			.says(r"flash 'mychip' id = unknown\s+chip size = 8192 KiB").says(r"size 0x00800000").says("mychip")
		board.expect([(0x2000, b"\xff" * 0x2000), (0x2000, data)], rest=bytes(EXT_SIZE))
	for wrong, text in (("x 0x800000 0x100 0x0b 0 2", "READ"), ("x 0x800001 0x100 3 0 2", "2.n"),
			("x 0x800000 0x100 3 0x77 2", "QREAD"), ("x 0x800000 0x100 3 0", "bank_id name"),
			("x 0x800000 0x100 3 0 2 0xc7 0x1000", "bank_id name")):
		run(board, "halt", "stm32xspi set 3 %s" % wrong).bad().says(text)


def test_xfer(board):
	board.load(noise(EXT_SIZE, seed=49))
	start = " ".join("%02x" % byte for byte in noise(EXT_SIZE, seed=49)[0x1234:0x1238])
	board.script("stm32xspi xfer %s 0x9f -read 3" % EXT_BANK,
		"stm32xspi xfer %s -addr 0 -dummy 8 -read 4 0x5a" % EXT_BANK,
		"stm32xspi xfer %s -lines 1-1-4 -addr 0x1234 -dummy 8 -read 4 0x6b" % EXT_BANK,
		"stm32xspi xfer %s -addr 0x1234:4 -read 4 0x13" % EXT_BANK, "stm32xspi xfer %s 6" % EXT_BANK,
		"stm32xspi xfer %s 5 -read 1" % EXT_BANK, "stm32xspi xfer %s 4" % EXT_BANK).good() \
		.says(r"(?ms)^9d 60 18 $.*^53 46 44 50 $.*^%s $.*^%s $.*^42 $" % (start, start))
	for wrong, text in (("0x42 0", r"never be undone.*-force"), ("-addr 0 0x62 1 2", r"never be undone"),
			("", "bank_id .-lines"), ("-read 3", "bank_id .-lines"), ("-lines 1-3-1 5", "-lines 1-3-1"),
			("-addr 0:5 5", "1 to 4 bytes"), ("-dummy 40 5", "31"), ("-read 0 5", "1 to"), ("-what 5", "unknown"),
			("9 -read", "lacks"), ("5 1 -read 1", "exclude"), ("300", "(?i)byte|parse|exceed|usage|255|number"),
			("-lines 1-1-8 -addr 0 -dummy 8 -read 4 0x7c", "8 data lines are wanted, -pins gives the chip 4"),
			("-lines 8-8-8 -read 1 5", "8 data lines are wanted")):
		board.script("stm32xspi xfer %s %s" % (EXT_BANK, wrong)).bad().says(text)
	counters = board.counters()
	sent = [op for op in ("42", "62", "7c") if counters.get("nor.op.%s" % op)]
	check(not sent, "sent although refused: %s", sent)


if __name__ == "__main__":
	harness.main(globals())
