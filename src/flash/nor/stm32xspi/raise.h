/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * A core clock that is faster for a while: as steps, and the steps that put it back. Made from what the registers say.
 * Neither a PLL nor the core's voltage is touched: an oscillator's range or divider, and the AHB divider.
 */

#ifndef STM32XSPI_RAISE_H
#define STM32XSPI_RAISE_H

#include "setup.h"

/** Below this a core is slow enough to be worth a word. */
#define RAISE_SLOW_HZ		16000000u

#define RAISE_MAX_STEPS		6

/** What raise_plan() has found. */
enum raise_kind {
	RAISE_NOTHING,				/**< it is as fast as it can be, or why says why it cannot */
	RAISE_STEPS,				/**< play the steps */
	RAISE_MORE,					/**< play the steps, then ask again: registers are readable then that are not now */
};

struct raise {
	uint32_t from_hz;			/**< core clock as found; 0: not known */
	uint32_t to_hz;				/**< and with all steps played */
	const char *source;			/**< what it comes from, "MSI" */
	const char *why;			/**< in words, why it stays as it is; NULL: there is no reason to tell */
	unsigned int count;			/**< steps to play, in order */
	struct setup_step step[RAISE_MAX_STEPS];
	unsigned int undo_count;	/**< steps that put all back, to be played from the last to the first */
	struct setup_step undo[RAISE_MAX_STEPS];
};

/**
 * Add the steps that raise the core clock to the fastest that the die's voltage allows.
 * @param r zeroed before the first call; the second one adds to it
 * @returns enum raise_kind, or -1: an access failed
 */
int raise_plan(const struct xspi_die *die, setup_read_fn read, void *ctx, struct raise *r);

#endif /* STM32XSPI_RAISE_H */
