/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which names nft's grammar can read: iptables allows more. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "cli/xlate_local.h"

/* Words that nft 1.0.6 refuses as a chain's name or behind "jump"; found by trying. Sorted. */
static const char *const keywords[] = {
	"accept", "add", "ah", "all", "and", "arp", "auto-merge", "bridge", "cgroup", "chain",
	"comment", "comp", "constant", "continue", "counter", "cpu", "create", "ct", "day",
	"dccp", "define", "delete", "describe", "device", "devices", "dnat", "drop", "dst",
	"dup", "dynamic", "ecn", "element", "elements", "eq", "esp", "ether", "exists",
	"expires", "export", "exthdr", "fib", "flags", "flow", "flowtable", "flush", "frag",
	"fwd", "gc-interval", "ge", "goto", "gt", "handle", "hbh", "hook", "hour", "ibriport",
	"ibrname", "icmp", "icmpv6", "iif", "iifgroup", "iifname", "iiftype", "import",
	"include", "index", "inet", "insert", "interval", "ip", "ip6", "ipsec", "jhash", "jump",
	"le", "limit", "list", "log", "lt", "map", "mark", "masquerade", "meta", "meter", "mh",
	"missing", "monitor", "ne", "netdev", "nftrace", "not", "notrack", "numgen", "obriport",
	"obrname", "oif", "oifgroup", "oifname", "oiftype", "or", "osf", "pkttype", "policy",
	"position", "priority", "queue", "quota", "random", "redefine", "redirect", "reject",
	"rename", "replace", "reset", "return", "rt", "rt0", "rt2", "rtclassid", "rule",
	"ruleset", "sctp", "secmark", "set", "size", "skgid", "skuid", "snat", "socket", "srh",
	"symhash", "synproxy", "table", "tcp", "th", "time", "timeout", "tproxy", "type",
	"typeof", "udp", "udplite", "vlan", "vmap", "xor", "xt",
};

static int compare(const void *name, const void *row)
{
	return strcmp(name, *(const char *const *)row);
}

bool sw_xlate_is_name(const char *name)
{
	if (!isalpha((unsigned char)*name) && *name != '_' && *name != '.')
		return false;
	for (const char *p = name; *p; p++) {
		unsigned char c = *p;

		if (!isascii(c) || (!isalnum(c) && !strchr("_.-/", c)))
			return false;
	}
	return !bsearch(name, keywords, SW_ARRAY_SIZE(keywords), sizeof(*keywords), compare);
}
