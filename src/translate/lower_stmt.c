/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Statements -> nft expressions: log, reject, nat and whatever else acts on a packet. */
#include <string.h>
#include <libmnl/libmnl.h>
#include <libnftnl/expr.h>
#include "base/cleanup.h"
#include "translate/lower_local.h"
#include "translate/said.h"

/* Statements are rare beside tests, and their attributes differ: one object each time. */
static struct nftnl_expr *fresh(struct sw_lower *l, const char *name)
{
	struct nftnl_expr *e = nftnl_expr_alloc(name);

	if (!e)
		l->oom = true;
	return e;
}

static void put_free(struct sw_lower *l, struct nftnl_expr *e)
{
	sw_lower_put(l, e);
	nftnl_expr_free(e);
}

static void immediate(struct sw_lower *l, uint32_t reg, const void *data, uint32_t len)
{
	struct nftnl_expr *e = fresh(l, "immediate");

	if (!e)
		return;
	nftnl_expr_set_u32(e, NFTNL_EXPR_IMM_DREG, reg);
	nftnl_expr_set(e, NFTNL_EXPR_IMM_DATA, data, len);
	put_free(l, e);
}

static void map_lookup(struct sw_lower *l, const char *map)
{
	struct nftnl_expr *e = fresh(l, "lookup");

	if (!e)
		return;
	nftnl_expr_set_u32(e, NFTNL_EXPR_LOOKUP_SREG, NFT_REG_1);
	nftnl_expr_set_u32(e, NFTNL_EXPR_LOOKUP_DREG, NFT_REG_1);
	nftnl_expr_set_str(e, NFTNL_EXPR_LOOKUP_SET, map);
	put_free(l, e);
}

static void store(struct sw_lower *l, const struct sw_stmt *s)
{
	const struct sw_sel *d = &s->set.dst;
	const char *name = d->src == SW_SRC_META ? "meta" : d->src == SW_SRC_CT ? "ct" : "payload";
	struct nftnl_expr *e = fresh(l, name);

	if (!e)
		return;
	if (d->src == SW_SRC_META) {
		nftnl_expr_set_u32(e, NFTNL_EXPR_META_KEY, d->key);
		nftnl_expr_set_u32(e, NFTNL_EXPR_META_SREG, NFT_REG_1);
	} else if (d->src == SW_SRC_CT) {
		nftnl_expr_set_u32(e, NFTNL_EXPR_CT_KEY, d->key);
		nftnl_expr_set_u32(e, NFTNL_EXPR_CT_SREG, NFT_REG_1);
		if (d->dir)
			nftnl_expr_set_u8(e, NFTNL_EXPR_CT_DIR, d->dir - 1);
	} else {
		nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_SREG, NFT_REG_1);
		nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_BASE,
				   d->src == SW_SRC_TH ? NFT_PAYLOAD_TRANSPORT_HEADER
						       : NFT_PAYLOAD_NETWORK_HEADER);
		nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_OFFSET, d->off);
		nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_LEN, d->len);
		nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_CSUM_TYPE, s->set.csum);
		nftnl_expr_set_u32(e, NFTNL_EXPR_PAYLOAD_CSUM_OFFSET, s->set.csum_off);
	}
	put_free(l, e);
}

static void stmt_set(struct sw_lower *l, const struct sw_stmt *s)
{
	if (s->said) {
		;	/* it is in the register */
	} else if (s->set.src.src == SW_SRC_NONE) {
		immediate(l, NFT_REG_1, s->set.val, s->set.len);
	} else {
		sw_lower_load(l, &s->set.src, NFT_REG_1);
		if (s->set.masked)
			sw_lower_bitwise(l, NFT_REG_1, s->set.mask, s->set.val, s->set.len);
		if (s->set.map)
			map_lookup(l, s->set.map);
	}
	store(l, s);
}

static void stmt_log(struct sw_lower *l, const struct sw_stmt *s)
{
	struct nftnl_expr *e = fresh(l, "log");

	if (!e)
		return;
	if (s->log.prefix)
		nftnl_expr_set_str(e, NFTNL_EXPR_LOG_PREFIX, s->log.prefix);
	if (s->log.has_group)
		nftnl_expr_set_u16(e, NFTNL_EXPR_LOG_GROUP, s->log.group);
	if (s->log.has_snaplen)
		nftnl_expr_set_u32(e, NFTNL_EXPR_LOG_SNAPLEN, s->log.snaplen);
	if (s->log.has_qthreshold)
		nftnl_expr_set_u16(e, NFTNL_EXPR_LOG_QTHRESHOLD, s->log.qthreshold);
	if (s->log.has_level)
		nftnl_expr_set_u32(e, NFTNL_EXPR_LOG_LEVEL, s->log.level);
	if (s->log.has_flags)
		nftnl_expr_set_u32(e, NFTNL_EXPR_LOG_FLAGS, s->log.flags);
	put_free(l, e);
}

