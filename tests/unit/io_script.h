/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Platform header for unit tests of core/: register access goes to a fake controller (fake_octospi.c), every access
 * is logged, and breaking a rule of the controller is counted.
 */

#ifndef TESTS_UNIT_IO_SCRIPT_H
#define TESTS_UNIT_IO_SCRIPT_H

#include <stdbool.h>
#include <stdint.h>

#define FAKE_BASE			0x44021000u
#define FAKE_LOG_SIZE		4096
#define FAKE_DATA_SIZE		4096

/** One phase of a frame; nbytes 0: absent. */
struct fake_phase {
	unsigned int nbytes, lines;
	bool dtr;
	uint32_t value;
};

/** What goes over the wires at one chip select. */
struct fake_frame {
	struct fake_phase cmd, addr, mode;
	unsigned int dummy;
	unsigned int data_lines;	/**< 0: no data */
	bool data_dtr, dqs;
	bool out;					/**< controller to chip */
	uint32_t data_len;
	uint8_t *data;				/**< to send, or to be filled */
};

struct fake_access {
	bool write;
	uint32_t offset;
	uint32_t value;
};

struct xspi_io;

#define FAKE_WRITABLE		8

/** Where a controller has what: register offsets, FIFO size, the meaning of its configuration. */
struct fake_layout {
	uint16_t cr, dcr, sr, fcr, dlr, ar, dr;
	uint16_t starter;			/**< starts an operation without address */
	uint32_t fifo;
	uint16_t writable[FAKE_WRITABLE];
	unsigned int (*fmode)(const struct xspi_io *io);
	void (*decode)(const struct xspi_io *io, struct fake_frame *frame);
};

extern const struct fake_layout fake_quadspi;

struct xspi_io {
	const struct fake_layout *layout;	/**< NULL: OCTOSPI */
	uint32_t reg[0x200 / 4];
	struct fake_access log[FAKE_LOG_SIZE];
	unsigned int count;			/**< of accesses */
	unsigned int violations;	/**< DR read empty, configuration while busy, abort when idle, ... */
	const char *violation;		/**< the last */
	unsigned int fail_at;		/**< access number that fails, counted from 1; 0: none */
	unsigned int slow;			/**< status reads until data or end appear */
	unsigned int trickle;		/**< bytes that the bus moves per status read; 0: all at once */
	bool dead;					/**< clock off: reads 0, ignores writes */
	bool hang;					/**< never ends an operation by itself */
	uint64_t time_us;

	/* the operation in work */
	bool busy, aborted;
	bool sticks;				/**< a byte too much stays in the FIFO behind the next read, and BUSY with it */
	struct fake_frame frame;
	uint8_t data[FAKE_DATA_SIZE];
	uint32_t done;				/**< bytes moved through DR */
	uint32_t bus;				/**< bytes moved over the bus */
	unsigned int wait;

	/** The chip; NULL: lines float high. */
	void (*chip)(struct xspi_io *io, struct fake_frame *frame);
	void *chip_state;
};

int fake_read(struct xspi_io *io, uint32_t addr, uint32_t *value);
int fake_write(struct xspi_io *io, uint32_t addr, uint32_t value);
int fake_poll(struct xspi_io *io, uint32_t addr, uint32_t mask, uint32_t value, uint32_t limit_us, uint32_t *last);

static inline int xspi_io_read(struct xspi_io *io, uint32_t addr, uint32_t *value)
{
	return fake_read(io, addr, value);
}

static inline int xspi_io_read_fifo(struct xspi_io *io, uint32_t addr, uint32_t *words, uint32_t count, uint32_t then,
		uint32_t *value)
{
	int retval = 0;

	for (uint32_t i = 0; !retval && i < count; i++)
		retval = fake_read(io, addr, &words[i]);
	return retval ? retval : fake_read(io, then, value);
}

static inline int xspi_io_write(struct xspi_io *io, uint32_t addr, uint32_t value)
{
	return fake_write(io, addr, value);
}

static inline int xspi_io_poll(struct xspi_io *io, uint32_t addr, uint32_t mask, uint32_t value, uint32_t limit_us,
		uint32_t *last)
{
	return fake_poll(io, addr, mask, value, limit_us, last);
}

static inline void xspi_io_delay_us(struct xspi_io *io, uint32_t us)
{
	io->time_us += us;
}

#endif /* TESTS_UNIT_IO_SCRIPT_H */
