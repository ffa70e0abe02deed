# SPDX-License-Identifier: GPL-2.0-or-later
"""-learn: the "flash bank" line out of a running application's registers, and what does not fit the chip."""

import os
import re

import board as harness
from board import EXAMPLE, check

PINS = "CLK PA3 NCS PA2 IO0 PB1 IO1 PB0 IO2 PA7 IO3 PA6"
BANK = "flash bank two stm32xspi 0 0 0 0 $_TARGETNAME -learn"
LINE = r"flash bank ext stm32xspi 0x%08x 0 0 0 %s -pins \{%s\}"
DCR1 = 0x44021008


def example_runs(board):
	board.script("program %s" % EXAMPLE).good()
	board.control("power-cycle")
	board.run_until("font")


def test_line_of_a_running_application(board):
	example_runs(board)
	run = board.openocd(BANK, "init", "flash probe two", "targets").good()
	run.says(LINE % (0x90000000, "stm32l5x.cpu", PINS))
	run.says(r"STM32L55x/L56x OCTOSPI1: (not mapped|memory-mapped), read by 1-")
	run.says(r"stm32l5x.cpu +cortex_m +little +stm32l5x.cpu +running")
	run.says("halt the target and probe again to compare with the chip")


def test_halted_target_tells_the_chip_and_goes_on(board):
	example_runs(board)
	before = board.contents("chip0")
	run = board.openocd(BANK, "init", "halt", "flash probe two", "mdw 0x90000000", "resume").good()
	run.says(r"chip: IS25LP128F \(ID 9d 60 18\), 16384 KiB").says_not("Warn : two")
	check(board.contents("chip0") == before, "the chip has other contents")


def test_other_commands_refuse(board):
	run = board.openocd(BANK, "init", "reset init", "catch {flash erase_sector two 0 0}", "flash info two").good()
	run.says(r"this bank only learns \(-learn\)")
	board.openocd(BANK + " -pins {%s}" % PINS).bad().says("-learn finds out what other options would say")


def test_nothing_is_set_up(board):
	board.openocd(BANK, "init", "reset init", "flash probe two").bad() \
		.says("no controller of this STM32L55x/L56x is set up for reading a flash")


def test_contradictions_are_warned_of(board):
	# a size field of 8 MiB, and a second pin as IO0
	run = board.openocd(BANK, "init", "reset init", "flash probe ext", "mww 0x%08x 0x00160000" % DCR1,
		"mmw 0x4002104c 0x10 0", "mmw 0x42021024 0x000a0000 0x00050000", "mmw 0x42021000 0x02000000 0x01000000",
		"flash probe two").good()
	run.says("the size field is too small for the chip")
	run.says("both PB1 and PE12 are set up as IO0: which one is wired")


test_contradictions_are_warned_of.dirty = {"unknown": "OCTOSPI1_IO0 is switched to more than one pin"}


def check_die(name):
	"""The driver sets a board up by its pins, and finds them again."""
	def test(board):
		config = os.path.join(harness.TOP, "tcl", "board", "st", name + ".cfg")
		with open(config, encoding="utf-8") as file:
			pins = re.search(r"-pins \{([^}]*)\}", file.read()).group(1)
		board.config = config
		run = board.openocd(BANK, "init", "reset init", "flash probe ext", "flash probe two").good()
		run.says(LINE.replace("0x%08x", "0x90000000") % (r"\S+", pins))
	test.board_name = name
	test.__name__ = "test_%s" % name.replace("-", "_")
	return test


test_stm32l476g_disco = check_die("stm32l476g-disco")
test_stm32u5g7_is25lp512mj = check_die("stm32u5g7-is25lp512mj")

if __name__ == "__main__":
	harness.main(globals())
