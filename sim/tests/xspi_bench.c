// SPDX-License-Identifier: GPL-2.0-or-later

/* The bench of xspi_bench.h: stands in for the soc files. */

#include "xspi_bench.h"
#include "../src/xspi/controller.h"

struct soc_pin bench_pin[BENCH_PINS];
uint32_t bench_kernel_hz = 4000000;
bool bench_clocked = true, bench_manager_clocked = true;
struct nor_chip *bench_chip, *bench_chip2;
static uint32_t base = BASE;

static const struct {
	uint8_t port, pin;
} places[BENCH_PINS] = {
	[PIN_CLK] = { 0, 3 }, [PIN_NCS] = { 0, 2 }, [PIN_IO0] = { 1, 1 }, [PIN_IO1] = { 1, 0 }, [PIN_IO2] = { 0, 7 },
	[PIN_IO3] = { 0, 6 },
	[PIN_BK2_NCS] = { 2, 11 }, [PIN_BK2_IO0] = { 4, 7 }, [PIN_BK2_IO1] = { 4, 8 }, [PIN_BK2_IO2] = { 4, 9 },
	[PIN_BK2_IO3] = { 4, 10 }, [PIN_CLK2] = { 5, 4 },
};

static const struct soc_af afs[] = {
	{ "OCTOSPI1_CLK", 0, 3, 10 }, { "OCTOSPI1_NCS", 0, 2, 10 }, { "OCTOSPI1_IO0", 1, 1, 10 },
	{ "OCTOSPI1_IO1", 1, 0, 10 }, { "OCTOSPI1_IO2", 0, 7, 10 }, { "OCTOSPI1_IO3", 0, 6, 10 },
	{ "QUADSPI_CLK", 0, 3, 9 }, { "QUADSPI_BK1_NCS", 0, 2, 9 }, { "QUADSPI_BK1_IO0", 1, 1, 9 },
	{ "QUADSPI_BK1_IO1", 1, 0, 9 }, { "QUADSPI_BK1_IO2", 0, 7, 9 }, { "QUADSPI_BK1_IO3", 0, 6, 9 },
	{ "QUADSPI_BK2_NCS", 2, 11, 9 }, { "QUADSPI_BK2_IO0", 4, 7, 9 }, { "QUADSPI_BK2_IO1", 4, 8, 9 },
	{ "QUADSPI_BK2_IO2", 4, 9, 9 }, { "QUADSPI_BK2_IO3", 4, 10, 9 },
	/* as in an STM32L476: one bank */
	{ "QUADSPIS_CLK", 0, 3, 8 }, { "QUADSPIS_NCS", 0, 2, 8 }, { "QUADSPIS_IO0", 1, 1, 8 },
	{ "QUADSPIS_IO1", 1, 0, 8 }, { "QUADSPIS_IO2", 0, 7, 8 }, { "QUADSPIS_IO3", 0, 6, 8 },
};

/* port 1 has the pins of the first chip, port 2 those of the second; IO[7:4] of port 2 can be on them too */
static const struct soc_af managed_afs[] = {
	{ "OCTOSPIM_P1_CLK", 0, 3, 5 }, { "OCTOSPIM_P1_NCS", 0, 2, 5 }, { "OCTOSPIM_P1_IO0", 1, 1, 5 },
	{ "OCTOSPIM_P1_IO1", 1, 0, 5 }, { "OCTOSPIM_P1_IO2", 0, 7, 5 }, { "OCTOSPIM_P1_IO3", 0, 6, 5 },
	{ "OCTOSPIM_P2_CLK", 5, 4, 5 }, { "OCTOSPIM_P2_NCS", 2, 11, 5 }, { "OCTOSPIM_P2_IO0", 4, 7, 5 },
	{ "OCTOSPIM_P2_IO1", 4, 8, 5 }, { "OCTOSPIM_P2_IO2", 4, 9, 5 }, { "OCTOSPIM_P2_IO3", 4, 10, 5 },
	{ "OCTOSPIM_P2_IO4", 4, 7, 6 }, { "OCTOSPIM_P2_IO5", 4, 8, 6 }, { "OCTOSPIM_P2_IO6", 4, 9, 6 },
	{ "OCTOSPIM_P2_IO7", 4, 10, 6 },
	/* the second chip beside the first, for multiplexed mode */
	{ "OCTOSPIM_P1_CLK", 5, 4, 4 }, { "OCTOSPIM_P1_IO0", 4, 7, 4 }, { "OCTOSPIM_P1_IO1", 4, 8, 4 },
	/* or on the upper lines of port 1, for two chips on one OCTOSPI */
	{ "OCTOSPIM_P1_NCS", 2, 11, 4 }, { "OCTOSPIM_P1_IO4", 4, 7, 3 }, { "OCTOSPIM_P1_IO5", 4, 8, 3 },
	{ "OCTOSPIM_P1_IO6", 4, 9, 3 }, { "OCTOSPIM_P1_IO7", 4, 10, 3 },
};

