#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# OpenOCD's own checkpatch finds nothing in what is meant for its tree. A release tarball has no checkpatch: this needs
# a checkout of OpenOCD, as the tree configured with or in $OPENOCD_CHECKOUT. Without one, style.py alone looks.

top=${XSPI_SRC:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$top/tests/lint/tap.sh"

tree=${OPENOCD_CHECKOUT:-${XSPI_BUILD:-$top/build}/openocd-src}
if ! [ -e "$tree/tools/scripts/checkpatch.pl" ]; then
	echo "1..0 # SKIP no checkpatch: $tree is no checkout of OpenOCD; name one in OPENOCD_CHECKOUT"
	exit 0
fi
plan 2

# checkpatch FILE...: in OpenOCD's tree, for its .checkpatch.conf and lists of words. A macro that makes an initializer
# may use a constant twice: what OpenOCD's commits say by "Checkpatch-ignore:".
checkpatch() {
	(cd "$tree" && perl tools/scripts/checkpatch.pl --file --terse --quiet --ignore MACRO_ARG_REUSE "$@" 2>&1)
}

# shellcheck disable=SC2046
checkpatch $(find "$top/src" "$top/contrib" "$top/tcl" "$top/doc/stm32xspi.texi" -type f ! -name '*.inc') |
	grep -v '^total: 0 ' | result "driver, stub, scripts and manual"

bad=$(mktemp -d)
trap 'rm -rf "$bad"' EXIT
printf '// SPDX-License-Identifier: GPL-2.0-or-later\n\nint bad(int n)\n{\n\treturn(n);\n}\n' > "$bad/bad.c"
{
	checkpatch "$bad/bad.c" | grep -q RETURN_PARENTHESES || echo "parentheses around what is returned were not found"
} | result "a finding fails"
