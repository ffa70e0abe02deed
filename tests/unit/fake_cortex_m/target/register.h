/* SPDX-License-Identifier: GPL-2.0-or-later */

/* See cortex_m.h in this folder. */

#include "cortex_m.h"
