// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * The builder of dies: makes GPIO ports, serial ports, RAM, watchdogs, DBGMCU and what only holds its registers from a
 * die's tables (build.h). What each does is left to its own file, what a family has alone to the die's.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../board.h"
#include "build.h"

#define MAX_GPIO	16
#define MAX_USARTS	16
#define MAX_RAM		12
#define MAX_DMA		2
#define MAX_TIMERS	2

static const struct die_tables *tables;

static struct gpio gpio[MAX_GPIO];
static struct usart usarts[MAX_USARTS];
static struct dbgmcu dbgmcu;
static struct iwdg iwdg;
static struct wwdg wwdg;
static struct dma dma[MAX_DMA];
static struct dmamux dmamux;
static struct timer timers[MAX_TIMERS];
static struct crc crc;
static struct icache icache;
static struct bus_memory ram[MAX_RAM];

static void *allocate(size_t count, size_t size)
{
	void *p = calloc(count, size);

	if (!p)
		abort();
	return p;
}

struct bus_device die_place(const struct rcc *rcc, const char *name, uint32_t base, uint32_t size)
{
	return (struct bus_device) { .name = name, .base = base, .size = size, .clocked = rcc_clock(rcc, base) };
}

static struct bus_device place(const char *name, uint32_t base, uint32_t size)
{
	return die_place(tables->rcc, name, base, size);
}

static bool is_apb(uint32_t base)
{
	for (unsigned int i = 0; i < tables->apb_count; i++) {
		if (base - tables->apb[i].base < tables->apb[i].size)
			return true;
	}
	return false;
}

static void add_gpio(void)
{
	for (unsigned int i = 0; i < tables->gpio_count; i++) {
		const struct die_gpio *from = &tables->gpio[i];

		if (!from->name)
			continue;
		gpio[i] = (struct gpio) {
			.port = i, .pins = from->pins, .features = tables->gpio_features,
			.moder = from->moder, .ospeedr = from->ospeedr, .pupdr = from->pupdr,
			.supply = from->supply, .supply_pins = from->supply_pins,
		};
		gpio[i].regs.bus = place(from->name, from->base, 0x400);
		gpio_add(&gpio[i]);
	}
}

static void add_usarts(const struct board *board)
{
	for (unsigned int i = 0; i < tables->usart_count; i++) {
		const struct die_usart *from = &tables->usarts[i];
		struct usart *usart = &usarts[i];

		*usart = (struct usart) {
			.kind = from->kind, .is_console = strcmp(board->uart, from->name) == 0,
			.kernel_hz = tables->usart_hz, .kernel_select = from->select, .irq = from->irq,
		};
		snprintf(usart->tx_signal, sizeof(usart->tx_signal), "%s_TX", from->name);
		usart->regs.apb = true;
		usart->regs.bus = place(from->name, from->base, 0x400);
		if (from->kind == USART_F4)
			usart_f4_add(usart);
		else
			usart_add(usart);
	}
}

static void add_dbgmcu(void)
{
	static struct bus_device alias;

	dbgmcu.regs.table = tables->dbgmcu.table;
	dbgmcu.regs.table_len = tables->dbgmcu.table_len;
	dbgmcu.regs.bus = place("DBGMCU", tables->dbgmcu.base, 0x400);
	dbgmcu_add(&dbgmcu);
	if (!tables->dbgmcu.alias)
		return;
	alias = dbgmcu.regs.bus;
	alias.base = tables->dbgmcu.alias;
	bus_add_device(&alias);
}

static uint32_t wwdg_hz(void)
{
	return tables->clock_hz(tables->watchdogs.wwdg_clock ? tables->watchdogs.wwdg_clock : SOC_CLK_APB1);
}

