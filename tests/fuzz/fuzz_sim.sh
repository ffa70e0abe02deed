#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What comes to the simulator from outside, with sanitizers: board files, the ST-Link's port, control commands, the
# clock. First in the process, by libFuzzer from the kept corpus onwards; then random bytes over TCP to the ports of the
# whole program. A short run; STM32XSPI_LONG=1 makes a long one and puts what it has found into the corpus.

top=${XSPI_SRC:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$top/tests/lint/tap.sh"
corpus=$top/tests/fuzz/corpus/sim
runs=2500
rounds=80
[ -z "${STM32XSPI_LONG:-}" ] || { runs=2000000; rounds=20000; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/new"
FUZZ_BOARD=$top/sim/boards/stm32l562-is25lp128f.board
export FUZZ_BOARD

flags="-g -O1 -std=gnu17 -D_DEFAULT_SOURCE -fno-sanitize-recover=all"
checks=address,undefined

# build: the objects of the simulator's library, then with them the fuzzer and the program
build() {
	mkdir "$work/obj" && cd "$work/obj" || return 1
	# shellcheck disable=SC2086  # words are wanted
	sed -n "s|^	%D%/src/\(.*\.c\).*|$top/sim/src/\1|p" "$top/sim/local.mk" | sort -u | xargs -P 2 -n 8 \
		clang $flags "-fsanitize=fuzzer-no-link,$checks" "-DBOARDS_DIR=\"$top/sim/boards\"" -c || return 1
	ar rcs libsim.a ./*.o || return 1
	# shellcheck disable=SC2086
	clang $flags "-fsanitize=$checks" -o "$work/sim" "$top/sim/src/main.c" libsim.a -lunicorn -lm || return 1
	# shellcheck disable=SC2086
	clang $flags "-fsanitize=fuzzer,$checks" -o "$work/fuzz" "$top/tests/fuzz/fuzz_sim.c" libsim.a -lunicorn -lm
}

# fuzz: prints the end of the log if anything is found
fuzz() {
	"$work/fuzz" -runs="$runs" -seed=1 -max_len=1024 -timeout=60 -rss_limit_mb=4096 -close_fd_mask=3 \
		-print_final_stats=1 -artifact_prefix="$work/" "$work/new" "$corpus" > "$work/log" 2>&1 ||
		grep -E 'SUMMARY|ERROR|runtime error|#[0-4] |^Base64' "$work/log" | head -20
}

plan 3
silent build | result "simulator and fuzz target build with sanitizers"
fuzz | result "$runs inputs: board files, link, control commands"
sed -n 's/^stat::number_of_executed_units: */# executed: /p' "$work/log"
[ -z "${STM32XSPI_LONG:-}" ] || "$work/fuzz" -merge=1 -close_fd_mask=3 "$corpus" "$work/new" 2> "$work/log"
"${PYTHON3:-python3}" "$top/tests/fuzz/ports.py" "$work/sim" "$FUZZ_BOARD" "$rounds" 2>&1 |
	result "$rounds rounds of random bytes to each port"
