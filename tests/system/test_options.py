# SPDX-License-Identifier: GPL-2.0-or-later
"""The options of "flash bank": what they do on the board, and what is refused where, with which words."""

import re

import board as harness
from board import EXT_BANK, check
from images import noise

PINS = "{CLK PA3 NCS PA2 IO0 PB1 IO1 PB0 IO2 PA7 IO3 PA6}"
BANK = "flash bank two stm32xspi %s 0 0 0 $_TARGETNAME %s"


def two(board, options, *commands, base="0x90000000"):
	"""Another bank for the same chip, by other options."""
	return board.openocd(BANK % (base, options), "init", "reset init", *commands)


def test_wrong_options_are_refused_where_they_stand(board):
	for options, words in (
			("-pins %s -pins %s" % (PINS, PINS), "-pins given twice"),
			("-pins {CLK PA3 IO0 PB1 IO1 PB0 IO2 PA7 IO3 PA6}", "-pins: no pin given for NCS; CLK, NCS, IO0"),
			("-pins {CLK PA3 NCS PA2 IO0 PB1 IO1 PB0 IO2 PA3 IO3 PA6}", "-pins: PA3 given twice, for CLK and IO2"),
			("-pins {CLK PA13}", "-pins: PA13 cannot be CLK: it is SWDIO"),
			("-pins %s -power {PC8}" % PINS, r"-power: no level given; wanted \{pin high\|low \[time\]\}"),
			("-pins %s -power {PC8 high 5}" % PINS, "-power: '5' is no time from 1us to 1000ms"),
			("-power {PC8 high}", "-power goes with -pins"),
			("-reset PC8", "-reset goes with -pins"),
			("-pins %s -reset PA3" % PINS, "PA3 given twice, for CLK and -reset"),
			("-pins %s -reset {PC8 low}" % PINS, "-reset: one pin is wanted"),
			("-pins %s -speed 50" % PINS, "-speed: '50' is no clock rate .* give number and unit, like 50MHz"),
			("-speed 10MHz", "-speed goes with -pins or -setup"),
			("-chip size=16M,page=256,erase=4K:20", "-chip goes with -pins or -setup; without them describe the"),
			("-setup {}", "-setup: no procedure given"),
			("-pins %s -setup foo" % PINS, "-pins and -setup both say"),
			("-foo", "unknown option \"-foo\"; options are -pins -power -reset -speed -setup -chip -no-qe")):
		board.openocd(BANK % ("0x90000000", options)).bad().says(words)


def test_wrong_pins_are_named_when_the_die_is_known(board):
	for pins, words in (
			("CLK PA3 NCS PA2 IO0 PE7 IO1 PB0", r"PE7 cannot be OCTOSPI1 IO0 on this die "
				r"\(STM32L55x/L56x, DEV_ID 0x472\); pins that can: PB1 PE12 PF8"),
			("CLK PA3 NCS PA2 IO0 PC1 IO1 PB0", r"PB0 cannot be OCTOSPI1 IO1|PC1 cannot be OCTOSPI1 IO0")):
		two(board, "-pins {%s}" % pins, "flash probe two").bad().says(words)


def test_die_without_a_controller_is_named(board):
	board.control("fault die dev-id 0x431")
	two(board, "-pins %s" % PINS, "flash probe two").bad() \
		.says(r"this is an STM32F411 \(DEV_ID 0x431\), which has no serial-flash controller")


def test_another_core_is_halted(board):
	"""A second core on the same debug port: another access port in silicon, the same one here."""
	second = ("target create other cortex_m -dap stm32l5x.dap -ap-num 0 -defer-examine",
		"other configure -work-area-size 0")
	board.openocd("init", "reset init", "mww 0x20000000 0xe7fee7fe", "resume 0x20000000").good()
	started = ("init", "poll off", "other arp_examine", "other arp_poll", "targets stm32l5x.cpu", "halt")
	run = board.openocd(*second, *started, "flash info %s" % EXT_BANK, "flash probe %s" % EXT_BANK).good()
	run.says("not probed: the other core other is running; halt it, or run \"flash probe ext\"")
	run.says("ext: the other core other was running and is halted now, as it may use the flash")


def test_speed_is_an_upper_limit(board):
	def clock(options):
		found = re.search(r"two: .* clock (\d+) kHz", two(board, "-pins %s %s" % (PINS, options), "flash probe two")
			.good().output)
		return int(found.group(1))

	# kernel clock 55 MHz behind "reset init"
	check(clock("") == 27500, "%d kHz by default, wanted 27500", clock(""))
	for limit, wanted in (("20MHz", 18333), ("8MHz", 7857), ("1MHz", 1000), ("100MHz", 27500)):
		found = clock("-speed %s" % limit)
		check(found == wanted, "%d kHz with -speed %s, wanted %d", found, limit, wanted)
	two(board, "-pins %s -speed 100kHz" % PINS, "flash probe two").bad() \
		.says(r"-speed 100 kHz cannot be kept: .* 55000 kHz is divided by at most 256; give at least 215kHz")


