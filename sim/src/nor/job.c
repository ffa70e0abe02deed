// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * What a chip does by itself while its busy bit is set: program, erase, register writes, suspension, and what is left
 * of them when a reset or a loss of supply cuts them off. Contents change when the time is over, not before.
 */

#include <string.h>
#include "chip.h"
#include "../sim.h"

bool nor_busy(const struct nor_chip *chip)
{
	return chip->stuck_busy || chip->job.kind != JOB_NONE;
}

static bool inside(int64_t where, const struct nor_job *job)
{
	return job->in_array && where >= job->addr && where < (int64_t)job->addr + job->size;
}

static void commit_program(struct nor_chip *chip, struct nor_job *job, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		job->area[job->addr + i] &= job->data[i];
	if (job->fails)
		chip->now_set.err |= ERR_PROGRAM;
}

static void commit_erase(struct nor_chip *chip, struct nor_job *job, uint32_t count)
{
	if (job->fails)
		chip->now_set.err |= ERR_ERASE;
	else
		memset(job->area + job->addr, 0xFF, count);
}

/** @param count bytes from the start of the area that are reached */
static void commit(struct nor_chip *chip, struct nor_job *job, uint32_t count)
{
	switch (job->kind) {
	case JOB_PROGRAM:
		commit_program(chip, job, count);
		break;
	case JOB_ERASE:
		commit_erase(chip, job, count);
		break;
	case JOB_REGISTER:
		if (count)
			job->commit(chip, job->data);
		break;
	case JOB_SUSPEND:
		chip->suspended = chip->parked.kind == JOB_ERASE ? FR_ESUS : FR_PSUS;
		break;
	case JOB_NONE:
		break;
	}
}

void nor_settle(struct nor_chip *chip)
{
	struct nor_job *job = &chip->job;

	if (job->kind == JOB_NONE || chip->now < job->until || chip->stuck_busy)
		return;
	if (job->kind != JOB_SUSPEND)
		chip->wel = false;
	commit(chip, job, job->size);
	job->kind = JOB_NONE;
}

void nor_start(struct nor_chip *chip, const struct nor_job *job, uint32_t us)
{
	chip->job = *job;
	chip->job.start = chip->now;
	chip->job.until = chip->now + us * SIM_PS_PER_US;
	if (chip->model->errors_end_with_next)
		chip->now_set.err &= ~(ERR_PROT | ERR_PROGRAM | ERR_ERASE);
	if (job->kind == JOB_PROGRAM && inside(chip->program_fails_at, job)) {
		chip->job.fails = true;
		chip->job.data[chip->program_fails_at - job->addr] = 0xFF;
	}
	if (job->kind == JOB_ERASE && inside(chip->erase_fails_at, job))
		chip->job.fails = true;
}

void nor_write_register(struct nor_chip *chip, void (*put)(struct nor_chip *chip, const uint8_t *data))
{
	struct nor_job job = { .kind = JOB_REGISTER, .size = 1, .commit = put };

	memcpy(job.data, chip->in, 8);
	stat_add("nor.nonvolatile", 1);
	chip->volatile_sr = false;
	nor_start(chip, &job, nor_pace(chip)->register_us);
}

void nor_suspend(struct nor_chip *chip)
{
	struct nor_job *job = &chip->job;

	if (job->kind != JOB_PROGRAM && job->kind != JOB_ERASE)
		return;
	if (chip->parked.kind != JOB_NONE) {
		sim_violation("nor.suspended", "%s: suspend inside a suspended operation ignored", chip->fit.name);
		return;
	}
	uint64_t latency = chip->model->suspend_us * SIM_PS_PER_US;
	if (job->until <= chip->now + latency)
		return;								/* over before it could stop */
	chip->parked = *job;
	chip->parked.until -= chip->now;		/* what is left to do */
	chip->wel = false;
	job->kind = JOB_SUSPEND;
	job->until = chip->now + latency;
}

void nor_resume(struct nor_chip *chip)
{
	if (chip->parked.kind == JOB_NONE)
		return;
	chip->job = chip->parked;
	chip->job.start = chip->now;
	chip->job.until += chip->now;
	chip->parked.kind = JOB_NONE;
	chip->suspended = 0;
}

/** The part that was reached stays, the rest is as before: a half-erased or half-written area. */
static void cut_off(struct nor_chip *chip, struct nor_job *job)
{
	if (job->kind == JOB_NONE)
		return;
	uint64_t whole = job->until - job->start;
	uint64_t gone = chip->now - job->start;
	bool over = gone >= whole;		/* only if the chip is stuck */
	uint32_t reached = over ? job->size : (uint32_t)(job->size * (unsigned __int128)gone / whole);

	if (job->kind == JOB_PROGRAM || job->kind == JOB_ERASE) {
		commit(chip, job, reached);
		stat_add("nor.interrupted", 1);
	}
	job->kind = JOB_NONE;
}

void nor_restart(struct nor_chip *chip, uint32_t us)
{
	nor_settle(chip);
	cut_off(chip, &chip->job);
	if (chip->parked.kind != JOB_NONE)
		stat_add("nor.interrupted", 1);
	chip->parked.kind = JOB_NONE;
	chip->now_set = chip->nv;
	chip->wel = false;
	chip->volatile_sr = false;
	chip->qpi = false;
	chip->dio = false;
	chip->secured_otp = false;
	chip->power_down = false;
	chip->reset_armed = false;
	chip->suspended = 0;
	chip->continuous = NULL;
	memset(chip->dyb, 0, sizeof(chip->dyb));
	chip->unlocked_sector = -1;
	chip->autoboot_pending = chip->autoboot & 1;
	chip->ready_at = chip->now + us * SIM_PS_PER_US;
	if (chip->model->restart)
		chip->model->restart(chip);
}
