#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Takes a serial flash's pins out of a board description and prints them as stm32xspi's "flash bank" line wants them.

usage: board_pins.py FILE...    FILE: an .ioc file of STM32CubeMX, or a devicetree source of Zephyr (.dts, .overlay)

Prints one line per controller: "OCTOSPIM_P1: -pins {CLK PA3 NCS PA2 IO0 PB1 ...}". Exit status 0 if there is one at
least, 1 if there is none, 2 if a file cannot be read or is of neither kind.
"""

import re
import sys

ROLES = ["CLK", "NCS"] + ["IO%d" % i for i in range(8)] + ["DQS"]
# Signal names as in ST's pin tables: QUADSPI_BK1_IO0, OCTOSPIM_P1_NCS, OCTOSPI1_CLK, HSPI1_IO3, XSPIM_P2_NCS1, ...
SIGNAL = re.compile(r"^(QUADSPI1?(?:_BK[12])?|(?:OCTOSPIM|XSPIM)_P[12]|(?:OCTO|H|X)SPI[123])_"
	r"(CLK|NCS1?|IO[0-7]|DQS0?)$")
SHARED = re.compile(r"^QUADSPI1?$")


class Stop(Exception):
	"""Ends the run with a message."""


def add(found, signal, pin, where):
	"""Note one signal: found is {controller: {role: pin}}."""
	match = SIGNAL.match(signal)
	if not match:
		return
	controller = match.group(1)
	role = {"NCS1": "NCS", "DQS0": "DQS"}.get(match.group(2), match.group(2))
	pins = found.setdefault(controller, {})
	if pins.get(role, pin) != pin:
		raise Stop("%s: %s %s is both %s and %s; which one is wired?" % (where, controller, role, pins[role], pin))
	pins[role] = pin


def ioc_pins(text, where):
	"""Lines such as PB1.Signal=OCTOSPIM_P1_IO0 or PA3\\ (BOOT0).Signal=...; the signal may be marked as shared."""
	found = {}
	for line in text.splitlines():
		match = re.match(r"^(P[A-Z]\d{1,2})\b[^.=]*\.Signal=(?:S_)?(\w+)\s*$", line)
		if match:
			add(found, match.group(2), match.group(1), where)
	return found


def enabled_groups(text):
	"""Every pinctrl-0 property's labels, without those of nodes that are disabled."""
	for match in re.finditer(r"&(\w*spi\w*)\s*\{", text):
		depth, end = 1, match.end()
		while depth and end < len(text):
			depth += {"{": 1, "}": -1}.get(text[end], 0)
			end += 1
		body = text[match.end():end]
		# the node's own properties, not those of the nodes in it
		while True:
			flat = re.sub(r"[\w,@\-:\s]*\{[^{}]*\};?", "", body)
			if flat == body:
				break
			body = flat
		if not re.search(r'status\s*=\s*"disabled"', body):
			for labels in re.findall(r"pinctrl-0\s*=([^;]*);", body):
				yield from re.findall(r"&(\w+)", labels)


def dts_pins(text, where):
	"""Labels such as &octospim_p1_io0_pd11 or &quadspi_bk1_ncs_pb6_alt1 in pinctrl-0 of a controller's node."""
	found = {}
	text = re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.S)
	for label in enabled_groups(text):
		match = re.match(r"^(\w+?)_(p[a-z]\d{1,2})(?:_\w+)?$", label)
		if match:
			add(found, match.group(1).upper(), match.group(2).upper(), where)
	return found


def share(found):
	"""A QUADSPI's clock and, on some dies, chip select have no bank in their name: they serve the banks with data."""
	for name in [name for name in found if SHARED.match(name)]:
		banks = [other for other in found if other.startswith(name + "_BK")]
		if banks:
			common = found.pop(name)
			for bank in banks:
				found[bank] = {**common, **found[bank]}
	return found


def line(controller, pins):
	"""The text, with what is missing named behind it."""
	text = "%s: -pins {%s}" % (controller, " ".join("%s %s" % (role, pins[role]) for role in ROLES if pins.get(role)))
	missing = [role for role in ("CLK", "NCS", "IO0", "IO1") if not pins.get(role)]
	return text + ("   # no pin for %s" % ", ".join(missing) if missing else "")


def pins_of(path):
	with open(path, encoding="utf-8", errors="replace") as file:
		text = file.read()
	if re.search(r"^Mcu\.|\.Signal=", text, re.M):
		return share(ioc_pins(text, path))
	if re.search(r"pinctrl-0|^/dts-v1/|&\w+\s*\{", text, re.M):
		return share(dts_pins(text, path))
	raise Stop("%s is neither an .ioc file of CubeMX nor a devicetree source" % path)


def main(paths):
	if not paths or paths[0].startswith("-"):
		raise Stop(__doc__.strip())
	count = 0
	for path in paths:
		for controller, pins in sorted(pins_of(path).items()):
			print(line(controller, pins))
			count += 1
	if not count:
		print("board_pins.py: no serial-flash controller has pins in %s" % ", ".join(paths), file=sys.stderr)
	return 0 if count else 1


if __name__ == "__main__":
	try:
		sys.exit(main(sys.argv[1:]))
	except (Stop, OSError) as error:
		print("board_pins.py: %s" % error, file=sys.stderr)
		sys.exit(2)
