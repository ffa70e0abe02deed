# SPDX-License-Identifier: GPL-2.0-or-later
"""Boards that are wrong in one way each: "stm32xspi check" must name the first broken layer, and failures must fail."""

import os
import re
import socket

import board as harness
from board import EXT_BANK, INT, ROOT, Board, check, verify_commands, write_command
from images import noise

CHECK = "stm32xspi check %s" % EXT_BANK
LAYERS = ("target", "die", "clocks", "pins", "routing", "controller", "lines", "id", "chip", "quad", "mapped")
PINS = "{CLK PA3 NCS PA2 IO0 PB1 IO1 PB0 IO2 PA7 IO3 PA6}"
NO_CHIP = r"(?i)no chip answers.*stm32xspi check %s" % EXT_BANK
BOARD_FILE = os.path.join(ROOT, "share", "openocd", "scripts", "board", "st", "stm32l562-is25lp128f.cfg")
SIM_BOARD = os.path.join(ROOT, "share", "stm32xspi", "boards", "stm32l562-is25lp128f.board")


def broken(result, layer, found, following):
	"""The result of a check must be: the layers before it are good, this one says found, the next step follows."""
	lines = [line for line in result.bad().output.split("\n") if re.match(r"(ok|FAIL) +\w+ ", line)]
	names = [line.split()[1] for line in lines]
	check(names == list(LAYERS[:LAYERS.index(layer) + 1]), "layers told: %s, wanted up to %s", names, layer)
	check(all(line.startswith("ok ") for line in lines[:-1]), "a layer before %s is broken: %s", layer, lines)
	check(lines[-1].startswith("FAIL "), "layer %s is not broken: %s", layer, lines[-1])
	check(re.search(found, lines[-1]), "\"%s\" lacks /%s/", lines[-1], found)
	result.says(r"(?m)^     next +[^\n]*%s" % following)


def check_fault(board, fault, layer, found, following, contents=b""):
	"""The layer is named with this fault, the commands that need the chip fail, and all is well without it."""
	board.load(contents)
	board.control("fault chip0 %s" % fault)
	result = board.script(CHECK)
	broken(result, layer, found, following)
	if layer == "id":
		board.script("flash probe %s" % EXT_BANK).bad().says(NO_CHIP)
	board.control("fault chip0 none")
	board.script(CHECK).good().says(r"(?m)^ok +mapped ")


def with_line(board, old, new, *commands):
	"""Run OpenOCD with a copy of the board file that has one text replaced."""
	with open(BOARD_FILE, encoding="utf-8") as file:
		text = file.read()
	check(old in text, "%s lacks \"%s\"", BOARD_FILE, old)
	path = board.write("wrong.cfg", text.replace(old, new).encode())
	command = board.openocd_command(("init", "reset init", *commands, "shutdown"))
	command[command.index("-f") + 1] = path
	return board.run_openocd(command, harness.OPENOCD_LIMIT_S)


def with_pins(board, pins, *commands):
	return with_line(board, PINS, "{%s}" % pins, *commands)


def test_right_board(board):
	board.load(noise(4096, seed=3))
	result = board.script(CHECK).good().says(r"NCS high, IO0 free, IO1 free, IO2 high, IO3 high")
	check(len(re.findall(r"(?m)^ok +\w+ ", result.output)) == len(LAYERS), "not every layer is told")


def test_check_leaves_the_pins_as_they_were(board):
	registers = ["[mrw 0x%08x]" % (0x42020000 + port * 0x400 + offset) for port in (0, 1)
		for offset in (0x00, 0x0C, 0x20, 0x24)]
	echo = "echo \"<%s>\"" % " ".join(registers)
	output = board.script("flash probe %s" % EXT_BANK, echo, CHECK, echo).good().output
	before, after = re.findall(r"<([^>]*)>", output)[-2:]
	check(before == after and "0x" in before, "GPIO registers before check: %s, after: %s", before, after)


def test_no_probe(board):
	with socket.socket() as probe:
		probe.bind(("127.0.0.1", 0))
		port = probe.getsockname()[1]
		command = board.openocd_command(("init", CHECK, "shutdown"))
		command = [part.replace("tcp %d" % board.sim.stlink_port, "tcp %d" % port) for part in command]
		board.run_openocd(command, 30).bad().says(r"(?i)cannot connect to stlink server")


def test_chip_absent(board):
	check_fault(board, "chip absent", "id", r"nobody drives", r"fitted and supplied.*NCS \(PA2\), CLK \(PA3\)")


