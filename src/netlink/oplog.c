/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of operations, and the record that turns a refused sequence number into words. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "base/attr.h"
#include "base/vec.h"
#include "netlink/oplog.h"
#include "rule/ruleset.h"

#define NFT(m) SW_NFT_TYPE(NFT_MSG_##m)

const struct sw_op_row sw_op_rows[] = {
	[SW_OP_TABLE_ADD]      = { "TABLE_ADD",      "table", NFT(NEWTABLE), NLM_F_CREATE },
	[SW_OP_TABLE_DEL]      = { "TABLE_FLUSH",    "table", NFT(DELTABLE), 0 },
	[SW_OP_CHAIN_ADD]      = { "CHAIN_ADD",      "chain", NFT(NEWCHAIN), NLM_F_CREATE },
	[SW_OP_CHAIN_USER_ADD] = { "CHAIN_USER_ADD", "chain", NFT(NEWCHAIN), NLM_F_CREATE },
	[SW_OP_CHAIN_UPDATE]   = { "CHAIN_UPDATE",   "chain", NFT(NEWCHAIN), 0 },
	[SW_OP_CHAIN_ZERO]     = { "CHAIN_ZERO",     "chain", NFT(NEWCHAIN), 0 },
	[SW_OP_CHAIN_DEL]      = { "CHAIN_DEL",      "chain", NFT(DELCHAIN),
				   NLM_F_NONREC },
	[SW_OP_CHAIN_RENAME]   = { "CHAIN_RENAME",   "chain", NFT(NEWCHAIN), 0 },
	[SW_OP_CHAIN_FLUSH]    = { "RULE_FLUSH",     "rule in chain", NFT(DELRULE), 0 },
	[SW_OP_RULE_APPEND]    = { "RULE_APPEND",    "rule in chain", NFT(NEWRULE),
				   NLM_F_CREATE | NLM_F_APPEND },
	[SW_OP_RULE_INSERT]    = { "RULE_INSERT",    "rule in chain", NFT(NEWRULE), NLM_F_CREATE },
	[SW_OP_RULE_REPLACE]   = { "RULE_REPLACE",   "rule in chain", NFT(NEWRULE),
				   NLM_F_CREATE | NLM_F_REPLACE },
	[SW_OP_RULE_DELETE]    = { "RULE_DELETE",    "rule in chain", NFT(DELRULE), 0 },
	[SW_OP_ELEM_ADD]       = { "RULE_APPEND",    "rule in chain", NFT(NEWSETELEM),
				   NLM_F_CREATE | NLM_F_EXCL },
	[SW_OP_ELEM_DELETE]    = { "RULE_DELETE",    "rule in chain", NFT(DELSETELEM), 0 },
	[SW_OP_SET_ADD]        = { "SET_ADD",        "set", NFT(NEWSET), NLM_F_CREATE },
	[SW_OP_SET_FILL]       = { "SET_ADD",        "set", NFT(NEWSETELEM), NLM_F_CREATE },
	[SW_OP_SET_FLUSH]      = { "TABLE_FLUSH",    "set", NFT(DELSETELEM), 0 },
	[SW_OP_SET_DEL]        = { "TABLE_FLUSH",    "set", NFT(DELSET), 0 },
	[SW_OP_OBJECT_ADD]     = { "RULE_APPEND",    "rule in chain", NFT(NEWOBJ), NLM_F_CREATE },
};

/* The number of a file name; 0 when it is unknown or there are too many. */
static uint16_t file_number(struct sw_oplog *l, const char *file)
{
	const char **v;

	if (!file)
		return 0;
	for (size_t i = l->nfile; i > 0; i--)
		if (l->file[i - 1] == file)
			return i;
	if (l->nfile == UINT16_MAX)
		return 0;
	v = realloc(l->file, (l->nfile + 1) * sizeof(*v));
	if (!v)
		return 0;
	l->file = v;
	l->file[l->nfile++] = file;
	return l->nfile;
}

int sw_oplog_add(struct sw_oplog *l, uint32_t seq, enum sw_op_kind kind, const char *name,
		 const struct sw_where *origin, struct sw_err *err)
{
	int rc;

	if (!SW_GROW(l->op, l->n, l->cap))
		return sw_err_nomem(err);
	if (!l->n || strcmp(sw_strset_get(&l->names, l->last), name) != 0) {
		rc = sw_strset_add(&l->names, name, &l->last, err);
		if (rc < 0)
			return rc;
	}
	l->op[l->n++] = (struct sw_op){
		.seq = seq, .line = origin->line, .name = l->last,
		.file = file_number(l, origin->file), .kind = kind,
	};
	return 0;
}

/* The last operation that begins at or before seq; NULL: none. */
static const struct sw_op *find(const struct sw_oplog *l, uint32_t seq)
{
	size_t lo = 0, hi = l->n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (l->op[mid].seq <= seq)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo ? &l->op[lo - 1] : NULL;
}

/* The kernel has a number for each of its limits, and no words. */
static const char *limit_behind(int sys)
{
	static const struct { int sys; const char *what; } limits[] = {
		{ EMLINK, "jumps lead back to this chain, or more than 16 chains deep" },
		{ ELOOP, "jumps lead back to this chain" },
		{ EOVERFLOW, "one rule or set is larger than the kernel takes" },
		{ E2BIG, "one rule is larger than the kernel takes" },
		{ EMFILE, "the kernel counts no more uses of this chain or set" },
		{ ENFILE, "the set is full" },
		{ ENOSPC, "the set is full" },
		{ ENOMEM, "the kernel has no memory for it" },
		{ ENAMETOOLONG, "the name is longer than the kernel takes" },
	};

	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
		if (limits[i].sys == sys)
			return limits[i].what;
	return NULL;
}

/* A companion goes before the rule that needs it, and is nothing to the user: that rule is. */
static const struct sw_op *asked_for(const struct sw_oplog *l, const struct sw_op *op)
{
	const struct sw_op *end = l->op + l->n;

	for (const struct sw_op *o = op; o < end; o++)
		if (!sw_name_is_reserved(sw_strset_get(&l->names, o->name)))
			return o;
	return op;
}

int sw_oplog_explain(const struct sw_oplog *l, uint32_t seq, int sys, struct sw_err *err)
{
	const struct sw_op *op = find(l, seq);

	if (!op)
		return sw_err_set(err, SW_ERESOURCE, sys, "The kernel refused the transaction: %s",
				  strerror(sys));
	op = asked_for(l, op);
	if (err && !sw_err_is_set(err)) {
		err->where.file = op->file ? l->file[op->file - 1] : NULL;
		err->where.line = op->line;
	}
	sw_err_set(err, SW_ERESOURCE, sys, " %s failed (%s): %s %s", sw_op_rows[op->kind].name,
		   strerror(sys), sw_op_rows[op->kind].what, sw_strset_get(&l->names, op->name));
	if (limit_behind(sys))
		sw_err_hint(err, "%s", limit_behind(sys));
	return -sys;
}

void sw_oplog_reset(struct sw_oplog *l)
{
	l->n = 0;
	l->nfile = 0;
	sw_strset_reset(&l->names);
}

void sw_oplog_fini(struct sw_oplog *l)
{
	free(l->op);
	free(l->file);
	sw_strset_fini(&l->names);
	*l = (struct sw_oplog){ 0 };
}
