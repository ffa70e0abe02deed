/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * For test_stub.c only: the host's part, as short as can be. One bench, one set of parameters, slots filled by put()
 * and put_end(), emptied by drain(); start() and finish() begin and end a run and check what must hold at every end.
 */

#ifndef STUB_FEED_H
#define STUB_FEED_H

#include "stub_bench.h"
#include "../../src/flash/nor/stm32xspi/core/hash.h"

#define TEXT_SIZE	(bench_image_size - STUB_ENTRY_SIZE)
#define PARAMS		(base + TEXT_SIZE)
#define ENTRY		(PARAMS + (uint32_t)sizeof(struct stub_params))
#define STATUS		(ENTRY + STUB_ENTRY_SIZE)
#define STACK		(STATUS + (((uint32_t)sizeof(struct stub_status) + 7) & ~7u))
#define SLOTS		(BENCH_RAM + 0x2000)
#define SLOT_SIZE	2048u
#define SLOT_COUNT	3u

static struct bench b;
static struct stub_params params;
static uint32_t filled;
static uint8_t slot[SLOT_SIZE];
static uint32_t used;
static uint32_t stack_most;
static uint32_t base;		/* of the work area */

static const struct stub_status *status(void)
{
	return (const struct stub_status *)(const void *)(b.ram + (STATUS - BENCH_RAM));
}

static void open_bench(uc_cpu_arm model)
{
	bench_open(&b, model);
	bench_params(&params);
	params.magic = STUB_MAGIC;
	params.version = STUB_VERSION;
	base = BENCH_RAM;
	params.slots = SLOTS;
	params.slot_size = SLOT_SIZE;
	params.slot_count = SLOT_COUNT;
	filled = 0;
	used = 0;
	memset(b.ram, 0xEE, sizeof(b.ram));
}

static int setup(void **state)
{
	(void)state;
	open_bench(UC_CPU_ARM_CORTEX_M3);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	bench_close(&b);
	return 0;
}

static void set_hash(uint32_t from, uint32_t words, size_t field)
{
	struct xspi_hash hash;

	xspi_hash_init(&hash);
	for (uint32_t i = 0; i < words; i++)
		xspi_hash_word(&hash, bench_get(&b, from + i * 4));
	bench_set(&b, PARAMS + field, hash.lo);
	bench_set(&b, PARAMS + field + 4, hash.hi);
}

/* What a host writes before the first start, all of it */
static void lay_image(enum stub_command command)
{
	params.command = command;
	if (command == STUB_CMD_STREAM) {
		params.addr = 0;
		params.len = 2 * BENCH_FLASH_SIZE;	/* a chip may be smaller than the host thinks */
	}
	params.status = STATUS;
	params.image = base;
	params.image_words = (TEXT_SIZE + offsetof(struct stub_params, magic)) / 4;
	memcpy(b.ram + (base - BENCH_RAM), bench_image, TEXT_SIZE);
	memcpy(b.ram + (PARAMS - BENCH_RAM), &params, sizeof(params));
	memcpy(b.ram + (ENTRY - BENCH_RAM), bench_image + TEXT_SIZE, STUB_ENTRY_SIZE);
	memset(b.ram + (STATUS - BENCH_RAM), 0, sizeof(struct stub_status));
	set_hash(base, params.image_words, offsetof(struct stub_params, image_hash));
	set_hash(ENTRY, STUB_ENTRY_SIZE / 4, offsetof(struct stub_params, entry_hash));
}

static void run_entry(void)
{
	uint32_t r0 = PARAMS, sp = STACK + STUB_STACK_SIZE, pc = ENTRY | 1;

	uc_reg_write(b.uc, UC_ARM_REG_R0, &r0);
	uc_reg_write(b.uc, UC_ARM_REG_SP, &sp);
	uc_reg_write(b.uc, UC_ARM_REG_PC, &pc);
}

static void start(enum stub_command command)
{
	lay_image(command);
	run_entry();
	for (unsigned int i = 0; i < 200 && status()->state != STUB_RUNNING && !b.at_bkpt; i++)
		bench_run(&b, 100);
}