static void add_watchdogs(void)
{
	const struct die_watchdogs *from = &tables->watchdogs;

	iwdg = (struct iwdg) {
		.lsi_hz = from->lsi_hz, .dbgmcu = &dbgmcu,
		.freeze_reg = from->iwdg_freeze_reg, .freeze_bit = from->iwdg_freeze_bit,
	};
	iwdg.regs.apb = true;
	iwdg.regs.bus = place("IWDG", from->iwdg_base, 0x400);
	iwdg_add(&iwdg);
	wwdg = (struct wwdg) {
		.pclk_hz = wwdg_hz, .dbgmcu = &dbgmcu,
		.freeze_reg = from->wwdg_freeze_reg, .freeze_bit = from->wwdg_freeze_bit,
	};
	wwdg.regs.apb = true;
	wwdg.regs.bus = place("WWDG", from->wwdg_base, 0x400);
	wwdg_add(&wwdg);
}

static void add_dma(void)
{
	for (unsigned int i = 0; i < tables->dma_count; i++) {
		const struct die_dma *from = &tables->dma[i];

		dma[i] = (struct dma) {
			.channels = from->channels, .irq = from->irq, .ccr_bits = tables->dma_ccr_bits,
			.count_bits = tables->dma_count_bits, .selects = tables->dma_selects,
		};
		dma[i].regs.bus = place(from->name, from->base, 0x400);
		dma_add(&dma[i]);
	}
	if (!tables->dmamux_base)
		return;
	dmamux = (struct dmamux) { .dma = { &dma[0], &dma[1] }, .per_dma = tables->dmamux_per_dma };
	dmamux.regs.bus = place("DMAMUX1", tables->dmamux_base, 0x400);
	dmamux_add(&dmamux);
}

/** Timers on an APB get its clock, and twice that if it is divided (RM0438, clock tree; the same in all families). */
static uint32_t timer_hz(void)
{
	uint32_t hz = tables->clock_hz(SOC_CLK_APB1);

	return hz == tables->clock_hz(SOC_CLK_CORE) ? hz : 2 * hz;
}

static void timer_request(const struct timer *timer)
{
	dmamux_request(&dmamux, timer->request_id);
}

static void add_timers(void)
{
	for (unsigned int i = 0; i < tables->timer_count; i++) {
		const struct die_timer *from = &tables->timers[i];

		timers[i] = (struct timer) {
			.hz = timer_hz, .irq = from->irq, .request = tables->dmamux_base ? timer_request : NULL,
			.request_id = from->request,
			.dbgmcu = &dbgmcu, .freeze_reg = from->freeze_reg, .freeze_bit = from->freeze_bit,
		};
		timers[i].regs.apb = true;
		timers[i].regs.bus = place(from->name, from->base, 0x400);
		timer_add(&timers[i]);
	}
}

static void add_small(void)
{
	if (tables->crc_base) {
		crc.regs.bus = place("CRC", tables->crc_base, 0x400);
		crc_add(&crc);
	}
	if (tables->icache_base) {
		icache.lines = tables->icache_lines;
		icache.regs.bus = place("ICACHE", tables->icache_base, 0x400);
		icache_add(&icache);
	}
}

static uint32_t read_held(struct regs *regs, uint32_t offset, uint32_t stored)
{
	const struct die_held *held = regs->ctx;

	for (unsigned int i = 0; i < held->ready_len; i++) {
		const struct die_ready *ready = &held->ready[i];
		if (ready->offset == offset && (regs_get(regs, offset) & ready->on) == ready->on)
			stored |= ready->ready;
	}
	return stored;
}

static void add_held(const struct die_held *held)
{
	struct regs *regs = allocate(1, sizeof(*regs));

	regs->bus = place(held->name, held->base, held->size);
	regs->apb = is_apb(held->base);
	regs->table = held->table;
	regs->table_len = held->table_len;
	regs->ctx = (void *)(uintptr_t)held;
	regs->read = held->ready ? read_held : NULL;
	if (held->table)
		regs_add(regs);
	else
		regs_hold(regs);
}

