// SPDX-License-Identifier: GPL-2.0-or-later

/* The internal flash of the simulated STM32L562: rules of RM0438 chapter 6, one test each. */

#include "test_soc.h"

#define BASE	0x08000000u
#define NSKEYR	(FLASH + 0x08)
#define OPTKEYR	(FLASH + 0x10)
#define NSSR	(FLASH + 0x20)
#define NSCR	(FLASH + 0x28)
#define OPTR	(FLASH + 0x40)
#define WRP1AR	(FLASH + 0x58)

#define PG		BIT(0)
#define PER		BIT(1)
#define MER1	BIT(2)
#define BKER	BIT(11)
#define MER2	BIT(15)
#define STRT	BIT(16)
#define OPTSTRT	BIT(17)
#define EOPIE	BIT(24)
#define OBL		BIT(27)
#define OPTLOCK	BIT(30)
#define LOCK	BIT(31)

#define EOP		BIT(0)
#define PROGERR	BIT(3)
#define WRPERR	BIT(4)
#define PGAERR	BIT(5)
#define SIZERR	BIT(6)
#define PGSERR	BIT(7)
#define BSY		BIT(16)

/** Option bytes as delivered, array erased, then as after power-on. */
static int fresh(void **state)
{
	uint32_t size;
	uint8_t *data = soc_flash_data(NULL, &size);

	power_cycle(state);
	wr(NSKEYR, 0x45670123);
	wr(NSKEYR, 0xcdef89ab);
	wr(OPTKEYR, 0x08192a3b);
	wr(OPTKEYR, 0x4c5d6e7f);
	wr(OPTR, 0x7feff8aa);
	wr(WRP1AR, 0xff80ffff);
	wr(NSCR, OPTSTRT);
	sim_stall(30 * SIM_PS_PER_MS);
	memset(data, 0xff, size);
	return power_cycle(state);
}

static void unlock(void)
{
	wr(NSKEYR, 0x45670123);
	wr(NSKEYR, 0xcdef89ab);
	assert_int_equal(rd(NSCR) & LOCK, 0);
}

static void unlock_options(void)
{
	unlock();
	wr(OPTKEYR, 0x08192a3b);
	wr(OPTKEYR, 0x4c5d6e7f);
	assert_int_equal(rd(NSCR) & OPTLOCK, 0);
}

static void program(uint32_t addr, uint32_t low, uint32_t high)
{
	wr(addr, low);
	wr(addr + 4, high);
	sim_stall(100 * SIM_PS_PER_US);
}

static void locked_after_reset_and_unlocked_by_two_keys(void **state)
{
	(void)state;
	assert_int_equal(rd(NSCR), LOCK | OPTLOCK);
	unlock();
	wr(NSCR, LOCK);
	assert_int_equal(rd(NSCR) & LOCK, LOCK);
	unlock();
	bus_reset();
	assert_int_equal(rd(NSCR), LOCK | OPTLOCK);
	assert_int_equal(stat_get("violation"), 0);
}

static void wrong_key_locks_until_reset(void **state)
{
	(void)state;
	wr(NSKEYR, 0x45670123);
	wr(NSKEYR, 0x12345678);
	wr(NSKEYR, 0x45670123);
	wr(NSKEYR, 0xcdef89ab);
	assert_int_equal(rd(NSCR) & LOCK, LOCK);
	bus_reset();
	unlock();
}

static void locked_control_register_drops_writes(void **state)
{
	(void)state;
	wr(NSCR, PG);
	assert_int_equal(rd(NSCR), LOCK | OPTLOCK);
	assert_int_equal(stat_get("violation.flash.locked"), 1);
}

static void double_word_is_programmed_after_its_time(void **state)
{
	(void)state;
	unlock();
	wr(NSCR, PG);
	wr(BASE + 0x100, 0x11223344);
	assert_int_equal(rd(NSSR) & BSY, 0);
	wr(BASE + 0x104, 0x55667788);
	assert_int_equal(rd(NSSR) & BSY, BSY);
	sim_stall(80 * SIM_PS_PER_US);
	assert_int_equal(rd(NSSR) & BSY, BSY);
	sim_stall(3 * SIM_PS_PER_US);
	assert_int_equal(rd(NSSR), 0);
	assert_int_equal(rd(BASE + 0x100), 0x11223344);
	assert_int_equal(rd(BASE + 0x104), 0x55667788);
	assert_int_equal(stat_get("flash.program"), 1);
	assert_int_equal(stat_get("violation"), 0);
}