static const struct soc_xspi_manager manager = { .name = "OCTOSPIM", .base = MBASE, .multiplexes = true };

static struct soc_xspi instances[] = {
	[BENCH_OCTOSPI] = {
		.name = "OCTOSPI1", .base = BASE, .window = WINDOW, .window_size = 0x10000000, .fifo_bytes = 32,
		.features = OCTOSPI_L5, .kernel_clock = SOC_CLK_XSPI1,
	},
	[BENCH_QUADSPI] = {
		.name = "QUADSPI", .quadspi = true, .base = QBASE, .window = QWINDOW, .window_size = 0x10000000,
		.fifo_bytes = 32, .features = QUADSPI_H74, .kernel_clock = SOC_CLK_XSPI1,
	},
	[BENCH_QUADSPI_SMALL] = {
		.name = "QUADSPIS", .quadspi = true, .base = QBASE + 0x1000, .window = QWINDOW + 0x10000000,
		.window_size = 0x10000000, .fifo_bytes = 16, .features = QUADSPI_L47, .kernel_clock = SOC_CLK_XSPI1,
	},
	[BENCH_MANAGED1] = {
		.name = "OCTOSPI1", .base = 0x420D1400, .window = WINDOW, .window_size = 0x10000000, .fifo_bytes = 32,
		.features = OCTOSPI_U5, .kernel_clock = SOC_CLK_XSPI1,
	},
	[BENCH_MANAGED2] = {
		.name = "OCTOSPI2", .base = 0x420D2400, .window = 0x70000000, .window_size = 0x10000000, .fifo_bytes = 32,
		.features = OCTOSPI_U5, .kernel_clock = SOC_CLK_XSPI1,
	},
};
static const uint8_t af_of[] = {
	[BENCH_OCTOSPI] = 10, [BENCH_QUADSPI] = 9, [BENCH_QUADSPI_SMALL] = 8, [BENCH_MANAGED1] = 5, [BENCH_MANAGED2] = 5,
};

static const struct soc_die die = { .name = "bench", .af = afs, .af_count = COUNT_OF(afs) };
static const struct soc_die managed_die = {
	.name = "managed bench", .af = managed_afs, .af_count = COUNT_OF(managed_afs), .manager = &manager,
};

struct board bench_board = {
	.chip[0] = {
		.model = "is25lp128f", .name = "chip0",
		.clk = { .connected = true, .port = 0, .pin = 3 },
		.ncs = { .connected = true, .port = 0, .pin = 2, .pull = 1 },
		.io = {
			{ .connected = true, .port = 1, .pin = 1 },
			{ .connected = true, .port = 1, .pin = 0 },
			{ .connected = true, .port = 0, .pin = 7 },
			{ .connected = true, .port = 0, .pin = 6 },
		},
	},
	.chip[1] = {
		.model = "is25lp128f", .name = "chip1",
		.clk = { .connected = true, .port = 0, .pin = 3 },
		.ncs = { .connected = true, .port = 2, .pin = 11, .pull = 1 },
		.io = {
			{ .connected = true, .port = 4, .pin = 7 },
			{ .connected = true, .port = 4, .pin = 8 },
			{ .connected = true, .port = 4, .pin = 9 },
			{ .connected = true, .port = 4, .pin = 10 },
		},
	},
};

static uint32_t generation;

struct soc_pin soc_pin_state(unsigned int port, unsigned int pin)
{
	for (unsigned int i = 0; i < BENCH_PINS; i++) {
		if (places[i].port == port && places[i].pin == pin)
			return bench_pin[i];
	}
	return (struct soc_pin){ .mode = PIN_ANALOG, .powered = true };
}

