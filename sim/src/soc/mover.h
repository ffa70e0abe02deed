/* SPDX-License-Identifier: GPL-2.0-or-later */

/* What DMA controllers share: the time that items take, and memory that was written. See mover.c. */

#ifndef SIM_SOC_MOVER_H
#define SIM_SOC_MOVER_H

#include "regs.h"

/** What a controller does; ctx is its own. */
struct mover_does {
	/** @returns the channel whose turn it is, -1 if none wants */
	int (*next)(const void *ctx);
	void (*item)(void *ctx, unsigned int channel);
	/** At most so many items in one go. @returns items moved; 0: it takes them one by one */
	uint32_t (*block)(void *ctx, unsigned int channel, uint64_t items);
	/** @returns items that it could move now without another request */
	uint32_t (*left)(const void *ctx, unsigned int channel);
};

struct mover {
	const struct mover_does *does;
	void *ctx;
	const bool *clocked;		/**< NULL: always */
	/* state */
	uint64_t free_at;			/* when the next item may begin */
	bool moving, stopped;
	uint32_t dirty_from, dirty_end;
	struct sim_timer timer;
};

/** does, ctx and clocked are set before. */
void mover_add(struct mover *mover);
void mover_reset(struct mover *mover);
/** Move what could be moved until now. Called from within a move it does nothing. */
void mover_catch_up(struct mover *mover);
/** Memory that was written: the core must not execute what it held before. */
void mover_wrote(struct mover *mover, uint32_t addr, uint32_t size);
/** Plain memory that does not overlap, in one go. @returns false if it is something else: nothing was moved */
bool mover_copy(struct mover *mover, uint32_t from, uint32_t to, uint32_t size);

#endif /* SIM_SOC_MOVER_H */
