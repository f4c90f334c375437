/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds rules by handle in rulesets that are read when they are wanted, and elements by the headers
 * of the packet that found them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "netlink/decode_rule.h"
#include "netlink/snapshot.h"
#include "session/session.h"
#include "session/whole.h"
#include "sight/map_key.h"
#include "sight/place.h"
#include "sight/rule_json.h"
#include "words/print_rule.h"

/* A rule of the kernel's, or one element of the map that it looks up, and whose rule of the user's
 * that is. */
struct entry {
	uint64_t handle;
	const struct sw_elem_name *elem;	/* NULL: a rule alone; borrowed */
	size_t   number;			/* from 1 */
};

struct map {		/* of a rule that looks one up */
	uint64_t handle;
	struct sw_map_rule *rule;	/* owned; NULL: it looks none up that we know of */
};

/* One chain, sorted by handle and key. Its number + 1 stands in sw_chain.mark. */
struct index {
	struct entry *entry;	/* owned */
	size_t n, cap;
	struct map *map;	/* owned vector */
	size_t nmap, capmap;
};

struct family {
	struct sw_ruleset rs;
	bool read;
	struct index *index;	/* owned vector */
	size_t n, cap;
};

struct sw_places {
	const char    *program;
	struct sw_nl  *nl;	/* owned */
	struct family  of[2];	/* [0] IPv4 */
};

/* ---- life ------------------------------------------------------------------------------------ */

static void forget(struct family *f)
{
	for (size_t i = 0; i < f->n; i++) {
		for (size_t k = 0; k < f->index[i].nmap; k++)
			sw_map_rule_free(f->index[i].map[k].rule);
		free(f->index[i].map);
		free(f->index[i].entry);
	}
	free(f->index);
	if (f->read)
		sw_ruleset_fini(&f->rs);
	*f = (struct family){ 0 };
}

int sw_places_open(struct sw_places **out, const char *program, struct sw_err *err)
{
	struct sw_places *pl = calloc(1, sizeof(*pl));

	if (!pl)
		return sw_err_nomem(err);
	pl->program = program;
	pl->nl = sw_nl_kernel(err);
	if (!pl->nl) {
		free(pl);
		return err->sys ? -err->sys : -EIO;
	}
	*out = pl;
	return 0;
}

void sw_places_free(struct sw_places *pl)
{
	if (!pl)
		return;
	forget(&pl->of[0]);
	forget(&pl->of[1]);
	sw_nl_close(pl->nl);
	free(pl);
}

int sw_places_refresh(struct sw_places *pl, struct sw_err *err)
{
	uint32_t now;
	int rc;

	if (!pl->of[0].read && !pl->of[1].read)
		return 0;
	rc = pl->nl->ops->genid(pl->nl, &now, err);
	for (int i = 0; i < 2 && !rc; i++)
		if (pl->of[i].read && pl->of[i].rs.genid != now)
			forget(&pl->of[i]);
	return rc;
}

static int need(struct sw_places *pl, bool six, struct sw_err *err)
{
	struct family *f = &pl->of[six];
	int rc = f->read ? 0 : sw_whole_kernel(pl->program, six ? SW_IP6 : SW_IP4, &f->rs, err);

	if (!rc)
		f->read = true;
	return rc;
}

/* ---- the index of a chain -------------------------------------------------------------------- */

static int compare_keys(const struct sw_elem_name *x, const uint8_t *key, size_t n)
{
	return x->len != n ? (x->len < n ? -1 : 1) : memcmp(x->key, key, n);
}

static int compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->handle != y->handle)
		return x->handle < y->handle ? -1 : 1;
	return x->elem && y->elem ? compare_keys(x->elem, y->elem->key, y->elem->len) :
	       (x->elem != NULL) - (y->elem != NULL);
}

static bool add_entry(struct index *x, struct entry e)
{
	if (!SW_GROW(x->entry, x->n, x->cap))
		return false;
	x->entry[x->n++] = e;
	return true;
}

static bool add_rule(struct index *x, const struct sw_seat *s, size_t number)
{
	bool good = true;

	if (s->kind == SW_SEAT_RULE)
		return add_entry(x, (struct entry){ s->handle, NULL, number });
	for (const struct sw_elem_name *e = s->kind == SW_SEAT_ELEM ? s->elem : NULL; e && good;
	     e = e->next)
		good = add_entry(x, (struct entry){ e->rule, e, number });
	return good;
}

/* NULL: no memory. */
static struct index *index_of(struct family *f, struct sw_chain *c)
{
	struct index *x;
	bool good = true;

	if (c->mark)
		return &f->index[c->mark - 1];
	if (!SW_GROW(f->index, f->n, f->cap))
		return NULL;
	x = &f->index[f->n++];
	*x = (struct index){ 0 };
	for (size_t i = 0; i < c->nrule && good; i++)
		good = add_rule(x, &c->rule[i]->seat, i + 1);
	if (!good)
		return NULL;
	if (x->n)
		qsort(x->entry, x->n, sizeof(*x->entry), compare);
	c->mark = f->n;
	return x;
}

/* The first entry that is not in front of these; key NULL: of that handle. */
static size_t search(const struct index *x, uint64_t handle, const struct sw_known_key *key)
{
	size_t from = 0, to = x->n;

	while (from < to) {
		size_t mid = from + (to - from) / 2;
		const struct entry *e = &x->entry[mid];
		bool in_front = e->handle < handle ||
				(e->handle == handle && key && e->elem &&
				 compare_keys(e->elem, key->v, key->n) < 0);

		from = in_front ? mid + 1 : from;
		to = in_front ? to : mid;
	}
	return from;
}

