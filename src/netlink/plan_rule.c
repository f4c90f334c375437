/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules of a plan: each is encoded and lowered straight into its message. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include "netlink/lacking.h"
#include "netlink/plan_group.h"
#include "netlink/snapshot.h"
#include "netlink/msg.h"

static struct sw_ctx context(const struct sw_plan *p, const struct sw_table *t,
			     const struct sw_chain *c, const struct sw_rule *r)
{
	return (struct sw_ctx){
		.family = p->family,
		.table = t->builtin,
		.hooks = c->builtin ? 1u << c->builtin->hook : 0,
		.ip = &r->ip,
		.later_fragments = p->kernel.later_fragments,
	};
}

static int put_raw(struct nlmsghdr *nlh, const struct sw_raw *raw, struct sw_err *err)
{
	if (raw->nexpr > UINT16_MAX - NLA_HDRLEN || raw->nuser > SW_USERDATA_MAX)
		return sw_err_set(err, SW_EOTHER, EMSGSIZE, "rule is too large to be sent again");
	if (raw->nexpr)
		sw_msg_put(nlh, NFTA_RULE_EXPRESSIONS | NLA_F_NESTED, raw->nexpr, raw->data);
	if (raw->nuser)
		sw_msg_put(nlh, NFTA_RULE_USERDATA, raw->nuser, raw->data + raw->nexpr);
	return 0;
}

static bool has_quota(const struct sw_prog *prog)
{
	for (size_t i = 0; i < prog->ntest; i++)
		if (prog->test[i].kind == SW_TEST_QUOTA)
			return true;
	return false;
}

/* An option of TCP: what stands before it in a later fragment is no header. */
static bool has_option(const struct sw_prog *prog)
{
	for (size_t i = 0; i < prog->ntest; i++)
		if (prog->test[i].sel.src == SW_SRC_TCPOPT)
			return true;
	return false;
}

static bool is_queued(const struct sw_prog *p)
{
	return p->nstmt && p->stmt[p->nstmt - 1].kind == SW_STMT_QUEUE;
}

static bool can_carry(const struct sw_plan *p, const char *match)
{
	return sw_kernel_ask_rev(match, 0, false, p->family) == SW_REV_KNOWN;
}

/* What stands against the program, but could travel as xt. */
static bool should_carry(struct sw_plan *p, const struct sw_table *t, const struct sw_prog *prog,
			 struct sw_ctx *ctx)
{
	if (prog->nset) {
		ctx->crowded = sw_plan_crowded(p, t);
		ctx->no_sets = sw_plan_taken_of(p, t) &&
			       sw_kernel_ask_rev("multiport", 1, false, p->family) !=
				       SW_REV_NO_COMPAT;
	}
	if (p->kernel.short_quota && has_quota(prog))
		ctx->xt_quota = can_carry(p, "quota");
	if (p->kernel.later_fragments && has_option(prog))
		ctx->xt_tcpmss = can_carry(p, "tcpmss");
	ctx->no_queue = is_queued(prog) && !sw_kernel_queues(p->family);
	ctx->no_socket = prog->defrag && !sw_kernel_finds_sockets(p->family);
	return ctx->crowded || ctx->no_sets || ctx->xt_quota || ctx->xt_tcpmss || ctx->no_queue ||
	       ctx->no_socket;
}

int sw_plan_encode(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		   const struct sw_rule *r, struct sw_prog *prog, struct sw_userdata *ud,
		   struct sw_err *err)
{
	struct sw_ctx ctx = context(p, t, c, r);
	int rc;

	rc = sw_encode(r, &ctx, prog, ud, err);
	if (!rc && should_carry(p, t, prog, &ctx))
		rc = sw_encode(r, &ctx, prog, ud, err);
	return rc;
}

/* Encode r into p->prog. The sets and companions it needs must be sent first. */
static int prepare(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		   const struct sw_rule *r, struct sw_err *err)
{
	int rc;

	if (r->raw || sw_encode_again(r, &p->of_prog, p->family, &p->prog, &p->ud))
		return 0;
	rc = sw_plan_encode(p, t, c, r, &p->prog, &p->ud, err);
	if (!rc && p->prog.nset)
		rc = sw_plan_refuse_taken(p, t, err);
	if (!rc && !r->nmatch && r->jump.kind != SW_JUMP_EXT && !p->ud.len) {
		p->of_prog = *r;
		p->prog.plain = p->family;
	}
	return rc;
}

