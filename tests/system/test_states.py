# SPDX-License-Identifier: GPL-2.0-or-later
"""Whatever state an application has left chip and controller in, alone or in pairs: the next operation finds the chip,
says what it found, works, touches nothing else, and leaves the chip as after power-up. No state is told to the driver.

The matrix is model x chip state x (chip state or controller state). Here all ISSI models of the simulator in each state
alone, one of them in all pairs, the others in some pairs, chosen by a fixed seed; with STM32XSPI_LONG=1 all in all."""

import os
import random
import re
from itertools import combinations

import board as harness
from board import BENCH_TIME, EXT, check
from images import noise
from session import Session

KIB = 1024
MIB = 1024 * KIB
LONG = os.environ.get("STM32XSPI_LONG") == "1"
ALL_PAIRS = ("is25lp064db", "is25lp128f", "is25wp256ej")
SOME_PAIRS = 5
# One of each way to be different: these with the stub. The others without a work area, which takes the simulator a
# third of the time.
WITH_STUB = ("is25lp016d", "is25lp032", "is25lp064d", "is25lp128f", "is25lp256d", "is25lp512mk", "is25lp02gg",
	"is25wp256", "is25lq032b", "is25wj064f")
NO_WORK_AREA = ("$_TARGETNAME configure -work-area-size 0",)

# What an application may leave, as the simulator is told: (state, what the driver must say about it). A program is
# over before the driver comes. %x is a block that nothing else touches.
STATES = {
	"ready": ("", None),
	"continuous read 0-4-4": ("continuous 0xeb", "continuous read"),
	"continuous read 0-2-2": ("continuous 0xbb", "continuous read"),
	"QPI": ("qpi", "QPI"),
	"4-byte addresses": ("4byte", "4-byte"),
	"deep power-down": ("power-down", "power-down"),
	"erasing": ("erasing 0x%x", "busy"),
	"programming": ("programming 0x%x", None),
	"erase suspended": ("erase-suspended 0x%x", "suspended"),
	"program suspended": ("program-suspended 0x%x", "suspended"),
	"write enabled": ("write-enabled", None),
	"AutoBoot": ("autoboot 0x0", "AutoBoot"),
}
# The controller (OCTOSPI1), not reset: register writes, made before the chip gets into its state. CR: FTHRES 4, EN.
OCTOSPI = 0x44021000
CR, DLR, AR, DR, PSMKR, PSMAR, PIR, CCR, IR = 0x00, 0x40, 0x48, 0x50, 0x80, 0x88, 0x90, 0x100, 0x110
READ = ((CR, 0x10000301), (CCR, 0x01002101), (IR, 0x03), (AR, 0x100))
POLL = ((CR, 0x20000301), (PSMKR, 0xFF), (PSMAR, 0xA5), (PIR, 0x40), (DLR, 0))
CONTROLLER = {
	"memory-mapped": (),
	"busy reading, FIFO full": ((DLR, 0xFFFF), *READ),
	"FIFO not emptied": ((DLR, 15), *READ),
	"busy, waiting for data": ((CR, 0x301), (DLR, 0xFF), (CCR, 0x01002101), (IR, 0x02), (AR, 0x100), (DR, 0)),
	"polling": (*POLL, (CCR, 0x01000001), (IR, 0x05)),
}
POLL_QPI = (*POLL, (CCR, 0x03000003), (IR, 0x05))
ONE_JOB = "a chip does one thing at a time"
NO_ANSWER = "an application polls a chip that takes opcodes, and its first poll would end this"
ASLEEP = "a busy chip does not take the command for power-down"
IMPOSSIBLE = {
	("erasing", "programming"): ONE_JOB,
	("deep power-down", "erasing"): ASLEEP,
	("deep power-down", "programming"): ASLEEP,
	("polling", "continuous read 0-4-4"): NO_ANSWER,
	("polling", "continuous read 0-2-2"): NO_ANSWER,
	("polling", "AutoBoot"): NO_ANSWER,
}
# In a state that it does not know the driver must say things that the chip ignores. By class; wel and frame: a chip in
# QPI takes 9Fh on one line for 98h, which needs write enable, and no clocks behind it.
IGNORED = tuple("violation.nor." + name for name in ("opcode", "power_down", "busy", "wel", "frame"))
# Their IDs stand for WP and for WJ, whose registers differ, so none is read: a reset ends suspension, unseen.
UNSEEN = r"is25wj|is25wp(016|032|064)"
LEFT = r"mode: QPI|continuous read|power-down|suspended|address bytes: 4|4-byte addresses"
LOOP = ("mww 0x20000000 0xe7fee7fe", "resume 0x20000000", "halt")


