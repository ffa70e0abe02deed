#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The probes that the simulator has: OpenOCD takes each for what it is, at the speed that doc/simulator.md states."""

import random
import re

from board import BENCH_TIME, Board, TRANSPORTS, check, clean, main

SIZE = 49152
RAM = 0x20004000
# Probe, what it calls itself, adapter speed asked for and given in kHz, seconds of a transaction, data rate in B/s.
PROBES = (
	("stlink-v2", "V2J37S7", 24000, 4000, 1e-3, 130e3),
	("stlink-v2", "V2J37S7", 100, 100, 1e-3, 100e3 / 46 * 4),
	("stlink-v3", "V3J13M3", 24000, 24000, 125e-6, 1.05e6),
	("stlink-v3", "V3J13M3", 4000, 3300, 125e-6, 3.3e6 / 46 * 4),
	("ideal", "V3J13M3", 24000, 24000, 1e-6, 1e12),
)
# What OpenOCD 0.12.0 moves on a Cortex-M33 with one command, before it asks with another how that went.
BLOCK = {"dapdirect_swd": 4096, "hla_swd": 1024}
TOLERANCE = 0.04


def test_version_frequency_and_rate(_):
	data = random.Random(3).randbytes(SIZE)
	for name, version, asked, given, transaction_s, bytes_per_s in PROBES:
		for transport in TRANSPORTS:
			with Board(arguments=(*BENCH_TIME, "--probe", name), transport=transport) as target:
				image = target.write("image.bin", data)
				result = target.script("adapter speed %d" % asked, "adapter speed",
					"set t0 [clock microseconds]", "load_image %s 0x%x bin" % (image, RAM),
					"set t1 [clock microseconds]", "dump_image %s 0x%x %d" % (target.path("back.bin"), RAM, SIZE),
					"echo \"took [expr {$t1 - $t0}] [expr {[clock microseconds] - $t1}]\"").good()
				result.says("STLINK %s" % version)
				result.says(r"adapter speed: %d kHz" % given)
				check(target.read("back.bin") == data, "%s: RAM gave back something else", name)
				took = re.search(r"(?m)^took (\d+) (\d+)$", result.output)
				block = BLOCK[transport]
				wanted = SIZE / block * (2 * transaction_s + block / bytes_per_s)
				for way, us in zip(("writing", "reading"), map(int, took.groups())):
					check(abs(us / 1e6 - wanted) < TOLERANCE * wanted + 100e-6,
						"%s, %s, %d kHz: %s RAM took %.6f s, wanted %.6f s", name, transport, given, way, us / 1e6,
						wanted)
				clean(target, ())


def test_flash_job_over_stlink_v2(board):
	data = random.Random(4).randbytes(20001)
	image = board.write("image.bin", data)
	board.script("flash write_image erase %s 0x90000001 bin" % image,
		"flash verify_image %s 0x90000001 bin" % image).good()
	board.expect([(1, data)])


test_flash_job_over_stlink_v2.arguments = ("--probe", "stlink-v2")

main(globals(), arguments=BENCH_TIME)
