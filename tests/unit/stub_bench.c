// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * See stub_bench.h. Register layouts: RM0438 "OCTOSPI registers", RM0351 "QUADSPI registers"; opcodes: IS25LP128F data
 * sheet, table "Instruction set".
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "stub_bench.h"
#include "../../src/flash/nor/stm32xspi/core/util.h"

const uint8_t bench_image[] = {
#include "../../contrib/loaders/flash/stm32xspi/stm32xspi.inc"
};
const unsigned int bench_image_size = sizeof(bench_image);

/* FIFO of the OCTOSPI, and of the smallest QUADSPI */
#define FIFO	(bench_quadspi ? 16u : 32u)

#ifdef BENCH_QUADSPI
const bool bench_quadspi = true;
#else
const bool bench_quadspi;
#endif

static void violation(struct bench *b, const char *what)
{
	b->violations++;
	if (!b->violation)
		b->violation = what;
}

/* ---- flash ---- */

static bool flash_busy(const struct bench *b)
{
	return b->cycles < b->busy_until;
}

static uint8_t flash_out(struct bench *b, uint32_t index)
{
	switch (b->opcode) {
	case 0x05:
		return (flash_busy(b) ? 1 : 0) | (b->wel ? 2 : 0);
	case 0x81:
		return b->flags | 0xE0;
	case 0x0B:
		if (flash_busy(b))
			violation(b, "read while the flash is busy");
		return b->flash[(b->op_addr + index) % BENCH_FLASH_SIZE];
	default:
		return 0xFF;
	}
}

static void flash_modify(struct bench *b, uint32_t size, unsigned int us)
{
	uint32_t base = b->op_addr & ~(size - 1);

	if (!b->wel || flash_busy(b)) {
		violation(b, "program or erase without WEL or while busy");
		return;
	}
	b->wel = false;
	b->busy_until = b->busy_stuck ? UINT64_MAX : b->cycles + (uint64_t)us * BENCH_CYCLES_PER_MS / 1000;
	if (b->protect_from && b->op_addr >= b->protect_from) {
		b->flags |= 0x02;
		return;
	}
	if (b->opcode != 0x02) {
		memset(b->flash + base % BENCH_FLASH_SIZE, 0xFF, size);
		return;
	}
	for (uint32_t i = 0; i < b->total; i++) {
		uint32_t addr = base + ((b->op_addr + i) & 0xFF);
		uint8_t value = b->page[i];

		if (b->weak_addr && addr == b->weak_addr)
			value |= 1;
		b->flash[addr] &= value;
	}
}

static void flash_execute(struct bench *b)
{
	if (b->log_count < BENCH_LOG)
		b->log[b->log_count++] = (struct bench_op){ b->opcode, b->op_addr, b->total };
	if (b->flags && b->opcode != 0x05 && b->opcode != 0x81 && b->opcode != 0x82 && b->opcode != 0x0B &&
			b->opcode != 0x06)
		violation(b, "error flags not cleared before the next operation");
	switch (b->opcode) {
	case 0x06:
		b->wel = !b->wel_broken && !flash_busy(b);
		break;
	case 0x02:
		flash_modify(b, 256, 200);
		break;
	case 0x20:
		flash_modify(b, 0x1000, 5000);
		break;
	case 0xD8:
		flash_modify(b, 0x10000, 15000);
		break;
	case 0xC7:
		b->op_addr = 0;
		flash_modify(b, BENCH_FLASH_SIZE, 60000);
		break;
	case 0x82:
		b->flags = 0;
		b->wel = false;
		break;
	default:
		break;
	}
}

/* ---- controller ---- */

static void bus_follow(struct bench *b)
{
	uint64_t bytes;

	if (!b->active || b->bus == b->total + 1)
		return;
	bytes = (b->cycles - b->bus_time) / b->cycles_per_byte;
	b->bus_time += bytes * b->cycles_per_byte;
	if (b->no_data && !b->writing && b->total)
		return;
	while (bytes-- && b->bus < b->total) {
		if (b->writing) {
			if (b->cpu == b->bus)
				return;
			b->page[b->bus] = b->fifo[b->bus % FIFO];
		} else {
			if (b->bus - b->cpu == FIFO)
				return;
			b->fifo[b->bus % FIFO] = flash_out(b, b->bus);
		}
		b->bus++;
	}
	if (b->bus == b->total && !b->tcf) {
		b->tcf = true;
		flash_execute(b);
	}
}

