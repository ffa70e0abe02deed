// SPDX-License-Identifier: GPL-2.0-or-later

/* Faults of silicon: what each switch of a die does, and that without it nothing is wrong. */

#include "quad_bench.h"

static uint8_t *array(void)
{
	uint32_t size;

	return nor_data(bench_chip, &size);
}

static enum bus_result q_window(uint32_t offset, unsigned int size, uint32_t *value)
{
	return bus_read(QWINDOW + offset, size, value, BUS_CORE);
}

static uint32_t q_window_word(uint32_t offset)
{
	uint32_t value;

	assert_int_equal(q_window(offset, 4, &value), BUS_OK);
	return value;
}

static void q_map(uint32_t cr)
{
	q_enable(cr);
	wr(Q_CCR, Q_I1 | Q_A1_24 | Q_D1 | Q_MAP | 0x03);
}

static void q_abort(void)
{
	wr(Q_CR, rd(Q_CR) | Q_ABORT);
	q_wait_idle();
	wr(Q_FCR, TCF);
}

/* ---- QUADSPI ---- */

static uint32_t level_after_double_rate_read(uint32_t prescaler)
{
	q_enable(prescaler << 24);
	wr(Q_DLR, 3);
	wr(Q_CCR, Q_I1 | Q_A4_24 | Q_M4 | Q_DUMMY(5) | Q_D4 | Q_DDR | Q_READ | 0xED);
	wr(Q_AR, 0);
	pass_us(100);
	rd(Q_DR);
	pass_us(100);
	return rd(Q_SR);
}

static void extra_byte(void **state)
{
	(void)state;
	q_enable(0);
	q_set_quad_enable();
	assert_int_equal(level_after_double_rate_read(1), TCF);
	bench_errata(QUADSPI_EXTRA_BYTE);
	assert_int_equal(level_after_double_rate_read(2), TCF);
	assert_int_equal(level_after_double_rate_read(1), TCF | FTF | BUSY | 1 << 8);
	rd_size(Q_DR, 1);				/* draining helps, as abort does */
	q_wait_idle();
	level_after_double_rate_read(1);
	q_abort();
	assert_int_equal(q_read_id(), 0x9D6018);
}

/* No command of the chip has dummies before data that it takes: page program with its last address byte as dummies. */
static uint8_t first_byte_written(void)
{
	static const uint8_t data[2] = { 0x00, 0x00 };

	memset(array(), 0xFF, 256);
	q_command(Q_I1 | 0x06);
	wr(Q_AR, 0);
	q_write(Q_I1 | Q_A1_24 | Q_D1 | 0x02, 0, data, 1);		/* IO0 is low now */
	q_wait_ready();
	memset(array(), 0xFF, 256);
	q_command(Q_I1 | 0x06);
	wr(Q_DLR, 1);
	wr(Q_CCR, Q_I1 | 0x1000 | 0x0400 | Q_DUMMY(8) | Q_D4 | 0x32);	/* 16 bits of address, 8 dummies */
	wr(Q_AR, 0);
	wr_size(Q_DR, 2, 0x5A5A);
	q_wait_idle();
	wr(Q_FCR, TCF);
	q_wait_ready();
	return array()[0];
}

static void first_nibble_lost(void **state)
{
	(void)state;
	q_enable(0);
	q_set_quad_enable();
	assert_int_equal(first_byte_written(), 0x5A);
	bench_errata(QUADSPI_FIRST_NIBBLE);
	assert_int_equal(first_byte_written() & 0x0F, 0x0A);
	assert_int_not_equal(first_byte_written(), 0x5A);
}

static void crooked_address_on_entering_mapped_mode(void **state)
{
	(void)state;
	fill_pattern(64);
	wr(Q_AR, 1);
	q_map(0);
	assert_int_equal(q_window_word(0), pattern_word(0));
	q_abort();
	bench_errata(QUADSPI_MAPPED_AR);
	wr(Q_CCR, Q_I1 | Q_D1 | 0x01);
	wr(Q_AR, 1);
	q_map(0);
	assert_int_equal(q_window_word(0), pattern_word(1));
	assert_int_equal(q_window_word(4), pattern_word(4));		/* the first alone */
	q_abort();
	wr(Q_CCR, Q_I1 | Q_D1 | 0x01);
	wr(Q_AR, 0);					/* the way round */
	q_map(0);
	assert_int_equal(q_window_word(0), pattern_word(0));
}

