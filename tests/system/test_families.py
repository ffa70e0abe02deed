# SPDX-License-Identifier: GPL-2.0-or-later
"""Each family by its pins alone, from every state that a target is found in: a plain reset without a script, a running
application halted anywhere, between GDB's erase and write. What the set-up may change and what not; watchdogs."""

import re

import board as harness
import ticking
from board import EXT, Gdb, check
from images import noise

CONFIG = """source [find interface/stlink-dap.cfg]
transport select dapdirect_swd
set WORKAREASIZE 0x8000
source [find target/%s.cfg]
flash bank ext stm32xspi 0 0 0 0 [target current] -pins {%s}
"""
GPIO_REGISTERS = (0x00, 0x04, 0x08, 0x0C, 0x14, 0x20, 0x24)
GPIO_MODER, GPIO_PUPDR, GPIO_ODR = 0x00, 0x0C, 0x14
# RCC_CR of all of them
PLL_ON, PLL_READY = 1 << 24, 1 << 25
# Longer than the watchdog's 512 ms: 8 blocks of an IS25LP128F, typically 150 ms each
LONG_ERASE = 0x80000


class Family:
	"""Addresses from the reference manuals: clocks, supplies, GPIO, watchdogs; pll: what PLL1 needs before it is on."""

	def __init__(self, die, target, pins, rcc, pwr, gpio, gpio_clocks, wwdg_clock, pll=(), wwdg=0x40002C00,
			iwdg=0x40003000):
		self.die, self.target = die, target
		self.pins = dict(zip(pins.split()[::2], pins.split()[1::2]))
		self.rcc, self.pwr, self.gpio, self.gpio_clocks = rcc, pwr, gpio, gpio_clocks
		self.wwdg, self.wwdg_clock, self.iwdg = wwdg, wwdg_clock, iwdg
		self.pll = pll

	def simulated(self):
		"""The board's text: an IS25LP128F on the pins."""
		lines = ["# SPDX-License-Identifier: GPL-2.0-or-later", "title families", "die %s" % self.die,
			"chip chip0 is25lp128f", "probe ideal", "link target_mv 3300"]
		lines += ["wire %s %s%s" % (role.lower(), pin, " pull-up" if role in ("NCS", "IO2", "IO3") else "")
			for role, pin in self.pins.items()]
		return "\n".join(lines) + "\n"

	def config(self):
		return CONFIG % (self.target, " ".join("%s %s" % pair for pair in self.pins.items()))

	def port(self, pin):
		return self.gpio + 0x400 * (ord(pin[1]) - ord("A"))

	def clocks_end(self):
		"""Offset of RCC's first reset register: before it are oscillators, PLLs and switches."""
		return {0x40023800: 0x10, 0x40021000: 0x28, 0x46020C00: 0x60, 0x44020C00: 0x60, 0x58024400: 0x7C}[self.rcc]

	def spare_pin(self):
		"""A pin of the application's on the clock's port: (number, port's address)."""
		port = self.pins["CLK"][:2]
		taken = {int(pin[2:]) for pin in self.pins.values() if pin[:2] == port}
		return next(number for number in range(5, 13) if number not in taken), self.port(port + "0")

	def registers(self, board):
		"""Clock and supply controllers, and the ports in use: {address: value}."""
		found = {}
		blocks = [(self.rcc, 0x40), (self.pwr, 0x10)]
		for base, count in blocks:
			for line in board.control("peek 0x%x %d" % (base, count))[0]:
				address, value = line.split(": ")
				found[int(address, 16)] = int(value, 16)
		for base in sorted({self.port(pin) for pin in self.pins.values()}):
			found.update((base + offset, board.peek(base + offset)) for offset in GPIO_REGISTERS)
		return found


