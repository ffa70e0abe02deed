// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Macronix MX25L51245G, MX66L51235F (the same ID) and MX25R6435F as data, and the registers of their kind; and the
 * octal MX25LM51245G and MX66LM1G45G on one line, as they start. Opcodes and registers: UFProg (vendor-macronix.c),
 * Linux (spi-nor/macronix.c), ST's component drivers of the MX25L512, the MX25R6435F and the MX25LM51245G, Zephyr
 * (mx25r: power mode bit); clock limits by dummy count: UFProg. Times: the SFDP tables and, as remembered from the
 * datasheets, page program (MX25L51245G 0.25 ms; MX25R6435F 0.85 ms in high-performance mode, 3.2 ms in low-power
 * mode), the erase times of low-power mode and its clock limit of 33 MHz, register write 10 ms, latencies, and of the
 * octal ones 66 MHz for a normal and 133 MHz for a fast read.
 */

#include <string.h>
#include "sfdp.h"
#include "tables.h"
#include "../sim.h"

#define SR_BP_SHIFT		2
#define SR_BP_MASK		0x0F
#define SR_WRITABLE		0xFC
#define SR_BP			0x3C
#define WP_LINE			0x04

/* Configuration register 1 */
#define CR_DUMMY_SHIFT	6
#define CR_FOUR_BYTES	0x20	/* shows the address mode */
#define CR_BOTTOM		0x08	/* one-time */
#define CR_DRIVE		0x07
/* Configuration register 2 of the MX25R */
#define CR2_FAST		0x02

/* Security register */
#define SCUR_LOCKED		0x02	/* one-time */
#define SCUR_PROGRAM_SUSPENDED	0x04
#define SCUR_ERASE_SUSPENDED	0x08
#define SCUR_PROGRAM_FAILED		0x20
#define SCUR_ERASE_FAILED		0x40

#define BURST_OFF		0x10

/* ---- status and configuration ---- */

static uint8_t configuration_1(const struct nor_chip *chip)
{
	return chip->now_set.sr2 | (chip->now_set.bank & BANK_EXTADD ? CR_FOUR_BYTES : 0);
}

static uint8_t out_configuration(struct nor_chip *chip, uint32_t index)
{
	(void)index;
	return configuration_1(chip);
}

static uint8_t out_configurations(struct nor_chip *chip, uint32_t index)
{
	return index & 1 ? chip->now_set.sr3 : configuration_1(chip);
}

/** The bit for top or bottom can become 1, never 0 again; the other ones are volatile. */
static void put_configuration(struct nor_chip *chip, uint8_t value, uint8_t writable)
{
	if ((value & CR_BOTTOM) && !(chip->nv.sr2 & CR_BOTTOM)) {
		stat_add("nor.irreversible", 1);
		chip->nv.sr2 |= CR_BOTTOM;
	}
	chip->now_set.sr2 = (value & writable) | (chip->nv.sr2 & CR_BOTTOM);
}

/** The octal ones have neither quad enable nor a pin WP#. */
static bool is_octal(const struct nor_chip *chip)
{
	return chip->model->quad_enable == NOR_QE_ALWAYS;
}

static void commit_status(struct nor_chip *chip, const uint8_t *data)
{
	chip->nv.sr = data[0] & (is_octal(chip) ? SR_BP : SR_WRITABLE);
	chip->now_set.sr = chip->nv.sr;
}

static void commit_status_and_configuration(struct nor_chip *chip, const uint8_t *data)
{
	commit_status(chip, data);
	put_configuration(chip, data[1], (uint8_t)~(CR_FOUR_BYTES | CR_BOTTOM));
}

static void commit_with_power_mode(struct nor_chip *chip, const uint8_t *data)
{
	commit_status(chip, data);
	put_configuration(chip, data[1], 1u << CR_DUMMY_SHIFT);
	chip->now_set.sr3 = data[2] & CR2_FAST;
}

static bool status_locked(struct nor_chip *chip)
{
	if (nor_quad(chip) || !(chip->now_set.sr & SR_SRWD) || (chip->levels & WP_LINE))
		return false;
	stat_add("nor.protected", 1);
	sim_log(1, "%s: status write ignored, SRWD is 1 and WP# (IO2) is low", chip->fit.name);
	chip->wel = false;
	return true;
}