static void stmt_reject(struct sw_lower *l, const struct sw_stmt *s)
{
	struct nftnl_expr *e = fresh(l, "reject");

	if (!e)
		return;
	nftnl_expr_set_u32(e, NFTNL_EXPR_REJECT_TYPE, s->reject.type);
	nftnl_expr_set_u8(e, NFTNL_EXPR_REJECT_CODE, s->reject.code);
	put_free(l, e);
}

/* Fills those registers that no map has filled. */
static struct sw_nat_regs nat_registers(struct sw_lower *l, const struct sw_stmt *s)
{
	struct sw_nat_regs reg = sw_nat_regs(s);
	uint32_t alen = s->nat.family == SW_IP6 ? 16 : 4;

	if (s->said)
		return reg;
	if (s->nat.has_addr)
		immediate(l, reg.addr, s->nat.addr, alen);
	if (s->nat.has_addr_max)
		immediate(l, reg.addr_max, s->nat.addr_max, alen);
	if (s->nat.has_port)
		immediate(l, reg.port, s->nat.port, 2);
	if (s->nat.has_port_max)
		immediate(l, reg.port_max, s->nat.port_max, 2);
	return reg;
}

static void stmt_nat(struct sw_lower *l, const struct sw_stmt *s)
{
	struct sw_nat_regs reg = nat_registers(l, s);
	struct nftnl_expr *e;

	e = fresh(l, "nat");
	if (!e)
		return;
	nftnl_expr_set_u32(e, NFTNL_EXPR_NAT_TYPE, s->nat.type);
	nftnl_expr_set_u32(e, NFTNL_EXPR_NAT_FAMILY, s->nat.family);
	if (s->nat.has_addr)
		nftnl_expr_set_u32(e, NFTNL_EXPR_NAT_REG_ADDR_MIN, reg.addr);
	if (s->nat.has_addr_max)
		nftnl_expr_set_u32(e, NFTNL_EXPR_NAT_REG_ADDR_MAX, reg.addr_max);
	if (s->nat.has_port)
		nftnl_expr_set_u32(e, NFTNL_EXPR_NAT_REG_PROTO_MIN, reg.port);
	if (s->nat.has_port_max)
		nftnl_expr_set_u32(e, NFTNL_EXPR_NAT_REG_PROTO_MAX, reg.port_max);
	if (s->nat.flags)
		nftnl_expr_set_u32(e, NFTNL_EXPR_NAT_FLAGS, s->nat.flags);
	put_free(l, e);
}

static void stmt_masq_redir(struct sw_lower *l, const struct sw_stmt *s)
{
	struct sw_nat_regs reg = nat_registers(l, s);
	bool masq = s->kind == SW_STMT_MASQ;
	struct nftnl_expr *e;

	e = fresh(l, masq ? "masq" : "redir");
	if (!e)
		return;
	if (s->nat.has_port)
		nftnl_expr_set_u32(e,
				   masq ? NFTNL_EXPR_MASQ_REG_PROTO_MIN
					: NFTNL_EXPR_REDIR_REG_PROTO_MIN,
				   reg.port);
	if (s->nat.has_port_max)
		nftnl_expr_set_u32(e,
				   masq ? NFTNL_EXPR_MASQ_REG_PROTO_MAX
					: NFTNL_EXPR_REDIR_REG_PROTO_MAX,
				   reg.port_max);
	if (s->nat.flags)
		nftnl_expr_set_u32(e, masq ? NFTNL_EXPR_MASQ_FLAGS : NFTNL_EXPR_REDIR_FLAGS,
				   s->nat.flags);
	put_free(l, e);
}

static void stmt_tproxy(struct sw_lower *l, const struct sw_stmt *s)
{
	struct sw_nat_regs reg = nat_registers(l, s);
	struct nftnl_expr *e;

	e = fresh(l, "tproxy");
	if (!e)
		return;
	nftnl_expr_set_u32(e, NFTNL_EXPR_TPROXY_FAMILY, s->nat.family);
	if (s->nat.has_addr)
		nftnl_expr_set_u32(e, NFTNL_EXPR_TPROXY_REG_ADDR, reg.addr);
	if (s->nat.has_port)
		nftnl_expr_set_u32(e, NFTNL_EXPR_TPROXY_REG_PORT, reg.port);
	put_free(l, e);
}

static void stmt_dup(struct sw_lower *l, const struct sw_stmt *s)
{
	struct sw_nat_regs reg = nat_registers(l, s);
	struct nftnl_expr *e;

	e = fresh(l, "dup");
	if (!e)
		return;
	nftnl_expr_set_u32(e, NFTNL_EXPR_DUP_SREG_ADDR, reg.addr);
	put_free(l, e);
}

static void stmt_notrack(struct sw_lower *l, const struct sw_stmt *s)
{
	struct nftnl_expr *e = fresh(l, "notrack");

	if (e)
		put_free(l, e);
}

