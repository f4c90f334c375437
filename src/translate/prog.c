/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Programs: builders that remember a failure, memory that tests borrow, and equality. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include "base/net.h"
#include "translate/prog.h"

#define BLOCK_BYTES 4096

struct sw_prog_block {
	struct sw_prog_block *next;
	size_t size, used;
	_Alignas(max_align_t) uint8_t data[];
};

/* What builders hand out when memory ran out: written, never read. */
static struct sw_test scratch_test;
static struct sw_stmt scratch_stmt;
static struct sw_set scratch_set;

void sw_prog_reset(struct sw_prog *p)
{
	struct sw_prog_block *b;

	/* The oldest block is kept: one rule nearly always fits into it. */
	while (p->block && p->block->next) {
		b = p->block;
		p->block = b->next;
		free(b);
	}
	if (p->block)
		p->block->used = 0;
	for (size_t i = 0; i < p->nset; i++)
		free(p->set[i].elem);
	p->ntest = p->nstmt = p->nset = 0;
	p->counter = p->has_verdict = p->compat = p->compat_inv = p->oom = false;
	p->packets = p->bytes = 0;
	p->verdict = 0;
	p->chain[0] = '\0';
	p->guard = 0;
	p->need.kind = SW_NEED_NONE;
	p->compat_proto = 0;
}

void sw_prog_fini(struct sw_prog *p)
{
	sw_prog_reset(p);
	free(p->block);
	free(p->test);
	free(p->set);
	memset(p, 0, sizeof(*p));
}

void *sw_prog_alloc(struct sw_prog *p, size_t n)
{
	struct sw_prog_block *b = p->block;
	void *mem;

	n = (n + _Alignof(max_align_t) - 1) & ~(_Alignof(max_align_t) - 1);
	if (!b || b->size - b->used < n) {
		size_t size = n > BLOCK_BYTES ? n : BLOCK_BYTES;

		b = malloc(sizeof(*b) + size);
		if (!b) {
			p->oom = true;
			return NULL;
		}
		*b = (struct sw_prog_block){ .next = p->block, .size = size };
		p->block = b;
	}
	mem = b->data + b->used;
	b->used += n;
	return memset(mem, 0, n);
}

const char *sw_prog_text(struct sw_prog *p, const char *s)
{
	size_t n = strlen(s) + 1;
	char *copy = sw_prog_alloc(p, n);

	return copy ? memcpy(copy, s, n) : "";
}

struct sw_test *sw_prog_test(struct sw_prog *p, enum sw_test_kind kind)
{
	if (p->ntest == p->captest) {
		size_t cap = p->captest ? p->captest * 2 : 16;
		struct sw_test *grown = realloc(p->test, cap * sizeof(*grown));

		if (!grown) {
			p->oom = true;
			return &scratch_test;
		}
		p->test = grown;
		p->captest = cap;
	}
	p->test[p->ntest] = (struct sw_test){ .kind = kind };
	return &p->test[p->ntest++];
}

void sw_prog_cmp(struct sw_prog *p, struct sw_sel sel, enum sw_rel rel, const void *val, size_t len)
{
	struct sw_test *t = sw_prog_test(p, SW_TEST_CMP);

	t->rel = rel;
	t->sel = sel;
	t->len = len;
	memcpy(t->val, val, len);
}

void sw_prog_cmp_mask(struct sw_prog *p, struct sw_sel sel, const void *mask, enum sw_rel rel,
		      const void *val, size_t len)
{
	struct sw_test *t = sw_prog_test(p, SW_TEST_CMP);

	t->rel = rel;
	t->sel = sel;
	t->len = len;
	t->masked = true;
	memcpy(t->mask, mask, len);
	memcpy(t->val, val, len);
}

void sw_prog_range(struct sw_prog *p, struct sw_sel sel, enum sw_rel rel, const void *from,
		   const void *to, size_t len)
{
	struct sw_test *t = sw_prog_test(p, SW_TEST_RANGE);

	t->rel = rel;
	t->sel = sel;
	t->len = len;
	memcpy(t->val, from, len);
	memcpy(t->val2, to, len);
}

struct sw_set *sw_prog_set(struct sw_prog *p, const char *name)
{
	struct sw_set *s;

