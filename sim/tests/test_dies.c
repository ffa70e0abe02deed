// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * What must be true of every simulated die, whatever its family: clocks after reset, identity, RAM, each enable and
 * reset bit, supplies. A process can have one die only, so each check runs in a child of its own.
 */

#include <stdio.h>
#include "test_soc.h"
#include "test_child.h"
#include "../src/soc/build.h"

/* Expected values are written down here again, from the reference manuals. */
static const struct expected {
	const char *die;
	uint32_t core_hz;				/* after reset */
	uint32_t idcode_at;
	uint16_t dev_id;
	uint32_t flash_size;
	uint32_t ram[2][2];				/* first and last byte of ranges that are RAM */
	struct {						/* pin without supply; what gives it: clock of PWR, then the bit */
		int8_t port, pin;
		uint32_t clock_reg, clock_bit, reg, bit;
	} supply;
} dies[] = {
	{
		"stm32f412", 16000000, 0xe0042000, 0x441, 0x100000,
		{ { 0x20000000, 0x2003ffff }, { 0x20000000, 0x2003ffff } }, { 0 },
	},
	{
		"stm32f413", 16000000, 0xe0042000, 0x463, 0x180000,
		{ { 0x20000000, 0x2004ffff }, { 0x20000000, 0x2004ffff } }, { 0 },
	},
	{
		"stm32f469", 16000000, 0xe0042000, 0x434, 0x200000,
		{ { 0x20000000, 0x2004ffff }, { 0x10000000, 0x1000ffff } }, { 0 },
	},
	{
		"stm32f723", 16000000, 0xe0042000, 0x452, 0x80000,
		{ { 0x20000000, 0x2003ffff }, { 0x00000000, 0x00003fff } }, { 0 },
	},
	{
		"stm32f746", 16000000, 0xe0042000, 0x449, 0x100000,
		{ { 0x20000000, 0x2004ffff }, { 0x00000000, 0x00003fff } }, { 0 },
	},
	{
		"stm32f769", 16000000, 0xe0042000, 0x451, 0x200000,
		{ { 0x20000000, 0x2007ffff }, { 0x00000000, 0x00003fff } }, { 0 },
	},
	{
		"stm32g474", 16000000, 0xe0042000, 0x469, 0x80000,
		{ { 0x20000000, 0x2001ffff }, { 0x10000000, 0x10007fff } },
		{ 0 },
	},
	{
		"stm32h563", 32000000, 0x44024000, 0x484, 0x200000,
		{ { 0x20000000, 0x2009ffff }, { 0x0a000000, 0x0a09ffff } },
		{ 0 },
	},
	{
		"stm32h735", 64000000, 0x5c001000, 0x483, 0x100000,
		{ { 0x20000000, 0x2001ffff }, { 0x24000000, 0x2404ffff } }, { 0 },
	},
	{
		"stm32h743", 64000000, 0x5c001000, 0x450, 0x200000,
		{ { 0x20000000, 0x2001ffff }, { 0x24000000, 0x2407ffff } }, { 0 },
	},
	{
		"stm32h745", 64000000, 0x5c001000, 0x450, 0x200000,
		{ { 0x20000000, 0x2001ffff }, { 0x24000000, 0x2407ffff } }, { 0 },
	},
	{
		"stm32h750", 64000000, 0x5c001000, 0x450, 0x20000,
		{ { 0x20000000, 0x2001ffff }, { 0x24000000, 0x2407ffff } }, { 0 },
	},
	{
		"stm32h7b3", 64000000, 0x5c001000, 0x480, 0x200000,
		{ { 0x20000000, 0x2001ffff }, { 0x24000000, 0x240fffff } }, { 0 },
	},
	{
		"stm32l475", 4000000, 0xe0042000, 0x415, 0x100000,
		{ { 0x20000000, 0x20017fff }, { 0x10000000, 0x10007fff } },
		{ 6, 2, 0x40021058, 28, 0x40007004, 9 },
	},
	{
		"stm32l476", 4000000, 0xe0042000, 0x415, 0x100000,
		{ { 0x20000000, 0x20017fff }, { 0x10000000, 0x10007fff } },
		{ 6, 15, 0x40021058, 28, 0x40007004, 9 },
	},
	{
		"stm32l496", 4000000, 0xe0042000, 0x461, 0x100000,
		{ { 0x20000000, 0x2004ffff }, { 0x10000000, 0x1000ffff } },
		{ 6, 9, 0x40021058, 28, 0x40007004, 9 },
	},
	{
		"stm32l562", 4000000, 0xe0044000, 0x472, 0x80000,
		{ { 0x20000000, 0x2003ffff }, { 0x0a000000, 0x0a03ffff } },
		{ 6, 2, 0x40021058, 28, 0x40007004, 9 },
	},
	{
		"stm32u575", 4000000, 0xe0044000, 0x482, 0x200000,
		{ { 0x20000000, 0x200bffff }, { 0x28000000, 0x28003fff } },
		{ 6, 2, 0x46020c94, 2, 0x46020810, 29 },
	},
	{
		"stm32u585", 4000000, 0xe0044000, 0x482, 0x200000,
		{ { 0x20000000, 0x200bffff }, { 0x0a000000, 0x0a0bffff } },
		{ 6, 12, 0x46020c94, 2, 0x46020810, 29 },
	},
	{
		"stm32u5g7", 4000000, 0xe0044000, 0x476, 0x400000,
		{ { 0x20000000, 0x202effff }, { 0x28000000, 0x28003fff } },
		{ 6, 15, 0x46020c94, 2, 0x46020810, 29 },
	},
	{
		"stm32u5g9", 4000000, 0xe0044000, 0x476, 0x400000,
		{ { 0x20000000, 0x202effff }, { 0x28000000, 0x28003fff } },
		{ 6, 15, 0x46020c94, 2, 0x46020810, 29 },
	},
};

