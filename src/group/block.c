/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds each rule the first step that is not before any rule that it may overlap with. */
#include <stdlib.h>
#include <string.h>
#include "base/vec.h"
#include "group/block.h"
#include "group/projection.h"

#define POOL_LEAST 4096

/* ---- members --------------------------------------------------------------------------------- */

static uint8_t *reserve(struct sw_block *b, size_t n)
{
	size_t size = b->size ? b->size : POOL_LEAST;
	uint8_t *pool;

	while (size - b->used < n)
		size *= 2;
	if (size > UINT32_MAX)
		return NULL;
	if (size != b->size) {
		pool = realloc(b->pool, size);
		if (!pool)
			return NULL;
		b->pool = pool;
		b->size = size;
	}
	return b->pool + b->used;
}

const uint8_t *sw_block_key(const struct sw_block *b, size_t i)
{
	return b->pool + b->member[i].data;
}

const uint8_t *sw_block_words(const struct sw_block *b, size_t i)
{
	const struct sw_step *s = b->step[b->member[i].step];

	return sw_block_key(b, i) + s->key_len + s->data_len;
}

struct sw_elem_act sw_block_act(const struct sw_block *b, size_t i)
{
	const struct sw_member *m = &b->member[i];

	return (struct sw_elem_act){
		.has_verdict = m->has_verdict, .verdict = m->verdict,
		.chain = (const char *)sw_block_words(b, i) + m->nwords,
		.packets = m->packets, .bytes = m->bytes,
		.data = sw_block_key(b, i) + b->step[m->step]->key_len,
	};
}

bool sw_block_prog(const struct sw_block *b, size_t i, struct sw_prog *p)
{
	const struct sw_step *s = b->step[b->member[i].step];
	struct sw_elem_act act = sw_block_act(b, i);

	if (s->key)
		return sw_unfold(&s->prog, &s->form, sw_block_key(b, i), &act, p);
	sw_prog_reset(p);
	for (size_t k = 0; k < s->prog.ntest; k++)
		sw_prog_copy_test(p, &s->prog.test[k]);
	sw_prog_copy_acts(p, &s->prog);
	p->counter = true;
	p->packets = act.packets;
	p->bytes = act.bytes;
	return !p->oom;
}

static int add_member(struct sw_block *b, uint32_t step, const struct sw_prog *p,
		      const struct sw_elem_bytes *bytes, const struct sw_userdata *ud,
		      struct sw_err *err)
{
	struct sw_step *s = b->step[step];
	bool says = s->key && sw_fold_key(&s->prog)->map;
	const char *chain = says ? p->chain : "";
	size_t head = s->key_len + s->data_len;
	size_t nchain = strlen(chain) + 1, size = head + ud->len + nchain;
	uint8_t *to = reserve(b, size);

	if (!to || !SW_GROW(b->member, b->n, b->cap))
		return sw_err_nomem(err);
	memcpy(to, bytes->key, s->key_len);
	memcpy(to + s->key_len, bytes->data, s->data_len);
	memcpy(to + head, ud->data, ud->len);
	memcpy(to + head + ud->len, chain, nchain);
	b->member[b->n++] = (struct sw_member){
		.step = step, .data = b->used, .nwords = ud->len,
		.has_verdict = says && p->has_verdict, .verdict = p->verdict,
		.packets = p->packets, .bytes = p->bytes,
	};
	b->used += size;
	if (s->n++)
		b->member[s->last - 1].next = b->n;
	else
		s->first = b->n;
	s->last = b->n;
	return 0;
}

/* ---- steps ----------------------------------------------------------------------------------- */

static struct sw_step *new_step(struct sw_block *b)
{
	struct sw_step *s;

	if (b->nstep == b->kept) {
		s = calloc(1, sizeof(*s));
		if (!s)
			return NULL;
		b->step[b->kept++] = s;
	}
	s = b->step[b->nstep];
	s->first = s->last = 0;
	s->n = s->nseen = 0;
	s->key = s->must = false;
	s->key_len = s->data_len = 0;
	sw_prog_reset(&s->prog);
	return s;
}

static void copy_prog(struct sw_prog *to, const struct sw_prog *from)
{
	for (size_t i = 0; i < from->ntest; i++)
		sw_prog_copy_test(to, &from->test[i]);
	sw_prog_copy_acts(to, from);
}

static bool has_shape(const struct sw_step *s, const struct sw_prog *map,
		      const struct sw_form *form)
{
	return s->key && s->form.n == form->n &&
	       !memcmp(s->form.at, form->at, form->n) && sw_prog_equal(&s->prog, map);
}

/* map NULL: the step of one rule. */
static int open_step(struct sw_block *b, const struct sw_prog *p, const struct sw_prog *map,
		     const struct sw_form *form, const struct sw_fact *fact, uint8_t family,
		     struct sw_err *err)
{
	struct sw_step *s = new_step(b);
	const struct sw_key *k = map ? sw_fold_key(map) : NULL;

