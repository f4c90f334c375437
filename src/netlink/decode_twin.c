/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Elements of a map of verdicts whose key is one address. */
#include <string.h>
#include "netlink/decode_twin.h"

/* Words end with an order, which is another one in each element. */
static bool ends_with_order(const struct sw_elem *e)
{
	const uint8_t *order = (const uint8_t *)e->words + e->nwords - SW_ORDER_WORDS;

	return e->nwords >= SW_ORDER_WORDS && e->nwords <= SW_ELEM_WORDS_MAX &&
	       order[0] == SW_TLV_ORDER && order[1] == SW_ORDER_WORDS - 2;
}

/* The one part of a key that is all of an address; NULL: the key is another one. */
static const struct sw_key_part *address_of(const struct sw_map_rule *m)
{
	const struct sw_key *k = sw_fold_key(&m->prog);
	const struct sw_key_part *part = k ? &k->part[0] : NULL;
	size_t parts = 0;

	if (!k || !k->map || k->n != 1 || part->sel.src != SW_SRC_NH ||
	    (part->sel.len != 4 && part->sel.len != 16))
		return NULL;
	for (size_t i = 0; i < m->form.n; i++) {
		uint8_t at = m->form.at[i];

		parts += at && (at & ~SW_FORM_MASKED) == part->sel.len &&
			 part->masked == !!(at & SW_FORM_MASKED);
	}
	return parts == 1 ? part : NULL;
}

void sw_twin_keep(struct sw_twin *t, const struct sw_map_rule *m, const struct sw_elem *e,
		  const struct sw_rule *r)
{
	const struct sw_key_part *part = address_of(m);

	t->map = NULL;
	if (!part || !ends_with_order(e) || r->nmatch || r->match || r->raw || r->compat ||
	    r->jump.kind == SW_JUMP_EXT || strlen(e->act.chain) >= sizeof(t->chain))
		return;
	t->map = m;
	t->rule = *r;
	t->rule.seat = (struct sw_seat){ .kind = SW_SEAT_NONE };
	t->nwords = e->nwords - SW_ORDER_WORDS;
	memcpy(t->words, e->words, t->nwords);
	t->has_verdict = e->act.has_verdict;
	t->verdict = e->act.verdict;
	strcpy(t->chain, e->act.chain);
	/* Source and destination, in either family: lower and higher. */
	t->dst = part->sel.off > 12;
}

/* Nothing of the address may be outside of the mask. */
static bool put(struct sw_rule *r, const struct sw_twin *t, const uint8_t *key, size_t len)
{
	uint8_t *to = t->dst ? r->ip.dst : r->ip.src;
	const uint8_t *mask = t->dst ? r->ip.dmask : r->ip.smask;

	for (size_t i = 0; i < len; i++)
		if (key[i] & ~mask[i])
			return false;
	memcpy(to, key, len);
	return true;
}

bool sw_twin_find(const struct sw_twin *t, const struct sw_map_rule *m, const struct sw_elem *e,
		  struct sw_rule *r)
{
	struct sw_rule twin;

	if (t->map != m || e->nwords != t->nwords + SW_ORDER_WORDS || !ends_with_order(e) ||
	    memcmp(e->words, t->words, t->nwords) != 0 || e->act.has_verdict != t->has_verdict ||
	    e->act.verdict != t->verdict || strcmp(e->act.chain, t->chain) != 0)
		return false;
	twin = t->rule;
	if (!put(&twin, t, e->key, e->key_len))
		return false;
	*r = twin;
	return true;
}