def test_power_and_reset_pins_are_driven(board):
	options = "-pins %s -power {PC8 high 3ms} -reset PC9" % PINS
	run = two(board, options, "flash probe two", "stm32xspi setup two").good()
	run.says(r"sleep 3 ;# PC8 output: power on")
	run.says(r"sleep 1 ;# PC9 output: RESET# of the chip\n.*PC9 high: chip out of reset")
	moder, odr = board.peek(0x42020800), board.peek(0x42020814)
	check(moder >> 16 & 0xF == 5 and odr >> 8 & 3 == 3, "PC8, PC9: MODER 0x%08x, ODR 0x%08x", moder, odr)


def test_printed_steps_are_a_script(board):
	"""What "setup" prints does the same as the driver, so the procedure needs no pins."""
	printed = board.script("stm32xspi setup %s" % EXT_BANK).good().output
	steps = re.findall(r"^(?:#|mm?w[w ]) .*|^mww .*|^mmw .*", printed, re.M)
	check(len(steps) > 10, "only %d lines printed", len(steps))
	script = board.write("steps.tcl", ("proc my_setup {} {\n%s\n}\n" % "\n".join(steps)).encode())
	data = noise(5000, seed=4)
	path = board.write("data.bin", data)
	board.sim.control.command("power-cycle")
	board.openocd("source %s" % script, BANK % ("0x90000000", "-setup my_setup"), "init", "reset init",
		"flash write_bank two %s 0" % path, "flash verify_bank two %s 0" % path).good() \
		.says(r"read 1-4-4 EBh, program 1-1-4 32h|read 1-4-4 EBh")
	board.expect([(0, data)])


def test_setup_is_said_where_there_is_none(board):
	for options, words in (("", "bank two has no -pins: its board's script does the set-up"),
			("-setup {my_setup 1}", "bank two has no -pins: -setup my_setup 1 does the set-up")):
		two(board, options, "stm32xspi setup two").bad().says(words)
	# it needs no chip
	board.control("fault chip0 chip absent")
	two(board, "-pins %s" % PINS, "stm32xspi setup two").good().says("OCTOSPI1 clock on")


def test_a_described_chip_that_is_not_there(board):
	board.control("fault chip0 chip absent")
	two(board, "-chip size=16M,page=256,erase=4K:20/64K:D8 -pins %s" % PINS, "flash probe two").bad() \
		.says(r"two: no chip answers on OCTOSPI1, it is silent: ID \(9Fh\) reads (ff ff ff|00 00 00)")
	board.control("fault chip0 chip fitted")
	board.control("fault chip0 id 55 55 55")
	two(board, "-chip size=16M,page=256,erase=4K:20/64K:D8 -pins %s" % PINS, "flash probe two").good() \
		.says(r"Warn : two: 9Fh reads 55 55 55, which is no ID: one byte repeated")


def test_a_procedure_that_fails_is_named(board):
	run = two(board, "-setup {no_such_procedure 1}", "flash probe two").bad()
	run.says(r"-setup procedure \"no_such_procedure 1\" failed: .*no_such_procedure")
	two(board, "-setup {error broken}", "stm32xspi check two").bad().says("failed: .*broken")


def test_base_0_is_from_the_pins(board):
	two(board, "-pins %s" % PINS, "flash probe two", "flash info two", base="0").good().says(r"at 0x90000000")
	# a running target is not halted for it
	run = board.openocd(BANK % ("0", "-pins %s" % PINS), "init", "reset init", "mww 0x20000000 0xe7fee7fe",
		"resume 0x20000000", "flash info two", "flash banks", "targets").good()
	run.says("not probed: target is not halted")
	run.says(r"#\d+ : two \(stm32xspi\) at 0x90000000")
	run.says(r"stm32l5x.cpu +cortex_m +little +stm32l5x.cpu +running")


def test_active_window_watchdog_is_refused(board):
	start = ("mmw 0x40021058 0x800 0", "mww 0x40002c00 0xff")
	path = board.write("data.bin", noise(100))
	board.script(*start, "flash write_bank %s %s 0" % (EXT_BANK, path)).bad() \
		.says(r"window watchdog \(WWDG\).*; \"reset halt\" first")
	board.script("flash write_bank %s %s 0" % (EXT_BANK, path)).good()


if __name__ == "__main__":
	harness.main(globals())
