/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The inside of a chip, for the files of this folder, and its pins, for the wires: chip select, clock edges with the
 * level of each line, and for whole bytes a short cut that gives the same result.
 */

#ifndef SIM_NOR_CHIP_H
#define SIM_NOR_CHIP_H

#include "model.h"
#include "../board.h"

#define NOR_PAGE_MAX	512
#define NOR_TRACE_BYTES	8		/* of the data that a trace shows */
#define NOR_INFO_ROWS	4
#define NOR_INFO_SIZE	256
#define NOR_BLOCK		0x10000u	/* unit of the sector protection bits */
#define NOR_BLOCKS_MAX	4096
#define NOR_SECTOR		0x1000u

/* Status register */
#define SR_WIP			0x01
#define SR_WEL			0x02
#define SR_QE			0x40
#define SR_SRWD			0x80
/* Status register 2, Winbond's arrangement */
#define SR2_QE			0x02
/* Function register */
#define FR_TBS			0x02
#define FR_PSUS			0x04
#define FR_ESUS			0x08
/* Read register */
#define RR_WRAP			0x04
#define RR_RESET		0x80
/* Extended read register */
#define ERR_PROT		0x02
#define ERR_PROGRAM		0x04
#define ERR_ERASE		0x08
/* Bank register */
#define BANK_EXTADD		0x80

enum nor_phase {
	NOR_OPCODE, NOR_ADDR, NOR_MODE, NOR_DUMMY, NOR_OUT, NOR_IN,
	NOR_DONE,					/**< frame is complete; further clocks spoil it */
	NOR_IGNORE,					/**< not understood or not allowed: deaf until chip select rises */
};

/** What keeps the chip busy. */
struct nor_job {
	enum nor_job_kind { JOB_NONE, JOB_PROGRAM, JOB_ERASE, JOB_REGISTER, JOB_SUSPEND } kind;
	uint8_t *area;				/**< array or information row */
	uint32_t addr, size;		/**< inside the area */
	uint64_t start, until;
	bool in_array;
	bool fails;
	uint8_t data[NOR_PAGE_MAX];	/**< JOB_PROGRAM: the page; JOB_REGISTER: the value */
	void (*commit)(struct nor_chip *chip, const uint8_t *data);	/**< JOB_REGISTER */
};

struct nor_registers {
	uint8_t sr, rr, err, bank;
	uint8_t sr2, sr3;			/**< Winbond; Macronix: configuration registers 1 and 2 */
	uint8_t upper;				/**< address bits from 24 on, where a command has three address bytes */
	uint8_t burst;				/**< of a read that wraps; Winbond: also read parameters of QPI mode */
	uint8_t param;
	uint8_t vcr, evcr;			/**< Micron: volatile and enhanced volatile configuration register */
};

struct nor_chip {
	const struct nor_model *model;
	struct board_chip fit;		/**< own copy: faults change it */
	const struct board_chip *board;
	const struct nor_command *by_opcode[256];
	uint8_t *array;
	uint8_t info[NOR_INFO_ROWS * NOR_INFO_SIZE];

	/* non-volatile */
	struct nor_registers nv;
	uint8_t fr;
	uint32_t autoboot;
	uint16_t asp;
	uint16_t nvcr;				/**< Micron: non-volatile configuration register */
	uint8_t password[8];
	bool ppb[NOR_BLOCKS_MAX];	/**< true: protected */

	/* volatile */
	struct nor_registers now_set;
	bool dyb[NOR_BLOCKS_MAX];	/**< true: protected */
	bool wel, volatile_sr, qpi, dio, power_down, reset_armed, frozen, ppb_locked;
	bool secured_otp;			/**< Macronix: between B1h and C1h the array is the one-time area */
	bool autoboot_pending;
	int32_t unlocked_sector;	/**< 4 KiB sector number, -1 = none */
	uint8_t suspended;			/**< FR_PSUS | FR_ESUS */
	const struct nor_command *continuous;
	struct nor_job job, parked;	/**< running, and suspended */
	uint64_t ready_at;			/**< deaf until then after power-up, reset or wake-up */

	/* the frame being received */
	uint64_t now;
	uint32_t hz;
	bool selected;
	enum nor_phase phase;
	const struct nor_command *command;
	uint8_t lines;
	bool dtr, reset_was_armed, overrun;
	bool first_dummy;			/**< the next dummy clock decides about continuous read */
	bool clock_spent;			/**< opcode or dummies ended with this rising edge: double rate begins after it */
	uint32_t shift;
	uint8_t bits;
	uint8_t addr_left, dummy_left, dummy_clocks;
	uint32_t addr;
	uint8_t out;				/**< byte being given */
	uint32_t out_index;
	uint32_t in_count;
	uint8_t in[NOR_PAGE_MAX];
	uint8_t drive_mask, drive_level, next_mask, next_level;
	uint8_t levels;				/**< of the lines, last seen */
	bool too_fast;				/**< the clock is above the command's limit: bits that it gives go wrong */
	struct nor_trace {
		uint64_t begin;			/**< ps */
		const char *why;		/**< the frame is ignored */
		int opcode;				/**< that came; -1: none, because the chip was in continuous read */
		uint8_t given[NOR_TRACE_BYTES];
	} trace;

	/* faults */
	uint8_t id[3];				/**< answer to 9Fh and AFh: the model's, or another */
	uint32_t sfdp_end;			/**< SFDP reads FFh from here on; 0: as in chips that left the factory without */
	struct nor_sfdp_patch sfdp_lie[NOR_PATCHES];	/**< like the model's */
	int64_t program_fails_at, erase_fails_at;	/**< -1 = none */
	uint8_t deaf_to;			/* fault: opcode that it does not have; 0: none */
	bool stuck_busy;
};

