/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looks for the rule that lets no packet on, through jumps, too. */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "sight/dead_end.h"

#define DEEP 16		/* as far as the kernel lets jumps lead; a file may have deeper ones */

/* SYNPROXY takes some packets of a connection and lets others on. */
static const struct { const char *name; bool always; } ends[] = {
	{ "REJECT", true }, { "DNAT", true }, { "SNAT", true }, { "MASQUERADE", true },
	{ "REDIRECT", true }, { "NETMAP", true }, { "NFQUEUE", true }, { "TPROXY", true },
	{ "SYNPROXY", false },
};

bool sw_target_ends(const char *name, bool *always)
{
	for (size_t i = 0; i < SW_ARRAY_SIZE(ends); i++)
		if (!strcmp(ends[i].name, name)) {
			*always = ends[i].always;
			return true;
		}
	return false;
}

/* Every packet. A comment asks for nothing; of a rule that nobody can read nothing is known. */
static bool matches_all(const struct sw_rule *r)
{
	static const uint8_t any[16];
	const struct sw_ip *ip = &r->ip;

	if (r->raw || ip->inv || ip->frag || ip->proto || *ip->in || *ip->out ||
	    memcmp(ip->smask, any, 16) || memcmp(ip->dmask, any, 16))
		return false;
	for (uint32_t i = 0; i < r->nmatch; i++)
		if (strcmp(r->match[i].name, "comment"))
			return false;
	return true;
}

/* Chains are looked at once each. */
struct search {
	const struct sw_table *t;
	struct sw_dead_end    *end;
};

static bool never_returns(struct search *s, const char *name, int deep);

/* Does its target let no packet on that comes to it? */
static bool takes_all(struct search *s, const struct sw_rule *r, int deep)
{
	bool always;

	switch (r->jump.kind) {
	case SW_JUMP_VERDICT:
		return true;
	case SW_JUMP_CHAIN:
		return r->ip.go || never_returns(s, r->jump.chain, deep);
	case SW_JUMP_EXT:
		return sw_target_ends(r->jump.ext.name, &always) && always;
	default:
		return false;
	}
}

/* RETURN, or a goto whose chain comes back: to where this one was called. */
static bool may_return(struct search *s, const struct sw_rule *r, int deep)
{
	if (r->raw)
		return true;
	if (r->jump.kind == SW_JUMP_VERDICT)
		return r->jump.verdict == SW_RETURN;
	return r->jump.kind == SW_JUMP_CHAIN && r->ip.go && !never_returns(s, r->jump.chain, deep);
}

/* A chain that leads back to itself is met while it is looked at: then it may return. */
static void look(struct search *s, const struct sw_chain *c, int deep)
{
	struct sw_dead_end *e = &s->end[c->mark];
	size_t i;

	*e = (struct sw_dead_end){ .known = true, .returns = true, .at = c->nrule };
	for (i = 0; i < c->nrule; i++)
		if (matches_all(c->rule[i]) && takes_all(s, c->rule[i], deep))
			break;
	e->at = i;
	if (i == c->nrule)
		return;
	e->returns = false;
	for (size_t k = 0; k <= i && !e->returns; k++)
		e->returns = may_return(s, c->rule[k], deep);
}

static bool never_returns(struct search *s, const char *name, int deep)
{
	const struct sw_chain *c = sw_table_chain(s->t, name);

	if (!c || deep == DEEP)
		return false;
	if (!s->end[c->mark].known)
		look(s, c, deep + 1);
	return !s->end[c->mark].returns;
}

int sw_dead_ends(const struct sw_table *t, struct sw_dead_end **out, struct sw_err *err)
{
	struct search s = { t, calloc(t->nchain + 1, sizeof(*s.end)) };

	if (!s.end)
		return sw_err_nomem(err);
	for (size_t i = 0; i < t->nchain; i++)
		t->chain[i]->mark = i;
	for (size_t i = 0; i < t->nchain; i++)
		if (!s.end[i].known)
			look(&s, t->chain[i], 0);
	*out = s.end;
	return 0;
}
