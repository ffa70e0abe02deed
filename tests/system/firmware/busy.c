// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * An application that leaves nothing at its reset value: PLL at 110 MHz, SysTick interrupts, DMA that repeats for ever
 * and DMA that its interrupt starts again, a running independent watchdog, a process stack with limits, the floating
 * point unit, the cache, and the serial flash mapped and in use. A debugger finds the target like this when it halts it
 * anywhere. Built and used by test_gdb.py and test_dma.py.
 */

#include "example.h"
#include "registers.h"

#define RCC_PLLCFGR			REG32(0x4002100C)
#define RCC_APB1ENR1		REG32(0x40021058)
#define RCC_APB1ENR1_PWR	BIT(28)
#define RCC_CR_PLLON		BIT(24)
#define RCC_CR_PLLRDY		BIT(25)
#define RCC_CFGR_SW_PLL		(3U << 0)
#define RCC_CFGR_SWS_PLL	(3U << 2)
/* HSI16 / 4 * 55 / 2 = 110 MHz: RM0438, RCC_PLLCFGR */
#define PLL_110_MHZ			(2U | 3U << 4 | 55U << 8 | 1U << 24)
#define PWR_CR1				REG32(0x40007000)
#define PWR_SR2				REG32(0x40007014)
#define PWR_SR2_VOSF		BIT(10)
#define WAIT_STATES_110_MHZ	5U

/* RM0438, IWDG and ICACHE chapters */
#define IWDG_KR				REG32(0x40003000)
#define IWDG_PR				REG32(0x40003004)
#define IWDG_RLR			REG32(0x40003008)
#define IWDG_SR				REG32(0x4000300C)
#define IWDG_WINR			REG32(0x40003010)
#define IWDG_UNLOCK			0x5555U
#define IWDG_FEED			0xAAAAU
#define IWDG_START			0xCCCCU
#define ICACHE_CR			REG32(0x40030400)
#define ICACHE_SR			REG32(0x40030404)

/* Armv8-M: SysTick, coprocessor access, memory protection */
#define SYST_CSR			REG32(0xE000E010)
#define SYST_RVR			REG32(0xE000E014)
#define SYST_CVR			REG32(0xE000E018)
#define CPACR				REG32(0xE000ED88)
#define MPU_CTRL			REG32(0xE000ED94)
#define MPU_RNR				REG32(0xE000ED98)
#define MPU_RBAR			REG32(0xE000ED9C)
#define MPU_RLAR			REG32(0xE000EDA0)

/* RM0438, DMA, DMAMUX, TIM6/TIM7, CRC and NVIC chapters; DMAMUX inputs 9 and 10 are the timers' updates */
#define RCC_AHB1ENR			REG32(0x40021048)
#define RCC_AHB1ENR_DMA		(7U << 0)
#define RCC_AHB1ENR_CRC		BIT(12)
#define RCC_APB1ENR1_TIM	(3U << 4)
#define DMA1				0x40020000U
#define DMA2				0x40020400U
#define DMA_IFCR(dma)		REG32((dma) + 0x04)
#define DMA_CCR(dma, n)		REG32((dma) + 0x08 + 0x14 * (n))
#define DMA_CNDTR(dma, n)	REG32((dma) + 0x0C + 0x14 * (n))
#define DMA_CPAR(dma, n)	REG32((dma) + 0x10 + 0x14 * (n))
#define DMA_CMAR(dma, n)	REG32((dma) + 0x14 + 0x14 * (n))
#define DMA_EN				BIT(0)
#define DMA_TCIE			BIT(1)
#define DMA_FROM_MEMORY		BIT(4)
#define DMA_CIRC			BIT(5)
#define DMA_PINC			BIT(6)
#define DMA_MINC			BIT(7)
#define DMA_WORDS			(2U << 8 | 2U << 10)
#define DMA_MEM2MEM			BIT(14)
#define DMAMUX_CCR(n)		REG32(0x40020800U + 4 * (n))
#define TIM6				0x40001000U
#define TIM7				0x40001400U
#define TIM_CR1(tim)		REG32((tim) + 0x00)
#define TIM_DIER(tim)		REG32((tim) + 0x0C)
#define TIM_CNT				0x24U
#define TIM_ARR(tim)		REG32((tim) + 0x2C)
#define TIM_UDE				BIT(8)
#define CRC_IDR				0x40023004U
#define NVIC_ISER2			REG32(0xE000E108)
#define DMA2_CHANNEL1_IRQ	80U

