// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * The OCTOSPI's and HSPI's register layout. Offsets, fields and widths from ST's device headers (stm32l4r5xx.h,
 * stm32l4p5xx.h, stm32l562xx.h, stm32h735xx.h, stm32h7a3xx.h, stm32u585xx.h, stm32u5g9xx.h, stm32h563xx.h) and the
 * register chapters "OCTOSPI registers" of RM0438 and RM0456, "HSPI registers" of RM0456. What it shares with the
 * QUADSPI is in controller.c.
 */

#include "controller.h"

enum reg_offset {
	CR = 0x000, DCR1 = 0x008, DCR2 = 0x00C, DCR3 = 0x010, DCR4 = 0x014, SR = 0x020, FCR = 0x024, DLR = 0x040,
	AR = 0x048, DR = 0x050, PSMKR = 0x080, PSMAR = 0x088, PIR = 0x090, CCR = 0x100, TCR = 0x108, IR = 0x110,
	ABR = 0x120, LPTR = 0x130,
	WPCCR = 0x140, WPTCR = 0x148, WPIR = 0x150, WPABR = 0x160, WCCR = 0x180, WTCR = 0x188, WIR = 0x190, WABR = 0x1A0,
	HLCR = 0x200, CALFCR = 0x210, CALMR = 0x218, CALSOR = 0x220, CALSIR = 0x228,
};

#define CR_MSEL			0xC0000000u
#define CR_MSEL_0		0x40000000u
#define CR_MSEL_1		0x80000000u
#define CCR_IDTR		0x00000008u
#define CCR_ADDTR		0x00000800u
#define CCR_DDTR		0x08000000u
#define CCR_DQSE		0x20000000u
#define CCR_SIOO		0x80000000u
#define DCR1_FRCK		0x00000002u
#define TCR_DHQC		0x10000000u

static const struct xspi_rule rules[] = {
	{ CR, "CR", 0x30DF004D, 0 },
	{ DCR1, "DCR1", 0x071F0703, 0 },
	{ DCR2, "DCR2", 0x000000FF, 0 },
	{ DCR3, "DCR3", 0x001F0000, 0 },
	{ DCR4, "DCR4", 0, 0 },
	{ DLR, "DLR", 0xFFFFFFFF, 0 },
	{ AR, "AR", 0xFFFFFFFF, 0 },
	{ PSMKR, "PSMKR", 0xFFFFFFFF, 0 },
	{ PSMAR, "PSMAR", 0xFFFFFFFF, 0 },
	{ PIR, "PIR", 0x0000FFFF, 0 },
	{ CCR, "CCR", 0xAF3F3F3F, 0 },
	{ TCR, "TCR", 0x5000001F, 0 },
	{ IR, "IR", 0xFFFFFFFF, 0 },
	{ ABR, "ABR", 0xFFFFFFFF, 0 },
	{ LPTR, "LPTR", 0x0000FFFF, 0 },
	{ WPCCR, "WPCCR", 0x00000000, 0 },
	{ WPTCR, "WPTCR", 0x00000000, 0 },
	{ WPIR, "WPIR", 0x00000000, 0 },
	{ WPABR, "WPABR", 0x00000000, 0 },
	{ WCCR, "WCCR", 0x2F3F3F3F, 0 },
	{ WTCR, "WTCR", 0x0000001F, 0 },
	{ WIR, "WIR", 0xFFFFFFFF, 0 },
	{ WABR, "WABR", 0xFFFFFFFF, 0 },
	{ HLCR, "HLCR", 0x00FFFF03, 0 },
	{ CALFCR, "CALFCR", 0x00000000, 0 },
	{ CALMR, "CALMR", 0x00000000, 0 },
	{ CALSOR, "CALSOR", 0x00000000, 0 },
	{ CALSIR, "CALSIR", 0x00000000, 0 },
	/* identification; SVD files of the STM32L4+ */
	{ 0x3F0, "HWCFGR", 0, 0x11300080 },
	{ 0x3F4, "VER", 0, 0x00000010 },
	{ 0x3F8, "ID", 0, 0x00140041 },
	{ 0x3FC, "MID", 0, 0xA3C5DD01 },
};

