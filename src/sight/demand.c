/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tests of a program into ranges of values, one set of ranges for each field. */
#include <string.h>

#include "base/cleanup.h"
#include "base/net.h"
#include "base/vec.h"
#include "sight/demand_local.h"
#include "sight/packet.h"

/* Rows of values as a number of a state: exactly one of them is true of a packet. */
static const unsigned states[] = {
	SW_STATE_INVALID, SW_STATE_ESTABLISHED, SW_STATE_RELATED, SW_STATE_NEW, SW_STATE_UNTRACKED,
};
#define SEL_STATE SW_SEL_CT(NFT_CT_STATE, 1)

/* ---- fields ---------------------------------------------------------------------------------- */

static bool is_name(const struct sw_sel *s)
{
	return s->src == SW_SRC_META &&
	       (s->key == NFT_META_IIFNAME || s->key == NFT_META_OIFNAME);
}

/* A field has one length, though programs load no more of it than they need: what is not loaded may
 * be anything. */
static struct sw_sel whole(const struct sw_sel *sel, uint8_t family)
{
	struct sw_sel s = *sel;

	if (is_name(&s) ||
	    (s.src == SW_SRC_NH && family == SW_IP6 && (s.off == 8 || s.off == 24)))
		s.len = SW_RANGE_BYTES;
	if (s.src == SW_SRC_TH && !s.off && s.len == 1)	/* the type of ICMP, before its code */
		s.len = 2;
	return s;
}

/* Does it stay as it is until somebody writes it, and is it the same whoever looks? What other CPUs
 * may change meanwhile (bytes of a connection, the time) is not; a connection's mark is taken for
 * its own packet's. */
static bool is_steady(const struct sw_sel *s)
{
	static const uint32_t meta[] = {
		NFT_META_IIFNAME, NFT_META_OIFNAME, NFT_META_IIF, NFT_META_OIF, NFT_META_L4PROTO,
		NFT_META_MARK, NFT_META_LEN, NFT_META_PROTOCOL, NFT_META_PKTTYPE, NFT_META_IIFGROUP,
		NFT_META_OIFGROUP, NFT_META_IIFTYPE, NFT_META_OIFTYPE,
		NFT_META_SKUID, NFT_META_SKGID, NFT_META_PRIORITY,
	}, ct[] = {
		NFT_CT_STATE, NFT_CT_DIRECTION, NFT_CT_PROTOCOL, NFT_CT_L3PROTOCOL, NFT_CT_MARK,
		NFT_CT_SRC, NFT_CT_DST, NFT_CT_PROTO_SRC, NFT_CT_PROTO_DST, NFT_CT_SRC_IP,
		NFT_CT_DST_IP, NFT_CT_SRC_IP6, NFT_CT_DST_IP6, NFT_CT_ZONE,
	};

	switch (s->src) {
	case SW_SRC_LL: case SW_SRC_NH: case SW_SRC_TH: case SW_SRC_TCPOPT: case SW_SRC_EXTHDR:
	case SW_SRC_FIB: case SW_SRC_RT:
		return true;
	case SW_SRC_META:
		for (size_t i = 0; i < SW_ARRAY_SIZE(meta); i++)
			if (s->key == meta[i])
				return true;
		return false;
	case SW_SRC_CT:
		for (size_t i = 0; i < SW_ARRAY_SIZE(ct); i++)
			if (s->key == ct[i])
				return true;
		return false;
	default:
		return false;
	}
}

/* ---- tests ----------------------------------------------------------------------------------- */

void sw_demand_value(uint8_t *to, const struct sw_test *t, const uint8_t *from)
{
	bool turn = t->kind == SW_TEST_CMP && t->rel <= SW_NE && sw_sel_host_order(&t->sel) &&
		    htonl(1) != 1;

	for (int i = 0; i < t->len; i++)
		to[i] = from[turn ? t->len - 1 - i : i];
}

static void add_one(struct sw_ranges *s, const uint8_t *value, const uint8_t *mask, size_t n)
{
	uint8_t from[SW_RANGE_BYTES] = { 0 }, to[SW_RANGE_BYTES];

	memset(to, 0xff, sizeof(to));
	for (size_t i = 0; i < n; i++) {
		from[i] = value[i] & mask[i];
		to[i] = from[i] | (uint8_t)~mask[i];
	}
	sw_ranges_add(s, from, to);
}

