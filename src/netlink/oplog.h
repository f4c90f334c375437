/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each message of a transaction was for: 16 bytes an operation, to explain a refusal. */
#ifndef SW_NETLINK_OPLOG_H
#define SW_NETLINK_OPLOG_H

#include "base/err.h"
#include "base/strset.h"

enum sw_op_kind {
	SW_OP_TABLE_ADD, SW_OP_TABLE_DEL,
	SW_OP_CHAIN_ADD, SW_OP_CHAIN_USER_ADD, SW_OP_CHAIN_UPDATE, SW_OP_CHAIN_ZERO,
	SW_OP_CHAIN_DEL, SW_OP_CHAIN_RENAME, SW_OP_CHAIN_FLUSH,
	SW_OP_RULE_APPEND, SW_OP_RULE_INSERT, SW_OP_RULE_REPLACE, SW_OP_RULE_DELETE,
	SW_OP_ELEM_ADD, SW_OP_ELEM_DELETE,
	SW_OP_SET_ADD, SW_OP_SET_FILL, SW_OP_SET_FLUSH, SW_OP_SET_DEL,
	SW_OP_OBJECT_ADD,
};

struct sw_op_row {
	const char *name;	/* as iptables-nft names it in errors */
	const char *what;	/* "rule in chain" */
	uint16_t    type, flags;	/* of its message */
};
extern const struct sw_op_row sw_op_rows[];

struct sw_op {
	uint32_t seq;		/* of its message */
	uint32_t line;
	uint32_t name;		/* in sw_oplog.names: the chain, table or set */
	uint16_t file;		/* in sw_oplog.file; 0 = the command line */
	uint16_t kind;
};

/* All zero is a valid empty one. */
struct sw_oplog {
	struct sw_op   *op;	/* owned; ascending seq */
	size_t          n, cap;
	const char    **file;	/* owned array of borrowed names; file[i] is number i + 1 */
	size_t          nfile;
	struct sw_strset names;
	uint32_t        last;	/* name of the newest op: most rules follow one of the same chain */
};

int sw_oplog_add(struct sw_oplog *l, uint32_t seq, enum sw_op_kind kind, const char *name,
		 const struct sw_where *origin, struct sw_err *err);
/* Fill err with the classic text for message seq that was refused with error sys (positive), and
 * its origin. Returns the error's value. */
int sw_oplog_explain(const struct sw_oplog *l, uint32_t seq, int sys, struct sw_err *err);
void sw_oplog_reset(struct sw_oplog *l);
void sw_oplog_fini(struct sw_oplog *l);

#endif
