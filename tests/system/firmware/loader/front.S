/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What LR points to when a function of the loader is called. */

	.syntax unified
	.thumb
	.section .front, "ax"
	bkpt	#0
	.align	2
