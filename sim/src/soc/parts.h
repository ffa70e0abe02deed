/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The building blocks of a die and how they meet. A die's file (stm32l5.c) fills these structures from its tables and
 * adds them; no block knows a die. All are zero-initialised statics of the die's file: one process simulates one die.
 */

#ifndef SIM_SOC_PARTS_H
#define SIM_SOC_PARTS_H

#include <stdbool.h>
#include <stdint.h>
#include "../sim.h"
#include "../soc.h"
#include "mover.h"
#include "regs.h"

#define FIELD(v, lo, n)	(((v) >> (lo)) & ((1u << (n)) - 1))

/* ---- soc.c ---- */

/** What the die's file gives to soc.c, which serves soc.h from it. */
struct soc_parts {
	uint32_t (*clock_hz)(enum soc_clock clock);
	struct gpio *gpio;			/**< port A first */
	unsigned int gpio_count;
	uint32_t (*boot_address)(void);
	uint8_t *flash;
	uint32_t flash_base, flash_size;
};
void soc_use(const struct soc_parts *parts);

/** @returns what the board has at the pins of HSE or LSE, in Hz; 0: nothing */
uint32_t soc_crystal_hz(bool high_speed);

/** Something that may change a pin, a clock or a route happened: see soc_route_generation(). */
void soc_route_changed(void);

/** Have a function called when devices may have got or lost their clocks. At most 8. */
void soc_at_clock_change(void (*fn)(void *ctx), void *ctx);
void soc_clocks_changed(void);

/** Have a function called when the supply comes, before the system reset. At most 16. */
void soc_at_power_on(void (*fn)(void *ctx), void *ctx);

/** Level that the outside drives on a pin: 0, 1, or -1. */
int soc_outside_level(unsigned int port, unsigned int pin);

/** Why the reset that is just going on happened; used up by the call. */
enum soc_reset_cause soc_take_reset_cause(void);

/* ---- rcc.c: enable and reset bits of any family ---- */

#define RCC_NO_BIT	0xff

struct rcc_gate {
	uint32_t base;				/**< of the device */
	uint16_t enable_reg;
	uint8_t enable_bit;			/**< RCC_NO_BIT: always clocked */
	uint16_t reset_reg;
	uint8_t reset_bit;			/**< RCC_NO_BIT: none */
};

struct rcc {
	struct regs regs;
	const struct rcc_gate *gates;
	unsigned int gate_count;
	bool *clocked;				/* by gate: enabled and not held in reset */
};

void rcc_add(struct rcc *rcc);
/** @returns the live "has a clock and is not in reset" flag of a device; NULL if no gate: always clocked */
const bool *rcc_clock(const struct rcc *rcc, uint32_t base);
/** To be called after a write to RCC: gates and resets follow the bits. */
void rcc_follow(struct rcc *rcc, uint32_t offset, uint32_t old);
/** To be called after a reset of RCC. */
void rcc_refresh(struct rcc *rcc);

/* ---- pwr_l4.c: voltage range and supplies (L4, L4+, L5, G4, WB) ---- */

struct pwr_l4 {
	struct regs regs;
	uint64_t change_ps;			/**< time of a voltage range change */
	unsigned int ranges;		/**< number of ranges; 0 is the highest voltage */
	unsigned int first_vos;		/**< value of CR1.VOS for range 0 */
	uint16_t boost_reg;			/**< where the boost mode is switched off; 0: there is none. With it, it is range 0 */
	uint32_t boost_off;
	bool has_io2;				/**< CR2.IOSV exists */
	/* state */
	bool io2_valid;				/* IOSV: port G pins 2..15 are connected */
	unsigned int range, old_range;
	uint64_t changed_until;
	void (*on_change)(void);	/* the clock tree checks its limits */
};
void pwr_l4_add(struct pwr_l4 *pwr);
/** @returns the range whose voltage is really there just now: 0 highest */
unsigned int pwr_l4_range(const struct pwr_l4 *pwr);

/* ---- flash_l4.c: flash controller of L4, L4+, L5, G4, WB, U5 ---- */

/** Where the family keeps the registers. Offsets; 0 in optional ones: not there. */
struct flash_l4_layout {
	uint16_t acr, keyr, optkeyr, sr, cr, eccr, optr, boot0;
	uint16_t wrp[4];			/**< 1A, 1B, 2A, 2B */
	uint32_t acr_latency;
	uint8_t pnb_bits, bker_bit;
	uint32_t dbank;				/**< in OPTR; 0: there are always two banks */
	uint32_t tzen;				/**< in OPTR: TrustZone on; 0: there is no TrustZone */
	uint8_t word;				/**< bytes programmed at once: 8 or 16 */
};

/** An option register: its value as delivered and the bits that exist. */
struct flash_l4_option {
	uint16_t offset;
	uint32_t delivered;
	uint32_t mask;
	bool secure;				/**< only with TrustZone: reads 0 and drops writes */
};