/* ---- addresses of what is not modelled ---- */

static enum bus_result secure_read(void *ctx, uint32_t offset, unsigned int size, uint32_t *value, enum bus_master by)
{
	const struct bus_device *device = ctx;

	(void)size;
	(void)by;
	sim_unknown("secure.alias", "read at 0x%08x: what a secure alias does without TrustZone is not known, bus fault",
		device->base + offset);
	*value = 0;
	return BUS_FAULT;
}

static enum bus_result secure_write(void *ctx, uint32_t offset, unsigned int size, uint32_t value, enum bus_master by)
{
	const struct bus_device *device = ctx;

	(void)size;
	(void)by;
	sim_unknown("secure.alias", "write of 0x%x at 0x%08x: what a secure alias does without TrustZone is not known",
		value, device->base + offset);
	return BUS_FAULT;
}

static enum bus_result bootloader_read(void *ctx, uint32_t offset, unsigned int size, uint32_t *value,
	enum bus_master by)
{
	(void)ctx;
	(void)size;
	(void)by;
	sim_unknown("bootloader", "read of system memory at offset 0x%x: ST's boot loader is not here", offset);
	*value = 0;
	return BUS_OK;
}

static enum bus_result bootloader_write(void *ctx, uint32_t offset, unsigned int size, uint32_t value,
	enum bus_master by)
{
	(void)ctx;
	(void)offset;
	(void)size;
	(void)value;
	(void)by;
	return BUS_FAULT;
}

static void add_region(const struct die_region *region)
{
	struct bus_device *device = allocate(1, sizeof(*device));

	*device = (struct bus_device) { .name = region->name, .base = region->base, .size = region->size, .ctx = device };
	device->read = region->kind == REGION_SECURE ? secure_read : bootloader_read;
	device->write = region->kind == REGION_SECURE ? secure_write : bootloader_write;
	bus_add_device(device);
}

/* ---- RAM ---- */

void die_alias(const struct bus_memory *of, const char *name, uint32_t base)
{
	struct bus_memory *alias = allocate(1, sizeof(*alias));

	*alias = *of;
	alias->name = name;
	alias->base = base;
	bus_add_memory(alias);
}

/** What RAM holds after power-up is undefined: here a fixed pattern, so that nobody relies on zeros. */
static void fill_ram(void *ctx)
{
	uint32_t x = 0x2545f491;

	(void)ctx;
	for (unsigned int n = 0; n < tables->ram_count; n++) {
		for (uint32_t i = 0; i < ram[n].size; i++) {
			x ^= x << 13;
			x ^= x >> 17;
			x ^= x << 5;
			ram[n].data[i] = (uint8_t)x;
		}
		bus_memory_changed(ram[n].base, ram[n].size);
	}
}

static void add_ram(void)
{
	for (unsigned int i = 0; i < tables->ram_count; i++) {
		const struct die_ram *from = &tables->ram[i];

		ram[i] = (struct bus_memory) {
			.name = from->name, .base = from->base, .size = from->size, .data = allocate(1, from->size),
			.writable = true,
		};
		bus_add_memory(&ram[i]);
		if (from->alias)
			die_alias(&ram[i], from->name, from->alias);
	}
	soc_at_power_on(fill_ram, NULL);
}

static uint8_t *package_code;

void soc_pretend_package(uint8_t code)
{
	if (package_code)
		*package_code = code;
}

void die_factory_data(uint8_t *area, const struct die_factory *factory, uint32_t flash_size)
{
	/* wafer coordinates, number and lot in ASCII; made up */
	static const uint8_t uid[12] = { 0x2b, 0x00, 0x1f, 0x00, 0x05, 0x50, 0x33, 0x4d, 0x41, 0x39, 0x35, 0x20 };

	memset(area + factory->package_at, 0, 4);
	package_code = &area[factory->package_at];
	*package_code = factory->package;
	memcpy(area + factory->uid_at, uid, sizeof(uid));
	area[factory->flash_kib_at] = (uint8_t)(flash_size >> 10);
	area[factory->flash_kib_at + 1] = (uint8_t)(flash_size >> 18);
}