/* ---- pins, for the wires ---- */

/** Fitted and supplied? */
bool nor_alive(const struct nor_chip *chip);

void nor_select(struct nor_chip *chip, uint64_t now, uint32_t hz);
void nor_deselect(struct nor_chip *chip, uint64_t now);
/** One clock edge with the lines' levels, bit n = IOn. drive_mask and drive_level say what the chip drives then. */
void nor_edge(struct nor_chip *chip, bool rising, uint8_t levels, uint64_t now);

/** Would whole bytes on so many lines be taken in as nor_edge() would? */
bool nor_takes_bytes(const struct nor_chip *chip, unsigned int lines, bool dtr);
void nor_byte(struct nor_chip *chip, uint8_t byte, uint64_t now);
bool nor_takes_dummies(const struct nor_chip *chip, unsigned int clocks);
void nor_dummies(struct nor_chip *chip, unsigned int clocks, uint64_t now);
bool nor_gives_bytes(const struct nor_chip *chip, unsigned int lines, bool dtr);
/** @param now at the last clock of the first byte @param byte_ps time of a byte */
void nor_give(struct nor_chip *chip, uint8_t *buffer, size_t count, uint64_t now, uint64_t byte_ps);

/** Does IO3 hold or reset the chip when low, in the phase that comes now? */
bool nor_obeys_hold(const struct nor_chip *chip);

/** Until when the answer to the status command just given stays the same: 0 = unknown. */
uint64_t nor_steady_until(const struct nor_chip *chip);
/** The last frame was repeated so many times more with the same answer. */
void nor_repeated(struct nor_chip *chip, uint64_t times);

/** Counts changes of the wiring. */
uint32_t nor_wiring_generation(void);
/** Let the wires finish what has passed up to now before someone looks at the chip from outside. */
void nor_set_settle(void (*settle)(void));

/* ---- inside ---- */

/** Is quad mode enabled? IO2 and IO3 are data lines only then. */
bool nor_quad(const struct nor_chip *chip);
bool nor_busy(const struct nor_chip *chip);
/** Carry out what was due until chip->now. */
void nor_settle(struct nor_chip *chip);
void nor_start(struct nor_chip *chip, const struct nor_job *job, uint32_t us);
void nor_suspend(struct nor_chip *chip);
void nor_resume(struct nor_chip *chip);
/** Volatile state as after power-up or reset; a running job is cut off. @param us deaf so long */
void nor_restart(struct nor_chip *chip, uint32_t us);
/** Levels that the lines have, where no clock edge tells them. */
void nor_set_level(struct nor_chip *chip, uint8_t levels);
void nor_refuse(struct nor_chip *chip, const char *what, const char *why);

bool nor_protected(const struct nor_chip *chip, uint32_t addr, uint32_t size);
/** Write a non-volatile register: takes register_us, then @a put gets the bytes received, up to 8. */
void nor_write_register(struct nor_chip *chip, void (*put)(struct nor_chip *chip, const uint8_t *data));
/** Bring a chip up to this moment before it is looked at or changed from outside. */
void nor_catch_up(struct nor_chip *chip);
/** Model whose times and clock limits hold now. */
const struct nor_model *nor_pace(const struct nor_chip *chip);
/** Put out a line for nor_describe(). */
void nor_describe_line(void (*line)(void *ctx, const char *text), void *ctx, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/** The frame that ends as a line of the trace of the bus; or that it was repeated. trace.c */
void nor_trace_frame(const struct nor_chip *chip, bool complete);
void nor_trace_repeated(const struct nor_chip *chip, uint64_t times);
/** The command's name in words, "read status". @param text where it goes, if it has to be made */
const char *nor_command_words(const struct nor_command *command, char *text, size_t size);
uint32_t nor_dummy_clocks(const struct nor_chip *chip, const struct nor_command *command);

/* Commands that several makers' chips have; commands.c. */
uint8_t nor_out_upper_address(struct nor_chip *chip, uint32_t index);
void nor_do_upper_address(struct nor_chip *chip);
void nor_do_address_mode(struct nor_chip *chip);		/* arg 4 or 3 bytes */
/** At the top of the chip, or at the bottom. */
void nor_protect_end(const struct nor_chip *chip, bool bottom, uint64_t bytes, uint32_t *first, uint32_t *end);
uint8_t nor_out_status(struct nor_chip *chip, uint32_t index);
uint8_t nor_out_id(struct nor_chip *chip, uint32_t index);
uint8_t nor_out_device_id(struct nor_chip *chip, uint32_t index);
uint8_t nor_out_maker_device(struct nor_chip *chip, uint32_t index);
uint8_t nor_out_sfdp(struct nor_chip *chip, uint32_t index);
uint8_t nor_out_unique_id(struct nor_chip *chip, uint32_t index);
void nor_do_write_enable(struct nor_chip *chip);
void nor_do_write_disable(struct nor_chip *chip);
void nor_do_program(struct nor_chip *chip);
void nor_do_erase(struct nor_chip *chip);
void nor_do_erase_chip(struct nor_chip *chip);
void nor_do_suspend(struct nor_chip *chip);
void nor_do_resume(struct nor_chip *chip);
void nor_do_power_down(struct nor_chip *chip);
void nor_do_wake(struct nor_chip *chip);
void nor_do_reset_enable(struct nor_chip *chip);
void nor_do_reset(struct nor_chip *chip);
void nor_do_qpi(struct nor_chip *chip);
void nor_do_nothing(struct nor_chip *chip);

#endif /* SIM_NOR_CHIP_H */
