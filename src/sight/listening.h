/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which ports somebody listens on in this network namespace. */
#ifndef SW_SIGHT_LISTENING_H
#define SW_SIGHT_LISTENING_H

#include <stdbool.h>
#include <stdint.h>
#include "base/err.h"

/* A bit for each port, on any address that is not one of the loopback device's. */
struct sw_listening {
	uint8_t port[2][2][65536 / 8];	/* [IPv6][UDP] */
};

/* From /proc/net/tcp and its like, in folder (NULL: the usual one); a file that is not there has no
 * sockets. An IPv6 socket for any address hears IPv4, too. *out is to be freed. */
int sw_listening_read(const char *folder, struct sw_listening **out, struct sw_err *err);
/* Does somebody listen on one of the ports from..to? family: SW_IP4, SW_IP6. */
bool sw_listening_on(const struct sw_listening *l, uint8_t family, bool udp, unsigned from,
		     unsigned to);

#endif
