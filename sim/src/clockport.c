// SPDX-License-Identifier: GPL-2.0-or-later

/* The clock port of bench time: a page with the time, and sleeping. Knows not who sleeps. */

#define _GNU_SOURCE		/* memfd_create() */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "clockport.h"
#include "machine.h"
#include "shim/clockproto.h"
#include "sim.h"

struct net_port clockport = {
	.what = "the clock", .option = "--clock-port", .port = 7186, .listener = -1, .client = -1,
};

#define LONGEST_SLEEP_NS	(3600ull * 1000 * 1000 * 1000)

static struct clock_page *page;
static int page_fd = -1;

static int make_page(void)
{
	page_fd = memfd_create("stm32xspi-clock", MFD_CLOEXEC);
	if (page_fd < 0 || ftruncate(page_fd, sizeof(*page)) < 0)
		return -1;
	void *at = mmap(NULL, sizeof(*page), PROT_READ | PROT_WRITE, MAP_SHARED, page_fd, 0);
	if (at == MAP_FAILED)
		return -1;
	page = at;
	page->magic = CLOCK_MAGIC;
	clockport_publish();
	return 0;
}

int clockport_open(void)
{
	if (make_page() < 0) {
		fprintf(stderr, "stm32xspi-sim: cannot make the clock's page: %s\n", strerror(errno));
		return -1;
	}
	return net_listen(&clockport, sizeof(uint64_t));
}

void clockport_publish(void)
{
	if (page)
		__atomic_store_n(&page->now_ns, sim_now() / SIM_PS_PER_NS, __ATOMIC_RELEASE);
}

static void greet(void)
{
	const struct clock_hello hello = { .magic = CLOCK_MAGIC, .pid = (uint32_t)getpid(), .fd = (uint32_t)page_fd };

	if (net_accept(&clockport))
		net_send(&clockport, &hello, sizeof(hello));
}

void clockport_serve(void)
{
	uint64_t ns;

	if (clockport.client < 0) {
		greet();
		return;
	}
	if (!net_read(&clockport) || clockport.have < sizeof(ns))
		return;
	memcpy(&ns, clockport.input, sizeof(ns));
	net_consume(&clockport, sizeof(ns));
	if (ns > sim_now() / SIM_PS_PER_NS + LONGEST_SLEEP_NS) {
		sim_violation("clock", "a program asked to sleep until %llu ns, more than an hour from now",
			(unsigned long long)ns);
		net_drop_client(&clockport);
		return;
	}
	machine_advance_until(ns * SIM_PS_PER_NS);
	clockport_publish();
	ns = sim_now() / SIM_PS_PER_NS;
	net_send(&clockport, &ns, sizeof(ns));
}

void clockport_close(void)
{
	net_close(&clockport);
	if (page)
		munmap(page, sizeof(*page));
	if (page_fd >= 0)
		close(page_fd);
	page = NULL;
	page_fd = -1;
}
