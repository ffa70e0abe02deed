# SPDX-License-Identifier: GPL-2.0-or-later
"""Every opcode that each operation sends to each kind of chip, with STM32XSPI_LONG=1 to each simulated one. One that is
not in the list fails, so that none comes in unseen; the lists hold no opcode that cannot be undone, none that enters a
mode, and none that writes a register but status writes where an operation is for that. Not here: what recovery sends to
a chip in some state (test_states.py)."""

import os
import re

import board as harness
from board import BENCH_TIME, EXT, check
from images import noise
from session import Session

MIB = 1024 * 1024
# Reads of ID, SFDP and registers, clearing of error flags; 00h: nothing was sent, the lines were let go.
ID = {0x00, 0x9F, 0x5A, 0x05}
FUNCTION, READ_PARAMETERS, BANK, FLAGS = {0x48}, {0x61}, {0x16}, {0x81, 0x82}
# A chip whose state no register tells is reset: out of continuous read, then 66h, 99h.
RESET = {0xFF, 0x66, 0x99, 0x04}
STATUS_2, STATUS_3 = {0x35}, {0x15}
UNIQUE_ID = {0x4B}
WRITE = {0x06, 0x04}
STATUS = {0x01}
WRITE_STATUS_2 = {0x31}
NARROW = {"read": {0x03, 0xEB, 0x6B, 0xBB, 0x3B}, "erase": {0x20, 0x52, 0xD8}, "program": {0x32, 0x02}}
WIDE = {"read": {0x13, 0xEC, 0x6C, 0xBC, 0x3C}, "erase": {0x21, 0x5C, 0xDC}, "program": {0x34, 0x12}}
CHIP_ERASE = {0xC7}
CHECK = RESET | {0xAB, 0xF5}
PROTECT = "protect"


class Kind:
	"""What chips with the same registers may be sent."""

	def __init__(self, look, info=frozenset(), status=frozenset(STATUS), unlock=True):
		self.look, self.info, self.status, self.unlock = ID | look, set(info), set(status), unlock


# Pattern of the model's name; the first that fits counts.
KINDS = (
	(r"is25lq", Kind(FUNCTION, UNIQUE_ID)),
	(r"is25wj", Kind(STATUS_2 | RESET, STATUS_3 | UNIQUE_ID, WRITE_STATUS_2)),
	(r"is25wp(016|032|064)", Kind(FLAGS | RESET, UNIQUE_ID)),
	(r"is25lp(080|016|032|064)|is25wp080", Kind(FUNCTION | READ_PARAMETERS | FLAGS, UNIQUE_ID)),
	(r"is25", Kind(FUNCTION | READ_PARAMETERS | BANK | FLAGS, UNIQUE_ID)),
	(r"w25q", Kind(STATUS_2 | RESET, STATUS_3 | UNIQUE_ID, WRITE_STATUS_2)),
	(r"mx|n25q|mt25q", Kind(RESET, unlock=False)),
)


def kind_of(model):
	return next(kind for pattern, kind in KINDS if re.match(pattern, model))


def sent(board):
	"""Opcodes counted, then set to none."""
	found = {int(name[7:], 16) for name, value in board.counters().items() if name.startswith("nor.op.") and value}
	board.control("counters reset")
	return found


def operations(board, kind, ops, size):
	"""(name, commands, opcodes it may send)"""
	path = board.write("image.bin", noise(3000, seed=1))
	window = "0x%x bin" % (EXT + 0x11000)
	look = kind.look | ops["read"]
	erase, program = look | WRITE | ops["erase"], look | WRITE | ops["program"]
	yield "first probe", ("reset init", "flash probe ext"), look | WRITE | kind.status
	yield "probe", ("reset init", "flash probe ext"), look
	yield "info", ("stm32xspi info ext", "flash info ext"), look | kind.info
	yield "sfdp, setup, last, map", ("stm32xspi sfdp ext", "stm32xspi setup ext", "stm32xspi last",
		"stm32xspi map ext"), look
	yield "erase", ("flash erase_address 0x%x 0xc000" % (EXT + 0x4000),), erase
	yield "erase check", ("flash erase_check ext",) if size <= MIB else ("flash list",), look
	yield "write", ("flash write_bank ext %s 0x4000" % path,), program
	yield "write and erase", ("flash write_image erase %s %s" % (path, window),), erase | program
	yield "verify", ("flash verify_bank ext %s 0x4000" % path, "verify_image %s %s" % (path, window)), look
	yield "read", ("flash read_bank ext %s 0x4000 3000" % board.path("back.bin"),
		"dump_image %s 0x%x 3000" % (board.path("dump.bin"), EXT + 0x4000)), look
	yield "without work area", ("stm32l5x.cpu configure -work-area-size 0",
		"flash write_image erase %s %s" % (path, window), "flash verify_bank ext %s 0x11000" % path), erase | program
	yield "check", ("stm32xspi check ext",), look | CHECK | kind.info
	if kind.unlock:
		board.control("state chip0 protected")
	yield "unlock", ("stm32xspi unlock ext",), look | WRITE | kind.status | STATUS
	# refused where the chip's table of ranges is not certain
	yield PROTECT, ("flash protect ext 0 last on", "flash protect ext 0 last off"), look | WRITE | kind.status | STATUS
	if size <= 2 * MIB:
		yield "mass erase", ("stm32xspi mass_erase ext",), erase | CHIP_ERASE


def run_chip(board, model):
	size = int(re.search(r"(\d+) bytes", board.control("describe chip0")[0][0]).group(1))
	ops = WIDE if size > 16 * MIB else NARROW
	board.load(noise(min(size, MIB // 2), seed=2))
	with Session(board) as session:
		sent(board)
		for name, commands, allowed in operations(board, kind_of(model), ops, size):
			failed, text = session.run(*commands)
			# of the W25Q128FV SFDP does not tell how quad enable is written
			check(name == PROTECT or failed == ((model, name) == ("w25q128fv", "check")), "%s: %s", name, text)
			found = sent(board)
			extra = found - allowed
			check(not extra, "%s sent %s, which is not in its list", name,
				" ".join("%02Xh" % code for code in sorted(extra)))
			print("# %s, %s: %s" % (model, name, " ".join("%02X" % code for code in sorted(found))))


def make_test(model):
	def test(board):
		run_chip(board, model)
	test.__name__ = "test_%s" % model.replace("-", "_")
	test.arguments = ("--chip", "chip0=%s" % model, *BENCH_TIME)
	return test


# Left to STM32XSPI_LONG=1: parts that have ID and registers of others that are tested
LIKE_OTHERS = () if os.environ.get("STM32XSPI_LONG") == "1" else r"is25[lw]e|is25.p\w*(b|ek|gk|gj)$"

for chip in harness.models():
	if LIKE_OTHERS and re.match(LIKE_OTHERS, chip):
		continue
	globals()["test_%s" % chip.replace("-", "_")] = make_test(chip)


if __name__ == "__main__":
	harness.main(globals())
