/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Payloads whose save text was found to make them again (echo.c): a ruleset has few, each thousands
 * of times. */
#include <stdlib.h>
#include <string.h>
#include "base/cleanup.h"
#include "xt/xt_local.h"

/* A plugin's words depend on the payload and, for some, on the protocol. */
struct proven {
	const struct sw_plugin *plugin;	/* NULL: free */
	uint16_t proto;
	bool     no_proto;		/* "! -p" */
	uint16_t size, cap;
	uint8_t *data;			/* owned */
};

static struct proven cache[1024];

static uint64_t mix(uint64_t h, const uint8_t *data, size_t n)
{
	uint64_t word;

	for (; n >= sizeof(word); n -= sizeof(word), data += sizeof(word)) {
		memcpy(&word, data, sizeof(word));
		h = (h ^ word) * 0x9e3779b97f4a7c15ull;
		h ^= h >> 29;
	}
	while (n--)
		h = (h ^ *data++) * 0x9e3779b97f4a7c15ull;
	return h;
}

/* What counts for a proof: all bytes before to, and those from from on. */
struct span { size_t to, from; };

/* A ruleset has thousands of payloads that differ only in plain bytes. */
static struct span counted(const struct sw_plugin *p, const struct sw_ext *x)
{
	const struct sw_xt_bytes *b = p->bytes;

	if (!b || !b->plain || x->size < b->size)
		return (struct span){ x->size, x->size };
	return (struct span){ b->at, b->at + b->len };
}

static struct proven *slot_of(const struct sw_plugin *p, const struct sw_ext *x, struct span c)
{
	uint64_t h = mix((uintptr_t)p >> 4, x->data, c.to);

	if (c.from < x->size)
		h = mix(h, (uint8_t *)x->data + c.from, x->size - c.from);
	return &cache[h * 0x9e3779b97f4a7c15ull >> 54];
}

bool sw_xt_is_proven(const struct sw_plugin *p, const struct sw_ip *ip, const struct sw_ext *x)
{
	struct span s = counted(p, x);
	const struct proven *c = slot_of(p, x, s);
	const uint8_t *data = x->data;

	if (c->plugin != p || c->proto != ip->proto || c->no_proto != !!(ip->inv & SW_INV_PROTO) ||
	    c->size != x->size)
		return false;
	return !x->size || (!memcmp(c->data, data, s.to) &&
			    !memcmp(c->data + s.from, data + s.from, x->size - s.from));
}

/* Without memory it is only proven again. */
void sw_xt_remember(const struct sw_plugin *p, const struct sw_ip *ip, const struct sw_ext *x)
{
	struct proven *c = slot_of(p, x, counted(p, x));

	if (x->size > c->cap) {
		void *q = realloc(c->data, x->size);

		if (!q)
			return;
		c->data = q;
		c->cap = x->size;
	}
	if (x->size)
		memcpy(c->data, x->data, x->size);
	c->plugin = p;
	c->proto = ip->proto;
	c->no_proto = ip->inv & SW_INV_PROTO;
	c->size = x->size;
}

void sw_xt_proven_fini(void)
{
	for (size_t i = 0; i < SW_ARRAY_SIZE(cache); i++)
		free(cache[i].data);
	memset(cache, 0, sizeof(cache));
}
