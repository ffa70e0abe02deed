/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What the OpenOCD-facing files of stm32xspi share: the private part of a bank, and who offers what to whom.
 *
 *     stm32xspi.c   flash driver: callbacks                commands.c, raw.c, check.c   user commands
 *     options.c     arguments of "flash bank"
 *     bank.c        bring-up, readiness, last error        work.c, progress.c           operations on ranges, by stub
 *     locate.c      die, instance, geometry                slow.c                       the same without work area
 *     lock.c        block protection, WP#                  registers.c                  registers in words, SFDP
 *     lines.c       pull tests of the pins, for check      learn.c                      what an application has set up
 *     play.c        setup steps: play, check, print        plan.c, diagnose.c           pure code
 *     family.c      clock limits, watchdogs, cache         link.c                       words over the debug link
 *     pins.c, setup.c, clocks.c                            pure code: board to steps, clock tree
 *     boost.c, raise.c                                     the core's clock while the driver works; steps for it
 */

#ifndef OPENOCD_FLASH_NOR_STM32XSPI_DRIVER_H
#define OPENOCD_FLASH_NOR_STM32XSPI_DRIVER_H

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <flash/nor/imp.h>
#include <helper/time_support.h>

#include "core/nor.h"
#include "core/xspi.h"
#include "family.h"
#include "raise.h"
#include "setup.h"
#include "stub_host.h"

/** Name of the driver. Banks are told by it, because only some versions of OpenOCD declare the drivers in a header. */
#define STM32XSPI_NAME			"stm32xspi"

/** Serial clock until the chip is known; every NOR flash takes it for every command. */
#define STM32XSPI_SAFE_HZ		10000000u
/** Serial clock that is never exceeded: above it sampling needs tuning that this driver does not do. */
#define STM32XSPI_TOP_HZ		50000000u

/** Limit for writing a status register; ISSI: 15 ms, others up to 100 ms. */
#define STM32XSPI_STATUS_WRITE_MS	500u
/** Base and size of a bank as long as nothing is known. */
#define STM32XSPI_WINDOW_BASE		0x90000000u
#define STM32XSPI_WINDOW_SIZE		0x10000000u

struct progress;

/** What went wrong last, for "stm32xspi last". */
struct stm32xspi_last {
	char text[560];			/**< empty: nothing yet */
	char doing[24];			/**< "erase", "write", ... */
	int64_t when;			/**< timeval_ms() */
};

/** Private part of a bank. */
struct stm32xspi_bank {
	struct xspi_io io;
	struct xspi xspi;
	struct nor nor;

	/* as the user said at "flash bank" */
	bool has_pins;
	struct setup_pins pins;
	char *setup_proc;			/**< Tcl that does the set-up instead of steps made from pins; NULL: none */
	uint32_t user_hz;			/**< upper limit of the serial clock; 0: not given */
	uint32_t io_base;			/**< registers; 0: not given */
	target_addr_t user_base;	/**< 0: from the pins */
	bool no_qe;					/**< never set quad enable */
	bool keep_clock;			/**< never change the core's clock */
	bool learn;					/**< only look at what an application has set up */
	bool has_chip;				/**< the chip was described with -chip: */
	struct nor user_chip;

	/* found out */
	Jim_Interp *interp;			/**< that has read the "flash bank" line */
	uint32_t idcode;
	const struct xspi_die *die;
	const struct xspi_instance *instance;
	struct setup setup;
	struct family_clocks clocks;
	struct family_watchdog watchdog;
	unsigned int divider;
	uint32_t found;				/**< enum nor_found bits at the last recovery */
	struct spi_mem_op map_op;	/**< read operation of memory-mapped mode */
	char chip_name[40];			/**< name given with "stm32xspi set" */

	struct raise clock_raise;	/**< of the core clock, as made last */