static const struct expected *now;		/* the one that the child checks */

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

static void with_die(unsigned int number)
{
	struct board board = { .name = "test" };

	now = &dies[number];
	row = now->die;
	snprintf(board.die, sizeof(board.die), "%s", row);
	sim_verbose = 1;
	CHECK(soc_create(&board) == 0, "cannot be created");
	check_die();
}

static void each_die(void (*check)(void))
{
	check_die = check;
	for (unsigned int i = 0; i < COUNT_OF(dies); i++)
		in_child(with_die, i);
}

static void check_start(void)
{
	uint32_t size;

	CHECK(soc_clock_hz(SOC_CLK_CORE) == now->core_hz, "%u Hz", soc_clock_hz(SOC_CLK_CORE));
	CHECK((get(now->idcode_at) & 0xfff) == now->dev_id, "0x%x", get(now->idcode_at));
	soc_flash_data(NULL, &size);
	CHECK(size == now->flash_size, "0x%x", size);
	CHECK(stat_get("unknown") == 0 && stat_get("violation") == 0, "nothing was done yet");
}

static void clock_identity_and_flash_size_after_power_on(void **state)
{
	(void)state;
	each_die(check_start);
}

static void check_ram(void)
{
	for (unsigned int i = 0; i < COUNT_OF(now->ram); i++) {
		uint32_t first = now->ram[i][0], last = now->ram[i][1] & ~3u, value;

		put(first, 0x12345678 + i);
		put(last, 0x9abcdef0 + i);
		CHECK(get(first) == 0x12345678 + i && get(last) == 0x9abcdef0 + i, "0x%08x to 0x%08x", first, last);
		CHECK(bus_read(last + 4, 4, &value, BUS_CORE) == BUS_FAULT, "RAM goes on at 0x%08x", last + 4);
	}
}

static void ram_is_where_the_manual_says(void **state)
{
	(void)state;
	each_die(check_ram);
}

