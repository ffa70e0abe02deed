/* SPDX-License-Identifier: GPL-2.0-or-later */

/* See target/target.h. */

void keep_alive(void);
