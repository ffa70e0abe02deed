#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The recipes of doc/ide.md: each file is taken from the page as it stands, and OpenOCD, GDB, CMake and the shell get
what the IDE or tool makes of it.

What that is: Cortex-Debug 1.13, its openocd.ts, gdb.ts and mi2.ts; Eclipse CDT, GDBJtagDSFFinalLaunchSequence and
DefaultGDBJtagDeviceImpl; CLion's OpenOCD plug-in, its OpenOcdComponent and OpenOcdLauncher; Zephyr's
runners/openocd.py.
"""

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import threading
import time
import xml.etree.ElementTree

import board as harness
from board import EXAMPLE, EXT, NO_SERVERS, Failure, check
from simctl import die_with_parent

PAGE = os.path.join(harness.TOP, "doc", "ide.md")
FONT = os.path.join(harness.TOP, "examples", "font")
LIMIT_S = 180
MAIN = r'\*stopped,.*func="main"'
JTAG = "org.eclipse.cdt.debug.gdbjtag.core."
# A program that reads its external data through the window, as an application does that sets its controller up itself.
PROJECT = {
	"main.c": """
#include "example.h"
volatile uint32_t verdict __attribute__((section(".verdict")));
__attribute__((section(".external"), used)) static const char words[] = "these words lie in the external flash";
int main(void)
{
	volatile const char *first = words;

	clock_init();
	pins_init();
	output_init();
	output_text(serial_flash_init() && serial_flash_map() && *first == 't' ? "PASS\\r\\n" : "FAIL\\r\\n");
	for (;;)
		__asm__ volatile ("wfi");
}
""",
	# What the recipe's project has in two files is five here.
	"startup.c": "".join('#include "%s/%s.c"\n' % (FONT, name)
		for name in ("startup", "board", "serial_flash", "text", "output_uart")),
}


def recipe(name):
	"""The page's file of this name."""
	with open(PAGE, encoding="utf-8") as file:
		found = re.findall(r"(?ms)^```\w+ %s\n(.*?)^```$" % re.escape(name), file.read())
	check(len(found) == 1, "doc/ide.md has %d files %s, wanted 1", len(found), name)
	return found[0]


def free_port():
	with socket.socket() as probe:
		probe.bind(("127.0.0.1", 0))
		return probe.getsockname()[1]


class Project:
	"""A folder with files from the page, in which programs are started as an IDE would."""

	def __init__(self, board, *names):
		self.board = board
		self.folder = board.path("project")
		os.makedirs(os.path.join(self.folder, "build"))
		os.makedirs(board.path("bin"))
		os.symlink(harness.OPENOCD, board.path("bin/openocd"))
		os.symlink(shutil.which(harness.GDB), board.path("bin/arm-none-eabi-gdb"))
		os.symlink(harness.SIMULATOR, board.path("bin/stm32xspi-sim"))
		self.environment = dict(os.environ, PATH=board.path("bin") + ":" + os.environ["PATH"])
		shutil.copy(EXAMPLE, os.path.join(self.folder, "build", "firmware.elf"))
		self.port = free_port()
		self.write("openocd.cfg", recipe("openocd.cfg") + "st-link backend tcp %d\n" % board.sim.stlink_port)
		for name in names:
			self.write(name, recipe(name))

	def write(self, name, text):
		path = os.path.join(self.folder, name)
		os.makedirs(os.path.dirname(path), exist_ok=True)
		with open(path, "w", encoding="utf-8") as file:
			file.write(text)

	def text(self, name):
		"""A file, with the project's folder and a free port put in."""
		with open(os.path.join(self.folder, name), encoding="utf-8") as file:
			text = file.read()
		for word in ("${workspaceFolder}", "$PROJECT_DIR$"):
			text = text.replace(word, self.folder)
		return text.replace("3333", str(self.port))

	def start(self, command):
		return Program(self, command)

	def run(self, *command):
		"""Run to the end, which must be a success; returns what it said."""
		return self.board.finish_openocd(subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
			stderr=subprocess.STDOUT, cwd=self.folder, env=self.environment, start_new_session=True,
			preexec_fn=die_with_parent), LIMIT_S)