static void eop_is_set_only_with_its_interrupt_enabled(void **state)
{
	(void)state;
	unlock();
	wr(NSCR, PG | EOPIE);
	program(BASE, 1, 2);
	assert_int_equal(rd(NSSR), EOP);
	wr(NSSR, EOP);
	assert_int_equal(rd(NSSR), 0);
}

static void write_without_pg_is_pgserr(void **state)
{
	(void)state;
	unlock();
	wr(BASE, 1);
	assert_int_equal(rd(NSSR), PGSERR);
	assert_int_equal(rd(BASE), 0xffffffff);
}

static void write_of_a_byte_is_sizerr(void **state)
{
	(void)state;
	unlock();
	wr(NSCR, PG);
	assert_int_equal(bus_write(BASE, 1, 0, BUS_CORE), BUS_OK);
	assert_int_equal(rd(NSSR), SIZERR);
}

static void words_out_of_order_are_pgaerr(void **state)
{
	(void)state;
	unlock();
	wr(NSCR, PG);
	wr(BASE + 4, 1);
	assert_int_equal(rd(NSSR), PGAERR);
	wr(NSSR, PGAERR);
	wr(BASE, 1);
	wr(BASE + 12, 1);
	assert_int_equal(rd(NSSR), PGAERR);
}

static void not_erased_is_progerr_and_nothing_changes(void **state)
{
	(void)state;
	unlock();
	wr(NSCR, PG);
	program(BASE, 0xffff0000, 0xffffffff);
	program(BASE, 0xff000000, 0xffffffff);
	assert_int_equal(rd(NSSR), PROGERR);
	assert_int_equal(rd(BASE), 0xffff0000);
}

static void all_zero_may_be_programmed_over_anything(void **state)
{
	(void)state;
	unlock();
	wr(NSCR, PG);
	program(BASE, 0x12345678, 0x9abcdef0);
	program(BASE, 0, 0);
	assert_int_equal(rd(NSSR), 0);
	assert_int_equal(rd(BASE), 0);
	assert_int_equal(rd(BASE + 4), 0);
}

static void old_error_flags_stop_the_next_operation(void **state)
{
	(void)state;
	unlock();
	wr(BASE, 1);
	wr(NSCR, PG);
	program(BASE, 1, 2);
	assert_int_equal(rd(BASE), 0xffffffff);
	wr(NSCR, PER | STRT);
	assert_int_equal(rd(NSSR) & BSY, 0);
	wr(NSSR, PGSERR);
	wr(NSCR, PG);
	program(BASE, 1, 2);
	assert_int_equal(rd(BASE), 1);
}

static void fill(uint32_t addr)
{
	uint32_t base;
	uint8_t *data = soc_flash_data(&base, NULL);

	memset(data + (addr - base), 0x5a, 16);
}

static void page_erase_takes_22ms_and_erases_2kib(void **state)
{
	(void)state;
	fill(BASE + 3 * 2048 - 16);
	fill(BASE + 3 * 2048);
	fill(BASE + 4 * 2048 - 16);
	fill(BASE + 4 * 2048);
	unlock();
	wr(NSCR, PER | 3u << 3 | STRT);
	assert_int_equal(rd(NSSR) & BSY, BSY);
	sim_stall(21 * SIM_PS_PER_MS);
	assert_int_equal(rd(NSSR) & BSY, BSY);
	sim_stall(2 * SIM_PS_PER_MS);
	assert_int_equal(rd(NSSR), 0);
	assert_int_equal(rd(NSCR) & STRT, 0);
	assert_int_equal(rd(BASE + 3 * 2048 - 4), 0x5a5a5a5a);
	assert_int_equal(rd(BASE + 3 * 2048), 0xffffffff);
	assert_int_equal(rd(BASE + 4 * 2048 - 4), 0xffffffff);
	assert_int_equal(rd(BASE + 4 * 2048), 0x5a5a5a5a);
}

static void bker_chooses_the_second_bank(void **state)
{
	(void)state;
	fill(BASE);
	fill(BASE + 0x40000);
	unlock();
	wr(NSCR, PER | BKER | STRT);
	sim_stall(23 * SIM_PS_PER_MS);
	assert_int_equal(rd(BASE), 0x5a5a5a5a);
	assert_int_equal(rd(BASE + 0x40000), 0xffffffff);
}