U585 = "CLK PF10 NCS PA2 IO0 PF8 IO1 PF9 IO2 PF7 IO3 PF6"
H7 = "CLK PF10 NCS PG6 IO0 PD11 IO1 PD12 IO2 PE2 IO3 PD13"
FAMILIES = (
	Family("stm32f469", "stm32f4x", "CLK PF10 NCS PB6 IO0 PF8 IO1 PF9 IO2 PF7 IO3 PF6", 0x40023800, 0x40007000,
		0x40020000, 0x40023830, (0x40023840, 1 << 11)),
	Family("stm32f746", "stm32f7x", "CLK PB2 NCS PB6 IO0 PD11 IO1 PD12 IO2 PE2 IO3 PD13", 0x40023800, 0x40007000,
		0x40020000, 0x40023830, (0x40023840, 1 << 11)),
	Family("stm32l476", "stm32l4x", "CLK PE10 NCS PE11 IO0 PE12 IO1 PE13 IO2 PE14 IO3 PE15", 0x40021000, 0x40007000,
		0x48000000, 0x4002104C, (0x40021058, 1 << 11), ["mww 0x4002100c 0x01001001"]),
	Family("stm32g474", "stm32g4x", "CLK PF10 NCS PA2 IO0 PF8 IO1 PF9 IO2 PF7 IO3 PF6", 0x40021000, 0x40007000,
		0x48000000, 0x4002104C, (0x40021058, 1 << 11), ["mww 0x4002100c 0x01000802"]),
	Family("stm32l562", "stm32l5x", "CLK PA3 NCS PA2 IO0 PB1 IO1 PB0 IO2 PA7 IO3 PA6", 0x40021000, 0x40007000,
		0x42020000, 0x4002104C, (0x40021058, 1 << 11), ["mww 0x4002100c 0x01001001"]),
	Family("stm32u585", "stm32u5x", U585, 0x46020C00, 0x46020800, 0x42020000, 0x46020C8C, (0x46020C9C, 1 << 11),
		["mww 0x46020c28 0x00040001"]),
	Family("stm32h563", "stm32h5x", H7.replace("PD11", "PB1").replace("PE2", "PC2"), 0x44020C00, 0x44020800, 0x42020000,
		0x44020C8C, (0x44020C9C, 1 << 11), ["mww 0x44020c28 0x00010809"]),
	Family("stm32h743", "stm32h7x", H7, 0x58024400, 0x58024800, 0x58020000, 0x580244E0, (0x580244E4, 1 << 6),
		wwdg=0x50003000, iwdg=0x58004800),
	Family("stm32h735", "stm32h7x", H7, 0x58024400, 0x58024800, 0x58020000, 0x580244E0, (0x580244E4, 1 << 6),
		wwdg=0x50003000, iwdg=0x58004800),
	Family("stm32h7b3", "stm32h7x", H7, 0x58024400, 0x58024800, 0x58020000, 0x58024540, (0x58024544, 1 << 6),
		wwdg=0x50003000, iwdg=0x58004800),
)


def write_and_verify(path, offset):
	"""Commands: written, verified by the driver and through the window."""
	return ("flash write_image erase %s 0x%x bin" % (path, EXT + offset),
		"flash verify_bank ext %s 0x%x" % (path, offset), "verify_image %s 0x%x bin" % (path, EXT + offset))


def after_a_plain_reset(family, kit):
	"""No clock, no script: the link at its slow start, the core as its reset leaves it."""
	del family
	data = noise(5000, seed=1)
	path = kit.write("plain.bin", data)
	kit.openocd("init", "reset halt", *write_and_verify(path, 0x1234)).good()
	kit.expect([(0x1234, data)])


def allowed(printed):
	"""Bits that the printed steps may change, by address."""
	bits = {}
	for command, address, value, clear in re.findall(
			r"^(mm?w[w]?) (0x[0-9A-F]{8}) (0x[0-9A-F]{8})(?: (0x[0-9A-F]+|0))?", printed, re.M):
		mask = 0xFFFFFFFF if command == "mww" else int(value, 16) | int(clear or "0", 16)
		bits[int(address, 16)] = bits.get(int(address, 16), 0) | mask
	return bits


def unchanged(family, before, after, bits):
	"""Oscillators, PLLs, clock switches and supplies as they were, whatever the steps say; the rest by steps alone."""
	for address, old in before.items():
		frozen = 0 <= address - family.rcc < family.clocks_end() or 0 <= address - family.pwr < 0x40
		changed = (old ^ after[address]) & ~(0 if frozen else bits.get(address, 0))
		check(not changed, "register 0x%08x was 0x%08x, is 0x%08x: not by the steps", address, old, after[address])


