/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Small macros under names of our own: OpenOCD, Linux and vendor headers all have theirs, and differ.
 */

#ifndef STM32XSPI_CORE_UTIL_H
#define STM32XSPI_CORE_UTIL_H

#define XSPI_BIT(n)		(1u << (n))

/** Elements of an array. */
#define XSPI_COUNT(a)	(sizeof(a) / sizeof((a)[0]))

#endif /* STM32XSPI_CORE_UTIL_H */
