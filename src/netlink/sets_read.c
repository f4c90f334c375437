/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the named sets of one table with their elements. */
#include <errno.h>
#include <stdlib.h>
#include "base/vec.h"
#include "netlink/msg.h"
#include "netlink/sets_local.h"
#include "netlink/snapshot_local.h"

static void drop_elems(struct sw_kset *k)
{
	free(k->set.elem);
	free(k->is_end);
	k->set.elem = NULL;
	k->is_end = NULL;
	k->set.nelem = k->set.cap = k->capend = 0;
}

void sw_ksets_fini(struct sw_ksets *v)
{
	for (size_t i = 0; i < v->n; i++)
		drop_elems(&v->set[i]);
	free(v->set);
	*v = (struct sw_ksets){ 0 };
}

/* ---- elements -------------------------------------------------------------------------------- */

static bool take_value(const struct nlattr *nest, uint8_t *out, size_t len)
{
	const struct nlattr *tb[NFTA_DATA_MAX + 1];

	if (!nest)
		return false;
	sw_attr_parse_nested(nest, tb, NFTA_DATA_MAX);
	if (!tb[NFTA_DATA_VALUE] || sw_attr_len(tb[NFTA_DATA_VALUE]) != len)
		return false;
	memcpy(out, sw_attr_data(tb[NFTA_DATA_VALUE]), len);
	return true;
}

/* 0, or -EINVAL for an element that none of our sets has: an expression, a timeout ... */
static int read_elem(const struct nlattr *a, const struct sw_set *s, struct sw_set_elem *e,
		     bool *end)
{
	const struct nlattr *tb[NFTA_SET_ELEM_MAX + 1];
	uint32_t flags;

	sw_attr_parse_nested(a, tb, NFTA_SET_ELEM_MAX);
	flags = sw_attr_be32(tb[NFTA_SET_ELEM_FLAGS]);
	*end = flags & NFT_SET_ELEM_INTERVAL_END;
	if (flags & ~NFT_SET_ELEM_INTERVAL_END || tb[NFTA_SET_ELEM_EXPR] ||
	    tb[NFTA_SET_ELEM_EXPRESSIONS] || tb[NFTA_SET_ELEM_OBJREF] ||
	    tb[NFTA_SET_ELEM_TIMEOUT] || tb[NFTA_SET_ELEM_EXPIRATION])
		return -EINVAL;
	memset(e, 0, sizeof(*e));
	if (!take_value(tb[NFTA_SET_ELEM_KEY], e->key, s->key_len))
		return -EINVAL;
	memcpy(e->end, e->key, sizeof(e->end));
	if (tb[NFTA_SET_ELEM_KEY_END] && !take_value(tb[NFTA_SET_ELEM_KEY_END], e->end, s->key_len))
		return -EINVAL;
	if (s->data_len && !*end && !take_value(tb[NFTA_SET_ELEM_DATA], e->data, s->data_len))
		return -EINVAL;
	return 0;
}

static int add_elem(struct sw_kset *k, const struct sw_set_elem *e, bool end)
{
	size_t n = k->set.nelem;

	if (!SW_GROW(k->is_end, n, k->capend))
		return -ENOMEM;
	if (sw_set_add(&k->set, e->key, e->end, e->data, NULL))
		return -ENOMEM;
	k->is_end[n] = end;
	return 0;
}

/* tb: of NFTA_SET_ELEM_LIST_* */
static int add_elems(struct sw_kset *k, const struct nlattr **tb)
{
	const struct nlattr *a;
	size_t left;
	const char *p;

	if (!tb[NFTA_SET_ELEM_LIST_ELEMENTS])
		return 0;
	p = sw_attr_data(tb[NFTA_SET_ELEM_LIST_ELEMENTS]);
	left = sw_attr_len(tb[NFTA_SET_ELEM_LIST_ELEMENTS]);
	while (!k->odd && (a = sw_attr_next(&p, &left))) {
		struct sw_set_elem e;
		bool end;

		if (read_elem(a, &k->set, &e, &end))
			k->odd = true;
		else if (add_elem(k, &e, end))
			return -ENOMEM;
	}
	return 0;
}

struct reader {
	struct sw_kset *k;
	bool         nomem;
};

