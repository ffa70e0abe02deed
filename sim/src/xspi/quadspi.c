// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * The QUADSPI's register layout. Offsets, fields and widths from ST's device headers (stm32l476xx.h, stm32l496xx.h,
 * stm32f412zx.h, stm32f469xx.h, stm32f746xx.h, stm32g474xx.h, stm32h743xx.h), checked against the SVD files; where they
 * differ (bank selection of the L47x, which the SVD has and silicon has not) the header. Behaviour from the chapters
 * "Quad-SPI interface" of RM0351, RM0385, RM0390, RM0410, RM0433, RM0440; common to both controllers: controller.c.
 */

#include "controller.h"

enum reg_offset {
	CR = 0x00, DCR = 0x04, SR = 0x08, FCR = 0x0C, DLR = 0x10, CCR = 0x14, AR = 0x18, ABR = 0x1C, DR = 0x20,
	PSMKR = 0x24, PSMAR = 0x28, PIR = 0x2C, LPTR = 0x30,
};

#define CCR_SIOO		0x10000000u
#define CCR_FREE		0x20000000u
#define CCR_DDR			0x80000000u

#define BANK1			0x01
#define BANK2			0x02

static const struct xspi_rule rules[] = {
	{ CR, "CR", 0xFFDF001D, 0 },
	{ DCR, "DCR", 0x001F0701, 0 },
	{ DLR, "DLR", 0xFFFFFFFF, 0 },
	{ CCR, "CCR", 0x9F7FFFFF, 0 },
	{ AR, "AR", 0xFFFFFFFF, 0 },
	{ ABR, "ABR", 0xFFFFFFFF, 0 },
	{ PSMKR, "PSMKR", 0xFFFFFFFF, 0 },
	{ PSMAR, "PSMAR", 0xFFFFFFFF, 0 },
	{ PIR, "PIR", 0x0000FFFF, 0 },
	{ LPTR, "LPTR", 0x0000FFFF, 0 },
};

static const struct xspi_extra extras[] = {
	{ XSPI_TWO_BANKS, CR, CR_DUAL | CR_FSEL },
	{ XSPI_TWO_BANKS, CCR, 0x40000000 },		/* DHHC */
	{ XSPI_FREE_CLOCK, CCR, CCR_FREE },
};

static enum xspi_fmode fmode(const struct xspi_controller *c)
{
	return xspi_get(c, CCR) >> 26 & 3;
}

static uint32_t prescaler(const struct xspi_controller *c)
{
	return xspi_get(c, CR) >> 24;
}

static struct wires_mode mode_of(const struct xspi_controller *c, unsigned int field, bool ddr)
{
	static const uint8_t lines[] = { 0, 1, 2, 4 };

	return (struct wires_mode){
		.lines = lines[field & 3], .dtr = ddr, .first = xspi_get(c, CR) & CR_FSEL && !xspi_dual(c) ? 4 : 0,
		.dual = xspi_dual(c),
	};
}

/** In dual mode bytes alternate between the chips. */
static struct wires_mode data_mode(const struct xspi_controller *c, unsigned int field, bool ddr)
{
	struct wires_mode mode = mode_of(c, field, ddr);

	mode.pairs = mode.dual;
	return mode;
}

/** DDRM is for all phases but the instruction. */
static struct xspi_frame frame(const struct xspi_controller *c, uint32_t addr)
{
	uint32_t ccr = xspi_get(c, CCR);
	bool ddr = ccr & CCR_DDR;

	return (struct xspi_frame){
		.select = xspi_dual(c) ? BANK1 | BANK2 : xspi_get(c, CR) & CR_FSEL ? BANK2 : BANK1,
		.instruction = { mode_of(c, ccr >> 8, false), 1, ccr & 0xFF },
		.address = { mode_of(c, ccr >> 10, ddr), (ccr >> 12 & 3) + 1, xspi_dual(c) ? addr / 2 : addr },
		.alternate = { mode_of(c, ccr >> 14, ddr), (ccr >> 16 & 3) + 1, xspi_get(c, ABR) },
		.dummy = ccr >> 18 & 31,
		.data = data_mode(c, ccr >> 24, ddr),
	};
}

static bool once(const struct xspi_controller *c)
{
	return xspi_get(c, CCR) & CCR_SIOO;
}

static const char *write_frame(const struct xspi_controller *c, uint32_t addr, struct xspi_frame *frame)
{
	(void)c;
	(void)addr;
	(void)frame;
	return "the window of a QUADSPI can only be read";
}

/** Sets BUSY, and nothing else happens until ABORT or EN = 0 (RM0433, "Free-running clock mode"). */
static bool free_running(const struct xspi_controller *c)
{
	return xspi_get(c, CCR) & CCR_FREE;
}

static void check_unknown(const struct xspi_controller *c)
{
	if ((xspi_get(c, CCR) & CCR_DDR) && !prescaler(c))
		sim_violation("xspi.ddr_prescaler", "%s: double rate needs PRESCALER of 1 at least", c->die->name);
}

const struct xspi_layout quadspi_layout = {
	.rules = rules, .rule_count = COUNT_OF(rules), .extras = extras, .extra_count = COUNT_OF(extras),
	.cr = CR, .dcr = DCR, .sr = SR, .fcr = FCR, .dlr = DLR, .ar = AR, .dr = DR, .psmkr = PSMKR, .psmar = PSMAR,
	.pir = PIR, .ccr = CCR, .lptr = LPTR, .trigger = CCR,
	.abort_reads_one = true, .timeout_ends_busy = true, .address_follows = true,
	.fmode = fmode, .prescaler = prescaler, .frame = frame, .once = once, .write_frame = write_frame,
	.check_unknown = check_unknown, .free_running = free_running,
};
