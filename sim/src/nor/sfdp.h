/* SPDX-License-Identifier: GPL-2.0-or-later */

/* SFDP tables of the simulated chips; where each comes from is said in sfdp.c and sfdp_others.c. */

#ifndef SIM_NOR_SFDP_H
#define SIM_NOR_SFDP_H

#include <stdint.h>

extern const uint8_t sfdp_is25lp128f[140];
extern const uint8_t sfdp_is25wp256[140];
extern const uint8_t sfdp_is25lp256d[140];
extern const uint8_t sfdp_is25lp512mj[136];
extern const uint8_t sfdp_is25lp512mk[136];
extern const uint8_t sfdp_is25wp01g[136];
extern const uint8_t sfdp_is25lp02gg[136];
extern const uint8_t sfdp_is25lp064[140];
extern const uint8_t sfdp_is25lp016d[140];
extern const uint8_t sfdp_is25lp080d[140];
extern const uint8_t sfdp_w25q128jv[192];
extern const uint8_t sfdp_w25q128fv[192];
extern const uint8_t sfdp_w25q128jv_dtr[216];
extern const uint8_t sfdp_n25q128a[112];
extern const uint8_t sfdp_mt25ql512[136];
extern const uint8_t sfdp_mx25l51245g[288];
extern const uint8_t sfdp_mx66l51235f[112];
extern const uint8_t sfdp_mx25r6435f[128];
extern const uint8_t sfdp_mx25lm51245g[316];

#endif /* SIM_NOR_SFDP_H */
