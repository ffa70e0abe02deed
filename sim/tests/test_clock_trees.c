// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Clock trees of all families: every oscillator and PLL with its ready bit, every switch and its status, the clocks of
 * core, buses and controllers that come out, and that core and controllers run at them. Values are written down here
 * from the reference manuals' chapters "Reset and clock control" and ST's device headers. A process can have one
 * machine only, so each row runs in a child of its own. Limits (voltage, wait states) are in test_clocks.c.
 */

#include "test_machine.h"
#include "test_child.h"
#include "../src/soc/build.h"

#define ALL			0xffffffffu
#define PROGRAM		0x20001000u		/* RAM on all dies */

/** Clear bits, set bits, then wait until a read shows the bits in ready. */
struct step {
	uint32_t addr, clear, set, ready;
};
#define STEPS(...)	(const struct step[]){ __VA_ARGS__, { 0 } }

static void take(const struct step *step)
{
	wr(step->addr, (rd(step->addr) & ~step->clear) | step->set);
	for (unsigned int i = 0; (rd(step->addr) & step->ready) != step->ready; i++) {
		CHECK(i < 50000, "0x%08x never gets 0x%x, it is 0x%x", step->addr, step->ready, rd(step->addr));
		machine_advance(US(1));
	}
	machine_advance(US(100));		/* voltages have settled */
}

static void take_all(const struct step *steps)
{
	for (unsigned int i = 0; steps && steps[i].addr; i++)
		take(&steps[i]);
}

/** In the child: a machine, its core halted in the reset state. @param hse crystal in Hz, 0: neither HSE's nor LSE's */
static void make_machine(const char *die, uint32_t hse)
{
	static struct board board;
	char text[120];

	snprintf(text, sizeof(text), "die %s\ncrystal hse %u\ncrystal lse %u\n", die, hse, hse ? 32768u : 0);
	FILE *in = fmemopen(text, strlen(text), "r");
	CHECK(in && board_parse(in, "text", &board) == 0 && machine_create(&board) == 0, "cannot be created");
	machine_start();
	wr(DHCSR, HALT);
	wr(DEMCR, 1u << 24 | 1);
	machine_reset(false);
	CHECK(halted(), "the core does not stop");
	stat_reset();
}

/* ---- oscillators and PLLs ---- */

static const struct source {
	const char *die, *name;
	uint32_t addr, on, ready;
	const struct step *before;
} sources[] = {
#define F4_OPEN		STEPS({ 0x40023840, 0, 0x10000000, 0 }, { 0x40007000, 0, 0x100, 0 })
#define F4_SOURCES(die) \
	{ die, "HSI", 0x40023800, 0x1, 0x2, NULL }, { die, "HSE", 0x40023800, 0x10000, 0x20000, NULL }, \
	{ die, "PLL", 0x40023800, 0x1000000, 0x2000000, NULL }, { die, "PLLI2S", 0x40023800, 0x4000000, 0x8000000, NULL }, \
	{ die, "LSE", 0x40023870, 0x1, 0x2, F4_OPEN }, { die, "LSI", 0x40023874, 0x1, 0x2, NULL }
	F4_SOURCES("stm32f412"), F4_SOURCES("stm32f413"), F4_SOURCES("stm32f469"), F4_SOURCES("stm32f723"),
	F4_SOURCES("stm32f746"), F4_SOURCES("stm32f769"),
	{ "stm32f469", "PLLSAI", 0x40023800, 0x10000000, 0x20000000, NULL },
	{ "stm32f723", "PLLSAI", 0x40023800, 0x10000000, 0x20000000, NULL },
	{ "stm32f746", "PLLSAI", 0x40023800, 0x10000000, 0x20000000, NULL },
	{ "stm32f769", "PLLSAI", 0x40023800, 0x10000000, 0x20000000, NULL },

#define H7_OPEN		STEPS({ 0x58024800, 0, 0x100, 0 })
#define H7_SOURCES(die) \
	{ die, "HSI", 0x58024400, 0x1, 0x4, NULL }, { die, "CSI", 0x58024400, 0x80, 0x100, NULL }, \
	{ die, "HSI48", 0x58024400, 0x1000, 0x2000, NULL }, { die, "HSE", 0x58024400, 0x10000, 0x20000, NULL }, \
	{ die, "PLL1", 0x58024400, 0x1000000, 0x2000000, NULL }, { die, "PLL2", 0x58024400, 0x4000000, 0x8000000, NULL }, \
	{ die, "PLL3", 0x58024400, 0x10000000, 0x20000000, NULL }, { die, "LSE", 0x58024470, 0x1, 0x2, H7_OPEN }, \
	{ die, "LSI", 0x58024474, 0x1, 0x2, NULL }
	H7_SOURCES("stm32h735"), H7_SOURCES("stm32h743"), H7_SOURCES("stm32h745"), H7_SOURCES("stm32h750"),
	H7_SOURCES("stm32h7b3"),

#define L4_OPEN		STEPS({ 0x40021058, 0, 0x10000000, 0 }, { 0x40007000, 0, 0x100, 0 })
#define L4_PLL		STEPS({ 0x40021000, 0, 0x100, 0x400 }, { 0x4002100c, ALL, 0x00000a02, 0 }, \
	{ 0x40021010, ALL, 0x00000a02, 0 }, { 0x40021014, ALL, 0x00000a02, 0 })