/* One byte under any mask. */
static void add_masked_byte(struct sw_ranges *s, uint8_t value, uint8_t mask)
{
	static const uint8_t ones[1] = { 0xff };

	for (unsigned v = 0; v < 256; v++) {
		uint8_t byte = v;

		if ((v & mask) == value)
			add_one(s, &byte, ones, 1);
	}
}

static void add_states(struct sw_ranges *s, uint32_t mask)
{
	for (uint8_t i = 0; i < SW_ARRAY_SIZE(states); i++)
		if (mask & states[i])
			sw_ranges_add(s, &i, &i);
}

/* (field & mask) == value, or what is left when there is no mask. false: that is no range. */
static bool take_equal(struct sw_ranges *s, const struct sw_test *t)
{
	uint8_t value[SW_RANGE_BYTES] = { 0 }, mask[SW_RANGE_BYTES];

	memset(mask, 0xff, sizeof(mask));
	sw_demand_value(value, t, t->val);
	if (t->masked)
		sw_demand_value(mask, t, t->mask);
	for (int i = 0; i < t->len; i++)
		if (value[i] & ~mask[i])
			return true;	/* equal to nothing */
	if (t->masked && t->len == 1 && s->len == 1)
		add_masked_byte(s, value[0], mask[0]);
	else if (sw_mask_bits(mask, t->len) >= 0)
		add_one(s, value, mask, t->len);
	else
		return false;
	return true;
}

static bool take_order(struct sw_ranges *s, const struct sw_test *t)
{
	uint8_t low[SW_RANGE_BYTES] = { 0 }, high[SW_RANGE_BYTES], end[SW_RANGE_BYTES];
	bool less = t->rel == SW_LT || t->rel == SW_GE, invert = t->rel == SW_GT || t->rel == SW_GE;

	if (t->masked)
		return false;
	memset(high, 0xff, sizeof(high));
	memcpy(high, t->val, t->len);
	memset(end, 0xff, sizeof(end));
	sw_ranges_add(s, low, high);
	if (less) {	/* x < n: x <= n without what begins with n */
		struct sw_ranges just = { .len = s->len, .last = s->last };

		memcpy(low, t->val, t->len);
		sw_ranges_add(&just, low, high);
		sw_ranges_invert(&just);
		sw_ranges_cut(s, &just);
		sw_ranges_fini(&just);
	}
	if (invert)
		sw_ranges_invert(s);
	return true;
}

static bool take_lookup(struct sw_ranges *s, const struct sw_test *t, const struct sw_prog *p)
{
	const struct sw_set *set = NULL;

	for (size_t i = 0; i < p->nset && !set; i++)
		if (!strcmp(p->set[i].name, t->set))
			set = &p->set[i];
	if (!set || set->nfield > 1 || set->data_len || t->sel2.src || t->sel3.src ||
	    set->key_len > s->len || sw_sel_host_order(&t->sel))
		return false;
	for (size_t i = 0; i < set->nelem; i++) {
		uint8_t to[SW_RANGE_BYTES];

		memset(to, 0xff, sizeof(to));
		memcpy(to, set->elem[i].end, set->key_len);
		sw_ranges_add(s, set->elem[i].key, to);
	}
	return true;
}

/* The values with which a test passes. false: it is not about ranges. */
static bool take(struct sw_ranges *s, const struct sw_test *t, const struct sw_prog *p)
{
	bool good, invert = t->rel == SW_NE;
	uint8_t to[SW_RANGE_BYTES];

	if (t->kind == SW_TEST_RANGE && t->masked) {
		good = false;
	} else if (t->kind == SW_TEST_RANGE) {
		memset(to, 0xff, sizeof(to));
		memcpy(to, t->val2, t->len);
		sw_ranges_add(s, t->val, to);
		good = true;
	} else if (t->kind == SW_TEST_LOOKUP) {
		good = take_lookup(s, t, p);
	} else if (t->rel > SW_NE) {
		return take_order(s, t);
	} else {
		good = take_equal(s, t);
	}
	if (good && invert)
		sw_ranges_invert(s);
	return good;
}

/* ct state & mask != 0. */
static bool is_state(const struct sw_test *t)
{
	static const uint8_t zero[4];

	return t->kind == SW_TEST_CMP && t->sel.src == SW_SRC_CT && t->sel.key == NFT_CT_STATE &&
	       t->masked && t->len == 4 && t->rel <= SW_NE && !memcmp(t->val, zero, 4);
}

