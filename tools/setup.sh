# SPDX-License-Identifier: GPL-2.0-or-later
#
# Shared by quickstart and check (sourced): installs what is missing, gets OpenOCD's source, configures, and builds into
# build/. Each step says what it does and how long it took; its output goes to build/log/. Safe to interrupt and repeat.
# The caller has set top (the project's folder) and me (the command's name).

packages="autoconf automake libtool pkg-config make gcc libc6-dev texinfo bzip2 python3 gcc-arm-none-eabi
binutils-arm-none-eabi libunicorn-dev libcmocka-dev libjim-dev libusb-1.0-0-dev libhidapi-dev libjaylink-dev
libftdi1-dev fonts-dejavu-core"

build=$top/build
root=$build/root
log=$build/log
child=
began=$(date +%s)

say() {
	printf '%s: %s\n' "$me" "$*"
}

die() {
	for line; do
		printf '%s: %s\n' "$me" "$line" >&2
	done
	exit 1
}

# stop_child: end the step at work with all that it started ("timeout" passes the signal on to its process group)
stop_child() {
	[ -z "$child" ] || { kill -TERM "$child"; wait "$child"; } 2>/dev/null || true
	child=
}

interrupted() {
	trap '' INT TERM HUP
	stop_child
	# The handler may run while a step's output is redirected; 3 is the terminal's.
	printf '\n%s: interrupted; run it again to go on\n' "$me" >&3
	exit "$1"
}

# bounded SECONDS COMMAND...: run it so that a signal to this script ends it too
bounded() {
	seconds=$1
	shift
	timeout -k 10 "$seconds" "$@" < /dev/null &
	child=$!
	wait "$child" && status=0 || status=$?
	child=
	return "$status"
}

# step NAME SECONDS TEXT COMMAND...: run a command with its output in log/NAME.log; on failure return its status
step() {
	name=$1
	limit=$2
	text=$3
	shift 3
	start=$(date +%s)
	printf '%s: %s ... ' "$me" "$text"
	bounded "$limit" "$@" > "$log/$name.log" 2>&1 && status=0 || status=$?
	if [ "$status" -eq 0 ]; then
		printf '%d s\n' $(($(date +%s) - start))
	elif [ "$status" -eq 124 ]; then
		printf 'stopped after %d s\n' "$limit"
	else
		printf 'failed after %d s\n' $(($(date +%s) - start))
	fi
	return "$status"
}

# show_log NAME: the end of a failed step's log, and where the rest is
show_log() {
	printf -- '--- the last lines of %s\n' "$log/$1.log" >&2
	tail -n 25 "$log/$1.log" >&2
	printf -- '--- all of it: %s\n' "$log/$1.log" >&2
}

# lock: one run at a time in build/; a second one waits, up to 20 minutes
lock() {
	mkdir -p "$log" || die "cannot write to $build"
	exec 9>> "$build/.lock"
	flock -n 9 && return 0
	say "another run is at work in $build; waiting for it to end, up to 20 minutes"
	flock -w 1200 9 || die "the other run still holds $build/.lock after 20 minutes; end it, then try again"
}

# missing_packages: those of $packages that are not installed
missing_packages() {
	# shellcheck disable=SC2086
	installed=" $(dpkg-query -W -f '${Package} ${db:Status-Status}\n' $packages 2>/dev/null |
		sed -n 's/ installed$//p' | tr '\n' ' ')"
	for package in $packages; do
		case $installed in
		*" $package "*) ;;
		*) printf '%s ' "$package" ;;
		esac
	done
}

