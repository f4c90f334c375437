/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Compares the rules of a chain: first what stays in its turn, then what has another comment there,
 * then what stands elsewhere. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/lcs.h"
#include "base/vec.h"
#include "rule/diff_local.h"

/* One side of the chain. Each rule has the number of its class: equal rules have the same. */
struct side {
	struct sw_rule *const *rule;	/* borrowed */
	uint32_t  n;
	uint32_t *whole;	/* of the rule */
	uint32_t *bare;		/* of the rule without its comments */
	uint32_t *other;	/* its place on the other side, plus one; 0: none */
};

/* Rules by what is equal. */
struct classes {
	const struct sw_diff_ask *ask;
	bool      bare;		/* comments do not count */
	struct { const struct sw_rule *rule; uint64_t hash; } *list;	/* owned: one rule each */
	uint32_t *slot;		/* owned: open addressing, class + 1 */
	size_t    mask;
	uint32_t  n;
};

struct work {
	const struct sw_diff_ask *ask;
	struct side    from, to;
	bool          *stays;		/* owned: of each rule in from, it does not move */
	struct classes whole, bare;
	uint32_t      *room;		/* owned: what the sides hold */
	struct sw_diff_chain *out;
	size_t         cap;		/* of out->run */
};

/* ---- classes --------------------------------------------------------------------------------- */

static bool is_comment(const struct sw_ext *e)
{
	return !strcmp(e->name, "comment");
}

static bool has_comment(const struct sw_rule *r)
{
	for (size_t i = 0; i < r->nmatch; i++)
		if (is_comment(&r->match[i]))
			return true;
	return false;
}

/* r without its comments, in *copy, which borrows all of it but its vector of matches: that is the
 * caller's. NULL: no memory. */
static const struct sw_rule *without_comments(const struct sw_rule *r, struct sw_rule *copy,
					      struct sw_ext **match)
{
	if (!has_comment(r))
		return r;
	*match = calloc(r->nmatch, sizeof(**match));
	if (!*match)
		return NULL;
	*copy = *r;
	copy->match = *match;
	copy->nmatch = 0;
	for (size_t i = 0; i < r->nmatch; i++)
		if (!is_comment(&r->match[i]))
			copy->match[copy->nmatch++] = r->match[i];
	return copy;
}

static bool same(const struct classes *c, const struct sw_rule *a, const struct sw_rule *b)
{
	SW_FREE struct sw_ext *ma = NULL, *mb = NULL;
	struct sw_rule ca, cb;

	if (c->bare) {
		a = without_comments(a, &ca, &ma);
		b = without_comments(b, &cb, &mb);
	}
	if (!a || !b)
		return false;
	return c->ask->same ? c->ask->same(a, b, c->ask->arg) : sw_rule_equal(a, b);
}

static uint64_t hash(const struct classes *c, const struct sw_rule *r)
{
	SW_FREE struct sw_ext *match = NULL;
	struct sw_rule copy;

	if (c->bare)
		r = without_comments(r, &copy, &match);
	if (!r)
		return 0;
	return c->ask->hash ? c->ask->hash(r) : sw_rule_hash(r);
}

static int classes_init(struct classes *c, const struct sw_diff_ask *ask, size_t n, bool bare)
{
	size_t slots = 16;

	while (slots < n * 2)
		slots *= 2;
	c->ask = ask;
	c->bare = bare;
	c->mask = slots - 1;
	c->list = calloc(n + 1, sizeof(*c->list));
	c->slot = calloc(slots, sizeof(*c->slot));
	return c->list && c->slot ? 0 : -ENOMEM;
}

/* A rule that nobody can read equals none. */
static uint32_t class_of(struct classes *c, const struct sw_rule *r)
{
	uint64_t h = r->raw ? (uint64_t)c->n << 17 : hash(c, r);
	size_t i = (h ^ h >> 32) & c->mask;

	for (; c->slot[i]; i = (i + 1) & c->mask) {
		uint32_t k = c->slot[i] - 1;

		if (!r->raw && c->list[k].hash == h && same(c, c->list[k].rule, r))
			return k;
	}
	c->list[c->n].rule = r;
	c->list[c->n].hash = h;
	c->slot[i] = ++c->n;
	return c->n - 1;
}

