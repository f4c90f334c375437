/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Holds tables and chains, finds chains by name in constant time, and edits their rules. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "base/vec.h"
#include "rule/ruleset.h"

void sw_ruleset_init(struct sw_ruleset *rs, uint8_t family)
{
	size_t i;

	memset(rs, 0, sizeof(*rs));
	rs->family = family;
	for (i = 0; i < SW_NTABLES; i++)
		rs->table[i].builtin = &sw_builtin_tables[i];
}

void sw_ruleset_fini(struct sw_ruleset *rs)
{
	size_t i;

	for (i = 0; i < SW_NTABLES; i++)
		sw_table_clear(&rs->table[i]);
	memset(rs, 0, sizeof(*rs));
}

struct sw_table *sw_ruleset_table(struct sw_ruleset *rs, const char *name)
{
	const struct sw_builtin_table *b;

	/* Commands have the very name. */
	for (size_t i = 0; i < SW_NTABLES; i++)
		if (sw_builtin_tables[i].name == name)
			return &rs->table[i];
	b = sw_builtin_table(name);
	return b ? &rs->table[b - sw_builtin_tables] : NULL;
}

static void chain_free(struct sw_chain *c)
{
	sw_chain_clear(c);
	free(c->rule);
	free(c->newname);
	free(c);
}

void sw_table_clear(struct sw_table *t)
{
	size_t i;

	for (i = 0; i < t->nchain; i++)
		chain_free(t->chain[i]);
	free(t->chain);
	free(t->slot);
	t->chain = NULL;
	t->slot = NULL;
	t->nchain = t->capchain = t->nslot = 0;
	t->nrenamed = 0;
	t->chains_known = t->use_unsure = false;
	sw_str_fini(&t->foreign);
	sw_str_fini(&t->strange);
	sw_str_fini(&t->sets);
	sw_str_fini(&t->maps);
	sw_str_fini(&t->companions);
	sw_str_fini(&t->plain);
}

/* ---- the index by name: linear probing, a power of two slots, at most half of them used  */

static uint64_t hash_step(uint64_t h, const char *s, size_t n)
{
	uint64_t word = 0;

	memcpy(&word, s, n);
	return (h ^ word) * 0x9e3779b97f4a7c15ull;
}

static uint32_t name_hash(const char *name)
{
	size_t n = strlen(name);
	uint64_t h = n;

	for (; n > 8; n -= 8, name += 8)
		h = hash_step(h ^ h >> 29, name, 8);
	h = hash_step(h ^ h >> 29, name, n);
	return h ^ h >> 32;
}

/* The slot that holds name, or the free one where it belongs. The index must not be empty. */
static size_t slot_find(const struct sw_table *t, uint32_t hash, const char *name)
{
	size_t mask = t->nslot - 1, i = hash & mask;
	const struct sw_slot *s;

	/* Chains lie all over the memory: only one with the same hash is looked at. */
	while ((s = &t->slot[i])->chain &&
	       (s->hash != hash || strcmp(t->chain[s->chain - 1]->name, name)))
		i = (i + 1) & mask;
	return i;
}

static size_t slot_of(const struct sw_table *t, const struct sw_chain *c)
{
	return slot_find(t, name_hash(c->name), c->name);
}

/* Enter chain c, which is or will be t->chain[pos]. There is room. */
static void index_put(struct sw_table *t, const struct sw_chain *c, size_t pos)
{
	uint32_t hash = name_hash(c->name);

	t->slot[slot_find(t, hash, c->name)] = (struct sw_slot){ hash, (uint32_t)pos + 1 };
}

/* Room for one more chain. */
static bool index_grow(struct sw_table *t)
{
	size_t cap = t->nslot ? t->nslot * 2 : 16;
	struct sw_slot *slot;

	if ((t->nchain + 1) * 2 <= t->nslot)
		return true;
	slot = calloc(cap, sizeof(*slot));
	if (!slot)
		return false;
	for (size_t k = 0; k < t->nslot; k++) {
		size_t i = t->slot[k].hash & (cap - 1);

		if (!t->slot[k].chain)
			continue;
		while (slot[i].chain)
			i = (i + 1) & (cap - 1);
		slot[i] = t->slot[k];
	}
	free(t->slot);
	t->slot = slot;
	t->nslot = cap;
	return true;
}

/* Free slot i and move those behind it up, so that no search ends early. */
static void index_remove(struct sw_table *t, size_t i)
{
	static const struct sw_slot none;
	size_t mask = t->nslot - 1, j = i, home;

	t->slot[i] = none;
	for (;;) {
		j = (j + 1) & mask;
		if (!t->slot[j].chain)
			return;
		home = t->slot[j].hash & mask;
		if (((j - home) & mask) < ((j - i) & mask))
			continue;
		t->slot[i] = t->slot[j];
		t->slot[j] = none;
		i = j;
	}
}

/* Its place in t->chain + 1; 0: there is none. */
static uint32_t number_of(const struct sw_table *t, const char *name)
{
	return t->nslot ? t->slot[slot_find(t, name_hash(name), name)].chain : 0;
}

struct sw_chain *sw_table_chain(const struct sw_table *t, const char *name)
{
	uint32_t n = number_of(t, name);

	return n ? t->chain[n - 1] : NULL;
}

