/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Remembers our named sets per table and generation, and compares them with what rules need. What
 * no rule names is never read: a set may be large. */
#include <errno.h>
#include <stdlib.h>
#include "base/cleanup.h"
#include "base/attr.h"
#include "netlink/sets_local.h"
#include "netlink/snapshot_local.h"

struct sw_set_cache {
	uint32_t genid;
	struct sw_ksets table[2][SW_NTABLES];
};

static void clear(struct sw_set_cache *c)
{
	for (size_t i = 0; i < 2 * SW_NTABLES; i++)
		sw_ksets_fini(&c->table[i / SW_NTABLES][i % SW_NTABLES]);
	c->genid = 0;
}

static void cache_free(struct sw_set_cache *c)
{
	if (c)
		clear(c);
	free(c);
}

/* The table's sets as of genid, without their elements at first. NULL: err. */
static struct sw_ksets *sets_of(struct sw_reader *rd, uint8_t family, uint32_t genid,
				const struct sw_builtin_table *t, struct sw_err *err)
{
	struct sw_ksets r = { 0 }, *v;

	if (!rd->sets)
		rd->sets = calloc(1, sizeof(*rd->sets));
	if (!rd->sets) {
		sw_err_nomem(err);
		return NULL;
	}
	if (rd->sets->genid != genid) {
		clear(rd->sets);
		rd->sets->genid = genid;
	}
	v = &rd->sets->table[family == SW_IP6][t - sw_builtin_tables];
	if (v->known)
		return v;
	if (sw_ksets_list(rd->nl, family, t, NULL, &r, err)) {
		sw_ksets_fini(&r);
		return NULL;
	}
	r.known = true;
	*v = r;
	return v;
}

/* ---- comparison ------------------------------------------------------------------------------ */

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

int sw_sets_match(struct sw_reader *rd, uint8_t family, uint32_t genid,
		  const struct sw_builtin_table *t, const struct sw_prog *p, struct sw_err *err)
{
	struct sw_ksets *v = p->nset ? sets_of(rd, family, genid, t, err) : NULL;

	if (p->nset && !v)
		return err && err->sys ? -err->sys : -ENOMEM;
	for (size_t i = 0; i < p->nset; i++) {
		struct sw_kset *k = sw_ksets_find(v, p->set[i].name);
		int rc = k ? sw_kset_fill(rd->nl, family, t, k, err) : 0;

		if (rc)
			return rc;
		if (!k || !same(&p->set[i], k))
			return 0;
	}
	return 1;
}

void sw_reader_fini(struct sw_reader *rd)
{
	cache_free(rd->sets);
	sw_reader_progs_free(rd->progs);
	*rd = (struct sw_reader){ .nl = rd->nl };
}