static enum bus_result read_in_the_clock_of_the_timeout(void)
{
	uint32_t value;

	q_enable(Q_TCEN);
	wr(Q_LPTR, 100);
	wr(Q_CCR, Q_I1 | Q_A1_24 | Q_D1 | Q_MAP | 0x03);
	q_window_word(0);
	for (unsigned int i = 0; i < 1000000 && !(rd(Q_SR) & TOF); i++)
		sim_stall(1000);
	return q_window(4, 4, &value);
}

static void access_in_the_clock_of_the_timeout(void **state)
{
	uint32_t value;

	(void)state;
	assert_int_equal(read_in_the_clock_of_the_timeout(), BUS_OK);
	q_abort();
	wr(Q_FCR, TOF);
	bench_errata(QUADSPI_MAPPED_TIMEOUT);
	assert_int_equal(read_in_the_clock_of_the_timeout(), BUS_FAULT);
	assert_int_equal(rd(Q_SR) & BUSY, BUSY);
	assert_int_equal(stat_get("violation.xspi.erratum"), 1);
	assert_int_equal(q_window(4, 4, &value), BUS_FAULT);		/* it does not get better */
	q_abort();
	q_enable(0);
	assert_int_equal(q_window(4, 4, &value), BUS_OK);
}

static void window_outside_its_mode_clears_the_address(void **state)
{
	uint32_t value;

	(void)state;
	q_enable(0);
	wr(Q_AR, 0x1234);
	assert_int_equal(q_window(0, 4, &value), BUS_FAULT);
	assert_int_equal(rd(Q_AR), 0x1234);
	bench_errata(QUADSPI_WINDOW_AR);
	assert_int_equal(q_window(0, 4, &value), BUS_OK);
	assert_int_equal(rd(Q_AR), 0);
	wr(Q_AR, 0x1234);
	assert_int_equal(bus_write(QWINDOW, 4, 0, BUS_DEBUG), BUS_OK);
	assert_int_equal(rd(Q_AR), 0);
	assert_int_equal(stat_get("violation.xspi.erratum"), 2);
}

static void threshold_bit_4(void **state)
{
	(void)state;
	wr(Q_CR, 0x1F00);
	assert_int_equal(rd(Q_CR), 0x1F00);
	wr(Q_CR, 0);
	bench_errata(QUADSPI_FTHRES_16);
	wr(Q_CR, 0x1F00);
	assert_int_equal(rd(Q_CR), 0x0F00);
}

static void last_byte_of_the_window(void **state)
{
	uint32_t value;

	(void)state;
	memset(array() + 0xFFFFF0, 0x77, 16);
	bench_errata(QUADSPI_LAST_BYTE);
	q_map(0);
	assert_int_equal(q_window_word(0xFFFFF8), 0x77777777);
	assert_int_equal(q_window_word(0xFFFFFC), 0x00777777);
	assert_int_equal(q_window(0xFFFFFF, 1, &value), BUS_OK);
	assert_int_equal(value, 0);
	bench_errata(0);
	assert_int_equal(q_window_word(0xFFFFFC), 0x77777777);
	bench_errata(QUADSPI_LAST_BYTE);
	q_abort();
	wr(Q_DCR, 24u << 16);			/* the way round: declare twice the size */
	assert_int_equal(q_window_word(0xFFFFFC), 0x77777777);
}

static void tail_of_the_window(void **state)
{
	uint32_t value;

	(void)state;
	q_map(0);
	for (unsigned int i = 0; i < 3; i++)
		assert_int_equal(q_window(0xFFFFE0, 4, &value), BUS_OK);
	q_abort();
	bench_errata(QUADSPI_TAIL_STALL);
	for (uint32_t at = 0xFFFF00; at < 0x1000000; at += 4)
		assert_int_equal(q_window(at, 4, &value), BUS_OK);		/* once through */
	assert_int_equal(q_window(0xFFFFD0, 4, &value), BUS_OK);
	assert_int_equal(q_window(0xFFFFFC, 4, &value), BUS_OK);
	assert_int_equal(q_window(0xFFFFFC, 4, &value), BUS_FAULT);
	assert_int_equal(rd(Q_SR) & BUSY, BUSY);
	q_abort();
	assert_int_equal(q_read_id(), 0x9D6018);
}

