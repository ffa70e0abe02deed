/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Host side of the stub: loads it into the work area, starts it, pumps slots, watches it, and turns what went wrong
 * into words. Knows OpenOCD's target API; knows no chip.
 */

#ifndef STM32XSPI_STUB_HOST_H
#define STM32XSPI_STUB_HOST_H

#include <target/target.h>
#include <target/armv7m.h>
#include "core_run.h"
#include "../../../../contrib/loaders/flash/stm32xspi/stm32xspi_proto.h"

#define STUB_PROOF_STEP		8u		/* bytes from one word that is read back to the next */

/** What the host needs to know about a running stub. */
struct stub_session {
	struct target *target;
	struct working_area *area;		/**< NULL: not loaded. OpenOCD clears it when it frees work areas */
	uint32_t area_size;
	uint32_t params_addr;
	uint32_t entry_addr;
	uint32_t status_addr;
	uint32_t stack_addr;
	uint32_t slots_addr;
	uint32_t slot_size;
	uint32_t slot_count;
	struct stub_params params;		/**< what stub_start() writes; the driver fills ctrl, op, masks, limits first */
	struct stub_status status;		/**< last one read */
	struct core_run run;
	bool halted;					/**< seen, by stub_core_halted() */
	bool by_queue;					/**< the core was started by core_run_go(), else by target_start_algorithm() */
	struct armv7m_algorithm algorithm;
	uint32_t proof[STUB_ENTRY_SIZE / STUB_PROOF_STEP];	/**< words of the entry, read back */
	bool proving;
	bool running;
	bool resident;					/**< text and params were written to resident_at, and may still be there */
	uint32_t resident_at;
	uint32_t image_hash[2];			/**< of what was written then */
	int64_t begun_ms;				/**< when the core was started */
	uint32_t total;					/**< what was announced first */
	uint32_t left;					/**< data bytes that the caller has announced and not yet put; 0: not known */
	bool whole;						/**< the last output slot was full: read the next one in one go */
	uint32_t filled;				/**< input slots filled so far */
	uint32_t drained;				/**< output slots emptied so far */
	uint8_t *slot;					/**< payload being put together */
	uint32_t slot_used;
	uint32_t drained_told;			/**< what the stub was told of it last */
	struct {
		int64_t since_ms;			/**< when progress was seen last */
		int64_t beat_ms;			/**< when the heartbeat was seen to change last */
		uint32_t beat;
		unsigned int polls;			/**< looks at the status since the last progress */
		unsigned int looks;			/**< the same since the host last had something to do */
		uint32_t seen[5];			/**< what counts as progress */
	} watch;
	uint32_t core_saved[4];			/**< core registers as they were before, see stub_core.c */
	bool core_asked;				/**< they are on their way, or there */
	bool core_changed;
	uint32_t link_transactions;		/**< commands given to the link in this run, as an ST-Link counts them */
	uint32_t link_bytes;			/**< moved by them */
	char error[400];				/**< after a failure: the cause in words, with address */
	void (*progress)(struct stub_session *s);	/**< NULL, or called each time status was read from the running stub */
	void *context;					/**< for progress */
};

/** Result of stub_load() when the work area is missing or too small; the caller then works by register access. */
#define STUB_NO_WORK_AREA	(-1500)

/**
 * Allocate the work area (as much as is useful), lay out the slots.
 * @returns ERROR_OK, STUB_NO_WORK_AREA, or an error code with the reason in error
 */
int stub_load(struct stub_session *s, struct target *target);

/** Queue what stub_start() has to know of the core: it then comes with whatever is read next (link.h). Optional. */
int stub_ask_ahead(struct stub_session *s);

/** @returns bytes for slots that stub_load() would find; 0: the work area is too small for the stub */
uint32_t stub_slot_room(struct target *target);

/**
 * Write params (command, range and what the caller filled in), and the image unless it is still there, and start the
 * stub. Waits until it runs. The stub refuses records of a stream that leave the range.
 * The target must be halted; the controller idle in indirect mode. After a failure nothing runs and the core is as
 * before.
 */
int stub_start(struct stub_session *s, enum stub_command command, uint32_t addr, uint32_t len, uint32_t hash_unit);

/** So many bytes are still to be put: decides how large the slots are, and when they are sent. Optional. */
void stub_announce(struct stub_session *s, uint32_t left);

/**
 * Append a record to the stream. @a data: len bytes for PROGRAM and COMPARE, the words of struct stub_hash in the
 * target's byte order for EXPECT, else NULL. PROGRAM and COMPARE records are cut where a slot ends, at page
 * boundaries as far as possible. Blocks, bounded, while all slots are full; calls keep_alive(). After a failure of
 * this and the following functions the core is halted with its registers restored, and error says why.
 */
int stub_put(struct stub_session *s, const struct stub_record *record, const uint8_t *data);

/**
 * Take what the next output slot has: copied to @a data, at most @a room bytes, length in @a got. Blank parts of
 * contents, of which the slot has the length only, are filled in. Bounded.
 */
int stub_take(struct stub_session *s, uint8_t *data, uint32_t room, uint32_t *got);

/** Send what is pending and STUB_REC_END (stream), wait for the end, check the result. Always restores the core. */
int stub_finish(struct stub_session *s);

/** Stop a running stub after an error; safe at any time. Halts the core, restores its registers. */
void stub_abort(struct stub_session *s);

/** Free the work area. What was loaded may be found there next time. */
void stub_unload(struct stub_session *s);

#endif /* STM32XSPI_STUB_HOST_H */
