/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads a map of rules: what its rule says, and each element with its place. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "base/vec.h"
#include "netlink/elem.h"
#include "netlink/held.h"
#include "netlink/msg.h"
#include "netlink/snapshot_local.h"

/* ---- the rule -------------------------------------------------------------------------------- */

/* As many constants and parts as the form speaks of. */
static bool fits(const struct sw_map_rule *m)
{
	const struct sw_key *k = sw_fold_key(&m->prog);
	size_t parts = 0;

	if (!k || m->prog.counter || strncmp(k->set, SW_MAP_NAMES, strlen(SW_MAP_NAMES)) ||
	    strlen(k->set) >= sizeof(m->name))
		return false;
	for (size_t i = 0; i < m->form.n; i++)
		parts += m->form.at[i] != 0;
	for (size_t i = 0; i < m->prog.nstmt; i++)
		if (m->prog.stmt[i].kind == SW_STMT_RAW)
			return false;
	return parts == k->n && m->form.n - parts + 1 == m->prog.ntest;
}

/* m->prog borrows from a copy of the expressions. */
static int lift_rule(struct sw_map_rule *m, const struct nlattr *expr, struct sw_err *err)
{
	m->bytes = malloc(expr->nla_len);
	if (!m->bytes)
		return sw_err_nomem(err);
	memcpy(m->bytes, expr, expr->nla_len);
	return sw_lift(m->bytes, &m->prog, err);
}

static void rule_free(struct sw_map_rule *m)
{
	if (!m)
		return;
	sw_prog_fini(&m->prog);
	free(m->bytes);
	free(m);
}

/* 1 = *out is one of ours; 0 = it is none. */
static int read_rule(const struct nlmsghdr *nlh, struct sw_map_rule **out, struct sw_err *err)
{
	const struct nlattr *tb[NFTA_RULE_MAX + 1], *user;
	struct sw_map_rule *m;
	int rc;

	sw_attr_parse_msg(nlh, tb, NFTA_RULE_MAX);
	user = tb[NFTA_RULE_USERDATA];
	if (!user || !tb[NFTA_RULE_EXPRESSIONS])
		return 0;
	m = calloc(1, sizeof(*m));
	if (!m)
		return sw_err_nomem(err);
	rc = sw_words_form(sw_attr_data(user), sw_attr_len(user), &m->form) ?
	     lift_rule(m, tb[NFTA_RULE_EXPRESSIONS], err) : 1;
	if (rc || !fits(m)) {
		rule_free(m);
		return rc < 0 ? rc : 0;
	}
	strcpy(m->name, sw_fold_key(&m->prog)->set);
	m->handle = sw_attr_be64(tb[NFTA_RULE_HANDLE]);
	*out = m;
	return 1;
}

/* ---- its elements ---------------------------------------------------------------------------- */

struct elems {
	struct sw_held *h;
	struct sw_err  *err;
	bool            map;
	int             rc;
};

/* What another tool has put in has no place: it is shown behind all others. */
static int take_elem(struct elems *e, const struct nlattr *a)
{
	struct sw_elem elem;
	uint64_t order = sw_elem_read(a, e->map, &elem) ?
			 sw_words_order(elem.words, elem.nwords) : 0;

	if (!e->h->block)
		e->h->block = SW_ORDER_BLOCK(order);
	if (SW_ORDER_BLOCK(order) != e->h->block)
		order = 0;
	return sw_held_add(e->h, order, 1, a, a->nla_len, e->err);
}

static int each_elem(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[NFTA_SET_ELEM_LIST_MAX + 1], *a;
	struct elems *e = arg;
	const char *p;
	size_t left;

	sw_attr_parse_msg(nlh, tb, NFTA_SET_ELEM_LIST_MAX);
	if (!tb[NFTA_SET_ELEM_LIST_ELEMENTS])
		return 0;
	p = sw_attr_data(tb[NFTA_SET_ELEM_LIST_ELEMENTS]);
	left = sw_attr_len(tb[NFTA_SET_ELEM_LIST_ELEMENTS]);
	while (!e->rc && (a = sw_attr_next(&p, &left)))
		e->rc = take_elem(e, a);
	return e->rc != 0;
}

static int read_elems(struct sw_reader *rd, uint8_t family, const struct sw_builtin_table *t,
		      const struct sw_map_rule *m, struct sw_held *h, struct sw_err *err)
{
	_Alignas(struct nlmsghdr) char buf[256];
	struct nlmsghdr *nlh = sw_nft_msg(buf, NFT_MSG_GETSETELEM, NLM_F_DUMP, family);
	struct elems e = { .h = h, .err = err, .map = sw_fold_key(&m->prog)->map };
	int rc;

	sw_msg_put_str(nlh, NFTA_SET_ELEM_LIST_TABLE, t->nft_name);
	sw_msg_put_str(nlh, NFTA_SET_ELEM_LIST_SET, m->name);
	rc = sw_read_moved(rd->nl->ops->dump(rd->nl, nlh, each_elem, &e, err), err);
	return rc ? rc : e.rc;
}

int sw_map_read(struct sw_reader *rd, uint8_t family, const struct sw_builtin_table *t,
		const struct nlmsghdr *rule, struct sw_held *h, struct sw_err *err)
{
	struct sw_map_rule *m = NULL;
	int rc = read_rule(rule, &m, err);

	if (rc <= 0)
		return rc;
	if (!SW_GROW(h->map, h->nmap, h->capmap)) {
		rule_free(m);
		return sw_err_nomem(err);
	}
	h->map[h->nmap++] = m;
	rc = read_elems(rd, family, t, m, h, err);
	if (!rc && h->n && !h->block) {	/* all of it is another tool's */
		sw_held_reset(h);
		return 0;
	}
	for (size_t i = 0; i < h->n; i++)
		if (!h->row[i].order)
			h->row[i].order = SW_ORDER_LAST(SW_ORDER(h->block));
	if (rc || !h->n)
		sw_held_reset(h);
	return rc ? rc : 1;
}
