/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a test that was passed or failed says of a packet, and why one cannot be answered. */
#include <string.h>

#include "base/net.h"
#include "base/str.h"
#include "sight/ask.h"

/* ---- what follows ---------------------------------------------------------------------------- */

/* Bits that the kernel holds as a number, or of a header: where what a test says can be noted. */
static bool place_of(struct sw_packet *p, const struct sw_sel *s, uint8_t **v, uint8_t **k)
{
	struct sw_header *h = s->src == SW_SRC_NH ? &p->nh : s->src == SW_SRC_TH ? &p->th :
			      s->src == SW_SRC_LL ? &p->ll : NULL;

	if (h && s->off + s->len <= (int)sizeof(h->v)) {
		*v = h->v + s->off;
		*k = h->k + s->off;
		return true;
	}
	if (s->src == SW_SRC_META && s->key == NFT_META_MARK) {
		*v = (uint8_t *)&p->mark;
		*k = (uint8_t *)&p->mark_known;
		return true;
	}
	if (s->src == SW_SRC_META && s->key == NFT_META_L4PROTO) {
		*v = &p->proto;
		*k = &p->proto_known;
		return true;
	}
	if (s->src == SW_SRC_CT && s->key == NFT_CT_MARK && !s->dir) {
		*v = (uint8_t *)&p->ctmark;
		*k = (uint8_t *)&p->ctmark_known;
		return true;
	}
	return false;
}

static void note_bits(struct sw_packet *p, const struct sw_test *t)
{
	uint8_t *v, *k;

	if (!place_of(p, &t->sel, &v, &k))
		return;
	for (uint8_t i = 0; i < t->len; i++) {
		uint8_t bits = t->masked ? t->mask[i] : 0xff;

		v[i] = (uint8_t)((v[i] & ~bits) | (t->val[i] & bits));
		k[i] |= bits;
	}
	/* what is the protocol in one place is so in the other */
	if (p->family == SW_IP4 && t->sel.src == SW_SRC_NH && t->sel.off == 9 && t->sel.len == 1) {
		p->proto = p->nh.v[9];
		p->proto_known = p->nh.k[9];
	} else if (t->sel.src == SW_SRC_META && t->sel.key == NFT_META_L4PROTO &&
		   p->family == SW_IP4) {
		p->nh.v[9] = p->proto;
		p->nh.k[9] = p->proto_known;
	}
}

static void note_device(struct sw_packet *p, const struct sw_test *t)
{
	struct sw_device *d = t->sel.key == NFT_META_IIFNAME ? &p->in : &p->out;

	if (t->len == SW_IF_MAX && !t->masked && !t->val[SW_IF_MAX - 1]) {
		memcpy(d->name, t->val, SW_IF_MAX);
		d->known = true;
	}
}

static void note_states(struct sw_packet *p, const struct sw_spot *at, unsigned states)
{
	if (at->early || !states)
		return;
	if (p->untracked == SW_PERHAPS_DONE)	/* two reasons for one state: left as it is */
		return;
	if (p->untracked == SW_NOT_DONE)
		p->states &= states;
}

void sw_ask_passed(struct sw_packet *p, const struct sw_spot *at, const struct sw_prog *prog)
{
	for (size_t i = 0; i < prog->ntest; i++) {
		const struct sw_test *t = &prog->test[i];
		unsigned yes, maybe;

		if (sw_ask_is_about_state(t)) {
			sw_ask_states(p, at, prog, t, &yes, &maybe);
			note_states(p, at, yes | maybe);
		} else if (t->kind == SW_TEST_CMP && t->rel == SW_EQ) {
			if (t->sel.src == SW_SRC_META && (t->sel.key == NFT_META_IIFNAME ||
							  t->sel.key == NFT_META_OIFNAME))
				note_device(p, t);
			else
				note_bits(p, t);
		}
	}
}

void sw_ask_failed(struct sw_packet *p, const struct sw_spot *at, const struct sw_prog *prog,
		   const struct sw_asked *asked)
{
	const struct sw_test *t = &prog->test[asked->test];
	unsigned yes, maybe;

	if (asked->open != 1)
		return;
	if (sw_ask_is_about_state(t)) {
		sw_ask_states(p, at, prog, t, &yes, &maybe);
		note_states(p, at, ~yes);
	} else if (t->kind == SW_TEST_CMP && t->rel == SW_NE) {
		note_bits(p, t);
	}
}

/* ---- why ------------------------------------------------------------------------------------- */

static void port_name(struct sw_str *out, const struct sw_sel *s)
{
	if (s->src == SW_SRC_TH && s->off < 2 && s->off + s->len <= 2)
		sw_str_add(out, "the source port (--sport) or type");
	else if (s->src == SW_SRC_TH && s->off >= 2 && s->off + s->len <= 4)
		sw_str_add(out, "the port it goes to (--dport)");
	else if (s->src == SW_SRC_TH && s->off == 13)
		sw_str_add(out, "flags of TCP (--tcp-flags)");
	else
		sw_str_add(out, sw_look_name(s));
}

void sw_ask_why(struct sw_str *out, const struct sw_test *t)
{
	switch (t->kind) {
	case SW_TEST_LIMIT:
		sw_str_add(out, "how many packets came before (limit)");
		break;
	case SW_TEST_QUOTA:
		sw_str_add(out, "how much came before (quota)");
		break;
	case SW_TEST_XT:
		sw_str_addf(out, "-m %s, which the kernel's xt module decides", t->xt->name);
		break;
	case SW_TEST_GUARD:
		sw_str_add(out, "whether it is a fragment");
		break;
	case SW_TEST_RAW: case SW_TEST_KEY:
		sw_str_add(out, "an expression that is no iptables rule");
		break;
	default:
		port_name(out, &t->sel);
	}
}
