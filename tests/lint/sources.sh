# SPDX-License-Identifier: GPL-2.0-or-later
#
# Our C sources and how each group is compiled (sourced by the lints that read C; the caller has set top).

build=${XSPI_BUILD:-$top/build}
openocd=$build/openocd-src
groups="driver stub sim unit core_run firmware"

warnings="-Wall -Wextra -Wshadow -Wstrict-prototypes -Wbad-function-cast -Wcast-align -Wredundant-decls -Wpointer-arith"
warnings="$warnings -Wundef -Wsign-compare -Werror"

# sources GROUP: its C files, one per line
sources() {
	case $1 in
	driver) find "$top/src/flash/nor/stm32xspi" -name '*.c' ;;
	stub) find "$top/contrib/loaders/flash/stm32xspi" -name '*.c' ;;
	sim) find "$top/sim" -name '*.c' ;;
	unit) find "$top/tests/unit" "$top/tests/fuzz" -name '*.c' ! -name test_core_run.c ;;
	core_run) echo "$top/tests/unit/test_core_run.c" ;;
	firmware) find "$top/examples" "$top/tests/system" -name '*.c' ;;
	esac | sort
}

# flags GROUP: what the preprocessor and the front end need, one per line
flags() {
	case $1 in
	driver)
		printf '%s\n' -std=gnu99 -DHAVE_CONFIG_H "-I$build/openocd-obj" "-I$openocd/src" -Wno-unused-parameter
		;;
	stub) printf '%s\n' -std=gnu99 -ffreestanding ;;
	firmware) printf '%s\n' -std=c17 -ffreestanding "-I$top/examples/font" ;;
	sim) printf '%s\n' -std=gnu17 -D_DEFAULT_SOURCE '-DBOARDS_DIR=""' ;;
	core_run) printf '%s\n' -std=gnu17 "-I$top/tests/unit/fake_cortex_m" "-I$top/tests/unit/fake_openocd" ;;
	unit)
		printf '%s\n' -std=gnu17 "-I$top/tests/unit" "-I$top/tests/unit/fake_openocd" \
			'-DXSPI_PLATFORM_HEADER="io_script.h"' '-DTEST_DATA_DIR=""'
		;;
	esac
}

# on_group GROUP COMMAND...: run a command with the group's flags and files behind its own arguments
on_group() {
	group=$1
	shift
	IFS='
'
	# shellcheck disable=SC2046
	set -- "$@" $(flags "$group") $(sources "$group")
	unset IFS
	"$@"
}
