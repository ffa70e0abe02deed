// SPDX-License-Identifier: GPL-2.0-or-later

/* SW-DP and its access ports: registers, and memory through them. Knows nothing of the probe. */

#include <string.h>
#include "../busmem.h"
#include "../core/memory.h"
#include "../core/second.h"
#include "../machine.h"
#include "../sim.h"
#include "../soc.h"
#include "adi.h"

#define CTRL_STICKYORUN		BIT(1)
#define CTRL_STICKYCMP		BIT(4)
#define CTRL_STICKYERR		BIT(5)
#define CTRL_WDATAERR		BIT(7)
#define CTRL_CDBGRSTREQ		BIT(26)
#define CTRL_CDBGPWRUPREQ	BIT(28)
#define CTRL_CSYSPWRUPREQ	BIT(30)
#define CTRL_WRITABLE		0x54000f4du

#define CSW_SIZE			0x7u
#define CSW_ADDRINC			0x30u
#define CSW_DEVICE_EN		BIT(6)
#define CSW_WRITABLE		0x7f000037u

#define RUNNING_CHUNK		32		/* words of plain memory moved at once while the core runs */

#define MAX_APS				4

/* SW-DP v2 and AHB5-AP of dies with a Cortex-M33; part of the identity is the die's DEV_ID, see TARGETID */
static const struct soc_ap m33_ap = { .number = 0, .idr = 0x84770015, .base = 0xe00ff003 };
static const struct soc_debug m33_debug = {
	.dpidr = 0x0be12477, .targetid = 0x04720041, .aps = &m33_ap, .ap_count = 1,
};

static struct {
	uint32_t ctrl, select, rdbuff;
	const struct soc_ap *ap;		/* the one that the functions below work on */
	struct {
		uint32_t csw, tar;
	} state[MAX_APS], *now;
} adi;

static const struct soc_debug *debug_port(void)
{
	const struct soc_die *die = soc_die();

	return die && die->debug ? die->debug : &m33_debug;
}

/** Work on an access port from here on. @returns false if there is none of this number */
static bool choose(uint32_t number)
{
	const struct soc_debug *debug = debug_port();

	for (unsigned int i = 0; i < debug->ap_count && i < MAX_APS; i++) {
		if (debug->aps[i].number == number) {
			adi.ap = &debug->aps[i];
			adi.now = &adi.state[i];
			return true;
		}
	}
	return false;
}

void adi_power_on(void)
{
	memset(&adi, 0, sizeof(adi));
	for (unsigned int i = 0; i < MAX_APS; i++)
		adi.state[i].csw = CSW_DEVICE_EN | 2;
	choose(0);
}

/* ---- debug port ---- */

static uint32_t ctrl_stat(void)
{
	uint32_t value = adi.ctrl;

	/* each acknowledge bit is the one above its request */
	value |= (adi.ctrl & (CTRL_CDBGRSTREQ | CTRL_CDBGPWRUPREQ | CTRL_CSYSPWRUPREQ)) << 1;
	return value;
}

uint32_t adi_dp_read(uint32_t reg)
{
	switch (reg & 0xff) {
	case 0x00:
		return debug_port()->dpidr;
	case 0x04:
		return ctrl_stat();
	case 0x14:
		return 0x40;			/* DLCR */
	case 0x24:
		return debug_port()->targetid;
	case 0x34:
		return 0x00000001;		/* DLPIDR: SWD protocol version 2 */
	case 0x0c:
		return adi.rdbuff;
	default:
		return 0;
	}
}

void adi_dp_write(uint32_t reg, uint32_t value)
{
	switch (reg & 0xff) {
	case 0x00:					/* ABORT */
		if (value & 0x1e)
			adi_clear_sticky();
		break;
	case 0x04:
		adi.ctrl = (adi.ctrl & ~CTRL_WRITABLE) | (value & CTRL_WRITABLE);
		break;
	case 0x08:
		adi.select = value;
		break;
	default:
		break;
	}
}