static int send_needs(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		      struct sw_err *err)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < p->prog.nset; i++)
		rc = sw_plan_set_need(p, t, &p->prog.set[i], err);
	if (!rc && p->prog.need.kind != SW_NEED_NONE)
		rc = sw_plan_companion_need(p, t, c, err);
	return rc || !p->prog.defrag ? rc : sw_plan_defrag_need(p, t, err);
}

struct spot {			/* where in its chain */
	uint16_t attr;		/* NFTA_RULE_HANDLE, _POSITION, _POSITION_ID; 0 = none */
	uint64_t value;
};

static void put_spot(struct nlmsghdr *nlh, const struct spot *at)
{
	if (at->attr == NFTA_RULE_POSITION_ID || at->attr == NFTA_RULE_ID)
		mnl_attr_put_u32(nlh, at->attr, htonl(at->value));
	else if (at->attr)
		mnl_attr_put_u64(nlh, at->attr, htobe64(at->value));
}

/* The translation refuses what the kernel's xt code would have refused (EINVAL, ENOENT): callers
 * expect the words that refusal has always had; the reason stands in the hint. */
static int placed(struct sw_plan *p, enum sw_op_kind kind, const struct sw_chain *c, int rc,
		  struct sw_err *err)
{
	if (!err)
		return rc;
	if (!err->where.line) {
		err->where.file = p->sink.origin.file;
		err->where.line = p->sink.origin.line;
	}
	if (err->code == SW_ERESOURCE && (err->sys == EINVAL || err->sys == ENOENT))
		snprintf(err->msg, sizeof(err->msg), " %s failed (%s): %s %s",
			 sw_op_rows[kind].name, strerror(err->sys), sw_op_rows[kind].what, c->name);
	return rc;
}

/* At the end of its chain, or at the head; or with the rest of a block, in its place. */
static bool may_wait(const struct sw_plan *p, enum sw_op_kind kind, const struct spot *at)
{
	return (kind == SW_OP_RULE_APPEND && !at->attr) ||
	       (kind == SW_OP_RULE_INSERT && (!at->attr || p->spot));
}

/* order: of a rule that stands in a block, and goes on to; 0: it stands for itself. */
static int send_rule(struct sw_plan *p, enum sw_op_kind kind, const struct sw_table *t,
		     const struct sw_chain *c, struct sw_rule *r, const struct spot *at, bool keep,
		     uint64_t order, struct sw_err *err)
{
	bool waits = may_wait(p, kind, at) && !keep && !r->raw && p->group != SW_GROUP_OFF;
	struct nlmsghdr *nlh;
	struct sw_ctx ctx;
	int rc = prepare(p, t, c, r, err);
	bool list = !rc && waits && !r->raw && sw_plan_has_list(p) && sw_plan_may_wait(p, t);

	if (!rc && !r->raw)
		rc = list ? sw_plan_set_later(p, t, err) : send_needs(p, t, c, err);
	if (!rc)
		rc = sw_plan_base_written(p, t, c, err);
	if (rc)
		return placed(p, kind, c, rc, err);
	sw_plan_touch(p, t->builtin);
	p->takes |= kind == SW_OP_RULE_REPLACE;
	if (waits) {
		rc = sw_plan_hold(p, t, c, kind == SW_OP_RULE_INSERT && !p->spot, err);
		if (rc)
			return rc < 0 ? rc : 0;
		if (list)
			rc = send_needs(p, t, c, err);
	}
	if (r->raw && !rc)	/* it may be of any chain of those that wait */
		rc = sw_plan_release(p, err);
	if (rc)
		return rc;
	p->grouped |= sw_plan_holds(p);
	p->nsent++;
	p->nrow++;
	if (order && !sw_said_put_order(&p->ud, order, SW_USERDATA_MAX))
		return sw_err_set(err, SW_EOTHER, EMSGSIZE, "rule is too large to be sent again");
	nlh = sw_plan_begin(p, kind, 0, t, SW_RULE_ROOM + 1024, err);
	if (!nlh)
		return -ENOMEM;
	sw_msg_put_str(nlh, NFTA_RULE_CHAIN, c->name);
	put_spot(nlh, at);
	if (keep) {
		r->seat = (struct sw_seat){ .kind = SW_SEAT_NEW, .id = ++p->rule_id,
					    .order = order };
		mnl_attr_put_u32(nlh, NFTA_RULE_ID, htonl(r->seat.id));
	}
	ctx = context(p, t, c, r);
	rc = r->raw ? put_raw(nlh, r->raw, err) : sw_lower(&p->prog, &ctx, &p->ud, nlh, err);
	if (rc)
		return placed(p, kind, c, rc, err);
	return sw_plan_end(p, kind, nlh, c->name, err);
}

