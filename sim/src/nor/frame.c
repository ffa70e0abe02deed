// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * A chip's serial interface: takes a frame in bit by bit as the levels on the lines say, whoever sends them. Which
 * commands there are is the model's table; what they do is in commands.c and the vendor's file.
 */

#include <stdio.h>
#include <string.h>
#include "chip.h"
#include "../sim.h"

static void give_bits(struct nor_chip *chip)
{
	unsigned int lines = chip->lines;
	uint8_t bits = (uint8_t)(chip->out << chip->bits) >> (8 - lines);

	if (lines == 1) {
		chip->next_mask = 0x02;			/* a single output line is IO1 */
		chip->next_level = bits << 1;
	} else {
		chip->next_mask = (1u << lines) - 1;
		chip->next_level = bits;
	}
}

/** @returns 1, 2 or 4 lines for a phase that has so many in SPI mode */
static uint8_t lines_of(const struct nor_chip *chip, uint8_t in_spi)
{
	return chip->qpi ? 4 : chip->dio ? 2 : in_spi;
}

static uint32_t wrap_bytes(const struct nor_chip *chip)
{
	return chip->model->wrap ? chip->model->wrap(chip, chip->command->opcode) : 0;
}

/** Which bits go wrong above the limit is the same each time: one bit in one byte of four or so. */
static uint8_t spoil(const struct nor_chip *chip, uint8_t byte, uint32_t index)
{
	uint32_t hash = (chip->addr + index + 1) * 2654435761u ^ chip->hz;

	hash = (hash ^ hash >> 15) * 2246822519u >> 16;
	if (hash & 3)
		return byte;
	stat_add("nor.spoiled", 1);
	return byte ^ (uint8_t)(1u << (hash >> 2 & 7));
}

static uint8_t right_byte(struct nor_chip *chip, uint32_t index)
{
	if (!(chip->command->flags & NOR_READ))
		return chip->command->out(chip, index);

	uint32_t addr = chip->addr, wrap = wrap_bytes(chip);
	if (wrap)
		addr = (addr & ~(wrap - 1)) | ((addr + index) & (wrap - 1));
	else
		addr += index;
	return chip->array[addr & (chip->model->size - 1)];
}

static uint8_t fetch(struct nor_chip *chip)
{
	uint32_t index = chip->out_index++;
	uint8_t byte = right_byte(chip, index);

	if (chip->too_fast)
		byte = spoil(chip, byte, index);
	if (index < NOR_TRACE_BYTES)
		chip->trace.given[index] = byte;
	return byte;
}

static bool data_comes(const struct nor_command *command)
{
	return command->out || (command->flags & NOR_READ);
}

static void check_suspended_read(const struct nor_chip *chip)
{
	const struct nor_job *parked = &chip->parked;

	if (!(chip->command->flags & NOR_READ) || parked->kind == JOB_NONE || !parked->in_array)
		return;
	if (chip->addr >= parked->addr && chip->addr < parked->addr + parked->size)
		sim_violation("nor.suspended", "read at 0x%06x inside the area whose %s is suspended", chip->addr,
			parked->kind == JOB_ERASE ? "erase" : "program");
}

static void enter_data(struct nor_chip *chip)
{
	const struct nor_command *command = chip->command;

	chip->bits = 0;
	chip->lines = lines_of(chip, command->data_lines);
	if (data_comes(command)) {
		check_suspended_read(chip);
		chip->phase = NOR_OUT;
		chip->out_index = 0;
		chip->out = fetch(chip);
		give_bits(chip);
	} else if (command->in) {
		chip->phase = NOR_IN;
	} else {
		chip->phase = NOR_DONE;
	}
}

static void enter_dummy(struct nor_chip *chip, unsigned int used)
{
	unsigned int clocks = chip->dummy_clocks;

	chip->dummy_left = clocks > used ? clocks - used : 0;
	chip->first_dummy = chip->dummy_left && (chip->command->flags & NOR_READ) && chip->model->first_dummy_decides &&
		chip->model->first_dummy_decides(chip);
	if (chip->dummy_left)
		chip->phase = NOR_DUMMY;
	else
		enter_data(chip);
}

static void enter_mode(struct nor_chip *chip)
{
	if (chip->command->mode)
		chip->phase = NOR_MODE;
	else
		enter_dummy(chip, 0);
}

