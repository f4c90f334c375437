/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading back expressions that load a register, or store one: payload, meta, ct, fib, rt ... */
#include <string.h>
#include "translate/lift_local.h"

/* Bytes a key puts into its register; the message does not say (nft_meta.c, nft_ct.c of the
 * kernel). */
static uint8_t meta_len(uint32_t key)
{
	static const uint8_t len[] = {
		[NFT_META_LEN] = 4,	 [NFT_META_PROTOCOL] = 2,  [NFT_META_PRIORITY] = 4,
		[NFT_META_MARK] = 4,	 [NFT_META_IIF] = 4,	   [NFT_META_OIF] = 4,
		[NFT_META_IIFNAME] = 16, [NFT_META_OIFNAME] = 16,  [NFT_META_IIFTYPE] = 2,
		[NFT_META_OIFTYPE] = 2,	 [NFT_META_SKUID] = 4,	   [NFT_META_SKGID] = 4,
		[NFT_META_NFTRACE] = 1,	 [NFT_META_RTCLASSID] = 4, [NFT_META_SECMARK] = 4,
		[NFT_META_NFPROTO] = 1,	 [NFT_META_L4PROTO] = 1,   [NFT_META_PKTTYPE] = 1,
		[NFT_META_CPU] = 4,	 [NFT_META_IIFGROUP] = 4,  [NFT_META_OIFGROUP] = 4,
		[NFT_META_CGROUP] = 4,	 [NFT_META_PRANDOM] = 4,   [NFT_META_SECPATH] = 1,
		[NFT_META_TIME_NS] = 8,	 [NFT_META_TIME_DAY] = 1,  [NFT_META_TIME_HOUR] = 4,
	};

	return key < sizeof(len) ? len[key] : 0;
}

static uint8_t ct_len(uint32_t key)
{
	static const uint8_t len[] = {
		[NFT_CT_STATE] = 4, [NFT_CT_DIRECTION] = 1, [NFT_CT_STATUS] = 4, [NFT_CT_MARK] = 4,
		[NFT_CT_SECMARK] = 4, [NFT_CT_EXPIRATION] = 4, [NFT_CT_HELPER] = 16,
		[NFT_CT_L3PROTOCOL] = 1, [NFT_CT_PROTOCOL] = 1, [NFT_CT_PROTO_SRC] = 2,
		[NFT_CT_PROTO_DST] = 2, [NFT_CT_LABELS] = 16, [NFT_CT_PKTS] = 8, [NFT_CT_BYTES] = 8,
		[NFT_CT_AVGPKT] = 8, [NFT_CT_ZONE] = 2, [NFT_CT_EVENTMASK] = 4, [NFT_CT_SRC_IP] = 4,
		[NFT_CT_DST_IP] = 4, [NFT_CT_SRC_IP6] = 16, [NFT_CT_DST_IP6] = 16,
	};

	return key < sizeof(len) ? len[key] : 0;
}

/* A statement that stores the waiting load (or an immediate) into dst; false: does not fit. */
static bool store(struct sw_lift *l, struct sw_sel dst, uint32_t sreg, uint8_t csum,
		  uint8_t csum_off)
{
	bool imm = !l->open && l->imm[1].p;
	struct sw_stmt *s;

	if (l->said && !l->open && !imm && sreg == NFT_REG_1) {
		s = sw_prog_stmt(l->p, SW_STMT_SET);
		s->set.dst = dst;
		s->set.len = dst.len;
		return !csum && !csum_off && sw_lift_said(l, s);
	}
	/* nmore and hton of a load that was consumed before mean nothing to an immediate. */
	if (sreg != NFT_REG_1 || (!l->open && !imm) || (l->open && (l->nmore || l->hton)) ||
	    (imm && l->imm[1].len > sizeof(s->set.val)) ||
	    (l->open && l->masked && l->masklen > sizeof(s->set.mask)))
		return false;
	s = sw_prog_stmt(l->p, SW_STMT_SET);
	s->set.dst = dst;
	s->set.csum = csum;
	s->set.csum_off = csum_off;
	if (imm) {
		s->set.len = l->imm[1].len;
		memcpy(s->set.val, l->imm[1].p, l->imm[1].len);
		l->imm[1].p = NULL;
		return true;
	}
	l->open = false;
	s->set.src = l->sel;
	s->set.len = l->masked ? l->masklen : l->sel.len;
	s->set.masked = l->masked;
	s->set.map = l->map;
	if (l->masked) {
		memcpy(s->set.mask, l->mask, l->masklen);
		memcpy(s->set.val, l->xor, l->masklen);
	}
	return true;
}

