/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mutates netlink attributes as such: one somewhere in the tree is changed, grown, cut, doubled or
 * taken out, and the lengths around it are kept true, so that the reader gets past them. */
#include <stdlib.h>
#include <string.h>
#include <linux/netlink.h>
#include "fuzz.h"

#define DEPTH 12

struct tree {
	uint8_t *data;
	size_t   size, max;
	size_t   at[DEPTH];	/* offsets: the chosen attribute is last, those around it before */
	unsigned depth;
	unsigned seed;
};

static unsigned pick(struct tree *t, unsigned n)
{
	return n ? rand_r(&t->seed) % n : 0;
}

static uint16_t attr_len(const struct tree *t, size_t at)
{
	return t->data[at] | t->data[at + 1] << 8;
}

/* Offset of a random attribute in [from, to), NLA-aligned walk; to: there is none. */
static size_t random_attr(struct tree *t, size_t from, size_t to)
{
	size_t found = to;
	unsigned n = 0;

	while (from + NLA_HDRLEN <= to && attr_len(t, from) >= NLA_HDRLEN &&
	       from + attr_len(t, from) <= to) {
		if (!pick(t, ++n))
			found = from;
		from += NLA_ALIGN(attr_len(t, from));
	}
	return found;
}

/* Go down at random until an attribute holds none. */
static bool choose(struct tree *t, size_t from, size_t to)
{
	while (t->depth < DEPTH) {
		size_t a = random_attr(t, from, to);

		if (a >= to)
			break;
		t->at[t->depth++] = a;
		from = a + NLA_HDRLEN;
		to = a + attr_len(t, a);
		if (!pick(t, 6))
			break;
	}
	return t->depth > 0;
}

/* Put len bytes from `with` in the place of the old ones; the lengths around grow with them. */
static bool splice(struct tree *t, size_t at, size_t old, const uint8_t *with, size_t len,
		   unsigned outer)
{
	if (at + old > t->size || t->size - old + len > t->max)
		return false;
	memmove(t->data + at + len, t->data + at + old, t->size - at - old);
	memcpy(t->data + at, with, len);
	t->size = t->size - old + len;
	for (unsigned i = 0; i < outer; i++) {
		uint16_t v = attr_len(t, t->at[i]) + len - old;

		t->data[t->at[i]] = v;
		t->data[t->at[i] + 1] = v >> 8;
	}
	return true;
}

static void change(struct tree *t)
{
	size_t a = t->at[t->depth - 1], len = attr_len(t, a), whole = NLA_ALIGN(len);
	uint8_t buf[4096 + 64];
	size_t n = len - NLA_HDRLEN;

	if (len > 4096 || a + whole > t->size)
		return;
	memset(buf, 0, sizeof(buf));
	memcpy(buf, t->data + a, len);
	switch (pick(t, 4)) {
	case 0:	/* another type */
		t->data[a + 2] = pick(t, 32);
		return;
	case 1:	/* out */
		splice(t, a, whole, buf, 0, t->depth - 1);
		return;
	case 2:	/* twice */
		splice(t, a, 0, buf, whole, t->depth - 1);
		return;
	}
	n = LLVMFuzzerMutate(buf + NLA_HDRLEN, n, n + 32);
	buf[0] = NLA_HDRLEN + n;
	buf[1] = (NLA_HDRLEN + n) >> 8;
	splice(t, a, whole, buf, NLA_ALIGN(NLA_HDRLEN + n), t->depth - 1);
}

/* In data: attributes fill [from, to). Returns the new size. */
size_t fuzz_mutate_attrs(uint8_t *data, size_t size, size_t max, size_t from, size_t to,
			 unsigned seed)
{
	struct tree t = { .data = data, .size = size, .max = max, .seed = seed };

	if (choose(&t, from, to))
		change(&t);
	return t.size;
}