	/* state */
	bool raised;				/**< the core clock is raised just now */
	uint32_t raise_told_hz;		/**< core clock whose raising was told last, or that it cannot be */
	bool probed;				/**< chip and geometry are known */
	bool described;				/**< chip was described with "stm32xspi set": do not identify */
	bool in_force;				/**< set-up, controller and chip are as bring-up left them, as far as is known */
	bool slow_told;
	struct progress *progress;	/**< of the operation in work, if it shows any */
	unsigned int slow_link_told;	/**< adapter speed in kHz that was named as slow */
	int64_t warned;				/**< timeval_ms() when auto_probe last said why it fails */
	uint32_t left_cr;			/**< controller's CR as left: tells a reset that nobody announced */
	const char *doing;			/**< operation in work, for messages */
	bool can_map;				/**< map_op is known to be right */
	uint8_t wp_mode;			/**< GPIO mode of the pin that holds WP#, as it was before */
	bool wp_was_high;			/**< its output latch */
	bool quiet;					/**< keep errors as last error, but do not log them */
	bool failed;				/**< the operation in work has failed; the cause is kept */
	bool touched;				/**< the operation in work has got as far as the registers */
	bool changed;				/**< it has changed flash contents */
	struct stm32xspi_last last;

	struct stub_session stub;
};

extern const struct command_registration stm32xspi_commands[];

/* bank.c */

/** Is this a bank of this driver? */
static inline bool stm32xspi_owns(const struct flash_bank *bank)
{
	return !strcmp(bank->driver->name, STM32XSPI_NAME);
}

/** Does the driver set up the controller, instead of taking it as a board's script has left it? */
static inline bool stm32xspi_owns_controller(const struct stm32xspi_bank *priv)
{
	return priv->has_pins || priv->setup_proc;
}

static inline struct stm32xspi_bank *stm32xspi_priv(const struct flash_bank *bank)
{
	return bank->driver_priv;
}

/**
 * Bring the chip to 1-1-1, idle, whatever it is doing: nor_recover(), but an erase of the whole chip is waited for.
 * @returns enum xspi_result; what was found is in priv->found
 */
int stm32xspi_recover(struct flash_bank *bank);

/** Keep a message as the bank's last error and log it. */
void stm32xspi_error(struct flash_bank *bank, const char *format, ...)
	__attribute__ ((format (PRINTF_ATTRIBUTE_FORMAT, 2, 3)));

/** Turn a core result into words (kept and logged, prefixed by @a what) and into OpenOCD's code; XSPI_OK: ERROR_OK. */
int stm32xspi_result(struct flash_bank *bank, int result, const char *what);

/** Words for a core result. */
const char *stm32xspi_result_text(int result);

/** How far stm32xspi_begin() must get. */
enum stm32xspi_need {
	STM32XSPI_NEED_CONTROLLER,	/**< registers work; the chip may be absent or unknown */
	STM32XSPI_NEED_CHIP,		/**< the chip that was probed answers */
	STM32XSPI_NEED_SPEED,		/**< that, and the core runs as fast as it may */
};

/**
 * Start an operation: target halted, set-up in force, controller idle, chip there and the same. Every callback and
 * command calls it first, and stm32xspi_end() last, also if this fails.
 * @param doing name of the operation for messages, a literal
 */
int stm32xspi_begin(struct flash_bank *bank, const char *doing, enum stm32xspi_need need);

/** The first part of stm32xspi_begin(): the target must be halted. For what does the rest by itself. */
int stm32xspi_start(struct flash_bank *bank, const char *doing);

/** End an operation: free the work area, map the flash again. @returns @a retval, or the error of mapping */
int stm32xspi_end(struct flash_bank *bank, int retval);

/** Full probe: set-up, recovery, identification, geometry. */
int stm32xspi_bring_up(struct flash_bank *bank);

/** The set-up before the controller's own registers: the steps made from pins, or the user's procedure. */
int stm32xspi_set_up(struct flash_bank *bank);

/** With the set-up steps played: an idle controller with a serial clock that every chip takes. */
int stm32xspi_init_controller(struct flash_bank *bank);

