# SPDX-License-Identifier: GPL-2.0-or-later
"""An STM32H745 with both of its cores, by OpenOCD's own target file: the bank's core works; the other one, which may
use the flash, is halted, and that is said."""

import struct

import board as harness
from board import EXT, check
from images import noise

CONFIG = b"""source [find interface/stlink-dap.cfg]
transport select dapdirect_swd
set DUAL_BANK 1
set DUAL_CORE 1
source [find target/stm32h7x.cfg]
flash bank ext stm32xspi 0 0 0 0 $_CHIPNAME.cpu0 -pins {CLK PF10 NCS PG6 IO0 PD11 IO1 PF9 IO2 PF7 IO3 PF6}
"""
BANK_2 = 0x100000
SAID = "ext: the other core stm32h7x.cpu1 was running and is halted now, as it may use the flash"
STATES = "echo \"cpu0 [stm32h7x.cpu0 curstate], cpu1 [stm32h7x.cpu1 curstate]\""


def both_run(board):
	"""Vectors and "b ." at both boot addresses."""
	board.config = board.write("dual.cfg", CONFIG)
	internal = bytearray(b"\xff" * 2 * BANK_2)
	for start in (0, BANK_2):
		internal[start:start + 12] = struct.pack("<IIHH", 0x20008000, 0x08000009 + start, 0xE7FE, 0xE7FE)
	board.load(bytes(internal), "flash")
	board.control("reset")


def test_running_sibling_is_halted(board):
	both_run(board)
	data = noise(5000, seed=1)
	path = board.write("data.bin", data)
	halts = board.counters().get("core2.halt", 0)
	run = board.openocd("init", STATES, "halt", STATES, "flash info ext", "flash write_bank ext %s 0x100" % path,
		STATES,
		"flash verify_bank ext %s 0x100" % path, "verify_image %s 0x%x bin" % (path, EXT + 0x100)).good()
	run.says("cpu0 running, cpu1 running").says("cpu0 halted, cpu1 running")
	run.says("not probed: the other core stm32h7x.cpu1 is running; halt it, or run \"flash probe ext\"")
	run.says(SAID + r"(.|\n)*cpu0 halted, cpu1 halted")
	check(run.output.count(SAID) == 1, "said %d times", run.output.count(SAID))
	check(board.counters()["core2.halt"] == halts + 1, "the second core was halted %d times",
		board.counters()["core2.halt"] - halts)
	check(board.contents()[0x100:0x100 + len(data)] == data, "the chip does not hold the data")


def test_let_go_it_is_halted_again(board):
	both_run(board)
	run = board.openocd("init", "halt", "flash probe ext", "targets stm32h7x.cpu1", "resume", "targets stm32h7x.cpu0",
		STATES, "stm32xspi map ext", STATES).good()
	run.says(r"cpu0 halted, cpu1 running(.|\n)*cpu0 halted, cpu1 halted")
	check(run.output.count(SAID) == 2, "said %d times", run.output.count(SAID))


def test_after_a_reset_both_are_halted(board):
	both_run(board)
	data = noise(300, seed=2)
	path = board.write("data.bin", data)
	board.openocd("init", "reset halt", STATES, "flash write_bank ext %s 0" % path).good() \
		.says("cpu0 halted, cpu1 halted").says_not("other core")
	board.openocd("init", "reset run", STATES).good().says("cpu0 running, cpu1 running")
	check(board.contents()[:len(data)] == data, "the chip does not hold the data")


def test_without_a_target_for_it_nothing_is_said(board):
	"""As with an HLA probe, which reaches the first core only: nobody knows of the other one."""
	both_run(board)
	board.config = board.write("one.cfg", CONFIG.replace(b"set DUAL_CORE 1\n", b""))
	board.openocd("init", "halt", "flash probe ext").good().says_not("other core")


for _test in [test for name, test in globals().items() if name.startswith("test_")]:
	_test.board_name = "stm32h745i-disco"

if __name__ == "__main__":
	harness.main(globals())