static void data_alone(void **state)
{
	uint32_t value;

	(void)state;
	q_enable(0);
	wr(Q_CCR, Q_D1 | Q_READ);
	assert_int_equal(rd_size(Q_DR, 1), 0);
	q_wait_idle();
	bench_errata(QUADSPI_DATA_ONLY);
	wr(Q_CCR, Q_D1 | Q_READ | Q_DUMMY(2));
	rd_size(Q_DR, 1);
	q_wait_idle();
	wr(Q_CCR, Q_D1 | Q_READ | Q_DUMMY(1));
	pass_us(100000);
	assert_int_equal(rd(Q_SR) & (BUSY | FTF), BUSY);
	assert_int_equal(bus_read(QBASE + Q_DR, 1, &value, BUS_CORE), BUS_FAULT);
	q_abort();
	assert_int_equal(q_read_id(), 0x9D6018);
}

static void zero_in_ccr(void **state)
{
	(void)state;
	q_enable(0);
	wr(Q_CCR, 0);
	assert_int_equal(rd(Q_SR) & BUSY, 0);
	bench_errata(QUADSPI_CCR_ZERO);
	wr(Q_CCR, 0);
	assert_int_equal(rd(Q_SR) & BUSY, BUSY);
	wr(Q_CR, Q_EN | Q_ABORT);
	pass_us(100);
	assert_int_equal(rd(Q_SR) & BUSY, BUSY);		/* abort does not help */
	wr(Q_CR, 0);
	assert_int_equal(rd(Q_SR) & BUSY, 0);
	wr(Q_CCR, 0);
	q_enable(0);
	assert_int_equal(q_read_id(), 0x9D6018);
}

/** Three alternate bytes are the mode byte and the dummy clocks in one: four lines out, and at once four lines in. */
static uint8_t read_without_dummies(void)
{
	uint8_t byte;

	wr(Q_ABR, 0);
	q_read(Q_I1 | Q_A4_24 | Q_M4 | 0x20000 | Q_D4 | 0xEB, 0, &byte, 1);
	return byte;
}

static void lines_released_late(void **state)
{
	uint8_t byte;

	(void)state;
	q_enable(0);
	q_set_quad_enable();
	array()[0] = 0x9D;
	assert_int_equal(read_without_dummies(), 0x9D);
	assert_no_violations();
	bench_errata(QUADSPI_LATE_RELEASE);
	assert_int_equal(read_without_dummies(), 0x0D);
	assert_true(stat_get("wire.contention") > 0);
	q_read(Q_I1 | Q_A4_24 | Q_M4 | Q_DUMMY(4) | Q_D4 | 0xEB, 0, &byte, 1);		/* dummies give the time */
	assert_int_equal(byte, 0x9D);
}

/** Leave QPI: F5h in two clocks. @returns true if the chip has left it */
static bool left_qpi_by(void (*leave)(void))
{
	uint32_t id;

	q_command(Q_I1 | 0x35);
	leave();
	id = q_read_id();
	q_command_at(0x0C00, 0xF5);
	assert_int_equal(q_read_id(), 0x9D6018);
	return id == 0x9D6018;
}

static void lone_f5h(void)
{
	q_command(Q_I4 | 0xF5);
}

static void f5h_as_an_address(void)
{
	q_command_at(0x0C00, 0xF5);
}

static void lone_instruction_on_four_lines(void **state)
{
	uint8_t id[3];

	(void)state;
	q_enable(0);
	q_set_quad_enable();
	assert_true(left_qpi_by(lone_f5h));
	bench_errata(QUADSPI_LONE_INSTRUCTION);
	assert_false(left_qpi_by(lone_f5h));
	assert_int_equal(stat_get("nor.op.d5"), 1);			/* IO1 stays at 0 */
	assert_true(left_qpi_by(f5h_as_an_address));
	q_command(Q_I1 | 0x35);
	q_read(Q_I4 | Q_D4 | 0xAF, 0, id, 3);				/* with data behind it, it is as it should be */
	assert_memory_equal(id, "\x9D\x60\x18", 3);
	q_command_at(0x0C00, 0xF5);
}

