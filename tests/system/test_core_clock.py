# SPDX-License-Identifier: GPL-2.0-or-later
"""The core's clock after a plain reset, which is slow on most dies: raised while the driver works, put back exactly,
after failures too; left alone where it is fast, or not the driver's business. Times are bench time."""

import os
import re
import signal
import time

import board as harness
from board import BENCH_TIME, Board, check
from images import noise

SIZE = 128 * 1024
DATA = noise(SIZE, seed=51)
LONG_DATA = noise(3 * SIZE, seed=51)		# where much of the time is the link's, or the gain is small
WRITE, VERIFY, ERASE = "flash write_image %s 0x90000000 bin", "flash verify_image %s 0x90000000 bin", \
	"flash erase_address 0x90000000 0x8000"
RCC, U5_RCC, H5_RCC, ACR = 0x40021000, 0x46020C00, 0x44020C00, 0x40022000
DROPIN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "dropin.tcl")
RAISED = r"(?m)^Info : ext: core clock raised from (\d+) to (\d+) kHz \((\w+)\) while the driver works"


class Die:
	"""A board, and the registers that must be as before: {address: bits of it that stay changed}.

	MSIRGSEL (RCC_CR bit 3 of L4 and L5, ICSCR1 bit 23 of U5) can be set only, so that it stays.
	"""

	def __init__(self, board, target, pins, raised, registers):
		self.board, self.target, self.pins, self.raised, self.registers = board, target, pins, raised, registers


L5 = Die("stm32l562-is25lp128f", "stm32l5x", "CLK PA3 NCS PA2 IO0 PB1 IO1 PB0 IO2 PA7 IO3 PA6",
	("4000", "24000", "MSI"), {RCC: 8, RCC + 0x08: 0, RCC + 0x58: 0, ACR: 0})
L4 = Die("stm32l476g-disco", "stm32l4x", "CLK PE10 NCS PE11 IO0 PE12 IO1 PE13 IO2 PE14 IO3 PE15",
	("4000", "48000", "MSI"), {RCC: 8, RCC + 0x08: 0, RCC + 0x58: 0, ACR: 0})
U5 = Die("stm32u585-is25lp128f", "stm32u5x", "CLK PF4 NCS PI5 IO0 PF0 IO1 PF1 IO2 PF2 IO3 PF3",
	("4000", "24000", "MSI"), {U5_RCC: 0, U5_RCC + 0x08: 1 << 23, U5_RCC + 0x20: 0, U5_RCC + 0x94: 0, ACR: 0})
H5 = Die("stm32h563-is25lp128f", "stm32h5x", "CLK PF10 NCS PG6 IO0 PB1 IO1 PD12 IO2 PC2 IO3 PD13",
	("32000", "64000", "HSI"), {H5_RCC: 0, H5_RCC + 0x1C: 0, H5_RCC + 0x20: 0, ACR: 0})


def image_of(die):
	return LONG_DATA if die in (U5, H5) else DATA


def use(board, die, options=""):
	"""The die's target file with a bank of its pins."""
	base = "0x70000000" if die is U5 else "0x90000000"
	board.config = board.write("die.cfg", (
		"source [find interface/stlink-dap.cfg]\ntransport select dapdirect_swd\nset WORKAREASIZE 0x10000\n"
		"source [find target/%s.cfg]\nflash bank ext stm32xspi %s 0 0 0 $_TARGETNAME -pins {%s} %s\n"
		% (die.target, base, die.pins, options)).encode())


def registers(board, die):
	return {address: board.peek(address) for address in die.registers}


def check_registers(board, die, before):
	for address, now in registers(board, die).items():
		kept = die.registers[address]
		check((now ^ before[address]) & ~kept == 0, "0x%08x reads 0x%08x, was 0x%08x", address, now, before[address])


def timed(*commands):
	"""Commands, each followed by the microseconds that it took."""
	return [part for command in commands
		for part in ("set start [clock microseconds]", command,
			"echo \"took [expr {[clock microseconds] - $start}] us\"")]


def took(result):
	return [int(text) for text in re.findall(r"(?m)^took (\d+) us", result.output)]


def halted(board, *commands):
	return board.openocd("init", "reset halt", "adapter speed 24000", *commands)