#define L4_COMMON_SOURCES(die) \
	{ die, "HSI16", 0x40021000, 0x100, 0x400, NULL }, { die, "HSE", 0x40021000, 0x10000, 0x20000, NULL }, \
	{ die, "LSE", 0x40021090, 0x1, 0x2, L4_OPEN }, { die, "LSI", 0x40021094, 0x1, 0x2, NULL }
#define L4_SOURCES(die) \
	L4_COMMON_SOURCES(die), { die, "MSI", 0x40021000, 0x1, 0x2, NULL }, \
	{ die, "PLL", 0x40021000, 0x1000000, 0x2000000, L4_PLL }, \
	{ die, "SAI1", 0x40021000, 0x4000000, 0x8000000, L4_PLL }, \
	{ die, "SAI2", 0x40021000, 0x10000000, 0x20000000, L4_PLL }
	L4_SOURCES("stm32l475"), L4_SOURCES("stm32l476"), L4_SOURCES("stm32l496"), L4_SOURCES("stm32l562"),
	{ "stm32l496", "HSI48", 0x40021098, 0x1, 0x2, NULL }, { "stm32l562", "HSI48", 0x40021098, 0x1, 0x2, NULL },
	L4_COMMON_SOURCES("stm32g474"), { "stm32g474", "HSI48", 0x40021098, 0x1, 0x2, NULL },
	{ "stm32g474", "PLL", 0x40021000, 0x1000000, 0x2000000,
		STEPS({ 0x40021000, 0, 0x100, 0x400 }, { 0x4002100c, ALL, 0x00000a02, 0 }) },

#define U5_OPEN		STEPS({ 0x46020c94, 0, 4, 0 }, { 0x46020828, 0, 1, 0 })
#define U5_PLL		STEPS({ 0x46020c28, ALL, 1, 0 }, { 0x46020c2c, ALL, 1, 0 }, { 0x46020c30, ALL, 1, 0 }, \
	{ 0x46020c34, ALL, 0x0101024f, 0 }, { 0x46020c3c, ALL, 0x0101024f, 0 }, { 0x46020c44, ALL, 0x0101024f, 0 })
#define U5_SOURCES(die) \
	{ die, "MSIS", 0x46020c00, 0x1, 0x4, NULL }, { die, "MSIK", 0x46020c00, 0x10, 0x20, NULL }, \
	{ die, "HSI", 0x46020c00, 0x100, 0x400, NULL }, { die, "HSI48", 0x46020c00, 0x1000, 0x2000, NULL }, \
	{ die, "SHSI", 0x46020c00, 0x4000, 0x8000, NULL }, { die, "HSE", 0x46020c00, 0x10000, 0x20000, NULL }, \
	{ die, "PLL1", 0x46020c00, 0x1000000, 0x2000000, U5_PLL }, \
	{ die, "PLL2", 0x46020c00, 0x4000000, 0x8000000, U5_PLL }, \
	{ die, "PLL3", 0x46020c00, 0x10000000, 0x20000000, U5_PLL }, { die, "LSE", 0x46020cf0, 0x1, 0x2, U5_OPEN }, \
	{ die, "LSI", 0x46020cf0, 0x4000000, 0x8000000, U5_OPEN }
	U5_SOURCES("stm32u575"), U5_SOURCES("stm32u585"), U5_SOURCES("stm32u5g7"), U5_SOURCES("stm32u5g9"),

#define H5_OPEN		STEPS({ 0x44020824, 0, 1, 0 })
#define H5_PLL		STEPS({ 0x44020c28, ALL, 0x1009, 0 }, { 0x44020c2c, ALL, 0x1009, 0 }, \
	{ 0x44020c30, ALL, 0x1009, 0 }, { 0x44020c34, ALL, 0x01010280, 0 }, { 0x44020c3c, ALL, 0x01010280, 0 }, \
	{ 0x44020c44, ALL, 0x01010280, 0 })
	{ "stm32h563", "HSI", 0x44020c00, 0x1, 0x2, NULL }, { "stm32h563", "CSI", 0x44020c00, 0x100, 0x200, NULL },
	{ "stm32h563", "HSI48", 0x44020c00, 0x1000, 0x2000, NULL },
	{ "stm32h563", "HSE", 0x44020c00, 0x10000, 0x20000, NULL },
	{ "stm32h563", "PLL1", 0x44020c00, 0x1000000, 0x2000000, H5_PLL },
	{ "stm32h563", "PLL2", 0x44020c00, 0x4000000, 0x8000000, H5_PLL },
	{ "stm32h563", "PLL3", 0x44020c00, 0x10000000, 0x20000000, H5_PLL },
	{ "stm32h563", "LSE", 0x44020cf0, 0x1, 0x2, H5_OPEN },
	{ "stm32h563", "LSI", 0x44020cf0, 0x4000000, 0x8000000, H5_OPEN },
};

static bool is_crystal(const struct source *source)
{
	return strcmp(source->name, "HSE") == 0 || strcmp(source->name, "LSE") == 0;
}