/* Run until the end, bounded; check what must hold at every end. */
static void finish(enum stub_error_code error)
{
	uint32_t pc, untouched = 0;

	if (!bench_run(&b, 100000000))
		fail_msg("stub did not end: phase 0x%x, address 0x%x", status()->phase, status()->addr);
	uc_reg_read(b.uc, UC_ARM_REG_PC, &pc);
	assert_int_equal(pc, status()->exit_pc);
	assert_int_equal(status()->magic, STUB_MAGIC);
	assert_int_equal(status()->error, error);
	assert_int_equal(status()->state, error ? STUB_FAILED : STUB_DONE);
	if (b.violations)
		fail_msg("%u violations, first: %s", b.violations, b.violation);
	while (untouched < STUB_STACK_SIZE && bench_get(&b, STACK + untouched) == STUB_STACK_FILL)
		untouched += 4;
	if (STUB_STACK_SIZE - untouched > stack_most)
		stack_most = STUB_STACK_SIZE - untouched;
}

static bool may_fill(void)
{
	return filled - status()->consumed < SLOT_COUNT;
}

static void flush(void)
{
	uint32_t at = SLOTS + filled % SLOT_COUNT * SLOT_SIZE + SLOT_SIZE - 4 - used;

	for (unsigned int i = 0; i < 1000 && !may_fill() && !b.at_bkpt; i++)
		bench_run(&b, 20000);
	filled++;
	memcpy(b.ram + (at - BENCH_RAM), slot, used);
	bench_set(&b, at + used, STUB_DOORBELL(filled, used));
	used = 0;
}

static void put(uint8_t type, uint8_t arg, uint16_t flags, uint32_t addr, uint32_t len, const void *data,
	uint32_t bytes)
{
	struct stub_record r = { type, arg, flags, addr, len };
	uint32_t padded = (bytes + 3) & ~3u;

	if (used + sizeof(r) + padded > SLOT_SIZE - 4)
		flush();
	memcpy(slot + used, &r, sizeof(r));
	memset(slot + used + sizeof(r), 0, padded);
	if (bytes)
		memcpy(slot + used + sizeof(r), data, bytes);
	used += sizeof(r) + padded;
}

static void put_end(void)
{
	put(STUB_REC_END, 0, 0, 0, 0, NULL, 0);
	flush();
}

static void fill_random(uint8_t *data, uint32_t len, uint32_t seed)
{
	for (uint32_t i = 0; i < len; i++) {
		seed = seed * 1664525 + 1013904223;
		data[i] = seed >> 24;
	}
}

/* One output slot's payload: of contents, blank bytes come as a number. Returns the bytes that it stands for. */
static uint32_t take_payload(const uint8_t *payload, uint32_t bytes, uint8_t *out)
{
	uint32_t blank = 0;

	if (params.command == STUB_CMD_READ) {
		memcpy(&blank, payload, 4);
		payload += 4;
		bytes -= 4;
	}
	memset(out, 0xFF, blank);
	memcpy(out + blank, payload, bytes);
	return blank + bytes;
}

/* Take output slots as the host does; returns the bytes */
static uint32_t drain(uint8_t *out)
{
	uint32_t total = 0, drained = 0;

	for (unsigned int i = 0; i < 100000; i++) {
		uint32_t at = SLOTS + drained % SLOT_COUNT * SLOT_SIZE;
		uint32_t bell = bench_get(&b, at);

		if (bell >> 16 == ((drained + 1) & 0xFFFF)) {
			total += take_payload(b.ram + (at + 4 - BENCH_RAM), STUB_DOORBELL_BYTES(bell), out + total);
			drained++;
			bench_set(&b, PARAMS + offsetof(struct stub_params, drained), drained);
		} else if (b.at_bkpt) {
			return total;
		}
		bench_run(&b, 5000);
	}
	fail_msg("no end");
	return 0;
}

#endif /* STUB_FEED_H */