struct sw_chain *sw_table_chain_again(struct sw_table *t, const char *name)
{
	struct sw_chain *c = t->recent < t->nchain ? t->chain[t->recent] : NULL;
	uint32_t n;

	if (c && !strcmp(c->name, name))
		return c;
	n = number_of(t, name);
	if (!n)
		return NULL;
	t->recent = n - 1;
	return t->chain[n - 1];
}

/* ---- chains ---------------------------------------------------------------------------------- */

static int check_name(const struct sw_table *t, const char *name, struct sw_err *err)
{
	if (strlen(name) >= SW_CHAIN_MAX)
		return sw_err_set(err, SW_EPARAM, ENAMETOOLONG,
				  "chain name `%s' too long (must be under %d chars)",
				  name, SW_CHAIN_MAX);
	if (sw_table_chain(t, name))
		return sw_err_set(err, SW_EOTHER, EEXIST, "chain `%s' exists already", name);
	return 0;
}

struct sw_chain *sw_table_add_chain(struct sw_table *t, const char *name, struct sw_err *err)
{
	struct sw_chain *c;

	if (check_name(t, name, err))
		return NULL;
	c = calloc(1, sizeof(*c));
	if (!c || !SW_GROW(t->chain, t->nchain, t->capchain) || !index_grow(t)) {
		free(c);
		sw_err_nomem(err);
		return NULL;
	}
	memcpy(c->name, name, strlen(name) + 1);
	c->builtin = sw_builtin_chain(t->builtin, name);
	c->policy = SW_ACCEPT;
	index_put(t, c, t->nchain);
	t->chain[t->nchain++] = c;
	return c;
}

/* The last chain takes the place of c: constant time, for batches that delete thousands. */
void sw_table_remove_chain(struct sw_table *t, struct sw_chain *c)
{
	size_t slot = slot_of(t, c);
	size_t pos = t->slot[slot].chain - 1, last = t->nchain - 1;

	index_remove(t, slot);
	if (pos != last) {
		t->slot[slot_of(t, t->chain[last])].chain = (uint32_t)pos + 1;
		t->chain[pos] = t->chain[last];
	}
	t->nchain--;
	if (c->newname)
		t->nrenamed--;
	chain_free(c);
}

int sw_table_rename_chain(struct sw_table *t, struct sw_chain *c, const char *newname,
			  struct sw_err *err)
{
	size_t slot = slot_of(t, c), pos = t->slot[slot].chain - 1;
	char old[SW_CHAIN_MAX];

	if (strcmp(c->name, newname) && check_name(t, newname, err))
		return -EINVAL;
	index_remove(t, slot);
	strcpy(old, c->name);
	strcpy(c->name, newname);
	index_put(t, c, pos);
	for (size_t i = 0; i < t->nchain; i++)
		for (size_t k = 0; k < t->chain[i]->nrule; k++) {
			struct sw_jump *j = &t->chain[i]->rule[k]->jump;

			if (j->kind == SW_JUMP_CHAIN && !strcmp(j->chain, old))
				strcpy(j->chain, newname);
		}
	return 0;
}

static int clone_chain(struct sw_table *to, const struct sw_chain *c, struct sw_err *err)
{
	struct sw_chain *mine = sw_table_add_chain(to, c->name, err);

	if (!mine)
		return -ENOMEM;
	mine->policy = c->policy;
	mine->packets = c->packets;
	mine->bytes = c->bytes;
	mine->handle = c->handle;
	mine->use = c->use;
	mine->in_kernel = c->in_kernel;
	mine->rules_known = c->rules_known;
	mine->counters_known = c->counters_known;
	for (size_t i = 0; i < c->nrule; i++) {
		struct sw_rule *r = sw_rule_clone(c->rule[i]);

		if (!r || sw_chain_insert(mine, i, r, err)) {
			sw_rule_free(r);
			return sw_err_nomem(err);
		}
	}
	return 0;
}

int sw_table_clone(struct sw_table *to, const struct sw_table *from, struct sw_err *err)
{
	int ret = 0;

	to->builtin = from->builtin;
	for (size_t i = 0; i < from->nchain && !ret; i++)
		ret = clone_chain(to, from->chain[i], err);
	to->in_kernel = from->in_kernel;
	to->chains_known = from->chains_known;
	to->use_unsure = from->use_unsure;
	return ret;
}

/* ---- rules ----------------------------------------------------------------------------------- */

int sw_chain_insert(struct sw_chain *c, size_t index, struct sw_rule *r, struct sw_err *err)
{
	if (!SW_GROW(c->rule, c->nrule, c->caprule))
		return sw_err_nomem(err);
	if (index > c->nrule)
		index = c->nrule;
	memmove(c->rule + index + 1, c->rule + index,
		(c->nrule - index) * sizeof(struct sw_rule *));
	c->rule[index] = r;
	c->nrule++;
	return 0;
}

void sw_chain_remove(struct sw_chain *c, size_t index)
{
	sw_rule_free(c->rule[index]);
	c->nrule--;
	memmove(c->rule + index, c->rule + index + 1,
		(c->nrule - index) * sizeof(struct sw_rule *));
}

void sw_chain_clear(struct sw_chain *c)
{
	size_t i;

	for (i = 0; i < c->nrule; i++)
		sw_rule_free(c->rule[i]);
	c->nrule = 0;
}
