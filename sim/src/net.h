/* SPDX-License-Identifier: GPL-2.0-or-later */

/* TCP on the loopback interface: a port with one client at a time. */

#ifndef SIM_NET_H
#define SIM_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct net_port {
	const char *what;		/**< for messages: "st-link" */
	const char *option;		/**< that sets the port: "--stlink-port" */
	uint16_t port;			/**< 0 before net_listen(): any free one */
	int listener, client;	/**< file descriptors, -1 if none */
	uint8_t *input;			/**< bytes that have come and are not used up */
	size_t have, room;
};

/** @param room longest request @returns 0, or -1 after a message that names the port and what to do */
int net_listen(struct net_port *port, size_t room);

/** Take a client, if none is there. @returns true if there is a new one */
bool net_accept(struct net_port *port);

/** Read what has come. @returns false if the client has gone; it is closed then */
bool net_read(struct net_port *port);

/** Use up the first bytes of the input. */
void net_consume(struct net_port *port, size_t length);

/** Send all of it, or give the client up after some seconds. @returns false if the client has gone */
bool net_send(struct net_port *port, const void *data, size_t length);

void net_drop_client(struct net_port *port);
void net_close(struct net_port *port);

#endif /* SIM_NET_H */
