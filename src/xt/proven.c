/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Payloads whose save text was found to make them again (echo.c): a ruleset has few, each thousands of times. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include "base/cleanup.h"
#include "xt/internal.h"
#include <linux/netfilter/xt_iprange.h>
#include <linux/netfilter/xt_mac.h>
#include <linux/netfilter/xt_mark.h>
#include <linux/netfilter/xt_multiport.h>
#include <linux/netfilter_ipv4/ipt_LOG.h>

/* Bytes that every value of is printed and read alike (tests/unit/test_xt_echo.c), so that what holds for one
 * payload holds for all that differ in them: a ruleset has thousands. */
static const struct sw_xt_free {
	const char *name;
	bool        target;
	uint8_t     rev;
	uint8_t     from, to;
} frees[] = {
	{ "multiport", false, 1, offsetof(struct xt_multiport_v1, ports), offsetof(struct xt_multiport_v1, pflags) },
	{ "iprange",   false, 1, 0, offsetof(struct xt_iprange_mtinfo, flags) },
	{ "mac",       false, 0, 0, offsetof(struct xt_mac_info, invert) },
	{ "mark",      false, 1, 0, offsetof(struct xt_mark_mtinfo1, mask) },
	{ "LOG",       true,  0, offsetof(struct ipt_log_info, prefix), sizeof(struct ipt_log_info) },
};

const struct sw_xt_free *sw_xt_free_bytes(const struct sw_plugin *p)
{
	for (const struct sw_xt_free *f = frees; f < frees + SW_ARRAY_SIZE(frees); f++)
		if (p->target == f->target && p->rev == f->rev && !p->alias && p->size >= f->to &&
		    !strcmp(p->name, f->name))
			return f;
	return NULL;
}

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

static struct proven *slot_of(const struct sw_plugin *p, const struct sw_ext *x)
{
	const struct sw_xt_free *f = p->free_bytes;
	uint64_t h = (uintptr_t)p >> 4;

	if (f && x->size >= f->to)
		h = mix(mix(h, x->data, f->from), (uint8_t *)x->data + f->to, x->size - f->to);
	else
		h = mix(h, x->data, x->size);
	return &cache[h * 0x9e3779b97f4a7c15ull >> 54];
}

bool sw_xt_is_proven(const struct sw_plugin *p, const struct sw_ip *ip, const struct sw_ext *x)
{
	const struct proven *c = slot_of(p, x);
	const struct sw_xt_free *f = p->free_bytes;
	const uint8_t *data = x->data;

	if (c->plugin != p || c->proto != ip->proto || c->no_proto != !!(ip->inv & SW_INV_PROTO) ||
	    c->size != x->size)
		return false;
	if (f && x->size >= f->to)
		return !memcmp(c->data, data, f->from) &&
		       !memcmp(c->data + f->to, data + f->to, x->size - f->to);
	return !x->size || !memcmp(c->data, data, x->size);
}

/* Without memory it is only proven again. */
void sw_xt_remember(const struct sw_plugin *p, const struct sw_ip *ip, const struct sw_ext *x)
{
	struct proven *c = slot_of(p, x);

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