class Program:
	"""A program that is talked to: a server, or GDB's machine interface."""

	def __init__(self, project, command):
		self.board = project.board
		self.command = command
		self.output = ""
		self.seen = 0
		self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
			stderr=subprocess.STDOUT, cwd=project.folder, env=project.environment, preexec_fn=die_with_parent)
		self.reader = threading.Thread(target=self._read, daemon=True)
		self.reader.start()

	def _read(self):
		for line in self.process.stdout:
			self.output += line.decode(errors="replace")

	def wait_for(self, pattern):
		"""Wait for the pattern behind what was seen before."""
		end = time.monotonic() + LIMIT_S
		while True:
			ended = not self.reader.is_alive()
			match = re.compile(pattern, re.M).search(self.output, self.seen)
			if match:
				self.seen = match.end()
				return match.group(0)
			check(not ended, "%s ended before it said /%s/", self.command[0], pattern)
			check(time.monotonic() < end, "%s did not say /%s/ within %d s", self.command[0], pattern, LIMIT_S)
			time.sleep(0.01)

	def mi(self, *commands):
		"""Commands of GDB's machine interface; each must succeed. Others are console commands."""
		for number, command in enumerate(commands, 1000 + self.seen):
			if not command.startswith("-"):
				command = '-interpreter-exec console "%s"' % command.replace("\\", "\\\\").replace('"', '\\"')
			self.output += "(mi) %s\n" % command
			self.process.stdin.write(b"%d%s\n" % (number, command.encode()))
			self.process.stdin.flush()
			result = self.wait_for(r"^%d\^.*$" % number)
			check("^error" not in result, "GDB answered \"%s\" with %s", command, result)

	def __enter__(self):
		return self

	def __exit__(self, *_):
		self.process.kill()
		self.process.wait()
		self.reader.join(5)
		self.process.stdin.close()
		self.process.stdout.close()
		self.board.outputs.append("$ %s\n%s" % (" ".join(self.command), self.output))


def loaded(board):
	"""Both memories hold the example, and it runs to its good end."""
	board.expect(pieces(EXAMPLE, EXT))
	flash = board.contents("flash")
	for offset, data in pieces(EXAMPLE, harness.INT):
		check(flash[offset:offset + len(data)] == data, "internal flash differs from the image at 0x%x", offset)


def pieces(path, base):
	"""The segments of an ELF file at or above a base, as [(offset, bytes)]."""
	return [(address - base, data) for address, data in harness.load_segments(path)
		if base <= address < base + 0x10000000]


def runs(board, gdb):
	"""The example goes on from main() to its end."""
	gdb.mi("-exec-continue")
	board.run_until(r"(?m)^PASS", 60000)


# VS Code with Cortex-Debug


def cortex_debug(project, name):
	"""What Cortex-Debug makes of a configuration: (OpenOCD's command line, GDB's, commands for GDB)."""
	setup = next(item for item in json.loads(project.text(".vscode/launch.json"))["configurations"]
		if item["name"] == name)
	check(setup["type"] == "cortex-debug" and setup["servertype"] == "openocd", "%s is of another kind", name)
	server = [setup["serverpath"]]
	for kind in ("gdb", "tcl", "telnet"):
		server += ["-c", "%s_port %d" % (kind, project.port if kind == "gdb" else free_port())]
	server += ["-s", setup["cwd"]]
	server += [part for file in setup["configFiles"] for part in ("-f", file)]
	server += [part for line in setup.get("openOCDLaunchCommands", ()) for part in ("-c", line)]
	console = ["-gdb-set mi-async on", "set print demangle on", "set print asm-demangle on",
		"-enable-pretty-printing", "set output-radix 0xa", "set input-radix 0xa",
		"-file-exec-and-symbols \"%s\"" % setup["executable"],
		"-target-select extended-remote localhost:%d" % project.port]
	if setup["request"] == "launch":
		console += setup.get("preLaunchCommands", [])
		console += setup.get("overrideLaunchCommands",
			["monitor reset halt", "-target-download", "monitor reset halt"])
		console += setup.get("postLaunchCommands", [])
	else:
		console += setup.get("preAttachCommands", [])
		console += setup.get("overrideAttachCommands", ["monitor halt"])
		console += setup.get("postAttachCommands", [])
	if "runToEntryPoint" in setup:
		console += ["-break-insert -t --function \"%s\"" % setup["runToEntryPoint"], "-exec-continue --all"]
	return server, [setup["gdbPath"], "-q", "--interpreter=mi2"], console


