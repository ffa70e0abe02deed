/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Between xspi.c, which moves data and waits, and the files that know a register layout.
 * The status register, the flag clear register and CR.EN, CR.ABORT are the same in all of them
 * (RM0351 QUADSPI, RM0438 and RM0456 OCTOSPI).
 */

#ifndef STM32XSPI_CORE_XSPI_PRIV_H
#define STM32XSPI_CORE_XSPI_PRIV_H

#include "xspi.h"

#define XSPI_CR_EN				XSPI_BIT(0)
#define XSPI_CR_ABORT			XSPI_BIT(1)
#define XSPI_CR_TCEN			XSPI_BIT(3)
#define XSPI_CR_FTHRES(n)		(((uint32_t)(n) - 1) << 8)

#define XSPI_SR_TEF				XSPI_BIT(0)
#define XSPI_SR_TCF				XSPI_BIT(1)
#define XSPI_SR_SMF				XSPI_BIT(3)
#define XSPI_SR_TOF				XSPI_BIT(4)
#define XSPI_SR_BUSY			XSPI_BIT(5)
#define XSPI_SR_FLAGS			(XSPI_SR_TEF | XSPI_SR_TCF | XSPI_SR_SMF | XSPI_SR_TOF)
#define XSPI_SR_FLEVEL(sr)		(((sr) >> 8) & 0x7Fu)

/** Longest time without any progress: 32 bytes on one line take 16 ms at the slowest clock there is (4 MHz / 256). */
#define XSPI_LIMIT_US			200000u

/** Check that the controller can execute @a op, whatever its register layout. */
int xspi_check_op(const struct xspi *x, const struct spi_mem_op *op);

/** Wait until not BUSY; abort if that takes too long. Flags stay. */
int xspi_quiesce(struct xspi *x);

/** Is this an opcode that reads memory, and nothing else, on every chip? */
bool xspi_is_read(uint16_t opcode);

/* What a register layout offers. The controller is idle whenever one of these is called, but for _get_regs(). */

void octospi_get_regs(const struct xspi *x, struct xspi_regs *regs);
/** Address of the register that has the size in bits 20:16. */
uint32_t octospi_size_reg(const struct xspi *x);
int octospi_init(struct xspi *x, unsigned int divider, unsigned int size_log2);
/** Control register to its indirect-mode value. */
int octospi_leave_map(struct xspi *x);
/** All register writes of @a op but the data. */
int octospi_start(struct xspi *x, const struct spi_mem_op *op);
int octospi_start_again(struct xspi *x, const struct spi_mem_op *op);
int octospi_map(struct xspi *x, const struct spi_mem_op *op);
int octospi_encode(const struct xspi *x, const struct spi_mem_op *op, struct xspi_encoded *out);
int octospi_inherit(struct xspi *x, struct spi_mem_op *read);

void quadspi_get_regs(const struct xspi *x, struct xspi_regs *regs);
uint32_t quadspi_size_reg(const struct xspi *x);
int quadspi_init(struct xspi *x, unsigned int divider, unsigned int size_log2);
/** Control register to its indirect-mode value, functional mode to indirect. */
int quadspi_leave_map(struct xspi *x);
/** All register writes of @a op but the data. */
int quadspi_start(struct xspi *x, const struct spi_mem_op *op);
int quadspi_start_again(struct xspi *x, const struct spi_mem_op *op);
int quadspi_map(struct xspi *x, const struct spi_mem_op *op);
int quadspi_encode(const struct xspi *x, const struct spi_mem_op *op, struct xspi_encoded *out);
int quadspi_inherit(struct xspi *x, struct spi_mem_op *read);

#endif /* STM32XSPI_CORE_XSPI_PRIV_H */
