/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * Protocol between the stm32xspi driver (host) and its Thumb stub (target).
 * Both sides include this file; it fixes the work area's layout, the records, the results and the version.
 * It knows no chip and no controller: the host hands over ready register writes for each flash operation.
 */

#ifndef STM32XSPI_PROTO_H
#define STM32XSPI_PROTO_H

#include <stdint.h>

/*
 * Work area, in address order (all parts 8-byte aligned):
 *
 *     text             stm32xspi.inc without its last STUB_ENTRY_SIZE bytes; begins with stub_main()
 *     params           struct stub_params, written by the host before the start
 *     entry            the last STUB_ENTRY_SIZE bytes of stm32xspi.inc; its first byte is the entry (Thumb)
 *     status           struct stub_status, zeroed by the host, written by the stub, read by the host in one access
 *     stack            STUB_STACK_SIZE bytes, filled with STUB_STACK_FILL by the entry
 *     slots            slot_count * slot_size bytes
 *
 * The stub is entered with r0 = address of params, MSP at the stack's end, interrupts masked.
 * It ends with BKPT #0 at the address that status.exit_pc names.
 *
 * A run changes nothing from text to params.magic, so a host that starts the stub again need not write that again: it
 * writes what follows, up to the end of status, and the entry checks the rest by its hash (xspi_hash_word() over
 * image_words words from image on, not finished). The text then checks the entry in the same way. If one of them fails,
 * state is STUB_NO_IMAGE, and nothing else was done.
 *
 * Slots, host to target ("stream"): the payload of a slot ends right in front of its last word, the doorbell, so that
 * one ascending block write delivers data and doorbell, doorbell last. The doorbell is STUB_DOORBELL(sequence,
 * payload bytes); sequence counts filled slots from 1, modulo 2^16, so a stale doorbell never matches. Payload starts
 * at slot + slot_size - 4 - bytes and is a whole number of words; records never cross slots. The stub clears all
 * doorbells, then sets status.state = STUB_RUNNING; only then may the host fill slots. The host may fill a slot while
 * filled - status.consumed < slot_count.
 *
 * Slots, target to host ("hash", "read"): the doorbell is the slot's first word and is written after the payload
 * behind it; a host that reads a slot in one ascending block read and finds the expected doorbell has valid data. The
 * host tells the number of slots that it has emptied in params.drained. Payload of "hash": struct stub_hash, as many as
 * fit. Payload of "read": a word that says how many blank bytes (FFh) come next, then contents of what follows these.
 */

#define STUB_MAGIC			0x58535049u	/* "XSPI" */
#define STUB_VERSION		3u
#define STUB_STACK_SIZE		512u
#define STUB_STACK_FILL		0xA5A5A5A5u
#define STUB_MAX_CODE		3584u
#define STUB_ENTRY_SIZE		208u

#define STUB_DOORBELL(seq, bytes)	((((uint32_t)(seq) & 0xFFFFu) << 16) | ((uint32_t)(bytes) & 0xFFFFu))
#define STUB_DOORBELL_BYTES(word)	((word) & 0xFFFFu)

/** What the stub is started for. */
enum stub_command {
	STUB_CMD_STREAM = 1,	/**< play records from the slots until STUB_REC_END */
	STUB_CMD_HASH = 2,		/**< one struct stub_hash per unit of [addr, addr + len) into the slots */
	STUB_CMD_READ = 3,		/**< contents of [addr, addr + len) into the slots */
};

/** Index into params.op. An operation that a chip lacks has write_count 0. */
enum stub_op_index {
	STUB_OP_READ_STATUS,	/**< no address, reads status bytes */
	STUB_OP_WRITE_ENABLE,	/**< no address, no data */
	STUB_OP_PROGRAM,		/**< address, writes data */
	STUB_OP_READ,			/**< address, reads data */
	STUB_OP_READ_FLAGS,		/**< error flags of the last program or erase (ISSI 81h); optional */
	STUB_OP_CLEAR_FLAGS,	/**< clears them (ISSI 82h); optional */
	STUB_OP_ERASE_0,		/**< smallest erase unit; larger ones follow */
	STUB_OP_ERASE_1,
	STUB_OP_ERASE_2,
	STUB_OP_ERASE_3,
	STUB_OP_ERASE_CHIP,		/**< no address */
	STUB_OP_COUNT
};

#define STUB_OP_ADDR	0x1u	/**< operation has an address: written to reg_ar behind the other writes */
#define STUB_OP_DATA	0x2u	/**< operation has data: length - 1 is written to reg_dlr before the other writes */

#define STUB_OP_WRITES	5u

