/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Targets and matches of old web pages that left the kernel: since when, and what took their
 * place. */
#include <stdbool.h>
#include <string.h>

#include "base/cleanup.h"
#include "cli/fault_gone.h"

static const struct { const char *option[2], *name, *since, *instead; } gone[] = {
	{ { "-j", "--jump" }, "ULOG", " since Linux 3.17",
	  "use NFLOG: --nflog-group for --ulog-nlgroup, --nflog-prefix for --ulog-prefix" },
	{ { "-j", "--jump" }, "CLUSTERIP", " since Linux 6.3", "use -m cluster" },
	{ { "-j", "--jump" }, "SAME", "",
	  "use SNAT or MASQUERADE with a range, or NETMAP; SNAT --persistent keeps the address" },
	{ { "-j", "--jump" }, "MIRROR", "", "nothing took its place; DROP or REJECT the packet" },
	{ { "-m", "--match" }, "unclean", "", "use -m conntrack --ctstate INVALID" },
};

/* Of an unknown option: the target that had it was not there to take it. */
static bool is_about(const struct sw_err *err, const char *name)
{
	return strstr(err->msg, name) || strstr(err->hint, name) ||
	       !strncmp(err->msg, "unknown option", 14);
}

void sw_fault_gone(struct sw_err *err, int argc, char **argv)
{
	for (int i = 0; i + 1 < argc; i++)
		for (size_t k = 0; k < SW_ARRAY_SIZE(gone); k++) {
			if ((strcmp(argv[i], gone[k].option[0]) &&
			     strcmp(argv[i], gone[k].option[1])) ||
			    strcmp(argv[i + 1], gone[k].name) || !is_about(err, gone[k].name))
				continue;
			err->hint[0] = '\0';	/* no module is missing, no word misspelled */
			sw_err_hint(err, "%s is gone from the kernel%s: %s", gone[k].name,
				    gone[k].since, gone[k].instead);
			return;
		}
}
