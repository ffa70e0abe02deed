/* SPDX-License-Identifier: GPL-2.0-or-later */

/* Short forms of what a program would write to a QUADSPI's registers, on the bench of xspi_bench.h. */

#ifndef SIM_TESTS_QUAD_BENCH_H
#define SIM_TESTS_QUAD_BENCH_H

#include "xspi_bench.h"

enum {
	Q_CR = 0x00, Q_DCR = 0x04, Q_SR = 0x08, Q_FCR = 0x0C, Q_DLR = 0x10, Q_CCR = 0x14, Q_AR = 0x18, Q_ABR = 0x1C,
	Q_DR = 0x20, Q_PSMKR = 0x24, Q_PSMAR = 0x28, Q_PIR = 0x2C, Q_LPTR = 0x30,
};

/* CR */
#define Q_EN		0x00000001u
#define Q_ABORT		0x00000002u
#define Q_TCEN		0x00000008u
#define Q_DFM		0x00000040u
#define Q_FSEL		0x00000080u
#define Q_APMS		0x00400000u
#define Q_PMM		0x00800000u

/* CCR */
#define Q_I1		0x00000100u
#define Q_I4		0x00000300u
#define Q_A1_24		0x00002400u
#define Q_A2_24		0x00002800u
#define Q_A4_24		0x00002C00u
#define Q_A1_32		0x00003400u
#define Q_A4_32		0x00003C00u
#define Q_M2		0x00008000u
#define Q_M4		0x0000C000u
#define Q_DUMMY(n)	((uint32_t)(n) << 18)
#define Q_D1		0x01000000u
#define Q_D2		0x02000000u
#define Q_D4		0x03000000u
#define Q_WRITE		0x00000000u
#define Q_READ		0x04000000u
#define Q_POLL		0x08000000u
#define Q_MAP		0x0C000000u
#define Q_SIOO		0x10000000u
#define Q_DDR		0x80000000u

/** Per test. */
int quad_setup(void **state);			/* two banks, 32 bytes */
int quad_small_setup(void **state);		/* one bank, 16 bytes */

/** Configure: enabled, 16 MiB device, one clock between frames. @param cr bits besides EN */
void q_enable(uint32_t cr);
void q_wait_idle(void);

/** Whole commands in indirect mode, with CR as it is. */
void q_command(uint32_t ccr);
void q_command_at(uint32_t ccr, uint32_t addr);
void q_write(uint32_t ccr, uint32_t addr, const void *data, size_t count);
void q_read(uint32_t ccr, uint32_t addr, void *data, size_t count);
uint32_t q_read_id(void);
uint8_t q_status(void);
void q_wait_ready(void);
void q_set_quad_enable(void);

#endif /* SIM_TESTS_QUAD_BENCH_H */
