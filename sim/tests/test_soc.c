// SPDX-License-Identifier: GPL-2.0-or-later

/* Clocks, power, pins and small peripherals of the simulated STM32L562. Each test is named after the rule it shows. */

#include "test_soc.h"

#define US(n)	((n) * SIM_PS_PER_US)
#define PLL_110MHZ	0x01003701u	/* R on, N 55, M 1, from MSI: VCO 220 MHz, divided by 2 */

/* ---- clocks ---- */

static void after_reset_msi_4mhz(void **state)
{
	(void)state;
	assert_int_equal(soc_clock_hz(SOC_CLK_CORE), 4000000);
	assert_int_equal(soc_clock_hz(SOC_CLK_XSPI1), 4000000);
	assert_int_equal(rd(RCC), 0x63);
}

static void pll_gives_110mhz_from_msi(void **state)
{
	(void)state;
	run_from_pll(PLL_110MHZ);
	assert_int_equal(rd(RCC + 0x08) & 0xc, 0xc);
	assert_int_equal(soc_clock_hz(SOC_CLK_CORE), 110000000);
	assert_int_equal(stat_get("violation"), 0);
}

/** Its comment says 110 MHz, but the value has M = 2 (RM0438 9.8.4): 55 MHz from a 2 MHz input. */
static void pll_as_openocds_script_sets_it_gives_55mhz(void **state)
{
	(void)state;
	run_from_pll(0x01003711);
	assert_int_equal(soc_clock_hz(SOC_CLK_CORE), 55000000);
	assert_int_equal(stat_get("violation"), 0);
	assert_int_equal(stat_get("clock.pll.input"), 1);
}

static void pll_out_of_its_range_is_counted(void **state)
{
	(void)state;
	wr(RCC + 0x0c, 0x01000701);		/* N 7 */
	set_bits(RCC, 1u << 24);
	assert_int_equal(stat_get("violation.clock.pll"), 1);
}

static void pll_is_not_ready_before_its_lock_time(void **state)
{
	(void)state;
	wr(RCC + 0x0c, PLL_110MHZ);
	set_bits(RCC, 1u << 24);
	assert_int_equal(rd(RCC) & (1u << 25), 0);
	sim_stall(US(10));
	assert_int_equal(rd(RCC) & (1u << 25), 0);
	sim_stall(US(10));
	assert_int_not_equal(rd(RCC) & (1u << 25), 0);
}

static void switch_to_a_clock_that_is_not_ready_waits_and_is_counted(void **state)
{
	(void)state;
	set_bits(RCC, 1u << 8);
	wr(RCC + 0x08, 1);
	assert_int_equal(stat_get("violation.clock.notready"), 1);
	assert_int_equal(rd(RCC + 0x08) & 0xc, 0);
	sim_stall(US(20));
	assert_int_equal(rd(RCC + 0x08) & 0xc, 4);
	assert_int_equal(soc_clock_hz(SOC_CLK_CORE), 16000000);
}

static void hse_without_crystal_never_gets_ready(void **state)
{
	(void)state;
	set_bits(RCC, 1u << 16);
	sim_stall(100 * SIM_PS_PER_MS);
	assert_int_equal(rd(RCC) & (1u << 17), 0);
}

static void too_fast_for_wait_states_is_counted(void **state)
{
	(void)state;
	wr(RCC, (rd(RCC) & ~0xf0u) | 0x88);		/* MSI 16 MHz, no wait states, range 2 */
	assert_int_equal(stat_get("violation.clock.latency"), 1);
	wr(FLASH, 1);
	wr(RCC, rd(RCC));
	assert_int_equal(stat_get("violation.clock.latency"), 1);
}

static void too_fast_for_voltage_range_is_counted(void **state)
{
	(void)state;
	wr(FLASH, 5);
	wr(RCC, (rd(RCC) & ~0xf0u) | 0xb8);		/* MSI 48 MHz in range 2 */
	assert_int_equal(stat_get("violation.clock.range"), 1);
}

static void higher_voltage_takes_time(void **state)
{
	(void)state;
	wr(RCC + 0x58, 1u << 28);
	wr(PWR, 0x200);
	assert_int_not_equal(rd(PWR + 0x14) & 0x400, 0);
	sim_stall(US(21));
	assert_int_equal(rd(PWR + 0x14) & 0x400, 0);
}