/** Switched on it gets ready, but not at once; switched off it is not ready. One that runs from reset on is in use. */
static void check_source(unsigned int number)
{
	const struct source *source = &sources[number];
	char name[40];

	snprintf(name, sizeof(name), "%s %s", source->die, source->name);
	row = name;
	make_machine(source->die, 8000000);
	take_all(source->before);
	if (rd(source->addr) & source->on) {
		CHECK(rd(source->addr) & source->ready, "it is on after reset, but not ready");
		return;
	}
	CHECK(!(rd(source->addr) & source->ready), "ready, though it is off");
	wr(source->addr, rd(source->addr) | source->on);
	CHECK(!(rd(source->addr) & source->ready), "ready at once");
	bool slow = strcmp(source->name, "LSE") == 0;
	for (unsigned int i = 0; !(rd(source->addr) & source->ready); i++) {
		CHECK(i < 3000, "never ready");
		machine_advance(US(slow ? 1000 : 1));
	}
	wr(source->addr, rd(source->addr) & ~source->on);
	CHECK(!(rd(source->addr) & source->ready), "ready, though it is off again");
	CHECK(stat_get("violation") == 0 && stat_get("unknown") == 0, "something was counted");
}

static void every_source_has_its_bit_and_gets_ready(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < COUNT_OF(sources); i++)
		in_child(check_source, i);
}

static void check_no_crystal(unsigned int number)
{
	const struct source *source = &sources[number];

	row = source->die;
	make_machine(source->die, 0);
	take_all(source->before);
	wr(source->addr, rd(source->addr) | source->on);
	machine_advance(10 * SIM_PS_PER_S);
	CHECK(!(rd(source->addr) & source->ready), "%s is ready without a crystal", source->name);
}

static void without_crystal_never_ready(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < COUNT_OF(sources); i++) {
		if (is_crystal(&sources[i]))
			in_child(check_no_crystal, i);
	}
}

/* ---- trees ---- */

struct hz {
	uint32_t core, apb1, apb2, xspi;
};

/** A way to set up a die, and what comes out of it. */
static const struct tree {
	const char *die;
	uint32_t hse;
	const struct step *steps;
	struct hz hz;
} trees[] = {
	/* F412, F413 (RM0402, RM0430): HSE 8 / 8, N 200, P 2; also halved for everybody */
#define F412_STEPS(cfgr, ...) STEPS({ 0x40023840, 0, 0x10000000, 0 }, { 0x40007000, 0, 0xc000, 0 }, \
	{ 0x40023c00, 0xf, 3, 0 }, { 0x40023800, 0, 0x10000, 0x20000 }, { 0x40023804, ALL, 0x24403208, 0 }, \
	{ 0x40023800, 0, 0x1000000, 0x2000000 }, { 0x40023808, 0xfcf0, cfgr, 0 }, { 0x40023808, 3, 2, 8 })
	{ "stm32f412", 8000000, NULL, { 16000000, 16000000, 16000000, 16000000 } },
	{ "stm32f412", 8000000, F412_STEPS(0x1000), { 100000000, 50000000, 100000000, 100000000 } },
	{ "stm32f412", 8000000, F412_STEPS(0xb480), { 50000000, 12500000, 12500000, 50000000 } },
	{ "stm32f413", 8000000, F412_STEPS(0x1000), { 100000000, 50000000, 100000000, 100000000 } },
	{ "stm32f412", 8000000, STEPS({ 0x40023800, 0, 0x10000, 0x20000 }, { 0x40023808, 3, 1, 4 }),
		{ 8000000, 8000000, 8000000, 8000000 } },
	/* F469 (RM0386): N 360 with over-drive; F7 (RM0385, RM0410, RM0431): HSE 25 / 25, N 432, P 2, 4, 8 */
#define F7_STEPS(pllcfgr) STEPS({ 0x40023840, 0, 0x10000000, 0 }, { 0x40007000, 0, 0xc000, 0 }, \
	{ 0x40023c00, 0xf, 7, 0 }, { 0x40023800, 0, 0x10000, 0x20000 }, { 0x40023804, ALL, pllcfgr, 0 }, \
	{ 0x40023800, 0, 0x1000000, 0x2000000 }, { 0x40007000, 0, 0x10000, 0 }, { 0x40007004, 0, 0, 0x10000 }, \
	{ 0x40007000, 0, 0x20000, 0 }, { 0x40007004, 0, 0, 0x20000 }, { 0x40023808, 0xfcf0, 0x9400, 0 }, \
	{ 0x40023808, 3, 2, 8 })
	{ "stm32f469", 8000000, F7_STEPS(0x28405a08), { 180000000, 45000000, 90000000, 180000000 } },
	{ "stm32f723", 25000000, F7_STEPS(0x29406c19), { 216000000, 54000000, 108000000, 216000000 } },
	{ "stm32f746", 25000000, F7_STEPS(0x29406c19), { 216000000, 54000000, 108000000, 216000000 } },
	{ "stm32f746", 25000000, F7_STEPS(0x29416c19), { 108000000, 27000000, 54000000, 108000000 } },
	{ "stm32f746", 25000000, F7_STEPS(0x29436c19), { 54000000, 13500000, 27000000, 54000000 } },
	{ "stm32f769", 25000000, F7_STEPS(0x29406c19), { 216000000, 54000000, 108000000, 216000000 } },
	/* from HSI: 16 / 8, N 216, P 2 */
	{ "stm32f769", 0, STEPS({ 0x40023840, 0, 0x10000000, 0 }, { 0x40007000, 0, 0xc000, 0 }, { 0x40023c00, 0xf, 7, 0 },
		{ 0x40023804, ALL, 0x28001b08, 0 }, { 0x40023800, 0, 0x1000000, 0x2000000 }, { 0x40023808, 0xfcf0, 0x9400, 0 },
		{ 0x40023808, 3, 2, 8 }), { 108000000, 27000000, 54000000, 108000000 } },

	/*
	 * H74x, H75x, H72x (RM0433, RM0468): VOS1; HSI 64 / 4, N 50, P 2, Q 8; PLL2 64 / 8, N 48, R 3; bus at half of it.
	 * Then QUADSPI from the bus, PLL1 Q, PLL2 R, and the peripheral clock: HSI, CSI, HSE.
	 */