static struct sw_ranges *find(struct sw_demand *d, const struct sw_sel *sel)
{
	for (size_t i = 0; i < d->nfield; i++)
		if (sw_sel_equal(&d->field[i].sel, sel))
			return &d->field[i].takes;
	return NULL;
}

/* Takes s. */
static bool add_field(struct sw_demand *d, const struct sw_sel *sel, struct sw_ranges *s)
{
	struct sw_ranges *have = find(d, sel);

	if (have) {
		sw_ranges_cut(have, s);
		sw_ranges_fini(s);
	} else if (SW_GROW(d->field, d->nfield, d->capfield)) {
		d->field[d->nfield++] = (struct sw_demand_field){ *sel, *s };
		have = &d->field[d->nfield - 1].takes;
	} else {
		sw_ranges_fini(s);
		return false;
	}
	d->never |= !have->n;
	return !have->oom;
}

static bool add_bits(struct sw_demand *d, const struct sw_test *t)
{
	if (!SW_GROW(d->bits, d->nbits, d->capbits))
		return false;
	d->bits[d->nbits++] = *t;
	return true;
}

static bool add_test(struct sw_demand *d, const struct sw_test *t, const struct sw_prog *p,
		     uint8_t family)
{
	struct sw_sel sel = is_state(t) ? SEL_STATE : whole(&t->sel, family);
	struct sw_ranges s = { .len = sel.len, .last = 0xff };
	uint32_t mask;

	if (is_state(t)) {
		s.last = SW_ARRAY_SIZE(states) - 1;
		memcpy(&mask, t->mask, 4);
		add_states(&s, t->rel == SW_NE ? mask : ~mask);
		return add_field(d, &sel, &s);
	}
	if (t->kind != SW_TEST_EXISTS && t->len <= SW_RANGE_BYTES && sel.len <= SW_RANGE_BYTES &&
	    take(&s, t, p))
		return add_field(d, &sel, &s);
	sw_ranges_fini(&s);
	if (t->kind != SW_TEST_LOOKUP)
		return add_bits(d, t);
	d->exact = false;
	return true;
}

int sw_demand_of(struct sw_demand *d, const struct sw_prog *p, uint8_t family, struct sw_err *err)
{
	*d = (struct sw_demand){ .exact = true };
	for (size_t i = 0; i < p->ntest; i++) {
		const struct sw_test *t = &p->test[i];
		bool asks = t->kind == SW_TEST_CMP || t->kind == SW_TEST_RANGE ||
			    t->kind == SW_TEST_LOOKUP || t->kind == SW_TEST_EXISTS;

		if (t->kind == SW_TEST_GUARD) {
			d->guard = t->len > d->guard ? t->len : d->guard;
			d->reads.other |= SW_PART_TH;
			continue;
		}
		if (!asks || sw_test_merge(t, family) == SW_MERGE_NEVER || !is_steady(&t->sel)) {
			d->exact = false;
			continue;
		}
		sw_demand_add_part(&d->reads, &t->sel);
		if (!add_test(d, t, p, family))
			return sw_err_nomem(err);
	}
	return 0;
}

void sw_demand_fini(struct sw_demand *d)
{
	for (size_t i = 0; i < d->nfield; i++)
		sw_ranges_fini(&d->field[i].takes);
	free(d->field);
	free(d->bits);
	memset(d, 0, sizeof(*d));
}

const struct sw_ranges *sw_demand_field(const struct sw_demand *d, const struct sw_sel *sel)
{
	return find((struct sw_demand *)d, sel);
}

/* ---- fields that people speak of ------------------------------------------------------------- */

unsigned sw_demand_states(const struct sw_demand *d)
{
	const struct sw_ranges *s = sw_demand_field(d, &SEL_STATE);
	unsigned bits = 0;

	for (uint8_t i = 0; i < SW_ARRAY_SIZE(states); i++)
		if (!s || sw_ranges_has(s, &i))
			bits |= states[i];
	return bits;
}

struct sw_sel sw_demand_proto(uint8_t family)
{
	return family == SW_IP6 ? SW_SEL_META(NFT_META_L4PROTO, 1) : SW_SEL_NH(9, 1);
}

struct sw_sel sw_demand_addr(uint8_t family, bool dst)
{
	return family == SW_IP6 ? SW_SEL_NH(dst ? 24 : 8, 16) : SW_SEL_NH(dst ? 16 : 12, 4);
}
