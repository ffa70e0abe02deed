#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# core/ compiles for a Cortex-M without an operating system or a C library: no header but the compiler's own, no
# undefined symbol but the accessors' and the four that every freestanding GCC may call. Prints TAP.
# Usage: freestanding.sh [COMPILER]; needs arm-none-eabi-gcc and -nm.

src=$(cd "$(dirname "$0")/../.." && pwd)
core=$src/src/flash/nor/stm32xspi/core
cc=${1:-arm-none-eabi-gcc}
nm=$(echo "$cc" | sed 's/gcc$/nm/')
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT

# volatile accesses, as an external loader binds them
cat > "$tmp/loader_io.h" << EOF
struct xspi_io { char unused; };
static inline int xspi_io_read(struct xspi_io *io, uint32_t addr, uint32_t *value)
{
	(void)io;
	*value = *(volatile uint32_t *)(uintptr_t)addr;
	return XSPI_OK;
}
static inline int xspi_io_read_fifo(struct xspi_io *io, uint32_t addr, uint32_t *words, uint32_t count,
		uint32_t then, uint32_t *value)
{
	for (uint32_t i = 0; i < count; i++)
		(void)xspi_io_read(io, addr, &words[i]);
	return xspi_io_read(io, then, value);
}
static inline int xspi_io_write(struct xspi_io *io, uint32_t addr, uint32_t value)
{
	(void)io;
	*(volatile uint32_t *)(uintptr_t)addr = value;
	return XSPI_OK;
}
static inline int xspi_io_poll(struct xspi_io *io, uint32_t addr, uint32_t mask, uint32_t value, uint32_t limit_us,
		uint32_t *last)
{
	for (; xspi_io_read(io, addr, last) == XSPI_OK && (*last & mask) != value; limit_us--)
		if (!limit_us)
			return XSPI_E_TIMEOUT;
	return XSPI_OK;
}
static inline void xspi_io_delay_us(struct xspi_io *io, uint32_t us)
{
	(void)io;
	while (us--)
		__asm__ volatile ("");
}
EOF

n=0
failed=0
result() {
	n=$((n + 1))
	if [ "$1" = 0 ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		failed=1
	fi
}

files=$(cd "$core" && ls ./*.c chips/*.c)
echo "1..$(($(echo "$files" | wc -l) + 1))"
for f in $files; do
	# -nostdinc but for the compiler's own headers: stdint.h, stdbool.h, stddef.h
	"$cc" -std=gnu99 -Os -mthumb -mcpu=cortex-m33 -ffreestanding -Wall -Wextra -Wshadow -Wstrict-prototypes \
		-Wbad-function-cast -Wcast-align -Wredundant-decls -Wpointer-arith -Wundef -Werror \
		-nostdinc -isystem "$("$cc" -print-file-name=include)" \
		-DXSPI_PLATFORM_HEADER="\"$tmp/loader_io.h\"" -c "$core/$f" -o "$tmp/$(basename "$f" .c).o"
	result $? "$f"
done
undefined=$("$cc" -mthumb -mcpu=cortex-m33 -nostdlib -r "$tmp"/*.o -o "$tmp/all.o" && "$nm" -u "$tmp/all.o" |
	grep -Ev ' (memcpy|memset|memmove|memcmp|__aeabi_[a-z0-9]*)$')
[ -e "$tmp/all.o" ] && [ -z "$undefined" ]
result $? "no undefined symbols $undefined"
exit $failed
