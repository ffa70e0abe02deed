/* SPDX-License-Identifier: GPL-2.0-or-later */

/*
 * The part of OpenOCD's target API that stub_host.c uses, for unit tests on the host. The real headers are used when
 * OpenOCD is built; test_stub_host.c implements these functions on an emulated core.
 */

#ifndef FAKE_TARGET_H
#define FAKE_TARGET_H

#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ERROR_OK				0
#define ERROR_FAIL				(-4)
#define ERROR_BUF_TOO_SMALL		(-12)
#define ERROR_TARGET_INVALID	(-300)
#define ERROR_TARGET_TIMEOUT	(-302)
#define ERROR_TARGET_NOT_HALTED	(-304)
#define ERROR_TARGET_FAILURE	(-305)
#define ERROR_TARGET_RESOURCE_NOT_AVAILABLE	(-308)

#define ARRAY_SIZE(x)	(sizeof(x) / sizeof((x)[0]))
#define MIN(a, b)		((a) < (b) ? (a) : (b))
#define MAX(a, b)		((a) > (b) ? (a) : (b))
#define TARGET_ADDR_FMT	"0x%8.8" PRIx64

typedef uint64_t target_addr_t;

enum target_state {
	TARGET_UNKNOWN, TARGET_RUNNING, TARGET_HALTED, TARGET_RESET, TARGET_DEBUG_RUNNING,
};

struct working_area {
	target_addr_t address;
	uint32_t size;
	struct working_area **user;
};

struct target {
	enum target_state state;
	bool running_alg;
	uint32_t backup_working_area;
};

enum param_direction { PARAM_IN, PARAM_OUT };

struct reg_param {
	const char *reg_name;
	uint8_t value[4];
};

struct mem_param;

const char *target_name(struct target *target);
int target_read_buffer(struct target *target, target_addr_t address, uint32_t size, uint8_t *buffer);
int target_write_buffer(struct target *target, target_addr_t address, uint32_t size, const uint8_t *buffer);
int target_read_u32(struct target *target, target_addr_t address, uint32_t *value);
uint32_t target_buffer_get_u32(struct target *target, const uint8_t *buffer);
void target_buffer_set_u32(struct target *target, uint8_t *buffer, uint32_t value);
void target_buffer_set_u16(struct target *target, uint8_t *buffer, uint16_t value);
int target_alloc_working_area_try(struct target *target, uint32_t size, struct working_area **area);
int target_free_working_area(struct target *target, struct working_area *area);
uint32_t target_get_working_area_avail(struct target *target);
int target_poll(struct target *target);
int target_halt(struct target *target);
int target_start_algorithm(struct target *target, int mems, struct mem_param *mem, int regs, struct reg_param *reg,
	target_addr_t entry, target_addr_t exit_point, void *info);
int target_wait_algorithm(struct target *target, int mems, struct mem_param *mem, int regs, struct reg_param *reg,
	target_addr_t exit_point, int timeout_ms, void *info);

#endif /* FAKE_TARGET_H */