static void ahb_and_apb_dividers(void **state)
{
	(void)state;
	wr(RCC + 0x08, 0x8u << 4 | 0x4u << 8 | 0x5u << 11);
	assert_int_equal(soc_clock_hz(SOC_CLK_CORE), 2000000);
	assert_int_equal(soc_clock_hz(SOC_CLK_APB1), 1000000);
	assert_int_equal(soc_clock_hz(SOC_CLK_APB2), 500000);
}

static void ospisel_chooses_the_kernel_clock(void **state)
{
	(void)state;
	run_from_pll(PLL_110MHZ);
	assert_int_equal(soc_clock_hz(SOC_CLK_XSPI1), 110000000);
	wr(RCC + 0x9c, 1u << 20);
	assert_int_equal(soc_clock_hz(SOC_CLK_XSPI1), 4000000);
	wr(RCC + 0x9c, 2u << 20);
	assert_int_equal(soc_clock_hz(SOC_CLK_XSPI1), 0);		/* PLLQ is off */
	set_bits(RCC + 0x0c, 1u << 20);
	assert_int_equal(soc_clock_hz(SOC_CLK_XSPI1), 110000000);
}

static void oscillator_in_use_cannot_be_stopped(void **state)
{
	(void)state;
	wr(RCC, rd(RCC) & ~1u);
	assert_int_equal(rd(RCC) & 1, 1);
	assert_int_equal(stat_get("violation.clock.inuse"), 1);
}

static void pll_configuration_is_fixed_while_on(void **state)
{
	(void)state;
	run_from_pll(PLL_110MHZ);
	wr(RCC + 0x0c, 0x01001011);
	assert_int_equal(rd(RCC + 0x0c), PLL_110MHZ);
	assert_int_equal(stat_get("violation.clock.pllcfgr"), 1);
}

static void without_clock_registers_read_0_and_drop_writes(void **state)
{
	(void)state;
	assert_int_equal(rd(GPIOA), 0);
	wr(GPIOA, 0x12345678);
	set_bits(RCC + 0x4c, 1);
	assert_int_equal(rd(GPIOA), 0xabffffff);
}

static void reset_bit_resets_and_holds_the_device(void **state)
{
	(void)state;
	set_bits(RCC + 0x4c, 2);
	wr(GPIOB, 0);
	set_bits(RCC + 0x2c, 2);
	wr(GPIOB + 0x04, 0xff);
	wr(RCC + 0x2c, 0);
	assert_int_equal(rd(GPIOB), 0xfffffebf);
	assert_int_equal(rd(GPIOB + 0x04), 0);
}

static void xspi_gets_its_enable_bit(void **state)
{
	(void)state;
	assert_false(*xspi_clocked);
	wr(RCC + 0x50, 1u << 8);
	assert_true(*xspi_clocked);
}

static void pwr_needs_pwren(void **state)
{
	(void)state;
	assert_int_equal(rd(PWR), 0);
	wr(RCC + 0x58, 1u << 28);
	assert_int_equal(rd(PWR), 0x400);
}

static void reset_flags_tell_the_cause(void **state)
{
	(void)state;
	assert_int_equal(rd(RCC + 0x94) >> 24, 0x0c);
	set_bits(RCC + 0x94, 1u << 23);
	assert_int_equal(rd(RCC + 0x94) >> 24, 0);
	bus_reset();
	assert_int_equal(rd(RCC + 0x94) >> 24, 0x14);
	set_bits(RCC + 0x94, 1u << 23);
	soc_set_reset_cause(SOC_RESET_PIN);
	bus_reset();
	assert_int_equal(rd(RCC + 0x94) >> 24, 0x04);
}

/* ---- pins ---- */

static int outside = -1;

static int read_outside(void *ctx, unsigned int port, unsigned int pin)
{
	(void)ctx;
	return port == 1 && pin == 5 ? outside : -1;
}

