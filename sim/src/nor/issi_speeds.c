// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Clock limits of ISSI's chips by number of dummy clocks, which count the mode clocks: UFProg's ISSI tables, typed from
 * the datasheets; 03h from first pages of datasheets (80 MHz for the IS25LP128F and 50 MHz for the IS25LP512M; the
 * other ones are taken to be as slow). Dummy clocks of the double rate reads: IS25WP128F's data sheet, Rev. A8, 8.42 to
 * 8.44. Not found in any source: their clock limits, but for the 80 MHz (IS25LP128F, IS25LP256D) and 66 MHz (IS25LP512M)
 * of first pages.
 */

#include "issi.h"

#define DTR_AT(standard, limit) \
	{ standard, { 0, limit, limit, limit, limit, limit, limit, limit, limit, limit, limit, limit, limit, limit, limit, \
	  limit }, { 0 } }
#define DTR(limit) \
	[ISSI_DTR_111] = DTR_AT(8, limit), [ISSI_DTR_122] = DTR_AT(4, limit), [ISSI_DTR_144] = DTR_AT(6, limit)

/* The first IS25LP032, 064, 128: four choices instead of a count */
const struct nor_read_speed issi_speeds_old[ISSI_SPEEDS] = {
	[ISSI_ANY] = { .mhz = { 133 } },
	[ISSI_READ] = { .mhz = { 50 } },
	[ISSI_FAST_111] = { .standard = 8, .mhz = { [8] = 133 } },
	[ISSI_FAST_112] = { .standard = 8, .mhz = { [8] = 133 } },
	[ISSI_FAST_122] = { 4, { [4] = 104, [8] = 133 }, { 4, 4, 8, 4 } },
	[ISSI_FAST_114] = { .standard = 8, .mhz = { [8] = 133 } },
	[ISSI_FAST_144] = { 6, { [4] = 84, [6] = 104, [8] = 133, [10] = 133 }, { 6, 4, 8, 10 } },
	DTR(66),
};

/* IS25LQ...B: nothing to choose */
const struct nor_read_speed issi_speeds_lq[ISSI_SPEEDS] = {
	[ISSI_ANY] = { .mhz = { 104 } },
	[ISSI_READ] = { .mhz = { 33 } },
	[ISSI_FAST_111] = { .standard = 8, .mhz = { [8] = 104 } },
	[ISSI_FAST_112] = { .standard = 8, .mhz = { [8] = 104 } },
	[ISSI_FAST_122] = { .standard = 4, .mhz = { [4] = 104 } },
	[ISSI_FAST_114] = { .standard = 8, .mhz = { [8] = 104 } },
	[ISSI_FAST_144] = { .standard = 6, .mhz = { [6] = 104 } },
};

/* first IS25WP016, 032, 064, 080, 128 */
const struct nor_read_speed issi_speeds_wp020[ISSI_SPEEDS] = {
	[ISSI_ANY] = { .mhz = { 133 } },
	[ISSI_READ] = { .mhz = { 50 } },
	[ISSI_FAST_111] = { 8, { 0, 84, 104, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133 }, { 0 } },
	[ISSI_FAST_112] = { 8, { 0, 84, 104, 115, 128, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133 }, { 0 } },
	[ISSI_FAST_122] = { 4, { 0, 60, 84, 104, 115, 128, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133 }, { 0 } },
	[ISSI_FAST_114] = { 8, { 0, 66, 80, 90, 104, 115, 128, 133, 133, 133, 133, 133, 133, 133, 133, 133 }, { 0 } },
	[ISSI_FAST_144] = { 6, { 0, 33, 50, 60, 70, 84, 104, 115, 128, 133, 133, 133, 133, 133, 133, 133 }, { 0 } },
	DTR(66),
};

/* IS25LP and IS25WP 016D, 032D, 080D */
const struct nor_read_speed issi_speeds_wp020d[ISSI_SPEEDS] = {
	[ISSI_ANY] = { .mhz = { 133 } },
	[ISSI_READ] = { .mhz = { 50 } },
	[ISSI_FAST_111] = { 8, { 0, 84, 104, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133 }, { 0 } },
	[ISSI_FAST_112] = { 8, { 0, 84, 104, 115, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133 }, { 0 } },
	[ISSI_FAST_122] = { 4, { 0, 60, 84, 104, 115, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133 }, { 0 } },
	[ISSI_FAST_114] = { 8, { 0, 66, 80, 90, 104, 115, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133 }, { 0 } },
	[ISSI_FAST_144] = { 6, { 0, 33, 50, 60, 70, 84, 104, 115, 133, 133, 133, 133, 133, 133, 133, 133 }, { 0 } },
	DTR(66),
};

