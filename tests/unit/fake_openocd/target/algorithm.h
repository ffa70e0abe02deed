/* SPDX-License-Identifier: GPL-2.0-or-later */

/* See target.h in this folder. */

#include "target.h"

void init_reg_param(struct reg_param *param, const char *name, uint32_t size, enum param_direction direction);
void destroy_reg_param(struct reg_param *param);
