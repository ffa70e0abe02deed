# SPDX-License-Identifier: GPL-2.0-or-later
"""What a scenario runs on, and the bound: the least time by link rate, chip times, bus and core clock alone. The
formulas are in doc/bench.md, with what they leave out."""

import os
from dataclasses import dataclass, replace

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
KIB, MIB = 1 << 10, 1 << 20
PAGE = 256
SECTOR, MIDDLE, BLOCK = 4 * KIB, 32 * KIB, 64 * KIB


@dataclass(frozen=True)
class Link:
	"""A debug probe of the simulator: what its memory commands cost. doc/simulator.md has the same table."""
	name: str
	transaction_s: float	# of a USB command with its answer
	bytes_per_s: float		# of memory data, at most
	swd_hz: float			# what the probe makes of 24 MHz
	block: int = 6144		# bytes that one command moves
	word_clocks: int = 46	# SWD clocks of one access, turn-arounds included

	def rate(self):
		"""B/s of full blocks: the command with its data, then the command that asks for its status."""
		data = max(self.block / self.bytes_per_s, self.block / 4 * self.word_clocks / self.swd_hz)
		return self.block / (2 * self.transaction_s + data + 3 * self.word_clocks / self.swd_hz)


@dataclass(frozen=True)
class Chip:
	"""A flash chip: times of the simulated model, which are the typical ones of SFDP, except for the page's."""
	name: str
	size: int
	address_bytes: int		# of a program command
	erase_s: tuple			# of 4, 32, 64 KiB
	chip_erase_s: float
	page_s: float = 0.2e-3

	def erase(self, size):
		"""Least time for so many bytes from the start of a block: of the last, the cheapest units that cover it."""
		sector, middle, block = self.erase_s
		rest = -(-(size % BLOCK) // SECTOR)
		seconds = size // BLOCK * block + min(rest * sector, -(-rest * SECTOR // MIDDLE) * middle, block)
		return min(seconds, self.chip_erase_s) if size == self.size else seconds

	def program_clocks(self):
		"""Bus clocks of a page: write enable; opcode and address on one line, data on four; one status read."""
		return 8 + 8 + 8 * self.address_bytes + 2 * PAGE + 16


@dataclass(frozen=True)
class Kit:
	"""A board: its file for the simulator, the chip on it, the clocks that both drivers have, their board files."""
	name: str
	chip: Chip
	core_hz: float
	bus_hz: float
	stmqspi: str			# board file for stmqspi
	before: str = ""		# a file that goes before either
	read_clocks: float = 2	# bus clocks a byte, on four lines
	hash_clocks: float = 12	# core clocks a word that a hash pass is granted

	def config(self):
		"""Board file for stm32xspi."""
		return "board/st/%s.cfg" % self.name


@dataclass(frozen=True)
class Setup:
	"""A kit behind a link, and bounds in seconds for n bytes, of which so many are in pages that are not blank."""
	link: Link
	kit: Kit
	work_area: int = 0		# bytes; 0: as the board file says

	def with_page(self, seconds):
		return replace(self, kit=replace(self.kit, chip=replace(self.kit.chip, page_s=seconds)))

	def bus_rate(self):
		return self.kit.bus_hz / self.kit.read_clocks

	def hash_rate(self):
		return min(self.bus_rate(), self.kit.core_hz * 4 / self.kit.hash_clocks)

	def link_s(self, n):
		return n / self.link.rate()

	def program_s(self, n):
		chip = self.kit.chip
		return -(-n // PAGE) * (chip.page_s + chip.program_clocks() / self.kit.bus_hz)

	def bus_s(self, n):
		return n / self.bus_rate()

	def hash_s(self, n):
		return n / self.hash_rate()

	def erase_s(self, n):
		return self.kit.chip.erase(n)

	def write_s(self, n, filled):
		"""Program and read back: the chip and its bus do one thing at a time, the link works meanwhile."""
		return max(self.link_s(filled), self.program_s(filled) + self.bus_s(n))

	def read_s(self, n, filled):
		return max(self.link_s(filled), self.bus_s(n))


def _here(name):
	return os.path.join(TOP, "tests", "bench", name)


V3 = Link("stlink-v3", transaction_s=125e-6, bytes_per_s=1.05e6, swd_hz=24e6)
V2 = Link("stlink-v2", transaction_s=1e-3, bytes_per_s=130e3, swd_hz=4e6)
LINKS = (V3, V2)
L562 = Kit("stm32l562-is25lp128f", Chip("is25lp128f", 16 * MIB, 3, (0.07, 0.1, 0.15), 45.0), core_hz=55e6,
	bus_hz=27.5e6, stmqspi=_here("stmqspi-l562.cfg"))
U5G7 = Kit("stm32u5g7-is25lp512mj", Chip("is25lp512mj", 64 * MIB, 4, (0.112, 0.144, 0.176), 150.0), core_hz=160e6,
	bus_hz=40e6, stmqspi=_here("stmqspi-u5g7.cfg"), before=_here("no-internal-flash.cfg"))
KITS = (L562, U5G7)
