// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * USART, UART and LPUART (RM0438 chapters 47 and 48; the block of F7, L4, G4, H7, L5, U5, H5): transmission with real
 * timing. A byte leaves the chip only through a pin that has the right alternate function. Nothing is ever received.
 */

#include <string.h>
#include "../machine.h"
#include "parts.h"

#define CR1		0x00
#define CR2		0x04
#define CR3		0x08
#define BRR		0x0c
#define RQR		0x18
#define ISR		0x1c
#define ICR		0x20
#define RDR		0x24
#define TDR		0x28
#define PRESC	0x2c

#define CR1_UE			BIT(0)
#define CR1_RE			BIT(2)
#define CR1_TE			BIT(3)
#define CR1_M0			BIT(12)
#define CR1_OVER8		BIT(15)
#define CR1_M1			BIT(28)
#define CR1_FIFOEN		BIT(29)
#define ISR_TC			BIT(6)
#define ISR_TXE			BIT(7)		/* TXFNF with FIFO */
#define ISR_TEACK		BIT(21)
#define ISR_REACK		BIT(22)
#define ISR_TXFE		BIT(23)
#define RQR_TXFRQ		BIT(4)

#define CR1_TCIE		BIT(6)
#define CR1_TXEIE		BIT(7)

/* other interrupts, and DMA requests, go nowhere */
#define CR1_REQUESTS	(BIT(14) | BIT(26) | BIT(27) | BIT(30) | BIT(31))
#define CR3_REQUESTS	(BIT(0) | BIT(6) | BIT(7) | BIT(10) | BIT(22) | BIT(23) | BIT(24) | BIT(28))

#define COMMON_REGISTERS \
	{ .offset = CR2, .rw = 0xfffffff9 }, \
	{ .offset = CR3, .rw = 0xffffffff, .unknown = CR3_REQUESTS }, \
	{ .offset = BRR, .rw = 0xfffff }, \
	{ .offset = 0x10, .count = 2, .rw = 0xffffffff },	/* GTPR, RTOR */ \
	{ .offset = RQR }, \
	{ .offset = ISR }, \
	{ .offset = ICR }, \
	{ .offset = RDR }, \
	{ .offset = TDR, .rw = 0x1ff }

static const struct reg table[] = {
	{ .offset = CR1, .rw = 0xffffffff, .unknown = CR1_REQUESTS },
	COMMON_REGISTERS,
	{ .offset = PRESC, .rw = 0xf },
};

/* without FIFO (RM0351 40.8): CR1 ends at M1 */
static const struct reg plain_table[] = {
	{ .offset = CR1, .rw = 0x1fffffff, .unknown = CR1_REQUESTS & 0x1fffffff },
	COMMON_REGISTERS,
};

static bool has_fifo(const struct usart *usart)
{
	return usart->kind == USART_FIFO || usart->kind == USART_LOW_POWER;
}

/** @returns bits per second times 2 (half stop bits), 0 if the divider or the clock makes no sense */
static uint64_t half_bits_per_s(const struct usart *usart)
{
	static const uint16_t prescalers[16] = { 1, 2, 4, 6, 8, 10, 12, 16, 32, 64, 128, 256, 256, 256, 256, 256 };
	const struct regs *regs = &usart->regs;
	uint64_t hz = usart->kernel_hz(usart) / (has_fifo(usart) ? prescalers[regs_get(regs, PRESC)] : 1u);
	uint32_t brr = regs_get(regs, BRR);

	if (usart->kind == USART_LOW_POWER || usart->kind == USART_LOW_POWER_PLAIN)
		return brr < 0x300 ? 0 : 2 * 256 * hz / brr;
	if (brr < 16)
		return 0;
	if (!(regs_get(regs, CR1) & CR1_OVER8))
		return 2 * hz / brr;
	uint32_t divider = (brr & 0xfff0) | (brr & 7) << 1;
	return divider < 16 ? 0 : 2 * 2 * hz / divider;
}

/** Time of one frame on the line, 0 if there is no baud rate. */
static uint64_t frame_ps(const struct usart *usart)
{
	static const uint8_t half_stop_bits[] = { 2, 1, 4, 3 };
	uint32_t cr1 = regs_get(&usart->regs, CR1);
	unsigned int data = cr1 & CR1_M1 ? 7 : cr1 & CR1_M0 ? 9 : 8;
	unsigned int half_bits = 2 * (1 + data) + half_stop_bits[FIELD(regs_get(&usart->regs, CR2), 12, 2)];
	uint64_t rate = half_bits_per_s(usart);

	return rate ? half_bits * SIM_PS_PER_S / rate : 0;
}

static bool is_sending(const struct usart *usart)
{
	return (regs_get(&usart->regs, CR1) & (CR1_UE | CR1_TE)) == (CR1_UE | CR1_TE);
}

/** @returns true if a pin carries this instance's transmit signal out of the chip */
static bool reaches_pin(const struct usart *usart)
{
	const struct soc_die *die = soc_die();

	for (unsigned int i = 0; i < die->af_count; i++) {
		const struct soc_af *af = &die->af[i];
		struct soc_pin pin;

		if (strcmp(af->signal, usart->tx_signal) != 0)
			continue;
		pin = soc_pin_state(af->port, af->pin);
		if (pin.mode == PIN_AF && pin.af == af->af && pin.powered)
			return true;
	}
	return false;
}

static unsigned int depth(const struct usart *usart)
{
	return regs_get(&usart->regs, CR1) & CR1_FIFOEN ? sizeof(usart->fifo) : 1;
}

