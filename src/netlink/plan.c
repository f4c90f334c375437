/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sink of edits: every edit becomes a message, and all of them one transaction. */
#include <errno.h>
#include <stdlib.h>
#include "base/str.h"
#include "netlink/msg_text.h"
#include "netlink/plan_group.h"
#include "netlink/msg.h"

#define SMALL_ROOM 1024		/* tables and chains */

struct nlmsghdr *sw_plan_begin(struct sw_plan *p, enum sw_op_kind kind, uint16_t extra,
			       const struct sw_table *t, size_t room, struct sw_err *err)
{
	const struct sw_op_row *row = &sw_op_rows[kind];
	struct nlmsghdr *nlh = sw_batch_begin(&p->batch, row->type, row->flags | extra, p->family,
					      room, err);

	sw_plan_notes(p, kind, t->builtin);
	/* Attribute 1 is the table's name in messages of every kind. */
	if (nlh)
		sw_msg_put_str(nlh, NFTA_RULE_TABLE, t->builtin->nft_name);
	return nlh;
}

struct nlmsghdr *sw_plan_begin_in(struct sw_plan *p, enum sw_op_kind kind, const char *table,
				  size_t room, struct sw_err *err)
{
	const struct sw_op_row *row = &sw_op_rows[kind];
	struct nlmsghdr *nlh =
		sw_batch_begin(&p->batch, row->type, row->flags, p->family, room, err);

	if (nlh)
		sw_msg_put_str(nlh, NFTA_RULE_TABLE, table);	/* attribute 1 of every kind */
	return nlh;
}

int sw_plan_end(struct sw_plan *p, enum sw_op_kind kind, struct nlmsghdr *nlh, const char *name,
		struct sw_err *err)
{
	int rc = sw_oplog_add(&p->log, nlh->nlmsg_seq, kind, name, &p->sink.origin, err);

	if (!rc)
		sw_batch_end(&p->batch, nlh);
	return rc;
}

/* ---- tables ---------------------------------------------------------------------------------- */

static int table_op(struct sw_plan *p, enum sw_op_kind kind, const struct sw_table *t,
		    struct sw_err *err)
{
	struct nlmsghdr *nlh = sw_plan_begin(p, kind, 0, t, SMALL_ROOM, err);

	if (!nlh)
		return -ENOMEM;
	return sw_plan_end(p, kind, nlh, t->builtin->name, err);
}

static int table_new(struct sw_sink *s, const struct sw_table *t, struct sw_err *err)
{
	return table_op(sw_plan_of(s), SW_OP_TABLE_ADD, t, err);
}

/* ---- chains ---------------------------------------------------------------------------------- */

/* An operation that says nothing but the chain's name. */
static int chain_op(struct sw_plan *p, enum sw_op_kind kind, uint16_t attr,
		    const struct sw_table *t,
		    const struct sw_chain *c, struct sw_err *err)
{
	struct nlmsghdr *nlh = sw_plan_begin(p, kind, 0, t, SMALL_ROOM, err);

	if (!nlh)
		return -ENOMEM;
	sw_msg_put_str(nlh, attr, c->name);
	return sw_plan_end(p, kind, nlh, c->name, err);
}

static int user_new(struct sw_plan *p, const struct sw_table *t, const struct sw_chain *c,
		    bool exclusive, struct sw_err *err)
{
	struct nlmsghdr *nlh;
	/* Rules that wait may speak of a chain that is not there yet, where nobody has looked. */
	int rc = t->chains_known ? 0 : sw_plan_release(p, err);

	if (!rc)
		rc = sw_plan_chain_stays(p, t, c->name, err);

	if (rc || sw_plan_later_keep(p, t, c->name))
		return rc < 0 ? rc : 0;
	nlh = sw_plan_begin(p, SW_OP_CHAIN_USER_ADD, exclusive ? NLM_F_EXCL : 0, t, SMALL_ROOM,
			    err);
	if (!nlh)
		return -ENOMEM;
	sw_msg_put_str(nlh, NFTA_CHAIN_NAME, c->name);
	return sw_plan_end(p, SW_OP_CHAIN_USER_ADD, nlh, c->name, err);
}

static int chain_new(struct sw_sink *s, const struct sw_table *t, const struct sw_chain *c,
		     bool with_policy, bool with_counters, bool exclusive, struct sw_err *err)
{
	struct sw_plan *p = sw_plan_of(s);

	return c->builtin ? sw_plan_base_new(p, t, c, with_policy, with_counters, exclusive, err) :
	       user_new(p, t, c, exclusive, err);
}

static int chain_set(struct sw_sink *s, const struct sw_table *t, const struct sw_chain *c,
		     bool with_policy, bool with_counters, struct sw_err *err)
{
	return sw_plan_base_set(sw_plan_of(s), t, c, with_policy, with_counters, err);
}

static int chain_del(struct sw_sink *s, const struct sw_table *t, const struct sw_chain *c,
		     struct sw_err *err)
{
	struct sw_plan *p = sw_plan_of(s);

	int rc = sw_plan_release(p, err);

	if (rc)
		return rc;
	if (c->builtin) {
		sw_plan_base_forget(p, t, c);
		if (sw_plan_base_idles(p, t, c))
			return 0;
	} else if (p->holds_on && t->maps.len) {
		return sw_plan_later_chain(p, p->family, t->builtin, c->name, err);
	}
	return chain_op(p, SW_OP_CHAIN_DEL, NFTA_CHAIN_NAME, t, c, err);
}

static int chain_flush(struct sw_sink *s, const struct sw_table *t, const struct sw_chain *c,
		       struct sw_err *err)
{
	struct sw_plan *p = sw_plan_of(s);
	int rc = sw_plan_release(p, err);

