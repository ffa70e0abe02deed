# SPDX-License-Identifier: GPL-2.0-or-later
"""Rough handling: killed, cut off, reset and without power in the middle; odd states of core and chip; odd work areas.

After each of them the same command must succeed with nobody touching the board, and no run may end in success with
wrong contents. A sample by default; all of it with STM32XSPI_LONG=1 in the environment.
"""

import os
import random
import signal
import struct
import time

import board as harness
from board import CONFIG, EXT, EXT_BANK, INT, OPENOCD_LIMIT_S, SECTOR, check, verify_commands, write_command
from images import noise, write_elf

LONG = os.environ.get("STM32XSPI_LONG") == "1"
KILLS = 200 if LONG else 10
CUT_STEP = 50
CUTS = None if LONG else 6
DISTURBANCES = 20 if LONG else 2
START, SIZE, INTERNAL = 0x2F80, 9001, 2100


class Job:
	"""Programming a mixed image over a chip full of other data; each call of new() takes other contents."""

	def __init__(self, board):
		self.board = board
		self.before = noise(0x10000, seed=100)
		board.load(self.before)
		self.seed = 0
		self.disturbed = False
		self.path = board.path("job.elf")
		self.new()

	def new(self):
		self.seed += 1
		self.external = noise(SIZE, seed=self.seed)
		# vectors and "b .", so that nothing wild runs after a reset
		self.internal = struct.pack("<IIHH", 0x20008000, INT | 9, 0xE7FE, 0xE7FE)
		self.internal += noise(INTERNAL, seed=1000 + self.seed)
		write_elf(self.path, [(INT, self.internal), (EXT + START, self.external)])

	def command(self):
		return self.board.openocd_command(("program %s verify exit" % self.path,))

	def run(self):
		return self.board.run_openocd(self.command(), OPENOCD_LIMIT_S)

	def expect(self):
		"""Both memories hold the image, and outside of its sectors nothing has changed."""
		first, end = START // SECTOR * SECTOR, -(-(START + SIZE) // SECTOR) * SECTOR
		rest = bytearray(b"\xff" * harness.EXT_SIZE)
		rest[:len(self.before)] = self.before
		rest[first:end] = b"\xff" * (end - first)
		self.board.expect([(START, self.external)], rest=bytes(rest))
		flash = self.board.contents("flash")
		check(flash[:len(self.internal)] == self.internal, "internal flash does not hold the image")

	def after(self, result):
		"""Whatever ended this run: no success with wrong contents; the same command then succeeds."""
		if result.status == 0:
			self.expect()
		self.run().good().says(r"\*\* Verified OK \*\*")
		self.expect()

	def transactions(self):
		"""Link transactions that an undisturbed run takes; the first one takes more."""
		self.run().good()
		first = self.board.counters().get("link.transactions", 0)
		self.new()
		self.run().good()
		self.expect()
		return self.board.counters().get("link.transactions", 0) - first

	def disturb(self, at, action):
		"""Start a run and do something when it has made so many transactions; returns its result."""
		first = self.board.counters().get("link.transactions", 0)
		self.disturbed = False
		process = self.board.start_openocd(self.command())
		while process.poll() is None:
			if self.board.counters().get("link.transactions", 0) - first >= at:
				self.board.control(action)
				self.disturbed = True
				break
			time.sleep(0.002)
		return self.board.finish_openocd(process)


def busy_allowed(function):
	"""The chip may be sent something while it is busy, when the core was stopped in the middle."""
	function.dirty = ("violation",)
	return function


def ignored_allowed(function):
	"""A driver that does not know the chip's state says things that the chip ignores."""
	function.dirty = {"violation": r"chip0: command ..h ignored"}
	return function


