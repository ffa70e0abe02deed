# SPDX-License-Identifier: GPL-2.0-or-later
"""GDB against OpenOCD: load of code and data at once, from whatever state the target is in; the mapped window."""

import os
import random
import signal
import subprocess
import time

import board as harness
from board import EXAMPLE, EXT, EXT_BANK, EXT_SIZE, INT, SECTOR, Gdb, check
from images import noise, write_elf

LONG = os.environ.get("STM32XSPI_LONG") == "1"
FIRMWARE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "firmware")
EXAMPLE_SOURCE = os.path.join(harness.TOP, "examples", "font")
# Stack, entry, a branch to itself: what GDB finds when it looks at the halted core makes sense
CODE = bytes.fromhex("00000120 09000008 fee7fee7")
BUSY_RUNS = 0x600DB057
BUSY_STATE, BUSY_TICKS, BUSY_FLAGS, BUSY_COPIES = (harness.VERDICT_ADDRESS + 4 * i for i in (0, 1, 4, 5))
IWDG_RESET = 1 << 29
# What "reset halt" is over each transport; hla_target has the probe do it, and does it again itself
RESETS = {"dapdirect_swd": 1, "hla_swd": 2}
# Commands behind "init", which gives an empty handler the default one: halt
FAST = "adapter speed 8000"
# A reset makes the link slow
FAST_AGAIN = "monitor " + FAST
NO_HALT = "foreach t [target names] { $t configure -event gdb-attach { set _ 0 } }"


def pieces(path, base):
	"""The segments of an ELF file at or above a base, as [(offset, bytes)]."""
	end = base + 0x10000000
	return [(address - base, data) for address, data in harness.load_segments(path) if base <= address < end]


def bytes_shown(data):
	"""Pattern of what GDB's x/b shows of them."""
	return "".join(r"\s*0x%02x" % byte for byte in data)


def make_busy(board, *flags):
	"""Build the busy application, put it into the internal flash, let it run. Returns the ELF file's name."""
	elf = board.path("busy.elf")
	subprocess.run([os.environ.get("ARM_CC", "arm-none-eabi-gcc"), "-mcpu=cortex-m33", "-mthumb", "-mfloat-abi=softfp",
		"-mfpu=fpv5-sp-d16", "-std=c17", "-Os", "-g", "-ffreestanding", "-ffunction-sections", "-nostdlib", "-Wall",
		"-Wextra", "-Werror", "-fno-tree-loop-distribute-patterns", "-Wl,--fatal-warnings", "-Wl,--gc-sections",
		"-I", EXAMPLE_SOURCE, "-T", os.path.join(EXAMPLE_SOURCE, "stm32l562.ld"), *flags, "-o", elf,
		os.path.join(FIRMWARE, "busy.c"),
		*(os.path.join(EXAMPLE_SOURCE, name) for name in ("board.c", "serial_flash.c"))], check=True)
	flash = bytearray(b"\xff" * 0x80000)
	for offset, data in pieces(elf, INT):
		flash[offset:offset + len(data)] = data
	board.load(bytes(flash), "flash")
	board.control("reset")
	board.control("run 300")
	check(board.peek(BUSY_STATE) == BUSY_RUNS, "the busy application is in state 0x%x", board.peek(BUSY_STATE))
	check(board.peek(BUSY_TICKS) > 20, "the busy application has counted %d ticks of 30", board.peek(BUSY_TICKS))
	check(board.peek(BUSY_COPIES) > 500, "the busy application's DMA has made %d copies", board.peek(BUSY_COPIES))
	check(not board.peek(BUSY_FLAGS) & IWDG_RESET, "the watchdog bit before anything happened")
	return elf


def load_over_busy(board, *commands, flags=(), image=EXAMPLE):
	"""Load an image while the busy application is halted wherever the commands bring it; all sizes are sectors."""
	old = noise(EXT_SIZE, seed=31)
	board.load(old)
	elf = make_busy(board, *flags)
	resets = board.counters()["core.reset"]
	with board.serve(FAST) as server:
		board.gdb(server, "file %s" % elf, *commands, "info registers xPSR", "file %s" % image, "load",
			"monitor stm32xspi last", "print \"loaded\"").good().says("Transfer rate").says("loaded") \
			.says_not("(?i)error|failed|cannot")
		server.wait_for(r"ext: written and verified \d+ B in")
		check("was reset" not in server.output, "the target was reset during the load")
		resets = board.counters()["core.reset"] - resets
		wanted = RESETS[board.transport]
		check(resets == wanted, "%d resets, wanted %d: by OpenOCD at the end of load", resets, wanted)
	external = bytearray(old)
	for offset, data in pieces(image, EXT):
		first, end = offset // SECTOR * SECTOR, -(-(offset + len(data)) // SECTOR) * SECTOR
		external[first:end] = b"\xff" * (end - first)
	board.expect(pieces(image, EXT), rest=bytes(external))
	flash = board.contents("flash")
	for offset, data in pieces(image, INT):
		check(flash[offset:offset + len(data)] == data, "internal flash differs from the image at 0x%x", offset)


