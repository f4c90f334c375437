/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Elements of a map of verdicts whose key is one address. */
#include <endian.h>
#include <string.h>
#include "base/attr.h"
#include "netlink/decode_twin.h"

/* Words end with an order, which is another one in each element. */
static bool ends_with_order(const struct sw_elem *e)
{
	const uint8_t *order;

	if (e->nwords < SW_ORDER_WORDS || e->nwords > SW_ELEM_WORDS_MAX)
		return false;
	order = (const uint8_t *)e->words + e->nwords - SW_ORDER_WORDS;
	return order[0] == SW_TLV_ORDER && order[1] == SW_ORDER_WORDS - 2;
}

static bool counts(const struct sw_elem *e)
{
	return e->packets && sw_attr_len(e->packets) == sizeof(uint64_t) &&
	       e->bytes && sw_attr_len(e->bytes) == sizeof(uint64_t);
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

/* These bytes are a twin's own. */
static uint16_t own(struct sw_twin *t, const struct nlattr *a, const void *from, size_t n)
{
	size_t at = (const char *)from - (const char *)a;

	memset((uint8_t *)t->same + at, 0, n);
	return at;
}

void sw_twin_keep(struct sw_twin *t, const struct sw_map_rule *m, const struct nlattr *a,
		  const struct sw_elem *e, const struct sw_rule *r)
{
	const struct sw_key_part *part = address_of(m);

	t->map = NULL;
	if (!part || a->nla_len > sizeof(t->elem) || e->key_len != part->sel.len ||
	    !ends_with_order(e) || !counts(e) || r->nmatch || r->match || r->raw || r->compat ||
	    r->jump.kind == SW_JUMP_EXT)
		return;
	t->map = m;
	t->rule = *r;
	t->rule.seat = (struct sw_seat){ .kind = SW_SEAT_NONE };
	t->len = a->nla_len;
	memset(t->elem, 0, sizeof(t->elem));
	memset(t->same, 0, sizeof(t->same));
	memcpy(t->elem, a, t->len);
	memset(t->same, 0xff, t->len);
	t->key_len = e->key_len;
	t->key = own(t, a, e->key, e->key_len);
	t->packets = own(t, a, sw_attr_data(e->packets), sizeof(uint64_t));
	t->bytes = own(t, a, sw_attr_data(e->bytes), sizeof(uint64_t));
	own(t, a, (const uint8_t *)e->words + e->nwords - sizeof(uint64_t), sizeof(uint64_t));
	/* Source and destination, in either family: lower and higher. */
	t->dst = part->sel.off > 12;
}

static bool is_alike(const struct sw_twin *t, const struct nlattr *a)
{
	const uint64_t *word = (const void *)a;

	if (a->nla_len != t->len)
		return false;
	for (size_t i = 0; i < (t->len + 7) / 8; i++)
		if ((word[i] ^ t->elem[i]) & t->same[i])
			return false;
	return true;
}

/* Nothing of the address may be outside of the mask. */
static bool is_masked(const struct sw_twin *t, const uint8_t *key)
{
	const uint8_t *mask = t->dst ? t->rule.ip.dmask : t->rule.ip.smask;

	for (size_t i = 0; i < t->key_len; i++)
		if (key[i] & ~mask[i])
			return false;
	return true;
}

static uint64_t number_at(const struct nlattr *a, size_t at)
{
	uint64_t be;

	memcpy(&be, (const char *)a + at, sizeof(be));
	return be64toh(be);
}

bool sw_twin_find(const struct sw_twin *t, const struct sw_map_rule *m, const struct nlattr *a,
		  struct sw_elem *e, struct sw_rule *r)
{
	const uint8_t *key = (const uint8_t *)a + t->key;

	if (t->map != m || !is_alike(t, a) || !is_masked(t, key))
		return false;
	e->key = key;
	e->key_len = t->key_len;
	e->act.packets = number_at(a, t->packets);
	e->act.bytes = number_at(a, t->bytes);
	*r = t->rule;
	memcpy(t->dst ? r->ip.dst : r->ip.src, key, t->key_len);
	return true;
}
