// SPDX-License-Identifier: GPL-2.0-or-later

/* Names for what a test can change in controllers and wires while the simulator runs. */

#include <stdio.h>
#include <string.h>
#include "controller.h"
#include "wires.h"

#define ERRATUM(name)	{ #name, name }

static const struct {
	const char *name;
	uint32_t bit;
} errata[] = {
	ERRATUM(QUADSPI_EXTRA_BYTE), ERRATUM(QUADSPI_FIRST_NIBBLE), ERRATUM(QUADSPI_MAPPED_AR),
	ERRATUM(QUADSPI_MAPPED_TIMEOUT), ERRATUM(QUADSPI_WINDOW_AR), ERRATUM(QUADSPI_FTHRES_16),
	ERRATUM(QUADSPI_LAST_BYTE), ERRATUM(QUADSPI_TAIL_STALL), ERRATUM(QUADSPI_DATA_ONLY), ERRATUM(QUADSPI_CCR_ZERO),
	ERRATUM(QUADSPI_LATE_RELEASE), ERRATUM(QUADSPI_INTERNAL_TIMING), ERRATUM(QUADSPI_LONE_INSTRUCTION),
	ERRATUM(OCTOSPI_WRITE_DQSE), ERRATUM(OCTOSPI_POLL_OCTAL), ERRATUM(OCTOSPI_ODD_DTR), ERRATUM(OCTOSPI_ODD_WRITE),
};

static const char *const floating[] = { [WIRES_KEEP] = "keep", [WIRES_LOW] = "low", [WIRES_HIGH] = "high" };

static int switch_erratum(const char *name, const char *state)
{
	bool on = !strcmp(state, "on");

	if (!on && strcmp(state, "off") != 0)
		return -1;
	for (unsigned int i = 0; i < COUNT_OF(errata); i++) {
		if (strcmp(errata[i].name, name) != 0)
			continue;
		uint32_t others = xspi_get_errata() & ~errata[i].bit;
		xspi_set_errata(others | (on ? errata[i].bit : 0));
		return 0;
	}
	return -1;
}

static int let_float(const char *how)
{
	for (unsigned int i = 0; i < COUNT_OF(floating); i++) {
		if (!strcmp(floating[i], how)) {
			wires_let_float(i);
			return 0;
		}
	}
	return -1;
}

int xspi_fault(const char *text)
{
	char what[16], first[32], second[16], rest;
	int words = sscanf(text, "%15s %31s %15s %c", what, first, second, &rest);

	if (words == 3 && !strcmp(what, "erratum"))
		return switch_erratum(first, second);
	if (words == 2 && !strcmp(what, "floating"))
		return let_float(first);
	return -1;
}