static void enter_addr(struct nor_chip *chip)
{
	const struct nor_command *command = chip->command;

	chip->dtr = command->flags & NOR_DTR;
	chip->lines = lines_of(chip, command->addr_lines ? command->addr_lines : 1);
	chip->addr = 0;
	chip->addr_left = command->addr;
	if (command->addr == NOR_ADDR_34)
		chip->addr_left = chip->now_set.bank & BANK_EXTADD ? 4 : 3;
	if (chip->addr_left)
		chip->phase = NOR_ADDR;
	else
		enter_mode(chip);
}

static const struct nor_read_speed *speed_of(const struct nor_chip *chip, const struct nor_command *command)
{
	bool table = command->dummy == NOR_DUMMY_SET && !(command->flags & NOR_DTR);
	const struct nor_model *pace = nor_pace(chip);

	return &pace->speed[chip->qpi && table ? pace->qpi_speed : command->speed];
}

uint32_t nor_dummy_clocks(const struct nor_chip *chip, const struct nor_command *command)
{
	if (command->dummy != NOR_DUMMY_SET)
		return command->dummy;
	const struct nor_read_speed *speed = speed_of(chip, command);
	uint32_t set = chip->model->dummies ? chip->model->dummies(chip, speed) : 0;
	return set ? set : speed->standard;
}

static void check_clock(struct nor_chip *chip)
{
	const struct nor_command *command = chip->command;
	uint32_t mhz = nor_pace(chip)->max_mhz;

	if (command->speed) {
		uint32_t dummies = command->dummy == NOR_DUMMY_SET ? chip->dummy_clocks : 0;
		mhz = speed_of(chip, command)->mhz[dummies & 0x0F];
	}
	chip->too_fast = false;
	if (chip->hz / 1000 <= mhz * 1001)		/* a period in whole picoseconds is not quite exact */
		return;
	chip->too_fast = !chip->fit.no_clock_limits;
	sim_violation("nor.clock", "command %02Xh with %u dummy clocks at %u Hz, the limit is %u MHz", command->opcode,
		chip->dummy_clocks, chip->hz, mhz);
}

void nor_refuse(struct nor_chip *chip, const char *what, const char *why)
{
	chip->phase = NOR_IGNORE;
	chip->command = NULL;
	chip->trace.why = why;
	sim_violation(what, "%s: command %02Xh ignored, %s", chip->fit.name, (unsigned int)chip->shift & 0xFF, why);
}

static void count_opcode(uint8_t opcode, uint64_t times)
{
	static char names[256][12];
	char *name = names[opcode];

	if (!name[0])
		snprintf(name, sizeof(names[0]), "nor.op.%02x", opcode);
	stat_add(name, times);
}

/** @returns why a command that exists is not accepted now, or NULL; *what is the kind of violation */
static const char *objection(const struct nor_chip *chip, const struct nor_command *command, const char **what)
{
	if (nor_busy(chip) && !(command->flags & NOR_BUSY)) {
		*what = "nor.busy";
		return "the chip is busy";
	}
	if (command->flags & NOR_QE && !chip->qpi && !chip->dio && !nor_quad(chip)) {
		*what = "nor.qe";
		return "quad enable is 0";
	}
	if (command->flags & NOR_WEL && !chip->wel && !(command->opcode == 0x01 && chip->volatile_sr)) {
		*what = "nor.wel";
		return "the write enable latch is 0";
	}
	return NULL;
}

static void decode(struct nor_chip *chip, uint8_t opcode)
{
	const struct nor_command *command = chip->by_opcode[opcode];
	bool known = command && opcode != chip->deaf_to &&
		(command->flags & (chip->qpi ? NOR_QPI : chip->dio ? NOR_DIO : NOR_SPI));
	bool idle_pattern = opcode == 0x00 || opcode == 0xFF;
	const char *what = NULL;

	count_opcode(opcode, 1);
	chip->trace.opcode = opcode;
	chip->shift = opcode;
	chip->reset_was_armed = chip->reset_armed;
	chip->reset_armed = false;

	if (idle_pattern && !known) {
		chip->phase = NOR_IGNORE;
		chip->trace.why = "which is no command";
		return;
	}
	if (chip->ready_at > chip->now) {
		nor_refuse(chip, "nor.not_ready", "the chip is still starting up or resetting");
		return;
	}
	if (chip->power_down && !(command && command->flags & NOR_ASLEEP)) {
		nor_refuse(chip, "nor.power_down", "the chip is in deep power-down");
		return;
	}
	if (!known) {
		nor_refuse(chip, "nor.opcode", command ? "not available in this mode" : "no such command");
		return;
	}
	const char *why = objection(chip, command, &what);
	if (why) {
		nor_refuse(chip, what, why);
		return;
	}
	chip->command = command;
	chip->dummy_clocks = nor_dummy_clocks(chip, command);
	check_clock(chip);
	enter_addr(chip);
	chip->clock_spent = true;
}

