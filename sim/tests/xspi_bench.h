/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * A bench for the controller and chip tests: OCTOSPI1 of an STM32L562 with an IS25LP128F, or a QUADSPI with one on each
 * bank; pins and clocks that a test sets directly instead of through GPIO and RCC, and short forms of what a program
 * would write to the OCTOSPI's registers (quad_bench.h: the QUADSPI's).
 */

#ifndef SIM_TESTS_XSPI_BENCH_H
#define SIM_TESTS_XSPI_BENCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "../src/board.h"
#include "../src/bus.h"
#include "../src/nor.h"
#include "../src/nor/chip.h"
#include "../src/sim.h"
#include "../src/soc.h"
#include "../src/xspi/wires.h"

#define BASE		0x44021000u
#define WINDOW		0x90000000u
#define QBASE		0xA0001000u
#define QWINDOW		0x60000000u
#define MBASE		0x420C4000u

#define CR			0x000u
#define DCR1		0x008u
#define DCR2		0x00Cu
#define DCR3		0x010u
#define DCR4		0x014u
#define SR			0x020u
#define FCR			0x024u
#define DLR			0x040u
#define AR			0x048u
#define DR			0x050u
#define PSMKR		0x080u
#define PSMAR		0x088u
#define PIR			0x090u
#define CCR			0x100u
#define TCR			0x108u
#define IR			0x110u
#define ABR			0x120u
#define LPTR		0x130u
#define WPCCR		0x140u
#define WCCR		0x180u
#define WTCR		0x188u
#define WIR			0x190u

#define TEF			0x01u
#define TCF			0x02u
#define FTF			0x04u
#define SMF			0x08u
#define TOF			0x10u
#define BUSY		0x20u

#define MODE_WRITE	0x00000000u
#define MODE_READ	0x10000000u
#define MODE_POLL	0x20000000u
#define MODE_MAP	0x30000000u

/* CCR fields */
#define I1			0x00000001u
#define I4			0x00000003u
#define A1_24		0x00002100u
#define A2_24		0x00002200u
#define A4_24		0x00002300u
#define A1_32		0x00003100u
#define A4_32		0x00003300u
#define M2			0x00020000u
#define M4			0x00030000u
#define D1			0x01000000u
#define D2			0x02000000u
#define D4			0x03000000u

/* The pins of the bench, as places in bench_pin[]. */
enum bench_pin {
	PIN_CLK, PIN_NCS, PIN_IO0, PIN_IO1, PIN_IO2, PIN_IO3,
	PIN_BK2_NCS, PIN_BK2_IO0, PIN_BK2_IO1, PIN_BK2_IO2, PIN_BK2_IO3,
	PIN_CLK2,
	BENCH_PINS
};

/* Controllers that the bench can have; they share the pins and differ in the alternate function. */
enum bench_controller {
	BENCH_OCTOSPI,
	BENCH_QUADSPI,				/**< as in an STM32H743: two banks, FIFO of 32 bytes, a chip on each bank */
	BENCH_QUADSPI_SMALL,		/**< as in an STM32L476: one bank, FIFO of 16 bytes; one chip */
	BENCH_MANAGED1,				/**< as in an STM32U5: OCTOSPI1 and 2 behind the I/O manager, a chip at each port */
	BENCH_MANAGED2,
};

extern struct soc_pin bench_pin[BENCH_PINS];
extern uint32_t bench_kernel_hz;
extern bool bench_clocked, bench_manager_clocked;
extern struct nor_chip *bench_chip, *bench_chip2;
extern struct board bench_board;

/** Counts as a GPIO or RCC write: what was derived from pins and clocks is looked at again. */
void bench_pins_changed(void);

/** Per test: controller reset, chip power-cycled, blank and ready, all pins on the controller, 4 MHz, counters 0. */
int bench_setup(void **state);		/* with the OCTOSPI */
int bench_setup_of(enum bench_controller controller);
/** The faults of silicon that the controllers have from now on; a test starts with OCTOSPI_WRITE_DQSE alone. */
void bench_errata(uint32_t errata);
/** The version that the selected controller is from now on; it is reset. Until the next test. */
void bench_features(uint32_t features);
/** Whose registers rd() and wr() reach. */
void bench_select(enum bench_controller controller);

void pass_us(uint64_t us);
void pass_clocks(uint32_t clocks);	/* of the unprescaled kernel clock */
uint32_t rd(uint32_t offset);
void wr(uint32_t offset, uint32_t value);
uint32_t rd_size(uint32_t offset, unsigned int size);
void wr_size(uint32_t offset, unsigned int size, uint32_t value);

/** Configure: enabled, 16 MiB device, one clock between frames. */
void enable(uint32_t cr);
void wait_idle(void);

/** Whole commands in indirect mode. */
void command(uint32_t ccr, uint32_t opcode);
void command_at(uint32_t ccr, uint32_t opcode, uint32_t addr);
void write_data(uint32_t ccr, uint32_t tcr, uint32_t opcode, uint32_t addr, const void *data, size_t count);
void read_data(uint32_t ccr, uint32_t tcr, uint32_t opcode, uint32_t addr, void *data, size_t count);
uint32_t read_id(void);
uint8_t read_status(void);
uint8_t read_reg(uint8_t opcode);
void write_reg(uint8_t opcode, uint8_t value);
void write_enable(void);
void wait_ready(void);
void set_quad_enable(void);

/** Contents that differ from page to page, in the first bytes of the chip; and a word of them. */
void fill_pattern(uint32_t count);
uint32_t pattern_word(uint32_t at);

uint64_t violations(void);
#define assert_no_violations()	assert_int_equal(violations(), 0)

#endif /* SIM_TESTS_XSPI_BENCH_H */
