/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Declares every match and target object, for the list in registry.c. */
#ifndef SW_TRANSLATE_REGISTRY_H
#define SW_TRANSLATE_REGISTRY_H

#include "translate/ops.h"

extern const struct sw_match_ops sw_match_conntrack;
extern const struct sw_match_ops sw_match_tcp;
extern const struct sw_match_ops sw_match_udp;
extern const struct sw_match_ops sw_match_cgroup;
extern const struct sw_match_ops sw_match_socket;
extern const struct sw_match_ops sw_match_rt;
extern const struct sw_match_ops sw_match_u32;
extern const struct sw_match_ops sw_match_dccp;
extern const struct sw_match_ops sw_match_multiport;
extern const struct sw_match_ops sw_match_icmp;
extern const struct sw_match_ops sw_match_icmp6;
extern const struct sw_match_ops sw_match_limit;
extern const struct sw_match_ops sw_match_mark;
extern const struct sw_match_ops sw_match_connmark;
extern const struct sw_match_ops sw_match_iprange;
extern const struct sw_match_ops sw_match_mac;
extern const struct sw_match_ops sw_match_pkttype;
extern const struct sw_match_ops sw_match_length;
extern const struct sw_match_ops sw_match_ttl;
extern const struct sw_match_ops sw_match_hl;
extern const struct sw_match_ops sw_match_tos;
extern const struct sw_match_ops sw_match_dscp;
extern const struct sw_match_ops sw_match_ecn;
extern const struct sw_match_ops sw_match_addrtype;
extern const struct sw_match_ops sw_match_rpfilter;
extern const struct sw_match_ops sw_match_owner;
extern const struct sw_match_ops sw_match_statistic;
extern const struct sw_match_ops sw_match_quota;
extern const struct sw_match_ops sw_match_time;
extern const struct sw_match_ops sw_match_connbytes;
extern const struct sw_match_ops sw_match_helper;
extern const struct sw_match_ops sw_match_tcpmss;
extern const struct sw_match_ops sw_match_cpu;
extern const struct sw_match_ops sw_match_devgroup;
extern const struct sw_match_ops sw_match_realm;
extern const struct sw_match_ops sw_match_policy;
extern const struct sw_match_ops sw_match_esp;
extern const struct sw_match_ops sw_match_ah;
extern const struct sw_match_ops sw_match_sctp;
extern const struct sw_match_ops sw_match_connlabel;

extern const struct sw_target_ops sw_target_reject;
extern const struct sw_target_ops sw_target_log;
extern const struct sw_target_ops sw_target_nflog;
extern const struct sw_target_ops sw_target_nflog_long;
extern const struct sw_target_ops sw_target_mark;
extern const struct sw_target_ops sw_target_connmark;
extern const struct sw_target_ops sw_target_snat4;
extern const struct sw_target_ops sw_target_snat6;
extern const struct sw_target_ops sw_target_dnat;
extern const struct sw_target_ops sw_target_masquerade4;
extern const struct sw_target_ops sw_target_masquerade6;
extern const struct sw_target_ops sw_target_redirect4;
extern const struct sw_target_ops sw_target_redirect6;
extern const struct sw_target_ops sw_target_netmap4;
extern const struct sw_target_ops sw_target_netmap6;
extern const struct sw_target_ops sw_target_ct;
extern const struct sw_target_ops sw_target_checksum;
extern const struct sw_target_ops sw_target_tcpmss;
extern const struct sw_target_ops sw_target_tcpmss_out;
extern const struct sw_target_ops sw_target_connsecmark;
extern const struct sw_target_ops sw_target_connsecmark_tag;
extern const struct sw_target_ops sw_target_snpt;
extern const struct sw_target_ops sw_target_dnpt;
extern const struct sw_target_ops sw_target_tproxy;
extern const struct sw_target_ops sw_target_trace;
extern const struct sw_target_ops sw_target_audit;
extern const struct sw_target_ops sw_target_nfqueue;
extern const struct sw_target_ops sw_target_synproxy;
extern const struct sw_target_ops sw_target_classify;
extern const struct sw_target_ops sw_target_dscp;
extern const struct sw_target_ops sw_target_tos;
extern const struct sw_target_ops sw_target_ecn;
extern const struct sw_target_ops sw_target_ttl;
extern const struct sw_target_ops sw_target_hl;
extern const struct sw_target_ops sw_target_tee;
extern const struct sw_target_ops sw_target_tcpoptstrip;

#endif
