// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * An ST-Link in API 3 of ST's link server. The numbers are those that OpenOCD's stlink driver sends and expects, both
 * at the DAP level (dapdirect_swd) and at the level of core and memory (hla_swd). What differs between probes, and how
 * long things take, is in probes.c.
 */

#include <stdio.h>
#include <string.h>
#include "../machine.h"
#include "../sim.h"
#include "adi.h"
#include "probes.h"
#include "stlink.h"

/* ---- TCP level ---- */

enum {
	TCP_REFRESH = 0x00, TCP_COUNT = 0x01, TCP_INFO = 0x02, TCP_OPEN = 0x03, TCP_CLOSE = 0x04, TCP_USB = 0x05,
	TCP_VERSION = 0x06, TCP_CLIENTS = 0x07,
};

enum {
	TCP_OK = 0x0001, TCP_BAD_PARAMETER = 0x1002, TCP_OPEN_ERROR = 0x1003, TCP_NOT_AVAILABLE = 0x1053,
};

#define TCP_USB_HEADER	32
#define DEVICE_ID		0x01u
#define CONNECT_ID		0x5151u
#define USB_VID			0x0483

/* ---- USB level ---- */

#define MAX_BLOCK		6144u
#define MAX_MISC		1227u			/* of any probe */
#define SERIAL_LENGTH	24

enum status {
	STATUS_OK = 0x80, STATUS_AP_FAULT = 0x11, STATUS_AP_ERROR = 0x12, STATUS_DP_ERROR = 0x16, STATUS_BAD_AP = 0x1d,
	STATUS_UNKNOWN_COMMAND = 0x42,
};

#define DP_CTRL_STAT	0x04u
#define DP_POWER_UP		0x50000000u		/* CSYSPWRUPREQ, CDBGPWRUPREQ */

enum direction { USB_OUT = 0, USB_IN = 1, USB_SWO = 3 };

static struct {
	const struct probe *probe;
	uint64_t swd_bit_ps;
	uint32_t target_mv;
	bool open;
	bool debug_mode;
	enum status last_status;
	uint32_t last_address;
	struct {
		uint32_t items, values[MAX_MISC], status[MAX_MISC];
	} misc;
	int cut_after;
} link = { .cut_after = -1 };

/** A USB command: its bytes, what goes with it, and the reply, which is preset to 0. */
struct usb {
	const uint8_t *command;
	const uint8_t *out;
	uint8_t *in;
	uint32_t size;			/* of out or in */
};

