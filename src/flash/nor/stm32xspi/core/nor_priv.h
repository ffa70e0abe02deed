/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What nor.c, fast.c, protect.c and adopt.c share.
 */

#ifndef STM32XSPI_CORE_NOR_PRIV_H
#define STM32XSPI_CORE_NOR_PRIV_H

#include "nor.h"

#define OP_WRITE_STATUS		0x01
#define OP_WRITE_DISABLE	0x04
#define OP_WRITE_STATUS_2	0x31
#define OP_READ_STATUS_2	0x35

/** Limit for writing a status register; ISSI needs 15 ms, others up to 100 ms. */
#define WRITE_STATUS_MS		500

/** Write enable, @a op, wait, check; on failure the write-enable latch is not left set. */
int nor_modify(struct xspi *x, const struct nor *nor, const struct spi_mem_op *op, uint32_t limit_ms);

/** Write @a count bytes by @a opcode to a status register, with WP# held high where the platform can. */
int nor_write_status(struct xspi *x, const struct nor *nor, uint8_t opcode, const uint8_t *bytes, unsigned int count);

/** Read by the operation @a read. */
int nor_read_with(struct xspi *x, const struct spi_mem_op *read, uint32_t addr, uint8_t *data, uint32_t len);

/** @returns the opcode that does the same with 4 address bytes in any mode; 0: none known, or it is such a one */
uint8_t nor_4byte_opcode(uint8_t opcode);

/** As nor_identify(), in the lines that @a nor says, and without SFDP: nothing else in it is changed if that fails. */
int nor_identify_by_table(struct xspi *x, struct nor *nor);

/** Enable quad reads, or see whether they are. @param usable quad enable is on, or not needed */
int nor_enable_quad(struct xspi *x, struct nor *nor, bool allowed, bool *usable);

/** Compare @a read with the 1-line read at some places, until one holds data that can tell the lines apart. */
int nor_prove(struct xspi *x, struct nor *nor, const struct spi_mem_op *read);

/** 1-line operations. @param wide 4 address bytes by opcodes of their own */
void nor_set_basic_ops(struct nor *nor, bool wide);

#endif /* STM32XSPI_CORE_NOR_PRIV_H */
