/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Targets of iptables, and words of other firewalls. */
#include <string.h>
#include <strings.h>
#include "base/cleanup.h"
#include "rule/target_names.h"

const struct sw_target_name sw_target_names[] = {
	{ "ACCEPT", 0, true, NULL },
	{ "DROP", 0, true, NULL },
	{ "RETURN", 0, true, NULL },
	{ "QUEUE", 0, false, NULL },
	{ "REJECT", 0, true, NULL },
	{ "LOG", 0, true, NULL },
	{ "DNAT", 0, true, "nat" },
	{ "SNAT", 0, true, "nat" },
	{ "MASQUERADE", 0, true, "nat" },
	{ "REDIRECT", 0, true, "nat" },
	{ "MARK", 0, true, "mangle" },
	{ "CONNMARK", 0, false, "mangle" },
	{ "CT", 0, false, "raw" },
	{ "NOTRACK", 0, false, "raw" },
	{ "TCPMSS", 0, false, "mangle" },
	{ "NFLOG", 0, false, NULL },
	{ "NFQUEUE", 0, false, NULL },
	{ "TPROXY", 0, false, "mangle" },
	{ "TRACE", 0, false, "raw" },
	{ "NETMAP", 0, false, "nat" },
	{ "SET", 0, false, NULL },
	{ "TEE", 0, false, NULL },
	{ "CLASSIFY", 0, false, "mangle" },
	{ "DSCP", 0, false, "mangle" },
	{ "TOS", 0, false, "mangle" },
	{ "AUDIT", 0, false, NULL },
	{ "CHECKSUM", 0, false, "mangle" },
	{ "CONNSECMARK", 0, false, "security" },
	{ "HMARK", 0, false, "mangle" },
	{ "IDLETIMER", 0, false, NULL },
	{ "LED", 0, false, NULL },
	{ "RATEEST", 0, false, NULL },
	{ "SECMARK", 0, false, "security" },
	{ "SYNPROXY", 0, false, NULL },
	{ "TCPOPTSTRIP", 0, false, "mangle" },
	{ "TTL", SW_IP4, false, "mangle" },
	{ "ECN", SW_IP4, false, "mangle" },
	{ "CLUSTERIP", SW_IP4, false, NULL },
	{ "ULOG", SW_IP4, false, NULL },
	{ "HL", SW_IP6, false, "mangle" },
	{ "DNPT", SW_IP6, false, "mangle" },
	{ "SNPT", SW_IP6, false, "mangle" },
	{ 0 },
};

_Static_assert(SW_ARRAY_SIZE(sw_target_names) <= SW_TARGET_NAMES_MAX, "no room for them");

static const struct { const char *word, *target; } synonyms[] = {
	{ "ALLOW", "ACCEPT" }, { "PERMIT", "ACCEPT" }, { "PASS", "ACCEPT" }, { "OK", "ACCEPT" },
	{ "FORWARD", "ACCEPT" }, { "DENY", "DROP" }, { "BLOCK", "DROP" }, { "DISCARD", "DROP" },
	{ "BAN", "DROP" }, { "MASQ", "MASQUERADE" },
};

const struct sw_target_name *sw_target_name(const char *name, uint8_t family)
{
	/* Of each chain that is read it is asked: CONNSECMARK and TCPOPTSTRIP are the longest. */
	if (*name < 'A' || *name > 'Z' || strlen(name) > 11)
		return NULL;
	for (const struct sw_target_name *t = sw_target_names; t->name; t++)
		if (!strcmp(t->name, name))
			return !t->family || t->family == family ? t : NULL;
	return NULL;
}

const char *sw_target_synonym(const char *word)
{
	for (size_t i = 0; i < SW_ARRAY_SIZE(synonyms); i++)
		if (!strcasecmp(word, synonyms[i].word))
			return synonyms[i].target;
	return NULL;
}