static uint32_t u32(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static uint16_t u16(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static void put32(uint8_t *p, uint32_t value)
{
	for (unsigned int i = 0; i < 4; i++)
		p[i] = (uint8_t)(value >> (8 * i));
}

static void put16(uint8_t *p, uint32_t value)
{
	p[0] = (uint8_t)value;
	p[1] = (uint8_t)(value >> 8);
}

static uint64_t swd_ps(unsigned int accesses)
{
	return accesses * (uint64_t)ADI_SWD_CLOCKS * link.swd_bit_ps;
}

/** Time of data that SWD moves with so many accesses: that of the bits, or of the probe if that is slower. */
static uint64_t data_ps(unsigned int accesses, unsigned int bytes)
{
	uint64_t bits = swd_ps(accesses);
	uint64_t probe = link.probe->bytes_per_s ? bytes * SIM_PS_PER_S / link.probe->bytes_per_s : 0;

	return bits > probe ? bits : probe;
}

static void set_frequency(const struct probe_frequency *frequency)
{
	link.swd_bit_ps = link.probe->free_swd ? 0 : SIM_PS_PER_S / 1000 / frequency->khz;
}

static const struct probe_frequency *slowest(void)
{
	return &link.probe->frequencies[probe_frequencies(link.probe) - 1];
}

void stlink_create(const struct board *board)
{
	link.probe = probe_find(board->probe);
	link.target_mv = board->target_mv;
	link.cut_after = -1;
	set_frequency(slowest());
	adi_power_on();
	stlink_connect();
}

void stlink_connect(void)
{
	link.open = false;
	link.debug_mode = false;
	link.last_status = STATUS_OK;
	link.misc.items = 0;
}

void stlink_cut_after(int transactions)
{
	link.cut_after = transactions;
}

/* ---- commands ---- */

static void put_status(struct usb *usb, enum status status)
{
	if (usb->size)
		usb->in[0] = (uint8_t)status;
}

static enum status status_of(enum adi_result result)
{
	switch (result) {
	case ADI_OK:
		return STATUS_OK;
	case ADI_FAULT:
		return STATUS_AP_FAULT;
	case ADI_NO_AP:
		return STATUS_BAD_AP;
	default:
		return STATUS_AP_ERROR;
	}
}

static void get_version(struct usb *usb)
{
	memcpy(usb->in, link.probe->version, sizeof(link.probe->version));
	put16(usb->in + 2, USB_VID);
	put16(usb->in + 4, link.probe->usb_pid);
}

static void get_version_ext(struct usb *usb)
{
	usb->in[0] = 3;
	usb->in[2] = link.probe->jtag;
	usb->in[3] = link.probe->mass_storage;
	put16(usb->in + 8, USB_VID);
	put16(usb->in + 10, link.probe->usb_pid);
}

static void get_mode(struct usb *usb)
{
	usb->in[0] = link.debug_mode ? 2 : 1;		/* debug, mass storage */
}

static void get_voltage(struct usb *usb)
{
	/* volts = 2 * a1 * 1.2 / a0 */
	put32(usb->in, 2400);
	put32(usb->in + 4, link.target_mv);
}

static void enter(struct usb *usb)
{
	link.debug_mode = true;
	machine_advance(swd_ps(4));			/* DPIDR, ABORT, CTRL/STAT written and read */
	adi_clear_sticky();
	adi_dp_write(DP_CTRL_STAT, DP_POWER_UP);
	put_status(usb, STATUS_OK);
}

static void leave(struct usb *usb)
{
	(void)usb;
	link.debug_mode = false;
}

static void read_idcodes(struct usb *usb)
{
	machine_advance(swd_ps(1));
	put_status(usb, STATUS_OK);
	put32(usb->in + 4, adi_dp_read(0));
}

static void get_frequencies(struct usb *usb)
{
	unsigned int count = probe_frequencies(link.probe);

	put_status(usb, STATUS_OK);
	usb->in[8] = (uint8_t)count;
	for (unsigned int i = 0; i < count && 16 + 4 * i <= usb->size; i++)
		put32(usb->in + 12 + 4 * i, link.probe->frequencies[i].khz);
}

/** API 3: the fastest one that is not faster than asked for. */
static void set_frequency_khz(struct usb *usb)
{
	uint32_t khz = u32(usb->command + 4);
	const struct probe_frequency *chosen = slowest();

	for (unsigned int i = probe_frequencies(link.probe); i-- > 0; ) {
		if (link.probe->frequencies[i].khz <= khz)
			chosen = &link.probe->frequencies[i];
	}
	set_frequency(chosen);
	put_status(usb, STATUS_OK);
	put32(usb->in + 4, chosen->khz);
}

/** API 2: by a divisor out of a list that host and firmware share. */
static void set_frequency_divisor(struct usb *usb)
{
	uint16_t divisor = u16(usb->command + 2);

	for (unsigned int i = 0; i < probe_frequencies(link.probe); i++) {
		if (link.probe->frequencies[i].divisor != divisor)
			continue;
		set_frequency(&link.probe->frequencies[i]);
		put_status(usb, STATUS_OK);
		return;
	}
	sim_unknown("link", "SWD clock divisor %u is not one of the probe's", divisor);
	put_status(usb, STATUS_UNKNOWN_COMMAND);
}

/** SWO is not simulated: what would start or stop its recording is refused, as by a probe without it. */
static void refuse(struct usb *usb)
{
	put_status(usb, STATUS_UNKNOWN_COMMAND);
}

/** How many bytes were recorded: none. This reply has no status. */
static void trace_size(struct usb *usb)
{
	put16(usb->in, 0);
}

static void drive_nrst(struct usb *usb)
{
	if (usb->command[2] == 0 || usb->command[2] == 2)
		machine_nrst(true);
	if (usb->command[2] == 2)
		machine_advance(SIM_PS_PER_MS);
	if (usb->command[2] == 1 || usb->command[2] == 2)
		machine_nrst(false);
	put_status(usb, STATUS_OK);
}

static void open_ap(struct usb *usb)
{
	put_status(usb, adi_ap_exists(usb->command[2]) ? STATUS_OK : STATUS_BAD_AP);
}

static void close_ap(struct usb *usb)
{
	put_status(usb, STATUS_OK);
}

static void read_dap(struct usb *usb)
{
	uint16_t port = u16(usb->command + 2), reg = u16(usb->command + 4);
	uint32_t value;
	enum adi_result result = ADI_OK;

	if (port == 0xffff) {
		machine_advance(swd_ps(1));
		value = adi_dp_read(reg);
	} else {
		machine_advance(swd_ps(2));
		result = adi_ap_read(port, reg, &value);
	}
	put_status(usb, status_of(result));
	put32(usb->in + 4, value);
}

static void write_dap(struct usb *usb)
{
	uint16_t port = u16(usb->command + 2), reg = u16(usb->command + 4);
	uint32_t value = u32(usb->command + 6);
	enum adi_result result = ADI_OK;

	machine_advance(swd_ps(1));
	if (port == 0xffff)
		adi_dp_write(reg, value);
	else
		result = adi_ap_write(port, reg, value);
	put_status(usb, status_of(result));
}

static struct adi_access memory_access(const struct usb *usb, unsigned int size, bool increment)
{
	const uint8_t *c = usb->command;

	return (struct adi_access) {
		.addr = u32(c + 2), .count = u16(c + 6) / size, .size = size, .ap = c[8], .increment = increment,
		.csw = (uint32_t)c[9] << 8 | (uint32_t)c[10] << 16 | (uint32_t)c[11] << 24, .ps_each = data_ps(1, size),
	};
}

/** @returns false after noting the error, if the probe would not carry out such a transfer */
static bool size_is_possible(const struct usb *usb, const struct adi_access *access)
{
	uint32_t bytes = u16(usb->command + 6);
	uint32_t most = access->size == 1 ? link.probe->max_block_8 : MAX_BLOCK;

	if (bytes <= most && bytes % access->size == 0 && access->count * access->size <= usb->size)
		return true;
	sim_violation("link", "memory command 0x%02x for %u bytes with %u bytes of data; at most %u, in units of %u",
		usb->command[1], bytes, usb->size, most, access->size);
	link.last_status = STATUS_AP_ERROR;
	return false;
}

static void note_result(enum adi_result result, const struct adi_access *access)
{
	uint32_t tar;

	link.last_status = status_of(result);
	link.last_address = access->addr;
	if (result == ADI_FAULT && adi_ap_read(access->ap, 0x04, &tar) == ADI_OK)
		link.last_address = tar;
	if (result == ADI_FAULT)
		adi_clear_sticky();
	if (result == ADI_UNALIGNED)
		sim_violation("link", "memory command for 0x%08x in units of %u", access->addr, access->size);
}

static void read_memory(struct usb *usb, unsigned int size, bool increment)
{
	struct adi_access access = memory_access(usb, size, increment);

	if (!size_is_possible(usb, &access))
		return;
	machine_advance(swd_ps(3));			/* CSW, TAR, the last word by RDBUFF */
	note_result(adi_read_memory(&access, usb->in), &access);
}

static void write_memory(struct usb *usb, unsigned int size, bool increment)
{
	struct adi_access access = memory_access(usb, size, increment);

	if (!size_is_possible(usb, &access))
		return;
	machine_advance(swd_ps(2));			/* CSW, TAR */
	note_result(adi_write_memory(&access, usb->out), &access);
	machine_advance(swd_ps(1));			/* RDBUFF: wait for the last one */
}

static void read_memory_32(struct usb *usb)
{
	read_memory(usb, 4, true);
}

static void read_memory_16(struct usb *usb)
{
	read_memory(usb, 2, true);
}

static void read_memory_8(struct usb *usb)
{
	read_memory(usb, 1, true);
}

static void read_memory_fixed(struct usb *usb)
{
	read_memory(usb, 4, false);
}

static void write_memory_32(struct usb *usb)
{
	write_memory(usb, 4, true);
}

static void write_memory_16(struct usb *usb)
{
	write_memory(usb, 2, true);
}

static void write_memory_8(struct usb *usb)
{
	write_memory(usb, 1, true);
}

static void write_memory_fixed(struct usb *usb)
{
	write_memory(usb, 4, false);
}

static void last_rw_status_short(struct usb *usb)
{
	put_status(usb, link.last_status);
}

static void last_rw_status(struct usb *usb)
{
	last_rw_status_short(usb);
	put32(usb->in + 4, link.last_address);
}

/* ---- core registers: what the probe does by itself when OpenOCD uses it at the HLA level ---- */

#define SCS_AIRCR		0xe000ed0cu
#define SCS_DCRSR		0xe000edf4u
#define SCS_DCRDR		0xe000edf8u
#define AIRCR_SYSRESET	0x05fa0004u
#define DCRSR_REGWNR	BIT(16)
#define REGISTERS		21				/* of read_all_registers: R0 to R15, xPSR, MSP, PSP, and two without meaning */
#define REAL_REGISTERS	19

static enum status word_status(enum adi_result result)
{
	if (result == ADI_FAULT)
		adi_clear_sticky();
	return status_of(result);
}

static enum status read_word(uint32_t addr, uint32_t *value)
{
	struct adi_access access = { .addr = addr, .size = 4, .count = 1, .csw = 0x23000000, .ps_each = swd_ps(3) };
	uint8_t word[4] = { 0 };
	enum status status = word_status(adi_read_memory(&access, word));

	*value = u32(word);
	return status;
}

static enum status write_word(uint32_t addr, uint32_t value)
{
	struct adi_access access = { .addr = addr, .size = 4, .count = 1, .csw = 0x23000000, .ps_each = swd_ps(3) };
	uint8_t word[4];

	put32(word, value);
	return word_status(adi_write_memory(&access, word));
}

static enum status read_core_register(uint32_t selector, uint32_t *value)
{
	enum status status = write_word(SCS_DCRSR, selector);

	*value = 0;
	return status == STATUS_OK ? read_word(SCS_DCRDR, value) : status;
}

static void read_register(struct usb *usb)
{
	uint32_t value;

	put_status(usb, read_core_register(usb->command[2], &value));
	put32(usb->in + 4, value);
}

static void read_all_registers(struct usb *usb)
{
	enum status status = STATUS_OK;
	uint32_t value;

	for (unsigned int i = 0; i < REAL_REGISTERS && status == STATUS_OK; i++) {
		status = read_core_register(i, &value);
		put32(usb->in + 4 + 4 * i, value);
	}
	put_status(usb, status);
}

static void write_register(struct usb *usb)
{
	enum status status = write_word(SCS_DCRDR, u32(usb->command + 3));

	if (status == STATUS_OK)
		status = write_word(SCS_DCRSR, usb->command[2] | DCRSR_REGWNR);
	put_status(usb, status);
}

static void read_debug_register(struct usb *usb)
{
	uint32_t value;

	put_status(usb, read_word(u32(usb->command + 2), &value));
	put32(usb->in + 4, value);
}

static void write_debug_register(struct usb *usb)
{
	put_status(usb, write_word(u32(usb->command + 2), u32(usb->command + 6)));
}

/** Which reset the firmware makes is not documented; with NRST not driven it is taken to be the core's own request. */
static void reset_system(struct usb *usb)
{
	put_status(usb, write_word(SCS_AIRCR, AIRCR_SYSRESET));
}

/* ---- RW_MISC: many single accesses in one transfer ---- */

enum { MISC_ADDRESS = 1, MISC_WRITE = 2, MISC_READ = 3, MISC_AP = 5 };

struct misc_state {
	uint32_t ap, address;
};

static enum status misc_item(struct misc_state *state, uint8_t command, uint32_t value, uint32_t *result)
{
	struct adi_access access = { .ap = state->ap, .size = 4, .count = 1, .csw = 0x23000000, .increment = true };
	uint8_t word[4];
	enum adi_result done;

	switch (command) {
	case MISC_AP:
		state->ap = value;
		return adi_ap_exists(value) ? STATUS_OK : STATUS_BAD_AP;
	case MISC_ADDRESS:
		state->address = value;
		machine_advance(swd_ps(1));
		return STATUS_OK;
	case MISC_WRITE:
		access.addr = state->address;
		access.ps_each = data_ps(1, 4);
		put32(word, value);
		done = adi_write_memory(&access, word);
		break;
	case MISC_READ:
		access.addr = value;
		access.ps_each = data_ps(3, 4);		/* TAR, DRW, RDBUFF */
		done = adi_read_memory(&access, word);
		*result = u32(word);
		break;
	default:
		sim_violation("link", "RW_MISC item with unknown command 0x%02x", command);
		return STATUS_AP_ERROR;
	}
	note_result(done, &access);
	return status_of(done);
}

static void misc_out(struct usb *usb)
{
	uint32_t items = u32(usb->command + 2);
	uint32_t codes = (items + 3) & ~3u;
	struct misc_state state = { .ap = 0 };
	enum status status = STATUS_OK;

	link.misc.items = 0;
	if (items > link.probe->max_misc || codes + 4 * items > usb->size) {
		sim_violation("link", "RW_MISC with %u items in %u bytes; at most %u items", items, usb->size,
			link.probe->max_misc);
		return;
	}
	link.misc.items = items;
	for (uint32_t i = 0; i < items; i++) {
		link.misc.values[i] = 0;
		/* what the firmware does after an error is not documented: nothing more is accessed here */
		if (status == STATUS_OK)
			status = misc_item(&state, usb->out[i], u32(usb->out + codes + 4 * i), &link.misc.values[i]);
		link.misc.status[i] = status;
	}
	stat_add("link.misc.items", items);
}

static void misc_in(struct usb *usb)
{
	uint32_t items = usb->size / 8;

	if (usb->size > MAX_BLOCK)
		sim_violation("link", "RW_MISC reply of %u bytes; OpenOCD's USB buffer holds %u", usb->size, MAX_BLOCK);
	if (items != link.misc.items) {
		sim_violation("link", "RW_MISC reply asked for %u items after %u were sent", items, link.misc.items);
		return;
	}
	for (uint32_t i = 0; i < items; i++) {
		put32(usb->in + 4 * i, link.misc.values[i]);
		put32(usb->in + 4 * items + 4 * i, link.misc.status[i]);
	}
}

/* ---- the command table ---- */

#define ANY		(-1)

static const struct {
	uint8_t first;
	int second;
	enum direction direction;
	uint32_t min_reply;			/* shortest reply that the handler fills */
	bool needs_debug;			/* only between enter and leave */
	enum { ANY_API, API_2, API_3 } api;
	void (*handle)(struct usb *usb);
	const char *name;
} commands[] = {
	{ 0xf1, ANY, USB_IN, 6, false, ANY_API, get_version, "version" },
	{ 0xfb, ANY, USB_IN, 12, false, API_3, get_version_ext, "version_ext" },
	{ 0xf5, ANY, USB_IN, 2, false, ANY_API, get_mode, "mode" },
	{ 0xf7, ANY, USB_IN, 8, false, ANY_API, get_voltage, "voltage" },
	{ 0xf2, 0x30, USB_IN, 2, false, ANY_API, enter, "enter" },
	{ 0xf2, 0x21, USB_OUT, 0, false, ANY_API, leave, "leave" },
	{ 0xf2, 0x21, USB_IN, 0, false, ANY_API, leave, "leave" },
	{ 0xf2, 0x62, USB_IN, 40, false, API_3, get_frequencies, "get_frequencies" },
	{ 0xf2, 0x61, USB_IN, 8, false, API_3, set_frequency_khz, "set_frequency" },
	{ 0xf2, 0x43, USB_IN, 2, false, API_2, set_frequency_divisor, "set_divisor" },
	{ 0xf2, 0x3c, USB_IN, 2, false, ANY_API, drive_nrst, "nrst" },
	{ 0xf2, 0x31, USB_IN, 12, true, ANY_API, read_idcodes, "idcodes" },
	{ 0xf2, 0x4b, USB_IN, 2, true, ANY_API, open_ap, "open_ap" },
	{ 0xf2, 0x4c, USB_IN, 2, true, ANY_API, close_ap, "close_ap" },
	{ 0xf2, 0x45, USB_IN, 8, true, ANY_API, read_dap, "read_dap" },
	{ 0xf2, 0x46, USB_IN, 2, true, ANY_API, write_dap, "write_dap" },
	{ 0xf2, 0x07, USB_IN, 0, true, ANY_API, read_memory_32, "read_32" },
	{ 0xf2, 0x47, USB_IN, 0, true, ANY_API, read_memory_16, "read_16" },
	{ 0xf2, 0x0c, USB_IN, 0, true, ANY_API, read_memory_8, "read_8" },
	{ 0xf2, 0x54, USB_IN, 0, true, ANY_API, read_memory_fixed, "read_fixed" },
	{ 0xf2, 0x08, USB_OUT, 0, true, ANY_API, write_memory_32, "write_32" },
	{ 0xf2, 0x48, USB_OUT, 0, true, ANY_API, write_memory_16, "write_16" },
	{ 0xf2, 0x0d, USB_OUT, 0, true, ANY_API, write_memory_8, "write_8" },
	{ 0xf2, 0x50, USB_OUT, 0, true, ANY_API, write_memory_fixed, "write_fixed" },
	{ 0xf2, 0x3b, USB_IN, 2, true, ANY_API, last_rw_status_short, "rw_status_short" },
	{ 0xf2, 0x3e, USB_IN, 12, true, ANY_API, last_rw_status, "rw_status" },
	{ 0xf2, 0x32, USB_IN, 2, true, ANY_API, reset_system, "reset_system" },
	{ 0xf2, 0x33, USB_IN, 8, true, ANY_API, read_register, "read_register" },
	{ 0xf2, 0x34, USB_IN, 2, true, ANY_API, write_register, "write_register" },
	{ 0xf2, 0x35, USB_IN, 2, true, ANY_API, write_debug_register, "write_debug_register" },
	{ 0xf2, 0x36, USB_IN, 8, true, ANY_API, read_debug_register, "read_debug_register" },
	{ 0xf2, 0x3a, USB_IN, 4 + 4 * REGISTERS, true, ANY_API, read_all_registers, "read_all_registers" },
	{ 0xf2, 0x40, USB_IN, 2, true, ANY_API, refuse, "trace_start" },
	{ 0xf2, 0x41, USB_IN, 2, true, ANY_API, refuse, "trace_stop" },
	{ 0xf2, 0x42, USB_IN, 2, true, ANY_API, trace_size, "trace_size" },
	{ 0xf2, 0x51, USB_OUT, 0, true, ANY_API, misc_out, "misc_out" },
	{ 0xf2, 0x52, USB_IN, 0, true, ANY_API, misc_in, "misc_in" },
};

/** Does the command name an address? Those for memory, with a length, and those for a debug register. */
static bool has_address(const uint8_t *command)
{
	return command[0] == 0xf2 && command[1] && strchr("\x07\x47\x0c\x54\x08\x48\x0d\x50\x35\x36", command[1]);
}

static void trace(const struct usb *usb, const char *name, enum direction direction)
{
	char address[16] = "", status[16] = "";

	if (has_address(usb->command))
		snprintf(address, sizeof(address), " @%08x", u32(usb->command + 2));
	if (direction == USB_IN && usb->size)
		snprintf(status, sizeof(status), ", first 0x%02x", usb->in[0]);
	sim_trace_line(TRACE_LINK, "%s%s, %s %u bytes%s", name, address, direction == USB_IN ? "gives" : "takes", usb->size,
		status);
}

static void usb_command(struct usb *usb, enum direction direction)
{
	char name[40];

	for (unsigned int i = 0; i < COUNT_OF(commands); i++) {
		if (commands[i].first != usb->command[0] || commands[i].direction != direction)
			continue;
		if (commands[i].second != ANY && commands[i].second != usb->command[1])
			continue;
		if (commands[i].api != ANY_API && (commands[i].api == API_3) != link.probe->api3)
			continue;
		snprintf(name, sizeof(name), "link.usb.%s", commands[i].name);
		stat_add(name, 1);
		sim_log(3, "usb %s, %u bytes", commands[i].name, usb->size);
		if (direction == USB_IN && usb->size < commands[i].min_reply) {
			sim_violation("link", "USB command %s with a reply of %u bytes instead of %u", commands[i].name, usb->size,
				commands[i].min_reply);
			return;
		}
		if (commands[i].needs_debug && !link.debug_mode) {
			put_status(usb, STATUS_DP_ERROR);
			return;
		}
		commands[i].handle(usb);
		if (sim_traces & TRACE_LINK)
			trace(usb, commands[i].name, direction);
		return;
	}
	sim_unknown("link", "USB command %02x %02x %02x is not simulated", usb->command[0], usb->command[1],
		usb->command[2]);
	if (direction == USB_IN)
		put_status(usb, STATUS_UNKNOWN_COMMAND);
}

/* ---- TCP requests ---- */

int stlink_request_length(const uint8_t *request, size_t have)
{
	static const uint8_t lengths[] = {
		[TCP_REFRESH] = 2, [TCP_COUNT] = 1, [TCP_INFO] = 8, [TCP_OPEN] = 8, [TCP_CLOSE] = 8, [TCP_VERSION] = 4,
		[TCP_CLIENTS] = 8,
	};

	if (have == 0)
		return 0;
	if (request[0] >= sizeof(lengths))
		return -1;
	if (request[0] != TCP_USB)
		return lengths[request[0]];
	if (have < TCP_USB_HEADER)
		return 0;
	uint32_t payload = u32(request + 28);
	if (payload > STLINK_MAX_REQUEST - TCP_USB_HEADER)
		return -1;
	return request[24] == USB_OUT ? TCP_USB_HEADER + (int)payload : TCP_USB_HEADER;
}

static int answer(uint8_t *reply, uint32_t status, int length)
{
	put32(reply, status);
	return length;
}

static int serve_info(const uint8_t *request, uint8_t *reply)
{
	memset(reply, 0, 45);
	if (request[1] != 0)
		return answer(reply, TCP_BAD_PARAMETER, 45);
	put32(reply + 4, DEVICE_ID);
	memcpy(reply + 8, link.probe->serial, SERIAL_LENGTH);
	put16(reply + 40, USB_VID);
	put16(reply + 42, link.probe->usb_pid);
	return answer(reply, TCP_OK, 45);
}

static int serve_open(const uint8_t *request, uint8_t *reply)
{
	if (u32(request + 4) != DEVICE_ID) {
		put32(reply + 4, 0);
		return answer(reply, TCP_OPEN_ERROR, 8);
	}
	link.open = true;
	put32(reply + 4, CONNECT_ID);
	return answer(reply, TCP_OK, 8);
}

static int serve_usb(const uint8_t *request, uint8_t *reply)
{
	enum direction direction = request[24];
	struct usb usb = {
		.command = request + 8, .out = request + TCP_USB_HEADER, .in = reply + 4, .size = u32(request + 28),
	};

	if (!link.open || u32(request + 4) != CONNECT_ID)
		return answer(reply, TCP_BAD_PARAMETER, 4);
	if (link.cut_after == 0) {
		link.cut_after = -1;
		return -1;
	}
	if (link.cut_after > 0)
		link.cut_after--;

	stat_add("link.transactions", 1);
	stat_add("link.bytes", usb.size);
	memset(usb.in, 0, usb.size);
	/* the way there, what it does, the way back */
	machine_advance(link.probe->transaction_us * SIM_PS_PER_US / 2);
	usb_command(&usb, direction);
	machine_advance(link.probe->transaction_us * SIM_PS_PER_US / 2);
	return answer(reply, TCP_OK, direction == USB_OUT ? 4 : 4 + (int)usb.size);
}

int stlink_serve(const uint8_t *request, uint8_t *reply)
{
	switch (request[0]) {
	case TCP_REFRESH:
		return answer(reply, TCP_OK, 4);
	case TCP_COUNT:
		return answer(reply, 1, 4);			/* the number itself */
	case TCP_INFO:
		return serve_info(request, reply);
	case TCP_OPEN:
		return serve_open(request, reply);
	case TCP_CLOSE:
		link.open = false;
		return answer(reply, TCP_OK, 4);
	case TCP_USB:
		return serve_usb(request, reply);
	case TCP_VERSION:
		put32(reply, 3);					/* API, then a version as ST's server has it */
		put32(reply + 4, 2);
		put32(reply + 8, 1);
		put32(reply + 12, 0);
		return 16;
	default:
		return answer(reply, TCP_NOT_AVAILABLE, 4);
	}
}