static void mass_erase_of_one_bank_and_of_both(void **state)
{
	(void)state;
	fill(BASE);
	fill(BASE + 0x7fff0);
	unlock();
	wr(NSCR, MER2 | STRT);
	sim_stall(23 * SIM_PS_PER_MS);
	assert_int_equal(rd(BASE), 0x5a5a5a5a);
	assert_int_equal(rd(BASE + 0x7fff0), 0xffffffff);
	fill(BASE + 0x7fff0);
	wr(NSCR, MER1 | MER2 | STRT);
	sim_stall(23 * SIM_PS_PER_MS);
	assert_int_equal(rd(BASE), 0xffffffff);
	assert_int_equal(rd(BASE + 0x7fff0), 0xffffffff);
}

static void erase_with_pg_set_is_pgserr(void **state)
{
	(void)state;
	unlock();
	wr(NSCR, PG | PER | STRT);
	assert_int_equal(rd(NSSR), PGSERR);
}

static void control_register_write_waits_while_busy(void **state)
{
	uint64_t before;

	(void)state;
	unlock();
	wr(NSCR, PER | STRT);
	before = sim_now();
	wr(NSCR, LOCK);
	assert_in_range(sim_now() - before, 22 * SIM_PS_PER_MS, 23 * SIM_PS_PER_MS);
	assert_int_equal(rd(NSSR), 0);
}

static void array_write_waits_while_busy(void **state)
{
	uint64_t before;

	(void)state;
	unlock();
	wr(NSCR, PG);
	wr(BASE, 1);
	wr(BASE + 4, 2);
	before = sim_now();
	wr(BASE + 8, 3);
	assert_in_range(sim_now() - before, 81 * SIM_PS_PER_US, 82 * SIM_PS_PER_US);
	wr(BASE + 12, 4);
	sim_stall(100 * SIM_PS_PER_US);
	assert_int_equal(rd(BASE + 12), 4);
	assert_int_equal(rd(NSSR), 0);
}

static void read_of_the_busy_bank_has_to_wait(void **state)
{
	struct bus_memory *memory = bus_memory_at(0);

	(void)state;
	unlock();
	wr(NSCR, PER | STRT);
	assert_in_range(memory->wait(memory->ctx, 0x1000), 22 * SIM_PS_PER_MS, 23 * SIM_PS_PER_MS);
	assert_int_equal(memory->wait(memory->ctx, 0x40000), 0);
	sim_stall(23 * SIM_PS_PER_MS);
	assert_int_equal(memory->wait(memory->ctx, 0x1000), 0);
}

static void write_protected_pages_refuse(void **state)
{
	(void)state;
	unlock_options();
	wr(WRP1AR, 2u << 16 | 1u);		/* pages 1 and 2 */
	wr(NSCR, OPTSTRT);
	sim_stall(30 * SIM_PS_PER_MS);
	soc_power_on_reset();
	assert_int_equal(rd(WRP1AR), 0xff82ff81);
	unlock();
	wr(NSCR, PG);
	program(BASE + 2048, 1, 2);
	assert_int_equal(rd(NSSR), WRPERR);
	wr(NSSR, WRPERR);
	wr(NSCR, PER | 2u << 3 | STRT);
	assert_int_equal(rd(NSSR), WRPERR);
	wr(NSSR, WRPERR);
	wr(NSCR, MER1 | MER2 | STRT);
	assert_int_equal(rd(NSSR), WRPERR);
	wr(NSSR, WRPERR);
	wr(NSCR, PG);
	program(BASE + 3 * 2048, 1, 2);
	assert_int_equal(rd(NSSR), 0);
	assert_int_equal(rd(BASE + 3 * 2048), 1);
}

static void options_take_effect_at_launch(void **state)
{
	const char *why = NULL;

	(void)state;
	assert_int_equal(rd(OPTR), 0x7feff8aa);
	unlock_options();
	wr(OPTR, 0x7feff8aa & ~(1u << 22));		/* one bank: pages of 4 KiB */
	wr(NSCR, OPTSTRT);
	assert_int_equal(rd(NSSR) & BSY, BSY);
	sim_stall(30 * SIM_PS_PER_MS);
	wr(NSCR, OBL);
	assert_true(soc_take_reset_request(&why));
	bus_reset();
	assert_int_equal(rd(0x40021094) >> 25 & 1, 1);
	assert_int_equal(rd(OPTR), 0x7faff8aa);
	fill(BASE + 4096);
	fill(BASE + 8192 - 16);
	fill(BASE + 8192);
	unlock();
	wr(NSCR, PER | 1u << 3 | STRT);
	sim_stall(23 * SIM_PS_PER_MS);
	assert_int_equal(rd(BASE + 4096), 0xffffffff);
	assert_int_equal(rd(BASE + 8192 - 4), 0xffffffff);
	assert_int_equal(rd(BASE + 8192), 0x5a5a5a5a);
}