static void stmt_objref(struct sw_lower *l, const struct sw_stmt *s)
{
	struct nftnl_expr *e = fresh(l, "objref");

	if (!e)
		return;
	if (s->obj.map) {
		static const uint8_t zero[sizeof(s->obj.mask)];

		sw_lower_load(l, &s->obj.sel, NFT_REG_1);
		sw_lower_bitwise(l, NFT_REG_1, s->obj.mask, zero, sizeof(s->obj.mask));
		nftnl_expr_set_u32(e, NFTNL_EXPR_OBJREF_SET_SREG, NFT_REG_1);
		nftnl_expr_set_str(e, NFTNL_EXPR_OBJREF_SET_NAME, s->obj.map);
	} else {
		nftnl_expr_set_u32(e, NFTNL_EXPR_OBJREF_IMM_TYPE, s->obj.type);
		nftnl_expr_set_str(e, NFTNL_EXPR_OBJREF_IMM_NAME, s->obj.name);
	}
	put_free(l, e);
}

/* An exthdr expression with neither register is "reset tcp option" (kernel 5.18), which refuses to
 * be told an offset or a length. */
static void stmt_tcpopt_reset(struct sw_lower *l, const struct sw_stmt *s)
{
	struct nftnl_expr *e = fresh(l, "exthdr");

	if (!e)
		return;
	nftnl_expr_set_u8(e, NFTNL_EXPR_EXTHDR_TYPE, s->tcpopt.opt);
	nftnl_expr_set_u32(e, NFTNL_EXPR_EXTHDR_OP, NFT_EXTHDR_OP_TCPOPT);
	put_free(l, e);
}

static void stmt_synproxy(struct sw_lower *l, const struct sw_stmt *s)
{
	struct nftnl_expr *e = fresh(l, "synproxy");

	if (!e)
		return;
	nftnl_expr_set_u16(e, NFTNL_EXPR_SYNPROXY_MSS, s->synproxy.mss);
	nftnl_expr_set_u8(e, NFTNL_EXPR_SYNPROXY_WSCALE, s->synproxy.wscale);
	nftnl_expr_set_u32(e, NFTNL_EXPR_SYNPROXY_FLAGS, s->synproxy.flags);
	put_free(l, e);
}

static void stmt_queue(struct sw_lower *l, const struct sw_stmt *s)
{
	struct nftnl_expr *e = fresh(l, "queue");

	if (!e)
		return;
	nftnl_expr_set_u16(e, NFTNL_EXPR_QUEUE_NUM, s->queue.num);
	nftnl_expr_set_u16(e, NFTNL_EXPR_QUEUE_TOTAL, s->queue.total);
	nftnl_expr_set_u16(e, NFTNL_EXPR_QUEUE_FLAGS, s->queue.flags);
	put_free(l, e);
}

static void stmt_if(struct sw_lower *l, const struct sw_stmt *s)
{
	sw_lower_test(l, s->test);
}

static void stmt_xt(struct sw_lower *l, const struct sw_stmt *s)
{
	struct nftnl_expr *e = fresh(l, "target");
	void *info = e ? malloc(s->xt->size ? s->xt->size : 1) : NULL;

	if (!info) {
		l->oom = true;
		if (e)
			nftnl_expr_free(e);
		return;
	}
	if (s->xt->size)
		memcpy(info, s->xt->data, s->xt->size);
	nftnl_expr_set_str(e, NFTNL_EXPR_TG_NAME, s->xt->name);
	nftnl_expr_set_u32(e, NFTNL_EXPR_TG_REV, s->xt->rev);
	/* the object owns info now */
	nftnl_expr_set(e, NFTNL_EXPR_TG_INFO, info, s->xt->size);
	put_free(l, e);
}

static void stmt_raw(struct sw_lower *l, const struct sw_stmt *s)
{
	sw_lower_put_raw(l, s->raw, s->rawlen);
}

void sw_lower_stmt(struct sw_lower *l, const struct sw_stmt *s)
{
	static void (*const put[])(struct sw_lower *, const struct sw_stmt *) = {
		[SW_STMT_SET] = stmt_set,
		[SW_STMT_LOG] = stmt_log,
		[SW_STMT_REJECT] = stmt_reject,
		[SW_STMT_NAT] = stmt_nat,
		[SW_STMT_MASQ] = stmt_masq_redir,
		[SW_STMT_REDIR] = stmt_masq_redir,
		[SW_STMT_NOTRACK] = stmt_notrack,
		[SW_STMT_DUP] = stmt_dup,
		[SW_STMT_OBJREF] = stmt_objref,
		[SW_STMT_TPROXY] = stmt_tproxy,
		[SW_STMT_TCPOPT_RESET] = stmt_tcpopt_reset,
		[SW_STMT_SYNPROXY] = stmt_synproxy,
		[SW_STMT_QUEUE] = stmt_queue,
		[SW_STMT_IF] = stmt_if,
		[SW_STMT_XT] = stmt_xt,
		[SW_STMT_RAW] = stmt_raw,
	};

	put[s->kind](l, s);
}