static void take_mode(struct nor_chip *chip, uint8_t byte)
{
	unsigned int clocks = 8u / chip->lines;

	chip->continuous = chip->model->stays && chip->model->stays(byte) ? chip->command : NULL;
	enter_dummy(chip, chip->dtr ? clocks / 2 : clocks);
}

static void take_data(struct nor_chip *chip, uint8_t byte)
{
	uint32_t room = chip->command->in == NOR_IN_PAGE ? chip->model->page : sizeof(chip->in);

	chip->in[chip->in_count++ % room] = byte;
}

/** A byte is complete. */
static void take_byte(struct nor_chip *chip, uint8_t byte)
{
	switch (chip->phase) {
	case NOR_OPCODE:
		decode(chip, byte);
		break;
	case NOR_ADDR:
		chip->addr = chip->addr << 8 | byte;
		if (--chip->addr_left == 0) {
			if (chip->command->addr == NOR_ADDR_34 && !(chip->now_set.bank & BANK_EXTADD))
				chip->addr |= (uint32_t)chip->now_set.upper << 24;
			enter_mode(chip);
		}
		break;
	case NOR_MODE:
		take_mode(chip, byte);
		break;
	case NOR_IN:
		take_data(chip, byte);
		break;
	case NOR_DONE:
		chip->overrun = true;
		break;
	case NOR_DUMMY:
	case NOR_OUT:
	case NOR_IGNORE:
		break;
	}
}

/*
 * AutoBoot: data come by themselves behind so many clocks as the register says, or, if that is 0, as 0Bh or EBh have
 * dummies. It ends as chip select rises, but not before a byte has gone out (IS25WP128F data sheet, 6.4 and 8.46).
 */
static const struct nor_command stream = { .flags = NOR_SPI | NOR_READ, .data_lines = 1 };
static const struct nor_command quad_stream = { .flags = NOR_SPI | NOR_READ, .data_lines = 4 };

static void start_autoboot(struct nor_chip *chip)
{
	uint8_t delay = (chip->autoboot >> 1) & 0x0F;

	chip->command = nor_quad(chip) ? &quad_stream : &stream;
	chip->addr = chip->autoboot & ~0x1Fu;
	chip->dummy_clocks = delay ? delay : nor_dummy_clocks(chip, chip->by_opcode[nor_quad(chip) ? 0xEB : 0x0B]);
	enter_dummy(chip, 0);
}

static void end_autoboot(struct nor_chip *chip)
{
	if (chip->command == &stream || chip->command == &quad_stream)
		chip->autoboot_pending = chip->phase != NOR_OUT || chip->out_index < 2;
}

void nor_select(struct nor_chip *chip, uint64_t now, uint32_t hz)
{
	chip->now = now;
	nor_settle(chip);
	chip->selected = true;
	chip->hz = hz;
	chip->phase = NOR_OPCODE;
	chip->lines = lines_of(chip, 1);
	chip->dtr = false;
	chip->first_dummy = false;
	chip->overrun = false;
	chip->clock_spent = false;
	chip->bits = 0;
	chip->shift = 0;
	chip->in_count = 0;
	chip->command = NULL;
	chip->too_fast = false;
	chip->trace.begin = now;
	chip->trace.why = NULL;
	chip->trace.opcode = -1;
	chip->drive_mask = 0;
	chip->next_mask = 0;
	if (chip->power_down && chip->model->wakes_by_select) {
		nor_do_wake(chip);
		chip->phase = NOR_IGNORE;
		chip->trace.why = "it wakes the chip from deep power-down";
	} else if (chip->autoboot_pending && chip->ready_at <= now) {
		start_autoboot(chip);
	} else if (chip->continuous) {
		chip->command = chip->continuous;
		chip->dummy_clocks = nor_dummy_clocks(chip, chip->command);
		check_clock(chip);
		enter_addr(chip);
	}
}

/** Did chip select rise at a place where the command counts as given? */
static bool complete(const struct nor_chip *chip)
{
	const struct nor_command *command = chip->command;

	if (command->flags & NOR_CUT)
		return true;
	if (chip->bits || chip->overrun)
		return false;
	if (chip->phase == NOR_DONE)
		return true;
	if (chip->phase != NOR_IN)
		return false;
	if (command->in == NOR_IN_PAGE)
		return chip->in_count > 0;
	if (command->in == NOR_IN_1_OR_2 || command->in == NOR_IN_1_TO_3)
		return chip->in_count >= 1 && chip->in_count <= (command->in == NOR_IN_1_OR_2 ? 2 : 3);
	return chip->in_count == command->in;
}

