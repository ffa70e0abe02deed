#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The messages that doc/boards.md explains are those that the driver has: each piece of one, between "..." and what
differs from case to case, is found in a string of the source."""

import glob
import os
import re
import sys

TOP = os.environ.get("XSPI_SRC") or os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SOURCES = os.path.join(TOP, "src", "flash", "nor", "stm32xspi", "*.c")
# What stands for something else in another case: pins, roles, numbers, names in quotes
EXAMPLES = (r"\bP[A-Z]\d+\b|\b(?:CLK|NCS|IO\d)\b|0x[0-9a-fA-F]+|'[^']*'|\b\d+[A-Za-z]*\b|[A-Z]*SPI\w*|"
	r"STM32\w+(?:/\S*)?|-[a-z]+\b|\bSWDIO\b|JT\w+")
SHORTEST = 8


def strings():
	"""The driver's strings, those that stand behind each other joined, format directives as "\\0"."""
	for path in glob.glob(SOURCES):
		with open(path, encoding="utf-8") as file:
			text = re.sub(r"PRI[a-zA-Z0-9]+|TARGET_ADDR_FMT", '"%d"', file.read())
		for literal in re.findall(r'"(?:[^"\\\n]|\\.)*"(?:\s*"(?:[^"\\\n]|\\.)*")*', text):
			joined = "".join(re.findall(r'"((?:[^"\\\n]|\\.)*)"', literal)).replace('\\"', '"')
			yield re.sub(r"%[-0-9.]*%?d?[a-z]*", "\0", joined)


def messages():
	"""The first column of the tables behind "What the messages mean"."""
	with open(os.path.join(TOP, "doc", "boards.md"), encoding="utf-8") as file:
		chapter = file.read().split("## What the messages mean")[1].split("\n## ")[0]
	for row in re.findall(r"^\| (`.*?) \|", chapter, re.M):
		yield from re.findall(r"`([^`]+)`", row)


def main():
	said = list(strings())
	pieces = "\0".join(re.sub(EXAMPLES, "\0", text) for text in said).split("\0")
	found = 0
	missing = []
	for message in messages():
		parts = [part.strip(" ;:,()?\"") for part in re.sub(EXAMPLES + r"|\.\.\.", "\0", message).split("\0")]
		parts = [part for part in parts if len(part) >= SHORTEST]
		found += len(parts)
		missing += ["\"%s\" of \"%s\"" % (part, message) for part in parts
			if not any(part in piece for piece in pieces)]
	print("1..2")
	print("%s - the messages in doc/boards.md are the driver's" % ("not ok" if missing else "ok"))
	for line in missing:
		print("# no such message: %s" % line)
	print("%s - there are such messages (%d pieces of text)" % ("ok" if found > 25 else "not ok", found))
	sys.exit(1 if missing or found <= 25 else 0)


main()