static const struct xspi_extra extras[] = {
	{ XSPI_HALVES, CR, CR_FSEL },
	{ XSPI_HALVES, DCR1, 0x00000008 },			/* DLYBYP */
	{ XSPI_QUARTERS, CR, CR_MSEL },
	/* delays that the calibration finds or a program sets; the delay line is not modelled, so nothing is found */
	{ XSPI_QUARTERS, CALMR, 0x001F007F },
	{ XSPI_QUARTERS, CALSOR, 0x001F007F },
	{ XSPI_QUARTERS, CALSIR, 0x001F007F },
	{ XSPI_SELECT_HIGH_64, DCR1, 0x00003800 },	/* CSHT[5:3] */
	{ XSPI_CLOCK_AT_SELECT, DCR1, 0x00000070 },	/* CKCSHT */
	{ XSPI_WRAP, DCR2, 0x00070000 },
	{ XSPI_WRAP, WPCCR, 0x2F3F3F3F },
	{ XSPI_WRAP, WPTCR, 0x5000001F },
	{ XSPI_WRAP, WPIR, 0xFFFFFFFF },
	{ XSPI_WRAP, WPABR, 0xFFFFFFFF },
	{ XSPI_MAXTRAN, DCR3, 0x000000FF },
	{ XSPI_REFRESH, DCR4, 0xFFFFFFFF },
};

static enum xspi_fmode fmode(const struct xspi_controller *c)
{
	return xspi_get(c, CR) >> 28 & 3;
}

static uint32_t prescaler(const struct xspi_controller *c)
{
	return xspi_get(c, DCR2) & 0xFF;
}

/**
 * CSBOUND: chip select rises at multiples of 2^CSBOUND bytes. REFRESH: after REFRESH + 1 clocks of a write, REFRESH + 4
 * of a read. MAXTRAN: after MAXTRAN + 1 bytes if the other OCTOSPI waits. Register descriptions of DCR3 and DCR4,
 * RM0438 and RM0456.
 */
static void splits(const struct xspi_controller *c, struct xspi_timing *timing)
{
	uint32_t boundary = xspi_get(c, DCR3) >> 16 & 31;
	uint32_t refresh = xspi_get(c, DCR4);

	timing->boundary = boundary ? 1ull << boundary : 0;
	timing->turn = xspi_get(c, DCR3) & 0xFF ? (xspi_get(c, DCR3) & 0xFF) + 1 : 0;
	timing->longest = refresh ? (uint64_t)refresh + (fmode(c) == FMODE_WRITE ? 1 : 4) : 0;
}

/** The upper four of eight lines; which four of 16 would have other numbers, but those lines are not simulated. */
static bool upper_half(const struct xspi_controller *c)
{
	return xspi_get(c, CR) & (CR_FSEL | CR_MSEL_0);
}

static struct wires_mode mode_of(const struct xspi_controller *c, unsigned int field, bool dtr)
{
	static const uint8_t lines[] = { 0, 1, 2, 4, 8, 0, 0, 0 };
	struct wires_mode mode = { .lines = lines[field & 7], .dtr = dtr };

	mode.dual = xspi_dual(c) && mode.lines < 8;
	mode.first = upper_half(c) && mode.lines < 8 && !mode.dual ? 4 : 0;
	return mode;
}

/** In dual mode bytes alternate between the chips. */
static struct wires_mode data_mode(const struct xspi_controller *c, unsigned int field, bool dtr)
{
	struct wires_mode mode = mode_of(c, field, dtr);

	mode.pairs = mode.dual;
	return mode;
}

