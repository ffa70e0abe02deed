// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * USART and UART of STM32F4 (RM0402 chapter 24, RM0386 chapter 30): the older block, with one data register.
 * Transmission with real timing, through the pin that has the right alternate function; nothing is ever received.
 */

#include "../machine.h"
#include "parts.h"

#define SR		0x00
#define DR		0x04
#define BRR		0x08
#define CR1		0x0c
#define CR2		0x10
#define CR3		0x14
#define GTPR	0x18

#define SR_TC		BIT(6)
#define SR_TXE		BIT(7)
#define CR1_TE		BIT(3)
#define CR1_TCIE	BIT(6)
#define CR1_TXEIE	BIT(7)
#define CR1_M		BIT(12)
#define CR1_UE		BIT(13)
#define CR1_OVER8	BIT(15)
#define CR1_REQUESTS	(BIT(4) | BIT(5) | BIT(8))		/* other interrupts go nowhere, nor do DMA requests */
#define CR3_REQUESTS	(BIT(0) | BIT(6) | BIT(7) | BIT(10))

static const struct reg table[] = {
	{ .offset = SR },
	{ .offset = DR, .rw = 0x1ff },
	{ .offset = BRR, .rw = 0xffff },
	{ .offset = CR1, .rw = 0xbfff, .unknown = CR1_REQUESTS },
	{ .offset = CR2, .rw = 0x7f6f },
	{ .offset = CR3, .rw = 0xfff, .unknown = CR3_REQUESTS },
	{ .offset = GTPR, .rw = 0xffff },
};

static uint32_t get(const struct usart *usart, uint32_t offset)
{
	return regs_get(&usart->regs, offset);
}

/** Time of one frame on the line, 0 if there is no baud rate. */
static uint64_t frame_ps(const struct usart *usart)
{
	static const uint8_t half_stop_bits[] = { 2, 1, 4, 3 };
	uint32_t brr = get(usart, BRR);
	uint64_t per_bit = get(usart, CR1) & CR1_OVER8 ? 8 * (brr >> 4) + (brr & 7) : brr;
	unsigned int half_bits = 2 * (get(usart, CR1) & CR1_M ? 10 : 9) + half_stop_bits[FIELD(get(usart, CR2), 12, 2)];
	uint32_t hz = usart->kernel_hz(usart);

	return per_bit >= 8 && hz ? half_bits * per_bit * SIM_PS_PER_S / hz / 2 : 0;
}

static bool is_sending(const struct usart *usart)
{
	return (get(usart, CR1) & (CR1_UE | CR1_TE)) == (CR1_UE | CR1_TE);
}

/** Move the byte that waits into the shift register. */
static void next(struct usart *usart, uint64_t from)
{
	uint64_t frame = frame_ps(usart);

	if (usart->shifting || !usart->fifo_len || !is_sending(usart))
		return;
	usart->fifo_len = 0;
	if (!frame) {
		sim_violation("uart.baud", "%s: no baud rate (BRR 0x%x)", usart->regs.bus.name, get(usart, BRR));
		return;
	}
	usart->shift = usart->fifo[0];
	usart->shifting = true;
	usart->frame_end = (from < usart->preamble_until ? usart->preamble_until : from) + frame;
	sim_timer_set(&usart->timer, usart->frame_end);
}

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
	return (usart->tc ? SR_TC : 0) | (usart->fifo_len ? 0 : SR_TXE);
}

static void set_irq(const struct usart *usart)
{
	machine_irq(usart->irq, (get(usart, CR1) & status(usart) & (CR1_TCIE | CR1_TXEIE)) != 0);
}

static void on_timer(void *ctx)
{
	update(ctx);
	set_irq(ctx);
}

static uint32_t on_read(struct regs *regs, uint32_t offset, uint32_t stored)
{
	struct usart *usart = regs->ctx;

	update(usart);
	return offset == SR ? status(usart) : stored;
}

static void write_data(struct usart *usart, uint32_t value)
{
	if (!is_sending(usart)) {
		sim_violation("uart.off", "%s: byte 0x%02x written while UE or TE is 0", usart->regs.bus.name, value & 0xff);
		return;
	}
	if (usart->fifo_len)
		sim_violation("uart.overrun", "%s: byte 0x%02x written while TXE is 0: the one before is lost",
			usart->regs.bus.name, value & 0xff);
	usart->fifo[0] = (uint8_t)value;
	usart->fifo_len = 1;
	usart->tc = false;
	next(usart, sim_now());
}

static bool on_write(struct regs *regs, uint32_t offset, uint32_t value, uint32_t lanes)
{
	struct usart *usart = regs->ctx;

	(void)lanes;
	update(usart);
	if (offset == SR) {
		if (!(value & SR_TC))
			usart->tc = false;
		set_irq(usart);
		return true;
	}
	if (offset == DR) {
		write_data(usart, value);
		set_irq(usart);
	}
	return false;
}

static void on_changed(struct regs *regs, uint32_t offset, uint32_t old)
{
	struct usart *usart = regs->ctx;

	if (offset != CR1)
		return;
	if (!(get(usart, CR1) & CR1_UE)) {
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

void usart_f4_add(struct usart *usart)
{
	struct regs *regs = &usart->regs;

	usart->timer.fire = on_timer;
	usart->timer.ctx = usart;
	regs->ctx = usart;
	regs->table = table;
	regs->table_len = COUNT_OF(table);
	regs->read = on_read;
	regs->write = on_write;
	regs->changed = on_changed;
	regs->reset = on_reset;
	regs_add(regs);
}
