/* SPDX-License-Identifier: GPL-2.0-or-later */
/* In which order the kernel is asked a rule's tests: what is cheap and seldom true comes first.
 *
 *    addresses, names, protocol, ...                      addresses, protocol, names, ...
 *    addresses, names, protocol, ..., ports, ..., guard   addresses, ports, protocol, names, ...
 *
 * All of them must be true, and one that finds no header is false, so the order is free: but
 * whatever counts or remembers must be asked about the same packets as ever, and what stands behind
 * a guard stays there. Only single ports move: a range, a list or a negation costs more, or is true
 * too often. docs/architecture.md, section 5, has what each costs. */
#include <string.h>
#include "base/cleanup.h"
#include "base/net.h"
#include "translate/order.h"

enum kind {
	OTHER,		/* no side effect */
	NAME,		/* of an interface */
	PROTO,
	PORT,		/* or the type and code of ICMP */
	TRANSPORT,	/* something else behind the network header */
	GUARD,
	STAYS,		/* it counts, or remembers, or nobody knows */
};
#define OF(kind) (1u << (kind))

static bool is_name(const struct sw_sel *s)
{
	return s->src == SW_SRC_META && (s->key == NFT_META_IIFNAME || s->key == NFT_META_OIFNAME);
}

static bool is_proto(const struct sw_sel *s)
{
	return s->src == SW_SRC_META ? s->key == NFT_META_L4PROTO
				     : s->src == SW_SRC_NH && s->off == 9 && s->len == 1;
}

static bool is_port(const struct sw_test *t)
{
	return t->rel == SW_EQ && !t->masked && t->len == 2 && t->sel.len == 2 &&
	       (t->sel.off == 0 || t->sel.off == 2);
}

/* Is it there? It stands among the tests of -m tcp; its size, that of -m tcpmss, does not. */
static bool is_option(const struct sw_test *t)
{
	return t->kind == SW_TEST_EXISTS && t->sel.src == SW_SRC_TCPOPT;
}

/* OTHER: look closer. */
static enum kind kind_of_cmp(const struct sw_test *t)
{
	if (t->sel.src == SW_SRC_TH)
		return is_port(t) ? PORT : TRANSPORT;
	return is_proto(&t->sel) ? PROTO : is_name(&t->sel) ? NAME : OTHER;
}

/* What nearly every rule has is found out first: this is done for each test that is read. */
static enum kind kind_of(const struct sw_test *t)
{
	enum kind kind = t->kind == SW_TEST_CMP ? kind_of_cmp(t) : OTHER;

	if (t->kind == SW_TEST_GUARD)
		return GUARD;
	if (kind != OTHER || (t->kind == SW_TEST_CMP && t->sel.src == SW_SRC_NH))
		return kind;
	/* The family only tells keys from other tests without side effect. */
	if (sw_test_is_never(t))
		return STAYS;
	return t->sel.src == SW_SRC_TH || is_option(t) ? TRANSPORT : OTHER;
}

/* at[i] is of kind[i]. */
struct row {
	const struct sw_test *test;
	uint8_t at[SW_ORDER_MAX], kind[SW_ORDER_MAX];
	size_t  n;
	size_t  from, to;	/* all that has moved stands here */
};

static void row_init(struct row *r, const struct sw_prog *p)
{
	r->test = p->test;
	r->n = p->ntest < SW_ORDER_MAX ? p->ntest : SW_ORDER_MAX;
	r->from = r->n;
	r->to = 0;
	for (size_t i = 0; i < r->n; i++) {
		r->at[i] = i;
		r->kind[i] = kind_of(&p->test[i]);
	}
}

static void move_byte(uint8_t *p, size_t from, size_t to)
{
	uint8_t b = p[from];

	if (from < to)
		memmove(p + from, p + from + 1, to - from);
	else
		memmove(p + to + 1, p + to, from - to);
	p[to] = b;
}

/* What stands at from shall stand at to; what is between moves up. */
static void move(struct row *r, size_t from, size_t to)
{
	size_t low = from < to ? from : to, high = from + to - low;

	if (from == to)
		return;
	if (low < r->from)
		r->from = low;
	if (high >= r->to)
		r->to = high + 1;
	move_byte(r->at, from, to);
	move_byte(r->kind, from, to);
}

static size_t find(const struct row *r, enum kind kind)
{
	size_t i = 0;

	while (i < r->n && r->kind[i] != kind)
		i++;
	return i;
}

