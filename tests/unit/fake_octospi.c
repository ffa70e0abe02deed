// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * A register-level controller for unit tests: start rules, FIFO level, flags; OCTOSPI from RM0438, unless the test
 * gives another layout (fake_quadspi.c). No simulator: an operation takes place at its start, and then keeps its flags
 * back for a number of status reads.
 */

#include <stddef.h>
#include <string.h>
#include "io_script.h"
#include "../../src/flash/nor/stm32xspi/core/io.h"

enum {
	CR = 0x00, DCR1 = 0x08, DCR2 = 0x0C, SR = 0x20, FCR = 0x24, DLR = 0x40, AR = 0x48, DR = 0x50,
	CCR = 0x100, TCR = 0x108, IR = 0x110, ABR = 0x120,
};

#define REG(io, name)	((io)->reg[layout(io)->name / 4])

static void violation(struct xspi_io *io, const char *text)
{
	io->violations++;
	io->violation = text;
}

static bool log_access(struct xspi_io *io, bool write, uint32_t offset, uint32_t value)
{
	if (io->count < FAKE_LOG_SIZE)
		io->log[io->count] = (struct fake_access) { write, offset, value };
	return ++io->count == io->fail_at;
}

static struct fake_phase phase(uint32_t field, uint32_t value)
{
	static const uint8_t lines[8] = { 0, 1, 2, 4, 8 };
	struct fake_phase p = { 0 };

	if (!(field & 7))
		return p;
	p.lines = lines[field & 7];
	p.nbytes = (field >> 4 & 3) + 1;
	p.dtr = field >> 3 & 1;
	p.value = p.nbytes < 4 ? value & ((1u << 8 * p.nbytes) - 1) : value;
	return p;
}

static unsigned int octospi_fmode(const struct xspi_io *io)
{
	return io->reg[CR / 4] >> 28 & 3;
}

static void octospi_decode(const struct xspi_io *io, struct fake_frame *f)
{
	const uint32_t ccr = io->reg[CCR / 4];
	const struct fake_phase data = phase(ccr >> 24 & 0xF, 0);

	f->cmd = phase(ccr, io->reg[IR / 4]);
	f->addr = phase(ccr >> 8, io->reg[AR / 4]);
	f->mode = phase(ccr >> 16, io->reg[ABR / 4]);
	f->dummy = io->reg[TCR / 4] & 0x1F;
	f->data_lines = data.lines;
	f->data_dtr = data.dtr;
	f->dqs = ccr >> 29 & 1;
}

static const struct fake_layout octospi = {
	.cr = CR, .dcr = DCR1, .sr = SR, .fcr = FCR, .dlr = DLR, .ar = AR, .dr = DR, .starter = IR, .fifo = 32,
	.writable = { DCR1, DCR2, DLR, AR, CCR, TCR, IR, ABR },
	.fmode = octospi_fmode, .decode = octospi_decode,
};

static const struct fake_layout *layout(const struct xspi_io *io)
{
	return io->layout ? io->layout : &octospi;
}

static unsigned int fmode(const struct xspi_io *io)
{
	return layout(io)->fmode(io);
}

static void run_frame(struct xspi_io *io)
{
	if (io->chip)
		io->chip(io, &io->frame);
	else if (!io->frame.out)
		memset(io->data, 0xFF, io->frame.data_len);
}

static void start(struct xspi_io *io)
{
	struct fake_frame *f = &io->frame;

	layout(io)->decode(io, f);
	f->out = fmode(io) == 0;
	f->data_len = f->data_lines ? REG(io, dlr) + 1 : 0;
	f->data = io->data;
	io->done = 0;
	io->bus = 0;
	io->wait = io->slow;
	io->busy = true;

	const uint64_t size = 2ull << (REG(io, dcr) >> 16 & 0x1F);
	if (f->addr.nbytes && (uint64_t)REG(io, ar) + f->data_len > size) {
		REG(io, sr) |= 1;
		io->busy = false;
		return;
	}
	if (f->data_len > FAKE_DATA_SIZE) {
		violation(io, "too long for the fake");
		f->data_len = FAKE_DATA_SIZE;
	}
	if (!f->out || !f->data_len)
		run_frame(io);
	if (io->hang)
		io->wait = ~0u;
}

static struct fake_frame decoded(const struct xspi_io *io)
{
	struct fake_frame f;

	layout(io)->decode(io, &f);
	return f;
}

/* What is in the FIFO: behind the bus when reading, ahead of it when writing */
static uint32_t level(const struct xspi_io *io)
{
	if (!io->busy)
		return 0;
	return io->frame.out ? io->done - io->bus : io->bus - io->done;
}

static void move_bus(struct xspi_io *io)
{
	const uint32_t room = io->frame.out ? io->done - io->bus : layout(io)->fifo - (io->bus - io->done);
	uint32_t n = io->trickle && io->trickle < room ? io->trickle : room;

	if (n > io->frame.data_len - io->bus)
		n = io->frame.data_len - io->bus;
	io->bus += n;
}

