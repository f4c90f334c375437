/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading back expressions that act or count: verdicts, log, nat, limit, carried xt extensions. */
#include <string.h>
#include "base/net.h"
#include <linux/netfilter/nf_tables_compat.h>
#include "translate/lift_local.h"
#include "translate/said.h"

bool sw_lift_counter(struct sw_lift *l, const struct nlattr *data)
{
	const struct nlattr *tb[NFTA_COUNTER_MAX + 1];

	sw_attr_parse_nested(data, tb, NFTA_COUNTER_MAX);
	if (l->p->counter || l->p->nstmt)
		return false;
	l->p->counter = true;
	l->p->packets = sw_attr_be64(tb[NFTA_COUNTER_PACKETS]);
	l->p->bytes = sw_attr_be64(tb[NFTA_COUNTER_BYTES]);
	return true;
}

static bool verdict(struct sw_lift *l, const struct nlattr *nest)
{
	const struct nlattr *tb[NFTA_VERDICT_MAX + 1];
	const char *chain;

	sw_attr_parse_nested(nest, tb, NFTA_VERDICT_MAX);
	chain = sw_attr_str(tb[NFTA_VERDICT_CHAIN]);
	if (l->p->has_verdict || (chain && strlen(chain) >= sizeof(l->p->chain)))
		return false;
	l->p->has_verdict = true;
	l->p->verdict = (int32_t)sw_attr_be32(tb[NFTA_VERDICT_CODE]);
	if (chain)
		strcpy(l->p->chain, chain);
	return true;
}

bool sw_lift_immediate(struct sw_lift *l, const struct nlattr *data)
{
	const struct nlattr *tb[NFTA_IMMEDIATE_MAX + 1], *v[NFTA_DATA_MAX + 1];
	uint32_t reg;

	sw_attr_parse_nested(data, tb, NFTA_IMMEDIATE_MAX);
	reg = sw_attr_be32(tb[NFTA_IMMEDIATE_DREG]);
	sw_attr_parse_nested(tb[NFTA_IMMEDIATE_DATA], v, NFTA_DATA_MAX);
	if (reg == NFT_REG_VERDICT)
		return v[NFTA_DATA_VERDICT] && verdict(l, v[NFTA_DATA_VERDICT]);
	return reg <= NFT_REG_4 && !l->imm[reg].p &&
	       sw_lift_value(tb[NFTA_IMMEDIATE_DATA], &l->imm[reg]);
}

/* A copy in the program's memory: payload structs want more alignment than an attribute has. */
static const struct sw_ext *xt_ext(struct sw_lift *l, const struct nlattr *name_attr,
				   const struct nlattr *rev, const struct nlattr *info)
{
	const char *name = sw_attr_str(name_attr);
	struct sw_ext *e;

	if (!name || strlen(name) >= sizeof(e->name) || !info)
		return NULL;
	e = sw_prog_alloc(l->p, sizeof(*e));
	if (!e)
		return NULL;
	strcpy(e->name, name);
	e->rev = sw_attr_be32(rev);
	e->size = e->user_size = sw_attr_len(info);
	e->data = sw_prog_alloc(l->p, e->size ? e->size : 1);
	if (!e->data)
		return NULL;
	memcpy(e->data, sw_attr_data(info), e->size);
	return e;
}

bool sw_lift_match(struct sw_lift *l, const struct nlattr *data)
{
	const struct nlattr *tb[NFTA_MATCH_MAX + 1];
	const struct sw_ext *e;

	sw_attr_parse_nested(data, tb, NFTA_MATCH_MAX);
	e = xt_ext(l, tb[NFTA_MATCH_NAME], tb[NFTA_MATCH_REV], tb[NFTA_MATCH_INFO]);
	if (!e || sw_lift_is_behind(l))
		return false;
	sw_prog_xt(l->p, e);
	return true;
}

bool sw_lift_target(struct sw_lift *l, const struct nlattr *data)
{
	const struct nlattr *tb[NFTA_TARGET_MAX + 1];
	const struct sw_ext *e;

	sw_attr_parse_nested(data, tb, NFTA_TARGET_MAX);
	e = xt_ext(l, tb[NFTA_TARGET_NAME], tb[NFTA_TARGET_REV], tb[NFTA_TARGET_INFO]);
	if (!e)
		return false;
	sw_prog_stmt(l->p, SW_STMT_XT)->xt = e;
	return true;
}

