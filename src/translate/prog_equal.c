/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Equality of programs, and what selectors say of their registers. */
#include <string.h>
#include "base/net.h"
#include "translate/prog.h"

bool sw_sel_equal(const struct sw_sel *a, const struct sw_sel *b)
{
	return a->src == b->src && a->len == b->len && a->dir == b->dir && a->off == b->off &&
	       a->key == b->key && a->arg == b->arg;
}

bool sw_sel_host_order(const struct sw_sel *s)
{
	switch (s->src) {
	case SW_SRC_META:
		/* A random number has no order to turn; names and link types are never ordered. */
		return s->key != NFT_META_PRANDOM && s->key != NFT_META_IIFNAME &&
		       s->key != NFT_META_OIFNAME && s->key != NFT_META_L4PROTO && s->len > 1;
	case SW_SRC_CT:
		return s->key != NFT_CT_SRC && s->key != NFT_CT_DST && s->key != NFT_CT_SRC_IP &&
		       s->key != NFT_CT_DST_IP && s->key != NFT_CT_SRC_IP6 &&
		       s->key != NFT_CT_DST_IP6 && s->key != NFT_CT_PROTO_SRC &&
		       s->key != NFT_CT_PROTO_DST && s->len > 1;
	case SW_SRC_RT:
		return s->key == NFT_RT_CLASSID || s->key == NFT_RT_TCPMSS;
	case SW_SRC_FIB: case SW_SRC_NUMGEN:
		return true;
	default:
		return false;
	}
}

static bool ext_same(const struct sw_ext *a, const struct sw_ext *b)
{
	return a == b || (a->rev == b->rev && a->size == b->size && !strcmp(a->name, b->name) &&
			  (!a->size || !memcmp(a->data, b->data, a->size)));
}

static bool raw_same(const void *a, uint32_t alen, const void *b, uint32_t blen)
{
	return alen == blen && !memcmp(a, b, alen);
}

size_t sw_key_offset(const struct sw_key *k, size_t i)
{
	size_t at = 0;

	if (i == 1 && k->n == 1)	/* one that stands alone needs no neighbour's place */
		return k->part[0].sel.len;
	while (i)
		at += (k->part[--i].sel.len + 3) / 4 * 4;
	return at;
}

static bool key_same(const struct sw_key *a, const struct sw_key *b)
{
	if (a->n != b->n || a->map != b->map || a->data != b->data)
		return false;
	for (size_t i = 0; i < a->n; i++) {
		const struct sw_key_part *x = &a->part[i], *y = &b->part[i];

		if (!sw_sel_equal(&x->sel, &y->sel) || x->masked != y->masked ||
		    (x->masked && memcmp(x->mask, y->mask, x->sel.len)))
			return false;
	}
	return true;
}

bool sw_test_equal(const struct sw_test *a, const struct sw_test *b)
{
	if (a->kind != b->kind || a->rel != b->rel || a->masked != b->masked || a->len != b->len ||
	    !sw_sel_equal(&a->sel, &b->sel))
		return false;
	switch (a->kind) {
	case SW_TEST_CMP:
		return !memcmp(a->val, b->val, a->len) &&
		       (!a->masked || !memcmp(a->mask, b->mask, a->len));
	case SW_TEST_RANGE:
		return !memcmp(a->val, b->val, a->len) && !memcmp(a->val2, b->val2, a->len);
	case SW_TEST_LOOKUP:
		return sw_sel_equal(&a->sel2, &b->sel2) && sw_sel_equal(&a->sel3, &b->sel3) &&
		       !strcmp(a->set, b->set);
	case SW_TEST_LIMIT:
		return a->limit.rate == b->limit.rate && a->limit.unit == b->limit.unit &&
		       a->limit.burst == b->limit.burst && a->limit.type == b->limit.type &&
		       a->limit.flags == b->limit.flags;
	case SW_TEST_QUOTA:	/* consumed is a counter */
		return a->quota.bytes == b->quota.bytes && a->quota.flags == b->quota.flags;
	case SW_TEST_XT:
		return ext_same(a->xt, b->xt);
	case SW_TEST_KEY:
		return key_same(a->key, b->key);
	case SW_TEST_RAW:
		return raw_same(a->raw, a->rawlen, b->raw, b->rawlen);
	default:
		return true;
	}
}