static uint32_t status(struct xspi_io *io)
{
	uint32_t sr = REG(io, sr) & 0x1B;

	if (io->busy && io->wait) {
		if (io->wait != ~0u)
			io->wait--;
		return sr | 0x20 | level(io) << 8;
	}
	if (io->busy)
		move_bus(io);
	if (io->busy && io->bus == io->frame.data_len) {
		sr = REG(io, sr) |= 2;
		io->busy = !io->frame.out && (io->done < io->frame.data_len || io->sticks);
	}
	const uint32_t l = level(io);
	if (l > (REG(io, cr) >> 8 & 0x1F) || (l && sr & 2))
		sr |= 4;
	return sr | (io->busy ? 0x20 : 0) | l << 8;
}

static uint32_t read_dr(struct xspi_io *io)
{
	uint32_t value = 0;
	uint32_t n = level(io);

	if (!n) {
		violation(io, "DR read with an empty FIFO");
		return 0;
	}
	if (n < 4 && io->done + n < io->frame.data_len)
		violation(io, "DR read with less than a word while more is to come");
	if (n > 4)
		n = 4;
	for (uint32_t i = 0; i < n; i++)
		value |= (uint32_t)io->data[io->done++] << 8 * i;
	if (io->done == io->frame.data_len && !io->sticks)
		io->busy = false;
	return value;
}

static void write_dr(struct xspi_io *io, uint32_t value)
{
	if (fmode(io) != 0 || !decoded(io).data_lines) {
		violation(io, "DR written without an indirect write");
		return;
	}
	if (!io->busy)
		start(io);
	if (io->busy && level(io) > layout(io)->fifo - 4)
		violation(io, "DR written with a full FIFO");
	for (unsigned int i = 0; io->busy && i < 4 && io->done < io->frame.data_len; i++)
		io->data[io->done++] = value >> 8 * i & 0xFF;
	if (io->busy && io->done == io->frame.data_len)
		run_frame(io);
}

static void write_cr(struct xspi_io *io, uint32_t value)
{
	if (value & 2) {
		if (!io->busy)
			violation(io, "abort of an idle controller");
		io->busy = false;
		io->sticks = false;
		io->aborted = true;
		REG(io, sr) |= 2;
		value &= ~2u;
	} else if (io->busy) {
		violation(io, "CR written while busy");
		return;
	}
	REG(io, cr) = value;
}

int fake_read(struct xspi_io *io, uint32_t addr, uint32_t *value)
{
	const uint32_t offset = addr - FAKE_BASE;

	if (log_access(io, false, offset, 0))
		return XSPI_E_LINK;
	*value = 0;
	if (io->dead)
		return XSPI_OK;
	if (offset >= sizeof(io->reg))
		violation(io, "read outside the controller");
	else if (offset == layout(io)->sr)
		*value = status(io);
	else if (offset == layout(io)->dr)
		*value = read_dr(io);
	else
		*value = io->reg[offset / 4];
	return XSPI_OK;
}

static bool is_writable(const struct fake_layout *l, uint32_t offset)
{
	for (unsigned int i = 0; i < FAKE_WRITABLE && l->writable[i]; i++)
		if (l->writable[i] == offset)
			return true;
	return false;
}

static void write_configuration(struct xspi_io *io, uint32_t offset, uint32_t value)
{
	const struct fake_layout *l = layout(io);

	if (!is_writable(l, offset)) {
		violation(io, "write to a register that is none");
		return;
	}
	if (io->busy) {
		violation(io, "configuration while busy");
		return;
	}
	if (fmode(io) == 3 && (offset == l->ar || offset == l->dlr))
		violation(io, "address or length in memory-mapped mode");
	io->reg[offset / 4] = value;
	const struct fake_frame f = decoded(io);
	if (fmode(io) == 3 || (fmode(io) == 0 && f.data_lines))
		return;
	if ((offset == l->ar && f.addr.nbytes) || (offset == l->starter && !f.addr.nbytes))
		start(io);
}

int fake_write(struct xspi_io *io, uint32_t addr, uint32_t value)
{
	const struct fake_layout *l = layout(io);
	const uint32_t offset = addr - FAKE_BASE;

	if (log_access(io, true, offset, value))
		return XSPI_E_LINK;
	if (io->dead)
		return XSPI_OK;
	if (offset >= sizeof(io->reg)) {
		violation(io, "write outside the controller");
		return XSPI_OK;
	}
	if (offset == l->cr)
		write_cr(io, value);
	else if (offset == l->fcr)
		REG(io, sr) &= ~value;
	else if (offset == l->dr)
		write_dr(io, value);
	else
		write_configuration(io, offset, value);
	return XSPI_OK;
}

int fake_poll(struct xspi_io *io, uint32_t addr, uint32_t mask, uint32_t value, uint32_t limit_us, uint32_t *last)
{
	for (uint32_t waited = 0; ; waited += 1000) {
		int retval = fake_read(io, addr, last);
		if (retval != XSPI_OK)
			return retval;
		if ((*last & mask) == value)
			return XSPI_OK;
		if (waited >= limit_us)
			return XSPI_E_TIMEOUT;
		io->time_us += 1000;
	}
}