/* IS25LP064D, IS25LP128D, IS25WP128D */
const struct nor_read_speed issi_speeds_lp064d[ISSI_SPEEDS] = {
	[ISSI_ANY] = { .mhz = { 166 } },
	[ISSI_READ] = { .mhz = { 50 } },
	[ISSI_FAST_111] = { 8, { 0, 84, 120, 133, 166, 166, 166, 166, 166, 166, 166, 166, 166, 166, 166, 166 }, { 0 } },
	[ISSI_FAST_112] = { 8, { 0, 95, 104, 120, 133, 140, 150, 166, 166, 166, 166, 166, 166, 166, 166, 166 }, { 0 } },
	[ISSI_FAST_122] = { 4, { 0, 55, 80, 95, 104, 120, 133, 140, 150, 166, 166, 166, 166, 166, 166, 166 }, { 0 } },
	[ISSI_FAST_114] = { 8, { 0, 70, 80, 95, 104, 120, 133, 140, 150, 160, 166, 166, 166, 166, 166, 166 }, { 0 } },
	[ISSI_FAST_144] = { 6, { 0, 33, 50, 60, 70, 80, 90, 104, 120, 133, 140, 150, 160, 166, 166, 166 }, { 0 } },
	DTR(66),
};

/* IS25WP064D, IS25LP256, IS25WP256, IS25WP256E, IS25LE256E, IS25WE128E */
const struct nor_read_speed issi_speeds_wp064d[ISSI_SPEEDS] = {
	[ISSI_ANY] = { .mhz = { 166 } },
	[ISSI_READ] = { .mhz = { 50 } },
	[ISSI_FAST_111] = { 8, { 0, 98, 110, 122, 133, 145, 156, 166, 166, 166, 166, 166, 166, 166, 166, 166 }, { 0 } },
	[ISSI_FAST_112] = { 8, { 0, 75, 84, 98, 122, 133, 145, 156, 166, 166, 166, 166, 166, 166, 166, 166 }, { 0 } },
	[ISSI_FAST_122] = { 4, { 0, 46, 75, 87, 98, 110, 122, 133, 145, 156, 166, 166, 166, 166, 166, 166 }, { 0 } },
	[ISSI_FAST_114] = { 8, { 0, 63, 75, 87, 98, 110, 122, 133, 138, 140, 145, 151, 166, 166, 166, 166 }, { 0 } },
	[ISSI_FAST_144] = { 6, { 0, 23, 34, 46, 58, 69, 81, 93, 104, 122, 127, 139, 151, 162, 166, 166 }, { 0 } },
	DTR(66),
};

/* IS25LP128F, IS25WP128F, IS25LP256D, IS25LP256E, IS25LE128E */
const struct nor_read_speed issi_speeds_lp128f[ISSI_SPEEDS] = {
	[ISSI_ANY] = { .mhz = { 166 } },
	[ISSI_READ] = { .mhz = { 80 } },
	[ISSI_FAST_111] = { 8, { 0, 98, 110, 122, 133, 145, 156, 166, 166, 166, 166, 166, 166, 166, 166, 166 }, { 0 } },
	[ISSI_FAST_112] = { 8, { 0, 75, 84, 98, 133, 140, 150, 166, 166, 166, 166, 166, 166, 166, 166, 166 }, { 0 } },
	[ISSI_FAST_122] = { 4, { 0, 55, 80, 95, 104, 120, 133, 140, 150, 166, 166, 166, 166, 166, 166, 166 }, { 0 } },
	[ISSI_FAST_114] = { 8, { 0, 63, 75, 87, 98, 110, 122, 133, 145, 156, 166, 166, 166, 166, 166, 166 }, { 0 } },
	[ISSI_FAST_144] = { 6, { 0, 23, 34, 46, 58, 69, 81, 93, 104, 122, 127, 139, 151, 162, 166, 166 }, { 0 } },
	DTR(80),
};

