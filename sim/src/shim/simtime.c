// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * Preloaded into OpenOCD (or any other program): the clock and all sleeping are those of a simulator in bench time.
 * Other threads than the first, and CPU time, are left alone. See stm32xspi-bench-run(1).
 */

#define _GNU_SOURCE		/* RTLD_NEXT, gettid() */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#include "clockproto.h"

#define PORT_VARIABLE	"STM32XSPI_CLOCK_PORT"
#define NS_PER_S		1000000000ull
#define EPOCH_S			1000000000ull	/* what the calendar says when the simulator starts: 2001-09-09 */
#define HELLO_LIMIT_S	5
#define GRACE_MS		100				/* wall time for others to answer before a wait is slept through */
#define SPIN_QUERIES	100000u			/* the same time that often: the program waits for it to go on... */
#define SPIN_NS			10000u			/* ...so it does, by this much per query */

static struct {
	const volatile struct clock_page *page;	/* NULL: not in use */
	int fd;
	uint64_t seen_ns;
	unsigned int queries;			/* of seen_ns */
} sim;

static struct {
	int (*select)(int, fd_set *, fd_set *, fd_set *, struct timeval *);
	int (*pselect)(int, fd_set *, fd_set *, fd_set *, const struct timespec *, const sigset_t *);
	int (*poll)(struct pollfd *, nfds_t, int);
	int (*ppoll)(struct pollfd *, nfds_t, const struct timespec *, const sigset_t *);
	int (*clock_gettime)(clockid_t, struct timespec *);
	int (*clock_nanosleep)(clockid_t, int, const struct timespec *, struct timespec *);
} real;