static void free_running_sequence(void)
{
	wr(Q_CR, 0);
	wr(Q_CR, 0xFF000001);
	wr(Q_CCR, 0x20000000);
	assert_int_equal(rd(Q_SR) & BUSY, BUSY);
	wr(Q_CCR, 0x20000000);
	wr(Q_CR, 0);
	q_wait_idle();
	q_enable(0);
}

static void internal_timing(void **state)
{
	(void)state;
	q_enable(0);
	assert_int_equal(q_read_id(), 0x9D6018);
	q_map(0);
	q_window_word(0);
	q_abort();
	assert_int_equal(q_read_id(), 0x9D6018);
	bus_reset();
	bench_errata(QUADSPI_INTERNAL_TIMING);
	q_enable(0);
	wr(Q_CCR, Q_I1 | Q_D1 | Q_READ | 0x9F);
	pass_us(1000);
	assert_int_equal(rd(Q_SR) & (BUSY | TCF), BUSY);
	q_abort();
	free_running_sequence();
	assert_int_equal(q_read_id(), 0x9D6018);
	q_map(0);
	q_window_word(0);
	q_abort();
	wr(Q_CCR, Q_I1 | Q_D1 | Q_READ | 0x9F);		/* out of the mapped mode: again */
	pass_us(1000);
	assert_int_equal(rd(Q_SR) & (BUSY | TCF), BUSY);
	q_abort();
	free_running_sequence();
	assert_int_equal(q_read_id(), 0x9D6018);
}

/* ---- OCTOSPI ---- */

static void map_for_writing(uint32_t wccr)
{
	enable(MODE_WRITE);
	wr(CCR, I1 | A1_24 | D1);
	wr(IR, 0x03);
	wr(WCCR, wccr);
	wr(WIR, 0x02);
	wr(CR, MODE_MAP | 1);
}

static void leave_mapped(void)
{
	wr(CR, MODE_MAP | 3);
	wait_idle();
	pass_us(2000);
}

static void window_writes_without_dqse(void **state)
{
	(void)state;
	write_enable();
	map_for_writing(I1 | A1_24 | D1);
	assert_int_equal(bus_write(WINDOW + 0x40, 4, 0x44332211, BUS_CORE), BUS_FAULT);
	bench_errata(0);
	assert_int_equal(bus_write(WINDOW + 0x40, 4, 0x44332211, BUS_CORE), BUS_OK);
	leave_mapped();
	assert_memory_equal(array() + 0x40, "\x11\x22\x33\x44", 4);
}

static void window_write_off_a_word_boundary(void **state)
{
	uint32_t value;

	(void)state;
	bench_errata(0);
	write_enable();
	map_for_writing(I1 | A1_24 | D1);
	assert_int_equal(bus_write(WINDOW + 0x40, 1, 0x11, BUS_CORE), BUS_OK);
	assert_int_equal(bus_read(WINDOW + 0x80, 4, &value, BUS_CORE), BUS_OK);
	leave_mapped();
	bench_errata(OCTOSPI_ODD_WRITE);
	write_enable();
	map_for_writing(I1 | A1_24 | D1);
	assert_int_equal(bus_write(WINDOW + 0x50, 1, 0x11, BUS_CORE), BUS_OK);
	assert_int_equal(bus_write(WINDOW + 0x51, 1, 0x22, BUS_CORE), BUS_OK);	/* goes on where the first ended */
	assert_int_equal(bus_read(WINDOW + 0x80, 4, &value, BUS_CORE), BUS_FAULT);
	assert_int_equal(bus_write(WINDOW + 0x80, 4, 0, BUS_CORE), BUS_FAULT);
	leave_mapped();
	assert_memory_equal(array() + 0x50, "\x11\x22\xFF", 3);
	write_enable();
	map_for_writing(I1 | A1_24 | D1);
	assert_int_equal(bus_write(WINDOW + 0x60, 4, 0x44332211, BUS_CORE), BUS_OK);
	assert_int_equal(bus_read(WINDOW + 0x80, 4, &value, BUS_CORE), BUS_OK);
}