def debug_with_cortex_debug(board, name):
	"""Play a configuration; returns what GDB said."""
	project = Project(board, ".vscode/launch.json")
	server, gdb, console = cortex_debug(project, name)
	with project.start(server) as openocd:
		openocd.wait_for(r"Info\s:[^\n]*Listening on port \d+ for gdb connection")
		with project.start(gdb) as session:
			session.mi(*console)
			if "launch" in name or "debug" in name:
				session.wait_for(MAIN)
				loaded(board)
				runs(board, session)
			return session.output


def test_cortex_debug_launch(board):
	debug_with_cortex_debug(board, "Load and debug")


def test_cortex_debug_launch_with_compare(board):
	output = debug_with_cortex_debug(board, "Load, compare, debug")
	for section in (r"\.text", r"\.external"):
		check(re.search(r"Section %s, range .*: matched" % section, output), "section %s was not compared", section)


def test_cortex_debug_attach(board):
	board.script("program %s" % EXAMPLE).good()
	resets = board.counters()["core.reset"]
	output = debug_with_cortex_debug(board, "Attach")
	check(re.search(r"stm32xspi at 0x90000000, size 0x01000000", output), "the bank was not described")
	check(board.counters()["core.reset"] == resets, "attaching has reset the target")


# STM32CubeIDE


def eclipse(project, name):
	"""What Eclipse CDT makes of a .launch file: (GDB's command line, commands for it)."""
	root = xml.etree.ElementTree.fromstring(project.text(name).encode())
	check(root.get("type") == "org.eclipse.cdt.debug.gdbjtag.launchConfigurationType", "another kind of launch")
	value = {item.get("key"): item.get("value") for item in root}

	def told(key):
		return value[JTAG + key] == "true"

	program = os.path.join(project.folder, value["org.eclipse.cdt.launch.PROGRAM_NAME"])
	console = ["-gdb-set mi-async on", "-environment-cd \"%s\"" % project.folder, "-gdb-set breakpoint pending on",
		"-enable-pretty-printing", "-gdb-set python print-stack none", "-gdb-set print object on",
		"-gdb-set auto-solib-add on", "-file-exec-file \"%s\"" % program]
	check(told("loadSymbols") and told("useProjBinaryForSymbols"), "GDB gets no symbols")
	console.append("symbol-file %s" % program)
	check(told("useRemoteTarget"), "GDB connects to nothing")
	kind, _, where = value[JTAG + "connection"].partition(":")
	check(kind == "gdb", "connection %s", value[JTAG + "connection"])
	console.append("-target-select %s %s" % (value[JTAG + "protocol"], where))
	check(not told("doReset") and not told("doHalt"), "the generic device resets by other commands")
	console += value[JTAG + "initCommands"].splitlines()
	if told("loadImage") and told("useProjBinaryForImage"):
		console.append("load %s " % program)
	if told("setStopAt"):
		console.append("-break-insert -t -f %s" % value[JTAG + "stopAt"])
	console += value[JTAG + "runCommands"].splitlines()
	if told("setResume"):
		console.append("-exec-continue")
	return [value["org.eclipse.cdt.dsf.gdb.DEBUG_NAME"], "--interpreter", "mi2", "--nx"], console


