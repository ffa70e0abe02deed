// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * "stm32xspi check": from the core outwards, layer by layer, to the first that is broken. Each layer prints one line
 * with what was found; a broken one also what was wanted and what to do next. Changes nothing that a probe would not.
 */

#include "driver.h"

#include "diagnose.h"
#include "lines.h"

/** Bytes compared between two ways of reading. */
#define CHECK_BYTES		256u
/** Places in the chip that are tried for contents that are not blank, and how much of each. */
#define CHECK_PLACES	64u
#define CHECK_LOOK		16u

/** What a layer says: text for its line, and if it is broken the next step. */
struct finding {
	char text[400];
	char next[300];
};

static const char * const role_name[SETUP_ROLES] = {
	"CLK", "NCS", "IO0", "IO1", "IO2", "IO3", "IO4", "IO5", "IO6", "IO7", "DQS"
};

static void say(struct finding *f, const char *format, ...)
	__attribute__ ((format (PRINTF_ATTRIBUTE_FORMAT, 2, 3)));

static void say(struct finding *f, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(f->text, sizeof(f->text), format, args);
	va_end(args);
}

/** The layer's failure is what was kept as the bank's last error. */
static bool say_last(struct flash_bank *bank, struct finding *f, const char *next)
{
	say(f, "%s", stm32xspi_priv(bank)->last.text);
	snprintf(f->next, sizeof(f->next), "%s", next);
	return false;
}

static bool check_target(struct flash_bank *bank, struct finding *f)
{
	if (stm32xspi_start(bank, "check") != ERROR_OK)
		return say_last(bank, f, "\"halt\" or \"reset halt\"");
	say(f, "%s is halted", target_name(bank->target));
	return true;
}

static bool check_die(struct flash_bank *bank, struct finding *f)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);

	if (stm32xspi_locate(bank) != ERROR_OK)
		return say_last(bank, f, "compare die, pins and addresses with the schematic and \"flash bank\"");
	say(f, "%s (DBGMCU_IDCODE 0x%08" PRIx32 "), %s at 0x%08" PRIx32 ", window 0x%08" PRIx32, priv->die->name,
		priv->idcode, priv->instance->name, priv->instance->base, priv->instance->window);
	return true;
}

/* set-up, looked at by the part of the chip that its registers belong to */

enum part { PART_CLOCKS, PART_PINS, PART_ROUTING };

#define GPIO_PORTS		16u
#define MANAGER_SIZE	0x400u
#define RCC_SIZE		0x400u

static enum part part_of(const struct xspi_die *die, uint32_t address)
{
	/* on STM32F4 and F7, RCC lies between the ports */
	if ((address & ~(RCC_SIZE - 1)) == (die->gpio_enable_reg & ~(RCC_SIZE - 1)))
		return PART_CLOCKS;
	if (address - die->gpio_base < GPIO_PORTS * die->gpio_stride)
		return PART_PINS;
	if (die->manager_base && address - die->manager_base < MANAGER_SIZE)
		return PART_ROUTING;
	return PART_CLOCKS;
}

static bool check_steps(struct flash_bank *bank, enum part part, struct finding *f, unsigned int *count)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);

	*count = 0;
	for (unsigned int i = 0; i < priv->setup.count; i++) {
		const struct setup_step *step = &priv->setup.step[i];
		uint32_t value = 0;
		bool holds;
		if (part_of(priv->die, step->address) != part)
			continue;
		(*count)++;
		if (stm32xspi_step_holds(bank, step, &value, &holds) != ERROR_OK)
			return say_last(bank, f, "is the die what its IDCODE says? then look at the debug link");
		if (holds)
			continue;
		say(f, "\"%s\": register 0x%08" PRIx32 " reads 0x%08" PRIx32 ", wanted 0x%08" PRIx32 " in bits 0x%08" PRIx32,
			step->text, step->address, value, step->set, step->clear | step->set);
		snprintf(f->next, sizeof(f->next), "is the register secure (TZEN) or locked, and is this die the right one?");
		return false;
	}
	return true;
}

