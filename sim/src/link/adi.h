/* SPDX-License-Identifier: GPL-2.0-or-later */

/* The debug port of the die: SW-DP with its access ports, the core's first. After ADIv5.2 (ARM IHI 0031). */

#ifndef SIM_LINK_ADI_H
#define SIM_LINK_ADI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum adi_result {
	ADI_OK,
	ADI_FAULT,			/**< the access ended in a bus error; TAR holds its address, STICKYERR is set */
	ADI_NO_AP,			/**< memory access through an access port that does not exist */
	ADI_UNALIGNED,		/**< address not a multiple of the size */
};

#define ADI_SWD_CLOCKS	46		/**< of one register access on the wire, turn-arounds included */

void adi_power_on(void);

/** @param reg register with its bank in bits 7..4, as ST-Link passes it */
uint32_t adi_dp_read(uint32_t reg);
void adi_dp_write(uint32_t reg, uint32_t value);

bool adi_ap_exists(uint32_t ap);
enum adi_result adi_ap_read(uint32_t ap, uint32_t reg, uint32_t *value);
enum adi_result adi_ap_write(uint32_t ap, uint32_t reg, uint32_t value);

struct adi_access {
	uint32_t ap, addr, csw;
	unsigned int size;			/**< 1, 2 or 4 */
	unsigned int count;
	bool increment;
	uint64_t ps_each;			/**< time on the wire for each of them */
};

/** Transfer memory; time passes while it does. Stops at the first fault. @param data little-endian, packed */
enum adi_result adi_read_memory(const struct adi_access *access, uint8_t *data);
enum adi_result adi_write_memory(const struct adi_access *access, const uint8_t *data);

/** Clear the sticky error, as the probe does after it has seen one. */
void adi_clear_sticky(void);

#endif /* SIM_LINK_ADI_H */
