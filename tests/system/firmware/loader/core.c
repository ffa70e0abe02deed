// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * The core as start-up files leave it: Armv7-M and Armv8-M Architecture Reference Manuals, System Control Space. What is
 * written is read back.
 */

#include "loader.h"

#define VTOR			REG32(0xE000ED08)
#define AIRCR			REG32(0xE000ED0C)
#define CCR				REG32(0xE000ED14)
#define CPACR			REG32(0xE000ED88)
#define MPU_TYPE		REG32(0xE000ED90)
#define MPU_CTRL		REG32(0xE000ED94)
#define MPU_RNR			REG32(0xE000ED98)
#define MPU_RBAR		REG32(0xE000ED9C)
#define MPU_RASR		REG32(0xE000EDA0)	/* RLAR in Armv8-M */
#define ICIALLU			REG32(0xE000EF50)
#define CCR_IC			BIT(17)
#define BARRIER()		__asm__ volatile ("dsb\n\tisb" : : : "memory")

/* The window as normal memory that is never written, the rest as by default. */
static bool mpu_init(void)
{
	if ((MPU_TYPE >> 8 & 0xFF) != 8)
		return false;
	MPU_CTRL = 0;
	MPU_RNR = 2;
#if defined(__ARM_ARCH_8M_MAIN__)
	MPU_RBAR = WINDOW | 2U << 1;
	MPU_RASR = (WINDOW + 0x0FFFFFE0U) | 1;
#else
	MPU_RBAR = WINDOW;
	MPU_RASR = 5U << 24 | 1U << 19 | 27U << 1 | 1;
#endif
	MPU_CTRL = BIT(2) | 1;
	BARRIER();
	return MPU_RNR == 2 && MPU_CTRL == (BIT(2) | 1) && (MPU_RBAR & ~31U) == WINDOW;
}

static float half(float value)
{
	float result;

	__asm__ volatile ("vmov.f32 s15, #0.5\n\tvmul.f32 %0, %1, s15" : "=t" (result) : "t" (value) : "s15");
	return result;
}

bool core_init(void)
{
	VTOR = 0x20000000U;
	CPACR |= 15U << 20;
	AIRCR = 0x05FA0300U;
	BARRIER();
	if (VTOR != 0x20000000U || CPACR >> 20 != 15 || AIRCR != 0xFA050300U || half(3.0F) != 1.5F || !mpu_init())
		return false;
#if defined(__ARM_ARCH_7EM__) && defined(PART_F746)
	ICIALLU = 0;
	BARRIER();
	CCR |= CCR_IC;
	BARRIER();
	if (!(CCR & CCR_IC))
		return false;
#endif
	return true;
}