void nor_deselect(struct nor_chip *chip, uint64_t now)
{
	const struct nor_command *command = chip->command;

	chip->now = now;
	chip->selected = false;
	chip->drive_mask = 0;
	chip->next_mask = 0;
	nor_settle(chip);
	end_autoboot(chip);
	if (sim_traces & TRACE_BUS)
		nor_trace_frame(chip, command && (data_comes(command) || complete(chip)));
	if (chip->phase == NOR_OPCODE && chip->bits)
		stat_add("nor.opcode_cut", 1);		/* as one on more lines than the chip listens to; no fault of the program */
	if (!command || !command->done)
		return;
	if (complete(chip)) {
		if (command->flags & NOR_OTP)
			stat_add("nor.irreversible", 1);
		command->done(chip);
	} else if (!data_comes(command) && command->done != nor_do_nothing) {		/* clocks behind a NOP do nothing */
		sim_violation("nor.frame", "%s: command %02Xh ignored, chip select rose at a wrong clock (%u bytes, %u bits)",
			chip->fit.name, command->opcode, chip->in_count, chip->bits);
	}
}

bool nor_quad(const struct nor_chip *chip)
{
	switch (chip->model->quad_enable) {
	case NOR_QE_SR1_BIT_6:
		return chip->now_set.sr & SR_QE;
	case NOR_QE_SR2_BIT_1:
		return chip->now_set.sr2 & SR2_QE;
	default:
		return true;
	}
}

/** IO3 is HOLD# or RESET# while quad mode is off; where there is no such mode, in commands that do not use it. */
static enum nor_io3 io3_function(const struct nor_chip *chip)
{
	const struct nor_command *command = chip->command;

	if (chip->qpi || !chip->model->io3)
		return NOR_IO3_DATA;
	if (chip->model->quad_enable != NOR_QE_ALWAYS)
		return nor_quad(chip) ? NOR_IO3_DATA : chip->model->io3(chip);
	if (command && !chip->dio && (command->data_lines == 4 || command->addr_lines == 4))
		return NOR_IO3_DATA;
	return chip->model->io3(chip);
}

bool nor_obeys_hold(const struct nor_chip *chip)
{
	return io3_function(chip) != NOR_IO3_DATA;
}

/** @returns true if the clock edge does not count */
static bool held(struct nor_chip *chip, uint8_t levels)
{
	enum nor_io3 function = levels & 0x08 ? NOR_IO3_DATA : io3_function(chip);

	if (function == NOR_IO3_DATA)
		return false;
	if (function == NOR_IO3_RESET) {
		nor_restart(chip, chip->model->reset_us);
		chip->phase = NOR_IGNORE;
		chip->command = NULL;
		chip->next_mask = 0;
	}
	return true;
}

static void take_bits(struct nor_chip *chip, uint8_t levels)
{
	unsigned int lines = chip->lines;

	chip->shift = chip->shift << lines | (levels & ((1u << lines) - 1));
	chip->bits += lines;
	if (chip->bits >= 8) {
		chip->bits = 0;
		take_byte(chip, (uint8_t)chip->shift);
	}
}

static void next_out_bits(struct nor_chip *chip)
{
	chip->bits += chip->lines;
	if (chip->bits >= 8) {
		chip->bits = 0;
		chip->out = fetch(chip);
	}
	give_bits(chip);
}

static void count_dummy(struct nor_chip *chip, uint8_t levels)
{
	if (chip->first_dummy) {
		chip->first_dummy = false;
		chip->continuous = levels & 1 ? NULL : chip->command;
	}
	if (--chip->dummy_left)
		return;
	enter_data(chip);
	chip->clock_spent = true;
}

void nor_edge(struct nor_chip *chip, bool rising, uint8_t levels, uint64_t now)
{
	bool was_giving = chip->phase == NOR_OUT;

	if (!chip->selected)
		return;
	chip->now = now;
	chip->levels = levels;
	if (held(chip, levels)) {
		chip->drive_mask = 0;
		return;
	}
	if (rising || (chip->dtr && !chip->clock_spent)) {
		if (chip->phase == NOR_OUT)
			next_out_bits(chip);
		else if (chip->phase == NOR_DUMMY && rising)
			count_dummy(chip, levels);
		else if (chip->phase == NOR_DONE && rising)
			chip->overrun = true;
		else if (chip->phase != NOR_DUMMY && chip->phase != NOR_IGNORE && chip->phase != NOR_DONE)
			take_bits(chip, levels);
	}
	/* outputs change after the falling edge; at double rate after every edge once data flows */
	if (!rising || (chip->dtr && was_giving)) {
		chip->clock_spent = false;
		chip->drive_mask = chip->next_mask;
		chip->drive_level = chip->next_level;
	}
}

