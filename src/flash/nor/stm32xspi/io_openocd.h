/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Register access of core/ through OpenOCD's debug link: bounded, with keep-alive, remembering where it failed.
 * Only target_* functions are used, so that every transport works, HLA included.
 */

#ifndef OPENOCD_FLASH_NOR_STM32XSPI_IO_OPENOCD_H
#define OPENOCD_FLASH_NOR_STM32XSPI_IO_OPENOCD_H

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <unistd.h>

#include <helper/log.h>
#include <helper/time_support.h>
#include <target/target.h>

struct xspi_io {
	struct target *target;
	int retval;				/**< OpenOCD's code of the last failed access */
	uint32_t address;		/**< register of the last failure */
	uint32_t accesses;		/**< register accesses so far, for the account */
};

/** Polls that are made even if the host was held up so long that the limit has passed. */
#define XSPI_IO_MIN_POLLS	3

static inline int xspi_io_read(struct xspi_io *io, uint32_t addr, uint32_t *value)
{
	io->accesses++;
	int retval = target_read_u32(io->target, addr, value);
	if (retval == ERROR_OK)
		return XSPI_OK;
	io->retval = retval;
	io->address = addr;
	return XSPI_E_LINK;
}

static inline int xspi_io_write(struct xspi_io *io, uint32_t addr, uint32_t value)
{
	io->accesses++;
	int retval = target_write_u32(io->target, addr, value);
	if (retval == ERROR_OK)
		return XSPI_OK;
	io->retval = retval;
	io->address = addr;
	return XSPI_E_LINK;
}

static inline int xspi_io_poll(struct xspi_io *io, uint32_t addr, uint32_t mask, uint32_t value, uint32_t limit_us,
		uint32_t *last)
{
	int64_t end = timeval_ms() + (limit_us + 999) / 1000 + 1;

	for (unsigned int polls = 0; polls < XSPI_IO_MIN_POLLS || timeval_ms() <= end; polls++) {
		uint32_t now;
		int result = xspi_io_read(io, addr, &now);
		if (result != XSPI_OK)
			return result;
		if (last)
			*last = now;
		if ((now & mask) == value)
			return XSPI_OK;
		keep_alive();
	}
	io->retval = ERROR_TARGET_TIMEOUT;
	io->address = addr;
	return XSPI_E_TIMEOUT;
}

static inline void xspi_io_delay_us(struct xspi_io *io, uint32_t us)
{
	(void)io;
	if (us >= 1000)
		alive_sleep((us + 999) / 1000);
	else
		usleep(us);
}

#endif /* OPENOCD_FLASH_NOR_STM32XSPI_IO_OPENOCD_H */
