# SPDX-License-Identifier: GPL-2.0-or-later
"""Every opcode that each operation sends to each kind of chip. One that is not in the list fails, so that none comes in
unseen; the lists hold no opcode that cannot be undone, none that enters a mode, and none that writes a register but
status writes where an operation is for that."""

import board as harness
from board import EXT, check
from images import noise
from session import Session

# Reads of ID, SFDP and registers; clearing of error flags
LOOK_ISSI = {0x9F, 0x5A, 0x05, 0x48, 0x61, 0x16, 0x81, 0x82}
LOOK = {0x9F, 0x5A, 0x05, 0x35}
NARROW = {"read": {0x03, 0xEB, 0x6B, 0xBB, 0x3B}, "erase": {0x20, 0x52, 0xD8}, "program": {0x32, 0x02}}
WIDE = {"read": {0x13, 0xEC, 0x6C, 0xBC, 0x3C}, "erase": {0x21, 0x5C, 0xDC}, "program": {0x34, 0x12}}
# A chip that is not in the table is reset, because nothing tells its state: out of continuous read, then 66h, 99h.
RESET = {0xFF, 0x66, 0x99, 0x04}
CHIPS = {
	"is25lp016d": (LOOK_ISSI, NARROW), "is25lp064d": (LOOK_ISSI, NARROW), "is25lp128f": (LOOK_ISSI, NARROW),
	"is25lp256d": (LOOK_ISSI, WIDE), "is25lp512mk": (LOOK_ISSI, WIDE), "is25lp02gg": (LOOK_ISSI, WIDE),
	"is25lq032b": (LOOK_ISSI, NARROW), "is25wp256": (LOOK_ISSI, WIDE), "is25wj064f": (LOOK | RESET, NARROW),
	"w25q128jv": (LOOK | RESET, NARROW),
}
WRITE = {0x06}			# and 04h, which takes it back
STATUS = {0x01, 0x31}
STATUS_3 = {0x15}		# Winbond's third status register is read


def sent(board):
	"""Opcodes counted, then set to none."""
	found = {int(name[7:], 16) for name, value in board.counters().items() if name.startswith("nor.op.") and value}
	board.control("counters reset")
	return found


def run_chip(board, look, ops):
	path = board.write("image.bin", noise(3000, seed=1))
	operations = (
		("first probe", ("reset init", "flash probe ext"), look | ops["read"] | WRITE | STATUS | {0x04}),
		("probe", ("reset init", "flash probe ext"), look | ops["read"]),
		("info", ("stm32xspi info ext", "flash info ext"), look | ops["read"] | {0x4B} |
			(STATUS_3 if 0x35 in look else set())),
		("erase", ("flash erase_address 0x%x 0x19000" % (EXT + 0x20000),), look | ops["read"] | ops["erase"] | WRITE),
		("write", ("flash write_bank ext %s 0x20000" % path,), look | ops["read"] | ops["program"] | WRITE),
		("verify", ("flash verify_bank ext %s 0x20000" % path,), look | ops["read"]),
		("read", ("flash read_bank ext %s 0x20000 3000" % board.path("back.bin"),), look | ops["read"]),
		("check", ("stm32xspi check ext",), look | ops["read"] | RESET | {0xAB, 0xF5, 0x4B}),
		("unlock", ("stm32xspi unlock ext",), look | ops["read"] | WRITE | STATUS),
	)
	board.load(noise(512 * 1024, seed=2))
	with Session(board) as session:
		sent(board)
		for name, commands, allowed in operations:
			failed, text = session.run(*commands)
			check(not failed, "%s failed: %s", name, text)
			found = sent(board)
			extra = found - allowed
			check(not extra, "%s sent %s, which is not in its list", name,
				" ".join("%02Xh" % code for code in sorted(extra)))
			print("# %-12s %s" % (name, " ".join("%02X" % code for code in sorted(found))))


def make_test(model, facts):
	def test(board):
		run_chip(board, *facts)
	test.__name__ = "test_%s" % model
	test.arguments = ("--chip", "chip0=%s" % model)
	return test


for chip, facts_of_chip in CHIPS.items():
	globals()["test_%s" % chip] = make_test(chip, facts_of_chip)


if __name__ == "__main__":
	harness.main(globals())
