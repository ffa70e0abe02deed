// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * What a die's tables say, printed as comma-separated rows, so that they can be compared with other sources. The first
 * word of a row tells what it is about; addresses are hexadecimal, bits decimal, -1 where there is none.
 */

#include <stdio.h>
#include <string.h>
#include "../board.h"
#include "build.h"

/** Where the clock of a device is switched on, or where it is reset. */
static void print_bit(const struct rcc *rcc, bool exists, uint16_t reg, uint8_t bit)
{
	if (exists && bit != RCC_NO_BIT)
		printf(",0x%08X,%u", rcc->regs.bus.base + reg, bit);
	else
		printf(",,-1");
}

static void print_gate(const struct rcc *rcc, uint32_t base)
{
	const struct rcc_gate *gate = NULL;

	for (unsigned int i = 0; i < rcc->gate_count && !gate; i++) {
		if (rcc->gates[i].base == base)
			gate = &rcc->gates[i];
	}
	print_bit(rcc, gate, gate ? gate->enable_reg : 0, gate ? gate->enable_bit : RCC_NO_BIT);
	print_bit(rcc, gate, gate ? gate->reset_reg : 0, gate ? gate->reset_bit : RCC_NO_BIT);
	putchar('\n');
}

static void print_tables(const struct soc_die *die)
{
	const struct die_tables *tables = die->tables;
	const struct die_dbgmcu *dbgmcu = &tables->dbgmcu;

	printf("die,%s,0x%03X,0x%08X,%s\n", die->name, dbgmcu->table[0].reset & 0xfffu, dbgmcu->base, die->core);
	for (unsigned int i = 0; i < die->xspi_count; i++) {
		const struct soc_xspi *xspi = &die->xspi[i];
		printf("instance,%s,0x%08X,0x%08X,0x%08X,%u", xspi->name, xspi->base, xspi->window, xspi->window_size,
			xspi->fifo_bytes);
		print_gate(tables->rcc, xspi->base);
	}
	if (die->manager) {
		printf("manager,%s,0x%08X", die->manager->name, die->manager->base);
		print_gate(tables->rcc, die->manager->base);
	}
	for (unsigned int i = 0; i < tables->gpio_count; i++) {
		if (!tables->gpio[i].name)
			continue;
		printf("port,%c,0x%08X,0x%04X", 'A' + (int)i, tables->gpio[i].base, tables->gpio[i].pins);
		print_gate(tables->rcc, tables->gpio[i].base);
	}
	for (unsigned int i = 0; i < tables->ram_count; i++) {
		printf("ram,%s,0x%08X,0x%X\n", tables->ram[i].name, tables->ram[i].base, tables->ram[i].size);
		if (tables->ram[i].alias)
			printf("ram,%s,0x%08X,0x%X\n", tables->ram[i].name, tables->ram[i].alias, tables->ram[i].size);
	}
	for (unsigned int i = 0; i < die->af_count; i++) {
		const struct soc_af *af = &die->af[i];
		printf("pin,P%c%u,%s,%u\n", 'A' + af->port, af->pin, af->signal, af->af);
	}
}

int soc_print_tables(const char *name)
{
	struct board board = { .name = "no board" };

	if (strlen(name) >= sizeof(board.die)) {
		fprintf(stderr, "stm32xspi-sim: '%s' is not a die; --list-dies lists them\n", name);
		return -1;
	}
	memcpy(board.die, name, strlen(name) + 1);
	if (soc_create(&board) < 0)
		return -1;
	print_tables(soc_die());
	return 0;
}
