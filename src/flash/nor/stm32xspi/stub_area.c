// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * The stub's work area: allocates it, lays out what is in it, brings the stub and its parameters there. Does not start
 * anything; stub_host.c does.
 */

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include <stdlib.h>
#include <string.h>
#include <helper/log.h>
#include "core/hash.h"
#include "link.h"
#include "stub_area.h"
#include "stub_report.h"

static const uint8_t stub_image[] = {
#include "../../../../contrib/loaders/flash/stm32xspi/stm32xspi.inc"
};

#define AREA_MAX		0x14000u	/* more brings no speed: the slots then hold 70 ms of a fast link */
#define LINK_BLOCK		6144u		/* what the ST-Link moves in one USB command */
#define SLOT_IDEAL		(2 * LINK_BLOCK)	/* one queue of OpenOCD's */
#define SLOT_MIN		512u
#define TEXT_SIZE		(sizeof(stub_image) - STUB_ENTRY_SIZE)
#define IMAGE_SIZE		(TEXT_SIZE + offsetof(struct stub_params, magic))	/* what the entry checks */

int stub_read(struct stub_session *s, uint32_t addr, uint32_t size, uint8_t *data)
{
	s->link_transactions += (size + LINK_BLOCK - 1) / LINK_BLOCK;
	s->link_bytes += size;
	int retval = link_settle(s->target);
	if (retval == ERROR_OK)
		retval = target_read_buffer(s->target, addr, size, data);
	if (retval != ERROR_OK)
		stub_say_link(s, "reading", addr, size);
	return retval;
}

int stub_write(struct stub_session *s, uint32_t addr, uint32_t size, const uint8_t *data)
{
	s->link_transactions += (size + LINK_BLOCK - 1) / LINK_BLOCK;
	s->link_bytes += size;
	int retval = link_settle(s->target);
	if (retval == ERROR_OK)
		retval = target_write_buffer(s->target, addr, size, data);
	if (retval != ERROR_OK)
		stub_say_link(s, "writing", addr, size);
	return retval;
}

int stub_say_no_memory(struct stub_session *s)
{
	return stub_say(s, "work area at " TARGET_ADDR_FMT " does not keep what is written to it: does DMA of the"
		" application write there? then \"reset halt\" first; else check -work-area-phys and whether that RAM is"
		" clocked and accessible", s->area->address);
}

static uint32_t area_available(struct target *target)
{
	return MIN(AREA_MAX, target_get_working_area_avail(target)) & ~7u;
}

static bool lay_out(struct stub_session *s, uint32_t size)
{
	uint32_t at = TEXT_SIZE;
	uint32_t fixed, room;

	s->params_addr = at;
	at += sizeof(struct stub_params);
	s->entry_addr = at;
	at += STUB_ENTRY_SIZE;
	s->status_addr = at;
	at += STUB_STATUS_ROOM;
	s->stack_addr = at;
	fixed = at + STUB_STACK_SIZE;
	s->slots_addr = fixed;
	if (size < fixed + 2 * SLOT_MIN)
		return false;
	room = size - fixed;
	s->slot_size = MIN(SLOT_IDEAL, (room / 2) & ~7u);
	s->slot_count = room / s->slot_size;
	return true;
}

uint32_t stub_slot_room(struct target *target)
{
	struct stub_session s = { .target = target };

	return lay_out(&s, area_available(target)) ? s.slot_count * s.slot_size : 0;
}

static int area_allocate(struct stub_session *s)
{
	uint32_t size = area_available(s->target);
	uint32_t base;

	if (!lay_out(s, size))
		return STUB_NO_WORK_AREA;
	size = s->slots_addr + s->slot_count * s->slot_size;
	if (target_alloc_working_area_try(s->target, size, &s->area) != ERROR_OK)
		return STUB_NO_WORK_AREA;
	base = s->area->address;
	s->area_size = size;
	s->params_addr += base;
	s->entry_addr += base;
	s->status_addr += base;
	s->stack_addr += base;
	s->slots_addr += base;
	free(s->slot);
	s->slot = malloc(s->slot_size + 4);
	if (!s->slot) {
		stub_say(s, "out of memory");
		return ERROR_FAIL;
	}
	return ERROR_OK;
}

