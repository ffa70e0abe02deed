/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The part of OpenOCD's headers that core_run.c uses, for test_core_run.c. Numbers of registers in OpenOCD's cache are
 * made up; addresses, selectors and bits are those of the ARMv7-M ARM, chapter C1.6.
 */

#ifndef FAKE_CORTEX_M_H
#define FAKE_CORTEX_M_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ERROR_OK				0
#define ERROR_FAIL				(-4)
#define ARRAY_SIZE(x)			(sizeof(x) / sizeof((x)[0]))
#define MIN(a, b)				((a) < (b) ? (a) : (b))

#define ARMV7M_COMMON_MAGIC		0x2A452A45

#define DCB_DHCSR				0xE000EDF0u
#define DCB_DCRSR				0xE000EDF4u
#define DCB_DCRDR				0xE000EDF8u
#define NVIC_DFSR				0xE000ED30u
#define DBGKEY					0xA05F0000u
#define C_DEBUGEN				0x1u
#define C_HALT					0x2u
#define S_REGRDY				0x10000u
#define S_HALT					0x20000u
#define S_LOCKUP				0x80000u
#define S_RESET_ST				0x2000000u
#define DCRSR_WNR				0x10000u
#define DFSR_BKPT				2u

#define ARMV7M_REGSEL_R0		0u
#define ARMV7M_REGSEL_R13		13u
#define ARMV7M_REGSEL_PC		15u
#define ARMV7M_REGSEL_XPSR		16u
#define ARMV7M_REGSEL_PMSK_BPRI_FLTMSK_CTRL	20u

enum {
	ARMV7M_R0, ARMV7M_R12, ARMV7M_R13, ARMV7M_PC, ARMV7M_XPSR, ARMV7M_PRIMASK, ARMV7M_BASEPRI, ARMV7M_FAULTMASK,
	ARMV7M_CONTROL, FAKE_ABSENT, FAKE_REGS
};

enum arm_mode { ARM_MODE_THREAD, ARM_MODE_HANDLER };
enum cortex_m_isrmasking_mode { CORTEX_M_ISRMASK_AUTO, CORTEX_M_ISRMASK_ON };
enum target_state { TARGET_UNKNOWN, TARGET_RUNNING, TARGET_HALTED, TARGET_RESET, TARGET_DEBUG_RUNNING };

struct reg {
	uint8_t value[4];
	uint32_t size;			/* bits */
	bool exist, valid, dirty;
};

struct reg_cache {
	struct reg reg_list[FAKE_REGS];
	unsigned int num_regs;
};

struct arm {
	struct reg_cache *core_cache;
	enum arm_mode core_mode;
};

struct armv7m_common {
	struct arm arm;
};

struct cortex_m_common {
	struct armv7m_common armv7m;
	uint32_t dcb_dhcsr, dcb_dhcsr_cumulated_sticky;
	enum cortex_m_isrmasking_mode isrmasking_mode;
	bool slow_register_read;
};

struct armv7m_algorithm {
	unsigned int common_magic;
	enum arm_mode core_mode;
	uint32_t context[FAKE_REGS];
};

struct target {
	enum target_state state;
	bool running_alg;
	uint32_t dbg_msg_enabled;
};

struct armv7m_common *target_to_armv7m(struct target *target);
struct cortex_m_common *target_to_cm(struct target *target);

#endif /* FAKE_CORTEX_M_H */