/** 01h: what comes behind the status register goes to the configuration registers; they stay if nothing comes. */
static void do_status(struct nor_chip *chip)
{
	if (status_locked(chip))
		return;
	if (chip->in_count == 3)
		nor_write_register(chip, commit_with_power_mode);
	else
		nor_write_register(chip, chip->in_count == 2 ? commit_status_and_configuration : commit_status);
}

/** 01h of the MX25R takes all three; a lone configuration register 1 leaves the power mode. */
static void do_status_mx25r(struct nor_chip *chip)
{
	if (chip->in_count == 2) {
		chip->in[2] = chip->now_set.sr3;
		chip->in_count = 3;
	}
	do_status(chip);
}

static uint8_t out_security(struct nor_chip *chip, uint32_t index)
{
	(void)index;
	nor_settle(chip);
	uint8_t err = chip->now_set.err;
	return chip->fr | (chip->suspended & FR_PSUS ? SCUR_PROGRAM_SUSPENDED : 0) |
		(chip->suspended & FR_ESUS ? SCUR_ERASE_SUSPENDED : 0) | (err & ERR_PROGRAM ? SCUR_PROGRAM_FAILED : 0) |
		(err & ERR_ERASE ? SCUR_ERASE_FAILED : 0);
}

static void commit_security(struct nor_chip *chip, const uint8_t *data)
{
	(void)data;
	chip->fr |= SCUR_LOCKED;
}

static void do_lock_security(struct nor_chip *chip)
{
	nor_write_register(chip, commit_security);
}

/** Stands for B1h and C1h: what is programmed in between goes to the one-time area. */
static void do_secured_otp(struct nor_chip *chip)
{
	chip->secured_otp = chip->command->arg;
}

static void do_program_otp(struct nor_chip *chip)
{
	struct nor_job job = { .kind = JOB_PROGRAM, .area = chip->info, .size = NOR_INFO_SIZE };

	stat_add("nor.irreversible", 1);
	memset(job.data, 0xFF, sizeof(job.data));
	for (uint32_t i = 0; i < chip->in_count && i < NOR_INFO_SIZE; i++)
		job.data[(chip->addr + i) % NOR_INFO_SIZE] = chip->in[i];
	nor_start(chip, &job, nor_pace(chip)->page_us);
}

static void do_program(struct nor_chip *chip)
{
	if (chip->secured_otp)
		do_program_otp(chip);
	else
		nor_do_program(chip);
}

/** C0h: bit 4 = 0 lets reads wrap. */
static void do_burst(struct nor_chip *chip)
{
	chip->now_set.burst = chip->in[0];
}

/** Configuration register 2 of the octal ones, by address: octal mode, strobe, dummy clocks. 0 is one line. */
static uint8_t out_configuration_2(struct nor_chip *chip, uint32_t index)
{
	(void)chip;
	(void)index;
	return 0;
}

static void do_configuration_2(struct nor_chip *chip)
{
	if (chip->in[0])
		sim_unknown("nor.octal", "%s: configuration register 2, %02Xh at 0x%x: octal modes are not simulated",
			chip->fit.name, chip->in[0], chip->addr);
	chip->wel = false;
}

static void do_lock_one_time(struct nor_chip *chip)
{
	sim_unknown("nor.wpsel", "%s: protection by single sectors (68h) is not simulated", chip->fit.name);
	chip->wel = false;
}

/** 64 KiB, doubling; from BP 8 on everything if the chip is not larger than that. */
static void protects(const struct nor_chip *chip, uint32_t *first, uint32_t *end)
{
	uint32_t bp = chip->now_set.sr >> SR_BP_SHIFT & SR_BP_MASK;

	nor_protect_end(chip, chip->now_set.sr2 & CR_BOTTOM, bp ? (uint64_t)NOR_BLOCK << (bp - 1) : 0, first, end);
}

/* ---- what the registers mean for frames ---- */

static uint32_t dummies(const struct nor_chip *chip, const struct nor_read_speed *speed)
{
	return speed->by_index[chip->now_set.sr2 >> CR_DUMMY_SHIFT & 3];
}

