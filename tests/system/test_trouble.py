# SPDX-License-Identifier: GPL-2.0-or-later
"""What goes wrong around the driver: no work area, no chip, a running target, a cut link."""

import re
import time

import board as harness
from board import EXAMPLE, EXT_BANK, INT, Gdb, check, verify_commands, write_command
from images import noise


def test_without_work_area_it_works_and_says_so(board):
	data = noise(1500, seed=12)
	path = board.write("slow.bin", data)
	board.openocd("foreach t [target names] { $t configure -work-area-size 0 }", "init", "reset init",
		write_command(path, 0x3001), *verify_commands(path, 0x3001)[:1],
		"flash read_bank %s %s 0x3001 %d" % (EXT_BANK, board.path("read.bin"), len(data))).good() \
		.says(r"(?i)work(ing)?[ -]area")
	board.expect([(0x3001, data)])
	check(board.read("read.bin") == data, "flash read_bank gave other bytes")


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
	board.run_until(r"(?m)^PASS")
	before = board.counters()
	board.openocd("init", "flash list", "flash banks", "catch {flash info %s}" % EXT_BANK,
		"targets", "sleep 100", "targets").good() \
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
	board.sim = harness.Simulator(harness.SIMULATOR, harness.BOARD)


if __name__ == "__main__":
	harness.main(globals())