static void gpio_reset_state_keeps_the_debug_pins(void **state)
{
	struct soc_pin pin = soc_pin_state(0, 13);

	(void)state;
	assert_int_equal(pin.mode, PIN_AF);
	assert_int_equal(pin.af, 0);
	assert_int_equal(pin.pull, PULL_UP);
	assert_int_equal(soc_pin_state(0, 14).pull, PULL_DOWN);
	assert_int_equal(soc_pin_state(1, 3).mode, PIN_AF);
	assert_int_equal(soc_pin_state(1, 4).pull, PULL_UP);
	assert_int_equal(soc_pin_state(2, 0).mode, PIN_ANALOG);
}

static void alternate_function_is_seen_and_counted_as_route(void **state)
{
	uint32_t before;

	(void)state;
	set_bits(RCC + 0x4c, 1);
	before = soc_route_generation();
	wr(GPIOA, (rd(GPIOA) & ~0xc0u) | 0x80);
	wr(GPIOA + 0x20, 10u << 12);
	assert_int_equal(soc_pin_state(0, 3).mode, PIN_AF);
	assert_int_equal(soc_pin_state(0, 3).af, 10);
	assert_int_not_equal(soc_route_generation(), before);
}

static void iosv_isolates_pg2(void **state)
{
	(void)state;
	set_bits(RCC + 0x4c, 1u << 6);
	wr(GPIOG, 0x5);			/* PG0, PG1 outputs */
	assert_true(soc_pin_state(6, 0).powered);
	assert_true(soc_pin_state(6, 1).powered);
	assert_false(soc_pin_state(6, 2).powered);
	assert_false(soc_pin_state(6, 15).powered);
	wr(RCC + 0x58, 1u << 28);
	wr(PWR + 0x04, 1u << 9);
	assert_true(soc_pin_state(6, 2).powered);
}

static void idr_shows_outside_pull_and_own_output(void **state)
{
	(void)state;
	set_bits(RCC + 0x4c, 2);
	soc_set_pin_reader(read_outside, NULL);
	wr(GPIOB, 0x1u << 2 * 6);				/* PB6 output, others inputs */
	wr(GPIOB + 0x0c, 0x1u << 2 * 5 | 0x1u << 2 * 7 | 0x2u << 2 * 8);
	outside = 0;
	assert_int_equal(rd(GPIOB + 0x10) & 0x1e0, 0x080);
	outside = 1;
	assert_int_equal(rd(GPIOB + 0x10) & 0x1e0, 0x0a0);
	outside = -1;
	wr(GPIOB + 0x18, 1u << 6);
	assert_int_equal(rd(GPIOB + 0x10) & 0x1e0, 0x0e0);
	wr(GPIOB + 0x18, 1u << 22);
	assert_int_equal(rd(GPIOB + 0x10) & 0x1e0, 0x0a0);
}

static void an_open_pin_keeps_its_level(void **state)
{
	(void)state;
	set_bits(RCC + 0x4c, 2);
	soc_set_pin_reader(read_outside, NULL);
	wr(GPIOB, 0);
	wr(GPIOB + 0x0c, 0);
	outside = 1;
	assert_int_equal(rd(GPIOB + 0x10) & 0x20, 0x20);
	outside = -1;
	assert_int_equal(rd(GPIOB + 0x10) & 0x20, 0x20);
}

static void bsrr_set_wins_and_byte_writes_touch_their_lane(void **state)
{
	(void)state;
	set_bits(RCC + 0x4c, 1);
	wr(GPIOA + 0x18, 0x00010001);
	assert_int_equal(rd(GPIOA + 0x14), 1);
	assert_int_equal(bus_write(GPIOA + 0x19, 1, 0x80, BUS_CORE), BUS_OK);
	assert_int_equal(rd(GPIOA + 0x14), 0x8001);
	wr(GPIOA + 0x28, 1);
	assert_int_equal(rd(GPIOA + 0x14), 0x8000);
}

static void locked_pins_keep_their_configuration(void **state)
{
	(void)state;
	set_bits(RCC + 0x4c, 1);
	wr(GPIOA + 0x1c, 0x10001);
	wr(GPIOA + 0x1c, 0x00001);
	wr(GPIOA + 0x1c, 0x10001);
	assert_int_equal(rd(GPIOA + 0x1c), 0x10001);
	wr(GPIOA, 0);
	assert_int_equal(rd(GPIOA), 3);
}

