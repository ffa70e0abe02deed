/* SPDX-License-Identifier: GPL-2.0-or-later */

/* See target/cortex_m.h in the folder beside this. */

#define BIT(n)	(1u << (n))
