/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -m multiport: a port against a list, looked up in a set that rules with the same list share. */
#include <string.h>
#include "base/net.h"
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_multiport.h>
#include "translate/ids.h"
#include "translate/ports.h"
#include "translate/registry.h"

#define PORTS_HEADER 4
#define SEL_SPORT    SW_SEL_TH(0, 2)
#define SEL_DPORT    SW_SEL_TH(2, 2)
#define ONE_SET      "sw.ports"
#define ANY_SET      "sw.anyport"	/* source or destination */
/* nft(8)'s number of "inet_service", and of two of them concatenated; for its listing only. */
#define TYPE_PORT    13
#define TYPE_PORTS   (TYPE_PORT << 6 | TYPE_PORT)

struct range { uint16_t from, to; };
struct list {
	size_t n;
	struct range r[XT_MULTI_PORTS];
};

static const uint8_t protos[] = {
	IPPROTO_TCP, IPPROTO_UDP, IPPROTO_UDPLITE, IPPROTO_SCTP, IPPROTO_DCCP, 0,
};

/* ---- lists ----------------------------------------------------------------------------------- */

/* A range takes two slots of the payload, the first one flagged. */
static bool list_read(const struct xt_multiport_v1 *x, struct list *l)
{
	l->n = 0;
	if (x->count > XT_MULTI_PORTS)
		return false;
	for (int i = 0; i < x->count; i++) {
		struct range r = { x->ports[i], x->ports[i] };

		if (x->pflags[i]) {
			if (++i == x->count || x->pflags[i] || x->ports[i] <= r.from)
				return false;
			r.to = x->ports[i];
		}
		l->r[l->n++] = r;
	}
	return l->n > 0;
}

static bool list_write(const struct list *l, struct xt_multiport_v1 *x)
{
	x->count = 0;
	for (size_t i = 0; i < l->n; i++) {
		bool is_range = l->r[i].from != l->r[i].to;

		if (x->count + 1 + is_range > XT_MULTI_PORTS)
			return false;
		x->pflags[x->count] = is_range;
		x->ports[x->count++] = l->r[i].from;
		if (is_range)
			x->ports[x->count++] = l->r[i].to;
	}
	return true;
}

/* Ascending, and without overlaps: the kernel's interval sets refuse them. */
static void list_merge(const struct list *in, struct list *out)
{
	*out = (struct list){ .n = 0 };
	for (size_t i = 0; i < in->n; i++) {
		struct range r = in->r[i];
		size_t at = out->n++;

		for (; at && out->r[at - 1].from > r.from; at--)
			out->r[at] = out->r[at - 1];
		out->r[at] = r;
	}
	size_t last = 0;
	for (size_t i = 1; i < out->n; i++) {
		if (out->r[i].from > out->r[last].to)
			out->r[++last] = out->r[i];
		else if (out->r[i].to > out->r[last].to)
			out->r[last].to = out->r[i].to;
	}
	out->n = last + 1;
}

static bool list_same(const struct list *a, const struct list *b)
{
	return a->n == b->n && !memcmp(a->r, b->r, a->n * sizeof(a->r[0]));
}

/* ---- set names: prefix, and every port or range behind a dot --------------------------------- */

static char *put_number(char *p, unsigned v)
{
	char digits[5];
	int n = 0;

	do
		digits[n++] = '0' + v % 10;
	while (v /= 10);
	while (n)
		*p++ = digits[--n];
	return p;
}

/* At most 15 ranges of 12 characters: always fits. */
static void name_write(char name[SW_SET_NAME_MAX], const char *prefix, const struct list *l)
{
	char *p = stpcpy(name, prefix);

	for (size_t i = 0; i < l->n; i++) {
		*p++ = '.';
		p = put_number(p, l->r[i].from);
		if (l->r[i].from == l->r[i].to)
			continue;
		*p++ = '-';
		p = put_number(p, l->r[i].to);
	}
	*p = '\0';
}

static bool get_number(const char **p, uint16_t *out)
{
	unsigned v = 0;
	const char *s = *p;

	for (; *s >= '0' && *s <= '9'; s++) {
		v = v * 10 + (*s - '0');
		if (v > UINT16_MAX)
			return false;
	}
	if (s == *p)
		return false;
	*p = s;
	*out = v;
	return true;
}

/* A name that encode would write differently is found out when the rule is encoded again. */
static bool name_read(const char *name, const char *prefix, struct list *l)
{
	size_t len = strlen(prefix);
	const char *p = name + len;

	l->n = 0;
	if (strncmp(name, prefix, len))
		return false;
	while (*p++ == '.') {
		struct range *r = &l->r[l->n];

		if (l->n == XT_MULTI_PORTS || !get_number(&p, &r->from))
			return false;
		l->n++;
		r->to = r->from;
		if (*p == '-' && (p++, !get_number(&p, &r->to)))
			return false;
		if (!*p)
			return true;
	}
	return false;
}

