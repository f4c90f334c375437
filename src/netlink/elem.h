/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Elements of maps of rules in messages: written, and read without trusting a length. */
#ifndef SW_NETLINK_ELEM_H
#define SW_NETLINK_ELEM_H

#include <stddef.h>
#include "group/fold.h"
#include "group/words.h"

struct nlattr;
struct nlmsghdr;

/* Bytes that one takes at most: key, chain, counter, words, and the heads of ten attributes. */
#define SW_ELEM_ROOM 512

/* An element as one attribute of a list. act NULL: its key alone, to name it. map: it says a
 * verdict. */
void sw_elem_put(struct nlmsghdr *nlh, const uint8_t *key, size_t len, bool map,
		 const struct sw_elem_act *act, const void *words, size_t nwords);

/* What is read borrows from the attribute. */
struct sw_elem {
	const uint8_t     *key;
	size_t             key_len;
	struct sw_elem_act act;
	const void        *words;
	size_t             nwords;
};
/* false: nothing that the engine writes. */
bool sw_elem_read(const struct nlattr *a, bool map, struct sw_elem *e);

#endif
