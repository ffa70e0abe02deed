# SPDX-License-Identifier: GPL-2.0-or-later
"""Boards that OpenOCD supports: what the tests with its own unedited board files share.

Each row is a board file of Debian's OpenOCD 0.12.0 and the simulated board of the same kit, with the chips that the
file's comments name.
"""

import os

import board as harness
from board import INT, Skip, check
from images import noise

UPSTREAM = "/usr/bin/openocd"
SCRIPTS = "/usr/share/openocd/scripts/board"
LONG = bool(os.environ.get("STM32XSPI_LONG"))
SECTOR = 65536				# stmqspi erases by D8h alone
WINDOW = 0x90000000

# What stmqspi does against the reference manuals and data sheets; anything else that is counted is a finding.
HABITS = {
	"violation.xspi.idle_abort": "sets CR.ABORT before each command, busy or not",
	"violation.xspi.busy_write": "writes AR behind a CCR write that has started a command; ignored while BUSY is 1",
	"violation.nor.opcode": "asks with AFh for the ID first, which the chip answers in QPI only, and then with 9Fh",
	"unknown.xspi.interrupt": "the board files set CR.TOIE, though nobody serves interrupts",
}


class Kit:
	"""A row: simulated board, OpenOCD's board file, its bank, and what the driver calls the chip."""

	def __init__(self, name, config, bank, internal, chip, size_kib, habits=(), chips=1, before=()):
		self.name, self.config, self.bank, self.internal = name, config, bank, internal
		self.chip, self.size, self.chips = chip, size_kib * 1024, chips
		self.habits = {*HABITS, *habits}
		self.before = before		# the state that the chip is in on the real board

	@property
	def sector(self):
		"""Smallest unit that stmqspi erases: two chips side by side are erased together."""
		return SECTOR * self.chips

	def contents(self, board):
		"""What the chips hold; bytes alternate between two of them."""
		parts = [board.contents("chip%d" % number) for number in range(self.chips)]
		whole = bytearray(len(parts[0]) * self.chips)
		for number, part in enumerate(parts):
			whole[number::self.chips] = part
		return whole

	def fill(self, board, byte):
		for number in range(self.chips):
			board.control("fill chip%d 0x%02x" % (number, byte))

	def expect(self, board, pieces, rest=b"\xff"):
		"""The chips must hold the pieces [(offset, bytes), ...] and nothing but the byte rest elsewhere."""
		found, wanted = self.contents(board), bytearray(rest * self.size)
		for offset, data in pieces:
			wanted[offset:offset + len(data)] = data
		if found != wanted:
			at = next(i for i in range(len(found)) if found[i] != wanted[i])
			raise harness.Failure("the chips differ first at 0x%x: found %s, wanted %s" %
				(at, found[at:at + 8].hex(), wanted[at:at + 8].hex()))


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
	Kit("stm32f469i-disco", "stm32f469i-disco", "stm32f4x.qspi", "stm32f4x.flash", "micron n25q128", 16384),
	Kit("stm32f723e-disco", "stm32f723e-disco", "stm32f7x.qspi", "stm32f7x.flash", "mac 25l51245", 65536, RANGE_F7),
	Kit("stm32f746g-disco", "stm32f746g-disco", "stm32f7x.qspi", "stm32f7x.flash", "micron n25q128", 16384, RANGE_F7),
	# The board file reads with 10 dummies on four lines, as ST's demonstration leaves the chip until the supply goes:
	# configuration register, DC = 3.
	Kit("stm32f769i-disco", "stm32f769i-disco", "stm32f7x.qspi", "stm32f7x.flash", "mac 25l51245", 65536, RANGE_F7,
		before=("stmqspi cmd 3 0 0x06", "stmqspi cmd 3 0 0x01 0x00 0xc7", "sleep 50")),
	Kit("b-l475e-iot01a", "st_b-l475e-iot01a", "stm32l4x.qspi", "stm32l4x.flash", "mac 25r6435f", 8192, FAST_READ),
	Kit("stm32l476g-disco", "stm32l476g-disco", "stm32l4x.qspi", "stm32l4x.flash", "micron n25q128", 16384),
	Kit("stm32l496g-disco", "stm32l496g-disco", "stm32l4x.qspi", "stm32l4x.flash", "mac 25r6435f", 8192, FAST_READ),
)

# Two chips as one, which this project's driver refuses.
DUAL_KITS = (
	Kit("stm32h745i-disco", "stm32h745i-disco", "stm32h745xih6.qspi", "stm32h745xih6.bank1.cpu0", "micron mt25ql512",
		131072, RANGE_H7, chips=2),
	Kit("stm32h750b-disco", "stm32h750b-disco", "stm32h750xbh6.qspi", "stm32h750xbh6.bank1.cpu0", "micron mt25ql512",
		131072, RANGE_H7, chips=2),
)


def run(board, kit, *commands):
	"""Debian's OpenOCD with its own board file and one line more, which names the simulator's port."""
	return run_with(board, ("-f", config_of(kit)), *commands)


def config_of(kit):
	"""OpenOCD's board file."""
	config = os.path.join(SCRIPTS, kit.config + ".cfg")
	if not os.path.exists(config):
		raise Skip("%s is not installed" % config)
	return config


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
