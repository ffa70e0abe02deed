/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The stub's inner loop: data that a read delivers are hashed, compared or stored, 16 or 8 bytes at a time, at the end
 * of a read a word at a time. In assembly, because it decides how fast everything is that reads (cycles:
 * tests/unit/test_stub_clocks), and the compiler spills registers.
 * Eight, because a FIFO of 16 bytes may stop at 13 of them, and does not go on before some are taken.
 */

	.syntax unified
	.cpu cortex-m3
	.thumb

	/* struct sink (counted from data), enum sink_mode; stub_ctrl.c asserts them */
	.equ	SINK_ADDR, 16
	.equ	SINK_FIRST_ADDR, 20
	.equ	SINK_EXPECTED, 24
	.equ	SINK_FOUND, 28
	.equ	SINK_MODE, -4
	.equ	MODE_COMPARE, 1
	.equ	MODE_HASH, 2

	.equ	QUAD, 16
	.equ	SR_16_OR_MORE, 0x7000	/* any of these bits of FLEVEL: 16 bytes or more are in the FIFO */
	.equ	SR_8, 0x0800			/* else 8 bytes or more */
	.equ	SR_4_OR_MORE, 0x7C00
	.equ	LOOKS, 8				/* at the FIFO before giving up: data mostly come within them */

/*
 * uint32_t take_words(const uint32_t *sr, const uint32_t *dr, struct sink *sink, uint32_t len)
 * As long as data come and a word or more is wanted. Returns how many bytes of len are left.
 * r0 mode, r1 sink, r2 len, r3 SR, r4 DR, r5 data, r6 ones, r7 lo, r8 hi, r9-r11 factors of core/hash.h
 */
	.section .text.take_words, "ax", %progbits
	.global take_words
	.type take_words, %function
take_words:
	push	{r4-r11, lr}
	mov		r4, r1
	mov		r1, r2
	mov		r2, r3
	mov		r3, r0
	ldmia	r1!, {r0}
	ldmia	r1, {r5-r8}
	movw	r9, #0x79B1			/* M1 */
	movt	r9, #0x9E37
	movw	r10, #0xCA77		/* M2 */
	movt	r10, #0x85EB
	movw	r11, #0xAE3D		/* M3 */
	movt	r11, #0xC2B2

.Lnext:
	mov		lr, #LOOKS
	subs	r2, #QUAD
	blo		.Llast
.Llook:
	ldr		r12, [r3]
	tst		r12, #SR_16_OR_MORE
	bne		.Lquad
	tst		r12, #SR_8
	bne		.Lpair
	subs	lr, lr, #1
	bne		.Llook
	adds	r2, #QUAD
.Lout:
	mov		r0, r2
	stmia	r1, {r5-r8}
	pop		{r4-r11, pc}

.Llast:
	adds	r2, #QUAD
	cmp		r2, #4
	blo		.Lout
	ldr		r12, [r3]
	tst		r12, #SR_4_OR_MORE
	beq		.Lout
	subs	r2, #4
	mov		lr, #1
	cmp		r0, #MODE_COMPARE
	blo		.Lstore_word
	beq		.Lcompare
	b		.Lhash_word

	.macro	hash
	ldr		r12, [r4]
	and		r6, r6, r12
	mla		r7, r12, r10, r7
	ror		r7, r7, #19
	mul		r7, r7, r9
	eor		r8, r7, r8, ror #15
	mul		r8, r8, r11
	.endm

	.macro	store
	ldr		r12, [r4]
	str		r12, [r5], #4
	.endm

.Lpair:
	adds	r2, #QUAD / 2
	mov		lr, #2
	cmp		r0, #MODE_COMPARE
	blo		.Lstore_pair
	beq		.Lcompare
	b		.Lhash_pair

.Lquad:
	mov		lr, #4
	cmp		r0, #MODE_COMPARE
	blo		.Lstore_quad
	beq		.Lcompare
	hash
	hash
.Lhash_pair:
	hash
.Lhash_word:
	hash
	b		.Lnext

.Lstore_quad:
	store
	store
.Lstore_pair:
	store
.Lstore_word:
	store
	b		.Lnext

.Lcompare:
	ldr		r12, [r4]
	ldr		r6, [r5], #4
	cmp		r6, r12
	bne		.Ldiffers
	subs	lr, lr, #1
	bne		.Lcompare
	b		.Lnext

/* Keep it; what follows is only taken away, for which hashing does as well as anything */
.Ldiffers:
	ldr		r7, [r1, #SINK_ADDR]
	add		r7, r7, r5
	subs	r7, #4
	str		r7, [r1, #SINK_FIRST_ADDR]
	str		r6, [r1, #SINK_EXPECTED]
	str		r12, [r1, #SINK_FOUND]
	movs	r0, #MODE_HASH
	str		r0, [r1, #SINK_MODE]
2:	subs	lr, lr, #1
	beq		.Lnext
	ldr		r12, [r4]
	b		2b
	.size	take_words, . - take_words