/* Rules of one class are of one class without their comments, too. */
static int classify(struct work *w)
{
	size_t n = w->from.n + (size_t)w->to.n;
	SW_FREE uint32_t *bare = calloc(n + 1, sizeof(*bare));

	if (!bare || classes_init(&w->whole, w->ask, n, false) ||
	    classes_init(&w->bare, w->ask, n, true))
		return -ENOMEM;
	for (struct side *s = &w->from;; s = &w->to) {
		for (uint32_t i = 0; i < s->n; i++) {
			uint32_t known = w->whole.n, k = class_of(&w->whole, s->rule[i]);

			if (k == known)
				bare[k] = class_of(&w->bare, s->rule[i]);
			s->whole[i] = k;
			s->bare[i] = bare[k];
		}
		if (s == &w->to)
			return 0;
	}
}

/* ---- pairs ----------------------------------------------------------------------------------- */

static void pair(struct work *w, uint32_t i, uint32_t j, bool stays)
{
	w->from.other[i] = j + 1;
	w->to.other[j] = i + 1;
	w->stays[i] = stays;
}

/* What stays in its turn, by the numbers of the sides' classes, among n rules from i on and m from
 * j on. None of them has a pair. */
static int pair_in_turn(struct work *w, bool bare, uint32_t i, uint32_t n, uint32_t j, uint32_t m)
{
	const uint32_t *a = (bare ? w->from.bare : w->from.whole) + i;
	const uint32_t *b = (bare ? w->to.bare : w->to.whole) + j;
	SW_FREE uint32_t *stay = NULL;
	int ret;

	if (!n || !m)
		return 0;
	if (n == 1 && m == 1) {
		if (*a == *b)
			pair(w, i, j, true);
		return 0;
	}
	stay = calloc(n, sizeof(*stay));
	ret = stay ? sw_lcs(a, n, b, m, bare ? w->bare.n : w->whole.n, stay) : -ENOMEM;
	for (uint32_t k = 0; k < n && !ret; k++)
		if (stay[k])
			pair(w, i + k, j + stay[k] - 1, true);
	return ret;
}

/* Between rules that stay: those that differ in their comments alone. */
static int pair_comments(struct work *w)
{
	uint32_t i = 0, j = 0;
	int ret = 0;

	while (!ret && i < w->from.n && j < w->to.n) {
		uint32_t n = i, m;

		while (n < w->from.n && !w->stays[n])
			n++;
		m = n < w->from.n ? w->from.other[n] - 1 : w->to.n;
		ret = pair_in_turn(w, true, i, n - i, j, m - j);
		i = n + 1;
		j = m + 1;
	}
	return ret;
}

/* The first of a class that is left goes with the first on the other side, and so on. */
static int pair_moved(struct work *w, bool bare)
{
	const uint32_t *a = bare ? w->from.bare : w->from.whole;
	const uint32_t *b = bare ? w->to.bare : w->to.whole;
	uint32_t classes = bare ? w->bare.n : w->whole.n;
	SW_FREE uint32_t *first = calloc((size_t)classes + w->to.n + 1, sizeof(*first));
	uint32_t *next = first ? first + classes : NULL;

	if (!first)
		return -ENOMEM;
	for (uint32_t j = w->to.n; j-- > 0;)
		if (!w->to.other[j]) {
			next[j] = first[b[j]];
			first[b[j]] = j + 1;
		}
	for (uint32_t i = 0; i < w->from.n; i++)
		if (!w->from.other[i] && first[a[i]]) {
			uint32_t j = first[a[i]] - 1;

			first[a[i]] = next[j];
			pair(w, i, j, false);
		}
	return 0;
}