	if (!rc)
		rc = sw_plan_writes_end(p, t, c, err);
	if (rc)
		return rc;
	p->nsent++;
	if (p->set_id > p->nmap)
		p->unsure |= sw_plan_bit(p->family, t->builtin);
	p->flushed |= sw_plan_bit(p->family, t->builtin);
	sw_plan_touch(p, t->builtin);
	p->takes = true;
	return chain_op(p, SW_OP_CHAIN_FLUSH, NFTA_RULE_CHAIN, t, c, err);
}

static int chain_rename(struct sw_sink *s, const struct sw_table *t, const struct sw_chain *c,
			const char *newname, struct sw_err *err)
{
	struct sw_plan *p = sw_plan_of(s);
	struct nlmsghdr *nlh;
	int rc = sw_plan_release(p, err);

	if (rc)
		return rc;
	/* The kernel renames by handle only, and a chain gets its handle at the commit. */
	if (!c->handle)
		return sw_err_set(err, SW_EOTHER, EOPNOTSUPP,
				  "chain %s is new in this input and cannot be renamed in it",
					  c->name);
	nlh = sw_plan_begin(p, SW_OP_CHAIN_RENAME, 0, t, SMALL_ROOM, err);
	if (!nlh)
		return -ENOMEM;
	mnl_attr_put_u64(nlh, NFTA_CHAIN_HANDLE, htobe64(c->handle));
	sw_msg_put_str(nlh, NFTA_CHAIN_NAME, newname);
	return sw_plan_end(p, SW_OP_CHAIN_RENAME, nlh, c->name, err);
}

static const struct sw_sink_ops plan_ops = {
	.table_new = table_new,
	.table_renew = sw_plan_table_renew,
	.chain_new = chain_new,
	.chain_set = chain_set,
	.chain_del = chain_del,
	.chain_rename = chain_rename,
	.chain_flush = chain_flush,
	.rule_add = sw_plan_rule_add,
	.rule_replace = sw_plan_rule_replace,
	.rule_del = sw_plan_rule_del,
};

/* ---- the whole ------------------------------------------------------------------------------- */

struct sw_plan *sw_plan_new(struct sw_err *err)
{
	struct sw_plan *p = calloc(1, sizeof(*p));

	if (!p) {
		sw_err_nomem(err);
		return NULL;
	}
	p->sink.ops = &plan_ops;
	p->family = SW_IP4;
	return p;
}

void sw_plan_free(struct sw_plan *p)
{
	if (!p)
		return;
	sw_batch_fini(&p->batch);
	sw_oplog_fini(&p->log);
	sw_strset_fini(&p->sets);
	sw_strset_fini(&p->listed);
	sw_strset_fini(&p->loose);
	sw_strset_fini(&p->again);
	sw_strset_fini(&p->before);
	sw_strset_fini(&p->named);
	sw_strset_fini(&p->taken);
	sw_strset_fini(&p->later);
	sw_plan_hold_fini(p);
	sw_prog_fini(&p->prog);
	sw_prog_fini(&p->aux);
	free(p->base);
	free(p->change);
	free(p->half);
	free(p);
}

void sw_plan_reset(struct sw_plan *p, uint8_t family)
{
	sw_batch_reset(&p->batch);
	sw_oplog_reset(&p->log);
	sw_strset_reset(&p->sets);
	sw_strset_reset(&p->listed);
	sw_strset_reset(&p->loose);
	sw_strset_reset(&p->again);
	sw_strset_reset(&p->before);
	sw_strset_reset(&p->named);
	memset(p->renewal, 0, sizeof(p->renewal));
	memset(p->asked, 0, sizeof(p->asked));
	p->flushed = p->unsure = p->touched = 0;
	sw_prog_reset(&p->prog);
	p->nbase = p->nchange = p->nhalf = 0;
	p->settled = p->takes = false;
	p->rule_id = 0;
	p->set_id = 0;
	p->map_base = 0;	/* another try makes other names */
	p->holds_on = p->whole = p->tears = false;
	p->moves = 0;
	memset(p->live, 0, sizeof(p->live));
	sw_plan_hold_reset(p);
	sw_strset_reset(&p->later);
	memset(p->epoch, 0, sizeof(p->epoch));
	p->family = family;
}

void sw_plan_set_family(struct sw_plan *p, uint8_t family)
{
	p->family = family;
}

void sw_plan_for(struct sw_plan *p, struct sw_kernel kernel)
{
	p->kernel = kernel;
}

void sw_plan_group(struct sw_plan *p, enum sw_group_mode mode)
{
	p->group = mode;
}

bool sw_plan_refuses_groups(const struct sw_plan *p)
{
	return p->refused && p->grouped;
}

bool sw_plan_wants_room(const struct sw_plan *p)
{
	return p->refused && p->full[0];
}

void sw_plan_holds_on(struct sw_plan *p)
{
	p->holds_on = true;
}

struct sw_sink *sw_plan_sink(struct sw_plan *p)
{
	return &p->sink;
}

bool sw_plan_empty(const struct sw_plan *p)
{
	return p->batch.seq == 0 && !sw_plan_holds(p) && !sw_plan_is_later(p);
}

void sw_plan_print(const struct sw_plan *p, FILE *out)
{
	struct sw_batch_pos pos = { 0 };
	const struct nlmsghdr *nlh;
	struct sw_str line = { 0 };

	while ((nlh = sw_batch_next(&p->batch, &pos))) {
		sw_str_reset(&line);
		sw_msg_text(&line, nlh);
		fprintf(out, "%s\n", line.len && !line.oom ? line.s : "?");
	}
	sw_str_fini(&line);
}
