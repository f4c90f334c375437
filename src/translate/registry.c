/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The list of all matches and targets that have a native form, and how they are found. */
#include <string.h>
#include "translate/registry.h"

/* The order is that of guessing when a rule has no userdata: what is more specific first. */
const struct sw_match_ops *const sw_matches[] = {
	&sw_match_conntrack,
	&sw_match_ecn,	/* before tcp, which takes any flags */
	&sw_match_multiport,	/* before tcp and udp, which take a single port without its guard */
	&sw_match_tcp,
	&sw_match_udp,
	&sw_match_sctp,	/* before multiport, which takes any ports */
	&sw_match_dccp,
	&sw_match_icmp,
	&sw_match_icmp6,
	&sw_match_limit,
	&sw_match_mark,
	&sw_match_connmark,
	&sw_match_iprange,
	&sw_match_mac,
	&sw_match_pkttype,
	&sw_match_length,
	&sw_match_ttl,
	&sw_match_hl,
	&sw_match_dscp,	/* before tos, which takes any mask */
	&sw_match_tos,
	&sw_match_addrtype,
	&sw_match_rpfilter,
	&sw_match_owner,
	&sw_match_statistic,
	&sw_match_quota,
	&sw_match_time,
	&sw_match_connbytes,
	&sw_match_helper,
	&sw_match_tcpmss,
	&sw_match_cpu,
	&sw_match_devgroup,
	&sw_match_realm,
	&sw_match_policy,
	&sw_match_esp,
	&sw_match_ah,
	&sw_match_connlabel,
	&sw_match_cgroup,
	&sw_match_socket,
	&sw_match_rt,
	&sw_match_u32,
	NULL,
};

const struct sw_target_ops *const sw_targets[] = {
	&sw_target_reject,
	&sw_target_log,
	&sw_target_nflog,
	&sw_target_nflog_long,
	&sw_target_mark,
	&sw_target_connmark,
	&sw_target_snat4,
	&sw_target_snat6,
	&sw_target_dnat,
	&sw_target_masquerade4,
	&sw_target_masquerade6,
	&sw_target_redirect4,
	&sw_target_redirect6,
	&sw_target_netmap4,
	&sw_target_netmap6,
	&sw_target_ct,
	&sw_target_checksum,
	&sw_target_tcpmss,
	&sw_target_tcpmss_out,
	&sw_target_connsecmark,
	&sw_target_connsecmark_tag,
	&sw_target_snpt,
	&sw_target_dnpt,
	&sw_target_tproxy,
	&sw_target_trace,
	&sw_target_classify,
	&sw_target_dscp,
	&sw_target_tos,
	&sw_target_ecn,
	&sw_target_ttl,
	&sw_target_hl,
	&sw_target_tee,
	&sw_target_tcpoptstrip,
	&sw_target_audit,
	&sw_target_nfqueue,
	&sw_target_synproxy,
	NULL,
};

static unsigned family_bit(uint8_t family)
{
	return family == SW_IP6 ? SW_FAM6 : SW_FAM4;
}

const struct sw_match_ops *sw_match_ops(const char *name, uint8_t rev, uint8_t family)
{
	for (const struct sw_match_ops *const *m = sw_matches; *m; m++)
		if ((*m)->name[0] == name[0] && (*m)->rev == rev &&
		    ((*m)->families & family_bit(family)) && !strcmp((*m)->name, name))
			return *m;
	return NULL;
}

const struct sw_match_ops *sw_match_ops_by_id(uint8_t id, uint8_t family)
{
	for (const struct sw_match_ops *const *m = sw_matches; *m; m++)
		if ((*m)->id == id && ((*m)->families & family_bit(family)))
			return *m;
	return NULL;
}

const struct sw_target_ops *sw_target_ops(const char *name, uint8_t rev, size_t size,
					  uint8_t family)
{
	for (const struct sw_target_ops *const *t = sw_targets; *t; t++)
		if ((*t)->name[0] == name[0] && (*t)->rev == rev && (*t)->size == size &&
		    ((*t)->families & family_bit(family)) && !strcmp((*t)->name, name))
			return *t;
	return NULL;
}

const struct sw_target_ops *sw_target_ops_by_id(uint8_t id, uint8_t family)
{
	for (const struct sw_target_ops *const *t = sw_targets; *t; t++)
		if ((*t)->id == id && ((*t)->families & family_bit(family)))
			return *t;
	return NULL;
}