static void octospi_pins_of_the_example_board_are_af10(void **state)
{
	static const struct { const char *signal; uint8_t port, pin; } wanted[] = {
		{ "OCTOSPI1_CLK", 0, 3 }, { "OCTOSPI1_NCS", 0, 2 }, { "OCTOSPI1_IO0", 1, 1 }, { "OCTOSPI1_IO1", 1, 0 },
		{ "OCTOSPI1_IO2", 0, 7 }, { "OCTOSPI1_IO3", 0, 6 },
	};
	const struct soc_die *die = soc_die();

	(void)state;
	for (unsigned int i = 0; i < COUNT_OF(wanted); i++) {
		bool found = false;
		for (unsigned int n = 0; n < die->af_count; n++) {
			const struct soc_af *af = &die->af[n];
			found |= !strcmp(af->signal, wanted[i].signal) && af->port == wanted[i].port &&
				af->pin == wanted[i].pin && af->af == 10;
		}
		assert_true(found);
	}
}

/* ---- serial line ---- */

static void open_serial_line(void)
{
	set_bits(RCC + 0x4c, 1);
	set_bits(RCC + 0x60, 1u << 14);
	wr(GPIOA, (rd(GPIOA) & ~(3u << 18)) | 2u << 18);
	wr(GPIOA + 0x24, 7u << 4);
	wr(USART1 + 0x0c, 35);		/* 4 MHz / 35 = 114286 baud */
	wr(USART1, 0x9);
	sim_stall(US(100));			/* the idle frame */
}

static void uart_byte_takes_ten_bit_times(void **state)
{
	uint64_t frame = 350ull * SIM_PS_PER_S / 4000000;

	(void)state;
	open_serial_line();
	wr(USART1 + 0x28, 'A');
	assert_int_equal(rd(USART1 + 0x1c) & 0xc0, 0x80);	/* in the shift register: TXE, not TC */
	wr(USART1 + 0x28, 'B');
	assert_int_equal(rd(USART1 + 0x1c) & 0xc0, 0x00);
	sim_stall(frame - US(1));
	assert_int_equal(uart_count, 0);
	sim_stall(US(2));
	assert_int_equal(uart_count, 1);
	assert_int_equal(rd(USART1 + 0x1c) & 0xc0, 0x80);
	sim_stall(frame);
	assert_int_equal(uart_count, 2);
	assert_int_equal(rd(USART1 + 0x1c) & 0xc0, 0xc0);
	assert_memory_equal(uart_bytes, "AB", 2);
}

static void uart_needs_its_pin(void **state)
{
	(void)state;
	open_serial_line();
	wr(GPIOA + 0x24, 8u << 4);
	wr(USART1 + 0x28, 'A');
	sim_stall(US(200));
	assert_int_equal(uart_count, 0);
	assert_int_equal(stat_get("uart.lost"), 1);
}

static void uart_written_too_fast_loses_a_byte(void **state)
{
	(void)state;
	open_serial_line();
	for (unsigned int i = 0; i < 3; i++)
		wr(USART1 + 0x28, 'A' + i);
	sim_stall(US(400));
	assert_int_equal(uart_count, 2);
	assert_memory_equal(uart_bytes, "AC", 2);
	assert_int_equal(stat_get("violation.uart.overrun"), 1);
}

static void uart_fifo_takes_eight(void **state)
{
	(void)state;
	open_serial_line();
	wr(USART1, 0);
	wr(USART1, 0x20000009);
	for (unsigned int i = 0; i < 8; i++)
		wr(USART1 + 0x28, 'a' + i);
	sim_stall(US(1200));
	assert_int_equal(uart_count, 8);
	assert_memory_equal(uart_bytes, "abcdefgh", 8);
	assert_int_equal(stat_get("violation"), 0);
}

static void uart_other_instance_is_not_the_console(void **state)
{
	(void)state;
	open_serial_line();
	set_bits(RCC + 0x58, 1u << 17);
	wr(GPIOA, (rd(GPIOA) & ~0x30u) | 0x20);
	wr(GPIOA + 0x20, 7u << 8);
	wr(0x4000440c, 35);
	wr(0x40004400, 0x9);
	wr(0x40004428, 'X');
	sim_stall(US(300));
	assert_int_equal(stat_get("uart.bytes"), 1);
	assert_int_equal(uart_count, 0);
}

