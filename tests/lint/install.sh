#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# "make install" below DESTDIR brings all that the documents name, under the configured prefix and nowhere else; "make
# uninstall" leaves no file behind.

top=${XSPI_SRC:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$top/tests/lint/tap.sh"

build=${XSPI_BUILD:-$top/build}
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
installed=$root/opt/xspi

# packed TARGET: its output only if it fails
packed() {
	silent make -s -C "$build" "$1" DESTDIR="$root" prefix=/opt/xspi
}

wanted="bin/openocd bin/stm32xspi-sim bin/stm32xspi-simctl bin/stm32xspi-bench-run lib/stm32xspi/simtime.so
share/man/man1/openocd.1 share/man/man1/stm32xspi-sim.1 share/man/man1/stm32xspi-bench-run.1
share/openocd/scripts/stm32xspi.tcl share/openocd/scripts/board/st/stm32l562-is25lp128f.cfg
share/openocd/scripts/target/stm32l5x.cfg share/stm32xspi/boards/stm32l562-is25lp128f.board
share/stm32xspi/examples/font.elf share/stm32xspi/stub/stm32xspi.inc"

plan 4
packed install | result "make install"
{
	for file in $wanted; do
		[ -s "$installed/$file" ] || echo "$file is missing"
	done
	find "$root" -type f ! -path "$installed/*"
	for info in "$installed"/share/info/openocd.info*; do
		! grep -q 'stm32xspi xfer' "$info" || touch "$root/described"
	done
	[ -e "$root/described" ] || echo "the manual does not have the driver's commands"
	rm -f "$root/described"
} | result "what is installed"
silent "$installed/bin/openocd" -s "$installed/share/openocd/scripts" -f board/st/stm32l562-is25lp128f.cfg \
	-c "shutdown" | result "the installed openocd reads the installed board file"
{
	packed uninstall
	find "$root" ! -type d
} | result "make uninstall leaves nothing"