void soc_set_pin_reader(int (*read)(void *ctx, unsigned int port, unsigned int pin), void *ctx)
{
	(void)read;
	(void)ctx;
}

uint32_t soc_route_generation(void)
{
	return generation;
}

void bench_pins_changed(void)
{
	generation++;
}

uint32_t soc_clock_hz(enum soc_clock clock)
{
	return clock == SOC_CLK_XSPI1 ? bench_kernel_hz : 0;
}

static void fresh_chip(struct nor_chip *chip)
{
	uint32_t size;

	nor_fault(chip, "none");
	memset(nor_data(chip, &size), 0xFF, 16u << 20);
	memset(&chip->nv, 0, sizeof(chip->nv));
	chip->nv.err = 0xE0;
	chip->fr = 0x01;
	chip->autoboot = 0;
	chip->asp = 0xFFFF;
	memset(chip->ppb, 0, sizeof(chip->ppb));
	memset(chip->info, 0xFF, sizeof(chip->info));
	nor_power_cycle(chip);
}

static int create(enum bench_controller controller)
{
	static bool created[COUNT_OF(instances)];
	bool managed = controller >= BENCH_MANAGED1;

	if (created[controller])
		return 0;
	created[controller] = true;
	return xspi_create(managed ? &managed_die : &die, &instances[controller], &bench_board, &bench_clocked);
}

void bench_features(uint32_t features)
{
	for (unsigned int i = 0; i < COUNT_OF(instances); i++) {
		if (instances[i].base == base)
			instances[i].features = features;
	}
	bus_reset();
}

void bench_errata(uint32_t errata)
{
	xspi_set_errata(errata);
}

void bench_select(enum bench_controller controller)
{
	base = instances[controller].base;
}

/** Two chips, each with a clock line of its own; OCTOSPI1 and 2 and the manager between. */
static int create_managed(void)
{
	if (nor_count())
		return 0;
	bench_board.chip[1].clk = (struct board_wire){ .connected = true, .port = 5, .pin = 4 };
	if (xspi_manager_create(&manager, &bench_manager_clocked) != 0)
		return -1;
	return create(BENCH_MANAGED1) == 0 ? create(BENCH_MANAGED2) : -1;
}

int bench_setup_of(enum bench_controller controller)
{
	static const uint32_t features_of[] = {
		[BENCH_OCTOSPI] = OCTOSPI_L5, [BENCH_QUADSPI] = QUADSPI_H74, [BENCH_QUADSPI_SMALL] = QUADSPI_L47,
		[BENCH_MANAGED1] = OCTOSPI_U5, [BENCH_MANAGED2] = OCTOSPI_U5,
	};
	static const unsigned int chips[] = {
		[BENCH_OCTOSPI] = 1, [BENCH_QUADSPI] = 2, [BENCH_QUADSPI_SMALL] = 1, [BENCH_MANAGED1] = 2, [BENCH_MANAGED2] = 2,
	};

	if (bench_board.chip_count < chips[controller])
		bench_board.chip_count = chips[controller];
	if (controller >= BENCH_MANAGED1 ? create_managed() != 0 : create(controller) != 0)
		return -1;
	bench_select(controller);
	bench_errata(OCTOSPI_WRITE_DQSE);
	instances[controller].features = features_of[controller];
	bench_chip = nor_at(0);
	bench_chip2 = nor_at(1);
	for (unsigned int i = 0; i < BENCH_PINS; i++)
		bench_pin[i] = (struct soc_pin){ .mode = PIN_AF, .af = af_of[controller], .powered = true };
	bench_kernel_hz = 4000000;
	bench_clocked = true;
	bench_manager_clocked = true;
	bench_pins_changed();
	wires_always_per_clock(false);
	wires_let_float(WIRES_KEEP);
	bus_reset();
	for (unsigned int i = 0; i < nor_count(); i++)
		fresh_chip(nor_at(i));
	sim_stall(SIM_PS_PER_MS);
	stat_reset();
	return 0;
}

int bench_setup(void **state)
{
	(void)state;
	return bench_setup_of(BENCH_OCTOSPI);
}

void pass_us(uint64_t us)
{
	sim_stall(us * SIM_PS_PER_US);
}

void pass_clocks(uint32_t clocks)
{
	sim_stall(clocks * (SIM_PS_PER_S / bench_kernel_hz));
}

