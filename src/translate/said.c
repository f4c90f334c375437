/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes a statement's values out of it, and puts them back. */
#include <string.h>
#include "base/net.h"
#include "translate/said.h"

#define MOST 4

struct field { uint8_t *at, len; };

static bool ends_there(const uint8_t *from, const uint8_t *to, size_t n, bool has_end)
{
	return has_end && !memcmp(from, to, n);
}

/* nft(8) knows ranges of both, or of neither: what has no end ends where it begins. */
static void close_ranges(struct sw_stmt *s)
{
	if (!s->nat.has_addr || !s->nat.has_port || s->nat.has_addr_max == s->nat.has_port_max)
		return;
	if (s->nat.has_port_max)
		memcpy(s->nat.addr_max, s->nat.addr, sizeof(s->nat.addr));
	else
		memcpy(s->nat.port_max, s->nat.port, sizeof(s->nat.port));
	s->nat.has_addr_max = s->nat.has_port_max = true;
}

/* And back. A range that the user has written with one member is left alone. */
static void open_ranges(struct sw_stmt *s)
{
	if (!s->nat.has_addr || !s->nat.has_port)
		return;
	if (ends_there(s->nat.addr, s->nat.addr_max, sizeof(s->nat.addr), s->nat.has_addr_max)) {
		memset(s->nat.addr_max, 0, sizeof(s->nat.addr_max));
		s->nat.has_addr_max = false;
	} else if (ends_there(s->nat.port, s->nat.port_max, sizeof(s->nat.port),
			      s->nat.has_port_max)) {
		memset(s->nat.port_max, 0, sizeof(s->nat.port_max));
		s->nat.has_port_max = false;
	}
}

/* First where ranges begin, then where they end: so nft(8) has them. */
static size_t fields_of_nat(struct sw_stmt *s, struct field f[MOST])
{
	uint8_t alen = s->nat.family == SW_IP6 ? 16 : 4;
	size_t n = 0;

	if (s->nat.has_addr)
		f[n++] = (struct field){ s->nat.addr, alen };
	if (s->nat.has_port)
		f[n++] = (struct field){ s->nat.port, 2 };
	if (s->nat.has_addr_max)
		f[n++] = (struct field){ s->nat.addr_max, alen };
	if (s->nat.has_port_max)
		f[n++] = (struct field){ s->nat.port_max, 2 };
	return n;
}

/* A range of one, as the user may write it, would come back as no range. */
static bool has_empty_range(const struct sw_stmt *s)
{
	return ends_there(s->nat.addr, s->nat.addr_max, sizeof(s->nat.addr), s->nat.has_addr_max) ||
	       ends_there(s->nat.port, s->nat.port_max, sizeof(s->nat.port), s->nat.has_port_max);
}

/* A mark, a priority. What is written into a packet is mostly a part of a byte. */
static bool is_plain_set(const struct sw_stmt *s)
{
	return s->set.src.src == SW_SRC_NONE && !s->set.map && s->set.len == 4 &&
	       s->set.dst.len == 4 &&
	       (s->set.dst.src == SW_SRC_META || s->set.dst.src == SW_SRC_CT);
}

static size_t fields(struct sw_stmt *s, struct field f[MOST])
{
	switch (s->kind) {
	case SW_STMT_SET:
		f[0] = (struct field){ s->set.val, 4 };
		return is_plain_set(s);
	case SW_STMT_NAT:
	case SW_STMT_REDIR:
		if (!s->said && has_empty_range(s))
			return 0;
		close_ranges(s);
		return fields_of_nat(s, f);
	default:
		return 0;
	}
}

static size_t padded(size_t n)
{
	return (n + 3) / 4 * 4;
}

size_t sw_values_size(const struct sw_stmt *s)
{
	struct sw_stmt copy = *s;
	struct field f[MOST];
	size_t n = fields(&copy, f), size = 0;

	if (n == 1)	/* one that stands alone needs no neighbour's place */
		return f[0].len;
	while (n)
		size += padded(f[--n].len);
	return size;
}

void sw_values_take(struct sw_stmt *s, uint8_t *out)
{
	struct field f[MOST];
	size_t size = sw_values_size(s), n = fields(s, f);

	memset(out, 0, size);
	for (size_t i = 0; i < n; out += padded(f[i++].len)) {
		memcpy(out, f[i].at, f[i].len);
		memset(f[i].at, 0, f[i].len);
	}
	s->said = true;
}

bool sw_values_put(struct sw_stmt *s, const uint8_t *in)
{
	struct field f[MOST];
	size_t n = fields(s, f);

	s->said = false;
	for (size_t i = 0; i < n; in += padded(f[i++].len)) {
		memcpy(f[i].at, in, f[i].len);
		for (size_t k = f[i].len; k < padded(f[i].len) && n > 1; k++)
			if (in[k])
				return false;
	}
	if (s->kind != SW_STMT_SET)
		open_ranges(s);
	return true;
}

uint32_t sw_register_at(size_t offset)
{
	return offset % 16 ? NFT_REG32_00 + offset / 4 : NFT_REG_1 + offset / 16;
}

/* Immediates stand in registers 1 to 4, whichever there are; what a map says, close together. */
struct sw_nat_regs sw_nat_regs(const struct sw_stmt *s)
{
	size_t alen = s->nat.family == SW_IP6 ? 16 : 4, at = 0;
	struct sw_nat_regs r = { NFT_REG_1, NFT_REG_2, NFT_REG_3, NFT_REG_4 };

	if (!s->said)
		return r;
	r.addr = sw_register_at(at);
	at += s->nat.has_addr ? alen : 0;
	r.port = sw_register_at(at);
	at += s->nat.has_port ? 4 : 0;
	r.addr_max = sw_register_at(at);
	at += s->nat.has_addr_max ? alen : 0;
	r.port_max = sw_register_at(at);
	return r;
}
