# SPDX-License-Identifier: GPL-2.0-or-later
"""Boards that OpenOCD supports, with its own unedited board files: Debian's OpenOCD 0.12.0 on the simulated kits.

Each row is a board file of /usr/share/openocd/scripts/board and the simulated board of the same name, with the chip
that the file's comments name. The chip is probed, erased, written at an even and at an odd place, verified three ways
(driver, mapped window, the simulator's own memory) and read back; the internal flash is written by OpenOCD's driver for
it. Without STM32XSPI_LONG=1 each board gets a small write, and one per family the long one of 200 kB.
"""

import glob
import os
import re

import board as harness
from board import BENCH_TIME, INT, OPENOCD, Skip, check
from images import noise

UPSTREAM = "/usr/bin/openocd"
SCRIPTS = "/usr/share/openocd/scripts/board"
LONG = bool(os.environ.get("STM32XSPI_LONG"))
LONG_SIZE, SHORT_SIZE = 200000, 8192
SECTOR = 65536				# stmqspi erases by D8h alone

# What stmqspi does against the reference manuals and data sheets; anything else that is counted is a finding.
HABITS = {
	"violation.xspi.idle_abort": "sets CR.ABORT before each command, busy or not",
	"violation.xspi.busy_write": "writes AR behind a CCR write that has started a command; ignored while BUSY is 1",
	"violation.nor.opcode": "asks with AFh for the ID first, which the chip answers in QPI only, and then with 9Fh",
	"unknown.xspi.interrupt": "the board files set CR.TOIE, though nobody serves interrupts",
}


class Kit:
	"""A row: simulated board, OpenOCD's board file, its bank, and what the driver calls the chip."""

	def __init__(self, name, config, bank, internal, chip, size_kib, habits=(), long=False, before=()):
		self.name, self.config, self.bank, self.internal = name, config, bank, internal
		self.chip, self.size = chip, size_kib * 1024
		self.habits = {*HABITS, *habits}
		self.long = long or LONG
		self.before = before		# the state that the chip is in on the real board


# Board files read by 03h with 36 MHz, which the MX25R6435F takes up to 33 MHz (data sheet, fR).
FAST_READ = ("violation.nor.clock",)

# Board files that run the core or its buses faster than the data sheet allows in the voltage range that the die starts
# in: F412, F413 96 MHz in scale 2 (84); F7 192 MHz without over-drive (180), PCLK1 48 MHz (45), PCLK2 96 MHz (90); H7
# AXI 192 MHz, PCLK 96 MHz in VOS3 (100, 64).
RANGE = ("violation.clock.range",)
RANGE_F7 = ("violation.clock.range", "violation.clock.apb")
RANGE_H7 = ("violation.clock.range", "violation.clock.apb", "violation.clock.latency")

KITS = (
	Kit("stm32f412g-disco", "stm32f412g-disco", "stm32f4x.qspi", "stm32f4x.flash", "micron n25q128", 16384, RANGE),
	Kit("stm32f413h-disco", "stm32f413h-disco", "stm32f4x.qspi", "stm32f4x.flash", "micron n25q128", 16384, RANGE),
	Kit("stm32f469i-disco", "stm32f469i-disco", "stm32f4x.qspi", "stm32f4x.flash", "micron n25q128", 16384, long=True),
	Kit("stm32f723e-disco", "stm32f723e-disco", "stm32f7x.qspi", "stm32f7x.flash", "mac 25l51245", 65536, RANGE_F7),
	Kit("stm32f746g-disco", "stm32f746g-disco", "stm32f7x.qspi", "stm32f7x.flash", "micron n25q128", 16384, RANGE_F7,
		long=True),
	# The board file reads with 10 dummies on four lines, as ST's demonstration leaves the chip until the supply goes:
	# configuration register, DC = 3.
	Kit("stm32f769i-disco", "stm32f769i-disco", "stm32f7x.qspi", "stm32f7x.flash", "mac 25l51245", 65536, RANGE_F7,
		before=("stmqspi cmd 3 0 0x06", "stmqspi cmd 3 0 0x01 0x00 0xc7", "sleep 50")),
	Kit("b-l475e-iot01a", "st_b-l475e-iot01a", "stm32l4x.qspi", "stm32l4x.flash", "mac 25r6435f", 8192, FAST_READ),
	Kit("stm32l476g-disco", "stm32l476g-disco", "stm32l4x.qspi", "stm32l4x.flash", "micron n25q128", 16384,
		long=True),
	Kit("stm32l496g-disco", "stm32l496g-disco", "stm32l4x.qspi", "stm32l4x.flash", "mac 25r6435f", 8192, FAST_READ),
)