static bool check_clocks(struct flash_bank *bank, struct finding *f)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	unsigned int count;
	char held[24] = "";

	/* a step that does not hold is found again in its layer */
	if (stm32xspi_owns_controller(priv) && stm32xspi_set_up(bank) != ERROR_OK && priv->setup_proc)
		return say_last(bank, f, "correct the procedure");
	if (!check_steps(bank, PART_CLOCKS, f, &count))
		return false;
	family_read_clocks(&priv->io, priv->die, priv->instance, &priv->clocks);
	if (priv->has_pins)
		snprintf(held, sizeof(held), "%u steps hold; ", count);
	say(f, "%score %s%" PRIu32 " kHz, kernel %s%" PRIu32 " kHz", held,
		priv->clocks.core_known ? "" : "at most ", priv->clocks.core_hz / 1000,
		priv->clocks.kernel_known ? "" : "at most ", priv->clocks.kernel_hz / 1000);
	return true;
}

static bool check_pins(struct flash_bank *bank, struct finding *f)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	unsigned int count;
	size_t at = 0;

	if (!priv->has_pins) {
		say(f, "not known without -pins");
		return true;
	}
	if (!check_steps(bank, PART_PINS, f, &count))
		return false;
	for (unsigned int i = 0; i < SETUP_ROLES; i++) {
		if (priv->pins.used[i])
			at += snprintf(f->text + at, sizeof(f->text) - at, "%s P%c%u ", role_name[i], 'A' + priv->pins.port[i],
				priv->pins.pin[i]);
	}
	snprintf(f->text + at, sizeof(f->text) - at, "(%u steps hold)", count);
	return true;
}

static bool check_routing(struct flash_bank *bank, struct finding *f)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	unsigned int count;

	if (!check_steps(bank, PART_ROUTING, f, &count))
		return false;
	if (!priv->die->manager_base)
		say(f, "this die has no I/O manager");
	else if (!priv->has_pins)
		say(f, "I/O manager as %s left it", priv->setup_proc ? "the procedure" : "the board's script");
	else
		say(f, "%u steps of the I/O manager hold", count);
	return true;
}

static bool check_controller(struct flash_bank *bank, struct finding *f)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);

	if (!stm32xspi_owns_controller(priv)) {
		char op[24];

		if (stm32xspi_inherit_controller(bank) != ERROR_OK)
			return say_last(bank, f, "run the board's set-up first (\"reset init\")");
		stm32xspi_op_text(&priv->map_op, op, sizeof(op));
		say(f, "%s as the board's script left it, reads by %s", priv->instance->name, op);
		return true;
	}
	if (stm32xspi_init_controller(bank) != ERROR_OK)
		return say_last(bank, f, "look at clock enable and reset of the controller, and at TZEN");
	say(f, "%s answers, serial clock %" PRIu32 " kHz for the start", priv->instance->name,
		priv->clocks.kernel_hz / priv->divider / 1000);
	return true;
}

/* chip */

/** "IO1 (PB0)" */
struct line_name {
	char text[16];
};

static struct line_name line_name(const struct stm32xspi_bank *priv, unsigned int role)
{
	struct line_name name;

	snprintf(name.text, sizeof(name.text), "%s (P%c%u)", role_name[role], 'A' + priv->pins.port[role],
		priv->pins.pin[role]);
	return name;
}

static bool check_lines(struct flash_bank *bank, struct finding *f)
{
	static const char * const how[] = { [LINE_FLOATS] = "free", [LINE_LOW] = "low", [LINE_HIGH] = "high" };
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	enum line_rest rest[SETUP_ROLES];
	size_t at = 0;

	if (!priv->has_pins) {
		say(f, "not looked at without -pins");
		return true;
	}
	if (stm32xspi_result(bank, lines_rest(priv, rest), "pull-up and pull-down of the pins") != ERROR_OK)
		return say_last(bank, f, "look at the debug link");
	for (unsigned int i = 0; i < SETUP_ROLES; i++) {
		if (priv->pins.used[i])
			at += snprintf(f->text + at, sizeof(f->text) - at, "%s%s %s", at ? ", " : "at rest ", role_name[i],
				how[rest[i]]);
	}
	if (rest[SETUP_NCS] != LINE_LOW)
		return true;
	snprintf(f->next, sizeof(f->next), "%s is low even if pulled up, so that the chip is selected always: shorted to"
		" ground, or pulled down on the board", line_name(priv, SETUP_NCS).text);
	return false;
}

