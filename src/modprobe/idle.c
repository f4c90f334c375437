/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Modules of old recipes that need nothing done: the kernel sees to them, or has no such module any
 * more. */
#include <string.h>
#include "base/cleanup.h"
#include "modprobe/helper_table.h"

/* What the kernel loads with the rules that need it, or what it no longer has. */
static const char *const idle[] = {
	"ip_conntrack",
	"nf_conntrack",
	"nf_conntrack_ipv4",
	"nf_conntrack_ipv6",
	"ip_nat",
	"nf_nat",
	"nf_nat_ipv4",
	"nf_nat_ipv6",
	"iptable_nat",
	"iptable_filter",
	"iptable_mangle",
	"iptable_raw",
	"iptable_security",
	"ip6table_nat",
	"ip6table_filter",
	"ip6table_mangle",
	"ip6table_raw",
	"ip6table_security",
	"ip_tables",
	"ip6_tables",
	"x_tables",
	"nf_conntrack_netlink",
	"nf_conntrack_proto_gre",
	"nf_nat_proto_gre",
	"nf_conntrack_proto_sctp",
	"nf_conntrack_proto_udplite",
	"nf_tables",
	"nft_compat",
};
/* And by their beginnings: extensions of iptables. */
static const char *const idle_family[] = { "ipt_", "ip6t_", "xt_", "nft_" };

/* Parts of netfilter that were merged into others, renamed or removed, or that most kernels have
 * built in. Where there is such a module, it is loaded. */
static const char *const past[] = {
	"ip_queue", "ip6_queue",
	"nf_tproxy_core",
	"nf_osf",
	"nf_conntrack_proto_dccp",
	"nf_nat_proto_dccp", "nf_nat_proto_sctp", "nf_nat_proto_udplite",
	"nf_nat_proto_tcp", "nf_nat_proto_udp", "nf_nat_proto_icmp", "nf_nat_proto_unknown",
	"nf_nat_redirect", "nf_nat_masquerade",
	"nf_nat_masquerade_ipv4", "nf_nat_masquerade_ipv6",
	"nf_tables_ipv4", "nf_tables_ipv6", "nf_tables_inet",
	"nf_tables_arp", "nf_tables_bridge", "nf_tables_netdev",
	"nf_tables_set",
	"nf_log", "nf_log_common", "nf_log_arp", "nf_log_bridge",
	"nf_log_ipv4", "nf_log_ipv6", "nf_log_netdev", "nf_log_syslog",
	"nf_flow_table", "nf_flow_table_inet", "nf_flow_table_ipv4", "nf_flow_table_ipv6",
	"nf_conntrack_broadcast", "nf_conntrack_bridge",
	"nf_defrag_ipv4", "nf_defrag_ipv6",
	"nf_dup_ipv4", "nf_dup_ipv6", "nf_dup_netdev",
	"nf_reject_ipv4", "nf_reject_ipv6",
	"nf_socket_ipv4", "nf_socket_ipv6",
	"nf_synproxy_core",
	"nf_tproxy_ipv4", "nf_tproxy_ipv6",
	"nfnetlink", "nfnetlink_acct", "nfnetlink_cthelper", "nfnetlink_cttimeout",
	"nfnetlink_hook", "nfnetlink_log", "nfnetlink_osf", "nfnetlink_queue",
};

static bool is_in(const char *const *list, size_t n, const char *module)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(module, list[i]))
			return true;
	return false;
}

bool sw_module_is_idle(const char *module)
{
	for (size_t i = 0; i < SW_ARRAY_SIZE(idle_family); i++)
		if (!strncmp(module, idle_family[i], strlen(idle_family[i])))
			return true;
	return is_in(idle, SW_ARRAY_SIZE(idle), module);
}

bool sw_module_is_past(const char *module)
{
	return is_in(past, SW_ARRAY_SIZE(past), module);
}
