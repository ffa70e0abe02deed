// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Soundness by chance: random contents, images, ranges, erase units, gaps, work areas and faults, through stub_host.c
 * and the real stub on an emulated core. Whatever happens, a run that ends well leaves exactly what was asked for,
 * inside and outside the range; one that fails changes nothing outside. What is read then is what is there, and a
 * comparison with anything else fails. XSPI_RUNS sets the number of runs, XSPI_SEED the first one's seed.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "../../src/flash/nor/stm32xspi/core/util.h"
#include "stub_target.h"

#define RUNS		1000
#define SECTOR		4096u
#define BLOCK		0x10000u
#define SPACE		0x8000u		/* part of the flash that the runs are in */
#define LONGEST		6000u
#define LONGER		26000u		/* of some */
#define PIECE		2048u		/* bytes that one hash proves */

static uint8_t wanted[BENCH_FLASH_SIZE];
static uint8_t image[SPACE];
static uint32_t dice;
static unsigned int ended_well, ended_badly, odd_fault, read_back;
/* how often each fault was met, and each kind of the other dimensions: none may be left out */
static unsigned int faults_met[9], areas_met[3], lengths_met[2], gaps_met, units_met[2], blank_met;

/* what the fault does, in words, for a report */
static const char *fault;

static uint32_t roll(uint32_t sides)
{
	dice ^= dice << 13;
	dice ^= dice >> 17;
	dice ^= dice << 5;
	return dice % sides;
}

static void fill(uint8_t *data, uint32_t len)
{
	uint32_t kind = roll(4);

	for (uint32_t i = 0; i < len; i++)
		data[i] = kind == 0 ? 0xFF : kind == 1 && roll(8) ? 0xFF : (uint8_t)roll(256);
}

static int put(uint8_t type, uint8_t arg, uint16_t flags, uint32_t addr, uint32_t len, const uint8_t *data)
{
	const struct stub_record r = { type, arg, flags, addr, len };

	return stub_put(&s, &r, data);
}

static int put_expect(const uint8_t *data, uint32_t addr, uint32_t len)
{
	struct xspi_hash hash = xspi_hash_bytes(data, len);
	struct stub_hash words = { hash.lo, hash.hi, 0 };

	return put(STUB_REC_EXPECT, 0, 0, addr, len, (const uint8_t *)&words);
}

/* Program and prove a piece, as the driver does */
static int put_piece(const uint8_t *data, uint32_t addr, uint32_t len)
{
	int retval = put(STUB_REC_PROGRAM, 0, roll(4) ? STUB_REC_F_NO_VERIFY : 0, addr, len, data);

	return retval == ERROR_OK ? put_expect(data, addr, len) : retval;
}

/* One of the faults that a run can meet, where it matters, or none */
static void order_fault(uint32_t addr, uint32_t len)
{
	uint32_t at = accesses + 5 + roll(60), kind = roll(16);

	fault = "none";
	faults_met[kind < 8 ? kind : 8]++;
	switch (kind) {
	case 0:
		fault = "weak bit";
		b.weak_addr = addr + roll(len);
		break;
	case 1:
		fault = "protected";
		b.protect_from = addr + roll(len);
		break;
	case 2:
		fault = "write enable";
		b.wel_broken = true;
		break;
	case 3:
		fault = "link";
		fail_from = at;
		break;
	case 4:
		fault = "reset";
		reset_at = at;
		break;
	case 5:
		fault = "fault in the stub";
		fault_at = at;
		break;
	case 6:
		fault = "work area";
		forget = AREA_BASE + roll(0x3000);
		break;
	case 8:
		fault = "chip busy";
		b.busy_stuck = true;
		break;
	case 7:
		fault = "halted";
		odd_halt_at = at;
		break;
	default:
		break;
	}
}

static void no_fault(void)
{
	b.weak_addr = 0;
	b.protect_from = 0;
	b.wel_broken = false;
	b.busy_stuck = false;
	b.flags = 0;
	fail_from = 0;
	reset_at = 0;
	fault_at = 0;
	forget = 0;
	odd_halt_at = 0;
}

static int begin(enum stub_command command, uint32_t addr, uint32_t len)
{
	target.state = TARGET_HALTED;
	target.running_alg = false;
	int retval = stub_load(&s, &target);
	if (retval != ERROR_OK)
		return retval;
	bench_params(&s.params);
	s.params.host_limit_ms = 3000;
	return stub_start(&s, command, addr, len, 0);
}

/* Erase the sectors of the range and program the image with gaps in it; wanted is what must be there then */
static int write_range(uint32_t addr, uint32_t len, uint32_t unit)
{
	uint32_t first = addr & ~(unit - 1), end = (addr + len + unit - 1) & ~(unit - 1);
	uint16_t skip = roll(2) ? STUB_REC_F_SKIP_BLANK : 0;
	int retval = begin(STUB_CMD_STREAM, first, end - first);

	if (retval != ERROR_OK)
		return retval;
	memset(wanted + first, 0xFF, end - first);
	if (roll(2))
		stub_announce(&s, len);
	retval = put(STUB_REC_ERASE, unit == SECTOR ? STUB_OP_ERASE_0 : STUB_OP_ERASE_2, skip, first, end - first, NULL);
	for (uint32_t done = 0; retval == ERROR_OK && done < len; ) {
		uint32_t piece = 1 + roll(PIECE);

		if (piece > len - done)
			piece = len - done;
		if (!roll(5)) {
			gaps_met++;
		} else {
			memcpy(wanted + addr + done, image + done, piece);
			retval = put_piece(image + done, addr + done, piece);
		}
		done += piece;
	}
	return retval == ERROR_OK ? stub_finish(&s) : retval;
}