/**
 * Does the chip drive IO0 in a dual read? Then all that it needs to hear arrives.
 * @returns false, too, if that cannot be told
 */
static bool answers_on_io0(struct stm32xspi_bank *priv)
{
	uint8_t up[8] = { 0 }, down[8] = { 0 };
	const struct spi_mem_op dual = {
		SPI_MEM_CMD(0x3B, 1), SPI_MEM_ADDR(3, 0, 1), SPI_MEM_DUMMY(8), SPI_MEM_DATA_IN(sizeof(up), up, 2)
	};

	return lines_read(priv, &dual, up, down) == XSPI_OK && !(lines_floating(up, down, sizeof(up), 2) & 1);
}

static void explain_silence(struct stm32xspi_bank *priv, struct finding *f)
{
	enum line_rest rest[SETUP_ROLES];

	if (answers_on_io0(priv)) {
		snprintf(f->next, sizeof(f->next), "the chip is there and drives IO0 in a dual read (3Bh), only its answer on"
			" IO1 does not arrive: wire or joint between %s and the chip's SO pin", line_name(priv, SETUP_IO1).text);
		return;
	}
	bool no_pull_up = lines_rest(priv, rest) == XSPI_OK && rest[SETUP_NCS] == LINE_FLOATS;
	snprintf(f->next, sizeof(f->next), "is the chip fitted and supplied? else one of these does not lead to it: %s%s,"
		" %s, %s, %s", line_name(priv, SETUP_NCS).text,
		no_pull_up ? " (suspect: no pull-up is seen there, which most boards have)" : "",
		line_name(priv, SETUP_CLK).text, line_name(priv, SETUP_IO0).text, line_name(priv, SETUP_IO1).text);
}

/** The ID came from a search over all lines. */
static void explain_exchange(struct stm32xspi_bank *priv, unsigned int out, unsigned int in, const uint8_t *id,
		bool slow_works, struct finding *f)
{
	char text[16];

	diagnose_hex(id, NOR_ID_BYTES, text, sizeof(text));
	if (out != 0 || in != 1)
		snprintf(f->next, sizeof(f->next), "the chip takes its opcode from %s and answers (%s) on %s: these are not IO0"
			" and IO1; exchange pins in \"flash bank\", or wires on the board", line_name(priv, SETUP_IO0 + out).text,
			text, line_name(priv, SETUP_IO0 + in).text);
	else if (slow_works)
		snprintf(f->next, sizeof(f->next), "it answers %s at 500 kHz: wires too long, clock edges bad, or a pin too"
			" weak", text);
	else
		snprintf(f->next, sizeof(f->next), "it answers %s as long as IO2 is high: HOLD# or RESET# is on %s, so IO2 and"
			" IO3 are exchanged", text, line_name(priv, SETUP_IO2).text);
}

/** What pulls on the lines and other ways of asking tell about an ID that is none. */
static void explain_id(struct stm32xspi_bank *priv, const char *answer, const char *meaning, struct finding *f)
{
	uint8_t up[NOR_ID_BYTES] = { 0 }, down[NOR_ID_BYTES] = { 0 }, id[NOR_ID_BYTES];
	const struct spi_mem_op op = { SPI_MEM_CMD(0x9F, 1), SPI_MEM_DATA_IN(NOR_ID_BYTES, up, 1) };
	unsigned int out, in;

	if (lines_read(priv, &op, up, down) != XSPI_OK)
		return;
	bool floats = lines_floating(up, down, NOR_ID_BYTES, 1);
	if (floats)
		say(f, "9Fh answers %s, but only what the pull on %s makes of it: nobody drives that line", answer,
			line_name(priv, SETUP_IO1).text);
	else
		say(f, "9Fh answers %s, and %s is driven, or held by a resistor; %s", answer, line_name(priv, SETUP_IO1).text,
			meaning);
	if (lines_find_id(priv, &out, &in, id) == XSPI_OK)
		explain_exchange(priv, out, in, id, !floats && !memcmp(up, down, NOR_ID_BYTES) && !diagnose_id(up), f);
	else if (floats)
		explain_silence(priv, f);
}

