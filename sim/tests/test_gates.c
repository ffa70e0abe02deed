// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Enable and reset bits of RCC on all dies, seen at the registers: a device without clock reads 0 and drops writes, its
 * reset bit holds it and gives back the reset values, and a controller's reset ends memory-mapped mode. A process can
 * have one machine only, so each die is checked in a child of its own.
 */

#include "test_machine.h"
#include "test_child.h"
#include "../src/soc/build.h"

#define WORDS	64u				/* of a device that are looked at, at most */

static const char *const dies[] = {
	"stm32f412", "stm32f413", "stm32f469", "stm32f723", "stm32f746", "stm32f769", "stm32g474", "stm32h563", "stm32h735",
	"stm32h743", "stm32h745", "stm32h750", "stm32h7b3", "stm32l475", "stm32l476", "stm32l496", "stm32l562", "stm32u575",
	"stm32u585", "stm32u5g7", "stm32u5g9",
};

static uint32_t get(uint32_t addr)
{
	uint32_t value = 0;

	CHECK(bus_read(addr, 4, &value, BUS_CORE) == BUS_OK, "read at 0x%08x", addr);
	return value;
}

static void put(uint32_t addr, uint32_t value)
{
	CHECK(bus_write(addr, 4, value, BUS_CORE) == BUS_OK, "write at 0x%08x", addr);
}

static void put_bit(uint32_t addr, unsigned int bit, bool value)
{
	put(addr, (get(addr) & ~(1u << bit)) | (uint32_t)value << bit);
}

static void (*check_die)(void);

/** In the child: a machine whose core is halted in the reset state. */
static void with_machine(unsigned int number)
{
	static struct board board;
	char text[40];

	row = dies[number];
	snprintf(text, sizeof(text), "die %s\n", row);
	FILE *in = fmemopen(text, strlen(text), "r");
	CHECK(in && board_parse(in, "text", &board) == 0 && machine_create(&board) == 0, "cannot be created");
	machine_start();
	wr(DHCSR, HALT);
	wr(DEMCR, 1u << 24 | 1);
	machine_reset(false);
	stat_reset();
	check_die();
}

static void each_die(void (*check)(void))
{
	check_die = check;
	for (unsigned int i = 0; i < COUNT_OF(dies); i++)
		in_child(with_machine, i);
}

static const struct bus_device *device_at(uint32_t base)
{
	for (unsigned int i = 0; i < bus_device_count(); i++) {
		if (bus_device_at(i)->base == base)
			return bus_device_at(i);
	}
	return NULL;
}

static unsigned int words_of(const struct bus_device *device)
{
	return device->size / 4 < WORDS ? device->size / 4 : WORDS;
}

static void look(const struct bus_device *device, uint32_t *words)
{
	for (unsigned int i = 0; i < words_of(device); i++)
		words[i] = get(device->base + 4 * i);
}

/** Without clock: 0 everywhere, and what is written is not there afterwards. */
static void check_unclocked(const struct bus_device *device, uint32_t reg, unsigned int bit)
{
	uint32_t before[WORDS], again[WORDS], after[WORDS];

	look(device, before);
	look(device, again);			/* a register that changes by itself, or by being read, says nothing */
	put_bit(reg, bit, false);
	for (unsigned int i = 0; i < words_of(device); i++) {
		CHECK(get(device->base + 4 * i) == 0, "%s+0x%x reads 0x%x without clock", device->name, 4 * i,
			get(device->base + 4 * i));
		put(device->base + 4 * i, ~before[i]);
	}
	put_bit(reg, bit, true);
	look(device, after);
	for (unsigned int i = 0; i < words_of(device); i++)
		CHECK(before[i] != again[i] || after[i] == before[i], "%s+0x%x is 0x%x after a write without clock, was 0x%x",
			device->name, 4 * i, after[i], before[i]);
}

/** Change a bit of a register. @returns its word's number, or UINT32_MAX if nothing can be changed */
static uint32_t change_one(const struct bus_device *device, const uint32_t *before)
{
	for (unsigned int i = 0; i < words_of(device); i++) {
		for (unsigned int bit = 0; bit < 32; bit++) {
			put(device->base + 4 * i, before[i] ^ 1u << bit);
			if (get(device->base + 4 * i) != before[i])
				return i;
		}
	}
	return UINT32_MAX;
}

/** Held by its reset bit it reads 0; let go it has its reset values. */
static void check_reset(const struct bus_device *device, uint32_t reg, unsigned int bit)
{
	uint32_t before[WORDS], after[WORDS];

	put_bit(reg, bit, true);
	put_bit(reg, bit, false);
	look(device, before);
	uint32_t changed = change_one(device, before);
	CHECK(changed != UINT32_MAX, "nothing in %s can be written", device->name);
	put_bit(reg, bit, true);
	for (unsigned int i = 0; i < words_of(device); i++)
		CHECK(get(device->base + 4 * i) == 0, "%s+0x%x is not 0 in reset", device->name, 4 * i);
	put_bit(reg, bit, false);
	look(device, after);
	CHECK(after[changed] == before[changed], "%s+0x%x is 0x%x after its reset, wanted 0x%x", device->name, 4 * changed,
		after[changed], before[changed]);
}