static const struct bus_device *device_at(uint32_t base)
{
	for (unsigned int i = 0; i < bus_device_count(); i++) {
		if (bus_device_at(i)->base == base)
			return bus_device_at(i);
	}
	return NULL;
}

/** With the enable bit there is a clock, with the reset bit there is none; without enable bit, none. */
static void check_gate(uint32_t rcc, const struct rcc_gate *gate)
{
	const struct bus_device *device = device_at(gate->base);

	if (!device)
		return;
	CHECK(device->clocked, "%s has no clock bit", device->name);
	if (gate->enable_bit == RCC_NO_BIT)
		return;
	put_bit(rcc + gate->enable_reg, gate->enable_bit, true);
	CHECK(*device->clocked, "%s: enable bit %u of 0x%x", device->name, gate->enable_bit, gate->enable_reg);
	if (gate->reset_bit != RCC_NO_BIT) {
		put_bit(rcc + gate->reset_reg, gate->reset_bit, true);
		CHECK(!*device->clocked, "%s: reset bit %u of 0x%x", device->name, gate->reset_bit, gate->reset_reg);
		put_bit(rcc + gate->reset_reg, gate->reset_bit, false);
	}
	put_bit(rcc + gate->enable_reg, gate->enable_bit, false);
	CHECK(!*device->clocked, "%s: clocked though disabled", device->name);
}

static void check_gates(void)
{
	const struct rcc *rcc = soc_die()->tables->rcc;

	for (unsigned int i = 0; i < rcc->gate_count; i++)
		check_gate(rcc->regs.bus.base, &rcc->gates[i]);
	CHECK(stat_get("unknown") == 0, "a bit is not known");
}

static void every_enable_and_reset_bit_acts(void **state)
{
	(void)state;
	each_die(check_gates);
}

/** What a die says of its controllers is what its table of clocks says. */
static void check_controllers(void)
{
	const struct soc_die *die = soc_die();
	const struct rcc *rcc = die->tables->rcc;

	for (unsigned int i = 0; i < die->xspi_count; i++) {
		const struct soc_xspi *xspi = &die->xspi[i];
		const struct rcc_gate *gate = NULL;

		for (unsigned int n = 0; n < rcc->gate_count; n++) {
			if (rcc->gates[n].base == xspi->base)
				gate = &rcc->gates[n];
		}
		CHECK(gate, "%s has no gate", xspi->name);
		CHECK(gate->enable_reg == xspi->enable_reg && gate->enable_bit == xspi->enable_bit, "%s", xspi->name);
		CHECK(gate->reset_reg == xspi->reset_reg && gate->reset_bit == xspi->reset_bit, "%s", xspi->name);
		CHECK(soc_clock_hz(xspi->kernel_clock) != 0, "%s has no clock after reset", xspi->name);
	}
}

static void controllers_agree_with_the_clock_gates(void **state)
{
	(void)state;
	each_die(check_controllers);
}

/** The number of rows is written down beside each list, for others to see. */
static void check_held(void)
{
	const struct die_tables *tables = soc_die()->tables;

	for (unsigned int i = 0; i < COUNT_OF(tables->held); i++) {
		for (unsigned int n = 0; n < tables->held[i].count; n++)
			CHECK(tables->held[i].list[n].name && tables->held[i].list[n].size >= 4, "list %u, row %u", i, n);
	}
}

static void rows_of_held_devices_are_filled(void **state)
{
	(void)state;
	each_die(check_held);
}

static void check_pins(void)
{
	const struct soc_die *die = soc_die();

	for (unsigned int i = 0; i < die->af_count; i++) {
		const struct soc_af *af = &die->af[i];
		CHECK(af->port < die->tables->gpio_count, "%s", af->signal);
		CHECK(die->tables->gpio[af->port].pins & (1u << af->pin), "%s: P%c%u", af->signal, 'A' + af->port, af->pin);
	}
}

