/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What the driver must know of a family beside its controllers and pins: upper clock limits, watchdog, cache.
 */

#ifndef OPENOCD_FLASH_NOR_STM32XSPI_FAMILY_H
#define OPENOCD_FLASH_NOR_STM32XSPI_FAMILY_H

#include <stdbool.h>
#include <stdint.h>

#include "core/io.h"
#include "gen/tables.h"

/** Clocks as found in the registers, or the most that the family allows. */
struct family_clocks {
	uint32_t core_hz;
	uint32_t kernel_hz;			/**< of the controller */
	bool core_known;
	bool kernel_known;
};

/** Read the clocks; an unknown one is taken as the family's maximum, so that limits hold either way. */
void family_read_clocks(struct xspi_io *io, const struct xspi_die *die, const struct xspi_instance *instance,
		struct family_clocks *clocks);

/**
 * Key register of the independent watchdog if it may run: it forces its oscillator on, so if that is off it does not.
 * @returns address, or 0 if it does not run (or the family's is not known)
 */
uint32_t family_running_watchdog(struct xspi_io *io, const struct xspi_die *die);

/** Flash contents have changed: drop what a cache in front of the window may hold. Does nothing where there is none. */
int family_invalidate_caches(struct xspi_io *io, const struct xspi_die *die);

#endif /* OPENOCD_FLASH_NOR_STM32XSPI_FAMILY_H */
