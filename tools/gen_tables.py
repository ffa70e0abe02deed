#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Make src/flash/nor/stm32xspi/gen/tables.c from data/stm32-xspi-instances.csv and data/stm32-xspi-pins.csv.

    tools/gen_tables.py            write the file
    tools/gen_tables.py --check    compare only; exit status 1 and a message if it differs
"""

import csv
import re
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
INSTANCES = TOP / "data" / "stm32-xspi-instances.csv"
PINS = TOP / "data" / "stm32-xspi-pins.csv"
OUTPUT = TOP / "src" / "flash" / "nor" / "stm32xspi" / "gen" / "tables.c"

# start of the family column -> enum xspi_family; the first that fits counts
FAMILIES = [
    ("STM32F4", "F4"), ("STM32F7", "F7"), ("STM32L4R", "L4PLUS"), ("STM32L4P", "L4PLUS"), ("STM32L4", "L4"),
    ("STM32L5", "L5"), ("STM32U3", "U3"), ("STM32U5", "U5"), ("STM32G4", "G4"), ("STM32WBA", "WBA"),
    ("STM32WB", "WB"), ("STM32H5", "H5"), ("STM32C5", "C5"), ("STM32H7R", "H7RS"), ("STM32H7", "H7"),
    ("STM32N6", "N6"), ("STM32MP1", "MP1"),
]

# signal name -> group (see struct xspi_pin) and role
SIGNAL = re.compile(r"(?:(?P<quad>QUADSPI1?)(?:_BK(?P<bank>[12]))?|(?:OCTOSPIM|XSPIM)_P(?P<port>[12])"
                    r"|(?P<name>(?:OCTO|H|X)SPI[123]))_(?P<role>[A-Z]+[0-9]*)$")

# roles that a bank on up to eight data lines with one chip select does not have
UNUSED_ROLE = re.compile(r"NCLK|NCS2|DQS1|IO(8|9|1[0-5])$")
ROLE_NAMES = {"NCS1": "NCS", "DQS0": "DQS"}
ROLES = ["CLK", "NCS"] + ["IO%d" % i for i in range(8)] + ["DQS"]

WIDTH = 120


def rows(path):
    """Rows of a CSV file whose comment lines start with '#'."""
    with path.open(newline="", encoding="utf-8") as f:
        return list(csv.DictReader(line for line in f if not line.startswith("#")))


def family(text):
    """Name in enum xspi_family."""
    for start, name in FAMILIES:
        if text.startswith(start):
            return name
    sys.exit("%s: no family known for '%s': add it to FAMILIES and to setup.c" % (INSTANCES.name, text))


def features(row):
    """Names in enum xspi_feature: the matrix of doc/controllers.md."""
    fam, kind, die = family(row["family"]), row["kind"], row["die"]
    out = []
    if kind == "quadspi":
        # STM32L47x/L48x and WB have no second bank
        if fam != "WB" and die != "DIE415":
            out.append("DUAL_MEM")
        return out + ["SIOO", "AUTO_POLL"]
    new = fam in ("H7RS", "N6", "C5", "WBA") or die == "H5E-H5F"
    phy = kind == "hspi" or fam in ("H7RS", "N6")
    if fam != "WBA":
        out.append("DUAL_MEM")
    if not new:
        out.append("SIOO")
    if not phy:
        out.append("DLYBYP")
    if new or kind == "hspi":
        out.append("MSEL_30")
    if phy:
        out.append("CAL")
    out.append("LINES_8")
    if kind == "hspi" or (phy and row["instance"] == "XSPI1"):
        out.append("LINES_16")
    if fam != "WBA":
        out.append("AUTO_POLL")
    return out


def die_pins(pin_rows, instances):
    """(group, role, port letter, pin number, AF) of one die, sorted; both banks of a QUADSPI get the shared clock."""
    names = [r["instance"] for r in instances]
    out = set()
    banks = any("_BK2_" in r["signal"] for r in pin_rows)
    for r in pin_rows:
        m = SIGNAL.match(r["signal"])
        if not m:
            sys.exit("%s: signal '%s' of %s not understood" % (PINS.name, r["signal"], r["die"]))
        role = ROLE_NAMES.get(m["role"], m["role"])
        if UNUSED_ROLE.match(m["role"]):
            continue
        if role not in ROLES:
            sys.exit("%s: role of signal '%s' of %s not understood" % (PINS.name, r["signal"], r["die"]))
        if m["quad"]:
            groups = [int(m["bank"]) - 1 if m["bank"] else 0]
            if role == "CLK" and banks:
                groups = [0, 1]
        elif m["port"]:
            groups = [int(m["port"]) - 1]
        else:
            groups = [names.index(m["name"])]
        for group in groups:
            out.add((group, ROLES.index(role), r["pin"][1], int(r["pin"][2:]), int(r["af"])))
    return sorted(out)


def wrap(items):
    """Lines of comma-separated items, with a tab, within WIDTH columns (a tab counts 4)."""
    line = ""
    for item in items:
        if line and 4 + len(line) + 1 + len(item) + 1 > WIDTH:
            yield "\t" + line
            line = ""
        line += (" " if line else "") + item + ","
    if line:
        yield "\t" + line


def bit(text):
    return text if text else "0"


def reg(text):
    return "0x%08X" % int(text, 16) if text else "0"


def ident(die):
    return re.sub("[^a-z0-9]+", "_", die.lower())


def instance_text(r):
    bits = ["XSPI_F_" + f + " |" for f in features(r)]
    bits[-1] = bits[-1][:-2]
    half = bits if len(bits) < 6 else bits[:5] + ["\n\t\t\t" + bits[5]] + bits[6:]
    return ("\t{ \"%s\", %s, %s, %s,\n\t\t%s, %s, %s, %s, %d, %s,\n\t\t%s },"
            % (r["instance"], reg(r["io_base"]), reg(r["mmap_base"]), reg(r["mmap_size"]), reg(r["rcc_enable_reg"]),
               reg(r["rcc_reset_reg"]), r["rcc_enable_bit"], r["rcc_reset_bit"], r["kind"] == "quadspi",
               r["fifo_bytes"], " ".join(half).replace(" \n", "\n")))


def manager(r):
    if not r["io_manager_base"]:
        return "NONE"
    return "XSPIM" if family(r["family"]) in ("H7RS", "N6", "H5") else "OCTOSPIM"


def generate():
    """Text of tables.c."""
    dies = {}
    for r in rows(INSTANCES):
        dies.setdefault(r["die"], []).append(r)
    pins = {}
    for r in rows(PINS):
        if r["die"] not in dies:
            sys.exit("%s: die %s is not in %s" % (PINS.name, r["die"], INSTANCES.name))
        pins.setdefault(r["die"], []).append(r)

    text = [
        "// SPDX-License-Identifier: GPL-2.0-or-later",
        "",
        "/*",
        " * Generated by tools/gen_tables.py from the CSV files in data/. Do not edit.",
        " */",
        "",
        '#include "../setup.h"',
        '#include "../core/util.h"',
        '#include "../core/xspi_feature.h"',
        "",
        "#define P(group, role, port, pin, af)\t{ group, SETUP_##role, (port) - 'A', pin, af }",
    ]

    shared = {}
    for die, instances in dies.items():
        text += ["", "static const struct xspi_instance instances_%s[] = {" % ident(die)]
        text += [instance_text(r) for r in instances] + ["};"]
        table = tuple(die_pins(pins.get(die, []), instances))
        if not table or table in shared:
            continue
        shared[table] = ident(die)
        text += ["", "static const struct xspi_pin pins_%s[] = {" % ident(die)]
        text += wrap("P(%d, %s, '%s', %d, %d)" % (g, ROLES[role], port, pin, af) for g, role, port, pin, af in table)
        text += ["};"]

    text += ["", "const struct xspi_die xspi_dies[] = {"]
    for die, instances in dies.items():
        r = instances[0]
        table = tuple(die_pins(pins.get(die, []), instances))
        name = "pins_" + shared[table] if table else "NULL"
        text += [
            "\t{ %s, XSPI_FAMILY_%s, XSPI_MANAGER_%s, \"%s\",\n\t\t%s, %s, %s, %s, %s, %s, %s,\n"
            "\t\t%d, instances_%s, %d, %s },"
            % (r["dev_id"] or "0", family(r["family"]), manager(r), r["family"], reg(r["idcode_addr"]),
               reg(r["gpio_base"]), "0x%X" % int(r["gpio_stride"], 16), reg(r["gpio_rcc_enable_reg"]),
               reg(r["io_manager_base"]), reg(r["io_manager_rcc_enable_reg"]), bit(r["io_manager_rcc_enable_bit"]),
               len(instances), ident(die), len(table), name)]
    text += [
        "};",
        "",
        "const unsigned int xspi_die_count = XSPI_COUNT(xspi_dies);",
        "",
        "const struct xspi_die *xspi_find_die(uint16_t dev_id)",
        "{",
        "\tfor (unsigned int i = 0; dev_id && i < xspi_die_count; i++)",
        "\t\tif (xspi_dies[i].dev_id == dev_id)",
        "\t\t\treturn &xspi_dies[i];",
        "\treturn NULL;",
        "}",
    ]
    return "\n".join(text) + "\n"


def main():
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit(__doc__.strip())
    text = generate().encode()
    if not sys.argv[1:]:
        OUTPUT.write_bytes(text)
        return
    if not OUTPUT.exists() or OUTPUT.read_bytes() != text:
        sys.exit("%s is not what tools/gen_tables.py makes from data/: run it" % OUTPUT.relative_to(TOP))


if __name__ == "__main__":
    main()
