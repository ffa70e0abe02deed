// SPDX-License-Identifier: GPL-2.0-or-later

/* The machine: how core, devices, chips, resets and time go on together. */

#include "board.h"
#include "bus.h"
#include "core/core.h"
#include "core/second.h"
#include "machine.h"
#include "nor.h"
#include "sim.h"
#include "simclock.h"
#include "soc.h"

static struct {
	bool nrst_low;
	bool reset_pending;
	const char *reset_why;
	bool started;
} machine;

void machine_follow_clock(void)
{
	uint32_t hz = soc_clock_hz(SOC_CLK_CORE);

	if (hz != simclock_hz()) {
		sim_log(1, "core clock %u Hz", hz);
		simclock_set_hz(hz);
	}
}

void machine_request_reset(const char *why)
{
	machine.reset_pending = true;
	machine.reset_why = why;
}

bool machine_reset_requested(void)
{
	const char *why;

	if (soc_take_reset_request(&why))
		machine_request_reset(why);
	return machine.reset_pending;
}

static void reset(bool halt)
{
	machine.reset_pending = false;
	bus_reset();
	machine_follow_clock();
	core_reset(soc_boot_address(), halt);
	second_reset();
	machine_follow_clock();
}

void machine_settle(void)
{
	if (!machine.started || !machine_reset_requested())
		return;
	if (machine.nrst_low) {
		machine.reset_pending = false;
		return;
	}
	sim_log(1, "system reset: %s", machine.reset_why ? machine.reset_why : "asked for");
	reset(false);
}

static void idle_until(uint64_t ps)
{
	uint64_t due = sim_timer_next();

	/* the core waits for its clock, which an oscillator gives without telling: look often */
	if (core.state == CORE_RUNNING && ps > sim_now() + SIM_PS_PER_US)
		ps = sim_now() + SIM_PS_PER_US;

	simclock_jump(due < ps ? due : ps);
	sim_timer_run();
	machine_follow_clock();
}

void machine_advance_until(uint64_t ps)
{
	machine_settle();
	while (sim_now() < ps) {
		if (core.state == CORE_RUNNING && simclock_hz())
			core_run_until(ps);
		else if (core.state == CORE_SLEEPING && simclock_hz())
			core_sleep_until(ps);
		else
			idle_until(ps);
		machine_settle();
	}
}

void machine_advance(uint64_t ps)
{
	machine_advance_until(sim_now() + ps);
}

void machine_reset(bool halt)
{
	if (machine.nrst_low)
		return;
	soc_set_reset_cause(SOC_RESET_PIN);
	reset(halt);
}

void machine_nrst(bool low)
{
	if (low == machine.nrst_low)
		return;
	machine.nrst_low = low;
	sim_log(1, "NRST %s", low ? "low" : "high");
	if (!low) {
		machine_reset(false);
		return;
	}
	soc_set_reset_cause(SOC_RESET_PIN);
	bus_reset();
	core.reset_st = true;
	core_set_state(CORE_OFF);
}

void machine_power_cycle(void)
{
	for (unsigned int i = 0; i < nor_count(); i++)
		nor_power_cycle(nor_at(i));
	soc_power_on_reset();
	core_power_on();
	second_power_on();
	for (unsigned int i = 0; i < bus_memory_count(); i++)
		bus_memory_changed(bus_memory_at(i)->base, bus_memory_at(i)->size);
	machine.reset_pending = false;
	machine_follow_clock();
	if (!machine.nrst_low) {
		core_reset(soc_boot_address(), false);
		core.reset_st = true;
	}
}

bool machine_core_running(void)
{
	return core.state != CORE_HALTED && core.state != CORE_OFF;
}

bool machine_core_executing(void)
{
	return core.state == CORE_RUNNING && simclock_hz() != 0;
}

void machine_irq(unsigned int number, bool level)
{
	if (number >= CORE_IRQS)
		return;
	unsigned int exception = EXC_IRQ0 + number;
	bool rose = level && !core.line[exception];
	core.line[exception] = level;
	if (rose && !core.active[exception])
		exception_pend(exception);
}

int machine_create(const struct board *board)
{
	if (soc_create(board) < 0)
		return -1;
	if (core_create(soc_die()) < 0)
		return -1;
	core_power_on();
	machine_follow_clock();
	return 0;
}

void machine_start(void)
{
	machine.started = true;
	core_reset(soc_boot_address(), false);
	core.reset_st = true;
	second_power_on();
}
