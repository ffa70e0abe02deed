/* SPDX-License-Identifier: GPL-2.0-or-later */

/* See target.h in this folder. */

#include "armv7m.h"

struct reg *register_get_by_name(struct reg_cache *cache, const char *name, bool search_all);