# Each also runs with this project's driver in the place of stmqspi. The files of STM32H745I-DISCO and STM32H750B-DK set
# up two chips as one, which the driver refuses; they run as far as one chip goes.
PAIRS = (
	Kit("stm32h745i-disco", "stm32h745i-disco", "stm32h745xih6.qspi", "stm32h745xih6.bank1.cpu0", "", 65536, RANGE_H7),
	Kit("stm32h750b-disco", "stm32h750b-disco", "stm32h750xbh6.qspi", "stm32h750xbh6.bank1.cpu0", "", 65536, RANGE_H7),
)
# What a user's own file adds for the first chip alone, read on one line: QUADSPI_CR without DFM, DCR.FSIZE of one chip
ONE_CHIP = """
rename qspi_init two_chips
proc qspi_init {qpi} {
	two_chips 0
	mmw 0x52005000 0x00000002 0
	sleep 1
	mww 0x52005000 0x05500010
	mww 0x52005004 0x00190200
	mww 0x52005014 0x0d003513
	mmw 0x52005000 0x00000001 0
}
"""

# Dies without a board file of OpenOCD's: simulated board, OpenOCD's target file. The internal flash is bank 0. (OpenOCD
# 0.12.0 does not know DEV_ID 0x476, so the STM32U5G7 is not here.)
DIES = (
	("stm32h735-is25lp128f", "stm32h7x"),
	("stm32h745i-disco", "stm32h7x"),
	("stm32h750b-disco", "stm32h7x"),
	("stm32h7b3-is25lp128f", "stm32h7x"),
	("stm32g474-w25q128jv", "stm32g4x"),
	("stm32l562-is25lp128f", "stm32l5x"),
	("stm32u585-is25lp128f", "stm32u5x"),
)


def run(board, kit, *commands):
	"""Debian's OpenOCD with its own board file and one line more, which names the simulator's port."""
	config = os.path.join(SCRIPTS, kit.config + ".cfg")
	if not os.path.exists(config):
		raise Skip("%s is not installed" % config)
	return run_with(board, ("-f", config), *commands)


def run_with(board, config, *commands, program=UPSTREAM):
	"""Debian's OpenOCD, or another, with these arguments as configuration."""
	if not os.path.exists(program):
		raise Skip("%s is not installed" % program)
	command = [harness.BENCH_RUN, str(board.sim.clock_port), program, *config,
		"-c", "hla_stlink_backend tcp %d" % board.sim.stlink_port,
		"-c", "gdb_port disabled; tcl_port disabled; telnet_port disabled"]
	for part in ("init", "reset init", *commands, "shutdown"):
		command += ["-c", part]
	return board.run_openocd(command, harness.OPENOCD_LIMIT_S)


def nothing_else_counted(board, habits):
	"""What the simulator counted must be known habits and no more."""
	others = {name: value for name, value in board.counters().items() if value and name not in habits and
		name.startswith(("violation.", "unknown.", "wire.contention", "nor.irreversible", "flash.irreversible"))}
	check(not others, "the simulator counted %s; violations: %s; unknown: %s", others,
		board.control("violations")[0][-6:], board.control("unknowns")[0][-6:])


def write_and_verify(board, kit, data, offset):
	"""Erase what is needed, write, verify three ways, read back."""
	path = board.write("data.bin", data)
	window = 0x90000000 + offset
	run(board, kit, "flash write_image erase %s 0x%x bin" % (path, window),
		"flash verify_bank %s %s 0x%x" % (kit.bank, path, offset), "verify_image %s 0x%x bin" % (path, window),
		"flash read_bank %s %s 0x%x %d" % (kit.bank, board.path("read.bin"), offset, len(data)),
		"dump_image %s 0x%x %d" % (board.path("dump.bin"), window, len(data))).good()
	board.expect([(offset, data)])
	for name in ("read.bin", "dump.bin"):
		check(board.read(name) == data, "%s of %d bytes at 0x%x has other bytes", name, len(data), offset)


def write_inside(board, bank, openocd):
	"""The internal flash, written and verified by OpenOCD's own driver; a second write must erase the first."""
	for seed, size in ((3, 20000), (4, 5001)):
		data = noise(size, seed=seed)
		path = board.write("inside.bin", data)
		openocd("flash write_image erase %s 0x%x bin" % (path, INT), "flash verify_bank %s %s" % (bank, path),
			"verify_image %s 0x%x bin" % (path, INT)).good()
		check(board.contents("flash")[:size] == data, "the internal flash has other bytes")