static void give_up(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

static void give_up(const char *format, ...)
{
	va_list args;

	fputs("stm32xspi-bench-run: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	_exit(1);
}

/* ---- the simulator ---- */

static void transfer_all(bool sending, void *data, size_t length)
{
	uint8_t *next = data;

	while (length) {
		ssize_t n = sending ? send(sim.fd, next, length, MSG_NOSIGNAL) : recv(sim.fd, next, length, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			give_up("the simulator's clock port does not answer (%s); if the simulator runs, its clock is in use by "
				"another program", n < 0 ? strerror(errno) : "closed");
		next += n;
		length -= (size_t)n;
	}
}

static uint64_t now_ns(void)
{
	uint64_t now = __atomic_load_n(&sim.page->now_ns, __ATOMIC_ACQUIRE);

	if (now != sim.seen_ns) {
		sim.seen_ns = now;
		sim.queries = 0;
	}
	return now;
}

static void sleep_until(uint64_t ns)
{
	if (ns <= now_ns())
		return;
	transfer_all(true, &ns, sizeof(ns));
	transfer_all(false, &ns, sizeof(ns));
	now_ns();
}

static void sleep_for(uint64_t ns)
{
	sleep_until(ns > UINT64_MAX / 2 ? UINT64_MAX / 2 : now_ns() + ns);
}

/** The time for a program that asks; one that does nothing but ask would else ask forever. */
static uint64_t query_ns(void)
{
	uint64_t now = now_ns();

	if (++sim.queries <= SPIN_QUERIES)
		return now;
	sleep_for(SPIN_NS);
	sim.queries = SPIN_QUERIES;
	return sim.seen_ns;
}

static void find_real(void)
{
	*(void **)&real.select = dlsym(RTLD_NEXT, "select");
	*(void **)&real.pselect = dlsym(RTLD_NEXT, "pselect");
	*(void **)&real.poll = dlsym(RTLD_NEXT, "poll");
	*(void **)&real.ppoll = dlsym(RTLD_NEXT, "ppoll");
	*(void **)&real.clock_gettime = dlsym(RTLD_NEXT, "clock_gettime");
	*(void **)&real.clock_nanosleep = dlsym(RTLD_NEXT, "clock_nanosleep");
}

static bool ours(void)
{
	if (!real.ppoll)		/* other libraries' constructors may come before ours */
		find_real();
	return sim.page && gettid() == getpid();
}

/* ---- start ---- */

static void connect_to(const char *text)
{
	char *end;
	unsigned long port = strtoul(text, &end, 10);
	struct sockaddr_in addr = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	const struct timeval limit = { .tv_sec = HELLO_LIMIT_S }, no_limit = { .tv_sec = 0 };
	const int on = 1;

	if (!*text || *end || port == 0 || port > 65535)
		give_up("clock port '%s' is not a number from 1 to 65535", text);
	addr.sin_port = htons((uint16_t)port);
	sim.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (sim.fd < 0 || connect(sim.fd, (struct sockaddr *)&addr, sizeof(addr)) < 0)
		give_up("no simulator has its clock at TCP port %lu (%s); start one with: stm32xspi-sim --time bench", port,
			strerror(errno));
	setsockopt(sim.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));

	struct clock_hello hello;
	setsockopt(sim.fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	transfer_all(false, &hello, sizeof(hello));
	setsockopt(sim.fd, SOL_SOCKET, SO_RCVTIMEO, &no_limit, sizeof(no_limit));
	if (hello.magic != CLOCK_MAGIC)
		give_up("what listens at TCP port %lu is not the clock of a simulator of this version", port);

	char path[64];
	snprintf(path, sizeof(path), "/proc/%u/fd/%u", hello.pid, hello.fd);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	void *page = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof(struct clock_page), PROT_READ, MAP_SHARED, fd, 0);
	if (page == MAP_FAILED)
		give_up("cannot read the simulator's clock at %s: %s; run both on one host as one user", path, strerror(errno));
	close(fd);
	sim.page = page;
	if (sim.page->magic != CLOCK_MAGIC)
		give_up("%s is not the clock of a simulator of this version", path);
}

static void __attribute__((constructor)) start(void)
{
	const char *port = getenv(PORT_VARIABLE);

	if (!port)
		return;
	connect_to(port);
	/* programs that this one starts live in their own time */
	unsetenv("LD_PRELOAD");
	unsetenv(PORT_VARIABLE);
}

/* ---- asking for the time ---- */

int gettimeofday(struct timeval *restrict tv, void *restrict tz)
{
	struct timespec now;
	int retval = clock_gettime(CLOCK_REALTIME, &now);

	(void)tz;
	if (retval == 0) {
		tv->tv_sec = now.tv_sec;
		tv->tv_usec = now.tv_nsec / 1000;
	}
	return retval;
}

int clock_gettime(clockid_t id, struct timespec *ts)
{
	if (!ours() || id == CLOCK_PROCESS_CPUTIME_ID || id == CLOCK_THREAD_CPUTIME_ID)
		return real.clock_gettime(id, ts);
	uint64_t ns = query_ns() + EPOCH_S * NS_PER_S;
	ts->tv_sec = (time_t)(ns / NS_PER_S);
	ts->tv_nsec = (long)(ns % NS_PER_S);
	return 0;
}

time_t time(time_t *out)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (out)
		*out = now.tv_sec;
	return now.tv_sec;
}

/* ---- sleeping ---- */

static uint64_t timespec_ns(const struct timespec *ts)
{
	return (uint64_t)ts->tv_sec * NS_PER_S + (uint64_t)ts->tv_nsec;
}

/* glibc's definition returns its error */
int clock_nanosleep(clockid_t id, int flags, const struct timespec *ts, struct timespec *left)
{
	if (!ours())
		return real.clock_nanosleep(id, flags, ts, left);
	if (ts->tv_sec < 0 || ts->tv_nsec < 0 || ts->tv_nsec >= (long)NS_PER_S)
		return EINVAL;
	uint64_t ns = timespec_ns(ts);
	if (!(flags & TIMER_ABSTIME))
		sleep_for(ns);
	else if (ns > EPOCH_S * NS_PER_S)
		sleep_until(ns - EPOCH_S * NS_PER_S);
	return 0;
}

int nanosleep(const struct timespec *ts, struct timespec *left)
{
	int error = clock_nanosleep(CLOCK_REALTIME, 0, ts, left);

	if (error == 0)
		return 0;
	errno = error;
	return -1;
}

int usleep(useconds_t us)
{
	const struct timespec ts = { .tv_sec = us / 1000000, .tv_nsec = us % 1000000 * 1000 };

	return nanosleep(&ts, NULL);
}

unsigned int sleep(unsigned int seconds)
{
	const struct timespec ts = { .tv_sec = (time_t)seconds };

	nanosleep(&ts, NULL);
	return 0;
}

/* ---- waiting for others ---- */

/*
 * Others (GDB) compute in wall time, which does not count: they get a while to answer. If nothing comes, the wait is
 * slept through, and what has come by then is reported.
 */
static int wait_in_turn(int (*look)(void *call, int wall_ms), void *call, uint64_t ns)
{
	int found = look(call, ns ? GRACE_MS : 0);

	if (found != 0 || ns == 0)
		return found;
	sleep_for(ns);
	return look(call, 0);
}

struct poll_call {
	struct pollfd *fds;
	nfds_t count;
	const sigset_t *mask;
};

static int look_poll(void *call, int wall_ms)
{
	struct poll_call *c = call;
	const struct timespec limit = { .tv_nsec = wall_ms * 1000000l };

	return real.ppoll(c->fds, c->count, &limit, c->mask);
}

int ppoll(struct pollfd *fds, nfds_t count, const struct timespec *limit, const sigset_t *mask)
{
	struct poll_call call = { .fds = fds, .count = count, .mask = mask };

	if (!ours() || !limit)
		return real.ppoll(fds, count, limit, mask);
	if (count == 0) {
		sleep_for(timespec_ns(limit));
		return 0;
	}
	return wait_in_turn(look_poll, &call, timespec_ns(limit));
}

int poll(struct pollfd *fds, nfds_t count, int ms)
{
	const struct timespec limit = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000l };

	if (!ours() || ms < 0)
		return real.poll(fds, count, ms);
	return ppoll(fds, count, &limit, NULL);
}

struct select_call {
	int count;
	fd_set *set[3], asked[3];
	const sigset_t *mask;
};

static int look_select(void *call, int wall_ms)
{
	struct select_call *c = call;
	const struct timespec limit = { .tv_nsec = wall_ms * 1000000l };

	for (unsigned int i = 0; i < 3; i++) {
		if (c->set[i])
			*c->set[i] = c->asked[i];
	}
	return real.pselect(c->count, c->set[0], c->set[1], c->set[2], &limit, c->mask);
}

int pselect(int count, fd_set *restrict in, fd_set *restrict out, fd_set *restrict except,
		const struct timespec *restrict limit, const sigset_t *restrict mask)
{
	struct select_call call = { .count = count, .set = { in, out, except }, .mask = mask };

	if (!ours() || !limit)
		return real.pselect(count, in, out, except, limit, mask);
	if (count == 0) {
		sleep_for(timespec_ns(limit));
		return 0;
	}
	for (unsigned int i = 0; i < 3; i++) {
		if (call.set[i])
			call.asked[i] = *call.set[i];
	}
	return wait_in_turn(look_select, &call, timespec_ns(limit));
}

int select(int count, fd_set *restrict in, fd_set *restrict out, fd_set *restrict except,
		struct timeval *restrict limit)
{
	if (!ours() || !limit)
		return real.select(count, in, out, except, limit);
	const struct timespec ts = { .tv_sec = limit->tv_sec, .tv_nsec = limit->tv_usec * 1000l };
	return pselect(count, in, out, except, &ts, NULL);
}
