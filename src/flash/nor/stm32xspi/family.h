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

/** Window of an independent watchdog that may be refreshed at any time. */
#define FAMILY_NO_WINDOW	0xFFFu

/** The independent watchdog while somebody else than the application refreshes it. */
struct family_watchdog {
	uint32_t kr;				/**< key register; 0: not known */
	uint32_t window;			/**< the application's */
};

/**
 * Look at both watchdogs, in one go.
 * @param active result: the window watchdog is. Once it is, only a reset ends it, and refreshing it too early resets
 * the chip: nothing that runs code for long goes together with it.
 */
int family_find_watchdogs(struct xspi_io *io, const struct xspi_die *die, struct family_watchdog *watchdog,
		bool *active);

/**
 * Get the independent watchdog that was found ready to be refreshed by the stub at any time. Whether it runs cannot be
 * read, but refreshing one that does not is harmless. A window, before which a refresh would reset the chip, is
 * opened: that also refreshes.
 */
int family_open_watchdog(struct xspi_io *io, struct family_watchdog *watchdog);

/** Put a window back. That refreshes, too, whatever the window. */
int family_close_watchdog(struct xspi_io *io, struct family_watchdog *watchdog);

/** Flash contents have changed: drop what a cache in front of the window may hold. Does nothing where there is none. */
int family_invalidate_caches(struct xspi_io *io, const struct xspi_die *die);

#endif /* OPENOCD_FLASH_NOR_STM32XSPI_FAMILY_H */
