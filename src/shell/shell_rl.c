/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds readline of the version whose headers this was built with. */
#include "shell/shell_rl.h"

#define STRING(x)   #x
#define EXPAND(x)   STRING(x)
#define RL_SONAME   "libreadline.so." EXPAND(RL_VERSION_MAJOR)

struct sw_rl sw_rl;

int sw_rl_load(struct sw_err *err)
{
	static const char *const names[] = { SW_RL_SYMBOLS(SW_DYNLIB_NAME) NULL };

	return sw_dynlib_load(RL_SONAME, names, (void **)&sw_rl, err);
}