class Places:
	"""What the test uses of a chip."""

	def __init__(self, model, size):
		self.size = size
		if size >= MIB:
			self.looked_at, self.work = 512 * KIB, 512 * KIB
			self.erases = [(0x20000, 0x1000), (0x28000, 0x8000), (0x30000, 0x10000)]
			self.all_sizes = (0x20000, 0x20000) if size == MIB else (0x20000, 0x19000)
		else:
			self.looked_at, self.work = size - 64 * KIB, size - 64 * KIB
			self.erases = [(0x7000, 0x1000), (0x8000, 0x8000), (0, 0x10000)]
			self.all_sizes = (0x7000, 0x9000)
		if model.endswith("k"):
			self.all_sizes = (0x3F000, 0x41000)
		self.far = [start for start in (16 * MIB - 32 * KIB, size - 64 * KIB)
			if self.work + 256 * KIB <= start <= size - 64 * KIB]


def size_of(board):
	return int(re.search(r"(\d+) bytes", board.control("describe chip0")[0][0]).group(1))


class Matrix:
	"""One model on one board, with one OpenOCD that stays."""

	def __init__(self, board, model, session):
		self.board, self.model, self.session = board, model, session
		self.places = Places(model, size_of(board))
		self.old = noise(self.places.looked_at, seed=99)
		self.far = noise(64 * KIB, seed=98)
		self.old_path = board.write("old.bin", self.old)
		board.write("far.bin", self.far)
		for start in self.places.far:
			board.control("load chip0 %s 0x%x" % (board.path("far.bin"), start))
		self.lacks = set()
		for name in STATES:
			board.control("power-cycle")
			if name != "AutoBoot" and self.refuses(name):
				self.lacks.add(name)

	def power_up(self, *commands):
		self.board.control("power-cycle")
		self.run("reset init", *commands)

	def run(self, *commands):
		failed, text = self.session.run(*commands)
		check(not failed, "a command failed:\n%s", text)
		return text

	def refuses(self, name):
		"""Put the chip into a state; True if it cannot be in it."""
		state = STATES[name][0]
		if "%" in state:
			state = state % self.places.work
		return bool(state) and self.board.refused("state chip0 %s" % state)

	def set_controller(self, name, states):
		if name == "memory-mapped":
			self.board.control("peek 0x%08x" % EXT)
		for register, value in POLL_QPI if name == "polling" and "QPI" in states else CONTROLLER[name]:
			self.board.control("poke 0x%08x 0x%08x" % (OCTOSPI + register, value))

	def prepare(self, names):
		"""Into the states, one after the other; the controller's first."""
		controllers = [name for name in names if name in CONTROLLER]
		if controllers:
			self.power_up("flash probe ext", *LOOP)
			self.set_controller(controllers[0], names)
		else:
			self.power_up()
		self.board.control("load chip0 %s" % self.old_path)
		for name in names:
			check(name in CONTROLLER or not self.refuses(name), "the simulated chip cannot be: %s", name)

	def find(self, names, number):
		"""The first operation: says what it has found, and nothing collides."""
		before = len(self.session.server.output)
		self.board.control("counters reset")
		text = self.run("stm32xspi info ext" if number % 2 else "flash probe ext")
		text += self.session.server.output[before:]
		if len(names) == 1:
			says = STATES[names[0]][1]
			unseen = says == "suspended" and re.match(UNSEEN, self.model)
			check(not says or says in text or unseen, "%s is not reported:\n%s", says, text)
		self.quiet(IGNORED)

	def quiet(self, ignored=()):
		"""Nothing irreversible, no line driven twice, no violation."""
		counters = self.board.counters()
		self.board.control("counters reset")
		bad = {name: value for name, value in counters.items() if value and name not in ignored and
			name.startswith(("violation.", "unknown", "wire.contention", "nor.irreversible", "flash.irreversible"))}
		check(not bad, "the simulator counted %s", bad)

	def job(self, number, all_sizes):
		"""Erase, write at an odd place over a page's border, verify, read; then all must be as it should."""
		board = self.board
		start, length = self.places.all_sizes if all_sizes else self.places.erases[number % 3]
		data = noise(700, seed=number + 1)
		place = start + 0x100 + number % 200
		self.run("flash erase_address 0x%x 0x%x" % (EXT + start, length),
			"flash write_bank ext %s 0x%x" % (board.write("part.bin", data), place),
			"flash verify_bank ext %s 0x%x" % (board.path("part.bin"), place),
			"flash read_bank ext %s 0x%x %d" % (board.path("back.bin"), place - 3, len(data) + 9))
		check(board.read("back.bin") == b"\xff" * 3 + data + b"\xff" * 6, "read back wrong")
		wanted = bytearray(self.old)
		wanted[start:start + length] = b"\xff" * length
		wanted[place:place + len(data)] = data
		board.control("compare chip0 %s" % board.write("wanted.bin", bytes(wanted)))
		state = " ".join(board.control("describe chip0")[0])
		check(not re.search(LEFT, state), "the chip was left in: %s", state)
		self.quiet()

	def possible(self, names):
		return not self.lacks.intersection(names) and tuple(names) not in IMPOSSIBLE

	def cell(self, names, number):
		"""One cell of the matrix."""
		try:
			self.prepare(names)
			self.find(names, number)
			self.job(number, names == ("ready",))
		except (harness.Failure, harness.SimError) as failure:
			raise harness.Failure("%s: %s\n%s" % (" and ".join(names), failure, self.session.server.output[-3000:]))

	def cells(self, wanted):
		"""Returns those that the chip can have. AutoBoot comes last: it is non-volatile, and nothing here ends it."""
		done = []
		for last in (False, True):
			if last and self.refuses("AutoBoot"):
				self.lacks.add("AutoBoot")
			for names in wanted:
				if ("AutoBoot" in names) == last and self.possible(names):
					self.cell(names, len(done))
					done.append(names)
		for start in self.places.far:
			self.board.control("compare chip0 %s 0x%x" % (self.board.path("far.bin"), start))
		return done