uint32_t rd_size(uint32_t offset, unsigned int size)
{
	uint32_t value;

	assert_int_equal(bus_read(base + offset, size, &value, BUS_CORE), BUS_OK);
	return value;
}

void wr_size(uint32_t offset, unsigned int size, uint32_t value)
{
	assert_int_equal(bus_write(base + offset, size, value, BUS_CORE), BUS_OK);
}

uint32_t rd(uint32_t offset)
{
	return rd_size(offset, 4);
}

void wr(uint32_t offset, uint32_t value)
{
	wr_size(offset, 4, value);
}

void enable(uint32_t cr)
{
	wr(DCR1, 23u << 16);
	wr(CR, cr | 1);
}

void fill_pattern(uint32_t count)
{
	uint32_t size;
	uint8_t *data = nor_data(bench_chip, &size);

	for (uint32_t i = 0; i < count; i++)
		data[i] = i * 7 + (i >> 8);
}

uint32_t pattern_word(uint32_t at)
{
	uint32_t word = 0;

	for (uint32_t i = 0; i < 4; i++)
		word |= (((at + i) * 7 + ((at + i) >> 8)) & 0xFF) << (8 * i);
	return word;
}

void wait_idle(void)
{
	for (unsigned int i = 0; i < 100000 && (rd(SR) & BUSY); i++)
		pass_us(1);
	assert_int_equal(rd(SR) & BUSY, 0);
}

static void wait_complete(void)
{
	for (unsigned int i = 0; i < 100000 && !(rd(SR) & TCF); i++)
		pass_us(1);
	assert_int_equal(rd(SR) & TCF, TCF);
	wr(FCR, TCF);
	wait_idle();
}

static void prepare(uint32_t fmode, uint32_t ccr, uint32_t tcr)
{
	enable(fmode);
	wr(TCR, tcr);
	wr(CCR, ccr);
}

void command(uint32_t ccr, uint32_t opcode)
{
	prepare(MODE_WRITE, ccr, 0);
	wr(IR, opcode);
	wait_complete();
}

void command_at(uint32_t ccr, uint32_t opcode, uint32_t addr)
{
	prepare(MODE_WRITE, ccr, 0);
	wr(IR, opcode);
	wr(AR, addr);
	wait_complete();
}

void write_data(uint32_t ccr, uint32_t tcr, uint32_t opcode, uint32_t addr, const void *data, size_t count)
{
	const uint8_t *bytes = data;

	prepare(MODE_WRITE, ccr, tcr);
	wr(DLR, count - 1);
	wr(IR, opcode);
	wr(AR, addr);
	for (size_t i = 0; i < count; i++)
		wr_size(DR, 1, bytes[i]);
	wait_complete();
}

void read_data(uint32_t ccr, uint32_t tcr, uint32_t opcode, uint32_t addr, void *data, size_t count)
{
	uint8_t *bytes = data;

	prepare(MODE_READ, ccr, tcr);
	wr(DLR, count - 1);
	wr(ABR, 0);
	wr(IR, opcode);
	if (ccr & 0x700)
		wr(AR, addr);
	for (size_t i = 0; i < count; i++)
		bytes[i] = rd_size(DR, 1);
	wait_complete();
}

uint32_t read_id(void)
{
	uint8_t id[3];

	read_data(I1 | D1, 0, 0x9F, 0, id, 3);
	return id[0] << 16 | id[1] << 8 | id[2];
}

uint8_t read_reg(uint8_t opcode)
{
	uint8_t value;

	read_data(I1 | D1, 0, opcode, 0, &value, 1);
	return value;
}

void write_reg(uint8_t opcode, uint8_t value)
{
	write_data(I1 | D1, 0, opcode, 0, &value, 1);
}

uint8_t read_status(void)
{
	return read_reg(0x05);
}

void write_enable(void)
{
	command(I1, 0x06);
}

void wait_ready(void)
{
	for (unsigned int i = 0; i < 2000000 && (read_status() & 1); i++)
		pass_us(10);
	assert_int_equal(read_status() & 1, 0);
}

void set_quad_enable(void)
{
	write_enable();
	write_reg(0x01, 0x40);
	wait_ready();
	assert_int_equal(read_status(), 0x40);
}

uint64_t violations(void)
{
	return stat_get("violation") + stat_get("unknown") + stat_get("wire.contention");
}
