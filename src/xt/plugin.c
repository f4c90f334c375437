/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Start and end; the rest of plugin.h is in build.c, arg.c, print.c, same.c and hint.c. */
#include <errno.h>
#include "xt/xt_local.h"

int sw_xt_init(uint8_t family, const char *program, sw_xt_rev_fn kernel_rev, struct sw_err *err)
{
	int e;

	if (family != SW_IP4 && family != SW_IP6)
		return sw_err_set(err, SW_EOTHER, EINVAL, "address family %u has no plugins",
				  family);
	e = sw_guard_init(program, family, err);
	if (e < 0)
		return e;
	sw_xt_load_init(family, kernel_rev);
	return sw_xt_layout_find(err);
}

void sw_xt_fini(void)
{
	sw_xt_rule_fini();
	sw_xt_print_fini();
	sw_xt_proven_fini();
}
