/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Port options of plugins whose value is a number: libxtables asks getaddrinfo() for it, which
 * opens two sockets and lists the machine's addresses, 35 us for each --dport 53. */
#include <string.h>
#include "xt/xt_local.h"

/* Digits up to end, at most 65535; -1: anything else. */
static int number(const char *s, const char *end)
{
	unsigned v = 0;

	if (s == end || end - s > 5)
		return -1;
	for (; s < end; s++) {
		if (*s < '0' || *s > '9')
			return -1;
		v = v * 10 + (*s - '0');
	}
	return v <= UINT16_MAX ? (int)v : -1;
}

/* "53", and for a range also "1024:65535", "1024:" and ":1023". */
static bool read_ports(const char *arg, bool range, uint16_t port[2])
{
	const char *colon = range ? strchr(arg, ':') : NULL;
	const char *end = arg + strlen(arg), *stop = colon ? colon : end;
	int low = colon == arg ? 0 : number(arg, stop), high = low;

	if (colon)
		high = colon + 1 == end ? UINT16_MAX : number(colon + 1, end);
	/* What runs backwards is an error to newer versions of libxtables, and taken by older
	 * ones. */
	if (low < 0 || high < low || (colon == arg && colon + 1 == end))
		return false;
	port[0] = low;
	port[1] = high;
	return true;
}

bool sw_xt_port_parse(struct xt_option_call *cb)
{
	const struct xt_option_entry *e = cb->entry;
	bool range = e->type == XTTYPE_PORTRC;
	uint16_t port[2];

	/* What libxtables refuses (a second time, an inversion) it shall refuse in its own
	 * words. */
	if ((e->type != XTTYPE_PORT && !range) || !cb->arg || cb->xflags & 1u << e->id ||
	    (cb->invert && !(e->flags & XTOPT_INVERT)) ||
	    (e->flags & XTOPT_PUT && e->size != (range ? sizeof(port) : sizeof(port[0]))) ||
	    !read_ports(cb->arg, range, port))
		return false;
	for (int i = 0; i < 2 && e->flags & XTOPT_NBO; i++)
		port[i] = htons(port[i]);
	if (range)
		memcpy(cb->val.port_range, port, sizeof(port));
	else
		cb->val.port = port[0];
	if (e->flags & XTOPT_PUT)
		memcpy((char *)cb->data + e->ptroff, port, e->size);
	cb->nvals = range ? 2 : 1;
	cb->xflags |= 1u << e->id;
	return true;
}
