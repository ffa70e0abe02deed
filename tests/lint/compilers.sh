#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# No compiler has anything to say, neither gcc nor clang, whichever of them the build uses.

top=${XSPI_SRC:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$top/tests/lint/tap.sh"
. "$top/tests/lint/sources.sh"

plan 13
for group in $groups; do
	case $group in
	stub | firmware)
		# pointers are 32 bits wide there
		gcc="arm-none-eabi-gcc -mcpu=cortex-m33"
		clang="clang --target=arm-none-eabi -mcpu=cortex-m33"
		;;
	*)
		gcc=gcc
		clang=clang
		;;
	esac
	# shellcheck disable=SC2086
	silent on_group "$group" $gcc -fsyntax-only $warnings | result "gcc: $group"
	# shellcheck disable=SC2086
	silent on_group "$group" $clang -fsyntax-only $warnings | result "clang: $group"
done

# A warning must not get lost on its way here.
bad=$(mktemp -d)
trap 'rm -rf "$bad"' EXIT
cat > "$bad/bad.c" << EOF
int bad(int a);
int bad(int a)
{
	int b = a;

	for (int i = 0; i < a; i++) {
		int b = i;
		a -= b;
	}
	return a + b;
}
EOF
for compiler in gcc clang; do
	# shellcheck disable=SC2086
	! $compiler -fsyntax-only $warnings "$bad/bad.c" 2> /dev/null || echo "$compiler lets a shadowed variable pass"
done | result "a warning is an error"
