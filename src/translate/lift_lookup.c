/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading back lookups: of a set that a rule shares, of a map that translates a value, of a map of
 * rules. */
#include <string.h>
#include "translate/lift_local.h"

/* The lookup of a map of rules: of the waiting loads, all with or without a mask. */
static bool lift_key(struct sw_lift *l, const char *set, bool map, bool data, uint32_t flags)
{
	struct sw_key *copy;
	struct sw_key key = { .n = 1 + l->nmore, .map = map, .set = set };

	if (flags || sw_lift_is_behind(l) || !sw_lift_mask_is_plain(l, l->sel.len))
		return false;
	key.part[0] = (struct sw_key_part){ .sel = l->sel, .masked = l->masked };
	if (l->masked)
		memcpy(key.part[0].mask, l->mask, l->masklen);
	memcpy(key.part + 1, l->more, l->nmore * sizeof(*l->more));
	l->open = false;
	copy = sw_prog_key(l->p, &key);
	l->said = data ? copy : NULL;
	return true;
}

/* Fields without masks, of a set that holds what one rule is about. */
static bool lift_fields(struct sw_lift *l, const char *set, uint32_t flags)
{
	struct sw_test *t;

	for (size_t i = 0; i < l->nmore; i++)
		if (l->more[i].masked)
			return false;
	if (l->masked || l->nmore > 2 || sw_lift_is_behind(l) || (flags & ~NFT_LOOKUP_F_INV))
		return false;
	l->open = false;
	t = sw_prog_test(l->p, SW_TEST_LOOKUP);
	t->rel = flags ? SW_NE : SW_EQ;
	t->sel = l->sel;
	if (l->nmore > 0)
		t->sel2 = l->more[0].sel;
	if (l->nmore > 1)
		t->sel3 = l->more[1].sel;
	t->set = set;
	return true;
}

bool sw_lift_lookup(struct sw_lift *l, const struct nlattr *data)
{
	const struct nlattr *tb[NFTA_LOOKUP_MAX + 1];
	const char *set;
	uint32_t flags, dreg;
	bool of_rules;

	sw_attr_parse_nested(data, tb, NFTA_LOOKUP_MAX);
	set = sw_attr_str(tb[NFTA_LOOKUP_SET]);
	flags = sw_attr_be32(tb[NFTA_LOOKUP_FLAGS]);
	if (!l->open || l->hton || l->map || !set ||
	    sw_attr_be32(tb[NFTA_LOOKUP_SREG]) != NFT_REG_1)
		return false;
	dreg = sw_attr_be32(tb[NFTA_LOOKUP_DREG]);
	of_rules = !strncmp(set, SW_MAP_NAMES, strlen(SW_MAP_NAMES));
	if (tb[NFTA_LOOKUP_DREG] && dreg == NFT_REG_VERDICT)
		return lift_key(l, set, true, false, flags);
	if (tb[NFTA_LOOKUP_DREG] && dreg != NFT_REG_1)
		return false;
	if (of_rules)
		return lift_key(l, set, false, tb[NFTA_LOOKUP_DREG], flags);
	if (tb[NFTA_LOOKUP_DREG]) {
		l->map = set;
		return !l->nmore;
	}
	return lift_fields(l, set, flags);
}