#define EXTERNAL			((const volatile uint32_t *)0x90000000U)

#define TICK_MS				10U

extern uint32_t stack_top[];
int main(void);
void reset_handler(void);
void systick_handler(void);
void dma_handler(void);
void fault_handler(void);

/* First words of RAM, where the test looks; named as the linker script wants it */
__attribute__((section(".verdict"))) volatile struct {
	uint32_t state;
	uint32_t ticks;
	uint32_t loops;
	uint32_t sum;
	uint32_t reset_flags;
	uint32_t copies;
} verdict;

enum { BUSY_FAILED = 0xBAD, BUSY_RUNS = 0x600DB057 };

__attribute__((aligned(8))) static uint32_t process_stack[256];

void systick_handler(void)
{
	verdict.ticks++;
}

#define COPY_WORDS	2048U

static uint32_t copy_from[COPY_WORDS], copy_to[COPY_WORDS];

static void copy_start(void)
{
	DMA_CCR(DMA2, 0) = 0;
	DMA_CNDTR(DMA2, 0) = COPY_WORDS;
	DMA_CPAR(DMA2, 0) = (uint32_t)copy_from;
	DMA_CMAR(DMA2, 0) = (uint32_t)copy_to;
	DMA_CCR(DMA2, 0) = DMA_MEM2MEM | DMA_PINC | DMA_MINC | DMA_WORDS | DMA_TCIE | DMA_EN;
}

void dma_handler(void)
{
	DMA_IFCR(DMA2) = 1;
	verdict.copies++;
	copy_from[verdict.copies % COPY_WORDS]++;
	copy_start();
}

/* A channel that goes on for ever, one word at each update of a timer, whatever the core does. */
static void dma_repeat(uint32_t channel, uint32_t timer, uint32_t clocks, uint32_t device, uint32_t memory,
	uint32_t words, uint32_t direction)
{
	DMAMUX_CCR(channel) = timer == TIM6 ? 9 : 10;
	DMA_CNDTR(DMA1, channel) = words;
	DMA_CPAR(DMA1, channel) = device;
	DMA_CMAR(DMA1, channel) = memory;
	DMA_CCR(DMA1, channel) = DMA_CIRC | DMA_MINC | DMA_WORDS | direction | DMA_EN;
	TIM_ARR(timer) = clocks - 1;
	TIM_DIER(timer) = TIM_UDE;
	TIM_CR1(timer) = 1;
}

static void dma_init(void)
{
	RCC_AHB1ENR |= RCC_AHB1ENR_DMA | RCC_AHB1ENR_CRC;
	RCC_APB1ENR1 |= RCC_APB1ENR1_TIM;
	(void)RCC_APB1ENR1;
	NVIC_ISER2 = BIT(DMA2_CHANNEL1_IRQ - 64);
	copy_start();
	dma_repeat(0, TIM6, 11000, CRC_IDR, (uint32_t)copy_from, COPY_WORDS, DMA_FROM_MEMORY);
#ifdef BUSY_RING
	/* samples into memory, as from an analog converter */
	dma_repeat(1, TIM7, BUSY_RING_CLOCKS, TIM7 + TIM_CNT, BUSY_RING, BUSY_RING_WORDS, 0);
#endif
}

void fault_handler(void)
{
	verdict.state = BUSY_FAILED;
	for (;;)
		;
}

static bool wait_for(const volatile uint32_t *reg, uint32_t mask, uint32_t value)
{
	for (uint32_t turn = 0; turn < WAIT_TURNS; turn++)
		if ((*reg & mask) == value)
			return true;
	return false;
}

static bool flash_init(void)
{
	uint8_t status;

	if (!serial_flash_init() || !serial_flash_enable_quad(&status))
		return false;
	/* a third of the 110 MHz to come */
	OCTOSPI_DCR2 = 2;
	return serial_flash_map();
}

