# SPDX-License-Identifier: GPL-2.0-or-later
"""Identification of chips that tell nothing, half, or lies: the table's word or a refusal, never a guess. Whatever is
accepted must then erase, program and verify, and touch nothing else."""

import re

import board as harness
from board import BENCH_TIME, EXT, check
from images import noise
from session import Session

KIB = 1024
AREA = 512 * KIB
START, SIZE, PLACE = 0x10000, 0x8000, 0x10100
UNKNOWN = "id c8 40 18"
# Where the basic table (at 30h) is cut off; from 50h on all but one erase type is told.
CUTS = (0x04, 0x10, 0x30, 0x34, 0x38, 0x40, 0x48, 0x4C, 0x50, 0x54, 0x58, 0x60, 0x6C)
TELLS_ERASES = 0x50
# A byte of the table, and what else it says: sizes of erase types, their opcodes, page, reads, quad enable.
LIES = ("0x37 0x0f", "0x37 0x03", "0x37 0x00", "0x50 0x0d", "0x50 0x0f", "0x50 0x11", "0x50 0x12", "0x4e 0x0e",
	"0x4c 0x0b", "0x4c 0x10", "0x4d 0xd8", "0x4d 0xc7", "0x4d 0x42", "0x51 0x20", "0x51 0x60", "0x58 0x92", "0x58 0x42",
	"0x58 0xf2",
	"0x38 0x00", "0x39 0x6b", "0x39 0xb9", "0x3a 0x00", "0x32 0x00", "0x6e 0x00", "0x6e 0xff", "0x08 0x01", "0x0c 0x70",
	"0x0b 0xff", "0x06 0xff")


class Liar:
	"""A chip whose faults are set anew for each case."""

	def __init__(self, board, session):
		self.board, self.session = board, session
		self.old = noise(AREA, seed=3)
		self.data = noise(3000, seed=1)
		board.write("image.bin", self.data)

	def probe(self, *faults):
		"""Returns (refused, text)."""
		self.board.control("fault chip0 none")
		self.board.control("power-cycle")
		for fault in faults:
			self.board.control("fault chip0 " + fault)
		self.board.load(self.old)
		self.quiet()
		return self.session.run("reset init", "flash probe ext")

	def quiet(self):
		"""Nothing of what the case before did is counted; it is forgotten then."""
		harness.clean(self.board, ())
		self.board.control("counters reset")

	def works(self, what):
		"""Erase, write, verify; the chip then holds what it should and no more."""
		failed, text = self.session.run("flash erase_address 0x%x 0x%x" % (EXT + START, SIZE),
			"flash write_bank ext image.bin 0x%x" % PLACE, "flash verify_bank ext image.bin 0x%x" % PLACE)
		check(not failed, "%s: accepted, but: %s", what, text)
		wanted = bytearray(self.old)
		wanted[START:START + SIZE] = b"\xff" * SIZE
		wanted[PLACE:PLACE + len(self.data)] = self.data
		self.board.control("compare chip0 %s" % self.board.write("wanted.bin", bytes(wanted)))

	def info(self):
		return self.session.run("stm32xspi info ext")[1]


def with_liar(function):
	def test(board):
		with Session(board) as session:
			function(Liar(board, session))
	test.__name__ = function.__name__
	test.arguments = BENCH_TIME
	return test


@with_liar
def test_truncated_tables_of_a_known_chip(liar):
	for cut in CUTS:
		refused, text = liar.probe("sfdp cut 0x%x" % cut)
		check(not refused, "cut at 0x%x: %s", cut, text)
		liar.works("cut at 0x%x" % cut)
		text = liar.info()
		check(re.search(r"16384 KiB, page 256 B", text), "cut at 0x%x: other geometry: %s", cut, text)


@with_liar
def test_truncated_tables_of_an_unknown_chip(liar):
	for cut in CUTS:
		refused, text = liar.probe(UNKNOWN, "sfdp cut 0x%x" % cut)
		check(refused == (cut < TELLS_ERASES), "cut at 0x%x: %s", cut, text)
		if refused:
			check("c8 40 18" in text and "-chip size=16M,page=256,erase=4K:20/64K:D8" in text, "it says: %s", text)
		else:
			liar.works("cut at 0x%x" % cut)


@with_liar
def test_lies_of_a_known_chip(liar):
	for lie in LIES:
		refused, text = liar.probe("sfdp byte " + lie)
		check(not refused, "%s: %s", lie, text)
		liar.works(lie)
		text = liar.info()
		check(re.search(r"16384 KiB, page (256|16) B", text), "%s: other geometry: %s", lie, text)
		sizes = re.findall(r"erase (\d+) KiB: (..)h", text)
		check(sizes and set(sizes) <= {("4", "20"), ("32", "52"), ("64", "D8")}, "%s: erase types %s", lie, sizes)
	refused, text = liar.probe("sfdp byte 0x37 0x1f")
	check("SFDP says 65536 KiB, but the chip with this ID has 16384 KiB, which counts" in text, "it says: %s", text)


@with_liar
def test_lies_of_an_unknown_chip(liar):
	"""Nobody can tell: what is accepted works, or ends in an error, and no opcode beyond the known ones is sent."""
	for lie in LIES:
		refused, _ = liar.probe(UNKNOWN, "sfdp byte " + lie)
		if not refused:
			failed, text = liar.session.run("flash erase_address 0x%x 0x%x" % (EXT + START, SIZE),
				"flash write_bank ext image.bin 0x%x" % PLACE, "flash verify_bank ext image.bin 0x%x" % PLACE)
			check(not failed or "contents differ" in text or "not blank" in text, "%s: %s", lie, text)
		sent = liar.board.counters()
		bad = [code for code in ("42", "2f", "e8", "62", "b1", "b9", "60", "c7") if sent.get("nor.op." + code)]
		check(not bad, "%s: sent %s", lie, bad)


@with_liar
def test_silent_stuck_nonsense_unknown(liar):
	"""Told apart, each with the bytes."""
	for faults, words in (
			(("chip absent",), r"it is silent: ID \(9Fh\) reads (00 00 00|ff ff ff), (00 00 00|ff ff ff), "),
			(("id ff ff ff", "sfdp blank"), r"it is silent: ID \(9Fh\) reads ff ff ff, ff ff ff, ff ff ff"),
			(("id 55 55 55", "sfdp blank"), r"it is stuck: ID \(9Fh\) reads 55 55 55, 55 55 55, 55 55 55"),
			(("id 00 9d 60", "sfdp blank"), r"it is nonsense: ID \(9Fh\) reads 00 9d 60, .*shifted or disturbed"),
			((UNKNOWN, "sfdp blank"), r"unknown chip: ID \(9Fh\) c8 40 18 .*5Ah gives ff ff ff ff.* -chip size=16M")):
		refused, text = liar.probe(*faults)
		check(refused and re.search(words, text), "%s: wanted /%s/: %s", faults, words, text)


if __name__ == "__main__":
	harness.main(globals())