SINGLE = [(name,) for name in STATES]
CHIP_PAIRS = list(combinations([name for name in STATES if name != "ready"], 2))
CONTROLLER_PAIRS = [(controller, name) for controller in CONTROLLER for name in STATES]
PAIRS = CHIP_PAIRS + CONTROLLER_PAIRS


def chosen(model):
	if LONG or model in ALL_PAIRS:
		return PAIRS
	return random.Random(model).sample(PAIRS, SOME_PAIRS)


def make_test(model):
	def test(board):
		with Session(board, () if model in WITH_STUB else NO_WORK_AREA) as session:
			matrix = Matrix(board, model, session)
			done = matrix.cells(SINGLE + chosen(model))
		single = len([names for names in done if len(names) == 1])
		check(single > len(STATES) // 2, "only %d states are possible", single)
		print("# %s: %d states, %d pairs; it cannot be in: %s" % (model, single, len(done) - single,
			", ".join(sorted(matrix.lacks)) or "-"))
	test.__name__ = "test_%s" % model
	test.arguments = ("--chip", "chip0=%s" % model, *BENCH_TIME)
	return test


for chip in harness.models():
	if chip.startswith("is25"):
		globals()["test_%s" % chip] = make_test(chip)


if __name__ == "__main__":
	harness.main(globals())
