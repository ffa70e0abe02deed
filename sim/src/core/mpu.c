// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * The memory protection unit's registers, of Armv7-M (RBAR, RASR) and Armv8-M (RBAR, RLAR, MAIR), eight regions. They
 * hold what is written and protect nothing: switching it on is counted as unknown. Armv7-M Architecture Reference
 * Manual B3.5, Armv8-M D1.2.
 */

#include <string.h>
#include "../sim.h"
#include "core.h"

#define REGIONS		8u
#define TYPE		0xd90
#define CTRL		0xd94
#define RNR			0xd98
#define RBAR		0xd9c		/* and RASR or RLAR; three more pairs follow */
#define PAIRS_END	0xdbc
#define MAIR0		0xdc0
#define MAIR1		0xdc4
#define RBAR_VALID	BIT(4)

static struct {
	uint32_t ctrl, rnr;
	uint32_t base[REGIONS], attributes[REGIONS];
	uint32_t mair[2];
} mpu;

void mpu_reset(void)
{
	memset(&mpu, 0, sizeof(mpu));
}

/** The region that a pair of registers stands for just now: Armv8-M's further pairs have regions of their own. */
static unsigned int region_of(uint32_t offset)
{
	unsigned int pair = (offset - RBAR) / 8;

	return core.model->v8 && pair ? (mpu.rnr & ~3u) + pair : mpu.rnr;
}

bool mpu_read(uint32_t offset, uint32_t *value)
{
	if (offset == CTRL) {
		*value = mpu.ctrl;
	} else if (offset == RNR) {
		*value = mpu.rnr;
	} else if (offset == MAIR0 || offset == MAIR1) {
		*value = mpu.mair[(offset - MAIR0) / 4];
	} else if (offset >= RBAR && offset < PAIRS_END) {
		unsigned int region = region_of(offset);
		if ((offset - RBAR) & 4)
			*value = mpu.attributes[region];
		else
			*value = core.model->v8 ? mpu.base[region] : mpu.base[region] | mpu.rnr;
	} else {
		return false;
	}
	return true;
}

static void write_base(uint32_t offset, uint32_t value)
{
	if (core.model->v8) {
		mpu.base[region_of(offset)] = value;
		return;
	}
	if (value & RBAR_VALID)
		mpu.rnr = value & (REGIONS - 1);
	mpu.base[mpu.rnr] = value & ~0x1fu;
}

bool mpu_write(uint32_t offset, uint32_t value)
{
	if (offset == CTRL) {
		mpu.ctrl = value & 7;
		if (value & 1)
			sim_unknown("core", "the MPU is switched on; the simulator does not protect anything");
	} else if (offset == RNR) {
		mpu.rnr = value & (REGIONS - 1);
	} else if (core.model->v8 && (offset == MAIR0 || offset == MAIR1)) {
		mpu.mair[(offset - MAIR0) / 4] = value;
	} else if (offset >= RBAR && offset < PAIRS_END) {
		if ((offset - RBAR) & 4)
			mpu.attributes[region_of(offset)] = value & (core.model->v8 ? 0xffffffff : 0x173fff3f);
		else
			write_base(offset, value);
	} else {
		return false;
	}
	return true;
}
