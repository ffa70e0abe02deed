/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * A die as tables, and the builder that makes the devices from them (build.c). A die's file fills one struct
 * die_tables per part and brings functions only for what its family has alone: the clock tree, power control, the
 * flash controller.
 */

#ifndef SIM_SOC_BUILD_H
#define SIM_SOC_BUILD_H

#include "parts.h"

/** A GPIO port. The place in the table is the port's number: the first is A; one without a name is not there. */
struct die_gpio {
	const char *name;
	uint32_t base;
	uint16_t pins;						/**< that the die has, whatever the package */
	uint32_t moder, ospeedr, pupdr;		/**< reset values */
	const bool *supply;					/**< state of the supply of supply_pins; NULL: always there */
	uint16_t supply_pins;
};

struct die_usart {
	const char *name;					/**< also its TX signal's in the pin table, with "_TX" */
	uint32_t base;
	uint8_t select;						/**< for die_tables.usart_hz: where its clock is chosen */
	uint8_t irq;						/**< interrupt line */
	enum usart_kind kind;
};

/** RAM. Holds a fixed pattern after power-up. */
struct die_ram {
	const char *name;
	uint32_t base, size;
	uint32_t alias;						/**< where it can be seen a second time; 0: nowhere */
};

/** Bits that read 1 while others of the same register are set. */
struct die_ready {
	uint16_t offset;
	uint32_t on, ready;
};

/** A peripheral that only holds its registers. */
struct die_held {
	const char *name;
	uint32_t base, size;
	const struct reg *table;			/**< NULL: whatever is written, counted as not modelled */
	unsigned int table_len;
	const struct die_ready *ready;		/**< may be NULL */
	unsigned int ready_len;
};

#define DIE_HELD_READY(n, b, t, r) \
	{ .name = n, .base = b, .size = 0x400, .table = t, .table_len = COUNT_OF(t), .ready = r, .ready_len = COUNT_OF(r) }
#define DIE_HELD(n, b, t)	{ .name = n, .base = b, .size = 0x400, .table = t, .table_len = COUNT_OF(t) }
#define DIE_BLANK(n, b, s)	{ .name = n, .base = b, .size = s }

struct die_held_list {
	const struct die_held *list;
	unsigned int count;
};

/** Addresses where something is that is not modelled at all. */
struct die_region {
	const char *name;
	uint32_t base, size;
	enum {
		REGION_BOOTLOADER,				/**< reads 0, writes fault; reads are counted as unknown */
		REGION_SECURE,					/**< secure alias: faults, counted as unknown */
	} kind;
};

struct die_range {
	uint32_t base, size;
};

struct die_watchdogs {
	uint32_t iwdg_base, wwdg_base;
	uint32_t lsi_hz;
	enum soc_clock wwdg_clock;			/**< APB that WWDG counts with; 0 (core) is not one, means APB1 */
	uint32_t iwdg_freeze_reg, iwdg_freeze_bit;	/**< in DBGMCU */
	uint32_t wwdg_freeze_reg, wwdg_freeze_bit;
};

struct die_dbgmcu {
	uint32_t base;
	const struct reg *table;			/**< IDCODE's reset value is REV_ID and DEV_ID */
	unsigned int table_len;
	uint32_t alias;						/**< where it can be seen a second time; 0: nowhere */
};

struct die_dma {
	const char *name;
	uint32_t base;
	uint8_t channels;
	uint8_t irq[DMA_CHANNELS];			/**< interrupt lines */
};

/** A basic timer on APB1. */
struct die_timer {
	const char *name;
	uint32_t base;
	uint8_t irq;
	uint8_t request;					/**< of its update, at the DMAMUX */
	uint16_t freeze_reg;				/**< in DBGMCU */
	uint32_t freeze_bit;
};

/** What a part is made of. All pointers must stay valid; 0 in a base: the part has none. */
struct die_tables {
	/* the family's own; called in this order */
	void (*add_system)(const struct soc_die *die);	/**< RCC with its gates, PWR */
	void (*add_flash)(const struct soc_die *die);	/**< flash controller and array */
	void (*add_rest)(const struct soc_die *die);	/**< what no table describes; may be NULL */
	const void *family;					/**< for these functions: what they must know of the part; may be NULL */
	const struct rcc *rcc;				/**< valid after add_system: tells each device's clock */
	const struct bus_memory *flash;		/**< the array, valid after add_flash */
	uint32_t (*clock_hz)(enum soc_clock clock);
	uint32_t (*usart_hz)(const struct usart *usart);
	uint32_t (*boot_address)(void);

	const struct die_range *apb;		/**< devices in these ranges hang on an APB: see regs.apb */
	unsigned int apb_count;
	const struct die_gpio *gpio;		/**< at most 16 */
	unsigned int gpio_count;
	unsigned int gpio_features;			/**< enum gpio_feature, or-ed */
	const struct die_usart *usarts;		/**< at most 16 */
	unsigned int usart_count;
	const struct die_ram *ram;			/**< at most 12 */
	unsigned int ram_count;
	struct die_held_list held[3];		/**< the family's, and what only some parts have */
	const struct die_region *regions;
	unsigned int region_count;
	struct die_watchdogs watchdogs;
	struct die_dbgmcu dbgmcu;
	const struct die_dma *dma;			/**< at most 2 */
	unsigned int dma_count;
	uint32_t dma_ccr_bits, dma_count_bits;	/**< bits of CCRx and CNDTRx that exist */
	bool dma_selects;					/**< CSELR instead of a DMAMUX */
	uint32_t dmamux_base;
	unsigned int dmamux_per_dma;		/**< its channels for each DMA */
	const struct die_timer *timers;		/**< at most 2 */
	unsigned int timer_count;
	uint32_t crc_base;
	uint32_t icache_base, icache_lines;
};

/** Make the devices of a die and its controllers. @returns 0, or -1 after a message */
int die_build(const struct soc_die *die, const struct board *board);

/** Name, place and clock of a device, for the functions in die_tables. */
struct bus_device die_place(const struct rcc *rcc, const char *name, uint32_t base, uint32_t size);

/** Show a memory a second time (boot alias, flash on another bus). @param of registered, filled in, stays valid */
void die_alias(const struct bus_memory *of, const char *name, uint32_t base);

/** Where the factory's data is in the read-only area behind the one-time bytes. */
struct die_factory {
	uint16_t package_at, uid_at, flash_kib_at;	/**< offsets in the area */
	uint8_t package;
};
void die_factory_data(uint8_t *area, const struct die_factory *factory, uint32_t flash_size);

#endif /* SIM_SOC_BUILD_H */
