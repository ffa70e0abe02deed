/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Entry and exit of the stub. r0 = address of struct stub_params, sp = end of its stack, interrupts masked by the
 * debugger. ARMv8-M: the stack limits belong to the application and would fault on our stack, so they are 0 while the
 * stub runs (OpenOCD 0.12 saves them on parts with TrustZone only). The image is ARMv7-M code; MSPLIM and PSPLIM are
 * reached by their encodings, and only if CPUID says that they exist.
 */

	.syntax unified
	.cpu cortex-m3
	.thumb

	.section .entry, "ax", %progbits
	.global stub_entry
	.type stub_entry, %function
stub_entry:
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
1:	push	{r3-r6}				/* r3: keeps sp a multiple of 8 */
	adr		r1, exit
	mov		r2, sp
	bl		stub_main

	.global stub_leave
	.type stub_leave, %function
stub_leave:
	mov		sp, r0
	pop		{r3-r6}
	cmp		r6, #0xD
	bne		exit
	.inst.w	0xF384880A			/* msr MSPLIM, r4 */
	.inst.w	0xF385880B			/* msr PSPLIM, r5 */
	.balign	4
exit:
	bkpt	#0
	b		exit
	.size	stub_entry, . - stub_entry
