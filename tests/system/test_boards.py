# SPDX-License-Identifier: GPL-2.0-or-later
"""Every file in tcl/board/st: it is read, its reset-init first does what the target's does; and where the simulator
has the die, the board made of the file's own pins is programmed and verified, twice, and compared behind OpenOCD's
back."""

import glob
import os
import re

import board as harness
from board import check
from images import noise

FOLDER = os.path.join(harness.TOP, "tcl", "board", "st")
FILES = sorted(os.path.basename(path)[:-4] for path in glob.glob(os.path.join(FOLDER, "*.cfg")))
SIZE = 64 * 1024

# board file -> die and chip as the simulator calls them
SIMULATED = {
	"b-l475e-iot01a": ("stm32l475", "mx25r6435f"),
	"stm32l476g-disco": ("stm32l476", "n25q128a"),
	"stm32f746g-disco": ("stm32f746", "n25q128a"),
	"stm32f769i-disco": ("stm32f769", "mx25l51245g"),
	"stm32h735g-dk": ("stm32h735", "mx25lm51245g"),
	"stm32h750b-dk": ("stm32h750", "mt25ql512"),
	"stm32h7b3i-dk": ("stm32h7b3", "mx25lm51245g"),
	"stm32h573i-dk": ("stm32h563", "mx25lm51245g"),
	"stm32l562e-dk": ("stm32l562", "mx25lm51245g"),
	"b-u585i-iot02a": ("stm32u585", "mx25lm51245g"),
	"stm32u5g9j-dk2": ("stm32u5g9", "mx66lm1g45g"),
	"stm32u5g7-is25lp512mj": ("stm32u5g7", "is25lp512mj"),
	"stm32l562-is25lp128f": ("stm32l562", "is25lp128f"),
}


# Families without a board file here, second banks and ports: name, die as the simulator calls it, OpenOCD's target
# file, pins of the die's table, window
FAMILIES = (
	("stm32f412", "stm32f412", "stm32f4x", "CLK PB2 NCS PB6 IO0 PF8 IO1 PF9 IO2 PF7 IO3 PF6", 0x90000000),
	("stm32f412_bank_2", "stm32f412", "stm32f4x", "CLK PB1 NCS PC11 IO0 PE7 IO1 PE8 IO2 PE9 IO3 PE10", 0x90000000),
	("stm32f469", "stm32f469", "stm32f4x", "CLK PF10 NCS PB6 IO0 PF8 IO1 PF9 IO2 PF7 IO3 PF6", 0x90000000),
	("stm32g474", "stm32g474", "stm32g4x", "CLK PF10 NCS PA2 IO0 PF8 IO1 PF9 IO2 PF7 IO3 PF6", 0x90000000),
	("stm32g474_bank_2", "stm32g474", "stm32g4x", "CLK PB10 NCS PD3 IO0 PD4 IO1 PD5 IO2 PD6 IO3 PD7", 0x90000000),
	("stm32l496", "stm32l496", "stm32l4x", "CLK PB10 NCS PB11 IO0 PB1 IO1 PB0 IO2 PA7 IO3 PA6", 0x90000000),
	("stm32l496_bank_2", "stm32l496", "stm32l4x", "CLK PA3 NCS PC11 IO0 PC1 IO1 PC2 IO2 PC3 IO3 PC4", 0x90000000),
	("stm32h743", "stm32h743", "stm32h7x", "CLK PB2 NCS PB6 IO0 PD11 IO1 PD12 IO2 PE2 IO3 PD13", 0x90000000),
	("stm32h743_bank_2", "stm32h743", "stm32h7x", "CLK PF10 NCS PC11 IO0 PH2 IO1 PH3 IO2 PG9 IO3 PG14", 0x90000000),
	("stm32h735_port_2", "stm32h735", "stm32h7x", "CLK PF4 NCS PG12 IO0 PF0 IO1 PF1 IO2 PF2 IO3 PF3", 0x70000000),
	("stm32h7b3_port_2", "stm32h7b3", "stm32h7x", "CLK PI13 NCS PK5 IO0 PI9 IO1 PI10 IO2 PI11 IO3 PI12", 0x70000000),
)


def text_of(name):
	with open(os.path.join(FOLDER, name + ".cfg"), encoding="utf-8") as file:
		return file.read()


def pins_of(name):
	"""{"CLK": "PA3", ...} of the file's bank."""
	words = re.search(r"-pins \{([^}]*)\}", text_of(name)).group(1).split()
	return dict(zip(words[::2], words[1::2]))


def base_of(name):
	return int(re.search(r"^flash bank ext stm32xspi (\S+)", text_of(name), re.M).group(1), 0)


def simulated_board(name, pins=None):
	"""Text of a simulated board with the file's pins, or others."""
	die, chip = SIMULATED.get(name, (name, "is25lp128f"))
	lines = ["# SPDX-License-Identifier: GPL-2.0-or-later", "title %s" % name, "die %s" % die, "chip chip0 %s" % chip]
	lines += ["wire %s %s%s" % (role.lower(), pin, " pull-up" if role in ("NCS", "IO2", "IO3") else "")
		for role, pin in (pins or pins_of(name)).items()]
	return "\n".join([*lines, "probe ideal", "link target_mv 3300", ""])


