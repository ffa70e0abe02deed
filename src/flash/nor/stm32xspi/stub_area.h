/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The stub's work area, for stub_host.c: access to it, and what must be in it before a start. */

#ifndef STM32XSPI_STUB_AREA_H
#define STM32XSPI_STUB_AREA_H

#include "stub_host.h"

/** Bytes from the status to the stack. */
#define STUB_STATUS_ROOM	((sizeof(struct stub_status) + 7u) & ~7u)

/** Read or write target memory; what fails is kept in the session's error. */
int stub_read(struct stub_session *s, uint32_t addr, uint32_t size, uint8_t *data);
int stub_write(struct stub_session *s, uint32_t addr, uint32_t size, const uint8_t *data);

/**
 * Write text, params and entry, and an empty status; or the end of it alone, if the same text and params were written
 * there before: the entry looks whether they still are there.
 */
int stub_write_image(struct stub_session *s);

/** Behind the next link_flush(): does the work area keep the entry? If not, an error code, in words. */
int stub_prove_image(struct stub_session *s);

/** The work area is no memory, in words. Returns ERROR_FAIL. */
int stub_say_no_memory(struct stub_session *s);

#endif /* STM32XSPI_STUB_AREA_H */