# install_packages: through apt, only what is missing, only as root
install_packages() {
	if ! command -v dpkg-query > /dev/null || ! command -v apt-get > /dev/null; then
		say "no dpkg and apt here; configure will name what is missing"
		return 0
	fi
	missing=$(missing_packages)
	[ -n "$missing" ] || return 0
	[ "$(id -u)" -eq 0 ] || die "these Debian packages are missing: $missing" \
		"only root can install them; as root run:" \
		"  apt-get update && apt-get install --no-install-recommends $missing"
	export DEBIAN_FRONTEND=noninteractive
	apt_options="-o Acquire::Retries=2 -o Acquire::http::Timeout=30 -o Acquire::https::Timeout=30"
	apt_options="$apt_options -o DPkg::Lock::Timeout=120"
	say "missing packages: $missing"
	# A failed update is no end: what the machine already knows may do.
	# shellcheck disable=SC2086
	step apt-update 300 "updating the package lists" apt-get -q $apt_options update || true
	# shellcheck disable=SC2086
	step apt-install 1200 "installing them through apt" \
		apt-get -q -y $apt_options install --no-install-recommends $missing && return 0
	unfetched=$(sed -n 's|^E: Failed to fetch .*/\([^/_]*\)_[^/]*[[:space:]]\{2,\}.*|\1|p
		s/^E: Unable to locate package //p
		s/^E: Package .\([^ ]*\). has no installation candidate/\1/p' "$log/apt-install.log" | sort -u | tr '\n' ' ')
	if [ -n "$unfetched" ]; then
		grep -hE '^E:' "$log/apt-install.log" | head -n 3 >&2
		die "these packages could not be fetched: $unfetched" \
			"all that apt said: $log/apt-update.log, $log/apt-install.log" \
			"is there a network, and a Debian entry in the apt configuration?"
	fi
	show_log apt-install
	die "not installed: $(missing_packages)"
}

# make_step NAME SECONDS TEXT TARGET...: make in build/
make_step() {
	name=$1
	limit=$2
	text=$3
	shift 3
	step "$name" "$limit" "$text" make -C "$build" -j"$(nproc)" "$@"
}

# build_all: a run that was cut off may leave a half-written object that only shows at the link; then again from clean
build_all() {
	cut=
	[ ! -f "$build/.building" ] || cut=yes
	touch "$build/.building"
	make_step build-openocd 1200 "building OpenOCD 0.12.0 with the stm32xspi driver" openocd-build &&
		make_step build 900 "building the simulated board and the example firmware" all &&
		make_step install 300 "installing into $root" stage && failed= || failed=$name
	if [ -n "$failed" ] && [ -n "$cut" ]; then
		say "the last run was interrupted; building again from clean"
		make_step clean 120 "cleaning" clean || { show_log clean; die "make clean failed"; }
		rm -f "$build/.building"
		build_all
		return
	fi
	[ -z "$failed" ] || { show_log "$failed"; die "the build failed"; }
	rm -f "$build/.building"
}

# configured: are configure and build/ there, complete, and for this tarball and place?
configured() {
	[ -f "$top/configure" ] && [ -f "$build/Makefile" ] && [ "$(cat "$build/.configured" 2>/dev/null)" = "$*" ]
}

# set_up: everything up to an installed build/root
set_up() {
	exec 3>&2
	trap 'interrupted 130' INT
	trap 'interrupted 143' TERM
	trap 'interrupted 129' HUP
	lock
	install_packages
	[ ! -f "$top/config.status" ] || die "$top was configured in place; run \"make distclean\" there first"

	step get-openocd 700 "getting the OpenOCD 0.12.0 source" "$top/openocd/get" "$build/download" ||
		{ grep '^openocd/get:\|^  ' "$log/get-openocd.log" >&2; die "no OpenOCD source"; }
	tarball=$(tail -n 1 "$log/get-openocd.log")

	if ! configured "$top" "$tarball"; then
		rm -f "$build/.configured"
		step autoreconf 120 "making configure" autoreconf -fi "$top" ||
			{ show_log autoreconf; die "autoreconf failed"; }
		step configure 120 "configuring" \
			env -C "$build" "$top/configure" --quiet "--prefix=$root" "--with-openocd=$tarball" ||
			{ grep 'error:' "$log/configure.log" >&2 || show_log configure; die "configure failed"; }
		printf '%s\n' "$top $tarball" > "$build/.configured"
	fi
	build_all
	say "everything is built in $root ($(($(date +%s) - began)) s in all)"
}