static void check_contents(uint32_t seed, uint32_t from, uint32_t to, const uint8_t *right)
{
	for (uint32_t i = from; i < to; i++) {
		if (b.flash[i] != right[i])
			fail_msg("run with XSPI_SEED=%u, fault %s: 0x%x has 0x%02x, wanted 0x%02x (%s)", seed, fault, i, b.flash[i],
				right[i], s.error);
	}
}

/* No fault is in force: what is read is what is there, and a comparison with one bit else fails */
static void read_and_compare(uint32_t seed, uint32_t addr, uint32_t len)
{
	static uint8_t found[SPACE];
	uint32_t done = 0, got, at = roll(len);
	int retval = begin(STUB_CMD_READ, addr, len);

	while (retval == ERROR_OK && done < len) {
		retval = stub_take(&s, found + done, len - done, &got);
		done += got;
	}
	if (retval == ERROR_OK)
		retval = stub_finish(&s);
	if (retval != ERROR_OK || memcmp(found, b.flash + addr, len) != 0)
		fail_msg("run with XSPI_SEED=%u: 0x%x + %u reads wrong (%s)", seed, addr, len, s.error);
	assert_int_equal(begin(STUB_CMD_STREAM, addr, len), ERROR_OK);
	assert_int_equal(put_expect(found, addr, len), ERROR_OK);
	found[at] ^= (uint8_t)(1u << roll(8));
	retval = put_expect(found, addr, len);
	if (retval == ERROR_OK)
		retval = stub_finish(&s);
	if (retval == ERROR_OK || s.status.error != STUB_E_HASH || s.status.records != 1)
		fail_msg("run with XSPI_SEED=%u: another byte at 0x%x was not noticed (%s)", seed, addr + at, s.error);
	read_back++;
}

static void run_once(uint32_t seed)
{
	static uint8_t before[BENCH_FLASH_SIZE];
	uint32_t addr, len, first, end, unit, longer;

	dice = seed * 2654435761u | 1;
	for (unsigned int i = 0; i < 8; i++)
		roll(2);
	by_queue = roll(2);
	area_avail = 0x1C00 + roll(0x9000);
	areas_met[area_avail < 0x4000 ? 0 : area_avail < 0x8000 ? 1 : 2]++;
	longer = !roll(10);
	lengths_met[longer]++;
	len = 1 + roll(longer ? LONGER : LONGEST);
	addr = roll(SPACE - len);
	unit = roll(8) ? SECTOR : BLOCK;
	units_met[unit != SECTOR]++;
	first = addr & ~(unit - 1);
	end = (addr + len + unit - 1) & ~(unit - 1);
	fill(b.flash, SPACE);
	fill(image, len);
	blank_met += image[0] == 0xFF && !memcmp(image, image + 1, len - 1);
	memcpy(before, b.flash, sizeof(before));
	memcpy(wanted, b.flash, sizeof(wanted));
	accesses = 0;
	order_fault(addr, len);

	int retval = write_range(addr, len, unit);
	if (retval == ERROR_OK) {
		ended_well++;
		odd_fault += fault[0] != 'n';
		check_contents(seed, 0, BENCH_FLASH_SIZE, wanted);
	} else {
		ended_badly++;
		assert_true(s.error[0]);
	}
	/* a failure leaves the neighbours alone, too */
	check_contents(seed, 0, first, before);
	check_contents(seed, end, BENCH_FLASH_SIZE, before);
	no_fault();
	stub_abort(&s);
	b.busy_until = 0;
	if (retval == ERROR_OK && !roll(4))
		read_and_compare(seed, addr, len);
	stub_abort(&s);
	stub_unload(&s);
}

static unsigned int number(const char *name, unsigned int otherwise)
{
	const char *text = getenv(name);

	return text ? (unsigned int)strtoul(text, NULL, 0) : otherwise;
}

static void test_random_runs(void **state)
{
	unsigned int runs = number("XSPI_RUNS", RUNS), seed = number("XSPI_SEED", 1);

	(void)state;
	for (unsigned int i = 0; i < runs; i++) {
		/* what a fault leaves behind in the core does not carry over */
		bench_open(&b, UC_CPU_ARM_CORTEX_M3);
		b.cycles_per_byte = 1;
		memset(&s, 0, sizeof(s));
		run_once(seed + i);
		bench_close(&b);
	}
	print_message("# %u runs: %u ended well, %u of them with a fault that did not matter, %u read back; %u failed\n",
		runs, ended_well, odd_fault, read_back, ended_badly);
	if (runs < RUNS)
		return;
	assert_true(ended_well > runs / 3 && ended_badly > runs / 10 && read_back > runs / 10);
	for (unsigned int i = 0; i < XSPI_COUNT(faults_met); i++)
		assert_true(faults_met[i] > runs / 50);
	for (unsigned int i = 0; i < XSPI_COUNT(areas_met); i++)
		assert_true(areas_met[i] > runs / 10);
	assert_true(lengths_met[1] > runs / 20 && units_met[1] > runs / 20);
	assert_true(gaps_met > runs / 10 && blank_met > runs / 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_runs),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