/* ---- elements -------------------------------------------------------------------------------- */

/* What the rule's map is asked for; NULL: nobody can tell. */
static int key_of(struct sw_places *pl, struct index *x, uint8_t family,
		  const struct sw_builtin_table *t, const char *chain, uint64_t handle,
		  const struct sw_key **key, struct sw_err *err)
{
	struct sw_map_rule *rule = NULL;
	int rc;

	*key = NULL;
	for (size_t i = 0; i < x->nmap; i++)
		if (x->map[i].handle == handle) {
			rule = x->map[i].rule;
			*key = rule ? sw_fold_key(&rule->prog) : NULL;
			return 0;
		}
	rc = sw_map_rule_ask(pl->nl, family, t, chain, handle, &rule, err);
	if (rc < 0)
		return rc;
	if (!SW_GROW(x->map, x->nmap, x->capmap)) {
		sw_map_rule_free(rule);
		return sw_err_nomem(err);
	}
	x->map[x->nmap++] = (struct map){ handle, rule };
	*key = rule ? sw_fold_key(&rule->prog) : NULL;
	return 0;
}

/* Several elements may be parts of one rule. */
static void add_number(struct sw_rule_place *out, size_t number)
{
	for (size_t i = 0; i < out->n; i++)
		if (out->number[i] == number)
			return;
	if (out->n == SW_PLACE_MOST)
		out->more = true;
	else
		out->number[out->n++] = number;
}

static void find_elems(const struct index *x, uint64_t handle, const struct sw_known_key *key,
		       struct sw_rule_place *out)
{
	bool whole = sw_map_key_whole(key);
	size_t i = search(x, handle, whole ? key : NULL);

	for (; i < x->n && x->entry[i].handle == handle && !out->more; i++) {
		const struct sw_elem_name *e = x->entry[i].elem;

		if (e && sw_map_key_may(key, e->key, e->len)) {
			add_number(out, x->entry[i].number);
			out->map = e->map;
		} else if (whole) {
			return;
		}
	}
}

/* ---- a rule ---------------------------------------------------------------------------------- */

static int find_in(struct sw_places *pl, struct family *f, struct sw_chain *c, uint64_t handle,
		   const struct sw_packet *p, struct sw_rule_place *out, struct sw_err *err)
{
	struct index *x = index_of(f, c);
	struct sw_known_key known;
	const struct sw_key *key;
	size_t i = x ? search(x, handle, NULL) : 0;
	int rc;

	if (!x)
		return sw_err_nomem(err);
	if (i == x->n || x->entry[i].handle != handle)
		return 0;
	if (!x->entry[i].elem) {
		add_number(out, x->entry[i].number);
	} else {
		rc = key_of(pl, x, f->rs.family, out->table, c->name, handle, &key, err);
		if (rc)
			return rc;
		out->map = x->entry[i].elem->map;
		if (key) {
			sw_map_key_of(key, p, &known);
			find_elems(x, handle, &known, out);
		}
	}
	out->rule = out->n ? c->rule[out->number[0] - 1] : NULL;
	return 0;
}

int sw_places_find(struct sw_places *pl, uint8_t family, const char *table, const char *chain,
		   uint64_t handle, const struct sw_packet *p, struct sw_rule_place *out,
		   struct sw_err *err)
{
	const struct sw_builtin_table *b = sw_builtin_table_by_nft(table);
	bool six = family == NFPROTO_IPV6;
	struct sw_chain *c;
	int rc;

	*out = (struct sw_rule_place){ 0 };
	if (!b || (family != NFPROTO_IPV4 && !six))
		return 0;
	out->table = b;
	rc = handle ? need(pl, six, err) : 0;
	if (rc || !handle)
		return rc;
	c = sw_table_chain(&pl->of[six].rs.table[b - sw_builtin_tables], chain);
	return c ? find_in(pl, &pl->of[six], c, handle, p, out, err) : 0;
}

int sw_places_json(struct sw_places *pl, uint8_t family, const char *chain,
		   const struct sw_rule_place *p, struct sw_str *out, struct sw_err *err)
{
	struct sw_rule_json of = { .family = family, .chain = chain,
				   .number = (uint32_t)p->number[0], .form = true };
	int rc = sw_session_init_xt(pl->program, family, err);

	if (!rc)
		rc = sw_rule_json_members(out, &of, p->rule, err);
	return rc < 0 ? rc : 0;
}

int sw_places_text(struct sw_places *pl, uint8_t family, struct sw_rule *r, struct sw_str *out,
		   struct sw_err *err)
{
	struct sw_str line = { 0 };
	FILE *f = sw_str_open(&line);
	const char *text;
	int rc = f ? sw_session_init_xt(pl->program, family, err) : sw_err_nomem(err);

	if (!rc)
		rc = sw_print_unreadable(f, r, err);
	if (!rc)
		rc = sw_print_save(f, family, "", r, SW_SAVE_PLAIN, err);
	if (f)
		fclose(f);
	text = line.len ? line.s : "";
	text += !strncmp(text, "-A ", 3) ? 3 : 0;
	text += *text == ' ';
	if (rc >= 0)
		sw_str_addn(out, text, strcspn(text, "\n"));
	sw_str_fini(&line);
	return rc < 0 ? rc : 0;
}
