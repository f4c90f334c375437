/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which names chains have: what a save file can hold, and what -N and -E may give. */
#include <errno.h>
#include <string.h>
#include "base/str.h"
#include "rule/ruleset.h"
#include "rule/target_names.h"

/* A target's name has at most 11 letters, and most chains of large rulesets have more. */
static bool clashes(const char *name, uint8_t family)
{
	return !*name || !strcmp(name, "standard") || sw_target_name(name, family);
}

bool sw_chain_name_ok(const char *name, uint8_t family)
{
	return sw_str_is_bare(name) && *name != '-' && *name != '!' &&
	       strlen(name) < SW_NAME_MAX && !clashes(name, family);
}

int sw_chain_name_fault(const char *name, uint8_t family, struct sw_err *err)
{
	if (strlen(name) >= SW_NAME_MAX)
		return sw_err_set(err, SW_EPARAM, ENAMETOOLONG,
				  "chain name `%s' too long (must be under %d chars)", name,
				  SW_NAME_MAX);
	if (*name == '-' || *name == '!')
		return sw_err_set(err, SW_EPARAM, EINVAL,
				  "chain name not allowed to start with `%c'", *name);
	if (sw_name_is_reserved(name))
		return sw_err_set(err, SW_EPARAM, EINVAL,
				  "chain name not allowed to start with `%s'", SW_RESERVED);
	if (clashes(name, family))
		return sw_err_set(err, SW_EPARAM, EINVAL,
				  "chain name may not clash with target name");
	if (!sw_str_is_bare(name))
		return sw_err_set(err, SW_EPARAM, EINVAL, "Invalid chain name `%s'", name);
	return 0;
}
