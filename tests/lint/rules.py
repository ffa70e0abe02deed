#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""sim/tests/controller-rules.txt is complete: each test that it names exists, and each test of the controllers and each
fault of silicon is named."""

import os
import re
import sys

ROOT = os.environ.get("XSPI_SRC") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
FILES = {
	"q": "test_quadspi.c", "q_banks": "test_quadspi_banks.c", "q_map": "test_quadspi_map.c", "o": "test_octospi.c",
	"o_map": "test_octospi_map.c", "manager": "test_manager.c", "errata": "test_errata.c", "wires": "test_wires.c",
	"modes": "test_modes.c",
}
LISTED_IN_FULL = [key for key in FILES if key != "wires"]


def read(*parts):
	with open(os.path.join(ROOT, *parts), encoding="utf-8") as file:
		return file.read()


def tests_of(text):
	"""Names in the list of tests: those that run."""
	return set(re.findall(r"\b(?:RULE|SMALL|QUAD|OCTO)\((\w+)\)", text)) - {"name"}


def rules():
	"""(line number, rule, right side)"""
	for number, line in enumerate(read("sim", "tests", "controller-rules.txt").splitlines(), 1):
		if line and not line.startswith("#"):
			rule, bar, right = line.rpartition(" | ")
			yield number, rule if bar else "", right


def main():
	there = {key: tests_of(read("sim", "tests", name)) for key, name in FILES.items()}
	faults = []
	named = set()
	for number, rule, right in rules():
		if not rule or not right.strip():
			faults.append(f"line {number}: a rule is 'text | tests' or 'text | - reason'")
			continue
		if right.startswith("- "):
			continue
		for test in right.split():
			key, _, name = test.partition(":")
			named.add((key, name))
			if name not in there.get(key, ()):
				faults.append(f"line {number}: there is no test {test}")
	for key in LISTED_IN_FULL:
		faults += [f"{key}:{name} is in no rule" for name in sorted(there[key]) if (key, name) not in named]
	texts = " ".join(rule for _, rule, _ in rules())
	errata = re.findall(r"^\t((?:QUAD|OCTO)SPI_\w+) = 1 << \d+", read("sim", "src", "soc.h"), re.M)
	faults += [f"{name} is in no rule" for name in errata if name not in texts.split()]
	print("1..1")
	print("ok - each controller rule has its tests" if not faults else "not ok - each controller rule has its tests")
	for fault in faults:
		print("#", fault)
	return 1 if faults else 0


if __name__ == "__main__":
	sys.exit(main())
