/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What distinguishes versions of a controller. Apart from xspi.h, so that the generated die tables can name the bits
 * without register access.
 */

#ifndef STM32XSPI_CORE_XSPI_FEATURE_H
#define STM32XSPI_CORE_XSPI_FEATURE_H

/** Feature bits of a controller instance; gen/tables.c says which instance has what. */
enum xspi_feature {
	XSPI_F_DUAL_MEM = 1 << 0,
	XSPI_F_SIOO = 1 << 1,
	XSPI_F_DLYBYP = 1 << 2,
	XSPI_F_MSEL_30 = 1 << 3,	/**< data-line select in CR bits 31:30 instead of bit 7 */
	XSPI_F_CAL = 1 << 4,		/**< PHY calibration after a prescaler write */
	XSPI_F_LINES_8 = 1 << 5,
	XSPI_F_LINES_16 = 1 << 6,
	XSPI_F_AUTO_POLL = 1 << 7,
};

#endif /* STM32XSPI_CORE_XSPI_FEATURE_H */