/** Without pins: take the controller as the board's script left it. */
int stm32xspi_inherit_controller(struct flash_bank *bank);

/** To be called after nor_setup_fast(): say so if it has changed the chip's non-volatile quad-enable bit. */
void stm32xspi_tell_quad_enable(const struct flash_bank *bank);

/** Read the answer to 9Fh once. */
int stm32xspi_read_id(struct flash_bank *bank, uint8_t id[NOR_ID_BYTES]);

/** "1-4-4 EBh" */
void stm32xspi_op_text(const struct spi_mem_op *op, char *text, size_t size);

/** "in QPI mode, busy"; empty if @a found (enum nor_found bits) holds nothing unusual */
void stm32xspi_state_text(uint32_t found, char *text, size_t size);

/** @returns serial clock in Hz at the current divider; 0: unknown */
uint32_t stm32xspi_serial_hz(const struct stm32xspi_bank *priv);

/* options.c */

/** Parse what follows the target in "flash bank", and say what is wrong. */
COMMAND_HELPER(stm32xspi_parse_options, struct flash_bank *bank);

/* learn.c */

/** Read what an application has set up, and print it. Works on a running target, too. */
int stm32xspi_learn(struct flash_bank *bank);

/* locate.c */

/** Find die, instance, window and set-up steps without touching anything but DBGMCU. Works on a running target. */
int stm32xspi_locate(struct flash_bank *bank);

/** Which die is it? Reads CPUID and DBGMCU only. */
int stm32xspi_find_die(struct flash_bank *bank, const struct xspi_die **die);

/** From now on the bank is behind this controller. */
void stm32xspi_use_instance(struct flash_bank *bank, const struct xspi_die *die, const struct xspi_instance *instance);

/** Set size, sectors and protection blocks of the bank from the chip. */
int stm32xspi_set_geometry(struct flash_bank *bank);

/** Forget geometry: window size, no sectors. */
void stm32xspi_clear_geometry(struct flash_bank *bank);

/* play.c */

/** Play all steps, in order, with read-back: a bit that does not stick is an error that names the step. */
int stm32xspi_play(struct flash_bank *bank);

/**
 * Play one step: enum xspi_result. XSPI_E_TIMEOUT: its wait has not ended, XSPI_E_VERIFY: it does not hold.
 * @param found result: what the register reads then
 */
int stm32xspi_try_step(struct flash_bank *bank, const struct setup_step *step, uint32_t *found);

/** Run the user's Tcl that does the set-up instead of the steps. */
int stm32xspi_run_setup_proc(struct flash_bank *bank);

/** @returns true if the register of @a step holds what the step sets */
int stm32xspi_step_holds(struct flash_bank *bank, const struct setup_step *step, uint32_t *value, bool *holds);

/** Print the steps as commented Tcl. */
void stm32xspi_print_steps(struct command_invocation *cmd, const struct stm32xspi_bank *priv);

/* boost.c: the core's clock while the driver works; only for banks with pins */

/**
 * Raise the core clock, if it can be and is not yet. That a clock stays as it was is no failure.
 * @returns enum xspi_result
 */
int stm32xspi_raise_core(struct flash_bank *bank);

/** Put the core clock back, unless a reset has done so. A failure is told, with what to do. */
void stm32xspi_restore_core(struct flash_bank *bank);

/* work.c: ranges are checked by the caller, the bank is ready */

int stm32xspi_work_erase(struct flash_bank *bank, uint32_t offset, uint32_t len);
int stm32xspi_work_write(struct flash_bank *bank, const uint8_t *data, uint32_t offset, uint32_t len);
int stm32xspi_work_verify(struct flash_bank *bank, const uint8_t *data, uint32_t offset, uint32_t len);
int stm32xspi_work_read(struct flash_bank *bank, uint8_t *data, uint32_t offset, uint32_t len);