/* ---- sets ------------------------------------------------------------------------------------ */

static int fill_ports(struct sw_set *s, const struct list *l, struct sw_err *err)
{
	int rc = 0;

	s->key_len = 2;
	s->key_type = TYPE_PORT;
	for (size_t i = 0; i < l->n && !rc; i++) {
		uint16_t from = htons(l->r[i].from), to = htons(l->r[i].to);

		s->interval |= from != to;
		rc = sw_set_add(s, &from, &to, NULL, err);
	}
	return rc;
}

static void put_port(uint8_t field[4], uint16_t port)
{
	field[0] = port >> 8;
	field[1] = port & 0xff;
}

static int add_pair(struct sw_set *s, struct range src, struct range dst, struct sw_err *err)
{
	uint8_t from[8] = { 0 }, to[8] = { 0 };

	put_port(from, src.from);
	put_port(from + 4, dst.from);
	put_port(to, src.to);
	put_port(to + 4, dst.to);
	return sw_set_add(s, from, to, NULL, err);
}

static int add_gap(struct sw_set *s, struct range gap, const struct list *l, struct sw_err *err)
{
	int rc = 0;

	for (size_t i = 0; i < l->n && !rc; i++)
		rc = add_pair(s, gap, l->r[i], err);
	return rc;
}

/* "Source or destination in P" as pairs that do not overlap: P with any port, and each gap of P
 * with P. Ascending, as the kernel's are sorted when they are compared. */
static int fill_pairs(struct sw_set *s, const struct list *l, struct sw_err *err)
{
	static const struct range any = { 0, UINT16_MAX };
	unsigned next = 0;	/* first source port without a pair */
	int rc = 0;

	s->key_len = 8;
	s->nfield = 2;
	s->field_len[0] = s->field_len[1] = 2;
	s->interval = true;
	s->key_type = TYPE_PORTS;
	for (size_t i = 0; i < l->n && !rc; i++) {
		if (next < l->r[i].from)
			rc = add_gap(s, (struct range){ next, l->r[i].from - 1 }, l, err);
		if (!rc)
			rc = add_pair(s, l->r[i], any, err);
		next = l->r[i].to + 1u;
	}
	if (!rc && next <= UINT16_MAX)
		rc = add_gap(s, (struct range){ next, UINT16_MAX }, l, err);
	return rc;
}

/* ---- encode ---------------------------------------------------------------------------------- */

static int encode_one(struct sw_prog *p, struct sw_sel sel, enum sw_rel rel, const struct list *l,
		      struct sw_err *err)
{
	uint16_t from = htons(l->r[0].from), to = htons(l->r[0].to);
	char name[SW_SET_NAME_MAX];

	if (l->n > 1) {
		name_write(name, ONE_SET, l);
		sw_prog_lookup(p, sel, rel, name);
		return fill_ports(sw_prog_set(p, name), l, err);
	}
	if (from == to)
		sw_prog_cmp(p, sel, rel, &from, 2);
	else
		sw_prog_range(p, sel, rel, &from, &to, 2);
	return 0;
}

int sw_ports_lookup(struct sw_prog *p, struct sw_sel sel, const uint16_t *port, size_t n,
		    struct sw_err *err)
{
	struct list l = { .n = n };

	for (size_t i = 0; i < n && i < SW_PORTS_MAX; i++)
		l.r[i] = (struct range){ port[i], port[i] };
	return encode_one(p, sel, SW_EQ, &l, err);
}

static int encode_any(struct sw_prog *p, enum sw_rel rel, const struct list *l, struct sw_err *err)
{
	char name[SW_SET_NAME_MAX];

	name_write(name, ANY_SET, l);
	sw_prog_lookup2(p, SEL_SPORT, SEL_DPORT, rel, name);
	return fill_pairs(sw_prog_set(p, name), l, err);
}

/* The list as typed: which slots begin a range (a bit each), then the slots. Big endian. */
static void write_hint(const struct xt_multiport_v1 *x, struct sw_hint *hint)
{
	uint16_t ranges = 0;

	hint->len = 2 + 2 * x->count;
	for (int i = 0; i < x->count; i++) {
		ranges |= x->pflags[i] ? 1u << i : 0;
		put_port(hint->extra + 2 + 2 * i, x->ports[i]);
	}
	put_port(hint->extra, ranges);
}

