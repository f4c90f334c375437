/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What older kernels do otherwise than rules need. No message asks a kernel for it, so its version
 * tells: a kernel that was mended by a backport is treated like one that was not, and the verdicts
 * are right on both. */
#ifndef SW_NETLINK_KERNEL_H
#define SW_NETLINK_KERNEL_H

#include <stdbool.h>

struct sw_kernel {
	/* Below 5.17 nft_payload reads a transport header in later fragments, too ("netfilter:
	 * nft_payload: don't allow th access for fragments"), and nft_exthdr TCP's options. */
	bool later_fragments;
	/* Below 6.16 nft_quota may end one packet early ("netfilter: nft_quota: match correctly
	 * when the quota just depleted"; 5.15.186, 6.1.192, 6.12.117 have it as well). */
	bool short_quota;
	/* 5.10 can lose count of who uses counters when many elements come in one transaction (seen
	 * on .218 and .223 with 10 000 and more, not on .251): then it takes no rule with a counter
	 * until it is booted again. */
	bool loses_counters;
};

/* Of a kernel with that release, as uname -r prints it. What is no version is old. */
struct sw_kernel sw_kernel_of(const char *release);

#endif
