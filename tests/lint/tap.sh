# SPDX-License-Identifier: GPL-2.0-or-later
#
# TAP for the shell lints (sourced): plan N, then N times: LINES | result TITLE, or skip.

plan() {
	echo "1..$1"
}

# result TITLE: reads lines that should not be there; none is a pass
result() {
	found=$(cat)
	if [ -z "$found" ]; then
		echo "ok - $1"
	else
		echo "not ok - $1"
		printf '%s\n' "$found" | head -n 40 | sed 's/^/# /'
	fi
}

# skip TITLE REASON: a test that cannot run here
skip() {
	echo "ok - $1 # SKIP $2"
}

# silent COMMAND...: prints the output of a command only if it fails
silent() {
	said=$("$@" 2>&1) || printf '%s\n%s: exit status %d\n' "$said" "$1" $?
}
