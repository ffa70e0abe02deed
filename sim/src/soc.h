/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * A simulated STM32 die without its core: clocks, power, pins, internal flash, serial ports, controllers.
 * Families are data (struct soc_die and its device tables), not copies of code.
 */

#ifndef SIM_SOC_H
#define SIM_SOC_H

#include <stdbool.h>
#include <stdint.h>
#include "bus.h"

struct board;
struct die_tables;

enum soc_pin_mode { PIN_INPUT, PIN_OUTPUT, PIN_AF, PIN_ANALOG };
enum soc_pin_pull { PULL_NONE, PULL_UP, PULL_DOWN };

/** What a pin does to its wire just now. */
struct soc_pin {
	enum soc_pin_mode mode;
	uint8_t af;				/**< if mode is PIN_AF */
	bool open_drain;
	bool output_level;		/**< if mode is PIN_OUTPUT */
	enum soc_pin_pull pull;
	bool powered;			/**< false: isolated (supply-valid bit missing) */
};

/** @param port 0 = A */
struct soc_pin soc_pin_state(unsigned int port, unsigned int pin);

/** Installed by the wires: level that the outside drives on a pin, for IDR. @returns 0, 1, or -1 = nobody drives */
void soc_set_pin_reader(int (*read)(void *ctx, unsigned int port, unsigned int pin), void *ctx);

/** Changes with every write that may alter a pin, a clock or a route; lets others cache what they derived. */
uint32_t soc_route_generation(void);

enum soc_clock { SOC_CLK_CORE, SOC_CLK_APB1, SOC_CLK_APB2, SOC_CLK_APB3, SOC_CLK_XSPI1, SOC_CLK_XSPI2, SOC_CLK_XSPI3 };

/** Frequency in Hz at this moment, 0 if stopped. */
uint32_t soc_clock_hz(enum soc_clock clock);

/**
 * Which pins can be a controller's signals on this die. From vendor pin data looked up for the simulator. A QUADSPI's:
 * "QUADSPI_CLK", "QUADSPI_BK1_NCS", "QUADSPI_BK1_IO0" ..., "QUADSPI_BK2_NCS", "QUADSPI_BK2_IO0" ...
 * With an I/O manager the ports': "OCTOSPIM_P1_CLK", "OCTOSPIM_P1_NCS", "OCTOSPIM_P1_IO0", "OCTOSPIM_P1_DQS" ...
 */
struct soc_af {
	char signal[20];		/**< "OCTOSPI1_CLK", "OCTOSPI1_NCS", "OCTOSPI1_IO0" ... */
	uint8_t port, pin, af;
};

/** What one version of a controller has and another has not; from ST's device headers. */
enum soc_xspi_feature {
	/* QUADSPI */
	XSPI_TWO_BANKS = 1 << 0,		/**< FSEL, DFM, DHHC: all but L47x, L48x and WB */
	XSPI_FREE_CLOCK = 1 << 1,		/**< FRCM: H74x, H75x */
	/* OCTOSPI */
	XSPI_SELECT_HIGH_64 = 1 << 2,	/**< DCR1.CSHT has six bits, not three */
	XSPI_CLOCK_AT_SELECT = 1 << 3,	/**< DCR1.CKCSHT */
	XSPI_WRAP = 1 << 4,				/**< DCR2.WRAPSIZE and the registers WPxxx */
	XSPI_MAXTRAN = 1 << 5,			/**< DCR3.MAXTRAN */
	XSPI_REFRESH = 1 << 6,			/**< DCR4 */
	XSPI_HALVES = 1 << 7,			/**< CR.FSEL chooses a half of eight lines; DCR1.DLYBYP */
	XSPI_QUARTERS = 1 << 8,			/**< CR.MSEL chooses a quarter of 16 lines; calibration registers */
	/* the versions that there are */
	QUADSPI_L47 = 0,
	QUADSPI_F4_F7_L49_G4 = XSPI_TWO_BANKS,
	QUADSPI_H74 = XSPI_TWO_BANKS | XSPI_FREE_CLOCK,
	OCTOSPI_L4R = XSPI_HALVES,
	OCTOSPI_L4P = XSPI_HALVES | XSPI_SELECT_HIGH_64 | XSPI_MAXTRAN | XSPI_REFRESH,
	OCTOSPI_L5 = XSPI_HALVES | XSPI_WRAP | XSPI_REFRESH,
	OCTOSPI_H7 = XSPI_HALVES | XSPI_CLOCK_AT_SELECT | XSPI_WRAP | XSPI_MAXTRAN | XSPI_REFRESH,
	OCTOSPI_U5 = XSPI_HALVES | XSPI_SELECT_HIGH_64 | XSPI_WRAP | XSPI_MAXTRAN | XSPI_REFRESH,
	OCTOSPI_H5 = XSPI_HALVES | XSPI_SELECT_HIGH_64 | XSPI_WRAP | XSPI_REFRESH,
	/* without MAXTRAN: ST's header has it for OCTOSPIs only, the SVD file for this, too; it has no second master */
	HSPI_U5 = XSPI_QUARTERS | XSPI_SELECT_HIGH_64 | XSPI_WRAP | XSPI_REFRESH,
};