static uint32_t fifo_level(const struct bench *b)
{
	if (!b->active)
		return 0;
	return b->writing ? b->cpu - b->bus : b->bus - b->cpu;
}

static bool ctrl_busy(struct bench *b)
{
	bus_follow(b);
	if (b->ctrl_stuck)
		return b->active;
	if (b->active && b->bus == b->total && fifo_level(b) == 0 && b->tcf)
		b->active = false;
	return b->active;
}

static void ctrl_start(struct bench *b, bool writing)
{
	b->active = true;
	b->writing = writing;
	b->opcode = b->ir & 0xFF;
	b->op_addr = (b->ccr >> 8) & 7 ? b->ar : 0;
	b->total = (b->ccr >> 24) & 7 ? b->dlr + 1 : 0;
	b->bus = 0;
	b->cpu = 0;
	b->tcf = false;
	b->bus_time = b->cycles + 4u * b->cycles_per_byte;
	if (b->total && b->op_addr + b->total > BENCH_FLASH_SIZE) {
		b->tef = true;
		b->active = false;
	}
}

/* A QUADSPI register's offset as the OCTOSPI's of the same meaning; CCR stands for several */
static uint64_t canonical(uint64_t offset)
{
	static const uint16_t octospi[] = { 0x00, 0x08, 0x20, 0x24, 0x40, 0x100, 0x48, 0x120, 0x50 };

	if (!bench_quadspi)
		return offset;
	return offset / 4 < XSPI_COUNT(octospi) ? octospi[offset / 4] : 0xFFF;
}

static uint64_t ctrl_read(uc_engine *uc, uint64_t offset, unsigned int size, void *user)
{
	struct bench *b = user;
	uint64_t value = 0;
	bool busy = ctrl_busy(b);

	(void)uc;
	offset = canonical(offset);
	switch (offset) {
	case 0x00:
		return b->cr;
	case 0x20:
		return (b->tef ? 1 : 0) | (b->tcf ? 2 : 0) | (busy ? 0x20 : 0) | fifo_level(b) << 8;
	case 0x50:
		if (b->writing || fifo_level(b) < size) {
			violation(b, "DR read without data");
			return 0;
		}
		for (unsigned int i = 0; i < size; i++)
			value |= (uint64_t)b->fifo[b->cpu++ % FIFO] << (8 * i);
		return value;
	default:
		violation(b, "unexpected register read");
		return 0;
	}
}

static void dr_write(struct bench *b, uint64_t value, unsigned int size)
{
	bool indirect_write = ((b->cr >> 28) & 3) == 0 && ((b->ccr >> 24) & 7);

	if (!b->active && indirect_write)
		ctrl_start(b, true);
	if (!b->active || !b->writing || fifo_level(b) + size > FIFO || b->cpu + size > b->total) {
		violation(b, "DR write without room");
		return;
	}
	for (unsigned int i = 0; i < size; i++)
		b->fifo[b->cpu++ % FIFO] = value >> (8 * i);
}

static void config_write(struct bench *b, uint64_t offset, uint32_t value)
{
	bool reading = ((b->cr >> 28) & 3) == 1;
	bool addressed, data;

	switch (offset) {
	case 0x40:
		b->dlr = value;
		break;
	case 0x100:
		b->ccr = value;
		break;
	case 0x108:
		b->tcr = value;
		break;
	case 0x48:
		b->ar = value;
		break;
	case 0x110:
		b->ir = value;
		break;
	default:
		violation(b, "unexpected register write");
		break;
	}
	addressed = (b->ccr >> 8) & 7;
	data = (b->ccr >> 24) & 7;
	if ((offset == 0x110 && !addressed && (reading || !data)) || (offset == 0x48 && addressed && (reading || !data)))
		ctrl_start(b, false);
}