#define H7_STEPS(...) STEPS({ 0x5802480c, 0x7, 0x2, 0 }, { 0x58024818, 0, 0xc000, 0x2000 }, \
	{ 0x52002000, 0x3f, 0x24, 0 }, { 0x58024428, ALL, 0x00808040, 0 }, { 0x5802442c, ALL, 0x01ff0eec, 0 }, \
	{ 0x58024430, ALL, 0x01070231, 0 }, { 0x58024438, ALL, 0x0201022f, 0 }, \
	{ 0x58024400, 0, 0x5000000, 0xa000000 }, { 0x58024418, ALL, 0x48, 0 }, { 0x5802441c, ALL, 0x440, 0 }, \
	{ 0x58024420, ALL, 0x40, 0 }, { 0x58024410, 7, 3, 0x18 }, __VA_ARGS__)
#define H7_HZ(xspi)		{ 400000000, 100000000, 100000000, xspi }
#define H7_TREES(die) \
	{ die, 25000000, NULL, { 64000000, 64000000, 64000000, 64000000 } }, \
	{ die, 25000000, H7_STEPS({ 0x5802444c, 0x30, 0x00, 0 }), H7_HZ(200000000) }, \
	{ die, 25000000, H7_STEPS({ 0x5802444c, 0x30, 0x10, 0 }), H7_HZ(100000000) }, \
	{ die, 25000000, H7_STEPS({ 0x5802444c, 0x30, 0x20, 0 }), H7_HZ(128000000) }, \
	{ die, 25000000, H7_STEPS({ 0x5802444c, 0x30, 0x30, 0 }), H7_HZ(64000000) }, \
	{ die, 25000000, H7_STEPS({ 0x58024400, 0, 0x80, 0x100 }, { 0x5802444c, 0, 0x10000030, 0 }), H7_HZ(4000000) }, \
	{ die, 25000000, H7_STEPS({ 0x58024400, 0, 0x10000, 0x20000 }, { 0x5802444c, 0, 0x20000030, 0 }), \
		H7_HZ(25000000) }, \
	{ die, 25000000, STEPS({ 0x58024400, 0, 0x80, 0x100 }, { 0x58024410, 7, 1, 8 }), \
		{ 4000000, 4000000, 4000000, 4000000 } }, \
	{ die, 25000000, STEPS({ 0x58024400, 0x18, 0x10, 0x20 }), { 16000000, 16000000, 16000000, 16000000 } }, \
	/* from HSE 25 / 5, with a fraction: N 60 + 1/2, P 2, CPU at a quarter */ \
	{ die, 25000000, STEPS({ 0x58024400, 0, 0x10000, 0x20000 }, { 0x58024428, ALL, 0x00808052, 0 }, \
		{ 0x5802442c, ALL, 0x01ff0009, 0 }, { 0x58024434, ALL, 0x8000, 0 }, { 0x58024430, ALL, 0x0103023b, 0 }, \
		{ 0x58024418, ALL, 0x900, 0 }, { 0x58024400, 0, 0x1000000, 0x2000000 }, { 0x58024410, 7, 3, 0x18 }), \
		{ 37812500, 37812500, 37812500, 37812500 } }
	H7_TREES("stm32h735"), H7_TREES("stm32h743"), H7_TREES("stm32h745"), H7_TREES("stm32h750"),
	/* H7A3, H7B3 (RM0455): VOS0; HSI 64 / 8, N 70, P 2, Q 4; bus as fast as the core */
#define H7B3_STEPS(...) STEPS({ 0x5802480c, 0x7, 0x2, 0 }, { 0x58024818, 0, 0xc000, 0x2000 }, \
	{ 0x52002000, 0x3f, 0x36, 0 }, { 0x58024428, ALL, 0x00808080, 0 }, { 0x5802442c, ALL, 0x01ff0eec, 0 }, \
	{ 0x58024430, ALL, 0x01030245, 0 }, { 0x58024438, ALL, 0x0201022f, 0 }, \
	{ 0x58024400, 0, 0x5000000, 0xa000000 }, { 0x58024418, ALL, 0x40, 0 }, { 0x5802441c, ALL, 0x440, 0 }, \
	{ 0x58024420, ALL, 0x40, 0 }, { 0x58024410, 7, 3, 0x18 }, __VA_ARGS__)