@busy_allowed
def test_killed_at_random_points(board):
	job = Job(board)
	start = time.monotonic()
	job.run().good()
	whole = time.monotonic() - start
	dice = random.Random(20)
	killed = 0
	for number in range(KILLS):
		job.new()
		process = board.start_openocd(job.command())
		time.sleep(dice.uniform(0.05, 1.0) * whole)
		os.killpg(process.pid, signal.SIGKILL)
		try:
			result = board.finish_openocd(process)
			killed += result.status == -signal.SIGKILL
			job.after(result)
		except harness.Failure as failure:
			raise harness.Failure("kill %d: %s" % (number, failure)) from failure
	check(killed >= KILLS // 4, "only %d of %d runs were killed before their end", killed, KILLS)


@busy_allowed
def test_link_cut_at_every_fiftieth_transaction(board):
	job = Job(board)
	points = list(range(CUT_STEP, job.transactions() * 3 // 4, CUT_STEP))	# fewer polls on a busy host
	check(len(points) > 15, "only %d points to cut at", len(points))
	if CUTS:
		points = sorted(random.Random(21).sample(points, CUTS))
	for point in points:
		job.new()
		board.control("link cut %d" % point)
		try:
			result = job.run()
			result.bad()
			job.after(result)
		except harness.Failure as failure:
			raise harness.Failure("cut after %d transactions: %s" % (point, failure)) from failure


def disturbed(board, action):
	job = Job(board)
	dice = random.Random(22)
	total = job.transactions()
	done = 0
	for _ in range(DISTURBANCES):
		job.new()
		at = dice.randrange(total // 4, total * 3 // 4)
		try:
			job.after(job.disturb(at, action))
		except harness.Failure as failure:
			raise harness.Failure("%s at transaction %d: %s" % (action, at, failure)) from failure
		done += job.disturbed
	check(done > DISTURBANCES // 2, "%d of %d runs were over before they could be disturbed", DISTURBANCES - done,
		DISTURBANCES)


@busy_allowed
def test_target_reset_in_the_middle(board):
	disturbed(board, "reset")


@busy_allowed
def test_power_lost_in_the_middle(board):
	disturbed(board, "power-cycle")


def test_two_openocd_one_after_the_other(board):
	job = Job(board)
	for _ in range(2):
		board.openocd("init", "flash list", "flash banks").good()
		board.script("flash probe %s" % EXT_BANK).good()
	job.run().good()
	job.expect()


def test_board_file_given_twice(board):
	job = Job(board)
	command = job.command()
	check(command[1:3] == ["-f", CONFIG], "command line %s", command)
	board.run_openocd(command[:3] + command[1:], OPENOCD_LIMIT_S).good()
	job.expect()


# work areas

def with_work_area(board, size):
	data = noise(9001, seed=size + 1)
	board.load(noise(0x8000, seed=30))
	path = board.write("area.bin", data)
	result = board.openocd("foreach t [target names] { $t configure -work-area-size %d }" % size, "init", "reset init",
		write_command(path, 0x1003), *verify_commands(path, 0x1003), "flash erase_sector %s 7 7" % EXT_BANK,
		"flash read_bank %s %s 0x1003 %d" % (EXT_BANK, board.path("read.bin"), len(data))).good()
	check(board.read("read.bin") == data, "flash read_bank gave other bytes")
	found = board.contents()
	check(found[0x1003:0x1003 + len(data)] == data, "the chip does not hold the data")
	check(found[0x7000:0x8000] == b"\xff" * SECTOR, "sector 7 is not erased")
	check(found[:0x1000] == noise(0x8000, seed=30)[:0x1000], "sector 0 has changed")
	return result


def test_work_area_of_0(board):
	with_work_area(board, 0).says(r"(?i)work area")


def test_work_area_of_2_kib(board):
	with_work_area(board, 2 << 10).says(r"(?i)bytes? of work area|B of work area")


def test_work_area_of_8_kib(board):
	with_work_area(board, 8 << 10).says_not(r"of work area")


def test_work_area_of_32_kib(board):
	with_work_area(board, 32 << 10).says_not(r"of work area")


def test_work_area_of_192_kib(board):
	with_work_area(board, 192 << 10).says_not(r"of work area")


# states of the core. The code is Thumb, written into RAM behind the work area's use.

CODE = 0x2002F000
VECTORS = 0x2002F800


def tcl_core(*words, vectors=(), vtor=VECTORS):
	"""Halt, put code and vectors into RAM, and let it run."""
	lines = ["init", "reset halt"]
	lines += ["mww 0x%08x 0x%08x" % (CODE + 4 * i, word) for i, word in enumerate(words)]
	lines += ["mww 0x%08x 0x%08x" % (VECTORS + 4 * i, word) for i, word in enumerate(vectors)]
	if vectors:
		lines.append("mww 0xe000ed08 0x%08x" % vtor)
	return lines + ["reg sp 0x%08x" % (CODE - 16), "reg xPSR 0x01000000", "resume 0x%08x" % CODE, "sleep 5"]


def write_in_state(board, before, after=(), state=None):
	"""Program from this state, without a reset."""
	data = noise(5003, seed=40)
	board.load(noise(0x4000, seed=41))
	path = board.write("state.bin", data)
	result = board.openocd(*before, write_command(path, 0x1100), *verify_commands(path, 0x1100), *after).good()
	if state:
		result.says(state)
	found = board.contents()
	check(found[0x1100:0x1100 + len(data)] == data, "the chip does not hold the data")
	check(found[:0x1000] == noise(0x4000, seed=41)[:0x1000], "sector 0 has changed")
	return result


def test_target_that_runs(board):
	"""Refused with the reason while it runs; after a halt it works and the registers are as they were."""
	running = tcl_core(0xE7FE3001)			# adds r0, #1; b .
	board.openocd(*running, "flash erase_sector %s 0 0" % EXT_BANK).bad().says(r"is not halted.*halt it first")
	result = write_in_state(board, [*running, "halt", "reg r0 0x1234567", "reg r9 0x89abcdef"],
		["reg r0 force", "reg r9 force", "reg pc", "resume", "sleep 5", "targets"])
	result.says(r"r0 \(/32\): 0x01234567").says(r"r9 \(/32\): 0x89abcdef").says(r"pc \(/32\): 0x2002f00[02]") \
		.says(r"(?m)running\s*$")


def test_target_in_a_fault_handler(board):
	write_in_state(board, [*tcl_core(0xDE00DE00, 0xE7FEE7FE,	# udf; handler: b .
		vectors=(CODE - 16, CODE | 1, CODE + 5, CODE + 5, CODE + 5, CODE + 5, CODE + 5)), "halt"],
		["reg pc"], r"Handler HardFault(.|\n)*pc \(/32\): 0x2002f004")


def test_target_asleep(board):
	write_in_state(board, [*tcl_core(0xE7FDBF30), "halt"], ["reg pc"], r"pc \(/32\): 0x2002f00[02]")


def test_target_locked_up(board):
	write_in_state(board, [*tcl_core(0xDE00DE00, vectors=(CODE - 16, 0, 0, 0, 0, 0, 0)), "halt"], (),
		r"clearing lockup")


# The strictest MPU: RAM is never executed, and nothing else may be accessed. Of Armv8-M and Armv7-M.
MPU_V8 = ("mww 0xe000ed98 0", "mww 0xe000ed9c 0x20000003", "mww 0xe000eda0 0x2003ffe1", "mww 0xe000ed94 1")
MPU_V7 = ("mww 0xe000ed98 0", "mww 0xe000ed9c 0x20000000", "mww 0xe000eda0 0x13000025", "mww 0xe000ed94 1")
MPU_FAULT = ("sleep 5", "halt", "mdw 0xe000ed28", "mdw 0xe000ed94")


def test_caches_and_mpu_on(board):
	"""The stub runs without the MPU; afterwards it is on again, as is the instruction cache."""
	board.openocd(*tcl_core(0xE7FEE7FE), "halt", *MPU_V8, "resume 0x%08x" % CODE, *MPU_FAULT) \
		.says(r"0xe000ed28: 0{6}[01]1 \n(.*\n)?0xe000ed94: 0{7}1")
	write_in_state(board, [*tcl_core(0xE7FEE7FE), "halt", *MPU_V8, "mww 0x40030400 5"],
		["echo \"mpu [mrw 0xe000ed94] icache [mrw 0x40030400]\""], r"mpu (1|0x1) icache (5|0x5)\b")


def test_caches_and_mpu_on_with_a_cortex_m7(board):
	board.config = "board/st/stm32f746g-disco.cfg"
	board.openocd(*tcl_core(0xE7FEE7FE), "halt", *MPU_V7, "resume 0x%08x" % CODE, *MPU_FAULT) \
		.says(r"0xe000ed28: 0{6}[01]1 \n(.*\n)?0xe000ed94: 0{7}1")
	write_in_state(board, [*tcl_core(0xE7FEE7FE), "halt", *MPU_V7, "mww 0xe000ed14 0x30200"],
		["echo \"mpu [mrw 0xe000ed94] caches [format %x [mrw 0xe000ed14]]\""], r"mpu (1|0x1) caches 70200\b")


test_caches_and_mpu_on_with_a_cortex_m7.board_name = "stm32f746g-disco"


# states of the chip

RAW = """
proc xspi {offset value} { mww [expr {0x44021000 + $offset}] $value }
proc raw_send {ccr tcr ir} { xspi 0x00 1; xspi 0x108 $tcr; xspi 0x100 $ccr; xspi 0x110 $ir }
proc raw {opcode} { raw_send 0x1 0 $opcode; sleep 1 }
proc raw_4 {opcode} { raw_send 0x3 0 $opcode; sleep 1 }
proc raw_at {opcode address} { raw_send 0x2101 0 $opcode; xspi 0x48 $address; sleep 1 }
proc raw_byte {opcode value} { xspi 0x40 0; raw_send 0x01000001 0 $opcode; xspi 0x50 $value; sleep 1 }
proc raw_continuous {} {
	xspi 0x00 1; xspi 0x40 3; xspi 0x00 0x10000001; xspi 0x108 4; xspi 0x100 0x03032301
	xspi 0x120 0xa0; xspi 0x110 0xeb; xspi 0x48 0; sleep 1; mrw 0x44021050; sleep 1
}
"""


def chip_state(board, commands, found, state):
	"""Bring the chip into a state by raw register writes; the next run must tell it, end it, and do its work."""
	job = Job(board)
	board.script(RAW, "flash probe %s" % EXT_BANK, *commands).good()
	lines = " ".join(board.control("describe chip0")[0])
	check(state in lines, "the chip is not in the state wanted, \"%s\": %s", state, lines)
	result = job.run().good()
	job.expect()
	if found:
		result.says(r"ext: the chip was found [^\n]*%s" % found)
	lines = " ".join(board.control("describe chip0")[0])
	check("mode: SPI, 3-byte addresses doing: idle status" in lines and "WEL 0" in lines, "afterwards: %s", lines)


@ignored_allowed
def test_chip_in_qpi(board):
	chip_state(board, ["raw 0x35"], "in QPI mode", "mode: QPI")


def test_chip_in_continuous_read(board):
	"""Nobody drives against a chip that takes any frame for an address and answers."""
	chip_state(board, ["raw_continuous"], "in continuous read mode", "continuous read")


@ignored_allowed
def test_chip_in_deep_power_down(board):
	chip_state(board, ["raw 0xb9"], "in deep power-down", "deep power-down")


@ignored_allowed
def test_chip_in_deep_power_down_and_qpi(board):
	chip_state(board, ["raw 0x35", "raw_4 0xb9"], "in QPI mode", "mode: QPI, 3-byte addresses, deep power-down")


def test_chip_in_4_byte_mode(board):
	chip_state(board, ["raw 0xb7"], "in 4-byte address mode", "4-byte addresses")


def test_chip_with_other_dummies(board):
	chip_state(board, ["raw_byte 0xc0 0x90"], "with changed read parameters", "read register: 0x90")


def test_chip_with_write_enabled(board):
	chip_state(board, ["raw 0x06"], None, "WEL 1")
	board.script(RAW, "flash probe %s" % EXT_BANK, "raw 0x06").good()
	board.script("flash probe %s" % EXT_BANK).good()
	check("WEL 0" in " ".join(board.control("describe chip0")[0]), "the probe leaves write enable on")


@ignored_allowed
def test_chip_busy_with_an_erase(board):
	"""A chip erase takes longer than the recovery waits: it is cut off by a reset of the chip."""
	job = Job(board)
	board.script(RAW, "flash probe %s" % EXT_BANK, "raw 0x06", "raw 0xc7").good()
	job.before = b""
	job.run().good().says(r"ext: the chip was found busy")
	found = board.contents()
	check(found[START:START + SIZE] == job.external, "the chip does not hold the image")


def test_chip_with_an_erase_suspended(board):
	chip_state(board, ["raw 0x06", "raw_at 0xd8 0x100000", "raw 0x75"], "suspended", "erase suspended")


@ignored_allowed
def test_chip_changes_its_state_between_two_commands(board):
	"""In the same session: the next command notices, tells and recovers."""
	data = noise(3000, seed=50)
	path = board.write("data.bin", data)
	for commands, found in ((["raw 0x35"], "QPI"), (["raw 0xb9"], "deep power-down"), (["raw 0xb7"], "4-byte")):
		board.blank()
		board.script(RAW, "flash probe %s" % EXT_BANK, *commands, write_command(path, 0x1000),
			*verify_commands(path, 0x1000)).good()
		board.expect([(0x1000, data)])


if __name__ == "__main__":
	harness.main(globals())