/* ---- runs ------------------------------------------------------------------------------------ */

static bool follows(const struct sw_diff_run *last, const struct sw_diff_run *r)
{
	return last->kind == r->kind && last->comment == r->comment &&
	       last->counters == r->counters && (!r->from || last->from + last->n == r->from) &&
	       (!r->to || last->to + last->n == r->to);
}

/* Numbers from 1; 0: not on that side. */
static int put(struct work *w, enum sw_diff_kind kind, uint32_t from, uint32_t to)
{
	struct sw_diff_chain *out = w->out;
	struct sw_diff_run r = { .kind = kind, .from = from, .to = to, .n = 1 };

	if (from && to) {
		const struct sw_rule *a = w->from.rule[from - 1], *b = w->to.rule[to - 1];

		r.comment = w->from.whole[from - 1] != w->to.whole[to - 1];
		r.counters = w->ask->counters &&
			     (a->packets != b->packets || a->bytes != b->bytes);
	}
	if (out->nrun && follows(&out->run[out->nrun - 1], &r)) {
		out->run[out->nrun - 1].n++;
		return 0;
	}
	if (!SW_GROW(out->run, out->nrun, w->cap))
		return -ENOMEM;
	out->run[out->nrun++] = r;
	return 0;
}

static int put_all(struct work *w)
{
	uint32_t i = 0, j = 0, other;
	int ret = 0;

	while (!ret && (i < w->from.n || j < w->to.n)) {
		other = j < w->to.n ? w->to.other[j] : 0;
		if (i < w->from.n && !w->stays[i]) {
			ret = put(w, w->from.other[i] ? SW_DIFF_LEFT : SW_DIFF_REMOVED, i + 1,
				  w->from.other[i]);
			i++;
		} else if (j < w->to.n && !(other && w->stays[other - 1])) {
			ret = put(w, other ? SW_DIFF_CAME : SW_DIFF_ADDED, other, j + 1);
			j++;
		} else {
			ret = put(w, SW_DIFF_KEPT, ++i, ++j);
		}
	}
	return ret;
}

/* ---- a chain --------------------------------------------------------------------------------- */

static int begin(struct work *w)
{
	size_t a = w->from.n, b = w->to.n;

	w->room = calloc(3 * (a + b) + 1, sizeof(*w->room));
	w->stays = calloc(a + 1, sizeof(*w->stays));
	if (!w->room || !w->stays)
		return -ENOMEM;
	w->from.whole = w->room;
	w->from.bare = w->from.whole + a;
	w->from.other = w->from.bare + a;
	w->to.whole = w->from.other + a;
	w->to.bare = w->to.whole + b;
	w->to.other = w->to.bare + b;
	return 0;
}

static void end(struct work *w)
{
	free(w->room);
	free(w->stays);
	free(w->whole.list);
	free(w->whole.slot);
	free(w->bare.list);
	free(w->bare.slot);
}

static int compare(struct work *w)
{
	int ret = begin(w);

	if (!ret)
		ret = classify(w);
	if (!ret)
		ret = pair_in_turn(w, false, 0, w->from.n, 0, w->to.n);
	if (!ret)
		ret = pair_comments(w);
	if (!ret)
		ret = pair_moved(w, false);
	if (!ret)
		ret = pair_moved(w, true);
	return ret ? ret : put_all(w);
}

static struct side side_of(const struct sw_chain *c)
{
	return (struct side){ .rule = c ? c->rule : NULL, .n = c ? c->nrule : 0 };
}

int sw_diff_rules(struct sw_diff_chain *d, const struct sw_diff_ask *ask, struct sw_err *err)
{
	struct work w = { .ask = ask, .from = side_of(d->from), .to = side_of(d->to), .out = d };
	int ret;

	if (!w.from.n && !w.to.n)
		return 0;
	ret = compare(&w);
	end(&w);
	return ret ? sw_err_nomem(err) : 0;
}