/* One register says mode, lines, dummy cycles and opcode */
static void quadspi_ccr_write(struct bench *b, uint32_t value)
{
	b->cr = (b->cr & ~(3u << 28)) | (value >> 26 & 3) << 28;
	b->tcr = value >> 18 & 0x1F;
	b->ccr = (value >> 8 & 3) | (value >> 10 & 3) << 8 | (value >> 12 & 3) << 12 | (value >> 24 & 3) << 24;
	config_write(b, 0x110, value & 0xFF);
}

static void ctrl_write(uc_engine *uc, uint64_t offset, unsigned int size, uint64_t value, void *user)
{
	struct bench *b = user;
	bool busy = ctrl_busy(b);

	(void)uc;
	offset = canonical(offset);
	if (offset == 0x50) {
		dr_write(b, value, size);
		return;
	}
	if (offset == 0x24) {
		if (value & 1)
			b->tef = false;
		if (value & 2)
			b->tcf = false;
		return;
	}
	if (offset == 0x00 && (value & 2)) {
		b->aborts++;
		if (!busy)
			violation(b, "abort of an idle controller");
		if (b->ctrl_dead)
			return;
		b->ctrl_stuck = false;
		b->active = false;
		b->tcf = true;
		return;
	}
	if (busy) {
		violation(b, "register written while BUSY");
		return;
	}
	if (offset == 0x00)
		b->cr = value;
	else if (bench_quadspi && offset == 0x100)
		quadspi_ccr_write(b, value);
	else
		config_write(b, offset, value);
}

/* ---- core ---- */

static uint64_t dwt_read(uc_engine *uc, uint64_t offset, unsigned int size, void *user)
{
	struct bench *b = user;

	(void)uc;
	(void)size;
	return offset == 4 && !b->cycles_frozen ? (uint32_t)b->cycles : 0;
}

static uint64_t scs_read(uc_engine *uc, uint64_t offset, unsigned int size, void *user)
{
	struct bench *b = user;

	(void)uc;
	(void)size;
	return offset == 0xD00 ? b->cpuid : 0;
}

static uint64_t none_read(uc_engine *uc, uint64_t offset, unsigned int size, void *user)
{
	(void)uc;
	(void)offset;
	(void)size;
	violation(user, "unexpected peripheral read");
	return 0;
}

static void none_write(uc_engine *uc, uint64_t offset, unsigned int size, uint64_t value, void *user)
{
	(void)uc;
	(void)offset;
	(void)size;
	(void)value;
	violation(user, "unexpected peripheral write");
}

static void iwdg_write(uc_engine *uc, uint64_t offset, unsigned int size, uint64_t value, void *user)
{
	struct bench *b = user;

	(void)uc;
	(void)size;
	if (offset != 0 || value != 0xAAAA)
		violation(b, "wrong IWDG access");
	b->iwdg_fed++;
	if (b->cycles - b->iwdg_last > b->iwdg_gap)
		b->iwdg_gap = b->cycles - b->iwdg_last;
	b->iwdg_last = b->cycles;
}

/* ---- clocks ---- */

/*
 * Clocks of an instruction by its class, as on a Cortex-M4 with memory that does not wait (Arm DDI 0439, table of
 * instruction timings): load or store 2, several 1 + n, division 12 at most, others 1, a branch that is taken 3. Loads
 * that follow each other closely can take less, peripherals take more: a common measure, not a forecast.
 */
static unsigned int cost_of(uint16_t first, uint16_t second, uint32_t size)
{
	if (size == 2) {
		const unsigned int top = first >> 12;
		if ((first & 0xFE00) == 0xB400 || (first & 0xFE00) == 0xBC00)
			return 1 + (unsigned int)__builtin_popcount(first & 0x1FF);
		if (top == 0xC)
			return 1 + (unsigned int)__builtin_popcount(first & 0xFF);
		return (top >= 5 && top <= 9) || (first & 0xF800) == 0x4800 ? 2 : 1;
	}
	if ((first & 0xFE40) == 0xE800)
		return 1 + (unsigned int)__builtin_popcount(second);
	if ((first & 0xFE40) == 0xE840)
		return 3;
	if ((first & 0xFE00) == 0xF800)
		return 2;
	return (first & 0xFFD0) == 0xFB90 ? 12 : 1;
}