struct flash_l4 {
	struct regs regs;
	const struct flash_l4_layout *layout;
	const struct flash_l4_option *options;
	unsigned int option_count;
	uint32_t page_dual, page_single;
	uint64_t program_ps, erase_ps, mass_erase_ps, option_ps;
	struct bus_memory memory;	/**< set name, base, size; data is allocated */
	struct bus_memory otp;		/**< the same; may be absent (size 0). Only the first otp_size bytes can be written */
	uint32_t otp_size;
	void (*on_change)(void);	/**< latency changed */
	/* state */
	uint32_t sr, cr;
	unsigned int keys, optkeys;	/* accepted so far; KEYS_DEAD: locked until reset */
	uint32_t *staged;			/* option registers, as written */
	uint32_t *stored;			/* option bytes, in flash */
	uint32_t *active;			/* as loaded at the last power-on or option byte launch */
	struct {
		uint8_t *data;
		struct bus_memory *memory;
		uint32_t offset;
		unsigned int have;
		uint32_t words[4];
	} row;						/* write buffer */
	struct sim_timer timer;
	uint64_t busy_until;		/* 0: idle */
	enum { FLASH_IDLE, FLASH_PROGRAM, FLASH_ERASE, FLASH_OPTIONS } doing;
	uint32_t erase_from, erase_len, erase_from2, erase_len2;
};
void flash_l4_add(struct flash_l4 *flash);
unsigned int flash_l4_latency(const struct flash_l4 *flash);
/** @returns an option register as loaded at the last start */
uint32_t flash_l4_option(const struct flash_l4 *flash, uint32_t offset);

/* ---- rcc_l4.c: clock tree of L4, L4+, L5, G4 ---- */

/** Limits in a voltage range: highest SYSCLK, and highest HCLK for 0, 1, 2... flash wait states. */
struct clock_limit {
	uint32_t sysclk;
	uint32_t hclk[8];
	unsigned int hclk_count;
};

/** What differs between the families that have this clock tree. */
struct rcc_l4_variant {
	uint32_t cr_writable, cfgr_writable;
	uint32_t pll_writable[3];			/**< PLLCFGR, PLLSAI1CFGR, PLLSAI2CFGR; 0: no such PLL */
	uint32_t csr_writable;				/**< besides RMVF */
	bool own_sources;					/**< each PLL has its own source and M; else PLLCFGR's count for all */
	uint8_t pll_m_bits;
	unsigned int pll_n_min, pll_n_max;
	uint32_t vco_min, vco_max, pll_input_min, pll_input_max;	/**< Hz */
	uint8_t reset_sw;					/**< clock that the core starts with: 0 MSI, 1 HSI16 */
};

struct rcc_l4 {
	struct rcc rcc;
	const struct clock_limit *limits;	/**< by voltage range */
	struct pwr_l4 *pwr;
	struct flash_l4 *flash;
	uint32_t hse_hz, lse_hz;			/**< 0: not fitted, never ready */
	const struct rcc_l4_variant *variant;
	/* state */
	uint64_t ready_at[9];				/* by oscillator, 0 = off */
	unsigned int sws;
	struct sim_timer switching;
	uint32_t checked[4];				/* what was last compared with the limits */
};

enum rcc_l4_clock {
	CLK_SYS, CLK_HCLK, CLK_PCLK1, CLK_PCLK2, CLK_MSI, CLK_HSI16, CLK_HSE, CLK_LSE, CLK_LSI, CLK_HSI48,
	CLK_PLL_P, CLK_PLL_Q, CLK_PLL_R,
};

void rcc_l4_add(struct rcc_l4 *rcc);
uint32_t rcc_l4_hz(struct rcc_l4 *rcc, enum rcc_l4_clock clock);
/** Compare clocks with voltage range and wait states; violations are counted once per setting. */
void rcc_l4_check(struct rcc_l4 *rcc);
struct usart;
/** Kernel clock of a serial port: die_usart.select is the place of its field in CCIPR; that of USART1 is 0. */
uint32_t rcc_l4_usart_hz(struct rcc_l4 *rcc, const struct usart *usart);
/** @returns CCIPR register of L4 to L5: 0 for CCIPR1, 1 for CCIPR2 */
uint32_t rcc_l4_ccipr(const struct rcc_l4 *rcc, unsigned int n);

/* ---- gpio.c ---- */

/** Registers that not all families have. */
enum gpio_feature {
	GPIO_BRR = BIT(0),			/**< 0x28 */
	GPIO_ASCR = BIT(1),			/**< 0x2c: analog switches (L47x, L48x) */
	GPIO_HSLVR = BIT(2),		/**< 0x2c: high speed at low voltage (U5, H5) */
	GPIO_SECCFGR = BIT(3),		/**< 0x30 */
};

struct gpio {
	struct regs regs;
	unsigned int port;			/**< 0 = A */
	unsigned int features;		/**< enum gpio_feature, or-ed */
	uint16_t pins;				/**< that exist */
	uint32_t moder, ospeedr, pupdr;		/**< reset values that are not 0 */
	const bool *supply;			/**< of the pins in supply_pins; NULL: always there */
	uint16_t supply_pins;
	/* state */
	uint16_t last;				/* level that an open pin keeps */
	unsigned int lock_step;
	bool locked;
};
void gpio_add(struct gpio *gpio);
struct soc_pin gpio_pin(const struct gpio *gpio, unsigned int pin);

