/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The external section: a font file, as it is. The build names the file in FONT_FILE. */

	.file "external.S"
	.section .external, "a", %progbits
	.balign 4
	.global external_data
	.type external_data, %object
external_data:
	.incbin FONT_FILE
	.size external_data, . - external_data
