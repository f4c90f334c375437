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

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct sw_kset *)a)->set.name, ((const struct sw_kset *)b)->set.name);
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
	rc = sw_ksets_read(nl, family, t, &r, err);
	if (rc) {
		sw_ksets_fini(&r);
		return rc;
	}
	if (r.n)
		qsort(r.set, r.n, sizeof(*r.set), by_name);
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

bool sw_sets_match(const struct sw_nl *nl, uint8_t family, const struct sw_builtin_table *t,
		   const struct sw_prog *p)
{
	size_t f = family == SW_IP6, i = t - sw_builtin_tables;
	const struct cache *c = nl->sets;

	for (size_t j = 0; j < p->nset; j++) {
		const struct sw_kset *k = NULL;
		struct sw_kset key;

		if (!c || !c->table[f][i].n)
			return false;
		strcpy(key.set.name, p->set[j].name);
		k = bsearch(&key, c->table[f][i].set, c->table[f][i].n, sizeof(*k), by_name);
		if (!k || !same(&p->set[j], k))
			return false;
	}
	return true;
}
