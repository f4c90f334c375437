/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Edits of one element: it goes, or its counter begins anew. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "group/parts.h"
#include "netlink/elem.h"
#include "netlink/msg.h"
#include "netlink/plan_group.h"

#define ROOM 2048

static struct nlmsghdr *begin(struct sw_plan *p, enum sw_op_kind kind, const struct sw_table *t,
			      const struct sw_elem_name *e, struct sw_err *err)
{
	struct nlmsghdr *nlh = sw_plan_begin(p, kind, 0, t, ROOM, err);

	if (nlh)
		sw_msg_put_str(nlh, NFTA_SET_ELEM_LIST_SET, e->map);
	return nlh;
}

static int del(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
	       const struct sw_elem_name *e, struct sw_err *err)
{
	struct nlmsghdr *nlh = begin(p, SW_OP_ELEM_DELETE, t, e, err);
	struct nlattr *list;

	if (!nlh)
		return -ENOMEM;
	list = mnl_attr_nest_start(nlh, NFTA_SET_ELEM_LIST_ELEMENTS);
	sw_elem_put(nlh, e->key, e->len, (struct sw_elem_says){ 0 }, NULL, NULL, 0);
	mnl_attr_nest_end(nlh, list);
	sw_plan_touch(p, t->builtin);
	p->takes = true;
	return sw_plan_end(p, SW_OP_ELEM_DELETE, nlh, c->name, err);
}

int sw_plan_elem_del(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		     const struct sw_rule *r, struct sw_err *err)
{
	int rc = 0;

	if (p->whole) {
		rc = sw_plan_ungroup(p, t, c, r->seat.order, err);
		return rc ? rc : sw_plan_rule_del(&p->sink, t, c, r, err);
	}
	for (const struct sw_elem_name *e = r->seat.elem; e && !rc; e = e->next) {
		sw_plan_edits_map(p, t->builtin, e->map);
		rc = del(p, t, c, e, err);
		if (!rc)
			rc = sw_plan_later_map(p, t, c, e, err);
	}
	return rc;
}

/* The values of the program in p->prog that an element says; NULL: they are as many others. */
static const uint8_t *values_of(struct sw_plan *p, const struct sw_elem_name *e,
				struct sw_elem_bytes *bytes)
{
	struct sw_form form;

	if (!sw_fold(&p->prog, p->family, &p->aux, &form, bytes))
		return NULL;
	return sw_fold_key(&p->aux)->data == e->data ? bytes->data : NULL;
}

int sw_plan_elem_add(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		     enum sw_op_kind kind, const struct sw_elem_name *e, uint64_t order,
		     struct sw_err *err)
{
	struct sw_elem_says says = { e->verdict, e->data };
	struct sw_elem_bytes bytes;
	struct sw_elem_act act = {
		.has_verdict = p->prog.has_verdict, .verdict = p->prog.verdict,
		.chain = p->prog.chain, .packets = p->prog.packets, .bytes = p->prog.bytes,
		.data = says.data ? values_of(p, e, &bytes) : NULL,
	};
	struct nlmsghdr *nlh;
	struct nlattr *list;

	if (!sw_said_put_order(&p->ud, order, SW_ELEM_WORDS_MAX) || (says.data && !act.data))
		return sw_err_set(err, SW_EOTHER, EMSGSIZE, "rule is too large to be sent again");
	nlh = begin(p, kind, t, e, err);
	if (!nlh)
		return -ENOMEM;
	list = mnl_attr_nest_start(nlh, NFTA_SET_ELEM_LIST_ELEMENTS);
	sw_elem_put(nlh, e->key, e->len, says, &act, p->ud.data, p->ud.len);
	mnl_attr_nest_end(nlh, list);
	return sw_plan_end(p, kind, nlh, c->name, err);
}

/* p->prog and p->ud become those of part i. */
static int take_part(struct sw_plan *p, const struct sw_list *l, size_t i, struct sw_err *err)
{
	struct sw_prog part = { 0 };

	sw_list_part(&p->prog, l, i, &part);
	if (part.oom || !sw_said_put_part(&p->ud, i, l->n, l->test, SW_ELEM_WORDS_MAX)) {
		sw_prog_fini(&part);
		return sw_err_nomem(err);
	}
	sw_prog_fini(&p->prog);
	p->prog = part;
	return 0;
}

static int count_one(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		     const struct sw_elem_name *e, const struct sw_rule *r, size_t i,
		     struct sw_err *err)
{
	struct sw_ctx ctx = {
		.family = p->family, .table = t->builtin,
		.hooks = c->builtin ? 1u << c->builtin->hook : 0, .ip = &r->ip,
	};
	struct sw_list l;
	int rc;

	sw_prog_reset(&p->prog);
	rc = sw_encode(r, &ctx, &p->prog, &p->ud, err);
	if (!rc && (i || e->next) && sw_list_find(&p->prog, &l) && i < l.n)
		rc = take_part(p, &l, i, err);
	if (!rc)
		rc = del(p, t, c, e, err);
	return rc ? rc : sw_plan_elem_add(p, t, c, SW_OP_SET_FILL, e, e->order, err);
}

int sw_plan_elem_count(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		       const struct sw_rule *old, struct sw_rule *r, struct sw_err *err)
{
	size_t i = 0;
	int rc = 0;

	for (const struct sw_elem_name *e = old->seat.elem; e && !rc; e = e->next)
		rc = count_one(p, t, c, e, r, i++, err);
	if (rc)
		return rc;
	r->seat = (struct sw_seat){ .kind = SW_SEAT_ELEM, .order = old->seat.order,
				    .elem = sw_elem_name_copy(old->seat.elem) };
	return r->seat.elem ? 0 : sw_err_nomem(err);
}
