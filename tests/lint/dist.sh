#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The tarball of "make dist" holds every file of the repository, and besides them only what autoreconf makes.

top=${XSPI_SRC:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$top/tests/lint/tap.sh"

if ! [ -e "$top/.git" ] || ! command -v git > /dev/null; then
	echo "1..0 # SKIP not in a git clone: nothing to compare the tarball with"
	exit 0
fi
plan 1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
{
	silent make -s -C "${XSPI_BUILD:-$top/build}" distdir distdir="$scratch/dist" am__remove_distdir=:
	(cd "$scratch/dist" && find . -type f | sed 's|^\./||' |
		grep -vE '^(aclocal\.m4|configure|Makefile\.in|build-aux/.*)$' | sort) > "$scratch/packed"
	git -c safe.directory='*' -C "$top" ls-files --cached --others --exclude-standard | sort > "$scratch/wanted"
	comm -23 "$scratch/wanted" "$scratch/packed" | sed 's/$/: not in the tarball/'
	comm -13 "$scratch/wanted" "$scratch/packed" | sed 's/$/: in the tarball, but not in the repository/'
} | result "the tarball is complete"