static int unknown_rule(const struct sw_chain *c, struct sw_err *err)
{
	return sw_err_set(err, SW_EOTHER, EINVAL,
			  "a rule in chain %s was not read from the kernel", c->name);
}

/* The attribute that names a rule of the kernel, or one that is new in this transaction. */
static int spot_of(const struct sw_chain *c, const struct sw_rule *r, uint16_t by_handle,
		   uint16_t by_id, struct spot *at, struct sw_err *err)
{
	switch (r ? r->seat.kind : SW_SEAT_NONE) {
	case SW_SEAT_RULE:
		*at = (struct spot){ by_handle, r->seat.handle };
		return 0;
	case SW_SEAT_NEW:
		*at = (struct spot){ by_id, r->seat.id };
		return 0;
	case SW_SEAT_ELEM:	/* no message of a rule can name it */
	case SW_SEAT_SHOWN:
	case SW_SEAT_NONE:
		break;
	}
	return unknown_rule(c, err);
}

int sw_plan_rule_again(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		       struct sw_rule *r, uint64_t before, bool named, struct sw_err *err)
{
	struct spot at = { NFTA_RULE_POSITION, before };

	if (r->seat.kind == SW_SEAT_ELEM)
		sw_elem_name_free(r->seat.elem);
	r->seat = (struct sw_seat){ .kind = SW_SEAT_NONE };
	return send_rule(p, SW_OP_RULE_INSERT, t, c, r, &at, named, 0, err);
}

int sw_plan_rule_between(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
			 struct sw_rule *r, uint64_t row, bool behind, uint64_t order,
			 struct sw_err *err)
{
	enum sw_op_kind kind = behind ? SW_OP_RULE_APPEND : SW_OP_RULE_INSERT;
	struct spot at = { NFTA_RULE_POSITION, row };

	return send_rule(p, kind, t, c, r, &at, false, order, err);
}

int sw_plan_rule_over(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		      const struct sw_rule *old, struct sw_rule *r, struct sw_err *err)
{
	struct spot at = { NFTA_RULE_HANDLE, old->seat.handle };
	int rc = sw_plan_loosen(p, t, c, old, err);

	if (rc)
		return rc;
	return send_rule(p, SW_OP_RULE_REPLACE, t, c, r, &at, false, old->seat.order, err);
}

/* The others of the block stay as they are, or are written anew with it. */
static int add_in_block(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
			const struct sw_rule *at, struct sw_rule *r, struct sw_err *err)
{
	int rc = sw_plan_slip_in(p, t, c, at, r, err);

	if (rc)
		return rc < 0 ? rc : 0;
	return sw_plan_reblock(p, t, c, at, r, false, err);
}

int sw_plan_rule_add(struct sw_sink *s, const struct sw_table *t, const struct sw_chain *c,
		     struct sw_rule *r, enum sw_place place, const struct sw_rule *anchor,
			     bool keep,
		     struct sw_err *err)
{
	enum sw_op_kind kind = place == SW_PLACE_APPEND ? SW_OP_RULE_APPEND : SW_OP_RULE_INSERT;
	struct sw_plan *p = sw_plan_of(s);
	struct spot at = { 0 };
	int rc = 0;

