/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Entry and exit of the stub. r0 = address of struct stub_params, sp = end of its stack, interrupts masked by the
 * debugger. This part is written anew before each start; what was left from an earlier one is checked here by its hash
 * before it is run. ARMv8-M: the stack limits belong to the application and would fault on our stack, so they are 0
 * while the stub runs (OpenOCD 0.12 saves them on parts with TrustZone only). The image is ARMv7-M code; MSPLIM and
 * PSPLIM are reached by their encodings, and only if CPUID says that they exist.
 * All registers but r12 are given back as they were: OpenOCD writes those that differ, each in a transaction. They are
 * stored and loaded by way of r12, not sp, because the limits are in force then.
 */

	.syntax unified
	.cpu cortex-m3
	.thumb

	/* stm32xspi_proto.h; stub.c asserts them */
	.equ	STACK_SIZE, 512
	.equ	ENTRY_SIZE, 208
	.equ	PARAMS_STATUS, 656
	.equ	PARAMS_IMAGE, 660
	.equ	PARAMS_HASH, 668
	.equ	STATUS_STATE, 4
	.equ	STATUS_EXIT_PC, 68
	.equ	NO_IMAGE, 4
	.equ	FILL, 0xA5A5A5A5

	.section .entry, "ax", %progbits
	.global stub_entry
	.type stub_entry, %function
stub_entry:
	sub		r12, sp, #56
	stmia	r12, {r0-r11, lr}
	ldr		r9, [r0, #PARAMS_STATUS]
	adr		r1, exit
	str		r1, [r9, #STATUS_EXIT_PC]

	sub		r1, sp, #STACK_SIZE
	mov		r2, #FILL
1:	str		r2, [r1], #4
	cmp		r1, r12
	bne		1b

	/* core/hash.h */
	movw	r3, #0xEB2F			/* lo: SEED */
	movt	r3, #0x27D4
	mvn		r4, r3				/* hi */
	movw	r5, #0x79B1			/* M1 */
	movt	r5, #0x9E37
	movw	r6, #0xCA77			/* M2 */
	movt	r6, #0x85EB
	movw	r7, #0xAE3D			/* M3 */
	movt	r7, #0xC2B2
	ldrd	r1, r2, [r0, #PARAMS_IMAGE]
	orr		r10, r1, #1
2:	ldr		r8, [r1], #4
	mla		r3, r8, r6, r3
	ror		r3, r3, #19
	mul		r3, r3, r5
	eor		r4, r3, r4, ror #15
	mul		r4, r4, r7
	subs	r2, #1
	bne		2b
	ldrd	r1, r2, [r0, #PARAMS_HASH]
	cmp		r3, r1
	it		eq
	cmpeq	r4, r2
	beq		3f
	movs	r1, #NO_IMAGE
	str		r1, [r9, #STATUS_STATE]
	b		5f

3:	movw	r6, #0xED00			/* CPUID: part numbers D2x are ARMv8-M mainline, C2x older */
	movt	r6, #0xE000
	ldr		r6, [r6]
	ubfx	r6, r6, #12, #4
	cmp		r6, #0xD
	bne		4f
	movs	r1, #0
	.inst.w	0xF3EF840A			/* mrs r4, MSPLIM */
	.inst.w	0xF3EF850B			/* mrs r5, PSPLIM */
	.inst.w	0xF381880A			/* msr MSPLIM, r1 */
	.inst.w	0xF381880B			/* msr PSPLIM, r1 */
4:	mov		sp, r12
	push	{r3-r6}				/* r3: keeps sp a multiple of 8 */
	adr		r1, leave
	adds	r1, #1
	mov		r2, sp
	blx		r10

	.balign	4
leave:
	mov		sp, r0
	mov		r12, r0
	ldmia	r12!, {r3-r6}
	cmp		r6, #0xD
	bne		5f
	.inst.w	0xF384880A			/* msr MSPLIM, r4 */
	.inst.w	0xF385880B			/* msr PSPLIM, r5 */
5:	ldmia	r12, {r0-r11, lr}
	.balign	4
exit:
	bkpt	#0
	b		exit
	.balign	4
	.size	stub_entry, . - stub_entry
	.space	ENTRY_SIZE - (. - stub_entry)
