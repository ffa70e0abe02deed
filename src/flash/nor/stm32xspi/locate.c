// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Where a bank of stm32xspi is and what it consists of: die, controller, window; sectors and protection blocks.
 */

#include <assert.h>

#include "driver.h"

/** Size of protection blocks that is reported; the unit of the usual block protection bits. */
#define PROTECT_BLOCK	0x10000u

/* geometry */

void stm32xspi_clear_geometry(struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);

	free(bank->sectors);
	free(bank->prot_blocks);
	bank->sectors = NULL;
	bank->prot_blocks = NULL;
	bank->num_sectors = 0;
	bank->num_prot_blocks = 0;
	/* a size of 0 would make the core match every address above the base */
	bank->size = priv->instance ? priv->instance->window_size : STM32XSPI_WINDOW_SIZE;
}

static struct flash_sector *make_sectors(uint32_t total, uint32_t size, unsigned int *count)
{
	*count = total / size;
	struct flash_sector *sector = calloc(*count, sizeof(*sector));
	if (!sector)
		return NULL;
	for (unsigned int i = 0; i < *count; i++) {
		sector[i].offset = i * size;
		sector[i].size = size;
		sector[i].is_erased = -1;
		sector[i].is_protected = -1;
	}
	return sector;
}

int stm32xspi_set_geometry(struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	uint32_t size = priv->nor.size;
	uint32_t unit = priv->nor.erase[0].size ? priv->nor.erase[0].size : size;

	if (size > priv->xspi.window_size) {
		LOG_WARNING("%s: only the first %" PRIu32 " MiB of %" PRIu32 " MiB are in the window", bank->name,
			priv->xspi.window_size >> 20, size >> 20);
		size = priv->xspi.window_size;
	}
	if (bank->sectors && bank->size == size && bank->sectors[0].size == unit)
		return ERROR_OK;

	stm32xspi_clear_geometry(bank);
	bank->sectors = make_sectors(size, unit, &bank->num_sectors);
	bank->prot_blocks = make_sectors(size, size > PROTECT_BLOCK ? PROTECT_BLOCK : size, &bank->num_prot_blocks);
	if (!bank->sectors || !bank->prot_blocks) {
		stm32xspi_clear_geometry(bank);
		stm32xspi_error(bank, "out of memory for %" PRIu32 " sectors", size / unit);
		return ERROR_FAIL;
	}
	bank->size = size;
	return ERROR_OK;
}

/* where the controller is */

#define CPUID			0xE000ED00u
#define CPUID_PARTNO(v)	(((v) >> 4) & 0xFFFu)

/** DBGMCU's place depends on the core; reading at another one's may fault. */
static bool idcode_may_be_at(unsigned int part, uint32_t addr)
{
	static const struct {
		uint32_t addr;
		unsigned int part[2];
	} place[] = {
		{ 0xE0042000, { 0xC24, 0xC27 } },	/* Cortex-M4, M7 */
		{ 0x5C001000, { 0xC27, 0xC24 } },
		{ 0xE0044000, { 0xD21, 0xD21 } },	/* Cortex-M33 */
		{ 0x44024000, { 0xD21, 0xD21 } },
		{ 0x44001000, { 0xD22, 0xD22 } },	/* Cortex-M55 */
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(place); i++) {
		if (place[i].addr == addr)
			return part == place[i].part[0] || part == place[i].part[1];
	}
	return false;
}

static bool tried_before(unsigned int die)
{
	for (unsigned int i = 0; i < die; i++) {
		if (xspi_dies[i].idcode_addr == xspi_dies[die].idcode_addr)
			return true;
	}
	return false;
}

