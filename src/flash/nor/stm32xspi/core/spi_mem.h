/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * One operation on a SPI memory, in the terms of Linux's spi-mem: opcode, address, mode byte, dummy cycles, data.
 * Freestanding: shared by the driver, external loaders and unit tests.
 */

#ifndef STM32XSPI_CORE_SPI_MEM_H
#define STM32XSPI_CORE_SPI_MEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util.h"

enum spi_mem_dir {
	SPI_MEM_NO_DATA,
	SPI_MEM_IN,			/**< chip to controller */
	SPI_MEM_OUT,		/**< controller to chip */
};

/**
 * Everything that can be asked of a chip. A phase with nbytes 0 (dummy: cycles 0) is left out.
 * lines is 1, 2, 4 or 8; dtr means that both clock edges carry data.
 */
struct spi_mem_op {
	struct {
		uint8_t nbytes;		/**< 0, 1, or 2 in octal modes (second byte = extension) */
		uint8_t lines;
		bool dtr;
		uint16_t opcode;
	} cmd;
	struct {
		uint8_t nbytes;		/**< 0 to 4 */
		uint8_t lines;
		bool dtr;
		uint32_t value;
	} addr;
	struct {
		uint8_t nbytes;		/**< 0 to 4 */
		uint8_t lines;
		bool dtr;
		uint32_t value;		/**< sent most significant byte first */
	} mode;
	struct {
		uint8_t cycles;		/**< clocks, 0 to 31 */
	} dummy;
	struct {
		enum spi_mem_dir dir;
		uint8_t lines;
		bool dtr;
		uint32_t nbytes;
		union {
			uint8_t *in;
			const uint8_t *out;
		} buf;
	} data;
};

#define SPI_MEM_CMD(op, l)			.cmd = { .nbytes = 1, .lines = (l), .opcode = (op) }
#define SPI_MEM_ADDR(n, v, l)		.addr = { .nbytes = (n), .lines = (l), .value = (v) }
#define SPI_MEM_MODE(v, l)			.mode = { .nbytes = 1, .lines = (l), .value = (v) }
#define SPI_MEM_DUMMY(c)			.dummy = { .cycles = (c) }
#define SPI_MEM_DATA_IN(n, b, l)	.data = { .dir = SPI_MEM_IN, .lines = (l), .nbytes = (n), .buf.in = (b) }
#define SPI_MEM_DATA_OUT(n, b, l)	.data = { .dir = SPI_MEM_OUT, .lines = (l), .nbytes = (n), .buf.out = (b) }

#endif /* STM32XSPI_CORE_SPI_MEM_H */
