/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Targets of iptables, and words of other firewalls. */
#include <string.h>
#include <strings.h>
#include "base/cleanup.h"
#include "rule/target_names.h"

#define PRE  (1u << SW_HOOK_PREROUTING)
#define IN   (1u << SW_HOOK_INPUT)
#define FWD  (1u << SW_HOOK_FORWARD)
#define OUT  (1u << SW_HOOK_OUTPUT)
#define POST (1u << SW_HOOK_POSTROUTING)
#define NOWHERE ""

/* Where they may stand is what is taken there; tests/bats/complete.bats tries each of
 * them in each chain. SECMARK is refused by us, ULOG by every kernel that has nf_tables maps. */
const struct sw_target_name sw_target_names[] = {
	{ "ACCEPT", 0, true, NULL },
	{ "DROP", 0, true, NULL, "filter mangle raw security" },
	{ "RETURN", 0, true, NULL },
	{ "QUEUE", 0, false, NULL },
	{ "REJECT", 0, true, NULL, "filter" },
	{ "LOG", 0, true, NULL },
	{ "DNAT", 0, true, "nat", "nat", PRE | OUT },
	{ "SNAT", 0, true, "nat", "nat", IN | POST },
	{ "MASQUERADE", 0, true, "nat", "nat", POST },
	{ "REDIRECT", 0, true, "nat", "nat", PRE | OUT },
	{ "MARK", 0, true, "mangle" },
	{ "CONNMARK", 0, false, "mangle" },
	{ "CT", 0, false, "raw", "raw" },
	{ "NOTRACK", 0, false, "raw", "raw" },
	{ "TCPMSS", 0, false, "mangle" },
	{ "NFLOG", 0, false, NULL },
	{ "NFQUEUE", 0, false, NULL },
	{ "TPROXY", 0, false, "mangle", "mangle", PRE },
	{ "TRACE", 0, false, "raw" },
	{ "NETMAP", 0, false, "nat", "nat" },
	{ "SET", 0, false, NULL },
	{ "TEE", 0, false, NULL },
	{ "CLASSIFY", 0, false, "mangle", NULL, FWD | OUT | POST },
	{ "DSCP", 0, false, "mangle", "mangle" },
	{ "TOS", 0, false, "mangle", "mangle" },
	{ "AUDIT", 0, false, NULL },
	{ "CHECKSUM", 0, false, "mangle", "mangle" },
	{ "CONNSECMARK", 0, false, "security", "mangle security" },
	{ "HMARK", 0, false, "mangle" },
	{ "IDLETIMER", 0, false, NULL },
	{ "LED", 0, false, NULL },
	{ "RATEEST", 0, false, NULL },
	{ "SECMARK", 0, false, "security", NOWHERE },
	{ "SYNPROXY", 0, false, NULL, NULL, IN | FWD },
	{ "TCPOPTSTRIP", 0, false, "mangle", "mangle" },
	{ "TTL", SW_IP4, false, "mangle", "mangle" },
	{ "ECN", SW_IP4, false, "mangle", "mangle" },
	{ "CLUSTERIP", SW_IP4, false, NULL },
	{ "ULOG", SW_IP4, false, NULL, NOWHERE },
	{ "HL", SW_IP6, false, "mangle", "mangle" },
	{ "DNPT", SW_IP6, false, "mangle", "mangle", PRE | OUT },
	{ "SNPT", SW_IP6, false, "mangle", "mangle", IN | POST },
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

bool sw_target_may_stand(const char *name, uint8_t family, const struct sw_builtin_table *table,
			 const struct sw_builtin_chain *chain)
{
	const struct sw_target_name *t;
	size_t len = strlen(table->name);

	for (t = sw_target_names; t->name && strcmp(t->name, name); t++)
		;
	if (!t->name)
		return true;
	if (t->family && t->family != family)
		return false;
	for (const char *word = t->tables; word; word = strchr(word, ' ')) {
		word += *word == ' ';
		if (!strncmp(word, table->name, len) && (word[len] == ' ' || !word[len]))
			return !t->hooks || !chain || t->hooks & 1u << chain->hook;
	}
	return !t->tables && (!t->hooks || !chain || t->hooks & 1u << chain->hook);
}

const char *sw_target_synonym(const char *word)
{
	for (size_t i = 0; i < SW_ARRAY_SIZE(synonyms); i++)
		if (!strcasecmp(word, synonyms[i].word))
			return synonyms[i].target;
	return NULL;
}
