/* SPDX-License-Identifier: GPL-2.0-or-later */

/* An ST-Link behind ST's link server: the TCP requests, and the USB commands in them. Knows no socket. */

#ifndef SIM_LINK_STLINK_H
#define SIM_LINK_STLINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "../board.h"

/** Longest request and longest reply. */
#define STLINK_MAX_REQUEST	(32 + 10240)
#define STLINK_MAX_REPLY	(4 + 10240)

/** @param board its probe is one of probes.c */
void stlink_create(const struct board *board);

/** A client has come or gone: nothing of the last one's session stays. */
void stlink_connect(void);

/**
 * @param request the bytes that have come so far
 * @returns length of the request that begins there; 0: more bytes are needed to tell; -1: no valid request
 */
int stlink_request_length(const uint8_t *request, size_t have);

/**
 * Serve a complete request. Virtual time passes as it would on USB and SWD.
 * @param reply room for STLINK_MAX_REPLY bytes @returns length of the reply, -1: the connection ends here
 */
int stlink_serve(const uint8_t *request, uint8_t *reply);

/** Fault: the connection ends after so many more USB transactions. @param transactions negative: never */
void stlink_cut_after(int transactions);

#endif /* SIM_LINK_STLINK_H */
