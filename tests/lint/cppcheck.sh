#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# cppcheck finds nothing but what cppcheck.txt lists with its reasons.

top=${XSPI_SRC:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$top/tests/lint/tap.sh"
. "$top/tests/lint/sources.sh"

# check ARGUMENT...
check() {
	silent cppcheck --quiet -j 2 --enable=warning,style,performance,portability --std=c11 --error-exitcode=1 \
		"--suppressions-list=$top/tests/lint/cppcheck.txt" --template='{file}:{line}: {message} [{id}]' \
		-UXSPI_PLATFORM_HEADER "$@"
}

plan 2
check "$top/src" "$top/contrib" "$top/sim" "$top/tests" "$top/examples" |
	result "driver, stub, simulator, tests, example"

bad=$(mktemp -d)
trap 'rm -rf "$bad"' EXIT
printf 'int bad(int n)\n{\n\tint a[3] = { 0 };\n\n\treturn a[3] + n;\n}\n' > "$bad/bad.c"
{
	check "$bad/bad.c" | grep -q arrayIndexOutOfBounds || echo "an index out of bounds was not found"
} | result "a finding fails"