struct stub_write {
	uint32_t reg;			/**< absolute address */
	uint32_t value;
};

/**
 * One flash operation as register writes, in the order in which they are to be made. If the operation has neither
 * address nor data to write, the last write starts it; else the address register does, or the first data word.
 */
struct stub_op {
	uint8_t write_count;	/**< 0: not available */
	uint8_t flags;			/**< STUB_OP_ADDR, STUB_OP_DATA */
	uint16_t reserved;
	uint32_t limit_ms;		/**< longest time until the chip is ready again after this operation; 0: at once */
	uint32_t unit;			/**< bytes changed by one operation: erase size or page size (a power of two); for
								 STUB_OP_READ_STATUS and STUB_OP_READ_FLAGS the bytes to read, 1 to 4, 0 = 1 */
	struct stub_write write[STUB_OP_WRITES];
};

/** Controller registers that the stub uses itself: absolute addresses, and the bits in them. */
struct stub_ctrl {
	uint32_t reg_cr;
	uint32_t reg_sr;		/**< TEF 0, TCF 1, FTF 2, BUSY 5, FLEVEL from bit 8: the same in all controllers */
	uint32_t reg_fcr;
	uint32_t reg_dlr;
	uint32_t reg_ar;
	uint32_t reg_dr;
	uint32_t fifo_bytes;
	uint32_t reserved;
};

struct stub_params {
	/* the same for many runs */
	uint32_t slots;			/**< address of the first slot */
	uint32_t slot_size;		/**< bytes, multiple of 4, doorbell included, at most 65532 */
	uint32_t slot_count;	/**< at least 1 */
	uint32_t scratch;		/**< address of a scratch buffer for unpacking; 0: packed records are refused */
	uint32_t scratch_size;
	uint32_t cycles_per_ms;	/**< core clock in kHz: scale of DWT_CYCCNT, which the host has switched on */
	uint32_t host_limit_ms;	/**< the stub ends itself after this time without progress of the host */
	uint32_t iwdg_kr;		/**< address of IWDG_KR to feed, 0: none runs */
	uint32_t busy_mask;		/**< of the first status byte: operation in progress while (status & mask) == busy_value */
	uint32_t busy_value;
	uint32_t wel_mask;		/**< write-enable latch; 0: do not check */
	uint32_t flags_fail_mask;	/**< bits of STUB_OP_READ_FLAGS that mean failure */
	struct stub_ctrl ctrl;
	struct stub_op op[STUB_OP_COUNT];

	/* of one run; written with the entry and the status behind it */
	uint32_t magic;			/**< STUB_MAGIC */
	uint32_t status;		/**< address of struct stub_status */
	uint32_t image;			/**< address of text */
	uint32_t image_words;	/**< words from there to magic */
	uint32_t image_hash[2];	/**< their hash, lo and hi */
	uint32_t version;		/**< STUB_VERSION */
	uint32_t command;		/**< enum stub_command */
	uint32_t addr;			/**< first flash address; STUB_CMD_STREAM: of what records may name */
	uint32_t len;			/**< bytes */
	/**
	 * A power of two. STUB_CMD_HASH: bytes per result, addr must be aligned to it. STUB_CMD_READ: aligned units of this
	 * size that are blank are counted, not sent; 0: everything is sent.
	 */
	uint32_t hash_unit;
	uint32_t drained;		/**< output slots emptied by the host, modulo 2^32 */
	uint32_t abort;			/**< the host sets it to 1 to end the stub at the next chance */
	uint32_t entry_hash[2];	/**< hash of the entry, which follows, lo and hi */
};

/** Records of a stream. Each starts with this header, is a whole number of words and lies within one slot. */
struct stub_record {
	uint8_t type;			/**< enum stub_record_type */
	uint8_t arg;			/**< ERASE: index of the erase operation (STUB_OP_ERASE_x); else 0 */
	uint16_t flags;			/**< STUB_REC_F_x */
	uint32_t addr;			/**< flash address */
	uint32_t len;			/**< bytes of flash concerned */
};

enum stub_record_type {
	STUB_REC_END = 1,		/**< nothing follows; wait until the chip is idle, then end */
	STUB_REC_ERASE = 2,		/**< erase [addr, addr + len), a multiple of the operation's unit */
	STUB_REC_PROGRAM = 3,	/**< len data bytes follow, zeros up to a word; split into pages by the stub */
	STUB_REC_PROGRAM_PACKED = 4,	/**< uint32_t packed bytes, then one LZ4 block which unpacks to len bytes */
	STUB_REC_SKIP = 5,		/**< [addr, addr + len) stays as it is; only counted */
	STUB_REC_EXPECT = 6,	/**< struct stub_hash words follow: contents must have this hash */
	STUB_REC_COMPARE = 7,	/**< like PROGRAM, but only compares contents with the data */
};

