/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words that well-known options take: a table, since plugins do not tell theirs but in help
 * texts. tests/unit/test_xt_values has each of them parsed. */
#include <string.h>
#include "base/cleanup.h"
#include "xt/xt_local.h"

#define WORDS(...) (const char *const[]){ __VA_ARGS__, NULL }
#define ADDR_TYPES WORDS("UNSPEC", "UNICAST", "LOCAL", "BROADCAST", "ANYCAST", "MULTICAST", \
	"BLACKHOLE", "UNREACHABLE", "PROHIBIT", "THROW", "NAT", "XRESOLVE")
#define CLASSES WORDS("CS0", "CS1", "CS2", "CS3", "CS4", "CS5", "CS6", "CS7", "AF11", "AF12", \
	"AF13", "AF21", "AF22", "AF23", "AF31", "AF32", "AF33", "AF41", "AF42", "AF43", "BE", "EF")
#define TOS_NAMES WORDS("Minimize-Delay", "Maximize-Throughput", "Maximize-Reliability", \
	"Minimize-Cost", "Normal-Service")
#define TCP_FLAGS WORDS("SYN", "ACK", "FIN", "RST", "URG", "PSH", "ALL", "NONE")
#define DIRS WORDS("src", "dst")

#define PORTS(plugin, option) { 0, true, 0, plugin, option, SW_XT_SERVICES, NULL }
#define PORT(plugin, option) { 0, false, 0, plugin, option, SW_XT_SERVICES, NULL }
#define PORT_OPTIONS(plugin) \
	PORT(plugin, "sport"), PORT(plugin, "source-port"), \
	PORT(plugin, "dport"), PORT(plugin, "destination-port")
#define SET_OPTION(plugin, option) \
	{ 0, false, 0, plugin, option, SW_XT_SETS, NULL }, \
	{ 0, true, 1, plugin, option, SW_XT_WORDS, DIRS }

