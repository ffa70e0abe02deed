/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Register access, bound at compile time: the includer's platform file supplies struct xspi_io and the accessors below
 * as static inline functions. The driver's goes through the debug link (and can fail), an external loader's is volatile
 * access (and cannot), a unit test's is a script.
 *
 *     int  xspi_io_read(struct xspi_io *io, uint32_t addr, uint32_t *value);
 *     int  xspi_io_read_fifo(struct xspi_io *io, uint32_t addr, uint32_t *words, uint32_t count);
 *     int  xspi_io_write(struct xspi_io *io, uint32_t addr, uint32_t value);
 *     int  xspi_io_poll(struct xspi_io *io, uint32_t addr, uint32_t mask, uint32_t value, uint32_t limit_us,
 *             uint32_t *last);
 *     void xspi_io_delay_us(struct xspi_io *io, uint32_t us);
 *
 * They return XSPI_OK, XSPI_E_LINK (access failed) or XSPI_E_TIMEOUT (poll: never (*addr & mask) == value within
 * limit_us; *last is the last value read). xspi_io_read_fifo() reads one register count times.
 */

#ifndef STM32XSPI_CORE_IO_H
#define STM32XSPI_CORE_IO_H

#include <stdint.h>

/** Results of everything in core/. */
enum xspi_result {
	XSPI_OK = 0,
	XSPI_E_LINK,			/**< a register or memory access failed */
	XSPI_E_TIMEOUT,			/**< something stayed busy beyond its limit */
	XSPI_E_TRANSFER,		/**< the controller reported TEF */
	XSPI_E_UNSUPPORTED,		/**< controller or chip cannot do this */
	XSPI_E_NO_CHIP,			/**< nothing answers */
	XSPI_E_UNKNOWN_CHIP,	/**< something answers, but size or opcodes are not known */
	XSPI_E_PROTECTED,		/**< range is write protected */
	XSPI_E_FAILED,			/**< the chip reports a failed program or erase */
	XSPI_E_VERIFY,			/**< contents are not as wanted */
	XSPI_E_INVALID,			/**< argument out of range */
	XSPI_E_TWO_CHIPS,		/**< the controller is set up for two chips as one */
	XSPI_E_NO_CONTROLLER,	/**< controller registers do not take a write: clock off, in reset, or secure */
};

#ifdef XSPI_PLATFORM_HEADER
#include XSPI_PLATFORM_HEADER
#else
#include "../io_openocd.h"
#endif

#endif /* STM32XSPI_CORE_IO_H */