#define STUB_REC_F_SKIP_BLANK	0x1u	/**< ERASE: leave out units that read as all FFh already */
#define STUB_REC_F_NO_VERIFY	0x2u	/**< PROGRAM: do not read back: STUB_REC_EXPECT follows */

/** Hash of a range: xxHash-like mix of 32-bit words in two lanes, see core/hash.h; plus what the planner needs. */
struct stub_hash {
	uint32_t lo;
	uint32_t hi;
	uint32_t blank;			/**< 1: every byte is FFh */
};

enum stub_state {
	STUB_IDLE = 0,
	STUB_RUNNING = 1,
	STUB_DONE = 2,			/**< ended as wanted */
	STUB_FAILED = 3,		/**< see error */
	STUB_NO_IMAGE = 4,		/**< not started: the work area has not what the hashes in params say */
};

/** Why a stub ended with STUB_FAILED. */
enum stub_error_code {
	STUB_E_NONE = 0,
	STUB_E_PARAMS,			/**< a parameter is wrong; detail[0] = enum stub_param_error */
	STUB_E_RECORD,			/**< malformed record; detail[0] = type, detail[1] = offset in the slot */
	STUB_E_CTRL_BUSY,		/**< controller stayed busy; detail[0] = SR, detail[1] = CR */
	STUB_E_TRANSFER,		/**< TEF, or data did not flow; detail[0] = SR, detail[1] = CR */
	STUB_E_WEL,				/**< write enable did not take; detail[0] = status register */
	STUB_E_TIMEOUT,			/**< chip stayed busy beyond limit_ms; detail[0] = status register, detail[1] = ms waited */
	STUB_E_FLAGS,			/**< chip reports failure; detail[0] = status, detail[1] = flags */
	STUB_E_COMPARE,			/**< contents differ from error_addr on; detail[0] = expected, detail[1] = found word,
								 detail[2] = address of the word */
	STUB_E_HASH,			/**< STUB_REC_EXPECT: detail[0..1] = found lo, hi */
	STUB_E_UNPACK,			/**< packed data are damaged */
	STUB_E_HOST,			/**< host made no progress for host_limit_ms */
	STUB_E_ABORTED,			/**< params.abort was set */
	STUB_E_ERASE,			/**< not blank near error_addr after an erase; detail[0] = status register, detail[1] = AND
								 of the words read */
};

/** STUB_E_PARAMS: what is wrong. */
enum stub_param_error {
	STUB_P_VERSION = 1,		/**< version: image and driver do not belong together */
	STUB_P_CLOCK,			/**< cycles_per_ms is 0, or DWT_CYCCNT stands still */
	STUB_P_COMMAND,			/**< unknown command, or its range or hash unit is wrong */
};

/** Where the stub is: lets the host choose its own limit, and say what was going on if the stub dies. */
enum stub_phase {
	STUB_PHASE_WAIT_HOST = 1,	/**< waits for a filled or an empty slot */
	STUB_PHASE_ERASE = 2,
	STUB_PHASE_PROGRAM = 3,
	STUB_PHASE_VERIFY = 4,		/**< reads back */
	STUB_PHASE_HASH = 5,
	STUB_PHASE_READ = 6,
	STUB_PHASE_BLANK = 7,		/**< looks whether a unit is blank */
};

/** The first words are all that the host polls; results are read at the end or on failure. */
struct stub_status {
	uint32_t magic;			/**< STUB_MAGIC once the stub has started */
	uint32_t state;			/**< enum stub_state */
	uint32_t heartbeat;		/**< grows in every wait loop */
	uint32_t consumed;		/**< input slots emptied, or output slots filled, modulo 2^32 */
	uint32_t phase;			/**< enum stub_phase | op index << 8 */
	uint32_t addr;			/**< flash address in work */
	uint32_t records;		/**< records finished */
	uint32_t bytes_programmed;
	uint32_t bytes_erased;
	uint32_t bytes_blank;	/**< asked to erase, found blank and left alone */
	uint32_t bytes_checked;	/**< read back, compared or hashed */
	uint32_t error;			/**< enum stub_error_code */
	uint32_t error_addr;	/**< flash address */
	uint32_t detail[4];
	uint32_t exit_pc;		/**< address of the final BKPT */
	uint32_t cycles[8][2];	/**< core cycles spent per enum stub_phase (index = phase), low and high word */
};

#endif /* STM32XSPI_PROTO_H */
