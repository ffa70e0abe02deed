#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The driver's chapter in OpenOCD's manual: built to info, HTML and PDF (where there is a TeX) without a warning.
# Every command and option that the driver has is in it, and every command has help and usage.

top=${XSPI_SRC:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$top/tests/lint/tap.sh"

build=${XSPI_BUILD:-$top/build}
root=${XSPI_ROOT:-$build/root}
chapter=$top/doc/stm32xspi.texi
source=$build/openocd-src/doc
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT

# asked COMMAND: what OpenOCD says to a command, with a bank of the driver, without a board
asked() {
	"$root/bin/openocd" -f board/st/stm32l562-is25lp128f.cfg -c "$1" -c shutdown 2>&1
}

# commands: the subcommands of stm32xspi, one per line
commands() {
	asked "usage stm32xspi" | sed -n 's/^ *stm32xspi \([a-z_][a-z_]*\).*/\1/p' | sort -u
}

plan 7
if [ ! -f "$source/openocd.texi" ] || ! command -v makeinfo > /dev/null; then
	skip "info" "no makeinfo, or no OpenOCD source"
	skip "HTML" "the same"
else
	makeinfo -I "$source" -o "$tmp/openocd.info" "$source/openocd.texi" 2>&1 | result "info without a warning"
	makeinfo --html --no-split -I "$source" -o "$tmp/openocd.html" "$source/openocd.texi" 2>&1 |
		result "HTML without a warning"
fi
if command -v pdftex > /dev/null && command -v texi2pdf > /dev/null; then
	cd "$tmp" || exit 1
	silent texi2pdf --batch -I "$source" -o openocd.pdf "$source/openocd.texi" | result "PDF of the whole manual"
	# OpenOCD's own chapters have lines that stick out, so this one stands alone for that
	cat > chapter.texi << EOF
\\input texinfo
@settitle stm32xspi
@ifnottex
@node Top
@top stm32xspi
@end ifnottex
@node Flash Driver
@chapter Flash Driver
@include stm32xspi.texi
@bye
EOF
	{
		silent texi2pdf --batch -I "$top/doc" -o chapter.pdf chapter.texi
		grep -iE -A2 '(over|under)full|warning|^!' chapter.log
		grep -q "^Output written on chapter.pdf ([1-9][0-9]* page" chapter.log || echo "no page was made"
	} | result "PDF of the chapter: no warning, no line that sticks out"
	cd "$top" || exit 1
else
	skip "PDF of the whole manual" "no TeX: apt-get install --no-install-recommends texlive-base"
	skip "PDF of the chapter" "the same"
fi
{
	[ -n "$(commands)" ] || echo "openocd lists no command"
	for name in $(commands); do
		grep -q "^@deffn {Command} {stm32xspi $name}" "$chapter" || echo "stm32xspi $name"
	done
} | result "every command is in the manual"
sed -n 's/^	{ "\(-[a-z-]*\)", parse_.*/\1/p' "$top/src/flash/nor/stm32xspi/options.c" | while read -r name; do
	grep -q -- "^@item @option{$name}" "$chapter" || echo "$name"
done | result "every option is in the manual"
for name in $(commands); do
	asked "help stm32xspi $name" | grep -A3 "stm32xspi $name" | grep -q "^ *[A-Z][a-z]* " || echo "stm32xspi $name"
done | result "every command has help"
