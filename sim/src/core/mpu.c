// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * The memory protection unit, of Armv7-M (RBAR, RASR) and Armv8-M (RBAR, RLAR, MAIR), eight regions: its registers, and
 * what the core may do where. A debugger and other masters are not asked. Armv7-M Architecture Reference Manual B3.5,
 * Armv8-M B10 and D1.2.
 */

#include <string.h>
#include "../sim.h"
#include "core.h"
#include "cpu.h"

#define REGIONS		8u
#define TYPE		0xd90
#define CTRL		0xd94
#define RNR			0xd98
#define RBAR		0xd9c		/* and RASR or RLAR; three more pairs follow */
#define PAIRS_END	0xdbc
#define MAIR0		0xdc0
#define MAIR1		0xdc4
#define RBAR_VALID	BIT(4)
#define CTRL_ENABLE		BIT(0)
#define CTRL_HFNMIENA	BIT(1)
#define CTRL_PRIVDEFENA	BIT(2)

/* Armv7-M */
#define RASR_ENABLE		BIT(0)
#define RASR_XN			BIT(28)
#define RASR_SMALLEST	32u
#define SUBREGIONS_FROM	256u

/* Armv8-M */
#define RBAR_XN			BIT(0)
#define RBAR_AP_ANY		BIT(1)		/* for unprivileged code, too */
#define RBAR_AP_RO		BIT(2)
#define RLAR_EN			BIT(0)
#define RLAR_RESERVED	BIT(4)

static struct {
	uint32_t ctrl, rnr;
	uint32_t base[REGIONS], attributes[REGIONS];
	uint32_t mair[2];
} mpu;

void mpu_reset(void)
{
	memset(&mpu, 0, sizeof(mpu));
	cpu_protect(false);
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
		mpu.ctrl = value & (CTRL_ENABLE | CTRL_HFNMIENA | CTRL_PRIVDEFENA);
	} else if (offset == RNR) {
		mpu.rnr = value & (REGIONS - 1);
	} else if (core.model->v8 && (offset == MAIR0 || offset == MAIR1)) {
		mpu.mair[(offset - MAIR0) / 4] = value;
	} else if (offset >= RBAR && offset < PAIRS_END) {
		if ((offset - RBAR) & 4)
			mpu.attributes[region_of(offset)] = value & (core.model->v8 ? ~RLAR_RESERVED : 0x173fff3f);
		else
			write_base(offset, value);
	} else {
		return false;
	}
	cpu_protect(mpu.ctrl & CTRL_ENABLE);
	return true;
}

/* ---- what the core may do ---- */

/** Rights in a place: of each kind of access, who may. */
struct rights {
	bool read[2], write[2];			/* [0] unprivileged, [1] privileged */
	bool execute;
};

/** Armv7-M, RASR.AP */
static struct rights rights_v7(uint32_t rasr)
{
	static const struct {
		bool read[2], write[2];
	} ap[8] = {
		[1] = { { false, true }, { false, true } }, [2] = { { true, true }, { false, true } },
		[3] = { { true, true }, { true, true } }, [5] = { { false, true }, { false, false } },
		[6] = { { true, true }, { false, false } }, [7] = { { true, true }, { false, false } },
	};
	struct rights rights = { .execute = !(rasr & RASR_XN) };

	memcpy(rights.read, ap[rasr >> 24 & 7].read, sizeof(rights.read));
	memcpy(rights.write, ap[rasr >> 24 & 7].write, sizeof(rights.write));
	return rights;
}

static struct rights rights_v8(uint32_t rbar)
{
	bool any = rbar & RBAR_AP_ANY, writable = !(rbar & RBAR_AP_RO);

	return (struct rights){ { any, true }, { any && writable, writable }, !(rbar & RBAR_XN) };
}

static bool has_v7(unsigned int region, uint32_t addr)
{
	uint32_t rasr = mpu.attributes[region];
	uint64_t size = 2ull << (rasr >> 1 & 31);
	uint64_t offset = addr - (uint64_t)(mpu.base[region] & ~(size - 1));

	if (!(rasr & RASR_ENABLE) || size < RASR_SMALLEST || offset >= size)
		return false;
	return size < SUBREGIONS_FROM || !(rasr >> (8 + offset * 8 / size) & 1);
}

static bool has_v8(unsigned int region, uint32_t addr)
{
	uint32_t rlar = mpu.attributes[region];

	return (rlar & RLAR_EN) && addr >= (mpu.base[region] & ~0x1fu) && addr <= (rlar | 0x1f);
}

/** Of regions that overlap, Armv7-M takes the last, Armv8-M none. */
static struct rights rights_at(uint32_t addr)
{
	struct rights rights = { 0 };
	unsigned int matches = 0;

	for (unsigned int region = 0; region < REGIONS; region++) {
		if (core.model->v8 ? !has_v8(region, addr) : !has_v7(region, addr))
			continue;
		rights = core.model->v8 ? rights_v8(mpu.base[region]) : rights_v7(mpu.attributes[region]);
		matches++;
	}
	if (matches == 0 && (mpu.ctrl & CTRL_PRIVDEFENA))
		return (struct rights){ { false, true }, { false, true }, true };
	if (core.model->v8 && matches > 1)
		rights = (struct rights){ 0 };
	return rights;
}

static bool right_to(enum cpu_access access, uint32_t addr, bool privileged)
{
	struct rights rights = rights_at(addr);

	if (access == CPU_FETCH)
		return rights.execute && rights.read[privileged];
	return access == CPU_WRITE ? rights.write[privileged] : rights.read[privileged];
}

/** In HardFault, NMI and with FAULTMASK set the MPU is off unless HFNMIENA says otherwise. */
static bool stands_aside(void)
{
	uint32_t exception = cpu_xpsr() & 0x1ff;

	return !(mpu.ctrl & CTRL_HFNMIENA) &&
		(exception == EXC_NMI || exception == EXC_HARDFAULT || cpu_get_special(CPU_FAULTMASK));
}

bool mpu_allows(uint32_t addr, unsigned int size, enum cpu_access access, bool privileged)
{
	bool private_bus = addr >= 0xe0000000 && addr < 0xe0100000;

	if (!(mpu.ctrl & CTRL_ENABLE) || private_bus)
		return true;
	if (right_to(access, addr, privileged) && right_to(access, addr + size - 1, privileged))
		return true;
	return stands_aside();
}