static void add_cost(struct bench *b, uint32_t address, uint32_t size)
{
	const uint8_t *at = b->ram + (address - BENCH_RAM);

	if (address < BENCH_RAM || address - BENCH_RAM > BENCH_RAM_SIZE - 4)
		return;
	b->cost += cost_of((uint16_t)(at[0] | at[1] << 8), (uint16_t)(at[2] | at[3] << 8), size);
	if (b->falls_to && address != b->falls_to)
		b->cost += 2;
	b->falls_to = address + size;
}

static void on_code(uc_engine *uc, uint64_t address, uint32_t size, void *user)
{
	struct bench *b = user;

	if (b->cycles >= b->stop_at) {
		uc_emu_stop(uc);
		return;
	}
	b->cycles++;
	if (b->costing)
		add_cost(b, (uint32_t)address, size);
}

static void on_interrupt(uc_engine *uc, uint32_t number, void *user)
{
	struct bench *b = user;

	if (number == 7)
		b->at_bkpt = true;
	else
		b->fault = true;
	uc_emu_stop(uc);
}

static void must(uc_err err, const char *what)
{
	if (err == UC_ERR_OK)
		return;
	fprintf(stderr, "%s: %s\n", what, uc_strerror(err));
	abort();
}

void bench_open(struct bench *b, uc_cpu_arm model)
{
	uc_hook hook;

	memset(b, 0, sizeof(*b));
	memset(b->flash, 0xFF, sizeof(b->flash));
	b->cycles_per_byte = 2;
	b->cpuid = model == UC_CPU_ARM_CORTEX_M33 ? 0x410FD214 : 0x412FC230;
	must(uc_open(UC_ARCH_ARM, UC_MODE_THUMB | UC_MODE_MCLASS, &b->uc), "uc_open");
	must(uc_ctl_set_cpu_model(b->uc, model), "uc_ctl_set_cpu_model");
	must(uc_mem_map_ptr(b->uc, BENCH_RAM, BENCH_RAM_SIZE, UC_PROT_ALL, b->ram), "map RAM");
	must(uc_mmio_map(b->uc, BENCH_CTRL, 0x1000, ctrl_read, b, ctrl_write, b), "map controller");
	must(uc_mmio_map(b->uc, BENCH_IWDG, 0x1000, none_read, b, iwdg_write, b), "map IWDG");
	must(uc_mmio_map(b->uc, 0xE0001000, 0x1000, dwt_read, b, none_write, b), "map DWT");
	must(uc_mmio_map(b->uc, 0xE000E000, 0x1000, scs_read, b, none_write, b), "map SCS");
	must(uc_hook_add(b->uc, &hook, UC_HOOK_CODE, (void *)on_code, b, 1, 0), "hook code");
	must(uc_hook_add(b->uc, &hook, UC_HOOK_INTR, (void *)on_interrupt, b, 1, 0), "hook interrupt");
}

void bench_close(struct bench *b)
{
	uc_close(b->uc);
}

bool bench_run(struct bench *b, uint64_t cycles)
{
	uint32_t pc;

	b->stop_at = b->cycles + cycles;
	while (!b->at_bkpt && !b->fault && b->cycles < b->stop_at) {
		uc_err err;

		uc_reg_read(b->uc, UC_ARM_REG_PC, &pc);
		err = uc_emu_start(b->uc, pc | 1, 0xFFFFFFFF, 0, 0);
		if (err != UC_ERR_OK) {
			fprintf(stderr, "# emulation stopped at 0x%08x: %s\n", pc, uc_strerror(err));
			b->fault = true;
		}
	}
	return b->at_bkpt;
}

uint32_t bench_get(struct bench *b, uint32_t addr)
{
	uint32_t value;

	memcpy(&value, b->ram + (addr - BENCH_RAM), 4);
	return value;
}

