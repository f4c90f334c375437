/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One rule's expressions and userdata: lifted, decoded, and when it reads as a rule, made again:
 * the second reading must give the same rule. Input: one byte (bit 0: IPv6; others: table), 2 bytes
 * length of the expressions, expressions, userdata. */
#include <stdlib.h>
#include <string.h>
#include "base/cleanup.h"
#include "fuzz.h"
#include "netlink/msg.h"
#include "translate/spell.h"
#include "xt/plugin.h"

struct work {
	struct sw_prog prog, scratch;
	struct sw_ctx ctx;
	struct sw_rule rule;
	struct sw_err err;
};

static void fini(struct work *w)
{
	sw_prog_fini(&w->prog);
	sw_prog_fini(&w->scratch);
	sw_rule_fini(&w->rule);
}

/* Lift and decode: 0 = a rule. */
static int read_rule(struct work *w, const struct nlattr *expr, const void *ud, size_t nud)
{
	int ret = sw_lift(expr, &w->prog, &w->err);

	return ret ? ret : sw_decode(&w->prog, ud, nud, &w->ctx, &w->rule, &w->scratch, &w->err);
}

static void check_again(const struct work *w)
{
	struct work v = { .ctx = w->ctx };
	struct sw_prog p = { 0 };
	struct sw_userdata ud = { 0 };
	struct nlmsghdr *nlh = calloc(1, 4096 + SW_RULE_ROOM);
	const struct nlattr *tb[NFTA_RULE_MAX + 1];

	sw_err_init(&v.err);
	sw_nft_msg((char *)nlh, NFT_MSG_NEWRULE, 0, w->ctx.family);
	if (!sw_encode(&w->rule, &w->ctx, &p, &ud, &v.err) &&
	    !sw_lower(&p, &w->ctx, &ud, nlh, &v.err)) {
		sw_attr_parse_msg(nlh, tb, NFTA_RULE_MAX);
		FUZZ_LAW(tb[NFTA_RULE_EXPRESSIONS] &&
			 !read_rule(&v, tb[NFTA_RULE_EXPRESSIONS], ud.data, ud.len) &&
			 !sw_xt_complete(&v.rule, &v.err),
			 "a rule that cannot be read again");
		FUZZ_LAW(sw_rule_equal(&w->rule, &v.rule), "another rule");
	}
	sw_prog_fini(&p);
	fini(&v);
	free(nlh);
}

/* The attribute starts at a multiple of 4 and is of exactly its size, as in a message. */
void fuzz_one(const uint8_t *data, size_t size)
{
	struct work w = { .ctx = { .family = SW_IP4 } };
	struct nlattr *expr;
	size_t n;
	uint8_t *ud;

	if (size < 3)
		return;
	sw_err_init(&w.err);
	w.ctx.family = data[0] & 1 ? SW_IP6 : SW_IP4;
	w.ctx.table = &sw_builtin_tables[(data[0] >> 1) % SW_NTABLES];
	n = data[1] | data[2] << 8;
	data += 3;
	size -= 3;
	n = n > size ? size : n;
	n = n > 60000 ? 60000 : n;
	expr = malloc(NLA_HDRLEN + n);
	expr->nla_type = NFTA_RULE_EXPRESSIONS;
	expr->nla_len = NLA_HDRLEN + n;
	memcpy((char *)expr + NLA_HDRLEN, data, n);
	ud = malloc(size - n + !(size - n));
	if (size - n)
		memcpy(ud, data + n, size - n);
	if (sw_xt_init(w.ctx.family, "iptables", NULL, &w.err))
		abort();
	if (!read_rule(&w, expr, ud, size - n) && !sw_xt_complete(&w.rule, &w.err))
		check_again(&w);
	fini(&w);
	free(ud);
	free(expr);
}

/* Every other time an expression's attribute is changed in place of any byte. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	size_t n = size > 3 ? data[1] | data[2] << 8 : 0, after;

	if (seed & 1 || size <= 3 || n > size - 3)
		return LLVMFuzzerMutate(data, size, max);
	after = fuzz_mutate_attrs(data, size, max, 3, 3 + n, seed);
	n += after - size;
	data[1] = n;
	data[2] = n >> 8;
	return after;
}
