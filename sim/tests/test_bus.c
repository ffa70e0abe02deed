// SPDX-License-Identifier: GPL-2.0-or-later

/* Virtual time with its timers, counters, and the system bus. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "../src/bus.h"
#include "../src/busmem.h"
#include "../src/sim.h"
#include "../src/simclock.h"
#include "../src/simlog.h"

static struct {
	uint32_t offset, value;
	unsigned int reads, writes, resets, size;
	enum bus_result result;
} seen;

static enum bus_result device_read(void *ctx, uint32_t offset, unsigned int size, uint32_t *value, enum bus_master by)
{
	(void)ctx;
	(void)by;
	seen.reads++;
	seen.offset = offset;
	seen.size = size;
	*value = 0x1234;
	return seen.result;
}

static enum bus_result device_write(void *ctx, uint32_t offset, unsigned int size, uint32_t value, enum bus_master by)
{
	(void)ctx;
	(void)by;
	seen.writes++;
	seen.offset = offset;
	seen.size = size;
	seen.value = value;
	return seen.result;
}

static void device_reset(void *ctx)
{
	(void)ctx;
	seen.resets++;
}

static bool clocked = true;
static struct bus_device device = {
	.name = "device", .base = 0x40000000, .size = 0x400, .read = device_read, .write = device_write,
	.reset = device_reset, .clocked = &clocked,
};

static uint8_t ram_data[0x100], rom_data[0x100];
static struct bus_memory ram = { .name = "ram", .base = 0x20000000, .size = 0x100, .data = ram_data, .writable = true };
static struct bus_memory rom = { .name = "rom", .base = 0x08000000, .size = 0x100, .data = rom_data };

static int setup(void **state)
{
	(void)state;
	bus_clear();
	bus_add_device(&device);
	bus_add_memory(&ram);
	bus_add_memory(&rom);
	memset(&seen, 0, sizeof(seen));
	clocked = true;
	stat_reset();
	simlog_clear();
	return 0;
}

static void device_gets_offset_and_size(void **state)
{
	uint32_t value;

	(void)state;
	assert_int_equal(bus_read(0x40000012, 2, &value, BUS_CORE), BUS_OK);
	assert_int_equal(value, 0x1234);
	assert_int_equal(seen.offset, 0x12);
	assert_int_equal(seen.size, 2);
	assert_int_equal(bus_write(0x400003fc, 4, 0x55, BUS_CORE), BUS_OK);
	assert_int_equal(seen.offset, 0x3fc);
	assert_int_equal(seen.value, 0x55);
}

static void device_without_clock_reads_0_and_loses_writes(void **state)
{
	uint32_t value = 1;

	(void)state;
	clocked = false;
	assert_int_equal(bus_read(0x40000000, 4, &value, BUS_CORE), BUS_OK);
	assert_int_equal(value, 0);
	assert_int_equal(bus_write(0x40000000, 4, 1, BUS_CORE), BUS_OK);
	assert_int_equal(seen.reads + seen.writes, 0);
	assert_int_equal(stat_get("violation.unclocked"), 1);
	assert_int_equal(simlog_get(SIMLOG_VIOLATIONS)->count, 1);
}

static void refusal_and_emptiness_are_bus_faults(void **state)
{
	uint32_t value;

	(void)state;
	seen.result = BUS_FAULT;
	assert_int_equal(bus_read(0x40000004, 4, &value, BUS_CORE), BUS_FAULT);
	assert_int_equal(bus_fault_address(), 0x40000004);
	assert_int_equal(bus_read(0x40000400, 4, &value, BUS_CORE), BUS_FAULT);
	assert_int_equal(bus_write(0x08000000, 4, 0, BUS_CORE), BUS_FAULT);
	assert_int_equal(bus_read(0x200000fe, 4, &value, BUS_CORE), BUS_FAULT);
	assert_int_equal(bus_read(0x40000001, 4, &value, BUS_CORE), BUS_FAULT);
	assert_int_equal(stat_get("bus.fault"), 5);
}

static void memory_may_be_accessed_unaligned(void **state)
{
	uint32_t value;

	(void)state;
	assert_int_equal(bus_write(0x20000003, 4, 0x11223344, BUS_CORE), BUS_OK);
	assert_int_equal(bus_read(0x20000004, 2, &value, BUS_CORE), BUS_OK);
	assert_int_equal(value, 0x2233);
	assert_non_null(bus_plain_memory(0x200000f0, 16, true));
	assert_null(bus_plain_memory(0x200000f1, 16, true));
	assert_null(bus_plain_memory(0x08000000, 4, true));
}

static void reset_reaches_every_device(void **state)
{
	(void)state;
	bus_reset();
	assert_int_equal(seen.resets, 1);
}

/* ---- time ---- */