static bool pll_init(void)
{
	RCC_APB1ENR1 |= RCC_APB1ENR1_PWR;
	(void)RCC_APB1ENR1;
	PWR_CR1 = 0;
	if (!wait_for(&PWR_SR2, PWR_SR2_VOSF, 0))
		return false;
	FLASH_ACR = WAIT_STATES_110_MHZ;
	RCC_PLLCFGR = PLL_110_MHZ;
	RCC_CR |= RCC_CR_PLLON;
	if (!wait_for(&RCC_CR, RCC_CR_PLLRDY, RCC_CR_PLLRDY))
		return false;
	RCC_CFGR |= RCC_CFGR_SW_PLL;
	return wait_for(&RCC_CFGR, RCC_CFGR_SWS, RCC_CFGR_SWS_PLL);
}

/* LSI / 32 / 1000: one second */
static bool watchdog_init(void)
{
	IWDG_KR = IWDG_START;
	IWDG_KR = IWDG_UNLOCK;
	IWDG_PR = 3;
	IWDG_RLR = 999;
	if (!wait_for(&IWDG_SR, 7, 0))
		return false;
	IWDG_KR = IWDG_FEED;
#ifdef BUSY_WINDOW
	IWDG_KR = IWDG_UNLOCK;
	IWDG_WINR = BUSY_WINDOW;
#endif
	return true;
}

#ifdef BUSY_MPU
/* All RAM read-write, never executed */
static void mpu_init(void)
{
	MPU_RNR = 0;
	MPU_RBAR = 0x20000000U | 1U << 1 | 1U;
	MPU_RLAR = 0x2003FFE0U | 1U;
	MPU_CTRL = 1U | 1U << 2;
	__asm__ volatile ("dsb\n\tisb");
}
#endif

__attribute__((noreturn)) static void work(void)
{
	uint32_t seen = 0, fed = 0;

	verdict.state = BUSY_RUNS;
	for (;;) {
		__asm__ volatile ("vmov s16, %0\n\tvadd.f32 s17, s16, s16" : : "r" (verdict.loops) : "s16", "s17");
		verdict.sum += EXTERNAL[verdict.loops++ % 1024];
		if (verdict.loops % 256)
			continue;
		while (verdict.ticks == seen)
			__asm__ volatile ("wfi");
		seen = verdict.ticks;
		/* within the window, if there is one: more than 500 ms after the last time */
		if (seen - fed < 700 / TICK_MS)
			continue;
		fed = seen;
		IWDG_KR = IWDG_FEED;
	}
}

int main(void)
{
	if (!clock_init())
		return 1;
	pins_init();
	if (!flash_init() || !pll_init() || !watchdog_init())
		return 1;
	CPACR |= 0xFU << 20;
	SYST_RVR = 110000 * TICK_MS - 1;
	SYST_CVR = 0;
	SYST_CSR = 7;
	dma_init();
	wait_for(&ICACHE_SR, 1, 0);
	ICACHE_CR |= 1;
#ifdef BUSY_MPU
	mpu_init();
#endif
	/* MSPLIM and PSPLIM by their encodings: the stack in use moves away from them */
	__asm__ volatile ("msr msplim, %0\n\tmsr psplim, %1\n\tmsr psp, %2\n\t"
		"movs r0, #2\n\tmsr control, r0\n\tisb\n\tbl %c3"
		: : "r" ((uint32_t)stack_top - 1024), "r" (process_stack), "r" (process_stack + 256), "i" (work) : "r0");
	return 0;
}

__attribute__((noreturn)) void reset_handler(void)
{
	verdict.state = 0;
	verdict.ticks = 0;
	verdict.loops = 0;
	verdict.copies = 0;
	verdict.reset_flags = REG32(0x40021094);
	main();
	verdict.state = BUSY_FAILED;
	for (;;)
		;
}

__attribute__((section(".vectors"), used)) static const struct {
	uint32_t *stack;
	void (*handler[15 + DMA2_CHANNEL1_IRQ + 1])(void);
} vectors = {
	stack_top,
	{
		reset_handler, fault_handler, fault_handler, fault_handler, fault_handler, fault_handler, fault_handler,
		fault_handler, fault_handler, fault_handler, fault_handler, fault_handler, fault_handler, fault_handler,
		systick_handler,
		[15 + DMA2_CHANNEL1_IRQ] = dma_handler,
	},
};