def work(board, die, commands, options=""):
	"""Write, verify, erase, and in between the registers; returns times in us."""
	use(board, die, options)
	path = board.write("image.bin", image_of(die))
	commands = [command % path if "%s" in command else command for command in commands]
	if die is U5:
		commands = [command.replace("0x90000000", "0x70000000") for command in commands]
	halted(board).good()
	before = registers(board, die)
	result = halted(board, *timed(*commands)).good()
	check_registers(board, die, before)
	return result, took(result)


def raised_and_back(die):
	def test(board):
		with Board(die.board, arguments=(*BENCH_TIME, "--probe", "stlink-v3")) as kit:
			result, fast = work(kit, die, ("flash probe ext", WRITE, VERIFY, ERASE, "stm32xspi info ext"))
			board.outputs += kit.outputs
			told = re.findall(RAISED, result.output)
			check(told == [die.raised], "told: %s", told)
			result.says(r"core clock %s kHz; while the driver works %s kHz" % die.raised[:2])
			kit.expect([(0x8000, image_of(die)[0x8000:])])
			harness.clean(kit, ())
			kit.blank()
			result, slow = work(kit, die, ("flash probe ext", WRITE, VERIFY, ERASE), "-keep-clock")
			board.outputs += kit.outputs
			result.says_not("core clock raised")
			harness.clean(kit, ())
			if die is not H5:
				check(fast[1] < 0.6 * slow[1], "write took %d us, at the clock of a reset %d us", fast[1], slow[1])
				check(fast[2] < 0.4 * slow[2], "verify took %d us, at the clock of a reset %d us", fast[2], slow[2])
			else:
				check(fast[2] < slow[2], "verify took %d us, at the clock of a reset %d us", fast[2], slow[2])
	test.__name__ = "test_raised_and_put_back_%s" % die.target
	return test


test_raised_and_put_back_stm32l5x = raised_and_back(L5)
test_raised_and_put_back_stm32l4x = raised_and_back(L4)
test_raised_and_put_back_stm32u5x = raised_and_back(U5)
test_raised_and_put_back_stm32h5x = raised_and_back(H5)


def test_put_back_after_failures(board):
	use(board, L5)
	path = board.write("image.bin", DATA)
	halted(board).good()
	before = registers(board, L5)
	write = WRITE % path
	for fault in ("program fail at 0x1234", "erase fail at 0x1234", "weak bit"):
		if fault == "weak bit":
			board.load(noise(4096, seed=52))		# not erased: the comparison fails
			command = write
		else:
			board.control("fault chip0 %s" % fault)
			board.load(noise(0x8000, seed=53))
			command = "flash write_image erase %s 0x90000000 bin" % path
		halted(board, command).bad().says(RAISED)
		board.control("fault chip0 none")
		check_registers(board, L5, before)
	# no chip: nothing comes of the set-up
	board.control("fault chip0 chip absent")
	halted(board, "flash probe ext").bad()
	check_registers(board, L5, before)
	board.control("fault chip0 chip fitted")
	board.blank()
	halted(board, write, VERIFY % path).good()
	check_registers(board, L5, before)


def wait_at_work(board, process):
	"""Until pages are programmed, at a raised clock."""
	end = time.monotonic() + harness.OPENOCD_LIMIT_S
	while process.poll() is None and time.monotonic() < end:
		if board.counters().get("nor.op.32", 0) > 100:
			check(board.peek(RCC) & 0xF8 == 0x98, "RCC_CR reads 0x%08x", board.peek(RCC))
			return
		time.sleep(0.01)
	raise harness.Failure("nothing was programmed")


def test_reset_on_the_way(board):
	"""What was there before a reset must not come back."""
	use(board, L5)
	path = board.write("image.bin", noise(4 << 20, seed=54))
	process = board.start_openocd(board.openocd_command(("init", "reset halt", "adapter speed 24000",
		"mww 0x%08x 0x6b; mww 0x%08x 0x7b" % (RCC, RCC), WRITE % path, "shutdown")))
	wait_at_work(board, process)
	board.control("reset")
	board.finish_openocd(process).bad().says("was reset while the stub ran")
	check(board.peek(RCC) & 0xF8 == 0x60, "RCC_CR reads 0x%08x", board.peek(RCC))
	check(board.peek(ACR) & 0xF == 0, "FLASH_ACR reads 0x%08x", board.peek(ACR))