def test_load_of_the_example_twice_then_it_runs(board):
	data = pieces(EXAMPLE, EXT)[0][1]
	with board.serve(FAST) as server:
		board.gdb(server, "monitor reset halt", FAST_AGAIN, "load", FAST_AGAIN, "load", "monitor reset halt",
			"break main", "continue", "info breakpoints").good().says(r"Breakpoint 1, main \(\)") \
			.says(r"breakpoint already hit 1 time").says_not("(?i)error")
		board.expect(pieces(EXAMPLE, EXT))
		board.gdb(server, "monitor reset halt", "monitor stm32xspi map %s" % EXT_BANK, "compare-sections",
			"x/16xb 0x%x" % EXT, "monitor reset run", "disconnect").good() \
			.says(r"Section \.text.*: matched").says(r"Section \.external.*: matched").says_not("MIS-MATCHED") \
			.says(r"0x90000000.*:%s" % bytes_shown(data[:8])).says(r"0x90000008.*:%s" % bytes_shown(data[8:16]))
		board.run_until(r"(?m)^PASS")


def test_compare_sections_sees_a_flipped_bit(board):
	with board.serve(FAST) as server:
		board.gdb(server, "monitor reset halt", FAST_AGAIN, "load").good()
		board.control("flip chip0 70000 3")
		board.gdb(server, "monitor reset halt", "monitor stm32xspi map %s" % EXT_BANK, "compare-sections") \
			.says(r"Section \.text.*: matched").says(r"Section \.external.*: MIS-MATCHED")


def test_load_over_a_busy_application(board):
	load_over_busy(board)


def test_load_over_a_busy_application_in_its_interrupt(board):
	# external only: OpenOCD's own algorithm for the internal flash does not survive the application's MSPLIM
	image = board.path("external.elf")
	write_elf(image, [(EXT + 0x8000, noise(70000, seed=30))])
	load_over_busy(board, "tbreak systick_handler", "continue", "stepi", image=image)


def test_load_over_a_busy_application_halted_anywhere(board):
	"""The same application again and again, halted at another point of its work each time."""
	image = board.path("mixed.elf")
	elf = make_busy(board)
	busy = board.contents("flash")
	dice = random.Random(38)
	for number in range(30 if LONG else 3):
		code, data = CODE + noise(2000, seed=100 + number), noise(9000, seed=200 + number)
		write_elf(image, [(INT, code), (EXT + 0x3000, data)])
		board.load(busy, "flash")
		board.control("reset")
		board.control("run %d" % dice.randrange(300, 500))
		check(board.peek(BUSY_STATE) == BUSY_RUNS, "run %d: the busy application does not run", number)
		with board.serve(FAST) as server:
			board.gdb(server, "file %s" % elf, "info registers pc", "file %s" % image, "load",
				"print \"loaded\"").good().says("loaded").says_not("(?i)error|failed|cannot")
		check(board.contents("flash")[:len(code)] == code, "run %d: internal flash does not hold the image", number)
		check(board.contents()[0x3000:0x3000 + len(data)] == data, "run %d: the chip does not hold the image", number)


def test_load_with_the_mpu_on_and_a_watchdog_window(board):
	# external only: OpenOCD's own algorithm for the internal flash faults where RAM must not be executed
	image = board.path("external.elf")
	write_elf(image, [(EXT + 0xF000, noise(80000, seed=29))])
	load_over_busy(board, flags=("-DBUSY_MPU", "-DBUSY_WINDOW=500"), image=image)


