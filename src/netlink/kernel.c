/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What older kernels do otherwise, by their version. */
#include <stdio.h>
#include "netlink/kernel.h"

struct sw_kernel sw_kernel_of(const char *release)
{
	unsigned major = 0, minor = 0, version;

	if (sscanf(release, "%u.%u", &major, &minor) != 2)
		major = minor = 0;
	version = major * 1000 + minor;
	return (struct sw_kernel){
		.later_fragments = version < 5017,
		.short_quota = version < 6016,
		.loses_counters = version == 5010,
	};
}
