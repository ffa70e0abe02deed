/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * What all STM32 serial flash controllers do below their registers: send a frame, keep a FIFO, poll, prefetch. A
 * controller turns its registers into a struct xspi_frame and starts one of the modes; the engine runs behind the time
 * and catches up whenever it is asked, so that each flag changes at its own moment.
 */

#ifndef SIM_XSPI_ENGINE_H
#define SIM_XSPI_ENGINE_H

#include <stdbool.h>
#include <stdint.h>
#include "wires.h"
#include "../sim.h"

#define XSPI_FIFO_MAX	64
#define XSPI_NO_END		UINT64_MAX

/** A phase that sends value's lowest bytes, the highest first; mode.lines 0 = phase left out. */
struct xspi_phase {
	struct wires_mode mode;
	uint8_t bytes;
	uint32_t value;
};

struct xspi_frame {
	uint8_t select;				/**< chip selects: bit 0 the first, bit 1 that of the second bank */
	struct xspi_phase instruction, address, alternate;
	uint8_t dummy;
	struct wires_mode data;		/**< lines 0 = no data */
	enum wires_first first;		/**< fault in the first clock of the data */
	bool extra_byte;			/**< fault: a byte more than wanted is left in the FIFO by a read */
	bool deaf;					/**< fault: polling never matches */
};

/** Taken from the registers when a command starts. */
struct xspi_timing {
	uint32_t hz;				/**< kernel clock */
	uint32_t divider;			/**< prescaler + 1 */
	uint32_t select_high;		/**< clocks between frames */
	uint64_t boundary;			/**< chip select rises where an address is a multiple of it; 0: nowhere */
	uint64_t longest;			/**< clocks after which it rises; 0: any number */
	uint64_t turn;				/**< bytes after which it rises if another controller waits for the bus; 0: any */
};

enum xspi_mode {
	XSPI_IDLE, XSPI_COMMAND, XSPI_WRITE, XSPI_READ, XSPI_DRAIN, XSPI_POLL, XSPI_MAPPED, XSPI_ENDING,
	XSPI_FREE,					/**< the clock runs freely, without chip select: until abort or disable */
	XSPI_STUCK,					/**< hangs: until abort or disable */
	XSPI_DEAD,					/**< hangs: until disable */
};

struct xspi_engine {
	struct wires *wires;
	unsigned int fifo_size;
	uint8_t fifo[XSPI_FIFO_MAX];
	unsigned int head, level;
	enum xspi_mode mode;
	struct xspi_frame frame;
	uint64_t period;			/**< of the clock, ps; 0 = the kernel clock stands still */
	uint64_t byte_ps;
	unsigned int unit;			/**< bytes that cross the wires together: 2 if two chips share the data */
	uint64_t t;					/**< the next clock can start then */
	uint64_t select_after;		/**< chip select may fall again then */
	uint32_t select_high;
	uint64_t left;				/**< bytes still to cross the wires */
	/* splitting: the command is given again for the rest */
	uint64_t boundary, longest;	/**< as in struct xspi_timing, the latter in ps */
	uint32_t first_addr;		/**< of the address phase when the command was given first */
	uint64_t carried;			/**< bytes that crossed the wires since */
	uint64_t frame_start, frame_first;	/**< when the frame began, and with which of them */
	/* taking turns on a bus that the I/O manager multiplexes */
	uint64_t turn;				/**< as in struct xspi_timing */
	bool waiting;				/**< for the bus */
	uint64_t asked;				/**< since when */
	bool in_frame;				/**< chip select is low */
	bool halted;				/**< FIFO was full: the clock stands until four bytes are free */
	bool complete, matched, timed_out;		/**< TCF, SMF, TOF: set here, cleared by the controller */
	/* polling */
	uint32_t mask, match, status;
	bool any, stop_on_match, status_new, status_valid;
	uint32_t interval;
	/* mapped */
	uint32_t next_addr;			/**< that the next byte in the FIFO came from */
	bool mapped_write;
	uint64_t accessed;			/**< last access to the window */
	uint64_t timeout_at;		/**< chip select rises then, UINT64_MAX = never */
	uint64_t timed_out_at;		/**< it last rose so then */
	uint32_t timeout_clocks;
	bool timeout_ends;			/**< and the mode is left for idle; else BUSY stays */
	struct sim_timer timer;
};

struct soc_die;
struct soc_xspi;

void xspi_engine_init(struct xspi_engine *engine, const struct soc_die *die, const struct soc_xspi *xspi);

/** Catch up with sim_now(). */
void xspi_advance(struct xspi_engine *engine);
bool xspi_busy(const struct xspi_engine *engine);

/** Each starts a frame; the engine is idle before. */
void xspi_start_command(struct xspi_engine *engine, const struct xspi_frame *frame, const struct xspi_timing *timing);
void xspi_start_write(struct xspi_engine *engine, const struct xspi_frame *frame, const struct xspi_timing *timing,
	uint64_t bytes);
void xspi_start_read(struct xspi_engine *engine, const struct xspi_frame *frame, const struct xspi_timing *timing,
	uint64_t bytes);
/** mask, match, any, stop_on_match and interval are set before. @param bytes 1 to 4 */
void xspi_start_poll(struct xspi_engine *engine, const struct xspi_frame *frame, const struct xspi_timing *timing,
	unsigned int bytes);

/** Busy without a frame: mode is one of XSPI_FREE, XSPI_STUCK, XSPI_DEAD. */
void xspi_hang(struct xspi_engine *engine, enum xspi_mode mode);

/** FIFO access by the bus; waits as silicon does. @returns false if the wait would never end */
bool xspi_push(struct xspi_engine *engine, uint32_t value, unsigned int bytes);
bool xspi_pop(struct xspi_engine *engine, unsigned int bytes, uint32_t *value);

/** Did the timeout of the memory-mapped mode come in this very clock? */
bool xspi_timeout_just_now(const struct xspi_engine *engine);
/** Is that the next byte of the running prefetch, and not beyond its end? */
bool xspi_mapped_continues(const struct xspi_engine *engine, uint32_t addr, bool write);
/** Open a frame of the memory-mapped mode at addr. @param left bytes up to the end of the device */
void xspi_mapped_open(struct xspi_engine *engine, const struct xspi_frame *frame, const struct xspi_timing *timing,
	uint32_t addr, uint64_t left, bool write);
bool xspi_mapped_read(struct xspi_engine *engine, unsigned int bytes, uint32_t *value);
bool xspi_mapped_write(struct xspi_engine *engine, unsigned int bytes, uint32_t value);

/** End what is running, chip select rises, FIFO empty: by abort, which sets complete, or at once (disable, reset). */
void xspi_abort(struct xspi_engine *engine);
void xspi_stop(struct xspi_engine *engine);

#endif /* SIM_XSPI_ENGINE_H */
