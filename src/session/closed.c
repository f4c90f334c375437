/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rules of a closed firewall, made of payloads and not of words: the reason for it may be that
 * no plugin can be used. */
#include <string.h>

#include "base/net.h"
#include <linux/netfilter/xt_conntrack.h>
#include <linux/netfilter_ipv6/ip6_tables.h>
#include "session/closed.h"
#include "session/command.h"

#define TABLE "filter"

static int run(struct sw_session *s, char letter, const char *chain, struct sw_rule *rule,
	       struct sw_err *err)
{
	struct sw_cmd cmd = {
		.letter = letter, .family = s->rs.family,
		.table = sw_builtin_table(TABLE)->name, .policy = SW_DROP,
		.rule = rule ? &rule : NULL, .nrule = rule != NULL,
	};

	strcpy(cmd.chain, chain);
	return sw_command_run(s, &cmd, SW_IN_FILE, err);
}

/* Appends a rule that accepts. in: "" any; ext NULL: no match. */
static int accept_what(struct sw_session *s, const char *chain, const char *in, uint16_t proto,
		       const struct sw_ext *ext, struct sw_err *err)
{
	struct sw_rule r = { .ip.proto = proto, .jump = { SW_JUMP_VERDICT, .verdict = SW_ACCEPT } };
	int ret = 0;

	strcpy(r.ip.in, in);
	if (ext) {
		ret = sw_rule_reserve(&r, 1, err);
		if (!ret)
			ret = sw_ext_set(&r.match[0], ext->name, ext->rev, ext->data, ext->size,
					 ext->size, err);
		r.nmatch = !ret;
	}
	if (!ret)
		ret = run(s, 'A', chain, &r, err);
	sw_rule_fini(&r);
	return ret;
}

static int accept_connected(struct sw_session *s, const char *chain, struct sw_err *err)
{
	union {
		struct xt_conntrack_mtinfo3 info;
		uint8_t size[XT_ALIGN(sizeof(struct xt_conntrack_mtinfo3))];
	} x = { .info = {
		.match_flags = XT_CONNTRACK_STATE,
		.state_mask = XT_CONNTRACK_STATE_BIT(IP_CT_ESTABLISHED) |
			      XT_CONNTRACK_STATE_BIT(IP_CT_RELATED),
	} };
	struct sw_ext ext = { .name = "conntrack", .rev = 3, .size = sizeof(x), .data = &x };

	return accept_what(s, chain, "", 0, &ext, err);
}

/* Router advertisement, neighbour solicitation and advertisement: no connection of IPv6 lasts
 * without them, and connection tracking calls them untracked. */
static int accept_neighbours(struct sw_session *s, struct sw_err *err)
{
	int ret = 0;

	for (uint8_t type = 134; type <= 136 && !ret; type++) {
		union {
			struct ip6t_icmp info;
			uint8_t size[XT_ALIGN(sizeof(struct ip6t_icmp))];
		} x = { .info = { .type = type, .code = { 0, 0xff } } };
		struct sw_ext ext = { .name = "icmp6", .size = sizeof(x), .data = &x };

		ret = accept_what(s, "INPUT", "", 58, &ext, err);
	}
	return ret;
}

static bool is_in_use(const struct sw_ruleset *rs)
{
	for (int i = 0; i < SW_NTABLES; i++)
		for (size_t k = 0; k < rs->table[i].nchain; k++) {
			const struct sw_chain *c = rs->table[i].chain[k];

			if (c->in_kernel &&
			    (!c->builtin || c->use || c->policy != SW_ACCEPT))
				return true;
		}
	return false;
}

int sw_session_shut(struct sw_session *s, void *closed, struct sw_err *err)
{
	int ret = sw_session_need_all(s, err);

	*(bool *)closed = !ret && !is_in_use(&s->rs);
	if (ret || is_in_use(&s->rs))
		return ret;
	ret = run(s, 'P', "INPUT", NULL, err);
	if (!ret)
		ret = run(s, 'P', "FORWARD", NULL, err);
	if (!ret)
		ret = accept_what(s, "INPUT", "lo", 0, NULL, err);
	if (!ret && s->rs.family == SW_IP6)
		ret = accept_neighbours(s, err);
	if (!ret)
		ret = accept_connected(s, "INPUT", err);
	return ret ? ret : accept_connected(s, "FORWARD", err);
}