/**
 * Faults of silicon that the simulator has, on where ST's errata sheets (or users, where it says so) report them. What
 * a sheet calls possible happens always here, so that a program which does not avoid it is found out.
 */
enum soc_xspi_erratum {
	/* QUADSPI */
	QUADSPI_EXTRA_BYTE = 1 << 0,	/**< quad double-rate read, PRESCALER = 1: a byte stays in the FIFO, so BUSY */
	QUADSPI_FIRST_NIBBLE = 1 << 1,	/**< a 4-line write after dummy cycles loses its first nibble */
	QUADSPI_MAPPED_AR = 1 << 2,		/**< the first window read is wrong if AR[1:0] was not 0 on entering the mode */
	QUADSPI_MAPPED_TIMEOUT = 1 << 3,	/**< a window access in the very clock of the timeout hangs */
	QUADSPI_WINDOW_AR = 1 << 4,		/**< an access to the window outside its mode gives no bus error and clears AR */
	QUADSPI_FTHRES_16 = 1 << 5,		/**< FTHRES[4] cannot be set */
	QUADSPI_LAST_BYTE = 1 << 6,		/**< the last byte of the device reads 0 through the window (users' reports) */
	QUADSPI_TAIL_STALL = 1 << 7,	/**< reading its last 32 bytes a second time hangs (users' reports) */
	QUADSPI_DATA_ONLY = 1 << 8,		/**< a read of data alone, with fewer than two dummies, hangs */
	QUADSPI_CCR_ZERO = 1 << 9,		/**< writing 0 to CCR sets BUSY until EN is cleared (weakly sourced) */
	/** 4-line output is let go a clock late for 4-line input (users' reports). On no die by default: the upstream board
	 * file of the H745I-DISCO polls so, on four lines without dummies, and works. */
	QUADSPI_LATE_RELEASE = 1 << 10,
	/** After a reset and after leaving memory-mapped mode commands hang, until the sheet's sequence with the
	 * free-running clock. On no die by default: the sheet names no condition, and programs that do without work. */
	QUADSPI_INTERNAL_TIMING = 1 << 11,
	/** An instruction on four lines with nothing behind it leaves IO1 undriven (ES0250 2.6.1, by users' reports). */
	QUADSPI_LONE_INSTRUCTION = 1 << 16,
	/* OCTOSPI */
	OCTOSPI_WRITE_DQSE = 1 << 12,	/**< writes through the window need WCCR.DQSE = 1 */
	OCTOSPI_POLL_OCTAL = 1 << 13,	/**< automatic polling on eight lines never matches */
	OCTOSPI_ODD_DTR = 1 << 14,		/**< odd address or length on eight lines at double rate: as QUADSPI_EXTRA_BYTE */
	OCTOSPI_ODD_WRITE = 1 << 15,	/**< what follows a window write that does not end on a word boundary faults */
	/* what the dies have */
	QUADSPI_ERRATA_L4 = QUADSPI_EXTRA_BYTE | QUADSPI_FIRST_NIBBLE | QUADSPI_MAPPED_AR | QUADSPI_MAPPED_TIMEOUT,
	QUADSPI_ERRATA_L47 = QUADSPI_ERRATA_L4 | QUADSPI_LONE_INSTRUCTION,
	QUADSPI_ERRATA_F4_F7 = QUADSPI_ERRATA_L4 | QUADSPI_WINDOW_AR | QUADSPI_FTHRES_16,
	QUADSPI_ERRATA_H74 = QUADSPI_MAPPED_TIMEOUT | QUADSPI_WINDOW_AR | QUADSPI_LAST_BYTE | QUADSPI_TAIL_STALL |
		QUADSPI_DATA_ONLY | QUADSPI_CCR_ZERO,
	QUADSPI_ERRATA_G4 = 0,			/* none reported */
	OCTOSPI_ERRATA_L5_H5_H7 = OCTOSPI_WRITE_DQSE | OCTOSPI_ODD_DTR,
	OCTOSPI_ERRATA_U5_L4P = OCTOSPI_ERRATA_L5_H5_H7 | OCTOSPI_ODD_WRITE,
	OCTOSPI_ERRATA_L4R = OCTOSPI_ERRATA_U5_L4P | OCTOSPI_POLL_OCTAL,
};

/** One controller instance of a die. */
struct soc_xspi {
	const char *name;		/**< "OCTOSPI1", "QUADSPI" */
	bool quadspi;
	uint32_t features;		/**< enum soc_xspi_feature: one of the versions */
	uint32_t errata;		/**< enum soc_xspi_erratum, ored: one of the sets */
	uint32_t base, window, window_size;
	unsigned int fifo_bytes;
	enum soc_clock kernel_clock;
	uint16_t enable_reg, reset_reg;		/**< in RCC: offset ... */
	uint8_t enable_bit, reset_bit;		/**< ... and bit */
};

