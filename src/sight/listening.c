/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the kernel's tables of sockets. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/net.h"
#include "rule/rule.h"
#include "sight/listening.h"

#define FOLDER "/proc/net"
#define LISTENS 10	/* TCP_LISTEN of <netinet/tcp.h> */
#define ALONE   7	/* TCP_CLOSE: an UDP socket that was connected to nobody */

static void set(struct sw_listening *l, bool six, bool udp, unsigned port)
{
	l->port[six][udp][port / 8] |= 1 << port % 8;
}

/* The address as the file has it: words of the host's order, in hexadecimal. */
static bool is_loopback(const char *hex, bool six)
{
	uint8_t a[16] = { 0 };

	for (int i = 0; i < (six ? 4 : 1); i++) {
		uint32_t word = 0;

		sscanf(hex + i * 8, "%8x", &word);
		memcpy(a + i * 4, &word, 4);
	}
	if (!six)
		return a[0] == 127;
	return !memcmp(a, &in6addr_loopback, 16) ||
	       (IN6_IS_ADDR_V4MAPPED((struct in6_addr *)(void *)a) && a[12] == 127);
}

static void take_line(struct sw_listening *l, const char *line, bool six, bool udp)
{
	char address[40];
	unsigned port, state;

	if (sscanf(line, " %*d: %32[0-9A-F]:%4x %*[0-9A-F]:%*x %2x", address, &port, &state) != 3 ||
	    state != (udp ? ALONE : LISTENS) || strlen(address) != (six ? 32 : 8) ||
	    is_loopback(address, six))
		return;
	set(l, six, udp, port);
	if (six && strspn(address, "0") == 32)
		set(l, false, udp, port);
}

int sw_listening_read(const char *folder, struct sw_listening **out, struct sw_err *err)
{
	static const char *const names[2][2] = { { "tcp", "udp" }, { "tcp6", "udp6" } };
	struct sw_listening *l = calloc(1, sizeof(*l));
	char path[256], line[512];

	if (!l)
		return sw_err_nomem(err);
	for (int i = 0; i < 4; i++) {
		bool six = i / 2, udp = i % 2;
		FILE *f;

		snprintf(path, sizeof(path), "%s/%s", folder ? folder : FOLDER, names[six][udp]);
		f = fopen(path, "re");
		if (!f)
			continue;
		while (fgets(line, sizeof(line), f))
			take_line(l, line, six, udp);
		fclose(f);
	}
	*out = l;
	return 0;
}

bool sw_listening_on(const struct sw_listening *l, uint8_t family, bool udp, unsigned from,
		     unsigned to)
{
	const uint8_t *bits = l->port[family == SW_IP6][udp];

	for (unsigned p = from; p <= to; p++)
		if (bits[p / 8] >> p % 8 & 1)
			return true;
	return false;
}
