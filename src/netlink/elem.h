/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Elements of maps of rules in messages: written, and read without trusting a length. */
#ifndef SW_NETLINK_ELEM_H
#define SW_NETLINK_ELEM_H

#include <stddef.h>
#include "group/fold.h"
#include "group/words.h"

struct nlattr;
struct nlmsghdr;

/* Bytes that one takes at most: key, chain or data, counter, words, and the heads of ten
 * attributes. */
#define SW_ELEM_ROOM 576

/* What the elements of a map say: a verdict, or bytes, or nothing. */
struct sw_elem_says { bool verdict; uint8_t data; };
struct sw_elem_says sw_elem_says(const struct sw_key *k);

/* An element as one attribute of a list. act NULL: its key alone, to name it. */
void sw_elem_put(struct nlmsghdr *nlh, const uint8_t *key, size_t len, struct sw_elem_says says,
		 const struct sw_elem_act *act, const void *words, size_t nwords);

/* The same of an element that says what the one says that sw_elem_put has written at before, with
 * as many words, the last of which is its order: another key and another order in a copy. That is
 * 60 instructions for 210, of 3 000 that a restore takes for a rule. */
void sw_elem_put_again(struct nlmsghdr *nlh, const struct nlattr *before, const uint8_t *key,
		       size_t len, size_t nwords, uint64_t order);

/* Asks for one by its key: each gets the answer. -ENOENT: the map has none, or there is no map. May
 * be called while a dump runs. */
struct sw_nl;
struct sw_builtin_table;
int sw_elem_ask(struct sw_nl *nl, uint8_t family, const struct sw_builtin_table *t, const char *map,
		const uint8_t *key, size_t len, int (*each)(const struct nlmsghdr *, void *),
		void *arg, struct sw_err *err);

/* What is read borrows from the attribute. */
struct sw_elem {
	const uint8_t     *key;
	size_t             key_len;
	struct sw_elem_act act;
	const void        *words;
	size_t             nwords;
	const struct nlattr *packets, *bytes;	/* where the counter of act stands; NULL: nowhere */
};
/* Its words alone, n of them, and nothing else is looked at; NULL: it has none. */
const void *sw_elem_words(const struct nlattr *a, size_t *n);
/* false: nothing that the engine writes into a map whose elements say that. */
bool sw_elem_read(const struct nlattr *a, struct sw_elem_says says, struct sw_elem *e);

#endif
