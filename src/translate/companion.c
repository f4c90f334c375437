/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tags on packets, for actions that happen in a companion chain: numbers, statements, payloads. */
#include <stdio.h>
#include <string.h>
#include "base/net.h"
#include "base/cleanup.h"
#include "translate/companion.h"

/* Number i of the table is tag 0xff1 + i. Tags stand in the kernel: append only. */
static const struct { const char *name; uint8_t l4; } helpers[] = {
	{ "ftp", IPPROTO_TCP }, { "tftp", IPPROTO_UDP }, { "irc", IPPROTO_TCP },
	{ "sip", IPPROTO_UDP }, { "sip", IPPROTO_TCP }, { "RAS", IPPROTO_UDP },
	{ "Q.931", IPPROTO_TCP }, { "pptp", IPPROTO_TCP }, { "amanda", IPPROTO_UDP },
	{ "snmp", IPPROTO_UDP }, { "snmp_trap", IPPROTO_UDP }, { "netbios-ns", IPPROTO_UDP },
	{ "sane", IPPROTO_TCP },
};

#define TAG_SHIFT   20
#define TAG_HELPER  0xff1u
#define TAG_HASHED  0xc00u	/* to 0xeff */
#define HASHED      0x300u

/* ---- numbers --------------------------------------------------------------------------------- */

static uint64_t hash(uint64_t h, const void *data, size_t n)
{
	const uint8_t *b = data;

	while (n--)
		h = (h ^ *b++) * 0x100000001b3ull;	/* FNV-1a */
	return h;
}

static uint64_t hash_of(const char *name, uint8_t rev, uint8_t proto)
{
	uint64_t h = hash(0xcbf29ce484222325ull, name, strlen(name));

	h = hash(h, &rev, 1);
	return hash(h, &proto, 1);
}

static uint32_t hashed_tag(uint64_t h)
{
	return (TAG_HASHED + (h ^ h >> 32) % HASHED) << TAG_SHIFT;
}

uint32_t sw_tag_of_helper(const char *name, uint8_t l4)
{
	for (size_t i = 0; i < SW_ARRAY_SIZE(helpers); i++)
		if (helpers[i].l4 == l4 && !strcmp(helpers[i].name, name))
			return (TAG_HELPER + i) << TAG_SHIFT;
	return hashed_tag(hash_of(name, 0, l4));
}

const char *sw_tag_helper(uint32_t tag, uint8_t l4)
{
	size_t i = (tag >> TAG_SHIFT) - TAG_HELPER;

	return i < SW_ARRAY_SIZE(helpers) && helpers[i].l4 == l4 ? helpers[i].name : NULL;
}

/* ---- statements ------------------------------------------------------------------------------ */

static void put_if(struct sw_prog *p, uint32_t mask, enum sw_rel rel, uint32_t val)
{
	struct sw_test *t = sw_prog_if(p, SW_TEST_CMP);

	t->sel = SW_SEL_PRIORITY;
	t->rel = rel;
	t->len = 4;
	t->masked = true;
	memcpy(t->mask, &mask, 4);
	memcpy(t->val, &val, 4);
}

static bool is_if(const struct sw_stmt *s, uint32_t mask, enum sw_rel rel, uint32_t val)
{
	const struct sw_test *t = s->test;

	return s->kind == SW_STMT_IF && sw_test_is(t, SW_TEST_CMP, SW_SEL_PRIORITY) && t->masked &&
	       t->rel == rel && t->len == 4 && !memcmp(t->mask, &mask, 4) &&
	       !memcmp(t->val, &val, 4);
}

void sw_tag_put(struct sw_prog *p, uint32_t tag)
{
	uint32_t keep = ~SW_TAG_BITS;
	struct sw_stmt *s;

	put_if(p, SW_TAG_BITS, SW_EQ, 0);
	s = sw_prog_stmt(p, SW_STMT_SET);
	s->set.dst = s->set.src = SW_SEL_PRIORITY;
	s->set.len = 4;
	s->set.masked = true;
	memcpy(s->set.mask, &keep, 4);
	memcpy(s->set.val, &tag, 4);
}

size_t sw_tag_take(const struct sw_stmt *s, size_t n, uint32_t *tag)
{
	const struct sw_sel sel = SW_SEL_PRIORITY;
	uint32_t keep = ~SW_TAG_BITS;

	if (n < 2 || !is_if(s, SW_TAG_BITS, SW_EQ, 0) || s[1].kind != SW_STMT_SET ||
	    !sw_sel_equal(&s[1].set.dst, &sel) || !sw_sel_equal(&s[1].set.src, &sel) ||
	    !s[1].set.masked || s[1].set.map || memcmp(s[1].set.mask, &keep, 4))
		return 0;
	memcpy(tag, s[1].set.val, 4);
	return (*tag & SW_TAG_ANY) == SW_TAG_ANY && !(*tag & keep) ? 2 : 0;
}