/** Parts that are often taken for one with a controller. DEV_IDs: OpenOCD's stm32f2x.c, stm32l4x.c. */
static const char *die_without_controller(uint32_t dev_id)
{
	static const struct {
		uint16_t dev_id;
		const char *name;
	} dies[] = {
		{ 0x411, "STM32F2" }, { 0x413, "STM32F405/407/415/417" }, { 0x419, "STM32F42x/43x" }, { 0x423, "STM32F401" },
		{ 0x431, "STM32F411" }, { 0x433, "STM32F401" }, { 0x458, "STM32F410" }, { 0x468, "STM32G431/441" },
		{ 0x474, "STM32H503" }, { 0x492, "STM32WBA5x" }, { 0x497, "STM32WLE5/WL55" },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(dies); i++) {
		if (dies[i].dev_id == dev_id)
			return dies[i].name;
	}
	return NULL;
}

static void die_not_known(struct flash_bank *bank, uint32_t cpuid, uint32_t place, uint32_t idcode)
{
	const char *name = place ? die_without_controller(idcode & 0xFFF) : NULL;
	if (name)
		stm32xspi_error(bank, "this is an %s (DEV_ID 0x%03" PRIx32 "), which has no serial-flash controller; is it the"
			" target that \"flash bank\" should name?", name, idcode & 0xFFF);
	else if (place)
		stm32xspi_error(bank, "this die is not known: CPUID 0x%08" PRIx32 ", DBGMCU_IDCODE at 0x%08" PRIx32
			" reads 0x%08" PRIx32 ", which is no STM32 with a serial-flash controller", cpuid, place, idcode);
	else
		stm32xspi_error(bank, "this die is not known: CPUID 0x%08" PRIx32 ", and no DBGMCU_IDCODE can be read: no STM32"
			" with a serial-flash controller, or debug is closed", cpuid);
}

int stm32xspi_find_die(struct flash_bank *bank, const struct xspi_die **die)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	uint32_t cpuid, idcode = 0, seen = 0, seen_at = 0;

	*die = NULL;
	int result = xspi_io_read(&priv->io, CPUID, &cpuid);
	if (result != XSPI_OK)
		return stm32xspi_result(bank, result, "core identification");

	for (unsigned int i = 0; i < xspi_die_count; i++) {
		uint32_t addr = xspi_dies[i].idcode_addr;
		if (tried_before(i) || !idcode_may_be_at(CPUID_PARTNO(cpuid), addr))
			continue;
		if (xspi_io_read(&priv->io, addr, &idcode) != XSPI_OK)
			continue;
		if (idcode && !seen_at) {
			seen = idcode;
			seen_at = addr;
		}
		const struct xspi_die *found = xspi_find_die(idcode & 0xFFF);
		if (!found || found->idcode_addr != addr)
			continue;
		priv->idcode = idcode;
		*die = found;
		return ERROR_OK;
	}
	die_not_known(bank, cpuid, seen_at, seen);
	return ERROR_FLASH_BANK_INVALID;
}

/** Without pins the instance is the one with the registers or the window that the user gave. */
static const struct xspi_instance *find_instance(const struct stm32xspi_bank *priv, const struct xspi_die *die)
{
	for (unsigned int i = 0; i < die->instance_count; i++) {
		const struct xspi_instance *instance = &die->instance[i];
		if (priv->io_base ? instance->base == priv->io_base : instance->window == priv->user_base)
			return instance;
	}
	return NULL;
}

/** By its name: OpenOCD's functions know JTAG proper, and none for JTAG at an ST-Link's high level. */
static bool over_jtag(const struct stm32xspi_bank *priv)
{
	if (Jim_Eval(priv->interp, "transport select") != JIM_OK)
		return false;
	return strstr(Jim_GetString(Jim_GetResult(priv->interp), NULL), "jtag");
}

