# SPDX-License-Identifier: GPL-2.0-or-later
"""An OpenOCD that stays, and takes commands one after the other."""

import socket

from board import OPENOCD_LIMIT_S, Server, check


class Session:
	"""Its commands go over its Tcl port. Use as a context manager."""

	def __init__(self, board, before=()):
		self.server = Server(board, [*before, "tcl_port 0", "init"])
		self.board = board

	def __enter__(self):
		self.server.__enter__()
		port = int(self.server.wait_for(r"[Ll]istening on port (\d+) for tcl").group(1))
		self.socket = socket.create_connection(("127.0.0.1", port), OPENOCD_LIMIT_S)
		return self

	def __exit__(self, *error):
		self.socket.close()
		self.server.__exit__(*error)

	def run(self, *commands):
		"""Run commands; returns (failed, what was printed)."""
		script = "; ".join(commands)
		self.socket.sendall(b"list [catch {capture {%s}} text] $text\x1a" % script.encode())
		answer = b""
		while not answer.endswith(b"\x1a"):
			part = self.socket.recv(65536)
			check(part, "openocd has closed its Tcl port")
			answer += part
		text = answer[:-1].decode(errors="replace")
		return not text.startswith("0"), text