bool sw_lift_payload(struct sw_lift *l, const struct nlattr *data)
{
	static const uint8_t src[] = { SW_SRC_LL, SW_SRC_NH, SW_SRC_TH };
	const struct nlattr *tb[NFTA_PAYLOAD_MAX + 1];
	uint32_t base, off, len;

	sw_attr_parse_nested(data, tb, NFTA_PAYLOAD_MAX);
	base = sw_attr_be32(tb[NFTA_PAYLOAD_BASE]);
	off = sw_attr_be32(tb[NFTA_PAYLOAD_OFFSET]);
	len = sw_attr_be32(tb[NFTA_PAYLOAD_LEN]);
	if (base >= sizeof(src) || off > 255 || !len || len > 16)
		return false;
	struct sw_sel sel = { .src = src[base], .off = off, .len = len };
	if (tb[NFTA_PAYLOAD_SREG])
		return !sw_attr_be32(tb[NFTA_PAYLOAD_CSUM_FLAGS]) &&
		       store(l, sel, sw_attr_be32(tb[NFTA_PAYLOAD_SREG]),
				     sw_attr_be32(tb[NFTA_PAYLOAD_CSUM_TYPE]),
				     sw_attr_be32(tb[NFTA_PAYLOAD_CSUM_OFFSET]));
	return sw_lift_load(l, sel, sw_attr_be32(tb[NFTA_PAYLOAD_DREG]));
}

bool sw_lift_meta(struct sw_lift *l, const struct nlattr *data)
{
	const struct nlattr *tb[NFTA_META_MAX + 1];
	uint32_t key;

	sw_attr_parse_nested(data, tb, NFTA_META_MAX);
	key = sw_attr_be32(tb[NFTA_META_KEY]);
	if (!tb[NFTA_META_KEY] || !meta_len(key))
		return false;
	struct sw_sel sel = SW_SEL_META(key, meta_len(key));
	if (tb[NFTA_META_SREG])
		return store(l, sel, sw_attr_be32(tb[NFTA_META_SREG]), 0, 0);
	return sw_lift_load(l, sel, sw_attr_be32(tb[NFTA_META_DREG]));
}

bool sw_lift_ct(struct sw_lift *l, const struct nlattr *data)
{
	const struct nlattr *tb[NFTA_CT_MAX + 1];
	uint32_t key;

	sw_attr_parse_nested(data, tb, NFTA_CT_MAX);
	key = sw_attr_be32(tb[NFTA_CT_KEY]);
	if (!tb[NFTA_CT_KEY] || !ct_len(key))
		return false;
	struct sw_sel sel = SW_SEL_CT(key, ct_len(key));
	if (tb[NFTA_CT_DIRECTION])
		sel.dir = sw_attr_u8(tb[NFTA_CT_DIRECTION]) + 1;
	if (tb[NFTA_CT_SREG])
		return store(l, sel, sw_attr_be32(tb[NFTA_CT_SREG]), 0, 0);
	return sw_lift_load(l, sel, sw_attr_be32(tb[NFTA_CT_DREG]));
}

bool sw_lift_fib(struct sw_lift *l, const struct nlattr *data)
{
	const struct nlattr *tb[NFTA_FIB_MAX + 1];

	sw_attr_parse_nested(data, tb, NFTA_FIB_MAX);
	struct sw_sel sel = SW_SEL_FIB(sw_attr_be32(tb[NFTA_FIB_RESULT]),
				       sw_attr_be32(tb[NFTA_FIB_FLAGS]));
	return sw_lift_load(l, sel, sw_attr_be32(tb[NFTA_FIB_DREG]));
}

bool sw_lift_rt(struct sw_lift *l, const struct nlattr *data)
{
	static const uint8_t len[] = {
		[NFT_RT_CLASSID] = 4, [NFT_RT_TCPMSS] = 2, [NFT_RT_XFRM] = 1,
	};
	const struct nlattr *tb[NFTA_RT_MAX + 1];
	uint32_t key;

	sw_attr_parse_nested(data, tb, NFTA_RT_MAX);
	key = sw_attr_be32(tb[NFTA_RT_KEY]);
	struct sw_sel sel = SW_SEL_RT(key, key < sizeof(len) ? len[key] : 0);
	return sel.len && sw_lift_load(l, sel, sw_attr_be32(tb[NFTA_RT_DREG]));
}

