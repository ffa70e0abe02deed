#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The scripts end at once when they are interrupted, with all that they started, and say so.

top=${XSPI_SRC:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$top/tests/lint/tap.sh"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# A script with one long step, set up as quickstart and check are.
cat > "$scratch/nap" << TXT
set -eu
me=nap
top=$scratch
. "$top/tools/setup.sh"
mkdir -p "\$log"
exec 3>&2
trap 'interrupted 143' TERM
step nap 60 "sleeping" sh -c 'echo \$\$ > "$scratch/pid"; exec sleep 60'
echo "not interrupted"
TXT

plan 3
sh "$scratch/nap" > "$scratch/said" 2>&1 &
nap=$!
for _ in 1 2 3 4 5 6 7 8 9 10; do
	[ -s "$scratch/pid" ] || sleep 0.5
done
began=$(date +%s)
kill -TERM "$nap"
wait "$nap" && status=0 || status=$?
took=$(($(date +%s) - began))

{ [ "$status" -eq 143 ] || echo "exit status $status, wanted 143"; [ "$took" -lt 5 ] || echo "it took $took s"; } |
	result "an interrupted step ends the script"
{ grep -q '^nap: interrupted; run it again to go on$' "$scratch/said" || cat "$scratch/said"; } | result "it says so"
{ ! kill -0 "$(cat "$scratch/pid")" 2> /dev/null || echo "the step's process still runs"; } | result "nothing goes on"