	if (s)
		copy_prog(&s->prog, map ? map : p);
	if (!s || s->prog.oom)
		return sw_err_nomem(err);
	s->fact = *fact;
	s->key = map;
	s->shape = NOBODY_LOOKED;
	if (k) {
		s->form = *form;
		s->key_len = sw_key_offset(k, k->n);
		s->data_len = k->data;
		for (size_t i = 0; i < k->n; i++)
			s->at[i] = sw_fact_offset(&k->part[i].sel, family);
	}
	b->nstep++;
	return 0;
}

/* The first step behind all that hold what fact may overlap with; < 0: no memory. */
static int first_behind(struct sw_block *b, const struct sw_fact *fact)
{
	for (size_t i = b->nstep; i-- > 0;) {
		int rc = sw_step_overlaps(b, b->step[i], fact);

		if (rc)
			return rc < 0 ? rc : (int)i + 1;
	}
	return 0;
}

/* The first map of its shape from there on that has not its key; b->nstep: none; < 0: no memory. */
static int find_step(struct sw_block *b, size_t from, const struct sw_prog *map,
		     const struct sw_form *form, const struct sw_fact *fact)
{
	for (; from < b->nstep; from++) {
		int rc;

		if (b->step[from]->n >= SW_STEP_MOST || !has_shape(b->step[from], map, form))
			continue;
		rc = sw_step_has(b, b->step[from], fact);
		if (rc <= 0)
			return rc < 0 ? rc : (int)from;
	}
	return from;
}

static int put(struct sw_block *b, size_t at, const struct sw_prog *p, const struct sw_fact *fact,
	       const struct sw_elem_bytes *bytes, const struct sw_userdata *ud, struct sw_err *err)
{
	int rc = add_member(b, at, p, bytes, ud, err);

	b->recent = at;
	if (!rc && !sw_step_see(b->step[at], fact))
		rc = sw_err_nomem(err);
	return rc ? rc : 1;
}

/* Of those with room: one that is full will be full. */
static bool is_first(struct sw_block *b, size_t at)
{
	struct sw_step *s = b->step[at];
	size_t i = 0;

	if (s->shape == NOBODY_LOOKED) {
		while (b->step[i]->n >= SW_STEP_MOST ||
		       !has_shape(b->step[i], &s->prog, &s->form))
			i++;
		s->shape = i == at ? FIRST_OF_SHAPE : SECOND_OF_SHAPE;
	}
	return s->shape == FIRST_OF_SHAPE;
}

/* Nearly all rules of a long list have the shape of the one before; its step, or NULL. */
static struct sw_step *shape_before(struct sw_block *b, const struct sw_prog *p,
				    struct sw_elem_bytes *bytes)
{
	struct sw_step *s = b->recent < b->nstep ? b->step[b->recent] : NULL;

	return s && s->key && s->n < SW_STEP_MOST && sw_fold_as(p, &s->prog, &s->form, bytes) &&
	       is_first(b, b->recent) ? s : NULL;
}

/* In the first map of its shape that has not its key, or a step of its own. */
static int put_anywhere(struct sw_block *b, size_t from, const struct sw_prog *p, uint8_t family,
			const struct sw_fact *fact, const struct sw_userdata *ud,
			struct sw_err *err)
{
	struct sw_elem_bytes bytes;
	struct sw_form form;
	bool folds = sw_fold(p, family, &b->map, &form, &bytes);
	int at = b->nstep, rc = 0;

	if (b->map.oom)
		return sw_err_nomem(err);
	if (folds)
		at = find_step(b, from, &b->map, &form, fact);
	if (at < 0)
		return sw_err_nomem(err);
	if ((size_t)at == b->nstep) {
		if (b->nstep == SW_BLOCK_STEPS)
			return 0;
		rc = open_step(b, p, folds ? &b->map : NULL, &form, fact, family, err);
	}
	return rc ? rc : put(b, at, p, fact, &bytes, ud, err);
}

int sw_block_add(struct sw_block *b, const struct sw_prog *p, uint8_t family,
		 const struct sw_userdata *ud, struct sw_err *err)
{
	struct sw_elem_bytes bytes;
	struct sw_step *s = shape_before(b, p, &bytes);
	struct sw_fact fact;
	int from;

	if (s)
		sw_step_fact(s, p, bytes.key, &fact);
	else
		sw_fact_of(&fact, p, family);
	from = first_behind(b, &fact);
	if (from < 0)
		return sw_err_nomem(err);
	/* What does not overlap has another key; two that do nothing are never said to overlap. */
	if (s && (size_t)from <= b->recent && !fact.idle)
		return put(b, b->recent, p, &fact, &bytes, ud, err);
	return put_anywhere(b, from, p, family, &fact, ud, err);
}

/* ---- the end of it --------------------------------------------------------------------------- */

void sw_block_reset(struct sw_block *b)
{
	for (size_t i = 0; i < b->nstep; i++)
		sw_step_forget(b->step[i]);
	b->nstep = b->n = b->used = b->recent = 0;
}

void sw_block_fini(struct sw_block *b)
{
	sw_block_reset(b);
	for (size_t i = 0; i < b->kept; i++) {
		sw_prog_fini(&b->step[i]->prog);
		free(b->step[i]->seen);
		free(b->step[i]);
	}
	sw_prog_fini(&b->map);
	free(b->member);
	free(b->pool);
	*b = (struct sw_block){ 0 };
}
