/* SPDX-License-Identifier: GPL-2.0-or-later */
/* statewall service --confirm: a verb in a process of its own, with the way back around it. */
#include <stddef.h>

#include "cli/doer.h"
#include "cli/seatbelt.h"
#include "rule/rule.h"
#include "service/programs.h"
#include "service/service_opts.h"

int sw_service_belt(const char *verb, const struct sw_service_opts *o)
{
	struct sw_change c = { .program = "statewall service", .dir = o->run_dir };
	char *argv[12] = { "statewall", "service", (char *)verb };
	size_t n = 3;
	int ret;

	c.seconds = sw_seatbelt_seconds(c.program, o->confirm);
	if (!c.seconds)
		return SW_SERVICE_USAGE;
	if (o->family) {
		argv[n++] = "--family";
		argv[n++] = o->family == SW_IP6 ? "ipv6" : "ipv4";
	}
	if (o->config_dir) {
		argv[n++] = "--config-dir";
		argv[n++] = (char *)o->config_dir;
	}
	if (o->run_dir) {
		argv[n++] = "--run-dir";
		argv[n++] = (char *)o->run_dir;
	}
	sw_remember_begin(&c.deed, &(struct sw_doer){ .program = "statewall",
						      .argc = (int)n - 1,
						      .argv = argv + 1,
						      .always = true,
						      .config_dir = o->config_dir });
	ret = sw_seatbelt_run(&c, argv);
	sw_deed_fini(&c.deed);
	return ret;
}