def test_every_command_fails_without_a_chip(board):
	board.control("fault chip0 chip absent")
	path = board.write("data.bin", noise(300))
	for command in ("flash erase_sector %s 0 0" % EXT_BANK, write_command(path), verify_commands(path)[0],
			"flash read_bank %s %s 0 16" % (EXT_BANK, board.path("read.bin")), "flash erase_check %s" % EXT_BANK,
			"stm32xspi map %s" % EXT_BANK, "stm32xspi mass_erase %s" % EXT_BANK):
		board.script(command).bad().says(NO_CHIP)
	board.openocd("program %s 0x%x verify exit" % (path, harness.EXT)).bad().says(NO_CHIP)


def test_chip_unpowered(board):
	check_fault(board, "chip unpowered", "id", r"nobody drives", r"fitted and supplied")


def test_ncs_open(board):
	check_fault(board, "ncs open", "id", r"nobody drives", r"NCS \(PA2\) \(suspect: no pull-up is seen")


def test_clk_open(board):
	check_fault(board, "clk open", "id", r"nobody drives", r"CLK \(PA3\)")


def test_io0_open(board):
	check_fault(board, "io0 open", "id", r"nobody drives", r"IO0 \(PB1\)")


def test_io1_open(board):
	check_fault(board, "io1 open", "id", r"IO1 \(PB0\).*nobody drives", r"chip is there.*IO1 \(PB0\)")


def test_io2_open(board):
	check_fault(board, "io2 open", "quad", r"nobody drives IO2 \(PA7\)", r"PA7.*WP#")


def test_io3_open(board):
	check_fault(board, "io3 open", "quad", r"nobody drives IO3 \(PA6\)", r"PA6.*HOLD#")


def test_io2_open_under_contents(board):
	check_fault(board, "io2 open", "quad", r"nobody drives IO2 \(PA7\)", r"PA7", noise(4096))


def test_with_an_open_line_one_line_still_works(board):
	board.control("fault chip0 io3 open")
	data = noise(5000, seed=5)
	path = board.write("data.bin", data)
	board.script(write_command(path), *verify_commands(path)).good() \
		.says(r"faster reads differ from 1-line reads, using 1-[0-9]-[0-9] [0-9A-F]{2}h; try \"stm32xspi check")
	board.expect([(0, data)])


def test_io0_and_io1_exchanged(board):
	check_fault(board, "io0 swap io1", "id", r"IO1 \(PB0\)", r"opcode from IO1 \(PB0\).*9d 60 18.*on IO0 \(PB1\)")


def test_io1_and_io2_exchanged(board):
	check_fault(board, "io1 swap io2", "id", r"IO1 \(PB0\)", r"opcode from IO0 \(PB1\).*9d 60 18.*on IO2 \(PA7\)")


test_io1_and_io2_exchanged.dirty = {"wire.contention": "", "violation": "contention: OCTOSPI1 and the chip drive IO2"}


def test_io0_and_io3_exchanged(board):
	check_fault(board, "io0 swap io3", "id", r"nobody drives", r"opcode from IO3 \(PA6\).*on IO1 \(PB0\)")


def test_io2_and_io3_exchanged(board):
	check_fault(board, "io2 swap io3", "id", r"nobody drives", r"HOLD#.*IO2 \(PA7\).*IO2 and IO3")


def test_io2_and_io3_exchanged_with_quad_enabled(board):
	board.script("flash probe %s" % EXT_BANK).good().says(r"QE\) was 0 and is now 1")
	check_fault(board, "io2 swap io3", "quad", r"1-1-4 read differs", r"IO2 and IO3 are exchanged", noise(4096))


def test_ncs_held_low(board):
	with open(SIM_BOARD, encoding="utf-8") as file:
		text = file.read()
	path = board.write("low.board", text.replace("wire  ncs PA2 pull-up", "wire  ncs PA2 pull-down").encode())
	with Board(path) as other:
		broken(other.script(CHECK), "lines", r"NCS low", r"NCS \(PA2\) is low even if pulled up.*shorted")


def test_a_pin_that_leads_nowhere(board):
	broken(with_pins(board, "CLK PB10 NCS PA2 IO0 PB1 IO1 PB0 IO2 PA7 IO3 PA6", CHECK), "id", r"nobody drives",
		r"CLK \(PB10\)")
	broken(with_pins(board, "CLK PA3 NCS PA2 IO0 PB1 IO1 PB0 IO2 PE14 IO3 PA6", CHECK), "quad",
		r"nobody drives IO2 \(PE14\)", r"PE14.*or that pin is another's")