static int check(const struct soc_die *die)
{
	if (tables->gpio_count <= MAX_GPIO && tables->usart_count <= MAX_USARTS && tables->ram_count <= MAX_RAM &&
			tables->dma_count <= MAX_DMA && tables->timer_count <= MAX_TIMERS)
		return 0;
	fprintf(stderr, "die %s: more than %d ports, %d serial ports, %d RAMs, %d DMAs or %d timers\n", die->name, MAX_GPIO,
		MAX_USARTS, MAX_RAM, MAX_DMA, MAX_TIMERS);
	return -1;
}

static int check_uart(const struct soc_die *die, const struct board *board)
{
	for (unsigned int i = 0; i < tables->usart_count; i++) {
		if (strcmp(board->uart, tables->usarts[i].name) == 0)
			return 0;
	}
	if (!board->uart[0])
		return 0;
	fprintf(stderr, "%s%s has no '%s'; it has", board->uart_where, die->name, board->uart);
	for (unsigned int i = 0; i < tables->usart_count; i++)
		fprintf(stderr, " %s", tables->usarts[i].name);
	fputc('\n', stderr);
	return -1;
}

static int check_wire(const struct soc_die *die, const struct board *board, const struct board_wire *wire)
{
	bool there = wire->port < tables->gpio_count && tables->gpio[wire->port].name &&
		(tables->gpio[wire->port].pins >> wire->pin & 1);

	if (there || !wire->connected)
		return 0;
	fprintf(stderr, "%s:%u: %s has no pin P%c%u\n", board->file, wire->line, die->name, 'A' + wire->port, wire->pin);
	return -1;
}

/** What of the board file only the die can judge. */
static int check_board(const struct soc_die *die, const struct board *board)
{
	if (check_uart(die, board) < 0)
		return -1;
	for (unsigned int i = 0; i < board->chip_count; i++) {
		const struct board_chip *chip = &board->chip[i];
		if (check_wire(die, board, &chip->clk) < 0 || check_wire(die, board, &chip->ncs) < 0)
			return -1;
		for (unsigned int line = 0; line < BOARD_MAX_LINES; line++) {
			if (check_wire(die, board, &chip->io[line]) < 0)
				return -1;
		}
	}
	return 0;
}

int die_build(const struct soc_die *die, const struct board *board)
{
	tables = die->tables;
	if (check(die) < 0 || check_board(die, board) < 0)
		return -1;
	tables->add_system(die);
	tables->add_flash(die);
	add_ram();
	add_gpio();
	add_usarts(board);
	add_dbgmcu();
	add_watchdogs();
	add_dma();
	add_timers();
	add_small();
	for (unsigned int i = 0; i < COUNT_OF(tables->held); i++) {
		for (unsigned int n = 0; n < tables->held[i].count; n++)
			add_held(&tables->held[i].list[n]);
	}
	for (unsigned int i = 0; i < tables->region_count; i++)
		add_region(&tables->regions[i]);
	if (tables->add_rest)
		tables->add_rest(die);
	soc_use(&(struct soc_parts) {
		.clock_hz = tables->clock_hz, .gpio = gpio, .gpio_count = tables->gpio_count,
		.boot_address = tables->boot_address,
		.flash = tables->flash->data, .flash_base = tables->flash->base, .flash_size = tables->flash->size,
	});
	if (die->manager && xspi_manager_create(die->manager, rcc_clock(tables->rcc, die->manager->base)) != 0)
		return -1;
	for (unsigned int i = 0; i < die->xspi_count; i++) {
		if (xspi_create(die, &die->xspi[i], board, rcc_clock(tables->rcc, die->xspi[i].base)) != 0)
			return -1;
	}
	return 0;
}
