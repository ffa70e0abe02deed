/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Register access of core/ through OpenOCD's debug link: bounded, with keep-alive, remembering where it failed.
 * Writes wait for the next read, so that they go out together (link.h).
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

#include "link.h"

struct xspi_io {
	struct target *target;
	int retval;				/**< OpenOCD's code of the last failed access */
	uint32_t address;		/**< register of the last failure, or the first of those that went out with it */
	uint32_t posted;		/**< register of the first write that is queued, if writing */
	bool writing;			/**< writes are queued: they go out with the next read, or xspi_io_flush() */
};

/** Polls that are made even if the host was held up so long that the limit has passed. */
#define XSPI_IO_MIN_POLLS	3

static inline int xspi_io_result(struct xspi_io *io, uint32_t addr, int retval)
{
	bool writing = io->writing;

	io->writing = false;
	if (retval == ERROR_OK)
		return XSPI_OK;
	io->retval = retval;
	io->address = writing ? io->posted : addr;
	return XSPI_E_LINK;
}

static inline int xspi_io_read(struct xspi_io *io, uint32_t addr, uint32_t *value)
{
	int asked = link_ask(io->target, addr, value);
	int retval = link_flush(io->target);

	return xspi_io_result(io, addr, asked == ERROR_OK ? retval : asked);
}

/** Read a data register @a count times, then another one into @a value, all in one go. */
static inline int xspi_io_read_fifo(struct xspi_io *io, uint32_t addr, uint32_t *words, uint32_t count, uint32_t then,
		uint32_t *value)
{
	int asked = ERROR_OK;

	for (uint32_t i = 0; asked == ERROR_OK && i < count; i++)
		asked = link_ask(io->target, addr, &words[i]);
	if (asked == ERROR_OK)
		asked = link_ask(io->target, then, value);
	int retval = link_flush(io->target);
	return xspi_io_result(io, addr, asked == ERROR_OK ? retval : asked);
}

/** Queued: whether it worked shows at the next read. */
static inline int xspi_io_write(struct xspi_io *io, uint32_t addr, uint32_t value)
{
	int retval = link_post(io->target, addr, value);

	if (retval != ERROR_OK)
		return xspi_io_result(io, addr, retval);
	if (!io->writing)
		io->posted = addr;
	io->writing = true;
	return XSPI_OK;
}

/** Make the accesses that are queued, before time is let pass or memory is accessed in another way. */
static inline int xspi_io_flush(struct xspi_io *io)
{
	return xspi_io_result(io, io->posted, link_settle(io->target));
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
	(void)xspi_io_flush(io);
	if (us >= 1000)
		alive_sleep((us + 999) / 1000);
	else
		usleep(us);
}

#endif /* OPENOCD_FLASH_NOR_STM32XSPI_IO_OPENOCD_H */