static void check_gates(void)
{
	const struct rcc *rcc = soc_die()->tables->rcc;
	uint32_t base = rcc->regs.bus.base;
	unsigned int enables = 0, resets = 0;

	for (unsigned int i = 0; i < rcc->gate_count; i++) {
		const struct rcc_gate *gate = &rcc->gates[i];
		const struct bus_device *device = device_at(gate->base);
		if (!device)
			continue;
		if (gate->enable_bit != RCC_NO_BIT) {
			put_bit(base + gate->enable_reg, gate->enable_bit, true);
			check_unclocked(device, base + gate->enable_reg, gate->enable_bit);
			enables++;
		}
		if (gate->reset_bit != RCC_NO_BIT) {
			check_reset(device, base + gate->reset_reg, gate->reset_bit);
			resets++;
		}
	}
	CHECK(enables >= 30 && resets >= 30, "only %u enable bits and %u reset bits were tried", enables, resets);
}

static void every_enable_and_reset_bit_is_seen_at_the_registers(void **state)
{
	(void)state;
	each_die(check_gates);
}

/* ---- controllers ---- */

#define SR_BUSY		0x20u

static uint32_t status_of(const struct soc_xspi *xspi)
{
	return xspi->base + (xspi->quadspi ? 0x08 : 0x20);
}

/** Memory-mapped reading by 03h, one line, three address bytes. */
static void map(const struct soc_xspi *xspi)
{
	if (xspi->quadspi) {
		put(xspi->base + 0x04, 23u << 16);
		put(xspi->base, 1);
		put(xspi->base + 0x14, 3u << 26 | 1u << 24 | 2u << 12 | 1u << 10 | 1u << 8 | 3);
	} else {
		put(xspi->base + 0x08, 23u << 16);
		put(xspi->base, 3u << 28 | 1);
		put(xspi->base + 0x100, 1u << 24 | 2u << 12 | 1u << 8 | 1);
		put(xspi->base + 0x110, 3);
	}
}

static void check_controller(uint32_t rcc, const struct soc_xspi *xspi)
{
	uint32_t value, size_reg = xspi->base + (xspi->quadspi ? 0x04 : 0x08);

	put(size_reg, 23u << 16);
	CHECK(get(size_reg) == 0, "%s takes a write without clock", xspi->name);
	CHECK(bus_read(xspi->window, 4, &value, BUS_CORE) == BUS_FAULT, "the window answers without clock");
	put_bit(rcc + xspi->enable_reg, xspi->enable_bit, true);
	CHECK(get(size_reg) == 0, "%s has kept what was written without clock", xspi->name);
	map(xspi);
	CHECK(get(size_reg) == 23u << 16, "%s does not take a write", xspi->name);
	CHECK(bus_read(xspi->window + 0x100, 4, &value, BUS_CORE) == BUS_OK, "%s: the window does not answer", xspi->name);
	CHECK(get(status_of(xspi)) & SR_BUSY, "%s is not busy while mapped", xspi->name);

	put_bit(rcc + xspi->reset_reg, xspi->reset_bit, true);
	CHECK(get(size_reg) == 0, "%s is not held in reset", xspi->name);
	put_bit(rcc + xspi->reset_reg, xspi->reset_bit, false);
	CHECK(!(get(status_of(xspi)) & SR_BUSY) && get(xspi->base) == 0, "%s is not reset", xspi->name);
	/* the errata sheets of some say that the bus error does not come */
	bool no_error = xspi->errata & QUADSPI_WINDOW_AR;
	CHECK(no_error || bus_read(xspi->window + 0x100, 4, &value, BUS_CORE) == BUS_FAULT, "%s: still mapped", xspi->name);
	CHECK(!(get(status_of(xspi)) & SR_BUSY), "%s: still mapped", xspi->name);

	map(xspi);
	CHECK(bus_read(xspi->window, 4, &value, BUS_CORE) == BUS_OK, "%s: cannot be mapped again", xspi->name);
	put_bit(rcc + xspi->enable_reg, xspi->enable_bit, false);
	CHECK(bus_read(xspi->window, 4, &value, BUS_CORE) == BUS_FAULT, "%s: the window answers without clock", xspi->name);
}

static void check_controllers(void)
{
	const struct soc_die *die = soc_die();

	for (unsigned int i = 0; i < die->xspi_count; i++)
		check_controller(die->tables->rcc->regs.bus.base, &die->xspi[i]);
}

static void controllers_need_their_clock_and_reset_ends_mapping(void **state)
{
	(void)state;
	each_die(check_controllers);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_enable_and_reset_bit_is_seen_at_the_registers),
		cmocka_unit_test(controllers_need_their_clock_and_reset_ends_mapping),
	};

	return cmocka_run_group_tests_name("gates", tests, NULL, NULL);
}