static int each_elem_msg(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[NFTA_SET_ELEM_LIST_MAX + 1];
	struct reader *r = arg;

	sw_attr_parse_msg(nlh, tb, NFTA_SET_ELEM_LIST_MAX);
	r->nomem = add_elems(r->k, tb) != 0;
	return r->nomem;
}

int sw_ksets_fill(struct sw_ksets *v, const struct nlmsghdr *nlh)
{
	const struct nlattr *tb[NFTA_SET_ELEM_LIST_MAX + 1];
	const char *name;

	sw_attr_parse_msg(nlh, tb, NFTA_SET_ELEM_LIST_MAX);
	name = sw_attr_str(tb[NFTA_SET_ELEM_LIST_SET]);
	for (size_t i = v->n; name && i > 0; i--)
		if (!strcmp(v->set[i - 1].set.name, name))
			return add_elems(&v->set[i - 1], tb);
	return 0;
}

/* ---- intervals ------------------------------------------------------------------------------- */

int sw_kset_by_key(const void *a, const void *b)
{
	const struct sw_set_elem *x = a, *y = b;

	return memcmp(x->key, y->key, sizeof(x->key));
}

/* key - 1, big endian; key is not 0. */
static void predecessor(uint8_t *out, const uint8_t *key, size_t len)
{
	memcpy(out, key, len);
	while (len-- && out[len]-- == 0)
		;
}

/* Half open intervals of one field become inclusive ones. The starts are kept as elements; each
 * end belongs to the largest start below it. */
static void fold_intervals(struct sw_kset *k)
{
	struct sw_set *s = &k->set;
	struct sw_set ends = { .key_len = s->key_len };
	size_t n = 0, e = 0;

	for (size_t i = 0; i < s->nelem; i++) {
		if (!k->is_end[i])
			s->elem[n++] = s->elem[i];
		else if (sw_set_add(&ends, s->elem[i].key, NULL, NULL, NULL))
			k->odd = true;
	}
	s->nelem = n;
	if (n)
		qsort(s->elem, n, sizeof(*s->elem), sw_kset_by_key);
	if (ends.nelem)
		qsort(ends.elem, ends.nelem, sizeof(*ends.elem), sw_kset_by_key);
	for (size_t i = 0; i < n; i++) {
		bool last = i + 1 == n;

		if (e < ends.nelem && sw_kset_by_key(&ends.elem[e], &s->elem[i]) > 0 &&
		    (last || sw_kset_by_key(&ends.elem[e], &s->elem[i + 1]) <= 0))
			predecessor(s->elem[i].end, ends.elem[e++].key, s->key_len);
		else if (last)
			memset(s->elem[i].end, 0xff, s->key_len);
		else
			k->odd = true;
	}
	if (e < ends.nelem)
		k->odd = true;
	free(ends.elem);
}

/* All elements are there. */
static void settle(struct sw_kset *k)
{
	if (k->set.interval && !(k->flags & NFT_SET_CONCAT))
		fold_intervals(k);
	else if (k->set.nelem)
		qsort(k->set.elem, k->set.nelem, sizeof(*k->set.elem), sw_kset_by_key);
	free(k->is_end);
	k->is_end = NULL;
	k->capend = 0;
}

int sw_kset_fill(struct sw_nl *nl, uint8_t family, const struct sw_builtin_table *t,
		 struct sw_kset *k, struct sw_err *err)
{
	_Alignas(struct nlmsghdr) char buf[512];
	struct nlmsghdr *nlh = sw_nft_msg(buf, NFT_MSG_GETSETELEM, NLM_F_DUMP, family);
	struct reader r = { .k = k };
	int rc;

	if (k->filled || k->odd)
		return 0;
	sw_msg_put_str(nlh, NFTA_SET_ELEM_LIST_TABLE, t->nft_name);
	sw_msg_put_str(nlh, NFTA_SET_ELEM_LIST_SET, k->set.name);
	rc = sw_read_moved(nl->ops->dump(nl, nlh, each_elem_msg, &r, err), err);
	if (!rc && r.nomem)
		rc = sw_err_nomem(err);
	if (rc) {	/* whoever asks again begins anew, perhaps in the same generation */
		drop_elems(k);
		k->odd = false;
		return rc;
	}
	settle(k);
	k->filled = true;
	return 0;
}

/* ---- sets ------------------------------------------------------------------------------------ */

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct sw_kset *)a)->set.name, ((const struct sw_kset *)b)->set.name);
}

