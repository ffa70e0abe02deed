#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Deepest stack use of the stub, from the compiler's .su files and the call graph in the disassembly.

usage: stack_use.py ELF LIMIT SU...

Fails if the limit is exceeded, or if recursion or an indirect call makes the depth unknowable. Functions without a .su
line are assembly; what they push is counted from their push instructions. Needs arm-none-eabi-objdump.
"""

import re
import subprocess
import sys

FUNCTION = re.compile(r"^[0-9a-f]+ <([^>]+)>:$")
BRANCH = re.compile(r"\t(?:bl|b|b\.n|b\.w|b(?:eq|ne|cs|cc|mi|pl|hi|ls|ge|lt|gt|le)(?:\.[nw])?)\t[0-9a-f]+ <([^>+]+)>$")
INDIRECT = re.compile(r"\tblx\t(r\d+|ip)$")
PUSH = re.compile(r"\t(?:push|stmdb)\t(?:sp!, )?\{([^}]*)\}")


def registers(text):
	"""How many registers a list such as "r3, r4-r6, lr" names."""
	count = 0
	for part in text.replace(" ", "").split(","):
		first, _, last = part.partition("-")
		count += int(last[1:]) - int(first[1:]) + 1 if last else 1
	return count


def read_frames(files):
	frames = {}
	for path in files:
		with open(path, encoding="utf-8") as file:
			for line in file:
				where, size, kind = line.rstrip("\n").split("\t")
				if kind not in ("static", "dynamic,bounded"):
					sys.exit("%s: stack use is %s" % (where, kind))
				name = where.rsplit(":", 1)[1]
				frames[name] = max(frames.get(name, 0), int(size))
	return frames


def read_calls(elf):
	"""{function: set of callees}, {function: bytes pushed}."""
	text = subprocess.run(["arm-none-eabi-objdump", "-d", "--no-show-raw-insn", elf], check=True,
		stdout=subprocess.PIPE, encoding="utf-8").stdout
	calls, pushed, name = {}, {}, None
	for line in text.split("\n"):
		line = re.sub(r"\s*[;@].*$", "", line)
		head = FUNCTION.match(line)
		if head:
			name = head.group(1)
			calls[name], pushed[name] = set(), 0
		elif name:
			branch = BRANCH.search(line)
			if branch and branch.group(1) != name:
				calls[name].add(branch.group(1))
			if INDIRECT.search(line):
				sys.exit("%s: indirect call, its depth is not known: %s" % (name, line.strip()))
			push = PUSH.search(line)
			pushed[name] += 4 * registers(push.group(1)) if push else 0
	return calls, pushed


def main(elf, limit, *su_files):
	frames = read_frames(su_files)
	calls, pushed = read_calls(elf)
	depth = {}

	def deepest(name, above):
		"""(bytes, path) below and with this function."""
		if name in above:
			sys.exit("recursion: %s" % " -> ".join(above + (name,)))
		if name not in depth:
			own = frames.get(name.split(".")[0], frames.get(name, pushed.get(name, 0)))
			below = max((deepest(callee, above + (name,)) for callee in sorted(calls.get(name, ()))), default=(0, ()))
			depth[name] = (own + below[0], (name,) + below[1])
		return depth[name]

	most, path = max(deepest(name, ()) for name in calls)
	print("deepest path: %s" % " -> ".join("%s" % name for name in path))
	print("stack use %d of %d bytes" % (most, int(limit)))
	return 0 if most <= int(limit) else 1


if __name__ == "__main__":
	if len(sys.argv) < 4:
		sys.exit(__doc__.strip())
	sys.exit(main(*sys.argv[1:]))
