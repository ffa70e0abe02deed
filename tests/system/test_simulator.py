#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The simulator as a tool: its options and what it says about wrong ones, before any debugger comes."""

import os
import re
import subprocess
import textwrap

import board
from board import BENCH_TIME, SIMULATOR, Board, check, main


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
	refused(2, r"--trace 'bus,dust' is not known; there are bus, reg and link", "--trace", "bus,dust")
	refused(2, r"--trace '' is not known", "--trace", "")
	refused(1, r"cannot write the trace to /nowhere/at/all", "--trace-file", "/nowhere/at/all")
	refused(2, r"'leftover' is not an option", "leftover")
	refused(1, r"cannot open board file .*nowhere\.board: .*--list-boards lists", "--board", "nowhere")


def test_chip_option(_):
	for model, size, chip_id in (("is25lp064", 8 << 20, "9d6017"), ("mt25ql512", 64 << 20, "20ba20"),
			("mx25r6435f", 8 << 20, "c22817")):
		with Board(arguments=("--chip", "chip0=" + model)) as target:
			words = target.control("describe chip0")[0][0]
			check("chip0: %s, id %s, %d bytes, supplied" % (model, chip_id, size) == words, "describe: %s", words)


def test_board_files_name_line_and_reason(target):
	"""What only the chip or the die can judge is told with the line, too."""
	chip = "chip c %s\nwire clk PA3\nwire ncs PA2\nwire io0 PB1\nwire io1 PB0\n"
	for text, pattern in (
			("title t\ndie stm32l999\n", r"bad\.board:2: unknown die 'stm32l999'; known are: .*stm32l562"),
			("die stm32l562\n" + chip % "is25xx", r"bad\.board:2: c: no model of a chip \"is25xx\"; known: "),
			("die stm32l562\n" + chip % "w25q128jv" + "state qpi\n",
				r"bad\.board:7: c: state 'qpi': the chip has no such mode\n"),
			("die stm32l562\n" + chip % "w25q128jv" + "state tired\n",
				r"bad\.board:7: c: state 'tired': there is no such state; there are continuous "),
			("die stm32l562\n" + chip % "w25q128jv" + "contents nothing.bin\n",
				r"bad\.board:2: c: cannot read the contents file .*nothing\.bin"),
			("die stm32l562\nuart USART77\n", r"bad\.board:2: stm32l562 has no 'USART77'; it has .*USART1"),
			("die stm32l562\n" + (chip % "w25q128jv").replace("PB0", "PZ3"),
				r"bad\.board:6: stm32l562 has no pin PZ3\n")):
		refused(1, pattern, "--board", target.write("bad.board", text.encode()))


def test_page_about_boards(target):
	"""doc/simulator.md, "Add a board": the example board and the commands that the page gives."""
	with open(os.path.join(board.TOP, "doc", "simulator.md"), encoding="utf-8") as file:
		page = file.read()
	blocks = re.findall(r"(?ms)^ *```(\w+)\n(.*?)^ *```$", page)
	text = textwrap.dedent(next(body for kind, body in blocks if kind == "board"))
	name = re.search(r"Save this as `(\S+)`", page).group(1)
	commands = "".join(body for kind, body in blocks if kind == "sh").replace("\\\n", " ")
	check("stm32xspi-sim --board %s" % name in commands, "the page does not start %s", name)
	line = re.search(r"openocd -f (\S+) .*-c \"(init; .*)\"", commands)
	check(board.CONFIG == line.group(1), "the page uses %s", line.group(1))
	with Board(target.write(name, text.encode())) as example:
		example.openocd(line.group(2).replace("; shutdown", "")).good().says(r"c2 ?28 ?17|MX25R6435F")
		for words in re.findall(r"stm32xspi-simctl 7185 (.*)", commands):
			check(example.control(words) is not None, "no answer to %s", words)
		check("mx25r6435f" in example.control("describe chip0")[0][0], "the example has another chip")


def test_page_names_what_there_is(_):
	"""Each statement of board files, each option and each model is in the pages."""
	with open(os.path.join(board.TOP, "doc", "simulator.md"), encoding="utf-8") as file:
		page = file.read()
	with open(os.path.join(board.TOP, "sim", "doc", "stm32xspi-sim.1"), encoding="utf-8") as file:
		manual = file.read()
	with open(os.path.join(board.TOP, "sim", "src", "board.c"), encoding="utf-8") as file:
		statements = re.findall(r"(?m)^\t\{ \"(\w+)\", \d, ", file.read())
	check(len(statements) >= 12, "%d statements found", len(statements))
	for name in statements:
		check(re.search(r"`%s\b" % name, page), "doc/simulator.md lacks the statement %s", name)
		check(re.search(r"(?m)^\.BR? \"?%s\b" % name, manual), "the manual page lacks the statement %s", name)
	said = subprocess.run([SIMULATOR, "--stlink-port", "0", "--control-port", "0", "--chip", "chip0=x"],
		capture_output=True, timeout=30, check=False).stderr.decode()
	for model in re.search(r"known: (.*)", said).group(1).split():
		check(re.search(r"\b%s\b" % re.escape(model), manual), "the manual page lacks the model %s", model)
	usage = subprocess.run([SIMULATOR, "--help"], capture_output=True, timeout=30, check=True).stdout.decode()
	for option in re.findall(r"--([\w-]+)", usage):
		known = option in ("help", "version") or "\\-\\-" + option.replace("-", "\\-") in manual \
			or "\\-\\-" + option in manual
		check(known, "the manual page lacks the option --%s", option)


def test_traces(target):
	path = target.path("trace.txt")
	with Board(arguments=(*BENCH_TIME, "--trace", "bus,reg,link", "--trace-file", path)) as traced:
		traced.script("flash probe ext", "mdw 0x40021000").good()
	with open(path, encoding="utf-8") as file:
		lines = file.read().splitlines()
	for line in lines:
		check(re.match(r"\d+\.\d{9} (bus|reg|link) \S", line), "a line of the trace is \"%s\"", line)
	text = "\n".join(lines)
	for pattern in (
			r"bus chip0 9Fh read id 1-0-1, gives 3: 9d 60 18", r"bus chip0 5Ah read sfdp 1-1-1 @000000 \+8 clocks",
			r"reg debug read32 RCC\+0x000 0x[0-9a-f]{8}$", r"reg debug write32 OCTOSPI1\+0x000 0x[0-9a-f]{8}$",
			r"link read_32 @40021000, gives 4 bytes, first 0x[0-9a-f]{2}$", r"link enter, gives 2 bytes, first 0x80$"):
		check(re.search(pattern, text, re.M), "the trace lacks /%s/", pattern)


def test_state_command(target):
	target.control("state chip0 erasing 0x20000")
	check("doing: erasing" in target.control("describe chip0")[0], "describe does not say that it is erasing")
	check(target.refused("state chip0 tired") and target.refused("state chip9 qpi"), "a wrong state was taken")


main(globals())
