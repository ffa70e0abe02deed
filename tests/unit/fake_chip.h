/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * A quad NOR chip behind fake_octospi.c, for unit tests: states that outlive a reset, registers, busy times in status
 * reads, error flags. From the IS25LP128F data sheet's instruction table; frames, not clocks.
 */

#ifndef TESTS_UNIT_FAKE_CHIP_H
#define TESTS_UNIT_FAKE_CHIP_H

#include "io_script.h"

#define FAKE_CHIP_SIZE	(16u * 1024 * 1024)

struct fake_chip {
	uint8_t id[3];
	uint8_t *array;				/**< FAKE_CHIP_SIZE bytes */
	uint8_t sfdp[512];
	uint8_t status;				/**< QE, BP, SRWD, WEL; WIP is made from busy */
	uint8_t read_register, bank, function, flags;
	bool bank_nonvolatile;		/**< 4-byte mode survives a reset */
	bool no_flags;				/**< no register 81h */
	bool absent;
	bool io3_floats;			/**< line IO3 keeps the level that the controller left on it: in 1-line phases 1 */
	bool io2_broken;			/**< line IO2 stays low in quad data */
	bool quad_address_broken;	/**< 1-4-4 reads come from elsewhere: zeros */
	bool status_locked;			/**< writes to the status register are ignored */
	bool fail_program;			/**< P_ERR at each program */
	bool protected;				/**< PROT_E at each program and erase */

	unsigned int continuous;	/**< clocks of address and mode byte in continuous read: 8, 10, 16, 20; 0: not in it */
	bool autoboot, sending;		/**< after each reset; now, until a long enough frame is over */
	bool qpi, power_down, reset_enabled;
	unsigned int contention;	/**< recovery frames that went on while the chip was driving */
	unsigned int busy;			/**< status reads until ready */
	unsigned int busy_per_op;	/**< set at each program and erase */
	bool id_while_busy;			/**< 9Fh is answered, too, while busy */

	unsigned int writes_enabled, programs, erases, status_writes, resets, irreversible;
	unsigned int opcodes[256];
	char last[64];				/**< opcodes seen, for the order */
};

void fake_chip_init(struct fake_chip *chip, struct xspi_io *io);
void fake_chip_free(struct fake_chip *chip);

#endif /* TESTS_UNIT_FAKE_CHIP_H */
