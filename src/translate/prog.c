/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Programs: builders that remember a failure, and the memory that tests borrow. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include "base/net.h"
#include "base/vec.h"
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
	p->counter = p->has_verdict = p->compat = p->compat_inv = false;
	p->defrag = p->oom = false;
	p->packets = p->bytes = 0;
	p->verdict = 0;
	p->chain[0] = '\0';
	p->guard = 0;
	p->need.kind = SW_NEED_NONE;
	p->compat_proto = 0;
	p->plain = 0;
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
	if (!SW_GROW(p->test, p->ntest, p->captest)) {
		p->oom = true;
		return &scratch_test;
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

	if (!SW_GROW(p->set, p->nset, p->capset)) {
		p->oom = true;
		free(scratch_set.elem);
		scratch_set = (struct sw_set){ .nfield = 1 };
		return &scratch_set;
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

	if (!SW_GROW(s->elem, s->nelem, s->cap))
		return sw_err_nomem(err);
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

struct sw_key *sw_prog_key(struct sw_prog *p, const struct sw_key *key)
{
	struct sw_key *copy = sw_prog_alloc(p, sizeof(*copy));

	if (!copy)
		return NULL;
	*copy = *key;
	copy->set = sw_prog_text(p, key->set);
	sw_prog_test(p, SW_TEST_KEY)->key = copy;
	return copy;
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

/* ---- copies ---------------------------------------------------------------------------------- */

static const char *copy_text(struct sw_prog *p, const char *s)
{
	return s ? sw_prog_text(p, s) : NULL;
}

static const struct sw_ext *copy_ext(struct sw_prog *p, const struct sw_ext *from)
{
	static const struct sw_ext none;
	struct sw_ext *e = sw_prog_alloc(p, sizeof(*e));

	if (!e)
		return &none;
	*e = *from;
	e->data = sw_prog_alloc(p, from->size ? from->size : 1);
	if (!e->data)
		return &none;
	if (from->size)
		memcpy(e->data, from->data, from->size);
	p->compat = true;
	return e;
}

void sw_prog_copy_test(struct sw_prog *p, const struct sw_test *t)
{
	if (t->kind == SW_TEST_KEY) {
		sw_prog_key(p, t->key);
		return;
	}
	struct sw_test *copy = sw_prog_test(p, t->kind);

	*copy = *t;
	if (t->kind == SW_TEST_LOOKUP)
		copy->set = copy_text(p, t->set);
	if (t->kind == SW_TEST_XT)
		copy->xt = copy_ext(p, t->xt);
}

static void copy_stmt(struct sw_prog *p, const struct sw_stmt *s)
{
	struct sw_stmt *copy = sw_prog_stmt(p, s->kind);
	struct sw_test *test;

	*copy = *s;
	switch (s->kind) {
	case SW_STMT_SET:
		copy->set.map = copy_text(p, s->set.map);
		break;
	case SW_STMT_LOG:
		copy->log.prefix = copy_text(p, s->log.prefix);
		break;
	case SW_STMT_OBJREF:
		copy->obj.name = copy_text(p, s->obj.name);
		copy->obj.map = copy_text(p, s->obj.map);
		break;
	case SW_STMT_IF:
		test = sw_prog_alloc(p, sizeof(*test));
		if (test)
			*test = *s->test;
		copy->test = test ? test : &scratch_test;
		break;
	default:
		break;
	}
}

void sw_prog_copy_acts(struct sw_prog *p, const struct sw_prog *from)
{
	for (size_t i = 0; i < from->nstmt; i++)
		copy_stmt(p, &from->stmt[i]);
	p->compat_proto = from->compat_proto;
	p->compat_inv = from->compat_inv;
	p->has_verdict = from->has_verdict;
	p->verdict = from->verdict;
	memcpy(p->chain, from->chain, sizeof(p->chain));
}
