/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads what "statewall check" judges: rules about RELATED, translation, connections. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/net.h"
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_conntrack.h>
#include <linux/netfilter/xt_tcpudp.h>
#include "cli/check.h"
#include "cli/print_rule.h"
#include "netlink/helper.h"

#define RELATED XT_CONNTRACK_STATE_BIT(IP_CT_RELATED)

/* ---- rules ---------------------------------------------------------------------------------- */

static struct xt_conntrack_mtinfo3 *state_of(const struct sw_rule *r)
{
	for (size_t i = 0; i < r->nmatch; i++) {
		struct xt_conntrack_mtinfo3 *x = r->match[i].data;

		if (!strcmp(r->match[i].name, "conntrack") && r->match[i].rev == 3 &&
		    r->match[i].size >= sizeof(*x) && x->match_flags & XT_CONNTRACK_STATE &&
		    !(x->invert_flags & XT_CONNTRACK_STATE))
			return x;
	}
	return NULL;
}

static bool has_match(const struct sw_rule *r, const char *name)
{
	for (size_t i = 0; i < r->nmatch; i++)
		if (!strcmp(r->match[i].name, name))
			return true;
	return false;
}

/* The lowest port the rule accepts. */
static unsigned lowest_port(const struct sw_rule *r)
{
	for (size_t i = 0; i < r->nmatch; i++) {
		const struct xt_tcp *tcp = r->match[i].data;
		const struct xt_udp *udp = r->match[i].data;

		if (!strcmp(r->match[i].name, "tcp") && r->match[i].size >= sizeof(*tcp) &&
		    !(tcp->invflags & XT_TCP_INV_DSTPT))
			return tcp->dpts[0];
		if (!strcmp(r->match[i].name, "udp") && r->match[i].size >= sizeof(*udp) &&
		    !(udp->invflags & XT_UDP_INV_DSTPT))
			return udp->dpts[0];
	}
	return 0;
}

/* No helper announces ICMP: what is RELATED there are errors, which must pass. GRE has no ports. */
static bool is_about_ports(const struct sw_rule *r)
{
	return (r->ip.inv & SW_INV_PROTO) ||
	       (r->ip.proto != IPPROTO_ICMP && r->ip.proto != IPPROTO_ICMPV6 &&
		r->ip.proto != IPPROTO_GRE);
}

/* The rule's options without RELATED: what stands behind "-A CHAIN ". */
static int narrow(uint8_t family, const struct sw_rule *r, char **out, struct sw_err *err)
{
	struct sw_rule *copy = sw_rule_clone(r);
	char *text = NULL, *p;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);
	int ret = copy && f ? 0 : sw_err_nomem(err);

	if (!ret) {
		state_of(copy)->state_mask &= ~RELATED;
		ret = sw_print_save(f, family, "X", copy, SW_SAVE_PLAIN, err);
	}
	if (f && fclose(f) && !ret)
		ret = sw_err_nomem(err);
	sw_rule_free(copy);
	if (!ret && len > 5 && !strncmp(text, "-A X ", 5)) {
		text[strcspn(text, "\n")] = '\0';
		p = strdup(text + 5);
		ret = p ? 0 : sw_err_nomem(err);
		*out = p;
	}
	free(text);
	return ret;
}

static int add_related(struct sw_check *c, const struct sw_chain *chain, unsigned number,
		       const struct sw_rule *r, struct sw_err *err)
{
	struct sw_related *more = reallocarray(c->related, c->nrelated + 1, sizeof(*more));
	struct xt_conntrack_mtinfo3 *x = state_of(r);

	if (!more)
		return sw_err_nomem(err);
	c->related = more;
	more += c->nrelated++;
	*more = (struct sw_related){ .number = number, .named = has_match(r, "helper") };
	strcpy(more->chain, chain->name);
	return x->state_mask & ~RELATED ? narrow(c->family, r, &more->narrow, err) : 0;
}

static int look_at_rule(struct sw_check *c, const struct sw_chain *chain, unsigned number,
			const struct sw_rule *r, struct sw_err *err)
{
	struct xt_conntrack_mtinfo3 *x = state_of(r);

	if (!x || !(x->state_mask & RELATED) || r->jump.kind != SW_JUMP_VERDICT ||
	    r->jump.verdict != SW_ACCEPT)
		return 0;
	if (!is_about_ports(r))
		return 0;
	c->accepts_related = true;
	if (has_match(r, "helper") && lowest_port(r) >= 1024)
		return 0;
	return add_related(c, chain, number, r, err);
}

static int read_table(struct sw_session *s, struct sw_check *c, const char *name,
		      struct sw_err *err)
{
	struct sw_table *t = sw_ruleset_table(&s->rs, name);
	int ret = sw_session_need(s, t, "", SW_NEEDS_RULES, err);

	for (size_t i = 0; i < t->nchain; i++)
		for (size_t k = 0; k < t->chain[i]->nrule && !ret; k++) {
			const struct sw_rule *r = t->chain[i]->rule[k];

			if (!strcmp(name, "nat"))
				c->nat |= r->jump.kind == SW_JUMP_EXT;
			else
				ret = look_at_rule(c, t->chain[i], k + 1, r, err);
		}
	return ret;
}

/* ---- connections ---------------------------------------------------------------------------- */

static int look_at_connection(const struct sw_connection *x, void *arg)
{
	struct sw_check *c = arg;

	if (x->helper || x->expected)
		return 0;
	for (size_t i = 0; i < c->assigned.n; i++) {
		const struct sw_assigned *a = &c->assigned.a[i];

		if (a->l4 != x->l4 || x->port < a->from || x->port > a->to)
			continue;
		for (int h = 0; sw_helpers[h].name; h++)
			if (sw_helpers[h].l4 == a->l4 && !strcmp(sw_helpers[h].name, a->helper))
				c->late[h]++;
		break;
	}
	return 0;
}

static void forget(struct sw_check *c)
{
	for (size_t i = 0; i < c->nrelated; i++)
		free(c->related[i].narrow);
	c->nrelated = 0;
	c->accepts_related = c->nat = false;
	memset(c->late, 0, sizeof(c->late));
}

int sw_check_read(struct sw_session *s, void *check, struct sw_err *err)
{
	struct sw_check *c = check;
	struct sw_err none;
	int ret;

	forget(c);
	ret = sw_assigned_read(s, &c->assigned, err);
	if (!ret)
		ret = read_table(s, c, "filter", err);
	if (!ret)
		ret = read_table(s, c, "nat", err);
	sw_err_init(&none);
	if (!ret && sw_kernel_connections(s->nl, c->family, look_at_connection, c, &none))
		memset(c->late, 0, sizeof(c->late));	/* no ctnetlink: nothing can be said */
	return ret;
}

void sw_check_fini(struct sw_check *c)
{
	forget(c);
	free(c->related);
	sw_assigned_fini(&c->assigned);
	sw_module_words_fini(&c->words);
	sw_config_fini(&c->config);
}