static char order[8];

static void fire(void *ctx)
{
	strncat(order, ctx, sizeof(order) - strlen(order) - 1);
}

static void timers_fire_in_order_when_time_passes(void **state)
{
	struct sim_timer a = { .fire = fire, .ctx = "a" }, b = { .fire = fire, .ctx = "b" };
	struct sim_timer c = { .fire = fire, .ctx = "c" };
	uint64_t now = sim_now();

	(void)state;
	order[0] = '\0';
	sim_timer_set(&a, now + 300);
	sim_timer_set(&b, now + 100);
	sim_timer_set(&c, now + 200);
	sim_timer_set(&b, now + 250);			/* armed again */
	assert_int_equal(sim_timer_next(), now + 200);
	sim_stall(220);
	assert_string_equal(order, "c");
	assert_int_equal(sim_now(), now + 220);
	sim_timer_cancel(&a);
	sim_stall(1000);
	assert_string_equal(order, "cb");
	assert_int_equal(sim_timer_next(), UINT64_MAX);
}

static void core_clocks_are_time(void **state)
{
	uint64_t counter = 77;

	(void)state;
	simclock_attach(&counter);
	simclock_set_hz(110000000);
	uint64_t before = sim_now();
	counter += 110000000ull * 3600;			/* an hour without a rounding error */
	assert_int_equal(sim_now() - before, 3600 * SIM_PS_PER_S);

	simclock_set_hz(4000000);
	before = sim_now();
	counter += 3;
	assert_int_equal(sim_now() - before, 750000);
	assert_int_equal(simclock_clocks_until(before + 1000001), 2);
	assert_int_equal(simclock_clocks_until(before), 0);

	simclock_core_on_bus(true);				/* a stall takes whole clocks */
	sim_stall(250001);
	simclock_core_on_bus(false);
	assert_int_equal(counter % 110000000, 77 + 3 + 2);
	simclock_attach(NULL);
}

static void count_one(void *ctx, const char *name, uint64_t value)
{
	(void)name;
	*(uint64_t *)ctx += value;
}

static void counters_add_up(void **state)
{
	uint64_t sum = 0;
	char name[16];

	(void)state;
	for (unsigned int i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "n%u", i * 7 % 200);
		stat_add(name, i);
	}
	stat_add("n5", 1000);
	assert_int_equal(stat_get("n7"), 1);
	assert_int_equal(stat_get("nothing"), 0);
	stat_each(count_one, &sum);
	assert_int_equal(sum, 199 * 200 / 2 + 1000);
	stat_reset();
	assert_int_equal(stat_get("n5"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(device_gets_offset_and_size, setup),
		cmocka_unit_test_setup(device_without_clock_reads_0_and_loses_writes, setup),
		cmocka_unit_test_setup(refusal_and_emptiness_are_bus_faults, setup),
		cmocka_unit_test_setup(memory_may_be_accessed_unaligned, setup),
		cmocka_unit_test_setup(reset_reaches_every_device, setup),
		cmocka_unit_test_setup(timers_fire_in_order_when_time_passes, setup),
		cmocka_unit_test_setup(core_clocks_are_time, setup),
		cmocka_unit_test_setup(counters_add_up, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
