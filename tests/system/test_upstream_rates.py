# SPDX-License-Identifier: GPL-2.0-or-later
"""Totals of Debian's OpenOCD with its own stmqspi and board files, in bench time, beside what its author reported.

"Up to 150 kB/s" on the first of these kits with the probe that is on it, limited by that, and "up to 1 MB/s" on such
boards as the other one with an STLINK-V3 (message of OpenOCD's commit e44539d66).
"""

import os
import re

import board as harness
from board import BENCH_RUN, BENCH_TIME, Skip, check
from images import noise

UPSTREAM = "/usr/bin/openocd"
SCRIPTS = "/usr/share/openocd/scripts/board"


def write(board, kit, bank, khz, size):
	"""Write a blank chip; returns kB/s as OpenOCD states them."""
	config = os.path.join(SCRIPTS, kit + ".cfg")
	if not os.path.exists(UPSTREAM) or not os.path.exists(config):
		raise Skip("OpenOCD with %s is not installed" % config)
	data = noise(size, seed=5)
	commands = ("hla_stlink_backend tcp %d" % board.sim.stlink_port,
		"gdb_port disabled; tcl_port disabled; telnet_port disabled", "init", "reset init", "adapter speed %d" % khz,
		"flash write_bank %s %s 0" % (bank, board.write("data.bin", data)), "shutdown")
	said = board.run_openocd([BENCH_RUN, str(board.sim.clock_port), UPSTREAM, "-f", config,
		*(word for command in commands for word in ("-c", command))], harness.OPENOCD_LIMIT_S).good().output
	board.expect([(0, data)])
	rate = size / float(re.search(r"wrote %d bytes .* in ([0-9.]+)s" % size, said).group(1)) / 1e3
	print("# %s: %.1f kB/s" % (kit, rate))
	return rate


def test_over_stlink_v2(board):
	rate = write(board, "stm32f469i-disco", "stm32f4x.qspi", 4000, 256 << 10)
	check(100 <= rate <= 150, "%.1f kB/s, wanted 100 to 150", rate)


def test_over_stlink_v3(board):
	rate = write(board, "stm32f769i-disco", "stm32f7x.qspi", 24000, 512 << 10)
	check(600 <= rate <= 1000, "%.1f kB/s, wanted 600 to 1000", rate)


test_over_stlink_v2.board_name = "stm32f469i-disco"
test_over_stlink_v2.arguments = (*BENCH_TIME, "--probe", "stlink-v2")
test_over_stlink_v3.board_name = "stm32f769i-disco"
test_over_stlink_v3.arguments = (*BENCH_TIME, "--probe", "stlink-v3")
# What stmqspi and the board files do is in test_upstream_boards.py
for _test in (test_over_stlink_v2, test_over_stlink_v3):
	_test.dirty = ("violation", "unknown")

if __name__ == "__main__":
	harness.main(globals())
