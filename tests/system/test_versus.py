# SPDX-License-Identifier: GPL-2.0-or-later
"""The cases of doc/stmqspi.md: on the same simulated board, from the same state of the chip, upstream's stmqspi fails
and stm32xspi does the job. Each is run with both; the page must name each, with the command that makes the state."""

import os
import re
import signal

import board as harness
from board import EXT, TOP, check
from images import noise
from test_stmqspi import upstream

MIB = 1024 * 1024
PAGE = os.path.join(TOP, "doc", "stmqspi.md")
SIZE = 20000
OFFSET = 0x20000


# A chip of 64 MiB needs another size field, and 4-byte addresses at both ends.
WIDE = ("mww 0x44021008 0x00190100", "flash probe ext", "stmqspi cmd ext 0 0xb7",
	"mww 0x44021000 0x3000000b", "mww 0x44021000 0x00000009", "mww 0x44021100 0x01003101", "mww 0x44021110 0x03",
	"mww 0x44021000 0x30000009", "flash probe ext")

NO_WORK_AREA = ("$_TARGETNAME configure -work-area-size 0",)


class Case:
	"""How the simulated chip gets into its state, what else upstream's script would have to say, and ours."""

	def __init__(self, *control, chip=None, script=(), ours=()):
		self.control, self.chip, self.script, self.ours = control, chip, script, ours


CASES = {
	"QPI": Case("state chip0 qpi"),
	"deep power-down": Case("state chip0 power-down"),
	"4-byte addresses": Case("state chip0 4byte"),
	"4-byte addresses from power-up": Case("state chip0 4byte-at-start"),
	"erase suspended": Case("state chip0 erase-suspended 0x70000"),
	"program suspended": Case("state chip0 program-suspended 0x70000"),
	"a chip without SFDP": Case("fault chip0 sfdp blank", chip="is25lp016d"),
	"a larger chip": Case(chip="is25lp256d"),
	"protected blocks": Case("state chip0 protected", chip="is25lp016d", ours=("stm32xspi unlock ext",)),
	"blocks of 256 KiB": Case(chip="is25lp512mk", script=WIDE),
	"no work area": Case(script=NO_WORK_AREA, ours=NO_WORK_AREA),
}


def row_of(name):
	"""The cells of the page's row."""
	with open(PAGE, encoding="utf-8") as file:
		rows = [line.split("|")[1:-1] for line in file if line.startswith("| %s |" % name)]
	check(len(rows) == 1, "doc/stmqspi.md has %d rows \"%s\"", len(rows), name)
	return [cell.strip() for cell in rows[0]]


def said_as_told(name, told, result):
	"""What the page quotes is what upstream said."""
	for words in re.findall('"([^"]+)"', told):
		check(words in result.output, "%s: stmqspi does not say \"%s\"", name, words)
	crashed = result.status == -signal.SIGSEGV
	if "the same" not in told:
		check(crashed == ("segmentation fault" in told), "%s: exit status %s", name, result.status)


def job(board, run, commands=()):
	"""Erase, write, verify. Returns whether the run ended well, and whether the chip then held what it should."""
	data = noise(SIZE, seed=7)
	path = board.write("image.bin", data)
	result = run(*commands, "flash write_image erase %s 0x%x bin" % (path, EXT + OFFSET),
		"flash verify_image %s 0x%x bin" % (path, EXT + OFFSET))
	board.control("save chip0 %s 0 0x80000" % board.path("part.bin"))
	found = board.read("part.bin")
	old = noise(512 * 1024, seed=3)
	outside = found[:OFFSET] == old[:OFFSET] and found[OFFSET + 65536:] == old[OFFSET + 65536:]
	return result.status == 0, found[OFFSET:OFFSET + SIZE] == data and outside


def prepare(board, case):
	board.control("power-cycle")
	board.load(noise(512 * 1024, seed=3))
	for line in case.control:
		board.control(line)


def run_case(board, name, case):
	_, how, told, _ = row_of(name)
	results = []

	def theirs(*commands):
		results.append(upstream(board, *commands))
		return results[0]

	for line in (*case.control, *(["--chip chip0=%s" % case.chip] if case.chip else [])):
		check("`%s`" % line in how, "doc/stmqspi.md does not show `%s`", line)
	prepare(board, case)
	good, right = job(board, theirs, case.script)
	check(not (good and right), "stmqspi does this job: the page is wrong")
	said_as_told(name, told, results[0])
	board.control("counters reset")
	prepare(board, case)
	good, right = job(board, board.script, case.ours)
	check(good and right, "stm32xspi failed: %s, contents %s", "exit 0" if good else "exit 1",
		"right" if right else "wrong")


def make_test(name, case):
	def test(board):
		run_case(board, name, case)
	test.__name__ = "test_%s" % name.replace(" ", "_").replace("-", "_")
	test.dirty = {"violation": r"chip0: command ..h ignored"}
	if case.chip:
		test.arguments = ("--chip", "chip0=%s" % case.chip)
	return test


for title, facts in CASES.items():
	globals()["test_%s" % title.replace(" ", "_").replace("-", "_")] = make_test(title, facts)


if __name__ == "__main__":
	harness.main(globals())
