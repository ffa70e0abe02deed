/* SPDX-License-Identifier: GPL-2.0-or-later */

/* GPDMA of U5: see gpdma.c. */

#ifndef SIM_SOC_GPDMA_H
#define SIM_SOC_GPDMA_H

#include "parts.h"

#define GPDMA_CHANNELS	16

struct gpdma {
	struct regs regs;
	const uint8_t *irq;			/**< interrupt lines, by channel */
	/* state */
	struct gpdma_channel {
		uint32_t flags;			/* of CSR, 14:8 */
		uint32_t block;			/* BNDT as programmed last */
	} channel[GPDMA_CHANNELS];
	struct mover mover;
};

/** regs.bus and irq are set before. */
void gpdma_add(struct gpdma *dma);

#endif /* SIM_SOC_GPDMA_H */