static void uart_interrupt_follows_txe(void **state)
{
	(void)state;
	open_serial_line();
	set_bits(USART1, 0x80);
	assert_true(irq_level[61]);
	wr(USART1 + 0x28, 'A');
	wr(USART1 + 0x28, 'B');
	assert_false(irq_level[61]);
	sim_stall(US(100));
	assert_true(irq_level[61]);
}

/* ---- watchdogs ---- */

static void start_iwdg_100ms(void)
{
	wr(0x40003000, 0x5555);
	wr(0x40003004, 0);			/* 8 kHz */
	wr(0x40003008, 799);
	assert_int_not_equal(rd(0x4000300c), 0);
	sim_stall(SIM_PS_PER_MS);
	assert_int_equal(rd(0x4000300c), 0);
	wr(0x40003000, 0xcccc);
}

static void iwdg_resets_after_its_time(void **state)
{
	const char *why = NULL;

	(void)state;
	start_iwdg_100ms();
	sim_stall(99 * SIM_PS_PER_MS);
	assert_false(soc_take_reset_request(&why));
	sim_stall(2 * SIM_PS_PER_MS);
	assert_true(soc_take_reset_request(&why));
	assert_string_equal(why, "iwdg");
	set_bits(RCC + 0x94, 1u << 23);
	bus_reset();
	assert_int_equal(rd(RCC + 0x94) >> 24, 0x24);
}

static void iwdg_refreshed_does_not_reset(void **state)
{
	(void)state;
	start_iwdg_100ms();
	for (unsigned int i = 0; i < 5; i++) {
		sim_stall(90 * SIM_PS_PER_MS);
		wr(0x40003000, 0xaaaa);
	}
	assert_false(soc_take_reset_request(NULL));
}

static void iwdg_window_forbids_early_refreshes_but_setting_it_reloads(void **state)
{
	(void)state;
	start_iwdg_100ms();
	sim_stall(90 * SIM_PS_PER_MS);
	wr(0x40003000, 0x5555);
	wr(0x40003010, 399);
	sim_stall(60 * SIM_PS_PER_MS);
	assert_false(soc_take_reset_request(NULL));
	wr(0x40003000, 0xaaaa);
	sim_stall(40 * SIM_PS_PER_MS);
	assert_false(soc_take_reset_request(NULL));
	wr(0x40003000, 0x5555);
	wr(0x40003010, 0xfff);
	wr(0x40003000, 0xaaaa);
	assert_false(soc_take_reset_request(NULL));
	wr(0x40003000, 0x5555);
	wr(0x40003010, 399);
	wr(0x40003000, 0xaaaa);
	assert_true(soc_take_reset_request(NULL));
}

static void iwdg_stops_while_halted_if_dbgmcu_says_so(void **state)
{
	(void)state;
	wr(0xe0044008, 1u << 12);
	start_iwdg_100ms();
	core_is_running = false;
	sim_stall(500 * SIM_PS_PER_MS);
	assert_false(soc_take_reset_request(NULL));
	core_is_running = true;
	sim_stall(110 * SIM_PS_PER_MS);
	assert_true(soc_take_reset_request(NULL));
}

static void iwdg_runs_while_halted_otherwise(void **state)
{
	(void)state;
	start_iwdg_100ms();
	core_is_running = false;
	sim_stall(110 * SIM_PS_PER_MS);
	assert_true(soc_take_reset_request(NULL));
}

static void wwdg_resets_when_t6_falls(void **state)
{
	(void)state;
	set_bits(RCC + 0x58, 1u << 11);
	wr(0x40002c00, 0xff);		/* 64 counts of 4096 clocks at 4 MHz: 65.5 ms */
	sim_stall(65 * SIM_PS_PER_MS);
	assert_false(soc_take_reset_request(NULL));
	sim_stall(SIM_PS_PER_MS);
	assert_true(soc_take_reset_request(NULL));
}

/* ---- CRC ---- */

