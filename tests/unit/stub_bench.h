/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Runs the real Thumb image of the stub under Unicorn, with a small fake controller (OCTOSPI or QUADSPI layout) and a
 * fake SPI NOR flash behind it. Strict where silicon is: configuration writes while BUSY, empty and full FIFO count as
 * violations.
 * Written for these tests only; knows nothing of the simulator.
 */

#ifndef STUB_BENCH_H
#define STUB_BENCH_H

#include <stdbool.h>
#include <stdint.h>
#include <unicorn/unicorn.h>
#include "../../contrib/loaders/flash/stm32xspi/stm32xspi_proto.h"

#define BENCH_RAM			0x20000000u
#define BENCH_RAM_SIZE		0x10000u
#define BENCH_CTRL			0x44021000u
#define BENCH_IWDG			0x40003000u
#define BENCH_FLASH_SIZE	0x40000u
#define BENCH_CYCLES_PER_MS	4000u
#define BENCH_LOG			16384

/** One operation that the flash has executed. */
struct bench_op {
	uint8_t opcode;
	uint32_t addr;
	uint32_t len;
};

struct bench {
	uc_engine *uc;
	uint8_t ram[BENCH_RAM_SIZE] __attribute__((aligned(4096)));
	uint64_t cycles;			/* one per instruction, plus what idle() adds */
	uint64_t cost;				/* core clocks as cost_of() counts them, while costing is set */
	bool costing;
	uint32_t falls_to;			/* where the last instruction goes to if it does not branch */
	uint64_t stop_at;
	bool at_bkpt;
	bool fault;
	uint32_t cpuid;

	/* controller */
	uint32_t cr, ccr, tcr, ir, dlr, ar;
	bool tcf, tef;
	bool active, writing;
	uint32_t total, bus, cpu;	/* bytes of the transfer: all, moved on the bus, moved by the core */
	uint64_t bus_time;			/* cycle up to which the bus has been followed */
	uint8_t opcode;
	uint32_t op_addr;
	uint8_t fifo[64];
	uint8_t page[8192];
	unsigned int cycles_per_byte;
	unsigned int aborts;
	unsigned int violations;
	const char *violation;

	/* flash */
	uint8_t flash[BENCH_FLASH_SIZE];
	bool wel;
	uint8_t flags;
	uint64_t busy_until;
	struct bench_op log[BENCH_LOG];
	unsigned int log_count;

	/* faults to order */
	bool wel_broken;			/* write enable does nothing */
	bool busy_stuck;			/* never ready again after the next program or erase */
	bool ctrl_stuck;			/* BUSY stays up after the next command, until ABORT */
	bool ctrl_dead;				/* and ABORT does not help */
	bool no_data;				/* reads deliver nothing */
	bool cycles_frozen;			/* DWT_CYCCNT stands still */
	uint32_t protect_from;		/* program and erase at or above: refused, flag set; 0: nothing */
	uint32_t weak_addr;			/* programming this byte leaves bit 0 as it is; 0: none */
	unsigned int iwdg_fed;
	uint64_t iwdg_last, iwdg_gap;	/* cycle of the last feed, longest gap */
};

/** Layout of the controller; the program is built for one of them. */
extern const bool bench_quadspi;

extern const uint8_t bench_image[];
extern const unsigned int bench_image_size;

void bench_open(struct bench *b, uc_cpu_arm model);
void bench_close(struct bench *b);

/** Run for @a cycles or until the BKPT. True: at the BKPT. */
bool bench_run(struct bench *b, uint64_t cycles);

uint32_t bench_get(struct bench *b, uint32_t addr);
void bench_set(struct bench *b, uint32_t addr, uint32_t value);

/** Fill what the driver would fill: controller, operations, masks, limits. */
void bench_params(struct stub_params *p);

/** How often @a opcode was executed, and the n-th of them (from 0). */
unsigned int bench_count(const struct bench *b, uint8_t opcode);
const struct bench_op *bench_nth(const struct bench *b, uint8_t opcode, unsigned int n);

#endif /* STUB_BENCH_H */