static int multiport_encode(const struct sw_ext *m, const struct sw_ctx *ctx, struct sw_prog *p,
			    struct sw_hint *hint, struct sw_err *err)
{
	const struct xt_multiport_v1 *x = m->data;
	enum sw_rel rel = x->invert ? SW_NE : SW_EQ;
	struct list typed, merged;
	int rc = sw_require_proto(ctx, "multiport", protos, err);

	if (rc)
		return rc;
	if (x->flags > XT_MULTIPORT_EITHER || !list_read(x, &typed))
		return 0;
	list_merge(&typed, &merged);
	if (ctx->crowded && (merged.n > 1 || x->flags == XT_MULTIPORT_EITHER))
		return 0;
	if (x->flags == XT_MULTIPORT_EITHER)
		rc = encode_any(p, rel, &merged, err);
	else
		rc = encode_one(p, x->flags == XT_MULTIPORT_SOURCE ? SEL_SPORT : SEL_DPORT, rel,
				&merged, err);
	if (rc)
		return rc;
	sw_prog_guard(p, PORTS_HEADER);
	if (!list_same(&typed, &merged))
		write_hint(x, hint);
	return 1;
}

/* ---- decode ---------------------------------------------------------------------------------- */

static bool has_proto(const struct sw_ip *ip)
{
	return ip->proto && ip->proto <= UINT8_MAX && memchr(protos, ip->proto, sizeof(protos) - 1);
}

static uint16_t port_at(const uint8_t *p)
{
	return p[0] << 8 | p[1];
}

static bool read_hint(const struct sw_hint *hint, struct xt_multiport_v1 *x)
{
	uint16_t ranges = port_at(hint->extra);

	if (hint->len % 2 || hint->len < 4 || hint->len > 2 + 2 * XT_MULTI_PORTS)
		return false;
	x->count = hint->len / 2 - 1;
	for (int i = 0; i < x->count; i++) {
		x->pflags[i] = ranges >> i & 1;
		x->ports[i] = port_at(hint->extra + 2 + 2 * i);
	}
	return true;
}

/* Without a hint the list is what the kernel compares with. */
static bool read_list(const struct sw_test *t, struct list *l)
{
	if (t->kind == SW_TEST_LOOKUP)
		return name_read(t->set, t->sel2.src ? ANY_SET : ONE_SET, l);
	if (t->kind == SW_TEST_RANGE)
		*l = (struct list){ 1, { { port_at(t->val), port_at(t->val2) } } };
	else
		*l = (struct list){ 1, { { port_at(t->val), port_at(t->val) } } };
	return true;
}

/* XT_MULTIPORT_*, or -1 for another test. */
static int which_port(const struct sw_test *t)
{
	struct sw_sel sport = SEL_SPORT, dport = SEL_DPORT;
	bool lookup = t->kind == SW_TEST_LOOKUP, src = sw_sel_equal(&t->sel, &sport);

	if (t->rel > SW_NE || (!src && !sw_sel_equal(&t->sel, &dport)))
		return -1;
	if (lookup && t->sel2.src)
		return src && sw_sel_equal(&t->sel2, &dport) ? XT_MULTIPORT_EITHER : -1;
	if (!lookup && (t->masked || (t->kind != SW_TEST_CMP && t->kind != SW_TEST_RANGE)))
		return -1;
	return src ? XT_MULTIPORT_SOURCE : XT_MULTIPORT_DESTINATION;
}

/* The guard is missing when a match before had one as large. Of a single port it is all that tells
 * this match from tcp and udp when there are no words. */
static int multiport_decode(const struct sw_test *t, size_t n, const struct sw_ctx *ctx,
			    const struct sw_hint *hint, void *data)
{
	struct xt_multiport_v1 *x = data;
	bool guard = n > 1 && t[1].kind == SW_TEST_GUARD && t[1].len == PORTS_HEADER;
	struct list l;
	int which;

	if (!n || !has_proto(ctx->ip) || (!hint && !guard && t->kind != SW_TEST_LOOKUP))
		return -1;
	which = which_port(t);
	if (which < 0)
		return -1;
	x->flags = which;
	x->invert = t->rel == SW_NE;
	if (hint && hint->len ? !read_hint(hint, x) : !read_list(t, &l) || !list_write(&l, x))
		return -1;
	return guard ? 2 : 1;
}

const struct sw_match_ops sw_match_multiport = {
	.id = SW_ID_MULTIPORT, .name = "multiport", .rev = 1,
	.size = XT_ALIGN(sizeof(struct xt_multiport_v1)), .families = SW_FAM46,
	.encode = multiport_encode, .decode = multiport_decode,
};