def prepare(board, kit):
	"""The state that the chip is in on the real board, by Debian's OpenOCD."""
	if kit.before:
		run(board, kit, "flash probe %s" % kit.bank, *kit.before).good()
		board.control("counters reset")


def drop_in(board, kit, *more):
	"""Board file as it is, and OpenOCD's target file with the driver's name replaced: what a user would try."""
	scripts = os.path.join(board.folder, "scripts", "target")
	os.makedirs(scripts, exist_ok=True)
	for path in glob.glob(os.path.join(os.path.dirname(SCRIPTS), "target", "stm32*.cfg")):
		with open(path, encoding="utf-8") as file:
			text = file.read()
		with open(os.path.join(scripts, os.path.basename(path)), "w", encoding="utf-8") as file:
			file.write(re.sub(r"\bstmqspi\b", "stm32xspi", text))
	config = ("-s", os.path.dirname(scripts), "-f", os.path.join(SCRIPTS, kit.config + ".cfg"),
		*more)
	return lambda *commands: run_with(board, config, *commands, program=OPENOCD)


def drop_in_test(kit):
	"""The same board with this project's driver in the place of stmqspi: it takes over what the board file set up."""
	def test(board):
		if not os.path.exists(os.path.join(SCRIPTS, kit.config + ".cfg")):
			raise Skip("%s is not installed" % kit.config)
		prepare(board, kit)
		openocd = drop_in(board, kit)
		openocd("flash probe %s" % kit.bank, "flash info %s" % kit.bank).good() \
			.says(r"%d KiB" % (kit.size // 1024)).says("as the board's script set it up")
		data = noise(SHORT_SIZE + 1, seed=7)
		path = board.write("data.bin", data)
		for offset in (2 * SECTOR, 0x1003):
			board.blank()
			openocd("flash write_image erase %s 0x%x bin" % (path, 0x90000000 + offset),
				"flash verify_bank %s %s 0x%x" % (kit.bank, path, offset),
				"verify_image %s 0x%x bin" % (path, 0x90000000 + offset)).good()
			board.expect([(offset, data)])
		nothing_else_counted(board, {"unknown.xspi.interrupt", *kit.habits.difference(HABITS)})
	test.__name__ = "test_drop_in_" + kit.name.replace("-", "_")
	test.board_name = kit.name
	test.dirty = ("violation", "unknown")
	return test


# Chip into QPI (which needs QE), then the controller: memory-mapped 4-4-4 read EBh, mode byte 00h, 4 dummy cycles.
TO_QPI = ("flash probe 2", "stm32xspi cmd 2 0 0x06", "stm32xspi cmd 2 0 0x01 0x40", "sleep 20", "stm32xspi cmd 2 0 0x35",
	"mmw 0xA0001000 0x2 0", "sleep 1", "mww 0xA000101C 0", "mww 0xA0001014 0x0F10EFEB", "flash probe 2")


def test_drop_in_qpi_on_stm32l476(board):
	"""The die that does not drive IO1 while it sends an instruction alone on four lines, such as a write enable."""
	openocd = drop_in(board, next(kit for kit in KITS if kit.name == "stm32l476g-disco"))
	data = noise(SHORT_SIZE + 1, seed=8)
	path = board.write("data.bin", data)
	board.control("fault die floating low")
	openocd(*TO_QPI, "flash write_image erase %s 0x90001003 bin" % path, "flash verify_bank 2 %s 0x1003" % path).good()
	board.expect([(0x1003, data)])
	state = board.control("describe chip0")[0]
	check("mode: QPI" in " ".join(state), "the chip is not in QPI: %s", state)


test_drop_in_qpi_on_stm32l476.board_name = "stm32l476g-disco"
test_drop_in_qpi_on_stm32l476.arguments = (*BENCH_TIME, "--chip", "chip0=is25lp128f")
test_drop_in_qpi_on_stm32l476.dirty = ("violation", "unknown")


def drop_in_pair_test(kit):
	"""Two chips as one: refused in words, with nothing sent, while the internal flash works. One of them: it works."""
	def test(board):
		if not os.path.exists(os.path.join(SCRIPTS, kit.config + ".cfg")):
			raise Skip("%s is not installed" % kit.config)
		first = drop_in(board, kit)

		def openocd(*commands):
			# the file's set-up works on chips as after power-up only: it leaves them in QPI, then in dual I/O
			board.control("power-cycle")
			return first(*commands)

		data = noise(SHORT_SIZE + 1, seed=8)
		path = board.write("data.bin", data)
		write = ("flash write_image erase %s 0x90001003 bin" % path,
			"flash verify_bank %s %s 0x1003" % (kit.bank, path))
		for command in ("flash probe %s" % kit.bank, *write):
			openocd(command).bad().says(r"two chips side by side \(dual flash\); this driver handles one")
		for chip in ("chip0", "chip1"):
			board.expect([], chip)
		write_inside(board, kit.internal, openocd)
		board.control("power-cycle")
		one = drop_in(board, kit, "-c", ONE_CHIP)
		one("flash probe %s" % kit.bank, *write, "verify_image %s 0x90001003 bin" % path).good() \
			.says("MT25QL512|64 MiB|65536 KiB")
		board.expect([(0x1003, data)])
		board.expect([], "chip1")
		# the file sends F5h on four lines to chips that listen on one
		nothing_else_counted(board, {"unknown.xspi.interrupt", "violation.nor.opcode", *kit.habits.difference(HABITS)})
	test.__name__ = "test_drop_in_" + kit.name.replace("-", "_")
	test.board_name = kit.name
	test.dirty = ("violation", "unknown")
	return test


def kit_test(kit):
	"""The test of one row."""
	def test(board):
		prepare(board, kit)
		run(board, kit, "flash probe %s" % kit.bank, "flash info %s" % kit.bank).good() \
			.says("flash1 '%s', device id = 0x[0-9a-f]+, flash size = %dKi B" % (kit.chip, kit.size // 1024))
		board.control("fill chip0 0x00")
		run(board, kit, "flash erase_sector %s 0 last" % kit.bank if kit.long else
			"flash erase_sector %s 0 5" % kit.bank).good()
		if kit.long:
			board.expect([])
		board.blank()
		size = LONG_SIZE if kit.long else SHORT_SIZE
		write_and_verify(board, kit, noise(size, seed=1), 2 * SECTOR)
		board.blank()
		write_and_verify(board, kit, noise(size + 1, seed=2), 0x1003)
		write_inside(board, kit.internal, lambda *commands: run(board, kit, *commands))
		nothing_else_counted(board, kit.habits)
	test.__name__ = "test_" + kit.name.replace("-", "_")
	test.board_name = kit.name
	test.dirty = ("violation", "unknown")
	return test


def die_test(name, target):
	"""The internal flash of a die."""
	def test(board):
		config = ("-f", "interface/stlink.cfg", "-c", "transport select hla_swd", "-f", "target/%s.cfg" % target)
		write_inside(board, "0", lambda *commands: run_with(board, config, *commands))
		nothing_else_counted(board, ())
	test.__name__ = "test_internal_flash_" + name.replace("-", "_")
	test.board_name = name
	return test


# Kit, probe, adapter speed in kHz, bytes, and what writing them may take on the whole, kB/s. stmqspi's author reported
# "up to 150 kB/s" on the first one with its own probe, limited by that, and "up to 1 MB/s" on such boards as the other
# one with an STLINK-V3 (OpenOCD's commit e44539d66).
RATES = (("stm32f469i-disco", "stlink-v2", 4000, 384 << 10, (100, 150)),
	("stm32f769i-disco", "stlink-v3", 24000, 512 << 10, (600, 1000)))


def rate_test(name, probe, khz, size, limits):
	"""The time of the whole job as OpenOCD states it, in bench time."""
	kit = next(kit for kit in KITS if kit.name == name)

	def test(board):
		prepare(board, kit)
		path = board.write("data.bin", noise(size, seed=5))
		said = run(board, kit, "adapter speed %d" % khz, "flash write_bank %s %s 0" % (kit.bank, path)).good().output
		seconds = float(re.search(r"wrote %d bytes .* in ([0-9.]+)s" % size, said).group(1))
		board.expect([(0, noise(size, seed=5))])
		rate = size / seconds / 1e3
		check(limits[0] <= rate <= limits[1], "%.1f kB/s, wanted %d to %d", rate, *limits)
		print("# %s: %.1f kB/s" % (probe, rate))
	test.__name__ = "test_rate_over_" + probe.replace("-", "_")
	test.board_name = name
	test.arguments = (*BENCH_TIME, "--probe", probe)
	test.dirty = ("violation", "unknown")
	return test


ALL = [*map(kit_test, KITS), *map(drop_in_test, KITS), *map(drop_in_pair_test, PAIRS),
	*(die_test(*row) for row in DIES),
	*(rate_test(*row) for row in RATES), test_drop_in_qpi_on_stm32l476]
TESTS = {test.__name__: test for test in ALL}

if __name__ == "__main__":
	harness.main(TESTS, arguments=BENCH_TIME)