	if (place == SW_PLACE_BEFORE || keep)
		rc = sw_plan_release(p, err);
	if (!rc && place == SW_PLACE_BEFORE && anchor->seat.order && !keep)
		return add_in_block(p, t, c, anchor, r, err);
	if (!rc && place == SW_PLACE_BEFORE && anchor->seat.order)
		rc = sw_plan_ungroup(p, t, c, anchor->seat.order, err);
	if (!rc && place == SW_PLACE_BEFORE)
		rc = spot_of(c, anchor, NFTA_RULE_POSITION, NFTA_RULE_POSITION_ID, &at, err);
	return rc ? rc : send_rule(p, kind, t, c, r, &at, keep, 0, err);
}

int sw_plan_rule_del(struct sw_sink *s, const struct sw_table *t, const struct sw_chain *c,
		     const struct sw_rule *r, struct sw_err *err)
{
	struct sw_plan *p = sw_plan_of(s);
	struct nlmsghdr *nlh;
	struct spot at = { 0 };
	int rc = sw_plan_release(p, err);

	if (!rc)
		rc = sw_plan_base_written(p, t, c, err);
	/* A list that is several elements has no set. */
	if (!rc && !(r->seat.kind == SW_SEAT_ELEM && r->seat.elem->next))
		rc = sw_plan_loosen(p, t, c, r, err);
	p->nsent++;
	if (!rc && r->seat.kind == SW_SEAT_ELEM)
		return sw_plan_elem_del(p, t, c, r, err);
	if (!rc)
		rc = spot_of(c, r, NFTA_RULE_HANDLE, NFTA_RULE_ID, &at, err);
	if (rc)
		return rc;
	sw_plan_touch(p, t->builtin);
	p->takes = true;
	nlh = sw_plan_begin(p, SW_OP_RULE_DELETE, 0, t, 1024, err);
	if (!nlh)
		return -ENOMEM;
	sw_msg_put_str(nlh, NFTA_RULE_CHAIN, c->name);
	put_spot(nlh, &at);
	return sw_plan_end(p, SW_OP_RULE_DELETE, nlh, c->name, err);
}

static int replace_in_block(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
			    const struct sw_rule *old, struct sw_rule *r, struct sw_err *err)
{
	int rc = sw_plan_slip_over(p, t, c, old, r, err);

	if (rc)
		return rc < 0 ? rc : 0;
	p->nsent++;
	return sw_plan_reblock(p, t, c, old, r, true, err);
}

/* The kernel replaces by handle only: a rule that is new in this transaction gets its successor
 * put before it and is deleted. */
int sw_plan_rule_replace(struct sw_sink *s, const struct sw_table *t, const struct sw_chain *c,
			 const struct sw_rule *old, struct sw_rule *r, bool keep,
				 struct sw_err *err)
{
	struct sw_plan *p = sw_plan_of(s);
	struct spot at = { 0 };
	bool stays = old->seat.order && sw_rule_equal(old, r);
	int rc = sw_plan_release(p, err);

	if (!rc && !stays && old->seat.order && !keep)
		return replace_in_block(p, t, c, old, r, err);
	p->nsent++;
	if (!rc && stays && old->seat.kind == SW_SEAT_ELEM)
		return sw_plan_elem_count(p, t, c, old, r, err);
	if (!rc && !stays && old->seat.order)
		rc = sw_plan_ungroup(p, t, c, old->seat.order, err);
	if (!rc)
		rc = spot_of(c, old, NFTA_RULE_HANDLE, NFTA_RULE_POSITION_ID, &at, err);
	if (rc)
		return rc;
	if (at.attr == NFTA_RULE_HANDLE) {
		rc = sw_plan_loosen(p, t, c, old, err);
		if (rc)
			return rc;
		return send_rule(p, SW_OP_RULE_REPLACE, t, c, r, &at, keep, old->seat.order, err);
	}
	rc = send_rule(p, SW_OP_RULE_INSERT, t, c, r, &at, keep, stays ? old->seat.order : 0, err);
	return rc ? rc : sw_plan_rule_del(s, t, c, old, err);
}
