// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * What the host writes to the target and reads from it does not depend on the host's own byte order. The layout of
 * every structure of the protocol is written down here once more, byte by byte; stub_host.c is then run against a
 * target of either byte order. One of the two is not the host's: a number that reaches the target in the host's order,
 * or comes from it so, is wrong there.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "../../src/flash/nor/stm32xspi/link.h"
#include "../../src/flash/nor/stm32xspi/stub_host.h"
#include "../../src/flash/nor/stm32xspi/core/hash.h"
#include "../../src/flash/nor/stm32xspi/core/util.h"
#include <helper/binarybuffer.h>
#include <helper/log.h>
#include <helper/time_support.h>
#include <target/algorithm.h>
#include <target/register.h>

#define RAM			0x20000000u
#define RAM_SIZE	0x4000u
#define CORE		0xE0000000u		/* core registers: read as what was written */
#define CORE_SIZE	0xF000u
#define MAX_ACCESSES	1000

static struct stub_session s;
static struct target target;
static struct working_area area;
static struct armv7m_common armv7m;
static uint8_t ram[RAM_SIZE], core[CORE_SIZE];
static bool big;
static unsigned int accesses;
static int64_t now;				/* ms: one for each access of the driver, and for each look at the clock */

/* ---- numbers as the target has them, by bytes ---- */

static void put(uint8_t *at, unsigned int size, uint32_t value)
{
	for (unsigned int i = 0; i < size; i++)
		at[big ? size - 1 - i : i] = (uint8_t)(value >> (8 * i));
}

static uint32_t get(const uint8_t *at, unsigned int size)
{
	uint32_t value = 0;

	for (unsigned int i = 0; i < size; i++)
		value |= (uint32_t)at[big ? size - 1 - i : i] << (8 * i);
	return value;
}

/* ---- the protocol's layout ---- */

struct field {
	const char *name;
	uint32_t at;			/* as written down here */
	uint32_t size;
	size_t found_at;		/* as compiled */
	size_t found_size;
};