/** The MX25R has one bit, 6, of which bit 7 is none. */
static uint32_t dummies_mx25r(const struct nor_chip *chip, const struct nor_read_speed *speed)
{
	return speed->by_index[chip->now_set.sr2 >> CR_DUMMY_SHIFT & 1];
}

static uint32_t wrap(const struct nor_chip *chip, uint8_t opcode)
{
	bool of_this = opcode == 0xEB || opcode == 0xEC;

	return of_this && !(chip->now_set.burst & BURST_OFF) ? 8u << (chip->now_set.burst & 3) : 0;
}

/** The two halves of the byte are each other's inverse: A5h, 5Ah, F0h, 0Fh and so on. */
static bool stays(uint8_t mode)
{
	return ((mode ^ mode >> 4) & 0x0F) == 0x0F;
}

static enum nor_io3 io3_reset(const struct nor_chip *chip)
{
	(void)chip;
	return NOR_IO3_RESET;
}

static enum nor_io3 io3_hold(const struct nor_chip *chip)
{
	(void)chip;
	return NOR_IO3_HOLD;
}

static void restart(struct nor_chip *chip)
{
	chip->now_set.burst = BURST_OFF;
	chip->now_set.sr2 = (chip->nv.sr2 & CR_BOTTOM) | CR_DRIVE;
}

static void restart_mx25r(struct nor_chip *chip)
{
	chip->now_set.burst = BURST_OFF;
	chip->now_set.sr2 = chip->nv.sr2 & CR_BOTTOM;
	chip->now_set.sr3 = 0;
}

static void describe(const struct nor_chip *chip, void (*line)(void *ctx, const char *text), void *ctx)
{
	const struct nor_registers *now = &chip->now_set;

	nor_describe_line(line, ctx, "configuration registers: 0x%02x, 0x%02x; upper address 0x%02x, burst 0x%02x",
		configuration_1(chip), now->sr3, now->upper, now->burst);
	nor_describe_line(line, ctx, "security register: 0x%02x: P_FAIL %d, E_FAIL %d", chip->fr,
		!!(now->err & ERR_PROGRAM), !!(now->err & ERR_ERASE));
}

/* ---- commands ---- */

enum speed { ANY, READ, FAST_111, FAST_112, FAST_122, FAST_114, FAST_144, DTR_111, DTR_122, DTR_144, SPEEDS };

/* by_index: by bits 7 and 6 of the configuration register. Double rate: remembered, not confirmed. */
static const struct nor_read_speed speeds_mx25l51245g[SPEEDS] = {
	[ANY] = { .mhz = { 133 } },
	[READ] = { .mhz = { 50 } },
	[FAST_111] = { 8, { [6] = 133, [8] = 133, [10] = 166 }, { 8, 6, 8, 10 } },
	[FAST_112] = { 8, { [6] = 133, [8] = 133, [10] = 166 }, { 8, 6, 8, 10 } },
	[FAST_122] = { 4, { [4] = 84, [6] = 104, [8] = 133, [10] = 166 }, { 4, 6, 8, 10 } },
	[FAST_114] = { 8, { [6] = 104, [8] = 133, [10] = 166 }, { 8, 6, 8, 10 } },
	[FAST_144] = { 6, { [4] = 70, [6] = 84, [8] = 104, [10] = 133 }, { 6, 4, 8, 10 } },
	[DTR_111] = { 8, { [6] = 66, [8] = 66, [10] = 83 }, { 8, 6, 8, 10 } },
	[DTR_122] = { 4, { [4] = 52, [6] = 66, [8] = 66, [10] = 83 }, { 4, 6, 8, 10 } },
	[DTR_144] = { 6, { [4] = 42, [6] = 52, [8] = 66, [10] = 83 }, { 6, 4, 8, 10 } },
};

static const struct nor_read_speed speeds_mx25r_fast[SPEEDS] = {
	[ANY] = { .mhz = { 80 } },
	[READ] = { .mhz = { 33 } },
	[FAST_122] = { 4, { [4] = 80, [8] = 80 }, { 4, 8 } },
	[FAST_144] = { 6, { [6] = 80, [10] = 80 }, { 6, 10 } },
};

static const struct nor_read_speed speeds_mx25r_slow[SPEEDS] = {
	[ANY] = { .mhz = { 33 } },
	[READ] = { .mhz = { 33 } },
	[FAST_122] = { 4, { [4] = 16, [8] = 33 }, { 4, 8 } },
	[FAST_144] = { 6, { [6] = 16, [10] = 33 }, { 6, 10 } },
};