static void options_need_their_own_keys(void **state)
{
	(void)state;
	unlock();
	wr(OPTR, 0);
	assert_int_equal(rd(OPTR), 0x7feff8aa);
	wr(NSCR, OPTSTRT);
	assert_int_equal(rd(NSSR), 0);
	assert_int_equal(stat_get("violation.flash.optlock"), 2);
}

static void secure_registers_are_dead_without_trustzone(void **state)
{
	(void)state;
	wr(FLASH + 0x0c, 0x45670123);
	wr(FLASH + 0x0c, 0xcdef89ab);
	assert_int_equal(rd(FLASH + 0x2c), 0);
	wr(FLASH + 0x80, 0xffffffff);
	assert_int_equal(rd(FLASH + 0x80), 0);
}

static void latency_reads_back(void **state)
{
	(void)state;
	wr(FLASH, 5);
	assert_int_equal(rd(FLASH), 5);
}

static void otp_is_written_once_and_counted(void **state)
{
	(void)state;
	unlock();
	wr(NSCR, PG);
	program(0x0bfa0000, 1, 2);
	assert_int_equal(rd(0x0bfa0000), 1);
	assert_int_equal(stat_get("flash.irreversible"), 1);
	program(0x0bfa0000, 0, 0);
	assert_int_equal(rd(NSSR), PROGERR);
	assert_int_equal(rd(0x0bfa0000), 1);
}

static void factory_data_is_there_and_cannot_be_written(void **state)
{
	uint32_t size;

	(void)state;
	assert_int_equal(bus_read(0x0bfa05e0, 2, &size, BUS_DEBUG), BUS_OK);
	assert_int_equal(size, 512);
	unlock();
	wr(NSCR, PG);
	wr(0x0bfa05e0, 0);
	assert_int_equal(rd(NSSR), WRPERR);
}

static void power_cycle_keeps_the_array(void **state)
{
	(void)state;
	unlock();
	wr(NSCR, PG);
	program(BASE + 0x7fff8, 0xcafe, 0xbabe);
	soc_power_on_reset();
	assert_int_equal(rd(BASE + 0x7fff8), 0xcafe);
	assert_int_equal(rd(BASE + 0x7fffc), 0xbabe);
}

#define RULE(f)	cmocka_unit_test_setup_teardown(f, fresh, nothing_unknown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		RULE(locked_after_reset_and_unlocked_by_two_keys),
		RULE(wrong_key_locks_until_reset),
		RULE(locked_control_register_drops_writes),
		RULE(double_word_is_programmed_after_its_time),
		RULE(eop_is_set_only_with_its_interrupt_enabled),
		RULE(write_without_pg_is_pgserr),
		RULE(write_of_a_byte_is_sizerr),
		RULE(words_out_of_order_are_pgaerr),
		RULE(not_erased_is_progerr_and_nothing_changes),
		RULE(all_zero_may_be_programmed_over_anything),
		RULE(old_error_flags_stop_the_next_operation),
		RULE(page_erase_takes_22ms_and_erases_2kib),
		RULE(bker_chooses_the_second_bank),
		RULE(mass_erase_of_one_bank_and_of_both),
		RULE(erase_with_pg_set_is_pgserr),
		RULE(control_register_write_waits_while_busy),
		RULE(array_write_waits_while_busy),
		RULE(read_of_the_busy_bank_has_to_wait),
		RULE(write_protected_pages_refuse),
		RULE(options_take_effect_at_launch),
		RULE(options_need_their_own_keys),
		RULE(secure_registers_are_dead_without_trustzone),
		RULE(latency_reads_back),
		RULE(otp_is_written_once_and_counted),
		RULE(factory_data_is_there_and_cannot_be_written),
		RULE(power_cycle_keeps_the_array),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("soc flash", tests, create_die, NULL);
}