bool sw_lift_limit(struct sw_lift *l, const struct nlattr *data)
{
	const struct nlattr *tb[NFTA_LIMIT_MAX + 1];
	struct sw_test *t;

	if (sw_lift_is_behind(l))
		return false;
	sw_attr_parse_nested(data, tb, NFTA_LIMIT_MAX);
	t = sw_prog_test(l->p, SW_TEST_LIMIT);
	t->limit = (struct sw_limit){
		.rate = sw_attr_be64(tb[NFTA_LIMIT_RATE]),
		.unit = sw_attr_be64(tb[NFTA_LIMIT_UNIT]),
		.burst = sw_attr_be32(tb[NFTA_LIMIT_BURST]),
		.type = sw_attr_be32(tb[NFTA_LIMIT_TYPE]),
		.flags = sw_attr_be32(tb[NFTA_LIMIT_FLAGS]),
	};
	return true;
}

bool sw_lift_quota(struct sw_lift *l, const struct nlattr *data)
{
	const struct nlattr *tb[NFTA_QUOTA_MAX + 1];
	struct sw_test *t;

	if (sw_lift_is_behind(l))
		return false;
	sw_attr_parse_nested(data, tb, NFTA_QUOTA_MAX);
	t = sw_prog_test(l->p, SW_TEST_QUOTA);
	t->quota.bytes = sw_attr_be64(tb[NFTA_QUOTA_BYTES]);
	t->quota.consumed = sw_attr_be64(tb[NFTA_QUOTA_CONSUMED]);
	t->quota.flags = sw_attr_be32(tb[NFTA_QUOTA_FLAGS]) & NFT_QUOTA_F_INV;
	return true;
}

bool sw_lift_reject(struct sw_lift *l, const struct nlattr *data)
{
	const struct nlattr *tb[NFTA_REJECT_MAX + 1];
	struct sw_stmt *s = sw_prog_stmt(l->p, SW_STMT_REJECT);

	sw_attr_parse_nested(data, tb, NFTA_REJECT_MAX);
	s->reject.type = sw_attr_be32(tb[NFTA_REJECT_TYPE]);
	if (tb[NFTA_REJECT_ICMP_CODE])
		s->reject.code = sw_attr_u8(tb[NFTA_REJECT_ICMP_CODE]);
	return true;
}

bool sw_lift_log(struct sw_lift *l, const struct nlattr *data)
{
	const struct nlattr *tb[NFTA_LOG_MAX + 1];
	struct sw_stmt *s;

	sw_attr_parse_nested(data, tb, NFTA_LOG_MAX);
	s = sw_prog_stmt(l->p, SW_STMT_LOG);
	s->log.prefix = sw_attr_str(tb[NFTA_LOG_PREFIX]);
	s->log.has_group = tb[NFTA_LOG_GROUP];
	s->log.group = sw_attr_be16(tb[NFTA_LOG_GROUP]);
	s->log.has_snaplen = tb[NFTA_LOG_SNAPLEN];
	s->log.snaplen = sw_attr_be32(tb[NFTA_LOG_SNAPLEN]);
	s->log.has_qthreshold = tb[NFTA_LOG_QTHRESHOLD];
	s->log.qthreshold = sw_attr_be16(tb[NFTA_LOG_QTHRESHOLD]);
	s->log.has_level = tb[NFTA_LOG_LEVEL];
	s->log.level = sw_attr_be32(tb[NFTA_LOG_LEVEL]);
	s->log.has_flags = tb[NFTA_LOG_FLAGS];
	s->log.flags = sw_attr_be32(tb[NFTA_LOG_FLAGS]);
	return true;
}

/* Move the immediate of register reg (1 to 4, as lower_stmt.c assigns them) to out. */
static bool take_imm(struct sw_lift *l, const struct nlattr *a, uint32_t reg, bool *has,
		     uint8_t *out, size_t size)
{
	if (!a)
		return true;
	if (sw_attr_be32(a) != reg || !l->imm[reg].p || l->imm[reg].len > size)
		return false;
	memcpy(out, l->imm[reg].p, l->imm[reg].len);
	l->imm[reg].p = NULL;
	*has = true;
	return true;
}

/* True when no immediate is left over: one that nobody reads is not ours. */
static bool imm_done(const struct sw_lift *l)
{
	return !l->imm[1].p && !l->imm[2].p && !l->imm[3].p && !l->imm[4].p;
}

/* Attributes of registers; NULL: it has none. */
struct nat_attrs { const struct nlattr *addr, *addr_max, *port, *port_max; };

/* The kernel writes the max attribute even when it is the min register again. */
static void drop_twice(struct nat_attrs *a)
{
	if (a->addr && a->addr_max && sw_attr_be32(a->addr_max) == sw_attr_be32(a->addr))
		a->addr_max = NULL;
	if (a->port && a->port_max && sw_attr_be32(a->port_max) == sw_attr_be32(a->port))
		a->port_max = NULL;
}

