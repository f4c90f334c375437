/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A port that is none: too great, a range spelled otherwise, or nearly the name of a service. */
#include <netdb.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "cli/fault_local.h"

/* Services that have rules of their own often; all of /etc/services would be near to any word. */
static const char *const services[] = {
	"ssh", "http", "https", "domain", "smtp", "smtps", "submission", "imap", "imaps", "pop3",
	"pop3s", "ftp", "ftp-data", "telnet", "ntp", "snmp", "ldap", "ldaps", "nfs", "mysql",
	"postgresql", "bootps", "bootpc", "tftp", "syslog", "openvpn", "radius", "kerberos",
	"microsoft-ds", "netbios-ns", "netbios-dgm", "netbios-ssn", "rsync", "sip",
};

static bool digits_and(const char *word, const char *more)
{
	return strspn(word, "0123456789") > 0 && strspn(word, more) == strlen(word);
}

/* "80:22" */
static void turned(struct sw_err *err, int argc, char **argv)
{
	int i = err->where.word;

	for (int k = i; i >= 0 && k <= i + 1 && k < argc; k++) {
		const char *range = argv[k], *equal = strchr(range, '='), *colon;

		range = equal ? equal + 1 : range;
		colon = strchr(range, ':');
		if (!colon || !digits_and(range, "0123456789:"))
			continue;
		sw_err_hint(err, "the smaller port comes first: %s:%.*s", colon + 1,
			    (int)(colon - range), range);
		sw_err_arg(err, argv[k], k);
		return;
	}
}

void sw_fault_port(struct sw_err *err, int argc, char **argv)
{
	int i = err->where.word;
	const char *word = err->arg, *near, *dash, *equal = strchr(word, '=');

	if (strstr(err->msg, "invalid portrange (min > max)"))
		turned(err, argc, argv);
	if (strncmp(err->msg, "invalid port/service", 20))
		return;
	word = equal ? equal + 1 : word;
	if (strstr(err->msg, "`-") && i >= 0 && i + 1 < argc) {
		if (digits_and(argv[i + 1] + 1, "0123456789"))
			sw_err_hint(err, "ports are numbers from 0 to 65535");
		else
			sw_err_hint(err, "%s has no port: %s is the next option", argv[i],
				    argv[i + 1]);
	} else if (digits_and(word, "0123456789:")) {
		sw_err_hint(err, "ports are numbers from 0 to 65535");
	} else if (digits_and(word, "0123456789-") && (dash = strchr(word, '-'))) {
		sw_err_hint(err, "a range has a colon: %.*s:%s", (int)(dash - word), word,
			    dash + 1);
	} else if (!digits_and(word, "0123456789,:")) {
		near = sw_str_nearest(word, services, SW_ARRAY_SIZE(services));
		if (near && strcmp(near, word))
			sw_err_hint(err, "no such service: did you mean %s?", near);
		else
			sw_err_hint(err, "a port is a number, or a name of /etc/services");
	}
}