/** A memory access port of the debug port. */
struct soc_ap {
	uint8_t number;
	uint32_t idr, base;		/**< identification; ROM table */
	bool system;			/**< sees devices and memories only, not the core's private peripherals */
	bool second;			/**< sees those of the second core (core/second.h); goes with system */
};

/** The debug port. The first access port is the core's. */
struct soc_debug {
	uint32_t dpidr;
	uint32_t targetid;		/**< 0 with a debug port of version 1, which has none */
	const struct soc_ap *aps;
	unsigned int ap_count;
};

/** The OCTOSPI I/O manager, which lies between two OCTOSPIs and the pins. */
struct soc_xspi_manager {
	const char *name;		/**< "OCTOSPIM" */
	uint32_t base;
	bool multiplexes;		/**< has CR: all but L4R and L4S */
};

struct soc_die {
	const char *name;		/**< "stm32l562" */
	const char *core;		/**< "cortex-m4", "cortex-m7" or "cortex-m33" */
	uint32_t cpuid;
	bool fpu, fpu_double, trustzone;
	uint8_t priority_bits;	/**< of interrupts; 0: 4 */
	uint8_t cache_kib;		/**< instruction and data cache each, Cortex-M7 only; 0: 4 */
	uint32_t flash_base, flash_size;
	const struct soc_af *af;
	unsigned int af_count;
	const struct soc_xspi *xspi;
	unsigned int xspi_count;
	const struct soc_debug *debug;		/**< NULL: as with a Cortex-M33, one access port */
	const struct soc_xspi_manager *manager;		/**< NULL: none */
	const struct die_tables *tables;	/**< what it is made of: soc/build.h */
};

const struct soc_die *soc_find_die(const char *name);
/** Print the names of all dies, a line each. */
void soc_list(void);
/** Print what a die's tables say, comma-separated: see soc/dietables.c. @returns 0, or -1 after a message */
int soc_print_tables(const char *name);

const struct soc_die *soc_die(void);		/**< the one in use */

/** Create the die that the board names. @returns 0, or -1 after a message to stderr */
int soc_create(const struct board *board);

/** Controllers are created by soc_create() through this; implemented in xspi/. @param clocked RCC enable bit, live */
int xspi_create(const struct soc_die *die, const struct soc_xspi *xspi, const struct board *board, const bool *clocked);

/** The same for the I/O manager, before the controllers. */
int xspi_manager_create(const struct soc_xspi_manager *manager, const bool *clocked);

/**
 * Controllers and wires other than the board's, for the control connection: "erratum NAME on|off" with a name as in
 * enum soc_xspi_erratum, "floating keep|low|high". @returns 0, or -1 if not understood
 */
int xspi_fault(const char *text);

/** Called by RCC when a peripheral's reset bit rises; @param base of the device */
void soc_reset_device(uint32_t base);

/** Ask for a system reset from inside (watchdog, option byte launch); done by the machine at the next instruction. */
void soc_request_reset(const char *why);

/** For the machine: a reset was asked for since the last call. @param why may be NULL; a static string */
bool soc_take_reset_request(const char **why);

enum soc_reset_cause {
	SOC_RESET_SOFTWARE,		/**< SYSRESETREQ */
	SOC_RESET_PIN,			/**< NRST */
	SOC_RESET_POWER, SOC_RESET_IWDG, SOC_RESET_WWDG, SOC_RESET_OPTIONS,
};

/** What the next bus_reset() comes from, for the flags in RCC_CSR. Not called before one: SOC_RESET_SOFTWARE. */
void soc_set_reset_cause(enum soc_reset_cause cause);

/**
 * Supply off and on: loads the option bytes, fills the RAM with what power-up leaves (a fixed pattern), resets what
 * only power resets (DBGMCU, backup domain) and calls bus_reset(). Flash keeps its contents. soc_create() ends with it.
 */
void soc_power_on_reset(void);

/** Address of the vector table that the core starts with, from the boot option bytes (RM0438 2.5). */
uint32_t soc_boot_address(void);

/**
 * DBGMCU lies at 0xE0044000, in the range that cortexm_read() serves first. It is on the bus too, so use whichever is
 * convenient. @returns false if the address is not in DBGMCU
 */
bool dbgmcu_read(uint32_t addr, uint32_t *value);
bool dbgmcu_write(uint32_t addr, uint32_t value);

/** Another DEV_ID than the die's, so that a debugger is misled about what it is connected to. */
void dbgmcu_pretend(uint16_t dev_id);

/** Another code in the package register. The pins are those of the die all the same. */
void soc_pretend_package(uint8_t code);

/** Internal flash for the control connection. */
uint8_t *soc_flash_data(uint32_t *base, uint32_t *size);

#endif /* SIM_SOC_H */