/** One flag per @a unit bytes of the chip: 1 blank, 0 not. */
int stm32xspi_work_blank(struct flash_bank *bank, uint32_t unit, uint8_t *blank);

/** Report contents that differ: @a offset is the start of both buffers. Keeps and logs address, bytes, count, guess. */
void stm32xspi_report_mismatch(struct flash_bank *bank, const uint8_t *expected, const uint8_t *read, uint32_t offset,
		uint32_t len);

/* slow.c: the same by register access and through the window, when there is no work area */

struct progress;
int stm32xspi_slow_erase(struct flash_bank *bank, uint8_t type, uint32_t offset, uint32_t len, struct progress *p,
		uint32_t *blank);
int stm32xspi_slow_program(struct flash_bank *bank, const uint8_t *data, uint32_t offset, uint32_t len,
		struct progress *p);
int stm32xspi_slow_read(struct flash_bank *bank, uint8_t *data, uint32_t offset, uint32_t len, struct progress *p);

/* progress.c: what is said while an operation on a range runs */

/** What takes longer than this shows progress, and an account at the end. */
#define STM32XSPI_PROGRESS_MS	2000

struct progress {
	const char *what;		/**< "erased", "written", ... */
	const char *bank;
	uint32_t total;			/**< bytes */
	uint32_t done;
	uint32_t blank;			/**< bytes that needed nothing */
	uint32_t erase_typ_ms;	/**< time that the chip typically needs to erase all of it */
	int64_t start, last;	/**< ms */
	bool terminal;			/**< messages go to a terminal: progress is one line that is rewritten */
	bool shown;				/**< progress was shown */
	unsigned int percent;	/**< what was shown last, a multiple of 10 */
};

void stm32xspi_progress_start(struct progress *p, const struct flash_bank *bank, const char *what, uint32_t total);
/** Note that @a done bytes are done; shows it from time to time, if it takes long. */
void stm32xspi_progress(struct progress *p, uint32_t done);
/** Before anything else is said. */
void stm32xspi_progress_clear(struct progress *p);
void stm32xspi_progress_end(struct progress *p);
/** After a run of the stub: where the time went, each part against its own limit. */
void stm32xspi_account(struct flash_bank *bank, struct progress *p);

/* lock.c: block protection; the bank is ready */

/** Error in words, before anything is changed, if part of the range may be protected. */
int stm32xspi_check_unprotected(struct flash_bank *bank, uint32_t offset, uint32_t len);

/** Clear all block protection. */
int stm32xspi_unlock(struct flash_bank *bank);

/** Protect [first, end), or lift it there, keeping the rest; only where the result is certain. */
int stm32xspi_change_protection(struct flash_bank *bank, bool set, uint32_t first, uint32_t end);

/** Set the state of the bank's protection blocks: -1 where not certain. */
int stm32xspi_show_protection(struct flash_bank *bank);

/** What is protected, in words. */
void stm32xspi_protection_text(const struct flash_bank *bank, const struct nor_protection *p, char *text, size_t size);

/** For struct xspi: hold WP# high by GPIO, or give its pin back. Does nothing if the pin is not known. */
int stm32xspi_hold_wp(struct xspi *x, bool hold);

/* registers.c */

/** Print registers in words, unique ID, protection; the bank is ready. */
int stm32xspi_show_registers(struct flash_bank *bank, struct command_invocation *cmd);

__COMMAND_HANDLER(stm32xspi_handle_sfdp);

/* raw.c, check.c */

__COMMAND_HANDLER(stm32xspi_handle_xfer);
__COMMAND_HANDLER(stm32xspi_handle_cmd);
__COMMAND_HANDLER(stm32xspi_handle_set);
__COMMAND_HANDLER(stm32xspi_handle_check);

/** Bank argument of a command: by name or number, without probing; must be one of this driver. */
COMMAND_HELPER(stm32xspi_command_bank, unsigned int index, struct flash_bank **bank);

#endif /* OPENOCD_FLASH_NOR_STM32XSPI_DRIVER_H */
