#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""SFDP tables of the simulated chips: those that come from a real dump are the bytes in data/sfdp/, all other ones are
marked as synthetic. Prints TAP."""

import os
import re
import sys
from pathlib import Path

TOP = Path(os.environ.get("XSPI_SRC") or Path(__file__).resolve().parent.parent.parent)

# array in sim/src/nor/sfdp*.c -> dump in data/sfdp/; mt25ql512 and mx25l51245g have those of the 1.8 V parts of the same
# kind, which their comments say
DUMPS = {
	"sfdp_is25wp256": "is25wp256", "sfdp_is25wp01g": "is25wp01g", "sfdp_is25lp02gg": "is25lp02g",
	"sfdp_n25q128a": "n25q128a", "sfdp_mt25ql512": "mt25qu512a", "sfdp_mx25l51245g": "mx25u51245g",
	"sfdp_mx66l51235f": "mx66l51235f", "sfdp_mx25r6435f": "mx25r6435f", "sfdp_w25q128fv": "w25q128fv",
	"sfdp_w25q128jv": "w25q128jv", "sfdp_mx25lm51245g": "mx25lm51245g",
}


def arrays():
	"""{name: (comment in front of it, bytes)} of the simulator's tables."""
	found = {}
	for path in sorted((TOP / "sim" / "src" / "nor").glob("sfdp*.c")):
		text = path.read_text(encoding="utf-8")
		for match in re.finditer(r"/\*((?:(?!\*/).)*?)\*/\s*const uint8_t (\w+)\[\d+\] = \{(.*?)\};", text, re.S):
			found[match.group(2)] = (match.group(1), bytes.fromhex("".join(re.findall(r"0x(\w\w)", match.group(3)))))
	return found


def dump(name):
	"""Bytes of a dump: lines of hexadecimal numbers, comments behind #."""
	lines = (TOP / "data" / "sfdp" / (name + ".hex")).read_text(encoding="utf-8").split("\n")
	return bytes.fromhex("".join(line.split("#")[0].split(":")[-1] for line in lines))


def problems(tables):
	"""What is wrong, a line each."""
	for name in sorted(set(DUMPS) - set(tables)):
		yield "%s: there is no such table" % name
	for name, (comment, content) in sorted(tables.items()):
		synthetic = "Synthetic" in comment
		if name not in DUMPS and not synthetic:
			yield "%s: neither from a dump nor marked as synthetic" % name
		elif name in DUMPS and synthetic:
			yield "%s: marked as synthetic, though it is a dump" % name
		elif name in DUMPS and content != dump(DUMPS[name]):
			yield "%s: differs from data/sfdp/%s.hex" % (name, DUMPS[name])


def main():
	"""TAP: the tables as they are, and two that are wrong."""
	tables = arrays()
	found = list(problems(tables))
	changed = dict(tables)
	changed["sfdp_w25q128jv"] = (tables["sfdp_w25q128jv"][0], b"\0" + tables["sfdp_w25q128jv"][1][1:])
	changed["sfdp_other"] = ("Some chip.", b"")
	wanted = ["sfdp_other: neither from a dump nor marked as synthetic",
		"sfdp_w25q128jv: differs from data/sfdp/w25q128jv.hex"]
	print("1..2")
	print("%s 1 - %d tables are dumps or marked as synthetic" % ("not ok" if found else "ok", len(tables)))
	for line in found:
		print("# " + line)
	good = [line for line in problems(changed) if line not in found] == wanted
	print("%s 2 - a changed byte and a missing mark are found" % ("ok" if good else "not ok"))
	sys.exit(0 if good and not found else 1)


if __name__ == "__main__":
	main()
