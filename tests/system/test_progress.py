#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Progress of what takes long: a line per 10 % in a log, one line that is rewritten on a terminal; where time went."""

import os
import pty
import random
import re
import subprocess

import board
from board import BENCH_TIME, check

SIZE = 2 << 20
DATA = random.Random(8).randbytes(SIZE)
ERASE = "flash erase_address 0x90000000 %d" % SIZE
SHOWN = r"ext: erased (\d+) of %d B, (\d+) %%, (\d+) kB/s, (\d+) s left" % SIZE


def on_terminal(fixture, *commands):
	"""Run OpenOCD with its output on a pseudo terminal; returns what it wrote."""
	ours, theirs = pty.openpty()
	process = subprocess.Popen(fixture.openocd_command(("init", "reset init", *commands, "shutdown")),
		stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs, cwd=fixture.folder, preexec_fn=board.die_with_parent)
	os.close(theirs)
	output = b""
	while True:
		try:
			part = os.read(ours, 4096)
		except OSError:
			break
		if not part:
			break
		output += part
	os.close(ours)
	check(process.wait(60) == 0, "openocd: exit status %s\n%s", process.returncode, output.decode(errors="replace"))
	return output.decode(errors="replace")


def test_log_has_a_line_per_ten_percent(fixture):
	fixture.load(DATA)
	output = fixture.script(ERASE).good().output
	lines = [tuple(map(int, row)) for row in re.findall(SHOWN, output)]
	shown = [percent for _, percent, _, _ in lines]
	check(3 <= len(shown) <= 10, "%d lines of progress: %s", len(shown), shown)
	check(len({percent // 10 for percent in shown}) == len(shown), "twice the same tenth: %s", shown)
	for done, _, rate, left in lines:
		wanted = (SIZE - done) / 1000 / rate
		check(abs(left - wanted) <= 1, "%d s left of %d B at %d kB/s, wanted about %.1f s", left, SIZE - done, rate,
			wanted)
	check("\r" not in output, "a line is rewritten in what is no terminal")


def test_terminal_has_one_line_that_is_rewritten(fixture):
	fixture.load(DATA)
	output = on_terminal(fixture, ERASE)
	shown = re.findall(r"\rext: erased (\d+) % of 2048 KiB, (\d+) kB/s, (\d+) s left ", output)
	check(len(shown) > 5, "the line was written %d times", len(shown))
	percent, left = [int(row[0]) for row in shown], [int(row[2]) for row in shown]
	check(percent == sorted(percent), "it goes backwards: %s", percent)
	check(left[0] > left[-1], "time left: %s", left)
	lines = [line for line in output.split("\n") if " s left " in line]
	check(len(lines) == 1, "%d lines instead of one", len(lines))
	check(re.search(SHOWN, output) is None, "there are lines of progress, too")


def test_account_names_the_bottleneck(fixture):
	fixture.load(DATA)
	output = fixture.script(ERASE).good().output
	match = re.search(r"ext: time: .*erase (\d+)\.(\d\d) s \(typically (\d+)\.(\d\d) s\).*; \d+\.\d\d link commands"
		r" per KiB; bottleneck: (.*)", output)
	check(match, "no account: %s", output)
	check(match.group(5).startswith("the chip's erase time"), "bottleneck: %s", match.group(5))
	spent, typical = (int(match.group(i)) + int(match.group(i + 1)) / 100 for i in (1, 3))
	check(0.9 * typical < spent < 1.1 * typical, "erase took %.2f s, typically %.2f s", spent, typical)
	data = DATA[:262144]
	image = fixture.write("image.bin", data)
	output = fixture.script("adapter speed 1000", "flash write_image %s 0x90000000 bin" % image).good() \
		.says(r"debug link runs at 1000 kHz, which carries 86 kB/s at most; \"adapter speed 24000\"").output
	check(re.search(r"waiting for the link .*; bottleneck: the debug link", output), "no account of the link: %s",
		output)
	fixture.expect([(0, data)])


def test_few_link_commands(fixture):
	"""Slots of two USB blocks, a look at the stub now and then: said in the account, and counted by the simulator."""
	data = DATA[:640 << 10]
	image = fixture.write("image.bin", data)
	fixture.script("adapter speed 3300", "flash probe ext").good()
	probing = fixture.counters()["link.transactions"]
	output = fixture.script("adapter speed 3300", "flash write_image %s 0x90000000 bin" % image).good().output
	match = re.search(r"; (\d+\.\d\d) link commands per KiB; bottleneck: the debug link", output)
	check(match, "no account: %s", output)
	check(0.17 <= float(match.group(1)) <= 0.25, "%s link commands per KiB, 0.17 is the least", match.group(1))
	# each command with its transactions for the status and for the queue; loading and ending included
	counted = (fixture.counters()["link.transactions"] - 2 * probing) / 640
	check(0.33 < counted < 0.7, "%.2f transactions per KiB", counted)
	fixture.expect([(0, data)])


def test_short_work_says_little(fixture):
	image = fixture.write("image.bin", DATA[:65536])
	output = fixture.script("adapter speed 24000", "flash write_image %s 0x90000000 bin" % image).good().output
	check("bottleneck" not in output and " s left" not in output, "an account of 0.1 s")


board.main(globals(), arguments=BENCH_TIME)
