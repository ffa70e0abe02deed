#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Identification against chips that lie, with sanitizers: from every real SFDP dump and the kept corpus onwards. A short
# run; STM32XSPI_LONG=1 makes ten million and puts what it has found into the corpus.

top=${XSPI_SRC:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$top/tests/lint/tap.sh"
corpus=$top/tests/fuzz/corpus/sfdp
core=$top/src/flash/nor/stm32xspi/core
runs=300000
[ -z "${STM32XSPI_LONG:-}" ] || runs=10000000

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/new" "$work/seeds"

# build OPTION...: the target with sanitizers
build() {
	clang -g -O1 -std=gnu17 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
		-DXSPI_PLATFORM_HEADER='"io_script.h"' "-I$top/tests/unit" "$@" -o "$work/fuzz" "$top/tests/fuzz/fuzz_sfdp.c" \
		"$core/nor.c" "$core/sfdp.c" "$core"/chips/*.c
}

# seeds: a chip for each dump, its ID from the index
seeds() {
	"${PYTHON3:-python3}" - "$top/data/sfdp" "$work/seeds" << 'PY'
import csv
import os
import sys

folder, out = sys.argv[1:]
with open(os.path.join(folder, "index.csv")) as index:
    for row in csv.DictReader(index):
        with open(os.path.join(folder, row["file"])) as dump:
            words = [word for line in dump if not line.startswith("#") for word in line.split()]
        chip = bytes.fromhex((row["jedec_id"] + "000000")[:6] if row["jedec_id"] else "9d6018")
        with open(os.path.join(out, row["file"]), "wb") as seed:
            seed.write(chip + bytes(int(word, 16) for word in words))
PY
}

# fuzz: prints the end of the log if anything is found
fuzz() {
	"$work/fuzz" -runs="$runs" -seed=1 -max_len=2048 -print_final_stats=1 -artifact_prefix="$work/" "$work/new" \
		"$work/seeds" "$corpus" > "$work/log" 2>&1 || grep -E '^line|ERROR|runtime error|^Base64' "$work/log"
}

plan 4
silent build | result "the fuzz target builds"
silent seeds | result "a seed from each dump"
fuzz | result "$runs chips that lie"
sed -n 's/^stat::number_of_executed_units: */# executed: /p' "$work/log"
found=$(find "$work/seeds" -type f | wc -l)
{ [ "$found" -gt 80 ] || echo "$found seeds, wanted one for each dump"; } | result "all dumps"
[ -z "${STM32XSPI_LONG:-}" ] || "$work/fuzz" -merge=1 "$corpus" "$work/seeds" "$work/new" 2> "$work/log"