static bool text_same(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static bool set_stmt_same(const struct sw_stmt *a, const struct sw_stmt *b)
{
	return sw_sel_equal(&a->set.dst, &b->set.dst) && sw_sel_equal(&a->set.src, &b->set.src) &&
	       a->set.len == b->set.len && a->set.masked == b->set.masked &&
	       a->set.csum == b->set.csum && a->set.csum_off == b->set.csum_off &&
	       text_same(a->set.map, b->set.map) &&
	       !memcmp(a->set.val, b->set.val, sizeof(a->set.val)) &&
	       !memcmp(a->set.mask, b->set.mask, sizeof(a->set.mask));
}

static bool log_same(const struct sw_stmt *a, const struct sw_stmt *b)
{
	return a->log.has_level == b->log.has_level && a->log.has_group == b->log.has_group &&
	       a->log.has_flags == b->log.has_flags && a->log.has_snaplen == b->log.has_snaplen &&
	       a->log.has_qthreshold == b->log.has_qthreshold && a->log.flags == b->log.flags &&
	       a->log.level == b->log.level && a->log.snaplen == b->log.snaplen &&
	       a->log.group == b->log.group && a->log.qthreshold == b->log.qthreshold &&
	       text_same(a->log.prefix, b->log.prefix);
}

static bool nat_same(const struct sw_stmt *a, const struct sw_stmt *b)
{
	return a->nat.type == b->nat.type && a->nat.family == b->nat.family &&
	       a->nat.flags == b->nat.flags && a->nat.has_addr == b->nat.has_addr &&
	       a->nat.has_addr_max == b->nat.has_addr_max && a->nat.has_port == b->nat.has_port &&
	       a->nat.has_port_max == b->nat.has_port_max &&
	       !memcmp(a->nat.addr, b->nat.addr, 16) &&
	       !memcmp(a->nat.addr_max, b->nat.addr_max, 16) &&
	       !memcmp(a->nat.port, b->nat.port, 2) && !memcmp(a->nat.port_max, b->nat.port_max, 2);
}

static bool stmt_same(const struct sw_stmt *a, const struct sw_stmt *b)
{
	if (a->kind != b->kind || a->said != b->said)
		return false;
	switch (a->kind) {
	case SW_STMT_SET:
		return set_stmt_same(a, b);
	case SW_STMT_LOG:
		return log_same(a, b);
	case SW_STMT_REJECT:
		return a->reject.type == b->reject.type && a->reject.code == b->reject.code;
	case SW_STMT_NAT:
	case SW_STMT_MASQ:
	case SW_STMT_REDIR:
	case SW_STMT_DUP:
	case SW_STMT_TPROXY: return nat_same(a, b);
	case SW_STMT_OBJREF:
		return a->obj.type == b->obj.type && text_same(a->obj.name, b->obj.name) &&
		       text_same(a->obj.map, b->obj.map) &&
		       sw_sel_equal(&a->obj.sel, &b->obj.sel) &&
		       !memcmp(a->obj.mask, b->obj.mask, sizeof(a->obj.mask));
	case SW_STMT_TCPOPT_RESET:
		return a->tcpopt.opt == b->tcpopt.opt;
	case SW_STMT_SYNPROXY:
		return a->synproxy.flags == b->synproxy.flags &&
		       a->synproxy.mss == b->synproxy.mss &&
		       a->synproxy.wscale == b->synproxy.wscale;
	case SW_STMT_QUEUE:
		return a->queue.num == b->queue.num && a->queue.total == b->queue.total &&
		       a->queue.flags == b->queue.flags;
	case SW_STMT_IF:
		return sw_test_equal(a->test, b->test);
	case SW_STMT_XT:
		return ext_same(a->xt, b->xt);
	case SW_STMT_RAW:
		return raw_same(a->raw, a->rawlen, b->raw, b->rawlen);
	default:
		return true;
	}
}

static bool acts_alike(const struct sw_prog *a, const struct sw_prog *b)
{
	if (a->nstmt != b->nstmt || a->has_verdict != b->has_verdict)
		return false;
	if (a->has_verdict && (a->verdict != b->verdict || strcmp(a->chain, b->chain)))
		return false;
	for (size_t i = 0; i < a->nstmt; i++)
		if (!stmt_same(&a->stmt[i], &b->stmt[i]))
			return false;
	return true;
}

bool sw_prog_equal(const struct sw_prog *a, const struct sw_prog *b)
{
	if (a->ntest != b->ntest || a->counter != b->counter || !acts_alike(a, b))
		return false;
	for (size_t i = 0; i < a->ntest; i++)
		if (!sw_test_equal(&a->test[i], &b->test[i]))
			return false;
	return true;
}