#define H7B3_HZ(xspi)	{ 280000000, 140000000, 140000000, xspi }
	{ "stm32h7b3", 24000000, H7B3_STEPS({ 0x5802444c, 0x30, 0x00, 0 }), H7B3_HZ(280000000) },
	{ "stm32h7b3", 24000000, H7B3_STEPS({ 0x5802444c, 0x30, 0x10, 0 }), H7B3_HZ(140000000) },
	{ "stm32h7b3", 24000000, H7B3_STEPS({ 0x5802444c, 0x30, 0x20, 0 }), H7B3_HZ(128000000) },
	{ "stm32h7b3", 24000000, H7B3_STEPS({ 0x5802444c, 0x30, 0x30, 0 }), H7B3_HZ(64000000) },
	{ "stm32h7b3", 24000000, H7B3_STEPS({ 0x58024400, 0, 0x80, 0x100 }, { 0x5802444c, 0, 0x10000030, 0 }),
		H7B3_HZ(4000000) },

	/* L4 (RM0351): MSI ranges; HSI16, N 10, R 2; QUADSPI on the AHB, whatever that is divided by */
#define L4_STEPS(cfgr) STEPS({ 0x40022000, 0x7, 4, 0 }, { 0x40021000, 0, 0x100, 0x400 }, \
	{ 0x4002100c, ALL, 0x01000a02, 0 }, { 0x40021000, 0, 0x01000000, 0x02000000 }, { 0x40021008, 0, cfgr, 0 }, \
	{ 0x40021008, 0, 3, 0xc })
#define MSI(range)		STEPS({ 0x40022000, 0x7, 4, 0 }, { 0x40021000, 0xf8, (range) << 4 | 8, 0 })
#define ALIKE(hz)		{ hz, hz, hz, hz }
#define L4_TREES(die) \
	{ die, 8000000, NULL, ALIKE(4000000) }, { die, 8000000, MSI(0), ALIKE(100000) }, \
	{ die, 8000000, MSI(1), ALIKE(200000) }, { die, 8000000, MSI(2), ALIKE(400000) }, \
	{ die, 8000000, MSI(3), ALIKE(800000) }, { die, 8000000, MSI(4), ALIKE(1000000) }, \
	{ die, 8000000, MSI(5), ALIKE(2000000) }, { die, 8000000, MSI(6), ALIKE(4000000) }, \
	{ die, 8000000, MSI(7), ALIKE(8000000) }, { die, 8000000, MSI(8), ALIKE(16000000) }, \
	{ die, 8000000, MSI(9), ALIKE(24000000) }, \
	{ die, 8000000, STEPS({ 0x40022000, 0x7, 4, 0 }, { 0x40021000, 0, 0x100, 0x400 }, { 0x40021008, 3, 1, 4 }), \
		ALIKE(16000000) }, \
	{ die, 8000000, STEPS({ 0x40021000, 0, 0x10000, 0x20000 }, { 0x40021008, 3, 2, 8 }), ALIKE(8000000) }
	L4_TREES("stm32l475"), L4_TREES("stm32l476"), L4_TREES("stm32l496"), L4_TREES("stm32l562"),
#define L4_PLL_TREES(die) \
	{ die, 8000000, MSI(10), ALIKE(32000000) }, { die, 8000000, MSI(11), ALIKE(48000000) }, \
	{ die, 0, L4_STEPS(0), ALIKE(80000000) }, { die, 0, L4_STEPS(0x2c80), { 40000000, 20000000, 10000000, 40000000 } }
	L4_PLL_TREES("stm32l475"), L4_PLL_TREES("stm32l476"), L4_PLL_TREES("stm32l496"),
	/* L5 (RM0438): range 0; HSI16 / 4, N 55, R 2, Q 4; OCTOSPI from SYSCLK, MSI, PLL Q */
#define L5_STEPS(ccipr2) STEPS({ 0x40021058, 0, 0x10000000, 0 }, { 0x40007000, 0x600, 0, 0 }, \
	{ 0x40022000, 0xf, 5, 0 }, { 0x40021000, 0, 0x100, 0x400 }, { 0x4002100c, ALL, 0x01303732, 0 }, \
	{ 0x40021000, 0, 0x01000000, 0x02000000 }, { 0x40021008, 0, 0x480, 0 }, { 0x40021008, 0, 3, 0xc }, \
	{ 0x4002109c, 0x300000, ccipr2, 0 })
	{ "stm32l562", 0, L5_STEPS(0x000000), { 55000000, 27500000, 55000000, 110000000 } },
	{ "stm32l562", 0, L5_STEPS(0x100000), { 55000000, 27500000, 55000000, 4000000 } },
	{ "stm32l562", 0, L5_STEPS(0x200000), { 55000000, 27500000, 55000000, 55000000 } },
	/* G4 (RM0440): boost; HSI16 / 4, N 85, R 2, Q 4; QUADSPI from SYSCLK, HSI16, PLL Q */
