#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The committed die and pin tables are what the generator makes from data/.

top=${XSPI_SRC:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$top/tests/lint/tap.sh"

plan 1
silent python3 "$top/tools/gen_tables.py" --check | result "gen/tables.c equals what data/ gives"
