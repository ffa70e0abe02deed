#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# clang-tidy with the checks of .clang-tidy finds nothing in the driver, the stub and the simulator. In the simulator it
# looks less deep, which takes a tenth of the time. One process per file: version 14 mixes up va_list over several.

top=${XSPI_SRC:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$top/tests/lint/tap.sh"
. "$top/tests/lint/sources.sh"

# tidy FLAG...: prints what is found in the files whose names are read
tidy() {
	xargs -P 2 -I @@ sh -c '
		config=$1 file=$2
		shift 2
		found=$(clang-tidy -quiet "--config-file=$config" "$file" -- "$@" 2>&1) || printf "%s\n" "$found"' \
		sh "$top/.clang-tidy" @@ "$@"
}

plan 4
for group in driver stub sim; do
	IFS='
'
	# shellcheck disable=SC2046
	set -- $(flags "$group")
	unset IFS
	case $group in
	stub) set -- --target=arm-none-eabi -mcpu=cortex-m3 "$@" ;;
	sim) set -- "$@" -Xclang -analyzer-config -Xclang mode=shallow ;;
	esac
	sources "$group" | grep -v '/sim/tests/' | tidy "$@" | result "$group"
done

bad=$(mktemp -d)
trap 'rm -rf "$bad"' EXIT
cat > "$bad/bad.c" << EOF
int bad(int n)
{
	int a;

	if (n > 3)
		a = 1;
	return a;
}
EOF
{
	echo "$bad/bad.c" | tidy | grep -q clang-analyzer-core || echo "an uninitialized value was not found"
} | result "a finding fails"