int stub_load(struct stub_session *s, struct target *target)
{
	int retval;

	s->target = target;
	s->error[0] = '\0';
	if (!is_armv7m(target_to_armv7m(target))) {
		stub_say(s, "%s is no ARMv7-M or ARMv8-M core: there is no stub for it", target_name(target));
		return ERROR_TARGET_INVALID;
	}
	if (target->state != TARGET_HALTED) {
		stub_say(s, "%s is not halted; halt it first", target_name(target));
		return ERROR_TARGET_NOT_HALTED;
	}
	if (s->running)
		stub_abort(s);
	if (s->area && s->slot)
		return ERROR_OK;
	stub_unload(s);
	s->error[0] = '\0';

	/* a backup is read as a block */
	if (target->backup_working_area && link_settle(target) != ERROR_OK)
		return stub_say(s, "access through the debug link failed before the work area was allocated");
	retval = area_allocate(s);
	if (retval != ERROR_OK)
		stub_unload(s);
	return retval;
}

void stub_unload(struct stub_session *s)
{
	stub_abort(s);
	if (s->area) {
		/* questions that nobody has asked for; then its backup may go back */
		(void)link_settle(s->target);
		target_free_working_area(s->target, s->area);
	}
	s->area = NULL;
	free(s->slot);
	s->slot = NULL;
}

/** Params as they lie in the target's memory. */
static void lay_params(struct stub_session *s, uint8_t *raw)
{
	const uint8_t *from = (const uint8_t *)&s->params;

	for (uint32_t at = 0; at < sizeof(s->params); at += 4) {
		uint32_t word;

		memcpy(&word, from + at, 4);
		target_buffer_set_u32(s->target, raw + at, word);
	}
	/* the only fields that are not words */
	for (unsigned int i = 0; i < STUB_OP_COUNT; i++) {
		uint8_t *op = raw + offsetof(struct stub_params, op) + i * sizeof(struct stub_op);

		op[0] = s->params.op[i].write_count;
		op[1] = s->params.op[i].flags;
		op[2] = 0;
		op[3] = 0;
	}
}

static void hash_words(struct stub_session *s, const uint8_t *raw, uint32_t size, uint32_t out[2])
{
	struct xspi_hash hash;

	xspi_hash_init(&hash);
	for (uint32_t at = 0; at < size; at += 4)
		xspi_hash_word(&hash, target_buffer_get_u32(s->target, raw + at));
	out[0] = hash.lo;
	out[1] = hash.hi;
}

/**
 * Is this memory at all? Some words of the entry tell before it is run; whether all is there, entry and text check of
 * each other. Queued only.
 */
static int ask_entry(struct stub_session *s)
{
	int retval = ERROR_OK;

	s->proving = true;
	for (unsigned int i = 0; retval == ERROR_OK && i < ARRAY_SIZE(s->proof); i++)
		retval = link_ask(s->target, s->entry_addr + i * STUB_PROOF_STEP, &s->proof[i]);
	if (retval != ERROR_OK)
		stub_say_link(s, "reading", s->entry_addr, STUB_ENTRY_SIZE);
	return retval;
}

int stub_prove_image(struct stub_session *s)
{
	const uint8_t *entry = stub_image + TEXT_SIZE;

	for (unsigned int i = 0; s->proving && i < ARRAY_SIZE(s->proof); i++) {
		if (s->proof[i] != target_buffer_get_u32(s->target, entry + i * STUB_PROOF_STEP)) {
			s->resident = false;
			return stub_say_no_memory(s);
		}
	}
	s->proving = false;
	return ERROR_OK;
}

int stub_write_image(struct stub_session *s)
{
	uint8_t raw[TEXT_SIZE + sizeof(struct stub_params) + STUB_ENTRY_SIZE + STUB_STATUS_ROOM];
	uint8_t *entry = raw + TEXT_SIZE + sizeof(struct stub_params);
	uint32_t base = s->area->address;
	int retval;

	s->params.image = base;
	s->params.image_words = IMAGE_SIZE / 4;
	memset(raw, 0, sizeof(raw));
	memcpy(raw, stub_image, TEXT_SIZE);
	memcpy(entry, stub_image + TEXT_SIZE, STUB_ENTRY_SIZE);
	lay_params(s, raw + TEXT_SIZE);
	hash_words(s, raw, IMAGE_SIZE, s->params.image_hash);
	hash_words(s, entry, STUB_ENTRY_SIZE, s->params.entry_hash);
	lay_params(s, raw + TEXT_SIZE);
	s->proving = false;
	if (s->resident && s->resident_at == base && !memcmp(s->image_hash, s->params.image_hash, sizeof(s->image_hash)))
		return stub_write(s, base + IMAGE_SIZE, sizeof(raw) - IMAGE_SIZE, raw + IMAGE_SIZE);

	s->resident = false;
	retval = stub_write(s, base, sizeof(raw), raw);
	if (retval == ERROR_OK)
		retval = ask_entry(s);
	if (retval != ERROR_OK)
		return retval;
	s->resident = true;
	s->resident_at = base;
	memcpy(s->image_hash, s->params.image_hash, sizeof(s->image_hash));
	return ERROR_OK;
}
