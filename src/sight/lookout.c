/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words of a packet as tests, each in the first chain where it can be asked. */
#include <errno.h>
#include <string.h>
#include "base/net.h"
#include <linux/if_arp.h>
#include <linux/netfilter_ipv4.h>

#include "sight/lookout.h"

/* ---- the chains ------------------------------------------------------------------------------ */

#define MARKS (NF_IP_PRI_CONNTRACK_DEFRAG + 1)
#define ASKS  (NF_IP_PRI_CONNTRACK + 1)

/* The last place but that of conntrack, which confirms a connection there and may still drop. */
#define LAST (INT_MAX - 1)

static const struct sw_trace_chain chains[SW_LOOKOUT_MAX] = {
	[SW_LOOKOUT_IN]         = { "in", SW_HOOK_PREROUTING, MARKS, NULL },
	[SW_LOOKOUT_MADE]       = { "made", SW_HOOK_OUTPUT, MARKS, NULL },
	[SW_LOOKOUT_IN_STATE]   = { "in-state", SW_HOOK_PREROUTING, ASKS, NULL },
	[SW_LOOKOUT_MADE_STATE] = { "made-state", SW_HOOK_OUTPUT, ASKS, NULL },
	[SW_LOOKOUT_LOCAL]      = { "local", SW_HOOK_INPUT, INT_MIN, NULL },
	[SW_LOOKOUT_FORWARD]    = { "forward", SW_HOOK_FORWARD, INT_MIN, NULL },
	[SW_LOOKOUT_END_LOCAL]  = { "end-local", SW_HOOK_INPUT, LAST, NULL },
	[SW_LOOKOUT_END_OUT]    = { "end-out", SW_HOOK_POSTROUTING, LAST, NULL },
};

static struct sw_prog *add_chain(struct sw_lookout *w, enum sw_lookout_at at)
{
	size_t i = w->nchain++;

	w->chain[i] = chains[at];
	w->at[i] = at;
	return &w->prog[i];
}

/* The same with a rule. */
static struct sw_prog *add_rule(struct sw_lookout *w, enum sw_lookout_at at)
{
	struct sw_prog *p = add_chain(w, at);

	w->chain[w->nchain - 1].rule = p;
	return p;
}

/* ---- tests ----------------------------------------------------------------------------------- */

/* Runs of bytes that are known whole, and single ones that are known in part; no test has more than
 * 16 bytes. */
static void test_header(struct sw_prog *prog, uint8_t src, const struct sw_header *h, size_t size)
{
	for (size_t at = 0, n; at < size; at += n) {
		struct sw_sel sel = { .src = src, .off = (uint8_t)at };

		n = 1;
		if (!h->k[at])
			continue;
		while (h->k[at] == 0xff && at + n < size && n < 16 && h->k[at + n] == 0xff)
			n++;
		sel.len = (uint8_t)n;
		if (h->k[at] == 0xff)
			sw_prog_cmp(prog, sel, SW_EQ, h->v + at, n);
		else
			sw_prog_cmp_mask(prog, sel, h->k + at, SW_EQ, h->v + at, n);
	}
}

static size_t known_end(const struct sw_header *h)
{
	size_t n = sizeof(h->k);

	while (n && !h->k[n - 1])
		n--;
	return n;
}

/* Of one that is no later fragment nothing is asked, unless there is something to be known of its
 * transport header: then the guard does it. */
static void test_fragment(struct sw_prog *prog, const struct sw_packet *p)
{
	struct sw_sel ip6 = { .src = SW_SRC_EXTHDR, .key = IPPROTO_FRAGMENT, .off = 2, .len = 2 };

	if (p->later_fragment)
		sw_prog_cmp_mask(prog, p->family == SW_IP6 ? ip6 : SW_SEL_NH(6, 2),
				 p->family == SW_IP6 ? "\xff\xf8" : "\x1f\xff", SW_NE, "\0\0", 2);
}

static void test_ip(struct sw_prog *prog, const struct sw_packet *p)
{
	struct sw_header nh = p->nh;
	size_t th = known_end(&p->th);

	nh.k[0] = p->family == SW_IP6 ? nh.k[0] & 0x0f : 0;	/* the table's family says it */
	nh.v[0] &= nh.k[0];
	if (p->family == SW_IP4)
		nh.k[6] = nh.k[7] = 0;
	test_header(prog, SW_SRC_NH, &nh, known_end(&nh));
	test_fragment(prog, p);
	if (p->family == SW_IP6 && p->proto_known == 0xff)
		sw_prog_cmp(prog, SW_SEL_META(NFT_META_L4PROTO, 1), SW_EQ, &p->proto, 1);
	test_header(prog, SW_SRC_TH, &p->th, th);
	if (th)	/* no protocol has a header of less than 4 bytes, and no guard looks at one */
		sw_prog_guard(prog, th < 4 ? 4 : (uint8_t)th);
}

static void test_number(struct sw_prog *prog, struct sw_sel sel, bool known, uint32_t value)
{
	if (known)
		sw_prog_cmp(prog, sel, SW_EQ, &value, 4);
}

static void test_device(struct sw_prog *prog, uint32_t key, const struct sw_device *d)
{
	if (d->known)
		sw_prog_cmp(prog, SW_SEL_META(key, SW_IF_MAX), SW_EQ, d->name, SW_IF_MAX);
}