struct sw_kset *sw_ksets_find(const struct sw_ksets *v, const char *name)
{
	struct sw_kset key;

	if (!v->n || strlen(name) >= sizeof(key.set.name))
		return NULL;
	strcpy(key.set.name, name);
	return bsearch(&key, v->set, v->n, sizeof(*v->set), by_name);
}

void sw_ksets_settle(struct sw_ksets *v)
{
	for (size_t i = 0; i < v->n; i++)
		settle(&v->set[i]);
	if (v->n)
		qsort(v->set, v->n, sizeof(*v->set), by_name);
}

static int add_set(struct sw_ksets *r, const struct nlattr **tb, const char *name)
{
	uint32_t key_len, data_len;
	struct sw_kset *k;

	if (!SW_GROW(r->set, r->n, r->cap))
		return -ENOMEM;
	k = &r->set[r->n++];
	*k = (struct sw_kset){ .flags = sw_attr_be32(tb[NFTA_SET_FLAGS]) };
	strcpy(k->set.name, name);
	key_len = sw_attr_be32(tb[NFTA_SET_KEY_LEN]);
	data_len = sw_attr_be32(tb[NFTA_SET_DATA_LEN]);
	k->odd = !key_len || key_len > sizeof(k->set.elem->key) ||
		 data_len > sizeof(k->set.elem->data);
	k->set.key_len = k->odd ? 0 : key_len;
	k->set.data_len = k->odd ? 0 : data_len;
	k->set.interval = k->flags & NFT_SET_INTERVAL;
	return 0;
}

/* NULL: not the name of one of ours, or a map of rules, whose name says nothing of its content. */
static const char *name_of(const struct nlmsghdr *nlh, const struct nlattr **tb)
{
	const char *name;

	sw_attr_parse_msg(nlh, tb, NFTA_SET_MAX);
	name = sw_attr_str(tb[NFTA_SET_NAME]);
	if (!name || !sw_name_is_reserved(name) || strlen(name) >= SW_SET_NAME_MAX)
		return NULL;
	return strncmp(name, SW_MAP_NAMES, strlen(SW_MAP_NAMES)) ? name : NULL;
}

int sw_ksets_add(struct sw_ksets *v, const struct nlmsghdr *nlh)
{
	const struct nlattr *tb[NFTA_SET_MAX + 1];
	const char *name = name_of(nlh, tb);

	return name ? add_set(v, tb, name) : 0;
}

struct sets_reader {
	const struct sw_ksets *only;
	struct sw_ksets *v;
	bool nomem;
};

static int each_set(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *tb[NFTA_SET_MAX + 1];
	const char *name = name_of(nlh, tb);
	struct sets_reader *r = arg;

	if (name && (!r->only || sw_ksets_find(r->only, name)))
		r->nomem = add_set(r->v, tb, name) != 0;
	return r->nomem;
}

int sw_ksets_list(struct sw_nl *nl, uint8_t family, const struct sw_builtin_table *t,
		  const struct sw_ksets *only, struct sw_ksets *v, struct sw_err *err)
{
	struct sets_reader r = { .only = only, .v = v };
	_Alignas(struct nlmsghdr) char buf[256];
	struct nlmsghdr *nlh = sw_nft_msg(buf, NFT_MSG_GETSET, NLM_F_DUMP, family);
	struct sw_err local;
	int rc;

	sw_err_init(&local);
	sw_msg_put_str(nlh, NFTA_SET_TABLE, t->nft_name);
	rc = nl->ops->dump(nl, nlh, each_set, &r, &local);
	if (rc == -ENOENT)	/* no such table, so no sets */
		return 0;
	if (rc) {
		if (err && !sw_err_is_set(err))
			*err = local;
		return rc;
	}
	if (r.nomem)
		return sw_err_nomem(err);
	if (v->n)
		qsort(v->set, v->n, sizeof(*v->set), by_name);
	return 0;
}

int sw_ksets_read(struct sw_nl *nl, uint8_t family, const struct sw_builtin_table *t,
		  const struct sw_ksets *only, struct sw_ksets *v, struct sw_err *err)
{
	int rc = sw_ksets_list(nl, family, t, only, v, err);

	for (size_t i = 0; !rc && i < v->n; i++)
		rc = sw_kset_fill(nl, family, t, &v->set[i], err);
	return rc;
}