static const struct sw_xt_values values[] = {
	{ 0, true, 0, "state", "state", SW_XT_ADVISE,
	  WORDS("INVALID", "NEW", "ESTABLISHED", "RELATED", "UNTRACKED") },
	{ 0, true, 0, "conntrack", "ctstate", SW_XT_ADVISE,
	  WORDS("INVALID", "NEW", "ESTABLISHED", "RELATED", "UNTRACKED", "SNAT", "DNAT") },
	{ 0, true, 0, "conntrack", "ctstatus", SW_XT_ADVISE,
	  WORDS("NONE", "EXPECTED", "SEEN_REPLY", "ASSURED", "CONFIRMED") },
	{ 0, false, 0, "conntrack", "ctdir", SW_XT_ADVISE, WORDS("ORIGINAL", "REPLY") },
	{ 0, false, 0, "conntrack", "ctproto", SW_XT_PROTOCOLS, NULL },
	{ 0, true, 0, "addrtype", "src-type", SW_XT_ADVISE, ADDR_TYPES },
	{ 0, true, 0, "addrtype", "dst-type", SW_XT_ADVISE, ADDR_TYPES },
	{ SW_IP4, false, 0, "REJECT", "reject-with", SW_XT_ADVISE,
	  WORDS("icmp-net-unreachable", "icmp-host-unreachable", "icmp-port-unreachable",
		"icmp-proto-unreachable", "icmp-net-prohibited", "icmp-host-prohibited",
		"icmp-admin-prohibited", "tcp-reset") },
	{ SW_IP6, false, 0, "REJECT", "reject-with", SW_XT_ADVISE,
	  WORDS("icmp6-no-route", "icmp6-adm-prohibited", "icmp6-addr-unreachable",
		"icmp6-port-unreachable", "icmp6-policy-fail", "icmp6-reject-route",
		"tcp-reset") },
	{ SW_IP4, false, 0, "icmp", "icmp-type", SW_XT_WORDS,
	  WORDS("any", "echo-reply", "pong", "destination-unreachable", "network-unreachable",
		"host-unreachable", "protocol-unreachable", "port-unreachable",
		"fragmentation-needed", "source-route-failed", "network-unknown", "host-unknown",
		"network-prohibited", "host-prohibited", "TOS-network-unreachable",
		"TOS-host-unreachable", "communication-prohibited", "host-precedence-violation",
		"precedence-cutoff", "source-quench", "redirect", "network-redirect",
		"host-redirect", "TOS-network-redirect", "TOS-host-redirect", "echo-request",
		"ping", "router-advertisement", "router-solicitation", "time-exceeded",
		"ttl-exceeded", "ttl-zero-during-transit", "ttl-zero-during-reassembly",
		"parameter-problem", "ip-header-bad", "required-option-missing",
		"timestamp-request", "timestamp-reply", "address-mask-request",
		"address-mask-reply") },
	{ SW_IP6, false, 0, "icmp6", "icmpv6-type", SW_XT_WORDS,
	  WORDS("destination-unreachable", "no-route", "communication-prohibited", "beyond-scope",
		"address-unreachable", "port-unreachable", "failed-policy", "reject-route",
		"packet-too-big", "time-exceeded", "ttl-exceeded", "ttl-zero-during-transit",
		"ttl-zero-during-reassembly", "parameter-problem", "bad-header",
		"unknown-header-type", "unknown-option", "echo-request", "ping", "echo-reply",
		"pong", "router-solicitation", "router-advertisement", "neighbour-solicitation",
		"neighbor-solicitation", "neighbour-advertisement", "neighbor-advertisement",
		"redirect") },
	{ 0, false, 0, "pkttype", "pkt-type", SW_XT_ADVISE,
	  WORDS("unicast", "broadcast", "multicast") },
	{ 0, true, 0, "tcp", "tcp-flags", SW_XT_ADVISE, TCP_FLAGS },
	{ 0, true, 1, "tcp", "tcp-flags", SW_XT_WORDS, TCP_FLAGS },
	PORT_OPTIONS("tcp"), PORT_OPTIONS("udp"), PORT_OPTIONS("sctp"), PORT_OPTIONS("dccp"),
	PORTS("multiport", "ports"),
	PORTS("multiport", "sports"), PORTS("multiport", "source-ports"),
	PORTS("multiport", "dports"), PORTS("multiport", "destination-ports"),
	{ 0, false, 0, "LOG", "log-level", SW_XT_ADVISE,
	  WORDS("emerg", "alert", "crit", "error", "warning", "notice", "info", "debug") },
	{ 0, false, 0, "statistic", "mode", SW_XT_ADVISE, WORDS("random", "nth") },
	{ 0, false, 0, "policy", "dir", SW_XT_ADVISE, WORDS("in", "out") },
	{ 0, false, 0, "policy", "pol", SW_XT_WORDS, WORDS("none", "ipsec") },
	{ 0, false, 0, "policy", "mode", SW_XT_WORDS, WORDS("transport", "tunnel") },
	{ 0, true, 0, "time", "weekdays", SW_XT_ADVISE,
	  WORDS("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun") },
	{ 0, false, 0, "string", "algo", SW_XT_ADVISE, WORDS("bm", "kmp") },
	{ 0, false, 0, "connbytes", "connbytes-dir", SW_XT_ADVISE,
	  WORDS("original", "reply", "both") },
	{ 0, false, 0, "connbytes", "connbytes-mode", SW_XT_ADVISE,
	  WORDS("packets", "bytes", "avgpkt") },
	{ 0, true, 0, "hashlimit", "hashlimit-mode", SW_XT_ADVISE,
	  WORDS("srcip", "srcport", "dstip", "dstport") },
	{ 0, false, 0, "tos", "tos", SW_XT_WORDS, TOS_NAMES },
	{ 0, false, 0, "TOS", "set-tos", SW_XT_WORDS, TOS_NAMES },
	{ 0, false, 0, "dscp", "dscp-class", SW_XT_WORDS, CLASSES },
	{ 0, false, 0, "DSCP", "set-dscp-class", SW_XT_WORDS, CLASSES },
	{ 0, false, 0, "sctp", "chunk-types", SW_XT_WORDS, WORDS("all", "any", "only") },
	{ 0, true, 1, "sctp", "chunk-types", SW_XT_WORDS,
	  WORDS("DATA", "INIT", "INIT_ACK", "SACK", "HEARTBEAT", "HEARTBEAT_ACK", "ABORT",
		"SHUTDOWN", "SHUTDOWN_ACK", "ERROR", "COOKIE_ECHO", "COOKIE_ACK", "ECN_ECNE",
		"ECN_CWR", "SHUTDOWN_COMPLETE", "ASCONF", "ASCONF_ACK", "FORWARD_TSN", "ALL",
		"NONE") },
	{ SW_IP6, false, 0, "mh", "mh-type", SW_XT_WORDS,
	  WORDS("binding-refresh-request", "home-test-init", "careof-test-init", "home-test",
		"careof-test", "binding-update", "binding-acknowledgement", "binding-error") },
	{ SW_IP6, true, 0, "ipv6header", "header", SW_XT_WORDS,
	  WORDS("hop-by-hop", "ipv6-opts", "ipv6-route", "ipv6-frag", "ah", "esp", "ipv6-nonxt",
		"protocol") },
	{ 0, true, 0, "CT", "ctevents", SW_XT_WORDS,
	  WORDS("new", "related", "destroy", "reply", "assured", "protoinfo", "helper", "mark",
		"natseqinfo", "secmark") },
	{ 0, true, 0, "CT", "expevents", SW_XT_WORDS, WORDS("new") },
	{ 0, false, 0, "CT", "helper", SW_XT_HELPERS, NULL },
	{ 0, false, 0, "helper", "helper", SW_XT_HELPERS, NULL },
	{ 0, true, 0, "TCPOPTSTRIP", "strip-options", SW_XT_WORDS,
	  WORDS("wscale", "mss", "sack-permitted", "sack", "timestamp", "md5") },
	{ 0, true, 0, "HMARK", "hmark-tuple", SW_XT_WORDS,
	  WORDS("src", "dst", "sport", "dport", "spi", "proto", "ct") },
	{ 0, false, 0, "AUDIT", "type", SW_XT_WORDS, WORDS("accept", "drop", "reject") },
	{ 0, false, 0, "physdev", "physdev-in", SW_XT_INTERFACES, NULL },
	{ 0, false, 0, "physdev", "physdev-out", SW_XT_INTERFACES, NULL },
	{ 0, false, 0, "TEE", "oif", SW_XT_INTERFACES, NULL },
	{ 0, false, 0, "owner", "uid-owner", SW_XT_USERS, NULL },
	{ 0, false, 0, "owner", "gid-owner", SW_XT_GROUPS, NULL },
	SET_OPTION("set", "match-set"), SET_OPTION("SET", "add-set"), SET_OPTION("SET", "del-set"),
	SET_OPTION("SET", "map-set"),
};

const struct sw_xt_values *sw_xt_values(const char *plugin, const char *option, unsigned place)
{
	plugin = sw_xt_match_name(plugin);
	for (size_t i = 0; i < SW_ARRAY_SIZE(values); i++)
		if ((!values[i].family || values[i].family == sw_xt_family()) &&
		    values[i].place == place && !strcmp(values[i].plugin, plugin) &&
		    !strcmp(values[i].option, option))
			return &values[i];
	return NULL;
}

void sw_xt_each_values(void (*fn)(const struct sw_xt_values *v, void *arg), void *arg)
{
	for (size_t i = 0; i < SW_ARRAY_SIZE(values); i++)
		if (!values[i].family || values[i].family == sw_xt_family())
			fn(&values[i], arg);
}