/* ---- usart.c ---- */

enum usart_kind {
	USART_FIFO,					/**< with FIFO and prescaler (L4+, L5, G4, H7, U5, H5) */
	USART_PLAIN,				/**< without them (L4, F7) */
	USART_LOW_POWER,			/**< LPUART: 20-bit divider, no oversampling choice; with FIFO and prescaler */
	USART_LOW_POWER_PLAIN,		/**< the same without FIFO and prescaler */
	USART_F4,					/**< the older block with one data register: usart_f4.c */
};

struct usart {
	struct regs regs;
	enum usart_kind kind;
	bool is_console;			/**< the board's serial line */
	char tx_signal[16];			/**< "USART1_TX", looked up in the die's pin table */
	uint32_t (*kernel_hz)(const struct usart *usart);
	uint8_t kernel_select;		/**< for kernel_hz: position in the clock register */
	unsigned int irq;			/**< interrupt line */
	/* state */
	uint8_t fifo[8];
	unsigned int fifo_len;
	bool shifting;
	uint8_t shift;
	bool tc;
	uint64_t preamble_until, frame_end;
	struct sim_timer timer;
};
void usart_add(struct usart *usart);
void usart_f4_add(struct usart *usart);
/** The byte in the shift register leaves, if a pin carries the signal. */
void usart_emit(struct usart *usart);

/* ---- dma.c: channel DMA of L4, L5, G4, WB and BDMA of H7; its request multiplexer ---- */

#define DMA_CHANNELS	8

struct dma {
	struct regs regs;
	unsigned int channels;		/**< at most DMA_CHANNELS */
	uint32_t ccr_bits;			/**< of CCRx that exist; with DBM (bit 15) there is CM1ARx */
	uint32_t count_bits;		/**< of CNDTRx */
	bool selects;				/**< has CSELR (no DMAMUX) */
	const uint8_t *irq;			/**< interrupt lines, by channel */
	/* state */
	struct dma_channel {
		uint32_t count;			/* as written, for circular mode */
		uint32_t peripheral, memory;
		uint32_t flags;
		bool requested;
	} channel[DMA_CHANNELS];
	struct mover mover;
};
void dma_add(struct dma *dma);
/** A request for one item on a channel; lost if the channel is off. */
void dma_request(struct dma *dma, unsigned int channel);

struct dmamux {
	struct regs regs;
	struct dma *dma[2];			/**< the multiplexer's channels, in order... */
	unsigned int per_dma;		/**< ...so many each */
};
void dmamux_add(struct dmamux *mux);
/** A peripheral's request, by its number in the multiplexer. */
void dmamux_request(struct dmamux *mux, unsigned int id);

/* ---- timer.c: basic timers ---- */

struct dbgmcu;

struct timer {
	struct regs regs;
	uint32_t (*hz)(void);
	unsigned int irq;
	void (*request)(const struct timer *timer);	/**< DMA request of an update; NULL: not simulated */
	unsigned int request_id;				/**< for it */
	const struct dbgmcu *dbgmcu;
	uint32_t freeze_reg, freeze_bit;
	/* state */
	uint32_t prescaler, reload;		/* in effect */
	uint32_t count, before;
	uint64_t since;
	bool flag;
	struct sim_timer timer;
};
void timer_add(struct timer *timer);

/* ---- watchdog.c ---- */

struct iwdg {
	struct regs regs;
	uint32_t lsi_hz;
	const struct dbgmcu *dbgmcu;
	uint32_t freeze_reg, freeze_bit;
	/* state */
	bool running, writable;
	uint64_t left_ps, since, slice;
	uint64_t update_until[3];	/* PVU, RVU, WVU */
	struct sim_timer timer;
};
void iwdg_add(struct iwdg *iwdg);

struct wwdg {
	struct regs regs;
	uint32_t (*pclk_hz)(void);
	const struct dbgmcu *dbgmcu;
	uint32_t freeze_reg, freeze_bit;
	/* state */
	struct sim_timer timer;
};
void wwdg_add(struct wwdg *wwdg);

/* ---- small ones ---- */

struct dbgmcu {
	struct regs regs;
};
/** DBGMCU is reset by power-on only, so debuggers' settings survive a system reset. */
void dbgmcu_add(struct dbgmcu *dbgmcu);
/** @returns true if a counter is frozen just now: its bit is set and the core is halted */
bool dbgmcu_frozen(const struct dbgmcu *dbgmcu, uint32_t reg, uint32_t bit);

struct crc {
	struct regs regs;
	uint32_t crc;
};
void crc_add(struct crc *crc);

struct icache {
	struct regs regs;
	uint32_t lines;				/**< invalidated one per clock */
	uint64_t busy_until;
	bool ended;
};
void icache_add(struct icache *icache);

#endif /* SIM_SOC_PARTS_H */
