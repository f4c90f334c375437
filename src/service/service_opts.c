/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the options that "statewall service", "modules" and "check" share. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/report.h"
#include "rule/rule.h"
#include "service/service_opts.h"

const struct sw_option sw_opts_service[] = {
	{ 'f', "family", SW_ARG_NEED, SW_OF_LONG, .value = "ipv4|ipv6",
	  .help = "this family" },
	{ 'c', "config-dir", SW_ARG_NEED, SW_OF_LONG, .value = "dir",
	  .help = "where the rule and config files are" },
	{ 'r', "run-dir", SW_ARG_NEED, SW_OF_LONG, .value = "dir",
	  .help = "where it is kept what was started" },
	{ 'C', "confirm", SW_ARG_NEED, SW_OF_LONG, .value = "seconds",
	  .help = "take it back, unless it is confirmed in time" },
	{ 'h', "help", SW_ARG_NONE, 0, .help = "print this help" },
	{ 0 },
};

static bool set_family(struct sw_service_opts *o, const char *value)
{
	o->family = !strcmp(value, "ipv4") ? SW_IP4 : !strcmp(value, "ipv6") ? SW_IP6 : 0;
	return o->family != 0;
}

static const struct sw_option *find(const char *word, size_t len)
{
	for (const struct sw_option *o = sw_opts_service; o->letter; o++)
		if (len == strlen(o->name) + 2 && !memcmp(word, "--", 2) &&
		    !memcmp(word + 2, o->name, len - 2))
			return o;
	return NULL;
}

static bool set(struct sw_service_opts *o, const char *name, size_t len, const char *value)
{
	const struct sw_option *opt = find(name, len);

	if (!value || !opt || opt->arg == SW_ARG_NONE)
		return false;
	if (opt->letter == 'f')
		return set_family(o, value);
	if (opt->letter == 'C')
		return (o->confirm = value) != NULL;
	*(opt->letter == 'c' ? &o->config_dir : &o->run_dir) = value;
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
