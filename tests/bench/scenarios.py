# SPDX-License-Identifier: GPL-2.0-or-later
"""What is measured: scenarios with their bounds, and the list of jobs (setup, scenario, bytes, with stmqspi or not)."""

from dataclasses import dataclass

import benchdata
from model import KIB, KITS, L562, LINKS, MIB, U5G7, V2, V3, Setup

WRITE, WRITE_ERASE = "flash write_image {image} {base} bin", "flash write_image erase {image} {base} bin"
VERIFY = "flash verify_image {image} {base} bin"
READ = "flash read_bank ext {out} 0 {size}"
ERASE = "flash erase_address {base} {size}"
ERASE_CHECK = "flash erase_check ext"
WORK_AREAS = (8 * KIB, 32 * KIB, 192 * KIB)
PAGE_TIMES = (0.2e-3, 0.4e-3)


@dataclass(frozen=True)
class Scenario:
	"""One row: commands, what the chip holds before, the bound. Ours verifies as it writes; stmqspi has to be told."""
	name: str
	ours: tuple				# empty: GDB's load
	theirs: tuple
	bound: object			# function of (setup, bytes, bytes in pages that are not blank)
	before: str = "blank"	# "blank", "dirty": other data in the range, "image": the image itself
	data: str = "random"	# see benchdata.py
	after: str = "image"	# "image", "blank" or "file": what was read is the image


def erase_and_write(setup, n, filled):
	return setup.erase_s(n) + setup.write_s(n, filled)


BLANK = Scenario("write and verify, blank", (WRITE,), (WRITE, VERIFY), lambda s, n, filled: s.write_s(n, filled))
ALONE = Scenario("write alone, blank", (WRITE,), (WRITE,), lambda s, n, filled: s.write_s(n, filled))
DIRTY = Scenario("erase, write, verify, dirty", (WRITE_ERASE,), (WRITE_ERASE, VERIFY), erase_and_write, before="dirty")
ERASING = Scenario("erase, dirty", (ERASE,), (ERASE,), lambda s, n, filled: s.erase_s(n), before="dirty", after="blank")
VERIFYING = Scenario("verify", (VERIFY,), (VERIFY,), lambda s, n, filled: s.hash_s(n), before="image")
READING = Scenario("read", (READ,), (READ,), lambda s, n, filled: s.read_s(n, filled), before="image", after="file")
HALF = Scenario("read, half of it blank", (READ,), (READ,), lambda s, n, filled: s.read_s(n, filled), before="image",
	after="file", data="half")
GDB_LOAD = Scenario("GDB load, dirty", (), (), erase_and_write, before="dirty")
CHECKING = Scenario("erase check", (ERASE_CHECK,), (ERASE_CHECK,), lambda s, n, filled: s.bus_s(n), before="image")
REAL = tuple(Scenario("erase, write, verify, dirty, " + kind, (WRITE_ERASE,), (WRITE_ERASE, VERIFY), erase_and_write,
	before="dirty", data=kind) for kind in benchdata.REAL)
SIZED = (BLANK, ALONE, DIRTY, ERASING, VERIFYING, READING, HALF, GDB_LOAD)


@dataclass(frozen=True)
class Job:
	"""One row to measure."""
	setup: Setup
	scenario: Scenario
	size: int				# of what is real: its own
	compare: bool = True	# with stmqspi

	def words(self):
		"""The scenario as it stands in the table."""
		area = ", work area %d KiB" % (self.setup.work_area // KIB) if self.setup.work_area else ""
		return "%s, page %.1f ms%s" % (self.scenario.name, self.setup.kit.chip.page_s * 1e3, area)


def short_jobs():
	"""64 KiB on the default board."""
	return [Job(Setup(V3, L562), each, 64 * KIB) for each in SIZED]


def normal_jobs():
	"""Up to 1 MiB, and what takes a whole chip and is quick."""
	jobs = [Job(Setup(link, kit), each, 64 * KIB) for kit in KITS for link in LINKS for each in SIZED]
	jobs += [Job(Setup(link, kit), each, MIB) for kit in KITS for link in LINKS for each in SIZED
		if kit is L562 or link is V3 or each in (BLANK, DIRTY, VERIFYING, READING)]
	jobs += [Job(Setup(V3, kit).with_page(0.4e-3), each, MIB) for kit in KITS for each in (BLANK, DIRTY)]
	jobs += [Job(Setup(link, L562), each, 0) for link in LINKS for each in REAL]
	jobs += [Job(Setup(V3, U5G7), each, 0) for each in REAL]
	jobs += [Job(Setup(V3, kit), CHECKING, kit.chip.size) for kit in KITS]
	jobs += [Job(Setup(V3, L562, area), each, MIB) for area in WORK_AREAS
		for each in (BLANK, DIRTY, VERIFYING, READING)]
	return jobs


def long_jobs():
	"""16 MiB. What a core only waits for is simulated slowly, so not all of it: some with stmqspi, two over V2."""
	size = 16 * MIB
	jobs = [Job(Setup(V3, kit), each, size, each in (BLANK, VERIFYING)) for kit in KITS
		for each in (BLANK, DIRTY, VERIFYING, READING, HALF)]
	jobs += [Job(Setup(V3, L562).with_page(0.4e-3), each, size, False) for each in (BLANK, DIRTY)]
	jobs += [Job(Setup(V2, L562), each, size, False) for each in (DIRTY, VERIFYING)]
	jobs += [Job(Setup(V3, L562), GDB_LOAD, size, False)]
	return jobs


def jobs_of(extent):
	"""extent: "short", "normal" or "long" """
	if extent == "short":
		return short_jobs()
	return (long_jobs() if extent == "long" else []) + normal_jobs()