static bool is_register(const struct nlattr *a, uint32_t reg)
{
	return !a || sw_attr_be32(a) == reg;
}

static bool said_values(struct sw_lift *l, struct sw_stmt *s, const struct nat_attrs *a)
{
	struct sw_nat_regs reg;

	s->nat.has_addr = a->addr;
	s->nat.has_addr_max = a->addr_max;
	s->nat.has_port = a->port;
	s->nat.has_port_max = a->port_max;
	if (!sw_lift_said(l, s))
		return false;
	reg = sw_nat_regs(s);
	return is_register(a->addr, reg.addr) && is_register(a->addr_max, reg.addr_max) &&
	       is_register(a->port, reg.port) && is_register(a->port_max, reg.port_max) &&
	       imm_done(l);
}

static bool nat_values(struct sw_lift *l, struct sw_stmt *s, struct nat_attrs a)
{
	struct sw_nat_regs reg = sw_nat_regs(s);

	drop_twice(&a);
	if (l->said && (a.addr || a.port))
		return said_values(l, s, &a);
	return take_imm(l, a.addr, reg.addr, &s->nat.has_addr, s->nat.addr, 16) &&
	       take_imm(l, a.addr_max, reg.addr_max, &s->nat.has_addr_max, s->nat.addr_max, 16) &&
	       take_imm(l, a.port, reg.port, &s->nat.has_port, s->nat.port, 2) &&
	       take_imm(l, a.port_max, reg.port_max, &s->nat.has_port_max, s->nat.port_max, 2) &&
	       imm_done(l);
}

bool sw_lift_nat(struct sw_lift *l, const struct nlattr *data)
{
	const struct nlattr *tb[NFTA_NAT_MAX + 1];
	struct sw_stmt *s = sw_prog_stmt(l->p, SW_STMT_NAT);

	sw_attr_parse_nested(data, tb, NFTA_NAT_MAX);
	s->nat.type = sw_attr_be32(tb[NFTA_NAT_TYPE]);
	s->nat.family = sw_attr_be32(tb[NFTA_NAT_FAMILY]);
	s->nat.flags = sw_attr_be32(tb[NFTA_NAT_FLAGS]);
	return nat_values(l, s, (struct nat_attrs){ tb[NFTA_NAT_REG_ADDR_MIN],
						    tb[NFTA_NAT_REG_ADDR_MAX],
						    tb[NFTA_NAT_REG_PROTO_MIN],
						    tb[NFTA_NAT_REG_PROTO_MAX] });
}

static bool masq_redir(struct sw_lift *l, enum sw_stmt_kind kind, const struct nlattr *min,
		       const struct nlattr *max, const struct nlattr *flags)
{
	struct sw_stmt *s = sw_prog_stmt(l->p, kind);

	s->nat.flags = sw_attr_be32(flags);
	return nat_values(l, s, (struct nat_attrs){ .port = min, .port_max = max });
}

bool sw_lift_masq(struct sw_lift *l, const struct nlattr *data)
{
	const struct nlattr *tb[NFTA_MASQ_MAX + 1];

	sw_attr_parse_nested(data, tb, NFTA_MASQ_MAX);
	return masq_redir(l, SW_STMT_MASQ, tb[NFTA_MASQ_REG_PROTO_MIN], tb[NFTA_MASQ_REG_PROTO_MAX],
			  tb[NFTA_MASQ_FLAGS]);
}

bool sw_lift_redir(struct sw_lift *l, const struct nlattr *data)
{
	const struct nlattr *tb[NFTA_REDIR_MAX + 1];

	sw_attr_parse_nested(data, tb, NFTA_REDIR_MAX);
	return masq_redir(l, SW_STMT_REDIR, tb[NFTA_REDIR_REG_PROTO_MIN],
			  tb[NFTA_REDIR_REG_PROTO_MAX], tb[NFTA_REDIR_FLAGS]);
}

bool sw_lift_tproxy(struct sw_lift *l, const struct nlattr *data)
{
	const struct nlattr *tb[NFTA_TPROXY_MAX + 1];
	struct sw_stmt *s = sw_prog_stmt(l->p, SW_STMT_TPROXY);

	sw_attr_parse_nested(data, tb, NFTA_TPROXY_MAX);
	s->nat.family = sw_attr_be32(tb[NFTA_TPROXY_FAMILY]);
	return take_imm(l, tb[NFTA_TPROXY_REG_ADDR], NFT_REG_1, &s->nat.has_addr, s->nat.addr,
			16) &&
	       take_imm(l, tb[NFTA_TPROXY_REG_PORT], NFT_REG_3, &s->nat.has_port, s->nat.port, 2) &&
	       imm_done(l);
}