def over_a_running_application(family, kit):
	"""Halted anywhere, with a PLL that runs, a pin of its own, and a watchdog of 512 ms."""
	kit.load(noise(LONG_ERASE, seed=2))
	ticking.start(kit, family.iwdg, prescaler=0)
	pin, port = family.spare_pin()
	kit.openocd("init", "halt", *family.pll, "mmw 0x%x 0x%x 0" % (family.rcc, PLL_ON),
		"mmw 0x%x 0x%x 0" % (family.gpio_clocks, sum({1 << ord(p[1]) - ord("A") for p in family.pins.values()})),
		"mmw 0x%x 0x%x 0" % (port + GPIO_ODR, 1 << pin),
		"mmw 0x%x 0x%x 0x%x" % (port + GPIO_PUPDR, 2 << 2 * pin, 1 << 2 * pin),
		"mmw 0x%x 0x%x 0x%x" % (port + GPIO_MODER, 1 << 2 * pin, 2 << 2 * pin), "resume").good()
	ticking.runs(kit)
	before = family.registers(kit)
	check(before[family.rcc] & PLL_READY, "RCC_CR is 0x%08x: no PLL runs", before[family.rcc])
	resets = kit.counters()["core.reset"]
	data = noise(9000, seed=3)
	path = kit.write("over.bin", data)
	run = kit.openocd("init", "halt", "flash erase_address 0x%x 0x%x" % (EXT, LONG_ERASE),
		*write_and_verify(path, 0x4321), "stm32xspi setup ext", "resume").good()
	check(kit.counters()["core.reset"] == resets, "the watchdog has reset the target")
	kit.expect([(0x4321, data)])
	bits = allowed(run.output)
	check(len(bits) > 7, "only %d registers in the printed steps", len(bits))
	unchanged(family, before, family.registers(kit), bits)
	ticking.runs(kit)


def between_erase_and_write_of_gdb(family, kit):
	"""A reset there, by a button or a supply that fails: GDB goes on, and so does the driver."""
	del family
	data = noise(3000, seed=4)
	kit.load(noise(0x10000, seed=5))
	with kit.serve("reset halt") as server:
		gdb = Gdb(server.gdb_port())
		gdb.ask("qSupported")
		gdb.ask("qXfer:memory-map:read::0,fff")
		check(gdb.flash_erase(EXT, 0x10000) == "OK", "vFlashErase failed")
		gdb.monitor("reset halt")
		check(gdb.flash_write(EXT + 0x100, data) == "OK", "vFlashWrite failed")
		check(gdb.flash_done() == "OK", "vFlashDone failed")
		gdb.close()
	kit.expect([(0x100, data)])


def with_a_window_watchdog(family, kit):
	"""Nobody can feed it rightly: refused in words, nothing written; a reset ends it."""
	kit.blank()
	path = kit.write("window.bin", noise(100, seed=6))
	write = "flash write_bank ext %s 0" % path
	start = ("mmw 0x%x 0x%x 0" % family.wwdg_clock, "mww 0x%x 0xff" % family.wwdg)
	kit.openocd("init", "reset halt", *start, write).bad() \
		.says(r"the application has started the window watchdog \(WWDG\).*; \"reset halt\" first")
	kit.expect([])
	kit.openocd("init", "reset halt", write).good()
	kit.expect([(0, noise(100, seed=6))])


def family_test(family):
	def test(board):
		with harness.Board(board.write("family.board", family.simulated().encode())) as kit:
			kit.config = kit.write("family.cfg", family.config().encode())
			try:
				for part in (after_a_plain_reset, over_a_running_application, between_erase_and_write_of_gdb,
						with_a_window_watchdog):
					part(family, kit)
			finally:
				board.outputs += kit.outputs
			# the look at RCC is at whole blocks
			harness.clean(kit, {"unknown": "(RCC|PWR): read of offset .* where no register is known"})
	test.__name__ = "test_" + family.die
	return test


for _family in FAMILIES:
	globals()["test_" + _family.die] = family_test(_family)

if __name__ == "__main__":
	harness.main(globals())
