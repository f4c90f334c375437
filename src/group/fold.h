/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A rule's program as the lookup of a map and one element of it, and back: unfold(fold(p)) == p. */
#ifndef SW_GROUP_FOLD_H
#define SW_GROUP_FOLD_H

#include "translate/prog.h"

#define SW_FORM_MAX 32		/* tests of a rule that becomes an element */

/* How the tests of a rule come from those of the rule that looks the map up: a byte each. */
struct sw_form {
	uint8_t n;
	/* 0: its next constant test. Else the next part of the key: bytes that the rule's own test
	 * compares, and SW_FORM_MASKED if it has a mask. A part may be longer: nft(8) 1.0 crashes
	 * on half an IPv6 address. */
	uint8_t at[SW_FORM_MAX];
};
#define SW_FORM_MASKED 0x80

/* What an element says besides its key. */
struct sw_elem_act {
	bool        has_verdict;	/* false: go on behind the map */
	int         verdict;
	const char *chain;		/* "" where no chain is meant; borrowed */
	uint64_t    packets, bytes;
	const uint8_t *data;		/* as many as the map's key says; borrowed */
};

/* What an element is found by, and what it says instead of a verdict. */
struct sw_elem_bytes { uint8_t key[SW_KEY_MAX], data[SW_KEY_MAX]; };

/* map becomes what is written as the rule that looks the map up: its constant tests, the lookup
 * (with no name) and, unless the elements say it, what happens: where that is one statement with
 * values (said.h), the elements say those. bytes gets the element's own.
 * false: nothing in p can be a key, or there is too much of it; map is not to be used then. */
bool sw_fold(const struct sw_prog *p, uint8_t family, struct sw_prog *map, struct sw_form *form,
	     struct sw_elem_bytes *bytes);

/* The same for one of the shape that map and form have, which are not looked for then: the key
 * alone is filled. false: p has another shape, or it takes sw_fold to tell. */
bool sw_fold_as(const struct sw_prog *p, const struct sw_prog *map, const struct sw_form *form,
		struct sw_elem_bytes *bytes);

/* The rule of one element; p is overwritten. false: form and map do not fit, or the key has bits
 * that no rule's test would look at. No memory: p->oom. */
bool sw_unfold(const struct sw_prog *map, const struct sw_form *form, const uint8_t *key,
	       const struct sw_elem_act *act, struct sw_prog *p);

/* The key of a lookup that has one (its last test); NULL: none. */
const struct sw_key *sw_fold_key(const struct sw_prog *map);

#endif