void adi_clear_sticky(void)
{
	adi.ctrl &= ~(CTRL_STICKYORUN | CTRL_STICKYCMP | CTRL_STICKYERR | CTRL_WDATAERR);
}

/* ---- access port ---- */

bool adi_ap_exists(uint32_t ap)
{
	return choose(ap);
}

static enum adi_result faulted(uint32_t addr)
{
	adi.now->tar = addr;
	adi.ctrl |= CTRL_STICKYERR;
	stat_add("link.ap_fault", 1);
	return ADI_FAULT;
}

/* The private peripherals behind an access port are its own core's */
static bool is_second_core(uint32_t addr)
{
	return adi.ap->second && addr >> 20 == 0xe00;
}

static enum adi_result one_read(uint32_t addr, unsigned int size, uint32_t *value)
{
	if (is_second_core(addr)) {
		*value = second_read(addr & ~3u) >> 8 * (addr & 3);
		return ADI_OK;
	}
	enum bus_result result = adi.ap->system ? bus_read(addr, size, value, BUS_DEBUG) :
		memory_read(addr, size, value, BUS_DEBUG);

	machine_settle();
	return result == BUS_OK ? ADI_OK : faulted(addr);
}

static enum adi_result one_write(uint32_t addr, unsigned int size, uint32_t value)
{
	if (is_second_core(addr)) {
		second_write(addr, value);
		machine_settle();
		return ADI_OK;
	}
	enum bus_result result = adi.ap->system ? bus_write(addr, size, value, BUS_DEBUG) :
		memory_write(addr, size, value, BUS_DEBUG);

	machine_settle();
	return result == BUS_OK ? ADI_OK : faulted(addr);
}

static void step_tar(unsigned int size)
{
	uint32_t tar = adi.now->tar;

	if ((adi.now->csw & CSW_ADDRINC) == 0x10)
		adi.now->tar = (tar & ~0x3ffu) | ((tar + size) & 0x3ff);		/* within 1 KiB, as the manual allows */
}

static unsigned int csw_size(void)
{
	unsigned int code = adi.now->csw & CSW_SIZE;

	return code > 2 ? 4 : 1u << code;
}

static enum adi_result data_read(uint32_t *value)
{
	unsigned int size = csw_size();
	uint32_t addr = adi.now->tar & ~(size - 1);
	enum adi_result result = one_read(addr, size, value);

	*value <<= 8 * (addr & 3);			/* byte lanes */
	if (result == ADI_OK)
		step_tar(size);
	return result;
}

static enum adi_result data_write(uint32_t value)
{
	unsigned int size = csw_size();
	uint32_t addr = adi.now->tar & ~(size - 1);
	enum adi_result result = one_write(addr, size, value >> (8 * (addr & 3)));

	if (result == ADI_OK)
		step_tar(size);
	return result;
}

enum adi_result adi_ap_read(uint32_t ap, uint32_t reg, uint32_t *value)
{
	enum adi_result result = ADI_OK;

	*value = 0;
	if (!adi_ap_exists(ap))
		return ADI_OK;			/* an access port that is not there reads 0 */
	switch (reg & 0xfc) {
	case 0x00:
		*value = adi.now->csw;
		break;
	case 0x04:
		*value = adi.now->tar;
		break;
	case 0x0c:
		result = data_read(value);
		break;
	case 0x10:
	case 0x14:
	case 0x18:
	case 0x1c:
		result = one_read((adi.now->tar & ~0xfu) | (reg & 0xc), 4, value);
		break;
	case 0xf8:
		*value = adi.ap->base;
		break;
	case 0xfc:
		*value = adi.ap->idr;
		break;
	default:
		break;					/* CFG and the rest: 0 */
	}
	adi.rdbuff = *value;
	return result;
}