#define CRC	0x40023000u

static void crc_byte(const char *text)
{
	for (; *text; text++)
		assert_int_equal(bus_write(CRC, 1, (uint8_t)*text, BUS_CORE), BUS_OK);
}

/** Check values of the catalogue of parametrised CRC algorithms, for "123456789". */
static void crc_known_vectors(void **state)
{
	(void)state;
	set_bits(RCC + 0x48, 1u << 12);
	wr(CRC + 8, 0x01);					/* CRC-32/MPEG-2 */
	crc_byte("123456789");
	assert_int_equal(rd(CRC), 0x0376e6e7);
	wr(CRC + 8, 0xa1);					/* CRC-32/ISO-HDLC, without its final inversion */
	crc_byte("123456789");
	assert_int_equal(~rd(CRC), 0xcbf43926);
	wr(CRC + 0x14, 0x1021);				/* CRC-16/XMODEM */
	wr(CRC + 0x10, 0);
	wr(CRC + 8, 0x09);
	crc_byte("123456789");
	assert_int_equal(rd(CRC), 0x31c3);
	wr(CRC + 0x14, 0x07);				/* CRC-8/SMBUS */
	wr(CRC + 8, 0x11);
	crc_byte("123456789");
	assert_int_equal(rd(CRC), 0xf4);
}

static void crc_word_equals_its_bytes_big_end_first(void **state)
{
	(void)state;
	set_bits(RCC + 0x48, 1u << 12);
	wr(CRC, 0x31323334);
	uint32_t word = rd(CRC);
	wr(CRC + 8, 1);
	crc_byte("1234");
	assert_int_equal(rd(CRC), word);
	wr(CRC + 8, 0x21);					/* bits reversed within each byte, also of a word */
	wr(CRC, 0x31323334);
	word = rd(CRC);
	wr(CRC + 8, 0x21);
	crc_byte("1234");
	assert_int_equal(rd(CRC), word);
}

/* ---- others ---- */

static void icache_invalidation_takes_time(void **state)
{
	(void)state;
	sim_stall(US(200));
	wr(0x40030400, 0x6);
	assert_int_equal(rd(0x40030404), 1);
	sim_stall(US(70));
	assert_int_equal(rd(0x40030404), 2);
	wr(0x4003040c, 2);
	assert_int_equal(rd(0x40030404), 0);
}

static void dbgmcu_is_reached_both_ways_and_survives_a_system_reset(void **state)
{
	uint32_t value = 0;

	(void)state;
	assert_int_equal(rd(0xe0044000), 0x20006472);
	assert_true(dbgmcu_read(0xe0044000, &value));
	assert_int_equal(value, 0x20006472);
	assert_false(dbgmcu_read(0xe0042000, &value));
	assert_true(dbgmcu_write(0xe0044004, 6));
	bus_reset();
	assert_int_equal(rd(0xe0044004), 6);
	soc_power_on_reset();
	assert_int_equal(rd(0xe0044004), 0);
}

static void ram_is_one_block_seen_on_two_buses(void **state)
{
	(void)state;
	wr(0x2002fffc, 0x11111111);
	wr(0x20030000, 0x22222222);
	wr(0x2003fffc, 0x33333333);
	assert_int_equal(rd(0x0a030000), 0x22222222);
	assert_int_equal(rd(0x2002fffc), 0x11111111);
	assert_int_equal(rd(0x2003fffc), 0x33333333);
}

static void nothing_there_is_a_bus_fault(void **state)
{
	uint32_t value;

	(void)state;
	assert_int_equal(bus_read(0x20040000, 4, &value, BUS_CORE), BUS_FAULT);
	assert_int_equal(bus_read(0x00000000, 4, &value, BUS_CORE), BUS_FAULT);
	assert_int_equal(bus_read(0x40018000, 4, &value, BUS_CORE), BUS_FAULT);
}

static void unknown_offset_reads_0_and_is_counted(void **state)
{
	(void)state;
	assert_int_equal(rd(RCC + 0x3f0), 0);
	assert_int_equal(stat_get("unknown.register"), 1);
	stat_reset();
}

