#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The committed stub is what its sources give, position independent and within its limits.

top=${XSPI_SRC:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$top/tests/lint/tap.sh"
folder=$top/contrib/loaders/flash/stm32xspi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# limit NAME: a number from the protocol header
limit() {
	sed -n "s/^#define $1[[:space:]]*\([0-9]*\)u.*/\1/p" "$folder/stm32xspi_proto.h"
}

plan 4
compiler=$(make -s -f "$folder/Makefile" compiler)
if grep -q " with $compiler " "$folder/stm32xspi.inc"; then
	silent make -s -f "$folder/Makefile" check |
		result "the committed .inc equals the rebuilt one, wherever it is linked"

	# The same in a copy of the folders whose committed file has one byte changed: it must fail.
	for part in contrib/loaders/flash/stm32xspi src/flash/nor/stm32xspi/core; do
		mkdir -p "$scratch/copy/$part"
		cp -R "$top/$part/." "$scratch/copy/$part"
	done
	copy=$scratch/copy/contrib/loaders/flash/stm32xspi
	sed '9s/0x[0-9a-f]\([0-7]\),/0x4\1,/; 9s/0x[0-9a-f]\([89a-f]\),/0x7\1,/' "$folder/stm32xspi.inc" \
		> "$copy/stm32xspi.inc"
	{
		! cmp -s "$folder/stm32xspi.inc" "$copy/stm32xspi.inc" || echo "no byte was changed"
		! make -s -f "$copy/Makefile" check > /dev/null 2>&1 || echo "the changed file was taken for the right one"
	} | result "a changed byte in the committed .inc is seen"
else
	reason="the committed .inc was built with another compiler than $compiler"
	skip "the committed .inc equals the rebuilt one, wherever it is linked" "$reason"
	skip "a changed byte in the committed .inc is seen" "$reason"
fi

size=$(grep -o '0x..,' "$folder/stm32xspi.inc" | wc -l)
most=$(limit STUB_MAX_CODE)
{ [ "$size" -gt 0 ] && [ "$size" -le "$most" ] || echo "the stub has $size bytes, the limit is $most"; } |
	result "code size $size of $most bytes"

make -s -f "$folder/Makefile" OUT="$scratch" "$scratch/stm32xspi.inc" > "$scratch/log" 2>&1
cat "$scratch"/*.su 2>/dev/null > "$scratch/stack"
[ -s "$scratch/stack" ] && python3 "$top/tools/stack_use.py" "$scratch/stm32xspi.elf" "$(limit STUB_STACK_SIZE)" \
	"$scratch"/*.su > "$scratch/log" 2>&1 || cat "$scratch/log" > "$scratch/bad"
cat "$scratch/bad" 2>/dev/null | result "$(tail -n 1 "$scratch/log")"