enum adi_result adi_ap_write(uint32_t ap, uint32_t reg, uint32_t value)
{
	if (!adi_ap_exists(ap))
		return ADI_OK;
	switch (reg & 0xfc) {
	case 0x00:
		adi.now->csw = (value & CSW_WRITABLE) | CSW_DEVICE_EN;
		if ((adi.now->csw & CSW_ADDRINC) > 0x10)
			adi.now->csw &= ~CSW_ADDRINC;		/* no packed transfers */
		return ADI_OK;
	case 0x04:
		adi.now->tar = value;
		return ADI_OK;
	case 0x0c:
		return data_write(value);
	case 0x10:
	case 0x14:
	case 0x18:
	case 0x1c:
		return one_write((adi.now->tar & ~0xfu) | (reg & 0xc), 4, value);
	default:
		return ADI_OK;
	}
}

/* ---- blocks ---- */

static enum adi_result begin(const struct adi_access *access)
{
	if (!adi_ap_exists(access->ap))
		return ADI_NO_AP;
	if (access->addr % access->size)
		return ADI_UNALIGNED;
	adi.now->csw = (access->csw & CSW_WRITABLE & ~(CSW_SIZE | CSW_ADDRINC)) | CSW_DEVICE_EN | access->size >> 1 |
		(access->increment ? 0x10 : 0);
	adi.now->tar = access->addr;
	return ADI_OK;
}

static uint32_t unpack(const uint8_t *data, unsigned int size)
{
	uint32_t value = 0;

	for (unsigned int i = 0; i < size; i++)
		value |= (uint32_t)data[i] << (8 * i);
	return value;
}

static void pack(uint8_t *data, unsigned int size, uint32_t value)
{
	for (unsigned int i = 0; i < size; i++)
		data[i] = (uint8_t)(value >> (8 * i));
}

/** @returns how many of the items that are left can be moved at once, because nobody can see the difference */
static unsigned int run_length(const struct adi_access *access, uint32_t addr, unsigned int left, bool for_write)
{
	unsigned int length = left;

	if (!access->increment)
		return 1;
	if (machine_core_running() && length > RUNNING_CHUNK)
		length = RUNNING_CHUNK;
	return bus_plain_memory(addr, length * access->size, for_write) ? length : 1;
}

enum adi_result adi_read_memory(const struct adi_access *access, uint8_t *data)
{
	enum adi_result result = begin(access);
	uint32_t addr = access->addr;

	for (unsigned int done = 0, n; result == ADI_OK && done < access->count; done += n) {
		n = run_length(access, addr, access->count - done, false);
		machine_advance(n * access->ps_each);
		if (n > 1) {
			memcpy(data, bus_plain_memory(addr, n * access->size, false), n * access->size);
		} else {
			uint32_t value;
			result = one_read(addr, access->size, &value);
			pack(data, access->size, value);
		}
		data += n * access->size;
		if (result == ADI_OK && access->increment)
			addr += n * access->size;
	}
	if (result != ADI_NO_AP && result != ADI_UNALIGNED)
		adi.now->tar = addr;
	return result;
}

enum adi_result adi_write_memory(const struct adi_access *access, const uint8_t *data)
{
	enum adi_result result = begin(access);
	uint32_t addr = access->addr;

	for (unsigned int done = 0, n; result == ADI_OK && done < access->count; done += n) {
		n = run_length(access, addr, access->count - done, true);
		machine_advance(n * access->ps_each);
		if (n > 1) {
			memcpy(bus_plain_memory(addr, n * access->size, true), data, n * access->size);
			bus_memory_changed(addr, n * access->size);
		} else {
			result = one_write(addr, access->size, unpack(data, access->size));
		}
		data += n * access->size;
		if (result == ADI_OK && access->increment)
			addr += n * access->size;
	}
	if (result != ADI_NO_AP && result != ADI_UNALIGNED)
		adi.now->tar = addr;
	return result;
}
