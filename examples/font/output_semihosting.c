// SPDX-License-Identifier: GPL-2.0-or-later

/* Messages through the debugger, by semihosting ("Semihosting for AArch32 and AArch64", Arm). */

#include "example.h"
#include "registers.h"

#define SYS_WRITE0	0x04
#define SYS_EXIT	0x18

#define ADP_STOPPED_RUN_TIME_ERROR		0x20023U
#define ADP_STOPPED_APPLICATION_EXIT	0x20026U

/** Each call stops the core for the debugger, so text goes out by the line. */
static char line[120];
static uint32_t length;

static void semihosting_call(uint32_t operation, uint32_t argument)
{
	register uint32_t r0 __asm__("r0") = operation;
	register uint32_t r1 __asm__("r1") = argument;

	/* Without a debugger the breakpoint would be a fault. */
	if (DCB_DHCSR & DCB_DHCSR_C_DEBUGEN)
		__asm__ volatile ("bkpt 0xAB" : "+r" (r0), "+r" (r1) : : "memory");
}

void output_init(void)
{
	length = 0;
}

void output_text(const char *text)
{
	for (; *text; text++) {
		if (*text != '\r')
			line[length++] = *text;
		if (*text != '\n' && length < sizeof(line) - 1)
			continue;
		line[length] = 0;
		semihosting_call(SYS_WRITE0, (uint32_t)line);
		length = 0;
	}
}

void output_end(bool pass)
{
	semihosting_call(SYS_EXIT, pass ? ADP_STOPPED_APPLICATION_EXIT : ADP_STOPPED_RUN_TIME_ERROR);
}
