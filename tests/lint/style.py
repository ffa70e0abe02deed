#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""OpenOCD's style in our C files: what its HACKING and doc/manual/style.txt ask for and its checkpatch looks at.

Each rule is a row of RULES: a pattern over code (strings and comments blanked out), or a function, with one line that
breaks it and one that does not. The rows are tried on their own examples, so that a rule that is blind is itself seen.
"""

import os
import re
import sys

TOP = os.environ.get("XSPI_SRC") or os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FOLDERS = ("src", "contrib", "sim", "tests", "examples")
COLUMNS = 120
TAB = 4
SPDX = {".c": "// SPDX-License-Identifier: GPL-2.0-or-later", ".h": "/* SPDX-License-Identifier: GPL-2.0-or-later */"}
SPDX[".S"] = SPDX[".h"]
KEYWORDS = "if|for|while|switch"
TYPES = r"(?:const )?(?:u?int\d+_t|size_t|int|char|unsigned int|long|void|struct \w+|enum \w+)"
# Names that are not ours: cmocka's types, inttypes.h.
FOREIGN_NAME = re.compile(r"CMUnitTest|LLVMFuzzerTestOneInput|Jim_[A-Z]\w+|PRI[diouxX]\w+|SCN\w+")
TOKEN = re.compile(r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.S)


class Source:
	"""A file in three forms: as it is, with strings and comments blanked out, and with only comments blanked out."""

	def __init__(self, name, text):
		self.name = name
		self.text = text
		self.raw = text.split("\n")
		self.code = TOKEN.sub(lambda found: blanked(found.group(0), True), text).split("\n")
		self.strings = TOKEN.sub(lambda found: blanked(found.group(0), False), text).split("\n")


def blanked(token, strings_too):
	"""The token with its inside blank, of the same shape."""
	if token[0] == "/":
		return re.sub(r"[^\n]", " ", token)
	return token[0] + " " * (len(token) - 2) + token[-1] if strings_too else token


def pattern(expression, form="code"):
	"""A rule that finds lines by a regular expression."""
	compiled = re.compile(expression)

	def find(source):
		return [number for number, line in enumerate(getattr(source, form)) if compiled.search(line)]
	return find


def in_driver(expression):
	"""The same, in what goes into OpenOCD only."""
	find = pattern(expression)
	return lambda source: [] if source.name.startswith(("sim/", "tests/", "examples/")) else find(source)


def camel_case(source):
	"""Lines with an identifier of mixed case."""
	return [number for number, line in enumerate(source.code)
		if any(re.search(r"[a-z][A-Z]|[A-Z][a-z]", name) and not FOREIGN_NAME.fullmatch(name)
			for name in re.findall(r"(?<![\w.])[A-Za-z_]\w*(?!\w)", re.sub(r"\b\d\w*", "", line)))]


def too_wide(source):
	return [number for number, line in enumerate(source.raw) if len(line.expandtabs(TAB)) > COLUMNS]


def no_licence(source):
	return [] if source.raw[0] == SPDX[os.path.splitext(source.name)[1]] else [0]


def file_end(source):
	return [] if source.text.endswith("\n") and not source.text.endswith("\n\n") else [len(source.raw) - 1]


def two_blank_lines(source):
	return [number for number in range(1, len(source.raw) - 1) if not source.raw[number] and not source.raw[number - 1]]


def depth(line):
	"""Tabs in front."""
	return len(line) - len(line.lstrip("\t"))


def case_indent(source):
	"""Lines with a case that is not aligned with its switch."""
	found, switches = [], []
	for number, line in enumerate(source.code):
		if re.match(r"\t*switch \(", line):
			switches.append(depth(line))
		elif switches and re.match(r"\t*(case\b.*|default):", line) and depth(line) != switches[-1]:
			found.append(number)
		elif switches and re.match(r"\t*\}", line) and depth(line) == switches[-1]:
			switches.pop()
	return found


def lone_brace(source):
	"""Lines that open a block on their own though a statement owns it."""
	return [number for number in range(1, len(source.code)) if re.fullmatch(r"\t+\{", source.code[number])
		and re.search(r"\)$|\belse$|\bdo$", source.code[number - 1])]


def needless_braces(source):
	"""Blocks of one short statement whose condition fits a line, with no else on either side."""
	code = source.code
	return [number for number in range(len(code) - 2)
		if re.match(r"\t+(if|for|while) \(.*\) \{$", code[number]) and re.fullmatch(r"\t+[^{}]*;", code[number + 1])
		and source.raw[number + 1].rstrip().endswith(";") and code[number + 2].strip() == "}"
		and depth(code[number + 2]) == depth(code[number])]


def missing_braces(source):
	"""An else of which only one side has braces."""
	found = []
	for number, line in enumerate(source.code[:-1]):
		if re.match(r"\t+\} else\b(?!.*\{\s*$)", line) and source.code[number].rstrip().endswith(("else", ")")):
			found.append(number)
		elif re.match(r"\t+else\b.*\{\s*$", line) and not re.search(r"#", source.code[number - 1]):
			found.append(number)
	return found


def lone_else(source):
	return [number for number in range(1, len(source.code))
		if re.match(r"\t*else\b", source.code[number]) and source.code[number - 1].strip() == "}"]


# (what is asked for, how it is found, example that breaks it, example that keeps it)
RULES = (
	("line 1 is the licence", no_licence, "int a;\n", SPDX[".c"] + "\n"),
	("tabs indent", pattern(r"^\t* {4,}\S|^ +[^ *]", "raw"), "\n    int a;\n", "\n\tint a;\n"),
	("no blanks at the end of a line", pattern(r"[ \t]+$", "raw"), "int a; \n", "int a;\n"),
	("at most %d columns" % COLUMNS, too_wide, "\tint %s;\n" % ("a" * 120), "\tint a;\n"),
	("one newline at the end", file_end, "int a;\n\n", "int a;\n"),
	("one blank line at most", two_blank_lines, "int a;\n\n\nint b;\n", "int a;\n\nint b;\n"),
	("snake_case", camel_case, "int camelCase;\n", "int snake_case = SOME_BIT + 0xFFaau;\n"),
	("log texts end without period, mark or newline",
		pattern(r'\b(LOG_\w+|stm32xspi_error|stub_say)\(.*([.!]|\\n)"[,)]', "strings"),
		'LOG_INFO("a.");\n', 'LOG_INFO("a.b");\n'),
	("a pointer is tested with ! or by itself", pattern(r"[!=]= *NULL\b|\bNULL *[!=]="), 
		"if (a == NULL)\n", "if (!a)\n"),
	("no blank before the parenthesis of a call",
		pattern(r"^(?!\s*#)(?!.*\b(?:return|case|else|__asm__|__attribute__)\b).*"
			r"(?<![\w.])(?!(?:%s)\b|(?:%s)\b|bool\b|double\b|\d)\w+ \((?!\*)" % (KEYWORDS, TYPES)),
		"\tf (a);\n", "\ta = f(a) + (b);\n\tint (*g)(void);\n"),
	("a blank behind a keyword", pattern(r"\b(%s)\(" % KEYWORDS), "\tif(a)\n", "\tif (a)\n"),
	("a blank before an opening brace", pattern(r"\b(%s) \(.*\)\{|\belse\{|\bdo\{" % KEYWORDS),
		"\tif (a){\n", "\tif (a) {\n"),
	("a blank behind a comma", pattern(r",[^\s,)]"), "f(a,b);\n", "f(a, b);\n"),
	("no blank inside parentheses", pattern(r"\( \S|[^\s;] \)"), "f( a );\n", "for (a; b; )\n"),
	("blanks around assignment and comparison", pattern(r"\w(==|!=|<=|>=|\+=|-=|\|=|&=|=)\w"), "a=b;\n", "a = b;\n"),
	("no blank behind a cast", pattern(r"(?<![\w)])\(%s(?: \**|)\) [\w&(*]" % TYPES),
		"a = (int) b;\n", "a = (int)b;\n"),
	("the star is at the name", pattern(r"\b(?:char|int|u?int\d+_t|void|struct \w+)\* *\w"),
		"char* a;\n", "char *a;\n"),
	("else follows its closing brace", lone_else, "\t}\n\telse\n", "\t} else {\n"),
	("braces at both sides of else, or at none", missing_braces, "\t} else\n\t\ta();\n", "\telse\n\t\ta();\n"),
	("a block opens at its statement", lone_brace, "\tif (a)\n\t{\n", "int f(void)\n{\n"),
	("no braces around one short statement", needless_braces, "\tif (a) {\n\t\tb();\n\t}\n", "\tif (a)\n\t\tb();\n"),
	("case is aligned with switch", case_indent,
		"\tswitch (a) {\n\t\tcase 1:\n\t}\n", "\tswitch (a) {\n\tcase 1:\n\t}\n"),
	("no assignment in a condition", pattern(r"\bif \(.*[^=!<>]=(?!=)"), "\tif ((a = b))\n", "\tif (a == b)\n"),
	("one assignment a statement", pattern(r"^\t+[\w.>\[\]-]+ = [\w.>\[\]-]+ = "), "\ta = b = c;\n", "\ta = b == c;\n"),
	("a statement behind a condition is on a line of its own",
		pattern(r"^\t+(if|while) \((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\) [^{;&|?]+;"),
		"\tif (a) b();\n", "\tif (a)\n\t\tb();\n"),
	("a statement behind case is on a line of its own",
		pattern(r"^\t+(case \w+|default): (?!return\b|break\b|case\b|\{)[\w*]"),
		"\tcase 1: b();\n", "\tcase 1:\n\t\tb();\n"),
	("no parentheses around what is returned", pattern(r"\breturn \([^()]*\);"),
		"\treturn (a);\n", "\treturn (a) + b;\n"),
	("unsigned int, not unsigned", pattern(r"\bunsigned (?!int\b|char\b|long\b|short\b|__int128\b)|\bunsigned\)"),
		"unsigned a;\n", "unsigned int a;\n"),
	("no typedef of a structure", pattern(r"\btypedef (struct|enum|union)\b"),
		"typedef struct a b;\n", "struct a b;\n"),
	("bits are made by a macro", pattern(r"#\s*define\s+\w+\s+\(?\s*1[uUlL]*\s*<<\s*\w+"),
		"#define A (1u << 3)\n", "#define A BIT(3)\n"),
	("elements are counted by a macro", pattern(r"sizeof\((\w+)\) / sizeof\((?:\1\[0\]|\*\1)\)"),
		"a = sizeof(b) / sizeof(b[0]);\n", "a = ARRAY_SIZE(b);\n"),
	("no word twice", pattern(r"^(?=\s*(/?\*|//)|.*/\*).*(?<![\w@-])(?!that\b)([a-z]{2,}) \2(?![\w-])", "raw"),
		" * what what\n", " * what is what\n"),
	("what is static is 0 without being told", pattern(r"^\s*static .*[\w\]] = (0|NULL|false);"),
		"static int a = 0;\n", "static int a = 1;\n"),
	("parentheses behind sizeof", pattern(r"\bsizeof [\w*]"), "a = sizeof b;\n", "a = sizeof(b);\n"),
	("a constant is compared on the right", pattern(r"[(&|] ?(0[xX][0-9a-fA-F]+|\d+|NULL)[uU]? [=!<>]=? [a-z]"),
		"\tif (0 < a)\n", "\tif (a > 0)\n"),
	("no comparison in parentheses is compared", pattern(r"[=!]= \([^()]*[^<>]([=!]=|<|>) [^()]*\)(?! \?)"),
		"\tif (a == (b == 4))\n", "\tif (a == (b & 4))\n"),
	("no return at the end of a function that returns nothing", lambda source: [number for number in
		range(len(source.code) - 1) if source.code[number] == "\treturn;" and source.code[number + 1] == "}"],
		"\treturn;\n}\n", "\t\treturn;\n\t}\n"),
	("no else behind what leaves", lambda source: [number for number in range(1, len(source.code))
		if re.match(r"\t+\} else\b", source.code[number])
		and re.match(r"\t+(return|break|continue|goto)\b.*;", source.code[number - 1])
		and not re.search(r"else if", source.code[number])],
		"\t\treturn;\n\t} else {\n", "\t\ta();\n\t} else {\n"),
	("no structure of the host's goes to the target as it lies in memory",
		in_driver(r"\b(target|link)_(read|write)_(buffer|memory|phys_memory)?\(.*(&(?!\w+\[)|\(\w[\w ]* ?\*\))"),
		"\ttarget_write_buffer(target, at, 8, (uint8_t *)&s);\n", "\ttarget_write_buffer(target, at, 8, raw);\n"),
	("// only in line 1", pattern(r"^(?!// SPDX)(?:[^\"\n]|\"(?:\\.|[^\"\\])*\")*?(?<!:)//", "raw"),
		"int a; // b\n", "int a; /* b */\n"),
)


def ours():
	"""Every C file of the project."""
	for folder in FOLDERS:
		for place, folders, names in os.walk(os.path.join(TOP, folder)):
			folders.sort()
			for name in sorted(names):
				path = os.path.relpath(os.path.join(place, name), TOP)
				if os.path.splitext(name)[1] in SPDX and path != "examples/tables.c":
					with open(os.path.join(TOP, path), encoding="utf-8") as file:
						yield Source(path, file.read())


def main():
	sources = list(ours())
	print("1..%d" % len(RULES))
	failed = False
	for title, find, bad, good in RULES:
		faults = ["%s:%d: %s" % (source.name, number + 1, source.raw[number].strip())
			for source in sources for number in find(source)]
		if not find(Source("bad.c", bad)):
			faults.append("the rule does not see %r" % bad)
		if find(Source("good.c", good)):
			faults.append("the rule objects to %r" % good)
		print("%s - %s" % ("not ok" if faults else "ok", title))
		for fault in faults[:20]:
			print("# %s" % fault)
		failed = failed or bool(faults)
	sys.exit(failed)


if __name__ == "__main__":
	main()