def test_cubeide_launch(board):
	project = Project(board, "start-openocd.sh", "firmware.launch")
	project.write("openocd.cfg", project.text("openocd.cfg") + "gdb_port %d; tcl_port disabled; telnet_port disabled\n"
		% project.port)
	gdb, console = eclipse(project, "firmware.launch")
	with project.start(["sh", "-c", "exec " + project.text("start-openocd.sh").strip()]) as openocd:
		openocd.wait_for(r"Listening on port \d+ for gdb connection")
		for command in (console, [line.replace("extended-remote", "remote") for line in console]):
			board.blank()
			with project.start(gdb) as session:
				session.mi(*command)
				session.wait_for(MAIN)
				loaded(board)
				runs(board, session)


# CLion


def element(project, name, tag):
	return xml.etree.ElementTree.fromstring(project.text(name)).find("configuration/" + tag).attrib


def test_clion_openocd_download_and_run(board):
	name = ".idea/runConfigurations/Flash_and_debug.xml"
	project = Project(board, name)
	setup = element(project, name, "openocd")
	image = os.path.join(project.folder, "build", "firmware.elf")
	reset = {"RUN": "init;reset run;", "INIT": "init;reset init;", "HALT": "init;reset halt", "NONE": ""}
	check(setup["download-type"] == "ALWAYS", "nothing is programmed")
	with project.start(["openocd", "-c", "tcl_port disabled", "-c", "gdb_port %s" % setup["gdb-port"],
			"-c", "telnet_port %d" % free_port(), "-f", setup["board-config"], "-c", "program \"%s\"" % image,
			"-c", reset[setup["reset-type"]]]) as openocd:
		openocd.wait_for(r"\*\* Programming Finished \*\*")
		openocd.wait_for(r"Listening on port \d+ for telnet connection")
		with project.start([harness.GDB, "-nx", "--interpreter=mi2"]) as session:
			session.mi("-file-exec-and-symbols \"%s\"" % image, "-gdb-set mi-async on",
				"-target-select remote tcp:localhost:%s" % setup["gdb-port"], "-break-insert -t main", "-exec-continue")
			session.wait_for(MAIN)
			loaded(board)
			# "Reset" while it stands
			session.mi("monitor reset init", "-break-insert -t main", "-exec-continue")
			session.wait_for(MAIN)
			runs(board, session)


def test_clion_embedded_gdb_server(board):
	name = ".idea/runConfigurations/Load_and_debug.xml"
	project = Project(board, name)
	setup = element(project, name, "custom-gdb-server")
	arguments = xml.etree.ElementTree.fromstring(project.text(name)).find("configuration").get("PROGRAM_PARAMS")
	image = os.path.join(project.folder, "build", "firmware.elf")
	check(setup["download-type"] == "ALWAYS" and setup["reset-after-download"] == "true", "no load, or no reset")
	with project.start([setup["executable"], *shlex.split(arguments), "-c", "gdb_port %d" % project.port,
			"-c", "tcl_port disabled; telnet_port disabled"]) as openocd:
		openocd.wait_for(r"Listening on port \d+ for gdb connection")
		with project.start([harness.GDB, "-nx", "--interpreter=mi2"]) as session:
			session.mi("-file-exec-and-symbols \"%s\"" % image, "-gdb-set mi-async on",
				"-target-select remote %s" % setup["gdb-connect"], "load %s" % image, setup["reset-cmd"],
				"-break-insert -t main", "-exec-continue")
			session.wait_for(MAIN)
			loaded(board)
			runs(board, session)


# CMake, west, CI


