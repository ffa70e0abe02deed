#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Where the simulator's die tables and the driver's differ.

The driver's tables are made from data/stm32-xspi-instances.csv and data/stm32-xspi-pins.csv, the simulator's were
written from SVD files, vendor headers and pin data looked up for it. Each difference is one line, "DIE: what: driver's
value, simulator's value". data/die-differences.txt says of each one how a manual has settled it; a difference that is
not there, and an entry there that does not occur any more, are errors.
"""

import argparse
import csv
import re
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent


def rows(path):
    """Rows of a CSV file of data/, without its comments."""
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def number(text):
    """A number of any base; None if the field is empty."""
    return int(text, 0) if text and text != "-1" else None


def show(value):
    """A value as it appears in a difference."""
    return "none" if value is None else hex(value) if isinstance(value, int) and value > 255 else str(value)


class Die:
    """What the simulator says of one die."""

    def __init__(self, simulator, name):
        said = subprocess.run([simulator, "--die-tables", name], check=True, stdout=subprocess.PIPE, timeout=60)
        self.name = name
        self.instances, self.ports, self.manager, self.ram, self.pins = {}, {}, None, [], set()
        for row in csv.reader(said.stdout.decode().splitlines()):
            getattr(self, "read_" + row[0])(row[1:])

    def read_die(self, row):
        self.dev_id, self.idcode, self.core = int(row[1], 0), int(row[2], 0), row[3]

    def read_instance(self, row):
        self.instances[row[0]] = [number(field) for field in row[1:]]

    def read_manager(self, row):
        self.manager = [number(field) for field in row[1:]]

    def read_port(self, row):
        self.ports[row[0]] = [number(field) for field in row[1:]]

    def read_ram(self, row):
        self.ram.append((int(row[1], 0), int(row[2], 0)))

    def read_pin(self, row):
        if re.match("QUADSPI|OCTOSPI|HSPI|XSPI", row[1]):
            self.pins.add((row[0], row[1], int(row[2])))

    def has_ram(self, base, size):
        """Is there RAM without a gap from base on?"""
        end = base
        for start, length in sorted(self.ram):
            if start <= end:
                end = max(end, start + length)
        return any(start <= base < start + length for start, length in self.ram) and end >= base + size


def signal_name(name):
    """One name for a QUADSPI's signal, which the pin data call differently from die to die."""
    name = name.replace("QUADSPI1_", "QUADSPI_")
    return "QUADSPI_BK1_NCS" if name == "QUADSPI_NCS" else name


def compare_instance(die, row):
    """Differences of one controller: (what, driver's, simulator's)."""
    name = row["instance"]
    if name not in die.instances:
        yield name, "present", "absent"
        return
    base, window, size, fifo, enable, enable_bit, reset, reset_bit = die.instances[name]
    pairs = (("io_base", base), ("mmap_base", window), ("mmap_size", size), ("fifo_bytes", fifo),
        ("rcc_enable_reg", enable), ("rcc_enable_bit", enable_bit), ("rcc_reset_reg", reset),
        ("rcc_reset_bit", reset_bit), ("idcode_addr", die.idcode))
    for key, value in pairs:
        if number(row[key]) != value:
            yield "%s %s" % (name, key), number(row[key]), value
    if row["core"] != die.core:
        yield "core", row["core"], die.core
    if not die.has_ram(number(row["sram_base"]), number(row["sram_size"])):
        yield "%s sram" % name, "%s+%s" % (row["sram_base"], row["sram_size"]), "not all of it is RAM"
    manager = die.manager or [None] * 5
    for key, value in (("io_manager_base", manager[0]), ("io_manager_rcc_enable_reg", manager[1]),
            ("io_manager_rcc_enable_bit", manager[2])):
        if number(row[key]) != value:
            yield "%s %s" % (name, key), number(row[key]), value


def compare_ports(die, row):
    """The driver computes ports' addresses and clock bits."""
    for letter, (base, _, enable, bit, _, _) in die.ports.items():
        index = ord(letter) - ord("A")
        wanted = number(row["gpio_base"]) + number(row["gpio_stride"]) * index
        if wanted != base:
            yield "port %s base" % letter, wanted, base
        if (number(row["gpio_rcc_enable_reg"]), index) != (enable, bit):
            yield "port %s clock" % letter, "%s bit %d" % (row["gpio_rcc_enable_reg"], index), \
                "%s bit %s" % (show(enable), bit)


def compare(simulator, names, instances, pins):
    """All differences, each a line."""
    found = []
    dies = [Die(simulator, name) for name in names]
    for die in dies:
        known = [row for row in instances if number(row["dev_id"]) == die.dev_id]
        if not known:
            found.append("%s: DEV_ID: none, 0x%03X" % (die.name, die.dev_id))
            continue
        different = [item for row in known for item in compare_instance(die, row)] + \
            list(compare_ports(die, known[0]))
        different += [(name, "absent", "present") for name in die.instances
            if name not in {row["instance"] for row in known}]
        drivers = {(row["pin"], signal_name(row["signal"]), int(row["af"])) for row in pins
            if row["die"] == known[0]["die"]}
        different += [("pin %s %s AF%d" % pin, "present", "absent") for pin in sorted(drivers - die.pins)]
        different += [("pin %s %s AF%d" % pin, "absent", "present") for pin in sorted(die.pins - drivers)]
        found += ["%s: %s: %s, %s" % (die.name, what, show(here), show(there)) for what, here, there in different]
    return list(dict.fromkeys(found))


def settled(path):
    """Patterns of settled differences: blocks of "- PATTERN" lines, each block followed by its reason."""
    with open(path, encoding="utf-8") as file:
        return [line[2:].rstrip("\n") for line in file if line.startswith("- ")]


def main():
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--simulator", default="stm32xspi-sim", help="the simulator; default: the one on the path")
    parser.add_argument("--instances", default=TOP / "data" / "stm32-xspi-instances.csv")
    parser.add_argument("--pins", default=TOP / "data" / "stm32-xspi-pins.csv")
    parser.add_argument("--settled", default=TOP / "data" / "die-differences.txt")
    parser.add_argument("--all", action="store_true", help="print settled differences, too")
    arguments = parser.parse_args()
    said = subprocess.run([arguments.simulator, "--list-dies"], check=True, stdout=subprocess.PIPE, timeout=60)
    names = said.stdout.decode().split()
    found = compare(arguments.simulator, names, rows(arguments.instances), rows(arguments.pins))
    patterns = settled(arguments.settled)
    unsettled = [line for line in found if not any(re.fullmatch(pattern, line) for pattern in patterns)]
    gone = [pattern for pattern in patterns if not any(re.fullmatch(pattern, line) for line in found)]
    for line in found if arguments.all else unsettled:
        print(line)
    for pattern in gone:
        print("settled, but there is no such difference: %s" % pattern)
    print("%d dies, %d differences, %d not settled" % (len(names), len(found), len(unsettled)), file=sys.stderr)
    return 1 if unsettled or gone else 0


if __name__ == "__main__":
    sys.exit(main())