static void test_mac(struct sw_prog *prog, const struct sw_packet *p)
{
	uint16_t ether = ARPHRD_ETHER;

	if (!known_end(&p->ll))
		return;
	sw_prog_cmp(prog, SW_SEL_META(NFT_META_IIFTYPE, 2), SW_EQ, &ether, 2);
	test_header(prog, SW_SRC_LL, &p->ll, known_end(&p->ll));
}

static void test_state(struct sw_prog *prog, const struct sw_packet *p)
{
	uint32_t states = p->states, none = 0;

	if (p->states != SW_STATES)
		sw_prog_cmp_mask(prog, SW_SEL_CT(NFT_CT_STATE, 4), &states, SW_NE, &none, 4);
	if (p->ctmark_known)
		sw_prog_cmp(prog, SW_SEL_CT(NFT_CT_MARK, 4), SW_EQ, &p->ctmark, 4);
}

/* ---- rules ----------------------------------------------------------------------------------- */

static void mark(struct sw_prog *prog)
{
	struct sw_stmt *s = sw_prog_stmt(prog, SW_STMT_SET);

	s->set.dst = SW_SEL_META(NFT_META_NFTRACE, 1);
	s->set.len = 1;
	s->set.val[0] = 1;
}

static void test_all(struct sw_prog *prog, const struct sw_packet *p)
{
	test_ip(prog, p);
	test_number(prog, SW_SEL_META(NFT_META_MARK, 4), p->mark_known == UINT32_MAX, p->mark);
	test_number(prog, SW_SEL_META(NFT_META_LEN, 4), p->length_known, p->length);
}

static void watch_in(struct sw_lookout *w, const struct sw_packet *p)
{
	struct sw_prog *prog = add_rule(w, SW_LOOKOUT_IN);

	test_all(prog, p);
	test_device(prog, NFT_META_IIFNAME, &p->in);
	test_mac(prog, p);
	mark(prog);
}

static void watch_made(struct sw_lookout *w, const struct sw_packet *p)
{
	struct sw_prog *prog = add_rule(w, SW_LOOKOUT_MADE);

	test_all(prog, p);
	test_device(prog, NFT_META_OIFNAME, &p->out);
	test_number(prog, SW_SEL_META(NFT_META_SKUID, 4), p->uid_known, p->uid);
	test_number(prog, SW_SEL_META(NFT_META_SKGID, 4), p->gid_known, p->gid);
	mark(prog);
}

static void watch_forward(struct sw_lookout *w, const struct sw_packet *p)
{
	if (p->out.known)
		test_device(add_rule(w, SW_LOOKOUT_FORWARD), NFT_META_OIFNAME, &p->out);
	else
		add_chain(w, SW_LOOKOUT_FORWARD);
}

static void watch(struct sw_lookout *w, const struct sw_packet *p)
{
	bool state = p->states != SW_STATES || p->ctmark_known;
	bool way = (p->way != SW_WAY_UNKNOWN && p->way != SW_WAY_ROUTED) || p->out.known;

	if (sw_packet_may_come(p)) {
		watch_in(w, p);
		if (state)
			test_state(add_rule(w, SW_LOOKOUT_IN_STATE), p);
		if (way) {
			add_chain(w, SW_LOOKOUT_LOCAL);
			watch_forward(w, p);
		}
	}
	if (sw_packet_may_be_made(p)) {
		watch_made(w, p);
		if (state)
			test_state(add_rule(w, SW_LOOKOUT_MADE_STATE), p);
	}
}

int sw_lookout_begin(struct sw_lookout *w, const struct sw_packet *p, struct sw_err *err)
{
	int rc = p ? sw_packet_fits(p, err) : 0;

	memset(w, 0, sizeof(*w));
	if (rc)
		return rc;
	w->family = NFPROTO_INET;
	if (p) {
		w->family = p->family == SW_IP6 ? NFPROTO_IPV6 : NFPROTO_IPV4;
		w->marks = true;
		w->way = p->way;
		w->out = p->out.known;
		watch(w, p);
	}
	add_chain(w, SW_LOOKOUT_END_LOCAL);
	add_chain(w, SW_LOOKOUT_END_OUT);
	for (size_t i = 0; i < w->nchain; i++)
		if (w->prog[i].oom)
			return sw_err_nomem(err);
	return 0;
}

void sw_lookout_fini(struct sw_lookout *w)
{
	for (size_t i = 0; i < SW_LOOKOUT_MAX; i++)
		sw_prog_fini(&w->prog[i]);
}

/* ---- answers --------------------------------------------------------------------------------- */

enum sw_lookout_at sw_lookout_find(const struct sw_lookout *w, const char *chain)
{
	for (size_t i = 0; i < w->nchain; i++)
		if (!strcmp(w->chain[i].name, chain))
			return w->at[i];
	return SW_LOOKOUT_MAX;
}

static bool has(unsigned set, enum sw_lookout_at at)
{
	return set >> at & 1;
}

bool sw_lookout_wants(const struct sw_lookout *w, unsigned met, unsigned took)
{
	static const enum sw_lookout_at asked[] = { SW_LOOKOUT_IN_STATE, SW_LOOKOUT_MADE_STATE };

	for (size_t i = 0; i < sizeof(asked) / sizeof(*asked); i++)
		if (has(met, asked[i]) && !has(took, asked[i]))
			return false;
	if (w->out && has(met, SW_LOOKOUT_FORWARD) && !has(took, SW_LOOKOUT_FORWARD))
		return false;
	if (has(met, SW_LOOKOUT_LOCAL) && (w->out || w->way == SW_WAY_FORWARD))
		return false;
	return !has(met, SW_LOOKOUT_FORWARD) || w->way != SW_WAY_INPUT;
}