/** @param ccr CCR or WCCR, and the registers that go with it */
static struct xspi_frame frame_of(const struct xspi_controller *c, uint32_t ccr, uint32_t tcr, uint32_t ir,
	uint32_t abr, uint32_t addr)
{
	return (struct xspi_frame){
		.select = 1,
		.instruction = { mode_of(c, ccr, ccr >> 3 & 1), (ccr >> 4 & 3) + 1, ir },
		.address = { mode_of(c, ccr >> 8, ccr >> 11 & 1), (ccr >> 12 & 3) + 1, xspi_dual(c) ? addr / 2 : addr },
		.alternate = { mode_of(c, ccr >> 16, ccr >> 19 & 1), (ccr >> 20 & 3) + 1, abr },
		.dummy = tcr & 31,
		.data = data_mode(c, ccr >> 24, ccr >> 27 & 1),
	};
}

static struct xspi_frame frame(const struct xspi_controller *c, uint32_t addr)
{
	return frame_of(c, xspi_get(c, CCR), xspi_get(c, TCR), xspi_get(c, IR), xspi_get(c, ABR), addr);
}

/** SIOO counts in memory-mapped mode alone. */
static bool once(const struct xspi_controller *c)
{
	return fmode(c) == FMODE_MAPPED && (xspi_get(c, CCR) & CCR_SIOO);
}

static const char *write_frame(const struct xspi_controller *c, uint32_t addr, struct xspi_frame *frame)
{
	uint32_t wccr = xspi_get(c, WCCR);

	*frame = frame_of(c, wccr, xspi_get(c, WTCR), xspi_get(c, WIR), xspi_get(c, WABR), addr);
	if (!(wccr & CCR_DQSE) && xspi_erratum(c, OCTOSPI_WRITE_DQSE))
		return "writing needs WCCR.DQSE = 1 (errata sheet, \"memory-mapped write error response\")";
	return NULL;
}

static bool free_running(const struct xspi_controller *c)
{
	(void)c;
	return false;				/* DCR1.FRCK is not modelled; check_unknown() tells */
}

/** What is sent at double rate is late then, unless DDTR says that data would be as well: the chip misses it. */
static bool quarter_cycle_alone(const struct xspi_controller *c)
{
	uint32_t ccr = xspi_get(c, CCR);

	return (xspi_get(c, TCR) & TCR_DHQC) && (ccr & (CCR_IDTR | CCR_ADDTR)) && !(ccr & CCR_DDTR);
}

/** What the model does not do, and what the manual forbids. */
static void check_unknown(const struct xspi_controller *c)
{
	if (once(c) && (xspi_get(c, DCR3) || xspi_get(c, DCR4)))
		sim_violation("xspi.once", "%s: SIOO does not go with MAXTRAN, CSBOUND or REFRESH", c->die->name);
	if (quarter_cycle_alone(c))
		sim_violation("xspi.quarter_cycle", "%s: TCR.DHQC needs CCR.DDTR = 1, of commands without data, too",
			c->die->name);
	uint32_t type = xspi_get(c, DCR1) >> 24 & 7;
	if (type == 4 || type == 5)
		sim_unknown("xspi.hyperbus", "%s: HyperBus protocol (MTYP %u) is not modelled", c->die->name, type);
	if (xspi_get(c, DCR1) & DCR1_FRCK)
		sim_unknown("xspi.free_running", "%s: the free-running clock is not modelled", c->die->name);
	if (xspi_get(c, CR) & CR_MSEL_1)
		sim_unknown("xspi.lines", "%s: lines IO8 to IO15 (CR.MSEL 2 and 3) are not modelled", c->die->name);
}

const struct xspi_layout octospi_layout = {
	.rules = rules, .rule_count = COUNT_OF(rules), .extras = extras, .extra_count = COUNT_OF(extras),
	.cr = CR, .dcr = DCR1, .sr = SR, .fcr = FCR, .dlr = DLR, .ar = AR, .dr = DR, .psmkr = PSMKR, .psmar = PSMAR,
	.pir = PIR, .ccr = CCR, .lptr = LPTR, .trigger = IR, .idle_abort_is_wrong = true,
	.fmode = fmode, .prescaler = prescaler, .splits = splits, .frame = frame, .once = once, .write_frame = write_frame,
	.check_unknown = check_unknown, .free_running = free_running,
};