def test_erase_is_eager(board):
	old = noise(EXT_SIZE, seed=32)
	board.load(old)
	data = noise(6000, seed=33)
	with board.serve("reset halt") as server:
		gdb = Gdb(server.gdb_port())
		check(gdb.ask("qSupported").count("memory-map"), "no memory map")
		check(gdb.ask("qXfer:memory-map:read::0,fff")[:1] in "lm", "no memory map")
		check(gdb.flash_erase(EXT + 0x10000, 0x22000) == "OK", "vFlashErase failed")
		erased = [(0x10000, b"\xff" * 0x22000)]
		board.expect(erased, rest=old)
		counters = board.counters()
		check([counters.get("nor.erase." + size, 0) for size in ("64k", "32k", "4k")] == [2, 0, 2],
			"erased otherwise than by 2 blocks and 2 sectors: %s", harness.erases(board))
		check(gdb.flash_erase(EXT + 0x10000, 0x22000) == "OK", "second vFlashErase failed")
		check({name: counters[name] for name in harness.erases(board)} == harness.erases(board),
			"blank sectors were erased again: %s", harness.erases(board))
		check(gdb.flash_write(EXT + 0x10000, data) == "OK", "vFlashWrite failed")
		board.expect(erased, rest=old)
		check(gdb.flash_done() == "OK", "vFlashDone failed")
		board.expect(erased + [(0x10000, data)], rest=old)
		gdb.close()


def test_load_with_the_chip_absent(board):
	board.control("fault chip0 chip absent")
	internal = board.path("internal.elf")
	code = CODE + noise(5000, seed=34)
	write_elf(internal, [(INT, code)])
	with board.serve(FAST) as server:
		board.gdb(server, "monitor reset halt", FAST_AGAIN, "load", "print 6 * 7",
			"monitor stm32xspi last %s" % EXT_BANK, "monitor mdw 0xE0044000",
			"print *(unsigned int *)0xE0044000 & 0xfff", "file %s" % internal, "load", "print 7 * 7") \
			.says(r"(?i)load failed|error erasing").says("= 42").says(r"%s: .*no chip answers" % EXT_BANK) \
			.says("= 1138").says(r"Transfer rate").says("= 49")
		check(board.contents("flash")[:len(code)] == code, "the internal flash does not hold the image")
		board.control("fault chip0 chip fitted")
		board.gdb(server, "monitor reset halt", "load").good().says("Transfer rate")
	board.expect(pieces(EXAMPLE, EXT))


def counted(board, names):
	counters = board.counters()
	return sum(counters.get(name, 0) for name in names)


def test_interrupted_load_then_again(board):
	board.load(noise(EXT_SIZE, seed=35))
	big = board.path("big.elf")
	data = noise(400000, seed=36)
	write_elf(big, [(INT, CODE + noise(3000, seed=37)), (EXT, data)])
	board.load(CODE, "flash")
	with board.serve(FAST) as server:
		# in the middle of the erases; of the programs, where GDB looks at it only when they are done
		for names, count, ends in ((("nor.erase.64k",), 2, True), (("nor.op.32", "nor.op.02"), 300, False)):
			before = counted(board, names)
			process = board.start_gdb(server, "monitor reset halt", "load", "print 6 * 7", image=big)
			end = time.monotonic() + 20
			while counted(board, names) < before + count and time.monotonic() < end:
				time.sleep(0.01)
			os.kill(process.pid, signal.SIGINT)
			said = board.end_gdb(process, 60)
			if ends:
				said.says_not("Transfer rate")
			check(server.process.poll() is None, "openocd has ended")
			board.load(noise(EXT_SIZE, seed=35))
		board.gdb(server, "monitor reset halt", "load", image=big).good().says("Transfer rate")
	found = board.contents()
	check(found[:len(data)] == data, "the chip does not hold the image after the second load")


def test_attach_to_a_running_target_leaves_it_running(board):
	elf = make_busy(board)
	before = board.counters()
	with board.serve(NO_HALT, "flash banks", "flash list") as server:
		gdb = Gdb(server.gdb_port())
		gdb.ask("qSupported")
		check("flash" in gdb.ask("qXfer:memory-map:read::0,fff"), "no memory map")
		check("not probed: target is not halted" in gdb.monitor("flash info %s" % EXT_BANK), "flash info has no reason")
		ticks = board.peek(BUSY_TICKS)
		board.control("run 100")
		check(board.peek(BUSY_TICKS) > ticks, "the application stands still")
		gdb.close()
		after = board.counters()
		changed = [name for name in after if name.startswith(("nor.op", "flash.", "core.reset", "nor.reset")) and
			after[name] != before.get(name, 0) and name != "nor.op.eb"]
		check(not changed, "counted while the target ran: %s", changed)
		server.board.gdb(server, "file %s" % elf, "monitor targets", "monitor halt", "monitor flash info %s" % EXT_BANK,
			"info registers pc").says(r"running").says("16384 KiB")


if __name__ == "__main__":
	harness.main(globals())
