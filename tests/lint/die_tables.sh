#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The simulator's die tables and the driver's come from different sources; where they differ, a manual has settled it.

top=${XSPI_SRC:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$top/tests/lint/tap.sh"

simulator=${XSPI_BUILD:-$top/build}/sim/stm32xspi-sim
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT

# finds PATTERN COMMAND...: prints a complaint unless the command fails and says something like the pattern
finds() {
	pattern=$1
	shift
	if said=$("$@" 2>&1); then
		echo "it passes"
	fi
	printf '%s\n' "$said" | grep -q -- "$pattern" || printf 'no /%s/ in: %s\n' "$pattern" "$said"
}

plan 4
diff_dies() {
	python3 "$top/tools/die_diff.py" --simulator "$simulator" "$@"
}
silent diff_dies | result "every difference is settled"

sed 's/^DIE472,0x472,OCTOSPI1,0x44021000/DIE472,0x472,OCTOSPI1,0x44021400/' "$top/data/stm32-xspi-instances.csv" \
	> "$scratch/instances.csv"
finds 'stm32l562: OCTOSPI1 io_base: 0x44021400, 0x44021000' diff_dies --instances "$scratch/instances.csv" |
	result "a wrong address is found"

{ cat "$top/data/die-differences.txt" && echo "- stm32l562: OCTOSPI1 io_base: .*"; } > "$scratch/settled.txt"
silent diff_dies --instances "$scratch/instances.csv" --settled "$scratch/settled.txt" |
	result "a settled difference is accepted"

{ cat "$top/data/die-differences.txt" && echo "- stm32l562: nothing.*"; } > "$scratch/settled.txt"
finds 'no such difference: stm32l562: nothing' diff_dies --settled "$scratch/settled.txt" |
	result "an entry without a difference is found"