test_reset_on_the_way.dirty = {"violation": r"unclocked: write of .* to OCTOSPI1 .* is lost"}


def test_killed_on_the_way(board):
	"""A driver that is killed leaves a fast clock; the next one works, and leaves it as it finds it."""
	use(board, L5)
	path = board.write("image.bin", noise(4 << 20, seed=55))
	process = board.start_openocd(board.openocd_command(("init", "reset halt", "adapter speed 24000", WRITE % path,
		"shutdown")))
	wait_at_work(board, process)
	process.send_signal(signal.SIGKILL)
	process.wait(harness.OPENOCD_LIMIT_S)
	process.stdout.close()
	path = board.write("image.bin", DATA)
	board.openocd("init", "halt", "adapter speed 24000", "flash write_image erase %s 0x90000000 bin" % path,
		VERIFY % path).good().says_not("core clock raised")
	check(board.peek(RCC) & 0xF8 == 0x98, "RCC_CR reads 0x%08x", board.peek(RCC))
	halted(board, VERIFY % path).good().says(RAISED)
	check(board.peek(RCC) & 0xF0 == 0x60, "RCC_CR reads 0x%08x", board.peek(RCC))


def test_speed_limit_holds_at_the_raised_clock(board):
	use(board, L5, "-speed 5MHz")
	path = board.write("image.bin", DATA)
	result = halted(board, WRITE % path, VERIFY % path, "stm32xspi info ext").good().says(RAISED)
	clock = int(re.search(r"serial clock (\d+) kHz", result.output).group(1))
	check(2000 < clock <= 5000, "serial clock %d kHz", clock)


def test_left_alone(board):
	"""A clock from the PLL, and a bank without pins, even at the clock of a reset."""
	path = board.write("image.bin", DATA[:16384])
	keeps = "set cr [mrw 0x%08x]; set acr [mrw 0x%08x]; %%s; if {[mrw 0x%08x] != $cr || [mrw 0x%08x] != $acr} " \
		"{error changed}" % (RCC, ACR, RCC, ACR)
	board.script("flash probe ext", keeps % (WRITE % path)).good().says_not("core clock raised")
	board.blank()
	board.config = DROPIN
	halted(board, "dropin_setup 1-1-1", "flash probe ext", keeps % (WRITE % path)).good().says_not("core clock raised")
	check(board.peek(RCC) & 0xF8 == 0x60, "RCC_CR reads 0x%08x", board.peek(RCC))
	board.expect([(0, DATA[:16384])])


def test_slow_clock_that_cannot_be_raised(board):
	"""The regulator is in low-power run mode: told once, and the work is done."""
	use(board, L5)
	path = board.write("image.bin", DATA[:16384])
	halted(board, "mww 0x%08x 0x5b" % RCC, "mww 0x%08x 0x10000000" % (RCC + 0x58), "mmw 0x40007000 0x4000 0",
		WRITE % path, VERIFY % path).good().says_not("core clock raised") \
		.says(r"(?m)^Info : ext: the core runs at \d+ kHz, which is slow for this, and stays so: the regulator is in"
			r" low-power run mode")
	board.expect([(0, DATA[:16384])])


# the regulator itself is not modelled
test_slow_clock_that_cannot_be_raised.dirty = {"unknown": "PWR: 0x4400 written to offset 0x0"}


def test_option(board):
	use(board, L5, "-keep-clock -keep-clock")
	board.openocd().says("-keep-clock given twice")
	board.config = board.write("none.cfg", b"source [find interface/stlink-dap.cfg]\ntransport select dapdirect_swd\n"
		b"source [find target/stm32l5x.cfg]\n"
		b"flash bank ext stm32xspi 0x90000000 0 0 0 $_TARGETNAME 0x44021000 -keep-clock\n")
	board.openocd().says("-keep-clock goes with -pins; without them no clock is changed")


if __name__ == "__main__":
	harness.main(globals(), arguments=BENCH_TIME)