static void secure_alias_faults_and_is_counted(void **state)
{
	uint32_t value;

	(void)state;
	assert_int_equal(bus_read(0x50021000, 4, &value, BUS_CORE), BUS_FAULT);
	assert_int_equal(stat_get("unknown.secure.alias"), 1);
	stat_reset();
}

static void what_is_not_modelled_is_counted_when_started(void **state)
{
	(void)state;
	set_bits(RCC + 0x58, 1);
	wr(0x4000002c, 1000);
	assert_int_equal(stat_get("unknown"), 0);
	wr(0x40000000, 1);
	assert_int_equal(stat_get("unknown.start"), 1);
	stat_reset();
}

static void apb_copies_a_byte_to_all_lanes(void **state)
{
	(void)state;
	set_bits(RCC + 0x58, 1);
	assert_int_equal(bus_write(0x4000002c, 1, 0x5a, BUS_CORE), BUS_OK);
	assert_int_equal(rd(0x4000002c), 0x5a5a5a5a);
}

static void core_starts_from_flash(void **state)
{
	(void)state;
	assert_int_equal(soc_boot_address(), 0x08000000);
}

#define RULE(f)	cmocka_unit_test_setup_teardown(f, power_cycle, nothing_unknown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		RULE(after_reset_msi_4mhz),
		RULE(pll_gives_110mhz_from_msi),
		RULE(pll_as_openocds_script_sets_it_gives_55mhz),
		RULE(pll_out_of_its_range_is_counted),
		RULE(pll_is_not_ready_before_its_lock_time),
		RULE(switch_to_a_clock_that_is_not_ready_waits_and_is_counted),
		RULE(hse_without_crystal_never_gets_ready),
		RULE(too_fast_for_wait_states_is_counted),
		RULE(too_fast_for_voltage_range_is_counted),
		RULE(higher_voltage_takes_time),
		RULE(ahb_and_apb_dividers),
		RULE(ospisel_chooses_the_kernel_clock),
		RULE(oscillator_in_use_cannot_be_stopped),
		RULE(pll_configuration_is_fixed_while_on),
		RULE(without_clock_registers_read_0_and_drop_writes),
		RULE(reset_bit_resets_and_holds_the_device),
		RULE(xspi_gets_its_enable_bit),
		RULE(pwr_needs_pwren),
		RULE(reset_flags_tell_the_cause),
		RULE(gpio_reset_state_keeps_the_debug_pins),
		RULE(alternate_function_is_seen_and_counted_as_route),
		RULE(iosv_isolates_pg2),
		RULE(idr_shows_outside_pull_and_own_output),
		RULE(an_open_pin_keeps_its_level),
		RULE(bsrr_set_wins_and_byte_writes_touch_their_lane),
		RULE(locked_pins_keep_their_configuration),
		RULE(octospi_pins_of_the_example_board_are_af10),
		RULE(uart_byte_takes_ten_bit_times),
		RULE(uart_needs_its_pin),
		RULE(uart_written_too_fast_loses_a_byte),
		RULE(uart_fifo_takes_eight),
		RULE(uart_other_instance_is_not_the_console),
		RULE(uart_interrupt_follows_txe),
		RULE(iwdg_resets_after_its_time),
		RULE(iwdg_refreshed_does_not_reset),
		RULE(iwdg_window_forbids_early_refreshes_but_setting_it_reloads),
		RULE(iwdg_stops_while_halted_if_dbgmcu_says_so),
		RULE(iwdg_runs_while_halted_otherwise),
		RULE(wwdg_resets_when_t6_falls),
		RULE(crc_known_vectors),
		RULE(crc_word_equals_its_bytes_big_end_first),
		RULE(icache_invalidation_takes_time),
		RULE(dbgmcu_is_reached_both_ways_and_survives_a_system_reset),
		RULE(ram_is_one_block_seen_on_two_buses),
		RULE(nothing_there_is_a_bus_fault),
		RULE(unknown_offset_reads_0_and_is_counted),
		RULE(secure_alias_faults_and_is_counted),
		RULE(what_is_not_modelled_is_counted_when_started),
		RULE(apb_copies_a_byte_to_all_lanes),
		RULE(core_starts_from_flash),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("soc", tests, create_die, NULL);
}
