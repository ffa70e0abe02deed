#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# openocd/overlay makes the same tree from OpenOCD's folder as from its tarball, and leaves the folder alone; it can be
# used twice; a tree that it does not know is named. With a checkout of OpenOCD's master in $OPENOCD_CHECKOUT: that tree
# takes the overlay as well, and the driver compiles against its headers without a word.

top=${XSPI_SRC:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$top/tests/lint/tap.sh"
. "$top/tests/lint/sources.sh"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
pristine=$build/openocd-src.orig
[ -d "$pristine" ] || pristine=$(sed -n 's/^OPENOCD_SOURCE = //p' "$build/Makefile")

overlay() {
	python3 "$top/openocd/overlay" "$@" 2>&1
}

# same A B: names of the files that differ, but for what the build system has made
same() {
	for folder in src tcl contrib; do
		diff -rq -x Makefile.in -x 'config*' -x libjaylink "$1/$folder" "$2/$folder"
	done
	for file in doc/Makefile.am doc/openocd.texi doc/stm32xspi.texi configure.ac Makefile.am; do
		cmp "$1/$file" "$2/$file"
	done
}

plan 5
{
	overlay "$pristine" "$scratch/tree" > "$scratch/said" || cat "$scratch/said"
	same "$scratch/tree" "$openocd"
	overlay "$pristine" "$scratch/tree"
} | result "a folder gives the tree that was built; again, it changes nothing"
grep -rl stm32xspi "$pristine/src" "$pristine/doc" "$pristine/tcl" | result "the folder is as it was"
{
	cp -r "$scratch/tree/." "$scratch/in-place"
	overlay --in-place "$scratch/in-place"
} | result "in place, too"
{
	cp -r "$pristine/." "$scratch/other"
	sed -i 's/stmqspi_flash/qspi_flash/' "$scratch/other/src/flash/nor/driver"*
	! overlay "$scratch/other" "$scratch/none" > "$scratch/said" || echo "a tree without stmqspi was taken"
	grep -q 'drivers\.c.*"extern const struct flash_driver stmqspi_flash;" is missing' "$scratch/said" ||
		cat "$scratch/said"
} | result "an unknown tree is named, with file and line"

title="the driver fits OpenOCD's master"
if [ -z "${OPENOCD_CHECKOUT:-}" ]; then
	skip "$title" "OPENOCD_CHECKOUT names no checkout"
else
	{
		overlay "$OPENOCD_CHECKOUT" "$scratch/master" > "$scratch/said" || cat "$scratch/said"
		openocd=$scratch/master
		# shellcheck disable=SC2086
		silent on_group driver gcc -fsyntax-only $warnings
	} | result "$title"
fi
