/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Builds a key as the kernel does: one selector after the other, each in whole registers. */
#include <string.h>

#include "base/net.h"
#include "sight/map_key.h"

struct part { uint8_t *v, *k; size_t n; };

static void put(const struct part *to, const void *bytes, size_t n)
{
	n = n < to->n ? n : to->n;
	memcpy(to->v, bytes, n);
	memset(to->k, 0xff, n);
}

static void put_header(const struct part *to, const struct sw_header *h, size_t off)
{
	if (off + to->n > sizeof(h->v))
		return;
	memcpy(to->v, h->v + off, to->n);
	memcpy(to->k, h->k + off, to->n);
}

static void put_meta(const struct part *to, uint32_t key, const struct sw_packet *p)
{
	if (key == NFT_META_IIFNAME && p->in.known) {
		put(to, p->in.name, sizeof(p->in.name));
	} else if (key == NFT_META_OIFNAME && p->out.known) {
		put(to, p->out.name, sizeof(p->out.name));
	} else if (key == NFT_META_L4PROTO && p->proto_known == 0xff) {
		put(to, &p->proto, 1);
	} else if (key == NFT_META_LEN && p->length_known) {
		put(to, &p->length, 4);
	} else if (key == NFT_META_MARK && to->n == 4) {
		put(to, &p->mark, 4);
		memcpy(to->k, &p->mark_known, 4);
	}
}

static void put_part(const struct part *to, const struct sw_key_part *part,
		     const struct sw_packet *p)
{
	const struct sw_sel *s = &part->sel;

	if (s->src == SW_SRC_LL)
		put_header(to, &p->ll, s->off);
	else if (s->src == SW_SRC_NH)
		put_header(to, &p->nh, s->off);
	else if (s->src == SW_SRC_TH)
		put_header(to, &p->th, s->off);
	else if (s->src == SW_SRC_META)
		put_meta(to, s->key, p);
	for (size_t i = 0; i < to->n && part->masked && i < sizeof(part->mask); i++) {
		to->v[i] &= part->mask[i];
		to->k[i] |= (uint8_t)~part->mask[i];
	}
}

/* Registers are filled up with zeros. */
void sw_map_key_of(const struct sw_key *key, const struct sw_packet *p, struct sw_known_key *out)
{
	memset(out, 0, sizeof(*out));
	out->n = sw_key_offset(key, key->n);
	if (out->n > SW_KEY_MAX)
		out->n = SW_KEY_MAX;
	memset(out->k, 0xff, out->n);
	for (size_t i = 0; i < key->n; i++) {
		size_t at = sw_key_offset(key, i);
		struct part to = { out->v + at, out->k + at, key->part[i].sel.len };

		if (at + to.n > out->n)
			return;
		memset(to.k, 0, to.n);
		put_part(&to, &key->part[i], p);
	}
}

bool sw_map_key_whole(const struct sw_known_key *key)
{
	for (size_t i = 0; i < key->n; i++)
		if (key->k[i] != 0xff)
			return false;
	return true;
}

bool sw_map_key_may(const struct sw_known_key *key, const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n && i < key->n; i++)
		if ((bytes[i] ^ key->v[i]) & key->k[i])
			return false;
	return n == key->n;
}
