# SPDX-License-Identifier: GPL-2.0-or-later
"""Whatever state an application has left the chip in, alone or in pairs: the next run finds the chip, works, touches
nothing else, and leaves it as after power-up. Ten models in all states, one model in all pairs; with STM32XSPI_LONG=1
all of ISSI's models in all pairs. No state is told to the driver."""

import os
import re
import socket
import subprocess

import board as harness
from board import EXT, SECTOR, Server, check
from images import noise

KIB = 1024
# One of each way to be different; STM32XSPI_LONG=1 takes all models of ISSI's that the simulator has.
MODELS = ("is25lp016d", "is25lp032", "is25lp064d", "is25lp128f", "is25lp256d", "is25lp512mk", "is25lp02gg", "is25wp256",
	"is25lq032b", "is25wj064f")
LONG = os.environ.get("STM32XSPI_LONG") == "1"

# What an application may leave, as the simulator is told: (state, what the driver must say about it). Some
# are over before the driver comes.
# The block in work is one that no command of the test touches.
SECTOR_IN_WORK = 0x80000
STATES = {
	"ready": ("", None),
	"continuous read 0-4-4": ("continuous 0xeb", "continuous read"),
	"continuous read 0-2-2": ("continuous 0xbb", "continuous read"),
	"QPI": ("qpi", "QPI"),
	"4-byte addresses": ("4byte", "4-byte"),
	"deep power-down": ("power-down", "power-down"),
	"erasing": ("erasing 0x%x" % SECTOR_IN_WORK, None),
	"programming": ("programming 0x%x" % SECTOR_IN_WORK, None),
	"erase suspended": ("erase-suspended 0x%x" % SECTOR_IN_WORK, "suspended"),
	"program suspended": ("program-suspended 0x%x" % SECTOR_IN_WORK, "suspended"),
	"AutoBoot": ("autoboot 0x0", None),
	"write enabled": ("write-enabled", None),
}


class Session:
	"""An OpenOCD that stays; its commands come over its Tcl port."""

	def __init__(self, board):
		self.server = Server(board, ["tcl_port 0", "init"])
		self.board = board

	def __enter__(self):
		self.server.__enter__()
		port = int(self.server.wait_for(r"[Ll]istening on port (\d+) for tcl").group(1))
		self.socket = socket.create_connection(("127.0.0.1", port), 10)
		self.socket.settimeout(120)
		return self

	def __exit__(self, *error):
		self.socket.close()
		self.server.__exit__(*error)

	def run(self, *commands):
		"""Run commands; returns (failed, what was printed)."""
		script = "; ".join(commands)
		self.socket.sendall(b"list [catch {capture {%s}} text] $text\x1a" % script.encode())
		answer = b""
		while not answer.endswith(b"\x1a"):
			part = self.socket.recv(65536)
			check(part, "openocd has closed its Tcl port")
			answer += part
		text = answer[:-1].decode(errors="replace")
		return not text.startswith("0"), text


def one_job(board, session, number):
	"""Erase in three sizes, write at odd places, verify, read back. Returns what was printed."""
	data = noise(700, seed=number + 1)
	place = 0x20000 + 0x100 + number % 200
	commands = ["reset init", "flash erase_address 0x%x 0x19000" % (EXT + 0x20000),
		"flash write_bank ext %s 0x%x" % (board.write("part.bin", data), place),
		"flash verify_bank ext %s 0x%x" % (board.path("part.bin"), place),
		"flash read_bank ext %s 0x%x %d" % (board.path("back.bin"), place - 3, len(data) + 9)]
	failed, text = session.run(*commands)
	check(not failed, "a command failed:\n%s", text)
	check(board.read("back.bin") == b"\xff" * 3 + data + b"\xff" * 6, "read back wrong")
	board.control("save chip0 %s 0 0x%x" % (board.path("saved.bin"), SECTOR_IN_WORK))
	found = board.read("saved.bin")
	wanted = bytearray(old_contents()[:SECTOR_IN_WORK])
	wanted[0x20000:0x39000] = b"\xff" * 0x19000
	wanted[place:place + len(data)] = data
	for start in range(0, len(wanted), SECTOR):
		check(found[start:start + SECTOR] == wanted[start:start + SECTOR], "the sector at 0x%x is wrong", start)
	return text


LEFT = r"mode: QPI|continuous read: yes|power-down|suspended|address bytes: 4"
OLD = []


def old_contents():
	"""512 KiB, the part of the chip that is looked at."""
	if not OLD:
		OLD.append(noise(512 * KIB, seed=99))
	return OLD[0]


def possible(board, names):
	"""Put the chip into the states one after the other; False if this chip cannot have them (together)."""
	board.control("power-cycle")
	board.load(old_contents())
	for name in names:
		if STATES[name][0] and board.refused("state chip0 %s" % STATES[name][0]):
			return False
	return True


def quiet(board, streaming):
	"""No irreversible command, no line driven twice: but for a chip that sends data as soon as it is selected."""
	counters = board.counters()
	names = ("nor.irreversible",) if streaming else ("nor.irreversible", "wire.contention")
	bad = {name: counters[name] for name in names if counters.get(name)}
	check(not bad, "the simulator counted %s", bad)


def run_states(board, model, combinations):
	"""Returns how many combinations this chip can have."""
	done = 0
	with Session(board) as session:
		for number, names in enumerate(combinations):
			board.control("power-cycle")
			session.run("reset init")
			if not possible(board, names):
				continue
			before = len(session.server.output)
			board.control("counters reset")
			try:
				text = one_job(board, session, number) + session.server.output[before:]
				for name in names if len(names) == 1 else ():
					says = STATES[name][1]
					if says == "suspended" and "is25wj" in model:
						continue	# nothing is known of a register that would tell
					check(not says or says in text, "%s is not reported", says)
				state = " ".join(board.control("describe chip0")[0])
				check(not re.search(LEFT, state), "the chip was left in: %s", state)
				quiet(board, "AutoBoot" in names)
			except harness.Failure as failure:
				raise harness.Failure("%s: %s\n%s" % (" and ".join(names), failure, session.server.output[before:]))
			done += 1
	return done


def make_test(model, combinations, title):
	def test(board):
		done = run_states(board, model, combinations)
		check(done > len(combinations) // 2, "only %d of %d combinations are possible", done, len(combinations))
		print("# %s: %d of %d combinations" % (model, done, len(combinations)))
	test.__name__ = "test_%s_%s" % (title, model)
	test.arguments = ("--chip", "chip0=%s" % model)
	test.dirty = ("violation", "unknown", "wire.contention")
	return test


def all_models():
	"""The simulator's list, out of its message about one that it has not."""
	said = subprocess.run([harness.SIMULATOR, "--chip", "chip0=none"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
		timeout=30, check=False).stdout.decode()
	return re.findall(r"\bis25\w+", said)


def auto_boot_last(combinations):
	"""It is non-volatile, and none here takes it back."""
	return sorted(combinations, key=lambda names: "AutoBoot" in names)


SINGLE = auto_boot_last([(name,) for name in STATES])
PAIRS = auto_boot_last([(one, two) for one in STATES for two in STATES if one != two and "ready" not in (one, two)])

for chip in all_models() if LONG else MODELS:
	globals()["test_states_%s" % chip] = make_test(chip, SINGLE, "states")
	if LONG or chip == "is25lp128f":
		globals()["test_pairs_%s" % chip] = make_test(chip, PAIRS, "pairs")


if __name__ == "__main__":
	harness.main(globals())
