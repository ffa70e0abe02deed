/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Tables of STM32 dies with a serial-flash controller: instances, clock bits, pins.
 * The contents are generated from data/ by tools/gen_tables.py; do not edit tables.c by hand.
 */

#ifndef STM32XSPI_GEN_TABLES_H
#define STM32XSPI_GEN_TABLES_H

#include <stddef.h>
#include <stdint.h>

/** Groups of dies with the same reset, clock and supply controllers; setup.c has a table by these. */
enum xspi_family {
	XSPI_FAMILY_F4, XSPI_FAMILY_F7, XSPI_FAMILY_L4, XSPI_FAMILY_L4PLUS, XSPI_FAMILY_L5, XSPI_FAMILY_U3, XSPI_FAMILY_U5,
	XSPI_FAMILY_G4, XSPI_FAMILY_WB, XSPI_FAMILY_WBA, XSPI_FAMILY_H5, XSPI_FAMILY_C5, XSPI_FAMILY_H7, XSPI_FAMILY_H7RS,
	XSPI_FAMILY_N6, XSPI_FAMILY_MP1, XSPI_FAMILIES
};

/** Kind of I/O manager between controllers and pins. */
enum xspi_manager {
	XSPI_MANAGER_NONE,
	XSPI_MANAGER_OCTOSPIM,	/**< one register per port, any source on any port */
	XSPI_MANAGER_XSPIM,		/**< direct or swapped */
};

/** One legal use of a pin. */
struct xspi_pin {
	uint8_t instance;		/**< index of the instance; of the I/O manager's port if it has one; of the QUADSPI bank */
	uint8_t role;			/**< enum setup_role */
	uint8_t port;			/**< 0 = A */
	uint8_t pin;
	uint8_t af;
};

/** One controller. */
struct xspi_instance {
	const char *name;		/**< "OCTOSPI1" */
	uint32_t base;
	uint32_t window;
	uint32_t window_size;
	uint32_t enable_reg;
	uint32_t reset_reg;
	uint8_t enable_bit;
	uint8_t reset_bit;
	uint8_t quadspi;		/**< 1: QUADSPI register layout, 0: OCTOSPI layout */
	uint8_t fifo_bytes;
	uint32_t features;		/**< enum xspi_feature bits */
};

/** One die, known by DBGMCU_IDCODE.DEV_ID. */
struct xspi_die {
	uint16_t dev_id;		/**< 0: not known */
	uint8_t family;			/**< enum xspi_family */
	uint8_t manager;		/**< enum xspi_manager */
	const char *name;		/**< "STM32L55x/L56x" */
	uint32_t idcode_addr;
	uint32_t gpio_base;
	uint32_t gpio_stride;
	uint32_t gpio_enable_reg;
	uint32_t manager_base;	/**< 0: no I/O manager */
	uint32_t manager_enable_reg;
	uint8_t manager_enable_bit;
	uint8_t instance_count;
	const struct xspi_instance *instance;
	uint16_t pin_count;
	const struct xspi_pin *pin;
};

extern const struct xspi_die xspi_dies[];
extern const unsigned int xspi_die_count;

/** @returns the die with this DEV_ID, or NULL */
const struct xspi_die *xspi_find_die(uint16_t dev_id);

#endif /* STM32XSPI_GEN_TABLES_H */
