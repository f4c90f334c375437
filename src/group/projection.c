/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Facts of a step's members, projected to what two shapes both ask for, in sets of hashes. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "base/vec.h"
#include "group/projection.h"

#define WORDS (SW_FACT_BYTES / 8)

static uint64_t hash_of(const struct sw_projection *v, const uint64_t *value)
{
	uint64_t h = 0x51ed270b8d1f2a6bull;

	for (int i = 0; i < v->nword; i++) {
		int w = v->word[i];

		h = (h ^ (value[w] & v->mask[w])) * 0x9e3779b97f4a7c15ull;
		h ^= h >> 29;
	}
	return h ? h : 1;
}

/* Where h is, or where it would be. */
static uint64_t *slot(uint64_t *hash, size_t cap, uint64_t h)
{
	size_t i = h & (cap - 1);

	while (hash[i] && hash[i] != h)
		i = (i + 1) & (cap - 1);
	return &hash[i];
}

static bool grow(struct sw_projection *v)
{
	size_t cap = v->cap ? v->cap * 2 : 16;
	uint64_t *hash = calloc(cap, sizeof(*hash));

	if (!hash)
		return false;
	for (size_t i = 0; i < v->cap; i++)
		if (v->hash[i])
			*slot(hash, cap, v->hash[i]) = v->hash[i];
	free(v->hash);
	v->hash = hash;
	v->cap = cap;
	return true;
}

static bool has(const struct sw_projection *v, uint64_t h)
{
	return v->cap && *slot(v->hash, v->cap, h);
}

/* At most half of it is full. */
static bool add(struct sw_projection *v, const uint64_t *value)
{
	uint64_t h = hash_of(v, value), *at;

	if (2 * (v->n + 1) > v->cap && !has(v, h) && !grow(v))
		return false;
	at = slot(v->hash, v->cap, h);
	v->n += !*at;
	*at = h;
	return true;
}

/* The values of a member's fact, in the bits that its step's fact asks for. */
static void value_of(const struct sw_step *s, const uint8_t *key, uint64_t value[WORDS])
{
	const struct sw_key *k = s->key ? sw_fold_key(&s->prog) : NULL;

	memcpy(value, s->fact.value, SW_FACT_BYTES);
	for (size_t p = 0; k && p < k->n; p++) {
		const struct sw_key_part *part = &k->part[p];
		uint8_t *to = (uint8_t *)value + s->at[p];
		const uint8_t *from = key + sw_key_offset(k, p);

		if (!part->masked)
			memcpy(to, from, part->sel.len);
		for (int n = 0; n < part->sel.len && part->masked; n++)
			to[n] = (to[n] & ~part->mask[n]) | (from[n] & part->mask[n]);
	}
}

void sw_step_fact(const struct sw_step *s, const struct sw_prog *p, const uint8_t *key,
		  struct sw_fact *f)
{
	memcpy(f->mask, s->fact.mask, sizeof(f->mask));
	value_of(s, key, f->value);
	f->idle = !p->nstmt && !p->has_verdict;
}

/* A new one, of all members there are. */
static struct sw_projection *project(struct sw_block *b, struct sw_step *s, const struct sw_fact *f)
{
	struct sw_projection *v;
	uint64_t value[WORDS];

	if (!SW_GROW(s->seen, s->nseen, s->capseen))
		return NULL;
	v = &s->seen[s->nseen++];
	*v = (struct sw_projection){ 0 };
	for (int i = 0; i < WORDS; i++) {
		v->mask[i] = s->fact.mask[i] & f->mask[i];
		if (v->mask[i])
			v->word[v->nword++] = i;
	}
	for (uint32_t i = s->first; i; i = b->member[i - 1].next) {
		value_of(s, sw_block_key(b, i - 1), value);
		if (!add(v, value))
			return NULL;
	}
	return v;
}

/* The one of the bits that both ask for; NULL: nobody has asked for it. */
static struct sw_projection *find(struct sw_step *s, const struct sw_fact *f)
{
	for (size_t i = 0; i < s->nseen; i++) {
		uint64_t other = 0;

		for (int k = 0; k < WORDS; k++)
			other |= s->seen[i].mask[k] ^ (s->fact.mask[k] & f->mask[k]);
		if (!other)
			return &s->seen[i];
	}
	return NULL;
}

static int meets(struct sw_block *b, struct sw_step *s, const struct sw_fact *f)
{
	struct sw_projection *v;

	if (s->n == 1)
		return !sw_fact_differ(&s->fact, f);
	v = find(s, f);
	if (!v)
		v = project(b, s, f);
	if (!v)
		return -ENOMEM;
	return has(v, hash_of(v, f->value));
}

int sw_step_overlaps(struct sw_block *b, struct sw_step *s, const struct sw_fact *f)
{
	return s->fact.idle && f->idle ? 0 : meets(b, s, f);
}

int sw_step_has(struct sw_block *b, struct sw_step *s, const struct sw_fact *f)
{
	return meets(b, s, f);
}

bool sw_step_see(struct sw_step *s, const struct sw_fact *f)
{
	s->fact.idle &= f->idle;
	for (size_t i = 0; i < s->nseen; i++)
		if (!add(&s->seen[i], f->value))
			return false;
	return true;
}

void sw_step_forget(struct sw_step *s)
{
	for (size_t i = 0; i < s->nseen; i++)
		free(s->seen[i].hash);
	s->nseen = 0;
}