#define G4_STEPS(ccipr2) STEPS({ 0x40021058, 0, 0x10000000, 0 }, { 0x40007080, 0x100, 0, 0 }, \
	{ 0x40022000, 0xf, 4, 0 }, { 0x4002100c, ALL, 0x01305532, 0 }, { 0x40021000, 0, 0x01000000, 0x02000000 }, \
	{ 0x40021008, 0, 0x500, 0 }, { 0x40021008, 0, 3, 0xc }, { 0x4002109c, 0x300000, ccipr2, 0 })
	{ "stm32g474", 0, NULL, ALIKE(16000000) },
	{ "stm32g474", 0, G4_STEPS(0x000000), { 170000000, 42500000, 170000000, 170000000 } },
	{ "stm32g474", 0, G4_STEPS(0x100000), { 170000000, 42500000, 170000000, 16000000 } },
	{ "stm32g474", 0, G4_STEPS(0x200000), { 170000000, 42500000, 170000000, 85000000 } },
	{ "stm32g474", 24000000, STEPS({ 0x40021000, 0, 0x10000, 0x20000 }, { 0x40022000, 0xf, 4, 0 },
		{ 0x40021008, 3, 2, 8 }), ALIKE(24000000) },

	/*
	 * U5 (RM0456): range 1 and booster; MSIS 4, PLL1 N 80, R 2, Q 4; PLL2 from HSI 16 / 4, N 60, Q 3. OCTOSPI from
	 * SYSCLK, MSIK, PLL1 Q, PLL2 Q.
	 */
#define U5_STEPS(ccipr2) STEPS({ 0x46020c94, 0, 4, 0 }, { 0x4602080c, 0, 0x00030000, 0x8000 }, \
	{ 0x40022000, 0xf, 4, 0 }, { 0x46020c00, 0, 0x100, 0x400 }, { 0x46020c28, ALL, 0x00060001, 0 }, \
	{ 0x4602080c, 0, 0x00040000, 0x4000 }, { 0x46020c34, ALL, 0x0103024f, 0 }, { 0x46020c2c, ALL, 0x00020302, 0 }, \
	{ 0x46020c3c, ALL, 0x0102023b, 0 }, { 0x46020c30, ALL, 0x00040302, 0 }, { 0x46020c44, ALL, 0x0201022f, 0 }, \
	{ 0x46020c00, 0, 0x15000010, 0x2a000020 }, { 0x46020c20, 0, 0x540, 0 }, { 0x46020c1c, 0, 3, 0xc }, \
	{ 0x46020ce4, 0xf00000, ccipr2, 0 })
#define U5_HZ(xspi)		{ 160000000, 80000000, 40000000, xspi }
#define U5_TREES(die) \
	{ die, 0, NULL, ALIKE(4000000) }, { die, 0, U5_STEPS(0x000000), U5_HZ(160000000) }, \
	{ die, 0, U5_STEPS(0x100000), U5_HZ(4000000) }, { die, 0, U5_STEPS(0x200000), U5_HZ(80000000) }, \
	{ die, 0, U5_STEPS(0x300000), U5_HZ(80000000) }, \
	{ die, 16000000, STEPS({ 0x40022000, 0xf, 2, 0 }, { 0x46020c00, 0, 0x10000, 0x20000 }, { 0x46020c1c, 3, 2, 8 }), \
		ALIKE(16000000) }, \
	{ die, 0, STEPS({ 0x40022000, 0xf, 2, 0 }, { 0x46020c00, 0, 0x100, 0x400 }, { 0x46020c1c, 3, 1, 4 }), \
		ALIKE(16000000) }, \
	{ die, 0, STEPS({ 0x46020c94, 0, 4, 0 }, { 0x4602080c, 0, 0x00030000, 0x8000 }, { 0x40022000, 0xf, 4, 0 }, \
		{ 0x46020c08, 0xff800000, 0x01800000, 0 }), ALIKE(48000000) }
	U5_TREES("stm32u575"), U5_TREES("stm32u585"), U5_TREES("stm32u5g7"), U5_TREES("stm32u5g9"),

	/*
	 * H5 (RM0481): scale 0; HSI undivided, 64 / 16, N 125, P 2, Q 4; PLL2 the same with N 60, R 3; OCTOSPI from HCLK,
	 * PLL1 Q, PLL2 R, and CLKP: HSI, CSI.
	 */
#define H5_STEPS(...) STEPS({ 0x44020810, 0, 0x30, 0 }, { 0x44020814, 0, 0, 0xe008 }, { 0x40022000, 0x3f, 0x25, 0 }, \
	{ 0x44020c00, 0x18, 0, 0x20 }, { 0x44020c28, ALL, 0x00031009, 0 }, { 0x44020c34, ALL, 0x0103027c, 0 }, \
	{ 0x44020c2c, ALL, 0x00041009, 0 }, { 0x44020c3c, ALL, 0x0201023b, 0 }, { 0x44020c00, 0, 0x05000100, 0x0a000200 }, \
	{ 0x44020c20, 0, 0x540, 0 }, { 0x44020c1c, 0, 3, 0x18 }, __VA_ARGS__)