#define PROGRAM_OTP(op, modes, bytes, alines, dlines) \
	{ .opcode = op, .flags = (modes) | NOR_WEL, .addr = bytes, .addr_lines = alines, .data_lines = dlines, \
	  .in = PAGE, .done = do_program, .name = "do_program" }

static const struct nor_command common[] = {
	ARRAY(0x03, S, A34, 1, false, 0, READ, 1),
	ARRAY(0xBB, S, A34, 2, false, SET, FAST_122, 2),
	ARRAY(0xEB, SQ | NOR_QE, A34, 4, true, SET, FAST_144, 4),
	PROGRAM_OTP(0x02, SQ, A34, 1, 1),
	PROGRAM_OTP(0x38, S | NOR_QE, A34, 4, 4),
	ERASE(0x20, A34, 0x1000),
	ERASE(0x52, A34, 0x8000),
	ERASE(0xD8, A34, 0x10000),
	PLAIN(0x60, SQW, nor_do_erase_chip, 0),
	PLAIN(0xC7, SQW, nor_do_erase_chip, 0),
	PLAIN(0x75, SQB, nor_do_suspend, 0),
	PLAIN(0xB0, SQB, nor_do_suspend, 0),
	PLAIN(0x7A, SQ, nor_do_resume, 0),
	PLAIN(0x30, SQ, nor_do_resume, 0),

	PLAIN(0x06, SQ, nor_do_write_enable, 0),
	PLAIN(0x04, SQ, nor_do_write_disable, 0),
	GET(0x05, SQB, nor_out_status),
	GET(0x2B, SQB, out_security),
	PUT(0x2F, SQW | NOR_OTP, 0, do_lock_security, 0),
	PLAIN(0xB1, SQ, do_secured_otp, 1),
	PLAIN(0xC1, SQ, do_secured_otp, 0),
	PUT(0xC0, SQ, 1, do_burst, 0),

	PLAIN(0xB9, SQ, nor_do_power_down, 0),
	PLAIN(0x66, SQB, nor_do_reset_enable, 0),
	PLAIN(0x99, SQB, nor_do_reset, 0),
	PLAIN(0x00, SQB, nor_do_nothing, 0),
	GET(0x9F, S, nor_out_id),
	GET_AT(0x90, S, 3, 0, nor_out_maker_device),
	GET_AT(0x5A, SQ, 3, 8, nor_out_sfdp),
};

/* Dummy clocks by two bits, QPI, four address bytes */
static const struct nor_command mx25l512[] = {
	ARRAY(0x0B, S, A34, 1, false, SET, FAST_111, 1),
	ARRAY(0x3B, S, A34, 1, false, SET, FAST_112, 2),
	ARRAY(0x6B, S | NOR_QE, A34, 1, false, SET, FAST_114, 4),
	ARRAY(0x0D, S | NOR_DTR, A34, 1, false, SET, DTR_111, 1),
	ARRAY(0xBD, S | NOR_DTR, A34, 2, false, SET, DTR_122, 2),
	ARRAY(0xED, SQ | NOR_DTR | NOR_QE, A34, 4, true, SET, DTR_144, 4),
	ARRAY(0x13, S, 4, 1, false, 0, READ, 1),
	ARRAY(0x0C, S, 4, 1, false, SET, FAST_111, 1),
	ARRAY(0x3C, S, 4, 1, false, SET, FAST_112, 2),
	ARRAY(0xBC, S, 4, 2, false, SET, FAST_122, 2),
	ARRAY(0x6C, S | NOR_QE, 4, 1, false, SET, FAST_114, 4),
	ARRAY(0xEC, SQ | NOR_QE, 4, 4, true, SET, FAST_144, 4),
	ARRAY(0x0E, S | NOR_DTR, 4, 1, false, SET, DTR_111, 1),
	ARRAY(0xBE, S | NOR_DTR, 4, 2, false, SET, DTR_122, 2),
	ARRAY(0xEE, SQ | NOR_DTR | NOR_QE, 4, 4, true, SET, DTR_144, 4),
	PROGRAM_OTP(0x12, SQ, 4, 1, 1),
	PROGRAM_OTP(0x3E, S | NOR_QE, 4, 4, 4),
	ERASE(0x21, 4, 0x1000),
	ERASE(0x5C, 4, 0x8000),
	ERASE(0xDC, 4, 0x10000),
	PUT(0x01, SQW, NOR_IN_1_OR_2, do_status, 0),
	GET(0x15, SQ, out_configuration),
	PLAIN(0x35, S, nor_do_qpi, 1),		/* needs no QE: SFDP of MX25L25645G and MX66L1G45G, "4-4-4 enable": 35h alone */
	PLAIN(0xF5, Q, nor_do_qpi, 0),
	GET(0xAF, Q, nor_out_id),
	PLAIN(0xB7, SQ, nor_do_address_mode, 4),
	PLAIN(0xE9, SQ, nor_do_address_mode, 3),
	GET(0xC8, SQ, nor_out_upper_address),
	PUT(0xC5, SQW, 1, nor_do_upper_address, 0),
	WAKE(0xAB, SQ),
	PUT(0x68, SQW | NOR_OTP, 0, do_lock_one_time, 0),
};