bool sw_lift_socket(struct sw_lift *l, const struct nlattr *data)
{
	const struct nlattr *tb[NFTA_SOCKET_MAX + 1];
	struct sw_sel sel = { .src = SW_SRC_SOCKET, .len = 1 };

	sw_attr_parse_nested(data, tb, NFTA_SOCKET_MAX);
	sel.key = sw_attr_be32(tb[NFTA_SOCKET_KEY]);
	return (sel.key == NFT_SOCKET_WILDCARD || sel.key == NFT_SOCKET_TRANSPARENT) &&
	       sw_lift_load(l, sel, sw_attr_be32(tb[NFTA_SOCKET_DREG]));
}

static bool tcpopt_reset(struct sw_lift *l, const struct nlattr *const *tb)
{
	if (sw_attr_be32(tb[NFTA_EXTHDR_OFFSET]) || sw_attr_be32(tb[NFTA_EXTHDR_LEN]))
		return false;
	sw_lift_flush(l);
	sw_prog_stmt(l->p, SW_STMT_TCPOPT_RESET)->tcpopt.opt = sw_attr_u8(tb[NFTA_EXTHDR_TYPE]);
	return true;
}

static bool ipv6_header(struct sw_lift *l, const struct nlattr *const *tb)
{
	/* the register is read whole */
	struct sw_sel sel = { .src = SW_SRC_HEADER, .len = 4,
			      .key = sw_attr_u8(tb[NFTA_EXTHDR_TYPE]) };

	return sw_attr_be32(tb[NFTA_EXTHDR_FLAGS]) == NFT_EXTHDR_F_PRESENT &&
	       sw_attr_be32(tb[NFTA_EXTHDR_LEN]) == 1 &&
	       !sw_attr_be32(tb[NFTA_EXTHDR_OFFSET]) &&
	       sw_attr_be32(tb[NFTA_EXTHDR_DREG]) == NFT_REG_1 && sw_lift_load(l, sel, NFT_REG_1);
}

bool sw_lift_exthdr(struct sw_lift *l, const struct nlattr *data)
{
	const struct nlattr *tb[NFTA_EXTHDR_MAX + 1];
	uint32_t off, len, op;

	sw_attr_parse_nested(data, tb, NFTA_EXTHDR_MAX);
	op = sw_attr_be32(tb[NFTA_EXTHDR_OP]);
	if (op == NFT_EXTHDR_OP_IPV6 && tb[NFTA_EXTHDR_TYPE] &&
	    sw_attr_be32(tb[NFTA_EXTHDR_FLAGS]) & NFT_EXTHDR_F_PRESENT)
		return ipv6_header(l, tb);
	if (op > NFT_EXTHDR_OP_TCPOPT || tb[NFTA_EXTHDR_SREG] || !tb[NFTA_EXTHDR_TYPE])
		return false;
	if (!tb[NFTA_EXTHDR_DREG])
		return op == NFT_EXTHDR_OP_TCPOPT && tcpopt_reset(l, tb);
	off = sw_attr_be32(tb[NFTA_EXTHDR_OFFSET]);
	len = sw_attr_be32(tb[NFTA_EXTHDR_LEN]);
	if (off > 255 || !len || len > 16)
		return false;
	struct sw_sel sel = { .src = op == NFT_EXTHDR_OP_TCPOPT ? SW_SRC_TCPOPT : SW_SRC_EXTHDR,
			      .off = off, .len = len,
			      .key = sw_attr_u8(tb[NFTA_EXTHDR_TYPE]),
			      .arg = sw_attr_be32(tb[NFTA_EXTHDR_FLAGS]) };
	return sw_lift_load(l, sel, sw_attr_be32(tb[NFTA_EXTHDR_DREG]));
}

bool sw_lift_numgen(struct sw_lift *l, const struct nlattr *data)
{
	const struct nlattr *tb[NFTA_NG_MAX + 1];

	sw_attr_parse_nested(data, tb, NFTA_NG_MAX);
	struct sw_sel sel = { .src = SW_SRC_NUMGEN, .len = 4, .key = sw_attr_be32(tb[NFTA_NG_TYPE]),
			      .arg = sw_attr_be32(tb[NFTA_NG_MODULUS]) };
	return !sw_attr_be32(tb[NFTA_NG_OFFSET]) &&
	       sw_lift_load(l, sel, sw_attr_be32(tb[NFTA_NG_DREG]));
}
