/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The OCTOSPI I/O manager: which signal of which OCTOSPI is on which signal of a port. Pins are the wires' matter. */

#ifndef SIM_XSPI_MANAGER_H
#define SIM_XSPI_MANAGER_H

#include <stdbool.h>
#include <stdint.h>

enum signal_kind { SIGNAL_NONE, SIGNAL_CLK, SIGNAL_NCS, SIGNAL_IO };

/**
 * What of an OCTOSPI is on a signal of a port.
 * @param instance 0 = OCTOSPI1 @param port 0 = port 1
 * @param number of the port's data line; is changed to that of the OCTOSPI
 * @returns kind, or SIGNAL_NONE if another OCTOSPI or nobody has it
 */
enum signal_kind manager_signal(unsigned int instance, unsigned int port, enum signal_kind kind, unsigned int *number);

/** Do both OCTOSPIs share one port, in turns? */
bool manager_multiplexed(void);
/** Clocks between the frames of two OCTOSPIs that take turns. */
uint32_t manager_pause_clocks(void);

/** false: its RCC bit is 0, so that its registers cannot be reached. */
bool manager_clocked(void);

#endif /* SIM_XSPI_MANAGER_H */