static void pins_of_all_signals_exist(void **state)
{
	(void)state;
	each_die(check_pins);
}

static void check_supply(void)
{
	if (!now->supply.reg)
		return;
	unsigned int port = (unsigned int)now->supply.port, pin = (unsigned int)now->supply.pin;
	CHECK(soc_pin_state(0, 0).powered, "PA0 always has its supply");
	CHECK(!soc_pin_state(port, pin).powered, "P%c%u", 'A' + (int)port, pin);
	put_bit(now->supply.clock_reg, now->supply.clock_bit, true);
	put_bit(now->supply.reg, now->supply.bit, true);
	CHECK(soc_pin_state(port, pin).powered, "P%c%u", 'A' + (int)port, pin);
	put_bit(now->supply.reg, now->supply.bit, false);
	CHECK(!soc_pin_state(port, pin).powered, "P%c%u", 'A' + (int)port, pin);
}

static void supply_valid_bit_connects_pins(void **state)
{
	(void)state;
	each_die(check_supply);
}

/** Section numbers change with each revision of a sheet; which dies have what is written down here again. */
static void dies_have_the_faults_of_their_sheets(void **state)
{
	static const uint32_t l4 = QUADSPI_EXTRA_BYTE | QUADSPI_FIRST_NIBBLE | QUADSPI_MAPPED_AR | QUADSPI_MAPPED_TIMEOUT;
	static const uint32_t f4_f7 = l4 | QUADSPI_WINDOW_AR | QUADSPI_FTHRES_16;
	static const uint32_t h74 = QUADSPI_MAPPED_TIMEOUT | QUADSPI_WINDOW_AR | QUADSPI_LAST_BYTE | QUADSPI_TAIL_STALL |
		QUADSPI_DATA_ONLY | QUADSPI_CCR_ZERO;
	static const uint32_t l5 = OCTOSPI_WRITE_DQSE | OCTOSPI_ODD_DTR, u5 = l5 | OCTOSPI_ODD_WRITE;
	static const struct {
		const char *die;
		uint32_t errata;
	} wanted[] = {
		{ "stm32l475", l4 | QUADSPI_LONE_INSTRUCTION }, { "stm32l476", l4 | QUADSPI_LONE_INSTRUCTION },
		{ "stm32l496", l4 }, { "stm32g474", 0 }, { "stm32f412", f4_f7 }, { "stm32f413", f4_f7 },
		{ "stm32f469", f4_f7 }, { "stm32f723", f4_f7 }, { "stm32f746", f4_f7 }, { "stm32f769", f4_f7 },
		{ "stm32h743", h74 }, { "stm32h745", h74 }, { "stm32h750", h74 }, { "stm32h735", l5 }, { "stm32h7b3", l5 },
		{ "stm32h563", l5 }, { "stm32l562", l5 }, { "stm32u575", u5 }, { "stm32u585", u5 }, { "stm32u5g7", u5 },
		{ "stm32u5g9", u5 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(wanted); i++) {
		const struct soc_die *die = soc_find_die(wanted[i].die);
		assert_non_null(die);
		for (unsigned int n = 0; n < die->xspi_count; n++)
			assert_int_equal(die->xspi[n].errata, wanted[i].errata);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(clock_identity_and_flash_size_after_power_on),
		cmocka_unit_test(ram_is_where_the_manual_says),
		cmocka_unit_test(every_enable_and_reset_bit_acts),
		cmocka_unit_test(controllers_agree_with_the_clock_gates),
		cmocka_unit_test(rows_of_held_devices_are_filled),
		cmocka_unit_test(pins_of_all_signals_exist),
		cmocka_unit_test(supply_valid_bit_connects_pins),
		cmocka_unit_test(dies_have_the_faults_of_their_sheets),
	};

	return cmocka_run_group_tests_name("dies", tests, NULL, NULL);
}
