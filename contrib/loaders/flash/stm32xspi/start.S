/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Entry and exit of the stub. r0 = address of struct stub_params, sp = end of its stack, interrupts masked by the
 * debugger. ARMv8-M: the stack limits belong to the application and would fault on our stack, so they are 0 while the
 * stub runs (OpenOCD 0.12 saves them on parts with TrustZone only). The image is ARMv7-M code; MSPLIM and PSPLIM are
 * reached by their encodings, and only if CPUID says that they exist.
 * All registers but r12 are given back as they were: OpenOCD writes those that differ, each in a transaction. They are
 * stored and loaded by way of r12, not sp, because the limits are in force then.
 */

	.syntax unified
	.cpu cortex-m3
	.thumb

	.section .entry, "ax", %progbits
	.global stub_entry
	.type stub_entry, %function
stub_entry:
	sub		r12, sp, #56
	stmia	r12, {r0-r11, lr}
	movw	r6, #0xED00			/* CPUID: part numbers D2x are ARMv8-M mainline, C2x older */
	movt	r6, #0xE000
	ldr		r6, [r6]
	ubfx	r6, r6, #12, #4
	cmp		r6, #0xD
	bne		1f
	movs	r1, #0
	.inst.w	0xF3EF840A			/* mrs r4, MSPLIM */
	.inst.w	0xF3EF850B			/* mrs r5, PSPLIM */
	.inst.w	0xF381880A			/* msr MSPLIM, r1 */
	.inst.w	0xF381880B			/* msr PSPLIM, r1 */
1:	mov		sp, r12
	push	{r3-r6}				/* r3: keeps sp a multiple of 8 */
	adr		r1, exit
	mov		r2, sp
	bl		stub_main

	.global stub_leave
	.type stub_leave, %function
stub_leave:
	mov		sp, r0
	mov		r12, r0
	ldmia	r12!, {r3-r6}
	cmp		r6, #0xD
	bne		2f
	.inst.w	0xF384880A			/* msr MSPLIM, r4 */
	.inst.w	0xF385880B			/* msr PSPLIM, r5 */
2:	ldmia	r12, {r0-r11, lr}
	.balign	4
exit:
	bkpt	#0
	b		exit
	.size	stub_entry, . - stub_entry
