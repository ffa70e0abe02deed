/* SPDX-License-Identifier: GPL-2.0-or-later */

/* See target.h in this folder. */

#ifndef FAKE_ARMV7M_H
#define FAKE_ARMV7M_H

#include "target.h"

#define ARMV7M_COMMON_MAGIC	0x2A452A45
#define FAKE_REGS			19

enum arm_mode { ARM_MODE_THREAD };

struct reg {
	const char *name;
	uint8_t value[4];
};

struct reg_cache {
	struct reg reg[FAKE_REGS];
};

struct arm {
	struct reg_cache *core_cache;
	struct reg *pc, *cpsr;
};

struct armv7m_common {
	uint32_t demcr;
	struct arm arm;
};

struct armv7m_algorithm {
	unsigned int common_magic;
	enum arm_mode core_mode;
	uint32_t context[FAKE_REGS];
};

struct armv7m_common *target_to_armv7m(struct target *target);
bool is_armv7m(const struct armv7m_common *armv7m);

#endif /* FAKE_ARMV7M_H */
