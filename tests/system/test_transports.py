# SPDX-License-Identifier: GPL-2.0-or-later
"""What test_main_job and test_erase show, over OpenOCD's default transport hla_swd; and which probes there are.

In bench time, because then the simulator has nothing to do while OpenOCD thinks.
"""

import re
import subprocess

import board as harness
import test_erase
import test_gdb
import test_main_job
import test_stub_faults
from board import BENCH_TIME, CONFIG, EXT, EXT_BANK, OPENOCD, check
from images import noise, write_elf

# The same chip commands as in other cases, but minutes of erasing.
LEFT_OUT = ("test_erase_whole_chip",)
# A transport that OpenOCD lists for each probe which doc/probes.md describes.
PROBES = (("interface/stlink-dap.cfg", "dapdirect_swd"), ("interface/stlink.cfg", "hla_swd"),
	("interface/cmsis-dap.cfg", "swd"), ("interface/jlink.cfg", "swd"))


def test_hla_was_really_used(board):
	board.script("flash probe %s" % EXT_BANK).good()
	counters = board.counters()
	check(counters.get("link.usb.read_debug_register", 0) > 0, "no debug register was read by an HLA command")
	check(counters.get("link.usb.read_dap", 0) == 0, "the debug port was read: this was no HLA link")


def test_check_command(board):
	board.script("stm32xspi check %s" % EXT_BANK).good().says(r"ok +chip +IS25LP128F").says(r"ok +mapped")


def test_check_command_finds_an_open_line(board):
	board.control("fault chip0 io0 open")
	board.script("stm32xspi check %s" % EXT_BANK).bad().says(r"ok +controller").says(r"FAIL +id")


def test_firmware_rejects_wrong_external_data(board):
	"""Here a run begins with "reset run" while the core stands at the BKPT which ended the last one's checksum.
	OpenOCD's hla_target takes the core for halted behind that reset, and steps over the BKPT by writing PC."""
	test_main_job.test_firmware_rejects_wrong_external_data(board)


test_firmware_rejects_wrong_external_data.dirty = {
	"violation": r"core: DCRSR written \(0x0001000f\) while the core is not halted"
}


def test_fault_in_the_stub(board):
	test_stub_faults.test_fault_in_the_stub(board)


test_fault_in_the_stub.arguments = ()


def test_gdb_load_twice(board):
	test_gdb.test_load_of_the_example_twice_then_it_runs(board)


test_gdb_load_twice.arguments = ()


def test_gdb_load_over_a_busy_application(board):
	"""OpenOCD's hla_target leaves the application's interrupts on while an algorithm runs: the driver masks them.
	OpenOCD's own algorithm for the internal flash does not survive them."""
	image = board.path("external.elf")
	write_elf(image, [(EXT + 0x8000, noise(70000, seed=30))])
	test_gdb.load_over_busy(board, image=image)


test_gdb_load_over_a_busy_application.arguments = ()


def run(*arguments):
	"""OpenOCD without a board: (exit status, output)."""
	done = subprocess.run([OPENOCD, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
		stderr=subprocess.STDOUT, timeout=30, check=False)
	return done.returncode, done.stdout.decode(errors="replace")


def test_board_file_takes_the_probe_chosen_before_it(_):
	"""Without a probe this goes as far as the configuration: transport, target, bank."""
	for interface, transport in PROBES:
		status, output = run("-f", interface, "-c", "transport select %s" % transport, "-f", CONFIG,
			"-c", "echo \"<[transport select]> <[flash list]>\"; shutdown")
		check(status == 0, "%s: exit status %d: %s", interface, status, output[-600:])
		check("<%s>" % transport in output, "%s: transport %s was not kept: %s", interface, transport, output[-600:])
		check(re.search(r"stm32xspi", output), "%s: no bank of stm32xspi: %s", interface, output[-600:])


def test_adapters_are_built_in(_):
	_, output = run("-c", "echo [adapter list]; shutdown")
	for adapter in ("hla", "st-link", "cmsis-dap", "jlink"):
		check(re.search(r"(?m)^\s*\d+: %s\b" % adapter, output), "adapter %s is not in: %s", adapter, output)


def collected():
	"""The tests of the other modules, then those of this one."""
	found = {}
	for module in (vars(test_main_job), vars(test_erase), globals()):
		found.update((name, item) for name, item in module.items()
			if name.startswith("test_") and callable(item) and name not in LEFT_OUT)
	return found


if __name__ == "__main__":
	harness.main(collected(), ("hla_swd",), BENCH_TIME)