static bool check_id(struct flash_bank *bank, struct finding *f)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	uint8_t id[3][NOR_ID_BYTES] = { { 0 } };
	char text[3][16];
	int result = XSPI_OK;

	priv->found = 0;
	if (stm32xspi_owns_controller(priv))
		stm32xspi_recover(bank);
	for (unsigned int i = 0; i < 3; i++) {
		if (result == XSPI_OK)
			result = stm32xspi_read_id(bank, id[i]);
		diagnose_hex(id[i], NOR_ID_BYTES, text[i], sizeof(text[i]));
	}
	if (stm32xspi_result(bank, result, "reading the ID") != ERROR_OK)
		return say_last(bank, f, "the controller works but a transfer did not end: look at its kernel clock");

	const char *bad = diagnose_id(id[0]);
	if (memcmp(id[0], id[1], NOR_ID_BYTES) != 0 || memcmp(id[0], id[2], NOR_ID_BYTES) != 0)
		bad = "it changes from read to read: IO1 floats or is disturbed";
	if (!bad) {
		char state[120];

		stm32xspi_state_text(priv->found, state, sizeof(state));
		say(f, "9Fh answers %s, three times%s%s", text[0], state[0] ? "; the chip was found " : "", state);
		return true;
	}
	say(f, "9Fh answers %s, then %s, %s; %s", text[0], text[1], text[2], bad);
	snprintf(f->next, sizeof(f->next), "measure the chip's supply, then NCS, CLK, IO0 (to the chip), IO1 (from it);"
		" are the pins as in the schematic?");
	if (priv->has_pins)
		explain_id(priv, text[0], bad, f);
	return false;
}

static bool check_chip(struct flash_bank *bank, struct finding *f)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	struct nor *nor = &priv->nor;

	int result = stm32xspi_owns_controller(priv) ? nor_identify(&priv->xspi, nor) :
		nor_adopt(&priv->xspi, nor, &priv->map_op, false);
	if (result != XSPI_OK) {
		say(f, "ID %02x %02x %02x: %s", nor->id[0], nor->id[1], nor->id[2], stm32xspi_result_text(result));
		snprintf(f->next, sizeof(f->next), "describe the chip with \"stm32xspi set %s ...\"", bank->name);
		return false;
	}
	say(f, "%s, %" PRIu32 " KiB, %s", nor->name, nor->size / 1024,
		nor->sfdp_valid ? "SFDP is valid" : "from the table");
	return true;
}

static bool blank(const uint8_t *data, unsigned int len)
{
	for (unsigned int i = 0; i < len; i++) {
		if (data[i] != 0xFF)
			return false;
	}
	return true;
}

/** Read some place that is not blank by one line. @param addr its address; 0 if all places tried are blank */
static int find_contents(struct stm32xspi_bank *priv, uint8_t data[CHECK_BYTES], uint32_t *addr)
{
	struct nor slow = priv->nor;

	slow.read = slow.read_slow;
	*addr = 0;
	for (unsigned int i = 0; i < CHECK_PLACES; i++) {
		uint32_t place = priv->nor.size / CHECK_PLACES * i;
		int result = nor_read(&priv->xspi, &slow, place, data, CHECK_LOOK);
		if (result != XSPI_OK)
			return result;
		if (blank(data, CHECK_LOOK))
			continue;
		*addr = place;
		break;
	}
	return nor_read(&priv->xspi, &slow, *addr, data, CHECK_BYTES);
}

static bool say_difference(const uint8_t *one, const uint8_t *other, uint32_t addr, const char *what, struct finding *f)
{
	struct diagnosis d;
	char wanted[32], found[32];

	diagnose_compare(one, other, CHECK_BYTES, &d);
	diagnose_hex(d.expected, d.shown, wanted, sizeof(wanted));
	diagnose_hex(d.read, d.shown, found, sizeof(found));
	diagnose_text(&d, f->next, sizeof(f->next));
	say(f, "%s differs from the 1-line read at 0x%08" PRIx32 ": %s instead of %s, %" PRIu32 " of %u bytes", what,
		addr + d.first, found, wanted, d.count, CHECK_BYTES);
	return false;
}