	if (p->nset == p->capset) {
		size_t cap = p->capset ? p->capset * 2 : 2;

		s = realloc(p->set, cap * sizeof(*s));
		if (!s) {
			p->oom = true;
			free(scratch_set.elem);
			scratch_set = (struct sw_set){ .nfield = 1 };
			return &scratch_set;
		}
		p->set = s;
		p->capset = cap;
	}
	s = &p->set[p->nset++];
	*s = (struct sw_set){ .nfield = 1 };
	strncpy(s->name, name, sizeof(s->name) - 1);
	return s;
}

int sw_set_add(struct sw_set *s, const void *key, const void *end, const void *data,
	       struct sw_err *err)
{
	struct sw_set_elem *e;

	if (s->nelem == s->cap) {
		size_t cap = s->cap ? s->cap * 2 : 16;

		e = realloc(s->elem, cap * sizeof(*e));
		if (!e)
			return sw_err_nomem(err);
		s->elem = e;
		s->cap = cap;
	}
	e = &s->elem[s->nelem++];
	memset(e, 0, sizeof(*e));
	memcpy(e->key, key, s->key_len);
	memcpy(e->end, end ? end : key, s->key_len);
	if (s->data_len)
		memcpy(e->data, data, s->data_len);
	return 0;
}

void sw_prog_lookup3(struct sw_prog *p, const struct sw_sel sel[3], enum sw_rel rel,
		     const char *setname)
{
	const char *name = sw_prog_text(p, setname);
	struct sw_test *t = sw_prog_test(p, SW_TEST_LOOKUP);

	t->rel = rel;
	t->sel = sel[0];
	t->sel2 = sel[1];
	t->sel3 = sel[2];
	t->set = name;
}

void sw_prog_lookup2(struct sw_prog *p, struct sw_sel sel, struct sw_sel sel2, enum sw_rel rel,
		     const char *setname)
{
	sw_prog_lookup3(p, (struct sw_sel[3]){ sel, sel2 }, rel, setname);
}

void sw_prog_lookup(struct sw_prog *p, struct sw_sel sel, enum sw_rel rel, const char *setname)
{
	sw_prog_lookup2(p, sel, (struct sw_sel){ 0 }, rel, setname);
}

void sw_prog_guard(struct sw_prog *p, uint8_t n)
{
	if (n <= p->guard)
		return;
	p->guard = n;
	sw_prog_test(p, SW_TEST_GUARD)->len = n;
}

void sw_prog_xt(struct sw_prog *p, const struct sw_ext *ext)
{
	sw_prog_test(p, SW_TEST_XT)->xt = ext;
	p->compat = true;
}

struct sw_stmt *sw_prog_stmt(struct sw_prog *p, enum sw_stmt_kind kind)
{
	struct sw_stmt *s;

	if (p->nstmt == SW_NSTMT) {
		p->oom = true;
		return &scratch_stmt;
	}
	s = &p->stmt[p->nstmt++];
	memset(s, 0, sizeof(*s));
	s->kind = kind;
	if (kind == SW_STMT_XT)
		p->compat = true;
	return s;
}

struct sw_test *sw_prog_if(struct sw_prog *p, enum sw_test_kind kind)
{
	struct sw_test *t = sw_prog_alloc(p, sizeof(*t));

	if (!t)
		return &scratch_test;
	t->kind = kind;
	sw_prog_stmt(p, SW_STMT_IF)->test = t;
	return t;
}

/* ---- equality -------------------------------------------------------------------------------- */

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
	if (a->kind != b->kind)
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

bool sw_prog_equal(const struct sw_prog *a, const struct sw_prog *b)
{
	if (a->ntest != b->ntest || a->nstmt != b->nstmt || a->counter != b->counter ||
	    a->has_verdict != b->has_verdict)
		return false;
	if (a->has_verdict && (a->verdict != b->verdict || strcmp(a->chain, b->chain)))
		return false;
	for (size_t i = 0; i < a->ntest; i++)
		if (!sw_test_equal(&a->test[i], &b->test[i]))
			return false;
	for (size_t i = 0; i < a->nstmt; i++)
		if (!stmt_same(&a->stmt[i], &b->stmt[i]))
			return false;
	return true;
}
