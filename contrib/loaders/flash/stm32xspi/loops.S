/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The stub's inner loop: data that a read delivers are hashed, compared or stored, 16 or 8 bytes at a time. In
 * assembly, because it decides how fast everything is that reads (cycles: doc/bench.md), and the compiler spills
 * registers.
 * Eight, because a FIFO of 16 bytes may stop at 13 of them, and does not go on before some are taken.
 */

	.syntax unified
	.cpu cortex-m3
	.thumb

	/* struct stub_ctrl, struct sink (counted from data), enum sink_mode; stub_ctrl.c asserts them */
	.equ	CTRL_SR, 4
	.equ	CTRL_DR, 20
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
	.equ	LOOKS, 8				/* at the FIFO before giving up: data mostly come within them */

/*
 * uint32_t take_quads(const struct stub_ctrl *ctrl, struct sink *sink, uint32_t len)
 * As long as 16 bytes are in the FIFO and are wanted. Returns how many bytes of len are left.
 * r0 mode, r1 sink, r2 len, r3 SR, r4 DR, r5 data, r6 ones, r7 lo, r8 hi, r9-r11 factors of core/hash.h
 */
	.section .text.take_quads, "ax", %progbits
	.global take_quads
	.type take_quads, %function
take_quads:
	push	{r4-r11, lr}
	ldr		r3, [r0, #CTRL_SR]
	ldr		r4, [r0, #CTRL_DR]
	ldmia	r1!, {r0}
	ldmia	r1, {r5-r8}
	movw	r9, #0x79B1			/* M1 */
	movt	r9, #0x9E37
	movw	r10, #0xCA77		/* M2 */
	movt	r10, #0x85EB
	movw	r11, #0xAE3D		/* M3 */
	movt	r11, #0xC2B2

next:
	subs	r2, #QUAD
	blo		out
	mov		lr, #LOOKS
look:
	ldr		r12, [r3]
	tst		r12, #SR_16_OR_MORE
	bne		quad
	tst		r12, #SR_8
	bne		pair
	subs	lr, lr, #1
	bne		look
out:
	adds	r0, r2, #QUAD
	stmia	r1, {r5-r8}
	pop		{r4-r11, pc}

	.macro	hash_two
	.rept	2
	ldr		r12, [r4]
	and		r6, r6, r12
	mla		r7, r12, r10, r7
	ror		r7, r7, #19
	mul		r7, r7, r9
	eor		r8, r7, r8, ror #15
	mul		r8, r8, r11
	.endr
	.endm

	.macro	store_two
	.rept	2
	ldr		r12, [r4]
	str		r12, [r5], #4
	.endr
	.endm

pair:
	adds	r2, #QUAD / 2
	mov		lr, #2
	cmp		r0, #MODE_COMPARE
	blo		store_pair
	beq		compare
	b		hash_pair

quad:
	mov		lr, #4
	cmp		r0, #MODE_COMPARE
	blo		store
	beq		compare
	hash_two
hash_pair:
	hash_two
	b		next

store:
	store_two
store_pair:
	store_two
	b		next

compare:
	ldr		r12, [r4]
	ldr		r6, [r5], #4
	cmp		r6, r12
	bne		differs
	subs	lr, lr, #1
	bne		compare
	b		next

/* Keep it; what follows is only taken away, for which hashing does as well as anything */
differs:
	ldr		r7, [r1, #SINK_ADDR]
	add		r7, r7, r5
	subs	r7, #4
	str		r7, [r1, #SINK_FIRST_ADDR]
	str		r6, [r1, #SINK_EXPECTED]
	str		r12, [r1, #SINK_FOUND]
	movs	r0, #MODE_HASH
	str		r0, [r1, #SINK_MODE]
2:	subs	lr, lr, #1
	beq		next
	ldr		r12, [r4]
	b		2b
	.size	take_quads, . - take_quads