/* Dummy clocks by one bit, low-power and high-performance mode; deep power-down ends with any frame */
static const struct nor_command mx25r[] = {
	ARRAY(0x0B, S, 3, 1, false, 8, ANY, 1),
	ARRAY(0x3B, S, 3, 1, false, 8, ANY, 2),
	ARRAY(0x6B, S | NOR_QE, 3, 1, false, 8, ANY, 4),
	PUT(0x01, SQW, NOR_IN_1_TO_3, do_status_mx25r, 0),
	GET(0x15, SQ, out_configurations),
	GET_AT(0xAB, S, 3, 0, nor_out_device_id),
};

static const struct nor_read_speed speeds_octal[SPEEDS] = {
	[ANY] = { .mhz = { 133 } },
	[READ] = { .mhz = { 66 } },
};

/* One line, and eight, which is not simulated: no quad mode, no address mode, no erase of 32 KiB */
static const struct nor_command octal[] = {
	ARRAY(0x03, S, 3, 1, false, 0, READ, 1),
	ARRAY(0x0B, S, 3, 1, false, 8, ANY, 1),
	ARRAY(0x13, S, 4, 1, false, 0, READ, 1),
	ARRAY(0x0C, S, 4, 1, false, 8, ANY, 1),
	PROGRAM_OTP(0x02, S, 3, 1, 1),
	PROGRAM_OTP(0x12, S, 4, 1, 1),
	ERASE_IN(0x20, S, 3, 0x1000),
	ERASE_IN(0xD8, S, 3, 0x10000),
	ERASE_IN(0x21, S, 4, 0x1000),
	ERASE_IN(0xDC, S, 4, 0x10000),
	PLAIN(0x60, S | NOR_WEL, nor_do_erase_chip, 0),
	PLAIN(0xC7, S | NOR_WEL, nor_do_erase_chip, 0),
	PLAIN(0xB0, S | NOR_BUSY, nor_do_suspend, 0),
	PLAIN(0x30, S, nor_do_resume, 0),
	PLAIN(0x06, S, nor_do_write_enable, 0),
	PLAIN(0x04, S, nor_do_write_disable, 0),
	GET(0x05, S | NOR_BUSY, nor_out_status),
	GET(0x15, S, out_configuration),
	PUT(0x01, S | NOR_WEL, NOR_IN_1_OR_2, do_status, 0),
	GET_AT(0x71, S, 4, 0, out_configuration_2),
	PUT_AT(0x72, S | NOR_WEL, 4, 1, do_configuration_2),
	GET(0x2B, S | NOR_BUSY, out_security),
	PUT(0x2F, S | NOR_WEL | NOR_OTP, 0, do_lock_security, 0),
	PLAIN(0xB1, S, do_secured_otp, 1),
	PLAIN(0xC1, S, do_secured_otp, 0),
	PUT(0xC0, S, 1, do_burst, 0),
	PLAIN(0xB9, S, nor_do_power_down, 0),
	PLAIN(0xAB, S | NOR_ASLEEP, nor_do_wake, 0),
	PLAIN(0x66, S | NOR_BUSY, nor_do_reset_enable, 0),
	PLAIN(0x99, S | NOR_BUSY, nor_do_reset, 0),
	PLAIN(0x00, S | NOR_BUSY, nor_do_nothing, 0),
	PUT(0x68, S | NOR_WEL | NOR_OTP, 0, do_lock_one_time, 0),
	GET(0x9F, S, nor_out_id),
	GET_AT(0x5A, S, 3, 8, nor_out_sfdp),
};