def test_a_pin_that_cannot_be_that_signal(board):
	pins = "CLK PA1 NCS PA2 IO0 PB1 IO1 PB0 IO2 PA7 IO3 PA6"
	message = r"PA1 cannot be OCTOSPI1 CLK on this die \(.*0x472\); pins that can:.* PA3"
	broken(with_pins(board, pins, CHECK), "die", message, r"schematic")
	with_pins(board, pins, "flash probe %s" % EXT_BANK).bad().says(message)


def test_a_pin_that_is_another_signal(board):
	broken(with_pins(board, "CLK PA3 NCS PA2 IO0 PB1 IO1 PA7 IO2 PB0 IO3 PA6", CHECK), "die",
		r"PA7 cannot be OCTOSPI1 IO1.*on this die it is OCTOSPI1 IO2", r"schematic")


def test_pins_of_another_die(board):
	broken(with_pins(board, "CLK PF4 NCS PI5 IO0 PF0 IO1 PF1 IO2 PF2 IO3 PF3", CHECK), "die",
		r"cannot be OCTOSPI1 .* on this die \(STM32L55x/L56x, DEV_ID 0x472\)", r"schematic")


def test_a_pin_that_the_debug_port_needs(board):
	"""The probe talks JTAG at the high level. The simulated debug port has SWD's identity there, too."""
	with open(BOARD_FILE, encoding="utf-8") as file:
		text = file.read()
	path = board.write("jtag.cfg", ("set CPUTAPID 0x0be12477\n" + text.replace("NCS PA2 ", "NCS PA15 ")).encode())
	board.run_openocd([harness.OPENOCD, "-f", "interface/stlink.cfg", "-c", "transport select hla_jtag", "-c",
		"hla_stlink_backend tcp %d" % board.sim.stlink_port, "-f", path, "-c", harness.NO_SERVERS, "-c",
		"init; reset init; flash probe %s; shutdown" % EXT_BANK], harness.OPENOCD_LIMIT_S).bad() \
		.says(r"PA15, given for NCS, is JTDI, and the probe talks to the chip by JTAG")


def test_pins_that_are_none(board):
	for pins, message in (("CLK PA3 NCS PA2 IO0 PB1", r"no pin given for IO1"),
			("CLK PA33 NCS PA2", r"'PA33'.*not a pin"),
			("CLK PA3 NCS PA3", r"PA3 given twice"), ("CLOCK PA3", r"'CLOCK' is not a role")):
		with_pins(board, pins).bad().says(message)


def test_die_without_a_controller(board):
	board.control("fault die dev-id 0x123")
	broken(board.script(CHECK), "die",
		r"DBGMCU_IDCODE at 0xe0044000 reads 0x20006123.*no STM32 with a serial-flash controller",
		r"die, pins and addresses")
	board.script("flash probe %s" % EXT_BANK).bad().says(r"0x20006123")
	data = noise(300)
	path = board.write("data.bin", data)
	board.openocd("program %s 0x%x verify exit" % (path, harness.EXT)).bad()


def test_die_that_is_another(board):
	board.control("fault die dev-id 0x482")
	broken(board.script(CHECK), "clocks", r"0x46020[0-9a-f]{3}", r"is the die what its IDCODE says")


def test_window_at_the_wrong_address(board):
	message = r"window of OCTOSPI1 is at 0x90000000, \"flash bank\" says 0x70000000; give that address, or 0"
	old, new = "stm32xspi 0x90000000 ", "stm32xspi 0x70000000 "
	broken(with_line(board, old, new, CHECK), "die", message, r"addresses")
	with_line(board, old, new, "flash probe %s" % EXT_BANK).bad().says(message)
	with_line(board, old, "stm32xspi 0 ", CHECK).good().says(r"window 0x90000000 reads the same")


def test_window_and_registers_of_no_controller(board):
	old = "stm32xspi 0x90000000 0 0 0 $_TARGETNAME \\\n\t-pins %s" % PINS
	with_line(board, old, "stm32xspi 0x70000000 0 0 0 $_TARGETNAME", CHECK).bad() \
		.says(r"has no controller with .*window at 0x70000000")
	with_line(board, old, "stm32xspi 0x90000000 0 0 0 $_TARGETNAME 0x44021400", CHECK).bad() \
		.says(r"has no controller with registers at 0x44021400")


def test_internal_flash_programs_on_every_wrong_board(board):
	data = noise(900, seed=2)
	path = board.write("internal.bin", data)
	for fault in ("chip absent", "ncs open", "io1 open", "io0 swap io1"):
		board.control("fault chip0 %s" % fault)
		board.openocd("program %s 0x%x verify exit" % (path, INT)).good()
		board.control("fault chip0 none")
	check(board.contents("flash")[:len(data)] == data, "internal flash does not hold the image")


if __name__ == "__main__":
	harness.main(globals())
