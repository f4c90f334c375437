/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A table's chains in the order in which iptables lists them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "rule/ruleset.h"

/* Thousands of chains have names that begin alike ("KUBE-SEP-"): what tells them apart is at
 * hand. */
struct by_name {
	uint64_t         key;	/* big endian: the 8 bytes behind the common beginning */
	struct sw_chain *chain;
};

static int by_name(const void *a, const void *b)
{
	const struct by_name *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return strcmp(x->chain->name, y->chain->name);
}

static size_t common_length(const char *a, const char *b, size_t max)
{
	size_t n = 0;

	while (n < max && a[n] && a[n] == b[n])
		n++;
	return n;
}

static uint64_t key_of(const char *s)
{
	uint64_t key = 0;

	for (int i = 0; i < 8; i++)
		key = key << 8 | (uint8_t)(*s ? *s++ : 0);
	return key;
}

static int sort_chains(struct sw_chain **chain, size_t n, struct sw_err *err)
{
	struct by_name *list;
	size_t i, common = SW_CHAIN_MAX;

	if (n < 2)
		return 0;
	list = malloc(n * sizeof(*list));
	if (!list)
		return sw_err_nomem(err);
	for (i = 1; i < n; i++)
		common = common_length(chain[0]->name, chain[i]->name, common);
	for (i = 0; i < n; i++)
		list[i] = (struct by_name){ key_of(chain[i]->name + common), chain[i] };
	qsort(list, n, sizeof(*list), by_name);
	for (i = 0; i < n; i++)
		chain[i] = list[i].chain;
	free(list);
	return 0;
}

/* Objects for the builtin chains that the kernel does not have; the table owns them. They are no
 * change of what t says, so a const table may be given them. */
static int add_builtin(const struct sw_table *t, struct sw_err *err)
{
	struct sw_chain *c;
	size_t i;

	for (i = 0; i < t->builtin->nchain; i++) {
		if (sw_table_chain(t, t->builtin->chain[i].name))
			continue;
		c = sw_table_add_chain((struct sw_table *)t, t->builtin->chain[i].name, err);
		if (!c)
			return -ENOMEM;
		c->rules_known = true;
	}
	return 0;
}

int sw_table_sorted(const struct sw_table *t, struct sw_chain ***out, size_t *n,
		    struct sw_err *err)
{
	size_t nb = t->builtin->nchain, i, k = nb;
	struct sw_chain **list;

	if (add_builtin(t, err))
		return -ENOMEM;
	list = calloc(t->nchain, sizeof(struct sw_chain *));
	if (!list)
		return sw_err_nomem(err);
	for (i = 0; i < nb; i++)
		list[i] = sw_table_chain(t, t->builtin->chain[i].name);
	for (i = 0; i < t->nchain; i++)
		if (!t->chain[i]->builtin)
			list[k++] = t->chain[i];
	if (sort_chains(list + nb, k - nb, err)) {
		free(list);
		return -ENOMEM;
	}
	*out = list;
	*n = k;
	return 0;
}
