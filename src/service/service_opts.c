/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the options that "statewall service", "modules" and "check" share. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/report.h"
#include "rule/rule.h"
#include "service/service_opts.h"

static bool set_family(struct sw_service_opts *o, const char *value)
{
	o->family = !strcmp(value, "ipv4") ? SW_IP4 : !strcmp(value, "ipv6") ? SW_IP6 : 0;
	return o->family != 0;
}

static bool set(struct sw_service_opts *o, const char *name, size_t len, const char *value)
{
	if (!value)
		return false;
	if (len == 8 && !memcmp(name, "--family", len))
		return set_family(o, value);
	if (len == 12 && !memcmp(name, "--config-dir", len))
		o->config_dir = value;
	else if (len == 9 && !memcmp(name, "--run-dir", len))
		o->run_dir = value;
	else
		return false;
	/* as of a variable that is not set; "/iptables" would be a file of the root folder */
	if (!*value)
		sw_report_line(NULL, "%.*s needs the name of a folder", (int)len, name);
	return *value;
}

bool sw_service_opts(struct sw_service_opts *o, int *argc, char **argv)
{
	int left = 0;

	for (int i = 0; i < *argc; i++) {
		size_t len = strcspn(argv[i], "=");
		bool inside = argv[i][len] == '=';

		if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h"))
			o->help = true;
		else if (argv[i][0] != '-')
			argv[left++] = argv[i];
		else if (!set(o, argv[i], len,
			      inside ? argv[i] + len + 1 : i + 1 < *argc ? argv[i + 1] : NULL))
			return false;
		else
			i += !inside;
	}
	*argc = left;
	return true;
}

bool sw_no_ipv6(void)
{
	SW_FILE FILE *f = fopen("/sys/module/ipv6/parameters/disable", "re");

	if (f && fgetc(f) == '1')
		return true;
	return access("/proc/sys/net/ipv6", F_OK) != 0;
}
