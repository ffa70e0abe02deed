# SPDX-License-Identifier: GPL-2.0-or-later
"""Totals of Debian's OpenOCD with its own stmqspi and its own board files, in bench time, beside what its author
reported: "up to 150 kB/s" on the first of these kits with the probe that is on it, limited by that, and "up to 1 MB/s"
on such boards as the other one with an STLINK-V3 (message of OpenOCD's commit e44539d66).
"""

import re

import board as harness
from board import BENCH_TIME, check
from images import noise
from upstream import KITS, nothing_else_counted, run


def rate_test(name, probe, khz, size, least, most):
	"""Write a blank chip; kB/s as OpenOCD states them."""
	kit = next(each for each in KITS if each.name == name)

	def test(board):
		data = noise(size, seed=5)
		said = run(board, kit, "adapter speed %d" % khz,
			"flash write_bank %s %s 0" % (kit.bank, board.write("data.bin", data))).good().output
		board.expect([(0, data)])
		nothing_else_counted(board, kit.habits)
		rate = size / float(re.search(r"wrote %d bytes .* in ([0-9.]+)s" % size, said).group(1)) / 1e3
		print("# %s: %.1f kB/s" % (name, rate))
		check(least <= rate <= most, "%.1f kB/s, wanted %d to %d", rate, least, most)
	test.__name__ = "test_over_" + probe.replace("-", "_")
	test.board_name = name
	test.arguments = (*BENCH_TIME, "--probe", probe)
	test.dirty = ("violation", "unknown")
	return test


test_over_stlink_v2 = rate_test("stm32f469i-disco", "stlink-v2", 4000, 256 << 10, 100, 150)
test_over_stlink_v3 = rate_test("stm32f769i-disco", "stlink-v3", 24000, 512 << 10, 600, 1000)

if __name__ == "__main__":
	harness.main(globals())
