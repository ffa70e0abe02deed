# SPDX-License-Identifier: GPL-2.0-or-later
"""Builds firmware/ticking.c and lets it run: an application whose interrupts feed an independent watchdog."""

import os
import subprocess

import board as harness
from board import INT, check

# Where it counts
TICKS = 0x20010000
SOURCE = os.path.join(harness.TOP, "tests", "system", "firmware", "ticking.c")


def build(board, iwdg, prescaler, flags=()):
	"""Put it into the internal flash."""
	elf, image = board.path("ticking.elf"), board.path("ticking.bin")
	compiler = os.environ.get("ARM_CC", "arm-none-eabi-gcc")
	subprocess.run([compiler, "-mcpu=cortex-m4", "-mthumb", "-std=c17", "-Os", "-ffreestanding", "-nostdlib", "-Wall",
		"-Wextra", "-Werror", "-DIWDG=0x%xu" % iwdg, "-DPRESCALER=%d" % prescaler, *flags,
		"-Wl,--section-start=.vectors=0x%x" % INT, "-Wl,-Ttext=0x%x" % (INT + 0x200), "-Wl,-e,ticking", "-o", elf,
		SOURCE], check=True)
	subprocess.run([compiler.replace("gcc", "objcopy"), "-O", "binary", elf, image], check=True)
	board.load(board.read("ticking.bin"), "flash")


def runs(board):
	"""It must count."""
	before = board.peek(TICKS)
	board.control("run 100")
	check(board.peek(TICKS) > before + 10, "the application counted %d ticks in 100 ms", board.peek(TICKS) - before)


def start(board, iwdg=0x40003000, prescaler=6, flags=()):
	"""Build it and let it run from a reset. The watchdog bites 512 ms * 2^prescaler after it was fed."""
	build(board, iwdg, prescaler, flags)
	board.control("reset")
	board.control("run 50")
	runs(board)
