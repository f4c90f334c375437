/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Programs as facts about packets, and which rules may trade places. */
#include <string.h>
#include "base/cleanup.h"
#include "base/net.h"
#include "group/fact.h"

#define BOTH 0

static const struct row {
	uint8_t src, off, len;	/* META: key in off, and off in 0 */
	uint8_t family;
	uint8_t at;
} rows[] = {
	{ SW_SRC_NH, 12, 4, SW_IP4, SW_FACT_SRC },
	{ SW_SRC_NH, 16, 4, SW_IP4, SW_FACT_DST },
	{ SW_SRC_NH, 8, 16, SW_IP6, SW_FACT_SRC },
	{ SW_SRC_NH, 24, 16, SW_IP6, SW_FACT_DST },
	{ SW_SRC_NH, 9, 1, SW_IP4, SW_FACT_PROTO },
	{ SW_SRC_META, NFT_META_L4PROTO, 1, BOTH, SW_FACT_PROTO },
	{ SW_SRC_META, NFT_META_IIFNAME, SW_IF_MAX, BOTH, SW_FACT_IN },
	{ SW_SRC_META, NFT_META_OIFNAME, SW_IF_MAX, BOTH, SW_FACT_OUT },
	{ SW_SRC_TH, 0, 4, BOTH, SW_FACT_TH },
	{ SW_SRC_LL, 6, 6, BOTH, SW_FACT_LL },
	{ SW_SRC_META, NFT_META_MARK, 4, BOTH, SW_FACT_MARK },
};

int sw_fact_offset(const struct sw_sel *s, uint8_t family)
{
	for (size_t i = 0; i < SW_ARRAY_SIZE(rows); i++) {
		const struct row *r = &rows[i];

		if (r->src != s->src || (r->family != BOTH && r->family != family))
			continue;
		if (s->src == SW_SRC_META) {
			if (r->off == s->key)
				return r->at;
		} else if (s->off >= r->off && s->off + s->len <= r->off + r->len) {
			return r->at + s->off - r->off;
		}
	}
	return -1;
}

bool sw_fact_keeps_mark(const struct sw_prog *p)
{
	const struct sw_test *last = p->ntest ? &p->test[p->ntest - 1] : NULL;

	if (p->has_verdict && p->verdict == NFT_JUMP)
		return false;
	if (last && last->kind == SW_TEST_KEY && last->key->map)
		return false;
	for (size_t i = 0; i < p->nstmt; i++)
		if (p->stmt[i].kind == SW_STMT_SET &&
		    p->stmt[i].set.dst.src == SW_SRC_META &&
		    p->stmt[i].set.dst.key == NFT_META_MARK)
			return false;
	return true;
}

void sw_fact_of(struct sw_fact *f, const struct sw_prog *p, uint8_t family)
{
	uint8_t *mask = (uint8_t *)f->mask, *value = (uint8_t *)f->value;
	bool keeps = sw_fact_keeps_mark(p);

	memset(f, 0, sizeof(*f));
	f->idle = !p->nstmt && !p->has_verdict;
	for (size_t i = 0; i < p->ntest; i++) {
		const struct sw_test *t = &p->test[i];
		int at;

		if (sw_test_is_never(t))
			return;
		at = t->kind == SW_TEST_CMP && t->rel == SW_EQ ?
			 sw_fact_offset(&t->sel, family) : -1;
		if (at == SW_FACT_MARK && !keeps)
			continue;
		for (int k = 0; k < t->len && at >= 0; k++) {
			uint8_t m = (t->masked ? t->mask[k] : 0xff) & ~mask[at + k];

			mask[at + k] |= m;	/* the first that asks decides */
			value[at + k] |= t->val[k] & m;
		}
	}
}

bool sw_fact_differ(const struct sw_fact *a, const struct sw_fact *b)
{
	for (size_t i = 0; i < SW_ARRAY_SIZE(a->mask); i++)
		if ((a->value[i] ^ b->value[i]) & a->mask[i] & b->mask[i])
			return true;
	return false;
}

/* It writes into the packet where a fact is about. (Who writes the mark has no fact of it.) */
static bool rewrites(const struct sw_stmt *s, uint8_t family)
{
	struct sw_sel byte = s->set.dst;

	byte.len = 1;
	for (int i = 0; i < s->set.dst.len; i++, byte.off++)
		if (sw_fact_offset(&byte, family) >= 0 &&
		    sw_fact_offset(&byte, family) != SW_FACT_MARK)
			return true;
	return false;
}

static bool acts_freely(const struct sw_stmt *s, uint8_t family)
{
	switch (s->kind) {
	case SW_STMT_SET:
		return !rewrites(s, family) && s->set.src.src != SW_SRC_NUMGEN;
	case SW_STMT_XT: case SW_STMT_RAW:	/* nobody knows */
	case SW_STMT_QUEUE:	/* and here it may have to be xt's */
		return false;
	default:
		return true;
	}
}

bool sw_fact_is_free(const struct sw_prog *p, uint8_t family, const struct sw_builtin_table *t)
{
	/* A chain of ip6's mangle may hold SNPT or DNPT, which give a packet that goes on another
	 * address. No other target does. */
	if (p->has_verdict && p->verdict == NFT_JUMP && family == SW_IP6 &&
	    !strcmp(t->name, "mangle"))
		return false;
	if (!p->counter)
		return false;
	for (size_t i = 0; i < p->ntest; i++)
		if (sw_test_is_never(&p->test[i]))
			return false;
	for (size_t i = 0; i < p->nstmt; i++)
		if (!acts_freely(&p->stmt[i], family))
			return false;
	return true;
}
