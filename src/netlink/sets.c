/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Remembers our named sets per table and generation, and compares them with what rules need. */
#include <stdlib.h>
#include "base/cleanup.h"
#include "base/attr.h"
#include "netlink/sets_local.h"

struct cache {
	uint32_t genid;
	struct sw_ksets table[2][SW_NTABLES];
};

static void clear(struct cache *c)
{
	for (size_t i = 0; i < 2 * SW_NTABLES; i++)
		sw_ksets_fini(&c->table[i / SW_NTABLES][i % SW_NTABLES]);
	c->genid = 0;
}

static void cache_free(void *p)
{
	clear(p);
	free(p);
}

int sw_sets_load(struct sw_nl *nl, uint8_t family, uint32_t genid, const struct sw_builtin_table *t,
		 struct sw_err *err)
{
	size_t f = family == SW_IP6, i = t - sw_builtin_tables;
	struct sw_ksets r = { 0 };
	struct cache *c = nl->sets;
	int rc;

	if (!c) {
		c = calloc(1, sizeof(*c));
		if (!c)
			return sw_err_nomem(err);
		nl->sets = c;
		nl->sets_free = cache_free;
	}
	if (c->genid != genid) {
		clear(c);
		c->genid = genid;
	}
	if (c->table[f][i].known)
		return 0;
	rc = sw_ksets_read(nl, family, t, NULL, &r, err);
	if (rc) {
		sw_ksets_fini(&r);
		return rc;
	}
	r.known = true;
	c->table[f][i] = r;
	return 0;
}

/* ---- comparison ----------------------------------------------------------------------------- */

static bool elem_equal(const struct sw_set *s, const struct sw_set_elem *a,
		       const struct sw_set_elem *b)
{
	return memcmp(a->key, b->key, s->key_len) == 0 && memcmp(a->end, b->end, s->key_len) == 0 &&
	       memcmp(a->data, b->data, s->data_len) == 0;
}

static bool in_step(const struct sw_set *s, const struct sw_set_elem *a,
		    const struct sw_set_elem *b)
{
	for (size_t i = 0; i < s->nelem; i++)
		if (!elem_equal(s, &a[i], &b[i]))
			return false;
	return true;
}

/* As many elements, and the same. Ours are made in ascending order, mostly. */
static bool same_elems(const struct sw_set *want, const struct sw_set *have)
{
	SW_FREE struct sw_set_elem *sorted = NULL;

	if (in_step(want, want->elem, have->elem))
		return true;
	sorted = malloc(want->nelem * sizeof(*sorted));
	if (!sorted)
		return false;
	memcpy(sorted, want->elem, want->nelem * sizeof(*sorted));
	qsort(sorted, want->nelem, sizeof(*sorted), sw_kset_by_key);
	return in_step(want, sorted, have->elem);
}

static bool same(const struct sw_set *want, const struct sw_kset *k)
{
	uint32_t flags = 0;

	if (want->interval)
		flags |= NFT_SET_INTERVAL;
	if (want->interval && want->nfield > 1)
		flags |= NFT_SET_CONCAT;
	if (want->data_len)
		flags |= NFT_SET_MAP;
	return !k->odd && k->flags == flags && k->set.key_len == want->key_len &&
	       k->set.data_len == want->data_len && k->set.nelem == want->nelem &&
	       same_elems(want, &k->set);
}

bool sw_kset_equal(const struct sw_kset *a, const struct sw_kset *b)
{
	return !a->odd && !b->odd && a->flags == b->flags && a->set.key_len == b->set.key_len &&
	       a->set.data_len == b->set.data_len && a->set.nelem == b->set.nelem &&
	       in_step(&a->set, a->set.elem, b->set.elem);
}

const struct sw_ksets *sw_sets_loaded(const struct sw_nl *nl, uint8_t family, uint32_t genid,
				      const struct sw_builtin_table *t)
{
	const struct cache *c = nl->sets;
	const struct sw_ksets *v = c ? &c->table[family == SW_IP6][t - sw_builtin_tables] : NULL;

	return v && c->genid == genid && v->known ? v : NULL;
}

bool sw_sets_match(const struct sw_nl *nl, uint8_t family, const struct sw_builtin_table *t,
		   const struct sw_prog *p)
{
	size_t f = family == SW_IP6, i = t - sw_builtin_tables;
	const struct cache *c = nl->sets;

	for (size_t j = 0; j < p->nset; j++) {
		const struct sw_kset *k = c ? sw_ksets_find(&c->table[f][i], p->set[j].name) : NULL;

		if (!k || !same(&p->set[j], k))
			return false;
	}
	return true;
}
