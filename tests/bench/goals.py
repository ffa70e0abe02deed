# SPDX-License-Identifier: GPL-2.0-or-later
"""What must be reached: each goal with the rows of the bench that it holds for, and what they reached."""

from dataclasses import dataclass

from model import KIB, MIB, V3
from run import Run
from scenarios import BLANK, DIRTY, HALF, READING, VERIFYING, Job

COLUMNS = ("scenario", "link", "chip", "board", "bytes", "ours_s", "stmqspi_s", "bound_s", "host_cpu_s")


@dataclass
class Row:
	"""A job's result."""
	job: Job
	size: int
	filled: int				# bytes in pages that are not blank
	ours: Run
	theirs_s: float = None	# stmqspi's virtual time; None: it did not run

	def bound(self):
		return self.job.scenario.bound(self.job.setup, self.size, self.filled)

	def reached(self):
		return self.bound() / self.ours.seconds

	def faster(self):
		"""stmqspi's time over ours, None if it did not run."""
		return self.theirs_s / self.ours.seconds if self.theirs_s else None

	def rate(self):
		return self.size / self.ours.seconds

	def host_share(self):
		"""Host's CPU time over board time, both of the whole run."""
		return self.ours.host_cpu_s / self.ours.board_s

	def values(self):
		"""By COLUMNS."""
		setup = self.job.setup
		return dict(zip(COLUMNS, (self.job.words(), setup.link.name, setup.kit.chip.name, setup.kit.name, self.size,
			"%.6f" % self.ours.seconds, "%.6f" % self.theirs_s if self.theirs_s else "", "%.6f" % self.bound(),
			"%.2f" % self.ours.host_cpu_s)))


@dataclass(frozen=True)
class Goal:
	"""A line of the table of what must be reached."""
	what: str
	limit: float
	holds_for: object		# function of a row
	reached: object			# function of a row and all rows; None: cannot be said
	at_most: bool = False

	def met(self, value):
		return value <= self.limit if self.at_most else value >= self.limit

	def wanted(self):
		return "%s %.2f" % ("<=" if self.at_most else ">=", self.limit)


def is_one(row, scenarios, size, v3_only=True):
	return row.job.scenario in scenarios and row.size == size and (row.job.setup.link == V3 or not v3_only)


def of_bound(row, _):
	return row.reached()


def of_verify_rate(row, _):
	"""Of the smaller of 0.9 of the bus rate and core clock x 4 / 12 B/s."""
	setup = row.job.setup
	return row.rate() / min(0.9 * setup.bus_rate(), setup.kit.core_hz * 4 / 12)


def of_link_rate(row, _):
	return row.rate() / row.job.setup.link.rate()


def blank_over_full(row, rows):
	"""Time of a blank byte over that of a full one; the latter from the same read of a chip without blank parts."""
	for other in rows:
		if other.job.scenario is READING and other.size == row.size and other.job.setup == row.job.setup:
			full = other.ours.seconds / other.size
			return (row.ours.seconds - full * row.filled) / (row.size - row.filled) / full
	return None


def over_stmqspi(row, _):
	return row.ours.seconds / row.theirs_s if row.theirs_s else None


GOALS = (
	Goal("blank, random, 16 MiB, stlink-v3: of the bound", 0.95, lambda row: is_one(row, (BLANK,), 16 * MIB), of_bound),
	Goal("blank, random, 1 MiB, stlink-v3: of the bound", 0.88,
		lambda row: is_one(row, (BLANK,), MIB) and not row.job.setup.work_area, of_bound),
	Goal("dirty, random, 16 MiB, either link: of the bound", 0.92, lambda row: is_one(row, (DIRTY,), 16 * MIB, False),
		of_bound),
	Goal("verify 16 MiB: of min(0.9 x bus rate, core clock x 4 / 12)", 1,
		lambda row: is_one(row, (VERIFYING,), 16 * MIB, False), of_verify_rate),
	Goal("dump, work area >= 64 KiB, stlink-v3, 16 MiB: of the link's rate", 0.95,
		lambda row: is_one(row, (READING,), 16 * MIB), of_link_rate),
	Goal("dump, half of it blank: time of a blank byte over a full one", 0.1,
		lambda row: row.job.scenario is HALF and row.size >= MIB, blank_over_full, at_most=True),
	Goal("dump, work area 8 KiB, stlink-v3: of the link's rate", 0.6,
		lambda row: is_one(row, (READING,), MIB) and row.job.setup.work_area == 8 * KIB, of_link_rate),
	Goal("any: time over stmqspi's", 1, lambda row: row.theirs_s, over_stmqspi, at_most=True),
	Goal("any: host CPU over board time", 0.1, lambda row: True, lambda row, _: row.host_share(), at_most=True),
)


@dataclass(frozen=True)
class Result:
	"""A goal and what a row, the worst of those that it holds for, has reached."""
	goal: Goal
	count: int				# rows that it holds for
	value: float = None		# None: there is no such row
	row: Row = None

	def met(self):
		return self.value is not None and self.goal.met(self.value)


def judge(rows, goal):
	"""The worst row for a goal."""
	values = [(goal.reached(row, rows), row) for row in rows if goal.holds_for(row)]
	values = [(value, row) for value, row in values if value is not None]
	if not values:
		return Result(goal, 0)
	value, row = (max if goal.at_most else min)(values, key=lambda pair: pair[0])
	return Result(goal, len(values), value, row)


def misses(rows):
	"""(goal, row, value) of everything that is missed."""
	found = []
	for goal in GOALS:
		for row in rows:
			value = goal.reached(row, rows) if goal.holds_for(row) else None
			if value is not None and not goal.met(value):
				found.append((goal, row, value))
	return found
