/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Bench time: virtual time for programs outside. It advances only by what they do (link transactions, control commands)
 * and by their sleeping, which comes in here; wall time never enters. The protocol is in shim/clockproto.h.
 */

#ifndef SIM_CLOCKPORT_H
#define SIM_CLOCKPORT_H

#include <stdbool.h>
#include <stdint.h>
#include "net.h"

extern struct net_port clockport;

/** Make the page and listen at clockport.port. @returns 0, or -1 after a message */
int clockport_open(void);

/** Something is to be read at the port. */
void clockport_serve(void);

/** Let the page show the time; to be called before anything is answered. Does nothing outside of bench time. */
void clockport_publish(void);

void clockport_close(void);

#endif /* SIM_CLOCKPORT_H */
