#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The simulator as a tool: its options and what it says about wrong ones, before any debugger comes."""

import re
import subprocess

from board import SIMULATOR, Board, check, main


def refused(status, pattern, *arguments):
	"""The simulator must end with this status and words that have the pattern."""
	done = subprocess.run([SIMULATOR, "--stlink-port", "0", "--control-port", "0", *arguments], capture_output=True,
		timeout=30, check=False)
	said = done.stderr.decode(errors="replace")
	check(done.returncode == status, "%s: exit status %s, wanted %d: %s", arguments, done.returncode, status, said)
	check(re.search(pattern, said), "%s: it said \"%s\", wanted /%s/", arguments, said.strip(), pattern)


def test_wrong_options(_):
	refused(2, r"--probe 'usb' is not known; there are stlink-v2, stlink-v3, ideal\n", "--probe", "usb")
	refused(2, r"--chip 'chip0' is not a chip's name and a model, such as chip0=is25lp064\n", "--chip", "chip0")
	refused(2, r"--chip 'chip0=' is not a chip's name and a model", "--chip", "chip0=")
	refused(2, r"--chip '=m' is not a chip's name and a model", "--chip", "=m")
	refused(2, r"--chip 'c=m' is one more than the 2 chips", "--chip", "a=m", "--chip", "b=m", "--chip", "c=m")
	refused(1, r"--chip 'chip7=w25q128jv': board \S+ has no such chip; it has chip0\n", "--chip", "chip7=w25q128jv")
	refused(1, r"--chip 'chip0=m{60}': the model's name is too long\n", "--chip", "chip0=" + 60 * "m")
	refused(1, r"chip0: no model of a chip \"nothing\"; known:.* is25lp128f.* mt25ql512.* mx25r6435f.* w25q128jv",
		"--chip", "chip0=nothing")
	refused(2, r"--stlink-port '70000' is not a port number from 0 to 65535", "--stlink-port", "70000")
	refused(2, r"--time 'fast' is not known; there are interactive and bench", "--time", "fast")
	refused(2, r"'leftover' is not an option", "leftover")
	refused(1, r"cannot open board file .*nowhere\.board: .*--list-boards lists", "--board", "nowhere")


def test_chip_option(_):
	for model, size, chip_id in (("is25lp064", 8 << 20, "9d6017"), ("mt25ql512", 64 << 20, "20ba20"),
			("mx25r6435f", 8 << 20, "c22817")):
		with Board(arguments=("--chip", "chip0=" + model)) as target:
			words = target.control("describe chip0")[0][0]
			check("chip0: %s, id %s, %d bytes, supplied" % (model, chip_id, size) == words, "describe: %s", words)


main(globals())
