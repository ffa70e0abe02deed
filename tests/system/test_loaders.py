# SPDX-License-Identifier: GPL-2.0-or-later
"""Code of the kind that vendors' loaders are made of, on the simulated boards: C programs that set up clocks, pins and
controller themselves and run from RAM. OpenOCD (Debian's, with no flash driver for the chip) only loads them, sets
registers and lets them run to the breakpoint in front of their image.
"""

import os
import subprocess

import board as harness
from board import EXT, Board, Skip, check
from images import noise
from test_stmqspi import UPSTREAM

LOADER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "firmware", "loader")
GCC = os.environ.get("ARM_CC", "arm-none-eabi-gcc")
# Simulated board, OpenOCD's target file, part, core; the chip of each has 16 MiB
PARTS = {
	"PART_L562": (harness.BOARD, "target/stm32l5x.cfg", "cortex-m33"),
	"PART_L476": ("stm32l476g-disco", "target/stm32l4x.cfg", "cortex-m4"),
	"PART_F746": ("stm32f746g-disco", "target/stm32f7x.cfg", "cortex-m7"),
}
KINDS = ("plain", "polling", "mapped")
BASE, BUFFER, STACK = 0x20000000, 0x20004000, 0x20004000
SECTOR = 4096
CALL = """
proc call {name pc r0 {r1 0} {r2 0}} {
	reg pc $pc; reg sp 0x%x; reg lr 0x%x; reg r0 $r0; reg r1 $r1; reg r2 $r2
	resume; wait_halt 60000
	echo "$name returns [lindex [reg r0] 2], pc [lindex [reg pc] 2]"
}
""" % (STACK, BASE | 1)


def build(board, part, kind):
	"""Compile a loader; returns its image and the addresses of its functions."""
	elf, image = board.path(kind + ".elf"), board.path(kind + ".bin")
	sources = [os.path.join(LOADER, name) for name in ("front.S", "core.c",
		"part_f7.c" if part == "PART_F746" else "part.c", kind + ".c")]
	subprocess.run([GCC, "-mcpu=" + PARTS[part][2], "-mthumb", "-mfloat-abi=hard", "-mfpu=fpv5-sp-d16",
		"-std=c17", "-Os", "-g", "-ffreestanding", "-nostdlib", "-Wall", "-Wextra", "-Werror", "-fno-tree-loop-distribute-patterns", "-Wl,--fatal-warnings",
		"-Wl,-z,noexecstack", "-Wl,-e,loader_init", "-D" + part, "-T", os.path.join(LOADER, "loader.ld"), "-o", elf,
		*sources], check=True)
	subprocess.run([GCC.replace("gcc", "objcopy"), "-O", "binary", elf, image], check=True)
	table = subprocess.run([GCC.replace("gcc", "nm"), elf], check=True, stdout=subprocess.PIPE, text=True).stdout
	return image, {line.split()[2]: int(line.split()[0], 16) | 1 for line in table.splitlines() if " T " in line}


def call(name, address, *arguments):
	return "call %s %s" % (name, " ".join("0x%x" % word for word in (address, *arguments)))


def use_loader(fixture, part, kind):
	"""Init, erase, write at an odd place over several pages, verify right and wrong: contents by the simulator."""
	if not os.path.exists(UPSTREAM):
		raise Skip("%s is not installed" % UPSTREAM)
	name, target, _ = PARTS[part]
	with Board(name, transport=fixture.transport) as board:
		image, entry = build(board, part, kind)
		old, data = noise(0x40000, seed=41), noise(5001, seed=42)
		board.load(old + b"\xff" * (0x1000000 - len(old)))
		at = EXT + 0x10000 + 3
		first, end = 0x10000, 0x12000
		wrong = bytearray(data)
		wrong[4000] ^= 1
		probe = ["-f", "interface/stlink-dap.cfg", "-c", "transport select dapdirect_swd"]
		result = board.run_openocd([UPSTREAM, *probe, "-f", target, *board.probe_arguments()[1],
			"-c", "gdb_port disabled; tcl_port disabled; telnet_port disabled", "-c", CALL,
			"-c", "init; reset halt; adapter speed 8000", "-c", "load_image %s 0x%x bin" % (image, BASE),
			"-c", "load_image %s 0x%x bin" % (board.write("data.bin", data), BUFFER),
			"-c", call("Init", entry["loader_init"], 0),
			"-c", call("SectorErase", entry["loader_erase"], EXT + first, at + len(data) - 1),
			"-c", call("Write", entry["loader_write"], at, len(data), BUFFER),
			"-c", call("Verify", entry["loader_verify"], at, len(data), BUFFER),
			"-c", "load_image %s 0x%x bin" % (board.write("wrong.bin", wrong), BUFFER),
			"-c", call("Mismatch", entry["loader_verify"], at, len(data), BUFFER), "-c", "shutdown"],
			harness.OPENOCD_LIMIT_S)
		fixture.outputs.extend(board.outputs)
		for function in ("Init", "SectorErase", "Write"):
			result.says("%s returns 0x00000001, pc 0x%08x" % (function, BASE))
		result.good().says("Verify returns 0x%08x" % (at + len(data))).says("Mismatch returns 0x%08x" % (at + 4000))
		board.expect([(0, old), (first, b"\xff" * (end - first)), (at - EXT, data)])
		counters = board.counters()
		bad = {key: value for key, value in counters.items() if value and
			key.startswith(("violation", "unknown", "wire.contention", "nor.irreversible"))}
		check(not bad, "the simulator counted %s: %s", bad, board.control("violations")[0][-4:])


def test_plain_on_octospi(board):
	use_loader(board, "PART_L562", "plain")


def test_polling_on_octospi(board):
	use_loader(board, "PART_L562", "polling")


def test_mapped_on_octospi(board):
	use_loader(board, "PART_L562", "mapped")


def test_plain_on_quadspi(board):
	use_loader(board, "PART_L476", "plain")


def test_polling_on_quadspi(board):
	use_loader(board, "PART_L476", "polling")


def test_mapped_on_quadspi(board):
	use_loader(board, "PART_L476", "mapped")


def test_plain_on_a_cortex_m7(board):
	use_loader(board, "PART_F746", "plain")


def test_polling_on_a_cortex_m7(board):
	use_loader(board, "PART_F746", "polling")


def test_mapped_on_a_cortex_m7(board):
	use_loader(board, "PART_F746", "mapped")


if __name__ == "__main__":
	harness.main(globals())