void bench_set(struct bench *b, uint32_t addr, uint32_t value)
{
	memcpy(b->ram + (addr - BENCH_RAM), &value, 4);
}

unsigned int bench_count(const struct bench *b, uint8_t opcode)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < b->log_count; i++)
		count += b->log[i].opcode == opcode;
	return count;
}

const struct bench_op *bench_nth(const struct bench *b, uint8_t opcode, unsigned int n)
{
	for (unsigned int i = 0; i < b->log_count; i++) {
		if (b->log[i].opcode == opcode && n-- == 0)
			return &b->log[i];
	}
	return NULL;
}

/* ---- parameters ---- */

static void set_op(struct stub_op *op, uint8_t opcode, bool read, bool addr, bool data, uint32_t limit_ms,
	uint32_t unit)
{
	const struct stub_write w[] = {
		{ BENCH_CTRL + 0x000, 1u | 3u << 8 | (read ? 1u << 28 : 0) },
		{ BENCH_CTRL + 0x108, opcode == 0x0B ? 8 : 0 },
		{ BENCH_CTRL + 0x100, 1u | (addr ? 1u << 8 | 2u << 12 : 0) | (data ? 1u << 24 : 0) },
		{ BENCH_CTRL + 0x110, opcode },
	};

	const struct stub_write quad = { BENCH_CTRL + 0x14, opcode | 1u << 8 | (addr ? 1u << 10 | 2u << 12 : 0) |
		(data ? 1u << 24 : 0) | (read ? 1u << 26 : 0) | (opcode == 0x0B ? 8u << 18 : 0) };

	op->write_count = bench_quadspi ? 1 : 4;
	op->flags = (addr ? STUB_OP_ADDR : 0) | (data ? STUB_OP_DATA : 0);
	op->limit_ms = limit_ms;
	op->unit = unit;
	memcpy(op->write, w, sizeof(w));
	if (bench_quadspi)
		op->write[0] = quad;
}

void bench_params(struct stub_params *p)
{
	memset(p, 0, sizeof(*p));
	p->cycles_per_ms = BENCH_CYCLES_PER_MS;
	p->host_limit_ms = 100;
	p->iwdg_kr = BENCH_IWDG;
	p->busy_mask = 1;
	p->busy_value = 1;
	p->wel_mask = 2;
	p->flags_fail_mask = 0x0E;
	p->ctrl.reg_cr = BENCH_CTRL + 0x000;
	p->ctrl.reg_sr = BENCH_CTRL + (bench_quadspi ? 0x08 : 0x20);
	p->ctrl.reg_fcr = BENCH_CTRL + (bench_quadspi ? 0x0C : 0x24);
	p->ctrl.reg_dlr = BENCH_CTRL + (bench_quadspi ? 0x10 : 0x40);
	p->ctrl.reg_ar = BENCH_CTRL + (bench_quadspi ? 0x18 : 0x48);
	p->ctrl.reg_dr = BENCH_CTRL + (bench_quadspi ? 0x20 : 0x50);
	p->ctrl.fifo_bytes = FIFO;
	set_op(&p->op[STUB_OP_READ_STATUS], 0x05, true, false, true, 0, 0);
	set_op(&p->op[STUB_OP_WRITE_ENABLE], 0x06, false, false, false, 0, 0);
	set_op(&p->op[STUB_OP_PROGRAM], 0x02, false, true, true, 2, 256);
	set_op(&p->op[STUB_OP_READ], 0x0B, true, true, true, 0, 0);
	set_op(&p->op[STUB_OP_READ_FLAGS], 0x81, true, false, true, 0, 0);
	set_op(&p->op[STUB_OP_CLEAR_FLAGS], 0x82, false, false, false, 1, 0);
	set_op(&p->op[STUB_OP_ERASE_0], 0x20, false, true, false, 20, 0x1000);
	set_op(&p->op[STUB_OP_ERASE_2], 0xD8, false, true, false, 60, 0x10000);
	set_op(&p->op[STUB_OP_ERASE_CHIP], 0xC7, false, false, false, 200, BENCH_FLASH_SIZE);
}