/* The family is not in the message; it is that of the table, which decode knows. */
bool sw_lift_dup(struct sw_lift *l, const struct nlattr *data)
{
	const struct nlattr *tb[NFTA_DUP_MAX + 1];
	struct sw_stmt *s = sw_prog_stmt(l->p, SW_STMT_DUP);

	sw_attr_parse_nested(data, tb, NFTA_DUP_MAX);
	s->nat.family = l->imm[1].len == 16 ? SW_IP6 : SW_IP4;
	return !tb[NFTA_DUP_SREG_DEV] &&
	       take_imm(l, tb[NFTA_DUP_SREG_ADDR], NFT_REG_1, &s->nat.has_addr, s->nat.addr, 16) &&
	       imm_done(l);
}

bool sw_lift_synproxy(struct sw_lift *l, const struct nlattr *data)
{
	const struct nlattr *tb[NFTA_SYNPROXY_MAX + 1];
	struct sw_stmt *s = sw_prog_stmt(l->p, SW_STMT_SYNPROXY);

	sw_attr_parse_nested(data, tb, NFTA_SYNPROXY_MAX);
	s->synproxy.mss = sw_attr_be16(tb[NFTA_SYNPROXY_MSS]);
	s->synproxy.wscale = sw_attr_u8(tb[NFTA_SYNPROXY_WSCALE]);
	s->synproxy.flags = sw_attr_be32(tb[NFTA_SYNPROXY_FLAGS]);
	return true;
}

bool sw_lift_queue(struct sw_lift *l, const struct nlattr *data)
{
	const struct nlattr *tb[NFTA_QUEUE_MAX + 1];
	struct sw_stmt *s = sw_prog_stmt(l->p, SW_STMT_QUEUE);

	sw_attr_parse_nested(data, tb, NFTA_QUEUE_MAX);
	s->queue.num = sw_attr_be16(tb[NFTA_QUEUE_NUM]);
	s->queue.total = sw_attr_be16(tb[NFTA_QUEUE_TOTAL]);
	s->queue.flags = sw_attr_be16(tb[NFTA_QUEUE_FLAGS]);
	return !tb[NFTA_QUEUE_SREG_QNUM];
}

bool sw_lift_notrack(struct sw_lift *l, const struct nlattr *data)
{
	sw_prog_stmt(l->p, SW_STMT_NOTRACK);
	return true;
}

/* libnftnl sends the names of this expression without a NUL, the kernel shows them with one. */
static const char *object_name(struct sw_lift *l, const struct nlattr *a)
{
	size_t n = a ? sw_attr_len(a) : 0;
	char *name = n ? sw_prog_alloc(l->p, n + 1) : NULL;

	return name ? memcpy(name, sw_attr_data(a), n) : NULL;
}

static bool objref_map(struct sw_lift *l, const struct nlattr *const *tb)
{
	static const uint8_t zero[16];
	const char *map = object_name(l, tb[NFTA_OBJREF_SET_NAME]);
	struct sw_stmt *s;

	if (!map || !l->open || l->nmore || l->hton || l->map || !l->masked ||
	    l->masklen != sizeof(s->obj.mask) || memcmp(l->xor, zero, l->masklen) ||
	    sw_attr_be32(tb[NFTA_OBJREF_SET_SREG]) != NFT_REG_1)
		return false;
	l->open = false;
	s = sw_prog_stmt(l->p, SW_STMT_OBJREF);
	s->obj.map = map;
	s->obj.sel = l->sel;
	memcpy(s->obj.mask, l->mask, l->masklen);
	return true;
}

bool sw_lift_objref(struct sw_lift *l, const struct nlattr *data)
{
	const struct nlattr *tb[NFTA_OBJREF_MAX + 1];
	const char *name;
	struct sw_stmt *s;

	sw_attr_parse_nested(data, tb, NFTA_OBJREF_MAX);
	if (tb[NFTA_OBJREF_SET_SREG])
		return objref_map(l, tb);
	sw_lift_flush(l);
	name = object_name(l, tb[NFTA_OBJREF_IMM_NAME]);
	if (!name)
		return false;
	s = sw_prog_stmt(l->p, SW_STMT_OBJREF);
	s->obj.type = sw_attr_be32(tb[NFTA_OBJREF_IMM_TYPE]);
	s->obj.name = name;
	return true;
}
