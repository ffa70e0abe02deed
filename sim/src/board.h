/* SPDX-License-Identifier: GPL-2.0-or-later */

/* A board as data, read from a board file: die, chips and their wires, link. See doc/ for the file format. */

#ifndef SIM_BOARD_H
#define SIM_BOARD_H

#include <stdbool.h>
#include <stdint.h>

#define BOARD_MAX_CHIPS		2
#define BOARD_MAX_LINES		8
#define BOARD_MAX_STATES	8
#define BOARD_WHERE			128

/** A wire from a chip's pin to an MCU's pin. */
struct board_wire {
	bool connected;
	uint8_t port, pin;		/**< port 0 = A */
	unsigned int line;		/**< of the board file, for messages */
	bool open;				/**< fault: broken wire */
	int8_t pull;			/**< resistor on the board: +1 up, -1 down, 0 none */
};

struct board_chip {
	char model[32];			/**< "is25lp128f" */
	char name[16];			/**< "chip0": how the control connection calls it */
	struct board_wire clk, ncs, io[BOARD_MAX_LINES];
	bool absent;			/**< fault: not fitted */
	bool unpowered;			/**< fault: no supply */
	char contents[256];		/**< file to load at start, or "" = erased */
	uint32_t page_us;		/**< page program time, 0 = the model's typical */
	char where[BOARD_WHERE];	/**< file and line that named it, for messages: "x.board:7: ", or "" */
	struct {
		char text[48];			/**< as for nor_preset() */
		char where[BOARD_WHERE];
	} state[BOARD_MAX_STATES];
	unsigned int state_count;
};

struct board {
	char name[40];
	char title[80];
	char die[24];
	char die_where[BOARD_WHERE];	/**< file and line that named it, for messages */
	struct board_chip chip[BOARD_MAX_CHIPS];
	unsigned int chip_count;
	char uart[16];			/**< instance that is the board's serial line: "USART1" */
	char uart_where[BOARD_WHERE];
	char file[BOARD_WHERE];	/**< what it was read from */
	uint32_t hse_hz, lse_hz;	/**< crystals or clocks at the pins; 0: none */
	/* link */
	char probe[24];			/**< "stlink-v3", one of link/probes.c */
	uint32_t target_mv;		/**< target supply that the probe measures */
};

/** Read a board by name (from the data folder) or by path. @returns 0, or -1 after a message with file and line */
int board_load(const char *name_or_path, struct board *board);

/** Print the boards in the data folder, a line each. */
int board_list(void);

#endif /* SIM_BOARD_H */