#define FIELD(structure, member, at, size) \
	{ #structure "." #member, at, size, offsetof(struct structure, member), sizeof(((struct structure *)NULL)->member) }

static const struct field fields[] = {
	FIELD(stub_params, slots, 0, 4), FIELD(stub_params, slot_size, 4, 4), FIELD(stub_params, slot_count, 8, 4),
	FIELD(stub_params, scratch, 12, 4), FIELD(stub_params, scratch_size, 16, 4),
	FIELD(stub_params, cycles_per_ms, 20, 4), FIELD(stub_params, host_limit_ms, 24, 4),
	FIELD(stub_params, iwdg_kr, 28, 4), FIELD(stub_params, busy_mask, 32, 4), FIELD(stub_params, busy_value, 36, 4),
	FIELD(stub_params, wel_mask, 40, 4), FIELD(stub_params, flags_fail_mask, 44, 4),
	FIELD(stub_params, ctrl, 48, 32), FIELD(stub_params, op, 80, 11 * 52), FIELD(stub_params, magic, 652, 4),
	FIELD(stub_params, status, 656, 4), FIELD(stub_params, image, 660, 4), FIELD(stub_params, image_words, 664, 4),
	FIELD(stub_params, image_hash, 668, 8), FIELD(stub_params, version, 676, 4), FIELD(stub_params, command, 680, 4),
	FIELD(stub_params, addr, 684, 4), FIELD(stub_params, len, 688, 4), FIELD(stub_params, hash_unit, 692, 4),
	FIELD(stub_params, drained, 696, 4), FIELD(stub_params, abort, 700, 4), FIELD(stub_params, entry_hash, 704, 8),
	FIELD(stub_ctrl, reg_cr, 0, 4), FIELD(stub_ctrl, reg_sr, 4, 4), FIELD(stub_ctrl, reg_fcr, 8, 4),
	FIELD(stub_ctrl, reg_dlr, 12, 4), FIELD(stub_ctrl, reg_ar, 16, 4), FIELD(stub_ctrl, reg_dr, 20, 4),
	FIELD(stub_ctrl, fifo_bytes, 24, 4), FIELD(stub_ctrl, reserved, 28, 4),
	FIELD(stub_op, write_count, 0, 1), FIELD(stub_op, flags, 1, 1), FIELD(stub_op, reserved, 2, 2),
	FIELD(stub_op, limit_ms, 4, 4), FIELD(stub_op, unit, 8, 4), FIELD(stub_op, write, 12, 40),
	FIELD(stub_write, reg, 0, 4), FIELD(stub_write, value, 4, 4),
	FIELD(stub_record, type, 0, 1), FIELD(stub_record, arg, 1, 1), FIELD(stub_record, flags, 2, 2),
	FIELD(stub_record, addr, 4, 4), FIELD(stub_record, len, 8, 4),
	FIELD(stub_hash, lo, 0, 4), FIELD(stub_hash, hi, 4, 4), FIELD(stub_hash, blank, 8, 4),
	FIELD(stub_status, magic, 0, 4), FIELD(stub_status, state, 4, 4), FIELD(stub_status, heartbeat, 8, 4),
	FIELD(stub_status, consumed, 12, 4), FIELD(stub_status, phase, 16, 4), FIELD(stub_status, addr, 20, 4),
	FIELD(stub_status, records, 24, 4), FIELD(stub_status, bytes_programmed, 28, 4),
	FIELD(stub_status, bytes_erased, 32, 4), FIELD(stub_status, bytes_blank, 36, 4),
	FIELD(stub_status, bytes_checked, 40, 4), FIELD(stub_status, error, 44, 4), FIELD(stub_status, error_addr, 48, 4),
	FIELD(stub_status, detail, 52, 16), FIELD(stub_status, exit_pc, 68, 4), FIELD(stub_status, cycles, 72, 64),
};

static const struct {
	const char *name;
	uint32_t size;
	size_t found;
} structures[] = {
	{ "stub_params", 712, sizeof(struct stub_params) }, { "stub_ctrl", 32, sizeof(struct stub_ctrl) },
	{ "stub_op", 52, sizeof(struct stub_op) }, { "stub_write", 8, sizeof(struct stub_write) },
	{ "stub_record", 12, sizeof(struct stub_record) }, { "stub_hash", 12, sizeof(struct stub_hash) },
	{ "stub_status", 136, sizeof(struct stub_status) },
};

/* ---- core_run.h: this target has no queue ---- */

bool core_run_possible(struct target *t)
{
	(void)t;
	return false;
}

int core_run_load(struct target *t, struct core_run *run)
{
	(void)t;
	(void)run;
	return ERROR_FAIL;
}

bool core_run_ready(struct target *t, const struct core_run *run)
{
	(void)t;
	(void)run;
	return false;
}

int core_run_go(struct target *t, struct armv7m_algorithm *algorithm)
{
	(void)t;
	(void)algorithm;
	return ERROR_FAIL;
}

enum core_run_state core_run_look(struct target *t)
{
	(void)t;
	return CORE_RUN_ODD;
}

bool core_run_ended(struct target *t, uint32_t pc)
{
	(void)t;
	(void)pc;
	return false;
}

static void test_layout(void **state)
{
	uint32_t covered = 0, total = 0;

	(void)state;
	for (unsigned int i = 0; i < XSPI_COUNT(fields); i++) {
		const struct field *f = &fields[i];

		if (f->at != f->found_at || f->size != f->found_size)
			fail_msg("%s is at %zu, %zu bytes; wanted %u, %u", f->name, f->found_at, f->found_size, f->at, f->size);
		covered += f->size;
	}
	for (unsigned int i = 0; i < XSPI_COUNT(structures); i++) {
		if (structures[i].size != structures[i].found)
			fail_msg("%s has %zu bytes, wanted %u", structures[i].name, structures[i].found, structures[i].size);
		total += structures[i].size;
	}
	/* no padding, no member forgotten */
	assert_int_equal(covered, total);
}

/* ---- OpenOCD's part ---- */

static uint8_t *at_address(target_addr_t address, uint32_t size)
{
	if (address >= RAM && address + size <= RAM + RAM_SIZE)
		return ram + (address - RAM);
	assert_true(address >= CORE && address + size <= CORE + CORE_SIZE);
	return core + (address - CORE);
}

int target_read_buffer(struct target *t, target_addr_t address, uint32_t size, uint8_t *buffer)
{
	(void)t;
	now++;
	/* a driver that misreads the status waits for what never comes */
	assert_true(++accesses < MAX_ACCESSES);
	memcpy(buffer, at_address(address, size), size);
	return ERROR_OK;
}

int target_write_buffer(struct target *t, target_addr_t address, uint32_t size, const uint8_t *buffer)
{
	(void)t;
	now++;
	memcpy(at_address(address, size), buffer, size);
	return ERROR_OK;
}

int target_read_u32(struct target *t, target_addr_t address, uint32_t *value)
{
	(void)t;
	*value = get(at_address(address, 4), 4);
	return ERROR_OK;
}

int link_post(struct target *t, uint32_t addr, uint32_t value)
{
	(void)t;
	put(at_address(addr, 4), 4, value);
	return ERROR_OK;
}

int link_ask(struct target *t, uint32_t addr, uint32_t *value)
{
	return target_read_u32(t, addr, value);
}

int link_flush(struct target *t)
{
	(void)t;
	return ERROR_OK;
}

int link_settle(struct target *t)
{
	(void)t;
	return ERROR_OK;
}

uint32_t target_buffer_get_u32(struct target *t, const uint8_t *buffer)
{
	(void)t;
	return get(buffer, 4);
}

void target_buffer_set_u32(struct target *t, uint8_t *buffer, uint32_t value)
{
	(void)t;
	put(buffer, 4, value);
}

void target_buffer_set_u16(struct target *t, uint8_t *buffer, uint16_t value)
{
	(void)t;
	put(buffer, 2, value);
}

/* a number of the target's in OpenOCD's cache: little-endian, whatever the target is */
uint32_t buf_get_u32(const void *buffer, unsigned int first, unsigned int num)
{
	const uint8_t *from = buffer;

	assert_int_equal(first + num, 32);
	return from[0] | from[1] << 8 | from[2] << 16 | (uint32_t)from[3] << 24;
}

void buf_set_u32(void *buffer, unsigned int first, unsigned int num, uint32_t value)
{
	uint8_t *to = buffer;

	assert_int_equal(first, 0);
	for (unsigned int i = 0; i < (num + 7) / 8; i++)
		to[i] = (uint8_t)(value >> (8 * i));
}

uint32_t target_get_working_area_avail(struct target *t)
{
	(void)t;
	return RAM_SIZE;
}

int target_alloc_working_area_try(struct target *t, uint32_t size, struct working_area **out)
{
	(void)t;
	area = (struct working_area){ RAM, size, out };
	*out = &area;
	return ERROR_OK;
}

int target_free_working_area(struct target *t, struct working_area *a)
{
	(void)t;
	*a->user = NULL;
	return ERROR_OK;
}

const char *target_name(struct target *t)
{
	(void)t;
	return "cpu";
}

void keep_alive(void)
{
}

void alive_sleep(uint64_t ms)
{
	now += (int64_t)ms;
}

int64_t timeval_ms(void)
{
	return now++;
}

int target_poll(struct target *t)
{
	(void)t;
	return ERROR_OK;
}

int target_halt(struct target *t)
{
	t->state = TARGET_HALTED;
	return ERROR_OK;
}

static void set_status(uint32_t at, uint32_t value)
{
	put(at_address(s.status_addr + at, 4), 4, value);
}

int target_start_algorithm(struct target *t, int mems, struct mem_param *mem, int regs, struct reg_param *reg,
	target_addr_t entry, target_addr_t exit_point, void *info)
{
	(void)mems;
	(void)mem;
	(void)entry;
	(void)exit_point;
	(void)info;
	assert_int_equal(regs, 3);
	assert_int_equal(buf_get_u32(reg[0].value, 0, 32), s.params_addr);
	assert_int_equal(buf_get_u32(reg[1].value, 0, 32), s.stack_addr + STUB_STACK_SIZE);
	assert_int_equal(reg[2].value[0], 1);
	set_status(0, STUB_MAGIC);
	set_status(4, STUB_RUNNING);
	t->state = TARGET_DEBUG_RUNNING;
	return ERROR_OK;
}

int target_wait_algorithm(struct target *t, int mems, struct mem_param *mem, int regs, struct reg_param *reg,
	target_addr_t exit_point, int timeout_ms, void *info)
{
	(void)t;
	(void)mems;
	(void)mem;
	(void)regs;
	(void)reg;
	(void)exit_point;
	(void)timeout_ms;
	(void)info;
	return ERROR_OK;
}

void init_reg_param(struct reg_param *param, const char *name, uint32_t size, enum param_direction direction)
{
	(void)size;
	(void)direction;
	param->reg_name = name;
}

void destroy_reg_param(struct reg_param *param)
{
	(void)param;
}

struct reg *register_get_by_name(struct reg_cache *c, const char *name, bool search_all)
{
	(void)c;
	(void)name;
	(void)search_all;
	return NULL;
}

struct armv7m_common *target_to_armv7m(struct target *t)
{
	(void)t;
	return &armv7m;
}

bool is_armv7m(const struct armv7m_common *a)
{
	(void)a;
	return true;
}

/* ---- tests, each with a target of either order ---- */

static void begin(enum stub_command command, uint32_t len, uint32_t hash_unit)
{
	memset(&s, 0, sizeof(s));
	memset(ram, 0, sizeof(ram));
	memset(core, 0, sizeof(core));
	target.state = TARGET_HALTED;
	/* numbers whose bytes all differ, in every word that the driver fills */
	s.params.cycles_per_ms = 0x01020304;
	s.params.host_limit_ms = 0x00001122;
	s.params.iwdg_kr = 0x40003000;
	s.params.busy_mask = 0x0A0B0C0D;
	s.params.busy_value = 0x1A1B1C1D;
	s.params.wel_mask = 0x2A2B2C2D;
	s.params.flags_fail_mask = 0x3A3B3C3D;
	s.params.ctrl = (struct stub_ctrl){
		0x44021000, 0x44021020, 0x44021024, 0x44021040, 0x44021048, 0x44021050, 0x20, 0,
	};
	for (uint32_t i = 0; i < STUB_OP_COUNT; i++) {
		s.params.op[i] = (struct stub_op){
			.write_count = 5, .flags = 3, .limit_ms = 0x00010200 + i, .unit = 0x100u << i,
		};
		for (uint32_t k = 0; k < STUB_OP_WRITES; k++)
			s.params.op[i].write[k] = (struct stub_write){ 0x44021100 + 16 * i + k, 0xF1E2D300 + 16 * i + k };
	}
	assert_int_equal(stub_load(&s, &target), ERROR_OK);
	assert_int_equal(stub_start(&s, command, 0x00345678, len, hash_unit), ERROR_OK);
	s.params.op[STUB_OP_PROGRAM].unit = 256;
}

static void end(void)
{
	target.state = TARGET_HALTED;
	free(s.slot);
}

/* Hash of the target's words. */
static struct xspi_hash hash_words(uint32_t from, uint32_t words)
{
	struct xspi_hash hash;

	xspi_hash_init(&hash);
	for (uint32_t i = 0; i < words; i++)
		xspi_hash_word(&hash, get(at_address(from + 4 * i, 4), 4));
	return hash;
}

/* Params as this file would write them. */
static void encode(uint8_t *p, uint32_t command, uint32_t len, uint32_t hash_unit)
{
	const uint32_t image_words = (s.params_addr - RAM + 652) / 4;
	const struct xspi_hash hash = hash_words(RAM, image_words), entry = hash_words(s.entry_addr, STUB_ENTRY_SIZE / 4);
	const uint32_t first[] = {
		s.slots_addr, s.slot_size, s.slot_count, 0, 0, 0x01020304, 0x00001122, 0x40003000, 0x0A0B0C0D, 0x1A1B1C1D,
		0x2A2B2C2D, 0x3A3B3C3D,
		0x44021000, 0x44021020, 0x44021024, 0x44021040, 0x44021048, 0x44021050, 0x20, 0,
	};
	const uint32_t last[] = {
		0x58535049, s.status_addr, RAM, image_words, hash.lo, hash.hi, 3, command, 0x00345678, len, hash_unit, 0, 0,
		entry.lo, entry.hi,
	};

	for (unsigned int i = 0; i < XSPI_COUNT(first); i++)
		put(p + 4 * i, 4, first[i]);
	for (uint32_t i = 0; i < 11; i++) {
		uint8_t *op = p + 80 + 52 * i;

		op[0] = 5;
		op[1] = 3;
		put(op + 4, 4, 0x00010200 + i);
		put(op + 8, 4, 0x100u << i);
		for (uint32_t k = 0; k < 5; k++) {
			put(op + 12 + 8 * k, 4, 0x44021100 + 16 * i + k);
			put(op + 16 + 8 * k, 4, 0xF1E2D300 + 16 * i + k);
		}
	}
	for (unsigned int i = 0; i < XSPI_COUNT(last); i++)
		put(p + 652 + 4 * i, 4, last[i]);
}

static void test_params(void **state)
{
	(void)state;
	for (unsigned int order = 0; order < 2; order++) {
		uint8_t wanted[712] = { 0 };

		big = order;
		begin(STUB_CMD_HASH, 0x00010000, 4096);
		encode(wanted, 2, 0x00010000, 4096);
		assert_memory_equal(at_address(s.params_addr, 712), wanted, 712);
		/* core registers: trace on, hard fault caught, cycle counter on */
		assert_int_equal(get(at_address(0xE000EDFC, 4), 4), 0x01000400);
		assert_int_equal(get(at_address(0xE0001000, 4), 4), 1);
		end();
	}
}

static void test_status(void **state)
{
	(void)state;
	for (unsigned int order = 0; order < 2; order++) {
		uint8_t hash[12] = { 0 };
		uint32_t got;

		big = order;
		begin(STUB_CMD_HASH, 4096, 4096);
		set_status(8, 0x11223344);
		set_status(16, 0x00000205);
		set_status(20, 0x00765432);
		set_status(24, 0x01020304);
		set_status(40, 0x99887766);
		/* one result in the first slot: doorbell in front */
		put(at_address(s.slots_addr, 4), 4, 1u << 16 | 12);
		memcpy(at_address(s.slots_addr + 4, 12), "\1\2\3\4\5\6\7\10\11\12\13\14", 12);
		set_status(12, 1);
		assert_int_equal(stub_take(&s, hash, sizeof(hash), &got), ERROR_OK);
		assert_int_equal(got, 12);
		/* the payload stays in the target's order: the caller takes it apart */
		assert_memory_equal(hash, "\1\2\3\4\5\6\7\10\11\12\13\14", 12);
		assert_int_equal(s.status.magic, 0x58535049);
		assert_int_equal(s.status.state, STUB_RUNNING);
		assert_int_equal(s.status.heartbeat, 0x11223344);
		assert_int_equal(s.status.consumed, 1);
		assert_int_equal(s.status.phase, 0x205);
		assert_int_equal(s.status.addr, 0x00765432);
		assert_int_equal(s.status.records, 0x01020304);
		assert_int_equal(s.status.bytes_checked, 0x99887766);
		end();
	}
}

static void test_records(void **state)
{
	(void)state;
	for (unsigned int order = 0; order < 2; order++) {
		static const struct stub_record erase = {
			STUB_REC_ERASE, STUB_OP_ERASE_2, STUB_REC_F_SKIP_BLANK, 0x00AB0000, 0x10000,
		};
		static const struct stub_record program = { STUB_REC_PROGRAM, 0, 0, 0x00AB1234, 6 };
		static const struct stub_record last = { .type = STUB_REC_END };
		uint8_t wanted[48] = { 0 };

		big = order;
		begin(STUB_CMD_STREAM, 0, 0);
		/* the first record goes at once, into the end of slot 0 */
		assert_int_equal(stub_put(&s, &erase, NULL), ERROR_OK);
		wanted[0] = 2;
		wanted[1] = 8;
		put(wanted + 2, 2, 1);
		put(wanted + 4, 4, 0x00AB0000);
		put(wanted + 8, 4, 0x10000);
		put(wanted + 12, 4, 1u << 16 | 12);
		assert_memory_equal(at_address(s.slots_addr + s.slot_size - 16, 16), wanted, 16);

		/* data come as they are, padded to a word; then the end */
		assert_int_equal(stub_put(&s, &program, (const uint8_t *)"abcdef"), ERROR_OK);
		assert_int_equal(stub_put(&s, &last, NULL), ERROR_OK);
		memset(wanted, 0, sizeof(wanted));
		wanted[0] = 3;
		put(wanted + 4, 4, 0x00AB1234);
		put(wanted + 8, 4, 6);
		memcpy(wanted + 12, "abcdef\0\0", 8);
		wanted[20] = 1;
		assert_int_equal(s.slot_used, 32);
		assert_memory_equal(s.slot, wanted, 32);
		end();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_layout),
		cmocka_unit_test(test_params),
		cmocka_unit_test(test_status),
		cmocka_unit_test(test_records),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