/* ---- whole bytes ---- */

bool nor_takes_bytes(const struct nor_chip *chip, unsigned int lines, bool dtr)
{
	if (!chip->selected || chip->phase == NOR_IGNORE)
		return true;
	if (chip->phase == NOR_DUMMY || chip->phase == NOR_OUT)
		return false;
	if (chip->phase == NOR_DONE)
		return true;
	return chip->lines == lines && chip->dtr == dtr && chip->bits == 0;
}

void nor_byte(struct nor_chip *chip, uint8_t byte, uint64_t now)
{
	if (!chip->selected)
		return;
	chip->now = now;
	if (chip->phase != NOR_DONE && chip->phase != NOR_IGNORE)
		chip->shift = byte;
	take_byte(chip, byte);
	chip->clock_spent = false;
	chip->drive_mask = chip->next_mask;
	chip->drive_level = chip->next_level;
}

bool nor_takes_dummies(const struct nor_chip *chip, unsigned int clocks)
{
	if (!chip->selected || chip->phase == NOR_IGNORE)
		return true;
	return chip->phase == NOR_DUMMY && clocks <= chip->dummy_left && !chip->first_dummy;
}

void nor_dummies(struct nor_chip *chip, unsigned int clocks, uint64_t now)
{
	if (!chip->selected || chip->phase != NOR_DUMMY)
		return;
	chip->now = now;
	chip->dummy_left -= clocks;
	if (chip->dummy_left == 0)
		enter_data(chip);
	chip->drive_mask = chip->next_mask;
	chip->drive_level = chip->next_level;
}

bool nor_gives_bytes(const struct nor_chip *chip, unsigned int lines, bool dtr)
{
	return chip->selected && chip->phase == NOR_OUT && chip->lines == lines && chip->dtr == dtr && chip->bits == 0;
}

/** Straight out of the array: the byte in chip->out is the one before position addr + out_index. */
static void give_array(struct nor_chip *chip, uint8_t *buffer, size_t count)
{
	uint32_t mask = chip->model->size - 1;
	uint32_t from = chip->addr + chip->out_index;

	buffer[0] = chip->out;
	if (count && chip->out_index < NOR_TRACE_BYTES) {
		for (uint32_t i = chip->out_index; i < NOR_TRACE_BYTES; i++)
			chip->trace.given[i] = chip->array[(chip->addr + i) & mask];
	}
	for (size_t done = 1; done < count; ) {
		uint32_t at = from & mask;
		size_t part = count - done;
		if (part > mask + 1 - at)
			part = mask + 1 - at;
		memcpy(buffer + done, chip->array + at, part);
		done += part;
		from += part;
	}
	chip->out = chip->array[from & mask];
	chip->out_index += count;
}

void nor_give(struct nor_chip *chip, uint8_t *buffer, size_t count, uint64_t now, uint64_t byte_ps)
{
	if (chip->command->flags & NOR_READ && !wrap_bytes(chip) && !chip->too_fast) {
		chip->now = now + (count - 1) * byte_ps;
		give_array(chip, buffer, count);
	} else {
		for (size_t i = 0; i < count; i++) {
			chip->now = now + i * byte_ps;
			buffer[i] = chip->out;
			chip->out = fetch(chip);
		}
	}
	give_bits(chip);
	chip->drive_mask = chip->next_mask;
	chip->drive_level = chip->next_level;
}

void nor_set_level(struct nor_chip *chip, uint8_t levels)
{
	chip->levels = levels;
}

uint64_t nor_steady_until(const struct nor_chip *chip)
{
	if (!chip->command || !chip->command->out)
		return 0;
	return chip->stuck_busy || chip->job.kind == JOB_NONE ? UINT64_MAX : chip->job.until;
}

void nor_repeated(struct nor_chip *chip, uint64_t times)
{
	if (chip->command)
		count_opcode(chip->command->opcode, times);
	if (times && (sim_traces & TRACE_BUS))
		nor_trace_repeated(chip, times);
}
