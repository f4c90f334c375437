/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A set of strings in one pool, found by an open hash. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "base/cleanup.h"
#include "base/strset.h"

static uint32_t hash(const char *s)
{
	uint32_t h = 2166136261u;	/* FNV-1a */

	for (; *s; s++)
		h = (h ^ (uint8_t)*s) * 16777619u;
	return h ^ (h >> 15);
}

/* The slot that holds s, or the free one where it belongs. nslot is a power of two. */
static uint32_t *find(const struct sw_strset *t, const char *s)
{
	size_t i = hash(s) & (t->nslot - 1);

	while (t->slot[i] && strcmp(t->pool + t->slot[i] - 1, s) != 0)
		i = (i + 1) & (t->nslot - 1);
	return &t->slot[i];
}

static int grow_slots(struct sw_strset *t, struct sw_err *err)
{
	size_t old = t->nslot, n = old ? old * 2 : 64;
	uint32_t *was = t->slot, *slot = calloc(n, sizeof(*slot));

	if (!slot)
		return sw_err_nomem(err);
	t->slot = slot;
	t->nslot = n;
	for (size_t i = 0; i < old; i++)
		if (was[i])
			*find(t, t->pool + was[i] - 1) = was[i];
	free(was);
	return 0;
}

static int grow_pool(struct sw_strset *t, size_t need, struct sw_err *err)
{
	size_t cap = t->cap ? t->cap : 1024;
	char *p;

	if (need >= UINT32_MAX)
		return sw_err_nomem(err);
	while (cap < need)
		cap *= 2;
	if (cap == t->cap)
		return 0;
	p = realloc(t->pool, cap);
	if (!p)
		return sw_err_nomem(err);
	t->pool = p;
	t->cap = cap;
	return 0;
}

bool sw_strset_has(const struct sw_strset *t, const char *s)
{
	return t->nslot && *find(t, s);
}

int sw_strset_add(struct sw_strset *t, const char *s, uint32_t *offset, struct sw_err *err)
{
	size_t len = strlen(s) + 1;
	uint32_t *slot;
	int rc;

	if ((t->n + 1) * 2 > t->nslot) {
		rc = grow_slots(t, err);
		if (rc)
			return rc;
	}
	slot = find(t, s);
	if (*slot) {
		*offset = *slot - 1;
		return 0;
	}
	rc = grow_pool(t, t->len + len, err);
	if (rc)
		return rc;
	memcpy(t->pool + t->len, s, len);
	*offset = t->len;
	*slot = t->len + 1;
	t->len += len;
	t->n++;
	return 1;
}

const char *sw_strset_get(const struct sw_strset *t, uint32_t offset)
{
	return offset < t->len ? t->pool + offset : "";
}

void sw_strset_reset(struct sw_strset *t)
{
	if (t->slot)
		memset(t->slot, 0, t->nslot * sizeof(*t->slot));
	t->len = 0;
	t->n = 0;
}

void sw_strset_fini(struct sw_strset *t)
{
	free(t->pool);
	free(t->slot);
	*t = (struct sw_strset){ 0 };
}
