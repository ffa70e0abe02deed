// SPDX-License-Identifier: GPL-2.0-or-later

/* Sockets of the simulator. A client that goes away in any manner, or does not read, never stops the simulator. */

#define _GNU_SOURCE		/* accept4() */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "net.h"
#include "sim.h"

#define SEND_TIMEOUT_MS	5000

static int complain(const struct net_port *port, const char *doing)
{
	fprintf(stderr, "stm32xspi-sim: cannot %s TCP port %u for %s: %s", doing, port->port, port->what, strerror(errno));
	if (errno == EADDRINUSE)
		fprintf(stderr, "; another program (another simulator?) listens there. End it, or choose another port with %s; "
			"%s 0 takes any free one", port->option, port->option);
	fprintf(stderr, "\n");
	return -1;
}

int net_listen(struct net_port *port, size_t room)
{
	struct sockaddr_in addr = {
		.sin_family = AF_INET, .sin_port = htons(port->port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t length = sizeof(addr);
	const int on = 1;

	port->client = -1;
	port->have = 0;
	port->room = room;
	port->input = malloc(room);
	port->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (port->listener < 0 || !port->input)
		return complain(port, "open a socket on");
	setsockopt(port->listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(port->listener, (struct sockaddr *)&addr, sizeof(addr)) < 0)
		return complain(port, "use");
	if (listen(port->listener, 4) < 0)
		return complain(port, "listen on");
	if (getsockname(port->listener, (struct sockaddr *)&addr, &length) < 0)
		return complain(port, "find the number of");
	port->port = ntohs(addr.sin_port);
	return 0;
}

bool net_accept(struct net_port *port)
{
	const int on = 1;

	int fd = accept4(port->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (fd < 0)
		return false;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	port->client = fd;
	port->have = 0;
	sim_log(1, "%s: client connected", port->what);
	return true;
}

bool net_read(struct net_port *port)
{
	ssize_t got = recv(port->client, port->input + port->have, port->room - port->have, 0);

	if (got > 0) {
		port->have += (size_t)got;
		return true;
	}
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return true;
	net_drop_client(port);
	return false;
}

void net_consume(struct net_port *port, size_t length)
{
	port->have -= length;
	memmove(port->input, port->input + length, port->have);
}

bool net_send(struct net_port *port, const void *data, size_t length)
{
	const uint8_t *next = data;

	while (length && port->client >= 0) {
		ssize_t sent = send(port->client, next, length, MSG_NOSIGNAL);
		if (sent >= 0) {
			next += sent;
			length -= (size_t)sent;
			continue;
		}
		struct pollfd room = { .fd = port->client, .events = POLLOUT };
		if (errno == EINTR)
			continue;
		if (errno != EAGAIN || poll(&room, 1, SEND_TIMEOUT_MS) <= 0)
			net_drop_client(port);
	}
	return port->client >= 0;
}

void net_drop_client(struct net_port *port)
{
	if (port->client < 0)
		return;
	close(port->client);
	port->client = -1;
	port->have = 0;
	sim_log(1, "%s: client gone", port->what);
}

void net_close(struct net_port *port)
{
	net_drop_client(port);
	if (port->listener >= 0)
		close(port->listener);
	port->listener = -1;
	free(port->input);
	port->input = NULL;
}