#define OCTAL_DTR_READ	(0x00000001u | 0x04000000u | 0x08000000u)	/* data on eight lines at double rate */

static uint32_t octal_read(uint32_t bytes)
{
	enable(MODE_READ);
	wr(CCR, OCTAL_DTR_READ);
	wr(DLR, bytes - 1);
	wr(IR, 0x9F);
	pass_us(100);
	for (uint32_t i = 0; i < bytes; i++)
		rd_size(DR, 1);
	pass_us(100);
	return rd(SR);
}

static void odd_length_in_octal_double_rate(void **state)
{
	(void)state;
	assert_int_equal(octal_read(3), TCF);
	bench_errata(OCTOSPI_ODD_DTR);
	assert_int_equal(octal_read(4), TCF);
	assert_int_equal(octal_read(3), TCF | FTF | BUSY | 1 << 8);
	rd_size(DR, 1);
	wait_idle();
}

static uint32_t octal_poll(void)
{
	enable(MODE_POLL | 1u << 22);
	wr(CCR, 0x04000001);			/* data on eight lines: IO[7:4] are open, what is wanted is what comes */
	wr(DLR, 0);
	wr(PSMKR, 0);
	wr(PSMAR, 0);
	wr(PIR, 16);
	wr(IR, 0x05);
	pass_us(200);
	uint32_t sr = rd(SR);
	if (sr & BUSY)
		wr(CR, MODE_POLL | 1u << 22 | 3);
	wait_idle();
	wr(FCR, SMF | TCF);
	return sr & (SMF | BUSY);
}

static void octal_polling(void **state)
{
	(void)state;
	assert_int_equal(octal_poll(), SMF);
	bench_errata(OCTOSPI_POLL_OCTAL);
	assert_int_equal(octal_poll(), BUSY);
}

/* ---- names ---- */

static void faults_are_switched_by_name(void **state)
{
	static const char *const wrong[] = {
		"", "erratum", "erratum QUADSPI_FTHRES_16", "erratum QUADSPI_FTHRES_16 maybe", "erratum FTHRES on",
		"erratum QUADSPI_FTHRES_16 on now", "floating", "floating up", "dev-id 0x472",
	};

	(void)state;
	assert_int_equal(xspi_fault("erratum QUADSPI_FTHRES_16 on"), 0);
	assert_int_equal(xspi_fault("erratum QUADSPI_CCR_ZERO on"), 0);
	wr(Q_CR, 0x1F00);
	assert_int_equal(rd(Q_CR), 0x0F00);
	assert_int_equal(xspi_fault("erratum QUADSPI_FTHRES_16 off"), 0);
	wr(Q_CR, 0x1F01);
	assert_int_equal(rd(Q_CR), 0x1F01);
	wr(Q_CCR, 0);
	assert_int_equal(rd(Q_SR) & BUSY, BUSY);		/* the other one is still on */
	wr(Q_CR, 0);
	assert_int_equal(xspi_fault("floating high"), 0);
	nor_fault(bench_chip, "chip absent");
	q_enable(0);
	assert_int_equal(q_read_id(), 0xFFFFFF);
	assert_int_equal(xspi_fault("floating keep"), 0);
	for (unsigned int i = 0; i < COUNT_OF(wrong); i++)
		assert_int_equal(xspi_fault(wrong[i]), -1);
}

#define QUAD(name) cmocka_unit_test_setup(name, quad_setup)
#define OCTO(name) cmocka_unit_test_setup(name, bench_setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		OCTO(window_writes_without_dqse), OCTO(window_write_off_a_word_boundary), OCTO(odd_length_in_octal_double_rate),
		OCTO(octal_polling),
		QUAD(extra_byte), QUAD(first_nibble_lost), QUAD(crooked_address_on_entering_mapped_mode),
		QUAD(access_in_the_clock_of_the_timeout), QUAD(window_outside_its_mode_clears_the_address),
		QUAD(threshold_bit_4), QUAD(last_byte_of_the_window), QUAD(tail_of_the_window), QUAD(data_alone),
		QUAD(zero_in_ccr), QUAD(lines_released_late), QUAD(internal_timing), QUAD(lone_instruction_on_four_lines),
		QUAD(faults_are_switched_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