/** A read with the address on one line, so that only the data depend on all four. */
static struct spi_mem_op quad_output_read(const struct nor *nor, uint32_t addr, uint8_t *data)
{
	uint8_t opcode = nor->read_slow.cmd.opcode == 0x13 ? 0x6C : 0x6B;

	return (struct spi_mem_op) {
		SPI_MEM_CMD(opcode, 1), SPI_MEM_ADDR(nor->addr_bytes, addr, 1), SPI_MEM_DUMMY(8),
		SPI_MEM_DATA_IN(CHECK_BYTES, data, 4)
	};
}

/**
 * Look at the data lines one by one.
 * @param one what a 1-line read gave
 * @returns false if one is broken, which is then said
 */
static bool check_data_lines(struct flash_bank *bank, const uint8_t *one, uint32_t addr, struct finding *f)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	uint8_t up[CHECK_BYTES], down[CHECK_BYTES];
	const struct spi_mem_op op = quad_output_read(&priv->nor, addr, up);

	if (stm32xspi_result(bank, lines_read(priv, &op, up, down), "reading by 1-1-4") != ERROR_OK)
		return say_last(bank, f, "look at the clock");
	uint8_t floats = lines_floating(up, down, CHECK_BYTES, 4);
	if (!floats && !memcmp(up, one, CHECK_BYTES))
		return true;
	if (!floats)
		return say_difference(one, up, addr, "1-1-4 read", f);
	if (floats == 0xF) {
		say(f, "the chip does not answer reads on four lines");
		snprintf(f->next, sizeof(f->next), "is quad enable (QE) on, and does the chip know %02Xh?", op.cmd.opcode);
		return false;
	}
	unsigned int line = SETUP_IO0 + __builtin_ctz(floats);
	say(f, "nobody drives %s in a read on four lines: it follows pull-up and pull-down", line_name(priv, line).text);
	snprintf(f->next, sizeof(f->next), "wire or joint between P%c%u and the chip's %s pin is open, or that pin is"
		" another's", 'A' + priv->pins.port[line], priv->pins.pin[line],
		line == SETUP_IO2 ? "IO2 (WP#)" : line == SETUP_IO3 ? "IO3 (HOLD#, RESET#)" : role_name[line]);
	return false;
}

static bool check_quad(struct flash_bank *bank, struct finding *f)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	unsigned int lines = stm32xspi_owns_controller(priv) ? priv->setup.lines : priv->map_op.data.lines;
	uint8_t one[CHECK_BYTES], four[CHECK_BYTES];
	struct nor quad;
	uint32_t addr;
	char op[24];

	if (priv->nor.qpi) {
		say(f, "not tried: the chip is in QPI, where every read takes four lines");
		return true;
	}
	int chosen = nor_setup_fast(&priv->xspi, &priv->nor, lines > 4 ? 4 : lines,
		stm32xspi_owns_controller(priv) && !priv->no_qe);
	stm32xspi_tell_quad_enable(bank);
	quad = priv->nor;
	if (lines < 4 || nor_lines(&quad.fast[0]) != 4) {
		say(f, "not tried: %s", lines < 4 ? "less than four data lines" : "no quad read is known for this chip");
		return true;
	}
	quad.read = quad.fast[0];
	int result = find_contents(priv, one, &addr);
	if (result == XSPI_OK)
		result = nor_read(&priv->xspi, &quad, addr, four, CHECK_BYTES);
	if (stm32xspi_result(bank, result, "reading") != ERROR_OK)
		return say_last(bank, f, "look at the clock");
	stm32xspi_op_text(&quad.fast[0], op, sizeof(op));
	bool same = !memcmp(one, four, CHECK_BYTES), empty = blank(one, CHECK_BYTES);
	if (chosen != XSPI_OK && chosen != XSPI_E_VERIFY) {
		say(f, "quad mode cannot be used: %s", stm32xspi_result_text(chosen));
		snprintf(f->next, sizeof(f->next), "is the status register locked (SRWD with WP#, that is IO2, low)?");
		return false;
	}
	if (priv->has_pins && (!same || empty) && !check_data_lines(bank, one, addr, f))
		return false;
	if (!same) {
		say_difference(one, four, addr, op, f);
		if (!stm32xspi_owns_controller(priv) && !quad.qe_was_set && quad.qe != NOR_QE_NONE)
			snprintf(f->next, sizeof(f->next), "quad enable (QE) is 0: the board's script must set it, or give -pins");
		return false;
	}
	say(f, "%s gives the same %u bytes as one line%s", op, CHECK_BYTES, !empty ? "" : priv->has_pins ?
		"; all are FF here, but the chip drives every line" : ", but all are FF here: write something and check again");
	return true;
}