/* IS25WP256D */
const struct nor_read_speed issi_speeds_wp256d[ISSI_SPEEDS] = {
	[ISSI_ANY] = { .mhz = { 133 } },
	[ISSI_READ] = { .mhz = { 50 } },
	[ISSI_FAST_111] = { 8, { 0, 98, 110, 122, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133 }, { 0 } },
	[ISSI_FAST_112] = { 8, { 0, 75, 84, 98, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133 }, { 0 } },
	[ISSI_FAST_122] = { 4, { 0, 52, 80, 98, 104, 122, 133, 133, 133, 133, 133, 133, 133, 133, 133, 133 }, { 0 } },
	[ISSI_FAST_114] = { 8, { 0, 63, 75, 87, 98, 110, 122, 133, 133, 133, 133, 133, 133, 133, 133, 133 }, { 0 } },
	[ISSI_FAST_144] = { 6, { 0, 23, 34, 46, 58, 69, 81, 93, 104, 122, 127, 133, 133, 133, 133, 133 }, { 0 } },
	DTR(66),
};

/* IS25LP512M, IS25LP01G and, for want of other figures, the second generation */
const struct nor_read_speed issi_speeds_lp512m[ISSI_SPEEDS] = {
	[ISSI_ANY] = { .mhz = { 133 } },
	[ISSI_READ] = { .mhz = { 50 } },
	[ISSI_FAST_111] = { 8, { 0, 66, 84, 104, 110, 115, 120, 133, 133, 133, 133, 133, 133, 133, 133, 133 }, { 0 } },
	[ISSI_FAST_112] = { 8, { 0, 66, 84, 104, 110, 117, 125, 133, 133, 133, 133, 133, 133, 133, 133, 133 }, { 0 } },
	[ISSI_FAST_122] = { 4, { 0, 33, 50, 66, 84, 90, 104, 108, 117, 133, 133, 133, 133, 133, 133, 133 }, { 0 } },
	[ISSI_FAST_114] = { 8, { 0, 50, 66, 75, 84, 95, 104, 110, 117, 125, 133, 133, 133, 133, 133, 133 }, { 0 } },
	[ISSI_FAST_144] = { 6, { 0, 25, 33, 40, 50, 66, 75, 84, 95, 104, 110, 117, 120, 125, 133, 133 }, { 0 } },
	DTR(66),
};

/* IS25WP512M */
const struct nor_read_speed issi_speeds_wp512m[ISSI_SPEEDS] = {
	[ISSI_ANY] = { .mhz = { 112 } },
	[ISSI_READ] = { .mhz = { 50 } },
	[ISSI_FAST_111] = { 8, { 0, 66, 84, 104, 110, 112, 112, 112, 112, 112, 112, 112, 112, 112, 112, 112 }, { 0 } },
	[ISSI_FAST_112] = { 8, { 0, 66, 84, 104, 110, 112, 112, 112, 112, 112, 112, 112, 112, 112, 112, 112 }, { 0 } },
	[ISSI_FAST_122] = { 4, { 0, 33, 50, 66, 84, 90, 104, 108, 112, 112, 112, 112, 112, 112, 112, 112 }, { 0 } },
	[ISSI_FAST_114] = { 8, { 0, 50, 66, 75, 84, 95, 104, 110, 112, 112, 112, 112, 112, 112, 112, 112 }, { 0 } },
	[ISSI_FAST_144] = { 6, { 0, 25, 33, 40, 50, 66, 75, 84, 93, 104, 112, 112, 112, 112, 112, 112 }, { 0 } },
	DTR(66),
};

/* IS25WP01G */
const struct nor_read_speed issi_speeds_wp01g[ISSI_SPEEDS] = {
	[ISSI_ANY] = { .mhz = { 104 } },
	[ISSI_READ] = { .mhz = { 50 } },
	[ISSI_FAST_111] = { 8, { 0, 66, 84, 104, 104, 104, 104, 104, 104, 104, 104, 104, 104, 104, 104, 104 }, { 0 } },
	[ISSI_FAST_112] = { 8, { 0, 66, 84, 104, 104, 104, 104, 104, 104, 104, 104, 104, 104, 104, 104, 104 }, { 0 } },
	[ISSI_FAST_122] = { 4, { 0, 33, 50, 66, 84, 90, 104, 104, 104, 104, 104, 104, 104, 104, 104, 104 }, { 0 } },
	[ISSI_FAST_114] = { 8, { 0, 50, 66, 75, 84, 95, 104, 104, 104, 104, 104, 104, 104, 104, 104, 104 }, { 0 } },
	[ISSI_FAST_144] = { 6, { 0, 25, 33, 40, 50, 66, 75, 84, 93, 104, 104, 104, 104, 104, 104, 104 }, { 0 } },
	DTR(66),
};