void sw_untagged_put(struct sw_prog *p)
{
	put_if(p, SW_TAG_ANY, SW_NE, SW_TAG_ANY);
}

size_t sw_untagged_take(const struct sw_stmt *s, size_t n)
{
	return n && is_if(s, SW_TAG_ANY, SW_NE, SW_TAG_ANY) ? 1 : 0;
}

/* ---- targets carried by a companion ---------------------------------------------------------- */

static size_t significant(const void *data, size_t n)
{
	while (n && !((const uint8_t *)data)[n - 1])
		n--;
	return n;
}

/* The protocol belongs to it where the kernel asks the companion's rule for one. */
static uint64_t hash_payload(const struct sw_companion *c, const struct sw_ip *ip, const void *data,
			     size_t n)
{
	uint8_t inv = c->proto ? ip->inv & SW_INV_PROTO : 0;
	uint64_t h = hash_of(c->name, c->rev, c->proto ? ip->proto : 0);

	return hash(hash(h, &inv, 1), data, significant(data, n));
}

static bool put_hint(const struct sw_ext *t, struct sw_hint *hint)
{
	size_t n = significant(t->data, t->user_size);

	if (n > sizeof(hint->extra))
		return false;
	hint->len = n;
	memcpy(hint->extra, t->data, n);
	return true;
}

int sw_companion_encode(const struct sw_companion *c, const struct sw_ext *t,
			const struct sw_ctx *ctx, struct sw_prog *p, struct sw_hint *hint)
{
	struct sw_need *need = &p->need;
	uint64_t h;

	if (!put_hint(t, hint))
		return 0;
	h = hash_payload(c, ctx->ip, t->data, hint->len);
	*need = (struct sw_need){
		.kind = SW_NEED_XT, .hooks = ctx->hooks ? ctx->hooks & c->hooks : c->hooks,
		.tag = hashed_tag(h), .xt = t,
	};
	if (c->proto) {
		need->proto = ctx->ip->proto;
		need->inv_proto = ctx->ip->inv & SW_INV_PROTO;
	}
	snprintf(need->name, sizeof(need->name), "sw.%.12s.%016llx", c->name,
		 (unsigned long long)h);
	sw_tag_put(p, need->tag);
	if (c->accept) {
		p->has_verdict = true;
		p->verdict = NF_ACCEPT;
	}
	return 1;
}

int sw_companion_decode(const struct sw_companion *c, const struct sw_prog *p, size_t from,
			const struct sw_ctx *ctx, const struct sw_hint *hint, void *data)
{
	size_t n = p->nstmt - from;
	uint32_t tag;

	if (!hint || hint->len > c->size || n != 2 || sw_tag_take(p->stmt + from, n, &tag) != n ||
	    p->has_verdict != c->accept || (c->accept && p->verdict != NF_ACCEPT))
		return -1;
	if (tag != hashed_tag(hash_payload(c, ctx->ip, hint->extra, hint->len)))
		return -1;
	memcpy(data, hint->extra, hint->len);
	return 0;
}

static void chain_name(char *out, size_t size, const char *target, uint8_t rev, const void *data,
		       size_t n)
{
	uint64_t h = hash(hash_of(target, rev, 0), data, significant(data, n));

	snprintf(out, size, "sw.%.10s.%016llx", target, (unsigned long long)h);
}

int sw_companion_chain_encode(const struct sw_ext *t, const struct sw_ctx *ctx, struct sw_prog *p,
			      struct sw_hint *hint)
{
	if (!put_hint(t, hint))
		return 0;
	p->need = (struct sw_need){ .kind = SW_NEED_TPROXY, .xt = t };
	chain_name(p->need.name, sizeof(p->chain), t->name, t->rev, t->data, t->user_size);
	p->has_verdict = true;
	p->verdict = NFT_GOTO;
	strcpy(p->chain, p->need.name);
	return 1;
}

int sw_companion_chain_decode(const char *name, uint8_t rev, size_t size, const struct sw_prog *p,
			      const struct sw_ctx *ctx, const struct sw_hint *hint, void *data)
{
	char chain[SW_CHAIN_MAX];

	if (!hint || hint->len > size || p->nstmt || !p->has_verdict || p->verdict != NFT_GOTO)
		return -1;
	chain_name(chain, sizeof(chain), name, rev, hint->extra, hint->len);
	if (strcmp(chain, p->chain))
		return -1;
	memcpy(data, hint->extra, hint->len);
	return 0;
}