#define H5_HZ(xspi)		{ 250000000, 125000000, 62500000, xspi }
	{ "stm32h563", 0, NULL, ALIKE(32000000) },
	{ "stm32h563", 0, H5_STEPS({ 0x44020ce4, 3, 0, 0 }), H5_HZ(250000000) },
	{ "stm32h563", 0, H5_STEPS({ 0x44020ce4, 3, 1, 0 }), H5_HZ(125000000) },
	{ "stm32h563", 0, H5_STEPS({ 0x44020ce4, 3, 2, 0 }), H5_HZ(80000000) },
	{ "stm32h563", 0, H5_STEPS({ 0x44020ce4, 3, 3, 0 }), H5_HZ(64000000) },
	{ "stm32h563", 0, H5_STEPS({ 0x44020ce8, 0, 0x40000000, 0 }, { 0x44020ce4, 3, 3, 0 }), H5_HZ(4000000) },
	{ "stm32h563", 25000000, STEPS({ 0x44020c00, 0, 0x10000, 0x20000 }, { 0x44020c1c, 3, 2, 0x10 }), ALIKE(25000000) },
	{ "stm32h563", 0, STEPS({ 0x44020c00, 0, 0x100, 0x200 }, { 0x44020c1c, 3, 1, 0x8 }), ALIKE(4000000) },
};

static void set_up(const struct tree *tree, unsigned int number)
{
	static char name[60];

	snprintf(name, sizeof(name), "%s, tree %u", tree->die, number);
	row = name;
	make_machine(tree->die, tree->hse);
	take_all(tree->steps);
	machine_advance(SIM_PS_PER_MS);
}

static void check_tree(unsigned int number)
{
	const struct tree *tree = &trees[number];
	const struct {
		const char *name;
		enum soc_clock clock;
		uint32_t hz;
	} wanted[] = {
		{ "core", SOC_CLK_CORE, tree->hz.core }, { "APB1", SOC_CLK_APB1, tree->hz.apb1 },
		{ "APB2", SOC_CLK_APB2, tree->hz.apb2 }, { "controller", SOC_CLK_XSPI1, tree->hz.xspi },
	};

	set_up(tree, number);
	for (unsigned int i = 0; i < COUNT_OF(wanted); i++)
		CHECK(soc_clock_hz(wanted[i].clock) == wanted[i].hz, "%s: %u Hz, wanted %u", wanted[i].name,
			soc_clock_hz(wanted[i].clock), wanted[i].hz);
	CHECK(stat_get("violation") == 0 && stat_get("unknown") == 0, "violation or unknown was counted");
}

static void clocks_are_what_the_manual_computes(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < COUNT_OF(trees); i++)
		in_child(check_tree, i);
}

/** Clocks that the core's counter counts in 100 us. */
static uint32_t core_clocks(void)
{
	static const uint16_t loop[] = { 0xe7fe };

	put_code(PROGRAM, loop, sizeof(loop));
	set_reg(PC, PROGRAM);
	set_reg(XPSR, 0x01000000);
	wr(DEMCR, 1u << 24);
	wr(0xe0001fb0, 0xc5acce55);
	wr(0xe0001000, 1);
	wr(DHCSR, GO);
	uint32_t before = rd(0xe0001004);
	machine_advance(US(100));
	uint32_t after = rd(0xe0001004);
	wr(DHCSR, HALT);
	return after - before;
}

/** A command of 103 clocks without data, each of 256 kernel clocks. @returns ps that it keeps the controller busy */
static uint64_t command_time(const struct soc_xspi *xspi, uint32_t hz)
{
	uint32_t base = xspi->base, status = base + (xspi->quadspi ? 0x08 : 0x20);

	if (xspi->quadspi) {
		wr(base + 0x04, 31u << 16);
		wr(base, 255u << 24 | 1);
		wr(base + 0x14, 3u << 16 | 1u << 14 | 3u << 12 | 1u << 10 | 1u << 8 | 31u << 18);
		wr(base + 0x18, 0);
	} else {
		wr(base + 0x08, 31u << 16);
		wr(base + 0x0c, 255);
		wr(base, 1);
		wr(base + 0x100, 3u << 20 | 1u << 16 | 3u << 12 | 1u << 8 | 1);
		wr(base + 0x108, 31);
		wr(base + 0x110, 0);
		wr(base + 0x48, 0);
	}
	CHECK(rd(status) & 0x20, "%s does not start", xspi->name);
	uint64_t start = sim_now();
	for (unsigned int i = 0; rd(status) & 0x20; i++) {
		CHECK(i < 1000, "%s never ends", xspi->name);
		machine_advance(103 * SIM_PS_PER_S / hz);
	}
	return sim_now() - start;
}

static void check_time(unsigned int number)
{
	const struct tree *tree = &trees[number];

	set_up(tree, number);
	uint32_t clocks = core_clocks(), wanted = tree->hz.core / 10000;
	CHECK(clocks + 6 > wanted && clocks < wanted + 6, "%u clocks in 100 us, wanted %u", clocks, wanted);

	const struct soc_xspi *xspi = &soc_die()->xspi[0];
	uint32_t rcc = soc_die()->tables->rcc->regs.bus.base;
	wr(rcc + xspi->enable_reg, rd(rcc + xspi->enable_reg) | 1u << xspi->enable_bit);
	uint64_t took = command_time(xspi, tree->hz.xspi), should = 103 * 256 * SIM_PS_PER_S / tree->hz.xspi;
	CHECK(took + US(1) > should - should / 50 && took < should + should / 50 + US(1),
		"a command takes %llu ns, wanted %llu", (unsigned long long)took / 1000, (unsigned long long)should / 1000);
}