static bool check_mapped(struct flash_bank *bank, struct finding *f)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	uint8_t one[CHECK_BYTES], mapped[CHECK_BYTES];
	uint32_t addr;

	if (stm32xspi_owns_controller(priv))
		priv->map_op = priv->nor.read;
	int result = find_contents(priv, one, &addr);
	if (result == XSPI_OK)
		result = xspi_map(&priv->xspi, &priv->map_op);
	if (result == XSPI_OK)
		result = xspi_io_flush(&priv->io);
	if (stm32xspi_result(bank, result, "entering memory-mapped mode") != ERROR_OK)
		return say_last(bank, f, "look at the controller");
	priv->can_map = true;
	if (target_read_buffer(bank->target, priv->xspi.window + addr, CHECK_BYTES, mapped) != ERROR_OK) {
		say(f, "reading the window at 0x%08" PRIx32 " fails", priv->xspi.window + addr);
		snprintf(f->next, sizeof(f->next), "does an MPU, the security of the window or another master forbid it?");
		return false;
	}
	if (memcmp(one, mapped, CHECK_BYTES) != 0)
		return say_difference(one, mapped, addr, "the window", f);
	say(f, "window 0x%08" PRIx32 " reads the same as one line", priv->xspi.window);
	return true;
}

static const struct {
	const char *name;
	bool (*check)(struct flash_bank *bank, struct finding *f);
} layers[] = {
	{ "target", check_target },
	{ "die", check_die },
	{ "clocks", check_clocks },
	{ "pins", check_pins },
	{ "routing", check_routing },
	{ "controller", check_controller },
	{ "lines", check_lines },
	{ "id", check_id },
	{ "chip", check_chip },
	{ "quad", check_quad },
	{ "mapped", check_mapped },
};

static COMMAND_HELPER(run_layers, struct flash_bank *bank)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(layers); i++) {
		struct finding f = { .text = "" };
		bool good = layers[i].check(bank, &f);
		command_print(CMD, "%-4s %-10s %s", good ? "ok" : "FAIL", layers[i].name, f.text);
		if (good)
			continue;
		command_print(CMD, "     next       %s", f.next);
		if (!stm32xspi_priv(bank)->failed)
			stm32xspi_error(bank, "layer \"%s\" is broken: %s; next: %s", layers[i].name, f.text, f.next);
		return ERROR_FLASH_OPERATION_FAILED;
	}
	return ERROR_OK;
}

__COMMAND_HANDLER(stm32xspi_handle_check)
{
	struct flash_bank *bank;

	if (CMD_ARGC != 1)
		return ERROR_COMMAND_SYNTAX_ERROR;
	int retval = CALL_COMMAND_HANDLER(stm32xspi_command_bank, 0, &bank);
	if (retval != ERROR_OK)
		return retval;

	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	struct nor before = priv->nor;
	priv->in_force = false;
	priv->quiet = true;
	retval = CALL_COMMAND_HANDLER(run_layers, bank);
	/* the geometry of the bank belongs to the chip that was probed, or described */
	if (priv->probed)
		priv->nor = before;
	retval = stm32xspi_end(bank, retval);
	priv->quiet = false;
	return retval;
}