def test_every_board_is_listed(board):
	del board
	check(FILES == sorted(SIMULATED), "the files are %s", FILES)


def test_every_file_is_read(board):
	for name in FILES:
		config = "board/st/%s.cfg" % name
		show = ("foreach t [target names] {if {[$t cget -type] eq \"cortex_m\"} {"
			"echo \"init<[$t cget -event reset-init]>\"}}")
		command = board.openocd_command(("echo [flash list]", show, "shutdown"), config=config)
		run = board.run_openocd(command, 30).good()
		run.says(r"driver stm32xspi base %d " % base_of(name))
		body = re.search(r"init<(.*?)>\n", run.output, re.S)
		check(body, "%s: no reset-init", name)
		lines = [line.strip() for line in body.group(1).strip().split("\n")]
		check(lines[-1] == "adapter speed 8000", "%s: reset-init ends with \"%s\"", name, lines[-1])
		check(len(lines) > 1, "%s: the target's own handler is gone", name)


def test_octal_kits_say_so(board):
	del board
	for name in FILES:
		octal = "MX25LM" in text_of(name) or "MX66LM" in text_of(name)
		check(octal == ("octal chip" in text_of(name)), "%s: is its chip octal, and is it said?", name)


def program_twice(name):
	def test(board):
		with harness.Board(board.write("kit.board", simulated_board(name).encode())) as kit:
			image = noise(SIZE, seed=len(name))
			file = kit.write("image.bin", image)
			command = "program %s 0x%x verify" % (file, base_of(name))
			run = kit.run_openocd(kit.openocd_command(("init", command, command, "shutdown"),
				config="board/st/%s.cfg" % name), 120)
			board.outputs += kit.outputs
			run.good()
			if "octal chip" in text_of(name):
				run.says("read 1-1-1 .*program 1-1-1")
			check(run.output.count("Verified OK") == 2, "not verified twice")
			kit.expect([(0, image)])
			harness.clean(kit, ())
	test.__name__ = "test_program_%s" % name.replace("-", "_")
	return test


def kit_with(board, name, pins):
	"""A kit whose chip is on other pins; OpenOCD with its target file and without its bank."""
	kit = harness.Board(board.write("other.board", simulated_board(name, pins).encode()))
	kit.config = board.write("other.cfg", re.sub(r"flash bank ext[^\n]*\\\n[^\n]*\n", "", text_of(name)).encode())
	return kit


def test_second_bank_of_a_quadspi(board):
	"""Its own data lines and chip select, told by FSEL."""
	pins = dict(CLK="PB2", NCS="PC11", IO0="PE7", IO1="PE8", IO2="PE9", IO3="PE10")
	image = noise(20000, seed=6)
	path = board.write("image.bin", image)
	text = " ".join("%s %s" % pair for pair in pins.items())
	with kit_with(board, "stm32f746g-disco", pins) as kit:
		bank = "flash bank ext stm32xspi 0 0 0 0 $_TARGETNAME -pins {%s}" % text
		run = kit.openocd(bank, "init", "reset init", "flash write_image erase %s 0x90000000" % path,
			"flash verify_image %s 0x90000000" % path, "verify_image %s 0x90000000" % path)
		board.outputs += kit.outputs
		run.good()
		kit.expect([(0, image)])
		harness.clean(kit, ())
		# first bank's chip select, second bank's lines; two chips as one
		kit.openocd(bank.replace("PC11", "PB6"), "init", "reset init", "flash probe ext").bad() \
			.says(r"these pins are of two ports: CLK PB2 QUADSPI BK2, NCS PB6 QUADSPI BK1, IO0 PE7 QUADSPI BK2")
		kit.openocd("flash bank ext stm32xspi 0x90000000 0 0 0 $_TARGETNAME", "init", "reset init",
			"mmw 0x40023838 2 0", "mww 0xa0001000 0x41", "flash probe ext").bad() \
			.says(r"two chips side by side \(dual flash\)")


def test_upper_lines_of_an_hspi(board):
	"""Lines IO4 to IO7, which MSEL chooses."""
	pins = dict(CLK="PI3", NCS="PH9", IO0="PH14", IO1="PH15", IO2="PI0", IO3="PI1")
	image = noise(20000, seed=7)
	path = board.write("image.bin", image)
	text = " ".join("%s %s" % pair for pair in pins.items())
	with kit_with(board, "stm32u5g9j-dk2", pins) as kit:
		run = kit.openocd("flash bank ext stm32xspi 0 0 0 0 $_TARGETNAME -pins {%s}" % text, "init", "reset init",
			"flash write_image erase %s 0xA0000000" % path, "flash verify_image %s 0xA0000000" % path,
			"verify_image %s 0xA0000000" % path, "mdw 0x420d3400")
		board.outputs += kit.outputs
		run.good().says(r"0x420d3400: 7")
		kit.expect([(0, image)])
		harness.clean(kit, ())


