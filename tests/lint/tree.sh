#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Rules that hold for the whole tree: who may include whom, no machine's paths, licence lines, sizes, syntax.

top=${XSPI_SRC:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$top/tests/lint/tap.sh"
cd "$top" || exit 1

# files PATTERN...: the project's own files that match a name pattern
files() {
	for pattern; do
		find . \( -path ./build -o -path ./.git -o -path ./build-aux -o -path ./autom4te.cache \
			-o -path ./root -o -name _build -o -name 'openocd-src*' -o -name openocd-obj -o -name __pycache__ \) \
			-prune -o -type f -name "$pattern" -print
	done | sort
}

text_files() {
	files '*' | grep -vE '^\./(aclocal\.m4|configure|configure~|Makefile\.in|data/sfdp/)'
}

# hits PATTERN FILE...: matching lines with file and line number
hits() {
	pattern=$1
	shift
	[ $# -eq 0 ] || grep -nHIE "$pattern" "$@"
}

include='#[[:space:]]*include[[:space:]]*'

plan 12

# shellcheck disable=SC2046
{
	hits "$include"'[<"][^>"]*(src/flash|contrib/loaders|stm32xspi|spi_mem\.h)' $(files '*.[ch]' | grep '^\./sim/')
	hits '^[^#]*(src/flash|contrib/loaders|[(/]data/)' $(files '*.mk' | grep '^\./sim/')
} | result "the simulator includes nothing of the driver's"

hits "$include"'[<"][^>"]*(tests|sim)/' $(files '*.[chS]' | grep -E '^\./(src|contrib)/') |
	result "the driver and the stub include nothing of the simulator's or the tests'"

hits "$include"'"\.\./(setup|family|driver|plan|stub_host)\.h"' $(files '*.[ch]' | grep '^\./src/.*/core/') |
	result "core includes nothing above it"

hits '(^|[^[:alnum:]_.$}])/(home|work|farm|tmp/w)/|[d]eb\.debian\.org|[s]ecurity\.debian\.org' $(text_files) |
	result "no path of a machine and no package host"

hits '[.][.]/shared/' $(text_files) | result "nothing reads a folder beside the project"

for file in $(files '*.[ch]' '*.S' '*.ld' '*.py' '*.sh' '*.cfg' '*.tcl' '*.mk' Makefile Makefile.am configure.ac); do
	head -n 3 "$file" | grep -q 'SPDX-License-Identifier: GPL-2.0-or-later' || echo "$file: no SPDX line"
done | result "every source file names its licence"

for file in quickstart check openocd/get openocd/overlay openocd/prepare \
		$(files '*.[ch]' '*.S' '*.py' '*.sh' '*.tcl' '*.cfg' | grep -v '/gen/'); do
	lines=$(wc -l < "$file")
	[ "$lines" -le 900 ] || echo "$file: $lines lines, at most 900"
	expand -t 4 "$file" | awk -v name="$file" \
		'length($0) > 120 { printf "%s:%d: %d columns, at most 120\n", name, NR, length($0) }'
done | result "no file above 900 lines, no line above 120 columns"

hits '\b(TODO|FIXME|XXX|HACK)\b' $(files '*.[ch]' '*.S' '*.py' '*.tcl' '*.cfg' '*.mk') |
	result "nothing left open in the code"

for file in quickstart check .ci/run openocd/get openocd/prepare $(files '*.sh'); do
	sh -n "$file" 2>&1
done | result "shell scripts parse"

for file in openocd/overlay $(files '*.py'); do
	python3 -c 'import ast, sys; ast.parse(open(sys.argv[1], encoding="utf-8").read())' "$file" 2>&1 | tail -n 1
done | result "Python files parse"

# in the list that counts, which is the one that make is given
for file in tests/system/test_*.py tests/unit/test_*.c sim/tests/test_*.c tests/lint/*.sh tests/fuzz/*.sh; do
	case $file in */tap.sh | */sources.sh) continue ;; esac
	name=${file##*/}
	found=$(cat tests/local.mk sim/local.mk | grep -cE "(/|_)${name%.c}([ .]|\$)|${name%.c}_SOURCES")
	[ "$found" -gt 0 ] || echo "$file: in no list of tests"
done | result "every test is listed"

for list in system_tests lint_tests unit_tests; do
	found=$(grep -cE "^$list *=" tests/local.mk)
	[ "$found" = 1 ] || echo "tests/local.mk: $list is set $found times"
done | result "no list of tests is set twice"
