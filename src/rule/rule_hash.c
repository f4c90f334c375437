/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers by which equal rules are found among many. */
#include <string.h>

#include "rule/rule.h"

/* Eight bytes at a time: a rule has some two hundred. */
static uint64_t mix(uint64_t h, uint64_t word)
{
	h = (h ^ word) * 0x9e3779b97f4a7c15u;
	return h ^ h >> 29;
}

uint64_t sw_bytes_hash(uint64_t h, const void *bytes, size_t n)
{
	const uint8_t *p = bytes;
	uint64_t word;

	for (; n >= sizeof(word); n -= sizeof(word), p += sizeof(word)) {
		memcpy(&word, p, sizeof(word));
		h = mix(h, word);
	}
	word = n;
	if (n)		/* an extension may have no bytes at all */
		memcpy(&word, p, n);
	return mix(h, word);
}

static uint64_t hash_text(uint64_t h, const char *s)
{
	return sw_bytes_hash(h, s, strlen(s));
}

static uint64_t hash_ip(const struct sw_ip *ip)
{
	uint64_t h = sw_bytes_hash(0, ip->src, sizeof(ip->src));

	h = sw_bytes_hash(h, ip->dst, sizeof(ip->dst));
	h = sw_bytes_hash(h, ip->smask, sizeof(ip->smask));
	h = sw_bytes_hash(h, ip->dmask, sizeof(ip->dmask));
	h = hash_text(h, ip->in);
	h = hash_text(h, ip->out);
	return mix(h, ip->proto | ip->inv << 16 | ip->frag << 24 | (unsigned)ip->go << 25);
}

static uint64_t hash_ext(uint64_t h, const struct sw_ext *e, bool target, sw_ext_hash_fn hash)
{
	return mix(hash_text(h, e->name), hash(e, target) ^ e->rev);
}

uint64_t sw_rule_hash_by(const struct sw_rule *r, sw_ext_hash_fn hash)
{
	uint64_t h;

	if (r->raw)
		return 0;
	h = mix(hash_ip(&r->ip), r->jump.kind);
	for (size_t i = 0; i < r->nmatch; i++)
		h = hash_ext(h, &r->match[i], false, hash);
	if (r->jump.kind == SW_JUMP_VERDICT)
		return mix(h, r->jump.verdict);
	if (r->jump.kind == SW_JUMP_CHAIN)
		return hash_text(h, r->jump.chain);
	return r->jump.kind == SW_JUMP_EXT ? hash_ext(h, &r->jump.ext, true, hash) : h;
}

static uint64_t hash_user_bytes(const struct sw_ext *e, bool target)
{
	(void)target;
	return sw_bytes_hash(0, e->data, e->user_size);
}

uint64_t sw_rule_hash(const struct sw_rule *r)
{
	return sw_rule_hash_by(r, hash_user_bytes);
}