def test_caches_of_a_cortex_m7_are_cleaned(board):
	"""What an application with its caches on would read: old contents, but for the maintenance of each line."""
	cost = []
	with kit_with(board, "stm32f746g-disco", None) as kit:
		kit.config = "board/st/stm32f746g-disco.cfg"
		for ccr in (0, 0x30000):
			path = kit.write("image.bin", noise(5000, seed=8 + ccr))
			before = kit.counters().get("link.misc.items", 0)
			kit.openocd("init", "reset init", "mmw 0xe000ed14 0x%x 0" % ccr,
				"flash write_image erase %s 0x90000000" % path).good()
			cost.append(kit.counters()["link.misc.items"] - before)
		harness.clean(kit, ())
	# 4 KiB of data cache in lines of 32 bytes
	check(cost[1] >= cost[0] + 4096 // 32, "%d accesses with the caches off, %d with them on", *cost)


def test_pins_of_another_part(board):
	"""The pins of a chip on port 2 of an STM32H735's I/O manager, on an STM32H750."""
	pins = "{CLK PF4 NCS PG12 IO0 PF0 IO1 PF1 IO2 PF2 IO3 PF3}"
	with kit_with(board, "stm32h750b-dk", None) as kit:
		run = kit.openocd("flash bank ext stm32xspi 0 0 0 0 $_CHIPNAME.cpu0 -pins %s" % pins, "init", "reset init",
			"flash probe ext").bad()
		run.says(r"PF4 cannot be QUADSPI BK1 CLK on this die .*all these pins fit the OCTOSPI of the STM32H72")


def test_quadspi_pins_on_an_octospi_die(board):
	"""An STM32H750's pins on an STM32H735 are right, too, by other alternate functions. Others are not."""
	pins = pins_of("stm32h750b-dk")
	image = noise(20000, seed=9)
	path = board.write("image.bin", image)
	bank = "flash bank ext stm32xspi 0 0 0 0 %%s -pins {%s}" % " ".join("%s %s" % pair for pair in pins.items())
	with kit_with(board, "stm32h735g-dk", pins) as kit:
		kit.openocd(bank % "$_CHIPNAME.cpu0", "init", "reset init", "flash write_image erase %s 0x90000000" % path,
			"flash verify_image %s 0x90000000" % path).good().says("ext: STM32H723.* OCTOSPI1: ")
		kit.expect([(0, image)])
		harness.clean(kit, ())
	with harness.Board("stm32l496g-disco") as kit:
		kit.config = "board/st/stm32l476g-disco.cfg"
		kit.control("fault die dev-id 0x470")
		kit.openocd("flash bank two stm32xspi 0 0 0 0 $_TARGETNAME -pins {CLK PE10 NCS PC11 IO0 PD4 IO1 PD6}", "init",
			"reset init", "flash probe two").bad().says(r"PD6 cannot be OCTOSPIM_P1 IO1 on this die \(STM32L4R/L4S.*"
			r"all these pins fit the QUADSPI of the STM32L49x/L4Ax \(DEV_ID 0x461\): is this the part that you think")


def test_pins_of_another_package(board):
	"""An STM32L476RG: the die has port E, an LQFP64 does not."""
	with harness.Board("stm32l476g-disco") as kit:
		kit.config = "board/st/stm32l476g-disco.cfg"
		words = r"Warn : ext: PE10, given for CLK, is not brought out by this package \(code 0x00 at 0x1fff7500: 64 "
		kit.openocd("init", "reset init", "flash probe ext").good().says_not("package")
		kit.control("fault die package 0")
		kit.openocd("init", "reset init", "flash probe ext").good().says(words)


def program_by_pins(name, die, target, text, window):
	def test(board):
		words = text.split()
		path = board.write("die.board", simulated_board(die, dict(zip(words[::2], words[1::2]))).encode())
		config = board.write("die.cfg", ("source [find interface/stlink-dap.cfg]\ntransport select dapdirect_swd\n"
			"set WORKAREASIZE 0x8000\nsource [find target/%s.cfg]\n"
			"flash bank ext stm32xspi 0 0 0 0 %s -pins {%s}\n" %
			(target, "$_CHIPNAME.cpu0" if target == "stm32h7x" else "$_TARGETNAME", text)).encode())
		with harness.Board(path) as kit:
			kit.config = config
			image = noise(SIZE, seed=11)
			file = kit.write("image.bin", image)
			run = kit.openocd("init", "program %s 0x%x verify" % (file, window), "stm32xspi check ext")
			board.outputs += kit.outputs
			run.good().says("Verified OK").says(r"ok +mapped")
			kit.expect([(0, image)])
			harness.clean(kit, ())
	test.__name__ = "test_pins_of_%s" % name
	return test


for _row in FAMILIES:
	globals()["test_pins_of_%s" % _row[0]] = program_by_pins(*_row)

for _name in FILES:
	globals()["test_program_%s" % _name.replace("-", "_")] = program_twice(_name)

if __name__ == "__main__":
	harness.main(globals())