static bool has_kind(const struct row *r, size_t from, size_t to, unsigned kinds)
{
	for (size_t i = from; i < to; i++)
		if (kinds & OF(r->kind[i]))
			return true;
	return false;
}

/* Where the tests of the transport header begin that end with its guard: the first match with such
 * tests has one behind them. Where a guard stands in front, it is the first one, and there are
 * none. */
static size_t transport_begin(const struct row *r, size_t guard)
{
	size_t i = guard;

	while (i && (OF(PORT) | OF(TRANSPORT)) & OF(r->kind[i - 1]))
		i--;
	return i;
}

/* ICMP's types would gain nothing, and nft(8) could not name them any more. */
static bool proto_has_ports(const struct sw_test *t)
{
	static const uint8_t protos[] = {
		IPPROTO_TCP, IPPROTO_UDP, IPPROTO_UDPLITE, IPPROTO_SCTP, IPPROTO_DCCP
	};

	for (size_t i = 0; t->rel == SW_EQ && i < SW_ARRAY_SIZE(protos); i++)
		if (t->val[0] == protos[i])
			return true;
	return false;
}

/* No port passes these. */
#define WALLS (OF(STAYS) | OF(GUARD) | OF(PROTO) | OF(PORT) | OF(TRANSPORT))

static void ports_first(struct row *r)
{
	size_t to = find(r, PROTO), guard = find(r, GUARD), begin = transport_begin(r, guard);

	if (guard == r->n || to >= begin || !proto_has_ports(&r->test[r->at[to]]) ||
	    has_kind(r, to + 1, begin, WALLS))
		return;
	for (size_t i = begin; i < guard; i++)
		if (r->kind[i] == PORT)
			move(r, i, to++);
}

static bool is_about_port(const struct row *r, size_t i)
{
	const struct sw_sel *s = &r->test[r->at[i]].sel;

	return s->src == SW_SRC_TH && s->off <= 2;
}

/* A match asks for the source first. */
static void sort_ports(struct row *r, size_t begin, size_t guard)
{
	for (size_t i = begin; i < guard && is_about_port(r, i); i++) {
		size_t to = i;

		while (to > begin && r->test[r->at[to - 1]].sel.off > r->test[r->at[i]].sel.off)
			to--;
		move(r, i, to);
	}
}

static void ports_back(struct row *r)
{
	size_t first = find(r, PROTO) + 1, guard = find(r, GUARD), begin, n = 0;

	if (guard == r->n || first > guard)
		return;
	begin = transport_begin(r, guard);
	while (first + n < begin && r->kind[first + n] == PORT)
		n++;
	/* Another tool's: the limit in between has not seen all packets. */
	if (has_kind(r, first + n, begin, WALLS))
		return;
	for (size_t i = 0; i < n; i++)
		move(r, first, --begin);
	sort_ports(r, begin, guard);
}

static void names_last(struct row *r)
{
	size_t begin = find(r, NAME), end = begin, to;

	while (end < r->n && r->kind[end] == NAME)
		end++;
	for (to = end; to < r->n && (OF(PROTO) | OF(PORT)) & OF(r->kind[to]); to++)
		move(r, to, begin++);
}

/* What is of this kind goes forward over what the kernel is asked before it. */
static void back(struct row *r, enum kind kind, unsigned over)
{
	for (size_t i = find(r, kind); i < r->n; i++) {
		size_t to = i;

		while (r->kind[i] == kind && to && over & OF(r->kind[to - 1]))
			to--;
		if (to < i)
			move(r, i, to);
	}
}

void sw_order(const struct sw_prog *p, uint8_t at[SW_ORDER_MAX])
{
	struct row r;

	row_init(&r, p);
	if (p->ntest <= SW_ORDER_MAX) {
		ports_first(&r);
		names_last(&r);
	}
	memcpy(at, r.at, r.n);
}

void sw_order_undo(struct sw_prog *p)
{
	struct sw_test was[SW_ORDER_MAX];
	struct row r;

	if (p->ntest > SW_ORDER_MAX)
		return;
	row_init(&r, p);
	back(&r, NAME, OF(PROTO) | OF(PORT));
	back(&r, PROTO, OF(PORT));
	ports_back(&r);
	if (r.from >= r.to)
		return;
	memcpy(was + r.from, p->test + r.from, (r.to - r.from) * sizeof(*was));
	for (size_t i = r.from; i < r.to; i++)
		p->test[i] = was[r.at[i]];
}