/** Move the next byte into the shift register. */
static void next(struct usart *usart, uint64_t from)
{
	uint64_t frame = frame_ps(usart);

	if (usart->shifting || usart->fifo_len == 0 || !is_sending(usart))
		return;
	if (!frame) {
		sim_violation("uart.baud", "%s: no baud rate (BRR 0x%x, kernel clock %u Hz)", usart->regs.bus.name,
			regs_get(&usart->regs, BRR), usart->kernel_hz(usart));
		usart->fifo_len = 0;
		return;
	}
	if (from < usart->preamble_until)
		from = usart->preamble_until;
	usart->shift = usart->fifo[0];
	usart->fifo_len--;
	memmove(usart->fifo, usart->fifo + 1, usart->fifo_len);
	usart->shifting = true;
	usart->tc = false;
	usart->frame_end = from + frame;
	sim_timer_set(&usart->timer, usart->frame_end);
}

void usart_emit(struct usart *usart)
{
	if (!reaches_pin(usart)) {
		stat_add("uart.lost", 1);
		return;
	}
	stat_add("uart.bytes", 1);
	if (usart->is_console)
		sim_uart_byte(usart->shift);
}

/** A frame ends. Its timer may not have been looked at yet. */
static void update(struct usart *usart)
{
	while (usart->shifting && sim_now() >= usart->frame_end) {
		sim_timer_cancel(&usart->timer);
		usart->shifting = false;
		usart_emit(usart);
		next(usart, usart->frame_end);
		if (!usart->shifting)
			usart->tc = true;
	}
}

static uint32_t status(const struct usart *usart)
{
	uint32_t cr1 = regs_get(&usart->regs, CR1);
	uint32_t isr = 0;

	if (usart->tc)
		isr |= ISR_TC;
	if (usart->fifo_len < depth(usart))
		isr |= ISR_TXE;
	if ((cr1 & CR1_FIFOEN) && usart->fifo_len == 0)
		isr |= ISR_TXFE;
	if ((cr1 & CR1_UE) && (cr1 & CR1_TE))
		isr |= ISR_TEACK;
	if ((cr1 & CR1_UE) && (cr1 & CR1_RE))
		isr |= ISR_REACK;
	return isr;
}

static void set_irq(const struct usart *usart)
{
	uint32_t cr1 = regs_get(&usart->regs, CR1);
	uint32_t isr = status(usart);

	machine_irq(usart->irq, ((cr1 & CR1_TXEIE) && (isr & ISR_TXE)) || ((cr1 & CR1_TCIE) && (isr & ISR_TC)));
}

static uint32_t on_read(struct regs *regs, uint32_t offset, uint32_t stored)
{
	struct usart *usart = regs->ctx;

	update(usart);
	return offset == ISR ? status(usart) : stored;
}

static void on_timer(void *ctx)
{
	update(ctx);
	set_irq(ctx);
}

static void write_data(struct usart *usart, uint32_t value)
{
	if (!is_sending(usart)) {
		sim_violation("uart.off", "%s: byte 0x%02x written while UE or TE is 0", usart->regs.bus.name, value & 0xff);
		return;
	}
	if (usart->fifo_len == depth(usart)) {
		sim_violation("uart.overrun", "%s: byte 0x%02x written while TXE is 0: the one before is lost",
			usart->regs.bus.name, value & 0xff);
		usart->fifo_len--;
	}
	usart->fifo[usart->fifo_len++] = (uint8_t)value;
	usart->tc = false;
	next(usart, sim_now());
}

static bool on_write(struct regs *regs, uint32_t offset, uint32_t value, uint32_t lanes)
{
	struct usart *usart = regs->ctx;
	bool enabled = regs_get(regs, CR1) & CR1_UE;

	(void)lanes;
	update(usart);
	switch (offset) {
	case TDR:
		write_data(usart, value);
		set_irq(usart);
		return false;
	case ICR:
		if (value & ISR_TC)
			usart->tc = false;
		set_irq(usart);
		return true;
	case RQR:
		if (value & RQR_TXFRQ)
			usart->fifo_len = 0;
		set_irq(usart);
		return true;
	case BRR:
	case PRESC:
		if (enabled)
			sim_violation("uart.enabled", "%s: offset 0x%02x written while UE is 1: ignored", regs->bus.name, offset);
		return enabled;
	default:
		return false;
	}
}

static void on_changed(struct regs *regs, uint32_t offset, uint32_t old)
{
	struct usart *usart = regs->ctx;
	uint32_t cr1 = regs_get(regs, CR1);

	if (offset != CR1)
		return;
	if (!(cr1 & CR1_UE)) {
		/* switching off ends everything at once (RM0438 47.8.1) */
		sim_timer_cancel(&usart->timer);
		usart->shifting = false;
		usart->fifo_len = 0;
		usart->tc = true;
	} else if (is_sending(usart) && (old & (CR1_UE | CR1_TE)) != (CR1_UE | CR1_TE)) {
		usart->preamble_until = sim_now() + frame_ps(usart);	/* an idle frame comes first */
	}
	set_irq(usart);
}

static void on_reset(struct regs *regs)
{
	struct usart *usart = regs->ctx;

	sim_timer_cancel(&usart->timer);
	usart->shifting = false;
	usart->fifo_len = 0;
	usart->tc = true;
	usart->preamble_until = 0;
	set_irq(usart);
}

void usart_add(struct usart *usart)
{
	struct regs *regs = &usart->regs;

	usart->timer.fire = on_timer;
	usart->timer.ctx = usart;
	regs->ctx = usart;
	regs->table = has_fifo(usart) ? table : plain_table;
	regs->table_len = has_fifo(usart) ? COUNT_OF(table) : COUNT_OF(plain_table);
	regs->read = on_read;
	regs->write = on_write;
	regs->changed = on_changed;
	regs->reset = on_reset;
	regs_add(regs);
}
