// SPDX-License-Identifier: GPL-2.0-or-later

/* Core clocks of each class of instruction, counted by DWT_CYCCNT in a program. Built once for each core. */

#include "test_machine.h"

#define CYCCNT	0xe0001004u

#if defined(TEST_M7)
enum { CORE = 2 };
#define RCC		0x40023800u
#elif defined(TEST_M4)
enum { CORE = 1 };
#define RCC		0x40023800u
#else
enum { CORE = 0 };
#define RCC		0x40021000u
#endif

static const unsigned int load[3] = { 2, 2, 1 };		/* of the counter itself */

static const struct {
	const char *what;
	uint16_t code[2];		/* R3: RAM, R4: a device; a 16-bit instruction is followed by nothing or by 0 */
	uint8_t clocks[3];		/* M33, M4, M7: doc/simulator-time.md */
} classes[] = {
	{ "nop", { 0xbf00 }, { 1, 1, 1 } },
	{ "adds r5,#1", { 0x3501 }, { 1, 1, 1 } },
	{ "muls r5,r5", { 0x436d }, { 1, 1, 1 } },
	{ "mul r5,r6,r7", { 0xfb06, 0xf507 }, { 1, 1, 1 } },
	{ "mla r5,r6,r7,r5", { 0xfb06, 0x5507 }, { 1, 2, 1 } },
	{ "sdiv r5,r6,r7", { 0xfb96, 0xf5f7 }, { 6, 6, 6 } },
	{ "ldr r5,[r3]", { 0x681d }, { 2, 2, 1 } },
	{ "ldrb r5,[r3,r6]", { 0x5d9d }, { 2, 2, 1 } },
	{ "str r5,[r3]", { 0x601d }, { 2, 2, 1 } },
	{ "ldr.w r5,[r3]", { 0xf8d3, 0x5000 }, { 2, 2, 1 } },
	{ "str.w r5,[r3]", { 0xf8c3, 0x5000 }, { 2, 2, 1 } },
	{ "ldr r5,[r4], a device", { 0x6825 }, { 3, 3, 8 } },
	{ "ldm r3,{r5-r7}", { 0xe893, 0x00e0 }, { 4, 4, 3 } },
	{ "stm r3,{r5-r7}", { 0xe883, 0x00e0 }, { 4, 4, 3 } },
	{ "push {r5,r6}", { 0xb460 }, { 3, 3, 2 } },
	{ "pop {r5,r6}", { 0xbc60 }, { 3, 3, 2 } },
	{ "ldrd r5,r6,[r3]", { 0xe9d3, 0x5600 }, { 3, 3, 2 } },
	{ "ldrex r5,[r3]", { 0xe853, 0x5f00 }, { 2, 2, 1 } },
	{ "b, taken", { 0xe000, 0xbf00 }, { 3, 3, 2 } },
	{ "beq, not taken", { 0xd000 }, { 1, 1, 1 } },
	{ "dsb", { 0xf3bf, 0x8f4f }, { 3, 3, 3 } },
	{ "vadd.f32", { 0xee30, 0x0a00 }, { 1, 1, 1 } },
	{ "vmul.f32", { 0xee20, 0x0a00 }, { 1, 1, 1 } },
	{ "vmla.f32", { 0xee00, 0x0a00 }, { 3, 3, 3 } },
	{ "vdiv.f32", { 0xee80, 0x0a00 }, { 14, 14, 16 } },
	{ "vsqrt.f32", { 0xeeb1, 0x0ac0 }, { 14, 14, 16 } },
	{ "vldr s0,[r3]", { 0xed93, 0x0a00 }, { 2, 2, 1 } },
	{ "vmov s0,r5", { 0xee00, 0x5a10 }, { 1, 1, 1 } },
};

/** @returns clocks from one look at the counter to the next, with up to two halfwords between */
static uint32_t between(const uint16_t code[2])
{
	uint16_t program[8];
	unsigned int count = 0;

	fresh(NULL);
	wr(CPACR, 0xf << 20);
	wr(0xe0001fb0, 0xc5acce55);
	wr(0xe0001000, 1);
	set_reg(0, CYCCNT);
	set_reg(3, DATA);
	set_reg(4, RCC);
	set_reg(6, 8);
	set_reg(7, 3);
	set_reg(13, STACK);
	program[count++] = 0x6801;		/* ldr r1,[r0] */
	for (unsigned int i = 0; i < 2; i++) {
		if (code[i])
			program[count++] = code[i];
	}
	program[count++] = 0x6802;		/* ldr r2,[r0] */
	program[count++] = 0xbe00;
	put_code(CODE, program, 2 * count);
	set_reg(PC, CODE);
	wr(DHCSR, GO);
	machine_advance(US(100));
	assert_true(halted());
	assert_int_equal(reg(XPSR) & 0x1ff, 0);
	return reg(2) - reg(1);
}

static void each_class_takes_its_clocks(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < COUNT_OF(classes); i++) {
		uint32_t clocks = between(classes[i].code) - load[CORE];
		if (clocks != classes[i].clocks[CORE])
			fail_msg("%s takes %u clocks, wanted %u", classes[i].what, clocks, classes[i].clocks[CORE]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(each_class_takes_its_clocks, fresh),
	};

	return cmocka_run_group_tests(tests, power_on, NULL);
}