/** The die has the pins, but not every package brings them out. A hint: codes of packages to come are not known. */
static void warn_of_package(struct flash_bank *bank, const struct xspi_die *die)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	const uint32_t address = setup_package_register(die);
	uint32_t code;

	if (!address || xspi_io_read(&priv->io, address, &code) != XSPI_OK)
		return;
	const int role = setup_find_unbonded(die, code, &priv->pins);
	if (role >= 0)
		LOG_WARNING("%s: P%c%u, given for %s, is not brought out by this package (code 0x%02" PRIx32 " at 0x%08" PRIx32
			": 64 pins or fewer); look up the pin in the schematic", bank->name, 'A' + priv->pins.port[role],
			priv->pins.pin[role], setup_role_names[role], code & 0xFF, address);
}

static int choose_instance(struct flash_bank *bank, const struct xspi_die *die)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	char error[480] = "";

	priv->instance = NULL;
	if (!priv->has_pins) {
		priv->instance = find_instance(priv, die);
		if (priv->instance)
			return ERROR_OK;
		stm32xspi_error(bank, "%s has no controller with registers at 0x%08" PRIx32 " and window at "
			TARGET_ADDR_FMT, die->name, priv->io_base, priv->user_base);
		return ERROR_FLASH_BANK_INVALID;
	}
	if (over_jtag(priv) && setup_check_jtag(&priv->pins, error, sizeof(error)) != 0) {
		stm32xspi_error(bank, "%s", error);
		return ERROR_FLASH_BANK_INVALID;
	}
	if (setup_make(die, &priv->pins, &priv->instance, &priv->setup, error, sizeof(error)) != 0) {
		priv->instance = NULL;
		stm32xspi_error(bank, "%s", error);
		return ERROR_FLASH_BANK_INVALID;
	}
	assert(priv->instance);
	warn_of_package(bank, die);
	if (priv->io_base && priv->io_base != priv->instance->base) {
		stm32xspi_error(bank, "these pins belong to %s with registers at 0x%08" PRIx32 ", \"flash bank\" says 0x%08"
			PRIx32, priv->instance->name, priv->instance->base, priv->io_base);
		return ERROR_FLASH_BANK_INVALID;
	}
	return ERROR_OK;
}

static int check_window(struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	const struct xspi_instance *instance = priv->instance;

	if (priv->user_base && priv->user_base != instance->window) {
		stm32xspi_error(bank, "the window of %s is at 0x%08" PRIx32 ", \"flash bank\" says " TARGET_ADDR_FMT
			"; give that address, or 0", instance->name, instance->window, priv->user_base);
		return ERROR_FLASH_BANK_INVALID;
	}
	bank->base = instance->window;
	return ERROR_OK;
}

void stm32xspi_use_instance(struct flash_bank *bank, const struct xspi_die *die, const struct xspi_instance *instance)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);

	priv->die = die;
	priv->instance = instance;
	priv->xspi.io = &priv->io;
	priv->xspi.kind = instance->quadspi ? XSPI_QUADSPI : XSPI_OCTOSPI;
	priv->xspi.features = instance->features;
	priv->xspi.base = instance->base;
	priv->xspi.window = instance->window;
	priv->xspi.window_size = instance->window_size;
	priv->xspi.fifo_bytes = instance->fifo_bytes;
	priv->xspi.hold_wp = stm32xspi_hold_wp;
	priv->xspi.data_lines_high = priv->has_pins ? priv->setup.data_lines_high : 0;
}

int stm32xspi_locate(struct flash_bank *bank)
{
	struct stm32xspi_bank *priv = stm32xspi_priv(bank);
	const struct xspi_die *die;

	int retval = stm32xspi_find_die(bank, &die);
	if (retval != ERROR_OK)
		return retval;
	assert(die);
	if (die != priv->die || !priv->instance) {
		priv->die = NULL;
		retval = choose_instance(bank, die);
		if (retval == ERROR_OK)
			retval = check_window(bank);
		if (retval != ERROR_OK) {
			priv->instance = NULL;
			return retval;
		}
		priv->die = die;
	}

	assert(priv->instance);
	stm32xspi_use_instance(bank, die, priv->instance);
	if (!bank->num_sectors)
		stm32xspi_clear_geometry(bank);
	return ERROR_OK;
}
