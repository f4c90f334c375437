/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which interfaces of a packet this machine has not. */
#include <net/if.h>
#include <string.h>

#include "cli/report.h"
#include "see/absent.h"

static bool is_absent(const struct sw_device *d)
{
	return d->known && !if_nametoindex(d->name);
}

void sw_remark_absent(const char *program, const struct sw_packet *p)
{
	static const char what[] = "no interface of this machine is called %s now";
	bool in = is_absent(&p->in);

	if (in)
		sw_report_remark(program, what, p->in.name);
	if (is_absent(&p->out) && !(in && !strcmp(p->in.name, p->out.name)))
		sw_report_remark(program, what, p->out.name);
}
