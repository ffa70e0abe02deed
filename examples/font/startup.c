// SPDX-License-Identifier: GPL-2.0-or-later

/* From reset to main(), and what happens on a fault. */

#include "example.h"
#include "registers.h"

extern uint32_t stack_top[];
extern const uint32_t data_load[];
extern uint32_t data_start[], data_end[], bss_start[], bss_end[];
extern volatile uint32_t verdict;

int main(void);
void reset_handler(void);
void fault_handler(void);
void report_fault(const uint32_t *frame);

/** What the hardware pushes on exception entry: r0-r3, r12, lr, pc, xpsr */
enum { FRAME_PC = 6 };

void report_fault(const uint32_t *frame)
{
	verdict = VERDICT_FAULT;
	output_text("FAIL: fault at pc 0x");
	output_hex(frame[FRAME_PC], 8);
	output_text(", cfsr 0x");
	output_hex(SCB_CFSR, 8);
	output_text(", bfar 0x");
	output_hex(SCB_BFAR, 8);
	output_text("\r\n");
	output_end(false);
	for (;;)
		__asm__ volatile ("wfi");
}

__attribute__((naked)) void fault_handler(void)
{
	__asm__ volatile ("mrs r0, msp\n\tb report_fault");
}

__attribute__((noreturn)) void reset_handler(void)
{
	const uint32_t *from = data_load;

	for (uint32_t *to = data_start; to < data_end; to++)
		*to = *from++;
	for (uint32_t *to = bss_start; to < bss_end; to++)
		*to = 0;
	main();
	for (;;)
		__asm__ volatile ("wfi");
}

/* Armv8-M vector table; no interrupt is ever enabled, so it ends with the system exceptions. */
__attribute__((section(".vectors"), used)) static const struct {
	uint32_t *stack;
	void (*handler[15])(void);
} vectors = {
	stack_top,
	{
		reset_handler, fault_handler, fault_handler, fault_handler, fault_handler, fault_handler, fault_handler,
		fault_handler, fault_handler, fault_handler, fault_handler, fault_handler, fault_handler, fault_handler,
		fault_handler,
	},
};
