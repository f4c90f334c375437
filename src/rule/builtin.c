/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tables and builtin chains of iptables and the nft base chains they become, as data. */
#include <string.h>
#include "rule/ruleset.h"

/* Priorities as in <linux/netfilter_ipv4.h>. mangle OUTPUT is a route chain: a changed mark or
 * address there must look up the route again. */
const char *const sw_hook_names[SW_HOOK_MAX] = {
	"PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING",
};

const char *const sw_hook_words[SW_HOOK_MAX] = {
	"prerouting", "input", "forward", "output", "postrouting",
};

const struct sw_builtin_table sw_builtin_tables[SW_NTABLES] = {
	{ "mangle", "statewall-mangle", 5, {
		{ "PREROUTING",  SW_HOOK_PREROUTING,  -150, "filter" },
		{ "INPUT",       SW_HOOK_INPUT,       -150, "filter" },
		{ "FORWARD",     SW_HOOK_FORWARD,     -150, "filter" },
		{ "OUTPUT",      SW_HOOK_OUTPUT,      -150, "route" },
		{ "POSTROUTING", SW_HOOK_POSTROUTING, -150, "filter" },
	} },
	{ "security", "statewall-security", 3, {
		{ "INPUT",       SW_HOOK_INPUT,        150, "filter" },
		{ "FORWARD",     SW_HOOK_FORWARD,      150, "filter" },
		{ "OUTPUT",      SW_HOOK_OUTPUT,       150, "filter" },
	} },
	{ "raw", "statewall-raw", 2, {
		{ "PREROUTING",  SW_HOOK_PREROUTING,  -300, "filter" },
		{ "OUTPUT",      SW_HOOK_OUTPUT,      -300, "filter" },
	} },
	{ "filter", "statewall-filter", 3, {
		{ "INPUT",       SW_HOOK_INPUT,          0, "filter" },
		{ "FORWARD",     SW_HOOK_FORWARD,        0, "filter" },
		{ "OUTPUT",      SW_HOOK_OUTPUT,         0, "filter" },
	} },
	{ "nat", "statewall-nat", 4, {
		{ "PREROUTING",  SW_HOOK_PREROUTING,  -100, "nat" },
		{ "INPUT",       SW_HOOK_INPUT,        100, "nat" },
		{ "OUTPUT",      SW_HOOK_OUTPUT,      -100, "nat" },
		{ "POSTROUTING", SW_HOOK_POSTROUTING,  100, "nat" },
	} },
};

const struct sw_builtin_table *sw_builtin_table(const char *name)
{
	size_t i;

	/* Commands borrow the name from here: no need to compare letters, once for each rule. */
	for (i = 0; i < SW_NTABLES; i++)
		if (sw_builtin_tables[i].name == name)
			return &sw_builtin_tables[i];
	for (i = 0; i < SW_NTABLES; i++)
		if (!strcmp(sw_builtin_tables[i].name, name))
			return &sw_builtin_tables[i];
	return NULL;
}

const struct sw_builtin_table *sw_builtin_table_by_nft(const char *nft_name)
{
	size_t i;

	for (i = 0; i < SW_NTABLES; i++)
		if (!strcmp(sw_builtin_tables[i].nft_name, nft_name))
			return &sw_builtin_tables[i];
	return NULL;
}

const struct sw_builtin_chain *sw_builtin_chain(const struct sw_builtin_table *t, const char *name)
{
	size_t i;

	for (i = 0; i < t->nchain; i++)
		if (t->chain[i].name[0] == name[0] && !strcmp(t->chain[i].name, name))
			return &t->chain[i];
	return NULL;
}
