/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words of a packet that exclude each other. */
#include <errno.h>
#include <string.h>

#include "base/err.h"
#include "sight/packet.h"

bool sw_packet_may_come(const struct sw_packet *p)
{
	return p->way != SW_WAY_OUTPUT && !p->uid_known && !p->gid_known;
}

bool sw_packet_may_be_made(const struct sw_packet *p)
{
	return (p->way == SW_WAY_OUTPUT || p->way == SW_WAY_UNKNOWN) && !p->in.known &&
	       !memchr(p->ll.k, 0xff, sizeof(p->ll.k));
}

int sw_packet_fits(const struct sw_packet *p, struct sw_err *err)
{
	if (p->out.known && p->way == SW_WAY_INPUT)
		return sw_err_set(err, SW_EPARAM, EINVAL, "--out: a packet that goes this way "
				  "leaves by no interface");
	if (!sw_packet_may_come(p) && !sw_packet_may_be_made(p))
		return sw_err_set(err, SW_EPARAM, EINVAL, "No packet has all of these words: some "
				  "are of one that comes in, some of one that is made here");
	return 0;
}
