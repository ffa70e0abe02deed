// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Queued access to words of the target, see link.h: over the queue of the memory access port, which every transport
 * with a DAP has. On an ST-Link a queue of any length costs as many USB transactions as one access.
 */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <string.h>
#include <target/arm_adi_v5.h>
#include <target/armv7m.h>
#include <target/target.h>
#include "link.h"

/** Something is queued. There is one adapter, so one queue. */
static bool pending;

/** @returns NULL: every access is made at once */
static struct adiv5_ap *queue_of(struct target *target)
{
	if (strcmp(target_type_name(target), "cortex_m") != 0 || !target_was_examined(target))
		return NULL;
	return target_to_armv7m(target)->debug_ap;
}

bool link_has_queue(struct target *target)
{
	return queue_of(target);
}

int link_post(struct target *target, uint32_t addr, uint32_t value)
{
	struct adiv5_ap *ap = queue_of(target);

	pending = ap;
	return ap ? mem_ap_write_u32(ap, addr, value) : target_write_u32(target, addr, value);
}

int link_ask(struct target *target, uint32_t addr, uint32_t *value)
{
	struct adiv5_ap *ap = queue_of(target);

	pending = ap;
	return ap ? mem_ap_read_u32(ap, addr, value) : target_read_u32(target, addr, value);
}

int link_flush(struct target *target)
{
	struct adiv5_ap *ap = queue_of(target);

	pending = false;
	return ap ? dap_run(ap->dap) : ERROR_OK;
}

int link_settle(struct target *target)
{
	return pending ? link_flush(target) : ERROR_OK;
}
