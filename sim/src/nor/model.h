/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * A flash chip as data: its commands, sizes, times and clock limits. What differs between chips stands in such tables;
 * how a frame is taken in bit by bit is the same for all and stands in frame.c.
 */

#ifndef SIM_NOR_MODEL_H
#define SIM_NOR_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nor_chip;

/* When a command is accepted, and what it is. */
#define NOR_SPI		0x0001		/* accepted in SPI mode */
#define NOR_QPI		0x0002		/* accepted in QPI mode; all phases then take four lines */
#define NOR_WEL		0x0004		/* ignored unless the write enable latch is set */
#define NOR_QE		0x0008		/* in SPI mode ignored unless quad mode is enabled */
#define NOR_BUSY	0x0010		/* accepted while a write is in progress */
#define NOR_DTR		0x0020		/* address and data on both clock edges */
#define NOR_OTP		0x0040		/* cannot be taken back: counted */
#define NOR_CUT		0x0080		/* carried out even if the address phase is cut short */
#define NOR_READ	0x0100		/* data comes from the array */
#define NOR_DIO		0x0200		/* accepted in dual I/O mode; all phases then take two lines */
#define NOR_ASLEEP	0x0400		/* accepted in deep power-down */
#define NOR_ANY		(NOR_SPI | NOR_QPI)

#define NOR_ADDR_34	34			/* three or four address bytes, as the chip's address mode says */
#define NOR_DUMMY_SET	0xFF	/* dummy clocks as the chip's registers say; see struct nor_read_speed */
#define NOR_IN_PAGE	0xFF		/* one to any number of data bytes */
#define NOR_IN_1_OR_2	0xFE	/* one or two data bytes */
#define NOR_IN_1_TO_3	0xFD	/* one, two or three data bytes */

struct nor_command {
	uint8_t opcode;
	uint16_t flags;
	uint8_t addr;				/**< address bytes: 0, 3, 4 or NOR_ADDR_34 */
	uint8_t addr_lines;			/**< in SPI mode */
	bool mode;					/**< a mode byte follows the address, inside the dummy clocks */
	uint8_t dummy;				/**< clocks after the address, or NOR_DUMMY_SET */
	uint8_t speed;				/**< index into model->speed; 0 = no limit of its own */
	uint8_t data_lines;			/**< in SPI mode */
	uint8_t in;					/**< data bytes taken: exactly so many, or NOR_IN_PAGE */
	uint8_t (*out)(struct nor_chip *chip, uint32_t index);	/**< data bytes given; NULL: none, or array */
	void (*done)(struct nor_chip *chip);	/**< at the end of a complete frame; may be NULL */
	uint32_t arg;				/**< for done(): erase size, register bit ... */
	const char *name;			/**< the function's name, or words; see nor_command_words() */
};

/** Clock limits of a kind of read, MHz by number of dummy clocks. */
struct nor_read_speed {
	uint8_t standard;			/**< dummy clocks if the chip's registers ask for none */
	uint8_t mhz[16];			/**< [n] for n dummy clocks; [0] for commands without */
	uint8_t by_index[4];		/**< dummy clocks by a field of two bits, where there is one; 0: standard */
};

/** Commands that belong together. A chip has several groups; a later one replaces opcodes of an earlier. */
struct nor_command_group {
	const struct nor_command *list;
	size_t count;
};

#define NOR_GROUPS	6
#define NOR_PATCHES	10

/** Bytes of the SFDP table that are others than in sfdp; at = 0 ends the list. */
struct nor_sfdp_patch {
	uint8_t at, value;
};

/** What the line IO3 is outside quad mode. */
enum nor_io3 { NOR_IO3_DATA, NOR_IO3_HOLD, NOR_IO3_RESET };

struct nor_model {
	const char *name;
	uint8_t id[3];
	uint8_t device_id;			/**< of ABh and 90h */
	uint32_t size;
	uint16_t page;
	struct nor_command_group commands[NOR_GROUPS];
	const struct nor_read_speed *speed;
	uint8_t qpi_speed;			/**< index into speed for reads in QPI mode */
	uint8_t max_mhz;
	/* typical times */
	uint32_t page_us, erase_4k_us, erase_32k_us, erase_64k_us, erase_256k_us, erase_chip_us, register_us;
	uint32_t suspend_us, reset_us, power_up_us, wake_ns;
	const uint8_t *sfdp;
	size_t sfdp_size;
	struct nor_sfdp_patch patch[NOR_PATCHES];
	uint8_t function_register;	/**< as it leaves the factory; also the next ones */
	uint8_t status_2, status_3;
	bool old_read_register;		/**< dummy clocks by index in bits 4:3, drive strength in 7:5, no RESET# choice */
	enum nor_quad_enable { NOR_QE_SR1_BIT_6, NOR_QE_SR2_BIT_1, NOR_QE_ALWAYS } quad_enable;
	bool wakes_by_select;		/**< any frame ends deep power-down, and is not executed */
	bool keeps_wel_if_protected;	/**< a program or erase that protection refuses leaves the write enable latch set */
	bool errors_end_with_next;	/**< the next program or erase clears the error flags */
	/* what the maker's registers say; each may be NULL */
	/** Dummy clocks of a command with NOR_DUMMY_SET; NULL: the standard ones. */
	uint32_t (*dummies)(const struct nor_chip *chip, const struct nor_read_speed *speed);
	/** Bytes in which a read of this opcode wraps, 0: none. */
	uint32_t (*wrap)(const struct nor_chip *chip, uint8_t opcode);
	/** Does this mode byte keep the chip in continuous read? */
	bool (*stays)(uint8_t mode);
	/** Is the level of IO0 in the first dummy clock what keeps the chip in continuous read (0: it does)? */
	bool (*first_dummy_decides)(const struct nor_chip *chip);
	enum nor_io3 (*io3)(const struct nor_chip *chip);
	/** Times and clock limits, where a register chooses between two sets. */
	const struct nor_model *(*pace)(const struct nor_chip *chip);
	/** After power-up or reset: volatile registers that are not plain copies of non-volatile ones. */
	void (*restart)(struct nor_chip *chip);
	/** Registers in words. */
	void (*describe)(const struct nor_chip *chip, void (*line)(void *ctx, const char *text), void *ctx);
	/** Area that the status register protects; *first == *end: none. */
	void (*protects)(const struct nor_chip *chip, uint32_t *first, uint32_t *end);
};

const struct nor_model *nor_find_model(const char *name);
/** All models, numbered from 0. @returns NULL behind the last one */
const struct nor_model *nor_model_at(unsigned int number);

/** The models of a maker. */
struct nor_models {
	const struct nor_model *list;
	size_t count;
};

extern const struct nor_models nor_issi, nor_winbond, nor_micron, nor_macronix;

#endif /* SIM_NOR_MODEL_H */