#define FAMILY \
	.page = 256, .qpi_speed = FAST_144, .quad_enable = NOR_QE_SR1_BIT_6, .errors_end_with_next = true, \
	.protects = protects, .wrap = wrap, .stays = stays, .describe = describe

#define FAMILY_512 \
	FAMILY, .id = { 0xC2, 0x20, 0x1A }, .device_id = 0x19, .size = 64u << 20, \
	.commands = { GROUP(common), GROUP(mx25l512) }, .speed = speeds_mx25l51245g, .dummies = dummies, \
	.restart = restart, .io3 = io3_reset, \
	.page_us = 250, .erase_4k_us = 25000, .erase_32k_us = 160000, .erase_64k_us = 224000, .erase_chip_us = 200000000, \
	.register_us = 10000, .suspend_us = 20, .reset_us = 40, .power_up_us = 1500, .wake_ns = 30000

/* Chip erase: SFDP */
#define OCTAL(part, code, megabytes, chip_ms) \
	.name = part, .id = { 0xC2, 0x85, code }, .size = (megabytes) << 20, .commands = { GROUP(octal) }, .page = 256, \
	.quad_enable = NOR_QE_ALWAYS, .errors_end_with_next = true, .protects = protects, .describe = describe, \
	.restart = restart, .speed = speeds_octal, .max_mhz = 133, .page_us = 152, .erase_4k_us = 25000, \
	.erase_64k_us = 256000, .erase_chip_us = (chip_ms) * 1000u, .register_us = 10000, .suspend_us = 25, \
	.reset_us = 40, .power_up_us = 1500, .wake_ns = 30000

static const struct nor_model mx25r6435f_fast = {
	.name = "mx25r6435f", .speed = speeds_mx25r_fast, .qpi_speed = FAST_144, .max_mhz = 80, .register_us = 10000,
	.page_us = 850, .erase_4k_us = 40000, .erase_32k_us = 240000, .erase_64k_us = 480000, .erase_chip_us = 50000000,
};

static const struct nor_model *mx25r_pace(const struct nor_chip *chip)
{
	return chip->now_set.sr3 & CR2_FAST ? &mx25r6435f_fast : chip->model;
}

static const struct nor_model models[] = {
	{ FAMILY_512, .name = "mx25l51245g", .max_mhz = 133, SFDP(sfdp_mx25l51245g) },
	{ FAMILY_512, .name = "mx66l51235f", .max_mhz = 133, SFDP(sfdp_mx66l51235f) },
	{
		/* in low-power mode, which it starts in */
		FAMILY, .name = "mx25r6435f", .id = { 0xC2, 0x28, 0x17 }, .device_id = 0x17, .size = 8u << 20,
		.commands = { GROUP(common), GROUP(mx25r) }, .speed = speeds_mx25r_slow, .max_mhz = 33,
		.dummies = dummies_mx25r, .restart = restart_mx25r, .io3 = io3_hold, .pace = mx25r_pace,
		.wakes_by_select = true, SFDP(sfdp_mx25r6435f), .page_us = 3200, .erase_4k_us = 58000,
		.erase_32k_us = 450000, .erase_64k_us = 850000, .erase_chip_us = 75000000, .register_us = 10000,
		.suspend_us = 60, .reset_us = 40, .power_up_us = 800, .wake_ns = 35000,
	},
	{ OCTAL("mx25lm51245g", 0x3A, 64u, 192000), SFDP(sfdp_mx25lm51245g) },
	/* no dump is known: that of the smaller one with another size and chip erase time */
	{ OCTAL("mx66lm1g45g", 0x3B, 128u, 384000), SFDP(sfdp_mx25lm51245g), .patch = { { 0x47, 0x3F }, { 0x6B, 0xE5 } } },
};

const struct nor_models nor_macronix = { models, COUNT_OF(models) };
