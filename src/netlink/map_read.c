/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads a map of rules: what its rule says, and each element with its place. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "base/vec.h"
#include "netlink/decode_rule.h"
#include "netlink/elem.h"
#include "netlink/msg.h"
#include "netlink/snapshot_local.h"
#include "translate/said.h"

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
	if (k->data && (m->prog.nstmt != 1 || !m->prog.stmt[0].said))
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

void sw_map_rule_free(struct sw_map_rule *m)
{
	if (!m)
		return;
	sw_prog_fini(&m->prog);
	free(m->bytes);
	free(m);
}

int sw_map_rule_read(const struct sw_row *row, struct sw_map_rule **out, struct sw_err *err)
{
	const struct nlattr *expr = row->tb[NFTA_RULE_EXPRESSIONS];
	struct sw_map_rule *m = expr ? calloc(1, sizeof(*m)) : NULL;
	int rc;

	if (!m)
		return expr ? sw_err_nomem(err) : 0;
	rc = sw_said_form(&row->words, &m->form) && row->words.order ? lift_rule(m, expr, err) : 1;
	if (rc || !fits(m)) {
		sw_map_rule_free(m);
		return rc < 0 ? rc : 0;
	}
	strcpy(m->name, sw_fold_key(&m->prog)->set);
	m->handle = sw_attr_be64(row->tb[NFTA_RULE_HANDLE]);
	*out = m;
	return 1;
}

struct asked { struct sw_map_rule **out; struct sw_err *err; int rc; };

static int each_asked(const struct nlmsghdr *nlh, void *arg)
{
	struct asked *a = arg;
	struct sw_row row;

	sw_row_read(&row, nlh);
	a->rc = sw_map_rule_read(&row, a->out, a->err);
	return 1;
}

int sw_map_rule_ask(struct sw_nl *nl, uint8_t family, const struct sw_builtin_table *t,
		    const char *chain, uint64_t handle, struct sw_map_rule **out,
		    struct sw_err *err)
{
	_Alignas(struct nlmsghdr) char buf[512];
	struct nlmsghdr *nlh = sw_nft_msg(buf, NFT_MSG_GETRULE, 0, family);
	struct asked a = { .out = out, .err = err };
	int rc;

	sw_msg_put_str(nlh, NFTA_RULE_TABLE, t->nft_name);
	sw_msg_put_str(nlh, NFTA_RULE_CHAIN, chain);
	mnl_attr_put_u64(nlh, NFTA_RULE_HANDLE, htobe64(handle));
	rc = nl->ops->dump(nl, nlh, each_asked, &a, err);
	if (rc == -ENOENT) {
		sw_err_init(err);
		rc = 0;
	}
	return rc ? rc : a.rc;
}

/* ---- its elements ---------------------------------------------------------------------------- */

struct elems {
	struct sw_held *h;
	struct sw_err  *err;
	int             rc;
};

/* What another tool has put in has no place: it is shown behind all others. */
static int take_elem(struct elems *e, const struct nlattr *a)
{
	struct sw_said said = { 0 };
	size_t n = 0;
	const void *words = sw_elem_words(a, &n);

	if (words)
		said = sw_said_read(words, n);
	if (SW_ORDER_BLOCK(said.order) != e->h->block)
		said = (struct sw_said){ 0 };
	return sw_held_add(e->h, (struct sw_held_row){ .order = said.order, .map = 1,
						       .part = said.part, .parts = said.parts },
			   a, a->nla_len, e->err);
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
	struct elems e = { .h = h, .err = err };
	int rc;

	sw_msg_put_str(nlh, NFTA_SET_ELEM_LIST_TABLE, t->nft_name);
	sw_msg_put_str(nlh, NFTA_SET_ELEM_LIST_SET, m->name);
	rc = sw_read_moved(rd->nl->ops->dump(rd->nl, nlh, each_elem, &e, err), err);
	return rc ? rc : e.rc;
}

/* The one with that key, if the map has it. That it has not, and that there is no such map any
 * more, is ENOENT: whoever commits will be told that the ruleset moved. */
static int read_one(struct sw_reader *rd, uint8_t family, const struct sw_builtin_table *t,
		    const struct sw_map_rule *m, const uint8_t *key, struct sw_held *h,
		    struct sw_err *err)
{
	const struct sw_key *k = sw_fold_key(&m->prog);
	struct elems e = { .h = h, .err = err };
	struct sw_err local;
	int rc;

	sw_err_init(&local);
	rc = sw_elem_ask(rd->nl, family, t, m->name, key, sw_key_offset(k, k->n), each_elem, &e,
			 &local);
	if (rc && rc != -ENOENT) {
		*err = local;
		return rc;
	}
	return e.rc;
}

bool sw_map_rule_fits(const struct sw_map_rule *m, const struct sw_one_elem *one)
{
	return one->n && m->form.n == one->form.n &&
	       !memcmp(m->form.at, one->form.at, one->form.n) && sw_prog_equal(&m->prog, &one->map);
}

/* An earlier statewall's: its elements do not say the values of a statement, which stand in the
 * rule. What is looked for has another form. */
static bool is_of_old(const struct sw_map_rule *m)
{
	const struct sw_key *k = sw_fold_key(&m->prog);

	return !k->map && !k->data && m->prog.nstmt == 1 && sw_values_size(&m->prog.stmt[0]);
}

static int read_some(struct sw_reader *rd, uint8_t family, const struct sw_builtin_table *t,
		     const struct sw_map_rule *m, const struct sw_one_elem *one, struct sw_held *h,
		     struct sw_err *err)
{
	int rc = 0;

	for (; one; one = one->other) {
		if (!sw_map_rule_fits(m, one))
			continue;
		for (size_t i = 0; i < one->n && !rc; i++)
			rc = read_one(rd, family, t, m, one->bytes[i].key, h, err);
		return rc;
	}
	return is_of_old(m) ? read_elems(rd, family, t, m, h, err) : 0;
}

int sw_map_read(struct sw_reader *rd, uint8_t family, const struct sw_builtin_table *t,
		const struct sw_row *rule, const struct sw_one_elem *one, struct sw_held *h,
		struct sw_err *err)
{
	struct sw_map_rule *m = NULL;
	int rc = sw_map_rule_read(rule, &m, err);

	if (rc <= 0)
		return rc;
	if (!SW_GROW(h->map, h->nmap, h->capmap)) {
		sw_map_rule_free(m);
		return sw_err_nomem(err);
	}
	m->row = rule->number;
	h->map[h->nmap++] = m;
	h->block = SW_ORDER_BLOCK(rule->words.order);
	if (!one)
		rc = read_elems(rd, family, t, m, h, err);
	else
		rc = read_some(rd, family, t, m, one, h, err);
	for (size_t i = 0; i < h->n; i++)
		if (!h->row[i].order)
			h->row[i].order = SW_ORDER_LAST(SW_ORDER(h->block));
	if (rc || !h->n)
		sw_held_reset(h);
	return rc ? rc : 1;
}