def cmake_project(board, *names):
	"""The recipe's project with sources; returns it."""
	project = Project(board, "CMakeLists.txt", "arm-none-eabi.cmake", *names)
	for name, text in PROJECT.items():
		project.write(name, text.replace('"example.h"', '"%s/example.h"' % FONT))
	shutil.copy(os.path.join(FONT, "stm32l562.ld"), os.path.join(project.folder, "memory.ld"))
	shutil.rmtree(os.path.join(project.folder, "build"))
	return project


def test_cmake_flash_target(board):
	project = cmake_project(board)
	# the recipe's openocd opens its servers on the usual ports, where another one may be
	project.write("openocd.cfg", project.text("openocd.cfg") + NO_SERVERS + "\n")
	project.run("cmake", "-S", ".", "-B", "build",
		"-DCMAKE_TOOLCHAIN_FILE=%s/arm-none-eabi.cmake" % project.folder).good()
	project.run("cmake", "--build", "build", "--target", "flash").good().says(r"\*\* Verified OK \*\*")
	board.expect(pieces(os.path.join(project.folder, "build", "firmware.elf"), EXT))
	board.run_until(r"(?m)^PASS", 60000)
	board.control("fault chip0 chip absent")
	project.run("cmake", "--build", "build", "--target", "flash").bad().says("no chip answers")


def runner_arguments(project, name):
	"""Arguments of board.cmake for the OpenOCD runner: {option: value}."""
	found = re.findall(r'(?m)^board_runner_args\(openocd "--([\w-]+)=([^"]*)"\)$', project.text(name))
	check(found, "%s has no arguments for openocd", name)
	return dict(found)


def west_flash(project, image):
	"""Zephyr's do_flash()."""
	setup = runner_arguments(project, "board.cmake")
	return project.run("openocd", "-s", project.folder + "/support", "-f", project.folder + "/support/openocd.cfg",
		"-c init", "-c targets", "-c", "reset init", "-c", "%s %s" % (setup["cmd-load"], image), "-c", "reset init",
		"-c", "%s %s" % (setup["cmd-verify"], image), "-c", "reset run", "-c", "shutdown")


def test_west_flash(board):
	project = Project(board, "board.cmake")
	project.write("support/openocd.cfg", project.text("openocd.cfg")
		+ NO_SERVERS + "\n")
	image = os.path.join(harness.EXAMPLES, "font.hex")
	west_flash(project, image).good()
	loaded(board)
	board.run_until(r"(?m)^PASS", 60000)


def workflow_steps(text):
	"""{name: shell script} of a workflow's "run: |" steps."""
	steps = re.findall(r"(?m)^      - name: (.*)\n        run: \|\n((?:          .*\n|\n)+)", text)
	return {name: re.sub(r"(?m)^ {10}", "", script) for name, script in steps}


def test_ci_job(board):
	"""All steps but the one that builds this project: what it builds is what runs here."""
	name = ".github/workflows/firmware.yml"
	project = cmake_project(board, name)
	project.write("openocd.cfg", recipe("openocd.cfg") + NO_SERVERS + "\n")
	steps = workflow_steps(project.text(name).replace("7184", str(free_port())))
	check(list(steps)[0].startswith("OpenOCD with") and len(steps) == 3, "the steps are %s", list(steps))
	check("/quickstart --build" in steps.pop(list(steps)[0]), "the first step does not build this project")
	output = ""
	for script in steps.values():
		# as the runner does
		output += project.run("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c",
			script.replace("--uart", "--control-port 0 --uart")).good().output
	check(re.search(r"(?m)^PASS", output), "the firmware's verdict was not shown")


def test_every_recipe_is_tried(_):
	"""No file on the page that no test takes."""
	with open(PAGE, encoding="utf-8") as file:
		names = re.findall(r"(?m)^```\w+ (\S+)$", file.read())
	with open(__file__, encoding="utf-8") as file:
		source = file.read()
	for name in names:
		if '"%s"' % name not in source:
			raise Failure("doc/ide.md has %s, and no test takes it" % name)


if __name__ == "__main__":
	harness.main(globals())