static void core_and_controller_run_at_these_clocks(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < COUNT_OF(trees); i++)
		in_child(check_time, i);
}

/* ---- HSPI of STM32U5Gx: SYSCLK, PLL1 Q, PLL2 Q, PLL3 R ---- */

static const struct {
	uint32_t ccipr2, hz;
} hspi[] = { { 0x000000, 160000000 }, { 0x400000, 80000000 }, { 0x800000, 80000000 }, { 0xc00000, 64000000 } };

static void check_hspi(unsigned int number)
{
	row = "HSPI1";
	make_machine("stm32u5g9", 0);
	take_all(U5_STEPS(0));
	wr(0x46020ce4, hspi[number].ccipr2);
	CHECK(soc_clock_hz(SOC_CLK_XSPI3) == hspi[number].hz, "%u Hz, wanted %u", soc_clock_hz(SOC_CLK_XSPI3),
		hspi[number].hz);
	CHECK(soc_clock_hz(SOC_CLK_XSPI1) == 160000000, "the OCTOSPIs have a choice of their own");
}

static void hspi_has_a_choice_of_its_own(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < COUNT_OF(hspi); i++)
		in_child(check_hspi, i);
}

/* ---- the switch ---- */

/** To HSE: where, field and its status; HSE's switch. */
static const struct {
	const char *die;
	uint32_t addr, sw, sws, sws_mask, cr;
} switches[] = {
	{ "stm32f412", 0x40023808, 1, 0x4, 0xc, 0x40023800 }, { "stm32f469", 0x40023808, 1, 0x4, 0xc, 0x40023800 },
	{ "stm32f746", 0x40023808, 1, 0x4, 0xc, 0x40023800 }, { "stm32f769", 0x40023808, 1, 0x4, 0xc, 0x40023800 },
	{ "stm32h735", 0x58024410, 2, 0x10, 0x38, 0x58024400 }, { "stm32h743", 0x58024410, 2, 0x10, 0x38, 0x58024400 },
	{ "stm32h7b3", 0x58024410, 2, 0x10, 0x38, 0x58024400 }, { "stm32l476", 0x40021008, 2, 0x8, 0xc, 0x40021000 },
	{ "stm32l496", 0x40021008, 2, 0x8, 0xc, 0x40021000 }, { "stm32l562", 0x40021008, 2, 0x8, 0xc, 0x40021000 },
	{ "stm32g474", 0x40021008, 2, 0x8, 0xc, 0x40021000 }, { "stm32u585", 0x46020c1c, 2, 0x8, 0xc, 0x46020c00 },
	{ "stm32u5g7", 0x46020c1c, 2, 0x8, 0xc, 0x46020c00 }, { "stm32h563", 0x44020c1c, 2, 0x10, 0x18, 0x44020c00 },
};

/** A switch to a clock that is not ready waits for it, and its status says so; a clock in use cannot be stopped. */
static void check_switch(unsigned int number)
{
	uint32_t addr = switches[number].addr, cr = switches[number].cr;

	row = switches[number].die;
	make_machine(row, 8000000);
	uint32_t before = rd(addr) & switches[number].sws_mask, hz = soc_clock_hz(SOC_CLK_CORE);
	wr(addr, (rd(addr) & ~7u) | switches[number].sw);
	machine_advance(SIM_PS_PER_MS);
	CHECK((rd(addr) & switches[number].sws_mask) == before && soc_clock_hz(SOC_CLK_CORE) == hz, "it does not wait");
	CHECK(stat_get("violation.clock.notready") == 1, "not counted");
	wr(cr, rd(cr) | 0x10000);
	machine_advance(10 * SIM_PS_PER_MS);
	CHECK((rd(addr) & switches[number].sws_mask) == switches[number].sws, "status 0x%x", rd(addr));
	CHECK(soc_clock_hz(SOC_CLK_CORE) == 8000000, "%u Hz", soc_clock_hz(SOC_CLK_CORE));
	wr(cr, rd(cr) & ~0x10000u);
	CHECK(rd(cr) & 0x10000 && soc_clock_hz(SOC_CLK_CORE) == 8000000, "the clock in use was stopped");
}

static void a_switch_waits_for_its_clock(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < COUNT_OF(switches); i++)
		in_child(check_switch, i);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_source_has_its_bit_and_gets_ready),
		cmocka_unit_test(without_crystal_never_ready),
		cmocka_unit_test(clocks_are_what_the_manual_computes),
		cmocka_unit_test(core_and_controller_run_at_these_clocks),
		cmocka_unit_test(hspi_has_a_choice_of_its_own),
		cmocka_unit_test(a_switch_waits_for_its_clock),
	};

	return cmocka_run_group_tests_name("clock trees", tests, NULL, NULL);
}
